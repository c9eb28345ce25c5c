"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library is untyped
    """Also renames the modules that a module imports."""

    support_js_module_import_aggregation = True

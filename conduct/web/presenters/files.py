"""Files on a case in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from kernel.clocks import format_instant
from kernel.files.scanner import is_configured
from kernel.files.serving import may_be_opened, scan_in_words

if TYPE_CHECKING:
    from conduct.models import CaseFile

COLOURS = {"none": "grey", "clean": "green", "infected": "red"}
UNSCANNED = "No virus scanner is set up here. Open a file only if you know where it comes from."


def files_shown(files: Iterable["CaseFile"], *, page: str, may_open: bool) -> dict[str, Any]:
    """Rows of a table, and a warning where nobody scans. `page` is the address by which staff open a file."""
    rows = [_row(each, page, may_open, each.get_kind_display()) for each in files]
    return {"rows": rows, "warning": UNSCANNED if rows and not is_configured() else ""}


def own_files_shown(files: Iterable["CaseFile"], *, page: str) -> dict[str, Any]:
    """The same for whoever sent the files: they know where these come from."""
    return {"rows": [_row(each, page, True, "Sent by you") for each in files], "warning": ""}


def _row(each: "CaseFile", page: str, may_open: bool, origin: str) -> list[Any]:
    file = each.file
    name: dict[str, Any] = {
        "text": "Erased" if file.is_erased else file.name,
        "sub": f"{origin}, {filesizeformat(file.size)}",
    }
    if may_open and may_be_opened(file):
        name |= {"href": reverse(page, args=[each.case.reference, file.pk]), "data_test": "file"}
    return [
        each.description,
        name,
        f"{format_instant(file.uploaded_at)} by {file.uploaded_by.name}",
        {"text": scan_in_words(file), "tag": "grey" if file.is_erased else COLOURS[file.scan], "data_test": "scan"},
    ]

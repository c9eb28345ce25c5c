"""Files that reporters sent, in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from conduct.web.presenters.files import COLOURS, UNSCANNED
from kernel.clocks import format_instant
from kernel.files.scanner import is_configured
from kernel.files.serving import may_be_opened, scan_in_words

if TYPE_CHECKING:
    from conduct.models import ConcernFile


def files_shown(files: "Iterable[ConcernFile]") -> dict[str, Any]:
    """Rows of a table, and a warning where nobody scans."""
    rows = [_row(each) for each in files]
    return {"rows": rows, "warning": UNSCANNED if rows and not is_configured() else ""}


def _row(each: "ConcernFile") -> list[Any]:
    file = each.file
    name: dict[str, Any] = {"text": "Erased" if file.is_erased else file.name, "sub": filesizeformat(file.size)}
    if may_be_opened(file):
        name |= {"href": reverse("conduct:concern_file", args=[each.concern_id, each.number]), "data_test": "file"}
    scan = {"text": scan_in_words(file), "tag": "grey" if file.is_erased else COLOURS[file.scan], "data_test": "scan"}
    return [name, format_instant(file.uploaded_at), scan]

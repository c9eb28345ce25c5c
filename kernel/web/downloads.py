"""Handing out a file, stored or made: always to be saved, never to be shown by the browser as a page of ours."""

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseBase

from kernel.files.examining import LARGEST_REQUEST
from kernel.files.kinds import Kind
from kernel.files.serving import download_name, served_copy

if TYPE_CHECKING:
    from kernel.models import StoredFile

MADE = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".ics": "text/calendar; charset=utf-8",
    ".jws": "application/jose",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}


def attachment(file: "StoredFile", *, stem: str) -> HttpResponse:
    """The served copy under a name of ours. Refuses one that is infected, lost, or awaits its scan."""
    kind = f"{file.content_type}; charset=utf-8" if file.content_type == Kind.TEXT else file.content_type
    name = download_name(file, stem)
    return HttpResponse(
        served_copy(file),
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        },
    )


def made_file(content: bytes | str, *, name: str) -> HttpResponse:
    """What we made, a table or a document by the end of its name, to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MADE[PurePath(name).suffix], headers=headers)


def takes_files(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a page's requests be as large as a file."""
    marked: Any = view
    marked.largest_request = LARGEST_REQUEST
    return view


def takes_files_of_strangers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for a page whose visitors are nobody known: the web server takes few at once."""
    marked: Any = takes_files(view)
    marked.is_for_strangers = True
    return view

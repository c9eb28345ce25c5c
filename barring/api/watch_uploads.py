"""Reading a file of people to be watched from a request: a form with a file, or the file itself."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from rest_framework.exceptions import UnsupportedMediaType

from barring.actions.question_shapes import PURPOSES
from barring.rules.answers import Purpose
from kernel.api.problems import Fault, Invalid, Malformed, Problem

FORM, CSV = "multipart/form-data", "text/csv"
LARGEST = 10_000_000  # bytes


def uploaded(request: Any) -> tuple[bytes, Purpose]:
    """The file and the purpose (`in_post` unless a form says another) of Django's request, which is read once.

    Refuses another media type, no body, a form that cannot be read, and fields that are not known.
    """
    if request.content_type not in (FORM, CSV):
        raise UnsupportedMediaType(request.content_type or "")
    if not hasattr(request, "uploaded"):
        request.uploaded = _form(request) if request.content_type == FORM else (_body(request), Purpose.IN_POST)
    found: tuple[bytes, Purpose] = request.uploaded
    return found


def _body(request: Any) -> bytes:
    content: bytes = request.read(LARGEST + 1)
    if not content:
        raise Malformed("The request has no body.")
    if len(content) > LARGEST:
        raise Problem(413, "too_large")
    return content


def _form(request: Any) -> tuple[bytes, Purpose]:
    try:
        fields, files = request.POST, request.FILES
    except (MultiPartParserError, SuspiciousOperation):
        raise Malformed("The form cannot be read.") from None
    sent = files.getlist("file")
    if len(sent) != 1:
        raise of_file("Send one file, in the field “file”.")
    if fields.keys() - {"purpose"} or files.keys() - {"file"}:
        raise Invalid([Fault(pointer="", code="unknown_field", detail="The form has a field that is not known.")])
    purposes = fields.getlist("purpose") or [Purpose.IN_POST.value]
    if len(purposes) != 1 or purposes[0] not in PURPOSES:
        detail = f"Give one purpose, one of: {', '.join(PURPOSES)}."
        raise Invalid([Fault(pointer="/purpose", code="choice", detail=detail)])
    return sent[0].read(), Purpose(purposes[0])


def of_file(detail: str) -> Invalid:
    """A refusal of the file as a whole."""
    return Invalid([Fault(pointer="/file", code="invalid", detail=detail)])

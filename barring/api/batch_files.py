"""The body of a request that sends a batch, read as it comes in."""

import hashlib
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict

from barring.actions.batch_files import PIECE, CsvRows, FileRefused, JsonRows, Lines, Take
from barring.actions.question_shapes import PURPOSES
from kernel.api.problems import Fault, Invalid, Malformed


def of_file(code: str, detail: str) -> Invalid:
    """A refusal of the file as a whole."""
    return Invalid([Fault(pointer="/file", code=code, detail=detail)])


class Upload:
    """The body of a request that sends a batch, read once. `digest` is of what it asks, however it was wrapped."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._digest = hashlib.sha256()
        self.purpose = ""
        self.is_read = False

    def read(self, take: Take) -> None:
        """Hand on each row. Refuses (Invalid, Malformed) a body that is not one file of rows with its purpose."""
        self.is_read = True
        kind = self._request.content_type
        self._digest.update(kind.encode())
        if kind == "multipart/form-data":
            self._form(take)
        else:
            self._lines(JsonRows(take))

    def digest(self) -> bytes:
        """What a repeated request is compared by."""
        if not self.is_read:
            self.read(lambda row: None)
        return self._digest.digest()

    def _lines(self, rows: JsonRows) -> None:
        lines = Lines(rows.line)
        while piece := self._request.read(PIECE):
            self._digest.update(piece)
            lines.feed(piece)
        lines.end()
        rows.end()

    def _form(self, take: Take) -> None:
        file = _OneFile(CsvRows(take), self._digest)
        try:
            parser = MultiPartParser(self._request.META, self._request, [file], "utf-8")
            fields, _files = parser.parse()
        except FileRefused as refusal:
            raise of_file(refusal.code, refusal.text) from None
        except (MultiPartParserError, SuspiciousOperation):
            raise Malformed("The form cannot be read.") from None
        self.purpose = _purpose_in(fields)
        if not file.is_there:
            raise of_file("required", "Send the file in the field “file”.")
        self._digest.update(self.purpose.encode())


class _OneFile(FileUploadHandler):
    """Takes the form's one file, piece by piece."""

    def __init__(self, rows: CsvRows, digest: Any) -> None:
        super().__init__()
        self.chunk_size = PIECE
        self.is_there = False
        self._rows, self._digest = rows, digest
        self._lines = Lines(rows.line)

    def new_file(self, field_name: str, *args: Any, **named: Any) -> None:
        if field_name != "file" or self.is_there:
            raise Invalid([Fault(pointer="", code="unknown_field", detail="Send one file, in the field “file”.")])
        self.is_there = True
        super().new_file(field_name, *args, **named)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._digest.update(raw_data)
        self._lines.feed(raw_data)

    def file_complete(self, file_size: int) -> None:
        self._lines.end()
        self._rows.end()


def _purpose_in(fields: "MultiValueDict[str, str]") -> str:
    if fields.keys() - {"purpose"}:
        raise Invalid([Fault(pointer="", code="unknown_field", detail="The form has a field that is not known.")])
    purposes = fields.getlist("purpose")
    if len(purposes) != 1 or purposes[0] not in PURPOSES:
        detail = f"Give one purpose, one of: {', '.join(PURPOSES)}."
        raise Invalid([Fault(pointer="/purpose", code="choice", detail=detail)])
    return purposes[0]

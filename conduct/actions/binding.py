"""What goes into a bundle, and in which order: the front pages in our words, then each document as it was disclosed."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pypdf import PdfReader, PdfWriter

from conduct.models import Bundle, Case, CaseFile, ChronologyLine, ExhibitVersion
from conduct.queries import anonymous_witnesses, disclosed_chronology, disclosed_to_manager, names_of, witnesses_of
from conduct.rules.bundles import in_place_of, spans
from conduct.rules.chronology import in_words
from conduct.rules.evidence import require_disclosable
from kernel.clocks import format_date, format_instant
from kernel.errors import ActionRefused
from kernel.files.examining import bound
from kernel.files.kinds import FileRefused, Kind
from kernel.files.serving import served_copy
from kernel.pdf import pdf_of

BODY = "B"
CONTENT = "conduct/bundle.typ"
TEXT = "conduct/text_exhibit.typ"


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document: an exhibit in the version disclosed, or what the manager sent; and where it stands."""

    exhibit: CaseFile
    version: ExhibitVersion | None
    served: bytes
    first_page: int = 0
    last_page: int = 0

    @property
    def digest(self) -> str:
        """The SHA-256 of the file that its pages are taken from."""
        return hashlib.sha256(self.served).hexdigest()

    @property
    def mark(self) -> str:
        """As E3, or M1 for what the manager sent."""
        return f"{'E' if self.version else 'M'}{self.exhibit.number}"


@dataclass(frozen=True)
class Whole:
    """A bundle as bytes, with all its pages counted."""

    content: bytes
    pages: int


def bind(*, bundle: Bundle, at: datetime) -> tuple[Whole, list[Document]]:
    """The bundle of a case as one flattened PDF, and its documents. Refuses what cannot be read, by its number."""
    documents = _documents(bundle.case)
    counts, body = bound([_part(one, at=at) for one in documents], prefix=BODY)
    placed = [
        Document(exhibit=one.exhibit, version=one.version, served=one.served, first_page=first, last_page=last)
        for one, (first, last) in zip(documents, spans(counts), strict=True)
    ]
    front = pdf_of(template=CONTENT, values=_front(bundle, placed, at=at), at=at)
    return _joined(front, body, placed, title=f"Case {bundle.case.reference}: bundle {bundle.number}"), placed


def _documents(case: Case) -> list[Document]:
    latest = {version.exhibit_id: version for version in disclosed_to_manager(case=case)}
    sent = case.files.filter(kind=CaseFile.Kind.RESPONSE).select_related("file").order_by("number")
    for version in latest.values():
        require_disclosable(
            exhibit=version.exhibit.number,
            redactions=version.redactions,
            may_name_reporter=version.exhibit.may_name_reporter,
            passed=version.passed,
        )
    found = [(version.exhibit, version, version.file) for version in latest.values()]
    found += [(one, None, one.file) for one in sent]  # type: ignore[misc]
    documents = []
    for exhibit, version, file in found:
        try:
            documents.append(Document(exhibit=exhibit, version=version, served=served_copy(file)))
        except ActionRefused as refusal:
            raise FileRefused(f"Exhibit {exhibit.number}: {refusal.text}") from None
    return documents


def _part(document: Document, *, at: datetime) -> tuple[str, bytes]:
    kind = document.version.file.content_type if document.version else document.exhibit.file.content_type
    if kind != Kind.TEXT:
        return kind, document.served
    lines = document.served.decode().splitlines()
    return Kind.PDF, pdf_of(template=TEXT, values={"title": document.mark, "lines": lines}, at=at)


def _front(bundle: Bundle, documents: Sequence[Document], *, at: datetime) -> dict[str, Any]:
    case, known_as = bundle.case, anonymous_witnesses(case=bundle.case)
    lines, pages = disclosed_chronology(case=case), {one.exhibit.pk: one for one in documents}
    return {
        "reference": case.reference,
        "number": str(bundle.number),
        "manager": names_of(person_ids=[case.person_id], at=at).get(case.person_id, ""),
        "made": format_instant(at),
        "documents": [_indexed(one, known_as) for one in documents],
        "allegations": [
            {
                "heading": f"Allegation {one.number}",
                "text": in_place_of(one.text, known_as=known_as),
                "particulars": in_place_of(one.particulars, known_as=known_as),
                "when": f"{format_date(one.conduct_on)} to {format_date(one.conduct_until)}",
            }
            for one in case.allegations.all()
        ],
        "chronology": [_line(line, pages, known_as) for line in lines],
        "witnesses": _witnesses(case, pages, known_as),
    }


def _indexed(one: Document, known_as: Iterable[tuple[str, str]]) -> list[str]:
    left_out = " (something is left out)" if one.version and one.version.redactions else ""
    return [
        one.mark,
        in_place_of(one.exhibit.description, known_as=known_as) + left_out,
        _pages(one),
        one.digest,
    ]


def _pages(one: Document) -> str:
    first, last = f"{BODY}{one.first_page}", f"{BODY}{one.last_page}"
    return first if first == last else f"{first} to {last}"


def _line(line: ChronologyLine, pages: dict[int, Document], known_as: Iterable[tuple[str, str]]) -> list[str]:
    shown = [pages[pk] for pk in (line.exhibit_id, *(tie.exhibit_id for tie in line.ties.all())) if pk in pages]
    text = in_place_of(line.text, known_as=known_as)
    if line.is_concern_put:
        text += f" A concern was put to the manager, who did this: {in_place_of(line.manager_did, known_as=known_as)}"
    where = "; ".join(f"{one.mark}, {_pages(one)}" for one in shown)
    return [
        in_words(year=line.year, month=line.month, day=line.day),
        in_place_of(line.who, known_as=known_as),
        text,
        f"{where} ({line.place})" if line.place else where,
    ]


def _witnesses(case: Case, pages: dict[int, Document], known_as: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Those whose statement is in the bundle, as they are called."""
    found = []
    for witness in witnesses_of(case=case):
        for statement in witness.statements.all():
            if one := pages.get(statement.exhibit_id):
                signed = f"signed {format_date(statement.signed_on)}" if statement.signed_on else "not signed"
                name = in_place_of(witness.name, known_as=known_as)
                found.append([name, f"Statement {statement.number}, {signed}", f"{one.mark}, {_pages(one)}"])
    return found


def _joined(front: bytes, body: bytes, documents: Iterable[Document], *, title: str) -> Whole:
    writer = PdfWriter()
    for part in (front, body):
        for page in PdfReader(io.BytesIO(part)).pages:
            added = writer.add_page(page)
            added.pop("/Annots", None)
    before = len(PdfReader(io.BytesIO(front)).pages)
    writer.add_outline_item(title="Index", page_number=0)
    for one in documents:
        writer.add_outline_item(title=f"{one.mark}: {_pages(one)}", page_number=before + one.first_page - 1)
    writer.metadata = None
    writer.add_metadata({"/Title": title})
    made = io.BytesIO()
    writer.write(made)
    return Whole(made.getvalue(), len(writer.pages))

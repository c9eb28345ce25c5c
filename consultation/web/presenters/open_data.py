"""The open data of a published consultation: files, and a signed list of them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse

from consultation.queries.counting import EVERY
from consultation.queries.finding import sought_in
from consultation.queries.publishing import published_responses
from consultation.web.presenters.equality import equality_csv
from consultation.web.presenters.publishing import read_by_everybody
from consultation.web.presenters.report import report
from consultation.web.presenters.results import csv_of
from kernel.clocks import instant
from kernel.signatures import signed_statement
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from consultation.models import Consultation

MANIFEST: Final = "manifest.jws"
ALL: Final = "all.zip"
KIND: Final = "consultation-files"
SAYS: Final = {
    "counts.csv": "Every count of every question, by kind of respondent",
    "themes.csv": "How often each theme was found",
    "decisions.json": "What was decided and why, with themes, quotations and what it changed",
    "responses.csv": "The published responses, an answer a line",
    "responses.json": "The published responses",
    "equality.csv": "What people said to equality questions, small groups put together",
    "counted.csv": "The public number of every response that is counted, published or not",
}
RESPONSE: Final = ("response", "respondent", "question", "answer", "words")
THEME: Final = ("question", "theme", "definition", "answers", "read", "share", "decisions")


def files_of(held: "Consultation") -> dict[str, bytes]:
    """Every file by its name: the same bytes for the same data."""
    shown = report(held)
    read = [read_by_everybody(version) for version in published_responses(consultation=held)]
    numbers = sought_in(consultation=held, sought=EVERY).order_by("response__public_number")
    return {
        "counts.csv": csv_of(held),
        "equality.csv": equality_csv(held),
        "themes.csv": b"".join(csv_lines(_themes(shown), columns=THEME)),
        "decisions.json": _json(_decisions(held, shown)),
        "responses.csv": b"".join(csv_lines(_answers(read), columns=RESPONSE)),
        "responses.json": _json({"consultation": held.title, "responses": read}),
        "counted.csv": b"".join(
            csv_lines(
                ({"response": number} for number in numbers.values_list("response__public_number", flat=True)),
                columns=("response",),
            )
        ),
    }


def file_of(held: "Consultation", name: str) -> bytes | None:
    """One file, the signed list, or all in one; None of a name that there is not."""
    if name not in {*SAYS, MANIFEST, ALL}:
        return None
    files = files_of(held)
    if name in files:
        return files[name]
    manifest = manifest_of(held, files).encode()
    return manifest if name == MANIFEST else _together({**files, MANIFEST: manifest})


def manifest_of(held: "Consultation", files: dict[str, bytes]) -> str:
    """The list of files with the SHA-256 of each, signed with the key of receipts."""
    claims = {
        "iss": settings.BASE_URL,
        "consultation": held.slug,
        "title": held.title,
        "published_at": instant(held.published_at) if held.published_at else "",
        "files": {name: {"sha256": _digest(content), "bytes": len(content)} for name, content in files.items()},
    }
    return signed_statement(purpose="receipts", claims=json.dumps(claims, separators=(",", ":")), kind=KIND)


def rows(held: "Consultation") -> list[list[Any]]:
    """A line for each file."""
    return [
        [
            {"text": name, "href": reverse("consultation:data_file", args=[held.slug, name]), "sub": SAYS[name]},
            f"{len(content):,}",
            {"text": _digest(content), "data_test": "digest"},
        ]
        for name, content in files_of(held).items()
    ]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def _together(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _answers(read: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in read:
        for answer in one["answers"]:
            yield {
                "response": one["number"],
                "respondent": one["sender"],
                "question": answer["question"],
                "answer": answer["chosen"],
                "words": answer["text"],
            }


def _themes(shown: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in shown["themes"]:
        for theme in one["found"]:
            yield {
                "question": f"{one['number']}. {one['text']}",
                "theme": theme["name"],
                "definition": theme["definition"],
                "answers": theme["count"],
                "read": theme["of"],
                "share": theme["share"],
                "decisions": ", ".join(map(str, theme["decisions"])),
            }


def _decisions(held: "Consultation", shown: dict[str, Any]) -> dict[str, Any]:
    quoted = {theme["name"]: theme["quotations"] for one in shown["themes"] for theme in one["found"]}
    return {
        "consultation": held.title,
        "outcome": held.outcome,
        "decisions": [
            {
                "number": one["number"],
                "decision": one["text"],
                "reasons": one["reasons"],
                "themes": [
                    {"theme": each["name"], "quotations": quoted.get(each["name"], [])} for each in one["themes"]
                ],
                "changed": one["changes"],
            }
            for one in shown["decisions"]
        ],
    }

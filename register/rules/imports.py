"""What a row of an import of people must say. A fault names the field and says what would be right."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from register.rules.names import normalise
from register.rules.vocabulary import Tier

COLUMNS = (
    "reference",
    "family_name",
    "given_names",
    "previous_family_names",
    "date_of_birth",
    "organisation",
    "job_title",
    "tier",
    "started_on",
    "registered_on",
    "email",
)
REQUIRED = ("reference", "family_name", "given_names", "date_of_birth")
OF_A_POST = ("job_title", "tier", "started_on")
LONGEST = 200
EARLIEST = date(1900, 1, 1)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Categories of characters that no name or title has, or that hide what a page shows."""
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a line, in one of its fields or (an empty field) as a whole."""

    line: int
    field: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.text}" if self.field else f"line {self.line}: {self.text}"


@dataclass(frozen=True)
class Open:
    """An organisation that rows may name: its key, and its last open day if it has closed."""

    pk: int
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class ImportedPost:
    """The post of a row."""

    organisation: int
    title: str
    tier: Tier
    started_on: date


@dataclass(frozen=True, kw_only=True)
class ImportedPerson:
    """A row that can be stored. `digest` is that of all its fields, to know the same row again."""

    reference: str
    family_name: str
    given_names: str
    previous_family_names: tuple[str, ...]
    date_of_birth: date
    post: ImportedPost | None
    registered_on: date | None
    email: str | None
    digest: str


def header_faults(cells: Sequence[str]) -> list[Fault]:
    """What is wrong with the header: names that are missing, unknown or there twice. The order is free."""
    missing = [name for name in REQUIRED if name not in cells]
    unknown = [name for name in cells if name not in COLUMNS]
    twice = sorted({name for name in cells if cells.count(name) > 1 and name in COLUMNS})
    faults = [f"the column {name} is missing" for name in missing]
    faults += [f"there is no column “{_shown(name)}”" for name in unknown]
    faults += [f"the column {name} is there twice" for name in twice]
    hint = f". The header must be {','.join(COLUMNS)}"
    return [Fault(1, "header", text + hint) for text in faults]


class RowReader:
    """Reads one row: every field by its rule, keeping what is wrong with each."""

    def __init__(self, *, line: int, cells: Mapping[str, str], today: date) -> None:
        self.line, self.today = line, today
        self.cells = {name: cells.get(name, "").strip() for name in COLUMNS}
        self.faults: list[Fault] = []

    def fault(self, field: str, text: str) -> None:
        self.faults.append(Fault(self.line, field, text))

    def person(self, organisations: Mapping[str, Open]) -> ImportedPerson | None:
        """The row as a person, or None with `faults` saying why not."""
        for name in COLUMNS:
            self._check_characters(name)
        for name in REQUIRED:
            if not self.cells[name]:
                self.fault(name, "is missing")
        family_name, given_names = self._name("family_name"), self._name("given_names")
        previous = self._previous_names()
        born = self._date("date_of_birth", not_before=EARLIEST)
        post = self._post(organisations, born)
        registered_on = self._date("registered_on", not_before=born)
        email = self._email()
        if self.faults or born is None:
            return None
        return ImportedPerson(
            reference=self.cells["reference"],
            family_name=family_name,
            given_names=given_names,
            previous_family_names=previous,
            date_of_birth=born,
            post=post,
            registered_on=registered_on,
            email=email,
            digest=hashlib.sha256(json.dumps(self.cells, sort_keys=True).encode()).hexdigest(),
        )

    def warnings(self) -> list[Fault]:
        """What the row says to no effect: parts of a post without an organisation."""
        if self.cells["organisation"]:
            return []
        left = [name for name in OF_A_POST if self.cells[name]]
        return [Fault(self.line, name, "is left out, because the row has no organisation") for name in left]

    def _check_characters(self, name: str) -> None:
        text = self.cells[name]
        if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
            self.fault(name, "is not UTF-8 text. Save the file as “CSV UTF-8”")
        elif any(unicodedata.category(character) in UNSEEN and character not in JOINERS for character in text):
            self.fault(name, "has a character that cannot be seen or stored. Type it again")
        elif len(text) > LONGEST:
            self.fault(name, f"must have {LONGEST} characters or fewer")

    def _name(self, field: str) -> str:
        text = " ".join(self.cells[field].split())
        if text and not normalise(text):
            self.fault(field, "must have a letter in it")
        return text

    def _previous_names(self) -> tuple[str, ...]:
        parts = [" ".join(part.split()) for part in self.cells["previous_family_names"].split("|")]
        names = tuple(dict.fromkeys(part for part in parts if part))
        if any(not normalise(name) for name in names):
            self.fault("previous_family_names", "must be names with letters, split by |")
        return names

    def _date(self, field: str, *, not_before: date | None) -> date | None:
        text = self.cells[field]
        if not text:
            return None
        try:
            day = date.fromisoformat(text) if ISO_DATE.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            self.fault(field, "must be a real date, like 1974-03-09")
        elif day > self.today:
            self.fault(field, "must not be in the future")
        elif not_before and day < not_before:
            self.fault(field, f"must not be before {'1900' if field == 'date_of_birth' else 'the date of birth'}")
        else:
            return day
        return None

    def _post(self, organisations: Mapping[str, Open], born: date | None) -> ImportedPost | None:
        code = self.cells["organisation"].upper()
        if not code:
            return None
        for name in OF_A_POST:
            if not self.cells[name]:
                self.fault(name, "is missing: a row with an organisation needs it")
        organisation = organisations.get(code)
        if organisation is None:
            self.fault("organisation", f"“{_shown(code)}” is not the code of an organisation")
        tier = self.cells["tier"]
        if tier and tier not in list(Tier):
            self.fault("tier", f"must be {', '.join(list(Tier)[:-1])} or {list(Tier)[-1]}")
        started_on = self._date("started_on", not_before=born)
        if organisation and started_on and organisation.closed_on and started_on > organisation.closed_on:
            self.fault("started_on", f"must not be after {organisation.closed_on}, when the organisation closed")
        if self.faults or organisation is None or started_on is None:
            return None
        title = " ".join(self.cells["job_title"].split())
        return ImportedPost(organisation=organisation.pk, title=title, tier=Tier(tier), started_on=started_on)

    def _email(self) -> str | None:
        text = self.cells["email"]
        try:
            if text:
                validate_email(text)
        except ValidationError:
            self.fault("email", "must be an email address, like name@example.com")
        return text or None


def _shown(text: str) -> str:
    """A name of the file's own, fit to print: short, and without characters that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:30])

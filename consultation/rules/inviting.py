"""Who is invited to answer: how each stands, whom an e-mail may go to, and somebody's own list of them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from consultation.rules.questionnaire import OrganisationType, Region, RespondentType
from kernel.errors import ActionRefused
from kernel.layouts import has_unusable, letters
from kernel.workflow import Workflow, move


class NotInvited(ActionRefused):
    """An e-mail that goes to nobody or too soon, or a list of which nothing can be taken."""


class Standing(TextChoices):
    """How somebody stands who is to be invited. What was answered is tied to nobody."""

    LISTED = "listed", "Not written to"
    INVITED = "invited", "Invited, no answer yet"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Will not answer"


class InviteAction(TextChoices):
    """What is done about somebody who is to be invited."""

    INVITE = "invite", "Invite by email"
    REMIND = "remind", "Remind by email"
    ANSWER = "answer", "Note an answer"
    DECLINE = "decline", "Note that they will not answer"
    REOPEN = "reopen", "Take back what was noted"


CONSULTEE: Final = Workflow(
    noun="person or organisation",
    start=Standing.LISTED,
    moves={
        InviteAction.INVITE: move({Standing.LISTED}, Standing.INVITED),
        InviteAction.REMIND: move({Standing.INVITED}, Standing.INVITED),
        InviteAction.ANSWER: move({Standing.LISTED, Standing.INVITED, Standing.DECLINED}, Standing.ANSWERED),
        InviteAction.DECLINE: move({Standing.LISTED, Standing.INVITED}, Standing.DECLINED),
        InviteAction.REOPEN: move({Standing.ANSWERED, Standing.DECLINED}, Standing.INVITED),
    },
)
"""Taking back leads to those who were not written to where no e-mail went."""


class AnsweredBy(TextChoices):
    """By what staff know that somebody answered. By the link nobody is told more than that they did."""

    LINK = "link", "By the link of their invitation"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By email"
    TELEPHONE = "telephone", "By telephone"
    MEETING = "meeting", "At a meeting"


NOTED_BY: Final = [one for one in AnsweredBy.choices if one[0] != AnsweredBy.LINK]


def soonest(*, last: datetime, days: int) -> datetime:
    """The first instant at which the next e-mail may go."""
    return last + timedelta(days=days)


MOST_ROWS: Final = 5_000
MOST_FAULTS: Final = 50
LONGEST: Final = 200
ABOUT: Final = {
    "name": "name organisation organisationname nameoforganisation fullname consultee who",
    "respondent_type": "type respondenttype kind kindofrespondent answersas answeringas",
    "organisation_type": "organisationtype typeoforganisation kindoforganisation sector",
    "region": "region area regionorcountry country",
    "email": "email emailaddress address contact",
}
"""What a row says, and how such columns are headed."""
NEEDED: Final = ("name", "respondent_type")
KNOWN: Final[Mapping[str, Mapping[str, str]]] = {
    name: {letters(words): key for key, text in choices for words in (key, text)}
    for name, choices in (
        ("respondent_type", RespondentType.choices),
        ("organisation_type", OrganisationType.choices),
        ("region", Region.choices),
    )
}
ASKED: Final = {
    "respondent_type": "kind of respondent",
    "organisation_type": "type of organisation",
    "region": "region",
}


@dataclass(frozen=True, kw_only=True)
class Invitee:
    """One whom somebody wants to invite."""

    name: str
    respondent_type: str
    organisation_type: str = ""
    region: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a list says: whom to add, and of each row that cannot be read its number and why."""

    invitees: Sequence[Invitee]
    faults: Sequence[tuple[int, str]]


def columns(headings: Sequence[str]) -> dict[str, int]:
    """Where each thing stands. Refuses (NotInvited) a list without a column of names, or of kinds of respondent."""
    known = {word: name for name, words in ABOUT.items() for word in words.split()}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if name := known.get(letters(heading)):
            found.setdefault(name, place)
    if missing := [name for name in NEEDED if name not in found]:
        heading = {"name": "Name", "respondent_type": "Respondent type"}[missing[0]]
        raise NotInvited(f"No column is headed “{heading}”. Give the list one, and send it again.")
    return found


def read_list(headings: Sequence[str], rows: Sequence[Sequence[str] | str]) -> Listed:
    """Whom a list names. Rows are counted as a spreadsheet does, with the headings as row 1."""
    places = columns(headings)
    if len(rows) > MOST_ROWS:
        raise NotInvited(f"The list has more than {MOST_ROWS:,} rows. Send it in parts.")
    invitees: list[Invitee] = []
    faults: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, 2):
        if isinstance(cells, str):
            faults.append(
                (number, "It cannot be read: it has not as many cells as there are headings, or strange characters")
            )
            continue
        invitee = _read({name: cells[place] for name, place in places.items()})
        wrong = list(_faults(invitee))
        for key in filter(None, (f"name {invitee.name.casefold()}", invitee.email and f"email {invitee.email}")):
            if (first := seen.setdefault(key, number)) != number:
                wrong.append(f"Row {first:,} has the same {key.split()[0]}")
        faults += [(number, fault) for fault in wrong]
        invitees.append(invitee)
    return Listed(invitees=invitees, faults=faults)


def _read(cells: Mapping[str, str]) -> Invitee:
    given = {name: KNOWN[name].get(letters(cells[name]), cells[name]) for name in KNOWN if cells.get(name, "").strip()}
    return Invitee(
        name=cells["name"].strip(),
        email=cells.get("email", "").strip().lower(),
        **{"respondent_type": "", **given},
    )


def _faults(invitee: Invitee) -> Iterator[str]:
    if not invitee.name:
        yield "It has no name"
    if len(invitee.name) > LONGEST or has_unusable(invitee.name, line_ends=""):
        yield f"Its name has more than {LONGEST} characters, or one that cannot be used"
    if not invitee.respondent_type:
        yield "It does not say as what they answer"
    for name, words in ASKED.items():
        value = getattr(invitee, name)
        if value and value not in KNOWN[name].values():
            yield f"“{value[:60]}” is no {words} that we know"
    if invitee.email:
        try:
            validate_email(invitee.email)
        except ValidationError:
            yield f"“{invitee.email[:60]}” is no email address"

"""A check as its pages show it: the answer in words, what was searched for, and lists."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from barring.queries.bars import CLASS_WORDS
from barring.rules.answers import EMPLOYABLE, CheckOutcome, Purpose
from kernel.clocks import format_date, format_instant, last_day_before, today
from kernel.deadlines import deadline
from register.rules import Employable, Grade, Kind, RegistrationStatus, Tier
from register.rules.names import words

if TYPE_CHECKING:
    from barring.models import Check, CheckReview
    from barring.queries.checks import PersonShown

Row = tuple[str, Any] | dict[str, Any]

COLOURS = {
    CheckOutcome.NO_BAR_RECORDED: "green",
    CheckOutcome.NOT_BARRED_FROM_ROLE: "blue",
    CheckOutcome.DECISION_NOT_IN_EFFECT: "yellow",
    CheckOutcome.RESTRICTED: "orange",
    CheckOutcome.SUSPENDED: "red",
    CheckOutcome.REMOVED: "red",
    CheckOutcome.BARRED: "red",
    CheckOutcome.NOT_REGISTERED: "grey",
    CheckOutcome.NO_ENTRY_MATCHED: "grey",
    CheckOutcome.NEEDS_REVIEW: "purple",
}
BASIS = {
    "number_and_date_of_birth": "Registration number and date of birth",
    "number_and_family_name": "Registration number and family name",
    "number_and_national_insurance_number": "Registration number and National Insurance number",
    "name_and_date_of_birth": "Name and date of birth",
    None: "No one person was found",
}
CHANGES = {
    "order_ends": "an order ends",
    "order_begins": "an order takes effect",
    "order_stayed": "an order is stayed",
    "stay_ends": "the stay of an order ends",
    "permission_to_act": "a permission to act changes",
    "appeal": "an appeal begins",
    "registration": "the registration changes",
}


def due_words(due_at: datetime) -> str:
    """The day by whose end a possible match is resolved."""
    return f"the end of {format_date(last_day_before(due_at))}"


def due_counted(review: "CheckReview") -> str:
    """How the time to resolve a possible match was counted."""
    return deadline(
        rule_set=review.rule_set,
        parameter="match_review_working_days",
        beginning="the check",
        begins_on=today(review.opened_at),
    ).words


def outcome_tag(outcome: str) -> dict[str, str]:
    """An outcome as a tag."""
    known = CheckOutcome(outcome)
    return {"text": known.words, "tag": COLOURS[known], "data_test": "outcome"}


def answer_rows(check: "Check") -> list[Row]:
    """The answer in words."""
    answer = check.answer
    registration = answer["registration"]
    rows: list[Row] = [
        {"key": "Outcome", "value": outcome_tag(check.outcome)},
        {
            "key": "Can the person be appointed?",
            "value": EMPLOYABLE[Employable(answer["employable_in_role"])],
            "data_test": "employable",
        },
        ("Found by", BASIS[answer["match"]["basis"]]),
    ]
    if registration:
        rows += [("Registration number", answer["match"]["registration_number"] or "None: never registered")]
        rows += [{"key": "Registration", "value": _registration(registration), "data_test": "registration"}]
    if change := answer["next_change"]:
        when = format_instant(_instant(change["at"]))
        rows += [("Next change", f"{when}: {CHANGES.get(change['kind'], change['kind'])}")]
    rows += [{"key": "Answered", "value": format_instant(check.answered_at), "data_test": "answered-at"}]
    rows += [("As the register stood", format_instant(check.as_of)), ("Rules", answer["rule_set"])]
    return rows


def _registration(registration: dict[str, Any]) -> str:
    status = RegistrationStatus(registration["status"]).words
    grade = f", {Grade(registration['grade']).words.lower()}" if registration["grade"] else ""
    since = f", since {format_date(date.fromisoformat(registration['since']))}" if registration["since"] else ""
    return f"{status}{grade}{since}"


def question_rows(check: "Check") -> list[Row]:
    """What was searched for, as it was compared."""
    subject = check.subject
    earlier = [_echo(name) for name in subject["previous_family_names"]]
    born = subject["date_of_birth"]
    told = {True: "Yes", False: "No", None: "Not said"}[check.subject_informed]
    rows: list[Row] = [
        ("Registration number", subject["registration_number"] or "Not given"),
        {"key": "Family name", "value": _echo(subject["family_name"]), "data_test": "searched-family-name"},
        ("Given names", _echo(subject["given_names"])),
        ("Previous family names", earlier or "Not given"),
        ("Date of birth", format_date(date.fromisoformat(born)) if born else "Not given"),
        ("National Insurance number", "Given, and compared" if subject["national_insurance"] else "Not given"),
        ("Post", f"{Tier(check.tier).words}, {check.role_organisation.name}"),
        ("Purpose", Purpose(check.purpose).words),
        ("Person told", told),
        ("Your reference", check.client_ref or "None"),
        ("Asked by", check.asked_by.name),
    ]
    return rows


def _echo(name: str) -> str:
    """A name as it was given, with the letters it was compared by where they differ."""
    if not name:
        return "Not given"
    compared = " ".join(words(name))
    return name if compared == name.lower() else f"{name} (searched for as “{compared}”)"


def restriction_rows(check: "Check") -> list[list[Any]]:
    """Each order that the answer looked at."""
    return [_restriction(one) for one in check.answer["restrictions"]]


RESTRICTION_HEAD = ["Order", "Posts", "Organisations", "From", "Until", "Decision"]


def _restriction(one: dict[str, Any]) -> list[Any]:
    if one["kind"] == "quashed":
        return ["Quashed: void from its beginning", "", "", "", "", ""]
    notes = [note for flag, note in (("stayed", "stayed"), ("under_appeal", "under appeal")) if one[flag]]
    return [
        {"text": Kind(one["kind"]).words, "sub": ", ".join(notes)},
        ", ".join(Tier(tier).words for tier in one["tiers"]),
        ", ".join(CLASS_WORDS[kind] for kind in one["organisation_classes"]),
        format_instant(_instant(one["in_force_from"])),
        format_instant(_instant(one["in_force_until"])) if one["in_force_until"] else "No end",
        {"text": "Read the decision", "href": one["decision"]} if one["decision"] else "Not published",
    ]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


ERASED = {"text": "Erased", "tag": "grey", "data_test": "outcome"}
CHECK_HEAD = ["Asked about", "Outcome", "Post", "Answered", "Your reference"]


def list_rows(checks: Iterable["Check"]) -> list[list[Any]]:
    """Past checks, each a link to its answer."""
    return [
        [
            {"text": whom(check), "href": reverse("barring:check", args=[check.reference]), "data_test": "check-link"},
            ERASED if check.is_erased else {**outcome_tag(check.outcome), "sub": different_now(check)},
            f"{Tier(check.tier).words}, {check.role_organisation.name}",
            format_instant(check.answered_at),
            "Erased" if check.is_erased else check.client_ref or "None",
        ]
        for check in checks
    ]


def different_now(check: "Check") -> str:
    """That an answer would be another as known now, in words for a list; empty where it would not."""
    return "Would be different now" if check.differs_now else ""


def correction_words(check: "Check") -> str:
    """What was corrected since about an answer, for whoever was given it; empty for nothing."""
    if check.corrected_at is None:
        return ""
    found = format_instant(check.corrected_at)
    if check.differs_now:
        return f"Something that this answer was made from was corrected. As known since {found}, it would be different."
    return f"This answer was in doubt for a time. As known since {found}, it would be given again as it was."


def whom(check: "Check") -> str:
    """Whom a check asked about, as they were named."""
    if check.is_erased:
        return f"A check of {format_date(today(check.answered_at))}"
    subject = check.subject
    name = f"{subject['given_names']} {subject['family_name']}".strip()
    return name or str(subject["registration_number"])


REVIEW_HEAD = ["Asked about", "Organisation", "Due", "State"]


def review_rows(reviews: Iterable["CheckReview"]) -> list[list[Any]]:
    """Possible matches, each a link to its page; late ones say so."""
    now = timezone.now()
    return [
        [
            {
                "text": whom(review.check_asked),
                "href": reverse("barring:review", args=[review.check_asked.reference]),
                "data_test": "review-link",
            },
            review.check_asked.organisation.name,
            due_words(review.due_at).capitalize(),
            {"text": "Resolved", "tag": "green"}
            if review.resolved_at
            else {"text": "Overdue", "tag": "red"}
            if review.due_at < now
            else {"text": "Open", "tag": "blue"},
        ]
        for review in reviews
    ]


def side_by_side(check: "Check", people: Iterable["PersonShown"]) -> tuple[list[str], list[list[Any]]]:
    """What was asked beside what is on record: a heading for each person, a row for each kind of fact."""
    candidates = list(people)
    subject = check.subject
    born = subject["date_of_birth"]
    given = [name for name in [f"{subject['given_names']} {subject['family_name']}".strip()] if name]
    given += [f"{name} (previous)" for name in subject["previous_family_names"]]
    rows: list[list[Any]] = [
        ["Number", subject["registration_number"] or "Not given", *(one.number or "None" for one in candidates)],
        ["Names", "; ".join(given) or "Not given", *("; ".join(one.names) for one in candidates)],
        [
            "Date of birth",
            format_date(date.fromisoformat(born)) if born else "Not given",
            *("; ".join(map(format_date, one.dates_of_birth)) for one in candidates),
        ],
        ["Posts", check.organisation.name, *("; ".join(one.posts) or "None" for one in candidates)],
    ]
    return ["Fact", "Asked about", *(f"Person {place}" for place in range(1, len(candidates) + 1))], rows


def choices(people: Iterable["PersonShown"]) -> list[tuple[int, str]]:
    """The people to choose from, in the words of the table."""
    return [
        (one.person_id, f"Person {place}: {one.names[0].rpartition(' (')[0]}, {one.number or 'no number'}")
        for place, one in enumerate(people, 1)
    ]

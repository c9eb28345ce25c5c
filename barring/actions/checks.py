"""Answering a check."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from barring.actions.receipts import sign_receipt
from barring.models import Check, CheckReview
from barring.queries.checks import has_link, snapshot_of
from barring.queries.dismissals import asked_in_stored, settled
from barring.queries.readings import Known, Reading, read
from barring.queries.receipts import require_kept
from barring.rules.answers import Found, Purpose, answer_of, without
from barring.rules.matching import Asked, Certainty, Match, asked_about, match, missing_facts
from kernel import rulesets
from kernel.clocks import add_working_days, end_of_day, today
from kernel.db.prepared import insert
from kernel.errors import ActionRefused
from kernel.ledger import require_sound
from kernel.rulesets import Rules
from register.actions.persons import national_insurance_digest
from register.rules import Tier
from register.rules.numbers import InvalidNumber, parse
from register.rules.standing import PostAsked, standing


class Asker(Protocol):
    """Who asks: a person or program of one organisation."""

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is given about the person, as typed. "" and None stand for what is not given.

    Of a stored question the National Insurance number is known by its keyed hash only (`insurance_digest`).
    """

    registration_number: str = ""
    family_name: str = ""
    given_names: str = ""
    previous_family_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    national_insurance_number: str = ""
    insurance_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: about whom, for which post, why, and as of when. `organisation` "" is the asker's own."""

    subject: Subject
    tier: Tier
    purpose: Purpose
    organisation: str = ""
    client_ref: str = ""
    subject_informed: bool | None = None
    as_of: datetime | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OnBehalfOf:
    """The organisation that asks, and its program where it was one."""

    organisation_id: int
    organisation_code: str
    client_id: int | None = None


@dataclass(frozen=True)
class QuestionFault:
    """What is wrong with one part of a question: `field` names the part, as in `Subject` and `Question`."""

    field: str
    code: str
    text: str


@dataclass
class QuestionRefused(ActionRefused):
    """The question cannot be answered as it stands. `faults` say what to change; none repeats what was given."""

    faults: list[QuestionFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(" ".join(fault.text for fault in self.faults))


def ask(*, question: Question, asker: OnBehalfOf, by: Asker) -> Check:
    """Answer a question at this instant, and keep question and answer.

    Refuses (QuestionRefused) too little to find one person safely, a number that is none, an unknown organisation,
    an instant of the future, and a past instant for a person with whom the organisation has had nothing to do.
    A doubtful match is answered as such, and a person at the regulator has one working day to resolve it. Answers
    nothing (LedgerBehind) from a record that is older than its last checkpoint: it may not know of a bar.
    """
    require_sound()
    asked = asked_in(subject=question.subject)
    known = known_for(question=question, asker=asker)
    organisation = question.organisation or asker.organisation_code
    reading = read(asked=asked, organisation=organisation, as_of=question.as_of, known=known)
    return answer_from(reading=reading, question=question, asked=asked, asker=asker, by=by.pk)


def answer_from(
    *,
    reading: Reading,
    question: Question,
    asked: Asked,
    asker: OnBehalfOf,
    by: int,
    keep: Callable[[Check], None] = insert,
) -> Check:
    """Answer from what was read a moment ago, and keep question and answer; refuses as `ask` does. `by` is an id."""
    rules = require_answerable(question=question, reading=reading)
    found = found_by(question=question, asked=asked, asker=asker, reading=reading)
    require_link(question=question, asked=asked, asker=asker, then=found)
    answer = Answer(question=question, asked=asked, asker=asker, by=by, reading=reading, rules=rules, match=found)
    if found.certainty is not Certainty.AMBIGUOUS:
        return record(given=answer, keep=keep)  # one row, in a transaction of its own
    with transaction.atomic():
        check = record(given=answer, keep=keep)
        CheckReview.objects.create(check_asked=check, opened_at=reading.at, **review_due(at=reading.at))
    return check


def found_by(*, question: Question, asked: Asked, asker: OnBehalfOf, reading: Reading) -> Match:
    """Who is meant; nobody, where a person has said so of all who may be. What was known earlier knows none of that."""
    found = match(asked=asked, candidates=reading.candidates, matcher=reading.matcher)
    if question.known_at is not None:
        return found
    return settled(found=found, asked=asked, organisation_id=asker.organisation_id, seen=reading.snapshot)


def asked_in(*, subject: Subject) -> Asked:
    """The subject in the form in which it is compared; refuses what cannot be looked up safely."""
    number = None
    if subject.registration_number:
        try:
            number = parse(subject.registration_number)
        except InvalidNumber as fault:
            raise _refused("registration_number", "invalid_registration_number", str(fault)) from None
    asked = asked_about(
        number=number,
        family_name=subject.family_name,
        given_names=subject.given_names,
        previous_family_names=subject.previous_family_names,
        date_of_birth=subject.date_of_birth,
        national_insurance=subject.insurance_digest or _digest(subject.national_insurance_number),
    )
    if missing := missing_facts(asked):
        raise QuestionRefused([QuestionFault(name, "insufficient_identity", _to_add(asked, name)) for name in missing])
    return asked


def question_of(*, check: Check) -> Question:
    """The question of a stored check, with all that it asked about, as of now.

    Refuses (Erased) a check that was erased.
    """
    require_kept(check)
    stored = check.subject
    return Question(
        subject=Subject(
            registration_number=stored["registration_number"] or "",
            family_name=stored["family_name"],
            given_names=stored["given_names"],
            previous_family_names=tuple(stored["previous_family_names"]),
            date_of_birth=date.fromisoformat(stored["date_of_birth"]) if stored["date_of_birth"] else None,
            insurance_digest=stored["national_insurance"] or "",
        ),
        tier=Tier(check.tier),
        purpose=Purpose(check.purpose),
        organisation=check.role_organisation.code,
        client_ref=check.client_ref,
        subject_informed=check.subject_informed,
    )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one check is made from. `by` is the id of who asks, `old` the check that it resolves."""

    question: Question
    asked: Asked
    asker: OnBehalfOf
    by: int
    reading: Reading
    rules: Rules
    match: Match
    old: Check | None = None


def record(*, given: Answer, keep: Callable[[Check], None] = insert) -> Check:
    """Keep a check, with its receipt."""
    check = answered(given=given)
    sign_receipt(check=check, organisation=given.asker.organisation_code, ledger=given.reading.ledger)
    keep(check)
    return check


def answered(*, given: Answer) -> Check:
    """The check with its answer, not stored yet and without a receipt."""
    return Check(**columns_of(given=given))


def columns_of(*, given: Answer) -> dict[str, Any]:
    """What a check with its answer is made of, but for its reference and its receipt."""
    question, reading = given.question, given.reading
    organisation_id, post = _post(given)
    known_at = question.known_at or reading.at
    as_of = question.as_of or known_at
    answer = answer_of(
        match=given.match,
        found=_found(given, post, as_of),
        post=post,
        as_of=as_of,
        known_at=known_at,
        answered_at=reading.at,
        rule_set=given.rules.version,
        base_url=settings.BASE_URL,
        is_test=reading.is_test,
    )
    return {
        "organisation_id": given.asker.organisation_id,
        "client_id": given.asker.client_id,
        "asked_by_id": given.old.asked_by_id if given.old else given.by,  # who resolves stands in the review
        "client_ref": question.client_ref,
        "subject": given.old.subject if given.old else _stored(question.subject, given.asked),
        "tier": question.tier.value,
        "role_organisation_id": organisation_id,
        "purpose": question.purpose.value,
        "subject_informed": question.subject_informed,
        "as_of": as_of,
        "known_at": known_at,
        "answered_at": reading.at,
        "snapshot": reading.snapshot,
        "rule_set_id": given.rules.pk,
        "matcher": reading.matcher.version,
        "person_id": None if reading.is_test else given.match.person_id,
        "is_test": reading.is_test,
        "outcome": answer["outcome"],
        "answer": answer,
        "resolves": given.old,
    }


def _post(given: Answer) -> tuple[int, PostAsked]:
    """The id of the post's organisation, and the post."""
    assert given.reading.organisation is not None
    organisation_id, organisation_class = given.reading.organisation
    code = given.question.organisation or given.asker.organisation_code
    return organisation_id, PostAsked(
        tier=given.question.tier, organisation=code, organisation_class=organisation_class
    )


def _found(given: Answer, post: PostAsked, as_of: datetime) -> Found | None:
    person_id, reading = given.match.person_id, given.reading
    if given.match.certainty is not Certainty.UNIQUE or person_id is None:
        return None
    facts = reading.facts[person_id]
    orders = without(facts.orders, reading.quashed[person_id])
    facts = type(facts)(orders=orders, registrations=facts.registrations, permissions=facts.permissions)
    number = next(one.number for one in reading.candidates if one.person_id == person_id)
    result = standing(facts=facts, post=post, at=as_of, rules=given.rules)
    return Found(number=number, facts=facts, standing=result, notes=reading.notes[person_id])


def _stored(subject: Subject, asked: Asked) -> dict[str, Any]:
    return {
        "registration_number": asked.number,
        "family_name": subject.family_name,
        "given_names": subject.given_names,
        "previous_family_names": list(subject.previous_family_names),
        "date_of_birth": subject.date_of_birth.isoformat() if subject.date_of_birth else None,
        "national_insurance": asked.national_insurance,
    }


def asked_of(*, check: Check) -> Asked:
    """The subject of a stored check in the form in which it is compared. Refuses (Erased) one that was erased."""
    require_kept(check)
    return asked_in_stored(subject=check.subject)


def known_for(*, question: Question, asker: OnBehalfOf) -> Known:
    """What may be known in answering: everything now, or what was at the instant that the question names."""
    if question.known_at is None:
        return Known()
    snapshot = snapshot_of(organisation_id=asker.organisation_id, known_at=question.known_at)
    return Known(at=question.known_at, snapshot=snapshot)


def require_answerable(*, question: Question, reading: Reading) -> Rules:
    """The rules to answer by; refuses (QuestionRefused) an unknown organisation and an instant there are none for."""
    future = "This instant is in the future. Leave it out to ask about now."
    faults = [
        QuestionFault(name, "instant_in_future", future)
        for name, given in (("as_of", question.as_of), ("known_at", question.known_at))
        if given and given > reading.at
    ]
    if reading.organisation is None:
        text = "There is no organisation with this code. Give its ODS code."
        faults.append(QuestionFault("organisation", "unknown_organisation", text))
    if reading.rules is None and not faults:
        text = "No rules were in force at this instant. Ask about a later one."
        faults.append(QuestionFault("as_of", "instant_not_available", text))
    if faults or reading.rules is None:
        raise QuestionRefused(faults)
    return reading.rules


def require_link(*, question: Question, asked: Asked, asker: OnBehalfOf, then: Match) -> None:
    """The past is for those who had to do with the person: whoever fits as known then, and as known now."""
    if question.as_of is None and question.known_at is None:
        return
    now = read(asked=asked, organisation=asker.organisation_code, as_of=None, known=Known())
    people = {then.person_id, match(asked=asked, candidates=now.candidates, matcher=now.matcher).person_id} - {None}
    linked: Callable[[int], bool] = lambda pk: has_link(organisation_id=asker.organisation_id, person_id=pk)  # noqa: E731
    if not all(linked(pk) for pk in people if pk is not None and pk > 0):  # below nought are test identities
        name = "as_of" if question.as_of else "known_at"
        text = (
            "The past may be asked about only for people whom your organisation employs or employed in a post on the "
            "register, or checked before."
        )
        raise _refused(name, "instant_not_available", text)


def review_due(*, at: datetime) -> dict[str, Any]:
    """By when a possible match is resolved, by the rule set in force now, whatever instant was asked about."""
    rules = rulesets.current(at)
    due_at = end_of_day(add_working_days(to=today(at), days=rules.match_review_working_days))
    return {"due_at": due_at, "rule_set_id": rules.pk}


def _digest(national_insurance_number: str) -> str | None:
    if not national_insurance_number:
        return None
    try:
        return national_insurance_digest(number=national_insurance_number)
    except ActionRefused as refusal:
        raise _refused("national_insurance_number", "invalid", refusal.text) from None


def _to_add(asked: Asked, name: str) -> str:
    if asked.number:
        return "With a registration number, give the date of birth or the family name too."
    words = {"family_name": "family name", "given_names": "given names", "date_of_birth": "date of birth"}
    return f"Without a registration number, give the {words[name]}."


def _refused(name: str, code: str, text: str) -> QuestionRefused:
    return QuestionRefused([QuestionFault(name, code, text)])

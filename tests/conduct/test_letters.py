"""Letters: what a template may name, to whom one goes and when, and that it stays as it went."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper

from conduct import actions, queries
from conduct.actions.letters import TemplateUnchanged
from conduct.models import Case, Letter, LetterTemplate
from conduct.queries import letters as letter_queries
from conduct.rules.letters import (
    Fact,
    FactMissing,
    LetterChanged,
    LetterGone,
    LetterUnfit,
    To,
    UnknownFact,
    Way,
    facts_named,
    filled,
    is_of_a_demand,
)
from conduct.workflow import Status
from kernel.clocks import today
from kernel.files.store import Copy, read
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.permissions import Role
from tests.builders import Cast, case_in, manager_person
from tests.factories.conduct import OPENED_AT
from tests.factories.files import examined
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person
from tests.races import refusals

LATER = OPENED_AT + timedelta(days=3)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""


def template(key: str) -> LetterTemplate:
    return next(one for one in letter_queries.letter_templates() if one.key == key)


def draft(case: Case, cast: Cast, *, to: To = To.MANAGER, key: str = "response") -> Letter:
    """A letter that was written out, not sent."""
    people = letter_queries.addressees_of(case=case, at=LATER)
    addressee = next(one for one in people if one.to == to)
    made = actions.write_letter(case=case, template=template(key), addressee=addressee, by=cast.caseworker, at=LATER)
    said = {
        "way": made.way,
        "name": made.name,
        "address": "1 Hill Road\nLeeds",
        "title": made.title,
        "body": "So it is.",
    }
    return actions.change_letter(letter=made, by=cast.caseworker, at=LATER, **said)


def sent(letter: Letter, cast: Cast, *, at: Any = LATER) -> Letter:
    shown = hashlib.sha256(letter_queries.printed(letter, at=at)).hexdigest()
    return actions.send_letter(letter=letter, shown=shown, by=cast.caseworker, at=at)


def named(refused: Any) -> str:
    """The constraint by which PostgreSQL refused."""
    return str(refused.value.__cause__.diag.constraint_name)


@pytest.mark.parametrize("body", ["{matter}", "{case_reference", "a } b", "{}", "{ case_reference }", "{{today}}"])
def test_a_fact_that_there_is_not_is_refused(body: str) -> None:
    with pytest.raises(UnknownFact):
        facts_named(body)


@pytest.mark.parametrize("fact", Fact)
def test_every_fact_is_filled_in_once_and_refused_where_the_case_does_not_have_it(fact: Fact) -> None:
    assert filled(f"a {{{fact}}} b", facts={fact: "{today}"}) == "a {today} b"
    assert is_of_a_demand(f"{{{fact}}}") is fact.startswith("demand")
    with pytest.raises(FactMissing, match=str(fact.label)):
        filled(f"{{{fact}}}", facts={fact: ""})


@pytest.mark.django_db
def test_a_template_is_saved_in_versions_and_not_twice_the_same() -> None:
    by = user_with(Role.CASEWORKER)
    made = actions.save_letter_template(key="", title="A reminder", body="{today}", by=by, at=LATER)
    given: dict[str, Any] = {"title": "A reminder", "by": by, "at": LATER}
    for key in ("", made.key):
        with pytest.raises(TemplateUnchanged):
            actions.save_letter_template(key=key, body="{today}", **given)
    with pytest.raises(UnknownFact):
        actions.save_letter_template(key=made.key, body="{reporter}", **given)
    actions.save_letter_template(key=made.key, body="{today}!", **given)
    assert [one.version for one in letter_queries.versions_of_template(key="a-reminder")] == [2, 1]
    assert template("a-reminder").body == "{today}!"


@pytest.mark.django_db
def test_a_letter_goes_as_it_was_looked_at_and_its_mail_says_nothing_of_it() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    letter = draft(case, cast)
    shown = hashlib.sha256(letter_queries.printed(letter, at=LATER)).hexdigest()
    for other in (LATER + timedelta(days=1), LATER):
        wrong = shown if other != LATER else "0" * 64
        with pytest.raises(LetterChanged):
            actions.send_letter(letter=letter, shown=wrong, by=cast.caseworker, at=other)
    before = OutboxMessage.objects.count()
    gone = actions.send_letter(letter=letter, shown=shown, by=cast.caseworker, at=LATER)
    assert gone.file
    assert gone.file.digest == shown == hashlib.sha256(read(key=gone.file.pk, copy=Copy.SERVED)).hexdigest()
    mail = OutboxMessage.objects.latest("written_at")
    assert (OutboxMessage.objects.count(), mail.to) == (before + 1, cast.manager.email)
    assert "So it is" not in mail.body + mail.subject
    for act in (actions.discard_letter, lambda **given: sent(letter, cast)):
        with pytest.raises(LetterGone):
            act(letter=letter, by=cast.caseworker, at=LATER)


@pytest.mark.django_db
def test_who_has_no_account_is_written_to_by_post_and_its_posting_recorded_once() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast, person=registered_person(), channel="post")
    letter = draft(case, cast)
    assert letter.way == Way.POST
    said: dict[str, Any] = {"name": "A", "address": "", "title": "T", "body": "B", "by": cast.caseworker, "at": LATER}
    for way, words in (("account", "no account"), ("post", "Enter the address")):
        with pytest.raises(LetterUnfit, match=words):
            actions.change_letter(letter=letter, way=way, **said)
    before = OutboxMessage.objects.count()
    sent(letter, cast)
    assert OutboxMessage.objects.count() == before
    assert [one.text for one in queries.work_for(user=cast.caseworker, at=LATER) if "Post letter 1" in one.text]
    for day in (-1, 1):
        with pytest.raises(LetterUnfit, match="day of posting"):
            posted(letter, cast, day=day)
    posted(letter, cast, day=0)
    with pytest.raises(LetterUnfit, match="does not wait"):
        posted(letter, cast, day=0)


def posted(letter: Letter, cast: Cast, *, day: int) -> None:
    on = today(LATER) + timedelta(days=day)
    actions.record_posting(letter=letter, posted_on=on, by=cast.caseworker, at=LATER)


@pytest.mark.django_db
def test_nobody_is_written_to_who_may_not_know_of_the_case() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    assert letter_queries.addressees_of(case=case, at=LATER) == []
    told = organisation("RJ1")
    early = letter_queries.Addressee(to=To.MANAGER, name="A", account=cast.manager)
    strange = letter_queries.Addressee(to=To.EMPLOYER, name="A", target=told.pk)
    for addressee, words in ((early, "know nothing of the case"), (strange, "was not told of the case")):
        given: dict[str, Any] = {"by": cast.caseworker, "at": LATER}
        letter = actions.write_letter(case=case, template=template("progress"), addressee=addressee, **given)
        said: dict[str, Any] = {"way": "post", "name": "A", "address": "1 Hill Road", "title": "T", "body": "B"}
        ready = actions.change_letter(letter=letter, **said, **given)
        with pytest.raises(LetterUnfit, match=words):
            sent(ready, cast)


@pytest.mark.django_db
def test_words_that_somebody_has_still_to_write_do_not_go() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    addressee = letter_queries.addressees_of(case=case, at=LATER)[0]
    letter = actions.write_letter(
        case=case, template=template("progress"), addressee=addressee, by=cast.caseworker, at=LATER
    )
    with pytest.raises(LetterUnfit, match="your own words"):
        sent(letter, cast)


@pytest.mark.django_db
def test_a_demand_goes_as_a_letter_with_its_own_clock_on_the_day_it_was_recorded() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    given: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    said: dict[str, Any] = {"addressee": "The trust", "what": "The rota", "legal_basis": "Article 9", "channel": "post"}
    demand = actions.demand_documents(**given, **said)
    whom = letter_queries.Addressee(to=To.DEMAND, name="A", target=demand.pk)
    with pytest.raises(FactMissing, match="demanded"):
        actions.write_letter(**given, template=template("demand"), addressee=whom)
    addressee = letter_queries.addressee_of_demand(demand)
    letter = actions.write_letter(**given, template=template("demand"), addressee=addressee, demand=demand)
    assert all(words in letter.body for words in ("The rota", "Article 9", "beginning with service"))
    changed = {"name": "The trust", "address": "1 Hill Road", "title": "Demand", "body": letter.body}
    letter = actions.change_letter(letter=letter, way="post", by=cast.caseworker, at=LATER, **changed)
    with pytest.raises(LetterUnfit, match="Record the demand again"):
        sent(letter, cast, at=LATER + timedelta(days=1))
    assert sent(letter, cast).demand == demand


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("to", "change", "constraint"),
    [
        ("manager", "DELETE FROM conduct_letter", "letter_stays_as_it_went"),
        ("manager", "UPDATE conduct_letter SET body = 'x'", "letter_stays_as_it_went"),
        ("post", "UPDATE conduct_letter SET posted_on = posted_on + 1", "letter_stays_as_it_went"),
        ("manager", "UPDATE conduct_letter SET posted_on = '2026-11-01', posted_by_id = sent_by_id", "letter_posted"),
        ("draft", "UPDATE conduct_letter SET sent_at = written_at", "letter_sent_with_its_pdf"),
        ("draft", "UPDATE conduct_letter SET \"to\" = 'witness'", "letter_stays_as_it_went"),
    ],
)
def test_postgresql_keeps_what_went(
    to: str, change: str, constraint: str, as_owner: Callable[[], AbstractContextManager[CursorWrapper]]
) -> None:
    cast = Cast()
    person = registered_person() if to == "post" else manager_person(cast.manager)
    how: dict[str, Any] = {"channel": "post"} if to == "post" else {}
    case = case_in(Status.REPRESENTATIONS, cast=cast, person=person, **how)
    letter = draft(case, cast)
    if to != "draft":
        sent(letter, cast)
    if to == "post":
        posted(letter, cast, day=0)
    with pytest.raises(IntegrityError) as refused, acting(user=cast.caseworker), as_owner() as cursor:
        cursor.execute(change)
    assert named(refused).startswith(constraint)


@pytest.mark.django_db
def test_postgresql_refuses_a_letter_to_who_may_not_know_or_is_of_another_case() -> None:
    cast = Cast()
    case, other = case_in(Status.INVESTIGATION, cast=cast), case_in(Status.INVESTIGATION)
    stranger = actions.add_witness(case=other, name="B", role="Nurse", by=other.caseworker, at=LATER)
    whole: dict[str, Any] = {
        "case": case,
        "number": 1,
        "template": template("progress"),
        "way": "post",
        "name": "A",
        "address": "1 Hill Road",
        "title": "T",
        "body": "B",
        "written_by": cast.caseworker,
        "written_at": LATER,
    }
    file = actions.add_evidence(case=case, by=cast.investigator, at=LATER, **evidence()).file
    gone = {"sent_at": LATER, "sent_by": cast.caseworker, "file": file}
    for constraint, how in (
        ("letter_after_the_manager_knows", {"to": "manager", **gone}),
        ("letter_to_an_employer_that_was_told", {"to": "employer", "organisation": organisation("RJ1"), **gone}),
        ("letter_to_somebody_of_the_case", {"to": "witness", "witness": stranger}),
        ("letter_has_one_addressee", {"to": "manager", "organisation": organisation("RJ1")}),
        ("letter_can_arrive", {"to": "witness", "witness": stranger, "way": "account"}),
    ):
        if constraint == "letter_can_arrive":
            own = actions.add_witness(case=case, name="C", role="Nurse", by=cast.caseworker, at=LATER)
            how = {**how, "witness": own}
        with pytest.raises(IntegrityError) as refused, acting(user=cast.caseworker), transaction.atomic():
            Letter.objects.create(**{**whole, **how})
        assert named(refused) == constraint


def evidence() -> dict[str, Any]:
    return {
        "file": examined(),
        "description": "Minutes",
        "obtained_from": "The trust",
        "obtained_how": "By email",
        "obtained_on": today(OPENED_AT),
    }


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_does() -> None:
    cast = Cast()
    letter = draft(case_in(Status.REPRESENTATIONS, cast=cast), cast)
    shown = hashlib.sha256(letter_queries.printed(letter, at=LATER)).hexdigest()
    given: dict[str, Any] = {"letter": letter, "shown": shown, "at": LATER}
    late = refusals(*[lambda: actions.send_letter(by=cast.caseworker, **given)] * 2)
    assert [type(one) for one in late] == [LetterGone]
    assert OutboxMessage.objects.filter(template="conduct_letter").count() == 1

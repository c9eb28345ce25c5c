"""Recall: who is told that an earlier answer would be different as known now, and who is not."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from barring.actions import corrections
from barring.actions.checks import OnBehalfOf, Question, Subject, ask
from barring.actions.corrections import recall_checks
from barring.actions.reviews import resolve_review
from barring.models import Check, CheckCorrection, CheckKeys
from barring.queries import corrections as finding
from barring.rules.answers import Purpose
from barring.rules.corrections import said
from kernel.clocks import today
from kernel.events import number_due
from kernel.history import ALL, acting
from kernel.models import Event, User
from kernel.permissions import Role
from kernel.queries import system_user, system_user_id
from register import actions as register
from register.actions.facts import replace_fact
from register.models import Person, Restriction
from register.rules import Tier
from tests.factories.api import Program, program, told
from tests.factories.erasing import erase
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person, restricted

pytestmark = pytest.mark.django_db(transaction=True)  # what is found is what was committed
BORN = date(1974, 3, 9)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_the_systems_name(transactional_db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


@pytest.fixture
def osei() -> Person:
    return registered_person(family_name="Osei", given_names="Ama", date_of_birth=BORN)


NAMED = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": BORN.isoformat()}


def numbered(of: Person) -> dict[str, str]:
    return {"registration_number": of.registration_number or "", "date_of_birth": BORN.isoformat()}


def asked(by: Program, of: Person | dict[str, str], **more: Any) -> str:
    """The name of a check."""
    return str(told(by.ask(of if isinstance(of, dict) else numbered(of), **more))["id"])


def recalled() -> int:
    """How many organisations' answers were corrected by a look."""
    before = CheckCorrection.objects.count()
    recall_checks(at=timezone.now())
    return CheckCorrection.objects.count() - before


def news(of: Program) -> list[str]:
    """The checks of which the organisation's feed says that they would be answered otherwise."""
    number_due(at=timezone.now())
    found = told(of.send("GET", "/api/v1/events?limit=200"), 200)["results"]
    return [one["check"] for one in found if one["type"] == "check.corrected"]


def backdated(of: Person, **named: Any) -> Restriction:
    then = timezone.now() - DAY
    return restricted(of, at=timezone.now(), decided_at=then, served_at=then, begins_at=then, **named)


def test_an_order_entered_late_is_told_once_to_each_who_asked_since_it_began(trust: Program, osei: Person) -> None:
    other, stranger = program(organisation("RX1")), program(organisation("RX2"))
    first, second, third = asked(trust, osei), asked(trust, NAMED), asked(other, osei)
    asked(stranger, registered_person())
    assert recalled() == 0
    backdated(osei)
    assert (recalled(), recalled()) == (3, 0)
    assert (news(trust), news(other), news(stranger)) == ([first, second], [third], [])


def test_what_is_recorded_of_later_makes_no_earlier_answer_wrong(trust: Program, osei: Person) -> None:
    now, by = timezone.now(), system_user()
    asked(trust, osei)
    order = restricted(osei, at=timezone.now())
    asked(trust, osei)
    register.end_restriction(person=osei, source=order.source, ends_at=now + DAY, reason="Lifted", by=by, at=now)
    asked(trust, osei, as_of=now.isoformat())
    register.change_name(
        person=osei, family_name="Mensah", given_names="Ama", changed_on=today(now), reason="Wed", by=by, at=now
    )
    assert recalled() == 0


def spelled(family: str, given: str, born: date, **more: Any) -> Subject:
    return Subject(family_name=family, given_names=given, date_of_birth=born, **more)


QUESTIONS = [
    spelled("Osei", "Ama", BORN),
    spelled("Osie", "Ama", BORN),
    spelled("Osei", "Amma", date(1974, 3, 19)),
    spelled("Ama", "Osei", BORN),
    spelled("Osei", "Ama", date(1974, 9, 3)),
    spelled("Wojciechowska", "Zdzislawa", date(1991, 12, 30)),
    spelled("Boateng", "Ama", BORN, previous_family_names=("Osei",)),
    spelled("Mensah", "Esi", date(1980, 5, 6)),
    spelled("Mensah", "Esi Ama", date(1980, 6, 5), registration_number="NM-00000000-1"),
    spelled("Nobody", "At All", date(1950, 1, 1)),
    spelled("Szczepanska", "Ama", date(1962, 2, 2), national_insurance_number="AA000000A"),
]


def everyone_asks(people: list[Person], askers: list[User]) -> None:
    """Each question by name, and each person by number, from one organisation after the other."""
    subjects = QUESTIONS + [
        Subject(registration_number=person.registration_number or "", date_of_birth=born)
        for person in people
        for born in (BORN, date(1980, 5, 6))
    ]
    for place, subject in enumerate(subjects):
        asker = askers[place % len(askers)]
        assert asker.organisation
        trust = OnBehalfOf(organisation_id=asker.organisation.pk, organisation_code=asker.organisation.code)
        ask(
            question=Question(subject=subject, tier=Tier.BOARD_DIRECTOR, purpose=Purpose.IN_POST), asker=trust, by=asker
        )


def different_now() -> set[str]:
    """The checks whose answers come out otherwise, found by working out all of them."""
    checks = list(Check.objects.select_related("organisation", "role_organisation", "rule_set"))
    pairs = [(check, again) for check, again in corrections._as_known_now(checks)]
    return {
        check.reference
        for check, again in pairs
        if said(answer=check.answer, person_id=check.person_id, as_of=check.as_of)
        != said(answer=again.answer, person_id=again.person_id, as_of=check.as_of)
    }


def told_different() -> set[str]:
    """The checks of which the last thing told is that they would be answered otherwise."""
    last = {one.check_asked.reference: one.differs for one in CheckCorrection.objects.order_by("pk")}
    return {reference for reference, differs in last.items() if differs}


def corrections_of(osei: Person, mensah: Person) -> dict[str, Callable[[], object]]:
    """What is done to the register, one after the other, by what it is."""
    by, then = system_user(), timezone.now()
    why: dict[str, Any] = {"reason": "Entered wrongly", "by": by}

    def quash() -> None:
        with transaction.atomic():
            replace_fact(fact=Restriction.objects.current().get(), changes={"quashed_at": timezone.now()})

    return {
        "an order entered late": lambda: backdated(osei),
        "it is quashed": quash,
        "a name": lambda: register.correct_name(person=osei, family_name="Osie", given_names="Ama", at=then, **why),
        "another name": lambda: register.record_alias(
            person=mensah, family_name="Osei", given_names="Ama", at=then, **why
        ),
        "a date of birth": lambda: register.correct_birth_date(person=mensah, date_of_birth=BORN, at=then, **why),
        "somebody with a rare name and another birthday": lambda: registered_person(
            family_name="Wojciechowska", given_names="Zdzislawa", date_of_birth=date(1991, 3, 4)
        ),
        "somebody new": lambda: registered_person(
            family_name="Nobody", given_names="At All", date_of_birth=date(1950, 1, 1)
        ),
        "a National Insurance number": lambda: register.correct_national_insurance(
            person=osei, number="AA000000A", at=then, **why
        ),
        "all as it was": lambda: register.correct_name(
            person=osei, family_name="Osei", given_names="Ama", at=then, **why
        ),
    }


@pytest.mark.parametrize("worth_all", [0, 10**9], ids=["by the index", "through all answers"])
def test_whoever_is_told_is_exactly_whoever_would_be_answered_otherwise(
    osei: Person, worth_all: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WORTH_ALL", worth_all)
    mensah = registered_person(family_name="Mensah", given_names="Esi", date_of_birth=date(1980, 5, 6))
    askers = [user_with(Role.TRUST_USER, of=organisation(code)) for code in ("RJ1", "RX1")]
    everyone_asks([osei, mensah], askers)
    recall_checks(at=timezone.now())
    assert told_different() == different_now() == set()
    changes = corrections_of(osei, mensah)
    seen = []
    for what, change in changes.items():
        change()
        recall_checks(at=timezone.now())
        assert told_different() == different_now(), what
        seen.append((what, len(told_different())))
    assert len({count for _what, count in seen}) > 5, seen
    feeds = Counter(CheckCorrection.objects.values_list("check_asked__reference", flat=True))
    events = Counter(Event.objects.filter(type="check.corrected").values_list("check_reference", flat=True))
    assert feeds == events
    own = Check.objects.filter(reference__in=events).values_list("reference", "organisation")
    assert set(own) == set(
        Event.objects.filter(type="check.corrected").values_list("check_reference", "organisation").distinct()
    )


def test_whoever_dies_in_the_middle_is_gone_on_from(
    trust: Program, osei: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [asked(trust, osei) for _ in range(5)]
    recall_checks(at=timezone.now())
    backdated(osei)
    monkeypatch.setattr(corrections, "TOGETHER", 2)
    compare, compared = corrections._compare, []

    def dies_once(ids: list[int], *, at: datetime) -> None:
        compare(ids, at=at)
        compared.append(ids)
        if len(compared) == 2:
            raise KeyboardInterrupt  # with all that the transaction had told

    monkeypatch.setattr(corrections, "_compare", dies_once)
    with pytest.raises(KeyboardInterrupt):
        recall_checks(at=timezone.now())
    assert CheckCorrection.objects.count() == 2
    recall_checks(at=timezone.now())
    assert news(trust) == given


def test_many_answers_are_worked_out_again_in_as_few_statements_as_one(trust: Program, osei: Person) -> None:
    for _ in range(4):
        asked(trust, osei)
    ids, taken = list(Check.objects.order_by("pk").values_list("pk", flat=True)), []
    for some in (ids[:1], ids):
        with CaptureQueriesContext(connection) as queries:
            corrections._compare(some, at=timezone.now())
        taken.append(len(queries))
    assert taken[0] + 1 >= taken[1], taken  # many are planned for as many as they are


def test_an_answer_committed_after_the_look_at_what_it_did_not_see_is_found(osei: Person) -> None:
    recall_checks(at=timezone.now())
    asker = user_with(Role.TRUST_USER, of=organisation("RJ1"))
    answered, looked = threading.Event(), threading.Event()

    def answer() -> bool:
        try:
            with acting(user=system_user_id(), tenant=ALL), transaction.atomic():
                everyone_asks([osei], [asker])
                answered.set()
                return looked.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        answering = pool.submit(answer)
        assert answered.wait(30)
        backdated(osei)
        assert recalled() == 0
        looked.set()
        assert answering.result()
    recall_checks(at=timezone.now())
    assert told_different() == different_now()
    assert len(told_different()) == 6


def test_an_answer_that_comes_back_to_what_it_was_is_told_so(trust: Program, osei: Person) -> None:
    check = asked(trust, NAMED)
    recall_checks(at=timezone.now())
    states = []
    for name in ("Mensah", "Osei"):
        register.correct_name(
            person=osei, family_name=name, given_names="Ama", reason="Wrong", by=system_user(), at=timezone.now()
        )
        recall_checks(at=timezone.now())
        states.append(told(trust.send("GET", f"/api/v1/checks/{check}"), 200)["correction"]["state"])
    assert states == ["differs", "as_answered"]
    assert news(trust) == [check, check]


def test_whom_a_person_decided_on_is_believed_and_what_is_resolved_is_told_of_by_its_answer(
    trust: Program, osei: Person
) -> None:
    doubtful = Check.objects.get(reference=asked(trust, NAMED | {"given_names": "Amma", "date_of_birth": "1974-09-03"}))
    found = resolve_review(review=doubtful.review, person_id=osei.pk, reason="Met.", by=user_with(Role.REGISTRAR))
    recall_checks(at=timezone.now())
    assert recalled() == 0
    backdated(osei)
    recall_checks(at=timezone.now())
    assert news(trust) == [found.reference]


def test_of_a_check_that_is_erased_nothing_is_kept_to_find_it_by(trust: Program, osei: Person) -> None:
    check = Check.objects.get(reference=asked(trust, NAMED))
    recall_checks(at=timezone.now())
    assert CheckKeys.objects.count() == 1
    erase(Check, check.pk)
    assert CheckKeys.objects.count() == 0
    backdated(osei)
    assert recalled() == 0

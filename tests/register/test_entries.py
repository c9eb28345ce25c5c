"""Registrations entered wrongly are corrected or taken off; what was known before stays known as it was."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from barring.queries.readings import Known, read
from barring.rules.matching import asked_about
from kernel.clocks import start_of_day, today
from kernel.errors import ActionRefused
from kernel.queries import system_user
from register import actions, queries
from register.models import Person, Registration
from register.rules import Grade, Kind, Outcome, RegistrationStatus, Tier
from register.rules.standing import PostAsked, standing
from tests.factories.kernel import organisation, user_with
from tests.factories.register import person, registered_person, restricted
from tests.races import refusals

pytestmark = pytest.mark.django_db
JAN, MAR, MAY = date(2026, 1, 5), date(2026, 3, 2), date(2026, 5, 4)
Spans = list[tuple[str | date | None, ...]]


def by(reason: str = "Wrong form") -> dict[str, Any]:
    return {"by": system_user(), "at": timezone.now(), "reason": reason}


def recorded(someone: Person) -> list[Registration]:
    return list(someone.registrations.current().order_by("during"))


def spans(someone: Person) -> Spans:
    """What the register says now: status, grade, from which day, and up to which."""
    bounds = [[today(bound) if bound else None for bound in (one.begins, one.ends)] for one in recorded(someone)]
    return [(one.status, one.grade, *days) for one, days in zip(recorded(someone), bounds, strict=True)]


def lapsed_and_back() -> Person:
    """Registered on 5 January, lapsed on 2 March, registered again on 4 May."""
    someone = registered_person(registered_on=JAN)
    actions.lapse_registration(person=someone, lapsed_on=MAR, **by())
    at = timezone.now()
    actions.register_person(person=someone, grade=Grade.FULL, registered_on=MAY, by=system_user(), at=at)
    return someone


def correct(wrong: Registration, day: date, grade: Grade = Grade.FULL) -> Registration:
    """Another day, by the action for a registration or for the end of one."""
    if wrong.status == RegistrationStatus.REGISTERED:
        return actions.correct_registration(registration=wrong, grade=grade, registered_on=day, **by())
    return actions.correct_ending(registration=wrong, ending="lapsed", ended_on=day, **by())


def test_a_corrected_registration_supersedes_the_wrong_one_and_says_who_and_why() -> None:
    someone, registrar = registered_person(registered_on=JAN), user_with("registrar", name="Rae Registrar")
    wrong = recorded(someone)[0]
    right = actions.correct_registration(
        registration=wrong,
        grade=Grade.ASSOCIATE,
        registered_on=MAR,
        reason="Letter of 3 March",
        by=registrar,
        at=timezone.now(),
    )
    assert spans(someone) == [("registered", "associate", MAR, None)]
    wrong.refresh_from_db()
    assert (wrong.grade, wrong.begins, wrong.superseded_xid) == ("full", start_of_day(JAN), right.recorded_xid)
    written = right.history.get()
    assert (written.history_user, written.history_change_reason) == (registrar, "Letter of 3 March")


@pytest.mark.parametrize("moved", [timedelta(days=-9), timedelta(days=9)])
def test_the_status_before_ends_on_the_day_on_which_the_corrected_one_begins(moved: timedelta) -> None:
    someone = lapsed_and_back()
    _, lapse, again = recorded(someone)
    actions.correct_ending(registration=lapse, ending="resigned", ended_on=MAR + moved, **by())
    correct(again, MAY + moved)
    assert spans(someone) == [
        ("registered", "full", JAN, MAR + moved),
        ("resigned", "full", MAR + moved, MAY + moved),
        ("registered", "full", MAY + moved, None),
    ]


def test_the_end_of_a_registration_takes_its_corrected_grade_and_the_next_registration_does_not() -> None:
    someone = lapsed_and_back()
    correct(recorded(someone)[0], JAN, Grade.ASSOCIATE)
    assert [span[1] for span in spans(someone)] == ["associate", "associate", "full"]


@pytest.mark.parametrize(
    ("place", "day", "words"),
    [
        (0, date(2999, 1, 1), "in the past"),
        (0, date(1974, 3, 8), "born after that day"),
        (0, MAR, "Enter an earlier day"),
        (1, MAY, "Enter an earlier day"),
        (1, JAN, "Enter a later day"),
        (2, MAR, "Enter a later day"),
        (2, MAY, "what the register says already"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_changes(place: int, day: date, words: str) -> None:
    someone = lapsed_and_back()
    wrong, before = recorded(someone)[place], spans(someone)
    with pytest.raises(ActionRefused, match=words):
        correct(wrong, day)
    assert (spans(someone), someone.registrations.filter(superseded_at__isnull=False).count()) == (before, 2)


def test_a_correction_never_lifts_a_removal() -> None:
    """A registration that begins after a removal restores the person."""
    someone, removed_on = registered_person(registered_on=JAN), datetime(2026, 4, 1, tzinfo=UTC)
    restricted(someone, at=removed_on, kind=Kind.REMOVAL, source="CC-2026-0001")
    with pytest.raises(actions.RemovalInForce):
        correct(recorded(someone)[0], MAY)
    correct(recorded(someone)[0], MAR)
    post = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
    assert queries.standing_of(person=someone, post=post, at=timezone.now()).outcome == Outcome.REMOVED


def test_the_last_status_is_taken_off_and_the_one_before_it_goes_on() -> None:
    someone = lapsed_and_back()
    registered, lapse, again = recorded(someone)
    for early in (registered, lapse):
        with pytest.raises(actions.AnotherFollows):
            actions.take_off_registration(registration=early, **by())
    actions.take_off_registration(registration=again, **by())
    assert spans(someone)[1:] == [("lapsed", "full", MAR, None)]
    actions.take_off_registration(registration=recorded(someone)[1], **by())
    assert spans(someone) == [("registered", "full", JAN, None)]


def test_whose_only_registration_was_anothers_keeps_the_number_and_has_no_entry() -> None:
    someone = registered_person(family_name="Osei")
    number = someone.registration_number or ""
    actions.take_off_registration(registration=recorded(someone)[0], **by("Meant for Ama Mensah"))
    at = timezone.now()
    assert queries.public_entry(number=number, at=at) is None
    assert queries.public_entries(name="osei", limit=5, at=at) == []
    assert [name.person for name in queries.find_people(text=number, at=at)] == [someone]
    actions.register_person(person=someone, grade=Grade.FULL, registered_on=MAY, by=system_user(), at=at)
    assert Person.objects.get(pk=someone.pk).registration_number == number
    assert queries.public_entry(number=number, at=at) is not None


def test_the_timeline_pairs_each_status_with_the_one_that_it_stands_for() -> None:
    someone = lapsed_and_back()
    correct(recorded(someone)[0], JAN - timedelta(days=1))  # the first status now has a later key than the second
    actions.take_off_registration(registration=recorded(someone)[2], **by())
    actions.take_off_registration(registration=recorded(someone)[1], **by("Fee was paid"))
    paired, taken = (one for one in queries.timeline(someone, at=timezone.now()) if one.reason == "Fee was paid")
    if taken.new is not None:
        paired, taken = taken, paired
    assert (str(paired.old), str(paired.new)) == ("registered, full", "registered, full")
    assert (str(taken.old), taken.new) == ("lapsed, full", None)


@pytest.mark.django_db(transaction=True)
def test_a_check_answers_by_the_corrected_fact_now_and_by_the_old_one_as_known_then() -> None:
    someone = registered_person(registered_on=JAN)
    organisation("RJ1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (then,) = cursor.fetchone()
    correct(recorded(someone)[0], MAY, Grade.ASSOCIATE)
    asked = asked_about(
        number=someone.registration_number,
        family_name="Osei",
        given_names="Ama",
        previous_family_names=(),
        date_of_birth=date(1974, 3, 9),
        national_insurance=None,
    )
    post = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
    told = []
    for known in (Known(), Known(at=then)):
        seen = read(asked=asked, organisation="RJ1", as_of=None, known=known)
        assert seen.rules is not None
        for at in (start_of_day(MAR), start_of_day(MAY)):
            found = standing(facts=seen.facts[someone.pk], post=post, at=at, rules=seen.rules)
            told.append((found.outcome, found.registration.grade))
    assert told == [
        (Outcome.NOT_REGISTERED, None),
        (Outcome.NO_BAR_RECORDED, Grade.ASSOCIATE),
        (Outcome.NO_BAR_RECORDED, Grade.FULL),
        (Outcome.NO_BAR_RECORDED, Grade.FULL),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_made() -> None:
    someone = registered_person(registered_on=JAN)
    wrong = recorded(someone)[0]
    (late,) = refusals(
        lambda: correct(wrong, MAR),
        lambda: actions.take_off_registration(registration=wrong, **by()),
    )
    assert isinstance(late, actions.SupersededMeanwhile)
    assert someone.registrations.count() - len(recorded(someone)) == 1


def test_a_correction_of_what_was_corrected_meanwhile_is_refused() -> None:
    someone = registered_person(registered_on=JAN)
    stale = recorded(someone)[0]
    correct(stale, MAR)
    for act in (
        lambda: correct(stale, MAY),
        lambda: actions.take_off_registration(registration=stale, **by()),
    ):
        with pytest.raises(actions.SupersededMeanwhile):
            act()
    assert spans(someone) == [("registered", "full", MAR, None)]


def test_nobody_is_registered_before_they_were_born() -> None:
    at = timezone.now()
    with pytest.raises(ActionRefused, match="born after that day"):
        actions.register_person(
            person=person(), grade=Grade.FULL, registered_on=date(1974, 3, 8), by=system_user(), at=at
        )

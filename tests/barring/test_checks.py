"""Answering and resolving, below the API: replay, races, what the database refuses."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from barring.actions.checks import OnBehalfOf, Question, QuestionRefused, Subject, ask
from barring.actions.reviews import resolve_review
from barring.models import Check, CheckReview
from barring.queries.readings import Known, read
from barring.rules.answers import Purpose
from barring.rules.matching import asked_about, match
from kernel.history import ALL, acting
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user, system_user_id
from kernel.workflow import NotAllowedNow
from register import actions
from register.models import Person, Restriction
from register.queries.standing import standing_of
from register.rules import Grade, Tier
from register.rules.standing import PostAsked
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person, restricted

BORN = date(1974, 3, 9)
OSEI = Subject(family_name="Osei", given_names="Ama", date_of_birth=BORN)


@pytest.fixture(autouse=True)
def _in_the_systems_name(request: pytest.FixtureRequest) -> Iterator[None]:
    marked = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if marked.kwargs.get("transaction") else "db")
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def asker() -> User:
    return user_with(Role.TRUST_USER, of=organisation("RJ1"))


@pytest.fixture
def osei() -> Person:
    return registered_person(family_name="Osei", given_names="Ama Serwaa", date_of_birth=BORN)


def asked_by(user: User, subject: Subject = OSEI, known_at: datetime | None = None) -> Check:
    trust = user.organisation
    assert trust
    question = Question(subject=subject, tier=Tier.BOARD_DIRECTOR, purpose=Purpose.IN_POST, known_at=known_at)
    return ask(question=question, asker=OnBehalfOf(organisation_id=trust.pk, organisation_code=trust.code), by=user)


@pytest.mark.django_db
def test_the_check_and_the_register_agree_on_standing(asker: User, osei: Person) -> None:
    post = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
    for place in range(2):
        check = asked_by(asker)
        standing = standing_of(person=osei, post=post, at=check.as_of)
        assert (check.outcome, check.answer["employable_in_role"]) == (standing.outcome, standing.employable_in_role)
        restricted(osei, at=timezone.now(), source=f"BAR-2026-000{place}")


@pytest.mark.django_db
def test_an_order_is_over_at_the_instant_of_its_end_and_not_before(asker: User, osei: Person) -> None:
    at = timezone.now()
    order = restricted(osei, at=at - timedelta(days=2), ends_at=at + timedelta(days=1))
    assert asked_by(asker).outcome == "barred"
    assert asked_by(asker).answer["next_change"]["kind"] == "order_ends"
    actions.vary_restriction(restriction=order, ends_at=at, reason="shortened", by=system_user(), at=at)
    assert asked_by(asker).outcome == "no_bar_recorded"


@pytest.mark.django_db(transaction=True)
def test_what_was_answered_can_be_read_again_from_its_snapshot(asker: User, osei: Person) -> None:
    before = asked_by(asker)
    restricted(osei, at=timezone.now())
    actions.correct_name(
        person=osei, family_name="Mensah", given_names="Ama", reason="typed wrong", by=system_user(), at=timezone.now()
    )
    asked = asked_about(
        number=None,
        family_name="Osei",
        given_names="Ama",
        previous_family_names=(),
        date_of_birth=BORN,
        national_insurance=None,
    )
    now, then = (
        read(asked=asked, organisation="RJ1", as_of=None, known=known)
        for known in (Known(), Known(at=before.known_at, snapshot=before.snapshot))
    )
    found = [match(asked=asked, candidates=one.candidates, matcher=one.matcher) for one in (now, then)]
    assert [one.certainty for one in found] == ["none", "unique"]
    assert found[1].person_id == osei.pk
    assert then.candidates[0].levels == (1, 1, 0, 1, 6, 6)
    assert then.facts[osei.pk].orders == ()


@pytest.mark.django_db(transaction=True)
def test_the_past_asked_about_twice_is_told_the_same_twice(asker: User, osei: Person) -> None:
    asked_by(asker)
    between = timezone.now()
    restricted(osei, at=timezone.now())
    told = [asked_by(asker, known_at=between).outcome for _ in range(2)]
    assert told == ["no_bar_recorded", "no_bar_recorded"]


@pytest.mark.django_db
def test_a_quashed_order_is_told_of_the_past_as_quashed_without_content(asker: User, osei: Person) -> None:
    first = asked_by(asker)
    order = restricted(osei, at=first.answered_at)
    assert asked_by(asker).outcome == "barred"
    between = timezone.now()
    values = {field.attname: getattr(order, field.attname) for field in Restriction._meta.fields}
    for name in ("id", "recorded_at", "recorded_xid", "superseded_at", "superseded_xid"):
        del values[name]
    Restriction.objects.filter(pk=order.pk).update(superseded_at=timezone.now(), superseded_xid=1)
    Restriction.objects.create(**values | {"quashed_at": timezone.now()})
    assert asked_by(asker).answer["restrictions"] == [{"kind": "quashed"}]
    assert asked_by(asker).outcome == "no_bar_recorded"
    past = asked_by(asker, known_at=between)
    assert (past.outcome, past.answer["restrictions"]) == ("no_bar_recorded", [{"kind": "quashed"}])


@pytest.mark.django_db
def test_a_published_warning_and_the_grade_of_an_associate_are_notes_that_alter_nothing(asker: User) -> None:
    person = registered_person(family_name="Osei", given_names="Ama", date_of_birth=BORN, grade=Grade.ASSOCIATE)
    at = timezone.now()
    for published_at, source in ((at, "CC-2026-0001"), (None, "CC-2026-0002")):
        actions.annotate(
            person=person,
            text="Warned about record keeping.",
            source=source,
            begins_at=at,
            ends_at=None,
            published_at=published_at,
            by=system_user(),
            at=at,
        )
    check = asked_by(asker)
    assert check.outcome == "no_bar_recorded"
    assert [(note["kind"], note["source"]) for note in check.answer["annotations"]] == [
        ("warning", "CC-2026-0001"),
        ("associate", "register"),
    ]


@pytest.mark.django_db
def test_before_the_first_rule_set_nothing_can_be_asked(asker: User, osei: Person) -> None:
    asked_by(asker)
    with pytest.raises(QuestionRefused, match="No rules were in force"):
        asked_by(asker, known_at=datetime(1999, 1, 1, tzinfo=UTC))


@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_at_once_one_resolves(asker: User, osei: Person) -> None:
    check = asked_by(asker, Subject(family_name="Osei", given_names="Kofi", date_of_birth=BORN))
    registrars = [user_with(Role.REGISTRAR) for _ in range(2)]
    together = Barrier(2)

    def race(registrar: User) -> str:
        together.wait()
        try:
            with acting(user=registrar, tenant=ALL):
                review = CheckReview.objects.get(check_asked=check)
                return resolve_review(review=review, person_id=osei.pk, reason="Met.", by=registrar).outcome
        except NotAllowedNow:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(race, registrars)) == ["no_bar_recorded", "refused"]
    assert Check.objects.filter(resolves=check).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    ["UPDATE barring_check SET outcome = 'no_bar_recorded'", "DELETE FROM barring_check", "TRUNCATE barring_check"],
)
def test_a_stored_answer_cannot_be_changed_or_deleted(asker: User, osei: Person, sql: str) -> None:
    asked_by(asker)
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

"""No way of asking about a barred person gets a favourable answer: small registers, many askers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barring.actions.checks import OnBehalfOf, Question, Subject, ask
from barring.rules.answers import CheckOutcome, Purpose, outcome_of
from barring.rules.matching import Asked, Candidate, Certainty, Match, Matcher, asked_about, match, missing_facts
from kernel.history import acting
from kernel.permissions import Role
from kernel.queries import system_user, system_user_id
from register import actions
from register.rules import Kind, Tier
from register.rules.names import normalise
from register.rules.standing import Facts, Order, PostAsked, standing
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person, restricted
from tests.properties.test_standing import RULES

NOW = datetime(2026, 6, 1, tzinfo=UTC)
POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
FAVOURABLE = {CheckOutcome.NO_BAR_RECORDED, CheckOutcome.NOT_REGISTERED, CheckOutcome.NOT_BARRED_FROM_ROLE}
FAMILIES = ["Osei", "Boateng", "O'Neill", "oneill", "Ångström", "Angstrom"]
GIVEN = ["Ama", "Ama Serwaa", "Kofi", "Kofi Ama", "Siân", "Sian Ama"]
NUMBERS = ["NM-20441703-6", "NM-00000000-1", "NM-00000001-X"]
BIRTHS = [date(1974, 3, 9), date(1974, 9, 3)]
BAR = Order(
    kind=Kind.BAR,
    tiers=frozenset({"board_director"}),
    organisation_classes=frozenset({"all"}),
    begins=NOW - timedelta(days=1),
    ends=None,
    served_at=NOW - timedelta(days=1),
    source="BAR-2026-0001",
)


MATCHER = Matcher(version="trial", entries=1024, certain=0.9999, review=12.0)


@st.composite
def registers(draw: st.DrawFn) -> list[Candidate]:
    """Up to four people, each with some names; at most one holds each number. How alike they are comes later."""
    size = draw(st.integers(1, 4))
    numbers = draw(st.permutations([*NUMBERS, None]))
    families = st.frozensets(st.sampled_from(FAMILIES).map(normalise), min_size=1, max_size=3)
    return [
        Candidate(
            person_id=pk,
            number=numbers[pk - 1],
            family_keys=draw(families),
            dates_of_birth=frozenset({draw(st.sampled_from(BIRTHS))}),
            weight=draw(st.none() | st.floats(-20, 40)),
        )
        for pk in range(1, size + 1)
    ]


def found_in(people: list[Candidate], asked: Asked) -> Match:
    return match(asked=asked, candidates=people, matcher=MATCHER)


questions: st.SearchStrategy[Asked] = st.builds(
    asked_about,
    number=st.none() | st.sampled_from(NUMBERS),
    family_name=st.sampled_from(["", *FAMILIES]),
    given_names=st.sampled_from(["", *GIVEN]),
    previous_family_names=st.lists(st.sampled_from(FAMILIES), max_size=2),
    date_of_birth=st.none() | st.sampled_from(BIRTHS),
    national_insurance=st.none(),
).filter(lambda asked: not missing_facts(asked))


def answered(people: list[Candidate], asked: Asked, barred: int) -> CheckOutcome:
    """The outcome where one person of the register is barred and the others are not."""
    found = found_in(people, asked)
    if found.person_id is None:
        return outcome_of(match=found, standing=None)[0]
    facts = Facts(orders=(BAR,)) if found.person_id == barred else Facts()
    return outcome_of(match=found, standing=standing(facts=facts, post=POST, at=NOW, rules=RULES))[0]


@settings(max_examples=400, deadline=None)
@given(people=registers(), asked=questions, data=st.data())
def test_whoever_describes_a_barred_person_never_gets_a_favourable_answer(
    people: list[Candidate], asked: Asked, data: st.DataObject
) -> None:
    """Described by name means: nobody else is meant as clearly by a search that came upon them."""
    place = data.draw(st.integers(0, len(people) - 1))
    by_name = replace(asked, number=None)
    if not missing_facts(by_name):
        others = [person.weight for person in people if person.weight is not None]
        described = [*people]
        described[place] = replace(people[place], weight=data.draw(st.floats(max([12.0, *others]), 50)))
        outcome = answered(described, by_name, described[place].person_id)
        assert outcome in {CheckOutcome.BARRED, CheckOutcome.NEEDS_REVIEW}
    if asked.number and asked.number == people[place].number:
        assert answered(people, asked, people[place].person_id) in {CheckOutcome.BARRED, CheckOutcome.NEEDS_REVIEW}


@settings(max_examples=200, deadline=None)
@given(people=registers(), asked=questions)
def test_a_doubt_is_never_favourable_and_one_person_is_named_only_when_certain(
    people: list[Candidate], asked: Asked
) -> None:
    found = found_in(people, asked)
    assert (found.person_id is not None) == (found.certainty is Certainty.UNIQUE) == (found.basis is not None)
    assert found_in(people[::-1], asked).person_id == found.person_id
    if found.certainty is not Certainty.UNIQUE:
        assert outcome_of(match=found, standing=None)[0] not in FAVOURABLE


@pytest.fixture
def asker(db: None) -> Iterator[OnBehalfOf]:
    with acting(user=system_user_id()):
        trust = organisation("RJ1")
        yield OnBehalfOf(organisation_id=trust.pk, organisation_code=trust.code)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    recorded=st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=3, unique_by=normalise),
    place=st.integers(0, 2),
    twin=st.booleans(),
)
def test_a_recorded_alias_of_a_barred_person_finds_the_bar_or_a_doubt(
    asker: OnBehalfOf, recorded: list[str], place: int, twin: bool
) -> None:
    by, at = user_with(Role.TRUST_USER, of=organisation("RJ1")), timezone.now()
    born = date(1950, 1, 1) + timedelta(days=by.pk)  # each register of its own, in one database
    person = registered_person(family_name=recorded[0], given_names="Ama", date_of_birth=born)
    for alias in recorded[1:]:
        actions.record_alias(
            person=person, family_name=alias, given_names="Ama", reason="known so", by=system_user(), at=at
        )
    restricted(person, at=at)
    if twin:
        registered_person(family_name=recorded[-1], given_names="Ama Louise", date_of_birth=born)
    subject = Subject(family_name=recorded[place % len(recorded)], given_names="AMA", date_of_birth=born)
    question = Question(subject=subject, tier=Tier.BOARD_DIRECTOR, purpose=Purpose.PRE_APPOINTMENT)
    assert ask(question=question, asker=asker, by=by).outcome in {"barred", "needs_review"}

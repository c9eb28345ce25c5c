"""Equality data under its pseudonyms, and the figures made of it. No query here returns one person's answers but to
themselves."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from conduct.models import Case, Determination, EqualityAnswers, FairnessReport
from conduct.rules.determining import NEEDING_IMPAIRMENT, Outcome
from conduct.rules.disclosures import year_span
from conduct.rules.equality import CHARACTERISTICS, NOT_GIVEN, PREFER_NOT
from conduct.rules.figures import WEEK
from kernel.keys import keyed_hash
from kernel.models import User
from kernel.small_numbers import groups, middle
from register.models import Person

RESTRICTIVE: Final = NEEDING_IMPAIRMENT | {Outcome.DOWNGRADE, Outcome.UNDERTAKINGS}


def pseudonym_of(person: Person) -> str:
    """The name under which somebody's answers lie; only whoever holds the key ring can make it."""
    return keyed_hash(purpose="equality", value=str(person.key))


def own_equality(*, user: User) -> dict[str, str]:
    """What a manager said of themselves; empty where they said nothing."""
    person = Person.objects.filter(user=user).first()
    found = EqualityAnswers.objects.filter(pk=pseudonym_of(person)).values(*CHARACTERISTICS).first() if person else None
    return dict(found) if found else {}


def fairness_report(*, year: int) -> FairnessReport | None:
    """The figures of a year, once they were made."""
    return FairnessReport.objects.filter(year=year).select_related("rule_set", "made_by").first()


def tables(*, year: int, fewest: int) -> list[dict[str, Any]]:
    """For each characteristic, on how many managers a case was opened in a year, and what was decided on how many.

    Each manager counts once, with the most restrictive outcome. Small groups are put together.
    """
    since, until = year_span(year)
    opened = set(Case.objects.filter(opened_at__gte=since, opened_at__lt=until).values_list("person__key", flat=True))
    decided = _decided(since, until)
    answers = _answers({*opened, *decided})
    return [_table(name, answers[name], opened, decided, fewest) for name in CHARACTERISTICS]


def _decided(since: datetime, until: datetime) -> Mapping[Any, tuple[bool, float]]:
    """By person, whether a decision that was issued in a time restricted them, and after how many weeks."""
    rows = Determination.objects.filter(sent_at__gte=since, sent_at__lt=until, case__isnull=False)
    found: dict[Any, tuple[bool, float]] = {}
    for row in rows.select_related("case__person").order_by("decided_at"):
        case = row.of_case
        restricts = row.outcome in RESTRICTIVE
        weeks = (row.decided_at - case.received_at) / WEEK
        if case.person.key not in found or restricts > found[case.person.key][0]:
            found[case.person.key] = (restricts, weeks)
    return found


def _answers(keys: set[Any]) -> Mapping[str, Callable[[Any], str]]:
    """By characteristic, what each of these people said."""
    names = {key: keyed_hash(purpose="equality", value=str(key)) for key in keys}
    given = EqualityAnswers.objects.filter(pk__in=names.values()).values()
    rows: dict[str, dict[str, Any]] = {row["pseudonym"]: {**row} for row in given}

    def answer(name: str) -> Callable[[Any], str]:
        def of(key: Any) -> str:
            said: str = rows.get(names[key], {}).get(name, PREFER_NOT)
            return NOT_GIVEN if said == PREFER_NOT else said

        return of

    return {name: answer(name) for name in CHARACTERISTICS}


def _table(
    name: str, answer: Callable[[Any], str], opened: set[Any], decided: Mapping[Any, tuple[bool, float]], fewest: int
) -> dict[str, Any]:
    values = [*(value for value, _ in CHARACTERISTICS[name].answers), NOT_GIVEN]
    counts, outcomes = dict.fromkeys(values, 0), {value: [0, 0] for value in values}
    weeks: dict[str, list[float]] = defaultdict(list)
    for key in opened:
        counts[answer(key)] += 1
    for key, (restricts, taken) in decided.items():
        outcomes[answer(key)][0 if restricts else 1] += 1
        weeks[answer(key)].append(taken)
    return {
        "characteristic": name,
        "opened": [
            [list(group.answers), *group.numbers]
            for group in groups({value: (count,) for value, count in counts.items()}, fewest=fewest)
        ],
        "decided": [
            [
                list(group.answers),
                *group.numbers,
                middle([each for one in group.answers for each in weeks[one]], fewest=fewest),
            ]
            for group in groups({value: (one[0], one[1]) for value, one in outcomes.items()}, fewest=fewest)
        ],
    }

"""Whom a consultation reaches: responses that count, by group, against what was hoped for and who was invited."""

from collections import Counter
from datetime import datetime

from django.db.models import Count, QuerySet

from consultation.models import Answer, Consultation, Question
from consultation.queries.counting import EVERY
from consultation.queries.finding import sought_in
from consultation.queries.inviting import invited_by
from consultation.rules.reach import ASKED_AS, By, Reached, passed, reached


def expected_of(*, consultation: Consultation) -> dict[tuple[str, str], int]:
    """How many responses are hoped for, by sort and group."""
    return {(by, key): number for by, key, number in consultation.expectations.values_list("by", "key", "number")}


def asks(*, consultation: Consultation, by: By) -> bool:
    """Whether responses can be told apart so: by kind of respondent always, else where a question asks for it."""
    return by not in ASKED_AS or _asking(consultation, by).exists()


def _asking(consultation: Consultation, by: By) -> QuerySet[Question]:
    found = Question.objects.filter(section__consultation=consultation, kind=ASKED_AS[by], is_removed=False)
    return found.filter(section__is_removed=False, section__is_equality=False)


def reach_of(*, consultation: Consultation, by: By, at: datetime) -> list[Reached]:
    """Every group of one sort: responses so far against what was hoped for, or who was invited."""
    invited = invited_by(consultation=consultation, by=by)
    return reached(
        by,
        responses=_responses(consultation, by),
        expected={key: number for (sort, key), number in expected_of(consultation=consultation).items() if sort == by},
        invited={key: all_ for key, (all_, _answered) in invited.items()},
        answered={key: answered for key, (_all, answered) in invited.items()},
        part=passed(opens_at=consultation.opens_at, closes_at=consultation.closes_at, at=at),
    )


def _responses(consultation: Consultation, by: By) -> dict[str, int]:
    counting = sought_in(consultation=consultation, sought=EVERY).order_by()
    if by == By.TYPE:
        return dict(counting.values_list("respondent_type").annotate(count=Count("pk")))
    first = _asking(consultation, by).order_by("section__place", "place").first()
    if first is None:
        return {}
    chosen = Answer.objects.filter(version__in=counting.values("pk"), wording__question=first).exclude(chosen=[])
    return Counter(keys[0] for keys in chosen.values_list("chosen", flat=True))


def counted_so_far(*, consultation: Consultation) -> int:
    """How many responses count now."""
    return sought_in(consultation=consultation, sought=EVERY).count()

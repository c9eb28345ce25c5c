"""Like cases: earlier ones with the same clauses, heads and features, whose decision was served."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from conduct.models import Allegation, Case, Determination
from conduct.rules.determining import Sanction, sanction_of
from conduct.rules.likeness import SHOWN, Features, likeness
from conduct.workflow import AppealStatus

NAMED = ("citations__clause__code", "headings__head", "groundings")


@dataclass(frozen=True)
class Like:
    """A determination that is like a case, in percent, what both are about, and what stands ordered by it."""

    decision: Determination
    ordered: Sanction
    percent: int
    clauses: tuple[str, ...]
    heads: tuple[str, ...]

    @property
    def shared(self) -> str:
        """What both cases are about, in words."""
        clauses = f"{'Clauses' if len(self.clauses) > 1 else 'Clause'} {', '.join(self.clauses)}"
        return f"{clauses}. {'; '.join(self.heads)}"


def features_of(allegations: "QuerySet[Allegation] | list[Allegation]") -> Features:
    """What allegations are about."""
    found = list(allegations)
    others = {"reprisal"} if any(one.is_reprisal for one in found) else set()
    others |= {"discrimination"} if any(one.groundings.all() for one in found) else set()
    return Features(
        clauses=frozenset(
            f"{cited.clause.code.key} {cited.clause.reference}" for one in found for cited in one.citations.all()
        ),
        heads=frozenset(str(named.head) for one in found for named in one.headings.all()),
        others=frozenset(others),
    )


def like_cases(*, case: Case, at: datetime) -> list[Like]:
    """The served decisions that are most like a case and that no court quashed, the most like first and of these the
    latest; each with what it orders, as a court left it."""
    mine = features_of(case.allegations.prefetch_related(*NAMED))
    references = {clause.rpartition(" ")[2] for clause in mine.clauses}
    found = (
        Determination.objects.filter(served_at__lte=at, case__allegations__citations__clause__reference__in=references)
        .exclude(case=case)
        .exclude(case__appeals__status=AppealStatus.QUASHED)
        .select_related("case")
        .prefetch_related("case__appeals", *(f"case__allegations__{name}" for name in NAMED))
        .distinct()
    )
    like = [_like(decision, mine, at) for decision in found]
    like.sort(key=lambda one: (-one.percent, -one.decision.decided_at.timestamp()))
    return [one for one in like if one.percent][:SHOWN]


def as_courts_left_it(*, decision: Determination, at: datetime) -> Sanction:
    """What a decision orders, as decided or as a court had varied it last by an instant."""
    since = [
        (one.decided_at, one)
        for one in decision.of_case.appeals.all()
        if one.status == AppealStatus.VARIED and one.decided_at and decision.decided_at <= one.decided_at <= at
    ]
    return sanction_of(max(since, key=lambda one: one[0])[1] if since else decision)


def _like(decision: Determination, mine: Features, at: datetime) -> Like:
    theirs = features_of(list(decision.of_case.allegations.all()))
    return Like(
        decision=decision,
        ordered=as_courts_left_it(decision=decision, at=at),
        percent=likeness(mine, theirs),
        clauses=tuple(sorted(clause.rpartition(" ")[2] for clause in mine.clauses & theirs.clauses)),
        heads=tuple(sorted(mine.heads & theirs.heads)),
    )

"""The two case examiners, what each thinks, and who may read it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from conduct.models import Case, ExaminerOpinion, ExaminersDecision, Participant
from conduct.permissions import Permission
from conduct.queries.cases import people_involved
from conduct.queries.people import who_may
from conduct.rules.examining import EXAMINERS, gave_opinions
from conduct.rules.independence import Part
from kernel.models import User


@dataclass(frozen=True)
class Examination:
    """How far the two examiners have come."""

    examiners: frozenset[int]
    given_by: frozenset[int]
    decision: ExaminersDecision | None

    def may_appoint(self) -> bool:
        return len(self.examiners) < EXAMINERS

    def may_opine(self, user_id: int) -> bool:
        return user_id in self.examiners - self.given_by

    def may_propose(self, user_id: int) -> bool:
        return self._gave_opinions and not self.is_proposed and user_id in self.examiners

    @property
    def is_proposed(self) -> bool:
        """Whether somebody who examines the case has proposed what to decide."""
        return self.decision is not None and self.decision.proposed_by_id in self.examiners

    def may_answer(self, user_id: int) -> bool:
        decision = self.decision
        waits = decision is not None and decision.answered_at is None and decision.proposed_by_id != user_id
        return waits and self.is_proposed and self._gave_opinions and user_id in self.examiners

    @property
    def _gave_opinions(self) -> bool:
        return gave_opinions(examiners=self.examiners, given_by=self.given_by)


def examination(*, case: Case) -> Examination:
    """How far the two examiners of a case have come."""
    return Examination(
        frozenset(examiners_of(case=case).values_list("user", flat=True)),
        frozenset(opinion_givers(case=case)),
        ExaminersDecision.objects.filter(case=case).select_related("proposed_by", "answered_by").first(),
    )


def examiners_of(*, case: Case) -> QuerySet[Participant]:
    """Who examines a case now."""
    return Participant.objects.filter(case=case, part=Part.CASE_EXAMINER, left_at=None).select_related("user")


def examiner_candidates(*, case: Case) -> QuerySet[User]:
    """Who may be appointed to examine a case: case examiners who had no part in it."""
    return who_may(Permission.CASE_EXAMINE).exclude(pk__in=people_involved(case=case))


def opinion_givers(*, case: Case) -> set[int]:
    """Who has given an opinion."""
    return set(ExaminerOpinion.objects.filter(case=case).values_list("made_by", flat=True))


def opinions_shown(*, case: Case, user: User) -> list[ExaminerOpinion]:
    """The opinions that a member of staff may read: their own, and everybody's once both are given."""
    found = list(ExaminerOpinion.objects.filter(case=case).select_related("made_by"))
    examiners = set(examiners_of(case=case).values_list("user", flat=True))
    both = len(examiners) == EXAMINERS and examiners <= {opinion.made_by_id for opinion in found}
    return found if both else [opinion for opinion in found if opinion.made_by_id == user.pk]

"""What is on record of a case's fairness."""

from datetime import datetime

from django.db.models import QuerySet

from conduct.models import Case, ConflictDeclaration, Recommendation, TimeConsent
from conduct.queries.cases import cases_for
from kernel.models import Organisation, User


def declared_by(*, case: Case) -> set[int]:
    """Who has declared that they have no conflict of interest in a case."""
    return set(ConflictDeclaration.objects.filter(case=case).values_list("user", flat=True))


def consented(*, case: Case) -> bool:
    """Whether the manager's consent to less time to respond is on record."""
    return TimeConsent.objects.filter(case=case).exists()


def may_consent(*, case: Case, at: datetime) -> bool:
    """Whether there is time to respond that the manager could do without."""
    due_at = case.response_due_at
    return due_at is not None and at < due_at and not consented(case=case)


def recommendations_for(*, user: User) -> QuerySet[Recommendation]:
    """The recommendations in the cases that a member of staff may open, the next one due first."""
    found = Recommendation.objects.filter(case__in=cases_for(user=user).order_by())
    return found.select_related("case", "organisation", "made_by", "answered_by", "rule_set")


def recommended_to(recommendations: QuerySet[Recommendation]) -> QuerySet[Organisation]:
    """The organisations of some recommendations, by name."""
    return Organisation.objects.filter(pk__in=recommendations.order_by().values("organisation")).order_by("name")

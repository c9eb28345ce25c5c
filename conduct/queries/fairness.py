"""What is on record of a case's fairness."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from conduct.models import Case, ConflictDeclaration, Recommendation, Recusal, TimeConsent
from conduct.queries.cases import cases_for
from kernel.models import Organisation, User


def _undeclared(part: str) -> Q:
    declared = ConflictDeclaration.objects.filter(case=OuterRef("pk"), user=OuterRef(part))
    return Q(**{f"{part}__isnull": False}) & Q(~Exists(declared))


HELD_UNDECLARED = _undeclared("caseworker")
INVESTIGATED_UNDECLARED = _undeclared("investigator")


def declared_by(*, case: Case) -> set[int]:
    """Who has declared that they have no conflict of interest in a case."""
    return set(ConflictDeclaration.objects.filter(case=case).values_list("user", flat=True))


def undeclared_parts(*, cases: QuerySet[Case]) -> list[tuple[Case, User]]:
    """Who holds or investigates one of the cases and has not declared whether they have a conflict, by case."""
    found = list(cases.filter(HELD_UNDECLARED | INVESTIGATED_UNDECLARED).select_related("caseworker", "investigator"))
    declared = set(ConflictDeclaration.objects.filter(case__in=found).values_list("case", "user"))
    parts = [(case, user) for case in found for user in (case.caseworker, case.investigator) if user is not None]
    return [(case, user) for case, user in parts if (case.pk, user.pk) not in declared]


def conflicts_declared(*, cases: QuerySet[Case]) -> QuerySet[Recusal]:
    """Who declared a conflict in one of the cases, and in which words, the latest first."""
    return Recusal.objects.filter(case__in=cases.order_by()).select_related("case", "user").order_by("-pk")


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

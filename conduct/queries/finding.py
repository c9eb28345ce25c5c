"""Cases and concerns found by what somebody remembers of them."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from conduct.models import Case, Concern, RiskAssessment
from register.models import Post
from register.queries import find_people


def cases_about(cases: QuerySet[Case], *, name: str, at: datetime) -> QuerySet[Case]:
    """Those of the cases whose manager is found by a name or number, as on the register."""
    return cases.filter(person__in=find_people(text=name, at=at).order_by().values("person"))


def cases_at(cases: QuerySet[Case], *, organisation: str) -> QuerySet[Case]:
    """Those whose manager works or worked at an organisation: part of its name, or its code."""
    posts = Post.objects.current().filter(_named(organisation))
    return cases.filter(person__in=posts.values("person"))


def cases_at_risk(cases: QuerySet[Case], *, level: str) -> QuerySet[Case]:
    """Those whose latest assessment found this risk."""
    latest = RiskAssessment.objects.filter(case=OuterRef("pk")).order_by("-pk").values("level")[:1]
    return cases.alias(risk_now=Subquery(latest)).filter(risk_now=level)


def concerns_at(concerns: QuerySet[Concern], *, organisation: str) -> QuerySet[Concern]:
    """Those about an organisation that we know. What a reporter called it is in their words, and is not searched."""
    return concerns.filter(_named(organisation))


def _named(organisation: str) -> Q:
    typed = organisation.strip()
    return Q(organisation__name__icontains=typed) | Q(organisation__code__iexact=typed)

"""What waits to become a bar: people to propose it on, and determinations that refer somebody for one."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from barring.models import Bar
from barring.queries.bars import legal_names
from barring.workflow import Status
from conduct import queries as conduct_queries
from conduct.models import Determination
from kernel.models import User
from register.models import BirthDate, Person


def person_to_bar(*, user: User, key: UUID) -> QuerySet[Person]:
    """One person by their key, named; nobody where it is the user."""
    born = BirthDate.objects.current().filter(person=OuterRef("pk")).values("date_of_birth")
    found = Person.objects.filter(key=key).exclude(user=user)
    return found.annotate(person_name=legal_names("pk"), date_of_birth=Subquery(born[:1]))


def referrals(*, at: datetime) -> QuerySet[Determination]:
    """Served determinations that refer somebody for barring and on which no bar rests yet, oldest first."""
    taken = Bar.objects.filter(determination=OuterRef("pk")).exclude(status__in=[Status.WITHDRAWN, Status.REPLACED])
    found = conduct_queries.referred_for_barring(at=at).filter(~Exists(taken))
    return found.annotate(person_name=legal_names("case__person"))


def referrals_for(*, user: User, at: datetime) -> QuerySet[Determination]:
    """Those that a member of staff may open: none about themselves."""
    return referrals(at=at).exclude(case__person__user=user)

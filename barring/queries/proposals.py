"""What somebody who proposes a bar looks up: the person, and the determinations that refer people for barring."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from barring.models import Bar
from barring.queries.bars import legal_names
from barring.workflow import Status
from conduct import queries as conduct_queries
from conduct.models import Determination
from kernel.models import User
from register.models import BirthDate, Name, Person
from register.rules.names import normalise
from register.rules.numbers import parse


def people_like(*, number: str, family_name: str, given_names: str, date_of_birth: date | None) -> QuerySet[Person]:
    """The holder of a number; or else everybody with that family name, now or before, and date of birth.

    Given names do not narrow: whoever proposes sees each candidate and chooses. Refuses (InvalidNumber) what is no
    number.
    """
    if number:
        return _identified(Person.objects.filter(registration_number=parse(number)))
    names = Name.objects.current().filter(family_key=normalise(family_name))
    births = BirthDate.objects.current().filter(date_of_birth=date_of_birth)
    found = Person.objects.filter(pk__in=names.values("person")).filter(pk__in=births.values("person"))
    return _identified(found).order_by("pk")


def person_to_bar(*, user: User, key: UUID) -> QuerySet[Person]:
    """One person by their key, named; nobody where it is the user."""
    return _identified(Person.objects.filter(key=key)).exclude(user=user)


def referrals(*, at: datetime) -> QuerySet[Determination]:
    """Served determinations that refer somebody for barring and on which no bar rests yet, oldest first."""
    taken = Bar.objects.filter(determination=OuterRef("pk")).exclude(status=Status.WITHDRAWN)
    found = conduct_queries.referred_for_barring(at=at).filter(~Exists(taken))
    return found.annotate(person_name=legal_names("case__person"))


def referral(*, key: str, at: datetime) -> Determination | None:
    """One of those by its key, if one was chosen and it is still free."""
    return referrals(at=at).filter(pk=key).first() if key else None


def _identified(people: QuerySet[Person]) -> QuerySet[Person]:
    born = BirthDate.objects.current().filter(person=OuterRef("pk")).order_by("-during").values("date_of_birth")
    return people.annotate(person_name=legal_names("pk"), date_of_birth=Subquery(born[:1])).order_by("pk")

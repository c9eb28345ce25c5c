"""How every fact of a person is written: the person's row is locked, and what was wrong is superseded."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import CurrentXid, User
from register.models import Fact, Person


class InTheFuture(ActionRefused):
    """A fact dated after today: it is entered when it has happened."""


class NothingChanged(ActionRefused):
    """A correction that says what is recorded already."""


class SupersededMeanwhile(ActionRefused):
    """Somebody else has corrected or ended the fact since it was read."""


@contextmanager
def writing(*, by: User, reason: str | EllipsisType = ...) -> Iterator[None]:
    """One transaction in a user's name; the reason stays that of whoever calls, unless one is given."""
    with acting(user=by, reason=reason), transaction.atomic():
        yield


def locked(*, person: Person) -> Person:
    """The person, locked to the end of the transaction: facts of one person are written one after another.

    The key is not locked: a check of the person, which refers to it, does not wait for who writes.
    """
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def supersede(*, fact: Fact) -> None:
    """Mark a fact as no longer known to be so. Refuses one that is superseded already."""
    rows = type(fact).objects.current().filter(pk=fact.pk)
    if not rows.update(superseded_at=Now(), superseded_xid=CurrentXid()):
        raise SupersededMeanwhile("Somebody else has changed this since you opened the page. Look at it again.")


def replace_fact(*, fact: Fact, changes: Mapping[str, Any]) -> Any:
    """Supersede a fact by one like it but for the changes; refuses changes that change nothing."""
    values = _values(fact)
    if all(values[name] == value for name, value in changes.items()):
        raise NothingChanged("This is what the register says already. Change something, or leave it as it is.")
    supersede(fact=fact)
    return type(fact).objects.create(**{**values, **changes})


def copy_fact(*, fact: Fact, changes: Mapping[str, Any]) -> Any:
    """Record another fact like this one but for the changes. The one stays."""
    return type(fact).objects.create(**{**_values(fact), **changes})


def _values(fact: Fact) -> dict[str, Any]:
    return {
        field.attname: getattr(fact, field.attname)
        for field in fact._meta.concrete_fields
        if field.editable and not field.primary_key
    }


def require_past(*, day: date, at: datetime, what: str) -> None:
    """Refuse a day after today in London."""
    if day > today(at):
        raise InTheFuture(f"{what} must be today or in the past.")

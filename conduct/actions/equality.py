"""Giving, changing and withdrawing equality data; and making the figures of a year that is over."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from conduct.models import EqualityAnswers, FairnessReport
from conduct.queries.equality import pseudonym_of, tables
from conduct.rules.disclosures import in_words, year_span
from conduct.rules.equality import CHARACTERISTICS, PREFER_NOT
from kernel import rulesets
from kernel.errors import ActionRefused
from kernel.history import recorded
from kernel.models import User
from register.models import Person


class NotOver(ActionRefused):
    """The year goes on, or its figures were made."""


class NoEntry(ActionRefused):
    """The account is no person's on the register."""


def give_equality(*, answers: Mapping[str, str], by: User) -> None:
    """Keep what a manager says of themselves, in place of what they said before. In a transaction of its own, in which
    nothing else is written: nothing else then leads to it."""
    with transaction.atomic():
        given = {name: answers.get(name) or PREFER_NOT for name in CHARACTERISTICS}
        EqualityAnswers.objects.update_or_create(pseudonym=_pseudonym(by), defaults=given)


def withdraw_equality(*, by: User) -> None:
    """Delete what a manager said of themselves."""
    with transaction.atomic():
        EqualityAnswers.objects.filter(pk=_pseudonym(by)).delete()


@recorded()
def make_fairness_report(*, year: int, by: User, at: datetime) -> FairnessReport:
    """Make the figures of a year that is over, once. Refuses a year that goes on, and one whose figures were made."""
    if year_span(year)[1] > at:
        raise NotOver(f"The year {in_words(year)} is not over. Its figures are made once it is.")
    if FairnessReport.objects.filter(year=year).exists():
        raise NotOver("The figures of this year were made. They are never made again.")
    rules = rulesets.current(at)
    made = tables(year=year, fewest=rules.fewest_in_figures)
    report: FairnessReport = FairnessReport.objects.create(
        year=year, tables=made, rule_set_id=rules.pk, made_by=by, made_at=at
    )
    return report


def _pseudonym(user: User) -> str:
    person = Person.objects.filter(user=user).first()
    if person is None:
        raise NoEntry("Your account is not linked to an entry on the register, so nothing can be kept for it.")
    return pseudonym_of(person)

"""Answers that would be different as known now, and how they are found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from barring.models.checks import Check
from kernel.models import AppendOnly


class CheckCorrection(AppendOnly):
    """That an organisation was told: this answer would, as known now and at its own instant, be another.

    The next one of the same check is told only of what differs again. One may come back to what was answered.
    """

    tenant = "check_asked__organisation"
    personal = ("digest",)

    check_asked = models.ForeignKey(Check, models.PROTECT, related_name="corrections")
    found_at = models.DateTimeField()
    digest = models.TextField()
    """Of what would be said now (`barring.rules.corrections`): what later looks are compared with."""
    differs = models.BooleanField()
    """Whether from the answer that was given; if not, it would be given again as it was."""

    def __str__(self) -> str:
        return f"correction of {self.check_asked_id}"


class CheckKeys(models.Model):
    """The numbers under which a check's question looks for people: whoever stands under one may be meant by it.

    For each check that a registration number did not decide, matched or not. A trigger takes away those of a check that
    is erased.
    """

    without_history = "worked out from the check, and can be again"
    tenant = "check_asked__organisation"

    check_asked = models.OneToOneField(Check, models.PROTECT, primary_key=True, related_name="+")
    keys: "ArrayField[list[int], list[int]]" = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="checkkeys_by_key")]


class RecallPass(models.Model):
    """How far the record has been looked through for what makes earlier answers wrong.

    Everything that `snapshot` sees is dealt with; "" is nothing yet. A round deals with what `reaching` sees beyond
    it: first the checks among it, up to `check_id`; then the people, once they are `noted`. People were written to
    about corrections up to `correction_id`.
    """

    without_history = "says only how far a pass of due work came"

    id = models.SmallIntegerField(primary_key=True)
    era = models.IntegerField()
    snapshot = models.TextField(default="")
    reaching = models.TextField(default="")
    check_id = models.BigIntegerField(default=0)
    noted = models.BooleanField(default=False)
    correction_id = models.BigIntegerField(default=0)


class RecallPerson(models.Model):
    """Somebody of whom something was recorded, while a round has yet to find whose answers that concerns."""

    without_history = "says only what a pass of due work has still to do"

    person_id = models.BigIntegerField(primary_key=True)
    identity = models.BooleanField()
    """Whether it was who they are, not only how they stand."""


class RecallDue(models.Model):
    """An answer that a round has yet to work out again: once, whoever of many recorded people it may concern."""

    without_history = "says only what a pass of due work has still to do"

    check_id = models.BigIntegerField(primary_key=True)

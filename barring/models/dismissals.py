"""Namesakes: that the people on record whom a question came near are not meant by it, as a registrar decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from barring.models.checks import CheckReview
from kernel.models import AppendOnly, Organisation
from register.models import Person


class Dismissal(AppendOnly):
    """Somebody whom a resolved possible match did not mean. Why stands in the review, and what was asked in its check.

    It holds for its organisation alone, for the same particulars, and while nothing new is recorded of who they are.
    """

    tenant = "organisation"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    review = models.ForeignKey(CheckReview, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "person"], name="dismissal_once_a_review"),
        ]

    def __str__(self) -> str:
        return f"dismissal of {self.person_id} by review {self.review_id}"


class DismissalWithdrawal(AppendOnly):
    """That what a review dismissed is not remembered any more: the next such question is looked at by a person."""

    without_tenant = "the regulator alone decides on it and reads it"
    personal = ("reason",)

    review = models.OneToOneField(CheckReview, models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="dismissalwithdrawal_says_why")]

    def __str__(self) -> str:
        return f"withdrawal of {self.review_id}"

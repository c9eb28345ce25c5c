"""A referral for barring that could lawfully not be made, and so went back to its panel."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from conduct.models.determinations import Determination
from kernel.models import AppendOnly


class ReferralReturn(AppendOnly):
    """Why the bar that a determination referred somebody for cannot be made. The determination stands no more, and a
    trigger lets whoever made it decide again."""

    personal = ("reason",)

    determination = models.OneToOneField(Determination, models.PROTECT, related_name="returned")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="referralreturn_has_its_reason")]

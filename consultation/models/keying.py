"""What came on paper, typed by a second person who did not see what the first one typed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.responses import Response, ResponseVersion
from consultation.rules.questionnaire import RespondentType
from consultation.rules.responding import Publish
from kernel.models import AppendOnly


class SecondKeying(AppendOnly):
    """A response as a second person keyed it. A trigger refuses the first one, and what did not come on paper.

    `answers` are by question, as pages give them.
    """

    personal = ("name", "organisation", "answers")

    response = models.OneToOneField(Response, models.PROTECT, related_name="second_keying")
    respondent_type = models.TextField(choices=RespondentType.choices)
    publish = models.TextField(choices=Publish.choices)
    name = models.TextField(blank=True)
    organisation = models.TextField(blank=True)
    may_pass_on = models.BooleanField(default=False, db_default=False)
    answers = models.JSONField(default=dict)
    compared = models.IntegerField()
    differ = models.IntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(respondent_type__in=RespondentType.values, publish__in=Publish.values)
                & Q(differ__gte=0, compared__gte=models.F("differ")),
                name="consultation_secondkeying_is_whole",
            )
        ]


class Settlement(AppendOnly):
    """That somebody looked at the paper where two keyings differ. `version` is the one that counts from then on."""

    keying = models.OneToOneField(SecondKeying, models.PROTECT, related_name="settlement")
    version = models.ForeignKey(ResponseVersion, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

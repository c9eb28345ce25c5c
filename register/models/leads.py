"""Who on a board leads on speaking up."""

from django.db import models
from django.db.models import Q

from kernel.models import Organisation
from register.models.facts import Fact, fact_constraints, one_at_a_time
from register.models.persons import Person
from register.rules import LeadKind


class SpeakUpLead(Fact):
    """A board member who leads on speaking up at an organisation. Each has one of a kind at a time.

    Counts while the person holds a post there.
    """

    without_tenant = "the register is one for all, and who leads on speaking up is public"

    person = models.ForeignKey(Person, models.PROTECT, related_name="speak_up_leads")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.TextField(choices=[(kind.value, kind.words) for kind in LeadKind])

    class Meta:
        constraints = [
            *fact_constraints("speakuplead"),
            one_at_a_time("speakuplead", "organisation", "kind"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in LeadKind]), name="speakuplead_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(during__startswith=None), name="speakuplead_has_beginning"),
        ]

    def __str__(self) -> str:
        return f"{LeadKind(self.kind).words} lead on speaking up"

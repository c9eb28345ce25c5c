"""Posts: who manages where, in which tier, reporting to whom."""

from django.db import models
from django.db.models import F, Q

from kernel.models import Organisation
from register.models.facts import Fact, fact_constraints, one_at_a_time
from register.models.persons import Person
from register.rules import Tier


class Post(Fact):
    """A post held in an organisation. Nobody holds the same one twice at a time."""

    without_tenant = "the register is one for all, and its posts are public"
    personal = ("title", "title_key")

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.TextField()
    title_key = models.TextField()
    """The title as titles are compared: case folded, single spaces."""
    tier = models.TextField(choices=[(tier.value, tier.words) for tier in Tier])
    reports_to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="reported_to_by")

    class Meta:
        constraints = [
            *fact_constraints("post"),
            one_at_a_time("post", "person", "organisation", "title_key"),
            models.CheckConstraint(condition=Q(tier__in=[tier.value for tier in Tier]), name="post_tier_is_known"),
            models.CheckConstraint(condition=~Q(title_key=""), name="post_has_title"),
            models.CheckConstraint(condition=~Q(reports_to=F("person")), name="post_not_to_oneself"),
            models.CheckConstraint(condition=~Q(during__startswith=None), name="post_has_beginning"),
        ]

    def __str__(self) -> str:
        return self.title

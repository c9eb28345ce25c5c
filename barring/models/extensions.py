"""More time for representations, and for an appeal, than the rules give."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from barring.models.bars import Bar
from kernel.models import Extension


class RepresentationsExtension(Extension):
    """A request for more time to answer a notice, and the decision of a second person on it."""

    bar = models.ForeignKey(Bar, models.PROTECT, related_name="extensions")

    class Meta(Extension.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Extension.Meta.constraints,
            models.UniqueConstraint(
                fields=["bar", "due_at"], condition=Q(status="asked"), name="representationsextension_one_open"
            ),
        ]


class AppealExtension(Extension):
    """A request for more time to appeal against a bar, and the decision of a second person on it."""

    bar = models.ForeignKey(Bar, models.PROTECT, related_name="appeal_extensions")

    class Meta(Extension.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Extension.Meta.constraints,
            models.UniqueConstraint(
                fields=["bar", "due_at"], condition=Q(status="asked"), name="appealextension_one_open"
            ),
        ]

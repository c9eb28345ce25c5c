"""More time for the manager to respond, and to appeal, than the rules give."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from kernel.models import Extension


class ResponseExtension(Extension):
    """A request for more time to respond in a case, and the decision of a second person on it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")

    class Meta(Extension.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Extension.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "due_at"], condition=Q(status="asked"), name="responseextension_one_open"
            ),
        ]


class CaseAppealExtension(Extension):
    """A request for more time to appeal against a decision on a case, and the decision of a second person on it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeal_extensions")

    class Meta(Extension.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Extension.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "due_at"], condition=Q(status="asked"), name="caseappealextension_one_open"
            ),
        ]

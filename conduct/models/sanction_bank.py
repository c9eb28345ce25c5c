"""The sanction bank: standard texts to draft conditions and undertakings from."""

from django.db import models
from django.db.models import Q

from conduct.rules.determining import Outcome
from kernel.models import AppendOnly


class StandardTerm(AppendOnly):
    """One version of a standard text. A later version stands beside the earlier, and the last one is drafted from."""

    open_texts = ("code", "title", "text")

    code = models.TextField()
    version = models.IntegerField()
    outcome = models.TextField(choices=Outcome.choices)
    title = models.TextField()
    text = models.TextField()

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="standardterm_version_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.CONDITIONS, Outcome.UNDERTAKINGS], version__gte=1)
                & ~Q(code="")
                & ~Q(title="")
                & ~Q(text=""),
                name="standardterm_is_whole",
            ),
        ]

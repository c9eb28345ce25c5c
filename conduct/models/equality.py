"""What managers say of themselves for figures on fairness, kept apart from all else; and the figures of a year."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from conduct.rules.equality import PREFER_NOT, known_answers
from kernel.models import AppendOnly, RuleSet


class EqualityAnswers(models.Model):
    """One manager's answers, under a pseudonym made with a key that is not in the database. Nothing leads from here to
    a person or a case without that key: no number of its own, no instant, no author, no history and no leaf of the
    ledger. It is deleted when they withdraw it."""

    without_history = "history would say who answered and when, and keep what was withdrawn"

    pseudonym = models.TextField(primary_key=True)
    age = models.TextField(default=PREFER_NOT)
    disability = models.TextField(default=PREFER_NOT)
    gender_reassignment = models.TextField(default=PREFER_NOT)
    partnership = models.TextField(default=PREFER_NOT)
    pregnancy = models.TextField(default=PREFER_NOT)
    race = models.TextField(default=PREFER_NOT)
    religion = models.TextField(default=PREFER_NOT)
    sex = models.TextField(default=PREFER_NOT)
    orientation = models.TextField(default=PREFER_NOT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    age__in=known_answers("age"),
                    disability__in=known_answers("disability"),
                    gender_reassignment__in=known_answers("gender_reassignment"),
                    partnership__in=known_answers("partnership"),
                    pregnancy__in=known_answers("pregnancy"),
                    race__in=known_answers("race"),
                    religion__in=known_answers("religion"),
                    sex__in=known_answers("sex"),
                    orientation__in=known_answers("orientation"),
                ),
                name="equalityanswers_are_known",
            ),
            models.CheckConstraint(condition=Q(pseudonym__regex=r"^[0-9a-f]{64}$"), name="equalityanswers_name_nobody"),
        ]


class FairnessReport(AppendOnly):
    """The figures of a year by protected characteristic, made once after its end and never again: two versions could
    be subtracted from each other. What a later answer or a withdrawal would change is not changed here."""

    open_texts = ("tables",)

    year = models.IntegerField(unique=True)
    tables = models.JSONField()
    """As `queries.fairness_report.tables` makes them: small numbers are not in them."""
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-year"]

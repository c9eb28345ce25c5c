"""The determination of a case: made once, never changed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from conduct.models.consents import ConsentOffer
from conduct.rules.determining import (
    FOR_A_TIME,
    NEEDING_IMPAIRMENT,
    NEEDING_MISCONDUCT,
    WITH_SCOPE,
    WITH_TERMS,
    Outcome,
)
from conduct.rules.fairness import Theme
from conduct.rules.finding import OnAllegation, Rejected
from kernel.clocks import Channel
from kernel.models import Record, RuleSet


class Determination(Record):
    """Facts, misconduct, impairment and outcome, each with reasons. A trigger refuses a change of what was decided;
    service and publication are added later, once; the time to appeal is made longer by two people, and with it an
    effect that waits for it. A stranger to the case decides: a trigger looks at its steps.
    """

    personal = (
        "facts",
        "misconduct_reasons",
        "impairment_reasons",
        "outcome_reasons",
        "wider_causes",
        "terms",
    )
    open_texts = ("tiers", "organisation_classes", "cause_themes")

    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="determination")
    """The case whose decision this is; none once a court remitted it to another panel."""
    remitted_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="set_aside_determinations")
    consent = models.OneToOneField(ConsentOffer, models.PROTECT, null=True, related_name="determination")
    """What the manager agreed to, where the panel made just that."""
    facts = models.TextField()
    misconduct = models.BooleanField()
    misconduct_reasons = models.TextField()
    impairment = models.BooleanField()
    impairment_reasons = models.TextField()
    outcome = models.TextField(choices=Outcome.choices)
    outcome_reasons = models.TextField()
    wider_causes = models.TextField()
    cause_themes = ArrayField(models.TextField(), default=list)
    """What kinds of wider causes were found; empty where there were none."""
    terms = models.TextField(default="")
    tiers = ArrayField(models.TextField(), default=list)
    organisation_classes = ArrayField(models.TextField(), default=list)
    duration_months = models.IntegerField(null=True)
    length_rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    """In force at the decision: no restriction may last longer than it says. `rule_set` is that of service."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    service_channel = models.TextField(choices=Channel.choices, default="")
    sent_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    in_effect_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    appeal_until_at = models.DateTimeField(null=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="+")

    @property
    def on_allegations(self) -> tuple[OnAllegation, ...]:
        """What is found on each allegation, as `Findings` has it."""
        return tuple(
            OnAllegation(
                number=row.allegation.number, finding=row.finding, culpability=row.culpability, reasons=row.reasons
            )
            for row in self.allegation_findings.select_related("allegation")
        )

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Why each lesser outcome would not do, as `Findings` has it."""
        return tuple(Rejected(outcome=row.outcome, reasons=row.reasons) for row in self.rejected_outcomes.all())

    @property
    def of_case(self) -> Case:
        """The case that it was made in, whether it stands or not."""
        found = self.case or self.remitted_case
        assert found is not None  # by constraint
        return found

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=sorted(WITH_SCOPE)) | ~Q(tiers=[]) & ~Q(organisation_classes=[]),
                name="determination_scope_where_due",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.UNDERTAKINGS) | Q(consent__isnull=False),
                name="determination_undertakings_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, remitted_case=None)
                | Q(case=None, remitted_case__isnull=False, served_at__isnull=False),
                name="determination_stands_or_was_remitted",
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="determination_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(cause_themes__contained_by=Theme.values), name="determination_themes_are_known"
            ),
            models.CheckConstraint(
                condition=Q(misconduct=True) | Q(impairment=False), name="determination_impairment_by_misconduct"
            ),
            models.CheckConstraint(
                condition=Q(misconduct=True) | ~Q(outcome__in=sorted(NEEDING_MISCONDUCT)),
                name="determination_sanction_by_misconduct",
            ),
            models.CheckConstraint(
                condition=Q(impairment=True) | ~Q(outcome__in=sorted(NEEDING_IMPAIRMENT)),
                name="determination_sanction_by_impairment",
            ),
            models.CheckConstraint(
                condition=~Q(facts="")
                & ~Q(misconduct_reasons="")
                & ~Q(impairment_reasons="")
                & ~Q(outcome_reasons="")
                & ~Q(wider_causes=""),
                name="determination_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=sorted(FOR_A_TIME), duration_months__gte=1)
                | Q(outcome=Outcome.REFERRAL_FOR_BARRING, duration_months__gte=1)
                | (~Q(outcome__in=sorted(FOR_A_TIME)) & Q(duration_months=None)),
                name="determination_duration_where_due",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=sorted(WITH_TERMS)) | ~Q(terms=""), name="determination_terms_where_due"
            ),
            models.CheckConstraint(
                condition=Q(served_at=None, sent_at=None, appeal_until_at=None, rule_set=None, service_channel="")
                | Q(
                    served_at__isnull=False,
                    sent_at__isnull=False,
                    appeal_until_at__isnull=False,
                    rule_set__isnull=False,
                    service_channel__in=Channel.values,
                ),
                name="determination_service_is_whole",
            ),
        ]

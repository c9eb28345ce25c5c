"""Attempts to deliver messages, and who had them tried again; the steps of a rule set, and what stays of one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

GATEWAYS = [("notify", "GOV.UK Notify"), ("smtp", "Mail server"), ("folder", "Folder on this machine")]
OUTCOMES = [("sent", "Sent"), ("waits", "To be tried again"), ("dead", "Given up")]
FAILURES = [
    ("unreachable", "The mail gateway could not be reached"),
    ("settings", "The mail gateway refused our sign-in, sender or template"),
    ("later", "The mail gateway asked us to try later"),
    ("address", "The mail gateway refused the address or the message"),
    ("malformed", "No email can be made of the message"),
    ("fault", "This system failed while sending"),
]

RULE_SET_ACTIONS = [
    ("draft", "Draft"),
    ("revise", "Change the draft"),
    ("submit", "Ask for approval"),
    ("approve", "Approve"),
    ("send_back", "Send back"),
    ("withdraw", "Withdraw"),
]
RULE_SET_STATUSES = [
    ("draft", "Draft"),
    ("submitted", "Waiting for approval"),
    ("approved", "Approved"),
    ("withdrawn", "Withdrawn"),
]

# Of an approved version only the end may be set, once, to an instant still to come: the past stays what it was.
STAYS = """
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a rule set is never deleted'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ruleset_never_deleted';
        END IF;
        IF OLD.status IN ('approved', 'withdrawn') AND (
            to_jsonb(NEW) - 'during' IS DISTINCT FROM to_jsonb(OLD) - 'during'
            OR (NEW.during IS DISTINCT FROM OLD.during AND (
                lower(NEW.during) IS DISTINCT FROM lower(OLD.during) OR NOT upper_inf(OLD.during)
                OR upper_inf(NEW.during) OR upper(NEW.during) <= transaction_timestamp()))
        ) THEN
            RAISE EXCEPTION 'a rule set that was approved or withdrawn is never changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ruleset_never_changed';
        END IF;
        IF NEW.approved_by_id IS NOT NULL AND EXISTS (
            SELECT FROM kernel_rulesetstep s
            WHERE s.rule_set_id = NEW.id AND s.by_id = NEW.approved_by_id AND s.action IN ('draft', 'revise')
        ) THEN
            RAISE EXCEPTION 'whoever wrote a rule set never approves it'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ruleset_two_people';
        END IF;
        RETURN NEW;
    END"""
NO_GAP = """
    BEGIN
        IF (SELECT count(*) FROM kernel_ruleset WHERE upper_inf(during)) <> 1 OR EXISTS (
            SELECT FROM kernel_ruleset a WHERE NOT upper_inf(a.during)
            AND NOT EXISTS (SELECT FROM kernel_ruleset b WHERE lower(b.during) = upper(a.during))
        ) THEN
            RAISE EXCEPTION 'from the first rule set on, one is in force at every instant'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ruleset_no_gap';
        END IF;
        RETURN NULL;
    END"""
FUNCTION = (
    "CREATE FUNCTION public.{} RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body${}$body$"
)
ON = "ON public.kernel_ruleset"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_ledger")]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Resending",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resendings",
                                to="kernel.outboxmessage",
                            ),
                        ),
                    ],
                    options={"abstract": False},
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("gateway", models.TextField(choices=GATEWAYS)),
                        ("outcome", models.TextField(choices=OUTCOMES)),
                        ("failure", models.TextField(blank=True, choices=FAILURES)),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="kernel.outboxmessage",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("gateway__in", ["notify", "smtp", "folder"])),
                                name="delivery_gateway_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("failure", ""), ("outcome", "sent")),
                                    models.Q(
                                        ("failure__in", [name for name, _words in FAILURES]),
                                        ("outcome__in", ["waits", "dead"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="delivery_outcome_has_its_failure",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "sent")), fields=("message",), name="delivery_sent_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RuleSetStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("action", models.TextField(choices=RULE_SET_ACTIONS)),
                        ("status", models.TextField(choices=RULE_SET_STATUSES)),
                        ("revision", models.IntegerField()),
                        ("at", models.DateTimeField()),
                        ("reason", models.TextField(blank=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="kernel.ruleset"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("action__in", [name for name, _words in RULE_SET_ACTIONS])),
                                name="ruleset_step_action_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", [name for name, _words in RULE_SET_STATUSES])),
                                name="ruleset_step_status_is_known",
                            ),
                            models.UniqueConstraint(
                                fields=("rule_set", "revision"), name="ruleset_step_one_a_revision"
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            sql=[
                FUNCTION.format("kernel_rule_set_stays()", STAYS),
                f"CREATE TRIGGER kernel_rule_set_stays BEFORE UPDATE OR DELETE {ON} "
                "FOR EACH ROW EXECUTE FUNCTION public.kernel_rule_set_stays()",
                "ALTER TABLE public.kernel_ruleset ENABLE ALWAYS TRIGGER kernel_rule_set_stays",
                FUNCTION.format("kernel_rule_sets_have_no_gap()", NO_GAP),
                f"CREATE CONSTRAINT TRIGGER kernel_rule_sets_have_no_gap AFTER INSERT OR UPDATE {ON} "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.kernel_rule_sets_have_no_gap()",
                "ALTER TABLE public.kernel_ruleset ENABLE ALWAYS TRIGGER kernel_rule_sets_have_no_gap",
            ],
            reverse_sql=[
                "DROP TRIGGER kernel_rule_sets_have_no_gap ON public.kernel_ruleset",
                "DROP FUNCTION public.kernel_rule_sets_have_no_gap()",
                "DROP TRIGGER kernel_rule_set_stays ON public.kernel_ruleset",
                "DROP FUNCTION public.kernel_rule_set_stays()",
            ],
        ),
    ]

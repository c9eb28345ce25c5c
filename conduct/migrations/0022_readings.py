"""Who may read a concern's words; approvals that run out; identities sealed again to a later key."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, function, replaced

ACTIONS = [
    ("TRIAGE", "Start triage"),
    ("OPEN_CASE", "Open a case"),
    ("JOIN_CASE", "Add to an open case"),
    ("CLOSE", "Close the concern"),
    ("TAKE_OVER", "Take over reading it"),
]
STATUSES = [
    ("asked", "Waits for a second custodian"),
    ("refused", "Refused"),
    ("approved", "Approved, not opened"),
    ("called", "Opened"),
    ("expired", "Approval ran out"),
]
READINGS = [
    ("open", "They name nobody who raised it: all who may open the concern may read them"),
    ("summary", "They could name who raised it: the others read my summary alone"),
]
BY_THE_READER = """
    BEGIN
        IF NEW.by_id IS DISTINCT FROM (
            SELECT s.by_id FROM conduct_concernstep s
            WHERE s.concern_id = NEW.concern_id AND s.action IN ('TRIAGE', 'TAKE_OVER') ORDER BY s.id DESC LIMIT 1
        ) THEN
            RAISE EXCEPTION 'whoever triages a concern says who reads its words'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'concernreading_by_the_reader';
        END IF;
        RETURN NEW;
    END"""
TO_THE_NEWEST = """
    BEGIN
        IF split_part(NEW.sealed, '.', 1) IS DISTINCT FROM (
            SELECT k.key_id FROM kernel_sealingkey k WHERE k.box = 'identities' ORDER BY k.id DESC LIMIT 1
        ) THEN
            RAISE EXCEPTION 'an identity is sealed again to the newest key'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'identityresealing_to_the_newest';
        END IF;
        RETURN NEW;
    END"""
STAYS = """
    DECLARE
        later text[] := CASE NEW.status
            WHEN 'called' THEN ARRAY['status', 'called_at', 'viewer_key']
            WHEN 'expired' THEN ARRAY['status']
            ELSE ARRAY['status', 'decided_by_id', 'decided_at', 'decision_reason'] END;
    BEGIN
        IF ledger_is_erasing(TG_TABLE_NAME) THEN
            RETURN NEW;
        END IF;
        IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
            OR NOT (OLD.status, NEW.status) IN (
                ('asked', 'approved'), ('asked', 'refused'), ('approved', 'called'), ('approved', 'expired')
            )
        THEN
            RAISE EXCEPTION 'a request to open an identity is decided once, and called for once'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'identityrequest_goes_on';
        END IF;
        IF NEW.status = 'called' AND NEW.called_at >= OLD.decided_at + make_interval(hours => (
            SELECT (parameters ->> 'identity_approval_hours')::integer FROM kernel_ruleset
            WHERE during @> OLD.decided_at
        )) THEN
            RAISE EXCEPTION 'the approval to open an identity has run out'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'identityrequest_called_in_time';
        END IF;
        RETURN NEW;
    END"""


def _key(to, name):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0021_shared_employers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="ConcernReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reading", models.TextField(choices=READINGS)),
                        ("summary", models.TextField(default="")),
                        ("messages", models.IntegerField()),
                        ("files", models.IntegerField()),
                        ("at", models.DateTimeField()),
                        ("by", _key(settings.AUTH_USER_MODEL, "+")),
                        ("concern", _key("conduct.concern", "readings")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reading", "open"), ("summary", "")),
                                    models.Q(("reading", "summary"), models.Q(("summary", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="concernreading_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("files__gte", 0), ("messages__gte", 0)),
                                name="concernreading_counts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityResealing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sealed", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("identity", _key("conduct.reporteridentity", "resealings")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("sealed", ""), _negated=True),
                                name="identityresealing_holds_something",
                            ),
                        ],
                    },
                ),
                migrations.RemoveConstraint(model_name="concernstep", name="concernstep_action_is_known"),
                migrations.RemoveConstraint(model_name="identityrequest", name="identityrequest_status_is_known"),
                migrations.AlterField("concernstep", "action", models.TextField(choices=ACTIONS)),
                migrations.AlterField(
                    "historicalidentityrequest", "status", models.TextField(choices=STATUSES, default="asked")
                ),
                migrations.AlterField("identityrequest", "status", models.TextField(choices=STATUSES, default="asked")),
                migrations.AddConstraint(
                    "concernstep",
                    models.CheckConstraint(
                        condition=models.Q(("action__in", [action for action, _ in ACTIONS])),
                        name="concernstep_action_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    "identityrequest",
                    models.CheckConstraint(
                        condition=models.Q(("status__in", [status for status, _ in STATUSES])),
                        name="identityrequest_status_is_known",
                    ),
                ),
            ]
        ),
        function("conduct_reading_is_by_the_reader", BY_THE_READER),
        before("conduct_reading_is_by_the_reader", "INSERT", "conduct_concernreading"),
        function("conduct_resealing_is_to_the_newest", TO_THE_NEWEST),
        before("conduct_resealing_is_to_the_newest", "INSERT", "conduct_identityresealing"),
        replaced("conduct_identity_request_stays", STAYS),
    ]

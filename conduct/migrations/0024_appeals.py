"""Appeals against the decision on a case; a decision that a court remitted stands no more."""

from django.conf import settings
from django.db import migrations, models
from kernel.db.operations import ChangeModels, replaced
import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models


STAYS = """
    DECLARE
        later text[] := CASE
            WHEN OLD.served_at IS NULL THEN ARRAY['service_channel', 'sent_at', 'served_at', 'in_effect_at',
                'published_at', 'rule_set_id', 'appeal_until_at']
            WHEN OLD.case_id IS NULL THEN '{}'
            WHEN NEW.case_id IS NULL AND NEW.remitted_case_id = OLD.case_id AND EXISTS (
                SELECT FROM conduct_caseappeal a WHERE a.case_id = OLD.case_id AND a.status = 'remitted'
                AND a.recorded_at >= OLD.sent_at
            ) THEN ARRAY['case_id', 'remitted_case_id']
            ELSE ARRAY['in_effect_at', 'appeal_until_at'] END;  -- see conduct_appeal_only_longer
    BEGIN
        IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
            AND NOT ledger_is_erasing(TG_TABLE_NAME)
        THEN
            RAISE EXCEPTION 'a determination is never changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_never_changed';
        END IF;
        RETURN NEW;
    END"""
ONLY_LONGER = """
    DECLARE
        given conduct_caseappealextension;
        expected timestamptz := OLD.in_effect_at;
    BEGIN
        IF OLD.served_at IS NULL OR NEW.case_id IS NULL THEN
            RETURN NEW;
        END IF;
        IF NEW.appeal_until_at < OLD.appeal_until_at THEN
            RAISE EXCEPTION 'a period that runs is only ever made longer'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'conduct_appeal_only_longer';
        END IF;
        IF NEW.appeal_until_at > OLD.appeal_until_at THEN
            SELECT * INTO given FROM conduct_caseappealextension e WHERE e.case_id = NEW.case_id
                AND e.status = 'granted' AND e.due_at = OLD.appeal_until_at AND e.until_at = NEW.appeal_until_at;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the time to appeal is made longer by two people'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'conduct_appeal_by_two_people';
            END IF;
            -- An order that waits for the end of that time, and has not begun, waits for the new one.
            IF OLD.in_effect_at = OLD.appeal_until_at AND given.decided_at < OLD.in_effect_at THEN
                expected := NEW.appeal_until_at;
            END IF;
        -- An order that waited for an appeal begins when its stay is over.
        ELSIF NEW.in_effect_at > OLD.in_effect_at AND EXISTS (
            SELECT FROM conduct_caseappeal a
            WHERE a.case_id = NEW.case_id AND a.holds_back AND a.status IN ('lodged', 'dismissed', 'withdrawn')
        ) THEN
            expected := NEW.in_effect_at;
        END IF;
        IF NEW.in_effect_at IS DISTINCT FROM expected THEN
            RAISE EXCEPTION 'an order takes effect when its time to appeal says, and is not moved otherwise'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'conduct_effect_waits_for_the_appeal';
        END IF;
        RETURN NEW;
    END"""
APPEAL = """
    DECLARE
        moves text[] := ARRAY['status', 'decided_at', 'outcome', 'terms', 'tiers', 'organisation_classes',
            'duration_months'];
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.status <> 'lodged' OR NOT EXISTS (
                SELECT FROM conduct_determination d WHERE d.case_id = NEW.case_id AND d.sent_at IS NOT NULL
                AND (NEW.leave <> '' OR NEW.brought_by <> 'manager'
                    OR NEW.received_on::timestamp AT TIME ZONE 'Europe/London' < d.appeal_until_at)
            ) THEN
                RAISE EXCEPTION 'an appeal is against a decision that was sent, and in time or with leave'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'caseappeal_in_time';
            END IF;
        ELSIF NOT ledger_is_erasing(TG_TABLE_NAME) AND (
            to_jsonb(NEW) - moves IS DISTINCT FROM to_jsonb(OLD) - moves
            OR OLD.status NOT IN ('lodged', 'stayed') OR OLD.status = NEW.status
        ) THEN
            RAISE EXCEPTION 'an appeal goes on by the table of moves, and is not changed otherwise'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'caseappeal_moves';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0023_work"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("kernel", "0014_sealed_boxes"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalCaseAppeal",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("lodged", "Lodged"),
                                    ("stayed", "Lodged, and the decision is stayed"),
                                    ("dismissed", "Dismissed"),
                                    ("quashed", "The decision is quashed"),
                                    ("varied", "The decision is varied"),
                                    ("remitted", "Remitted to another panel"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="lodged",
                            ),
                        ),
                        (
                            "brought_by",
                            models.TextField(choices=[("manager", "The manager"), ("oversight", "The oversight body")]),
                        ),
                        ("court", models.TextField()),
                        ("court_reference", models.TextField(default="")),
                        ("grounds", models.TextField()),
                        ("received_on", models.DateField()),
                        ("leave", models.TextField(default="")),
                        ("holds_back", models.BooleanField()),
                        ("recorded_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ],
                                default="",
                            ),
                        ),
                        ("terms", models.TextField(default="")),
                        (
                            "tiers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("duration_months", models.IntegerField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical case appeal",
                        "verbose_name_plural": "historical case appeals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_eb4ec2_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CaseAppeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="conduct.case"
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("lodged", "Lodged"),
                                    ("stayed", "Lodged, and the decision is stayed"),
                                    ("dismissed", "Dismissed"),
                                    ("quashed", "The decision is quashed"),
                                    ("varied", "The decision is varied"),
                                    ("remitted", "Remitted to another panel"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="lodged",
                            ),
                        ),
                        (
                            "brought_by",
                            models.TextField(choices=[("manager", "The manager"), ("oversight", "The oversight body")]),
                        ),
                        ("court", models.TextField()),
                        ("court_reference", models.TextField(default="")),
                        ("grounds", models.TextField()),
                        ("received_on", models.DateField()),
                        ("leave", models.TextField(default="")),
                        ("holds_back", models.BooleanField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ],
                                default="",
                            ),
                        ),
                        ("terms", models.TextField(default="")),
                        (
                            "tiers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("duration_months", models.IntegerField(null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("brought_by__in", ["manager", "oversight"]),
                                    (
                                        "status__in",
                                        ["lodged", "stayed", "dismissed", "quashed", "varied", "remitted", "withdrawn"],
                                    ),
                                    models.Q(("court", ""), _negated=True),
                                    models.Q(("grounds", ""), _negated=True),
                                ),
                                name="caseappeal_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("status__in", ["lodged", "stayed"])),
                                    models.Q(
                                        models.Q(("status__in", ["lodged", "stayed"]), _negated=True),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="caseappeal_decided_once_over",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "outcome__in",
                                            [
                                                "no_action",
                                                "advice",
                                                "warning",
                                                "conditions",
                                                "suspension",
                                                "removal",
                                                "referral_for_barring",
                                            ],
                                        ),
                                        ("status", "varied"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "varied"), _negated=True),
                                        ("duration_months", None),
                                        ("outcome", ""),
                                        ("terms", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="caseappeal_varied_into_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("duration_months__gte", 1), ("outcome__in", ["conditions", "suspension"])
                                    ),
                                    models.Q(
                                        models.Q(("outcome__in", ["conditions", "suspension"]), _negated=True),
                                        ("duration_months", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="caseappeal_duration_where_due",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["lodged", "stayed"])),
                                fields=("case",),
                                name="caseappeal_one_pending",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppealStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="conduct.caseappeal",
                            ),
                        ),
                        (
                            "action",
                            models.TextField(
                                choices=[
                                    ("lodge", "Record the appeal"),
                                    ("stay", "Stay the decision"),
                                    ("end-stay", "End the stay"),
                                    ("dismiss", "Dismiss the appeal"),
                                    ("quash", "Quash the decision"),
                                    ("vary", "Vary the decision"),
                                    ("remit", "Remit the case to another panel"),
                                    ("withdraw", "Withdraw the appeal"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("lodged", "Lodged"),
                                    ("stayed", "Lodged, and the decision is stayed"),
                                    ("dismissed", "Dismissed"),
                                    ("quashed", "The decision is quashed"),
                                    ("varied", "The decision is varied"),
                                    ("remitted", "Remitted to another panel"),
                                    ("withdrawn", "Withdrawn"),
                                ]
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("text", models.TextField()),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "action__in",
                                        ["lodge", "stay", "end-stay", "dismiss", "quash", "vary", "remit", "withdraw"],
                                    ),
                                    (
                                        "status__in",
                                        ["lodged", "stayed", "dismissed", "quashed", "varied", "remitted", "withdrawn"],
                                    ),
                                    models.Q(("text", ""), _negated=True),
                                ),
                                name="appealstep_is_whole",
                            )
                        ],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="casestep",
                    name="casestep_action_is_known",
                ),
                migrations.AddField(
                    model_name="determination",
                    name="remitted_case",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside_determinations",
                        to="conduct.case",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldetermination",
                    name="remitted_case",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conduct.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="casestep",
                    name="action",
                    field=models.TextField(
                        choices=[
                            ("OPEN", "Open the case"),
                            ("ACKNOWLEDGE", "Record the acknowledgement"),
                            ("ASSESS_RISK", "Assess the risk"),
                            ("REASSESS_RISK", "Assess the risk again"),
                            ("ACCEPT", "Take the case on"),
                            ("CLOSE_OUT_OF_REMIT", "Close: not in our remit"),
                            ("FINISH_ENQUIRY", "Finish the initial enquiry"),
                            ("ALLEGE", "Write the allegations"),
                            ("CLOSE_BELOW_THRESHOLD", "Close: below the threshold"),
                            ("START_INVESTIGATION", "Start the investigation"),
                            ("AMEND_ALLEGATIONS", "Amend the allegations"),
                            ("REASSIGN", "Change the investigator"),
                            ("REPORT", "Write the investigation report"),
                            ("ASK_FOR_RESPONSE", "Ask for a response"),
                            ("RESPOND", "Respond"),
                            ("RESPOND_BESIDE", "Respond beside what staff entered"),
                            ("ENTER_RESPONSE", "Enter a response received on paper"),
                            ("ASK_EXTENSION", "Ask for more time"),
                            ("GRANT_EXTENSION", "Give more time"),
                            ("REFUSE_EXTENSION", "Refuse more time"),
                            ("CLOSE_RESPONSE_WINDOW", "Go on without a response"),
                            ("APPOINT_EXAMINER", "Appoint a case examiner"),
                            ("GIVE_OPINION", "Give an examiner’s opinion"),
                            ("PROPOSE_DECISION", "Propose the examiners’ decision"),
                            ("AGREE_CASE_TO_ANSWER", "Agree: there is a case to answer"),
                            ("AGREE_NO_CASE", "Agree: there is no case to answer"),
                            ("DISAGREE", "Disagree with the other examiner"),
                            ("DETERMINE", "Record the determination"),
                            ("SERVE", "Serve the decision"),
                            ("COUNT_AS_SERVED", "The decision counts as served"),
                            ("END_APPEAL_WINDOW", "The time to appeal is over"),
                            ("ASK_APPEAL_EXTENSION", "Ask for more time to appeal"),
                            ("GRANT_APPEAL_EXTENSION", "Give more time to appeal"),
                            ("REFUSE_APPEAL_EXTENSION", "Refuse more time to appeal"),
                            ("LODGE_APPEAL", "Record an appeal"),
                            ("RECORD_COURT", "Record what the court did"),
                            ("REMIT", "Remit the case to another panel"),
                            ("CLOSE", "Close the case"),
                            ("WITHDRAW", "Withdraw the case"),
                            ("HAND_OVER", "Hand the case over"),
                            ("STEP_DOWN", "Step down because of a conflict"),
                            ("EXPLAIN_DELAY", "Say why it is late"),
                            ("BEGIN_INTERIM_ORDER", "Consider an interim order"),
                            ("END_INTERIM_ORDER", "Finish considering an interim order"),
                            ("BEGIN_ABEYANCE", "Hold the case in abeyance"),
                            ("END_ABEYANCE", "Take the case out of abeyance"),
                            ("BEGIN_LINKED_PROCESS", "Note a process elsewhere"),
                            ("END_LINKED_PROCESS", "Note how the process elsewhere ended"),
                            ("BEGIN_EXTERNAL_REVIEW", "Note a review by the oversight body"),
                            ("END_EXTERNAL_REVIEW", "Note how the oversight body’s review ended"),
                            ("BEGIN_WELFARE", "Begin support for somebody’s welfare"),
                            ("END_WELFARE", "End support for somebody’s welfare"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="determination",
                    name="case",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="determination",
                        to="conduct.case",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casestep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "OPEN",
                                    "ACKNOWLEDGE",
                                    "ASSESS_RISK",
                                    "REASSESS_RISK",
                                    "ACCEPT",
                                    "CLOSE_OUT_OF_REMIT",
                                    "FINISH_ENQUIRY",
                                    "ALLEGE",
                                    "CLOSE_BELOW_THRESHOLD",
                                    "START_INVESTIGATION",
                                    "AMEND_ALLEGATIONS",
                                    "REASSIGN",
                                    "REPORT",
                                    "ASK_FOR_RESPONSE",
                                    "RESPOND",
                                    "RESPOND_BESIDE",
                                    "ENTER_RESPONSE",
                                    "ASK_EXTENSION",
                                    "GRANT_EXTENSION",
                                    "REFUSE_EXTENSION",
                                    "CLOSE_RESPONSE_WINDOW",
                                    "APPOINT_EXAMINER",
                                    "GIVE_OPINION",
                                    "PROPOSE_DECISION",
                                    "AGREE_CASE_TO_ANSWER",
                                    "AGREE_NO_CASE",
                                    "DISAGREE",
                                    "DETERMINE",
                                    "SERVE",
                                    "COUNT_AS_SERVED",
                                    "END_APPEAL_WINDOW",
                                    "ASK_APPEAL_EXTENSION",
                                    "GRANT_APPEAL_EXTENSION",
                                    "REFUSE_APPEAL_EXTENSION",
                                    "LODGE_APPEAL",
                                    "RECORD_COURT",
                                    "REMIT",
                                    "CLOSE",
                                    "WITHDRAW",
                                    "HAND_OVER",
                                    "STEP_DOWN",
                                    "EXPLAIN_DELAY",
                                    "BEGIN_INTERIM_ORDER",
                                    "END_INTERIM_ORDER",
                                    "BEGIN_ABEYANCE",
                                    "END_ABEYANCE",
                                    "BEGIN_LINKED_PROCESS",
                                    "END_LINKED_PROCESS",
                                    "BEGIN_EXTERNAL_REVIEW",
                                    "END_EXTERNAL_REVIEW",
                                    "BEGIN_WELFARE",
                                    "END_WELFARE",
                                ],
                            )
                        ),
                        name="casestep_action_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="determination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("remitted_case", None)),
                            models.Q(("case", None), ("remitted_case__isnull", False), ("served_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="determination_stands_or_was_remitted",
                    ),
                ),
            ]
        ),
        replaced("conduct_determination_stays", STAYS),
        replaced("conduct_appeal_only_longer", ONLY_LONGER),
        replaced("conduct_appeal_moves", APPEAL),
        migrations.RunSQL(
            "CREATE TRIGGER conduct_appeal_moves BEFORE INSERT OR UPDATE ON public.conduct_caseappeal "
            "FOR EACH ROW EXECUTE FUNCTION public.conduct_appeal_moves();"
            "ALTER TABLE public.conduct_caseappeal ENABLE ALWAYS TRIGGER conduct_appeal_moves",
            "DROP TRIGGER conduct_appeal_moves ON public.conduct_caseappeal",
        ),
    ]

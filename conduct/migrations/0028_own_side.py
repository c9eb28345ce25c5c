"""The manager's side of a case: answers to each allegation, drafts, a reprisal, adjustments, and who acts for them."""

from django.conf import settings
import django.db.models.deletion
import simple_history.models
import uuid
from django.db import migrations, models

from kernel.db.operations import ChangeModels

ANSWERS = """
    BEGIN
        IF TG_OP = 'UPDATE' AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'what was answered is not changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'allegationanswer_stays';
        END IF;
        IF (SELECT case_id FROM conduct_response WHERE id = NEW.response_id)
            <> (SELECT case_id FROM conduct_allegation WHERE id = NEW.allegation_id) THEN
            RAISE EXCEPTION 'a response answers the allegations of its own case'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'allegationanswer_of_its_case';
        END IF;
        RETURN NEW;
    END"""
REPRESENTS = """
    DECLARE
        later text[] := CASE WHEN OLD.ended_at IS NULL THEN ARRAY['ended_at', 'ended_by_id', 'end_reason'] ELSE '{}' END
            || CASE WHEN OLD.user_id IS NULL AND OLD.ended_at IS NULL THEN ARRAY['user_id', 'accepted_at'] ELSE '{}' END;
    BEGIN
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
            AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'a representation is taken up once and ended once, and changed in no other way'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'representation_only_goes_on';
        END IF;
        IF TG_OP = 'INSERT' AND NEW.named_by_id IS DISTINCT FROM (
            SELECT p.user_id FROM conduct_case c JOIN register_person p ON p.id = c.person_id WHERE c.id = NEW.case_id
        ) THEN
            RAISE EXCEPTION 'the manager alone names who acts for them'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'representation_named_by_the_manager';
        END IF;
        IF NEW.user_id IS NOT NULL AND (NEW.user_id = NEW.named_by_id OR NOT EXISTS (
            SELECT FROM kernel_userrole r WHERE r.user_id = NEW.user_id AND r.role = 'representative'
        )) AND (TG_OP = 'INSERT' OR OLD.user_id IS NULL) THEN
            RAISE EXCEPTION 'who acts for a manager is somebody else, with an account as a representative'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'representation_by_a_representative';
        END IF;
        RETURN NEW;
    END"""


def guarded(table: str, name: str, body: str) -> migrations.RunSQL:
    """A function and the trigger that runs it before each row of a table is written."""
    return migrations.RunSQL(
        f"CREATE FUNCTION public.{name}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = public, pg_temp AS $body${body}$body$;"
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON public.{table} "
        f"FOR EACH ROW EXECUTE FUNCTION public.{name}();"
        f"ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER {name}",
        f"DROP TRIGGER {name} ON public.{table}; DROP FUNCTION public.{name}()",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0027_rejectable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="casestep",
                    name="casestep_action_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="response",
                    name="response_is_not_empty",
                ),
                migrations.AddField(
                    model_name="historicalresponse",
                    name="development",
                    field=models.TextField(default=""),
                ),
                migrations.AddField(
                    model_name="response",
                    name="development",
                    field=models.TextField(default=""),
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
                            ("ASK_OWN_EXTENSION", "Ask for more time for themselves"),
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
                            ("OFFER_CONSENT", "Offer an outcome by consent"),
                            ("ANSWER_OFFER", "Answer the offer"),
                            ("ENTER_OFFER_ANSWER", "Enter an answer to the offer"),
                            ("WITHDRAW_OFFER", "Withdraw the offer"),
                            ("ASK_REVIEW", "Ask for a review of the order"),
                            ("APPLY_RESTORATION", "Apply to be restored"),
                            ("ENTER_APPLICATION", "Enter an application to be restored"),
                            ("WITHDRAW_RECONSIDERATION", "Withdraw the review or application"),
                            ("RECONSIDER", "Decide on the review or application"),
                            ("LODGE_APPEAL", "Record an appeal"),
                            ("RECORD_COURT", "Record what the court did"),
                            ("REMIT", "Remit the case to another panel"),
                            ("CLOSE", "Close the case"),
                            ("WITHDRAW", "Withdraw the case"),
                            ("HAND_OVER", "Hand the case over"),
                            ("STEP_DOWN", "Step down because of a conflict"),
                            ("SAY_REPRISAL", "Say that the referral is a reprisal"),
                            ("ASK_ADJUSTMENT", "Ask for an adjustment"),
                            ("ANSWER_ADJUSTMENT", "Answer a request for an adjustment"),
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
                                    "ASK_OWN_EXTENSION",
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
                                    "OFFER_CONSENT",
                                    "ANSWER_OFFER",
                                    "ENTER_OFFER_ANSWER",
                                    "WITHDRAW_OFFER",
                                    "ASK_REVIEW",
                                    "APPLY_RESTORATION",
                                    "ENTER_APPLICATION",
                                    "WITHDRAW_RECONSIDERATION",
                                    "RECONSIDER",
                                    "LODGE_APPEAL",
                                    "RECORD_COURT",
                                    "REMIT",
                                    "CLOSE",
                                    "WITHDRAW",
                                    "HAND_OVER",
                                    "STEP_DOWN",
                                    "SAY_REPRISAL",
                                    "ASK_ADJUSTMENT",
                                    "ANSWER_ADJUSTMENT",
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
                    model_name="response",
                    constraint=models.CheckConstraint(
                        condition=models.Q(models.Q(("text", ""), _negated=True), ("on_paper", False), _connector="OR"),
                        name="response_is_not_empty",
                    ),
                ),
                migrations.CreateModel(
                    name="AdjustmentRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("what", models.TextField()),
                        ("why", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("is_agreed", models.BooleanField(null=True)),
                        ("reasons", models.TextField(default="")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustments",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("what", ""), _negated=True), models.Q(("why", ""), _negated=True)
                                ),
                                name="adjustmentrequest_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                name="adjustmentrequest_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at", None), ("decided_by", None), ("is_agreed", None), ("reasons", "")
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("is_agreed__isnull", False),
                                        models.Q(("reasons", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="adjustmentrequest_answer_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllegationAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "stance",
                            models.TextField(
                                choices=[
                                    ("admitted", "I admit it"),
                                    ("in_part", "I admit part of it"),
                                    ("denied", "I deny it"),
                                ]
                            ),
                        ),
                        ("text", models.TextField(default="")),
                        (
                            "allegation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="conduct.allegation",
                            ),
                        ),
                        (
                            "response",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="conduct.response",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["allegation__number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("response", "allegation"), name="allegationanswer_once"),
                            models.CheckConstraint(
                                condition=models.Q(("stance__in", ["admitted", "in_part", "denied"])),
                                name="allegationanswer_stance_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stance", "admitted"), models.Q(("text", ""), _negated=True), _connector="OR"
                                ),
                                name="allegationanswer_says_why_not",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAdjustmentRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("key", models.UUIDField(default=uuid.uuid4)),
                        ("what", models.TextField()),
                        ("why", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("is_agreed", models.BooleanField(null=True)),
                        ("reasons", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "asked_by",
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
                            "decided_by",
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
                    ],
                    options={
                        "verbose_name": "historical adjustment request",
                        "verbose_name_plural": "historical adjustment requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_7cfab0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAllegationAnswer",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "stance",
                            models.TextField(
                                choices=[
                                    ("admitted", "I admit it"),
                                    ("in_part", "I admit part of it"),
                                    ("denied", "I deny it"),
                                ]
                            ),
                        ),
                        ("text", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "allegation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.allegation",
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
                        (
                            "response",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.response",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical allegation answer",
                        "verbose_name_plural": "historical allegation answers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_21e871_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRepresentation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("key", models.UUIDField(default=uuid.uuid4)),
                        ("name", models.TextField()),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("union", "Trade union or staff association"),
                                    ("lawyer", "Lawyer"),
                                    ("body", "Professional body or defence organisation"),
                                    ("friend", "Friend, family or colleague"),
                                ]
                            ),
                        ),
                        ("may_respond", models.BooleanField()),
                        ("named_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("end_reason", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
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
                            "ended_by",
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
                        (
                            "named_by",
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
                        (
                            "user",
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
                    ],
                    options={
                        "verbose_name": "historical representation",
                        "verbose_name_plural": "historical representations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_c0b0d0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReprisalClaim",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("text", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
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
                            "history_user",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
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
                    ],
                    options={
                        "verbose_name": "historical reprisal claim",
                        "verbose_name_plural": "historical reprisal claims",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_fbe3a1_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Representation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("name", models.TextField()),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("union", "Trade union or staff association"),
                                    ("lawyer", "Lawyer"),
                                    ("body", "Professional body or defence organisation"),
                                    ("friend", "Friend, family or colleague"),
                                ]
                            ),
                        ),
                        ("may_respond", models.BooleanField()),
                        ("named_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("end_reason", models.TextField(default="")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="representations",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "named_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["union", "lawyer", "body", "friend"]),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("email", ""), _negated=True),
                                ),
                                name="representation_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_at", None), ("user", None)),
                                    models.Q(("accepted_at__gte", models.F("named_at")), ("user__isnull", False)),
                                    _connector="OR",
                                ),
                                name="representation_is_taken_up_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end_reason", ""), ("ended_at", None), ("ended_by", None)),
                                    models.Q(
                                        ("ended_at__gte", models.F("named_at")),
                                        ("ended_by__isnull", False),
                                        models.Q(("end_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="representation_end_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("case", "email"),
                                name="representation_one_an_address",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReprisalClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reprisal_claim",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="reprisalclaim_is_not_empty"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponseDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sealed", models.TextField()),
                        ("saved_at", models.DateTimeField()),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="conduct.case"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "author"), name="responsedraft_one_each")
                        ],
                    },
                ),
            ]
        ),
        guarded("conduct_allegationanswer", "conduct_answer_is_to_its_case", ANSWERS),
        guarded("conduct_representation", "conduct_representation_goes_on", REPRESENTS),
    ]

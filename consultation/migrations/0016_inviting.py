"""Who is invited to answer and whom a consultation hopes to reach; what is taken back or struck out."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, function, trigger

FUNCTIONS = {
    "consultation_expectation_settled": """
        DECLARE
            whose bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.consultation_id ELSE NEW.consultation_id END;
        BEGIN
            -- The lock that approving takes: nothing is hoped for otherwise than what was approved.
            IF (SELECT status FROM consultation_consultation WHERE id = whose FOR SHARE) <> 'draft' THEN
                RAISE EXCEPTION 'what a consultation hopes to reach changes while it is a draft'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_expectations_are_settled';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END""",
    "consultation_consultee_written": """
        DECLARE
            held consultation_consultation;
            days interval;
            is_new boolean := TG_OP = 'INSERT';
            written timestamptz;
        BEGIN
            SELECT * INTO held FROM consultation_consultation WHERE id = NEW.consultation_id FOR SHARE;
            IF held.status IN ('analysed', 'published', 'withdrawn') THEN
                RAISE EXCEPTION 'who is invited changes until the analysis is finished'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_consultee_is_settled';
            END IF;
            IF is_new AND (NEW.standing <> 'listed' OR NEW.invited_at IS NOT NULL)
                OR NOT is_new AND (OLD.standing, NEW.standing) NOT IN (
                    ('listed', 'listed'), ('listed', 'invited'), ('listed', 'answered'), ('listed', 'declined'),
                    ('invited', 'invited'), ('invited', 'answered'), ('invited', 'declined'),
                    ('declined', 'declined'), ('declined', 'answered'), ('declined', 'invited'), ('declined', 'listed'),
                    ('answered', 'answered'), ('answered', 'invited'), ('answered', 'listed')
                )
                OR NOT is_new AND OLD.consultation_id <> NEW.consultation_id
            THEN
                RAISE EXCEPTION 'who is invited is listed first, and goes from one standing to the next'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_consultee_in_turn';
            END IF;
            IF is_new THEN
                RETURN NEW;
            END IF;
            IF NEW.invited_at IS DISTINCT FROM OLD.invited_at THEN
                written := NEW.invited_at;
                IF OLD.standing <> 'listed' OR NEW.standing <> 'invited' THEN
                    RAISE EXCEPTION 'who is on the list is invited once'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_consultee_in_turn';
                END IF;
            END IF;
            IF NEW.reminded_at IS DISTINCT FROM OLD.reminded_at THEN
                written := NEW.reminded_at;
                days := make_interval(days => (
                    SELECT (parameters ->> 'consultation_reminder_days')::integer FROM kernel_ruleset
                    WHERE id = held.rule_set_id
                ));
                IF OLD.standing <> 'invited' OR NEW.reminders <> OLD.reminders + 1
                    OR written < COALESCE(OLD.reminded_at, OLD.invited_at) + days
                    OR EXISTS (
                        SELECT FROM consultation_consultee c WHERE c.consultation_id = NEW.consultation_id
                        AND c.reminded_at > written - days AND c.reminded_at < written
                    )
                THEN
                    RAISE EXCEPTION 'a reminder goes to who has not answered, and all together, not sooner than the rules say'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_consultee_reminded_too_soon';
                END IF;
            END IF;
            IF written IS NOT NULL AND (
                NEW.email = '' OR held.status <> 'approved'
                OR NOT public.consultation_in_time(held.opens_at, held.closes_at, written)
                OR EXISTS (SELECT FROM consultation_stoppedaddress s WHERE s.email_hash = NEW.email_hash)
            ) THEN
                RAISE EXCEPTION 'an email goes while it is open, and to nobody who wants none'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_consultee_wants_no_email';
            END IF;
            RETURN NEW;
        END""",
    "consultation_consultee_kept": """
        BEGIN
            IF OLD.standing <> 'listed' OR OLD.invited_at IS NOT NULL THEN
                RAISE EXCEPTION 'who was written to or answered stays on the list'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_consultee_is_kept';
            END IF;
            RETURN OLD;
        END""",
    "consultation_evidence_strikable": """
        BEGIN
            IF (
                SELECT c.status FROM consultation_consultation c JOIN consultation_evidence e ON e.consultation_id = c.id
                WHERE e.id = NEW.evidence_id FOR SHARE OF c
            ) <> 'approved' THEN
                RAISE EXCEPTION 'evidence is struck out until the analysis is finished'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_evidence_is_settled';
            END IF;
            RETURN NEW;
        END""",
}
FILE_FITS = """
    DECLARE
        held consultation_consultation;
        given consultation_response;
        asking consultation_question;
        staff bigint;
        response bigint;
        question bigint;
    BEGIN
        IF TG_TABLE_NAME = 'consultation_filetakenback' THEN
            SELECT f.response_id, f.question_id, f.added_by_id INTO response, question, staff
                FROM consultation_responsefile f WHERE f.id = NEW.file_id;
        ELSE
            response := NEW.response_id;
            question := NEW.question_id;
            staff := NEW.added_by_id;
        END IF;
        SELECT * INTO given FROM consultation_response WHERE id = response;
        SELECT * INTO held FROM consultation_consultation WHERE id = given.consultation_id FOR SHARE;
        SELECT q.* INTO asking FROM consultation_question q JOIN consultation_section s ON s.id = q.section_id
            WHERE q.id = question AND s.consultation_id = held.id;
        IF asking.kind IS DISTINCT FROM 'file' THEN
            RAISE EXCEPTION 'a file is for a question of the consultation that asks for one'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_response_file_fits';
        END IF;
        IF (given.channel = 'web') <> (staff IS NULL) THEN
            RAISE EXCEPTION 'the sender adds files to what came over the pages, and staff to what came otherwise'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_response_file_from_its_sender';
        END IF;
        IF held.status <> 'approved'
            OR staff IS NULL AND NOT public.consultation_in_time(held.opens_at, held.closes_at, clock_timestamp())
        THEN
            RAISE EXCEPTION 'the consultation was not open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_version_in_time';
        END IF;
        IF EXISTS (SELECT FROM consultation_responseversion WHERE response_id = response AND is_withdrawal) THEN
            RAISE EXCEPTION 'a response that was withdrawn takes no file'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_version_of_a_response_that_stands';
        END IF;
        RETURN NEW;
    END"""
REPLACED = (
    "CREATE OR REPLACE FUNCTION public.consultation_response_file_fits() RETURNS trigger LANGUAGE plpgsql "
    f"SET search_path = public, pg_temp AS $body${FILE_FITS}$body$"
)
TAKEN_BACK = (
    "CREATE TRIGGER consultation_file_taken_back BEFORE INSERT ON public.consultation_filetakenback "
    "FOR EACH ROW EXECUTE FUNCTION public.consultation_response_file_fits();"
    "ALTER TABLE public.consultation_filetakenback ENABLE ALWAYS TRIGGER consultation_file_taken_back"
)
TRIGGERS = (
    ("consultation_expectation_settled", "BEFORE INSERT OR UPDATE OR DELETE", "consultation_expectation"),
    ("consultation_consultee_written", "BEFORE INSERT OR UPDATE", "consultation_consultee"),
    ("consultation_consultee_kept", "BEFORE DELETE", "consultation_consultee"),
    ("consultation_evidence_strikable", "BEFORE INSERT", "consultation_evidencestruck"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0015_recodings_and_shares"),
        ("kernel", "0016_mail_that_can_be_stopped"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Consultee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.TextField()),
                        (
                            "respondent_type",
                            models.TextField(
                                choices=[
                                    ("public", "A member of the public"),
                                    ("patient", "A patient, or a patient’s relative or carer"),
                                    ("worker", "Somebody who works in health or care, and is no manager"),
                                    ("manager", "A manager in health or care"),
                                    ("leader", "A senior manager or leader in health or care"),
                                    ("organisation", "Somebody who answers for an organisation"),
                                ]
                            ),
                        ),
                        (
                            "organisation_type",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("trust", "An NHS trust or foundation trust"),
                                    ("board", "An integrated care board"),
                                    ("primary", "A general practice, or other primary care"),
                                    ("social", "A provider of social care"),
                                    ("independent", "An independent provider of health care"),
                                    ("union", "A trade union or staff association"),
                                    ("profession", "A professional body or royal college"),
                                    ("regulator", "A regulator or another public body"),
                                    ("patients", "A charity, or an organisation of patients or carers"),
                                    ("education", "A university, or another provider of training"),
                                    ("other", "Another organisation"),
                                    ("none", "None"),
                                ],
                            ),
                        ),
                        (
                            "region",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("east", "East of England"),
                                    ("london", "London"),
                                    ("midlands", "Midlands"),
                                    ("north_east", "North East and Yorkshire"),
                                    ("north_west", "North West"),
                                    ("south_east", "South East"),
                                    ("south_west", "South West"),
                                    ("england", "The whole of England"),
                                    ("wales", "Wales"),
                                    ("scotland", "Scotland"),
                                    ("northern_ireland", "Northern Ireland"),
                                    ("elsewhere", "Elsewhere"),
                                ],
                            ),
                        ),
                        ("email", models.TextField(blank=True)),
                        ("email_hash", models.TextField(blank=True)),
                        (
                            "standing",
                            models.TextField(
                                choices=[
                                    ("listed", "Not written to"),
                                    ("invited", "Invited, no answer yet"),
                                    ("answered", "Answered"),
                                    ("declined", "Will not answer"),
                                ],
                                default="listed",
                            ),
                        ),
                        ("invited_at", models.DateTimeField(null=True)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("reminders", models.IntegerField(default=0)),
                        (
                            "answered_by",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("link", "By the link of their invitation"),
                                    ("letter", "By letter"),
                                    ("email", "By email"),
                                    ("telephone", "By telephone"),
                                    ("meeting", "At a meeting"),
                                ],
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["name", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="EvidenceStruck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Expectation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "by",
                            models.TextField(
                                choices=[
                                    ("respondent_type", "Kind of respondent"),
                                    ("region", "Region"),
                                    ("organisation_type", "Type of organisation"),
                                ]
                            ),
                        ),
                        ("key", models.TextField()),
                        ("number", models.IntegerField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="FileTakenBack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalConsultee",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("name", models.TextField()),
                        (
                            "respondent_type",
                            models.TextField(
                                choices=[
                                    ("public", "A member of the public"),
                                    ("patient", "A patient, or a patient’s relative or carer"),
                                    ("worker", "Somebody who works in health or care, and is no manager"),
                                    ("manager", "A manager in health or care"),
                                    ("leader", "A senior manager or leader in health or care"),
                                    ("organisation", "Somebody who answers for an organisation"),
                                ]
                            ),
                        ),
                        (
                            "organisation_type",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("trust", "An NHS trust or foundation trust"),
                                    ("board", "An integrated care board"),
                                    ("primary", "A general practice, or other primary care"),
                                    ("social", "A provider of social care"),
                                    ("independent", "An independent provider of health care"),
                                    ("union", "A trade union or staff association"),
                                    ("profession", "A professional body or royal college"),
                                    ("regulator", "A regulator or another public body"),
                                    ("patients", "A charity, or an organisation of patients or carers"),
                                    ("education", "A university, or another provider of training"),
                                    ("other", "Another organisation"),
                                    ("none", "None"),
                                ],
                            ),
                        ),
                        (
                            "region",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("east", "East of England"),
                                    ("london", "London"),
                                    ("midlands", "Midlands"),
                                    ("north_east", "North East and Yorkshire"),
                                    ("north_west", "North West"),
                                    ("south_east", "South East"),
                                    ("south_west", "South West"),
                                    ("england", "The whole of England"),
                                    ("wales", "Wales"),
                                    ("scotland", "Scotland"),
                                    ("northern_ireland", "Northern Ireland"),
                                    ("elsewhere", "Elsewhere"),
                                ],
                            ),
                        ),
                        ("email", models.TextField(blank=True)),
                        ("email_hash", models.TextField(blank=True)),
                        (
                            "standing",
                            models.TextField(
                                choices=[
                                    ("listed", "Not written to"),
                                    ("invited", "Invited, no answer yet"),
                                    ("answered", "Answered"),
                                    ("declined", "Will not answer"),
                                ],
                                default="listed",
                            ),
                        ),
                        ("invited_at", models.DateTimeField(null=True)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("reminders", models.IntegerField(default=0)),
                        (
                            "answered_by",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("link", "By the link of their invitation"),
                                    ("letter", "By letter"),
                                    ("email", "By email"),
                                    ("telephone", "By telephone"),
                                    ("meeting", "At a meeting"),
                                ],
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical consultee",
                        "verbose_name_plural": "historical consultees",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalExpectation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "by",
                            models.TextField(
                                choices=[
                                    ("respondent_type", "Kind of respondent"),
                                    ("region", "Region"),
                                    ("organisation_type", "Type of organisation"),
                                ]
                            ),
                        ),
                        ("key", models.TextField()),
                        ("number", models.IntegerField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical expectation",
                        "verbose_name_plural": "historical expectations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="StoppedAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email_hash", models.TextField(unique=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="question",
                    name="consultation_question_is_whole",
                ),
                migrations.RemoveConstraint(
                    model_name="responsefile",
                    name="consultation_response_few_files",
                ),
                migrations.AlterField(
                    model_name="historicalquestion",
                    name="kind",
                    field=models.TextField(
                        choices=[
                            ("single", "One of several choices"),
                            ("multiple", "Any of several choices"),
                            ("agreement", "Agreement, from strongly agree to strongly disagree"),
                            ("region", "A region of England, or a country"),
                            ("organisation_type", "A type of organisation"),
                            ("text", "Free text"),
                            ("number", "A whole number"),
                            ("date", "A date"),
                            ("file", "A file, sent after the response"),
                            ("statement", "Nothing: a statement to read"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="question",
                    name="kind",
                    field=models.TextField(
                        choices=[
                            ("single", "One of several choices"),
                            ("multiple", "Any of several choices"),
                            ("agreement", "Agreement, from strongly agree to strongly disagree"),
                            ("region", "A region of England, or a country"),
                            ("organisation_type", "A type of organisation"),
                            ("text", "Free text"),
                            ("number", "A whole number"),
                            ("date", "A date"),
                            ("file", "A file, sent after the response"),
                            ("statement", "Nothing: a statement to read"),
                        ]
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddField(
                    model_name="responsefile",
                    name="added_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.CreateModel(
                    name="InvitationUsed",
                    fields=[
                        (
                            "consultee",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="used",
                                serialize=False,
                                to="consultation.consultee",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="consultee",
                    name="consultation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultees",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="evidencestruck",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="evidencestruck",
                    name="evidence",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="struck", to="consultation.evidence"
                    ),
                ),
                migrations.AddField(
                    model_name="expectation",
                    name="consultation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expectations",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="filetakenback",
                    name="file",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="consultation.responsefile",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconsultee",
                    name="consultation",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconsultee",
                    name="history_user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconsultee",
                    name="on_behalf_of",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalexpectation",
                    name="consultation",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalexpectation",
                    name="history_user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalexpectation",
                    name="on_behalf_of",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="question",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "single",
                                    "multiple",
                                    "agreement",
                                    "region",
                                    "organisation_type",
                                    "text",
                                    "number",
                                    "date",
                                    "file",
                                    "statement",
                                ],
                            ),
                            models.Q(
                                ("comment", ""),
                                ("kind__in", ["agreement", "multiple", "organisation_type", "region", "single"]),
                                _connector="OR",
                            ),
                            models.Q(
                                ("is_required", False),
                                models.Q(("kind__in", ["file", "statement"]), _negated=True),
                                _connector="OR",
                            ),
                            ("limit__gte", 0),
                            ("limit__lte", 20000),
                        ),
                        name="consultation_question_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="responsefile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("number__range", (1, 20))), name="consultation_response_few_files"
                    ),
                ),
                migrations.AddIndex(
                    model_name="consultee",
                    index=models.Index(fields=["consultation", "reminded_at"], name="consultation_reminders"),
                ),
                migrations.AddConstraint(
                    model_name="consultee",
                    constraint=models.UniqueConstraint(
                        fields=("consultation", "name"), name="consultation_consultee_one_a_name"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consultee",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=("consultation", "email_hash"),
                        name="consultation_consultee_one_an_email",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consultee",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            (
                                "organisation_type__in",
                                [
                                    "",
                                    "trust",
                                    "board",
                                    "primary",
                                    "social",
                                    "independent",
                                    "union",
                                    "profession",
                                    "regulator",
                                    "patients",
                                    "education",
                                    "other",
                                    "none",
                                ],
                            ),
                            (
                                "region__in",
                                [
                                    "",
                                    "east",
                                    "london",
                                    "midlands",
                                    "north_east",
                                    "north_west",
                                    "south_east",
                                    "south_west",
                                    "england",
                                    "wales",
                                    "scotland",
                                    "northern_ireland",
                                    "elsewhere",
                                ],
                            ),
                            (
                                "respondent_type__in",
                                ["public", "patient", "worker", "manager", "leader", "organisation"],
                            ),
                            ("standing__in", ["listed", "invited", "answered", "declined"]),
                            models.Q(
                                models.Q(("email", ""), ("email_hash", "")),
                                models.Q(
                                    models.Q(("email", ""), _negated=True), models.Q(("email_hash", ""), _negated=True)
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="consultation_consultee_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consultee",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_by", ""), models.Q(("standing", "answered"), _negated=True)),
                            models.Q(
                                ("answered_by__in", ["link", "letter", "email", "telephone", "meeting"]),
                                ("standing", "answered"),
                            ),
                            _connector="OR",
                        ),
                        name="consultation_consultee_answered_some_way",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consultee",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reminded_at", None), ("reminders", 0)),
                            models.Q(
                                ("invited_at__isnull", False), ("reminded_at__isnull", False), ("reminders__gte", 1)
                            ),
                            _connector="OR",
                        ),
                        name="consultation_consultee_reminded_once_invited",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="consultee",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("standing", "invited"), _negated=True),
                                models.Q(("standing", "listed"), _negated=True),
                            ),
                            models.Q(("invited_at__isnull", False), ("standing", "invited")),
                            models.Q(("invited_at", None), ("standing", "listed")),
                            _connector="OR",
                        ),
                        name="consultation_consultee_invited_at_some_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="evidencestruck",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="consultation_evidence_struck_for_a_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="expectation",
                    constraint=models.UniqueConstraint(
                        fields=("consultation", "by", "key"), name="consultation_expectation_one_a_group"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="expectation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", 1),
                            models.Q(
                                models.Q(
                                    ("by", "respondent_type"),
                                    ("key__in", ["public", "patient", "worker", "manager", "leader", "organisation"]),
                                ),
                                models.Q(
                                    ("by", "region"),
                                    (
                                        "key__in",
                                        [
                                            "east",
                                            "london",
                                            "midlands",
                                            "north_east",
                                            "north_west",
                                            "south_east",
                                            "south_west",
                                            "england",
                                            "wales",
                                            "scotland",
                                            "northern_ireland",
                                            "elsewhere",
                                        ],
                                    ),
                                ),
                                models.Q(
                                    ("by", "organisation_type"),
                                    (
                                        "key__in",
                                        [
                                            "trust",
                                            "board",
                                            "primary",
                                            "social",
                                            "independent",
                                            "union",
                                            "profession",
                                            "regulator",
                                            "patients",
                                            "education",
                                            "other",
                                            "none",
                                        ],
                                    ),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="consultation_expectation_of_a_known_group",
                    ),
                ),
                migrations.AddIndex(
                    model_name="historicalconsultee",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_2ff467_idx"),
                ),
                migrations.AddIndex(
                    model_name="historicalexpectation",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_bd7e2b_idx"),
                ),
            ]
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(trigger(*each) for each in TRIGGERS),
        migrations.RunSQL(REPLACED, migrations.RunSQL.noop),
        migrations.RunSQL(TAKEN_BACK, "DROP TRIGGER consultation_file_taken_back ON public.consultation_filetakenback"),
    ]

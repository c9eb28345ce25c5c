"""Files that people send with their responses."""

import django.db.models.deletion
from django.db import migrations, models

from kernel.db.operations import ChangeModels

FITS = """
    DECLARE
        held consultation_consultation;
        asking consultation_question;
    BEGIN
        SELECT c.* INTO held FROM consultation_consultation c
            JOIN consultation_response r ON r.consultation_id = c.id WHERE r.id = NEW.response_id FOR SHARE OF c;
        SELECT q.* INTO asking FROM consultation_question q JOIN consultation_section s ON s.id = q.section_id
            WHERE q.id = NEW.question_id AND s.consultation_id = held.id;
        IF asking.kind IS DISTINCT FROM 'file' THEN
            RAISE EXCEPTION 'a file is for a question of the consultation that asks for one'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_response_file_fits';
        END IF;
        IF held.status <> 'approved'
            OR NOT public.consultation_in_time(held.opens_at, held.closes_at, clock_timestamp())
        THEN
            RAISE EXCEPTION 'the consultation was not open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_version_in_time';
        END IF;
        IF EXISTS (SELECT FROM consultation_responseversion WHERE response_id = NEW.response_id AND is_withdrawal) THEN
            RAISE EXCEPTION 'a response that was withdrawn takes no file'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_version_of_a_response_that_stands';
        END IF;
        RETURN NEW;
    END"""
FUNCTION = (
    "CREATE FUNCTION public.consultation_response_file_fits() RETURNS trigger LANGUAGE plpgsql "
    f"SET search_path = public, pg_temp AS $body${FITS}$body$"
)
TRIGGER = (
    "CREATE TRIGGER consultation_response_file_fits BEFORE INSERT ON public.consultation_responsefile "
    "FOR EACH ROW EXECUTE FUNCTION public.consultation_response_file_fits();"
    "ALTER TABLE public.consultation_responsefile ENABLE ALWAYS TRIGGER consultation_response_file_fits"
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0010_campaigns"),
        ("kernel", "0015_successions"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="ResponseFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                    ],
                    options={
                        "ordering": ["number"],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="question",
                    name="consultation_question_is_whole",
                ),
                migrations.AlterField(
                    model_name="historicalquestion",
                    name="kind",
                    field=models.TextField(
                        choices=[
                            ("single", "One of several choices"),
                            ("multiple", "Any of several choices"),
                            ("agreement", "Agreement, from strongly agree to strongly disagree"),
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
                    name="file",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
                migrations.AddField(
                    model_name="responsefile",
                    name="question",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.question"
                    ),
                ),
                migrations.AddField(
                    model_name="responsefile",
                    name="response",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="consultation.response"
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
                                ["single", "multiple", "agreement", "text", "number", "date", "file", "statement"],
                            ),
                            models.Q(
                                ("comment", ""), ("kind__in", ["agreement", "multiple", "single"]), _connector="OR"
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
                    constraint=models.UniqueConstraint(
                        fields=("response", "number"), name="consultation_response_file_one_a_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="responsefile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("number__range", (1, 5))), name="consultation_response_few_files"
                    ),
                ),
            ]
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION public.consultation_response_file_fits()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER consultation_response_file_fits ON public.consultation_responsefile"),
    ]

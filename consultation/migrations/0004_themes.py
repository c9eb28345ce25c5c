"""Themes of answers, while the analysis is not finished."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, function, trigger

FUNCTIONS = {
    "consultation_theme_open": """
        DECLARE
            asked bigint := NEW.question_id;
        BEGIN
            IF NOT public.consultation_is_analysed_now(asked) THEN
                RAISE EXCEPTION 'themes change until the analysis is finished'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_themes_are_settled';
            END IF;
            IF TG_OP = 'UPDATE' AND NEW.question_id IS DISTINCT FROM OLD.question_id THEN
                RAISE EXCEPTION 'a theme stays with its question'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_themes_are_settled';
            END IF;
            RETURN NEW;
        END""",
    "consultation_coding_open": """
        DECLARE
            asked bigint := (SELECT w.question_id FROM consultation_answer a
                JOIN consultation_wording w ON w.id = a.wording_id WHERE a.id = NEW.answer_id);
        BEGIN
            IF NOT public.consultation_is_analysed_now(asked) THEN
                RAISE EXCEPTION 'answers are read for themes until the analysis is finished'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_themes_are_settled';
            END IF;
            RETURN NEW;
        END""",
    "consultation_coded_theme_fits": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM consultation_coding k JOIN consultation_answer a ON a.id = k.answer_id
                JOIN consultation_wording w ON w.id = a.wording_id
                JOIN consultation_theme t ON t.question_id = w.question_id
                WHERE k.id = NEW.coding_id AND t.id = NEW.theme_id AND NOT t.is_retired
            ) THEN
                RAISE EXCEPTION 'an answer has themes of its own question, and none that is retired'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_theme_of_its_question';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("consultation_theme_open", "BEFORE INSERT OR UPDATE", "consultation_theme"),
    ("consultation_coding_open", "BEFORE INSERT", "consultation_coding"),
    ("consultation_coded_theme_fits", "BEFORE INSERT", "consultation_codedtheme"),
)
# Under the lock that finishing the analysis takes: nothing is found between what was counted and what is published.
ANALYSED_NOW = (
    "CREATE FUNCTION public.consultation_is_analysed_now(asked bigint) RETURNS boolean LANGUAGE sql "
    "SET search_path = public, pg_temp "
    "AS $body$ SELECT c.status = 'approved' FROM consultation_consultation c "
    "JOIN consultation_section s ON s.consultation_id = c.id JOIN consultation_question q ON q.section_id = s.id "
    "WHERE q.id = asked FOR SHARE OF c $body$"
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0003_words_of_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Coding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codings",
                                to="consultation.answer",
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
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Theme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.TextField()),
                        ("definition", models.TextField()),
                        ("is_retired", models.BooleanField(default=False)),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="themes",
                                to="consultation.question",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CodedTheme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "coding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="found",
                                to="consultation.coding",
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.theme"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalTheme",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("name", models.TextField()),
                        ("definition", models.TextField()),
                        ("is_retired", models.BooleanField(default=False)),
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
                            "question",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="consultation.question",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical theme",
                        "verbose_name_plural": "historical themes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="consultatio_id_335aaf_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="theme",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("definition", ""), _negated=True)
                        ),
                        name="consultation_theme_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="theme",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("is_retired", False)),
                        fields=("question", "name"),
                        name="consultation_theme_one_a_name",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="codedtheme",
                    constraint=models.UniqueConstraint(
                        fields=("coding", "theme"), name="consultation_coded_theme_once"
                    ),
                ),
            ]
        ),
        migrations.RunSQL(ANALYSED_NOW, "DROP FUNCTION public.consultation_is_analysed_now(bigint)"),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(trigger(*each) for each in TRIGGERS),
    ]

"""More time than the rules give: asked for by one, decided on by another. A period that runs is never cut short."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

APPEAL = """
    DECLARE
        given conduct_caseappealextension;
        expected timestamptz := OLD.in_effect_at;
    BEGIN
        IF OLD.served_at IS NULL THEN
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
        END IF;
        IF NEW.in_effect_at IS DISTINCT FROM expected THEN
            RAISE EXCEPTION 'an order takes effect when its time to appeal says, and is not moved otherwise'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'conduct_effect_waits_for_the_appeal';
        END IF;
        RETURN NEW;
    END"""
FUNCTION = """
    BEGIN
        IF NEW.response_asked_at = OLD.response_asked_at AND NEW.response_due_at < OLD.response_due_at THEN
            RAISE EXCEPTION 'a period that runs is only ever made longer'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'conduct_time_only_longer';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0004_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalResponseExtension",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("due_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("reason", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waiting for a second person"),
                                    ("granted", "Granted"),
                                    ("refused", "Refused"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(blank=True)),
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
                        "verbose_name": "historical response extension",
                        "verbose_name_plural": "historical response extensions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_c31064_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ResponseExtension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("reason", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waiting for a second person"),
                                    ("granted", "Granted"),
                                    ("refused", "Refused"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(blank=True)),
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
                                related_name="extensions",
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
                        "ordering": ("pk",),
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until_at__gt", models.F("due_at"))),
                                name="responseextension_only_longer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="responseextension_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                name="responseextension_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None), ("status", "asked")),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("status__in", ["granted", "refused"]),
                                        models.Q(("decision_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="responseextension_decision_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "asked")),
                                fields=("case", "due_at"),
                                name="responseextension_one_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCaseAppealExtension",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("due_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("reason", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waiting for a second person"),
                                    ("granted", "Granted"),
                                    ("refused", "Refused"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(blank=True)),
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
                        "verbose_name": "historical case appeal extension",
                        "verbose_name_plural": "historical case appeal extensions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_786874_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CaseAppealExtension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("reason", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waiting for a second person"),
                                    ("granted", "Granted"),
                                    ("refused", "Refused"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(blank=True)),
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
                                related_name="appeal_extensions",
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
                        "ordering": ("pk",),
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until_at__gt", models.F("due_at"))),
                                name="caseappealextension_only_longer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="caseappealextension_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                name="caseappealextension_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None), ("status", "asked")),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("status__in", ["granted", "refused"]),
                                        models.Q(("decision_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="caseappealextension_decision_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "asked")),
                                fields=("case", "due_at"),
                                name="caseappealextension_one_open",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            sql=[
                "CREATE FUNCTION public.conduct_time_only_longer() RETURNS trigger LANGUAGE plpgsql "
                f"SET search_path = public, pg_temp AS $body${FUNCTION}$body$",
                "CREATE TRIGGER conduct_time_only_longer BEFORE UPDATE ON public.conduct_case "
                "FOR EACH ROW EXECUTE FUNCTION public.conduct_time_only_longer()",
                "ALTER TABLE public.conduct_case ENABLE ALWAYS TRIGGER conduct_time_only_longer",
            ],
            reverse_sql=[
                "DROP TRIGGER conduct_time_only_longer ON public.conduct_case",
                "DROP FUNCTION public.conduct_time_only_longer()",
            ],
        ),
        migrations.RunSQL(
            sql=[
                "CREATE FUNCTION public.conduct_appeal_only_longer() RETURNS trigger LANGUAGE plpgsql "
                f"SET search_path = public, pg_temp AS $body${APPEAL}$body$",
                "CREATE TRIGGER conduct_appeal_only_longer BEFORE UPDATE ON public.conduct_determination "
                "FOR EACH ROW EXECUTE FUNCTION public.conduct_appeal_only_longer()",
                "ALTER TABLE public.conduct_determination ENABLE ALWAYS TRIGGER conduct_appeal_only_longer",
            ],
            reverse_sql=[
                "DROP TRIGGER conduct_appeal_only_longer ON public.conduct_determination",
                "DROP FUNCTION public.conduct_appeal_only_longer()",
            ],
        ),
    ]

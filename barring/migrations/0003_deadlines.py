"""More time than the rules give: asked for by one, decided on by another. A period that runs is never cut short."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

FUNCTION = """
    BEGIN
        IF NEW.notice_served_at = OLD.notice_served_at AND NEW.representations_due_at < OLD.representations_due_at THEN
            RAISE EXCEPTION 'a period that runs is only ever made longer'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'barring_time_only_longer';
        END IF;
        IF NEW.appeal_until_at < OLD.appeal_until_at THEN
            RAISE EXCEPTION 'a period that runs is only ever made longer'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'barring_time_only_longer';
        END IF;
        IF NEW.appeal_until_at > OLD.appeal_until_at AND NOT EXISTS (
            SELECT FROM barring_appealextension e WHERE e.bar_id = NEW.id AND e.status = 'granted'
            AND e.due_at = OLD.appeal_until_at AND e.until_at = NEW.appeal_until_at
        ) THEN
            RAISE EXCEPTION 'the time to appeal is made longer by two people'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'barring_appeal_by_two_people';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("barring", "0002_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalRepresentationsExtension",
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
                            "bar",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="barring.bar",
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
                        "verbose_name": "historical representations extension",
                        "verbose_name_plural": "historical representations extensions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="barring_his_id_860c9e_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="RepresentationsExtension",
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
                            "bar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="barring.bar"
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
                                name="representationsextension_only_longer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="representationsextension_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                name="representationsextension_two_people",
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
                                name="representationsextension_decision_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "asked")),
                                fields=("bar", "due_at"),
                                name="representationsextension_one_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAppealExtension",
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
                            "bar",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="barring.bar",
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
                        "verbose_name": "historical appeal extension",
                        "verbose_name_plural": "historical appeal extensions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="barring_his_id_97d10e_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AppealExtension",
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
                            "bar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeal_extensions",
                                to="barring.bar",
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
                                name="appealextension_only_longer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="appealextension_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                name="appealextension_two_people",
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
                                name="appealextension_decision_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "asked")),
                                fields=("bar", "due_at"),
                                name="appealextension_one_open",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            sql=[
                "CREATE FUNCTION public.barring_time_only_longer() RETURNS trigger LANGUAGE plpgsql "
                f"SET search_path = public, pg_temp AS $body${FUNCTION}$body$",
                "CREATE TRIGGER barring_time_only_longer BEFORE UPDATE ON public.barring_bar "
                "FOR EACH ROW EXECUTE FUNCTION public.barring_time_only_longer()",
                "ALTER TABLE public.barring_bar ENABLE ALWAYS TRIGGER barring_time_only_longer",
            ],
            reverse_sql=[
                "DROP TRIGGER barring_time_only_longer ON public.barring_bar",
                "DROP FUNCTION public.barring_time_only_longer()",
            ],
        ),
    ]

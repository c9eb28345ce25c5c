"""What an employer is told of an open case: proposed by one person, decided by another, and then never changed."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

STAYS = """
    DECLARE
        later text[] := CASE
            WHEN OLD.status = 'asked' THEN
                ARRAY['status', 'decided_by_id', 'decided_at', 'decision_reason', 'manager_told_at']
            WHEN OLD.status = 'told' AND OLD.manager_told_at IS NULL THEN ARRAY['manager_told_at']
            ELSE '{}'
        END;
    BEGIN
        IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'what an employer is told is decided once, and changed in no other way'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'employernotice_stays';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0019_like_cases"),
        ("kernel", "0014_sealed_boxes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="EmployerNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waits for a second person"),
                                    ("told", "The employer was told"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("necessity", models.TextField()),
                        ("proportionality", models.TextField()),
                        ("manager_waits_because", models.TextField(default="")),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(default="")),
                        ("manager_told_at", models.DateTimeField(null=True)),
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
                                related_name="employer_notices",
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
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["asked", "told", "refused", "withdrawn"])),
                                name="employernotice_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("text", ""), _negated=True),
                                    models.Q(("necessity", ""), _negated=True),
                                    models.Q(("proportionality", ""), _negated=True),
                                ),
                                name="employernotice_has_reasons",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("decision_reason", ""),
                                        ("status", "asked"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "asked"), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        models.Q(("decision_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="employernotice_decision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    ("status", "withdrawn"),
                                    _connector="OR",
                                ),
                                name="employernotice_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("manager_told_at__gte", models.F("decided_at")), ("status", "told")),
                                    models.Q(
                                        ("manager_told_at", None),
                                        models.Q(
                                            models.Q(("status", "told"), _negated=True),
                                            models.Q(("manager_waits_because", ""), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="employernotice_manager_knows_unless",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "asked")),
                                fields=("case", "organisation"),
                                name="employernotice_one_waits",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEmployerNotice",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waits for a second person"),
                                    ("told", "The employer was told"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("necessity", models.TextField()),
                        ("proportionality", models.TextField()),
                        ("manager_waits_because", models.TextField(default="")),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(default="")),
                        ("manager_told_at", models.DateTimeField(null=True)),
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
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical employer notice",
                        "verbose_name_plural": "historical employer notices",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_51d69c_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        migrations.RunSQL(
            "CREATE FUNCTION public.conduct_employernotice_stays() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $body${STAYS}$body$;"
            "CREATE TRIGGER conduct_employernotice_stays BEFORE UPDATE ON public.conduct_employernotice "
            "FOR EACH ROW EXECUTE FUNCTION public.conduct_employernotice_stays();"
            "ALTER TABLE public.conduct_employernotice ENABLE ALWAYS TRIGGER conduct_employernotice_stays",
            "DROP TRIGGER conduct_employernotice_stays ON public.conduct_employernotice;"
            "DROP FUNCTION public.conduct_employernotice_stays()",
        ),
    ]

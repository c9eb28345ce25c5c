"""Complaints about the service, apart from every case."""

from django.conf import settings
import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

from kernel.db.operations import ChangeModels

APART = """
    DECLARE
        later text[] := ARRAY[]::text[]
            || CASE WHEN OLD.acknowledged_at IS NULL THEN ARRAY['acknowledged_at', 'acknowledged_by_id'] ELSE '{}' END
            || CASE WHEN OLD.answered_at IS NULL THEN ARRAY['answered_at', 'answered_by_id', 'answer'] ELSE '{}' END;
    BEGIN
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
            AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'a complaint is acknowledged and answered, each once, and changed in no other way'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'servicecomplaint_only_goes_on';
        END IF;
        IF EXISTS (
            SELECT FROM conduct_participant p
            JOIN conduct_case c ON c.id = p.case_id
            JOIN register_person s ON s.id = c.person_id
            LEFT JOIN conduct_representation r ON r.case_id = c.id
            WHERE p.user_id IN (NEW.acknowledged_by_id, NEW.answered_by_id)
            AND NEW.made_by_id IN (s.user_id, r.user_id)
        ) AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'whoever has a part in a case about somebody does not deal with their complaint'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'servicecomplaint_apart_from_cases';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0028_own_side"),
        ("kernel", "0014_sealed_boxes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalServiceComplaint",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("reference", models.TextField()),
                        (
                            "about",
                            models.TextField(
                                choices=[
                                    ("delay", "It takes too long"),
                                    ("treatment", "How somebody treated me"),
                                    ("telling", "What I was told, or not told"),
                                    ("adjustments", "I could not take part as I needed to"),
                                    ("other", "Something else"),
                                ]
                            ),
                        ),
                        ("text", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("acknowledge_due_at", models.DateTimeField()),
                        ("answer_due_at", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "acknowledged_by",
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
                            "answered_by",
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
                        (
                            "rule_set",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.ruleset",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical service complaint",
                        "verbose_name_plural": "historical service complaints",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_f84763_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ServiceComplaint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField(unique=True)),
                        (
                            "about",
                            models.TextField(
                                choices=[
                                    ("delay", "It takes too long"),
                                    ("treatment", "How somebody treated me"),
                                    ("telling", "What I was told, or not told"),
                                    ("adjustments", "I could not take part as I needed to"),
                                    ("other", "Something else"),
                                ]
                            ),
                        ),
                        ("text", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("acknowledge_due_at", models.DateTimeField()),
                        ("answer_due_at", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(default="")),
                        (
                            "acknowledged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("about__in", ["delay", "treatment", "telling", "adjustments", "other"]),
                                    models.Q(("text", ""), _negated=True),
                                ),
                                name="servicecomplaint_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("acknowledged_at", None), ("acknowledged_by", None)),
                                    models.Q(
                                        ("acknowledged_at__gte", models.F("made_at")),
                                        ("acknowledged_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="servicecomplaint_acknowledged_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                                    models.Q(
                                        ("answered_at__gte", models.F("acknowledged_at")),
                                        ("answered_by__isnull", False),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="servicecomplaint_answer_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("made_by", models.F("answered_by")), _negated=True),
                                    models.Q(("made_by", models.F("acknowledged_by")), _negated=True),
                                ),
                                name="servicecomplaint_two_people",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            "CREATE FUNCTION public.conduct_complaint_is_apart() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $body${APART}$body$;"
            "CREATE TRIGGER conduct_complaint_is_apart BEFORE INSERT OR UPDATE ON public.conduct_servicecomplaint "
            "FOR EACH ROW EXECUTE FUNCTION public.conduct_complaint_is_apart();"
            "ALTER TABLE public.conduct_servicecomplaint ENABLE ALWAYS TRIGGER conduct_complaint_is_apart",
            "DROP TRIGGER conduct_complaint_is_apart ON public.conduct_servicecomplaint; "
            "DROP FUNCTION public.conduct_complaint_is_apart()",
        ),
    ]

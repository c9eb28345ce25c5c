"""What goes on beside the stages of a case."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

STAYS = """
    DECLARE
        later text[] := CASE WHEN OLD.ended_at IS NULL THEN ARRAY['ended_at', 'ended_by_id', 'outcome'] ELSE '{}' END;
    BEGIN
        IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'what went on beside a case is ended, once, and changed in no other way'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'casetrack_only_ends';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0010_mailbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="CaseTrack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "track",
                            models.TextField(
                                choices=[
                                    ("interim-order", "Interim order"),
                                    ("abeyance", "Abeyance"),
                                    ("linked-process", "Process at the employer or another regulator"),
                                    ("external-review", "Review by the oversight body"),
                                    ("welfare", "Welfare"),
                                ]
                            ),
                        ),
                        (
                            "cause",
                            models.TextField(
                                choices=[
                                    ("police", "A police investigation"),
                                    ("employer", "A process at the employer"),
                                    ("inquiry", "A public inquiry or inquest"),
                                    ("health", "Somebody’s health"),
                                    ("court", "Proceedings in a court or tribunal"),
                                ],
                                default="",
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(default="")),
                        (
                            "begun_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="tracks", to="conduct.case"
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
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "track__in",
                                        ["interim-order", "abeyance", "linked-process", "external-review", "welfare"],
                                    ),
                                    models.Q(("reason", ""), _negated=True),
                                ),
                                name="casetrack_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("cause__in", ["police", "employer", "inquiry", "health", "court"]),
                                        ("track", "abeyance"),
                                    ),
                                    models.Q(models.Q(("track", "abeyance"), _negated=True), ("cause", "")),
                                    _connector="OR",
                                ),
                                name="casetrack_abeyance_has_a_cause",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None), ("outcome", "")),
                                    models.Q(
                                        ("ended_at__gte", models.F("began_at")),
                                        ("ended_by__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="casetrack_end_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("case", "track"),
                                name="casetrack_one_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCaseTrack",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "track",
                            models.TextField(
                                choices=[
                                    ("interim-order", "Interim order"),
                                    ("abeyance", "Abeyance"),
                                    ("linked-process", "Process at the employer or another regulator"),
                                    ("external-review", "Review by the oversight body"),
                                    ("welfare", "Welfare"),
                                ]
                            ),
                        ),
                        (
                            "cause",
                            models.TextField(
                                choices=[
                                    ("police", "A police investigation"),
                                    ("employer", "A process at the employer"),
                                    ("inquiry", "A public inquiry or inquest"),
                                    ("health", "Somebody’s health"),
                                    ("court", "Proceedings in a court or tribunal"),
                                ],
                                default="",
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "begun_by",
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
                        "verbose_name": "historical case track",
                        "verbose_name_plural": "historical case tracks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_bbe165_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        migrations.RunSQL(
            "CREATE FUNCTION public.conduct_track_stays() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $body${STAYS}$body$;"
            "CREATE TRIGGER conduct_track_stays BEFORE UPDATE ON public.conduct_casetrack "
            "FOR EACH ROW EXECUTE FUNCTION public.conduct_track_stays();"
            "ALTER TABLE public.conduct_casetrack ENABLE ALWAYS TRIGGER conduct_track_stays",
            "DROP TRIGGER conduct_track_stays ON public.conduct_casetrack; DROP FUNCTION public.conduct_track_stays()",
        ),
    ]

"""Declarations, the manager’s consent to less time, recommendations; and what nobody decides without."""

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, function

FUNCTIONS = {
    # An examiner's opinion and a determination: who decides, and when.
    "conduct_decided_fairly": """
        DECLARE
            deed jsonb := to_jsonb(NEW);
            instant timestamptz := COALESCE(deed ->> 'decided_at', deed ->> 'made_at')::timestamptz;
            decider bigint := COALESCE(deed ->> 'decided_by_id', deed ->> 'made_by_id')::bigint;
            due timestamptz := (SELECT response_due_at FROM conduct_case WHERE id = NEW.case_id);
        BEGIN
            IF due IS NULL OR instant < due AND NOT EXISTS (
                SELECT FROM conduct_timeconsent t WHERE t.case_id = NEW.case_id AND t.recorded_at <= instant
            ) THEN
                RAISE EXCEPTION 'the manager has all of their time to answer, unless they consented to less'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_after_the_managers_time';
            END IF;
            IF NOT EXISTS (
                SELECT FROM conduct_conflictdeclaration d
                WHERE d.case_id = NEW.case_id AND d.user_id = decider AND d.at <= instant
            ) THEN
                RAISE EXCEPTION 'whoever decides has declared before that they have no conflict'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_by_one_without_conflict';
            END IF;
            RETURN NEW;
        END""",
    "conduct_recommendation_stays": """
        DECLARE
            later text[] := CASE WHEN OLD.answer = ''
                THEN ARRAY['answer', 'answer_text', 'answered_at', 'answered_by_id'] ELSE '{}' END;
        BEGIN
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'a recommendation is answered once, and changed in no other way'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'recommendation_only_answered';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("conduct_decided_fairly", "INSERT", "conduct_examineropinion"),
    ("conduct_decided_fairly", "INSERT", "conduct_determination"),
    ("conduct_recommendation_stays", "UPDATE", "conduct_recommendation"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0017_findings"),
        ("kernel", "0014_sealed_boxes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="ConflictDeclaration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="declarations",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "user"), name="conflictdeclaration_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRecommendation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "theme",
                            models.TextField(
                                choices=[
                                    ("staffing", "Staffing"),
                                    ("resources", "Money, equipment and buildings"),
                                    ("targets", "Targets and pressure"),
                                    ("culture", "Culture, and how speaking up is met"),
                                    ("governance", "The board and its oversight"),
                                    ("training", "Training and support"),
                                    ("systems", "Records and information systems"),
                                    ("outside", "Policy, or bodies outside the organisation"),
                                ]
                            ),
                        ),
                        ("text", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        (
                            "answer",
                            models.TextField(
                                choices=[
                                    ("accepted", "Accepted"),
                                    ("in_part", "Accepted in part"),
                                    ("refused", "Not accepted"),
                                ],
                                default="",
                            ),
                        ),
                        ("answer_text", models.TextField(default="")),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                        "verbose_name": "historical recommendation",
                        "verbose_name_plural": "historical recommendations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_01a5ee_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Recommendation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "theme",
                            models.TextField(
                                choices=[
                                    ("staffing", "Staffing"),
                                    ("resources", "Money, equipment and buildings"),
                                    ("targets", "Targets and pressure"),
                                    ("culture", "Culture, and how speaking up is met"),
                                    ("governance", "The board and its oversight"),
                                    ("training", "Training and support"),
                                    ("systems", "Records and information systems"),
                                    ("outside", "Policy, or bodies outside the organisation"),
                                ]
                            ),
                        ),
                        ("text", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        (
                            "answer",
                            models.TextField(
                                choices=[
                                    ("accepted", "Accepted"),
                                    ("in_part", "Accepted in part"),
                                    ("refused", "Not accepted"),
                                ],
                                default="",
                            ),
                        ),
                        ("answer_text", models.TextField(default="")),
                        ("answered_at", models.DateTimeField(null=True)),
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
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recommendations",
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
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organisation"
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
                        "ordering": ["due_at", "pk"],
                        "indexes": [models.Index(fields=["organisation", "theme"], name="recommendation_by_whom")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_at__gt", models.F("made_at")),
                                    (
                                        "theme__in",
                                        [
                                            "staffing",
                                            "resources",
                                            "targets",
                                            "culture",
                                            "governance",
                                            "training",
                                            "systems",
                                            "outside",
                                        ],
                                    ),
                                    models.Q(("text", ""), _negated=True),
                                ),
                                name="recommendation_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""),
                                        ("answer_text", ""),
                                        ("answered_at", None),
                                        ("answered_by", None),
                                    ),
                                    models.Q(
                                        ("answer__in", ["accepted", "in_part", "refused"]),
                                        ("answered_at__gte", models.F("made_at")),
                                        ("answered_by__isnull", False),
                                        models.Q(("answer_text", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="recommendation_answer_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimeConsent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "how",
                            models.TextField(
                                choices=[
                                    ("own_page", "On their own page"),
                                    ("letter", "By letter"),
                                    ("email", "By email"),
                                    ("telephone", "By telephone"),
                                    ("meeting", "In a meeting"),
                                ]
                            ),
                        ),
                        ("words", models.TextField()),
                        ("given_on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="time_consent",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "recorded_by",
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
                                condition=models.Q(
                                    ("how__in", ["own_page", "letter", "email", "telephone", "meeting"]),
                                    models.Q(("words", ""), _negated=True),
                                ),
                                name="timeconsent_is_whole",
                            )
                        ]
                    },
                ),
                migrations.RemoveField(model_name="determination", name="early_because"),
                migrations.RemoveField(model_name="historicaldetermination", name="early_because"),
                migrations.AddField(
                    model_name="determination",
                    name="cause_themes",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldetermination",
                    name="cause_themes",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                migrations.AddConstraint(
                    model_name="determination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause_themes__contained_by",
                                [
                                    "staffing",
                                    "resources",
                                    "targets",
                                    "culture",
                                    "governance",
                                    "training",
                                    "systems",
                                    "outside",
                                ],
                            )
                        ),
                        name="determination_themes_are_known",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(
            "DROP TRIGGER conduct_waits_for_the_manager ON public.conduct_determination;"
            "DROP FUNCTION public.conduct_waits_for_the_manager()"
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
    ]

"""Who has which part in a case, what they think of its risk, and what its two examiners decide."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, function

FUNCTIONS = {
    "conduct_participant_is_independent": """
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('conduct_participant'), NEW.user_id::int);  -- two at once wait here
            IF EXISTS (
                SELECT FROM conduct_participant p
                WHERE p.case_id = NEW.case_id AND p.user_id = NEW.user_id AND p.part <> NEW.part
            ) OR EXISTS (
                SELECT FROM conduct_case c JOIN register_person p ON p.id = c.person_id
                WHERE c.id = NEW.case_id AND p.user_id = NEW.user_id
            ) THEN
                RAISE EXCEPTION 'nobody has two parts in one case, or a part in one about themselves'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_has_one_part';
            END IF;
            RETURN NEW;
        END""",
    "conduct_participant_stays": """
        BEGIN
            IF to_jsonb(NEW) - '{left_at,reason}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{left_at,reason}'::text[]
                OR OLD.left_at IS NOT NULL AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'a part in a case is ended, once, and changed in no other way'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_only_ends';
            END IF;
            RETURN NEW;
        END""",
    "conduct_opinion_stays": """
        BEGIN
            IF NOT ledger_is_erasing(TG_TABLE_NAME) THEN
                RAISE EXCEPTION 'what an examiner thought before they read the other stays as it was written'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'examineropinion_stays';
            END IF;
            RETURN NEW;
        END""",
    "conduct_examiners_decision_stays": """
        DECLARE
            answer text[] := CASE WHEN OLD.answered_by_id IS NULL
                THEN ARRAY['answered_by_id', 'answered_at', 'is_agreed', 'answer_reasons'] ELSE '{}' END;
        BEGIN
            IF to_jsonb(NEW) - answer IS DISTINCT FROM to_jsonb(OLD) - answer
                AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'what the examiners decided is never changed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'examinersdecision_stays';
            END IF;
            RETURN NEW;
        END""",
    "conduct_examiners_decide_apart_first": """
        BEGIN
            IF ledger_is_erasing(TG_TABLE_NAME) THEN
                RETURN NEW;
            END IF;
            IF (
                SELECT count(*) FROM conduct_participant p JOIN conduct_examineropinion o
                    ON o.case_id = p.case_id AND o.made_by_id = p.user_id
                WHERE p.case_id = NEW.case_id AND p.part = 'case_examiner' AND p.left_at IS NULL
            ) < 2 OR NOT EXISTS (
                SELECT FROM conduct_participant p
                WHERE p.case_id = NEW.case_id AND p.part = 'case_examiner' AND p.left_at IS NULL
                    AND p.user_id = COALESCE(NEW.answered_by_id, NEW.proposed_by_id)
            ) THEN
                RAISE EXCEPTION 'two examiners decide, each apart first and then both together'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'examinersdecision_by_two';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("conduct_participant_is_independent", "INSERT", "conduct_participant"),
    ("conduct_participant_stays", "UPDATE", "conduct_participant"),
    ("conduct_opinion_stays", "UPDATE", "conduct_examineropinion"),
    ("conduct_examiners_decide_apart_first", "INSERT OR UPDATE", "conduct_examinersdecision"),
    ("conduct_examiners_decision_stays", "UPDATE", "conduct_examinersdecision"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0008_rules_of_identities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="ExaminerOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "finding",
                            models.TextField(
                                choices=[
                                    ("case_to_answer", "There is a case to answer"),
                                    ("no_case", "There is no case to answer"),
                                ]
                            ),
                        ),
                        ("reasons", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="conduct.case"
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
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "made_by"), name="examineropinion_one_each"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("finding__in", ["case_to_answer", "no_case"]),
                                    models.Q(("reasons", ""), _negated=True),
                                ),
                                name="examineropinion_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExaminersDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "finding",
                            models.TextField(
                                choices=[
                                    ("case_to_answer", "There is a case to answer"),
                                    ("no_case", "There is no case to answer"),
                                ]
                            ),
                        ),
                        ("reasons", models.TextField()),
                        ("proposed_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("is_agreed", models.BooleanField(null=True)),
                        ("answer_reasons", models.TextField(default="")),
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
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="examiners_decision",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "proposed_by",
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
                                    ("finding__in", ["case_to_answer", "no_case"]),
                                    models.Q(("reasons", ""), _negated=True),
                                ),
                                name="examinersdecision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answered_by", models.F("proposed_by")), _negated=True),
                                name="examinersdecision_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer_reasons", ""),
                                        ("answered_at", None),
                                        ("answered_by", None),
                                        ("is_agreed", None),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        ("is_agreed", True),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        ("is_agreed", False),
                                        models.Q(("answer_reasons", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="examinersdecision_answer_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalExaminerOpinion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "finding",
                            models.TextField(
                                choices=[
                                    ("case_to_answer", "There is a case to answer"),
                                    ("no_case", "There is no case to answer"),
                                ]
                            ),
                        ),
                        ("reasons", models.TextField()),
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
                        "verbose_name": "historical examiner opinion",
                        "verbose_name_plural": "historical examiner opinions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_56ff93_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalExaminersDecision",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "finding",
                            models.TextField(
                                choices=[
                                    ("case_to_answer", "There is a case to answer"),
                                    ("no_case", "There is no case to answer"),
                                ]
                            ),
                        ),
                        ("reasons", models.TextField()),
                        ("proposed_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("is_agreed", models.BooleanField(null=True)),
                        ("answer_reasons", models.TextField(default="")),
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
                            "proposed_by",
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
                        "verbose_name": "historical examiners decision",
                        "verbose_name_plural": "historical examiners decisions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_3dac0b_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalParticipant",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "part",
                            models.TextField(
                                choices=[
                                    ("caseworker", "Caseworker"),
                                    ("investigator", "Investigator"),
                                    ("case_examiner", "Case examiner"),
                                    ("adjudicator", "Adjudicator"),
                                ]
                            ),
                        ),
                        ("place", models.IntegerField(default=1)),
                        ("joined_at", models.DateTimeField()),
                        ("left_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(default="")),
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
                        "verbose_name": "historical participant",
                        "verbose_name_plural": "historical participants",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_582912_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRiskAssessment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "level",
                            models.TextField(
                                choices=[
                                    ("low", "Low: no harm is likely while the case goes on"),
                                    ("medium", "Medium: harm is possible, and others guard against it"),
                                    ("high", "High: harm is likely unless something is done"),
                                    ("immediate", "Immediate: people are being harmed or threatened now"),
                                ]
                            ),
                        ),
                        ("reasons", models.TextField()),
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
                        "verbose_name": "historical risk assessment",
                        "verbose_name_plural": "historical risk assessments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_c658f3_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Participant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.TextField(
                                choices=[
                                    ("caseworker", "Caseworker"),
                                    ("investigator", "Investigator"),
                                    ("case_examiner", "Case examiner"),
                                    ("adjudicator", "Adjudicator"),
                                ]
                            ),
                        ),
                        ("place", models.IntegerField(default=1)),
                        ("joined_at", models.DateTimeField()),
                        ("left_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(default="")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participants",
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
                        "ordering": ["joined_at", "pk"],
                        "indexes": [models.Index(fields=["user", "part"], name="participant_by_user")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("part__in", ["caseworker", "investigator", "case_examiner", "adjudicator"])
                                ),
                                name="participant_part_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("place", 1),
                                    models.Q(("part", "case_examiner"), ("place__gte", 1), ("place__lte", 2)),
                                    _connector="OR",
                                ),
                                name="participant_place_is_there",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("left_at", None), ("reason", "")),
                                    models.Q(
                                        ("left_at__gte", models.F("joined_at")), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="participant_says_why_it_ended",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("left_at", None)),
                                fields=("case", "part", "place"),
                                name="participant_one_a_place",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskAssessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "level",
                            models.TextField(
                                choices=[
                                    ("low", "Low: no harm is likely while the case goes on"),
                                    ("medium", "Medium: harm is possible, and others guard against it"),
                                    ("high", "High: harm is likely unless something is done"),
                                    ("immediate", "Immediate: people are being harmed or threatened now"),
                                ]
                            ),
                        ),
                        ("reasons", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="risks", to="conduct.case"
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
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("level__in", ["low", "medium", "high", "immediate"])),
                                name="riskassessment_level_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reasons", ""), _negated=True), name="riskassessment_has_reasons"
                            ),
                        ],
                    },
                ),
            ]
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
    ]

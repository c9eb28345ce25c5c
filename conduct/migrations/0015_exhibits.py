"""Exhibits: where each comes from, its versions, who checked them, and what the manager was given."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, function

FUNCTIONS = {
    "conduct_casefile_only_marked": """
        BEGIN
            IF (to_jsonb(NEW) - 'may_name_reporter' IS DISTINCT FROM to_jsonb(OLD) - 'may_name_reporter'
                OR OLD.may_name_reporter AND NOT NEW.may_name_reporter) AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'a file of a case is never changed, and never unmarked'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'casefile_only_marked';
            END IF;
            RETURN NEW;
        END""",
    "conduct_version_only_checked": """
        DECLARE
            later text[] := CASE WHEN OLD.checked_at IS NULL
                THEN ARRAY['checked_by_id', 'checked_at', 'passed', 'check_words'] ELSE '{}' END;
        BEGIN
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'a version of an exhibit is checked, once, and changed in no other way'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'exhibitversion_only_checked';
            END IF;
            RETURN NEW;
        END""",
    "conduct_disclosure_is_lawful": """
        DECLARE
            asked timestamptz;
            lawful boolean;
        BEGIN
            SELECT c.response_asked_at,
                COALESCE(v.passed, v.redactions = '' AND v.number = 1 AND NOT f.may_name_reporter)
                INTO asked, lawful
                FROM conduct_exhibitversion v JOIN conduct_casefile f ON f.id = v.exhibit_id
                JOIN conduct_case c ON c.id = f.case_id
                WHERE v.id = NEW.version_id FOR SHARE OF v, f;
            IF asked IS NULL THEN
                RAISE EXCEPTION 'nothing is disclosed before the manager is asked to respond'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'disclosure_after_notice';
            ELSIF NOT lawful THEN
                RAISE EXCEPTION 'what is left out, or could name a reporter, is checked by a second person first'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'disclosure_after_check';
            END IF;
            RETURN NEW;
        END""",
    "conduct_bearing_in_one_case": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_casefile f JOIN conduct_allegation a ON a.case_id = f.case_id
                WHERE f.id = NEW.exhibit_id AND a.id = NEW.allegation_id
            ) THEN
                RAISE EXCEPTION 'an exhibit bears on allegations of its own case'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'exhibitallegation_in_one_case';
            END IF;
            RETURN NEW;
        END""",
    "conduct_decider_kept_no_evidence": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_exhibitversion v JOIN conduct_casefile f ON f.id = v.exhibit_id
                LEFT JOIN conduct_disclosure d ON d.version_id = v.id
                WHERE f.case_id = NEW.case_id AND NEW.decided_by_id IN (v.made_by_id, v.checked_by_id, d.by_id)
            ) THEN
                RAISE EXCEPTION 'whoever kept the evidence of a case never decides it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_by_a_stranger';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("conduct_casefile_only_marked", "UPDATE", "conduct_casefile"),
    ("conduct_version_only_checked", "UPDATE", "conduct_exhibitversion"),
    ("conduct_disclosure_is_lawful", "INSERT", "conduct_disclosure"),
    ("conduct_bearing_in_one_case", "INSERT OR UPDATE", "conduct_exhibitallegation"),
    ("conduct_decider_kept_no_evidence", "INSERT", "conduct_determination"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0014_delay_notices"),
        ("kernel", "0014_sealed_boxes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.AddField(
                    model_name="casefile",
                    name="may_name_reporter",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="casefile",
                    name="obtained_from",
                    field=models.TextField(default="Not recorded"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="casefile",
                    name="obtained_how",
                    field=models.TextField(default="Not recorded"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="casefile",
                    name="obtained_on",
                    field=models.DateField(null=True),
                ),
                migrations.AddField(
                    model_name="historicalcasefile",
                    name="may_name_reporter",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="historicalcasefile",
                    name="obtained_from",
                    field=models.TextField(default="Not recorded"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="historicalcasefile",
                    name="obtained_how",
                    field=models.TextField(default="Not recorded"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="historicalcasefile",
                    name="obtained_on",
                    field=models.DateField(null=True),
                ),
                migrations.AddConstraint(
                    model_name="casefile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("obtained_from", ""), _negated=True),
                            models.Q(("obtained_how", ""), _negated=True),
                        ),
                        name="casefile_says_where_from",
                    ),
                ),
                migrations.CreateModel(
                    name="ExhibitAllegation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "exhibit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bearings",
                                to="conduct.casefile",
                            ),
                        ),
                        (
                            "allegation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bearings",
                                to="conduct.allegation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["allegation__number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("exhibit", "allegation"), name="exhibitallegation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalExhibitAllegation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
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
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "exhibit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.casefile",
                            ),
                        ),
                        (
                            "allegation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.allegation",
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical exhibit allegation",
                        "verbose_name_plural": "historical exhibit allegations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_8a9ebf_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ExhibitVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "exhibit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="conduct.casefile",
                            ),
                        ),
                        ("number", models.IntegerField()),
                        (
                            "file",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                            ),
                        ),
                        ("redactions", models.TextField(default="")),
                        ("served_digest", models.TextField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("passed", models.BooleanField(null=True)),
                        ("check_words", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["exhibit", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("exhibit", "number"), name="exhibitversion_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("number", 1), ("redactions", "")),
                                    models.Q(("number__gt", 1), models.Q(("redactions", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="exhibitversion_says_what_is_left_out",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("checked_by", models.F("made_by")), _negated=True),
                                name="exhibitversion_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("check_words", ""),
                                        ("checked_at", None),
                                        ("checked_by", None),
                                        ("passed", None),
                                    ),
                                    models.Q(
                                        ("checked_at__isnull", False),
                                        ("checked_by__isnull", False),
                                        ("passed__isnull", False),
                                        models.Q(("check_words", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="exhibitversion_check_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalExhibitVersion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
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
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("number", models.IntegerField()),
                        ("redactions", models.TextField(default="")),
                        ("served_digest", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("passed", models.BooleanField(null=True)),
                        ("check_words", models.TextField(default="")),
                        (
                            "exhibit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.casefile",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.storedfile",
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
                            "checked_by",
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
                    ],
                    options={
                        "verbose_name": "historical exhibit version",
                        "verbose_name_plural": "historical exhibit versions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_75109a_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Disclosure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "version",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disclosure",
                                to="conduct.exhibitversion",
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
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
            ]
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
    ]

"""Matters against organisations; nobody acts in a case they were given before they declare; exhibits from concerns."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, function


FUNCTIONS = {
    "conduct_matter_only_closes": """
        DECLARE
            later text[] := CASE WHEN OLD.status = 'open'
                THEN '{status,closed_by_id,closed_at,close_reason}'::text[] ELSE '{}' END;
        BEGIN
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'a matter is closed once, and changed in no other way'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'organisationmatter_only_closes';
            END IF;
            RETURN NEW;
        END""",
    "conduct_matter_is_open": """
        BEGIN
            IF NEW.matter_id IS NOT NULL AND 'open' IS DISTINCT FROM (
                SELECT m.status FROM conduct_organisationmatter m WHERE m.id = NEW.matter_id FOR SHARE
            ) THEN
                RAISE EXCEPTION 'nothing is added to a matter that is closed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'organisationmatter_is_open';
            END IF;
            RETURN NEW;
        END""",
    # Who was given a case may hand it on or step down before they declare, and nothing else.
    "conduct_step_after_declaring": """
        BEGIN
            IF NEW.action NOT IN ('OPEN', 'HAND_OVER', 'STEP_DOWN') AND EXISTS (
                SELECT FROM conduct_case c
                WHERE c.id = NEW.case_id AND NEW.by_id IN (c.caseworker_id, c.investigator_id)
            ) AND NOT EXISTS (
                SELECT FROM conduct_conflictdeclaration d
                WHERE d.case_id = NEW.case_id AND d.user_id = NEW.by_id AND d.at <= NEW.at
            ) THEN
                RAISE EXCEPTION 'whoever was given a case declares before they act in it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'casestep_after_declaring';
            END IF;
            RETURN NEW;
        END""",
    "conduct_exhibit_of_its_concern": """
        BEGIN
            IF NEW.concern_file_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM conduct_concernfile f
                JOIN conduct_caseconcern c ON c.concern_id = f.concern_id AND c.case_id = NEW.case_id
                JOIN kernel_storedfile came ON came.id = f.file_id
                JOIN kernel_storedfile kept ON kept.id = NEW.file_id AND kept.digest = came.digest
                WHERE f.id = NEW.concern_file_id
            ) THEN
                RAISE EXCEPTION 'what came with a concern of the case, byte for byte'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'casefile_as_it_came_with_its_concern';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("conduct_matter_only_closes", "UPDATE", "conduct_organisationmatter"),
    ("conduct_matter_is_open", "INSERT", "conduct_matterlink"),
    ("conduct_matter_is_open", "INSERT", "conduct_casenote"),
    ("conduct_step_after_declaring", "INSERT", "conduct_casestep"),
    ("conduct_exhibit_of_its_concern", "INSERT", "conduct_casefile"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0034_letters"),
        ("kernel", "0015_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalOrganisationMatter",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("reference", models.TextField()),
                        ("status", models.TextField(choices=[("open", "Open"), ("closed", "Closed")], default="open")),
                        ("subject", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("close_reason", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "closed_by",
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
                            "opened_by",
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
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_9d3ec6_idx")],
                        "verbose_name": "historical organisation matter",
                        "verbose_name_plural": "historical organisation matters",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="MatterLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="matter_links",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="matter_links",
                                to="conduct.concern",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links",
                                to="conduct.organisationmatter",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("case__isnull", False), ("concern", None)),
                                    models.Q(("case", None), ("concern__isnull", False)),
                                    _connector="OR",
                                ),
                                name="matterlink_of_one_thing",
                            ),
                            models.UniqueConstraint(fields=("matter", "concern"), name="matterlink_concern_once"),
                            models.UniqueConstraint(fields=("matter", "case"), name="matterlink_case_once"),
                        ],
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="OrganisationMatter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField(unique=True)),
                        ("status", models.TextField(choices=[("open", "Open"), ("closed", "Closed")], default="open")),
                        ("subject", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("close_reason", models.TextField(default="")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opened_by",
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["organisation", "status"], name="organisationmatter_of_whom")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["open", "closed"]),
                                    models.Q(("subject", ""), _negated=True),
                                    models.Q(("reference", ""), _negated=True),
                                ),
                                name="organisationmatter_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("close_reason", ""),
                                        ("closed_at", None),
                                        ("closed_by", None),
                                        ("status", "open"),
                                    ),
                                    models.Q(
                                        ("closed_at__gte", models.F("opened_at")),
                                        ("closed_by__isnull", False),
                                        ("status", "closed"),
                                        models.Q(("close_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="organisationmatter_closed_with_a_reason",
                            ),
                        ],
                        "ordering": ["-opened_at", "-pk"],
                    },
                ),
                migrations.AddField(
                    model_name="casefile",
                    name="concern_file",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exhibit",
                        to="conduct.concernfile",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcasefile",
                    name="concern_file",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conduct.concernfile",
                    ),
                ),
                migrations.AlterField(
                    model_name="casenote",
                    name="case",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="conduct.case"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casefile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("concern_file", None),
                            models.Q(("kind", "evidence"), ("may_name_reporter", True)),
                            _connector="OR",
                        ),
                        name="casefile_of_a_reporter_is_marked",
                    ),
                ),
                migrations.AddField(
                    model_name="casenote",
                    name="matter",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="conduct.organisationmatter",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casenote",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("matter", None)),
                            models.Q(("case", None), ("matter__isnull", False), ("visibility", "team")),
                            _connector="OR",
                        ),
                        name="casenote_on_one_thing",
                    ),
                ),
            ]
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
    ]

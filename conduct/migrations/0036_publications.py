"""Published decisions: what is left out of them, checked by a second person, and no other than those that stand."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

STANDS = """
CREATE FUNCTION public.conduct_publication_of_what_stands() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $body$
    BEGIN
        IF NEW.published_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM conduct_determination d JOIN kernel_ruleset r ON r.id = NEW.rule_set_id
            WHERE d.id = NEW.determination_id AND d.case_id IS NOT NULL
            AND d.outcome IN ('warning', 'undertakings', 'downgrade', 'conditions', 'suspension', 'removal')
            AND d.served_at <= NEW.published_at AND (
                r.parameters ->> 'decision_published' = 'on_service' OR d.appeal_until_at <= NEW.published_at
            )
        ) AND (TG_OP = 'INSERT' OR NEW.published_at IS DISTINCT FROM OLD.published_at) THEN
            RAISE EXCEPTION 'what is published is a served decision that stands, and from when the rule set says'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_of_what_stands';
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.published_at IS NOT NULL AND NEW.published_at IS NOT NULL
            AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'what is published is taken down before it changes'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_stays';
        END IF;
        RETURN NEW;
    END$body$;
CREATE TRIGGER conduct_publication_of_what_stands BEFORE INSERT OR UPDATE ON public.conduct_publication
FOR EACH ROW EXECUTE FUNCTION public.conduct_publication_of_what_stands();
ALTER TABLE public.conduct_publication ENABLE ALWAYS TRIGGER conduct_publication_of_what_stands
"""
# The publication is locked, so that nothing is left out or put back while somebody publishes it.
CHECKED = """
CREATE FUNCTION public.conduct_left_out_is_as_checked() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $body$
    DECLARE
        published timestamptz;
    BEGIN
        SELECT published_at INTO published FROM conduct_publication
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.publication_id ELSE NEW.publication_id END FOR UPDATE;
        IF published IS NOT NULL AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'what is left out of a published decision was checked, and does not change'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'leftout_as_checked';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END$body$;
CREATE TRIGGER conduct_left_out_is_as_checked BEFORE INSERT OR UPDATE OR DELETE ON public.conduct_leftout
FOR EACH ROW EXECUTE FUNCTION public.conduct_left_out_is_as_checked();
ALTER TABLE public.conduct_leftout ENABLE ALWAYS TRIGGER conduct_left_out_is_as_checked
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0035_organisation_matters"),
        ("kernel", "0015_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Publication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.IntegerField(default=1)),
                        ("prepared_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        ("taken_down_at", models.DateTimeField(null=True)),
                        ("taken_down_because", models.TextField(default="")),
                        (
                            "checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "determination",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publication",
                                to="conduct.determination",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.ruleset",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_down_at", None), ("taken_down_because", "")),
                                    models.Q(
                                        ("taken_down_at__isnull", False),
                                        models.Q(("taken_down_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="publication_taken_down_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("checked_by", None), ("published_at", None), ("rule_set", None)),
                                    models.Q(
                                        ("published_at__gte", models.F("prepared_at")),
                                        ("published_at__isnull", False),
                                        ("taken_down_at", None),
                                        ("checked_by__isnull", False),
                                        ("rule_set__isnull", False),
                                        models.Q(("checked_by", models.F("prepared_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="publication_checked_by_a_second_person",
                            ),
                        ],
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="LeftOut",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("passage", models.TextField()),
                        (
                            "because",
                            models.TextField(
                                choices=[
                                    ("health", "health or private life"),
                                    ("others", "identifies somebody else"),
                                    ("reporter", "could point to who raised a concern"),
                                    ("private", "heard in private"),
                                    ("court", "forbidden by law or by a court"),
                                ]
                            ),
                        ),
                        (
                            "publication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="left_out",
                                to="conduct.publication",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("passage", ""), _negated=True), name="leftout_is_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("because__in", ["health", "others", "reporter", "private", "court"])
                                ),
                                name="leftout_says_why",
                            ),
                            models.UniqueConstraint(fields=("publication", "passage"), name="leftout_once"),
                        ],
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLeftOut",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("passage", models.TextField()),
                        (
                            "because",
                            models.TextField(
                                choices=[
                                    ("health", "health or private life"),
                                    ("others", "identifies somebody else"),
                                    ("reporter", "could point to who raised a concern"),
                                    ("private", "heard in private"),
                                    ("court", "forbidden by law or by a court"),
                                ]
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
                            "publication",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.publication",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_8c7189_idx")],
                        "verbose_name": "historical left out",
                        "verbose_name_plural": "historical left outs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPublication",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("version", models.IntegerField(default=1)),
                        ("prepared_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        ("taken_down_at", models.DateTimeField(null=True)),
                        ("taken_down_because", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                        (
                            "determination",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.determination",
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
                            "prepared_by",
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
                        "verbose_name": "historical publication",
                        "verbose_name_plural": "historical publications",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_887e7e_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        migrations.RunSQL(
            STANDS,
            "DROP TRIGGER conduct_publication_of_what_stands ON public.conduct_publication;"
            "DROP FUNCTION public.conduct_publication_of_what_stands()",
        ),
        migrations.RunSQL(
            CHECKED,
            "DROP TRIGGER conduct_left_out_is_as_checked ON public.conduct_leftout;"
            "DROP FUNCTION public.conduct_left_out_is_as_checked()",
        ),
    ]

"""By when somebody writes to a reporter, and files that they send; whoever takes part in a case opens no identity."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from kernel.db.operations import ChangeModels


STRANGERS = """
        DECLARE
            told bigint := (SELECT concern_id FROM conduct_reporteridentity WHERE id = NEW.identity_id);
            held bigint := (SELECT case_id FROM conduct_caseconcern WHERE concern_id = told);
            custodian bigint;
        BEGIN
            FOREACH custodian IN ARRAY ARRAY[NEW.asked_by_id, NEW.decided_by_id] LOOP
                CONTINUE WHEN custodian IS NULL;
                IF EXISTS (SELECT FROM conduct_concernstep s WHERE s.concern_id = told AND s.by_id = custodian)
                    OR EXISTS (SELECT FROM conduct_concernmessage m WHERE m.concern_id = told AND m.by_id = custodian)
                    OR EXISTS (
                        SELECT FROM conduct_casestep s
                        WHERE s.case_id = held AND custodian IN (s.by_id, s.assigned_id)
                    )
                    OR EXISTS (SELECT FROM conduct_participant p WHERE p.case_id = held AND p.user_id = custodian)
                    OR EXISTS (
                        SELECT FROM conduct_case c
                        WHERE c.id = held AND custodian IN (c.opened_by_id, c.caseworker_id, c.investigator_id)
                    )
                THEN
                    RAISE EXCEPTION 'whoever has a part in a concern never opens who raised it'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'identityrequest_by_strangers';
                END IF;
            END LOOP;
            RETURN NEW;
        END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0009_cases"),
        ("kernel", "0014_sealed_boxes"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE OR REPLACE FUNCTION public.conduct_custodian_is_a_stranger() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $body${STRANGERS}$body$",
            migrations.RunSQL.noop,
        ),
        ChangeModels(
            [
                migrations.AddField(
                    model_name="concern",
                    name="answer_due_at",
                    field=models.DateTimeField(default=django.utils.timezone.now),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="concern",
                    name="rule_set",
                    field=models.ForeignKey(
                        default=1, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                    ),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="historicalconcern",
                    name="answer_due_at",
                    field=models.DateTimeField(default=django.utils.timezone.now),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="historicalconcern",
                    name="rule_set",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="kernel.ruleset",
                    ),
                ),
                migrations.CreateModel(
                    name="ConcernFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="conduct.concern"
                            ),
                        ),
                        (
                            "file",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("concern", "number"), name="concernfile_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1)), name="concernfile_is_numbered"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

"""Programs and endpoints go with an organisation into the one that it went into, and nowhere else."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


# Where it goes is said by the register of organisations alone, and a program is let act by nobody whose it is.
FOLLOWS = """
CREATE FUNCTION public.kernel_goes_to_its_heir() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $body$
BEGIN
    IF NEW.came_from_id = OLD.organisation_id AND EXISTS (
        WITH RECURSIVE heir AS (
            SELECT successor_id AS id FROM kernel_organisation WHERE id = OLD.organisation_id AND closed_on IS NOT NULL
             UNION SELECT successor_id FROM kernel_organisation JOIN heir USING (id)
        ) SELECT FROM heir WHERE id = NEW.organisation_id
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'a program or an endpoint goes to the body that its organisation went into, and to no other'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_goes_to_its_heir';
END
$body$;
CREATE TRIGGER kernel_goes_to_its_heir AFTER UPDATE OF organisation_id ON public.kernel_apiclient
FOR EACH ROW WHEN (NEW.organisation_id <> OLD.organisation_id) EXECUTE FUNCTION public.kernel_goes_to_its_heir();
ALTER TABLE public.kernel_apiclient ENABLE ALWAYS TRIGGER kernel_goes_to_its_heir;
CREATE TRIGGER kernel_goes_to_its_heir AFTER UPDATE OF organisation_id ON public.kernel_webhookendpoint
FOR EACH ROW WHEN (NEW.organisation_id <> OLD.organisation_id) EXECUTE FUNCTION public.kernel_goes_to_its_heir();
ALTER TABLE public.kernel_webhookendpoint ENABLE ALWAYS TRIGGER kernel_goes_to_its_heir;
CREATE FUNCTION public.kernel_needs_no_grant() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $body$
BEGIN
    IF EXISTS (SELECT FROM kernel_apiclient AS given WHERE given.granted_to_id = NEW.id AND given.revoked_at IS NULL
            AND given.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'a program has no grant of the organisation whose it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'apiclient_needs_no_grant';
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER kernel_needs_no_grant AFTER UPDATE OF organisation_id ON public.kernel_apiclient
FOR EACH ROW WHEN (NEW.granted_to_id IS NULL) EXECUTE FUNCTION public.kernel_needs_no_grant();
ALTER TABLE public.kernel_apiclient ENABLE ALWAYS TRIGGER kernel_needs_no_grant
"""
DROP = "DROP FUNCTION public.kernel_goes_to_its_heir() CASCADE; DROP FUNCTION public.kernel_needs_no_grant() CASCADE"


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0014_sealed_boxes"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="webhookendpoint",
                    name="webhookendpoint_stop_is_known",
                ),
                migrations.AddField(
                    model_name="apiclient",
                    name="came_from",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalapiclient",
                    name="came_from",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalwebhookendpoint",
                    name="came_from",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalwebhookendpoint",
                    name="client",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="webhookendpoint",
                    name="came_from",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="webhookendpoint",
                    name="client",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endpoints",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalwebhookendpoint",
                    name="stopped_because",
                    field=models.TextField(
                        blank=True,
                        choices=[
                            ("by_organisation", "The organisation switched it off"),
                            ("gone", "It answered 410"),
                            ("deleted", "The organisation deleted it"),
                            ("grant_ended", "The program that it was for acts for the organisation no more"),
                        ],
                        default="",
                    ),
                ),
                migrations.AlterField(
                    model_name="webhookendpoint",
                    name="stopped_because",
                    field=models.TextField(
                        blank=True,
                        choices=[
                            ("by_organisation", "The organisation switched it off"),
                            ("gone", "It answered 410"),
                            ("deleted", "The organisation deleted it"),
                            ("grant_ended", "The program that it was for acts for the organisation no more"),
                        ],
                        default="",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="apiclient",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("came_from", None),
                            models.Q(("came_from", models.F("organisation")), _negated=True),
                            _connector="OR",
                        ),
                        name="apiclient_came_from_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="webhookendpoint",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("stopped_because__in", ["", "by_organisation", "gone", "deleted", "grant_ended"])
                        ),
                        name="webhookendpoint_stop_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="webhookendpoint",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("came_from", None),
                            models.Q(("came_from", models.F("organisation")), _negated=True),
                            _connector="OR",
                        ),
                        name="webhookendpoint_came_from_another",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(FOLLOWS, DROP),
    ]

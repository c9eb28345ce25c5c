"""Campaigns are kept, with what people said of them."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

OF_ITS_OWN = """
    CREATE FUNCTION public.consultation_campaign_of_its_own() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $body$
    BEGIN
        IF (SELECT consultation_id FROM consultation_campaign WHERE id = NEW.campaign_id) IS DISTINCT FROM
            (SELECT consultation_id FROM consultation_response WHERE id = NEW.response_id)
        THEN
            RAISE EXCEPTION 'a campaign has responses to its own consultation'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_campaign_of_its_own';
        END IF;
        RETURN NEW;
    END $body$
"""
TRIGGER = (
    "CREATE TRIGGER consultation_campaign_of_its_own BEFORE INSERT ON public.consultation_campaignmember "
    "FOR EACH ROW EXECUTE FUNCTION public.consultation_campaign_of_its_own();"
    "ALTER TABLE public.consultation_campaignmember ENABLE ALWAYS TRIGGER consultation_campaign_of_its_own"
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0009_languages_documents_disclosures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="CampaignRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("texts", models.IntegerField(default=0)),
                        ("found", models.IntegerField(default=0)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaign_runs",
                                to="consultation.consultation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.TextField()),
                        ("description", models.TextField(blank=True)),
                        ("template", models.TextField()),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="consultation.consultation",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.campaignrun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCampaign",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("name", models.TextField()),
                        ("description", models.TextField(blank=True)),
                        ("template", models.TextField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="consultation.consultation",
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
                            "run",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="consultation.campaignrun",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical campaign",
                        "verbose_name_plural": "historical campaigns",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CampaignMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_member", models.BooleanField()),
                        ("reason", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="said",
                                to="consultation.campaign",
                            ),
                        ),
                        (
                            "response",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns_said",
                                to="consultation.response",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.campaignrun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by", None), ("is_member", True), ("reason", ""), ("run__isnull", False)),
                                    models.Q(
                                        ("by__isnull", False), ("run", None), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="consultation_campaignmember_found_or_said",
                            )
                        ],
                    },
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.UniqueConstraint(
                        fields=("consultation", "name"), name="consultation_campaign_one_a_name"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="consultation_campaign_has_a_name"
                    ),
                ),
                migrations.AddIndex(
                    model_name="historicalcampaign",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_9dc63b_idx"),
                ),
            ]
        ),
        migrations.RunSQL(OF_ITS_OWN, "DROP FUNCTION public.consultation_campaign_of_its_own()"),
        migrations.RunSQL(
            TRIGGER, "DROP TRIGGER consultation_campaign_of_its_own ON public.consultation_campaignmember"
        ),
    ]

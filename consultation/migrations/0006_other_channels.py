"""Responses come in files; what came on paper is keyed by two people."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

KEYED_AGAIN = """
    CREATE FUNCTION public.consultation_keyed_again() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $body$
    BEGIN
        IF (SELECT channel FROM consultation_response WHERE id = NEW.response_id) <> 'paper' OR EXISTS (
            SELECT FROM consultation_responseversion v
            WHERE v.response_id = NEW.response_id AND v.entered_by_id = NEW.by_id
        ) THEN
            RAISE EXCEPTION 'what came on paper is keyed again, by another person'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_keyed_again_by_another';
        END IF;
        RETURN NEW;
    END $body$
"""
TRIGGER = (
    "CREATE TRIGGER consultation_keyed_again BEFORE INSERT ON public.consultation_secondkeying "
    "FOR EACH ROW EXECUTE FUNCTION public.consultation_keyed_again();"
    "ALTER TABLE public.consultation_secondkeying ENABLE ALWAYS TRIGGER consultation_keyed_again"
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0005_links_and_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="ImportDraft",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("rows", models.IntegerField()),
                        ("sealed", models.TextField()),
                        ("created_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="ImportedRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row", models.IntegerField()),
                        ("key", models.TextField(unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="ImportPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first_row", models.IntegerField()),
                        ("sealed", models.TextField()),
                        ("read", models.TextField(blank=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="ResponseImport",
                    fields=[
                        ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                        ("name", models.TextField()),
                        ("rows", models.IntegerField()),
                        ("good", models.IntegerField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SecondKeying",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "respondent_type",
                            models.TextField(
                                choices=[
                                    ("public", "A member of the public"),
                                    ("patient", "A patient, or a patient’s relative or carer"),
                                    ("worker", "Somebody who works in health or care, and is no manager"),
                                    ("manager", "A manager in health or care"),
                                    ("leader", "A senior manager or leader in health or care"),
                                    ("organisation", "Somebody who answers for an organisation"),
                                ]
                            ),
                        ),
                        (
                            "publish",
                            models.TextField(
                                choices=[
                                    ("named", "Yes, with my name or that of my organisation"),
                                    ("unnamed", "Yes, without any name"),
                                    ("not", "No"),
                                ]
                            ),
                        ),
                        ("name", models.TextField(blank=True)),
                        ("organisation", models.TextField(blank=True)),
                        ("answers", models.JSONField(default=dict)),
                        ("compared", models.IntegerField()),
                        ("differ", models.IntegerField()),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Settlement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="response",
                    name="consultation_response_channel_and_code",
                ),
                migrations.AlterField(
                    model_name="response",
                    name="channel",
                    field=models.TextField(
                        choices=[
                            ("web", "On these pages"),
                            ("paper", "On paper"),
                            ("email", "By email"),
                            ("telephone", "By telephone"),
                            ("import", "In a file, and no way is known"),
                        ]
                    ),
                ),
                migrations.AddConstraint(
                    model_name="response",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "web"), ("code_digest__isnull", False)),
                            models.Q(("channel__in", ["paper", "email", "telephone", "import"]), ("code_digest", None)),
                            _connector="OR",
                        ),
                        name="consultation_response_channel_and_code",
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddField(
                    model_name="importdraft",
                    name="consultation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.consultation"
                    ),
                ),
                migrations.AddField(
                    model_name="importdraft",
                    name="sent_by",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="importedrow",
                    name="response",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imported", to="consultation.response"
                    ),
                ),
                migrations.AddField(
                    model_name="importpart",
                    name="draft",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="consultation.importdraft",
                    ),
                ),
                migrations.AddField(
                    model_name="responseimport",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="responseimport",
                    name="consultation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="importedrow",
                    name="run",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="consultation.responseimport",
                    ),
                ),
                migrations.AddField(
                    model_name="secondkeying",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="secondkeying",
                    name="response",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_keying",
                        to="consultation.response",
                    ),
                ),
                migrations.AddField(
                    model_name="settlement",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="settlement",
                    name="keying",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlement",
                        to="consultation.secondkeying",
                    ),
                ),
                migrations.AddField(
                    model_name="settlement",
                    name="version",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.responseversion"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="importdraft",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rows__gt", 0)), name="consultation_importdraft_has_rows"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="importpart",
                    constraint=models.UniqueConstraint(
                        fields=("draft", "first_row"), name="consultation_importpart_first_row"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="responseimport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("good__gt", 0), ("good__lte", models.F("rows"))),
                        name="consultation_import_has_rows",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="importedrow",
                    constraint=models.UniqueConstraint(
                        fields=("run", "row"), name="consultation_importedrow_one_a_row"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="secondkeying",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("publish__in", ["named", "unnamed", "not"]),
                            (
                                "respondent_type__in",
                                ["public", "patient", "worker", "manager", "leader", "organisation"],
                            ),
                            ("compared__gte", models.F("differ")),
                            ("differ__gte", 0),
                        ),
                        name="consultation_secondkeying_is_whole",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(KEYED_AGAIN, "DROP FUNCTION public.consultation_keyed_again()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER consultation_keyed_again ON public.consultation_secondkeying"),
    ]

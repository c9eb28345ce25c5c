"""Answers that would be different as known now: what was told of them, and how they are found."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from kernel.db.operations import ChangeModels

GONE = """
CREATE FUNCTION public.barring_erased_check_is_not_found() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $body$
BEGIN
    DELETE FROM barring_checkkeys WHERE check_asked_id IN (SELECT id FROM fresh WHERE claims = 'erased');
    RETURN NULL;
END
$body$;
CREATE TRIGGER barring_erased_check_is_not_found AFTER UPDATE ON public.barring_check REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION public.barring_erased_check_is_not_found();
ALTER TABLE public.barring_check ENABLE ALWAYS TRIGGER barring_erased_check_is_not_found
"""


class Migration(migrations.Migration):
    dependencies = [
        ("barring", "0010_batch_drafts"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="RecallPass",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("era", models.IntegerField()),
                        ("snapshot", models.TextField(default="")),
                        ("reaching", models.TextField(default="")),
                        ("check_id", models.BigIntegerField(default=0)),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("correction_id", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="CheckCorrection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("found_at", models.DateTimeField()),
                        ("digest", models.TextField()),
                        ("differs", models.BooleanField()),
                        (
                            "check_asked",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="barring.check",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CheckKeys",
                    fields=[
                        (
                            "check_asked",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="barring.check",
                            ),
                        ),
                        (
                            "keys",
                            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                        ),
                    ],
                    options={
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="checkkeys_by_key")],
                    },
                ),
            ]
        ),
        migrations.RunSQL(GONE, "DROP FUNCTION public.barring_erased_check_is_not_found() CASCADE"),
    ]

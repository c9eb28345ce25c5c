"""Keys that everybody can close a box with, and messages to addresses that only the dispatcher can read."""

import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0013_grants"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="SealingKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key_id", models.TextField(unique=True)),
                        (
                            "box",
                            models.TextField(
                                choices=[
                                    ("identities", "Identities of reporters"),
                                    ("notices", "Addresses for notices"),
                                ]
                            ),
                        ),
                        ("public_key", models.BinaryField()),
                        ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                ),
                migrations.AddField(
                    model_name="outboxmessage",
                    name="sealed_to",
                    field=models.TextField(default=""),
                ),
                migrations.AlterField(
                    model_name="outboxmessage",
                    name="to",
                    field=models.EmailField(blank=True, max_length=254),
                ),
                migrations.AddConstraint(
                    model_name="outboxmessage",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to", ""), models.Q(("sealed_to", ""), _negated=True)),
                            models.Q(models.Q(("to", ""), _negated=True), ("sealed_to", "")),
                            _connector="OR",
                        ),
                        name="outbox_one_address",
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="sealingkey",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("box__in", ["identities", "notices"])), name="sealingkey_box_is_known"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sealingkey",
                    constraint=models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("public_key"), 32
                        ),
                        name="sealingkey_is_32_bytes",
                    ),
                ),
            ]
        ),
    ]

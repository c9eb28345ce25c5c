"""Who is told of consultations, and that they were told."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0007_published_responses"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Subscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("address_hash", models.TextField(unique=True)),
                        ("sealed", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Telling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "event",
                            models.TextField(
                                choices=[
                                    ("opened", "It is open"),
                                    ("closing", "It closes soon"),
                                    ("decided", "Its outcome is published"),
                                ]
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("count", models.IntegerField()),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tellings",
                                to="consultation.consultation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("consultation", "event"), name="consultation_telling_once"),
                            models.CheckConstraint(
                                condition=models.Q(("event__in", ["opened", "closing", "decided"])),
                                name="consultation_telling_is_known",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

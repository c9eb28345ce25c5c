"""What a round of recall has still to do is noted, so that each answer is worked out once."""

from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("barring", "0012_dismissals"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="RecallDue",
                    fields=[
                        ("check_id", models.BigIntegerField(primary_key=True, serialize=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="RecallPerson",
                    fields=[
                        ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("identity", models.BooleanField()),
                    ],
                ),
                migrations.RemoveField(
                    model_name="recallpass",
                    name="person_id",
                ),
                migrations.AddField(
                    model_name="recallpass",
                    name="noted",
                    field=models.BooleanField(default=False),
                ),
            ]
        ),
    ]

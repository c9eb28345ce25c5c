"""Where the published decision is that put a warning or undertakings on an entry."""

from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0008_interim_time"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.AddField(
                    model_name="annotation",
                    name="decision_path",
                    field=models.TextField(default=""),
                ),
                migrations.AddField(
                    model_name="historicalannotation",
                    name="decision_path",
                    field=models.TextField(default=""),
                ),
            ]
        ),
    ]

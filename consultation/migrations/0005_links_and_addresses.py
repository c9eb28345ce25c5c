"""Links to what was saved, and addresses to which an outcome is told."""

import django.db.models.deletion
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0004_themes"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.AddField(
                    model_name="savedresponse",
                    name="link_digest",
                    field=models.TextField(null=True, unique=True),
                ),
                migrations.AddField(
                    model_name="savedresponse",
                    name="links",
                    field=models.IntegerField(default=0),
                ),
                migrations.CreateModel(
                    name="OutcomeAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("holder", models.TextField(unique=True)),
                        ("sealed_to", models.TextField()),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.consultation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("sealed_to", ""), _negated=True),
                                name="consultation_outcome_address_is_given",
                            )
                        ],
                    },
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="savedresponse",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("link_digest", None), ("links", 0)),
                            models.Q(("link_digest__isnull", False), ("links__range", (1, 3))),
                            _connector="OR",
                        ),
                        name="consultation_few_links",
                    ),
                ),
            ]
        ),
    ]

"""What a court does to an order: stays and appeals that end, and a note of undertakings."""

import django.contrib.postgres.constraints
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0006_search_words"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="annotation",
                    name="annotation_kind_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="restriction",
                    name="restriction_one_at_a_time",
                ),
                migrations.AddField(
                    model_name="historicalrestriction",
                    name="stayed_until",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="historicalrestriction",
                    name="under_appeal_until",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="restriction",
                    name="stayed_until",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="restriction",
                    name="under_appeal_until",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AlterField(
                    model_name="annotation",
                    name="kind",
                    field=models.TextField(choices=[("warning", "Warning"), ("undertakings", "Undertakings")]),
                ),
                migrations.AlterField(
                    model_name="historicalannotation",
                    name="kind",
                    field=models.TextField(choices=[("warning", "Warning"), ("undertakings", "Undertakings")]),
                ),
                migrations.AddConstraint(
                    model_name="annotation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["undertakings", "warning"])), name="annotation_kind_is_known"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="restriction",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("superseded_xid", None), ("quashed_at", None)),
                        expressions=[("person", "="), ("kind", "="), ("source", "="), ("during", "&&")],
                        name="restriction_one_at_a_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="restriction",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("stayed_until", None),
                            models.Q(("stayed_from__isnull", False), ("stayed_until__gt", models.F("stayed_from"))),
                            _connector="OR",
                        ),
                        name="restriction_stay_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="restriction",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("under_appeal_until", None),
                            models.Q(
                                ("under_appeal_from__isnull", False),
                                ("under_appeal_until__gt", models.F("under_appeal_from")),
                            ),
                            _connector="OR",
                        ),
                        name="restriction_appeal_is_whole",
                    ),
                ),
            ]
        ),
    ]

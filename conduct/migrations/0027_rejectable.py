"""Undertakings and a downgrade are outcomes that a panel says would not do."""

from django.db import migrations, models

from kernel.db.operations import ChangeModels


# Every outcome, the mildest first.
LADDER = """
    SELECT ARRAY[
        'no_action', 'advice', 'warning', 'undertakings', 'downgrade', 'conditions', 'suspension', 'removal',
        'referral_for_barring'
    ]"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0026_scope_of_a_bar"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="rejectedoutcome",
                    name="rejectedoutcome_is_whole",
                ),
                migrations.AlterField(
                    model_name="rejectedoutcome",
                    name="outcome",
                    field=models.TextField(
                        choices=[
                            ("no_action", "No further action"),
                            ("advice", "Advice"),
                            ("warning", "Warning"),
                            ("undertakings", "Undertakings"),
                            ("downgrade", "Downgrade to associate"),
                            ("conditions", "Conditions"),
                            ("suspension", "Suspension"),
                            ("removal", "Removal from the register"),
                            ("referral_for_barring", "Referral for barring"),
                        ]
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rejectedoutcome",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "no_action",
                                    "advice",
                                    "warning",
                                    "undertakings",
                                    "downgrade",
                                    "conditions",
                                    "suspension",
                                    "removal",
                                    "referral_for_barring",
                                ],
                            ),
                            models.Q(("reasons", ""), _negated=True),
                        ),
                        name="rejectedoutcome_is_whole",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(
            "CREATE OR REPLACE FUNCTION public.conduct_outcomes() RETURNS text[] LANGUAGE sql IMMUTABLE "
            f"SET search_path = public, pg_temp AS $body${LADDER}$body$",
            migrations.RunSQL.noop,
        ),
    ]

"""Whoever made an offer does not enter alone that the manager agreed to it on paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0037_returned_referrals"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="consentoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by", models.F("offered_by")), ("on_paper", True), ("status", "agreed"), _negated=True
                ),
                name="consentoffer_agreement_read_by_two",
            ),
        ),
    ]

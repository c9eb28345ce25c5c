"""A panel that refers somebody for barring decides whom the bar covers and how long it lasts."""

from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0025_reconsiderations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("kernel", "0014_sealed_boxes"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="determination",
                    name="determination_duration_where_due",
                ),
                migrations.AddConstraint(
                    model_name="determination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ["conditions", "referral_for_barring"]), _negated=True),
                            models.Q(
                                models.Q(("tiers", []), _negated=True),
                                models.Q(("organisation_classes", []), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="determination_scope_where_due",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="determination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("duration_months__gte", 1),
                                ("outcome__in", ["conditions", "suspension", "undertakings"]),
                            ),
                            models.Q(("duration_months__gte", 1), ("outcome", "referral_for_barring")),
                            models.Q(
                                models.Q(("outcome__in", ["conditions", "suspension", "undertakings"]), _negated=True),
                                ("duration_months", None),
                            ),
                            _connector="OR",
                        ),
                        name="determination_duration_where_due",
                    ),
                ),
            ]
        ),
    ]

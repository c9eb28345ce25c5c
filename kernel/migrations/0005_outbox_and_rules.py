"""Attempts to deliver messages, and who had them tried again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GATEWAYS = [("notify", "GOV.UK Notify"), ("smtp", "Mail server"), ("folder", "Folder on this machine")]
OUTCOMES = [("sent", "Sent"), ("waits", "To be tried again"), ("dead", "Given up")]
FAILURES = [
    ("unreachable", "The mail gateway could not be reached"),
    ("settings", "The mail gateway refused our sign-in, sender or template"),
    ("later", "The mail gateway asked us to try later"),
    ("address", "The mail gateway refused the address or the message"),
    ("malformed", "No email can be made of the message"),
    ("fault", "This system failed while sending"),
]


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_ledger")]

    operations = [
        migrations.CreateModel(
            name="Resending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resendings",
                        to="kernel.outboxmessage",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("gateway", models.TextField(choices=GATEWAYS)),
                ("outcome", models.TextField(choices=OUTCOMES)),
                ("failure", models.TextField(blank=True, choices=FAILURES)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="kernel.outboxmessage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gateway__in", ["notify", "smtp", "folder"])),
                        name="delivery_gateway_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failure", ""), ("outcome", "sent")),
                            models.Q(
                                ("failure__in", [name for name, _words in FAILURES]),
                                ("outcome__in", ["waits", "dead"]),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_outcome_has_its_failure",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "sent")), fields=("message",), name="delivery_sent_once"
                    ),
                ],
            },
        ),
    ]

"""The endpoints of organisations, what is sent to each, and what came of it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.models.webhooks
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0010_events"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="WebhookAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("milliseconds", models.IntegerField()),
                        ("status", models.SmallIntegerField(null=True)),
                        (
                            "failure",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("address", "The address is not one that may be called"),
                                    ("name", "The name of the host is not known"),
                                    ("unreachable", "No connection, or it broke"),
                                    ("certificate", "No secure connection: see the certificate"),
                                    ("timeout", "No answer in time"),
                                    ("redirect", "Redirections are not followed"),
                                    ("status", "Another status than 200 to 299"),
                                    ("gone", "410: nothing more is sent"),
                                    ("fault", "This system failed while sending"),
                                ],
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="kernel.webhookmessage",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("failure", ""), ("status__gte", 200), ("status__lt", 300)),
                                    (
                                        "failure__in",
                                        [
                                            "address",
                                            "name",
                                            "unreachable",
                                            "certificate",
                                            "timeout",
                                            "redirect",
                                            "status",
                                            "gone",
                                            "fault",
                                        ],
                                    ),
                                    _connector="OR",
                                ),
                                name="webhookattempt_fails_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("milliseconds__gte", 0)), name="webhookattempt_takes_time"
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="WebhookMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("dead_at", models.DateTimeField(null=True)),
                        ("tried_since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "endpoint",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="kernel.webhookendpoint",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="webhook_messages",
                                to="kernel.event",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("accepted_at", None), ("dead_at", None)),
                                fields=["endpoint", "due_at"],
                                name="webhook_waiting",
                            ),
                            models.Index(fields=["endpoint", "-id"], name="webhook_by_endpoint"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("event", "endpoint"), name="webhookmessage_once_an_endpoint"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("accepted_at", None), ("dead_at", None), _connector="OR"),
                                name="webhookmessage_ends_one_way",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalWebhookEndpoint",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("reference", models.TextField(default=kernel.models.webhooks.new_endpoint_reference)),
                        ("url", models.TextField()),
                        ("description", models.TextField(default="")),
                        (
                            "events",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("check.completed", "A check was answered"),
                                        ("check.resolved", "A reviewed check was answered anew"),
                                        ("check.corrected", "An answer would differ, as known now"),
                                        ("check_batch.completed", "A batch of checks is done"),
                                        ("watch.standing_changed", "The standing of a watched person changed"),
                                        (
                                            "watch.change_scheduled",
                                            "A change of a watched person's standing is known ahead",
                                        ),
                                        ("watch.corrected", "A fact about a watched person was corrected"),
                                        ("watch.renewal_due", "A watch ends soon unless it is renewed"),
                                        ("watch.ended", "A watch has ended"),
                                        ("assurance.daily", "The day's sign of life"),
                                        ("endpoint.ping", "A test of an endpoint"),
                                    ]
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("previous_until", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "stopped_because",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("by_organisation", "The organisation switched it off"),
                                    ("gone", "It answered 410"),
                                    ("deleted", "The organisation deleted it"),
                                ],
                                default="",
                            ),
                        ),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_4e6d9a_idx")],
                        "verbose_name": "historical webhook endpoint",
                        "verbose_name_plural": "historical webhook endpoints",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="WebhookEndpoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reference",
                            models.TextField(default=kernel.models.webhooks.new_endpoint_reference, unique=True),
                        ),
                        ("url", models.TextField()),
                        ("description", models.TextField(default="")),
                        (
                            "events",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("check.completed", "A check was answered"),
                                        ("check.resolved", "A reviewed check was answered anew"),
                                        ("check.corrected", "An answer would differ, as known now"),
                                        ("check_batch.completed", "A batch of checks is done"),
                                        ("watch.standing_changed", "The standing of a watched person changed"),
                                        (
                                            "watch.change_scheduled",
                                            "A change of a watched person's standing is known ahead",
                                        ),
                                        ("watch.corrected", "A fact about a watched person was corrected"),
                                        ("watch.renewal_due", "A watch ends soon unless it is renewed"),
                                        ("watch.ended", "A watch has ended"),
                                        ("assurance.daily", "The day's sign of life"),
                                        ("endpoint.ping", "A test of an endpoint"),
                                    ]
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("sealed_secret", models.TextField()),
                        ("sealed_previous", models.TextField(default="")),
                        ("previous_until", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "stopped_because",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("by_organisation", "The organisation switched it off"),
                                    ("gone", "It answered 410"),
                                    ("deleted", "The organisation deleted it"),
                                ],
                                default="",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="webhook_endpoints",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("stopped_because__in", ["", "by_organisation", "gone", "deleted"])),
                                name="webhookendpoint_stop_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "events__contained_by",
                                        [
                                            "check.completed",
                                            "check.resolved",
                                            "check.corrected",
                                            "check_batch.completed",
                                            "watch.standing_changed",
                                            "watch.change_scheduled",
                                            "watch.corrected",
                                            "watch.renewal_due",
                                            "watch.ended",
                                            "assurance.daily",
                                            "endpoint.ping",
                                        ],
                                    )
                                ),
                                name="webhookendpoint_events_are_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("previous_until", None), ("sealed_previous", "")),
                                    models.Q(
                                        models.Q(("sealed_previous", ""), _negated=True),
                                        ("previous_until__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="webhookendpoint_previous_secret_ends",
                            ),
                        ]
                    },
                ),
                migrations.AddField(
                    model_name="event",
                    name="only_for",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.webhookendpoint",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="event",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("only_for__isnull", False), ("type", "endpoint.ping")),
                            models.Q(models.Q(("type", "endpoint.ping"), _negated=True), ("only_for", None)),
                            _connector="OR",
                        ),
                        name="event_ping_is_for_one_endpoint",
                    ),
                ),
            ]
        ),
    ]

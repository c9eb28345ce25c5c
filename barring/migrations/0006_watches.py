"""People whom organisations watch, and what was last seen of them."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("barring", "0005_events"),
        ("kernel", "0011_webhooks"),
        ("register", "0003_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Watch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField()),
                        (
                            "purpose",
                            models.TextField(
                                choices=[
                                    ("pre_appointment", "Before an appointment"),
                                    ("annual_fit_and_proper", "Annual fit and proper person test"),
                                    ("in_post", "While in post"),
                                    ("legal", "Legal proceedings or advice"),
                                ]
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("renew_by", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ended_because",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("by_organisation", "The organisation ended it"),
                                    ("post_ended", "The post ended"),
                                    ("not_renewed", "It was not renewed in time"),
                                    ("succeeded", "The organisation went into another, which watches now"),
                                ],
                                default="",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first_check",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="barring.check"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="watches",
                                to="kernel.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="watches",
                                to="register.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "reference"), name="watch_reference_is_its_own"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reference", ""), _negated=True), name="watch_has_reference"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("purpose__in", ["pre_appointment", "annual_fit_and_proper", "in_post", "legal"])
                                ),
                                name="watch_purpose_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("renew_by__gt", models.F("started_at"))),
                                name="watch_renewed_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_because", "")),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        (
                                            "ended_because__in",
                                            ["by_organisation", "post_ended", "not_renewed", "succeeded"],
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="watch_ends_for_a_reason",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="WatchPass",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("era", models.IntegerField()),
                        ("snapshot", models.TextField()),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalWatch",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("reference", models.TextField()),
                        (
                            "purpose",
                            models.TextField(
                                choices=[
                                    ("pre_appointment", "Before an appointment"),
                                    ("annual_fit_and_proper", "Annual fit and proper person test"),
                                    ("in_post", "While in post"),
                                    ("legal", "Legal proceedings or advice"),
                                ]
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("renew_by", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ended_because",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("by_organisation", "The organisation ended it"),
                                    ("post_ended", "The post ended"),
                                    ("not_renewed", "It was not renewed in time"),
                                    ("succeeded", "The organisation went into another, which watches now"),
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
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first_check",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="barring.check",
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
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="register.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical watch",
                        "verbose_name_plural": "historical watchs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="barring_his_id_5824eb_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="WatchLook",
                    fields=[
                        (
                            "watch",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="look",
                                serialize=False,
                                to="barring.watch",
                            ),
                        ),
                        ("digest", models.TextField()),
                        ("scheduled", models.TextField(default="")),
                        ("looked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("warned_of", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["due_at"], name="watchlook_due")],
                    },
                ),
            ]
        ),
    ]

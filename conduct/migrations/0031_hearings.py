"""Who may sit on panels, hearings with their days, panels and notices, and what a panel agreed to."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0030_interim_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="PanelMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel_terms",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(choices=[("lay", "Lay member"), ("registrant", "Registrant member")]),
                        ),
                        ("is_qualified", models.BooleanField()),
                        ("term", django.contrib.postgres.fields.ranges.DateRangeField()),
                        ("trained_on", models.DateField(null=True)),
                    ],
                    options={
                        "ordering": ["user", "term"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["lay", "registrant"])),
                                name="panelmember_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("term__endswith__isnull", False),
                                    ("term__isempty", False),
                                    ("term__startswith__isnull", False),
                                ),
                                name="panelmember_term_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("user", "="), ("term", "&&")], name="panelmember_one_term_at_a_time"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPanelMember",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
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
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "kind",
                            models.TextField(choices=[("lay", "Lay member"), ("registrant", "Registrant member")]),
                        ),
                        ("is_qualified", models.BooleanField()),
                        ("term", django.contrib.postgres.fields.ranges.DateRangeField()),
                        ("trained_on", models.DateField(null=True)),
                        (
                            "user",
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
                    ],
                    options={
                        "verbose_name": "historical panel member",
                        "verbose_name_plural": "historical panel members",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_ffbd04_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PanelDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("day", models.DateField()),
                    ],
                    options={
                        "ordering": ["day"],
                        "constraints": [models.UniqueConstraint(fields=("user", "day"), name="panelday_once")],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPanelDay",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
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
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("day", models.DateField()),
                        (
                            "user",
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
                    ],
                    options={
                        "verbose_name": "historical panel day",
                        "verbose_name_plural": "historical panel days",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_b44372_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Hearing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="conduct.case"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("LISTED", "Listed"),
                                    ("POSTPONED", "Postponed"),
                                    ("IN_PROGRESS", "In progress"),
                                    ("PART_HEARD", "Adjourned, part heard"),
                                    ("CONCLUDED", "Concluded, not determined"),
                                    ("DETERMINED", "Determined"),
                                    ("CANCELLED", "Cancelled"),
                                ],
                                default="LISTED",
                            ),
                        ),
                        ("listed_at", models.DateTimeField()),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                        ("place_kind", models.TextField(choices=[("room", "In a room"), ("video", "By video")])),
                        ("place", models.TextField(default="")),
                        ("link", models.TextField(default="")),
                        ("starts", models.TimeField()),
                        ("private_because", models.TextField(default="")),
                        (
                            "notice_channel",
                            models.TextField(
                                choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")], default=""
                            ),
                        ),
                        ("notice_sent_at", models.DateTimeField(null=True)),
                        ("notice_served_at", models.DateTimeField(null=True)),
                        ("consent", models.TextField(default="")),
                        ("began_at", models.DateTimeField(null=True)),
                        (
                            "attendance",
                            models.TextField(
                                choices=[
                                    ("present", "The manager attends"),
                                    ("represented", "Somebody attends for the manager"),
                                    ("absent", "Nobody attends for the manager"),
                                ],
                                default="",
                            ),
                        ),
                        ("absence_because", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["case", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "number"), name="hearing_number_once"),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("status__in", ["CONCLUDED", "IN_PROGRESS", "LISTED", "PART_HEARD", "POSTPONED"])
                                ),
                                fields=("case",),
                                name="hearing_one_open_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "LISTED",
                                            "POSTPONED",
                                            "IN_PROGRESS",
                                            "PART_HEARD",
                                            "CONCLUDED",
                                            "DETERMINED",
                                            "CANCELLED",
                                        ],
                                    )
                                ),
                                name="hearing_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("link", ""), ("place_kind", "room"), models.Q(("place", ""), _negated=True)
                                    ),
                                    models.Q(
                                        ("place", ""), ("place_kind", "video"), models.Q(("link", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="hearing_place_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("notice_channel", ""), ("notice_sent_at", None), ("notice_served_at", None)
                                    ),
                                    models.Q(
                                        ("notice_channel__in", ["email", "post", "hand"]),
                                        ("notice_sent_at__isnull", False),
                                        ("notice_served_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="hearing_notice_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("attendance__in", ["present", "represented", "absent"]),
                                        ("began_at__isnull", False),
                                        ("status__in", ["CONCLUDED", "DETERMINED", "IN_PROGRESS", "PART_HEARD"]),
                                    ),
                                    models.Q(
                                        ("status__in", ["CONCLUDED", "DETERMINED", "IN_PROGRESS", "PART_HEARD"]),
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="hearing_begun_says_who_attends",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("attendance", "absent"), models.Q(("absence_because", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("attendance", "absent"), _negated=True), ("absence_because", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="hearing_absence_has_reasons",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalHearing",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
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
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("number", models.IntegerField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("LISTED", "Listed"),
                                    ("POSTPONED", "Postponed"),
                                    ("IN_PROGRESS", "In progress"),
                                    ("PART_HEARD", "Adjourned, part heard"),
                                    ("CONCLUDED", "Concluded, not determined"),
                                    ("DETERMINED", "Determined"),
                                    ("CANCELLED", "Cancelled"),
                                ],
                                default="LISTED",
                            ),
                        ),
                        ("listed_at", models.DateTimeField()),
                        ("place_kind", models.TextField(choices=[("room", "In a room"), ("video", "By video")])),
                        ("place", models.TextField(default="")),
                        ("link", models.TextField(default="")),
                        ("starts", models.TimeField()),
                        ("private_because", models.TextField(default="")),
                        (
                            "notice_channel",
                            models.TextField(
                                choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")], default=""
                            ),
                        ),
                        ("notice_sent_at", models.DateTimeField(null=True)),
                        ("notice_served_at", models.DateTimeField(null=True)),
                        ("consent", models.TextField(default="")),
                        ("began_at", models.DateTimeField(null=True)),
                        (
                            "attendance",
                            models.TextField(
                                choices=[
                                    ("present", "The manager attends"),
                                    ("represented", "Somebody attends for the manager"),
                                    ("absent", "Nobody attends for the manager"),
                                ],
                                default="",
                            ),
                        ),
                        ("absence_because", models.TextField(default="")),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.ruleset",
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
                    ],
                    options={
                        "verbose_name": "historical hearing",
                        "verbose_name_plural": "historical hearings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_9c126e_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HearingDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="days", to="conduct.hearing"
                            ),
                        ),
                        ("day", models.DateField()),
                    ],
                    options={
                        "ordering": ["day"],
                        "indexes": [models.Index(fields=["day"], name="hearingday_by_day")],
                        "constraints": [models.UniqueConstraint(fields=("hearing", "day"), name="hearingday_once")],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalHearingDay",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
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
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("day", models.DateField()),
                        (
                            "hearing",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.hearing",
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
                    ],
                    options={
                        "verbose_name": "historical hearing day",
                        "verbose_name_plural": "historical hearing days",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_3a9bc6_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HearingSeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="conduct.hearing"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conduct.panelmember"
                            ),
                        ),
                        ("is_chair", models.BooleanField()),
                        ("since_at", models.DateTimeField()),
                        ("left_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["-is_chair", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("hearing", "user"), name="hearingseat_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_chair", True), ("left_at", None)),
                                fields=("hearing",),
                                name="hearingseat_one_chair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("left_at", None), ("reason", "")),
                                    models.Q(
                                        ("left_at__gte", models.F("since_at")), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="hearingseat_says_why_it_ended",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalHearingSeat",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
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
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("is_chair", models.BooleanField()),
                        ("since_at", models.DateTimeField()),
                        ("left_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(default="")),
                        (
                            "hearing",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.hearing",
                            ),
                        ),
                        (
                            "user",
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
                            "member",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.panelmember",
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
                    ],
                    options={
                        "verbose_name": "historical hearing seat",
                        "verbose_name_plural": "historical hearing seats",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_6588b4_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HearingStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="conduct.hearing"
                            ),
                        ),
                        (
                            "action",
                            models.TextField(
                                choices=[
                                    ("LIST", "List the hearing"),
                                    ("GIVE_NOTICE", "Serve the notice of hearing"),
                                    ("CONSENT", "Record consent to short notice"),
                                    ("REPLY", "Reply to the notice"),
                                    ("REPLACE", "Replace a member of the panel"),
                                    ("POSTPONE", "Postpone the hearing"),
                                    ("BEGIN", "Begin the hearing"),
                                    ("ADJOURN", "Adjourn the hearing"),
                                    ("RESUME", "Resume the hearing"),
                                    ("SIT_IN_PRIVATE", "Hear a part in private"),
                                    ("CONCLUDE", "Conclude the hearing"),
                                    ("PROPOSE", "Put a determination to the panel"),
                                    ("ANSWER", "Agree or dissent"),
                                    ("DETERMINE", "Record the determination"),
                                    ("CANCEL", "Cancel the hearing"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("LISTED", "Listed"),
                                    ("POSTPONED", "Postponed"),
                                    ("IN_PROGRESS", "In progress"),
                                    ("PART_HEARD", "Adjourned, part heard"),
                                    ("CONCLUDED", "Concluded, not determined"),
                                    ("DETERMINED", "Determined"),
                                    ("CANCELLED", "Cancelled"),
                                ]
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reason", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "action__in",
                                        [
                                            "LIST",
                                            "GIVE_NOTICE",
                                            "CONSENT",
                                            "REPLY",
                                            "REPLACE",
                                            "POSTPONE",
                                            "BEGIN",
                                            "ADJOURN",
                                            "RESUME",
                                            "SIT_IN_PRIVATE",
                                            "CONCLUDE",
                                            "PROPOSE",
                                            "ANSWER",
                                            "DETERMINE",
                                            "CANCEL",
                                        ],
                                    )
                                ),
                                name="hearingstep_action_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "LISTED",
                                            "POSTPONED",
                                            "IN_PROGRESS",
                                            "PART_HEARD",
                                            "CONCLUDED",
                                            "DETERMINED",
                                            "CANCELLED",
                                        ],
                                    )
                                ),
                                name="hearingstep_status_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrivatePart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="private_parts",
                                to="conduct.hearing",
                            ),
                        ),
                        ("part", models.TextField()),
                        ("reason", models.TextField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("part", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                                ),
                                name="privatepart_is_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HearingReply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="conduct.hearing",
                            ),
                        ),
                        ("attends", models.BooleanField()),
                        ("needs", models.TextField(default="")),
                        ("represented_by", models.TextField(default="")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ProposedDetermination",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="conduct.hearing",
                            ),
                        ),
                        ("content", models.JSONField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PanelAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="conduct.proposeddetermination",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("agrees", models.BooleanField()),
                        ("reasons", models.TextField(default="")),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("proposal", "by"), name="panelanswer_one_each"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agrees", True), models.Q(("reasons", ""), _negated=True), _connector="OR"
                                ),
                                name="panelanswer_dissent_has_reasons",
                            ),
                        ],
                    },
                ),
                migrations.RemoveConstraint("participant", "participant_place_is_there"),
                migrations.AddConstraint(
                    "participant",
                    models.CheckConstraint(
                        condition=models.Q(("place", 1))
                        | models.Q(("part", "case_examiner"), ("place__gte", 1), ("place__lte", 2))
                        | models.Q(("part", "interim_decider"), ("place__gte", 1), ("place__lte", 3))
                        | models.Q(("part", "adjudicator"), ("place__gte", 1)),
                        name="participant_place_is_there",
                    ),
                ),
            ]
        ),
    ]

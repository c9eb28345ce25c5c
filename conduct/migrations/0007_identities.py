"""Who raised a concern, sealed; who opened it; and where notices go, sealed to another key."""

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0006_raising"),
        ("kernel", "0014_sealed_boxes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalIdentityRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waits for a second custodian"),
                                    ("refused", "Refused"),
                                    ("approved", "Approved, not opened"),
                                    ("called", "Opened"),
                                ],
                                default="asked",
                            ),
                        ),
                        (
                            "ground",
                            models.TextField(
                                choices=[
                                    ("agreed", "The reporter agreed to it"),
                                    ("danger", "Somebody is in danger, and nothing else averts it"),
                                    ("law", "A court or the law requires it"),
                                    ("needed", "The reporter raised it openly, and the case needs their name"),
                                ]
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(default="")),
                        ("called_at", models.DateTimeField(null=True)),
                        ("viewer_key", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical identity request",
                        "verbose_name_plural": "historical identity requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="IdentityOpening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("sealed_answer", models.TextField()),
                        ("shown_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waits for a second custodian"),
                                    ("refused", "Refused"),
                                    ("approved", "Approved, not opened"),
                                    ("called", "Opened"),
                                ],
                                default="asked",
                            ),
                        ),
                        (
                            "ground",
                            models.TextField(
                                choices=[
                                    ("agreed", "The reporter agreed to it"),
                                    ("danger", "Somebody is in danger, and nothing else averts it"),
                                    ("law", "A court or the law requires it"),
                                    ("needed", "The reporter raised it openly, and the case needs their name"),
                                ]
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(default="")),
                        ("called_at", models.DateTimeField(null=True)),
                        ("viewer_key", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sealed_to", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="ReporterIdentity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "holds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("name", "Name"),
                                        ("email", "Email address"),
                                        ("telephone", "Telephone number"),
                                        ("other", "What else would show who they are"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        ("sealed", models.TextField()),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.AddField(
                    model_name="concern",
                    name="mode",
                    field=models.TextField(
                        choices=[
                            ("anonymous", "Anonymously: nobody is told who I am, and it is not kept"),
                            ("confidential", "In confidence: my name is kept sealed, and is not passed on"),
                            ("named", "Openly: my name is kept sealed, and may be used in the case where it is needed"),
                        ],
                        default="anonymous",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconcern",
                    name="mode",
                    field=models.TextField(
                        choices=[
                            ("anonymous", "Anonymously: nobody is told who I am, and it is not kept"),
                            ("confidential", "In confidence: my name is kept sealed, and is not passed on"),
                            ("named", "Openly: my name is kept sealed, and may be used in the case where it is needed"),
                        ],
                        default="anonymous",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="concern",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("mode__in", ["anonymous", "confidential", "named"])),
                        name="concern_mode_is_known",
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddField(
                    model_name="historicalidentityrequest",
                    name="asked_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalidentityrequest",
                    name="decided_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalidentityrequest",
                    name="history_user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalidentityrequest",
                    name="on_behalf_of",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="identityrequest",
                    name="asked_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="identityrequest",
                    name="decided_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="identityopening",
                    name="request",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opening",
                        to="conduct.identityrequest",
                    ),
                ),
                migrations.AddField(
                    model_name="noticeaddress",
                    name="concern",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="conduct.concern"
                    ),
                ),
                migrations.AddField(
                    model_name="reporteridentity",
                    name="concern",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identity", to="conduct.concern"
                    ),
                ),
                migrations.AddField(
                    model_name="identityrequest",
                    name="identity",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="conduct.reporteridentity",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalidentityrequest",
                    name="identity",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conduct.reporteridentity",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identityopening",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shown_at", None), models.Q(("sealed_answer", ""), _negated=True)),
                            models.Q(("sealed_answer", ""), ("shown_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="identityopening_shown_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="noticeaddress",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("sealed_to", ""), _negated=True), name="noticeaddress_is_not_empty"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reporteridentity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("holds__contained_by", ["name", "email", "telephone", "other"]),
                            models.Q(("holds", []), _negated=True),
                            models.Q(("sealed", ""), _negated=True),
                        ),
                        name="reporteridentity_holds_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identityrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("status__in", ["asked", "refused", "approved", "called"])),
                        name="identityrequest_status_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identityrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ground__in", ["agreed", "danger", "law", "needed"]),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="identityrequest_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identityrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        name="identityrequest_two_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identityrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None), ("decided_by", None), ("decision_reason", ""), ("status", "asked")
                            ),
                            models.Q(
                                models.Q(("status", "asked"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decision_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="identityrequest_decision_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identityrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("called_at__isnull", False),
                                ("status", "called"),
                                models.Q(("viewer_key", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "called"), _negated=True), ("called_at", None), ("viewer_key", "")
                            ),
                            _connector="OR",
                        ),
                        name="identityrequest_call_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identityrequest",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("status__in", ["asked", "approved"])),
                        fields=("identity",),
                        name="identityrequest_one_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="historicalidentityrequest",
                    index=models.Index(fields=["id", "-history_date"], name="conduct_his_id_b98d15_idx"),
                ),
            ]
        ),
    ]

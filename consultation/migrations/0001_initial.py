"""Consultations, what they ask, and what people answer."""

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0015_successions"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Consultation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("title", models.TextField()),
                        ("summary", models.TextField()),
                        ("privacy_notice", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Waiting for approval"),
                                    ("approved", "Approved"),
                                    ("open", "Open"),
                                    ("closed", "Closed"),
                                    ("analysed", "Analysed"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                            ),
                        ),
                        ("opens_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("drafted_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(blank=True, default="")),
                        ("analysed_at", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        (
                            "analysed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "drafted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-opens_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        ["analysed", "approved", "draft", "published", "submitted", "withdrawn"],
                                    ),
                                    models.Q(("title", ""), _negated=True),
                                    models.Q(("summary", ""), _negated=True),
                                    models.Q(("privacy_notice", ""), _negated=True),
                                ),
                                name="consultation_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                                name="consultation_closes_after_it_opens",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("approved_at", None),
                                        ("approved_by", None),
                                        ("status__in", ["draft", "submitted", "withdrawn"]),
                                    ),
                                    models.Q(
                                        ("approved_at__isnull", False),
                                        ("approved_by__isnull", False),
                                        ("status__in", ["approved", "analysed", "published", "withdrawn"]),
                                        models.Q(("approved_by", models.F("drafted_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="consultation_two_people_approve",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_at", None), ("approved_at__lte", models.F("opens_at")), _connector="OR"
                                ),
                                name="consultation_opens_after_its_approval",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("analysed_at", None),
                                        ("analysed_by", None),
                                        ("outcome", ""),
                                        models.Q(("status__in", ["analysed", "published"]), _negated=True),
                                    ),
                                    models.Q(
                                        ("analysed_at__gte", models.F("closes_at")),
                                        ("analysed_by__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                        ("status__in", ["analysed", "published"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="consultation_analysed_after_it_closed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("published_at", None),
                                        ("published_by", None),
                                        models.Q(("status", "published"), _negated=True),
                                    ),
                                    models.Q(
                                        ("published_at__gte", models.F("analysed_at")),
                                        ("published_by__isnull", False),
                                        ("status", "published"),
                                        models.Q(("published_by", models.F("analysed_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="consultation_two_people_publish",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsultationStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "action",
                            models.TextField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("change", "Change the draft"),
                                    ("submit", "Ask for approval"),
                                    ("send_back", "Send back"),
                                    ("approve", "Approve"),
                                    ("withdraw", "Withdraw"),
                                    ("open", "Open"),
                                    ("close", "Close"),
                                    ("correct", "Correct a question"),
                                    ("extend", "Extend"),
                                    ("analyse", "Finish the analysis"),
                                    ("return", "Return to analysis"),
                                    ("publish", "Publish the outcome"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Waiting for approval"),
                                    ("approved", "Approved"),
                                    ("open", "Open"),
                                    ("closed", "Closed"),
                                    ("analysed", "Analysed"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ]
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reason", models.TextField(blank=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="consultation.consultation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "action__in",
                                        [
                                            "draft",
                                            "change",
                                            "submit",
                                            "send_back",
                                            "approve",
                                            "withdraw",
                                            "open",
                                            "close",
                                            "correct",
                                            "extend",
                                            "analyse",
                                            "return",
                                            "publish",
                                        ],
                                    ),
                                    (
                                        "status__in",
                                        ["analysed", "approved", "draft", "published", "submitted", "withdrawn"],
                                    ),
                                ),
                                name="consultationstep_is_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EqualityForm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pseudonym", models.TextField()),
                        ("number", models.IntegerField()),
                        ("answers", models.JSONField(default=dict)),
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
                            models.UniqueConstraint(
                                fields=("pseudonym", "number"), name="consultation_equality_one_a_version"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Extension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("closed_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("reason", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="consultation.consultation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("at__lt", models.F("closed_at")),
                                    ("closes_at__gt", models.F("closed_at")),
                                    models.Q(("reason", ""), _negated=True),
                                ),
                                name="consultation_extension_is_later",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalConsultation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                        ("title", models.TextField()),
                        ("summary", models.TextField()),
                        ("privacy_notice", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Waiting for approval"),
                                    ("approved", "Approved"),
                                    ("open", "Open"),
                                    ("closed", "Closed"),
                                    ("analysed", "Analysed"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                            ),
                        ),
                        ("opens_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("drafted_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(blank=True, default="")),
                        ("analysed_at", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "analysed_by",
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
                            "approved_by",
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
                            "drafted_by",
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
                            "published_by",
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
                    ],
                    options={
                        "verbose_name": "historical consultation",
                        "verbose_name_plural": "historical consultations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="consultatio_id_dbdf91_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="consultation.section",
                            ),
                        ),
                        ("place", models.IntegerField()),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("single", "One of several choices"),
                                    ("multiple", "Any of several choices"),
                                    ("agreement", "Agreement, from strongly agree to strongly disagree"),
                                    ("text", "Free text"),
                                    ("number", "A whole number"),
                                    ("date", "A date"),
                                    ("statement", "Nothing: a statement to read"),
                                ]
                            ),
                        ),
                        ("is_required", models.BooleanField(default=False)),
                        ("comment", models.TextField(blank=True)),
                        ("limit", models.IntegerField(default=0)),
                        ("is_removed", models.BooleanField(default=False)),
                        (
                            "depends_keys",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "depends_on",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.question",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["single", "multiple", "agreement", "text", "number", "date", "statement"],
                                    ),
                                    models.Q(
                                        ("comment", ""),
                                        ("kind__in", ["agreement", "multiple", "single"]),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("is_required", False),
                                        models.Q(("kind", "statement"), _negated=True),
                                        _connector="OR",
                                    ),
                                    ("limit__gte", 0),
                                    ("limit__lte", 20000),
                                ),
                                name="consultation_question_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("depends_keys", []), ("depends_on", None)),
                                    models.Q(
                                        ("depends_on__isnull", False),
                                        models.Q(("depends_keys", []), _negated=True),
                                        models.Q(("depends_on", models.F("pk")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="consultation_question_depends_on_answers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalSection",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("place", models.IntegerField()),
                        ("title", models.TextField()),
                        ("text", models.TextField(blank=True)),
                        ("is_equality", models.BooleanField(default=False)),
                        ("is_removed", models.BooleanField(default=False)),
                        (
                            "depends_keys",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
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
                            "consultation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="consultation.consultation",
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
                            "depends_on",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="consultation.question",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical section",
                        "verbose_name_plural": "historical sections",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="consultatio_id_b563d0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Response",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_number", models.TextField(unique=True)),
                        (
                            "channel",
                            models.TextField(
                                choices=[
                                    ("web", "On these pages"),
                                    ("paper", "On paper"),
                                    ("email", "By email"),
                                    ("telephone", "By telephone"),
                                ]
                            ),
                        ),
                        ("code_digest", models.TextField(null=True, unique=True)),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="responses",
                                to="consultation.consultation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("channel", "web"), ("code_digest__isnull", False)),
                                    models.Q(("channel__in", ["paper", "email", "telephone"]), ("code_digest", None)),
                                    _connector="OR",
                                ),
                                name="consultation_response_channel_and_code",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponseVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("received_at", models.DateTimeField()),
                        ("is_withdrawal", models.BooleanField(default=False)),
                        (
                            "respondent_type",
                            models.TextField(
                                choices=[
                                    ("public", "A member of the public"),
                                    ("patient", "A patient, or a patient’s relative or carer"),
                                    ("worker", "Somebody who works in health or care, and is no manager"),
                                    ("manager", "A manager in health or care"),
                                    ("leader", "A senior manager or leader in health or care"),
                                    ("organisation", "Somebody who answers for an organisation"),
                                ]
                            ),
                        ),
                        (
                            "publish",
                            models.TextField(
                                choices=[
                                    ("named", "Yes, with my name or that of my organisation"),
                                    ("unnamed", "Yes, without any name"),
                                    ("not", "No"),
                                ]
                            ),
                        ),
                        ("name", models.TextField(blank=True)),
                        ("organisation", models.TextField(blank=True)),
                        ("late_reason", models.TextField(blank=True)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "response",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="consultation.response",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("response", "number"), name="consultation_version_one_a_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("number__gte", 1),
                                    ("publish__in", ["named", "unnamed", "not"]),
                                    (
                                        "respondent_type__in",
                                        ["public", "patient", "worker", "manager", "leader", "organisation"],
                                    ),
                                    models.Q(
                                        ("is_withdrawal", False),
                                        models.Q(
                                            ("name", ""), ("number__gte", 2), ("organisation", ""), ("publish", "not")
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="consultation_version_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedResponse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code_digest", models.TextField(unique=True)),
                        ("sealed", models.TextField()),
                        ("saved_at", models.DateTimeField()),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.consultation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Section",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.IntegerField()),
                        ("title", models.TextField()),
                        ("text", models.TextField(blank=True)),
                        ("is_equality", models.BooleanField(default=False)),
                        ("is_removed", models.BooleanField(default=False)),
                        (
                            "depends_keys",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sections",
                                to="consultation.consultation",
                            ),
                        ),
                        (
                            "depends_on",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.question",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True),
                                name="consultation_section_has_a_title",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("depends_keys", []), ("depends_on", None)),
                                    models.Q(
                                        ("depends_on__isnull", False), models.Q(("depends_keys", []), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="consultation_section_depends_on_answers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalQuestion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("place", models.IntegerField()),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("single", "One of several choices"),
                                    ("multiple", "Any of several choices"),
                                    ("agreement", "Agreement, from strongly agree to strongly disagree"),
                                    ("text", "Free text"),
                                    ("number", "A whole number"),
                                    ("date", "A date"),
                                    ("statement", "Nothing: a statement to read"),
                                ]
                            ),
                        ),
                        ("is_required", models.BooleanField(default=False)),
                        ("comment", models.TextField(blank=True)),
                        ("limit", models.IntegerField(default=0)),
                        ("is_removed", models.BooleanField(default=False)),
                        (
                            "depends_keys",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
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
                            "depends_on",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="consultation.question",
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="consultation.section",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical question",
                        "verbose_name_plural": "historical questions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="consultatio_id_dc8c16_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Wording",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("text", models.TextField()),
                        ("help_text", models.TextField(blank=True)),
                        ("choices", models.JSONField(default=list)),
                        ("reason", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wordings",
                                to="consultation.question",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("question", "number"), name="consultation_wording_one_a_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("text", ""), _negated=True), ("number__gte", 1)),
                                name="consultation_wording_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "chosen",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("number", models.BigIntegerField(null=True)),
                        ("day", models.DateField(null=True)),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="consultation.responseversion",
                            ),
                        ),
                        (
                            "wording",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.wording"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "wording"), name="consultation_answer_one_a_question"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("chosen", []), _negated=True),
                                    models.Q(("text", ""), _negated=True),
                                    ("number__isnull", False),
                                    ("day__isnull", False),
                                    _connector="OR",
                                ),
                                name="consultation_answer_says_something",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

import barring.models.checks
import barring.rules.answers
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import register.rules.vocabulary
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("barring", "0001_initial"),
        ("kernel", "0002_first_rows"),
        ("kernel", "__first__"),
        ("kernel", "__first__"),
        ("register", "0002_facts_are_kept"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Check",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField(default=barring.models.checks.new_check_reference, unique=True)),
                        ("client_ref", models.TextField(default="")),
                        ("subject", models.JSONField()),
                        (
                            "tier",
                            models.TextField(
                                choices=[
                                    ("board_director", "Board director"),
                                    ("direct_report", "Reports to a board director"),
                                    ("other_manager", "Other manager"),
                                ]
                            ),
                        ),
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
                        ("subject_informed", models.BooleanField(null=True)),
                        ("as_of", models.DateTimeField()),
                        ("known_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField()),
                        ("snapshot", models.TextField()),
                        ("matcher", models.TextField()),
                        ("is_test", models.BooleanField(default=False)),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_bar_recorded", "No bar recorded"),
                                    ("not_barred_from_role", "Restricted, but not for this post"),
                                    ("decision_not_in_effect", "A decision that bears on this post is not in effect"),
                                    ("restricted", "May hold this post under conditions only"),
                                    ("suspended", "Suspended"),
                                    ("removed", "Removed from the register"),
                                    ("barred", "Barred from this post"),
                                    ("not_registered", "Not registered"),
                                    ("no_entry_matched", "No entry matched"),
                                    ("needs_review", "Being reviewed"),
                                ]
                            ),
                        ),
                        ("answer", models.JSONField()),
                        ("claims", models.TextField()),
                        ("receipt_salt", models.TextField()),
                        ("signed_with", models.TextField()),
                        ("signature", models.BinaryField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "client",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="kernel.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="register.person",
                            ),
                        ),
                        (
                            "resolves",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolved_by_check",
                                to="barring.check",
                            ),
                        ),
                        (
                            "role_organisation",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.ruleset",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "-id"], name="check_by_organisation"),
                            models.Index(
                                fields=["organisation", "outcome", "-id"],
                                include=("answered_at", "client", "is_test"),
                                name="check_by_outcome",
                            ),
                            models.Index(fields=["organisation", "person"], name="check_by_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            barring.rules.answers.CheckOutcome["NO_BAR_RECORDED"],
                                            barring.rules.answers.CheckOutcome["NOT_BARRED_FROM_ROLE"],
                                            barring.rules.answers.CheckOutcome["DECISION_NOT_IN_EFFECT"],
                                            barring.rules.answers.CheckOutcome["RESTRICTED"],
                                            barring.rules.answers.CheckOutcome["SUSPENDED"],
                                            barring.rules.answers.CheckOutcome["REMOVED"],
                                            barring.rules.answers.CheckOutcome["BARRED"],
                                            barring.rules.answers.CheckOutcome["NOT_REGISTERED"],
                                            barring.rules.answers.CheckOutcome["NO_ENTRY_MATCHED"],
                                            barring.rules.answers.CheckOutcome["NEEDS_REVIEW"],
                                        ],
                                    )
                                ),
                                name="check_outcome_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "purpose__in",
                                        [
                                            barring.rules.answers.Purpose["PRE_APPOINTMENT"],
                                            barring.rules.answers.Purpose["ANNUAL_FIT_AND_PROPER"],
                                            barring.rules.answers.Purpose["IN_POST"],
                                            barring.rules.answers.Purpose["LEGAL"],
                                        ],
                                    )
                                ),
                                name="check_purpose_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "tier__in",
                                        [
                                            register.rules.vocabulary.Tier["BOARD_DIRECTOR"],
                                            register.rules.vocabulary.Tier["DIRECT_REPORT"],
                                            register.rules.vocabulary.Tier["OTHER_MANAGER"],
                                        ],
                                    )
                                ),
                                name="check_tier_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("as_of__lte", models.F("answered_at")), ("known_at__lte", models.F("answered_at"))
                                ),
                                name="check_not_of_the_future",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome__in", ["no_entry_matched", "needs_review"]), ("person", None)),
                                    models.Q(
                                        models.Q(("outcome__in", ["no_entry_matched", "needs_review"]), _negated=True),
                                        ("is_test", False),
                                        ("person__isnull", False),
                                    ),
                                    models.Q(("is_test", True), ("person", None)),
                                    _connector="OR",
                                ),
                                name="check_names_person_when_matched",
                            ),
                            models.CheckConstraint(
                                condition=django.db.models.lookups.In(
                                    django.db.models.functions.text.Length("signature"), [0, 64]
                                ),
                                name="check_signature_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                        (
                            "status",
                            models.TextField(choices=[("OPEN", "Open"), ("RESOLVED", "Resolved")], default="OPEN"),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(default="")),
                        (
                            "check_asked",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="review", to="barring.check"
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "result",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="barring.check",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "OPEN")),
                                fields=["due_at"],
                                name="checkreview_open_by_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reason", ""),
                                        ("resolved_at", None),
                                        ("resolved_by", None),
                                        ("result", None),
                                        ("status", "OPEN"),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("resolved_at__isnull", False),
                                            ("resolved_by__isnull", False),
                                            ("result__isnull", False),
                                            ("status", "RESOLVED"),
                                        ),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="checkreview_resolution_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_at__gt", models.F("opened_at"))),
                                name="checkreview_due_after_opening",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCheckReview",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
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
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "status",
                            models.TextField(choices=[("OPEN", "Open"), ("RESOLVED", "Resolved")], default="OPEN"),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "check_asked",
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
                            "resolved_by",
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
                            "result",
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
                    ],
                    options={
                        "verbose_name": "historical check review",
                        "verbose_name_plural": "historical check reviews",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="barring_his_id_6adf83_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
    ]

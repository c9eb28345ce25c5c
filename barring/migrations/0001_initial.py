import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conduct", "0003_rules_of_the_database"),
        ("kernel", "0002_first_rows"),
        ("kernel", "__first__"),
        ("register", "0002_facts_are_kept"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Bar",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField(unique=True)),
                        (
                            "ground",
                            models.TextField(
                                choices=[
                                    ("determination", "A determination of ours"),
                                    ("conviction", "A conviction"),
                                    ("other_regulator", "Another regulator’s finding"),
                                ]
                            ),
                        ),
                        ("ground_detail", models.TextField(blank=True)),
                        ("tiers", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                        ),
                        ("reasons", models.TextField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(null=True)),
                        ("ends_at", models.DateTimeField(null=True)),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("PROPOSED", "Proposed"),
                                    ("NOTICE_SERVED", "Notice served"),
                                    ("REPRESENTED", "Representations made"),
                                    ("IN_EFFECT", "Bar made"),
                                    ("WITHDRAWN", "Withdrawn"),
                                    ("LIFTING_PROPOSED", "Lifting proposed"),
                                    ("LIFTED", "Lifted"),
                                ],
                                default="PROPOSED",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "notice_channel",
                            models.TextField(
                                choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")], null=True
                            ),
                        ),
                        ("notice_served_at", models.DateTimeField(null=True)),
                        ("representations_due_at", models.DateTimeField(null=True)),
                        ("represented_at", models.DateTimeField(null=True)),
                        ("early_because", models.TextField(default="")),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("served_at", models.DateTimeField(null=True)),
                        (
                            "decision_channel",
                            models.TextField(
                                choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")], null=True
                            ),
                        ),
                        ("in_effect_at", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("appeal_until_at", models.DateTimeField(null=True)),
                        ("review_from_on", models.DateField(null=True)),
                        ("lift_proposed_at", models.DateTimeField(null=True)),
                        ("lift_reason", models.TextField(null=True)),
                        ("lifted_at", models.DateTimeField(null=True)),
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
                            "determination",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bars",
                                to="conduct.determination",
                            ),
                        ),
                        (
                            "lift_proposed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bars", to="register.person"
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
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
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["status", "-id"], name="bar_by_status"),
                            models.Index(fields=["-published_at", "-id"], name="bar_by_publication"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["NOTICE_SERVED", "PROPOSED", "REPRESENTED"])),
                                fields=("person",),
                                name="bar_one_unfinished_proposal_a_person",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "WITHDRAWN"), _negated=True),
                                fields=("determination",),
                                name="bar_one_a_determination",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "PROPOSED",
                                            "NOTICE_SERVED",
                                            "REPRESENTED",
                                            "IN_EFFECT",
                                            "WITHDRAWN",
                                            "LIFTING_PROPOSED",
                                            "LIFTED",
                                        ],
                                    )
                                ),
                                name="bar_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("determination__isnull", False), ("ground", "determination")),
                                    models.Q(
                                        ("determination__isnull", True),
                                        ("ground__in", ["conviction", "other_regulator"]),
                                        models.Q(("ground_detail", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_rests_on_its_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("tiers__contained_by", ["board_director", "direct_report", "other_manager"]),
                                    ("tiers__len__gt", 0),
                                ),
                                name="bar_tiers_are_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation_classes", ["all"]),
                                    models.Q(
                                        (
                                            "organisation_classes__contained_by",
                                            [
                                                "nhs_trust",
                                                "integrated_care_board",
                                                "nhs_england",
                                                "arms_length_body",
                                                "health_board",
                                                "other",
                                            ],
                                        ),
                                        ("organisation_classes__len__gt", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_classes_are_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reasons", ""), _negated=True), name="bar_has_reasons"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ends_at__isnull", True), ("ends_on__isnull", True)),
                                    models.Q(("ends_at__isnull", False), ("ends_on__gte", models.F("starts_on"))),
                                    _connector="OR",
                                ),
                                name="bar_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("notice_channel", None),
                                        ("notice_channel__in", ["email", "post", "hand"]),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("decision_channel", None),
                                        ("decision_channel__in", ["email", "post", "hand"]),
                                        _connector="OR",
                                    ),
                                ),
                                name="bar_channels_are_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("notice_channel__isnull", True),
                                        ("notice_served_at__isnull", True),
                                        ("representations_due_at__isnull", True),
                                    ),
                                    models.Q(
                                        ("notice_channel__isnull", False),
                                        ("notice_served_at__isnull", False),
                                        ("representations_due_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_notice_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "status__in",
                                            ["IN_EFFECT", "LIFTED", "LIFTING_PROPOSED", "NOTICE_SERVED", "REPRESENTED"],
                                        ),
                                        _negated=True,
                                    ),
                                    ("notice_served_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="bar_goes_on_only_with_notice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "REPRESENTED"), _negated=True),
                                    ("represented_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="bar_represented_has_representations",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_at__isnull", True),
                                    ("represented_at__isnull", False),
                                    ("decided_at__gte", models.F("representations_due_at")),
                                    _connector="OR",
                                ),
                                name="bar_decided_only_once_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("appeal_until_at__isnull", True),
                                        ("approved_by__isnull", True),
                                        ("decided_at__isnull", True),
                                        ("decision_channel__isnull", True),
                                        ("in_effect_at__isnull", True),
                                        ("published_at__isnull", True),
                                        ("served_at__isnull", True),
                                    ),
                                    models.Q(
                                        ("appeal_until_at__isnull", False),
                                        ("approved_by__isnull", False),
                                        ("decided_at__isnull", False),
                                        ("decision_channel__isnull", False),
                                        ("in_effect_at__isnull", False),
                                        ("published_at__isnull", False),
                                        ("served_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_decision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("status__in", ["IN_EFFECT", "LIFTED", "LIFTING_PROPOSED"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("status__in", ["IN_EFFECT", "LIFTED", "LIFTING_PROPOSED"]), _negated=True
                                        ),
                                        ("decided_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_decided_exactly_when_made",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_at__isnull", True),
                                    models.Q(
                                        ("in_effect_at__gte", models.F("served_at")),
                                        ("published_at__gte", models.F("served_at")),
                                        ("served_at__gte", models.F("decided_at")),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_decided_served_in_effect_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__isnull", True),
                                    ("in_effect_at__isnull", True),
                                    ("in_effect_at__lt", models.F("ends_at")),
                                    _connector="OR",
                                ),
                                name="bar_has_time_to_run",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at__isnull", True), ("review_from_on__isnull", True)),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("ends_on__isnull", False),
                                        ("review_from_on__isnull", True),
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("ends_on__isnull", True),
                                        ("review_from_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_indefinite_says_when_reviewed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="bar_approver_is_not_proposer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("lift_proposed_at__isnull", True),
                                        ("lift_proposed_by__isnull", True),
                                        ("lift_reason__isnull", True),
                                    ),
                                    models.Q(
                                        ("lift_proposed_at__isnull", False),
                                        ("lift_proposed_by__isnull", False),
                                        ("lift_reason__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_lift_proposal_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("lift_proposed_at__isnull", False),
                                        ("status__in", ["LIFTED", "LIFTING_PROPOSED"]),
                                    ),
                                    models.Q(
                                        models.Q(("status__in", ["LIFTED", "LIFTING_PROPOSED"]), _negated=True),
                                        ("lift_proposed_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_lift_proposed_exactly_when_it_is",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lift_proposed_at__isnull", True),
                                    ("lift_proposed_at__gte", models.F("served_at")),
                                    _connector="OR",
                                ),
                                name="bar_lifted_only_once_served",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="bar_lift_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lifted_at__isnull", False), ("status__in", ["LIFTED"])),
                                    models.Q(
                                        models.Q(("status__in", ["LIFTED"]), _negated=True), ("lifted_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="bar_lifted_exactly_when_it_is",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lifted_by__isnull", True),
                                    models.Q(("lifted_by", models.F("lift_proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="bar_lifter_is_not_lift_proposer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BarStep",
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
                                    ("PROPOSE", "Propose a bar"),
                                    ("REVISE", "Change the proposal"),
                                    ("SERVE_NOTICE", "Serve notice"),
                                    ("MAKE_REPRESENTATIONS", "Make representations"),
                                    ("ENTER_REPRESENTATIONS", "Enter representations"),
                                    ("ASK_EXTENSION", "Ask for more time"),
                                    ("GRANT_EXTENSION", "Give more time"),
                                    ("REFUSE_EXTENSION", "Refuse more time"),
                                    ("APPROVE", "Approve the bar"),
                                    ("ASK_APPEAL_EXTENSION", "Ask for more time to appeal"),
                                    ("GRANT_APPEAL_EXTENSION", "Give more time to appeal"),
                                    ("REFUSE_APPEAL_EXTENSION", "Refuse more time to appeal"),
                                    ("SEND_BACK", "Send back"),
                                    ("WITHDRAW", "Withdraw the proposal"),
                                    ("PROPOSE_LIFTING", "Propose lifting"),
                                    ("LIFT", "Lift the bar"),
                                    ("REFUSE_LIFTING", "Refuse to lift"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("PROPOSED", "Proposed"),
                                    ("NOTICE_SERVED", "Notice served"),
                                    ("REPRESENTED", "Representations made"),
                                    ("IN_EFFECT", "Bar made"),
                                    ("WITHDRAWN", "Withdrawn"),
                                    ("LIFTING_PROPOSED", "Lifting proposed"),
                                    ("LIFTED", "Lifted"),
                                ]
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        ("reason", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "bar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="barring.bar"
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
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("bar", "version"), name="bar_step_one_a_version"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "action__in",
                                        [
                                            "PROPOSE",
                                            "REVISE",
                                            "SERVE_NOTICE",
                                            "MAKE_REPRESENTATIONS",
                                            "ENTER_REPRESENTATIONS",
                                            "ASK_EXTENSION",
                                            "GRANT_EXTENSION",
                                            "REFUSE_EXTENSION",
                                            "APPROVE",
                                            "ASK_APPEAL_EXTENSION",
                                            "GRANT_APPEAL_EXTENSION",
                                            "REFUSE_APPEAL_EXTENSION",
                                            "SEND_BACK",
                                            "WITHDRAW",
                                            "PROPOSE_LIFTING",
                                            "LIFT",
                                            "REFUSE_LIFTING",
                                        ],
                                    )
                                ),
                                name="bar_step_action_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "PROPOSED",
                                            "NOTICE_SERVED",
                                            "REPRESENTED",
                                            "IN_EFFECT",
                                            "WITHDRAWN",
                                            "LIFTING_PROPOSED",
                                            "LIFTED",
                                        ],
                                    )
                                ),
                                name="bar_step_status_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBar",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("reference", models.TextField()),
                        (
                            "ground",
                            models.TextField(
                                choices=[
                                    ("determination", "A determination of ours"),
                                    ("conviction", "A conviction"),
                                    ("other_regulator", "Another regulator’s finding"),
                                ]
                            ),
                        ),
                        ("ground_detail", models.TextField(blank=True)),
                        ("tiers", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                        ),
                        ("reasons", models.TextField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(null=True)),
                        ("ends_at", models.DateTimeField(null=True)),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("PROPOSED", "Proposed"),
                                    ("NOTICE_SERVED", "Notice served"),
                                    ("REPRESENTED", "Representations made"),
                                    ("IN_EFFECT", "Bar made"),
                                    ("WITHDRAWN", "Withdrawn"),
                                    ("LIFTING_PROPOSED", "Lifting proposed"),
                                    ("LIFTED", "Lifted"),
                                ],
                                default="PROPOSED",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "notice_channel",
                            models.TextField(
                                choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")], null=True
                            ),
                        ),
                        ("notice_served_at", models.DateTimeField(null=True)),
                        ("representations_due_at", models.DateTimeField(null=True)),
                        ("represented_at", models.DateTimeField(null=True)),
                        ("early_because", models.TextField(default="")),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("served_at", models.DateTimeField(null=True)),
                        (
                            "decision_channel",
                            models.TextField(
                                choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")], null=True
                            ),
                        ),
                        ("in_effect_at", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("appeal_until_at", models.DateTimeField(null=True)),
                        ("review_from_on", models.DateField(null=True)),
                        ("lift_proposed_at", models.DateTimeField(null=True)),
                        ("lift_reason", models.TextField(null=True)),
                        ("lifted_at", models.DateTimeField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                            "determination",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.determination",
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
                            "lift_proposed_by",
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
                            "lifted_by",
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
                        (
                            "proposed_by",
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
                        "verbose_name": "historical bar",
                        "verbose_name_plural": "historical bars",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="barring_his_id_5bef96_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Representation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("received_on", models.DateField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "bar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="representations",
                                to="barring.bar",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="representation_says_something"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            sql="CREATE FUNCTION public.barring_decision_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$\n        DECLARE\n            later text[] := CASE WHEN OLD.lifted_at IS NULL\n                THEN ARRAY['status', 'version', 'appeal_until_at', 'lift_proposed_by_id', 'lift_proposed_at', 'lift_reason', 'lifted_by_id',\n                    'lifted_at']\n                ELSE ARRAY[]::text[] END;\n        BEGIN\n            IF TG_OP = 'DELETE' THEN\n                RAISE EXCEPTION 'a bar is never deleted'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_never_deleted';\n            END IF;\n            IF OLD.decided_at IS NOT NULL AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later\n                AND NOT ledger_is_erasing(TG_TABLE_NAME)\n            THEN\n                RAISE EXCEPTION 'a bar that was made is never changed'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_never_changed';\n            END IF;\n            RETURN NEW;\n        END$body$;CREATE TRIGGER barring_decision_stays BEFORE UPDATE OR DELETE ON public.barring_bar FOR EACH ROW EXECUTE FUNCTION public.barring_decision_stays();ALTER TABLE public.barring_bar ENABLE ALWAYS TRIGGER barring_decision_stays",
            reverse_sql="DROP TRIGGER barring_decision_stays ON public.barring_bar; DROP FUNCTION public.barring_decision_stays()",
        ),
        migrations.RunSQL(
            sql="CREATE FUNCTION public.barring_decider_is_a_stranger() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$\n        DECLARE\n            decider bigint := CASE WHEN NEW.lifted_by_id IS NOT NULL THEN NEW.lifted_by_id ELSE NEW.approved_by_id END;\n        BEGIN\n            IF TG_OP = 'UPDATE' AND (NEW.approved_by_id, NEW.lifted_by_id)\n                IS NOT DISTINCT FROM (OLD.approved_by_id, OLD.lifted_by_id)\n            THEN\n                RETURN NEW;\n            END IF;\n            IF decider = (SELECT user_id FROM register_person WHERE id = NEW.person_id) OR EXISTS (\n                SELECT FROM conduct_determination d JOIN conduct_case c ON c.id = d.case_id\n                LEFT JOIN conduct_casestep s ON s.case_id = c.id\n                WHERE d.id = NEW.determination_id AND decider IN (\n                    s.by_id, s.assigned_id, c.opened_by_id, c.caseworker_id, c.investigator_id, c.decided_by_id)\n            ) OR (NEW.lifted_by_id IS NULL AND EXISTS (\n                SELECT FROM barring_barstep s\n                WHERE s.bar_id = NEW.id AND s.by_id = decider AND s.action IN ('PROPOSE', 'REVISE')\n            )) THEN\n                RAISE EXCEPTION 'a bar is decided by somebody who had no part in it'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_decided_by_a_stranger';\n            END IF;\n            RETURN NEW;\n        END$body$;CREATE TRIGGER barring_decider_is_a_stranger BEFORE INSERT OR UPDATE OF approved_by_id, lifted_by_id ON public.barring_bar FOR EACH ROW WHEN (NEW.approved_by_id IS NOT NULL) EXECUTE FUNCTION public.barring_decider_is_a_stranger();ALTER TABLE public.barring_bar ENABLE ALWAYS TRIGGER barring_decider_is_a_stranger",
            reverse_sql="DROP TRIGGER barring_decider_is_a_stranger ON public.barring_bar; DROP FUNCTION public.barring_decider_is_a_stranger()",
        ),
    ]

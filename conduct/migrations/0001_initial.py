import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0002_first_rows"),
        ("kernel", "__first__"),
        ("register", "0002_facts_are_kept"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Clause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField()),
                        ("title", models.TextField()),
                        ("summary", models.TextField()),
                        ("position", models.IntegerField()),
                        (
                            "code",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="clauses", to="conduct.code"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "reference"), name="clause_reference_once"),
                            models.UniqueConstraint(fields=("code", "position"), name="clause_position_once"),
                        ],
                        "ordering": ["code", "position"],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField(unique=True)),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("RECEIVED", "Received"),
                                    ("ACKNOWLEDGED", "Acknowledged"),
                                    ("TRIAGE", "Triage"),
                                    ("INITIAL_ENQUIRY", "Initial enquiry"),
                                    ("THRESHOLD", "Threshold decision"),
                                    ("INVESTIGATION", "Investigation"),
                                    ("REPRESENTATIONS", "Representations"),
                                    ("CASE_EXAMINERS", "Case examiners"),
                                    ("HEARING", "Hearing"),
                                    ("DETERMINATION", "Determination, not issued"),
                                    ("DECISION_ISSUED", "Decision issued"),
                                    ("APPEAL_WINDOW", "Appeal window"),
                                    ("FINAL", "Final"),
                                    ("CLOSED", "Closed"),
                                    ("NOT_TAKEN_FURTHER", "Not taken further"),
                                    ("WITHDRAWN", "Withdrawn"),
                                ],
                                default="RECEIVED",
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField()),
                        ("response_asked_at", models.DateTimeField(null=True)),
                        ("response_due_at", models.DateTimeField(null=True)),
                        (
                            "caseworker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "investigator",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="register.person"
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.ruleset",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["reference"],
                        "indexes": [models.Index(fields=["status", "reference"], name="case_by_status")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "RECEIVED",
                                            "ACKNOWLEDGED",
                                            "TRIAGE",
                                            "INITIAL_ENQUIRY",
                                            "THRESHOLD",
                                            "INVESTIGATION",
                                            "REPRESENTATIONS",
                                            "CASE_EXAMINERS",
                                            "HEARING",
                                            "DETERMINATION",
                                            "DECISION_ISSUED",
                                            "APPEAL_WINDOW",
                                            "FINAL",
                                            "CLOSED",
                                            "NOT_TAKEN_FURTHER",
                                            "WITHDRAWN",
                                        ],
                                    )
                                ),
                                name="case_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("investigator")), _negated=True),
                                name="case_investigator_never_decides",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("opened_by")), _negated=True),
                                name="case_opener_never_decides",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("caseworker")), _negated=True),
                                name="case_caseworker_never_decides",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("investigator", models.F("opened_by")), _negated=True),
                                    models.Q(("investigator", models.F("caseworker")), _negated=True),
                                ),
                                name="case_intake_never_investigates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("response_asked_at", None), ("response_due_at", None), ("rule_set", None)
                                    ),
                                    models.Q(
                                        ("response_asked_at__isnull", False),
                                        ("response_due_at__isnull", False),
                                        ("rule_set__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_response_window_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by", None),
                                        (
                                            "status__in",
                                            [
                                                "ACKNOWLEDGED",
                                                "CASE_EXAMINERS",
                                                "HEARING",
                                                "INITIAL_ENQUIRY",
                                                "INVESTIGATION",
                                                "NOT_TAKEN_FURTHER",
                                                "RECEIVED",
                                                "REPRESENTATIONS",
                                                "THRESHOLD",
                                                "TRIAGE",
                                                "WITHDRAWN",
                                            ],
                                        ),
                                    ),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        (
                                            "status__in",
                                            ["APPEAL_WINDOW", "CLOSED", "DECISION_ISSUED", "DETERMINATION", "FINAL"],
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_decided_when_determined",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allegation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("text", models.TextField()),
                        ("conduct_on", models.DateField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allegations",
                                to="conduct.case",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["case", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "number"), name="allegation_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1), models.Q(("text", ""), _negated=True)),
                                name="allegation_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseStep",
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
                                    ("OPEN", "Open the case"),
                                    ("ACKNOWLEDGE", "Record the acknowledgement"),
                                    ("ASSESS_RISK", "Assess the risk"),
                                    ("REASSESS_RISK", "Assess the risk again"),
                                    ("ACCEPT", "Take the case on"),
                                    ("CLOSE_OUT_OF_REMIT", "Close: not in our remit"),
                                    ("FINISH_ENQUIRY", "Finish the initial enquiry"),
                                    ("ALLEGE", "Write the allegations"),
                                    ("CLOSE_BELOW_THRESHOLD", "Close: below the threshold"),
                                    ("START_INVESTIGATION", "Start the investigation"),
                                    ("AMEND_ALLEGATIONS", "Amend the allegations"),
                                    ("REASSIGN", "Change the investigator"),
                                    ("REPORT", "Write the investigation report"),
                                    ("ASK_FOR_RESPONSE", "Ask for a response"),
                                    ("RESPOND", "Respond"),
                                    ("RESPOND_BESIDE", "Respond beside what staff entered"),
                                    ("ENTER_RESPONSE", "Enter a response received on paper"),
                                    ("ASK_EXTENSION", "Ask for more time"),
                                    ("GRANT_EXTENSION", "Give more time"),
                                    ("REFUSE_EXTENSION", "Refuse more time"),
                                    ("CLOSE_RESPONSE_WINDOW", "Go on without a response"),
                                    ("APPOINT_EXAMINER", "Appoint a case examiner"),
                                    ("GIVE_OPINION", "Give an examiner’s opinion"),
                                    ("PROPOSE_DECISION", "Propose the examiners’ decision"),
                                    ("AGREE_CASE_TO_ANSWER", "Agree: there is a case to answer"),
                                    ("AGREE_NO_CASE", "Agree: there is no case to answer"),
                                    ("DISAGREE", "Disagree with the other examiner"),
                                    ("DETERMINE", "Record the determination"),
                                    ("SERVE", "Serve the decision"),
                                    ("COUNT_AS_SERVED", "The decision counts as served"),
                                    ("END_APPEAL_WINDOW", "The time to appeal is over"),
                                    ("ASK_APPEAL_EXTENSION", "Ask for more time to appeal"),
                                    ("GRANT_APPEAL_EXTENSION", "Give more time to appeal"),
                                    ("REFUSE_APPEAL_EXTENSION", "Refuse more time to appeal"),
                                    ("CLOSE", "Close the case"),
                                    ("WITHDRAW", "Withdraw the case"),
                                    ("HAND_OVER", "Hand the case over"),
                                    ("STEP_DOWN", "Step down because of a conflict"),
                                    ("EXPLAIN_DELAY", "Say why it is late"),
                                    ("BEGIN_INTERIM_ORDER", "Consider an interim order"),
                                    ("END_INTERIM_ORDER", "Finish considering an interim order"),
                                    ("BEGIN_ABEYANCE", "Hold the case in abeyance"),
                                    ("END_ABEYANCE", "Take the case out of abeyance"),
                                    ("BEGIN_LINKED_PROCESS", "Note a process elsewhere"),
                                    ("END_LINKED_PROCESS", "Note how the process elsewhere ended"),
                                    ("BEGIN_EXTERNAL_REVIEW", "Note a review by the oversight body"),
                                    ("END_EXTERNAL_REVIEW", "Note how the oversight body’s review ended"),
                                    ("BEGIN_WELFARE", "Begin support for somebody’s welfare"),
                                    ("END_WELFARE", "End support for somebody’s welfare"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("RECEIVED", "Received"),
                                    ("ACKNOWLEDGED", "Acknowledged"),
                                    ("TRIAGE", "Triage"),
                                    ("INITIAL_ENQUIRY", "Initial enquiry"),
                                    ("THRESHOLD", "Threshold decision"),
                                    ("INVESTIGATION", "Investigation"),
                                    ("REPRESENTATIONS", "Representations"),
                                    ("CASE_EXAMINERS", "Case examiners"),
                                    ("HEARING", "Hearing"),
                                    ("DETERMINATION", "Determination, not issued"),
                                    ("DECISION_ISSUED", "Decision issued"),
                                    ("APPEAL_WINDOW", "Appeal window"),
                                    ("FINAL", "Final"),
                                    ("CLOSED", "Closed"),
                                    ("NOT_TAKEN_FURTHER", "Not taken further"),
                                    ("WITHDRAWN", "Withdrawn"),
                                ]
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reason", models.TextField(default="")),
                        (
                            "assigned",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="conduct.case"
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
                                            "OPEN",
                                            "ACKNOWLEDGE",
                                            "ASSESS_RISK",
                                            "REASSESS_RISK",
                                            "ACCEPT",
                                            "CLOSE_OUT_OF_REMIT",
                                            "FINISH_ENQUIRY",
                                            "ALLEGE",
                                            "CLOSE_BELOW_THRESHOLD",
                                            "START_INVESTIGATION",
                                            "AMEND_ALLEGATIONS",
                                            "REASSIGN",
                                            "REPORT",
                                            "ASK_FOR_RESPONSE",
                                            "RESPOND",
                                            "RESPOND_BESIDE",
                                            "ENTER_RESPONSE",
                                            "ASK_EXTENSION",
                                            "GRANT_EXTENSION",
                                            "REFUSE_EXTENSION",
                                            "CLOSE_RESPONSE_WINDOW",
                                            "APPOINT_EXAMINER",
                                            "GIVE_OPINION",
                                            "PROPOSE_DECISION",
                                            "AGREE_CASE_TO_ANSWER",
                                            "AGREE_NO_CASE",
                                            "DISAGREE",
                                            "DETERMINE",
                                            "SERVE",
                                            "COUNT_AS_SERVED",
                                            "END_APPEAL_WINDOW",
                                            "ASK_APPEAL_EXTENSION",
                                            "GRANT_APPEAL_EXTENSION",
                                            "REFUSE_APPEAL_EXTENSION",
                                            "CLOSE",
                                            "WITHDRAW",
                                            "HAND_OVER",
                                            "STEP_DOWN",
                                            "EXPLAIN_DELAY",
                                            "BEGIN_INTERIM_ORDER",
                                            "END_INTERIM_ORDER",
                                            "BEGIN_ABEYANCE",
                                            "END_ABEYANCE",
                                            "BEGIN_LINKED_PROCESS",
                                            "END_LINKED_PROCESS",
                                            "BEGIN_EXTERNAL_REVIEW",
                                            "END_EXTERNAL_REVIEW",
                                            "BEGIN_WELFARE",
                                            "END_WELFARE",
                                        ],
                                    )
                                ),
                                name="casestep_action_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "RECEIVED",
                                            "ACKNOWLEDGED",
                                            "TRIAGE",
                                            "INITIAL_ENQUIRY",
                                            "THRESHOLD",
                                            "INVESTIGATION",
                                            "REPRESENTATIONS",
                                            "CASE_EXAMINERS",
                                            "HEARING",
                                            "DETERMINATION",
                                            "DECISION_ISSUED",
                                            "APPEAL_WINDOW",
                                            "FINAL",
                                            "CLOSED",
                                            "NOT_TAKEN_FURTHER",
                                            "WITHDRAWN",
                                        ],
                                    )
                                ),
                                name="casestep_status_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllegationClause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "allegation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="citations",
                                to="conduct.allegation",
                            ),
                        ),
                        (
                            "clause",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conduct.clause"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["clause__position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("allegation", "clause"), name="allegationclause_cited_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Code",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.TextField()),
                        ("version", models.TextField()),
                        ("title", models.TextField()),
                        ("in_force", django.contrib.postgres.fields.ranges.DateRangeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "version"), name="code_version_once"),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("key", "="), ("in_force", "&&")], name="code_one_version_at_a_time"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("in_force__isempty", False), ("in_force__startswith__isnull", False)
                                ),
                                name="code_in_force_has_a_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Concern",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("receipt_digest", models.TextField(unique=True)),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("RECEIVED", "Received"),
                                    ("IN_TRIAGE", "In triage"),
                                    ("CASE_OPENED", "Case opened"),
                                    ("CLOSED", "Closed"),
                                ],
                                default="RECEIVED",
                            ),
                        ),
                        (
                            "category",
                            models.TextField(
                                choices=[
                                    ("patient_safety", "Patients were put at risk and nothing was done"),
                                    ("bullying", "Bullying or harassment"),
                                    ("speaking_up", "People were discouraged from speaking up, or punished for it"),
                                    ("candour", "Not being open with patients or families when things went wrong"),
                                    ("records", "Records were falsified, destroyed or kept back"),
                                    ("investigations", "Not co-operating with an investigation or review"),
                                    ("settlements", "A settlement agreement made without approval"),
                                    ("money", "Fraud, or misuse of money or NHS property"),
                                    ("concealment", "Hiding any of these"),
                                    ("other", "Something else"),
                                ]
                            ),
                        ),
                        ("about_name", models.TextField()),
                        ("about_role", models.TextField(default="")),
                        ("organisation_text", models.TextField(default="")),
                        ("what_happened", models.TextField()),
                        ("when_text", models.TextField(default="")),
                        ("received_at", models.DateTimeField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["received_at", "pk"],
                        "indexes": [models.Index(fields=["status", "received_at"], name="concern_by_status")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["RECEIVED", "IN_TRIAGE", "CASE_OPENED", "CLOSED"])),
                                name="concern_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "category__in",
                                        [
                                            "patient_safety",
                                            "bullying",
                                            "speaking_up",
                                            "candour",
                                            "records",
                                            "investigations",
                                            "settlements",
                                            "money",
                                            "concealment",
                                            "other",
                                        ],
                                    )
                                ),
                                name="concern_category_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("receipt_digest__regex", "^[0-9a-f]{64}$")),
                                name="concern_receipt_is_a_digest",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("about_name", ""), _negated=True),
                                    models.Q(("what_happened", ""), _negated=True),
                                ),
                                name="concern_says_who_and_what",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseConcern",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="case_concerns",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "concern",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="case_concern",
                                to="conduct.concern",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ConcernMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("from_reporter", models.BooleanField()),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="conduct.concern",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by", None), ("from_reporter", True)),
                                    models.Q(("by__isnull", False), ("from_reporter", False)),
                                    _connector="OR",
                                ),
                                name="concernmessage_reporter_is_nobody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConcernStep",
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
                                    ("TRIAGE", "Start triage"),
                                    ("OPEN_CASE", "Open a case"),
                                    ("JOIN_CASE", "Add to an open case"),
                                    ("CLOSE", "Close the concern"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("RECEIVED", "Received"),
                                    ("IN_TRIAGE", "In triage"),
                                    ("CASE_OPENED", "Case opened"),
                                    ("CLOSED", "Closed"),
                                ]
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reason", models.TextField(default="")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="conduct.concern"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("action__in", ["TRIAGE", "OPEN_CASE", "JOIN_CASE", "CLOSE"])),
                                name="concernstep_action_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["RECEIVED", "IN_TRIAGE", "CASE_OPENED", "CLOSED"])),
                                name="concernstep_status_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Determination",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "length_rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                        ("facts", models.TextField()),
                        ("misconduct", models.BooleanField()),
                        ("misconduct_reasons", models.TextField()),
                        ("impairment", models.BooleanField()),
                        ("impairment_reasons", models.TextField()),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ]
                            ),
                        ),
                        ("outcome_reasons", models.TextField()),
                        ("wider_causes", models.TextField()),
                        ("terms", models.TextField(default="")),
                        (
                            "tiers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("duration_months", models.IntegerField(null=True)),
                        ("decided_at", models.DateTimeField()),
                        ("early_because", models.TextField(default="")),
                        (
                            "service_channel",
                            models.TextField(
                                choices=[
                                    ("email", "Email"),
                                    ("post", "Post"),
                                    ("hand", "By hand"),
                                ],
                                default="",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("served_at", models.DateTimeField(null=True)),
                        ("in_effect_at", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("appeal_until_at", models.DateTimeField(null=True)),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="determination",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.ruleset",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "no_action",
                                            "advice",
                                            "warning",
                                            "conditions",
                                            "suspension",
                                            "removal",
                                            "referral_for_barring",
                                        ],
                                    )
                                ),
                                name="determination_outcome_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("misconduct", True), ("impairment", False), _connector="OR"),
                                name="determination_impairment_by_misconduct",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("misconduct", True),
                                    models.Q(
                                        (
                                            "outcome__in",
                                            ["conditions", "referral_for_barring", "removal", "suspension", "warning"],
                                        ),
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="determination_sanction_by_misconduct",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("impairment", True),
                                    models.Q(
                                        (
                                            "outcome__in",
                                            ["conditions", "referral_for_barring", "removal", "suspension"],
                                        ),
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="determination_sanction_by_impairment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("facts", ""), _negated=True),
                                    models.Q(("misconduct_reasons", ""), _negated=True),
                                    models.Q(("impairment_reasons", ""), _negated=True),
                                    models.Q(("outcome_reasons", ""), _negated=True),
                                    models.Q(("wider_causes", ""), _negated=True),
                                ),
                                name="determination_has_reasons",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("duration_months__gte", 1), ("outcome__in", ["conditions", "suspension"])
                                    ),
                                    models.Q(
                                        models.Q(("outcome__in", ["conditions", "suspension"]), _negated=True),
                                        ("duration_months", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="determination_duration_where_due",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome__in", ["advice", "conditions", "warning"]), _negated=True),
                                    models.Q(("terms", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="determination_terms_where_due",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("appeal_until_at", None),
                                        ("rule_set", None),
                                        ("sent_at", None),
                                        ("served_at", None),
                                        ("service_channel", ""),
                                    ),
                                    models.Q(
                                        ("appeal_until_at__isnull", False),
                                        ("rule_set__isnull", False),
                                        ("sent_at__isnull", False),
                                        ("served_at__isnull", False),
                                        ("service_channel__in", ["email", "post", "hand"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="determination_service_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAllegation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("number", models.IntegerField()),
                        ("text", models.TextField()),
                        ("conduct_on", models.DateField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical allegation",
                        "verbose_name_plural": "historical allegations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_b3d4b7_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAllegationClause",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "allegation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.allegation",
                            ),
                        ),
                        (
                            "clause",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.clause",
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
                    ],
                    options={
                        "verbose_name": "historical allegation clause",
                        "verbose_name_plural": "historical allegation clauses",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_7ab2f2_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCase",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("reference", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("RECEIVED", "Received"),
                                    ("ACKNOWLEDGED", "Acknowledged"),
                                    ("TRIAGE", "Triage"),
                                    ("INITIAL_ENQUIRY", "Initial enquiry"),
                                    ("THRESHOLD", "Threshold decision"),
                                    ("INVESTIGATION", "Investigation"),
                                    ("REPRESENTATIONS", "Representations"),
                                    ("CASE_EXAMINERS", "Case examiners"),
                                    ("HEARING", "Hearing"),
                                    ("DETERMINATION", "Determination, not issued"),
                                    ("DECISION_ISSUED", "Decision issued"),
                                    ("APPEAL_WINDOW", "Appeal window"),
                                    ("FINAL", "Final"),
                                    ("CLOSED", "Closed"),
                                    ("NOT_TAKEN_FURTHER", "Not taken further"),
                                    ("WITHDRAWN", "Withdrawn"),
                                ],
                                default="RECEIVED",
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField()),
                        ("response_asked_at", models.DateTimeField(null=True)),
                        ("response_due_at", models.DateTimeField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "caseworker",
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
                            "decided_by",
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
                            "investigator",
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
                            "opened_by",
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
                        "verbose_name": "historical case",
                        "verbose_name_plural": "historical cases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_e670e9_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCaseConcern",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
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
                            "concern",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.concern",
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
                    ],
                    options={
                        "verbose_name": "historical case concern",
                        "verbose_name_plural": "historical case concerns",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_b1e2e2_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalClause",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("reference", models.TextField()),
                        ("title", models.TextField()),
                        ("summary", models.TextField()),
                        ("position", models.IntegerField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "code",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.code",
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
                    ],
                    options={
                        "verbose_name": "historical clause",
                        "verbose_name_plural": "historical clauses",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_afbcd8_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCode",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("key", models.TextField()),
                        ("version", models.TextField()),
                        ("title", models.TextField()),
                        ("in_force", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                    ],
                    options={
                        "verbose_name": "historical code",
                        "verbose_name_plural": "historical codes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_f72c8a_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalConcern",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("receipt_digest", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("RECEIVED", "Received"),
                                    ("IN_TRIAGE", "In triage"),
                                    ("CASE_OPENED", "Case opened"),
                                    ("CLOSED", "Closed"),
                                ],
                                default="RECEIVED",
                            ),
                        ),
                        (
                            "category",
                            models.TextField(
                                choices=[
                                    ("patient_safety", "Patients were put at risk and nothing was done"),
                                    ("bullying", "Bullying or harassment"),
                                    ("speaking_up", "People were discouraged from speaking up, or punished for it"),
                                    ("candour", "Not being open with patients or families when things went wrong"),
                                    ("records", "Records were falsified, destroyed or kept back"),
                                    ("investigations", "Not co-operating with an investigation or review"),
                                    ("settlements", "A settlement agreement made without approval"),
                                    ("money", "Fraud, or misuse of money or NHS property"),
                                    ("concealment", "Hiding any of these"),
                                    ("other", "Something else"),
                                ]
                            ),
                        ),
                        ("about_name", models.TextField()),
                        ("about_role", models.TextField(default="")),
                        ("organisation_text", models.TextField(default="")),
                        ("what_happened", models.TextField()),
                        ("when_text", models.TextField(default="")),
                        ("received_at", models.DateTimeField()),
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
                        "verbose_name": "historical concern",
                        "verbose_name_plural": "historical concerns",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_6dfbbf_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDetermination",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        (
                            "length_rule_set",
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
                        ("facts", models.TextField()),
                        ("misconduct", models.BooleanField()),
                        ("misconduct_reasons", models.TextField()),
                        ("impairment", models.BooleanField()),
                        ("impairment_reasons", models.TextField()),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ]
                            ),
                        ),
                        ("outcome_reasons", models.TextField()),
                        ("wider_causes", models.TextField()),
                        ("terms", models.TextField(default="")),
                        (
                            "tiers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("duration_months", models.IntegerField(null=True)),
                        ("decided_at", models.DateTimeField()),
                        ("early_because", models.TextField(default="")),
                        (
                            "service_channel",
                            models.TextField(
                                choices=[
                                    ("email", "Email"),
                                    ("post", "Post"),
                                    ("hand", "By hand"),
                                ],
                                default="",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("served_at", models.DateTimeField(null=True)),
                        ("in_effect_at", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("appeal_until_at", models.DateTimeField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
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
                            "decided_by",
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
                        "verbose_name": "historical determination",
                        "verbose_name_plural": "historical determinations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_a2c9b4_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalInvestigationReport",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("summary", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
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
                            "made_by",
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
                    ],
                    options={
                        "verbose_name": "historical investigation report",
                        "verbose_name_plural": "historical investigation reports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_20cbb2_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalResponse",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("text", models.TextField()),
                        ("on_paper", models.BooleanField()),
                        ("made_at", models.DateTimeField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
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
                            "made_by",
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
                    ],
                    options={
                        "verbose_name": "historical response",
                        "verbose_name_plural": "historical responses",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_a59e12_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="InvestigationReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("summary", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="conduct.case"
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
                                condition=models.Q(("summary", ""), _negated=True), name="report_is_not_empty"
                            )
                        ],
                    },
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
                        ("text", models.TextField()),
                        ("on_paper", models.BooleanField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="conduct.case"
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
                                condition=models.Q(("text", ""), _negated=True), name="response_is_not_empty"
                            ),
                            models.UniqueConstraint(fields=("case", "on_paper"), name="response_one_of_each"),
                        ],
                    },
                ),
            ]
        ),
    ]

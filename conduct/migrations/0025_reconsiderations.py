"""Outcomes by consent; reviews of orders before they end, and restoration after removal; two more outcomes; the sanction bank."""

from django.conf import settings
from django.db import migrations, models
from kernel.db.operations import ChangeModels, before, function
from kernel.history import SyncHistory, acting
import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models


OFFER = """
    DECLARE
        answers text[] := ARRAY['status', 'answer', 'on_paper', 'answered_by_id', 'answered_at'];
    BEGIN
        IF NOT ledger_is_erasing(TG_TABLE_NAME) AND (
            OLD.status <> 'offered' OR to_jsonb(NEW) - answers IS DISTINCT FROM to_jsonb(OLD) - answers
        ) THEN
            RAISE EXCEPTION 'an offer is answered once, and changed in no other way'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consentoffer_answered_once';
        END IF;
        RETURN NEW;
    END"""
CONSENT = """
    BEGIN
        IF NEW.consent_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM conduct_consentoffer o
            WHERE o.id = NEW.consent_id AND o.case_id = NEW.case_id AND o.status = 'agreed'
            AND (o.outcome, o.terms, o.tiers, o.organisation_classes, coalesce(o.duration_months, 0))
                = (NEW.outcome, NEW.terms, NEW.tiers, NEW.organisation_classes, coalesce(NEW.duration_months, 0))
        ) THEN
            RAISE EXCEPTION 'what is made by consent is what the manager agreed to'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_as_agreed';
        END IF;
        RETURN NEW;
    END"""
DECIDED = """
    DECLARE
        decision text[] := ARRAY['status', 'result', 'reasons', 'outcome', 'terms', 'tiers', 'organisation_classes',
            'duration_months', 'decided_by_id', 'decided_at'];
    BEGIN
        IF ledger_is_erasing(TG_TABLE_NAME) THEN
            RETURN NEW;
        END IF;
        IF OLD.status <> 'asked' OR to_jsonb(NEW) - decision IS DISTINCT FROM to_jsonb(OLD) - decision THEN
            RAISE EXCEPTION 'what was asked is decided once, and changed in no other way'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reconsideration_decided_once';
        END IF;
        IF NEW.decided_by_id IS NOT NULL AND (
            EXISTS (
                SELECT FROM conduct_participant p WHERE p.case_id = NEW.case_id AND p.user_id = NEW.decided_by_id
                AND (NEW.kind = 'restoration' OR p.part <> 'adjudicator')
            ) OR EXISTS (
                SELECT FROM conduct_case c JOIN register_person p ON p.id = c.person_id
                WHERE c.id = NEW.case_id
                AND NEW.decided_by_id IN (c.opened_by_id, c.caseworker_id, c.investigator_id, p.user_id)
            )
        ) THEN
            RAISE EXCEPTION 'who inquired into a case reviews no order, and who had a part in it restores nobody'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reconsideration_by_a_stranger';
        END IF;
        RETURN NEW;
    END"""
TRIGGERS = (
    ("conduct_offer_is_answered_once", "UPDATE", "conduct_consentoffer", OFFER),
    ("conduct_consent_is_as_agreed", "INSERT", "conduct_determination", CONSENT),
    ("conduct_reconsidered_once", "UPDATE", "conduct_reconsideration", DECIDED),
)


TERMS = (
    (
        "C01",
        "conditions",
        "Tell employers",
        "To tell every organisation in which you hold or seek a management post of these conditions, before you begin and within seven days of their coming into effect.",
    ),
    (
        "C02",
        "conditions",
        "Supervision",
        "To hold no management post unless a named director, agreed with the regulator, supervises your work and meets you at least once a month.",
    ),
    (
        "C03",
        "conditions",
        "Reports",
        "To have your supervisor report to the regulator every three months on your work and on how you keep these conditions.",
    ),
    (
        "C04",
        "conditions",
        "Concerns of staff",
        "To have no part in receiving, answering or investigating concerns that staff raise.",
    ),
    ("C05", "conditions", "Records", "To have no charge of waiting lists, incident records or records of staffing."),
    (
        "C06",
        "conditions",
        "Recruitment and discipline",
        "To have no part in appointing, appraising, disciplining or dismissing staff.",
    ),
    (
        "C07",
        "conditions",
        "Training",
        "To complete, within six months, the Speak Up, Listen Up and Follow Up training, and to send the regulator the certificates.",
    ),
    (
        "U01",
        "undertakings",
        "Training",
        "I will complete, within six months, the Speak Up, Listen Up and Follow Up training, and send the regulator the certificates.",
    ),
    (
        "U02",
        "undertakings",
        "Mentor",
        "I will meet a mentor, agreed with the regulator, at least once a month, and let the mentor report to the regulator every three months.",
    ),
    (
        "U03",
        "undertakings",
        "Concerns of staff",
        "I will pass every concern that staff bring to me to the person who leads on speaking up within two working days, in writing.",
    ),
    (
        "U04",
        "undertakings",
        "Tell employers",
        "I will tell every organisation in which I hold or seek a management post of these undertakings.",
    ),
)


def fill_bank(apps, schema_editor):
    system = apps.get_model("kernel", "User").objects.get(is_system=True)
    term_model = apps.get_model("conduct", "StandardTerm")
    with acting(user=system.pk, reason="The first sanction bank"):
        term_model.objects.bulk_create(
            term_model(code=code, version=1, outcome=outcome, title=title, text=text)
            for code, outcome, title, text in TERMS
        )


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0024_appeals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("kernel", "0014_sealed_boxes"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalConsentOffer",
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
                            "status",
                            models.TextField(
                                choices=[
                                    ("offered", "Offered"),
                                    ("agreed", "Agreed"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="offered",
                            ),
                        ),
                        ("facts", models.TextField()),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("undertakings", "Undertakings"),
                                    ("downgrade", "Downgrade to associate"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ]
                            ),
                        ),
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
                        ("offered_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("answer", models.TextField(default="")),
                        ("on_paper", models.BooleanField(default=False)),
                        ("answered_at", models.DateTimeField(null=True)),
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
                            "offered_by",
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
                            "answered_by",
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
                        "verbose_name": "historical consent offer",
                        "verbose_name_plural": "historical consent offers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_e7a637_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReconsideration",
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
                            models.TextField(
                                choices=[
                                    ("review", "Review of the order"),
                                    ("restoration", "Application to be restored"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waits for a decision"),
                                    ("decided", "Decided"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("grounds", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        (
                            "result",
                            models.TextField(
                                choices=[
                                    ("let_end", "The order ends as decided"),
                                    ("extended", "The order lasts longer"),
                                    ("replaced", "Another order takes its place"),
                                    ("restored", "Restored to the register"),
                                    ("refused", "Refused"),
                                ],
                                default="",
                            ),
                        ),
                        ("reasons", models.TextField(default="")),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("undertakings", "Undertakings"),
                                    ("downgrade", "Downgrade to associate"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ],
                                default="",
                            ),
                        ),
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
                        ("decided_at", models.DateTimeField(null=True)),
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
                        "verbose_name": "historical reconsideration",
                        "verbose_name_plural": "historical reconsiderations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_cee8fe_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ConsentOffer",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="conduct.case"
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("offered", "Offered"),
                                    ("agreed", "Agreed"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="offered",
                            ),
                        ),
                        ("facts", models.TextField()),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("undertakings", "Undertakings"),
                                    ("downgrade", "Downgrade to associate"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ]
                            ),
                        ),
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
                        (
                            "offered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("offered_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("answer", models.TextField(default="")),
                        ("on_paper", models.BooleanField(default=False)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "no_action",
                                            "advice",
                                            "warning",
                                            "undertakings",
                                            "downgrade",
                                            "conditions",
                                            "suspension",
                                            "removal",
                                            "referral_for_barring",
                                        ],
                                    ),
                                    ("status__in", ["offered", "agreed", "declined", "withdrawn"]),
                                    models.Q(("facts", ""), _negated=True),
                                ),
                                name="consentoffer_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("duration_months__gte", 1),
                                        ("outcome__in", ["conditions", "suspension", "undertakings"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("outcome__in", ["conditions", "suspension", "undertakings"]), _negated=True
                                        ),
                                        ("duration_months", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="consentoffer_duration_where_due",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""),
                                        ("answered_at", None),
                                        ("answered_by", None),
                                        ("status__in", ["offered"]),
                                    ),
                                    models.Q(
                                        models.Q(("status", "offered"), _negated=True),
                                        models.Q(("answer", ""), _negated=True),
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="consentoffer_answer_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "offered")),
                                fields=("case",),
                                name="consentoffer_one_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reconsideration",
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
                                related_name="reconsiderations",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("review", "Review of the order"),
                                    ("restoration", "Application to be restored"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("asked", "Waits for a decision"),
                                    ("decided", "Decided"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("grounds", models.TextField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "result",
                            models.TextField(
                                choices=[
                                    ("let_end", "The order ends as decided"),
                                    ("extended", "The order lasts longer"),
                                    ("replaced", "Another order takes its place"),
                                    ("restored", "Restored to the register"),
                                    ("refused", "Refused"),
                                ],
                                default="",
                            ),
                        ),
                        ("reasons", models.TextField(default="")),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("undertakings", "Undertakings"),
                                    ("downgrade", "Downgrade to associate"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ],
                                default="",
                            ),
                        ),
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
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["review", "restoration"]),
                                    ("status__in", ["asked", "decided", "withdrawn"]),
                                    models.Q(("grounds", ""), _negated=True),
                                ),
                                name="reconsideration_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("status", "decided"),
                                        models.Q(("reasons", ""), _negated=True),
                                        models.Q(
                                            models.Q(
                                                ("kind", "review"), ("result__in", ["let_end", "extended", "replaced"])
                                            ),
                                            models.Q(("kind", "restoration"), ("result__in", ["restored", "refused"])),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(("status", "decided"), _negated=True),
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("result", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="reconsideration_decision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "outcome__in",
                                            [
                                                "no_action",
                                                "advice",
                                                "warning",
                                                "undertakings",
                                                "downgrade",
                                                "conditions",
                                                "suspension",
                                                "removal",
                                                "referral_for_barring",
                                            ],
                                        ),
                                        ("result__in", ["extended", "replaced"]),
                                    ),
                                    models.Q(
                                        models.Q(("result__in", ["extended", "replaced"]), _negated=True),
                                        ("duration_months", None),
                                        ("outcome", ""),
                                        ("terms", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="reconsideration_orders_where_due",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("duration_months__gte", 1),
                                        ("outcome__in", ["conditions", "suspension", "undertakings"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("outcome__in", ["conditions", "suspension", "undertakings"]), _negated=True
                                        ),
                                        ("duration_months", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="reconsideration_duration_where_due",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "asked")),
                                fields=("case", "kind"),
                                name="reconsideration_one_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.TextField()),
                        ("version", models.IntegerField()),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("no_action", "No further action"),
                                    ("advice", "Advice"),
                                    ("warning", "Warning"),
                                    ("undertakings", "Undertakings"),
                                    ("downgrade", "Downgrade to associate"),
                                    ("conditions", "Conditions"),
                                    ("suspension", "Suspension"),
                                    ("removal", "Removal from the register"),
                                    ("referral_for_barring", "Referral for barring"),
                                ]
                            ),
                        ),
                        ("title", models.TextField()),
                        ("text", models.TextField()),
                    ],
                    options={
                        "ordering": ["code", "version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "version"), name="standardterm_version_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome__in", ["conditions", "undertakings"]),
                                    ("version__gte", 1),
                                    models.Q(("code", ""), _negated=True),
                                    models.Q(("title", ""), _negated=True),
                                    models.Q(("text", ""), _negated=True),
                                ),
                                name="standardterm_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="caseappeal",
                    name="caseappeal_varied_into_something",
                ),
                migrations.RemoveConstraint(
                    model_name="caseappeal",
                    name="caseappeal_duration_where_due",
                ),
                migrations.RemoveConstraint(
                    model_name="casestep",
                    name="casestep_action_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="determination",
                    name="determination_outcome_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="determination",
                    name="determination_sanction_by_misconduct",
                ),
                migrations.RemoveConstraint(
                    model_name="determination",
                    name="determination_duration_where_due",
                ),
                migrations.RemoveConstraint(
                    model_name="determination",
                    name="determination_terms_where_due",
                ),
                migrations.AlterField(
                    model_name="caseappeal",
                    name="outcome",
                    field=models.TextField(
                        choices=[
                            ("no_action", "No further action"),
                            ("advice", "Advice"),
                            ("warning", "Warning"),
                            ("undertakings", "Undertakings"),
                            ("downgrade", "Downgrade to associate"),
                            ("conditions", "Conditions"),
                            ("suspension", "Suspension"),
                            ("removal", "Removal from the register"),
                            ("referral_for_barring", "Referral for barring"),
                        ],
                        default="",
                    ),
                ),
                migrations.AlterField(
                    model_name="casestep",
                    name="action",
                    field=models.TextField(
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
                            ("OFFER_CONSENT", "Offer an outcome by consent"),
                            ("ANSWER_OFFER", "Answer the offer"),
                            ("ENTER_OFFER_ANSWER", "Enter an answer to the offer"),
                            ("WITHDRAW_OFFER", "Withdraw the offer"),
                            ("ASK_REVIEW", "Ask for a review of the order"),
                            ("APPLY_RESTORATION", "Apply to be restored"),
                            ("ENTER_APPLICATION", "Enter an application to be restored"),
                            ("WITHDRAW_RECONSIDERATION", "Withdraw the review or application"),
                            ("RECONSIDER", "Decide on the review or application"),
                            ("LODGE_APPEAL", "Record an appeal"),
                            ("RECORD_COURT", "Record what the court did"),
                            ("REMIT", "Remit the case to another panel"),
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
                migrations.AlterField(
                    model_name="determination",
                    name="outcome",
                    field=models.TextField(
                        choices=[
                            ("no_action", "No further action"),
                            ("advice", "Advice"),
                            ("warning", "Warning"),
                            ("undertakings", "Undertakings"),
                            ("downgrade", "Downgrade to associate"),
                            ("conditions", "Conditions"),
                            ("suspension", "Suspension"),
                            ("removal", "Removal from the register"),
                            ("referral_for_barring", "Referral for barring"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalcaseappeal",
                    name="outcome",
                    field=models.TextField(
                        choices=[
                            ("no_action", "No further action"),
                            ("advice", "Advice"),
                            ("warning", "Warning"),
                            ("undertakings", "Undertakings"),
                            ("downgrade", "Downgrade to associate"),
                            ("conditions", "Conditions"),
                            ("suspension", "Suspension"),
                            ("removal", "Removal from the register"),
                            ("referral_for_barring", "Referral for barring"),
                        ],
                        default="",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicaldetermination",
                    name="outcome",
                    field=models.TextField(
                        choices=[
                            ("no_action", "No further action"),
                            ("advice", "Advice"),
                            ("warning", "Warning"),
                            ("undertakings", "Undertakings"),
                            ("downgrade", "Downgrade to associate"),
                            ("conditions", "Conditions"),
                            ("suspension", "Suspension"),
                            ("removal", "Removal from the register"),
                            ("referral_for_barring", "Referral for barring"),
                        ]
                    ),
                ),
                migrations.AddConstraint(
                    model_name="caseappeal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "outcome__in",
                                    [
                                        "no_action",
                                        "advice",
                                        "warning",
                                        "undertakings",
                                        "downgrade",
                                        "conditions",
                                        "suspension",
                                        "removal",
                                        "referral_for_barring",
                                    ],
                                ),
                                ("status", "varied"),
                            ),
                            models.Q(
                                models.Q(("status", "varied"), _negated=True),
                                ("duration_months", None),
                                ("outcome", ""),
                                ("terms", ""),
                            ),
                            _connector="OR",
                        ),
                        name="caseappeal_varied_into_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="caseappeal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("duration_months__gte", 1),
                                ("outcome__in", ["conditions", "suspension", "undertakings"]),
                            ),
                            models.Q(
                                models.Q(("outcome__in", ["conditions", "suspension", "undertakings"]), _negated=True),
                                ("duration_months", None),
                            ),
                            _connector="OR",
                        ),
                        name="caseappeal_duration_where_due",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casestep",
                    constraint=models.CheckConstraint(
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
                                    "OFFER_CONSENT",
                                    "ANSWER_OFFER",
                                    "ENTER_OFFER_ANSWER",
                                    "WITHDRAW_OFFER",
                                    "ASK_REVIEW",
                                    "APPLY_RESTORATION",
                                    "ENTER_APPLICATION",
                                    "WITHDRAW_RECONSIDERATION",
                                    "RECONSIDER",
                                    "LODGE_APPEAL",
                                    "RECORD_COURT",
                                    "REMIT",
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
                ),
                migrations.AddField(
                    model_name="determination",
                    name="consent",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="determination",
                        to="conduct.consentoffer",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldetermination",
                    name="consent",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conduct.consentoffer",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="determination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "undertakings"), _negated=True),
                            ("consent__isnull", False),
                            _connector="OR",
                        ),
                        name="determination_undertakings_by_consent",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="determination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "no_action",
                                    "advice",
                                    "warning",
                                    "undertakings",
                                    "downgrade",
                                    "conditions",
                                    "suspension",
                                    "removal",
                                    "referral_for_barring",
                                ],
                            )
                        ),
                        name="determination_outcome_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="determination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("misconduct", True),
                            models.Q(
                                (
                                    "outcome__in",
                                    [
                                        "conditions",
                                        "downgrade",
                                        "referral_for_barring",
                                        "removal",
                                        "suspension",
                                        "undertakings",
                                        "warning",
                                    ],
                                ),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="determination_sanction_by_misconduct",
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
                            models.Q(
                                models.Q(("outcome__in", ["conditions", "suspension", "undertakings"]), _negated=True),
                                ("duration_months", None),
                            ),
                            _connector="OR",
                        ),
                        name="determination_duration_where_due",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="determination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome__in", ["advice", "conditions", "undertakings", "warning"]), _negated=True
                            ),
                            models.Q(("terms", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="determination_terms_where_due",
                    ),
                ),
            ]
        ),
        *(function(name, body) for name, _, _, body in TRIGGERS),
        *(before(name, events, table) for name, events, table, _ in TRIGGERS),
        SyncHistory(),
        migrations.RunPython(fill_bank, migrations.RunPython.noop),
    ]

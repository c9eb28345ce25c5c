"""What a case is proved by: demands, witnesses, the chronology, and bundles of what was disclosed."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, function


def _only_once(while_, columns, text, constraint):
    """A row in which these columns are written once, and no other is changed."""
    return f"""
        DECLARE
            later text[] := CASE WHEN {while_} THEN ARRAY[{", ".join(f"'{column}'" for column in columns)}] ELSE '{{}}' END;
        BEGIN
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION '{text}' USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
            END IF;
            RETURN NEW;
        END"""


FUNCTIONS = {
    # Arguments: the column of the exhibit; the table that says of which case the row is, and the column that leads to it.
    "conduct_exhibit_of_this_case": """
        DECLARE
            exhibit bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
            owner bigint := (to_jsonb(NEW) ->> 'case_id')::bigint;
        BEGIN
            IF TG_NARGS > 1 THEN
                EXECUTE format('SELECT case_id FROM public.%I WHERE id = $1', TG_ARGV[1])
                    INTO owner USING (to_jsonb(NEW) ->> TG_ARGV[2])::bigint;
            END IF;
            IF exhibit IS NOT NULL AND NOT EXISTS (
                SELECT FROM conduct_casefile f WHERE f.id = exhibit AND f.case_id = owner AND f.kind = 'evidence'
            ) THEN
                RAISE EXCEPTION 'what shows it is an exhibit of the same case'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'exhibit_of_this_case';
            END IF;
            RETURN NEW;
        END""",
    "conduct_demand_only_ends": _only_once(
        "OLD.status = 'open'",
        ["status", "ended_by_id", "answered_at", "exhibit_id", "outcome"],
        "what came of a demand is written down once, and the demand is never changed",
        "documentdemand_only_ends",
    ),
    "conduct_reporter_agreed": """
        BEGIN
            IF NEW.concern_id IS NOT NULL AND (
                NOT EXISTS (
                    SELECT FROM conduct_caseconcern c WHERE c.case_id = NEW.case_id AND c.concern_id = NEW.concern_id
                )
                OR NEW.consent = 'mailbox' AND NOT EXISTS (
                    SELECT FROM conduct_concernmessage m
                    WHERE m.id = NEW.consent_message_id AND m.concern_id = NEW.concern_id AND m.from_reporter
                )
                OR NEW.consent = 'paper' AND NOT EXISTS (
                    SELECT FROM conduct_casefile f WHERE f.id = NEW.consent_exhibit_id AND f.may_name_reporter
                )
            ) THEN
                RAISE EXCEPTION 'whoever raised a concern is a witness only by their consent'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'witness_agreed';
            END IF;
            RETURN NEW;
        END""",
    "conduct_measure_only_ruled": _only_once(
        "OLD.granted IS NULL",
        ["granted", "ruled_by_id", "ruled_at", "ruling", "known_as"],
        "a measure is ruled on once, and changed in no other way",
        "specialmeasure_only_ruled",
    ),
    "conduct_panel_rules": """
        BEGIN
            IF NEW.ruled_by_id IS NOT NULL AND EXISTS (
                SELECT FROM conduct_participant p JOIN conduct_witness w ON w.case_id = p.case_id
                WHERE w.id = NEW.witness_id AND p.user_id = NEW.ruled_by_id AND p.part <> 'adjudicator'
            ) THEN
                RAISE EXCEPTION 'a panel rules on what is asked for a witness'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'specialmeasure_by_the_panel';
            END IF;
            RETURN NEW;
        END""",
    "conduct_order_only_given": _only_once(
        "OLD.given_at IS NULL",
        ["given_by_id", "given_at", "given_words"],
        "what a court ordered is given once, and its record never changed",
        "courtdisclosure_only_given",
    ),
    "conduct_bundle_only_made": _only_once(
        "OLD.status = 'asked'",
        ["status", "made_at", "file_id", "pages", "failure"],
        "a bundle is made once, and never changed",
        "bundle_only_made",
    ),
    "conduct_bundle_holds_disclosed": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_bundle b JOIN conduct_casefile f ON f.case_id = b.case_id
                LEFT JOIN conduct_exhibitversion v ON v.exhibit_id = f.id AND v.id = NEW.version_id
                LEFT JOIN conduct_disclosure d ON d.version_id = v.id
                WHERE b.id = NEW.bundle_id AND f.id = NEW.exhibit_id
                AND CASE WHEN f.kind = 'response' THEN NEW.version_id IS NULL ELSE d.id IS NOT NULL END
            ) THEN
                RAISE EXCEPTION 'a bundle holds what was disclosed, and what the manager sent'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'bundledocument_was_disclosed';
            END IF;
            RETURN NEW;
        END""",
    "conduct_bundle_given_by_another": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_bundle b
                WHERE b.id = NEW.bundle_id AND b.status = 'made' AND b.asked_by_id <> NEW.by_id
            ) THEN
                RAISE EXCEPTION 'a second person gives a bundle that is made'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'bundlegift_by_another';
            END IF;
            RETURN NEW;
        END""",
    "conduct_decider_gathered_nothing": """
        BEGIN
            IF NEW.decided_by_id IN (
                SELECT sent_by_id FROM conduct_documentdemand WHERE case_id = NEW.case_id
                UNION ALL SELECT added_by_id FROM conduct_witness WHERE case_id = NEW.case_id
                UNION ALL SELECT written_by_id FROM conduct_chronologyline WHERE case_id = NEW.case_id
                UNION ALL SELECT asked_by_id FROM conduct_bundle WHERE case_id = NEW.case_id
            ) THEN
                RAISE EXCEPTION 'whoever gathered the evidence of a case never decides it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_by_a_stranger';
            END IF;
            RETURN NEW;
        END""",
}
IN_ONE_CASE = (
    ("conduct_documentdemand", ("exhibit_id",)),
    ("conduct_witness", ("consent_exhibit_id",)),
    ("conduct_witnessstatement", ("exhibit_id", "conduct_witness", "witness_id")),
    ("conduct_courtdisclosure", ("exhibit_id",)),
    ("conduct_chronologyline", ("exhibit_id",)),
    ("conduct_chronologytie", ("exhibit_id", "conduct_chronologyline", "line_id")),
)
TRIGGERS = (
    ("conduct_demand_only_ends", "UPDATE", "conduct_documentdemand", ()),
    ("conduct_reporter_agreed", "INSERT", "conduct_witness", ()),
    ("conduct_measure_only_ruled", "UPDATE", "conduct_specialmeasure", ()),
    ("conduct_panel_rules", "INSERT OR UPDATE", "conduct_specialmeasure", ()),
    ("conduct_order_only_given", "UPDATE", "conduct_courtdisclosure", ()),
    ("conduct_bundle_only_made", "UPDATE", "conduct_bundle", ()),
    ("conduct_bundle_holds_disclosed", "INSERT", "conduct_bundledocument", ()),
    ("conduct_bundle_given_by_another", "INSERT", "conduct_bundlegift", ()),
    ("conduct_decider_gathered_nothing", "INSERT", "conduct_determination", ()),
    *(("conduct_exhibit_of_this_case", "INSERT OR UPDATE", table, by) for table, by in IN_ONE_CASE),
)


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0015_exhibits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="DocumentDemand",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="demands", to="conduct.case"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("open", "Waits for an answer"),
                                    ("answered", "Answered"),
                                    ("refused", "Refused"),
                                ],
                                default="open",
                            ),
                        ),
                        ("addressee", models.TextField()),
                        ("what", models.TextField()),
                        ("legal_basis", models.TextField()),
                        (
                            "channel",
                            models.TextField(choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")]),
                        ),
                        (
                            "sent_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("served_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "exhibit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demands",
                                to="conduct.casefile",
                            ),
                        ),
                        ("outcome", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["case", "number"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "open")), fields=["due_at"], name="documentdemand_open"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "number"), name="documentdemand_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["open", "answered", "refused"])),
                                name="documentdemand_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["email", "post", "hand"]),
                                    ("number__gte", 1),
                                    models.Q(("addressee", ""), _negated=True),
                                    models.Q(("what", ""), _negated=True),
                                    models.Q(("legal_basis", ""), _negated=True),
                                ),
                                name="documentdemand_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at", None),
                                        ("ended_by", None),
                                        ("exhibit", None),
                                        ("outcome", ""),
                                        ("status", "open"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "open"), _negated=True),
                                        ("answered_at__isnull", False),
                                        ("ended_by__isnull", False),
                                        ("exhibit__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="documentdemand_ends_with_evidence",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalDocumentDemand",
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
                                    ("open", "Waits for an answer"),
                                    ("answered", "Answered"),
                                    ("refused", "Refused"),
                                ],
                                default="open",
                            ),
                        ),
                        ("addressee", models.TextField()),
                        ("what", models.TextField()),
                        ("legal_basis", models.TextField()),
                        (
                            "channel",
                            models.TextField(choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")]),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("served_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(default="")),
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
                            "sent_by",
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
                        (
                            "ended_by",
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
                            "exhibit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.casefile",
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
                        "verbose_name": "historical document demand",
                        "verbose_name_plural": "historical document demands",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_f6f4a1_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Witness",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="witnesses", to="conduct.case"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("name", models.TextField()),
                        ("role", models.TextField()),
                        (
                            "concern",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="witness",
                                to="conduct.concern",
                            ),
                        ),
                        (
                            "consent",
                            models.TextField(
                                choices=[
                                    ("mailbox", "In the mailbox of their concern"),
                                    ("paper", "On paper, kept as an exhibit"),
                                ],
                                default="",
                            ),
                        ),
                        (
                            "consent_message",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.concernmessage",
                            ),
                        ),
                        (
                            "consent_exhibit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.casefile",
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["case", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "number"), name="witness_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("number__gte", 1),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("role", ""), _negated=True),
                                ),
                                name="witness_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("concern", None),
                                        ("consent", ""),
                                        ("consent_exhibit", None),
                                        ("consent_message", None),
                                    ),
                                    models.Q(
                                        ("concern__isnull", False),
                                        ("consent", "mailbox"),
                                        ("consent_exhibit", None),
                                        ("consent_message__isnull", False),
                                    ),
                                    models.Q(
                                        ("concern__isnull", False),
                                        ("consent", "paper"),
                                        ("consent_exhibit__isnull", False),
                                        ("consent_message", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="witness_who_raised_a_concern_agreed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WitnessStatement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "witness",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="conduct.witness",
                            ),
                        ),
                        ("number", models.IntegerField()),
                        (
                            "exhibit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statement",
                                to="conduct.casefile",
                            ),
                        ),
                        ("signed_on", models.DateField(null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["witness", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("witness", "number"), name="witnessstatement_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1)), name="witnessstatement_counts_from_one"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialMeasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "witness",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to="conduct.witness",
                            ),
                        ),
                        (
                            "measure",
                            models.TextField(
                                choices=[
                                    ("anonymity", "Anonymity: known by a letter in place of the name"),
                                    ("screen", "A screen between the witness and the manager"),
                                    ("video", "Evidence by video link"),
                                    ("private", "Evidence heard in private"),
                                    ("intermediary", "An intermediary or interpreter"),
                                    ("supporter", "A supporter beside them, and breaks"),
                                    ("statement", "The statement as their evidence in chief"),
                                ]
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("granted", models.BooleanField(null=True)),
                        (
                            "ruled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("ruled_at", models.DateTimeField(null=True)),
                        ("ruling", models.TextField(default="")),
                        ("known_as", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "measure__in",
                                        [
                                            "anonymity",
                                            "screen",
                                            "video",
                                            "private",
                                            "intermediary",
                                            "supporter",
                                            "statement",
                                        ],
                                    ),
                                    models.Q(("reason", ""), _negated=True),
                                ),
                                name="specialmeasure_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("granted", None),
                                        ("known_as", ""),
                                        ("ruled_at", None),
                                        ("ruled_by", None),
                                        ("ruling", ""),
                                    ),
                                    models.Q(
                                        ("granted__isnull", False),
                                        ("ruled_at__isnull", False),
                                        ("ruled_by__isnull", False),
                                        models.Q(("ruling", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="specialmeasure_ruling_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("granted", True),
                                        ("measure", "anonymity"),
                                        models.Q(("known_as", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(
                                            models.Q(("measure", "anonymity"), _negated=True),
                                            ("granted", None),
                                            ("granted", False),
                                            _connector="OR",
                                        ),
                                        ("known_as", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="specialmeasure_anonymity_names_a_letter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ruled_by", models.F("asked_by")), _negated=True),
                                name="specialmeasure_two_people",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("granted", None)),
                                fields=("witness", "measure"),
                                name="specialmeasure_one_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalSpecialMeasure",
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
                            "measure",
                            models.TextField(
                                choices=[
                                    ("anonymity", "Anonymity: known by a letter in place of the name"),
                                    ("screen", "A screen between the witness and the manager"),
                                    ("video", "Evidence by video link"),
                                    ("private", "Evidence heard in private"),
                                    ("intermediary", "An intermediary or interpreter"),
                                    ("supporter", "A supporter beside them, and breaks"),
                                    ("statement", "The statement as their evidence in chief"),
                                ]
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        ("granted", models.BooleanField(null=True)),
                        ("ruled_at", models.DateTimeField(null=True)),
                        ("ruling", models.TextField(default="")),
                        ("known_as", models.TextField(default="")),
                        (
                            "witness",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.witness",
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
                            "ruled_by",
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
                        "verbose_name": "historical special measure",
                        "verbose_name_plural": "historical special measures",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_22db4f_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CourtDisclosure",
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
                                related_name="court_disclosures",
                                to="conduct.case",
                            ),
                        ),
                        ("court", models.TextField()),
                        ("order_reference", models.TextField()),
                        ("ordered_on", models.DateField()),
                        (
                            "exhibit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conduct.casefile"
                            ),
                        ),
                        ("what", models.TextField()),
                        ("to_whom", models.TextField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "given_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("given_at", models.DateTimeField(null=True)),
                        ("given_words", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("court", ""), _negated=True),
                                    models.Q(("order_reference", ""), _negated=True),
                                    models.Q(("what", ""), _negated=True),
                                    models.Q(("to_whom", ""), _negated=True),
                                ),
                                name="courtdisclosure_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("given_by", models.F("recorded_by")), _negated=True),
                                name="courtdisclosure_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("given_at", None), ("given_by", None), ("given_words", "")),
                                    models.Q(
                                        ("given_at__isnull", False),
                                        ("given_by__isnull", False),
                                        models.Q(("given_words", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="courtdisclosure_gift_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCourtDisclosure",
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
                        ("court", models.TextField()),
                        ("order_reference", models.TextField()),
                        ("ordered_on", models.DateField()),
                        ("what", models.TextField()),
                        ("to_whom", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        ("given_at", models.DateTimeField(null=True)),
                        ("given_words", models.TextField(default="")),
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
                            "exhibit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.casefile",
                            ),
                        ),
                        (
                            "recorded_by",
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
                            "given_by",
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
                        "verbose_name": "historical court disclosure",
                        "verbose_name_plural": "historical court disclosures",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_3f60e5_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ChronologyLine",
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
                                related_name="chronology",
                                to="conduct.case",
                            ),
                        ),
                        ("year", models.IntegerField()),
                        ("month", models.IntegerField(null=True)),
                        ("day", models.IntegerField(null=True)),
                        ("who", models.TextField()),
                        ("text", models.TextField()),
                        ("is_concern_put", models.BooleanField(default=False)),
                        ("manager_did", models.TextField(default="")),
                        (
                            "exhibit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="chronology",
                                to="conduct.casefile",
                            ),
                        ),
                        ("place", models.TextField(default="")),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": [
                            "year",
                            models.OrderBy(models.F("month"), nulls_first=True),
                            models.OrderBy(models.F("day"), nulls_first=True),
                            "pk",
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("who", ""), _negated=True), models.Q(("text", ""), _negated=True)
                                ),
                                name="chronologyline_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("year__gte", 1900),
                                    ("year__lte", 2199),
                                    models.Q(
                                        models.Q(("day", None), ("month", None)),
                                        models.Q(("month__gte", 1), ("month__lte", 12)),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("day", None), models.Q(("day__gte", 1), ("day__lte", 31)), _connector="OR"
                                    ),
                                ),
                                name="chronologyline_has_part_of_a_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("is_concern_put", False), ("manager_did", "")),
                                    models.Q(("is_concern_put", True), models.Q(("manager_did", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="chronologyline_says_what_the_manager_did",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalChronologyLine",
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
                        ("year", models.IntegerField()),
                        ("month", models.IntegerField(null=True)),
                        ("day", models.IntegerField(null=True)),
                        ("who", models.TextField()),
                        ("text", models.TextField()),
                        ("is_concern_put", models.BooleanField(default=False)),
                        ("manager_did", models.TextField(default="")),
                        ("place", models.TextField(default="")),
                        ("written_at", models.DateTimeField()),
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
                            "exhibit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.casefile",
                            ),
                        ),
                        (
                            "written_by",
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
                        "verbose_name": "historical chronology line",
                        "verbose_name_plural": "historical chronology lines",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_a935d6_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ChronologyTie",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ties",
                                to="conduct.chronologyline",
                            ),
                        ),
                        (
                            "exhibit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conduct.casefile"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["exhibit__number"],
                        "constraints": [models.UniqueConstraint(fields=("line", "exhibit"), name="chronologytie_once")],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalChronologyTie",
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
                            "line",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.chronologyline",
                            ),
                        ),
                        (
                            "exhibit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.casefile",
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
                        "verbose_name": "historical chronology tie",
                        "verbose_name_plural": "historical chronology ties",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_a05e47_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Bundle",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="bundles", to="conduct.case"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        (
                            "status",
                            models.TextField(
                                choices=[("asked", "Being made"), ("made", "Made"), ("failed", "Could not be made")],
                                default="asked",
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
                        ("asked_at", models.DateTimeField()),
                        ("made_at", models.DateTimeField(null=True)),
                        (
                            "file",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.storedfile",
                            ),
                        ),
                        ("pages", models.IntegerField(null=True)),
                        ("failure", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["case", "number"],
                        "indexes": [
                            models.Index(condition=models.Q(("status", "asked")), fields=["id"], name="bundle_waiting")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "number"), name="bundle_number_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "asked")), fields=("case",), name="bundle_one_being_made"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["asked", "made", "failed"])),
                                name="bundle_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("failure", ""),
                                        ("file", None),
                                        ("made_at", None),
                                        ("pages", None),
                                        ("status", "asked"),
                                    ),
                                    models.Q(
                                        ("failure", ""),
                                        ("file__isnull", False),
                                        ("made_at__isnull", False),
                                        ("pages__gte", 1),
                                        ("status", "made"),
                                    ),
                                    models.Q(
                                        ("file", None),
                                        ("made_at__isnull", False),
                                        ("pages", None),
                                        ("status", "failed"),
                                        models.Q(("failure", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="bundle_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBundle",
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
                                choices=[("asked", "Being made"), ("made", "Made"), ("failed", "Could not be made")],
                                default="asked",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("made_at", models.DateTimeField(null=True)),
                        ("pages", models.IntegerField(null=True)),
                        ("failure", models.TextField(default="")),
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
                            "file",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.storedfile",
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
                        "verbose_name": "historical bundle",
                        "verbose_name_plural": "historical bundles",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_b82102_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="BundleDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bundle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="conduct.bundle",
                            ),
                        ),
                        (
                            "exhibit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conduct.casefile"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.exhibitversion",
                            ),
                        ),
                        ("first_page", models.IntegerField()),
                        ("last_page", models.IntegerField()),
                        ("digest", models.TextField()),
                    ],
                    options={
                        "ordering": ["first_page"],
                        "constraints": [
                            models.UniqueConstraint(fields=("bundle", "exhibit"), name="bundledocument_once"),
                            models.CheckConstraint(
                                condition=models.Q(("first_page__gte", 1), ("last_page__gte", models.F("first_page"))),
                                name="bundledocument_has_pages",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BundleGift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bundle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="gifts", to="conduct.bundle"
                            ),
                        ),
                        (
                            "recipient",
                            models.TextField(
                                choices=[
                                    ("manager", "The manager, to open here"),
                                    ("representative", "The manager’s representative"),
                                    ("panel", "The panel"),
                                    ("presenter", "Whoever presents the case"),
                                    ("court", "A court"),
                                ]
                            ),
                        ),
                        ("words", models.TextField()),
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
                            models.UniqueConstraint(fields=("bundle", "recipient"), name="bundlegift_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("recipient__in", ["manager", "representative", "panel", "presenter", "court"]),
                                    models.Q(("words", ""), _negated=True),
                                ),
                                name="bundlegift_is_whole",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
    ]

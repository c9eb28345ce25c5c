"""Letters of a case, and the templates they are written from."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from kernel.db.operations import ChangeModels, before, function
from kernel.history import SyncHistory, acting


DEMAND = """Dear {addressee_name}

Case {case_reference}: demand {demand_number} for documents

Under {demand_basis} we demand the following documents of you.

{demand_what}

We must have them by the end of {demand_due}. This is how that was counted: {demand_counted}.

Leave out what is legally privileged, and a manager’s reflective notes. Where you do not have a document, say so and where it may be. Where you believe that you need not hand one over, write to us before that day and say why.

Do not tell anybody more of this letter than you need to find the documents. Do not look for whoever may have raised a concern.

Your contact is {contact_name}, {contact_email}. Give the reference {case_reference}.

Yours sincerely

{contact_name}"""

PROGRESS = """Dear {addressee_name}

We write about case {case_reference}.

[Say what has happened since you last wrote, and what comes next.]

Your contact is {contact_name}. Write to {contact_email} and give the reference {case_reference}. You can ask for a call, and for this letter in another form.

Yours sincerely

{contact_name}"""

RESPONSE = """Dear {addressee_name}

In case {case_reference} you were asked to respond. You have time until {response_due}. You can ask somebody to help you, such as a trade union, a professional body or a lawyer.

[Say what else is to be said.]

Your contact is {contact_name}, {contact_email}.

Yours sincerely

{contact_name}"""

WITNESS = """Dear {addressee_name}

You have agreed to be a witness in case {case_reference}. Thank you.

[Say what you ask of them, and by when.]

Tell us if there is anything that you need so that you can give evidence, such as a screen, a video link or a supporter beside you.

Your contact is {contact_name}, {contact_email}.

Yours sincerely

{contact_name}"""

EMPLOYER = """Dear {addressee_name}

We write about case {case_reference}, of which we told your organisation in confidence.

[Say what you ask of them, and by when.]

Your contact is {contact_name}, {contact_email}.

Yours sincerely

{contact_name}"""

FIRST = (
    ("demand", "Demand for documents", DEMAND),
    ("employer", "Letter to an employer", EMPLOYER),
    ("progress", "Where your case stands", PROGRESS),
    ("response", "Your time to respond", RESPONSE),
    ("witness", "Letter to a witness", WITNESS),
)

FUNCTIONS = {
    "conduct_letter_stays": """
        DECLARE
            later text[] := CASE
                WHEN OLD.sent_at IS NULL
                THEN '{way,name,address,title,body,sent_by_id,sent_at,file_id}'::text[]
                WHEN OLD.posted_on IS NULL THEN '{posted_on,posted_by_id}'::text[]
                ELSE '{}' END;
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.sent_at IS NOT NULL THEN
                    RAISE EXCEPTION 'a letter that was sent stays'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_stays_as_it_went';
                END IF;
                RETURN OLD;
            END IF;
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'a letter that was sent stays as it went, and its posting is written down once'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_stays_as_it_went';
            END IF;
            RETURN NEW;
        END""",
    "conduct_letter_may_go": """
        BEGIN
            IF NEW.representation_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM conduct_representation r WHERE r.id = NEW.representation_id AND r.case_id = NEW.case_id
            ) OR NEW.witness_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM conduct_witness w WHERE w.id = NEW.witness_id AND w.case_id = NEW.case_id
            ) OR NEW.demand_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM conduct_documentdemand d WHERE d.id = NEW.demand_id AND d.case_id = NEW.case_id
            ) THEN
                RAISE EXCEPTION 'a letter goes to somebody of its own case'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_to_somebody_of_the_case';
            END IF;
            IF NEW.sent_at IS NULL OR TG_OP = 'UPDATE' AND OLD.sent_at IS NOT NULL THEN
                RETURN NEW;
            END IF;
            IF NEW."to" IN ('manager', 'representative') AND NOT EXISTS (
                SELECT FROM conduct_case c WHERE c.id = NEW.case_id AND c.response_asked_at IS NOT NULL
            ) THEN
                RAISE EXCEPTION 'nobody on the manager''s side is written to before the manager was asked to respond'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_after_the_manager_knows';
            END IF;
            IF NEW."to" = 'employer' AND NOT EXISTS (
                SELECT FROM conduct_employernotice n
                WHERE n.case_id = NEW.case_id AND n.organisation_id = NEW.organisation_id AND n.status = 'told'
            ) THEN
                RAISE EXCEPTION 'no employer is written to that was not told of the case'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_to_an_employer_that_was_told';
            END IF;
            RETURN NEW;
        END""",
    "conduct_decider_wrote_no_letter": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_letter l
                WHERE l.case_id = NEW.case_id AND NEW.decided_by_id IN (l.written_by_id, l.sent_by_id)
            ) THEN
                RAISE EXCEPTION 'whoever wrote the letters of a case never decides it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_by_one_who_wrote_no_letter';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("conduct_letter_stays", "UPDATE OR DELETE", "conduct_letter"),
    ("conduct_letter_may_go", "INSERT OR UPDATE", "conduct_letter"),
    ("conduct_decider_wrote_no_letter", "INSERT", "conduct_determination"),
)


def write_first(apps, schema_editor):
    system = apps.get_model("kernel", "User").objects.get(is_system=True)
    template_model = apps.get_model("conduct", "LetterTemplate")
    with acting(user=system.pk, reason="The first templates of letters"):
        template_model.objects.bulk_create(
            template_model(key=key, version=1, title=title, body=body, by=system, at=timezone.now())
            for key, title, body in FIRST
        )


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0033_courts_on_interim_orders"),
        ("kernel", "0015_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="LetterTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60)),
                        ("version", models.IntegerField()),
                        ("title", models.TextField()),
                        ("body", models.TextField()),
                        ("at", models.DateTimeField()),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "version"), name="lettertemplate_version_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("version__gte", 1),
                                    models.Q(("key", ""), _negated=True),
                                    models.Q(("title", ""), _negated=True),
                                    models.Q(("body", ""), _negated=True),
                                ),
                                name="lettertemplate_is_whole",
                            ),
                        ],
                        "ordering": ["key", "version"],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        (
                            "to",
                            models.TextField(
                                choices=[
                                    ("manager", "The manager"),
                                    ("representative", "Who acts for the manager"),
                                    ("employer", "An employer that was told of the case"),
                                    ("witness", "A witness"),
                                    ("demand", "Of whom documents are demanded"),
                                ]
                            ),
                        ),
                        (
                            "way",
                            models.TextField(
                                choices=[
                                    ("account", "In their account, with an email that says that a letter waits"),
                                    ("post", "By post"),
                                ]
                            ),
                        ),
                        ("name", models.TextField()),
                        ("address", models.TextField(default="")),
                        ("title", models.TextField()),
                        ("body", models.TextField()),
                        ("written_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("posted_on", models.DateField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="conduct.case"
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="conduct.documentdemand",
                            ),
                        ),
                        (
                            "file",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.storedfile",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        (
                            "posted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "representation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.representation",
                            ),
                        ),
                        (
                            "sent_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "witness",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.witness",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.lettertemplate",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("posted_on", None), ("sent_at__isnull", False), ("way", "post")),
                                fields=["case"],
                                name="letter_to_post",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "number"), name="letter_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("number__gte", 1),
                                    ("to__in", ["manager", "representative", "employer", "witness", "demand"]),
                                    ("way__in", ["account", "post"]),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("title", ""), _negated=True),
                                    models.Q(("body", ""), _negated=True),
                                ),
                                name="letter_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("demand", None),
                                        ("organisation", None),
                                        ("representation", None),
                                        ("to", "manager"),
                                        ("witness", None),
                                    ),
                                    models.Q(
                                        ("to", "representative"),
                                        ("demand", None),
                                        ("organisation", None),
                                        ("witness", None),
                                        ("representation__isnull", False),
                                    ),
                                    models.Q(
                                        ("to", "witness"),
                                        ("demand", None),
                                        ("organisation", None),
                                        ("representation", None),
                                        ("witness__isnull", False),
                                    ),
                                    models.Q(
                                        ("to", "employer"),
                                        ("demand", None),
                                        ("representation", None),
                                        ("witness", None),
                                        ("organisation__isnull", False),
                                    ),
                                    models.Q(
                                        ("to", "demand"),
                                        ("organisation", None),
                                        ("representation", None),
                                        ("witness", None),
                                        ("demand__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="letter_has_one_addressee",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("way", "post"),
                                        models.Q(
                                            ("sent_at", None), models.Q(("address", ""), _negated=True), _connector="OR"
                                        ),
                                    ),
                                    models.Q(("to__in", ["manager", "representative"]), ("way", "account")),
                                    _connector="OR",
                                ),
                                name="letter_can_arrive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("file", None), ("sent_at", None), ("sent_by", None)),
                                    models.Q(
                                        ("file__isnull", False),
                                        ("sent_at__gte", models.F("written_at")),
                                        ("sent_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="letter_sent_with_its_pdf",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("posted_by", None), ("posted_on", None)),
                                    models.Q(
                                        ("posted_by__isnull", False),
                                        ("posted_on__isnull", False),
                                        ("sent_at__isnull", False),
                                        ("way", "post"),
                                    ),
                                    _connector="OR",
                                ),
                                name="letter_posted_after_it_was_sent",
                            ),
                        ],
                        "ordering": ["case", "number"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLetter",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("number", models.IntegerField()),
                        (
                            "to",
                            models.TextField(
                                choices=[
                                    ("manager", "The manager"),
                                    ("representative", "Who acts for the manager"),
                                    ("employer", "An employer that was told of the case"),
                                    ("witness", "A witness"),
                                    ("demand", "Of whom documents are demanded"),
                                ]
                            ),
                        ),
                        (
                            "way",
                            models.TextField(
                                choices=[
                                    ("account", "In their account, with an email that says that a letter waits"),
                                    ("post", "By post"),
                                ]
                            ),
                        ),
                        ("name", models.TextField()),
                        ("address", models.TextField(default="")),
                        ("title", models.TextField()),
                        ("body", models.TextField()),
                        ("written_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("posted_on", models.DateField(null=True)),
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.documentdemand",
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
                            "posted_by",
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
                            "representation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.representation",
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
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.lettertemplate",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_104846_idx")],
                        "verbose_name": "historical letter",
                        "verbose_name_plural": "historical letters",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
        SyncHistory(),
        migrations.RunPython(write_first, migrations.RunPython.noop),
    ]

"""Nobody decides a case alone, but for just what the manager agreed to; no bundle from before a ruling is given; a demand
for documents may be withdrawn."""

from django.db import migrations, models

from kernel.db.operations import ChangeModels

FUNCTIONS = {
    "conduct_heard_or_agreed": """
        BEGIN
            IF NEW.consent_id IS NULL AND NOT EXISTS (
                SELECT FROM conduct_hearing WHERE case_id = NEW.case_id AND status NOT IN ('CANCELLED', 'DETERMINED')
            ) THEN
                RAISE EXCEPTION 'a panel hears a case before it is decided, but for what the manager agreed to'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_heard_or_agreed';
            END IF;
            RETURN NULL;
        END""",
    "conduct_bundle_names_nobody": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_bundle b
                JOIN conduct_witness w ON w.case_id = b.case_id
                JOIN conduct_specialmeasure m ON m.witness_id = w.id
                WHERE b.id = NEW.bundle_id AND m.measure = 'anonymity'
                AND (m.granted IS NULL OR m.granted AND m.ruled_at > b.made_at)
            ) THEN
                RAISE EXCEPTION 'a bundle is made after the rulings on who is named in it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'bundlegift_names_nobody';
            END IF;
            RETURN NULL;
        END""",
}
TABLES = {
    "conduct_heard_or_agreed": "conduct_determination",
    "conduct_bundle_names_nobody": "conduct_bundlegift",
}


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0038_agreement_read_by_two"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="documentdemand",
                    name="documentdemand_status_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="documentdemand",
                    name="documentdemand_ends_with_evidence",
                ),
                migrations.AlterField(
                    model_name="documentdemand",
                    name="status",
                    field=models.TextField(
                        choices=[
                            ("open", "Waits for an answer"),
                            ("answered", "Answered"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicaldocumentdemand",
                    name="status",
                    field=models.TextField(
                        choices=[
                            ("open", "Waits for an answer"),
                            ("answered", "Answered"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="documentdemand",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "answered", "refused", "withdrawn"])),
                        name="documentdemand_status_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="documentdemand",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at", None),
                                ("ended_by", None),
                                ("exhibit", None),
                                ("outcome", ""),
                                ("status", "open"),
                            ),
                            models.Q(
                                ("exhibit__isnull", False),
                                ("status__in", ["answered", "refused"]),
                                ("answered_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("exhibit", None),
                                ("status", "withdrawn"),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="documentdemand_ends_with_evidence",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(
            [
                f"CREATE FUNCTION public.{name}() RETURNS trigger LANGUAGE plpgsql "
                f"SET search_path = public, pg_temp AS $body${body}$body$;"
                f"CREATE TRIGGER {name} AFTER INSERT ON public.{TABLES[name]} FOR EACH ROW "
                f"EXECUTE FUNCTION public.{name}();"
                f"ALTER TABLE public.{TABLES[name]} ENABLE ALWAYS TRIGGER {name}"
                for name, body in FUNCTIONS.items()
            ],
            [f"DROP TRIGGER {name} ON public.{TABLES[name]}; DROP FUNCTION public.{name}()" for name in FUNCTIONS],
        ),
    ]

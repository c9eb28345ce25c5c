"""What a determination finds on each allegation, and why each lesser outcome would not do."""

import django.db.models.deletion
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, deferred, function

# Every outcome, the mildest first. A later migration that knows another replaces it.
LADDER = """
    SELECT ARRAY[
        'no_action', 'advice', 'warning', 'conditions', 'suspension', 'removal', 'referral_for_barring'
    ]"""

FUNCTIONS = {
    "conduct_finding_on_its_case": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_determination d JOIN conduct_allegation a ON a.case_id = d.case_id
                WHERE d.id = NEW.determination_id AND a.id = NEW.allegation_id
            ) THEN
                RAISE EXCEPTION 'a determination finds on the allegations of its own case'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'allegationfinding_on_its_case';
            END IF;
            RETURN NEW;
        END""",
    "conduct_rejected_is_lesser": """
        DECLARE
            chosen text := (SELECT outcome FROM conduct_determination WHERE id = NEW.determination_id);
        BEGIN
            IF COALESCE(
                array_position(conduct_outcomes(), NEW.outcome) >= array_position(conduct_outcomes(), chosen), true
            ) THEN
                RAISE EXCEPTION 'only an outcome less harsh than the one chosen is rejected'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'rejectedoutcome_is_lesser';
            END IF;
            RETURN NEW;
        END""",
    # These look at the end of the transaction, when the rows beside a determination are there.
    "conduct_determination_finds": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_allegation a WHERE a.case_id = NEW.case_id AND NOT EXISTS (
                    SELECT FROM conduct_allegationfinding f WHERE f.determination_id = NEW.id AND f.allegation_id = a.id
                )
            ) THEN
                RAISE EXCEPTION 'a determination finds on each allegation of its case'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_finds_on_each_allegation';
            END IF;
            IF NEW.misconduct AND NOT EXISTS (
                SELECT FROM conduct_allegationfinding f
                WHERE f.determination_id = NEW.id AND f.finding IN ('admitted', 'found')
            ) THEN
                RAISE EXCEPTION 'misconduct needs an allegation that is admitted or found proved'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_misconduct_by_allegation';
            END IF;
            IF EXISTS (
                SELECT FROM unnest(conduct_outcomes()) WITH ORDINALITY AS step (outcome, place)
                WHERE place < array_position(conduct_outcomes(), NEW.outcome) AND NOT EXISTS (
                    SELECT FROM conduct_rejectedoutcome r
                    WHERE r.determination_id = NEW.id AND r.outcome = step.outcome
                )
            ) OR array_position(conduct_outcomes(), NEW.outcome) IS NULL THEN
                RAISE EXCEPTION 'a determination says why each lesser outcome would not do'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_rejects_each_lesser_outcome';
            END IF;
            RETURN NULL;
        END""",
}


class Migration(migrations.Migration):
    dependencies = [("conduct", "0016_proof")]
    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="AllegationFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "finding",
                            models.TextField(
                                choices=[
                                    ("admitted", "Admitted"),
                                    ("found", "Found proved"),
                                    ("not_found", "Not found proved"),
                                ]
                            ),
                        ),
                        (
                            "culpability",
                            models.TextField(
                                choices=[
                                    ("gross_negligence", "Gross negligence"),
                                    ("recklessness", "Recklessness"),
                                    ("crime", "Crime"),
                                    ("none", "None of these"),
                                ]
                            ),
                        ),
                        ("reasons", models.TextField()),
                        (
                            "allegation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="conduct.allegation",
                            ),
                        ),
                        (
                            "determination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allegation_findings",
                                to="conduct.determination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["determination", "allegation__number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("determination", "allegation"), name="allegationfinding_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("culpability__in", ["gross_negligence", "recklessness", "crime", "none"]),
                                    ("finding__in", ["admitted", "found", "not_found"]),
                                    models.Q(("reasons", ""), _negated=True),
                                ),
                                name="allegationfinding_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("finding", "not_found"), _negated=True),
                                    ("culpability", "none"),
                                    _connector="OR",
                                ),
                                name="allegationfinding_culpable_if_made_out",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RejectedOutcome",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        ("reasons", models.TextField()),
                        (
                            "determination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rejected_outcomes",
                                to="conduct.determination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("determination", "outcome"), name="rejectedoutcome_once"),
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
                                    ),
                                    models.Q(("reasons", ""), _negated=True),
                                ),
                                name="rejectedoutcome_is_whole",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            "CREATE FUNCTION public.conduct_outcomes() RETURNS text[] LANGUAGE sql IMMUTABLE "
            f"SET search_path = public, pg_temp AS $body${LADDER}$body$",
            "DROP FUNCTION public.conduct_outcomes()",
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        before("conduct_finding_on_its_case", "INSERT", "conduct_allegationfinding"),
        before("conduct_rejected_is_lesser", "INSERT", "conduct_rejectedoutcome"),
        deferred("conduct_determination_finds", "INSERT", "conduct_determination"),
    ]

"""A review orders nothing harsher, by whoever declared; a proposal of an examiner who left makes room for another."""

from django.db import migrations, models
from kernel.db.operations import ChangeModels, replaced


PROPOSED = """
    DECLARE
        may text[] := CASE WHEN OLD.answered_by_id IS NULL
            THEN ARRAY['answered_by_id', 'answered_at', 'is_agreed', 'answer_reasons'] ELSE '{}' END;
    BEGIN
        IF OLD.answered_by_id IS NULL AND NEW.answered_by_id IS NULL AND NOT EXISTS (
            SELECT FROM conduct_participant p WHERE p.case_id = OLD.case_id AND p.user_id = OLD.proposed_by_id
            AND p.part = 'case_examiner' AND p.left_at IS NULL
        ) THEN
            may := ARRAY['finding', 'reasons', 'proposed_by_id', 'proposed_at'];
        END IF;
        IF to_jsonb(NEW) - may IS DISTINCT FROM to_jsonb(OLD) - may AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'what the examiners decided is never changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'examinersdecision_stays';
        END IF;
        RETURN NEW;
    END"""
DECIDED = """
    DECLARE
        decision text[] := ARRAY['status', 'result', 'reasons', 'outcome', 'terms', 'tiers', 'organisation_classes',
            'duration_months', 'decided_by_id', 'decided_at'];
        present text;
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
        IF NEW.decided_by_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM conduct_conflictdeclaration d WHERE d.case_id = NEW.case_id AND d.user_id = NEW.decided_by_id
        ) THEN
            RAISE EXCEPTION 'whoever decides on a review or an application has declared that they have no conflict'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reconsideration_by_somebody_declared';
        END IF;
        SELECT ordered.outcome INTO present FROM (
            SELECT d.outcome, d.decided_at FROM conduct_determination d WHERE d.case_id = NEW.case_id
            UNION ALL SELECT a.outcome, a.decided_at FROM conduct_caseappeal a JOIN conduct_determination d
                ON d.case_id = a.case_id AND a.recorded_at >= d.decided_at
                WHERE a.case_id = NEW.case_id AND a.status = 'varied'
            UNION ALL SELECT r.outcome, r.decided_at FROM conduct_reconsideration r JOIN conduct_determination d
                ON d.case_id = r.case_id AND r.decided_at >= d.decided_at
                WHERE r.case_id = NEW.case_id AND r.outcome <> '' AND r.id <> NEW.id
        ) AS ordered ORDER BY ordered.decided_at DESC LIMIT 1;
        IF NEW.outcome <> '' AND array_position(conduct_outcomes(), NEW.outcome)
            > coalesce(array_position(conduct_outcomes(), present), 0)
        THEN
            RAISE EXCEPTION 'a review orders nothing harsher than what is in force'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reconsideration_no_harsher';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0039_decided_by_several")]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint("reconsideration", "reconsideration_orders_where_due"),
                migrations.AddConstraint(
                    "reconsideration",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome__in", ["warning", "conditions", "suspension"]),
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
                ),
            ]
        ),
        replaced("conduct_examiners_decision_stays", PROPOSED),
        replaced("conduct_reconsidered_once", DECIDED),
    ]

"""Rules that no constraint can say: what an allegation may cite, who may decide, and that a decision stays as made."""

from django.db import migrations

from kernel.db.operations import before, function

FUNCTIONS = {
    "conduct_clause_in_force": """
        DECLARE
            conducted date := (SELECT conduct_on FROM conduct_allegation WHERE id = NEW.allegation_id);
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_clause c JOIN conduct_code v ON v.id = c.code_id
                WHERE c.id = NEW.clause_id AND v.in_force @> conducted
            ) THEN
                RAISE EXCEPTION 'the clause was not in force on the conduct date'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'allegationclause_in_force';
            END IF;
            RETURN NEW;
        END""",
    "conduct_date_keeps_clauses": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_allegationclause a JOIN conduct_clause c ON c.id = a.clause_id
                JOIN conduct_code v ON v.id = c.code_id
                WHERE a.allegation_id = NEW.id AND NOT v.in_force @> NEW.conduct_on
            ) THEN
                RAISE EXCEPTION 'a cited clause was not in force on the conduct date'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'allegationclause_in_force';
            END IF;
            RETURN NEW;
        END""",
    "conduct_decider_is_a_stranger": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_casestep s
                WHERE s.case_id = NEW.case_id AND NEW.decided_by_id IN (s.by_id, s.assigned_id)
            ) OR EXISTS (
                SELECT FROM conduct_casefile f JOIN kernel_storedfile s ON s.id = f.file_id
                WHERE f.case_id = NEW.case_id AND f.kind = 'evidence' AND s.uploaded_by_id = NEW.decided_by_id
            ) OR EXISTS (
                SELECT FROM conduct_case c JOIN register_person p ON p.id = c.person_id
                WHERE c.id = NEW.case_id
                AND NEW.decided_by_id IN (c.opened_by_id, c.caseworker_id, c.investigator_id, p.user_id)
            ) THEN
                RAISE EXCEPTION 'whoever had a part in a case never decides it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_by_a_stranger';
            END IF;
            RETURN NEW;
        END""",
    "conduct_waits_for_the_manager": """
        BEGIN
            IF NEW.early_because = '' AND NEW.decided_at < (
                SELECT response_due_at FROM conduct_case WHERE id = NEW.case_id
            ) AND NOT EXISTS (
                SELECT FROM conduct_response r JOIN conduct_case c ON c.id = r.case_id
                JOIN register_person p ON p.id = c.person_id AND p.user_id = r.made_by_id
                WHERE c.id = NEW.case_id
            ) THEN
                RAISE EXCEPTION 'a decision waits for the manager, or says why it does not'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_waits_for_the_manager';
            END IF;
            RETURN NEW;
        END""",
    "conduct_determination_stays": """
        DECLARE
            later text[] := CASE WHEN OLD.served_at IS NULL
                THEN ARRAY['service_channel', 'sent_at', 'served_at', 'in_effect_at', 'published_at', 'rule_set_id',
                    'appeal_until_at']
                ELSE ARRAY['in_effect_at', 'appeal_until_at'] END;  -- see conduct_appeal_only_longer
        BEGIN
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
                AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'a determination is never changed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_never_changed';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("conduct_clause_in_force", "INSERT OR UPDATE", "conduct_allegationclause"),
    ("conduct_date_keeps_clauses", "UPDATE", "conduct_allegation"),
    ("conduct_decider_is_a_stranger", "INSERT", "conduct_determination"),
    ("conduct_waits_for_the_manager", "INSERT", "conduct_determination"),
    ("conduct_determination_stays", "UPDATE", "conduct_determination"),
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0002_code_of_2002")]

    operations = [
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
    ]

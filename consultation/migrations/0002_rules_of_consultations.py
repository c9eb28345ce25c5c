"""What no constraint can say of consultations: how long one is open, what is settled, and what counts as an answer."""

from django.db import migrations

from kernel.db.operations import function, trigger

FUNCTIONS = {
    "consultation_length": """
        DECLARE
            days integer := (SELECT (parameters ->> 'consultation_days')::integer FROM kernel_ruleset
                WHERE id = NEW.rule_set_id);
        BEGIN
            IF NEW.approved_at IS NOT NULL AND NEW.closes_at < (
                date_trunc('day', NEW.opens_at AT TIME ZONE 'Europe/London') + make_interval(days => days)
            ) AT TIME ZONE 'Europe/London' THEN
                RAISE EXCEPTION 'a consultation is open for % days at least', days
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_is_long_enough';
            END IF;
            RETURN NULL;
        END""",
    "consultation_settled": """
        DECLARE
            later text[] := '{status,closes_at,outcome,analysed_by_id,analysed_at,published_by_id,published_at}';
        BEGIN
            IF OLD.approved_at IS NULL THEN
                RETURN NEW;
            END IF;
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later OR OLD.status IN ('published', 'withdrawn')
            THEN
                RAISE EXCEPTION 'a consultation that was approved is settled'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_is_settled';
            END IF;
            IF NEW.status = 'withdrawn' AND OLD.opens_at <= clock_timestamp() THEN
                RAISE EXCEPTION 'a consultation that has opened is not withdrawn'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_withdrawn_before_it_opens';
            END IF;
            IF NEW.closes_at IS DISTINCT FROM OLD.closes_at AND (
                NEW.closes_at < OLD.closes_at OR OLD.closes_at <= clock_timestamp() OR NOT EXISTS (
                    SELECT FROM consultation_extension e
                    WHERE e.consultation_id = NEW.id AND e.closed_at = OLD.closes_at AND e.closes_at = NEW.closes_at
                )
            ) THEN
                RAISE EXCEPTION 'a consultation closes later only, while it is open, and says why'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_extended_while_open';
            END IF;
            RETURN NEW;
        END""",
    "consultation_question_settled": """
        DECLARE
            whose bigint;
        BEGIN
            IF TG_TABLE_NAME = 'consultation_section' THEN
                whose := NEW.consultation_id;
            ELSE
                whose := (SELECT consultation_id FROM consultation_section WHERE id = NEW.section_id);
            END IF;
            -- The lock that approving takes: nothing is changed between what was approved and its approval.
            IF (SELECT status FROM consultation_consultation WHERE id = whose FOR SHARE) <> 'draft' THEN
                RAISE EXCEPTION 'the questions of a consultation change while it is a draft'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_questions_are_settled';
            END IF;
            RETURN NEW;
        END""",
    "consultation_wording_settled": """
        DECLARE
            held consultation_consultation;
            before jsonb;
        BEGIN
            SELECT c.* INTO held FROM consultation_consultation c
                JOIN consultation_section s ON s.consultation_id = c.id
                JOIN consultation_question q ON q.section_id = s.id
                WHERE q.id = NEW.question_id FOR SHARE OF c;
            before := (SELECT choices FROM consultation_wording WHERE question_id = NEW.question_id
                ORDER BY number DESC LIMIT 1);
            IF held.status = 'draft' THEN
                RETURN NEW;
            END IF;
            IF held.status <> 'approved' OR held.closes_at <= clock_timestamp() OR NEW.reason = '' OR EXISTS (
                SELECT FROM jsonb_array_elements(before) b
                WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(NEW.choices) n WHERE n -> 0 = b -> 0)
            ) THEN
                RAISE EXCEPTION 'a question is corrected until the close, with a reason, and keeps its choices'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_wording_is_settled';
            END IF;
            RETURN NEW;
        END""",
    "consultation_version_in_time": """
        DECLARE
            held consultation_consultation;
            way text;
        BEGIN
            -- The row's lock is what an extension waits for, and what it is waited for by.
            SELECT c.* INTO held FROM consultation_consultation c
                JOIN consultation_response r ON r.consultation_id = c.id WHERE r.id = NEW.response_id FOR SHARE OF c;
            way := (SELECT channel FROM consultation_response WHERE id = NEW.response_id);
            IF way = 'web' THEN
                NEW.received_at := clock_timestamp();
            ELSIF NEW.entered_by_id IS NULL OR NEW.received_at > clock_timestamp() THEN
                RAISE EXCEPTION 'what did not come over the pages was entered by somebody, after it came'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_version_entered_by_somebody';
            END IF;
            IF held.status <> 'approved'
                OR NEW.received_at < held.opens_at
                OR NOT public.consultation_in_time(held.opens_at, held.closes_at, NEW.received_at)
                    AND (way = 'web' OR NEW.late_reason = '')
            THEN
                RAISE EXCEPTION 'the consultation was not open'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_version_in_time';
            END IF;
            IF EXISTS (
                SELECT FROM consultation_responseversion WHERE response_id = NEW.response_id AND is_withdrawal
            ) THEN
                RAISE EXCEPTION 'a response that was withdrawn stays so'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_version_of_a_response_that_stands';
            END IF;
            RETURN NEW;
        END""",
    "consultation_answer_fits": """
        DECLARE
            asked record;
            keys text[];
        BEGIN
            SELECT w.choices, q.kind, q.comment, s.consultation_id, s.is_equality, q.id INTO asked
                FROM consultation_wording w JOIN consultation_question q ON q.id = w.question_id
                JOIN consultation_section s ON s.id = q.section_id WHERE w.id = NEW.wording_id;
            keys := ARRAY(SELECT choice ->> 0 FROM jsonb_array_elements(asked.choices) choice);
            IF asked.is_equality OR asked.kind = 'statement'
                OR asked.consultation_id IS DISTINCT FROM (
                    SELECT r.consultation_id FROM consultation_responseversion v
                    JOIN consultation_response r ON r.id = v.response_id
                    WHERE v.id = NEW.version_id AND NOT v.is_withdrawal
                )
                OR NOT NEW.chosen <@ keys
                OR cardinality(NEW.chosen) > 1 AND asked.kind <> 'multiple'
                OR NEW.text <> '' AND asked.kind <> 'text' AND asked.comment = ''
                OR NEW.number IS NOT NULL AND asked.kind <> 'number'
                OR NEW.day IS NOT NULL AND asked.kind <> 'date'
                -- By the version alone: planned over empty tables, a join went by the wording, over all answers to it.
                OR EXISTS (
                    SELECT FROM consultation_answer a WHERE a.version_id = NEW.version_id
                    AND (SELECT w.question_id FROM consultation_wording w WHERE w.id = a.wording_id) = asked.id
                )
            THEN
                RAISE EXCEPTION 'an answer is to a question of its consultation, once, and of its kind'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_answer_fits_its_question';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("consultation_length", "AFTER INSERT OR UPDATE", "consultation_consultation"),
    ("consultation_settled", "BEFORE UPDATE", "consultation_consultation"),
    ("consultation_question_settled", "BEFORE INSERT OR UPDATE", "consultation_section"),
    ("consultation_question_settled", "BEFORE INSERT OR UPDATE", "consultation_question"),
    ("consultation_wording_settled", "BEFORE INSERT", "consultation_wording"),
    ("consultation_version_in_time", "BEFORE INSERT", "consultation_responseversion"),
    ("consultation_answer_fits", "BEFORE INSERT", "consultation_answer"),
)
# Open from the first instant, and no longer at the last: the one place that says so in the database.
IN_TIME = (
    "CREATE FUNCTION public.consultation_in_time(opens timestamptz, closes timestamptz, at timestamptz) "
    "RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp "
    "AS $body$ SELECT at >= opens AND at < closes $body$"
)


class Migration(migrations.Migration):
    dependencies = [("consultation", "0001_initial")]

    operations = [
        migrations.RunSQL(IN_TIME, "DROP FUNCTION public.consultation_in_time(timestamptz, timestamptz, timestamptz)"),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(trigger(*each) for each in TRIGGERS),
    ]

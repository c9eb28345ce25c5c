"""What no constraint can say of hearings: who sits, that nobody sits twice, and what a determination needs first."""

from django.db import migrations

from kernel.db.operations import deferred, function, trigger

FUNCTIONS = {
    # Runs after conduct_participant_is_independent, which has locked the person.
    "conduct_participant_of_panel_is_a_stranger": """
        BEGIN
            IF NEW.part = 'adjudicator' AND (
                EXISTS (
                    SELECT FROM conduct_participant p WHERE p.case_id = NEW.case_id AND p.user_id = NEW.user_id
                ) OR EXISTS (
                    SELECT FROM conduct_casestep s
                    WHERE s.case_id = NEW.case_id AND NEW.user_id IN (s.by_id, s.assigned_id)
                ) OR EXISTS (
                    SELECT FROM conduct_casefile f JOIN kernel_storedfile s ON s.id = f.file_id
                    WHERE f.case_id = NEW.case_id AND f.kind = 'evidence' AND s.uploaded_by_id = NEW.user_id
                )
            ) THEN
                RAISE EXCEPTION 'whoever had a part in a case never decides it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_panel_is_new_to_the_case';
            END IF;
            RETURN NEW;
        END""",
    "conduct_hearing_is_whole": """
        DECLARE
            began boolean := TG_OP = 'UPDATE';
            instant timestamptz := CASE WHEN began THEN NEW.began_at ELSE NEW.listed_at END;
            rules jsonb := (SELECT parameters FROM kernel_ruleset WHERE id = NEW.rule_set_id);
            first_day date := (SELECT min(day) FROM conduct_hearingday WHERE hearing_id = NEW.id);
            people integer;
            lay integer;
            registrants integer;
            chairs integer;
        BEGIN
            SELECT count(*), count(*) FILTER (WHERE m.kind = 'lay'), count(*) FILTER (WHERE m.kind = 'registrant'),
                count(*) FILTER (WHERE s.is_chair AND m.is_qualified)
            INTO people, lay, registrants, chairs
            FROM conduct_hearingseat s JOIN conduct_panelmember m ON m.id = s.member_id
            WHERE s.hearing_id = NEW.id AND s.since_at <= instant AND (s.left_at IS NULL OR s.left_at >= instant);
            IF people < (rules -> 'panel_numbers' ->> 'members')::integer
                OR lay < (rules -> 'panel_numbers' ->> 'lay')::integer
                OR registrants < (rules -> 'panel_numbers' ->> 'registrant')::integer
                OR chairs <> 1 OR first_day IS NULL
            THEN
                RAISE EXCEPTION 'a hearing has its days and a whole panel with one qualified chair'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'hearing_panel_is_whole';
            END IF;
            IF began AND NEW.consent = '' AND (
                NEW.notice_served_at IS NULL
                OR (NEW.notice_served_at AT TIME ZONE 'Europe/London')::date
                    + (rules ->> 'hearing_notice_days')::integer > (NEW.began_at AT TIME ZONE 'Europe/London')::date
            ) THEN
                RAISE EXCEPTION 'a hearing begins after its notice, or with consent to a shorter one'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'hearing_after_its_notice';
            END IF;
            RETURN NULL;
        END""",
    "conduct_seats_are_fit": """
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('conduct_participant'), s.user_id::int)
            FROM (
                SELECT user_id FROM conduct_hearingseat WHERE hearing_id = NEW.hearing_id AND left_at IS NULL
                ORDER BY user_id
            ) s;
            IF EXISTS (
                SELECT FROM conduct_hearingseat s
                JOIN conduct_hearing h ON h.id = s.hearing_id
                JOIN conduct_panelmember m ON m.id = s.member_id
                WHERE s.hearing_id = NEW.hearing_id AND s.left_at IS NULL AND (
                    m.user_id <> s.user_id
                    OR EXISTS (
                        SELECT FROM conduct_hearingday d WHERE d.hearing_id = h.id AND NOT m.term @> d.day
                    ) OR NOT EXISTS (
                        SELECT FROM conduct_participant p
                        WHERE p.case_id = h.case_id AND p.user_id = s.user_id AND p.part = 'adjudicator'
                    )
                )
            ) THEN
                RAISE EXCEPTION 'who sits is appointed on every day and has the part of an adjudicator'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'hearingseat_is_fit';
            END IF;
            IF EXISTS (
                SELECT FROM conduct_hearingseat s
                JOIN conduct_hearingday d ON d.hearing_id = s.hearing_id
                JOIN conduct_hearingseat o ON o.user_id = s.user_id AND o.hearing_id <> s.hearing_id
                JOIN conduct_hearingday e ON e.hearing_id = o.hearing_id AND e.day = d.day
                JOIN conduct_hearing h ON h.id = o.hearing_id
                WHERE s.hearing_id = NEW.hearing_id AND s.left_at IS NULL AND o.left_at IS NULL
                AND h.status <> 'CANCELLED'
            ) THEN
                RAISE EXCEPTION 'nobody sits in two hearings on one day'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'hearingseat_once_a_day';
            END IF;
            RETURN NULL;
        END""",
    "conduct_seat_stays": """
        BEGIN
            IF to_jsonb(NEW) - '{left_at,reason}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{left_at,reason}'::text[]
                OR OLD.left_at IS NOT NULL AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'a seat on a panel is given up, once, and changed in no other way'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'hearingseat_only_ends';
            END IF;
            RETURN NEW;
        END""",
    "conduct_answer_is_of_the_panel": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_proposeddetermination p
                JOIN conduct_hearing h ON h.id = p.hearing_id
                JOIN conduct_hearingseat s ON s.hearing_id = h.id
                JOIN conduct_conflictdeclaration d ON d.case_id = h.case_id AND d.user_id = s.user_id AND d.at <= NEW.at
                WHERE p.id = NEW.proposal_id AND s.user_id = NEW.by_id AND s.left_at IS NULL AND NOT s.is_chair
            ) THEN
                RAISE EXCEPTION 'only the panel answers its chair, each after declaring no conflict'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'panelanswer_by_the_panel';
            END IF;
            RETURN NEW;
        END""",
    "conduct_panel_agreed": """
        DECLARE
            heard bigint := (
                SELECT id FROM conduct_hearing
                WHERE case_id = NEW.case_id AND status NOT IN ('CANCELLED', 'DETERMINED')
            );
            put bigint := (
                SELECT id FROM conduct_proposeddetermination WHERE hearing_id = heard ORDER BY id DESC LIMIT 1
            );
        BEGIN
            -- Without a hearing that is open, one chair decides.
            IF heard IS NULL THEN
                RETURN NULL;
            END IF;
            IF NOT EXISTS (
                SELECT FROM conduct_hearing h JOIN conduct_hearingseat s ON s.hearing_id = h.id
                WHERE h.id = heard AND h.status = 'CONCLUDED'
                AND s.is_chair AND s.left_at IS NULL AND s.user_id = NEW.decided_by_id
            ) THEN
                RAISE EXCEPTION 'a determination is recorded by its chair, from a concluded hearing'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_from_a_concluded_hearing';
            END IF;
            IF NOT EXISTS (
                SELECT FROM conduct_proposeddetermination
                WHERE id = put AND to_jsonb(NEW) @> content - '{on_allegations,rejected,like}'::text[]
            ) OR EXISTS (
                SELECT FROM conduct_hearingseat s
                WHERE s.hearing_id = heard AND s.left_at IS NULL AND NOT s.is_chair AND NOT EXISTS (
                    SELECT FROM conduct_panelanswer a WHERE a.proposal_id = put AND a.by_id = s.user_id
                )
            ) OR EXISTS (
                -- Nobody joins a panel once its hearing has begun, so that one which somebody left is not whole again.
                SELECT FROM conduct_hearingseat s JOIN conduct_hearing h ON h.id = s.hearing_id
                WHERE h.id = heard AND s.left_at >= h.began_at
            ) OR (
                SELECT count(*) FROM conduct_hearingseat WHERE hearing_id = heard AND left_at IS NULL
            ) < (
                SELECT (r.parameters -> 'panel_numbers' ->> 'members')::integer
                FROM conduct_hearing h JOIN kernel_ruleset r ON r.id = h.rule_set_id WHERE h.id = heard
            ) OR (
                SELECT 1 + count(*) FILTER (WHERE agrees) <= count(*) FILTER (WHERE NOT agrees)
                FROM conduct_panelanswer WHERE proposal_id = put
            ) THEN
                RAISE EXCEPTION 'a determination is what the panel has agreed to'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_agreed_by_the_panel';
            END IF;
            RETURN NULL;
        END""",
}
TRIGGERS = (
    ("conduct_participant_of_panel_is_a_stranger", "BEFORE INSERT", "conduct_participant", ""),
    ("conduct_seat_stays", "BEFORE UPDATE", "conduct_hearingseat", ""),
    ("conduct_answer_is_of_the_panel", "BEFORE INSERT", "conduct_panelanswer", ""),
    ("conduct_panel_agreed", "AFTER INSERT", "conduct_determination", ""),
)
# At the end of the transaction: a hearing, its days and its panel are written one after the other.
DEFERRED = (
    ("conduct_hearing_is_whole", "conduct_hearing_is_listed", "INSERT", "conduct_hearing", ""),
    (
        "conduct_hearing_is_whole",
        "conduct_hearing_is_begun",
        "UPDATE",
        "conduct_hearing",
        "WHEN (NEW.began_at IS DISTINCT FROM OLD.began_at)",
    ),
    ("conduct_seats_are_fit", "conduct_seat_is_fit", "INSERT", "conduct_hearingseat", ""),
    ("conduct_seats_are_fit", "conduct_day_is_fit", "INSERT", "conduct_hearingday", ""),
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0031_hearings")]

    operations = [
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(trigger(*each) for each in TRIGGERS),
        *(deferred(name, events, table, when, of) for of, name, events, table, when in DEFERRED),
    ]

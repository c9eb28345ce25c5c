"""Rules of the database about sealed identities: two custodians who are strangers to the concern, and nothing altered."""

from django.db import migrations

from kernel.db.operations import before, function

FUNCTIONS = {
    "conduct_identity_is_for_whom_it_was": """
        BEGIN
            IF EXISTS (SELECT FROM conduct_concern c WHERE c.id = NEW.concern_id AND c.mode = 'anonymous') THEN
                RAISE EXCEPTION 'whoever raises a concern anonymously has no identity here'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'reporteridentity_not_of_anonymous';
            END IF;
            RETURN NEW;
        END""",
    "conduct_custodian_is_a_stranger": """
        DECLARE
            told bigint := (SELECT concern_id FROM conduct_reporteridentity WHERE id = NEW.identity_id);
            held bigint := (SELECT case_id FROM conduct_caseconcern WHERE concern_id = told);
            custodian bigint;
        BEGIN
            FOREACH custodian IN ARRAY ARRAY[NEW.asked_by_id, NEW.decided_by_id] LOOP
                CONTINUE WHEN custodian IS NULL;
                IF EXISTS (SELECT FROM conduct_concernstep s WHERE s.concern_id = told AND s.by_id = custodian)
                    OR EXISTS (SELECT FROM conduct_concernmessage m WHERE m.concern_id = told AND m.by_id = custodian)
                    OR EXISTS (
                        SELECT FROM conduct_casestep s
                        WHERE s.case_id = held AND custodian IN (s.by_id, s.assigned_id)
                    )
                    OR EXISTS (
                        SELECT FROM conduct_case c
                        WHERE c.id = held AND custodian IN (c.opened_by_id, c.caseworker_id, c.investigator_id)
                    )
                THEN
                    RAISE EXCEPTION 'whoever has a part in a concern never opens who raised it'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'identityrequest_by_strangers';
                END IF;
            END LOOP;
            RETURN NEW;
        END""",
    "conduct_identity_request_stays": """
        DECLARE
            later text[] := CASE NEW.status
                WHEN 'called' THEN ARRAY['status', 'called_at', 'viewer_key']
                ELSE ARRAY['status', 'decided_by_id', 'decided_at', 'decision_reason'] END;
        BEGIN
            IF ledger_is_erasing(TG_TABLE_NAME) THEN
                RETURN NEW;
            END IF;
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
                OR NOT (OLD.status, NEW.status) IN (
                    ('asked', 'approved'), ('asked', 'refused'), ('approved', 'called')
                )
            THEN
                RAISE EXCEPTION 'a request to open an identity is decided once, and called for once'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'identityrequest_goes_on';
            END IF;
            RETURN NEW;
        END""",
    "conduct_identity_request_begins": """
        BEGIN
            IF NEW.status <> 'asked' THEN
                RAISE EXCEPTION 'a request to open an identity begins undecided'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'identityrequest_begins';
            END IF;
            IF NEW.ground = 'needed' AND NOT EXISTS (
                SELECT FROM conduct_reporteridentity i JOIN conduct_concern c ON c.id = i.concern_id
                WHERE i.id = NEW.identity_id AND c.mode = 'named'
            ) THEN
                RAISE EXCEPTION 'only who raised a concern openly said that their name may be used'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'identityrequest_needed_of_named';
            END IF;
            RETURN NEW;
        END""",
    "conduct_identity_opened_by_two": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_identityrequest r WHERE r.id = NEW.request_id AND r.status = 'called'
                AND 2 = (
                    SELECT count(DISTINCT u.id) FROM kernel_user u JOIN kernel_userrole g ON g.user_id = u.id
                    WHERE u.id IN (r.asked_by_id, r.decided_by_id) AND u.is_active AND g.role = 'identity_custodian'
                )
            ) THEN
                RAISE EXCEPTION 'an identity is opened by two custodians'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'identityopening_by_two';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("conduct_identity_is_for_whom_it_was", "INSERT", "conduct_reporteridentity"),
    ("conduct_custodian_is_a_stranger", "INSERT OR UPDATE", "conduct_identityrequest"),
    ("conduct_identity_request_begins", "INSERT", "conduct_identityrequest"),
    ("conduct_identity_request_stays", "UPDATE", "conduct_identityrequest"),
    ("conduct_identity_opened_by_two", "INSERT", "conduct_identityopening"),
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0007_identities")]

    operations = [
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
    ]

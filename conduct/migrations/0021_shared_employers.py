"""Nobody has a part in a case who worked with the manager it is about."""

from django.db import migrations

from kernel.db.operations import before, function

# Runs after conduct_participant_is_independent, which has locked the person: two at once wait there.
UNCONNECTED = """
    BEGIN
        IF EXISTS (
            SELECT FROM conduct_case c
            JOIN register_post about ON about.person_id = c.person_id
            JOIN register_post theirs
                ON theirs.organisation_id = about.organisation_id AND theirs.during && about.during
            JOIN register_person p ON p.id = theirs.person_id
            WHERE c.id = NEW.case_id AND p.user_id = NEW.user_id
            AND about.superseded_xid IS NULL AND theirs.superseded_xid IS NULL
        ) THEN
            RAISE EXCEPTION 'whoever worked with the manager has no part in the case'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_did_not_work_with_them';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0020_employers_told")]

    operations = [
        function("conduct_participant_is_unconnected", UNCONNECTED),
        before("conduct_participant_is_unconnected", "INSERT", "conduct_participant"),
    ]

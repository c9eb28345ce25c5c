"""What a bar says and what the register says of it are one: PostgreSQL compares them at the end of each transaction."""

from django.db import migrations

AGREES = """
CREATE FUNCTION public.barring_register_agrees() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $body$
DECLARE
    bar barring_bar;
    stands boolean;
    kept integer;
    alike integer;
BEGIN
    IF TG_TABLE_NAME = 'barring_bar' THEN
        SELECT * INTO bar FROM barring_bar WHERE id = NEW.id;
        IF NOT EXISTS (
            SELECT FROM barring_barstep WHERE bar_id = bar.id AND version = bar.version AND status = bar.status
        ) THEN
            RAISE EXCEPTION 'a bar is moved by a step that says so'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_moves_by_steps';
        END IF;
        IF bar.decided_at < bar.representations_due_at AND bar.early_because = '' AND NOT EXISTS (
            SELECT FROM barring_representation r JOIN register_person p ON p.user_id = r.made_by_id
            WHERE r.bar_id = bar.id AND p.id = bar.person_id
        ) THEN
            RAISE EXCEPTION 'a bar waits for the person, or says why it does not'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_waits_for_the_person';
        END IF;
    ELSE
        SELECT * INTO bar FROM barring_bar WHERE reference = NEW.source;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    stands := bar.status IN ('IN_EFFECT', 'LIFTING_PROPOSED')
        OR (bar.status = 'LIFTED' AND bar.lifted_at > bar.in_effect_at);
    SELECT count(*), count(*) FILTER (WHERE
            person_id = bar.person_id AND kind = 'bar' AND quashed_at IS NULL
            AND tiers @> bar.tiers AND tiers <@ bar.tiers
            AND organisation_classes @> bar.organisation_classes AND organisation_classes <@ bar.organisation_classes
            AND lower(during) = bar.in_effect_at
            AND upper(during) IS NOT DISTINCT FROM CASE WHEN bar.status = 'LIFTED' THEN bar.lifted_at ELSE bar.ends_at END)
        INTO kept, alike FROM register_restriction WHERE source = bar.reference AND superseded_xid IS NULL;
    IF kept <> stands::integer OR alike <> kept THEN
        RAISE EXCEPTION 'the register and the bar % do not say the same', bar.reference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_register_agrees';
    END IF;
    RETURN NULL;
END
$body$
"""
TABLES = ("barring_bar", "register_restriction")
TRIGGER = """
CREATE CONSTRAINT TRIGGER barring_register_agrees AFTER INSERT OR UPDATE ON public.{table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.barring_register_agrees();
ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER barring_register_agrees
"""


class Migration(migrations.Migration):
    dependencies = [("barring", "0003_deadlines"), ("register", "0002_facts_are_kept")]

    operations = [
        migrations.RunSQL(AGREES, "DROP FUNCTION public.barring_register_agrees()"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER barring_register_agrees ON public.{table}")
            for table in TABLES
        ),
    ]

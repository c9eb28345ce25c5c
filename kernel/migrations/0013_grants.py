"""What another organisation's program may be let do."""

from django.db import migrations

# Whoever gives a grant cannot see the other's program by row security: who may not see it may not name it either.
GRANT = """
CREATE FUNCTION public.kernel_grant_is_to_another() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM kernel_apiclient AS program JOIN kernel_user AS account ON account.id = program.user_id
         WHERE program.id = NEW.granted_to_id AND program.granted_to_id IS NULL AND account.is_active
           AND program.organisation_id <> NEW.organisation_id AND NEW.scopes <@ program.scopes
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'a grant is to a program that another organisation has, and to no more than that may do itself'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'apiclient_grant_is_to_another';
END
$body$;
CREATE TRIGGER kernel_grant_is_to_another AFTER INSERT OR UPDATE OF granted_to_id, organisation_id, scopes
ON public.kernel_apiclient FOR EACH ROW WHEN (NEW.granted_to_id IS NOT NULL)
EXECUTE FUNCTION public.kernel_grant_is_to_another();
ALTER TABLE public.kernel_apiclient ENABLE ALWAYS TRIGGER kernel_grant_is_to_another
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0012_client_keys"),
    ]

    operations = [
        migrations.RunSQL(GRANT, "DROP FUNCTION public.kernel_grant_is_to_another() CASCADE"),
    ]

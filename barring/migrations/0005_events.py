"""Each check tells its organisation's programs that it was answered, in the statement that keeps it.

The rows of a batch do not: the batch tells once, when it is over. Tables are named in full in place of a search path of
the function's own, which every check would wait for.
"""

from django.db import migrations

TOLD = """
CREATE FUNCTION public.barring_check_is_told() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO public.kernel_event (reference, organisation_id, type, occurred_at, watch, check_reference)
    SELECT 'evt_' || replace(gen_random_uuid()::text, '-', ''), organisation_id,
        CASE WHEN resolves_id IS NULL THEN 'check.completed' ELSE 'check.resolved' END, answered_at, '', reference
    FROM fresh WHERE batch_id IS NULL ORDER BY id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER barring_check_is_told AFTER INSERT ON public.barring_check REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION public.barring_check_is_told();
ALTER TABLE public.barring_check ENABLE ALWAYS TRIGGER barring_check_is_told
"""


class Migration(migrations.Migration):
    dependencies = [("barring", "0004_register_agrees"), ("kernel", "0010_events")]

    operations = [migrations.RunSQL(TOLD, "DROP FUNCTION public.barring_check_is_told() CASCADE")]

"""Facts keep what they say and when they were recorded: PostgreSQL refuses every change but superseding."""

from django.db import migrations

FACTS = (
    "annotation",
    "birthdate",
    "emailaddress",
    "name",
    "nationalinsurance",
    "post",
    "registration",
    "restriction",
)

GUARD = """
-- One instant for all that a transaction records: between a fact and the one in its place there is none at which
-- neither is known. The setting holds it; what is set to an instant outside the transaction's own life is not taken.
CREATE FUNCTION register_recording_at() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD'
AS $$
DECLARE
    instant timestamptz;
BEGIN
    instant := nullif(current_setting('register.recording_at', true), '')::timestamptz;
    IF instant IS NULL OR instant < transaction_timestamp() OR instant > clock_timestamp() THEN
        instant := clock_timestamp();
        PERFORM set_config('register.recording_at', instant::text, true);
    END IF;
    RETURN instant;
EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow THEN
    RETURN clock_timestamp();
END
$$;
CREATE FUNCTION register_keep_fact() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    unchanged record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a fact is superseded, never deleted' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.superseded_at IS NOT NULL OR NEW.superseded_xid IS NOT NULL THEN
            RAISE EXCEPTION 'a fact is current when it is recorded' USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.recorded_at := public.register_recording_at();
        NEW.recorded_xid := pg_current_xact_id();
        RETURN NEW;
    END IF;
    unchanged := NEW;
    unchanged.superseded_at := OLD.superseded_at;
    unchanged.superseded_xid := OLD.superseded_xid;
    IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR unchanged IS DISTINCT FROM OLD THEN
        IF public.ledger_is_erasing(TG_TABLE_NAME) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a fact is superseded once, and nothing else of it changes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.superseded_at := public.register_recording_at();
    NEW.superseded_xid := pg_current_xact_id();
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION register_keep_fact() FROM PUBLIC
"""
TRIGGER = """
CREATE TRIGGER register_keep_fact BEFORE INSERT OR UPDATE OR DELETE ON register_{fact}
FOR EACH ROW EXECUTE FUNCTION register_keep_fact()
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, "DROP FUNCTION register_keep_fact(); DROP FUNCTION register_recording_at()"),
        *(
            migrations.RunSQL(TRIGGER.format(fact=fact), f"DROP TRIGGER register_keep_fact ON register_{fact}")
            for fact in FACTS
        ),
    ]

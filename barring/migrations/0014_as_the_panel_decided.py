"""A bar on a determination covers and lasts as its panel decided; barring staff check that it is lawful."""

from django.db import migrations

DECIDED = """
    BEGIN
        IF NEW.determination_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM conduct_determination d WHERE d.id = NEW.determination_id
            AND NEW.tiers @> d.tiers AND NEW.tiers <@ d.tiers
            AND NEW.organisation_classes @> d.organisation_classes
            AND NEW.organisation_classes <@ d.organisation_classes
            AND NEW.ends_on IS NOT DISTINCT FROM
                (NEW.starts_on + make_interval(months => d.duration_months) - interval '1 day')::date
        ) THEN
            RAISE EXCEPTION 'a bar on a determination is as its panel decided'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_as_the_panel_decided';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [("barring", "0013_recall_once"), ("conduct", "0026_scope_of_a_bar")]

    operations = [
        migrations.RunSQL(
            "CREATE FUNCTION public.barring_as_the_panel_decided() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $body${DECIDED}$body$;"
            "CREATE TRIGGER barring_as_the_panel_decided BEFORE INSERT OR UPDATE OF "
            "determination_id, tiers, organisation_classes, starts_on, ends_on ON public.barring_bar "
            "FOR EACH ROW EXECUTE FUNCTION public.barring_as_the_panel_decided();"
            "ALTER TABLE public.barring_bar ENABLE ALWAYS TRIGGER barring_as_the_panel_decided",
            "DROP TRIGGER barring_as_the_panel_decided ON public.barring_bar;"
            "DROP FUNCTION public.barring_as_the_panel_decided()",
        ),
    ]

"""An interim order names the facts it rests on, and all on the same facts share one longest time."""

from django.db import migrations, models

from kernel.db.operations import ChangeModels


# What a court added or quashed counts for nothing; where two run beside each other the time counts once.
WITHIN = """
CREATE FUNCTION public.register_interim_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $body$
DECLARE
    first timestamptz;
    months integer;
    used numeric;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('register_interim_time'), NEW.person_id::int);  -- two at once wait here
    SELECT min(lower(during)) INTO first FROM register_restriction
        WHERE person_id = NEW.person_id AND matter = NEW.matter AND kind LIKE 'interim%'
        AND superseded_xid IS NULL AND quashed_at IS NULL;
    IF first IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT (parameters ->> 'interim_maximum_months')::integer INTO months FROM kernel_ruleset WHERE during @> first;
    SELECT sum(extract(epoch FROM upper(span) - lower(span))) INTO used FROM unnest((
        SELECT range_agg(tstzrange(lower(during), greatest(lower(during), least(upper(during), extended_from))))
        FROM register_restriction
        WHERE person_id = NEW.person_id AND matter = NEW.matter AND kind LIKE 'interim%'
        AND superseded_xid IS NULL AND quashed_at IS NULL
    )) AS span;
    IF used > extract(epoch FROM (
        (date_trunc('day', first AT TIME ZONE 'Europe/London') + make_interval(months => months))
        AT TIME ZONE 'Europe/London'
    ) - first) THEN
        RAISE EXCEPTION 'interim orders on the same facts may last % months together', months
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restriction_interim_time';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER register_interim_time AFTER INSERT OR UPDATE ON public.register_restriction
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind LIKE 'interim%')
EXECUTE FUNCTION public.register_interim_time();
ALTER TABLE public.register_restriction ENABLE ALWAYS TRIGGER register_interim_time
"""
INTERIM = ["interim_bar", "interim_conditions", "interim_suspension"]


class Migration(migrations.Migration):
    dependencies = [("register", "0007_courts"), ("kernel", "0014_sealed_boxes")]

    operations = [
        ChangeModels(
            [
                migrations.AddField("restriction", "matter", models.TextField(default="")),
                migrations.AddField("historicalrestriction", "matter", models.TextField(default="")),
                migrations.AddField("restriction", "extended_from", models.DateTimeField(null=True)),
                migrations.AddField("historicalrestriction", "extended_from", models.DateTimeField(null=True)),
                migrations.AddConstraint(
                    "restriction",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("during__endswith__isnull", False),
                                ("kind__in", INTERIM),
                                models.Q(("matter", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind__in", INTERIM), _negated=True),
                                ("extended_from", None),
                                ("matter", ""),
                            ),
                            _connector="OR",
                        ),
                        name="restriction_interim_is_of_a_matter",
                    ),
                ),
                migrations.AddConstraint(
                    "restriction",
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_from", None),
                            ("during__startswith__lte", models.F("extended_from")),
                            _connector="OR",
                        ),
                        name="restriction_extended_once_begun",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(
            WITHIN,
            "DROP TRIGGER register_interim_time ON public.register_restriction;"
            "DROP FUNCTION public.register_interim_time()",
        ),
    ]

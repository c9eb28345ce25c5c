"""Who steps down from a case has no part in it again, and nobody decides who lately investigated or examined."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Runs after conduct_participant_is_independent, which has locked the person: two at once wait there.
UNCONFLICTED = """
    DECLARE
        months integer := (
            SELECT (parameters ->> 'separation_months')::integer FROM kernel_ruleset WHERE during @> NEW.joined_at
        );
        since timestamptz := (
            date_trunc('day', NEW.joined_at AT TIME ZONE 'Europe/London') - make_interval(months => months)
        ) AT TIME ZONE 'Europe/London';
    BEGIN
        IF EXISTS (SELECT FROM conduct_recusal r WHERE r.case_id = NEW.case_id AND r.user_id = NEW.user_id) THEN
            RAISE EXCEPTION 'whoever stepped down from a case has no part in it again'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_has_not_stepped_down';
        END IF;
        IF NEW.part = 'adjudicator' AND EXISTS (
            SELECT FROM conduct_participant p
            WHERE p.user_id = NEW.user_id AND p.part IN ('investigator', 'case_examiner')
            AND (p.left_at IS NULL OR p.left_at > since)
        ) THEN
            RAISE EXCEPTION 'nobody decides who lately investigated or examined'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_roles_apart_in_time';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0011_tracks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="conduct.case"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "user"), name="recusal_once"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="recusal_says_why"),
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE FUNCTION public.conduct_participant_is_unconflicted() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $body${UNCONFLICTED}$body$;"
            "CREATE TRIGGER conduct_participant_is_unconflicted BEFORE INSERT ON public.conduct_participant "
            "FOR EACH ROW EXECUTE FUNCTION public.conduct_participant_is_unconflicted();"
            "ALTER TABLE public.conduct_participant ENABLE ALWAYS TRIGGER conduct_participant_is_unconflicted",
            "DROP TRIGGER conduct_participant_is_unconflicted ON public.conduct_participant;"
            "DROP FUNCTION public.conduct_participant_is_unconflicted()",
        ),
    ]

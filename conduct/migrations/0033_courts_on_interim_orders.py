"""What courts do to interim orders is written down whole, and nothing else moves the end of one in force."""

from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

STAYS = """
CREATE OR REPLACE FUNCTION public.conduct_interim_order_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $body$
    DECLARE
        later text[] := ARRAY['status', 'kind', 'terms', 'tiers', 'organisation_classes', 'ends_at', 'outcome_at',
            'over_at', 'review_counted_from', 'review_parameter', 'review_rule_set_id', 'review_due_at',
            'late_told_for'] || CASE WHEN OLD.in_force_from IS NULL THEN ARRAY['in_force_from'] ELSE '{{}}' END;
    BEGIN
        IF (to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
            OR OLD.in_force_from IS NOT NULL AND NEW.kind <> OLD.kind
            OR OLD.over_at IS NOT NULL AND NEW.over_at IS DISTINCT FROM OLD.over_at)
            AND NOT ledger_is_erasing(TG_TABLE_NAME)
        THEN
            RAISE EXCEPTION 'of an interim order only what a review or a court decides is changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'interimorder_stays';
        END IF;
        {court}
        RETURN NEW;
    END$body$
"""
BY_COURT = """
        IF OLD.in_force_from IS NOT NULL AND NEW.ends_at IS DISTINCT FROM OLD.ends_at AND NOT EXISTS (
            SELECT FROM conduct_interimextension e WHERE e.order_id = OLD.id AND e.until_at = NEW.ends_at
        ) AND NOT EXISTS (
            SELECT FROM conduct_interimchallenge c WHERE c.order_id = OLD.id AND c.outcome = 'varied'
        ) THEN
            RAISE EXCEPTION 'only a court moves the end of an interim order in force'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'interimorder_end_moved_by_court';
        END IF;
"""
CHALLENGE = """
CREATE FUNCTION public.conduct_interim_challenge_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $body$
    DECLARE
        later text[] := CASE WHEN OLD.outcome <> '' THEN '{}'
            ELSE ARRAY['outcome', 'decided_on', 'note', 'outcome_recorded_by_id', 'outcome_recorded_at'] END;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.outcome <> '' OR NOT EXISTS (
                SELECT FROM conduct_interimorder o
                WHERE o.id = NEW.order_id AND o.status IN ('IN_FORCE', 'UNDER_REVIEW') AND o.ends_at > NEW.recorded_at
            ) THEN
                RAISE EXCEPTION 'what is challenged in court is an interim order in force'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimchallenge_of_one_in_force';
            END IF;
        ELSIF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
            RAISE EXCEPTION 'what a court was asked and what it decided is never changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'interimchallenge_stays';
        END IF;
        RETURN NEW;
    END$body$;
CREATE TRIGGER conduct_interim_challenge_stays BEFORE INSERT OR UPDATE ON public.conduct_interimchallenge
FOR EACH ROW EXECUTE FUNCTION public.conduct_interim_challenge_stays();
ALTER TABLE public.conduct_interimchallenge ENABLE ALWAYS TRIGGER conduct_interim_challenge_stays
"""
# At the end of the transaction: an order that a court ended or quashed is so, and none is quashed otherwise.
AGREES = """
CREATE FUNCTION public.conduct_interim_court_agrees() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $body$
    DECLARE
        o conduct_interimorder;
        quashed boolean;
        ended boolean;
    BEGIN
        SELECT * INTO o FROM conduct_interimorder WHERE id = (to_jsonb(NEW) ->> CASE
            WHEN TG_TABLE_NAME = 'conduct_interimorder' THEN 'id' ELSE 'order_id' END)::bigint;
        SELECT coalesce(bool_or(outcome = 'quashed'), false), coalesce(bool_or(outcome = 'ended'), false)
        INTO quashed, ended FROM conduct_interimchallenge WHERE order_id = o.id;
        IF (o.status = 'QUASHED') <> quashed OR ended AND o.status <> 'REVOKED' THEN
            RAISE EXCEPTION 'the interim order % is not as a court left it', o.reference
                USING ERRCODE = 'check_violation', CONSTRAINT = 'interimorder_as_the_court_left_it';
        END IF;
        RETURN NULL;
    END$body$;
CREATE CONSTRAINT TRIGGER conduct_interim_court_agrees AFTER UPDATE ON public.conduct_interimchallenge
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.conduct_interim_court_agrees();
ALTER TABLE public.conduct_interimchallenge ENABLE ALWAYS TRIGGER conduct_interim_court_agrees;
CREATE CONSTRAINT TRIGGER conduct_interim_court_agrees AFTER UPDATE ON public.conduct_interimorder
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status)
EXECUTE FUNCTION public.conduct_interim_court_agrees();
ALTER TABLE public.conduct_interimorder ENABLE ALWAYS TRIGGER conduct_interim_court_agrees
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0032_rules_of_hearings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="interimchallenge",
                    name="interimchallenge_outcome_is_whole",
                ),
                migrations.RemoveConstraint(
                    model_name="interimstep",
                    name="interimstep_action_is_known",
                ),
                migrations.AlterField(
                    model_name="historicalinterimchallenge",
                    name="outcome",
                    field=models.TextField(
                        choices=[
                            ("upheld", "The court upheld the order"),
                            ("varied", "The court varied the order"),
                            ("ended", "The court ended the order from now on"),
                            ("quashed", "The court quashed the order: it is void from its beginning"),
                            ("withdrawn", "The challenge was withdrawn"),
                        ],
                        default="",
                    ),
                ),
                migrations.AlterField(
                    model_name="interimchallenge",
                    name="outcome",
                    field=models.TextField(
                        choices=[
                            ("upheld", "The court upheld the order"),
                            ("varied", "The court varied the order"),
                            ("ended", "The court ended the order from now on"),
                            ("quashed", "The court quashed the order: it is void from its beginning"),
                            ("withdrawn", "The challenge was withdrawn"),
                        ],
                        default="",
                    ),
                ),
                migrations.AlterField(
                    model_name="interimstep",
                    name="action",
                    field=models.TextField(
                        choices=[
                            ("APPLY", "Apply for an interim order"),
                            ("BEGIN", "Make it in the place of another"),
                            ("WITHDRAW", "Withdraw the application"),
                            ("GIVE_NOTICE", "Give notice of the hearing"),
                            ("SAY", "Say something for the hearing"),
                            ("ENTER_STATEMENT", "Enter a statement received on paper"),
                            ("HEAR", "Record the hearing"),
                            ("MAKE", "Make the order"),
                            ("REFUSE", "Refuse the order"),
                            ("GIVE_REVIEW_NOTICE", "Give notice of a review"),
                            ("HEAR_REVIEW", "Record the review hearing"),
                            ("CONTINUE", "Continue the order"),
                            ("VARY", "Vary the order"),
                            ("REPLACE", "Replace the order"),
                            ("REVOKE", "Revoke the order"),
                            ("RECORD_CHALLENGE", "Record a challenge in court"),
                            ("UPHOLD", "Record that the court upheld it"),
                            ("COURT_VARIES", "Record that the court varied it"),
                            ("COURT_ENDS", "Record that the court ended it"),
                            ("QUASH", "Record that the court quashed it"),
                            ("END_CHALLENGE", "Record that the challenge was withdrawn"),
                            ("EXTEND", "Record that the court extended it"),
                            ("TIE", "Set its end by the final outcome"),
                            ("EXPIRE", "It runs out"),
                            ("END", "The final outcome takes effect"),
                        ]
                    ),
                ),
                migrations.AddConstraint(
                    model_name="interimchallenge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_on", None),
                                ("note", ""),
                                ("outcome", ""),
                                ("outcome_recorded_at", None),
                                ("outcome_recorded_by", None),
                            ),
                            models.Q(
                                ("decided_on__gte", models.F("lodged_on")),
                                ("outcome__in", ["upheld", "varied", "ended", "quashed", "withdrawn"]),
                                ("outcome_recorded_by__isnull", False),
                                ("outcome_recorded_at__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="interimchallenge_outcome_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="interimstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "APPLY",
                                    "BEGIN",
                                    "WITHDRAW",
                                    "GIVE_NOTICE",
                                    "SAY",
                                    "ENTER_STATEMENT",
                                    "HEAR",
                                    "MAKE",
                                    "REFUSE",
                                    "GIVE_REVIEW_NOTICE",
                                    "HEAR_REVIEW",
                                    "CONTINUE",
                                    "VARY",
                                    "REPLACE",
                                    "REVOKE",
                                    "RECORD_CHALLENGE",
                                    "UPHOLD",
                                    "COURT_VARIES",
                                    "COURT_ENDS",
                                    "QUASH",
                                    "END_CHALLENGE",
                                    "EXTEND",
                                    "TIE",
                                    "EXPIRE",
                                    "END",
                                ],
                            )
                        ),
                        name="interimstep_action_is_known",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(STAYS.format(court=BY_COURT), STAYS.format(court="")),
        migrations.RunSQL(
            CHALLENGE,
            "DROP TRIGGER conduct_interim_challenge_stays ON public.conduct_interimchallenge;"
            "DROP FUNCTION public.conduct_interim_challenge_stays()",
        ),
        migrations.RunSQL(
            AGREES,
            "DROP TRIGGER conduct_interim_court_agrees ON public.conduct_interimchallenge;"
            "DROP TRIGGER conduct_interim_court_agrees ON public.conduct_interimorder;"
            "DROP FUNCTION public.conduct_interim_court_agrees()",
        ),
    ]

"""A bar that a panel decided on is made at once, and follows what a court does to the decision."""

from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, replaced


DECIDED = """
    DECLARE
        ordered record;
    BEGIN
        IF NEW.determination_id IS NULL OR (TG_OP = 'UPDATE'
            AND (NEW.determination_id, NEW.tiers, NEW.organisation_classes, NEW.starts_on, NEW.ends_on)
                IS NOT DISTINCT FROM
                (OLD.determination_id, OLD.tiers, OLD.organisation_classes, OLD.starts_on, OLD.ends_on))
        THEN
            RETURN NEW;
        END IF;
        SELECT a.outcome, a.tiers, a.organisation_classes, a.duration_months INTO ordered
        FROM conduct_determination d JOIN conduct_caseappeal a ON a.case_id = d.case_id
        WHERE d.id = NEW.determination_id AND a.status = 'varied' AND a.recorded_at >= d.decided_at
        ORDER BY a.decided_at DESC LIMIT 1;
        IF NOT FOUND THEN
            SELECT d.outcome, d.tiers, d.organisation_classes, d.duration_months INTO ordered
            FROM conduct_determination d WHERE d.id = NEW.determination_id;
        END IF;
        IF TG_OP = 'INSERT' AND NEW.status <> 'IN_EFFECT' THEN
            RAISE EXCEPTION 'a bar that a panel decided on is not proposed again'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_of_a_panel_is_made_at_once';
        END IF;
        IF ordered.outcome <> 'referral_for_barring'
            OR NOT (NEW.tiers @> ordered.tiers AND NEW.tiers <@ ordered.tiers)
            OR NOT (NEW.organisation_classes @> ordered.organisation_classes
                AND NEW.organisation_classes <@ ordered.organisation_classes)
            OR NEW.ends_on IS DISTINCT FROM
                (NEW.starts_on + make_interval(months => ordered.duration_months) - interval '1 day')::date
        THEN
            RAISE EXCEPTION 'a bar on a determination is as its panel decided, or a court in its place'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_as_the_panel_decided';
        END IF;
        RETURN NEW;
    END"""
STAYS = """
    DECLARE
        later text[] := CASE
            WHEN OLD.status IN ('LIFTED', 'REPLACED') THEN ARRAY['status', 'version', 'under_appeal_at', 'stayed_at',
                'ended_by_court_at']
            WHEN OLD.status IN ('IN_EFFECT', 'LIFTING_PROPOSED') THEN ARRAY['status', 'version', 'appeal_until_at',
                'lift_proposed_by_id', 'lift_proposed_at', 'lift_reason', 'lifted_by_id', 'lifted_at',
                'under_appeal_at', 'stayed_at', 'ended_by_court_at']
            ELSE '{}' END;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a bar is never deleted'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_never_deleted';
        END IF;
        -- A court's order puts another bar in the place of this one: see barring_as_the_panel_decided.
        IF NEW.varied_at IS DISTINCT FROM OLD.varied_at AND NEW.varied_at = NEW.in_effect_at AND EXISTS (
            SELECT FROM conduct_caseappeal a JOIN conduct_determination d ON d.case_id = a.case_id
            WHERE d.id = NEW.determination_id AND a.status = 'varied' AND a.decided_at <= NEW.varied_at
        ) THEN
            later := later || ARRAY['varied_at', 'in_effect_at', 'tiers', 'organisation_classes', 'starts_on',
                'ends_on', 'ends_at', 'review_from_on'];
        END IF;
        IF OLD.decided_at IS NOT NULL AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
            AND NOT ledger_is_erasing(TG_TABLE_NAME)
        THEN
            RAISE EXCEPTION 'a bar that was made is never changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_never_changed';
        END IF;
        RETURN NEW;
    END"""
LONGER = """
    BEGIN
        IF NEW.notice_served_at = OLD.notice_served_at AND NEW.representations_due_at < OLD.representations_due_at THEN
            RAISE EXCEPTION 'a period that runs is only ever made longer'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'barring_time_only_longer';
        END IF;
        IF NEW.appeal_until_at < OLD.appeal_until_at THEN
            RAISE EXCEPTION 'a period that runs is only ever made longer'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'barring_time_only_longer';
        END IF;
        IF NEW.appeal_until_at > OLD.appeal_until_at AND NOT EXISTS (
            SELECT FROM barring_appealextension e WHERE e.bar_id = NEW.id AND e.status = 'granted'
            AND e.due_at = OLD.appeal_until_at AND e.until_at = NEW.appeal_until_at
        ) AND NOT EXISTS (
            SELECT FROM conduct_determination d
            WHERE d.id = NEW.determination_id AND d.appeal_until_at = NEW.appeal_until_at
        ) THEN
            RAISE EXCEPTION 'the time to appeal is made longer by two people'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'barring_appeal_by_two_people';
        END IF;
        RETURN NEW;
    END"""
AGREES = """
    DECLARE
        bar barring_bar;
        stands boolean;
        over timestamptz;
        kept integer;
        alike integer;
        quashed integer;
        stayed boolean;
        appealed boolean;
        whole tstzmultirange;
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
        over := CASE bar.status
            WHEN 'LIFTED' THEN bar.lifted_at WHEN 'REPLACED' THEN bar.ended_by_court_at ELSE bar.ends_at END;
        stands := bar.status IN ('IN_EFFECT', 'LIFTING_PROPOSED')
            OR (bar.status IN ('LIFTED', 'REPLACED') AND over > bar.in_effect_at);
        -- Where a stay was repeated, the order lies in pieces; before a court varied it, it was another.
        SELECT count(*) FILTER (WHERE quashed_at IS NULL), count(*) FILTER (WHERE quashed_at IS NOT NULL),
            count(*) FILTER (WHERE
                person_id = bar.person_id AND kind = 'bar' AND quashed_at IS NULL
                AND tiers @> bar.tiers AND tiers <@ bar.tiers
                AND organisation_classes @> bar.organisation_classes
                AND organisation_classes <@ bar.organisation_classes),
            range_agg(during),
            bool_or(stayed_from IS NOT NULL AND stayed_until IS NULL)
                FILTER (WHERE upper(during) IS NOT DISTINCT FROM over),
            bool_or(under_appeal_from IS NOT NULL AND under_appeal_until IS NULL)
                FILTER (WHERE upper(during) IS NOT DISTINCT FROM over)
            INTO kept, quashed, alike, whole, stayed, appealed
        FROM register_restriction WHERE source = bar.reference AND superseded_xid IS NULL
        AND (bar.status = 'QUASHED' OR bar.varied_at IS NULL OR NOT COALESCE(upper(during) <= bar.varied_at, false));
        IF (kept > 0) <> stands OR alike <> kept OR (quashed > 0 AND bar.status <> 'QUASHED')
            OR (stands AND whole <> tstzmultirange(tstzrange(bar.in_effect_at, over)))
            OR (bar.status IN ('IN_EFFECT', 'LIFTING_PROPOSED') AND COALESCE(over > now(), true) AND (stayed, appealed) IS DISTINCT FROM
                (bar.stayed_at IS NOT NULL, bar.under_appeal_at IS NOT NULL))
        THEN
            RAISE EXCEPTION 'the register and the bar % do not say the same', bar.reference
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_register_agrees';
        END IF;
        RETURN NULL;
    END"""
FOLLOWS = """
    DECLARE
        row jsonb := to_jsonb(NEW);
        bar barring_bar;
        decision conduct_determination;
        is_void boolean;
        pending text;
        ordered text;
    BEGIN
        FOR bar IN
            SELECT b.* FROM barring_bar b JOIN conduct_determination d ON d.id = b.determination_id
            WHERE b.status IN ('IN_EFFECT', 'LIFTING_PROPOSED', 'LIFTED') AND CASE TG_TABLE_NAME
                WHEN 'barring_bar' THEN b.id = (row ->> 'id')::bigint
                WHEN 'conduct_determination' THEN d.id = (row ->> 'id')::bigint
                ELSE (row ->> 'case_id')::bigint IN (d.case_id, d.remitted_case_id) END
        LOOP
            SELECT * INTO decision FROM conduct_determination WHERE id = bar.determination_id;
            is_void := decision.case_id IS NULL OR EXISTS (
                SELECT FROM conduct_caseappeal a WHERE a.case_id = decision.case_id AND a.status = 'quashed'
                AND a.recorded_at >= decision.decided_at
            );
            pending := (
                SELECT status FROM conduct_caseappeal a
                WHERE a.case_id = decision.case_id AND a.status IN ('lodged', 'stayed')
            );
            ordered := COALESCE((
                SELECT a.outcome FROM conduct_caseappeal a WHERE a.case_id = decision.case_id
                AND a.status = 'varied' AND a.recorded_at >= decision.decided_at ORDER BY a.decided_at DESC LIMIT 1
            ), decision.outcome);
            IF is_void OR (bar.status <> 'LIFTED' AND COALESCE(bar.ends_at > now(), true) AND (
                ordered <> 'referral_for_barring' OR bar.appeal_until_at IS DISTINCT FROM decision.appeal_until_at
                OR (bar.under_appeal_at IS NOT NULL) <> (pending IS NOT NULL)
                OR (bar.stayed_at IS NOT NULL) <> (pending IS NOT DISTINCT FROM 'stayed')
            )) THEN
                RAISE EXCEPTION 'the bar % and the decision it was made from do not stand alike', bar.reference
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'bar_follows_its_decision';
            END IF;
        END LOOP;
        RETURN NULL;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("barring", "0014_as_the_panel_decided"),
        ("conduct", "0037_returned_referrals"),
        ("kernel", "0015_successions"),
        ("register", "0008_interim_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="bar",
                    name="bar_one_a_determination",
                ),
                migrations.RemoveConstraint(
                    model_name="bar",
                    name="bar_status_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="bar",
                    name="bar_goes_on_only_with_notice",
                ),
                migrations.RemoveConstraint(
                    model_name="bar",
                    name="bar_decided_exactly_when_made",
                ),
                migrations.RemoveConstraint(
                    model_name="bar",
                    name="bar_lift_proposed_exactly_when_it_is",
                ),
                migrations.RemoveConstraint(
                    model_name="bar",
                    name="bar_lifted_exactly_when_it_is",
                ),
                migrations.RemoveConstraint(
                    model_name="barstep",
                    name="bar_step_action_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="barstep",
                    name="bar_step_status_is_known",
                ),
                migrations.AddField(
                    model_name="bar",
                    name="ended_by_court_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="bar",
                    name="stayed_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="bar",
                    name="under_appeal_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="bar",
                    name="varied_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="historicalbar",
                    name="ended_by_court_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="historicalbar",
                    name="stayed_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="historicalbar",
                    name="under_appeal_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="historicalbar",
                    name="varied_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AlterField(
                    model_name="bar",
                    name="status",
                    field=models.TextField(
                        choices=[
                            ("PROPOSED", "Proposed"),
                            ("NOTICE_SERVED", "Notice served"),
                            ("REPRESENTED", "Representations made"),
                            ("IN_EFFECT", "Bar made"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("LIFTING_PROPOSED", "Lifting proposed"),
                            ("LIFTED", "Lifted"),
                            ("REPLACED", "Replaced by a court"),
                            ("QUASHED", "Quashed by a court"),
                        ],
                        default="PROPOSED",
                    ),
                ),
                migrations.AlterField(
                    model_name="barstep",
                    name="action",
                    field=models.TextField(
                        choices=[
                            ("PROPOSE", "Propose a bar"),
                            ("MAKE", "Make the bar that a panel decided on"),
                            ("REVISE", "Change the proposal"),
                            ("SERVE_NOTICE", "Serve notice"),
                            ("MAKE_REPRESENTATIONS", "Make representations"),
                            ("ENTER_REPRESENTATIONS", "Enter representations"),
                            ("ASK_EXTENSION", "Ask for more time"),
                            ("GRANT_EXTENSION", "Give more time"),
                            ("REFUSE_EXTENSION", "Refuse more time"),
                            ("APPROVE", "Approve the bar"),
                            ("ASK_APPEAL_EXTENSION", "Ask for more time to appeal"),
                            ("GRANT_APPEAL_EXTENSION", "Give more time to appeal"),
                            ("REFUSE_APPEAL_EXTENSION", "Refuse more time to appeal"),
                            ("SEND_BACK", "Send back"),
                            ("WITHDRAW", "Withdraw the proposal"),
                            ("PROPOSE_LIFTING", "Propose lifting"),
                            ("LIFT", "Lift the bar"),
                            ("REFUSE_LIFTING", "Refuse to lift"),
                            ("FOLLOW_COURT", "Follow the appeal against the decision"),
                            ("END_BY_COURT", "End the bar, as a court put something else in its place"),
                            ("QUASH", "Quash the bar with the decision"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="barstep",
                    name="status",
                    field=models.TextField(
                        choices=[
                            ("PROPOSED", "Proposed"),
                            ("NOTICE_SERVED", "Notice served"),
                            ("REPRESENTED", "Representations made"),
                            ("IN_EFFECT", "Bar made"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("LIFTING_PROPOSED", "Lifting proposed"),
                            ("LIFTED", "Lifted"),
                            ("REPLACED", "Replaced by a court"),
                            ("QUASHED", "Quashed by a court"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalbar",
                    name="status",
                    field=models.TextField(
                        choices=[
                            ("PROPOSED", "Proposed"),
                            ("NOTICE_SERVED", "Notice served"),
                            ("REPRESENTED", "Representations made"),
                            ("IN_EFFECT", "Bar made"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("LIFTING_PROPOSED", "Lifting proposed"),
                            ("LIFTED", "Lifted"),
                            ("REPLACED", "Replaced by a court"),
                            ("QUASHED", "Quashed by a court"),
                        ],
                        default="PROPOSED",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("status__in", ["QUASHED", "REPLACED", "WITHDRAWN"]), _negated=True),
                        fields=("determination",),
                        name="bar_one_a_determination",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "PROPOSED",
                                    "NOTICE_SERVED",
                                    "REPRESENTED",
                                    "IN_EFFECT",
                                    "WITHDRAWN",
                                    "LIFTING_PROPOSED",
                                    "LIFTED",
                                    "REPLACED",
                                    "QUASHED",
                                ],
                            )
                        ),
                        name="bar_status_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    [
                                        "IN_EFFECT",
                                        "LIFTED",
                                        "LIFTING_PROPOSED",
                                        "NOTICE_SERVED",
                                        "QUASHED",
                                        "REPLACED",
                                        "REPRESENTED",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("notice_served_at__isnull", False),
                            ("ground", "determination"),
                            _connector="OR",
                        ),
                        name="bar_goes_on_only_with_notice",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("status__in", ["IN_EFFECT", "LIFTED", "LIFTING_PROPOSED", "QUASHED", "REPLACED"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["IN_EFFECT", "LIFTED", "LIFTING_PROPOSED", "QUASHED", "REPLACED"]),
                                    _negated=True,
                                ),
                                ("decided_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bar_decided_exactly_when_made",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["QUASHED", "REPLACED"]),
                            models.Q(
                                ("lift_proposed_at__isnull", False), ("status__in", ["LIFTED", "LIFTING_PROPOSED"])
                            ),
                            models.Q(
                                models.Q(("status__in", ["LIFTED", "LIFTING_PROPOSED"]), _negated=True),
                                ("lift_proposed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bar_lift_proposed_exactly_when_it_is",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["QUASHED", "REPLACED"]),
                            models.Q(("lifted_at__isnull", False), ("status__in", ["LIFTED"])),
                            models.Q(models.Q(("status__in", ["LIFTED"]), _negated=True), ("lifted_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="bar_lifted_exactly_when_it_is",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by_court_at__isnull", False), ("status__in", ["QUASHED", "REPLACED"])),
                            models.Q(
                                models.Q(("status__in", ["QUASHED", "REPLACED"]), _negated=True),
                                ("ended_by_court_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bar_ended_by_court_exactly_when_it_is",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ground", "determination"),
                            models.Q(
                                ("ended_by_court_at", None),
                                ("stayed_at", None),
                                ("under_appeal_at", None),
                                ("varied_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="bar_follows_only_its_decision",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bar",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("stayed_at", None), ("under_appeal_at__isnull", False), _connector="OR"),
                        name="bar_stayed_only_under_appeal",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="barstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "PROPOSE",
                                    "MAKE",
                                    "REVISE",
                                    "SERVE_NOTICE",
                                    "MAKE_REPRESENTATIONS",
                                    "ENTER_REPRESENTATIONS",
                                    "ASK_EXTENSION",
                                    "GRANT_EXTENSION",
                                    "REFUSE_EXTENSION",
                                    "APPROVE",
                                    "ASK_APPEAL_EXTENSION",
                                    "GRANT_APPEAL_EXTENSION",
                                    "REFUSE_APPEAL_EXTENSION",
                                    "SEND_BACK",
                                    "WITHDRAW",
                                    "PROPOSE_LIFTING",
                                    "LIFT",
                                    "REFUSE_LIFTING",
                                    "FOLLOW_COURT",
                                    "END_BY_COURT",
                                    "QUASH",
                                ],
                            )
                        ),
                        name="bar_step_action_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="barstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "PROPOSED",
                                    "NOTICE_SERVED",
                                    "REPRESENTED",
                                    "IN_EFFECT",
                                    "WITHDRAWN",
                                    "LIFTING_PROPOSED",
                                    "LIFTED",
                                    "REPLACED",
                                    "QUASHED",
                                ],
                            )
                        ),
                        name="bar_step_status_is_known",
                    ),
                ),
            ]
        ),
        replaced("barring_as_the_panel_decided", DECIDED),
        replaced("barring_decision_stays", STAYS),
        replaced("barring_time_only_longer", LONGER),
        replaced("barring_register_agrees", AGREES),
        migrations.RunSQL(
            "CREATE FUNCTION public.barring_follows_its_decision() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $body${FOLLOWS}$body$",
            "DROP FUNCTION public.barring_follows_its_decision()",
        ),
        *(
            migrations.RunSQL(
                f"CREATE CONSTRAINT TRIGGER barring_follows_its_decision AFTER INSERT OR UPDATE ON public.{table} "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.barring_follows_its_decision();"
                f"ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER barring_follows_its_decision",
                f"DROP TRIGGER barring_follows_its_decision ON public.{table}",
            )
            for table in ("barring_bar", "conduct_caseappeal", "conduct_determination")
        ),
    ]

"""Interim orders: the application, the hearing, the order on the register at once, its reviews, and what courts do."""

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, deferred, function

UNCONFLICTED = """
CREATE OR REPLACE FUNCTION public.conduct_participant_is_unconflicted() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $body$
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
        IF NEW.part IN ({parts}) AND EXISTS (
            SELECT FROM conduct_participant p
            WHERE p.user_id = NEW.user_id AND p.part IN ('investigator', 'case_examiner')
            AND (p.left_at IS NULL OR p.left_at > since)
        ) THEN
            RAISE EXCEPTION 'nobody decides who lately investigated or examined'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_roles_apart_in_time';
        END IF;
        RETURN NEW;
    END$body$"""
FUNCTIONS = {
    "conduct_interim_decider_is_apart": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_interimhearing h JOIN conduct_interimorder o ON o.id = h.order_id
                JOIN conduct_participant p ON p.case_id = o.case_id
                WHERE h.id = NEW.hearing_id AND p.user_id = NEW.user_id AND p.part = 'interim_decider'
                AND p.left_at IS NULL AND o.applied_by_id <> NEW.user_id
            ) OR EXISTS (
                SELECT FROM conduct_interimhearing h JOIN conduct_interimorder o ON o.id = h.order_id
                JOIN conduct_casestep s ON s.case_id = o.case_id
                WHERE h.id = NEW.hearing_id AND NEW.user_id IN (s.by_id, s.assigned_id)
            ) THEN
                RAISE EXCEPTION 'only who has no other part in a case decides on an interim order in it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimdecider_is_apart';
            END IF;
            RETURN NEW;
        END""",
    "conduct_interim_hearing_stays": """
        DECLARE
            later text[] := CASE
                WHEN OLD.decided_at IS NOT NULL OR OLD.put_off_at IS NOT NULL THEN '{}'
                WHEN OLD.recorded_at IS NOT NULL THEN ARRAY['decision', 'basis', 'reasons', 'decided_at']
                ELSE ARRAY['put_off_at', 'presence', 'account', 'recorded_at'] END;
        BEGIN
            IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
                AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'what was heard and decided on an interim order is never changed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimhearing_stays';
            END IF;
            IF OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL AND (
                (SELECT count(*) FROM conduct_interimdecider d WHERE d.hearing_id = NEW.id) NOT BETWEEN 2 AND 3
                OR NOT EXISTS (
                    SELECT FROM conduct_interimdecider d WHERE d.hearing_id = NEW.id AND d.user_id = NEW.chair_id
                )
            ) THEN
                RAISE EXCEPTION 'two or three decide on an interim order, the chair among them'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimhearing_by_two_or_three';
            END IF;
            RETURN NEW;
        END""",
    "conduct_interim_order_stays": """
        DECLARE
            later text[] := ARRAY['status', 'kind', 'terms', 'tiers', 'organisation_classes', 'ends_at', 'outcome_at',
                'over_at', 'review_counted_from', 'review_parameter', 'review_rule_set_id', 'review_due_at',
                'late_told_for'] || CASE WHEN OLD.in_force_from IS NULL THEN ARRAY['in_force_from'] ELSE '{}' END;
        BEGIN
            IF (to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
                OR OLD.in_force_from IS NOT NULL AND NEW.kind <> OLD.kind
                OR OLD.over_at IS NOT NULL AND NEW.over_at IS DISTINCT FROM OLD.over_at)
                AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'of an interim order only what a review or a court decides is changed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimorder_stays';
            END IF;
            RETURN NEW;
        END""",
    "conduct_interim_extension_is_within": """
        BEGIN
            IF NEW.recorded_at >= NEW.ended_at OR NEW.ended_at IS DISTINCT FROM (
                SELECT ends_at FROM conduct_interimorder WHERE id = NEW.order_id
            ) OR NEW.until_at > (
                SELECT (date_trunc('day', NEW.ended_at AT TIME ZONE 'Europe/London')
                    + make_interval(months => (parameters ->> 'interim_extension_months')::integer))
                    AT TIME ZONE 'Europe/London'
                FROM kernel_ruleset WHERE id = NEW.rule_set_id
            ) THEN
                RAISE EXCEPTION 'a court extends an interim order before it ends, and by so long at a time'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimextension_is_within';
            END IF;
            RETURN NEW;
        END""",
    "conduct_interim_deciders_never_decide": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_participant p
                WHERE p.case_id = NEW.case_id AND p.user_id = NEW.decided_by_id AND p.part = 'interim_decider'
            ) THEN
                RAISE EXCEPTION 'whoever decided on an interim order never decides the case'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_by_no_interim_decider';
            END IF;
            RETURN NEW;
        END""",
    # At the end of the transaction: the order, its steps, its hearings and the register say the same.
    "conduct_interim_register_agrees": """
        DECLARE
            o conduct_interimorder;
            until timestamptz;
            shown record;
        BEGIN
            IF TG_TABLE_NAME = 'conduct_interimorder' THEN
                SELECT * INTO o FROM conduct_interimorder WHERE id = NEW.id;
            ELSE
                SELECT * INTO o FROM conduct_interimorder WHERE reference = NEW.source;
                IF NOT FOUND THEN
                    RETURN NULL;
                END IF;
            END IF;
            IF o.status IS DISTINCT FROM (
                SELECT s.status FROM conduct_interimstep s WHERE s.order_id = o.id ORDER BY s.id DESC LIMIT 1
            ) THEN
                RAISE EXCEPTION 'an interim order is moved by a step that says so'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimorder_moves_by_steps';
            END IF;
            IF o.in_force_from IS NOT NULL AND NOT EXISTS (
                SELECT FROM conduct_interimhearing h WHERE h.order_id = o.id AND h.decision = 'make'
            ) AND NOT EXISTS (
                SELECT FROM conduct_interimorder b JOIN conduct_interimhearing h ON h.order_id = b.id
                WHERE b.id = o.replaces_id AND b.case_id = o.case_id AND b.status = 'REPLACED'
                AND b.over_at = o.in_force_from AND h.decision = 'replace'
            ) THEN
                RAISE EXCEPTION 'an interim order is made at a hearing, or begins as the one it replaces ends'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimorder_made_at_a_hearing';
            END IF;
            until := least(o.ends_at, o.outcome_at, o.over_at);
            SELECT count(*) AS kept, min(lower(during)) AS begins, max(upper(during)) AS ends,
                sum(upper(during) - lower(during)) AS covered,
                bool_and(r.person_id = c.person_id AND kind = o.kind AND matter = c.reference) AS same,
                bool_and(upper(during) <> until OR tiers @> o.tiers AND tiers <@ o.tiers
                    AND organisation_classes @> o.organisation_classes
                    AND organisation_classes <@ o.organisation_classes) AS scoped,
                bool_and(extended_from IS NULL OR (
                    SELECT extended_from >= min(e.ended_at) AND upper(during) <= max(e.until_at)
                    FROM conduct_interimextension e JOIN conduct_interimorder f ON f.id = e.order_id
                    WHERE f.case_id = o.case_id
                ) IS TRUE) AS by_court
            INTO shown FROM register_restriction r JOIN conduct_case c ON c.id = o.case_id
            WHERE source = o.reference AND superseded_xid IS NULL AND quashed_at IS NULL;
            IF o.in_force_from IS NULL OR o.status = 'QUASHED' THEN
                IF shown.kept > 0 THEN
                    RAISE EXCEPTION 'the register and the interim order % do not say the same', o.reference
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'interimorder_register_agrees';
                END IF;
            ELSIF (shown.begins, shown.ends, shown.covered, shown.same, shown.scoped, shown.by_court)
                IS DISTINCT FROM (o.in_force_from, until, until - o.in_force_from, true, true, true)
            THEN
                RAISE EXCEPTION 'the register and the interim order % do not say the same', o.reference
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'interimorder_register_agrees';
            END IF;
            RETURN NULL;
        END""",
    "conduct_case_ends_its_interim_order": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_interimorder o WHERE o.case_id = NEW.id AND (
                    o.status IN ('APPLIED', 'NOTICE_GIVEN', 'HEARD')
                    OR o.status IN ('IN_FORCE', 'UNDER_REVIEW') AND o.outcome_at IS NULL
                    AND o.ends_at > (SELECT max(s.at) FROM conduct_casestep s WHERE s.case_id = NEW.id)
                )
            ) THEN
                RAISE EXCEPTION 'a case does not end before its interim order'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'case_ends_its_interim_order';
            END IF;
            RETURN NULL;
        END""",
}
TRIGGERS = (
    ("conduct_interim_decider_is_apart", "INSERT", "conduct_interimdecider"),
    ("conduct_interim_hearing_stays", "UPDATE", "conduct_interimhearing"),
    ("conduct_interim_order_stays", "UPDATE", "conduct_interimorder"),
    ("conduct_interim_extension_is_within", "INSERT", "conduct_interimextension"),
    ("conduct_interim_deciders_never_decide", "INSERT", "conduct_determination"),
)
DEFERRED = (
    ("conduct_interim_register_agrees", "INSERT OR UPDATE", "conduct_interimorder"),
    ("conduct_interim_register_agrees", "INSERT OR UPDATE", "register_restriction", "WHEN (NEW.kind LIKE 'interim%')"),
    (
        "conduct_case_ends_its_interim_order",
        "UPDATE",
        "conduct_case",
        "WHEN (NEW.status IN ('CLOSED', 'NOT_TAKEN_FURTHER', 'WITHDRAWN'))",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0029_complaints"),
        ("register", "0008_interim_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="casestep",
                    name="casestep_action_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="casetrack",
                    name="casetrack_is_whole",
                ),
                migrations.RemoveConstraint(
                    model_name="participant",
                    name="participant_part_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="participant",
                    name="participant_place_is_there",
                ),
                migrations.AlterField(
                    model_name="casestep",
                    name="action",
                    field=models.TextField(
                        choices=[
                            ("OPEN", "Open the case"),
                            ("ACKNOWLEDGE", "Record the acknowledgement"),
                            ("ASSESS_RISK", "Assess the risk"),
                            ("REASSESS_RISK", "Assess the risk again"),
                            ("ACCEPT", "Take the case on"),
                            ("CLOSE_OUT_OF_REMIT", "Close: not in our remit"),
                            ("FINISH_ENQUIRY", "Finish the initial enquiry"),
                            ("ALLEGE", "Write the allegations"),
                            ("CLOSE_BELOW_THRESHOLD", "Close: below the threshold"),
                            ("START_INVESTIGATION", "Start the investigation"),
                            ("AMEND_ALLEGATIONS", "Amend the allegations"),
                            ("REASSIGN", "Change the investigator"),
                            ("REPORT", "Write the investigation report"),
                            ("ASK_FOR_RESPONSE", "Ask for a response"),
                            ("RESPOND", "Respond"),
                            ("RESPOND_BESIDE", "Respond beside what staff entered"),
                            ("ENTER_RESPONSE", "Enter a response received on paper"),
                            ("ASK_EXTENSION", "Ask for more time"),
                            ("ASK_OWN_EXTENSION", "Ask for more time for themselves"),
                            ("GRANT_EXTENSION", "Give more time"),
                            ("REFUSE_EXTENSION", "Refuse more time"),
                            ("CLOSE_RESPONSE_WINDOW", "Go on without a response"),
                            ("APPOINT_EXAMINER", "Appoint a case examiner"),
                            ("GIVE_OPINION", "Give an examiner’s opinion"),
                            ("PROPOSE_DECISION", "Propose the examiners’ decision"),
                            ("AGREE_CASE_TO_ANSWER", "Agree: there is a case to answer"),
                            ("AGREE_NO_CASE", "Agree: there is no case to answer"),
                            ("DISAGREE", "Disagree with the other examiner"),
                            ("DETERMINE", "Record the determination"),
                            ("SERVE", "Serve the decision"),
                            ("COUNT_AS_SERVED", "The decision counts as served"),
                            ("END_APPEAL_WINDOW", "The time to appeal is over"),
                            ("ASK_APPEAL_EXTENSION", "Ask for more time to appeal"),
                            ("GRANT_APPEAL_EXTENSION", "Give more time to appeal"),
                            ("REFUSE_APPEAL_EXTENSION", "Refuse more time to appeal"),
                            ("OFFER_CONSENT", "Offer an outcome by consent"),
                            ("ANSWER_OFFER", "Answer the offer"),
                            ("ENTER_OFFER_ANSWER", "Enter an answer to the offer"),
                            ("WITHDRAW_OFFER", "Withdraw the offer"),
                            ("ASK_REVIEW", "Ask for a review of the order"),
                            ("APPLY_RESTORATION", "Apply to be restored"),
                            ("ENTER_APPLICATION", "Enter an application to be restored"),
                            ("WITHDRAW_RECONSIDERATION", "Withdraw the review or application"),
                            ("RECONSIDER", "Decide on the review or application"),
                            ("LODGE_APPEAL", "Record an appeal"),
                            ("RECORD_COURT", "Record what the court did"),
                            ("REMIT", "Remit the case to another panel"),
                            ("CLOSE", "Close the case"),
                            ("WITHDRAW", "Withdraw the case"),
                            ("HAND_OVER", "Hand the case over"),
                            ("STEP_DOWN", "Step down because of a conflict"),
                            ("SAY_REPRISAL", "Say that the referral is a reprisal"),
                            ("ASK_ADJUSTMENT", "Ask for an adjustment"),
                            ("ANSWER_ADJUSTMENT", "Answer a request for an adjustment"),
                            ("EXPLAIN_DELAY", "Say why it is late"),
                            ("BEGIN_INTERIM_ORDER", "Apply for an interim order"),
                            ("BEGIN_ABEYANCE", "Hold the case in abeyance"),
                            ("END_ABEYANCE", "Take the case out of abeyance"),
                            ("BEGIN_LINKED_PROCESS", "Note a process elsewhere"),
                            ("END_LINKED_PROCESS", "Note how the process elsewhere ended"),
                            ("BEGIN_EXTERNAL_REVIEW", "Note a review by the oversight body"),
                            ("END_EXTERNAL_REVIEW", "Note how the oversight body’s review ended"),
                            ("BEGIN_WELFARE", "Begin support for somebody’s welfare"),
                            ("END_WELFARE", "End support for somebody’s welfare"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="casetrack",
                    name="track",
                    field=models.TextField(
                        choices=[
                            ("abeyance", "Abeyance"),
                            ("linked-process", "Process at the employer or another regulator"),
                            ("external-review", "Review by the oversight body"),
                            ("welfare", "Welfare"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalcasetrack",
                    name="track",
                    field=models.TextField(
                        choices=[
                            ("abeyance", "Abeyance"),
                            ("linked-process", "Process at the employer or another regulator"),
                            ("external-review", "Review by the oversight body"),
                            ("welfare", "Welfare"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalparticipant",
                    name="part",
                    field=models.TextField(
                        choices=[
                            ("caseworker", "Caseworker"),
                            ("investigator", "Investigator"),
                            ("case_examiner", "Case examiner"),
                            ("interim_decider", "Decides on an interim order"),
                            ("adjudicator", "Adjudicator"),
                        ]
                    ),
                ),
                migrations.AlterField(
                    model_name="participant",
                    name="part",
                    field=models.TextField(
                        choices=[
                            ("caseworker", "Caseworker"),
                            ("investigator", "Investigator"),
                            ("case_examiner", "Case examiner"),
                            ("interim_decider", "Decides on an interim order"),
                            ("adjudicator", "Adjudicator"),
                        ]
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casestep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "OPEN",
                                    "ACKNOWLEDGE",
                                    "ASSESS_RISK",
                                    "REASSESS_RISK",
                                    "ACCEPT",
                                    "CLOSE_OUT_OF_REMIT",
                                    "FINISH_ENQUIRY",
                                    "ALLEGE",
                                    "CLOSE_BELOW_THRESHOLD",
                                    "START_INVESTIGATION",
                                    "AMEND_ALLEGATIONS",
                                    "REASSIGN",
                                    "REPORT",
                                    "ASK_FOR_RESPONSE",
                                    "RESPOND",
                                    "RESPOND_BESIDE",
                                    "ENTER_RESPONSE",
                                    "ASK_EXTENSION",
                                    "ASK_OWN_EXTENSION",
                                    "GRANT_EXTENSION",
                                    "REFUSE_EXTENSION",
                                    "CLOSE_RESPONSE_WINDOW",
                                    "APPOINT_EXAMINER",
                                    "GIVE_OPINION",
                                    "PROPOSE_DECISION",
                                    "AGREE_CASE_TO_ANSWER",
                                    "AGREE_NO_CASE",
                                    "DISAGREE",
                                    "DETERMINE",
                                    "SERVE",
                                    "COUNT_AS_SERVED",
                                    "END_APPEAL_WINDOW",
                                    "ASK_APPEAL_EXTENSION",
                                    "GRANT_APPEAL_EXTENSION",
                                    "REFUSE_APPEAL_EXTENSION",
                                    "OFFER_CONSENT",
                                    "ANSWER_OFFER",
                                    "ENTER_OFFER_ANSWER",
                                    "WITHDRAW_OFFER",
                                    "ASK_REVIEW",
                                    "APPLY_RESTORATION",
                                    "ENTER_APPLICATION",
                                    "WITHDRAW_RECONSIDERATION",
                                    "RECONSIDER",
                                    "LODGE_APPEAL",
                                    "RECORD_COURT",
                                    "REMIT",
                                    "CLOSE",
                                    "WITHDRAW",
                                    "HAND_OVER",
                                    "STEP_DOWN",
                                    "SAY_REPRISAL",
                                    "ASK_ADJUSTMENT",
                                    "ANSWER_ADJUSTMENT",
                                    "EXPLAIN_DELAY",
                                    "BEGIN_INTERIM_ORDER",
                                    "BEGIN_ABEYANCE",
                                    "END_ABEYANCE",
                                    "BEGIN_LINKED_PROCESS",
                                    "END_LINKED_PROCESS",
                                    "BEGIN_EXTERNAL_REVIEW",
                                    "END_EXTERNAL_REVIEW",
                                    "BEGIN_WELFARE",
                                    "END_WELFARE",
                                ],
                            )
                        ),
                        name="casestep_action_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casetrack",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("track__in", ["abeyance", "linked-process", "external-review", "welfare"]),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="casetrack_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="participant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "part__in",
                                ["caseworker", "investigator", "case_examiner", "interim_decider", "adjudicator"],
                            )
                        ),
                        name="participant_part_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="participant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("place", 1),
                            models.Q(("part", "case_examiner"), ("place__gte", 1), ("place__lte", 2)),
                            models.Q(("part", "interim_decider"), ("place__gte", 1), ("place__lte", 3)),
                            _connector="OR",
                        ),
                        name="participant_place_is_there",
                    ),
                ),
                migrations.CreateModel(
                    name="InterimOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField(unique=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interim_orders",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("APPLIED", "Applied for"),
                                    ("NOTICE_GIVEN", "Notice given"),
                                    ("HEARD", "Heard"),
                                    ("REFUSED", "Refused"),
                                    ("WITHDRAWN", "Application withdrawn"),
                                    ("IN_FORCE", "In force"),
                                    ("UNDER_REVIEW", "In force, under review"),
                                    ("REVOKED", "Revoked"),
                                    ("REPLACED", "Replaced by another"),
                                    ("QUASHED", "Quashed by a court"),
                                    ("EXPIRED", "Expired"),
                                    ("ENDED", "Ended with the final outcome"),
                                ],
                                default="APPLIED",
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("interim_suspension", "Interim suspension"),
                                    ("interim_conditions", "Interim conditions"),
                                ]
                            ),
                        ),
                        (
                            "basis",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("protection", "It is necessary for the protection of the public"),
                                        ("public_interest", "It is otherwise in the public interest"),
                                        ("own_interests", "It is in the manager’s own interests"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        ("grounds", models.TextField()),
                        (
                            "applied_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("applied_at", models.DateTimeField()),
                        (
                            "replaces",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="conduct.interimorder",
                            ),
                        ),
                        ("terms", models.TextField(default="")),
                        (
                            "tiers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("in_force_from", models.DateTimeField(null=True)),
                        ("ends_at", models.DateTimeField(null=True)),
                        ("outcome_at", models.DateTimeField(null=True)),
                        ("over_at", models.DateTimeField(null=True)),
                        ("review_counted_from", models.DateTimeField(null=True)),
                        (
                            "review_parameter",
                            models.TextField(
                                choices=[
                                    ("interim_review_months", "interim_review_months"),
                                    ("interim_review_again_months", "interim_review_again_months"),
                                ],
                                default="",
                            ),
                        ),
                        (
                            "review_rule_set",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.ruleset",
                            ),
                        ),
                        ("review_due_at", models.DateTimeField(null=True)),
                        ("late_told_for", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status__in", ["IN_FORCE", "UNDER_REVIEW"])),
                                fields=["review_due_at"],
                                name="interimorder_by_review",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["APPLIED", "HEARD", "NOTICE_GIVEN"])),
                                fields=("case",),
                                name="interimorder_one_application",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "APPLIED",
                                            "NOTICE_GIVEN",
                                            "HEARD",
                                            "REFUSED",
                                            "WITHDRAWN",
                                            "IN_FORCE",
                                            "UNDER_REVIEW",
                                            "REVOKED",
                                            "REPLACED",
                                            "QUASHED",
                                            "EXPIRED",
                                            "ENDED",
                                        ],
                                    )
                                ),
                                name="interimorder_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["interim_suspension", "interim_conditions"])),
                                name="interimorder_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("basis__contained_by", ["protection", "public_interest", "own_interests"]),
                                    models.Q(("basis", []), _negated=True),
                                    models.Q(("grounds", ""), _negated=True),
                                ),
                                name="interimorder_says_what_for",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ends_at", None),
                                        ("in_force_from", None),
                                        ("outcome_at", None),
                                        ("review_counted_from", None),
                                        ("review_due_at", None),
                                        ("review_rule_set", None),
                                        ("status__in", ["APPLIED", "HEARD", "NOTICE_GIVEN", "REFUSED", "WITHDRAWN"]),
                                        ("tiers", []),
                                    ),
                                    models.Q(
                                        ("ends_at__gt", models.F("in_force_from")),
                                        ("in_force_from__isnull", False),
                                        ("review_due_at__isnull", False),
                                        ("review_counted_from__isnull", False),
                                        ("review_rule_set__isnull", False),
                                        (
                                            "review_parameter__in",
                                            ("interim_review_months", "interim_review_again_months"),
                                        ),
                                        models.Q(("tiers", []), _negated=True),
                                        models.Q(("organisation_classes", []), _negated=True),
                                        models.Q(
                                            (
                                                "status__in",
                                                ["APPLIED", "HEARD", "NOTICE_GIVEN", "REFUSED", "WITHDRAWN"],
                                            ),
                                            _negated=True,
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="interimorder_in_force_when_made",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("over_at", None),
                                        models.Q(("status__in", ["QUASHED", "REPLACED", "REVOKED"]), _negated=True),
                                    ),
                                    models.Q(
                                        ("over_at__gt", models.F("in_force_from")),
                                        ("status__in", ["QUASHED", "REPLACED", "REVOKED"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="interimorder_over_by_an_act",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "interim_conditions"), _negated=True),
                                    ("in_force_from", None),
                                    models.Q(("terms", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="interimorder_conditions_have_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome_at", None), ("outcome_at__gt", models.F("in_force_from")), _connector="OR"
                                ),
                                name="interimorder_outcome_after_its_beginning",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterimHearing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hearings",
                                to="conduct.interimorder",
                            ),
                        ),
                        (
                            "purpose",
                            models.TextField(choices=[("first", "Whether to make the order"), ("review", "Review")]),
                        ),
                        ("heard_from", models.DateTimeField()),
                        ("place", models.TextField()),
                        (
                            "channel",
                            models.TextField(choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")]),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("served_at", models.DateTimeField()),
                        ("short_because", models.TextField(default="")),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                        (
                            "chair",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("review_due_at", models.DateTimeField(null=True)),
                        ("put_off_at", models.DateTimeField(null=True)),
                        (
                            "presence",
                            models.TextField(
                                choices=[
                                    ("in_person", "They took part"),
                                    ("represented", "Somebody took part for them"),
                                    ("in_writing", "They wrote, and took no part"),
                                    ("absent", "They neither wrote nor took part"),
                                ],
                                default="",
                            ),
                        ),
                        ("account", models.TextField(default="")),
                        ("recorded_at", models.DateTimeField(null=True)),
                        (
                            "decision",
                            models.TextField(
                                choices=[
                                    ("make", "Make the order"),
                                    ("refuse", "Make no order"),
                                    ("continue", "Continue the order as it is"),
                                    ("vary", "Vary its conditions"),
                                    ("replace", "Replace it by another order"),
                                    ("revoke", "Revoke the order"),
                                ],
                                default="",
                            ),
                        ),
                        (
                            "basis",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("protection", "It is necessary for the protection of the public"),
                                        ("public_interest", "It is otherwise in the public interest"),
                                        ("own_interests", "It is in the manager’s own interests"),
                                    ]
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("reasons", models.TextField(default="")),
                        ("decided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decided_at", None), ("put_off_at", None)),
                                fields=("order",),
                                name="interimhearing_one_to_come",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("purpose", "first"), ("review_due_at", None)),
                                    models.Q(("purpose", "review"), ("review_due_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="interimhearing_purpose_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["email", "post", "hand"]),
                                    ("heard_from__gt", models.F("served_at")),
                                    ("served_at__gte", models.F("sent_at")),
                                    models.Q(("place", ""), _negated=True),
                                ),
                                name="interimhearing_has_notice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("account", ""), ("presence", ""), ("recorded_at", None)),
                                    models.Q(
                                        ("presence__in", ["in_person", "represented", "in_writing", "absent"]),
                                        ("recorded_at__gte", models.F("heard_from")),
                                        models.Q(("account", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="interimhearing_record_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("basis", []), ("decided_at", None), ("decision", ""), ("reasons", "")),
                                    models.Q(
                                        ("decided_at__gte", models.F("recorded_at")),
                                        ("put_off_at", None),
                                        models.Q(("reasons", ""), _negated=True),
                                        models.Q(
                                            models.Q(
                                                (
                                                    "basis__contained_by",
                                                    ["protection", "public_interest", "own_interests"],
                                                ),
                                                ("decision__in", ["continue", "make", "replace", "vary"]),
                                                models.Q(("basis", []), _negated=True),
                                            ),
                                            models.Q(("basis", []), ("decision__in", ["refuse", "revoke"])),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="interimhearing_decision_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterimDecider",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deciders",
                                to="conduct.interimhearing",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("hearing", "user"), name="interimdecider_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterimStatement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="conduct.interimhearing",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("takes_part", models.BooleanField()),
                        ("on_paper", models.BooleanField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="interimstatement_says_something"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterimStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="conduct.interimorder",
                            ),
                        ),
                        (
                            "action",
                            models.TextField(
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
                                    ("QUASH", "Record that the court quashed it"),
                                    ("EXTEND", "Record that the court extended it"),
                                    ("TIE", "Set its end by the final outcome"),
                                    ("EXPIRE", "It runs out"),
                                    ("END", "The final outcome takes effect"),
                                ]
                            ),
                        ),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("APPLIED", "Applied for"),
                                    ("NOTICE_GIVEN", "Notice given"),
                                    ("HEARD", "Heard"),
                                    ("REFUSED", "Refused"),
                                    ("WITHDRAWN", "Application withdrawn"),
                                    ("IN_FORCE", "In force"),
                                    ("UNDER_REVIEW", "In force, under review"),
                                    ("REVOKED", "Revoked"),
                                    ("REPLACED", "Replaced by another"),
                                    ("QUASHED", "Quashed by a court"),
                                    ("EXPIRED", "Expired"),
                                    ("ENDED", "Ended with the final outcome"),
                                ]
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reason", models.TextField(default="")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
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
                                            "QUASH",
                                            "EXTEND",
                                            "TIE",
                                            "EXPIRE",
                                            "END",
                                        ],
                                    )
                                ),
                                name="interimstep_action_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "APPLIED",
                                            "NOTICE_GIVEN",
                                            "HEARD",
                                            "REFUSED",
                                            "WITHDRAWN",
                                            "IN_FORCE",
                                            "UNDER_REVIEW",
                                            "REVOKED",
                                            "REPLACED",
                                            "QUASHED",
                                            "EXPIRED",
                                            "ENDED",
                                        ],
                                    )
                                ),
                                name="interimstep_status_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterimChallenge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenges",
                                to="conduct.interimorder",
                            ),
                        ),
                        ("court", models.TextField()),
                        ("court_reference", models.TextField()),
                        ("lodged_on", models.DateField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("upheld", "The court upheld the order"),
                                    ("varied", "The court varied the order"),
                                    ("quashed", "The court quashed the order"),
                                    ("withdrawn", "The challenge was withdrawn"),
                                ],
                                default="",
                            ),
                        ),
                        ("decided_on", models.DateField(null=True)),
                        ("note", models.TextField(default="")),
                        (
                            "outcome_recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("outcome_recorded_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "")), fields=("order",), name="interimchallenge_one_open"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("court", ""), _negated=True),
                                    models.Q(("court_reference", ""), _negated=True),
                                ),
                                name="interimchallenge_names_the_court",
                            ),
                            models.CheckConstraint(
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
                                        ("outcome__in", ["upheld", "varied", "quashed", "withdrawn"]),
                                        ("outcome_recorded_by__isnull", False),
                                        ("outcome_recorded_at__isnull", False),
                                        models.Q(("note", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="interimchallenge_outcome_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InterimExtension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="conduct.interimorder",
                            ),
                        ),
                        ("court", models.TextField()),
                        ("court_reference", models.TextField()),
                        ("ordered_on", models.DateField()),
                        ("ended_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_at__gt", models.F("ended_at")),
                                    models.Q(("court", ""), _negated=True),
                                    models.Q(("court_reference", ""), _negated=True),
                                ),
                                name="interimextension_is_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalInterimOrder",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("reference", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("APPLIED", "Applied for"),
                                    ("NOTICE_GIVEN", "Notice given"),
                                    ("HEARD", "Heard"),
                                    ("REFUSED", "Refused"),
                                    ("WITHDRAWN", "Application withdrawn"),
                                    ("IN_FORCE", "In force"),
                                    ("UNDER_REVIEW", "In force, under review"),
                                    ("REVOKED", "Revoked"),
                                    ("REPLACED", "Replaced by another"),
                                    ("QUASHED", "Quashed by a court"),
                                    ("EXPIRED", "Expired"),
                                    ("ENDED", "Ended with the final outcome"),
                                ],
                                default="APPLIED",
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("interim_suspension", "Interim suspension"),
                                    ("interim_conditions", "Interim conditions"),
                                ]
                            ),
                        ),
                        (
                            "basis",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("protection", "It is necessary for the protection of the public"),
                                        ("public_interest", "It is otherwise in the public interest"),
                                        ("own_interests", "It is in the manager’s own interests"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        ("grounds", models.TextField()),
                        ("applied_at", models.DateTimeField()),
                        ("terms", models.TextField(default="")),
                        (
                            "tiers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("in_force_from", models.DateTimeField(null=True)),
                        ("ends_at", models.DateTimeField(null=True)),
                        ("outcome_at", models.DateTimeField(null=True)),
                        ("over_at", models.DateTimeField(null=True)),
                        ("review_counted_from", models.DateTimeField(null=True)),
                        (
                            "review_parameter",
                            models.TextField(
                                choices=[
                                    ("interim_review_months", "interim_review_months"),
                                    ("interim_review_again_months", "interim_review_again_months"),
                                ],
                                default="",
                            ),
                        ),
                        ("review_due_at", models.DateTimeField(null=True)),
                        ("late_told_for", models.DateTimeField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.case",
                            ),
                        ),
                        (
                            "applied_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.interimorder",
                            ),
                        ),
                        (
                            "review_rule_set",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.ruleset",
                            ),
                        ),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical interim order",
                        "verbose_name_plural": "historical interim orders",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_3ecc22_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalInterimHearing",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "purpose",
                            models.TextField(choices=[("first", "Whether to make the order"), ("review", "Review")]),
                        ),
                        ("heard_from", models.DateTimeField()),
                        ("place", models.TextField()),
                        (
                            "channel",
                            models.TextField(choices=[("email", "Email"), ("post", "Post"), ("hand", "By hand")]),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("served_at", models.DateTimeField()),
                        ("short_because", models.TextField(default="")),
                        ("review_due_at", models.DateTimeField(null=True)),
                        ("put_off_at", models.DateTimeField(null=True)),
                        (
                            "presence",
                            models.TextField(
                                choices=[
                                    ("in_person", "They took part"),
                                    ("represented", "Somebody took part for them"),
                                    ("in_writing", "They wrote, and took no part"),
                                    ("absent", "They neither wrote nor took part"),
                                ],
                                default="",
                            ),
                        ),
                        ("account", models.TextField(default="")),
                        ("recorded_at", models.DateTimeField(null=True)),
                        (
                            "decision",
                            models.TextField(
                                choices=[
                                    ("make", "Make the order"),
                                    ("refuse", "Make no order"),
                                    ("continue", "Continue the order as it is"),
                                    ("vary", "Vary its conditions"),
                                    ("replace", "Replace it by another order"),
                                    ("revoke", "Revoke the order"),
                                ],
                                default="",
                            ),
                        ),
                        (
                            "basis",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("protection", "It is necessary for the protection of the public"),
                                        ("public_interest", "It is otherwise in the public interest"),
                                        ("own_interests", "It is in the manager’s own interests"),
                                    ]
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("reasons", models.TextField(default="")),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.interimorder",
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.ruleset",
                            ),
                        ),
                        (
                            "chair",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical interim hearing",
                        "verbose_name_plural": "historical interim hearings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_4a3a99_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalInterimChallenge",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("court", models.TextField()),
                        ("court_reference", models.TextField()),
                        ("lodged_on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.TextField(
                                choices=[
                                    ("upheld", "The court upheld the order"),
                                    ("varied", "The court varied the order"),
                                    ("quashed", "The court quashed the order"),
                                    ("withdrawn", "The challenge was withdrawn"),
                                ],
                                default="",
                            ),
                        ),
                        ("decided_on", models.DateField(null=True)),
                        ("note", models.TextField(default="")),
                        ("outcome_recorded_at", models.DateTimeField(null=True)),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.interimorder",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "outcome_recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical interim challenge",
                        "verbose_name_plural": "historical interim challenges",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_64b977_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        migrations.RunSQL(
            UNCONFLICTED.format(parts="'adjudicator', 'interim_decider'"), UNCONFLICTED.format(parts="'adjudicator'")
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
        *(deferred(*each) for each in DEFERRED),
    ]

"""A referral for barring that cannot be made goes back to who made it; equality data lie apart from all else."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, replaced


STAYS = """
    DECLARE
        later text[] := CASE
            WHEN OLD.served_at IS NULL THEN ARRAY['service_channel', 'sent_at', 'served_at', 'in_effect_at',
                'published_at', 'rule_set_id', 'appeal_until_at']
            WHEN OLD.case_id IS NULL THEN '{}'
            WHEN NEW.case_id IS NULL AND NEW.remitted_case_id = OLD.case_id AND (
                EXISTS (
                    SELECT FROM conduct_caseappeal a WHERE a.case_id = OLD.case_id AND a.status = 'remitted'
                    AND a.recorded_at >= OLD.sent_at
                ) OR EXISTS (SELECT FROM conduct_referralreturn r WHERE r.determination_id = OLD.id)
            ) THEN ARRAY['case_id', 'remitted_case_id']
            ELSE ARRAY['in_effect_at', 'appeal_until_at'] END;  -- see conduct_appeal_only_longer
    BEGIN
        IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
            AND NOT ledger_is_erasing(TG_TABLE_NAME)
        THEN
            RAISE EXCEPTION 'a determination is never changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_never_changed';
        END IF;
        RETURN NEW;
    END"""
STRANGER = """
    DECLARE
        -- Whoever has their referral for barring back decides again: having decided is no part that keeps them from it.
        is_back boolean := EXISTS (
            SELECT FROM conduct_referralreturn r JOIN conduct_determination d ON d.id = r.determination_id
            WHERE d.decided_by_id = NEW.decided_by_id
            AND d.id = (SELECT max(id) FROM conduct_determination WHERE remitted_case_id = NEW.case_id)
        );
    BEGIN
        IF EXISTS (
            SELECT FROM conduct_casestep s
            WHERE s.case_id = NEW.case_id AND NEW.decided_by_id IN (s.by_id, s.assigned_id)
            AND NOT (is_back AND s.action = 'DETERMINE')
        ) OR EXISTS (
            SELECT FROM conduct_casefile f JOIN kernel_storedfile s ON s.id = f.file_id
            WHERE f.case_id = NEW.case_id AND f.kind = 'evidence' AND s.uploaded_by_id = NEW.decided_by_id
        ) OR EXISTS (
            SELECT FROM conduct_case c JOIN register_person p ON p.id = c.person_id
            WHERE c.id = NEW.case_id
            AND NEW.decided_by_id IN (c.opened_by_id, c.caseworker_id, c.investigator_id, p.user_id)
        ) THEN
            RAISE EXCEPTION 'whoever had a part in a case never decides it'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'determination_by_a_stranger';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0036_publications"),
        ("kernel", "0015_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="ReferralReturn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "determination",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returned",
                                to="conduct.determination",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="referralreturn_has_its_reason"
                            )
                        ],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="caseappeal",
                    name="caseappeal_duration_where_due",
                ),
                migrations.RemoveConstraint(
                    model_name="casestep",
                    name="casestep_action_is_known",
                ),
                migrations.RemoveConstraint(
                    model_name="hearingstep",
                    name="hearingstep_action_is_known",
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
                            ("RETURN_REFERRAL", "Send a referral for barring back to its panel"),
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
                    model_name="hearingstep",
                    name="action",
                    field=models.TextField(
                        choices=[
                            ("LIST", "List the hearing"),
                            ("GIVE_NOTICE", "Serve the notice of hearing"),
                            ("CONSENT", "Record consent to short notice"),
                            ("REPLY", "Reply to the notice"),
                            ("REPLACE", "Replace a member of the panel"),
                            ("POSTPONE", "Postpone the hearing"),
                            ("BEGIN", "Begin the hearing"),
                            ("ADJOURN", "Adjourn the hearing"),
                            ("RESUME", "Resume the hearing"),
                            ("SIT_IN_PRIVATE", "Hear a part in private"),
                            ("CONCLUDE", "Conclude the hearing"),
                            ("PROPOSE", "Put a determination to the panel"),
                            ("ANSWER", "Agree or dissent"),
                            ("DETERMINE", "Record the determination"),
                            ("REOPEN", "Deliberate again"),
                            ("CANCEL", "Cancel the hearing"),
                        ]
                    ),
                ),
                migrations.AddConstraint(
                    model_name="caseappeal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("duration_months__gte", 1),
                                ("outcome__in", ["conditions", "referral_for_barring", "suspension", "undertakings"]),
                            ),
                            models.Q(
                                models.Q(("outcome__in", ["conditions", "suspension", "undertakings"]), _negated=True),
                                ("duration_months", None),
                            ),
                            _connector="OR",
                        ),
                        name="caseappeal_duration_where_due",
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
                                    "RETURN_REFERRAL",
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
                    model_name="hearingstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "LIST",
                                    "GIVE_NOTICE",
                                    "CONSENT",
                                    "REPLY",
                                    "REPLACE",
                                    "POSTPONE",
                                    "BEGIN",
                                    "ADJOURN",
                                    "RESUME",
                                    "SIT_IN_PRIVATE",
                                    "CONCLUDE",
                                    "PROPOSE",
                                    "ANSWER",
                                    "DETERMINE",
                                    "REOPEN",
                                    "CANCEL",
                                ],
                            )
                        ),
                        name="hearingstep_action_is_known",
                    ),
                ),
                migrations.CreateModel(
                    name="EqualityAnswers",
                    fields=[
                        ("pseudonym", models.TextField(primary_key=True, serialize=False)),
                        ("age", models.TextField(default="prefer_not")),
                        ("disability", models.TextField(default="prefer_not")),
                        ("gender_reassignment", models.TextField(default="prefer_not")),
                        ("partnership", models.TextField(default="prefer_not")),
                        ("pregnancy", models.TextField(default="prefer_not")),
                        ("race", models.TextField(default="prefer_not")),
                        ("religion", models.TextField(default="prefer_not")),
                        ("sex", models.TextField(default="prefer_not")),
                        ("orientation", models.TextField(default="prefer_not")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("age__in", ["prefer_not", "under_35", "35_to_49", "50_to_64", "65_over"]),
                                    ("disability__in", ["prefer_not", "yes", "no"]),
                                    ("gender_reassignment__in", ["prefer_not", "yes", "no"]),
                                    ("orientation__in", ["prefer_not", "heterosexual", "gay", "bisexual", "another"]),
                                    ("partnership__in", ["prefer_not", "yes", "no"]),
                                    ("pregnancy__in", ["prefer_not", "yes", "no"]),
                                    ("race__in", ["prefer_not", "asian", "black", "mixed", "white", "another"]),
                                    (
                                        "religion__in",
                                        [
                                            "prefer_not",
                                            "none",
                                            "buddhist",
                                            "christian",
                                            "hindu",
                                            "jewish",
                                            "muslim",
                                            "sikh",
                                            "another",
                                        ],
                                    ),
                                    ("sex__in", ["prefer_not", "female", "male"]),
                                ),
                                name="equalityanswers_are_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pseudonym__regex", "^[0-9a-f]{64}$")),
                                name="equalityanswers_name_nobody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FairnessReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.IntegerField(unique=True)),
                        ("tables", models.JSONField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-year"],
                    },
                ),
            ]
        ),
        replaced("conduct_determination_stays", STAYS),
        replaced("conduct_decider_is_a_stranger", STRANGER),
    ]

"""Responses prepared and checked for publication, quotations, decisions, and the reading of the analysis before it is published."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, function, trigger

FUNCTIONS = {
    "consultation_release_fits": """
        DECLARE
            version consultation_responseversion;
            held consultation_consultation;
        BEGIN
            IF ledger_is_erasing(TG_TABLE_NAME) THEN
                RETURN NEW;
            END IF;
            SELECT v.* INTO version FROM consultation_responseversion v WHERE v.id = NEW.version_id;
            SELECT c.* INTO held FROM consultation_consultation c
                JOIN consultation_response r ON r.consultation_id = c.id WHERE r.id = version.response_id;
            IF version.publish = 'not' OR held.closes_at > clock_timestamp()
                OR held.status NOT IN ('approved', 'analysed', 'published')
                OR EXISTS (
                    SELECT FROM consultation_responseversion l
                    WHERE l.response_id = version.response_id AND l.number > version.number
                )
            THEN
                RAISE EXCEPTION 'what is published is the last version of a response, by consent, after the close'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_release_by_consent';
            END IF;
            IF NEW.checked_by_id IS NOT NULL AND EXISTS (
                SELECT FROM consultation_removal m WHERE m.release_id = NEW.id AND m.by_id = NEW.checked_by_id
            ) THEN
                RAISE EXCEPTION 'who removed words does not check the response'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_release_checked_by_a_second_person';
            END IF;
            IF TG_OP = 'UPDATE' AND (
                NEW.version_id <> OLD.version_id
                OR OLD.checked_at IS NOT NULL AND NEW.checked_at IS NOT NULL AND to_jsonb(NEW) <> to_jsonb(OLD)
            ) THEN
                RAISE EXCEPTION 'what was checked is taken down before it changes'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_release_is_as_checked';
            END IF;
            RETURN NEW;
        END""",
    "consultation_removal_as_checked": """
        DECLARE
            checked timestamptz;
        BEGIN
            -- The lock that checking takes: nothing is removed or put back while somebody checks.
            SELECT checked_at INTO checked FROM consultation_release
                WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.release_id ELSE NEW.release_id END FOR UPDATE;
            IF checked IS NOT NULL AND NOT ledger_is_erasing(TG_TABLE_NAME) THEN
                RAISE EXCEPTION 'what is removed from a checked response does not change'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_removal_as_checked';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END""",
    "consultation_quotation_fits": """
        DECLARE
            one consultation_quotation := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            asked record;
        BEGIN
            IF ledger_is_erasing(TG_TABLE_NAME) THEN
                RETURN one;
            END IF;
            SELECT s.consultation_id, t.question_id, t.is_retired INTO asked FROM consultation_theme t
                JOIN consultation_question q ON q.id = t.question_id
                JOIN consultation_section s ON s.id = q.section_id WHERE t.id = one.theme_id;
            IF NOT public.consultation_in_analysis(asked.consultation_id) THEN
                RAISE EXCEPTION 'quotations change from the close until the analysis is finished'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_quotations_are_settled';
            END IF;
            IF TG_OP <> 'DELETE' AND (asked.is_retired OR NOT EXISTS (
                SELECT FROM consultation_answer a JOIN consultation_wording w ON w.id = a.wording_id
                JOIN consultation_release p ON p.version_id = a.version_id
                WHERE a.id = one.answer_id AND w.question_id = asked.question_id AND p.checked_at IS NOT NULL
                AND position(one.text IN replace(a.text, E'\\r\\n', E'\\n')) > 0
                AND NOT EXISTS (
                    SELECT FROM consultation_removal m WHERE m.release_id = p.id AND position(m.words IN one.text) > 0
                )
            )) THEN
                RAISE EXCEPTION 'a quotation is of an answer on its question that was checked, as it is published'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_quotation_of_what_is_published';
            END IF;
            RETURN one;
        END""",
    "consultation_decision_open": """
        DECLARE
            whose bigint;
        BEGIN
            whose := CASE WHEN TG_OP = 'INSERT' THEN NEW.consultation_id ELSE OLD.consultation_id END;
            IF NOT public.consultation_in_analysis(whose)
                OR TG_OP = 'UPDATE' AND NEW.consultation_id IS DISTINCT FROM OLD.consultation_id
            THEN
                RAISE EXCEPTION 'decisions change from the close until the analysis is finished'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_decisions_are_settled';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END""",
    "consultation_decision_answers": """
        DECLARE
            one consultation_decisiontheme := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            whose bigint := (SELECT consultation_id FROM consultation_decision WHERE id = one.decision_id);
        BEGIN
            IF NOT public.consultation_in_analysis(whose) THEN
                RAISE EXCEPTION 'decisions change from the close until the analysis is finished'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_decisions_are_settled';
            END IF;
            IF NOT EXISTS (
                SELECT FROM consultation_theme t JOIN consultation_question q ON q.id = t.question_id
                JOIN consultation_section s ON s.id = q.section_id
                WHERE t.id = one.theme_id AND s.consultation_id = whose
            ) THEN
                RAISE EXCEPTION 'a decision answers themes of its own consultation'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_decision_answers_its_own';
            END IF;
            RETURN one;
        END""",
    "consultation_reading_fits": """
        DECLARE
            held consultation_consultation;
        BEGIN
            SELECT c.* INTO held FROM consultation_consultation c WHERE c.id = NEW.consultation_id FOR SHARE;
            IF held.status <> 'analysed' OR held.analysed_at <> NEW.analysed_at OR held.analysed_by_id = NEW.by_id THEN
                RAISE EXCEPTION 'an analysis is read once it is finished, by another than who finished it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_reading_of_a_finished_analysis';
            END IF;
            RETURN NEW;
        END""",
    "consultation_published_after_reading": """
        BEGIN
            IF NEW.status = 'published' AND OLD.status <> 'published' AND NOT EXISTS (
                SELECT FROM consultation_analysisread a
                WHERE a.consultation_id = NEW.id AND a.analysed_at = NEW.analysed_at
            ) THEN
                RAISE EXCEPTION 'nothing is published before whoever decides has read it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_read_before_it_is_published';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("consultation_release_fits", "BEFORE INSERT OR UPDATE", "consultation_release"),
    ("consultation_removal_as_checked", "BEFORE INSERT OR UPDATE OR DELETE", "consultation_removal"),
    ("consultation_quotation_fits", "BEFORE INSERT OR UPDATE OR DELETE", "consultation_quotation"),
    ("consultation_decision_open", "BEFORE INSERT OR UPDATE OR DELETE", "consultation_decision"),
    ("consultation_decision_answers", "BEFORE INSERT OR UPDATE OR DELETE", "consultation_decisiontheme"),
    ("consultation_reading_fits", "BEFORE INSERT", "consultation_analysisread"),
    ("consultation_published_after_reading", "BEFORE UPDATE", "consultation_consultation"),
)
# Under the lock that finishing the analysis takes: nothing is quoted or decided between what was read and published.
IN_ANALYSIS = (
    "CREATE FUNCTION public.consultation_in_analysis(asked bigint) RETURNS boolean LANGUAGE sql "
    "SET search_path = public, pg_temp "
    "AS $body$ SELECT c.status = 'approved' AND c.closes_at <= clock_timestamp() "
    "FROM consultation_consultation c WHERE c.id = asked FOR SHARE $body$"
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0006_other_channels"),
        ("kernel", "0015_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="AnalysisRead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("analysed_at", models.DateTimeField()),
                        ("counted", models.IntegerField()),
                        ("digest", models.TextField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Change",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("clause", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("reasons", models.TextField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="DecisionTheme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalDecision",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("text", models.TextField()),
                        ("reasons", models.TextField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical decision",
                        "verbose_name_plural": "historical decisions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDecisionTheme",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical decision theme",
                        "verbose_name_plural": "historical decision themes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalQuotation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical quotation",
                        "verbose_name_plural": "historical quotations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRelease",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("edition", models.IntegerField(default=1)),
                        ("prepared_at", models.DateTimeField()),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("taken_down_at", models.DateTimeField(null=True)),
                        ("taken_down_because", models.TextField(blank=True, default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical release",
                        "verbose_name_plural": "historical releases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRemoval",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("words", models.TextField()),
                        (
                            "because",
                            models.TextField(
                                choices=[
                                    ("personal", "personal data"),
                                    ("others", "identifies somebody else"),
                                    ("confidential", "given in confidence"),
                                    ("defamatory", "could be defamatory"),
                                    ("offensive", "offensive or threatening"),
                                    ("law", "forbidden by law or by a court"),
                                ]
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
                    ],
                    options={
                        "verbose_name": "historical removal",
                        "verbose_name_plural": "historical removals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Quotation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("edition", models.IntegerField(default=1)),
                        ("prepared_at", models.DateTimeField()),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("taken_down_at", models.DateTimeField(null=True)),
                        ("taken_down_because", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Removal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.TextField()),
                        (
                            "because",
                            models.TextField(
                                choices=[
                                    ("personal", "personal data"),
                                    ("others", "identifies somebody else"),
                                    ("confidential", "given in confidence"),
                                    ("defamatory", "could be defamatory"),
                                    ("offensive", "offensive or threatening"),
                                    ("law", "forbidden by law or by a court"),
                                ]
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AlterField(
                    model_name="consultationstep",
                    name="action",
                    field=models.TextField(
                        choices=[
                            ("draft", "Draft"),
                            ("change", "Change the draft"),
                            ("submit", "Ask for approval"),
                            ("send_back", "Send back"),
                            ("approve", "Approve"),
                            ("withdraw", "Withdraw"),
                            ("open", "Open"),
                            ("close", "Close"),
                            ("correct", "Correct a question"),
                            ("extend", "Extend"),
                            ("analyse", "Finish the analysis"),
                            ("return", "Return to analysis"),
                            ("read", "Confirm having read the analysis"),
                            ("publish", "Publish the outcome"),
                        ]
                    ),
                ),
                migrations.AddField(
                    model_name="analysisread",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="analysisread",
                    name="consultation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="change",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="change",
                    name="rule_set",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ruleset"
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="consultation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="change",
                    name="decision",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="consultation.decision"
                    ),
                ),
                migrations.AddField(
                    model_name="decisiontheme",
                    name="decision",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="consultation.decision"
                    ),
                ),
                migrations.AddField(
                    model_name="decisiontheme",
                    name="theme",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answered_by", to="consultation.theme"
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldecision",
                    name="consultation",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldecision",
                    name="history_user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldecision",
                    name="on_behalf_of",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldecisiontheme",
                    name="decision",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.decision",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldecisiontheme",
                    name="history_user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldecisiontheme",
                    name="on_behalf_of",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldecisiontheme",
                    name="theme",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.theme",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalquotation",
                    name="answer",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.answer",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalquotation",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalquotation",
                    name="history_user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalquotation",
                    name="on_behalf_of",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalquotation",
                    name="theme",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.theme",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalrelease",
                    name="checked_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalrelease",
                    name="history_user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalrelease",
                    name="on_behalf_of",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalrelease",
                    name="prepared_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalrelease",
                    name="version",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.responseversion",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalremoval",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalremoval",
                    name="history_user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalremoval",
                    name="on_behalf_of",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="quotation",
                    name="answer",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.answer"
                    ),
                ),
                migrations.AddField(
                    model_name="quotation",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="quotation",
                    name="theme",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotations", to="consultation.theme"
                    ),
                ),
                migrations.AddField(
                    model_name="release",
                    name="checked_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="release",
                    name="prepared_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="release",
                    name="version",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="consultation.responseversion",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalremoval",
                    name="release",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.release",
                    ),
                ),
                migrations.AddField(
                    model_name="removal",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="removal",
                    name="release",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="removals", to="consultation.release"
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.RemoveConstraint(
                    model_name="consultationstep",
                    name="consultationstep_is_known",
                ),
                migrations.AddConstraint(
                    model_name="consultationstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "draft",
                                    "change",
                                    "submit",
                                    "send_back",
                                    "approve",
                                    "withdraw",
                                    "open",
                                    "close",
                                    "correct",
                                    "extend",
                                    "analyse",
                                    "return",
                                    "read",
                                    "publish",
                                ],
                            ),
                            ("status__in", ["analysed", "approved", "draft", "published", "submitted", "withdrawn"]),
                        ),
                        name="consultationstep_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), models.Q(("reasons", ""), _negated=True)
                        ),
                        name="consultation_decision_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="change",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rule_set", None), models.Q(("clause", ""), _negated=True)),
                            models.Q(("clause", ""), ("rule_set__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_change_of_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="change",
                    constraint=models.UniqueConstraint(
                        fields=("decision", "rule_set"), name="consultation_change_of_rules_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decisiontheme",
                    constraint=models.UniqueConstraint(
                        fields=("decision", "theme"), name="consultation_decision_answers_a_theme_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="historicaldecision",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_62df9c_idx"),
                ),
                migrations.AddIndex(
                    model_name="historicaldecisiontheme",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_c6ed26_idx"),
                ),
                migrations.AddIndex(
                    model_name="historicalquotation",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_b41395_idx"),
                ),
                migrations.AddIndex(
                    model_name="historicalrelease",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_2541dd_idx"),
                ),
                migrations.AddConstraint(
                    model_name="quotation",
                    constraint=models.UniqueConstraint(
                        fields=("theme", "answer", "text"), name="consultation_quotation_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="quotation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="consultation_quotation_says_something"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="release",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at", None), ("checked_by", None)),
                            models.Q(
                                ("checked_at__gte", models.F("prepared_at")),
                                ("checked_by__isnull", False),
                                ("taken_down_at", None),
                                models.Q(("checked_by", models.F("prepared_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consultation_release_checked_by_a_second_person",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="release",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_down_at", None), ("taken_down_because", "")),
                            models.Q(
                                ("taken_down_at__isnull", False), models.Q(("taken_down_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="consultation_release_taken_down_for_a_reason",
                    ),
                ),
                migrations.AddIndex(
                    model_name="historicalremoval",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_d994b4_idx"),
                ),
                migrations.AddConstraint(
                    model_name="removal",
                    constraint=models.UniqueConstraint(fields=("release", "words"), name="consultation_removal_once"),
                ),
                migrations.AddConstraint(
                    model_name="removal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("because__in", ["personal", "others", "confidential", "defamatory", "offensive", "law"]),
                            models.Q(("words", ""), _negated=True),
                        ),
                        name="consultation_removal_says_why",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(IN_ANALYSIS, "DROP FUNCTION public.consultation_in_analysis(bigint)"),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(trigger(*each) for each in TRIGGERS),
    ]

"""What a machine suggests on answers in words, and what people made of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, function, trigger

# Of a run: nothing is asked for once the analysis is finished, and one that has ended stays as it is.
RUN = """
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF OLD.ended_at IS NOT NULL THEN
                RAISE EXCEPTION 'what was suggested stays as it was'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_suggestion_stays';
            END IF;
        ELSIF NOT public.consultation_is_analysed_now(NEW.question_id) THEN
            RAISE EXCEPTION 'themes are suggested until the analysis is finished'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_themes_are_settled';
        END IF;
        RETURN NEW;
    END"""
PROPOSAL = """
    BEGIN
        IF NOT EXISTS (SELECT FROM consultation_suggestionrun r
            WHERE r.id = NEW.run_id AND r.wanted = 'themes' AND r.ended_at IS NULL)
        THEN
            RAISE EXCEPTION 'what was suggested stays as it was'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_suggestion_stays';
        END IF;
        RETURN NEW;
    END"""
TYPICAL = """
    BEGIN
        IF NOT EXISTS (SELECT FROM consultation_themeproposal p
            JOIN consultation_suggestionrun r ON r.id = p.run_id AND r.ended_at IS NULL
            JOIN consultation_wording w ON w.question_id = r.question_id
            JOIN consultation_answer a ON a.wording_id = w.id
            WHERE p.id = NEW.proposal_id AND a.id = NEW.answer_id)
        THEN
            RAISE EXCEPTION 'a proposal has answers to its own question, and gets none later'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_suggestion_stays';
        END IF;
        RETURN NEW;
    END"""
DECISION = """
    DECLARE
        asked bigint := (SELECT r.question_id FROM consultation_themeproposal p
            JOIN consultation_suggestionrun r ON r.id = p.run_id WHERE p.id = NEW.proposal_id AND r.ended_at IS NOT NULL);
    BEGIN
        IF asked IS NULL OR NOT public.consultation_is_analysed_now(asked) THEN
            RAISE EXCEPTION 'proposals are decided on until the analysis is finished'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_themes_are_settled';
        END IF;
        IF NEW.theme_id IS NOT NULL
            AND asked IS DISTINCT FROM (SELECT question_id FROM consultation_theme WHERE id = NEW.theme_id)
        THEN
            RAISE EXCEPTION 'a proposal becomes a theme of its own question'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_theme_of_its_question';
        END IF;
        RETURN NEW;
    END"""
CODE = """
    BEGIN
        IF NOT EXISTS (SELECT FROM consultation_suggestionrun r
            JOIN consultation_theme t ON t.question_id = r.question_id AND NOT t.is_retired
            JOIN consultation_wording w ON w.question_id = r.question_id
            JOIN consultation_answer a ON a.wording_id = w.id
            WHERE r.id = NEW.run_id AND r.wanted = 'codes' AND r.ended_at IS NULL
                AND t.id = NEW.theme_id AND a.id = NEW.answer_id)
        THEN
            RAISE EXCEPTION 'themes of a question are suggested for its answers, and none later'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_suggestion_stays';
        END IF;
        RETURN NEW;
    END"""
VERDICT = """
    DECLARE
        said record;
    BEGIN
        SELECT s.answer_id, s.theme_id, r.ended_at INTO said FROM consultation_codesuggestion s
            JOIN consultation_suggestionrun r ON r.id = s.run_id WHERE s.id = NEW.suggestion_id;
        IF said.ended_at IS NULL
            OR said.answer_id IS DISTINCT FROM (SELECT answer_id FROM consultation_coding WHERE id = NEW.coding_id)
            OR NEW.is_followed IS DISTINCT FROM EXISTS (
                SELECT FROM consultation_codedtheme WHERE coding_id = NEW.coding_id AND theme_id = said.theme_id)
        THEN
            RAISE EXCEPTION 'a suggestion was followed where the reading of its answer found its theme'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_verdict_as_read';
        END IF;
        RETURN NEW;
    END"""
TRIGGERS = (
    ("consultation_suggestionrun_stays", "BEFORE INSERT OR UPDATE", "consultation_suggestionrun", RUN),
    ("consultation_themeproposal_of_its_run", "BEFORE INSERT", "consultation_themeproposal", PROPOSAL),
    ("consultation_typicalanswer_of_its_own", "BEFORE INSERT", "consultation_typicalanswer", TYPICAL),
    ("consultation_proposaldecision_fits", "BEFORE INSERT", "consultation_proposaldecision", DECISION),
    ("consultation_codesuggestion_fits", "BEFORE INSERT", "consultation_codesuggestion", CODE),
    ("consultation_suggestionverdict_as_read", "BEFORE INSERT", "consultation_suggestionverdict", VERDICT),
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0012_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="SuggestionRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "wanted",
                            models.TextField(choices=[("themes", "Themes"), ("codes", "Themes of unread answers")]),
                        ),
                        ("groups", models.SmallIntegerField(null=True)),
                        ("at", models.DateTimeField()),
                        ("held_until", models.DateTimeField(null=True)),
                        ("tries", models.SmallIntegerField(default=0)),
                        ("doing", models.TextField(blank=True)),
                        ("percent", models.SmallIntegerField(default=0)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("library", models.TextField(blank=True)),
                        ("texts", models.IntegerField(default=0)),
                        ("made", models.IntegerField(default=0)),
                        ("told", models.TextField(blank=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestion_runs",
                                to="consultation.question",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CodeSuggestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("percent", models.SmallIntegerField()),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.answer"
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.theme"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codes",
                                to="consultation.suggestionrun",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SuggestionVerdict",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_followed", models.BooleanField()),
                        (
                            "coding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="verdicts",
                                to="consultation.coding",
                            ),
                        ),
                        (
                            "suggestion",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="verdict",
                                to="consultation.codesuggestion",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ThemeProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.SmallIntegerField()),
                        ("title", models.TextField()),
                        ("words", models.TextField()),
                        ("size", models.IntegerField()),
                        (
                            "run",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="consultation.suggestionrun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
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
                            "theme",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposed",
                                to="consultation.theme",
                            ),
                        ),
                        (
                            "proposal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decision",
                                to="consultation.themeproposal",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TypicalAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.SmallIntegerField()),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.answer"
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="typical",
                                to="consultation.themeproposal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["proposal", "place"],
                    },
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="suggestionrun",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("groups__gte", 2), ("groups__lte", 30), ("wanted", "themes")),
                            models.Q(("groups", None), ("wanted", "codes")),
                            _connector="OR",
                        ),
                        name="consultation_suggestionrun_wants",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="suggestionrun",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("question", "wanted"),
                        name="consultation_suggestionrun_one_at_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="codesuggestion",
                    constraint=models.UniqueConstraint(
                        fields=("run", "answer", "theme"), name="consultation_codesuggestion_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="codesuggestion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("percent__gte", 1), ("percent__lte", 99)),
                        name="consultation_codesuggestion_percent",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="themeproposal",
                    constraint=models.UniqueConstraint(
                        fields=("run", "place"), name="consultation_themeproposal_place"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="themeproposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            ("size__gt", 0),
                        ),
                        name="consultation_themeproposal_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposaldecision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("theme__isnull", False)),
                            models.Q(("theme", None), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="consultation_proposaldecision_one_way",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="typicalanswer",
                    constraint=models.UniqueConstraint(
                        fields=("proposal", "place"), name="consultation_typicalanswer_place"
                    ),
                ),
            ]
        ),
        *(function(name, body) for name, _, _, body in TRIGGERS),
        *(trigger(name, events, table) for name, events, table, _ in TRIGGERS),
    ]

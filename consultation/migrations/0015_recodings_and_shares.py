"""Themes changed in many answers at once, and whose part it is to read which answers."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, function, replaced, trigger

# A reading by a change of many takes the place of the last one, once; after its undoing nothing but the undoing does.
CODING = """
    BEGIN
        IF NEW.recoding_id IS NOT NULL AND (
            NOT EXISTS (SELECT FROM consultation_recoding r
                JOIN consultation_wording w ON w.question_id = r.question_id
                JOIN consultation_answer a ON a.wording_id = w.id
                WHERE r.id = NEW.recoding_id AND a.id = NEW.answer_id)
            OR NEW.before_id IS DISTINCT FROM
                (SELECT max(k.id) FROM consultation_coding k WHERE k.answer_id = NEW.answer_id)
            OR EXISTS (SELECT FROM consultation_undoing u WHERE u.recoding_id = NEW.recoding_id)
                IS DISTINCT FROM EXISTS (SELECT FROM consultation_coding k
                    WHERE k.id = NEW.before_id AND k.recoding_id = NEW.recoding_id)
        ) THEN
            RAISE EXCEPTION 'a change of many takes the place of the last reading of its own answers'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_recoding_of_the_last';
        END IF;
        RETURN NEW;
    END"""
RECODING = """
    BEGIN
        IF NOT public.consultation_is_analysed_now(NEW.question_id) THEN
            RAISE EXCEPTION 'themes change until the analysis is finished'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_themes_are_settled';
        END IF;
        IF EXISTS (SELECT FROM consultation_theme t WHERE t.id IN (NEW.source_id, NEW.target_id)
            AND (t.question_id <> NEW.question_id OR t.is_retired))
        THEN
            RAISE EXCEPTION 'an answer has themes of its own question, and none that is retired'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_theme_of_its_question';
        END IF;
        RETURN NEW;
    END"""
UNDOING = """
    BEGIN
        IF EXISTS (SELECT FROM consultation_coding k JOIN consultation_coding later
            ON later.answer_id = k.answer_id AND later.id > k.id WHERE k.recoding_id = NEW.recoding_id)
        THEN
            RAISE EXCEPTION 'what was read since stays, and so does the change before it'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_recoding_of_the_last';
        END IF;
        RETURN NEW;
    END"""
SHARE = """
    DECLARE
        asked bigint := (SELECT w.question_id FROM consultation_answer a
            JOIN consultation_wording w ON w.id = a.wording_id WHERE a.id = NEW.answer_id);
    BEGIN
        IF NOT public.consultation_is_analysed_now(asked) THEN
            RAISE EXCEPTION 'answers are read for themes until the analysis is finished'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_themes_are_settled';
        END IF;
        IF TG_OP = 'UPDATE' AND (NEW.answer_id, NEW.is_second) IS DISTINCT FROM (OLD.answer_id, OLD.is_second) THEN
            RAISE EXCEPTION 'an answer is handed over as it was given'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_share_stays';
        END IF;
        IF EXISTS (SELECT FROM consultation_coding k
            WHERE k.answer_id = NEW.answer_id AND k.by_id = NEW.reader_id AND k.recoding_id IS NULL)
        THEN
            RAISE EXCEPTION 'two readers of one answer are two people'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_share_two_people';
        END IF;
        RETURN NEW;
    END"""
TRIGGERS = (
    ("consultation_coding_of_recoding", "BEFORE INSERT", "consultation_coding", CODING),
    ("consultation_recoding_fits", "BEFORE INSERT", "consultation_recoding", RECODING),
    ("consultation_undoing_of_the_last", "BEFORE INSERT", "consultation_undoing", UNDOING),
    ("consultation_share_fits", "BEFORE INSERT OR UPDATE", "consultation_share", SHARE),
)
# As it was, but that a change of many carries along what was found while it was in use.
FITS = """
    BEGIN
        IF NOT EXISTS (
            SELECT FROM consultation_coding k JOIN consultation_answer a ON a.id = k.answer_id
            JOIN consultation_wording w ON w.id = a.wording_id
            JOIN consultation_theme t ON t.question_id = w.question_id
            WHERE k.id = NEW.coding_id AND t.id = NEW.theme_id AND (NOT t.is_retired OR k.recoding_id IS NOT NULL)
        ) THEN
            RAISE EXCEPTION 'an answer has themes of its own question, and none that is retired'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_theme_of_its_question';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0014_many_answers_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Recoding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "way",
                            models.TextField(
                                choices=[
                                    ("move", "Move answers from one theme to another"),
                                    ("merge", "Merge one theme into another, and retire it"),
                                    ("add", "Add a theme to answers with certain words"),
                                ]
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("reason", models.TextField()),
                        ("answers", models.IntegerField()),
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
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recodings",
                                to="consultation.question",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.theme",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.theme"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Undoing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "recoding",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undoing",
                                to="consultation.recoding",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Share",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_second", models.BooleanField()),
                        (
                            "answer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shares",
                                to="consultation.answer",
                            ),
                        ),
                        (
                            "reader",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalShare",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("is_second", models.BooleanField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="consultation.answer",
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
                        (
                            "reader",
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
                    ],
                    options={
                        "verbose_name": "historical share",
                        "verbose_name_plural": "historical shares",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddField(
                    model_name="coding",
                    name="before",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="after",
                        to="consultation.coding",
                    ),
                ),
                migrations.AddField(
                    model_name="coding",
                    name="recoding",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codings",
                        to="consultation.recoding",
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="coding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("before", None), ("recoding", None)),
                            models.Q(("before__isnull", False), ("recoding__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_coding_read_or_recoded",
                    ),
                ),
                migrations.AddIndex(
                    model_name="historicalshare",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_c02e75_idx"),
                ),
                migrations.AddConstraint(
                    model_name="recoding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source__isnull", False), ("way", "merge"), ("words", "")),
                            models.Q(("source__isnull", False), ("way", "move")),
                            models.Q(("source", None), ("way", "add"), models.Q(("words", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="consultation_recoding_way",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recoding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="consultation_recoding_two_themes",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recoding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("answers__gt", 0), models.Q(("reason", ""), _negated=True)),
                        name="consultation_recoding_changes_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="share",
                    constraint=models.UniqueConstraint(
                        fields=("answer", "is_second"), name="consultation_share_one_reader"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="share",
                    constraint=models.UniqueConstraint(
                        fields=("answer", "reader"), name="consultation_share_two_people"
                    ),
                ),
            ]
        ),
        *(function(name, body) for name, _, _, body in TRIGGERS),
        *(trigger(name, events, table) for name, events, table, _ in TRIGGERS),
        replaced("consultation_coded_theme_fits", FITS),
    ]

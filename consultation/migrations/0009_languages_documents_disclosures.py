"""Words in further languages, documents, and what is done about disclosures of wrongdoing."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from kernel.db.operations import ChangeModels, function, trigger

FUNCTIONS = {
    "consultation_translation_settled": """
        DECLARE
            held consultation_consultation;
        BEGIN
            -- The lock that approving takes: nothing is put in other words between what was approved and its approval.
            SELECT * INTO held FROM consultation_consultation WHERE id = NEW.consultation_id FOR SHARE;
            IF NEW.section_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM consultation_section s WHERE s.id = NEW.section_id AND s.consultation_id = NEW.consultation_id
            ) OR NEW.wording_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM consultation_wording w JOIN consultation_question q ON q.id = w.question_id
                JOIN consultation_section s ON s.id = q.section_id
                WHERE w.id = NEW.wording_id AND s.consultation_id = NEW.consultation_id
            ) THEN
                RAISE EXCEPTION 'words in another language are of a part of the consultation'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_translation_of_its_part';
            END IF;
            IF held.status = 'draft' THEN
                RETURN NEW;
            END IF;
            IF TG_OP = 'UPDATE' OR held.status <> 'approved' OR held.closes_at <= clock_timestamp() OR NOT EXISTS (
                SELECT FROM consultation_wording w WHERE w.id = NEW.wording_id AND w.reason <> ''
            ) OR EXISTS (
                SELECT FROM consultation_translation t WHERE t.wording_id = NEW.wording_id AND t.language = NEW.language
            ) THEN
                RAISE EXCEPTION 'words in another language change in the draft; a correction gets them once'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_translation_is_settled';
            END IF;
            RETURN NEW;
        END""",
    "consultation_document_settled": """
        BEGIN
            IF (SELECT status FROM consultation_consultation WHERE id = NEW.consultation_id FOR SHARE) <> 'draft' THEN
                RAISE EXCEPTION 'the documents of a consultation change while it is a draft'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_documents_are_settled';
            END IF;
            RETURN NEW;
        END""",
    "consultation_disclosure_in_turn": """
        BEGIN
            IF NEW.done <> 'found' AND NOT EXISTS (
                SELECT FROM consultation_disclosurestep d WHERE d.response_id = NEW.response_id AND d.done = 'found'
            ) OR NEW.done = 'passed' AND NOT EXISTS (
                SELECT FROM consultation_disclosurestep d WHERE d.response_id = NEW.response_id AND d.done = 'agreed'
            ) AND NOT COALESCE((
                SELECT v.may_pass_on FROM consultation_responseversion v WHERE v.response_id = NEW.response_id
                ORDER BY v.number DESC LIMIT 1
            ), false) THEN
                RAISE EXCEPTION 'a disclosure is found first, and passed on where its sender agreed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_disclosure_in_turn';
            END IF;
            RETURN NEW;
        END""",
    "consultation_answer_language": """
        BEGIN
            IF NOT EXISTS (
                SELECT FROM consultation_translation t
                WHERE t.wording_id = NEW.wording_id AND t.language = NEW.language AND t.words <> '{}'
            ) THEN
                RAISE EXCEPTION 'an answer was read in a language in which there are words'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_answer_in_its_language';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    ("consultation_translation_settled", "BEFORE INSERT OR UPDATE", "consultation_translation", ""),
    ("consultation_document_settled", "BEFORE INSERT OR UPDATE", "consultation_document", ""),
    ("consultation_disclosure_in_turn", "BEFORE INSERT", "consultation_disclosurestep", ""),
    ("consultation_answer_language", "BEFORE INSERT", "consultation_answer", "WHEN (NEW.language <> '')"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0008_subscriptions"),
        ("kernel", "0015_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="DisclosureStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "done",
                            models.TextField(
                                choices=[
                                    ("found", "It tells of wrongdoing"),
                                    ("told", "Its sender was told how to raise a concern"),
                                    ("agreed", "Its sender agreed to have it passed on"),
                                    ("passed", "It was passed on as a concern, without a name"),
                                    ("nothing", "Nothing more can be done"),
                                ]
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
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("title", models.TextField()),
                        (
                            "language",
                            models.TextField(
                                blank=True, choices=[("cy", "Cymraeg"), ("easy", "Easy read")], default=""
                            ),
                        ),
                        ("is_removed", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalDocument",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("number", models.IntegerField()),
                        ("title", models.TextField()),
                        (
                            "language",
                            models.TextField(
                                blank=True, choices=[("cy", "Cymraeg"), ("easy", "Easy read")], default=""
                            ),
                        ),
                        ("is_removed", models.BooleanField(default=False)),
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
                        "verbose_name": "historical document",
                        "verbose_name_plural": "historical documents",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTranslation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("language", models.TextField(choices=[("cy", "Cymraeg"), ("easy", "Easy read")])),
                        ("words", models.JSONField(default=dict)),
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
                        "verbose_name": "historical translation",
                        "verbose_name_plural": "historical translations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Translation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("language", models.TextField(choices=[("cy", "Cymraeg"), ("easy", "Easy read")])),
                        ("words", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="responseversion",
                    name="consultation_version_is_whole",
                ),
                migrations.AddField(
                    model_name="answer",
                    name="language",
                    field=models.TextField(
                        blank=True, choices=[("cy", "Cymraeg"), ("easy", "Easy read")], db_default="", default=""
                    ),
                ),
                migrations.AddField(
                    model_name="secondkeying",
                    name="may_pass_on",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="responseversion",
                    name="may_pass_on",
                    field=models.BooleanField(db_default=False, default=False),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddField(
                    model_name="disclosurestep",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="disclosurestep",
                    name="response",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosure_steps",
                        to="consultation.response",
                    ),
                ),
                migrations.AddField(
                    model_name="document",
                    name="consultation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="document",
                    name="file",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldocument",
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
                    model_name="historicaldocument",
                    name="file",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="kernel.storedfile",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaldocument",
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
                    model_name="historicaldocument",
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
                    model_name="historicaltranslation",
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
                    model_name="historicaltranslation",
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
                    model_name="historicaltranslation",
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
                    model_name="historicaltranslation",
                    name="section",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.section",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaltranslation",
                    name="wording",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consultation.wording",
                    ),
                ),
                migrations.AddField(
                    model_name="translation",
                    name="consultation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="consultation.consultation",
                    ),
                ),
                migrations.AddField(
                    model_name="translation",
                    name="section",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultation.section",
                    ),
                ),
                migrations.AddField(
                    model_name="translation",
                    name="wording",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultation.wording",
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="answer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("language__in", ["", "cy", "easy"])),
                        name="consultation_answer_in_a_known_language",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="responseversion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", 1),
                            ("publish__in", ["named", "unnamed", "not"]),
                            (
                                "respondent_type__in",
                                ["public", "patient", "worker", "manager", "leader", "organisation"],
                            ),
                            models.Q(
                                ("is_withdrawal", False),
                                models.Q(
                                    ("may_pass_on", False),
                                    ("name", ""),
                                    ("number__gte", 2),
                                    ("organisation", ""),
                                    ("publish", "not"),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="consultation_version_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosurestep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("done__in", ["found", "told", "agreed", "passed", "nothing"]),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="consultation_disclosure_step_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosurestep",
                    constraint=models.UniqueConstraint(
                        fields=("response", "done"), name="consultation_disclosure_step_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.UniqueConstraint(
                        fields=("consultation", "number"), name="consultation_document_one_a_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            ("language__in", ["", "cy", "easy"]),
                            ("number__gte", 1),
                        ),
                        name="consultation_document_is_whole",
                    ),
                ),
                migrations.AddIndex(
                    model_name="historicaldocument",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_abc065_idx"),
                ),
                migrations.AddIndex(
                    model_name="historicaltranslation",
                    index=models.Index(fields=["id", "-history_date"], name="consultatio_id_9ccb99_idx"),
                ),
                migrations.AddConstraint(
                    model_name="translation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("language__in", ["cy", "easy"]),
                            models.Q(("section", None), ("wording", None), _connector="OR"),
                        ),
                        name="consultation_translation_is_of_one_part",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="translation",
                    constraint=models.UniqueConstraint(
                        fields=("consultation", "language", "section", "wording"),
                        name="consultation_translation_one_a_part",
                        nulls_distinct=False,
                    ),
                ),
            ]
        ),
        *(function(name, body) for name, body in FUNCTIONS.items()),
        *(trigger(*each) for each in TRIGGERS),
    ]

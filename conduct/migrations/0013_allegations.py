"""What an allegation says and names, which clauses can be charged, and that it stays once it was disclosed."""

from datetime import date

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, replaced
from kernel.history import SyncHistory, acting

LAST_DAY = date(2199, 12, 31)

HEADS = (
    (
        "patients",
        "Endangering patients",
        "Putting the safety of patients at risk, or not acting when it was.",
        "The Code of 2002, principle 1",
    ),
    (
        "speaking_up",
        "Silencing or ignoring those who speak up",
        "Discouraging people from raising concerns, ignoring what they raised, or acting against them for it.",
        "Kark Review, terms of reference; the consultation of 2024",
    ),
    (
        "mismanagement",
        "Serious mismanagement, or poor performance that went on",
        "Failing in what the post asks for, so badly or for so long that it is more than a matter for the employer.",
        "The consultation of 2024",
    ),
    (
        "co_operation",
        "Not co-operating with investigations or reviews",
        "Obstructing, misleading or staying away from an investigation, inquiry or review.",
        "Kark Review, terms of reference",
    ),
    (
        "records",
        "Falsifying, withholding or not keeping records",
        "Altering or destroying records, not keeping them, or wrongly holding them back.",
        "Kark Review, terms of reference",
    ),
    (
        "bullying",
        "Bullying or harassment",
        "Bullying, harassing or humiliating others at work.",
        "Kark Review, terms of reference",
    ),
    (
        "settlements",
        "Settlement agreements without leave or notice",
        "Entering into a settlement agreement without the approval, or without the notification, that it needs.",
        "Kark Review, terms of reference",
    ),
    (
        "candour",
        "Want of candour",
        "Failing, without reasonable excuse, to be open with people who were harmed.",
        "Kark Review, terms of reference",
    ),
    (
        "concealment",
        "Concealing any of these",
        "Hiding misconduct of one’s own or of others.",
        "Kark Review, terms of reference",
    ),
)
GROUNDS = (
    ("lifestyle", "Lifestyle"),
    ("culture", "Culture"),
    ("beliefs", "Beliefs"),
    ("race", "Race"),
    ("colour", "Colour"),
    ("gender", "Gender"),
    ("sexuality", "Sexuality"),
    ("age", "Age"),
    ("status", "Social and economic status"),
)
# Clauses of 2002 that do not say how managers behave, by what they are about.
DUTIES = {"process": ("6", "7", "7a", "7b", "7c"), "context": ("8",)}

FUNCTIONS = {
    "conduct_clause_in_force": """
        DECLARE
            conducted daterange := (
                SELECT daterange(conduct_on, conduct_until, '[]') FROM conduct_allegation WHERE id = NEW.allegation_id
            );
        BEGIN
            IF NOT EXISTS (
                SELECT FROM conduct_clause c JOIN conduct_code v ON v.id = c.code_id
                WHERE c.id = NEW.clause_id AND v.in_force && conducted
            ) THEN
                RAISE EXCEPTION 'the clause was not in force on any day of the conduct'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'allegationclause_in_force';
            END IF;
            IF (SELECT duty FROM conduct_clause WHERE id = NEW.clause_id) <> 'conduct' THEN
                RAISE EXCEPTION 'the clause does not say how managers behave, so it cannot be charged'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'allegationclause_binds_conduct';
            END IF;
            RETURN NEW;
        END""",
    "conduct_date_keeps_clauses": """
        BEGIN
            IF EXISTS (
                SELECT FROM conduct_allegationclause a JOIN conduct_clause c ON c.id = a.clause_id
                JOIN conduct_code v ON v.id = c.code_id
                WHERE a.allegation_id = NEW.id
                AND NOT v.in_force && daterange(NEW.conduct_on, NEW.conduct_until, '[]')
            ) THEN
                RAISE EXCEPTION 'a cited clause was not in force on any day of the conduct'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'allegationclause_in_force';
            END IF;
            RETURN NEW;
        END""",
    "conduct_disclosed_stays": """
        DECLARE
            held jsonb := to_jsonb(COALESCE(NEW, OLD));
            of_case bigint := COALESCE(
                (held ->> 'case_id')::bigint,
                (SELECT case_id FROM conduct_allegation WHERE id = (held ->> 'allegation_id')::bigint)
            );
        BEGIN
            IF (SELECT response_asked_at FROM conduct_case WHERE id = of_case) IS NOT NULL
                AND NOT ledger_is_erasing(TG_TABLE_NAME)
            THEN
                RAISE EXCEPTION 'what the manager was asked to answer stays as it was disclosed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'allegation_stays_as_disclosed';
            END IF;
            RETURN COALESCE(NEW, OLD);
        END""",
    "conduct_disclosed_whole": """
        BEGIN
            IF NEW.response_asked_at IS NOT NULL AND OLD.response_asked_at IS NULL AND (
                NOT EXISTS (SELECT FROM conduct_allegation WHERE case_id = NEW.id)
                OR EXISTS (
                    SELECT FROM conduct_allegation a WHERE a.case_id = NEW.id AND (
                        NOT EXISTS (SELECT FROM conduct_allegationhead h WHERE h.allegation_id = a.id)
                        OR NOT EXISTS (SELECT FROM conduct_allegationclause c WHERE c.allegation_id = a.id)
                        OR EXISTS (
                            SELECT FROM conduct_code v
                            WHERE v.in_force && daterange(a.conduct_on, a.conduct_until, '[]')
                            AND v.key IN (
                                SELECT w.key FROM conduct_code w JOIN conduct_clause c ON c.code_id = w.id
                                JOIN conduct_allegationclause cited ON cited.clause_id = c.id
                                WHERE cited.allegation_id = a.id
                            ) AND NOT EXISTS (
                                SELECT FROM conduct_clause c JOIN conduct_allegationclause cited ON cited.clause_id = c.id
                                WHERE cited.allegation_id = a.id AND c.code_id = v.id
                            )
                        )
                        OR EXISTS (
                            SELECT FROM conduct_allegationground named
                            JOIN conduct_discriminationground g ON g.id = named.ground_id
                            JOIN conduct_clause p ON p.id = g.clause_id
                            WHERE named.allegation_id = a.id AND NOT EXISTS (
                                SELECT FROM conduct_clause c JOIN conduct_allegationclause cited ON cited.clause_id = c.id
                                WHERE cited.allegation_id = a.id AND c.code_id = p.code_id
                                AND rtrim(c.reference, 'abcdefghijklmnopqrstuvwxyz') = p.reference
                            )
                        )
                    )
                )
            ) THEN
                RAISE EXCEPTION 'an allegation is whole, under each version of the Code, before it is disclosed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'case_discloses_whole_allegations';
            END IF;
            RETURN NEW;
        END""",
}
TRIGGERS = (
    *(
        ("conduct_disclosed_stays", "INSERT OR UPDATE OR DELETE", f"conduct_allegation{part}")
        for part in ("", "clause", "head", "ground")
    ),
    ("conduct_disclosed_whole", "UPDATE", "conduct_case"),
)


def seed(apps, schema_editor):
    system = apps.get_model("kernel", "User").objects.get(is_system=True)
    clauses = apps.get_model("conduct", "Clause").objects.filter(code__key="nhs-managers", code__version="2002")
    head, ground = apps.get_model("conduct", "MisconductHead"), apps.get_model("conduct", "DiscriminationGround")
    with acting(user=system.pk, reason="What may be alleged"):
        for duty, references in DUTIES.items():
            clauses.filter(reference__in=references).update(duty=duty)
        apps.get_model("conduct", "Allegation").objects.filter(conduct_until=LAST_DAY).update(
            conduct_until=models.F("conduct_on")
        )
        head.objects.bulk_create(
            head(key=key, title=title, summary=summary, source=source, position=position)
            for position, (key, title, summary, source) in enumerate(HEADS, start=1)
        )
        principle = clauses.get(reference="2")
        ground.objects.bulk_create(
            ground(clause=principle, key=key, title=title, position=position)
            for position, (key, title) in enumerate(GROUNDS, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("conduct", "0012_independence"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="DiscriminationGround",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.TextField()),
                        ("title", models.TextField()),
                        ("position", models.IntegerField()),
                        (
                            "clause",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="grounds", to="conduct.clause"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["clause", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("clause", "key"), name="discriminationground_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAllegationGround",
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
                        (
                            "allegation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.allegation",
                            ),
                        ),
                        (
                            "ground",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.discriminationground",
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
                    ],
                    options={
                        "verbose_name": "historical allegation ground",
                        "verbose_name_plural": "historical allegation grounds",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_0f79eb_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDiscriminationGround",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("key", models.TextField()),
                        ("title", models.TextField()),
                        ("position", models.IntegerField()),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "clause",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.clause",
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
                    ],
                    options={
                        "verbose_name": "historical discrimination ground",
                        "verbose_name_plural": "historical discrimination grounds",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_52c576_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMisconductHead",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("key", models.TextField()),
                        ("title", models.TextField()),
                        ("summary", models.TextField()),
                        ("source", models.TextField()),
                        ("position", models.IntegerField()),
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
                    ],
                    options={
                        "verbose_name": "historical misconduct head",
                        "verbose_name_plural": "historical misconduct heads",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_61ca42_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="MisconductHead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.TextField(unique=True)),
                        ("title", models.TextField()),
                        ("summary", models.TextField()),
                        ("source", models.TextField()),
                        ("position", models.IntegerField(unique=True)),
                    ],
                    options={"ordering": ["position"]},
                ),
                migrations.CreateModel(
                    name="AllegationGround",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "allegation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="groundings",
                                to="conduct.allegation",
                            ),
                        ),
                        (
                            "ground",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.discriminationground",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["ground__position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("allegation", "ground"), name="allegationground_named_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllegationHead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "allegation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="headings",
                                to="conduct.allegation",
                            ),
                        ),
                        (
                            "head",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.misconducthead",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["head__position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("allegation", "head"), name="allegationhead_named_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAllegationHead",
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
                        (
                            "allegation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.allegation",
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
                            "head",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="conduct.misconducthead",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical allegation head",
                        "verbose_name_plural": "historical allegation heads",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="conduct_his_id_72325e_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.RemoveConstraint(model_name="allegation", name="allegation_is_whole"),
                migrations.AddField(
                    model_name="allegation",
                    name="conduct_until",
                    field=models.DateField(default=LAST_DAY),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="allegation",
                    name="is_reprisal",
                    field=models.BooleanField(default=False),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="allegation",
                    name="particulars",
                    field=models.TextField(default="As the allegation says."),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="allegation",
                    name="place",
                    field=models.TextField(default="Not recorded."),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="clause",
                    name="duty",
                    field=models.TextField(
                        choices=[
                            ("conduct", "How managers behave"),
                            ("process", "How breaches are looked into, and what managers are owed"),
                            ("context", "What the Code is read with"),
                        ],
                        default="conduct",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalallegation",
                    name="conduct_until",
                    field=models.DateField(default=LAST_DAY),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="historicalallegation",
                    name="is_reprisal",
                    field=models.BooleanField(default=False),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="historicalallegation",
                    name="particulars",
                    field=models.TextField(default="As the allegation says."),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="historicalallegation",
                    name="place",
                    field=models.TextField(default="Not recorded."),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="historicalclause",
                    name="duty",
                    field=models.TextField(
                        choices=[
                            ("conduct", "How managers behave"),
                            ("process", "How breaches are looked into, and what managers are owed"),
                            ("context", "What the Code is read with"),
                        ],
                        default="conduct",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="allegation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", 1),
                            models.Q(("text", ""), _negated=True),
                            models.Q(("particulars", ""), _negated=True),
                            models.Q(("place", ""), _negated=True),
                        ),
                        name="allegation_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="allegation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("conduct_until__gte", models.F("conduct_on"))),
                        name="allegation_ends_after_it_began",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="clause",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("duty__in", ["conduct", "process", "context"])), name="clause_duty_is_known"
                    ),
                ),
            ]
        ),
        *(replaced(name, body) for name, body in FUNCTIONS.items()),
        *(before(*each) for each in TRIGGERS),
        SyncHistory(),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]

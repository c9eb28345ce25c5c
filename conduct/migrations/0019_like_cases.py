"""Which like cases a panel was shown."""

import django.db.models.deletion
from django.db import migrations, models

from kernel.db.operations import ChangeModels

OPEN = """
    BEGIN
        IF (
            SELECT c.decided_by_id FROM conduct_determination d JOIN conduct_case c ON c.id = d.case_id
            WHERE d.id = NEW.determination_id
        ) IS NOT NULL THEN
            RAISE EXCEPTION 'which like cases were shown is written down with the determination'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'likecase_with_its_determination';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0018_fairness")]
    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="LikeCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("percent", models.IntegerField()),
                        ("shared", models.TextField()),
                        (
                            "determination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="like_cases",
                                to="conduct.determination",
                            ),
                        ),
                        (
                            "like",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conduct.determination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("determination", "like"), name="likecase_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("percent__gte", 1),
                                    ("percent__lte", 100),
                                    models.Q(("shared", ""), _negated=True),
                                    models.Q(("like", models.F("determination")), _negated=True),
                                ),
                                name="likecase_is_whole",
                            ),
                        ],
                    },
                )
            ]
        ),
        migrations.RunSQL(
            "CREATE FUNCTION public.conduct_like_case_with_decision() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $body${OPEN}$body$;"
            "CREATE TRIGGER conduct_like_case_with_decision BEFORE INSERT ON public.conduct_likecase "
            "FOR EACH ROW EXECUTE FUNCTION public.conduct_like_case_with_decision();"
            "ALTER TABLE public.conduct_likecase ENABLE ALWAYS TRIGGER conduct_like_case_with_decision",
            "DROP TRIGGER conduct_like_case_with_decision ON public.conduct_likecase;"
            "DROP FUNCTION public.conduct_like_case_with_decision()",
        ),
    ]

"""Who leads on speaking up, kept as every fact is."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.models.record
import register.models.facts
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


KEEP = """
CREATE TRIGGER register_keep_fact BEFORE INSERT OR UPDATE OR DELETE ON register_speakuplead
FOR EACH ROW EXECUTE FUNCTION register_keep_fact()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0011_webhooks"),
        ("register", "0004_matching"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalSpeakUpLead",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        (
                            "recorded_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                        ),
                        (
                            "recorded_xid",
                            kernel.models.record.XidField(db_default=kernel.models.record.CurrentXid(), editable=False),
                        ),
                        ("superseded_at", models.DateTimeField(editable=False, null=True)),
                        ("superseded_xid", kernel.models.record.XidField(editable=False, null=True)),
                        (
                            "kind",
                            models.TextField(choices=[("executive", "Executive"), ("non_executive", "Non-executive")]),
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
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="register.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical speak up lead",
                        "verbose_name_plural": "historical speak up leads",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_941909_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="SpeakUpLead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        (
                            "recorded_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                        ),
                        (
                            "recorded_xid",
                            kernel.models.record.XidField(db_default=kernel.models.record.CurrentXid(), editable=False),
                        ),
                        ("superseded_at", models.DateTimeField(editable=False, null=True)),
                        ("superseded_xid", kernel.models.record.XidField(editable=False, null=True)),
                        (
                            "kind",
                            models.TextField(choices=[("executive", "Executive"), ("non_executive", "Non-executive")]),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organisation"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="speak_up_leads",
                                to="register.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("during__isempty", False),
                                    ("during__upper_inc", False),
                                    models.Q(
                                        ("during__startswith", None), ("during__lower_inc", True), _connector="OR"
                                    ),
                                ),
                                name="speakuplead_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="speakuplead_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="speakuplead_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None)),
                                expressions=[("organisation", "="), ("kind", "="), ("during", "&&")],
                                name="speakuplead_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["executive", "non_executive"])),
                                name="speakuplead_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("during__startswith", None), _negated=True),
                                name="speakuplead_has_beginning",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(KEEP, "DROP TRIGGER register_keep_fact ON register_speakuplead"),
    ]

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.models.record
import register.models.facts
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("kernel", "__first__"),
        ("oauth2_provider", "0022_refreshtoken_token_family_index"),
    ]

    operations = [
        migrations.RunSQL(
            sql="\nCREATE FUNCTION register_misspellings(words text) RETURNS text[]\nLANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000\nAS $$\n    SELECT coalesce(array_agg(DISTINCT spelling), '{}') FROM (\n        SELECT word FROM string_to_table(words, ' ') AS word WHERE word <> ''\n    ) AS each_word, LATERAL (\n        SELECT word AS spelling\n        UNION ALL SELECT overlay(word PLACING '' FROM place FOR 1) FROM generate_series(1, length(word)) AS place\n        WHERE length(word) > 2\n    ) AS spellings\n$$\n",
            reverse_sql="DROP FUNCTION register_misspellings(text)",
        ),
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("registration_number", models.TextField(null=True, unique=True)),
                        ("reference", models.TextField(null=True, unique=True)),
                        ("imported_digest", models.TextField(default="")),
                        (
                            "user",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="person",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("registration_number", None),
                                    ("registration_number__regex", "^NM-(?!999999)[0-9]{8}-[0-9X]$"),
                                    _connector="OR",
                                ),
                                name="person_number_form",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("imported_digest", ""), ("reference__isnull", False), _connector="OR"
                                ),
                                name="person_digest_has_reference",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reference", ""), _negated=True), name="person_reference_not_empty"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EmailAddress",
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
                        ("address", models.EmailField(max_length=254)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="email_addresses",
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
                                name="emailaddress_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="emailaddress_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="emailaddress_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None)),
                                expressions=[("person", "="), ("during", "&&")],
                                name="emailaddress_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("address", ""), _negated=True), name="emailaddress_not_empty"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NationalInsurance",
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
                        ("digest", models.TextField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="national_insurance",
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
                                name="nationalinsurance_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="nationalinsurance_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="nationalinsurance_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None)),
                                expressions=[("person", "="), ("during", "&&")],
                                name="nationalinsurance_one_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Name",
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
                            models.TextField(
                                choices=[("legal", "Name"), ("previous", "Previous name"), ("alias", "Also known as")]
                            ),
                        ),
                        ("family_name", models.TextField()),
                        ("given_names", models.TextField()),
                        ("family_key", models.TextField()),
                        ("given_key", models.TextField()),
                        ("search_text", models.TextField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="names", to="register.person"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["family_key", "given_key"], name="name_by_keys"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("during__isempty", False),
                                    ("during__upper_inc", False),
                                    models.Q(
                                        ("during__startswith", None), ("during__lower_inc", True), _connector="OR"
                                    ),
                                ),
                                name="name_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="name_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="name_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None), ("kind", "legal")),
                                expressions=[("person", "="), ("during", "&&")],
                                name="name_legal_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["legal", "previous", "alias"])),
                                name="name_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("family_key", ""), _negated=True),
                                    models.Q(("given_key", ""), _negated=True),
                                ),
                                name="name_has_letters",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRestriction",
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
                            models.TextField(
                                choices=[
                                    ("bar", "Barred"),
                                    ("interim_bar", "Barred until a decision is made"),
                                    ("removal", "Removed from the register"),
                                    ("suspension", "Suspended"),
                                    ("interim_suspension", "Suspended until a decision is made"),
                                    ("conditions", "Conditions"),
                                    ("interim_conditions", "Conditions until a decision is made"),
                                ]
                            ),
                        ),
                        ("tiers", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                        ),
                        ("source", models.TextField()),
                        ("decided_at", models.DateTimeField()),
                        ("served_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        ("decision_path", models.TextField(default="")),
                        ("stayed_from", models.DateTimeField(null=True)),
                        ("under_appeal_from", models.DateTimeField(null=True)),
                        ("quashed_at", models.DateTimeField(null=True)),
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
                        "verbose_name": "historical restriction",
                        "verbose_name_plural": "historical restrictions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_fb9e05_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRegistration",
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
                            "status",
                            models.TextField(
                                choices=[
                                    ("registered", "Registered"),
                                    ("lapsed", "Registration lapsed"),
                                    ("resigned", "Gave up registration"),
                                ]
                            ),
                        ),
                        ("grade", models.TextField(choices=[("full", "Full"), ("associate", "Associate")])),
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
                        "verbose_name": "historical registration",
                        "verbose_name_plural": "historical registrations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_70b1a2_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPost",
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
                        ("title", models.TextField()),
                        ("title_key", models.TextField()),
                        (
                            "tier",
                            models.TextField(
                                choices=[
                                    ("board_director", "Board director"),
                                    ("direct_report", "Reports to a board director"),
                                    ("other_manager", "Other manager"),
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
                        (
                            "reports_to",
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
                        "verbose_name": "historical post",
                        "verbose_name_plural": "historical posts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_5bfbe6_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalNationalInsurance",
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
                        ("digest", models.TextField()),
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
                        "verbose_name": "historical national insurance",
                        "verbose_name_plural": "historical national insurances",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_e1aca5_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalName",
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
                            models.TextField(
                                choices=[("legal", "Name"), ("previous", "Previous name"), ("alias", "Also known as")]
                            ),
                        ),
                        ("family_name", models.TextField()),
                        ("given_names", models.TextField()),
                        ("family_key", models.TextField()),
                        ("given_key", models.TextField()),
                        ("search_text", models.TextField()),
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
                        "verbose_name": "historical name",
                        "verbose_name_plural": "historical names",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_5be92d_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEmailAddress",
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
                        ("address", models.EmailField(max_length=254)),
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
                        "verbose_name": "historical email address",
                        "verbose_name_plural": "historical email addresss",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_5b10a0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCorrectionRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "subject",
                            models.TextField(
                                choices=[
                                    ("name", "My name"),
                                    ("date_of_birth", "My date of birth"),
                                    ("post", "A post"),
                                    ("other", "Something else"),
                                ]
                            ),
                        ),
                        ("text", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("open", "Waiting for a decision"),
                                    ("accepted", "Accepted"),
                                    ("refused", "Refused"),
                                ],
                                default="open",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(default="")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "asked_by",
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
                            "decided_by",
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
                        "verbose_name": "historical correction request",
                        "verbose_name_plural": "historical correction requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_65ef20_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalBirthDate",
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
                        ("date_of_birth", models.DateField()),
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
                        "verbose_name": "historical birth date",
                        "verbose_name_plural": "historical birth dates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_b2e3ef_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAnnotation",
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
                        ("kind", models.TextField(choices=[("warning", "Warning")])),
                        ("text", models.TextField()),
                        ("source", models.TextField()),
                        ("published_at", models.DateTimeField(null=True)),
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
                        "verbose_name": "historical annotation",
                        "verbose_name_plural": "historical annotations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_fba29b_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CorrectionRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "subject",
                            models.TextField(
                                choices=[
                                    ("name", "My name"),
                                    ("date_of_birth", "My date of birth"),
                                    ("post", "A post"),
                                    ("other", "Something else"),
                                ]
                            ),
                        ),
                        ("text", models.TextField()),
                        (
                            "status",
                            models.TextField(
                                choices=[
                                    ("open", "Waiting for a decision"),
                                    ("accepted", "Accepted"),
                                    ("refused", "Refused"),
                                ],
                                default="open",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_reason", models.TextField(default="")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="correction_requests",
                                to="register.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-asked_at", "-pk"],
                        "indexes": [models.Index(fields=["status", "asked_at"], name="correction_by_status")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("decision_reason", ""),
                                        ("status", "open"),
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("status__in", ["accepted", "refused"]),
                                        models.Q(("decision_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="correction_decision_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="correction_says_what"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="correction_not_own",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BirthDate",
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
                        ("date_of_birth", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="birth_dates",
                                to="register.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["date_of_birth"], name="birthdate_by_date")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("during__isempty", False),
                                    ("during__upper_inc", False),
                                    models.Q(
                                        ("during__startswith", None), ("during__lower_inc", True), _connector="OR"
                                    ),
                                ),
                                name="birthdate_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="birthdate_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="birthdate_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None)),
                                expressions=[("person", "="), ("during", "&&")],
                                name="birthdate_one_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Annotation",
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
                        ("kind", models.TextField(choices=[("warning", "Warning")])),
                        ("text", models.TextField()),
                        ("source", models.TextField()),
                        ("published_at", models.DateTimeField(null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="annotations",
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
                                name="annotation_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="annotation_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="annotation_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None)),
                                expressions=[("person", "="), ("kind", "="), ("source", "="), ("during", "&&")],
                                name="annotation_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["warning"])), name="annotation_kind_is_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("text", ""), _negated=True), models.Q(("source", ""), _negated=True)
                                ),
                                name="annotation_says_what_and_whence",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("during__startswith", None), _negated=True),
                                name="annotation_has_beginning",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
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
                        ("title", models.TextField()),
                        ("title_key", models.TextField()),
                        (
                            "tier",
                            models.TextField(
                                choices=[
                                    ("board_director", "Board director"),
                                    ("direct_report", "Reports to a board director"),
                                    ("other_manager", "Other manager"),
                                ]
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="kernel.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="register.person"
                            ),
                        ),
                        (
                            "reports_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reported_to_by",
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
                                name="post_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="post_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="post_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None)),
                                expressions=[
                                    ("person", "="),
                                    ("organisation", "="),
                                    ("title_key", "="),
                                    ("during", "&&"),
                                ],
                                name="post_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("tier__in", ["board_director", "direct_report", "other_manager"])),
                                name="post_tier_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("title_key", ""), _negated=True), name="post_has_title"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reports_to", models.F("person")), _negated=True),
                                name="post_not_to_oneself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("during__startswith", None), _negated=True),
                                name="post_has_beginning",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
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
                            "status",
                            models.TextField(
                                choices=[
                                    ("registered", "Registered"),
                                    ("lapsed", "Registration lapsed"),
                                    ("resigned", "Gave up registration"),
                                ]
                            ),
                        ),
                        ("grade", models.TextField(choices=[("full", "Full"), ("associate", "Associate")])),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
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
                                name="registration_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="registration_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="registration_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None)),
                                expressions=[("person", "="), ("during", "&&")],
                                name="registration_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["registered", "lapsed", "resigned"])),
                                name="registration_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("grade__in", ["full", "associate"])),
                                name="registration_grade_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("during__startswith", None), _negated=True),
                                name="registration_has_beginning",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Restriction",
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
                            models.TextField(
                                choices=[
                                    ("bar", "Barred"),
                                    ("interim_bar", "Barred until a decision is made"),
                                    ("removal", "Removed from the register"),
                                    ("suspension", "Suspended"),
                                    ("interim_suspension", "Suspended until a decision is made"),
                                    ("conditions", "Conditions"),
                                    ("interim_conditions", "Conditions until a decision is made"),
                                ]
                            ),
                        ),
                        ("tiers", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        (
                            "organisation_classes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                        ),
                        ("source", models.TextField()),
                        ("decided_at", models.DateTimeField()),
                        ("served_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        ("decision_path", models.TextField(default="")),
                        ("stayed_from", models.DateTimeField(null=True)),
                        ("under_appeal_from", models.DateTimeField(null=True)),
                        ("quashed_at", models.DateTimeField(null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="restrictions",
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
                                name="restriction_period_is_half_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    register.models.facts.IsFinite("during__startswith"),
                                    register.models.facts.IsFinite("during__endswith"),
                                ),
                                name="restriction_bounds_are_instants",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_at", None), ("superseded_xid", None)),
                                    models.Q(("superseded_at__isnull", False), ("superseded_xid__isnull", False)),
                                    _connector="OR",
                                ),
                                name="restriction_superseding_is_whole",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("superseded_xid", None)),
                                expressions=[("person", "="), ("kind", "="), ("source", "="), ("during", "&&")],
                                name="restriction_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "bar",
                                            "interim_bar",
                                            "removal",
                                            "suspension",
                                            "interim_suspension",
                                            "conditions",
                                            "interim_conditions",
                                        ],
                                    )
                                ),
                                name="restriction_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("tiers__contained_by", ["board_director", "direct_report", "other_manager"]),
                                    models.Q(("tiers", []), _negated=True),
                                ),
                                name="restriction_tiers_are_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation_classes", ["all"]),
                                    models.Q(
                                        (
                                            "organisation_classes__contained_by",
                                            [
                                                "nhs_trust",
                                                "integrated_care_board",
                                                "nhs_england",
                                                "arms_length_body",
                                                "health_board",
                                                "other",
                                            ],
                                        ),
                                        models.Q(("organisation_classes", []), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="restriction_classes_are_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("served_at__gte", models.F("decided_at"))),
                                name="restriction_served_when_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("during__startswith__gte", models.F("decided_at"))),
                                name="restriction_begins_when_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("during__startswith", None), _negated=True),
                                name="restriction_has_beginning",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("source", ""), _negated=True), name="restriction_has_source"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPerson",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("registration_number", models.TextField(null=True)),
                        ("reference", models.TextField(null=True)),
                        ("imported_digest", models.TextField(default="")),
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
                            "user",
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
                        "verbose_name": "historical person",
                        "verbose_name_plural": "historical persons",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="register_hi_id_fab3e7_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
    ]

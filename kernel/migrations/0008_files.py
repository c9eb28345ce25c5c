import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0007_tenancy"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="HistoricalStoredFile",
                    fields=[
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("name", models.TextField()),
                        (
                            "content_type",
                            models.TextField(
                                choices=[
                                    ("image/jpeg", "image/jpeg"),
                                    ("image/png", "image/png"),
                                    ("application/pdf", "application/pdf"),
                                    ("text/plain", "text/plain"),
                                ]
                            ),
                        ),
                        ("size", models.IntegerField()),
                        ("digest", models.TextField()),
                        ("uploaded_at", models.DateTimeField()),
                        (
                            "scan",
                            models.TextField(
                                choices=[
                                    ("none", "Not scanned"),
                                    ("clean", "No virus found"),
                                    ("infected", "Virus found"),
                                ],
                                default="none",
                            ),
                        ),
                        ("scanned_at", models.DateTimeField(null=True)),
                        ("finding", models.TextField(default="")),
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
                            "uploaded_by",
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
                        "verbose_name": "historical stored file",
                        "verbose_name_plural": "historical stored files",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_8ff5b6_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.TextField()),
                        (
                            "content_type",
                            models.TextField(
                                choices=[
                                    ("image/jpeg", "image/jpeg"),
                                    ("image/png", "image/png"),
                                    ("application/pdf", "application/pdf"),
                                    ("text/plain", "text/plain"),
                                ]
                            ),
                        ),
                        ("size", models.IntegerField()),
                        ("digest", models.TextField()),
                        ("uploaded_at", models.DateTimeField()),
                        (
                            "scan",
                            models.TextField(
                                choices=[
                                    ("none", "Not scanned"),
                                    ("clean", "No virus found"),
                                    ("infected", "Virus found"),
                                ],
                                default="none",
                            ),
                        ),
                        ("scanned_at", models.DateTimeField(null=True)),
                        ("finding", models.TextField(default="")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("scan", "none")),
                                fields=["uploaded_at"],
                                name="storedfile_unscanned",
                            ),
                            models.Index(fields=["uploaded_by", "-uploaded_at"], name="storedfile_by_uploader"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="storedfile_has_a_name"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("content_type__in", ["image/jpeg", "image/png", "application/pdf", "text/plain"])
                                ),
                                name="storedfile_type_is_taken",
                            ),
                            models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="storedfile_is_not_empty"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("finding", ""), ("scan", "none"), ("scanned_at", None)),
                                    models.Q(("finding", ""), ("scan", "clean"), ("scanned_at__isnull", False)),
                                    models.Q(
                                        ("scan", "infected"),
                                        ("scanned_at__isnull", False),
                                        models.Q(("finding", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="storedfile_scan_is_whole",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

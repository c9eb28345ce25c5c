import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0005_outbox_and_rules"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        ("key", models.TextField(primary_key=True, serialize=False)),
                        ("tries", models.IntegerField()),
                        ("last_at", models.DateTimeField(db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="RecoveryCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.TextField(unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recovery_codes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SecondFactor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField(choices=[("app", "Authenticator app"), ("passkey", "Passkey")])),
                        ("name", models.TextField()),
                        ("secret", models.TextField()),
                        ("handle", models.TextField(null=True, unique=True)),
                        ("uses", models.BigIntegerField(default=0)),
                        ("added_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="factors",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "app"), ("removed_at", None)),
                                fields=("user",),
                                name="secondfactor_one_app",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("handle", None), ("kind", "app")),
                                    models.Q(("handle__isnull", False), ("kind", "passkey")),
                                    _connector="OR",
                                ),
                                name="secondfactor_passkey_has_handle",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("removed_at", None), models.Q(("secret", ""), _negated=True)),
                                    models.Q(("removed_at__isnull", False), ("secret", "")),
                                    _connector="OR",
                                ),
                                name="secondfactor_removed_is_wiped",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        (
                            "session_key",
                            models.CharField(
                                max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                            ),
                        ),
                        ("session_data", models.TextField(verbose_name="session data")),
                        ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                        ("began_at", models.DateTimeField(null=True)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("browser", models.TextField()),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "session",
                        "verbose_name_plural": "sessions",
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("began_at", None), ("browser", ""), ("seen_at", None), ("user", None)),
                                    models.Q(
                                        ("began_at__isnull", False), ("seen_at__isnull", False), ("user__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="session_says_nothing_of_visitors",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UsedCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("step", models.BigIntegerField()),
                        ("used_at", models.DateTimeField()),
                        (
                            "factor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="used_codes",
                                to="kernel.secondfactor",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("factor", "step"), name="usedcode_once")],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRecoveryCode",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("made_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
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
                        "verbose_name": "historical recovery code",
                        "verbose_name_plural": "historical recovery codes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_0bba3d_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSecondFactor",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("kind", models.TextField(choices=[("app", "Authenticator app"), ("passkey", "Passkey")])),
                        ("name", models.TextField()),
                        ("handle", models.TextField(null=True)),
                        ("uses", models.BigIntegerField(default=0)),
                        ("added_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(null=True)),
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
                        "verbose_name": "historical second factor",
                        "verbose_name_plural": "historical second factors",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_5587dd_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="KnownBrowser",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.TextField()),
                        ("name", models.TextField()),
                        ("first_used_at", models.DateTimeField()),
                        ("last_used_at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="browsers",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="knownbrowser_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SecurityEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("signed_in", "Signed in"),
                                    ("confirmed", "Gave a second factor again"),
                                    ("password_wrong", "Wrong password"),
                                    ("code_wrong", "Wrong code or passkey"),
                                    ("told_to_wait", "Told to wait after wrong tries"),
                                    ("account_closed", "Right password of a closed account"),
                                    ("provider_refused", "Sign-in by a provider refused"),
                                    ("reset_asked", "Asked for a new password"),
                                    ("password_changed", "New password"),
                                    ("factor_added", "Second factor added"),
                                    ("factor_removed", "Second factor removed"),
                                    ("codes_made", "New recovery codes"),
                                    ("token_given", "Program given a token"),
                                    ("secret_wrong", "Wrong secret of a program"),
                                ]
                            ),
                        ),
                        ("typed", models.TextField(default="")),
                        (
                            "means",
                            models.TextField(
                                choices=[
                                    ("", "Password alone"),
                                    ("app", "Authenticator app"),
                                    ("passkey", "Passkey"),
                                    ("recovery_code", "Recovery code"),
                                    ("provider", "Provider"),
                                ],
                                default="",
                            ),
                        ),
                        ("browser", models.TextField(default="")),
                        ("place", models.TextField(default="")),
                        ("is_last", models.BooleanField(default=False)),
                        ("request_id", models.TextField()),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "signed_in",
                                            "confirmed",
                                            "password_wrong",
                                            "code_wrong",
                                            "told_to_wait",
                                            "account_closed",
                                            "provider_refused",
                                            "reset_asked",
                                            "password_changed",
                                            "factor_added",
                                            "factor_removed",
                                            "codes_made",
                                            "token_given",
                                            "secret_wrong",
                                        ],
                                    )
                                ),
                                name="securityevent_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("means__in", ["", "app", "passkey", "recovery_code", "provider"])),
                                name="securityevent_means_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("user", None), ("typed", ""), _connector="OR"),
                                name="securityevent_of_account_or_address",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["-at"], name="security_by_time"),
                            models.Index(fields=["user", "-at"], name="security_by_user"),
                            models.Index(
                                condition=models.Q(("typed", ""), _negated=True),
                                fields=["typed", "-at"],
                                name="security_by_typed",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

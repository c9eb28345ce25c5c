import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import oauth2_provider.generators
import oauth2_provider.models
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.db.operations import ChangeModels

RULE_SET_STATUSES = [
    ("draft", "Draft"),
    ("submitted", "Waiting for approval"),
    ("approved", "Approved"),
    ("withdrawn", "Withdrawn"),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.UnaccentExtension(),
        django.contrib.postgres.operations.CreateExtension(
            name="fuzzystrmatch",
        ),
        migrations.RunSQL(
            sql="CREATE TABLE kernel_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);CREATE INDEX kernel_cache_expires ON kernel_cache (expires)",
            reverse_sql="DROP TABLE kernel_cache",
        ),
        ChangeModels(
            [
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("email", models.EmailField(max_length=254, unique=True)),
                        ("name", models.TextField()),
                        ("is_active", models.BooleanField(default=True)),
                        ("is_system", models.BooleanField(default=False)),
                        ("is_service", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="users",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                                name="user_email_is_lower_case",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_system", True)), fields=("is_system",), name="user_one_system"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicCounter",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "key", "minute", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("key", models.TextField()),
                        ("minute", models.BigIntegerField()),
                        ("hits", models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="ReferenceCounter",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "prefix", "year", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("prefix", models.TextField()),
                        ("year", models.IntegerField()),
                        ("last", models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.TextField(unique=True)),
                        ("name", models.TextField()),
                        (
                            "organisation_class",
                            models.TextField(
                                choices=[
                                    ("nhs_trust", "NHS trust"),
                                    ("integrated_care_board", "Integrated care board"),
                                    ("nhs_england", "NHS England"),
                                    ("arms_length_body", "Arm’s length body"),
                                    ("health_board", "Health board"),
                                    ("other", "Other"),
                                ]
                            ),
                        ),
                        ("region", models.TextField(default="")),
                        ("integrated_care_board", models.TextField(default="")),
                        ("address", models.TextField(default="")),
                        ("postcode", models.TextField(default="")),
                        ("opened_on", models.DateField(null=True)),
                        ("closed_on", models.DateField(null=True)),
                        (
                            "successor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="predecessors",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "code"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["name"], name="organisation_name_trgm", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("code__regex", "^[A-Z0-9]{2,12}$")), name="organisation_code_form"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "organisation_class__in",
                                        [
                                            "nhs_trust",
                                            "integrated_care_board",
                                            "nhs_england",
                                            "arms_length_body",
                                            "health_board",
                                            "other",
                                        ],
                                    )
                                ),
                                name="organisation_class_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_on", None),
                                    ("opened_on", None),
                                    ("closed_on__gte", models.F("opened_on")),
                                    _connector="OR",
                                ),
                                name="organisation_closes_after_opening",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("successor", None),
                                    models.Q(
                                        ("closed_on__isnull", False),
                                        models.Q(("successor", models.F("id")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="organisation_goes_into_another_as_it_closes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiClient",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "client_id",
                            models.CharField(
                                db_index=True,
                                default=oauth2_provider.generators.generate_client_id,
                                max_length=255,
                                unique=True,
                                verbose_name="client ID",
                            ),
                        ),
                        (
                            "redirect_uris",
                            models.TextField(
                                blank=True, help_text="Allowed URIs list, space separated", verbose_name="redirect URIs"
                            ),
                        ),
                        (
                            "post_logout_redirect_uris",
                            models.TextField(
                                blank=True,
                                default="",
                                help_text="Allowed Post Logout URIs list, space separated",
                                verbose_name="post logout redirect URIs",
                            ),
                        ),
                        (
                            "client_type",
                            models.CharField(
                                choices=[("confidential", "Confidential"), ("public", "Public")],
                                max_length=32,
                                verbose_name="client type",
                            ),
                        ),
                        (
                            "authorization_grant_type",
                            models.CharField(
                                choices=[
                                    ("authorization-code", "Authorization code"),
                                    ("urn:ietf:params:oauth:grant-type:device_code", "Device Code"),
                                    ("implicit", "Implicit"),
                                    ("password", "Resource owner password-based"),
                                    ("client-credentials", "Client credentials"),
                                    ("openid-hybrid", "OpenID connect hybrid"),
                                ],
                                max_length=44,
                                verbose_name="authorization grant type",
                            ),
                        ),
                        (
                            "client_secret",
                            oauth2_provider.models.ClientSecretField(
                                blank=True,
                                db_index=True,
                                default=oauth2_provider.generators.generate_client_secret,
                                help_text="Client secret for authentication",
                                max_length=255,
                                verbose_name="client secret",
                            ),
                        ),
                        ("hash_client_secret", models.BooleanField(default=True, verbose_name="hash client secret")),
                        ("name", models.CharField(blank=True, max_length=255, verbose_name="name")),
                        ("skip_authorization", models.BooleanField(default=False, verbose_name="skip authorization")),
                        ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                        ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                        (
                            "algorithm",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "No OIDC support"),
                                    ("RS256", "RSA with SHA-2 256"),
                                    ("HS256", "HMAC with SHA-2 256"),
                                ],
                                default="",
                                max_length=5,
                                verbose_name="algorithm",
                            ),
                        ),
                        (
                            "allowed_origins",
                            models.TextField(
                                blank=True,
                                default="",
                                help_text="Allowed origins list to enable CORS, space separated",
                                verbose_name="allowed origins",
                            ),
                        ),
                        (
                            "registration_source",
                            models.CharField(
                                choices=[
                                    ("manual", "Manual"),
                                    ("dcr", "Dynamic Client Registration"),
                                    ("cimd", "Client ID Metadata Document"),
                                ],
                                default="manual",
                                help_text="How this application was registered (manual, DCR per RFC 7591, or CIMD)",
                                max_length=32,
                                verbose_name="registration source",
                            ),
                        ),
                        (
                            "cimd_expires_at",
                            models.DateTimeField(
                                blank=True,
                                default=None,
                                help_text="When the cached Client ID Metadata Document should be re-fetched",
                                null=True,
                                verbose_name="CIMD expires at",
                            ),
                        ),
                        ("scopes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        ("secret_begins", models.TextField()),
                        ("slowed_until", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "granted_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="api_clients",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="api_clients",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("client_type", "confidential"),
                                    ("authorization_grant_type", "client-credentials"),
                                    ("hash_client_secret", True),
                                ),
                                name="apiclient_by_secret_only",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("scopes__contained_by", ["checks", "events", "watches", "webhooks"])
                                ),
                                name="apiclient_scopes_are_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("granted_to", None), ("secret_begins", ""), _connector="OR"),
                                name="apiclient_grant_has_no_secret",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("granted_to", "organisation"),
                                name="apiclient_granted_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutboxMessage",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("to", models.EmailField(max_length=254)),
                        ("template", models.TextField()),
                        ("noun", models.TextField(default="")),
                        ("reference", models.TextField(default="")),
                        ("subject", models.TextField()),
                        ("sealed_body", models.TextField()),
                        ("written_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("dead_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("sent_at", None), ("dead_at", None), _connector="OR"),
                                name="outbox_sent_or_dead",
                            )
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("dead_at", None), ("sent_at", None)),
                                fields=["due_at"],
                                name="outbox_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("dead_at__isnull", False)), fields=["dead_at"], name="outbox_dead"
                            ),
                            models.Index(
                                condition=models.Q(("dead_at__isnull", False)),
                                fields=["noun", "reference"],
                                name="outbox_dead_by_subject",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "roles_before",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("registrar", "Registrar"),
                                        ("caseworker", "Caseworker"),
                                        ("investigator", "Investigator"),
                                        ("case_examiner", "Case examiner"),
                                        ("panel_chair", "Panel chair"),
                                        ("panel_member", "Panel member"),
                                        ("legal_adviser", "Legal adviser"),
                                        ("case_presenter", "Case presenter"),
                                        ("barring_officer", "Barring officer"),
                                        ("barring_approver", "Barring approver"),
                                        ("identity_custodian", "Identity custodian"),
                                        ("publisher", "Publisher"),
                                        ("consultation_analyst", "Consultation analyst"),
                                        ("auditor", "Auditor"),
                                        ("administrator", "Administrator"),
                                        ("trust_user", "Trust user"),
                                        ("trust_administrator", "Trust administrator"),
                                        ("manager", "Manager"),
                                        ("representative", "Representative"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        (
                            "roles_after",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("registrar", "Registrar"),
                                        ("caseworker", "Caseworker"),
                                        ("investigator", "Investigator"),
                                        ("case_examiner", "Case examiner"),
                                        ("panel_chair", "Panel chair"),
                                        ("panel_member", "Panel member"),
                                        ("legal_adviser", "Legal adviser"),
                                        ("case_presenter", "Case presenter"),
                                        ("barring_officer", "Barring officer"),
                                        ("barring_approver", "Barring approver"),
                                        ("identity_custodian", "Identity custodian"),
                                        ("publisher", "Publisher"),
                                        ("consultation_analyst", "Consultation analyst"),
                                        ("auditor", "Auditor"),
                                        ("administrator", "Administrator"),
                                        ("trust_user", "Trust user"),
                                        ("trust_administrator", "Trust administrator"),
                                        ("manager", "Manager"),
                                        ("representative", "Representative"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("asked", "Waiting for a second administrator"),
                                    ("approved", "Approved"),
                                    ("refused", "Refused"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="role_changes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                name="rolechange_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("asked_by", models.F("user")), _negated=True),
                                name="rolechange_not_own_asked",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", models.F("user")), _negated=True),
                                name="rolechange_not_own_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None), ("state", "asked")),
                                    models.Q(
                                        models.Q(("state", "asked"), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="rolechange_decision_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "asked")), fields=("user",), name="rolechange_one_open"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RuleSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.TextField(unique=True)),
                        ("name", models.TextField()),
                        ("status", models.TextField(choices=RULE_SET_STATUSES, default="draft")),
                        ("revision", models.IntegerField(default=1)),
                        ("effective_from", models.DateTimeField()),
                        ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                        ("parameters", models.JSONField()),
                        ("sources", models.JSONField()),
                        ("drafted_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        (
                            "drafted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("during", "&&")], name="ruleset_one_at_a_time"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("during", None), ("during__isempty", False), _connector="OR"),
                                name="ruleset_period_is_not_empty",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["draft", "submitted", "approved", "withdrawn"])),
                                name="ruleset_status_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("during", None), ("status", "approved"), _negated=True),
                                    models.Q(("status", "approved"), ("during", None), _connector="OR"),
                                ),
                                name="ruleset_in_force_only_if_approved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("approved_at", None),
                                        ("approved_by", None),
                                        models.Q(
                                            models.Q(("status", "approved"), _negated=True),
                                            ("drafted_by", None),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("approved_by__isnull", False),
                                        ("drafted_by__isnull", False),
                                        ("status", "approved"),
                                        ("approved_at__isnull", False),
                                        models.Q(("approved_by", models.F("drafted_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="ruleset_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_at", None),
                                    ("during__startswith__gt", models.F("approved_at")),
                                    _connector="OR",
                                ),
                                name="ruleset_begins_after_its_approval",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("during", None),
                                    ("during__startswith", models.F("effective_from")),
                                    _connector="OR",
                                ),
                                name="ruleset_begins_as_it_says",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("drafted_by", None)),
                                fields=("drafted_by",),
                                name="ruleset_one_came_with_the_product",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UserRole",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.TextField(
                                choices=[
                                    ("registrar", "Registrar"),
                                    ("caseworker", "Caseworker"),
                                    ("investigator", "Investigator"),
                                    ("case_examiner", "Case examiner"),
                                    ("panel_chair", "Panel chair"),
                                    ("panel_member", "Panel member"),
                                    ("legal_adviser", "Legal adviser"),
                                    ("case_presenter", "Case presenter"),
                                    ("barring_officer", "Barring officer"),
                                    ("barring_approver", "Barring approver"),
                                    ("identity_custodian", "Identity custodian"),
                                    ("publisher", "Publisher"),
                                    ("consultation_analyst", "Consultation analyst"),
                                    ("auditor", "Auditor"),
                                    ("administrator", "Administrator"),
                                    ("trust_user", "Trust user"),
                                    ("trust_administrator", "Trust administrator"),
                                    ("manager", "Manager"),
                                    ("representative", "Representative"),
                                ]
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="granted",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "role"), name="userrole_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "registrar",
                                            "caseworker",
                                            "investigator",
                                            "case_examiner",
                                            "panel_chair",
                                            "panel_member",
                                            "legal_adviser",
                                            "case_presenter",
                                            "barring_officer",
                                            "barring_approver",
                                            "identity_custodian",
                                            "publisher",
                                            "consultation_analyst",
                                            "auditor",
                                            "administrator",
                                            "trust_user",
                                            "trust_administrator",
                                            "manager",
                                            "representative",
                                        ],
                                    )
                                ),
                                name="userrole_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccessEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "act",
                            models.TextField(
                                choices=[
                                    ("opened", "Opened"),
                                    ("listed", "Searched or listed"),
                                    ("downloaded", "Downloaded"),
                                    ("reason", "Gave a reason"),
                                ],
                                default="opened",
                            ),
                        ),
                        ("permission", models.TextField()),
                        ("noun", models.TextField()),
                        ("reference", models.TextField()),
                        ("allowed", models.BooleanField()),
                        ("outside_work", models.BooleanField(default=False)),
                        ("reason", models.TextField(default="")),
                        (
                            "asked",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "found",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("found_count", models.IntegerField(null=True)),
                        ("request_id", models.TextField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["noun", "reference", "-at"], name="access_by_object"),
                            models.Index(fields=["-at"], name="access_by_time"),
                            models.Index(fields=["user", "-at"], name="access_by_user"),
                            models.Index(condition=models.Q(("allowed", False)), fields=["-at"], name="access_refused"),
                            django.contrib.postgres.indexes.GinIndex(
                                condition=models.Q(("act", "listed")), fields=["asked"], name="access_by_search"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                condition=models.Q(("act", "listed")), fields=["found"], name="access_by_found"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("act__in", ["opened", "listed", "downloaded", "reason"])),
                                name="access_act_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("act", "reason"), ("reason", ""), _negated=True),
                                name="access_reason_is_given",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalOrganisation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("code", models.TextField()),
                        ("name", models.TextField()),
                        (
                            "organisation_class",
                            models.TextField(
                                choices=[
                                    ("nhs_trust", "NHS trust"),
                                    ("integrated_care_board", "Integrated care board"),
                                    ("nhs_england", "NHS England"),
                                    ("arms_length_body", "Arm’s length body"),
                                    ("health_board", "Health board"),
                                    ("other", "Other"),
                                ]
                            ),
                        ),
                        ("region", models.TextField(default="")),
                        ("integrated_care_board", models.TextField(default="")),
                        ("address", models.TextField(default="")),
                        ("postcode", models.TextField(default="")),
                        ("opened_on", models.DateField(null=True)),
                        ("closed_on", models.DateField(null=True)),
                        (
                            "successor",
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
                        "verbose_name": "historical organisation",
                        "verbose_name_plural": "historical organisations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_5dae8a_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRoleChange",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "roles_before",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("registrar", "Registrar"),
                                        ("caseworker", "Caseworker"),
                                        ("investigator", "Investigator"),
                                        ("case_examiner", "Case examiner"),
                                        ("panel_chair", "Panel chair"),
                                        ("panel_member", "Panel member"),
                                        ("legal_adviser", "Legal adviser"),
                                        ("case_presenter", "Case presenter"),
                                        ("barring_officer", "Barring officer"),
                                        ("barring_approver", "Barring approver"),
                                        ("identity_custodian", "Identity custodian"),
                                        ("publisher", "Publisher"),
                                        ("consultation_analyst", "Consultation analyst"),
                                        ("auditor", "Auditor"),
                                        ("administrator", "Administrator"),
                                        ("trust_user", "Trust user"),
                                        ("trust_administrator", "Trust administrator"),
                                        ("manager", "Manager"),
                                        ("representative", "Representative"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        (
                            "roles_after",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("registrar", "Registrar"),
                                        ("caseworker", "Caseworker"),
                                        ("investigator", "Investigator"),
                                        ("case_examiner", "Case examiner"),
                                        ("panel_chair", "Panel chair"),
                                        ("panel_member", "Panel member"),
                                        ("legal_adviser", "Legal adviser"),
                                        ("case_presenter", "Case presenter"),
                                        ("barring_officer", "Barring officer"),
                                        ("barring_approver", "Barring approver"),
                                        ("identity_custodian", "Identity custodian"),
                                        ("publisher", "Publisher"),
                                        ("consultation_analyst", "Consultation analyst"),
                                        ("auditor", "Auditor"),
                                        ("administrator", "Administrator"),
                                        ("trust_user", "Trust user"),
                                        ("trust_administrator", "Trust administrator"),
                                        ("manager", "Manager"),
                                        ("representative", "Representative"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("asked", "Waiting for a second administrator"),
                                    ("approved", "Approved"),
                                    ("refused", "Refused"),
                                ],
                                default="asked",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
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
                        "verbose_name": "historical role change",
                        "verbose_name_plural": "historical role changes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_59e77a_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRuleSet",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("version", models.TextField()),
                        ("name", models.TextField()),
                        ("status", models.TextField(choices=RULE_SET_STATUSES, default="draft")),
                        ("revision", models.IntegerField(default=1)),
                        ("effective_from", models.DateTimeField()),
                        ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                        ("parameters", models.JSONField()),
                        ("sources", models.JSONField()),
                        ("drafted_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        (
                            "drafted_by",
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
                            "approved_by",
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
                        "verbose_name": "historical rule set",
                        "verbose_name_plural": "historical rule sets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_81d040_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalUserRole",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "role",
                            models.TextField(
                                choices=[
                                    ("registrar", "Registrar"),
                                    ("caseworker", "Caseworker"),
                                    ("investigator", "Investigator"),
                                    ("case_examiner", "Case examiner"),
                                    ("panel_chair", "Panel chair"),
                                    ("panel_member", "Panel member"),
                                    ("legal_adviser", "Legal adviser"),
                                    ("case_presenter", "Case presenter"),
                                    ("barring_officer", "Barring officer"),
                                    ("barring_approver", "Barring approver"),
                                    ("identity_custodian", "Identity custodian"),
                                    ("publisher", "Publisher"),
                                    ("consultation_analyst", "Consultation analyst"),
                                    ("auditor", "Auditor"),
                                    ("administrator", "Administrator"),
                                    ("trust_user", "Trust user"),
                                    ("trust_administrator", "Trust administrator"),
                                    ("manager", "Manager"),
                                    ("representative", "Representative"),
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
                        "verbose_name": "historical user role",
                        "verbose_name_plural": "historical user roles",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_c733e1_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="IdempotencyRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.TextField()),
                        ("fingerprint", models.BinaryField(max_length=32)),
                        ("status", models.SmallIntegerField()),
                        ("headers", models.JSONField()),
                        ("body", models.BinaryField()),
                        ("created_at", models.DateTimeField(db_index=True)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("client", "key"), name="idempotencyrecord_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__gte", 200),
                                    ("status__lt", 500),
                                    models.Q(("status__in", [401, 429]), _negated=True),
                                ),
                                name="idempotencyrecord_is_an_answer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("name", models.TextField()),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("registrar", "Registrar"),
                                        ("caseworker", "Caseworker"),
                                        ("investigator", "Investigator"),
                                        ("case_examiner", "Case examiner"),
                                        ("panel_chair", "Panel chair"),
                                        ("panel_member", "Panel member"),
                                        ("legal_adviser", "Legal adviser"),
                                        ("case_presenter", "Case presenter"),
                                        ("barring_officer", "Barring officer"),
                                        ("barring_approver", "Barring approver"),
                                        ("identity_custodian", "Identity custodian"),
                                        ("publisher", "Publisher"),
                                        ("consultation_analyst", "Consultation analyst"),
                                        ("auditor", "Auditor"),
                                        ("administrator", "Administrator"),
                                        ("trust_user", "Trust user"),
                                        ("trust_administrator", "Trust administrator"),
                                        ("manager", "Manager"),
                                        ("representative", "Representative"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        ("digest", models.TextField(unique=True)),
                        ("invited_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("expires_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("approved_by", models.F("invited_by")), _negated=True),
                                name="invitation_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at", None), ("approved_by", None)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="invitation_approval_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                                fields=("email", "organisation"),
                                name="invitation_one_open",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalUser",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("email", models.EmailField(max_length=254)),
                        ("name", models.TextField()),
                        ("is_active", models.BooleanField(default=True)),
                        ("is_system", models.BooleanField(default=False)),
                        ("is_service", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
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
                    ],
                    options={
                        "verbose_name": "historical user",
                        "verbose_name_plural": "historical users",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_0a81ab_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalInvitation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("email", models.EmailField(max_length=254)),
                        ("name", models.TextField()),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("registrar", "Registrar"),
                                        ("caseworker", "Caseworker"),
                                        ("investigator", "Investigator"),
                                        ("case_examiner", "Case examiner"),
                                        ("panel_chair", "Panel chair"),
                                        ("panel_member", "Panel member"),
                                        ("legal_adviser", "Legal adviser"),
                                        ("case_presenter", "Case presenter"),
                                        ("barring_officer", "Barring officer"),
                                        ("barring_approver", "Barring approver"),
                                        ("identity_custodian", "Identity custodian"),
                                        ("publisher", "Publisher"),
                                        ("consultation_analyst", "Consultation analyst"),
                                        ("auditor", "Auditor"),
                                        ("administrator", "Administrator"),
                                        ("trust_user", "Trust user"),
                                        ("trust_administrator", "Trust administrator"),
                                        ("manager", "Manager"),
                                        ("representative", "Representative"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        ("invited_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("expires_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "approved_by",
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
                            "invited_by",
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
                    ],
                    options={
                        "verbose_name": "historical invitation",
                        "verbose_name_plural": "historical invitations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_374aa8_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalApiClient",
                    fields=[
                        ("request_id", models.TextField()),
                        ("history_change_reason", models.TextField(null=True)),
                        ("id", models.BigIntegerField(blank=True)),
                        (
                            "client_id",
                            models.CharField(
                                default=oauth2_provider.generators.generate_client_id,
                                max_length=255,
                                verbose_name="client ID",
                            ),
                        ),
                        (
                            "redirect_uris",
                            models.TextField(
                                blank=True, help_text="Allowed URIs list, space separated", verbose_name="redirect URIs"
                            ),
                        ),
                        (
                            "post_logout_redirect_uris",
                            models.TextField(
                                blank=True,
                                default="",
                                help_text="Allowed Post Logout URIs list, space separated",
                                verbose_name="post logout redirect URIs",
                            ),
                        ),
                        (
                            "client_type",
                            models.CharField(
                                choices=[("confidential", "Confidential"), ("public", "Public")],
                                max_length=32,
                                verbose_name="client type",
                            ),
                        ),
                        (
                            "authorization_grant_type",
                            models.CharField(
                                choices=[
                                    ("authorization-code", "Authorization code"),
                                    ("urn:ietf:params:oauth:grant-type:device_code", "Device Code"),
                                    ("implicit", "Implicit"),
                                    ("password", "Resource owner password-based"),
                                    ("client-credentials", "Client credentials"),
                                    ("openid-hybrid", "OpenID connect hybrid"),
                                ],
                                max_length=44,
                                verbose_name="authorization grant type",
                            ),
                        ),
                        ("hash_client_secret", models.BooleanField(default=True, verbose_name="hash client secret")),
                        ("name", models.CharField(blank=True, max_length=255, verbose_name="name")),
                        ("skip_authorization", models.BooleanField(default=False, verbose_name="skip authorization")),
                        ("created", models.DateTimeField(blank=True, editable=False, verbose_name="created")),
                        ("updated", models.DateTimeField(blank=True, editable=False, verbose_name="updated")),
                        (
                            "algorithm",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "No OIDC support"),
                                    ("RS256", "RSA with SHA-2 256"),
                                    ("HS256", "HMAC with SHA-2 256"),
                                ],
                                default="",
                                max_length=5,
                                verbose_name="algorithm",
                            ),
                        ),
                        (
                            "allowed_origins",
                            models.TextField(
                                blank=True,
                                default="",
                                help_text="Allowed origins list to enable CORS, space separated",
                                verbose_name="allowed origins",
                            ),
                        ),
                        (
                            "registration_source",
                            models.CharField(
                                choices=[
                                    ("manual", "Manual"),
                                    ("dcr", "Dynamic Client Registration"),
                                    ("cimd", "Client ID Metadata Document"),
                                ],
                                default="manual",
                                help_text="How this application was registered (manual, DCR per RFC 7591, or CIMD)",
                                max_length=32,
                                verbose_name="registration source",
                            ),
                        ),
                        (
                            "cimd_expires_at",
                            models.DateTimeField(
                                blank=True,
                                default=None,
                                help_text="When the cached Client ID Metadata Document should be re-fetched",
                                null=True,
                                verbose_name="CIMD expires at",
                            ),
                        ),
                        ("scopes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        ("slowed_until", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "granted_to",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
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
                    ],
                    options={
                        "verbose_name": "historical api client",
                        "verbose_name_plural": "historical api clients",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["id", "-history_date"], name="kernel_hist_id_41c96c_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
    ]

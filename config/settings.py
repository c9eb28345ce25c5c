"""One settings file for every environment; what differs comes from the environment (config.env)."""

import sys
from pathlib import Path
from typing import Any

import nhsuk_frontend_jinja
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import env

ROOT = env.ROOT
STATE_DIR = env.state_dir()
DEMO = env.flag("DEMO", True)
DEBUG = False
BASE_URL = env.text("BASE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
SECURE = BASE_URL.startswith("https://")
KEYRING_DIR = env.folder("KEYRING_DIR", STATE_DIR / "keyring")
# Private keys of `kernel.sealed_boxes`: each is for one process, and the others are told "-" in its place.
BOX_KEYRINGS = {
    "identities": env.private_folder("IDENTITIES_KEYRING_DIR", STATE_DIR / "keyring-identities"),
    "notices": env.private_folder("NOTICES_KEYRING_DIR", STATE_DIR / "keyring-notices"),
}
CHECKPOINT_DIR = env.folder("CHECKPOINT_DIR", STATE_DIR / "checkpoints")
MEDIA_ROOT = env.folder("MEDIA_ROOT", STATE_DIR / "media")
SECRET_KEY = env.text("SECRET_KEY", "") or env.kept_secret(KEYRING_DIR / "secret-key")
CHECKS_PER_MINUTE = env.number("CHECKS_PER_MINUTE", 60_000)
UNMATCHED_PER_TEN_MINUTES = env.number("UNMATCHED_PER_TEN_MINUTES", 1_000)
PUBLIC_PER_MINUTE = env.number("PUBLIC_PER_MINUTE", 600)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)  # of ours, each adding to X-Forwarded-For
BACKUP_KEY = env.text("BACKUP_KEY", "")
CLAMD_URL = env.socket("CLAMD_URL")
WEBHOOK_EGRESS_ALLOW = env.hosts_and_ports("WEBHOOK_EGRESS_ALLOW")  # endpoints that may be plain HTTP, and private
SERVICE_NAME = "NHS Manager Register"

ALLOWED_HOSTS = ["*"]  # links are made from BASE_URL, never from the Host header
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ACCESS_MATRIX = "config.access.MATRIX"
OWN_WORK = "config.own_work.RULES"
BAR_FOLLOWS = "barring.actions.courts.follow_court"

INSTALLED_APPS = [
    "config.apps.HouseConfig",
    "kernel",
    "register",
    "conduct",
    "barring",
    "consultation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "drf_spectacular",
    "oauth2_provider",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "kernel.http.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kernel.http.StrictInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kernel.sessions.LimitsMiddleware",
    "kernel.http.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kernel.permissions.AccessMiddleware",
]

# --- Database: the runtime role, which owns nothing; the owner's address is given to migrations only ---
STATEMENT_SECONDS = env.number("STATEMENT_SECONDS", 0)  # 5 in the web process, 60 in the worker; 0 is for ever
OWNER_COMMANDS = {"migrate", "createcachetable", "sqlflush", "flush"}
RUNTIME_URL = env.text("DATABASE_URL", "postgresql://app@/app")
RUNTIME_ROLE = env.database(RUNTIME_URL)["USER"]
OWNER_URL = env.text("MIGRATE_DATABASE_URL", "")
IS_OWNER_COMMAND = len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "kernel.db",
        **env.database(OWNER_URL if IS_OWNER_COMMAND and OWNER_URL else RUNTIME_URL),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "application_name": "manager-register",
            "options": f"-c statement_timeout={STATEMENT_SECONDS}s "
            f"-c idle_in_transaction_session_timeout={2 * STATEMENT_SECONDS}s",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_ENABLED = False  # the rows are written by triggers (kernel.history), never by signals

# --- Redis wakes workers; nothing is kept there that PostgreSQL does not hold ---
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"},
}

# --- People ---
AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["kernel.web.accounts.SignInBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "kernel.tokens.ClientSecretHasher",  # of API clients' generated secrets only
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        # Django counts letters in common, in any order: at its 0.7 a long name refuses most long passphrases.
        "OPTIONS": {"user_attributes": ("email", "name"), "max_similarity": 0.8},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"
LOGOUT_REDIRECT_URL = "home:front"
ACCOUNT_ADAPTER = "kernel.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation sent to it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can be made to mail a stranger
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "kernel.web.forms.SignInForm",
    "reset_password": "kernel.web.forms.ResetPasswordForm",
    "reset_password_from_key": "kernel.web.forms.NewPasswordForm",
}
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": False, "reset_password": "20/m/ip,5/m/key"}

# Sign-in by an organisation's own provider (OpenID Connect). None unless named; nobody signs up by one, and the second
# factor is asked for all the same, unless `second_factor` says that the provider has asked for one. It signs in
# accounts of its `organisation` (a code) only; empty, those of no organisation: the regulator's staff, and managers.
OIDC_PROVIDERS = env.providers("OIDC_PROVIDERS")
SOCIALACCOUNT_ADAPTER = "kernel.web.providers.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": one["id"],
                "name": one["name"],
                "client_id": one["client_id"],
                "secret": one["secret"],
                "settings": {
                    "server_url": one["server_url"],
                    "second_factor": bool(one["second_factor"]),
                    "organisation": one["organisation"],
                },
            }
            for one in OIDC_PROVIDERS
        ],
    }
}

BREACHED_PASSWORDS_URL = env.text("BREACHED_PASSWORDS_URL", "")  # a range service; see kernel.passwords

SESSION_ENGINE = "kernel.sessions"  # which holds the limits of 12 hours, and of 20 minutes without a page
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser: a year on it would show that somebody opened a concern's form
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
BROWSER_COOKIE_NAME = "__Host-browser" if SECURE else "browser"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "kernel.web.pages.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 25_000_000  # no file lies unsealed in a temporary folder

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *sorted({env.origin(one["server_url"]) for one in OIDC_PROVIDERS})],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Pages ---
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "config.jinja.environment",
            "context_processors": ["config.jinja.page_context", "config.home.navigation.context"],
        },
    },
    {  # only drf-spectacular and allauth look here for what they bring themselves
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
NHSUK_TEMPLATES = Path(nhsuk_frontend_jinja.__file__).parent / "templates"
STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [ROOT / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "kernel.web.static.HashedStorage"},
}
WHITENOISE_USE_FINDERS = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

# --- API ---
OAUTH2_PROVIDER_APPLICATION_MODEL = "kernel.ApiClient"
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "ACCESS_TOKEN_GENERATOR": "kernel.tokens.new_token",
    "CLIENT_SECRET_HASHER": "client_secret",
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # a token is kept as its checksum only
    "SCOPES_BACKEND_CLASS": "kernel.api.oauth.ClientScopes",
}
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SERVICE_NAME} API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": "Employability checks for organisations of the health service, and the public register.",
    "SERVERS": [{"url": BASE_URL}],
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "EventTypeEnum": "kernel.events.EVENT_TYPES",
        "LeadKindEnum": ["executive", "non_executive"],
        "TierEnum": ["board_director", "direct_report", "other_manager"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "kernel.api.schema.finish",
    ],
}

# --- Mail leaves by the outbox only ---
EMAIL_URL = env.text("EMAIL_URL", (STATE_DIR / "mail").as_uri())
NOTIFY_API_KEY = env.text("NOTIFY_API_KEY", "")  # given, mail leaves by GOV.UK Notify
NOTIFY_TEMPLATE_ID = env.text("NOTIFY_TEMPLATE_ID", "")  # of a template that shows ((subject)) and ((body)), no more
if NOTIFY_API_KEY and not NOTIFY_TEMPLATE_ID:
    raise ImproperlyConfigured("NOTIFY_API_KEY needs NOTIFY_TEMPLATE_ID, the template that the mail is put in")
NOTIFY_API_URL = env.safe_address("NOTIFY_API_URL", "https://api.notifications.service.gov.uk")
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "no-reply@manager-register.example")

# --- Celery: a wake-up call; short tasks, no results, nothing in it that a query would not find ---
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
WAKE_DISPATCHER = "config.celery.wake_dispatcher"
CELERY_BEAT_SCHEDULE = {  # the dispatcher looks for itself: at messages each second, at this each minute
    "run-due": {"task": "kernel.tasks.run_due", "schedule": 30.0, "options": {"expires": 25}},
}

# What led to a version of the rules, for its page.
RULE_SETS_BECAUSE = "consultation.web.presenters.changes.led_to_rules"

# What time makes due: functions of the instant, each safe to run twice and side by side.
DUE_WORK = [
    "kernel.actions.forget_old_requests",
    "kernel.actions.forget_ended_sign_ins",
    "kernel.idempotency.forget_old",
    "register.actions.renew_matcher",
    "barring.actions.batch_drafts.forget_drafts",
    "barring.actions.reviews.resolve_tests",
    "barring.actions.watch_batches.work_on_watch_batches",
    "barring.actions.watches.look_at_watches",
    "barring.actions.successions.follow_successors",
    "kernel.actions.successions.follow_successors",
    "barring.actions.watches.end_watches",
    "barring.actions.corrections.recall_checks",
    "barring.actions.events.give_assurance",
    "kernel.events.number_due",
    "kernel.ledger.seal_due",
    "kernel.ledger.write_due_checkpoint",
    "conduct.actions.looks.tell_who_looked",
    "conduct.actions.interim_reviews.tell_of_late_reviews",
    "consultation.actions.addresses.tell_of_outcomes",
    "consultation.actions.saving.forget_saved",
    "consultation.actions.inviting.tell_who_answered",
    "consultation.actions.subscribing.tell_subscribers",
    "consultation.actions.subscribing.forget_unconfirmed",
    "kernel.actions.tell_of_undelivered",
    "kernel.actions.scan_files",
    "kernel.actions.delete_erased_files",
    "kernel.actions.sweep_files",
    "config.backups.erasures.keep",
    "conduct.actions.bundles.make_bundles",
    "consultation.actions.imports.forget_imports",
    "consultation.actions.importing.take_in",
    "consultation.actions.campaigns.find_campaigns",
    "consultation.actions.suggesting.work_on_suggestions",
    "barring.actions.batch_work.work_off",  # last: it takes its time
]
LONG_WORK = [
    "conduct.actions.bundles.make_bundles",
    "consultation.actions.importing.take_in",
    "consultation.actions.campaigns.find_campaigns",
    "consultation.actions.suggesting.work_on_suggestions",
    "barring.actions.batch_work.work_off",
]  # what the dispatcher looks for each second as well

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "access": {"level": "INFO"},
        "house": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

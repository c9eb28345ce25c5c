"""What would make this installation unsafe, each by name."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from conduct.queries import late_reviews
from config.home import health
from kernel import history, ledger, sealed_boxes
from kernel.files import scanner, store
from kernel.models import ApiClient, Box, Event, OutboxMessage, SealingKey, StoredFile, WebhookEndpoint
from kernel.models.files import ERASED
from register.models import NationalInsurance

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
OLDEST_UNSENT = timedelta(hours=1)
LONGEST_UNSCANNED = timedelta(hours=1)
# A key that rows need, and what is lost without it. A key that nothing needs yet is made on first use.
KEYS = {
    "client-secrets": (ApiClient, "programs of trusts are refused"),
    "files": (StoredFile, "no stored file can be opened"),
    "webhooks": (WebhookEndpoint, "nothing can be signed for endpoints"),
    "national-insurance": (NationalInsurance, "National Insurance numbers match nobody"),
}

# Rules that only PostgreSQL can hold to, installed by migrations; history's own triggers are compared elsewhere.
TRIGGERS = {
    ("barring_bar", "barring_decider_is_a_stranger"),
    ("barring_bar", "barring_decision_stays"),
    ("barring_bar", "barring_time_only_longer"),
    ("conduct_allegation", "conduct_date_keeps_clauses"),
    ("conduct_case", "conduct_time_only_longer"),
    ("conduct_allegationclause", "conduct_clause_in_force"),
    ("conduct_determination", "conduct_decider_is_a_stranger"),
    ("conduct_determination", "conduct_determination_stays"),
    ("conduct_determination", "conduct_interim_deciders_never_decide"),
    ("conduct_interimdecider", "conduct_interim_decider_is_apart"),
    ("conduct_interimhearing", "conduct_interim_hearing_stays"),
    ("conduct_interimorder", "conduct_interim_order_stays"),
    ("conduct_interimorder", "conduct_interim_register_agrees"),
    ("register_restriction", "conduct_interim_register_agrees"),
    ("register_restriction", "register_interim_time"),
    ("conduct_identityopening", "conduct_identity_opened_by_two"),
    ("conduct_identityrequest", "conduct_custodian_is_a_stranger"),
    ("conduct_identityrequest", "conduct_identity_request_begins"),
    ("conduct_identityrequest", "conduct_identity_request_stays"),
    ("conduct_reporteridentity", "conduct_identity_is_for_whom_it_was"),
    ("barring_check", "barring_check_is_told"),
    ("barring_check", "barring_erased_check_is_not_found"),
    ("kernel_apiclient", "kernel_grant_is_to_another"),
    ("kernel_event", "kernel_event_numbered_later"),
    ("kernel_event", "kernel_event_numbered_once"),
    ("kernel_ruleset", "kernel_rule_set_stays"),
    ("kernel_ruleset", "kernel_rule_sets_have_no_gap"),
    *((f"register_{fact}", "register_keep_fact") for fact in ("annotation", "birthdate", "name", "nationalinsurance")),
    *((f"register_{fact}", "register_keep_fact") for fact in ("post", "registration", "restriction")),
}


def findings(*, at: datetime) -> list[str]:
    """Everything that is wrong, in words that say what; empty when the installation is safe."""
    examinations: tuple[Callable[[], Iterator[str]], ...] = (
        _durability,
        _migrations,
        lambda: iter(history.problems()),
        _triggers,
        _constraints,
        lambda: (f"{fault}: not what it must be" for fault in health.faults(at=at)),
        _redis,
        _settings,
        lambda: _outbox(at),
        lambda: _interim_orders(at),
        lambda: ledger.complaints(at=at),
        _keys,
        _boxes,
        lambda: _files(at),
    )
    return [finding for examine in examinations for finding in examine()]


def _durability() -> Iterator[str]:
    with connection.cursor() as cursor:
        for name in DURABLE:
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone() != ("on",):
                yield f"{name} is off: what was acknowledged can be lost"


def _migrations() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"migration {migration} has not been applied"


def _triggers() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        standing = set(cursor.fetchall())
    for table, name in sorted(TRIGGERS - standing):
        yield f"trigger {name} of {table} is missing or off"


def _constraints() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE convalidated UNION SELECT relname FROM pg_class")
        standing = {name for (name,) in cursor.fetchall()}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name not in standing:
                yield f"constraint {constraint.name} of {model._meta.db_table} is missing"


def _redis() -> Iterator[str]:
    try:
        found = redis.Redis.from_url(settings.REDIS_URL).config_get("maxmemory-policy")
    except redis.RedisError:
        yield "Redis does not answer: work waits until it does, and nothing is lost"
        return
    if found.get("maxmemory-policy") != "noeviction":
        yield "Redis may evict: set maxmemory-policy to noeviction"


def _settings() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG is on"
    keys = Path(settings.KEYRING_DIR)
    if not keys.is_dir() or keys.stat().st_mode & 0o077:
        yield "the key ring folder is missing, or others can read it"


def _outbox(at: datetime) -> Iterator[str]:
    waiting = OutboxMessage.objects.filter(sent_at=None, dead_at=None, written_at__lt=at - OLDEST_UNSENT).count()
    if waiting:
        yield f"{waiting} messages have waited in the outbox for over an hour"
    dead = OutboxMessage.objects.filter(dead_at__isnull=False).count()
    if dead:
        yield f"{dead} messages could not be delivered: see /staff/undelivered/"
    if Event.objects.filter(sequence=None, occurred_at__lt=at - OLDEST_UNSENT).exists():
        yield "events have waited for their place in the feeds for over an hour: see that the dispatcher runs"


def _interim_orders(at: datetime) -> Iterator[str]:
    for order in late_reviews(at=at):
        yield f"the review of interim order {order.reference} is late: it stays in force until people decide"


def _keys() -> Iterator[str]:
    for name, (model, without) in KEYS.items():
        if not (Path(settings.KEYRING_DIR) / f"{name}.key").is_file() and model._default_manager.exists():
            yield f"{name}.key is missing from the key ring, and {without}: put it back from where you keep a copy"


def _boxes() -> Iterator[str]:
    """Private keys that one process alone is to have, as far as whoever asks may see them."""
    for box, folder in settings.BOX_KEYRINGS.items():
        if folder is None:
            continue
        if folder == Path(settings.KEYRING_DIR) or list(Path(settings.KEYRING_DIR).glob(f"{box}-*.key")):
            yield f"the private key of {box} lies in KEYRING_DIR, which every process reads: give it its own folder"
        loose = [path for path in (folder, *folder.glob("*.key")) if path.exists() and path.stat().st_mode & 0o077]
        if loose:
            yield f"others can read the private key of {box}: chmod go= {loose[0]}"
        if SealingKey.objects.filter(box=box).exists() and not sealed_boxes.can_open(Box(box)):
            yield f"the private key of {box} is missing from {folder}: put it back from where you keep a copy"


def _files(at: datetime) -> Iterator[str]:
    kept = StoredFile.objects.exclude(digest=ERASED)
    keys = kept.values_list("pk", flat=True).iterator()
    missing = sum(not store.is_whole(key=key) for key in keys)
    if missing:
        yield f"{missing} stored files are missing from MEDIA_ROOT: put them back from a backup"
    if scanner.is_configured():
        due = at - LONGEST_UNSCANNED
        waiting = kept.filter(scan=StoredFile.Scan.NONE, uploaded_at__lt=due).count()
        if waiting:
            yield f"{waiting} files have waited for the virus scanner for over an hour: see that clamd answers"

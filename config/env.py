"""Reads and checks the environment. Every setting has a default that is safe on one machine."""

import json
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kernel.secret_files import make_once

ROOT = Path(__file__).resolve().parent.parent
PROVIDER_KEYS = {"id", "name", "organisation", "server_url", "client_id", "secret", "second_factor"}
SERVERS = ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL")


def state_dir() -> Path:
    """The folder of everything the system keeps outside its database."""
    return Path(os.environ.get("STATE_DIR") or ROOT / "var").resolve()


def load_run_env() -> None:
    """Take the servers of the system now running from `$STATE_DIR/run.env`, if the environment names none."""
    if any(os.environ.get(name) or os.environ.get(f"{name}_FILE") for name in SERVERS):
        return
    path = state_dir() / "run.env"
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name in SERVERS and value:
            os.environ[name] = value


def text(name: str, default: str) -> str:
    """A variable; or what stands in the file that the variable of its name and _FILE names, for secrets."""
    if not os.environ.get(name) and (path := os.environ.get(f"{name}_FILE")):
        try:
            return Path(path).read_text(encoding="utf-8").strip() or default
        except OSError as fault:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read") from fault
    return os.environ.get(name) or default


def number(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number")
    return int(value)


def safe_address(name: str, default: str) -> str:
    """An address that secrets are sent to: by HTTPS, or on this machine."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ImproperlyConfigured(f"{name} must begin with https://")
    return value


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name) or ("1" if default else "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1")
    return value == "1"


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).resolve()


def private_folder(name: str, default: Path) -> Path | None:
    """A folder that some processes are not told of: those whose variable is a hyphen."""
    return None if os.environ.get(name) == "-" else folder(name, default)


def socket(name: str) -> str:
    """The address of a program: tcp://host:port or unix:///path; empty when none is named."""
    value = os.environ.get(name) or ""
    parts = urlsplit(value)
    if value and not (parts.scheme == "tcp" and parts.hostname) and not (parts.scheme == "unix" and parts.path):
        raise ImproperlyConfigured(f"{name} must be tcp://host:port or unix:///path")
    return value


def hosts_and_ports(name: str) -> frozenset[tuple[str, int]]:
    """Exact `host:port` pairs, parted by commas or spaces. A host is written as in an address: `[::1]:8080`."""
    pairs = re.split(r"[\s,]+", (os.environ.get(name) or "").strip().lower())
    found = [re.fullmatch(r"(\[[0-9a-f:.]+\]|[^\s:/@\[\]]+):([0-9]{1,5})", pair) for pair in pairs if pair]
    if not all(found):
        raise ImproperlyConfigured(f"{name} must be host:port pairs, parted by commas")
    return frozenset((pair[1], int(pair[2])) for pair in found if pair)


def database(url: str) -> dict[str, str]:
    """Connection parameters of a `postgresql://` address; `?host=` names a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": query.get("port") or str(parts.port or ""),
    }


def kept_secret(path: Path) -> str:
    """The secret in a file, made there on first use; two processes starting at once agree on one."""
    if not path.exists():
        make_once(path, secrets.token_urlsafe(48).encode())
    return path.read_text(encoding="ascii").strip()


def providers(name: str) -> list[dict[str, Any]]:
    """Providers of sign-ins (OpenID Connect), as JSON: a list of objects with exactly PROVIDER_KEYS."""
    try:
        given = json.loads(os.environ.get(name) or "[]")
    except ValueError as fault:
        raise ImproperlyConfigured(f"{name} must be JSON") from fault
    if not isinstance(given, list) or not all(isinstance(one, dict) and one.keys() == PROVIDER_KEYS for one in given):
        raise ImproperlyConfigured(f"{name} must be a list of objects with {', '.join(sorted(PROVIDER_KEYS))}")
    return given


def origin(address: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"

"""Parsers of environment variables; each raises ValueError for a value that is not valid."""

import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from commitments.enums import Classification, Role

T = TypeVar("T")
_WORDS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


BASE_DIR = Path(__file__).resolve().parent.parent


def data_folder(named: str) -> Path:
    """Return the folder of everything that is written: the one named, or var/ beside the code."""
    return Path(named or BASE_DIR / "var").resolve()


class Reader:
    """Reads variables, and keeps those it could not read in `unreadable` (name -> value)."""

    def __init__(self, env: environ.Env) -> None:
        self.env = env
        self.unreadable: dict[str, str] = {}

    def __call__(self, name: str, default: T, parse: Callable[[str], T]) -> T:
        """Parse one variable; where it is absent or cannot be read, return the default."""
        raw = str(self.env.str(name, default="")).strip()
        if not raw:
            return default
        try:
            return parse(raw)
        except (ValueError, KeyError, environ.ImproperlyConfigured):
            self.unreadable[name] = raw
            return default


def positive(raw: str) -> int:
    """Read a whole number above zero."""
    if (number := int(raw)) < 1:
        raise ValueError(raw)
    return number


def count(raw: str) -> int:
    """Read a whole number, zero included."""
    if (number := int(raw)) < 0:
        raise ValueError(raw)
    return number


def flag(raw: str) -> bool:
    """Read yes or no."""
    return _WORDS[raw.lower()]


def zone(raw: str) -> str:
    """Read the name of a time zone."""
    return zoneinfo.ZoneInfo(raw).key


def address(raw: str) -> str:
    """Read an http or https address, without the slash at its end."""
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError(raw)
    return raw.rstrip("/")


def web_page(raw: str) -> str:
    """Read an http or https address, as it stands."""
    address(raw)
    return raw


def classification(raw: str) -> int:
    """Read a level of classification by its word."""
    return int(Classification[raw.upper()])


def markings(raw: str) -> tuple[str, ...]:
    """Read the words of the four levels of classification, the lowest first."""
    words = tuple(" ".join(word.split()) for word in raw.split(","))
    if len(words) != len(Classification) or not all(words) or len(set(words)) != len(words):
        raise ValueError(raw)
    return words


def mailbox(raw: str) -> str:
    """Read a bare email address."""
    try:
        validate_email(raw)
    except ValidationError as error:
        raise ValueError(raw) from error
    if not raw.isascii():
        raise ValueError(raw)
    return raw


# A database server that vanished without a word (power, network, a moved address) is noticed after half a
# minute, not after the quarter of an hour or the two hours of the kernel.
VANISHED = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def postgresql(raw: str) -> dict[str, Any]:
    """Read a PostgreSQL address; on a socket: postgres://user@/name?host=/folder."""
    if urlsplit(raw).scheme not in {"postgres", "postgresql"}:
        raise ValueError(raw)
    config: dict[str, Any] = environ.Env.db_url_config(raw, engine="tracker.database.postgresql")
    if not config.get("NAME"):
        raise ValueError(raw)
    # To compile a question takes PostgreSQL a second where it guesses many rows, and the answer milliseconds.
    # What the address itself says goes before.
    options = {"options": "-c jit=off", **VANISHED, **config.get("OPTIONS", {})}
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def redis(raw: str) -> str:
    """Read the address of a Redis server; on a socket: unix:///folder/socket."""
    if urlsplit(raw).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError(raw)
    return raw


def mail_server(raw: str) -> dict[str, Any]:
    """Read the address of a mail server: smtp, smtp+tls (STARTTLS) or smtp+ssl."""
    parts = urlsplit(raw)
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname or parts.port == 0:
        raise ValueError(raw)
    config: dict[str, Any] = environ.Env.email_url_config(raw)
    user, password = config["EMAIL_HOST_USER"] or "", config["EMAIL_HOST_PASSWORD"] or ""
    if bool(user) != bool(password) or not (user + password).isascii():
        raise ValueError(raw)
    return config


def in_doubt(raw: str) -> str:
    """Read what to do with an email of unknown delivery: hold or resend."""
    if raw.lower() not in {"hold", "resend"}:
        raise ValueError(raw)
    return raw.lower()


def parse_delivery_log(raw: str) -> tuple[str, str]:
    """Read where the arrival of emails is looked up: a kind, and an absolute path."""
    kind, _, path = raw.partition(":")
    if kind not in {"maildir", "postfix"} or not path.startswith("/"):
        raise ValueError(raw)
    return kind, path


def roles(raw: str) -> frozenset[Role]:
    """Read roles by their words, separated by commas; `none` for no role."""
    if raw.lower() == "none":
        return frozenset()
    return frozenset(Role[word.strip().upper()] for word in raw.split(","))


def scanner(raw: str) -> tuple[str, str | tuple[str, int]]:
    """Read where clamd listens: unix:/path/to/socket or tcp:host:port, as a kind and an address."""
    kind, _, where = raw.partition(":")
    if kind == "unix" and where.startswith("/"):
        return kind, where
    parts = urlsplit(f"//{where}")
    if kind != "tcp" or not parts.hostname or not parts.port:
        raise ValueError(raw)
    return kind, (parts.hostname, parts.port)


def identity_provider(issuer: str, client_id: str, secret: str, name: str) -> dict[str, Any]:
    """Describe the ministry's own sign-on to allauth; without one there is none."""
    provider: dict[str, Any] = {
        "provider_class": "commitments.web.single_sign_on.Provider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [],
    }
    if issuer and client_id:
        app = {"provider_id": "ministry", "name": name, "client_id": client_id, "secret": secret}
        provider["APPS"] = [app | {"settings": {"server_url": issuer}}]
    return {"openid_connect": provider}


def webhook_hosts(raw: str) -> dict[tuple[str, int], bool]:
    """Read the hosts that webhooks may use, such as `hooks.example.org, 10.0.0.7:8443 private`.

    Each has its port, 443 by default, and whether it may have a private address.
    """
    found = {}
    for part in raw.split(","):
        where, *words = part.split()
        parts = urlsplit(f"//{where}")
        is_plain = parts.netloc == where and "@" not in where and parts.hostname and parts.port != 0
        if not is_plain or not where.isascii() or words not in ([], ["private"]):
            raise ValueError(raw)
        found[(parts.hostname or "").rstrip("."), parts.port or 443] = bool(words)
    return found

"""System checks for wrong settings, each with a stable id and a hint."""

import ssl
from collections.abc import Callable, Sequence
from email.utils import parseaddr
from typing import Any

import holidays
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from commitments.db import fulltext, triggers
from commitments.files import checks, storage
from commitments.packets.render.printing import check_files, check_network
from commitments.reminders.smtp import why_no_session

# What each variable should look like: name -> (id, hint).
READABLE = {
    "PORT": ("E101", "Give a whole number above zero, such as 8000."),
    "PUBLIC_URL": ("E102", "Give the address people open, such as https://tracker.example.org."),
    "DEBUG": ("E103", "Give true or false."),
    "TIME_ZONE": ("E104", "Give a name from the IANA time zone database, such as Asia/Seoul."),
    "DAILY_MAIL_AT": ("E105", "Give a time of day as HH:MM, such as 07:00."),
    "SWEEP_SECONDS": ("E106", "Give a whole number of seconds above zero, such as 30."),
    "DATABASE_URL": ("E107", "Give postgres://user:password@host:5432/name, or leave it out for SQLite."),
    "REDIS_URL": ("E108", "Give redis://host:6379/0, or leave it out for the file broker."),
    "EMAIL_URL": (
        "E109",
        "Give smtp://, smtp+tls:// or smtp+ssl:// and user:password@host:port, or leave it out.",
    ),
    "CLASSIFICATION_LABELS": (
        "E113",
        "Give four words separated by commas, the lowest first, or leave it out.",
    ),
    "MAIL_CEILING": ("E111", "Give public, restricted, confidential or secret."),
    "DUTY_BOX": ("E112", "Give one mail address, such as duty@example.org, or leave it out."),
    "MAIL_IN_DOUBT": ("E114", "Give hold or resend."),
    "MAIL_ORACLE": ("E115", "Give maildir:/folder or postfix:/log/file, or leave it out."),
    "BOUNCE_ADDRESS": ("E117", "Give one mail address, such as bounces@example.org, or leave it out."),
    "BACKLOG_PER_MINUTE": ("E116", "Give a whole number of mails above zero, such as 20."),
    "EMAIL_ALARM_MINUTES": ("E130", "Enter a whole number of minutes above zero, such as 15."),
    "MIN_FREE_MB": ("E131", "Enter a whole number of megabytes, such as 200."),
    "WEBHOOK_HOSTS": (
        "E132",
        "Name hosts separated by commas, each as host, host:port or host:port private, or leave it out.",
    ),
    "MAX_WAITING_REQUESTS": ("E133", "Enter a whole number of requests above zero, such as 20."),
    "MAX_REQUESTS_PER_USER": ("E134", "Enter a whole number of requests above zero, such as 6."),
    "HEARTBEAT_URL": ("E118", "Give an http or https address, or leave it out."),
    "SECOND_FACTOR_ROLES": ("E119", "Give roles such as administrator,head_of_desk, or none."),
    "SECOND_FACTOR_ABOVE": ("E120", "Give public, restricted, confidential or secret."),
    "SESSION_IDLE_MINUTES": ("E121", "Give a whole number of minutes above zero, such as 60."),
    "OIDC_ISSUER": (
        "E122",
        "Give the provider's address, such as https://sso.example.org, or leave it out.",
    ),
    "SCANNER": ("E123", "Give unix:/run/clamav/clamd.ctl or tcp:host:3310, or leave it out."),
    "TRUSTED_PROXIES": ("E110", "Give the number of proxies before the web process, such as 1."),
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
Check = Callable[..., Sequence[CheckMessage]]


def _error(text: str, hint: str, number: str) -> CheckMessage:
    return Error(text, hint=hint, id=f"commitments.{number}")


def check_readable(**_kwargs: Any) -> list[CheckMessage]:
    """Report each variable whose value could not be read."""
    return [
        _error(f"{name} cannot be read.", hint, number)
        for name, (number, hint) in READABLE.items()
        if name in settings.UNREADABLE
    ]


def check_secret(**_kwargs: Any) -> list[CheckMessage]:
    """Report a missing or weak secret key where the tracker is in production."""
    if not settings.PRODUCTION:
        return []
    if settings.SECRET_KEY == settings.DEFAULT_SECRET_KEY:
        hint = "Set SECRET_KEY to 50 or more random characters, the same for every process."
        return [_error("SECRET_KEY is not set, and this is a production installation.", hint, "E001")]
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 5:
        return [_error("SECRET_KEY is too short.", "Set SECRET_KEY to 50 or more random characters.", "E002")]
    return []


def check_debug(**_kwargs: Any) -> list[CheckMessage]:
    """Report DEBUG in production: its error pages show settings and rows."""
    if settings.PRODUCTION and settings.DEBUG:
        hint = "Remove DEBUG, or run without DATABASE_URL and with a PUBLIC_URL on localhost."
        return [_error("DEBUG is on, and this is a production installation.", hint, "E003")]
    return []


def check_home_country(**_kwargs: Any) -> list[CheckMessage]:
    """Report a home country that no calendar is known for."""
    if settings.HOME_COUNTRY in holidays.list_supported_countries():
        return []
    hint = "Set HOME_COUNTRY to the ISO 3166 code of your country in two letters, such as KR."
    return [_error(f"HOME_COUNTRY {settings.HOME_COUNTRY!r} is unknown.", hint, "E004")]


def check_mail_from(**_kwargs: Any) -> list[CheckMessage]:
    """Report a sender that is not a valid email address, or that no SMTP command can carry."""
    address = parseaddr(settings.MAIL_FROM)[1]
    if "@" in address and address.isascii():
        return []
    hint = "Set MAIL_FROM to the address that mails come from, such as tracker@example.org."
    return [_error("MAIL_FROM is not a mail address.", hint, "E005")]


def check_hosts(**_kwargs: Any) -> list[CheckMessage]:
    """Report a production installation that answers to any host name."""
    if settings.PRODUCTION and "*" in settings.ALLOWED_HOSTS:
        hint = "Name the hosts in ALLOWED_HOSTS, or leave it out for the host of PUBLIC_URL."
        return [_error("ALLOWED_HOSTS lets every host name in.", hint, "E006")]
    return []


def check_sign_on(**_kwargs: Any) -> list[CheckMessage]:
    """Report a ministry's own sign-on that is half set, or that production reaches without encryption."""
    said = (settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)
    if any(said) and not all(said):
        hint = "Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together, or leave all three out."
        return [_error("The ministry's own sign-on is half set.", hint, "E007")]
    if settings.PRODUCTION and settings.OIDC_ISSUER.startswith("http:"):
        return [_error("OIDC_ISSUER is not encrypted.", "Give an https address.", "E008")]
    return []


def check_fallbacks(**_kwargs: Any) -> list[CheckMessage]:
    """Report keys that were, where one of them is known to everybody or easily guessed."""
    kept = settings.SECRET_KEY_FALLBACKS if settings.PRODUCTION else []
    if any(key == settings.DEFAULT_SECRET_KEY or len(key) < 50 or len(set(key)) < 5 for key in kept):
        hint = "Leave out of SECRET_KEY_FALLBACKS what was no key of 50 or more random characters."
        return [_error("SECRET_KEY_FALLBACKS holds a weak key, and what it signs counts.", hint, "E009")]
    return []


def check_ca_file(**_kwargs: Any) -> list[CheckMessage]:
    """Report a file of certificates that cannot be read: no email, or no webhook message, could be sent."""
    hint = "Name a file with the certificate of your certificate authority in PEM format."
    return [
        _error(f"{name} cannot be read, or is no certificate.", hint, number)
        for name, number in (("EMAIL_CA_FILE", "E010"), ("WEBHOOK_CA_FILE", "E011"))
        if getattr(settings, name) and not _is_certificate(getattr(settings, name))
    ]


def _is_certificate(file: str) -> bool:
    try:
        ssl.create_default_context(cafile=file)
    except OSError:
        return False
    return True


CHECKS: tuple[Check, ...] = (
    check_readable,
    check_secret,
    check_debug,
    check_home_country,
    check_mail_from,
    check_hosts,
    check_sign_on,
    check_fallbacks,
    check_ca_file,
)


def check_scanner(**_kwargs: Any) -> list[CheckMessage]:
    """Report a virus scanner that does not answer: no file can be filed then."""
    if settings.SCANNER is None or checks.is_scanner_up():
        return []
    text, hint = "The scanner does not answer: no file is taken.", "Start clamd, or mend SCANNER."
    return [Warning(text, hint=hint, id="commitments.W004")]


def check_email_server(**_kwargs: Any) -> list[CheckMessage]:
    """Report an email server that opens no session for us, and a password that is sent in clear text."""
    found: list[CheckMessage] = []
    if settings.MAIL_TO_FILES:
        return found
    is_clear = not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    if is_clear and settings.EMAIL_HOST_USER and settings.EMAIL_HOST not in LOOPBACK:
        text = "EMAIL_URL sends its password in clear text."
        hint = "Use smtp+tls:// or smtp+ssl://."
        found.append(Warning(text, hint=hint, id="commitments.W006"))
    if reason := why_no_session():
        hint = "Correct EMAIL_URL, then run manage.py send_test_mail."
        found.append(Warning(f"No email can be sent: {reason}", hint=hint, id="commitments.W007"))
    return found


def check_anchors(**_kwargs: Any) -> list[CheckMessage]:
    """Report an anchor file that cannot be written: deleting the newest history would be harder to detect."""
    if storage.may_write(settings.ANCHORS_FILE):
        return []
    text = f"ANCHORS_FILE cannot be written: {settings.ANCHORS_FILE}."
    hint = "Let the processes of the tracker write it, or name another file."
    return [Warning(text, hint=hint, id="commitments.W005")]


# After an update many may be missing at once.
NAMED_TRIGGERS = 3


def check_locks(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report missing triggers; only a warning, so that `migrate`, which creates them, still runs."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        if triggers.AUDIT in connections[alias].introspection.table_names():
            missing = triggers.list_missing_triggers(connections[alias])
            if not missing:
                continue
            named = ", ".join(missing[:NAMED_TRIGGERS])
            more = f" and {len(missing) - NAMED_TRIGGERS} more" if len(missing) > NAMED_TRIGGERS else ""
            found.append(
                Warning(
                    f"The database does not hold {named}{more}: agreed text could be altered.",
                    hint="Run manage.py migrate, which sets them again.",
                    id="commitments.W001",
                )
            )
    return found


def check_index(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report a missing search index, or missing triggers that update it: nothing can be found then."""
    return [
        Warning(
            "The database lacks the index of words: searching finds nothing, or is slow.",
            hint="Run manage.py migrate, which makes it again, then manage.py index_words.",
            id="commitments.W002",
        )
        for alias in databases or ()
        if fulltext.TABLE in connections[alias].introspection.table_names()
        and fulltext.is_missing(connections[alias])
    ]


def check_commits(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report a PostgreSQL that may lose committed changes: sent emails would be sent again."""
    return [
        Warning(
            f"{name} is off: a server that stops at once forgets mails that went out, and sends them again.",
            hint=f"Set {name} = on for the database of the tracker.",
            id="commitments.W003",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql"
        for name in ("fsync", "synchronous_commit")
        if _read_setting(alias, name) == "off"
    ]


def _read_setting(alias: str, name: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


def register_all() -> None:
    """Register the checks with Django; calling it again changes nothing."""
    for check in CHECKS:
        register(check)
    # Told, and no reason to refuse to start: the fetcher guards where the kernel cannot.
    register(check_network, deploy=True)
    register(check_files, deploy=True)
    register(check_scanner, deploy=True)
    register(check_email_server, deploy=True)
    register(check_anchors)
    register(check_locks, Tags.database)
    register(check_index, Tags.database)
    register(check_commits, Tags.database)


def refuse_wrong_settings(**_kwargs: Any) -> None:
    """Stop a process that runs no system checks of its own (gunicorn, beat) before it serves anyone.

    Raises ImproperlyConfigured with every finding.
    """
    findings = [message for check in CHECKS for message in check()]
    if findings:
        raise ImproperlyConfigured("\n".join(f"({m.id}) {m.msg} {m.hint}" for m in findings))

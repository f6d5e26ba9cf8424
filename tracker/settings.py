"""Every setting, from the environment; without any variable the tracker runs on embedded defaults."""

from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from commitments.enums import Classification
from tracker.environment import (
    BASE_DIR,
    Reader,
    address,
    classification,
    count,
    data_folder,
    flag,
    identity_provider,
    in_doubt,
    mail_server,
    mailbox,
    markings,
    parse_delivery_log,
    positive,
    postgresql,
    redis,
    roles,
    scanner,
    web_page,
    webhook_hosts,
    zone,
)
from tracker.fixed import *  # noqa: F403
from tracker.fixed import STEPS_OF, WITH_SECOND_FACTOR

env = environ.Env()
DATA = data_folder(env.str("TRACKER_DATA", default=""))

read = Reader(env)
# Values that could not be read: the default stands in, and the system checks say so.
UNREADABLE = read.unreadable

# --- This installation
PORT = read("PORT", 8000, positive)
PUBLIC_URL = read("PUBLIC_URL", f"http://localhost:{PORT}", address)
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
HTTPS = PUBLIC_URL.startswith("https://")
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
_IS_OPEN = not {PUBLIC_HOST, *_HOSTS} <= {*LOCAL_HOSTS, "::1"}
PRODUCTION = bool(env.str("DATABASE_URL", default="")) or _IS_OPEN
DEBUG = read("DEBUG", False, flag)
ALLOWED_HOSTS = _HOSTS or ([PUBLIC_HOST] if PRODUCTION else [*LOCAL_HOSTS, PUBLIC_HOST])
HOME_COUNTRY = env.str("HOME_COUNTRY", default="KR").strip().upper()
TIME_ZONE = read("TIME_ZONE", "UTC", zone)
CLASSIFICATION_LABELS: tuple[str, ...] = read("CLASSIFICATION_LABELS", (), markings)
DAILY_MAIL_AT = read("DAILY_MAIL_AT", time(7, 0), time.fromisoformat)
SWEEP_SECONDS = read("SWEEP_SECONDS", 30, positive)

# The key file is made by bin/run or `manage.py up`; in production the checks refuse a missing key.
DEFAULT_SECRET_KEY = "django-insecure-not-a-key-set-SECRET_KEY-or-run-bin-run"  # noqa: S105
_KEY_FILE = DATA / "secret_key"
SECRET_KEY = env.str("SECRET_KEY", default="") or (
    _KEY_FILE.read_text().strip() if _KEY_FILE.is_file() else DEFAULT_SECRET_KEY
)
# Keys that were: what they signed still holds.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- Application
INSTALLED_APPS = [
    "commitments.apps.CommitmentsConfig",
    "commitments.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "drf_spectacular",
    "knox",
    "rest_framework",
]
MIDDLEWARE = [
    "commitments.web.logs.RequestLog",
    # Before all that may answer by itself: every answer carries them.
    "csp.middleware.CSPMiddleware",
    "commitments.web.middleware.Headers",
    # Before all that uses the database: a refused request has no connection to it.
    "commitments.web.overload.RefuseOverload",
    # Asked by machines, by whatever name or address: no other part of a request is read for them.
    "commitments.web.health.HealthFirst",
    "commitments.web.middleware.CompressPages",
    # Before all that reads the database, and all that may swallow an error.
    "commitments.web.middleware.WatchRelations",
    "commitments.web.middleware.RefuseLarge",
    "commitments.web.middleware.WrittenFrom",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "commitments.web.middleware.TwoCookies",
    "django.middleware.locale.LocaleMiddleware",
    "commitments.web.middleware.RefuseNul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "commitments.web.sessions.EndIdle",
    "commitments.web.middleware.PersonalSettings",
    "commitments.web.typed_input.KeepTyped",
    "commitments.web.account_pages.AskForIt",
    "commitments.admin.packets.steps.PacketNotice",
    # Behind the language and time zone of the person, before any page.
    "commitments.admin.as_of.RefusePast",
    "commitments.web.middleware.SendEmailAfterwards",
    "commitments.web.middleware.LogOpenings",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
MESSAGE_STORAGE = "commitments.web.message_storage.MessageStorage"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "commitments.web.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commitments.web.context.add_frame",
            ],
        },
    }
]
# --- Overload: how many requests wait in one web process, and how many of one person are open in it at once.
# A browser opens six connections to a host.
MAX_WAITING_REQUESTS = read("MAX_WAITING_REQUESTS", 20, positive)
MAX_REQUESTS_PER_USER = read("MAX_REQUESTS_PER_USER", 6, positive)

# --- Database and cache
_SQLITE: dict[str, Any] = {
    "ENGINE": "tracker.database.sqlite3",
    "NAME": DATA / "tracker.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        # The records as of a past day stand in temporary tables, which are no file to be read.
        "PRAGMA temp_store=MEMORY;",
    },
}
DATABASES: dict[str, dict[str, Any]] = {"default": read("DATABASE_URL", _SQLITE, postgresql)}
REDIS_URL = read("REDIS_URL", "", redis)
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "tracker.cache.Cache",
        "LOCATION": REDIS_URL,
        # A page waits no longer for what it can do without.
        "OPTIONS": {
            "serializer": "tracker.cache.JSONSerializer",
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
        },
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache",
        # Attempts on invented accounts must not push out the failures of a real one.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Counts of one web process, not shared.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- Background work: a message carries an id, nothing that matters lives in the broker
BROKER_FOLDERS = {
    "data_folder_in": DATA / "broker" / "queue",
    "data_folder_out": DATA / "broker" / "queue",
    "control_folder": DATA / "broker" / "control",
}
# kombu names a Redis socket redis+socket://; everything else in this project says unix://.
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1) if REDIS_URL else "filesystem://localhost"
)
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"socket_connect_timeout": 2, "socket_timeout": 2}
    if REDIS_URL
    # A folder is looked into so often, in seconds, by a worker that waits.
    else {"polling_interval": 0.2} | {name: str(path) for name, path in BROKER_FOLDERS.items()}
)
CELERY_TIMEZONE = TIME_ZONE

# --- Mail: without EMAIL_URL each mail is one file under DATA/mail
_FILE_MAIL: dict[str, Any] = {}
_EMAIL: dict[str, Any] = read("EMAIL_URL", _FILE_MAIL, mail_server)
EMAIL_BACKEND = "commitments.web.email_backend.EmailBackend"
EMAIL_HOST: str = _EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_USE_TLS: bool = bool(_EMAIL.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL: bool = bool(_EMAIL.get("EMAIL_USE_SSL"))
EMAIL_PORT: int = _EMAIL.get("EMAIL_PORT") or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
EMAIL_HOST_USER: str = _EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD: str = _EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_TIMEOUT = 60
# Certificates of the mail server are checked by this file alone where it is set; never not at all.
EMAIL_CA_FILE = env.str("EMAIL_CA_FILE", default="")
MAIL_FOLDER = DATA / "mail"
# Anchors of the history, one a line: best on a disk that who keeps the database does not write.
ANCHORS_FILE = Path(env.str("ANCHORS_FILE", default=str(DATA / "anchors.txt")))
MAIL_TO_FILES = _EMAIL is _FILE_MAIL
MAIL_FROM = env.str("MAIL_FROM", default=f"tracker@{PUBLIC_HOST}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
# Above this level a mail carries the reference alone; the duty box is the last resort of every reminder.
MAIL_CEILING = read("MAIL_CEILING", 1, classification)
DUTY_BOX = read("DUTY_BOX", "", mailbox)
# What becomes of a mail cut off at its last byte where nothing says whether it arrived, and what could say.
MAIL_IN_DOUBT = read("MAIL_IN_DOUBT", "hold", in_doubt)
MAIL_ORACLE: tuple[str, str] | None = read("MAIL_ORACLE", None, parse_delivery_log)
# Reports about mails that could not be delivered come here, with the mail's key after a plus.
BOUNCE_ADDRESS = read("BOUNCE_ADDRESS", "", mailbox)
BACKLOG_PER_MINUTE = read("BACKLOG_PER_MINUTE", 20, positive)
HEARTBEAT_URL = read("HEARTBEAT_URL", "", web_page)
# Email that is due and not accepted for longer raises the alarm.
EMAIL_ALARM_MINUTES = read("EMAIL_ALARM_MINUTES", 15, positive)
# Hosts and ports that webhooks may use, each with whether it may have a private address; none by default.
_NO_HOSTS: dict[tuple[str, int], bool] = {}
WEBHOOK_HOSTS = read("WEBHOOK_HOSTS", _NO_HOSTS, webhook_hosts)
# Their certificates are checked by this file alone where it is set.
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", default="")

# --- Sign-in
# Who needs a second factor to sign in, and up to which level one reads without. Off on the embedded defaults.
SECOND_FACTOR_ROLES = read("SECOND_FACTOR_ROLES", WITH_SECOND_FACTOR if PRODUCTION else frozenset(), roles)
SECOND_FACTOR_ABOVE = read(
    "SECOND_FACTOR_ABOVE",
    int(Classification.RESTRICTED if PRODUCTION else Classification.SECRET),
    classification,
)
SESSION_IDLE_MINUTES = read("SESSION_IDLE_MINUTES", 60, positive)
ALLAUTH_TRUSTED_PROXY_COUNT = read("TRUSTED_PROXIES", 1 if HTTPS else 0, count)
OIDC_ISSUER = read("OIDC_ISSUER", "", address)
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="")
SOCIALACCOUNT_PROVIDERS = identity_provider(OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME)

# --- What a browser may do
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A browser takes a cookie of that prefix from this host alone, not from another one under its domain.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_SECOND_COOKIE_NAME = f"{SESSION_COOKIE_NAME}2"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# --- Languages and files
LOCALE_PATHS = [BASE_DIR / "commitments" / "locale"]
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
# The help shows the pictures of the user guide.
STATICFILES_DIRS = [("help", BASE_DIR / "docs" / "pictures")]
MEDIA_ROOT = DATA / "files"
# With less room in a storage folder, load balancers send this host no requests.
MIN_FREE_MB = read("MIN_FREE_MB", 200, count)
# What people file passes it before it is kept.
SCANNER: tuple[str, str | tuple[str, int]] | None = read("SCANNER", None, scanner)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- API
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["commitments.api.tokens.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["commitments.api.responses.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "commitments.api.responses.Negotiation",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "commitments.api.schema.TrackerSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_RATES": {"user": "600/min", "calendar": "60/min", "anon": "60/min"},
    "EXCEPTION_HANDLER": "commitments.api.problems.handle_exception",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "URL_FORMAT_OVERRIDE": None,
}
_WORDS = (
    *("CommitmentState", "EvidenceKind", "DeadlineKind", "Health", "LeadRole", "MeetingForm", "Strength"),
    *("MechanismLevel", "PostFunction", "ProtocolLevel"),
    *("ApprovalState", "ApprovalKind", "PacketState", "PassageState", "ReminderState", "ReminderKind"),
    *("PacketCommentState", "MinutesState", "MinutesChangeState", "WebhookState", "WebhookEvent"),
    *("MeetingState", "MoveReason", "Nature", "OutcomeKind", "OwedBy", "Side", "SpokenBy", "StatementKind"),
)
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Tracker of commitments",
    "DESCRIPTION": "Reads records as far as the token's person may; changes what the token was made for.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "commitments.api.schema_hooks.allow_choice",
        "commitments.api.schema_hooks.close_bodies",
        "commitments.api.schema_hooks.name_tags",
        "commitments.api.schema_hooks.explain_words",
        "commitments.api.schema_hooks.show_examples",
        "commitments.api.schema_hooks.link_records",
        "commitments.api.reference.describe_problems",
    ],
    "SERVERS": [{"url": PUBLIC_URL}],
    "ENUM_NAME_OVERRIDES": {
        "Answer": "commitments.api.serializers.meetings.ANSWERS",
        "NotSentReason": "commitments.api.serializers.meetings.REASONS",
        "AnswerGiven": "commitments.api.views.outcomes.GIVEN_ANSWERS",
        "Classification": "commitments.api.serializers.base.CLASSIFICATIONS",
        "CommitmentStrength": "commitments.api.serializers.base.STRENGTHS_OF_COMMITMENTS",
        **{name: f"commitments.enums.{name}" for name in _WORDS},
        **{f"{noun}Step": f"commitments.api.views.{names}" for noun, names in STEPS_OF.items()},
    },
}

# --- Logs: ids only, one JSON line each on standard error
LOGGING_CONFIG = "commitments.web.logs.configure_logging"
LOGGING = {"level": env.str("LOG_LEVEL", default="INFO").upper()}

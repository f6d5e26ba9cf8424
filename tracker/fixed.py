"""Settings that are the same in every installation: none of them reads the environment."""

import tomllib
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from commitments.enums import Role

# The version of the product, as pyproject.toml has it.
VERSION: str = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"][
    "version"
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One meeting page carries many rows of outcomes and commitments.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Background work: a message carries an id, nothing that matters lives in the broker
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A Redis that is full, read-only or of wrong types ends no worker: it connects again until Redis is well.
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
# Where a process of a worker is killed its message comes again; what it held is free once its lease is over.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# Long work never delays a reminder: it has a queue, and a worker, of its own.
REMINDERS, LONG_WORK = "reminders", "long_work"
CELERY_TASK_QUEUES = (Queue(REMINDERS), Queue(LONG_WORK))
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_QUEUE = REMINDERS
# Where each task goes, and after how many minutes it is stopped: by an exception, a minute later by the end
# of its process. All is over before the hour after which Redis delivers an unfinished message again.
_TASKS = {
    "sweep": (REMINDERS, 10),
    "send_invitation": (REMINDERS, 3),
    "send_resets": (REMINDERS, 3),
    "send_factor_link": (REMINDERS, 3),
    "make_packet": (LONG_WORK, 10),
    "prepare_copies": (LONG_WORK, 10),
    "make_matrix": (LONG_WORK, 10),
    "make_closure_package": (LONG_WORK, 30),
    "carry_out": (LONG_WORK, 10),
    "work_on_import": (LONG_WORK, 30),
    "print_test_page": (LONG_WORK, 2),
    "forget_sessions": (LONG_WORK, 10),
    "forget_imports": (LONG_WORK, 10),
}
CELERY_TASK_ROUTES = {f"commitments.tasks.{name}": {"queue": queue} for name, (queue, _) in _TASKS.items()}
CELERY_TASK_ANNOTATIONS = {
    f"commitments.tasks.{name}": {"soft_time_limit": minutes * 60, "time_limit": (minutes + 1) * 60}
    for name, (_, minutes) in _TASKS.items()
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
# No message that comes twice does anything twice; a task that is ended lets its mails wait for their lease.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# How often a worker of long work prints a test page, and after how long without one the alarm is raised.
PRINT_SECONDS, PRINT_ALARM_SECONDS = 60, 300

# --- The API: nouns whose steps are addresses, with the modules that have them
STEPS_OF = {
    "": "commitment_steps.COMMITMENT_ACTION_NAMES",
    "Meeting": "meetings.NAMES",
    "Outcome": "outcomes.NAMES",
    "Statement": "documents.NAMES",
    "Request": "commitment_steps.REQUEST_ACTION_NAMES",
    "Comment": "documents.COMMENT_NAMES",
    "Translation": "translation_steps.NAMES",
    "Minutes": "minutes.NAMES",
    "MinutesChange": "minutes.CHANGE_NAMES",
    "Closure": "protocol.CLOSURE_NAMES",
    "Entry": "protocol.REMOVE_NAMES",
    "Webhook": "webhooks.NAMES",
    "WebhookMessage": "webhooks.MESSAGE_NAMES",
}
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_PREFIX": "tracker_",
    "TOKEN_TTL": timedelta(days=90),
}

# --- Sign-in
AUTH_USER_MODEL = "commitments.User"
AUTHENTICATION_BACKENDS = ["commitments.web.sessions.Backend"]
_PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_PASSWORDS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": f"{_PASSWORDS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_PASSWORDS}.CommonPasswordValidator"},
    {"NAME": f"{_PASSWORDS}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "commitments.web.account_adapter.AccountAdapter"
_FORMS = "commitments.web.account_forms"
ACCOUNT_FORMS = {
    name: f"{_FORMS}.{name.title().replace('_', '')}"
    for name in ("change_password", "reset_password", "reset_password_from_key", "reauthenticate")
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "commitments.accounts.invitations.ResetTokenGenerator"  # noqa: S105
# Counted by commitments/web/sign_in_limits.py instead: a network is slowed, never blocked.
ACCOUNT_RATE_LIMITS: dict[str, str | None] = dict.fromkeys(
    ("login", "login_failed", "reset_password", "reset_password_from_key")
)
# A stranger's address gets no mail; the page says the same either way, and mail goes out after it.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# --- The second factor
# Who must have one in production: whoever gives rights, decides for others, or reads everything.
WITH_SECOND_FACTOR = frozenset(
    {Role.ADMINISTRATOR, Role.DIVISION_HEAD, Role.HEAD_OF_DESK, Role.RECORDS_OFFICER, Role.AUDITOR}
)
MFA_ADAPTER = "commitments.web.account_pages.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    name: f"{_FORMS}.{form}"
    for name, form in (
        ("authenticate", "SecondFactor"),
        ("reauthenticate", "SecondFactorAgain"),
        ("activate_totp", "ActivateTotp"),
        ("add_webauthn", "AddPasskey"),
        ("login_webauthn", "SignInByPasskey"),
    )
}
# A passkey that asks for a finger or a PIN is two factors in one, and signs in by itself.
MFA_PASSKEY_LOGIN_ENABLED = True
# Mail addresses are set by an administrator, who knows whose they are.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Commitments"

# --- A ministry's own sign-on
SOCIALACCOUNT_ADAPTER = "commitments.web.single_sign_on.Adapter"
# The sign-in page leads to it by a link: a form may be sent to our own pages alone.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

# --- What a browser may do
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
_OWN = ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action")
_NOWHERE = ("default-src", "frame-ancestors", "base-uri")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {**{name: [SELF] for name in _OWN}, **{name: [NONE] for name in _NOWHERE}}
}
# Putting a domain on the browsers' preload list is for its owner to decide, not for one program under it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# --- Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
# Packets, matrices and update forms also; screens and emails are in those above.
PRINT_LANGUAGES = [*LANGUAGES, ("fr", _("French")), ("km", _("Khmer"))]
FORMAT_MODULE_PATH = ["tracker.formats"]
USE_I18N = USE_TZ = True

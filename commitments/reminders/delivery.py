"""The two channels for email: one SMTP connection, or one file per email; both ask before the final step.

Also a test of the channel: one email without content, and the server's answer.
"""

import datetime
import math
import os
import re
import smtplib
import threading
import time
import uuid
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import parseaddr
from enum import Enum
from pathlib import Path
from typing import Protocol

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from commitments.enums import AlarmCode
from commitments.errors import STOPPING
from commitments.reminders import delivery_log, heartbeat, messages
from commitments.reminders.alarms import clear_alarm, raise_alarm
from commitments.reminders.smtp import (
    CLOSING,
    PERMANENT,
    NoSession,
    cut_connection,
    in_words,
    one_line,
    open_session,
)

# Longer than this no mail takes, at whatever pace the server answers: the heart beats again before the alarm
# rings, which two intervals of thirty seconds let go by.
EMAIL_SECONDS = 55
WATCH_SECONDS = 0.25
_CREATED = 0o600
# A server that closes a new connection at once may take the next one; after these waits it counts as down.
RECONNECT_SECONDS = (0.1, 0.3, 0.9)
# "Authentication required", "mechanism too weak", "credentials invalid", "encryption required" (RFC 4954, 6):
# said of the session, whichever command they answer.
OF_SESSION = (530, 534, 535, 538)
# Answers to each command that let the next one follow (RFC 5321, 4.3.2).
YES = {"MAIL": (250,), "RCPT": (250, 251), "DATA": (354,)}
# An answer to RCPT: the server's own status (RFC 3463), then its words.
STATUS = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
# What the words name decides nothing: the address, and what another server said of it, which a server quotes
# that verifies addresses.
ADDRESSES = re.compile(rb"<[^>]*>|\S+@\S+|\bsaid:.*", re.DOTALL)
# "Bad destination mailbox", "system", "syntax", and so on (RFC 3463, 3.2): said of the recipient, whatever
# the words are. Postfix says 5.1.0 of a sender that it does not know.
OF_RECIPIENT = re.compile(rb"5\.1\.[1-6]\Z")
# Said of the sender or of this host, though in answer to a recipient: Postfix puts off what it has against
# them until then (smtpd_delay_reject). "Bad sender's mailbox or system address" (RFC 3463, 3.2).
BAD_SENDER = re.compile(rb"5\.1\.[78]\Z")
OF_SENDER = re.compile(rb"\bsender address\b|\bclient host\b|\bhelo\b", re.IGNORECASE)
OF_ADDRESS = re.compile(rb"\brecipient address rejected\b", re.IGNORECASE)
# The server passes nothing on for us, to this recipient or to any: a sign-in may be lacking.
RELAY = re.compile(
    rb"\brelay(?:ing)?(?: access)? (?:denied|prohibited|not (?:permitted|allowed))"
    rb"|\b(?:unable|not (?:permitted|allowed)) to relay\b",
    re.IGNORECASE,
)
# "Mailbox unavailable", "user not local", "mailbox name not allowed" (RFC 5321, 4.2.3); 5.7 is a matter of
# policy and says nothing about the address (RFC 3463, 3.8), nor does a server that passes no mail of ours on:
# it says so of everybody.
NOBODY = (550, 551, 553)
POLICY = re.compile(rb"5\.7\.")

log = structlog.get_logger("tracker.mail")


class AttemptResult(Enum):
    """The result of one attempt."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    # The recipient is not accepted, the message is not accepted, our own code failed.
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    FAILED = "failed"
    IN_DOUBT = "in doubt"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ServerReply:
    """The result of an attempt, in the server's words.

    `is_down` means that the next email would fail too, `is_nobody` that the address accepts no email at all.
    `is_to_recipient` means that the server answered about a recipient, so that it may concern only that one.
    `is_opened` means that a session was opened for it; `fault` is a sentence where the server refuses our
    sessions, so that a setting has to be corrected.
    """

    fate: AttemptResult
    text: str = ""
    is_down: bool = False
    is_nobody: bool = False
    is_to_recipient: bool = False
    is_opened: bool = False
    fault: str = ""

    @property
    def is_put_off(self) -> bool:
        """Return whether the email may be tried again: it was neither accepted nor refused."""
        return self.fate in {AttemptResult.DEFERRED, AttemptResult.FAILED, AttemptResult.LOST}


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """One frozen email to one address."""

    address: str
    message_id: str
    content: bytes
    # Where a report goes that it could not be delivered.
    return_path: str = ""


# Asked just before the step that cannot be taken back; False means: do not.
Leave = Callable[[], bool]


class Channel(Protocol):
    """A channel for sending email."""

    def deliver(self, parcel: OutgoingEmail, may_finish: Leave) -> ServerReply:
        """Hand over one email, calling `may_finish` just before the final step."""
        ...

    # So long after the last dot what is not there has not arrived.
    lag_seconds: int

    def arrived(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """Return which of these emails arrived; None where the channel cannot know."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


def open_channel() -> Channel:
    """Return the channel that the settings name."""
    return FolderChannel(Path(settings.MAIL_FOLDER)) if settings.MAIL_TO_FILES else SmtpChannel()


def deliver_alone(
    address: str, message_id: str, content: bytes, may_finish: Leave = lambda: True
) -> ServerReply:
    """Hand over one email without a reminder, by a channel of its own."""
    channel = open_channel()
    try:
        answer = channel.deliver(OutgoingEmail(address, message_id, content), may_finish)
    finally:
        channel.close()
    report_session(answer)
    return answer


def report_session(answer: ServerReply) -> None:
    """Raise the alarm where the server refuses our sessions; clear it once one has been opened."""
    if answer.fault:
        raise_alarm(AlarmCode.EMAIL_SERVER, answer.fault)
    elif answer.is_opened:
        clear_alarm(AlarmCode.EMAIL_SERVER)


class FolderChannel:
    """Writes each email to one file that any email program opens, named by its Message-ID, completely or
    not at all.
    """

    lag_seconds = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, parcel: OutgoingEmail, may_finish: Leave) -> ServerReply:
        """Write the file beside its place, then move it there."""
        whole = self._path(parcel.message_id)
        part = whole.with_name(f".{whole.name}.{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _CREATED), "wb") as file:
                file.write(parcel.content)
                file.flush()
                os.fsync(file.fileno())
            if not may_finish():
                part.unlink()
                return ServerReply(AttemptResult.LOST)
            part.rename(whole)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            return ServerReply(AttemptResult.DEFERRED, f"{whole.parent}: {error.strerror}", is_down=True)
        return ServerReply(AttemptResult.ACCEPTED, f"kept as {whole.name}")

    def arrived(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """Look which files are there."""
        return frozenset(one for one in message_ids if self._path(one).exists())

    def close(self) -> None:
        """Nothing is held."""

    def _path(self, message_id: str) -> Path:
        return self.folder / f"{message_id.strip('<>').partition('@')[0]}.eml"


class SmtpChannel:
    """An SMTP server: one connection for many emails, one recipient each."""

    lag_seconds = delivery_log.LAG_SECONDS

    def __init__(self) -> None:
        self._client: smtplib.SMTP | None = None
        self._is_closed = threading.Event()
        self._until = math.inf
        self._is_reused = self._is_opened = self._is_begun = self._is_dotted = self._may_reconnect = False

    def deliver(self, parcel: OutgoingEmail, may_finish: Leave) -> ServerReply:
        """Send one email within MAIL_SECONDS; a connection lost before the final dot loses no email.

        A connection that the server closes is opened again. The server counts as down where it closes new
        ones too.
        """
        if not (parcel.address.isascii() and parcel.address.isprintable()):
            return ServerReply(AttemptResult.REFUSED, "no SMTP command can carry the address")
        self._until = time.monotonic() + EMAIL_SECONDS
        self._is_opened = False
        waits = list(RECONNECT_SECONDS)
        while True:
            answer = self._attempt(parcel, may_finish)
            if not self._may_reconnect or time.monotonic() > self._until:
                break
            if not self._is_reused:
                if not waits:
                    answer = replace(answer, is_down=True)
                    break
                time.sleep(waits.pop(0))
        return replace(answer, is_opened=self._is_opened)

    def _attempt(self, parcel: OutgoingEmail, may_finish: Leave) -> ServerReply:
        """Send one email over the current connection, or a new one; classify every error."""
        self._is_begun = self._is_dotted = self._may_reconnect = False
        try:
            answer = self._converse(self._ready(), parcel, may_finish)
        except NoSession as error:
            self._may_reconnect = error.may_reconnect
            text = f"{error.fault} ({error})" if error.fault and str(error) else error.fault or str(error)
            answer = ServerReply(AttemptResult.DEFERRED, text, is_down=True, fault=error.fault)
        except (OSError, smtplib.SMTPException) as error:
            self._may_reconnect = not self._is_begun
            answer = ServerReply(
                AttemptResult.IN_DOUBT if self._is_dotted else AttemptResult.DEFERRED, in_words(error)
            )
        except STOPPING:
            self.close()
            raise
        except Exception as error:
            log.exception("email not handed over")
            answer = ServerReply(
                AttemptResult.IN_DOUBT if self._is_dotted else AttemptResult.FAILED, in_words(error)
            )
        else:
            is_closing = answer.text.startswith(f"{CLOSING} ") or self._may_reconnect
            if answer.fate != AttemptResult.LOST and not answer.is_down and not is_closing:
                return answer
        self.close()
        return answer

    def arrived(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """Return None: a mail server cannot be asked what it has; its log, or a mailbox with copies, can
        be.
        """
        return delivery_log.find_arrived(message_ids)

    def close(self) -> None:
        """Close the connection; between emails nothing is lost."""
        client, self._client = self._client, None
        self._is_closed.set()
        if client is not None:
            client.close()

    def _converse(self, client: smtplib.SMTP, parcel: OutgoingEmail, may_finish: Leave) -> ServerReply:
        sender = f"FROM:<{parcel.return_path or parseaddr(settings.MAIL_FROM)[1]}>"
        for verb, argument in (
            ("MAIL", sender),
            ("RCPT", f"TO:<{parcel.address}>"),
            ("DATA", ""),
        ):
            code, text = client.docmd(verb, argument)
            if code not in YES[verb]:
                return self._refusal(client, verb, code, text)
            self._is_begun = True
        client.send(_quoted(parcel.content))
        if not may_finish():
            return ServerReply(AttemptResult.LOST)
        if time.monotonic() > self._until:
            # Stopped for a while after it was journalled: others may have it in hand by now.
            raise TimeoutError("time was up before the last dot")
        self._is_dotted = True
        client.send(b".\r\n")
        code, text = client.getreply()
        if not (200 <= code < 300 or code >= 400):
            raise smtplib.SMTPServerDisconnected("no answer to the last dot that could be read")
        fate = (
            AttemptResult.ACCEPTED
            if code < 300
            else AttemptResult.QUARANTINED
            if code >= PERMANENT
            else AttemptResult.DEFERRED
        )
        return ServerReply(fate, _format_reply(code, text))

    def _refusal(self, client: smtplib.SMTP, verb: str, code: int, text: bytes) -> ServerReply:
        """Sort what a server says instead of yes: of the session, of the recipient, or of the message."""
        said = _format_reply(code, text)
        if code < 400:
            raise smtplib.SMTPServerDisconnected(f"no answer to {verb}: {said}")
        if code == CLOSING or (code < PERMANENT and verb == "MAIL" and self._is_reused):
            # Of the second kind is a limit of messages for each connection.
            self._may_reconnect = self._is_reused or not self._is_begun
            return ServerReply(AttemptResult.DEFERRED, said)
        is_of_sender = code >= PERMANENT and (verb == "MAIL" or _is_of_sender(text))
        if code in OF_SESSION or is_of_sender:
            fault = _(
                "The mail server does not accept the sender address, or requires authentication. "
                "Check MAIL_FROM and EMAIL_URL."
            )
            is_to = verb == "RCPT"
            return ServerReply(
                AttemptResult.DEFERRED, f"{fault} ({said})", is_down=True, is_to_recipient=is_to, fault=fault
            )
        with suppress(OSError, smtplib.SMTPException):
            client.docmd("RSET")
        if code < PERMANENT or _is_not_relayed(text):
            return ServerReply(AttemptResult.DEFERRED, said)
        if verb != "RCPT":
            return ServerReply(AttemptResult.QUARANTINED, said)
        return ServerReply(AttemptResult.REFUSED, said, is_nobody=code in NOBODY and not POLICY.search(text))

    def _ready(self) -> smtplib.SMTP:
        """Return the connection there is, or a new one."""
        self._is_reused = self._client is not None
        if self._client is not None:
            return self._client
        client = open_session(self._hold)
        self._is_opened = True
        return client

    def _hold(self, client: smtplib.SMTP) -> None:
        """Keep a connection that is about to be made, and watch it."""
        self._client, self._is_closed = client, threading.Event()
        threading.Thread(target=self._watch, args=(self._is_closed,), daemon=True).start()

    def _watch(self, is_closed: threading.Event) -> None:
        """Cut the connection when time is up: a byte a second outlives every timeout of a socket."""
        while not is_closed.wait(WATCH_SECONDS):
            client = self._client
            if time.monotonic() > self._until and client is not None:
                with suppress(OSError):
                    cut_connection(client)


def _parts(text: bytes) -> tuple[bytes, bytes]:
    """Return the status that begins an answer, empty for none, and its words without what they only name."""
    status = STATUS.match(text)
    return (status[1] if status else b""), ADDRESSES.sub(b"", text)


def _is_of_sender(text: bytes) -> bool:
    """Return whether an answer to a recipient is about the sender or this host."""
    status, words = _parts(text)
    if OF_RECIPIENT.match(status) or OF_ADDRESS.search(words):
        return False
    return bool(BAD_SENDER.match(status) or OF_SENDER.search(words))


def _is_not_relayed(text: bytes) -> bool:
    """Return whether an answer says that the server passes nothing on for us."""
    status, words = _parts(text)
    return not status.startswith(b"5.1.") and bool(RELAY.search(words))


def _format_reply(code: int, text: bytes) -> str:
    return f"{code} {one_line(text.decode('utf-8', 'replace'))}"


def _quoted(content: bytes) -> bytes:
    """Double the dot at the start of a line (RFC 5321, 4.5.2), and end with the line of the final dot."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


@dataclass(frozen=True, slots=True)
class Trial:
    """Where the test email was sent, and the answer of the receiving server."""

    where: str
    is_accepted: bool
    said: str


def describe_destination() -> str:
    """Return where emails are sent: the folder, or the server without its password."""
    if settings.MAIL_TO_FILES:
        return str(settings.MAIL_FOLDER)
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def send_trial(address: str, *, now: datetime.datetime) -> Trial:
    """Send it in the language that is active; raises ValueError where the address is none.

    It takes up to a minute where a server is slow; no transaction is held open meanwhile.
    """
    made = messages.build_trial(address, key=uuid.uuid4().hex, now=now)
    answer = deliver_alone(made.address, made.message_id, made.content)
    if answer.fate == AttemptResult.ACCEPTED:
        heartbeat.record_beat(heartbeat.TRIED)
    return Trial(describe_destination(), answer.fate == AttemptResult.ACCEPTED, answer.text)

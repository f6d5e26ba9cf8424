"""The two ways a mail leaves: one SMTP connection, or one file each; both ask leave before the last step."""

import math
import os
import re
import smtplib
import threading
import time
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

from commitments.errors import STOPPING
from commitments.reminders import oracle
from commitments.reminders.alarms import clear_alarm, raise_alarm
from commitments.reminders.smtp_session import (
    CLOSING,
    PERMANENT,
    NoSession,
    cut,
    in_words,
    one_line,
    open_session,
)
from commitments.vocabulary import AlarmCode

# Longer than this no mail takes, at whatever pace the server answers: the heart beats again before the alarm
# rings, which two intervals of thirty seconds let go by.
MAIL_SECONDS = 55
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
NAMED = re.compile(rb"<[^>]*>|\S+@\S+|\bsaid:.*", re.DOTALL)
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


class Fate(Enum):
    """What became of one attempt."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    # The recipient is not accepted, the message is not accepted, our own code failed.
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    FAILED = "failed"
    IN_DOUBT = "in doubt"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an attempt, in the server's words.

    `is_down` says that the next mail would fare no better, `is_nobody` that the address takes no mail at all.
    `is_to_recipient` says that the server answered a recipient, so that it may mean that one alone.
    `is_opened` says that a session was opened for it; `fault` is a sentence where the server refuses our
    sessions, so that a setting has to be corrected.
    """

    fate: Fate
    text: str = ""
    is_down: bool = False
    is_nobody: bool = False
    is_to_recipient: bool = False
    is_opened: bool = False
    fault: str = ""

    @property
    def is_put_off(self) -> bool:
        """Whether the mail may be tried again: nothing has taken or refused it."""
        return self.fate in {Fate.DEFERRED, Fate.FAILED, Fate.LOST}


@dataclass(frozen=True, slots=True)
class Parcel:
    """One frozen mail on its way to one address."""

    address: str
    message_id: str
    content: bytes
    # Where a report goes that it could not be delivered.
    return_path: str = ""


# Asked just before the step that cannot be taken back; False means: do not.
Leave = Callable[[], bool]


class Channel(Protocol):
    """A way out."""

    def deliver(self, parcel: Parcel, may_finish: Leave) -> Answer:
        """Hand over one mail, asking `may_finish` just before the last step."""
        ...

    # So long after the last dot what is not there has not arrived.
    lag_seconds: int

    def arrived(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """Say which of these mails arrived; None where the channel cannot know."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


def open_channel() -> Channel:
    """Give the channel that the settings name."""
    return Folder(Path(settings.MAIL_FOLDER)) if settings.MAIL_TO_FILES else Server()


def deliver_alone(address: str, message_id: str, content: bytes, may_finish: Leave = lambda: True) -> Answer:
    """Hand over one mail that no reminder stands behind, by a channel of its own."""
    channel = open_channel()
    try:
        answer = channel.deliver(Parcel(address, message_id, content), may_finish)
    finally:
        channel.close()
    report_session(answer)
    return answer


def report_session(answer: Answer) -> None:
    """Raise the alarm where the server refuses our sessions; clear it once one has been opened."""
    if answer.fault:
        raise_alarm(AlarmCode.EMAIL_SERVER, answer.fault)
    elif answer.is_opened:
        clear_alarm(AlarmCode.EMAIL_SERVER)


class Folder:
    """Each mail is one file that any mail program opens, named by its Message-ID, whole or not at all."""

    lag_seconds = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, parcel: Parcel, may_finish: Leave) -> Answer:
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
                return Answer(Fate.LOST)
            part.rename(whole)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            return Answer(Fate.DEFERRED, f"{whole.parent}: {error.strerror}", is_down=True)
        return Answer(Fate.ACCEPTED, f"kept as {whole.name}")

    def arrived(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """Look which files are there."""
        return frozenset(one for one in message_ids if self._path(one).exists())

    def close(self) -> None:
        """Nothing is held."""

    def _path(self, message_id: str) -> Path:
        return self.folder / f"{message_id.strip('<>').partition('@')[0]}.eml"


class Server:
    """An SMTP server: one connection for many mails, one recipient each."""

    lag_seconds = oracle.LAG_SECONDS

    def __init__(self) -> None:
        self._client: smtplib.SMTP | None = None
        self._is_closed = threading.Event()
        self._until = math.inf
        self._is_reused = self._is_opened = self._is_begun = self._is_dotted = self._may_reconnect = False

    def deliver(self, parcel: Parcel, may_finish: Leave) -> Answer:
        """Send one mail within MAIL_SECONDS; a connection lost before the last dot loses no mail.

        A connection that the server closes is opened again. The server is down where it closes new ones too.
        """
        if not (parcel.address.isascii() and parcel.address.isprintable()):
            return Answer(Fate.REFUSED, "no SMTP command can carry the address")
        self._until = time.monotonic() + MAIL_SECONDS
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

    def _attempt(self, parcel: Parcel, may_finish: Leave) -> Answer:
        """Send one mail over the connection there is, or a new one; sort every error."""
        self._is_begun = self._is_dotted = self._may_reconnect = False
        try:
            answer = self._converse(self._ready(), parcel, may_finish)
        except NoSession as error:
            self._may_reconnect = error.may_reconnect
            text = f"{error.fault} ({error})" if error.fault and str(error) else error.fault or str(error)
            answer = Answer(Fate.DEFERRED, text, is_down=True, fault=error.fault)
        except (OSError, smtplib.SMTPException) as error:
            self._may_reconnect = not self._is_begun
            answer = Answer(Fate.IN_DOUBT if self._is_dotted else Fate.DEFERRED, in_words(error))
        except STOPPING:
            self.close()
            raise
        except Exception as error:
            log.exception("email not handed over")
            answer = Answer(Fate.IN_DOUBT if self._is_dotted else Fate.FAILED, in_words(error))
        else:
            is_closing = answer.text.startswith(f"{CLOSING} ") or self._may_reconnect
            if answer.fate != Fate.LOST and not answer.is_down and not is_closing:
                return answer
        self.close()
        return answer

    def arrived(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """A mail server is not asked what it has; its log, or a mailbox that gets a copy, may be."""
        return oracle.arrived(message_ids)

    def close(self) -> None:
        """Drop the connection; between mails nothing is owed to the server."""
        client, self._client = self._client, None
        self._is_closed.set()
        if client is not None:
            client.close()

    def _converse(self, client: smtplib.SMTP, parcel: Parcel, may_finish: Leave) -> Answer:
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
            return Answer(Fate.LOST)
        if time.monotonic() > self._until:
            # Stopped for a while after it was journalled: others may have it in hand by now.
            raise TimeoutError("time was up before the last dot")
        self._is_dotted = True
        client.send(b".\r\n")
        code, text = client.getreply()
        if not (200 <= code < 300 or code >= 400):
            raise smtplib.SMTPServerDisconnected("no answer to the last dot that could be read")
        fate = Fate.ACCEPTED if code < 300 else Fate.QUARANTINED if code >= PERMANENT else Fate.DEFERRED
        return Answer(fate, _said(code, text))

    def _refusal(self, client: smtplib.SMTP, verb: str, code: int, text: bytes) -> Answer:
        """Sort what a server says instead of yes: of the session, of the recipient, or of the message."""
        said = _said(code, text)
        if code < 400:
            raise smtplib.SMTPServerDisconnected(f"no answer to {verb}: {said}")
        if code == CLOSING or (code < PERMANENT and verb == "MAIL" and self._is_reused):
            # Of the second kind is a limit of messages for each connection.
            self._may_reconnect = self._is_reused or not self._is_begun
            return Answer(Fate.DEFERRED, said)
        is_of_sender = code >= PERMANENT and (verb == "MAIL" or _is_of_sender(text))
        if code in OF_SESSION or is_of_sender:
            fault = _("The email server does not accept the sender address, or asks for a sign-in.")
            is_to = verb == "RCPT"
            return Answer(
                Fate.DEFERRED, f"{fault} ({said})", is_down=True, is_to_recipient=is_to, fault=fault
            )
        with suppress(OSError, smtplib.SMTPException):
            client.docmd("RSET")
        if code < PERMANENT or _is_not_relayed(text):
            return Answer(Fate.DEFERRED, said)
        if verb != "RCPT":
            return Answer(Fate.QUARANTINED, said)
        return Answer(Fate.REFUSED, said, is_nobody=code in NOBODY and not POLICY.search(text))

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
                    cut(client)


def _parts(text: bytes) -> tuple[bytes, bytes]:
    """Return the status that begins an answer, empty for none, and its words without what they only name."""
    status = STATUS.match(text)
    return (status[1] if status else b""), NAMED.sub(b"", text)


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


def _said(code: int, text: bytes) -> str:
    return f"{code} {one_line(text.decode('utf-8', 'replace'))}"


def _quoted(content: bytes) -> bytes:
    """Double the dot at the start of a line (RFC 5321, 4.5.2), and end on a line of its own."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)

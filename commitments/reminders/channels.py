"""The two ways a mail leaves: one SMTP connection, or one file each; both ask leave before the last step."""

import math
import os
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import parseaddr
from enum import Enum
from pathlib import Path
from typing import Protocol

from django.conf import settings

from commitments.reminders import oracle

CONNECT_SECONDS = 20
# Longer than this no mail takes, at whatever pace the server answers: the heart beats again before the alarm
# rings, which two intervals of thirty seconds let go by.
MAIL_SECONDS = 55
WATCH_SECONDS = 0.25
_CREATED = 0o600
# "Service not available, closing transmission channel" (RFC 5321, 4.2.1).
CLOSING = 421
# "Mailbox unavailable", "user not local", "mailbox name not allowed" (RFC 5321, 4.2.3); 5.7 is a matter of
# policy and says nothing about the address (RFC 3463, 3.8), nor does a server that passes no mail of ours on:
# it says so of everybody.
NOBODY = (550, 551, 553)
POLICY = re.compile(rb"5\.7\.|\brelay", re.IGNORECASE)


class Fate(Enum):
    """What became of one attempt."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    IN_DOUBT = "in doubt"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an attempt, in the server's words.

    `is_down` says that the next mail would fare no better, `is_nobody` that the address takes no mail at all.
    """

    fate: Fate
    text: str = ""
    is_down: bool = False
    is_nobody: bool = False


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


def deliver_alone(address: str, message_id: str, content: bytes) -> Answer:
    """Hand over one mail that no reminder stands behind, by a channel of its own; no leave is asked."""
    channel = open_channel()
    try:
        return channel.deliver(Parcel(address, message_id, content), lambda: True)
    finally:
        channel.close()


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
        self._is_connected = self._is_reused = self._is_begun = self._is_dotted = False

    def deliver(self, parcel: Parcel, may_finish: Leave) -> Answer:
        """Send one mail within MAIL_SECONDS; a connection lost before the last dot loses no mail."""
        self._until = time.monotonic() + MAIL_SECONDS
        return self._deliver(parcel, may_finish)

    def _deliver(self, parcel: Parcel, may_finish: Leave) -> Answer:
        self._is_begun = self._is_dotted = False
        try:
            answer = self._converse(self._ready(), parcel, may_finish)
        except (OSError, smtplib.SMTPException) as error:
            if self._is_reused and not self._is_begun and time.monotonic() < self._until:
                # The server dropped a connection that it had kept for long enough: it is asked once more.
                self.close()
                return self._deliver(parcel, may_finish)
            fate = Fate.IN_DOUBT if self._is_dotted else Fate.DEFERRED
            answer = Answer(fate, _words(error), is_down=not self._is_connected)
            self.close()
        except ValueError as error:
            # An address that cannot stand in a command, such as one with a line break or not in ASCII.
            answer = Answer(Fate.REFUSED, _words(error))
            self.close()
        if answer.fate == Fate.LOST or answer.is_down:
            self.close()
        return answer

    def arrived(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """A mail server is not asked what it has; its log, or a mailbox that gets a copy, may be."""
        return oracle.arrived(message_ids)

    def close(self) -> None:
        """Drop the connection; between mails nothing is owed to the server."""
        client, self._client, self._is_connected = self._client, None, False
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
            if code not in {250, 251, 354}:
                # Refusing the sender says nothing about this recipient: it may be mended and tried again.
                is_final = code >= 500 and verb != "MAIL"
                with suppress(OSError, smtplib.SMTPException):
                    client.docmd("RSET")
                said = _answer(Fate.REFUSED if is_final else Fate.DEFERRED, code, text)
                is_nobody = verb == "RCPT" and code in NOBODY and not POLICY.search(text)
                return replace(said, is_nobody=is_nobody)
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
        if code < 200:
            raise smtplib.SMTPServerDisconnected("no answer to the last dot that could be read")
        fate = Fate.ACCEPTED if code < 300 else Fate.REFUSED if code >= 500 else Fate.DEFERRED
        return _answer(fate, code, text)

    def _ready(self) -> smtplib.SMTP:
        """Give the connection that stands, or a new one."""
        self._is_reused = self._client is not None
        if self._client is not None:
            return self._client
        client = self._client = _client()
        self._is_closed = threading.Event()
        threading.Thread(target=self._watch, args=(self._is_closed,), daemon=True).start()
        client.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
        if client.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection was cut")
        # Without this the kernel holds the last dot back, and delivers it for a process that is dead by then.
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sock.settimeout(settings.EMAIL_TIMEOUT)
        client.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            client.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            client.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        self._is_connected = True
        return client

    def _watch(self, is_closed: threading.Event) -> None:
        """Cut the connection when time is up: a byte a second outlives every timeout of a socket."""
        while not is_closed.wait(WATCH_SECONDS):
            client = self._client
            if time.monotonic() > self._until and client is not None and client.sock is not None:
                with suppress(OSError):
                    client.sock.shutdown(socket.SHUT_RDWR)


def _client() -> smtplib.SMTP:
    name = settings.PUBLIC_HOST
    if settings.EMAIL_USE_SSL:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(local_hostname=name, timeout=CONNECT_SECONDS, context=context)
    return smtplib.SMTP(local_hostname=name, timeout=CONNECT_SECONDS)


def _answer(fate: Fate, code: int, text: bytes) -> Answer:
    return Answer(fate, f"{code} {one_line(text.decode('utf-8', 'replace'))}", is_down=code == CLOSING)


def one_line(said: str) -> str:
    """Put what a server says into one line that any database keeps."""
    return "".join(filter(str.isprintable, " ".join(said.split())))


def _words(error: Exception) -> str:
    """Put what went wrong with a connection into one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"{error.smtp_code} {one_line(text)}"
    return one_line(f"{type(error).__name__}: {error}")


def _quoted(content: bytes) -> bytes:
    """Double the dot at the start of a line (RFC 5321, 4.5.2), and end on a line of its own."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)

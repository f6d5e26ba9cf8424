"""SMTP servers that misbehave, and what listens on the wire before every server of the proof."""

import asyncio
import datetime
import re
import ssl
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.cast import NOW

# So long the transports of a loop have to close.
END_SECONDS = 0.05
USER, PASSWORD = b"tracker", b"correct horse"
MECHANISMS = frozenset({"PLAIN", "LOGIN", "CRAM-MD5"})
# What must never be seen on the wire of a connection that should be encrypted.
SECRET = re.compile(rb"^(?:MAIL FROM|RCPT TO|AUTH|DATA|Subject:)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Manners:
    """How a server behaves; what is changed counts from the next command on."""

    # So long each recipient is deferred with 451, by the clock of the test.
    greylisted: datetime.timedelta = datetime.timedelta(0)
    now: datetime.datetime = NOW
    # Every so manieth session is closed with 421 as its greeting.
    closes_every: int = 0
    # Messages that a connection may carry, before this answer to MAIL.
    messages: int = 0
    after_messages: str = "421 4.7.0 too many messages in this connection"
    seconds_a_byte: float = 0
    # Answers in place of 250: to MAIL, to RCPT by recipient, to the message by recipient.
    mail: str = ""
    recipients: dict[str, str] = field(default_factory=dict)
    every_recipient: str = ""
    contents: dict[str, str] = field(default_factory=dict)
    # Answers STARTTLS with 220, and with noise where TLS should begin.
    is_starttls_broken: bool = False


class _Connection(SMTP):
    def __init__(self, server: "Server", **options: Any) -> None:
        super().__init__(server, **options)
        self._server, self._is_greeted, self.messages = server, False, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert isinstance(transport, asyncio.Transport)
        self._server.transports.append(transport)

    async def push(self, status: Any) -> None:
        manners = self._server.manners
        if not self._is_greeted:
            self._is_greeted = True
            self._server.sessions += 1
            if manners.closes_every and self._server.sessions % manners.closes_every == 0:
                status = "421 4.3.2 try another connection"
        if manners.seconds_a_byte:
            for byte in (status.encode() if isinstance(status, str) else status) + b"\r\n":
                self._writer.write(bytes([byte]))
                await self._writer.drain()
                await asyncio.sleep(manners.seconds_a_byte)
        else:
            await super().push(status)
        if isinstance(status, str) and status.startswith("421") and self.transport is not None:
            self.transport.close()

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not self._server.manners.is_starttls_broken:
            await super().smtp_STARTTLS(arg)
            return
        await self.push("220 go ahead")
        self._writer.write(b"no TLS here\r\n" * 10)
        await self._writer.drain()
        assert self.transport is not None
        self.transport.close()


class Server:
    """An SMTP server in a thread of its own; `context` encrypts from the start, or by STARTTLS."""

    def __init__(
        self,
        context: ssl.SSLContext | None = None,
        *,
        is_implicit: bool = False,
        mechanisms: frozenset[str] = frozenset(),
    ) -> None:
        self.manners = Manners()
        self.sessions = self.port = 0
        self.transports: list[asyncio.Transport] = []
        self._received: list[bytes] = []
        self._first: dict[str, datetime.datetime] = {}
        self._context, self._is_implicit, self._mechanisms = context, is_implicit, mechanisms
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def received(self) -> list[bytes]:
        """Return what it has accepted."""
        return list(self._received)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        context = self._context if self._is_implicit else None
        made = self._loop.create_server(self._connection, "127.0.0.1", 0, ssl=context)
        server = self._loop.run_until_complete(made)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        _end(self._loop, server, self.transports)

    def _connection(self) -> _Connection:
        options: dict[str, Any] = {}
        if self._mechanisms:
            options = {
                "authenticator": _authenticate,
                "auth_require_tls": not self._is_implicit,
                "auth_exclude_mechanism": MECHANISMS - self._mechanisms,
            }
        context = None if self._is_implicit else self._context
        return _Connection(
            self,
            hostname="localhost",
            loop=self._loop,
            tls_context=context,
            require_starttls=context is not None,
            **options,
        )

    async def handle_MAIL(  # noqa: N802
        self, server: _Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._mechanisms and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self.manners.mail:
            return self.manners.mail
        if self.manners.messages and server.messages >= self.manners.messages:
            return self.manners.after_messages
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: _Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.manners.recipients.get(address) or self.manners.every_recipient:
            return answer
        if self.manners.now - self._first.setdefault(address, self.manners.now) < self.manners.greylisted:
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Connection, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        if answer := self.manners.contents.get(recipient):
            return answer
        server.messages += 1
        content = envelope.content
        assert isinstance(content, bytes)
        self._received.append(b"X-Original-To: " + recipient.encode() + b"\r\n" + content)
        return "250 kept"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    is_known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=is_known, handled=is_known)


class Wire:
    """Stands before a server and keeps what clients send; `port` is where they connect."""

    def __init__(self, to: int) -> None:
        self._to, self.port = to, 0
        self._sent: list[bytearray] = []
        self._transports: list[asyncio.Transport] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def in_clear(self) -> int:
        """Count the connections in which something of an email, or a sign-in, went over the wire in clear."""
        return sum(bool(SECRET.search(bytes(sent))) for sent in self._sent)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._pass_on, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        _end(self._loop, server, self._transports)

    async def _pass_on(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            server, forth = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            back.close()
            return
        kept = bytearray()
        self._sent.append(kept)
        self._transports += [back.transport, forth.transport]  # type: ignore[list-item]
        await asyncio.gather(_copy(client, forth, kept), _copy(server, back, bytearray()))


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter, kept: bytearray) -> None:
    try:
        while data := await source.read(65536):
            kept += data
            target.write(data)
            await target.drain()
    except OSError:
        pass
    finally:
        target.close()


def _end(
    loop: asyncio.AbstractEventLoop, server: asyncio.Server, transports: list[asyncio.Transport]
) -> None:
    """Close a server with all its connections, and then its loop."""
    server.close()
    for transport in transports:
        transport.abort()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.run_until_complete(asyncio.sleep(END_SECONDS))
    loop.close()

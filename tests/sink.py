"""A real SMTP server on this machine that notes each mail it takes, and can be told to misbehave."""

import asyncio
import email
import email.policy
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

CRAWL_SECONDS = 0.2


@dataclass(frozen=True)
class Received:
    """One mail that the server has; `is_said` tells whether the sender heard so."""

    recipient: str
    message_id: str
    content: bytes
    is_said: bool = True


class _Server(SMTP):
    """Answers a byte at a time while it crawls."""

    is_crawling = False

    async def push(self, status: Any) -> None:
        if not self.is_crawling:
            await super().push(status)
            return
        for byte in (status.encode() if isinstance(status, str) else status) + b"\r\n":
            self._writer.write(bytes([byte]))
            await self._writer.drain()
            await asyncio.sleep(CRAWL_SECONDS)


class Sink:
    """`ways` says what happens to the mail of an address, or of "*", until it is changed.

    accept; defer (451 after DATA); refuse (550 to RCPT); cut (DATA taken, connection closed without a word);
    busy (421 to MAIL); crawl (answers a byte at a time, and never gets to the end).
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.ways: dict[str, str] = {}
        self.senders: list[str] = []
        self.connections = 0
        self._servers: list[_Server] = []
        self.port = 0
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
    def counted(self) -> Counter[str]:
        """Count the mails taken by recipient."""
        return Counter(mail.recipient for mail in self.received)

    def way_of(self, address: str) -> str:
        """Say what happens to the mail of an address."""
        return self.ways.get(address, self.ways.get("*", "accept"))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._loop.create_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _serve(self) -> SMTP:
        self.connections += 1
        self._servers.append(_Server(self, hostname="sink", loop=self._loop))
        return self._servers[-1]

    def drop(self) -> None:
        """Cut every connection, as a server does that has been idle for long."""
        for server in self._servers:
            if isinstance(server.transport, asyncio.Transport):
                self._loop.call_soon_threadsafe(server.transport.abort)
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.01), self._loop).result(10)

    async def handle_MAIL(  # noqa: N802
        self, server: _Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.way_of("*") == "busy":
            return "421 closing down"
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: _Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.way_of(address) == "refuse":
            return "550 no such mailbox"
        server.is_crawling = self.way_of(address) == "crawl"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        way = self.way_of(recipient)
        if way == "defer":
            return "451 try later"
        content: Any = envelope.content
        read = email.message_from_bytes(content, policy=email.policy.default)
        self.received.append(Received(recipient, str(read["Message-ID"]), content, way != "cut"))
        if way == "cut" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 kept"


if __name__ == "__main__":
    # In a process of its own: print the port, and serve until whoever started it closes our input.
    with Sink() as serving:
        print(serving.port, flush=True)
        sys.stdin.read()

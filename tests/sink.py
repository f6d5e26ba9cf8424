"""A real SMTP server on this machine that notes each mail it takes, and can be told to misbehave."""

import asyncio
import atexit
import email
import email.policy
import hashlib
import json
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

CRAWL_SECONDS = 0.2
# So long a slow server keeps its answer to a mail that it has taken: the time in which a doubt arises.
SLOW_SECONDS = 0.01


@dataclass(frozen=True)
class Received:
    """One mail that the server has; `is_said` tells whether the sender heard so."""

    recipient: str
    message_id: str
    content: bytes
    is_said: bool = True


@dataclass(frozen=True)
class Logged:
    """One line of the log of a server apart: a mail that it took, and when by the clock of the machine."""

    recipient: str
    message_id: str
    digest: str
    at: float


class _Server(SMTP):
    """Answers a byte at a time while it crawls, and not at all once it is mute."""

    is_crawling = is_mute = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.event_handler.open += 1

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.event_handler.open -= 1

    async def push(self, status: Any) -> None:
        if self.is_mute:
            return
        if not self.is_crawling:
            await super().push(status)
            return
        for byte in (status.encode() if isinstance(status, str) else status) + b"\r\n":
            self._writer.write(bytes([byte]))
            await self._writer.drain()
            await asyncio.sleep(CRAWL_SECONDS)


class Sink:
    """`ways` says what happens to the mail of an address, or of "*", until it is changed.

    accept; slow (accept, the answer comes late); defer (451 after DATA); refuse (550 to RCPT); relay
    (likewise, of no matter whom); cut (DATA taken, connection closed without a word); busy (421 to MAIL);
    crawl (answers a byte at a time, and never gets to the end). With a journal, a Maildir, each mail taken is
    there as one file before it is answered; with a log, it is one line of JSON.
    """

    def __init__(self, *, log: Path | None = None, journal: Path | None = None) -> None:
        self.log, self.journal = log, journal
        self.open = 0
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

    def hush(self) -> None:
        """Say nothing more on the connections there are."""
        for server in self._servers:
            server.is_mute = True

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
        if self.way_of(address) == "relay":
            return "550 relay not permitted"
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
        self._keep(Received(recipient, str(read["Message-ID"]), content, way != "cut"))
        if way == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if way == "cut" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 kept"

    async def handle_VRFY(  # noqa: N802
        self, server: _Server, session: Session, envelope: Envelope, address: str
    ) -> str:
        """Answer when nobody else is connected: what dead senders had on the way has come or is gone."""
        while self.open > 1:
            await asyncio.sleep(0.001)
        return "252 quiet"

    def _keep(self, mail: Received) -> None:
        self.received.append(mail)
        digest = hashlib.sha256(mail.content).hexdigest()
        if self.journal:
            name = f"{len(self.received)}.sink"
            (self.journal / "tmp" / name).write_bytes(mail.content)
            (self.journal / "tmp" / name).rename(self.journal / "new" / name)
        if self.log:
            line = json.dumps(asdict(Logged(mail.recipient, mail.message_id, digest, time.time())))
            with self.log.open("a") as file:
                file.write(f"{line}\n")


@dataclass(frozen=True)
class SinkApart:
    """A server in a process of its own, which outlives whoever is killed, with a log and a journal."""

    port: int
    folder: Path
    process: subprocess.Popen[str]

    @property
    def journal(self) -> Path:
        """The Maildir that gets a copy of each mail taken."""
        return self.folder / "journal"

    @property
    def logged(self) -> list[Logged]:
        """Read the mails taken, in order."""
        return [Logged(**json.loads(line)) for line in (self.folder / "log").read_text().splitlines()]

    def set(self, **ways: str) -> None:
        """Say what happens to mail from now on; `all` stands for every address."""
        assert self.process.stdin
        assert self.process.stdout
        named = {{"all": "*"}.get(name, name): way for name, way in ways.items()}
        self.process.stdin.write(json.dumps({"folder": str(self.folder), "ways": named}) + "\n")
        self.process.stdin.flush()
        self.process.stdout.readline()


def wait_until_quiet(port: int) -> None:
    """Wait until a server has done with everybody who was connected."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="quiet", timeout=30) as client:
        client.verify("quiet")


@cache
def _process() -> tuple[subprocess.Popen[str], int]:
    """Start the one server apart of this process; give its port as well."""
    command = [sys.executable, "-m", "tests.sink"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    assert process.stdout
    return process, int(process.stdout.readline())


@contextmanager
def sink_apart(folder: Path, **ways: str) -> Iterator[SinkApart]:
    """Let the server in a process of its own keep what it takes in a folder; it is quiet afterwards."""
    for name in ("tmp", "new", "cur"):
        (folder / "journal" / name).mkdir(parents=True)
    (folder / "log").touch()
    process, port = _process()
    sink = SinkApart(port, folder, process)
    sink.set(**ways)
    yield sink
    sink.set()
    wait_until_quiet(port)


def serve() -> None:
    """Print the port, and serve until whoever started it closes our input; each line changes the ways."""
    with Sink() as serving:
        print(serving.port, flush=True)
        for line in sys.stdin:
            said = json.loads(line)
            folder = Path(said["folder"])
            serving.log, serving.journal = folder / "log", folder / "journal"
            serving.ways = said["ways"]
            print("set", flush=True)


if __name__ == "__main__":
    serve()

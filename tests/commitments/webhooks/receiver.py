"""A real HTTPS server on this machine that keeps each message, and answers as it is told."""

import datetime
import tempfile
import threading
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import orjson
from django.test import TestCase, override_settings

from commitments.enums import Classification, WebhookEvent
from commitments.models import WebhookDelivery, WebhookSubscription
from commitments.webhooks import delivery, subscriptions
from tests.cast import NOW, Cast, gather
from tests.delivery.certificates import Authority


@dataclass(frozen=True)
class Message:
    """One request that the receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Receiver:
    """The server, what it got, and how it answers next."""

    port: int = 0
    status: int = 204
    reply: bytes = b""
    location: str = ""
    messages: list[Message] = field(default_factory=list)

    def start(self, certificate: Any) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.messages.append(Message(self.path, dict(self.headers), body))
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", str(len(receiver.reply)))
                self.end_headers()
                self.wfile.write(receiver.reply)

            def log_message(self, *_args: Any) -> None:
                """Stay silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate is not None:
            server.socket = certificate.context().wrap_socket(server.socket, server_side=True)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        self.status, self.reply, self.location = 204, b"", ""
        self.messages.clear()


@cache
def authority() -> Authority:
    """Return the authority that signs the certificates of this run."""
    return Authority(Path(tempfile.mkdtemp(prefix="webhooks-")))


@cache
def receiver(kind: str = "good") -> Receiver:
    """Return the one server of a kind: with a good certificate, one for another name, or without (plain)."""
    made = Receiver()
    host = "localhost" if kind == "good" else "elsewhere.example"
    made.start(None if kind == "plain" else authority().issue(kind, host=host))
    return made


class WebhookCase(TestCase):
    """A webhook of Valdoria's desk, whose receiver is on this machine."""

    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.receiver = receiver()
        self.receiver.reset()
        hosts = {("localhost", self.receiver.port): True}
        self.enterContext(override_settings(WEBHOOK_HOSTS=hosts, WEBHOOK_CA_FILE=str(authority().file)))

    def subscribe(self, **given: Any) -> WebhookSubscription:
        """Create a webhook for all events; `secret` keeps its secret for this test."""
        values = {
            "name": "Registry",
            "address": f"https://localhost:{self.receiver.port}/tracker?from=desk",
            "desk": self.cast.desk,
            "clearance": Classification.CONFIDENTIAL,
            "events": [event.value for event in subscriptions.EVENTS],
        }
        made = WebhookSubscription(**values | given)
        self.secret = subscriptions.create_subscription(made, by=self.cast.administrator, now=NOW)
        return made

    def send(self, later: datetime.timedelta = datetime.timedelta()) -> list[Any]:
        """Send what is due, and return what the receiver got of it."""
        before = len(self.receiver.messages)
        delivery.send_due(NOW + later)
        return [one.told for one in self.receiver.messages[before:]]

    def events(self) -> list[str]:
        """Return the events of all messages that are waiting, in their order."""
        rows = WebhookDelivery.objects.order_by("pk")
        return [str(WebhookEvent(row.event).value) for row in rows]

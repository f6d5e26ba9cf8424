"""One signed request to a webhook's address: listed hosts only, no redirects, a limited wait.

The address is checked when it is entered and again before each attempt. The name is looked up once, and the
connection goes to that very address, so that a second look-up cannot lead elsewhere.
"""

import base64
import hashlib
import hmac
import ipaddress
import re
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from commitments.errors import Refused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# All of a request together, whatever hangs: a name, a connection, an answer.
PATIENCE_SECONDS = 10
LONGEST_REPLY = 200
# Bytes of a response that are read: more than its first characters need.
READ_BYTES = 4 * LONGEST_REPLY
# IPv6 addresses that contain an IPv4 address (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# The only IPv6 addresses of the public internet (RFC 4291); others are local, old or not assigned.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
SECRET_PREFIX = "whsec_"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and the beginning of the response; without a status, the reason why there is none."""

    status: int | None
    text: str

    @property
    def is_accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def check_address(address: str) -> SplitResult:
    """Return the parts of an address; raise `Refused` where no message may be sent there."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Refused(_("Enter a valid web address."), "address") from error
    is_plain = bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment and port != 0
    if not is_plain or not address.isascii() or re.search(r"[\s\x00-\x1f\x7f]", address):
        raise Refused(
            _("Enter a web address without a user name, a password or a part after “#”."), "address"
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and not settings.PRODUCTION):
        raise Refused(_("Enter an address that begins with https://."), "scheme")
    if _place_of(parts) not in settings.WEBHOOK_HOSTS:
        raise Refused(
            _("This host is not in the list of allowed hosts. Ask the operators to add it to WEBHOOK_HOSTS."),
            "host",
        )
    return parts


def _place_of(parts: SplitResult) -> tuple[str, int]:
    """Return the host and the port of an address, as WEBHOOK_HOSTS has them."""
    return (parts.hostname or "").rstrip("."), parts.port or (443 if parts.scheme == "https" else 80)


def find_addresses(parts: SplitResult) -> list[str]:
    """Look up the host; raise `Refused` where one of its addresses may not be used."""
    place = _place_of(parts)
    may_be_private = settings.WEBHOOK_HOSTS.get(place, False)
    try:
        found = socket.getaddrinfo(*place, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused(_("The name of the host cannot be resolved."), "name") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        _check_ip(ipaddress.ip_address(address.partition("%")[0]), parts.scheme, may_be_private)
    return addresses


def _check_ip(ip: IPAddress, scheme: str, may_be_private: bool) -> None:
    if scheme == "http" and not ip.is_loopback:
        raise Refused(_("Without https, only this computer itself can be reached."), "scheme")
    if not may_be_private and not is_public(ip):
        raise Refused(
            _(
                "The host has a private address. Ask the operators to mark it as private in "
                "WEBHOOK_HOSTS, if this is intended."
            ),
            "private",
        )


def is_public(ip: IPAddress) -> bool:
    """Return whether an address is on the public internet, also where it contains an IPv4 address."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in NAT64:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None:
            return is_public(inner)
        if ip not in GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message, as the Standard Webhooks specification has it."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def post(address: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send one request, and return what came of it after at most PATIENCE_SECONDS; no query."""
    request = _Request(address, body, headers)
    sending = threading.Thread(target=request.run, daemon=True)
    sending.start()
    sending.join(PATIENCE_SECONDS)
    if request.answer is None:
        request.close()
        return Answer(None, _("No response within %(seconds)d seconds.") % {"seconds": PATIENCE_SECONDS})
    return request.answer


class _Request:
    """One request in a thread of its own, which the caller may end."""

    def __init__(self, address: str, body: bytes, headers: dict[str, str]) -> None:
        self._address, self._body, self._headers = address, body, headers
        self._connection: HTTPConnection | None = None
        self._is_over = False
        self.answer: Answer | None = None

    def run(self) -> None:
        """Send it; an error becomes the answer."""
        try:
            self.answer = self._send()
        except Refused as refused:
            self.answer = Answer(None, str(refused))
        except ssl.SSLError as error:
            self.answer = Answer(None, clean_text(f"{type(error).__name__}: {error.reason}"))
        except (OSError, HTTPException, ValueError) as error:
            self.answer = Answer(None, type(error).__name__)
        finally:
            self.close()

    def _send(self) -> Answer:
        parts = check_address(self._address)
        addresses = find_addresses(parts)
        if self._is_over:
            raise TimeoutError
        self._connection = connection = _connect(parts, addresses)
        if self._is_over:
            raise TimeoutError
        target = parts.path or "/"
        connection.request(
            "POST", f"{target}?{parts.query}" if parts.query else target, self._body, self._headers
        )
        response = connection.getresponse()
        return Answer(response.status, clean_text(response.read(READ_BYTES).decode(errors="replace")))

    def close(self) -> None:
        """End the connection, also while another thread waits for it."""
        self._is_over = True
        connection = self._connection
        if connection is None:
            return
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        connection.close()


def clean_text(text: str) -> str:
    """Return the beginning of a response as one line without control characters."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    return " ".join(words)[:LONGEST_REPLY]


def _connect(parts: SplitResult, addresses: list[str]) -> HTTPConnection:
    """Connect to the first address that answers; the certificate is that of the name."""
    host, port = _place_of(parts)
    until = time.monotonic() + PATIENCE_SECONDS
    error: OSError = OSError()
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            plain = socket.create_connection((address, port), timeout=left)
        except OSError as found:
            error = found
            continue
        if parts.scheme == "http":
            connection = HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
            connection.sock = plain
            return connection
        context = ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None)
        secure = HTTPSConnection(host, port, timeout=PATIENCE_SECONDS, context=context)
        try:
            secure.sock = context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
        return secure
    raise error

"""One SMTP session with the server of EMAIL_URL: connected, encrypted as configured, and signed in.

Where EMAIL_URL asks for encryption, only EHLO and STARTTLS are ever sent in clear text.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

CONNECT_SECONDS = 20
# "Service not available, closing transmission channel" (RFC 5321, 4.2.1).
CLOSING = 421
PERMANENT = 500
# Errors of a connection that ended: another one may be taken.
ENDED = (smtplib.SMTPServerDisconnected, ssl.SSLEOFError, ConnectionResetError, BrokenPipeError)

# Receives the connection before it is made, so that its owner can cut it.
Hold = Callable[[smtplib.SMTP], None]


class NoSession(Exception):  # noqa: N818
    """Raised where no session could be opened; the text is the server's answer, or the connection error.

    `fault` is a sentence for people where a setting, here or at the server, has to be corrected; it contains
    no address and no secret. `may_reconnect` means that the server may accept another connection.
    """

    def __init__(self, said: str, *, fault: str = "", may_reconnect: bool = False) -> None:
        super().__init__(said)
        self.fault, self.may_reconnect = fault, may_reconnect


class _Plain(smtplib.SMTP):
    def __init__(self, hold: Hold) -> None:
        hold(self)
        host, port, name = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.PUBLIC_HOST
        super().__init__(host, port, name, timeout=CONNECT_SECONDS)


class _Encrypted(smtplib.SMTP_SSL):
    def __init__(self, hold: Hold, context: ssl.SSLContext) -> None:
        hold(self)
        host, port, name = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.PUBLIC_HOST
        super().__init__(host, port, name, timeout=CONNECT_SECONDS, context=context)


def open_session(hold: Hold) -> smtplib.SMTP:
    """Open a session that is ready for MAIL FROM; raise `NoSession` where the server gives none."""
    context = _context()
    with _stage(_("The mail server refused the connection. Check EMAIL_URL.")):
        client = _Encrypted(hold, context) if settings.EMAIL_USE_SSL else _Plain(hold)
        if client.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection was cut")
        # Without this the kernel holds the last dot back, and delivers it for a process that is dead by then.
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sock.settimeout(settings.EMAIL_TIMEOUT)
        client.ehlo_or_helo_if_needed()
    if settings.EMAIL_USE_TLS:
        with _stage(
            _("The mail server does not offer an encrypted connection (STARTTLS). Check EMAIL_URL."),
            is_certain=True,
        ):
            client.starttls(context=context)
        with _stage(_("The mail server refused the connection. Check EMAIL_URL.")):
            client.ehlo_or_helo_if_needed()
    if settings.EMAIL_HOST_USER:
        with _stage(
            _("The mail server does not accept the username and password in EMAIL_URL. Correct them.")
        ):
            client.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    return client


def why_no_session() -> str:
    """Open a session and close it; return the reason where none could be opened, or an empty text."""
    held: list[smtplib.SMTP] = []
    try:
        open_session(held.append)
    except NoSession as error:
        return error.fault or str(error)
    finally:
        for client in held:
            client.close()
    return ""


def _context() -> ssl.SSLContext:
    """Return what certificates are checked by: EMAIL_CA_FILE alone, or the authorities of this machine."""
    try:
        return ssl.create_default_context(cafile=settings.EMAIL_CA_FILE or None)
    except OSError as error:
        fault = _(
            "EMAIL_CA_FILE cannot be read or is not a certificate. Correct the path or replace the file."
        )
        raise NoSession(in_words(error), fault=fault) from error


@contextmanager
def _stage(fault: str, *, is_certain: bool = False) -> Iterator[None]:
    """Turn every error of one stage of a session into `NoSession`.

    The sentence applies where the server refused for good or both sides have nothing in common, not where it
    is absent, busy or slow; `is_certain` makes it apply to all but temporary answers.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        raise _no_session(error, fault, is_certain) from error


def _no_session(error: Exception, fault: str, is_certain: bool) -> NoSession:
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message.rstrip(".")
        said = _("The certificate of the mail server is not valid: %(reason)s. Check EMAIL_CA_FILE.") % {
            "reason": reason
        }
        return NoSession("", fault=said)
    has_ended = isinstance(error, ENDED)
    if isinstance(error, smtplib.SMTPResponseException):
        is_fault, has_ended = error.smtp_code >= PERMANENT, error.smtp_code == CLOSING
    elif isinstance(error, ssl.SSLError) and not (is_certain or has_ended):
        is_fault, fault = (
            True,
            _("The mail server does not answer with TLS. Check EMAIL_URL and its port."),
        )
    else:
        # Such as no way to sign in that both sides know, or a password that no command can carry.
        is_fault = is_certain or (isinstance(error, (smtplib.SMTPException, ValueError)) and not has_ended)
    return NoSession(
        in_words(error), fault=fault if is_fault else "", may_reconnect=has_ended and not is_fault
    )


def cut_connection(client: smtplib.SMTP) -> None:
    """Close the connection while another thread waits for it.

    Not by the method of an encrypted socket, which drops the encryption before it closes.
    """
    if client.sock is not None:
        socket.socket.shutdown(client.sock, socket.SHUT_RDWR)


def one_line(said: str) -> str:
    """Return a server's answer as one line that any database can store."""
    return "".join(filter(str.isprintable, " ".join(said.split())))


def in_words(error: Exception) -> str:
    """Return a connection error as one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"{error.smtp_code} {one_line(text)}"
    return one_line(f"{type(error).__name__}: {error}")

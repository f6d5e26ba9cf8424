"""Whether the scanner of the installation lets a file pass: clamd, asked over its own protocol."""

import socket
import struct
from collections.abc import Iterator
from contextlib import closing

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commitments.errors import Refused
from commitments.files.check import Paper, checked

WAIT_SECONDS = 30
CHUNK = 1 << 16
# Longer than any answer of clamd; whoever says more is no scanner.
LONGEST_ANSWER = 4096


def taken(name: str, content: bytes) -> Paper:
    """Check a file by name and bytes, and pass it to the scanner where one is configured.

    Refused says what to do: where `checked` refuses it, where the scanner finds something ("infected"), and
    where it gives no answer ("not_scanned"): what nobody has looked at is not kept.
    """
    paper = checked(name, content)
    let_pass(paper.content)
    return paper


def let_pass(content: bytes) -> None:
    """Pass bytes to the scanner where one is configured; Refused as `taken` says."""
    if settings.SCANNER is not None:
        _scan(content)


def answers() -> bool:
    """Say whether the scanner answers at all."""
    try:
        return _ask(b"zPING\0") == "PONG"
    except OSError:
        return False


def _scan(content: bytes) -> None:
    try:
        answer = _ask(b"zINSTREAM\0", *_chunks(content))
    except OSError as error:
        raise _not_scanned() from error
    if answer.endswith(" FOUND"):
        raise Refused(
            _("The scanner holds this file to be harmful. It was not kept; tell your security officer."),
            "infected",
        )
    if answer != "stream: OK":
        raise _not_scanned()


def _not_scanned() -> Refused:
    return Refused(
        _("The file could not be scanned, and was not kept. Try again later, or file its number alone."),
        "not_scanned",
    )


def _chunks(content: bytes) -> Iterator[bytes]:
    """Cut a file into pieces, each after its length in four bytes; nothing is the end."""
    for start in range(0, len(content), CHUNK):
        piece = content[start : start + CHUNK]
        yield struct.pack("!I", len(piece)) + piece
    yield struct.pack("!I", 0)


def _ask(*parts: bytes) -> str:
    """Send a command and give the answer; raises OSError where there is none, or none in time."""
    assert settings.SCANNER is not None
    kind, where = settings.SCANNER
    family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as connection:
        connection.settimeout(WAIT_SECONDS)
        connection.connect(where)
        for part in parts:
            connection.sendall(part)
        answer = b""
        while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
            more = connection.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace")

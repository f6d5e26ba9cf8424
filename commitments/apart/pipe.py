"""Texts over a socket, each after its length."""

import json
import socket
import struct
from typing import Any

LENGTH = struct.Struct("!Q")
CHUNK_BYTES = 1 << 20


def read(connection: socket.socket, size: int) -> bytes:
    """Read exactly `size` bytes; EOFError when the other end is gone."""
    chunks = bytearray()
    while len(chunks) < size:
        chunk = connection.recv(min(size - len(chunks), CHUNK_BYTES))
        if not chunk:
            raise EOFError
        chunks += chunk
    return bytes(chunks)


def receive(connection: socket.socket, most: int = 0) -> bytes:
    """Read one text; EOFError when the other end is gone, or announces more than `most` bytes (0: any)."""
    size = LENGTH.unpack(read(connection, LENGTH.size))[0]
    if most and size > most:
        raise EOFError
    return read(connection, size)


def send(connection: socket.socket, *texts: bytes) -> None:
    """Send texts, each after its length."""
    connection.sendall(b"".join(LENGTH.pack(len(text)) + text for text in texts))


def answer(connection: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    """Send the header and what follows it."""
    send(connection, json.dumps(header).encode(), body)

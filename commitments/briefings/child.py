"""The process that prints: a warm parent that holds imports and no records, and one forked child per packet.

Run as `python -m commitments.briefings.child FD`, where FD is the control socket: each message on it carries
one end of a socket pair. The parent never renders; it forks, and the child reads one job from its socket,
prints it under limits and without network, answers, and dies. When the control socket closes, the parent
ends.
"""

import gc
import json
import os
import resource
import signal
import socket
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NoReturn

from commitments.briefings import isolate
from commitments.briefings.printing import ASSETS, Tell, fingerprint, load_assets, print_pdf

LENGTH = struct.Struct("!Q")
TRIPPED = 70
SECONDS_BETWEEN = 0.2


def main(control: socket.socket) -> None:
    """Cut the network, load what every packet needs, then fork one child per socket that arrives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    refusal = isolate.cut_network()
    assets = load_assets()
    printer = fingerprint(assets)
    try:
        control.send(json.dumps({"network": refusal}).encode())
    except BrokenPipeError:
        # Who asked for this process is gone already.
        return
    gc.collect()
    gc.freeze()
    while True:
        try:
            message, descriptors, _flags, _address = socket.recv_fds(control, 16, 1)
        except ConnectionResetError:
            return
        if not message:
            return
        for descriptor in descriptors:
            if os.fork() == 0:
                control.close()
                serve(socket.socket(fileno=descriptor), assets, printer)
            os.close(descriptor)


def serve(connection: socket.socket, assets: dict[str, bytes], printer: str) -> NoReturn:
    """Print one job and answer; this process ends here, whatever happens."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        job = json.loads(receive(connection, LENGTH.unpack(receive(connection, LENGTH.size))[0]))
        folder = Path(job["folder"])
        tempfile.tempdir = str(folder)
        gc.disable()
        isolate.limit(job["memory_bytes"], job["cpu_seconds"], job["wall_seconds"])

        def alarm(event: str) -> None:
            answer(connection, {"refused": "reached", "detail": event[:200]})
            os._exit(TRIPPED)

        isolate.shut_files(folder, [ASSETS])
        isolate.set_tripwire(folder, [ASSETS], alarm)
        sheet = print_pdf(job["html"], assets, teller(connection))
        header = {"pages": sheet.pages, "remarks": sheet.remarks, "overlong": sheet.overlong}
        used = resource.getrusage(resource.RUSAGE_SELF)
        header |= {"printer": printer, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss}
        answer(connection, header, sheet.pdf)
    except MemoryError:
        answer(connection, {"refused": "memory", "detail": ""})
    except RecursionError:
        answer(connection, {"refused": "depth", "detail": ""})
    except BaseException as error:
        answer(connection, {"refused": "failed", "detail": f"{type(error).__name__}: {error}"[:300]})
    finally:
        os._exit(0)


def teller(connection: socket.socket) -> Tell:
    """Say who this is, and then how far it is, a few times a second."""
    answer(connection, {"child": os.getpid()})
    told_at = 0.0

    def tell(laid: int, drawn: int, pages: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= SECONDS_BETWEEN:
            told_at = time.monotonic()
            answer(connection, {"far": [laid, drawn, pages]})

    return tell


def receive(connection: socket.socket, size: int) -> bytes:
    """Read exactly `size` bytes; EOFError when the other end is gone."""
    chunks = bytearray()
    while len(chunks) < size:
        chunk = connection.recv(min(size - len(chunks), 1 << 20))
        if not chunk:
            raise EOFError
        chunks += chunk
    return bytes(chunks)


def answer(connection: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    """Send the header and what follows it, each after its length."""
    head = json.dumps(header).encode()
    connection.sendall(LENGTH.pack(len(head)) + head + LENGTH.pack(len(body)) + body)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))

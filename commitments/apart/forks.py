"""A warm process that holds imports and no records, and forks one child for each socket that arrives."""

import gc
import json
import os
import select
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from commitments.apart import isolate

# Called with the socket of a child that ended, and the signal that ended it; 0 where it went by itself.
Ended = Callable[[socket.socket, int], None]
# Children at work, by the descriptor that becomes readable when one ends: who it is, and its socket.
Children = dict[int, tuple[int, socket.socket]]


def serve_forks(
    control: socket.socket,
    load: Callable[[], Callable[[socket.socket], NoReturn]],
    ended: Ended | None = None,
) -> None:
    """Cut the network, `load` what every job needs, then fork one child per socket that arrives on `control`.

    `load` gives what a child does with its socket; it never comes back. Of the end of each, `ended` may tell
    on its socket, after whatever it had said. When `control` closes, this ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    refusal = isolate.cut_network()
    serve = load()
    try:
        control.send(json.dumps({"network": refusal}).encode())
    except BrokenPipeError:
        # Who asked for this process is gone already.
        return
    gc.collect()
    gc.freeze()
    children: Children = {}
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    while True:
        for descriptor, _event in waiting.poll():
            if descriptor != control.fileno():
                waiting.unregister(descriptor)
                _end(descriptor, *children.pop(descriptor), ended)
                continue
            try:
                message, sent, _flags, _address = socket.recv_fds(control, 16, 1)
            except ConnectionResetError:
                return
            if not message:
                return
            for one in sent:
                waiting.register(_fork(control, socket.socket(fileno=one), children, serve), select.POLLIN)


def _fork(
    control: socket.socket,
    connection: socket.socket,
    children: Children,
    serve: Callable[[socket.socket], NoReturn],
) -> int:
    """Fork a child that serves one socket and holds no other; give the descriptor that tells of its end."""
    child = os.fork()
    if child == 0:
        control.close()
        for descriptor, (_other, theirs) in children.items():
            os.close(descriptor)
            theirs.close()
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        serve(connection)
    descriptor = os.pidfd_open(child)
    children[descriptor] = child, connection
    return descriptor


def _end(descriptor: int, child: int, connection: socket.socket, ended: Ended | None) -> None:
    """Let go of a child's socket and then of its number: as long as the socket is open, that is its own."""
    found = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    # Who asked may be gone, or read too slowly: nothing waits for that here.
    with connection, suppress(OSError):
        if ended is not None and found is not None:
            connection.setblocking(False)
            ended(connection, 0 if found.si_code == os.CLD_EXITED else found.si_status)
    os.waitpid(child, 0)
    os.close(descriptor)

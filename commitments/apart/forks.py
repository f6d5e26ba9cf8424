"""A warm process that holds imports and no records, and forks one child for each socket that arrives."""

import gc
import json
import os
import signal
import socket
from collections.abc import Callable
from typing import NoReturn

from commitments.apart import isolate


def serve_forks(control: socket.socket, load: Callable[[], Callable[[socket.socket], NoReturn]]) -> None:
    """Cut the network, `load` what every job needs, then fork one child per socket that arrives on `control`.

    `load` gives what a child does with its socket; it never comes back. When `control` closes, this ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    refusal = isolate.cut_network()
    serve = load()
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
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.signal(signal.SIGPIPE, signal.SIG_DFL)
                serve(socket.socket(fileno=descriptor))
            os.close(descriptor)

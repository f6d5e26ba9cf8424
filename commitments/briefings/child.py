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
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

from commitments.apart import isolate
from commitments.apart.forks import serve_forks
from commitments.apart.pipe import answer, receive
from commitments.briefings.printing import ASSETS, Tell, fingerprint, load_assets, print_pdf

TRIPPED = 70
SECONDS_BETWEEN = 0.2


def load() -> Callable[[socket.socket], NoReturn]:
    """Load what every packet needs."""
    assets = load_assets()
    return partial(serve, assets=assets, printer=fingerprint(assets))


def serve(connection: socket.socket, assets: dict[str, bytes], printer: str) -> NoReturn:
    """Print one job and answer; this process ends here, whatever happens."""
    try:
        job = json.loads(receive(connection))
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


def ended(connection: socket.socket, by: int) -> None:
    """Say in place of a child which signal ended it, after all that it said itself."""
    answer(connection, {"signal": by})


if __name__ == "__main__":
    serve_forks(socket.socket(fileno=int(sys.argv[1])), load, ended)

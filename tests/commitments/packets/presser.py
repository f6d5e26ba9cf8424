"""One of two people who press at the same moment, in a process of its own.

python -m tests.commitments.packets.presser ME OTHER OFFICER MEETING...
Asks for the packet of one meeting after the other, each once the other process is there too; prints the keys.
"""

import importlib
import sys
import time
from pathlib import Path
from typing import Any

import django

SECONDS = 60


def meet(folder: Path, me: str, other: str, number: str) -> None:
    """Wait until the other process is at the same meeting."""
    (folder / f"{me}-{number}").touch()
    until = time.monotonic() + SECONDS
    while not (folder / f"{other}-{number}").exists():
        if time.monotonic() > until:
            raise TimeoutError(f"{other} never came")


def main(me: str, other: str, officer: str, *meetings: str) -> None:
    django.setup()
    archive = importlib.import_module("commitments.packets.archive.requests")
    models: Any = importlib.import_module("commitments.models")
    timezone = importlib.import_module("django.utils.timezone")
    settings = importlib.import_module("django.conf").settings
    by = models.User.objects.get(pk=officer)
    keys = []
    for number in meetings:
        meeting = models.Meeting.objects.select_related("country").get(pk=number)
        meet(settings.DATA, me, other, number)
        keys.append(str(archive.request_packet(meeting, by=by, now=timezone.now()).pk))
    print(" ".join(keys))


if __name__ == "__main__":
    main(*sys.argv[1:])

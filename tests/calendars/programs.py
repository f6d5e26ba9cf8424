"""The programs with which a calendar is followed, each with its files in a folder of its own."""

import datetime
import os
import re
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS = 120
START_SECONDS = 20
SYNC = """
[general]
status_path = "{folder}/status/"
[pair dates]
a = "there"
b = "here"
collections = {collections}
conflict_resolution = "a wins"
partial_sync = "ignore"
[storage there]
type = "{kind}"
url = "{url}"
{more}
[storage here]
type = "filesystem"
path = "{folder}/here/"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[dates]]
path = {path}
type = calendar
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = Asia/Seoul
default_timezone = Asia/Seoul
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
FORMAT = "{start}|{end}|{status}|{title}"
# vdirsyncer names what it fetches from an address by its content: an entry is known by what stands in it.
NAMED = re.compile(r"(Review: )?((?:M-)?[A-Z]{2}-\d{4}-\d+)")


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of khal: a day or moment in Seoul, what it is called, and whether it is cancelled."""

    start: str
    end: str
    is_cancelled: bool
    title: str


def run(command: list[str], folder: Path) -> str:
    """Run a program at home in a folder; give what it printed, and raise where it failed."""
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **home},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class Vdirsyncer:
    """Keeps a copy of a calendar as files, one an entry."""

    def __init__(self, folder: Path, url: str, *, kind: str = "http", more: str = "") -> None:
        self.folder = folder
        self.here = folder / "here"
        self.here.mkdir(parents=True)
        is_caldav = kind == "caldav"
        collections = '["dates"]' if is_caldav else "null"
        self.config = folder / "vdirsyncer.conf"
        self.config.write_text(
            SYNC.format(folder=folder, url=url, kind=kind, more=more, collections=collections)
        )

    def sync(self) -> list[Path]:
        """Fetch what is there; give the files that are here now."""
        for verb in (["discover"], ["sync"]):
            run(["sh", "-c", f"yes | vdirsyncer -c {self.config} {verb[0]}"], self.folder)
        return sorted(self.here.rglob("*.ics"))


class Khal:
    """Shows the files of a copy in Seoul."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder = folder
        self.config = folder / "khal.conf"
        self.config.write_text(KHAL.format(folder=folder, path=path))

    def shown(self, first: datetime.date, days: int) -> dict[str, Shown]:
        """Give description by the reference of each, of a review with that word behind it."""
        command = ["khal", "-c", str(self.config), "list", "--once", "--day-format", ""]
        said = run([*command, "--format", FORMAT, first.isoformat(), f"{days}d"], self.folder)
        found = {}
        for line in filter(None, said.splitlines()):
            start, end, status, title = line.split("|", 3)
            named = NAMED.search(title)
            name = f"{named[2]}{'-review' if named[1] else ''}" if named else title
            found[name] = Shown(start, end, "CANCELLED" in status, title)
        return found


class Radicale:
    """A calendar server that takes a whole calendar, entry by entry, through a parser of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/somebody/"
        options = {
            "server-hosts": f"127.0.0.1:{self.port}",
            "storage-filesystem-folder": str(folder / "radicale"),
            "auth-type": "none",
            "rights-type": "authenticated",
            "logging-level": "error",
        }
        (folder / "radicale").mkdir(parents=True)
        self.process = subprocess.Popen(
            ["radicale", "-C", "", *(f"--{name}={value}" for name, value in options.items())]
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("radicale did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(START_SECONDS)

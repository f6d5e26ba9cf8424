"""From the button to the finished packet: a running copy, its worker, the demo's partner, each edition.

Beside the seconds that a person waits, the CPU seconds of all processes of the copy: these hold on a machine
that has other work too.
"""

import http.client
import json
import time
import urllib.parse
from pathlib import Path

from tests.benchmarks import processes
from tests.benchmarks.figures import Figure
from tests.security.stand import TOKEN, Stand, stand

# The next session with the demo's partner, whose packet has more than the 30 commitments of a typical one:
# the last one ahead that has a core brief.
FIND = """
from commitments.enums import UPCOMING_STATES
from commitments.models import Meeting, User
ahead = Meeting.objects.filter(country__iso="XV", state__in=UPCOMING_STATES, brief__isnull=False)
meeting = ahead.latest("held_on")
print(meeting.pk, meeting.country_id, User.objects.get(username="desk").pk)
"""
PRESSES, MOST = 4, 120.0
# Seconds from the button to the page of the finished packet.
LIMITS = {"minister": 2.0, "adviser": 6.0}
# As often as progress.js looks.
BETWEEN = 0.2
HELD = """
from commitments.models import Packet
packet = Packet.objects.latest("requested_at")
print(packet.state, packet.pages)
"""


def figures() -> list[Figure]:
    """Press, wait, and press again; each is held to the limit, also the first of a worker."""
    found = []
    with stand() as copy:
        meeting, country, reader = copy.manage("shell", "--verbosity", "0", "--command", FIND).split()[-3:]
        browser = Browser(copy, "desk")
        for edition, limit in LIMITS.items():
            typed = {"meetings": meeting, "reader": reader, "editions": edition, "copies": "6"}
            typed["anew"] = "1"
            taken = [
                browser.press(f"/admin/commitments/country/{country}/packet/", **typed)
                for _ in range(PRESSES)
            ]
            state, pages = copy.manage("shell", "--verbosity", "0", "--command", HELD).split()[-2:]
            if state != "ready":
                raise RuntimeError(f"The packet is {state}.")
            name = f"press to ready, {edition} edition, {pages} pages"
            (first, first_cpu), *rest = taken
            found += [
                Figure(f"{name}: the first", first, limit, "s", 1.0),
                Figure(f"{name}: the worst after it", max(wall for wall, _cpu in rest), limit, "s", 1.0),
                Figure(f"{name}: CPU, the first", first_cpu, limit, "s"),
                Figure(f"{name}: CPU, the worst after", max(cpu for _wall, cpu in rest), limit, "s"),
            ]
    return found


def cpu_seconds(folder: Path) -> float:
    """Add up the CPU time of the processes of a copy, with their children, also of those that ended."""
    of_copy, parents, taken = set[int](), dict[int, int](), dict[int, float]()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        key = int(entry.name)
        try:
            fields = processes.read_fields(key)
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        parents[key] = int(fields[processes.PARENT])
        taken[key] = processes.add_up(fields, processes.WITH_ENDED)
        if f"TRACKER_DATA={folder}".encode() in variables:
            of_copy.add(key)
    # The process that prints has no variables.
    while more := {key for key, parent in parents.items() if parent in of_copy} - of_copy:
        of_copy |= more
    return sum(taken[key] for key in of_copy)


class Browser:
    """Somebody signed in, who presses and looks again, as the page does by itself."""

    def __init__(self, copy: Stand, name: str) -> None:
        self.cookie, self.folder = copy.sign_in(name), copy.folder
        self.host = urllib.parse.urlsplit(copy.address).netloc

    def ask(self, method: str, page: str, **typed: str) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": self.cookie, "Referer": f"http://{self.host}{page}"}
        if typed:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, page, urllib.parse.urlencode(typed) or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text

    def press(self, form: str, **typed: str) -> tuple[float, float]:
        """Send the form of a packet; give the seconds until the finished one is shown, and the CPU's."""
        _answer, page = self.ask("GET", form)
        token = TOKEN.search(page)
        assert token is not None, page[:500]
        spent, pressed = cpu_seconds(self.folder), time.monotonic()
        answer, _page = self.ask("POST", form, csrfmiddlewaretoken=token[1], **typed)
        packet = str(answer.getheader("Location"))
        while time.monotonic() - pressed < MOST:
            time.sleep(BETWEEN)
            _answer, told = self.ask("GET", packet.replace("change/", "progress/"))
            if not json.loads(told)["is_under_way"]:
                self.ask("GET", packet)
                return time.monotonic() - pressed, cpu_seconds(self.folder) - spent
        raise RuntimeError(f"{packet} was not ready after {MOST:.0f} s")

"""From the press of the button to the finished packet: a running copy, its worker, the demo's partner."""

import http.client
import json
import time
import urllib.parse

from tests.benchmarks.figures import Figure
from tests.security.stand import TOKEN, Stand, stand

# The next session with the demo's partner, whose packet has more than the 30 commitments of a typical one.
MEETING = "M-XV-2026-009"
PRESSES, LIMIT, MOST = 4, 5.0, 120.0
# As often as progress.js looks.
BETWEEN = 0.4
FIND = f"""
from commitments.models import Meeting
print(Meeting.objects.get(reference={MEETING!r}).pk)
"""
HELD = """
from commitments.models import Packet
packet = Packet.objects.latest("requested_at")
print(packet.state, packet.pages)
"""


def figures() -> list[Figure]:
    """Press, wait, and press again; each is held to the limit, also the first of a worker."""
    with stand() as copy:
        meeting = copy.manage("shell", "--verbosity", "0", "--command", FIND).split()[-1]
        browser = Browser(copy, "desk")
        taken = [browser.press(f"/admin/commitments/meeting/{meeting}/") for _ in range(PRESSES)]
        state, pages = copy.manage("shell", "--verbosity", "0", "--command", HELD).split()[-2:]
    if state != "ready":
        raise RuntimeError(f"The packet is {state}.")
    name = f"press to ready, worker, {pages} pages"
    return [
        Figure(f"{name}: the first", taken[0], LIMIT, "s", 1.0),
        Figure(f"{name}: the worst after it", max(taken[1:]), LIMIT, "s", 1.0),
    ]


class Browser:
    """Somebody signed in, who presses and looks again, as the page does by itself."""

    def __init__(self, copy: Stand, name: str) -> None:
        self.cookie = copy.sign_in(name)
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

    def press(self, meeting: str) -> float:
        """Press the button on a meeting's page; give the seconds until the finished one is shown."""
        _answer, page = self.ask("GET", f"{meeting}change/")
        token = TOKEN.search(page)
        assert token is not None
        pressed = time.monotonic()
        answer, _page = self.ask("POST", f"{meeting}packet/", csrfmiddlewaretoken=token[1])
        packet = str(answer.getheader("Location"))
        while time.monotonic() - pressed < MOST:
            time.sleep(BETWEEN)
            _answer, told = self.ask("GET", packet.replace("change/", "progress/"))
            if not json.loads(told)["is_under_way"]:
                self.ask("GET", packet)
                return time.monotonic() - pressed
        raise RuntimeError(f"{packet} was not ready after {MOST:.0f} s")

"""The doors through which a hidden record gets out of an API, each as a probe: does it leak here?

The same probes run on the API, where every one must stay shut, and on a stock one, where most must not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from commitments.models import Commitment, Meeting

# What a test client gives back.
Answer = Any
# Words and a key that stand in hidden records alone.
CANARY = "nightingale"
HIDDEN_KEY = 987_654
ABSENT_MEETING, ABSENT_COMMITMENT = "M-XV-2026-999", "XV-2026-9999"


@dataclass(frozen=True, slots=True)
class World:
    """What the program may read, and what it may not: the meeting of the one, and a record of its own."""

    client: Client
    address: str
    open: Commitment
    hidden: Commitment
    hidden_meeting: Meeting
    # A word and a key that stand in the hidden records alone.
    canary: str = CANARY
    key: int = HIDDEN_KEY

    def of(self, reference: str) -> str:
        return f"{self.address}{reference}/"


def _differ(one: Answer, other: Answer, *masked: str) -> bool:
    """Say whether two answers can be told apart once the references asked for are masked."""
    return _seen(one, masked) != _seen(other, masked)


def _seen(answer: Answer, masked: tuple[str, ...]) -> tuple[int, str, str]:
    # How many requests are left says how often one has asked, whatever it was for.
    told = sorted(item for item in answer.headers.items() if item[0] != "RateLimit")
    headers, body = str(told), answer.content.decode()
    for word in masked:
        headers, body = headers.replace(word, "?"), body.replace(word, "?")
    return answer.status_code, headers, body


def _says(w: World, answer: Answer) -> bool:
    return w.canary in answer.content.decode().lower()


def expand(w: World) -> bool:
    """Ask for related records in place of their keys."""
    asked = ("", "?expand=outcome.meeting", "?depth=5", "?fields=outcome__meeting__title", "?include=meeting")
    return any(_says(w, w.client.get(w.of(w.open.reference) + query)) for query in asked)


def bare_ids(w: World) -> bool:
    """Read the keys of hidden records where their content is left out."""
    return str(w.key) in w.client.get(w.of(w.open.reference)).content.decode()


def browsable_form(w: World) -> bool:
    """Open the page for browsers, whose form lists what may be chosen."""
    answer = w.client.get(w.address, headers={"Accept": "text/html"})
    return _says(w, answer) or "text/html" in answer.headers["Content-Type"]


def write_a_hidden_key(w: World) -> bool:
    """Write the key of a hidden record, and of none, and compare."""
    for verb in (w.client.post, w.client.put, w.client.patch):
        target = w.address if verb == w.client.post else w.of(w.open.reference)
        hidden, absent = (
            verb(target, {"outcome": key}, content_type="application/json")
            for key in (w.hidden.outcome_id, w.key * 10)
        )
        if _differ(hidden, absent, str(w.hidden.outcome_id), str(w.key * 10)):
            return True
    return False


def search(w: World) -> bool:
    """Search for a word that stands in a hidden related record, and for one that stands nowhere."""
    return _differ(
        w.client.get(w.address, {"search": w.canary}),
        w.client.get(w.address, {"search": "walrus"}),
        w.canary,
        "walrus",
    )


def ordering(w: World) -> bool:
    """Order by a column of a hidden related record: the order tells what it holds."""
    columns = ("outcome__meeting__title", "outcome__meeting__note", "meaning")
    return any(w.client.get(w.address, {"ordering": column}).status_code == 200 for column in columns)


def options(w: World) -> bool:
    """Ask what may be written: the choices name records."""
    hidden, absent = (w.client.options(w.of(ref)) for ref in (w.hidden.reference, ABSENT_COMMITMENT))
    answer = w.client.options(w.address)
    return _says(w, answer) or str(w.key) in answer.content.decode() or _differ(hidden, absent)


def counts(w: World) -> bool:
    """Count: the figure, or the number of pages, includes what is hidden."""
    answer = w.client.get(w.address, {"page_size": 1}).json()
    count = answer.get("count")
    return (count is not None and count > 1) or bool(answer["next"])


def filter_on_hidden_values(w: World) -> bool:
    """Filter by a value of a hidden related record, and by one that stands nowhere."""
    probes = (
        ("meeting", w.hidden_meeting.reference, ABSENT_MEETING),
        ("outcome__meeting__title__startswith", w.hidden_meeting.title[:4], "Walrus"),
    )
    return any(
        _differ(
            w.client.get(w.address, {name: there}), w.client.get(w.address, {name: nowhere}), there, nowhere
        )
        for name, there, nowhere in probes
    )


def error_text(w: World) -> bool:
    """Ask for a hidden record and for none, and compare everything in the answers."""
    hidden, absent = (w.client.get(w.of(ref)) for ref in (w.hidden.reference, ABSENT_COMMITMENT))
    return _differ(hidden, absent) or unique_error(w)


def unique_error(w: World) -> bool:
    """Record something under a hidden record's reference: "already exists" tells that it does."""
    taken, free = (
        w.client.post(w.address, {"reference": ref}, content_type="application/json")
        for ref in (w.hidden.reference, ABSENT_COMMITMENT)
    )
    return _differ(taken, free, w.hidden.reference, ABSENT_COMMITMENT)


def head(w: World) -> bool:
    """Ask for the headers alone."""
    hidden, absent = (w.client.head(w.of(ref)) for ref in (w.hidden.reference, ABSENT_COMMITMENT))
    return _differ(hidden, absent)


def meeting(w: World) -> bool:
    """Read the meeting behind an open record, and one that does not exist."""
    base = w.address.replace("commitments", "meetings")
    hidden, absent = (w.client.get(f"{base}{ref}/") for ref in (w.hidden_meeting.reference, ABSENT_MEETING))
    return _differ(hidden, absent, w.hidden_meeting.reference, ABSENT_MEETING)


def cursors(w: World) -> bool:
    """Guess where a page begins: by a hidden record, and by none."""
    names = ("cursor", "page", "after", "offset")
    return any(
        _differ(w.client.get(w.address, {name: there}), w.client.get(w.address, {name: no}), there, no)
        for name in names
        for there, no in ((w.hidden.reference, ABSENT_COMMITMENT), (str(w.key), str(w.key * 10)))
    )


def schema(w: World) -> bool:
    """Read the description: choices and examples name records."""
    answer = w.client.get("/api/v1/schema/")
    return _says(w, answer) or w.hidden.reference in answer.content.decode()


def held_copies(w: World) -> bool:
    """Ask whether a held copy still stands, of a hidden record and of none."""
    for held in ("*", '"1-0000000000000000"'):
        hidden, absent = (
            w.client.get(w.of(ref), headers={"If-None-Match": held})
            for ref in (w.hidden.reference, ABSENT_COMMITMENT)
        )
        if _differ(hidden, absent):
            return True
    return False


def problems(w: World) -> bool:
    """Ask wrongly for a hidden record and for none, and compare what is said to be wrong."""
    for more in ("?nothing=1", "?format=xml", "nothing/"):
        hidden, absent = (w.client.get(w.of(ref) + more) for ref in (w.hidden.reference, ABSENT_COMMITMENT))
        if _differ(hidden, absent, w.hidden.reference, ABSENT_COMMITMENT):
            return True
    return False


Probe = Callable[[World], bool]
DOORS: dict[str, Probe] = {
    probe.__name__: probe
    for probe in (
        expand,
        bare_ids,
        browsable_form,
        write_a_hidden_key,
        search,
        ordering,
        options,
        counts,
        filter_on_hidden_values,
        error_text,
        unique_error,
        head,
        meeting,
        cursors,
        schema,
        held_copies,
        problems,
    )
}


def leaks(world: World) -> dict[str, Any]:
    """Try every door; give those that leak."""
    return {name: True for name, probe in DOORS.items() if probe(world)}

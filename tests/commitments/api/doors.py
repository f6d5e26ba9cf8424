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

    def of(self, reference: str) -> str:
        return f"{self.address}{reference}/"


def _differ(one: Answer, other: Answer, *masked: str) -> bool:
    """Say whether two answers can be told apart once the references asked for are masked."""
    return _seen(one, masked) != _seen(other, masked)


def _seen(answer: Answer, masked: tuple[str, ...]) -> tuple[int, str, str]:
    headers, body = str(sorted(answer.headers.items())), answer.content.decode()
    for word in masked:
        headers, body = headers.replace(word, "?"), body.replace(word, "?")
    return answer.status_code, headers, body


def _says(answer: Answer) -> bool:
    return CANARY in answer.content.decode().lower()


def expand(w: World) -> bool:
    """Ask for related records in place of their keys."""
    asked = ("", "?expand=outcome.meeting", "?depth=5", "?fields=outcome__meeting__title", "?include=meeting")
    return any(_says(w.client.get(w.of(w.open.reference) + query)) for query in asked)


def bare_ids(w: World) -> bool:
    """Read the keys of hidden records where their content is left out."""
    return str(HIDDEN_KEY) in w.client.get(w.of(w.open.reference)).content.decode()


def browsable_form(w: World) -> bool:
    """Open the page for browsers, whose form lists what may be chosen."""
    answer = w.client.get(w.address, headers={"Accept": "text/html"})
    return _says(answer) or "text/html" in answer.headers["Content-Type"]


def write_a_hidden_key(w: World) -> bool:
    """Write the key of a hidden record, and of none, and compare."""
    for verb in (w.client.post, w.client.put, w.client.patch):
        target = w.address if verb == w.client.post else w.of(w.open.reference)
        hidden, absent = (
            verb(target, {"outcome": key}, content_type="application/json")
            for key in (w.hidden.outcome_id, HIDDEN_KEY * 10)
        )
        if _differ(hidden, absent, str(w.hidden.outcome_id), str(HIDDEN_KEY * 10)):
            return True
    return False


def search(w: World) -> bool:
    """Search for a word that stands in a hidden related record, and for one that stands nowhere."""
    return _differ(
        w.client.get(w.address, {"search": CANARY}),
        w.client.get(w.address, {"search": "walrus"}),
        CANARY,
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
    return _says(answer) or str(HIDDEN_KEY) in answer.content.decode() or _differ(hidden, absent)


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
        head,
    )
}


def leaks(world: World) -> dict[str, Any]:
    """Try every door; give those that leak."""
    return {name: True for name, probe in DOORS.items() if probe(world)}

"""Read a text, or read it again: what was decided stays decided, and only the difference is new."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments import editing, intake
from commitments.errors import Refused
from commitments.models import Country, Official, Outcome, Passage, Reading, Statement, User
from commitments.passages.following import UNDECIDED, Followed, Found, follow
from commitments.passages.guesses import Guess, guess_of
from commitments.passages.names import author_of, known_of, names_of_country
from commitments.passages.rules import check, hold_text
from commitments.passages.wording import folded, text_of
from commitments.vocabulary import PassageState, Side

# What is longer takes more than a second to read; no statement of two governments is.
MOST_LETTERS = 100_000


def digest_of(statement: Statement) -> str:
    """Give what tells whether the words of a text were changed since it was read."""
    return hashlib.sha256(text_of(statement.text).encode()).hexdigest()


def is_changed(statement: Statement, reading: Reading | None) -> bool:
    """Say whether the words of a text were changed since it was read."""
    return reading is not None and reading.digest != digest_of(statement)


def why_not_read(statement: Statement) -> Refused | None:
    """Explain why a text is not read, or give None where it is."""
    if not statement.text.strip():
        return Refused(
            _("The words of this text are not on file. Paste them on its page, then have it read."), "no_text"
        )
    if len(statement.text) > MOST_LETTERS:
        return Refused(
            _("The text is longer than %(most)s letters. File its parts one by one, and have each read.")
            % {"most": f"{MOST_LETTERS:,}"},
            "long",
        )
    return None


@transaction.atomic
def read(statement: Statement, *, by: User, now: datetime.datetime) -> Reading:
    """Read a text as it stands now, for the first time or again; nothing leaves the machine.

    New passages wait, unless their words are on record as an outcome already; undecided ones whose words are
    no more are gone; decided ones stay decided wherever their words went, and a rejected one is not proposed
    again. Who reads at the same moment comes after.
    """
    check(statement, by)
    # Held, so that two who read at once do not propose everything twice.
    statement = hold_text(statement)
    refusal = why_not_read(statement)
    if refusal is not None:
        raise refusal
    text = text_of(statement.text)
    passages = list(Passage.objects.filter(statement=statement))
    followed, new = follow(text, list(found_in(text, statement)), passages)
    joined: set[int] = set()
    # What was joined to another comes and goes with that.
    for one in sorted(followed, key=lambda one: one.passage.part_of_id is not None):
        state = _state(one, joined)
        if state != PassageState.GONE and not one.is_apart:
            joined.add(one.passage.pk)
        _keep(one, state, text, by=by, now=now)
    apart = {one.passage.pk for one in followed if one.is_apart}
    for one in followed:
        if one.passage.part_of_id in apart:
            editing.change(one.passage, {"part_of": None}, by=by, now=now, action="read again")
    recorded = _recorded(statement) if new else {}
    for item in new:
        propose(statement, item, recorded.pop(_named(item.sentence), None), by=by, now=now)
    values = {"digest": digest_of(statement), "read_at": now}
    reading = Reading.objects.filter(statement=statement).first()
    if reading is None:
        return editing.create(Reading(statement=statement, **values), by=by, now=now)
    return editing.change(reading, values, by=by, now=now, action="read again")


def found_in(text: str, statement: Statement) -> Iterator[Found]:
    """Give what the reader finds in a text, or in words of it."""
    codes = {Side.OURS: settings.HOME_COUNTRY, Side.THEIRS: statement.meeting.country.iso}
    rows = Country.objects.filter(iso__in=codes.values()).prefetch_related("names")
    by_code = {one.iso: one for one in rows}
    countries = {side: by_code.get(code) for side, code in codes.items()}
    ours, theirs = (names_of_country(code, countries[side]) for side, code in codes.items())
    known = replace(known_of(countries, _officials(countries)), author=author_of(statement))
    held_on = statement.meeting.held_on
    for one in intake.read(text, ours=ours, theirs=theirs, held_on=held_on, known=known):
        yield Found(one.sentence, one.place, guess_of(one, text))


def _officials(countries: Mapping[Side, Country | None]) -> Iterator[tuple[Side, Official]]:
    sides = {one.pk: side for side, one in countries.items() if one is not None}
    for row in Official.objects.filter(country__in=sides).prefetch_related("names"):
        yield sides[row.country_id], row


def _named(words: str) -> str:
    """Give words by which a clause is known again, whether its full stop was typed or not."""
    return folded(words).rstrip(".。;")


def _recorded(statement: Statement) -> dict[str, Outcome]:
    """Give the outcomes of the meeting, by their words, that this text may be what says them.

    Left out are those of another text, which may be in confidence, and those marked higher than this one:
    who reads its passages would be told of them.
    """
    rows = Outcome.objects.filter(
        Q(statement=None) | Q(statement=statement),
        meeting=statement.meeting_id,
        passage=None,
        classification__lte=statement.classification,
    )
    return {_named(outcome.clause): outcome for outcome in rows.order_by("-number")}


def recorded_as(words: str, statement: Statement) -> Outcome | None:
    """Return the outcome of the meeting whose clause is these words of a text; None where there is none."""
    return _recorded(statement).get(_named(words))


def propose(
    statement: Statement, one: Found, outcome: Outcome | None = None, *, by: User, now: datetime.datetime
) -> Passage:
    """Keep what the reader found, for an officer to decide, or as the outcome that it is already."""
    start, end = one.place
    decided: dict[str, Any] = {}
    if outcome is not None:
        decided = {"state": PassageState.ACCEPTED, "outcome": outcome, "decided_by": by, "decided_at": now}
    passage = Passage(
        statement=statement,
        start=start,
        end=end,
        words=one.sentence,
        sentence=one.sentence,
        guess=one.guess.to_json(),
        **decided,
    )
    return editing.create(passage, by=by, now=now)


def _state(one: Followed, joined: set[int]) -> str:
    """Say what state a passage is in now: undecided ones come and go with their words."""
    passage = one.passage
    if passage.state not in UNDECIDED:
        return passage.state
    if passage.part_of_id in joined:
        return PassageState.GONE
    return PassageState.WAITING if one.place else PassageState.GONE


def _keep(one: Followed, state: str, text: str, *, by: User, now: datetime.datetime) -> None:
    """Write where a passage stands now, where that differs from before."""
    passage = one.passage
    start, end = one.place or (None, None)
    wanted: dict[str, Any] = {"start": start, "end": end, "state": state}
    if one.place:
        # The same letters, perhaps with other line breaks.
        wanted["words"] = text[start:end]
    if state == PassageState.WAITING and one.guess is not None:
        wanted["guess"] = one.guess.to_json()
    values = {name: value for name, value in wanted.items() if getattr(passage, name) != value}
    if values:
        editing.change(passage, values, by=by, now=now, action="read again")


def guess_in(words: str, statement: Statement) -> Guess | None:
    """Give what the reader makes of words by themselves; None where it makes nothing of them."""
    return next((one.guess for one in found_in(words, statement)), None)

"""What a deadline may follow: a planned meeting, a session of a mechanism, the end of another commitment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Q, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access
from commitments.deadlines import Hooks
from commitments.deadlines.inputs import needs
from commitments.models import DAY, Commitment, Country, Mechanism, Meeting, User
from commitments.phrases import DeadlineSpec, is_next
from commitments.vocabulary import OPEN_STATES, CommitmentState, MeetingState

NOT_YET = gettext_lazy("not on record yet")
KEPT = "kept"
GONE = gettext_lazy("This is no longer there, or not open to you. Choose another.")
AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED)
HELD = (MeetingState.HELD, MeetingState.CLOSED)
# How many sessions not yet planned are offered of each mechanism, and how many other items.
SESSIONS_AHEAD = 2
ITEMS_OFFERED = 200

Offer = tuple[str, str]
Groups = list[tuple[str, list[Offer]]]


def value_of(hooks: Hooks) -> str:
    """Give the value of the choice that means these hooks."""
    if hooks.event is not None:
        return f"m{hooks.event.pk}"
    if hooks.mechanism is not None:
        number = hooks.session_number
        return f"s{hooks.mechanism.pk}-{number}" if number else f"n{hooks.mechanism.pk}"
    return f"c{hooks.follows.pk}" if hooks.follows is not None else ""


@dataclass
class Followable:
    """What one person may choose among for the deadlines of one partner, read once for a page.

    `about` is the commitment at hand, where there is one.
    """

    person: User
    partner: Country | None
    about: Commitment | None = None

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Read the partner's meetings that lie ahead, and the sessions already held."""
        wanted = Q(state__in=AHEAD) | Q(state__in=HELD, session_number__isnull=False)
        rows = access.rows(Meeting, self.person).filter(wanted, country=self.partner)
        return list(rows.order_by(DAY.asc(nulls_last=True), "pk"))

    @cached_property
    def mechanisms(self) -> list[Mechanism]:
        """Read the partner's mechanisms."""
        rows = access.rows(Mechanism, self.person).filter(country=self.partner)
        return list(rows.order_by("name"))

    @cached_property
    def items(self) -> list[Commitment]:
        """Read the partner's open items and drafts, those of the same meeting first, then the latest."""
        states = (*OPEN_STATES, CommitmentState.DRAFT)
        rows = access.rows(Commitment, self.person).filter(country=self.partner, state__in=states)
        if self.about is not None:
            near = Case(When(outcome__meeting=self.about.outcome.meeting_id, then=0), default=1)
            rows = rows.exclude(pk=self.about.pk).order_by(near, "-pk")
        else:
            rows = rows.order_by("-pk")
        return list(rows[:ITEMS_OFFERED])

    def groups(self, spec: DeadlineSpec) -> Groups:
        """Offer what these words may mean, first what they name exactly; nothing where none is needed."""
        match needs(spec):
            case "event":
                return list(self._events(spec))
            case "completion":
                return [(_("Other commitments"), [(f"c{row.pk}", str(row)) for row in self.items])]
            case _:
                return []

    def _events(self, spec: DeadlineSpec) -> Iterator[tuple[str, list[Offer]]]:
        named = self._named(spec)
        if named:
            yield _("What the words name"), named
        ahead = [(f"m{row.pk}", _dated(str(row), row)) for row in self.meetings if row.state in AHEAD]
        if ahead:
            yield _("Meetings planned"), ahead
        sessions = [offer for one in self.mechanisms for offer in self._sessions(one, spec.session_number)]
        others = [offer for offer in sessions if offer not in named]
        if others:
            yield _("Sessions"), others

    def _named(self, spec: DeadlineSpec) -> list[Offer]:
        """Find the session that the words name by the mechanism's name, and by number or as the next."""
        words = _plain(spec.event)
        found = [one for one in self.mechanisms if _plain(one.name) in words]
        # "Joint Commission" is not meant where "Joint Commission on Trade" is named.
        longer = {one.pk for one in found for other in found if one != other and one.name in other.name}
        found = [one for one in found if one.pk not in longer]
        if len(found) != 1:
            return []
        if spec.session_number is not None:
            return [self._session(found[0], spec.session_number)]
        return [_next_of(found[0])] if is_next(spec.event) else []

    def _sessions(self, mechanism: Mechanism, wanted: int | None) -> list[Offer]:
        """Offer the next session of a mechanism, its next numbers, and the number that the words give."""
        own = [row for row in self.meetings if row.mechanism_id == mechanism.pk and row.session_number]
        first = max((row.session_number or 0 for row in own), default=0) + 1
        numbers = {*range(first, first + SESSIONS_AHEAD), wanted}
        numbers |= {row.session_number for row in own if row.state in AHEAD}
        return [_next_of(mechanism), *(self._session(mechanism, n) for n in sorted(n for n in numbers if n))]

    def _session(self, mechanism: Mechanism, number: int) -> Offer:
        """Name a session, with its day where it is on record."""
        label = _("session %(number)d of %(mechanism)s") % {"number": number, "mechanism": mechanism.name}
        for row in self.meetings:
            if row.mechanism_id == mechanism.pk and row.session_number == number:
                label = _dated(label, row)
        return f"s{mechanism.pk}-{number}", label

    def hooks(self, value: str, standing: Hooks) -> Hooks:
        """Turn a choice into what it means. Raises ValidationError where that is not open to the person."""
        if value in ("", KEPT):
            return standing if value else Hooks()
        kind, (key, _dash, number) = value[0], value[1:].partition("-")
        if kind == "m":
            return Hooks(event=_one(self.meetings, key))
        if kind == "c":
            return Hooks(follows=_one(self.items, key))
        if kind == "s" and number.isdecimal() and len(number) < 4:
            return Hooks(mechanism=_one(self.mechanisms, key), session_number=int(number))
        return Hooks(mechanism=_one(self.mechanisms if kind == "n" else (), key))


def _one(rows: Sequence[Any], key: str) -> Any:
    found = next((row for row in rows if str(row.pk) == key), None)
    if found is None:
        raise ValidationError(GONE)
    return found


def _next_of(mechanism: Mechanism) -> Offer:
    label = _("the next session of %(mechanism)s") % {"mechanism": mechanism.name}
    return f"n{mechanism.pk}", label


def _dated(label: str, row: Meeting) -> str:
    return f"{label}, {date_format(row.held_on)}" if row.held_on else label


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()

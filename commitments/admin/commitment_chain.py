"""The deadline on a commitment's page: its chain with each reason, how far it slipped, what it follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import access
from commitments.admin.commitment_records import Records
from commitments.admin.shown import EVENT_UNKNOWN, UNMET, ask_of, awaits_choice, window
from commitments.deadlines import Remark, Slips, slips
from commitments.models import Commitment, Deadline
from commitments.vocabulary import CLOSED_STATES, SLIPS, MoveReason

# A longer chain stands one version below the other.
LONG = 4


@dataclass(frozen=True, slots=True)
class LinkShown:
    """One version of the deadline in its chain; `is_event` where nobody asked for the move."""

    promise: str
    label: str
    notes: tuple[str, ...]
    wording: str
    is_past: bool
    is_current: bool
    is_event: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """What the deadline follows: in words, with the record it leads to, if that is open to the reader."""

    label: str
    text: str
    meeting: int | None = None
    commitment: int | None = None


@dataclass(frozen=True, slots=True)
class ChainShown:
    """The deadline's part of the page."""

    links: tuple[LinkShown, ...]
    slipped: str
    event_moved: str
    follows: Followed | None
    calendars: tuple[str, ...]
    working: tuple[str, ...]
    ask: str
    waits: str
    is_long: bool


def chain_shown(item: Commitment, records: Records) -> ChainShown:
    """Make the values of the deadline's part."""
    standing = item.deadline
    moved = slips(records.deadlines, item.first_deadline)
    ask = Remark.from_json(standing.ask) if standing and standing.ask else None
    waits = str(ask) if ask is not None and ask.code == UNMET and item.state not in CLOSED_STATES else ""
    working = standing.working if standing else ()
    if standing is not None and awaits_choice(standing):
        # It follows no event: that one without a day is waited for would mislead.
        working = [step for step in working if step["code"] != EVENT_UNKNOWN]
    return ChainShown(
        links=_links(item, records.deadlines),
        slipped=slipped(moved),
        event_moved=event_moved(moved),
        follows=_followed(item, records),
        calendars=_calendars(item, records),
        working=tuple(str(Remark.from_json(step)) for step in working),
        ask=ask_of(item),
        waits=waits,
        is_long=len(records.deadlines) > LONG,
    )


def slipped(moved: Slips) -> str:
    """Say how far what somebody asked for has moved the first agreed date."""
    if not moved.count or moved.first_on is None:
        return ""
    values = {"date": date_format(moved.first_on), "times": moved.count, "far": _far(moved.days)}
    text = ngettext(
        "originally %(date)s, moved once, %(far)s",
        "originally %(date)s, moved %(times)d times, %(far)s",
        moved.count,
    )
    return text % values


def event_moved(moved: Slips) -> str:
    """Say, apart from it, how far an event, a clock or a calendar moved it."""
    if not moved.event_count:
        return ""
    values = {"times": moved.event_count, "far": _far(moved.event_days)}
    text = ngettext(
        "by its event or calendar: moved once, %(far)s",
        "by its event or calendar: moved %(times)d times, %(far)s",
        moved.event_count,
    )
    return text % values


def _far(days: int) -> str:
    if days < 0:
        return ngettext("%(days)d day earlier", "%(days)d days earlier", -days) % {"days": -days}
    return ngettext("%(days)d day later", "%(days)d days later", days) % {"days": days}


def _links(item: Commitment, versions: Sequence[Deadline]) -> tuple[LinkShown, ...]:
    """Draw each version of the deadline; what moved says how far, why, and by whose leave."""
    shown = []
    for index, version in enumerate(versions):
        before = versions[index - 1] if index else None
        said_before = before.wording if before else ""
        shown.append(
            LinkShown(
                promise=_promise(version),
                label=_label(version, before),
                notes=_notes(version),
                wording=version.wording if version.wording != said_before else "",
                is_past=version.pk != item.deadline_id,
                is_current=version.pk == item.deadline_id,
                is_event=version.reason not in SLIPS and version.cause is not None,
            )
        )
    return tuple(shown)


def _promise(version: Deadline) -> str:
    if version.due_on is None:
        return version.wording or _("no date")
    return window(version.kind, version.due_start, version.due_on)


def _label(version: Deadline, before: Deadline | None) -> str:
    reason = MoveReason(version.reason)
    if before is None:
        return _("First recorded") if reason == MoveReason.FIRST else capfirst(str(reason.label))
    if reason == MoveReason.CORRECTED:
        return _("Corrected")
    if version.due_on and before.due_on and version.due_on != before.due_on:
        days = (version.due_on - before.due_on).days
        moved = ngettext("Moved %(days)s day", "Moved %(days)s days", abs(days)) % {"days": f"{days:+d}"}
        return f"{moved}: {reason.label}"
    return capfirst(str(reason.label))


def _notes(version: Deadline) -> tuple[str, ...]:
    """Say why it moved, who asked and who approved, and the document."""
    cause = str(Remark.from_json(version.cause)) if version.cause else ""
    if version.asked_by_id and version.asked_by_id == version.approved_by_id:
        leave = _("Decided by %(who)s.") % {"who": version.approved_by}
    elif version.asked_by_id and version.approved_by_id:
        leave = _("Asked by %(who)s, approved by %(head)s.") % {
            "who": version.asked_by,
            "head": version.approved_by,
        }
    else:
        leave = ""
    paper = _("Document: %(document)s.") % {"document": version.document} if version.document else ""
    return tuple(part for part in (cause, version.note, leave, paper) if part)


def _followed(item: Commitment, records: Records) -> Followed | None:
    """Name what the deadline follows, as far as the reader may know it."""
    standing = next((one for one in records.deadlines if one.pk == item.deadline_id), None)
    if standing is None:
        return None
    if standing.follows_id:
        other = next((one for one in records.linked if one.pk == standing.follows_id), None)
        label = _("Counts from the completion of")
        return Followed(
            label, access.name_of(standing.follows_id, other), commitment=other.pk if other else None
        )
    session = _session(standing)
    if standing.event_id:
        event = records.event
        if event is None:
            return Followed(_("Follows"), session or access.name_of(standing.event_id, event))
        day = date_format(event.held_on) if event.held_on else _("day not yet known")
        return Followed(_("Follows"), f"{event}, {day}", meeting=event.pk)
    if standing.mechanism_id:
        return Followed(_("Waits for"), _("%(session)s, not on record yet") % {"session": session})
    return None


def _session(standing: Deadline) -> str:
    if standing.mechanism is None:
        return ""
    values = {"number": standing.session_number, "mechanism": standing.mechanism.name}
    if standing.session_number is None:
        return _("the next session of %(mechanism)s") % values
    return _("session %(number)d of %(mechanism)s") % values


def _calendars(item: Commitment, records: Records) -> tuple[str, ...]:
    """Name the years that the dates were counted in, and whether an officer has confirmed each."""
    if item.deadline is None:
        return ()
    home = records.home
    places: Mapping[str, str] = {
        settings.HOME_COUNTRY: home.capital if home and home.capital else settings.HOME_COUNTRY,
        item.country.iso: item.country.capital or item.country.name,
    }
    return tuple(
        _("%(place)s %(year)s (confirmed)") % {"place": places.get(code, code), "year": year}
        if (code, year) in records.confirmed
        else _("%(place)s %(year)s (computed)") % {"place": places.get(code, code), "year": year}
        for code, year in item.deadline.calendars
    )

"""What the page of a commitment shows, as ready values: wording, owners, and the chain of the deadline."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import querysets
from commitments.admin.classification import find_highest_level
from commitments.admin.commitments.records import CommitmentRecords
from commitments.admin.commitments.related import (
    LinkedRecord,
    Occurrence,
    SidesShown,
    awaited_in_words,
    build_sides,
    list_links,
    list_occurrences,
)
from commitments.admin.commitments.rows import (
    EVENT_UNKNOWN,
    UNMET,
    DueShown,
    ask_of,
    awaits_choice,
    build_due,
    format_window,
    no_reminders,
)
from commitments.admin.long_texts import ShownText, build_shown_text, find_text_size
from commitments.deadlines.explanation import Remark
from commitments.deadlines.versions import Slips, count_slips
from commitments.enums import (
    ANSWERABLE,
    CLOSED_STATES,
    ENDED_STATES,
    SLIPS,
    CommitmentState,
    Health,
    LeadRole,
    MeetingState,
    MoveReason,
    Nature,
    Step,
    Strength,
)
from commitments.lifecycle import acceptance, transitions
from commitments.models import Commitment, Deadline, ProgressUpdate
from commitments.records import current_steps

# A longer chain stands one version below the other.
LONG = 4


@dataclass(frozen=True, slots=True)
class LinkShown:
    """One version of the deadline in its chain; `is_event` where no person requested the move."""

    promise: str
    label: str
    notes: tuple[str, ...]
    wording: str
    is_past: bool
    is_current: bool
    is_event: bool


@dataclass(frozen=True, slots=True)
class FollowedDeadline:
    """What the deadline depends on: in words, with a link to the record, if the reader may read it."""

    label: str
    text: str
    meeting: int | None = None
    commitment: int | None = None


@dataclass(frozen=True, slots=True)
class ChainShown:
    """The part of the page about the deadline."""

    links: tuple[LinkShown, ...]
    slipped: str
    event_moved: str
    follows: FollowedDeadline | None
    calendars: tuple[str, ...]
    working: tuple[str, ...]
    ask: str
    waits: str
    is_long: bool


def build_deadline_history(item: Commitment, records: CommitmentRecords) -> ChainShown:
    """Make the values of the deadline's part."""
    standing = item.deadline
    moved = count_slips(records.deadlines, item.first_deadline)
    ask = Remark.from_json(standing.needs_officer) if standing and standing.needs_officer else None
    waits = str(ask) if ask is not None and ask.code == UNMET and item.state not in CLOSED_STATES else ""
    working = standing.explanation if standing else ()
    if standing is not None and awaits_choice(standing):
        # It follows no event: that one without a day is waited for would mislead.
        working = [step for step in working if step["code"] != EVENT_UNKNOWN]
    return ChainShown(
        links=_links(item, records.deadlines),
        slipped=format_slippage(moved),
        event_moved=event_moved(moved),
        follows=_followed(item, records),
        calendars=_calendars(item, records),
        working=tuple(str(Remark.from_json(step)) for step in working),
        ask=ask_of(item),
        waits=waits,
        is_long=len(records.deadlines) > LONG,
    )


def format_slippage(moved: Slips) -> str:
    """Return how far moves that a person requested have shifted the first agreed date."""
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
    """Return separately how far an event, a clock or a calendar moved it."""
    if not moved.event_count:
        return ""
    values = {"times": moved.event_count, "far": _far(moved.event_days)}
    text = ngettext(
        "moved once because the linked event or the calendar changed, %(far)s",
        "moved %(times)d times because the linked event or the calendar changed, %(far)s",
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
                label=_format_version_label(version, before),
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
    return format_window(version.kind, version.due_start, version.due_on)


def _format_version_label(version: Deadline, before: Deadline | None) -> str:
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
    """Return why it moved, who requested and who approved it, and the document."""
    cause = str(Remark.from_json(version.cause)) if version.cause else ""
    if version.requested_by_id and version.requested_by_id == version.approved_by_id:
        leave = _("Decided by %(who)s.") % {"who": version.approved_by}
    elif version.requested_by_id and version.approved_by_id:
        leave = _("Requested by %(who)s, approved by %(head)s.") % {
            "who": version.requested_by,
            "head": version.approved_by,
        }
    else:
        leave = ""
    paper = _("Document: %(document)s.") % {"document": version.document} if version.document else ""
    return tuple(part for part in (cause, version.note, leave, paper) if part)


def _followed(item: Commitment, records: CommitmentRecords) -> FollowedDeadline | None:
    """Name what the deadline follows, as far as the reader may know it."""
    standing = next((one for one in records.deadlines if one.pk == item.deadline_id), None)
    if standing is None:
        return None
    if standing.follows_id:
        other = next((one for one in records.linked if one.pk == standing.follows_id), None)
        label = _("Calculated from the completion of")
        return FollowedDeadline(
            label, querysets.name_of(standing.follows_id, other), commitment=other.pk if other else None
        )
    session = _session(standing)
    if standing.event_id:
        event = records.event
        if event is None:
            return FollowedDeadline(
                _("Linked meeting"), session or querysets.name_of(standing.event_id, event)
            )
        day = date_format(event.held_on) if event.held_on else _("date not yet known")
        return FollowedDeadline(_("Linked meeting"), f"{event}, {day}", meeting=event.pk)
    if standing.mechanism_id:
        return FollowedDeadline(
            _("Waiting for session"), _("%(session)s, not yet recorded") % {"session": session}
        )
    return None


def _session(standing: Deadline) -> str:
    if standing.mechanism is None:
        return ""
    values = {"number": standing.session_number, "mechanism": standing.mechanism.name}
    if standing.session_number is None:
        return _("the next session of %(mechanism)s") % values
    return _("session %(number)d of %(mechanism)s") % values


def _calendars(item: Commitment, records: CommitmentRecords) -> tuple[str, ...]:
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
        else _("%(place)s %(year)s (calculated)") % {"place": places.get(code, code), "year": year}
        for code, year in item.deadline.calendars
    )


S = CommitmentState
WAY = (S.PROPOSED, S.ACCEPTED, S.IN_PROGRESS, S.REPORTED, S.FULFILLED)
CONTINUING_WAY = (S.PROPOSED, S.ACCEPTED, S.IN_PROGRESS, S.CONCLUDED)
# Wording longer than this is set smaller, and wider than what it is taken to mean.
LONG_WORDING, LONGEST_WORDING = 280, 600


@dataclass(frozen=True, slots=True)
class StateShown:
    """One bar of the stepper."""

    label: str
    is_done: bool
    is_current: bool
    note: str


@dataclass(frozen=True, slots=True)
class WordingShown:
    """The agreed wording with its source; locked once the meeting is closed."""

    words: ShownText
    language: str
    source: str
    statement: int | None
    is_locked: bool
    strength: str
    size: str


@dataclass(frozen=True, slots=True)
class NextStepShown:
    """The open next step: what, who and by when; `lateness` where its date is past. It is no deadline."""

    text: str
    owner: str
    on: datetime.date | None
    lateness: str


@dataclass(frozen=True, slots=True)
class CommitmentShown:
    """All of the page except its forms."""

    reference: str
    title: str
    state: CommitmentState
    health: Health
    strength: str
    page_marking: str
    nature: str
    condition: str
    condition_met: str
    due: DueShown
    is_closed: bool
    stepper: tuple[StateShown, ...]
    wording: WordingShown | None
    meaning: ShownText
    # Each with its text, and with its next step in one line.
    updates: tuple[tuple[ProgressUpdate, ShownText, str], ...]
    next_step: NextStepShown | None
    sides: SidesShown
    chain: ChainShown
    late: str
    no_reminders: str
    confirmation: str
    gone: tuple[str, ...]
    series: tuple[Occurrence, ...]
    links: tuple[LinkedRecord, ...]
    # Stands where the item came out of, where that is not for this reader.
    restricted: str


def _build_next_step(current: ProgressUpdate | None, today: datetime.date) -> NextStepShown | None:
    if current is None:
        return None
    lateness = current_steps.describe_lateness(current, today)
    return NextStepShown(current.next_step, current.next_step_owner, current.next_step_on, lateness)


def _describe_step(update: ProgressUpdate, records: CommitmentRecords, today: datetime.date) -> str:
    if not update.next_step:
        return ""
    return current_steps.describe_step(update, today, is_open=update == records.next_step)


def build_commitment_page(
    item: Commitment, records: CommitmentRecords, *, today: datetime.date
) -> CommitmentShown:
    """Make the page's values."""
    due = build_due(item, today, records.deadlines)
    sides = transitions.owing_sides(item)
    leads = [part for part in records.parts if part.role == LeadRole.LEAD and part.side in sides]
    awaited = acceptance.list_awaited_sides(item, today, leads)
    confirmation = [awaited_in_words(one) for one in awaited if one.step == Step.FULFIL]
    at_most = find_text_size(
        [
            *(one.text for one in records.updates),
            *([records.outcome.clause, records.outcome.answer_wording] if records.outcome else []),
            item.meaning,
        ]
    )
    return CommitmentShown(
        reference=item.reference,
        title=item.title,
        state=S(item.state),
        health=item.health_at(today),
        strength=str(Strength(item.strength).label),
        page_marking=find_highest_level(records, item),
        nature=str(Nature(item.nature).label),
        condition=item.condition,
        condition_met=_met(item),
        due=due,
        is_closed=item.state in CLOSED_STATES,
        stepper=_stepper(item, records),
        wording=_find_binding_text(records, at_most),
        meaning=build_shown_text("commitment", item, "meaning", at_most),
        updates=tuple(
            (one, build_shown_text("report", one, "text", at_most), _describe_step(one, records, today))
            for one in records.updates
        ),
        next_step=_build_next_step(records.next_step, today),
        sides=build_sides(item, records, awaited),
        chain=build_deadline_history(item, records),
        late=due.now if due.is_late else "",
        no_reminders=no_reminders(item.state),
        confirmation=confirmation[0] if confirmation else "",
        gone=records.gone,
        series=list_occurrences(item, records, today=today),
        links=list_links(item, records),
        restricted=str(querysets.RESTRICTED),
    )


def _met(item: Commitment) -> str:
    """Return when the condition was met, and by which document."""
    if item.condition_met_on is None:
        return ""
    day = _("met on %(day)s") % {"day": date_format(item.condition_met_on)}
    return f"{day}, {item.condition_document}" if item.condition_document else day


def _stepper(item: Commitment, records: CommitmentRecords) -> tuple[StateShown, ...]:
    """Draw the states walked through, the one it is in, and those that are left on the usual way."""
    state = S(item.state)
    walked = _walked(state, records)
    behind = {at for at, _on in walked}
    shown = [
        StateShown(_format_state(at), is_done=at != state, is_current=at == state, note=_day(on))
        for at, on in walked
    ]
    if state in ENDED_STATES:
        return tuple(shown)
    way = CONTINUING_WAY if item.nature == Nature.ONGOING else WAY
    # What was declined has to be proposed anew; what rests goes on from where it was.
    reached = -1 if state == S.DECLINED else max((way.index(at) for at in behind if at in way), default=-1)
    left = way[reached + 1 :]
    return (*shown, *(StateShown(_format_state(at), is_done=False, is_current=False, note="") for at in left))


def _walked(
    state: CommitmentState, records: CommitmentRecords
) -> list[tuple[CommitmentState, datetime.datetime | None]]:
    """Follow the steps taken; coming back to a state, by reopening or sending back, undoes what lay after."""
    walked: list[tuple[CommitmentState, datetime.datetime | None]] = []
    for at, on in records.walked:
        earlier = [before for before, _on in walked]
        if at in earlier:
            del walked[earlier.index(at) :]
        walked.append((at, on))
    if not walked or walked[-1][0] != state:
        walked.append((state, None))
    return walked if state == S.DRAFT else [(at, on) for at, on in walked if at != S.DRAFT]


def _format_state(state: CommitmentState) -> str:
    return capfirst(str(state.label))


def _day(moment: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(moment)) if moment else ""


def _find_binding_text(records: CommitmentRecords, at_most: int) -> WordingShown | None:
    """Return the binding words: of the outcome or, for a request or offer, of its answer."""
    outcome = records.outcome
    if outcome is None:
        return None
    statement = records.statement
    named = querysets.name_of(outcome.statement_id, statement.title if statement else None)
    source = ", ".join(part for part in (named, outcome.place_in_text) if part)
    name = "clause"
    if outcome.kind in ANSWERABLE and outcome.answer_wording:
        name, source, statement = "answer_wording", outcome.answer_source, None
    meeting = records.meeting
    said = build_shown_text("outcome", outcome, name, at_most)
    length = len(said.text)
    return WordingShown(
        words=said,
        language=outcome.language,
        source=source,
        statement=statement.pk if statement else None,
        is_locked=meeting is not None and meeting.state == MeetingState.CLOSED,
        strength=str(Strength(outcome.strength).label),
        size="longest" if length > LONGEST_WORDING else "long" if length > LONG_WORDING else "",
    )

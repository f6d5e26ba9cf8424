"""A deed on several commitments as the pages say it: the buttons, what would come of each, what came."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import access, batches, past
from commitments.admin.commitment_views import OPEN
from commitments.admin.shown import window
from commitments.admin.tabs import VIEW
from commitments.batches import Crowd, why_not
from commitments.deadlines import Hooks, World
from commitments.deadlines.terms import terms_of
from commitments.models import Batch, BatchItem, Commitment, User
from commitments.models.batch import UNDER_WAY
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import Deed, DeedState, Health

# So many rows are drawn on a page; the others are counted.
SHOWN = 80
# Deeds of which each row depends on what is typed: confirmed only as they were looked at.
LOOKED_AT = frozenset({Deed.ASK_DATE, Deed.BRING_UP, Deed.REVIEW})
LABELS: dict[Deed, Promise] = {
    Deed.NO_CHANGE: gettext_lazy("No change since…"),
    Deed.CHASE: gettext_lazy("Note that we chased…"),
    Deed.ASK_DATE: gettext_lazy("Ask for a new date…"),
    Deed.BRING_UP: gettext_lazy("Bring before a meeting…"),
    Deed.PROPOSE: gettext_lazy("Propose…"),
    Deed.REVIEW: gettext_lazy("Look again later…"),
}
TITLES: dict[Deed, Promise] = {**LABELS, Deed.NO_CHANGE: gettext_lazy("No change")}
ABOUT: dict[Deed, Promise] = {
    Deed.NO_CHANGE: gettext_lazy("One report for each, of today: it stands as it was said before."),
    Deed.CHASE: gettext_lazy("A note on the record of each. Nothing is sent: the other side hears from you."),
    Deed.ASK_DATE: gettext_lazy("One request for each. The dates stand until the head decides."),
    Deed.BRING_UP: gettext_lazy("Each comes on the agenda of the meeting, beside what is there already."),
    Deed.PROPOSE: gettext_lazy("Each goes before its owners, who accept or decline."),
    Deed.REVIEW: gettext_lazy("What has no date comes back on its review date."),
}
DESK_DEEDS: dict[str, tuple[Deed, ...]] = {
    "drafts": (Deed.PROPOSE,),
    "closed": (),
    "no-date": (Deed.NO_CHANGE, Deed.CHASE, Deed.REVIEW, Deed.ASK_DATE, Deed.BRING_UP),
    "all": (*(deed for deed in Deed),),
}
USUAL_DEEDS = (Deed.NO_CHANGE, Deed.CHASE, Deed.ASK_DATE, Deed.BRING_UP, Deed.REVIEW)
OWNER_DEEDS = (Deed.NO_CHANGE, Deed.ASK_DATE)


@dataclass(frozen=True, slots=True)
class Button:
    """One deed as the list offers it."""

    name: str
    label: Promise


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment of a preview, or of a batch: what comes of it, or why nothing does."""

    pk: int
    reference: str
    title: str
    says: str
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind: those that are drawn, and how many there are in all."""

    rows: tuple[Row, ...]
    count: int

    @property
    def left_out(self) -> int:
        return self.count - len(self.rows)


def title_of(deed: Deed) -> str:
    """Name the page of a deed."""
    return str(TITLES[deed]).rstrip("…")


def buttons(person: User, params: Mapping[str, Any]) -> list[Button]:
    """List what the person may do to several items of a view; nothing in the past, nothing for readers."""
    if past.moment_standing() is not None:
        return []
    if access.may_write(person, Commitment):
        deeds = DESK_DEEDS.get(str(params.get(VIEW, OPEN)), USUAL_DEEDS)
    else:
        deeds = OWNER_DEEDS if person.role in access.MINISTRY_ROLES else ()
    return [Button(deed.value, LABELS[deed]) for deed in deeds]


def preview(
    deed: Deed,
    items: Sequence[Commitment],
    crowd: Crowd,
    values: Mapping[str, Any] | None,
    today: datetime.date,
) -> tuple[Rows, Rows]:
    """Say what would be done to which of the items, and which cannot be, with why."""
    says = _sayer(deed, crowd, values, today)
    can, cannot = [], []
    for item in items:
        refusal = why_not(deed, item, crowd)
        if refusal is not None:
            cannot.append(Row(item.pk, item.reference, item.title, str(refusal), is_refused=True))
        else:
            can.append((item, says))
    drawn = [Row(item.pk, item.reference, item.title, say(item)) for item, say in can[:SHOWN]]
    return Rows(tuple(drawn), len(can)), Rows(tuple(cannot[:SHOWN]), len(cannot))


def _sayer(
    deed: Deed, crowd: Crowd, values: Mapping[str, Any] | None, today: datetime.date
) -> Callable[[Commitment], str]:
    """Give what says of one item what would come of it."""
    world = World()

    def health(item: Commitment) -> str:
        return capfirst(str(Health(item.health_at(today)).label))

    def new_date(item: Commitment) -> str:
        stands = _day(item.due_on)
        if values is None:
            return stands
        spec = DeadlineSpec.from_json(values["spec"])
        found = terms_of(item, spec, Hooks(), today=today, world=world, meeting=item.outcome.meeting).found
        asked = window(found.kind, found.due_start, found.due_on) if found.due_on else _("no date")
        return f"{stands} → {asked}"

    def review(item: Commitment) -> str:
        on = datetime.date.fromisoformat(values["on"]) if values and values["on"] else None
        asked = date_format(on) if on else _("a review period from today")
        return f"{_day(item.review_on)} → {asked}"

    match deed:
        case Deed.NO_CHANGE:
            return lambda item: _("%(health)s, as before") % {"health": health(item)}
        case Deed.CHASE:
            return lambda item: _("noted; the health stays: %(health)s") % {"health": health(item)}
        case Deed.ASK_DATE:
            return new_date
        case Deed.BRING_UP:
            return lambda item: str(crowd.meeting or "")
        case Deed.REVIEW:
            return review
        case Deed.PROPOSE:
            return lambda item: f"{capfirst(item.get_state_display())} → {_('proposed')}"


def _day(day: datetime.date | None) -> str:
    return date_format(day) if day else _("no date")


def confirmation(deed: Deed, count: int) -> str:
    """Write the button that does it."""
    n = {"n": count}
    match deed:
        case Deed.NO_CHANGE:
            return ngettext("Report no change of %(n)d", "Report no change of %(n)d", count) % n
        case Deed.CHASE:
            return ngettext("Note it for %(n)d", "Note it for %(n)d", count) % n
        case Deed.ASK_DATE:
            return ngettext("Ask for %(n)d new date", "Ask for %(n)d new dates", count) % n
        case Deed.BRING_UP:
            return ngettext("Bring up %(n)d", "Bring up %(n)d", count) % n
        case Deed.PROPOSE:
            return ngettext("Propose %(n)d", "Propose %(n)d", count) % n
        case Deed.REVIEW:
            return ngettext("Put off %(n)d review", "Put off %(n)d reviews", count) % n


def done(deed: Deed, count: int) -> str:
    """Say in one line what was done."""
    n = {"n": count}
    match deed:
        case Deed.NO_CHANGE:
            said = ngettext("No change reported of %(n)d item.", "No change reported of %(n)d items.", count)
        case Deed.CHASE:
            said = ngettext(
                "Noted as chased: %(n)d item. Nothing was sent.",
                "Noted as chased: %(n)d items. Nothing was sent.",
                count,
            )
        case Deed.ASK_DATE:
            said = ngettext(
                "%(n)d new date asked for. It stands until the head decides.",
                "%(n)d new dates asked for. The dates stand until the head decides.",
                count,
            )
        case Deed.BRING_UP:
            said = ngettext("%(n)d item brought up.", "%(n)d items brought up.", count)
        case Deed.PROPOSE:
            said = ngettext("%(n)d item proposed.", "%(n)d items proposed.", count)
        case Deed.REVIEW:
            said = ngettext("%(n)d review put off.", "%(n)d reviews put off.", count)
    return said % n


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A batch as its page, and the line above the list, say it."""

    pk: int
    label: str
    at: datetime.datetime
    is_under_way: bool
    total: int
    settled: int
    # What is done and may be taken back; and one line for each thing that came of it.
    undoable: int
    told: tuple[str, ...]
    refused: int


def batch_shown(batch: Batch) -> BatchShown:
    """Read how far a batch is: one query."""
    counts = batches.states_of(batch)
    deed = Deed(batch.deed)
    told = []
    if counts.get(DeedState.DONE):
        told.append(done(deed, counts[DeedState.DONE]))
    lines = (
        (DeedState.NOT_DONE, _("Not done: %(n)d.")),
        (DeedState.TAKEN_BACK, _("Taken back: %(n)d.")),
        (DeedState.STANDS, _("Not taken back, because something has come of it since: %(n)d.")),
    )
    told += [said % {"n": counts[state]} for state, said in lines if counts.get(state)]
    waiting = sum(counts.get(state, 0) for state in UNDER_WAY)
    total = sum(counts.values())
    return BatchShown(
        pk=batch.pk,
        label=title_of(deed),
        at=batch.at,
        is_under_way=waiting > 0,
        total=total,
        settled=total - waiting,
        undoable=counts.get(DeedState.DONE, 0),
        told=tuple(told),
        refused=counts.get(DeedState.NOT_DONE, 0) + counts.get(DeedState.STANDS, 0),
    )


def batch_rows(batch: Batch, person: User) -> Rows:
    """List the items of a batch that the person may still read, what was refused first."""
    seen = access.rows(BatchItem, person).filter(batch=batch).select_related("commitment")
    refused = {DeedState.NOT_DONE, DeedState.STANDS}
    rows = sorted(seen, key=lambda row: (row.state not in refused, row.pk))
    drawn = tuple(
        Row(
            row.commitment_id,
            row.commitment.reference,
            row.commitment.title,
            row.why or capfirst(row.get_state_display()),
            row.state in refused,
        )
        for row in rows[:SHOWN]
    )
    return Rows(drawn, len(rows))

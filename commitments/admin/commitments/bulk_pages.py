"""What the pages of bulk actions show: the buttons, the preview of each item, and the results."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import querysets, scopes, write_rules
from commitments.admin.commitments.decision_pages import format_day
from commitments.admin.commitments.filters import OPEN
from commitments.admin.commitments.rows import format_window
from commitments.admin.lists import VIEW
from commitments.audit.as_of import context
from commitments.deadlines.context import DeadlineRecords, Dependencies, load_context
from commitments.deadlines.resolution import resolve
from commitments.enums import BulkActionKind, Health, ItemState, OwedBy
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import bulk_actions, protocol
from commitments.lifecycle.bulk_actions import BulkRequest, why_not
from commitments.models import BulkAction, BulkActionItem, Commitment, User
from commitments.models.approvals import UNDER_WAY

# So many rows are drawn on a page; the others are counted.
SHOWN = 80
# Deeds of which each row depends on what is typed: confirmed only as they were looked at.
LOOKED_AT = frozenset({BulkActionKind.REQUEST_EXTENSION, BulkActionKind.ADD_TO_AGENDA, BulkActionKind.REVIEW})
LABELS: dict[BulkActionKind, Promise] = {
    BulkActionKind.NO_CHANGE: gettext_lazy("Report no change…"),
    BulkActionKind.FOLLOW_UP: gettext_lazy("Log a follow-up…"),
    BulkActionKind.REQUEST_EXTENSION: gettext_lazy("Request an extension…"),
    BulkActionKind.ADD_TO_AGENDA: gettext_lazy("Add to a meeting agenda…"),
    BulkActionKind.PROPOSE: gettext_lazy("Send to owners…"),
    BulkActionKind.REVIEW: gettext_lazy("Set the next review date…"),
}
TITLES: dict[BulkActionKind, Promise] = {**LABELS, BulkActionKind.NO_CHANGE: gettext_lazy("Report no change")}
ABOUT: dict[BulkActionKind, Promise] = {
    BulkActionKind.NO_CHANGE: gettext_lazy(
        "Records a report with today’s date for each commitment. The status stays the same."
    ),
    BulkActionKind.FOLLOW_UP: gettext_lazy(
        "Logs a follow-up for each commitment. No message is sent. Contact the other side yourself."
    ),
    BulkActionKind.REQUEST_EXTENSION: gettext_lazy(
        "Creates one request for each commitment. Current deadlines apply until the head of desk decides."
    ),
    BulkActionKind.ADD_TO_AGENDA: gettext_lazy(
        "Adds each commitment to the agenda of the meeting. Existing agenda items stay."
    ),
    BulkActionKind.PROPOSE: gettext_lazy("Sends each commitment to its owners, who accept or decline it."),
    BulkActionKind.REVIEW: gettext_lazy("Sets the date on which each commitment is reviewed next."),
}
DESK_ACTIONS: dict[str, tuple[BulkActionKind, ...]] = {
    "drafts": (BulkActionKind.PROPOSE,),
    "closed": (),
    "no-date": (
        BulkActionKind.NO_CHANGE,
        BulkActionKind.FOLLOW_UP,
        BulkActionKind.REVIEW,
        BulkActionKind.REQUEST_EXTENSION,
        BulkActionKind.ADD_TO_AGENDA,
    ),
    "all": (*(deed for deed in BulkActionKind),),
}
USUAL_ACTIONS = (
    BulkActionKind.NO_CHANGE,
    BulkActionKind.FOLLOW_UP,
    BulkActionKind.REQUEST_EXTENSION,
    BulkActionKind.ADD_TO_AGENDA,
    BulkActionKind.REVIEW,
)
OWNER_ACTIONS = (BulkActionKind.NO_CHANGE, BulkActionKind.REQUEST_EXTENSION)


@dataclass(frozen=True, slots=True)
class BulkButton:
    """One action as the list offers it."""

    name: str
    label: Promise


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One commitment of a preview, or of a bulk action: the effect, or why there is none."""

    pk: int
    reference: str
    title: str
    says: str
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class BulkRows:
    """Rows of one kind: those that are shown, and how many there are in all."""

    rows: tuple[BulkRow, ...]
    count: int

    @property
    def left_out(self) -> int:
        return self.count - len(self.rows)


def title_of(deed: BulkActionKind) -> str:
    """Name the page of a deed."""
    return str(TITLES[deed]).rstrip("…")


def list_buttons(person: User, params: Mapping[str, Any]) -> list[BulkButton]:
    """List what the person may do to several items of a view; nothing in the past, nothing for readers."""
    if context.find_as_of() is not None:
        return []
    if write_rules.may_write(person, Commitment):
        deeds = DESK_ACTIONS.get(str(params.get(VIEW, OPEN)), USUAL_ACTIONS)
    else:
        deeds = OWNER_ACTIONS if person.role in scopes.MINISTRY_ROLES else ()
    return [BulkButton(deed.value, LABELS[deed]) for deed in deeds]


def build_preview(
    deed: BulkActionKind,
    items: Sequence[Commitment],
    crowd: BulkRequest,
    values: Mapping[str, Any] | None,
    today: datetime.date,
) -> tuple[BulkRows, BulkRows]:
    """Return the items with the effect on each, and those that are skipped, with the reason."""
    says = _sayer(deed, crowd, values, today)
    can, cannot = [], []
    for item in items:
        refusal = why_not(deed, item, crowd)
        if refusal is not None:
            cannot.append(BulkRow(item.pk, item.reference, item.title, str(refusal), is_refused=True))
        else:
            can.append((item, says))
    drawn = [BulkRow(item.pk, item.reference, item.title, say(item)) for item, say in can[:SHOWN]]
    return BulkRows(tuple(drawn), len(can)), BulkRows(tuple(cannot[:SHOWN]), len(cannot))


def _sayer(
    deed: BulkActionKind, crowd: BulkRequest, values: Mapping[str, Any] | None, today: datetime.date
) -> Callable[[Commitment], str]:
    """Return a function that describes the effect on one item."""
    records = DeadlineRecords()

    def health(item: Commitment) -> str:
        return capfirst(str(Health(item.health_at(today)).label))

    def new_date(item: Commitment) -> str:
        stands = format_day(item.due_on)
        if values is None:
            return stands
        spec = DeadlineSpec.from_json(values["spec"])
        context = load_context(
            item, spec, Dependencies(), today=today, records=records, meeting=item.outcome.meeting
        )
        found = resolve(spec, context)
        asked = format_window(found.kind, found.due_start, found.due_on) if found.due_on else _("no date")
        return f"{stands} → {asked}"

    def review(item: Commitment) -> str:
        on = datetime.date.fromisoformat(values["on"]) if values and values["on"] else None
        asked = date_format(on) if on else _("one review period from today")
        return f"{format_day(item.review_on)} → {asked}"

    def follow_up(item: Commitment) -> str:
        said = _("follow-up logged; status unchanged: %(health)s") % {"health": health(item)}
        days = held.get(item.country.iso) if item.owed_by != OwedBy.OURS else None
        return f"{said}. {capfirst(days)}." if days else said

    match deed:
        case BulkActionKind.NO_CHANGE:
            return lambda item: _("%(health)s, unchanged") % {"health": health(item)}
        case BulkActionKind.FOLLOW_UP:
            held = protocol.load_blackouts(today, crowd.person)
            return follow_up
        case BulkActionKind.REQUEST_EXTENSION:
            return new_date
        case BulkActionKind.ADD_TO_AGENDA:
            return lambda item: str(crowd.meeting or "")
        case BulkActionKind.REVIEW:
            return review
        case BulkActionKind.PROPOSE:
            return lambda item: f"{capfirst(item.get_state_display())} → {_('proposed')}"


def format_confirmation(deed: BulkActionKind, count: int) -> str:
    """Write the button that does it."""
    n = {"n": count}
    match deed:
        case BulkActionKind.NO_CHANGE:
            return (
                ngettext(
                    "Report no change for %(n)d commitment", "Report no change for %(n)d commitments", count
                )
                % n
            )
        case BulkActionKind.FOLLOW_UP:
            return ngettext("Log %(n)d follow-up", "Log %(n)d follow-ups", count) % n
        case BulkActionKind.REQUEST_EXTENSION:
            return ngettext("Request %(n)d extension", "Request %(n)d extensions", count) % n
        case BulkActionKind.ADD_TO_AGENDA:
            return (
                ngettext("Add %(n)d commitment to the agenda", "Add %(n)d commitments to the agenda", count)
                % n
            )
        case BulkActionKind.PROPOSE:
            return (
                ngettext(
                    "Send %(n)d commitment to its owners", "Send %(n)d commitments to their owners", count
                )
                % n
            )
        case BulkActionKind.REVIEW:
            return ngettext("Set %(n)d review date", "Set %(n)d review dates", count) % n


def format_done(deed: BulkActionKind, count: int) -> str:
    """Return in one line what was done."""
    n = {"n": count}
    match deed:
        case BulkActionKind.NO_CHANGE:
            said = ngettext(
                "“No change” was reported for %(n)d commitment.",
                "“No change” was reported for %(n)d commitments.",
                count,
            )
        case BulkActionKind.FOLLOW_UP:
            said = ngettext(
                "%(n)d follow-up logged. No message was sent.",
                "%(n)d follow-ups logged. No message was sent.",
                count,
            )
        case BulkActionKind.REQUEST_EXTENSION:
            said = ngettext(
                "%(n)d extension requested. The current deadline applies until the head of desk decides.",
                "%(n)d extensions requested. The current deadlines apply until the head of desk decides.",
                count,
            )
        case BulkActionKind.ADD_TO_AGENDA:
            said = ngettext(
                "%(n)d commitment added to the agenda.", "%(n)d commitments added to the agenda.", count
            )
        case BulkActionKind.PROPOSE:
            said = ngettext(
                "%(n)d commitment sent to its owners.", "%(n)d commitments sent to their owners.", count
            )
        case BulkActionKind.REVIEW:
            said = ngettext("%(n)d review date set.", "%(n)d review dates set.", count)
    return said % n


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A bulk action as its page, and the line above the list, show it."""

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


def load_progress(batch: BulkAction) -> BatchShown:
    """Read how far a batch is: one query."""
    counts = bulk_actions.states_of(batch)
    deed = BulkActionKind(batch.action)
    told = []
    if counts.get(ItemState.DONE):
        told.append(format_done(deed, counts[ItemState.DONE]))
    lines = (
        (ItemState.NOT_DONE, _("Skipped: %(n)d.")),
        (ItemState.UNDONE, _("Undone: %(n)d.")),
        (ItemState.NOT_UNDONE, _("Not undone because of later changes: %(n)d.")),
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
        undoable=counts.get(ItemState.DONE, 0),
        told=tuple(told),
        refused=counts.get(ItemState.NOT_DONE, 0) + counts.get(ItemState.NOT_UNDONE, 0),
    )


def batch_rows(batch: BulkAction, person: User) -> BulkRows:
    """List the items of a batch that the person may still read, what was refused first."""
    seen = (
        querysets.list_readable(BulkActionItem, person).filter(bulk_action=batch).select_related("commitment")
    )
    refused = {ItemState.NOT_DONE, ItemState.NOT_UNDONE}
    rows = sorted(seen, key=lambda row: (row.state not in refused, row.pk))
    drawn = tuple(
        BulkRow(
            row.commitment_id,
            row.commitment.reference,
            row.commitment.title,
            row.reason or capfirst(row.get_state_display()),
            row.state in refused,
        )
        for row in rows[:SHOWN]
    )
    return BulkRows(drawn, len(rows))

"""The work sheet of a focal point: the open items of the ministry, with cells to fill in and send back."""

import datetime
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, editing, export
from commitments.errors import Refused
from commitments.exchange import book
from commitments.exchange.reading import same
from commitments.models import Commitment, Responsibility, User, WorkSheet
from commitments.models.spoken import spoken_in
from commitments.reminders import answers, links
from commitments.vocabulary import (
    SLIPS,
    AnswerKind,
    Classification,
    CommitmentState,
    Completion,
    Health,
    LeadRole,
    Role,
    Side,
)

MOST_ITEMS = 500
LONGEST_WORDING, LONGEST_REASON = 200, 300
# The columns that are written in, by the names under which they are read back.
REPORT, DONE, TEXT, WANTED, KIND, WHY = "report", "done", "text", "wanted", "kind", "why"
INPUTS = (REPORT, DONE, TEXT, WANTED, KIND, WHY)
# Beside the reference, what only tells how an item stands.
SHOWN = ("title", "partner", "due", "state", "health")
NO_CHANGE = AnswerKind.NO_CHANGE.value


@dataclass(frozen=True, slots=True)
class Made:
    """A work sheet as it was made: its row, and the file that is given out once."""

    sheet: WorkSheet
    content: bytes


def why_not_make(person: User, by: User) -> Refused | None:
    """Explain why this account makes no work sheet for a person, or give None where it does."""
    if person.role != Role.FOCAL_POINT or person.ministry_id is None or not person.is_active:
        return Refused(_("A work sheet is made for a focal point of a ministry."), "no_focal_point")
    if by.pk == person.pk or (access.may_write(by, Commitment) and access.sees(by, person)):
        return None
    return access.forbidden()


def items_for(person: User, by: User) -> list[Commitment]:
    """List the open items that the person leads for the ministry, as far as both may read them."""
    lead = Responsibility.objects.filter(
        commitment=OuterRef("pk"),
        side=Side.OURS,
        role=LeadRole.LEAD,
        ministry__in=access.ministries_of(person),
    )
    leads = Responsibility.objects.filter(side=Side.OURS, role=LeadRole.LEAD)
    rows = access.visible_to(Commitment.objects.filter(Exists(lead), state__in=links.UNDER_WAY), person)
    if by.pk != person.pk:
        rows = access.visible_to(rows.filter(country__in=access.countries_of(by)), by)
    read = rows.select_related("country", "deadline").prefetch_related(
        Prefetch("responsibilities", leads.select_related("ministry", "official"), to_attr="our_leads")
    )
    found = list(read.order_by("due_on", "reference")[: MOST_ITEMS + 1])
    if len(found) > MOST_ITEMS:
        raise Refused(_("A work sheet holds at most 500 items."), "too_many")
    return [item for item in found if AnswerKind.PROGRESS in links.kinds(item, _lead(item))]


def _lead(item: Commitment) -> Responsibility | None:
    leads: Sequence[Responsibility] = item.our_leads  # type: ignore[attr-defined]
    return next(iter(leads), None)


@transaction.atomic
def make(person: User, *, by: User, now: datetime.datetime) -> Made:
    """Make the work sheet of a person, by that person or by the desk, and record who took it out."""
    if (refusal := why_not_make(person, by)) is not None:
        raise refusal
    assert person.ministry is not None
    items = items_for(person, by)
    if not items:
        raise Refused(_("Nothing is open here that a work sheet could ask about."), "empty")
    kept = access.kept_among(Commitment, [item.pk for item in items])
    language = person.language
    with translation.override(language), spoken_in(language):
        columns, words, today = _columns(), _words(), timezone.localdate(now)
        sheet = WorkSheet(
            code=f"WS-{secrets.token_hex(6).upper()}",
            person=person,
            ministry=person.ministry,
            language=language,
            stated={
                "heads": {name: column.head for name, column in columns.items()},
                "words": {name: {str(v): k for k, v in told.items()} for name, told in words.items()},
                "items": {item.reference: stated_of(item) | _shown(item, kept, today) for item in items},
            },
        )
        levels = [item.classification for item in items if _is_named(item, kept)]
        highest = Classification(max(levels, default=Classification.PUBLIC))
        content = book.written(_book(sheet, items, kept, columns, highest, now))
    editing.create(sheet, by=by, now=now)
    partners = {item.country_id for item in items}
    export.record(
        by,
        {"work sheet": sheet.code},
        kind="xlsx",
        rows=len(items),
        highest=highest,
        now=now,
        of=WorkSheet,
        country=partners.pop() if len(partners) == 1 else None,
        record=sheet.pk,
    )
    return Made(sheet, content)


def stated_of(item: Commitment) -> dict[str, str]:
    """Give how an item stands, to be compared when the sheet comes back."""
    return {
        "due": item.due_on.isoformat() if item.due_on else "",
        "state": item.state,
        "health": item.health,
        "version": str(item.version),
    }


def _shown(item: Commitment, kept: frozenset[int], today: datetime.date) -> dict[str, dict[str, str]]:
    """Give marks of the cells that nobody writes in, to tell where somebody did; none of their words."""
    cells = _row(item, today, is_named=_is_named(item, kept))
    return {"shown": {name: mark_of(text) for name, text in zip(SHOWN, cells[1:], strict=False)}}


def mark_of(text: str) -> str:
    """Give what two texts have in common that a spreadsheet holds alike."""
    return hashlib.blake2b(same(text).encode("utf-8", "replace"), digest_size=6).hexdigest()


def _is_named(item: Commitment, kept: frozenset[int]) -> bool:
    """Say whether the sheet, which may go by mail, says more of an item than its reference."""
    return item.pk not in kept and item.classification <= settings.MAIL_CEILING


def _words() -> Mapping[str, Mapping[str, str]]:
    """Give the choices of each column, code by word, in the language that is active."""
    reports = {NO_CHANGE: capfirst(str(AnswerKind.NO_CHANGE.label))}
    reports |= {one.value: capfirst(str(one.label)) for one in answers.HEALTHS}
    steps = (one for one in Completion if one != Completion.NO_EVIDENCE)
    return {
        REPORT: reports,
        DONE: {one.value: capfirst(str(one.label)) for one in steps},
        KIND: {one.value: capfirst(str(one.label)) for one in SLIPS},
    }


def _columns() -> dict[str, book.Column]:
    words = _words()
    return {
        "reference": book.Column(_("Reference"), 15),
        "title": book.Column(_("Item"), 42),
        "partner": book.Column(_("Partner"), 16),
        "due": book.Column(_("Due"), 14),
        "state": book.Column(_("State"), 14),
        "health": book.Column(_("Last report"), 14),
        REPORT: book.Column(_("How it stands"), 16, is_input=True, choices=list(words[REPORT].values())),
        DONE: book.Column(_("How far it is done"), 18, is_input=True, choices=list(words[DONE].values())),
        TEXT: book.Column(
            _("What was done, or what puts it at risk"), 48, is_input=True, longest=answers.LONGEST_TEXT
        ),
        WANTED: book.Column(
            _("Another date, in words"),
            20,
            is_input=True,
            longest=LONGEST_WORDING,
            note=_("Such as: by 30 June 2027. Leave it empty where the date stands."),
        ),
        KIND: book.Column(_("Kind of reason"), 24, is_input=True, choices=list(words[KIND].values())),
        WHY: book.Column(_("Why another date"), 36, is_input=True, longest=LONGEST_REASON),
    }


def _book(
    sheet: WorkSheet,
    items: Sequence[Commitment],
    kept: frozenset[int],
    columns: Mapping[str, book.Column],
    highest: Classification,
    now: datetime.datetime,
) -> book.Book:
    day = date_format(timezone.localdate(now))
    return book.Book(
        title=sheet.code,
        marking=str(highest.label).upper(),
        at=now,
        above=(
            f"{sheet.code} · {sheet.ministry} · {day} · {str(highest.label).upper()}",
            _(
                "Fill in the yellow cells and send this file back. What you write is a proposal until the "
                "desk confirms it."
            ),
        ),
        columns=list(columns.values()),
        rows=[_row(item, timezone.localdate(now), is_named=_is_named(item, kept)) for item in items],
        is_locked=True,
    )


def _row(item: Commitment, today: datetime.date, *, is_named: bool) -> list[str]:
    empty = [""] * len(INPUTS)
    if not is_named:
        return [item.reference, _("(see it in the tracker)"), "", "", "", "", *empty]
    return [
        item.reference,
        item.title,
        str(item.country),
        date_format(item.due_on) if item.due_on else _("no date"),
        capfirst(str(item.get_state_display())),
        capfirst(str(Health(item.health_at(today)).label)),
        *empty,
    ]


def restated(sheet: WorkSheet, item: Commitment) -> str:
    """Say what of an item changed since its sheet was made; empty where nothing did."""
    before: Mapping[str, Any] = sheet.stated["items"].get(item.reference, {})
    now = stated_of(item)
    told = []
    if before.get("due") != now["due"]:
        then = date_format(datetime.date.fromisoformat(before["due"])) if before.get("due") else _("no date")
        since = date_format(item.due_on) if item.due_on else _("no date")
        told.append(_("due %(then)s, now %(now)s") % {"then": then, "now": since})
    words: Mapping[str, Mapping[str, Any]] = {
        "state": dict(CommitmentState.choices),
        "health": dict(Health.choices),
    }
    for name, labels in words.items():
        if before.get(name) and before[name] != now[name]:
            then, since = labels.get(before[name], before[name]), labels[now[name]]
            told.append(_("%(then)s, now %(now)s") % {"then": then, "now": since})
    if not told and before.get("version") != now["version"]:
        told.append(_("edited"))
    return "; ".join(map(str, told))[:300]

"""Update forms: the open items of a focal point's ministry as a spreadsheet to fill in and return.

Each row that is filled in becomes a proposal that the desk confirms or sets aside.
"""

import datetime
import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.access import grants, policy, scopes, write_rules
from commitments.documents import reader
from commitments.enums import (
    SLIPS,
    UNREPORTED_STATES,
    Classification,
    CommitmentState,
    Completion,
    Health,
    LeadRole,
    ReplyKind,
    Role,
    Side,
)
from commitments.errors import Refused
from commitments.models import Commitment, EmailReply, Responsibility, UpdateForm, User
from commitments.models.base import spoken_in
from commitments.models.next_steps import NEXT_STEP_LENGTH
from commitments.records import edits
from commitments.reminders import replies
from commitments.reminders.replies import ReplyValues
from commitments.tables import exporter, matrix_returns, office_documents
from commitments.tables.matrix_returns import ITEM, normalise_cell

MOST_ITEMS = 500
LONGEST_WORDING, LONGEST_REASON = 200, 300
# The columns that are written in, by the names under which they are read back.
REPORT, DONE, TEXT, WANTED, KIND, WHY = "report", "done", "text", "wanted", "kind", "why"
INPUTS = (REPORT, DONE, TEXT, WANTED, KIND, WHY)
# Forms of earlier releases lack these.
NEXT_STEP, NEXT_STEP_BY = "next_step", "next_step_by"
ALL_INPUTS = (*INPUTS[:3], NEXT_STEP, NEXT_STEP_BY, *INPUTS[3:])
# Beside the reference, what only tells how an item stands.
SHOWN = ("title", "partner", "due", "state", "health")
NO_CHANGE = ReplyKind.NO_CHANGE.value


@dataclass(frozen=True, slots=True)
class MadeUpdateForm:
    """A new update form: its row, and the file that is given out once."""

    sheet: UpdateForm
    content: bytes


def why_not_make(person: User, by: User) -> Refused | None:
    """Explain why this account cannot make an update form for a person, or return None."""
    if person.role != Role.FOCAL_POINT or person.ministry_id is None or not person.is_active:
        return Refused(
            _(
                "An update form can only be created for an active focal point. Select the account of a "
                "focal point of a ministry."
            ),
            "no_focal_point",
        )
    if by.pk == person.pk or (write_rules.may_write(by, Commitment) and policy.can_read(by, person)):
        return None
    return write_rules.build_forbidden()


def items_for(person: User, by: User) -> list[Commitment]:
    """List the open items that the person leads for the ministry, as far as both may read them."""
    lead = Responsibility.objects.filter(
        commitment=OuterRef("pk"),
        side=Side.OURS,
        role=LeadRole.LEAD,
        ministry__in=scopes.ministries_of(person),
    )
    leads = Responsibility.objects.filter(side=Side.OURS, role=LeadRole.LEAD)
    rows = policy.readable_by(Commitment.objects.filter(Exists(lead), state__in=UNREPORTED_STATES), person)
    if by.pk != person.pk:
        rows = policy.readable_by(rows.filter(country__in=scopes.countries_of(by)), by)
    read = rows.select_related("country", "deadline").prefetch_related(
        Prefetch("responsibilities", leads.select_related("ministry", "official"), to_attr="our_leads")
    )
    found = list(read.order_by("due_on", "reference")[: MOST_ITEMS + 1])
    if len(found) > MOST_ITEMS:
        raise Refused(
            _(
                "An update form can contain at most 500 commitments, but this focal point has "
                "more. Report progress in the system instead."
            ),
            "too_many",
        )
    return [item for item in found if ReplyKind.PROGRESS in replies.list_reply_kinds(item, _lead(item))]


def _lead(item: Commitment) -> Responsibility | None:
    leads: Sequence[Responsibility] = item.our_leads  # type: ignore[attr-defined]
    return next(iter(leads), None)


@transaction.atomic
def create_update_form(
    person: User, *, by: User, now: datetime.datetime, language: str = ""
) -> MadeUpdateForm:
    """Make the work sheet of a person, by that person or by the desk, and record who took it out.

    It is in the language of the account where no other is named.
    """
    if (refusal := why_not_make(person, by)) is not None:
        raise refusal
    assert person.ministry is not None
    items = items_for(person, by)
    if not items:
        raise Refused(_("There are no open commitments for an update form."), "empty")
    kept = grants.list_confidential(Commitment, [item.pk for item in items])
    language = language or person.language
    with translation.override(language), spoken_in(language):
        columns, words, today = _columns(), _words(), timezone.localdate(now)
        sheet = UpdateForm(
            code=f"WS-{secrets.token_hex(6).upper()}",
            person=person,
            ministry=person.ministry,
            language=language,
            snapshot={
                "heads": {name: column.head for name, column in columns.items()},
                "words": {name: {str(v): k for k, v in told.items()} for name, told in words.items()},
                "items": {item.reference: stated_of(item) | _hash_cells(item, kept, today) for item in items},
            },
        )
        levels = [item.classification for item in items if _is_named(item, kept)]
        highest = Classification(max(levels, default=Classification.PUBLIC))
        content = office_documents.render_workbook(_book(sheet, items, kept, columns, highest, now))
    edits.create_record(sheet, by=by, now=now)
    partners = {item.country_id for item in items}
    exporter.record_export(
        by,
        {"work sheet": sheet.code},
        kind="xlsx",
        rows=len(items),
        highest=highest,
        now=now,
        of=UpdateForm,
        country=partners.pop() if len(partners) == 1 else None,
        record=sheet.pk,
    )
    return MadeUpdateForm(sheet, content)


def stated_of(item: Commitment) -> dict[str, str]:
    """Return the state of an item, to be compared when the form is returned."""
    return {
        "due": item.due_on.isoformat() if item.due_on else "",
        "state": item.state,
        "health": item.health,
        "version": str(item.version),
    }


def _hash_cells(item: Commitment, kept: frozenset[int], today: datetime.date) -> dict[str, dict[str, str]]:
    """Return hashes of the read-only cells, to notice changes in them without storing their text."""
    cells = _row(item, today, is_named=_is_named(item, kept))
    return {"shown": {name: mark_of(text) for name, text in zip(SHOWN, cells[1:], strict=False)}}


def mark_of(text: str) -> str:
    """Return a short hash of a text, the same for texts that a spreadsheet stores alike."""
    return hashlib.blake2b(normalise_cell(text).encode("utf-8", "replace"), digest_size=6).hexdigest()


def _is_named(item: Commitment, kept: frozenset[int]) -> bool:
    """Return whether the form, which may go by email, shows more of an item than its reference."""
    return item.pk not in kept and item.classification <= settings.MAIL_CEILING


def _words() -> Mapping[str, Mapping[str, str]]:
    """Return the choices of each column, code by word, in the active language."""
    reports = {NO_CHANGE: capfirst(str(ReplyKind.NO_CHANGE.label))}
    reports |= {one.value: capfirst(str(one.label)) for one in replies.HEALTHS}
    steps = (one for one in Completion if one != Completion.NO_EVIDENCE)
    return {
        REPORT: reports,
        DONE: {one.value: capfirst(str(one.label)) for one in steps},
        KIND: {one.value: capfirst(str(one.label)) for one in SLIPS},
    }


def _columns() -> dict[str, office_documents.BookColumn]:
    words = _words()
    return {
        "reference": office_documents.BookColumn(_("Reference"), 15),
        "title": office_documents.BookColumn(_("Item"), 42),
        "partner": office_documents.BookColumn(_("Partner"), 16),
        "due": office_documents.BookColumn(_("Due date"), 14),
        "state": office_documents.BookColumn(_("Stage"), 14),
        "health": office_documents.BookColumn(_("Latest report"), 14),
        REPORT: office_documents.BookColumn(
            _("Status"), 16, is_input=True, choices=list(words[REPORT].values())
        ),
        DONE: office_documents.BookColumn(
            _("Progress so far"), 18, is_input=True, choices=list(words[DONE].values())
        ),
        TEXT: office_documents.BookColumn(
            _("Action taken, or cause of risk"), 48, is_input=True, longest=replies.LONGEST_TEXT
        ),
        NEXT_STEP: office_documents.BookColumn(
            _("Next step of your ministry"), 36, is_input=True, longest=NEXT_STEP_LENGTH
        ),
        NEXT_STEP_BY: office_documents.BookColumn(
            _("Date of the next step"),
            20,
            is_input=True,
            longest=LONGEST_WORDING,
            note=_("For example: 30 June 2027. This date does not change the deadline."),
        ),
        WANTED: office_documents.BookColumn(
            _("Requested deadline, in words"),
            20,
            is_input=True,
            longest=LONGEST_WORDING,
            note=_("For example: by 30 June 2027. Leave empty if the deadline does not change."),
        ),
        KIND: office_documents.BookColumn(
            _("Reason for extension"), 24, is_input=True, choices=list(words[KIND].values())
        ),
        WHY: office_documents.BookColumn(_("Explanation"), 36, is_input=True, longest=LONGEST_REASON),
    }


def _book(
    sheet: UpdateForm,
    items: Sequence[Commitment],
    kept: frozenset[int],
    columns: Mapping[str, office_documents.BookColumn],
    highest: Classification,
    now: datetime.datetime,
) -> office_documents.WorkbookContent:
    day = date_format(timezone.localdate(now))
    return office_documents.WorkbookContent(
        title=sheet.code,
        marking=str(highest.label).upper(),
        at=now,
        above=(
            f"{sheet.code} · {sheet.ministry} · {day} · {str(highest.label).upper()}",
            _(
                "Fill in the yellow cells and return this file. Your entries take effect after the "
                "desk confirms them."
            ),
        ),
        columns=list(columns.values()),
        rows=[_row(item, timezone.localdate(now), is_named=_is_named(item, kept)) for item in items],
        is_locked=True,
    )


def _row(item: Commitment, today: datetime.date, *, is_named: bool) -> list[str]:
    empty = [""] * len(ALL_INPUTS)
    if not is_named:
        return [item.reference, _("(shown in the system)"), "", "", "", "", *empty]
    return [
        item.reference,
        item.title,
        str(item.country),
        date_format(item.due_on) if item.due_on else _("no date"),
        capfirst(str(item.get_state_display())),
        capfirst(str(Health(item.health_at(today)).label)),
        *empty,
    ]


def describe_change(sheet: UpdateForm, item: Commitment) -> str:
    """Return what changed about an item since its form was made; empty where nothing did."""
    before: Mapping[str, Any] = sheet.snapshot["items"].get(item.reference, {})
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


ENDINGS = (".xlsx",)
MOST_ROWS = 2000
CODE_LENGTH = 15


@dataclass(slots=True)
class ReturnResult:
    """The result of a form: new answers that wait, those known already, rows to correct.

    `ignored` names read-only cells that were changed all the same.
    """

    sheet: UpdateForm
    made: list[EmailReply] = field(default_factory=list)
    again: int = 0
    empty: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)


def import_update_form(name: str, content: bytes, *, by: User, now: datetime.datetime) -> ReturnResult:
    """Take in a work sheet, sent back by its focal point, a colleague of the ministry, or the desk.

    What was taken in before is not taken in twice. Refused where it is no sheet of ours, or not theirs to
    send; a row that says too little is named in `wrong`, and the others count.
    """
    paper = matrix_returns.check_table_file(name, content, ENDINGS)
    rows = list(_rows(paper.name, paper.content))
    sheet = _sheet_of([row for _number, row in rows[:3]], by)
    taken = ReturnResult(sheet)
    heads: Mapping[str, str] = sheet.snapshot["heads"]
    places: dict[str, int] = {}
    for number, row in rows:
        if not places:
            places = {key: row.index(head) for key, head in heads.items() if head in row}
            places = places if set(INPUTS) <= set(places) and "reference" in places else {}
            continue
        _import_row(number, row, places, taken, by, now)
    if not places:
        raise Refused(
            _(
                "The column headings of the update form were changed. Fill in the original file and "
                "upload it again."
            ),
            "heads",
        )
    return taken


def _rows(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the visible sheets, each with its number, as text."""
    count = 0
    for table in reader.tables_of(name, content):
        if table.found.is_hidden:
            continue
        for row in table.rows:
            count += 1
            if count > MOST_ROWS:
                raise Refused(
                    _(
                        "The file has far more rows than an update form. Fill in the original file and "
                        "upload it again."
                    ),
                    "long",
                )
            yield row.number, [_text(cell) for cell in row.cells]


def _text(cell: object) -> str:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    text = "" if cell is None else str(cell).strip()
    bare = text.removeprefix("'")
    return bare if bare != text and exporter.escape_formula(bare) == text else text


def _sheet_of(rows: list[list[str]], by: User) -> UpdateForm:
    """Find the sheet whose code stands in the file; a wrong code and one of others answer alike."""
    codes = {cell[:CODE_LENGTH] for row in rows for cell in row if cell.startswith("WS-")}
    known = UpdateForm.objects.filter(code__in=codes).select_related("person", "ministry")
    sheet = known.first()
    is_own = sheet is not None and scopes.ministries_of(by).filter(pk=sheet.ministry_id).exists()
    if sheet is None or not (is_own or write_rules.may_write(by, Commitment)):
        raise Refused(
            _("This file is not an update form that you can return. Use the file that was created for you."),
            "no_sheet",
        )
    return sheet


def _import_row(
    number: int,
    row: list[str],
    places: Mapping[str, int],
    taken: ReturnResult,
    by: User,
    now: datetime.datetime,
) -> None:
    said = {key: row[place] if place < len(row) else "" for key, place in places.items()}
    named = ITEM.search(said["reference"].upper())
    if named is None:
        if any(said.values()):
            taken.wrong.append(
                (
                    _("row %(row)s") % {"row": number},
                    _(
                        "The reference is missing, so the row was not imported. Enter the reference, "
                        "then upload the file again."
                    ),
                )
            )
        return
    _note_altered(named[0], said, taken)
    if not any(said.get(key) for key in ALL_INPUTS):
        taken.empty += 1
        return
    try:
        with transaction.atomic():
            _file(named[0], said, taken, by, now)
    except Refused as refused:
        taken.wrong.append((named[0], str(refused)))


def _note_altered(reference: str, said: Mapping[str, str], taken: ReturnResult) -> None:
    """Name the cells of a row that only tell how its item stands, and say otherwise than they were sent."""
    heads, item = taken.sheet.snapshot["heads"], taken.sheet.snapshot["items"].get(reference, {})
    for name, sent in item.get("shown", {}).items():
        if name in said and mark_of(said[name]) != sent:
            words = {"column": heads[name], "text": said[name][:60] or "–"}
            taken.ignored.append((reference, _("“%(column)s” was changed to “%(text)s”.") % words))


def _file(
    reference: str, said: Mapping[str, str], taken: ReturnResult, by: User, now: datetime.datetime
) -> None:
    """File what one row says; what is about an item of others, or of another sheet, answers as an unknown."""
    sheet = taken.sheet
    rows = policy.readable_by(Commitment.objects.filter(reference=reference), by)
    if not scopes.ministries_of(by).filter(pk=sheet.ministry_id).exists():
        rows = rows.filter(country__in=scopes.countries_of(by))
    item = rows.select_for_update(no_key=True, of=("self",)).first()
    if item is None or reference not in sheet.snapshot["items"]:
        raise Refused(
            _("This reference was not in the update form. Correct it, then upload the file again."),
            "unknown",
        )
    found = []
    for one in _says(said, sheet.snapshot["words"]):
        answer = replies.build_reply(item, one, now=now)
        answer.update_form = sheet
        same = {"kind": answer.kind, "health": answer.health, "text": answer.text}
        more = {"wording": answer.wording, "move_reason": answer.move_reason, "next_step": answer.next_step}
        if EmailReply.objects.filter(update_form=sheet, commitment=item, **same, **more).exists():
            taken.again += 1
            continue
        answer.changed = describe_change(sheet, item)
        found.append(edits.create_record(answer, by=by, now=now, reason=sheet.code))
    taken.made += found


def _says(said: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> Iterator[ReplyValues]:
    """Read a row as what it proposes: a report, another date, or both."""
    report = _chosen(said[REPORT], words[REPORT])
    done = said[DONE] if _chosen(said[DONE], words[DONE]) else ""
    text = " ".join(
        part
        for part in (_("Progress so far: %(step)s.") % {"step": done} if done else "", said[TEXT])
        if part
    )
    step = {name: said.get(name, "") for name in (NEXT_STEP, NEXT_STEP_BY)}
    if report == NO_CHANGE or (any(step.values()) and not (report or text)):
        yield ReplyValues(ReplyKind.NO_CHANGE, text=text, **step)
    elif report or text:
        yield ReplyValues(ReplyKind.PROGRESS, health=report, text=text, **step)
    if said[WANTED] or said[WHY]:
        kind = _chosen(said[KIND], words[KIND])
        yield ReplyValues(ReplyKind.DATE, text=said[WHY], wording=said[WANTED], move_reason=kind)


def _chosen(text: str, words: Mapping[str, str]) -> str:
    """Return the code of a choice; raises `Refused` for an unknown word."""
    if not text:
        return ""
    known = {word.casefold(): code for word, code in words.items()}
    if text.casefold() not in known:
        raise Refused(
            _(
                "“%(word)s” is not one of the choices for this column. Select a choice, then upload the "
                "file again."
            )
            % {"word": text[:60]},
            "choice",
        )
    return known[text.casefold()]

"""A work sheet that comes back: each row filled in becomes proposals that the desk confirms or sets aside."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import access, editing, export
from commitments.documents import reading as documents
from commitments.errors import Refused
from commitments.exchange import arrived, worksheets
from commitments.exchange.reading import ITEM
from commitments.exchange.worksheets import DONE, KIND, REPORT, TEXT, WANTED, WHY
from commitments.models import Commitment, MailAnswer, User, WorkSheet
from commitments.reminders import answers
from commitments.reminders.answers import Said
from commitments.vocabulary import AnswerKind

ENDINGS = (".xlsx",)
MOST_ROWS = 2000
CODE_LENGTH = 15


@dataclass(slots=True)
class Taken:
    """What came of a sheet: answers that wait now, those known already, rows with what is to be mended.

    `ignored` names cells that only tell how an item stands, and were written in all the same.
    """

    sheet: WorkSheet
    made: list[MailAnswer] = field(default_factory=list)
    again: int = 0
    empty: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)


def take_in(name: str, content: bytes, *, by: User, now: datetime.datetime) -> Taken:
    """Take in a work sheet, sent back by its focal point, a colleague of the ministry, or the desk.

    What was taken in before is not taken in twice. Refused where it is no sheet of ours, or not theirs to
    send; a row that says too little is named in `wrong`, and the others count.
    """
    paper = arrived.checked(name, content, ENDINGS)
    rows = list(_rows(paper.name, paper.content))
    sheet = _sheet_of([row for _number, row in rows[:3]], by)
    taken = Taken(sheet)
    heads: Mapping[str, str] = sheet.stated["heads"]
    places: dict[str, int] = {}
    for number, row in rows:
        if not places:
            places = {key: row.index(head) for key, head in heads.items() if head in row}
            places = places if set(worksheets.INPUTS) <= set(places) and "reference" in places else {}
            continue
        _take_row(number, row, places, taken, by, now)
    if not places:
        raise Refused(
            _("The heads of the work sheet are not as they were. Fill in the sheet as it was sent."), "heads"
        )
    return taken


def _rows(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the sheets that are shown, each with its number, as text."""
    count = 0
    for table in documents.tables_of(name, content):
        if table.found.is_hidden:
            continue
        for row in table.rows:
            count += 1
            if count > MOST_ROWS:
                raise Refused(_("The file has far more rows than a work sheet."), "long")
            yield row.number, [_text(cell) for cell in row.cells]


def _text(cell: object) -> str:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    text = "" if cell is None else str(cell).strip()
    bare = text.removeprefix("'")
    return bare if bare != text and export.plain(bare) == text else text


def _sheet_of(rows: list[list[str]], by: User) -> WorkSheet:
    """Find the sheet whose code stands in the file; a wrong code and one of others answer alike."""
    codes = {cell[:CODE_LENGTH] for row in rows for cell in row if cell.startswith("WS-")}
    known = WorkSheet.objects.filter(code__in=codes).select_related("person", "ministry")
    sheet = known.first()
    is_own = sheet is not None and access.ministries_of(by).filter(pk=sheet.ministry_id).exists()
    if sheet is None or not (is_own or access.may_write(by, Commitment)):
        raise Refused(
            _("This is no work sheet that you could send back. Take the file as it was made."), "no_sheet"
        )
    return sheet


def _take_row(
    number: int, row: list[str], places: Mapping[str, int], taken: Taken, by: User, now: datetime.datetime
) -> None:
    said = {key: row[place] if place < len(row) else "" for key, place in places.items()}
    named = ITEM.search(said["reference"].upper())
    if named is None:
        if any(said.values()):
            taken.wrong.append(
                (_("row %(row)s") % {"row": number}, _("It names no reference, and nothing of it was taken."))
            )
        return
    _note_altered(named[0], said, taken)
    if not any(said[key] for key in worksheets.INPUTS):
        taken.empty += 1
        return
    try:
        with transaction.atomic():
            _file(named[0], said, taken, by, now)
    except Refused as refused:
        taken.wrong.append((named[0], str(refused)))


def _note_altered(reference: str, said: Mapping[str, str], taken: Taken) -> None:
    """Name the cells of a row that only tell how its item stands, and say otherwise than they were sent."""
    heads, item = taken.sheet.stated["heads"], taken.sheet.stated["items"].get(reference, {})
    for name, sent in item.get("shown", {}).items():
        if name in said and worksheets.mark_of(said[name]) != sent:
            words = {"column": heads[name], "text": said[name][:60] or "–"}
            taken.ignored.append((reference, _("“%(column)s” was altered to “%(text)s”.") % words))


def _file(reference: str, said: Mapping[str, str], taken: Taken, by: User, now: datetime.datetime) -> None:
    """File what one row says; what is about an item of others, or of another sheet, answers as an unknown."""
    sheet = taken.sheet
    rows = access.visible_to(Commitment.objects.filter(reference=reference), by)
    if not access.ministries_of(by).filter(pk=sheet.ministry_id).exists():
        rows = rows.filter(country__in=access.countries_of(by))
    item = rows.select_for_update(no_key=True, of=("self",)).first()
    if item is None or reference not in sheet.stated["items"]:
        raise Refused(_("This reference stands in no row of the sheet as it was made."), "unknown")
    found = []
    for one in _says(said, sheet.stated["words"]):
        answer = answers.checked(item, one, now=now)
        answer.sheet = sheet
        same = {"kind": answer.kind, "health": answer.health, "text": answer.text}
        more = {"wording": answer.wording, "move_reason": answer.move_reason}
        if MailAnswer.objects.filter(sheet=sheet, commitment=item, **same, **more).exists():
            taken.again += 1
            continue
        answer.changed = worksheets.restated(sheet, item)
        found.append(editing.create(answer, by=by, now=now, reason=sheet.code))
    taken.made += found


def _says(said: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> Iterator[Said]:
    """Read a row as what it proposes: a report, another date, or both."""
    report = _chosen(said[REPORT], words[REPORT])
    done = said[DONE] if _chosen(said[DONE], words[DONE]) else ""
    text = " ".join(
        part for part in (_("Done so far: %(step)s.") % {"step": done} if done else "", said[TEXT]) if part
    )
    if report == worksheets.NO_CHANGE:
        yield Said(AnswerKind.NO_CHANGE, text=text)
    elif report or text:
        yield Said(AnswerKind.PROGRESS, health=report, text=text)
    if said[WANTED] or said[WHY]:
        kind = _chosen(said[KIND], words[KIND])
        yield Said(AnswerKind.DATE, text=said[WHY], wording=said[WANTED], move_reason=kind)


def _chosen(text: str, words: Mapping[str, str]) -> str:
    """Give the code of a choice; Refused for a word that is none of them."""
    if not text:
        return ""
    known = {word.casefold(): code for word, code in words.items()}
    if text.casefold() not in known:
        raise Refused(_("“%(word)s” is none of the choices of its column.") % {"word": text[:60]}, "choice")
    return known[text.casefold()]

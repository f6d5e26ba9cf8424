"""Returned minutes: read in the sandbox, compared passage by passage, and decided by the desk.

Nothing here changes a record before an officer accepts a change. An accepted wording or discussion is written
by the step that the pages use, with the reason and the source document. Other changes are only acknowledged.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import policy, write_rules
from commitments.documents import reader
from commitments.documents.results import LineKind
from commitments.enums import MeetingState, MinutesChangeState, MinutesState
from commitments.errors import Refused
from commitments.files import storage
from commitments.lifecycle import agendas
from commitments.meetings import agenda, outcomes, texts
from commitments.meetings.meetings import build_state_refusal
from commitments.models import AgendaItem, AgendaPoint, Clause, Minutes, MinutesChange, Outcome, User
from commitments.models.minutes import FILE_NAME_LENGTH
from commitments.records import edits
from commitments.tables.matrix_returns import MOST_ROWS, check_table_file, normalise_cell
from commitments.tables.minutes import (
    CLAUSE,
    POINT_SAID,
    SAID,
    WORDING,
    MinutesContent,
    Row,
    digest_of,
)
from commitments.tables.minutes_files import build_foot, content_of, find_current, why_not_write

ENDINGS = (".docx",)
ACCEPTED = ",".join(ENDINGS)
RETURNED, ACCEPT, ACT, LEAVE = "minutes returned", "change accepted", "change acted on", "change left"
# In characters, of one passage that came back.
LONGEST = 4000
DECIDED = gettext_lazy("The decision has already been made. Check the record again.")


@dataclass(frozen=True, slots=True)
class Difference:
    """One passage that differs: the line of ours, where there is one, and both texts."""

    label: str
    ours: str
    theirs: str
    part: str = ""
    language: str = ""
    kind: str = ""
    key: int = 0


def why_not_return(minutes: Minutes, user: User) -> Refused | None:
    """Explain why no returned file can be recorded for this version, or return None."""
    if (refusal := why_not_write(minutes.meeting, user)) is not None:
        return refusal
    if minutes.state != MinutesState.SENT:
        return Refused(_("Only minutes that were sent for comment can be returned."), "wrong_state")
    return None


def _ignore(_remark: str) -> None:
    """Take no notice of a remark."""


def import_return(
    minutes: Minutes,
    name: str,
    content: bytes,
    *,
    by: User,
    now: datetime.datetime,
    tell: Callable[[str], None] = _ignore,
) -> list[MinutesChange]:
    """File a returned document; each passage that differs becomes a change that waits for the desk.

    The same file again changes nothing. Refused says what to do where it is no file of these minutes. `tell`
    gets each remark on what was not read, such as comments.
    """
    if (refusal := why_not_return(minutes, by)) is not None:
        raise refusal
    paper = check_table_file(name, content, ENDINGS)
    digest = storage.open_file_store(paper.name.rpartition(".")[2].lower()).put(paper.content)
    ours, rows = content_of(minutes, by), list(_read_rows(paper.name, paper.content))
    text = reader.text_of(paper.name, paper.content)
    lines = [line.text for line in text.lines if line.kind != LineKind.ROW]
    found = compare_return(rows, ours) + compare_lines(lines, rows, ours)
    for remark in text.remarks:
        tell(reader.describe_remark(remark))
    return _file(minutes, edits.shorten_text(paper.name, FILE_NAME_LENGTH), digest, found, by=by, now=now)


def _read_rows(name: str, content: bytes) -> Iterator[Sequence[str]]:
    count = 0
    for table in reader.tables_of(name, content):
        for row in table.rows:
            count += 1
            if count > MOST_ROWS:
                raise Refused(_("The file has far more rows than minutes. Upload only the minutes."), "long")
            yield ["" if cell is None else str(cell).strip() for cell in row.cells]


def compare_return(rows: Iterable[Sequence[str]], content: MinutesContent) -> list[Difference]:
    """Compare the rows of a file with minutes as they were sent, each by its number or reference."""
    lines = {normalise_cell(row.label): row for row in content.rows}
    heads = {_fold([head.text for head in section.heads]) for section in content.sections}
    found, seen = list[Difference](), set[str]()
    for cells in rows:
        first = normalise_cell(cells[0]) if cells else ""
        if _fold(cells) in heads or not any(cells):
            continue
        if first not in lines or first in seen:
            found.append(
                Difference(cells[0], "", edits.shorten_text(" | ".join(filter(None, cells)), LONGEST))
            )
            continue
        seen.add(first)
        found += _compare_row(lines[first], cells[1:])
    if not seen:
        raise Refused(
            _(
                "The file contains no table of these minutes. Restore the numbers in the first column, then "
                "upload the file again."
            ),
            "no_minutes",
        )
    missing = (row for label, row in lines.items() if label not in seen)
    return found + [difference for row in missing for difference in _compare_row(row, [""] * len(row.cells))]


def _fold(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of a row as they are compared, without empty ones at its end."""
    folded = [normalise_cell(cell) for cell in cells]
    while folded and not folded[-1]:
        folded.pop()
    return tuple(folded)


def compare_lines(
    lines: Iterable[str], rows: Iterable[Sequence[str]], content: MinutesContent
) -> list[Difference]:
    """Compare what is outside the tables of a file: added lines, then lines of ours that are missing.

    A row with a cell of several lines is among the lines, cell after cell.
    """
    inside = {normalise_cell(part) for cells in rows for cell in cells for part in cell.splitlines()}
    foot = {normalise_cell(build_foot(content, state)) for state in MinutesState}
    said = (content.title, *content.about, *(one.title for one in content.sections), *content.signing)
    # Word documents put a colon and a line to sign on after the name of each side.
    ours = {normalise_cell(line).rstrip(":"): line for line in said}
    found, seen = list[Difference](), set[str]()
    for line in (part.strip() for text in lines for part in text.splitlines()):
        folded = normalise_cell(line).rstrip(":")
        if folded in ours:
            seen.add(folded)
        elif folded.strip("_ ") and folded not in foot and normalise_cell(line) not in inside:
            found.append(Difference(_("Outside the tables"), "", edits.shorten_text(line, LONGEST)))
    return found + [
        Difference(_("Outside the tables"), line, "") for key, line in ours.items() if key not in seen
    ]


def _compare_row(row: Row, cells: Sequence[str]) -> Iterator[Difference]:
    for place, cell in enumerate(row.cells):
        theirs = cells[place] if place < len(cells) else ""
        if normalise_cell(theirs) != normalise_cell(cell.text):
            said = edits.shorten_text(theirs, LONGEST)
            yield Difference(row.label, cell.text, said, cell.part, cell.language, row.kind, row.key)
    if added := " | ".join(filter(None, cells[len(row.cells) :])):
        said = edits.shorten_text(added, LONGEST)
        yield Difference(row.label, "", said, kind=row.kind, key=row.key)


@transaction.atomic
def _file(
    minutes: Minutes, name: str, digest: str, found: list[Difference], *, by: User, now: datetime.datetime
) -> list[MinutesChange]:
    # Of two at once, the second finds the first one's.
    held = (
        Minutes.objects.select_for_update(no_key=True).select_related("meeting__country").get(pk=minutes.pk)
    )
    if (refusal := why_not_return(held, by)) is not None:
        raise refusal
    known = MinutesChange.objects.filter(minutes=held, sha256=digest)
    if held.returned_sha256 == digest or known.exists():
        return list(known)
    values = {"returned_on": timezone.localdate(now), "returned_name": name, "returned_sha256": digest}
    edits.change_record(held, values, by=by, now=now, action=RETURNED)
    made = [
        MinutesChange(
            minutes=held,
            part=one.part,
            label=edits.shorten_text(one.label, 200),
            language=one.language,
            ours=one.ours,
            theirs=one.theirs,
            file_name=name,
            sha256=digest,
            **({f"{one.kind}_id": one.key} if one.kind else {}),
        )
        for one in found
    ]
    edits.create_many(made, by=by, now=now)
    return made


# -- Decisions
def _accept_clause(outcome: Outcome, **given: Any) -> None:
    values = {"clause": given.pop("text")}
    outcomes.change_outcome(outcome, values, expected=outcome.version, **given)


def _accept_wording(clause: Clause, **given: Any) -> None:
    values = {"wording": given.pop("text")}
    texts.change_wording(clause, values, expected=clause.version, **given)


def _accept_discussion(item: AgendaItem, **given: Any) -> None:
    agendas.review_item(item, given.pop("text"), raised_on=item.raised_on, expected=item.version, **given)


def _accept_said(point: AgendaPoint, **given: Any) -> None:
    agenda.change_point(point, {"said": given.pop("text")}, expected=point.version, **given)


@dataclass(frozen=True, slots=True)
class Writer:
    """How accepted words are written: the kind of record, the column with its words, and the step."""

    model: type[Any]
    column: str
    write: Callable[..., None]


WRITERS: Mapping[str, Writer] = {
    CLAUSE: Writer(Outcome, "clause", _accept_clause),
    WORDING: Writer(Clause, "wording", _accept_wording),
    SAID: Writer(AgendaItem, "discussion", _accept_discussion),
    POINT_SAID: Writer(AgendaPoint, "said", _accept_said),
}


def find_writer(change: MinutesChange) -> Writer | None:
    """Return how an accepted change is written; None for what is changed on the page of its record only.

    Words that were shortened are not written either.
    """
    if len(change.theirs) >= LONGEST:
        return None
    return WRITERS.get(change.part.partition("-")[0])


def load_words(changes: Iterable[MinutesChange]) -> dict[str, str]:
    """Return what the record says now in each part that an officer can accept, one query for each kind."""
    parts: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        if find_writer(change) is not None:
            kind, _dash, key = change.part.partition("-")
            parts[kind] += [key] if key.isdecimal() else []
    return {
        f"{kind}-{key}": text
        for kind, keys in parts.items()
        for key, text in WRITERS[kind]
        .model.objects.filter(pk__in=keys)
        .values_list("pk", WRITERS[kind].column)
    }


def why_not_accept(change: MinutesChange, words: Mapping[str, str]) -> Refused | None:
    """Explain why accepting a change cannot write their words now, or return None.

    `words` is what the record says now in each part, from `load_words`.
    """
    if find_writer(change) is None or not change.theirs:
        return Refused(
            _(
                "This change cannot be written from here. Change the record on its page, then mark the "
                "change as acted on."
            ),
            "elsewhere",
        )
    meeting = change.minutes.meeting
    if meeting.state != MeetingState.HELD:
        return build_state_refusal(meeting)
    text = words.get(change.part)
    if text is None or normalise_cell(text) != normalise_cell(change.ours):
        return Refused(
            _(
                "Our text has changed since the minutes were sent. Compare both texts on the page of the "
                "record."
            ),
            "changed_since",
        )
    return None


def why_not_decide(change: MinutesChange, user: User) -> Refused | None:
    """Explain why this person cannot decide about a change now, or return None."""
    if not policy.can_read(user, change):
        return write_rules.build_forbidden()
    if change.state != MinutesChangeState.WAITING:
        return Refused(DECIDED, "decided")
    return why_not_write(change.minutes.meeting, user)


@transaction.atomic
def accept_change(
    change: MinutesChange, *, reason: str, source: str, by: User, now: datetime.datetime
) -> MinutesChange:
    """Write the partner's words in place of ours, by the step of the record, and note why and from which
    document.

    Raises `Refused` where our words have changed since the minutes were sent, and where the step is not
    possible, as after the meeting is closed.
    """
    if (refusal := why_not_decide(change, by)) is not None:
        raise refusal
    if (refusal := why_not_accept(change, load_words([change]))) is not None:
        raise refusal
    why, document = edits.need_reason(reason), edits.need_document(source)
    writer = find_writer(change)
    assert writer is not None
    record = writer.model.objects.get(pk=change.part.partition("-")[2])
    told = edits.need_reason(_("%(reason)s (source: %(source)s)") % {"reason": why, "source": document})
    writer.write(record, text=change.theirs, reason=told, by=by, now=now)
    current = find_current(change.minutes.meeting)
    if current is not None and change.part in current.cleared:
        # The partner wrote it: the next version shows it.
        cleared = current.cleared | {change.part: digest_of(change.theirs)}
        edits.change_record(current, {"cleared": cleared}, by=by, now=now)
    values = {"reason": why, "source": document}
    return _decide(change, MinutesChangeState.ACCEPTED, ACCEPT, values, by=by, now=now)


@transaction.atomic
def act_on_change(change: MinutesChange, *, reason: str, by: User, now: datetime.datetime) -> MinutesChange:
    """Record that a change was acted on by another step: nothing else is done here."""
    if (refusal := why_not_decide(change, by)) is not None:
        raise refusal
    values = {"reason": edits.need_reason(reason)}
    return _decide(change, MinutesChangeState.ACTED_ON, ACT, values, by=by, now=now)


@transaction.atomic
def leave_change(
    change: MinutesChange, *, reason: str = "", by: User, now: datetime.datetime
) -> MinutesChange:
    """Leave our words as they were sent."""
    if (refusal := why_not_decide(change, by)) is not None:
        raise refusal
    values = {"reason": edits.fit_text(reason, edits.REASON_LENGTH, "long_reason")}
    return _decide(change, MinutesChangeState.LEFT, LEAVE, values, by=by, now=now)


def _decide(
    change: MinutesChange,
    state: MinutesChangeState,
    action: str,
    values: Mapping[str, Any],
    *,
    by: User,
    now: datetime.datetime,
) -> MinutesChange:
    written = {**values, "state": state, "decided_by": by, "decided_at": now}
    where = {"state": MinutesChangeState.WAITING}
    reason = str(values["reason"])
    return edits.change_record(change, written, by=by, now=now, action=action, reason=reason, where=where)

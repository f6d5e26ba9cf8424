"""The meeting's page as forms: made from the record and the post, checked row by row."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from commitments.admin.forms.agenda import AgendaRow
from commitments.admin.forms.background import BackgroundRow
from commitments.admin.forms.book import Book
from commitments.admin.forms.commitment import CommitmentRow
from commitments.admin.forms.outcome import OutcomeRow, OutcomeRows
from commitments.admin.forms.rows import Rows, one_more, posted_count, typed
from commitments.admin.forms.seat import SeatRow
from commitments.admin.forms.statement import StatementRow
from commitments.admin.long_texts import GLIMPSE, size
from commitments.admin.meeting_records import Records
from commitments.models import AgendaItem, Outcome, User
from commitments.vocabulary import Side

ITEMS = "items"
# What a script replaces by the index of the row it adds.
TOKEN, ITEM_TOKEN = "__prefix__", "__row__"
STATEMENTS, OURS, THEIRS, OUTCOMES, AGENDA = "statements", "ours", "theirs", "outcomes", "agenda"
BACKGROUND = "background"
# Empty rows on a page without script; with it, one and a button.
EMPTY_NEW = {STATEMENTS: 1, OURS: 2, THEIRS: 2, OUTCOMES: 1, BACKGROUND: 0}
EMPTY_LATER = {STATEMENTS: 0, OURS: 1, THEIRS: 1, OUTCOMES: 0, BACKGROUND: 0}


@dataclass(frozen=True, slots=True)
class Recording:
    """The lists of one page; `book` is what typed names lead to."""

    book: Book
    agenda: Rows
    background: Rows
    statements: Rows
    ours: Rows
    theirs: Rows
    outcomes: OutcomeRows
    blank: OutcomeRow

    def name_rows(self) -> None:
        """Name each row as the list of errors and the screen reader call it."""
        for form in self.agenda.forms:
            form.place = str(form.instance) if form.instance.pk else _("Open item")
        _name(self.background, _("Background fact"))
        _name(self.statements, _("Statement"))
        _name(self.ours, _("Our delegation"))
        _name(self.theirs, _("Their delegation"))
        new = [form for form in self.outcomes.forms if not form.instance.pk]
        for index, form in enumerate(new, 1):
            form.place = f"{_('New outcome')} {index}"
        for form in self.outcomes.initial_forms:
            form.place = _("Outcome %(n)d") % {"n": form.instance.number}
        self.blank.place = _("New outcome")
        for form in [*self.outcomes.forms, self.blank]:
            _name(form.items, f"{form.place}, {_('commitment')}")
            form.items.token_row = form.items.blank(ITEM_TOKEN)
            form.items.token_row.place = _("New commitment")

    @property
    def main(self) -> list[Rows]:
        return [self.agenda, self.ours, self.theirs, self.background, self.statements, self.outcomes]

    @property
    def items(self) -> list[Rows]:
        return [form.items for form in self.outcomes.forms]

    @property
    def all(self) -> list[Rows]:
        return [*self.main, *self.items]

    @property
    def has_changes(self) -> bool:
        return any(form.is_filled or form.is_removed for rows in self.all for form in rows.forms)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the lists of a page for one person from the records and, where there is one, the post."""

    person: User
    book: Book
    records: Records
    data: QueryDict | None
    is_new: bool
    is_quiet: bool
    # The outcome shown as fields at first.
    edited: str = ""
    # The row of the agenda whose words are edited, however long they are.
    written: str = ""
    # Whether the meeting was held and nothing that was said there is on record yet.
    awaits_outcomes: bool = False

    def make(self) -> Recording:
        posted = posted_count(self.data, STATEMENTS) if self.data else EMPTY_NEW[STATEMENTS]
        outcomes = OutcomeRows(
            self.data,
            row=self.door(OutcomeRow, new_texts=min(posted, 20)),
            records=self.records.outcomes,
            opened=[row for row in self.records.outcomes if str(row.pk) == self.edited],
            extra=self._extra(OUTCOMES),
            prefix=OUTCOMES,
        )
        blank = outcomes.blank(TOKEN)
        for form in [*outcomes.forms, blank]:
            form.items = self._items(form, is_blank=form is blank)
            form.may_go = bool(form.instance.pk) and not self.records.items_of(form.instance.pk)
            if form.instance.pk and str(form.instance.pk) == self.edited:
                form.take_focus()
        statements = Rows(
            self.data, row=self.door(StatementRow), extra=self._extra(STATEMENTS), prefix=STATEMENTS
        )
        made = Recording(
            book=self.book,
            agenda=Rows(
                self.data,
                row=self.door(AgendaRow),
                records=self.records.to_review,
                opened=[row for row in self.records.on_page if self._is_written_here(row)],
                extra=0,
                prefix=AGENDA,
            ),
            background=Rows(
                self.data,
                row=self.door(BackgroundRow),
                records=self.records.background,
                opened=self.records.background,
                extra=self._extra(BACKGROUND),
                prefix=BACKGROUND,
            ),
            statements=statements,
            ours=self._seats(Side.OURS),
            theirs=self._seats(Side.THEIRS),
            outcomes=outcomes,
            blank=blank,
        )
        made.name_rows()
        return made

    def _is_written_here(self, row: AgendaItem) -> bool:
        """Say whether what was said stands in a field; where it is long, it is asked for alone."""
        return size(row.said) <= GLIMPSE or str(row.pk) == self.written

    def _extra(self, name: str) -> int:
        if self.awaits_outcomes and name == OUTCOMES:
            return 1
        return (EMPTY_NEW if self.is_new else EMPTY_LATER)[name]

    def door(self, row: type[Any], **attributes: Any) -> type[Any]:
        """Give the class of a row what it needs to know of this page."""
        given = {"person": self.person, "book": self.book, "is_quiet": self.is_quiet, **attributes}
        return type(row.__name__, (row,), {**given, "__module__": row.__module__})

    def _seats(self, side: Side) -> Rows:
        seats = self.records.seats_of(side)
        places = {seat.pk: number for number, seat in enumerate(seats, 1)}
        row = self.door(SeatRow, side=side, places=places)
        return Rows(self.data, row=row, records=seats, opened=seats, extra=self._extra(side), prefix=side)

    def _items(self, form: OutcomeRow, *, is_blank: bool) -> Rows:
        records = self.records.editable_items_of(form.instance.pk) if form.instance.pk else ()
        data = self.data if form.is_bound else None
        return Rows(
            data,
            row=self.door(CommitmentRow, owing=form.owing),
            records=records,
            opened=records,
            # The empty outcome of the script gets its commitment from the one empty one of the page.
            extra=0 if records or is_blank else 1,
            prefix=f"{form.prefix}-{ITEMS}",
        )


def _name(rows: Rows, name: str) -> None:
    for index, form in enumerate(rows.forms, 1):
        form.place = f"{name} {index}"


def asked_for_more(data: QueryDict, maker: Maker) -> QueryDict:
    """Give the post with one row more, or with one outcome of the record opened for editing."""
    data = data.copy()
    _add(data, maker, data.get("_more", ""))
    wanted = data.get("_edit", "")
    opened = {value for name, value in data.items() if name.startswith(OUTCOMES) and name.endswith("-id")}
    outcome = next((row for row in maker.records.outcomes if str(row.pk) == wanted), None)
    if outcome is not None and wanted not in opened:
        _open(data, maker, outcome)
    return data


def _add(data: QueryDict, maker: Maker, prefix: str) -> None:
    """Add an empty row, with its defaults, to the list of a prefix; ignore a list that is none."""
    rows: dict[str, type[Any]] = {
        BACKGROUND: BackgroundRow,
        STATEMENTS: StatementRow,
        OUTCOMES: OutcomeRow,
        OURS: SeatRow,
        THEIRS: SeatRow,
    }
    is_items = prefix.startswith(f"{OUTCOMES}-") and prefix.endswith(f"-{ITEMS}")
    row = CommitmentRow if is_items else rows.get(prefix)
    if row is None:
        return
    index = one_more(data, prefix)
    more = {"side": Side(prefix)} if row is SeatRow else {}
    data.update(typed(maker.door(row, **more)(prefix=f"{prefix}-{index}")))
    if row is OutcomeRow:
        _add(data, maker, f"{OUTCOMES}-{index}-{ITEMS}")


def _open(data: QueryDict, maker: Maker, outcome: Outcome) -> None:
    """Add an outcome of the record, as it stands, to what was posted."""
    index = one_more(data, OUTCOMES)
    row = maker.door(OutcomeRow)(instance=outcome, prefix=f"{OUTCOMES}-{index}")
    data.update(typed(row))
    items = f"{OUTCOMES}-{index}-{ITEMS}"
    standing = maker.records.editable_items_of(outcome.pk)
    for item in standing:
        number = one_more(data, items)
        data.update(typed(maker.door(CommitmentRow)(instance=item, prefix=f"{items}-{number}")))
    if row.may_carry and not standing:
        number = one_more(data, items)
        data.update(typed(maker.door(CommitmentRow, owing=row.owing)(prefix=f"{items}-{number}")))

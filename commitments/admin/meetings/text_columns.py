"""An outcome in its texts as pages show it: columns side by side with marks, and the differences in words
above.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commitments.admin.long_texts import (
    ShownText,
    build_shown_text,
    count_fitting,
    cut_text,
    find_share,
    find_text_size,
)
from commitments.enums import MeetingState, OutcomeKind, StatementKind, Strength
from commitments.language.comparison.compare import Flag, FlagKind, split_segments
from commitments.meetings.texts import OutcomeTexts, TextState, TextWording
from commitments.models import Meeting, Outcome, Statement

# The word that stands beside each mark.
WORDS: dict[FlagKind, Promise] = {
    FlagKind.OMISSION: gettext_lazy("left out"),
    FlagKind.ADDITION: gettext_lazy("added"),
    FlagKind.SOFTENED: gettext_lazy("softened"),
    FlagKind.HARDENED: gettext_lazy("hardened"),
    FlagKind.FIGURE: gettext_lazy("figure changed"),
    FlagKind.CHANGED: gettext_lazy("reworded"),
    FlagKind.MOVED: pgettext_lazy("of words", "moved"),
    FlagKind.REWRITTEN: gettext_lazy("rewritten"),
}
# Beyond so many differences of a page, or so much of the words in which they differ, no more is told of them.
AT_MOST, QUOTED = 40, 60
# What a text does, said after its name.
SENTENCES: dict[FlagKind, Promise] = {
    FlagKind.OMISSION: gettext_lazy("leaves out “%(base)s”"),
    FlagKind.ADDITION: gettext_lazy("adds “%(other)s”"),
    FlagKind.SOFTENED: gettext_lazy("softens “%(base)s” to “%(other)s”"),
    FlagKind.HARDENED: gettext_lazy("hardens “%(base)s” to “%(other)s”"),
    FlagKind.FIGURE: gettext_lazy("changes a figure or date: “%(base)s” to “%(other)s”"),
    FlagKind.CHANGED: gettext_lazy("says “%(other)s” instead of “%(base)s”"),
    FlagKind.MOVED: gettext_lazy("moves “%(base)s”"),
    FlagKind.REWRITTEN: gettext_lazy("is worded differently throughout; read both texts"),
}


@dataclass(frozen=True, slots=True)
class TextLimits:
    """How much of each text a page shows, and how many of its differences."""

    words: int
    flags: int


@dataclass(frozen=True, slots=True)
class FlagShown:
    """One difference with the number of its marks."""

    number: int
    kind: FlagKind
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FlaggedPiece:
    """A piece of a text with its differences; without text it is a gap."""

    text: str
    flags: tuple[FlagShown, ...]

    @property
    def kind(self) -> str:
        return self.flags[0].kind.value if self.flags else ""


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One text beside the others."""

    name: str
    statement: Statement | None
    standing: TextState
    pieces: tuple[FlaggedPiece, ...]
    words: ShownText
    place_in_text: str
    language: str
    flags: tuple[FlagShown, ...]
    # What holds for the text as a whole: the same words, another language, verbs not weighed.
    note: str
    may_record: bool
    is_unconfirmed: bool
    may_confirm: bool

    @property
    def is_first(self) -> bool:
        return self.standing is TextState.FIRST

    @property
    def is_silent(self) -> bool:
        return self.standing is TextState.SILENT

    @property
    def is_unrecorded(self) -> bool:
        return self.standing is TextState.UNRECORDED


@dataclass(frozen=True, slots=True)
class TextsShown:
    """One outcome in all its texts."""

    outcome: Outcome
    kind: str
    strength: str
    columns: tuple[TextColumn, ...]
    count: int
    summary: str

    @property
    def others(self) -> tuple[TextColumn, ...]:
        """The texts of which something is to be said."""
        return tuple(one for one in self.columns if one.flags or one.note or one.is_silent)


@dataclass(frozen=True, slots=True)
class CarriedShown:
    """Which texts contain the outcome of a commitment, as its page shows it."""

    outcome: int
    carried_by: tuple[str, ...]
    not_in: tuple[str, ...]
    not_compared: tuple[str, ...]
    differences: str


def names_of(statements: Iterable[Statement]) -> dict[int, str]:
    """Name documents by their kind; where two are of one kind by the date, too, and then by the title."""
    found = list(statements)
    names = {one.pk: capfirst(str(StatementKind(one.kind).label)) for one in found}
    for more in (_day, lambda one: one.title):
        often = Counter(names.values())
        names = {
            one.pk: ", ".join(filter(None, (names[one.pk], more(one) if often[names[one.pk]] > 1 else "")))
            for one in found
        }
    return names


def _day(statement: Statement) -> str:
    return date_format(statement.dated_on) if statement.dated_on else ""


def _with_day(name: str, statement: Statement) -> str:
    day = _day(statement)
    return f"{name}, {day}" if day and day not in name else name


def build_text_columns(
    found: Iterable[OutcomeTexts], meeting: Meeting, *, may_record: bool
) -> list[TextsShown]:
    """Make the columns of outcomes; an open meeting lets also what is recorded be corrected."""
    found = list(found)
    names = names_of(
        {w.statement.pk: w.statement for one in found for w in one.wordings if w.statement}.values()
    )
    may_correct = may_record and meeting.state != MeetingState.CLOSED
    wordings = [wording for one in found for wording in one.wordings]
    at_most = find_text_size(wording.wording for wording in wordings)
    told = find_share([len(one.comparison.flags) for one in wordings if one.comparison], AT_MOST, AT_MOST)
    limits = TextLimits(at_most, max(1, told))
    return [_build_texts(one, names, limits, may_record=may_record, may_correct=may_correct) for one in found]


def _build_texts(
    found: OutcomeTexts, names: dict[int, str], limits: TextLimits, *, may_record: bool, may_correct: bool
) -> TextsShown:
    columns: list[TextColumn] = []
    in_first: list[tuple[tuple[int, int], FlagShown]] = []
    for wording in found.wordings[1:]:
        flags = wording.comparison.flags[: limits.flags] if wording.comparison else ()
        first_number = len(in_first) + 1
        shown = [_flag(flag, number) for number, flag in enumerate(flags, start=first_number)]
        in_first += [(flag.base_at, one) for flag, one in zip(flags, shown, strict=True)]
        marks = [(flag.other_at, one) for flag, one in zip(flags, shown, strict=True)]
        allowed = may_record if wording.standing is TextState.UNRECORDED else may_correct
        may = {"may_record": allowed, "may_confirm": may_record}
        columns.append(_column(found, wording, names, marks, limits, flags=tuple(shown), **may))
    may = {"may_record": False, "may_confirm": False}
    first = _column(found, found.wordings[0], names, in_first, limits, flags=(), **may)
    outcome = found.outcome
    return TextsShown(
        outcome=outcome,
        kind=capfirst(str(OutcomeKind(outcome.kind).label)),
        strength=str(Strength(outcome.strength).label),
        columns=(first, *columns),
        count=found.flag_count,
        summary=describe_differences(found),
    )


def _column(
    found: OutcomeTexts,
    wording: TextWording,
    names: dict[int, str],
    marks: Sequence[tuple[tuple[int, int], FlagShown]],
    limits: TextLimits,
    *,
    flags: tuple[FlagShown, ...],
    may_record: bool,
    may_confirm: bool,
) -> TextColumn:
    by_number = {flag.number: flag for _place, flag in marks}
    # A mark over the whole of a text would only hide the words.
    places = [(place, flag.number) for place, flag in marks if flag.kind is not FlagKind.REWRITTEN]
    pieces = (
        FlaggedPiece(one.text, tuple(by_number[number] for number in one.numbers))
        for one in split_segments(wording.wording, places)
    )
    clause = wording.clause
    is_unrecorded = wording.standing is TextState.UNRECORDED
    is_unconfirmed = not is_unrecorded and (clause or found.outcome).is_unconfirmed
    return TextColumn(
        name=names[wording.statement.pk] if wording.statement else _("First text"),
        statement=wording.statement,
        standing=wording.standing,
        pieces=tuple(_first_of(pieces, count_fitting(wording.wording, limits.words))),
        words=build_shown_text("wording", clause, "wording", limits.words)
        if clause
        else build_shown_text("outcome", found.outcome, "clause", limits.words),
        place_in_text=wording.place_in_text,
        language=wording.language,
        flags=flags,
        note=_note(wording, limits.flags),
        may_record=may_record,
        is_unconfirmed=is_unconfirmed,
        may_confirm=may_confirm and is_unconfirmed,
    )


def _first_of(pieces: Iterable[FlaggedPiece], at_most: int) -> Iterable[FlaggedPiece]:
    """Yield the pieces up to a length, the last one cut."""
    left = at_most
    for piece in pieces:
        if len(piece.text) > left:
            yield replace(piece, text=cut_text(piece.text, left))
            return
        left -= len(piece.text)
        yield piece


def _note(wording: TextWording, told: int) -> str:
    found = wording.comparison
    if found is None:
        return ""
    if not found.is_comparable:
        return _("in another language; compare manually")
    if not found.flags:
        return _("same wording")
    more = len(found.flags) - told
    if more > 0:
        return ngettext("and %(n)d more difference", "and %(n)d more differences", more) % {"n": more}
    return "" if found.weighs_verbs else _("verbs are not compared by strength in this language")


def _flag(flag: Flag, number: int) -> FlagShown:
    said = str(SENTENCES[flag.kind]) % {
        "base": cut_text(flag.base, QUOTED),
        "other": cut_text(flag.other, QUOTED),
    }
    return FlagShown(number, flag.kind, str(WORDS[flag.kind]), said)


def describe_differences(found: OutcomeTexts) -> str:
    """Return how many differences the texts show, or that there is nothing to compare."""
    count, silent = found.flag_count, len(found.silent)
    said = []
    if count:
        said.append(ngettext("%(n)d difference", "%(n)d differences", count) % {"n": count})
    if silent:
        said.append(
            ngettext("not mentioned in %(n)d text", "not mentioned in %(n)d texts", silent) % {"n": silent}
        )
    if said:
        return ", ".join(said)
    compared = [one.comparison for one in found.wordings if one.comparison]
    if not compared:
        return _("no texts to compare yet")
    return _("no differences") if any(one.is_comparable for one in compared) else _("compare manually")


def build_carriers(found: OutcomeTexts | None) -> CarriedShown | None:
    """Return which texts contain an outcome, of those that the reader may read; None where none does."""
    if found is None:
        return None
    named = [one for one in found.wordings if one.statement]
    if not named:
        return None
    names = names_of(one.statement for one in named if one.statement)

    def name_texts(group: Iterable[TextWording]) -> tuple[str, ...]:
        return tuple(_with_day(names[one.statement.pk], one.statement) for one in group if one.statement)

    return CarriedShown(
        outcome=found.outcome.pk,
        carried_by=name_texts(found.with_wording),
        not_in=name_texts(found.silent),
        not_compared=name_texts(found.unrecorded),
        differences=describe_differences(found),
    )

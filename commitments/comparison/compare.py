"""What two texts of one clause say differently, flag by flag."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commitments.comparison.alignment import align
from commitments.comparison.flags import TURNED, Comparison, Flag, FlagKind, Place
from commitments.comparison.words import LEXICONS, Kind, Unit, is_letter, tidied, units_of

# A changed undertaking takes its verb along in another form ("establish", "establishing") this far away.
NEAR = 3
ROOT = 4
# Texts of some length that share less than this of the shorter one's words are read, not compared by words.
SHARED, SOME_LENGTH = 0.4, 5


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of both texts: paired units, or what stands between two pairs."""

    left: tuple[int, int]
    right: tuple[int, int]
    is_pair: bool

    @property
    def is_replaced(self) -> bool:
        return self.left[0] < self.left[1] and self.right[0] < self.right[1]


def compare(base: str, other: str, language: str, other_language: str | None = None) -> Comparison:
    """Compare two texts word by word, as `tidied`; places count in the tidied texts.

    Case, quotation marks, spaces and punctuation are no differences. Swapping the texts turns every flag
    round. Texts in two languages are not compared.
    """
    language, second_language = _primary(language), _primary(other_language or language)
    if language != second_language:
        return Comparison(is_comparable=False, weighs_verbs=False)
    base, other = tidied(base), tidied(other)
    turns = (len(other), other) < (len(base), base)
    first, second = (other, base) if turns else (base, other)
    pair = _Pair(first, second, language)
    flags = tuple(pair.as_a_whole() if pair.is_rewritten else pair.flags())
    known = language in LEXICONS
    return Comparison(tuple(flag.turned() for flag in flags) if turns else flags, weighs_verbs=known)


def _primary(language: str) -> str:
    """Give the language of a code such as en-GB."""
    return re.split(r"[-_]", language.strip().casefold())[0]


class _Pair:
    """Two tidied texts on the way to their flags."""

    def __init__(self, base: str, other: str, language: str) -> None:
        self.texts = (base, other)
        self.units = (units_of(base, language), units_of(other, language))
        lexicon = LEXICONS.get(language)
        self.verb_first = lexicon is not None and lexicon.verb_first
        self.passages = list(self._passages())

    def _passages(self) -> Iterator[Passage]:
        left, right = self.units
        at_left = at_right = 0
        for i, j in align(left, right):
            if i > at_left or j > at_right:
                yield Passage((at_left, i), (at_right, j), is_pair=False)
            yield Passage((i, i + 1), (j, j + 1), is_pair=True)
            at_left, at_right = i + 1, j + 1
        if at_left < len(left) or at_right < len(right):
            yield Passage((at_left, len(left)), (at_right, len(right)), is_pair=False)

    @property
    def is_rewritten(self) -> bool:
        """Say whether so little is shared that flags word by word would tell nothing."""
        words = (Kind.WORD, Kind.FIGURE)
        shorter = min(sum(unit.kind in words for unit in side) for side in self.units)
        shared = sum(p.is_pair and self._pair(p)[0].kind in words for p in self.passages)
        return shorter >= SOME_LENGTH and shared < SHARED * shorter

    def as_a_whole(self) -> Iterator[Flag]:
        """Give one flag for the texts, before it one for the first undertaking of each."""
        firsts = [next((n for n, u in enumerate(side) if u.kind is Kind.VERB), None) for side in self.units]
        if firsts[0] is not None and firsts[1] is not None:
            one, other = self.units[0][firsts[0]], self.units[1][firsts[1]]
            if one.strength != other.strength:
                places = (firsts[0], firsts[0] + 1), (firsts[1], firsts[1] + 1)
                yield self._verb_flag(Passage(*places, is_pair=True))
        ends = [(0, len(text)) for text in self.texts]
        yield self._flag(FlagKind.REWRITTEN, ends[0], ends[1])

    def flags(self) -> Iterator[Flag]:
        """Give the flags in the order of the text; what is left out here and added there was moved."""
        found = list(self._flags())
        moved: set[int] = set()
        for at, flag in enumerate(found):
            if at in moved:
                continue
            there = self._moved_to(flag, found, moved) if flag.kind in TURNED else None
            if there is None:
                yield flag
                continue
            moved.add(there)
            gone, come = sorted((flag, found[there]), key=lambda one: one.kind is FlagKind.ADDITION)
            yield Flag(FlagKind.MOVED, gone.base, come.other, gone.base_at, come.other_at)

    def _moved_to(self, flag: Flag, found: Sequence[Flag], moved: set[int]) -> int | None:
        wanted = TURNED[flag.kind]
        if wanted not in (FlagKind.OMISSION, FlagKind.ADDITION):
            return None
        said = self._said(flag)
        pairs = enumerate(found)
        return next(
            (n for n, one in pairs if one.kind is wanted and n not in moved and self._said(one) == said), None
        )

    def _said(self, flag: Flag) -> list[str]:
        """Give the keys of what is left out or added, several words at least; nothing for a word or two."""
        side = 0 if flag.kind is FlagKind.OMISSION else 1
        start, end = (flag.base_at, flag.other_at)[side]
        units = [unit for unit in self.units[side] if start <= unit.start and unit.end <= end]
        is_telling = any(unit.kind is not Kind.GLUE for unit in units)
        return [unit.key for unit in units] if is_telling else [f"{side}"]

    def _flags(self) -> Iterator[Flag]:
        told = {
            number: taken
            for number in range(len(self.passages))
            if (taken := self._changed_verb(number)) is not None
        }
        silent = {number for taken in told.values() for number in taken}
        run: list[Passage] = []
        for number, passage in enumerate(self.passages):
            is_same = passage.is_pair and self._is_same(passage)
            if number in told or number in silent or is_same:
                yield from self._block(run)
                run = []
            if number in told:
                yield self._verb_flag(passage)
            elif number not in silent and not is_same:
                run.append(passage)
        yield from self._block(run)

    def _pair(self, passage: Passage) -> tuple[Unit, Unit]:
        return self.units[0][passage.left[0]], self.units[1][passage.right[0]]

    def _is_same(self, passage: Passage) -> bool:
        one, other = self._pair(passage)
        return one.key == other.key and one.kind is other.kind

    def _changed_verb(self, number: int) -> list[int] | None:
        """Give the passages that a changed undertaking takes along, None where it is none."""
        passage = self.passages[number]
        if not passage.is_pair or self._is_same(passage) or self._pair(passage)[0].kind is not Kind.VERB:
            return None
        taken: list[int] = []
        step = -1 if self.verb_first else 1
        at, near = number + step, 0
        while 0 <= at < len(self.passages) and near < NEAR:
            here = self.passages[at]
            if here.is_pair and self._pair(here)[0].kind is Kind.VERB:
                break
            is_adverb = here.is_pair and self._pair(here)[0].is_adverb
            if not (here.is_pair and self._is_same(here)):
                if self._is_form(here):
                    taken.append(at)
                elif here.is_replaced:
                    break
            near += not is_adverb
            at += step
        return taken

    def _is_form(self, passage: Passage) -> bool:
        """Say whether both sides are one verb in two forms, or small words that go with the form."""
        if passage.is_pair:
            return True
        sides = [self.units[n][slice(*place)] for n, place in enumerate((passage.left, passage.right))]
        roots = [[unit for unit in side if unit.kind is not Kind.GLUE] for side in sides]
        if not roots[0] and not roots[1]:
            return max(map(len, sides)) <= 2
        if len(roots[0]) != 1 or len(roots[1]) != 1 or any(r[0].kind is not Kind.WORD for r in roots):
            return False
        one, other = roots[0][0].key, roots[1][0].key
        return len(one) >= ROOT and len(other) >= ROOT and one[:ROOT] == other[:ROOT]

    def _verb_flag(self, passage: Passage) -> Flag:
        one, other = self._pair(passage)
        kind = FlagKind.CHANGED
        if one.strength != other.strength:
            kind = FlagKind.SOFTENED if one.strength > other.strength else FlagKind.HARDENED
        places = [self._with_verb(side, (passage.left, passage.right)[side][0]) for side in (0, 1)]
        return self._flag(kind, places[0], places[1])

    def _with_verb(self, side: int, at: int) -> Place:
        """Give the place of an undertaking together with the verb it governs."""
        units, text = self.units[side], self.texts[side]
        start, end = units[at].start, units[at].end
        step = -1 if self.verb_first else 1
        governed = at + step
        while 0 <= governed < len(units) and (units[governed].is_adverb or units[governed].kind is Kind.GLUE):
            governed += step
        if not 0 <= governed < len(units) or units[governed].kind is Kind.VERB:
            return start, end
        verb = units[governed]
        gap = text[verb.end : start] if verb.end <= start else text[end : verb.start]
        if re.search(r"[.;:!?。]", gap):
            return start, end
        return min(start, verb.start), max(end, verb.end)

    def _block(self, run: Sequence[Passage]) -> Iterator[Flag]:
        """Make one flag of a run of passages that differ."""
        if not run:
            return
        left = (run[0].left[0], run[-1].left[1])
        right = (run[0].right[0], run[-1].right[1])
        ours, theirs = self.units[0][slice(*left)], self.units[1][slice(*right)]
        kind = FlagKind.CHANGED
        if not theirs:
            kind = FlagKind.OMISSION
        elif not ours:
            kind = FlagKind.ADDITION
        elif _has_figure(ours) and _has_figure(theirs):
            kind = FlagKind.FIGURE
        elif any(all(u.kind in (Kind.FIGURE, Kind.GLUE) for u in side) for side in (ours, theirs)):
            kind = FlagKind.FIGURE if _has_figure(ours) or _has_figure(theirs) else kind
        yield self._flag(kind, self._place(0, left), self._place(1, right))

    def _place(self, side: int, units: tuple[int, int]) -> Place:
        found = self.units[side][slice(*units)]
        if found:
            return min(unit.start for unit in found), max(unit.end for unit in found)
        end = self.units[side][units[0] - 1].end if units[0] else 0
        return end, end

    def _flag(self, kind: FlagKind, left: Place, right: Place) -> Flag:
        left, right = _whole_words(self.texts[0], left), _whole_words(self.texts[1], right)
        return Flag(kind, self.texts[0][slice(*left)], self.texts[1][slice(*right)], left, right)


def _has_figure(units: Sequence[Unit]) -> bool:
    return any(unit.kind is Kind.FIGURE for unit in units)


def _whole_words(text: str, place: Place) -> Place:
    """Widen a place to whole words, as part of one says nothing to a reader."""
    start, end = place
    if start < end:
        while start and _joined(text, start):
            start -= 1
    while 0 < end < len(text) and _joined(text, end):
        end += 1
    return (start, end) if start < end else (end, end)


def _joined(text: str, at: int) -> bool:
    return is_letter(text[at - 1]) and is_letter(text[at])

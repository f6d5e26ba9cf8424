"""Compare two texts of one clause and return the differences, each as a flag.

Units of the two texts are paired so that most match, in as few breaks as possible. The texts are then cut
where flags begin and end, for display.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commitments.language.comparison.words import (
    LEXICONS,
    Unit,
    UnitKind,
    compose_characters,
    is_letter,
    units_of,
)

# What a pair is worth, and what each break costs: more than two small words between breaks are worth,
# so that a rewritten passage is one passage; less than any other word.
WORTH = {UnitKind.WORD: 3.0, UnitKind.FIGURE: 3.0, UnitKind.VERB: 3.5, UnitKind.GLUE: 0.7}
OTHER_VERB = 2.5
OTHER_FORM = 1.6
BREAK = 1.5
NEVER = float("-inf")
# Cells of one table, and of all tables of a pair: beyond, a passage counts as rewritten as a whole.
TABLE_CELLS = 40_000
ALL_CELLS = 400_000

Pair = tuple[int, int]


def align_units(left: Sequence[Unit], right: Sequence[Unit]) -> list[Pair]:
    """Pair the units of both texts, in order; time is bounded whatever they hold.

    Long texts are first cut at words that stand once in both (patience), the passages between are weighed
    cell by cell.
    """
    pairs: list[Pair] = []
    budget = ALL_CELLS
    passages = [(0, len(left), 0, len(right))]
    while passages:
        a, b, c, d = passages.pop()
        while a < b and c < d and left[a].key == right[c].key:
            pairs.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and left[b - 1].key == right[d - 1].key:
            b, d = b - 1, d - 1
            pairs.append((b, d))
        cells = (b - a) * (d - c)
        if cells == 0:
            continue
        if cells <= min(TABLE_CELLS, budget):
            budget -= cells
            pairs += [(a + i, c + j) for i, j in _weighed(left[a:b], right[c:d])]
            continue
        anchors = _anchors(left[a:b], right[c:d])
        last_a, last_c = a, c
        for i, j in anchors:
            pairs.append((a + i, c + j))
            passages.append((last_a, a + i, last_c, c + j))
            last_a, last_c = a + i + 1, c + j + 1
        if anchors:
            passages.append((last_a, b, last_c, d))
    return sorted(pairs)


def _anchors(left: Sequence[Unit], right: Sequence[Unit]) -> list[Pair]:
    """Pair what stands exactly once in both, as far as it stands in the same order."""
    once_left = {key for key, n in Counter(unit.key for unit in left).items() if n == 1}
    once_right = {key for key, n in Counter(unit.key for unit in right).items() if n == 1}
    once = once_left & once_right
    places = {unit.key: j for j, unit in enumerate(right) if unit.key in once}
    pairs = [(i, places[unit.key]) for i, unit in enumerate(left) if unit.key in once]
    tails: list[int] = []
    tail_of: list[int] = []
    before: list[int] = []
    for number, (_i, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        tails[at : at + 1], tail_of[at : at + 1] = [j], [number]
        before.append(tail_of[at - 1] if at else -1)
    chain: list[Pair] = []
    number = tail_of[-1] if tail_of else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _weighed(left: Sequence[Unit], right: Sequence[Unit]) -> list[Pair]:
    """Pair two short passages at the highest worth; opening a break costs, lengthening it does not."""
    width = len(right)
    paired, broken = [0.0] + [NEVER] * width, [NEVER] + [-BREAK] * width
    from_break: list[bytearray] = []
    way: list[bytearray] = []
    for one in left:
        key, stem, kind, worth = one.key, one.stem, one.kind, WORTH[one.kind]
        is_verb, has_forms = kind is UnitKind.VERB, kind is UnitKind.WORD
        new_paired, new_broken = [NEVER], [max(broken[0], paired[0] - BREAK)]
        cut, step = bytearray(width + 1), bytearray([1 if paired[0] - BREAK > broken[0] else 0])
        for j, other in enumerate(right, start=1):
            if other.kind is kind and other.key == key:
                value = worth
            elif is_verb and other.kind is UnitKind.VERB:
                value = OTHER_VERB
            elif has_forms and other.kind is UnitKind.WORD and other.stem == stem:
                value = OTHER_FORM
            else:
                value = NEVER
            straight, bent = paired[j - 1], broken[j - 1]
            cut[j] = bent > straight
            new_paired.append((bent if bent > straight else straight) + value)
            # From above (left unit dropped): 0, 1 opening; from the side (right unit added): 2, 3 opening.
            best, how = broken[j], 0
            if paired[j] - BREAK > best:
                best, how = paired[j] - BREAK, 1
            if new_broken[j - 1] > best:
                best, how = new_broken[j - 1], 2
            if new_paired[j - 1] - BREAK > best:
                best, how = new_paired[j - 1] - BREAK, 3
            new_broken.append(best)
            step.append(how)
        from_break.append(cut)
        way.append(step)
        paired, broken = new_paired, new_broken
    return _traced(from_break, way, ends_broken=broken[-1] > paired[-1])


def _traced(from_break: list[bytearray], way: list[bytearray], *, ends_broken: bool) -> list[Pair]:
    """Walk back through the table."""
    i, j = len(way), len(way[0]) - 1
    in_break = ends_broken
    pairs: list[Pair] = []
    while i > 0 and j >= 0:
        if not in_break:
            in_break = bool(from_break[i - 1][j])
            i, j = i - 1, j - 1
            pairs.append((i, j))
            continue
        how = way[i - 1][j]
        in_break = how in (0, 2)
        i, j = (i, j - 1) if how >= 2 else (i - 1, j)
    return pairs[::-1]


Place = tuple[int, int]


class FlagKind(StrEnum):
    """What the other text does to the base: omits, adds, softens, hardens, changes, rewrites."""

    OMISSION = "omission"
    ADDITION = "addition"
    SOFTENED = "softened"
    HARDENED = "hardened"
    FIGURE = "figure"
    CHANGED = "changed"
    MOVED = "moved"
    REWRITTEN = "rewritten"


TURNED = {
    FlagKind.OMISSION: FlagKind.ADDITION,
    FlagKind.ADDITION: FlagKind.OMISSION,
    FlagKind.SOFTENED: FlagKind.HARDENED,
    FlagKind.HARDENED: FlagKind.SOFTENED,
}


@dataclass(frozen=True, slots=True)
class Flag:
    """One difference: the words of both texts and their places, an empty place where words are missing."""

    kind: FlagKind
    base: str
    other: str
    base_at: Place
    other_at: Place

    def turned(self) -> "Flag":
        """Return the same difference as seen from the other text."""
        return Flag(TURNED.get(self.kind, self.kind), self.other, self.base, self.other_at, self.base_at)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The flags of a pair; none also where the languages differ and people must compare the texts."""

    flags: tuple[Flag, ...] = ()
    is_comparable: bool = True
    # Whether the strength of verbs is known in this language.
    weighs_verbs: bool = True


# A changed undertaking takes its verb along in another form ("establish", "establishing") this far away.
NEAR = 3
ROOT = 4
# Texts of some length that share less than this of the shorter one's words are read, not compared by words.
SHARED, SOME_LENGTH = 0.4, 5


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """A passage of both texts: paired units, or what is between two pairs."""

    left: tuple[int, int]
    right: tuple[int, int]
    is_pair: bool

    @property
    def is_replaced(self) -> bool:
        return self.left[0] < self.left[1] and self.right[0] < self.right[1]


def compare_texts(base: str, other: str, language: str, other_language: str | None = None) -> Comparison:
    """Compare two texts word by word, as normalised; places count in the normalised texts.

    Case, quotation marks, spaces and punctuation are no differences. Swapping the texts turns every flag
    round. Texts in two languages are not compared.
    """
    language, second_language = _primary(language), _primary(other_language or language)
    if language != second_language:
        return Comparison(is_comparable=False, weighs_verbs=False)
    base, other = compose_characters(base), compose_characters(other)
    turns = (len(other), other) < (len(base), base)
    first, second = (other, base) if turns else (base, other)
    pair = _Pair(first, second, language)
    flags = tuple(pair.as_a_whole() if pair.is_rewritten else pair.flags())
    known = language in LEXICONS
    return Comparison(tuple(flag.turned() for flag in flags) if turns else flags, weighs_verbs=known)


def _primary(language: str) -> str:
    """Return the language of a code such as en-GB."""
    return re.split(r"[-_]", language.strip().casefold())[0]


class _Pair:
    """Two normalised texts that are being compared."""

    def __init__(self, base: str, other: str, language: str) -> None:
        self.texts = (base, other)
        self.units = (units_of(base, language), units_of(other, language))
        lexicon = LEXICONS.get(language)
        self.verb_first = lexicon is not None and lexicon.verb_first
        self.passages = list(self._passages())

    def _passages(self) -> Iterator[ComparedPassage]:
        left, right = self.units
        at_left = at_right = 0
        for i, j in align_units(left, right):
            if i > at_left or j > at_right:
                yield ComparedPassage((at_left, i), (at_right, j), is_pair=False)
            yield ComparedPassage((i, i + 1), (j, j + 1), is_pair=True)
            at_left, at_right = i + 1, j + 1
        if at_left < len(left) or at_right < len(right):
            yield ComparedPassage((at_left, len(left)), (at_right, len(right)), is_pair=False)

    @property
    def is_rewritten(self) -> bool:
        """Return whether the texts share so little that flags word by word would be useless."""
        words = (UnitKind.WORD, UnitKind.FIGURE)
        shorter = min(sum(unit.kind in words for unit in side) for side in self.units)
        shared = sum(p.is_pair and self._pair(p)[0].kind in words for p in self.passages)
        return shorter >= SOME_LENGTH and shared < SHARED * shorter

    def as_a_whole(self) -> Iterator[Flag]:
        """Yield one flag for the whole texts, and before it one for the first undertaking of each."""
        firsts = [
            next((n for n, u in enumerate(side) if u.kind is UnitKind.VERB), None) for side in self.units
        ]
        if firsts[0] is not None and firsts[1] is not None:
            one, other = self.units[0][firsts[0]], self.units[1][firsts[1]]
            if one.strength != other.strength:
                places = (firsts[0], firsts[0] + 1), (firsts[1], firsts[1] + 1)
                yield self._verb_flag(ComparedPassage(*places, is_pair=True))
        ends = [(0, len(text)) for text in self.texts]
        yield self._flag(FlagKind.REWRITTEN, ends[0], ends[1])

    def flags(self) -> Iterator[Flag]:
        """Yield the flags in the order of the text; words omitted here and added there were moved."""
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
        said = self._describe(flag)
        pairs = enumerate(found)
        return next(
            (n for n, one in pairs if one.kind is wanted and n not in moved and self._describe(one) == said),
            None,
        )

    def _describe(self, flag: Flag) -> list[str]:
        """Return the keys of what is omitted or added, if it is several words; nothing for a word or two."""
        side = 0 if flag.kind is FlagKind.OMISSION else 1
        start, end = (flag.base_at, flag.other_at)[side]
        units = [unit for unit in self.units[side] if start <= unit.start and unit.end <= end]
        is_telling = any(unit.kind is not UnitKind.GLUE for unit in units)
        return [unit.key for unit in units] if is_telling else [f"{side}"]

    def _flags(self) -> Iterator[Flag]:
        told = {
            number: taken
            for number in range(len(self.passages))
            if (taken := self._changed_verb(number)) is not None
        }
        silent = {number for taken in told.values() for number in taken}
        run: list[ComparedPassage] = []
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

    def _pair(self, passage: ComparedPassage) -> tuple[Unit, Unit]:
        return self.units[0][passage.left[0]], self.units[1][passage.right[0]]

    def _is_same(self, passage: ComparedPassage) -> bool:
        one, other = self._pair(passage)
        return one.key == other.key and one.kind is other.kind

    def _changed_verb(self, number: int) -> list[int] | None:
        """Return the passages that belong to a changed undertaking, None where it is not changed."""
        passage = self.passages[number]
        if not passage.is_pair or self._is_same(passage) or self._pair(passage)[0].kind is not UnitKind.VERB:
            return None
        taken: list[int] = []
        step = -1 if self.verb_first else 1
        at, near = number + step, 0
        while 0 <= at < len(self.passages) and near < NEAR:
            here = self.passages[at]
            if here.is_pair and self._pair(here)[0].kind is UnitKind.VERB:
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

    def _is_form(self, passage: ComparedPassage) -> bool:
        """Return whether both sides are forms of one verb, or small words that depend on the form."""
        if passage.is_pair:
            return True
        sides = [self.units[n][slice(*place)] for n, place in enumerate((passage.left, passage.right))]
        roots = [[unit for unit in side if unit.kind is not UnitKind.GLUE] for side in sides]
        if not roots[0] and not roots[1]:
            return max(map(len, sides)) <= 2
        if len(roots[0]) != 1 or len(roots[1]) != 1 or any(r[0].kind is not UnitKind.WORD for r in roots):
            return False
        one, other = roots[0][0].key, roots[1][0].key
        return len(one) >= ROOT and len(other) >= ROOT and one[:ROOT] == other[:ROOT]

    def _verb_flag(self, passage: ComparedPassage) -> Flag:
        one, other = self._pair(passage)
        kind = FlagKind.CHANGED
        if one.strength != other.strength:
            kind = FlagKind.SOFTENED if one.strength > other.strength else FlagKind.HARDENED
        places = [self._with_verb(side, (passage.left, passage.right)[side][0]) for side in (0, 1)]
        return self._flag(kind, places[0], places[1])

    def _with_verb(self, side: int, at: int) -> Place:
        """Return the place of an undertaking together with the verb it governs."""
        units, text = self.units[side], self.texts[side]
        start, end = units[at].start, units[at].end
        step = -1 if self.verb_first else 1
        governed = at + step
        while 0 <= governed < len(units) and (
            units[governed].is_adverb or units[governed].kind is UnitKind.GLUE
        ):
            governed += step
        if not 0 <= governed < len(units) or units[governed].kind is UnitKind.VERB:
            return start, end
        verb = units[governed]
        gap = text[verb.end : start] if verb.end <= start else text[end : verb.start]
        if re.search(r"[.;:!?。]", gap):
            return start, end
        return min(start, verb.start), max(end, verb.end)

    def _block(self, run: Sequence[ComparedPassage]) -> Iterator[Flag]:
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
        elif any(all(u.kind in (UnitKind.FIGURE, UnitKind.GLUE) for u in side) for side in (ours, theirs)):
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
    return any(unit.kind is UnitKind.FIGURE for unit in units)


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


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with the numbers of the flags on it; without text where words are missing."""

    text: str
    numbers: tuple[int, ...] = ()


def split_segments(text: str, marks: Iterable[tuple[tuple[int, int], int]]) -> tuple[Segment, ...]:
    """Cut a text at the places of its numbered marks; the pieces together are the tidied text."""
    text = compose_characters(text)
    places = sorted((place, number) for place, number in marks)
    edges = sorted({0, len(text), *(edge for (start, end), _n in places for edge in (start, end))})
    found: list[Segment] = []
    for at, edge in enumerate(edges):
        gaps = tuple(number for (start, end), number in places if start == end == edge)
        found += [Segment("", gaps)] if gaps else []
        if at + 1 < len(edges):
            covering = tuple(n for (start, end), n in places if start <= edge and edges[at + 1] <= end)
            found.append(Segment(text[edge : edges[at + 1]], covering))
    return tuple(found)

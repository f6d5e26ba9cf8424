"""Which units of two texts answer each other: most in common, in as few breaks as can be."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from commitments.comparison.words import Kind, Unit

# What a pair is worth, and what each break costs: more than two small words between breaks are worth,
# so that a rewritten passage is one passage; less than any other word.
WORTH = {Kind.WORD: 3.0, Kind.FIGURE: 3.0, Kind.VERB: 3.5, Kind.GLUE: 0.7}
OTHER_VERB = 2.5
OTHER_FORM = 1.6
BREAK = 1.5
NEVER = float("-inf")
# Cells of one table, and of all tables of a pair: beyond, a passage counts as rewritten as a whole.
TABLE_CELLS = 40_000
ALL_CELLS = 400_000

Pair = tuple[int, int]


def align(left: Sequence[Unit], right: Sequence[Unit]) -> list[Pair]:
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
        is_verb, has_forms = kind is Kind.VERB, kind is Kind.WORD
        new_paired, new_broken = [NEVER], [max(broken[0], paired[0] - BREAK)]
        cut, step = bytearray(width + 1), bytearray([1 if paired[0] - BREAK > broken[0] else 0])
        for j, other in enumerate(right, start=1):
            if other.kind is kind and other.key == key:
                value = worth
            elif is_verb and other.kind is Kind.VERB:
                value = OTHER_VERB
            elif has_forms and other.kind is Kind.WORD and other.stem == stem:
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

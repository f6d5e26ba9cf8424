"""The packages as a picture, drawn from the ranks and the real imports: pure, the same bytes every time.

Boxes are in rows by rank, the highest row first. An arrow that follows from other arrows is left out. Lines
that lead to the same package join on their way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import combinations, pairwise
from statistics import fmean

from tests import shape

ROW, BOX, TOP, SIDE = 60, 28, 16, 46
LETTER, PADDING, BETWEEN, THREAD = 8.6, 30, 16, 18
SWEEPS = 24
Edges = dict[str, set[str]]


@dataclass(slots=True)
class Node:
    """A box, or the place where lines to a package pass a row: its name, its width, the middle of it."""

    name: str
    rank: int
    width: float
    is_box: bool
    x: float = 0.0
    below: list["Node"] = field(default_factory=list)
    above: list["Node"] = field(default_factory=list)


def find_edges(modules: Sequence[shape.Module], units: Mapping[str, int]) -> Edges:
    """Find what each package imports, as the code has it."""
    known = {module.name: module for module in modules}
    found: Edges = {unit: set() for unit in units}
    for module in modules:
        unit = shape.unit_of(module.name, units)
        for target, _line in shape.imported(module, known):
            other = shape.unit_of(target, units)
            if unit and other and unit != other:
                found[unit].add(other)
    return found


def reduce_edges(edges: Edges) -> Edges:
    """Leave out each import that follows from others: A to C where A imports B and B imports C."""
    reached: Edges = {}

    def reach(name: str) -> set[str]:
        if name not in reached:
            reached[name] = set(edges[name]).union(*map(reach, edges[name]))
        return reached[name]

    return {
        name: {one for one in targets if not any(one in reach(other) for other in targets - {one})}
        for name, targets in edges.items()
    }


def name_of(unit: str) -> str:
    """Return the name of a package or module as the documents write it."""
    is_package = (shape.ROOT / unit.replace(".", "/")).is_dir()
    return unit.removeprefix("commitments.") + ("/" if is_package else ".py")


def draw_packages(edges: Edges, units: Mapping[str, int]) -> str:
    """Draw the packages as an SVG document."""
    rows = _build_rows(reduce_edges(edges), units)
    _order(rows)
    _place(rows)
    nodes = [node for row in rows for node in row]
    left = min(node.x - node.width / 2 for node in nodes) - SIDE
    for node in nodes:
        node.x -= left
    width = round(max(node.x + node.width / 2 for node in nodes)) + SIDE // 2
    highest = len(rows) - 1
    height = TOP + ROW * highest + BOX + TOP
    lines = [_line(one, other, highest) for one in nodes for other in one.below]
    boxes = [_box(node, highest) for node in nodes]
    ranks = [
        f'<text class="rank" x="14" y="{_top(rank, highest) + BOX // 2 + 5}">{rank}</text>'
        for rank in range(len(rows))
    ]
    return "\n".join([_head(width, height), *lines, *filter(None, boxes), *ranks, "</svg>", ""])


def _build_rows(edges: Edges, units: Mapping[str, int]) -> list[list[Node]]:
    """Make a node of each package, and one of each row that lines to a package pass."""
    rows: list[list[Node]] = [[] for _ in range(max(units.values()) + 1)]
    boxes: dict[str, Node] = {}
    for unit in sorted(units):
        name = name_of(unit)
        boxes[unit] = Node(name, units[unit], len(name) * LETTER + PADDING, is_box=True)
        rows[units[unit]].append(boxes[unit])
    threads: dict[tuple[str, int], Node] = {}
    for unit in sorted(units, key=lambda one: (-units[one], one)):
        for target in sorted(edges[unit]):
            node = boxes[unit]
            for rank in range(units[unit] - 1, units[target], -1):
                is_new = (target, rank) not in threads
                thread = threads.setdefault((target, rank), Node(target, rank, 0, is_box=False))
                _join(node, thread)
                node = thread
                if not is_new:
                    break
                rows[rank].append(thread)
            else:
                _join(node, boxes[target])
    return rows


def _join(upper: Node, lower: Node) -> None:
    upper.below.append(lower)
    lower.above.append(upper)


def _order(rows: list[list[Node]]) -> None:
    """Order each row so that few lines cross: by the middle of their neighbours, row after row, best kept."""
    for row in rows:
        _number(row)
    best, kept = _crossings(rows), [list(row) for row in rows]
    for turn in range(SWEEPS):
        upwards = turn % 2 == 1
        for row in rows if upwards else rows[::-1]:
            row.sort(key=lambda node: _middle(node, node.below if upwards else node.above))
            _number(row)
            _swap(row)
        if (now := _crossings(rows)) < best:
            best, kept = now, [list(row) for row in rows]
    for row, order in zip(rows, kept, strict=True):
        row[:] = order


def _number(row: list[Node]) -> None:
    for place, node in enumerate(row):
        node.x = float(place)


def _middle(node: Node, neighbours: Sequence[Node]) -> float:
    return fmean(other.x for other in neighbours) if neighbours else node.x


def _swap(row: list[Node]) -> None:
    """Exchange two nodes side by side wherever fewer lines cross then."""
    for place in range(len(row) - 1):
        one, other = row[place], row[place + 1]
        if _crossed(other, one) < _crossed(one, other):
            row[place : place + 2] = [other, one]
            _number(row)


def _crossed(left: Node, right: Node) -> int:
    """Count the lines of two nodes that cross, the first being on the left."""
    return sum(
        one.x > other.x
        for ours, theirs in ((left.below, right.below), (left.above, right.above))
        for one in ours
        for other in theirs
    )


def _crossings(rows: list[list[Node]]) -> int:
    return sum(
        sum(one.x > other.x for one in left.below for other in right.below)
        for row in rows
        for left, right in combinations(row, 2)
    )


def _place(rows: list[list[Node]]) -> None:
    """Place each node near the middle of its neighbours, in the order of its row and without touching."""
    for row in rows:
        _spread(row, [node.x * 100 for node in row])
    for turn in range(SWEEPS):
        for row in rows if turn % 2 else rows[::-1]:
            _spread(row, [_middle(node, [*node.below, *node.above]) for node in row])


def _spread(row: list[Node], wanted: list[float]) -> None:
    """Bring the nodes of a row as near as can be to where they are wanted (pool adjacent violators)."""
    offsets = [0.0]
    for one, other in pairwise(row):
        gap = BETWEEN if one.is_box or other.is_box else THREAD
        offsets.append(offsets[-1] + one.width / 2 + gap + other.width / 2)
    pools: list[list[float]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        pools.append([place - offset])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    places = [fmean(pool) for pool in pools for _ in pool]
    for node, place, offset in zip(row, places, offsets, strict=True):
        node.x = place + offset


def _top(rank: int, highest: int) -> int:
    return TOP + ROW * (highest - rank)


def _line(upper: Node, lower: Node, highest: int) -> str:
    """Draw a line from one row to the next; through the row of a thread it goes straight down."""
    start, end = _top(upper.rank, highest) + BOX, _top(lower.rank, highest)
    middle = (start + end) // 2
    x, goal = round(upper.x), round(lower.x)
    path = f"M{x} {start} C{x} {middle} {goal} {middle} {goal} {end}"
    if lower.is_box:
        return f'<path class="line" d="{path}" marker-end="url(#head)"/>'
    return f'<path class="line" d="{path} V{end + BOX}"/>'


def _box(node: Node, highest: int) -> str:
    if not node.is_box:
        return ""
    x, y, width = round(node.x - node.width / 2), _top(node.rank, highest), round(node.width)
    return (
        f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{BOX}" rx="6"/>'
        f'<text class="name" x="{round(node.x)}" y="{y + BOX // 2 + 5}">{escape(node.name)}</text>'
    )


def _head(width: int, height: int) -> str:
    style = (
        "text{font-family:'Noto Sans Mono','DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#111}"
        ".page{fill:#fff}.name{font-size:14px;text-anchor:middle}.rank{font-size:12px;fill:#555}"
        ".box{fill:#f2f2f2;stroke:#111;stroke-width:1.5}.line{fill:none;stroke:#444;stroke-width:1.2}"
        ".head{fill:#444}"
        "@media(prefers-color-scheme:dark){text{fill:#f0f0f0}.page{fill:#14181d}.rank{fill:#aaa}"
        ".box{fill:#2a3139;stroke:#f0f0f0}.line{stroke:#b8c0c8}.head{fill:#b8c0c8}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="title">\n'
        '<title id="title">The packages in rows by rank; each arrow leads to what a package imports</title>\n'
        f"<style>{style}</style>\n"
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="head" d="M0 1 L10 5 L0 9 z"/></marker></defs>\n'
        f'<rect class="page" width="{width}" height="{height}"/>'
    )


def read_and_draw() -> str:
    """Draw the packages from the code and the ranks in pyproject.toml."""
    units = shape.ranks()
    return draw_packages(find_edges(shape.own_modules("commitments", "tracker"), units), units)

"""The life cycle as a diagram, drawn from the table of transitions; the same bytes every time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import override

from commitments.enums import CLOSED_STATES, OPEN_STATES, TRANSITIONS, Actor, CommitmentState, Step
from commitments.enums.commitments import UNDER_WAY_STATES

S = CommitmentState
WIDTH, HEIGHT = 1350, 870
BOX_WIDTH, BOX_HEIGHT, RADIUS = 164, 46, 9
LONGEST_LABEL = 16
Point = tuple[int, int]

# A step that may be taken from all states of a group is drawn once, from the frame around them.
GROUPS: dict[str, tuple[CommitmentState, ...]] = {
    "open": OPEN_STATES,
    "closed": CLOSED_STATES,
    "under way": UNDER_WAY_STATES,
}
# Where a frame stands: left, top, right, bottom.
FRAMES = {
    "open": (235, 56, 830, 700),
    "closed": (1090, 56, 1320, 700),
    "under way": (536, 258, 814, 480),
}
CENTRES: dict[CommitmentState, Point] = {
    S.DRAFT: (100, 112),
    S.DISCARDED: (100, 330),
    S.DECLINED: (334, 222),
    S.SUSPENDED: (334, 440),
    S.PROPOSED: (640, 112),
    S.ACCEPTED: (640, 310),
    S.IN_PROGRESS: (640, 440),
    S.REPORTED: (640, 630),
    S.WITHDRAWN: (1205, 160),
    S.SUPERSEDED: (1205, 216),
    S.DISCONTINUED: (1205, 272),
    S.CONCLUDED: (1205, 338),
    S.OVERTAKEN: (1205, 394),
    S.FULFILLED: (1205, 600),
    S.IN_PART: (1205, 660),
    S.IN_ERROR: (922, 790),
}
COLOURS = {
    Actor.DESK: "#1f5fa8",
    Actor.OWNER: "#23734a",
    Actor.VALIDATOR: "#7b3fa0",
    Actor.HEAD: "#a8480f",
    Actor.SECOND: "#a3243b",
}
SHORT = {
    Actor.DESK: "desk",
    Actor.OWNER: "lead ministry or desk",
    Actor.VALIDATOR: "validator",
    Actor.HEAD: "head",
    Actor.SECOND: "second person",
}


@dataclass(frozen=True, slots=True)
class Route:
    """The path of an arrow, corner by corner, and where its label is: `start`, `middle` or `end`."""

    points: tuple[Point, ...]
    label: Point
    anchor: str = "start"
    is_two_lines: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow: a step from a state, or from all states of a group, to a state."""

    start: str
    end: CommitmentState
    step: Step
    is_exception: bool = False


# Every arrow that the table asks for has its way here; one without is an error when the picture is drawn.
ROUTES: dict[tuple[str, CommitmentState], Route] = {
    (S.DRAFT, S.PROPOSED): Route(((182, 102), (558, 102)), (400, 94), "middle"),
    (S.PROPOSED, S.DRAFT): Route(((558, 124), (182, 124)), (400, 139), "middle"),
    (S.DECLINED, S.DRAFT): Route(((252, 222), (145, 222), (145, 135)), (153, 174), is_two_lines=True),
    (S.DRAFT, S.DISCARDED): Route(((70, 135), (70, 307)), (78, 270), is_two_lines=True),
    (S.PROPOSED, S.DECLINED): Route(((590, 135), (590, 212), (416, 212)), (427, 190), is_two_lines=True),
    (S.DECLINED, S.PROPOSED): Route(((416, 232), (612, 232), (612, 135)), (427, 248)),
    (S.PROPOSED, S.ACCEPTED): Route(((670, 135), (670, 287)), (680, 205), is_two_lines=True),
    (S.ACCEPTED, S.IN_PROGRESS): Route(((660, 333), (660, 417)), (670, 370), is_two_lines=True),
    ("under way", S.REPORTED): Route(((660, 480), (660, 607)), (670, 540), is_two_lines=True),
    (S.REPORTED, S.IN_PROGRESS): Route(
        ((558, 630), (526, 630), (526, 454), (558, 454)), (516, 556), "end", True
    ),
    (S.IN_PROGRESS, S.SUSPENDED): Route(((558, 426), (416, 426)), (482, 418), "middle"),
    (S.SUSPENDED, S.IN_PROGRESS): Route(((416, 440), (558, 440)), (421, 456), is_two_lines=True),
    ("open", S.WITHDRAWN): Route(((830, 160), (1123, 160)), (845, 152)),
    ("open", S.SUPERSEDED): Route(((830, 216), (1123, 216)), (845, 208)),
    ("open", S.DISCONTINUED): Route(((830, 272), (1123, 272)), (845, 264)),
    ("under way", S.CONCLUDED): Route(((814, 338), (1123, 338)), (845, 330)),
    ("under way", S.OVERTAKEN): Route(((814, 394), (1123, 394)), (845, 386)),
    (S.REPORTED, S.FULFILLED): Route(((722, 620), (770, 620), (770, 600), (1123, 600)), (845, 592)),
    (S.REPORTED, S.IN_PART): Route(((722, 640), (770, 640), (770, 660), (1123, 660)), (845, 652)),
    ("closed", S.IN_PROGRESS): Route(((1090, 450), (722, 450)), (845, 442)),
    ("closed", S.PROPOSED): Route(((1090, 102), (722, 102)), (845, 94)),
    ("open", S.IN_ERROR): Route(((640, 700), (640, 790), (840, 790)), (654, 767), is_two_lines=True),
    ("closed", S.IN_ERROR): Route(((1205, 700), (1205, 790), (1004, 790)), (1192, 767), "end", True),
}


def list_edges() -> Iterator[Edge]:
    """Yield the arrows of the table, in its order."""
    for step, row in TRANSITIONS.items():
        for start in list_starts(row.sources):
            yield Edge(start, row.target, step)
            if row.before_acceptance is not None:
                yield Edge(start, row.before_acceptance, step, is_exception=True)


def list_starts(sources: Sequence[CommitmentState]) -> list[str]:
    """Return where a step starts: whole groups first, then single states."""
    left, found = list(sources), []
    for name, group in GROUPS.items():
        if set(group) <= set(left):
            found.append(name)
            left = [state for state in left if state not in group]
    return [*found, *left]


def draw_diagram() -> str:
    """Draw the table of transitions as an SVG document, in English."""
    with override("en"):
        parts = [_head(), *_frames()]
        parts += [_arrow(edge) for edge in list_edges()]
        parts += [_box(state) for state in CommitmentState]
        parts += [_label(edge) for edge in list_edges()]
        parts += _legend()
    return "\n".join([*parts, "</svg>", ""])


def _head() -> str:
    markers = "".join(
        f'<marker id="{actor}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0 1 L10 5 L0 9 z" fill="{colour}"/></marker>'
        for actor, colour in COLOURS.items()
    )
    style = (
        "text{font-family:'Noto Sans','Helvetica Neue',Arial,sans-serif;fill:#1d2733}"
        ".state{font-size:14.5px;font-weight:600;text-anchor:middle}"
        ".frame{font-size:13px;font-weight:600;letter-spacing:.06em;fill:#5a6776}"
        ".step{font-size:12.5px;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:4px;"
        "stroke-linejoin:round}"
        ".who{font-weight:400;fill:#4b5866}"
        ".legend{font-size:13px}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="title">\n'
        '<title id="title">The life-cycle of a commitment: its states, and who takes which step</title>\n'
        f"<style>{style}</style>\n<defs>{markers}</defs>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    )


def _frames() -> Iterator[str]:
    fills = {"open": "#f3f7fb", "closed": "#f5f4f1", "under way": "#e6eff8"}
    for name, (left, top, right, bottom) in FRAMES.items():
        dash = ' stroke-dasharray="5 4"' if name == "under way" else ""
        yield (
            f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" rx="14" '
            f'fill="{fills[name]}" stroke="#b8c4d0"{dash}/>'
        )
        if name == "under way":
            yield f'<text class="frame" x="{right - 10}" y="{top + 19}" text-anchor="end">UNDER WAY</text>'
        else:
            yield f'<text class="frame" x="{left + 4}" y="{top - 10}">{name.upper()}</text>'


def _box(state: CommitmentState) -> str:
    x, y = CENTRES[state]
    fill, line = "#fff", "#33475b"
    if state in CLOSED_STATES:
        fill, line = "#e7e4dd", "#6d675a"
    is_open = state in OPEN_STATES
    dash = "" if is_open or state in CLOSED_STATES else ' stroke-dasharray="4 3"'
    label = str(state.label)
    label = label[:1].upper() + label[1:]
    return (
        f'<rect x="{x - BOX_WIDTH // 2}" y="{y - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" '
        f'rx="8" fill="{fill}" stroke="{line}" stroke-width="1.5"{dash}/>'
        f'<text class="state" x="{x}">{_lines(label, x, y)}</text>'
    )


def _lines(label: str, x: int, y: int) -> str:
    """Set a label in one line, or in two where it would not fit its box."""
    if len(label) <= LONGEST_LABEL:
        return f'<tspan x="{x}" y="{y + 5}">{escape(label)}</tspan>'
    first, rest = label.split(" ", 1)
    lines = ((y - 4, first), (y + 14, rest))
    return "".join(f'<tspan x="{x}" y="{at}">{escape(line)}</tspan>' for at, line in lines)


def _arrow(edge: Edge) -> str:
    points = ROUTES[edge.start, edge.end].points
    actor = TRANSITIONS[edge.step].by
    dash = ' stroke-dasharray="6 4"' if edge.is_exception else ""
    return (
        f'<path d="{_path(points)}" fill="none" stroke="{COLOURS[actor]}" stroke-width="1.8"{dash} '
        f'marker-end="url(#{actor})"/>'
    )


def _path(points: Sequence[Point]) -> str:
    """Convert corners to a path with rounded corners."""
    drawn = [f"M{points[0][0]} {points[0][1]}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        (ax, ay), (bx, by) = _near(corner, before), _near(corner, after)
        drawn.append(f"L{ax} {ay} Q{corner[0]} {corner[1]} {bx} {by}")
    drawn.append(f"L{points[-1][0]} {points[-1][1]}")
    return " ".join(drawn)


def _near(corner: Point, other: Point) -> Point:
    """Return the point RADIUS away from a corner towards its neighbour."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    return (
        corner[0] + max(-RADIUS, min(RADIUS, dx)),
        corner[1] + max(-RADIUS, min(RADIUS, dy)),
    )


def _label(edge: Edge) -> str:
    route = ROUTES[edge.start, edge.end]
    actor = TRANSITIONS[edge.step].by
    x, y = route.label
    said = escape(str(edge.step.label))
    who = SHORT[actor] + (", where never accepted" if edge.is_exception else "")
    second = f'<tspan class="who" x="{x}" dy="15">{escape(who)}</tspan>'
    if not route.is_two_lines:
        second = f'<tspan class="who"> · {escape(who)}</tspan>'
    return (
        f'<text class="step" x="{x}" y="{y}" text-anchor="{route.anchor}" fill="{COLOURS[actor]}">'
        f'<tspan fill="{COLOURS[actor]}">{said}</tspan>{second}</text>'
    )


def _legend() -> Iterator[str]:
    for number, actor in enumerate(Actor):
        y = 752 + 22 * number
        yield (
            f'<path d="M25 {y} L57 {y}" stroke="{COLOURS[actor]}" stroke-width="2.4" '
            f'marker-end="url(#{actor})"/><text class="legend" x="68" y="{y + 5}">'
            f"<tspan font-weight='600'>{escape(SHORT[actor])}</tspan>: {escape(str(actor.label))}</text>"
        )

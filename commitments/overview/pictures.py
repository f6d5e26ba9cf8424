"""The charts of My desk: load ahead, kept on time, give and take, dates moved; none where there is none."""

import datetime
from collections.abc import Iterable, Mapping
from itertools import pairwise

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments import charts
from commitments.charts import Balanced, Chart, Line, Mark, Row, Series, Words
from commitments.figures import Figures, Partner, Tally, figures, together, weeks_of
from commitments.models import Country, User
from commitments.vocabulary import OwedBy, Role, Side

# Who works on commitments; whoever only reads has no desk to plan.
CHARTED = frozenset(
    {
        Role.DESK_OFFICER,
        Role.HEAD_OF_DESK,
        Role.DIVISION_HEAD,
        Role.EMBASSY_OFFICER,
        Role.FOCAL_POINT,
        Role.VALIDATING_AUTHORITY,
    }
)
KEPT = (Tally.ON_TIME, Tally.LATE, Tally.LATE_OPEN)
OWES = (Tally.DONE, Tally.OWED)
ASKED = (Tally.ASKED_AGREED, Tally.ASKED)
OFFERED = (Tally.OFFERED_AGREED, Tally.OFFERED)
WHO = (OwedBy.OURS, OwedBy.JOINT, OwedBy.THEIRS)
# Weeks between two labels of the axis.
EVERY = 4
# The last day of each step of the slips; what came nearer, or has no day at present, stands before them.
STEPS = (0, 30, 90, 180)

Parts = Mapping[Partner, Figures]


def charts_of(parts: Parts, today: datetime.date, *, by_country: bool) -> tuple[Chart, ...]:
    """Draw what was counted, as far as there is something to draw: by partner, or all together."""
    if not parts:
        return ()
    if by_country:
        drawn = (_load_lines(parts, today), _kept_lines(parts), _owed_lines(parts), _moved_lines(parts))
    else:
        whole, sides = together(parts.values()), _sides(parts)
        drawn = (_load(whole, today), _kept(whole, sides), _give_and_take(whole, sides), _moved(whole))
    return tuple(one for one in drawn if one is not None)


def counted(user: User, today: datetime.date) -> Parts:
    """Count by partner what the person may read; nothing for who has no desk to plan."""
    return _named(figures(user, today)) if user.role in CHARTED else {}


def _named(parts: Parts) -> Parts:
    """Call each partner by its name in the reader's language: one query."""
    spoken = {country.iso: str(country) for country in Country.objects.filter(iso__in=[p.iso for p in parts])}
    return {Partner(spoken[partner.iso], partner.iso): part for partner, part in parts.items()}


def _sides(parts: Iterable[Partner]) -> tuple[str, str]:
    """Name the sides by their codes, where there is one partner; else by their words."""
    codes = [partner.iso for partner in parts]
    return (settings.HOME_COUNTRY, codes[0]) if len(codes) == 1 else (_("ours"), _("theirs"))


def _owners() -> tuple[Series, ...]:
    marks = (Mark.FILLED, Mark.HALF, Mark.OUTLINED)
    return tuple(Series(str(who.label), mark) for who, mark in zip(WHO, marks, strict=True))


def _standing() -> tuple[Series, ...]:
    return (
        Series(_("on time"), Mark.FILLED),
        Series(_("late"), Mark.TINTED),
        Series(_("still open and late"), Mark.DASHED),
    )


def _progress(done: str) -> tuple[Series, ...]:
    return (Series(done, Mark.FILLED), Series(_("open now"), Mark.TINTED))


def _week(monday: datetime.date) -> str:
    # Translators: the day of a week on the axis of a chart, as Django writes dates; in English 23 Nov.
    return date_format(monday, _("j M"))


# Load ahead


def _load_words() -> Words:
    return Words("load", _("Load, next 14 weeks"), _("Week of"))


def _ahead(part: Figures, today: datetime.date) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(part.ahead[monday, who] for who in WHO) for monday in weeks_of(today))


def _load(whole: Figures, today: datetime.date) -> Chart | None:
    if not whole.ahead.total():
        return None
    rows = [
        Row(_week(monday), values)
        for monday, values in zip(weeks_of(today), _ahead(whole, today), strict=True)
    ]
    return charts.columns(_load_words(), _owners(), rows, every=EVERY)


def _load_lines(parts: Parts, today: datetime.date) -> Chart | None:
    lines = [
        Line(partner.iso, _ahead(part, today), partner.name)
        for partner, part in parts.items()
        if part.ahead.total()
    ]
    axis = [_week(monday) for monday in weeks_of(today)]
    return charts.strips(_load_words(), _owners(), axis, lines, every=EVERY) if lines else None


# Kept on time


def _kept_words(rows: str) -> Words:
    return Words("kept", _("Kept, last 12 months"), rows)


def _kept(whole: Figures, sides: tuple[str, str]) -> Chart | None:
    rows = [Row(name, whole.of(side, *KEPT)) for name, side in zip(sides, Side, strict=True)]
    if not any(sum(row.values) for row in rows):
        return None
    return charts.bars(_kept_words(_("Side")), _standing(), rows)


def _kept_lines(parts: Parts) -> Chart | None:
    rows = _balanced(parts, KEPT)
    return charts.balance(_kept_words(_("Country")), _words(), _standing(), rows) if rows else None


# Give and take


def _give_and_take(whole: Figures, sides: tuple[str, str]) -> Chart | None:
    asked = pgettext("of each other at meetings", "asked")
    told = ((_("owes"), OWES), (asked, ASKED), (_("offered"), OFFERED))
    rows = [Balanced(name, whole.of(Side.OURS, *what), whole.of(Side.THEIRS, *what)) for name, what in told]
    drawn = [row for row in rows if sum(row.left) + sum(row.right)]
    words = Words("balance", _("Give and take"), _("What"))
    return charts.balance(words, sides, _progress(_("done or agreed in 12 months")), drawn) if drawn else None


def _owed_lines(parts: Parts) -> Chart | None:
    rows = _balanced(parts, OWES)
    words = Words("balance", _("What each side owes"), _("Country"))
    return charts.balance(words, _words(), _progress(_("done in 12 months")), rows) if rows else None


def _words() -> tuple[str, str]:
    return _("ours"), _("theirs")


def _balanced(parts: Parts, tallies: tuple[Tally, ...]) -> list[Balanced]:
    rows = [
        Balanced(partner.iso, part.of(Side.OURS, *tallies), part.of(Side.THEIRS, *tallies), partner.name)
        for partner, part in parts.items()
    ]
    return [row for row in rows if sum(row.left) + sum(row.right)]


# Dates moved


def _moved_words(moved: int, dated: int) -> Words:
    note = ngettext(
        "%(moved)s of %(dated)s open item with an agreed day moved; an event's own moves are left out.",
        "%(moved)s of %(dated)s open items with an agreed day moved; an event's own moves are left out.",
        dated,
    )
    return Words(
        "moved", _("Moved, by days later"), _("Days"), note % {"moved": f"{moved:,}", "dated": f"{dated:,}"}
    )


def _steps(part: Figures) -> tuple[tuple[int, ...], ...]:
    """Sort the slips into steps: no later, then up to each limit, then beyond the last."""
    steps = [[0] * len(WHO) for _step in range(len(STEPS) + 1)]
    for (days, who), count in part.slips.items():
        steps[sum(days > limit for limit in STEPS)][WHO.index(who)] += count
    return tuple(map(tuple, steps))


def _step_labels() -> list[str]:
    between = [f"{first + 1}–{last}" for first, last in pairwise(STEPS)]
    return ["≤ 0", *between, f"> {STEPS[-1]}"]


def _moved(whole: Figures) -> Chart | None:
    if not whole.slips.total():
        return None
    rows = [Row(label, values) for label, values in zip(_step_labels(), _steps(whole), strict=True)]
    # What came nearer is rare: its place is shown only when it is needed.
    rows = rows if any(rows[0].values) else rows[1:]
    return charts.columns(_moved_words(whole.slips.total(), whole.dated), _owners(), rows)


def _moved_lines(parts: Parts) -> Chart | None:
    moved = together(parts.values())
    lines = [
        Line(partner.iso, _steps(part), partner.name) for partner, part in parts.items() if part.slips.total()
    ]
    words = _moved_words(moved.slips.total(), moved.dated)
    return charts.strips(words, _owners(), _step_labels(), lines) if lines else None

"""The side panel of My desk, which changes slowly: charts, partners and the state of calendars."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings
from django.core.cache import caches
from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments.access import grants, policy, scopes, write_rules
from commitments.charts import charts
from commitments.charts.drawing import BalanceLine, Chart, ChartRow, ChartWords, NumberMark, Series, StripLine
from commitments.charts.figures import Figures, PartnerKey, Tally, add_figures, count_figures, weeks_of
from commitments.dashboard.commitments import OwnerlessKeys, without_owner
from commitments.dashboard.meetings import today_of
from commitments.dashboard.work_queue import tenth_working_day
from commitments.db import page_cache
from commitments.deadlines import holidays
from commitments.deadlines.holidays import KnownYear
from commitments.enums import OwedBy, Role, Side, YearStatus
from commitments.models import Country, Meeting, MinistryName, User
from commitments.translations.kinds import list_wanted_languages
from commitments.translations.lists import count_waiting
from commitments.translations.states import State

KEPT_SECONDS = 300
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
FULFILMENT_TALLIES = (Tally.ON_TIME, Tally.LATE, Tally.LATE_OPEN)
OWES = (Tally.DONE, Tally.OWED)
REQUEST_TALLIES = (Tally.ASKED_AGREED, Tally.ASKED)
OFFERED = (Tally.OFFERED_AGREED, Tally.OFFERED)
WHO = (OwedBy.OURS, OwedBy.JOINT, OwedBy.THEIRS)
# Weeks between two labels of the axis.
EVERY = 4
# The last day of each step of the slips; what came nearer, or has no day at present, stands before them.
STEPS = (0, 30, 90, 180)

Parts = Mapping[PartnerKey, Figures]


def charts_of(parts: Parts, today: datetime.date, *, by_country: bool) -> tuple[Chart, ...]:
    """Draw the charts that are not empty: by partner, or for all together."""
    if not parts:
        return ()
    if by_country:
        drawn = (
            _load_lines(parts, today),
            _build_fulfilment_lines(parts),
            _owed_lines(parts),
            _moved_lines(parts),
        )
    else:
        whole, sides = add_figures(parts.values()), _sides(parts)
        drawn = (
            _load(whole, today),
            _build_fulfilment_chart(whole, sides),
            _build_balance(whole, sides),
            _moved(whole),
        )
    return tuple(one for one in drawn if one is not None)


def count_by_partner(user: User, today: datetime.date) -> Parts:
    """Count by partner what the person may read; nothing for who has no desk to plan."""
    return _translate_names(count_figures(user, today)) if user.role in CHARTED else {}


def _translate_names(parts: Parts) -> Parts:
    """Call each partner by its name in the reader's language: one query."""
    spoken = {country.iso: str(country) for country in Country.objects.filter(iso__in=[p.iso for p in parts])}
    return {PartnerKey(spoken[partner.iso], partner.iso): part for partner, part in parts.items()}


def _sides(parts: Iterable[PartnerKey]) -> tuple[str, str]:
    """Return the sides by their codes, where there is one partner; else by their words."""
    codes = [partner.iso for partner in parts]
    return (settings.HOME_COUNTRY, codes[0]) if len(codes) == 1 else (_("our side"), _("their side"))


def _owners() -> tuple[Series, ...]:
    marks = (NumberMark.FILLED, NumberMark.HALF, NumberMark.OUTLINED)
    return tuple(Series(str(who.label), mark) for who, mark in zip(WHO, marks, strict=True))


def _build_state_series() -> tuple[Series, ...]:
    return (
        Series(_("on time"), NumberMark.FILLED),
        Series(_("late"), NumberMark.TINTED),
        Series(_("open and overdue"), NumberMark.DASHED),
    )


def _progress(done: str) -> tuple[Series, ...]:
    return (Series(done, NumberMark.FILLED), Series(_("open now"), NumberMark.TINTED))


def _week(monday: datetime.date) -> str:
    # Translators: the day of a week on the axis of a chart, as Django writes dates; in English 23 Nov.
    return date_format(monday, _("j M"))


# Load ahead


def _load_words() -> ChartWords:
    return ChartWords("load", _("Due in the next 14 weeks"), _("Week beginning"))


def _ahead(part: Figures, today: datetime.date) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(part.ahead[monday, who] for who in WHO) for monday in weeks_of(today))


def _load(whole: Figures, today: datetime.date) -> Chart | None:
    if not whole.ahead.total():
        return None
    rows = [
        ChartRow(_week(monday), values)
        for monday, values in zip(weeks_of(today), _ahead(whole, today), strict=True)
    ]
    return charts.draw_columns(_load_words(), _owners(), rows, every=EVERY)


def _load_lines(parts: Parts, today: datetime.date) -> Chart | None:
    lines = [
        StripLine(partner.iso, _ahead(part, today), partner.name)
        for partner, part in parts.items()
        if part.ahead.total()
    ]
    axis = [_week(monday) for monday in weeks_of(today)]
    return charts.draw_strips(_load_words(), _owners(), axis, lines, every=EVERY) if lines else None


# Kept on time


def _format_fulfilment(rows: str) -> ChartWords:
    return ChartWords("kept", _("Fulfilled in the last 12 months"), rows)


def _build_fulfilment_chart(whole: Figures, sides: tuple[str, str]) -> Chart | None:
    rows = [
        ChartRow(name, whole.count_for(side, *FULFILMENT_TALLIES))
        for name, side in zip(sides, Side, strict=True)
    ]
    if not any(sum(row.values) for row in rows):
        return None
    return charts.draw_bars(_format_fulfilment(_("Side")), _build_state_series(), rows)


def _build_fulfilment_lines(parts: Parts) -> Chart | None:
    rows = _balanced(parts, FULFILMENT_TALLIES)
    return (
        charts.draw_balance(_format_fulfilment(_("Country")), _words(), _build_state_series(), rows)
        if rows
        else None
    )


# Give and take


def _build_balance(whole: Figures, sides: tuple[str, str]) -> Chart | None:
    asked = pgettext("of each other at meetings", "requested")
    told = ((_("committed"), OWES), (asked, REQUEST_TALLIES), (_("offered"), OFFERED))
    rows = [
        BalanceLine(name, whole.count_for(Side.OURS, *what), whole.count_for(Side.THEIRS, *what))
        for name, what in told
    ]
    drawn = [row for row in rows if sum(row.left) + sum(row.right)]
    words = ChartWords("balance", _("Balance of commitments"), _("Action"))
    return (
        charts.draw_balance(words, sides, _progress(_("fulfilled or agreed in the last 12 months")), drawn)
        if drawn
        else None
    )


def _owed_lines(parts: Parts) -> Chart | None:
    rows = _balanced(parts, OWES)
    words = ChartWords("balance", _("Commitments by side"), _("Country"))
    return (
        charts.draw_balance(words, _words(), _progress(_("fulfilled in the last 12 months")), rows)
        if rows
        else None
    )


def _words() -> tuple[str, str]:
    return _("our side"), _("their side")


def _balanced(parts: Parts, tallies: tuple[Tally, ...]) -> list[BalanceLine]:
    rows = [
        BalanceLine(
            partner.iso,
            part.count_for(Side.OURS, *tallies),
            part.count_for(Side.THEIRS, *tallies),
            partner.name,
        )
        for partner, part in parts.items()
    ]
    return [row for row in rows if sum(row.left) + sum(row.right)]


# Dates moved


def _moved_words(moved: int, dated: int) -> ChartWords:
    note = ngettext(
        "Moved: %(moved)s of %(dated)s open commitment with an agreed date. Changes of an event date "
        "are not counted.",
        "Moved: %(moved)s of %(dated)s open commitments with an agreed date. Changes of event dates "
        "are not counted.",
        dated,
    )
    return ChartWords(
        "moved", _("Slippage in days"), _("Days"), note % {"moved": f"{moved:,}", "dated": f"{dated:,}"}
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
    rows = [ChartRow(label, values) for label, values in zip(_step_labels(), _steps(whole), strict=True)]
    # What came nearer is rare: its place is shown only when it is needed.
    rows = rows if any(rows[0].values) else rows[1:]
    return charts.draw_columns(_moved_words(whole.slips.total(), whole.dated), _owners(), rows)


def _moved_lines(parts: Parts) -> Chart | None:
    moved = add_figures(parts.values())
    lines = [
        StripLine(partner.iso, _steps(part), partner.name)
        for partner, part in parts.items()
        if part.slips.total()
    ]
    words = _moved_words(moved.slips.total(), moved.dated)
    return charts.draw_strips(words, _owners(), _step_labels(), lines) if lines else None


def known_years(person: User, today: datetime.date, *, with_asked: bool = False) -> list[KnownYear]:
    """List the years of home, and of the partners that the person records for; an administrator keeps all."""
    mine = Q(iso=settings.HOME_COUNTRY) | Q(pk__in=scopes.countries_of(person).values("pk"))
    rows = Country.objects.all() if person.role == Role.ADMINISTRATOR else Country.objects.filter(mine)
    countries = sorted(policy.readable_by(rows, person), key=lambda one: one.iso != settings.HOME_COUNTRY)
    return holidays.known_years(countries, today, with_asked=with_asked)


def unconfirmed_years(person: User, today: datetime.date) -> tuple[KnownYear, ...]:
    """List those of the years that are not confirmed."""
    return tuple(one for one in known_years(person, today) if one.status != YearStatus.CONFIRMED)


# So many partners are drawn in lines of their own; where there are more, the table of them says it better.
DRAWN_APART = 6


@dataclass(frozen=True, slots=True)
class CountryLine:
    """One partner: how many items each side has overdue, and how many it owes in all."""

    iso: str
    name: str
    late: tuple[int, int]
    owed: tuple[int, int]


@dataclass(frozen=True, slots=True)
class WaitingTranslations:
    """How many texts of the person's partners wait for translation; `partner` is the only one."""

    missing: int
    older: int
    unchecked: int
    partner: int | None

    def __bool__(self) -> bool:
        return bool(self.missing or self.older or self.unchecked)


@dataclass(frozen=True, slots=True)
class SidePanel:
    """The panel as of the moment of counting; it may be cached, but never from one person for another."""

    counted_at: datetime.datetime
    soon_until: datetime.date
    charts: tuple[Chart, ...]
    countries: tuple[CountryLine, ...]
    unconfirmed: tuple[tuple[str, str], ...]
    translations: WaitingTranslations | None
    ownerless: OwnerlessKeys


def load_side_panel(user: User, now: datetime.datetime, country: str, last_act: int | None) -> SidePanel:
    """Return the side panel, counted within the last minutes for this very person.

    It is counted again after each action of the person, so that its effect is visible, and whenever what the
    person may read may have changed. A step counts it anew.
    """
    if not page_cache.is_reading():
        return build_side_panel(user, now=now, country=country)
    key = _key(user, now, country, last_act)
    found = caches["process"].get(key)
    if isinstance(found, SidePanel):
        return found
    made = build_side_panel(user, now=now, country=country)
    caches["process"].set(key, made, KEPT_SECONDS)
    return made


def _key(user: User, now: datetime.datetime, country: str, last_act: int | None) -> str:
    """Name what a person may read, since which own act, on which day and in which language.

    Partners and absences are reference data. What a grant opens is in no figure of the panel.
    """
    said = (*grants.standing_of(user), page_cache.find_version(), today_of(user, now), country, last_act)
    digest = hashlib.sha256(repr((said, translation.get_language())).encode()).hexdigest()
    return f"desk-aside-{digest}"


def build_side_panel(user: User, *, now: datetime.datetime, country: str = "") -> SidePanel:
    """Count and draw the panel; a division head sees each partner separately, or one of them."""
    today = today_of(user, now)
    parts = count_by_partner(user, today)
    chosen = {partner: part for partner, part in parts.items() if country in ("", partner.iso)}
    by_country = user.role == Role.DIVISION_HEAD and not country and len(parts) <= DRAWN_APART
    may_record = write_rules.may_write(user, Meeting)
    return SidePanel(
        counted_at=now,
        ownerless=without_owner(user, today, country),
        soon_until=tenth_working_day(today),
        charts=charts_of(chosen, today, by_country=by_country),
        countries=tuple(_line(*one) for one in parts.items()) if may_record else (),
        unconfirmed=tuple((one.key, str(one)) for one in unconfirmed_years(user, today))
        if may_record
        else (),
        translations=_count_translations(user, country)
        if write_rules.may_write(user, MinistryName)
        else None,
    )


def _count_translations(user: User, country: str) -> WaitingTranslations | None:
    """Count what waits at the person's desk: two queries."""
    own = scopes.countries_of(user).filter(**({"iso": country} if country else {}))
    keys = sorted(own.order_by().values_list("pk", flat=True))
    if not keys:
        return None
    found = count_waiting(user, list_wanted_languages(), keys)
    return WaitingTranslations(
        found[State.MISSING],
        found[State.OLDER],
        found[State.UNCHECKED],
        keys[0] if len(keys) == 1 else None,
    )


def _line(partner: PartnerKey, part: Figures) -> CountryLine:
    return CountryLine(partner.iso, partner.name, _both(part, Tally.LATE_OPEN), _both(part, Tally.OWED))


def _both(part: Figures, tally: Tally) -> tuple[int, int]:
    return part.tallies[tally, Side.OURS], part.tallies[tally, Side.THEIRS]

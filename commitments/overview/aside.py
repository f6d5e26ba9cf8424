"""What stands beside the heaps of My desk and changes slowly: charts, partners, calendars."""

import datetime
from dataclasses import dataclass

from commitments import access
from commitments.charts import Chart
from commitments.figures import Figures, Partner, Tally
from commitments.models import Meeting, User
from commitments.overview.calendars import unconfirmed_years
from commitments.overview.ownerless import Keys, without_owner
from commitments.overview.persons import today_of
from commitments.overview.pictures import charts_of, counted
from commitments.overview.today import tenth_working_day
from commitments.vocabulary import Role, Side

# So many partners are drawn in lines of their own; where there are more, the table of them says it better.
DRAWN_APART = 6


@dataclass(frozen=True, slots=True)
class CountryLine:
    """One partner: what each side is late with, and what each owes in all."""

    iso: str
    name: str
    late: tuple[int, int]
    owed: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Aside:
    """As of the moment it was counted; it may be kept for a while, but never from one person for another."""

    counted_at: datetime.datetime
    soon_until: datetime.date
    charts: tuple[Chart, ...]
    countries: tuple[CountryLine, ...]
    unconfirmed: tuple[tuple[str, str], ...]
    ownerless: Keys


def aside(user: User, *, now: datetime.datetime, country: str = "") -> Aside:
    """Count and draw; the division head sees the partners apart, or one of them alone."""
    today = today_of(user, now)
    parts = counted(user, today)
    chosen = {partner: part for partner, part in parts.items() if country in ("", partner.iso)}
    by_country = user.role == Role.DIVISION_HEAD and not country and len(parts) <= DRAWN_APART
    may_record = access.may_write(user, Meeting)
    return Aside(
        counted_at=now,
        ownerless=without_owner(user, today, country),
        soon_until=tenth_working_day(today),
        charts=charts_of(chosen, today, by_country=by_country),
        countries=tuple(_line(*one) for one in parts.items()) if may_record else (),
        unconfirmed=tuple((one.key, str(one)) for one in unconfirmed_years(user, today))
        if may_record
        else (),
    )


def _line(partner: Partner, part: Figures) -> CountryLine:
    return CountryLine(partner.iso, partner.name, _both(part, Tally.LATE_OPEN), _both(part, Tally.OWED))


def _both(part: Figures, tally: Tally) -> tuple[int, int]:
    return part.tallies[tally, Side.OURS], part.tallies[tally, Side.THEIRS]

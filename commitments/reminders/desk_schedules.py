"""The reminder schedules that heads of desk have set, and the quiet days of their desks."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from commitments.enums import DeadlineKind
from commitments.models import Country, Deadline, Ladder, QuietDays
from commitments.reminders.schedule import USUAL, QuietPeriod, ScheduleRules

# Near midnight it is still the day before somewhere.
ONE_DAY = datetime.timedelta(days=1)


def rules_of(row: Ladder) -> ScheduleRules:
    """Return a reminder schedule as one value."""
    return ScheduleRules(
        before=row.counts,
        on_the_day=row.on_the_day,
        first_after=row.first_after or None,
        then_every=row.then_every or None,
        head_after=row.head_after or None,
        division_after=row.division_after or None,
        answer_after=row.answer_after or None,
        on_review=row.on_review,
        silent_after=row.silent_after or None,
        undated_every=row.undated_every or None,
    )


class ReminderSchedules:
    """The reminder schedule of each desk, by partner and kind of deadline, from two queries.

    The schedule for a kind of deadline comes before the desk's schedule for every kind, and that before the
    usual one. `instead` replaces the schedules of one desk, to preview their effect: kind -> rules.
    """

    def __init__(self, desk: int | None = None, instead: dict[str, ScheduleRules] | None = None) -> None:
        self._rules = {(row.desk_id, row.kind): rules_of(row) for row in Ladder.objects.order_by()}
        if desk is not None and instead is not None:
            kept = {key: rules for key, rules in self._rules.items() if key[0] != desk}
            self._rules = kept | {(desk, kind): rules for kind, rules in instead.items()}
        desks = {key[0] for key in self._rules}
        partners = Country.objects.filter(desk__in=desks).order_by()
        self._desk_of = dict(partners.values_list("pk", "desk"))

    def of(self, country: int, kind: str) -> ScheduleRules:
        """Return the rules for a deadline of a kind with a partner."""
        return self._of_desk(self._desk_of.get(country), kind)

    def _of_desk(self, desk: int | None, kind: str) -> ScheduleRules:
        if desk is None:
            return USUAL
        return self._rules.get((desk, kind)) or self._rules.get((desk, "")) or USUAL

    @property
    def known(self) -> frozenset[ScheduleRules]:
        """Return all rules that apply to someone."""
        return frozenset({USUAL, *self._rules.values()})

    def where(self, holds: Callable[[ScheduleRules], bool]) -> str:
        """Write the condition on commitments `c` whose rules are such; one for each set of kinds at most."""
        countries: dict[frozenset[DeadlineKind], set[int]] = defaultdict(set)
        kinds_of = {
            desk: frozenset(kind for kind in DeadlineKind if holds(self._of_desk(desk, kind)))
            for desk in {None, *self._desk_of.values()}
        }
        for country, desk in self._desk_of.items():
            countries[kinds_of[desk]].add(country)
        usual = kinds_of[None]
        others = {pk for kinds, pks in countries.items() if kinds != usual for pk in pks}
        found = [f"c.country_id NOT IN ({join_values(others)})" if others else "TRUE"] if usual else []
        for kinds, some in countries.items():
            if kinds and kinds != usual:
                is_of_kind = "" if len(kinds) == len(DeadlineKind) else f" AND {_filter_kinds(kinds)}"
                found.append(f"c.country_id IN ({join_values(some)}){is_of_kind}")
        return f"({' OR '.join(found) or 'FALSE'})"


def _filter_kinds(kinds: Collection[DeadlineKind]) -> str:
    standing = f"{Deadline._meta.db_table} k WHERE k.id = c.deadline_id AND k.kind IN ({join_values(kinds)})"
    return f"EXISTS (SELECT 1 FROM {standing})"  # noqa: S608 - a name and words of our own


def join_values(values: Iterable[str | int]) -> str:
    """Write words of the vocabulary, or keys, as a list in SQL."""
    return ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in sorted(values))


class QuietDaysOfDesks:
    """The current and future quiet days of each desk, by partner, from two queries."""

    def __init__(self, now: datetime.datetime) -> None:
        rows = QuietDays.objects.filter(ends_on__gte=now.date() - ONE_DAY).order_by("starts_on", "pk")
        by_desk: dict[int, list[QuietPeriod]] = defaultdict(list)
        for row in rows:
            by_desk[row.desk_id].append(QuietPeriod(row.starts_on, row.ends_on, row.reason))
        partners = Country.objects.filter(desk__in=by_desk).order_by()
        self._of = {pk: by_desk[desk] for pk, desk in partners.values_list("pk", "desk") if desk is not None}

    def __bool__(self) -> bool:
        return bool(self._of)

    @property
    def countries(self) -> tuple[int, ...]:
        """The partners that have some."""
        return tuple(self._of)

    def of(self, country: int) -> Sequence[QuietPeriod]:
        """List the quiet days that hold for what stands with a partner."""
        return self._of.get(country, ())

"""The reminder schedules that heads of desk have set, and the quiet days of their desks."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields

from commitments.enums import DeadlineKind
from commitments.models import Country, QuietDays, ReminderSchedule
from commitments.reminders.schedule import USUAL, QuietPeriod, ScheduleRules

# Near midnight it is still the day before somewhere.
ONE_DAY = datetime.timedelta(days=1)


def rules_of(row: ReminderSchedule) -> ScheduleRules:
    """Return a reminder schedule as one value; an empty number, or 0, is none."""
    values = {field.name: getattr(row, field.name) for field in fields(ScheduleRules)}
    values = {name: value if isinstance(value, bool) else value or None for name, value in values.items()}
    return ScheduleRules(**values | {"before": row.counts})


def _keys(keys: Collection[int]) -> str:
    return ", ".join(map(str, sorted(keys)))


class ReminderSchedules:
    """The reminder schedule of each desk, by partner and kind of deadline, from two queries.

    The schedule for a kind of deadline comes before the desk's schedule for every kind, and that before the
    usual one. `instead` replaces the schedules of one desk, to preview their effect: kind -> rules.
    """

    def __init__(self, desk: int | None = None, instead: dict[str, ScheduleRules] | None = None) -> None:
        self._rules = {(row.desk_id, row.kind): rules_of(row) for row in ReminderSchedule.objects.order_by()}
        if desk is not None and instead is not None:
            kept = {key: rules for key, rules in self._rules.items() if key[0] != desk}
            self._rules = kept | {(desk, kind): rules for kind, rules in instead.items()}
        desks = {key[0] for key in self._rules}
        partners = Country.objects.filter(desk__in=desks).order_by()
        self._desk_of = dict(partners.values_list("pk", "desk"))

    def find_rules(self, country: int, kind: str) -> ScheduleRules:
        """Return the rules for a deadline of a kind with a partner."""
        return self._of_desk(self._desk_of.get(country), kind)

    def _of_desk(self, desk: int | None, kind: str) -> ScheduleRules:
        if desk is None:
            return USUAL
        return self._rules.get((desk, kind)) or self._rules.get((desk, "")) or USUAL

    def groups(self, countries: Collection[int]) -> Iterator[tuple[frozenset[ScheduleRules], list[int], str]]:
        """Yield all schedules that apply to some partners, whatever the kind of deadline, those of the
        countries that have them, and the condition on commitments `c` with these partners, in SQL.
        """
        by_rules: dict[frozenset[ScheduleRules], set[int]] = defaultdict(set)
        for country, desk in self._desk_of.items():
            by_rules[frozenset(self._of_desk(desk, kind) for kind in DeadlineKind)].add(country)
        by_rules.pop(frozenset({USUAL}), None)
        own = {pk for keys in by_rules.values() for pk in keys}
        usual = [pk for pk in countries if pk not in own]
        yield frozenset({USUAL}), usual, f"c.country_id NOT IN ({_keys(own)})" if own else "TRUE"
        for rules, keys in by_rules.items():
            yield rules, [pk for pk in countries if pk in keys], f"c.country_id IN ({_keys(keys)})"


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

    def list_periods(self, country: int) -> Sequence[QuietPeriod]:
        """List the quiet days that hold for what stands with a partner."""
        return self._of.get(country, ())

"""Find what has a rung to plan, by the days that rungs count from: each is one look into an index."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from commitments.calendars.workdays import ONE_DAY, Counting
from commitments.models import Commitment, Country, Deadline, Reminder, Responsibility
from commitments.models.commitment import LATE_STATES
from commitments.reminders import anchors
from commitments.reminders.days import Calendars
from commitments.reminders.items import WRONG_PERSON
from commitments.reminders.ladders import Ladders
from commitments.reminders.plan import NOTICED, UNDER_WAY
from commitments.reminders.rules import UNDATED_TIMES, Rules
from commitments.vocabulary import (
    OPEN_STATES,
    CommitmentState,
    DeadlineKind,
    LeadRole,
    Nature,
    OwedBy,
    Rule,
)

REVIEWED = tuple(state for state in OPEN_STATES if state != CommitmentState.REPORTED)
# What has been silent for longer is no news; it stays on My desk.
LONGEST_SILENCE = datetime.timedelta(days=5 * 366)
Scan = QuerySet[Commitment]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Window:
    """The days of mail that a sweep plans for."""

    first: datetime.date
    last: datetime.date


class FallsOn(Func):
    """The day on which the rung of a reminder falls: so many days after the one it counts from."""

    template, arg_joiner = "(%(expressions)s)", " + "
    output_field = DateField()

    def __init__(self) -> None:
        super().__init__(F("anchor_on"), F("offset"))

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Count on in text, which is how SQLite keeps a date."""
        template = "date(%(expressions)s || ' days')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", ", **extra)


@dataclass(frozen=True, slots=True)
class Search:
    """What the scans of one sweep share: the days told, before and after, and whose calendars count."""

    window: Window
    owings: Sequence[Counting]
    readers: Sequence[Counting]
    ladders: Ladders
    before: anchors.Days
    after: anchors.Days

    def each(self, read: Callable[[Rules], Iterable[T]]) -> Iterator[tuple[T, Q]]:
        """Give each number that somebody's rules name, with whose rules they are."""
        for number in {number for rules in self.ladders.known for number in read(rules)}:
            yield number, self.ladders.where(partial(_names, read, number))


def _names(read: Callable[[Rules], Iterable[T]], number: T, rules: Rules) -> bool:
    return number in read(rules)


def candidates(
    window: Window, calendars: Calendars, ladders: Ladders, readers: Sequence[Counting]
) -> list[int]:
    """List the commitments that have a rung told within the window and not planned yet.

    Each rung is one index scan on the days it can count from, for those whose rules have it. What the partner
    owes counts in the partner's capital, so the days of every partner are taken together, and so are those of
    every reader; the planner then looks at each item itself.
    """
    owing = Commitment.objects.filter(country=OuterRef("pk"), state__in=LATE_STATES, owed_by=OwedBy.THEIRS)
    partners = Country.objects.filter(Exists(owing)).values_list("iso", flat=True)
    search = Search(
        window,
        [calendars[iso] for iso in dict.fromkeys((settings.HOME_COUNTRY, *partners))],
        readers,
        ladders,
        anchors.told_before(readers, window.first, window.last),
        anchors.told_after(readers, window.first, window.last),
    )
    begun = Q(proposed_on=None) | Q(proposed_on__lt=window.last)
    scans = [*_before(search), *_late(search), *_overdue(search), *_asked(search), *_reviewed(search)]
    scans += [*_silent(search), *_undated(search)]
    scans = [scan.filter(begun) for scan in scans]
    first, *rest = [scan.order_by().values_list("pk", flat=True) for scan in (_moved(window), *scans)]
    return sorted(first.union(*rest))


def some(number: T | None) -> tuple[T, ...]:
    """Give a number that the rules name, or nothing where they name none."""
    return () if number is None else (number,)


def _untold(rule: Rule, falls: Collection[datetime.date] | None = None, **more: Any) -> Q:
    """No reminder of the deadline that stands tells the rung, or told it to the right person."""
    told = Reminder.objects.filter(deadline=OuterRef("deadline"), rule=rule, **more)
    if falls is not None:
        told = told.alias(falls_on=FallsOn()).filter(falls_on__in=falls)
    return Q(~Exists(told.filter(~Q(why_not__in=WRONG_PERSON))))


def _dated() -> Scan:
    return Commitment.objects.filter(state__in=LATE_STATES, nature=Nature.DISCRETE)


def _before(search: Search) -> Iterator[Scan]:
    """Look for the rungs before the day to act, and of the day itself."""
    wheres = dict(search.each(lambda rules: rules.counts))
    for count, days in anchors.ahead(search.owings, wheres, search.before).items():
        rule = Rule.AHEAD if count else Rule.DUE
        yield _dated().filter(wheres[count], _untold(rule, offset=count), act_by__in=days)


def _late(search: Search) -> Iterator[Scan]:
    """Look for what goes up the ranks."""
    heads = dict(search.each(lambda rules: some(rules.head_after)))
    divisions = dict(search.each(lambda rules: some(rules.division_after)))
    for rule, wheres in ((Rule.HEAD, heads), (Rule.DIVISION, divisions)):
        for count, days in anchors.late(search.owings, wheres, search.after).items():
            yield _dated().filter(wheres[count], _untold(rule, offset=count), due_on__in=days)


def _overdue(search: Search) -> Iterator[Scan]:
    """Look for the rungs told again and again after the agreed day."""
    oldest = _oldest(search.window)
    for (start, step), where in search.each(lambda rules: some(rules.late_rungs)):
        # So many days hold one rung of every late item; older ones would only be folded into it.
        first = search.window.last - (step + 9) * ONE_DAY if step else datetime.date.min
        falls = [day for day in search.after if day >= first]
        for run in anchors.shorter_than(step, falls):
            days = anchors.repeated(run, start, step, oldest)
            yield _dated().filter(where, _untold(Rule.OVERDUE, run), due_on__in=days)


def _oldest(window: Window) -> datetime.date:
    """Give the earliest agreed day of all that may be late."""
    dated = _dated().filter(due_on__isnull=False).order_by("due_on").values_list("due_on", flat=True)
    firsts = [dated.filter(state=state).first() for state in LATE_STATES]
    return min((day for day in firsts if day), default=window.last)


def _asked(search: Search) -> Iterator[Scan]:
    """Look for what was proposed the day before, and for what has not been answered."""
    proposed = Commitment.objects.filter(state=CommitmentState.PROPOSED)
    asked_on = OuterRef("proposed_on")
    ours = proposed.exclude(owed_by=OwedBy.THEIRS)
    days = {day - ONE_DAY for day in search.after}
    yield ours.filter(_untold(Rule.PROPOSED, anchor_on=asked_on), proposed_on__in=days)
    wheres = dict(search.each(lambda rules: some(rules.answer_after)))
    window = search.window
    for count, asked in anchors.unanswered(search.readers, wheres, window.first, window.last).items():
        untold = _untold(Rule.ANSWER, offset=count, anchor_on=asked_on)
        yield proposed.filter(wheres[count], untold, proposed_on__in=asked)


def _reviewed(search: Search) -> Iterator[Scan]:
    days = search.after
    by_day = Q(review_on__in=days) | Q(nature=Nature.CONTINUING, review_on=None, due_on__in=days)
    where = search.ladders.where(lambda rules: rules.on_review)
    yield Commitment.objects.filter(by_day, where, _untold(Rule.REVIEW), state__in=REVIEWED)


def _silent(search: Search) -> Iterator[Scan]:
    """Look for what nobody has spoken of since some days: since the last word, or else since acceptance."""
    under_way = Commitment.objects.filter(state__in=UNDER_WAY)
    oldest = search.window.last - LONGEST_SILENCE
    for step, where in search.each(lambda rules: some(rules.silent_after)):
        for run in anchors.shorter_than(step, search.after):
            days = anchors.repeated(run, step, step, oldest)
            untold = _untold(Rule.SILENT, run)
            yield under_way.filter(where, untold, health_on__in=days)
            accepted = Responsibility.objects.filter(role=LeadRole.LEAD, accepted_on__in=days)
            unheard = under_way.filter(health_on=None, pk__in=accepted.values("commitment"))
            yield unheard.filter(where, untold)


def _undated(search: Search) -> Iterator[Scan]:
    """Look for what follows an event without a date, by the day on which that was recorded."""
    undated = Deadline.objects.filter(kind=DeadlineKind.EVENT, due_on=None)
    for step, where in search.each(lambda rules: some(rules.undated_every)):
        for run in anchors.shorter_than(step, search.after):
            recorded = Q()
            for times in range(1, UNDATED_TIMES + 1):
                back = times * step * ONE_DAY
                since, until = _midnight(run[0] - back), _midnight(run[-1] - back + ONE_DAY)
                recorded |= Q(recorded_at__gte=since, recorded_at__lt=until)
            standing = Commitment.objects.filter(deadline__in=undated.filter(recorded).values("pk"))
            yield standing.filter(where, _untold(Rule.UNDATED, run), state__in=REVIEWED)


def _moved(window: Window) -> Scan:
    """Look for deadlines that came to stand lately and whose move nobody has been told."""
    moved = Deadline.objects.filter(reason__in=NOTICED, recorded_at__gte=_midnight(window.first))
    standing = Commitment.objects.filter(deadline__in=moved.values("pk"), state__in=REVIEWED)
    return standing.filter(_untold(Rule.MOVED))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)

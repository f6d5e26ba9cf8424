"""The scorecard: commitments by who owes them, then asks, offers and understandings; pure."""

import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from commitments import models as m
from commitments.briefings.content import Group, Point, PointGroup
from commitments.briefings.records import Records
from commitments.briefings.rows import DELIVERED, Days, order, point_ref, review, row, source_of
from commitments.briefings.sources import Numbers, cite
from commitments.briefings.words import Languages, cap, said_in, start_of
from commitments.vocabulary import Answer, OwedBy

# In the order of the print specification.
DONE = gettext_lazy("Delivered")
OVERDUE, OPEN = gettext_lazy("Ours, overdue"), gettext_lazy("Ours, open")
THEIRS, JOINT = gettext_lazy("Theirs"), gettext_lazy("Joint")
CLOSED = gettext_lazy("Closed otherwise")
WAITING = gettext_lazy("Unanswered asks and offers")
UNDERSTOOD = gettext_lazy("Understandings")


def _group(item: m.Commitment, today: Days) -> Promise:
    if not item.is_open:
        return DONE if item.state in DELIVERED else CLOSED
    if item.owed_by == OwedBy.OURS:
        return OVERDUE if item.is_overdue(today.ours) else OPEN
    return THEIRS if item.owed_by == OwedBy.THEIRS else JOINT


def groups(records: Records, today: Days, numbers: Numbers, others: Languages) -> tuple[Group, ...]:
    """Put each item into its group, in the order of the print specification; empty groups are left out."""
    filed: dict[Promise, list[m.Commitment]] = {
        title: [] for title in (DONE, OVERDUE, OPEN, THEIRS, JOINT, CLOSED)
    }
    for item in records.commitments:
        filed[_group(item, today)].append(item)
    groups = []
    for title, items in filed.items():
        items.sort(key=lambda item: order(item, today.of(item.owed_by)))
        printed = tuple(row(item, records, today.of(item.owed_by), numbers) for item in items)
        if printed:
            groups.append(Group(str(title), said_in(others, title), printed))
    return tuple(groups)


def points(records: Records, today: Days, numbers: Numbers, others: Languages) -> tuple[PointGroup, ...]:
    waiting = [point for point in records.points if point.answer == Answer.UNANSWERED]
    understood = [point for point in records.points if point.answer != Answer.UNANSWERED]
    groups = []
    for title, outcomes in ((WAITING, waiting), (UNDERSTOOD, understood)):
        printed = tuple(
            _point(outcome, records, today.of(outcome.spoken_by), numbers) for outcome in outcomes
        )
        if printed:
            groups.append(PointGroup(str(title), said_in(others, title), printed))
    return tuple(groups)


def _point(outcome: m.Outcome, records: Records, today: datetime.date, numbers: Numbers) -> Point:
    """Give one ask, offer or understanding."""
    status, is_late = review(outcome.review_on, today) if outcome.answer == Answer.UNANSWERED else ("", False)
    kind = cap(outcome.get_kind_display())
    return Point(
        ref=point_ref(outcome),
        clause=start_of(outcome.clause, "", is_quoted=records.quotes(outcome)),
        source=" · ".join(
            part for part in (kind, source_of(outcome, records), cite(outcome, numbers)) if part
        ),
        side=cap(outcome.get_spoken_by_display()),
        strength=cap(outcome.get_strength_display()),
        status=cap(status),
        is_late=is_late,
    )

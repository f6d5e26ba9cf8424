"""The commitment lines of My desk: reference, title, owner and delay, the groups they are sorted into, and
buttons.

Also what was last asked and reported about a line, and the open items that have no current owner.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
    Window,
)
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, rules, scopes
from commitments.access.cached_queries import load_prepared, load_rows
from commitments.charts.figures import build_reported_condition
from commitments.enums import (
    MOVABLE_STATES,
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    LeadRole,
    OwedBy,
    ReminderKind,
    Role,
    Side,
)
from commitments.lifecycle import owners
from commitments.models import (
    Approval,
    Commitment,
    CommitmentQuerySet,
    ProgressUpdate,
    Reminder,
    Responsibility,
    User,
)
from commitments.models.commitments import is_past_due


class WorkQueueHeading(StrEnum):
    """The groups of commitments on My desk."""

    OURS = "ours"
    THEIRS = "theirs"
    DECIDE = "decide"
    UNDELIVERED = "undelivered"
    SOON = "soon"
    REVIEW = "review"
    OWNERLESS = "ownerless"
    DRAFTS = "drafts"
    OTHERS = "others"


# What stands in both heaps of what is overdue: a word of the query, no heap of its own.
BOTH = "both"
OVERDUE = (WorkQueueHeading.OURS, WorkQueueHeading.THEIRS)
# The heaps by their number in the query, which sorts numbers faster than words.
HEAPS = (BOTH, *WorkQueueHeading)


class Verb(TextChoices):
    """The button of a line; the page that it opens checks the permission again."""

    ASK = "ask-update", _("Ask for an update")
    FOLLOW_UP = "follow_up", _("Follow up")
    REMIND = "remind", _("Contact owner")
    DECIDE = "decide", _("Decide")
    VALIDATE = "validate", _("Validate")
    UPDATE = "update", _("Update")
    ANSWER = "answer", _("Record answer")
    OWNER = "owner", _("Assign owner")
    PROPOSE = "propose", _("Send to owners")
    CONFIRM = "confirm", _("Confirm")


# So many rows stand on the desk; the list has the rest.
SHOWN = 8
# Of what is not for today alone, fewer.
FEWER, FEW = (
    (WorkQueueHeading.REVIEW, WorkQueueHeading.OWNERLESS, WorkQueueHeading.DRAFTS, WorkQueueHeading.OTHERS),
    4,
)
COUNTED = 1000
COLUMNS = (
    "pk",
    "reference",
    "title",
    "state",
    "nature",
    "owed_by",
    "due_on",
    "review_on",
    "country__iso",
)
# The first rows of each heap, by day, with how many the heap has in all. The inner query is Django's own; its
# filter on a window would compile every condition five times over, which was most of the page's time. It is
# materialized, so that each item is asked once, and narrow: it reads nothing but the index `commitment_desk`.
# The LIMIT takes no row away: it says how few there are, or PostgreSQL may read all items of the record to
# find them (38 ms and 10 ms for 100,000 items). The columns are those of COLUMNS, in their order.
FIRST_OF_EACH = """
WITH listed AS MATERIALIZED (%s)
SELECT item.id, item.reference, title, state, nature, owed_by, due_on, review_on, iso, first.heap, in_all
FROM (
    SELECT pk, heap
    FROM (
        SELECT pk, heap, ROW_NUMBER() OVER (
            PARTITION BY heap
            ORDER BY CASE WHEN heap = %%s THEN review_on ELSE due_on END NULLS LAST, reference
        ) AS place
        FROM listed WHERE heap IS NOT NULL
    ) placed
    WHERE place <= %%s
    LIMIT %%s
) first
JOIN (SELECT heap, COUNT(*) AS in_all FROM listed GROUP BY heap) counted ON counted.heap = first.heap
JOIN commitments_commitment item ON item.id = first.pk
JOIN commitments_country partner ON partner.id = item.country_id
"""


@dataclass(frozen=True, slots=True)
class OwnerShown:
    """The lead of one side as a row names it; an empty name is "not stated".

    `is_awaited` means that it has not accepted yet, `is_own` that the desk's own ministry leads.
    """

    side: Side
    code: str
    name: str
    ministry: int | None = None
    is_awaited: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class MissingOwner:
    """Why an item has no current owner on one side."""

    text: str
    side: Side


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One commitment on the desk; `why` explains its group where that is not plain."""

    pk: int
    reference: str
    title: str
    state: CommitmentState
    owners: tuple[OwnerShown, ...]
    due_on: datetime.date | None
    review_on: datetime.date | None
    days_late: int
    days_left: int | None
    why: tuple[MissingOwner, ...] = ()
    is_date_asked: bool = False
    chased_on: datetime.date | None = None
    verb: Verb | None = None
    note: str = ""
    country: str = ""

    def awaits(self, side: Side) -> bool:
        """Return whether a side has not accepted yet."""
        return any(owner.side == side and owner.is_awaited for owner in self.owners)

    @property
    def is_theirs_alone(self) -> bool:
        """Return whether only the partner owes it."""
        return all(owner.side == Side.THEIRS for owner in self.owners)


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """One group of work: its first rows and the total number."""

    rows: tuple[QueueLine, ...] = ()
    count: int = 0


def still_owed(rows: CommitmentQuerySet, side: Side) -> CommitmentQuerySet:
    """Filter what a side owes, alone or jointly; of joint ones, those its own lead has not yet reported."""
    return rows.filter(build_owed_condition(side))


def build_owed_condition(side: Side) -> Q:
    """Return the condition that a side still owes the item."""
    return Q(owed_by=side) | Q(owed_by=OwedBy.JOINT) & ~build_reported_condition(side)


def lines_of(
    heaps: Sequence[QuerySet[Commitment]], today: datetime.date, *, shown: int = SHOWN
) -> list[QueueGroup]:
    """Load the first rows of some groups, each already narrowed to what the reader may read, in its order.

    One query per group, one more for its count where not all rows are shown, and one for all owners.
    """
    read = [list(heap.values(*COLUMNS)[:shown]) for heap in heaps]
    counts = [_count(heap, len(rows), shown) for heap, rows in zip(heaps, read, strict=True)]
    return _finished(read, counts, today)


def select_heaps(mine: CommitmentQuerySet, conditions: Mapping[str, Q]) -> QuerySet[Any, Any]:
    """Return each open item or draft with the number of the first group whose condition it meets."""
    numbered = (When(asked, then=Value(HEAPS.index(name))) for name, asked in conditions.items())
    first = Case(*numbered, default=None, output_field=IntegerField())
    rows = mine.filter(state__in=MOVABLE_STATES).order_by().annotate(heap=first)
    return rows.values_list("heap", "pk", "reference", "due_on", "review_on")


def select_first(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return the first rows of a group, each with the number of all."""
    first: QuerySet[Any, Any] = rows.annotate(in_all=Window(Count("pk"))).values(*COLUMNS, "in_all")[:SHOWN]
    return first


def sorted_lines(
    asked: tuple[str, Sequence[Any]] | None,
    heaps: Sequence[WorkQueueHeading],
    others: Mapping[WorkQueueHeading, Sequence[Any]],
    today: datetime.date,
) -> dict[WorkQueueHeading, QueueGroup]:
    """Sort what the reader may read into groups, each item into the first that applies, and add other groups.

    `asked` is the SQL of `select_heaps`, None where the reader reads nothing. Items of `BOTH` are in the
    groups of both sides. One query evaluates all conditions: it reads the open items and drafts once, and
    returns the first rows and the count of each group.
    """
    found = _first_of_each(*asked) if asked else []
    read: dict[WorkQueueHeading, list[Any]] = {name: [] for name in (*heaps, *others)}
    for row in found:
        days = {"due_on": _day(row["due_on"]), "review_on": _day(row["review_on"])}
        for place in OVERDUE if row["heap"] == BOTH else (WorkQueueHeading(row["heap"]),):
            read[place].append({**row, **days})
    counts = {}
    for place, rows in read.items():
        counts[place] = sum({row["heap"]: row["in_all"] for row in rows}.values())
        rows.sort(key=partial(_order_in, place))
    for name, shown in others.items():
        read[name], counts[name] = list(shown), shown[0]["in_all"] if shown else 0
    few = [rows[: FEW if name in FEWER else SHOWN] for name, rows in read.items()]
    return dict(zip(read, _finished(few, list(counts.values()), today), strict=True))


def _first_of_each(sql: str, params: Sequence[Any]) -> list[dict[str, Any]]:
    """Load the first rows of each group."""
    told = (*params, HEAPS.index(WorkQueueHeading.REVIEW), SHOWN, SHOWN * len(HEAPS))
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_EACH % sql, told)
        rows = [dict(zip((*COLUMNS, "heap", "in_all"), row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "heap": HEAPS[row["heap"]]} for row in rows]


def _order_in(heading: WorkQueueHeading, row: Mapping[str, Any]) -> tuple[datetime.date, str]:
    day = row["review_on"] if heading == WorkQueueHeading.REVIEW else row["due_on"]
    return day or datetime.date.max, row["reference"]


def _day(value: Any) -> datetime.date | None:
    """Convert a day from raw SQL: SQLite returns text."""
    return parse_date(value) if isinstance(value, str) else value


def _finished(
    read: Sequence[Sequence[Mapping[str, Any]]], counts: Sequence[int], today: datetime.date
) -> list[QueueGroup]:
    owners = _owners({row["pk"]: row for rows in read for row in rows})
    return [
        QueueGroup(tuple(_line(row, owners, today) for row in rows), count)
        for rows, count in zip(read, counts, strict=True)
    ]


def _count(heap: QuerySet[Commitment], found: int, shown: int) -> int:
    """Count the group, up to a limit and one more."""
    return found if found < shown else heap.order_by()[: COUNTED + 1].count()


def _owners(rows: Mapping[int, Mapping[str, Any]]) -> dict[int, tuple[OwnerShown, ...]]:
    """Return the owing leads of all rows in one query, ours first."""
    if not rows:
        return {}
    owners: dict[int, tuple[OwnerShown, ...]] = {}
    for part in load_rows(_list_leads, [*rows]):
        key, row = part.commitment_id, rows[part.commitment_id]
        if row["owed_by"] in {part.side, OwedBy.JOINT}:
            ministry, side = part.ministry, Side(part.side)
            owner = OwnerShown(
                side,
                settings.HOME_COUNTRY if side == Side.OURS else row["country__iso"],
                ministry.label if ministry else "",
                ministry.pk if ministry else None,
                part.accepted_on is None,
                ministry is not None and ministry.runs_tracker,
            )
            owners[key] = (*owners.get(key, ()), owner)
    return owners


def _list_leads(items: list[int]) -> QuerySet[Responsibility]:
    parts = Responsibility.objects.filter(commitment__in=items, role=LeadRole.LEAD).order_by("side")
    columns = ("commitment", "side", "accepted_on", "ministry__short_name", "ministry__name")
    return parts.select_related("ministry").only(*columns, "ministry__runs_tracker")


def _line(
    row: Mapping[str, Any], owners: Mapping[int, tuple[OwnerShown, ...]], today: datetime.date
) -> QueueLine:
    due_on = row["due_on"]
    late = is_past_due(row["state"], row["nature"], due_on, today)
    return QueueLine(
        pk=row["pk"],
        reference=row["reference"],
        title=row["title"],
        state=CommitmentState(row["state"]),
        owners=owners.get(row["pk"], ()),
        due_on=due_on,
        review_on=row["review_on"],
        days_late=(today - due_on).days if late else 0,
        days_left=(due_on - today).days if due_on else None,
        country=row["country__iso"],
    )


@dataclass(frozen=True, slots=True)
class LastWords:
    """When our side last followed up or reported on an item, when an officer last requested an update, and
    whether an extension request is pending.
    """

    said: datetime.date | None = None
    asked: datetime.date | None = None
    is_date_asked: bool = False


def find_last_words(commitments: list[int], user: User) -> dict[int, LastWords]:
    """Return the last words on items that the reader may read, in one query."""
    rows = load_prepared(_list_last_words, user, commitments, is_planned=True) if commitments else []
    return {pk: LastWords(said, asked, is_date_asked) for pk, said, asked, is_date_asked in rows}


def _list_last_words(user: User, commitments: list[int]) -> QuerySet[Any, Any]:
    of_item = {"commitment": OuterRef("pk")}
    sent = Reminder.objects.filter(commitment=OuterRef("commitment"), kind=ReminderKind.UPDATE_REQUEST)
    ours = policy.readable_by(ProgressUpdate.objects.filter(**of_item, side=Side.OURS), user)
    days = ours.order_by("-reported_on").values("reported_on")
    date_asked = Approval.objects.filter(**of_item, kind=ApprovalKind.DATE, state=ApprovalState.PENDING)
    found = (
        Commitment.objects.filter(pk__in=commitments)
        .order_by()
        .annotate(
            said=Subquery(days[:1]),
            asked=Subquery(days.filter(pk__in=sent.values("offset"))[:1]),
            is_date_asked=Exists(date_asked),
        )
    )
    rows: QuerySet[Any, Any] = found.values_list("pk", "said", "asked", "is_date_asked")
    return rows


@dataclass(frozen=True, slots=True)
class OwnerlessKeys:
    """The keys of the first items without a current owner, and their number."""

    first: tuple[int, ...] = ()
    count: int = 0


def without_owner(user: User, today: datetime.date, country: str = "") -> OwnerlessKeys:
    """Find what the person may read and has no current owner, among all open items."""
    if user.role in scopes.MINISTRY_ROLES or user.role == Role.READER:
        return OwnerlessKeys()
    rows = owners.without_current_owner(list_readable_items(user, country), today).by_due()
    found = list(rows.annotate(in_all=Window(Count("pk"))).values_list("pk", "in_all")[:SHOWN])
    return OwnerlessKeys(tuple(pk for pk, _in_all in found), found[0][1] if found else 0)


def list_readable_items(user: User, country: str) -> CommitmentQuerySet:
    """Return the commitments that the person deals with, of one partner where one is chosen."""
    mine = cast(CommitmentQuerySet, rules.at_hand(Commitment.objects.all(), user))
    return mine.filter(country__iso=country) if country else mine

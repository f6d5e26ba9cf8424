"""What waits for an answer: requests that the person decides, and asks that nobody has answered."""

import datetime
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from commitments import access
from commitments.lifecycle import approvals
from commitments.models import Approval, Commitment, MailAnswer, Meeting, Outcome, User
from commitments.vocabulary import Answer, AnswerKind, AnswerState, ApprovalState, Matter, OutcomeKind

SHOWN = 5
COUNTED = 1000
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Decision:
    """One request: the record it is about, what is asked, why and by whom."""

    request: int
    is_meeting: bool
    pk: int
    reference: str
    title: str
    matter: Matter
    reason: str
    asked_by: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One ask or offer without an answer: where it stands, and since when it should be looked at."""

    pk: int
    # Its key and reference; nothing, and "(restricted)", where the meeting is not the reader's.
    meeting: int | None
    reference: str
    number: int
    clause: str
    kind: OutcomeKind
    review_on: datetime.date


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer from a mail that waits for the desk: of which item, who answered, what, and when."""

    pk: int
    commitment: int
    reference: str
    title: str
    kind: AnswerKind
    by: str
    text: str
    given_at: datetime.datetime


Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Questions(Generic[Asked]):
    """The first of them, and how many there are in all."""

    rows: tuple[Asked, ...] = ()
    count: int = 0


def first_of(rows: tuple[Asked, ...], whole: QuerySet[Any, Any]) -> Questions[Asked]:
    """Give the first rows with the count of the whole; it is asked only where more may stand behind them."""
    return Questions(rows, len(rows) if len(rows) < SHOWN else whole.count())


def decisions(user: User, country: str = "") -> Questions[Decision]:
    """List the requests that wait for this person's decision, the longest waiting first.

    `country` narrows them to one partner, here and below.
    """
    # Most days nobody asks for anything; then the door need not be asked what of it may be read.
    if not access.may_write(user, Meeting) or not Approval.objects.filter(state=ApprovalState.ASKED).exists():
        return Questions()
    asked = approvals.waiting_for(user)
    if country:
        asked = asked.filter(Q(commitment__country__iso=country) | Q(meeting__country__iso=country))
    rows = tuple(_decision(row) for row in asked[:SHOWN])
    return first_of(rows, asked.order_by()[: COUNTED + 1])


def _decision(row: Approval) -> Decision:
    subject = row.subject
    return Decision(
        request=row.pk,
        is_meeting=isinstance(subject, Meeting),
        pk=subject.pk,
        reference=subject.reference,
        title=subject.title,
        matter=Matter(row.matter),
        reason=row.reason[:LONGEST],
        asked_by=str(row.recorded_by or ""),
    )


def unanswered(user: User, today: datetime.date, country: str = "") -> Questions[Ask]:
    """List the asks and offers without an answer whose review date has come."""
    waiting = Outcome.objects.filter(answer=Answer.UNANSWERED, review_on__lte=today)
    if country:
        waiting = waiting.filter(meeting__country__iso=country)
    seen = access.at_hand(waiting, user).order_by("review_on", "pk")
    columns = ("pk", "meeting_id", "meeting__reference", "number", "clause", "kind", "review_on")
    found = list(seen.values_list(*columns)[:SHOWN])
    open_to = access.readable(Meeting, {row[1] for row in found}, user)
    rows = tuple(
        Ask(
            pk,
            meeting if meeting in open_to else None,
            access.name_of(meeting, reference if meeting in open_to else None),
            number,
            clause[:LONGEST],
            OutcomeKind(kind),
            review_on,
        )
        for pk, meeting, reference, number, clause, kind, review_on in found
    )
    return first_of(rows, seen.order_by()[: COUNTED + 1])


def answered(user: User, country: str = "") -> Questions[Answered]:
    """List the answers from mails that the person confirms or sets aside, the longest waiting first."""
    waiting = MailAnswer.objects.filter(state=AnswerState.WAITING)
    if not access.may_write(user, Meeting) or not waiting.exists():
        return Questions()
    mine = access.visible_to(waiting.filter(of_own(user, country)), user)
    listed = mine.prefetch_related("commitment", "link__recipient", "sheet__person")
    rows = tuple(_answered(row) for row in listed.order_by("given_at", "pk")[:SHOWN])
    return first_of(rows, mine.order_by()[: COUNTED + 1])


def of_own(user: User, country: str = "") -> Exists:
    """Ask of rows about a commitment whether it is of the person's own partners, or of the one chosen.

    Asked of each row that waits: joined, every commitment might be read to find the few.
    """
    own = Commitment.objects.filter(pk=OuterRef("commitment"), country__in=access.countries_of(user))
    return access.EachRow(own.filter(country__iso=country) if country else own)


def _answered(row: MailAnswer) -> Answered:
    said = ": ".join(text for text in (row.wording, row.text) if text)
    return Answered(
        pk=row.pk,
        commitment=row.commitment_id,
        reference=row.commitment.reference,
        title=row.commitment.title,
        kind=AnswerKind(row.kind),
        by=str(row.giver),
        text=said[:LONGEST],
        given_at=row.given_at,
    )

"""Open questions on My desk: requests to decide, unanswered requests and offers, and email replies to
confirm.

Also next steps, copies to recall, addenda to confirm, drafts to comment on, outdated releases,
granted records, returned matrices with partner's comments, and texts with undecided passages.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from commitments.access import grants, policy, querysets, responsibilities, rules, scopes, write_rules
from commitments.access.cached_queries import load_prepared
from commitments.enums import (
    HEAD_ROLES,
    WORDINGS,
    Answer,
    ApprovalKind,
    CommentState,
    LeadRole,
    OutcomeKind,
    PassageState,
    ReplyKind,
    ReplyState,
    Side,
)
from commitments.lifecycle import approvals, publication
from commitments.models import (
    Approval,
    Commitment,
    Country,
    EmailReply,
    Meeting,
    Outcome,
    Packet,
    PacketComment,
    PacketCopy,
    PartnerComment,
    Passage,
    ProgressUpdate,
    Responsibility,
    ReturnedMatrix,
    Statement,
    User,
)
from commitments.packets import comments, copies
from commitments.records import current_steps

SHOWN = 5
COUNTED = 1000
LONGEST = 160


@dataclass(frozen=True, slots=True)
class PendingDecision:
    """One request: its record, what is requested, why and by whom."""

    request: int
    is_meeting: bool
    pk: int
    reference: str
    title: str
    matter: ApprovalKind
    reason: str
    requested_by: str


@dataclass(frozen=True, slots=True)
class UnansweredRequest:
    """One request or offer without an answer: where it was made, and its review date."""

    pk: int
    # Its key and reference; nothing, and "(no access)", where the meeting is not the reader's.
    meeting: int | None
    reference: str
    number: int
    clause: str
    kind: OutcomeKind
    review_on: datetime.date


@dataclass(frozen=True, slots=True)
class PendingReply:
    """One reply by email that waits for the desk: its item, sender, content and time."""

    pk: int
    commitment: int
    reference: str
    title: str
    kind: ReplyKind
    by: str
    text: str
    given_at: datetime.datetime


Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class QueueQuestions(Generic[Asked]):
    """The first questions of a kind, and their total number."""

    rows: tuple[Asked, ...] = ()
    count: int = 0


def first_of(rows: tuple[Asked, ...], whole: QuerySet[Any, Any]) -> QueueQuestions[Asked]:
    """Return the first rows with the total; it is queried only where there may be more rows."""
    return QueueQuestions(rows, len(rows) if len(rows) < SHOWN else whole.count())


def _select_first(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the first rows, each with the number of all as `in_all`."""
    first: QuerySet[Any] = rows.annotate(in_all=Window(Count("pk")))[:SHOWN]
    return first


def _with_total(rows: tuple[Asked, ...], found: Sequence[Any]) -> QueueQuestions[Asked]:
    """Return the first rows with the total that was read with them."""
    return QueueQuestions(rows, found[0].in_all if found else 0)


def list_decisions(user: User, country: str = "") -> QueueQuestions[PendingDecision]:
    """List the requests that wait for this person's decision, the longest waiting first.

    `country` narrows them to one partner, here and below.
    """
    if not write_rules.may_write(user, Meeting):
        return QueueQuestions()
    rows = load_prepared(_list_decisions, user, country, is_planned=True)
    return _with_total(tuple(map(_decision, rows)), rows)


def _list_decisions(user: User, country: str) -> QuerySet[Approval]:
    asked = approvals.waiting_for(user)
    if country:
        asked = asked.filter(Q(commitment__country__iso=country) | Q(meeting__country__iso=country))
    return _select_first(asked)


def _decision(row: Approval) -> PendingDecision:
    subject = row.subject
    return PendingDecision(
        request=row.pk,
        is_meeting=isinstance(subject, Meeting),
        pk=subject.pk,
        reference=subject.reference,
        title=subject.title,
        matter=ApprovalKind(row.kind),
        reason=row.reason[:LONGEST],
        requested_by=str(row.recorded_by or ""),
    )


def list_unanswered(user: User, today: datetime.date, country: str = "") -> QueueQuestions[UnansweredRequest]:
    """List the requests and offers without an answer whose review date has come."""
    found = load_prepared(_list_unanswered, user, today, country)
    rows = tuple(
        UnansweredRequest(
            pk,
            meeting if is_open else None,
            querysets.name_of(meeting, reference if is_open else None),
            number,
            clause[:LONGEST],
            OutcomeKind(kind),
            review_on,
        )
        for pk, meeting, reference, number, clause, kind, review_on, is_open, _in_all in found
    )
    return QueueQuestions(rows, found[0][-1] if found else 0)


def _list_unanswered(user: User, today: datetime.date, country: str) -> QuerySet[Any, Any]:
    """List them with whether the person reads the meeting, and with the number of all."""
    waiting = Outcome.objects.filter(answer=Answer.UNANSWERED, review_on__lte=today)
    if country:
        waiting = waiting.filter(meeting__country__iso=country)
    seen = rules.at_hand(waiting, user).order_by("review_on", "pk")
    meetings = policy.readable_by(Meeting.objects.filter(pk=OuterRef("meeting")), user)
    columns = ("pk", "meeting_id", "meeting__reference", "number", "clause", "kind", "review_on")
    told = seen.annotate(is_open=grants.EachRow(meetings.order_by()), in_all=Window(Count("pk")))
    return told.values_list(*columns, "is_open", "in_all")[:SHOWN]


def list_replies(user: User, country: str = "") -> QueueQuestions[PendingReply]:
    """List the email replies that the person confirms or sets aside, the longest waiting first."""
    waiting = EmailReply.objects.filter(state=ReplyState.WAITING)
    if not write_rules.may_write(user, Meeting):
        return QueueQuestions()
    mine = policy.readable_by(waiting.filter(build_own_condition(user, country)), user)
    listed = mine.prefetch_related("commitment", "link__recipient", "update_form__person")
    rows = tuple(_answered(row) for row in listed.order_by("given_at", "pk")[:SHOWN])
    return first_of(rows, mine.order_by()[: COUNTED + 1])


def build_own_condition(user: User, country: str = "") -> Exists:
    """Build the condition that a row's commitment is of the person's partners, or of the selected one.

    It is evaluated for each waiting row: with a join, every commitment might be read to find the few.
    """
    own = Commitment.objects.filter(pk=OuterRef("commitment"), country__in=scopes.countries_of(user))
    return grants.EachRow(own.filter(country__iso=country) if country else own)


def _answered(row: EmailReply) -> PendingReply:
    said = ": ".join(text for text in (row.wording, row.text) if text)
    return PendingReply(
        pk=row.pk,
        commitment=row.commitment_id,
        reference=row.commitment.reference,
        title=row.commitment.title,
        kind=ReplyKind(row.kind),
        by=str(row.giver),
        text=said[:LONGEST],
        given_at=row.given_at,
    )


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One open next step: its item, what and who, its date, and by how many days it is late, if it is."""

    commitment: int
    reference: str
    text: str
    owner: str
    on: datetime.date | None
    lateness: str


Steps = QueueQuestions[PlannedLine]


def list_next_steps(user: User, today: datetime.date, country: str = "") -> tuple[Steps, Steps]:
    """List the next steps of the person's partners or ministry: those overdue, then the others, by date.

    They are apart from overdue commitments: the date of a next step is no deadline.
    """
    if not write_rules.may_write(user, ProgressUpdate):
        return QueueQuestions(), QueueQuestions()
    rows: list[Any] = load_prepared(_list_next_steps, user, today, country, is_planned=True)
    late, ahead = ([row for row in rows if row.is_late == is_late][:SHOWN] for is_late in (1, 0))
    return _with_total(_planned(late, today), late), _with_total(_planned(ahead, today), ahead)


def _list_next_steps(user: User, today: datetime.date, country: str) -> QuerySet[ProgressUpdate]:
    """Return the first of both kinds in one query: rows are taken in turns, by their places in their kind."""
    among = ProgressUpdate.objects.filter(commitment__country__in=scopes.countries_of(user))
    if user.role in scopes.MINISTRY_ROLES:
        keys = responsibilities.keys_of_ministries(user)
        leads = Responsibility.objects.filter(
            commitment=OuterRef("commitment"), side=Side.OURS, role=LeadRole.LEAD, ministry__in=keys
        )
        unnamed = Q(next_step_side=Side.OURS, next_step_ministry__isnull=True) & Q(grants.EachRow(leads))
        among = ProgressUpdate.objects.filter(Q(next_step_ministry__in=keys) | unnamed)
    if country:
        among = among.filter(commitment__country__iso=country)
    is_late = Case(When(next_step_on__lt=today, then=1), default=0)
    by_date = (F("next_step_on").asc(nulls_last=True), "pk")
    steps = current_steps.list_current(user, among).select_related("commitment", *current_steps.READ_WITH)
    place = Window(RowNumber(), partition_by=[is_late], order_by=by_date)
    in_all = Window(Count("pk"), partition_by=[is_late])
    return steps.annotate(is_late=is_late, in_all=in_all).order_by(place)[: 2 * SHOWN]


def _planned(rows: Iterable[ProgressUpdate], today: datetime.date) -> tuple[PlannedLine, ...]:
    return tuple(
        PlannedLine(
            row.commitment_id,
            row.commitment.reference,
            row.next_step[:LONGEST],
            row.next_step_owner,
            row.next_step_on,
            current_steps.describe_lateness(row, today),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class CallIn:
    """One copy to recall, with its holder: above the holder's clearance, or of a recalled edition."""

    packet: int
    edition: str
    number: int
    holder: str
    # Whether the holder has left, and may read what it says all the same.
    has_left: bool = False
    # Whether it was recalled of a post without an account.
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One notice to confirm: by its holder or, with `holder`, by the desk for the holder."""

    copy: int
    about: int
    packet: int
    edition: str
    number: int
    addendum: str = ""
    holder: str = ""
    # Whether the person may open what it is about.
    is_open: bool = True

    @property
    def is_recall(self) -> bool:
        return not self.addendum


def copies_to_call_in(user: User) -> tuple[CallIn, ...]:
    """List those of the packets that the person keeps, and those of who left: one query, or none."""
    if not write_rules.may_write(user, Meeting):
        return ()
    recalled = PacketCopy.objects.filter(given_at__isnull=False, disposal="", recalled_at__isnull=False)
    wanted = copies.above_holders() | recalled.exclude(copies.HAS_ACCOUNT)
    rows = policy.readable_by(wanted, user).filter(packet__country__in=scopes.countries_of(user))
    listed = rows.select_related("packet", "holder").order_by("packet", "number")
    named = (
        CallIn(
            row.packet_id,
            str(row.packet),
            row.number,
            str(row.holder or row.post),
            has_left=row.holder is not None and not row.holder.is_active,
            is_outside=row.holder is None and row.recalled_at is not None,
        )
        for row in listed
    )
    # Of a draft and its final, which bear the same number, one line tells.
    return tuple(dict.fromkeys(named))


def to_confirm(user: User) -> tuple[ToConfirm, ...]:
    """List what the person confirms as a holder, and for holders without an account: at most six queries."""
    own = copies.waiting_for(user)
    outside = copies.waiting_outside(user) if write_rules.may_write(user, Meeting) else []
    packets = Packet.objects.filter(pk__in=[one.about.pk for one in own])
    seen = set(policy.readable_by(packets, user).values_list("pk", flat=True)) if own else set()
    return tuple(_to_confirm(one, one.about.pk in seen, "") for one in own) + tuple(
        _to_confirm(one, True, one.holder) for one in outside
    )


def _to_confirm(notice: copies.CopyNoticeShown, is_open: bool, holder: str) -> ToConfirm:
    copy, about = notice.copy, notice.about
    return ToConfirm(
        copy=copy.pk,
        about=about.pk,
        packet=copy.packet_id,
        edition=str(copy.packet),
        number=copy.number,
        addendum="" if notice.is_recall else str(about),
        holder=holder,
        is_open=is_open,
    )


@dataclass(frozen=True, slots=True)
class DraftToComment:
    """One draft that was sent to the person for comment, with the day by which comments are due."""

    packet: int
    edition: str
    reply_by: datetime.date | None


def drafts_to_comment(user: User) -> tuple[DraftToComment, ...]:
    """List the drafts on which the person was asked to comment, and has not yet: one query."""
    if not write_rules.may_write(user, PacketComment):
        return ()
    own = PacketComment.objects.filter(packet=OuterRef("packet"), recorded_by=user)
    rows = comments.list_sent(user).filter(~Exists(own)).select_related("packet").order_by("reply_by", "pk")
    return tuple(DraftToComment(row.packet_id, str(row.packet), row.reply_by) for row in rows)


@dataclass(frozen=True, slots=True)
class OutdatedRelease:
    """One release that the person approved, whose commitment has changed since."""

    pk: int
    reference: str
    language: str


def releases_outdated(user: User) -> tuple[OutdatedRelease, ...]:
    """List what the person approved for publication and has changed since, in one query, only for heads."""
    if user.role not in HEAD_ROLES:
        return ()
    rows = publication.changed_of(user)
    return tuple(OutdatedRelease(row.pk, row.commitment.reference, row.language) for row in rows)


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """One record that was granted to the person; `kind` is the name of its page, `pk` its key."""

    kind: str
    pk: int
    label: str
    until: datetime.date


def opened_to(user: User) -> tuple[OpenedRecord, ...]:
    """List what is opened to a person and may be read, the first to end first; no query where nothing is."""
    if not grants.is_granted(user):
        return ()
    rows = list(policy.readable_by(grants.grants_to(user.pk), user).order_by("ends_on", "pk"))
    found: dict[tuple[str, int], str] = {}
    for model in (Country, Meeting, Commitment):
        kind = str(model._meta.model_name)
        keys = {getattr(row, f"{kind}_id") for row in rows} - {None}
        seen = policy.readable_by(model._base_manager.filter(pk__in=keys), user) if keys else ()
        found.update({(kind, one.pk): str(one) for one in seen})
    opened = []
    for row in rows:
        kind = "country" if row.country_id else "meeting" if row.meeting_id else "commitment"
        key = (kind, row.country_id or row.meeting_id or row.commitment_id or 0)
        if key in found:
            opened.append(OpenedRecord(*key, found[key], row.ends_on))
    return tuple(opened)


@dataclass(frozen=True, slots=True)
class UnansweredMatrix:
    """One returned matrix: its sender, the number of open comments, and how many change what was agreed."""

    pk: int
    reference: str
    file_name: str
    iso: str
    waiting: int
    altered: int


def list_returned_matrices(user: User, country: str = "") -> QueueQuestions[UnansweredMatrix]:
    """List the returned matrices of which the person decides remarks, the longest waiting first."""
    waiting = PartnerComment.objects.filter(state=CommentState.WAITING)
    if not write_rules.may_write(user, PartnerComment):
        return QueueQuestions()
    mine = policy.readable_by(waiting.filter(build_own_condition(user, country)), user)
    mine = mine.filter(returned_matrix__in=policy.readable_by(ReturnedMatrix.objects.all(), user))
    listed = mine.order_by("returned_matrix").values_list(
        "returned_matrix",
        "returned_matrix__matrix__reference",
        "returned_matrix__file_name",
        "returned_matrix__matrix__country__iso",
    )
    counted = listed.annotate(waiting=Count("pk"), altered=Count("pk", filter=Q(column__in=WORDINGS)))
    rows = tuple(UnansweredMatrix(*row) for row in counted[:SHOWN])
    return first_of(rows, mine.order_by().values("returned_matrix").distinct())


@dataclass(frozen=True, slots=True)
class PartlyReadText:
    """One text: its title, its meeting, and the number of undecided passages."""

    pk: int
    title: str
    meeting: str
    waiting: int


def list_partly_read(user: User, country: str = "") -> QueueQuestions[PartlyReadText]:
    """List the texts of the person's partners with passages that wait, the longest waiting first."""
    waiting = Passage.objects.filter(state=PassageState.WAITING)
    if not write_rules.may_write(user, Passage):
        return QueueQuestions()
    # The few that wait are found first: their texts are asked for by key.
    mine = Statement.objects.filter(
        pk__in=waiting.order_by().values("statement"), meeting__country__in=scopes.countries_of(user)
    )
    if country:
        mine = mine.filter(meeting__country__iso=country)
    seen = policy.readable_by(mine, user)
    listed = seen.order_by("reading__read_at", "pk").values_list("pk", "title", "meeting__reference")
    rows = listed[:SHOWN]
    counted = dict(
        waiting.filter(statement__in=[row[0] for row in rows])
        .order_by()
        .values_list("statement")
        .annotate(count=Count("pk"))
    )
    found = tuple(PartlyReadText(pk, title, meeting, counted.get(pk, 0)) for pk, title, meeting in rows)
    return first_of(found, seen.order_by())

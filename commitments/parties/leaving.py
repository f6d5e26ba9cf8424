"""Somebody leaves: what the person holds, shown first, and then handed over or ended in one act."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from commitments import access, accounts, audit, editing
from commitments.errors import Refused
from commitments.models import (
    Absence,
    AccountChange,
    Approval,
    Commitment,
    Grant,
    Official,
    PacketCopy,
    Reminder,
    Responsibility,
    SignOff,
    User,
)
from commitments.models.packet import COPY_STANDS
from commitments.parties.absences import call_off, change_absence, why_not_deputy
from commitments.parties.parts import commitments_of
from commitments.parties.posts import appoint
from commitments.vocabulary import ApprovalState, ReminderState

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Heap:
    """One kind of thing the person holds, as far as the reader may read it."""

    count: int = 0
    rows: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """All that the person holds."""

    post: Official | None
    items: Heap
    reminders: Heap
    copies: Heap
    signatures: Heap
    requests: Heap
    proposals: Heap
    grants: Heap
    deputies: Heap
    absences: Heap
    tokens: int = 0


def _heap(rows: QuerySet[Any, Any], reader: User) -> Heap:
    found = access.visible_to(rows, reader)
    return Heap(found.count(), tuple(found[:SHOWN]))


def foresee_leaving(person: User, *, reader: User, today: datetime.date) -> Held:
    """Tell what the person holds, each through the reader's door; queries do not grow with the rows."""
    post = Official.objects.filter(user=person).select_related("ministry", "country").first()
    items: QuerySet[Commitment] = Commitment.objects.none()
    if post is not None:
        items = commitments_of(Responsibility.objects.filter(official=post))
    unsigned = SignOff.objects.filter(officer=person, signed_at__isnull=True)
    asked = Approval.objects.filter(recorded_by=person, state=ApprovalState.ASKED)
    proposed = AccountChange.objects.filter(
        Q(recorded_by=person) | Q(person=person), state=ApprovalState.ASKED
    )
    to_come = Q(ends_on__gte=today)
    return Held(
        post=post,
        items=_heap(items.select_related("country").order_by("pk"), reader),
        reminders=_heap(_planned(person).select_related("commitment"), reader),
        copies=_heap(_copies_out(person).select_related("packet"), reader),
        signatures=_heap(unsigned.select_related("packet"), reader),
        requests=_heap(asked.select_related("commitment", "meeting"), reader),
        proposals=_heap(proposed.select_related("person"), reader),
        grants=_heap(_open_grants(person, today).select_related("country", "meeting", "commitment"), reader),
        deputies=_heap(Absence.objects.filter(to_come, deputy=person).select_related("person"), reader),
        absences=_heap(Absence.objects.filter(to_come, person=person).select_related("deputy"), reader),
        tokens=AuthToken.objects.filter(user=person).count(),
    )


def _copies_out(person: User) -> QuerySet[PacketCopy]:
    return PacketCopy.objects.filter(holder=person, given_at__isnull=False, end="")


def _planned(person: User) -> QuerySet[Reminder]:
    return Reminder.objects.filter(recipient=person, state=ReminderState.PLANNED)


def _open_grants(person: User, today: datetime.date) -> QuerySet[Grant]:
    return Grant.objects.filter(person=person, ended_at__isnull=True, ends_on__gte=today)


def why_not_leave(person: User, by: User) -> Refused | None:
    """Explain why this person does not record that somebody left, or give None."""
    return accounts.why_not_close(person, by)


@transaction.atomic
def leave(
    person: User,
    *,
    left_on: datetime.date,
    successor: User | None = None,
    release: bool = False,
    reason: str = "",
    by: User,
    now: datetime.datetime,
) -> None:
    """Record that somebody left: the post, what is due from it, and every way in, in one transaction.

    1. The post ends with that day; with `successor`, an open account of the same ministry, it begins for the
       successor with every open item. Without one the items show as without a living owner, or name the
       ministry alone with `release`.
    2. The successor stands in where the person did; without one, or where the rule forbids it, the next in
       the chain is told. The person's own absences end.
    3. The copies of packets that the person holds are recalled, for the desk to collect.
    4. Grants end, and the account is closed: sessions, tokens, links of mails.

    Reminders go to whoever follows with the next sweep, for a closed account is told nothing.
    """
    refusal = why_not_leave(person, by)
    if refusal is not None:
        raise refusal
    today = timezone.localdate(now)
    if left_on > today:
        raise Refused(_("That day is still to come. Record it once the person has left."), "future")
    if successor is not None and (successor.pk == person.pk or not successor.is_active):
        raise Refused(_("The successor is another person with an open account."), "successor")
    why = reason.strip() or gettext("left")
    post = Official.objects.filter(user=person).first()
    if post is not None:
        heir = successor if successor is not None and successor.ministry_id == post.ministry_id else None
        appoint(
            post,
            left_on=left_on,
            person=heir.name if heir else "",
            email=heir.email if heir else "",
            user=heir,
            release=release and heir is None,
            by=by,
            now=now,
        )
    _hand_over_absences(person, successor, today, by=by, now=now)
    _recall_copies(person, reason=why, by=by, now=now)
    for grant in _open_grants(person, today):
        editing.change(grant, {"ended_at": now}, by=by, now=now, action="grant ended", reason=why)
    accounts.close_account(person, reason=why, by=by, now=now)


def _recall_copies(person: User, *, reason: str, by: User, now: datetime.datetime) -> None:
    """Recall what the person was given and has not given back: who records the leaving need not read it."""
    out = _copies_out(person).filter(COPY_STANDS).select_for_update(of=("self",))
    for copy in out.select_related("packet").order_by("pk"):
        PacketCopy.objects.filter(pk=copy.pk).update(recalled_at=now)
        told = {"number": copy.number, "recalled_at": audit.plain(now)}
        audit.record("recall copy", copy, by=by, now=now, after=told, reason=reason)


def _hand_over_absences(
    person: User, successor: User | None, today: datetime.date, *, by: User, now: datetime.datetime
) -> None:
    for absence in Absence.objects.filter(person=person, ends_on__gte=today):
        call_off(absence, by=by, now=now)
    for absence in Absence.objects.filter(deputy=person, ends_on__gte=today).select_related("person"):
        can = successor is not None and why_not_deputy(absence.person, successor) is None
        if successor is not None and can:
            absence.deputy = successor
            values = {"deputy_id": successor.pk}
            change_absence(absence, values, expected=absence.version, by=by, now=now)


def successors(person: User) -> QuerySet[User]:
    """List who may follow: people of the same ministry without a post, of the same desk, or the division."""
    same = Q(pk__in=())
    if person.ministry_id:
        same |= Q(ministry=person.ministry_id, official__isnull=True)
    if person.desk_id:
        same |= Q(desk=person.desk_id)
    if person.division_id:
        same |= Q(division=person.division_id)
    if person.host_country_id:
        same |= Q(host_country=person.host_country_id)
    return User.objects.filter(same, is_active=True).exclude(pk=person.pk)

"""People who leave and people who join: each change in one step, after a preview.

For a person who leaves, everything that the person holds is shown first, then handed over or ended. A new
person gets account, post, scope and invitation.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from commitments.access import policy, write_rules
from commitments.accounts import changes, invitations
from commitments.audit import log
from commitments.enums import ApprovalState, PostFunction, ReminderState
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
from commitments.models.packets import COPY_STANDS
from commitments.parties.absences import change_absence, end_absence, why_not_deputy
from commitments.parties.appointments import appoint_successor, commitments_of
from commitments.records import edits

SHOWN = 25


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """One kind of record that the person holds, as far as the reader may read it."""

    count: int = 0
    rows: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldRecords:
    """All records that the person holds."""

    post: Official | None
    items: HeldGroup
    reminders: HeldGroup
    copies: HeldGroup
    signatures: HeldGroup
    requests: HeldGroup
    proposals: HeldGroup
    grants: HeldGroup
    deputies: HeldGroup
    absences: HeldGroup
    tokens: int = 0


def _build_held_group(rows: QuerySet[Any, Any], reader: User) -> HeldGroup:
    found = policy.readable_by(rows, reader)
    return HeldGroup(found.count(), tuple(found[:SHOWN]))


def foresee_leaving(person: User, *, reader: User, today: datetime.date) -> HeldRecords:
    """Return what the person holds, under the reader's access; the number of queries is constant."""
    post = Official.objects.filter(user=person).select_related("ministry", "country").first()
    items: QuerySet[Commitment] = Commitment.objects.none()
    if post is not None:
        items = commitments_of(Responsibility.objects.filter(official=post))
    unsigned = SignOff.objects.filter(officer=person, signed_at__isnull=True)
    asked = Approval.objects.filter(recorded_by=person, state=ApprovalState.PENDING)
    proposed = AccountChange.objects.filter(
        Q(recorded_by=person) | Q(person=person), state=ApprovalState.PENDING
    )
    to_come = Q(ends_on__gte=today)
    return HeldRecords(
        post=post,
        items=_build_held_group(items.select_related("country").order_by("pk"), reader),
        reminders=_build_held_group(_planned(person).select_related("commitment"), reader),
        copies=_build_held_group(_copies_out(person).select_related("packet"), reader),
        signatures=_build_held_group(unsigned.select_related("packet"), reader),
        requests=_build_held_group(asked.select_related("commitment", "meeting"), reader),
        proposals=_build_held_group(proposed.select_related("person"), reader),
        grants=_build_held_group(
            _open_grants(person, today).select_related("country", "meeting", "commitment"), reader
        ),
        deputies=_build_held_group(
            Absence.objects.filter(to_come, deputy=person).select_related("person"), reader
        ),
        absences=_build_held_group(
            Absence.objects.filter(to_come, person=person).select_related("deputy"), reader
        ),
        tokens=AuthToken.objects.filter(user=person).count(),
    )


def _copies_out(person: User) -> QuerySet[PacketCopy]:
    return PacketCopy.objects.filter(holder=person, given_at__isnull=False, disposal="")


def _planned(person: User) -> QuerySet[Reminder]:
    return Reminder.objects.filter(recipient=person, state=ReminderState.PLANNED)


def _open_grants(person: User, today: datetime.date) -> QuerySet[Grant]:
    return Grant.objects.filter(person=person, ended_at__isnull=True, ends_on__gte=today)


def why_not_leave(person: User, by: User) -> Refused | None:
    """Explain why this person cannot record that a person left, or return None."""
    return changes.why_not_close(person, by)


@transaction.atomic
def remove_user(
    person: User,
    *,
    left_on: datetime.date,
    successor: User | None = None,
    release: bool = False,
    reason: str = "",
    by: User,
    now: datetime.datetime,
) -> None:
    """Record that a person left: the post, what is due from it, and all access, in one transaction.

    1. The post ends with that day; with `successor`, an open account of the same ministry, it begins for the
       successor with every open item. Without one the items show as without a current owner, or name only
       the ministry, with `release`.
    2. The successor becomes deputy where the person was; without one, or where the rule forbids it, the next
       in the chain is notified. The person's own absences end.
    3. The copies of packets that the person holds are recalled, for the desk to collect.
    4. Grants end, and the account is closed: sessions, tokens, links of emails.

    From the next reminder run, reminders go to the successor, since a closed account gets none.
    """
    refusal = why_not_leave(person, by)
    if refusal is not None:
        raise refusal
    today = timezone.localdate(now)
    if left_on > today:
        raise Refused(_("This date is in the future. Record the change after the person has left."), "future")
    if successor is not None and (successor.pk == person.pk or not successor.is_active):
        raise Refused(_("The successor must be another person with an active account."), "successor")
    why = reason.strip() or gettext("left")
    post = Official.objects.filter(user=person).first()
    if post is not None:
        heir = successor if successor is not None and successor.ministry_id == post.ministry_id else None
        appoint_successor(
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
        edits.change_record(grant, {"ended_at": now}, by=by, now=now, action="grant ended", reason=why)
    changes.close_account(person, reason=why, by=by, now=now)


def _recall_copies(person: User, *, reason: str, by: User, now: datetime.datetime) -> None:
    """Recall what the person was given and has not given back: who records the leaving need not read it."""
    out = _copies_out(person).filter(COPY_STANDS).select_for_update(of=("self",))
    for copy in out.select_related("packet").order_by("pk"):
        PacketCopy.objects.filter(pk=copy.pk).update(recalled_at=now)
        told = {"number": copy.number, "recalled_at": log.to_plain(now)}
        log.record_change("recall copy", copy, by=by, now=now, after=told, reason=reason)


def _hand_over_absences(
    person: User, successor: User | None, today: datetime.date, *, by: User, now: datetime.datetime
) -> None:
    for absence in Absence.objects.filter(person=person, ends_on__gte=today):
        end_absence(absence, by=by, now=now)
    for absence in Absence.objects.filter(deputy=person, ends_on__gte=today).select_related("person"):
        can = successor is not None and why_not_deputy(absence.person, successor) is None
        if successor is not None and can:
            absence.deputy = successor
            values = {"deputy_id": successor.pk}
            change_absence(absence, values, expected=absence.version, by=by, now=now)


def list_possible_successors(person: User) -> QuerySet[User]:
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


@dataclass(frozen=True, slots=True)
class NewPost:
    """The post that the person holds in the ministry of the account, and since when."""

    post: str
    function: PostFunction
    starts_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class AddedUser:
    """The result: the account, its post, and the proposal of its permissions where two persons grant them."""

    person: User
    official: Official | None
    change: AccountChange | None


@transaction.atomic
def add_user(
    person: User,
    *,
    post: NewPost | None = None,
    takes: Official | None = None,
    invites: bool = True,
    by: User,
    now: datetime.datetime,
) -> AddedUser:
    """Create an account with its scope, link it to a new or recorded post, and invite the person.

    Permissions that one person cannot grant wait for another; the post and the invitation do not. Raises
    `Refused` where the account has no ministry for the post, or the post belongs to another account.
    """
    ministry, wanted = person.ministry, write_rules.reach_of(person)
    if (post or takes) and ministry is None:
        raise Refused(_("Select the ministry of the post."), "ministry_id")
    if takes is not None and (takes.user_id is not None or takes.ministry_id != wanted["ministry_id"]):
        raise Refused(
            _("This post belongs to another person or another ministry. Select another post."), "takes"
        )
    person.set_unusable_password()
    person, change = changes.open_account(person, by=by, now=now)
    official = takes
    if takes is not None:
        edits.change_record(takes, {"user_id": person.pk}, by=by, now=now)
    elif post is not None and ministry is not None:
        official = Official(
            country=ministry.country,
            ministry=ministry,
            post=post.post,
            person=person.name,
            function=post.function,
            email=person.email,
            user=person,
            starts_on=post.starts_on,
        )
        edits.create_record(official, by=by, now=now)
    if invites:
        person = invitations.invite_user(person, by=by, now=now)
    return AddedUser(person, official, change)

"""Handovers: started for a successor, accepted item by item, signed, or cancelled; and who may do what.

The list is frozen at the start. What became readable later can be added while the successor has not signed.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import policy, querysets, responsibilities, scopes, write_rules
from commitments.enums import HEAD_ROLES, Classification, HandoverState, Role
from commitments.errors import Refused
from commitments.models import Commitment, Country, Desk, Handover, HandoverItem, Meeting, Outcome, User
from commitments.models.handovers import SUBJECTS
from commitments.parties import handover_items
from commitments.parties.handover_items import Readers
from commitments.records import edits

# Who covers partners of a desk, and can hand them over.
ROTATING = frozenset({Role.DESK_OFFICER, Role.HEAD_OF_DESK})
TAKING = ROTATING | {Role.DIVISION_HEAD}
NOT_OPEN = gettext_lazy("The handover is already signed or cancelled. Its items can no longer be changed.")
NOT_YOURS = gettext_lazy("Only the successor can do this.")


def list_officers(by: User) -> QuerySet[User]:
    """List whose partners this person may hand over: the person, and officers of headed desks."""
    own = Q(pk=by.pk, role__in=ROTATING)
    if by.role in HEAD_ROLES:
        own |= Q(role__in=ROTATING, desk__in=responsibilities.desks_of(by))
    return User.objects.filter(own, desk__isnull=False).order_by("name", "pk")


def list_partners(by: User) -> QuerySet[Country]:
    """List the partners that this person may hand over."""
    if by.role not in TAKING:
        return Country.objects.none()
    return scopes.countries_of(by).filter(desk__isnull=False).order_by("name", "pk")


def list_successors(by: User) -> QuerySet[User]:
    """List who may take over: officers and heads of the desks of this person, and of their divisions."""
    desks = responsibilities.desks_of(by)
    near = Desk.objects.filter(division__in=desks.values("division"))
    places = Q(desk__in=near, role__in=ROTATING) | Q(
        division__in=desks.values("division"), role=Role.DIVISION_HEAD
    )
    return User.objects.filter(places, is_active=True).order_by("name", "pk")


def why_not_start(by: User) -> Refused | None:
    """Explain why this person cannot start a handover, or return None."""
    if write_rules.may_write(by, Handover) and list_partners(by).exists():
        return None
    return write_rules.build_forbidden()


@transaction.atomic
def start_handover(
    person: User,
    successor: User,
    partners: Sequence[Country],
    *,
    by: User,
    now: datetime.datetime,
) -> Handover:
    """Compose and freeze the handover of some partners of one desk; without partners, of all of the officer.

    Raises `Refused` where the person may not hand these over, where the successor does not work on each of
    them, and where an earlier handover of one of them still waits for its successor.
    """
    if (refusal := why_not_start(by)) is not None:
        raise refusal
    if not list_officers(by).filter(pk=person.pk).exists():
        raise Refused(_("Select an officer of your desk."), "person")
    partners = list(partners) or list(list_partners(by).filter(desk=person.desk_id))
    desks = {country.desk_id for country in partners}
    if len(desks) != 1 or desks != {person.desk_id}:
        raise Refused(_("Select partners of the officer’s desk."), "partners")
    _check_successor(person, successor, partners)
    # Another start for this officer waits here, and then finds this handover.
    edits.lock_record(person)
    _check_no_other(person, partners)
    items = handover_items.compose(partners, Readers(successor, by), timezone.localdate(now))
    handover = Handover(
        desk=person.desk,
        person=person,
        successor=successor,
        partners=sorted(country.iso for country in partners),
        classification=handover_items.find_level(items),
    )
    edits.create_record(handover, by=by, now=now)
    for item in items:
        item.handover = handover
    edits.create_many(items, by=by, now=now)
    return handover


def _check_successor(person: User, successor: User, partners: Iterable[Country]) -> None:
    if successor.pk == person.pk or not successor.is_active:
        raise Refused(_("The successor must be another person with an active account."), "successor")
    if successor.clearance < Classification.RESTRICTED:
        raise Refused(
            _(
                "A handover is at least restricted, and the clearance of %(person)s is lower. Have the "
                "clearance of the account changed first."
            )
            % {"person": successor},
            "successor",
        )
    own = set(scopes.countries_of(successor).values_list("pk", flat=True))
    missing = [str(country) for country in partners if country.pk not in own]
    if missing:
        raise Refused(
            _("%(person)s does not work on %(partners)s. Have the desk of the account changed first.")
            % {"person": successor, "partners": ", ".join(missing)},
            "successor",
        )


def _check_no_other(person: User, partners: Iterable[Country]) -> None:
    isos = {country.iso for country in partners}
    for other in Handover.objects.filter(person=person, state=HandoverState.OPEN):
        if isos & set(other.partners):
            raise Refused(
                _("A handover of these partners is already waiting for %(successor)s. Cancel it first.")
                % {"successor": other.successor},
                "twice",
            )


def list_countries(handover: Handover) -> list[Country]:
    """Return the partners that are handed over."""
    return list(Country.objects.filter(iso__in=handover.partners).order_by("name"))


def list_items(handover: Handover, reader: User) -> list[HandoverItem]:
    """Return the items that the reader may read, with their records.

    What an item says of a meeting is left out where the reader may not read that meeting now.
    """
    rows = policy.parts_of(handover, HandoverItem.objects.filter(handover=handover), reader)
    items = list(
        rows.select_related(
            *("commitment__outcome", "outcome", "official__ministry", "official__country"),
            *("meeting", "statement", "packet", "answered_by"),
        ).order_by("number")
    )
    sources = {item.pk: key for item in items if (key := handover_items.find_source(item))}
    seen = querysets.filter_readable_keys(Meeting, set(sources.values()), reader)
    for item in items:
        if item.pk in sources and sources[item.pk] not in seen:
            item.facts = handover_items.hide_source(item.facts)
    return items


# -- Permissions
def may_lead(handover: Handover, user: User) -> bool:
    """Return whether the person may change the handover beside the successor: the officer, or a head."""
    is_own = user.pk == handover.person_id and write_rules.may_write(user, Handover)
    return is_own or is_head(handover, user)


def is_head(handover: Handover, user: User) -> bool:
    """Return whether the person heads the desk of the handover."""
    if user.role not in HEAD_ROLES or not write_rules.may_write(user, Handover):
        return False
    headed = responsibilities.list_headed_countries(user)
    return headed.filter(desk=handover.desk_id).exists()


def _why_not(handover: Handover, is_allowed: bool, message: Any) -> Refused | None:
    if not is_allowed:
        return Refused(message, "forbidden")
    return None if handover.state == HandoverState.OPEN else Refused(NOT_OPEN, "closed")


def why_not_accept(handover: Handover, user: User) -> Refused | None:
    """Explain why this person cannot accept items and sign, or return None."""
    if not write_rules.may_write(user, Handover):
        return write_rules.build_forbidden()
    return _why_not(handover, user.pk == handover.successor_id, NOT_YOURS)


def why_not_change(handover: Handover, user: User) -> Refused | None:
    """Explain why this person cannot cancel the handover, add items or answer, or return None."""
    said = gettext_lazy("Only the officer who leaves and the head can do this.")
    return _why_not(handover, may_lead(handover, user), said)


def why_not_settle(handover: Handover, user: User) -> Refused | None:
    """Explain why this person cannot decide about items that were not accepted, or return None."""
    if not is_head(handover, user) or user.pk == handover.successor_id:
        return Refused(_("Only a head of the desk other than the successor can do this."), "forbidden")
    if handover.state != HandoverState.SIGNED or handover.decided_at is not None:
        return Refused(_("The handover is not signed yet, or this is already decided."), "closed")
    return None


def _lock(handover: Handover, refusal: Refused | None) -> None:
    """Raise what prevents the step; lock the handover, and raise where it is no longer open."""
    if refusal is not None:
        raise refusal
    if edits.lock_record(handover).state != HandoverState.OPEN:
        raise Refused(NOT_OPEN, "closed")


# -- Steps
@transaction.atomic
def accept_items(
    handover: Handover, keys: Collection[int] | None = None, *, by: User, now: datetime.datetime
) -> int:
    """Accept the named items, or all that the successor may read; return how many."""
    _lock(handover, why_not_accept(handover, by))
    rows = HandoverItem.objects.filter(handover=handover, accepted_at__isnull=True)
    rows = policy.parts_of(handover, rows if keys is None else rows.filter(pk__in=keys), by)
    waiting = list(rows.order_by("pk"))
    edits.change_many(waiting, {"accepted_at": now}, by=by, now=now, action="item accepted")
    return len(waiting)


@transaction.atomic
def withdraw_acceptance(item: HandoverItem, *, by: User, now: datetime.datetime) -> HandoverItem:
    """Take an acceptance back before the handover is signed."""
    _lock(item.handover, why_not_accept(item.handover, by))
    return edits.change_record(item, {"accepted_at": None}, by=by, now=now, action="acceptance withdrawn")


@transaction.atomic
def ask_question(item: HandoverItem, question: str, *, by: User, now: datetime.datetime) -> HandoverItem:
    """Ask the officer a question about an item; an earlier answer goes with its question."""
    _lock(item.handover, why_not_accept(item.handover, by))
    words = edits.fit_text(question, edits.REASON_LENGTH)
    if not words:
        raise Refused(_("Enter the question."), "question")
    values = {"question": words, "answer": "", "answered_by_id": None}
    return edits.change_record(item, values, by=by, now=now, action="item questioned")


@transaction.atomic
def answer_question(item: HandoverItem, answer: str, *, by: User, now: datetime.datetime) -> HandoverItem:
    """Answer the question of the successor."""
    _lock(item.handover, why_not_change(item.handover, by))
    words = edits.fit_text(answer, edits.REASON_LENGTH)
    if not words or not item.question:
        raise Refused(_("Enter the answer."), "answer")
    values = {"answer": words, "answered_by_id": by.pk}
    return edits.change_record(item, values, by=by, now=now, action="item explained")


@transaction.atomic
def add_items(handover: Handover, *, by: User, now: datetime.datetime) -> int:
    """Add what both may read by now and is not in the list, at its end; return how many items."""
    _lock(handover, why_not_change(handover, by))
    standing = list(HandoverItem.objects.filter(handover=handover))
    known = {_key(item) for item in standing}
    readers = Readers(handover.successor, by)
    composed = handover_items.compose(list_countries(handover), readers, timezone.localdate(now))
    added = [item for item in composed if _key(item) not in known]
    level = handover_items.highest_level(added)
    if level > handover.classification:
        edits.change_record(handover, {"classification": level}, by=by, now=now)
    first = max((item.number for item in standing), default=0) + 1
    for number, item in enumerate(added, first):
        item.handover, item.number = handover, number
    edits.create_many(added, by=by, now=now)
    return len(added)


def _key(item: HandoverItem) -> tuple[tuple[str, int], ...]:
    return tuple((name, key) for name in SUBJECTS if (key := getattr(item, f"{name}_id")))


@transaction.atomic
def sign_handover(handover: Handover, *, remark: str = "", by: User, now: datetime.datetime) -> Handover:
    """Sign as the successor, with what was accepted so far; where that is all, no head has to decide."""
    _lock(handover, why_not_accept(handover, by))
    is_whole = not HandoverItem.objects.filter(handover=handover, accepted_at__isnull=True).exists()
    values = {
        "state": HandoverState.SIGNED,
        "signed_at": now,
        "remark": edits.fit_text(remark, edits.REASON_LENGTH),
        "decided_at": now if is_whole else None,
    }
    return edits.change_record(handover, values, by=by, now=now, action="handover signed")


@transaction.atomic
def cancel_handover(handover: Handover, *, reason: str, by: User, now: datetime.datetime) -> Handover:
    """Cancel a handover that was started by mistake; it stays on file, and another one can be started."""
    _lock(handover, why_not_change(handover, by))
    values = {"state": HandoverState.CANCELLED}
    why = edits.need_reason(reason)
    return edits.change_record(handover, values, by=by, now=now, action="handover cancelled", reason=why)


@transaction.atomic
def settle_handover(handover: Handover, *, answer: str, by: User, now: datetime.datetime) -> Handover:
    """Record what a head decided about the items that the successor did not accept."""
    if (refusal := why_not_settle(handover, by)) is not None:
        raise refusal
    values = {"decided_by_id": by.pk, "decided_at": now, "answer": edits.need_reason(answer)}
    where = {"decided_at": None}
    return edits.change_record(handover, values, by=by, now=now, action="handover settled", where=where)


# -- What is not in the list
@dataclass(frozen=True, slots=True)
class Missing:
    """What a head reads of these partners and the successor does not."""

    commitments: tuple[Commitment, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def count(self) -> int:
        return len(self.commitments) + len(self.outcomes)


NOTHING_MISSING = Missing((), ())


def list_not_visible(handover: Handover, head: User) -> Missing:
    """List what is not visible to the successor, as far as the head may read it; nothing for others.

    It is found for each head anew and stored nowhere.
    """
    if head.pk == handover.successor_id or not is_head(handover, head):
        return NOTHING_MISSING
    partners, successor = list_countries(handover), handover.successor
    items, asked = handover_items.list_open(partners), handover_items.list_unanswered(partners)
    seen = policy.readable_by(items, successor).order_by().values("pk")
    answerable = policy.readable_by(asked, successor).order_by().values("pk")
    return Missing(
        tuple(policy.readable_by(items.exclude(pk__in=seen), head)),
        tuple(policy.readable_by(asked.exclude(pk__in=answerable), head)),
    )

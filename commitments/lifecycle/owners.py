"""Owners of commitments: reassigning them, and finding items without a current owner.

An owner may have left, a ministry may have ended, and a deputy may act for an official who is away.
"""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.access.cached_queries import load_rows
from commitments.db import page_cache
from commitments.enums import (
    JOINT_TEXTS,
    MOVABLE_STATES,
    UNREPORTED_STATES,
    Actor,
    LeadRole,
    OwedBy,
    PostFunction,
    Role,
    Side,
)
from commitments.errors import Refused
from commitments.lifecycle import transitions
from commitments.lifecycle.transitions import check_official, check_side, lock, owing_leads
from commitments.models import (
    Absence,
    Commitment,
    CommitmentQuerySet,
    Ministry,
    Official,
    Responsibility,
    User,
    leads_of,
)
from commitments.records import edits


def why_not_reassign(
    commitment: Commitment, user: User, acts: write_rules.Acts | None = None
) -> Refused | None:
    """Explain why the owner cannot be changed now, or return None."""
    if commitment.state not in MOVABLE_STATES:
        return Refused(
            _(
                "The owner can be changed only while the commitment is open. A closed commitment keeps "
                "its last owner."
            ),
            "closed",
        )
    if not (acts or write_rules.build_acts(user, commitment))(Actor.DESK):
        return Refused(_("Only the desk can change the owner. Contact the desk."), "forbidden")
    return None


@transaction.atomic
def reassign(
    responsibility: Responsibility,
    *,
    ministry: Ministry | None = None,
    official: Official | None = None,
    document: str = "",
    reason: str,
    by: User,
    now: datetime.datetime,
) -> Responsibility:
    """Name another official or another ministry in one part of an open commitment; the history has both.

    For another official of the same ministry the desk's decision is enough. Without `official` no official is
    named. A new lead ministry has not accepted yet: the state stays and its acceptance is requested
    (`list_new_leads`), unless `document` files it at once, the desk's own ministry leads, or a text of both
    sides binds the partner, whichever ministry acts. Where the new ministry had a supporting part, that part
    ends.
    """
    commitment = responsibility.commitment
    refusal = why_not_reassign(commitment, by)
    if refusal is not None:
        raise refusal
    lock(commitment)
    said = edits.need_reason(" ".join(reason.split()))
    new = ministry or responsibility.ministry
    _check(responsibility, new, official, timezone.localdate(now))
    values: dict[str, object] = {"ministry_id": new.pk if new else None}
    values["official_id"] = official.pk if official else None
    if new is not None and new.pk != responsibility.ministry_id:
        _merge_part(responsibility, new, by=by, now=now, reason=said)
        if responsibility.accepted_on is not None or commitment.state in UNREPORTED_STATES:
            values |= _acceptance(responsibility, new, document, by=by, now=now)
    standing = {"ministry_id": responsibility.ministry_id, "official_id": responsibility.official_id}
    edits.change_record(
        responsibility, values, by=by, now=now, action="reassigned", reason=said, where=standing
    )
    transitions.update_last_contact(commitment)
    return responsibility


def reassign_lead(
    commitment: Commitment, side: Side, *, by: User, now: datetime.datetime, **named: Any
) -> Responsibility:
    """Name another owner as lead of one side, as `reassign` does."""
    for lead in leads_of(commitment):
        if lead.side == side:
            return reassign(lead, by=by, now=now, **named)
    raise Refused(_("This side has no lead ministry to replace. Select the other side."), "no_lead")


def _check(
    part: Responsibility, ministry: Ministry | None, official: Official | None, today: datetime.date
) -> None:
    """Raise `Refused` for a ministry or official that cannot answer for this side today."""
    is_new = ministry is not None and ministry.pk != part.ministry_id
    if ministry is not None and is_new:
        check_side(part.side, part.commitment.country_id, ministry)
        if ministry.valid_until is not None and ministry.valid_until < today:
            raise Refused(_("This ministry no longer exists. Select its successor."), "ended")
        if part.reported_on is not None:
            raise Refused(
                _(
                    "This side has reported completion. Return the commitment for more work first, "
                    "then select another ministry."
                ),
                "reported",
            )
    if official is not None:
        check_official(part.side, part.commitment.country_id, official, ministry)
        if official.ends_on is not None and official.ends_on < today:
            raise Refused(_("This official has left the post. Select an official in post."), "left")
    if not is_new and (official.pk if official else None) == part.official_id:
        raise Refused(_("This ministry or official is already the owner. Select another one."), "same")


def _merge_part(
    part: Responsibility, ministry: Ministry, *, by: User, now: datetime.datetime, reason: str
) -> None:
    """End the part that the new ministry had so far: it has one part in a commitment."""
    other = (
        part.commitment.responsibilities(manager="objects")
        .filter(ministry=ministry)
        .exclude(pk=part.pk)
        .first()
    )
    if other is None:
        return
    if other.role == LeadRole.LEAD:
        raise Refused(_("This ministry is already the lead. Select another one."), "leads_already")
    edits.remove_record(other, by=by, now=now, reason=reason)


def _acceptance(
    part: Responsibility, ministry: Ministry, document: str, *, by: User, now: datetime.datetime
) -> dict[str, object]:
    """Return the acceptance of the new lead: by document, of the desk itself, by the joint text, or
    requested.
    """
    commitment = part.commitment
    if part.role != LeadRole.LEAD or commitment.owed_by not in {part.side, OwedBy.JOINT}:
        return {}
    text = commitment.outcome.statement
    if part.side == Side.THEIRS and part.accepted_on and text is not None and text.kind in JOINT_TEXTS:
        return {}
    filed = edits.fit_document(document)
    if not filed and not (part.side == Side.OURS and ministry.runs_tracker):
        return {"accepted_on": None, "accepted_by_id": None, "acceptance": ""}
    return {
        "accepted_on": timezone.localdate(now),
        "accepted_by_id": by.pk,
        "acceptance": filed,
    }


def list_new_leads(commitment: Commitment) -> list[Responsibility]:
    """List the leads named after the item was accepted whose own acceptance is pending."""
    if commitment.state not in UNREPORTED_STATES:
        return []
    return [lead for lead in owing_leads(commitment) if lead.accepted_on is None]


@transaction.atomic
def file_acceptance(
    responsibility: Responsibility,
    *,
    answer: str = "",
    on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Responsibility:
    """Record that a lead named later accepts: by its own word, or by the answer that the desk files."""
    commitment = responsibility.commitment
    of_lead = responsibility.side == Side.OURS and responsibilities.is_in_lead_ministry(by, commitment)
    write_rules.require_permission(
        policy.can_read(by, commitment) and (of_lead or responsibilities.works_on(by, commitment.country))
    )
    if responsibility.pk not in {part.pk for part in list_new_leads(commitment)}:
        raise Refused(_("This side has already accepted the commitment."), "accepted_already")
    filed, ministry = edits.fit_document(answer), responsibility.ministry
    own_word = of_lead or (
        responsibility.side == Side.OURS and ministry is not None and ministry.runs_tracker
    )
    if not filed and not own_word:
        raise Refused(
            _("Enter the ministry’s answer document: the letter, note or email, with its number and date."),
            "needs_answer",
        )
    today = timezone.localdate(now)
    if on is not None and on > today:
        raise Refused(_("Enter today’s date or an earlier date for the document."), "future")
    lock(commitment)
    values = {"accepted_on": on or today, "accepted_by": by, "acceptance": filed}
    edits.change_record(
        responsibility, values, by=by, now=now, action="accepted", where={"accepted_on": None}
    )
    transitions.update_last_contact(commitment)
    return responsibility


ANSWERING = (PostFunction.FOCAL_POINT, PostFunction.ALTERNATE)
# An account that is closed, or that no mail reaches.
SILENT = Q(user__is_active=False) | Q(user__email_bounced_at__isnull=False)
OWING = Q(commitment__owed_by=OwedBy.JOINT) | Q(commitment__owed_by=F("side"))


@dataclass(frozen=True, slots=True)
class MinistryLeft:
    """A ministry of which all officials have left: the last day of the last; whether email to one bounces."""

    last: datetime.date | None = None
    is_unreached: bool = False


@dataclass(frozen=True, slots=True)
class DepartedOwners:
    """Keys of owners who no longer answer: ministries that ended or have no officials left, and officials."""

    ended: frozenset[int]
    left: dict[int, MinistryLeft]
    officials: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.ended or self.left or self.officials)


@dataclass(frozen=True, slots=True)
class OwnerGone:
    """Why an owing lead has no current owner, in a sentence, and the part to correct."""

    part: int
    side: Side
    why: str


def find_departed(today: datetime.date) -> DepartedOwners:
    """Find all owners who have left, in four small queries.

    One of our ministries has no one left where it has had a focal point or an alternate (an official in such
    a post, or an account of that role) and each of them is out of post or has a closed account. A ministry
    that never had any does not count: no one has left, and the desk answers for it. An official has left when
    the last day in post is past, the account is closed or email bounces; only those named in a commitment are
    checked.
    """
    ended = Ministry.objects.filter(valid_until__lt=today).order_by().values_list("pk", flat=True)
    # One look into an index for each official who left: an EXISTS would be turned round, and read every part.
    named = Responsibility.objects.filter(official=OuterRef("pk")).order_by().values("pk")[:1]
    left = Official.objects.filter(Q(ends_on__lt=today) | SILENT)
    officials = left.annotate(named=Subquery(named)).filter(named__isnull=False)
    return DepartedOwners(
        frozenset(ended),
        _left(today),
        frozenset(officials.order_by().values_list("pk", flat=True)),
    )


def _left(today: datetime.date) -> dict[int, MinistryLeft]:
    """Find those of our ministries that have no one left to answer."""
    return page_cache.of_reference(("left", today), lambda: _find_left(today))


def _find_left(today: datetime.date) -> dict[int, MinistryLeft]:
    posts = Official.objects.filter(function__in=ANSWERING, country__iso=settings.HOME_COUNTRY)
    accounts = User.objects.filter(role=Role.FOCAL_POINT)
    columns = ("ministry", "ends_on", "user__is_active", "user__email_bounced_at")
    known = list(posts.order_by().values_list(*columns))
    columns = ("ministry", "official__ends_on", "is_active", "email_bounced_at")
    known += accounts.order_by().values_list(*columns)
    # An official without an account answers by letter.
    there = [
        (ministry, bounced)
        for ministry, ends_on, is_open, bounced in known
        if is_open is not False and not _is_past(ends_on, today)
    ]
    living = {ministry for ministry, bounced in there if not bounced}
    unreached = {ministry for ministry, bounced in there if bounced}
    days: dict[int, list[datetime.date]] = {}
    for ministry, ends_on, _is_open, _bounced in known:
        if ministry is not None and ministry not in living:
            days.setdefault(ministry, []).extend([ends_on] if ends_on else [])
    return {key: MinistryLeft(max(ends, default=None), key in unreached) for key, ends in days.items()}


def _is_past(day: datetime.date | None, today: datetime.date) -> bool:
    return day is not None and day < today


def without_current_owner(rows: CommitmentQuerySet, today: datetime.date) -> CommitmentQuerySet:
    """Narrow to the open items with an owing lead, of either side, that has no current owner.

    That is a ministry that ended, a named official who has left post or has a closed account or, on our side
    where no official is named, a ministry whose focal points and alternates have all left (see
    `find_departed`). A lead that is not stated does not count: it never had an owner. This is derived from
    dates, so it shows on the day; it takes four small queries, and one more for the rows.
    """
    gone = find_departed(today)
    if not gone:
        return rows.none()
    leads = Responsibility.objects.filter(
        _is_gone(gone), OWING, role=LeadRole.LEAD, commitment=OuterRef("pk")
    )
    # One look by key for each open item: what has gone in twenty years leads many that are closed.
    return rows.open().filter(Exists(leads))


def _is_gone(gone: DepartedOwners) -> Q:
    left = Q(ministry__in=gone.left.keys(), official__isnull=True, side=Side.OURS)
    return Q(ministry__in=gone.ended) | Q(official__in=gone.officials) | left


def explain_no_owner(commitments: Collection[int], today: datetime.date) -> dict[int, tuple[OwnerGone, ...]]:
    """Return for each of these open items why it has no current owner; only for items the reader may read.

    One query reads their leads, two more who answers for our ministries; these a page keeps.
    """
    parts = load_rows(_list_leads, list(commitments), is_planned=True)
    found: dict[int, tuple[OwnerGone, ...]] = {}
    for part, why in _gone(parts, today):
        found[part.commitment_id] = (*found.get(part.commitment_id, ()), why)
    return found


def _list_leads(commitments: list[int]) -> QuerySet[Responsibility]:
    leads = Responsibility.objects.filter(OWING, role=LeadRole.LEAD, commitment__in=commitments)
    return leads.select_related("ministry__successor", "official__user").order_by("side", "pk")


def reasons_of(commitment: Commitment, today: datetime.date) -> tuple[OwnerGone, ...]:
    """Return the same for one item whose leads were loaded with it: at most two queries."""
    return tuple(why for _lead, why in _gone(owing_leads(commitment), today))


def _gone(
    leads: Collection[Responsibility], today: datetime.date
) -> Iterator[tuple[Responsibility, OwnerGone]]:
    """Yield those of these leads that have no current owner, each with the reason."""
    gone = _departed_of(leads, today)
    for lead in leads:
        is_left = lead.official is None and lead.side == Side.OURS and lead.ministry_id in gone.left
        if is_left or lead.ministry_id in gone.ended or lead.official_id in gone.officials:
            yield lead, OwnerGone(lead.pk, Side(lead.side), _why(lead, gone, today))


def _departed_of(parts: Collection[Responsibility], today: datetime.date) -> DepartedOwners:
    """Find who is gone among the leads of some items, read with their ministries and officials."""
    ministries = {part.ministry for part in parts if part.ministry is not None}
    officials = {part.official for part in parts if part.official is not None}
    is_ours = any(part.official is None and part.side == Side.OURS and part.ministry for part in parts)
    return DepartedOwners(
        frozenset(one.pk for one in ministries if _is_past(one.valid_until, today)),
        _left(today) if is_ours else {},
        frozenset(
            one.pk
            for one in officials
            if _is_past(one.ends_on, today) or (one.user is not None and not one.user.can_be_told)
        ),
    )


def _why(part: Responsibility, gone: DepartedOwners, today: datetime.date) -> str:
    """Return the reason in words: who left or what ended, when, and the successor."""
    ministry, official = part.ministry, part.official
    if ministry is not None and ministry.pk in gone.ended and ministry.valid_until:
        values = {"name": ministry.label, "day": date_format(ministry.valid_until)}
        if ministry.successor is not None:
            return gettext("%(name)s ceased to exist on %(day)s; successor: %(next)s") % {
                **values,
                "next": ministry.successor.label,
            }
        return gettext("%(name)s ceased to exist on %(day)s") % values
    if official is not None and official.pk in gone.officials:
        if official.ends_on is not None and official.ends_on < today:
            return gettext("%(who)s left the post on %(day)s") % {
                "who": official,
                "day": date_format(official.ends_on),
            }
        if official.user is not None and official.user.is_active:
            return gettext("Email to %(who)s bounces") % {"who": official}
        return gettext("The account of %(who)s is deactivated") % {"who": official}
    name = ministry.label if ministry else ""
    left = gone.left.get(ministry.pk, MinistryLeft()) if ministry else MinistryLeft()
    if left.is_unreached:
        return gettext("%(name)s has no focal point who can receive email") % {"name": name}
    if left.last is not None:
        return gettext("All focal points of %(name)s have left, the last on %(day)s") % {
            "name": name,
            "day": date_format(left.last),
        }
    return gettext("All focal points of %(name)s have left") % {"name": name}


def find_absences(today: datetime.date, people: Collection[int] | None = None) -> dict[int, Absence]:
    """Return the absence of each person who is away on a day, with the deputy: person -> absence, one query.

    `people` limits it to the accounts of the officials on a page; without it, all absences are returned.
    """
    rows = Absence.objects.filter(starts_on__lte=today, ends_on__gte=today).select_related("person", "deputy")
    away = page_cache.of_reference(("away", today), lambda: {row.person_id: row for row in rows})
    return {key: row for key, row in away.items() if people is None or key in people}


def format_absence(absence: Absence) -> str:
    """Return an absence as "away until D, deputy Y"."""
    return gettext("out of office until %(day)s, deputy %(deputy)s") % {
        "day": date_format(absence.ends_on),
        "deputy": absence.deputy,
    }

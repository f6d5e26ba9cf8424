"""Who answers now: owners who left, ministries that ended, and who stands in for whom."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
from commitments.vocabulary import LeadRole, OwedBy, PostFunction, Role, Side

ANSWERING = (PostFunction.FOCAL_POINT, PostFunction.ALTERNATE)
# An account that is closed, or that no mail reaches.
SILENT = Q(user__is_active=False) | Q(user__mail_bounced_at__isnull=False)
OWING = Q(commitment__owed_by=OwedBy.JOINT) | Q(commitment__owed_by=F("side"))


@dataclass(frozen=True, slots=True)
class Left:
    """Of a ministry with nobody left: the last day of the last; whether mail to somebody comes back."""

    last: datetime.date | None = None
    is_unreached: bool = False


@dataclass(frozen=True, slots=True)
class Departed:
    """Keys of those who answer for nothing any more: ministries that ended, or that have nobody left."""

    ended: frozenset[int]
    left: dict[int, Left]
    officials: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.ended or self.left or self.officials)


@dataclass(frozen=True, slots=True)
class Gone:
    """Why an owing lead has no living owner, in a sentence, and the part to mend."""

    part: int
    side: Side
    why: str


def departed(today: datetime.date) -> Departed:
    """Find who is gone, of all, in four small queries.

    A ministry of ours has nobody left where it has had a focal point or an alternate (an official in such a
    post, or an account of that role) and each of them is out of post or has a closed account. One that never
    had any is not left: nobody has gone, and the desk answers for it. An official is gone whose last day in
    post is past, whose account is closed or to whom mail comes back; only those named in some commitment are
    looked for.
    """
    ended = Ministry.objects.filter(exists_until__lt=today).order_by().values_list("pk", flat=True)
    # One look into an index for each official who left: an EXISTS would be turned round, and read every part.
    named = Responsibility.objects.filter(official=OuterRef("pk")).order_by().values("pk")[:1]
    left = Official.objects.filter(Q(ends_on__lt=today) | SILENT)
    officials = left.annotate(named=Subquery(named)).filter(named__isnull=False)
    return Departed(
        frozenset(ended),
        _left(today),
        frozenset(officials.order_by().values_list("pk", flat=True)),
    )


def _left(today: datetime.date, ministries: Collection[int] | None = None) -> dict[int, Left]:
    """Find the ministries of ours that have nobody left to answer, of all or of those that are named."""
    posts = Official.objects.filter(function__in=ANSWERING, country__iso=settings.HOME_COUNTRY)
    accounts = User.objects.filter(role=Role.FOCAL_POINT)
    if ministries is not None:
        posts, accounts = posts.filter(ministry__in=ministries), accounts.filter(ministry__in=ministries)
    columns = ("ministry", "ends_on", "user__is_active", "user__mail_bounced_at")
    known = list(posts.order_by().values_list(*columns))
    columns = ("ministry", "official__ends_on", "is_active", "mail_bounced_at")
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
    return {key: Left(max(ends, default=None), key in unreached) for key, ends in days.items()}


def _is_past(day: datetime.date | None, today: datetime.date) -> bool:
    return day is not None and day < today


def without_living_owner(rows: CommitmentQuerySet, today: datetime.date) -> CommitmentQuerySet:
    """Narrow to the open items of which an owing lead, of either side, has nobody who answers any more.

    That is a ministry that ended, a named official no longer in post or with a closed account or, on our side
    where no official is named, a ministry whose focal points and alternates have all left (`departed` says
    what counts). A lead that is not stated is no such case: it never had an owner. It is derived from
    the dates, so it shows on the day; in four small queries, and the rows themselves one more.
    """
    gone = departed(today)
    if not gone:
        return rows.none()
    leads = Responsibility.objects.filter(
        _is_gone(gone), OWING, role=LeadRole.LEAD, commitment=OuterRef("pk")
    )
    # One look by key for each open item: what has gone in twenty years leads many that are closed.
    return rows.open().filter(Exists(leads))


def _is_gone(gone: Departed) -> Q:
    left = Q(ministry__in=gone.left.keys(), official__isnull=True, side=Side.OURS)
    return Q(ministry__in=gone.ended) | Q(official__in=gone.officials) | left


def reasons(commitments: Collection[int], today: datetime.date) -> dict[int, tuple[Gone, ...]]:
    """Say of each of these open items why it has no living owner; only for items the reader may read.

    One query reads their leads, two more who answers for the ministries of ours among them.
    """
    leads = Responsibility.objects.filter(OWING, role=LeadRole.LEAD, commitment__in=commitments)
    parts = list(leads.select_related("ministry__successor", "official__user").order_by("side", "pk"))
    found: dict[int, tuple[Gone, ...]] = {}
    for part, why in _gone(parts, today):
        found[part.commitment_id] = (*found.get(part.commitment_id, ()), why)
    return found


def reasons_of(commitment: Commitment, today: datetime.date) -> tuple[Gone, ...]:
    """Say the same of one item, whose leads were read with it: two queries."""
    owing = (commitment.owed_by,) if commitment.owed_by != OwedBy.JOINT else tuple(Side)
    return tuple(
        why for _lead, why in _gone([one for one in leads_of(commitment) if one.side in owing], today)
    )


def _gone(leads: Collection[Responsibility], today: datetime.date) -> Iterator[tuple[Responsibility, Gone]]:
    """Look which of these leads have nobody who answers any more."""
    gone = _departed_of(leads, today)
    for lead in leads:
        is_left = lead.official is None and lead.side == Side.OURS and lead.ministry_id in gone.left
        if is_left or lead.ministry_id in gone.ended or lead.official_id in gone.officials:
            yield lead, Gone(lead.pk, Side(lead.side), _why(lead, gone, today))


def _departed_of(parts: Collection[Responsibility], today: datetime.date) -> Departed:
    """Find who is gone among the leads of some items, read with their ministries and officials."""
    ministries = {part.ministry for part in parts if part.ministry is not None}
    officials = {part.official for part in parts if part.official is not None}
    ours = [part.ministry_id for part in parts if part.official is None and part.side == Side.OURS]
    return Departed(
        frozenset(one.pk for one in ministries if _is_past(one.exists_until, today)),
        _left(today, {key for key in ours if key is not None}),
        frozenset(
            one.pk
            for one in officials
            if _is_past(one.ends_on, today) or (one.user is not None and not one.user.can_be_told)
        ),
    )


def _why(part: Responsibility, gone: Departed, today: datetime.date) -> str:
    """Say it as a person would: who left or what ended, when, and what came after."""
    ministry, official = part.ministry, part.official
    if ministry is not None and ministry.pk in gone.ended and ministry.exists_until:
        values = {"name": ministry.label, "day": date_format(ministry.exists_until)}
        if ministry.successor is not None:
            return _("%(name)s ended on %(day)s; successor: %(next)s") % {
                **values,
                "next": ministry.successor.label,
            }
        return _("%(name)s ended on %(day)s") % values
    if official is not None and official.pk in gone.officials:
        if official.ends_on is not None and official.ends_on < today:
            return _("%(who)s left on %(day)s") % {"who": official, "day": date_format(official.ends_on)}
        if official.user is not None and official.user.is_active:
            return _("Mail to %(who)s comes back") % {"who": official}
        return _("The account of %(who)s is closed") % {"who": official}
    name = ministry.label if ministry else ""
    left = gone.left.get(ministry.pk, Left()) if ministry else Left()
    if left.is_unreached:
        return _("No focal point of %(name)s is left whom mail reaches") % {"name": name}
    if left.last is not None:
        return _("Every focal point of %(name)s has left, the last on %(day)s") % {
            "name": name,
            "day": date_format(left.last),
        }
    return _("Every focal point of %(name)s has left") % {"name": name}


def absences(today: datetime.date, people: Collection[int] | None = None) -> dict[int, Absence]:
    """Give the absence of each person who is away on a day, with the deputy: person -> absence, one query.

    For the owners on a page, give the accounts of the officials named there; left out, everybody's.
    """
    rows = Absence.objects.filter(starts_on__lte=today, ends_on__gte=today).select_related("person", "deputy")
    if people is not None:
        rows = rows.filter(person__in=people)
    return {row.person_id: row for row in rows}


def away(absence: Absence) -> str:
    """Say of an absence "away until D, deputy Y"."""
    return _("away until %(day)s, deputy %(deputy)s") % {
        "day": date_format(absence.ends_on),
        "deputy": absence.deputy,
    }

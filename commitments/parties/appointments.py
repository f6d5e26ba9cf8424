"""Appointments: a successor in a post takes over the parts in open commitments, each with its history row."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.accounts import changes
from commitments.audit import log
from commitments.enums import MOVABLE_STATES, LeadRole, Role
from commitments.errors import Refused
from commitments.models import Commitment, Ministry, Official, OfficialName, Responsibility, User
from commitments.records import edits

# What is closed keeps who owed it; a draft has promised nothing yet.
ACTION = "succeeded"
BATCH = 500


def filter_open(parts: QuerySet[Responsibility]) -> QuerySet[Responsibility]:
    """Narrow to the parts of open commitments and drafts."""
    return parts.filter(commitment__state__in=MOVABLE_STATES)


def has_part(party: Ministry | Official) -> bool:
    """Return whether a ministry or an official has, or had, a part in any commitment."""
    named = Q(official=party) if isinstance(party, Official) else Q(ministry=party)
    return Responsibility.objects.filter(named).exists()


def pass_on(
    parts: Iterable[Responsibility],
    *,
    ministry: tuple[int, int] | None = None,
    officials: Mapping[int, int | None],
    by: User,
    now: datetime.datetime,
    reason: str,
) -> int:
    """Replace a ministry (old key, new key) and officials (old key -> new key, or None) in open commitments.

    Where the new ministry already has a part in a commitment, the two become one: the lead's row stays with
    its acceptance and report, and takes the other's official where it names none. The caller holds the
    transaction. Returns the number of commitments changed; the number of queries does not grow with them.
    """
    rows = list(parts)
    beside = _beside(rows, ministry[1]) if ministry else {}
    before = {row.pk: log.state_of(row) for row in (*rows, *beside.values())}
    kept: dict[int, Responsibility] = {}
    gone: list[Responsibility] = []
    for row in rows:
        row.official_id = officials.get(row.official_id, row.official_id) if row.official_id else None
        stays = row
        other = beside.get(row.commitment_id) if ministry and row.ministry_id == ministry[0] else None
        if ministry and row.ministry_id == ministry[0]:
            row.ministry_id = ministry[1]
        if other is not None:
            stays, leaves = (other, row) if other.role == LeadRole.LEAD else (row, other)
            stays.official_id = stays.official_id or leaves.official_id
            gone.append(leaves)
        kept[stays.pk] = stays
    _write(kept.values(), gone)
    said: dict[str, Any] = {"by": by, "now": now, "reason": reason}
    history = [log.build_row("removed", row, before=before[row.pk], after={}, **said) for row in gone]
    for row in kept.values():
        old, new = log.find_difference(before[row.pk], log.state_of(row))
        if new:
            history.append(log.build_row(ACTION, row, before=old, after=new, **said))
    log.write_rows(history)
    return len({row.commitment_id for row in rows})


def _beside(rows: list[Responsibility], ministry: int) -> dict[int, Responsibility]:
    """Find the parts that the new ministry has already: commitment -> part."""
    own = {row.pk for row in rows}
    keys = {row.commitment_id for row in rows}
    found = Responsibility.objects.select_for_update(of=("self",)).filter(
        ministry=ministry, commitment__in=keys
    )
    return {part.commitment_id: part for part in found.select_related("commitment") if part.pk not in own}


def _write(kept: Iterable[Responsibility], gone: list[Responsibility]) -> None:
    """Write the changes, removals first: a ministry has one part in a commitment, and a side one lead."""
    Responsibility.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Responsibility.objects.bulk_update(list(kept), ["ministry", "official"], batch_size=BATCH)


def lock_parts(parts: QuerySet[Responsibility]) -> QuerySet[Responsibility]:
    """Read the parts to be passed on, with their commitments, in one order for every writer."""
    return filter_open(parts).select_for_update(of=("self",)).select_related("commitment").order_by("pk")


def commitments_of(parts: QuerySet[Responsibility]) -> QuerySet[Commitment]:
    """Return the open commitments and drafts of these parts."""
    return Commitment.objects.filter(pk__in=filter_open(parts).order_by().values("commitment"))


ONE_DAY = datetime.timedelta(days=1)
NOBODY_YET = ""


def why_not_appoint(official: Official, user: User) -> Refused | None:
    """Explain why this person cannot record a successor in this post, or return None."""
    if not write_rules.may_write(user, Official):
        return Refused(
            _(
                "Only the desk or the administrator can edit the records of officials. Ask the desk or "
                "the administrator."
            ),
            "forbidden",
        )
    if user.role == Role.EMBASSY_OFFICER and official.country_id != user.host_country_id:
        return Refused(
            _(
                "An embassy can edit only the records of officials of its host country. Ask the desk to "
                "edit this record."
            ),
            "forbidden",
        )
    if official.user_id is not None and user.role != Role.ADMINISTRATOR:
        return Refused(
            _("The holder of this post has an account. Ask an administrator to record the successor."),
            "administrator",
        )
    return None


@transaction.atomic
def appoint_successor(
    official: Official,
    *,
    left_on: datetime.date,
    person: str = NOBODY_YET,
    email: str = "",
    user: User | None = None,
    starts_on: datetime.date | None = None,
    close_account: bool = False,
    release: bool = False,
    by: User,
    now: datetime.datetime,
) -> Official | None:
    """Record that an official left on a day and, with `person`, the successor in the same post.

    The old row ends on that day and keeps its account, the new one begins on the next day or on `starts_on`
    with `user` as its account. Open commitments and drafts that named the old official name the new one.
    Without a successor they keep the name, and show as without a current owner, or with `release` name no
    one, and the ministry answers. `close_account` closes the account of the person who left. Returns the new
    official, or None.
    """
    refusal = why_not_appoint(official, by)
    if refusal is not None:
        raise refusal
    _check(official, left_on, person, user, starts_on, timezone.localdate(now))
    reason = gettext("left the post") if not person else gettext("succeeded by %(who)s") % {"who": person}
    account = official.user
    ended: dict[str, object] = {"ends_on": left_on}
    if user is not None and user.pk == official.user_id:
        ended["user_id"] = None
    edits.change_record(official, ended, by=by, now=now, action="left", reason=reason)
    new = (
        _begin(official, person, email, user, starts_on or left_on + ONE_DAY, by=by, now=now)
        if person
        else None
    )
    if new is not None or release:
        pass_on(
            lock_parts(Responsibility.objects.filter(official=official)),
            officials={official.pk: new.pk if new else None},
            by=by,
            now=now,
            reason=reason,
        )
    if close_account and account is not None and account != user and account.is_active:
        changes.close_account(account, reason=reason, by=by, now=now)
    return new


def _check(
    official: Official,
    left_on: datetime.date,
    person: str,
    user: User | None,
    starts_on: datetime.date | None,
    today: datetime.date,
) -> None:
    if left_on > today:
        raise Refused(
            _(
                "This date is in the future. Enter it under “In post until” on the page of the "
                "official, and record the successor after that date."
            ),
            "future",
        )
    if official.starts_on is not None and left_on < official.starts_on:
        raise Refused(_("This date is before the first day in the post. Correct it."), "order")
    if person and starts_on is not None and starts_on <= left_on:
        raise Refused(_("The successor must start after the last day of the previous official."), "order")
    if user is not None and not person:
        raise Refused(_("Enter the successor who will use this account."), "needs_person")
    if user is not None and (not user.is_active or user.ministry_id != official.ministry_id):
        raise Refused(_("Select an active account of the same ministry."), "account")
    holder = Official.objects.filter(user=user).exclude(pk=official.pk) if user is not None else None
    if holder is not None and holder.exists():
        raise Refused(_("This account belongs to another post. Select another account."), "account")


def _begin(
    old: Official,
    person: str,
    email: str,
    user: User | None,
    starts_on: datetime.date,
    *,
    by: User,
    now: datetime.datetime,
) -> Official:
    """Insert the successor in the same post, which keeps its names in other languages."""
    new = Official(
        country=old.country,
        ministry=old.ministry,
        post=old.post,
        person=person,
        function=old.function,
        precedence=old.precedence,
        level=old.level,
        email=email,
        user=user,
        starts_on=starts_on,
    )
    edits.create_record(new, by=by, now=now)
    for name in old.names.exclude(post=""):
        edits.create_record(
            OfficialName(official=new, language=name.language, post=name.post), by=by, now=now
        )
    return new

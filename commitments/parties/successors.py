"""Ministries that are renamed or merged: closed records keep the old name, the successor takes the rest."""

import datetime
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.accounts import changes
from commitments.audit import log
from commitments.enums import AccountChangeKind, ApprovalState, Role
from commitments.errors import Refused
from commitments.models import (
    Commitment,
    CommitmentQuerySet,
    Ministry,
    Official,
    OfficialName,
    Responsibility,
    User,
)
from commitments.models.parties import not_ended_on
from commitments.parties.appointments import ACTION, commitments_of, lock_parts, pass_on
from commitments.parties.names import load_names_in_use
from commitments.records import edits

ONE_DAY = datetime.timedelta(days=1)
SHOWN = 25


@dataclass(frozen=True, slots=True)
class SuccessionPreview:
    """What a succession will change, as far as the person may read; `count` is of items, `shared` of those
    in which the successor has a part already.
    """

    items: tuple[Commitment, ...]
    count: int
    shared: int
    officials: tuple[Official, ...]
    accounts: tuple[User, ...]


def why_not_succeed(ministry: Ministry, user: User) -> Refused | None:
    """Explain why this person cannot record a successor of this ministry, or return None.

    One of our ministries concerns every desk, and accounts move with it: only an administrator may. For a
    partner's ministry the partner's desk may too, unless an account belongs to it.
    """
    if ministry.successor_id is not None:
        return Refused(
            _("This ministry already has a successor. Check the record of the successor."), "succeeded"
        )
    if user.role == Role.ADMINISTRATOR:
        return None
    is_ours = ministry.country.iso == settings.HOME_COUNTRY
    has_accounts = User.objects.filter(Q(ministry=ministry) | Q(official__ministry=ministry)).exists()
    if is_ours or has_accounts:
        return Refused(
            _("This change affects accounts or all desks. Ask an administrator to record it."),
            "forbidden",
        )
    if not (write_rules.may_write(user, Ministry) and responsibilities.works_on(user, ministry.country)):
        return Refused(
            _("Only the partner’s desk or the administrator can record this change. Ask one of them."),
            "forbidden",
        )
    return None


def preview_succession(
    ministry: Ministry, *, into: Ministry | None = None, on: datetime.date, user: User
) -> SuccessionPreview:
    """Return what `record_succession` will change, under the person's access, in six queries."""
    parts = Responsibility.objects.filter(_touched(ministry, on))
    items = cast(CommitmentQuerySet, policy.readable_by(commitments_of(parts), user))
    shared = items.filter(responsibilities__ministry=into).count() if into else 0
    return SuccessionPreview(
        items=tuple(items.by_due().select_related("country")[:SHOWN]),
        count=items.count(),
        shared=shared,
        officials=tuple(_in_post(ministry, on)),
        accounts=tuple(policy.readable_by(User.objects.filter(ministry=ministry), user)),
    )


def _touched(ministry: Ministry, on: datetime.date) -> Q:
    return Q(ministry=ministry) | Q(official__in=_in_post(ministry, on).values("pk"))


def _in_post(ministry: Ministry, on: datetime.date) -> QuerySet[Official]:
    return ministry.officials.filter(not_ended_on(on)).order_by("precedence", "pk")


@transaction.atomic
def record_succession(
    ministry: Ministry,
    *,
    name: str = "",
    short_name: str = "",
    into: Ministry | None = None,
    on: datetime.date,
    by: User,
    now: datetime.datetime,
) -> int:
    """Record that a ministry was renamed (`name`) or merged (`into`) on a day; return the open items passed
    on.

    1. The ministry ends the day before and points to its successor, which a new name creates.
    2. Its officials in post end with it and begin again in the successor; accounts move along, or this is
       proposed for two persons (`_move_accounts`). No role or clearance changes.
    3. Open commitments and drafts name the successor, each change with its history row; closed ones keep the
       old name. Where the successor already has a part, the two parts become one.

    Raises `Refused` for the ministry itself, another country, a ministry that ended or would succeed
    itself, a taken name and a future day.
    """
    ministry = Ministry.objects.select_for_update(of=("self",)).select_related("country").get(pk=ministry.pk)
    refusal = why_not_succeed(ministry, by)
    if refusal is not None:
        raise refusal
    check_succession(
        ministry, name=name, short_name=short_name, into=into, on=on, today=timezone.localdate(now)
    )
    new = into or _rename(ministry, name, short_name, on, by=by, now=now)
    reason = (gettext("merged into %(name)s") if into else gettext("renamed %(name)s")) % {"name": new.name}
    ended: dict[str, object] = {"valid_until": on - ONE_DAY, "successor_id": new.pk}
    if ministry.runs_tracker:
        ended["runs_tracker"] = False
        if not new.runs_tracker:
            edits.change_record(new, {"runs_tracker": True}, by=by, now=now, reason=reason)
    edits.change_record(ministry, ended, by=by, now=now, action=ACTION, reason=reason)
    officials = _begin_anew(ministry, new, on, by=by, now=now, reason=reason)
    _move_accounts(ministry, new, is_renamed=into is None, by=by, now=now, reason=reason)
    return pass_on(
        lock_parts(Responsibility.objects.filter(Q(ministry=ministry) | Q(official__in=officials))),
        ministry=(ministry.pk, new.pk),
        officials=officials,
        by=by,
        now=now,
        reason=reason,
    )


def check_succession(
    ministry: Ministry,
    *,
    name: str = "",
    short_name: str = "",
    into: Ministry | None = None,
    on: datetime.date,
    today: datetime.date,
) -> None:
    """Raise `Refused` for what cannot be: the same checks before the preview and before the deed."""
    if name.strip() and into is not None:
        raise Refused(
            _("Enter a new name or select the ministry into which this one was merged, but not both."),
            "one_way",
        )
    if not name.strip() and into is None:
        raise Refused(
            _("Enter the new name, or select the ministry into which this one was merged."), "one_way"
        )
    if on > today:
        raise Refused(_("This date is in the future. Record the change after it has taken effect."), "future")
    if ministry.valid_from is not None and on <= ministry.valid_from:
        raise Refused(_("Enter a date after the day on which the ministry was established."), "order")
    if into is None:
        if name.strip() == ministry.name:
            raise Refused(_("The ministry already has this name. Enter another name."), "same")
        if Ministry.objects.filter(country=ministry.country_id, name=name.strip()).exists():
            raise Refused(
                _(
                    "This country has or had a ministry with this name. Select it below, or add the "
                    "year to the name."
                ),
                "taken",
            )
        names = [text for text in (name.strip(), short_name.strip()) if text]
        refusal = load_names_in_use(ministry.country_id).why_not(names, ministry.pk)
        if refusal is not None:
            raise refusal
        return
    if into.pk == ministry.pk:
        raise Refused(_("A ministry cannot be its own successor. Select another ministry."), "itself")
    if into.country_id != ministry.country_id:
        raise Refused(_("The successor must belong to the same country. Select another ministry."), "country")
    if _leads_to(into, ministry):
        raise Refused(_("That ministry is a predecessor of this one. Select another ministry."), "cycle")
    if into.successor_id is not None or (into.valid_until is not None and into.valid_until < on):
        raise Refused(_("That ministry no longer exists. Select an existing ministry."), "ended")
    if into.valid_from is not None and into.valid_from > on:
        raise Refused(_("That ministry was established after this date. Correct the date."), "later")


def _leads_to(start: Ministry, end: Ministry) -> bool:
    """Return whether one became the other, directly or by way of others."""
    seen, step = set(), start
    while step.successor is not None and step.pk not in seen:
        seen.add(step.pk)
        step = step.successor
        if step.pk == end.pk:
            return True
    return False


def _rename(
    old: Ministry, name: str, short_name: str, on: datetime.date, *, by: User, now: datetime.datetime
) -> Ministry:
    new = Ministry(
        country=old.country,
        name=name.strip(),
        short_name=short_name.strip(),
        runs_tracker=old.runs_tracker,
        valid_from=on,
    )
    return edits.create_record(new, by=by, now=now)


def _begin_anew(
    old: Ministry, new: Ministry, on: datetime.date, *, by: User, now: datetime.datetime, reason: str
) -> dict[int, int | None]:
    """Let the officials in post end with the old ministry and begin in the new one: old key -> new key."""
    found: dict[int, int | None] = {}
    for official in _in_post(old, on).select_for_update().prefetch_related("names"):
        names = list(official.names.all())
        if official.starts_on is not None and official.starts_on >= on:
            edits.change_record(
                official, {"ministry_id": new.pk}, by=by, now=now, action=ACTION, reason=reason
            )
            continue
        account, until = official.user, official.ends_on
        ended = {"ends_on": on - ONE_DAY, "user_id": None} if account else {"ends_on": on - ONE_DAY}
        edits.change_record(official, ended, by=by, now=now, action=ACTION, reason=reason)
        begun = Official(
            country=official.country,
            ministry=new,
            post=official.post,
            person=official.person,
            function=official.function,
            precedence=official.precedence,
            level=official.level,
            email=official.email,
            user=account,
            starts_on=on,
            ends_on=until,
        )
        edits.create_record(begun, by=by, now=now, reason=reason)
        for name in names:
            again = OfficialName(official=begun, language=name.language, person=name.person, post=name.post)
            edits.create_record(again, by=by, now=now)
        found[official.pk] = begun.pk
    return found


def _move_accounts(
    old: Ministry, new: Ministry, *, is_renamed: bool, by: User, now: datetime.datetime, reason: str
) -> None:
    """Let the accounts of the ministry follow it: under a new name all, for it is the same house.

    Into another house follow those that one person would place there; of the others it is proposed, and
    they read nothing of it until a second person confirms.
    """
    people = list(User.objects.select_for_update().filter(ministry=old).order_by("pk"))
    there = {"ministry_id": new.pk}
    follow = [
        one
        for one in people
        if is_renamed or write_rules.may_grant_alone({**write_rules.reach_of(one), **there})
    ]
    User.objects.filter(pk__in=[user.pk for user in follow]).update(ministry=new)
    history: list[log.Change] = []
    for user in follow:
        before = log.state_of(user)
        user.ministry = new
        history.append((user, *log.find_difference(before, log.state_of(user))))
    log.record_many(ACTION, history, by=by, now=now, reason=reason)
    for user in people:
        waits = (
            user.account_changes(manager="objects")
            .filter(kind=AccountChangeKind.PERMISSIONS, state=ApprovalState.PENDING)
            .exists()
        )
        if user not in follow and user.is_active and not waits and user.pk != by.pk:
            changes.propose_permissions(user, there, reason=reason, by=by, now=now)

"""Who follows whom in a post."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import access, accounts, editing
from commitments.errors import Refused
from commitments.models import Official, OfficialName, Responsibility, User
from commitments.parties.parts import locked, pass_on
from commitments.vocabulary import Role

ONE_DAY = datetime.timedelta(days=1)
NOBODY_YET = ""


def why_not_appoint(official: Official, user: User) -> Refused | None:
    """Explain why this person does not record who follows in this post, or give None."""
    if not access.may_write(user, Official):
        return Refused(_("The desk or the administrator keeps officials."), "forbidden")
    if user.role == Role.EMBASSY_OFFICER and official.country_id != user.host_country_id:
        return Refused(_("An embassy keeps the officials of its host country."), "forbidden")
    if official.user_id is not None and user.role != Role.ADMINISTRATOR:
        return Refused(
            _("Whoever holds this post signs in with an account; the administrator records who follows."),
            "administrator",
        )
    return None


@transaction.atomic
def appoint(
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
    """Record that an official left on a day and, where `person` says so, who follows in the same post.

    The old row ends on that day and keeps its account, the new one begins on the next day or on `starts_on`
    with `user` as its account. Open commitments and drafts that named the old official name the new one;
    while nobody follows they keep the name, and show as without a living owner, or with `release` name
    nobody, and the ministry answers. `close_account` closes the account of who left.
    Gives the new official, or None.
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
    editing.change(official, ended, by=by, now=now, action="left", reason=reason)
    new = (
        _begin(official, person, email, user, starts_on or left_on + ONE_DAY, by=by, now=now)
        if person
        else None
    )
    if new is not None or release:
        pass_on(
            locked(Responsibility.objects.filter(official=official)),
            officials={official.pk: new.pk if new else None},
            by=by,
            now=now,
            reason=reason,
        )
    if close_account and account is not None and account != user and account.is_active:
        accounts.close_account(account, reason=reason, by=by, now=now)
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
            _("That day is still to come. Write it under “in post until”, and record the successor then."),
            "future",
        )
    if official.starts_on is not None and left_on < official.starts_on:
        raise Refused(_("That day lies before the first day in this post."), "order")
    if person and starts_on is not None and starts_on <= left_on:
        raise Refused(_("The successor begins after the day on which the post was left."), "order")
    if user is not None and not person:
        raise Refused(_("Name the successor to whom the account belongs."), "needs_person")
    if user is not None and (not user.is_active or user.ministry_id != official.ministry_id):
        raise Refused(_("Take an open account of the same ministry."), "account")
    holder = Official.objects.filter(user=user).exclude(pk=official.pk) if user is not None else None
    if holder is not None and holder.exists():
        raise Refused(_("This account belongs to another post."), "account")


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
        email=email,
        user=user,
        starts_on=starts_on,
    )
    editing.create(new, by=by, now=now)
    for name in old.names.exclude(post=""):
        editing.create(OfficialName(official=new, language=name.language, post=name.post), by=by, now=now)
    return new

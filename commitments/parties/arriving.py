"""Somebody arrives: account, post, place and invitation in one act."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import access, accounts, editing
from commitments.accounts import invitations
from commitments.errors import Refused
from commitments.models import AccountChange, Official, User
from commitments.vocabulary import PostFunction


@dataclass(frozen=True, slots=True)
class NewPost:
    """The post that the person holds in the ministry of the account, and since when."""

    post: str
    function: PostFunction
    starts_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of it: the account, its post, and the proposal of its reach where two persons give it."""

    person: User
    official: Official | None
    change: AccountChange | None


@transaction.atomic
def arrive(
    person: User,
    *,
    post: NewPost | None = None,
    takes: Official | None = None,
    invites: bool = True,
    by: User,
    now: datetime.datetime,
) -> Arrived:
    """Open an account with its place, give it a post new or on record, and invite the person.

    A reach that one person does not give waits for another; the post and the invitation do not. Raises
    `Refused` where the post has no ministry to stand in, or is another's already.
    """
    ministry, wanted = person.ministry, access.reach_of(person)
    if (post or takes) and ministry is None:
        raise Refused(_("A post is in a ministry: choose it."), "ministry_id")
    if takes is not None and (takes.user_id is not None or takes.ministry_id != wanted["ministry_id"]):
        raise Refused(_("This post is another’s, or of another ministry."), "takes")
    person.set_unusable_password()
    person, change = accounts.open_account(person, by=by, now=now)
    official = takes
    if takes is not None:
        editing.change(takes, {"user_id": person.pk}, by=by, now=now)
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
        editing.create(official, by=by, now=now)
    if invites:
        person = invitations.invite(person, by=by, now=now)
    return Arrived(person, official, change)

"""Invitations: who is invited, the link by which a person sets the first password, and what became of it.

The link is made when its mail is sent and stands nowhere in the database. It says which account it is for
and is signed; it is dead once used, once a newer one was made, and after seven days.
"""

import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import access, audit, editing, signing_in
from commitments.accounts.keeping import open_account
from commitments.accounts.lines import MOST_LINES, Guest, read
from commitments.accounts.link_requests import request_links
from commitments.errors import Refused
from commitments.models import AuditRow, Ministry, User
from commitments.vocabulary import Classification, LinkKind, Role

VALID = datetime.timedelta(days=7)
SALT = "commitments.invitation"
SENT, NOT_TAKEN = "invitation sent", "invitation refused"
LONGEST_USERNAME = 60


def token(person: User) -> str:
    """Give the signed part of the link's address; same account as it stands, same token within a second."""
    return signing.dumps([person.pk, _fingerprint(person)], salt=SALT)


def _fingerprint(person: User) -> str:
    """Digest what changes once the link is used, or made anew: never a secret of the account itself."""
    invited = person.invited_at.timestamp() if person.invited_at else 0
    said = (person.password, person.email, invited, person.sessions_from)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def find(said: str) -> User | None:
    """Find the open account that a link is for; a forged, used or old one is answered alike: None."""
    try:
        key, digest = signing.loads(said, salt=SALT, max_age=VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(
        pk=key, is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX
    ).first()
    if person is None or not constant_time_compare(_fingerprint(person), str(digest)):
        return None
    return person


@transaction.atomic
def accept(person: User, password: str, *, now: datetime.datetime) -> bool:
    """Set the first password of who came by the link; False where somebody was first."""
    was = person.password
    person.set_password(password)
    if not User.objects.filter(pk=person.pk, password=was).update(password=person.password):
        return False
    audit.record("invitation accepted", person, by=person, now=now, after=signing_in.password_filed(person))
    return True


def may_invite(by: User) -> bool:
    """Say whether the person invites at all: who keeps accounts, and heads for whom they deal with."""
    return access.may_write(by, User) or (by.is_active and by.role in access.HEADS)


def why_not_invite(person: User, by: User) -> Refused | None:
    """Explain why this account is not invited, or not again, or give None."""
    if not (access.may_write(by, User) or access.invites(by, access.reach_of(person))):
        return access.forbidden()
    if not person.is_active:
        return Refused(_("This account is closed."), "closed")
    if person.has_usable_password():
        return Refused(_("The person has a password; “Password forgotten” sets another."), "has_password")
    if not person.email:
        return Refused(_("Enter the mail address first."), "no_address")
    return None


@transaction.atomic
def invite(person: User, *, by: User, now: datetime.datetime) -> User:
    """Invite an account that has no password yet, or again; links sent before are dead."""
    person = User.objects.select_for_update().get(pk=person.pk)
    refusal = why_not_invite(person, by)
    if refusal is not None:
        raise refusal
    request_links(LinkKind.INVITATION, [person.pk])
    return editing.change(person, {"invited_at": now}, by=by, now=now, action="invited")


def preview(text: str, today: datetime.date, *, by: User) -> list[Guest]:
    """Read the lines against what is on record: the ministries of ours that exist, and the accounts.

    A ministry that the person does not invite for is a fault of its line.
    """
    lasting = Q(exists_until__isnull=True) | Q(exists_until__gte=today)
    ours = Ministry.objects.filter(lasting, country__iso=settings.HOME_COUNTRY).prefetch_related("names")
    named: dict[str, tuple[int, str]] = {}
    for ministry in ours:
        words = [ministry.name, ministry.short_name]
        words += [word for name in ministry.names.all() for word in (name.name, name.short_name)]
        named |= {word.casefold(): (ministry.pk, str(ministry)) for word in words if word}
    spoken = {code: code for code, _word in settings.LANGUAGES}
    spoken |= {str(word).casefold(): code for code, word in settings.LANGUAGES}
    taken = User.objects.exclude(email="").annotate(small=Lower("email")).values_list("small", flat=True)
    guests = read(
        text,
        ministries=named,
        languages=spoken,
        usual_language=settings.LANGUAGE_CODE,
        taken=frozenset(taken),
    )
    if access.may_write(by, User):
        return guests
    mine = set(access.ministries_with(by).values_list("pk", flat=True))
    return [guest if guest.ministry in {0, *mine} else _elsewhere(guest) for guest in guests]


def _elsewhere(guest: Guest) -> Guest:
    said = gettext(
        "This ministry has no part in an item of your partners that you read. An administrator invites there."
    )
    return replace(guest, faults=(*guest.faults, said))


@transaction.atomic
def invite_all(guests: Sequence[Guest], *, by: User, now: datetime.datetime) -> list[User]:
    """Open the accounts of all guests as focal points up to restricted, and invite them: all or none."""
    access.require(may_invite(by))
    if not guests or len(guests) > MOST_LINES:
        raise Refused(_("Give between one and two hundred lines."), "lines")
    if any(guest.faults for guest in guests):
        raise Refused(_("Mend the lines that are marked; nobody was invited."), "faults")
    names = _user_names(guests)
    made = []
    for guest, name in zip(guests, names, strict=True):
        person = User(
            username=name,
            name=guest.name,
            email=guest.email,
            language=guest.language,
            role=Role.FOCAL_POINT,
            clearance=Classification.RESTRICTED,
            ministry_id=guest.ministry,
            invited_at=now,
        )
        person.set_unusable_password()
        open_account(person, reason=gettext("invited"), by=by, now=now)
        made.append(person)
    request_links(LinkKind.INVITATION, [person.pk for person in made])
    return made


def _user_names(guests: Sequence[Guest]) -> list[str]:
    """Give each a name for signing in, from the mail address, with a number where it is taken."""
    taken = set(User.objects.annotate(small=Lower("username")).values_list("small", flat=True))
    names = []
    for guest in guests:
        base = re.sub(r"[^\w.+-]", "", guest.email.split("@")[0].lower())[:LONGEST_USERNAME] or "person"
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}{number}"
        taken.add(name)
        names.append(name)
    return names


def expires_on(person: User) -> datetime.date | None:
    """Give the last whole day of the link."""
    return timezone.localdate(person.invited_at + VALID) if person.invited_at else None


def to_send(key: int) -> QuerySet[User]:
    """List the account of an invitation where it is open and has no password yet."""
    invited = User.objects.filter(pk=key, is_active=True, invited_at__isnull=False)
    return invited.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def last_note(person: User) -> AuditRow | None:
    """Give what became of the mail of the last invitation, or None where it has not left."""
    told = AuditRow.objects.filter(
        subject_type=User._meta.label, subject_id=person.pk, action__in=(SENT, NOT_TAKEN)
    )
    return told.filter(at__gte=person.invited_at).order_by("-pk").first() if person.invited_at else None


@transaction.atomic
def note(
    person: User, *, is_taken: bool, said: str, now: datetime.datetime, is_address_bad: bool = True
) -> None:
    """Write down what became of the mail; an address that is refused counts as none until it is corrected."""
    action = SENT if is_taken else NOT_TAKEN
    audit.record(action, person, by=None, now=now, after={"is_accepted": is_taken, "said": said[:300]})
    if not is_taken and is_address_bad:
        bounced = {"mail_bounced_at": now, "mail_bounce": said[:300]}
        editing.change(person, bounced, by=None, now=now, action="mail came back")

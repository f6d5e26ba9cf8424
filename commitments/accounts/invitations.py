"""Invitations and reset links: who is invited, how links are made and stored, and what ends them early.

The link of an invitation is made when its email is sent and is not stored. It names its account and is
signed. It is void once used, once a newer one was made, and after seven days. Each requested link waits as a
row; moments follow the database's clock, since the clock of the process may be wrong.

Also the reading of pasted lines with name, email address, ministry and language, and the reset and
confirmation of second factors. These take two persons, or the server: `manage.py reset_two_step_verification`
and `confirm_two_step_verification` are for installations with no second administrator.
"""

import csv
import datetime
import hashlib
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import responsibilities, write_rules
from commitments.accounts import lookup, second_factors
from commitments.accounts.changes import drop_changes, open_account, request_change
from commitments.accounts.second_factors import address_of, end_ways_in
from commitments.audit import log
from commitments.enums import HEAD_ROLES, AccountChangeKind, Classification, LinkKind, Role
from commitments.errors import Refused
from commitments.models import AccountChange, AuditRow, Ministry, User, WaitingLink
from commitments.records import edits

MOST_LINES = 200
LONGEST_NAME = 200
SIGNS = ("\t", ";", ",")
NAME, EMAIL, MINISTRY, LANGUAGE = range(4)
# What columns are called, folded; a line of other words is a person's.
HEADINGS = frozenset(
    one.strip()
    for line in """
        name; full name; mail; e-mail; email; mail address; e-mail address; email address
        ministry; agency; organisation; organization; language
        이름; 성명; 메일; 이메일; 전자우편; 메일 주소; 이메일 주소; 전자우편 주소; 부처; 기관; 소속; 언어
    """.strip().splitlines()
    for one in line.split(";")
)


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """One line: the person who is invited, or the error; `number` is the line number."""

    number: int
    name: str = ""
    email: str = ""
    ministry: int = 0
    ministry_name: str = ""
    language: str = ""
    faults: tuple[str, ...] = ()


def parse_lines(
    text: str,
    *,
    ministries: Mapping[str, tuple[int, str]],
    languages: Mapping[str, str],
    usual_language: str,
    taken: Collection[str],
) -> list[InvitedLine]:
    """Read each line that is not empty, after an optional heading with known columns.

    `ministries` maps each name in lower case to its key and name, `languages` the code and its word in lower
    case to the code; `taken` are email addresses in lower case that have an account.
    """
    guests: list[InvitedLine] = []
    seen: dict[str, int] = {}
    for number, row in _rows(text):
        cells = [" ".join(cell.split()) for cell in row] + [""] * (LANGUAGE + 1)
        if not guests and {cell.casefold() for cell in cells if cell} <= HEADINGS:
            continue
        guest = _guest(number, cells, ministries, languages, usual_language)
        faults = list(guest.faults)
        mail = guest.email.lower()
        if mail and mail in taken:
            faults.append(
                gettext("Another account already uses this email address. Enter a different address.")
            )
        if mail and mail in seen:
            faults.append(
                gettext("Line %(number)d has the same email address. Enter a different address.")
                % {"number": seen[mail]}
            )
        seen.setdefault(mail, number)
        known = (guest.name, guest.email, guest.ministry, guest.ministry_name, guest.language)
        guests.append(InvitedLine(number, *known, faults=tuple(faults)))
    return guests


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Split the lines at their separator: a tab, a semicolon, or else a comma."""
    found = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line.strip():
            sign = next((one for one in SIGNS if one in line), SIGNS[-1])
            reader = csv.reader(io.StringIO(line), delimiter=sign, skipinitialspace=True)
            found.append((number, next(reader, [])))
    return found


def _guest(
    number: int,
    cells: list[str],
    ministries: Mapping[str, tuple[int, str]],
    languages: Mapping[str, str],
    usual_language: str,
) -> InvitedLine:
    faults = []
    if not cells[NAME] or len(cells[NAME]) > LONGEST_NAME:
        faults.append(gettext("Enter a name of at most 200 characters as the first part."))
    try:
        validate_email(cells[EMAIL])
    except ValidationError:
        faults.append(gettext("Enter a valid email address as the second part."))
    key, ministry = ministries.get(cells[MINISTRY].casefold(), (0, cells[MINISTRY]))
    if not key:
        said = gettext("No current ministry on our side has this full or short name. Check the name.")
        faults.append(said)
    language = languages.get(cells[LANGUAGE].casefold(), "") if cells[LANGUAGE] else usual_language
    if not language:
        faults.append(gettext("Enter an available language, such as en or ko."))
    if any(cells[LANGUAGE + 1 :]):
        faults.append(
            gettext("Enter at most four parts in each line: name, email address, ministry, language.")
        )
    return InvitedLine(number, cells[NAME], cells[EMAIL], key, ministry, language, tuple(faults))


# What a row says of attempts that were made, before there is one.
UNTRIED: dict[str, Any] = {
    "first_tried_at": None,
    "lease_until": None,
    "final_dot_at": None,
    "unconfirmed_at": None,
    "failures": 0,
    "is_quarantined": False,
    "reply": "",
}


@transaction.atomic
def request_links(kind: LinkKind, person_ids: Collection[int]) -> None:
    """Request a link for each of these accounts; earlier requests of this kind become void."""
    requeue_links(WaitingLink.objects.filter(kind=kind, person__in=person_ids))
    WaitingLink.objects.bulk_create(
        [WaitingLink(kind=kind, person_id=key, requested_at=Now(), next_try_at=Now()) for key in person_ids],
        ignore_conflicts=True,
    )


def requeue_links(links: QuerySet[WaitingLink]) -> int:
    """Schedule links as if they were just requested; return their number. Attempts under way end without
    sending.
    """
    return links.update(requested_at=Now(), next_try_at=Now(), fence=F("fence") + 1, **UNTRIED)


VALID = datetime.timedelta(days=7)
SALT = "commitments.invitation"
SENT, REFUSED_ACTION = "invitation sent", "invitation refused"
LONGEST_USERNAME = 60


def build_token(person: User) -> str:
    """Return the signed part of the link's address; an unchanged account gives the same token within a
    second.
    """
    return signing.dumps([person.pk, _fingerprint(person)], salt=SALT)


def _fingerprint(person: User) -> str:
    """Return a digest of what changes once the link is used or made again: never a secret of the account
    itself.
    """
    invited = person.invited_at.timestamp() if person.invited_at else 0
    said = (person.password, person.email, invited, person.sessions_from)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def find_by_token(said: str) -> User | None:
    """Find the open account of a link; None for a forged, used or old link alike."""
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
def accept_invitation(person: User, password: str, *, now: datetime.datetime) -> bool:
    """Set the first password by an invitation link; False where the link was already used."""
    was = person.password
    person.set_password(password)
    if not User.objects.filter(pk=person.pk, password=was).update(password=person.password):
        return False
    log.record_change("invitation accepted", person, by=person, now=now, after=lookup.password_filed(person))
    return True


def may_invite(by: User) -> bool:
    """Return whether the person may invite at all: administrators, and heads within their scope."""
    return write_rules.may_write(by, User) or (by.is_active and by.role in HEAD_ROLES)


def why_not_invite(person: User, by: User) -> Refused | None:
    """Explain why this account cannot be invited, or not again, or return None."""
    if not (
        write_rules.may_write(by, User) or write_rules.may_invite_alone(by, write_rules.reach_of(person))
    ):
        return write_rules.build_forbidden()
    if not person.is_active:
        return Refused(_("This account is deactivated. An administrator can reactivate it."), "closed")
    if person.has_usable_password():
        return Refused(
            _(
                "This user already has a password. The user can set a new one with “Forgotten "
                "password” on the sign-in page."
            ),
            "has_password",
        )
    if not person.email:
        return Refused(_("This account has no email address. Enter the address first."), "no_address")
    return None


@transaction.atomic
def invite_user(person: User, *, by: User, now: datetime.datetime) -> User:
    """Invite an account that has no password yet, or invite it again; links sent before become void."""
    person = User.objects.select_for_update().get(pk=person.pk)
    refusal = why_not_invite(person, by)
    if refusal is not None:
        raise refusal
    request_links(LinkKind.INVITATION, [person.pk])
    return edits.change_record(person, {"invited_at": now}, by=by, now=now, action="invited")


def preview_lines(text: str, today: datetime.date, *, by: User) -> list[InvitedLine]:
    """Check the lines against the record: our ministries that exist, and the accounts.

    A ministry for which the person may not invite is an error of its line.
    """
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    ours = Ministry.objects.filter(lasting, country__iso=settings.HOME_COUNTRY).prefetch_related("names")
    named: dict[str, tuple[int, str]] = {}
    for ministry in ours:
        named |= {word.casefold(): (ministry.pk, str(ministry)) for word in ministry.all_names}
    spoken = {code: code for code, _word in settings.LANGUAGES}
    spoken |= {str(word).casefold(): code for code, word in settings.LANGUAGES}
    taken = User.objects.exclude(email="").annotate(small=Lower("email")).values_list("small", flat=True)
    guests = parse_lines(
        text,
        ministries=named,
        languages=spoken,
        usual_language=settings.LANGUAGE_CODE,
        taken=frozenset(taken),
    )
    if write_rules.may_write(by, User):
        return guests
    mine = set(responsibilities.ministries_with(by).values_list("pk", flat=True))
    return [guest if guest.ministry in {0, *mine} else _elsewhere(guest) for guest in guests]


def _elsewhere(guest: InvitedLine) -> InvitedLine:
    said = gettext(
        "You can invite focal points only from ministries that take part in commitments with your "
        "partners. Ask an administrator to invite this person."
    )
    return replace(guest, faults=(*guest.faults, said))


@transaction.atomic
def invite_all(guests: Sequence[InvitedLine], *, by: User, now: datetime.datetime) -> list[User]:
    """Create the accounts of all guests as focal points up to restricted, and invite them: all or none."""
    write_rules.require_permission(may_invite(by))
    if not guests or len(guests) > MOST_LINES:
        raise Refused(_("Enter between 1 and 200 lines."), "lines")
    if any(guest.faults for guest in guests):
        raise Refused(_("Correct the marked lines. No invitations were sent."), "faults")
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


def _user_names(guests: Sequence[InvitedLine]) -> list[str]:
    """Return a username for each, from the email address, with a number where it is taken."""
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
    """Return the last whole day of the link."""
    return timezone.localdate(person.invited_at + VALID) if person.invited_at else None


def find_invited(key: int) -> QuerySet[User]:
    """List the account of an invitation where it is open and has no password yet."""
    invited = User.objects.filter(pk=key, is_active=True, invited_at__isnull=False)
    return invited.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def last_note(person: User) -> AuditRow | None:
    """Return the result of the last invitation email, or None where it was not sent yet."""
    told = AuditRow.objects.filter(
        subject_type=User._meta.label, subject_id=person.pk, action__in=(SENT, REFUSED_ACTION)
    )
    return told.filter(at__gte=person.invited_at).order_by("-pk").first() if person.invited_at else None


@transaction.atomic
def record_email_result(
    person: User, *, is_taken: bool, said: str, now: datetime.datetime, is_address_bad: bool = True
) -> None:
    """Record the result of the email; a rejected address counts as missing until it is corrected."""
    action = SENT if is_taken else REFUSED_ACTION
    log.record_change(action, person, by=None, now=now, after={"is_accepted": is_taken, "said": said[:300]})
    if not is_taken and is_address_bad:
        bounced = {"email_bounced_at": now, "email_bounce": said[:300]}
        edits.change_record(person, bounced, by=None, now=now, action="mail came back")


class ResetTokenGenerator(PasswordResetTokenGenerator):
    """Makes links that end once used, at a sign-in, with another address, and when the account is closed.

    Closing ends them for good, even where the account is opened again; a closed account cannot set a
    password.
    """

    key_salt = "commitments.password_reset"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{user.is_active}|{user.sessions_from}"

    def check_token(self, user: Any, token: str | None) -> bool:
        """Return whether the link is valid for this account now."""
        return user is not None and user.is_active and super().check_token(user, token)


def key_of(person: User) -> str:
    """Return the part of the link's address that names and proves the account; it is never stored."""
    return f"{user_pk_to_url_str(person)}-{ResetTokenGenerator().make_token(person)}"


def find_reset_account(key: int) -> QuerySet[User]:
    """List the account of a request where it is open and has an address."""
    return User.objects.filter(pk=key, is_active=True).exclude(email="")


@transaction.atomic
def propose_reset(person: User, *, reason: str, by: User, now: datetime.datetime) -> AccountChange:
    """Propose to remove a lost second factor, so that the person sets up another."""
    write_rules.require_permission(write_rules.may_write(by, User))
    person = User.objects.select_for_update().get(pk=person.pk)
    if not second_factors.list_factors(person).exists():
        raise Refused(_("Two-step verification is not set up for this account."), "none")
    return request_change(person, AccountChangeKind.SECOND_FACTOR, {}, {}, reason=reason, by=by, now=now)


@transaction.atomic
def propose_factor(person: User, *, reason: str, by: User, now: datetime.datetime) -> AccountChange:
    """Propose to confirm a first second factor that no email can confirm; names the pending factor itself."""
    write_rules.require_permission(write_rules.may_write(by, User))
    person = User.objects.select_for_update().get(pk=person.pk)
    factor = second_factors.list_unconfirmed(person).first()
    if factor is None:
        raise Refused(_("This account has no two-step verification that needs to be confirmed."), "none")
    if address_of(person):
        raise Refused(
            _("The user must confirm two-step verification with the link in the email."), "has_address"
        )
    named = {"factor": factor.pk}
    return request_change(person, AccountChangeKind.FIRST_FACTOR, named, {}, reason=reason, by=by, now=now)


@transaction.atomic
def reset_on_server(person: User, *, reason: str, now: datetime.datetime) -> int:
    """Remove every second factor and recovery code of an account; return how many.

    Only for the server, whose operator can also set passwords. It grants nothing: sessions, API tokens,
    calendars and links of the account end, pending proposals about its second factor are dropped, and
    `emails.notify_account_holders` notifies the person and the administrators. Raises `Refused`.
    """
    person = _lock_account(person, reason)
    held = second_factors.list_factors(person).exists() or second_factors.list_unconfirmed(person).exists()
    if not held:
        raise Refused(_("Two-step verification is not set up for this account."), "none")
    count = second_factors.remove_factors(person, by=None, now=now, reason=reason)
    end_ways_in(person, by=None, now=now, reason=gettext("two-step verification reset"))
    about = (AccountChangeKind.SECOND_FACTOR, AccountChangeKind.FIRST_FACTOR)
    drop_changes(person, about, why=gettext("two-step verification reset"), by=None, now=now)
    return count


@transaction.atomic
def confirm_on_server(person: User, *, reason: str, now: datetime.datetime) -> None:
    """Confirm the pending second factor where no email and no second person can.

    Only for the server. Raises `Refused` where none is pending.
    """
    person = _lock_account(person, reason)
    factor = second_factors.list_unconfirmed(person).first()
    if factor is None:
        raise Refused(_("This account has no two-step verification that needs to be confirmed."), "none")
    second_factors.confirm_factor(person, factor.pk, by=None, now=now, reason=reason)
    drop_changes(
        person, (AccountChangeKind.FIRST_FACTOR,), why=gettext("confirmed on the server"), by=None, now=now
    )


def _lock_account(person: User, reason: str) -> User:
    """Lock and read an account until the transaction ends."""
    if not reason.strip():
        raise Refused(_("Enter a reason."), "no_reason")
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("This account is deactivated. An administrator can reactivate it."), "closed")
    return person

"""Links by which an addressee answers from a mail without signing in: made with it, read, and taken back.

A link is for one item and one person. Its address says which row it is, and is signed; whoever holds it can
answer once in the addressee's name, so every answer is only a proposal (`answers`).
"""

import datetime
from collections.abc import Collection, Iterable
from enum import Enum

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.lifecycle import owing_sides
from commitments.models import AuditRow, Commitment, Mail, MailLink, Responsibility, User
from commitments.reminders.content import Line
from commitments.reminders.naming import UNNAMED
from commitments.reminders.shelf import Shelf
from commitments.vocabulary import (
    OPEN_STATES,
    AnswerKind,
    Classification,
    CommitmentState,
    LeadRole,
    MailState,
    Role,
    Side,
    Step,
)

VALID = datetime.timedelta(days=30)
SALT = "commitments.answer"
READ_WITH = ("commitment__outcome__meeting", "recipient", "mail", "answer")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
UNDER_WAY = (CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS, CommitmentState.DORMANT)
# Terms that were drawn anew are another item to who accepts.
PROPOSED_ANEW = (Step.PROPOSE.value, Step.REDRAFT.value)


class Standing(Enum):
    """What a link is worth at a moment."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ELSEWHERE = "elsewhere"
    WITHHELD = "withheld"
    CLOSED = "closed"
    MOVED = "moved"
    NOTHING = "nothing"


def token(commitment: int, recipient: int, expires_at: datetime.datetime) -> str:
    """Give the signed part of a link's address; same row, same token."""
    numbers = (commitment, recipient, (expires_at - EPOCH) // MICROSECOND)
    return Signer(salt=SALT, sep=".").sign("-".join(map(int_to_base36, numbers)))


def find(said: str) -> MailLink | None:
    """Find the link that a token names; a forged one is refused before the database is asked anything."""
    try:
        parts = Signer(salt=SALT, sep=".").unsign(said).split("-")
        commitment, recipient, moment = map(base36_to_int, parts)
        expires_at = EPOCH + moment * MICROSECOND
    except (BadSignature, ValueError, OverflowError):
        return None
    rows = MailLink.objects.filter(commitment=commitment, recipient=recipient, expires_at=expires_at)
    return rows.select_related(*READ_WITH).order_by("-pk").first()


def reload(link: MailLink) -> MailLink:
    """Read a link again, with the answer that another may have given by it."""
    return MailLink.objects.select_related(*READ_WITH).get(pk=link.pk)


def offered(
    shelf: Shelf, reader: User | None, commitments: Iterable[int], expires_at: datetime.datetime
) -> dict[int, str]:
    """Give the address of the answer page for each item of a mail that its reader may answer from it.

    None above MAIL_CEILING, or kept in confidence, where the mail says nothing either.
    """
    if reader is None:
        return {}
    found = {}
    for key in commitments:
        item, lead = shelf.items[key], shelf.leads[key].get(Side.OURS)
        is_told = item.classification <= settings.MAIL_CEILING and key not in shelf.kept
        is_open = is_told and speaks_for(reader, lead)
        if is_open and kinds(item, lead):
            address = reverse("answer", args=(token(key, reader.pk, expires_at),))
            found[key] = settings.PUBLIC_URL + address
    return found


def speaks_for(person: User, lead: Responsibility | None) -> bool:
    """Say whether the person's answer is the lead's: of its ministry, or the official who is named.

    The desk answers on its own pages.
    """
    if lead is None or access.may_write(person, Commitment):
        return False
    is_named = lead.official is not None and lead.official.user_id == person.pk
    is_of_lead = person.ministry_id is not None and person.ministry_id == lead.ministry_id
    return is_named or (is_of_lead and person.role in access.MINISTRY_ROLES)


def kinds(item: Commitment, lead: Responsibility | None) -> tuple[AnswerKind, ...]:
    """List what can be answered about an item as it stands."""
    if lead is None or lead.side not in owing_sides(item):
        return ()
    if item.state == CommitmentState.PROPOSED and lead.accepted_on is None:
        return (AnswerKind.ACCEPT,)
    if item.state in UNDER_WAY and lead.reported_on is None:
        return (AnswerKind.NO_CHANGE, AnswerKind.PROGRESS, AnswerKind.DATE)
    return ()


def keep(
    shelf: Shelf, mail: Mail, reader: User | None, lines: Collection[Line], expires_at: datetime.datetime
) -> None:
    """Write down the links of a mail, each with what the mail says of its item.

    The caller holds the transaction that writes the mail, and the language that is active is the reader's.
    """
    if reader is None:
        return
    by_item = {line.commitment: line for line in lines if line.answer_url}
    MailLink.objects.bulk_create(
        MailLink(
            commitment_id=key,
            deadline=shelf.items[key].deadline,
            recipient=reader,
            mail=mail,
            expires_at=expires_at,
            shown=_shown(shelf.items[key], line),
        )
        for key, line in by_item.items()
    )


def _shown(item: Commitment, line: Line) -> dict[str, object]:
    """Keep what the mail says of an item, but what to do next: that is what the page asks."""
    return {
        "reference": line.reference,
        "title": line.title,
        "lateness": line.lateness,
        "facts": [list(fact) for fact in line.facts if fact[0] != _("Next")],
        "marking": str(Classification(item.classification).label),
        "is_demonstration": item.country.is_demonstration,
        "alone": list(line.alone),
    }


def lead_of(item: Commitment) -> Responsibility | None:
    """Find the lead of our side, with the official who is named."""
    leads = item.responsibilities(manager="objects").filter(side=Side.OURS, role=LeadRole.LEAD)
    return leads.select_related("ministry", "official").first()


def standing(link: MailLink, now: datetime.datetime) -> Standing:
    """Say what a link is worth: what ended it, or that it is open."""
    if link.revoked_at is not None:
        return Standing.REVOKED
    if link.used_at is not None:
        return Standing.USED
    if now >= link.expires_at:
        return Standing.EXPIRED
    item, person = link.commitment, link.recipient
    lead = lead_of(item)
    if not person.is_active or not speaks_for(person, lead):
        return Standing.ELSEWHERE
    meeting, level = item.outcome.meeting, min(settings.MAIL_CEILING, person.clearance)
    is_named = not {meeting.reference, f"{UNNAMED}{item.reference}"} & {*link.shown.get("alone", ())}
    if item.classification > level or (is_named and meeting.classification > level):
        return Standing.WITHHELD
    if access.is_kept(item):
        return Standing.WITHHELD
    if item.state not in OPEN_STATES and item.state != CommitmentState.DRAFT:
        return Standing.CLOSED
    if item.state == CommitmentState.DRAFT or has_new_terms(link):
        return Standing.MOVED
    if not access.sees(person, item):
        return Standing.ELSEWHERE
    return Standing.OPEN if kinds(item, lead) else Standing.NOTHING


def has_new_terms(link: MailLink) -> bool:
    """Say whether the date or the proposal is another one than the mail spoke of."""
    if link.commitment.deadline_id != link.deadline_id:
        return True
    since = AuditRow.objects.filter(
        subject_type=Commitment._meta.label,
        subject_id=link.commitment_id,
        action__in=PROPOSED_ANEW,
        at__gt=link.expires_at - VALID,
    )
    return since.exists()


def live(now: datetime.datetime) -> QuerySet[MailLink]:
    """List the links that can still be used, as far as the rows themselves say."""
    unused = MailLink.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now)
    return unused.exclude(mail__state=MailState.WITHDRAWN)


def revocable(by: User, now: datetime.datetime) -> QuerySet[MailLink]:
    """List the live links that a person may take back: an administrator all, the desk those of its items."""
    if by.role == Role.ADMINISTRATOR and by.is_active:
        return live(now)
    mine = live(now).filter(commitment__country__in=access.countries_of(by))
    return access.visible_to(mine, by)


@transaction.atomic
def revoke(found: QuerySet[MailLink], *, by: User, now: datetime.datetime) -> int:
    """Take back links, those of an item or of a person; give how many were still unused.

    Raises `Refused` where there is none that the person may take back.
    """
    count = 0
    for link in found.filter(pk__in=revocable(by, now).values("pk")).order_by("pk"):
        values = {"revoked_at": now, "revoked_by": by}
        try:
            unused = {"used_at": None, "revoked_at": None}
            editing.change(link, values, by=by, now=now, action="link revoked", where=unused)
        except Refused:
            # Used at this very moment: its answer waits for the desk.
            continue
        count += 1
    if not count:
        raise Refused(_("No link is open here."), "no_link")
    return count

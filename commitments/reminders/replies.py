"""Replies from an email without signing in: a proposal in the recipient's name until the desk confirms it.

A link is for one item and one person, and is made with the email. Its address names the row and is signed;
anyone who holds it can answer once in the recipient's name, so every answer is only a proposal.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _

from commitments.access import grants, policy, responsibilities, scopes, write_rules
from commitments.deadlines.inputs import WORDING_LENGTH
from commitments.enums import (
    MOVABLE_STATES,
    SLIPS,
    UNREPORTED_STATES,
    ApprovalKind,
    Classification,
    CommitmentState,
    EmailState,
    Health,
    LeadRole,
    ReminderKind,
    ReplyKind,
    ReplyState,
    Role,
    Side,
    Step,
)
from commitments.errors import Refused
from commitments.language import phrases
from commitments.language.phrases import specification
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import acceptance, approvals, next_steps, progress
from commitments.lifecycle.transitions import owing_sides
from commitments.models import (
    AuditRow,
    Commitment,
    Email,
    EmailReply,
    Reminder,
    ReplyLink,
    Responsibility,
    User,
)
from commitments.records import edits
from commitments.records.edits import DOCUMENT_LENGTH, REASON_LENGTH, fit_text, need_reason, shorten_text
from commitments.reminders.message_content import LetterLine
from commitments.reminders.recipients import day_of
from commitments.reminders.records import UNNAMED, RecordCache

VALID = datetime.timedelta(days=30)
SALT = "commitments.answer"
READ_WITH = ("commitment__outcome__meeting", "recipient", "email", "answer")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
# Terms that were drawn anew are another item to who accepts.
REPROPOSED_STEPS = (Step.PROPOSE.value, Step.REDRAFT.value)


class LinkState(Enum):
    """Whether a link can be used at a moment."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ELSEWHERE = "elsewhere"
    WITHHELD = "withheld"
    CLOSED = "closed"
    MOVED = "moved"
    NOTHING = "nothing"


def build_token(commitment: int, recipient: int, expires_at: datetime.datetime) -> str:
    """Return the signed part of a link's address; the same row always gives the same token."""
    numbers = (commitment, recipient, (expires_at - EPOCH) // MICROSECOND)
    return Signer(salt=SALT, sep=".").sign("-".join(map(int_to_base36, numbers)))


def find_link(said: str) -> ReplyLink | None:
    """Find the link that a token names; a forged one is refused before the database is asked anything."""
    try:
        parts = Signer(salt=SALT, sep=".").unsign(said).split("-")
        commitment, recipient, moment = map(base36_to_int, parts)
        expires_at = EPOCH + moment * MICROSECOND
    except (BadSignature, ValueError, OverflowError):
        return None
    rows = ReplyLink.objects.filter(commitment=commitment, recipient=recipient, expires_at=expires_at)
    return rows.select_related(*READ_WITH).order_by("-pk").first()


def reload_link(link: ReplyLink) -> ReplyLink:
    """Read a link again, with the answer that another may have given by it."""
    return ReplyLink.objects.select_related(*READ_WITH).get(pk=link.pk)


def create_links(
    shelf: RecordCache, reader: User | None, commitments: Iterable[int], expires_at: datetime.datetime
) -> dict[int, str]:
    """Return the address of the answer page for each item of an email that its reader may answer from it.

    None above MAIL_CEILING, or for confidential items, where the email has only the reference.
    """
    if reader is None:
        return {}
    found = {}
    for key in commitments:
        item, lead = shelf.items[key], shelf.leads[key].get(Side.OURS)
        is_told = item.classification <= settings.MAIL_CEILING and key not in shelf.kept
        is_open = is_told and speaks_for(reader, lead)
        if is_open and list_reply_kinds(item, lead):
            address = reverse("answer", args=(build_token(key, reader.pk, expires_at),))
            found[key] = settings.PUBLIC_URL + address
    return found


def speaks_for(person: User, lead: Responsibility | None) -> bool:
    """Return whether the person answers for the lead: as its ministry, or as the named official.

    The desk answers on its own pages.
    """
    if lead is None or write_rules.may_write(person, Commitment):
        return False
    is_named = lead.official is not None and lead.official.user_id == person.pk
    is_of_lead = person.ministry_id is not None and person.ministry_id == lead.ministry_id
    return is_named or (is_of_lead and person.role in scopes.MINISTRY_ROLES)


def list_reply_kinds(item: Commitment, lead: Responsibility | None) -> tuple[ReplyKind, ...]:
    """List what can be answered about an item as it stands."""
    if lead is None or lead.side not in owing_sides(item):
        return ()
    if item.state == CommitmentState.PROPOSED and lead.accepted_on is None:
        return (ReplyKind.ACCEPT,)
    if item.state in UNREPORTED_STATES and lead.reported_on is None:
        return (ReplyKind.NO_CHANGE, ReplyKind.PROGRESS, ReplyKind.DATE)
    return ()


def store_links(
    shelf: RecordCache,
    mail: Email,
    reader: User | None,
    lines: Collection[LetterLine],
    expires_at: datetime.datetime,
) -> None:
    """Store the links of an email, each with what the email states about its item.

    The caller holds the transaction that writes the email, and the active language is the reader's.
    """
    if reader is None:
        return
    by_item = {line.commitment: line for line in lines if line.answer_url}
    ReplyLink.objects.bulk_create(
        ReplyLink(
            commitment_id=key,
            deadline=shelf.items[key].deadline,
            recipient=reader,
            email=mail,
            expires_at=expires_at,
            shown=_build_stored_line(shelf.items[key], line),
        )
        for key, line in by_item.items()
    )


def _build_stored_line(item: Commitment, line: LetterLine) -> dict[str, object]:
    """Return what the email states about an item, without the next step, which the page asks for."""
    return {
        "reference": line.reference,
        "title": line.title,
        "lateness": line.lateness,
        "facts": [list(fact) for fact in line.facts if fact[0] != _("Next step")],
        "marking": str(Classification(item.classification).label),
        "is_demonstration": item.country.is_demonstration,
        "alone": list(line.alone),
    }


def lead_of(item: Commitment) -> Responsibility | None:
    """Find the lead of our side, with the official who is named."""
    leads = item.responsibilities(manager="objects").filter(side=Side.OURS, role=LeadRole.LEAD)
    return leads.select_related("ministry", "official").first()


def check_link(link: ReplyLink, now: datetime.datetime) -> LinkState:
    """Return whether a link can be used, or what ended it."""
    if link.revoked_at is not None:
        return LinkState.REVOKED
    if link.used_at is not None:
        return LinkState.USED
    if now >= link.expires_at:
        return LinkState.EXPIRED
    item, person = link.commitment, link.recipient
    lead = lead_of(item)
    if not person.is_active or not speaks_for(person, lead):
        return LinkState.ELSEWHERE
    meeting, level = item.outcome.meeting, min(settings.MAIL_CEILING, person.clearance)
    is_named = not {meeting.reference, f"{UNNAMED}{item.reference}"} & {*link.shown.get("alone", ())}
    if item.classification > level or (is_named and meeting.classification > level):
        return LinkState.WITHHELD
    if grants.is_confidential(item):
        return LinkState.WITHHELD
    if item.state not in MOVABLE_STATES:
        return LinkState.CLOSED
    if item.state == CommitmentState.DRAFT or has_new_terms(link):
        return LinkState.MOVED
    if not policy.can_read(person, item):
        return LinkState.ELSEWHERE
    return LinkState.OPEN if list_reply_kinds(item, lead) else LinkState.NOTHING


def has_new_terms(link: ReplyLink) -> bool:
    """Return whether the date or the proposal has changed since the email."""
    if link.commitment.deadline_id != link.deadline_id:
        return True
    since = AuditRow.objects.filter(
        subject_type=Commitment._meta.label,
        subject_id=link.commitment_id,
        action__in=REPROPOSED_STEPS,
        at__gt=link.expires_at - VALID,
    )
    return since.exists()


def list_live(now: datetime.datetime) -> QuerySet[ReplyLink]:
    """List the links that can still be used, as far as the rows themselves say."""
    unused = ReplyLink.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now)
    return unused.exclude(email__state=EmailState.WITHDRAWN)


def list_revocable(by: User, now: datetime.datetime) -> QuerySet[ReplyLink]:
    """List the active links that a person may revoke: an administrator all, the desk those of its items."""
    if by.role == Role.ADMINISTRATOR and by.is_active:
        return list_live(now)
    mine = list_live(now).filter(commitment__country__in=scopes.countries_of(by))
    return policy.readable_by(mine, by)


@transaction.atomic
def revoke_links(found: QuerySet[ReplyLink], *, by: User, now: datetime.datetime) -> int:
    """Revoke links, those of an item or of a person; return how many were still unused.

    Raises `Refused` where there is none that the person may revoke.
    """
    count = 0
    for link in found.filter(pk__in=list_revocable(by, now).values("pk")).order_by("pk"):
        values = {"revoked_at": now, "revoked_by": by}
        try:
            unused = {"used_at": None, "revoked_at": None}
            edits.change_record(link, values, by=by, now=now, action="link revoked", where=unused)
        except Refused:
            # Used at this very moment: its answer waits for the desk.
            continue
        count += 1
    if not count:
        raise Refused(_("There are no active links to revoke."), "no_link")
    return count


LONGEST_TEXT = 2000
LONGEST_NAME = 60
# What is at risk or off track says why; "no evidence" is nobody's report.
HEALTHS = (Health.ON_TRACK, Health.AT_RISK, Health.OFF_TRACK)


@dataclass(frozen=True, slots=True)
class ReplyValues:
    """What a person fills in on an answer page, dates in words; values of other kinds are left out."""

    kind: ReplyKind
    health: str = ""
    text: str = ""
    wording: str = ""
    move_reason: str = ""
    next_step: str = ""
    next_step_by: str = ""


class EndedLink(Refused):
    """A link that cannot be used any more, with the reason."""

    def __init__(self, standing: LinkState) -> None:
        super().__init__(_("This link can no longer be used."), standing.value)
        self.standing = standing


@transaction.atomic
def accept_reply(link: ReplyLink, said: ReplyValues, *, now: datetime.datetime) -> EmailReply:
    """Take an answer: the link is used up, the answer waits for the desk, and the addressee gets a copy.

    Raises `EndedLink` where the link cannot be used any more; of two answers at once, for the second.
    """
    # Who closes or moves the item comes before or after, not between.
    Commitment.objects.select_for_update(no_key=True).get(pk=link.commitment_id)
    free = ReplyLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=now)
    is_mine = free.update(used_at=now)
    fresh = ReplyLink.objects.select_related("commitment", "recipient").get(pk=link.pk)
    if not is_mine:
        raise EndedLink(check_link(fresh, now))
    fresh.used_at = None
    standing = check_link(fresh, now)
    if standing != LinkState.OPEN:
        raise EndedLink(standing)
    answer = build_reply(fresh.commitment, said, now=now)
    answer.link = fresh
    edits.create_record(answer, by=fresh.recipient, now=now, reason=_("by email link, without signing in"))
    Reminder.objects.create(
        commitment_id=fresh.commitment_id,
        deadline_id=fresh.deadline_id,
        kind=ReminderKind.REPLY_COPY,
        offset=answer.pk,
        start_date=day_of(now, fresh.recipient),
        recipient=fresh.recipient,
        planned_at=now,
    )
    return answer


def build_reply(item: Commitment, said: ReplyValues, *, now: datetime.datetime) -> EmailReply:
    """Make the row of an answer, of which it is still to be said by what way it came.

    Raises `Refused` for what is not asked, or lacks what the life-cycle will ask.
    """
    if said.kind not in list_reply_kinds(item, lead_of(item)):
        raise Refused(_("This reply is not available here. Select one of the replies shown."), "kind")
    text = fit_text(said.text, LONGEST_TEXT)
    answer = EmailReply(commitment=item, kind=said.kind, text=text, given_at=now, state=ReplyState.WAITING)
    if said.kind == ReplyKind.PROGRESS:
        if said.health not in HEALTHS:
            raise Refused(_("Select a status: on track, at risk or off track."), "needs_health")
        if said.health in progress.NEEDS_CAUSE and not text:
            raise Refused(_("Enter the cause of the risk and the next steps."), "needs_cause")
        answer.health = said.health
    if said.kind in (ReplyKind.PROGRESS, ReplyKind.NO_CHANGE):
        step = next_steps.read_step(said.next_step, said.next_step_by, timezone.localdate(now))
        answer.next_step, answer.next_step_on = step
    if said.kind == ReplyKind.DATE:
        if not said.wording.strip():
            raise Refused(_("Enter the new date."), "needs_date")
        if said.move_reason not in SLIPS:
            raise Refused(_("Select a reason for the change of deadline."), "needs_move_reason")
        answer.text = need_reason(text)
        answer.wording, answer.move_reason = fit_text(said.wording, WORDING_LENGTH), said.move_reason
        if phrases.parse_any(answer.wording).ask == specification.NO_SUCH_DATE:
            raise Refused(specification.ASKS[specification.NO_SUCH_DATE], specification.NO_SUCH_DATE)
    return answer


def why_not_confirm(answer: EmailReply, user: User) -> Refused | None:
    """Explain why this person cannot confirm this answer now, or return None."""
    refusal = why_not_decide(answer, user)
    if refusal is not None:
        return refusal
    giver = answer.giver
    if giver.pk == user.pk:
        return Refused(
            _("You cannot confirm your own reply. Another officer of the desk must confirm it."), "own"
        )
    if not speaks_for(giver, lead_of(answer.commitment)):
        return Refused(
            _(
                "The commitment now has a different lead ministry. Dismiss the reply, and ask the "
                "current lead ministry."
            ),
            "elsewhere",
        )
    link = answer.link
    if answer.kind == ReplyKind.ACCEPT and link is not None and has_new_terms(link):
        return Refused(
            _(
                "The terms have changed since the acceptance. Dismiss the reply, and ask the lead "
                "ministry again."
            ),
            "new_terms",
        )
    return None


def why_not_decide(answer: EmailReply, user: User) -> Refused | None:
    """Explain why this person cannot set this answer aside now, or return None."""
    if answer.state != ReplyState.WAITING:
        return Refused(_("The decision has already been made. Check the record again."), "decided")
    item = answer.commitment
    if not (policy.can_read(user, item) and responsibilities.works_on(user, item.country)):
        return Refused(_("Only the desk can take this step. Contact the desk."), "forbidden")
    return None


@transaction.atomic
def confirm_reply(
    answer: EmailReply, *, comment: str = "", wording: str = "", by: User, now: datetime.datetime
) -> EmailReply:
    """Do what was answered, filed by the desk as the addressee's own answer; all or nothing.

    `wording` corrects the words of the other date, so that they can be read.
    """
    refusal = why_not_confirm(answer, by)
    if refusal is not None:
        raise refusal
    _settle(answer, ReplyState.CONFIRMED, comment, by=by, now=now)
    item = Commitment.objects.get(pk=answer.commitment_id)
    given_on = min(timezone.localdate(answer.given_at), timezone.localdate(now))
    match answer.kind:
        case ReplyKind.ACCEPT:
            acceptance.accept(item, Side.OURS, answer=format_source(answer), on=given_on, by=by, now=now)
        case ReplyKind.NO_CHANGE | ReplyKind.PROGRESS:
            is_news = answer.kind == ReplyKind.PROGRESS
            progress.record_update(
                item,
                health=Health(answer.health) if is_news else item.health_at(given_on),
                text=_("%(source)s: %(text)s")
                % {"source": format_source(answer), "text": answer.text or _("No change.")},
                side=Side.OURS,
                reported_on=given_on,
                next_step=next_steps.plan_for_lead(lead_of(item), answer.next_step, answer.next_step_on),
                by=by,
                now=now,
            )
        case ReplyKind.DATE:
            approvals.request_approval(
                item,
                ApprovalKind.DATE,
                reason=answer.text,
                document=format_source(answer),
                terms={"spec": spec_of(wording or answer.wording).to_json()},
                move_reason=answer.move_reason,
                by=by,
                now=now,
            )
    return answer


@transaction.atomic
def dismiss_reply(answer: EmailReply, *, comment: str, by: User, now: datetime.datetime) -> EmailReply:
    """Let an answer count for nothing, saying why; nothing else changes."""
    refusal = why_not_decide(answer, by)
    if refusal is not None:
        raise refusal
    return _settle(answer, ReplyState.SET_ASIDE, need_reason(comment), by=by, now=now)


def _settle(
    answer: EmailReply, state: ReplyState, remark: str, *, by: User, now: datetime.datetime
) -> EmailReply:
    """Record the decision, unless another was made meanwhile."""
    said = fit_text(remark, REASON_LENGTH, "long_reason")
    values: dict[str, Any] = {"state": state, "decided_by": by, "decided_at": now, "comment": said}
    where = {"state": ReplyState.WAITING}
    action = "answer confirmed" if state == ReplyState.CONFIRMED else "answer set aside"
    return edits.change_record(answer, values, by=by, now=now, where=where, action=action, reason=said)


def spec_of(wording: str) -> DeadlineSpec:
    """Read the words of the other date; refuse those that follow something which has to be chosen."""
    spec = phrases.parse_any(wording.strip())
    if spec.anchor in ("completion", "event") or spec.kind == "event":
        raise Refused(
            _(
                "This wording depends on another event. Enter a date here, or request the extension "
                "on the page of the commitment."
            ),
            "needs_day",
        )
    return spec


def format_source(answer: EmailReply) -> str:
    """Name whose answer it is, as the record keeps it: person, ministry, day."""
    person, lead = answer.giver, lead_of(answer.commitment)
    ministry = lead.ministry.label if lead and lead.ministry else ""
    values = {
        "name": shorten_text(str(person), LONGEST_NAME),
        "ministry": shorten_text(ministry, LONGEST_NAME),
        "day": date_format(timezone.localtime(answer.given_at), "DATE_FORMAT"),
    }
    if answer.update_form_id is not None:
        said = _("Update form of %(name)s, %(ministry)s, %(day)s")
    elif ministry:
        said = _("Email reply from %(name)s, %(ministry)s, %(day)s")
    else:
        said = _("Email reply from %(name)s, %(day)s")
    return shorten_text(said % values, DOCUMENT_LENGTH)

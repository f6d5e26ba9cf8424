"""What addressees answer from a mail: a proposal in their name, until the desk confirms or sets it aside."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments import access, editing, lifecycle, phrases
from commitments.deadlines.inputs import WORDING_LENGTH
from commitments.editing import DOCUMENT_LENGTH, REASON_LENGTH, fitting, need_reason, shortened
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.models import Commitment, MailAnswer, MailLink, Reminder, User
from commitments.phrases import DeadlineSpec
from commitments.reminders import links
from commitments.reminders.links import Standing
from commitments.reminders.people import day_of
from commitments.vocabulary import SLIPS, AnswerKind, AnswerState, Health, Matter, Rule, Side

LONGEST_TEXT = 2000
LONGEST_NAME = 60
# What is at risk or off track says why; "no evidence" is nobody's report.
HEALTHS = (Health.ON_TRACK, Health.AT_RISK, Health.OFF_TRACK)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody fills in on an answer page; what does not belong to the kind is left out."""

    kind: AnswerKind
    health: str = ""
    text: str = ""
    wording: str = ""
    move_reason: str = ""


class Ended(Refused):
    """A link that cannot be used any more, with what ended it."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(_("This link cannot be used any more."), standing.value)
        self.standing = standing


@transaction.atomic
def give(link: MailLink, said: Said, *, now: datetime.datetime) -> MailAnswer:
    """Take an answer: the link is used up, the answer waits for the desk, and the addressee gets a copy.

    Raises `Ended` where the link is worth nothing any more; of two answers at once the second finds it used.
    """
    # Who closes or moves the item comes before or after, not between.
    Commitment.objects.select_for_update(no_key=True).get(pk=link.commitment_id)
    free = MailLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=now)
    is_mine = free.update(used_at=now)
    fresh = MailLink.objects.select_related("commitment", "recipient").get(pk=link.pk)
    if not is_mine:
        raise Ended(links.standing(fresh, now))
    fresh.used_at = None
    standing = links.standing(fresh, now)
    if standing != Standing.OPEN:
        raise Ended(standing)
    answer = _checked(fresh, said, now)
    editing.create(answer, by=fresh.recipient, now=now, reason=_("by a link of a mail, without signing in"))
    Reminder.objects.create(
        commitment_id=fresh.commitment_id,
        deadline_id=fresh.deadline_id,
        rule=Rule.COPY,
        offset=answer.pk,
        anchor_on=day_of(now, fresh.recipient),
        recipient=fresh.recipient,
        planned_at=now,
    )
    return answer


def _checked(link: MailLink, said: Said, now: datetime.datetime) -> MailAnswer:
    """Make the row of an answer by a link."""
    answer = checked(link.commitment, said, now=now)
    answer.link = link
    return answer


def checked(item: Commitment, said: Said, *, now: datetime.datetime) -> MailAnswer:
    """Make the row of an answer, of which it is still to be said by what way it came.

    Raises `Refused` for what is not asked, or lacks what the life-cycle will ask.
    """
    if said.kind not in links.kinds(item, links.lead_of(item)):
        raise Refused(_("This is not asked here. Choose one of the answers."), "kind")
    text = fitting(said.text, LONGEST_TEXT)
    answer = MailAnswer(commitment=item, kind=said.kind, text=text, given_at=now, state=AnswerState.WAITING)
    if said.kind == AnswerKind.PROGRESS:
        if said.health not in HEALTHS:
            raise Refused(_("Say how it stands: on track, at risk or off track."), "needs_health")
        if said.health in lifecycle.NEEDS_CAUSE and not text:
            raise Refused(_("Say what puts it at risk, and what comes next."), "needs_cause")
        answer.health = said.health
    if said.kind == AnswerKind.DATE:
        if not said.wording.strip():
            raise Refused(_("Write the other date."), "needs_date")
        if said.move_reason not in SLIPS:
            raise Refused(_("Choose the kind of reason for the other date."), "needs_move_reason")
        answer.text = need_reason(text)
        answer.wording, answer.move_reason = fitting(said.wording, WORDING_LENGTH), said.move_reason
        if phrases.parse_any(answer.wording).ask == phrases.NO_SUCH_DATE:
            raise Refused(phrases.ASKS[phrases.NO_SUCH_DATE], phrases.NO_SUCH_DATE)
    return answer


def why_not_confirm(answer: MailAnswer, user: User) -> Refused | None:
    """Explain why this person does not confirm this answer now, or give None who does."""
    refusal = why_not_decide(answer, user)
    if refusal is not None:
        return refusal
    giver = answer.giver
    if giver.pk == user.pk:
        return Refused(
            _("This was answered in your own name; another person of the desk confirms it."), "own"
        )
    if not links.speaks_for(giver, links.lead_of(answer.commitment)):
        return Refused(
            _("The item is with somebody else now. Set the answer aside, and ask those who lead it."),
            "elsewhere",
        )
    link = answer.link
    if answer.kind == AnswerKind.ACCEPT and link is not None and links.has_new_terms(link):
        return Refused(
            _("The terms are not those that were accepted. Set the answer aside, and ask again."), "new_terms"
        )
    return None


def why_not_decide(answer: MailAnswer, user: User) -> Refused | None:
    """Explain why this person does not set this answer aside now, or give None who does."""
    if answer.state != AnswerState.WAITING:
        return Refused(_("This was decided already."), "decided")
    item = answer.commitment
    if not (access.sees(user, item) and access.works_on(user, item.country)):
        return Refused(_("The desk takes this step."), "forbidden")
    return None


@transaction.atomic
def confirm(
    answer: MailAnswer, *, remark: str = "", wording: str = "", by: User, now: datetime.datetime
) -> MailAnswer:
    """Do what was answered, filed by the desk as the addressee's own answer; all or nothing.

    `wording` corrects the words of the other date, so that they can be read.
    """
    refusal = why_not_confirm(answer, by)
    if refusal is not None:
        raise refusal
    _settle(answer, AnswerState.CONFIRMED, remark, by=by, now=now)
    item = Commitment.objects.get(pk=answer.commitment_id)
    given_on = min(timezone.localdate(answer.given_at), timezone.localdate(now))
    match answer.kind:
        case AnswerKind.ACCEPT:
            lifecycle.accept(item, Side.OURS, answer=source(answer), on=given_on, by=by, now=now)
        case AnswerKind.NO_CHANGE | AnswerKind.PROGRESS:
            is_news = answer.kind == AnswerKind.PROGRESS
            lifecycle.update(
                item,
                health=Health(answer.health) if is_news else item.health_at(given_on),
                text=_("%(source)s: %(text)s")
                % {"source": source(answer), "text": answer.text or _("No change.")},
                side=Side.OURS,
                said_on=given_on,
                by=by,
                now=now,
            )
        case AnswerKind.DATE:
            approvals.ask(
                item,
                Matter.DATE,
                reason=answer.text,
                document=source(answer),
                terms={"spec": spec_of(wording or answer.wording).to_json()},
                move_reason=answer.move_reason,
                by=by,
                now=now,
            )
    return answer


@transaction.atomic
def set_aside(answer: MailAnswer, *, remark: str, by: User, now: datetime.datetime) -> MailAnswer:
    """Let an answer count for nothing, saying why; nothing else changes."""
    refusal = why_not_decide(answer, by)
    if refusal is not None:
        raise refusal
    return _settle(answer, AnswerState.SET_ASIDE, need_reason(remark), by=by, now=now)


def _settle(
    answer: MailAnswer, state: AnswerState, remark: str, *, by: User, now: datetime.datetime
) -> MailAnswer:
    """Write what was decided, where nobody decided meanwhile."""
    said = fitting(remark, REASON_LENGTH, "long_reason")
    values: dict[str, Any] = {"state": state, "decided_by": by, "decided_at": now, "remark": said}
    where = {"state": AnswerState.WAITING}
    action = "answer confirmed" if state == AnswerState.CONFIRMED else "answer set aside"
    return editing.change(answer, values, by=by, now=now, where=where, action=action, reason=said)


def spec_of(wording: str) -> DeadlineSpec:
    """Read the words of the other date; refuse those that follow something which has to be chosen."""
    spec = phrases.parse_any(wording.strip())
    if spec.anchor in ("completion", "event") or spec.kind == "event":
        raise Refused(
            _("These words follow another event. Write a day here, or ask for the date on the item's page."),
            "needs_day",
        )
    return spec


def source(answer: MailAnswer) -> str:
    """Name whose answer it is, as the record keeps it: person, ministry, day."""
    person, lead = answer.giver, links.lead_of(answer.commitment)
    ministry = lead.ministry.label if lead and lead.ministry else ""
    values = {
        "name": shortened(str(person), LONGEST_NAME),
        "ministry": shortened(ministry, LONGEST_NAME),
        "day": date_format(timezone.localtime(answer.given_at), "DATE_FORMAT"),
    }
    if answer.sheet_id is not None:
        said = _("Work sheet of %(name)s, %(ministry)s, %(day)s")
    elif ministry:
        said = _("Answer by mail of %(name)s, %(ministry)s, %(day)s")
    else:
        said = _("Answer by mail of %(name)s, %(day)s")
    return shortened(said % values, DOCUMENT_LENGTH)

"""Follow-ups: what the desk asks an owner by hand, and its record.

A question (`Chase`) pursues what the partner still owes, one at a time per item: open; asked, with text, day
and number fixed from then on; then answered by an update of the partner's side, or dropped.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import policy, responsibilities
from commitments.enums import (
    UNANSWERED_STATES,
    Actor,
    CommitmentState,
    FollowUpMethod,
    FollowUpState,
    Health,
    LeadRole,
    OwedBy,
    Side,
)
from commitments.errors import Refused
from commitments.lifecycle.progress import check_day, record_update, undo_update
from commitments.lifecycle.protocol import LONGEST_NAME
from commitments.lifecycle.transitions import FORBIDDEN, lock
from commitments.models import Commitment, FollowUp, ProgressUpdate, Responsibility, User
from commitments.models.translated import detect_language
from commitments.records import edits, references
from commitments.records.edits import need_reason

# Ways for which a text is drafted; the others are noted as they happened.
DRAFTED = (FollowUpMethod.NOTE, FollowUpMethod.TALKING_POINT)
LONGEST_NUMBER = 60
# Whom the partner was asked through, and who signed.
CONTACT = ("level", "addressee", "signatory")
FOLLOWED_UP_AGAIN = gettext_lazy("The partner was asked again.")


@dataclass(frozen=True, slots=True)
class FollowUpText:
    """What was asked, how and when; with `number` None a note takes the next one.

    `said` is our text for the updates: built from method and number where it is left out. `level`,
    `addressee` and `signatory` state who was asked and who signed, where it is known.
    """

    method: FollowUpMethod
    text: str
    on: datetime.date
    copy: str = ""
    number: str | None = None
    said: str = ""
    level: str = ""
    addressee: str = ""
    signatory: str = ""


def why_not_follow_up(commitment: Commitment, user: User) -> Refused | None:
    """Explain why this person cannot follow up on the item now, or return None."""
    if not (policy.can_read(user, commitment) and responsibilities.works_on(user, commitment.country)):
        return Refused(FORBIDDEN[Actor.DESK], "forbidden")
    if not commitment.is_open:
        return Refused(gettext_lazy("Follow-ups can be logged only for open commitments."), "wrong_state")
    return None


def is_theirs(commitment: Commitment) -> bool:
    """Return whether the partner still owes it, so that a question is asked and waits for the answer."""
    if commitment.owed_by == OwedBy.OURS or not commitment.is_open or not commitment.deadline_id:
        return False
    if commitment.state == CommitmentState.REPORTED:
        return False
    theirs = Responsibility.objects.filter(commitment=commitment, side=Side.THEIRS, role=LeadRole.LEAD)
    return not theirs.filter(reported_on__isnull=False).exists()


def find_open(commitment: Commitment) -> FollowUp | None:
    """Return the question that is open or asked, without checking who may read the item; None where there
    is none.
    """
    return FollowUp.objects.filter(commitment=commitment, state__in=UNANSWERED_STATES).first()


@transaction.atomic
def remind_owner(
    commitment: Commitment, *, text: str, reported_on: datetime.date, by: User, now: datetime.datetime
) -> ProgressUpdate:
    """Record that the desk asked the owner, whose answer is pending.

    It is our side's statement and no report: the health stays as reported, with its age, and no review is
    recorded.
    """
    refusal = why_not_follow_up(commitment, by)
    if refusal is not None:
        raise refusal
    if not text.strip():
        raise Refused(
            _("Enter the contact and the method: note, letter, call or conversation."), "needs_text"
        )
    check_day(reported_on, now)
    # Sent twice by a second press, or by going back: the owner was asked once.
    if ProgressUpdate.objects.filter(
        commitment=commitment, recorded_by=by, reported_on=reported_on, text=text.strip()
    ).exists():
        raise Refused(_("You have already recorded this text."), "recorded")
    row = ProgressUpdate(
        commitment=commitment,
        side=Side.OURS,
        reported_on=reported_on,
        health=commitment.health_at(timezone.localdate(now)),
        text=text.strip(),
        text_language=detect_language(text),
        classification=commitment.classification,
    )
    return edits.create_record(row, by=by, now=now)


@transaction.atomic
def log_follow_up(
    commitment: Commitment, asking: FollowUpText, *, by: User, now: datetime.datetime
) -> FollowUp:
    """Record that the partner was asked: text, day and number are fixed from now on.

    The open question becomes asked, or a new one is created; one that was asked before is dropped for it.
    """
    refusal = why_not_follow_up(commitment, by)
    if refusal is not None:
        raise refusal
    if not is_theirs(commitment):
        raise Refused(_("The other side has no more obligations under this commitment."), "not_theirs")
    if not asking.text.strip():
        raise Refused(
            _("Enter the contact and the method: note, letter, call or conversation."), "needs_text"
        )
    check_day(asking.on, now)
    lock(commitment)
    question = find_open(commitment)
    if question is not None and question.state == FollowUpState.ASKED:
        _cancel(question, str(FOLLOWED_UP_AGAIN), by=by, now=now)
        question = None
    question = question or _open(commitment, by=by, now=now, on=asking.on)
    number = asking.number
    if number is None and asking.method == FollowUpMethod.NOTE:
        number = references.note_reference(commitment.country.iso, asking.on.year)
    text = asking.said or _word(asking, number or "")
    said = remind_owner(commitment, text=text, reported_on=asking.on, by=by, now=now)
    values = {
        "state": FollowUpState.ASKED,
        "method": asking.method,
        "number": edits.fit_text(number or "", LONGEST_NUMBER),
        "text": asking.text.strip(),
        "copy": asking.copy.strip(),
        "level": asking.level,
        "addressee": edits.fit_text(asking.addressee.strip(), LONGEST_NAME),
        "signatory": edits.fit_text(asking.signatory.strip(), LONGEST_NAME),
        "asked_on": asking.on,
        "our_update_id": said.pk,
    }
    return _turn(question, values, "question asked", by=by, now=now)


def _word(asking: FollowUpText, number: str) -> str:
    """Return one line for the update about the follow-up; for a way without a standard line, the given
    text.
    """
    if asking.method == FollowUpMethod.NOTE:
        return _("The partner was asked by note verbale %(number)s.") % {"number": number}
    return (
        _("The embassy asked the partner, using the talking point.")
        if asking.method == FollowUpMethod.TALKING_POINT
        else asking.text
    )


def _open(
    commitment: Commitment, *, by: User, now: datetime.datetime, on: datetime.date, of: FollowUp | None = None
) -> FollowUp:
    """Open a question by hand; where it is asked again, for the reason of the one before."""
    row = FollowUp(
        commitment=commitment,
        deadline=commitment.deadline,
        kind=of.kind if of else "",
        offset=of.offset if of else 0,
        start_date=of.start_date if of else on,
        method=of.method if of and of.method in DRAFTED else FollowUpMethod.NOTE,
    )
    return edits.create_record(row, by=by, now=now)


def why_not_ask(question: FollowUp, user: User) -> Refused | None:
    """Explain why the question cannot be asked now, or return None."""
    if question.state != FollowUpState.OPEN:
        return Refused(gettext_lazy("This step applies only to questions not yet asked."), "wrong_state")
    return why_not_follow_up(question.commitment, user)


def why_not_answer(question: FollowUp, user: User) -> Refused | None:
    """Explain why an answer to the question cannot be filed now, or return None."""
    if question.state != FollowUpState.ASKED:
        return Refused(
            gettext_lazy("This step applies only to questions that were asked and have no answer."),
            "wrong_state",
        )
    return why_not_follow_up(question.commitment, user)


def why_not_drop(question: FollowUp, user: User) -> Refused | None:
    """Explain why the question cannot be dropped now, or return None."""
    if question.state not in UNANSWERED_STATES:
        return Refused(gettext_lazy("This follow-up question is already closed."), "wrong_state")
    if not (
        policy.can_read(user, question.commitment)
        and responsibilities.works_on(user, question.commitment.country)
    ):
        return Refused(FORBIDDEN[Actor.DESK], "forbidden")
    return None


@transaction.atomic
def save_draft(
    question: FollowUp, *, method: FollowUpMethod, text: str, copy: str, by: User, now: datetime.datetime
) -> FollowUp:
    """Save the draft as edited, to be asked later; an empty text is drafted again."""
    _allowed(why_not_ask(question, by))
    values = {"method": method, "text": text.strip(), "copy": copy.strip()}
    return _turn(question, values, "question drafted", by=by, now=now)


@transaction.atomic
def record_reply(
    question: FollowUp,
    *,
    health: Health,
    text: str,
    reported_on: datetime.date,
    by: User,
    now: datetime.datetime,
) -> ProgressUpdate:
    """File the partner's answer: it is their side's report on the item, and closes the question."""
    _allowed(why_not_answer(question, by))
    if not text.strip():
        raise Refused(_("Enter the partner’s answer and the name of the person who gave it."), "needs_text")
    if question.asked_on is not None and reported_on < question.asked_on:
        raise Refused(_("The answer must be dated on or after the day of the question."), "before_asked")
    said = record_update(
        question.commitment,
        health=health,
        text=text.strip(),
        side=Side.THEIRS,
        reported_on=reported_on,
        by=by,
        now=now,
    )
    values = {"state": FollowUpState.ANSWERED, "answered_on": reported_on, "answer_id": said.pk}
    _turn(question, values, "question answered", by=by, now=now)
    return said


@transaction.atomic
def cancel_follow_up(question: FollowUp, *, reason: str, by: User, now: datetime.datetime) -> FollowUp:
    """Drop a question that need not be asked or answered any more, with the reason."""
    _allowed(why_not_drop(question, by))
    return _cancel(question, need_reason(reason), by=by, now=now)


@transaction.atomic
def renew_follow_up(question: FollowUp, *, by: User, now: datetime.datetime) -> FollowUp:
    """Drop a question without answer, and open a new one with a fresh draft."""
    _allowed(why_not_answer(question, by))
    lock(question.commitment)
    _cancel(question, str(FOLLOWED_UP_AGAIN), by=by, now=now)
    return _open(question.commitment, by=by, now=now, on=timezone.localdate(now), of=question)


@transaction.atomic
def undo_follow_up(said: ProgressUpdate, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Undo the record that the owner was asked: the question is open again, or is removed.

    Raises `Refused` where the partner has answered since.
    """
    question = FollowUp.objects.filter(our_update=said).first()
    if question is not None:
        if question.state == FollowUpState.ANSWERED:
            raise Refused(
                _("An answer has since been recorded, so the follow-up cannot be undone."), "changed"
            )
        values: dict[str, object] = {"our_update_id": None}
        if question.state == FollowUpState.ASKED:
            by_hand = not question.kind
            state = FollowUpState.DROPPED if by_hand else FollowUpState.OPEN
            values |= {"state": state, "number": "", "text": "", "copy": "", "asked_on": None}
            values |= dict.fromkeys(CONTACT, "")
        _turn(question, values, "question taken back", by=by, now=now, reason=reason)
    undo_update(said, {}, by=by, now=now, reason=reason)


def _allowed(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _cancel(question: FollowUp, reason: str, *, by: User, now: datetime.datetime) -> FollowUp:
    values = {"state": FollowUpState.DROPPED}
    return _turn(question, values, "question dropped", by=by, now=now, reason=reason)


def _turn(
    question: FollowUp,
    values: Mapping[str, object],
    action: str,
    *,
    by: User,
    now: datetime.datetime,
    reason: str = "",
) -> FollowUp:
    """Write the question if its old state is unchanged."""
    where = {"state": question.state}
    return edits.change_record(question, values, by=by, now=now, action=action, reason=reason, where=where)

"""What the desk does by hand where the machine sends nothing: it asks, and notes what was asked.

What the partner still owes is asked by a question (`Chase`), one at a time an item: open; asked, with text,
day and number that stand from then on; then answered by an update of their side, or dropped.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, editing, references
from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.lifecycle.progress import check_day, take_back_update, update
from commitments.lifecycle.rules import FORBIDDEN
from commitments.lifecycle.taking import hold
from commitments.models import Chase, Commitment, ProgressUpdate, Responsibility, User
from commitments.vocabulary import (
    OPEN_STATES,
    Actor,
    ChaseState,
    ChaseWay,
    CommitmentState,
    Health,
    LeadRole,
    OwedBy,
    Side,
)

# Ways for which a text is drafted; the others are noted as they happened.
DRAFTED = (ChaseWay.NOTE, ChaseWay.POINT)
UNDER_WAY = (ChaseState.OPEN, ChaseState.ASKED)
LONGEST_NUMBER = 60
ASKED_AGAIN = gettext_lazy("Asked again.")


@dataclass(frozen=True, slots=True)
class Asking:
    """What was asked, how and when; with `number` None a note draws the next one.

    `said` is our word of it for the updates: made of way and number where it is left out.
    """

    way: ChaseWay
    text: str
    on: datetime.date
    copy: str = ""
    number: str | None = None
    said: str = ""


def why_not_chase(commitment: Commitment, user: User) -> Refused | None:
    """Explain why this person does not chase the item now, or give None who may."""
    if not (access.sees(user, commitment) and access.works_on(user, commitment.country)):
        return Refused(FORBIDDEN[Actor.DESK], "forbidden")
    if commitment.state not in OPEN_STATES:
        return Refused(gettext_lazy("Only an open item is chased."), "wrong_state")
    return None


def is_theirs(commitment: Commitment) -> bool:
    """Say whether the partner still owes it, so that a question is put to it and waits for the answer."""
    if commitment.owed_by == OwedBy.OURS or commitment.state not in OPEN_STATES or not commitment.deadline_id:
        return False
    if commitment.state == CommitmentState.REPORTED:
        return False
    theirs = Responsibility.objects.filter(commitment=commitment, side=Side.THEIRS, role=LeadRole.LEAD)
    return not theirs.filter(reported_on__isnull=False).exists()


def current(commitment: Commitment) -> Chase | None:
    """Give the question that is open or asked, whoever may read the item; None where there is none."""
    return Chase.objects.filter(commitment=commitment, state__in=UNDER_WAY).first()


@transaction.atomic
def chase(
    commitment: Commitment, *, text: str, said_on: datetime.date, by: User, now: datetime.datetime
) -> ProgressUpdate:
    """Record that the desk asked the owner, whose answer is still to come.

    It is our side's word and no report: the health stands as it was reported, grows no younger, and nothing
    is reviewed by it.
    """
    refusal = why_not_chase(commitment, by)
    if refusal is not None:
        raise refusal
    if not text.strip():
        raise Refused(_("Say whom you asked, and how: note, letter, call or talk."), "needs_text")
    check_day(said_on, now)
    # Sent twice by a second press, or by going back: the owner was asked once.
    if ProgressUpdate.objects.filter(
        commitment=commitment, recorded_by=by, said_on=said_on, text=text.strip()
    ).exists():
        raise Refused(_("You recorded this already, in the same words."), "recorded")
    row = ProgressUpdate(
        commitment=commitment,
        side=Side.OURS,
        said_on=said_on,
        health=commitment.health_at(timezone.localdate(now)),
        text=text.strip(),
        classification=commitment.classification,
    )
    return editing.create(row, by=by, now=now)


@transaction.atomic
def ask(commitment: Commitment, asking: Asking, *, by: User, now: datetime.datetime) -> Chase:
    """Record that the partner was asked: text, day and number stand from here on.

    The open question is the one that was asked, or a new one is; one that was asked before is dropped for it.
    """
    refusal = why_not_chase(commitment, by)
    if refusal is not None:
        raise refusal
    if not is_theirs(commitment):
        raise Refused(_("The other side owes nothing here any more."), "not_theirs")
    if not asking.text.strip():
        raise Refused(_("Say whom you asked, and how: note, letter, call or talk."), "needs_text")
    check_day(asking.on, now)
    hold(commitment)
    question = current(commitment)
    if question is not None and question.state == ChaseState.ASKED:
        _drop(question, str(ASKED_AGAIN), by=by, now=now)
        question = None
    question = question or _open(commitment, by=by, now=now, on=asking.on)
    number = asking.number
    if number is None and asking.way == ChaseWay.NOTE:
        number = references.note_reference(commitment.country.iso, asking.on.year)
    text = asking.said or _word(asking, number or "")
    said = chase(commitment, text=text, said_on=asking.on, by=by, now=now)
    values = {
        "state": ChaseState.ASKED,
        "way": asking.way,
        "number": editing.fitting(number or "", LONGEST_NUMBER),
        "text": asking.text.strip(),
        "copy": asking.copy.strip(),
        "asked_on": asking.on,
        "said_id": said.pk,
    }
    return _turn(question, values, "question asked", by=by, now=now)


def _word(asking: Asking, number: str) -> str:
    """Say in one line that it was asked; what was noted as it happened says so itself."""
    if asking.way == ChaseWay.NOTE:
        return _("Asked by note verbale %(number)s.") % {"number": number}
    return _("Asked by the embassy, as written for it.") if asking.way == ChaseWay.POINT else asking.text


def _open(
    commitment: Commitment, *, by: User, now: datetime.datetime, on: datetime.date, of: Chase | None = None
) -> Chase:
    """Open a question by hand; where it is asked again, for the reason of the one before."""
    row = Chase(
        commitment=commitment,
        deadline=commitment.deadline,
        rule=of.rule if of else "",
        offset=of.offset if of else 0,
        anchor_on=of.anchor_on if of else on,
        way=of.way if of and of.way in DRAFTED else ChaseWay.NOTE,
    )
    return editing.create(row, by=by, now=now)


def why_not_ask(question: Chase, user: User) -> Refused | None:
    """Explain why the question is not asked now, or give None."""
    if question.state != ChaseState.OPEN:
        return Refused(gettext_lazy("Only what is still to be asked takes this step."), "wrong_state")
    return why_not_chase(question.commitment, user)


def why_not_answer(question: Chase, user: User) -> Refused | None:
    """Explain why no answer to the question is filed now, or give None."""
    if question.state != ChaseState.ASKED:
        return Refused(
            gettext_lazy("Only what was asked, and not answered yet, takes this step."), "wrong_state"
        )
    return why_not_chase(question.commitment, user)


def why_not_drop(question: Chase, user: User) -> Refused | None:
    """Explain why the question is not dropped now, or give None."""
    if question.state not in UNDER_WAY:
        return Refused(gettext_lazy("This question is closed already."), "wrong_state")
    if not (access.sees(user, question.commitment) and access.works_on(user, question.commitment.country)):
        return Refused(FORBIDDEN[Actor.DESK], "forbidden")
    return None


@transaction.atomic
def keep_draft(
    question: Chase, *, way: ChaseWay, text: str, copy: str, by: User, now: datetime.datetime
) -> Chase:
    """Keep the draft as somebody left it, to be asked later; an empty text is drafted anew."""
    _allowed(why_not_ask(question, by))
    values = {"way": way, "text": text.strip(), "copy": copy.strip()}
    return _turn(question, values, "question drafted", by=by, now=now)


@transaction.atomic
def answer(
    question: Chase,
    *,
    health: Health,
    text: str,
    said_on: datetime.date,
    by: User,
    now: datetime.datetime,
) -> ProgressUpdate:
    """File the partner's answer: it is their side's report on the item, and closes the question."""
    _allowed(why_not_answer(question, by))
    if not text.strip():
        raise Refused(_("Say what they answered, and who said so."), "needs_text")
    if question.asked_on is not None and said_on < question.asked_on:
        raise Refused(_("An answer is of the day of the question, or later."), "before_asked")
    said = update(
        question.commitment,
        health=health,
        text=text.strip(),
        side=Side.THEIRS,
        said_on=said_on,
        by=by,
        now=now,
    )
    values = {"state": ChaseState.ANSWERED, "answered_on": said_on, "answer_id": said.pk}
    _turn(question, values, "question answered", by=by, now=now)
    return said


@transaction.atomic
def drop(question: Chase, *, reason: str, by: User, now: datetime.datetime) -> Chase:
    """Drop a question that need not be asked, or not be answered any more; says why."""
    _allowed(why_not_drop(question, by))
    return _drop(question, need_reason(reason), by=by, now=now)


@transaction.atomic
def ask_again(question: Chase, *, by: User, now: datetime.datetime) -> Chase:
    """Drop what was asked and not answered, and open it anew with a fresh draft."""
    _allowed(why_not_answer(question, by))
    hold(question.commitment)
    _drop(question, str(ASKED_AGAIN), by=by, now=now)
    return _open(question.commitment, by=by, now=now, on=timezone.localdate(now), of=question)


@transaction.atomic
def take_back(said: ProgressUpdate, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take back our word that the owner was asked: the question is to be asked again, or was never put.

    Raises `Refused` where the partner has answered since.
    """
    question = Chase.objects.filter(said=said).first()
    if question is not None:
        if question.state == ChaseState.ANSWERED:
            raise Refused(_("It was answered since; what was recorded stands."), "changed")
        values: dict[str, object] = {"said_id": None}
        if question.state == ChaseState.ASKED:
            by_hand = not question.rule
            state = ChaseState.DROPPED if by_hand else ChaseState.OPEN
            values |= {"state": state, "number": "", "text": "", "copy": "", "asked_on": None}
        _turn(question, values, "question taken back", by=by, now=now, reason=reason)
    take_back_update(said, {}, by=by, now=now, reason=reason)


def _allowed(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _drop(question: Chase, reason: str, *, by: User, now: datetime.datetime) -> Chase:
    values = {"state": ChaseState.DROPPED}
    return _turn(question, values, "question dropped", by=by, now=now, reason=reason)


def _turn(
    question: Chase,
    values: Mapping[str, object],
    action: str,
    *,
    by: User,
    now: datetime.datetime,
    reason: str = "",
) -> Chase:
    """Write the question where its old state still stands."""
    where = {"state": question.state}
    return editing.change(question, values, by=by, now=now, action=action, reason=reason, where=where)

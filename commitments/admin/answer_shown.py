"""An answer from a mail as the desk sees it: whose it is, what was said, and what confirming it files."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, past
from commitments.admin.preview import sentences, worked_out
from commitments.deadlines import Hooks
from commitments.errors import Refused
from commitments.models import Commitment, MailAnswer, User
from commitments.reminders import answers
from commitments.reminders.content import said_in
from commitments.vocabulary import AnswerKind, AnswerState, CommitmentState


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One answer: `facts` is what it says, `effect` what confirming files, `stands` the item as it is now."""

    pk: int
    what: str
    by: str
    given_at: datetime.datetime
    facts: tuple[tuple[str, str], ...]
    effect: str
    stands: tuple[tuple[str, str], ...]
    decided: str
    remark: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """One answer that waits, on the page of its item, with what this person may make of it.

    `wording` is what was written for the new date, to be corrected with the confirmation; `why_not` says why
    it is not confirmed.
    """

    answer: AnswerShown
    wording: str
    why_not: str
    may_decide: bool


def waiting_of(item: Commitment, person: User, today: datetime.date) -> tuple[WaitingShown, ...]:
    """Make the answers that wait about an item and that the person may read; the past has none."""
    if past.moment_standing() is not None:
        return ()
    rows = access.parts(item, MailAnswer, person).filter(commitment=item, state=AnswerState.WAITING)
    seen = (
        rows.select_related("link__recipient__ministry")
        .prefetch_related("sheet__person__ministry")
        .order_by("pk")
    )
    return tuple(_waiting(row, item, person, today) for row in seen)


def _waiting(answer: MailAnswer, item: Commitment, person: User, today: datetime.date) -> WaitingShown:
    answer.commitment = item
    return WaitingShown(
        answer=answer_shown(answer, today),
        wording=answer.wording,
        why_not=str(answers.why_not_confirm(answer, person) or ""),
        may_decide=answers.why_not_decide(answer, person) is None,
    )


def answer_shown(answer: MailAnswer, today: datetime.date) -> AnswerShown:
    """Make the values of one answer that the person may read."""
    person = answer.giver
    return AnswerShown(
        pk=answer.pk,
        what=capfirst(str(answer.get_kind_display())),
        by=f"{person} ({person.ministry.label})" if person.ministry else str(person),
        given_at=answer.given_at,
        facts=said_of(answer),
        effect=_effect(answer, today) if answer.state == AnswerState.WAITING else "",
        stands=_stands(answer.commitment, today),
        decided=_decided(answer),
        remark=answer.remark,
        sheet=answer.sheet.code if answer.sheet else "",
    )


def said_of(answer: MailAnswer) -> tuple[tuple[str, str], ...]:
    """List what was filled in, and what of the item had changed by then."""
    changed = ((_("Changed since the sheet was made"), answer.changed),) if answer.changed else ()
    return (*said_in(answer), *changed)


def _effect(answer: MailAnswer, today: datetime.date) -> str:
    match answer.kind:
        case AnswerKind.ACCEPT:
            return _("Confirmed, it is filed as the acceptance of our lead.")
        case AnswerKind.DATE:
            return f"{_('Confirmed, the date is asked of the head of desk.')} {_as_read(answer, today)}"
        case _:
            return _("Confirmed, it is filed as a progress update of our side.")


def _as_read(answer: MailAnswer, today: datetime.date) -> str:
    """Say what the words of the new date come to."""
    try:
        found = worked_out(answer.commitment, answers.spec_of(answer.wording), Hooks(), today)
    except Refused as refused:
        return str(refused)
    return " ".join(sentences(found))


def _stands(item: Commitment, today: datetime.date) -> tuple[tuple[str, str], ...]:
    wording = item.deadline.wording if item.deadline else ""
    due = date_format(item.due_on, "DATE_FORMAT") if item.due_on else _("no date")
    return (
        (_("State"), capfirst(str(CommitmentState(item.state).label))),
        (_("Due"), f"{due}: “{wording}”" if wording else due),
        (_("Health"), capfirst(str(item.health_at(today).label))),
        (_("Reported on"), date_format(item.health_on, "DATE_FORMAT") if item.health_on else _("never")),
    )


def _decided(answer: MailAnswer) -> str:
    if answer.decided_at is None:
        return ""
    values = {
        "state": capfirst(str(AnswerState(answer.state).label)),
        "who": answer.decided_by or _("the tracker"),
        "day": date_format(timezone.localtime(answer.decided_at)),
    }
    return _("%(state)s by %(who)s on %(day)s") % values

"""Markings of any record: raised at once by one person, lowered by two; and what is kept in confidence."""

import datetime

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import access, editing, marking
from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.lifecycle.requests import settle
from commitments.models import Approval, Classified, Commitment, Confided, Meeting, Record, User
from commitments.vocabulary import ApprovalState, Classification, Matter

Subject = Meeting | Commitment


def subject_of(record: Classified) -> Subject:
    """Give the meeting or commitment on whose page a record stands: itself, where it is one."""
    if isinstance(record, Meeting | Commitment):
        return record
    beside = getattr(record, "meeting", None) or getattr(record, "commitment", None)
    assert isinstance(beside, Meeting | Commitment)
    return beside


def part_of(record: Classified) -> str:
    """Name a part of a record in a request, such as "commitments.Statement:12"; the record itself is none."""
    return "" if isinstance(record, Meeting | Commitment) else f"{record._meta.label}:{record.pk}"


def record_of(approval: Approval) -> Classified:
    """Give the record that a request is about: the part it names, or else its subject."""
    if not approval.part:
        return approval.subject
    label, _colon, key = approval.part.partition(":")
    model = apps.get_model(label)
    assert issubclass(model, Classified)
    found = model._base_manager.filter(pk=int(key)).first()
    if found is None:
        raise Refused(_("What this request is about was taken away. Refuse it."), "outdated")
    return found


def why_not_mark(record: Classified, user: User) -> Refused | None:
    """Explain why this person does not mark this record higher or lower, or give None who may."""
    subject = subject_of(record)
    may = access.may_write(user, type(record)) and access.sees(user, record)
    return None if may and access.works_on(user, subject.country) else access.forbidden()


def _allowed(record: Classified, user: User) -> None:
    refusal = why_not_mark(record, user)
    if refusal is not None:
        raise refusal
    # What it stands on first, as everybody else does: two who write on one meeting wait for each other.
    subject = subject_of(record)
    type(subject)._base_manager.select_for_update(no_key=True).get(pk=subject.pk)


@transaction.atomic
def raise_marking(record: Classified, level: int, *, by: User, now: datetime.datetime) -> Classified:
    """Mark a record higher, at once, whatever its meeting's state; what holds it goes up with it."""
    _allowed(record, by)
    record.refresh_from_db()
    if level <= record.classification:
        raise Refused(_("It is marked as high as that already."), "not_higher")
    return editing.change(record, {"classification": level}, by=by, now=now, action="raised")


@transaction.atomic
def keep_in_confidence(
    record: Classified, *, consent: str = "", by: User, now: datetime.datetime
) -> Classified:
    """Mark a record as given in confidence by the partner; the consent on record lets it go outside."""
    assert isinstance(record, Confided)
    _allowed(record, by)
    record.refresh_from_db()
    values = {"in_confidence": True, "consent": consent.strip()}
    return editing.change(record, values, by=by, now=now, action="in confidence")


def why_not_ask(record: Classified, user: User) -> Refused | None:
    """Explain why a lower marking cannot be asked for now, or give None."""
    if record.classification <= Classification.PUBLIC:
        return Refused(_("It bears the lowest marking."), "lowest")
    refusal = why_not_mark(record, user)
    if refusal is not None:
        return refusal
    if waiting(record) is not None:
        return Refused(_("This is asked already and waits for a decision."), "asked")
    return None


def waiting(record: Classified) -> Approval | None:
    """Give the request for a lower marking that waits for a decision; None where there is none."""
    asked = Approval.objects.filter(matter=Matter.LOWER, state=ApprovalState.ASKED, part=part_of(record))
    return asked.filter(**{str(subject_of(record)._meta.model_name): subject_of(record)}).first()


@transaction.atomic
def ask_lower(
    record: Classified,
    level: int,
    *,
    reason: str,
    with_parts: bool = False,
    by: User,
    now: datetime.datetime,
) -> Approval:
    """Ask that a record be marked lower, with its parts where asked; a head decides who did not ask."""
    refusal = why_not_ask(record, by)
    if refusal is not None:
        raise refusal
    _check(record, level, with_parts=with_parts)
    subject = subject_of(record)
    asked = Approval(
        matter=Matter.LOWER,
        part=part_of(record),
        terms={"from": record.classification, "to": level, "parts": with_parts},
        reason=need_reason(reason),
        **{str(subject._meta.model_name): subject},
    )
    return editing.create(asked, by=by, now=now, reason=asked.reason)


def _check(record: Classified, level: int, *, with_parts: bool) -> None:
    """Refuse what could not be granted today: what is no lower, and what would fall below what it holds."""
    if level >= record.classification:
        raise Refused(marking.NOT_LOWER, "not_lower")
    parts = {(type(one), one.pk) for one in (marking.parts_above(record, level) if with_parts else ())}
    for one in marking.held_above(record, level):
        if (type(one), one.pk) not in parts:
            raise Refused(marking.TOO_LOW, "too_low")


@transaction.atomic
def grant_lower(approval: Approval, *, answer: str = "", by: User, now: datetime.datetime) -> Approval:
    """Grant a lower marking and write it at once; the caller has asked whether the person decides it."""
    record = record_of(approval)
    access.require(access.sees(by, record))
    assert isinstance(record, Record)
    if record.classification != approval.terms.get("from"):
        raise Refused(_("Its marking has changed since this was asked. Refuse it, and ask anew."), "outdated")
    settle(approval, ApprovalState.GRANTED, answer=answer, by=by, now=now)
    level, with_parts = int(approval.terms["to"]), bool(approval.terms.get("parts"))
    marking.lower(record, level, approval=approval, with_parts=with_parts, by=by, now=now)
    return approval

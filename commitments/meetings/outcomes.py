"""Record what was said at a meeting, and the documents that say so."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import access, agenda, editing, lifecycle
from commitments.errors import Refused
from commitments.meetings.rules import check_open, why_not_in
from commitments.models import AgendaItem, Clause, Commitment, Meeting, Outcome, Passage, Statement, User
from commitments.models.outcome import NO_SIDE
from commitments.vocabulary import (
    ANSWERABLE,
    REQUEST_STRENGTHS,
    Actor,
    Answer,
    MeetingState,
    OutcomeKind,
    SpokenBy,
    Strength,
)

# An ask or an offer without an answer comes back after this many days.
REVIEW_DAYS = 90

# What a document says may not change once clauses are locked on it.
LOCKED_WITH_THE_MEETING = frozenset({"kind", "title", "text", "language", "is_binding", "is_verbatim"})


@transaction.atomic
def file_statement(statement: Statement, *, by: User, now: datetime.datetime) -> Statement:
    """File a document of the meeting, after its closing too; without a title it bears that of its kind."""
    access.require(access.works_on(by, statement.meeting.country))
    statement.title = statement.title.strip() or capfirst(statement.get_kind_display())
    return editing.create(statement, by=by, now=now)


@transaction.atomic
def change_statement(
    statement: Statement, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Statement:
    """Edit a document on file; it stays with its meeting, and once that is closed so do its words.

    A readout whose words change is no longer signed off.
    """
    access.require_desk(by, statement)
    if "meeting_id" in values:
        raise Refused(_("A document stays with its meeting; file it anew at the other one."), "meeting")
    # Held while it is written: a meeting closed in the same moment keeps its documents.
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=statement.meeting_id)
    if meeting.state == MeetingState.CLOSED and set(values) & LOCKED_WITH_THE_MEETING:
        raise Refused(
            _("The meeting is closed: kind, title, language and text of its documents stay."), "closed"
        )
    if statement.signed_off_at and set(values) & LOCKED_WITH_THE_MEETING:
        values = {**values, "signed_off_at": None, "signed_off_by": None}
    return editing.change(statement, values, expected=expected, by=by, now=now)


def add_outcome(outcome: Outcome, *, by: User, now: datetime.datetime) -> Outcome:
    """Add the next point of a meeting; an ask or offer starts unanswered, with a review date."""
    add_outcomes([outcome], by=by, now=now)
    return outcome


@transaction.atomic
def add_outcomes(outcomes: Sequence[Outcome], *, by: User, now: datetime.datetime) -> None:
    """Add the next points of meetings in their order, as `add_outcome` does each."""
    numbers: dict[int, int] = {}
    for meeting in _meetings_of(outcomes):
        check_open(meeting, by)
        last = Outcome.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
        numbers[meeting.pk] = last or 0
    for outcome in outcomes:
        _check_text(outcome)
        if not outcome.number:
            outcome.number = numbers[outcome.meeting_id] + 1
        numbers[outcome.meeting_id] = max(numbers[outcome.meeting_id], outcome.number)
        _settle_answer(outcome, now)
        if (refusal := why_not_side(outcome.kind, outcome.spoken_by)) is not None:
            raise refusal
        if (refusal := why_not_strength(outcome.kind, outcome.answer, outcome.strength)) is not None:
            raise refusal
    editing.create_many(outcomes, by=by, now=now)
    unanswered = [outcome for outcome in outcomes if outcome.answer == Answer.UNANSWERED]
    if unanswered:
        agenda.add_items(unanswered, by=by, now=now)


def _meetings_of(outcomes: Iterable[Outcome]) -> list[Meeting]:
    """List the meetings of points, each once, in the order in which all hold them."""
    found = {outcome.meeting_id: outcome.meeting for outcome in outcomes}
    return [found[key] for key in sorted(found)]


@transaction.atomic
def change_outcome(
    outcome: Outcome, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Outcome:
    """Edit a point while its meeting is not closed."""
    check_open(outcome.meeting, by)
    wanted = Outcome(
        **{"kind": outcome.kind, "answer": outcome.answer, "review_on": outcome.review_on} | dict(values)
    )
    wanted.meeting = outcome.meeting
    _check_text(wanted)
    if wanted.kind != outcome.kind and outcome.commitments(manager="objects").exists():
        raise Refused(_("Commitments hang on this outcome; its kind stays."), "has_commitments")
    if (refusal := why_not_side(wanted.kind, values.get("spoken_by", outcome.spoken_by))) is not None:
        raise refusal
    _settle_answer(wanted, now)
    if set(values) & {"kind", "strength"}:
        strength = values.get("strength", outcome.strength)
        if (refusal := why_not_strength(wanted.kind, outcome.answer, strength, outcome.kind)) is not None:
            raise refusal
    settled = dict(values) | {"answer": wanted.answer, "review_on": wanted.review_on}
    before = outcome.answer
    editing.change(outcome, settled, expected=expected, by=by, now=now)
    lifecycle.weaken(outcome, by=by, now=now)
    if outcome.answer != before:
        agenda.add_item(outcome, by=by, now=now)
    return outcome


def why_not_side(kind: str, spoken_by: str) -> Refused | None:
    """Explain why a point has to say whose it is, or return None where it does, or is a topic."""
    if spoken_by != SpokenBy.NOT_STATED or kind == OutcomeKind.TOPIC:
        return None
    return Refused(NO_SIDE, "no_side")


def why_not_strength(kind: str, answer: str, strength: str, stored_kind: str = "") -> Refused | None:
    """Explain why a point does not bind so firmly, or return None where it may.

    A request that was not agreed to binds nobody: it is noted, requested, or not stated how firmly. Nor does
    another kind, chosen for a request or an offer on record, stand in for the answer.
    """
    is_kind_alone = stored_kind in ANSWERABLE and kind not in ANSWERABLE
    is_free = kind != OutcomeKind.ASK and not is_kind_alone
    if is_free or answer == Answer.AGREED or strength in REQUEST_STRENGTHS:
        return None
    return Refused(
        _(
            "A request or an offer binds nobody until it is answered. Choose “requested”, and record the "
            "answer with its own strength."
        ),
        "unanswered",
    )


def why_not_remove(*outcomes: Outcome) -> Refused | None:
    """Explain why one of these stays, or give None where all were only typed by mistake."""
    if Commitment.objects.filter(outcome__in=outcomes).exists():
        return Refused(_("A commitment hangs, or hung, on this outcome; it stays."), "has_commitments")
    if Passage.objects.filter(outcome__in=outcomes).exists():
        return Refused(
            _("It was accepted from a text; undo that on the page where the text is read."), "read"
        )
    at_meetings = AgendaItem.objects.filter(outcome__in=outcomes)
    if at_meetings.exclude(said="", meeting__state__in=agenda.AHEAD).exists():
        return Refused(_("This outcome came back at a later meeting; it stays."), "on_agenda")
    return None


def why_not_remove_now(outcome: Outcome, acts: access.Acts) -> Refused | None:
    """Explain why this person does not take the point away now, or give None who may."""
    return why_not_in(outcome.meeting, acts) or why_not_remove(outcome)


def remove_outcome(outcome: Outcome, *, by: User, now: datetime.datetime, reason: str = "") -> None:
    """Take away a point typed by mistake, with its wordings, while nothing hangs on it.

    Only until the meeting is closed. The history keeps what it said; its number is free again.
    """
    remove_outcomes([outcome], by=by, now=now, reason=reason)


@transaction.atomic
def remove_outcomes(
    outcomes: Sequence[Outcome], *, by: User, now: datetime.datetime, reason: str = ""
) -> None:
    """Take away points typed by mistake, as `remove_outcome` does each; where one stays, all do."""
    for meeting in _meetings_of(outcomes):
        check_open(meeting, by)
    access.require(access.sees_all(by, outcomes))
    if (refusal := why_not_remove(*outcomes)) is not None:
        raise refusal
    agenda.take_off(outcomes, by=by, now=now)
    editing.remove_many(list(Clause.objects.filter(outcome__in=outcomes)), by=by, now=now, reason=reason)
    editing.remove_many(outcomes, by=by, now=now, reason=reason)


@transaction.atomic
def record_answer(
    outcome: Outcome,
    answer: Answer,
    *,
    wording: str,
    source: str,
    strength: Strength,
    by: User,
    now: datetime.datetime,
) -> Outcome:
    """Record how an ask or offer was answered, in its own words, source and strength."""
    if (refusal := why_not_answer(outcome, access.acts(by, outcome, is_read=True))) is not None:
        raise refusal
    if answer in {Answer.NONE, Answer.UNANSWERED}:
        raise Refused(_("Choose how it was answered."), "not_answerable")
    if answer == Answer.AGREED and not (wording.strip() and source.strip()):
        raise Refused(_("Write the words of the answer and where they stand."), "needs_answer")
    values = {
        "answer": answer,
        "answer_wording": wording,
        "answer_source": source,
        "answer_strength": strength,
    }
    return editing.change(
        outcome, values, by=by, now=now, action="answered", where={"answer": Answer.UNANSWERED}
    )


def why_not_answer(outcome: Outcome, acts: access.Acts) -> Refused | None:
    """Explain why no answer is recorded now, or give None where one may be."""
    if outcome.kind not in ANSWERABLE:
        return Refused(_("Only an ask or an offer is answered."), "not_answerable")
    if outcome.answer != Answer.UNANSWERED:
        return Refused(_("The answer is on record already."), "answered")
    return None if acts(Actor.DESK) else access.forbidden()


def _check_text(outcome: Outcome) -> None:
    """Refuse a text of another meeting."""
    if outcome.statement is not None and outcome.statement.meeting_id != outcome.meeting_id:
        raise Refused(_("This text is of another meeting."), "statement")


def _settle_answer(outcome: Outcome, now: datetime.datetime) -> None:
    """Give an ask or offer its answer and, while unanswered, its review date; anything else has no answer."""
    if outcome.kind not in ANSWERABLE:
        outcome.answer = Answer.NONE
        return
    outcome.answer = outcome.answer or Answer.UNANSWERED
    if outcome.answer == Answer.UNANSWERED and outcome.review_on is None:
        outcome.review_on = review_date(outcome.meeting, now)


def review_date(meeting: Meeting, now: datetime.datetime) -> datetime.date:
    """Count the review date from the meeting, or from today where no date is stated or the result is past."""
    today = timezone.localdate(now)
    from_meeting = (meeting.held_on or today) + datetime.timedelta(days=REVIEW_DAYS)
    return from_meeting if from_meeting > today else today + datetime.timedelta(days=REVIEW_DAYS)

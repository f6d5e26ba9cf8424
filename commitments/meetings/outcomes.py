"""Outcomes of a meeting and the documents that state them: recorded, answered, removed, and signed off.

Also the discussion of open items: what was said, the status, and the next review. A head signs off our own
account of a meeting.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.deadlines import reviews
from commitments.enums import (
    ANSWERABLE,
    REQUEST_STRENGTHS,
    UPCOMING_STATES,
    Actor,
    Answer,
    CommitmentState,
    HandoverState,
    Health,
    MeetingState,
    OutcomeKind,
    OwedBy,
    Side,
    SpokenBy,
    StatementKind,
    Strength,
)
from commitments.errors import Refused
from commitments.lifecycle import agendas, drafts, progress, supplements
from commitments.meetings.meetings import check_open, check_state, why_not_in
from commitments.meetings.texts import is_read_by_ocr
from commitments.models import (
    AgendaItem,
    Approval,
    Clause,
    Commitment,
    HandoverItem,
    Meeting,
    Outcome,
    Passage,
    Statement,
    User,
)
from commitments.models.outcomes import NO_SIDE
from commitments.records import edits

# An ask or an offer without an answer comes back after this many days.
REVIEW_DAYS = 90

# What a document says may not change once clauses are locked on it.
LOCKED_WITH_THE_MEETING = frozenset({"kind", "title", "text", "language", "is_binding", "is_verbatim"})


@transaction.atomic
def file_statement(statement: Statement, *, by: User, now: datetime.datetime) -> Statement:
    """File a document of the meeting, after its closing too; without a title it bears that of its kind."""
    write_rules.require_permission(responsibilities.works_on(by, statement.meeting.country))
    statement.title = statement.title.strip() or capfirst(statement.get_kind_display())
    return edits.create_record(statement, by=by, now=now)


@transaction.atomic
def change_statement(
    statement: Statement, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Statement:
    """Edit a document on file; it stays with its meeting, and once that is closed so do its words.

    A readout whose words change is no longer signed off.
    """
    write_rules.require_desk(by, statement)
    if "meeting_id" in values:
        raise Refused(
            _(
                "A statement cannot be moved to another meeting. Add it to the other "
                "meeting as a new statement."
            ),
            "meeting",
        )
    # Held while it is written: a meeting closed in the same moment keeps its documents.
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=statement.meeting_id)
    if meeting.state == MeetingState.CLOSED and set(values) & LOCKED_WITH_THE_MEETING:
        raise Refused(
            _(
                "The meeting is closed. The kind, title, language and text of its statements can no "
                "longer be changed."
            ),
            "closed",
        )
    if statement.signed_off_at and set(values) & LOCKED_WITH_THE_MEETING:
        values = {**values, "signed_off_at": None, "signed_off_by": None}
    return edits.change_record(statement, values, expected=expected, by=by, now=now)


def add_outcome(outcome: Outcome, *, is_confirmed: bool = False, by: User, now: datetime.datetime) -> Outcome:
    """Add the next point of a meeting; an ask or offer starts unanswered, with a review date.

    The wording of a text read by OCR is unconfirmed, unless the officer has compared it with the document.
    """
    add_outcomes([outcome], is_confirmed=is_confirmed, by=by, now=now)
    return outcome


@transaction.atomic
def add_outcomes(
    outcomes: Sequence[Outcome],
    *,
    is_confirmed: bool = False,
    supplement: Approval | None = None,
    by: User,
    now: datetime.datetime,
) -> None:
    """Add the next points of meetings in their order, as `add_outcome` does each.

    With an approved supplement, the points are added to its closed meeting.
    """
    numbers: dict[int, int] = {}
    for meeting in _meetings_of(outcomes):
        if supplement is None:
            check_open(meeting, by)
        else:
            check_state(meeting, by, (MeetingState.CLOSED,))
            supplements.require_approved(supplement, meeting)
        last = Outcome.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
        numbers[meeting.pk] = last or 0
    for outcome in outcomes:
        _check_text(outcome)
        is_ocr = is_read_by_ocr(outcome.clause, outcome.statement)
        outcome.is_unconfirmed = is_ocr and not is_confirmed
        outcome.supplemented_on = supplements.day_of(supplement)
        if not outcome.number:
            outcome.number = numbers[outcome.meeting_id] + 1
        numbers[outcome.meeting_id] = max(numbers[outcome.meeting_id], outcome.number)
        _settle_answer(outcome, now)
        if (refusal := why_not_side(outcome.kind, outcome.spoken_by)) is not None:
            raise refusal
        if (refusal := why_not_strength(outcome.kind, outcome.answer, outcome.strength)) is not None:
            raise refusal
    edits.create_many(outcomes, by=by, now=now, reason=supplements.describe(supplement))
    unanswered = [outcome for outcome in outcomes if outcome.answer == Answer.UNANSWERED]
    if unanswered:
        agendas.add_items(unanswered, by=by, now=now)


def _meetings_of(outcomes: Iterable[Outcome]) -> list[Meeting]:
    """List the meetings of points, each once, in the order in which all hold them."""
    found = {outcome.meeting_id: outcome.meeting for outcome in outcomes}
    return [found[key] for key in sorted(found)]


@transaction.atomic
def change_outcome(
    outcome: Outcome,
    values: Mapping[str, Any],
    *,
    expected: int,
    by: User,
    now: datetime.datetime,
    reason: str = "",
) -> Outcome:
    """Edit a point while its meeting is not closed."""
    check_open(outcome.meeting, by)
    wanted = Outcome(
        **{"kind": outcome.kind, "answer": outcome.answer, "review_on": outcome.review_on} | dict(values)
    )
    wanted.meeting = outcome.meeting
    _check_text(wanted)
    if wanted.kind != outcome.kind and outcome.commitments(manager="objects").exists():
        raise Refused(
            _("Commitments depend on this outcome, so its kind cannot be changed."), "has_commitments"
        )
    if (refusal := why_not_side(wanted.kind, values.get("spoken_by", outcome.spoken_by))) is not None:
        raise refusal
    _settle_answer(wanted, now)
    if set(values) & {"kind", "strength"}:
        strength = values.get("strength", outcome.strength)
        if (refusal := why_not_strength(wanted.kind, outcome.answer, strength, outcome.kind)) is not None:
            raise refusal
    settled = dict(values) | {"answer": wanted.answer, "review_on": wanted.review_on}
    if {"clause", "statement", "statement_id"} & set(values):
        wanted.statement = wanted.statement if "statement" in values else outcome.statement
        clause = wanted.clause or outcome.clause
        settled["is_unconfirmed"] = is_read_by_ocr(clause, wanted.statement)
    before = outcome.answer
    edits.change_record(outcome, settled, expected=expected, by=by, now=now, reason=reason)
    drafts.lower_strength(outcome, by=by, now=now)
    if outcome.answer != before:
        agendas.add_item(outcome, by=by, now=now)
    return outcome


def why_not_confirm(outcome: Outcome, acts: write_rules.Acts) -> Refused | None:
    """Explain why the wording cannot be confirmed now, or return None."""
    if not outcome.is_unconfirmed:
        return Refused(_("The wording of this outcome needs no confirmation."), "confirmed")
    return None if acts(Actor.DESK) else write_rules.build_forbidden()


@transaction.atomic
def confirm_wording(outcome: Outcome, *, by: User, now: datetime.datetime) -> Outcome:
    """Record that an officer has compared a wording that was read by OCR with the document.

    Also after the meeting is closed, since no word changes.
    """
    if (refusal := why_not_confirm(outcome, write_rules.build_acts(by, outcome, is_read=True))) is not None:
        raise refusal
    return edits.change_record(
        outcome,
        {"is_unconfirmed": False},
        by=by,
        now=now,
        action="wording_confirmed",
        where={"is_unconfirmed": True},
    )


def why_not_side(kind: str, spoken_by: str) -> Refused | None:
    """Explain why a point has to say whose it is, or return None where it does, or is a topic."""
    if spoken_by != SpokenBy.NOT_STATED or kind == OutcomeKind.TOPIC:
        return None
    return Refused(NO_SIDE, "no_side")


def why_not_strength(kind: str, answer: str, strength: str, stored_kind: str = "") -> Refused | None:
    """Explain why an outcome cannot have this strength, or return None.

    A request that was not agreed to binds no one: its strength is noted, requested or not stated. Another
    strength chosen for a recorded request or offer does not replace the answer.
    """
    is_kind_alone = stored_kind in ANSWERABLE and kind not in ANSWERABLE
    is_non_working = kind != OutcomeKind.REQUEST and not is_kind_alone
    if is_non_working or answer == Answer.AGREED or strength in REQUEST_STRENGTHS:
        return None
    return Refused(
        _(
            "A request or an offer is not binding unless the answer is “agreed”. Select the strength "
            "“requested”. If the answer is “agreed”, record it with its own strength."
        ),
        "unanswered",
    )


def why_not_remove(*outcomes: Outcome) -> Refused | None:
    """Explain why one of these cannot be removed, or return None where all were only typed by mistake."""
    if Commitment.objects.filter(outcome__in=outcomes).exists():
        return Refused(_("This outcome has or had a commitment, so it cannot be removed."), "has_commitments")
    if Passage.objects.filter(outcome__in=outcomes).exists():
        return Refused(
            _("This outcome was accepted from a text. Undo that decision on the page “Analyse text”."),
            "read",
        )
    at_meetings = AgendaItem.objects.filter(outcome__in=outcomes)
    if at_meetings.exclude(discussion="", meeting__state__in=UPCOMING_STATES).exists():
        return Refused(
            _("This outcome was on the agenda of a later meeting, so it cannot be removed."), "on_agenda"
        )
    listed = HandoverItem.objects.filter(outcome__in=outcomes).exclude(
        handover__state=HandoverState.CANCELLED
    )
    if item := listed.select_related("handover__person", "handover__successor").first():
        said = _("This outcome is in the handover “%(handover)s”, so it cannot be removed.")
        return Refused(said % {"handover": item.handover}, "handed_over")
    return None


def why_not_remove_now(outcome: Outcome, acts: write_rules.Acts) -> Refused | None:
    """Explain why this person cannot remove the outcome now, or return None."""
    return why_not_in(outcome.meeting, acts) or why_not_remove(outcome)


def remove_outcome(outcome: Outcome, *, by: User, now: datetime.datetime, reason: str = "") -> None:
    """Remove an outcome typed by mistake, with its wording in other texts, while nothing depends on it.

    Only until the meeting is closed. The history keeps its content; its number is free again.
    """
    remove_outcomes([outcome], by=by, now=now, reason=reason)


@transaction.atomic
def remove_outcomes(
    outcomes: Sequence[Outcome], *, by: User, now: datetime.datetime, reason: str = ""
) -> None:
    """Remove outcomes typed by mistake, as `remove_outcome` does each; where one cannot be removed, none
    is.
    """
    for meeting in _meetings_of(outcomes):
        check_open(meeting, by)
    write_rules.require_permission(policy.sees_all(by, outcomes))
    if (refusal := why_not_remove(*outcomes)) is not None:
        raise refusal
    agendas.remove_from_agendas(outcomes, by=by, now=now)
    # Only items of cancelled handovers are left.
    edits.remove_many(list(HandoverItem.objects.filter(outcome__in=outcomes)), by=by, now=now, reason=reason)
    edits.remove_many(list(Clause.objects.filter(outcome__in=outcomes)), by=by, now=now, reason=reason)
    edits.remove_many(outcomes, by=by, now=now, reason=reason)


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
    if (refusal := why_not_answer(outcome, write_rules.build_acts(by, outcome, is_read=True))) is not None:
        raise refusal
    if answer in {Answer.NONE, Answer.UNANSWERED}:
        raise Refused(_("Select the answer."), "not_answerable")
    if answer == Answer.AGREED and not (wording.strip() and source.strip()):
        raise Refused(_("Enter the wording of the answer and its source."), "needs_answer")
    values = {
        "answer": answer,
        "answer_wording": wording,
        "answer_source": source,
        "answer_strength": strength,
    }
    return edits.change_record(
        outcome, values, by=by, now=now, action="answered", where={"answer": Answer.UNANSWERED}
    )


def why_not_answer(outcome: Outcome, acts: write_rules.Acts) -> Refused | None:
    """Explain why no answer can be recorded now, or return None."""
    if outcome.kind not in ANSWERABLE:
        return Refused(_("An answer can only be recorded for a request or an offer."), "not_answerable")
    if outcome.answer != Answer.UNANSWERED:
        return Refused(_("The answer is already recorded."), "answered")
    return None if acts(Actor.DESK) else write_rules.build_forbidden()


def _check_text(outcome: Outcome) -> None:
    """Refuse a text of another meeting."""
    if outcome.statement is not None and outcome.statement.meeting_id != outcome.meeting_id:
        raise Refused(_("This text belongs to another meeting. Select a text of this meeting."), "statement")


def _settle_answer(outcome: Outcome, now: datetime.datetime) -> None:
    """Set the answer of a request or offer and, while unanswered, its review date; others have no answer."""
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


# Another account than this one is not ours to sign off; what both sides adopt is signed between them.
SIGNED_OFF = StatementKind.OUR_READOUT


def is_unsigned(statement: Statement) -> bool:
    """Return whether the text is one of ours whose current words are not signed off."""
    return statement.kind == SIGNED_OFF and statement.signed_off_at is None


def why_not_sign_off(statement: Statement, user: User) -> Refused | None:
    """Explain why a text cannot be signed off now, or return None."""
    if statement.kind != SIGNED_OFF:
        return Refused(_("Only our own readout can be signed off."), "kind")
    if statement.signed_off_at is not None:
        return Refused(_("The readout is already signed off."), "signed_off")
    if statement.meeting.state == MeetingState.IN_ERROR:
        return Refused(
            _("This meeting is marked as entered in error, so its readout cannot be signed off."),
            "wrong_state",
        )
    if not responsibilities.heads_over(user, statement.meeting.country):
        return Refused(_("Only the head of desk or the division head can sign off the readout."), "forbidden")
    return None


@transaction.atomic
def sign_off(statement: Statement, *, by: User, now: datetime.datetime) -> Statement:
    """Sign off our readout; any later change of its text removes the signature."""
    write_rules.require_permission(policy.can_read(by, statement))
    # One after the other with who edits it: what is signed off is what was read.
    Meeting.objects.select_for_update(no_key=True).get(pk=statement.meeting_id)
    refusal = why_not_sign_off(statement, by)
    if refusal is not None:
        raise refusal
    values = {"signed_off_at": now, "signed_off_by": by}
    return edits.change_record(
        statement,
        values,
        expected=statement.version,
        by=by,
        now=now,
        action="signed_off",
        where={"signed_off_at": None},
    )


@transaction.atomic
def review_item(
    item: AgendaItem,
    discussion: str,
    *,
    health: Health | None = None,
    raised_on: datetime.date | None = None,
    in_confidence: bool | None = None,
    originator: str | None = None,
    expected: int | None = None,
    by: User,
    now: datetime.datetime,
) -> AgendaItem:
    """Record what was said about an open item; with a health, as a progress update too.

    What has no date is looked at again after its cycle, an ask or offer after its usual time. The update is
    the word of the side that owes, ours where both do, dated as the words are, and as confidential.
    """
    if health is not None and not discussion.strip():
        raise Refused(_("Enter what was discussed."), "needs_words")
    agendas.review_item(
        item,
        discussion,
        raised_on=raised_on,
        in_confidence=in_confidence,
        originator=originator,
        expected=expected,
        by=by,
        now=now,
    )
    if not item.discussion or item.raised_on is None:
        return item
    if item.outcome is not None:
        _postpone(item.outcome, by=by, now=now)
    elif item.commitment is not None and item.commitment.is_open:
        _follow_up(item, item.commitment, health, item.raised_on, by=by, now=now)
    return item


def _postpone(outcome: Outcome, *, by: User, now: datetime.datetime) -> None:
    day = timezone.localdate(now) + datetime.timedelta(days=REVIEW_DAYS)
    if outcome.answer == Answer.UNANSWERED and outcome.review_on != day:
        edits.change_record(outcome, {"review_on": day}, by=by, now=now, action="review")


def _follow_up(
    item: AgendaItem,
    commitment: Commitment,
    health: Health | None,
    on: datetime.date,
    *,
    by: User,
    now: datetime.datetime,
) -> None:
    if health is not None:
        side = Side.THEIRS if commitment.owed_by == OwedBy.THEIRS else Side.OURS
        progress.record_update(
            commitment,
            health=health,
            text=item.discussion,
            side=side,
            reported_on=on,
            in_confidence=item.in_confidence,
            originator=item.originator,
            by=by,
            now=now,
        )
    # What sleeps keeps the review that the head gave it.
    if commitment.state != CommitmentState.SUSPENDED:
        reviews.review_again(commitment, by=by, now=now)

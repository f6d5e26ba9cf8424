"""The steps of a meeting as buttons: hold, close, postpone, cancel, enter in error.

Also what is missing before a meeting is closed, with links to correct it, and the messages after a meeting
was saved: what was drafted, what moved, what is open.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, responsibilities, write_rules
from commitments.admin import steps
from commitments.admin.commitments.rows import ask_of, lies_before_meeting
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.meetings.agenda import read_agenda
from commitments.admin.meetings.forms import PLANNED, next_numbers
from commitments.admin.meetings.page import (
    MeetingRecords,
    MeetingShown,
    OutcomeShown,
    build_meeting_page,
    list_items,
    read_records,
)
from commitments.admin.steps import StepButton
from commitments.admin.undo import confirm_step
from commitments.dashboard import meetings
from commitments.enums import (
    HELD_STATES,
    OPEN_MEETING_STATES,
    UPCOMING_STATES,
    ApprovalKind,
    CommitmentState,
    MeetingState,
    MoveReason,
    OwedBy,
    Side,
)
from commitments.errors import Refused
from commitments.lifecycle import acceptance, agendas, approvals, transitions
from commitments.meetings import outcomes
from commitments.meetings.meetings import (
    add_open_items,
    cancel_meeting,
    close_meeting,
    mark_held,
    postpone_meeting,
    request_error_entry,
)
from commitments.models import Commitment, Deadline, Meeting, User
from commitments.records import parts
from commitments.reminders import invitations, update_requests

# Of many outcomes that lack the same, so many are led to at once.
MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class MissingItem:
    """One missing thing: what to do, and where, each place with its label."""

    text: str
    places: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """Return it as plain text."""
        return f"{self.text} {', '.join(label for label, _place in self.places)}".strip()


def list_missing(meeting: Meeting, shown: MeetingShown, records: MeetingRecords) -> tuple[MissingItem, ...]:
    """Return what is still open before closing; only the state itself prevents closing."""
    if meeting.state in {MeetingState.PLANNED, MeetingState.POSTPONED}:
        return (MissingItem("", ((gettext("mark the meeting as held"), "#step-hold"),)),)
    if meeting.state != MeetingState.HELD:
        return ()
    return tuple(_list_held_missing(shown, records))


def _list_held_missing(shown: MeetingShown, records: MeetingRecords) -> Iterator[MissingItem]:
    if not shown.outcomes:
        yield MissingItem("", ((gettext("enter the outcomes of the meeting"), "?edit=new"),))
    ownerless = [row for row in shown.outcomes if row.needs_care]
    if ownerless:
        text = ngettext("enter the owner in outcome", "enter the owners in outcomes", len(ownerless))
        yield MissingItem(text, _link_outcomes(ownerless))
    bare = [row for row in shown.outcomes if row.can_carry and not row.items]
    if bare:
        text = ngettext("enter the commitment in outcome", "enter the commitments in outcomes", len(bare))
        yield MissingItem(text, _link_outcomes(bare))
    drafts = sum(item.state == CommitmentState.DRAFT for row in shown.outcomes for item in row.items)
    if drafts:
        text = ngettext("send %(n)d draft to its owners", "send %(n)d drafts to their owners", drafts) % {
            "n": drafts
        }
        yield MissingItem("", ((text, "#step-propose"),))
    for account in filter(outcomes.is_unsigned, records.statements):
        page = reverse("admin:commitments_statement_change", args=(account.pk,))
        yield MissingItem("", ((gettext("sign off “%(text)s”") % {"text": account.title}, page),))
    silent = sum(not row.discussion for row in records.to_review)
    if silent:
        text = ngettext(
            "review %(n)d open item (without an entry, it counts as not raised)",
            "review %(n)d open items (without an entry, they count as not raised)",
            silent,
        )
        yield MissingItem("", ((text % {"n": silent}, "?edit=page#open-items"),))


def _link_outcomes(outcomes: list[OutcomeShown]) -> tuple[tuple[str, str], ...]:
    """Lead to each outcome, opened for editing."""
    shown = tuple((str(row.number), f"?edit={row.pk}") for row in outcomes[:MOST_PLACES])
    return shown + ((("…", "#said"),) if len(outcomes) > MOST_PLACES else ())


def describe_moved_deadlines(person: User, at: datetime.datetime) -> str:
    """Return how many deadlines moved with this person's change at that moment, as far as they may be
    read.
    """
    seen = querysets.list_readable(Deadline, person)
    count = seen.filter(reason=MoveReason.EVENT_MOVED, recorded_at=at, recorded_by=person).count()
    if not count:
        return ""
    text = ngettext("%(n)d deadline changed as a result.", "%(n)d deadlines changed as a result.", count)
    return text % {"n": count}


def describe_unowned(items: Commitment | Iterable[Commitment], person: User) -> str:
    """Return which owing sides have no owner or none with an email address, and what to do; else empty."""
    lacking, unreached, now = [], [], timezone.now()
    for item in [items] if isinstance(items, Commitment) else items:
        sides = [
            gettext("our side") if side == Side.OURS else str(item.country)
            for side in transitions.sides_without_lead(item)
        ]
        if sides:
            lacking.append(f"{item.reference} ({', '.join(sides)})")
        elif item.owed_by != OwedBy.THEIRS and not update_requests.can_ask(item, person, now):
            unreached.append(item.reference)
    texts = (
        (
            lacking,
            _(
                "No owner is entered for: %(items)s. A side without an owner cannot accept the "
                "commitment. Select “Assign owners” on the page of the commitment."
            ),
        ),
        (
            unreached,
            _(
                "No focal point on our side can be notified by email about: %(items)s. Inform the "
                "ministry yourself and record its answer, or add a focal point."
            ),
        ),
    )
    return " ".join(str(text) % {"items": "; ".join(which)} for which, text in texts if which)


def show_saved(
    request: HttpRequest, said: Any, drafted: list[Commitment], person: User, at: datetime.datetime
) -> None:
    """Show in one line what was saved, and in further lines which deadlines are left to the officer."""
    parts = [said]
    if drafted:
        text = ngettext(
            "{n} commitment saved as a draft. No email has been sent. Next, send the draft to its owners.",
            "{n} commitments saved as drafts. No email has been sent. Next, send the drafts to their owners.",
            len(drafted),
        )
        parts.append(text.format(n=len(drafted)))
    parts.append(describe_moved_deadlines(person, at))
    confirm_step(request, format_html_join(" ", "{}", ((part,) for part in parts if part)), at)
    for item in drafted:
        reason = ask_of(item)
        if reason:
            text = gettext("Enter the deadline of {}. A review date is used until then. {}")
            messages.warning(request, format_html(text, item.reference, reason))
        elif lies_before_meeting(item):
            text = gettext("The deadline of {} is before the meeting. Check it and correct it if necessary.")
            messages.warning(request, format_html(text, item.reference))


def plan_next(meeting: Meeting, person: User) -> str:
    """Return the address to plan the next meeting, after one that took place; otherwise empty."""
    if meeting.state not in HELD_STATES:
        return ""
    known: dict[str, Any] = {"country": meeting.country_id, "form": meeting.form, "was_held": PLANNED}
    if meeting.mechanism_id is not None:
        known["mechanism"] = meeting.mechanism_id
        known["title"] = next_title(meeting, next_numbers(person).get(meeting.mechanism_id, 0))
    return f"{reverse('admin:commitments_meeting_add')}?{urlencode(known)}"


def next_title(meeting: Meeting, number: int) -> str:
    """Propose a title: that of the last session, with the number of the next where it named its own."""
    if meeting.session_number is None or not number:
        return meeting.title
    title = re.sub(rf"(?<!\d){meeting.session_number}(?:st|nd|rd|th)\b", _ordinal(number), meeting.title)
    return re.sub(rf"(?<!\d){meeting.session_number}(?=차|회)", str(number), title)


def _ordinal(number: int) -> str:
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


class ReasonForm(PlainForm):
    """The reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


class PostponeForm(ReasonForm):
    """The new day, if it is known, and the reason."""

    held_on = forms.DateField(
        label=_("New date"),
        required=False,
        widget=DateInput,
        help_text=_("Leave empty if the date is not known."),
    )
    field_order = ("held_on", "reason")


def _only(states: tuple[MeetingState, ...], said: Any) -> Any:
    """Make the function that says why a step cannot be taken now."""

    def why_not(meeting: Meeting, user: User) -> Refused | None:
        if meeting.state not in states:
            return Refused(said, "wrong_state")
        if not responsibilities.works_on(user, meeting.country):
            return Refused(_("Your role does not allow this step. Ask the head of desk."), "forbidden")
        return None

    return why_not


def _is_open(meeting: Meeting, user: User) -> bool:
    return meeting.state in OPEN_MEETING_STATES and write_rules.may_write(user, Meeting)


def _lies_ahead(meeting: Meeting, user: User) -> bool:
    return meeting.state in UPCOMING_STATES and write_rules.may_write(user, Meeting)


def _is_later(meeting: Meeting, user: User) -> bool:
    """Return whether the day of the meeting is still to come: until then, it is prepared."""
    return meeting.held_on is not None and meeting.held_on > meetings.today_of(user, timezone.now())


def _lacks_agenda(meeting: Meeting, user: User) -> bool:
    """Offer it where a meeting was recorded after it was held, and nothing stands on its agenda."""
    if meeting.state != MeetingState.HELD or not agendas.has_agenda(meeting):
        return False
    if not responsibilities.works_on(user, meeting.country) or read_agenda(meeting, user).rows:
        return False
    return agendas.is_empty(meeting)


def _is_of_desk(meeting: Meeting, user: User) -> bool:
    return meeting.state != MeetingState.IN_ERROR and responsibilities.works_on(user, meeting.country)


def _why_not_in_error(meeting: Meeting, user: User) -> Refused | None:
    return approvals.why_not_request(meeting, ApprovalKind.ENTER_IN_ERROR, user)


def _has_drafts(meeting: Meeting, user: User) -> bool:
    if meeting.state == MeetingState.IN_ERROR or not responsibilities.works_on(user, meeting.country):
        return False
    drafts = list_items(meeting, user) if parts.has_parts(meeting, parts.DRAFTS) else ()
    return any(item.state == CommitmentState.DRAFT for item in drafts)


def _before_closing(meeting: Meeting, user: User) -> str:
    """Return what closing does, and what is still missing."""
    said: list[Any] = [_("Closing locks the clauses permanently.")]
    records = read_records(meeting, user)
    shown = build_meeting_page(meeting, records, today=meetings.today_of(user, timezone.now()))
    lacking = [one.sentence for one in list_missing(meeting, shown, records)]
    if lacking:
        said.append(_("Still to do: %(things)s.") % {"things": "; ".join(lacking)})
    return " ".join(map(str, said))


STEPS = (
    StepButton(
        "propose",
        _("Send drafts to owners"),
        acceptance.propose_drafts,
        lambda _meeting, _user: None,
        offered=_has_drafts,
        done=_(
            "The drafts are open for acceptance by their owners. The page of each commitment shows "
            "the pending responses."
        ),
        cautions=describe_unowned,
    ),
    StepButton(
        "hold",
        _("Mark as held"),
        mark_held,
        _only(UPCOMING_STATES, _("Only an upcoming meeting can be marked as held. Reload the page.")),
        offered=_lies_ahead,
        rare_for=_is_later,
        done=_("Meeting marked as held."),
        says=describe_moved_deadlines,
    ),
    StepButton(
        "close",
        _("Close the meeting"),
        close_meeting,
        _only(
            (MeetingState.HELD,),
            _("A meeting can only be closed after it has been held. Mark it as held first."),
        ),
        offered=_is_open,
        warns=_before_closing,
        done=_("Meeting closed. Its clauses are locked. Open items move to the next meetings."),
    ),
    StepButton(
        "add-open-items",
        _("Add open items"),
        add_open_items,
        _only(
            (MeetingState.HELD,),
            _("Open items can be added only before the meeting is closed. Reload the page."),
        ),
        offered=_lacks_agenda,
        done=_("Open items have been added to the agenda."),
    ),
    StepButton(
        "invite",
        _("Invite our delegation"),
        invitations.invite_delegation,
        invitations.why_not_invite,
        offered=_lies_ahead,
        warns=invitations.says_who,
        done=_("The invitations will be sent within one minute."),
        is_rare=True,
    ),
    StepButton(
        "postpone",
        _("Postpone the meeting"),
        postpone_meeting,
        _only(UPCOMING_STATES, _("Only an upcoming meeting can be postponed. Reload the page.")),
        offered=_lies_ahead,
        form=PostponeForm,
        done=_("Meeting postponed."),
        says=describe_moved_deadlines,
        is_rare=True,
    ),
    StepButton(
        "cancel",
        _("Cancel the meeting"),
        cancel_meeting,
        _only(UPCOMING_STATES, _("Only an upcoming meeting can be cancelled. Reload the page.")),
        offered=_lies_ahead,
        form=ReasonForm,
        done=_("Meeting cancelled."),
        says=describe_moved_deadlines,
        is_rare=True,
    ),
    StepButton(
        "in-error",
        _("Request to mark as entered in error"),
        request_error_entry,
        _why_not_in_error,
        offered=_is_of_desk,
        form=ReasonForm,
        warning=_(
            "Use this for a record that should not exist, for example a meeting with the wrong "
            "partner. A second person at the desk decides. If that person approves, the meeting, its "
            "outcomes and its commitments no longer appear in lists. Records officers and auditors can "
            "still read them."
        ),
        done=_("Request submitted. A second person at the desk decides."),
        is_rare=True,
    ),
    steps.OF_RECORD,
)

"""What the officer is told after a meeting was written: what was drafted, what followed, what is open."""

import datetime
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import access, agenda, lifecycle
from commitments.admin.forms.meeting import PLANNED
from commitments.admin.forms.sessions import next_numbers
from commitments.admin.shown import ask_of, lies_before_meeting
from commitments.models import Commitment, Deadline, Meeting, User
from commitments.vocabulary import MoveReason, Side


def followed(person: User, at: datetime.datetime) -> str:
    """Say how many deadlines followed what this person wrote at that moment, as far as they may be read."""
    seen = access.rows(Deadline, person)
    count = seen.filter(reason=MoveReason.EVENT_MOVED, recorded_at=at, recorded_by=person).count()
    if not count:
        return ""
    text = ngettext("%(n)d deadline followed.", "%(n)d deadlines followed.", count)
    return text % {"n": count}


def unowned(items: Commitment | Iterable[Commitment], person: User) -> str:
    """Say on which owing side of which items no owner is named, and what to do; empty where each has one."""
    lacking = []
    for item in [items] if isinstance(items, Commitment) else items:
        sides = [
            _("our side") if side == Side.OURS else str(item.country)
            for side in lifecycle.sides_without_lead(item)
        ]
        if sides:
            lacking.append(f"{item.reference} ({', '.join(sides)})")
    if not lacking:
        return ""
    text = _(
        "No owner is named: %(items)s. Nobody is asked to accept there. Take the step “Name the owners” on "
        "the page of the item."
    )
    return text % {"items": "; ".join(lacking)}


def say_saved(
    request: HttpRequest, said: Any, drafted: list[Commitment], person: User, at: datetime.datetime
) -> None:
    """Say in one line what was saved, and in lines of their own which deadlines are left to the officer."""
    parts = [said]
    if drafted:
        text = ngettext(
            "{n} commitment drafted. Proposing puts it before its owners; no mail goes out at once.",
            "{n} commitments drafted. Proposing puts them before their owners; no mail goes out at once.",
            len(drafted),
        )
        parts.append(text.format(n=len(drafted)))
    parts.append(followed(person, at))
    messages.success(request, format_html_join(" ", "{}", ((part,) for part in parts if part)))
    for item in drafted:
        reason = ask_of(item)
        if reason:
            text = _("The deadline of {} is left to you and stands with a review date. {}")
            messages.warning(request, format_html(text, item.reference, reason))
        elif lies_before_meeting(item):
            text = _("The deadline of {} lies before the meeting. Correct it if that is not meant.")
            messages.warning(request, format_html(text, item.reference))


def plan_next(meeting: Meeting, person: User) -> str:
    """Give the address on which the next meeting is planned, after one that took place; else nothing."""
    if meeting.state not in agenda.TOOK_PLACE:
        return ""
    known: dict[str, Any] = {"country": meeting.country_id, "form": meeting.form, "was_held": PLANNED}
    if meeting.mechanism_id is not None:
        known["mechanism"] = meeting.mechanism_id
        known["title"] = next_title(
            meeting, next_numbers(person, meeting.mechanism_id).get(meeting.mechanism_id, 0)
        )
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

"""Requests for an update: an officer asks the owners on our side, who get one email in the next minute.

Each request is kept as our side's follow-up, an update of the commitment. Its key is the offset of the
reminders by which it is sent.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.enums import UNDER_WAY_STATES, ReminderKind, ReminderState, Side
from commitments.errors import Refused
from commitments.lifecycle import follow_ups
from commitments.lifecycle.transitions import lock
from commitments.models import Commitment, ProgressUpdate, Reminder, User, leads_of
from commitments.records import parts
from commitments.records.edits import fit_text
from commitments.reminders import records
from commitments.reminders.recipients import ChainLink, RecipientReason, load_directory
from commitments.reminders.schedule import Audience

LONGEST_MESSAGE = 1000
OWNERS = frozenset({ChainLink.NAMED, ChainLink.FOCAL_POINT, ChainLink.ALTERNATE})
UNSENT = (ReminderState.DROPPED, ReminderState.FAILED)


@dataclass(frozen=True, slots=True)
class AskedOwner:
    """One recipient of a request, and why."""

    person: User
    reason: RecipientReason


def is_for(commitment: Commitment, today: datetime.date) -> bool:
    """Return whether our side is overdue with it, so that the desk may ask for an update."""
    if commitment.state not in UNDER_WAY_STATES or not commitment.is_overdue(today):
        return False
    item = records.item_of(commitment)
    return item is not None and Side.OURS in item.subject.sides


def find_asked(commitment: Commitment, by: User, now: datetime.datetime) -> Iterator[AskedOwner]:
    """Yield the owners on our side whom a reminder would reach now and who may read it; never the asker.

    Each is asked for as it is needed: whether anybody can be notified is known with the first.
    """
    item = records.item_of(commitment)
    if item is None:
        return
    directory, audiences = load_directory(now, item.place), (Audience.OWNERS,)
    seen, wrong = {by.pk}, {by.pk}
    while True:
        found = directory.list_notified(item.place, audiences, wrong)
        new = [one for one in found if one is not None and one.pk not in seen]
        if not new:
            return
        for one in new:
            seen.add(one.pk)
            if not policy.can_read(one, commitment):
                wrong.add(one.pk)
                continue
            why = directory.why(item.place, audiences, one)
            if why is not None and why.link in OWNERS:
                yield AskedOwner(one, why)


def can_ask(commitment: Commitment, by: User, now: datetime.datetime) -> bool:
    """Return whether anybody on our side would be notified."""
    return any(find_asked(commitment, by, now))


def find_last(commitment: Commitment) -> ProgressUpdate | None:
    """Return the last request that was sent, or will be; the caller has read the commitment."""
    if not parts.has_parts(commitment, parts.REQUESTED):
        return None
    sent = Reminder.objects.filter(commitment=commitment, kind=ReminderKind.UPDATE_REQUEST)
    keys = sent.exclude(state__in=UNSENT).values("offset")
    asked = ProgressUpdate.objects.filter(commitment=commitment, pk__in=keys)
    return asked.select_related("recorded_by").order_by("-pk").first()


def why_not_request(commitment: Commitment, by: User, now: datetime.datetime) -> Refused | None:
    """Explain why this person cannot request an update now, or return None."""
    refusal = follow_ups.why_not_follow_up(commitment, by)
    if refusal is not None:
        return refusal
    if not is_for(commitment, timezone.localdate(now)):
        return Refused(_("Updates are requested only for overdue commitments of our side."), "wrong_state")
    last = find_last(commitment)
    if last is not None and last.reported_on == timezone.localdate(now):
        values = {"time": f"{timezone.localtime(last.recorded_at):%H:%M}", "person": last.recorded_by}
        text = _("%(person)s requested an update today at %(time)s. You can request another update tomorrow.")
        return Refused(text % values, "asked_today")
    if not can_ask(commitment, by, now):
        lead = next((one for one in leads_of(commitment) if one.side == Side.OURS), None)
        ministry = str(lead.ministry) if lead and lead.ministry else _("our side (ministry not stated)")
        text = _(
            "No focal point of %(ministry)s can be notified by email. Contact the ministry yourself and "
            "record the follow-up, or change the owner."
        )
        return Refused(text % {"ministry": ministry}, "no_recipient")
    return None


@transaction.atomic
def request_update(
    commitment: Commitment, *, message: str = "", by: User, now: datetime.datetime
) -> ProgressUpdate:
    """Ask the owners on our side for an update: one email to each in the next reminder run.

    Raises `Refused` where the person may not, nobody can be notified, or an update was requested today.
    """
    lock(commitment)
    refusal = why_not_request(commitment, by, now)
    if refusal is not None:
        raise refusal
    asked, today = list(find_asked(commitment, by, now)), timezone.localdate(now)
    names = ", ".join(" ".join(str(one.person).split()) for one in asked)
    said = _("Update requested from %(names)s by email.") % {"names": names}
    text = "\n".join(filter(None, (said, fit_text(message, LONGEST_MESSAGE))))
    update = follow_ups.remind_owner(commitment, text=text, reported_on=today, by=by, now=now)
    Reminder.objects.bulk_create(
        Reminder(
            commitment=commitment,
            deadline=commitment.deadline,
            kind=ReminderKind.UPDATE_REQUEST,
            offset=update.pk,
            start_date=today,
            recipient=one.person,
            planned_at=now,
        )
        for one in asked
    )
    return update

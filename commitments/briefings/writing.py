"""Write the prose of a packet: the brief of a meeting, its topic sheets, the wordings to propose."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Brief, Meeting, Proposal, TopicSheet, User
from commitments.models.brief import MOST_PROPOSALS
from commitments.vocabulary import MeetingState

# The number of a topic while another takes its place.
ASIDE = 0
# Afterwards it stands as the minister read it.
WRITABLE = (MeetingState.PLANNED, MeetingState.POSTPONED, MeetingState.HELD)
Written = Brief | TopicSheet | Proposal


def why_not(meeting: Meeting, user: User) -> Refused | None:
    """Say why nothing is written for a meeting now, or give None."""
    if not (access.sees(user, meeting) and access.works_on(user, meeting.country)):
        return access.forbidden()
    if meeting.state not in WRITABLE:
        return Refused(_("A brief is written until the meeting is closed; what was printed stays."), "closed")
    return None


def next_number(model: type[TopicSheet] | type[Proposal], meeting: Meeting) -> int:
    """Give the number of the next of a kind.

    A topic comes after all there are, so that a gap tells of nothing; of wordings a packet has three, so the
    lowest that is free. Raises Refused where there is none.
    """
    if model is TopicSheet:
        last = TopicSheet.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
        return int(last or 0) + 1
    taken = set(Proposal.objects.filter(meeting=meeting).values_list("number", flat=True))
    free = [number for number in range(1, MOST_PROPOSALS + 1) if number not in taken]
    if not free:
        raise Refused(_("A packet proposes at most three wordings. Change one of them."), "most")
    return free[0]


@transaction.atomic
def write(new: Written, *, by: User, now: datetime.datetime) -> Written:
    """Record a new brief, topic sheet or wording; the latter two take the next number of the meeting."""
    _check(new, new.classification, by)
    if isinstance(new, Brief):
        if Brief.objects.filter(meeting=new.meeting_id).exists():
            raise Refused(_("This meeting has its brief already; open that."), "has_brief")
    else:
        new.number = next_number(type(new), new.meeting)
    return editing.create(new, by=by, now=now)


@transaction.atomic
def change(
    standing: Written, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Written:
    """Edit what was written; it stays with its meeting and keeps its number."""
    access.require(access.sees(by, standing))
    _check(standing, int(values.get("classification", standing.classification)), by)
    if {"meeting_id", "number"} & set(values):
        raise Refused(_("It stays with its meeting, under its number."), "stays")
    return editing.change(standing, values, expected=expected, by=by, now=now)


@transaction.atomic
def take_off(standing: TopicSheet | Proposal, *, by: User, now: datetime.datetime) -> None:
    """Take away a topic or a wording that will not be spoken of; the history keeps what it said."""
    access.require(access.sees(by, standing))
    _check(standing, standing.classification, by)
    editing.remove(standing, by=by, now=now)


def before(topic: TopicSheet, user: User) -> TopicSheet | None:
    """Give the topic printed before this one, of those that the person may read."""
    rows = TopicSheet.objects.filter(meeting=topic.meeting_id, number__lt=topic.number)
    return access.visible_to(rows, user).order_by("-number").first()


@transaction.atomic
def print_earlier(topic: TopicSheet, *, by: User, now: datetime.datetime) -> None:
    """Let a topic change places, and numbers, with the one before it."""
    access.require(access.sees(by, topic))
    _check(topic, topic.classification, by)
    other = before(topic, by)
    if other is None:
        raise Refused(_("It is printed first already."), "first")
    mine, its = topic.number, other.number
    for sheet, number in ((other, ASIDE), (topic, its), (other, mine)):
        editing.change(sheet, {"number": number}, by=by, now=now)


def _check(written: Written, level: int, by: User) -> None:
    """Hold the meeting while something is written for it, and keep the marking as high as its own."""
    meeting = Meeting.objects.select_for_update(no_key=True).select_related(None).get(pk=written.meeting_id)
    refusal = why_not(meeting, by)
    if refusal is not None:
        raise refusal
    if level < meeting.classification:
        raise Refused(too_low(meeting), "too_low")


def too_low(meeting: Meeting) -> str:
    """Say that a marking is below that of the meeting."""
    return _("The meeting is marked %(level)s; what is written for it is at least that.") % {
        "level": meeting.get_classification_display()
    }

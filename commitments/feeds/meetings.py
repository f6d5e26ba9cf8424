"""Dates of meetings, with the time zone of the place, and of the asks and offers that wait for an answer."""

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import F, Q, Subquery
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from commitments import access, audit
from commitments.feeds import saying
from commitments.feeds.calendar import Entry
from commitments.feeds.items import Reader
from commitments.models import Meeting, Outcome
from commitments.vocabulary import Answer, MeetingForm, MeetingState

Row = Mapping[str, Any]
COLUMNS = (
    *("pk", "reference", "title", "classification", "country", "form", "held_on", "starts_at", "ends_at"),
    *("time_zone", "place", "state", "version", "recorded_at"),
    *("country__name", "country__time_zone", "country__is_demonstration"),
)
CHANGED = Subquery(audit.last_of_each(Meeting).values("at")[:1])
POINT_COLUMNS = (
    *("pk", "number", "clause", "classification", "review_on", "version", "recorded_at", "meeting"),
    "meeting__reference",
)
POINT_COUNTRY = {
    "country": F("meeting__country"),
    "is_demonstration": F("meeting__country__is_demonstration"),
}
POINT_CHANGED = Subquery(audit.last_of_each(Outcome).values("at")[:1])
UNANSWERED = Q(answer=Answer.UNANSWERED, review_on__isnull=False)
# Off the lists, or without a day.
DATED = Q(held_on__isnull=False) & ~Q(state=MeetingState.IN_ERROR)
CLAUSE_LETTERS = 120


def entry(row: Row, reader: Reader) -> Entry:
    """Give the entry of one meeting that has a day."""
    first, last = when(row)
    state, reference, is_told = row["state"], row["reference"], reader.may_say(row)
    name = f"{reference} {row['title']}" if is_told else reference
    if state == MeetingState.CANCELLED:
        name = _("Cancelled: %(name)s") % {"name": name}
    facts = [
        (_("Meeting"), capfirst(str(MeetingForm(row["form"]).label))),
        (_("Partner"), row["country__name"]),
        (_("State"), capfirst(str(MeetingState(state).label))),
    ]
    told = saying.described(row["classification"], row["country__is_demonstration"], facts)
    put_off = {MeetingState.CANCELLED: "CANCELLED", MeetingState.POSTPONED: "TENTATIVE"}
    return Entry(
        uid=saying.uid(reference),
        sequence=row["version"],
        changed_at=row["changed_at"] or row["recorded_at"],
        first=first,
        last=last,
        summary=name,
        description=told if is_told else saying.withheld(),
        place=row["place"] if is_told else "",
        url=saying.page("meeting", row["pk"]),
        kind=_("Meeting"),
        status=put_off.get(state, "CONFIRMED"),
    )


def of_meeting(meeting: Meeting, up_to: int) -> Entry:
    """Give the entry of one meeting with a day, told up to a marking, in the language that is active."""
    found = Meeting.objects.filter(pk=meeting.pk).values(*COLUMNS, changed_at=CHANGED)
    return entry(found.get(), Reader(up_to))


def when(row: Row) -> tuple[datetime.date, datetime.date | None]:
    """Give the day of a meeting or, where its hours are known, the moments in the time zone of the place.

    An hour in a zone that no table knows is no moment: then the day alone stands.
    """
    day, starts_at, ends_at = row["held_on"], row["starts_at"], row["ends_at"]
    zone = _zone(row["time_zone"] or row["country__time_zone"])
    if starts_at is None or zone is None:
        return day, None
    first = datetime.datetime.combine(day, starts_at, zone)
    # An end that is no later than the beginning says nothing.
    is_said = ends_at is not None and ends_at > starts_at
    return first, datetime.datetime.combine(day, ends_at, zone) if is_said else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def point_entry(row: Row, reader: Reader) -> Entry:
    """Give the entry of the day on which an unanswered ask or offer is looked at again."""
    is_named, is_told = row["meeting"] in reader.meetings, reader.may_say(row)
    of = row["meeting__reference"] if is_named else access.name_of(row["meeting"], None)
    name = _("point %(number)s of %(meeting)s") % {"number": row["number"], "meeting": of}
    if is_told:
        name += f": {Truncator(' '.join(row['clause'].split())).chars(CLAUSE_LETTERS)}"
    told = saying.described(row["classification"], row["is_demonstration"], ())
    return Entry(
        uid=saying.uid(f"outcome-{row['pk']}", "review"),
        sequence=row["version"],
        changed_at=row["changed_at"] or row["recorded_at"],
        first=row["review_on"],
        last=None,
        summary=_("Review: %(name)s") % {"name": name},
        description=told if is_told else saying.withheld(),
        url=saying.page("outcome", row["pk"]),
        kind=_("Review"),
        status="CONFIRMED",
    )

"""What people type for a past moment, and whether anything stood on record then."""

import datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.errors import Refused
from commitments.models import AuditRow


def moment_of(text: str, *, zone: datetime.tzinfo, now: datetime.datetime) -> datetime.datetime:
    """Read a past moment: `2026-03-03` is that evening in the zone, `2026-03-03 18:30` and ISO 8601 a time.

    Today stands as it stands now. Raises `Refused`, in one sentence, for what is no date, for a moment still
    to come, and for one before the first record.
    """
    moment = _read(text.strip(), zone, now)
    if moment is None:
        raise Refused(
            _("Write the day as 2026-03-03 and, if you need it, the time as 18:30 after it."), "not_a_moment"
        )
    if moment > now:
        raise Refused(_("That moment is still to come. Take today or an earlier day."), "future")
    first = first_moment()
    if first is None:
        raise Refused(_("Nothing is on record yet, so nothing stood at any moment before."), "no_record")
    if moment < first:
        raise Refused(
            _("The record begins on %(day)s. Take that day or a later one.")
            % {"day": date_format(timezone.localdate(first, zone))},
            "before_the_record",
        )
    return moment


def _read(text: str, zone: datetime.tzinfo, now: datetime.datetime) -> datetime.datetime | None:
    """Give the moment, or None for what is not one; an offset lost its plus where an address was decoded."""
    try:
        day = parse_date(text)
        if day is not None:
            evening = at_the_end_of(day, zone)
            return now if day == timezone.localdate(now, zone) else evening
        moment = parse_datetime(text) or parse_datetime(text.replace(" ", "+"))
        if moment is None:
            return None
        moment = moment if timezone.is_aware(moment) else moment.replace(tzinfo=zone)
        return moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


def at_the_end_of(day: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    """Give the last moment of a day in a time zone, in UTC."""
    evening = datetime.datetime.combine(day, datetime.time.max, zone)
    return evening.astimezone(datetime.UTC)


def first_moment() -> datetime.datetime | None:
    """Give the moment of the first audit row; None on an empty record."""
    return AuditRow.objects.order_by("at").values_list("at", flat=True).first()

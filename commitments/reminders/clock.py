"""The clock of this process, compared with that of the database, which all processes share."""

import datetime
import time
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from commitments.reminders import alarms
from commitments.vocabulary import AlarmCode

log = structlog.get_logger("tracker.reminders")

ALLOWED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """The time by this process and by the database, at one moment."""

    process: datetime.datetime
    database: datetime.datetime

    @property
    def is_right(self) -> bool:
        """Return whether the two differ by no more than ALLOWED_SECONDS."""
        return abs((self.process - self.database).total_seconds()) <= ALLOWED_SECONDS

    def __str__(self) -> str:
        """Name both times, to the second and in UTC."""
        times = {"process": _time(self.process), "database": _time(self.database)}
        return _("The clock of this process shows %(process)s, that of the database %(database)s.") % times


def _time(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"


def read(now: datetime.datetime) -> Reading:
    """Return both clocks, where the process has just read `now`. SQLite has no clock: there they are one.

    Of the time that the database took to answer, the process is given what is nearest to the answer: a slow
    answer is no difference.
    """
    if connection.vendor != "postgresql":
        return Reading(now, now)
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        database: datetime.datetime = cursor.fetchone()[0]
    after = now + datetime.timedelta(seconds=time.monotonic() - begun)
    return Reading(max(now, min(database, after)), database)


def check(now: datetime.datetime) -> Reading:
    """Return both clocks, and raise the alarm where they differ, or clear it where they agree again.

    Whatever plans, sends or removes by the time of day begins with this, and does nothing where the reading
    is not right.
    """
    reading = read(now)
    if reading.is_right:
        alarms.clear_alarm(AlarmCode.CLOCK)
        return reading
    with override(settings.LANGUAGE_CODE):
        said = str(reading)
    log.error("the clocks differ: nothing is planned or sent", clocks=said)
    alarms.raise_alarm(AlarmCode.CLOCK, said)
    return reading

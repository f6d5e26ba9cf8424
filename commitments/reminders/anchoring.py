"""Anchors of the history: a line in a file every hour, and a mail a day to each records officer."""

import datetime

import structlog
from django.conf import settings
from django.utils import timezone, translation

from commitments import audit
from commitments.models import Mail, User, zone_of
from commitments.reminders import mail, once
from commitments.reminders.days import Calendars
from commitments.reminders.people import day_of
from commitments.reminders.plan import moment
from commitments.vocabulary import Role

log = structlog.get_logger("tracker.reminders")


def anchor(now: datetime.datetime) -> int:
    """Keep how far the seals reach, where nobody has this hour; give the number of mails written.

    The mail is planned as any daily mail: for DAILY_MAIL_AT where the person is, on a working day at home.
    Its Message-ID is made of the person and the day, so that of any number of sweeps one writes it. Where
    nothing is sealed yet there is nothing to keep.
    """
    head = audit.head()
    if not head.count:
        return 0
    audit.keep_anchor(settings.ANCHORS_FILE, str(head), now, once_an_hour=True)
    officers = User.objects.filter(role=Role.RECORDS_OFFICER, is_active=True, mail_bounced_at=None)
    due = {_key(person, now): person for person in officers.exclude(email="") if now >= _moment(person, now)}
    wanted = once.untold(due)
    home = Calendars().home if wanted else None
    told = [one for one in wanted.items() if home and home.is_workday(day_of(now, one[1]))]
    return once.for_each(told, lambda one: once.write(_mail(one[1], head, one[0], now)))


def _key(person: User, now: datetime.datetime) -> str:
    return f"{day_of(now, person):%Y%m%d}.seals.{person.pk}"


def _moment(person: User, now: datetime.datetime) -> datetime.datetime:
    """Give the moment of today's mail, where the person is."""
    return moment(day_of(now, person), settings.DAILY_MAIL_AT, zone_of(person))


def _mail(person: User, head: audit.Head, key: str, now: datetime.datetime) -> Mail | None:
    """Write the mail in the person's language; None where the address can stand in no header."""
    with translation.override(mail.language_of(person)), timezone.override(zone_of(person)):
        try:
            line = audit.line_of(str(head), now)
            made = mail.anchor(person, line, key=key, now=now)
        except ValueError:
            log.error("anchor not mailed", user=person.pk)
            return None
    return once.row_of(made, person, planned_at=_moment(person, now), now=now)

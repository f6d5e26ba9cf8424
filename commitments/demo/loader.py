"""Load the demonstration through the capability functions, as if it had been recorded over the months
before.
"""

import datetime
import secrets
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import policy
from commitments.accounts import lookup
from commitments.calendars.workdays import last_workday_on_or_before
from commitments.deadlines.context import calendar_of
from commitments.demo import (
    briefs,
    cambodia,
    cambodia_past,
    other_events,
    people,
    valdoria_now,
    valdoria_past,
    valdoria_talks,
    valdoria_visit,
)
from commitments.demo.commitments import Scene
from commitments.demo.meetings import build_meeting_scenes
from commitments.demo.people import FICTIONAL, HOME
from commitments.demo.register import Day, Register, confirm_calendars, set_stage
from commitments.enums import MeetingState, PacketEdition
from commitments.errors import Refused
from commitments.models import Country, Desk, Division, Meeting, User
from commitments.packets.archive import requests

PARTNERS = tuple(land.iso for land in people.LANDS if land.is_partner)
OCCASIONS = (
    *valdoria_past.VALDORIA_PAST_OCCASIONS,
    *valdoria_talks.OCCASIONS,
    *valdoria_past.VALDORIA_RECENT_OCCASIONS,
    *valdoria_visit.OCCASIONS,
    *cambodia_past.OCCASIONS,
    *cambodia.OCCASIONS,
    *valdoria_now.OCCASIONS,
)
PASSWORD_CHARACTERS = 16
# The stage is set before the first meeting; people and ministries were there already.
STAGE_DAY = -335
OFFICE_OPENS = datetime.time(10, 0)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """The result of loading: the generated passwords, by username."""

    passwords: dict[str, str]


def is_loaded() -> bool:
    """Return whether the demonstration is in the database."""
    return Country.objects.filter(iso=FICTIONAL, is_demonstration=True).exists()


def demo_meetings() -> list[Meeting]:
    """List what the demo's desk officer may read: what is planned first, then the latest."""
    officer = User.objects.filter(username=people.OFFICER).first() or AnonymousUser()
    readable = policy.readable_by(Meeting.objects.filter(country__is_demonstration=True), officer)
    return sorted(readable, key=lambda meeting: meeting.state != MeetingState.PLANNED)


def new_passwords() -> dict[str, str]:
    """Generate a random password for every account of the demonstration."""
    letters = string.ascii_letters + string.digits
    return {
        account.username: "".join(secrets.choice(letters) for _place in range(PASSWORD_CHARACTERS))
        for account in people.ACCOUNTS
    }


@transaction.atomic
def renew_passwords(*, now: datetime.datetime) -> Demo:
    """Set a new password for every account of the loaded demonstration, where the file of passwords is
    lost.
    """
    passwords = new_passwords()
    for user in User.objects.filter(username__in=passwords):
        user.set_password(passwords[user.username])
        user.save(update_fields=["password"])
        lookup.note_password(user, by=None, now=now)
    return Demo(passwords)


def check_empty() -> None:
    """Raise `Refused` where the database holds other records, which the demo must never mix with."""
    if settings.HOME_COUNTRY != HOME:
        raise Refused(
            _("The home country of the demonstration data is KR. Load the data with HOME_COUNTRY=KR."), "home"
        )
    if any(model.objects.exists() for model in (User, Country, Desk, Division)):
        raise Refused(
            _(
                "The database already contains other records. Load the demonstration data into an "
                "empty database."
            ),
            "not_empty",
        )


@transaction.atomic
def load_demo(*, now: datetime.datetime, progress: Progress = lambda done, total: None) -> Demo:
    """Load everything in the order in which it happened; where one step fails, nothing is loaded.

    `progress` gets the number of done steps and their total. Raises `Refused` where other records exist.
    """
    check_empty()
    passwords = new_passwords()
    day = Day(timezone.localdate(now))
    register = Register()
    set_stage(register, passwords, now=_find_opening(day.resolve(STAGE_DAY)))
    confirm_calendars(register, day.today, now=_find_opening(day.resolve(STAGE_DAY)))
    day.learn_calendars(calendar_of(HOME), {iso: calendar_of(iso) for iso in PARTNERS})
    told = [scene for one in OCCASIONS for scene in build_meeting_scenes(one, day, register)]
    prepared = (*briefs.build_preparation_scenes(register), *other_events.build_restricted_scenes(register))
    played = sorted((*told, *other_events.build_party_scenes(day, register), *prepared), key=_when)
    for number, (scene, moment) in enumerate(_timed(played, day, now), start=1):
        scene.play(moment)
        progress(number, len(played))
    briefs.create_brief(register, now=now)
    other_events.write_minutes(register, now=now)
    other_events.close_period(register, now=now)
    _request_packet(register, now=now)
    return Demo(passwords)


def _request_packet(register: Register, *, now: datetime.datetime) -> None:
    """Request the minister's packet of the next session, as the desk; it opens the meeting to that reader."""
    session = Meeting.objects.get(title=valdoria_now.NEXT_COMMISSION.title)
    desk, reader = register.users["desk"], register.users["reader"]
    editions = PacketEdition.values
    requests.request_packet(session, by=desk, reader=reader, now=now, editions=editions)


def _when(scene: Scene) -> int:
    return scene.day


def _find_opening(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, OFFICE_OPENS, timezone.get_default_timezone())


def _timed(
    played: list[Scene], day: Day, now: datetime.datetime
) -> Iterator[tuple[Scene, datetime.datetime]]:
    """Yield each scene with its time: on a home working day, a minute apart, never in the future."""
    for on, group in groupby(
        played, key=lambda scene: last_workday_on_or_before(day.home, day.resolve(scene.day))
    ):
        for minute, scene in enumerate(group):
            yield scene, min(_find_opening(on) + datetime.timedelta(minutes=minute), now)

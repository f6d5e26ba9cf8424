"""Load the demonstration through the capability functions, as if recorded over the months before."""

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

from commitments import access, signing_in
from commitments.briefings import archive
from commitments.calendars.workdays import last_workday_on_or_before
from commitments.deadlines import calendar_of
from commitments.demo import (
    affairs,
    briefing,
    cambodia_past,
    cambodia_recent,
    guarded,
    people,
    valdoria_now,
    valdoria_past,
    valdoria_recent,
    valdoria_talks,
    valdoria_visit,
    wordings,
)
from commitments.demo.days import Day
from commitments.demo.people import FICTIONAL, HOME
from commitments.demo.plot import Scene
from commitments.demo.register import Register, confirm_calendars, set_stage
from commitments.demo.story import scenes
from commitments.errors import Refused
from commitments.models import Country, Desk, Division, Meeting, User
from commitments.vocabulary import MeetingState

PARTNERS = tuple(land.iso for land in people.LANDS if land.is_partner)
OCCASIONS = (
    *valdoria_past.OCCASIONS,
    *valdoria_talks.OCCASIONS,
    *valdoria_recent.OCCASIONS,
    *valdoria_visit.OCCASIONS,
    *cambodia_past.OCCASIONS,
    *cambodia_recent.OCCASIONS,
    *valdoria_now.OCCASIONS,
)
PASSWORD_CHARACTERS = 16
# The stage is set before the first meeting; people and ministries were there already.
STAGE_DAY = -335
OFFICE_OPENS = datetime.time(10, 0)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """What loading gave: the passwords made, by user name."""

    passwords: dict[str, str]


def is_loaded() -> bool:
    """Say whether the demonstration is in the database already."""
    return Country.objects.filter(iso=FICTIONAL, is_demonstration=True).exists()


def demo_meetings() -> list[Meeting]:
    """List what the demo's desk officer may read: what is planned first, then the latest."""
    officer = User.objects.filter(username=people.OFFICER).first() or AnonymousUser()
    readable = access.visible_to(Meeting.objects.filter(country__is_demonstration=True), officer)
    return sorted(readable, key=lambda meeting: meeting.state != MeetingState.PLANNED)


def new_passwords() -> dict[str, str]:
    """Make a random password for every account of the demo."""
    letters = string.ascii_letters + string.digits
    return {
        account.username: "".join(secrets.choice(letters) for _place in range(PASSWORD_CHARACTERS))
        for account in people.ACCOUNTS
    }


@transaction.atomic
def renew_passwords(*, now: datetime.datetime) -> Demo:
    """Give every account of the loaded demo a new password, where the file of the old ones is lost."""
    passwords = new_passwords()
    for user in User.objects.filter(username__in=passwords):
        user.set_password(passwords[user.username])
        user.save(update_fields=["password"])
        signing_in.note_password(user, by=None, now=now)
    return Demo(passwords)


def check_empty() -> None:
    """Raise `Refused` where the database holds other records, which the demo must never mix with."""
    if settings.HOME_COUNTRY != HOME:
        raise Refused(_("The demonstration's home country is KR; load it with HOME_COUNTRY=KR."), "home")
    if any(model.objects.exists() for model in (User, Country, Desk, Division)):
        raise Refused(
            _("This database holds other records; load the demonstration into an empty one."), "not_empty"
        )


@transaction.atomic
def load(*, now: datetime.datetime, progress: Progress = lambda done, total: None) -> Demo:
    """Load everything in the order in which it happened; nothing is left where one step fails.

    `progress` is told how many of how many steps are done. Raises `Refused` where other records stand.
    """
    check_empty()
    passwords = new_passwords()
    day = Day(timezone.localdate(now))
    register = Register()
    set_stage(register, passwords, now=_opening(day.of(STAGE_DAY)))
    confirm_calendars(register, day.today, now=_opening(day.of(STAGE_DAY)))
    day.learn_calendars(calendar_of(HOME), {iso: calendar_of(iso) for iso in PARTNERS})
    told = [scene for one in OCCASIONS for scene in scenes(one, day, register)]
    prepared = (*wordings.scenes(register), *guarded.scenes(register))
    played = sorted((*told, *affairs.scenes(day, register), *prepared), key=_when)
    for number, (scene, moment) in enumerate(_timed(played, day, now), start=1):
        scene.play(moment)
        progress(number, len(played))
    briefing.write(register, now=now)
    _ask_for_packet(register, now=now)
    return Demo(passwords)


def _ask_for_packet(register: Register, *, now: datetime.datetime) -> None:
    """Let the desk ask for the minister's packet of the next session: it opens the meeting to that reader."""
    session = Meeting.objects.get(title=valdoria_now.NEXT_COMMISSION.title)
    archive.request_packet(session, by=register.users["desk"], reader=register.users["reader"], now=now)


def _when(scene: Scene) -> int:
    return scene.day


def _opening(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, OFFICE_OPENS, timezone.get_default_timezone())


def _timed(
    played: list[Scene], day: Day, now: datetime.datetime
) -> Iterator[tuple[Scene, datetime.datetime]]:
    """Give each scene its moment: on a home working day, a minute apart, never after now."""
    for on, group in groupby(
        played, key=lambda scene: last_workday_on_or_before(day.home, day.of(scene.day))
    ):
        for minute, scene in enumerate(group):
            yield scene, min(_opening(on) + datetime.timedelta(minutes=minute), now)

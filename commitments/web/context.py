"""What the frame of every page shows: where one can go, whether reminders run, and what the data is."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from commitments import access, imports, own_lists
from commitments import frame as frame_rows
from commitments.frame import BEATS
from commitments.models import Commitment, MinistryName, Reminder, User
from commitments.prepared import Prepared
from commitments.reminders import alarms, pulse, reconcile, sending
from commitments.reminders.alarms import ActiveAlarm, Status
from commitments.reminders.planner import HEARTBEAT
from commitments.setting_up import Checklist, checklist
from commitments.vocabulary import AlarmCode, ReminderState, Role
from commitments.web import sign_on
from commitments.web.keys import listed

COUNTED = 1000
# Who is told that mail does not go out.
ALERTED = access.HEADS | {Role.DESK_OFFICER, Role.EMBASSY_OFFICER, Role.ADMINISTRATOR}
# Who has a page about how their desks are reminded.
REMINDED = frozenset({Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD})
NOBODY: tuple[Any, ...] = (None, False, False, *(None for _name in BEATS))
# What the rail names: the model, the word, the icon.
PLACES: tuple[tuple[str, Promise, str], ...] = (
    ("commitment", _("Commitments"), "check"),
    ("meeting", _("Meetings"), "calendar"),
    ("statement", _("Statements"), "text"),
    ("packet", _("Packets"), "box"),
    ("ministry", _("Ministries"), "house"),
)


def _views(key: int) -> QuerySet[Any, Any]:
    """Give the names of the lists that a person keeps, and what they ask for."""
    return own_lists.views_of(User(pk=key)).values_list("name", "query")


STANDING, VIEWS = Prepared(frame_rows.standing), Prepared(_views)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether reminders are running, and since when they are not.

    `unsent` counts on My desk, while they are not, the reminders whose moment has passed, as far as read.
    `unplanned` names, on My desk too, items whose reminders could not be planned, with their addresses.
    `outside` is when HEARTBEAT_URL last answered, where it is set and `is_watched`; `checked` when all open
    items were last planned afresh, and `missed` when that last found something.
    """

    is_alive: bool
    last: datetime.datetime | None
    unsent: int = 0
    is_watched: bool = False
    outside: datetime.datetime | None = None
    is_outside_late: bool = False
    checked: datetime.datetime | None = None
    missed: datetime.datetime | None = None
    unplanned: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """That no mail goes out, since when and why; `url` leads to where it is ended, for who may."""

    since: datetime.datetime | None
    reason: str
    by: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """All that stands around a page."""

    # As they stand in the rail: its places, and the other lists.
    places: str
    records: str
    views: tuple[Place, ...]
    pulse: Pulse
    is_demonstration: bool
    now: datetime.datetime
    # The name of the person's desk or else ministry, in the language of the account.
    place: str | None = None
    keys: str = ""
    pause: Pause | None = None
    status: Status | None = None

    @property
    def alarms(self) -> tuple[ActiveAlarm, ...]:
        """The active alarms but those that a strip of every page shows."""
        found = self.status.alarms if self.status else ()
        return tuple(one for one in found if one.code not in {AlarmCode.RUNS, AlarmCode.PAUSED})


def frame(request: HttpRequest) -> dict[str, Any]:
    """Offer the frame to templates; it costs nothing where no template asks for it."""
    return {
        "frame": SimpleLazyObject(lambda: build(request, timezone.now())),
        "set_up": SimpleLazyObject(lambda: left_to_set_up(request, timezone.now())),
        "home_country": settings.HOME_COUNTRY,
        "sign_on_name": sign_on.name(),
    }


def build(request: HttpRequest, now: datetime.datetime) -> Frame:
    """Gather the frame for the person who asks: two queries, and one more while mail is paused.

    My desk asks for alarms too.
    """
    desk = reverse("admin:index")
    is_desk = request.path == desk or request.path.startswith(f"{desk}desk/")
    own_place, is_paused, demonstration, *beats = next(STANDING.rows(request.user.pk or 0), NOBODY)
    places, language = _places(request, desk, is_desk), get_language()
    records = _records(request, {place.url for place in places})
    return Frame(
        _drawn("frame/places.html", places, language),
        _drawn("frame/records.html", records, language) if records else "",
        own_views(request),
        pulse_of(request, now, dict(zip(BEATS, beats, strict=True)), is_desk=is_desk),
        demonstration,
        now,
        own_place,
        listed(),
        paused(request) if is_paused else None,
        alarms.status(now) if is_desk and getattr(request.user, "role", "") in ALERTED else None,
    )


@lru_cache(maxsize=512)
def _drawn(template: str, places: tuple[Place, ...], language: str | None) -> SafeString:
    """Draw what the rail names, once for each page and role: nothing in it is of one person."""
    return render_to_string(template, {"places": places})


def _places(request: HttpRequest, desk: str, is_desk: bool) -> tuple[Place, ...]:
    """Name the places of the rail."""
    places = [Place(gettext("My desk"), desk, "tray", is_desk)]
    for name, label, icon in PLACES:
        url = _list(name)
        if url:
            places.append(Place(str(label), url, icon, request.path.startswith(url)))
    url = _address("admin:setting_up")
    if url and getattr(request.user, "role", "") == Role.ADMINISTRATOR:
        places.append(Place(gettext("Setting up"), url, "list", request.path == url))
    url = _address("admin:sending")
    if url and access.may_pause(request.user):
        places.append(Place(gettext("Sending of mail"), url, "send", request.path == url))
    return tuple(places)


def _records(request: HttpRequest, known: Collection[str]) -> tuple[Place, ...]:
    """Name the other lists that the person may open, and the translations."""
    records = [
        Place(str(model["name"]), model["admin_url"], "", request.path == model["admin_url"])
        for app in admin.site.get_app_list(request)
        for model in app["models"]
        if model["admin_url"] and model["admin_url"] not in known
    ]
    url = _address("admin:translations")
    if url and access.may_write(request.user, MinistryName):
        records.append(Place(gettext("Translations"), url, "", request.path == url))
    url = _address("admin:imports")
    if url and isinstance(request.user, User) and imports.subjects_of(request.user):
        records.append(Place(gettext("Imports"), url, "", request.path.startswith(url)))
    url = _address("admin:record_log")
    if url and access.reads_log(request.user):
        records.append(Place(gettext("Record of changes"), url, "", request.path == url))
    url = _address("admin:reminding")
    if url and getattr(request.user, "role", "") in REMINDED:
        records.append(Place(gettext("How we are reminded"), url, "", request.path == url))
    return tuple(records)


def pulse_of(
    request: HttpRequest,
    now: datetime.datetime,
    beats: Mapping[str, datetime.datetime | None],
    *,
    is_desk: bool,
) -> Pulse:
    """Read the signs of life; on My desk ask for items that failed, and what waits while there are none."""
    last, outside = beats.get(HEARTBEAT), beats.get(pulse.ANSWERED)
    alive = alarms.is_fresh(last, now)
    return Pulse(
        is_alive=alive,
        last=last,
        unsent=unsent(request, now) if is_desk and not alive else 0,
        is_watched=bool(settings.HEARTBEAT_URL),
        outside=outside,
        is_outside_late=not alarms.is_fresh(outside, now),
        checked=beats.get(reconcile.CHECKED),
        missed=beats.get(reconcile.FOUND),
        unplanned=unplanned(request, now) if is_desk else (),
    )


def unplanned(request: HttpRequest, now: datetime.datetime) -> tuple[tuple[str, str], ...]:
    """Name the items that could not be planned of late, as far as the person may read them."""
    keys = frame_rows.unplanned(now)
    if not keys:
        return ()
    found = access.rows(Commitment, request.user).filter(pk__in=keys).order_by("reference")
    route = "admin:commitments_commitment_change"
    return tuple((one.reference, reverse(route, args=(one.pk,))) for one in found.only("reference"))


def paused(request: HttpRequest) -> Pause | None:
    """Tell the people of the desks and the administrators while no mail goes out: one query."""
    if getattr(request.user, "role", "") not in ALERTED:
        return None
    state = sending.state()
    if not state.is_paused:
        return None
    url = _address("admin:sending") if access.may_pause(request.user) else ""
    return Pause(state.changed_at, state.reason, str(state.changed_by or ""), url)


def unsent(request: HttpRequest, now: datetime.datetime) -> int:
    """Count the reminders whose moment has passed and that wait, up to a thousand and one: one query."""
    seen = access.rows(Reminder, request.user)
    waiting = seen.filter(state=ReminderState.PLANNED, planned_at__lte=now)
    return waiting.order_by()[: COUNTED + 1].count()


def left_to_set_up(request: HttpRequest, now: datetime.datetime) -> Checklist | None:
    """Give the administrator's checklist while a line of it is open; My desk begins with it."""
    if not isinstance(request.user, User) or request.user.role != Role.ADMINISTRATOR:
        return None
    found = checklist(request.user, now=now)
    return found if found.open else None


def own_views(request: HttpRequest) -> tuple[Place, ...]:
    """Name the lists that the person keeps: one query."""
    page = _list("commitment")
    if not page or not isinstance(request.user, User):
        return ()
    here = request.get_full_path()
    views = ((name, f"{page}?{query}") for name, query in VIEWS.rows(request.user.pk))
    return tuple(Place(name, address, "", here == address) for name, address in views)


def _list(name: str) -> str:
    return _address(f"admin:commitments_{name}_changelist")


def _address(route: str) -> str:
    """Give the address of a page; empty where the site at hand has none of that name."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""

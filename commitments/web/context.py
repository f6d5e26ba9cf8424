"""The frame of every page: navigation, state of the reminder service, kind of data, and keyboard shortcuts.

It takes one query, which is compiled once. The list of shortcuts is the one that is displayed, printed and
used by the script.
"""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import grants, querysets, scopes, write_rules
from commitments.access.cached_queries import load_prepared
from commitments.dashboard import list_preferences
from commitments.db import page_cache
from commitments.db.prepared_queries import PreparedQueries
from commitments.enums import HEAD_ROLES, AlarmCode, ReminderState, Role
from commitments.help.tasks import find_task
from commitments.models import Commitment, Meeting, MinistryName, Reminder, User
from commitments.parties.setup import Checklist, build_checklist
from commitments.reminders import alarms, email_pause, heartbeat
from commitments.reminders.alarms import ActiveAlarm, Status
from commitments.reminders.page_status import BEATS, list_frame_rows, list_unplanned_keys
from commitments.reminders.planner import HEARTBEAT
from commitments.tables.importer import runs
from commitments.web import single_sign_on

ENTER = "Ctrl+Enter"


@dataclass(frozen=True, slots=True)
class Key:
    """A sequence of keys, and its action: a verb of the script, with its target.

    Verbs: `go` to an address, `focus` or `click` what a selector finds, `next` and `previous` row, `mark` the
    row, `save`, `close`, and `show` this list.
    """

    pressed: str
    label: str | Promise
    verb: str
    at: str = ""

    @property
    def caps(self) -> list[str]:
        """What is printed on the keys."""
        return self.pressed.replace("Enter", "↵").replace("+", " ").split()


def list_keys() -> tuple[Key, ...]:
    """List the keys in the order in which they are shown."""
    return (
        Key("/", _("Go to a reference or ministry, or search for a term"), "focus", "#goto"),
        Key("g d", _("My desk"), "go", reverse("admin:index")),
        Key("g c", _("Commitments"), "go", _find_list_address("commitment")),
        Key("g m", _("Meetings"), "go", _find_list_address("meeting")),
        Key("n", _("New record, where available"), "click", '[data-key="n"]'),
        Key("j", _("Next row; on a commitment page, the next commitment in the list"), "next"),
        Key("k", _("Previous row; on a commitment page, the previous commitment in the list"), "previous"),
        Key("x", _("Select the row"), "mark"),
        Key(
            "a",
            _("Act on the selected row of My desk; accept a passage of a statement or an item of a handover"),
            "click",
            '.desk-rows li:focus-within [data-verb], [data-key="a"]',
        ),
        Key("e", _("Edit a meeting that was held, or a passage of a statement"), "click", '[data-key="e"]'),
        Key("d", _("Use a mentioned date as the deadline of a passage"), "click", '[data-key="d"]'),
        Key("r", _("Exclude a passage of a statement"), "click", '[data-key="r"]'),
        Key(ENTER, _("Save"), "save"),
        Key("Ctrl+.", _("Preview the printed page of a brief"), "click", "[data-preview-page]"),
        Key("Esc", _("Close a menu"), "close"),
        Key("?", _("Help and keyboard shortcuts"), "show"),
    )


def render_keys() -> SafeString:
    """Return the list for every page, rendered once for each language."""
    return _render_key_list(get_language(), settings.ROOT_URLCONF, get_script_prefix())


@cache
def _render_key_list(language: str | None, routes: str, prefix: str) -> SafeString:
    return render_to_string("frame/key_list.html", {"keys": list_keys()})


def _find_list_address(name: str) -> str:
    try:
        return reverse(f"admin:commitments_{name}_changelist")
    except NoReverseMatch:
        return ""


COUNTED = 1000
# Who is told that mail does not go out.
ALERTED = HEAD_ROLES | {Role.DESK_OFFICER, Role.EMBASSY_OFFICER, Role.ADMINISTRATOR}
# Who has a page about how their desks are reminded.
REMINDED = frozenset({Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD})
NOBODY: tuple[Any, ...] = (None, False, False, False, *(None for _name in BEATS))
# What the rail names: the model, the word, the icon.
NAVIGATION: tuple[tuple[str, Promise, str], ...] = (
    ("commitment", _("Commitments"), "check"),
    ("meeting", _("Meetings"), "calendar"),
    ("statement", _("Statements"), "text"),
    ("packet", _("Packets"), "box"),
    ("ministry", _("Ministries"), "house"),
)
WEBHOOKS = ("WebhookSubscription", "WebhookDelivery")
# All other pages of records by task: the object names of the admin, or the routes of `_OTHER_PAGES`.
RECORD_GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("Meetings and agreements"),
        ("Outcome", "Minutes", "Mechanism", "Approval", "FollowUp", "Release", "admin:parliament"),
    ),
    (_("Briefs"), ("Brief", "TopicBrief", "ProposedWording")),
    (
        _("Spreadsheets"),
        ("admin:imports", "UpdateForm", "Matrix", "ReturnedMatrix", "PartnerComment"),
    ),
    (
        _("Countries and people"),
        (
            "Country",
            "Official",
            "Desk",
            "Division",
            "Absence",
            "Handover",
            "Closure",
            "LevelTitle",
            "admin:translations",
        ),
    ),
    (_("Calendars"), ("Holiday", "HolidayYear", "BlackoutPeriod")),
    (_("Reminders and email"), ("Reminder", "Email", "EmailReply", "admin:reminding")),
    (
        _("Users and access"),
        ("User", "AccountChange", "Grant", "AccessLogEntry", "admin:record_log", *WEBHOOKS),
    ),
)
_OTHER_PAGES: tuple[tuple[str, Promise, Callable[[Any], bool]], ...] = (
    ("admin:parliament", _("Answer for parliament"), lambda user: write_rules.may_write(user, Commitment)),
    ("admin:translations", _("Translations"), lambda user: write_rules.may_write(user, MinistryName)),
    ("admin:imports", _("Imports"), lambda user: isinstance(user, User) and bool(runs.subjects_of(user))),
    ("admin:record_log", _("Change log"), write_rules.reads_log),
    ("admin:reminding", _("Reminder schedule"), lambda user: getattr(user, "role", "") in REMINDED),
)


QUERIES = PreparedQueries()


def load_frame(key: int) -> tuple[Any, ...]:
    """Return what `list_frame_rows` finds for a person; the lightest page takes 30 % longer without it."""
    found = QUERIES.rows("frame", list_frame_rows, key)
    return tuple(found[0].values()) if found else NOBODY


@dataclass(frozen=True, slots=True)
class NavigationPlace:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """A group of entries under "All records"."""

    label: str
    places: tuple[NavigationPlace, ...]


@dataclass(frozen=True, slots=True)
class RunState:
    """Whether reminder runs take place, and since when they do not.

    `unsent` is, on My desk and while they do not, the number of readable reminders that are due. `unplanned`
    names, also on My desk, items whose reminders could not be planned, with their addresses. `outside` is
    when HEARTBEAT_URL last answered, where it is set and `is_watched`.
    """

    is_alive: bool
    last: datetime.datetime | None
    unsent: int = 0
    is_watched: bool = False
    outside: datetime.datetime | None = None
    is_outside_late: bool = False
    unplanned: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EmailPauseShown:
    """That email is paused, since when and why; `url` is the page to resume it, for those who may."""

    since: datetime.datetime | None
    reason: str
    by: str
    url: str


@dataclass(frozen=True, slots=True)
class PageFrame:
    """Everything around the content of a page."""

    # As they stand in the rail: its places, and the other lists.
    places: str
    records: str
    views: tuple[NavigationPlace, ...]
    pulse: RunState
    is_demonstration: bool
    now: datetime.datetime
    # The name of the person's desk or else ministry, in the language of the account.
    place: str | None = None
    keys: str = ""
    pause: EmailPauseShown | None = None
    status: Status | None = None

    @property
    def alarms(self) -> tuple[ActiveAlarm, ...]:
        """The active alarms but those that a strip of every page shows."""
        found = self.status.alarms if self.status else ()
        return tuple(one for one in found if one.code not in {AlarmCode.RUNS, AlarmCode.PAUSED})


def add_frame(request: HttpRequest) -> dict[str, Any]:
    """Offer the frame to templates; it costs nothing where no template asks for it."""
    return {
        "frame": SimpleLazyObject(lambda: build_frame(request, timezone.now())),
        "set_up": SimpleLazyObject(lambda: left_to_set_up(request, timezone.now())),
        "awaits_first_meeting": SimpleLazyObject(lambda: awaits_first_meeting(request)),
        "home_country": settings.HOME_COUNTRY,
        "help_url": SimpleLazyObject(lambda: find_help(request)),
        "sign_on_name": single_sign_on.find_provider_name(),
    }


def find_help(request: HttpRequest) -> str:
    """Return the address of the help for the page of the request; of its contents for other pages."""
    match = request.resolver_match
    task = find_task(match.view_name) if match else None
    try:
        return reverse("help_task", args=(task,)) if task else reverse("help")
    except NoReverseMatch:
        return ""


def build_frame(request: HttpRequest, now: datetime.datetime) -> PageFrame:
    """Build the frame for the person of the request: two queries, and one more while email is paused.

    My desk also needs the alarms.
    """
    desk = reverse("admin:index")
    is_desk = request.path == desk or request.path.startswith(f"{desk}desk/")
    own_place, is_paused, demonstration, keeps_lists, *beats = load_frame(request.user.pk or 0)
    places, language = _list_places(request, desk, is_desk), get_language()
    records = _list_groups(request, {place.url for place in places})
    return PageFrame(
        _render_rail("frame/places.html", places, language),
        _render_rail("frame/records.html", records, language) if records else "",
        own_views(request) if keeps_lists else (),
        pulse_of(request, now, dict(zip(BEATS, beats, strict=True)), is_desk=is_desk),
        demonstration,
        now,
        own_place,
        render_keys(),
        find_pause(request) if is_paused else None,
        page_cache.of_moment("status", now, partial(alarms.load_status, now))
        if is_desk and getattr(request.user, "role", "") in ALERTED
        else None,
    )


@lru_cache(maxsize=512)
def _render_rail(template: str, places: tuple[Any, ...], language: str | None) -> SafeString:
    """Draw what the rail names, once for each page and role: nothing in it is of one person."""
    return render_to_string(template, {"places": places})


def _list_places(request: HttpRequest, desk: str, is_desk: bool) -> tuple[NavigationPlace, ...]:
    """Name the places of the rail."""
    places = [NavigationPlace(gettext("My desk"), desk, "tray", is_desk)]
    for name, label, icon in NAVIGATION:
        url = _build_list_address(name)
        if url:
            places.append(NavigationPlace(str(label), url, icon, request.path.startswith(url)))
    url = _address("admin:setting_up")
    if url and getattr(request.user, "role", "") == Role.ADMINISTRATOR:
        places.append(NavigationPlace(gettext("Setup"), url, "list", request.path == url))
    url = _address("admin:sending")
    if url and write_rules.may_pause(request.user):
        places.append(NavigationPlace(gettext("Email delivery"), url, "send", request.path == url))
    return tuple(places)


def _list_groups(request: HttpRequest, known: Collection[str]) -> tuple[RecordGroup, ...]:
    """List the other pages of records that the person may open, by task."""
    groups = []
    for label, pages in _list_pages(request):
        places = tuple(
            NavigationPlace(name, url, "", request.path == url) for name, url in pages if url not in known
        )
        if places:
            groups.append(RecordGroup(label, places))
    return tuple(groups)


def _list_pages(request: HttpRequest) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """List all pages of records that the person may open, by task: for the same permissions, once."""
    user = request.user
    if not isinstance(user, User):
        return _find_pages(request)
    key = ("pages", grants.standing_of(user), get_language(), settings.ROOT_URLCONF, get_script_prefix())
    return page_cache.of_reference(key, partial(_find_pages, request))


def _find_pages(request: HttpRequest) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    lists = {
        model["object_name"]: (str(model["name"]), str(model["admin_url"]))
        for app in admin.site.get_app_list(request)
        for model in app["models"]
    }
    for route, label, is_open in _OTHER_PAGES:
        url = _address(route)
        if url and is_open(request.user):
            lists[route] = (str(label), url)
    return tuple(
        (str(label), tuple(lists[name] for name in names if name in lists)) for label, names in RECORD_GROUPS
    )


def pulse_of(
    request: HttpRequest,
    now: datetime.datetime,
    beats: Mapping[str, datetime.datetime | None],
    *,
    is_desk: bool,
) -> RunState:
    """Read the signs of life; on My desk ask for items that failed, and what waits while there are none."""
    last, outside = beats.get(HEARTBEAT), beats.get(heartbeat.ANSWERED)
    alive = alarms.is_fresh(last, now)
    return RunState(
        is_alive=alive,
        last=last,
        unsent=count_unsent(request, now) if is_desk and not alive else 0,
        is_watched=bool(settings.HEARTBEAT_URL),
        outside=outside,
        is_outside_late=not alarms.is_fresh(outside, now),
        unplanned=list_unplanned_items(request, now) if is_desk else (),
    )


def list_unplanned_items(request: HttpRequest, now: datetime.datetime) -> tuple[tuple[str, str], ...]:
    """Name the items that could not be planned of late, as far as the person may read them."""
    keys = page_cache.of_moment("unplanned", now, partial(list_unplanned_keys, now))
    if not keys:
        return ()
    found = querysets.list_readable(Commitment, request.user).filter(pk__in=keys).order_by("reference")
    route = "admin:commitments_commitment_change"
    return tuple((one.reference, reverse(route, args=(one.pk,))) for one in found.only("reference"))


def find_pause(request: HttpRequest) -> EmailPauseShown | None:
    """Return the notice about paused email for people of the desks and administrators, in one query."""
    if getattr(request.user, "role", "") not in ALERTED:
        return None
    state = email_pause.load_pause()
    if not state.is_paused:
        return None
    url = _address("admin:sending") if write_rules.may_pause(request.user) else ""
    return EmailPauseShown(state.changed_at, state.reason, str(state.changed_by or ""), url)


def count_unsent(request: HttpRequest, now: datetime.datetime) -> int:
    """Count the reminders whose moment has passed and that wait, up to a thousand and one: one query."""
    if not isinstance(request.user, User):
        return 0
    return len(load_prepared(_list_unsent, request.user, now))


def _list_unsent(person: User, now: datetime.datetime) -> QuerySet[Any, Any]:
    seen = querysets.list_readable(Reminder, person)
    waiting = seen.filter(state=ReminderState.PLANNED, planned_at__lte=now)
    return waiting.order_by().values_list("pk")[: COUNTED + 1]


def left_to_set_up(request: HttpRequest, now: datetime.datetime) -> Checklist | None:
    """Return the administrator's checklist until the first meeting is recorded; My desk begins with it."""
    if not isinstance(request.user, User) or request.user.role != Role.ADMINISTRATOR:
        return None
    found = build_checklist(request.user, now=now)
    return None if found.is_over else found


def awaits_first_meeting(request: HttpRequest) -> bool:
    """Return whether the desk of an officer has no meeting yet but those of the demonstration."""
    person = request.user
    if not isinstance(person, User) or person.role != Role.DESK_OFFICER:
        return False
    return not load_prepared(_list_own_meetings, person)


def _list_own_meetings(person: User) -> QuerySet[Any, Any]:
    own = querysets.list_readable(Meeting, person).filter(country__in=scopes.countries_of(person))
    return own.filter(country__is_demonstration=False).order_by().values_list("pk")[:1]


def own_views(request: HttpRequest) -> tuple[NavigationPlace, ...]:
    """Name the lists that the person keeps: one query."""
    page = _build_list_address("commitment")
    if not page or not isinstance(request.user, User):
        return ()
    here = request.get_full_path()
    saved = list_preferences.list_views(request.user)
    views = ((one.name, f"{page}?{one.query}") for one in saved)
    return tuple(NavigationPlace(name, address, "", here == address) for name, address in views)


def _build_list_address(name: str) -> str:
    return _address(f"admin:commitments_{name}_changelist")


def _address(route: str) -> str:
    """Return the address of a page; empty where the current site has none of that name."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""

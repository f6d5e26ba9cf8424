"""The lines of the setup checklist about the two sides: countries, languages, ministries, officials,
calendars.

The facts are loaded once, through the access policy.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy
from commitments.deadlines import holidays
from commitments.deadlines.holidays import KnownYear
from commitments.enums import PostFunction, YearStatus
from commitments.enums.parties import language_name
from commitments.models import AuditRow, Country, Desk, Division, Meeting, Ministry, Official, User
from commitments.models.parties import not_ended_on

# The action of the audit row that tells of a test mail.
TRIED = "mail tried"


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """The current rows; `answering` are ministries with a focal point or an alternate in post.

    `has_meeting` is whether any desk has recorded a meeting that is not of the demonstration.
    """

    person: User
    countries: list[Country]
    divisions: list[Division]
    desks: list[Desk]
    ministries: list[Ministry]
    people: list[User]
    answering: frozenset[int]
    with_officials: frozenset[int]
    years: list[KnownYear]
    trial: AuditRow | None
    has_meeting: bool

    @property
    def home(self) -> Country | None:
        return next((one for one in self.countries if one.iso == settings.HOME_COUNTRY), None)

    @property
    def partners(self) -> list[Country]:
        return [one for one in self.countries if one.iso != settings.HOME_COUNTRY]


def load_facts(person: User, today: datetime.date) -> SetupFacts:
    """Read them: twelve queries, however many rows there are."""
    countries = list(policy.readable_by(Country.objects.select_related("desk"), person))
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    in_post = policy.readable_by(Official.objects.all(), person).filter(not_ended_on(today))
    answering = in_post.filter(function__in=(PostFunction.FOCAL_POINT, PostFunction.ALTERNATE))
    tried = AuditRow.objects.filter(action=TRIED, subject_type=User._meta.label)
    return SetupFacts(
        person=person,
        countries=countries,
        divisions=list(policy.readable_by(Division.objects.all(), person)),
        desks=list(policy.readable_by(Desk.objects.all(), person)),
        ministries=list(policy.readable_by(Ministry.objects.filter(lasting), person)),
        people=list(policy.readable_by(User.objects.filter(is_active=True), person)),
        answering=frozenset(answering.order_by().values_list("ministry", flat=True)),
        with_officials=frozenset(in_post.order_by().values_list("country", flat=True)),
        years=holidays.known_years(countries, today),
        trial=policy.readable_by(tried, person).order_by("-id").first(),
        # Nothing of it but whether there is one: an administrator reads no meeting.
        has_meeting=Meeting.objects.filter(country__is_demonstration=False).exists(),
    )


MOST_NAMES = 3


class LineState(Enum):
    """The state of a line: `LATER` waits for another line, `DESK` for others, `SET` is set by the
    environment.
    """

    DONE = "done"
    OPEN = "open"
    LATER = "later"
    DESK = "desk"
    SET = "set"

    @property
    def label(self) -> Promise:
        return {
            LineState.DONE: _("done"),
            LineState.OPEN: _("to do"),
            LineState.LATER: _("later"),
            LineState.DESK: _("pending with the desk"),
            LineState.SET: _("set by configuration"),
        }[self]


@dataclass(frozen=True, slots=True)
class SetupLink:
    """The link to the page for a line: a route, the key of a record where it is one's page, and preset
    values.
    """

    label: str | Promise
    route: str
    key: int | str | None = None
    filled: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable and its current value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SetupLine:
    """One line; `said` states what is there or missing, sentence by sentence."""

    name: str
    title: str | Promise
    why: str | Promise
    standing: LineState
    said: tuple[str, ...]
    act: SetupLink | None = None
    settings: tuple[Setting, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.standing in {LineState.OPEN, LineState.LATER}


def standing_of(missing: Sequence[str], *, now: bool = True) -> LineState:
    """Return the state of a line by what is missing; `now` is whether the lines it depends on are done."""
    if not now:
        return LineState.LATER
    return LineState.OPEN if missing else LineState.DONE


def format_some(names: Sequence[object]) -> str:
    """Name the first few, and say how many more there are."""
    shown = ", ".join(str(name) for name in names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    if more <= 0:
        return shown
    return ngettext("%(shown)s and %(count)d more", "%(shown)s and %(count)d more", more) % {
        "shown": shown,
        "count": more,
    }


ADD, CHANGE, LIST = (
    "admin:commitments_%s_add",
    "admin:commitments_%s_change",
    "admin:commitments_%s_changelist",
)


def check_home(facts: SetupFacts) -> SetupLine:
    """The country whose ministry runs the tracker."""
    found = facts.home
    said = (
        gettext("%(country)s, %(capital)s, %(zone)s.")
        % {"country": found, "capital": found.capital, "zone": found.time_zone}
        if found
        else gettext("The country %(iso)s has not been added yet.") % {"iso": settings.HOME_COUNTRY}
    )
    return SetupLine(
        "home",
        gettext("Home country"),
        gettext(
            "The ministries of the home country are our side, and its calendar sets our working days. "
            "Set HOME_COUNTRY before you first start the system."
        ),
        LineState.DONE if found else LineState.OPEN,
        (said,),
        SetupLink(gettext("View"), CHANGE % "country", found.pk)
        if found
        else SetupLink(
            gettext("Add the home country"), ADD % "country", filled=(("iso", settings.HOME_COUNTRY),)
        ),
        (Setting("HOME_COUNTRY", settings.HOME_COUNTRY), Setting("TIME_ZONE", settings.TIME_ZONE)),
    )


def check_desks(facts: SetupFacts) -> SetupLine:
    """Desks, and the divisions they belong to."""
    missing, act = [], SetupLink(gettext("All desks"), LIST % "desk")
    if not facts.divisions:
        missing.append(gettext("There is no division yet. Each desk belongs to a division."))
        act = SetupLink(gettext("Add a division"), ADD % "division")
    elif not facts.desks:
        missing.append(gettext("There is no desk yet."))
        first = (("division", str(facts.divisions[0].pk)),) if len(facts.divisions) == 1 else ()
        act = SetupLink(gettext("Add a desk"), ADD % "desk", filled=first)
    return SetupLine(
        "desks",
        gettext("Desks"),
        gettext(
            "A desk covers one or more partners. Its officers record the meetings with them, and its "
            "head decides approval requests."
        ),
        standing_of(missing),
        tuple(missing) or (format_some(facts.desks) + ".",),
        act,
    )


def check_partners(facts: SetupFacts) -> SetupLine:
    """The partner countries, each with the desk that covers it."""
    missing, act = [], SetupLink(gettext("All countries"), LIST % "country")
    bare = [one for one in facts.partners if one.desk_id is None]
    if not facts.partners:
        missing.append(gettext("There is no partner yet."))
        first = (("desk", str(facts.desks[0].pk)),) if len(facts.desks) == 1 else ()
        act = SetupLink(gettext("Add a partner"), ADD % "country", filled=first)
    elif bare:
        missing.append(gettext("Partners without a desk: %(names)s.") % {"names": format_some(bare)})
        act = SetupLink(
            gettext("Select the desk of %(country)s") % {"country": bare[0]}, CHANGE % "country", bare[0].pk
        )
    return SetupLine(
        "partners",
        gettext("Partner countries"),
        gettext("Each meeting is with a partner country. Access depends on the desk of that country."),
        standing_of(missing),
        tuple(missing) or (format_some(facts.partners) + ".",),
        act,
    )


def check_languages(facts: SetupFacts) -> SetupLine:
    """The languages of both sides, in which names and texts are kept."""
    bare = [one for one in facts.countries if not one.languages.strip()]
    codes = sorted({code for one in facts.countries for code in one.spoken})
    missing = (
        [gettext("Countries without a language: %(names)s.") % {"names": format_some(bare)}] if bare else []
    )
    if not facts.countries:
        missing.append(gettext("Available after you add the countries."))
    act = (
        _link_country_languages(bare[0]) if bare else SetupLink(gettext("Translations"), "admin:translations")
    )
    screens = ", ".join(str(name) for _code, name in settings.LANGUAGES)
    return SetupLine(
        "languages",
        gettext("Languages"),
        gettext(
            "Names and texts are stored in the languages of both sides. The screen language is set "
            "for each account."
        ),
        standing_of(missing, now=bool(facts.countries)),
        (
            *(
                missing
                or [gettext("Record languages: %(names)s.") % {"names": ", ".join(map(language_name, codes))}]
            ),
            gettext("Screen and email languages: %(names)s.") % {"names": screens},
        ),
        act if facts.countries else None,
    )


def _link_country_languages(country: Country) -> SetupLink:
    said = gettext("Set the languages of %(country)s") % {"country": country}
    return SetupLink(said, CHANGE % "country", country.pk)


def check_ministries(facts: SetupFacts) -> SetupLine:
    """The ministries of both sides, one of which runs the tracker."""
    of = {one.country_id for one in facts.ministries}
    found = facts.home
    bare = [one for one in facts.partners if one.pk not in of]
    missing, act = [], SetupLink(gettext("All ministries"), LIST % "ministry")
    if bare:
        missing.append(gettext("Countries without a ministry: %(names)s.") % {"names": format_some(bare)})
        act = _ministry_of(bare[0])
    if found is not None and found.pk not in of:
        missing.append(gettext("Countries without a ministry: %(names)s.") % {"names": found})
        act = _ministry_of(found)
    elif not any(one.runs_tracker for one in facts.ministries):
        missing.append(
            gettext(
                "No ministry is marked as the one that runs this system. Mark the ministry to "
                "which the desks belong."
            )
        )
    if not facts.countries:
        missing = [gettext("Available after you add the countries.")]
    return SetupLine(
        "ministries",
        gettext("Ministries of both sides"),
        gettext(
            "The owner of a commitment is one of these ministries. The desk accepts commitments for "
            "the ministry that runs the system."
        ),
        standing_of(missing, now=bool(facts.countries)),
        tuple(missing)
        or (
            ngettext("%(count)d ministry.", "%(count)d ministries.", len(facts.ministries))
            % {"count": len(facts.ministries)},
        ),
        act if facts.countries else None,
    )


def _ministry_of(country: Country) -> SetupLink:
    label = gettext("Add a ministry of %(country)s") % {"country": country}
    return SetupLink(label, ADD % "ministry", filled=(("country", str(country.pk)),))


def check_officials(facts: SetupFacts) -> SetupLine:
    """Who answers for each ministry of ours, and whom we meet."""
    home_key = facts.home.pk if facts.home else None
    ours = [one for one in facts.ministries if one.country_id == home_key and not one.runs_tracker]
    silent = [one for one in ours if one.pk not in facts.answering]
    unknown = [one for one in facts.partners if one.pk not in facts.with_officials]
    missing, act = [], SetupLink(gettext("All officials"), LIST % "official")
    if unknown:
        missing.append(gettext("Countries without officials: %(names)s.") % {"names": format_some(unknown)})
        filled: tuple[tuple[str, str], ...] = (("country", str(unknown[0].pk)),)
        act = SetupLink(
            gettext("Add an official of %(country)s") % {"country": unknown[0]},
            ADD % "official",
            filled=filled,
        )
    if silent:
        missing.insert(
            0, gettext("Ministries without a focal point: %(names)s.") % {"names": format_some(silent)}
        )
        filled = (
            ("country", str(silent[0].country_id)),
            ("ministry", str(silent[0].pk)),
            ("function", PostFunction.FOCAL_POINT.value),
        )
        label = gettext("Add the focal point of %(ministry)s") % {"ministry": silent[0].label}
        act = SetupLink(label, ADD % "official", filled=filled)
    if not facts.ministries:
        missing = [gettext("Available after you add the ministries.")]
    return SetupLine(
        "officials",
        gettext("Officials"),
        gettext(
            "Our focal points accept commitments and report on them for their ministry. Officials of "
            "the other side are contacts for meetings and follow-up."
        ),
        standing_of(missing, now=bool(facts.ministries)),
        tuple(missing)
        or (gettext("Each of our ministries has a focal point, and each partner has an official."),),
        act if facts.ministries else None,
    )


def check_calendars(facts: SetupFacts) -> SetupLine:
    """The calendars of this year and the next, which only an officer confirms."""
    computed = [one for one in facts.years if one.status != YearStatus.CONFIRMED]
    missing = [gettext("Not confirmed: %(names)s.") % {"names": format_some(computed)}] if computed else []
    if not facts.countries:
        missing = [gettext("Available after you add the countries.")]
    act = (
        SetupLink(
            gettext("Compare %(year)s with the official calendar") % {"year": computed[0]},
            "admin:commitments_holiday_year",
            computed[0].key,
        )
        if computed
        else SetupLink(gettext("All calendars"), LIST % "holiday")
    )
    return SetupLine(
        "calendars",
        gettext("Calendars"),
        gettext(
            "Working days are calculated from calendars. Dates in a year that is not confirmed are marked."
        ),
        standing_of(missing, now=bool(facts.countries)),
        tuple(missing) or (gettext("This year and next year are confirmed."),),
        act if facts.countries else None,
    )

"""The lines about the two sides: countries and their languages, ministries, officials, calendars."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Country
from commitments.setting_up.facts import Facts
from commitments.setting_up.shown import Act, Line, Setting, Standing, some, standing_of
from commitments.vocabulary import PostFunction, YearStatus
from commitments.vocabulary.languages import language_name

ADD, CHANGE, LIST = (
    "admin:commitments_%s_add",
    "admin:commitments_%s_change",
    "admin:commitments_%s_changelist",
)


def home(facts: Facts) -> Line:
    """The country whose ministry runs the tracker."""
    found = facts.home
    said = (
        _("%(country)s, %(capital)s, %(zone)s.")
        % {"country": found, "capital": found.capital, "zone": found.time_zone}
        if found
        else _("There is no entry of %(iso)s yet.") % {"iso": settings.HOME_COUNTRY}
    )
    return Line(
        "home",
        _("Home country"),
        _("Its ministries are our side, its calendar counts our working days. It is fixed before the start."),
        Standing.DONE if found else Standing.OPEN,
        (said,),
        Act(_("Look at it"), CHANGE % "country", found.pk)
        if found
        else Act(_("Enter the home country"), ADD % "country", filled=(("iso", settings.HOME_COUNTRY),)),
        (Setting("HOME_COUNTRY", settings.HOME_COUNTRY), Setting("TIME_ZONE", settings.TIME_ZONE)),
    )


def desks(facts: Facts) -> Line:
    """Desks, and the divisions they belong to."""
    missing, act = [], Act(_("All desks"), LIST % "desk")
    if not facts.divisions:
        missing.append(_("There is no division yet; a desk belongs to one."))
        act = Act(_("Enter a division"), ADD % "division")
    elif not facts.desks:
        missing.append(_("There is no desk yet."))
        first = (("division", str(facts.divisions[0].pk)),) if len(facts.divisions) == 1 else ()
        act = Act(_("Enter a desk"), ADD % "desk", filled=first)
    return Line(
        "desks",
        _("Desks"),
        _("A desk covers some partners; its officers record for them, its head decides what they ask."),
        standing_of(missing),
        tuple(missing) or (some(facts.desks) + ".",),
        act,
    )


def partners(facts: Facts) -> Line:
    """The partner countries, each with the desk that covers it."""
    missing, act = [], Act(_("All countries"), LIST % "country")
    bare = [one for one in facts.partners if one.desk_id is None]
    if not facts.partners:
        missing.append(_("There is no partner yet."))
        first = (("desk", str(facts.desks[0].pk)),) if len(facts.desks) == 1 else ()
        act = Act(_("Enter a partner"), ADD % "country", filled=first)
    elif bare:
        missing.append(_("No desk covers: %(names)s.") % {"names": some(bare)})
        act = Act(_("Name the desk of %(country)s") % {"country": bare[0]}, CHANGE % "country", bare[0].pk)
    return Line(
        "partners",
        _("Partner countries"),
        _("Every meeting is with one of them, and who sees it goes by the desk that covers it."),
        standing_of(missing),
        tuple(missing) or (some(facts.partners) + ".",),
        act,
    )


def languages(facts: Facts) -> Line:
    """The languages of both sides, in which names and texts are kept."""
    bare = [one for one in facts.countries if not one.languages.strip()]
    codes = sorted({code for one in facts.countries for code in one.spoken})
    missing = [_("No language is stated for: %(names)s.") % {"names": some(bare)}] if bare else []
    if not facts.countries:
        missing.append(_("They come with the countries."))
    act = _of_country(bare[0]) if bare else Act(_("Translations"), "admin:translations")
    screens = ", ".join(str(name) for _code, name in settings.LANGUAGES)
    return Line(
        "languages",
        _("Languages"),
        _("Names and texts are kept in the languages of both sides; each account has that of its screens."),
        standing_of(missing, now=bool(facts.countries)),
        (
            *(missing or [_("Of the records: %(names)s.") % {"names": ", ".join(map(language_name, codes))}]),
            _("Of the screens and mails: %(names)s.") % {"names": screens},
        ),
        act if facts.countries else None,
    )


def _of_country(country: Country) -> Act:
    said = _("State the languages of %(country)s") % {"country": country}
    return Act(said, CHANGE % "country", country.pk)


def ministries(facts: Facts) -> Line:
    """The ministries of both sides, one of which runs the tracker."""
    of = {one.country_id for one in facts.ministries}
    found = facts.home
    bare = [one for one in facts.partners if one.pk not in of]
    missing, act = [], Act(_("All ministries"), LIST % "ministry")
    if bare:
        missing.append(_("No ministry of: %(names)s.") % {"names": some(bare)})
        act = _ministry_of(bare[0])
    if found is not None and found.pk not in of:
        missing.append(_("No ministry of: %(names)s.") % {"names": found})
        act = _ministry_of(found)
    elif not any(one.runs_tracker for one in facts.ministries):
        missing.append(_("None is marked as the one that runs this tracker: the desks’ own."))
    if not facts.countries:
        missing = [_("They come after the countries.")]
    return Line(
        "ministries",
        _("Ministries of both sides"),
        _("Whoever owes a commitment is one of them. The one that runs the tracker accepts by its desk."),
        standing_of(missing, now=bool(facts.countries)),
        tuple(missing)
        or (
            ngettext("%(count)d ministry.", "%(count)d ministries.", len(facts.ministries))
            % {"count": len(facts.ministries)},
        ),
        act if facts.countries else None,
    )


def _ministry_of(country: Country) -> Act:
    label = _("Enter a ministry of %(country)s") % {"country": country}
    return Act(label, ADD % "ministry", filled=(("country", str(country.pk)),))


def officials(facts: Facts) -> Line:
    """Who answers for each ministry of ours, and whom we meet."""
    home_key = facts.home.pk if facts.home else None
    ours = [one for one in facts.ministries if one.country_id == home_key and not one.runs_tracker]
    silent = [one for one in ours if one.pk not in facts.answering]
    unknown = [one for one in facts.partners if one.pk not in facts.with_officials]
    missing, act = [], Act(_("All officials"), LIST % "official")
    if unknown:
        missing.append(_("Nobody on record of: %(names)s.") % {"names": some(unknown)})
        filled: tuple[tuple[str, str], ...] = (("country", str(unknown[0].pk)),)
        act = Act(
            _("Enter an official of %(country)s") % {"country": unknown[0]}, ADD % "official", filled=filled
        )
    if silent:
        missing.insert(0, _("No focal point in: %(names)s.") % {"names": some(silent)})
        filled = (
            ("country", str(silent[0].country_id)),
            ("ministry", str(silent[0].pk)),
            ("function", PostFunction.FOCAL_POINT.value),
        )
        label = _("Enter the focal point of %(ministry)s") % {"ministry": silent[0].label}
        act = Act(label, ADD % "official", filled=filled)
    if not facts.ministries:
        missing = [_("They come after the ministries.")]
    return Line(
        "officials",
        _("Officials"),
        _("Focal points accept and report for their ministry; those of the other side are met and chased."),
        standing_of(missing, now=bool(facts.ministries)),
        tuple(missing) or (_("Each ministry of ours has a focal point, each partner somebody on record."),),
        act if facts.ministries else None,
    )


def calendars(facts: Facts) -> Line:
    """The calendars of this year and the next, which only an officer confirms."""
    computed = [one for one in facts.years if one.status != YearStatus.CONFIRMED]
    missing = [_("Not confirmed: %(names)s.") % {"names": some(computed)}] if computed else []
    if not facts.countries:
        missing = [_("They come with the countries.")]
    act = (
        Act(
            _("Compare %(year)s with what is published") % {"year": computed[0]},
            "admin:commitments_holiday_year",
            computed[0].key,
        )
        if computed
        else Act(_("All calendars"), LIST % "holiday")
    )
    return Line(
        "calendars",
        _("Calendars"),
        _("Working days are counted in them. Until a year is confirmed, its dates say so."),
        standing_of(missing, now=bool(facts.countries)),
        tuple(missing) or (_("This year and the next are confirmed."),),
        act if facts.countries else None,
    )

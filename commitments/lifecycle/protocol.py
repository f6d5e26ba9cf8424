"""Protocol: titles of levels, who asks whom at which level, and the blackout days of partners.

Blackout days hold back questions to the partner. The reminders of our own side do not read them.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, scopes, write_rules
from commitments.access.policy import Person
from commitments.enums import LeadRole, ProtocolLevel, Side
from commitments.models import (
    BlackoutPeriod,
    Commitment,
    Country,
    FollowUp,
    LevelTitle,
    Ministry,
    Official,
    Responsibility,
    User,
)
from commitments.models.parties import in_post_on
from commitments.records import edits

Titles = dict[ProtocolLevel, str]
# The usual titles, in English and in Korean: names, which other languages quote in English.
GENERAL: Mapping[ProtocolLevel, tuple[str, str]] = {
    ProtocolLevel.HEAD_OF_STATE: ("Head of State", "국가원수"),
    ProtocolLevel.HEAD_OF_GOVERNMENT: ("Prime Minister", "총리"),
    ProtocolLevel.DEPUTY_HEAD: ("Deputy Prime Minister", "부총리"),
    ProtocolLevel.MINISTER: ("Minister", "장관"),
    ProtocolLevel.VICE_MINISTER: ("Vice-Minister", "차관"),
    ProtocolLevel.DEPUTY_MINISTER: ("Deputy Minister", "차관보"),
    ProtocolLevel.DIRECTOR_GENERAL: ("Director-General", "국장"),
    ProtocolLevel.DIRECTOR: ("Director", "과장"),
    ProtocolLevel.OFFICER: ("Officer in charge", "실무 담당자"),
}
BY_COUNTRY: Mapping[str, Mapping[ProtocolLevel, tuple[str, str]]] = {
    "KR": {ProtocolLevel.HEAD_OF_STATE: ("President", "대통령")},
    "KH": {
        ProtocolLevel.HEAD_OF_STATE: ("King", "국왕"),
        ProtocolLevel.VICE_MINISTER: ("Secretary of State", "차관"),
        ProtocolLevel.DEPUTY_MINISTER: ("Undersecretary of State", "차관보"),
    },
}
# A head of desk signs where nobody of a known level answers for the commitment on our side.
USUAL = ProtocolLevel.DIRECTOR
# Their officials are found in the whole government, below them in one ministry.
OF_GOVERNMENT = frozenset(
    {ProtocolLevel.HEAD_OF_STATE, ProtocolLevel.HEAD_OF_GOVERNMENT, ProtocolLevel.DEPUTY_HEAD}
)
# What may follow a title at the beginning of an English post.
AFTER_TITLE = (" of ", " for ", " and ", ", ", " (")
LONGEST_NAME = 300
# A contact is often logged some days after it took place.
LOGGED_LATE = datetime.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ProposedContact:
    """Who is asked at which level, and who signs on our side; with the reason for the level."""

    level: ProtocolLevel
    addressee: str
    signatory: str
    is_escalation: bool

    @property
    def reason(self) -> Promise:
        if self.is_escalation:
            return _("One level up, because the last question has no answer.")
        return _("The level matches the level on our side.")


def list_titles(country: Country | None) -> Titles:
    """Return the title of each level in a country; None is the general table."""
    return load_titles([country])[0]


def load_titles(countries: Sequence[Country | None]) -> list[Titles]:
    """Return the titles of each country, by one query: those recorded for it, usual there, recorded in
    general, or usual.
    """
    wanted = Q(country__isnull=True) | Q(country__in=[one.pk for one in countries if one])
    rows = {(row.country_id, row.level): row.title for row in LevelTitle.objects.filter(wanted)}
    word = 1 if get_language() == "ko" else 0

    def title(country: Country | None, level: ProtocolLevel) -> str:
        own = rows.get((country.pk, level)) if country else None
        usual = BY_COUNTRY.get(country.iso, {}).get(level) if country else None
        return own or (usual and usual[word]) or rows.get((None, level)) or GENERAL[level][word]

    return [{level: title(country, level) for level in ProtocolLevel} for country in countries]


class Ranks:
    """The levels of the officials of one country; its titles are read once."""

    def __init__(self, country: Country) -> None:
        self.titles = list_titles(country)
        usual = {**GENERAL, **BY_COUNTRY.get(country.iso, {})}
        known = [(_fold(title), level) for level, titles in usual.items() for title in titles]
        own = [(_fold(title), level) for level, title in self.titles.items()]
        # The longer title wins; of the same title, what the country has recorded.
        self._known = sorted(own + known, key=lambda one: -len(one[0]))

    def find_level(self, official: Official) -> ProtocolLevel | None:
        """Return the level as recorded, or read from the post; None where neither states one."""
        if official.level:
            return ProtocolLevel(official.level)
        post = _fold(official.post)
        return next((level for title, level in self._known if _has_title(post, title)), None)


def _fold(text: str) -> str:
    return " ".join(text.replace("-", " ").casefold().split())


def _has_title(post: str, title: str) -> bool:
    """Return whether a post is of a title: it begins with it in English, and ends with it in Korean."""
    if not title.isascii():
        return post.endswith(title)
    rest = post.removeprefix(title)
    return rest != post and (not rest or rest.startswith(AFTER_TITLE))


def propose_contact(commitment: Commitment, today: datetime.date) -> ProposedContact:
    """Propose whom to ask and who signs: at our level or, if the last question has no answer, one level up.

    Officials are readable by all accounts; the parts, by the readers of the commitment.
    """
    leads = Responsibility.objects.filter(commitment=commitment, role=LeadRole.LEAD)
    parts = {part.side: part for part in leads.select_related("ministry", "official")}
    ours, theirs = parts.get(Side.OURS), parts.get(Side.THEIRS)
    home = querysets.find_home()
    ranks, home_ranks = Ranks(commitment.country), Ranks(home) if home else None
    level = None
    if home_ranks is not None and ours is not None and ours.official is not None:
        level = home_ranks.find_level(ours.official)
    level = level or USUAL
    questions = FollowUp.objects.filter(
        commitment=commitment, deadline=commitment.deadline_id, asked_on__isnull=False
    )
    last = questions.order_by("-asked_on", "-pk").first()
    is_escalation = last is not None and last.answered_on is None
    if last is not None and is_escalation:
        level = (ProtocolLevel(last.level) if last.level else level).above
    house = Ministry.objects.filter(runs_tracker=True).first()
    addressee = _name(commitment.country, ranks, level, theirs, theirs.ministry if theirs else None, today)
    signatory = _name(home, home_ranks, level, ours, house, today) if home and home_ranks else ""
    return ProposedContact(level, addressee, signatory, is_escalation)


def _name(
    country: Country,
    ranks: Ranks,
    level: ProtocolLevel,
    part: Responsibility | None,
    ministry: Ministry | None,
    today: datetime.date,
) -> str:
    """Name the official in post at a level, the one who answers for the commitment first; else the title."""
    rows = Official.objects.filter(in_post_on(today), country=country).select_related("ministry")
    if level not in OF_GOVERNMENT:
        named = Q(pk=part.official_id) if part and part.official_id else Q()
        rows = rows.filter(Q(ministry=ministry) | named if ministry else named or Q(pk=None))
    found = [row for row in rows.order_by("precedence", "pk") if ranks.find_level(row) == level]
    first = next((row for row in found if part and row.pk == part.official_id), found[0] if found else None)
    if first is not None:
        place = first.ministry
        words = [str(first), *([str(place)] if place and str(place) not in str(first) else [])]
    else:
        place = None if level in OF_GOVERNMENT else ministry
        words = [ranks.titles[level], str(place or country)]
    return edits.fit_text(", ".join(words), LONGEST_NAME)


def hide_reasons(periods: QuerySet[BlackoutPeriod], person: Person) -> QuerySet[Any]:
    """Add `shown_reason`: the reason of blackout days where the person may read it, else nothing."""
    own = scopes.list_reason_partners(person).order_by().values("pk")
    return periods.annotate(
        shown_reason=Case(When(country__in=own, then="reason"), default=Value(""), output_field=CharField())
    )


def list_blackouts(country: int, today: datetime.date) -> list[BlackoutPeriod]:
    """List the blackout days of a partner that a contact logged today may fall on, the earliest first.

    Only for who may log the contact: the reason is theirs to read.
    """
    rows = BlackoutPeriod.objects.filter(country=country, starts_on__lte=today)
    return list(rows.filter(ends_on__gte=today - LOGGED_LATE).order_by("starts_on", "pk"))


def find_blackout(periods: Iterable[BlackoutPeriod], day: datetime.date) -> BlackoutPeriod | None:
    """Return the blackout days that hold back a contact on a day, those that end last; None for none."""
    covering = [one for one in periods if one.starts_on <= day <= one.ends_on]
    return max(covering, key=lambda one: one.ends_on, default=None)


def _list_current(today: datetime.date) -> QuerySet[BlackoutPeriod]:
    """List the blackout days that hold back partners today, those that end last at the end."""
    return BlackoutPeriod.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("ends_on", "pk")


def load_blackouts(today: datetime.date, person: Person) -> dict[str, str]:
    """Return by ISO code until when, and why as far as read, each partner is held back today: one query."""
    rows = hide_reasons(_list_current(today), person).values_list("country__iso", "ends_on", "shown_reason")
    return {iso: describe_hold(until, reason) for iso, until, reason in rows}


def describe_hold(until: datetime.date, reason: str) -> str:
    """Return until when, and by which blackout days, a question to the partner is held back."""
    if not reason:
        return gettext("held back until %(day)s") % {"day": date_format(until)}
    return gettext("held back until %(day)s: %(reason)s") % {"day": date_format(until), "reason": reason}


def add_blackout(questions: QuerySet[FollowUp], today: datetime.date, person: Person) -> QuerySet[FollowUp]:
    """Add `held_until`, the last blackout day of the partner, and `held_for`, its reason, to questions."""
    current = _list_current(today).filter(country=OuterRef("commitment__country")).reverse()
    rows = hide_reasons(current, person)
    return questions.annotate(
        held_until=Subquery(rows.values("ends_on")[:1]), held_for=Subquery(rows.values("shown_reason")[:1])
    )


@transaction.atomic
def remove_entry(
    row: LevelTitle | BlackoutPeriod, *, by: User, now: datetime.datetime, reason: str = ""
) -> None:
    """Remove a title or blackout days; the history keeps them."""
    write_rules.require_permission(write_rules.may_write(by, type(row)))
    write_rules.check_write(by, row, {})
    edits.remove_record(row, by=by, now=now, reason=reason)

"""What is on record of the two sides and of the people: read once, through the door."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from commitments import access, deadlines
from commitments.deadlines import KnownYear
from commitments.models import AuditRow, Country, Desk, Division, Meeting, Ministry, Official, User
from commitments.vocabulary import PostFunction

# The action of the audit row that tells of a test mail.
TRIED = "mail tried"


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows as they stand today; `answering` are ministries with a focal point or an alternate in post."""

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


def read(person: User, today: datetime.date) -> Facts:
    """Read them: twelve queries, however many rows there are."""
    countries = list(access.visible_to(Country.objects.select_related("desk"), person))
    lasting = Q(exists_until__isnull=True) | Q(exists_until__gte=today)
    in_post = access.visible_to(Official.objects.all(), person).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )
    answering = in_post.filter(function__in=(PostFunction.FOCAL_POINT, PostFunction.ALTERNATE))
    tried = AuditRow.objects.filter(action=TRIED, subject_type=User._meta.label)
    return Facts(
        person=person,
        countries=countries,
        divisions=list(access.visible_to(Division.objects.all(), person)),
        desks=list(access.visible_to(Desk.objects.all(), person)),
        ministries=list(access.visible_to(Ministry.objects.filter(lasting), person)),
        people=list(access.visible_to(User.objects.filter(is_active=True), person)),
        answering=frozenset(answering.order_by().values_list("ministry", flat=True)),
        with_officials=frozenset(in_post.order_by().values_list("country", flat=True)),
        years=deadlines.known_years(countries, today),
        trial=access.visible_to(tried, person).order_by("-id").first(),
        has_meeting=access.visible_to(Meeting.objects.all(), person).exists(),
    )

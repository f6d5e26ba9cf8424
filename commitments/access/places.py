"""What the place and the clearance of an account allow, before anything is asked of the record itself."""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from commitments import models as m
from commitments.access.looking import EachRow
from commitments.access.named import is_deputy, places_left_to
from commitments.vocabulary import Role

DESK_ROLES = frozenset({Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD, Role.EMBASSY_OFFICER})
MINISTRY_ROLES = frozenset({Role.FOCAL_POINT, Role.VALIDATING_AUTHORITY})
READ_ALL_ROLES = frozenset({Role.RECORDS_OFFICER, Role.AUDITOR})
KNOW_EVERYBODY = DESK_ROLES | READ_ALL_ROLES | {Role.ADMINISTRATOR}
# Told by which object they are: `either` and `every` build nothing around what is settled.
NOBODY = Q(pk__in=())
ANYBODY = ~NOBODY
# Whose pages not everybody may read, with the parts on them that are marked by themselves.
PAGES: Mapping[type[Model], tuple[type[Model], ...]] = {
    m.Meeting: (
        *(m.Outcome, m.Statement, m.Packet, m.Clause, m.AgendaItem),
        *(m.Brief, m.TopicSheet, m.Proposal, m.Approval),
    ),
    # One about a whole country stands on no meeting's page.
    m.Packet: (m.Packet, m.PacketCopy, m.SignOff),
    m.Commitment: (m.ProgressUpdate, m.Evidence, m.Chase, m.MailAnswer, m.PartnerRemark, m.Approval),
    m.Matrix: (m.MatrixReturn,),
    m.WorkSheet: (),
    # What it was read for is no part that is marked by itself.
    m.Statement: (),
    m.Grant: (),
    m.Mail: (),
}
# Who is who in both governments is no secret inside the house.
OPEN_TO_ALL: tuple[type[Model], ...] = (
    *(m.Country, m.CountryName, m.Division, m.Desk, m.Ministry, m.MinistryName, m.Official),
    *(m.OfficialName, m.Mechanism, m.Holiday, m.HolidayYear, m.Absence, m.Heartbeat, m.Sending, m.Ladder),
    *(m.QuietDays, m.Alarm),
)


def either(*conditions: Q) -> Q:
    """Let in whom one of the conditions lets in."""
    asked = [one for one in conditions if one is not NOBODY]
    if any(one is ANYBODY for one in asked):
        return ANYBODY
    return reduce(or_, asked) if asked else NOBODY


def every(*conditions: Q) -> Q:
    """Let in whom all of the conditions let in."""
    asked = [one for one in conditions if one is not ANYBODY]
    if any(one is NOBODY for one in asked):
        return NOBODY
    return reduce(and_, asked) if asked else ANYBODY


# Which column of an account is its place, and how a partner is found by it.
DESK_PLACES: Mapping[str, tuple[str, str]] = {
    Role.DESK_OFFICER: ("desk", "desk"),
    Role.HEAD_OF_DESK: ("desk", "desk"),
    Role.DIVISION_HEAD: ("division", "desk__division"),
    Role.EMBASSY_OFFICER: ("host_country", "pk"),
    # An account that looks after users may belong to a desk besides.
    Role.ADMINISTRATOR: ("desk", "desk"),
}


def countries(user: m.User, path: str, left_by: frozenset[Role] = DESK_ROLES) -> Q:
    """Give the condition on a path to a country ("" on countries) that the account's place allows.

    While somebody of a desk, division or embassy is away, whose role is one of `left_by`, the deputy has that
    place too.
    """
    if user.role in READ_ALL_ROLES:
        return ANYBODY
    column, way = DESK_PLACES.get(user.role, ("", ""))
    key = getattr(user, f"{column}_id") if column else None
    left = list(_left_to(user, left_by))
    if not left and way == "pk" and key is not None:
        return Q(**{path or "pk": key})
    place = either(NOBODY if key is None else Q(**{way: key}), *left)
    if place is NOBODY or not path:
        return place
    own = m.Country.objects.filter(place).order_by().values("pk")
    return Q(**{f"{path}__pk__one_of_few": own})


def _left_to(user: m.User, left_by: frozenset[Role]) -> Iterator[Q]:
    """Give a condition for each kind of place that somebody of a desk may have left to a deputy of one."""
    if user.role not in DESK_ROLES or not is_deputy(user):
        return
    for column, way in sorted({DESK_PLACES[role] for role in left_by}):
        roles = [role for role in left_by if DESK_PLACES[role] == (column, way)]
        yield _left(way, places_left_to(user, roles, column))


def cleared(user: m.User) -> Q:
    return Q(classification__lte=user.reads_up_to)


def briefed(user: m.User, path: str, asked: type[Exists] = Exists) -> Q:
    """Meetings whose records stand in a packet that was made for this reader."""
    return Q(asked(m.PacketMeeting.objects.filter(packet__reader=user, meeting=OuterRef(path))))


def ministries_of(user: m.User) -> QuerySet[m.Ministry]:
    """List the ministries that the person is one of: the own, and that of a colleague who is away."""
    if user.role not in MINISTRY_ROLES:
        return m.Ministry.objects.none()
    return m.Ministry.objects.filter(_ministry(user, "pk")).order_by()


def _ministry(user: m.User, way: str) -> Q:
    own = NOBODY if user.ministry_id is None else Q(**{way: user.ministry_id})
    if not is_deputy(user):
        return own
    return either(own, _left(way, places_left_to(user, MINISTRY_ROLES, "ministry")))


def _left(way: str, places: QuerySet[Any, Any]) -> Q:
    key = "pk" if way == "pk" else f"{way}__pk"
    return Q(**{f"{key}__one_of_few": places})


def ministry_part(user: m.User, path: str, asked: type[Exists] = Exists) -> Q:
    """Commitments in which the account's ministry has a part, or had one under a name it bore before."""
    bore = either(*(_ministry(user, way) for way in ("pk", "successor", "successor__successor")))
    if bore is NOBODY:
        return NOBODY
    # Looked up first, so that each item is asked by the key of its part.
    names = m.Ministry.objects.filter(bore).order_by().values("pk")
    parts = m.Responsibility.objects.filter(ministry__pk__one_of_few=names, commitment=OuterRef(path))
    return Q(asked(parts))


def packets_of(user: m.User) -> Q:
    """Return finals that were made for the person, or that the person holds; drafts that the person makes.

    Who asked for a draft and who signs it off make it; a minister's office that asked for one does not.
    """
    held = EachRow(m.PacketCopy.objects.filter(packet=OuterRef("pk"), holder=user))
    signs = EachRow(m.SignOff.objects.filter(packet=OuterRef("pk"), officer=user))
    finals = Q(signed_at__isnull=False) & (Q(reader=user) | Q(asked_by=user) | Q(held))
    makes = Q(signs) if user.role == Role.READER else Q(asked_by=user) | Q(signs)
    return finals | makes


def people(user: m.User) -> Q:
    """Accounts that the person may know; people of one ministry stand in for each other."""
    if user.role in KNOW_EVERYBODY:
        return ANYBODY
    colleagues = user.role in MINISTRY_ROLES and user.ministry_id is not None
    return Q(pk=user.pk) | Q(ministry=user.ministry_id) if colleagues else Q(pk=user.pk)

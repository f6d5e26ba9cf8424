"""What the place and the clearance of an account allow, before anything is asked of the record itself."""

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_

from django.db.models import Exists, Model, OuterRef, Q

from commitments import models as m
from commitments.access.looking import EachRow
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
    m.Commitment: (m.ProgressUpdate, m.Evidence, m.Chase, m.MailAnswer),
}
# Who is who in both governments is no secret inside the house.
OPEN_TO_ALL: tuple[type[Model], ...] = (
    *(m.Country, m.CountryName, m.Division, m.Desk, m.Ministry, m.MinistryName, m.Official),
    *(m.OfficialName, m.Mechanism, m.Holiday, m.HolidayYear, m.Absence, m.Heartbeat, m.Sending, m.Ladder),
    m.QuietDays,
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


def countries(user: m.User, path: str) -> Q:
    """Give the condition on a path to a country ("" on countries) that the account's place allows."""
    if user.role in READ_ALL_ROLES:
        return ANYBODY
    if user.role == Role.EMBASSY_OFFICER and user.host_country_id:
        return Q(**{path or "pk": user.host_country_id})
    if user.role == Role.DIVISION_HEAD and user.division_id:
        place = Q(desk__division=user.division_id)
    elif user.role in DESK_ROLES | {Role.ADMINISTRATOR} and user.desk_id:
        place = Q(desk=user.desk_id)
    else:
        return NOBODY
    own = m.Country.objects.filter(place).order_by().values("pk")
    return Q(**{f"{path}__pk__one_of_few": own}) if path else place


def cleared(user: m.User) -> Q:
    return Q(classification__lte=user.reads_up_to)


def briefed(user: m.User, path: str) -> Q:
    """Meetings whose records stand in a packet that was made for this reader."""
    if user.role != Role.READER:
        return NOBODY
    return Q(Exists(m.PacketMeeting.objects.filter(packet__reader=user, meeting=OuterRef(path))))


def ministry_part(user: m.User, path: str, asked: type[Exists] = Exists) -> Q:
    """Commitments in which the account's ministry has a part, or had one under a name it bore before."""
    if user.role not in MINISTRY_ROLES or not user.ministry_id:
        return NOBODY
    was = Q(successor=user.ministry_id) | Q(successor__successor=user.ministry_id)
    # Looked up first, so that each item is asked by the key of its part.
    names = m.Ministry.objects.filter(Q(pk=user.ministry_id) | was).order_by().values("pk")
    parts = m.Responsibility.objects.filter(ministry__pk__one_of_few=names, commitment=OuterRef(path))
    return Q(asked(parts))


def packets(user: m.User) -> Q:
    """Packets made for the person, asked for, held or signed off, and those of a desk's partners."""
    held = EachRow(m.PacketCopy.objects.filter(packet=OuterRef("pk"), holder=user))
    signs = EachRow(m.SignOff.objects.filter(packet=OuterRef("pk"), officer=user))
    mine = Q(reader=user) | Q(asked_by=user) | Q(held) | Q(signs)
    return every(cleared(user), either(mine, countries(user, "country")))


def people(user: m.User) -> Q:
    """Accounts that the person may know; people of one ministry stand in for each other."""
    if user.role in KNOW_EVERYBODY:
        return ANYBODY
    colleagues = user.role in MINISTRY_ROLES and user.ministry_id is not None
    return Q(pk=user.pk) | Q(ministry=user.ministry_id) if colleagues else Q(pk=user.pk)

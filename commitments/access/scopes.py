"""What scope and clearance of an account allow, before the record itself is checked.

Also what rules are built from: a condition together with its description, so that they cannot differ. The
policy in docs/security.md is generated from these descriptions; they are in English, for security officers.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from commitments import models
from commitments.access.grants import EachRow, is_deputy, places_left_to
from commitments.enums import READ_ALL_ROLES, Role

DESK_ROLES = frozenset({Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD, Role.EMBASSY_OFFICER})
MINISTRY_ROLES = frozenset({Role.FOCAL_POINT, Role.VALIDATING_AUTHORITY})
KNOW_EVERYBODY = DESK_ROLES | READ_ALL_ROLES | {Role.ADMINISTRATOR}
# Told by which object they are: `either` and `every` build nothing around what is settled.
NOBODY = Q(pk__in=())
ANYBODY = ~NOBODY
# Whose pages not everybody may read, with the parts on them that are marked by themselves.
PAGES: Mapping[type[Model], tuple[type[Model], ...]] = {
    models.Meeting: (
        *(models.Outcome, models.Statement, models.Packet, models.Clause, models.AgendaItem),
        *(models.Brief, models.TopicBrief, models.ProposedWording, models.Approval),
        *(models.AgendaPoint, models.AgendaPaper, models.OriginatorConsent),
    ),
    # One about a whole country stands on no meeting's page.
    models.Packet: (models.Packet, models.PacketCopy, models.SignOff, models.PacketComment),
    models.Commitment: (
        models.ProgressUpdate,
        models.Evidence,
        models.FollowUp,
        models.EmailReply,
        models.PartnerComment,
        models.Approval,
        models.OriginatorConsent,
    ),
    models.Matrix: (models.ReturnedMatrix,),
    models.Minutes: (models.MinutesChange,),
    models.Handover: (models.HandoverItem,),
    models.UpdateForm: (),
    # What it was read for is no part that is marked by itself.
    models.Statement: (),
    models.Grant: (),
    models.Email: (),
    models.WebhookSubscription: (),
    models.Closure: (),
}
# Who is who in both governments is no secret inside the house.
OPEN_TO_ALL: tuple[type[Model], ...] = (
    *(
        models.Country,
        models.CountryName,
        models.Division,
        models.Desk,
        models.Ministry,
        models.MinistryName,
        models.Official,
    ),
    *(
        models.OfficialName,
        models.Mechanism,
        models.Holiday,
        models.HolidayYear,
        models.Absence,
        models.Heartbeat,
        models.EmailDelivery,
        models.ReminderSchedule,
    ),
    *(models.QuietDays, models.Alarm, models.LevelTitle, models.BlackoutPeriod),
)


def match_any(*conditions: Q) -> Q:
    """Build the condition that is true where one of the conditions is."""
    asked = [one for one in conditions if one is not NOBODY]
    if any(one is ANYBODY for one in asked):
        return ANYBODY
    return reduce(or_, asked) if asked else NOBODY


def match_all(*conditions: Q) -> Q:
    """Build the condition that is true where all of the conditions are."""
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


def build_country_condition(user: models.User, path: str, left_by: frozenset[Role] = DESK_ROLES) -> Q:
    """Return the condition on a path to a country ("" on countries) that the account's scope allows.

    While a person of a desk, division or embassy whose role is one of `left_by` is away, the deputy has that
    scope too.
    """
    if user.role in READ_ALL_ROLES:
        return ANYBODY
    column, way = DESK_PLACES.get(user.role, ("", ""))
    key = getattr(user, f"{column}_id") if column else None
    left = list(_left_to(user, left_by))
    if not left and way == "pk" and key is not None:
        return Q(**{path or "pk": key})
    place = match_any(NOBODY if key is None else Q(**{way: key}), *left)
    if place is NOBODY or not path:
        return place
    own = models.Country.objects.filter(place).order_by().values("pk")
    return Q(**{f"{path}__pk__one_of_few": own})


def countries_of(user: models.User | AnonymousUser) -> QuerySet[models.Country]:
    """List the partners of the person's desk, division or post, and of those whose deputy the person is.

    The person records meetings and commitments for these partners.
    """
    if not isinstance(user, models.User) or user.role not in DESK_ROLES:
        return models.Country.objects.none()
    return models.Country.objects.filter(build_country_condition(user, ""))


def _left_to(user: models.User, left_by: frozenset[Role]) -> Iterator[Q]:
    """Yield a condition for each kind of scope that a colleague of the desk may have left to this deputy."""
    if user.role not in DESK_ROLES or not is_deputy(user):
        return
    for column, way in sorted({DESK_PLACES[role] for role in left_by}):
        roles = [role for role in left_by if DESK_PLACES[role] == (column, way)]
        yield _left(way, places_left_to(user, roles, column))


def list_reason_partners(user: models.User | AnonymousUser) -> QuerySet[models.Country]:
    """List the partners of whose blackout days the person reads the reason.

    These are the partners whose days the person may record: those of the desk, division or post, and for an
    administrator all.
    """
    is_administrator = isinstance(user, models.User) and user.role == Role.ADMINISTRATOR
    return models.Country.objects.all() if is_administrator else countries_of(user)


def build_clearance_condition(user: models.User) -> Q:
    return Q(classification__lte=user.reads_up_to)


def build_packet_condition(user: models.User, path: str, asked: type[Exists] = Exists) -> Q:
    """Build the condition for meetings whose records are in a packet made for this reader."""
    return Q(asked(models.PacketMeeting.objects.filter(packet__reader=user, meeting=OuterRef(path))))


def ministries_of(user: models.User) -> QuerySet[models.Ministry]:
    """List the ministries that the person is one of: their own, and that of a colleague who is away."""
    if user.role not in MINISTRY_ROLES:
        return models.Ministry.objects.none()
    return models.Ministry.objects.filter(_ministry(user, "pk")).order_by()


def _ministry(user: models.User, way: str) -> Q:
    own = NOBODY if user.ministry_id is None else Q(**{way: user.ministry_id})
    if not is_deputy(user):
        return own
    return match_any(own, _left(way, places_left_to(user, MINISTRY_ROLES, "ministry")))


def _left(way: str, places: QuerySet[Any, Any]) -> Q:
    key = "pk" if way == "pk" else f"{way}__pk"
    return Q(**{f"{key}__one_of_few": places})


def ministry_part(user: models.User, path: str, asked: type[Exists] = Exists) -> Q:
    """Build the condition for commitments in which the account's ministry, also under an earlier name, takes
    part.
    """
    bore = match_any(*(_ministry(user, way) for way in ("pk", "successor", "successor__successor")))
    if bore is NOBODY:
        return NOBODY
    # Looked up first, so that each item is asked by the key of its part.
    names = models.Ministry.objects.filter(bore).order_by().values("pk")
    parts = models.Responsibility.objects.filter(ministry__pk__one_of_few=names, commitment=OuterRef(path))
    return Q(asked(parts))


def packets_of(user: models.User) -> Q:
    """Return final packets made for the person or held by the person, and drafts that the person works on.

    Those who requested a draft, those who sign it off and those to whom it was sent for comment work on it; a
    minister's office that requested one does not.
    """
    held = EachRow(models.PacketCopy.objects.filter(packet=OuterRef("pk"), holder=user))
    finals = Q(signed_at__isnull=False) & (Q(reader=user) | Q(requested_by=user) | Q(held))
    return finals | drafts_of(user)


def drafts_of(user: models.User) -> Q:
    """Return the packets whose drafts the person works on, also once they are final."""
    signs = EachRow(models.SignOff.objects.filter(packet=OuterRef("pk"), officer=user))
    if user.role == Role.READER:
        return Q(signs)
    copies = models.PacketCopy.objects.filter(packet=OuterRef("pk"), holder=user)
    sent = EachRow(copies.filter(is_for_comment=True))
    return Q(requested_by=user) | Q(signs) | Q(sent)


def build_account_condition(user: models.User) -> Q:
    """Build the condition for accounts that the person may see; people of one ministry may be each other's
    deputy.
    """
    if user.role in KNOW_EVERYBODY:
        return ANYBODY
    colleagues = user.role in MINISTRY_ROLES and user.ministry_id is not None
    return Q(pk=user.pk) | Q(ministry=user.ministry_id) if colleagues else Q(pk=user.pk)


Asks = Callable[[models.User], Q]


class ReadRule(Protocol):
    """Decides which rows an account may read, and describes the same for a role in words."""

    def __call__(self, user: models.User) -> Q:
        """Return the condition that decides the rows for this account."""

    def describe(self, role: Role) -> str | None:
        """Return the condition in words; "" where every row is allowed, None where none is."""

    def terms(self) -> "Iterator[ReadCondition]":
        """Return the conditions from which the rule is built."""


@dataclass(frozen=True)
class ReadCondition:
    """One condition; a role that `words` does not name is allowed no row by it.

    `words` are short; `means` is the full text for the list above the table.
    """

    words: Mapping[Role, str]
    means: str
    asks: Asks

    def __call__(self, user: models.User) -> Q:
        return self.asks(user) if user.role in self.words else NOBODY

    def describe(self, role: Role) -> str | None:
        return self.words.get(role)

    def terms(self) -> Iterator["ReadCondition"]:
        yield self


def described_as(
    words: str | Mapping[Role, str], means: str = "", roles: Collection[Role] = frozenset(Role)
) -> Callable[[Asks], ReadCondition]:
    """Attach its description to the function that builds a condition: one for all of some roles, or one for
    each.
    """
    of_roles = dict.fromkeys(roles, words) if isinstance(words, str) else words
    return lambda asks: ReadCondition(of_roles, means, asks)


@dataclass(frozen=True)
class AnyOf:
    """Allows what one of several rules allows."""

    rules: tuple[ReadRule, ...]

    def __call__(self, user: models.User) -> Q:
        return match_any(*(rule(user) for rule in self.rules))

    def describe(self, role: Role) -> str | None:
        found = [words for rule in self.rules if (words := rule.describe(role)) is not None]
        if not found or "" in found:
            return "" if found else None
        return " or ".join(dict.fromkeys(_bracket(words, found, " and ") for words in found))

    def terms(self) -> Iterator[ReadCondition]:
        return chain.from_iterable(rule.terms() for rule in self.rules)


@dataclass(frozen=True)
class AllOf:
    """Allows what all of several rules allow."""

    rules: tuple[ReadRule, ...]

    def __call__(self, user: models.User) -> Q:
        return match_all(*(rule(user) for rule in self.rules))

    def describe(self, role: Role) -> str | None:
        found = []
        for rule in self.rules:
            words = rule.describe(role)
            if words is None:
                return None
            found.append(words)
        found = list(filter(None, found))
        return " and ".join(dict.fromkeys(_bracket(words, found, " or ") for words in found))

    def terms(self) -> Iterator[ReadCondition]:
        return chain.from_iterable(rule.terms() for rule in self.rules)


def _bracket(words: str, among: list[str], joint: str) -> str:
    """Return the words in brackets where they would otherwise be read together with their neighbours."""
    return f"({words})" if joint in words and len(among) > 1 else words


@dataclass(frozen=True)
class OnlyRoles:
    """Applies a rule to some roles; all others are allowed nothing."""

    roles: frozenset[Role]
    rule: ReadRule

    def __call__(self, user: models.User) -> Q:
        return self.rule(user) if user.role in self.roles else NOBODY

    def describe(self, role: Role) -> str | None:
        return self.rule.describe(role) if role in self.roles else None

    def terms(self) -> Iterator[ReadCondition]:
        return self.rule.terms()


def any_of(*rules: ReadRule) -> AnyOf:
    return AnyOf(rules)


def all_of(*rules: ReadRule) -> AllOf:
    return AllOf(rules)

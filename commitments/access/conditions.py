"""The conditions that rules are made of, each with its words above it."""

from functools import partial

from django.db.models import Exists, OuterRef, Q

from commitments import models as m
from commitments.access.door import in_state
from commitments.access.looking import EachRow
from commitments.access.named import granted_items, granted_meetings, granted_points, is_granted
from commitments.access.places import (
    ANYBODY,
    DESK_ROLES,
    MINISTRY_ROLES,
    NOBODY,
    READ_ALL_ROLES,
    briefed,
    cleared,
    countries,
    ministry_part,
)
from commitments.access.terms import Asks, Rule, Term, said
from commitments.vocabulary import HIDDEN_STATES, CommitmentState, MeetingState, Role

# Whoever does not read everything may be opened something by name.
GRANTED_ROLES = frozenset(Role) - READ_ALL_ROLES
LIMITED = dict.fromkeys(READ_ALL_ROLES, "")

within_clearance = said("within clearance", "the marking is at most the clearance of the account")(cleared)


@said(
    LIMITED | dict.fromkeys(GRANTED_ROLES, "on the lists"),
    "neither discarded nor entered in error; records officers and auditors read that too",
)
def on_the_lists(user: m.User) -> Q:
    return ANYBODY if user.role in READ_ALL_ROLES else in_state(~Q(state__in=HIDDEN_STATES))


@said(
    LIMITED | dict.fromkeys(GRANTED_ROLES, "its meeting stands"),
    "the meeting was not entered in error; records officers and auditors read that too",
)
def meeting_stands(user: m.User) -> Q:
    return ANYBODY if user.role in READ_ALL_ROLES else in_state(~Q(state=MeetingState.IN_ERROR))


@said("no draft", "the commitment has been proposed to its owners")
def no_draft(user: m.User) -> Q:
    return in_state(~Q(state=CommitmentState.DRAFT))


# Of records with a partner of their own: meetings, commitments, packets, the log of openings.
own_partners = Term(
    LIMITED | dict.fromkeys(DESK_ROLES | {Role.ADMINISTRATOR}, "own partners"),
    "a partner of the desk of the account, of a desk of its division, or the host country; while somebody of "
    "a desk, division or embassy is away, the deputy of such a role has that place too; records officers and "
    "auditors read of every partner, an administrator of the desk that the account names, if it does",
    partial(countries, path="country"),
)


def _beside_grants(user: m.User) -> type[Exists]:
    """Choose how a condition is asked that a grant stands beside."""
    return EachRow if is_granted(user) else Exists


def _briefed(path: str) -> Term:
    asks: Asks = lambda user: briefed(user, path, _beside_grants(user))  # noqa: E731
    means = "it is of a meeting in a packet that was made for this reader"
    return said("briefed", means, {Role.READER})(asks)


briefed_meeting, briefed_item = _briefed("pk"), _briefed("outcome__meeting")


@said(
    "own ministry's part",
    "the ministry of the account has a part in it, or had one under a name it bore before; so has the "
    "ministry of a colleague who is away and for whom the person stands in",
    MINISTRY_ROLES,
)
def own_part(user: m.User) -> Q:
    return ministry_part(user, "pk", _beside_grants(user))


def _granted(asks: Asks) -> Term:
    means = (
        "a grant to the person is in force today, by the database's day, that names the record, its meeting "
        "or its partner; a grant opens reading alone"
    )
    given: Asks = lambda user: asks(user) if is_granted(user) else NOBODY  # noqa: E731
    return said("granted", means, GRANTED_ROLES)(given)


meeting_granted, item_granted = _granted(granted_meetings), _granted(granted_items)
point_granted = said(
    "a commitment of it granted",
    "a grant in force names a commitment of this very point, within clearance, on the lists and no draft",
    GRANTED_ROLES - MINISTRY_ROLES,
)(lambda user: granted_points(user) if is_granted(user) else NOBODY)


class AtMeeting:
    """Asks a rule of the meeting of each row: by a join, SQLite goes through all meetings of a country."""

    def __init__(self, rule: Rule) -> None:
        self.told, self.terms = rule.told, rule.terms
        self._rule = rule

    @staticmethod
    def asked(user: m.User) -> type[Exists]:
        """Choose how it is asked: beside it stands what a grant opens, where there is one."""
        return _beside_grants(user)

    def __call__(self, user: m.User) -> Q:
        condition = self._rule(user)
        if condition is NOBODY or condition is ANYBODY:
            return condition
        return Q(self.asked(user)(m.Meeting.objects.filter(condition, pk=OuterRef("meeting"))))

"""Who reads what was told to people: reminders, mails and the links in them."""

from django.db.models import Exists, OuterRef, Q

from commitments import models as m
from commitments.access.conditions import no_draft, on_the_lists, within_clearance
from commitments.access.door import AtHand, lets_in, opened
from commitments.access.looking import EachRow
from commitments.access.places import DESK_ROLES, MINISTRY_ROLES, READ_ALL_ROLES, every, ministry_part
from commitments.access.records import COMMITMENT_AT_HAND, COMMITMENT_OF_PLACE
from commitments.access.terms import Only, all_of, any_of, said
from commitments.vocabulary import MailState, Role

# What the heads of a desk and the administrator are shown of others' mails: what did not arrive.
ASTRAY = (
    *(MailState.IN_DOUBT, MailState.HELD, MailState.REFUSED, MailState.FAILED, MailState.BOUNCED),
    MailState.QUARANTINED,
)
HEAD_ROLES = frozenset({Role.HEAD_OF_DESK, Role.DIVISION_HEAD})


@said("addressed to the person", "the person is the recipient")
def to_the_person(user: m.User) -> Q:
    return Q(recipient=user)


@said("it did not arrive", "in doubt, held, refused, failed, in quarantine or sent back by the mail server")
def _astray(user: m.User) -> Q:
    return Q(state__in=ASTRAY)


@said("of a commitment at hand", "a commitment that the person reads by no grant")
def _of_item_at_hand(user: m.User) -> Q:
    if user.role not in MINISTRY_ROLES or opened():
        return AtHand(m.Commitment, "commitment", COMMITMENT_AT_HAND, EachRow)(user)
    # Most are of other ministries: one look at the own part tells that before the item itself is asked.
    item = m.Commitment.objects.filter(
        all_of(within_clearance, on_the_lists, no_draft)(user), pk=OuterRef("commitment")
    )
    return every(ministry_part(user, "commitment", EachRow), Q(EachRow(item)))


REMINDER = any_of(to_the_person, _of_item_at_hand)


@said("nothing in it above clearance", "no reminder in it is of a commitment marked above the clearance")
def _not_above(user: m.User) -> Q:
    above = m.Reminder.objects.filter(mail=OuterRef("pk"), commitment__classification__gt=user.reads_up_to)
    return ~Q(Exists(above))


@said("of a commitment of own partners", "one of its reminders is", HEAD_ROLES)
def _tells_of_place(user: m.User) -> Q:
    told = m.Commitment.objects.filter(reminders__mail=OuterRef("pk"))
    return lets_in(COMMITMENT_OF_PLACE, told, user, EachRow)


# Those that did not arrive are also for whom they alert: the heads over an item of theirs, and the
# administrator, who is shown no subject.
MAIL = any_of(
    Only(frozenset(Role) - {Role.AUDITOR}, to_the_person),
    Only(frozenset({Role.AUDITOR}), _not_above),
    Only(frozenset({Role.ADMINISTRATOR}), _astray),
    all_of(_tells_of_place, _astray),
)
MAIL_LINK = any_of(
    to_the_person,
    Only(DESK_ROLES | READ_ALL_ROLES, AtHand(m.Commitment, "commitment", COMMITMENT_OF_PLACE, EachRow)),
)

"""Who reads what: one rule for each kind of record, made of conditions that tell their own words."""

from typing import Any, TypeVar

from django.db.models import Model, OuterRef, Q, QuerySet

from commitments import models as m
from commitments.access.conditions import (
    AtMeeting,
    briefed_meeting,
    meeting_stands,
    own_partners,
    within_clearance,
)
from commitments.access.door import (
    RULES,
    About,
    AtHand,
    PartOf,
    Person,
    let_out,
    visible_to,
)
from commitments.access.history import row_of_history
from commitments.access.looking import EachRow
from commitments.access.named import is_granted
from commitments.access.places import (
    ANYBODY,
    DESK_ROLES,
    KNOW_EVERYBODY,
    MINISTRY_ROLES,
    OPEN_TO_ALL,
    READ_ALL_ROLES,
    countries,
    either,
    packets_of,
    people,
)
from commitments.access.records import (
    COMMITMENT,
    COMMITMENT_AT_HAND,
    COMMITMENT_OF_PLACE,
    MEETING,
    MEETING_AT_HAND,
    MEETING_OF_PLACE,
    OUTCOME,
    commitment_of_it,
)
from commitments.access.telling import HEAD_ROLES, MAIL, MAIL_LINK, REMINDER
from commitments.access.terms import Only, Rule, all_of, any_of, said
from commitments.models.narrowing import narrowed
from commitments.vocabulary import Role

M = TypeVar("M", bound=Model)

of_meeting = PartOf(m.Meeting, "meeting")
of_commitment = PartOf(m.Commitment, "commitment")
of_statement = PartOf(m.Statement, "statement")
of_packet = PartOf(m.Packet, "packet")
# What is prepared for a meeting is as the packet is: for the desk, and for whom it was made.
PREPARED = all_of(within_clearance, AtHand(m.Meeting, "meeting", MEETING_AT_HAND))
# What concerns the desk's own dealing with an item: its ministries do not read it.
of_desk = Only(DESK_ROLES | READ_ALL_ROLES, AtHand(m.Commitment, "commitment", COMMITMENT_OF_PLACE))
# The same, where it stands beside an OR.
of_desk_each = Only(
    DESK_ROLES | READ_ALL_ROLES, AtHand(m.Commitment, "commitment", COMMITMENT_OF_PLACE, EachRow)
)
PACKET = all_of(
    within_clearance,
    any_of(
        said(
            "has a part in it",
            "it was made for the person, or the person holds a copy, once it is final; "
            "its drafts: the person asked for it, unless as a minister’s office, or signs it",
        )(packets_of),
        own_partners,
    ),
)


@said(
    "its part within clearance",
    "what is asked about the marking of a part of the record is marked as the part",
)
def _of_part(user: m.User) -> Q:
    return either(Q(part=""), Q(terms__from__lte=user.reads_up_to))


@said("the own", "of this very account")
def of_the_person(user: m.User) -> Q:
    return Q(person=user.pk)


@said("proposed by oneself", "this very account proposed it")
def by_the_proposer(user: m.User) -> Q:
    return Q(recorded_by=user.pk)


@said("the own", "of this very account")
def of_the_owner(user: m.User) -> Q:
    return Q(owner=user.pk)


@said("the own", "of this very account")
def by_the_person(user: m.User) -> Q:
    return Q(by=user.pk)


@said("the own", "of this very account")
def _of_own_token(user: m.User) -> Q:
    return Q(token__user=user.pk)


@said("made by oneself", "this very account made it")
def by_the_maker(user: m.User) -> Q:
    return Q(recorded_by=user.pk)


@said("given in the own name", "answered by a mail to this very account, or in its own work sheet")
def in_own_name(user: m.User) -> Q:
    by_mail = EachRow(m.MailLink.objects.filter(pk=OuterRef("link"), recipient=user.pk))
    return Q(by_mail) | Q(EachRow(m.WorkSheet.objects.filter(pk=OuterRef("sheet"), person=user.pk)))


@said("of the own deed", "what this very account did to several at once")
def _of_own_deed(user: m.User) -> Q:
    return Q(batch__by=user.pk)


@said("about no meeting")
def _about_no_meeting(user: m.User) -> Q:
    return Q(meeting__isnull=True)


@said("all")
def anybody(user: m.User) -> Q:
    return ANYBODY


@said(
    dict.fromkeys(KNOW_EVERYBODY, "all")
    | dict.fromkeys(MINISTRY_ROLES, "the own, and colleagues of the ministry")
    | {Role.READER: "the own"}
)
def known_people(user: m.User) -> Q:
    return people(user)


# A grant is known to the person, to the auditor, and to the heads over what it opens.
GRANT = any_of(
    Only(frozenset({Role.AUDITOR}), anybody),
    of_the_person,
    Only(
        HEAD_ROLES,
        any_of(
            own_partners,
            AtHand(m.Meeting, "meeting", MEETING_OF_PLACE, EachRow),
            AtHand(m.Commitment, "commitment", COMMITMENT_OF_PLACE, EachRow),
        ),
    ),
)
# Who keeps accounts, who decides about them, and who reads the record.
CONCERNED = frozenset({Role.ADMINISTRATOR, Role.DIVISION_HEAD, Role.AUDITOR})

OF_KINDS: dict[type[Model], Rule] = {
    m.Meeting: MEETING,
    m.DelegationMember: of_meeting,
    m.BackgroundFact: of_meeting,
    m.Statement: all_of(within_clearance, of_meeting),
    m.Outcome: OUTCOME,
    # The wording of a text is for who may read both the text and the outcome.
    m.Clause: all_of(within_clearance, PartOf(m.Statement, "statement"), PartOf(m.Outcome, "outcome")),
    m.AgendaItem: all_of(of_meeting, About(m.Commitment, m.Outcome)),
    # A request is read by who reads its record; a replacement named in it is shown through its own door.
    m.Approval: all_of(_of_part, About(m.Commitment, m.Meeting)),
    m.Commitment: COMMITMENT,
    m.Responsibility: of_commitment,
    m.Deadline: of_commitment,
    m.ProgressUpdate: all_of(within_clearance, of_commitment),
    m.Evidence: all_of(within_clearance, of_commitment),
    m.Packet: PACKET,
    m.PacketMeeting: of_packet,
    m.PacketCopy: of_packet,
    m.SignOff: of_packet,
    m.Brief: PREPARED,
    m.TopicSheet: PREPARED,
    m.Proposal: PREPARED,
    m.Reminder: REMINDER,
    m.Mail: MAIL,
    m.Chase: of_desk,
    m.MailLink: MAIL_LINK,
    # What was answered by mail or in a work sheet is read by who answered, and by the desk.
    m.MailAnswer: any_of(in_own_name, of_desk_each),
    m.WorkSheet: any_of(of_the_person, by_the_maker, Only(READ_ALL_ROLES, anybody)),
    # What is exchanged with the partner is the desk's; what the partner wrote of an item, as a question is.
    m.Matrix: Only(DESK_ROLES | READ_ALL_ROLES, own_partners),
    m.MatrixReturn: PartOf(m.Matrix, "matrix"),
    m.PartnerRemark: of_desk,
    m.AuditRow: row_of_history,
    m.User: known_people,
    # Who looked at what is for the auditor and the heads over the record.
    m.Opening: Only(HEAD_ROLES | {Role.AUDITOR}, all_of(within_clearance, own_partners)),
    # What is proposed about an account is for who confirms it, the auditor, the person, and who proposed it.
    m.AccountChange: any_of(Only(CONCERNED, anybody), of_the_person, Only(HEAD_ROLES, by_the_proposer)),
    m.Grant: GRANT,
    m.Release: of_commitment,
    # What a text was read for is for whoever may read the text.
    m.Reading: of_statement,
    m.Passage: of_statement,
    m.TokenTerms: _of_own_token,
    m.Feed: of_the_person,
    m.ListColumns: of_the_owner,
    m.SavedView: of_the_owner,
    m.Batch: by_the_person,
    m.BatchItem: all_of(_of_own_deed, of_commitment),
    m.Import: all_of(by_the_person, any_of(_about_no_meeting, PartOf(m.Meeting, "meeting", EachRow))),
    m.ImportRow: PartOf(m.Import, "of"),
    **dict.fromkeys(OPEN_TO_ALL, anybody),
}
RULES.update(OF_KINDS)
# The same without what a grant opens: whose business a record is, and not who was let look at it.
AT_HAND: dict[type[Model], Rule] = {
    m.Meeting: MEETING_AT_HAND,
    m.Commitment: COMMITMENT_AT_HAND,
    m.Outcome: all_of(
        within_clearance,
        any_of(
            AtMeeting(all_of(meeting_stands, any_of(own_partners, briefed_meeting))),
            all_of(commitment_of_it, AtMeeting(meeting_stands)),
        ),
    ),
    m.Approval: all_of(
        _of_part,
        any_of(
            AtHand(m.Commitment, "commitment", COMMITMENT_AT_HAND, EachRow),
            AtHand(m.Meeting, "meeting", MEETING_AT_HAND, EachRow),
        ),
    ),
}


def at_hand(queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow as `visible_to` does, and to what the person deals with: what a grant opens is left out."""
    if isinstance(user, m.User) and user.is_active and is_granted(user):
        return let_out(narrowed(queryset.filter(AT_HAND[queryset.model](user))))
    return visible_to(queryset, user)


def is_open_to_all(model: type[Model], user: m.User | None = None) -> bool:
    """Say whether every active account, or this one, may read all rows of a model, so that no query asks."""
    knows = model is m.User and user is not None and user.is_active and user.role in KNOW_EVERYBODY
    return knows or model in OPEN_TO_ALL


def countries_of(user: Person) -> QuerySet[m.Country]:
    """List the partners of the person's desk, division or post, and of whom the person stands in for.

    Those are the partners the person records for.
    """
    if not isinstance(user, m.User) or user.role not in DESK_ROLES:
        return m.Country.objects.none()
    return m.Country.objects.filter(countries(user, ""))


HEAD_ROLES = frozenset({Role.HEAD_OF_DESK, Role.DIVISION_HEAD})

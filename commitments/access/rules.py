"""The read rule of each kind of record, built from conditions that describe themselves.

Meetings, outcomes and commitments come first, since the other rules build on them; then the history,
reminders, emails and the links in them.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from commitments import models
from commitments.access.grants import EachRow, exclude_leaving, is_granted
from commitments.access.policy import (
    RULES,
    AtHand,
    AtMeeting,
    EitherRecord,
    PartOf,
    Person,
    about_given_record,
    briefed_item,
    briefed_meeting,
    build_condition,
    find_open_model,
    item_granted,
    lets_in,
    meeting_granted,
    meeting_stands,
    no_draft,
    on_the_lists,
    own_part,
    own_partners,
    point_granted,
    readable_by,
    reads_any,
    within_clearance,
)
from commitments.access.scopes import (
    ANYBODY,
    DESK_ROLES,
    KNOW_EVERYBODY,
    MINISTRY_ROLES,
    NOBODY,
    OPEN_TO_ALL,
    PAGES,
    OnlyRoles,
    ReadRule,
    all_of,
    any_of,
    build_account_condition,
    build_country_condition,
    described_as,
    drafts_of,
    list_reason_partners,
    match_all,
    match_any,
    ministry_part,
    packets_of,
)
from commitments.enums import HEAD_ROLES, READ_ALL_ROLES, Classification, EmailState, Role
from commitments.models.base import mark_narrowed

# The records themselves. What is narrower by a word is for what no grant opens.
MEETING = all_of(within_clearance, on_the_lists, any_of(own_partners, briefed_meeting, meeting_granted))
MEETING_AT_HAND = all_of(within_clearance, on_the_lists, any_of(own_partners, briefed_meeting))
MEETING_OF_PLACE = all_of(within_clearance, on_the_lists, own_partners)
COMMITMENT = all_of(
    within_clearance,
    on_the_lists,
    any_of(own_partners, all_of(any_of(own_part, briefed_item, item_granted), no_draft)),
)
COMMITMENT_AT_HAND = all_of(
    within_clearance, on_the_lists, any_of(own_partners, all_of(any_of(own_part, briefed_item), no_draft))
)
COMMITMENT_OF_PLACE = all_of(within_clearance, on_the_lists, own_partners)


@described_as(
    "reads a commitment of it", "the ministry has a part in a commitment of this very point", MINISTRY_ROLES
)
def allow_commitment(user: models.User) -> Q:
    # No join: a clause with two commitments must not be listed twice.
    asked = AtMeeting.exists_for(user)
    return reads_any(models.Commitment.objects.filter(outcome=OuterRef("pk")), user, asked)


OUTCOME = all_of(
    within_clearance,
    any_of(
        AtMeeting(all_of(meeting_stands, any_of(own_partners, briefed_meeting, meeting_granted))),
        all_of(any_of(allow_commitment, point_granted), AtMeeting(meeting_stands)),
    ),
)


# Parts of a meeting that are taken away again while nothing hangs on them.
REMOVED = (
    *(models.Outcome, models.Clause, models.AgendaItem, models.AgendaPoint, models.AgendaPaper),
    *(models.Brief, models.TopicBrief, models.ProposedWording),
)
UNMARKED = (models.AgendaItem, models.AgendaPaper)


@described_as(
    "reads the page that shows it and, where the part has a marking, that part",
    "rows about accounts are for administrators and auditors, rows about reference data for all users; "
    "those about blackout periods for users who read the reason; those of a removed part are for users with "
    "the partner of the meeting, up to the highest marking that it had; those of an open item or a paper, "
    "which have no marking, are for users who read every marking",
)
def allow_history_row(user: models.User) -> Q:
    """Build the condition on the page of each history row; a row whose page has no known kind is never
    allowed.
    """
    plain = ~Q(subject_type__in=_labels(part for parts in PAGES.values() for part in parts))
    # A report that was taken back was marked no higher than its page, and its rows tell that it was made.
    stands = EachRow(models.ProgressUpdate.objects.filter(pk=OuterRef("subject_id")))
    plain |= Q(~stands, subject_type=models.ProgressUpdate._meta.label)
    reasons = Q(page_id__in=list_reason_partners(user).order_by().values("pk"))
    of_all = plain & (~Q(subject_type=models.BlackoutPeriod._meta.label) | reasons)
    kind = find_open_model()
    pages = [page for page, parts in PAGES.items() if kind is None or kind is page or kind in parts]
    told = [_on_page(page, plain, user) for page in pages]
    if kind in PAGES:
        return match_any(*told)
    # The first changes of accounts were recorded as pages of their own.
    of_accounts = (
        (models.User, models.AccountChange) if user.role in {Role.ADMINISTRATOR, Role.AUDITOR} else ()
    )
    return match_any(match_all(of_all, Q(page_type__in=_labels((*OPEN_TO_ALL, *of_accounts)))), *told)


def _on_page(page: type[Model], plain: Q, user: models.User) -> Q:
    """Build the condition on the page of a row, and on the part that the row is about."""
    told = [
        match_all(Q(subject_type=part._meta.label), build_condition(part, "subject_id", user))
        for part in PAGES[page]
    ]
    if page is models.Meeting:
        told.append(_removed(user))
    return match_all(
        Q(page_type=page._meta.label), build_condition(page, "page_id", user), match_any(plain, *told)
    )


def _removed(user: models.User) -> Q:
    """Build the condition for parts that no longer exist: they have no rule, so their scope decides."""
    of_place = build_country_condition(user, "country")
    if of_place is NOBODY:
        return NOBODY
    own = EachRow(models.Meeting.objects.filter(of_place, pk=OuterRef("page_id")))
    same = models.AuditRow.objects.filter(
        subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id")
    ).order_by()
    level = user.reads_up_to
    above = EachRow(same.filter(Q(before__classification__gt=level) | Q(after__classification__gt=level)))
    gone = [
        Q(~EachRow(part.objects.filter(pk=OuterRef("subject_id"))), subject_type=part._meta.label)
        for part in REMOVED
        # It has no marking: what it was about may have been hidden from whoever reads less than everything.
        if part not in UNMARKED or level == max(Classification)
    ]
    return match_all(match_any(*gone), Q(own), Q(~above))


def _labels(models: Iterable[type[Model]]) -> list[str]:
    return [model._meta.label for model in models]


# What the heads of a desk and the administrator are shown of others' mails: what did not arrive.
ASTRAY = (
    *(EmailState.NOT_CONFIRMED, EmailState.HELD, EmailState.REJECTED, EmailState.FAILED, EmailState.BOUNCED),
    EmailState.QUARANTINED,
)


@described_as("addressed to the person", "the person is the recipient")
def to_the_person(user: models.User) -> Q:
    return Q(recipient=user)


@described_as(
    "it did not arrive", "in doubt, held, refused, failed, in quarantine or sent back by the mail server"
)
def _astray(user: models.User) -> Q:
    return Q(state__in=ASTRAY)


@described_as("of a commitment at hand", "a commitment that the person reads by no grant")
def _allow_item_at_hand(user: models.User) -> Q:
    if user.role not in MINISTRY_ROLES or find_open_model():
        return AtHand(models.Commitment, "commitment", COMMITMENT_AT_HAND, EachRow)(user)
    # Most are of other ministries: one look at the own part tells that before the item itself is asked.
    item = models.Commitment.objects.filter(
        all_of(within_clearance, on_the_lists, no_draft)(user), pk=OuterRef("commitment")
    )
    return match_all(ministry_part(user, "commitment", EachRow), Q(EachRow(item)))


REMINDER = any_of(to_the_person, _allow_item_at_hand)


@described_as(
    "nothing in it above clearance", "no reminder in it is of a commitment marked above the clearance"
)
def _not_above(user: models.User) -> Q:
    above = models.Reminder.objects.filter(
        email=OuterRef("pk"), commitment__classification__gt=user.reads_up_to
    )
    return ~Q(Exists(above))


@described_as("of a commitment of own partners", "one of its reminders is", HEAD_ROLES)
def _allow_place(user: models.User) -> Q:
    told = models.Commitment.objects.filter(reminders__email=OuterRef("pk"))
    return lets_in(COMMITMENT_OF_PLACE, told, user, EachRow)


# Those that did not arrive are also for whom they alert: the heads over an item of theirs, and the
# administrator, who is shown no subject.
EMAIL_RULE = any_of(
    OnlyRoles(frozenset(Role) - {Role.AUDITOR}, to_the_person),
    OnlyRoles(frozenset({Role.AUDITOR}), _not_above),
    OnlyRoles(frozenset({Role.ADMINISTRATOR}), _astray),
    all_of(_allow_place, _astray),
)


M = TypeVar("M", bound=Model)

of_meeting = PartOf(models.Meeting, "meeting")
of_commitment = PartOf(models.Commitment, "commitment")
of_statement = PartOf(models.Statement, "statement")
of_packet = PartOf(models.Packet, "packet")
of_point = PartOf(models.AgendaPoint, "point", EachRow)
# What is prepared for a meeting is as the packet is: for the desk, and for whom it was made.
PREPARED = all_of(within_clearance, AtHand(models.Meeting, "meeting", MEETING_AT_HAND))
# What concerns the desk's own dealing with an item: its ministries do not read it.
DESK_READERS = DESK_ROLES | READ_ALL_ROLES
of_desk = OnlyRoles(DESK_READERS, AtHand(models.Commitment, "commitment", COMMITMENT_OF_PLACE))
_each = AtHand(models.Commitment, "commitment", COMMITMENT_OF_PLACE, EachRow)
of_desk_each = OnlyRoles(DESK_READERS, _each)
PACKET = all_of(
    within_clearance,
    any_of(
        described_as(
            "has a part in it",
            "it was made for the person, or the person holds a copy, once it is final; "
            "its drafts: the person asked for it or it was sent to the person for comment, unless as a "
            "minister’s office, or signs it",
        )(packets_of),
        own_partners,
    ),
)


@described_as(
    "its part within clearance",
    "a request about the marking of a part of the record is marked as the part",
)
def _allow_part(user: models.User) -> Q:
    return match_any(Q(part=""), Q(terms__from__lte=user.reads_up_to))


@described_as("the user's own", "of this very account")
def allow_person(user: models.User) -> Q:
    return Q(person=user.pk)


@described_as("proposed by the user", "this very account proposed it")
def by_the_proposer(user: models.User) -> Q:
    return Q(recorded_by=user.pk)


@described_as("the user's own", "of this very account")
def allow_owner(user: models.User) -> Q:
    return Q(owner=user.pk)


@described_as("the user's own", "of this very account")
def by_the_person(user: models.User) -> Q:
    return Q(by=user.pk)


@described_as("the user's own", "of this very account")
def _allow_own_token(user: models.User) -> Q:
    return Q(token__user=user.pk)


@described_as("made by the user", "this very account made it")
def by_the_maker(user: models.User) -> Q:
    return Q(recorded_by=user.pk)


@described_as("given by the user", "a reply to an email to this very account, or its own update form")
def in_own_name(user: models.User) -> Q:
    by_mail = EachRow(models.ReplyLink.objects.filter(pk=OuterRef("link"), recipient=user.pk))
    return Q(by_mail) | Q(
        EachRow(models.UpdateForm.objects.filter(pk=OuterRef("update_form"), person=user.pk))
    )


@described_as("of the user's bulk action", "what this very account did to several at once")
def _allow_own_act(user: models.User) -> Q:
    return Q(bulk_action__by=user.pk)


@described_as("about no meeting")
def _about_no_meeting(user: models.User) -> Q:
    return Q(meeting__isnull=True)


@described_as("about no other record")
def _about_no_record(user: models.User) -> Q:
    return Q(commitment__isnull=True, outcome__isnull=True, point__isnull=True)


@described_as("all")
def allow_all(user: models.User) -> Q:
    return ANYBODY


@described_as(
    dict.fromkeys(KNOW_EVERYBODY, "all")
    | dict.fromkeys(MINISTRY_ROLES, "the user's own, and colleagues of the ministry")
    | {Role.READER: "the user's own"}
)
def known_people(user: models.User) -> Q:
    return build_account_condition(user)


# A grant is known to the person, to the auditor, and to the heads over what it opens.
GRANT = any_of(
    OnlyRoles(frozenset({Role.AUDITOR}), allow_all),
    allow_person,
    OnlyRoles(
        HEAD_ROLES,
        any_of(
            own_partners,
            AtHand(models.Meeting, "meeting", MEETING_OF_PLACE, EachRow),
            AtHand(models.Commitment, "commitment", COMMITMENT_OF_PLACE, EachRow),
        ),
    ),
)


@described_as("hands over or takes over", "this very account is the officer who leaves, or the successor")
def of_the_handover(user: models.User) -> Q:
    return Q(person=user.pk) | Q(successor=user.pk)


@described_as(
    "of own desks", "a partner of the desk is one of the head, or of the head whose deputy the user is"
)
def _of_headed_desk(user: models.User) -> Q:
    own = build_country_condition(user, "", HEAD_ROLES)
    return own if own is NOBODY else Q(EachRow(models.Country.objects.filter(own, desk=OuterRef("desk"))))


HANDOVER = all_of(
    within_clearance,
    any_of(
        OnlyRoles(DESK_ROLES, of_the_handover),
        OnlyRoles(HEAD_ROLES, _of_headed_desk),
        OnlyRoles(READ_ALL_ROLES, allow_all),
    ),
)


@described_as(
    "reads the record it is about",
    "a line of a handover is about an official, or about a commitment, outcome, meeting, statement or packet "
    "that the person reads now",
)
def _about_readable_record(user: models.User) -> Q:
    kinds = (models.Commitment, models.Outcome, models.Meeting, models.Statement, models.Packet)
    told = (build_condition(kind, str(kind._meta.model_name), user) for kind in kinds)
    return match_any(Q(official__isnull=False), *told)


# Who keeps accounts, who decides about them, and who reads the record.
CONCERNED = frozenset({Role.ADMINISTRATOR, Role.DIVISION_HEAD, Role.AUDITOR})


@described_as(
    "worked on its draft",
    "the packet is of own partners, or the person asked for it, signs it, or got its draft for comment",
    frozenset(Role) - {Role.READER},
)
def worked_on_draft(user: models.User) -> Q:
    works = match_any(own_partners(user), drafts_of(user))
    found = Q(EachRow(models.Packet.objects.filter(works, pk=OuterRef("packet"))))
    return NOBODY if user.role == Role.READER else found


OF_KINDS: dict[type[Model], ReadRule] = {
    models.Meeting: MEETING,
    **dict.fromkeys((models.DelegationMember, models.BackgroundFact), of_meeting),
    **dict.fromkeys((models.Statement, models.AgendaPoint), all_of(within_clearance, of_meeting)),
    models.AgendaPaper: PartOf(models.AgendaPoint, "point"),
    models.Outcome: OUTCOME,
    # The wording of a text is for who may read both the text and the outcome.
    models.Clause: all_of(
        within_clearance, PartOf(models.Statement, "statement"), PartOf(models.Outcome, "outcome")
    ),
    models.AgendaItem: all_of(of_meeting, EitherRecord(models.Commitment, models.Outcome)),
    # A request is read by who reads its record; a replacement named in it is shown through its own door.
    models.Approval: all_of(_allow_part, EitherRecord(models.Commitment, models.Meeting)),
    models.Commitment: COMMITMENT,
    **dict.fromkeys((models.Responsibility, models.Deadline, models.Release), of_commitment),
    **dict.fromkeys((models.ProgressUpdate, models.Evidence), all_of(within_clearance, of_commitment)),
    models.OriginatorConsent: about_given_record,
    models.Packet: PACKET,
    **dict.fromkeys((models.PacketMeeting, models.PacketCopy, models.SignOff), of_packet),
    # Comments on a draft are for those who worked on it: a holder of the final reads the final alone.
    models.PacketComment: all_of(within_clearance, PartOf(models.Packet, "packet"), worked_on_draft),
    **dict.fromkeys((models.Brief, models.TopicBrief, models.ProposedWording), PREPARED),
    models.Reminder: REMINDER,
    models.Email: EMAIL_RULE,
    models.FollowUp: of_desk,
    models.ReplyLink: any_of(to_the_person, of_desk_each),
    # What was answered by mail or in a work sheet is read by who answered, and by the desk.
    models.EmailReply: any_of(in_own_name, of_desk_each),
    models.UpdateForm: any_of(allow_person, by_the_maker, OnlyRoles(READ_ALL_ROLES, allow_all)),
    # What is exchanged with the partner is the desk's; what the partner wrote of an item, as a question is.
    models.Matrix: OnlyRoles(DESK_READERS, own_partners),
    models.ReturnedMatrix: PartOf(models.Matrix, "matrix"),
    models.PartnerComment: of_desk,
    # Minutes are between the desk and the partner; a change is read by who reads the record that it is about.
    models.Minutes: OnlyRoles(DESK_READERS, AtHand(models.Meeting, "meeting", MEETING_OF_PLACE)),
    models.MinutesChange: all_of(
        PartOf(models.Minutes, "minutes"),
        any_of(_about_no_record, EitherRecord(models.Commitment, models.Outcome), of_point),
    ),
    models.Closure: OnlyRoles(HEAD_ROLES | READ_ALL_ROLES, own_partners),
    models.ClosurePackage: all_of(within_clearance, PartOf(models.Closure, "closure")),
    models.AuditRow: allow_history_row,
    models.User: known_people,
    # Who looked at what is for the auditor and the heads over the record.
    models.AccessLogEntry: OnlyRoles(HEAD_ROLES | {Role.AUDITOR}, all_of(within_clearance, own_partners)),
    # What is proposed about an account is for who confirms it, the auditor, the person, and who proposed it.
    models.AccountChange: any_of(
        OnlyRoles(CONCERNED, allow_all), allow_person, OnlyRoles(HEAD_ROLES, by_the_proposer)
    ),
    models.Grant: GRANT,
    models.Handover: HANDOVER,
    models.HandoverItem: all_of(PartOf(models.Handover, "handover"), _about_readable_record),
    # What a text was read for is for whoever may read the text.
    **dict.fromkeys((models.TextReading, models.Passage), of_statement),
    models.TokenTerms: _allow_own_token,
    models.CalendarSubscription: allow_person,
    **dict.fromkeys((models.ListColumns, models.SavedView), allow_owner),
    models.BulkAction: by_the_person,
    models.BulkActionItem: all_of(_allow_own_act, of_commitment),
    models.Import: all_of(
        by_the_person, any_of(_about_no_meeting, PartOf(models.Meeting, "meeting", EachRow))
    ),
    models.ImportRow: PartOf(models.Import, "spreadsheet"),
    # What leaves for another system is known to who set it up, the auditor, and the heads of the desk.
    models.WebhookSubscription: any_of(
        OnlyRoles(frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), allow_all),
        OnlyRoles(HEAD_ROLES, _of_headed_desk),
    ),
    models.WebhookDelivery: PartOf(models.WebhookSubscription, "subscription"),
    **dict.fromkeys(OPEN_TO_ALL, allow_all),
}
RULES.update(OF_KINDS)
# The same without what a grant opens: whose business a record is, and not who was let look at it.
AT_HAND: dict[type[Model], ReadRule] = {
    models.Meeting: MEETING_AT_HAND,
    models.Commitment: COMMITMENT_AT_HAND,
    models.Outcome: all_of(
        within_clearance,
        any_of(
            AtMeeting(all_of(meeting_stands, any_of(own_partners, briefed_meeting))),
            all_of(allow_commitment, AtMeeting(meeting_stands)),
        ),
    ),
    models.Approval: all_of(
        _allow_part,
        any_of(
            AtHand(models.Commitment, "commitment", COMMITMENT_AT_HAND, EachRow),
            AtHand(models.Meeting, "meeting", MEETING_AT_HAND, EachRow),
        ),
    ),
}


def at_hand(queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow like `readable_by`, but without what a grant opens: to what the person deals with."""
    if isinstance(user, models.User) and user.is_active and is_granted(user):
        return exclude_leaving(mark_narrowed(queryset.filter(AT_HAND[queryset.model](user))))
    return readable_by(queryset, user)


def is_open_to_all(model: type[Model], user: models.User | None = None) -> bool:
    """Return whether every active account, or this one, may read all rows of a model, without a query."""
    knows = model is models.User and user is not None and user.is_active and user.role in KNOW_EVERYBODY
    return knows or model in OPEN_TO_ALL

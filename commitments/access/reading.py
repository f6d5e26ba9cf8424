"""Who reads what: one rule for each model."""

from collections.abc import Iterable

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from commitments import models as m
from commitments.access.door import RULES, Person, Rule, about, each, in_state, opened, part_of, reads_any
from commitments.access.looking import EachRow
from commitments.access.places import (
    ANYBODY,
    DESK_ROLES,
    KNOW_EVERYBODY,
    MINISTRY_ROLES,
    NOBODY,
    OPEN_TO_ALL,
    PAGES,
    READ_ALL_ROLES,
    briefed,
    cleared,
    countries,
    either,
    every,
    ministry_part,
    packets,
    people,
)
from commitments.vocabulary import HIDDEN_STATES, CommitmentState, MailState, MeetingState, Role

# What the heads of a desk and the administrator are shown of others' mails: what did not arrive.
ASTRAY = (MailState.IN_DOUBT, MailState.HELD, MailState.REFUSED, MailState.FAILED, MailState.BOUNCED)
HEAD_ROLES = frozenset({Role.HEAD_OF_DESK, Role.DIVISION_HEAD})


def _unhidden(user: m.User) -> Q:
    """What was entered in error, or discarded, is kept for those who read the record."""
    return ANYBODY if user.role in READ_ALL_ROLES else in_state(~Q(state__in=HIDDEN_STATES))


def _meeting(user: m.User) -> Q:
    place = either(countries(user, "country"), briefed(user, "pk"))
    return every(cleared(user), _unhidden(user), place)


def _of_meeting(user: m.User) -> Q:
    return part_of(m.Meeting, "meeting", user)


def _statement(user: m.User) -> Q:
    return every(cleared(user), _of_meeting(user))


def _commitment(user: m.User) -> Q:
    return _item(user, either(ministry_part(user, "pk"), briefed(user, "outcome__meeting")))


def _item(user: m.User, is_theirs: Q) -> Q:
    """Ask of an item what is to be asked where a part in it, or a packet, opens it besides the place."""
    asked = in_state(~Q(state=CommitmentState.DRAFT))
    place = either(countries(user, "country"), every(is_theirs, asked))
    return every(cleared(user), _unhidden(user), place)


def _outcome(user: m.User) -> Q:
    if user.role in READ_ALL_ROLES:
        return cleared(user)
    stands = in_state(~Q(state=MeetingState.IN_ERROR))
    if user.role in MINISTRY_ROLES:
        # No join: a clause with two commitments must not be listed twice.
        part = reads_any(m.Commitment.objects.filter(outcome=OuterRef("pk")), user)
        return every(cleared(user), part, _at_meeting(stands))
    place = either(countries(user, "country"), briefed(user, "pk"))
    return every(cleared(user), _at_meeting(every(stands, place)))


def _at_meeting(condition: Q, asked: type[Exists] = Exists) -> Q:
    """Ask it of the meeting of each row: through a join, SQLite goes through all meetings of a country."""
    if condition is NOBODY or condition is ANYBODY:
        return condition
    return Q(asked(m.Meeting.objects.filter(condition, pk=OuterRef("meeting"))))


def _clause(user: m.User) -> Q:
    """The wording of a text is for who may read both the text and the outcome."""
    texts = part_of(m.Statement, "statement", user)
    return every(cleared(user), texts, part_of(m.Outcome, "outcome", user))


def _agenda_item(user: m.User) -> Q:
    return every(_of_meeting(user), about(m.Commitment, m.Outcome, user))


def _approval(user: m.User) -> Q:
    """A request is read by who reads its record; a replacement named in it is shown through its own door.

    What is asked about the marking of a part is marked as the part: a brief may stand above its meeting.
    """
    of_part = either(Q(part=""), Q(terms__from__lte=user.reads_up_to))
    return every(of_part, about(m.Commitment, m.Meeting, user))


def _of_commitment(user: m.User) -> Q:
    return part_of(m.Commitment, "commitment", user)


def _report(user: m.User) -> Q:
    return every(cleared(user), _of_commitment(user))


def _of_packet(user: m.User) -> Q:
    return part_of(m.Packet, "packet", user)


def _reminder(user: m.User) -> Q:
    if user.role not in MINISTRY_ROLES or opened():
        return either(Q(recipient=user), each(m.Commitment, "commitment", user))
    # Most are of other ministries: one look at the own part tells that before the item itself is asked.
    item = m.Commitment.objects.filter(_item(user, ANYBODY), pk=OuterRef("commitment"))
    return either(Q(recipient=user), every(ministry_part(user, "commitment", EachRow), Q(EachRow(item))))


def _mail(user: m.User) -> Q:
    """Mails to the person; to an auditor all but those that speak of something above the clearance.

    Those that did not arrive are also for whom they alert: the heads over an item of theirs, and the
    administrator, who is shown no subject.
    """
    if user.role == Role.AUDITOR:
        above = m.Reminder.objects.filter(
            mail=OuterRef("pk"), commitment__classification__gt=user.reads_up_to
        )
        return ~Q(Exists(above))
    if user.role == Role.ADMINISTRATOR:
        return Q(recipient=user) | Q(state__in=ASTRAY)
    if user.role in HEAD_ROLES:
        told = m.Commitment.objects.filter(reminders__mail=OuterRef("pk"))
        return either(Q(recipient=user), every(reads_any(told, user, EachRow), Q(state__in=ASTRAY)))
    return Q(recipient=user)


def _audit_row(user: m.User) -> Q:
    """A row is seen by who sees the page it stands on and, for a classified part, the part itself."""
    plain = ~Q(subject_type__in=_labels(part for parts in PAGES.values() for part in parts))
    # A report that was taken back was marked no higher than its page, and its rows tell that it was made.
    stands = EachRow(m.ProgressUpdate.objects.filter(pk=OuterRef("subject_id")))
    plain |= Q(~stands, subject_type=m.ProgressUpdate._meta.label)
    kind = opened()
    pages = [page for page, parts in PAGES.items() if kind is None or kind is page or kind in parts]
    told = [_on_page(page, plain, user) for page in pages]
    if kind in PAGES:
        return either(*told)
    of_accounts = () if user.role in {Role.ADMINISTRATOR, Role.AUDITOR} else (m.User,)
    return either(~Q(page_type__in=_labels((*PAGES, *of_accounts))) & plain, *told)


def _on_page(page: type[Model], plain: Q, user: m.User) -> Q:
    """Ask for the page that a row stands on, and for the part that it tells of."""
    told = [every(Q(subject_type=part._meta.label), each(part, "subject_id", user)) for part in PAGES[page]]
    return every(Q(page_type=page._meta.label), each(page, "page_id", user), either(plain, *told))


def _labels(models: Iterable[type[Model]]) -> list[str]:
    return [model._meta.label for model in models]


def _of_desk(user: m.User) -> Q:
    """What concerns the desk's own dealing with an item: its ministries do not read it."""
    return _of_commitment(user) if user.role in DESK_ROLES | READ_ALL_ROLES else NOBODY


def _mail_link(user: m.User) -> Q:
    """A link is known to whom it was sent, and to the desk."""
    of_desk = user.role in DESK_ROLES | READ_ALL_ROLES
    return either(Q(recipient=user), each(m.Commitment, "commitment", user) if of_desk else NOBODY)


def _mail_answer(user: m.User) -> Q:
    """What was answered by mail is read by who answered, and by the desk."""
    return each(m.MailLink, "link", user)


def _opening(user: m.User) -> Q:
    """Who looked at what is for the auditor and the heads over the record, within their clearance."""
    if user.role == Role.AUDITOR or user.role in HEAD_ROLES:
        return every(cleared(user), countries(user, "country"))
    return NOBODY


def _account_change(user: m.User) -> Q:
    """What is proposed about an account is for who confirms it, the auditor and the person."""
    concerned = {Role.ADMINISTRATOR, Role.DIVISION_HEAD, Role.AUDITOR}
    return ANYBODY if user.role in concerned else Q(person=user.pk)


def _grant(user: m.User) -> Q:
    """A grant is known to the person, to the auditor, and to the heads who read what it opens."""
    if user.role == Role.AUDITOR:
        return ANYBODY
    if user.role not in HEAD_ROLES:
        return Q(person=user.pk)
    records = (each(one, str(one._meta.model_name), user) for one in (m.Meeting, m.Commitment))
    return either(Q(person=user.pk), countries(user, "country"), *records)


def _token_terms(user: m.User) -> Q:
    return Q(token__user=user.pk)


def _own(user: m.User) -> Q:
    return Q(owner=user.pk)


def _done_by(user: m.User) -> Q:
    return Q(by=user.pk)


def _done_together(user: m.User) -> Q:
    return every(Q(batch__by=user.pk), _of_commitment(user))


def _anybody(user: m.User) -> Q:
    return ANYBODY


OF_KINDS: dict[type[Model], Rule] = {
    m.Meeting: _meeting,
    m.DelegationMember: _of_meeting,
    m.Statement: _statement,
    m.Outcome: _outcome,
    m.Clause: _clause,
    m.AgendaItem: _agenda_item,
    m.Approval: _approval,
    m.Commitment: _commitment,
    m.Responsibility: _of_commitment,
    m.Deadline: _of_commitment,
    m.ProgressUpdate: _report,
    m.Evidence: _report,
    m.Packet: packets,
    m.PacketMeeting: _of_packet,
    m.PacketCopy: _of_packet,
    m.SignOff: _of_packet,
    m.Brief: _statement,
    m.TopicSheet: _statement,
    m.Proposal: _statement,
    m.Reminder: _reminder,
    m.Mail: _mail,
    m.Chase: _of_desk,
    m.MailLink: _mail_link,
    m.MailAnswer: _mail_answer,
    m.AuditRow: _audit_row,
    m.User: people,
    m.Opening: _opening,
    m.AccountChange: _account_change,
    m.Grant: _grant,
    m.Release: _of_commitment,
    m.TokenTerms: _token_terms,
    m.ListColumns: _own,
    m.SavedView: _own,
    m.Batch: _done_by,
    m.BatchItem: _done_together,
    **dict.fromkeys(OPEN_TO_ALL, _anybody),
}
RULES.update(OF_KINDS)


def is_open_to_all(model: type[Model], user: m.User | None = None) -> bool:
    """Say whether every active account, or this one, may read all rows of a model, so that no query asks."""
    knows = model is m.User and user is not None and user.is_active and user.role in KNOW_EVERYBODY
    return knows or model in OPEN_TO_ALL


def countries_of(user: Person) -> QuerySet[m.Country]:
    """List the partners of the person's desk, division or post: those the person records for."""
    if not isinstance(user, m.User) or user.role not in DESK_ROLES:
        return m.Country.objects.none()
    return m.Country.objects.filter(countries(user, ""))

"""Who reads what: one rule for each model, and the door that applies it."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from commitments import models as m
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
    ministry_part,
    packets,
    people,
)
from commitments.vocabulary import HIDDEN_STATES, CommitmentState, MailState, MeetingState, Role

Person = m.User | AnonymousUser
M = TypeVar("M", bound=Model)

# What the heads of a desk and the administrator are shown of others' mails: what did not arrive.
ASTRAY = (MailState.IN_DOUBT, MailState.HELD, MailState.REFUSED, MailState.FAILED, MailState.BOUNCED)
HEAD_ROLES = frozenset({Role.HEAD_OF_DESK, Role.DIVISION_HEAD})

# Set while `reach` builds a condition: the state of a record is then left out of the question.
_whatever_state: ContextVar[bool] = ContextVar("whatever_state", default=False)
# The kind and key of the record whose parts are asked for: it is open to the person, and not asked again.
_opened: ContextVar[tuple[type[Model], Any] | None] = ContextVar("opened", default=None)


def _unhidden(user: m.User) -> Q:
    """What was entered in error, or discarded, is kept for those who read the record."""
    return ANYBODY if user.role in READ_ALL_ROLES else _in_state(~Q(state__in=HIDDEN_STATES))


def _in_state(condition: Q) -> Q:
    """Ask for the state a record is in, but where `reach` leaves that out."""
    return ANYBODY if _whatever_state.get() else condition


def _meeting(user: m.User) -> Q:
    return cleared(user) & _unhidden(user) & (countries(user, "country") | briefed(user, "pk"))


def _of_meeting(user: m.User) -> Q:
    return _part_of(m.Meeting, "meeting", user)


def _statement(user: m.User) -> Q:
    return cleared(user) & _of_meeting(user)


def _commitment(user: m.User) -> Q:
    theirs_to_see = ministry_part(user, "pk") | briefed(user, "outcome__meeting")
    asked = _in_state(~Q(state=CommitmentState.DRAFT))
    return cleared(user) & _unhidden(user) & (countries(user, "country") | (theirs_to_see & asked))


def _outcome(user: m.User) -> Q:
    if user.role in READ_ALL_ROLES:
        return cleared(user)
    stands = _in_state(~Q(state=MeetingState.IN_ERROR))
    if user.role in MINISTRY_ROLES:
        # No join: a clause with two commitments must not be listed twice.
        part = Exists(visible_to(m.Commitment.objects.filter(outcome=OuterRef("pk")), user))
        return cleared(user) & Q(part) & _at_meeting(stands)
    return cleared(user) & _at_meeting(stands & (countries(user, "country") | briefed(user, "pk")))


def _at_meeting(condition: Q, asked: type[Exists] = Exists) -> Q:
    """Ask it of the meeting of each row: through a join, SQLite goes through all meetings of a country."""
    return Q(asked(m.Meeting.objects.filter(condition, pk=OuterRef("meeting"))))


def _clause(user: m.User) -> Q:
    """The wording of a text is for who may read both the text and the outcome."""
    return cleared(user) & _part_of(m.Statement, "statement", user) & _part_of(m.Outcome, "outcome", user)


def _agenda_item(user: m.User) -> Q:
    return _part_of(m.Meeting, "meeting", user) & _about(m.Commitment, m.Outcome, user)


def _approval(user: m.User) -> Q:
    """A request is read by who reads its record; a replacement named in it is shown through its own door."""
    return _about(m.Commitment, m.Meeting, user)


def _of_commitment(user: m.User) -> Q:
    return _part_of(m.Commitment, "commitment", user)


def _part_of(model: type[Model], path: str, user: m.User, asked: type[Exists] = Exists) -> Q:
    """Ask for each row whether its record is read: a list of all that is read would be made first of all.

    Of one item's parts that is one look by key, where the list is every item of twenty years.
    """
    if (opened := _opened.get()) is not None and opened[0] is model:
        return Q(**{path: opened[1]})
    return Q(asked(visible_to(model._default_manager.filter(pk=OuterRef(path)), user)))


def _each(model: type[Model], path: str, user: m.User) -> Q:
    """Ask the same where it stands beside an OR."""
    return _part_of(model, path, user, EachRow)


def _about(first: type[Model], second: type[Model], user: m.User) -> Q:
    """Ask of whichever of two records a row is about; where one is opened, of that alone."""
    one, other = (_each(model, str(model._meta.model_name), user) for model in (first, second))
    opened = (_opened.get() or (None, None))[0]
    return one if opened is first else other if opened is second else one | other


def _report(user: m.User) -> Q:
    return cleared(user) & _of_commitment(user)


def _of_packet(user: m.User) -> Q:
    return _part_of(m.Packet, "packet", user)


def _reminder(user: m.User) -> Q:
    return Q(recipient=user) | _each(m.Commitment, "commitment", user)


def _mail(user: m.User) -> Q:
    """Mails to the person; to an auditor all but those that speak of something above the clearance.

    Those that did not arrive are also for whom they alert: the heads over an item of theirs, and the
    administrator, who is shown no subject.
    """
    if user.role == Role.AUDITOR:
        above = m.Reminder.objects.filter(mail=OuterRef("pk"), commitment__classification__gt=user.clearance)
        return ~Q(Exists(above))
    if user.role == Role.ADMINISTRATOR:
        return Q(recipient=user) | Q(state__in=ASTRAY)
    if user.role in HEAD_ROLES:
        told = m.Commitment.objects.filter(reminders__mail=OuterRef("pk"))
        return Q(recipient=user) | Q(EachRow(visible_to(told, user)), state__in=ASTRAY)
    return Q(recipient=user)


def _audit_row(user: m.User) -> Q:
    """A row is seen by who sees the page it stands on and, for a classified part, the part itself."""
    opened = _opened.get()
    plain = ~Q(subject_type__in=_labels(part for parts in PAGES.values() for part in parts))
    # A report that was taken back was marked no higher than its page, and its rows tell that it was made.
    stands = EachRow(m.ProgressUpdate.objects.filter(pk=OuterRef("subject_id")))
    plain |= Q(~stands, subject_type=m.ProgressUpdate._meta.label)
    of_accounts = () if user.role in {Role.ADMINISTRATOR, Role.AUDITOR} else (m.User,)
    seen = ~Q(page_type__in=_labels((*PAGES, *of_accounts))) & plain
    for page, parts in PAGES.items():
        if opened is None or opened[0] is page or opened[0] in parts:
            told = plain
            for part in parts:
                told |= Q(subject_type=part._meta.label) & _each(part, "subject_id", user)
            seen |= Q(page_type=page._meta.label) & _each(page, "page_id", user) & told
    return seen


def _labels(models: Iterable[type[Model]]) -> list[str]:
    return [model._meta.label for model in models]


def _of_desk(user: m.User) -> Q:
    """What concerns the desk's own dealing with an item: its ministries do not read it."""
    return _of_commitment(user) if user.role in DESK_ROLES | READ_ALL_ROLES else NOBODY


def _mail_link(user: m.User) -> Q:
    """A link is known to whom it was sent, and to the desk."""
    of_desk = user.role in DESK_ROLES | READ_ALL_ROLES
    return Q(recipient=user) | (_each(m.Commitment, "commitment", user) if of_desk else NOBODY)


def _mail_answer(user: m.User) -> Q:
    """What was answered by mail is read by who answered, and by the desk."""
    return Q(EachRow(visible_to(m.MailLink.objects.filter(pk=OuterRef("link")), user)))


def _own(user: m.User) -> Q:
    return Q(owner=user.pk)


def _done_by(user: m.User) -> Q:
    return Q(by=user.pk)


def _done_together(user: m.User) -> Q:
    return Q(batch__by=user.pk) & _of_commitment(user)


def _anybody(user: m.User) -> Q:
    return ANYBODY


RULES: dict[type[Model], Callable[[m.User], Q]] = {
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
    m.ListColumns: _own,
    m.SavedView: _own,
    m.Batch: _done_by,
    m.BatchItem: _done_together,
    **dict.fromkeys(OPEN_TO_ALL, _anybody),
}


def is_open_to_all(model: type[Model], user: m.User | None = None) -> bool:
    """Say whether every active account, or this one, may read all rows of a model, so that no query asks."""
    knows = model is m.User and user is not None and user.is_active and user.role in KNOW_EVERYBODY
    return knows or RULES.get(model) is _anybody


def visible_to(queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow a queryset to what the person may read; a model without a rule raises KeyError."""
    if not isinstance(user, m.User) or not user.is_active:
        return queryset.none()
    return queryset.filter(RULES[queryset.model](user))


def reach(queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow a queryset to what clearance and need to know allow, whatever state each record is in now.

    For the past alone: what was taken off the lists since stood on them then, and the door of that day asks
    for the state of that day.
    """
    token = _whatever_state.set(True)
    try:
        return visible_to(queryset, user)
    finally:
        _whatever_state.reset(token)


def parts_of(record: Model, queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow parts of a record, or rows of its history, as `parts_of_each` does."""
    return parts_of_each(type(record), record.pk, queryset, user)


def parts_of_each(model: type[Model], key: Any, queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow parts of records to those that the person may read; `key` is a record's, or leads to it.

    The caller reads the records through the door, so that is not asked again: only what the part itself is
    marked with. It gives less than `visible_to`, never more: no part of another record of that kind.
    """
    token = _opened.set((model, key))
    try:
        return visible_to(queryset, user)
    finally:
        _opened.reset(token)


def sees(user: Person, obj: Model) -> bool:
    """Say whether the person may read this record."""
    return visible_to(type(obj)._default_manager.filter(pk=obj.pk), user).exists()


def countries_of(user: Person) -> QuerySet[m.Country]:
    """List the partners of the person's desk, division or post: those the person records for."""
    if not isinstance(user, m.User) or user.role not in DESK_ROLES:
        return m.Country.objects.none()
    return m.Country.objects.filter(countries(user, ""))

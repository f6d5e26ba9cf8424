"""The access policy: narrow records to those that a person may read, by the rule of each kind of record.

Also the conditions from which the rules are built, each with its description.
"""

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import translation

from commitments import models
from commitments.access.cached_queries import load_prepared
from commitments.access.grants import (
    EachRow,
    exclude_leaving,
    granted_items,
    granted_meetings,
    granted_points,
    is_granted,
    standing_of,
)
from commitments.access.scopes import (
    ANYBODY,
    DESK_ROLES,
    MINISTRY_ROLES,
    NOBODY,
    Asks,
    ReadCondition,
    ReadRule,
    build_clearance_condition,
    build_country_condition,
    build_packet_condition,
    described_as,
    match_any,
    ministry_part,
)
from commitments.db import page_cache
from commitments.enums import HIDDEN_STATES, READ_ALL_ROLES, CommitmentState, MeetingState, Role
from commitments.models.base import mark_narrowed

Person = models.User | AnonymousUser
M = TypeVar("M", bound=Model)

# One rule for each kind of record, added by `rules`.
RULES: dict[type[Model], ReadRule] = {}

# Set while `narrow_to_clearance` builds a condition: the state of a record is then left out of the question.
_whatever_state: ContextVar[bool] = ContextVar("whatever_state", default=False)
# The kind and key of the record whose parts are asked for: it is open to the person, and not asked again.
_opened: ContextVar[tuple[type[Model], Any] | None] = ContextVar("opened", default=None)
_kept: ContextVar[dict[Hashable, Q] | None] = ContextVar("kept conditions", default=None)


def readable_by(queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow a queryset to what the person may read; a model without a rule raises KeyError.

    Where the results leave the government, what may not leave is excluded too.
    """
    if not isinstance(user, models.User) or not user.is_active:
        return queryset.none()
    return exclude_leaving(mark_narrowed(queryset.filter(_condition_of(queryset.model, user))))


def _condition_of(model: type[Model], user: models.User) -> Q:
    """Build the condition of a kind of record for a person, once for each page or snapshot."""
    key = ("rule", model, *standing_of(user), _whatever_state.get(), _opened.get())
    kept = _kept.get()
    if kept is None:
        return page_cache.of_page(key, lambda: RULES[model](user))
    if key not in kept:
        kept[key] = RULES[model](user)
    return kept[key]


@contextmanager
def keep_conditions() -> Iterator[None]:
    """Build each condition below once: for a snapshot, in which nothing that a rule reads can change."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def narrow_to_clearance(queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow a queryset to what clearance and need to know allow, whatever state each record is in now.

    Only for past moments: a record that has since been voided was visible then, so the state of that day is
    checked instead.
    """
    token = _whatever_state.set(True)
    try:
        return readable_by(queryset, user)
    finally:
        _whatever_state.reset(token)


def parts_of(record: Model, queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow parts of a record, or rows of its history, as `parts_of_each` does."""
    return parts_of_each(type(record), record.pk, queryset, user)


def parts_of_each(model: type[Model], key: Any, queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow parts of records to those that the person may read; `key` is the key of a record, or leads to
    it.

    The caller reads the records through the access policy, so only the classification of the part itself is
    checked. The result is never more than `readable_by` returns: no part of another record of that kind.
    """
    token = _opened.set((model, key))
    try:
        return readable_by(queryset, user)
    finally:
        _opened.reset(token)


def can_read(user: Person, obj: Model) -> bool:
    """Return whether the person may read this record; on a page it is asked once."""
    if not isinstance(user, models.User):
        return False
    return page_cache.of_page(_key_of(user, obj), lambda: _finds(user, type(obj), obj.pk))


def _finds(user: models.User, model: type[Model], key: Any) -> bool:
    """Return whether the person finds a record by its key."""
    if not page_cache.is_reading() or _whatever_state.get() or _opened.get() or not isinstance(key, int):
        return readable_by(model._base_manager.filter(pk=key), user).exists()
    return bool(load_prepared(_list_found, user, model, key))


def _list_found(user: models.User, model: type[M], key: int) -> QuerySet[M, Any]:
    return readable_by(model._base_manager.filter(pk=key), user).order_by().values_list("pk")


def note_read(user: Person, obj: Model) -> None:
    """Remember for this page that a record was read through the policy."""
    page_cache.of_page(_key_of(user, obj), lambda: True)


def _key_of(user: Person, obj: Model) -> tuple[Any, ...]:
    """Return what the answer depends on: the record, the account, and from where it is asked."""
    standing = standing_of(user) if isinstance(user, models.User) else ()
    return "read", type(obj), obj.pk, *standing, _whatever_state.get()


def sees_all(user: Person, rows: Sequence[Model]) -> bool:
    """Return whether the person may read each of these records of one kind."""
    keys = {row.pk for row in rows}
    found = readable_by(type(rows[0])._base_manager.filter(pk__in=keys), user)
    return set(found.order_by().values_list("pk", flat=True)) == keys


def find_open_model() -> type[Model] | None:
    """Return the kind of the record whose parts are being read, if any."""
    return (_opened.get() or (None, None))[0]


def in_state(condition: Q) -> Q:
    """Build the condition on the state of a record; always true in `narrow_to_clearance`."""
    return ANYBODY if _whatever_state.get() else condition


def lets_in(rule: ReadRule, rows: QuerySet[Any, Any], user: models.User, asked: type[Exists] = Exists) -> Q:
    """Build the condition, for each row of a query, that a rule allows the person one of the named rows."""
    condition = rule(user)
    return condition if condition is NOBODY else Q(asked(rows.filter(condition)))


def reads_any(rows: QuerySet[Any, Any], user: models.User, asked: type[Exists] = Exists) -> Q:
    """Build the same condition by the rule of the kind of record."""
    return lets_in(RULES[rows.model], rows, user, asked)


def part_of(model: type[Model], path: str, user: models.User, asked: type[Exists] = Exists) -> Q:
    """Build the condition that the person may read the record of each row, evaluated row by row.

    A list of all readable records would be built first otherwise. For the parts of one item this is one
    look-up by key instead of a list of every item of twenty years.
    """
    if (known := _opened.get()) is not None and known[0] is model:
        return Q(**{path: known[1]})
    return reads_any(model._base_manager.filter(pk=OuterRef(path)), user, asked)


def build_condition(model: type[Model], path: str, user: models.User) -> Q:
    """Build the same condition for use beside an OR."""
    return part_of(model, path, user, EachRow)


@dataclass(frozen=True)
class PartOf:
    """Allows a row to those whom the rule of its record allows: the record that it is part of, or is
    about.
    """

    model: type[Model]
    path: str
    asked: type[Exists] = Exists

    def __call__(self, user: models.User) -> Q:
        return part_of(self.model, self.path, user, self.asked)

    def describe(self, role: Role) -> str | None:
        """Return the name of the kind of record, whose own rule has its own row in the table."""
        return None if RULES[self.model].describe(role) is None else f"reads its {name_model(self.model)}"

    def terms(self) -> Iterator[ReadCondition]:
        return iter(())


@dataclass(frozen=True)
class AtHand:
    """Allows a row by a narrower rule for the record that it is part of, which no grant widens."""

    model: type[Model]
    path: str
    rule: ReadRule
    asked: type[Exists] = Exists

    def __call__(self, user: models.User) -> Q:
        if not is_granted(user):
            return part_of(self.model, self.path, user, self.asked)
        return lets_in(self.rule, self.model._base_manager.filter(pk=OuterRef(self.path)), user, self.asked)

    def describe(self, role: Role) -> str | None:
        known = self.rule.describe(role) is not None
        return f"reads its {name_model(self.model)}, by no grant" if known else None

    def terms(self) -> Iterator[ReadCondition]:
        return self.rule.terms()


@dataclass(frozen=True)
class EitherRecord:
    """Checks whichever of two records a row is about; where one of them is granted, only that one."""

    first: type[Model]
    second: type[Model]

    def __call__(self, user: models.User) -> Q:
        both = (self.first, self.second)
        kinds = [one for one in both if one is find_open_model()] or both
        return match_any(*(build_condition(one, str(one._meta.model_name), user) for one in kinds))

    def describe(self, role: Role) -> str | None:
        both = (PartOf(one, str(one._meta.model_name)).describe(role) for one in (self.first, self.second))
        return " or ".join(filter(None, both)) or None

    def terms(self) -> Iterator[ReadCondition]:
        return iter(())


def name_model(model: type[Model]) -> str:
    """Return the English name of a kind of record."""
    with translation.override("en"):
        return str(model._meta.verbose_name)


# Whoever does not read everything may be opened something by name.
GRANTED_ROLES = frozenset(Role) - READ_ALL_ROLES
LIMITED = dict.fromkeys(READ_ALL_ROLES, "")

within_clearance = described_as("within clearance", "the marking is at most the clearance of the account")(
    build_clearance_condition
)


@described_as(
    LIMITED | dict.fromkeys(GRANTED_ROLES, "on the lists"),
    "neither discarded nor entered in error; records officers and auditors read that too",
)
def on_the_lists(user: models.User) -> Q:
    return ANYBODY if user.role in READ_ALL_ROLES else in_state(~Q(state__in=HIDDEN_STATES))


@described_as(
    LIMITED | dict.fromkeys(GRANTED_ROLES, "its meeting is valid"),
    "the meeting was not entered in error; records officers and auditors read that too",
)
def meeting_stands(user: models.User) -> Q:
    return ANYBODY if user.role in READ_ALL_ROLES else in_state(~Q(state=MeetingState.IN_ERROR))


@described_as("no draft", "the commitment has been proposed to its owners")
def no_draft(user: models.User) -> Q:
    return in_state(~Q(state=CommitmentState.DRAFT))


# Of records with a partner of their own: meetings, commitments, packets, the log of openings.
own_partners = ReadCondition(
    LIMITED | dict.fromkeys(DESK_ROLES | {Role.ADMINISTRATOR}, "own partners"),
    "a partner of the desk of the account, of a desk of its division, or the host country; while a user of a "
    "desk, division or embassy is out of office, the deputy of such a role has that scope too; records "
    "officers and auditors read of every partner, an administrator of the desk of the account, if any",
    partial(build_country_condition, path="country"),
)


def _beside_grants(user: models.User) -> type[Exists]:
    """Return the kind of EXISTS for a condition that is combined with a grant."""
    return EachRow if is_granted(user) else Exists


def _briefed(path: str) -> ReadCondition:
    asks: Asks = lambda user: build_packet_condition(user, path, _beside_grants(user))  # noqa: E731
    means = "it is of a meeting in a packet that was made for this reader"
    return described_as("briefed", means, {Role.READER})(asks)


briefed_meeting, briefed_item = _briefed("pk"), _briefed("outcome__meeting")


@described_as(
    "own ministry's part",
    "the ministry of the account has a part in it, or had one under a name it bore before; so has the "
    "ministry of a colleague who is out of office and whose deputy the user is",
    MINISTRY_ROLES,
)
def own_part(user: models.User) -> Q:
    return ministry_part(user, "pk", _beside_grants(user))


def _granted(asks: Asks) -> ReadCondition:
    means = (
        "a grant to the person is in force today, by the database's day, that names the record, its meeting "
        "or its partner; a grant opens reading alone"
    )
    given: Asks = lambda user: asks(user) if is_granted(user) else NOBODY  # noqa: E731
    return described_as("granted", means, GRANTED_ROLES)(given)


meeting_granted, item_granted = _granted(granted_meetings), _granted(granted_items)
point_granted = described_as(
    "a commitment of it granted",
    "a grant in force names a commitment of this very point, within clearance, on the lists and no draft",
    GRANTED_ROLES - MINISTRY_ROLES,
)(lambda user: granted_points(user) if is_granted(user) else NOBODY)


@described_as(
    "reads the record it is about",
    "the statement, outcome, progress update, evidence, agenda item or discussed open item is readable",
)
def about_given_record(user: models.User) -> Q:
    keys: list[Any] = [models.OriginatorConsent._meta.get_field(name) for name in models.CONSENT_KEYS]
    return match_any(*(build_condition(key.related_model, key.name, user) for key in keys))


class AtMeeting:
    """Applies a rule to the meeting of each row: with a join, SQLite reads all meetings of a country."""

    def __init__(self, rule: ReadRule) -> None:
        self.describe, self.terms = rule.describe, rule.terms
        self._rule = rule

    @staticmethod
    def exists_for(user: models.User) -> type[Exists]:
        """Return the kind of EXISTS to use; it differs where a grant is part of the condition."""
        return _beside_grants(user)

    def __call__(self, user: models.User) -> Q:
        condition = self._rule(user)
        if condition is NOBODY or condition is ANYBODY:
            return condition
        return Q(self.exists_for(user)(models.Meeting.objects.filter(condition, pk=OuterRef("meeting"))))

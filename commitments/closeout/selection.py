"""Find the rows of a close-out package: those of a selection, what they refer to, and their history."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from commitments.access import grants, policy
from commitments.classification import third_states
from commitments.closeout.registry import EXPORTED, RECORDS, RecordChoice, list_fields
from commitments.enums import ConsentPurpose
from commitments.errors import Refused
from commitments.models import (
    CONSENT_KEYS,
    DAY,
    AuditRow,
    Closure,
    Country,
    Mechanism,
    Meeting,
    OriginatorConsent,
    User,
)

# What SQL takes in one list.
KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """A partner, or of it the meetings of a mechanism or of a period with all that belongs to them.

    A meeting without a date belongs to no period.
    """

    country: Country
    mechanism: Mechanism | None = None
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether it is all of a partner."""
        return self.mechanism is None and self.starts_on is None and self.ends_on is None

    @property
    def name(self) -> str:
        """Return a short name for files, without blanks."""
        parts = [self.country.iso, f"mechanism-{self.mechanism.pk}" if self.mechanism else ""]
        parts += [
            f"from-{self.starts_on}" if self.starts_on else "",
            f"to-{self.ends_on}" if self.ends_on else "",
        ]
        return "-".join(filter(None, parts))

    def __str__(self) -> str:
        said = self.country.name
        if self.mechanism is not None:
            said = f"{said}, {self.mechanism.name}"
        if self.starts_on or self.ends_on:
            said = f"{said}, {self.starts_on or '…'} – {self.ends_on or '…'}"
        return said

    def build_condition(self, model: type[Model], choice: RecordChoice) -> Q:
        """Return the condition for the rows of a model that belong to it."""
        if model is Closure:
            parts = {"mechanism": self.mechanism, "starts_on": self.starts_on, "ends_on": self.ends_on}
            return Q(country=self.country) & (Q() if self.is_whole else Q(**parts))
        found = Q(pk__in=())
        for path in choice.meetings:
            found |= Q(**{f"{path}__in": self.list_meetings()})
        if self.is_whole and choice.partner:
            found |= Q(**{choice.partner: self.country})
        return found

    def list_meetings(self) -> QuerySet[Meeting]:
        """List its meetings."""
        rows = Meeting.objects.filter(country=self.country).order_by()
        if self.mechanism is not None:
            rows = rows.filter(mechanism=self.mechanism)
        if self.starts_on is not None:
            rows = rows.alias(on_day=DAY).filter(on_day__gte=self.starts_on)
        if self.ends_on is not None:
            rows = rows.alias(until_day=DAY).filter(until_day__lte=self.ends_on)
        return rows


@dataclass(slots=True)
class GatheredRows:
    """The keys of all rows of a package: records, references, and rows of the history in their order."""

    keys: dict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    history: list[int] = field(default_factory=list)
    # Records outside of the selection to which a record of it refers.
    beyond: dict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))


def gather_rows(selection: Selection) -> GatheredRows:
    """Return the keys of the rows of a selection; the caller holds a snapshot.

    1. The rows that belong to it. 2. Each row that an included row refers to, and what comes beside it, until
    there are no more. 3. The history of the records, and the users who wrote it.
    """
    found = GatheredRows()
    fresh: dict[type[Model], set[int]] = defaultdict(set)
    for model, choice in RECORDS.items():
        rows = model._base_manager.filter(selection.build_condition(model, choice)).order_by()
        fresh[model] |= set(rows.values_list("pk", flat=True))
    own = {model: set(keys) for model, keys in fresh.items()}
    _follow(found, fresh)
    found.history = sorted(set(_list_history(found)))
    writers = _values(AuditRow, found.history, ["by_id"])
    _follow(found, {User: {key for (key,) in writers if key is not None}})
    for model in RECORDS:
        if more := found.keys[model] - own[model]:
            found.beyond[model] = more
    return found


def _follow(found: GatheredRows, fresh: dict[type[Model], set[int]]) -> None:
    """Add rows, what they refer to, and what comes beside them."""
    while fresh:
        following: dict[type[Model], set[int]] = defaultdict(set)
        for model, keys in fresh.items():
            added = keys - found.keys[model]
            found.keys[model] |= added
            if not added:
                continue
            relations = [one for one in list_fields(model) if one.is_relation]
            for values in _values(model, sorted(added), [one.attname for one in relations]):
                for relation, value in zip(relations, values, strict=True):
                    if value is not None:
                        following[relation.related_model].add(value)  # type: ignore[index]
            for other, choice in EXPORTED.items():
                if choice.beside and other._meta.get_field(choice.beside).related_model is model:
                    for part in split_keys(sorted(added)):
                        rows = other._base_manager.filter(**{f"{choice.beside}__in": part}).order_by()
                        following[other] |= set(rows.values_list("pk", flat=True))
        fresh = {model: keys - found.keys[model] for model, keys in following.items()}
        fresh = {model: keys for model, keys in fresh.items() if keys}


def _values(
    model: type[Model], keys: Sequence[int], names: Sequence[str]
) -> Iterator[tuple[int | None, ...]]:
    """Return some columns of rows by their keys."""
    for part in split_keys(keys if names else ()):
        yield from model._base_manager.filter(pk__in=part).order_by().values_list(*names)


def split_keys(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield keys in parts that SQL takes in one list."""
    for start in range(0, len(keys), KEYS_AT_ONCE):
        yield keys[start : start + KEYS_AT_ONCE]


def _list_history(found: GatheredRows) -> Iterator[int]:
    """Yield the keys of the history of each record, and of the parts that were removed from one."""
    labels = {model._meta.label: model for model in RECORDS}
    others: dict[type[Model], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for model in RECORDS:
        label = model._meta.label
        for part in split_keys(sorted(found.keys[model])):
            rows = AuditRow.objects.filter(subject_type=label, subject_id__in=part).order_by()
            yield from rows.values_list("pk", flat=True)
            on_page = AuditRow.objects.filter(page_type=label, page_id__in=part, subject_type__in=labels)
            for key, kind, subject in on_page.order_by().values_list("pk", "subject_type", "subject_id"):
                if subject not in found.keys[labels[kind]]:
                    others[labels[kind]][subject].append(key)
    for model, rows_of in others.items():
        for part in split_keys(sorted(rows_of)):
            standing = set(model._base_manager.filter(pk__in=part).order_by().values_list("pk", flat=True))
            for subject in set(part) - standing:
                yield from rows_of[subject]


def require_whole(found: GatheredRows, user: User) -> None:
    """Raise `Refused` where the person may not read every record and every row of history of a package.

    Clearance and need to know count: discarded drafts and records entered in error are part of the history.
    """
    kinds: list[tuple[type[Model], Sequence[int]]] = [(one, sorted(found.keys[one])) for one in RECORDS]
    kinds.append((AuditRow, found.history))
    for model, keys in kinds:
        if model not in policy.RULES:
            continue
        for part in split_keys(keys):
            rows = policy.narrow_to_clearance(model._base_manager.filter(pk__in=part), user).order_by()
            if len(set(rows.values_list("pk", flat=True))) != len(part):
                raise Refused(
                    _(
                        "The package would contain records that you may not read. Ask a head with access "
                        "to all of them."
                    ),
                    "not_all",
                )


def find_withheld(found: GatheredRows) -> dict[type[Model], set[int]]:
    """Return the records with information from a third state that does not consent to a package."""
    given: dict[type[Model], set[int]] = {}
    for key in CONSENT_KEYS:
        model: Any = OriginatorConsent._meta.get_field(key).related_model
        given[model] = set()
        for part in split_keys(sorted(found.keys[model])):
            given[model] |= grants.list_from_third_states(model, part, ConsentPurpose.EXPORT)
    return given


def require_consents(found: GatheredRows, user: User | None) -> None:
    """Raise `Refused` where a package has information from a third state that does not consent to export."""
    third_states.require_consents(find_withheld(found), ConsentPurpose.EXPORT, user)


def highest_classification(found: GatheredRows) -> int:
    """Return the highest classification among the records of a package."""
    highest = 0
    for model in RECORDS:
        if any(one.name == "classification" for one in model._meta.concrete_fields):
            for values in _values(model, sorted(found.keys[model]), ["classification"]):
                highest = max(highest, values[0] or 0)
    return highest

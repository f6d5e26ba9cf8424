"""The base of all serializers of answers, and what several share: classifications, links, problems, steps.

A `RowSerializer` describes an answer, and builds it from rows of `.values()`: a member is declared once,
as a field. A field reads the column `source`, which is the name of the member unless it is given;
"meeting.title" is the column of a related record. A serializer for one related record reads the columns
behind its source. What no column holds is returned by a method `get_<member>(row)`, or added by `load` to
all rows (`loaded`). Values pass as they are: the renderer writes days and moments as ISO 8601. A text
that may be null is null where its column is empty.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, ClassVar, cast

from django.db.models import Model, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import grants, policy, querysets
from commitments.db.prepared_queries import PreparedQueries
from commitments.enums import COMMITMENT_STRENGTHS, Classification, NextStepResult, Side, StatementKind
from commitments.models import Ministry, User
from commitments.models.translated import parse_lines

CLASSIFICATIONS = [(level.name.lower(), level.label) for level in Classification]
CLASSIFICATION_NAMES = {level.value: level.name.lower() for level in Classification}
STRENGTHS_OF_COMMITMENTS = [(strength.value, strength.label) for strength in COMMITMENT_STRENGTHS]
Shape = s.Serializer[Any]
Row = dict[str, Any]
Rows = QuerySet[Any, Any]
Getter = Callable[[Row], Any]
# Without it, the answers of the API take at least a third longer: the figures are in that module.
QUERIES = PreparedQueries()


class RowList(s.ListSerializer[Any]):
    """A list of rows: what they share is loaded once."""

    child: "RowSerializer"

    def to_representation(self, data: Any) -> list[Row]:
        """Return the answers of the rows."""
        self.child.load(data)
        return [self.child.build(row) for row in data]


class RowSerializer(s.Serializer[Any]):
    class Meta:
        list_serializer_class = RowList

    model: ClassVar[type[Model]]
    # Columns that only methods, pages and the access log need, and those that the database calculates.
    columns: ClassVar[tuple[str, ...]] = ("pk",)
    annotations: ClassVar[Mapping[str, Any]] = {}
    # Members that lead to a record with an access rule of its own: null and listed in `restricted` where the
    # person may not read it.
    guarded: ClassVar[Mapping[str, type[Model]]] = {}
    # Members that `load` adds to the rows.
    loaded: ClassVar[frozenset[str]] = frozenset()
    # The order of the rows as parts of another record; that of the model where it is empty.
    ordering: ClassVar[tuple[Any, ...]] = ()

    @property
    def user(self) -> User:
        """Return the person who reads."""
        return cast(User, self.context["request"].user)

    @cached_property
    def today(self) -> datetime.date:
        """Return the day of that person."""
        return cast(datetime.date, self.context["view"].today)

    @classmethod
    @cache
    def _all_rows(cls) -> Rows:
        """Return the rows of all records; naming two dozen columns costs more than reading them."""
        # Django changes a filtered relation that it is given.
        beside = {name: copy(one) for name, one in cls.annotations.items()}
        rows: Rows = querysets.list_unfiltered(cls.model).annotate(**beside)
        return rows.values(*dict.fromkeys([*cls.columns, *list_columns(cls)]))

    @classmethod
    def list_rows(cls, user: User) -> Rows:
        """Return the rows of the records that the person may read."""
        return cls._guard(policy.readable_by(cls._all_rows(), user), user)

    @classmethod
    def _guard(cls, rows: Rows, user: User) -> Rows:
        """Add for each guarded member whether the person may read what it leads to."""
        for name, model in cls.guarded.items():
            there = querysets.list_readable(model, user).filter(pk=OuterRef(_key_of(cls, name)))
            rows = rows.annotate(**{f"reads_{name}": grants.EachRow(there)})
        return rows

    def load(self, rows: Sequence[Row]) -> None:
        """Add to all rows what they do not hold themselves."""

    def load_parts(self, parts: type["RowSerializer"], row: Row, most: int | None = None) -> list[Row]:
        """Return the parts of a record that was read through the access policy, as far as it opens them."""
        of, user = self.model, self.user

        def select(key: int) -> Rows:
            rows = parts._guard(policy.parts_of_each(of, key, parts._all_rows(), user), user)
            rows = rows.filter(**{str(of._meta.model_name): key})
            return (rows.order_by(*parts.ordering) if parts.ordering else rows)[:most]

        found = load_rows((parts, of), user, select, row["pk"])
        return cast(list[Row], parts(found, many=True, context=self.context).data)

    def to_representation(self, instance: Row) -> Row:
        """Return the answer about one row."""
        self.load([instance])
        return self.build(instance)

    def build(self, row: Row) -> Row:
        """Return the answer about a row for which `load` has loaded the rest."""
        return {name: get(row) for name, get in self._getters}

    @cached_property
    def _getters(self) -> list[tuple[str, Getter]]:
        return [(name, self._getter(name, field)) for name, field in self._declared_fields.items()]

    def _getter(self, name: str, field: Any) -> Getter:
        get: Getter = getattr(self, f"get_{name}", None) or _build_getter(field, field.source or name)
        if name not in self.guarded:
            return get
        is_open = itemgetter(f"reads_{name}")
        return lambda row: get(row) if is_open(row) else None

    def get_restricted(self, row: Row) -> list[str]:
        """Return the guarded members that lead to a record that the person may not read."""
        keys = ((name, _key_of(type(self), name)) for name in self.guarded)
        return [name for name, key in keys if row[key] is not None and not row[f"reads_{name}"]]


def _build_getter(field: Any, source: str) -> Getter:
    """Return what reads a member from a row."""
    column = source.replace(".", "__")
    value = itemgetter(column)
    if isinstance(field, RowSerializer):
        members = [
            (name, _build_getter(one, f"{source}.{one.source or name}"))
            for name, one in field._declared_fields.items()
        ]
        if field.allow_null:
            return lambda row: None if value(row) is None else {name: get(row) for name, get in members}
        return lambda row: {name: get(row) for name, get in members}
    if isinstance(field, ClassificationField):
        return lambda row: CLASSIFICATION_NAMES[value(row)]
    if isinstance(field, TextsByLanguageField):
        return lambda row: parse_lines(value(row))
    if field.allow_null and isinstance(field, s.CharField | s.ChoiceField):
        return lambda row: value(row) or None
    return value


def list_columns(shape: type[RowSerializer], prefix: str = "") -> Iterator[str]:
    """List the columns that the fields of a serializer read; one that is read with its record has no more."""
    if prefix and (shape.guarded or shape.loaded):
        raise TypeError(f"{shape.__name__} reads more than columns: return it by a method of the other one.")
    for name, field in shape._declared_fields.items():
        column = prefix + (field.source or name).replace(".", "__")
        if name in shape.guarded:
            yield prefix + _key_of(shape, name)
        if name in shape.loaded or hasattr(shape, f"get_{name}"):
            continue
        if isinstance(field, RowSerializer):
            yield from [column] if field.allow_null else []
            yield from list_columns(type(field), f"{column}__")
        else:
            yield column


@cache
def _key_of(shape: type[RowSerializer], name: str) -> str:
    """Return the column with the key of the record that a member leads to."""
    field = shape._declared_fields[name]
    path = str(field.source or name).split(".")
    return "__".join(path if isinstance(field, RowSerializer) or len(path) == 1 else path[:-1])


def load_rows(what: Any, user: User, select: Callable[..., Rows], *keys: int | str) -> list[Row]:
    """Load the rows that `select` selects by some keys; its SQL is kept under `what` and the person's access.

    `what` names everything else that decides what is asked.
    """
    return QUERIES.rows((what, *grants.standing_of(user)), select, *keys)


class ClassificationField(s.ChoiceField):
    """The classification of a record: a word for programs, a level in the record."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=CLASSIFICATIONS, **options)

    def to_internal_value(self, data: Any) -> Any:
        """Return the level for the word."""
        return Classification[super().to_internal_value(data).upper()].value


class TextsByLanguageField(s.DictField):
    """A name or title in other languages, by code: one line for each in the record."""

    child = s.CharField()


def date_field(help_text: Any = None) -> s.DateField:
    """Describe a day that may be null."""
    return s.DateField(allow_null=True, help_text=help_text)


def originator_field() -> s.CharField:
    """Describe which third state gave a record."""
    return s.CharField(
        help_text=_("Country or organisation that gave the information; empty if it is from a side.")
    )


def version_field() -> s.IntegerField:
    """Describe the version of a record."""
    return s.IntegerField(help_text=_("Increases with every change."))


def restricted_field() -> s.ListField:
    """Describe the list of members that are hidden."""
    told = _(
        "Names of members that are null because you have no access to the record. Any other null "
        "means that there is no value."
    )
    return s.ListField(child=s.CharField(), help_text=told)


def time_field(help_text: Any) -> s.RegexField:
    """Describe a time of day, which may be null."""
    # OpenAPI's format "time" is a moment with an offset; this is what the clock on the wall shows.
    return s.RegexField(r"^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$", allow_null=True, help_text=help_text)


class CountrySerializer(RowSerializer):
    iso = s.CharField(help_text=_("Two-letter code."))
    name = s.CharField()


class MinistrySerializer(RowSerializer):
    model = Ministry
    id = s.IntegerField()
    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty if there is no short name."))
    country = s.CharField(source="country.iso", help_text=_("Code of the country."))


class OfficialSerializer(RowSerializer):
    id = s.IntegerField()
    post = s.CharField()
    person = s.CharField(help_text=_("Empty if only the post is recorded."))


class NextStepSerializer(RowSerializer):
    """The members of an update about its next step, whose date is no deadline."""

    next_step = s.CharField(help_text=_("Next step; empty if none was stated."))
    next_step_side = s.ChoiceField(
        choices=Side.choices, allow_null=True, help_text=_("Side that takes the next step.")
    )
    next_step_ministry = MinistrySerializer(allow_null=True, help_text=_("Null if not stated."))
    next_step_official = OfficialSerializer(allow_null=True, help_text=_("Null if not stated."))
    next_step_on = date_field(_("Date of the next step. It does not change the deadline."))
    next_step_result = s.ChoiceField(
        choices=NextStepResult.choices, allow_null=True, help_text=_("Null if no result is recorded.")
    )


class MeetingLinkSerializer(RowSerializer):
    reference = s.CharField()
    title = s.CharField()


class CommitmentLinkSerializer(RowSerializer):
    reference = s.CharField()
    title = s.CharField()


class StatementLinkSerializer(RowSerializer):
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = s.CharField()
    dated_on = date_field()


class LeadSerializer(RowSerializer):
    side = s.ChoiceField(choices=Side.choices)
    ministry = MinistrySerializer(allow_null=True, help_text=_("Null if not stated."))


class ProblemErrorSerializer(Shape):
    parameter = s.CharField(
        help_text=_("Parameter with the error; empty if the error concerns the whole request.")
    )
    detail = s.CharField(help_text=_("Description of the error."))


class ProblemSerializer(Shape):
    """What went wrong (RFC 9457)."""

    type = s.CharField(help_text=_("Always about:blank. `code` identifies the problem."))
    title = s.CharField(help_text=_("HTTP reason phrase."))
    status = s.IntegerField(help_text=_("HTTP status code."))
    code = s.CharField(help_text=_("Stable machine-readable code. Each code has only one HTTP status."))
    detail = s.CharField(help_text=_("Explanation of the problem for the user."))
    errors = ProblemErrorSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text=_("One entry for each parameter that is not valid.")
    )


class OpenStep(Shape):
    """One step, and what prevents it now."""

    code = s.CharField(
        allow_null=True,
        help_text=_("Error code that the action would return now; null if the action is available."),
    )
    detail = s.CharField(
        allow_null=True,
        help_text=_("Sentence that states why the action is not available; null if the action is available."),
    )


def steps_shape(
    noun: str, key: s.Field[Any, Any, Any, Any], names: Sequence[tuple[str, Any]], states: Any
) -> type[Shape]:
    """Build the shape of a noun's steps: the record's name, its state where it has one, the steps."""
    name = "" if noun == "commitment" else noun.title().replace("_", "")
    word = s.ChoiceField(choices=names, help_text=_("Last part of the URL of the action."))
    one = type(f"{name}OpenStepSerializer", (OpenStep,), {"step": word, "__doc__": OpenStep.__doc__})
    members: dict[str, Any] = {noun: key}
    if states:
        members["state"] = s.ChoiceField(choices=states)
    members["steps"] = one(many=True, help_text=_("Available actions come first."))
    made: type[Shape] = type(f"{name}StepsSerializer", (Shape,), members)
    return made

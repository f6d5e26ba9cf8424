"""What several shapes share: classifications, days, links between records, problems (RFC 9457), and steps."""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import grants, policy, querysets
from commitments.db.prepared_queries import PreparedTexts
from commitments.enums import COMMITMENT_STRENGTHS, Classification, Side, StatementKind
from commitments.models import Ministry, User

CLASSIFICATIONS = [(level.name.lower(), level.label) for level in Classification]
STRENGTHS_OF_COMMITMENTS = [(strength.value, strength.label) for strength in COMMITMENT_STRENGTHS]
Shape = s.Serializer[Any]


def date_field(help_text: Any = None) -> s.DateField:
    """Describe a day that may be null."""
    return s.DateField(allow_null=True, help_text=help_text)


def restricted_field() -> s.ListField:
    """Describe the list of members that are hidden."""
    told = _(
        "Members that are null because what they lead to is not open to you; any other null says that "
        "there is none."
    )
    return s.ListField(child=s.CharField(), help_text=told)


def time_field(help_text: Any) -> s.RegexField:
    """Describe a time of day, which may be null."""
    # OpenAPI's format "time" is a moment with an offset; this is what the clock on the wall shows.
    return s.RegexField(r"^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$", allow_null=True, help_text=help_text)


class CountrySerializer(Shape):
    iso = s.CharField(help_text=_("Code in two letters."))
    name = s.CharField()


class MinistrySerializer(Shape):
    id = s.IntegerField()
    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty where there is none."))
    country = s.CharField(help_text=_("Code of its country."))


class OfficialSerializer(Shape):
    id = s.IntegerField()
    post = s.CharField()
    person = s.CharField(help_text=_("Empty where only the office is on record."))


class MeetingLinkSerializer(Shape):
    reference = s.CharField()
    title = s.CharField()


class StatementLinkSerializer(Shape):
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = s.CharField()
    dated_on = date_field()


class LeadSerializer(Shape):
    side = s.ChoiceField(choices=Side.choices)
    ministry = MinistrySerializer(allow_null=True, help_text=_("Null where it is not stated."))


class ProblemErrorSerializer(Shape):
    parameter = s.CharField(help_text=_("The parameter at fault; empty where it is the whole request."))
    detail = s.CharField(help_text=_("What is wrong with it, in a sentence."))


class ProblemSerializer(Shape):
    """What went wrong (RFC 9457)."""

    type = s.CharField(help_text=_("Always about:blank; `code` tells problems apart."))
    title = s.CharField(help_text=_("The phrase of the HTTP status."))
    status = s.IntegerField(help_text=_("The HTTP status."))
    code = s.CharField(help_text=_("A stable word for programs; each status has its own."))
    detail = s.CharField(help_text=_("One sentence for a person."))
    errors = ProblemErrorSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text=_("One for each wrong parameter.")
    )


class OpenStep(Shape):
    """One step, and what prevents it now."""

    code = s.CharField(
        allow_null=True,
        help_text=_("Why it cannot be taken now, as taking it would be answered; null where it can."),
    )
    detail = s.CharField(allow_null=True, help_text=_("The same as a sentence."))


def steps_shape(
    noun: str, key: s.Field[Any, Any, Any, Any], names: Sequence[tuple[str, Any]], states: Any
) -> type[Shape]:
    """Build the shape of a noun's steps: the record's name, its state where it has one, the steps."""
    name = "" if noun == "commitment" else noun.title()
    word = s.ChoiceField(choices=names, help_text=_("The last word of its address."))
    one = type(f"{name}OpenStepSerializer", (OpenStep,), {"step": word, "__doc__": OpenStep.__doc__})
    members: dict[str, Any] = {noun: key}
    if states:
        members["state"] = s.ChoiceField(choices=states)
    members["steps"] = one(many=True, help_text=_("Those that are open come first."))
    made: type[Shape] = type(f"{name}StepsSerializer", (Shape,), members)
    return made


Row = dict[str, Any]
Rows = QuerySet[Any, Any]
# The questions that programs were answered by: they ask the same again and again.
TEXTS = PreparedTexts()
CLASSIFICATION_NAMES = {level.value: level.name.lower() for level in Classification}
MINISTRIES: Rows = querysets.open_rows(Ministry).values("pk", "name", "short_name", "country__iso")


def load_cached_rows(what: Hashable, user: User, make: Callable[..., Rows], *given: int | str) -> list[Row]:
    """Load the related rows of some keys; the SQL is cached under `what` and everything that decides
    access.
    """
    return TEXTS.rows((what, *grants.standing_of(user)), make, *given)


def load_ministries(keys: Collection[int], user: User) -> dict[int, Row]:
    """Return the ministries with some keys, shaped for the answer."""
    found = load_cached_rows(
        Ministry,
        user,
        lambda *wanted: policy.readable_by(MINISTRIES.filter(pk__in=wanted), user),
        *sorted(keys),
    )
    return {
        row["pk"]: {
            "id": row["pk"],
            "name": row["name"],
            "short_name": row["short_name"],
            "country": row["country__iso"],
        }
        for row in found
    }

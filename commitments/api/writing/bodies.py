"""What a program sends: read strictly, checked by a shape, refused member by member."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

import orjson
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelError
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions
from rest_framework import serializers as s
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.utils import html

from commitments import line_breaks
from commitments.api.shapes.parts import CLASSIFICATIONS
from commitments.typed import FIRST_DAY, LAST_DAY, lines, one_line
from commitments.vocabulary import Classification

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
# A long text of a meeting is some 100,000 letters; files come by multipart.
MOST_BYTES = 2_000_000
NOT_JSON = _("The body is not JSON: see line %(line)s, column %(column)s.")


class WrongBody(exceptions.ValidationError):
    """Says which members are wrong, each by its path: `deadline.wording`, `parts[0].side`."""

    sentence = _("Some members are not right.")

    def __init__(self, detail: Any) -> None:
        super().__init__(dict(_flat(detail)))


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = _("This is more than can be taken.")
    default_code = "too_large"


class JSONParser(BaseParser):
    """Reads UTF-8 JSON; a member given twice, or a sign no text can hold, is refused where it stands."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Give the values; raises ParseError (400) and TooLarge (413)."""
        sent = stream.read(MOST_BYTES + 1)
        if len(sent) > MOST_BYTES:
            raise TooLarge
        try:
            # Refuses what is no UTF-8, halves of letters and what is nested without end.
            orjson.loads(sent)
            return json.loads(sent, object_pairs_hook=once)
        except json.JSONDecodeError as error:
            raise malformed(NOT_JSON % {"line": error.lineno, "column": error.colno}) from error
        except (RecursionError, ValueError) as error:
            raise malformed(
                _("The body cannot be read: it is nested too deep or a number is too long.")
            ) from error


def malformed(said: Any) -> exceptions.ParseError:
    return exceptions.ParseError(said, "malformed")


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise malformed(_("“%(name)s” is given twice in one object.") % {"name": twice[:80]})
    return found


# What the stock fields take for each other; a form sends everything as text.
KINDS = ((s.BooleanField, bool), (s.IntegerField, int), (s.CharField, str))


class Shape(s.Serializer[Any]):
    """A body, or a part of one, as it may be sent: a member that is not known is refused by its name."""

    def to_internal_value(self, data: Any) -> Any:
        """Check the members; raises ValidationError."""
        known = {name for name, field in self.fields.items() if not field.read_only}
        if isinstance(data, Mapping) and (unknown := sorted(map(str, set(data) - known))):
            raise s.ValidationError({name: [gettext("There is no such member.")] for name in unknown})
        if isinstance(data, Mapping) and (wrong := self._of_another_kind(data)):
            raise s.ValidationError({name: [self.fields[name].error_messages["invalid"]] for name in wrong})
        return super().to_internal_value(data)

    def _of_another_kind(self, data: Mapping[str, Any]) -> list[str]:
        """Find the members whose value only looks like one: 0 for false, a number for a text."""
        is_form = html.is_html_input(data)
        wrong = []
        for name, value in data.items():
            field = self.fields[name]
            kind = next((kind for stock, kind in KINDS if isinstance(field, stock)), None)
            is_said = kind is bool and value in ("true", "false") if is_form else type(value) is kind
            if kind is not None and value is not None and not is_said and (kind is bool or not is_form):
                wrong.append(name)
        return wrong


class Words(s.CharField):
    """A text that is described as it is taken: not empty, unless it may be."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=None if options.get("allow_blank") else 1, **options)
        self.validators.append(line_breaks.check)


class Line(Words):
    """One line of text, as a form keeps it."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(one_line(data) if isinstance(data, str) else data)


class Text(Words):
    """A text of several lines."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(lines(data) if isinstance(data, str) else data)


class Day(s.DateField):
    """A day as YYYY-MM-DD, a likely one."""

    default_error_messages = {"unlikely": _("Take a day from 1900 to 2200.")}

    def to_internal_value(self, value: Any) -> Any:
        """Read the day; a moment is none."""
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("unlikely")
        return day


@extend_schema_field({"type": "string", "pattern": CLOCK})
class Clock(s.TimeField):
    """A time of day by the clock on the wall, which knows no offset."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **options)


class Marking(s.ChoiceField):
    """How high a record is marked; gives the level."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=CLASSIFICATIONS, **options)

    def to_internal_value(self, data: Any) -> Any:
        """Give the level of the word."""
        return Classification[super().to_internal_value(data).upper()].value


class ReasonBody(Shape):
    """Why."""

    reason = Line(max_length=300)


def optional_line(longest: int, help_text: Any = None) -> Line:
    """Make a line that may be left out or empty."""
    return Line(required=False, allow_blank=True, default="", max_length=longest, help_text=help_text)


def optional_day(help_text: Any = None) -> Day:
    """Make a day that may be left out or null."""
    return Day(required=False, allow_null=True, default=None, help_text=help_text)


def read(request: Request, shape: type[Shape], **context: Any) -> dict[str, Any]:
    """Give the body as its shape reads it; raises WrongBody, which names the members at fault."""
    given = shape(data=request.data, context={"request": request, **context})
    if not given.is_valid():
        raise WrongBody(given.errors)
    values: dict[str, Any] = given.validated_data
    return values


def check(obj: Model, members: Mapping[str, str]) -> None:
    """Check a record before it is written as a form does, its constraints too; raises WrongBody.

    `members` names the member of the body that each column came from; what else is wrong is told as a whole.
    """
    skipped = {field.name for field in obj._meta.fields if field.name not in members}
    try:
        obj.full_clean(exclude=skipped)
    except ModelError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        raise WrongBody({members.get(name, ""): sentences for name, sentences in told.items()}) from error


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Give each wrong member by its path, with what is wrong."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            is_whole = name in {NON_FIELD_ERRORS, "non_field_errors", ""}
            member = f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".lstrip(".")
            yield from _flat(inner, path if is_whole else member)
    elif isinstance(detail, list) and any(isinstance(one, dict | list) for one in detail):
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{path}[{number}]")
    else:
        said = detail if isinstance(detail, list) else [detail]
        if said:
            yield path, [str(one) for one in said]

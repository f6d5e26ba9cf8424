"""Request bodies: parsed strictly, checked by a shape, and refused member by member.

Members that name a record are looked up through the access policy, so that hidden and missing records are
refused alike. Files come as multipart, one per name, each checked before it is used.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

import orjson
from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, parsers
from rest_framework import serializers as s
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.utils import html

from commitments import text
from commitments.access import querysets
from commitments.api.problems import ABSENT
from commitments.errors import Refused
from commitments.files import checks
from commitments.models import Commitment, Country, Desk, Mechanism, Meeting, Ministry, Official
from commitments.models.translated import format_lines
from commitments.text import FIRST_DAY, LAST_DAY, normalise_lines, one_line

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
# A long text of a meeting is some 100,000 letters; files come by multipart.
MOST_BYTES = 2_000_000
NOT_JSON = _("The body is not valid JSON. Check line %(line)s, column %(column)s.")


class WrongBody(exceptions.ValidationError):
    """The wrong members of a body, each by its path: `deadline.wording`, `parts[0].side`."""

    sentence = _("Some members are not valid. Correct them, then send the request again.")

    def __init__(self, detail: Any) -> None:
        super().__init__(dict(_flat(detail)))


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = _("The request is too large. Divide it into smaller requests.")
    default_code = "too_large"


class JSONParser(BaseParser):
    """Parses UTF-8 JSON; a repeated member, or a character that no text may contain, is refused with its
    position.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the values; raises ParseError (400) and TooLarge (413)."""
        sent = stream.read(MOST_BYTES + 1)
        if len(sent) > MOST_BYTES:
            raise TooLarge
        try:
            # Refuses what is no UTF-8, halves of letters and what is nested without end.
            orjson.loads(sent)
            return json.loads(sent, object_pairs_hook=reject_duplicates)
        except json.JSONDecodeError as error:
            raise build_parse_error(NOT_JSON % {"line": error.lineno, "column": error.colno}) from error
        except (RecursionError, ValueError) as error:
            raise build_parse_error(
                _(
                    "The body cannot be read: it has too many nested levels, or a number is too long. "
                    "Correct the body, then send the request again."
                )
            ) from error


def build_parse_error(said: Any) -> exceptions.ParseError:
    return exceptions.ParseError(said, "malformed")


def reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise build_parse_error(
            _("“%(name)s” occurs more than once in the same object or form. Send this member only once.")
            % {"name": twice[:80]}
        )
    return found


# What the stock fields take for each other; a form sends everything as text.
KINDS = ((s.BooleanField, bool), (s.IntegerField, int), (s.CharField, str))


class InputSerializer(s.Serializer[Any]):
    """A request body, or a part of one; an unknown member is refused by its name."""

    def to_internal_value(self, data: Any) -> Any:
        """Check the members; raises ValidationError."""
        known = {name for name, field in self.fields.items() if not field.read_only}
        if isinstance(data, Mapping) and (unknown := sorted(map(str, set(data) - known))):
            raise s.ValidationError(
                {name: [gettext("Unknown member. Remove it, or check its name.")] for name in unknown}
            )
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


class WordsField(s.CharField):
    """A required text, unless it may be empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=None if options.get("allow_blank") else 1, **options)
        self.validators.append(text.check_line_breaks)


class LineField(WordsField):
    """One line of text, normalised as in forms."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(one_line(data) if isinstance(data, str) else data)


class TextField(WordsField):
    """A text of several lines."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(normalise_lines(data) if isinstance(data, str) else data)


class TextsField(s.DictField):
    """A name or title in further languages: codes with texts; stored as one line for each."""

    child = LineField(max_length=200, allow_blank=True)
    default_error_messages = {"language": _("Use language codes such as ko or km as member names.")}

    def to_internal_value(self, data: Any) -> str:  # type: ignore[override]
        texts = super().to_internal_value(data)
        if not all(LANGUAGE_CODE.fullmatch(code) for code in texts):
            self.fail("language")
        return format_lines(texts)


class DayField(s.DateField):
    """A plausible day as YYYY-MM-DD."""

    default_error_messages = {"unlikely": _("Enter a date between 1900 and 2200.")}

    def to_internal_value(self, value: Any) -> Any:
        """Read the day; a moment is none."""
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("unlikely")
        return day


@extend_schema_field({"type": "string", "pattern": CLOCK})
class ClockField(s.TimeField):
    """A local time of day, without offset."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **options)


class ReasonBody(InputSerializer):
    """A reason."""

    reason = LineField(max_length=300)


def optional_line(longest: int, help_text: Any = None) -> LineField:
    """Build a field for a line that may be left out or empty."""
    return LineField(required=False, allow_blank=True, default="", max_length=longest, help_text=help_text)


def optional_day(help_text: Any = None) -> DayField:
    """Build a field for a day that may be left out or null."""
    return DayField(required=False, allow_null=True, default=None, help_text=help_text)


def parse_body(request: Request, shape: type[InputSerializer], **context: Any) -> dict[str, Any]:
    """Return the body as its shape reads it; raises WrongBody, which names the wrong members."""
    given = shape(data=request.data, context={"request": request, **context})
    if not given.is_valid():
        raise WrongBody(given.errors)
    values: dict[str, Any] = given.validated_data
    return values


def check_record(obj: Model, members: Mapping[str, str]) -> None:
    """Check a record like a form before it is written, including its constraints; raises WrongBody.

    `members` names the member of the body for each column; other errors are reported as a whole.
    """
    skipped = {field.name for field in obj._meta.fields if field.name not in members}
    try:
        obj.full_clean(exclude=skipped)
    except ModelError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        raise WrongBody({members.get(name, ""): sentences for name, sentences in told.items()}) from error


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield each wrong member by its path, with its errors."""
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


def _found(field: s.Field[Any, Any, Any, Any], model: type[Model], **by: Any) -> Model:
    """Find what the person may read of the model; raises ValidationError."""
    found: Model | None = querysets.list_readable(model, field.context["person"]).filter(**by).first()
    if found is None:
        raise s.ValidationError(ABSENT)
    return found


def in_confidence(**options: Any) -> s.BooleanField:
    """Describe whether something was confided."""
    return s.BooleanField(
        help_text=_("The partner asked that the content stay between the two governments."), **options
    )


def originator(**options: Any) -> "LineField":
    """Describe which third state gave something."""
    return LineField(
        max_length=120,
        allow_blank=True,
        help_text=_(
            "The country or organisation that gave the information, if it is not the partner. It then leaves "
            "the tracker only with recorded consent."
        ),
        **options,
    )


class ByReference(s.CharField):
    """Names a record by its reference, or by another text `column`; converts it to the record."""

    model: type[Model]
    column = "reference"
    longest = 40

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=1, max_length=self.longest, **options)

    def run_validation(self, data: Any = s.empty) -> Any:
        """Check the text, then look up the record."""
        value = super().run_validation(data)
        return value and _found(self, self.model, **{self.column: value})


class OfCommitment(ByReference):
    model = Commitment


class OfMeeting(ByReference):
    model = Meeting


class OfCountry(ByReference):
    model = Country
    column = "iso"


class OfDesk(ByReference):
    model = Desk
    column = "name"
    longest = 120


class ById(s.IntegerField):
    """Names a record by its id; converts it to the record."""

    model: type[Model]

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **options)

    def run_validation(self, data: Any = s.empty) -> Any:
        """Check the number, then look up the record."""
        value = super().run_validation(data)
        return value if value is None else _found(self, self.model, pk=value)


class OfMinistry(ById):
    model = Ministry


class OfOfficial(ById):
    model = Official


class OfMechanism(ById):
    model = Mechanism


def or_none(field: type[ByReference | ById], help_text: Any = None) -> Any:
    """Build a field that may be left out or null."""
    return field(required=False, allow_null=True, default=None, help_text=help_text)


UNREAD = _("A part of the form cannot be read. Give each part a name, and encode names and values in UTF-8.")
TOO_BIG = _("The file is larger than 25 MB. Upload a smaller copy, or enter only the document number.")


class CountingReader:
    """Passes on the bytes of another reader, and counts the boundary lines of a form."""

    def __init__(self, stream: IO[Any], media_type: str | None) -> None:
        _name, told = parse_header_parameters(media_type or "")
        self._stream, self._rest, self.found = stream, b"", 0
        self._line = b"--" + str(told.get("boundary", "")).encode()

    def read(self, *size: int) -> bytes:
        """Return the next bytes."""
        given: bytes = self._stream.read(*size)
        *before, last = (self._rest + given).split(self._line)
        self.found += len(before)
        # With it the line may begin that the next bytes end.
        self._rest = last[1 - len(self._line) :]
        return given


class MultiPartParser(parsers.MultiPartParser):
    """Reads a form with files, as Django does; large files are on disk meanwhile.

    Django ignores a part that it cannot read, and replaces each byte that is not UTF-8; both are refused
    here.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the values and files by their names; raises ParseError (400) and TooLarge (413)."""
        counted: Any = CountingReader(stream, media_type)
        try:
            parsed = super().parse(counted, media_type, parser_context)
        except exceptions.ParseError as error:
            raise build_parse_error(
                _(
                    "The body is not valid multipart/form-data. Check the boundary "
                    "and the headers of the parts."
                )
            ) from error
        except RequestDataTooBig as error:
            raise TooLarge from error
        except SuspiciousOperation as error:
            raise build_parse_error(_("The body has too many members or files. Send fewer.")) from error
        given = [*parsed.data.lists(), *parsed.files.lists()]
        pairs = [(name, value) for name, values in given for value in values]
        # One more line ends the form.
        if len(pairs) < counted.found - 1 or any("\ufffd" in f"{name}{value}" for name, value in pairs):
            raise build_parse_error(UNREAD)
        reject_duplicates(pairs)
        # As it is: the request closes its files when it ends.
        return parsed


@extend_schema_field(OpenApiTypes.BINARY)
class FileField(s.FileField):
    """A file of one part of a form."""

    default_error_messages = {"invalid": _("Send the file as a separate part with its file name.")}

    def to_internal_value(self, data: Any) -> Any:
        """Check the declared size, then name and bytes with `taken`."""
        given: Any = super().to_internal_value(data)
        if (given.size or 0) > checks.MOST_BYTES:
            raise s.ValidationError(TOO_BIG)
        try:
            return self.read_file(str(given.name), given)
        except Refused as refused:
            raise s.ValidationError(str(refused)) from refused

    def read_file(self, name: str, given: UploadedFile[bytes]) -> Any:
        """Return what is stored of the file; raises Refused."""
        return checks.check_and_scan(name, given.read())

"""Files that a program sends: as multipart, one of a name, each checked before it counts."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, parsers
from rest_framework import serializers as s

from commitments import files
from commitments.api.writing import bodies
from commitments.errors import Refused

UNREAD = _("A part of the form cannot be read. Give each part its name, and write names and values in UTF-8.")
TOO_BIG = _("The file is larger than 25 MB. File a smaller copy, or its number.")


class Counting:
    """Reads what another gives, and counts how often the line stands in it that parts a form."""

    def __init__(self, stream: IO[Any], media_type: str | None) -> None:
        _name, told = parse_header_parameters(media_type or "")
        self._stream, self._rest, self.found = stream, b"", 0
        self._line = b"--" + str(told.get("boundary", "")).encode()

    def read(self, *size: int) -> bytes:
        """Give the next bytes."""
        given: bytes = self._stream.read(*size)
        *before, last = (self._rest + given).split(self._line)
        self.found += len(before)
        # With it the line may begin that the next bytes end.
        self._rest = last[1 - len(self._line) :]
        return given


class MultiPartParser(parsers.MultiPartParser):
    """Reads a form with files, as Django does: large ones lie on the disk meanwhile.

    Django passes over a part that it cannot read, and puts a sign for each byte that is no UTF-8.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Give the values and files by their names; raises ParseError (400) and TooLarge (413)."""
        counted: Any = Counting(stream, media_type)
        try:
            parsed = super().parse(counted, media_type, parser_context)
        except exceptions.ParseError as error:
            raise bodies.malformed(_("The body cannot be read as multipart/form-data.")) from error
        except RequestDataTooBig as error:
            raise bodies.TooLarge from error
        except SuspiciousOperation as error:
            raise bodies.malformed(_("The body has more members or files than any address takes.")) from error
        given = [*parsed.data.lists(), *parsed.files.lists()]
        pairs = [(name, value) for name, values in given for value in values]
        # One more line ends the form.
        if len(pairs) < counted.found - 1 or any("\ufffd" in f"{name}{value}" for name, value in pairs):
            raise bodies.malformed(UNREAD)
        bodies.once(pairs)
        # As it is: the request closes its files when it ends.
        return parsed


@extend_schema_field(OpenApiTypes.BINARY)
class File(s.FileField):
    """A file of one part of a form."""

    default_error_messages = {"invalid": _("Send the file as a part of its own, with its name.")}

    def to_internal_value(self, data: Any) -> Any:
        """Check the size that is announced, then what `kept` asks of name and bytes."""
        given: Any = super().to_internal_value(data)
        if (given.size or 0) > files.MOST_BYTES:
            raise s.ValidationError(TOO_BIG)
        try:
            return self.taken(str(given.name), given)
        except Refused as refused:
            raise s.ValidationError(str(refused)) from refused

    def taken(self, name: str, given: UploadedFile[bytes]) -> Any:
        """Give what is kept of the file; raises Refused."""
        return files.taken(name, given.read())

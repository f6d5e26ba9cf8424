"""The OpenAPI description: authentication, names, and the answers and problems of each address."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from commitments.api.problems import MEDIA_TYPE
from commitments.api.serializers.base import ProblemSerializer

View = TypeVar("View", bound=Callable[..., Any])

PROBLEMS = {
    400: _("A parameter is unknown, or its value is not valid."),
    401: _("The token is missing, unknown, expired or revoked."),
    403: _("The token does not have the required scope, or it belongs to an external program."),
    404: _("The record or page does not exist, or you have no access to it."),
    409: _("There is no file, or the file is missing, altered or not ready. See `code`."),
    406: _("Only application/json is available."),
    429: _("Too many requests. Wait for the time in Retry-After."),
}
ALWAYS = (400, 401, 406, 429)
JSON = "application/json"
# The actions of a viewset that give records; a program may choose among the members of the answer.
READINGS = ("list", "retrieve")
UNCHANGED: dict[Any, Any] = {
    304: OpenApiResponse(description=_("Not changed since the response with the tag that you sent."))
}
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 304],
    description=_("Changes whenever the response changes."),
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description=_(
        "Tag of the response that you already have. The answer is 304 if that response is still current."
    ),
)
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=[429], description=_("Number of seconds to wait.")
)


RATE = OpenApiParameter(
    "RateLimit",
    str,
    OpenApiParameter.HEADER,
    response=[200, 429],
    description=_("Number of requests left, and seconds until the full number is available again."),
)


# What stands below another noun, and is so much that it has a page of its own.
APART = (["meetings", "agenda"], ["commitments", "steps"])


class TrackerSchema(AutoSchema):
    """Adds to every operation the headers of a refusal, and to every reading the `fields` parameter."""

    view: Any

    def get_override_parameters(self) -> list[Any]:
        own: list[Any] = []
        if self._is_reading():
            own = [_fields(list(self.view.get_serializer_class()._declared_fields)), ETAG, IF_NONE_MATCH]
        elif self._action() == "list_steps":
            own = [ETAG, IF_NONE_MATCH]
        elif self._action() == "take_step":
            own = [IF_MATCH, *_headers(200, creates=False, changes=True)]
        return [*super().get_override_parameters(), *own, RETRY_AFTER, RATE]

    def get_summary(self) -> Any:
        if self._action() == "list_steps":
            return self.view.steps_title
        return self.view.step.summary if self._action() == "take_step" else super().get_summary()

    def get_description(self) -> Any:  # type: ignore[override]
        return self.view.step.meaning if self._action() == "take_step" else super().get_description()

    def get_request_serializer(self) -> Any:
        if self._action() == "take_step":
            return {self._media(): self.view.step.body} if self.view.step.body else None
        return super().get_request_serializer()

    def get_examples(self) -> list[OpenApiExample]:
        if self._action() == "take_step":
            return list_body_examples(self.view.step.examples, self._media())
        return super().get_examples()

    def get_response_serializers(self) -> Any:
        """Return the answers of readings and steps, also those that they may be refused with."""
        if self._action() == "take_step":
            given, step = self.view.get_serializer_class(), self.view.step
            return list_write_answers(given, 200, changes=True, may_go=step.may_go)
        if self._action() == "list_steps":
            given = self.view.steps_shape()
        elif self._is_reading():
            given = self.view.get_serializer_class()
        else:
            return super().get_response_serializers()
        # Written with its media type, which sorts it first: that is how a list is told from one record.
        listed = given(many=True) if self._action() == "list" else given
        return {(200, JSON): listed} | UNCHANGED | list_problems((*ALWAYS, *self.view.problems, 404))

    def _media(self) -> str:
        """Return the media type of the body of a step."""
        return FORM if self.view.step.is_form else JSON

    def _is_reading(self) -> bool:
        """Return whether a viewset of records gives some of them."""
        return self._action() in READINGS and hasattr(self.view, "problems")

    def _action(self) -> str | None:
        return getattr(self.view, "action", None)

    def get_tags(self) -> list[str]:
        """Sort the operation under its noun, or the one below it that has a page of its own."""
        words = self._words()
        if words[:2] in APART:
            return words[1:2]
        return [words[0] if words and words[0] != "schema" else "index"]

    def get_operation_id(self) -> str:
        """Return the operation's id from its address, so that it stays when others are added."""
        words = self._words()
        if self.method == "GET":
            return "_".join([*(words or ["index"]), "list" if self._action() == "list" else "read"])
        if self.method == "PATCH":
            return "_".join([*words, "change"])
        return "_".join([*words, "create"] if len(words) == 1 else words)

    def _words(self) -> list[str]:
        """Return the fixed words of the address."""
        parts = self.path.removeprefix("/api/v1/").replace("-", "_").split("/")
        return [part for part in parts if part and "{" not in part]


def _fields(names: list[str]) -> OpenApiParameter:
    member = {"type": "string", "enum": names}
    return OpenApiParameter(
        "fields",
        {"type": "array", "items": member, "minItems": 1},
        style="form",
        explode=False,
        description=_("Members to return, separated by commas. All members if omitted."),
    )


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the token in the header."""

    target_class = "commitments.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Describe a bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": str(_("Token of a user, created under “API tokens”. It expires.")),
        }


def describe_operation(
    serializer: Any,
    summary: Any,
    *,
    problems: tuple[int, ...] = ALWAYS,
    also: dict[Any, Any] | None = None,
    **options: Any,
) -> Callable[[View], View]:
    """Describe one operation: its answer, and the problems it may answer instead."""
    # Written with its media type, which sorts it first: that is how a list is told from one record.
    given = {(200, JSON): serializer}
    return extend_schema(summary=summary, responses=given | (also or {}) | list_problems(problems), **options)


def list_problems(codes: Iterable[int]) -> dict[Any, OpenApiResponse]:
    """Describe the problems with some status codes."""
    return {(code, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, PROBLEMS[code]) for code in codes}


def describe(**actions: tuple[Any, Any]) -> Callable[[Any], Any]:
    """Describe actions of a viewset, each by its summary and its meaning."""
    told = {name: extend_schema(summary=one, description=more) for name, (one, more) in actions.items()}
    return extend_schema_view(**told)


def describe_record(serializer: Any, summary: Any) -> Callable[[View], View]:
    """Describe the reading of one record."""
    return describe_operation(
        serializer, summary, problems=(*ALWAYS, 404), also=UNCHANGED, parameters=[ETAG, IF_NONE_MATCH]
    )


def describe_file(
    summary: Any,
    *,
    media_type: str = "*/*",
    problems: tuple[int, ...] = (),
    parameters: Sequence[OpenApiParameter] = (),
) -> Callable[[View], View]:
    """Describe the fetching of a file, of any kind where none is named."""
    told = list_problems((*ALWAYS, *problems, 404, 409))
    responses = {(200, media_type): OpenApiTypes.BINARY} | told
    return extend_schema(summary=summary, responses=responses, parameters=[*parameters] or None)


REFUSALS = {
    **{code: PROBLEMS[code] for code in (401, 404, 406, 429)},
    400: _("The body cannot be read, or a member is unknown or not valid."),
    403: _(
        "The token lacks the required scope (`scope`), or the role of the user does not allow "
        "this (`forbidden`)."
    ),
    409: _("Not possible now. See `code` and `detail` for the reason and the next step."),
    413: _("The body is too large."),
    415: _("The media type of the body is not supported."),
}
OF_CHANGES = {
    412: _("Another user changed the record in the meantime. The header contains the current ETag."),
    428: _("If-Match is missing."),
}
FORM = "multipart/form-data"
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|(W/)?"[^"]*".*)$'},
    OpenApiParameter.HEADER,
    required=True,
    description=_("ETag from your last read of the record."),
)
GONE = _("Done. You no longer have access to the record.")


def describe_write(
    given: Any,
    summary: Any,
    *,
    body: Any,
    form: Any = None,
    examples: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
    changes: bool | None = None,
    may_go: bool = False,
) -> Callable[[View], View]:
    """Describe one operation that writes.

    `form` is the body with its files, sent as multipart/form-data. `status` is CREATED or ACCEPTED where
    something is created, whose address is in the answer; `changes` means that it requires If-Match, as all do
    that create nothing, `may_go` that the person may lose access to the record by it.
    """
    creates = status != HTTPStatus.OK
    changes = not creates if changes is None else changes
    return extend_schema(
        summary=summary,
        request=({JSON: body} if body else {}) | ({FORM: form} if form else {}) or None,
        responses=list_write_answers(given, int(status), changes=changes, may_go=may_go),
        parameters=[*([IF_MATCH] if changes else ()), *_headers(int(status), creates, changes)],
        examples=list_body_examples(examples, JSON, *([FORM] if form else ())),
    )


def list_write_answers(given: Any, status: int, *, changes: bool, may_go: bool) -> dict[Any, Any]:
    """Describe the answers of an operation that writes."""
    refusals = REFUSALS | (OF_CHANGES if changes else {})
    told = {
        (code, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, said)
        for code, said in sorted(refusals.items())
    }
    return {(status, JSON): given} | ({204: OpenApiResponse(description=GONE)} if may_go else {}) | told


def list_body_examples(examples: Mapping[str, Any], *media: str) -> list[OpenApiExample]:
    """Describe the examples of a request body."""
    return [
        OpenApiExample(str(name), value=value, request_only=True, media_type=one)
        for one in media
        for name, value in examples.items()
    ]


def _headers(status: int, creates: bool, changes: bool) -> list[OpenApiParameter]:
    answered = [status, 412] if changes else [status]
    headers = [
        OpenApiParameter(
            "ETag",
            str,
            OpenApiParameter.HEADER,
            response=answered,
            description=_("Tag of the current record."),
        )
    ]
    if creates:
        place = _("URL of the new record.")
        headers.append(
            OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=[status], description=place)
        )
    return headers


@lru_cache(maxsize=16)
def render_schema(language: str) -> bytes:
    """Write the whole description in the language that is active; `language` is its key."""
    # Two threads that write one at the same time disturb each other.
    with _writing:
        return json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str).encode()  # type: ignore[no-untyped-call]


_writing = Lock()

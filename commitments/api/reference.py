"""The API reference as pages for people, one for each noun, built from the OpenAPI description.

It names no record, so it needs no sign-in. Also the problem codes of each status with an example, and the
views of the description and of unknown addresses.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from commitments.access import write_rules
from commitments.api import problems, schema, tokens
from commitments.api.filters import refuse_unknown
from commitments.api.pagination import NoSuchPage
from commitments.api.schema_hooks import WORD, list_operations
from commitments.api.serializers import input
from commitments.api.tokens import StrangerThrottle
from commitments.api.views.base import BaseView
from commitments.api.views.changes import NoTag, Stale
from commitments.api.views.commitments import HistoryViewSet
from commitments.enums import TRANSITIONS, Scope, Step
from commitments.errors import Refused

Part = dict[str, Any]
INDEX = "The addresses of this version."


@dataclass(frozen=True, slots=True)
class ReferenceMember:
    """A parameter or a member of a shape: its type, its meaning, and its allowed values."""

    name: str
    type: str
    # Names of the shapes that the type leads to.
    leads_to: tuple[str, ...]
    meaning: str
    words: tuple[tuple[str, str], ...] = ()
    place: str = ""
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class ReferenceOperation:
    """What one method at one address does, takes, returns and refuses."""

    id: str
    method: str
    path: str
    summary: str
    meaning: str
    parameters: tuple[ReferenceMember, ...]
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    # What it means that nothing is given back, where that may be.
    gone: str
    # The status of each other answer, and what it means.
    others: tuple[tuple[str, str], ...]
    asked: str
    answered: str


@dataclass(frozen=True, slots=True)
class ReferenceShape:
    """The members of one object."""

    name: str
    meaning: str
    members: tuple[ReferenceMember, ...]


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """The operations of one noun, and each shape that they take or return, once."""

    noun: str
    title: str
    operations: tuple[ReferenceOperation, ...]
    shapes: tuple[ReferenceShape, ...]


def list_nouns(language: str) -> list[tuple[str, str]]:
    """List the nouns with their titles, in the order in which they are read."""
    return [(tag["name"], tag["description"]) for tag in _document(language)["tags"]]


@lru_cache(maxsize=64)
def build_page(language: str, noun: str) -> ReferencePage | None:
    """Build the page of a noun; None where there is no such noun."""
    described = _document(language)
    title = dict(list_nouns(language)).get(noun)
    if title is None:
        return None
    known = described["components"]["schemas"]
    operations = tuple(
        _operation(method, path, one)
        for method, path, one in list_operations(described)
        if noun in one["tags"]
    )
    wanted = [name for one in operations for name in (*one.takes, *one.gives)]
    return ReferencePage(noun, title, operations, tuple(_shapes(wanted, known)))


@lru_cache(maxsize=16)
def _document(language: str) -> Part:
    described: Part = json.loads(schema.render_schema(language))
    return described


def _operation(method: str, path: str, one: Part) -> ReferenceOperation:
    answers = one["responses"]
    success = next(iter(sorted(answers)))
    body: Part = next(iter(one.get("requestBody", {}).get("content", {}).values()), {})
    answer: Part = next(iter(answers[success].get("content", {}).values()), {})
    return ReferenceOperation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        meaning=one.get("description", ""),
        parameters=tuple(_parameter(row) for row in one.get("parameters", ())),
        takes=_led_to(body.get("schema", {})),
        gives=_led_to(answer.get("schema", {})),
        gone=answers.get("204", {}).get("description", ""),
        others=tuple(
            (code, row.get("description", "")) for code, row in sorted(answers.items()) if code != "204"
        ),
        asked=_example(body),
        answered=_example(answer),
    )


def _example(content: Part) -> str:
    for example in content.get("examples", {}).values():
        return json.dumps(example["value"], ensure_ascii=False, indent=2)
    return ""


def _parameter(row: Part) -> ReferenceMember:
    taken = row["schema"]
    words = taken.get("items", taken).get("x-enumDescriptions", {})
    meaning = _plain(row.get("description", ""))
    return ReferenceMember(
        row["name"], _type(taken), (), meaning, tuple(words.items()), row["in"], row.get("required", False)
    )


def _shapes(wanted: list[str], known: Part) -> Iterator[ReferenceShape]:
    """Yield shapes and the shapes of their members, each once, in reading order."""
    waiting, done = list(wanted), set[str]()
    while waiting:
        name = waiting.pop(0)
        described = known[name]
        if name in done:
            continue
        done.add(name)
        needed = described.get("required", ())
        members = tuple(
            _member(key, one, key in needed, known) for key, one in described.get("properties", {}).items()
        )
        waiting += [target for one in members for target in one.leads_to]
        yield ReferenceShape(name, _plain(described.get("description", "")), members)


def _member(name: str, one: Part, is_needed: bool, known: Part) -> ReferenceMember:
    leads_to = _led_to(one)
    words = one.get("x-enumDescriptions", {})
    # Words stand where they are taken; what has members of its own is led to.
    for target in leads_to:
        words = words or known[target].get("x-enumDescriptions", {})
    shapes = tuple(target for target in leads_to if "properties" in known[target])
    return ReferenceMember(
        name,
        _type(one),
        shapes,
        _plain(one.get("description", "")),
        tuple(words.items()),
        is_needed=is_needed,
    )


def _led_to(one: Part) -> tuple[str, ...]:
    """Return the names of the shapes of a type; for a shape with selected members, of the whole."""
    if "$ref" in one:
        return (str(one["$ref"]).rpartition("/")[2],)
    if "items" in one:
        return _led_to(one["items"])
    found = tuple(
        name for key in ("allOf", "oneOf", "anyOf") for row in one.get(key, ()) for name in _led_to(row)
    )
    return tuple(
        name
        for name in found
        if name != "NullEnum" and not (name.endswith("Chosen") and name.removesuffix("Chosen") in found)
    )


def _type(one: Part) -> str:
    """Return the type of a value in the terms of JSON."""
    kinds = one.get("type", ())
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    for key in ("allOf", "oneOf", "anyOf"):
        names += [row["type"] for row in one.get(key, ()) if isinstance(row.get("type"), str)]
    said = " | ".join(
        dict.fromkeys(str(one["format"]) if name == "string" and "format" in one else name for name in names)
    )
    return f"{said}: {_type(one['items'])}".removesuffix(": ") if "items" in one else said


def _plain(text: str) -> str:
    """Return a description without the list of words, which the page shows separately."""
    return WORD.sub("", text).strip()


@require_safe
def reference_page(request: HttpRequest, noun: str = "index") -> HttpResponse:
    """Show the operations of one noun, and links to the others."""
    language = get_language() or settings.LANGUAGE_CODE
    shown = build_page(language, noun)
    if shown is None:
        raise Http404
    context = {"page": shown, "nouns": list_nouns(language), "title": shown.title}
    return render(request, "api/reference.html", context)


# What cannot be done now is said by many codes, and by more as the tracker grows.
OPEN = 409


@dataclass(frozen=True, slots=True)
class ProblemExample:
    """A problem code, its meaning, and an exception that causes it, in the active language."""

    code: str
    meaning: Any
    raised: Callable[[], Exception]

    def body(self) -> dict[str, Any]:
        """Return the problem as the API answers it."""
        return problems.find_problem(self.raised()) or {}


def _wrong_state(step: Step) -> Callable[[], Exception]:
    return lambda: Refused(str(TRANSITIONS[step].explanation), "wrong_state")


def _unknown_parameter() -> Exception:
    return exceptions.ValidationError(
        {"limit": gettext("Unknown parameter for this endpoint. Remove it, or correct its name.")}
    )


EXAMPLES: dict[int, tuple[ProblemExample, ...]] = {
    400: (
        ProblemExample(
            "invalid",
            _("A parameter or member is unknown or not valid. See `errors`."),
            _unknown_parameter,
        ),
        ProblemExample(
            "malformed",
            _("The address or the body cannot be read."),
            lambda: input.build_parse_error(input.NOT_JSON % {"line": 1, "column": 1}),
        ),
    ),
    401: (
        ProblemExample("not_authenticated", _("The request has no token."), exceptions.NotAuthenticated),
        ProblemExample(
            "authentication_failed",
            _("The token is unknown, expired or revoked, or the account is deactivated."),
            lambda: exceptions.AuthenticationFailed(tokens.INVALID),
        ),
    ),
    403: (
        ProblemExample(
            "scope",
            _("The token does not have the required scope."),
            lambda: tokens.build_scope_refusal(Scope.RECORD),
        ),
        ProblemExample(
            "outside",
            _("The token belongs to an external program."),
            lambda: exceptions.PermissionDenied(str(HistoryViewSet.refusal), "outside"),
        ),
        ProblemExample(
            "forbidden", _("The role of the user does not allow this."), write_rules.build_forbidden
        ),
    ),
    404: (
        ProblemExample(
            "not_found",
            _("The record or address does not exist, or you have no access to it."),
            exceptions.NotFound,
        ),
        ProblemExample("no_such_page", _("The cursor does not come from `next` of this list."), NoSuchPage),
    ),
    406: (
        ProblemExample("not_acceptable", _("Only application/json is available."), exceptions.NotAcceptable),
    ),
    409: (
        ProblemExample(
            "wrong_state",
            _("The current stage of the record does not allow this."),
            _wrong_state(Step.FULFIL),
        ),
    ),
    412: (
        ProblemExample("changed", _("Another user changed the record in the meantime."), lambda: Stale("")),
    ),
    413: (ProblemExample("too_large", _("The body is too large."), input.TooLarge),),
    415: (
        ProblemExample(
            "unsupported_media_type",
            _("The media type of the body is not supported."),
            lambda: exceptions.UnsupportedMediaType("text/plain"),
        ),
    ),
    428: (ProblemExample("if_match", _("`If-Match` is missing."), NoTag),),
    429: (
        ProblemExample(
            "throttled",
            _("Wait for the number of seconds in `Retry-After`."),
            lambda: exceptions.Throttled(42),
        ),
    ),
}


def describe_problems(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """Add to each refusal the codes that it may have, with an example of each."""
    parts = result["components"]
    every = [one for rows in EXAMPLES.values() for one in rows]
    parts["examples"] = {one.code: {"summary": str(one.meaning), "value": one.body()} for one in every}
    for *_where, operation in list_operations(result):
        for status, answer in operation["responses"].items():
            for given in answer.get("content", {}).values() if int(status) in EXAMPLES else ():
                rows = EXAMPLES[int(status)]
                parts["schemas"].setdefault(f"Problem{status}", _shape(int(status), rows))
                given["schema"] = {"$ref": f"#/components/schemas/Problem{status}"}
                given["examples"] = {one.code: {"$ref": f"#/components/examples/{one.code}"} for one in rows}
    return result


def _shape(status: int, rows: tuple[ProblemExample, ...]) -> dict[str, Any]:
    """Describe the problems of a status: what all have, with the codes that it may have."""
    words = {one.code: str(one.meaning) for one in rows}
    code: dict[str, Any] = {"type": "string", "enum": list(words), "x-enumDescriptions": words}
    if status == OPEN:
        said = gettext("One of several codes. `detail` states the obstacle and the next step.")
        code = {"type": "string", "pattern": "^[a-z_]+$", "description": said}
    narrowed = {"properties": {"status": {"type": "integer", "const": status}, "code": code}}
    return {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}


class IndexView(BaseView):
    names: Sequence[str] = ()

    def get(self, request: Request) -> Response:
        """Return the addresses of the records and of this description."""
        refuse_unknown(request, set())
        lists = {name: reverse(f"api:{name}-list", request=request) for name in self.names}
        return Response(lists | {"schema": reverse("api:schema", request=request)})


def describe_index(names: Sequence[str]) -> Callable[..., Any]:
    """Return the view of the addresses of some lists, with its description."""
    members: Any = {name: serializers.URLField() for name in (*names, "schema")}
    shape = type("IndexSerializer", (serializers.Serializer,), members | {"__doc__": INDEX})
    described = schema.describe_operation(shape, _("List the endpoints"))
    return extend_schema_view(get=described)(IndexView).as_view(names=names)


class SchemaView(BaseView):
    """Describes the API; it names no record, so it needs no token."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (StrangerThrottle,)

    @schema.describe_operation(OpenApiTypes.OBJECT, _("Get this API description"), problems=(400, 406, 429))
    def get(self, request: Request) -> HttpResponse:
        """This description, as OpenAPI 3.1 in JSON."""
        refuse_unknown(request, set())
        language = translation.get_language() or settings.LANGUAGE_CODE
        return HttpResponse(schema.render_schema(language), content_type="application/json")


class AbsentView(BaseView):
    """Answers every unknown address under the API with 404, whatever the method."""

    http_method_names: Any = ("get", "head", "post", "put", "patch", "delete")

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise Http404

    post = put = patch = delete = get

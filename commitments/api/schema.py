"""The description of the API: how one signs in, and which problems each address may answer."""

import json
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from commitments.api.problems import MEDIA_TYPE
from commitments.api.shapes.problems import ProblemSerializer

View = TypeVar("View", bound=Callable[..., Any])

PROBLEMS = {
    400: _("A parameter is unknown or its value is not right."),
    401: _("The token is missing, unknown, expired or revoked."),
    403: _("The token is not for this, or it is of a program outside the ministry."),
    404: _("There is no such record or page, or it is not open to you."),
    409: _("There is no file, it is not ready, or it is missing or altered; `code` says which."),
    406: _("Only application/json is given."),
    429: _("Too many requests; wait as long as Retry-After says."),
}
ALWAYS = (400, 401, 406, 429)
UNCHANGED: dict[Any, Any] = {
    304: OpenApiResponse(description=_("It has not changed since the tag you gave."))
}
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 304],
    description=_("Changes when anything given changes."),
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description=_("The tag of what you hold; 304 where it still stands."),
)
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=[429], description=_("Seconds to wait.")
)


RATE = OpenApiParameter(
    "RateLimit",
    str,
    OpenApiParameter.HEADER,
    response=[200, 429],
    description=_("How many requests are left, and in how many seconds they are as many as before."),
)


# What stands below another noun, and is so much that it has a page of its own.
APART = (["meetings", "agenda"], ["commitments", "steps"])


class TrackerSchema(AutoSchema):
    """Adds to every operation the header of a refusal, and to every reading the choice of members."""

    def get_override_parameters(self) -> list[Any]:
        shape = getattr(self.view, "shape", None) if self.method == "GET" else None
        chosen = [_fields(list(shape._declared_fields))] if shape else []
        return [*super().get_override_parameters(), *chosen, RETRY_AFTER, RATE]

    def get_tags(self) -> list[str]:
        """Sort the operation under its noun, or the one below it that has a page of its own."""
        words = self._words()
        if words[:2] in APART:
            return words[1:2]
        return [words[0] if words and words[0] != "schema" else "index"]

    def get_operation_id(self) -> str:
        """Name the operation by its address, so that it keeps its name when others come."""
        words, is_page = self._words(), getattr(self.view, "pagination_class", None) is not None
        if self.method == "GET":
            return "_".join([*(words or ["index"]), "list" if is_page else "read"])
        if self.method == "PATCH":
            return "_".join([*words, "change"])
        return "_".join([*words, "create"] if len(words) == 1 else words)

    def _words(self) -> list[str]:
        """Give the words of the address that stay the same."""
        parts = self.path.removeprefix("/api/v1/").replace("-", "_").split("/")
        return [part for part in parts if part and "{" not in part]


def _fields(names: list[str]) -> OpenApiParameter:
    member = {"type": "string", "enum": names}
    return OpenApiParameter(
        "fields",
        {"type": "array", "items": member, "minItems": 1},
        style="form",
        explode=False,
        description=_("The members that are wanted, separated by commas; all of them where it is left out."),
    )


def let_choose(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """Say of what `fields` narrows that it is either whole or some of its members."""
    known = result["components"]["schemas"]
    for methods in result["paths"].values():
        operation = methods.get("get", {})
        if any(one["name"] == "fields" for one in operation.get("parameters", ())):
            answer = operation["responses"]["200"]["content"]["application/json"]
            name = answer["schema"]["$ref"].rpartition("/")[2]
            holder, at = answer, "schema"
            if "results" in known[name]["properties"]:
                holder, at = known[name]["properties"]["results"], "items"
                # Two lists of one shape share it.
                if "anyOf" in holder[at]:
                    continue
                name = holder[at]["$ref"].rpartition("/")[2]
            some = {key: value for key, value in known[name].items() if key != "required"}
            known[f"{name}Chosen"] = some | {"minProperties": 1}
            holder[at] = {"anyOf": [_ref(name), _ref(f"{name}Chosen")]}
    result["components"]["schemas"] = dict(sorted(known.items()))
    return result


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the token in the header."""

    target_class = "commitments.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Describe a bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": str(_("A person's token, made under “API tokens” in the tracker; it expires.")),
        }


def described(
    serializer: Any,
    summary: Any,
    *,
    problems: tuple[int, ...] = ALWAYS,
    also: dict[Any, Any] | None = None,
    **options: Any,
) -> Callable[[View], View]:
    """Describe one operation: what it gives, and the problems it may answer instead."""
    # Written with its media type, which sorts it first: that is how a list is told from one record.
    given = {(200, "application/json"): serializer}
    told = {(code, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, PROBLEMS[code]) for code in problems}
    return extend_schema(summary=summary, responses=given | (also or {}) | told, **options)


def many(serializer: Any, summary: Any, *, problems: tuple[int, ...] = ()) -> Callable[[View], View]:
    """Describe the reading of a list; a page may be absent like a record."""
    return described(
        serializer(many=True),
        summary,
        problems=(*ALWAYS, *problems, 404),
        also=UNCHANGED,
        parameters=[ETAG, IF_NONE_MATCH],
    )


def one(serializer: Any, summary: Any) -> Callable[[View], View]:
    """Describe the reading of one record."""
    return described(
        serializer, summary, problems=(*ALWAYS, 404), also=UNCHANGED, parameters=[ETAG, IF_NONE_MATCH]
    )


def file(summary: Any, *, media_type: str = "*/*", problems: tuple[int, ...] = ()) -> Callable[[View], View]:
    """Describe the fetching of a file, of any kind where none is named."""
    told = {
        (code, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, PROBLEMS[code])
        for code in (*ALWAYS, *problems, 404, 409)
    }
    return extend_schema(summary=summary, responses={(200, media_type): OpenApiTypes.BINARY} | told)


@lru_cache(maxsize=16)
def document(language: str) -> bytes:
    """Write the whole description in the language that is active; `language` is its key."""
    # Two threads that write one at the same time disturb each other.
    with _writing:
        return json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str).encode()  # type: ignore[no-untyped-call]


_writing = Lock()

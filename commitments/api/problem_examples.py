"""Problems in the description: the codes of each status with what they mean, and each as it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from commitments import access
from commitments.api import problems, tokens
from commitments.api.hooks import operations
from commitments.api.pagination import NoSuchPage
from commitments.api.views.history import HistoryDoor
from commitments.api.writing import bodies
from commitments.api.writing.door import NoTag, Stale
from commitments.errors import Refused
from commitments.vocabulary import TRANSITIONS, Scope, Step

# What cannot be done now is said by many codes, and by more as the tracker grows.
OPEN = 409


@dataclass(frozen=True, slots=True)
class Example:
    """A code, what it means, and what is raised where it is answered: made in the language that is active."""

    code: str
    meaning: Any
    raised: Callable[[], Exception]

    def body(self) -> dict[str, Any]:
        """Give the problem as it is answered."""
        return problems.told(self.raised()) or {}


def _wrong_state(step: Step) -> Callable[[], Exception]:
    return lambda: Refused(str(TRANSITIONS[step].explanation), "wrong_state")


def _unknown_parameter() -> Exception:
    return exceptions.ValidationError({"limit": gettext("This address takes no such parameter.")})


EXAMPLES: dict[int, tuple[Example, ...]] = {
    400: (
        Example(
            "invalid",
            _("A parameter or member is unknown or wrong; `errors` says which."),
            _unknown_parameter,
        ),
        Example(
            "malformed",
            _("The address or the body cannot be read."),
            lambda: bodies.malformed(bodies.NOT_JSON % {"line": 1, "column": 1}),
        ),
    ),
    401: (
        Example("not_authenticated", _("No token was sent."), exceptions.NotAuthenticated),
        Example(
            "authentication_failed",
            _("The token is unknown, expired or revoked, or the account is closed."),
            lambda: exceptions.AuthenticationFailed(tokens.INVALID),
        ),
    ),
    403: (
        Example("scope", _("The token was not made for that."), lambda: tokens.without(Scope.RECORD)),
        Example(
            "outside",
            _("The token is of a program outside the ministry."),
            lambda: exceptions.PermissionDenied(str(HistoryDoor.refusal), "outside"),
        ),
        Example("forbidden", _("The role of the person does not allow it."), access.forbidden),
    ),
    404: (
        Example(
            "not_found",
            _("There is no such record or address, or it is not open to you."),
            exceptions.NotFound,
        ),
        Example("no_such_page", _("The cursor is none that `next` gave for this list."), NoSuchPage),
    ),
    406: (Example("not_acceptable", _("Only application/json is given."), exceptions.NotAcceptable),),
    409: (
        Example("wrong_state", _("The state of the record does not allow it."), _wrong_state(Step.FULFIL)),
    ),
    412: (Example("changed", _("Somebody changed it meanwhile."), lambda: Stale("")),),
    413: (Example("too_large", _("The body is larger than can be taken."), bodies.TooLarge),),
    415: (
        Example(
            "unsupported_media_type",
            _("The body is of another media type."),
            lambda: exceptions.UnsupportedMediaType("text/plain"),
        ),
    ),
    428: (Example("if_match", _("`If-Match` is missing."), NoTag),),
    429: (
        Example(
            "throttled", _("Wait as many seconds as `Retry-After` says."), lambda: exceptions.Throttled(42)
        ),
    ),
}


def tell_problems(result: dict[str, Any], **_generated: Any) -> dict[str, Any]:
    """Say of each refusal which codes it may have, and show each as it is answered."""
    parts = result["components"]
    every = [one for rows in EXAMPLES.values() for one in rows]
    parts["examples"] = {one.code: {"summary": str(one.meaning), "value": one.body()} for one in every}
    for *_where, operation in operations(result):
        for status, answer in operation["responses"].items():
            for given in answer.get("content", {}).values() if int(status) in EXAMPLES else ():
                rows = EXAMPLES[int(status)]
                parts["schemas"].setdefault(f"Problem{status}", _shape(int(status), rows))
                given["schema"] = {"$ref": f"#/components/schemas/Problem{status}"}
                given["examples"] = {one.code: {"$ref": f"#/components/examples/{one.code}"} for one in rows}
    return result


def _shape(status: int, rows: tuple[Example, ...]) -> dict[str, Any]:
    """Describe the problems of a status: what all have, with the codes that it may have."""
    words = {one.code: str(one.meaning) for one in rows}
    code: dict[str, Any] = {"type": "string", "enum": list(words), "x-enumDescriptions": words}
    if status == OPEN:
        said = gettext("One of many words; `detail` says what stands against it and what to do next.")
        code = {"type": "string", "pattern": "^[a-z_]+$", "description": said}
    narrowed = {"properties": {"status": {"type": "integer", "const": status}, "code": code}}
    return {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}

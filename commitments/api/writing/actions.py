"""Steps of one record as addresses: each a row of a table, done by the function that the button calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, re_path
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api.writing import bodies
from commitments.api.writing.described import written
from commitments.api.writing.door import Changing
from commitments.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class Action:
    """One step: `run(record, by=, now=, **members of the body)`, which may raise `Refused`.

    `name`, a word as the vocabulary has them, ends its address; `meaning` says what comes of it. Without a
    `body` it asks nothing. `may_go` says that the record may leave the person's sight by it.
    """

    name: str
    summary: Any
    meaning: Any
    run: Callable[..., Any]
    body: type[bodies.Shape] | None = None
    examples: Mapping[str, Any] = field(default_factory=dict)
    scope: Scope = Scope.RECORD
    may_go: bool = False

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Name the scopes of which a token needs one: who may take every step takes those of owners, too."""
        return (self.scope, Scope.RECORD) if self.scope == Scope.REPORT else (self.scope,)


def addresses(noun: type[Changing], of: str, shape: Any, actions: tuple[Action, ...]) -> list[URLPattern]:
    """Give each step its address under `steps/` of one record, with which it answers in its `shape`."""
    return [
        re_path(
            rf"{of}steps/{one.name}/$", _view(noun, shape, one).as_view(), name=f"{noun.address}_{one.name}"
        )
        for one in actions
    ]


def _view(noun: type[Changing], shape: Any, action: Action) -> type[Changing]:
    @written(
        shape,
        action.summary,
        body=action.body,
        examples=action.examples,
        may_go=action.may_go,
        description=action.meaning,
    )
    def post(self: Changing, request: Request, **_named: str) -> Response:
        self.found()
        values = self.body(action.body or bodies.Shape)
        with self.holding(**self.touched(values)) as record:
            action.run(record, by=self.reader, now=self.now, **values)
        return self.given()

    def scopes_of(self: Changing, method: str) -> tuple[Scope, ...]:
        return action.scopes if method == "POST" else ()

    own = {"post": post, "scopes_of": scopes_of, "http_method_names": ("post",)}
    return type(f"{noun.__name__}{action.name}", (noun,), own)

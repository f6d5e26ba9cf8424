"""Steps of one record as addresses: each a row of a table, done by the function that the button calls."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, re_path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import access, looked
from commitments.api import schema, shapes
from commitments.api.doors import rendered
from commitments.api.filters import refuse_unknown
from commitments.api.writing import bodies
from commitments.api.writing.described import written
from commitments.api.writing.door import Changing
from commitments.errors import Refused
from commitments.models import User
from commitments.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks about the steps of a record: the person, as whom it acts on the record, and when."""

    person: User
    acts: access.Acts
    now: datetime.datetime


WhyNot = Callable[[Any, Asker], Refused | None]


def by_acts(why_not: Callable[[Any, access.Acts], Refused | None]) -> WhyNot:
    """Ask what needs to know only as whom the person acts on the record."""
    return lambda record, asker: why_not(record, asker.acts)


def by_person(why_not: Callable[[Any, User], Refused | None]) -> WhyNot:
    """Ask what needs to know only who the person is."""
    return lambda record, asker: why_not(record, asker.person)


@dataclass(frozen=True, slots=True)
class Action:
    """One step: `run(record, by=, now=, **members of the body)`, which may raise `Refused`.

    `name`, a word as the vocabulary has them, ends its address; `meaning` says what comes of it. `why_not`
    gives the refusal with which it would be answered now, whatever is sent. Without a `body` it asks nothing.
    `may_go` says that the record may leave the person's sight by it.
    """

    name: str
    summary: Any
    meaning: Any
    run: Callable[..., Any]
    why_not: WhyNot
    body: type[bodies.Shape] | None = None
    examples: Mapping[str, Any] = field(default_factory=dict)
    scope: Scope = Scope.RECORD
    may_go: bool = False

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Name the scopes of which a token needs one: who may take every step takes those of owners, too."""
        return (self.scope, Scope.RECORD) if self.scope == Scope.REPORT else (self.scope,)


def names(actions: Sequence[Action]) -> list[tuple[str, Any]]:
    """Give the words of steps with what they are called."""
    return [(one.name, one.summary) for one in actions]


def addresses(noun: type[Changing], of: str, shape: Any, actions: tuple[Action, ...]) -> list[URLPattern]:
    """Give each step its address under `steps/` of one record, with which it answers in its `shape`.

    At `steps/` itself stands which of them are open to the person.
    """
    listed = re_path(rf"{of}steps/$", _listing(noun, actions).as_view(), name=f"{noun.address}_steps")
    return [listed] + [
        re_path(
            rf"{of}steps/{one.name}/$", _view(noun, shape, one).as_view(), name=f"{noun.address}_{one.name}"
        )
        for one in actions
    ]


def _listing(noun: type[Changing], actions: tuple[Action, ...]) -> type[Changing]:
    field = serializers.IntegerField if noun.named == "id" else serializers.CharField
    states = next((one.choices for one in noun.model._meta.concrete_fields if one.name == "state"), None)
    key = field(help_text=_("What names the record in its address."))
    shape = shapes.steps_shape(noun.address, key, names(actions), states)

    @schema.one(shape, noun.steps_title)
    def get(self: Changing, request: Request, **_named: str) -> HttpResponse:
        """Every step with why it cannot be taken now, whatever is sent; a token may allow fewer of them."""
        refuse_unknown(request, set())
        row, record = self.standing_row(), self.found(self.stepped())
        looked.fetched(request._request, self.reader, noun.model, row)
        asker = Asker(self.reader, self.acting(record), timezone.now())
        refusals = [(one.name, one.why_not(record, asker)) for one in actions]
        shown = {
            noun.address: record.pk if noun.named == "id" else record.reference,
            **({"state": row["state"]} if states else {}),
            "steps": [
                {"step": name, "code": refusal and refusal.code, "detail": refusal and str(refusal)}
                for name, refusal in sorted(refusals, key=lambda pair: pair[1] is not None)
            ],
        }
        return self.unless_held(*rendered(shown))

    own = {"get": get, "scopes": {}, "http_method_names": ("get", "head")}
    return type(f"{noun.__name__}Steps", (noun,), own)


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

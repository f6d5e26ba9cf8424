"""Steps of one record as addresses: each is one entry of a table, done by the function that the button
calls.
"""

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

from commitments.access import write_rules
from commitments.api import schema
from commitments.api.filters import refuse_unknown
from commitments.api.serializers import base, input
from commitments.api.views.base import render_record
from commitments.api.views.changes import ChangeView, describe_write
from commitments.audit import access_log
from commitments.enums import Scope
from commitments.errors import Refused
from commitments.models import User


@dataclass(frozen=True, slots=True)
class StepContext:
    """The person who asks for the steps of a record, the capacity in which they act, and the time."""

    person: User
    acts: write_rules.Acts
    now: datetime.datetime


WhyNot = Callable[[Any, StepContext], Refused | None]


def by_acts(why_not: Callable[[Any, write_rules.Acts], Refused | None]) -> WhyNot:
    """Adapt a function that only needs the capacities in which the person acts on the record."""
    return lambda record, asker: why_not(record, asker.acts)


def by_person(why_not: Callable[[Any, User], Refused | None]) -> WhyNot:
    """Adapt a function that only needs the person."""
    return lambda record, asker: why_not(record, asker.person)


@dataclass(frozen=True, slots=True)
class Action:
    """One step: `run(record, by=, now=, **members of the body)`, which may raise `Refused`.

    `name`, a word of the enums, ends its address; `meaning` states its effect. `why_not` returns the refusal
    that the step would get now, whatever is sent. Without a `body` it takes no input. `may_go` means that the
    person may lose access to the record by this step.
    """

    name: str
    summary: Any
    meaning: Any
    run: Callable[..., Any]
    why_not: WhyNot
    body: type[input.InputSerializer] | None = None
    examples: Mapping[str, Any] = field(default_factory=dict)
    scope: Scope = Scope.RECORD
    may_go: bool = False

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Return the scopes of which a token needs one; for those who may take every step, owners' scopes
        too.
        """
        return (self.scope, Scope.RECORD) if self.scope == Scope.REPORT else (self.scope,)


def list_action_names(actions: Sequence[Action]) -> list[tuple[str, Any]]:
    """Return the words of steps with their labels."""
    return [(one.name, one.summary) for one in actions]


def build_step_urls(
    noun: type[ChangeView], of: str, shape: Any, actions: tuple[Action, ...]
) -> list[URLPattern]:
    """Return an address under `steps/` of one record for each step, which answers with its `shape`.

    `steps/` itself lists the steps that are open to the person.
    """
    listed = re_path(rf"{of}steps/$", _listing(noun, actions).as_view(), name=f"{noun.address}_steps")
    return [listed] + [
        re_path(
            rf"{of}steps/{one.name}/$", _view(noun, shape, one).as_view(), name=f"{noun.address}_{one.name}"
        )
        for one in actions
    ]


def _listing(noun: type[ChangeView], actions: tuple[Action, ...]) -> type[ChangeView]:
    field = serializers.IntegerField if noun.named == "id" else serializers.CharField
    states = next((one.choices for one in noun.model._meta.concrete_fields if one.name == "state"), None)
    key = field(help_text=_("What names the record in its address."))
    shape = base.steps_shape(noun.address, key, list_action_names(actions), states)

    @schema.describe_record(shape, noun.steps_title)
    def get(self: ChangeView, request: Request, **_named: str) -> HttpResponse:
        """Return every step with why it is not possible now, whatever is sent; a token may allow fewer of
        them.
        """
        refuse_unknown(request, set())
        row, record = self.standing_row(), self.found(self.stepped())
        access_log.log_fetched(request._request, self.reader, noun.model, row)
        asker = StepContext(self.reader, self.acting(record), timezone.now())
        refusals = [(one.name, one.why_not(record, asker)) for one in actions]
        shown = {
            noun.address: record.pk if noun.named == "id" else record.reference,
            **({"state": row["state"]} if states else {}),
            "steps": [
                {"step": name, "code": refusal and refusal.code, "detail": refusal and str(refusal)}
                for name, refusal in sorted(refusals, key=lambda pair: pair[1] is not None)
            ],
        }
        return self.unless_held(*render_record(shown))

    own = {"get": get, "scopes": {}, "http_method_names": ("get", "head")}
    return type(f"{noun.__name__}Steps", (noun,), own)


def _view(noun: type[ChangeView], shape: Any, action: Action) -> type[ChangeView]:
    @describe_write(
        shape,
        action.summary,
        body=action.body,
        examples=action.examples,
        may_go=action.may_go,
        description=action.meaning,
    )
    def post(self: ChangeView, request: Request, **_named: str) -> Response:
        self.found()
        values = self.body(action.body or input.InputSerializer)
        with self.holding(**self.touched(values)) as record:
            action.run(record, by=self.reader, now=self.now, **values)
        return self.respond()

    def scopes_of(self: ChangeView, method: str) -> tuple[Scope, ...]:
        return action.scopes if method == "POST" else ()

    own = {"post": post, "scopes_of": scopes_of, "http_method_names": ("post",)}
    return type(f"{noun.__name__}{action.name}", (noun,), own)

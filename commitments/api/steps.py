"""Steps of one record as addresses: each is one entry of a table, done by the function that the button
calls.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rest_framework.routers import Route, SimpleRouter

from commitments.access import write_rules
from commitments.api.serializers import input
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
    is_form: bool = False

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Return the scopes of which a token needs one; for those who may take every step, owners' scopes
        too.
        """
        return (self.scope, Scope.RECORD) if self.scope == Scope.REPORT else (self.scope,)


def list_action_names(actions: Sequence[Action]) -> list[tuple[str, Any]]:
    """Return the words of steps with their labels."""
    return [(one.name, one.summary) for one in actions]


class StepRouter(SimpleRouter):
    """Adds for each record an address for each of its steps under `steps/`, which itself lists them."""

    def get_routes(self, viewset: Any) -> list[Route]:
        """Return the routes of the viewset, with those of its `steps`."""
        steps: Sequence[Action] = getattr(viewset, "steps", ())
        url, name, post = "^{prefix}/{lookup}/steps/", "{basename}-", {"post": "take_step"}
        listed = [Route(f"{url}$", {"get": "list_steps"}, f"{name}steps", True, {})] if steps else []
        taken = [Route(f"{url}{one.name}/$", post, name + one.name, True, {"step": one}) for one in steps]
        return [*super().get_routes(viewset), *listed, *taken]

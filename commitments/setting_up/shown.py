"""One line of the checklist: what, why, where it stands, and the one thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

NAMED = 3


class Standing(Enum):
    """Where a line stands: `LATER` waits for another line, `DESK` for others, `SET` is the environment's."""

    DONE = "done"
    OPEN = "open"
    LATER = "later"
    DESK = "desk"
    SET = "set"

    @property
    def label(self) -> Promise:
        return {
            Standing.DONE: _("done"),
            Standing.OPEN: _("to do"),
            Standing.LATER: _("later"),
            Standing.DESK: _("with the desk"),
            Standing.SET: _("as set"),
        }[self]


@dataclass(frozen=True, slots=True)
class Act:
    """The link that does it: a route, the key of a record where it is one's page, what is filled in."""

    label: str | Promise
    route: str
    key: int | str | None = None
    filled: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment and what it is now."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `said` tells what is there or what is missing, sentence by sentence."""

    name: str
    title: str | Promise
    why: str | Promise
    standing: Standing
    said: tuple[str, ...]
    act: Act | None = None
    settings: tuple[Setting, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.standing in {Standing.OPEN, Standing.LATER}


def standing_of(missing: Sequence[str], *, now: bool = True) -> Standing:
    """Say where a line stands by what is missing; `now` is whether what it leans on is there."""
    if not now:
        return Standing.LATER
    return Standing.OPEN if missing else Standing.DONE


def some(names: Sequence[object]) -> str:
    """Name the first few, and say how many more there are."""
    shown = ", ".join(str(name) for name in names[:NAMED])
    more = len(names) - NAMED
    if more <= 0:
        return shown
    return ngettext("%(shown)s and %(count)d more", "%(shown)s and %(count)d more", more) % {
        "shown": shown,
        "count": more,
    }

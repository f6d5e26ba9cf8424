"""What stands on a page as a table of its own, taken out as a file, and the record of who took it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import export
from commitments.admin.given_out import given_out
from commitments.models import User
from commitments.vocabulary import Classification


@dataclass(frozen=True, slots=True)
class PlainList:
    """A table as it is taken out: rows of records of a kind (`of`), `highest` as they are marked.

    `name` is the file's, its ending apart; `told` says what the list is narrowed to. Of more rows than a file
    holds one more is given, and cut off.
    """

    title: str
    name: str
    heads: Sequence[str | Promise]
    rows: Sequence[Sequence[export.Cell]]
    highest: int
    of: type[Model]
    told: Sequence[str] = ()
    country: int | None = None
    record: int | None = None
    asked: Mapping[str, str] = field(default_factory=dict)


def taken_out(
    listed: PlainList, kind: export.FileKind, person: User, now: datetime.datetime
) -> HttpResponseBase:
    """Answer with the table as a file, and record who took it."""
    highest, rows = Classification(listed.highest), listed.rows[: export.MOST_ROWS]
    is_cut, told = len(listed.rows) > len(rows), [listed.title, *listed.told]
    table = table_of(listed.title, told, listed.heads, rows, highest, is_cut=is_cut, person=person, now=now)
    export.record(
        person,
        listed.asked,
        kind=kind.ending,
        rows=len(rows),
        highest=highest,
        now=now,
        of=listed.of,
        country=listed.country,
        record=listed.record,
    )
    return given_out(table, kind, listed.name)


def table_of(
    title: str,
    told: Sequence[str],
    heads: Sequence[str | Promise],
    rows: Any,
    highest: Classification,
    *,
    is_cut: bool,
    person: User,
    now: datetime.datetime,
) -> export.Table:
    """Make the table of a file: marked, with what it is, who took it when, and how many rows it holds."""
    marking = str(highest.label).upper()
    return export.Table(
        title=title,
        said=" · ".join([marking, *told, _taken_by(person, now), _how_many(len(rows), is_cut=is_cut)]),
        marking=marking,
        taken_by=str(person),
        taken_at=now,
        heads=[str(head) for head in heads],
        rows=rows,
    )


def _taken_by(person: User, now: datetime.datetime) -> str:
    return _("taken on %(moment)s (%(zone)s) by %(name)s") % {
        "moment": date_format(timezone.localtime(now), "DATETIME_FORMAT"),
        "zone": timezone.get_current_timezone_name(),
        "name": person,
    }


def _how_many(count: int, *, is_cut: bool) -> str:
    if is_cut:
        return _("the first %(count)s; there are more: narrow the list to have them") % {
            "count": f"{count:,}"
        }
    return ngettext("%(n)d item", "%(n)d items", count) % {"n": count}

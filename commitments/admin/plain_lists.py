"""What stands on a page as a table of its own, taken out as a file, and the record of who took it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
    marking = str(highest.label).upper()
    how_many = how_many_of(len(rows), is_cut=len(listed.rows) > len(rows))
    table = export.Table(
        title=listed.title,
        said=" · ".join([marking, listed.title, *listed.told, taken_by(person, now), how_many]),
        marking=marking,
        taken_by=str(person),
        taken_at=now,
        heads=[str(head) for head in listed.heads],
        rows=rows,
    )
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


def taken_by(person: User, now: datetime.datetime) -> str:
    """Say when, by whose clock, and by whom a file was taken."""
    return _("taken on %(moment)s (%(zone)s) by %(name)s") % {
        "moment": date_format(timezone.localtime(now), "DATETIME_FORMAT"),
        "zone": timezone.get_current_timezone_name(),
        "name": person,
    }


def how_many_of(count: int, *, is_cut: bool) -> str:
    """Say how many rows a file holds, and that there are more."""
    if is_cut:
        return _("the first %(count)s; there are more: narrow the list to have them") % {
            "count": f"{count:,}"
        }
    return ngettext("%(n)d item", "%(n)d items", count) % {"n": count}

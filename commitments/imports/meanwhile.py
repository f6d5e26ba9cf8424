"""What others record while an import is taken: nothing is written twice, and nobody waits in a circle."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.imports.cells import as_typed, key_of
from commitments.imports.made import Rows
from commitments.imports.of_commitments import digest
from commitments.imports.of_updates import in_a_cell
from commitments.lifecycle.taking import hold_what_they_hang_on
from commitments.models import (
    Commitment,
    Country,
    Holiday,
    Import,
    ImportRow,
    Ministry,
    Official,
    Outcome,
    ProgressUpdate,
    User,
)
from commitments.vocabulary import DeedState, ImportSubject

RECORDED: Promise = _("The same was recorded meanwhile. Bring the file again to compare.")
Plan = Mapping[str, Any]


def hold(of: Import, rows: Rows) -> None:
    """Hold what rows are written to until the transaction ends, in the order in which all imports do.

    Points and drafts hang on their meeting, reports on their item. Of what has no record above it, all
    countries are held: lists of ministries, officials and days are taken one after the other.
    """
    if of.subject not in (ImportSubject.COMMITMENTS, ImportSubject.UPDATES):
        list(Country.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        return
    # A draft that is yet to be made has a plan in the place of a key.
    named = [row.record or row.before.get("item") or row.plan.get("item") for row in rows]
    keys = {key for key in named if isinstance(key, int)}
    meetings: set[int] = set()
    if of.subject == ImportSubject.COMMITMENTS:
        hang_on = Commitment.objects.filter(pk__in=keys).order_by().values_list("outcome__meeting", flat=True)
        meetings = {*hang_on, *([of.meeting_id] if of.meeting_id else [])}
    hold_what_they_hang_on(meetings, [], keys)


def recorded(of: Import, rows: Rows, by: User) -> set[int]:
    """Give the keys of rows whose record somebody else made since they were judged to be new.

    What stands twice in one file was shown as such, and is taken as it was decided.
    """
    fresh = [row for row in rows if row.record is None and not any(fault.get("row") for fault in row.faults)]
    return OF_OTHERS[of.subject](of, fresh, by) if fresh else set()


def _points(of: Import, rows: Rows, by: User) -> set[int]:
    since = access.visible_to(Outcome.objects.filter(meeting=of.meeting_id, recorded_at__gte=of.read_at), by)
    taken = ImportRow.objects.filter(of=of, state=DeedState.DONE)
    if since.count() <= taken.count():
        # All of them are its own, as far as it has come.
        return set()
    own = {before.get("point") for before in taken.values_list("before", flat=True)}
    others = {digest(clause) for key, clause in since.values_list("pk", "clause") if key not in own}
    return {row.pk for row in rows if digest(row.plan["clause"]) in others}


def _reports(_of: Import, rows: Rows, by: User) -> set[int]:
    days = {row.plan["said_on"] for row in rows}
    found = ProgressUpdate.objects.filter(commitment__in={row.plan["item"] for row in rows}, said_on__in=days)
    columns = access.visible_to(found, by).values_list("commitment", "said_on", "health", "text")
    known = {(item, day.isoformat(), health, in_a_cell(text)) for item, day, health, text in columns}
    return _among(
        known, rows, lambda plan: (plan["item"], plan["said_on"], plan["health"], in_a_cell(plan["text"]))
    )


def _ministries(_of: Import, rows: Rows, by: User) -> set[int]:
    columns = access.visible_to(Ministry.objects.all(), by).values_list("country", "name")
    known = {(country, key_of(as_typed(name))) for country, name in columns}
    return _among(known, rows, lambda plan: (plan["country"], key_of(plan["values"]["name"])))


def _officials(_of: Import, rows: Rows, by: User) -> set[int]:
    columns = access.visible_to(Official.objects.all(), by).values_list(
        "country", "ministry", "post", "person"
    )
    known = {
        (country, ministry, key_of(as_typed(post)), key_of(as_typed(person)))
        for country, ministry, post, person in columns
    }

    def key(plan: Plan) -> tuple[Any, ...]:
        names = (key_of(plan["values"].get(name) or "") for name in ("post", "person"))
        return (plan["country"], plan["ministry"], *names)

    return _among(known, rows, key)


def _holidays(_of: Import, rows: Rows, by: User) -> set[int]:
    found = Holiday.objects.filter(day__in={row.plan["day"] for row in rows})
    columns = access.visible_to(found, by).values_list("country", "day")
    known = {(country, day.isoformat()) for country, day in columns}
    return _among(known, rows, lambda plan: (plan["country"], plan["day"]))


def _among(known: set[tuple[Any, ...]], rows: Rows, key: Callable[[Plan], tuple[Any, ...]]) -> set[int]:
    return {row.pk for row in rows if key(row.plan) in known}


OF_OTHERS: Mapping[str, Callable[[Import, Rows, User], set[int]]] = {
    ImportSubject.COMMITMENTS: _points,
    ImportSubject.UPDATES: _reports,
    ImportSubject.MINISTRIES: _ministries,
    ImportSubject.OFFICIALS: _officials,
    ImportSubject.HOLIDAYS: _holidays,
}

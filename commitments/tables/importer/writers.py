"""Write imported rows and undo them: ministries, officials, holidays, outcomes and drafts of commitments.

The life cycle writes outcomes and drafts. A table names the writer of each kind of row.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from commitments.access import policy, responsibilities, write_rules
from commitments.audit import log
from commitments.deadlines import changes, holidays
from commitments.enums import ImportSubject, LeadRole, Side
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import drafts as lifecycle_drafts
from commitments.lifecycle import supplements
from commitments.lifecycle.transitions import OwnerPart, lock
from commitments.meetings import outcomes
from commitments.models import (
    Clause,
    Commitment,
    Country,
    Holiday,
    Import,
    ImportRow,
    Ministry,
    MinistryName,
    Official,
    Outcome,
    User,
)
from commitments.parties.names import NamesInUse, load_names_in_use
from commitments.records import edits
from commitments.tables.importer import updates
from commitments.tables.importer.parties import list_planned_names
from commitments.tables.importer.results import (
    HISTORY_KEY,
    ImportedRecord,
    Rows,
    build_absent,
    build_touched,
    check_untouched,
    find_last_change,
    find_last_changes,
    find_last_changes_about,
    load_readable,
    seen_by_key,
    told_of,
)


def add_ministries(_of: Import, rows: Rows, *, by: User, now: datetime.datetime) -> list[ImportedRecord]:
    """Enter ministries with their names."""
    write_rules.require_permission(write_rules.may_write(by, Ministry))
    countries = _countries(rows)
    made = [
        Ministry(country=countries[row.plan["country"]], **_list_given_values(Ministry, row.plan["values"]))
        for row in rows
    ]
    in_use = {key: load_names_in_use(key) for key in countries}
    for row, one in zip(rows, made, strict=True):
        _require_free_names(row, in_use[one.country_id], None)
    edits.create_many(made, by=by, now=now)
    names = [
        MinistryName(ministry=ministry, language=language, **texts)
        for row, ministry in zip(rows, made, strict=True)
        for language, texts in row.plan["names"].items()
    ]
    edits.create_many(names, by=by, now=now)
    last = find_last_changes(made)
    return [
        ImportedRecord(one.pk, {"names": dict.fromkeys(row.plan["names"]), "told": last[one.pk]})
        for row, one in zip(rows, made, strict=True)
    ]


def change_ministry(row: ImportRow, *, by: User, now: datetime.datetime) -> ImportedRecord:
    """Write what a row says otherwise of a ministry on file, and of its names."""
    write_rules.require_permission(write_rules.may_write(by, Ministry))
    plan = row.plan
    ministry = load_readable(Ministry, row.record, by)
    standing = {one.language: one for one in ministry.names.filter(language__in=plan["names"])}
    values = _read_current(ministry, plan["values"])
    names: dict[str, Any] = dict.fromkeys(plan["names"])
    names |= {one.language: {"name": one.name, "short_name": one.short_name} for one in standing.values()}
    _check_stood(plan, values | names)
    _require_free_names(row, load_names_in_use(ministry.country_id), ministry.pk)
    if plan["values"]:
        edits.change_record(ministry, log.parse_values(Ministry, plan["values"]), by=by, now=now)
    for language, texts in plan["names"].items():
        if language in standing:
            edits.change_record(standing[language], texts, by=by, now=now)
        else:
            edits.create_record(MinistryName(ministry=ministry, language=language, **texts), by=by, now=now)
    return ImportedRecord(ministry.pk, {"values": values, "names": names, "told": find_last_change(ministry)})


def _require_free_names(row: ImportRow, in_use: NamesInUse, ministry: int | None) -> None:
    """Raise `Refused` where another ministry was given a name of a row since it was checked."""
    for _column, names in list_planned_names(row.plan):
        if (refusal := in_use.why_not(names, ministry)) is not None:
            raise refusal


def remove_ministries(rows: Rows, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Delete imported ministries to which no record refers, with their names."""
    write_rules.require_permission(write_rules.may_write(by, Ministry))
    ministries = _untouched(Ministry, rows, find_last_changes, by)
    names = list(MinistryName.objects.filter(ministry__in=ministries).select_related("ministry"))
    edits.remove_many(names, by=by, now=now, reason=reason)
    edits.remove_many(ministries, by=by, now=now, reason=reason)


def change_ministry_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Write again what stood of a ministry and its names before a row changed them."""
    write_rules.require_permission(write_rules.may_write(by, Ministry))
    (ministry,) = _untouched(Ministry, [row], find_last_changes, by)
    for language, names in row.before["names"].items():
        standing = ministry.names.get(language=language)
        if names is None:
            edits.remove_record(standing, by=by, now=now, reason=reason)
        else:
            edits.change_record(standing, names, by=by, now=now, reason=reason)
    if row.before["values"]:
        edits.change_record(
            ministry, log.parse_values(Ministry, row.before["values"]), by=by, now=now, reason=reason
        )


def add_officials(_of: Import, rows: Rows, *, by: User, now: datetime.datetime) -> list[ImportedRecord]:
    """Enter officials."""
    write_rules.require_permission(write_rules.may_write(by, Official))
    countries = _countries(rows)
    ministries = seen_by_key(Ministry, [row.plan["ministry"] for row in rows if row.plan["ministry"]], by)
    made = [
        Official(
            country=countries[row.plan["country"]],
            ministry=ministries[row.plan["ministry"]] if row.plan["ministry"] else None,
            **_list_given_values(Official, row.plan["values"]),
        )
        for row in rows
    ]
    edits.create_many(made, by=by, now=now)
    last = find_last_changes(made)
    return [ImportedRecord(one.pk, {"told": last[one.pk]}) for one in made]


def change_official(row: ImportRow, *, by: User, now: datetime.datetime) -> ImportedRecord:
    """Write what a row says otherwise of an official on file."""
    write_rules.require_permission(write_rules.may_write(by, Official))
    official, values = load_readable(Official, row.record, by), row.plan["values"]
    before = {"values": _read_current(official, values)}
    _check_stood(row.plan, before["values"])
    edits.change_record(official, log.parse_values(Official, values), by=by, now=now)
    return ImportedRecord(official.pk, before | {"told": find_last_change(official)})


def remove_officials(rows: Rows, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Delete imported officials to which no record refers."""
    write_rules.require_permission(write_rules.may_write(by, Official))
    edits.remove_many(_untouched(Official, rows, find_last_changes, by), by=by, now=now, reason=reason)


def change_official_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Write again what stood of an official before a row changed it."""
    write_rules.require_permission(write_rules.may_write(by, Official))
    (official,) = _untouched(Official, [row], find_last_changes, by)
    edits.change_record(
        official, log.parse_values(Official, row.before["values"]), by=by, now=now, reason=reason
    )


def add_holidays(_of: Import, rows: Rows, *, by: User, now: datetime.datetime) -> list[ImportedRecord]:
    """Declare days; deadlines counted in their calendars move."""
    countries = _countries(rows)
    made = [
        Holiday(
            country=countries[row.plan["country"]],
            day=datetime.date.fromisoformat(row.plan["day"]),
            declared_on=now.date(),
            **row.plan["values"],
        )
        for row in rows
    ]
    holidays.declare_many(made, by=by, now=now)
    last = find_last_changes_about(made)
    return [ImportedRecord(one.pk, {"told": last[one.pk]}) for one in made]


def change_holiday(row: ImportRow, *, by: User, now: datetime.datetime) -> ImportedRecord:
    """Change a declared day."""
    holiday, values = load_readable(Holiday, row.record, by), row.plan["values"]
    before = {"values": {name: getattr(holiday, name) for name in values}}
    _check_stood(row.plan, before["values"])
    holidays.declare_anew(holiday, values, by=by, now=now)
    return ImportedRecord(holiday.pk, before | {"told": told_of(holiday)})


def remove_holidays(rows: Rows, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take the days back that rows declared."""
    holidays.undo_holidays(
        _untouched(Holiday, rows, find_last_changes_about, by), by=by, now=now, reason=reason
    )


def change_holiday_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Declare a day as it stood before a row changed it."""
    (holiday,) = _untouched(Holiday, [row], find_last_changes_about, by)
    holidays.declare_anew(holiday, row.before["values"], by=by, now=now, reason=reason)


def _untouched(model: type[Any], rows: Rows, last_of: Any, by: User) -> list[Any]:
    """Read what rows made or changed; raises `Refused` where one is gone, hidden, or written on since."""
    found = seen_by_key(model, [row.created_id or 0 for row in rows], by)
    records = [found[row.created_id or 0] for row in rows]
    last = last_of(records)
    for row, record in zip(rows, records, strict=True):
        check_untouched(record, last.get(record.pk, 0), row.before)
    return records


def _read_current(record: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: log.to_plain(getattr(record, name)) for name in values}


def _check_stood(plan: Mapping[str, Any], stands: Mapping[str, Any]) -> None:
    """Refuse to write over what the person did not see: a value that was another when rows were compared."""
    stood = plan.get("stood", {})
    if any(stood.get(name, value) != value for name, value in stands.items()):
        raise edits.changed_meanwhile()


def _countries(rows: Sequence[ImportRow]) -> dict[int, Country]:
    keys = {row.plan["country"] for row in rows}
    found: dict[int, Country] = Country.objects.in_bulk(keys)
    if found.keys() != keys:
        raise build_absent()
    return found


def _list_given_values(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in log.parse_values(model, values).items() if value is not None}


READ_WITH = ("country", "deadline", "outcome__meeting")
POINT_TOLD = "point_told"


def draft_items(
    of: Import, rows: Sequence[ImportRow], *, by: User, now: datetime.datetime
) -> list[ImportedRecord]:
    """Add the points of rows to their meeting and, where they carry one, draft their commitments."""
    meeting = of.meeting
    if meeting is None:
        raise Refused(_("Select the meeting at which the commitments were agreed."), "no_meeting")
    names = ("kind", "spoken_by", "clause", "language", "strength", "place_in_text")
    points = [
        Outcome(
            meeting=meeting,
            classification=meeting.classification,
            **{name: row.plan[name] for name in names},
        )
        for row in rows
    ]
    supplement = supplements.find_approved(of)
    outcomes.add_outcomes(points, supplement=supplement, by=by, now=now)
    owed = [(row, point) for row, point in zip(rows, points, strict=True) if "item" in row.plan]
    ministries, officials = _load_named(
        [part for row, _point in owed for part in row.plan["item"]["parts"]], by
    )
    drafts = [_draft(row.plan["item"], point, ministries, officials) for row, point in owed]
    if drafts:
        reason = supplements.describe(supplement)
        lifecycle_drafts.draft_many(drafts, by=by, now=now, reason=reason)
    items = {one.commitment.outcome_id: one.commitment for one in drafts}
    told_points, told_items = find_last_changes_about(points), find_last_changes(list(items.values()))
    made = []
    for point in points:
        before = {"point": point.pk, POINT_TOLD: told_points[point.pk]}
        item = items.get(point.pk)
        if item is not None:
            before |= {"item": item.pk, HISTORY_KEY: told_items[item.pk]}
        made.append(ImportedRecord(item.pk if item is not None else point.pk, before))
    return made


def _draft(
    plan: Mapping[str, Any],
    point: Outcome,
    ministries: Mapping[int, Ministry],
    officials: Mapping[int, Official],
) -> lifecycle_drafts.Draft:
    columns = ("title", "owed_by", "nature", "condition", "meaning")
    return lifecycle_drafts.Draft(
        Commitment(
            outcome=point,
            classification=point.classification,
            **{name: plan[name] for name in columns},
        ),
        parts=_parts(plan["parts"], ministries, officials),
        deadline=DeadlineSpec.from_json(plan["spec"]),
        review_on=datetime.date.fromisoformat(plan["review_on"]) if plan["review_on"] else None,
    )


def remove_drafts(rows: Sequence[ImportRow], *, by: User, now: datetime.datetime, reason: str) -> None:
    """Delete imported drafts and their outcomes, as if typed by mistake; where one cannot be, none is."""
    seen = policy.readable_by(Outcome.objects.filter(pk__in=[row.before["point"] for row in rows]), by)
    points: dict[int, Outcome] = seen.select_related("meeting__country").in_bulk()
    items = _items([row.before["item"] for row in rows if "item" in row.before], by)
    told_points, told_items = (
        find_last_changes_about(list(points.values())),
        find_last_changes(list(items.values())),
    )
    for row in rows:
        before = row.before
        point, item = points.get(before["point"]), items.get(before.get("item", 0))
        check_untouched(point, told_points.get(before["point"], 0), before, POINT_TOLD)
        if "item" in before:
            check_untouched(item, told_items.get(before["item"], 0), before)
    of_points = Commitment.objects.filter(outcome__in=points).exclude(pk__in=items)
    if of_points.exists() or Clause.objects.filter(outcome__in=points).exists():
        raise build_touched()
    if items:
        lifecycle_drafts.remove_drafts(list(items.values()), by=by, now=now, reason=reason)
    outcomes.remove_outcomes(list(points.values()), by=by, now=now, reason=reason)


def change_item(row: ImportRow, *, by: User, now: datetime.datetime) -> ImportedRecord:
    """Write what a row says otherwise of a commitment on file, as it was compared."""
    item, plan = _item(row.record or 0, by), row.plan
    write_rules.require_permission(responsibilities.works_on(by, item.country))
    item.version = row.seen_version
    lock(item)
    before: dict[str, Any] = {"values": {name: log.to_plain(getattr(item, name)) for name in plan["values"]}}
    if plan["values"]:
        edits.change_record(item, plan["values"], by=by, now=now)
    if "parts" in plan:
        standing = item.responsibilities(manager="objects").exclude(ministry=None)
        before["parts"] = [list(one) for one in standing.values_list("side", "ministry", "role", "official")]
        lifecycle_drafts.set_parts(item, parts_of(plan["parts"], by), by=by, now=now)
    if "spec" in plan:
        assert item.deadline is not None
        before["spec"] = item.deadline.specification
        changes.correct_deadline(item, DeadlineSpec.from_json(plan["spec"]), by=by, now=now)
    return ImportedRecord(item.pk, before | {HISTORY_KEY: find_last_change(item)})


def change_item_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Write again what stood before a row changed it."""
    item, before = _item(row.created_id or 0, by), row.before
    check_untouched(item, find_last_change(item), before)
    write_rules.require_permission(responsibilities.works_on(by, item.country))
    if before["values"]:
        edits.change_record(item, before["values"], by=by, now=now, reason=reason)
    if "parts" in before:
        lifecycle_drafts.set_parts(item, parts_of(before["parts"], by), by=by, now=now)
    if "spec" in before:
        changes.correct_deadline(item, DeadlineSpec.from_json(before["spec"]), by=by, now=now)


def parts_of(plain: Iterable[Any], by: User) -> list[OwnerPart]:
    """Return the parts of ministries in a plan; raises `Refused` where one no longer exists."""
    rows = list(plain)
    return _parts(rows, *_load_named(rows, by))


def _load_named(rows: Sequence[Any], by: User) -> tuple[dict[int, Ministry], dict[int, Official]]:
    """Read the ministries and officials that some parts of plans name, as far as the person may."""
    ministries = policy.readable_by(Ministry.objects.select_related("country"), by)
    officials = policy.readable_by(Official.objects.select_related("country"), by)
    return (
        ministries.in_bulk({row[1] for row in rows}),
        officials.in_bulk({row[3] for row in rows if row[3]}),
    )


def _parts(
    rows: Sequence[Any], ministries: Mapping[int, Ministry], officials: Mapping[int, Official]
) -> list[OwnerPart]:
    if any(row[1] not in ministries for row in rows):
        raise Refused(_("A ministry in this row no longer exists. Check the rows again."), "gone")
    return [
        OwnerPart(Side(side), ministries[key], LeadRole(role), officials.get(official) if official else None)
        for side, key, role, official in rows
    ]


def _item(key: int, by: User) -> Commitment:
    item = _items([key], by).get(key)
    if item is None:
        raise build_absent()
    return item


def _items(keys: Iterable[int], by: User) -> dict[int, Commitment]:
    seen = policy.readable_by(Commitment.objects.filter(pk__in=list(keys)), by)
    found: dict[int, Commitment] = seen.select_related(*READ_WITH).in_bulk()
    return found


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes and undoes the rows of one kind of table: new ones together, each other one alone."""

    add: Callable[..., list[ImportedRecord]]
    take_away: Callable[..., None]
    # Reports are new, whatever they are on.
    change: Callable[..., ImportedRecord] | None = None
    change_back: Callable[..., None] | None = None


WRITERS: dict[str, Writer] = {
    ImportSubject.COMMITMENTS: Writer(draft_items, remove_drafts, change_item, change_item_back),
    ImportSubject.MINISTRIES: Writer(
        add_ministries,
        remove_ministries,
        change_ministry,
        change_ministry_back,
    ),
    ImportSubject.OFFICIALS: Writer(
        add_officials,
        remove_officials,
        change_official,
        change_official_back,
    ),
    ImportSubject.HOLIDAYS: Writer(
        add_holidays,
        remove_holidays,
        change_holiday,
        change_holiday_back,
    ),
    ImportSubject.UPDATES: Writer(updates.create_updates, updates.remove_updates),
}


def write_rows(
    of: Import, rows: Sequence[ImportRow], *, by: User, now: datetime.datetime
) -> list[ImportedRecord]:
    """Take rows, new ones together or one other; raises `Refused`. The caller holds the transaction."""
    writer = WRITERS[of.subject]
    if rows[0].record is None:
        return writer.add(of, rows, by=by, now=now)
    assert writer.change is not None
    return [writer.change(row, by=by, now=now) for row in rows]


def undo_rows(
    of: Import, rows: Sequence[ImportRow], *, by: User, now: datetime.datetime, reason: str
) -> None:
    """Take rows back; raises `Refused` where something has come of one since."""
    writer = WRITERS[of.subject]
    if rows[0].record is None:
        writer.take_away(rows, by=by, now=now, reason=reason)
        return
    assert writer.change_back is not None
    for row in rows:
        writer.change_back(row, by=by, now=now, reason=reason)

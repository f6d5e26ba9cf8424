"""Rows as ministries, officials and days of calendars: written, changed, and taken back."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from commitments import access, audit, deadlines, editing
from commitments.imports.made import (
    Made,
    Rows,
    absent,
    check_untouched,
    seen,
    seen_by_key,
    told,
    told_each,
    told_of,
    told_of_each,
)
from commitments.models import Country, Holiday, Import, ImportRow, Ministry, MinistryName, Official, User


def add_ministries(_of: Import, rows: Rows, *, by: User, now: datetime.datetime) -> list[Made]:
    """Enter ministries with their names."""
    access.require(access.may_write(by, Ministry))
    countries = _countries(rows)
    made = [
        Ministry(country=countries[row.plan["country"]], **_said(Ministry, row.plan["values"]))
        for row in rows
    ]
    editing.create_many(made, by=by, now=now)
    names = [
        MinistryName(ministry=ministry, language=language, **texts)
        for row, ministry in zip(rows, made, strict=True)
        for language, texts in row.plan["names"].items()
    ]
    editing.create_many(names, by=by, now=now)
    last = told_each(made)
    return [
        Made(one.pk, {"names": dict.fromkeys(row.plan["names"]), "told": last[one.pk]})
        for row, one in zip(rows, made, strict=True)
    ]


def change_ministry(row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Write what a row says otherwise of a ministry on file, and of its names."""
    access.require(access.may_write(by, Ministry))
    plan = row.plan
    ministry = seen(Ministry, row.record, by)
    standing = {one.language: one for one in ministry.names.filter(language__in=plan["names"])}
    values = _standing(ministry, plan["values"])
    names: dict[str, Any] = dict.fromkeys(plan["names"])
    names |= {one.language: {"name": one.name, "short_name": one.short_name} for one in standing.values()}
    _check_stood(plan, values | names)
    if plan["values"]:
        editing.change(ministry, audit.typed(Ministry, plan["values"]), by=by, now=now)
    for language, texts in plan["names"].items():
        if language in standing:
            editing.change(standing[language], texts, by=by, now=now)
        else:
            editing.create(MinistryName(ministry=ministry, language=language, **texts), by=by, now=now)
    return Made(ministry.pk, {"values": values, "names": names, "told": told(ministry)})


def take_ministries_away(rows: Rows, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take away ministries that rows entered and nothing leans on, with their names."""
    access.require(access.may_write(by, Ministry))
    ministries = _untouched(Ministry, rows, told_each, by)
    names = list(MinistryName.objects.filter(ministry__in=ministries).select_related("ministry"))
    editing.remove_many(names, by=by, now=now, reason=reason)
    editing.remove_many(ministries, by=by, now=now, reason=reason)


def change_ministry_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Write again what stood of a ministry and its names before a row changed them."""
    access.require(access.may_write(by, Ministry))
    (ministry,) = _untouched(Ministry, [row], told_each, by)
    for language, names in row.before["names"].items():
        standing = ministry.names.get(language=language)
        if names is None:
            editing.remove(standing, by=by, now=now, reason=reason)
        else:
            editing.change(standing, names, by=by, now=now, reason=reason)
    if row.before["values"]:
        editing.change(ministry, audit.typed(Ministry, row.before["values"]), by=by, now=now, reason=reason)


def add_officials(_of: Import, rows: Rows, *, by: User, now: datetime.datetime) -> list[Made]:
    """Enter officials."""
    access.require(access.may_write(by, Official))
    countries = _countries(rows)
    ministries = seen_by_key(Ministry, [row.plan["ministry"] for row in rows if row.plan["ministry"]], by)
    made = [
        Official(
            country=countries[row.plan["country"]],
            ministry=ministries[row.plan["ministry"]] if row.plan["ministry"] else None,
            **_said(Official, row.plan["values"]),
        )
        for row in rows
    ]
    editing.create_many(made, by=by, now=now)
    last = told_each(made)
    return [Made(one.pk, {"told": last[one.pk]}) for one in made]


def change_official(row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Write what a row says otherwise of an official on file."""
    access.require(access.may_write(by, Official))
    official, values = seen(Official, row.record, by), row.plan["values"]
    before = {"values": _standing(official, values)}
    _check_stood(row.plan, before["values"])
    editing.change(official, audit.typed(Official, values), by=by, now=now)
    return Made(official.pk, before | {"told": told(official)})


def take_officials_away(rows: Rows, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take away officials that rows entered and nothing leans on."""
    access.require(access.may_write(by, Official))
    editing.remove_many(_untouched(Official, rows, told_each, by), by=by, now=now, reason=reason)


def change_official_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Write again what stood of an official before a row changed it."""
    access.require(access.may_write(by, Official))
    (official,) = _untouched(Official, [row], told_each, by)
    editing.change(official, audit.typed(Official, row.before["values"]), by=by, now=now, reason=reason)


def add_holidays(_of: Import, rows: Rows, *, by: User, now: datetime.datetime) -> list[Made]:
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
    deadlines.declare_many(made, by=by, now=now)
    last = told_of_each(made)
    return [Made(one.pk, {"told": last[one.pk]}) for one in made]


def change_holiday(row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Declare a day on file anew."""
    holiday, values = seen(Holiday, row.record, by), row.plan["values"]
    before = {"values": {name: getattr(holiday, name) for name in values}}
    _check_stood(row.plan, before["values"])
    deadlines.declare_anew(holiday, values, by=by, now=now)
    return Made(holiday.pk, before | {"told": told_of(holiday)})


def take_holidays_away(rows: Rows, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take the days back that rows declared."""
    deadlines.take_back_many(_untouched(Holiday, rows, told_of_each, by), by=by, now=now, reason=reason)


def change_holiday_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Declare a day as it stood before a row changed it."""
    (holiday,) = _untouched(Holiday, [row], told_of_each, by)
    deadlines.declare_anew(holiday, row.before["values"], by=by, now=now, reason=reason)


def _untouched(model: type[Any], rows: Rows, last_of: Any, by: User) -> list[Any]:
    """Read what rows made or changed; raises `Refused` where one is gone, hidden, or written on since."""
    found = seen_by_key(model, [row.made or 0 for row in rows], by)
    records = [found[row.made or 0] for row in rows]
    last = last_of(records)
    for row, record in zip(rows, records, strict=True):
        check_untouched(record, last.get(record.pk, 0), row.before)
    return records


def _standing(record: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: audit.plain(getattr(record, name)) for name in values}


def _check_stood(plan: Mapping[str, Any], stands: Mapping[str, Any]) -> None:
    """Refuse to write over what the person did not see: a value that was another when rows were compared."""
    stood = plan.get("stood", {})
    if any(stood.get(name, value) != value for name, value in stands.items()):
        raise editing.changed_meanwhile()


def _countries(rows: Sequence[ImportRow]) -> dict[int, Country]:
    keys = {row.plan["country"] for row in rows}
    found: dict[int, Country] = Country.objects.in_bulk(keys)
    if found.keys() != keys:
        raise absent()
    return found


def _said(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in audit.typed(model, values).items() if value is not None}

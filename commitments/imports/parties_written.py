"""Rows as ministries, officials, days of calendars and reports: written, changed, and taken back."""

import datetime
from typing import Any

from django.db.models import Model
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from commitments import access, audit, deadlines, editing, lifecycle
from commitments.errors import Refused
from commitments.imports.made import Made, check_untouched, told, told_of, touched
from commitments.lifecycle.progress import stood, take_back_update
from commitments.models import (
    Commitment,
    Country,
    Holiday,
    ImportRow,
    Ministry,
    MinistryName,
    Official,
    ProgressUpdate,
    User,
)
from commitments.vocabulary import Health, Side


def write_ministry(row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Enter a ministry with its names, or write what a row says otherwise of one on file."""
    access.require(access.may_write(by, Ministry))
    plan = row.plan
    if row.record is None:
        ministry = Ministry(country=_country(plan["country"]), **_said(Ministry, plan["values"]))
        editing.create(ministry, by=by, now=now)
        before: dict[str, Any] = {}
    else:
        ministry = _seen(Ministry, row.record, by)
        before = {"values": {name: audit.plain(getattr(ministry, name)) for name in plan["values"]}}
        if plan["values"]:
            editing.change(ministry, audit.typed(Ministry, plan["values"]), by=by, now=now)
    before["names"] = {}
    for language, names in plan["names"].items():
        standing = ministry.names.filter(language=language).first()
        if standing is None:
            editing.create(MinistryName(ministry=ministry, language=language, **names), by=by, now=now)
            before["names"][language] = None
        else:
            before["names"][language] = {"name": standing.name, "short_name": standing.short_name}
            editing.change(standing, names, by=by, now=now)
    return Made(ministry.pk, before | {"told": told(ministry)})


def write_ministry_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take away a ministry that a row entered and nothing leans on, or write again what stood before."""
    access.require(access.may_write(by, Ministry))
    ministry = _seen(Ministry, row.made or 0, by)
    check_untouched(ministry, told(ministry), row.before)
    for language, names in row.before["names"].items():
        standing = ministry.names.get(language=language)
        if names is None:
            editing.remove(standing, by=by, now=now, reason=reason)
        else:
            editing.change(standing, names, by=by, now=now, reason=reason)
    _back(ministry, row, by=by, now=now, reason=reason)


def write_official(row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Enter an official, or write what a row says otherwise of one on file."""
    access.require(access.may_write(by, Official))
    plan = row.plan
    if row.record is not None:
        official = _seen(Official, row.record, by)
        before = {"values": {name: audit.plain(getattr(official, name)) for name in plan["values"]}}
        editing.change(official, audit.typed(Official, plan["values"]), by=by, now=now)
        return Made(official.pk, before | {"told": told(official)})
    ministry = _seen(Ministry, plan["ministry"], by) if plan["ministry"] else None
    made = Official(country=_country(plan["country"]), ministry=ministry, **_said(Official, plan["values"]))
    editing.create(made, by=by, now=now)
    return Made(made.pk, {"told": told(made)})


def write_official_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take away an official that a row entered and nothing leans on, or write again what stood before."""
    access.require(access.may_write(by, Official))
    official = _seen(Official, row.made or 0, by)
    check_untouched(official, told(official), row.before)
    _back(official, row, by=by, now=now, reason=reason)


def write_holiday(row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Declare a day, or declare it anew; deadlines counted in that calendar move."""
    plan = row.plan
    if row.record is not None:
        holiday = _seen(Holiday, row.record, by)
        before = {"values": {name: getattr(holiday, name) for name in plan["values"]}}
        deadlines.declare_anew(holiday, plan["values"], by=by, now=now)
        return Made(holiday.pk, before | {"told": told_of(holiday)})
    made = Holiday(
        country=_country(plan["country"]), day=datetime.date.fromisoformat(plan["day"]), **plan["values"]
    )
    made.declared_on = now.date()
    deadlines.declare(made, by=by, now=now)
    return Made(made.pk, {"told": told_of(made)})


def write_holiday_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take the day back, or declare it as it stood."""
    holiday = _seen(Holiday, row.made or 0, by)
    check_untouched(holiday, told_of(holiday), row.before)
    if "values" in row.before:
        deadlines.declare_anew(holiday, row.before["values"], by=by, now=now, reason=reason)
    else:
        deadlines.take_back(holiday, by=by, now=now, reason=reason)


def write_update(row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Record a dated report on its commitment."""
    plan = row.plan
    item = _seen(Commitment, plan["item"], by)
    before = stood(item)
    said_on = parse_date(plan["said_on"])
    assert said_on is not None
    said = lifecycle.update(
        item,
        health=Health(plan["health"]),
        text=plan["text"],
        side=Side(plan["side"]),
        said_on=said_on,
        by=by,
        now=now,
    )
    return Made(said.pk, {"item": item.pk, "stood": before, "told": told(item)})


def write_update_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take the report back, where it is the last word on its commitment."""
    item = _seen(Commitment, row.before["item"], by)
    said = access.visible_to(ProgressUpdate.objects.filter(pk=row.made or 0), by).first()
    if said is None:
        raise touched()
    # Reports of the same import that were taken back before have left their rows too.
    later = ProgressUpdate.objects.filter(commitment=item, pk__gt=said.pk).exists()
    if later or said.version > 1:
        raise touched()
    said.commitment = item
    take_back_update(said, row.before["stood"], by=by, now=now, reason=reason)


def _seen(model: type[Any], key: int, by: User) -> Any:
    """Read a record through the door; what is hidden is like what is not there."""
    rows = access.visible_to(model.objects.filter(pk=key), by)
    related = [name for name in ("country", "outcome", "deadline") if hasattr(model, name)]
    found = rows.select_related(*related).first() if related else rows.first()
    if found is None:
        raise Refused(_("It is not there any more, or not open to you."), "absent")
    return found


def _country(key: int) -> Country:
    return Country.objects.get(pk=key)


def _said(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in audit.typed(model, values).items() if value is not None}


def _back(record: Model, row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    if "values" not in row.before:
        editing.remove(record, by=by, now=now, reason=reason)
    elif row.before["values"]:
        editing.change(record, audit.typed(type(record), row.before["values"]), by=by, now=now, reason=reason)

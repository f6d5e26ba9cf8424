"""Rows as outcomes and drafts of commitments: written, changed, and taken back by the life-cycle."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commitments import access, audit, deadlines, editing, lifecycle, meetings
from commitments.errors import Refused
from commitments.imports.made import (
    TOLD,
    Made,
    absent,
    check_untouched,
    told,
    told_each,
    told_of_each,
    touched,
)
from commitments.lifecycle import Part
from commitments.lifecycle.taking import hold
from commitments.models import Clause, Commitment, Import, ImportRow, Ministry, Official, Outcome, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import LeadRole, Side

READ_WITH = ("country", "deadline", "outcome__meeting")
POINT_TOLD = "point_told"


def draft(of: Import, rows: Sequence[ImportRow], *, by: User, now: datetime.datetime) -> list[Made]:
    """Add the points of rows to their meeting and, where they carry one, draft their commitments."""
    meeting = of.meeting
    if meeting is None:
        raise Refused(_("Choose the meeting at which these were agreed."), "no_meeting")
    names = ("kind", "spoken_by", "clause", "language", "strength", "place_in_text")
    points = [
        Outcome(
            meeting=meeting,
            classification=meeting.classification,
            **{name: row.plan[name] for name in names},
        )
        for row in rows
    ]
    meetings.add_outcomes(points, by=by, now=now)
    owed = [(row, point) for row, point in zip(rows, points, strict=True) if "item" in row.plan]
    ministries, officials = _named([part for row, _point in owed for part in row.plan["item"]["parts"]], by)
    drafts = [_draft(row.plan["item"], point, ministries, officials) for row, point in owed]
    if drafts:
        lifecycle.draft_many(drafts, by=by, now=now)
    items = {one.commitment.outcome_id: one.commitment for one in drafts}
    told_points, told_items = told_of_each(points), told_each(list(items.values()))
    made = []
    for point in points:
        before = {"point": point.pk, POINT_TOLD: told_points[point.pk]}
        item = items.get(point.pk)
        if item is not None:
            before |= {"item": item.pk, TOLD: told_items[item.pk]}
        made.append(Made(item.pk if item is not None else point.pk, before))
    return made


def _draft(
    plan: Mapping[str, Any],
    point: Outcome,
    ministries: Mapping[int, Ministry],
    officials: Mapping[int, Official],
) -> lifecycle.Draft:
    columns = ("title", "owed_by", "nature", "condition", "meaning")
    return lifecycle.Draft(
        Commitment(
            outcome=point,
            classification=point.classification,
            **{name: plan[name] for name in columns},
        ),
        parts=_parts(plan["parts"], ministries, officials),
        deadline=DeadlineSpec.from_json(plan["spec"]),
        review_on=datetime.date.fromisoformat(plan["review_on"]) if plan["review_on"] else None,
    )


def take_away(rows: Sequence[ImportRow], *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take away the drafts of rows and their points, as if typed by mistake; where one stays, all do."""
    seen = access.visible_to(Outcome.objects.filter(pk__in=[row.before["point"] for row in rows]), by)
    points: dict[int, Outcome] = seen.select_related("meeting__country").in_bulk()
    items = _items([row.before["item"] for row in rows if "item" in row.before], by)
    told_points, told_items = told_of_each(list(points.values())), told_each(list(items.values()))
    for row in rows:
        before = row.before
        point, item = points.get(before["point"]), items.get(before.get("item", 0))
        check_untouched(point, told_points.get(before["point"], 0), before, POINT_TOLD)
        if "item" in before:
            check_untouched(item, told_items.get(before["item"], 0), before)
    of_points = Commitment.objects.filter(outcome__in=points).exclude(pk__in=items)
    if of_points.exists() or Clause.objects.filter(outcome__in=points).exists():
        raise touched()
    if items:
        lifecycle.remove_drafts(list(items.values()), by=by, now=now, reason=reason)
    meetings.remove_outcomes(list(points.values()), by=by, now=now, reason=reason)


def change_item(row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Write what a row says otherwise of a commitment on file, as it was compared."""
    item, plan = _item(row.record or 0, by), row.plan
    access.require(access.works_on(by, item.country))
    item.version = row.seen
    hold(item)
    before: dict[str, Any] = {"values": {name: audit.plain(getattr(item, name)) for name in plan["values"]}}
    if plan["values"]:
        editing.change(item, plan["values"], by=by, now=now)
    if "parts" in plan:
        standing = item.responsibilities(manager="objects").exclude(ministry=None)
        before["parts"] = [list(one) for one in standing.values_list("side", "ministry", "role", "official")]
        lifecycle.set_parts(item, parts_of(plan["parts"], by), by=by, now=now)
    if "spec" in plan:
        assert item.deadline is not None
        before["spec"] = item.deadline.specification
        deadlines.correct(item, DeadlineSpec.from_json(plan["spec"]), by=by, now=now)
    return Made(item.pk, before | {TOLD: told(item)})


def change_item_back(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Write again what stood before a row changed it."""
    item, before = _item(row.made or 0, by), row.before
    check_untouched(item, told(item), before)
    access.require(access.works_on(by, item.country))
    if before["values"]:
        editing.change(item, before["values"], by=by, now=now, reason=reason)
    if "parts" in before:
        lifecycle.set_parts(item, parts_of(before["parts"], by), by=by, now=now)
    if "spec" in before:
        deadlines.correct(item, DeadlineSpec.from_json(before["spec"]), by=by, now=now)


def parts_of(plain: Iterable[Any], by: User) -> list[Part]:
    """Give the parts of ministries that a plan names; what is gone meanwhile is refused."""
    rows = list(plain)
    return _parts(rows, *_named(rows, by))


def _named(rows: Sequence[Any], by: User) -> tuple[dict[int, Ministry], dict[int, Official]]:
    """Read the ministries and officials that some parts of plans name, as far as the person may."""
    ministries = access.visible_to(Ministry.objects.select_related("country"), by)
    officials = access.visible_to(Official.objects.select_related("country"), by)
    return (
        ministries.in_bulk({row[1] for row in rows}),
        officials.in_bulk({row[3] for row in rows if row[3]}),
    )


def _parts(
    rows: Sequence[Any], ministries: Mapping[int, Ministry], officials: Mapping[int, Official]
) -> list[Part]:
    if any(row[1] not in ministries for row in rows):
        raise Refused(_("A ministry of this row is not there any more. Judge the rows again."), "gone")
    return [
        Part(Side(side), ministries[key], LeadRole(role), officials.get(official) if official else None)
        for side, key, role, official in rows
    ]


def _item(key: int, by: User) -> Commitment:
    item = _items([key], by).get(key)
    if item is None:
        raise absent()
    return item


def _items(keys: Iterable[int], by: User) -> dict[int, Commitment]:
    seen = access.visible_to(Commitment.objects.filter(pk__in=list(keys)), by)
    found: dict[int, Commitment] = seen.select_related(*READ_WITH).in_bulk()
    return found

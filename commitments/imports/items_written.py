"""Rows as outcomes and drafts of commitments: written, changed, and taken back by the life-cycle."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commitments import access, audit, deadlines, editing, lifecycle, meetings
from commitments.errors import Refused
from commitments.imports.made import Made, check_untouched, told, told_of, touched
from commitments.lifecycle import Part
from commitments.lifecycle.taking import hold
from commitments.models import Commitment, Import, ImportRow, Ministry, Official, Outcome, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import LeadRole, Side

READ_WITH = ("country", "deadline", "outcome__meeting")
POINT_TOLD = "point_told"


def draft(of: Import, row: ImportRow, *, by: User, now: datetime.datetime) -> Made:
    """Add the point of a row to its meeting and, where it carries one, draft its commitment."""
    meeting = of.meeting
    if meeting is None:
        raise Refused(_("Choose the meeting at which these were agreed."), "no_meeting")
    plan = row.plan
    names = ("kind", "spoken_by", "clause", "language", "strength", "place_in_text")
    columns = {name: plan[name] for name in names}
    point = Outcome(meeting=meeting, classification=meeting.classification, **columns)
    meetings.add_outcome(point, by=by, now=now)
    if "item" not in plan:
        return Made(point.pk, {"point": point.pk, POINT_TOLD: told_of(point)})
    item = plan["item"]
    made = Commitment(
        outcome=point,
        classification=point.classification,
        **{name: item[name] for name in ("title", "owed_by", "nature", "condition", "meaning")},
    )
    review_on = item["review_on"]
    lifecycle.draft(
        made,
        parts=parts_of(item["parts"], by),
        deadline=DeadlineSpec.from_json(item["spec"]),
        review_on=datetime.date.fromisoformat(review_on) if review_on else None,
        by=by,
        now=now,
    )
    before = {"point": point.pk, POINT_TOLD: told_of(point), "item": made.pk, "told": told(made)}
    return Made(made.pk, before)


def take_away(row: ImportRow, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take away the draft of a row and its point, as if typed by mistake."""
    before = row.before
    seen = access.visible_to(Outcome.objects.filter(pk=before["point"]), by)
    point: Outcome | None = seen.select_related("meeting__country").first()
    check_untouched(point, told_of(point) if point else 0, before, POINT_TOLD)
    assert point is not None
    if "item" not in before:
        meetings.remove_outcome(point, by=by, now=now, reason=reason)
        return
    item = _item(before["item"], by)
    check_untouched(item, told(item), before)
    if point.commitments.exclude(pk=item.pk).exists() or point.clauses.exists():
        raise touched()
    lifecycle.remove_draft(item, by=by, now=now, reason=reason)
    meetings.remove_outcome(point, by=by, now=now, reason=reason)


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
        standing = item.responsibilities.exclude(ministry=None)
        before["parts"] = [list(one) for one in standing.values_list("side", "ministry", "role", "official")]
        lifecycle.set_parts(item, parts_of(plan["parts"], by), by=by, now=now)
    if "spec" in plan:
        assert item.deadline is not None
        before["spec"] = item.deadline.specification
        deadlines.correct(item, DeadlineSpec.from_json(plan["spec"]), by=by, now=now)
    return Made(item.pk, before | {"told": told(item)})


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
    ministries = access.visible_to(Ministry.objects.all(), by).in_bulk([row[1] for row in rows])
    officials = access.visible_to(Official.objects.all(), by).in_bulk([row[3] for row in rows if row[3]])
    if any(row[1] not in ministries for row in rows):
        raise Refused(_("A ministry of this row is not there any more. Judge the rows again."), "gone")
    return [
        Part(Side(side), ministries[key], LeadRole(role), officials.get(official) if official else None)
        for side, key, role, official in rows
    ]


def _item(key: int, by: User) -> Commitment:
    seen = access.visible_to(Commitment.objects.filter(pk=key), by)
    item: Commitment | None = seen.select_related(*READ_WITH).first()
    if item is None:
        raise Refused(_("It is not there any more, or not open to you."), "absent")
    return item

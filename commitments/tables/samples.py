"""The template of each kind of import, and the same with example rows that import cleanly.

The columns are the fields of the importer, in its order, under the headings that it knows.
"""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.access import policy, responsibilities
from commitments.enums import (
    Classification,
    CommitmentState,
    Health,
    ImportSubject,
    OwedBy,
    PostFunction,
    Strength,
)
from commitments.lifecycle.progress import why_not_update
from commitments.models import Commitment, Ministry, User
from commitments.tables.cells import COUNTRY, FIELDS
from commitments.tables.exporter import Cell, ExportTable

# So many commitments are looked at for some that the person may report on.
LOOKED_AT = 20
Example = Mapping[str, Cell]


def build_template(
    subject: ImportSubject, *, is_sample: bool, by: User, now: datetime.datetime
) -> ExportTable:
    """Return the headings of one kind of import; a sample has example rows below them."""
    fields = [field for field in FIELDS[subject] if not field.is_compared]
    needed = ", ".join(capfirst(str(field.label)) for field in fields if field.is_needed)
    rows = _examples(subject, by, timezone.localdate(now)) if is_sample else []
    return ExportTable(
        title=capfirst(str(subject.label)),
        said=_("Required columns: %(names)s. You can delete the others.") % {"names": needed},
        marking=str(Classification.PUBLIC.label),
        taken_by=str(by),
        taken_at=now,
        heads=[capfirst(str(field.label)) for field in fields],
        rows=[[row.get(field.name) for field in fields] for row in rows],
    )


def _examples(subject: ImportSubject, by: User, today: datetime.date) -> list[Example]:
    year = today.year + 1
    match subject:
        case ImportSubject.COMMITMENTS:
            return _commitments(by, year)
        case ImportSubject.UPDATES:
            return _updates(by, today)
        case ImportSubject.MINISTRIES:
            return [
                {COUNTRY: settings.HOME_COUNTRY, "name": name, "short_name": short, "valid_from": start}
                for name, short, start in (
                    (_("Example ministry of trade"), "EX-TRADE", datetime.date(2020, 1, 1)),
                    (_("Example ministry of fisheries"), "EX-FISH", None),
                    (_("Example agency for statistics"), "EX-STAT", None),
                )
            ]
        case ImportSubject.OFFICIALS:
            ministry = _own_ministry(by)
            return [
                {COUNTRY: settings.HOME_COUNTRY, "ministry": ministry, "post": post, "function": function}
                | {"email": email, "precedence": precedence, "starts_on": datetime.date(today.year, 1, 1)}
                for post, function, email, precedence in (
                    (
                        _("Example director for treaties"),
                        _word(PostFunction.FOCAL_POINT),
                        "treaties@example.org",
                        20,
                    ),
                    (_("Example deputy director for treaties"), _word(PostFunction.ALTERNATE), None, 30),
                    (_("Example director-general"), _word(PostFunction.OTHER), None, 10),
                )
            ]
        case ImportSubject.HOLIDAYS:
            return [
                {COUNTRY: settings.HOME_COUNTRY, "day": day, "name": name, "is_non_working": word}
                for day, name, word in (
                    (datetime.date(year, 2, 11), _("Example of an additional holiday"), _("yes")),
                    (datetime.date(year, 7, 21), _("Example of an election day"), _("yes")),
                    (datetime.date(year, 11, 14), _("Example of a replacement working day"), _("no")),
                )
            ]


def _commitments(by: User, year: int) -> list[Example]:
    ministry = _own_ministry(by)
    return [
        {
            "number": 1,
            "clause": _("Our side will send the list of contact points (example)."),
            "title": _("Example: send the list of contact points"),
            "owed_by": _word(OwedBy.OURS),
            "lead_ours": ministry,
            "wording": _("by 30 June %(year)d") % {"year": year},
            "strength": _word(Strength.AGREED),
            "place_in_text": _("section 1"),
        },
        {
            "number": 2,
            "clause": _("Their side will name a coordinator (example)."),
            "title": _("Example: name a coordinator"),
            "owed_by": _word(OwedBy.THEIRS),
            "due_on": datetime.date(year, 9, 30),
            "strength": _word(Strength.WILL_ENDEAVOUR),
            "place_in_text": _("section 2"),
        },
        {
            "number": 3,
            "clause": _("Both sides will hold a workshop (example)."),
            "title": _("Example: hold a workshop"),
            "owed_by": _word(OwedBy.JOINT),
            "due_on": datetime.date(year, 11, 30),
        },
    ]


def _updates(by: User, today: datetime.date) -> list[Example]:
    """Return reports on open commitments on which the person may report; none before there are any."""
    open_items = policy.readable_by(Commitment.objects.filter(state=CommitmentState.IN_PROGRESS), by)
    items = [
        item
        for item in open_items.order_by("pk")[:LOOKED_AT]
        if why_not_update(item, by) is None and responsibilities.takes_part_in_all(by, [item])
    ]
    said = (
        (Health.ON_TRACK, _("Example: the draft was sent to the partner. Next: the partner’s comments.")),
        (
            Health.ON_TRACK,
            _("Example: the first training course was held. Next: the second training course."),
        ),
        (Health.AT_RISK, _("Example: the budget is not approved. Next: the decision of the ministry.")),
    )
    later = today + datetime.timedelta(days=30)
    step = {"next_step": _("Example: send the final draft"), "next_step_on": later}
    return [
        {"reference": item.reference, "reported_on": today, "health": _word(health), "text": text}
        | (step if health == Health.ON_TRACK else {})
        for item, (health, text) in zip(items, said, strict=False)
    ]


def _own_ministry(by: User) -> str | None:
    """Return a ministry of home by its full name; None before one is recorded."""
    rows = policy.readable_by(Ministry.objects.filter(country__iso=settings.HOME_COUNTRY), by)
    lasting = rows.filter(valid_until__isnull=True).order_by("-runs_tracker", "pk")
    return lasting.values_list("name", flat=True).first()


def _word(value: Health | OwedBy | PostFunction | Strength) -> str:
    return capfirst(str(value.label))

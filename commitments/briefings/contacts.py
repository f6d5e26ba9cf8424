"""Who answers for which open items on each side, and who stands in; pure, from rows already read."""

from collections import defaultdict

from django.utils.translation import gettext as _

from commitments import models as m
from commitments.briefings.content import Contact
from commitments.briefings.records import Records
from commitments.briefings.rows import parts_of
from commitments.briefings.words import short_date
from commitments.references import short
from commitments.vocabulary import LeadRole, PostFunction, Side


def contacts(records: Records) -> tuple[Contact, ...]:
    """Give a row for each pair of leads: the items, main and alternate of both sides, the last word."""
    filed: dict[tuple[str, str], list[m.Commitment]] = defaultdict(list)
    for item in records.commitments:
        if item.is_open:
            filed[_answering(Side.OURS, item, records), _answering(Side.THEIRS, item, records)].append(item)
    rows = (_row(ours, theirs, items, records) for (ours, theirs), items in filed.items())
    return tuple(sorted(rows, key=lambda row: row.refs))


def _row(ours: str, theirs: str, items: list[m.Commitment], records: Records) -> Contact:
    said = [records.updates[item.pk].said_on for item in items if item.pk in records.updates]
    return Contact(
        refs=tuple(sorted(short(item.reference) for item in items)),
        ours=ours,
        theirs=theirs,
        last=short_date(max(said)) if said else _("none on file"),
    )


def _answering(side: Side, item: m.Commitment, records: Records) -> str:
    """Name the lead of a side and who answers there: the official of the item, else the focal point."""
    leads = [part for part in parts_of(side, item, records) if part.role == LeadRole.LEAD and part.ministry]
    if not leads or leads[0].ministry is None:
        return "–"
    ministry = leads[0].ministry
    posts = {one.function: one for one in reversed(records.officials.get(ministry.pk, []))}
    main, alternate = (
        leads[0].official or posts.get(PostFunction.FOCAL_POINT),
        posts.get(PostFunction.ALTERNATE),
    )
    main_name = _named(main) if main else _("nobody named")
    return f"{ministry.label}: {main_name}; {_named(alternate) if alternate else _('no alternate named')}"


def _named(official: m.Official) -> str:
    return official.person or official.post

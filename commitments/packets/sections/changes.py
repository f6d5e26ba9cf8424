"""Changes since an earlier packet, the balance of both sides, and proposed wording; no queries.

The changes themselves are found in `compare.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from commitments import models
from commitments.enums import OwedBy
from commitments.models.translated import find_text_language
from commitments.packets.content_values import Phrase, Section, Shown
from commitments.packets.field_limits import FieldLimit, find_faults, name_part
from commitments.packets.formats import capitalise, phrases_of
from commitments.packets.languages import language_of
from commitments.packets.records import PacketRecords
from commitments.packets.section import (
    PARTS,
    Building,
    Kept,
    OfficerText,
    PacketSection,
    SideDays,
    read_written,
)
from commitments.packets.sections.core_brief import briefs_of, format_occasion, in_order
from commitments.packets.sections.glance import NO_PROMISE
from commitments.records.references import shorten_reference

# What can be read back aloud in one breath or two.
WORDING_LETTERS = 600
LIMITS: Mapping[str, FieldLimit] = {"wording": FieldLimit(letters=WORDING_LETTERS)}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs from an earlier packet: subject and change in words, when, why, and who approved.

    `kind`, `was` and `now` are the parts of `what`; only contents of earlier formats are printed from them.
    """

    ref: Shown[str]
    kind: Shown[str]
    was: Shown[str]
    now: Shown[str]
    why: str
    shape: Shown[str] = ""
    subject: str = ""
    what: Shown[str] = ""
    when: Shown[str] = ""
    approver: Shown[str] = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier packet, and the balance of commitments.

    Only an addendum has changes in its content, those since its final. Of other packets, each holder's are on
    the personal sheet of the copy.
    """

    since: str
    rows: tuple[Change, ...]
    unchanged: str
    unchanged_refs: tuple[str, ...]
    balance: tuple[str, ...]

    @property
    def are_on_sheet(self) -> bool:
        """Return whether the changes are on the personal sheets; contents of format 3 had them in print."""
        return not (self.since or self.unchanged)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Proposed wording, in both languages; `occasion` is set where a packet is about several meetings.

    `language` is that of the wording, where it is not the language of print.
    Each meeting numbers its own, and the note sheet is entered on the page of the meeting.
    """

    number: str
    title: str
    wording: str
    strength: str
    fallback: str
    wordings: tuple[Phrase, ...]
    is_checked: bool
    occasion: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangesFields:
    """What the content has of changes and proposals."""

    changes: Changes | None = None
    proposed: tuple[Proposed, ...] = ()
    joint_statement: str = ""
    joint_statement_language: str = ""


def load_proposals(
    meetings: tuple[models.Meeting, ...], reader: models.User
) -> tuple[models.ProposedWording, ...]:
    """Read the proposed wordings of the meetings, in one query."""
    return read_written(models.ProposedWording.objects.order_by("meeting_id", "number"), meetings, reader)


def proposals_of(records: PacketRecords) -> tuple[models.ProposedWording, ...]:
    """Return the proposed wordings that were read."""
    return records.own.get("changes", ())


def build_proposals(records: PacketRecords) -> tuple[Proposed, ...]:
    """Return the proposed wordings, with the strength sought and the fallback."""
    return tuple(_one(row, records) for row in in_order(proposals_of(records), records))


def joint_statement(records: PacketRecords) -> str:
    """Return the draft of the joint statement."""
    briefs = in_order(briefs_of(records), records)
    return "\n\n".join(brief.joint_statement for brief in briefs if brief.joint_statement)


def joint_statement_language(records: PacketRecords) -> str:
    """Return the language of the draft, where it is not the language of print."""
    found = {language_of(brief, "joint_statement") for brief in briefs_of(records) if brief.joint_statement}
    return found.pop() if len(found) == 1 else ""


def format_balance(records: PacketRecords, today: SideDays) -> tuple[str, ...]:
    """Return the balance of both sides in two sentences; joint items are left out, with a note."""
    open_items = [item for item in records.commitments if item.is_open]
    if not open_items:
        return ()
    promised = [item for item in open_items if item.is_promised]
    theirs = [item for item in promised if item.owed_by == OwedBy.THEIRS]
    ours = [item for item in promised if item.owed_by == OwedBy.OURS]
    sentences = [
        _("Their side: %(items)s.") % {"items": _account(theirs, today)},
        _("Our side: %(items)s.") % {"items": _account(ours, today)},
    ]
    if joint := len(promised) - len(theirs) - len(ours):
        left_out = ngettext("%(n)s joint item is not included.", "%(n)s joint items are not included.", joint)
        sentences.append(left_out % {"n": joint})
    if len(promised) < len(open_items):
        sentences.append(str(NO_PROMISE))
    return tuple(sentences)


def _account(items: list[models.Commitment], today: SideDays) -> str:
    count = ngettext("%(n)s open commitment", "%(n)s open commitments", len(items)) % {"n": len(items)}
    late = [
        shorten_reference(item.reference) for item in items if item.is_overdue(today.for_side(item.owed_by))
    ]
    if not late:
        return count
    said = ngettext("%(n)s overdue (%(refs)s)", "%(n)s overdue (%(refs)s)", len(late))
    return f"{count}, {said % {'n': len(late), 'refs': ', '.join(late)}}"


def _one(row: models.ProposedWording, records: PacketRecords) -> Proposed:
    strength = ", ".join(part for part in (capitalise(row.get_strength_display()), row.terms) if part)
    original = Phrase(row.wording, find_text_language(row.wording, getattr(row, "text_language", "")))
    every = (original, *phrases_of(row.wordings))
    shown = next((one for one in every if one.language == get_language()), original)
    return Proposed(
        number=f"N-{row.number}",
        title=row.title,
        wording=shown.text,
        strength=strength,
        fallback=row.fallback,
        wordings=tuple(one for one in every if one is not shown),
        is_checked=row.is_checked,
        occasion=format_occasion(row, records),
        language="" if shown.language == get_language() else shown.language,
    )


def _build(building: Building) -> Mapping[str, Any]:
    records = building.records
    return {
        "proposed": build_proposals(records),
        "joint_statement": joint_statement(records),
        "joint_statement_language": joint_statement_language(records),
    }


def _list_too_long(content: ChangesFields, _overlong: frozenset[str]) -> Iterator[str]:
    for one in content.proposed:
        found = find_faults({"wording": one.wording}, LIMITS)
        yield from (name_part(one.number, "", fault) for faults in found.values() for fault in faults)


def _name_texts(content: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    yield content.proposed, ()
    yield content.joint_statement, (_("Draft joint statement"), content.cover.occasion)


def _restrict(content: Any, _touched: frozenset[str]) -> Kept:
    """An addendum keeps the changes, without proposals."""
    headings: tuple[Section, ...] = tuple(one for one in content.sections if one.key == SECTION.key)
    return {"changes": content.changes}, headings


def _format_ref(row: models.ProposedWording, _records: PacketRecords) -> str:
    return f"N-{row.number}"


SECTION = PacketSection(
    key="changes",
    values=ChangesFields,
    build=_build,
    number="5",
    title=gettext_lazy("Changes and proposals"),
    short=gettext_lazy("Changes"),
    purpose=gettext_lazy("Changes since the last packet, and proposed wording"),
    templates=(f"{PARTS}changes.html",),
    is_always_printed=True,
    load=load_proposals,
    texts=(
        OfficerText(
            models.Brief,
            "core",
            ("joint_statement",),
            page="statement",
            label=gettext_lazy("Joint statement"),
        ),
        OfficerText(
            models.ProposedWording,
            "changes",
            ("title", "wording", "strength", "terms", "fallback"),
            format_ref=_format_ref,
        ),
    ),
    list_too_long=_list_too_long,
    name_texts=_name_texts,
    part_names={
        "wording": gettext_lazy("Draft wording to read back"),
        "wordings": gettext_lazy("Draft wording to read back"),
        "fallback": gettext_lazy("Fallback"),
    },
    restrict=_restrict,
)

"""The state of an edition as printed in its file: edition, progress of the sign-off, running lines.

Also topic numbers for one reader: a gap would reveal a withheld brief, and two meetings may use one number.
Texts refer to a topic brief by its number on the page of its meeting; where it is printed under another, the
text is changed to that one. An item that the reader may not read is not named either. No queries.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from commitments import models
from commitments.enums import PacketEdition
from commitments.models.translated import ENDING, list_translated
from commitments.packets.content import PacketContent, list_officer_texts
from commitments.packets.content_values import EditionLabel, Step
from commitments.packets.formats import label_name, long_date, short_date
from commitments.packets.records import PacketRecords
from commitments.packets.redaction import HiddenReferences
from commitments.packets.render import copy_numbers
from commitments.packets.render.typeset import BLANK, approval, draft_note
from commitments.packets.sections.core_brief import in_order
from commitments.packets.sections.topics import sheets_of

# T1, with a particle of Hangul at once after it, but no part of another word.
_NAMED = re.compile(r"(?<![0-9A-Za-z_-])T(\d{1,2})(?![0-9A-Za-z_])")
OTHER_TOPIC, OTHER_ITEM = gettext_lazy("another topic"), gettext_lazy("another item")
ITEM = ("title", "titles", "meaning", "condition", "line_to_take")
UPDATE, NEXT_STEP = ((name, f"{name}{ENDING}") for name in ("text", "next_step"))
W = TypeVar(
    "W", models.Brief, models.TopicBrief, models.ProposedWording, models.Commitment, models.ProgressUpdate
)
Numbers = Mapping[int, int]


def texts_of(records: PacketRecords) -> Iterator[str]:
    """Yield every text in which officers mention topics and items; words of documents are not changed."""
    for row, names in _written(records):
        yield from (str(getattr(row, name)) for name in names)


def _written(records: PacketRecords) -> Iterator[tuple[Model, tuple[str, ...]]]:
    for key, names in _list_naming_fields().items():
        yield from ((row, names) for row in records.own.get(key, ()))
    yield from ((row, ITEM) for row in records.commitments)
    yield from ((row, UPDATE) for row in records.updates.values())
    yield from ((row, NEXT_STEP) for row in records.next_steps.values())


def _list_naming_fields() -> dict[str, tuple[str, ...]]:
    """Return the fields in which officers name items and topics, by the section that reads their rows."""
    found: dict[str, tuple[str, ...]] = {}
    for text in list_officer_texts():
        if text.names_items:
            translated = set(list_translated(text.model))
            translations = (f"{name}{ENDING}" for name in text.fields if name in translated)
            titles = ("titles",) if "title" in text.fields and text.model is models.TopicBrief else ()
            found[text.of] = (*found.get(text.of, ()), *text.fields, *translations, *titles)
    return found


def number_sheets(records: PacketRecords, hidden: HiddenReferences) -> PacketRecords:
    """Number the sheets from 1 in the order in which they are printed, in texts as well.

    A number that no sheet of the packet has would lead to a wrong one, or tell of one: a sheet held back and
    one that never was are both called another topic, at a meeting that has any. An item that is not for the
    reader is called another item.
    """
    printed = {sheet.pk: number for number, sheet in enumerate(in_order(sheets_of(records), records), 1)}
    of_meeting: dict[int, dict[int, int]] = {key: {} for key in hidden.numbered}
    for sheet in sheets_of(records):
        of_meeting.setdefault(sheet.meeting_id, {})[sheet.number] = printed[sheet.pk]
    # A line to take is of no meeting: it speaks of the first.
    first = records.meetings[0].pk if records.meetings else 0

    def anew(row: W, names: Iterable[str], meeting: int | None = None) -> W:
        return _rewrite_texts(row, names, of_meeting.get(meeting or 0), hidden)

    items = (anew(row, ITEM[:-1]) for row in records.commitments)
    written = {
        key: tuple(anew(row, names, row.meeting_id) for row in records.own.get(key, ()))
        for key, names in _list_naming_fields().items()
    }
    return replace(
        records,
        topic_numbers=printed,
        own={**records.own, **written},
        commitments=tuple(anew(row, ITEM[-1:], first) for row in items),
        updates={key: anew(row, UPDATE) for key, row in records.updates.items()},
        next_steps={key: anew(row, NEXT_STEP) for key, row in records.next_steps.items()},
    )


def insert_topic_numbers(text: str, numbers: Numbers) -> str:
    """Call each topic in a text by the number under which it is printed."""

    def anew(found: re.Match[str]) -> str:
        number = numbers.get(int(found[1]))
        return f"T{number}" if number else str(OTHER_TOPIC)

    return _NAMED.sub(anew, text)


def without_hidden(text: str, hidden: HiddenReferences) -> str:
    """Name no item in a text that the reader may not read."""
    return hidden.without(text, str(OTHER_ITEM))


def _rewrite_texts(row: W, fields: Iterable[str], numbers: Numbers | None, hidden: HiddenReferences) -> W:
    """Return the row with its texts rewritten; the original row is unchanged."""
    changed = {}
    for name in fields:
        text = str(getattr(row, name))
        said = without_hidden(insert_topic_numbers(text, numbers) if numbers is not None else text, hidden)
        if said != text:
            changed[name] = said
    if not changed:
        return row
    twin = copy(row)
    for name, said in changed.items():
        setattr(twin, name, said)
    return twin


# Stands in the words of a copy for its number.
NUMBER = "{number}"
# In points, as the cover sets it.
REPLACES_SIZE = 9.6


def build_edition_label(
    packet: models.Packet,
    content: PacketContent,
    sign_offs: Sequence[models.SignOff] = (),
    kind: str = PacketEdition.ADVISER.value,
) -> EditionLabel:
    """Return the imprint for the next file of a version in one edition, in the active language."""
    is_draft = not packet.is_final and not packet.addendum
    draft = _("DRAFT %(number)s · NOT APPROVED") % {"number": packet.draft} if is_draft else ""
    if packet.addendum and not packet.is_final:
        draft = _("DRAFT · NOT APPROVED")
    word = f" {pgettext('state of a packet', 'DRAFT')}" if draft else ""
    copy = _("Copy %(number)s of %(count)s") % {"number": NUMBER, "count": packet.copies}
    room = copy_numbers.format_blanks(words_of(copy, packet.copies))
    return EditionLabel(
        edition=packet.edition,
        packet=_edition(packet),
        replaces=_replaced(packet) if packet.replaces and not packet.addendum else "",
        draft=draft,
        state=draft or pgettext("state of a packet", "FINAL"),
        signed=_format_sign_offs(sign_offs),
        copy=copy,
        room=room,
        footer=(f"{packet.reference} · v{packet.edition}{word} · {room}", *content.moment),
        steps=tuple(_step(one, content) for one in sign_offs),
        kind=kind,
    )


# What a change of the sign-off steps after the pages were laid out would make wrong.
def _list_laid_out(steps: Sequence[Step]) -> list[tuple[str, str, str]]:
    return [(step.number, step.officer, step.part) for step in steps]


def fits_layout(label: EditionLabel, laid_out: EditionLabel) -> bool:
    """Return whether laid-out pages have the same signatories and the same row of what is replaced."""
    same_steps = _list_laid_out(label.steps) == _list_laid_out(laid_out.steps)
    return same_steps and bool(label.replaces) == bool(laid_out.replaces)


def build_layout_label(label: EditionLabel) -> EditionLabel:
    """Return the label with which pages are laid out: with room for what differs in a draft and a final."""
    lines = copy_numbers.wrap_words(label.replaces, "replaces", REPLACES_SIZE) if label.replaces else []
    return replace(
        label,
        edition=copy_numbers.EDITION_ROOM,
        packet=BLANK,
        replaces="\n".join(BLANK for _line in lines),
        draft="",
        state=BLANK,
        signed=BLANK,
        footer=(BLANK, *label.footer[1:]),
        steps=tuple(replace(step, is_signed=False, state=BLANK, when=BLANK) for step in label.steps),
    )


def list_label_words(label: EditionLabel, content: PacketContent) -> copy_numbers.LabelWords:
    """Return the words that are stamped on laid-out pages, in the active language."""
    slots = {"state": label.state, "packet": label.packet, "replaces": label.replaces}
    slots["draft"] = draft_note(label)
    slots |= {f"step {step.number}": step.state for step in label.steps}
    slots |= {f"when {step.number}": step.when for step in label.steps}
    slots |= {topic.number: approval(label, topic.number) for topic in content.topics}
    return copy_numbers.LabelWords(label.edition, label.draft, label.footer[0], label.signed, slots)


def _edition(packet: models.Packet) -> str:
    """Name the edition as the cover does; which copy it is stands above, in red."""
    text = ngettext(
        "%(reference)s, version %(edition)s, %(count)s numbered copy",
        "%(reference)s, version %(edition)s, %(count)s numbered copies",
        packet.copies,
    )
    return text % {"reference": packet.reference, "edition": packet.edition, "count": packet.copies}


def _replaced(newer: models.Packet) -> str:
    """Return which edition this replaces, and its day; a final is valid until the next is signed off."""
    packet = newer.replaces
    assert packet is not None
    zone = models.zone_of(newer.reader)
    made_on = (packet.ready_at or packet.requested_at).astimezone(zone).date()
    words = _("Version %(edition)s of %(date)s: destroy or return it")
    if packet.is_final and not newer.is_final:
        words = _("Version %(edition)s of %(date)s, valid until this version is signed off")
    return words % {"edition": packet.edition, "date": long_date(made_on)}


def words_of(copy: str, number: int) -> str:
    """Return the words for one copy."""
    return copy.replace(NUMBER, str(number))


def _format_sign_offs(sign_offs: Sequence[models.SignOff]) -> str:
    if not sign_offs:
        return _("not signed off")
    given = sum(one.signed_at is not None for one in sign_offs)
    return ngettext(
        "%(given)s of %(count)s sign-off completed",
        "%(given)s of %(count)s sign-offs completed",
        len(sign_offs),
    ) % {"given": given, "count": len(sign_offs)}


def _step(sign_off: models.SignOff, content: PacketContent) -> Step:
    """Return a step; its part names a topic by its number in this reader's packet."""
    signed, part = sign_off.signed_at, sign_off.part
    if content.topics:
        part = insert_topic_numbers(
            part, {int(topic.filed[1:]): int(topic.number[1:]) for topic in content.topics}
        )
    return Step(
        number=str(sign_off.step),
        officer=label_name(str(sign_off.officer)),
        part=part or pgettext("part of a packet", "All"),
        is_signed=signed is not None,
        state=_("Signed off") if signed else pgettext("of a sign-off", "Pending"),
        when=_moment(signed) if signed else "",
    )


def _moment(moment: datetime.datetime) -> str:
    utc = moment.astimezone(datetime.UTC)
    return f"{short_date(utc.date())}, {utc:%H:%M}"

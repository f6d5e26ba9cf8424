"""One part of a packet as it would be printed, from text that nobody saved; nothing of it is kept."""

import datetime
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from commitments.briefings import fitting
from commitments.briefings.content import Imprint, PacketContent
from commitments.briefings.fitting import IN_PLACE, Moved
from commitments.briefings.gather import of_records
from commitments.briefings.press import Printed, print_html
from commitments.briefings.records import Records, read
from commitments.briefings.render import naming, render_html
from commitments.briefings.scope import of_meeting
from commitments.briefings.writing import Written
from commitments.models import Brief, Proposal, TopicSheet, User

# A part is soon printed, and somebody waits for it.
CPU_SECONDS, WALL_SECONDS = 10, 15
# The manifest of a packet names its records by their keys, in order.
NO_KEY = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """One part as it was printed, and the marking that stands on it."""

    printed: Printed
    classification: int


def preview(written: Written, *, reader: User, now: datetime.datetime) -> Preview:
    """Print what is written, saved or not, as it would stand in a packet for this reader.

    Raises Refused where the reader may not see the meeting, or the text cannot be printed.
    """
    scope = of_meeting(written.meeting)
    records = with_written(read(scope, reader=reader, today=now.date()), written)
    content = of_records(records, reader=reader, reference=written.meeting.reference, at=now)
    part = only(content, written)
    return Preview(_printed(part), content.classification)


def _printed(part: PacketContent) -> Printed:
    """Print one part; a topic too long as the packet does it, and what is too long even then says so."""
    moved = IN_PLACE
    printed = _once(part, moved)
    while (further := fitting.further(part, moved, printed.overlong)) != moved:
        moved = further
        printed = _once(part, moved)
    with translation.override(part.language):
        warned = fitting.too_long(replace(part, cores=(), scenarios=()), printed.overlong)
    return _once(part, moved, " ".join(warned)) if warned and printed.overlong else printed


def _once(part: PacketContent, moved: Moved, warned: str = "") -> Printed:
    with naming(part):
        html = render_html(part, imprint(part), moved, is_part=True, warned=warned)
        return print_html(html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS)


def with_written(records: Records, written: Written) -> Records:
    """Put what is written in the place of what is on record."""
    if written.pk is None:
        written.pk = NO_KEY
    if isinstance(written, Brief):
        return replace(records, briefs=(written,))
    if isinstance(written, TopicSheet):
        others = [sheet for sheet in records.sheets if sheet.pk != written.pk]
        return replace(records, sheets=tuple(sorted([*others, written], key=lambda one: one.number)))
    rest = [proposal for proposal in records.proposals if proposal.pk != written.pk]
    return replace(records, proposals=tuple(sorted([*rest, written], key=lambda one: one.number)))


def only(content: PacketContent, written: Written) -> PacketContent:
    """Keep of a packet the sections in which what is written stands, and of those nothing else."""
    keys, kept = {"core", "scenario"}, content
    if isinstance(written, Brief):
        keys |= {"changes"} if content.joint_statement else set()
        kept = replace(kept, proposed=(), changes=None)
    elif isinstance(written, TopicSheet):
        keys = {f"t{written.number}"}
    elif isinstance(written, Proposal):
        keys, kept = {"changes"}, replace(kept, joint_statement="", changes=None)
    # There is no annex to lead to.
    topics = tuple(
        replace(topic, touched=tuple(replace(item, is_in_annex=False) for item in topic.touched))
        for topic in kept.topics
    )
    sections = tuple(section for section in kept.sections if section.key in keys)
    return replace(kept, blocks=(), topics=topics, sections=sections)


def imprint(content: PacketContent) -> Imprint:
    """Say on every page that it is a preview of a draft."""
    with translation.override(content.language):
        word = _("DRAFT · PREVIEW")
        return Imprint(
            edition=word,
            packet=content.reference,
            replaces="",
            draft=word,
            state=word,
            signed=_("not signed off"),
            copy="",
            room="",
            footer=(f"{content.reference} · {word}", *content.moment),
            steps=(),
        )

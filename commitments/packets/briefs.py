"""The texts that officers write for a packet: the brief of a meeting, topic briefs, proposed wording.

Also a preview of one part as it would be printed, from unsaved text; nothing of it is stored.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.enums import OPEN_MEETING_STATES, OwedBy
from commitments.errors import Refused
from commitments.models import Brief, Meeting, ProposedWording, TopicBrief, User
from commitments.models.packets import MOST_PROPOSALS
from commitments.packets import limits
from commitments.packets.build import build_from_records, gather_records
from commitments.packets.content import PacketContent
from commitments.packets.content_values import EditionLabel
from commitments.packets.formats import RESTRICTED_TEXT, without_labels
from commitments.packets.records import PacketRecords, build_meeting_scope
from commitments.packets.render.pdf import name_longest_text, render_html
from commitments.packets.render.printing import PrintedFile, print_html
from commitments.packets.sections.meeting_record import LATE, Spoken
from commitments.packets.sections.scorecard import WAITING
from commitments.packets.sections.topics import IN_PLACE, MovedTopics, move_more
from commitments.records import edits, parts

# The number of a topic while another takes its place.
SPARE_NUMBER = 0
# A list of the core brief has so many entries.
MOST_ENTRIES = 3
Written = Brief | TopicBrief | ProposedWording


def why_not(meeting: Meeting, user: User) -> Refused | None:
    """Explain why nothing can be written for a meeting now, or return None."""
    if not (policy.can_read(user, meeting) and responsibilities.works_on(user, meeting.country)):
        return write_rules.build_forbidden()
    if meeting.state not in OPEN_MEETING_STATES:
        return Refused(
            _(
                "The meeting is closed or cancelled. Its brief, topic briefs and proposed wording can no "
                "longer be edited."
            ),
            "closed",
        )
    return None


def next_number(model: type[TopicBrief] | type[ProposedWording], meeting: Meeting) -> int:
    """Return the next number of a kind.

    A topic comes after all existing ones, so that a gap reveals nothing; a packet has three proposed
    wordings, so the lowest free number is used. Raises `Refused` where there is none.
    """
    if not parts.has_parts(meeting, model):
        return 1
    if model is TopicBrief:
        last = TopicBrief.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
        return int(last or 0) + 1
    taken = set(ProposedWording.objects.filter(meeting=meeting).values_list("number", flat=True))
    free = [number for number in range(1, MOST_PROPOSALS + 1) if number not in taken]
    if not free:
        raise Refused(_("A packet has space for three proposed texts. Edit one of them."), "most")
    return free[0]


@transaction.atomic
def create_written(new: Written, *, by: User, now: datetime.datetime) -> Written:
    """Record a new brief, topic sheet or wording; the latter two take the next number of the meeting."""
    _check(new, new.classification, by)
    if isinstance(new, Brief):
        if Brief.objects.filter(meeting=new.meeting_id).exists():
            raise Refused(_("This meeting already has a brief. Open that brief."), "has_brief")
    else:
        new.number = next_number(type(new), new.meeting)
    return edits.create_record(new, by=by, now=now)


@transaction.atomic
def edit_written(
    standing: Written, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Written:
    """Edit what was written; it stays with its meeting and keeps its number."""
    write_rules.require_permission(policy.can_read(by, standing))
    _check(standing, int(values.get("classification", standing.classification)), by)
    if {"meeting_id", "number"} & set(values):
        raise Refused(_("The meeting and the number cannot be changed."), "stays")
    return edits.change_record(standing, values, expected=expected, by=by, now=now)


@transaction.atomic
def remove_written(standing: TopicBrief | ProposedWording, *, by: User, now: datetime.datetime) -> None:
    """Delete a topic or proposed wording that is not needed; the history keeps its text."""
    write_rules.require_permission(policy.can_read(by, standing))
    _check(standing, standing.classification, by)
    edits.remove_record(standing, by=by, now=now)


def find_previous_sheet(topic: TopicBrief, user: User) -> TopicBrief | None:
    """Return the topic printed before this one, of those that the person may read."""
    rows = TopicBrief.objects.filter(meeting=topic.meeting_id, number__lt=topic.number)
    return policy.readable_by(rows, user).order_by("-number").first()


@transaction.atomic
def print_earlier(topic: TopicBrief, *, by: User, now: datetime.datetime) -> None:
    """Let a topic change places, and numbers, with the one before it."""
    write_rules.require_permission(policy.can_read(by, topic))
    _check(topic, topic.classification, by)
    other = find_previous_sheet(topic, by)
    if other is None:
        raise Refused(_("This topic brief is already first in the order."), "first")
    mine, its = topic.number, other.number
    for sheet, number in ((other, SPARE_NUMBER), (topic, its), (other, mine)):
        edits.change_record(sheet, {"number": number}, by=by, now=now)


def _check(written: Written, level: int, by: User) -> None:
    """Lock the meeting of a text; raise `Refused` where the classification is below that of the meeting."""
    meeting = Meeting.objects.select_for_update(no_key=True).select_related(None).get(pk=written.meeting_id)
    refusal = why_not(meeting, by)
    if refusal is not None:
        raise refusal
    if level < meeting.classification:
        raise Refused(too_low(meeting), "too_low")


def too_low(meeting: Meeting) -> str:
    """Return the sentence that a classification is below that of the meeting."""
    return _("The meeting is classified %(level)s. Select the same or a higher classification.") % {
        "level": meeting.get_classification_display()
    }


# A part is soon printed, and somebody waits for it.
CPU_SECONDS, WALL_SECONDS = 10, 15
# The manifest of a packet names its records by their keys, in order.
NO_KEY = 0


@dataclass(frozen=True, slots=True)
class PartPreview:
    """One part as printed, and the classification on it."""

    printed: PrintedFile
    classification: int


def draft_from_record(meeting: Meeting, *, reader: User, now: datetime.datetime) -> Brief:
    """Return an unsaved brief with what the record has for page one, for the officer to edit.

    It is classified as high as the records that it was composed from.
    """
    records = gather_records(build_meeting_scope(meeting), reader=reader, today=now.date())
    content = build_from_records(records, reader=reader, reference=meeting.reference, at=now)
    with translation.override(content.language):
        groups = {group.label: group for one in content.cores[0].recorded[:1] for group in one.spoken}
        late = {side: _list_entries(groups.get(str(label))) for side, label in LATE}
        requests = _list_entries(groups.get(str(WAITING)))
    objectives = [*late[OwedBy.THEIRS], *late[OwedBy.JOINT], *requests][:MOST_ENTRIES]
    return Brief(
        meeting=meeting,
        classification=max(meeting.classification, content.classification),
        text_language=content.language,
        why=meeting.purpose,
        objectives="\n".join(objectives),
        messages="\n".join(late[OwedBy.OURS][:MOST_ENTRIES]),
    )


def _list_entries(group: Spoken | None) -> list[str]:
    """Return the lines about items and requests as list entries, without what was given in confidence."""
    lines = group.said if group else ()
    shown = (line for line in lines if line.ref and line.text != str(RESTRICTED_TEXT))
    return [f"- {without_labels(line.text)} ({line.ref})" for line in shown]


def render_preview(written: Written, *, reader: User, now: datetime.datetime) -> PartPreview:
    """Print what is written, saved or not, as it would stand in a packet for this reader.

    Raises Refused where the reader may not see the meeting, or the text cannot be printed.
    """
    scope = build_meeting_scope(written.meeting)
    records = with_written(gather_records(scope, reader=reader, today=now.date()), written)
    content = build_from_records(records, reader=reader, reference=written.meeting.reference, at=now)
    part = select_sections(content, written)
    return PartPreview(_printed(part), content.classification)


def _printed(part: PacketContent) -> PrintedFile:
    """Print one part; a topic too long as the packet does it, and what is too long even then says so."""
    moved = IN_PLACE
    printed = _once(part, moved)
    while (further := move_more(part, moved, printed.overlong)) != moved:
        moved = further
        printed = _once(part, moved)
    with translation.override(part.language):
        warned = limits.too_long(replace(part, cores=(), scenarios=()), printed.overlong)
    return _once(part, moved, " ".join(warned)) if warned and printed.overlong else printed


def _once(part: PacketContent, moved: MovedTopics, warned: str = "") -> PrintedFile:
    with name_longest_text(part):
        html = render_html(part, build_preview_label(part), moved, is_part=True, warned=warned)
        return print_html(html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS)


def with_written(records: PacketRecords, written: Written) -> PacketRecords:
    """Return the records with the unsaved text in place of the saved."""
    if written.pk is None:
        written.pk = NO_KEY
    if isinstance(written, Brief):
        return replace(records, own={**records.own, "core": (written,)})
    key = "topics" if isinstance(written, TopicBrief) else "changes"
    rest = [row for row in records.own[key] if row.pk != written.pk]
    rows = tuple(sorted([*rest, written], key=lambda one: one.number))
    return replace(records, own={**records.own, key: rows})


def select_sections(content: PacketContent, written: Written) -> PacketContent:
    """Keep of a packet the sections in which what is written stands, and of those nothing else."""
    keys, kept = {"core", "scenario"}, content
    if isinstance(written, Brief):
        keys |= {"changes"} if content.joint_statement else set()
        kept = replace(kept, proposed=(), changes=None)
    elif isinstance(written, TopicBrief):
        keys = {f"t{written.number}"}
    elif isinstance(written, ProposedWording):
        keys, kept = {"changes"}, replace(kept, joint_statement="", changes=None)
    # There is no annex to lead to.
    topics = tuple(
        replace(topic, touched=tuple(replace(item, is_in_annex=False) for item in topic.touched))
        for topic in kept.topics
    )
    sections = tuple(section for section in kept.sections if section.key in keys)
    return replace(kept, blocks=(), topics=topics, sections=sections)


def build_preview_label(content: PacketContent) -> EditionLabel:
    """Return the label for every page of a preview of a draft."""
    with translation.override(content.language):
        word = gettext("DRAFT · PREVIEW")
        return EditionLabel(
            edition=word,
            packet=content.reference,
            replaces="",
            draft=word,
            state=word,
            signed=gettext("not signed off"),
            copy="",
            room="",
            footer=(f"{content.reference} · {word}", *content.moment),
            steps=(),
        )

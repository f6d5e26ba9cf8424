"""What the probes look for: hidden records of every kind, with a canary in each text, beside open ones.

Everything hidden is secret and of Valdoria: it is above the clearance of some roles and beyond the need to
know of the others. Open records lean on hidden ones, as records of a ministry do.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test import Client

from commitments.audit import log
from commitments.db import triggers
from commitments.enums import (
    ApprovalKind,
    Classification,
    CommitmentState,
    ImportState,
    ImportSubject,
    OwedBy,
    ReminderKind,
    StatementKind,
)
from commitments.enums.commitments import Origin
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import drafts
from commitments.models import (
    AgendaItem,
    AgendaPaper,
    AgendaPoint,
    Approval,
    BackgroundFact,
    Brief,
    Clause,
    Commitment,
    Deadline,
    DelegationMember,
    Email,
    EmailReply,
    FollowUp,
    Grant,
    Handover,
    HandoverItem,
    Import,
    ImportRow,
    Matrix,
    Meeting,
    Minutes,
    MinutesChange,
    Outcome,
    Packet,
    PacketComment,
    PacketCopy,
    PacketMeeting,
    PartnerComment,
    Passage,
    ProgressUpdate,
    ProposedWording,
    Release,
    Reminder,
    ReplyLink,
    ReturnedMatrix,
    SavedView,
    SignOff,
    Statement,
    TextReading,
    TopicBrief,
    User,
)
from commitments.search import index
from tests import make
from tests.cast import NOW, TODAY, Cast

CANARY, NOWHERE = "ZANZIBAR", "WALRUSES"
# Keys that stand nowhere else on a page; those of no record have as many digits.
FIRST_KEY, ABSENT = 700_001, 987_654
SECRET = Classification.SECRET
# Text that is no prose: keys of tables, hashes, addresses of the machine.
NO_PROSE = frozenset(
    (
        *("reference", "language", "time_zone", "every", "address", "message_id", "sha256"),
        *("content_sha256", "draft_sha256", "printer", "media_type", "username", "password"),
        *("kind", "subject_type", "page_type"),
    )
)
Kind = type[models.Model]


@dataclass
class World:
    """The records, who asks, and on which site: `base` is the path of the admin."""

    cast: Cast
    client: Client
    base: str = "/admin/"
    # Open records, and one hidden record of each kind with all that is hidden beside it.
    meeting: Meeting = field(init=False)
    point: Outcome = field(init=False)
    items: tuple[Commitment, Commitment] = field(init=False)
    hidden: dict[Kind, Any] = field(default_factory=dict)
    hidden_items: tuple[Commitment, Commitment] = field(init=False)

    def url(self, model: Kind, rest: str = "") -> str:
        return f"{self.base}commitments/{model._meta.model_name}/{rest}"


def gather(cast: Cast) -> World:
    """Record everything, by those who may."""
    world = World(cast, Client())
    _open(world)
    _talks(world)
    _affairs(world)
    _papers(world)
    # What the database itself refuses since: the doors must hold without that, too.
    with triggers.lift_triggers(connection):
        _lean(world)
    for model in index.OWN.keys() & world.hidden.keys():
        index.update_rows(model)
    return world


def canary(model: Kind) -> dict[str, str]:
    """Give a text with the canary for each field of prose that a model has."""
    fields = (
        one for one in model._meta.concrete_fields if isinstance(one, models.CharField | models.TextField)
    )
    # The part of a record that a request means is no prose, but its key.
    keys = {"part"} if model is Approval else set()
    prose = [one for one in fields if not one.choices and not one.unique and one.name not in NO_PROSE | keys]
    return {one.name: f"{CANARY} {one.name}"[: one.max_length or 60] for one in prose}


def _mark(world: World, record: models.Model) -> Any:
    """Write the canary into every text of a hidden record; count the record among the hidden."""
    model = type(record)
    kept = ("consent", "condition", "originator")
    texts = {name: text for name, text in canary(model).items() if name not in kept}
    more = {"classification": SECRET} if hasattr(record, "classification") else {}
    model._default_manager.filter(pk=record.pk).update(**texts, **more)
    record.refresh_from_db()
    world.hidden.setdefault(model, record)
    return record


def _open(world: World) -> None:
    """Record what everybody of the desk may read: a meeting, a point, a text, two items."""
    cast = world.cast
    world.meeting = make.meeting(cast, title="Open talks")
    world.point = make.outcome(cast, world.meeting, clause="An open clause.")
    make.statement(cast, world.meeting, title="Open text")
    first, second = (
        make.commitment(
            cast, world.point, title=title, owed_by=OwedBy.JOINT, state=CommitmentState.IN_PROGRESS
        )
        for title in ("An open item", "Another open item")
    )
    world.items = first, second
    asked = {"commitment": first, "kind": ApprovalKind.SUPERSEDE, "reason": "Another one stands."}
    Approval.objects.create(recorded_at=NOW, recorded_by=cast.head, **asked)


def _talks(world: World) -> None:
    """Record a hidden meeting with its people, its texts and its brief."""
    cast, head = world.cast, world.cast.head
    meeting = Meeting(
        pk=FIRST_KEY,
        country=cast.valdoria,
        title=CANARY,
        classification=SECRET,
        not_before=make.HELD_ON,
        not_before_source=CANARY,
        not_after=make.HELD_ON,
        not_after_source=CANARY,
    )
    _mark(world, _kept(meeting, head, held_on=make.HELD_ON, state="held"))
    _mark(world, DelegationMember.objects.create(pk=FIRST_KEY, meeting=meeting, side="ours", post="x"))
    fact = BackgroundFact(pk=FIRST_KEY, meeting=meeting, text=CANARY, source=CANARY)
    _mark(world, _kept(fact, head))
    listed = AgendaPoint(pk=FIRST_KEY, meeting=meeting, title=CANARY, said=CANARY)
    _mark(world, _kept(listed, head))
    _mark(world, _kept(AgendaPaper(pk=FIRST_KEY, point=listed, description=CANARY), head))
    text = Statement(pk=FIRST_KEY, meeting=meeting, kind=StatementKind.JOINT_STATEMENT, title=CANARY)
    _mark(world, _kept(text, head))
    point = Outcome(
        spoken_by="joint", pk=FIRST_KEY, meeting=meeting, kind="commitment", clause=CANARY, statement=text
    )
    _mark(world, _kept(point, head, number=1, strength="agreed"))
    clause = Clause(pk=FIRST_KEY, outcome=point, statement=text, wording=CANARY)
    _mark(world, _kept(clause, head))
    _mark(world, _kept(TextReading(pk=FIRST_KEY, statement=text, digest="x", read_at=NOW), head))
    _mark(world, _kept(Passage(pk=FIRST_KEY, statement=text, words=CANARY), head))
    papers: tuple[Any, ...] = (
        *(Brief(why=CANARY), TopicBrief(title=CANARY)),
        ProposedWording(title=CANARY, wording=CANARY),
    )
    for number, written in enumerate(papers):
        written.pk, written.meeting = FIRST_KEY + number, meeting
        _mark(world, _kept(written, head, **({"number": 1} if number else {})))


def _kept(record: Any, by: User, **values: Any) -> Any:
    """Write a row with a key of its own, and the row of history that its writer would leave."""
    for name, value in values.items():
        setattr(record, name, value)
    if hasattr(record, "recorded_at"):
        record.recorded_at, record.recorded_by = NOW, by
    if hasattr(record, "reference"):
        record.reference = f"M-XV-2026-{record.pk}"
    if hasattr(record, "classification"):
        record.classification = SECRET
    record.save(force_insert=True)
    log.record_change("recorded", record, by=by, now=NOW, after=log.state_of(record), reason=CANARY)
    return record


def _affairs(world: World) -> None:
    """Draft two hidden commitments and let them live: reports, evidence, requests, questions, reminders."""
    cast, head = world.cast, world.cast.head
    point = world.hidden[Outcome]
    pair = []
    for number, letter in enumerate("AZ"):
        draft = Commitment(pk=FIRST_KEY + number, outcome=point, title=f"{CANARY} {letter}", owed_by="joint")
        spec = on_day(make.DUE_ON, f"by the day of {CANARY}")
        parts = make.parts_of(cast, OwedBy.JOINT)
        made = drafts.create_draft(draft, parts=parts, deadline=spec, by=head, now=NOW)
        make.advance(cast, made, CommitmentState.IN_PROGRESS, by=head)
        pair.append(_mark(world, made))
    world.hidden_items = pair[0], pair[1]
    item = pair[0]
    deadline = item.deadline
    for part in item.responsibilities.all():
        _mark(world, part)
    world.hidden[Deadline] = deadline
    by = {"recorded_at": NOW, "recorded_by": head}
    step = {"next_step": CANARY, "next_step_side": "ours", "next_step_on": TODAY}
    said = {"text": CANARY, "side": "ours", "reported_on": TODAY, **step}
    update = ProgressUpdate(pk=FIRST_KEY, commitment=item, **said)
    _mark(world, _kept(update, head, health="on_track"))
    _mark(world, make.evidence(cast, item, by=head))
    _mark(world, Approval.objects.create(pk=FIRST_KEY, commitment=item, kind=ApprovalKind.WITHDRAW, **by))
    on = {"meeting": item.outcome.meeting, "commitment": item, "raised_on": TODAY, "discussion": CANARY}
    _mark(world, AgendaItem.objects.create(pk=FIRST_KEY, **on, **by))
    told = {"commitment": item, "deadline": deadline}
    _mark(world, FollowUp.objects.create(pk=FIRST_KEY, start_date=TODAY, **told, **by))
    mail = Email.objects.create(
        pk=FIRST_KEY,
        recipient=head,
        address="head@example.org",
        message_id="<700001@example.org>",
        subject=CANARY,
        content=CANARY.encode(),
        ready_at=NOW,
        next_try_at=NOW,
    )
    _mark(world, mail)
    reminder = Reminder(
        pk=FIRST_KEY, kind=ReminderKind.OVERDUE, start_date=TODAY, recipient=head, email=mail, **told
    )
    reminder.planned_at = NOW
    reminder.save(force_insert=True)
    _mark(world, reminder)
    link = ReplyLink.objects.create(
        pk=FIRST_KEY, recipient=head, email=mail, expires_at=NOW, shown={"title": CANARY}, **told
    )
    world.hidden[ReplyLink] = link
    matrix = Matrix(pk=FIRST_KEY, country=cast.valdoria, rows=1)
    _kept(matrix, head)
    returned = ReturnedMatrix(pk=FIRST_KEY, matrix=matrix, file_name="returned.docx", sha256="x")
    _kept(returned, head)
    minutes = Minutes(pk=FIRST_KEY, meeting=item.outcome.meeting, number=1, language="en", sent_to=CANARY)
    _mark(world, _kept(minutes, head))
    changed = MinutesChange(
        pk=FIRST_KEY,
        minutes=minutes,
        commitment=item,
        label=CANARY,
        ours=CANARY,
        theirs=CANARY,
        file_name="returned.docx",
        sha256="x",
    )
    _mark(world, _kept(changed, head))
    wrote = PartnerComment(
        pk=FIRST_KEY, returned_matrix=returned, commitment=item, column="theirs", theirs=CANARY
    )
    _mark(world, _kept(wrote, head))
    handover = Handover(
        pk=FIRST_KEY, desk=cast.desk, person=head, successor=cast.division_head, remark=CANARY
    )
    _mark(world, _kept(handover, head))
    line = HandoverItem(
        pk=FIRST_KEY, handover=handover, section="open", commitment=item, facts={"update": CANARY}
    )
    _mark(world, _kept(line, head, number=1, question=CANARY, answered_by=head))
    answer = EmailReply(pk=FIRST_KEY, link=link, commitment=item, kind="no_change", given_at=NOW, **by)
    answer.save(force_insert=True)
    _mark(world, answer)


def _papers(world: World) -> None:
    """Print a hidden packet, sign it, hand it out, release an item, and save a view."""
    head, meeting = world.cast.head, world.hidden[Meeting]
    packet = Packet.objects.create(
        pk=FIRST_KEY,
        reference="P-XV-2026-77",
        country=world.cast.valdoria,
        meeting=meeting,
        reader=head,
        requested_by=head,
        requested_at=NOW,
        classification=SECRET,
    )
    _mark(world, packet)
    PacketMeeting.objects.create(packet=packet, meeting=meeting)
    SignOff.objects.create(packet=packet, step=1, officer=head, part=f"{CANARY} part")
    PacketCopy.objects.create(packet=packet, number=1, post=f"{CANARY} post")
    comment = PacketComment(pk=FIRST_KEY, packet=packet, part="cover", title=CANARY, text=CANARY)
    _mark(world, _kept(comment, head, answered_by=head, answered_at=NOW))
    by = {"recorded_at": NOW, "recorded_by": head}
    item = world.hidden[Commitment]
    Release.objects.create(pk=FIRST_KEY, commitment=item, wording=f"{CANARY} wording", status="limited", **by)
    grant = {"person": world.cast.division_head, "starts_on": TODAY, "ends_on": TODAY}
    Grant.objects.create(pk=FIRST_KEY, commitment=item, reason=f"{CANARY} reason", **grant, **by)
    view = SavedView.objects.create(pk=FIRST_KEY, owner=head, name=f"{CANARY} view", query=f"q={CANARY}")
    world.hidden[SavedView] = view
    brought = Import.objects.create(
        pk=FIRST_KEY,
        by=head,
        at=NOW,
        subject=ImportSubject.COMMITMENTS,
        meeting=meeting,
        sender=CANARY,
        file_name=f"{CANARY}.csv",
        sha256="0" * 64,
        state=ImportState.CHECKED,
        counts={"new": 1},
    )
    ImportRow.objects.create(spreadsheet=brought, number=2, status="new", title=CANARY)
    world.hidden[Import] = brought


def _lean(world: World) -> None:
    """Let open records lean on hidden ones, and lie hidden parts on open pages."""
    head = world.cast.head
    (first, second), (one, other) = world.items, world.hidden_items
    Commitment.objects.filter(pk=first.pk).update(origin=one, origin_kind=Origin.REMAINDER)
    Commitment.objects.filter(pk=second.pk).update(origin=other, origin_kind=Origin.OCCURRENCE)
    text = Statement(
        pk=FIRST_KEY + 1, meeting=world.meeting, kind=StatementKind.JOINT_STATEMENT, title=CANARY
    )
    _mark(world, _kept(text, head))
    Outcome.objects.filter(pk=world.point.pk).update(statement=text)
    part = Outcome(
        spoken_by="joint",
        pk=FIRST_KEY + 1,
        meeting=world.meeting,
        kind="commitment",
        clause=CANARY,
        number=99,
    )
    _mark(world, _kept(part, head, strength="agreed"))
    sheet = TopicBrief(pk=FIRST_KEY + 9, meeting=world.meeting, number=1, title=CANARY)
    _mark(world, _kept(sheet, head))
    Approval.objects.filter(kind=ApprovalKind.SUPERSEDE).update(other=one)
    for on, said in ((first, "changed what it comes from"), (world.meeting, "added a point")):
        logged(head, on, f"{said}: {CANARY}")


def logged(user: User, on: models.Model, message: str, label: str = "") -> None:
    """Leave a row in Django's own log, as the stock admin would."""
    LogEntry.objects.create(
        user_id=user.pk,
        content_type_id=ContentType.objects.get_for_model(type(on)).pk,
        object_id=str(on.pk),
        object_repr=label or str(on),
        action_flag=CHANGE,
        change_message=message,
    )

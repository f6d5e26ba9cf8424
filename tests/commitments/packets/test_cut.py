"""A cut for a lower reader leaves nothing behind: of 200 canaries above the clearance none is in the file."""

import io
import re
import tempfile
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pikepdf
from django.test import TestCase, override_settings

from commitments import models
from commitments.enums import Classification, CommitmentState, Health, OutcomeKind, StatementKind
from commitments.files import storage
from commitments.models import Commitment, Meeting, Packet, User
from commitments.packets import copies
from commitments.packets.archive import production, requests
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.packets.reading import pages_of

CANARIES = 200
CANARY = re.compile(r"Kanary\d{3}")
SECRET = Classification.SECRET
BRIEF = (
    "why", "objectives", "messages", "ask", "if_accepted", "if_refused", "not_to_say", "events", "place",
    "language", "press", "courtesy", "if_plans_change", "joint_statement", "duty_officer",
)  # fmt: skip
SHEET = (
    "title", "running_title", "objective", "their_objective", "response", "points", "if_raised", "tactics",
    "press_line", "last_time", "background", "not_to_be_disclosed",
)  # fmt: skip
PROPOSAL = ("title", "wording", "terms", "fallback")


def everything_in(pdf: bytes) -> str:
    """Give all that a file holds: the text of its pages, each string, name and stream, unpacked."""
    found = ["\n".join(pages_of(pdf)), pdf.decode("latin-1")]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for one in opened.objects:
            found += list(_texts(one))
    return "\n".join(found)


def _texts(one: Any) -> Any:
    if isinstance(one, pikepdf.Stream):
        data = one.read_bytes()
        yield data.decode("latin-1")
        yield data.decode("utf-16-be", errors="ignore")
        hexed = re.findall(rb"<((?:[0-9A-Fa-f]{2})+)>", data)
        yield " ".join(bytes.fromhex(text.decode()).decode("utf-16-be", errors="ignore") for text in hexed)
        yield from _texts(pikepdf.Dictionary(dict(one.items())))
    elif isinstance(one, pikepdf.Dictionary):
        for name, value in one.items():
            yield str(name)
            if not value.is_indirect if isinstance(value, pikepdf.Object) else True:
                yield from _texts(value)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            if not (isinstance(value, pikepdf.Object) and value.is_indirect):
                yield from _texts(value)
    else:
        yield str(one)


class CutTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    closed: ClassVar[Meeting]
    hidden: ClassVar[set[str]]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        # What contains something is as high as that: points above the clearance are of another meeting.
        cls.closed = make.meeting(cls.cast, title="Talks", classification=SECRET)
        numbers = count()
        cls.hidden = set()

        def canary() -> str:
            name = f"Kanary{next(numbers):03}"
            cls.hidden.add(name)
            return name

        cls.item = make.commitment(
            cls.cast, make.outcome(cls.cast, cls.meeting), state=CommitmentState.ACCEPTED
        )
        about = {"meeting": cls.meeting, "classification": SECRET, "recorded_at": NOW}
        models.Brief.objects.create(**about, **{name: canary() for name in BRIEF})
        for number in (1, 2, 3):
            models.TopicBrief.objects.create(**about, number=number, **{name: canary() for name in SHEET})
            models.ProposedWording.objects.create(
                **about, number=number, **{name: canary() for name in PROPOSAL}
            )
        for _number in range(20):
            cls._secret_item(canary)
        # The door is tried behind the rule: parts marked above the item that holds them.
        with make.unlocked():
            for _number in range(6):
                models.ProgressUpdate.objects.create(
                    commitment=cls.item, classification=SECRET, recorded_at=NOW, reported_on=NOW.date(),
                    health=Health.AT_RISK, text=canary(),
                )  # fmt: skip
                models.Evidence.objects.create(
                    commitment=cls.item, classification=SECRET, recorded_at=NOW, kind="letter",
                    number=canary(), description=canary(), file_name=f"{canary()}.pdf",
                )  # fmt: skip
        while len(cls.hidden) < CANARIES:
            make.outcome(
                cls.cast, cls.closed, kind=OutcomeKind.REQUEST, clause=canary(), classification=SECRET
            )

    @classmethod
    def _secret_item(cls, canary: Any) -> None:
        """Record a text, a point of it and an item, each above the clearance of the officer."""
        text = make.statement(
            cls.cast, cls.closed, kind=StatementKind.OUR_READOUT, title=canary(), classification=SECRET
        )
        point = make.outcome(
            cls.cast, cls.closed, clause=canary(), statement=text, classification=SECRET, by=cls.cast.head
        )
        item = make.commitment(
            cls.cast, point, title=canary(), classification=SECRET, state=CommitmentState.ACCEPTED
        )
        Commitment.objects.filter(pk=item.pk).update(line_to_take=canary())

    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        settings = override_settings(DATA=Path(place.name))
        settings.enable()
        self.addCleanup(settings.disable)

    def made(self, reader: User) -> Packet:
        packet = requests.request_packet(self.meeting, by=reader, now=NOW)
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        self.assertEqual(packet.failure, "")
        return packet

    def test_nothing_above_the_clearance_is_in_file_or_content(self) -> None:
        self.assertEqual(len(self.hidden), CANARIES)
        packet = self.made(self.cast.officer)
        pdf = copies.open_packet(packet, self.cast.officer, now=NOW)
        told = everything_in(pdf)
        self.assertEqual(CANARY.findall(told), [])
        self.assertEqual(
            CANARY.findall(storage.open_packet_store(".json").get(packet.content_sha256).decode()), []
        )
        self.assertEqual(packet.classification, Classification.RESTRICTED)
        self.assertNotIn("SECRET", told)
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            self.assertEqual(opened.docinfo["/Keywords"], "RESTRICTED")
            self.assertEqual(opened.docinfo["/Title"], packet.reference)
            self.assertEqual(len(opened.attachments), 0)

    def test_the_same_search_finds_them_where_they_may_be_read(self) -> None:
        packet = self.made(self.cast.head)
        pdf = copies.open_packet(packet, self.cast.head, now=NOW)
        found = set(CANARY.findall(everything_in(pdf)))
        self.assertGreater(len(found & self.hidden), CANARIES // 2)
        self.assertEqual(packet.classification, SECRET)
        for page in pages_of(pdf):
            self.assertEqual(page.count("SECRET"), 2)

    def test_what_was_raised_since_the_last_edition_is_not_told_as_a_change(self) -> None:
        other = make.commitment(self.cast, self.item.outcome, state=CommitmentState.ACCEPTED)
        Commitment.objects.filter(pk=self.item.pk).update(title="Kanary999")
        told = {"commitment": other, "recorded_at": NOW}
        models.Evidence.objects.create(**told, kind="letter", number="Kanary998", description="Kanary997")
        models.ProgressUpdate.objects.create(
            **told, reported_on=NOW.date(), health="at_risk", text="Kanary996"
        )
        with make.unlocked():
            models.Brief.objects.filter(meeting=self.meeting).update(classification=0, why="Kanary995")
        first = self.made(self.cast.officer)
        held = everything_in(copies.open_packet(first, self.cast.officer, now=NOW))
        self.assertTrue({f"Kanary99{digit}" for digit in (9, 8, 7, 6, 5)} <= set(CANARY.findall(held)))
        Commitment.objects.filter(pk=self.item.pk).update(classification=SECRET)
        for model in (models.Evidence, models.ProgressUpdate, models.Brief):
            with make.unlocked():
                model._default_manager.update(classification=SECRET)
        packet = self.made(self.cast.officer)
        self.assertEqual(packet.edition, "0.2")
        pdf = copies.open_packet(packet, self.cast.officer, now=NOW)
        self.assertEqual(CANARY.findall(everything_in(pdf)), [])

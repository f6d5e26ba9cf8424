"""What tests of minutes share: a held meeting with an open item discussed, outcomes and commitments."""

import io
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import docx
from django.test import TestCase, override_settings

from commitments.enums import Classification, CommitmentState, OwedBy, Side, StatementKind
from commitments.lifecycle import agendas
from commitments.meetings import meetings, texts
from commitments.models import AgendaItem, Commitment, DelegationMember, Meeting, Minutes, Outcome, Statement
from commitments.tables import minutes_files
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

CLAUSE = "Both sides will exchange lists of contact points by 30 June 2026."
KOREAN = "양측은 2026년 6월 30일까지 연락처 명단을 교환한다."
SAID = "Valdoria reported that the training will begin in May."
# In what may never leave.
INNER = "Innermost"
SIGNED = b"%PDF-1.7 signed by both sides"


class MinutesCase(TestCase):
    cast: ClassVar[Cast]
    earlier: ClassVar[Commitment]
    meeting: ClassVar[Meeting]
    joint: ClassVar[Statement]
    outcome: ClassVar[Outcome]
    item: ClassVar[Commitment]
    agenda_item: ClassVar[AgendaItem]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        cls.earlier = make.commitment(cast, title="Train border officers", state=CommitmentState.ACCEPTED)
        cls.meeting = make.meeting(cast, title="Second joint commission", held_on=TODAY, held=False)
        make.write(cast, cls.meeting, note=f"{INNER} note", purpose=f"{INNER} purpose")
        make.hold(cast, cls.meeting)
        cls.joint = make.statement(cast, cls.meeting, text=CLAUSE)
        korean = make.statement(
            cast, cls.meeting, kind=StatementKind.AGREED_MINUTES, text=KOREAN, title="합의"
        )
        cls.outcome = make.outcome(cast, cls.meeting, clause=CLAUSE, statement=cls.joint)
        texts.record_wording(cls.outcome, korean, KOREAN, by=cast.officer, now=NOW, language="ko")
        cls.item = make.commitment(cast, cls.outcome, title="Exchange contact points", owed_by=OwedBy.JOINT)
        make.write(cast, cls.item, meaning=f"{INNER} meaning", line_to_take=f"{INNER} line")
        member = DelegationMember(
            meeting=cls.meeting, side=Side.THEIRS, official=cast.their_minister, is_head=True
        )
        meetings.add_delegate(member, by=cast.officer, now=NOW)
        cls.agenda_item = AgendaItem.objects.get(meeting=cls.meeting, commitment=cls.earlier)
        agendas.review_item(cls.agenda_item, SAID, by=cast.officer, now=NOW)

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(DATA=self.folder))

    def begun(self) -> Minutes:
        return minutes_files.begin_minutes(self.meeting, by=self.cast.officer, now=NOW)

    def cleared(self, minutes: Minutes, *parts: str, languages: tuple[str, ...] = ("en", "ko")) -> Minutes:
        found = minutes_files.build_draft(minutes, self.cast.officer).discussions
        seen = {one.part: one.digest for one in found if one.part in parts}
        return minutes_files.change_draft(
            minutes, languages, seen, expected=minutes.version, by=self.cast.officer, now=NOW
        )

    def sent(self, minutes: Minutes | None = None) -> Minutes:
        return minutes_files.send_minutes(
            minutes or self.begun(), sent_to="Embassy", sent_on=TODAY, by=self.cast.officer, now=NOW
        )

    def agreed(self, minutes: Minutes) -> Minutes:
        return minutes_files.agree_minutes(
            minutes, "signed.pdf", SIGNED, agreed_on=TODAY, by=self.cast.officer, now=NOW
        )

    def hidden(self, clause: str, classification: Classification, **given: Any) -> Outcome:
        """Record an outcome that the partner may not have."""
        outcome = make.outcome(self.cast, self.meeting, clause=clause, classification=classification)
        if given:
            make.write(self.cast, outcome, **given)
        return outcome

    def part_of_said(self) -> str:
        return f"said-{self.agenda_item.pk}"

    def text_of(self, minutes: Minutes, ending: str = "docx") -> str:
        """Return all words of the document for Word as the partner gets it."""
        made = minutes_files.export_file(minutes, ending, by=self.cast.officer, now=NOW)
        paper: Any = docx.Document(io.BytesIO(made))
        cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(line.text for line in paper.paragraphs), *cells])

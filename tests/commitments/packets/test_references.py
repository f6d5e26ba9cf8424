"""Sources and whose account they are, names in the languages of both sides, who answers on each side."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.enums import (
    Classification,
    CommitmentState,
    Health,
    OwedBy,
    PostFunction,
    Side,
    StatementKind,
)
from commitments.lifecycle import progress
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Country, Meeting, MinistryName, Official, Statement
from commitments.packets.build import build_content
from commitments.packets.content import PacketContent
from commitments.packets.records import build_meeting_scope
from tests import cast, make
from tests.cast import NOW, TODAY, Cast


class ReferenceTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.gather()
        cls.meeting = make.meeting(cls.cast)

    def packet(self) -> PacketContent:
        scope = build_meeting_scope(self.meeting)
        return build_content(scope, reader=self.cast.officer, reference="P-XV-2026-01", now=NOW)

    def cited(self, kind: StatementKind) -> None:
        text = make.statement(self.cast, self.meeting, kind=kind, title=f"The {kind.label}")
        outcome = make.outcome(self.cast, self.meeting, statement=text)
        make.commitment(self.cast, outcome, state=CommitmentState.PROPOSED)

    def test_texts_are_numbered_and_told_by_their_account(self) -> None:
        for kind in (
            StatementKind.OUR_READOUT,
            StatementKind.THEIR_READOUT,
            StatementKind.JOINT_STATEMENT,
            StatementKind.PRESS_REPORT,
            StatementKind.NOTE_VERBALE,
        ):
            self.cited(kind)
        content = self.packet()
        self.assertEqual([source.number for source in content.sources], ["1", "2", "3", "4", "5"])
        accounts = [source.account for source in content.sources]
        self.assertEqual(accounts, ["Our side", "Their side", "Both sides", "A third party", "One side"])
        rows = [row for group in content.groups for row in group.rows]
        self.assertEqual({row.source for row in rows}, {"[1]", "[2]", "[3]", "[4]", "[5]"})
        self.assertEqual(content.sources_note, "")
        sources = {fact.label: fact.lines for fact in content.blocks[0].facts}["Source"]
        self.assertTrue(sources[0].endswith("[1]"))

    def test_it_says_so_where_both_sides_agreed_no_text(self) -> None:
        self.cited(StatementKind.OUR_READOUT)
        self.assertIn("No text agreed by both sides", self.packet().sources_note)

    def test_a_text_above_the_reader_has_no_number(self) -> None:
        self.cited(StatementKind.JOINT_STATEMENT)
        with make.unlocked():
            Statement.objects.update(classification=Classification.SECRET)
        content = self.packet()
        self.assertEqual(content.sources, ())
        self.assertEqual([row.source for group in content.groups for row in group.rows], ["(no access)"])

    def test_names_stand_in_the_languages_of_both_sides(self) -> None:
        Country.objects.filter(pk=self.cast.valdoria.pk).update(languages="qaa,en")
        MinistryName.objects.create(ministry=self.cast.police, language="ko", name="경찰청")
        MinistryName.objects.create(ministry=self.cast.their_police, language="qaa", name="Konstablerìa")
        make.commitment(self.cast, owed_by=OwedBy.JOINT, state=CommitmentState.PROPOSED)
        found = self.packet().terms
        assert found is not None
        self.assertEqual(found.heads, ("As recorded", "Korean", "Language of Valdoria"))
        names = {term.text: [name.text for name in term.names] for term in found.terms}
        self.assertEqual(names["National Police Agency"], ["경찰청", ""])
        self.assertEqual(names["Valdorian Constabulary"], ["", "Konstablerìa"])

    def test_without_names_in_another_language_there_is_no_table(self) -> None:
        make.commitment(self.cast, state=CommitmentState.PROPOSED)
        self.assertIsNone(self.packet().terms)

    def test_an_official_who_left_is_named_with_the_day_wherever_the_item_names_the_official(self) -> None:
        named = Official.objects.create(
            country=self.cast.valdoria,
            ministry=self.cast.their_police,
            post="Port Dues Officer",
            person="Edda Lorne",
            ends_on=TODAY - datetime.timedelta(days=1),
        )
        parts = [OwnerPart(Side.THEIRS, self.cast.their_police, official=named)]
        item = make.commitment(self.cast, owed_by=OwedBy.THEIRS, parts=parts, state=CommitmentState.PROPOSED)
        left = "(left the post on 10\u00a0Mar\u00a02026)"
        content = self.packet()
        (row,) = content.contacts
        self.assertEqual(row.theirs, f"Valdorian Constabulary: Edda Lorne {left}")
        [absent] = [table for table in content.people if "not present" in table.title]
        self.assertEqual(absent.people[0].name, f"Edda Lorne {left}")
        facts = [line for block in content.blocks for fact in block.facts for line in fact.lines]
        self.assertTrue(any(f"Edda Lorne, Port Dues Officer {left}" in str(line) for line in facts), facts)
        Official.objects.filter(pk=named.pk).update(ends_on=TODAY)
        self.assertNotIn("left the post", str(self.packet()))
        self.assertTrue(item.is_open)

    def test_the_leads_of_both_sides_answer_together_for_their_items(self) -> None:
        for function, person in ((PostFunction.FOCAL_POINT, "Hong"), (PostFunction.ALTERNATE, "Jang")):
            Official.objects.create(
                country=self.cast.korea,
                ministry=self.cast.police,
                post="Desk",
                person=person,
                function=function,
            )
        first = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=CommitmentState.IN_PROGRESS)
        make.commitment(self.cast, owed_by=OwedBy.JOINT, state=CommitmentState.PROPOSED)
        make.commitment(self.cast, owed_by=OwedBy.OURS, state=CommitmentState.FULFILLED)
        progress.record_update(
            first,
            health=Health.ON_TRACK,
            text="Half is sent.",
            side=Side.OURS,
            reported_on=TODAY,
            by=self.cast.officer,
            now=NOW,
        )
        (row,) = self.packet().contacts
        self.assertEqual(row.refs, ("26-0001", "26-0002"))
        self.assertEqual(row.ours, "KNPA: Hong; Jang")
        self.assertEqual(row.theirs, "Valdorian Constabulary: not named")
        self.assertEqual(row.last, "11\u00a0Mar\u00a02026")

"""A section is added by its file, the list and a template; what it does not declare as shown is withheld."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

from django.test import SimpleTestCase

from commitments.access import policy
from commitments.enums import Classification
from commitments.lifecycle import approvals
from commitments.models import Evidence, Meeting, User
from commitments.packets import content as packet_content
from commitments.packets.archive import frozen
from commitments.packets.archive.frozen import content_of, freeze_content, load_frozen
from commitments.packets.build import build_content, restrict_to_changes
from commitments.packets.compare import PreviousEdition
from commitments.packets.content import PacketContent
from commitments.packets.content_values import ComparedFact, Document, Shown
from commitments.packets.records import PacketRecords, build_meeting_scope
from commitments.packets.render import pdf
from commitments.packets.render.pdf import render_html
from commitments.packets.section import Building, FactKind, PacketSection, SideDays
from commitments.records.references import shorten_reference
from tests.cast import NOW, gather
from tests.commitments.access.test_confidential import World
from tests.commitments.packets.sample import imprint
from tests.commitments.packets.shelf import FiledTestCase

# --- What the file of the new section has. ---


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark about an item: who made it, and its words, which are not declared as shown."""

    ref: Shown[str]
    by: Shown[str]
    said: str
    paper: str


@dataclass(frozen=True, kw_only=True)
class RemarkFields:
    remarks: tuple[Remark, ...] = ()


def load_papers(meetings: tuple[Meeting, ...], reader: User) -> tuple[Evidence, ...]:
    papers = Evidence.objects.filter(commitment__outcome__meeting__in=meetings)
    return tuple(policy.readable_by(papers, reader).order_by("pk"))


def build(building: Building) -> Mapping[str, Any]:
    items = {item.pk: shorten_reference(item.reference) for item in building.records.commitments}
    papers = building.records.own["remarks"]
    return {
        "remarks": tuple(
            Remark(items[one.commitment_id], "the minister", "Kanary7 remark", one.description)
            for one in papers
        )
    }


def list_facts(records: PacketRecords, _today: SideDays) -> Iterator[ComparedFact]:
    yield from (ComparedFact("remarks", "paper", str(one.pk), one.kind) for one in records.own["remarks"])


SECTION = PacketSection(
    key="remarks",
    values=RemarkFields,
    build=build,
    number="8",
    title="Remarks of the minister",
    short="Remarks",
    purpose="What she wrote beside an item",
    templates=("briefings/parts/remarks.html",),
    load=load_papers,
    kinds={"paper": FactKind("Paper of a remark", Evidence)},
    list_facts=list_facts,
    since=frozen.FORMAT + 1,
)
TEMPLATE = (
    "{% for one in packet.remarks %}<p>{{ one.ref }}, {{ one.by }}: {{ one.said|typeset }}</p>{% endfor %}"
)


# --- What the list of sections has, in two lines. ---


@dataclass(frozen=True, kw_only=True)
class Extended(PacketContent, RemarkFields):
    pass


class Added(FiledTestCase):
    """A world whose packets have one section more."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World(gather())

    def setUp(self) -> None:
        super().setUp()
        stack = ExitStack()
        self.addCleanup(stack.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "briefings" / "parts").mkdir(parents=True)
        (folder / "briefings" / "parts" / "remarks.html").write_text(TEMPLATE)
        engine = pdf.load_engine()
        for patch in (
            mock.patch.object(packet_content, "SECTIONS", (*packet_content.SECTIONS, SECTION)),
            mock.patch.object(packet_content, "PacketContent", Extended),
            mock.patch.object(frozen, "FORMAT", SECTION.since),
            mock.patch.object(engine, "dirs", [*engine.dirs, str(folder)]),
        ):
            stack.enter_context(patch)

    def content(self, before: PreviousEdition | None = None) -> Any:
        return build_content(
            build_meeting_scope(self.world.meeting),
            reader=self.world.cast.officer,
            reference="P-XV-2026-01",
            now=NOW,
            before=before,
        )


class AddedSectionTests(Added):
    def test_it_is_printed_under_its_heading(self) -> None:
        content = self.content()
        self.assertEqual(
            [(one.number, one.title, one.purpose) for one in content.sections if one.key == "remarks"],
            [("8", "Remarks of the minister", "What she wrote beside an item")],
        )
        html = render_html(content, imprint())
        self.assertIn('<section id="remarks"', html)
        self.assertIn("the minister: Kanary7 remark", html)
        self.assertEqual(content.remarks[0].paper, "Kanary5 paper")

    def test_it_is_left_out_without_content(self) -> None:
        empty = replace(SECTION, load=lambda _meetings, _reader: ())
        with mock.patch.object(packet_content, "SECTIONS", (*packet_content.SECTIONS[:-1], empty)):
            content = self.content()
        self.assertEqual(content.remarks, ())
        self.assertNotIn("remarks", {one.key for one in content.sections})

    def test_what_it_does_not_declare_is_withheld(self) -> None:
        approvals.mark_confidential(self.world.point, by=self.world.cast.officer, now=NOW)
        content = self.content()
        ref = shorten_reference(self.world.item.reference)
        withheld = "(given in confidence)"
        self.assertEqual(content.remarks, (Remark(ref, "the minister", withheld, withheld),))
        html = render_html(content, imprint())
        self.assertIn(f"{ref}, the minister: {withheld}", html)
        self.assertNotIn("Kanary7", html)

    def test_its_own_records_are_withheld_and_classify_the_packet(self) -> None:
        approvals.mark_confidential(self.world.paper, by=self.world.cast.officer, now=NOW)

        def load_higher(meetings: tuple[Meeting, ...], reader: User) -> tuple[Evidence, ...]:
            papers = load_papers(meetings, reader)
            for paper in papers:
                paper.classification = Classification.CONFIDENTIAL
            return papers

        higher = replace(SECTION, load=load_higher)
        with mock.patch.object(packet_content, "SECTIONS", (*packet_content.SECTIONS[:-1], higher)):
            content = self.content()
        self.assertEqual(content.remarks[0].paper, "(given in confidence)")
        self.assertEqual(content.classification, Classification.CONFIDENTIAL)

    def test_it_is_compared_with_the_edition_before(self) -> None:
        content = self.content()
        changed = tuple(
            replace(one, value="letter of 1 May") if one.ref == "remarks" else one for one in content.standing
        )
        before = PreviousEdition("0.1", replace(content, standing=changed))
        (row,) = self.content(before).changes.rows
        self.assertEqual(
            (row.ref, row.kind, row.was), ("Remarks of the minister", "Paper of a remark", "letter of 1 May")
        )

    def test_an_addendum_leaves_it_out(self) -> None:
        content = self.content()
        item = shorten_reference(self.world.item.reference)
        changed = tuple(
            replace(one, value="Earlier") if (one.ref, one.kind) == (item, "title") else one
            for one in content.standing
        )
        before = PreviousEdition("1.0", replace(content, standing=changed))
        addendum: Any = restrict_to_changes(self.content(before), before)
        self.assertEqual([one.key for one in addendum.sections], ["changes", "items"])
        self.assertEqual(addendum.remarks, ())
        self.assertEqual([block.ref for block in addendum.blocks], [item])

    def test_it_is_frozen_and_an_older_content_is_read_without_it(self) -> None:
        content = self.content()
        self.assertEqual(content_of(freeze_content(content)), content)
        older = asdict(content)
        del older["remarks"]
        self.assertEqual(load_frozen(Extended, older, SECTION.since - 1), replace(content, remarks=()))
        with self.assertRaises(KeyError):
            load_frozen(Extended, older, SECTION.since)


class DeclarationTests(SimpleTestCase):
    def test_each_field_of_a_content_belongs_to_the_document_or_to_one_section(self) -> None:
        own = [name for section in packet_content.SECTIONS for name in section.fields]
        self.assertEqual(len(own), len(set(own)))
        document = {one.name for one in fields(Document)}
        self.assertEqual({one.name for one in fields(PacketContent)}, document | set(own))

    def test_each_template_exists_and_each_key_is_unique(self) -> None:
        keys = [section.key for section in packet_content.SECTIONS]
        self.assertEqual(len(keys), len(set(keys)))
        for section in packet_content.SECTIONS:
            for name in section.templates:
                self.assertTrue((pdf.TEMPLATES / name).exists(), name)

    def test_each_text_has_a_label_or_names_its_record(self) -> None:
        pages = packet_content.list_pages()
        for text in packet_content.list_officer_texts():
            columns = {one.attname for one in text.model._meta.concrete_fields}
            self.assertLessEqual(set(text.fields), columns)
            self.assertTrue(text.format_ref is not None or text.page in pages, text)

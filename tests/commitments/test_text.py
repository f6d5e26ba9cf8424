"""Where a line may end: a run without such a place is refused at every entry, and parted in print."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase

from commitments.enums import RowStatus, Scope
from commitments.errors import Refused
from commitments.models import Import, Outcome
from commitments.records import edits
from commitments.tables.importer.preparing import judge_rows
from commitments.tables.importer.results import CheckedRow, ImportLine
from commitments.text import LONGEST_PRINTED, check_line_breaks, find_endless_run, insert_breaks
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.api.programs import program, sent, wrong

KHMER = "កិច្ចសហប្រតិបត្តិការទប់ស្កាត់ឧក្រិដ្ឋកម្មឆ្លងដែន"
THAI = "ทั้งสองฝ่ายตกลงที่จะร่วมมือกันปราบปรามอาชญากรรมข้ามชาติ"
LAO = "ທັງສອງຝ່າຍຕົກລົງທີ່ຈະຮ່ວມມືກັນປາບປາມອາຊະຍາກຳຂ້າມຊາດ"
CHINESE = "双方同意加强打击跨境犯罪的合作，并保护本国公民的安全。"
JAPANESE = "両国は、越境犯罪に対する協力を強化し、自国民を保護することで一致した。"
KOREAN = "양측은온라인스캠대응공동태스크포스를점검하기로합의하였다"
ENDLESS = "x" * 2001


def filled(text: str, count: int = 20_000) -> str:
    return (text * (count // len(text) + 1))[:count]


class EndlessTests(SimpleTestCase):
    def test_20000_characters_without_a_space_are_accepted_where_lines_may_end(self) -> None:
        for text in (KHMER, THAI, LAO, CHINESE, JAPANESE, KOREAN, "well-known-", "a/b/", "x" * 1999 + " "):
            with self.subTest(text[:12]):
                self.assertIsNone(find_endless_run(filled(text)))

    def test_a_run_of_more_than_2000_characters_is_found_where_it_begins(self) -> None:
        for text in ("x", "word\u00a0", "ក", "ก", "ກ", "1,", "(x", "اتفق", "x\u2060"):
            with self.subTest(text):
                self.assertIsNone(find_endless_run(filled(text, 2000)))
                run = filled(text, 2001)
                found = find_endless_run(f"One, two {run} three")
                assert found is not None
                self.assertEqual((found[0], found[1] - found[0] >= 2001), (9, True))

    def test_it_says_how_many_where_and_what_to_do(self) -> None:
        with self.assertRaisesRegex(
            ValidationError, "from “xxx.* continues for 2001 characters .*At most 2000 .* Add spaces"
        ):
            check_line_breaks(f"Well. {ENDLESS}")

    def test_what_is_printed_may_break_and_loses_nothing(self) -> None:
        for text in (
            ENDLESS,
            filled("e\u0301", 4000),
            filled("👩\u200d🚒", 900),
            filled(LAO),
            filled("a\u00a0"),
        ):
            with self.subTest(text[:4]):
                parted = insert_breaks(text)
                self.assertEqual(parted.replace("\u200b", ""), text)
                pieces = parted.split("\u200b")
                self.assertIsNone(find_endless_run(parted, LONGEST_PRINTED))
                self.assertFalse([one for one in pieces if one[:1] in {"\u0301", "\u200d"}])

    def test_what_lines_may_end_in_is_left_as_it_is(self) -> None:
        for text in (
            "x" * 200,
            "one word after another " * 90,
            filled(CHINESE),
            filled(KOREAN),
            filled(KHMER),
        ):
            with self.subTest(text[:12]):
                self.assertEqual(insert_breaks(text), text)


class EntryTests(TestCase):
    """Each way in refuses it in the same words."""

    cast: ClassVar[Cast]
    point: ClassVar[Outcome]
    WORDS = "Add spaces or line breaks"

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.point = make.outcome(cls.cast, make.meeting(cls.cast))

    def test_no_record_is_written_or_changed_with_it(self) -> None:
        for write in (
            lambda: make.outcome(self.cast, self.point.meeting, clause=ENDLESS),
            lambda: edits.change_record(self.point, {"clause": ENDLESS}, by=self.cast.officer, now=NOW),
            lambda: make.statement(self.cast, self.point.meeting, text=ENDLESS),
        ):
            with self.assertRaisesRegex(Refused, self.WORDS) as refused:
                write()
            self.assertEqual(refused.exception.code, "endless")
        self.assertEqual(Outcome.objects.count(), 1)

    def test_a_form_says_so_at_its_field(self) -> None:
        self.client.force_login(self.cast.officer)
        page = f"/admin/commitments/brief/add/?meeting={self.point.meeting_id}"
        answer = self.client.post(page, {"why": ENDLESS})
        self.assertContains(answer, self.WORDS)
        self.assertIn("why", answer.context["form"].errors)

    def test_a_program_is_told_the_member(self) -> None:
        body = {"meeting": self.point.meeting.reference, "clause": ENDLESS, "spoken_by": "ours"}
        answer = sent(program(self.cast.officer, Scope.RECORD), "/api/v1/outcomes/", body)
        self.assertEqual(wrong(answer), ["clause"])
        self.assertIn(self.WORDS, answer.content.decode())

    def test_a_row_of_a_table_is_wrong(self) -> None:
        found = judge_rows(Import(columns={"text": 0}), _Judge(), [_Read()])  # type: ignore[arg-type, list-item]
        ((_row, judged),) = found
        self.assertEqual(judged.status, RowStatus.ERROR)
        self.assertIn(self.WORDS, judged.faults[0].says)


class _Read:
    number, cells, section, doubts, headings = 1, (ENDLESS,), "", {}, ()  # type: ignore[var-annotated]


class _Judge:
    def prepare(self, lines: list[ImportLine]) -> None:
        self.lines = lines

    def judge(self, line: ImportLine) -> CheckedRow:
        return CheckedRow(title=line["text"][:20])

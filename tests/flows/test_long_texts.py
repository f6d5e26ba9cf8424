"""Pages stay light with the longest texts in every place that takes one, and each text is read whole."""

import datetime
import html
import re
from typing import Any

import time_machine
from django.db.models import Model
from django.test import SimpleTestCase, TestCase

from commitments.admin.long_texts import cut_text, find_share
from commitments.enums import Answer, CommitmentState, Health, OutcomeKind, Side, StatementKind, Strength
from commitments.lifecycle import progress
from commitments.meetings import meetings, outcomes, texts
from commitments.models import AgendaItem, Commitment, Meeting, Outcome, Statement
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

PAGE_BYTES = 80_000
LONGEST = 20_000
OUTCOMES = 3


def words(of: str) -> str:
    """Give a text of the longest length in Hangul that begins and ends with a word of its own."""
    middle = "양측은 합동 수사 기록을 공유하기로 하였으며 " * (LONGEST // 25)
    return f"{of}처음 {middle[: LONGEST - 2 * len(of) - 8]} {of}끝"


class LongTexts(TestCase):
    """A meeting whose every text is of the longest, and one after it that took its open items up."""

    cast: Cast
    meeting: Meeting
    held: Meeting
    texts: list[Statement]
    points: list[Outcome]
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        officer = cast.officer
        cls.meeting = make.meeting(cast, title="길고 " * 30)
        said = {"purpose": words("목적"), "note": words("비고")}
        meetings.edit_meeting(cls.meeting, said, expected=cls.meeting.version, by=officer, now=NOW)
        cls.texts = [
            make.statement(cast, cls.meeting, kind=kind, title=str(kind.label), text=words(f"문서{n}"))
            for n, kind in enumerate((StatementKind.JOINT_STATEMENT, StatementKind.OUR_READOUT))
        ]
        clause = words("요지")
        cls.points = [
            make.outcome(cast, cls.meeting, clause=clause, statement=cls.texts[0]) for _n in range(OUTCOMES)
        ]
        asked = make.outcome(cast, cls.meeting, kind=OutcomeKind.REQUEST, clause=words("요청"))
        outcomes.record_answer(
            asked,
            Answer.AGREED,
            strength=Strength.AGREED,
            wording=words("답변"),
            source="note 1/26",
            by=officer,
            now=NOW,
        )
        texts.record_wording(cls.points[0], cls.texts[1], words("다른"), by=officer, now=NOW)
        cls.item = make.commitment(cast, cls.points[0], state=CommitmentState.IN_PROGRESS)
        make.commitment(cast, cls.points[1], state=CommitmentState.IN_PROGRESS)
        edits.change_record(cls.item, {"meaning": words("뜻")}, by=officer, now=NOW)
        for n in range(3):
            progress.record_update(
                cls.item,
                health=Health.ON_TRACK,
                text=words(f"보고{n}"),
                reported_on=TODAY,
                side=Side.OURS,
                by=officer,
                now=NOW,
            )
        cls.held = make.meeting(cast, title="The next one", held_on=TODAY, held=False)
        meetings.mark_held(cls.held, by=officer, now=NOW)
        for row in AgendaItem.objects.filter(meeting=cls.held):
            edits.change_record(row, {"discussion": words("논의"), "raised_on": TODAY}, by=officer, now=NOW)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def page(self, path: str, **data: str) -> str:
        answer: Any = self.client.get(path, data, follow=True)
        self.assertEqual(answer.status_code, 200, path)
        return str(answer.content.decode())

    def path(self, record: Model, end: str = "change/") -> str:
        return f"/admin/commitments/{record._meta.model_name}/{record.pk}/{end}"

    def row(self, item: Commitment) -> AgendaItem:
        return AgendaItem.objects.get(meeting=self.held, commitment=item)

    def test_every_page_is_light(self) -> None:
        point = self.points[0]
        item, meeting = self.path(self.item), self.path(self.meeting)
        pages = {
            "/admin/",
            "/admin/search/?q=수사",
            "/admin/translations/",
            *(f"/admin/commitments/{name}/" for name in ("meeting", "outcome", "statement", "commitment")),
            meeting,
            self.path(self.held),
            f"{self.path(self.held)}?edit=page",
            item,
            f"{self.path(self.item, 'as-of/')}?as_of={TODAY}",
            *(self.path(record, "history/") for record in (self.meeting, point, self.texts[0], self.item)),
            self.path(self.meeting, "texts/"),
            self.path(point, "texts/"),
            f"/admin/text/statement/{self.texts[0].pk}/text/",
            f"/admin/text/outcome/{point.pk}/clause/",
        }
        weights = {path: len(self.page(path).encode()) for path in pages}
        self.assertEqual({path: n for path, n in weights.items() if n >= PAGE_BYTES}, {})

    def test_a_page_that_edits_a_text_holds_it_whole_and_is_light_beside_it(self) -> None:
        point = self.points[0]
        edited = {
            f"{self.path(self.meeting)}?edit={point.pk}": point.clause,
            f"{self.path(self.meeting)}?write=note": self.meeting.note,
            f"{self.path(self.held)}?write={self.row(self.item).pk}": self.row(self.item).discussion,
            f"{self.path(self.item)}?write=meaning": self.item.meaning,
            self.path(self.texts[0]): self.texts[0].text,
            self.path(point, f"texts/{self.texts[1].pk}/"): words("다른"),
        }
        for path, text in edited.items():
            with self.subTest(path):
                page = self.page(path)
                self.assertRegex(page, rf">\s*{text}</textarea>")
                self.assertLess(len(page.encode()) - len(text.encode()), PAGE_BYTES)

    def test_the_beginning_leads_to_the_whole(self) -> None:
        point, report = self.points[0], self.item.updates.first()
        assert report is not None
        for path, address, end in (
            (self.path(self.meeting), f"outcome/{point.pk}/clause", "요지끝"),
            (self.path(self.meeting), f"meeting/{self.meeting.pk}/note", "비고끝"),
            (self.path(self.item), f"commitment/{self.item.pk}/meaning", "뜻끝"),
            (self.path(self.item), f"report/{report.pk}/text", report.text[-4:]),
            (self.path(self.held), f"discussion/{self.row(self.item).pk}/discussion", "논의끝"),
            (self.path(point, "texts/"), f"outcome/{point.pk}/clause", "요지끝"),
        ):
            with self.subTest(address):
                page = self.page(path)
                self.assertNotIn(end, page)
                self.assertRegex(page, rf'href="/admin/text/{address}/"[^>]*>Show the whole text \(\d')
                self.assertIn(end, self.page(f"/admin/text/{address}/"))

    def test_a_whole_text_passes_the_door(self) -> None:
        point = self.points[0].pk
        paths = [f"/admin/text/outcome/{point}/clause/", f"/admin/text/commitment/{self.item.pk}/meaning/"]
        wrong = ["/admin/text/user/1/password/", f"/admin/text/outcome/{point}/kind/"]
        self.client.force_login(self.cast.stranger)
        for path in (*paths, *wrong):
            self.assertEqual(self.client.get(path).status_code, 404, path)

    def test_the_past_leads_to_the_text_of_that_day(self) -> None:
        later = NOW + datetime.timedelta(days=3)
        edits.change_record(self.item, {"meaning": words("새뜻")}, by=self.cast.officer, now=later)
        with time_machine.travel(later + datetime.timedelta(days=1), tick=False):
            page = self.page(self.path(self.item, "as-of/"), as_of=str(TODAY))
            found = re.search(r'href="(/admin/text/commitment/[^"]+)"', page)
            assert found is not None
            then = self.page(html.unescape(found[1]))
        self.assertIn(" 뜻끝", then)
        self.assertNotIn("새뜻끝", then)

    def test_saving_a_page_keeps_the_texts_that_it_does_not_edit(self) -> None:
        page = self.page(self.path(self.item))
        self.assertNotIn('name="meaning"', page)
        self.save(self.item, title="Another title")
        self.item.refresh_from_db()
        self.assertEqual((self.item.title, self.item.meaning), ("Another title", words("뜻")))
        self.save(self.held, "?edit=page", place="Elsewhere")
        self.held.refresh_from_db()
        self.assertEqual(self.held.place, "Elsewhere")
        self.assertEqual(self.row(self.item).discussion, words("논의"))

    def save(self, record: Model, query: str = "", **typed: str) -> None:
        answer: Any = self.client.get(self.path(record) + query)
        wrapped = answer.context.get("adminform")
        forms = [wrapped.form if wrapped else answer.context["form"]]
        lists = answer.context.get("lists") or []
        data = {}
        for form in [*forms, *(row for rows in lists for row in rows.forms)]:
            for field in form:
                value = field.value()
                if value not in (None, "", False):
                    data[field.html_name] = str(value)
        for rows in lists:
            data |= {f"{rows.prefix}-TOTAL_FORMS": str(len(rows.forms))}
        saved = self.client.post(self.path(record), {**data, **typed, "_continue": "1", "_save": "1"})
        self.assertEqual(saved.status_code, 302)


class CuttingTests(SimpleTestCase):
    def test_it_cuts_at_the_end_of_a_word(self) -> None:
        self.assertEqual(cut_text("the records of both", 9), "the …")
        self.assertEqual(cut_text("short", 5), "short")

    def test_it_cuts_words_that_have_no_end_and_leaves_marks_with_their_letter(self) -> None:
        self.assertEqual(cut_text("가" * 100, 50), f"{'가' * 50} …")
        self.assertEqual(cut_text("កិ" * 100, 51), f"{'កិ' * 25} …")

    def test_what_is_short_leaves_its_room_to_what_is_long(self) -> None:
        self.assertEqual(find_share([10, 10, 10], 100, 50), 50)
        self.assertEqual(find_share([10, 90, 90], 100, 80), 45)
        self.assertEqual(find_share([10, 90], 200, 80), 80)
        self.assertEqual(find_share([], 100, 50), 50)

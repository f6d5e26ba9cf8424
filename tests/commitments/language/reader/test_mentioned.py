"""A date that belongs to another word is mentioned and no deadline, and no deadline is lost for it."""

from collections.abc import Iterator
from pathlib import Path

from django.test import SimpleTestCase

from commitments.language.reader.deadlines import is_past
from tests.commitments.language.reader.reading import HELD_ON, items


def rows(name: str) -> Iterator[tuple[str, str]]:
    """Read a table of sentences, each with a wording."""
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            sentence, _bar, wording = line.rpartition(" |")
            yield sentence, wording.strip()


class MentionedDateTests(SimpleTestCase):
    def test_a_date_of_something_else_is_mentioned(self) -> None:
        for sentence, wording in rows("mentioned.txt"):
            with self.subTest(sentence):
                found = items(sentence)
                self.assertEqual({one.due.kind for one in found}, {"none"})
                if wording:
                    self.assertIn(wording, [date.spec.wording for date in found[0].mentioned_dates])

    def test_an_event_of_nobody_that_is_only_noted_is_no_promise(self) -> None:
        for sentence in (
            "The ministers noted that the elections will be held on 14 November 2027.",
            "It was recalled that the festival will take place on 14 November 2027.",
            "Les deux parties prennent note que les élections auront lieu le 14 novembre 2027.",
            "한국 측은 2045년 탄소중립을 달성하겠다는 발도리아의 공약을 환영하였다.",
        ):
            with self.subTest(sentence):
                self.assertEqual(items(sentence), [])
        (one,) = items("The ministers noted that the Joint Commission will be held on 14 November 2027.")
        self.assertEqual(one.due.wording, "on 14 November 2027")

    def test_a_deadline_is_found_beside_other_dates(self) -> None:
        for sentence, wording in rows("deadlines.txt"):
            with self.subTest(sentence):
                (due,) = {one.due.wording for one in items(sentence)} - {""}
                self.assertEqual(due, wording)

    def test_every_other_date_of_the_sentence_is_listed_at_its_place(self) -> None:
        text = "They met. Korea will revise the agreement of 3 May 2021 on the 2027 budget by 30 June 2026."
        (one,) = items(text)
        self.assertEqual(one.due.wording, "by 30 June 2026")
        self.assertEqual([date.spec.wording for date in one.mentioned_dates], ["3 May 2021", "2027"])
        for date in one.mentioned_dates:
            self.assertEqual(text[slice(*date.place)], date.spec.wording)
        self.assertEqual([is_past(date.spec, HELD_ON) for date in one.mentioned_dates], [True, False])

    def test_when_an_occasion_takes_place_is_no_clause_of_its_own(self) -> None:
        (one,) = items(
            "The sides agreed to revise the pact before the summit, which will be held in May 2027."
        )
        self.assertEqual(one.due.kind, "event")
        self.assertEqual(
            len(items("The sides agreed to launch a dialogue, which will be held in May 2027.")), 2
        )

    def test_the_deadline_of_another_clause_of_the_sentence_is_not_listed(self) -> None:
        found = items(
            "Korea will send the maps by June 2026, and Valdoria will return them within two weeks."
        )
        self.assertEqual([one.mentioned_dates for one in found], [(), ()])

    def test_a_phrase_is_read_as_a_whole_or_not_at_all(self) -> None:
        for sentence, wording in (
            ("양측은 오는 9월 13일 회의를 열기로 했다.", "오는 9월 13일"),
            ("양측은 2027년 1월 1일부터 항로를 열기로 했다.", "2027년 1월 1일"),
            ("양측은 2027년 5월 3일자 문서를 공개하기로 했다.", ""),
            ("Both sides will open the line on Monday 15 July 2026.", "on Monday 15 July 2026"),
        ):
            with self.subTest(sentence):
                self.assertEqual([one.due.wording for one in items(sentence)], [wording])

    def test_an_event_ahead_stays_without_a_date_of_its_own(self) -> None:
        (one,) = items("Both sides will exchange lists ahead of the summit in October 2027.")
        self.assertEqual((one.due.kind, one.due.relation), ("event", "before"))

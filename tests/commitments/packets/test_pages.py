"""How packets fill their pages: no page nearly empty, no blank page for the minister, nothing twice."""

from dataclasses import replace
from itertools import chain

from django.test import SimpleTestCase, TestCase
from django.utils import translation

from commitments.enums import Classification, PacketEdition
from commitments.models import Outcome
from commitments.packets import limits
from commitments.packets.content import PacketContent
from commitments.packets.content_values import Fact
from commitments.packets.records import build_marking
from commitments.packets.render.pdf import render_html, render_pdf
from commitments.packets.sections.annex import is_in_row
from tests.commitments.packets.reading import MM, as_laid_out, latin_words, list_fills, outer_lines, pages_of
from tests.commitments.packets.sample import TITLE, block, content, imprint, note_sheet, row
from tests.commitments.packets.sample_front import scenario, topic, with_front

LEAST_SHARE = 0.4
FEWEST_ROWS = 9
SHORT_CLAUSE = "The two police services will exchange lists of liaison officers each spring"
LONG = "Both sides reviewed the exchange of lists and the dates on which each of them is due. " * 30


def printed(packet: PacketContent, edition: str = PacketEdition.ADVISER) -> bytes:
    made = render_pdf(packet, replace(imprint(), kind=edition))
    assert made.remarks == (), made.remarks
    return made.pdf


def whole(items: int) -> PacketContent:
    packet = with_front(items, topics=(topic(1), topic(2, background=LONG)))
    return replace(packet, scenarios=(scenario(),), notes=note_sheet(min(items, 28)))


class FillTests(SimpleTestCase):
    def test_pages_are_filled_unless_their_part_ends(self) -> None:
        for edition in PacketEdition:
            fills = list_fills(printed(whole(30), edition))
            low = [one for one in fills if one.share < LEAST_SHARE and not one.is_last]
            with self.subTest(edition):
                self.assertEqual(low, [])

    def test_a_short_front_of_a_topic_is_followed_by_its_back_on_the_same_page(self) -> None:
        short = replace(topic(1, background=LONG * 2), front=topic(1).front[:1])
        fills = list_fills(printed(with_front(1, topics=(short,))))
        self.assertEqual([one for one in fills if one.share < LEAST_SHARE and not one.is_last], [])

    def test_the_minister_edition_has_no_blank_page(self) -> None:
        fills = list_fills(printed(whole(6), PacketEdition.MINISTER))
        self.assertGreater(min(one.share for one in fills), 0.1)

    def test_a_page_of_the_scorecard_has_nine_rows(self) -> None:
        pages = as_laid_out(printed(content(60, clause=SHORT_CLAUSE)))
        rows = [page.count("Ours: National Police") for page in pages]
        full = [count for count in rows if count][1:-1]
        self.assertGreater(len(full), 2)
        self.assertGreaterEqual(min(full), FEWEST_ROWS)


class ShorterTests(SimpleTestCase):
    def test_the_annex_does_not_repeat_the_scorecard(self) -> None:
        line = replace(row(1, clause=SHORT_CLAUSE), line="Thank them.")
        said = Fact("Clause", (line.clause,), is_quoted=True)
        self.assertTrue(is_in_row(said, line))
        self.assertTrue(is_in_row(Fact("Line to take", (line.line,)), line))
        self.assertFalse(is_in_row(said, replace(line, clause=TITLE)))
        dates = Fact("Dates", (f"{line.due.date} · “within 30 days of the meeting” · first recorded",))
        self.assertTrue(is_in_row(dates, line))
        self.assertFalse(is_in_row(replace(dates, lines=dates.lines * 2), line))
        self.assertFalse(is_in_row(replace(dates, lines=(f"{dates.lines[0]} · a note",)), line))

    def test_without_a_scorecard_the_annex_has_all(self) -> None:
        packet = content(1, clause=SHORT_CLAUSE)
        self.assertEqual(render_html(packet, imprint()).count(SHORT_CLAUSE), 1)
        clause = block(1, clause=SHORT_CLAUSE).facts[0].lines[0]
        self.assertIn(clause, render_html(replace(packet, groups=()), imprint()))

    def test_empty_columns_are_left_out(self) -> None:
        packet = content(1)
        (group,) = packet.groups
        self.assertIn("Line to take", render_html(packet, imprint()))
        bare = replace(group, rows=tuple(replace(one, line="") for one in group.rows))
        self.assertNotIn("Line to take", render_html(replace(packet, groups=(bare,)), imprint()))


class MinisterTests(SimpleTestCase):
    def test_it_is_shortened_and_says_where_the_rest_is(self) -> None:
        packet = whole(3)
        long = tuple(replace(part, text=LONG) for part in topic(1).front)
        topics = tuple(replace(topic(number), front=long) for number in (1, 2, 3))
        table = packet.people[0]
        packet = with_front(3, topics=topics)
        packet = replace(packet, people=(replace(table, people=table.people * 60),))
        pages = pages_of(printed(packet, PacketEdition.MINISTER))
        self.assertLessEqual(len(pages), limits.MINISTER_PAGES)
        said = " ".join(" ".join(pages).split())
        self.assertIn("The full text is in the adviser edition, section 6.", said)
        self.assertIn("The full text is in the adviser edition, section T1.", said)

    def test_what_fits_is_not_shortened(self) -> None:
        said = " ".join(pages_of(printed(whole(3), PacketEdition.MINISTER)))
        self.assertNotIn("Shortened", said)

    def test_a_further_topic_has_a_page_more(self) -> None:
        topics = tuple(topic(number) for number in range(1, 6))
        self.assertEqual(limits.count_minister_pages(with_front(1, topics=topics)), limits.MINISTER_PAGES + 2)


class MarkingTests(TestCase):
    """A marking with third states is complete on each page, on two lines at most, apart from other words."""

    def test_it_takes_two_lines_at_most_in_each_language_and_edition(self) -> None:
        many = ["Commonwealth of Ruritania", "United Provinces of Graustark and the Islands", "Zembla"]
        for language, kind, names in (
            ("en", "adviser", ["Ruritania"]),
            ("en", "minister", [*many, "Federated Republic of Syldavia and Borduria"]),
            ("ko", "note_taker", ["루리타니아", *many]),
            ("km", "adviser", many),
            ("fr", "minister", many),
        ):
            with self.subTest(language=language, kind=kind), translation.override(language):
                given = [Outcome(originator=name) for name in names]
                marking = build_marking(Classification.CONFIDENTIAL, given)
                made = replace(content(6), language=language, marking=marking, demonstration="Demonstration")
                pages = outer_lines(printed(made, kind), 15.8 * MM, 288 * MM)
                for lines in chain.from_iterable(pages):
                    self.assertEqual(latin_words(" ".join(lines)), latin_words(marking))
                    self.assertLessEqual(len(lines), 2)

"""The front half in print: core, scenario, topic sheets, control; read back with other tools."""

import io
import re
import subprocess
from dataclasses import replace
from typing import ClassVar

import pikepdf
from django.test import SimpleTestCase

from commitments.packets.render.pdf import render_html, render_pdf
from commitments.packets.render.printing import PrintedFile
from tests.commitments.packets.reading import pages_of, squeezed
from tests.commitments.packets.sample import KHMER
from tests.commitments.packets.sample_front import scenario, signed, topic, with_front
from tests.commitments.packets.test_pdf_worker import structure
from tests.flat import flat

PARAGRAPH = "Both sides spoke of harbours and of rescue at sea, and of what was agreed before. "


class HtmlTests(SimpleTestCase):
    def test_every_part_stands_under_its_label_in_both_languages(self) -> None:
        html = flat(render_html(with_front(), signed()))
        for label in (
            "Purpose of the meeting",
            "Main request",
            "Points to avoid",
            "Points to make",
            "Press line",
        ):
            self.assertIn(f"<h2>{label} <span", html)
        self.assertIn("핵", html)

    def test_references_in_prose_lead_to_the_annex_where_they_are_printed(self) -> None:
        html = render_html(with_front(3), signed())
        self.assertIn('<a class="nowrap" href="#i-25-0001">25-0001</a>).', html)
        self.assertIn('<span class="nowrap">25-0008</span>', html)

    def test_markdown_of_officers_adds_no_element_but_its_own(self) -> None:
        html = render_html(
            with_front(why="# h <script>x</script> [a](javascript:x) ![](http://192.0.2.1)"), signed()
        )
        self.assertIn("# h &lt;script&gt;x&lt;/script&gt; [a](javascript:x) ![](http://192.0.2.1)", html)

    def test_a_topic_says_who_clears_it(self) -> None:
        self.assertIn("sign-off pending: Legal officer", render_html(with_front(), signed()))
        cleared = replace(signed(), steps=tuple(replace(step, is_signed=True) for step in signed().steps))
        self.assertIn("signed off by Legal officer", render_html(with_front(), cleared))
        self.assertIn("not approved", render_html(with_front(), replace(signed(), steps=())))

    def test_what_is_empty_is_left_out(self) -> None:
        html = render_html(with_front(scenarios=()), signed())
        self.assertNotIn("Timetable", html)
        bare = replace(topic(), background=None, not_to_be_disclosed=None, touched=())
        html = render_html(with_front(topics=(bare,)), signed())
        for words in ("Background that may be used", "Not to be disclosed", "Related items"):
            self.assertNotIn(words, html)


class PageTests(SimpleTestCase):
    """One packet with every part, printed once."""

    printed: ClassVar[PrintedFile]
    pages: ClassVar[list[str]]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.printed = render_pdf(with_front(), signed())
        cls.pages = pages_of(cls.printed.pdf)

    def test_it_fits_and_the_renderer_has_nothing_to_remark(self) -> None:
        self.assertEqual((self.printed.remarks, self.printed.too_long), ((), ()))

    def test_core_scenario_and_topic_take_a_page_each_and_the_topic_begins_on_the_right(self) -> None:
        places = {}
        for title in ("Core brief", "Scenario", "T1 Scams, nationals"):
            head = re.compile(f"^(?:{title} CONFIDENTIAL|.* CONFIDENTIAL {title}$)", re.MULTILINE)
            places[title] = [number for number, page in enumerate(self.pages, 1) if head.search(page)]
        self.assertEqual(places, {"Core brief": [3], "Scenario": [4], "T1 Scams, nationals": [5]})

    def test_the_control_page_names_copies_and_steps(self) -> None:
        control = self.pages[1]
        for words in ("Distribution", "2–3 Reserve Kept by the registry", "Sign-off", "Waiting", "Signed"):
            self.assertIn(words, control)
        self.assertIn("T1 Online scams and safety of nationals", control)
        self.assertNotIn(squeezed(KHMER), squeezed(control))

    def test_what_is_not_to_be_disclosed_says_so_in_capitals(self) -> None:
        self.assertIn("NOT TO BE DISCLOSED", self.pages[4])

    def test_the_one_ask_and_the_points_are_printed_whole(self) -> None:
        core, sheet = squeezed(self.pages[2]), squeezed(self.pages[4])
        self.assertIn(squeezed("“Will you name one officer, on call day and night?”"), core)
        self.assertIn(squeezed("Own up. We promised information. Part of it is late."), sheet)
        self.assertIn("Thepresslinemaybeuseduntil4December2026.", sheet)
        self.assertIn(squeezed("EndoftopicbriefT1·Asia·24November2026"), sheet)

    def test_times_stand_in_both_capitals(self) -> None:
        self.assertIn("Phnom Penh Seoul Action Responsible Note", self.pages[3])
        self.assertIn("10:05 12:05 T1: online scams", self.pages[3])

    def test_lists_are_tagged_as_lists_and_nothing_empty_is_left(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            found = structure(pdf)
            self.assertGreaterEqual(sum(item.S == "/L" for item in found), 4)
            # Numbers are written, bullets are drawn.
            self.assertEqual(sum(item.S == "/LI" for item in found), 15)
            self.assertEqual(sum(item.S == "/Lbl" for item in found), 6)
            self.assertFalse(
                [str(item.S) for item in found if len(item.get("/K", [])) == 0 and item.S != "/TD"]
            )

    def test_links_lead_inside_the_file_alone(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            links = [note for page in pdf.pages for note in page.get("/Annots", [])]
            self.assertGreater(len(links), 6)
            self.assertFalse([link for link in links if "/A" in link])


class HardTests(SimpleTestCase):
    def test_nothing_that_is_typed_leaves_the_page(self) -> None:
        word = "W" * 300
        hard = f"{word}\n**{word}** {KHMER}\n- {word}\n  - {word}"
        content = with_front(
            topics=(replace(topic(tactics=hard, hidden=hard), title="W" * 80, division=word),)
        )
        core = replace(
            content.cores[0], ask=replace(content.cores[0].parts[0], text="W" * 180), if_refused=word
        )
        printed = render_pdf(replace(content, cores=(core,)), signed())
        self.assertEqual(printed.remarks, ())
        done = subprocess.run(
            ["pdftotext", "-bbox", "-", "-"], input=printed.pdf, capture_output=True, check=True
        )
        edges = [float(edge) for edge in re.findall(rb'x(?:Min|Max)="([0-9.-]+)"', done.stdout)]
        self.assertGreater(min(edges), 0)
        self.assertLess(max(edges), 595.28)
        whole = squeezed("".join(pages_of(printed.pdf)))
        self.assertGreaterEqual(whole.count(word), 10)


class OverlongTests(SimpleTestCase):
    def test_a_core_too_long_goes_on_and_its_widest_part_is_named_in_the_margin(self) -> None:
        printed = render_pdf(with_front(why=PARAGRAPH * 16), signed())
        pages = pages_of(printed.pdf)
        self.assertEqual(
            printed.too_long, ("Core brief: too long for its page. Shorten “Purpose of the meeting” first.",)
        )
        self.assertNotIn("Too long", pages[2].replace("\n", " "))
        self.assertIn(squeezed("Too long for its page. Shorten: Purpose of the meeting"), squeezed(pages[3]))
        self.assertFalse([page for page in pages[4:] if "Toolongforitspage" in squeezed(page)])
        self.assertEqual(printed.remarks, ())

    def test_the_note_in_the_margin_breaks_no_word_and_the_last_list_goes_as_far_as_it_goes(self) -> None:
        plan = with_front(scenarios=(), why="\n".join(["The ministers met."] * 15))
        entries = "\n".join(f"- Never say {number}." for number in range(1, 9))
        core = replace(plan.cores[0], shorten="Objectives, languages")
        core = replace(core, after=(replace(core.after[0], text=entries),))
        plan = replace(plan, cores=(core,), sections=plan.sections[:1], topics=())
        pages = pages_of(render_pdf(plan, signed()).pdf)
        for word in ("Objectives,", "languages"):
            self.assertIn(word, pages[3].split())
        self.assertIn("Never say 1.", pages[2])
        self.assertIn("Never say 8.", pages[3])

    def test_a_blank_page_before_a_right_hand_start_is_for_notes(self) -> None:
        pages = pages_of(render_pdf(with_front(scenarios=()), signed()).pdf)
        blank, sheet = pages[3], pages[4]
        self.assertIn("T1 Scams, nationals", sheet)
        self.assertTrue(blank.startswith("Notes CONFIDENTIAL Korea"))
        self.assertLess(len(blank), 300)
        self.assertEqual(squeezed(blank).count("CONFIDENTIAL"), 2)
        self.assertIn(f"page 4 of {len(pages)}", blank)
        self.assertIn("As of 24 Nov 2026 06:00 UTC", blank)

    def test_a_scenario_too_long_is_named_too(self) -> None:
        long = replace(scenario(), events=scenario().events * 30)
        printed = render_pdf(with_front(scenarios=(long,)), signed())
        self.assertEqual(
            printed.too_long, ("Scenario: too long for its page. Shorten “Order of events” first.",)
        )

    def test_the_back_begins_on_the_second_side_where_the_first_is_full(self) -> None:
        printed = render_pdf(with_front(topics=(topic(tactics=PARAGRAPH * 20),)), signed())
        pages = pages_of(printed.pdf)
        self.assertEqual(printed.too_long, ())
        self.assertIn("Tactics", pages[4])
        self.assertNotIn("Background that may be used", pages[4])
        self.assertIn("T1 Background that may be used", pages[5])

    def test_a_background_too_long_stands_in_the_annex_with_a_pointer(self) -> None:
        background = "\n".join(f"- {PARAGRAPH * 3}" for _number in range(30)) + "\n- The last of them."
        printed = render_pdf(with_front(topics=(topic(background=background),)), signed())
        pages = pages_of(printed.pdf)
        self.assertEqual((printed.too_long, printed.remarks), ((), ()))
        last = next(number for number, page in enumerate(pages, 1) if "The last of them." in page)
        first = next(
            number for number, page in enumerate(pages, 1) if "T1 Background that may" in page and number > 6
        )
        self.assertIn(f"in the Annex, page {first}", pages[4].replace("\n", " "))
        self.assertGreater(last, 6)
        self.assertIn("NOT TO BE DISCLOSED", pages[4])

    def test_a_front_of_more_than_two_sides_is_said_to_be_too_long(self) -> None:
        printed = render_pdf(with_front(topics=(topic(tactics=PARAGRAPH * 110),)), signed())
        self.assertEqual(printed.too_long, ("T1: longer than two pages. Shorten the points to make.",))

    def test_limits_are_told_with_what_does_not_fit(self) -> None:
        content = with_front()
        over = replace(content.cores[0], faults=("Objectives: At most 3 entries fit; this field has 4.",))
        printed = render_pdf(replace(content, cores=(over,)), signed())
        self.assertEqual(
            printed.too_long, ("Core brief: Objectives: At most 3 entries fit; this field has 4.",)
        )

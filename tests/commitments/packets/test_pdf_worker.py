"""HTML to PDF in a throw-away child, read back with other tools."""

import io
import os
import re
import signal
import socket
import tempfile
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import ClassVar
from unittest import mock

import pikepdf
from django.test import SimpleTestCase

from commitments.errors import Refused
from commitments.packets.render import printing
from commitments.packets.render.pdf import render_html, render_pdf
from commitments.packets.render.printing import PrintedFile, print_html
from commitments.sandbox import isolation
from tests.commitments.packets.reading import pages_of, squeezed
from tests.commitments.packets.sample import KHMER, KOREAN, TITLE, content, imprint
from tests.commitments.packets.test_render import HOSTILE

HEAD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>P</title>'
    '<link rel="stylesheet" href="asset:///packet.css"></head><body>'
)


class PacketTests(SimpleTestCase):
    """One packet of twelve items, printed once."""

    printed: ClassVar[PrintedFile]
    pages: ClassVar[list[str]]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.printed = render_pdf(content(12), imprint())
        cls.pages = pages_of(cls.printed.pdf)

    def test_the_renderer_has_nothing_to_remark(self) -> None:
        self.assertEqual(self.printed.remarks, ())

    def test_the_marking_stands_twice_on_every_page(self) -> None:
        for number, page in enumerate(self.pages, 1):
            self.assertEqual(squeezed(page).count("CONFIDENTIAL"), 2, f"page {number}")

    def test_every_page_is_numbered_of_all(self) -> None:
        self.assertEqual(len(self.pages), self.printed.pages)
        for number, page in enumerate(self.pages, 1):
            self.assertIn(f"page {number} of {len(self.pages)}", page)

    def test_every_page_says_draft_and_demonstration_and_moment(self) -> None:
        for page in self.pages:
            self.assertIn("DRAFT1·NOTAPPROVED", squeezed(page))
            self.assertIn("Demonstration data", page)
            self.assertIn("As of 24 Nov 2026 06:00 UTC", page)
            self.assertIn("15:00 Seoul · 13:00 Phnom Penh", page)

    def test_a_row_of_the_scorecard_stands_whole_below_the_name_of_its_group(self) -> None:
        begins = rf"(?m)^25-\d{{4}} {TITLE.split(' the ')[0]}"
        whole = [page for page in self.pages if "It is late" in page]
        self.assertGreater(len(whole), 1)
        for page in whole:
            starts, ends = (len(re.findall(mark, page)) for mark in (begins, "It is late"))
            self.assertEqual(starts, ends)
            self.assertRegex(re.split(begins, page, maxsplit=1)[0], "Fulfilled|Ours|Theirs|Joint")

    def test_the_contents_name_the_page_each_section_is_on(self) -> None:
        for title in ("Core brief", "Commitment scorecard", "People", "Annex"):
            found = re.search(rf"{title}.*?(\d+)\n", self.pages[1])
            assert found is not None, title
            self.assertIn(title, self.pages[int(found[1]) - 1])

    def test_hangul_and_khmer_are_found_again(self) -> None:
        whole = squeezed("".join(self.pages))
        self.assertIn(squeezed(KOREAN), whole)
        self.assertGreaterEqual(whole.count(squeezed(KHMER)), 12)
        self.assertNotRegex("".join(self.pages), "[\u200b\u200c\u2060]")

    def test_it_is_set_in_the_shipped_fonts_alone(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            names = {
                re.sub(r"^/[A-Z]{6}\+", "", str(font.BaseFont))
                for page in pdf.pages
                for font in page.Resources.Font.values()
            }
        self.assertTrue(names)
        for name in names:
            self.assertRegex(name, r"^Noto-Sans")

    def test_it_is_tagged_and_titled_and_in_its_language(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            self.assertTrue(pdf.Root.MarkInfo.Marked)
            self.assertEqual(str(pdf.Root.Lang), "en")
            self.assertEqual(str(pdf.docinfo.Title), "P-KH-2025-02")
            self.assertTrue(pdf.Root.ViewerPreferences.DisplayDocTitle)
            headers = [item for item in structure(pdf) if item.S == "/TH"]
            self.assertEqual({str(header.A.Scope) for header in headers}, {"/Column", "/Row"})

    def test_margins_are_artifacts_and_every_mark_leads_to_the_tree(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
            for index, page in enumerate(pdf.pages):
                body = page.Contents.read_bytes()
                marks = [int(number) for number in re.findall(rb"/MCID (\d+)", body)]
                self.assertEqual(sorted(marks), list(range(len(marks))))
                self.assertEqual(len(numbers[2 * index + 1]), len(marks))
                self.assertGreater(body.count(b"/Artifact"), 6)

    def test_it_holds_no_action_no_script_and_no_attachment(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            self.assertFalse({"/OpenAction", "/AA", "/AcroForm"} & set(pdf.Root.keys()))
            self.assertEqual(len(pdf.attachments), 0)
            for page in pdf.pages:
                for note in page.get("/Annots", []):
                    self.assertEqual(note.Subtype, "/Link")
                    self.assertNotIn("/A", note)

    def test_bookmarks_lead_to_sections_and_items(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf, pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        self.assertIn("Commitment scorecard", titles)

    def test_a_bookmark_carries_no_helps_of_the_typesetter(self) -> None:
        printed = render_pdf(content(1, title=f"{KOREAN} {KHMER}"), imprint())
        with pikepdf.open(io.BytesIO(printed.pdf)) as pdf, pdf.open_outline() as outline:
            titles = [child.title for item in outline.root for child in item.children]
        self.assertIn(f"25-0001 {KOREAN} {KHMER}", titles)

    def test_the_same_content_gives_the_same_bytes(self) -> None:
        self.assertEqual(render_pdf(content(12), imprint()).pdf, self.printed.pdf)


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """List every element of the structure tree."""
    found: list[pikepdf.Object] = []
    waiting = list(pdf.Root.StructTreeRoot.K)
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem":
            found.append(item)
            waiting.extend(item.get("/K", []))
    return found


class HostileTests(SimpleTestCase):
    def test_typed_markup_is_printed_as_text(self) -> None:
        printed = render_pdf(content(1, clause=HOSTILE, title=HOSTILE), imprint())
        self.assertEqual(printed.remarks, ())
        text = squeezed("".join(pages_of(printed.pdf)))
        self.assertIn(squeezed(HOSTILE), text)
        with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
            self.assertEqual(len(pdf.attachments), 0)
            self.assertFalse([note for page in pdf.pages for note in page.get("/Annots", []) if "/A" in note])

    def test_a_word_of_300_letters_stays_on_the_page(self) -> None:
        pages = pages_of(render_pdf(content(1, title="W" * 300), imprint()).pdf)
        self.assertGreater(len(pages), 3)
        self.assertIn("W" * 300, squeezed("".join(pages)))

    def test_any_address_stops_the_printing(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        listener.settimeout(0.2)
        for element in (
            f'<img src="http://127.0.0.1:{port}/x.png">',
            '<img src="file:///etc/passwd">',
            '<link rel="stylesheet" href="file:///etc/passwd">',
            f'<link rel="attachment" href="http://127.0.0.1:{port}/">',
            "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\">",
            f'<svg width="9" height="9"><image href="http://127.0.0.1:{port}/y" width="9" height="9"/></svg>',
            f"<p style=\"background: url('http://127.0.0.1:{port}/z')\">text",
        ):
            with self.subTest(element), self.assertRaises(Refused):
                print_html(f"{HEAD}{element}</body></html>")
        with self.assertRaises(TimeoutError):
            listener.accept()
        listener.close()

    def test_too_much_memory_is_refused_and_the_press_lives(self) -> None:
        with self.assertRaises(Refused) as caught:
            print_html(HEAD + "<p>word" * 100_000, memory_bytes=330 * 1024 * 1024)
        self.assertIn(caught.exception.code, {"packet_memory", "packet_ended"})
        self.assertEqual(print_html(f"{HEAD}<p>alive").pages, 1)

    def test_too_much_time_is_refused_and_the_press_lives(self) -> None:
        with self.assertRaises(Refused) as caught:
            print_html(HEAD + "<p>" + "word " * 400_000, cpu_seconds=1)
        self.assertEqual(caught.exception.code, "packet_ended")
        self.assertEqual(print_html(f"{HEAD}<p>alive").pages, 1)

    def test_endless_nesting_is_refused_and_the_press_lives(self) -> None:
        for depth in (600, 5000):
            with self.subTest(depth), self.assertRaises(Refused):
                print_html(HEAD + "<div>" * depth)
        self.assertEqual(print_html(f"{HEAD}<p>alive").pages, 1)


class ProcessTests(SimpleTestCase):
    def test_it_prints_from_several_threads_at_once(self) -> None:
        html = render_html(content(1), imprint())
        printed: list[bytes] = []
        threads = [threading.Thread(target=lambda: printed.append(print_html(html).pdf)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(printed), 4)
        self.assertEqual(len(set(printed)), 1)

    def test_a_dead_press_is_started_again(self) -> None:
        print_html(f"{HEAD}<p>first")
        assert printing.PDF_WORKER.process is not None
        printing.PDF_WORKER.process.kill()
        printing.PDF_WORKER.process.wait()
        self.assertEqual(print_html(f"{HEAD}<p>second").pages, 1)

    def test_a_child_ended_from_outside_is_told_from_one_that_ended_itself(self) -> None:
        print_html(f"{HEAD}<p>first")
        assert printing.PDF_WORKER.process is not None
        warm = printing.PDF_WORKER.process.pid
        for number, code in ((signal.SIGKILL, "packet_killed"), (signal.SIGSEGV, "packet_ended")):

            def end(*_far: int, by: int = number) -> None:
                for child in Path(f"/proc/{warm}/task/{warm}/children").read_text().split():
                    os.kill(int(child), by)

            with self.subTest(code), self.assertRaises(Refused) as caught:
                print_html(HEAD + "<p>" + "word " * 100_000, end)
            self.assertEqual(caught.exception.code, code)
        self.assertEqual(print_html(f"{HEAD}<p>alive").pages, 1)

    def test_what_a_child_that_is_ended_leaves_behind_are_fonts_without_a_word(self) -> None:
        place = Path(self.enterContext(tempfile.TemporaryDirectory()))

        def stop(laid: int, _drawn: int, _pages: int) -> None:
            if laid:
                raise LookupError

        folders = mock.Mock(TemporaryDirectory=lambda **_names: nullcontext(str(place)))
        kept = mock.patch.object(printing, "tempfile", folders)
        html = render_html(content(40, clause="The second tugboat"), imprint())
        with kept, self.assertRaises(LookupError):
            printing.print_html(html, stop)
        left = [file.read_bytes() for file in place.rglob("*") if file.is_file()]
        self.assertTrue(left)
        self.assertEqual({file[:4] for file in left}, {b"\x00\x01\x00\x00"})
        self.assertFalse(any(b"tugboat" in file for file in left))

    def test_the_press_knows_no_secret(self) -> None:
        with mock.patch.dict(os.environ, SECRET_KEY="do not pass on", DATABASE_URL="nor this"):
            environment = printing.PDF_WORKER.bare_environment()
        self.assertFalse({"SECRET_KEY", "DATABASE_URL"} & environment.keys())

    def test_the_check_speaks_where_the_network_cannot_be_cut(self) -> None:
        print_html(f"{HEAD}<p>first")
        self.assertEqual(printing.network_can_be_cut(), printing.PDF_WORKER.network == "")
        warned = printing.check_network()
        self.assertEqual(
            [told.id for told in warned], [] if printing.network_can_be_cut() else ["commitments.I040"]
        )

    def test_the_check_speaks_where_the_kernel_holds_no_file_shut(self) -> None:
        self.assertEqual(printing.check_files() == [], isolation.find_version() > 0)
        with mock.patch.object(isolation, "find_version", return_value=0):
            self.assertEqual([told.id for told in printing.check_files()], ["commitments.I041"])

"""Files read in a child: what comes back, and that hostile ones are refused at once and harm nothing."""

import gc
import io
import itertools
import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest import mock

from django.conf import settings
from django.test import SimpleTestCase

from commitments.documents import reader
from commitments.documents.reader import ReadTable, tables_of, text_of
from commitments.documents.results import Doubt, LineKind, Row
from commitments.errors import Refused
from commitments.sandbox import isolation
from commitments.sandbox.processes import WarmProcess
from tests.commitments.documents import made

MEGABYTE = 1024 * 1024
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
)
FILE = "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>"
# The child with another reader.
CHILD = """
import ctypes, json, os, socket, sys
from commitments.sandbox import isolation, processes
from commitments.documents import worker
server = socket.create_server(("127.0.0.1", 0))
isolation.cut_network()
ours, theirs = socket.socketpair()
def attack(ending, content):
ATTACK
worker.read_texts = attack
job = {"call": "text", "ending": ".txt", "memory_bytes": 1 << 29, "cpu_seconds": 1, "wall_seconds": 20}
processes.send_texts(ours, json.dumps(job).encode(), b"x")
if os.fork() == 0:
    worker.serve(theirs)
theirs.close()
while True:
    print(processes.receive_text(ours).decode(), flush=True)
"""
# What C code could try, of which no audit event tells.
ATTACK = """
    c = ctypes.CDLL(None, use_errno=True)
    port = server.getsockname()[1].to_bytes(2, "big")
    address = socket.AF_INET.to_bytes(2, sys.byteorder) + port + bytes((127, 0, 0, 1)) + bytes(8)
    yield {"reached": [
        c.open(b"/etc/passwd", os.O_RDONLY) >= 0,
        c.open(os.fsencode(isolation.ROOT / "manage.py"), os.O_RDONLY) >= 0,
        c.open(b"/tmp/written-by-a-document", os.O_WRONLY | os.O_CREAT, 0o600) >= 0,
        c.connect(c.socket(socket.AF_INET, socket.SOCK_STREAM, 0), address, 16) >= 0,
    ], "django": "django" in sys.modules}
    open("/etc/passwd")
"""
GREEDY = """
    yield {"lines": [bytearray(1 << 30)]}
"""
ENDLESS = """
    while True:
        yield from ()
"""


quiet = partial(subprocess.Popen, stderr=subprocess.DEVNULL)


def with_type(body: str, of_type: str) -> bytes:
    """Put a document type and an entity into a document of Word's."""
    packed = made.docx(body)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    document = members["word/document.xml"].replace(made.HEAD, f"{made.HEAD}{of_type}]>")
    return made.archive(members | {"word/document.xml": document})


def book_of(sheets: int) -> bytes:
    """Make a workbook that lists one sheet many times."""
    book = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    named = "".join(f'<sheet name="s{number}" sheetId="{number}"/>' for number in range(sheets))
    return made.archive({"xl/workbook.xml": f'<workbook xmlns="{book}"><sheets>{named}</sheets></workbook>'})


class ReadingTests(SimpleTestCase):
    def test_each_kind_of_text_comes_back_as_lines(self) -> None:
        for name, content, first, last in (
            ("a.docx", made.docx(), "Agreed minutes", "July"),
            ("a.odt", made.odt(), "Agreed minutes", "Each year."),
            ("a.HWPX", made.hwpx(), "1. 합의의사록", "항만"),
            ("a.pdf", made.pdf([(70, 700, "Agreed minutes")]), "Agreed minutes", "Agreed minutes"),
            ("C:\\a.txt", b"\xef\xbb\xbfone\r\rtwo\r", "one", "two"),
            ("a.md", b"# Agreed *minutes*\n\n3. Open\n4. Close", "Agreed minutes", "4. Close"),
        ):
            with self.subTest(name):
                lines = [line for line in text_of(name, content).lines if line.text]
                self.assertTrue(lines[0].text.startswith(first))
                self.assertTrue(lines[-1].text.endswith(last), lines[-1])

    def test_rows_of_word_are_lines_of_the_text(self) -> None:
        text = text_of("a.docx", made.docx())
        self.assertIn("\n\nTrade\n\nOpen the line | Ministry | June\n\nClose it | July", text.text)
        self.assertEqual(text.lines[0].kind, LineKind.HEADING)

    def test_paragraphs_stand_apart_and_lists_together(self) -> None:
        self.assertTrue(
            text_of("a.docx", made.docx()).text.startswith(
                f"Agreed minutes\n\n{made.KOREAN}\n\n1. Open the line\n  (a) by rail\n2. Report yearly\n"
            )
        )
        self.assertIn("\n\n가) 철도를\t연다\n항만도\n\n", text_of("a.hwpx", made.hwpx()).text)
        self.assertEqual(
            text_of("a.txt", b"a line\r\nof two\r\n\r\n\r\nanother").text, "a line\nof two\n\nanother"
        )

    def test_markdown_loses_its_marks_and_nothing_else(self) -> None:
        written = b"Text with [a link](http://x.test) and `code`<b>\n\n* a\n  * b\n\n"
        lines = text_of("a.md", written + b"| x | y |\n|---|---|\n| 1 | 2 |\n").lines
        self.assertEqual(
            [line.text for line in lines], ["Text with a link and code<b>", "• a", "• b", "x | y", "1 | 2"]
        )
        self.assertEqual([line.level for line in lines], [0, 1, 2, 0, 0])

    def test_tables_name_their_cells(self) -> None:
        found = [(table.found.title, list(table.rows)) for table in tables_of("a.xlsx", made.xlsx())]
        self.assertEqual(
            [(title, len(rows)) for title, rows in found], [("List", 6), ("Old", 1), ("Empty", 0)]
        )
        row = found[0][1][2]
        table = next(tables_of("a.xlsx", made.xlsx()))
        self.assertEqual(table.name_of(row, 2), "List!C3")
        self.assertEqual(next(tables_of("a.csv", b"a,b")).name_of(row, 2), "row 3, column 3")
        self.assertEqual(next(tables_of("a.docx", made.docx())).name_of(row, 2), "table 1, row 3, column 3")

    def test_each_office_document_gives_its_tables(self) -> None:
        for name, content in (("a.docx", made.docx()), ("a.odt", made.odt()), ("a.hwpx", made.hwpx())):
            (rows,) = [list(table.rows) for table in tables_of(name, content)]
            self.assertEqual([row.is_section for row in rows], [False, True, False, False])
            self.assertEqual(rows[3].doubts, {1: Doubt.CARRIED})

    def test_a_row_ends_with_its_last_filled_cell(self) -> None:
        table = made.table(made.cell("a") + made.cell("") + made.cell(""))
        self.assertEqual(list(next(tables_of("a.docx", made.docx(table))).rows), [Row(1, ("a",))])

    def test_rows_that_are_not_asked_for_are_passed_over(self) -> None:
        body = made.table(made.cell("a"), columns=1) * 3
        tables: list[ReadTable] = []
        for table in tables_of("a.docx", made.docx(body)):
            tables.append(table)
            if table.found.number == 2:
                self.assertEqual([row.cells for row in table.rows], [("a",)])
        self.assertEqual([table.found.number for table in tables], [1, 2, 3])
        self.assertEqual(list(tables[0].rows), [])

    def test_a_long_list_flows_in_bounded_memory_and_stops_when_nobody_listens(self) -> None:
        line = b"123;Open the line;Ministry of Trade and Industry;30 June 2027\r\n"
        content, used = line * 20_000, list[int]()
        rows = list(next(tables_of("a.csv", content, used=lambda _cpu, peak: used.append(peak))).rows)
        self.assertEqual((len(rows), rows[-1].number), (20_000, 20_000))
        # Left before its end, the child ends too: its socket closes, and it is not heard of again.
        tables = tables_of("a.csv", content)
        self.assertEqual(len(list(itertools.islice(next(tables).rows, 5))), 5)
        del tables
        gc.collect()
        self.assertEqual(text_of("a.txt", b"alive").text, "alive")


class HostileTests(SimpleTestCase):
    def refused(self, read: Callable[[], object]) -> str:
        text_of("a.txt", b"warm text")
        begun = time.process_time()
        with self.assertRaises(Refused) as caught:
            read()
        self.assertLess(time.process_time() - begun, 1)
        self.assertEqual(text_of("a.txt", b"alive").text, "alive")
        return caught.exception.code

    def text(self, name: str, content: bytes) -> str:
        return self.refused(lambda: text_of(name, content))

    def table(self, name: str, content: bytes) -> str:
        return self.refused(lambda: [list(table.rows) for table in tables_of(name, content)])

    def attacked(self, code: str) -> list[dict[str, Any]]:
        """Give the first two answers of a child whose reader was replaced."""
        done = subprocess.run(
            [sys.executable, "-c", CHILD.replace("ATTACK", code)],
            capture_output=True,
            text=True,
            cwd=settings.BASE_DIR,
            check=False,
            timeout=30,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_entities_are_refused(self) -> None:
        for of_type, entity in ((LAUGHS, "&a9;"), (FILE, "&x;")):
            content = with_type(made.paragraph(entity), of_type)
            self.assertEqual(self.text("a.docx", content), "document_entities")
            self.assertEqual(self.table("a.docx", content), "document_entities")
        with zipfile.ZipFile(io.BytesIO(made.xlsx())) as archive:
            members = {name: archive.read(name).decode() for name in archive.namelist()}
        for name in ("xl/styles.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"):
            mixed = members | {name: f"{LAUGHS}]>{members[name].removeprefix(made.HEAD)}"}
            self.assertEqual(self.table("a.xlsx", made.archive(mixed)), "document_entities")

    def test_a_book_of_100_000_sheets_is_refused(self) -> None:
        self.assertEqual(self.table("a.xlsx", book_of(100_000)), "document_too_many_sheets")

    def test_endless_nesting_is_refused(self) -> None:
        for depth in (500, 200_000):
            body = "<w:p>" * depth + "</w:p>" * depth
            self.assertEqual(self.text("a.docx", made.docx(body)), "document_depth")
        marks = b"> " * 5_000 + b"x\n\n" + b"[" * 5_000 + b"\n\n" + b"*a " * 5_000
        self.assertIn("[[[", text_of("a.md", marks).text)

    def test_what_has_a_password_is_told(self) -> None:
        manifest = "<manifest><encryption-data/></manifest>"
        self.assertEqual(self.text("a.odt", made.odt(manifest=manifest)), "document_password")
        self.assertEqual(self.text("a.hwpx", made.hwpx(manifest=manifest)), "document_password")

    def test_a_picture_of_a_page_and_an_empty_document_are_told(self) -> None:
        self.assertEqual(self.text("a.pdf", made.pdf([])), "document_scan")
        self.assertEqual(self.text("a.docx", made.docx(made.paragraph(" "))), "document_no_text")

    def test_damage_is_refused_in_a_sentence_wherever_it_is(self) -> None:
        chance = random.Random(7)
        for name, content in (
            ("a.docx", made.docx()),
            ("a.xlsx", made.xlsx()),
            ("a.pdf", made.pdf([(9, 9, "x" * 20)])),
        ):
            for _ in range(8):
                cut = bytearray(content[: chance.randrange(40, len(content))])
                cut[chance.randrange(len(cut))] ^= 1 << chance.randrange(8)
                try:
                    list(tables_of(name, bytes(cut))) if name == "a.xlsx" else text_of(name, bytes(cut))
                except Refused as refused:
                    self.assertTrue(refused.code.startswith("document_"))

    def test_too_much_memory_and_too_much_time_are_refused(self) -> None:
        self.assertEqual(self.attacked(ENDLESS)[0]["refused"], "ended")
        self.assertEqual(self.attacked(GREEDY)[0]["refused"], "memory")
        self.assertLess(reader.MEMORY_BYTES, 400 * MEGABYTE)

    def test_where_nothing_reads_the_file_is_not_blamed(self) -> None:
        away = WarmProcess("commitments.documents.nothing")
        self.addCleanup(away.stop)
        with (
            mock.patch.object(reader, "READER", away),
            mock.patch.object(subprocess, "Popen", quiet),
            self.assertRaises(Refused) as caught,
        ):
            text_of("a.txt", b"text")
        self.assertEqual(caught.exception.code, "document_away")

    def test_a_child_that_says_too_much_or_dies_is_a_file_that_takes_too_much(self) -> None:
        with mock.patch.object(reader, "MOST_MESSAGE_BYTES", 100):
            self.assertEqual(self.text("a.docx", made.docx()), "document_ended")
        self.assertEqual(self.attacked("    ctypes.string_at(0)\n    yield {}"), [])

    def test_the_child_reaches_nothing_and_needs_no_django(self) -> None:
        said, refused = self.attacked(ATTACK)
        shut = isolation.find_version() > 0
        self.assertEqual(said["reached"][:3], [not shut] * 3)
        self.assertFalse(said["reached"][3])
        self.assertFalse(said["django"])
        self.assertEqual((refused["refused"], refused["detail"]), ("reached", "open /etc/passwd"))

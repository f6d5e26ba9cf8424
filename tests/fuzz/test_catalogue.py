"""What must not break an importer, through every one of them: formulas, bombs and entities, line ends."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.test import TestCase, override_settings

from commitments.enums import ImportSelection, ImportState, ImportSubject
from commitments.models import Commitment, Holiday, Import, ImportRow, Ministry, Official, ProgressUpdate
from commitments.tables.exporter import escape_formula
from commitments.tables.importer import execution, runs
from tests.cast import NOW
from tests.fuzz.importers import Importer, Rows, Stage, as_csv, as_xlsx
from tests.fuzz.mutations import pack, unpack
from tests.fuzz.report import REFUSED
from tests.fuzz.trying import Given, tried

STARTS = (
    "=1+1",
    "+1-1",
    "-2+3",
    "@SUM(A1)",
    "|calc",
    "%TEMP%",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://x.test")',
)
# Of each subject a table with one free text, and where that is found once it is taken.
FREE: Mapping[ImportSubject, tuple[Callable[[str], Rows], Callable[[], str]]] = {
    ImportSubject.COMMITMENTS: (
        lambda text: [["Commitment", "Side", "Notes"], ["A point", "ours", text]],
        lambda: Commitment.objects.latest("pk").meaning,
    ),
    ImportSubject.UPDATES: (
        lambda text: [
            ["Reference", "Reported on", "Health", "Text"],
            ["XV-2026-0001", "2026-03-01", "green", text],
        ],
        lambda: ProgressUpdate.objects.latest("pk").text,
    ),
    ImportSubject.MINISTRIES: (
        lambda text: [["Country", "Name", "Short name"], ["XV", f"Ministry {text}", text]],
        lambda: Ministry.objects.latest("pk").short_name,
    ),
    ImportSubject.OFFICIALS: (
        lambda text: [
            ["Country", "Ministry", "Post", "Person"],
            ["XV", "Valdorian Constabulary", "Chief", text],
        ],
        lambda: Official.objects.latest("pk").person,
    ),
    ImportSubject.HOLIDAYS: (
        lambda text: [["Country", "Day", "Name"], ["XV", "2026-05-01", text]],
        lambda: Holiday.objects.latest("pk").name,
    ),
}
ENTITIES = (
    b"<!ENTITY e SYSTEM 'file:///etc/passwd'>",
    b"<!ENTITY e SYSTEM 'http://127.0.0.1:9/'>",
    b"<!ENTITY f 'ha'>" + b"".join(b"<!ENTITY f%d '%s'>" % (n, b"&f;" * 10) for n in range(9)),
)
MEGABYTE = 1 << 20


class CatalogueTests(TestCase):
    stage: ClassVar[Stage]

    @classmethod
    def setUpTestData(cls) -> None:
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(DATA=Path(folder)))
        cls.stage = Stage()

    def brought(self, subject: ImportSubject, name: str, content: bytes) -> Import:
        """Bring a table as the officer does, and let its rows be judged."""
        at = self.stage.meeting if subject in (ImportSubject.COMMITMENTS, ImportSubject.UPDATES) else None
        of = runs.create_import(subject, name, content, meeting=at, by=self.stage.cast.officer, now=NOW)
        runs.run_import(of.pk, now=NOW)
        of.refresh_from_db()
        self.assertEqual(of.state, ImportState.COLUMNS, of.reason)
        runs.map_columns(of, of.columns, {}, by=of.by)
        runs.run_import(of.pk, now=NOW)
        of.refresh_from_db()
        return of

    def taken(self, of: Import) -> None:
        execution.begin_import(of, ImportSelection.ALL_OR_NONE, by=of.by, now=NOW)
        runs.run_import(of.pk, now=NOW)
        of.refresh_from_db()
        self.assertEqual(of.state, ImportState.DONE, list(of.rows.values_list("problems", "reason")))

    @pytest.mark.long
    def test_what_would_begin_a_formula_is_kept_as_text_and_given_back_as_text(self) -> None:
        for subject, (rows_of, kept) in FREE.items():
            for number, text in enumerate(STARTS):
                rows = rows_of(text)
                name, content = ("a.csv", as_csv(_quoted(rows))) if number % 2 else ("a.xlsx", _as_text(rows))
                with self.subTest(subject, text=text):
                    of = self.brought(subject, name, content)
                    self.taken(of)
                    self.assertEqual(kept(), text)
                    execution.undo_import(of, by=of.by, now=NOW)
                    runs.run_import(of.pk, now=NOW)
                    _heads, back = execution.rejected_rows(of)
                    self.assertIn(text, back)
                    self.assertTrue(escape_formula(text).startswith("'") or text[0] not in "=+-@")
                    Import.objects.all().delete()

    def test_a_formula_without_a_result_is_doubted_and_never_computed(self) -> None:
        for subject, (rows_of, _kept) in FREE.items():
            of = self.brought(subject, "a.xlsx", as_xlsx(rows_of("=1+1")))
            told = str(ImportRow.objects.filter(spreadsheet=of).values_list("problems", "plan", "title"))
            self.assertNotIn("'2'", told)
            self.assertTrue("formula without a result" in told or not of.counts.get("new"), (subject, told))

    def test_bombs_and_entities_are_refused_at_once_in_little_memory(self) -> None:
        for importer in self.stage.importers():
            for ending in sorted(importer.whole.keys() & {".docx", ".xlsx", ".odt", ".hwpx"}):
                for name, content in _hostile(importer, ending).items():
                    with self.subTest(importer.name, ending=ending, hostile=name):
                        one = tried(Given(0, importer, ending, name, content))
                        self.assertEqual(one.outcome, REFUSED, one.answer)
                        self.assertLess(one.cpu, 1)
                        self.assertLess(one.peak, 150 * 1024)

    def test_line_ends_commas_and_controls_do_no_harm_in_names_and_addresses(self) -> None:
        heads = ["Country", "Ministry", "Post", "Person", "E-mail"]
        told = [
            ["XV", "Valdorian Constabulary", "Chief\r\nBcc: a@b.test", "Kim, J.\u2028", "kim@example.org"],
            ["XV", "Valdorian Constabulary", "Deputy", "Lee", "lee@example.org\r\nBcc: a@b.test"],
            ["XV", "Valdorian Constabulary", "Clerk", "Roe", "Roe, R. <roe@example.org>"],
            ["XV", "Valdorian Constabulary", "Guard", "Doe", "doe@exam\u2028ple.org\n"],
        ]
        of = self.brought(ImportSubject.OFFICIALS, "a.csv", as_csv([heads, *told]))
        verdicts = dict(of.rows.values_list("number", "status"))
        wrong = [number for number, verdict in verdicts.items() if verdict == "error"]
        execution.begin_import(of, ImportSelection.VALID, by=of.by, now=NOW)
        runs.run_import(of.pk, now=NOW)
        kept = list(Official.objects.filter(country__iso="XV").values_list("post", "person", "email"))
        self.assertIn(("Chief Bcc: a@b.test", "Kim, J.", "kim@example.org"), kept)
        self.assertEqual(wrong, [3, 4, 5])
        for row in kept:
            self.assertFalse(set("\r\n\x00") & set("".join(row)), row)
        of = self.brought(
            ImportSubject.MINISTRIES,
            "a.csv",
            as_csv([["Country", "Name"], ["XV", "Ports,\r\nand\u2028 Light"]]),
        )
        self.taken(of)
        self.assertTrue(Ministry.objects.filter(name="Ports, and Light").exists())
        for importer in self.stage.importers():
            if ".csv" in importer.whole:
                zeros = importer.whole[".csv"][0].replace(b";", b";\x00", 1)
                self.assertIn(
                    "The file is not a text file", tried(Given(0, importer, ".csv", "NUL", zeros)).answer
                )


def _quoted(rows: Rows) -> Rows:
    return [[cell.replace('"', '""') for cell in row] for row in rows]


def _as_text(rows: Rows) -> bytes:
    """Make a workbook in which every cell is text, as one that was typed with an apostrophe is."""
    return as_xlsx([[f"'{cell}" if cell[:1] in "=+-@" else cell for cell in row] for row in rows])


def _hostile(importer: Importer, ending: str) -> Mapping[str, bytes]:
    """Give what is to be refused of one kind, made of a whole file of it."""
    members = unpack(importer.whole[ending][0])
    main: Sequence[str] = [
        name
        for name in members
        if name in ("word/document.xml", "xl/workbook.xml", "content.xml", "Contents/section0.xml")
    ]
    name, found = main[0], dict[str, bytes]()
    for number, entity in enumerate(ENTITIES):
        text: Any = members[name]
        cut = text.find(b"?>") + 2 if text.startswith(b"<?xml") else 0
        found[f"entity {number}"] = pack(
            members | {name: text[:cut] + b"<!DOCTYPE x [" + entity + b"]>" + text[cut:]}
        )
    found["bomb"] = _joined(pack(members), _bomb())
    found["members"] = _joined(pack(members), _many_members())
    if ending == ".xlsx":
        sheets = b"".join(b'<sheet name="s%d" sheetId="%d"/>' % (n, n) for n in range(100_000))
        book = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets>%s</sheets></workbook>'
        found["sheets"] = pack(members | {name: book % sheets})
    return found


@cache
def _bomb() -> bytes:
    return pack({"filler.xml": b" " * 300 * MEGABYTE})


@cache
def _many_members() -> bytes:
    return pack({f"{number}.xml": b"" for number in range(20_000)})


def _joined(first: bytes, second: bytes) -> bytes:
    """Give an archive of the members of two, as they were packed: packing them again would take long."""
    target = io.BytesIO(first)
    with zipfile.ZipFile(io.BytesIO(second)) as more, zipfile.ZipFile(target, "a") as archive:
        start = archive.start_dir
        target.seek(start)
        target.write(second[: more.start_dir])
        for member in more.infolist():
            member.header_offset += start
            archive.filelist.append(member)
        archive.start_dir = target.tell()
        archive.comment = b"joined"
    return target.getvalue()

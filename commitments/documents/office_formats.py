"""Read OpenDocument text (.odt) and Hancom's .hwpx (OWPML, KS X 6101) into blocks."""

import re
from collections.abc import Iterator, Mapping

from commitments.documents.archive import Archive, Attributes, ShortNames
from commitments.documents.blocks import BULLET, OPEN, WRITTEN, Block, BlockBuilder, ListCounters, ListLevel
from commitments.documents.results import MOST_COLUMNS, LineKind, Remark, Unreadable

CONTENT, STYLES, MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
ODT_NAMESPACES = {f"{SPACE}{name}:1.0": name for name in ("text", "table", "office", "style")}
ODT_SKIPPED = {
    "text:tracked-changes",
    "office:annotation",
    "text:ruby-text",
    "text:note-citation",
    "office:forms",
    "text:index-title-template",
    "table:named-expressions",
}
KINDS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
MOST_REPEATED = 100


class OdtReader:
    """The state shared by the callbacks of one document."""

    def __init__(self) -> None:
        self.names = ShortNames(ODT_NAMESPACES)
        self.blocks = BlockBuilder()
        self.remarks: set[str] = set()
        self.left_out = 0
        # Of each open list: its style, and how far it has counted.
        self.lists: list[list[object]] = []
        self.marks: dict[tuple[str, int], tuple[str, str, str]] = {}
        self.style = ""
        self.is_first = False
        self.headings: list[tuple[int, bool]] = []
        self.repeats: list[int] = []
        self.columns: list[int] = []
        self.counted: dict[str, int] = {}

    def start(self, long: str, given: Attributes) -> None:
        name = self.names.short(long)
        if self.left_out or name in ODT_SKIPPED:
            self.left_out += 1
            self.remarks |= {"tracked"} if name == "text:tracked-changes" else set()
        elif name:
            self._start(name, self.names.attributes(given))

    def _start(self, name: str, own: Mapping[str, str]) -> None:
        blocks = self.blocks
        match name:
            case "text:list-style":
                self.style = own.get("style:name", "")
            case "text:list-level-style-number" | "text:list-level-style-bullet":
                depth = read_number(own.get("text:level", ""), 1)
                bullet = "" if name.endswith("number") else BULLET
                kind = bullet or KINDS.get(own.get("style:num-format", ""), "none")
                around = own.get("style:num-prefix", "")[:20], own.get("style:num-suffix", "")[:20]
                self.marks[self.style, depth] = (kind, *around)
            case "text:p" | "text:h":
                blocks.open_paragraph()
                level = read_number(own.get("text:outline-level", ""), 1) if name == "text:h" else 0
                # The first paragraph of an item has its mark; a footnote within it has none.
                is_item = self.is_first and not level and bool(self.lists) and not blocks.note_depth
                self.is_first = self.is_first and not is_item
                self.headings.append((level, is_item))
            case "text:s":
                blocks.write(" " * min(read_number(own.get("text:c", ""), 1), MOST_REPEATED))
            case "text:tab":
                blocks.write("\t")
            case "text:line-break":
                blocks.write("\n")
            case "text:list":
                style = own.get("text:style-name", "") or (str(self.lists[-1][0]) if self.lists else "")
                goes_on = own.get("text:continue-numbering") == "true"
                self.lists.append([style, self.counted.get(style, 0) if goes_on else 0])
            case "text:list-item":
                self.is_first = True
                if self.lists:
                    start = read_number(own.get("text:start-value", ""), 0)
                    self.lists[-1][1] = start or int(str(self.lists[-1][1])) + 1
            case "text:note-body":
                blocks.note_depth += 1
            case _ if name.startswith("table:"):
                self._start_table(name, own)

    def _start_table(self, name: str, own: Mapping[str, str]) -> None:
        blocks = self.blocks
        match name:
            case "table:table":
                blocks.open_table()
                self.columns.append(0)
            case "table:table-column":
                blocks.widen(read_number(own.get("table:number-columns-repeated", ""), 1))
            case "table:table-row":
                blocks.open_row()
                self.repeats.append(read_number(own.get("table:number-rows-repeated", ""), 1))
                if self.columns:
                    self.columns[-1] = 0
            case "table:table-cell" | "table:covered-table-cell" if self.columns:
                repeated = read_number(own.get("table:number-columns-repeated", ""), 1)
                span = read_number(own.get("table:number-columns-spanned", ""), 1)
                rows = OPEN if read_number(own.get("table:number-rows-spanned", ""), 1) > 1 else 1
                is_carried = name == "table:covered-table-cell"
                if self.columns[-1] < MOST_COLUMNS:
                    place = self.columns[-1]
                    blocks.open_cell(max(span, 1), rows, column=place, is_carried=is_carried)
                self.columns[-1] += max(repeated, 1)

    def end(self, long: str) -> None:
        if self.left_out:
            self.left_out -= 1
            return
        match self.names.short(long):
            case "text:p" | "text:h" if self.headings:
                self._close_paragraph()
            case "text:list" if self.lists:
                style, count = self.lists.pop()
                self.counted[str(style)] = int(str(count))
            case "text:note-body":
                self.blocks.note_depth = max(0, self.blocks.note_depth - 1)
            case "table:table-row" if self.repeats:
                self.blocks.close_row(max(1, self.repeats.pop()))
            case "table:table" if self.columns:
                self.columns.pop()
                self.blocks.close_table()

    def _close_paragraph(self) -> None:
        level, is_item = self.headings.pop()
        if level:
            self.blocks.close_paragraph(LineKind.HEADING, level)
        elif is_item and self.lists:
            self.blocks.close_paragraph(LineKind.ITEM, len(self.lists), self._mark())
        else:
            self.blocks.close_paragraph()

    def _mark(self) -> str:
        style, count = self.lists[-1]
        kind, before, after = self.marks.get((str(style), len(self.lists)), (BULLET, "", ""))
        return BULLET if kind == BULLET else f"{before}{WRITTEN[kind](int(str(count)))}{after}"

    def text(self, data: str) -> None:
        if not self.left_out:
            # White space in XML is one space; what is more is written as an element.
            self.blocks.write(" ".join(data.split("\n")))


def read_odt(archive: Archive, remarks: list[Remark]) -> Iterator[Block]:
    """Yield the blocks of an .odt, footnotes last; remarks for the person go to `remarks`."""
    reader = OdtReader()
    archive.read(STYLES, reader.start)
    reader = _fresh(reader)
    for _ in archive.walk(CONTENT, reader.start, reader.end, reader.text):
        yield from reader.blocks.drain()
    remarks.extend(Remark(code) for code in sorted(reader.remarks))
    yield from reader.blocks.end()


def _fresh(styles: OdtReader) -> OdtReader:
    """Return only the list definitions of the styles part, which also contains headers and footers."""
    reader = OdtReader()
    reader.marks = styles.marks
    return reader


def read_number(text: str, otherwise: int) -> int:
    """Return a number of at most six digits; otherwise another one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


HEAD = "Contents/header.xml"
SECTION = re.compile(r"Contents/section(\d{1,4})\.xml")

HWPX_NAMESPACES = {
    f"http://www.hancom.co.kr/hwpml/{year}/{part}": prefix
    for year in (2011, 2016, 2024)
    for part, prefix in (("paragraph", "hp"), ("section", "hs"), ("head", "hh"))
}
HWPX_SKIPPED = {"hp:header", "hp:footer", "hp:hiddenComment", "hp:subText", "hp:parameters", "hp:script"}
LETTERS = {
    "hp:lineBreak": "\n",
    "hp:tab": "\t",
    "hp:nbSpace": " ",
    "hp:fwSpace": " ",
    "hp:hyphen": "-",
}
FORMATS = {
    "DIGIT": "decimal",
    "CIRCLED_DIGIT": "decimalEnclosedCircle",
    "ROMAN_CAPITAL": "upperRoman",
    "ROMAN_SMALL": "lowerRoman",
    "LATIN_CAPITAL": "upperLetter",
    "LATIN_SMALL": "lowerLetter",
    "HANGUL_SYLLABLE": "ganada",
    "HANGUL_JAMO": "chosung",
}
# Outlines are numbered by the first list where a section names no other.
OUTLINE = "1"


class HwpxReader:
    """The state shared by the callbacks of one document."""

    def __init__(self) -> None:
        self.names = ShortNames(HWPX_NAMESPACES)
        self.blocks = BlockBuilder()
        self.remarks: set[str] = set()
        self.left_out = 0
        self.is_text = 0
        self.is_deleted = False
        self.shapes: list[str] = []
        # Of each shape of a paragraph: its kind of mark, the list it counts in, the level from 0.
        self.marks: dict[str, tuple[str, str, int]] = {}
        self.lists = ListCounters()
        self.shape = self.number = ""
        self.depth = -1

    def start_head(self, long: str, given: Attributes) -> None:
        own = self.names.attributes(given)
        match self.names.short(long):
            case "hh:paraPr":
                self.shape = own.get("id", "")
            case "hh:heading" if own.get("type", "NONE") != "NONE":
                level = read_number(own.get("level", ""), 0)
                self.marks[self.shape] = own["type"], own.get("idRef", ""), level
            case "hh:numbering":
                self.number = own.get("id", "")
                self.lists.of_number[self.number] = self.number
            case "hh:paraHead" if self.number:
                self.depth = read_number(own.get("level", ""), 1) - 1
                kind = FORMATS.get(own.get("numFormat", ""), "decimal")
                level_of = ListLevel(read_number(own.get("start", ""), 1), kind)
                self.lists.levels.setdefault(self.number, {})[self.depth] = level_of

    def end_head(self, long: str) -> None:
        match self.names.short(long):
            case "hh:paraHead":
                self.depth = -1
            case "hh:numbering":
                self.number = ""

    def text_head(self, data: str) -> None:
        if self.number and self.depth >= 0:
            level = self.lists.levels[self.number][self.depth]
            level.text = (level.text + data.strip().replace("^", "%"))[:60]

    def start(self, long: str, given: Attributes) -> None:
        name = self.names.short(long)
        if self.left_out or name in HWPX_SKIPPED:
            self.left_out += 1
        elif name in LETTERS:
            self.write(LETTERS[name])
        elif name:
            self._start(name, self.names.attributes(given))

    def _start(self, name: str, own: Mapping[str, str]) -> None:
        blocks = self.blocks
        match name:
            case "hp:p":
                blocks.open_paragraph()
                self.shapes.append(own.get("paraPrIDRef", ""))
            case "hp:t":
                self.is_text += 1
            case "hp:deleteBegin" | "hp:deleteEnd":
                self.is_deleted = name == "hp:deleteBegin"
                self.remarks.add("tracked")
            case "hp:footNote" | "hp:endNote":
                blocks.note_depth += 1
            case "hp:tbl":
                blocks.open_table()
                blocks.widen(read_number(own.get("colCnt", ""), 0))
            case "hp:tr":
                blocks.open_row()
            case "hp:tc":
                blocks.open_cell()
            case "hp:cellAddr":
                blocks.amend_cell(column=read_number(own.get("colAddr", ""), 0))
            case "hp:cellSpan":
                span, rows = own.get("colSpan", ""), own.get("rowSpan", "")
                blocks.amend_cell(span=max(1, read_number(span, 1)), rows=max(1, read_number(rows, 1)))

    def end(self, long: str) -> None:
        if self.left_out:
            self.left_out -= 1
            return
        blocks = self.blocks
        match self.names.short(long):
            case "hp:t":
                self.is_text = max(0, self.is_text - 1)
            case "hp:p" if self.shapes:
                self._close_paragraph(self.shapes.pop())
            case "hp:footNote" | "hp:endNote":
                blocks.note_depth = max(0, blocks.note_depth - 1)
            case "hp:tr":
                blocks.close_row()
            case "hp:tbl":
                blocks.close_table()

    def _close_paragraph(self, shape: str) -> None:
        kind, number, depth = self.marks.get(shape, ("", "", 0))
        match kind:
            case "OUTLINE":
                self.blocks.close_paragraph(LineKind.HEADING, depth + 1, self.lists.mark(OUTLINE, depth))
            case "NUMBER":
                mark = self.lists.mark(number, depth)
                self.blocks.close_paragraph(LineKind.ITEM, depth + 1, mark)
            case "BULLET":
                self.blocks.close_paragraph(LineKind.ITEM, depth + 1, "•")
            case _:
                self.blocks.close_paragraph()

    def text(self, data: str) -> None:
        if self.is_text and not self.left_out:
            self.write(data.replace("\n", " "))

    def write(self, text: str) -> None:
        if self.is_text and not self.is_deleted:
            self.blocks.write(text)


def read_hwpx(archive: Archive, remarks: list[Remark]) -> Iterator[Block]:
    """Yield the blocks of an .hwpx, section after section, footnotes last; remarks go to `remarks`."""
    reader = HwpxReader()
    numbered = [(int(found[1]), name) for name in archive.members if (found := SECTION.fullmatch(name))]
    if not numbered:
        raise Unreadable("broken")
    if HEAD in archive.members:
        for _ in archive.walk(HEAD, reader.start_head, reader.end_head, reader.text_head):
            pass
    for _, member in sorted(numbered):
        for _ in archive.walk(member, reader.start, reader.end, reader.text):
            yield from reader.blocks.drain()
    remarks.extend(Remark(code) for code in sorted(reader.remarks))
    yield from reader.blocks.end()

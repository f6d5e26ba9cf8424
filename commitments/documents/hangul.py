"""Hancom's .hwpx (OWPML, KS X 6101) to blocks."""

import re
from collections.abc import Iterator, Mapping

from commitments.documents.blocks import Block, Blocks
from commitments.documents.numbering import Level, Lists
from commitments.documents.packed import Archive, Attributes, Names
from commitments.documents.shapes import LineKind, Remark, Unreadable

HEAD = "Contents/header.xml"
SECTION = re.compile(r"Contents/section(\d{1,4})\.xml")
MANIFEST = "META-INF/manifest.xml"
NAMES = {
    f"http://www.hancom.co.kr/hwpml/{year}/{part}": prefix
    for year in (2011, 2016, 2024)
    for part, prefix in (("paragraph", "hp"), ("section", "hs"), ("head", "hh"))
}
LEFT_OUT = {"hp:header", "hp:footer", "hp:hiddenComment", "hp:subText", "hp:parameters", "hp:script"}
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


class Reader:
    """What the callbacks of one document share."""

    def __init__(self) -> None:
        self.names = Names(NAMES)
        self.blocks = Blocks()
        self.remarks: set[str] = set()
        self.left_out = 0
        self.is_text = 0
        self.is_deleted = False
        self.shapes: list[str] = []
        # Of each shape of a paragraph: its kind of mark, the list it counts in, the level from 0.
        self.marks: dict[str, tuple[str, str, int]] = {}
        self.lists = Lists()
        self.shape = self.number = ""
        self.depth = -1

    def start_head(self, long: str, given: Attributes) -> None:
        own = self.names.attributes(given)
        match self.names.short(long):
            case "hh:paraPr":
                self.shape = own.get("id", "")
            case "hh:heading" if own.get("type", "NONE") != "NONE":
                level = _number(own.get("level", ""), 0)
                self.marks[self.shape] = own["type"], own.get("idRef", ""), level
            case "hh:numbering":
                self.number = own.get("id", "")
                self.lists.of_number[self.number] = self.number
            case "hh:paraHead" if self.number:
                self.depth = _number(own.get("level", ""), 1) - 1
                kind = FORMATS.get(own.get("numFormat", ""), "decimal")
                level_of = Level(_number(own.get("start", ""), 1), kind)
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
        if self.left_out or name in LEFT_OUT:
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
                blocks.widen(_number(own.get("colCnt", ""), 0))
            case "hp:tr":
                blocks.open_row()
            case "hp:tc":
                blocks.open_cell()
            case "hp:cellAddr":
                blocks.amend_cell(column=_number(own.get("colAddr", ""), 0))
            case "hp:cellSpan":
                span, rows = own.get("colSpan", ""), own.get("rowSpan", "")
                blocks.amend_cell(span=max(1, _number(span, 1)), rows=max(1, _number(rows, 1)))

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


def blocks_of(archive: Archive, remarks: list[Remark]) -> Iterator[Block]:
    """Give the blocks of an .hwpx, section after section, footnotes last; remarks go to `remarks`."""
    reader = Reader()
    numbered = [(int(found[1]), name) for name in archive.members if (found := SECTION.fullmatch(name))]
    if not numbered:
        raise Unreadable("broken")
    if HEAD in archive.members:
        for _ in archive.walk(HEAD, reader.start_head, reader.end_head, reader.text_head):
            pass
    for _, member in sorted(numbered):
        for _ in archive.walk(member, reader.start, reader.end, reader.text):
            yield from reader.blocks.taken()
    remarks.extend(Remark(code) for code in sorted(reader.remarks))
    yield from reader.blocks.end()


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise

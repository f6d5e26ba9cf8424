"""Read Word's .docx into blocks: paragraphs with the numbers that Word computes, tables with merged cells."""

from collections.abc import Iterator, Mapping

from commitments.documents.archive import Archive, Attributes, ShortNames
from commitments.documents.blocks import OPEN, Block, BlockBuilder, ListCounters, ListLevel
from commitments.documents.results import LineKind, Remark

BODY = "word/document.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
NAMES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
}
# What was deleted or moved away with changes tracked, the field behind a result, the older form of a shape.
LEFT_OUT = {"w:del", "w:moveFrom", "mc:Fallback", "w:instrText", "w:delText", "w:rt"}
LETTERS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-", "w:ptab": "\t"}
TEXT = {"w:t", "m:t"}
OFF = {"0", "false", "off"}


class Styles:
    """What paragraph styles state about headings and lists, looked up along the styles they are based on."""

    def __init__(self) -> None:
        self.based: dict[str, str] = {}
        self.outline: dict[str, int] = {}
        self.list: dict[str, tuple[str, int]] = {}

    def first(self, style: str, found: Mapping[str, object]) -> object:
        for _ in range(20):
            if style in found:
                return found[style]
            style = self.based.get(style, "")
        return None


class Reader:
    """The state shared by the callbacks of one document."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.names = ShortNames(NAMES)
        self.blocks = BlockBuilder()
        self.styles, self.lists = Styles(), ListCounters()
        self.remarks: set[str] = set()
        self.left_out = 0
        self.is_text = False
        self.is_hidden = False
        self.properties: list[dict[str, str]] = []
        self.cells: list[dict[str, int]] = []
        self.is_open: list[bool] = []

    def blocks_of(self, member: str) -> Iterator[Block]:
        """Walk through one part and yield its blocks as they close."""
        for _ in self.archive.walk(member, self.start, self.end, self.text):
            yield from self.blocks.drain()

    def start(self, long: str, given: Attributes) -> None:
        name = self.names.short(long)
        if self.left_out or name in LEFT_OUT:
            self.left_out += 1
            self.remarks |= {"tracked"} if name in ("w:del", "w:moveFrom") else set()
        elif name in TEXT:
            self.is_text = True
        elif name in LETTERS:
            self.write(LETTERS[name] if self.properties else "")
        elif name:
            self._start(name, self.names.attributes(given))

    def _start(self, name: str, given: Mapping[str, str]) -> None:
        value = given.get("w:val", "")
        match name:
            case "w:p":
                self.blocks.open_paragraph()
                self.properties.append({})
            case "w:pStyle" | "w:outlineLvl" | "w:ilvl" | "w:numId":
                if self.properties:
                    self.properties[-1].setdefault(name, value)
            case "w:r":
                self.is_hidden = False
            case "w:vanish" | "w:webHidden":
                self.is_hidden = value not in OFF and name == "w:vanish"
                self.remarks |= {"hidden"} if self.is_hidden else set()
            case "w:tbl":
                self.blocks.open_table()
            case "w:gridCol":
                self.blocks.widen()
            case "w:tr":
                self.blocks.open_row()
            case "w:gridBefore":
                self.blocks.skip_cells(_number(value))
            case "w:tc":
                self.cells.append({"span": 1, "rows": 1, "carried": 0})
                self.is_open.append(False)
            case "w:gridSpan":
                self._of_cell("span", max(1, _number(value, 1)))
            case "w:vMerge":
                self._of_cell("rows", OPEN)
                self._of_cell("carried", value != "restart")
            case "w:commentReference":
                self.remarks.add("comments")
            case "w:sym":
                self.write(_symbol(given.get("w:char", "")))
        if name in ("w:p", "w:tbl") and self.is_open and not self.is_open[-1] and self._within_cell():
            self._open_cell()

    def _of_cell(self, what: str, value: int) -> None:
        if self.cells:
            self.cells[-1][what] = value

    def _within_cell(self) -> bool:
        return bool(self.cells)

    def _open_cell(self) -> None:
        cell = self.cells[-1]
        self.is_open[-1] = True
        self.blocks.open_cell(cell["span"], cell["rows"], is_carried=bool(cell["carried"]))

    def end(self, long: str) -> None:
        if self.left_out:
            self.left_out -= 1
            return
        match self.names.short(long):
            case "w:t" | "m:t":
                self.is_text = False
            case "w:p":
                self._close_paragraph()
            case "w:r":
                self.is_hidden = False
            case "w:tc" if self.cells:
                if not self.is_open.pop():
                    self.is_open.append(True)
                    self._open_cell()
                    self.is_open.pop()
                self.cells.pop()
            case "w:tr":
                self.blocks.close_row()
            case "w:tbl":
                self.blocks.close_table()

    def text(self, data: str) -> None:
        if self.is_text and not self.left_out:
            self.write(data.replace("\n", " "))

    def write(self, text: str) -> None:
        if not self.is_hidden:
            self.blocks.write(text)

    def _close_paragraph(self) -> None:
        if not self.properties:
            return
        own = self.properties.pop()
        style = own.get("w:pStyle", "")
        outline = own.get("w:outlineLvl", self.styles.first(style, self.styles.outline))
        listed = self.styles.first(style, self.styles.list)
        number, depth = listed if isinstance(listed, tuple) else ("", 0)
        number = own.get("w:numId", str(number))
        depth = _number(own["w:ilvl"]) if "w:ilvl" in own else depth
        mark = self.lists.mark(number, depth) if number not in ("", "0") else ""
        level = _number(str(outline), DEEPEST_OUTLINE) if outline is not None else DEEPEST_OUTLINE
        if level < DEEPEST_OUTLINE:
            self.blocks.close_paragraph(LineKind.HEADING, level + 1, mark)
        elif mark:
            self.blocks.close_paragraph(LineKind.ITEM, depth + 1, mark)
        else:
            self.blocks.close_paragraph()


# An outline level of nine is plain text.
DEEPEST_OUTLINE = 9


def blocks_of(archive: Archive, remarks: list[Remark]) -> Iterator[Block]:
    """Yield the blocks of a .docx, footnotes last; remarks for the person go to `remarks`."""
    reader = Reader(archive)
    _read_styles(archive, reader)
    _read_lists(archive, reader)
    yield from reader.blocks_of(BODY)
    reader.blocks.note_depth = 1
    for member in NOTES:
        if member in archive.members:
            yield from reader.blocks_of(member)
    remarks.extend(Remark(code) for code in sorted(reader.remarks))
    yield from reader.blocks.end()


def _read_styles(archive: Archive, reader: Reader) -> None:
    styles, style = reader.styles, ""

    def start(long: str, given: Attributes) -> None:
        nonlocal style
        name, own = reader.names.short(long), reader.names.attributes(given)
        value = own.get("w:val", "")
        match name:
            case "w:style":
                style = own.get("w:styleId", "")
            case "w:basedOn" if value != style:
                styles.based[style] = value
            case "w:outlineLvl":
                styles.outline[style] = _number(value, DEEPEST_OUTLINE)
            case "w:name" if value.lower() == "title":
                styles.outline[style] = 0
            case "w:numId":
                styles.list[style] = (value, styles.list.get(style, ("", 0))[1])
            case "w:ilvl":
                styles.list[style] = (styles.list.get(style, ("", 0))[0], _number(value))

    archive.read("word/styles.xml", start)


def _read_lists(archive: Archive, reader: Reader) -> None:
    lists, abstract, number, depth = reader.lists, "", "", 0

    def start(long: str, given: Attributes) -> None:
        nonlocal abstract, number, depth
        name, own = reader.names.short(long), reader.names.attributes(given)
        value = own.get("w:val", "")
        match name:
            case "w:abstractNum":
                abstract, number = own.get("w:abstractNumId", ""), ""
            case "w:num":
                abstract, number = "", own.get("w:numId", "")
            case "w:abstractNumId" if number:
                lists.of_number[number] = value
            case "w:lvl" | "w:lvlOverride":
                depth = _number(own.get("w:ilvl", ""))
                if abstract:
                    lists.levels.setdefault(abstract, {})[depth] = ListLevel()
            case "w:startOverride" if number:
                lists.starts[number, depth] = _number(value, 1)
            case "w:start" | "w:numFmt" | "w:lvlText" if abstract:
                level = lists.levels.setdefault(abstract, {}).setdefault(depth, ListLevel())
                if name == "w:start":
                    level.start = _number(value, 1)
                elif name == "w:numFmt":
                    level.kind = value
                else:
                    level.text = value[:60]

    archive.read("word/numbering.xml", start)


def _number(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _symbol(code: str) -> str:
    """Return a character of a symbol font; those in the private area look like bullets and arrows."""
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "•" if "\ue000" <= letter <= "\uf8ff" else letter

"""OpenDocument text (.odt) to blocks."""

from collections.abc import Iterator, Mapping

from commitments.documents.blocks import OPEN, Block, Blocks
from commitments.documents.numbering import BULLET, WRITTEN
from commitments.documents.packed import Archive, Attributes, Names
from commitments.documents.shapes import MOST_COLUMNS, LineKind, Remark

CONTENT, STYLES, MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {f"{SPACE}{name}:1.0": name for name in ("text", "table", "office", "style")}
LEFT_OUT = {
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


class Reader:
    """What the callbacks of one document share."""

    def __init__(self) -> None:
        self.names = Names(NAMES)
        self.blocks = Blocks()
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
        if self.left_out or name in LEFT_OUT:
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
                depth = _number(own.get("text:level", ""), 1)
                bullet = "" if name.endswith("number") else BULLET
                kind = bullet or KINDS.get(own.get("style:num-format", ""), "none")
                around = own.get("style:num-prefix", "")[:20], own.get("style:num-suffix", "")[:20]
                self.marks[self.style, depth] = (kind, *around)
            case "text:p" | "text:h":
                blocks.open_paragraph()
                level = _number(own.get("text:outline-level", ""), 1) if name == "text:h" else 0
                # The first paragraph of an item has its mark; a footnote within it has none.
                is_item = self.is_first and not level and bool(self.lists) and not blocks.note_depth
                self.is_first = self.is_first and not is_item
                self.headings.append((level, is_item))
            case "text:s":
                blocks.write(" " * min(_number(own.get("text:c", ""), 1), MOST_REPEATED))
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
                    start = _number(own.get("text:start-value", ""), 0)
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
                blocks.widen(_number(own.get("table:number-columns-repeated", ""), 1))
            case "table:table-row":
                blocks.open_row()
                self.repeats.append(_number(own.get("table:number-rows-repeated", ""), 1))
                if self.columns:
                    self.columns[-1] = 0
            case "table:table-cell" | "table:covered-table-cell" if self.columns:
                repeated = _number(own.get("table:number-columns-repeated", ""), 1)
                span = _number(own.get("table:number-columns-spanned", ""), 1)
                rows = OPEN if _number(own.get("table:number-rows-spanned", ""), 1) > 1 else 1
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


def blocks_of(archive: Archive, remarks: list[Remark]) -> Iterator[Block]:
    """Give the blocks of an .odt, footnotes last; what a person should know goes to `remarks`."""
    reader = Reader()
    archive.read(STYLES, reader.start)
    reader = _fresh(reader)
    for _ in archive.walk(CONTENT, reader.start, reader.end, reader.text):
        yield from reader.blocks.taken()
    remarks.extend(Remark(code) for code in sorted(reader.remarks))
    yield from reader.blocks.end()


def _fresh(styles: Reader) -> Reader:
    """Keep of the part with the styles what it says of lists: headers and footers stand in it too."""
    reader = Reader()
    reader.marks = styles.marks
    return reader


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise

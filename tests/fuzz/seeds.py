"""Whole files of each kind that is read, to be altered: made here, and small."""

from collections.abc import Mapping

from tests.commitments.documents import made
from tests.fuzz.mutations import unpack

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKED = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LIST = (
    "reference;item;owner;due\r\n"
    '1;"Open the line; by rail";Ministry of Trade;30 June 2027\r\n'
    '2;"Report ""yearly""\r\nto both";외교부;\r\n'
)
PLAIN = f"AGREED MINUTES\r\n\r\n1. Both sides’ ministers open the line.\r\n{made.KOREAN}\r\n"
MARKDOWN = "# Agreed *minutes*\n\n1. Open\n   * by rail\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> [x](y) `z`\n"


def shared_strings() -> bytes:
    """Make a workbook as Excel writes it: strings in a part of their own, a formula with its result."""
    strings = "".join(f"<si><t>{text}</t></si>" for text in ("Item", "Owner", "Open the line", "외교부"))
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>3</v></c>'
        '<c r="C3"><f>1+1</f><v>2</v></c></row>'
    )
    kind = f"{OFFICE}.%s+xml"
    parts = {"/xl/workbook.xml": "sheet.main", "/xl/worksheets/sheet1.xml": "worksheet"}
    parts["/xl/sharedStrings.xml"] = "sharedStrings"
    types = "".join(f'<Override PartName="{part}" ContentType="{kind % of}"/>' for part, of in parts.items())
    relation = f'<Relationships xmlns="{PACKED}/relationships">%s</Relationships>'
    link = f'<Relationship Id="%s" Type="{RELATED}/%s" Target="%s"/>'
    book = '<sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets>'
    return made.archive(
        {
            "[Content_Types].xml": f'{made.HEAD}<Types xmlns="{PACKED}/content-types">{types}</Types>',
            "_rels/.rels": relation % (link % ("r0", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'{made.HEAD}<workbook xmlns="{SHEET}" xmlns:r="{RELATED}">{book}</workbook>',
            "xl/_rels/workbook.xml.rels": relation
            % (
                link % ("r1", "worksheet", "worksheets/sheet1.xml")
                + link % ("r2", "sharedStrings", "sharedStrings.xml")
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{SHEET}"><dimension ref="A1:C3"/><sheetData>{rows}</sheetData>'
                '<mergeCells><mergeCell ref="A3:A5"/></mergeCells></worksheet>'
            ),
        }
    )


def timeless(book: bytes) -> bytes:
    """Leave out of a workbook the moment it was made."""
    members = unpack(book)
    del members["docProps/core.xml"]
    return made.archive(members)


def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """Give whole files by their ending."""
    sentence = "Both sides open the line and report each year"
    lines = [(70.0, 760.0 - 14 * place, f"{place}. {sentence}") for place in range(9)]
    return {
        ".docx": (made.docx(),),
        ".odt": (made.odt(),),
        ".ods": (made.ods(),),
        ".hwpx": (made.hwpx(),),
        ".pdf": (made.pdf(lines, lines[:4]), made.pdf(lines, [])),
        ".xlsx": (timeless(made.xlsx()), shared_strings()),
        ".csv": (LIST.encode(), LIST.encode("cp949"), LIST.replace("\r\n", "\r").encode("utf-16")),
        ".txt": (PLAIN.encode(), PLAIN.replace(made.KOREAN, "").encode("cp1252")),
        ".md": (MARKDOWN.encode(),),
    }

"""Files as programs write them, made in memory: each is whole, and small enough to be read in a test."""

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
ODF = " ".join(f'xmlns:{name}="{SPACE}{name}:1.0"' for name in ("office", "text", "table", "style"))
HP = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" '
    'xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
KOREAN = "양측은 2027년까지 협의하기로 하였다."


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Pack members into a ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            # Of no day, so that the same members are the same bytes.
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """Write a paragraph of Word's."""
    given = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p>{given}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def cell(text: str, properties: str = "") -> str:
    """Write a cell of Word's."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str, columns: int = 3) -> str:
    """Write a table of Word's from rows of cells."""
    grid = "<w:gridCol/>" * columns
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


STYLES = (
    f'{HEAD}<w:styles {W}><w:style w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr>'
    '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:styleId="Own"><w:basedOn w:val="Heading1"/></w:style>'
    '<w:style w:styleId="ListBullet"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    "</w:styles>"
)
NUMBERING = (
    f'{HEAD}<w:numbering {W}><w:abstractNum w:abstractNumId="5">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="6"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="2">'
    '<w:abstractNumId w:val="6"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="5"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num></w:numbering>'
)


def numbered(text: str, depth: int = 0, number: int = 1) -> str:
    """Write an item of a numbered list of Word's."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


MERGED = table(
    cell("Item") + cell("Owner") + cell("Due"),
    cell("Trade", '<w:gridSpan w:val="3"/>'),
    cell("Open the line") + cell("Ministry", '<w:vMerge w:val="restart"/>') + cell("June"),
    cell("Close it") + cell("", "<w:vMerge/>") + cell("July"),
)
BODY = (
    paragraph("Agreed minutes", '<w:pStyle w:val="Own"/>')
    + paragraph(KOREAN)
    + numbered("Open the line")
    + numbered("by rail", 1)
    + numbered("Report yearly")
    + paragraph("Signed in two copies", '<w:pStyle w:val="ListBullet"/>')
    + MERGED
)


def docx(body: str = BODY, **members: str | bytes) -> bytes:
    """Make a document of Word's; members are named without their folder and ending."""
    return archive(
        {
            "[Content_Types].xml": f"{HEAD}<Types/>",
            "word/document.xml": f"{HEAD}<w:document {W} {MC}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": STYLES,
            "word/numbering.xml": NUMBERING,
            **{f"word/{name}.xml": content for name, content in members.items()},
        }
    )


ODT_BODY = (
    '<text:h text:outline-level="1">Agreed minutes</text:h>'
    '<text:p>Both sides<text:s text:c="2"/>agree.</text:p>'
    '<text:list text:style-name="L1"><text:list-item><text:p>Open the line</text:p></text:list-item>'
    "<text:list-item><text:p>Report<text:note><text:note-citation>1</text:note-citation><text:note-body>"
    "<text:p>Each year.</text:p></text:note-body></text:note></text:p></text:list-item></text:list>"
    '<table:table><table:table-column table:number-columns-repeated="2"/>'
    "<table:table-row><table:table-cell><text:p>Item</text:p></table:table-cell><table:table-cell><text:p>Owner"
    "</text:p></table:table-cell></table:table-row>"
    '<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Trade</text:p>'
    "</table:table-cell><table:covered-table-cell/></table:table-row>"
    "<table:table-row><table:table-cell><text:p>Line</text:p></table:table-cell><table:table-cell "
    'table:number-rows-spanned="2"><text:p>Ministry</text:p></table:table-cell></table:table-row>'
    "<table:table-row><table:table-cell><text:p>Port</text:p></table:table-cell><table:covered-table-cell/>"
    "</table:table-row></table:table>"
)
ODT_STYLES = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/></text:list-style>'
)


def odt(body: str = ODT_BODY, **members: str) -> bytes:
    """Make an OpenDocument text."""
    content = (
        f"{HEAD}<office:document-content {ODF}>"
        f"<office:automatic-styles>{ODT_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = {"META-INF/manifest.xml": members.get("manifest", "<manifest/>")}
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content} | manifest)


def ods_cell(text: str, properties: str = "", count: int = 1) -> str:
    """Write a cell of a spreadsheet, or several alike."""
    repeated = f' table:number-columns-repeated="{count}"' if count > 1 else ""
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n") if line)
    return f"<table:table-cell{repeated} {properties}>{paragraphs}</table:table-cell>"


def ods_row(*cells: str, properties: str = "") -> str:
    """Write a row of a spreadsheet, of cells or of their texts."""
    written = "".join(cell if cell.startswith("<") else ods_cell(cell) for cell in cells)
    return f"<table:table-row {properties}>{written}</table:table-row>"


COVERED = "<table:covered-table-cell/>"
ODS_ROWS = (
    ods_row("Item", "Owner", "Due"),
    ods_row(ods_cell("Trade", 'table:number-columns-spanned="3"'), COVERED, COVERED),
    ods_row(
        "Line",
        ods_cell("Ministry", 'table:number-rows-spanned="2"'),
        ods_cell("30.06.27", 'office:value-type="date" office:date-value="2027-06-30"'),
    ),
    ods_row("Port", COVERED, "July"),
    ods_row(ods_cell("", count=1024), properties='table:number-rows-repeated="1048000"'),
)


def ods_sheet(*rows: str, columns: str = "<table:table-column/>", properties: str = "") -> str:
    """Write a sheet of a spreadsheet."""
    return f'<table:table table:name="List" {properties}>{columns}{"".join(rows)}</table:table>'


def ods(*sheets: str, manifest: str = "<manifest/>") -> bytes:
    """Make an OpenDocument spreadsheet."""
    hidden = '<style:style style:name="away"><style:table-properties table:display="false"/></style:style>'
    content = (
        f"{HEAD}<office:document-content {ODF}><office:automatic-styles>{hidden}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(sheets or [ods_sheet(*ODS_ROWS)])}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def hangul_cell(text: str, column: int, span: int = 1, rows: int = 1) -> str:
    """Write a cell of Hangul's, which says after its text where it stands."""
    return (
        f"<hp:tc><hp:subList><hp:p><hp:run><hp:t>{text}</hp:t></hp:run></hp:p></hp:subList>"
        f'<hp:cellAddr colAddr="{column}" rowAddr="0"/>'
        f'<hp:cellSpan colSpan="{span}" rowSpan="{rows}"/></hp:tc>'
    )


HANGUL_ROWS = (
    hangul_cell("과제", 0) + hangul_cell("부처", 1),
    hangul_cell("통상", 0, span=2),
    hangul_cell("철도", 0) + hangul_cell("외교부", 1, rows=2),
    hangul_cell("항만", 0),
)
HANGUL_BODY = (
    '<hp:p paraPrIDRef="1"><hp:run><hp:t>합의의사록</hp:t></hp:run></hp:p>'
    f'<hp:p paraPrIDRef="0"><hp:run><hp:t>{KOREAN}</hp:t></hp:run></hp:p>'
    '<hp:p paraPrIDRef="2"><hp:run><hp:t>철도를<hp:tab/>연다<hp:lineBreak/>항만도</hp:t></hp:run></hp:p>'
    '<hp:p paraPrIDRef="0"><hp:run><hp:tbl colCnt="2">'
    + "".join(f"<hp:tr>{row}</hp:tr>" for row in HANGUL_ROWS)
    + "</hp:tbl></hp:run></hp:p>"
)
HANGUL_HEAD = (
    f'{HEAD}<hh:head {HP}><hh:numberings><hh:numbering id="1"><hh:paraHead level="1" numFormat="DIGIT" '
    'start="1">^1.</hh:paraHead></hh:numbering><hh:numbering id="2"><hh:paraHead level="1" '
    'numFormat="HANGUL_SYLLABLE" start="1">^1)</hh:paraHead></hh:numbering></hh:numberings>'
    '<hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr>'
    '<hh:paraPr id="1"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>'
    '<hh:paraPr id="2"><hh:heading type="NUMBER" idRef="2" level="0"/></hh:paraPr></hh:head>'
)


def hwpx(body: str = HANGUL_BODY, *further: str, manifest: str = "<manifest/>") -> bytes:
    """Make a document of Hangul's, of one section or more."""
    sections = {
        f"Contents/section{number}.xml": f"{HEAD}<hs:sec {HP}>{text}</hs:sec>"
        for number, text in enumerate((body, *further))
    }
    return archive(
        {
            "mimetype": "application/hwp+zip",
            "META-INF/manifest.xml": manifest,
            "Contents/header.xml": HANGUL_HEAD,
            **sections,
        }
    )


Placed = tuple[float, float, str]
FONTS = "/Resources<</Font<</F1 3 0 R>>>>"


def pdf(*pages: Sequence[Placed], size: int = 11, extra: str = "") -> bytes:
    """Make a PDF of pages of lines, each with its place from the bottom left."""
    count = len(pages)
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{' '.join(f'{4 + 2 * page} 0 R' for page in range(count))}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, lines in enumerate(pages):
        drawn = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{FONTS}/Contents {5 + 2 * number} 0 R>>",
            f"<</Length {len(drawn)}>>stream\n{drawn}endstream",
        ]
    written, offsets = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(written))
        written += f"{number} 0 obj{text}endobj\n".encode("cp1252")
    places = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{places}trailer<</Size {size}/Root 1 0 R{extra}>>"
    return written + f"{end}\nstartxref\n{len(written)}\n%%EOF\n".encode()


def xlsx() -> bytes:
    """Make a workbook: a section row, dates, formulas without results, merged cells, a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "List"
    rows: Sequence[list[object]] = (
        ["Reference", "Item", "Due", "Share"],
        ["Trade"],
        ["1", "Open the line", datetime.date(2027, 1, 30), 3.5],
        ["2", "=A3", datetime.datetime.fromisoformat("2027-01-30T09:30"), True],
        [],
        ["3", "Port", "#REF!", datetime.timedelta(hours=30)],
        ["4", None, "late"],
    )
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A2:D2")
    sheet.merge_cells("B6:B7")
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    hidden.append(["kept"])
    book.create_sheet("Empty")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()

"""What a person is told of a file: why it is not read and what to do, and how it was read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.documents.shapes import Remark
from commitments.errors import Refused

# By ending, for statements and for tables.
OF_TEXTS: Mapping[tuple[str, ...], Promise] = {
    (".doc", ".rtf", ".wps", ".wpd", ".dot"): _(
        "This format is not read. Open the file in Word, save it as .docx, and choose that one."
    ),
    (".hwp", ".hml"): _(
        "This format is not read. Open the file in Hangul, save it as .hwpx, and choose that one."
    ),
    (".docm", ".dotm"): _(
        "Documents with macros are not opened. Save it as .docx, without macros, and choose that one."
    ),
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"): _(
        "A picture holds no text. Have its text recognised and saved as .docx or PDF, or type it in."
    ),
    (".xlsx", ".xls", ".xlsm", ".csv", ".tsv", ".ods"): _(
        "A spreadsheet is no statement. Import it as a table, or copy its text and paste it."
    ),
}
OF_TABLES: Mapping[tuple[str, ...], Promise] = {
    (".xls", ".ods", ".xlsb", ".numbers", ".et", ".cell"): _(
        "This format is not read. Open the file in its program, save it as .xlsx, and choose that one."
    ),
    (".xlsm", ".xltm", ".docm"): _(
        "Files with macros are not opened. Save it as .xlsx or .docx, without macros, and choose that one."
    ),
    (".pdf",): _("Tables in a PDF are not read. Ask for the .xlsx or .docx that it was made from."),
    (".doc", ".rtf"): OF_TEXTS[".doc", ".rtf", ".wps", ".wpd", ".dot"],
    (".hwp", ".hml"): OF_TEXTS[".hwp", ".hml"],
}
OTHER_TEXT = _("Files of this kind are not read. Save it as .docx, .odt, .hwpx, .txt, .md or PDF with text.")
OTHER_TABLE = _("Files of this kind are not read. Save it as .xlsx, .csv, .docx, .odt or .hwpx.")

REFUSALS: Mapping[str, Promise] = {
    "empty": _("The file is empty. Choose it again."),
    "too_big": _("The file is larger than 25 MB. Divide it, and bring one part after the other."),
    "unpacks": _(
        "The file unpacks to far too much. Open it in its program, save it anew, and choose it again."
    ),
    "not_what_it_says": _(
        "The file is not what its name says. Open it in its program, save it anew, and choose it again."
    ),
    "macro": _("The file carries a macro or a program. Save it without, and choose it again."),
    "old": _(
        "The file is of an older format than its name says. Save it anew in that format, and choose it again."
    ),
    "password": _("The file is protected by a password. Save a copy without it, and choose that one."),
    "scan": _(
        "The PDF holds pictures of pages and no text. Have its text recognised, or ask for the Word file, "
        "or type it in."
    ),
    "no_text": _("There is no text in this file. Look into it, and choose another."),
    "broken": _("The file is damaged. Open it in its program, save it anew, and choose it again."),
    "entities": _(
        "The file holds definitions that no office program writes. Open it in its program, save it anew, and "
        "choose it again."
    ),
    "depth": _(
        "The file is nested too deeply to be read. Copy its text into a new document, and choose that one."
    ),
    "memory": _(
        "The file needs more memory than it may take. Divide it, and bring one part after the other."
    ),
    "ended": _(
        "The file takes more time or memory than it may. Divide it, or save it anew in its program, and "
        "choose it again."
    ),
    "away": _(
        "Files cannot be read just now. Try again in a minute; if that does not help, tell the administrator."
    ),
    "reached": _("The file was stopped: it reached for something outside itself. Tell the administrator."),
    "too_long": _(
        "The text is longer than 3,000,000 letters. Divide it, and bring one part after the other."
    ),
    "too_many_rows": _("The table has more rows than a spreadsheet holds. Divide it into several files."),
    "too_many_sheets": _(
        "The workbook has more than 250 sheets. Save those that you need in a file of their own."
    ),
    "too_many_merged": _("The sheet has too many merged cells. Undo the merging, and choose the file again."),
    "too_many_tables": _("The document has more than 1,000 tables. Divide it into several files."),
    "binary": _("This is no text: it has bytes that no text has. Save it anew as .txt or .csv in UTF-8."),
    "encoding": _(
        "The text is damaged: its letters cannot be told. Save it anew in UTF-8, and choose it again."
    ),
}
# With the place, where one is known.
AT: Mapping[str, Promise] = {
    "too_wide": _(
        "The table is wider than 1,000 columns at %(place)s. Delete what stands beside it, and choose it "
        "again."
    ),
    "cell": _("A cell has more than 130,000 letters at %(place)s. Shorten it, and choose the file again."),
    "quote": _(
        "A cell has more than 130,000 letters at %(place)s: probably a quotation mark is not closed. "
        "Close it, and choose the file again."
    ),
}
REMARKS: Mapping[str, Promise] = {
    "encoding": _(
        "The file does not say in which encoding it is; it was read as %(detail)s. Look at its accents."
    ),
    "tracked": _(
        "The document holds tracked changes. What was inserted was read, what was deleted was left out."
    ),
    "hidden": _("The document holds hidden text, which was left out."),
    "bare_pages": _("These pages hold no text, only pictures: %(detail)s."),
}
NOWHERE = _("one place")
ROW = _("row %(row)s")


def refusal(code: str, detail: str = "") -> Refused:
    """Give the refusal of a code, with the place that the detail names."""
    if code in AT:
        place = str(ROW) % {"row": detail} if detail.isdigit() else detail or NOWHERE
        refused = Refused(str(AT[code]) % {"place": place}, f"document_{code}")
    else:
        refused = Refused(REFUSALS.get(code, REFUSALS["broken"]), f"document_{code}")
    if detail:
        # For the log and for proofs; a person reads the sentence.
        refused.add_note(detail[:300])
    return refused


def of_ending(ending: str, *, is_table: bool) -> Refused:
    """Give the refusal of a file whose kind is not read, by the ending of its name."""
    known = OF_TABLES if is_table else OF_TEXTS
    other = OTHER_TABLE if is_table else OTHER_TEXT
    sentence = next((told for endings, told in known.items() if ending in endings), other)
    return Refused(sentence, "document_kind")


def told(remark: Remark) -> str:
    """Say what a person should know of how a file was read."""
    return str(REMARKS[remark.code]) % {"detail": remark.detail}

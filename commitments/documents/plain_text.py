"""Read plain text and Markdown into lines, and detect the encoding of a file that does not declare one."""

import codecs
import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from commitments.documents.blocks import BETWEEN
from commitments.documents.results import MOST_LETTERS, Line, LineKind, Remark, Unreadable

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHUNK_BYTES = 1 << 16
# Enough of a file to tell by; UTF-8 is asked of all of it.
SAMPLE_BYTES = 1 << 20
# Mac Roman taken for Windows-1252 and saved as Mac Roman again: an apostrophe has become an O with a tilde.
TWICE = "mac-roman, converted twice"
_TWICE = {
    ord(bytes([code]).decode("cp1252").encode("mac_roman").decode("mac_roman")): bytes([code]).decode(
        "mac_roman"
    )
    for code in range(0x80, 0x100)
    if bytes([code]).decode("cp1252", "ignore").encode("mac_roman", "ignore")
}
SINGLE = ("cp1252", "mac_roman", TWICE)
# What stands in running text: these between letters, or beside one.
_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿŒœŠšŸŽž"
_PLAUSIBLE = re.compile(
    f"(?<=[A-Za-z])[’'](?=[A-Za-z])|[“‘«][{_LETTERS}0-9\\s]|[{_LETTERS}0-9.,;!?)\\s][”’»]"
    "|\\s[–—]\\s|\\d[–—]\\d|[a-zà-ÿ][–—][A-ZÀ-Þ]|[a-z]—[a-z]|(?<![A-Z])[à-öø-ÿœ](?=[a-zà-ÿ\\s.,;’'-])"
    "|(?<![a-zà-ÿ])[À-ÖØ-Þ](?=[A-Za-zà-ÿ])|[A-ZÀ-Þ][À-ÖØ-Þ]|[a-zà-ÿ][ß]|\\d ?[°€£§]"
    "|[°€£§•] ?\\d|[\\n\\t ]•|…|[ºª©®™\\xa0]"
)
_CONTROLS = re.compile("[\\x00-\\x08\\x0e-\\x1f\\x80-\\x9f]")


def encoding_of(content: bytes) -> tuple[str, bool]:
    """Return the encoding of a text, and whether the file declares it or it can hardly be another.

    In turn: a byte order mark, UTF-16 by its zeros, UTF-8, CP949 (with EUC-KR) by its Hangul, and of
    Windows-1252 and Mac Roman the one whose letters and quotation marks fit into words. Raises
    Unreadable("binary") where it is no text.
    """
    for mark, name in BOMS:
        if content.startswith(mark):
            return name, True
    sample = content[:SAMPLE_BYTES]
    if len(content) % 2 == 0 and (name := _detect_utf16(sample)):
        return name, False
    if b"\x00" in content:
        raise Unreadable("binary")
    if len(_CONTROLS.findall(sample.decode("latin-1"))) * 20 > len(sample) and sample.isascii():
        raise Unreadable("binary")
    if _is_utf_8(content):
        return "utf-8", True
    if _is_korean(sample):
        return "cp949", False
    scored = [(_score(_single(sample, name)), name) for name in SINGLE]
    score, name = max(scored, key=lambda pair: pair[0])
    if score < 0:
        raise Unreadable("binary")
    return name, False


def decode_text(content: bytes, name: str) -> str:
    """Return a text with line ends as \\n; raise Unreadable("encoding") where the encoding does not fit."""
    return "".join(decode_pieces(content, name))


def decode_pieces(content: bytes, name: str) -> Iterator[str]:
    """Yield a text piece by piece, line ends as \\n, without a byte order mark; raise Unreadable for NUL."""
    mark = next((mark for mark, of in BOMS if of == name and content.startswith(mark)), b"")
    decoder = codecs.getincrementaldecoder("mac_roman" if name == TWICE else name)("strict")
    ends, view = _LineEnds(), memoryview(content)[len(mark) :]
    for start in range(0, max(len(view), 1), CHUNK_BYTES):
        chunk = bytes(view[start : start + CHUNK_BYTES])
        is_last = start + CHUNK_BYTES >= len(view)
        try:
            text = decoder.decode(chunk, is_last)
        except UnicodeDecodeError as error:
            raise Unreadable("encoding", name) from error
        if "\x00" in text:
            raise Unreadable("binary")
        yield ends.turned(text.translate(_TWICE) if name == TWICE else text, is_last)


class _LineEnds:
    """Converts every kind of line end to one, also where a piece ends within it."""

    def __init__(self) -> None:
        self.held = ""

    def turned(self, text: str, is_last: bool) -> str:
        text = self.held + text
        self.held = "\r" if text.endswith("\r") and not is_last else ""
        text = text.removesuffix("\r") if self.held else text
        for end in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
            text = text.replace(end, "\n")
        return text


def _detect_utf16(sample: bytes) -> str:
    """Return the UTF-16 variant of bytes without a mark: many second bytes are zero, or some spaces are."""
    pairs = len(sample) // 2
    if not pairs or b"\x00" not in sample:
        return ""
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        others = sample[0::2] if name.endswith("le") else sample[1::2]
        if zeros.count(0) >= max(2, pairs // 50) and zeros.count(0) > 8 * others.count(0):
            try:
                text = sample[: pairs * 2].decode(name, "strict" if len(sample) < SAMPLE_BYTES else "ignore")
            except UnicodeDecodeError:
                continue
            if not _CONTROLS.search(text):
                return name
    return ""


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_korean(sample: bytes) -> bool:
    """Return whether nearly all non-ASCII characters are Hangul, Hanja or their punctuation."""
    text = sample.decode("cp949", "replace")
    foreign = [letter for letter in text if letter > "\x7f"]
    # Hangul of the standard of 1987 alone: what CP949 adds to it is rare, and common in Latin text misread.
    known = sum(len(letter.encode("euc_kr", "ignore")) == 2 for letter in foreign)
    hangul = sum("가" <= letter <= "힣" for letter in foreign)
    return hangul * 2 > len(foreign) and known * 10 > len(foreign) * 9 and not _is_latin(sample)


def _is_latin(sample: bytes) -> bool:
    """Return whether bytes beyond ASCII occur alone, like accents and apostrophes, and not in pairs."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    alone = sum(len(run) == 1 for run in runs)
    return alone * 2 > len(runs)


def _single(sample: bytes, name: str) -> str:
    text = sample.decode("mac_roman" if name == TWICE else name, "replace")
    return text.translate(_TWICE) if name == TWICE else text


def _score(text: str) -> float:
    """Return how well non-ASCII characters fit into words, at most 1; below 0 it is no text at all."""
    foreign = sum(letter > "\x7f" for letter in text)
    control = len(_CONTROLS.findall(text))
    if control * 20 > len(text) - foreign or foreign * 2 > len(text) + 20:
        return -1.0
    good = sum(any(letter > "\x7f" for letter in found) for found in _PLAUSIBLE.findall(text))
    odd = sum(unicodedata.category(letter) in ("Co", "Cn", "Sm") or letter == "\ufffd" for letter in text)
    return (good - odd) / foreign if foreign else 1.0


BULLET = "•"
# Of a longer text the marks stay: what they mean takes time that grows with the square of some.
MOST_MARKED = 400_000
CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]")


def lines_of(content: bytes, remarks: list[Remark]) -> Iterator[Line]:
    """Yield each line of a plain text; a guessed encoding goes to `remarks`."""
    yield from _plain(_text(content, remarks))


def _plain(text: str) -> Iterator[Line]:
    for line in text.split("\n"):
        yield Line(line.rstrip(), goes_on=True)


def lines_of_markdown(content: bytes, remarks: list[Remark]) -> Iterator[Line]:
    """Yield headings, paragraphs, items and rows of a Markdown text without its marks; HTML in it is text."""
    text = _text(content, remarks)
    if len(text) > MOST_MARKED:
        yield from _plain(text)
        return
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 50}).enable("table")
    lists: list[int | None] = []
    waiting = ""
    row: list[str] | None = None
    heading = 0
    for token in markdown.parse(text):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                number = lists[-1]
                waiting = BULLET if number is None else f"{number}{token.markup}"
                lists[-1] = None if number is None else number + 1
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = 0
            case "tr_open":
                row = []
            case "tr_close":
                yield Line(BETWEEN.join(row or []).rstrip(" |"), LineKind.ROW)
                row = None
            case "inline" if row is not None:
                row.append(_inline(token))
            case "inline":
                kind = LineKind.HEADING if heading else LineKind.ITEM if waiting else LineKind.PARAGRAPH
                yield Line(f"{waiting} {_inline(token)}".strip(), kind, heading or len(lists))
                waiting = ""
            case "fence" | "code_block":
                for line in token.content.rstrip("\n").split("\n"):
                    yield Line(line, goes_on=True)


def _inline(token: Token) -> str:
    """Return the text of a paragraph: links by their words, pictures by their description."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "html_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" " if child.type == "softbreak" else "\n")
    return "".join(parts).strip()


def _text(content: bytes, remarks: list[Remark]) -> str:
    encoding, is_sure = encoding_of(content)
    if not is_sure:
        remarks.append(Remark("encoding", encoding))
    text = decode_text(content, encoding)
    if len(text) > MOST_LETTERS:
        raise Unreadable("too_long")
    return CONTROLS.sub("", text)

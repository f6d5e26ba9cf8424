"""Bytes to text: which encoding a file without a word about it is in; pure."""

import codecs
import re
import unicodedata
from collections.abc import Iterator

from commitments.documents.shapes import Unreadable

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
    """Name the encoding of a text, and say whether the file tells it or it can hardly be another.

    In turn: a byte order mark, UTF-16 by its zeros, UTF-8, CP949 (EUC-KR within it) by its Hangul, and of
    Windows-1252 and Mac Roman the one whose letters and quotation marks stand where they stand in words.
    Raises Unreadable("binary") where it is no text.
    """
    for mark, name in BOMS:
        if content.startswith(mark):
            return name, True
    sample = content[:SAMPLE_BYTES]
    if len(content) % 2 == 0 and (name := _of_zeros(sample)):
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


def decoded(content: bytes, name: str) -> str:
    """Give a text with its line ends as \\n; what the encoding does not know is Unreadable("encoding")."""
    return "".join(pieces(content, name))


def pieces(content: bytes, name: str) -> Iterator[str]:
    """Give a text piece by piece, its line ends as \\n, with neither a byte order mark nor zeros."""
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
    """Turn every kind of line end into one, also where a piece ends between the two of them."""

    def __init__(self) -> None:
        self.held = ""

    def turned(self, text: str, is_last: bool) -> str:
        text = self.held + text
        self.held = "\r" if text.endswith("\r") and not is_last else ""
        text = text.removesuffix("\r") if self.held else text
        for end in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
            text = text.replace(end, "\n")
        return text


def _of_zeros(sample: bytes) -> str:
    """Tell UTF-16 without a mark: in text of any script many a second byte is zero, or some spaces are."""
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
    """Take it for Korean where nearly all that is not ASCII is Hangul, Hanja or their punctuation."""
    text = sample.decode("cp949", "replace")
    foreign = [letter for letter in text if letter > "\x7f"]
    # Hangul of the standard of 1987 alone: what CP949 adds to it is rare, and common in Latin text misread.
    known = sum(len(letter.encode("euc_kr", "ignore")) == 2 for letter in foreign)
    hangul = sum("가" <= letter <= "힣" for letter in foreign)
    return hangul * 2 > len(foreign) and known * 10 > len(foreign) * 9 and not _is_latin(sample)


def _is_latin(sample: bytes) -> bool:
    """Say whether bytes beyond ASCII stand alone, as accents and apostrophes do, and not in pairs."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    alone = sum(len(run) == 1 for run in runs)
    return alone * 2 > len(runs)


def _single(sample: bytes, name: str) -> str:
    text = sample.decode("mac_roman" if name == TWICE else name, "replace")
    return text.translate(_TWICE) if name == TWICE else text


def _score(text: str) -> float:
    """Say how well what is not ASCII stands in words, of 1; below 0 it is no text at all."""
    foreign = sum(letter > "\x7f" for letter in text)
    control = len(_CONTROLS.findall(text))
    if control * 20 > len(text) - foreign or foreign * 2 > len(text) + 20:
        return -1.0
    good = sum(any(letter > "\x7f" for letter in found) for found in _PLAUSIBLE.findall(text))
    odd = sum(unicodedata.category(letter) in ("Co", "Cn", "Sm") or letter == "\ufffd" for letter in text)
    return (good - odd) / foreign if foreign else 1.0

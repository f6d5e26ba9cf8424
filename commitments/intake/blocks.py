"""A text as blocks: headings, paragraphs, the lines that open a list, and the points of the list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from commitments.intake.grammar import listed

MARKER = re.compile(
    r"[ \t]*(?:(?P<dot>[-–—•*·▪◦‣○●■□▲△▶◆※✓→°]|o(?=[ \t]))[ \t]*(?:\r?\n[ \t]*)?(?=\S)"
    r"|(?P<number>\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])[ \t]+(?=\S)"
    r"|(?P<circled>[①-⑳❶-❿㉠-㉭])[ \t]*)"
)
ENDS_SENTENCE = re.compile(r"[.!?:;。][\"'”’」』)\]]*\s*$")
# A mark alone on its line, whose point stands on the next.
MARK_ALONE = re.compile(r"[ \t]*[-–—•*·▪◦‣○●■□▲△▶◆※✓→°][ \t]*")
# How a line ends that opens a list without a colon.
OPENS = re.compile(r"\b(?:to|that|by|on)\s*$")
# What ends in a point and no sentence: "the Ruritania-U.\nS. dialogue", a title, an initial,
# "한.중" for "한·중".
CUT_OFF = re.compile(
    r"\bU\.\s*$|(?<![가-힣])[한미일중러북남]\.\s*$|(?<![\d.])\d{1,2}\. ?\d{1,2}\.\s*$"
    r"|\b[A-Z][\w'-]+ [A-Z]\.\s*$"
    r"|\b(?:MM?|Mme|Mrs?|Ms|Dr|Prof|Gen|Adm|Amb|Hon|Sen|Lt|Col|Maj|Capt|Gov|St|Messrs|S\.E|H\.E)\.\s*$"
)
# Letters with points end a sentence only where the next begins like one: "the U.S. | Treasury".
LETTERED = re.compile(r"\b(?:[A-Z]\.){2,}\s*$")
BEGINS = re.compile(
    r"\s*(?:The|Both|They|We|It|He|She|In|On|At|As|To|For|This|These|That|Those|A|An|Our|Their|Its|During|"
    r"Following|After|Under|With|While|Moreover|Furthermore|Additionally|Also|Further|President|Prime|"
    r"Minister|Ministers|Secretary|Leaders|Finally|Since|If|And|But|No|All)\b|\W*$"
)
# A line that was broken by its width is at least as long as this.
BROKEN_AT = 50
HEADING_WORDS = 14
LONGEST_HEADING = 60
SMALL_WORDS = listed("a an the and or of to in on for with at by from de la le les des du et")


class BlockKind(Enum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Block:
    """One block and its place in the text, without the mark that stands before a point.

    `level` tells lists apart: how far the mark is set in, and which mark it is.
    """

    kind: BlockKind
    start: int
    end: int
    text: str
    level: str = ""

    @property
    def opens_list(self) -> bool:
        """Say whether points are to follow: it ends with a colon, or in the middle of a sentence."""
        return self.text.rstrip().endswith((":", "：")) or OPENS.search(self.text) is not None


def blocks_of(text: str) -> list[Block]:
    """Cut a text into its blocks; every one is a piece of the text as it stands."""
    return [_block(text, start, end) for start, end in _runs(text)]


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Join lines that were broken by the width of the page; an empty line or a mark begins anew."""
    run: tuple[int, int] | None = None
    for line in re.finditer(r"[^\r\n]+", text):
        start, end = line.span()
        if not line[0].strip():
            if run:
                yield run
            run = None
            continue
        if run and _goes_on(text[run[0] : run[1]], line[0], text[run[1] : start]):
            run = (run[0], end)
            continue
        if run:
            yield run
        run = (start, end)
    if run:
        yield run


def _goes_on(before: str, line: str, between: str) -> bool:
    """Say whether a line goes on with the sentence of the line before it."""
    if len(re.findall(r"\r\n|\r|\n", between)) > 1 or MARKER.match(line) or MARK_ALONE.fullmatch(line):
        return False
    if MARK_ALONE.fullmatch(before):
        return True
    if ENDS_SENTENCE.search(before):
        return len(before) >= BROKEN_AT and is_cut_off(before, line)
    last = re.split(r"[\r\n]+", before)[-1]
    return line.strip()[0].islower() or (
        len(last.rstrip()) >= BROKEN_AT and not _stands_alone(before.strip())
    )


def is_cut_off(piece: str, following: str) -> bool:
    """Say whether a piece that ends in a point goes on: behind a title, an initial, letters with points."""
    if CUT_OFF.search(piece):
        return True
    return LETTERED.search(piece) is not None and not BEGINS.match(following)


def _stands_alone(line: str) -> bool:
    """Say whether a line is a heading although the next one follows without an empty line."""
    return len(line) < LONGEST_HEADING and _is_heading(line)


def _block(text: str, start: int, end: int) -> Block:
    """Take the mark off, and say what kind of block it is."""
    mark = MARKER.match(text, start, end)
    level = ""
    if mark:
        sign = mark["dot"] or re.sub(r"[\dA-Za-z]+", "1", mark["number"] or "") or "①"
        level = f"{len(mark[0]) - len(mark[0].lstrip())}{sign}"
        start = mark.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    body = text[start:end]
    if _is_heading(body):
        return Block(BlockKind.HEADING, start, end, body, level)
    return Block(BlockKind.POINT if mark else BlockKind.PARAGRAPH, start, end, body, level)


def _is_heading(body: str) -> bool:
    """Recognise a heading: a short line that ends no sentence, in capitals or of a few words."""
    words = re.findall(r"[^\W\d_][\w'’-]*", body)
    if not words or len(words) > HEADING_WORDS or ENDS_SENTENCE.search(body):
        return False
    telling = [word for word in words if word.casefold() not in SMALL_WORDS]
    return len(telling) > 1 and all(word[0].isupper() or not word[0].isascii() for word in telling)

"""Sentences of a block, with their places in the text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from commitments.intake.blocks import Block, is_cut_off

# One character for one, so that places stay what they are.
ALIKE = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
    | {
        "\u00a0": " ",
        "\u202f": " ",
        "\n": " ",
        "\r": " ",
        "\t": " ",
        "『": '"',
        "』": '"',
        "「": '"',
        "\u2024": "·",
        "」": '"',
    }
)
# What stands before a sentence without belonging to it: the number of a paragraph.
NUMBER = re.compile(r"\s*\(?\d{1,3}[.)]\s*")
# What is longer is no sentence; its head is read.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: as it stands, made plain for the grammar (character by character), and its place."""

    text: str
    plain: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def language_of(text: str) -> str:
    """Say which language a text is written in, by its letters and its commonest words."""
    hangul = sum("가" <= letter <= "힣" for letter in text)
    if hangul > sum(letter.isascii() and letter.isalpha() for letter in text):
        return "ko"
    words = re.findall(r"[^\W\d_]+", text.casefold())
    french = sum(
        word in {"le", "la", "les", "des", "et", "du", "est", "dans", "sur", "une"} for word in words
    )
    english = sum(word in {"the", "of", "and", "to", "in", "will", "for", "with", "on"} for word in words)
    return "fr" if french > english else "en"


def sentences_of(block: Block, language: str) -> Iterator[Sentence]:
    """Split a block into sentences; a number that stands alone goes with what follows it."""
    start = 0
    for found in get_sentence_boundaries(language, re.sub(r"\s", " ", block.text.replace("\u2024", "·"))):
        piece = block.text[start : found["end_index"]]
        if NUMBER.fullmatch(piece) or is_cut_off(piece, block.text[found["end_index"] :]):
            continue
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        number = NUMBER.match(body)
        if number and number.end() < len(body):
            lead, body = lead + number.end(), body[number.end() :]
        if body:
            body = body[:LONGEST]
            yield Sentence(body, body.translate(ALIKE), block.start + start + lead)
        start = found["end_index"]


def composed(text: str) -> str:
    """Compose characters, so that what looks the same is the same; places count in this form."""
    return unicodedata.normalize("NFC", text)

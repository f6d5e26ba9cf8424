"""Read a PDF back with tools that had no part in making it."""

import re
import subprocess
import unicodedata
from dataclasses import dataclass

PAGE_BREAK = "\f"


def pages_of(pdf: bytes) -> list[str]:
    """Give the text of each page, as pdftotext (poppler) reads it."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split(PAGE_BREAK)[:-1]


def as_laid_out(pdf: bytes) -> list[str]:
    """Give the text of each page line by line, as the eye finds it."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split(PAGE_BREAK)[:-1]


def squeezed(text: str) -> str:
    """Drop what line breaks and spacing add, so that words can be searched for."""
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if not character.isspace() and unicodedata.category(character) != "Cf"
    )


def latin_words(text: str) -> list[str]:
    """Give the words in Latin letters in order of the alphabet, for texts that are read line by line."""
    return sorted(re.findall(r"[A-Za-z]+", text))


MM = 72 / 25.4
TOP, BOTTOM, LEFT, RIGHT = 27 * MM, 270 * MM, 20 * MM, 190 * MM
# The header ends here; below it is only the heading of an item that goes on.
HEADER = TOP - 6 * MM
# The least height of a line, in points.
LINE = 8.0
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def outer_lines(pdf: bytes, head: float, foot: float) -> list[tuple[list[str], list[str]]]:
    """Give of each page the lines above one height and those below another, in points; words by height."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found = []
    for page in done.stdout.decode().split("<page ")[1:]:
        words = [one.groups() for one in WORD.finditer(page)]
        lines: list[tuple[float, list[str]]] = []
        for height, word in sorted(
            ((float(top) + float(low)) / 2, word) for _x, top, _to, low, word in words
        ):
            # The letters of two fonts on one line differ a little in height.
            if not lines or height - lines[-1][0] > LINE / 2:
                lines.append((height, []))
            lines[-1][1].append(word)
        above = [" ".join(line) for height, line in lines if height < head]
        found.append((above, [" ".join(line) for height, line in lines if height > foot]))
    return found


@dataclass(frozen=True, slots=True)
class PageFill:
    """The share of the height of the text area that a page uses, and whether its part ends there."""

    number: int
    share: float
    is_last: bool


def list_fills(pdf: bytes) -> list[PageFill]:
    """Return how far each page is filled, by its lowest word; the header tells the part."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    parts, shares = [], []
    for page in done.stdout.decode().split("<page ")[1:]:
        found = [one.groups() for one in WORD.finditer(page)]
        words = [(float(left), float(right), float(low), word) for left, _top, right, low, word in found]
        parts.append(sorted(word for _left, _right, low, word in words if low < HEADER))
        # What is upright in the margin is no text.
        inside = [low for left, right, low, _word in words if left >= LEFT - 1 and right <= RIGHT + 1]
        lowest = max((low for low in inside if TOP < low <= BOTTOM), default=TOP)
        shares.append((lowest - TOP) / (BOTTOM - TOP))
    following = [*parts[1:], []]
    return [
        PageFill(number, share, parts[number - 1] != following[number - 1])
        for number, share in enumerate(shares, 1)
    ]

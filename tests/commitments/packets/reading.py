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


MM = 72 / 25.4
TOP, BOTTOM, LEFT, RIGHT = 27 * MM, 270 * MM, 20 * MM, 190 * MM
# The header ends here; below it is only the heading of an item that goes on.
HEADER = TOP - 6 * MM
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


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

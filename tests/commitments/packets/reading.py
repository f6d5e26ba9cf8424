"""Read a PDF back with tools that had no part in making it."""

import subprocess
import unicodedata

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

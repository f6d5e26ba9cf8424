"""Scanned PDFs as an office machine makes them: pictures of pages, a little crooked, without text."""

import io
from collections.abc import Sequence
from functools import cache

import pypdfium2
from PIL import Image

from commitments.packets.render.printing import print_html

HEAD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Scan</title>'
    '<link rel="stylesheet" href="asset:///packet.css"></head><body>'
)
DOTS_PER_INCH, DEGREES = 200, 0.8


SCANNED = "3. Valdoria will hand over the harbour charts by 31 May 2026."


@cache
def scan(*pages: str, turn: int = 0) -> bytes:
    """Print paragraphs, one page each, and scan them; `turn` is how a page lay on the glass."""
    printed = _print(pages)
    pictures = [
        page.render(scale=DOTS_PER_INCH / 72, grayscale=True)
        .to_pil()
        .convert("L")
        .rotate(DEGREES, fillcolor=240, resample=Image.Resampling.BICUBIC)
        .rotate(turn, expand=True)
        for page in printed
    ]
    made = io.BytesIO()
    pictures[0].save(made, "PDF", save_all=True, append_images=pictures[1:], resolution=DOTS_PER_INCH)
    return made.getvalue()


@cache
def mixed(*pages: str | None) -> bytes:
    """Print pages with a text layer; one that is None is a scan in its place, an empty one is blank."""
    made = pypdfium2.PdfDocument.new()
    for page in pages:
        if page == "":
            made.new_page(595, 842)
        else:
            made.import_pages(_print([page]) if page else pypdfium2.PdfDocument(scan(SCANNED)))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _print(pages: Sequence[str]) -> pypdfium2.PdfDocument:
    body = '<hr style="break-after: page; border: 0">'.join(
        "".join(f'<p style="font-size: 12pt; margin: 12pt 0">{line}</p>' for line in page.split("\n"))
        for page in pages
    )
    return pypdfium2.PdfDocument(print_html(f"{HEAD}{body}</body></html>").pdf)

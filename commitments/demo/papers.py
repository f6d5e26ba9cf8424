"""Small documents made for the demonstration: a PDF of one page, in pure ASCII."""

from collections.abc import Iterable, Sequence

MARK = "DEMONSTRATION: this paper was made up and proves nothing."
PAGE = "/MediaBox [0 0 420 298] /Resources << /Font << /F1 4 0 R >> >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(lines: Sequence[str]) -> bytes:
    """Print lines on one page; the same lines give the same bytes."""
    text = "\n".join(f"({_escaped(line)}) Tj T*" for line in (*lines, "", MARK))
    content = f"BT /F1 12 Tf 18 TL 36 240 Td\n{text}\nET"
    return _document(
        (
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R {PAGE} /Contents 5 0 R >>",
            FONT,
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        )
    )


def _escaped(line: str) -> str:
    plain = line.encode("ascii", "replace").decode("ascii")
    return plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _document(objects: Iterable[str]) -> bytes:
    """Put objects together as a PDF file, with the table that says where each begins."""
    written, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(places) + 1
    written += (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    )
    return written.encode("ascii")

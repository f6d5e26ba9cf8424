"""HTML to tagged PDF with WeasyPrint; imported and run in the child alone."""

import hashlib
import io
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

with warnings.catch_warnings():
    # The font configuration names no font on purpose: packet.css brings the shipped ones.
    warnings.simplefilter("ignore")
    import weasyprint.document
    from weasyprint.text import ffi
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from commitments.briefings import faces, shortcuts, sides, streams, tagging

ASSETS = Path(__file__).parent / "assets"
SCHEME = "asset:///"
SHEET = f"{SCHEME}packet.css"
# Unpacked before the first packet; what others need, their child unpacks.
USUAL = (*faces.BEFORE[:2], "noto-sans-kr-korean", "noto-sans-khmer-khmer")
# What WeasyPrint logs before it lays out a page.
LAID = "Step 5 - Creating layout - Page %d"
# Called with the pages laid out, the pages written, and how many there are (0: not known yet).
Tell = Callable[[int, int, int], None]
DESCRIPTION = "description-"
VARIANT = "pdf/ua-1"
LIBRARIES = ("weasyprint", "pydyf", "fonttools", "pikepdf", "tinycss2", "tinyhtml5", "cssselect2")
# Our own modules that have a part in the print, or in what may end it.
CODE = ("commitments.apart.", "commitments.briefings.")
KINDS = {"css": "text/css", "svg": "image/svg+xml", "woff": "font/ttf"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished file: its bytes, its pages, what the renderer had to say, which parts take too many."""

    pdf: bytes
    pages: int
    remarks: tuple[str, ...]
    overlong: tuple[str, ...]


class Remarks(logging.Handler):
    """Keep every line that the renderer logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class Laid(logging.Handler):
    """Hear from WeasyPrint's log of progress which page is being laid out."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(logging.INFO)
        self.tell = tell
        self.laid = 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == LAID and isinstance(record.args, tuple):
            # A page that names others is laid out again when their numbers are known.
            self.laid = max(self.laid, int(str(record.args[0])))
            self.tell(self.laid, 0, 0)


@contextmanager
def watched(tell: Tell) -> Iterator[Callable[[int], None]]:
    """Tell how many pages are laid out, and then, once their number is known, how many are written."""
    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.handlers[:] = [Laid(tell)]
    logger.propagate = False
    counts = {"drawn": 0, "pages": 0}
    paint: Any = weasyprint.document.Page.paint

    def painted(page: Any, *options: Any) -> None:
        paint(page, *options)
        counts["drawn"] += 1
        tell(counts["pages"], counts["drawn"], counts["pages"])

    with shortcuts.replaced(weasyprint.document.Page, "paint", painted):
        yield lambda pages: counts.update(pages=pages)


class OwnAssets(URLFetcher):
    """Hand out the packet's own style sheet and fonts, and stop the rendering loudly at anything else."""

    def __init__(self, assets: dict[str, bytes]) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            allowed_protocols=["asset"], allow_redirects=False, fail_on_errors=True
        )
        self.assets = assets
        # The renderer swallows some refusals (pictures inside pictures); none may pass unseen.
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        content = self.assets.get(url)
        if content is None:
            self.refused.append(url)
            raise FatalURLFetchingError(f"refused to fetch {url[:200]}")
        return URLFetcherResponse(url, content, {"Content-Type": KINDS[url.rsplit(".", 1)[1]]})


def load_assets() -> dict[str, bytes]:
    """Read style sheet and shapes, unpack the usual fonts: each child finds them in memory."""
    assets = {f"{SCHEME}{name}": (ASSETS / name).read_bytes() for name in ("packet.css", "matrix.css")}
    for path in sorted((ASSETS / "shapes").glob("*.svg")):
        assets[f"{SCHEME}shapes/{path.name}"] = path.read_bytes()
    for name in faces.files(USUAL):
        assets |= unpacked(name)
    faces.letters()
    return assets


def unpacked(name: str) -> dict[str, bytes]:
    """Unpack one font: as shipped, with the day it was last changed, for the same bytes tomorrow."""
    font = TTFont(ASSETS / "fonts" / f"{name}.woff", recalcTimestamp=False)
    font.flavor = font.flavorData = None
    plain = io.BytesIO()
    font.save(plain)
    return {f"{SCHEME}fonts/{name}.woff": plain.getvalue()}


def set_in(html: str, assets: dict[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Give a text and the assets with the fonts that its letters need."""
    style_sheet = assets[SHEET].decode()
    names = faces.needed(html + style_sheet)
    made = {SHEET: faces.sheet(style_sheet, names, SCHEME).encode()}
    for name in faces.files(names):
        if f"{SCHEME}fonts/{name}.woff" not in assets:
            made |= unpacked(name)
    return faces.drawings(html, names), assets | made


def fingerprint(assets: dict[str, bytes]) -> str:
    """Give the SHA-256 of all that decides how an HTML text is printed: libraries, assets, this code."""
    libraries = {name: version(name) for name in LIBRARIES}
    libraries["pango"] = str(ffi.pango.pango_version())
    told = hashlib.sha256(json.dumps(libraries, sort_keys=True).encode())
    for name, content in sorted(assets.items()):
        told.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    for path in sorted((ASSETS / "fonts").glob("*.woff")):
        told.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    for name, module in sorted(sys.modules.items()):
        if name.startswith(CODE) and module.__file__:
            told.update(Path(module.__file__).read_bytes())
    told.update(Path(__file__).read_bytes())
    return told.hexdigest()


def describe_in_languages(metadata: Any) -> None:
    """Say in the metadata what the file is in each language that the text brings ("description-ko")."""
    lines = "".join(
        f'<rdf:li xml:lang="{name.removeprefix(DESCRIPTION)}">{escape(text)}</rdf:li>'
        for name, text in sorted(metadata.custom.items())
        if name.startswith(DESCRIPTION)
    )
    stock, end = metadata.generate_rdf_metadata, b"</rdf:Alt></dc:description>"

    def generate(*about: Any) -> bytes:
        data: bytes = stock(*about)
        return data.replace(end, lines.encode() + end)

    metadata.generate_rdf_metadata = generate


def print_pdf(html: str, assets: dict[str, bytes], tell: Tell | None = None) -> Sheet:
    """Render one HTML text to PDF/UA-1; the same text gives the same bytes.

    Raises FatalURLFetchingError where the text reaches for anything outside the packet's assets.
    """
    remarks = Remarks()
    logger = logging.getLogger("weasyprint")
    logger.setLevel(logging.WARNING)
    logger.handlers[:] = [remarks]
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32]
    html, own = set_in(html, assets)
    fetcher = OwnAssets(own)
    with shortcuts.taken(), watched(tell or (lambda _laid, _drawn, _pages: None)) as counted:
        paper: Any = shortcuts.paper(html, SCHEME, fetcher)
        document = paper.render(pdf_variant=VARIANT)
        describe_in_languages(document.metadata)
        tagging.keep_own_links(document)
        streams.PacketStream.repeated = streams.repeats(document)
        counted(len(document.pages))
        pdf = document.write_pdf(
            finisher=tagging.finish, pdf_variant=VARIANT, pdf_identifier=identifier.encode()
        )
    if fetcher.refused:
        raise FatalURLFetchingError(f"refused to fetch {fetcher.refused[0][:200]}")
    return Sheet(pdf, len(document.pages), tuple(remarks.lines), sides.overlong(document))

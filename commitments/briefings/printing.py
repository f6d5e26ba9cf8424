"""HTML to tagged PDF with WeasyPrint; imported and run in the child alone."""

import hashlib
import io
import logging
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

with warnings.catch_warnings():
    # The font configuration names no font on purpose: packet.css brings the shipped ones.
    warnings.simplefilter("ignore")
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from commitments.briefings import shortcuts, sides, streams, tagging

ASSETS = Path(__file__).parent / "assets"
SCHEME = "asset:///"
VARIANT = "pdf/ua-1"
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
    """Read style sheet and shapes and unpack the fonts once, so that each child finds them in memory."""
    assets = {f"{SCHEME}packet.css": (ASSETS / "packet.css").read_bytes()}
    for path in sorted((ASSETS / "shapes").glob("*.svg")):
        assets[f"{SCHEME}shapes/{path.name}"] = path.read_bytes()
    for path in sorted((ASSETS / "fonts").glob("*.woff")):
        font = TTFont(path)
        font.flavor = font.flavorData = None
        unpacked = io.BytesIO()
        font.save(unpacked)
        assets[f"{SCHEME}fonts/{path.name}"] = unpacked.getvalue()
    return assets


def print_pdf(html: str, assets: dict[str, bytes]) -> Sheet:
    """Render one HTML text to PDF/UA-1; the same text gives the same bytes.

    Raises FatalURLFetchingError where the text reaches for anything outside the packet's assets.
    """
    remarks = Remarks()
    logger = logging.getLogger("weasyprint")
    logger.setLevel(logging.WARNING)
    logger.handlers[:] = [remarks]
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32]
    fetcher = OwnAssets(assets)
    with shortcuts.taken():
        paper: Any = shortcuts.paper(html, SCHEME, fetcher)
        document = paper.render(pdf_variant=VARIANT)
        streams.PacketStream.repeated = streams.repeats(document)
        pdf = document.write_pdf(
            finisher=tagging.finish, pdf_variant=VARIANT, pdf_identifier=identifier.encode()
        )
    if fetcher.refused:
        raise FatalURLFetchingError(f"refused to fetch {fetcher.refused[0][:200]}")
    return Sheet(pdf, len(document.pages), tuple(remarks.lines), sides.overlong(document))

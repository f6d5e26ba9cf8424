"""The process that prints: a warm parent with its imports and no records, and one forked child per packet.

Run as `python -m commitments.packets.render.pdf_worker FD`, where FD is the control socket: each message on
it carries one end of a socket pair. The parent never renders; it forks, and the child reads one job from its
socket, prints it with WeasyPrint under limits and without network, reports parts that take too many pages,
answers, and exits. When the control socket closes, the parent exits.
"""

import gc
import hashlib
import io
import json
import logging
import os
import resource
import socket
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from fontTools.ttLib import TTFont

with warnings.catch_warnings():
    # The font configuration names no font on purpose: packet.css brings the shipped ones.
    warnings.simplefilter("ignore")
    from weasyprint.formatting_structure import boxes
    from weasyprint.text import ffi
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from commitments.packets.render import fonts, tagging, weasyprint_patches
from commitments.sandbox import isolation
from commitments.sandbox.processes import receive_text, send_answer, serve_forks

# An element says with it how many pages it may take.
ALLOWED = "data-sides"


def list_overlong(document: Any) -> tuple[str, ...]:
    """Name the elements, by their id, that stand on more pages than they say they may."""
    allowed: dict[str, int] = {}
    counted: Counter[str] = Counter()
    for page in document.pages:
        names = set()
        for element in _parts(page._page_box):
            names.add(element.get("id"))
            allowed[element.get("id")] = int(element.get(ALLOWED))
        counted.update(names)
    return tuple(name for name, most in allowed.items() if counted[name] > most)


def _parts(page: Any) -> Iterator[Any]:
    """Yield the elements with a page limit among a page's sections and their children."""
    for html in page.children:
        if isinstance(html, boxes.MarginBox):
            continue
        for body in html.children:
            for section in body.children:
                for box in (section, *getattr(section, "children", ())):
                    if box.element is not None and box.element.get(ALLOWED):
                        yield box.element


ASSETS = Path(__file__).parent / "assets"
SCHEME = "asset:///"
SHEET = f"{SCHEME}packet.css"
# Unpacked before the first packet; what others need, their child unpacks.
USUAL = (*fonts.BEFORE[:2], "noto-sans-kr-korean", "noto-sans-khmer-khmer")
# What WeasyPrint logs before it lays out a page.
LAID = "Step 5 - Creating layout - Page %d"
# Called with the pages laid out, the pages written, and how many there are (0: not known yet).
Tell = Callable[[int, int, int], None]
VARIANT = "pdf/ua-1"
LIBRARIES = ("weasyprint", "pydyf", "fonttools", "pikepdf", "tinycss2", "tinyhtml5", "cssselect2")
# Our own modules that have a part in the print, or in what may end it.
CODE = ("commitments.sandbox.", "commitments.packets.")
KINDS = {"css": "text/css", "svg": "image/svg+xml", "woff": "font/ttf"}


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A finished file: its bytes, its pages, the renderer's messages, the parts that take too many pages.

    `slots` are the places that are left for words to be stamped.
    """

    pdf: bytes
    pages: int
    remarks: tuple[str, ...]
    overlong: tuple[str, ...]
    slots: tuple[tuple[str, int, float, float, float, int], ...] = ()


class RemarkHandler(logging.Handler):
    """Collects every line that the renderer logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class LayoutHandler(logging.Handler):
    """Reads from WeasyPrint's progress log which page is being laid out."""

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
def watch_layout(tell: Tell) -> Iterator[Callable[[int], None]]:
    """Report the pages laid out, and then the pages written; yield a function that sets their total
    number.
    """
    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.handlers[:] = [LayoutHandler(tell)]
    logger.propagate = False
    counts = {"drawn": 0, "pages": 0}

    def painted() -> None:
        counts["drawn"] += 1
        tell(counts["pages"], counts["drawn"], counts["pages"])

    with weasyprint_patches.count_painted_pages(painted):
        yield lambda pages: counts.update(pages=pages)


class OwnAssets(URLFetcher):
    """Serves the packet's own style sheet and fonts, and stops the rendering with an error at any other
    request.
    """

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
    """Read style sheets and shapes, unpack the usual fonts: each child finds them in memory."""
    assets = {f"{SCHEME}{path.name}": path.read_bytes() for path in sorted(ASSETS.glob("*.css"))}
    for path in sorted((ASSETS / "shapes").glob("*.svg")):
        assets[f"{SCHEME}shapes/{path.name}"] = path.read_bytes()
    for name in fonts.list_font_files(USUAL):
        assets |= unpack_font(name)
    fonts.load_letters()
    read_style_sheets(f'href="{SHEET}"', assets)
    return assets


def read_style_sheets(html: str, assets: dict[str, bytes]) -> list[Any]:
    """Return the parsed style sheets that a text names: they are read once, for all packets."""
    named = (name for name in (SHEET, *sorted(assets)) if name.endswith(".css"))
    return [
        weasyprint_patches.parse_style_sheet(assets[name].decode(), SCHEME)
        for name in dict.fromkeys(named)
        if f'href="{name}"' in html
    ]


def unpack_font(name: str) -> dict[str, bytes]:
    """Unpack one font: as shipped, with the day it was last changed, for the same bytes tomorrow."""
    font = TTFont(ASSETS / "fonts" / f"{name}.woff", recalcTimestamp=False)
    font.flavor = font.flavorData = None
    plain = io.BytesIO()
    font.save(plain)
    return {f"{SCHEME}fonts/{name}.woff": plain.getvalue()}


def set_in(html: str, assets: dict[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Return a text, and the assets with the fonts that its letters need; style sheets are read already."""
    names = fonts.list_needed_families(html + assets[SHEET].decode())
    made = {name: b"" for name in assets if name.endswith(".css")}
    made[SHEET] = fonts.build_style_sheet(names, SCHEME).encode()
    for name in fonts.list_font_files(names):
        if f"{SCHEME}fonts/{name}.woff" not in assets:
            made |= unpack_font(name)
    return fonts.name_drawing_fonts(html, names), assets | made


def fingerprint_printer(assets: dict[str, bytes]) -> str:
    """Return the SHA-256 of everything that decides how HTML is printed: libraries, assets, this code."""
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


def print_pdf(html: str, assets: dict[str, bytes], tell: Tell | None = None) -> PrintedSheet:
    """Render one HTML text to PDF/UA-1; the same text gives the same bytes.

    Raises FatalURLFetchingError where the text reaches for anything outside the packet's assets.
    """
    remarks = RemarkHandler()
    logger = logging.getLogger("weasyprint")
    logger.setLevel(logging.WARNING)
    logger.handlers[:] = [remarks]
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32]
    html, own = set_in(html, assets)
    fetcher = OwnAssets(own)
    with (
        weasyprint_patches.apply_patches(),
        watch_layout(tell or (lambda _laid, _drawn, _pages: None)) as counted,
    ):
        paper: Any = weasyprint_patches.build_document(html, SCHEME, fetcher)
        document = paper.render(pdf_variant=VARIANT, stylesheets=read_style_sheets(html, assets))
        weasyprint_patches.describe_in_languages(document.metadata)
        tagging.remove_second_links(document)
        weasyprint_patches.mark_repeats(document)
        counted(len(document.pages))
        pdf = document.write_pdf(
            finisher=tagging.finish_document, pdf_variant=VARIANT, pdf_identifier=identifier.encode()
        )
    if fetcher.refused:
        raise FatalURLFetchingError(f"refused to fetch {fetcher.refused[0][:200]}")
    overlong = list_overlong(document)
    return PrintedSheet(pdf, len(document.pages), tuple(remarks.lines), overlong, document.slots)


TRIPPED = 70
SECONDS_BETWEEN = 0.2


def load() -> Callable[[socket.socket], NoReturn]:
    """Load what every packet needs."""
    assets = load_assets()
    return partial(serve, assets=assets, printer=fingerprint_printer(assets))


def serve(connection: socket.socket, assets: dict[str, bytes], printer: str) -> NoReturn:
    """Print one job and answer; this process ends here, whatever happens."""
    try:
        job = json.loads(receive_text(connection))
        folder = Path(job["folder"])
        tempfile.tempdir = str(folder)
        gc.disable()
        isolation.limit_resources(job["memory_bytes"], job["cpu_seconds"], job["wall_seconds"])

        def alarm(event: str) -> None:
            send_answer(connection, {"refused": "reached", "detail": event[:200]})
            os._exit(TRIPPED)

        isolation.shut_files(folder, [ASSETS])
        isolation.set_tripwire(folder, [ASSETS], alarm)
        sheet = print_pdf(job["html"], assets, build_teller(connection))
        header = {
            "pages": sheet.pages,
            "remarks": sheet.remarks,
            "overlong": sheet.overlong,
            "slots": sheet.slots,
        }
        used = resource.getrusage(resource.RUSAGE_SELF)
        header |= {"printer": printer, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss}
        send_answer(connection, header, sheet.pdf)
    except MemoryError:
        send_answer(connection, {"refused": "memory", "detail": ""})
    except RecursionError:
        send_answer(connection, {"refused": "depth", "detail": ""})
    except BaseException as error:
        send_answer(connection, {"refused": "failed", "detail": f"{type(error).__name__}: {error}"[:300]})
    finally:
        os._exit(0)


def build_teller(connection: socket.socket) -> Tell:
    """Send the process id, and return a function that reports progress a few times a second, and the number
    of pages as soon as it is known.
    """
    send_answer(connection, {"child": os.getpid()})
    told_at, told_pages = 0.0, 0

    def tell(laid: int, drawn: int, pages: int) -> None:
        nonlocal told_at, told_pages
        if pages != told_pages or time.monotonic() - told_at >= SECONDS_BETWEEN:
            told_at, told_pages = time.monotonic(), pages
            send_answer(connection, {"far": [laid, drawn, pages]})

    return tell


def report_signal(connection: socket.socket, by: int) -> None:
    """Report, in place of a child, which signal ended it, after everything that it sent itself."""
    send_answer(connection, {"signal": by})


if __name__ == "__main__":
    serve_forks(socket.socket(fileno=int(sys.argv[1])), load, report_signal)

"""Take the pages of the demonstration's packet: one for the front page, others side by side for the guide."""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

# Of the page that stands alone, and of those that stand three beside each other.
ALONE_DOTS_PER_INCH, BESIDE_DOTS_PER_INCH = 84, 62
COLOURS = 128
# Without it the few red and green dots of a page come out brown and black.
ROUNDS = 3
QUALITY, GAP, GROUND = 65, 10, (128, 128, 128)
# Each picture of the guide, as its pages: the short name in the header, and which page of that part.
STRIPS: dict[str, tuple[tuple[str, int], ...]] = {
    "packet-said": (("", 0), ("Core brief", 0), ("Scenario", 0)),
    "packet-topic": (("T1 Ports, rescue", 0), ("T1 Ports, rescue", 1), ("At a glance", 0)),
    "packet-record": (("Scorecard", 0), ("Changes", 0), ("People", 0)),
    "packet-reference": (("Annex", 0), ("Annex", -1), ("Meeting notes", 0)),
}
FRONT_PAGE = ("Core brief", 0)
COVER = 1


def take_packet(packet: Path, folder: Path) -> list[Path]:
    """Take the page of the front page, and every strip of the guide."""
    parts = _parts(packet)
    with tempfile.TemporaryDirectory() as scratch:
        alone = _page(packet, parts, FRONT_PAGE, ALONE_DOTS_PER_INCH, Path(scratch))
        files = [folder / "packet.png"]
        alone.quantize(COLOURS, kmeans=ROUNDS).save(files[0], optimize=True)
        for name, chosen in STRIPS.items():
            pages = [_page(packet, parts, one, BESIDE_DOTS_PER_INCH, Path(scratch)) for one in chosen]
            files.append(folder / f"{name}.webp")
            _beside(pages).save(files[-1], quality=QUALITY, method=6)
    return files


def _parts(packet: Path) -> dict[str, list[int]]:
    """Give the pages of each part by the short name in their header; the cover has none."""
    text = subprocess.run(
        ["pdftotext", "-layout", packet, "-"], check=True, capture_output=True, text=True
    ).stdout
    found: dict[str, list[int]] = {"": [COVER]}
    for number, page in enumerate(text.split("\f")[:-1], start=1):
        header = next(line for line in page.splitlines() if line.strip())
        for name in {part for strip in STRIPS.values() for part, _place in strip if part}:
            if header.strip().startswith(f"{name} ") or header.rstrip().endswith(f" {name}"):
                found.setdefault(name, []).append(number)
    return found


def _page(
    packet: Path, parts: dict[str, list[int]], chosen: tuple[str, int], dots_per_inch: int, scratch: Path
) -> Image.Image:
    name, place = chosen
    number, target = str(parts[name][place]), scratch / "page"
    only = ["-f", number, "-l", number, "-singlefile"]
    subprocess.run(["pdftoppm", "-png", "-r", str(dots_per_inch), *only, packet, target], check=True)
    with Image.open(target.with_suffix(".png")) as page:
        return page.convert("RGB")


def _beside(pages: list[Image.Image]) -> Image.Image:
    """Put pages beside each other, a gap between them."""
    width = sum(page.width for page in pages) + GAP * (len(pages) - 1)
    strip = Image.new("RGB", (width, max(page.height for page in pages)), GROUND)
    left = 0
    for page in pages:
        strip.paste(page, (left, 0))
        left += page.width + GAP
    return strip

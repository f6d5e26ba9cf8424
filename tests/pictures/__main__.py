"""Take the pictures of the docs: every screen of the guide, a page of a packet, the life-cycle.

python -m tests.pictures [life-cycle | NAME ...]
"""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import django
from PIL import Image

from tests.pictures.camera import Camera, chromium
from tests.pictures.screens import SCREENS
from tests.pictures.server import demonstration
from tests.shape import ROOT

PICTURES = ROOT / "docs" / "pictures"
DOTS_PER_INCH = 84
COLOURS = 128
# Without it the few red and green dots of a page come out brown and black.
ROUNDS = 3
SCORECARD = "Commitment scorecard"
# So many are taken well within the minutes after which a service counts as stopped.
SCREENS_A_SWEEP = 10


def take_packet(packet: Path) -> Path:
    """Take the first page of the scorecard."""
    text = subprocess.run(["pdftotext", packet, "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")
    # The contents name the section too; its own page is the first after them.
    number = next(
        at for at, page in enumerate(pages, start=1) if SCORECARD in page and "Contents" not in page
    )
    target = PICTURES / "packet"
    chosen = ["-f", str(number), "-l", str(number), "-singlefile"]
    subprocess.run(["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), *chosen, packet, target], check=True)
    file = target.with_suffix(".png")
    Image.open(file).convert("RGB").quantize(COLOURS, kmeans=ROUNDS).save(file, optimize=True)
    return file


def draw_life_cycle() -> None:
    """Draw the life-cycle anew from the table of transitions."""
    django.setup()
    picture = import_module("commitments.lifecycle.picture")
    (PICTURES / "life-cycle.svg").write_text(picture.draw())


def main() -> None:
    """Take what is asked for: the life-cycle alone, the named screens, or everything."""
    asked = sys.argv[1:]
    PICTURES.mkdir(parents=True, exist_ok=True)
    if not asked or asked == ["life-cycle"]:
        draw_life_cycle()
    if asked == ["life-cycle"]:
        return
    unknown = set(asked) - {screen.name for screen in SCREENS}
    if unknown:
        sys.exit(f"No such screen: {', '.join(sorted(unknown))}")
    with demonstration() as served, chromium() as browser:
        files = [] if asked else [take_packet(served.packet)]
        camera = Camera(browser, served, PICTURES)
        wanted = [screen for screen in SCREENS if not asked or screen.name in asked]
        for number, screen in enumerate(wanted):
            if not number % SCREENS_A_SWEEP:
                served.sweep()
            files += camera.take(screen)
    for file in files:
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

"""Take the pictures of the docs: each screen of the guide, pages of a packet, the life-cycle, the packages.

python -m tests.pictures [life-cycle | packages | packet | NAME ...]
"""

import sys
from importlib import import_module
from pathlib import Path

import django

from tests.pictures.camera import Camera, chromium
from tests.pictures.packages import read_and_draw
from tests.pictures.packet import take_packet
from tests.pictures.screens import SCREENS
from tests.pictures.server import demonstration, printed
from tests.shape import ROOT

PICTURES = ROOT / "docs" / "pictures"
# So many are taken well within the minutes after which a service counts as stopped.
SCREENS_A_SWEEP = 10


def draw_life_cycle() -> None:
    """Draw the life-cycle anew from the table of transitions."""
    django.setup()
    picture = import_module("commitments.lifecycle.diagram")
    (PICTURES / "life-cycle.svg").write_text(picture.draw_diagram())


def main() -> None:
    """Take what is asked for: one drawing or the packet alone, the named screens, or everything."""
    asked = sys.argv[1:]
    PICTURES.mkdir(parents=True, exist_ok=True)
    if not asked or asked == ["life-cycle"]:
        draw_life_cycle()
    if not asked or asked == ["packages"]:
        (PICTURES / "packages.svg").write_text(read_and_draw())
    if asked in (["life-cycle"], ["packages"]):
        return
    if asked == ["packet"]:
        with printed() as packet:
            tell(take_packet(packet, PICTURES))
        return
    unknown = set(asked) - {screen.name for screen in SCREENS}
    if unknown:
        sys.exit(f"No such screen: {', '.join(sorted(unknown))}")
    with demonstration() as served, chromium() as browser:
        files = [] if asked else take_packet(served.packet, PICTURES)
        camera = Camera(browser, served, PICTURES)
        wanted = [screen for screen in SCREENS if not asked or screen.name in asked]
        # The first run plans what the second sends: My desk shows a service at work.
        served.sweep()
        for number, screen in enumerate(wanted):
            if not number % SCREENS_A_SWEEP:
                served.sweep()
            files += camera.take(screen)
    tell(files)


def tell(files: list[Path]) -> None:
    """Say what was taken, and how large it is."""
    for file in files:
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

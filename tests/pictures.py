"""Take the pictures of the docs: My desk and a page of a packet from the demo; draw the life-cycle."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.shape import ROOT

PICTURES = ROOT / "docs" / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTH, HEIGHT = 1280, 936
DOTS_PER_INCH = 84
COLOURS = 128
# Without it the few red and green dots of a page come out brown and black.
ROUNDS = 3
START_SECONDS = 30
SCORECARD = "Commitment scorecard"


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of the tracker and give what it printed."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """Serve the tracker on a free port; give its address."""
    command = [sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{environment['PORT']}"]
    server = subprocess.Popen(
        [*command, "--no-control-socket", "--log-level", "error"], cwd=ROOT, env=environment
    )
    address = f"http://localhost:{environment['PORT']}"
    try:
        wait_for(f"{address}/livez")
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urlopen(address).close()
            return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def take(page: Page, name: str) -> None:
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    shrink(file)


def shrink(file: Path) -> None:
    """Keep so many colours as a screen of text needs."""
    Image.open(file).convert("RGB").quantize(COLOURS, kmeans=ROUNDS).save(file, optimize=True)


def take_desk(address: str, password: str) -> None:
    """Sign in as the desk officer and take My desk."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", color_scheme="light"
        )
        page.goto(address)
        page.fill("[name=login]", "desk")
        page.fill("[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/admin/")
        take(page, "desk")
        browser.close()


def take_packet(packet: Path) -> None:
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
    shrink(target.with_suffix(".png"))


def draw_life_cycle() -> None:
    """Draw the life-cycle anew from the table of transitions."""
    django.setup()
    picture = import_module("commitments.lifecycle.picture")
    (PICTURES / "life-cycle.svg").write_text(picture.draw())


def main() -> None:
    """Draw the life-cycle; but for `life-cycle`, load a demo, serve it, and take the other pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    draw_life_cycle()
    if sys.argv[1:] == ["life-cycle"]:
        return
    with tempfile.TemporaryDirectory() as scratch:
        environment = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
        environment |= {
            "TRACKER_DATA": scratch,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "PORT": str(free_port()),
            "LOG_LEVEL": "ERROR",
        }
        manage(environment, "migrate", "--no-input", "--verbosity", "0")
        manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
        meeting = json.loads(manage(environment, "load_demo", "--format", "json"))["meetings"][0]["reference"]
        packet = Path(scratch) / "packet.pdf"
        manage(environment, "make_packet", "--meeting", meeting, "--output", str(packet))
        take_packet(packet)
        manage(environment, "send_reminders")
        password = json.loads((Path(scratch) / "demo-users.json").read_text())["desk"]
        with serving(environment) as address:
            take_desk(address, password)
    for file in sorted(PICTURES.glob("*.png")):
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

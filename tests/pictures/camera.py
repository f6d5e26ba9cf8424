"""Take a screen of the demonstration, light and dark."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.pictures.screens import ANSWER, Screen
from tests.pictures.server import Served

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTH, HEIGHT = 1280, 860
SCHEMES = ("light", "dark")
# So many colours a screen of text needs; without the rounds its few red and green dots come out brown.
COLOURS, ROUNDS = 128, 3
PATIENCE_MS = 10_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's own browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


class Camera:
    """Takes screens as the people of the demonstration see them, each signed in once."""

    def __init__(self, browser: Browser, served: Served, folder: Path) -> None:
        self.browser, self.served, self.folder = browser, served, folder
        self.windows: dict[str, BrowserContext] = {}

    def take(self, screen: Screen) -> list[Path]:
        """Go to the screen and keep it once in each colour scheme, as NAME-SCHEME.webp."""
        page = self._window(screen.user).new_page()
        try:
            self._go(page, screen)
        except PlaywrightError as error:
            raise RuntimeError(f"the screen {screen.name} cannot be reached") from error
        files = []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            file = self.folder / f"{screen.name}-{scheme}.webp"
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(COLOURS, kmeans=ROUNDS).convert("RGB").save(file, lossless=True, method=6)
            files.append(file)
        page.close()
        return files

    def _go(self, page: Page, screen: Screen) -> None:
        path = self.served.answer_path() if screen.path == ANSWER else screen.path
        page.goto(self.served.address + path, wait_until="networkidle")
        if screen.record:
            page.locator("#result_list a", has_text=screen.record).first.click()
        for box in page.locator("#result_list input.pick").all()[: screen.select]:
            box.check()
        self._press(page, screen.press)
        if screen.rows:
            content = "\r\n".join(screen.rows).encode()
            page.set_input_files(
                "[name=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": content}
            )
        for name, text in screen.fill:
            field = page.locator(f"[name='{name}']")
            is_choice = field.evaluate("field => field.localName === 'select'")
            (field.select_option if is_choice else field.fill)(text)
        self._press(page, screen.after)
        page.wait_for_load_state("networkidle")

    def _press(self, page: Page, words: tuple[str, ...]) -> None:
        for word in words:
            page.locator("a:visible, button:visible, summary:visible", has_text=word).first.click()

    def _window(self, user: str) -> BrowserContext:
        if user not in self.windows:
            window = self.browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", reduced_motion="reduce"
            )
            window.set_default_timeout(PATIENCE_MS)
            if user:
                page = window.new_page()
                page.goto(f"{self.served.address}/admin/")
                page.fill("[name=login]", user)
                page.fill("[name=password]", self.served.passwords[user])
                page.keyboard.press("Enter")
                page.wait_for_url("**/admin/")
                page.close()
            self.windows[user] = window
        return self.windows[user]

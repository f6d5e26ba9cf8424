"""A brief written by the keyboard alone, in the browser of `tests.pages.child`."""

import subprocess
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.flows.browser import broken, open_page, wanting
from tests.pages.browser import Story

STOPS = 80
FOCUS = "(document.activeElement.name || document.activeElement.textContent).trim()"


def to(page: Page, name: str) -> list[str]:
    """Go by Tab to the field of a name, or the link of some words."""
    for _stop in range(STOPS):
        if page.evaluate(FOCUS) == name:
            return []
        page.keyboard.press("Tab")
    return [f"Tab does not come to {name}"]


def told(page: Page, name: str, words: str, *, over: bool) -> list[str]:
    """Wait for what is said of a field; say where it does not come, or in another colour."""
    line = page.locator(f'[data-told="{name}"]', has_text=words)
    line.wait_for()
    return [] if ("over" in (line.get_attribute("class") or "").split()) == over else [f"{name}: {words}"]


def write(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Write a core brief, see a limit, preview it as typed, mend it and save it: no mouse."""
    page = open_page(browser, task, "officer", task["meeting"])
    printed: list[bytes] = []

    def keep(route: Route) -> None:
        printed.append(route.fetch().body())
        route.fulfill(content_type="text/html", body="<title>printed</title>")

    page.context.route("**/preview/**", keep)
    found = to(page, "Core brief")
    page.keyboard.press("Enter")
    page.wait_for_url("**/brief/add/**")
    found += [] if page.evaluate(FOCUS) == "why" else ["one does not begin where one writes"]
    page.keyboard.type("They asked for it ")
    page.keyboard.press("Control+b")
    page.keyboard.type("in March")
    found += to(page, "objectives")
    page.keyboard.type("- Sign the note\nName a day")
    found += to(page, "messages")
    page.keyboard.type("- One\nTwo\nThree\nFour, the albatross")
    found += told(page, "messages", "4 of 3 entries", over=True)
    found += told(page, "objectives", "2 of 3 entries", over=False)
    found += told(page, "core", "of 300 words", over=False)
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+.")
    opened.value.wait_for_load_state()
    opened.value.close()
    text = subprocess.run(["pdftotext", "-", "-"], input=printed[0], capture_output=True, check=True).stdout
    words = " ".join(text.decode().split())
    expected = ("They asked for it in March", "Sign the note", "the albatross", "DRAFT · PREVIEW")
    found += [f"the preview lacks “{one}”" for one in expected if one not in words]
    if page.inner_text(".unsaved") != "Unsaved changes":
        found.append("what was previewed counts as saved")
    page.keyboard.press("Control+a")
    page.keyboard.type("- One\nTwo\nThree")
    found += told(page, "messages", "3 of 3 entries", over=False)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/meeting/**")
    return found + wanting(page, "Core brief", "missing: main request", "Topic brief T1") + broken(page)


STORIES: dict[str, Story] = {"write": write}

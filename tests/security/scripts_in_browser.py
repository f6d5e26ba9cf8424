"""What the browser does for the probe of scripts: open pages and mails, tell what ran or was fetched."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Dialog, Request

from tests.pages.browser import Story, entered

# A field that takes the focus would run what waits for it.
TOUCH = """() => {
    for (const one of document.querySelectorAll('a, input, button, select, textarea, img, svg, video')) {
        for (const kind of ['focus', 'mouseover', 'error', 'load', 'toggle']) {
            one.dispatchEvent(new Event(kind));
        }
    }
}"""
FRAMES = "() => document.querySelectorAll('iframe, object, embed, base, meta[http-equiv]').length"


def _watched(browser: Browser, task: dict[str, Any]) -> tuple[Any, list[str]]:
    said: list[str] = []
    page = entered(browser, task, 1280, "light").new_page()

    def dismissed(dialog: Dialog) -> None:
        said.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def asked(request: Request) -> None:
        if not request.url.startswith((task["address"], "data:", "about:")):
            said.append(request.url)

    page.on("dialog", dismissed)
    page.on("request", asked)
    return page, said


def _look(page: Any, said: list[str], name: str, show: Callable[[], Any]) -> list[str]:
    said.clear()
    show()
    page.evaluate(TOUCH)
    page.wait_for_timeout(20)
    framed = page.evaluate(FRAMES)
    found = [*said, *([f"{framed} frames"] if framed else [])]
    broken = list(page.evaluate("window.__csp || []"))
    return [f"{name}: {one}" for one in (*found, *broken)]


def scripts(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Open each page and each mail; list what ran, what was fetched, and what the policy had to stop."""
    page, said = _watched(browser, task)
    findings = []
    for path in task["paths"]:
        status: list[int] = []

        def visit(path: str = path, status: list[int] = status) -> None:
            answer = page.goto(task["address"] + path)
            status.append(answer.status if answer else 0)

        findings += _look(page, said, path, visit)
        if status != [200]:
            findings.append(f"{path}: status {status}")
    for number, mail in enumerate(task["mails"]):
        findings += _look(page, said, f"mail {number}", lambda mail=mail: page.set_content(mail))  # type: ignore[misc]
    return findings


def control(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Show the same strings unescaped; say so where nothing ran, for then this could find nothing."""
    page, said = _watched(browser, task)
    # What leads away would leave nothing to look at.
    page.set_content("".join(text for text in task["texts"] if "refresh" not in text))
    page.wait_for_timeout(100)
    return [] if said else ["Not even unescaped strings run."]


STORIES: dict[str, Story] = {"scripts": scripts, "control": control}

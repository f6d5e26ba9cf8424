"""Go to, used from the keyboard in a real browser: listed while typing, chosen, left, and opened at once."""

from typing import Any

from playwright.sync_api import Browser, Page

from tests.flows.browser import broken, open_page
from tests.pages.browser import AXE, TAGS, Story, axe

LIST = "/admin/commitments/meeting/"
STATE = """() => ({focus: document.activeElement.id, typed: document.getElementById('goto').value,
    isOpen: document.getElementById('goto').getAttribute('aria-expanded') === 'true',
    chosen: document.querySelectorAll('#goto-found [aria-selected="true"]').length})"""
OPEN = '#goto[aria-expanded="true"]'


def wrong(page: Page, what: str, **wanted: Any) -> list[str]:
    """Say how the field and its list differ from what is wanted of them."""
    state = page.evaluate(STATE)
    differing = {name: state[name] for name, value in wanted.items() if state[name] != value}
    return [f"{what}: {differing}"] if differing else []


def by_keys(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Type, choose, leave; type Hangul as a keyboard composes it; open a reference with Enter."""
    page = open_page(browser, task, "officer", LIST)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "part=" in request.url else None)
    row = page.locator("#result_list a").first
    row.focus()
    page.keyboard.press("/")
    page.keyboard.type("ferr")
    page.wait_for_selector(OPEN)
    found = wrong(page, "typed", focus="goto", isOpen=True, chosen=0)
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    found += wrong(page, "arrows", chosen=1, focus="goto")
    page.evaluate(axe())
    found += [f"axe {finding}" for finding in page.evaluate(AXE, TAGS)]
    page.keyboard.press("Escape")
    found += wrong(page, "Esc", isOpen=False, typed="ferr")
    found += [] if row.evaluate("row => row === document.activeElement") else ["Esc gives no focus back"]

    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    asked.clear()
    keyboard = page.context.new_cdp_session(page)
    for begun in ("\u3147", "혀", "협"):
        keyboard.send("Input.imeSetComposition", {"text": begun, "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_timeout(400)
    found += [f"asked in the middle of a syllable: {asked}"] if asked else []
    keyboard.send("Input.insertText", {"text": "협력"})
    page.wait_for_selector(f'{OPEN} ~ #goto-found mark:text-is("협력")')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/commitment/*/change/")
    found += broken(page)

    page.keyboard.press("/")
    page.keyboard.type(task["reference"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/meeting/*/change/")
    return found


STORIES: dict[str, Story] = {"by_keys": by_keys}

"""Several commitments chosen by keys alone, looked at, done and taken back, in a real browser."""

from typing import Any

from playwright.sync_api import Browser

from tests.flows.browser import broken, open_page, wanting
from tests.pages.browser import Story

LIST = "/admin/commitments/commitment/"


def by_keys(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Walk the rows with j, choose two with x, look at what would come of it, confirm with a key, undo."""
    page = open_page(browser, task, "officer", LIST)
    bar = page.locator(".bulk")
    found = ["the bar is shown with nothing chosen"] if bar.is_visible() else []
    for key in ("j", "x", "j", "j", "x"):
        page.keyboard.press(key)
    found += [] if bar.is_visible() else ["the bar does not come with what is chosen"]
    found += wanting(page, "Selected: 2", "You see a preview first.")
    page.get_by_role("button", name="Report no change…").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bulk-actions/no_change/")
    found += wanting(page, "Nothing changes until you confirm.", "First", "Third", "unchanged")
    if page.evaluate("document.activeElement.name") != "text":
        found.append("the first field has not the focus")
    page.keyboard.type("By telephone.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".done-line")
    found += wanting(page, "“No change” was reported for 2 commitments.")
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bulk-actions/*/")
    found += wanting(page, "Undone: 2.") + broken(page)
    page.goto(task["address"] + LIST)
    page.locator(".facet summary", has_text="Status").click()
    page.locator(".facet[open] .count", has_text="3").first.wait_for()
    return found + broken(page)


STORIES: dict[str, Story] = {"by_keys": by_keys}

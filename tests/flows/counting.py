"""Record a meeting by keys alone, each of them counted, in a real browser.

Counted is every press beside the words themselves: Tab, arrows, Enter, Space, letters that choose an option;
Control with Enter is one. Words are what is written down, and the letters of an owner's own name by which
the owner is found.
"""

from collections import Counter
from typing import Any

from playwright.sync_api import Browser, Page

from tests.flows.browser import ADD, broken, open_page, wanting
from tests.pages.browser import Story

# Presses beyond the words: of a meeting as a whole, of each outcome, of each commitment.
MOST = {"meeting": 25, "outcome": 4, "commitment": 12}


class Keyboard:
    """The keyboard of a page, which counts what is pressed for each part of the story."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: Counter[str] = Counter()
        self.part = "meeting"

    def press(self, key: str) -> None:
        self.counts[self.part] += 1
        self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """Type words; Hangul is put in as an input method does it."""
        if words.isascii():
            self.page.keyboard.type(words)
        else:
            self.page.keyboard.insert_text(words)

    def go(self, name: str) -> None:
        """Go forward by Tab until the focus is in the input of a name."""
        for _press in range(30):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {name}")

    def choose(self, letters: str) -> None:
        """Find an owner by letters of its name and take the first of the list."""
        self.write(letters)
        self.page.locator("#picker:not([hidden])").wait_for()
        self.press("Enter")


def exceeded(counts: dict[str, int]) -> list[str]:
    """Name the parts that took more presses than they may."""
    limits = {part: MOST[part.split()[0]] for part in counts}
    return [f"{part}: {counts[part]} presses" for part in counts if counts[part] > limits[part]]


def record(browser: Browser, task: dict[str, Any], user: str, words: dict[str, str]) -> list[str]:
    """Record three outcomes and two commitments with owners of both sides and deadlines in words."""
    page = open_page(browser, task, user, ADD)
    page.evaluate("window.stayed = true")
    keys = Keyboard(page)
    for name, text in (
        ("title", words["title"]),
        ("held_on", words["day"]),
        ("place", "Port Serin"),
        ("ours-0-who", words["ours"]),
        ("theirs-0-who", words["theirs"]),
        ("statements-0-kind", ""),
        ("statements-0-title", words["text"]),
        ("outcomes-0-clause", ""),
    ):
        keys.go(name)
        if name.endswith("-kind"):
            keys.press("ArrowDown")
        keys.write(text)

    keys.part = "outcome 1"
    keys.write(words["first"])
    page.locator("[data-read-line] strong").first.wait_for()
    keys.part = "commitment 1"
    keys.go("outcomes-0-items-0-lead_ours")
    keys.choose("knp")
    keys.go("outcomes-0-items-0-lead_theirs")
    keys.choose("con")
    keys.go("outcomes-0-items-0-wording")
    keys.write(words["deadline"])
    page.locator("[data-preview]", has_text=words["due"]).wait_for()
    keys.part = "outcome 1"
    keys.press("Enter")

    keys.part = "outcome 2"
    keys.write(words["second"])
    keys.press("Enter")

    keys.part = "outcome 3"
    keys.write(words["third"])
    keys.part = "commitment 2"
    page.locator('[name="outcomes-2-items-0-which"]').wait_for()
    keys.go("outcomes-2-items-0-which")
    keys.press("ArrowDown")
    page.locator("[data-preview]", has_text="2027").wait_for()
    keys.part = "meeting"
    found = [] if page.evaluate("window.stayed") else ["the page was left"]
    keys.press("Control+Enter")
    page.wait_for_selector("#errors, .messagelist")
    found += exceeded(keys.counts) + broken(page) + page.locator("#errors").all_inner_texts()
    return found + wanting(
        page, words["title"], words["clause"], words["second"], words["third"], words["due"]
    )


def by_keys(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Record a meeting in each language of the task."""
    return [found for user, words in task["words"].items() for found in record(browser, task, user, words)]


STORIES: dict[str, Story] = {"by_keys": by_keys}

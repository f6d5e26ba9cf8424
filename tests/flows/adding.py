"""A ministry and an official added beside the fields of a meeting, by keys, in a real browser."""

from typing import Any

from playwright.sync_api import Browser, Page

from tests.flows.browser import ADD, broken, fill, open_page, unset
from tests.pages.browser import Story


def add_beside(page: Page, field: str, **values: str) -> list[str]:
    """Open the small form of the link below a field, fill it, and send it by a key."""
    page.locator(f'a.add-party[data-for="id_{field}"]').focus()
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    small = opened.value
    small.wait_for_load_state()
    found = broken(small)
    fill(small, **values)
    with small.expect_event("close"):
        small.keyboard.press("Enter")
    page.wait_for_function("name => document.activeElement.name === name", arg=field)
    return found


def beside_a_choice(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Keep what was typed, and find what was added in its field."""
    page = open_page(browser, task, "officer", ADD)
    fill(page, title="Talks on customs", country=task["partner"], theirs__0__who="")
    found = add_beside(page, "theirs-0-who", post="Head of customs")
    fill(page, outcomes__0__clause="Their side will name a contact.", outcomes__0__kind="commitment")
    lead = "outcomes-0-items-0-lead_theirs"
    fill(page, **{lead: "Customs Bo"})
    found += add_beside(page, lead, name="Customs Board", short_name="CB")
    told = {"title": "Talks on customs", "theirs-0-who": "Head of customs", lead: "Customs Board"}
    return found + unset(page, **told) + broken(page)


STORIES: dict[str, Story] = {"beside_a_choice": beside_a_choice}

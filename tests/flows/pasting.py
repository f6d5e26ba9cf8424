"""Stories of a pasted readout: the page fills itself in, the officer corrects and records it."""

from typing import Any

from playwright.sync_api import Browser, Page

from tests.flows.browser import ADD, broken, fill, open_page, unset, wanting
from tests.pages.browser import AXE, SETTLED, TAGS, WIDE, Story, axe

READOUT = """Foreign Minister Han Seo-yun met the Valdorian Minister of External Relations, Ada Marlow, in
Port Serin on 4 March 2026.

The Valdorian side will name a contact point within 10 working days. Minister Han asked the Valdorian side to
open a second office.

The two sides agreed to exchange lists of ships by 30 June 2026. They will hold a workshop soon."""
FILLED = {
    "title": "Meeting of the foreign minister of Korea and the minister of external relations of Valdoria",
    "held_on": "4 Mar 2026",
    "place": "Port Serin",
    "ours__0__who": "Han Seo-yun, Foreign Minister",
    "theirs__0__who": "Ada Marlow, Minister of External Relations",
    "readout__kind": "our_readout",
    "outcomes__0__clause": "The Valdorian side will name a contact point within 10 working days.",
    "outcomes__0__kind": "commitment",
    "outcomes__0__spoken_by": "theirs",
    "outcomes__0__text": "readout",
    "outcomes__0__items__0__wording": "within 10 working days",
    "outcomes__1__kind": "request",
    "outcomes__1__spoken_by": "ours",
    "outcomes__2__spoken_by": "joint",
    "outcomes__2__items__0__wording": "by 30 June 2026",
}
VIEWS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


def find_faults(page: Page) -> list[str]:
    """Look at the page in each width and scheme."""
    page.evaluate(axe())
    found = []
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        page.evaluate(SETTLED)
        if page.evaluate(WIDE) > 0:
            found.append(f"wider than the window at {width}")
        found += [f"{width} {scheme}: {fault}" for fault in page.evaluate(AXE, TAGS)]
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def by_keys(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Paste into the title, read, correct and record, without a mouse."""
    page = open_page(browser, task, "officer", ADD)
    found = [] if page.evaluate("document.activeElement.name") == "title" else ["the title has not the focus"]
    page.evaluate(
        """words => { const data = new DataTransfer(); data.setData('text/plain', words);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true,
            cancelable: true})); }""",
        READOUT,
    )
    if page.evaluate("document.activeElement.name") != "readout-text":
        found.append("a readout pasted into the title does not go to its field")
    page.keyboard.press("Escape")
    if page.evaluate("document.activeElement.name") != "title":
        found.append("Escape does not lead to the points")
    page.focus('[name="readout-text"]')
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-proposed]")
    found += unset(page, **FILLED) + wanting(page, "4 outcomes proposed.", "Nothing is saved until then.")
    found += find_faults(page)
    fill(page, title="Talks from a readout", place="Port Serin, Harbour Palace")
    page.click(".outcome-row >> nth=3 >> [data-unfold]")
    page.check('[name="outcomes-3-DELETE"]')
    page.focus('[name="readout-text"]')
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-proposed]")
    found += unset(page, title="Talks from a readout", place="Port Serin, Harbour Palace")
    if page.locator('[name="outcomes-4-clause"]').count():
        found.append("what was proposed before is proposed twice")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/change/**")
    return (
        found
        + broken(page)
        + wanting(page, "Talks from a readout", "Our readout, paragraph 2", "18 Mar 2026")
    )


def without_script(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Read a text that leaves date and place open, with script off; nothing is saved before Save."""
    page = open_page(browser, task, "officer", ADD, java_script_enabled=False)
    page.click('[name="_read"]')
    found = wanting(page, "Paste the text, then select “Read the text”.")
    words = "The ministers of Korea and Valdoria met on 12 March. Valdoria will send a list within 30 days."
    page.fill('[name="readout-text"]', words)
    page.click('[name="_read"]')
    found += unset(page, held_on="", place="", outcomes__0__items__0__wording="within 30 days")
    found += wanting(
        page,
        "The text states “12 March” without a year. Enter the date with its year.",
        "The text does not say where the meeting took place. Enter the place, or leave it empty.",
    )
    page.fill('[name="title"]', "Plain talks from a readout")
    page.click("[data-save]")
    return found + wanting(page, "Recorded", "Plain talks from a readout", "Valdoria will send a list")


STORIES: dict[str, Story] = {"by_keys": by_keys, "without_script": without_script}

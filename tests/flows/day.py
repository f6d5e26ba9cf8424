"""The officer's day in a real browser, in whichever language the officer reads.

What stands on buttons is found by its English text and looked for as the catalogue says it in that language.
"""

import re
from functools import partial
from typing import Any

import django
from django.utils import translation
from django.utils.translation import gettext as said
from playwright.sync_api import Browser, Locator, Page, TimeoutError

from tests.flows.browser import broken, fill, wanting
from tests.pages.browser import HEIGHT, LISTEN, Story

PATIENCE_MS = 25_000


def sign_in(browser: Browser, task: dict[str, Any]) -> Page:
    """Open the door with name and password, as nobody is let in otherwise."""
    window = browser.new_context(viewport={"width": 1280, "height": HEIGHT}, locale=task["locale"])
    window.add_init_script(LISTEN)
    window.set_default_timeout(PATIENCE_MS)
    page = window.new_page()
    page.goto(task["address"] + "/admin/")
    fill(page, login=task["user"], password=task["password"])
    page.get_by_role("button", name=said("Sign in"), exact=True).click()
    page.wait_for_url("**/admin/")
    return page


def told(page: Page, text: str) -> list[str]:
    """Wait for the line about what happened; say where it is missing."""
    try:
        page.locator(".messagelist", has_text=said(text)).wait_for()
    except TimeoutError:
        shown = " ".join(page.locator(".messagelist").all_inner_texts())
        return [f"{page.url}: “{said(text)}” is not said, but “{shown}”"]
    return []


def open_line(page: Page, title: str) -> Locator:
    """Open the form of a line of My desk in its place."""
    page.locator(".desk-rows li", has_text=title).first.locator("[data-verb]").click()
    return page.locator("#act")


def press(page: Page | Locator, text: str) -> None:
    """Press the button or link that says this, from its beginning on."""
    named = re.compile(f"^{re.escape(said(text))}")
    page.get_by_role("button", name=named).or_(page.get_by_role("link", name=named)).first.click()


def act_on_overdue(page: Page, task: dict[str, Any]) -> list[str]:
    """Request an extension, follow up with the partner, and report no change on the page of the third."""
    act = open_line(page, task["late"])
    press(act, "Request an extension")
    fill(page, wording=task["new_date"])
    fill(page, move_reason="capacity", note=task["why"])
    page.locator("[data-save]").click()
    found = told(page, "Extension requested. The current deadline applies until the head of desk decides.")
    press(page, "My desk")
    act = open_line(page, task["theirs"])
    fill(page, method="call", text=task["chased"])
    act.locator("[data-save]").click()
    found += told(page, "Follow-up logged. No message was sent.")
    page.locator(".desk-rows li", has_text=task["stuck"]).first.locator("a.what").click()
    page.locator("[name=no_change]").click()
    found += told(page, "Update recorded.")
    press(page, "My desk")
    return found


def record(page: Page, task: dict[str, Any]) -> list[str]:
    """Find what comes back on the meeting's page, say that it was held, and write down what was agreed."""
    page.locator(".meeting-rows a", has_text=task["meeting"]).click()
    found = wanting(page, task["late"], task["theirs"], task["stuck"])
    press(page, "Mark as held")
    found += told(page, "Meeting marked as held.")
    press(page, "Add an outcome")
    page.locator('[name="outcomes-0-clause"]').click()
    page.keyboard.insert_text(task["clause"])
    fill(page, outcomes__0__kind="commitment", outcomes__0__spoken_by="theirs")
    fill(page, outcomes__0__items__0__lead_theirs="Valdorian Constabulary")
    fill(page, outcomes__0__items__0__wording=task["deadline"])
    page.locator("[data-preview]", has_text=re.compile("202")).first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.insert_text(task["topic"])
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    return found + page.locator("#errors").all_inner_texts() + wanting(page, task["clause"], task["topic"])


def morning(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Sign in, act on three overdue items, prepare and record the meeting, propose, ask for the packet."""
    page = sign_in(browser, task)
    found = act_on_overdue(page, task)
    found += record(page, task)
    press(page, "Send drafts to owners")
    found += told(
        page,
        (
            "The drafts are open for acceptance by their owners. The page of each commitment shows "
            "the pending responses."
        ),
    )
    page.get_by_role("button", name=said("Create briefing packet"), exact=True).click()
    page.wait_for_url("**/packet/**")
    return found + wanting(page, said("The packet is being created.")) + broken(page)


def evening(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Take the printed packet, close the meeting, and leave."""
    page = sign_in(browser, task)
    page.goto(task["address"] + task["packet"])
    link = page.get_by_role("link", name=said("Open the packet")).get_attribute("href")
    printed = page.request.get(task["address"] + str(link)).body()
    found = [] if printed.startswith(b"%PDF-") else ["the packet is no PDF"]
    page.goto(task["address"] + task["page"])
    press(page, "Close the meeting")
    page.wait_for_url("**/step/close/")
    page.locator("[data-save]").click()
    found += told(page, "Meeting closed. Its clauses are locked. Open items move to the next meetings.")
    page.locator(".rail-user summary").click()
    press(page, "Sign out")
    page.wait_for_load_state()
    return found + broken(page)


def lived(part: Story, browser: Browser, task: dict[str, Any]) -> list[str]:
    """Live a part of the day in the language of the task."""
    django.setup()
    with translation.override(task["language"]):
        return part(browser, task)


STORIES: dict[str, Story] = {"morning": partial(lived, morning), "evening": partial(lived, evening)}

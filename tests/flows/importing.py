"""A table brought in in a real browser: mapped, looked at, taken in part, given back in part, undone."""

import csv
import io
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.flows.browser import broken, open_page, wanting
from tests.pages.browser import AXE, TAGS, Story, axe

ROWS = [
    ["번호", "합의사항", "주관 부처", "기한", "진행 상태"],
    ["1", "Our side will send trainers.", "KNPA", "by 30 June 2027", ""],
    ["2", "Our side will send books.", "KNPA", "by 30 June 2027", "cancelled"],
    ["3", "", "KNPA", "", ""],
]
PHONE = {"width": 640, "height": 900}


def table() -> list[Any]:
    """Give the file as a browser takes it: separated by semicolons, as a ministry sends it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(ROWS)
    return [{"name": "list.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode("cp949")}]


def looked(page: Page) -> list[str]:
    """Say what is wrong with the page as it stands, on a desk and on a narrow screen."""
    found = broken(page)
    wide = page.viewport_size
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{page.url} is wider than a narrow screen")
    page.set_viewport_size(wide)  # type: ignore[arg-type]
    page.evaluate(axe())
    return found + [f"axe {finding}" for finding in page.evaluate(AXE, TAGS)]


def good_rows(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Bring one good, one doubtful and one wrong row into a meeting, from its own page."""
    page = open_page(browser, task, "officer", f"/admin/commitments/meeting/{task['meeting']}/change/")
    page.get_by_role("link", name="Import spreadsheet").click()
    found = looked(page)
    page.set_input_files("[name=file]", table())
    page.fill("[name=sender]", "KNPA")
    page.get_by_role("button", name="Import spreadsheet").click()
    found += wanting(page, "3 rows below the column headings.", "합의사항", "Our side will send trainers.")
    chosen = page.eval_on_selector_all("select", "all => all.slice(0, 5).map(one => one.value)")
    found += [] if chosen == ["number", "clause", "lead", "wording", "status"] else [f"guessed: {chosen}"]
    found += looked(page)
    page.get_by_role("button", name="Check the rows").click()
    found += wanting(
        page,
        "3 rows were checked. No records have been created yet.",
        "An import does not set the stage “cancelled”.",
        "합의사항 (row 4, column 2): The clause is missing",
    )
    found += looked(page)
    page.get_by_role("button", name="Import 1 valid row").click()
    found += wanting(page, "1 row was imported.") + looked(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    given = list(csv.reader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig"), newline="")))
    if [row[:5] for row in given[1:]] != ROWS[2:] or "The clause is missing" not in given[2][5]:
        found.append(f"given back: {given}")
    page.get_by_role("button", name="Undo import").click()
    return found + wanting(page, "The import of 1 row was undone.") + broken(page)


def reach(page: Page, selector: str) -> None:
    """Go on by Tab until an element has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector} on {page.url}")


def enter(page: Page) -> None:
    """Press the button, or send the form, that has the focus, and wait for what comes of it."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def by_keys(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Bring a table in Korean by the keyboard alone: the file, a side, a name that nobody knows, the deed."""
    page = open_page(
        browser, task, "officer", f"/admin/imports/?meeting={task['meeting']}&subject=commitments"
    )
    reach(page, "[name=file]")
    rows = [[*row[:2], "고요부", *row[3:]] for row in ROWS[1:2]]
    csv_file = "\n".join(",".join(row) for row in [ROWS[0], *rows]).encode()
    sent: Any = {"name": "a.csv", "mimeType": "text/csv", "buffer": csv_file}
    page.set_input_files("[name=file]", sent)
    reach(page, "button[data-save]")
    enter(page)
    found = broken(page)
    reach(page, "[name=fixed-owed_by]")
    page.keyboard.press("ArrowDown")
    reach(page, "button[data-save]")
    enter(page)
    reach(page, "[name=n0]")
    page.keyboard.type("KNPA")
    enter(page)
    found += broken(page) + wanting(page, "고요부", "National Police Agency")
    reach(page, "button[name=way]")
    enter(page)
    found += [] if page.evaluate("document.documentElement.lang") == "ko" else ["the page is not in Korean"]
    undo = page.locator("form[action$='/undo/']").count()
    return found + broken(page) + ([] if undo else ["nothing was taken"])


STORIES: dict[str, Story] = {"good_rows": good_rows, "by_keys": by_keys}

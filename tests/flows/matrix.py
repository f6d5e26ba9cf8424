"""The joint follow-up matrix in a real browser: made, taken out, sent back with a remark, seen."""

import io
from pathlib import Path
from typing import Any

import docx
from playwright.sync_api import Browser, FilePayload, Page

from tests.flows.browser import broken, open_page, wanting
from tests.pages.browser import AXE, TAGS, Story, axe

REMARK, ALTERED = "We await the list.", "Records of investigations may be shared."


def looked(page: Page) -> list[str]:
    """Say what is wrong with the page as it stands."""
    page.evaluate(axe())
    return broken(page) + [f"axe {finding}" for finding in page.evaluate(AXE, TAGS)]


def answered(path: Path) -> bytes:
    """Fill in the document as the partner would in Word."""
    paper: Any = docx.Document(str(path))
    row = paper.tables[0].rows[1]
    row.cells[-1].text, row.cells[1].text = REMARK, ALTERED
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def there_and_back(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Make it from the page of a meeting ahead, download it, take in the answer, decide, and look again."""
    page = open_page(browser, task, "officer", f"/admin/commitments/meeting/{task['meeting']}/change/")
    page.click("text=Joint follow-up matrix")
    found = wanting(page, "1 commitment is included.", task["words"]) + looked(page)
    page.click("text=Create the matrix")
    found += wanting(page, "The matrix is being created.", "Refresh") + looked(page)
    # The page itself shows when a worker has made it.
    page.wait_for_selector("text=Document (DOCX)")
    with page.expect_download() as taken:
        page.click("text=Document (DOCX)")
    content = answered(Path(taken.value.path()))
    given: FilePayload = {"name": "returned.docx", "mimeType": "application/msword", "buffer": content}
    page.set_input_files("#returned-file", given)
    page.click("text=Upload returned matrix")
    found += wanting(page, "The agreed wording was changed:", REMARK) + looked(page)
    found += [] if page.locator("mark.diff").count() else ["the altered words are not marked"]
    box = page.locator(".request", has_text=REMARK)
    box.locator("textarea").fill("The list was sent on 3 March.")
    box.get_by_role("button", name="Acknowledge").click()
    found += wanting(
        page,
        "Acknowledged. The next matrix will show the comment.",
        "awaiting approval by the head of desk or the division head",
    )
    page.goto(f"{task['address']}/admin/commitments/commitment/{task['item']}/change/")
    return (
        found + wanting(page, "Partner’s comments", REMARK, "differs from the agreed wording") + looked(page)
    )


STORIES: dict[str, Story] = {"there_and_back": there_and_back}

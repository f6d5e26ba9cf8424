"""The stories of the officer's pages, done in the browser of `tests.pages.child`.

The task names the address and the session cookie of each person by user name.
"""

from typing import Any

from playwright.sync_api import Browser, Dialog, Page

from tests.pages.browser import Story, entered

ADD = "/admin/commitments/meeting/add/"
CLAUSE = "The Valdorian side will name a contact point, reachable at all hours."


def open_page(browser: Browser, task: dict[str, Any], user: str, path: str, **more: Any) -> Page:
    """Open a page as somebody."""
    told = {"address": task["address"], "session": task["sessions"][user]}
    page = entered(browser, told, 1280, "light", **more).new_page()
    page.goto(task["address"] + path)
    return page


def broken(page: Page) -> list[str]:
    return [f"policy {what}" for what in page.evaluate("window.__csp")]


def wanting(page: Page, *texts: str) -> list[str]:
    """Name the texts that the page does not show."""
    shown = page.inner_text("body") + " ".join(
        str(value)
        for value in page.eval_on_selector_all("input, textarea", "all => all.map(one => one.value)")
    )
    return [f"{page.url}: “{text}” is missing" for text in texts if text not in shown]


def fill(page: Page, **values: str) -> None:
    """Type into fields; a name's double underscore stands for a dash."""
    for name, value in values.items():
        field = page.locator(f'[name="{name.replace("__", "-")}"]')
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def unset(page: Page, **values: str) -> list[str]:
    """Name the inputs that do not hold by themselves what is known already."""
    names = {name.replace("__", "-"): value for name, value in values.items()}
    held = {name: page.input_value(f'[name="{name}"]') for name in names}
    return [f"{name} holds {held[name]}" for name, value in names.items() if held[name] != value]


def say(page: Page, number: int, clause: str, kind: str, side: str) -> None:
    fill(page, **{f"outcomes__{number}__clause": clause, f"outcomes__{number}__kind": kind})
    fill(page, **{f"outcomes__{number}__spoken_by": side})


def record(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Record a meeting with three outcomes and two commitments, ask for its packet."""
    page = open_page(browser, task, "officer", ADD)
    found = [] if page.evaluate("document.activeElement.name") == "title" else ["the title has not the focus"]
    page.click("summary:has-text('Times')")
    fill(page, title="Talks on online fraud", held_on="2026-03-04", starts_at="15:30", place="Port Serin")
    fill(page, ours__0__who="Minister of Foreign Affairs", theirs__0__who="Minister of External Relations")
    page.check('[name="ours-0-is_head"]')
    page.click('button[name="_more"][value="ours"]')
    page.keyboard.type("Police attaché")
    fill(page, statements__0__kind="agreed_minutes", statements__0__title="Agreed minutes of 4 March")
    say(page, 0, CLAUSE, "commitment", "theirs")
    fill(page, outcomes__0__place_in_text="paragraph 6")
    fill(page, outcomes__0__items__0__title="Name a 24-hour contact")
    fill(page, outcomes__0__items__0__lead_theirs="valdorian constabulary")
    fill(page, outcomes__0__items__0__lead_ours="KNPA")
    fill(page, outcomes__0__items__0__when="working_days", outcomes__0__items__0__count="10")
    page.locator("[data-preview]", has_text="18 Mar 2026").first.wait_for()
    page.click('button[name="_more"][value="outcomes"]')
    say(page, 1, "Our side asked for close cooperation.", "request", "ours")
    found += unset(page, outcomes__1__text="new-0", outcomes__1__strength="requested")
    page.click('button[name="_more"][value="outcomes"]')
    say(page, 2, "Our side will send trainers.", "commitment", "ours")
    fill(page, outcomes__2__items__0__title="Send trainers", outcomes__2__items__0__lead_ours="knpa")
    fill(page, outcomes__2__items__0__wording="by 30 June 2027")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/change/**")
    found += wanting(
        page,
        "2 commitments saved as drafts",
        CLAUSE,
        "Agreed minutes of 4 March, paragraph 6",
        "Name a 24-hour contact",
        "18 Mar 2026",
        "30 Jun 2027",
        "Not a commitment: an unanswered request or offer is not binding.",
        "Police attaché",
    )
    page.click("text=Send drafts to owners")
    found += wanting(
        page,
        (
            "The drafts are open for acceptance by their owners. The page of each commitment shows "
            "the pending responses."
        ),
    ) + broken(page)
    page.click("text=Create briefing packet")
    page.wait_for_selector("[data-progress]")
    return found + wanting(page, "The packet is being created.") + broken(page)


def mend(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Type something wrong: it is told at the field, nothing is lost, and mended it is saved."""
    page = open_page(browser, task, "officer", ADD)
    fill(page, title="Talks to mend")
    say(page, 0, CLAUSE, "commitment", "ours")
    fill(page, outcomes__0__items__0__title="Kept title", outcomes__0__items__0__lead_ours="Nonesuch")
    page.click('button[name="_more"][value="outcomes"]')
    say(page, 1, "A second clause, kept.", "commitment", "theirs")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.click(".rail-nav a >> nth=0", no_wait_after=True)
    page.wait_for_function("document.activeElement.closest('.rail-nav')")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#errors")
    found = [] if asked == ["beforeunload"] else ["leaving drops what was typed without a question"]
    found += wanting(
        page, "Your entries have been kept.", "Nonesuch", CLAUSE, "A second clause, kept.", "Kept title"
    )
    page.click("#errors a")
    if page.evaluate("document.activeElement.name") != "outcomes-0-items-0-lead_ours":
        found.append("the link of the error does not lead to its field")
    fill(page, outcomes__0__items__0__lead_ours="National Police Agency")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/change/**")
    return found + wanting(page, "Recorded", "Kept title", "A second clause, kept.") + broken(page)


def without_script(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Do the same with script off: another row is a button of the form, and an outcome opens for editing."""
    page = open_page(browser, task, "officer", ADD, java_script_enabled=False)
    page.fill('[name="title"]', "Talks without script")
    page.fill('[name="outcomes-0-clause"]', CLAUSE)
    page.select_option('[name="outcomes-0-kind"]', "commitment")
    page.select_option('[name="outcomes-0-spoken_by"]', "theirs")
    page.fill('[name="outcomes-0-items-0-title"]', "First of two")
    page.click('button[name="_more"][value="outcomes-0-items"]')
    page.fill('[name="outcomes-0-items-1-title"]', "Second of two")
    page.click('button[name="_more"][value="outcomes"]')
    page.fill('[name="outcomes-1-clause"]', "A third clause.")
    page.click("[data-save]")
    # Nothing is recorded until a side is chosen, and the words are kept.
    found = (
        []
        if ("Select the side. “Not stated” is possible only for a topic discussed.")
        in page.inner_text("#errors")
        else ["the side is not asked for"]
    )
    page.select_option('[name="outcomes-1-spoken_by"]', "joint")
    page.click("[data-save]")
    texts = page.inner_text("body")
    found += [t for t in ("First of two", "Second of two", "A third clause.") if t not in texts]
    page.click(f'li:has-text("{CLAUSE}") a.edit')
    page.fill('textarea[name$="-clause"]:not(:text-is(""))', f"{CLAUSE} Edited.")
    page.click("[data-save]")
    return found + [t for t in ("Saved", "Edited.") if t not in page.inner_text("body")]


def life(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Propose, accept, report, prove; the one who reported cannot confirm, another can."""
    path = task["commitment"]
    desk = open_page(browser, task, "officer", path)
    desk.click("text=Send to owners")
    focal = open_page(browser, task, "focal_point", path)
    focal.click("text=Record our acceptance")
    focal.click("button[data-save]")
    found = wanting(focal, "Acceptance recorded.")
    focal.fill("[name=update-text]", "All but one are named.")
    focal.click("label:has-text('On track')")
    focal.focus("[name=update-text]")
    focal.keyboard.press("Control+Enter")
    focal.wait_for_url("**#progress*")
    found += wanting(focal, "All but one are named.")
    focal.click("text=Report as complete, our side")
    focal.click("button[data-save]")
    found += wanting(focal, "Reported as complete. Another person must confirm the completion.")
    judge = open_page(browser, task, "validator", path)
    found += wanting(judge, "Add evidence first.")
    focal.click("summary:has-text('Add evidence')")
    fill(focal, evidence__kind="report", evidence__number="7/2026", evidence__description="Handed over")
    focal.click("text=Save evidence")
    found += wanting(focal, "Evidence added.", "7/2026", "Only the validator can take this step.")
    judge.reload()
    judge.click("text=Confirm as fulfilled")
    judge.click("button[data-save]")
    found += wanting(judge, "Confirmed as fulfilled.")
    desk.reload()
    found += wanting(desk, "Fulfilled", "Commitment confirmed as fulfilled")
    return found + broken(desk) + broken(focal) + broken(judge)


def another_date(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Ask for another date with its meaning told while it is typed; only what its kind needs is shown."""
    page = open_page(browser, task, "officer", task["moving"])
    page.click("text=Request an extension")
    page.wait_for_url("**/step/**")
    found = [] if page.locator("[name=day]").is_hidden() else ["the day is shown where words are typed"]
    page.select_option("[name=when]", "day")
    found += [] if page.locator("[name=day]").is_visible() else ["the day is not shown"]
    page.select_option("[name=when]", "words")
    page.fill("[name=wording]", "by the end of September 2027")
    page.locator("[data-preview]", has_text="Due 30 Sep 2027.").wait_for()
    fill(page, note="The clerk is ill.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    return found + wanting(page, "Extension requested.", "30 Sep 2027", "The clerk is ill.") + broken(page)


STORIES: dict[str, Story] = {
    "record": record,
    "mend": mend,
    "without_script": without_script,
    "life": life,
    "another_date": another_date,
}

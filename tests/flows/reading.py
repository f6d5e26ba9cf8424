"""From a pasted readout to the record, in a real browser: by keys, by hand, and again after a correction."""

from typing import Any

from playwright.sync_api import Browser, Page

from tests.flows.browser import broken, fill, open_page, wanting

ASK = (
    "During the call, the Minister asked the Cambodian side to work closely with Korea so that its nationals "
    "are kept safe and no more of them are harmed."
)
AFFIRMED = "The Prime Minister affirmed that Cambodia will keep fighting online fraud in all its forms."
WELCOMED = "The Minister also welcomed the return of Korean victims last month."
RECALLED = "The two sides recalled the talks of last spring on trade, investment and development."
STRONGER = AFFIRMED.replace("keep fighting", "join Korea in fighting")
READOUT = f"""The Foreign Minister of the Republic of Korea visited Phnom Penh on 10 November and was received
by the Prime Minister of Cambodia. It was the first such visit in nine years.

{ASK} {AFFIRMED}

{WELCOMED} {RECALLED}
"""
SELECT = """words => new Promise(chosen => {
  // The page hears of what is chosen a moment later.
  document.addEventListener('selectionchange', () => chosen(), { once: true });
  for (const one of document.querySelectorAll('.text-read p')) {
    const at = one.textContent.indexOf(words);
    if (at < 0) { continue; }
    const range = document.createRange();
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    let seen = 0;
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      if (seen <= at && at < seen + text.length) { range.setStart(text, at - seen); }
      const end = at + words.length - seen;
      if (end > 0 && end <= text.length) { range.setEnd(text, end); }
      seen += text.length;
    }
    getSelection().removeAllRanges(); getSelection().addRange(range);
  }
})"""


def said(page: Page, words: str) -> None:
    """Wait for a page that says so, and for its script."""
    page.locator("#messages", has_text=words).wait_for()
    page.wait_for_load_state()


def press(page: Page, key: str, then: str) -> list[str]:
    """Press a key, and wait for what it leads to."""
    page.keyboard.press(key)
    said(page, then)
    return broken(page)


def mark(page: Page, words: str) -> list[str]:
    """Choose words in the text with the mouse: they stand in the field by themselves."""
    page.click("summary:has-text('Add a passage yourself')")
    page.evaluate(SELECT, words)
    page.focus("[name=words]")
    held = page.input_value("[name=words]")
    page.click("text=Add passage")
    said(page, "Passage added.")
    return [] if held == words else [f"chosen words came as “{held}”"]


def read(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Paste, accept by key, mark, edit, reject, correct, read again, finish."""
    page = open_page(browser, task, "officer", task["meeting"])
    page.click("text=Paste text or upload a file")
    fill(page, text=READOUT, kind="our_readout", title="Readout of 10 November")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/reading/**")
    found = wanting(page, "2 passages look like outcomes.", "No passage states a deadline.", "0 of 2 decided")
    # A space scrolls, as on any page: the head of the card has the focus, not a button.
    page.keyboard.press("Space")
    at_head = page.evaluate("document.activeElement.matches('.card.current h2')")
    found += [] if at_head else ["the head of the card has no focus"]
    found += wanting(page, "0 of 2 decided")
    # In Hangul mode of the keyboard, and with nothing typed anywhere.
    hangul = {"type": "keyDown", "code": "KeyA", "key": "ㅁ", "text": "ㅁ", "windowsVirtualKeyCode": 65}
    page.context.new_cdp_session(page).send("Input.dispatchKeyEvent", hangul)
    said(page, "Accepted as outcome 1.")
    found += broken(page)
    found += wanting(page, "1 of 2 decided", "Accepted as outcome 1", "no date in the passage")
    # To and fro among the cards.
    page.keyboard.press("k")
    page.wait_for_selector(".card.current.decided")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.wait_for_selector("[data-key=a]")
    page.wait_for_load_state()
    page.keyboard.press("e")
    fill(page, title="Keep fighting online fraud", strength="will_endeavour", nature="ongoing")
    page.keyboard.press("Control+Enter")
    said(page, "Accepted as outcome 2.")
    found += mark(page, WELCOMED) + mark(page, RECALLED)
    fill(page, owed_by="joint")
    page.focus("[data-key=a]")
    found += press(page, "a", "Accepted as outcome 3.")
    # A key that is held down decides once.
    page.keyboard.down("r")
    said(page, "Passage excluded. It will not be proposed again.")
    page.click(".card:has-text('Excluded') [value=undo]")
    said(page, "Decision undone.")
    page.keyboard.down("r")
    page.wait_for_timeout(300)
    page.keyboard.up("r")
    found += wanting(page, "3 of 4 decided")
    found += press(page, "r", "Passage excluded. It will not be proposed again.")
    found += wanting(page, "4 of 4 decided")
    return found + _again(page) + _finish(page, task)


def _again(page: Page) -> list[str]:
    """Correct one sentence: only that is proposed, and the rejected one is not."""
    page.click(".breadcrumbs a >> text=Readout of 10 November")
    page.wait_for_url("**/change/")
    text = page.input_value("[name=text]")
    page.fill("[name=text]", text.replace(AFFIRMED, STRONGER))
    page.keyboard.press("Control+Enter")
    said(page, "Saved")
    return broken(page)


def _finish(page: Page, task: dict[str, Any]) -> list[str]:
    page.goto(task["address"] + task["meeting"])
    page.click("text=Analyse this text")
    page.wait_for_url("**/reading/**")
    found = wanting(page, "The text was changed after the analysis.")
    page.click("text=Analyse the text again")
    said(page, "Text analysed.")
    found += wanting(page, "4 of 5 decided", "no longer in the text", "Excluded")
    page.click(".bar-actions >> text=Finish")
    found += wanting(page, "1 undecided passage", "Exclude the undecided passages", "Decide later")
    page.click("text=Exclude the undecided passages")
    page.wait_for_url("**/change/**")
    clauses = (ASK, AFFIRMED, RECALLED)
    found += wanting(page, "1 passage excluded.", *clauses, "Readout of 10 November, paragraph 2")
    found += wanting(
        page,
        "Keep fighting online fraud",
        "Not a commitment: an unanswered request or offer is not binding.",
    )
    return found + broken(page)


def use_date(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Make a mentioned date the deadline by its key, with what was typed before kept, and accept."""
    page = open_page(browser, task, "officer", task["reading"])
    found = wanting(page, "Mentioned: in May 2027", "no deadline in the passage")
    page.fill("[name=title]", "Help with the summit")
    page.focus(".card.current h2")
    page.keyboard.press("d")
    page.locator("[data-preview]", has_text="31 May 2027").wait_for()
    values = [page.input_value(f"[name={name}]") for name in ("when", "wording", "title")]
    found += [] if values == ["words", "in May 2027", "Help with the summit"] else [f"the card has {values}"]
    page.focus("[data-key=a]")
    return found + press(page, "a", "Accepted as outcome 1.")


def without_script(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Do the same with script off: each card a form, opened by its link."""
    page = open_page(browser, task, "officer", task["reading"], java_script_enabled=False)
    page.click(".card:not(.current) h2 a")
    page.click(".card.current [data-key=e]")
    page.fill("[name=reason]", "Not for us.")
    page.click("[data-key=r]")
    page.click("[data-key=a]")
    shown = page.inner_text("body")
    wanted = ("Excluded: Not for us.", "Accepted as outcome 1", "2 of 2 decided")
    return [text for text in wanted if text not in shown]


STORIES = {"read": read, "use_date": use_date, "without_script": without_script}

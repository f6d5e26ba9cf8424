"""What is looked at on every page, in the browser of `tests.pages.child`.

The task names the address, the session cookie, the paths, and the views (width, colour scheme).
"""

from collections.abc import Callable
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from pypdfium2 import PdfDocument

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Story = Callable[[Browser, dict[str, Any]], list[str]]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
HEIGHT = 800
LISTEN = """window.__csp = []; document.addEventListener('securitypolicyviolation',
    event => window.__csp.push(event.effectiveDirective + ' ' + event.blockedURI));"""
# A change of width or scheme has taken effect: one frame is drawn, and what moves to an end has come to it.
SETTLED = """async () => {
    await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter(one => one.effect.getComputedTiming().endTime < Infinity);
    await Promise.allSettled(moving.map(one => one.finished)); }"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Without preload axe fetches no style sheet again; only rules on sound and on a locked turn would need it.
AXE = """async tags => {
    const found = await axe.run(document, {preload: false, runOnly: {type: 'tag', values: tags}});
    const places = rule => rule.nodes.map(node => node.target.join(' ')).slice(0, 3).join(', ');
    return found.violations.map(rule => rule.id + ': ' + places(rule)); }"""


def axe() -> str:
    """Read axe-core out of the package that ships it."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.rglob("axe*.js")).read_text(encoding="utf-8")


def entered(browser: Browser, task: dict[str, Any], width: int, scheme: str, **more: Any) -> BrowserContext:
    """Open a window of one width and colour scheme, signed in."""
    options: dict[str, Any] = {"viewport": {"width": width, "height": HEIGHT}, "color_scheme": scheme}
    context = browser.new_context(locale="en-GB", **options, **more)
    context.add_init_script(LISTEN)
    if task.get("session"):
        context.add_cookies([{"name": "sessionid", "value": task["session"], "url": task["address"]}])
    return context


def look(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Open each path once, look at it in each width and scheme; list what is wrong with it."""
    script, findings = axe(), []
    page = entered(browser, task, *task["views"][0], reduced_motion="reduce").new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(f"console {line.text}") if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"error {error}"))
    for path in task["paths"]:
        said.clear()
        expected = task.get("statuses", {}).get(path, 200)
        response = page.goto(task["address"] + path)
        if response is None or response.status != expected:
            findings.append(f"{path}: status {response.status if response else None}")
        for number, (width, scheme) in enumerate(task["views"]):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            found = [f"policy {broken}" for broken in page.evaluate("window.__csp")]
            if page.evaluate(WIDE) > 0:
                found.append(f"wider than the window by {page.evaluate(WIDE)}")
            if not number:
                page.evaluate(script)
            found += [f"axe {finding}" for finding in page.evaluate(AXE, TAGS)]
            findings += [f"{path} at {width} {scheme}: {finding}" for finding in found]
        # The browser itself tells the console of an answer that is wanted here.
        wanted = "console Failed to load" if expected >= 400 else "nothing"
        findings += [f"{path}: {line}" for line in said if not line.startswith(wanted)]
    return findings


FIRST = {
    "the wording": ".words",
    "the owners": ".who tbody tr:first-child",
    "the deadline": ".facts-line",
    "the next step": ".next-step .button",
}
BOTTOM = "all => all.length ? all[0].getBoundingClientRect().bottom : 1e6"
# One stop of Tab: what has the focus, whether a ring is seen on it, and what lies over it.
STOP = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) { return null; }
    const rings = one => {
        const style = one && getComputedStyle(one);
        return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    };
    const box = rings(at) ? at : at.closest('label');
    const name = `${at.tagName} ${at.id || at.name || at.textContent.trim().slice(0, 40)}`;
    if (!rings(box)) { return [name, `${name} has no ring`]; }
    const {left, right, top, bottom} = box.getClientRects()[0];
    const over = document.elementFromPoint((left + Math.min(right, left + 60)) / 2, (top + bottom) / 2);
    const free = over && (box.contains(over) || over.contains(box) || over.closest('svg'));
    return [name, free ? '' : `${name} is covered by ${over?.className}`];
}"""
STOPS = 150


def first(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Say what of a commitment's first things does not stand in a window of 1280 by 800."""
    page = entered(browser, task, 1280, "light").new_page()
    findings = []
    for language, path in product(("en", "ko"), task["paths"]):
        page.context.add_cookies([{"name": "sessionid", "value": task[language], "url": task["address"]}])
        page.goto(task["address"] + path)
        for what, place in FIRST.items():
            bottom = page.eval_on_selector_all(place, BOTTOM)
            if bottom > HEIGHT:
                findings.append(f"{path} {language}: {what} ends at {bottom}")
        if page.evaluate(WIDE) > 0:
            findings.append(f"{path} {language}: wider than the window")
    return findings


def walk(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Go through the pages by Tab; name the stops that are not seen."""
    page = entered(browser, task, *task["views"][0]).new_page()
    findings = []
    for (width, scheme), path in product(task["views"], task["paths"]):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        page.goto(task["address"] + path)
        stops: list[str] = []
        for _number in range(STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop is None:
                break
            stops.append(stop[0])
            findings += [f"{path} at {width}: {stop[1]}"] if stop[1] else []
        if not 10 < len(stops) < STOPS:
            findings.append(f"{path} at {width}: {len(stops)} stops")
    return findings


def mending(page: Page) -> list[str]:
    """Go on where a form came back to be mended, and lose no word of it at the door."""
    findings = (
        [] if page.locator(":focus[aria-invalid=true]").count() else ["one does not go on where it is wrong"]
    )
    if page.inner_text(".unsaved") != "Unsaved changes":
        findings.append("what came back to be corrected counts as saved")
    session = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.evaluate("performance.now = () => 3_600_000")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".signed-out a:focus")
    if page.input_value("#id_name") != "A new ministry":
        findings.append("what was typed is lost at the door")
    page.context.add_cookies(session)  # type: ignore[arg-type]
    page.evaluate("performance.now = () => 7_200_000")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(":focus[aria-invalid=true]")
    if page.locator(".signed-out").count() or page.input_value("#id_name") != "A new ministry":
        findings.append("signed in again, one cannot save")
    return findings


def keys(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Use the frame by keyboard, and say what does not answer."""
    page = entered(browser, task, 1280, "light").new_page()
    page.goto(task["address"] + "/admin/commitments/ministry/")
    findings = []

    def expect(what: str, holds: object) -> None:
        if not holds:
            findings.append(what)

    page.keyboard.press("Tab")
    expect(
        "the first stop skips to the content", "Skip" in page.evaluate("document.activeElement.textContent")
    )
    page.keyboard.press("/")
    expect("slash goes to the search", page.evaluate("document.activeElement.id") == "goto")
    page.keyboard.type("n/?")
    expect("single keys are silent in a field", page.input_value("#goto") == "n/?")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect("the list of keys opens", page.locator("#keys[open]").count())
    with page.expect_response("**/admin/keyboard-shortcuts/"):
        page.check("#keys-off")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect("single keys can be switched off", page.evaluate("document.activeElement.id") != "goto")
    page.reload()
    page.keyboard.press("/")
    expect("they stay off for the account", page.evaluate("document.activeElement.id") != "goto")
    page.goto(task["address"] + "/admin/keyboard-shortcuts/")
    page.uncheck(".keys-form [name=off]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".messagelist")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/commitments/commitment/**")
    for key in "jj":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_selector("#walk:not([hidden])")
    expect("the place in the list is told", page.inner_text("#walk span") == "2 of 2")
    page.keyboard.press("k")
    page.wait_for_function("document.querySelector('#walk span').textContent == '1 of 2'")
    page.goto(task["address"] + "/admin/commitments/ministry/")
    page.keyboard.press("n")
    page.wait_for_url("**/ministry/add/")
    page.fill("#id_name", "A new ministry")
    expect("unsaved changes are said", page.inner_text(".unsaved") == "Unsaved changes")
    page.keyboard.press("Control+Enter")
    page.wait_for_load_state()
    expect("Ctrl Enter saves", "Not saved" in page.inner_text(".errorbox"))
    expect("what was typed is kept", page.input_value("#id_name") == "A new ministry")
    findings += mending(page)
    page.click(".theme-toggle")
    expect("the theme changes", page.get_attribute("html", "data-theme") == "dark")
    expect("no policy is broken", page.evaluate("window.__csp") == [])
    return findings


def pages(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Print each path; name those that do not take as many pages as they should."""
    page = entered(browser, task, *task["views"][0]).new_page()
    findings = []
    for path in task["paths"]:
        page.goto(task["address"] + path)
        count = len(PdfDocument(page.pdf(prefer_css_page_size=True)))
        findings += [] if count == task["printed"] else [f"{path}: prints on {count} pages"]
    return findings


STORIES: dict[str, Story] = {"look": look, "keys": keys, "first": first, "walk": walk, "pages": pages}

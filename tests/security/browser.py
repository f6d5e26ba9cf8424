"""The way in, in the browser of `tests.pages.child`: by an app, a passkey and a recovery code.

The task names the address, a user name and a password.
"""

import email
import email.policy
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.flows.browser import broken, wanting
from tests.pages.browser import Story, entered
from tests.security import otp

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
HOME = "**/admin/"
LINK = re.compile(r"/accounts/two-step/confirm/[\w-]+/")


def sign_in(page: Page, task: dict[str, Any]) -> None:
    page.goto(f"{task['address']}/accounts/login/")
    page.fill("#id_login", task["user"])
    page.fill("#id_password", task["password"])
    page.press("#id_password", "Enter")


def sign_out(page: Page, task: dict[str, Any]) -> None:
    page.goto(f"{task['address']}/accounts/logout/")
    page.click("main button")
    page.wait_for_url("**/accounts/login/")


def way_in(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Be led to the set-up, set up an app and a passkey, and sign in by each."""
    page = entered(browser, task, 1280, "light").new_page()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, task)
    page.wait_for_url("**/two-step/")
    found = wanting(page, "Your role requires two-step verification. Set it up")
    page.click("text=Set up an authenticator app")
    secret = page.inner_text("code").strip()
    if page.locator("svg.qr path").bounding_box() is None:
        found.append("the code to scan is not drawn")
    page.fill("[name=code]", otp.code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/two-step/")
    found += wanting(page, "This method is not active yet") + broken(page)
    page.goto(f"{task['address']}{linked(task)}")
    found += wanting(page, "Yes, this was me") + broken(page)
    page.click("main form button")
    page.wait_for_url("**/recovery/")
    found += wanting(page, "10 codes are left") + broken(page)
    recovery = page.locator("ol code").first.inner_text()
    page.goto(f"{task['address']}/accounts/two-step/passkeys/add/")
    page.click("#passkey-add")
    page.wait_for_url("**/two-step/")
    found += wanting(page, "Passkey 1") + broken(page)
    sign_out(page, task)
    # By the passkey alone: it asked for a finger.
    page.click("#passkey-login")
    page.wait_for_url(HOME)
    sign_out(page, task)
    # By the password, then the passkey; then a recovery code.
    sign_in(page, task)
    page.wait_for_url("**/two-step/code/")
    found += broken(page)
    page.click("#passkey-use")
    page.wait_for_url(HOME)
    sign_out(page, task)
    sign_in(page, task)
    page.wait_for_url("**/two-step/code/")
    page.fill("[name=code]", recovery)
    page.keyboard.press("Enter")
    page.wait_for_url(HOME)
    return found + broken(page)


def linked(task: dict[str, Any]) -> str:
    """Give the path of the link in the newest mail of the folder."""
    newest = max(Path(task["mails"]).glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    message = email.message_from_bytes(newest.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    found = LINK.search(body.get_content() if body else "")
    assert found is not None
    return found[0]


def passkey_waits(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Set up a passkey first: until it is confirmed it signs nobody in, and from elsewhere it is not."""
    page = entered(browser, task, 1280, "dark").new_page()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, task)
    page.wait_for_url("**/two-step/")
    page.click("text=Set up a passkey")
    page.click("#passkey-add")
    page.wait_for_url("**/two-step/")
    found = wanting(page, "This method is not active yet") + broken(page)
    sign_out(page, task)
    page.click("#passkey-login")
    page.wait_for_selector("text=not confirmed yet")
    sign_in(page, task)
    page.wait_for_url("**/two-step/")
    page.goto(f"{task['address']}{linked(task)}")
    found += wanting(page, "Open the link in that browser.") + broken(page)
    page.click("text=Two-step verification >> nth=-1")
    page.click("text=Cancel setup")
    page.wait_for_selector("text=The setup was cancelled.")
    return found + broken(page)


def without_a_passkey(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Say so where the device gives none."""
    page = entered(browser, task, 390, "dark").new_page()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    page.goto(f"{task['address']}/accounts/login/")
    hint = page.locator("#passkey-failed")
    found = ["the failure is shown before a try"] if hint.is_visible() else []
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.click("#passkey-login")
    hint.wait_for(state="visible")
    return found + broken(page)


STORIES: dict[str, Story] = {
    "way_in": way_in,
    "passkey_waits": passkey_waits,
    "without_a_passkey": without_a_passkey,
}

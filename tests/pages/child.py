"""A real browser in a process of its own, for Django's own thread must hold no event loop.

    python -m tests.pages.child  < tasks  > answers      (a line of JSON each)

A task names the module and its stories (A+B: one after the other), and what they need: the address, the
sessions. An answer holds the findings, or the error that ended the story. Each task has new windows.
"""

import importlib
import json
import shutil
import sys
import traceback
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.pages.browser import ARGUMENTS


def findings(browser: Browser, task: dict[str, Any]) -> list[str]:
    """Do the stories of one task."""
    stories = importlib.import_module(task["module"]).STORIES
    return [found for name in task["work"].split("+") for found in stories[name](browser, task)]


def main() -> None:
    """Do task after task in one browser, until there are no more."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for line in sys.stdin:
            try:
                told: dict[str, Any] = {"findings": findings(browser, json.loads(line))}
            except Exception:
                told = {"error": traceback.format_exc()}
            for window in browser.contexts:
                window.close()
            print(json.dumps(told), flush=True)
        browser.close()


if __name__ == "__main__":
    main()

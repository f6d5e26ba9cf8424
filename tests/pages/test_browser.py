"""The look at a page finds what is wrong with it, or the pages' tests could not fail."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from unittest import TestCase

HEAD = '<!doctype html><html lang="en"><title>t</title><link rel="stylesheet" href="/sheet.css">'
SHEET = """.wide { width: 700px } .faint { color: #000; background: #fff; transition: color 1s }
@media (max-width: 500px) { .narrow { width: 700px } }
@media (prefers-color-scheme: dark) { .faint { color: #eee } }"""
FILES = {
    "/sheet.css": SHEET,
    "/thrown.js": "throw new Error('thrown')",
    "/late.js": "setTimeout(() => console.error('late'), 20)",
}
BODIES = {
    "/clean": "",
    "/narrow": '<p class="narrow">words</p>',
    "/faint": '<p class="faint">words</p>',
    "/style": '<p style="color: red">words</p>',
    "/thrown": '<script src="/thrown.js"></script>',
    "/late": '<script src="/late.js"></script>',
    "/absent": '<script src="/absent.js"></script>',
    "/nameless": "<button></button>",
}
EXPECTED = (
    "/narrow at 390 dark: wider than the window by",
    "/faint at 390 dark: axe color-contrast: p",
    "/style at 1280 light: policy style-src-attr inline",
    "/thrown: error thrown",
    "/late: console late",
    "/absent: console Failed to load resource",
    "/nameless at 1280 light: axe button-name: button",
    "/gone: status 404",
)


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = f"{HEAD}<main><h1>t</h1>{BODIES.get(self.path, '')}</main></html>"
        text = FILES.get(self.path, page).encode()
        kind = {"css": "text/css", "js": "text/javascript"}.get(self.path.rpartition(".")[2], "text/html")
        known = self.path in {*FILES, *BODIES, "/favicon.ico"}
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class LookTests(TestCase):
    def test_it_tells_each_fault_and_nothing_of_a_clean_page(self) -> None:
        with served() as address:
            task = {
                "module": "tests.pages.browser",
                "work": "look",
                "address": address,
                "paths": [*BODIES, "/gone"],
                "views": [(1280, "light"), (390, "dark")],
            }
            done = subprocess.run(
                [sys.executable, "-m", "tests.pages.child"],
                input=json.dumps(task),
                capture_output=True,
                text=True,
                timeout=240,
                check=True,
            )
        findings = json.loads(done.stdout)["findings"]
        for expected in EXPECTED:
            with self.subTest(expected):
                self.assertTrue(any(found.startswith(expected) for found in findings), findings)
        self.assertEqual([found for found in findings if found.startswith("/clean")], [])

"""What the child does, in a process of its own: the shortcuts change nothing, nor does the day."""

import json
import subprocess
import sys

from django.test import SimpleTestCase

from commitments.packets.render.pdf import render_html
from commitments.packets.render.printing import PDF_WORKER
from tests.commitments.packets.sample import content, imprint

SAME = """
import contextlib, hashlib, json, sys
from commitments.packets.render import tagging, weasyprint_patches
from commitments.packets.render.pdf_worker import load_assets, print_pdf
KEPT = ("build_fonts_dictionary", "zlib")
html = json.load(sys.stdin)
assets = load_assets()
quick = print_pdf(html, assets).pdf
plain = contextlib.ExitStack()
for owner, name, value in weasyprint_patches.list_patches():
    if value not in (tagging.PacketStream, tagging.add_tags) and name not in KEPT:
        value = owner.__dict__[name]
    plain.enter_context(weasyprint_patches.replace_attribute(owner, name, value))
kept = weasyprint_patches.list_patches
weasyprint_patches.list_patches = lambda: []
with plain:
    stock = print_pdf(html, assets).pdf
print(json.dumps([quick == stock, hashlib.sha256(quick).hexdigest()]))
"""
FONTS = """
import io, json
from fontTools.ttLib import TTFont
from commitments.packets.render.pdf_worker import ASSETS, load_assets
changed = [
    url for url, data in load_assets().items()
    if url.endswith(".woff")
    and TTFont(io.BytesIO(data))["head"].modified
    != TTFont(ASSETS / "fonts" / url.rsplit("/", 1)[1])["head"].modified
]
print(json.dumps(changed))
"""


def run(script: str, given: object = None) -> object:
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(given),
        env=PDF_WORKER.bare_environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(done.stdout)


class PrintingTests(SimpleTestCase):
    def test_the_shortcuts_change_not_a_byte(self) -> None:
        found = run(SAME, render_html(content(3), imprint()))
        assert isinstance(found, list)
        self.assertTrue(found[0])

    def test_fonts_keep_the_day_they_were_last_changed(self) -> None:
        self.assertEqual(run(FONTS), [])

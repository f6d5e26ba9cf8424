"""What the child does, in a process of its own: the shortcuts change nothing, nor does the day."""

import json
import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase

from commitments.packets.render.pdf import render_html
from commitments.packets.render.printing import PDF_WORKER
from tests.commitments.packets.sample import content, imprint

SAME = """
import hashlib, json, sys
from commitments.packets.render import weasyprint_patches
from commitments.packets.render.pdf_worker import load_assets, print_pdf
html = json.load(sys.stdin)
assets = load_assets()
quick = print_pdf(html, assets).pdf
taken = len(weasyprint_patches.list_shortcuts())
weasyprint_patches.are_versions_known = lambda: False
stock = print_pdf(html, assets).pdf
print(json.dumps([quick == stock, taken, hashlib.sha256(quick).hexdigest()]))
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
VERSIONS = """
import json
from importlib.metadata import version
from commitments.packets.render.weasyprint_patches import VERSIONS
print(json.dumps([{name: version(name) for name in VERSIONS}, VERSIONS]))
"""
# A name of a library is set to something else.
NAMES = "(?:weasyprint|pydyf|fontTools|tinycss2|tinyhtml5|cssselect2)"
REPLACED = rf"(?m)replace_attribute\(|setattr\({NAMES}\b|^ *{NAMES}\.[\w.]* = "


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
        self.assertGreater(found[1], 5)

    def test_the_libraries_are_those_that_the_patches_are_written_for(self) -> None:
        found = run(VERSIONS)
        assert isinstance(found, list)
        installed, written_for = found
        self.assertEqual(installed, written_for)

    def test_no_other_file_replaces_a_function_of_the_libraries(self) -> None:
        for path in sorted((settings.BASE_DIR / "commitments").rglob("*.py")):
            if path.name != "weasyprint_patches.py":
                with self.subTest(path.name):
                    self.assertNotRegex(path.read_text(), REPLACED)

    def test_fonts_keep_the_day_they_were_last_changed(self) -> None:
        self.assertEqual(run(FONTS), [])

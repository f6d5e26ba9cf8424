"""Every string that a person reads is in the translation catalogues, and the compiled ones are up to date."""

import ast
import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

ROOT = Path(settings.BASE_DIR)
CATALOGUES = ROOT / "commitments" / "locale"
# The source language is English: its strings need no catalogue.
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
# Those of papers alone have a catalogue of what is printed.
PRINTED = [code for code, _ in settings.PRINT_LANGUAGES if code != "en"]
MONTHS = {"March", "mar", "February", "feb"}
UPDATE = "run bin/messages, translate, and run it again"


def gather(folder: Path, language: str) -> Path:
    """Gather the strings of the code and the templates anew, into a catalogue of their own."""
    for name in ("commitments", "templates", "tracker"):
        shutil.copytree(
            ROOT / name,
            folder / name,
            ignore=shutil.ignore_patterns("locale", "static", "__pycache__", "migrations"),
        )
    (folder / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", language, "--no-location"]
    subprocess.run(command, cwd=folder, env={"PATH": "/usr/bin:/bin"}, check=True, capture_output=True)
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def entries(compiled: Path) -> dict[object, object]:
    """Read what a compiled catalogue translates."""
    with compiled.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    found: dict[object, object] = dict(vars(translations)["_catalog"])
    found.pop("", None)
    return found


def strings(compiled: Path) -> set[str]:
    """Return what a catalogue translates, without plural forms and the months in which Django errs."""
    keys = {str(key[0] if isinstance(key, tuple) else key) for key in entries(compiled)}
    return {key for key in keys - MONTHS if not key.startswith(("abbrev. month", "alt. month"))}


class TranslationTests(SimpleTestCase):
    maxDiff = None

    def test_every_string_is_translated_in_every_catalogue(self) -> None:
        for language in LANGUAGES:
            with self.subTest(language), tempfile.TemporaryDirectory() as folder:
                fresh = gather(Path(folder), language)
                ours = CATALOGUES / language / "LC_MESSAGES" / "django.po"
                merged = Path(folder, "merged.po")
                merge: list[str | Path] = [
                    "msgmerge",
                    "--no-fuzzy-matching",
                    "--quiet",
                    "-o",
                    merged,
                    ours,
                    fresh,
                ]
                subprocess.run(merge, check=True)
                done = subprocess.run(
                    ["msgattrib", "--untranslated", "--no-obsolete", merged],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                self.assertEqual(done.stdout.partition("\n\n")[2], "", UPDATE)

    def test_every_string_is_marked_by_a_name_that_the_gathering_knows(self) -> None:
        for file in sorted((ROOT / "commitments").rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                    other = [name.asname for name in node.names if name.asname not in (None, "_")]
                    self.assertEqual(
                        other, [], f"{file.relative_to(ROOT)}: import it by its own name or as _"
                    )

    def test_what_is_marked_is_gathered(self) -> None:
        # A string in brackets of its own among several is not read by the gathering.
        kept = {key.rpartition("\x04")[2] for key in strings(CATALOGUES / "ko" / "LC_MESSAGES" / "django.mo")}
        for file in sorted(
            path for name in ("commitments", "tracker") for path in (ROOT / name).rglob("*.py")
        ):
            for call in (
                node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)
            ):
                marked = getattr(call.func, "id", getattr(call.func, "attr", ""))
                if marked != "_" and "gettext" not in marked:
                    continue
                said = call.args[1 if "pgettext" in marked else 0]
                if isinstance(said, ast.Constant) and said.value:
                    self.assertIn(said.value, kept, f"{file.relative_to(ROOT)}:{call.lineno}")

    def test_no_translation_is_a_guess_and_each_keeps_its_placeholders(self) -> None:
        for language in PRINTED:
            with self.subTest(language):
                ours = CATALOGUES / language / "LC_MESSAGES" / "django.po"
                self.assertNotIn("\n#, fuzzy", ours.read_text().partition("\n\n")[2])
                done = subprocess.run(
                    ["msgfmt", "--check-format", "-o", "/dev/null", ours], capture_output=True, text=True
                )
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_compiled_catalogues_say_what_the_written_ones_say(self) -> None:
        for language in PRINTED:
            with self.subTest(language), tempfile.TemporaryDirectory() as folder:
                ours = CATALOGUES / language / "LC_MESSAGES" / "django.po"
                fresh = Path(folder, "django.mo")
                subprocess.run(["msgfmt", "-o", fresh, ours], check=True)
                self.assertEqual(entries(ours.with_suffix(".mo")), entries(fresh), UPDATE)

    def test_the_catalogues_of_papers_have_the_same_strings_each_of_which_is_still_said(self) -> None:
        said = {
            language: strings(CATALOGUES / language / "LC_MESSAGES" / "django.mo") for language in PRINTED
        }
        self.assertEqual(said["fr"], said["km"])
        self.assertLessEqual(said["fr"], said["ko"])

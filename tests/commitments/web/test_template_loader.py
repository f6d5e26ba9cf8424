"""Templates are read as Django reads them, but pages have no indentation."""

from django.conf import settings
from django.template import engines
from django.template.autoreload import get_template_directories
from django.template.loader import get_template
from django.test import SimpleTestCase

PAGE, EMAIL = "503.html", "emails/reminder.txt"


def source_of(name: str) -> str:
    """Return the source of a template as it is compiled."""
    return str(get_template(name).template.source)  # type: ignore[attr-defined]


class LoaderTests(SimpleTestCase):
    def test_pages_lose_their_indentation_and_keep_their_lines(self) -> None:
        written = (settings.BASE_DIR / "templates" / PAGE).read_text()
        self.assertIn("\n  ", written)
        self.assertEqual(source_of(PAGE).split("\n"), [line.lstrip(" ") for line in written.split("\n")])

    def test_text_emails_stay_as_they_are(self) -> None:
        self.assertEqual(source_of(EMAIL), (settings.BASE_DIR / "templates" / EMAIL).read_text())

    def test_own_templates_come_before_those_of_packages_and_are_watched_for_changes(self) -> None:
        own = settings.BASE_DIR / "templates"
        self.assertTrue(str(get_template("admin/base_site.html").origin).startswith(str(own)))  # type: ignore[attr-defined]
        self.assertIn("site-packages", str(get_template("admin/delete_confirmation.html").origin))  # type: ignore[attr-defined]
        self.assertIn(own, get_template_directories())

    def test_templates_are_read_once(self) -> None:
        [cached] = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
        self.assertEqual(type(cached).__module__, "django.template.loaders.cached")
        self.assertIs(get_template(PAGE).template, get_template(PAGE).template)  # type: ignore[attr-defined]

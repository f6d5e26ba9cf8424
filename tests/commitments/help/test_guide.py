"""The guide has the same tasks in both languages, and what it renders is safe and complete."""

import re

from django.test import SimpleTestCase

from commitments.help import guide
from commitments.html import render_document, slugify

LANGUAGES = tuple(guide.FILES)


class GuideTests(SimpleTestCase):
    def test_each_language_has_the_same_tasks_chapters_and_roles(self) -> None:
        english, *others = (guide.load_guide(language) for language in LANGUAGES)
        self.assertEqual(tuple(english.tasks), guide.list_keys())
        for other in others:
            self.assertEqual(tuple(other.tasks), guide.list_keys())
            for part, same in zip(english.chapters, other.chapters, strict=True):
                self.assertEqual([one.key for one in part.tasks], [one.key for one in same.tasks])
            self.assertEqual([one.key for one in english.steps], [one.key for one in other.steps])

    def test_each_task_is_in_a_chapter_and_its_numbers_count_up(self) -> None:
        for language, name in guide.FILES.items():
            found = guide.load_guide(language)
            listed = {task.key for chapter in found.chapters for task in chapter.tasks}
            self.assertEqual(listed, set(guide.list_keys()))
            numbers = re.findall(r"^## (\d+)\. ", (guide.DOCS / name).read_text(), re.MULTILINE)
            self.assertEqual(numbers, [str(number) for number in range(1, len(listed) + 1)])

    def test_each_role_has_five_steps(self) -> None:
        for language in LANGUAGES:
            for part in guide.load_guide(language).steps:
                self.assertEqual(part.content.count("<li>"), 5, part.key)

    def test_links_lead_to_pages_of_the_help_and_pictures_to_files(self) -> None:
        for language in LANGUAGES:
            for task in guide.load_guide(language).tasks.values():
                for address in re.findall(r'(?:href|src)="([^"]*)"', task.content):
                    if found := re.fullmatch(r"/static/help/(.+)", address):
                        self.assertTrue((guide.DOCS / "pictures" / found[1]).exists(), address)
                    else:
                        self.assertRegex(address, "^/help/")
        self.assertIn(
            'href="/help/find-a-record/"', render_document("[x](#a)", lambda _: "/help/find-a-record/")
        )

    def test_another_language_reads_the_english_guide(self) -> None:
        self.assertEqual(guide.load_guide("fr").tasks["sign-in"].title, "Sign in")
        self.assertEqual(guide.load_guide("ko").tasks["sign-in"].title, "로그인하기")

    def test_each_term_has_its_equivalents_and_its_anchor_once(self) -> None:
        terms = [term for _heading, part in guide.load_glossary() for term in part]
        self.assertGreater(len(terms), 100)
        self.assertEqual(len({term.key for term in terms}), len(terms))
        for term in terms:
            self.assertTrue(term.term and term.korean and term.french and term.meaning, term)


class RenderTests(SimpleTestCase):
    def test_html_in_a_document_is_text_and_a_script_is_no_link(self) -> None:
        written = render_document(
            "<script>x</script> <b>y</b> [z](javascript:alert(1))", lambda target: target
        )
        self.assertNotRegex(written, "<script|<b>|<a ")

    def test_a_heading_has_an_anchor_and_a_link_without_address_is_text(self) -> None:
        written = render_document(
            "# A date (new)\n\nSee [the API](api.md) and [x](#x).", lambda to: to.strip("api.md")
        )
        self.assertIn('<h1 id="a-date-new">', written)
        self.assertIn('See the API and <a href="#x">x</a>.', written)
        self.assertEqual(slugify("31. Partner’s comments"), "31-partners-comments")

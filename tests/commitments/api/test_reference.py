"""The reference of the API shows every operation, under the strict policy and light enough to read."""

from django.test import Client, SimpleTestCase, TestCase

from commitments.api import reference, tokens
from commitments.api.schema_hooks import list_operations
from tests.cast import NOW, gather
from tests.commitments.api.test_schema import document

BASE = "/api/v1/reference/"
PAGE_BYTES = 100_000


class ReferenceTests(SimpleTestCase):
    def test_every_operation_stands_on_one_page_with_the_shapes_it_takes_and_gives(self) -> None:
        described = document()
        shown = [
            page for noun, _title in reference.list_nouns("en") if (page := reference.build_page("en", noun))
        ]
        listed = [one.id for page in shown for one in page.operations]
        wanted = [one["operationId"] for *_where, one in list_operations(described)]
        self.assertEqual(sorted(listed), sorted(wanted))
        for page in shown:
            here = {shape.name for shape in page.shapes}
            self.assertEqual(len(here), len(page.shapes))
            for one in page.operations:
                self.assertLessEqual({*one.takes, *one.gives}, here, one.id)
                self.assertTrue(one.summary and one.answered, one.id)
            for shape in page.shapes:
                for member in shape.members:
                    self.assertTrue(member.type or member.leads_to or member.words, (shape.name, member.name))
                    self.assertLessEqual({*member.leads_to}, here)
        states = [m for p in shown for s in p.shapes if s.name == "Commitment" for m in s.members]
        state = next(member for member in states if member.name == "state")
        self.assertIn(("reported", "reported complete"), state.words)


class PageTests(TestCase):
    def test_anybody_reads_the_pages_in_their_language_and_no_other_is_there(self) -> None:
        for noun, title in reference.list_nouns("en"):
            page = self.client.get(f"{BASE}{noun}/", headers={"accept-language": "en"})
            self.assertContains(page, f"<h1>{title}</h1>")
            self.assertLess(len(page.content), PAGE_BYTES, noun)
            self.assertNotIn(b" style=", page.content)
            self.assertIn("script-src 'self'", page["Content-Security-Policy"])
        self.assertContains(self.client.get(f"{BASE}commitments/"), 'href="#CommitmentDetail"')
        self.assertContains(self.client.get(BASE, headers={"accept-language": "ko"}), 'lang="ko"')
        self.assertEqual(self.client.get(f"{BASE}nothing/").status_code, 404)
        self.assertEqual(self.client.post(BASE).status_code, 405)


class SearchTests(TestCase):
    def test_every_list_that_is_searched_answers(self) -> None:
        cast = gather()
        token = tokens.create_token(cast.auditor, days=7, now=NOW)
        client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
        searched = [
            path
            for path, members in document()["paths"].items()
            if "{" not in path
            and "q" in {one.get("name") for one in members.get("get", {}).get("parameters", ())}
        ]
        self.assertGreater(len(searched), 10)
        for path in searched:
            with self.subTest(path):
                self.assertEqual(client.get(path, {"q": "harbour"}).status_code, 200)

"""Everybody reads pages and mail in the language of their account, and nothing is left in another."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from commitments import demo
from commitments.models import Commitment, User
from commitments.vocabulary import CommitmentState
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul
from tests.flows.test_demo_pages import addresses
from tests.test_translations import entries

SPOKEN = ("placeholder", "aria-label", "title", "alt", "data-unsaved")
SILENT = {"script", "style", "template"}
COMPILED = Path(settings.BASE_DIR) / "commitments" / "locale" / "ko" / "LC_MESSAGES" / "django.mo"


class Said(HTMLParser):
    """Every text of a page, and every attribute that is read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._inside.append(tag)
        self.texts |= {value.strip() for name, value in attrs if name in SPOKEN and value}

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.texts.add(" ".join(data.split()))


def english() -> frozenset[str]:
    """Give each text of the source that Korean says otherwise, as it stands and with a capital."""
    found = set()
    for key, said in entries(COMPILED).items():
        source = key[0] if isinstance(key, tuple) else str(key)
        source = source.rpartition("\x04")[2]
        if source != said and source.isascii():
            found |= {source, str(capfirst(source))}
    return frozenset(found)


class PageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        demo.load(now=timezone.now())

    def left_over(self, name: str) -> Iterator[str]:
        # The demonstration's people have user names such as desk and head.
        sources = english() - set(User.objects.values_list("username", flat=True))
        self.client.force_login(User.objects.get(username=name))
        for path in addresses():
            answer = self.client.get(path)
            if answer.status_code == 200:
                for text in sorted(Said(answer.content.decode()).texts & sources):
                    yield f"{path}: {text}"

    def test_no_page_leaves_a_string_of_the_catalogue_in_english(self) -> None:
        User.objects.update(language="ko")
        for name in ("desk", "focal", "administrator"):
            with self.subTest(name):
                self.assertEqual(list(self.left_over(name)), [])

    def test_each_person_reads_the_same_page_in_their_own_language(self) -> None:
        item = Commitment.objects.get(reference="XV-2025-0004")
        page = reverse("admin:commitments_commitment_change", args=(item.pk,))
        said = {"en": ("Agreed wording", "Next step"), "ko": ("합의 문안", "다음 절차")}
        for name, language in (("desk", "en"), ("head", "ko")):
            User.objects.filter(username=name).update(language=language)
            self.client.force_login(User.objects.get(username=name))
            answer = self.client.get(page, headers={"accept-language": "fr"})
            self.assertContains(answer, f'<html lang="{language}"')
            for other, words in said.items():
                for word in words:
                    with self.subTest(name, word=word):
                        self.assertEqual(word in answer.content.decode(), other == language)

    def test_the_door_speaks_the_language_of_the_browser(self) -> None:
        for language, word in (("ko", "로그인"), ("en", "Sign in"), ("tlh", "Sign in")):
            with self.subTest(language):
                answer = self.client.get("/accounts/login/", headers={"accept-language": language})
                self.assertContains(answer, word)

    def test_the_page_for_a_failure_speaks_it_too(self) -> None:
        self.client.raise_request_exception = False
        person = User.objects.get(username="desk")
        User.objects.filter(pk=person.pk).update(language="ko")
        self.client.force_login(person)
        with self.settings(ROOT_URLCONF="tests.flows.failing_urls"), self.assertLogs("django.request"):
            answer = self.client.get("/")
        self.assertContains(answer, "시스템 오류가 발생했습니다", status_code=500)


class MailTests(SweepCase):
    def test_one_sweep_writes_to_each_in_their_own_language(self) -> None:
        User.objects.filter(pk=self.people.focal_point.pk).update(language="ko")
        make.commitment(self.people, state=CommitmentState.ACCEPTED)
        make.commitment(self.people, state=CommitmentState.ACCEPTED, parts=())
        self.sweep(seoul(7, 1))
        found = {one["To"].addresses[0].addr_spec: one for one in self.mails()}
        self.assertEqual(set(found), {self.people.focal_point.email, self.people.officer.email})
        for person, subject, words in (
            (self.people.focal_point, "1일 경과", "이행 주체: "),
            (self.people.officer, "1 day late", "Owed by: "),
        ):
            with self.subTest(person.username):
                mail = found[person.email]
                self.assertIn(subject, mail["Subject"])
                for kind in ("plain", "html"):
                    body = mail.get_body((kind,))
                    assert body is not None
                    self.assertIn(words.removesuffix(": "), body.get_content())

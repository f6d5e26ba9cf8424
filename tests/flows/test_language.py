"""Everybody reads pages and mail in the language of their account, and nothing is left in another."""

from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.test import TestCase
from django.utils.text import capfirst

from commitments.enums import CommitmentState
from commitments.models import User
from tests import make
from tests.cast import gather
from tests.commitments.reminders.case import SweepCase, seoul
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


class DoorTests(TestCase):
    def test_the_door_speaks_the_language_of_the_browser(self) -> None:
        for language, word in (("ko", "로그인"), ("en", "Sign in"), ("tlh", "Sign in")):
            with self.subTest(language):
                answer = self.client.get("/accounts/login/", headers={"accept-language": language})
                self.assertContains(answer, word)

    def test_the_page_for_a_failure_speaks_it_too(self) -> None:
        self.client.raise_request_exception = False
        person = gather().officer
        User.objects.filter(pk=person.pk).update(language="ko")
        self.client.force_login(person)
        with self.settings(ROOT_URLCONF="tests.flows.failing_urls"), self.assertLogs("django.request"):
            answer = self.client.get("/")
        self.assertContains(answer, "예기치 않은 시스템 오류", status_code=500)


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
            (self.people.officer, "1 day overdue", "Owner: "),
        ):
            with self.subTest(person.username):
                mail = found[person.email]
                self.assertIn(subject, mail["Subject"])
                for kind in ("plain", "html"):
                    body = mail.get_body((kind,))
                    assert body is not None
                    self.assertIn(words.removesuffix(": "), body.get_content())

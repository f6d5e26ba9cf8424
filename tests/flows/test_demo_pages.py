"""Every page of the demonstration opens, for whoever may open it, says what it is, and in their language."""

import logging
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from commitments.deadlines import versions
from commitments.demo import loader
from commitments.models import Commitment, Meeting, User
from commitments.packets import briefs
from commitments.packets.build import build_content
from commitments.packets.records import build_meeting_scope
from commitments.packets.render.pdf import render_html
from commitments.packets.render.typeset import WORD_JOINER
from tests.flows.test_language import Said, english

MARK = "Demonstration data"
PEOPLE = ("desk", "focal", "administrator")
# So many records of each kind are opened.
FIRST = 3


def addresses() -> Iterator[str]:
    """Give the start page, every list, every page for a new record, and the first records of every kind."""
    yield "/admin/"
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (base, f"{base}add/")
        for pk in model._default_manager.order_by("pk").values_list("pk", flat=True)[:FIRST]:
            yield from (f"{base}{pk}/change/", f"{base}{pk}/history/")


class SaidToReader(Said):
    """The texts of a page or a packet without what is marked as English, such as the words of minutes."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if ("lang", "en") in attrs:
            self._inside.append(tag)


@pytest.mark.both
class DemoPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        loader.load_demo(now=timezone.now())

    def test_every_page_opens_or_is_closed_and_none_fails(self) -> None:
        self.client.raise_request_exception = False
        logging.disable()
        self.addCleanup(logging.disable, logging.NOTSET)
        paths = list(addresses())
        wrong = []
        for name in PEOPLE:
            self.client.force_login(User.objects.get(username=name))
            opened = 0
            for path in paths:
                answer = self.client.get(path)
                opened += answer.status_code == 200
                if answer.status_code not in {200, 302, 403, 404}:
                    wrong.append(f"{name} {path} {answer.status_code}")
                elif answer.status_code == 200 and MARK not in answer.content.decode():
                    wrong.append(f"{name} {path} without its mark")
            self.assertGreater(opened, 1, name)
        self.assertEqual(wrong, [])

    def test_no_page_counts_an_events_own_move_as_a_slip(self) -> None:
        item = Commitment.objects.get(title="Paper on pilots' licences")
        found = versions.count_slips(list(item.deadlines.order_by("number")), item.first_deadline)
        self.assertTrue(found.days and found.event_days)
        self.client.force_login(User.objects.get(username="desk"))
        base = "/admin/commitments"
        visit = Meeting.objects.get(title__startswith="Visit of the Minister")
        paths = [f"{base}/commitment/", f"{base}/commitment/{item.pk}/change/"]
        for pk in (visit.pk, item.outcome.meeting_id, Meeting.objects.get(title__startswith="6th").pk):
            paths.append(f"{base}/meeting/{pk}/change/")
        for path in paths:
            with self.subTest(path):
                page = self.client.get(path)
                self.assertContains(page, f"moved +{found.days} days")
                self.assertNotContains(page, f"moved +{found.days + found.event_days} days")

    def left_over(self, name: str) -> Iterator[str]:
        # The demonstration's people have user names such as desk and head.
        sources = english() - set(User.objects.values_list("username", flat=True))
        self.client.force_login(User.objects.get(username=name))
        for path in addresses():
            answer = self.client.get(path)
            if answer.status_code == 200:
                for text in sorted(SaidToReader(answer.content.decode()).texts & sources):
                    yield f"{path}: {text}"

    def test_no_page_leaves_a_string_of_the_catalogue_in_english(self) -> None:
        User.objects.update(language="ko")
        for name in PEOPLE:
            with self.subTest(name):
                self.assertEqual(list(self.left_over(name)), [])

    def test_a_packet_leaves_no_string_of_the_catalogue_in_english(self) -> None:
        User.objects.filter(username="desk").update(language="ko")
        session = Meeting.objects.get(title="3rd session of the Joint Commission")
        reader, now = User.objects.get(username="desk"), timezone.now()
        content = build_content(
            build_meeting_scope(session), reader=reader, reference="P-XV-2026-01", now=now
        )
        html = render_html(content, briefs.build_preview_label(content)).replace(WORD_JOINER, "")
        said = SaidToReader(html).texts
        self.assertTrue({"핵심 요지", "발언 요지", "이행점검표"} <= said)
        # "Close" is what the desk wrote at the end of the order of events.
        self.assertEqual(sorted(said & english() - {"Close"}), [])

    def test_each_person_reads_the_same_page_in_their_own_language(self) -> None:
        item = Commitment.objects.get(title="Paper on pilots' licences")
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

"""Heads close records and take the package out on a page; closed records say so, and show no form."""

import io
import tempfile
import zipfile
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from commitments import tasks
from commitments.admin.classification import FORMS
from commitments.closeout import package
from commitments.enums import ClosureStage
from commitments.models import Closure, ClosurePackage, OriginatorConsent, Outcome, User
from tests.cast import NOW
from tests.commitments.api.programs import program
from tests.commitments.closeout.test_closures import ClosureCase
from tests.flat import flat
from tests.sealed import seal_all, tell_all

BASE = "/admin/commitments/closure"

pytestmark = pytest.mark.both


class PageTests(ClosureCase):
    def setUp(self) -> None:
        super().setUp()
        self.enterContext(time_machine.travel(NOW, tick=True))
        self.enterContext(mock.patch.object(tasks.make_closure_package, "delay"))
        tell_all()
        seal_all()

    def page(self, address: str, by: User | None = None, **typed: Any) -> Any:
        if by is not None:
            self.client.force_login(by)
        return self.client.post(address, typed) if typed else self.client.get(address)

    def ask_on_page(self) -> Closure:
        answer = self.page(
            f"{BASE}/add/", self.cast.head, country=self.cast.valdoria.pk, reason="The programme has ended."
        )
        self.assertEqual(answer.status_code, 302, flat(answer.text)[:3000])
        return Closure.objects.get()

    def step(self, closure: Closure, name: str, by: User, **typed: Any) -> Any:
        return self.page(f"{BASE}/{closure.pk}/step/{name}/", by, **({"go": "1"} | typed))

    def test_two_heads_close_and_reopen(self) -> None:
        closure = self.ask_on_page()
        self.assertIn("The package is being created.", flat(self.page(f"{BASE}/{closure.pk}/change/").text))
        self.step(closure, "confirm", self.cast.head)
        closure.refresh_from_db()
        self.assertEqual(closure.stage, ClosureStage.REQUESTED)
        self.step(closure, "confirm", self.cast.division_head)
        closure.refresh_from_db()
        self.assertEqual(closure.stage, ClosureStage.CLOSED)
        self.step(closure, "request-reopening", self.cast.head, reason="A report came late.")
        self.step(closure, "reopen", self.cast.division_head)
        closure.refresh_from_db()
        self.assertEqual(closure.stage, ClosureStage.REOPENED)

    def test_closed_records_say_so_and_offer_no_step(self) -> None:
        meeting, item = f"meeting/{self.meeting.pk}", f"commitment/{self.item.pk}"
        address = "/admin/commitments/{}/change/".format
        before = {one: self.page(address(one), self.cast.head).text for one in (meeting, item)}
        self.close()
        for name, was in before.items():
            answer = self.page(address(name), self.cast.head)
            self.assertIn("Closed on 11 Mar 2026, read only.", flat(answer.text))
            self.assertNotIn("read only.", flat(was))
            for offer in (
                "Create briefing packet",
                "Create a packet for another reader",
                "Packet as of a past",
            ):
                self.assertNotIn(offer, flat(answer.text), name)
                self.assertEqual(offer in flat(was), name == meeting, offer)
            self.assertEqual(
                [one.label for one in answer.context["steps"] if not one.refusal and not one.is_rare], []
            )
        answer = self.page(f"/admin/commitments/{item}/change/", self.cast.head, title="Another title")
        self.assertEqual(answer.status_code, 403)

    def test_pages_of_closed_parts_say_so_and_offer_no_form(self) -> None:
        outcome, minutes = Outcome.objects.get(meeting=self.meeting), f"minutes/{self.minutes.pk}"
        address = "/admin/commitments/{}/change/".format
        self.assertIn("Start the next version", self.page(address(minutes), self.cast.officer).text)
        self.close()
        answer = self.page(address(minutes), self.cast.officer)
        self.assertIn("Closed on 11 Mar 2026, read only.", flat(answer.text))
        self.assertEqual([one.label for one in answer.context["steps"] if not one.refusal], [])
        self.assertIn("Download Word", answer.text)
        for offered in ("Start the next version", "Record returned version", "Record as agreed"):
            self.assertNotIn(offered, answer.text)
        self.assertNotIn("Accept", answer.text)
        for kind, key in (("outcome", outcome.pk), ("meeting", self.meeting.pk)):
            answer = self.page(reverse("admin:marking", args=(kind, key)), self.cast.head)
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn("raise_form", answer.context)
            self.assertNotIn("originator_form", answer.context)

    def test_a_head_revokes_and_records_consents_about_closed_records(self) -> None:
        self.close()
        place = reverse("admin:marking", args=("agendapoint", self.point.pk))

        def offered(by: User) -> set[str]:
            page = self.page(place, by)
            return {name for name in FORMS if f"{name}_form" in page.context}

        self.assertEqual(offered(self.cast.head), {"consent", "revoke"})
        self.assertEqual(offered(self.cast.officer), set())
        (consent,) = OriginatorConsent.objects.filter(agenda_point=self.point)
        typed = {"deed": "revoke", "revoke-which": consent.pk, "revoke-reason": "Their letter."}
        self.assertEqual(self.page(place, self.cast.head, **typed).status_code, 302)
        consent.refresh_from_db()
        self.assertIsNotNone(consent.revoked_at)
        self.assertEqual(offered(self.cast.head), {"consent"})

    def test_the_package_is_downloaded_by_heads_alone(self) -> None:
        closure = self.ask_on_page()
        seal_all()
        (one,) = ClosurePackage.objects.all()
        self.assertTrue(self.page(f"{BASE}/{closure.pk}/progress/").json()["is_under_way"])
        self.assertEqual(self.page(f"{BASE}/{closure.pk}/package/").status_code, 302)
        package.make_package(one.pk, now=NOW)
        self.assertIn("Download package", self.page(f"{BASE}/{closure.pk}/change/").text)
        answer = self.page(f"{BASE}/{closure.pk}/package/")
        content = b"".join(answer.streaming_content)
        with zipfile.ZipFile(io.BytesIO(content)) as packed, tempfile.TemporaryDirectory() as place:
            packed.extractall(place)
            self.assertIn("close-out-XV/verify.py", packed.namelist())
        self.step(closure, "package-again", self.cast.head)
        self.assertEqual(ClosurePackage.objects.count(), 2)
        for person in (self.cast.officer, self.cast.stranger, self.cast.reader):
            answer = self.page(f"{BASE}/{closure.pk}/package/", person)
            self.assertIn(answer.status_code, {302, 403, 404}, person)
            self.assertFalse(answer.streaming, person)

    def test_a_program_of_a_head_reads_the_closure(self) -> None:
        closure = self.close()
        for address in ("/api/v1/closures/", f"/api/v1/closures/{closure.pk}/"):
            answer = program(self.cast.head).get(address)
            self.assertEqual(answer.status_code, 200, answer.content)
            self.assertContains(answer, '"stage":"closed"')
        self.assertEqual(program(self.cast.officer).get(address).status_code, 404)

    def test_a_refusal_stands_at_the_form(self) -> None:
        answer = self.page(
            f"{BASE}/add/", self.cast.head, country=self.cast.elsewhere.pk, reason="The programme has ended."
        )
        self.assertEqual(answer.status_code, 200)
        self.assertFalse(Closure.objects.exists())
        with transaction.atomic():
            self.assertEqual(self.page(f"{BASE}/add/", self.cast.officer).status_code, 403)

"""The pages of webhooks: who opens them, the secret shown once, the test button and the log."""

import re
import time
from typing import Any
from unittest import mock

from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from django.test import override_settings
from django.urls import reverse

from commitments.admin import webhooks
from commitments.enums import Classification, WebhookState
from commitments.models import AuditRow, User, WebhookDelivery, WebhookSubscription
from commitments.webhooks import delivery, subscriptions
from tests import make
from tests.cast import NOW
from tests.commitments.webhooks.receiver import WebhookCase
from tests.flat import flat

LIST = reverse("admin:commitments_webhooksubscription_changelist")
ADD = reverse("admin:commitments_webhooksubscription_add")
MESSAGES = reverse("admin:commitments_webhookdelivery_changelist")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


class PageTests(WebhookCase):
    def enter(self, person: User, *, proved: bool = True) -> None:
        """Sign in, with a code of two-step verification given now."""
        self.client.force_login(person)
        if proved:
            Authenticator.objects.get_or_create(user=person, type="totp", defaults={"data": {}})
            session = self.client.session
            session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
            session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
            session.save()

    def typed(self, **given: Any) -> dict[str, Any]:
        return {
            "name": "Registry",
            "address": f"https://localhost:{self.receiver.port}/tracker",
            "desk": self.cast.desk.pk,
            "country": "",
            "clearance": int(Classification.RESTRICTED),
            "events": ["meeting.held"],
            "is_active": "on",
        } | given

    def page(self, record: Any, name: str = "change", *more: str) -> str:
        return reverse(f"admin:commitments_{record._meta.model_name}_{name}", args=(record.pk, *more))

    def test_the_secret_is_shown_once_and_kept_encrypted(self) -> None:
        self.enter(self.cast.administrator)
        self.assertContains(self.client.get(ADD), "WEBHOOK_HOSTS")
        answer = self.client.post(ADD, self.typed())
        (secret,) = SECRET.findall(answer.text)
        webhook = WebhookSubscription.objects.get()
        self.assertEqual(subscriptions.read_secret(webhook), secret)
        kept = str(list(WebhookSubscription.objects.values())) + str(list(AuditRow.objects.values()))
        self.assertNotIn(secret, kept)
        self.assertNotIn(webhook.sealed_secret, str(list(AuditRow.objects.values())))
        for address in (
            LIST,
            self.page(webhook),
            self.page(webhook, "history"),
            self.page(webhook, "secret"),
        ):
            answer = self.client.get(address)
            self.assertEqual(answer.status_code, 200, address)
            self.assertNotIn(secret, answer.text)
            self.assertNotIn(webhook.sealed_secret, answer.text)

    def test_a_new_secret_is_shown_once(self) -> None:
        webhook = self.subscribe()
        self.enter(self.cast.administrator)
        (secret,) = SECRET.findall(self.client.post(self.page(webhook, "secret")).text)
        webhook.refresh_from_db()
        self.assertEqual(subscriptions.read_secret(webhook), secret)

    def test_without_two_step_verification_nothing_is_created(self) -> None:
        webhook = self.subscribe(name="First")
        self.enter(self.cast.administrator, proved=False)
        for address in (ADD, self.page(webhook, "secret")):
            self.assertRedirects(
                self.client.get(address), reverse("mfa_index"), fetch_redirect_response=False
            )
        self.assertContains(self.client.post(ADD, self.typed()), "two-step verification")
        self.assertEqual(WebhookSubscription.objects.count(), 1)
        Authenticator.objects.create(user=self.cast.administrator, type="totp", data={})
        self.assertIn(reverse("mfa_reauthenticate"), self.client.get(ADD)["Location"])

    def test_an_address_that_is_not_allowed_is_refused_at_its_field(self) -> None:
        self.enter(self.cast.administrator)
        for address, said in (
            ("https://elsewhere.example/", "not in the list of allowed hosts"),
            (f"ftp://localhost:{self.receiver.port}/", "begins with https://"),
        ):
            answer = self.client.post(ADD, self.typed(address=address))
            self.assertContains(answer, said)
        webhook = self.subscribe()
        typed = self.typed(address="https://elsewhere.example/", as_seen=webhook.version)
        self.assertContains(self.client.post(self.page(webhook), typed), "not in the list of allowed hosts")

    def test_others_do_not_open_the_pages_and_heads_read_those_of_their_desks(self) -> None:
        webhook = self.subscribe()
        other = self.subscribe(name="Other", desk=self.cast.other_desk)
        for person in (self.cast.officer, self.cast.focal_point, self.cast.reader):
            self.enter(person)
            for address in (LIST, MESSAGES, ADD, self.page(webhook)):
                self.assertIn(self.client.get(address).status_code, (403, 404), (person, address))
        self.enter(self.cast.head)
        self.assertContains(self.client.get(LIST), "Registry")
        self.assertNotContains(self.client.get(LIST), "Other")
        self.assertEqual(self.client.get(self.page(other)).status_code, 404)
        self.assertEqual(self.client.post(self.page(webhook), self.typed()).status_code, 403)
        for step in (webhooks.TEST,):
            self.client.post(f"{LIST}{webhook.pk}/step/{step.name}/")
        self.assertEqual(self.receiver.messages, [])

    def test_the_test_button_shows_the_answer(self) -> None:
        webhook = self.subscribe()
        self.receiver.status, self.receiver.reply = 401, b"wrong <signature>"
        self.enter(self.cast.administrator)
        answer = self.client.post(f"{LIST}{webhook.pk}/step/test/", follow=True)
        shown = flat(answer.text)
        self.assertIn("The test is complete.", shown)
        self.assertIn("401", shown)
        self.assertIn("wrong &lt;signature&gt;", shown)

    def test_the_log_shows_attempts_and_sends_again(self) -> None:
        self.subscribe()
        self.receiver.status = 500
        meeting = make.meeting(self.cast)
        delivery.send_due(NOW)
        row = WebhookDelivery.objects.get()
        WebhookDelivery.objects.update(state=WebhookState.FAILED)
        self.enter(self.cast.administrator)
        self.assertContains(self.client.get(MESSAGES), "not delivered")
        page = self.client.get(self.page(row))
        self.assertContains(page, "Send again")
        self.assertContains(page, "(no access)")
        self.assertNotContains(page, meeting.reference)
        self.client.post(f"{MESSAGES}{row.pk}/step/again/")
        row.refresh_from_db()
        self.assertEqual((row.state, row.tries), (WebhookState.WAITING, 0))
        self.enter(self.cast.head)
        self.assertContains(self.client.get(self.page(row)), meeting.reference)

    @override_settings(WEBHOOK_HOSTS={})
    def test_without_hosts_the_test_says_who_sets_them(self) -> None:
        with override_settings(WEBHOOK_HOSTS={("localhost", self.receiver.port): True}):
            webhook = self.subscribe()
        self.enter(self.cast.administrator)
        with mock.patch.object(delivery, "post") as post:
            self.client.post(f"{LIST}{webhook.pk}/step/test/")
        post.assert_not_called()
        self.assertContains(self.client.get(self.page(webhook)), "No hosts are allowed for webhooks.")

"""A webhook written on its own page verifies clean, and one altered elsewhere does not."""

import time

import pytest
from allauth.account.internal.flows import login
from django.test import override_settings

from commitments.models import WebhookSubscription
from commitments.verification import records
from tests.commitments.verification.covering import covers
from tests.commitments.verification.pages import BASE, VerifiedCase, page_of


@pytest.mark.both
@override_settings(WEBHOOK_HOSTS={("hooks.example.org", 443): False})
class WebhookTests(VerifiedCase):
    @covers(WebhookSubscription)
    def test_a_webhook(self) -> None:
        by = self.cast.administrator
        self.client.force_login(by)
        session = self.client.session
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(by.pk)
        session.save()
        typed = {"name": "Registry", "address": "https://hooks.example.org/", "desk": self.cast.desk.pk}
        typed |= {"clearance": 1, "events": ["meeting.held"], "is_active": "on"}
        self.assertContains(self.client.post(f"{BASE}/webhooksubscription/add/", typed), "whsec_")
        self.verify()
        webhook = WebhookSubscription.objects.get()
        changed = typed | {"events": ["packet.signed"], "as_seen": webhook.version}
        self.assertEqual(self.client.post(f"{BASE}/{page_of(webhook)}", changed).status_code, 302)
        self.verify()
        self.client.post(f"{BASE}/{page_of(webhook, 'secret')}")
        self.verify()
        WebhookSubscription.objects.update(address="https://hooks.example.org/elsewhere")
        self.assertTrue(list(records.check_history()))

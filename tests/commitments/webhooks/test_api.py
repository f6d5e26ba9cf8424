"""Webhooks through the API: by administrators with the second factor, and never with a secret afterwards."""

from typing import Any
from unittest import mock

from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from commitments.api import tokens
from commitments.enums import Scope, WebhookState
from commitments.errors import Refused
from commitments.models import AuditRow, User, WebhookDelivery, WebhookSubscription
from commitments.webhooks import delivery, subscriptions
from tests import make
from tests.cast import NOW
from tests.commitments.api.programs import changed, program, sent, stepped, wrong
from tests.commitments.api.test_schema import document, fits
from tests.commitments.webhooks.receiver import WebhookCase

WEBHOOKS, MESSAGES = "/api/v1/webhooks/", "/api/v1/webhook-messages/"


class WebhookApiTests(WebhookCase):
    def setUp(self) -> None:
        super().setUp()
        self.administrator = program(self.cast.administrator, Scope.WEBHOOKS)

    def body(self, **given: Any) -> dict[str, Any]:
        values = {
            "name": "Registry",
            "address": f"https://localhost:{self.receiver.port}/tracker",
            "desk": self.cast.desk.name,
            "events": ["meeting.held"],
        }
        return values | given

    def test_a_webhook_is_created_with_its_secret_shown_once(self) -> None:
        made = sent(self.administrator, WEBHOOKS, self.body())
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(fits(made.json(), document(), "WebhookCreated"), [])
        secret = made.json()["secret"]
        webhook = WebhookSubscription.objects.get()
        self.assertEqual(subscriptions.read_secret(webhook), secret)
        address = f"{WEBHOOKS}{webhook.pk}/"
        self.assertEqual(made.headers["ETag"], self.administrator.get(address).headers["ETag"])
        self.assertTrue(made.headers["Location"].endswith(address))
        changed(self.administrator, address, {"is_active": True})
        for path in (WEBHOOKS, address, f"{address}steps/", f"{WEBHOOKS}?q=x"):
            text = self.administrator.get(path).content.decode()
            self.assertNotIn(secret, text)
            self.assertNotIn(webhook.sealed_secret, text)
            self.assertNotIn(webhook.secret_sha256, text)
        row = AuditRow.objects.filter(subject_type=WebhookSubscription._meta.label).latest("pk")
        self.assertEqual((row.action, row.by), ("created", self.cast.administrator))

    def test_it_is_changed_within_the_same_conditions(self) -> None:
        address = f"{WEBHOOKS}{self.subscribe().pk}/"
        answer = changed(self.administrator, address, {"events": ["meeting.closed"], "country": "XV"})
        self.assertEqual(
            (answer.status_code, answer.json()["events"]), (200, ["meeting.closed"]), answer.content
        )
        self.assertEqual(fits(answer.json(), document(), "Webhook"), [])
        elsewhere = changed(self.administrator, address, {"address": "https://elsewhere.example/x"})
        self.assertEqual(elsewhere.status_code, 409, elsewhere.content)
        self.assertEqual(wrong(changed(self.administrator, address, {"events": ["test"]})), ["events[0]"])
        self.assertEqual(wrong(changed(self.administrator, address, {"secret": "x"})), ["secret"])
        self.assertEqual(wrong(changed(self.administrator, address, {"desk": "No such desk"})), ["desk"])
        again = sent(self.administrator, WEBHOOKS, self.body())
        self.assertEqual((again.status_code, WebhookSubscription.objects.count()), (400, 1), again.content)
        other = sent(
            self.administrator, WEBHOOKS, self.body(name="Other", address="https://elsewhere.example/x")
        )
        self.assertEqual(other.status_code, 409, other.content)

    def test_a_test_message_is_sent_and_its_result_is_in_the_log(self) -> None:
        address = f"{WEBHOOKS}{self.subscribe().pk}/"
        self.receiver.status, self.receiver.reply = 401, b"wrong signature"
        self.assertEqual(stepped(self.administrator, address, "test").status_code, 200)
        (row,) = self.administrator.get(MESSAGES, {"event": "test"}).json()["results"]
        self.assertEqual(fits(row, document(), "WebhookMessage"), [])
        self.assertEqual((row["status"], row["reply"], row["record"]), (401, "wrong signature", None))
        late = sent(self.administrator, f"{address}steps/test/", {}, **{"If-Match": '"0-0"'})
        self.assertEqual((late.status_code, len(self.receiver.messages)), (412, 1))
        with override_settings(WEBHOOK_HOSTS={}), mock.patch.object(delivery, "post") as post:
            self.assertEqual(stepped(self.administrator, address, "test").json()["code"], "host")
        post.assert_not_called()

    def test_a_message_is_sent_again_and_names_its_record_to_who_may_read_it(self) -> None:
        self.subscribe(events=["meeting.held"])
        self.receiver.status = 500
        meeting = make.meeting(self.cast)
        delivery.send_due(NOW)
        row = WebhookDelivery.objects.get()
        address = f"{MESSAGES}{row.pk}/"
        self.assertEqual(stepped(self.administrator, address, "send_again").json()["code"], "waiting")
        WebhookDelivery.objects.update(state=WebhookState.FAILED)
        done = stepped(self.administrator, address, "send_again")
        self.assertEqual((done.status_code, done.json()["state"], done.json()["tries"]), (200, "waiting", 0))
        self.assertIsNotNone(done.json()["next_attempt"])
        self.assertIsNone(done.json()["record"])
        self.assertNotIn(meeting.reference, done.content.decode())
        head = program(self.cast.head)
        self.assertEqual(head.get(address).json()["record"], meeting.reference)
        kept = AuditRow.objects.filter(action="webhook sent again")
        self.assertEqual(kept.get().by, self.cast.administrator)

    def test_others_read_what_their_pages_show_and_write_nothing(self) -> None:
        webhook, other = self.subscribe(), self.subscribe(name="Other", desk=self.cast.other_desk)
        head = program(self.cast.head, Scope.RECORD, Scope.MANAGE)
        self.assertEqual([one["name"] for one in head.get(WEBHOOKS).json()["results"]], ["Registry"])
        absent = head.get(f"{WEBHOOKS}987654/").content
        self.assertEqual(head.get(f"{WEBHOOKS}{other.pk}/").content, absent)
        for person in (
            self.cast.officer,
            self.cast.stranger,
            self.cast.focal_point,
            self.cast.records_officer,
        ):
            client = program(person)
            self.assertEqual(client.get(WEBHOOKS).json()["results"], [], person)
            self.assertEqual(client.get(MESSAGES).json()["results"], [], person)
            self.assertEqual(client.get(f"{WEBHOOKS}{webhook.pk}/").content, absent)
        address = f"{WEBHOOKS}{webhook.pk}/"
        for answer in (
            sent(head, WEBHOOKS, self.body(name="Third")),
            changed(head, address, {"is_active": False}),
            stepped(head, address, "test"),
        ):
            self.assertEqual((answer.status_code, answer.json()["code"]), (403, "scope"))
        self.assertEqual(head.get(f"{address}steps/").json()["steps"][0]["code"], "forbidden")
        plain = program(self.cast.administrator, Scope.RECORD, Scope.MANAGE)
        self.assertEqual(changed(plain, address, {"is_active": False}).json()["code"], "scope")
        self.assertEqual(self.administrator.get(WEBHOOKS, {"as_of": "2026-03-01"}).status_code, 400)
        self.assertEqual(self.receiver.messages, [])

    def test_who_is_no_administrator_any_more_changes_nothing(self) -> None:
        address = f"{WEBHOOKS}{self.subscribe().pk}/"
        User.objects.filter(pk=self.cast.administrator.pk).update(role=self.cast.auditor.role)
        for answer in (
            sent(self.administrator, WEBHOOKS, self.body(name="Third")),
            changed(self.administrator, address, {"is_active": False}),
            stepped(self.administrator, address, "test"),
        ):
            self.assertEqual((answer.status_code, answer.json()["code"]), (403, "forbidden"))


class TokenTests(WebhookCase):
    def refused(self, person: User, **given: Any) -> str:
        with self.assertRaises(Refused) as refused:
            tokens.create_token(person, days=7, now=NOW, scopes=(Scope.WEBHOOKS,), **given)
        return str(refused.exception.code)

    def test_the_scope_is_for_administrators_with_the_second_factor_inside_the_ministry(self) -> None:
        self.assertEqual(self.refused(self.cast.head), "forbidden")
        self.assertEqual(self.refused(self.cast.administrator, is_external=True), "outside")
        self.cast.administrator.ceiling = settings.SECOND_FACTOR_ABOVE
        self.assertEqual(self.refused(self.cast.administrator), "two_step")

    def test_the_page_offers_the_scope_to_administrators_alone(self) -> None:
        for person, is_offered in ((self.cast.administrator, True), (self.cast.head, False)):
            self.client.force_login(person)
            page = self.client.get(reverse("api_tokens"), follow=True).text
            self.assertEqual('value="webhooks"' in page, is_offered, person)
            self.assertEqual('value="manage"' in page, True, person)

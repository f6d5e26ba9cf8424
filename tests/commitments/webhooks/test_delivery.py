"""Messages: written with the change, signed, reduced, retried, given up, and sent again."""

import base64
import datetime
import hashlib
import hmac
from itertools import count
from unittest import mock

import pytest
from django.db import transaction
from django.test import override_settings

from commitments.enums import AlarmCode, Classification, CommitmentState, WebhookEvent, WebhookState
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import undo
from commitments.meetings import meetings
from commitments.models import AuditRow, EmailDelivery, WebhookDelivery
from commitments.records import edits
from commitments.reminders import alarms
from commitments.webhooks import delivery, subscriptions
from commitments.webhooks.connection import Answer
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.webhooks.receiver import WebhookCase

MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.both
class EventTests(WebhookCase):
    def test_a_commitment_reports_its_steps_and_its_deadline(self) -> None:
        self.subscribe()
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        make.move(self.cast, item, on_day(datetime.date(2026, 9, 30)))
        told = self.send()
        steps = ["meeting.held", "commitment.proposed", "commitment.accepted", "commitment.deadline_changed"]
        self.assertEqual([one["type"] for one in told], steps)
        accepted, moved = told[2]["data"], told[3]["data"]
        self.assertEqual(accepted["changes"]["state"], {"before": "proposed", "after": "accepted"})
        self.assertEqual(accepted["record"]["title"], item.title)
        self.assertTrue(accepted["url"].endswith(f"/api/v1/commitments/{item.reference}/"))
        self.assertEqual(moved["changes"]["due_on"], {"before": "2026-06-30", "after": "2026-09-30"})

    def test_a_change_that_is_rolled_back_leaves_no_message(self) -> None:
        self.subscribe()
        with transaction.atomic():
            make.commitment(self.cast, state=CommitmentState.PROPOSED)
            self.assertTrue(WebhookDelivery.objects.exists())
            transaction.set_rollback(True)
        self.assertFalse(WebhookDelivery.objects.exists())

    def test_only_the_selected_events_of_the_partners_of_the_desk_are_reported(self) -> None:
        self.subscribe(events=["meeting.held"])
        self.subscribe(name="Other desk", desk=self.cast.other_desk)
        make.commitment(self.cast, state=CommitmentState.FULFILLED)
        self.assertEqual(self.events(), ["meeting.held"])
        self.subscribe(name="Elsewhere", desk=self.cast.other_desk, country=self.cast.elsewhere)
        make.meeting(self.cast, country=self.cast.elsewhere)
        self.assertEqual(self.events(), ["meeting.held"] * 3)

    def test_fulfilled_and_ended_are_two_events(self) -> None:
        self.subscribe(events=["commitment.fulfilled", "commitment.ended"])
        make.commitment(self.cast, state=CommitmentState.FULFILLED)
        self.assertEqual(self.events(), ["commitment.fulfilled"])
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        ended = {"state": CommitmentState.WITHDRAWN, "closed_on": TODAY}
        edits.change_record(item, ended, by=None, now=NOW)
        self.assertEqual(self.events(), ["commitment.fulfilled", "commitment.ended"])

    def test_an_undone_step_repeats_its_event_and_says_so(self) -> None:
        self.subscribe(events=["meeting.held"])
        meeting = make.meeting(self.cast, held=False)
        meetings.mark_held(meeting, by=self.cast.officer, now=NOW + MINUTE)
        row = AuditRow.objects.filter(action="held").latest("pk")
        undo.undo_step(row.pk, by=self.cast.officer, now=row.at + MINUTE)
        first, second = [one["data"] for one in self.send(3 * MINUTE)]
        self.assertEqual((first["is_undone"], second["is_undone"]), (False, True))
        self.assertEqual(second["record"]["state"], "planned")

    @override_settings(WEBHOOK_HOSTS={})
    def test_without_hosts_nothing_is_written(self) -> None:
        make.meeting(self.cast)
        self.assertEqual(self.events(), [])


@pytest.mark.both
class ContentTests(WebhookCase):
    def test_above_the_limit_for_emails_there_is_only_the_reference(self) -> None:
        self.subscribe(events=["commitment.proposed"])
        secret = "Both sides will close the northern harbour."
        high = Classification.CONFIDENTIAL
        at = make.meeting(self.cast, classification=high)
        point = make.outcome(self.cast, at, clause=secret, classification=high)
        item = make.commitment(
            self.cast, point, title="Close the northern harbour", state=CommitmentState.PROPOSED
        )
        self.assertEqual(item.classification, high)
        (told,) = self.send()
        keys = {"reference", "url", "is_undone", "is_reduced"}
        self.assertEqual((set(told["data"]), told["data"]["reference"]), (keys, item.reference))
        self.assertNotIn(b"northern", self.receiver.messages[-1].body)

    def test_above_the_clearance_nothing_is_sent(self) -> None:
        self.subscribe(clearance=Classification.PUBLIC)
        make.commitment(self.cast, state=CommitmentState.PROPOSED)
        self.assertEqual(self.send(), [])
        self.assertEqual(set(WebhookDelivery.objects.values_list("state", flat=True)), {"cancelled"})

    def test_what_was_given_in_confidence_is_reduced(self) -> None:
        self.subscribe(events=["commitment.proposed"])
        point = make.outcome(self.cast)
        item = make.commitment(self.cast, point, state=CommitmentState.PROPOSED)
        make.write(self.cast, point, in_confidence=True)
        (told,) = self.send()
        self.assertTrue(told["data"]["is_reduced"])
        self.assertNotIn(item.title.encode(), self.receiver.messages[-1].body)

    def test_a_record_raised_while_the_message_waits_is_reduced(self) -> None:
        self.subscribe(events=["commitment.proposed"])
        self.receiver.status = 503
        item = make.commitment(self.cast, state=CommitmentState.PROPOSED)
        self.assertFalse(self.send()[0]["data"]["is_reduced"])
        with make.unlocked():
            type(item).objects.filter(pk=item.pk).update(classification=Classification.CONFIDENTIAL)
        self.assertTrue(self.send(MINUTE)[0]["data"]["is_reduced"])


@pytest.mark.both
class SendingTests(WebhookCase):
    def one(self) -> WebhookDelivery:
        return WebhookDelivery.objects.latest("pk")

    def test_the_signature_covers_id_moment_and_body(self) -> None:
        self.subscribe()
        make.meeting(self.cast)
        self.send()
        message = self.receiver.messages[-1]
        named = {name.lower(): value for name, value in message.headers.items()}
        signed = f"{named['webhook-id']}.{named['webhook-timestamp']}.".encode() + message.body
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        self.assertEqual(named["webhook-signature"], f"v1,{expected}")
        self.assertEqual(named["webhook-timestamp"], str(int(NOW.timestamp())))
        self.assertEqual(message.path, "/tracker?from=desk")

    def test_it_is_tried_again_with_growing_waits_and_the_same_id(self) -> None:
        self.subscribe()
        self.receiver.status, self.receiver.reply = 500, b"<b>Out of order</b>" + b"x" * 500
        make.meeting(self.cast)
        waits, at = [], NOW
        for _try in range(8):
            delivery.send_due(at)
            row = self.one()
            waits.append(int((row.next_try_at - at) / MINUTE))
            at = row.next_try_at
        self.assertEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60])
        self.assertEqual((row.state, row.status, row.tries, len(row.reply)), ("waiting", 500, 8, 200))
        self.assertEqual(len({one.headers["webhook-id"] for one in self.receiver.messages}), 1)
        self.receiver.status = 200
        delivery.send_due(at)
        self.assertEqual(self.one().state, WebhookState.DELIVERED)

    def test_it_is_given_up_after_a_day_with_an_alarm_until_one_arrives(self) -> None:
        self.subscribe()
        self.receiver.status = 500
        make.meeting(self.cast)
        late = NOW + datetime.timedelta(days=1)
        delivery.send_due(late)
        row = self.one()
        self.assertEqual(row.state, WebhookState.FAILED)
        self.assertIn(AlarmCode.WEBHOOKS, {one.code for one in alarms.active_alarms(late)})
        self.receiver.status = 204
        delivery.send_again(row, by=self.cast.administrator, now=late + MINUTE)
        delivery.send_due(late + MINUTE)
        self.assertEqual(self.one().state, WebhookState.DELIVERED)
        self.assertNotIn(AlarmCode.WEBHOOKS, {one.code for one in alarms.active_alarms(late)})

    def test_a_webhook_that_fails_delays_no_other(self) -> None:
        self.subscribe()
        self.subscribe(name="Wrong", address=f"https://localhost:{self.receiver.port}/wrong")
        make.meeting(self.cast)
        make.meeting(self.cast, title="Second meeting")
        self.receiver.status = 500
        self.assertEqual(len(self.send()), 2)
        self.receiver.status = 204
        self.assertEqual(len(self.send(2 * MINUTE)), 4)

    def test_webhooks_that_do_not_answer_never_use_all_time_of_the_runs(self) -> None:
        for number in (1, 2):
            self.subscribe(
                name=f"Silent {number}", address=f"https://localhost:{self.receiver.port}/{number}"
            )
        for title in ("First meeting", "Second meeting", "Third meeting"):
            make.meeting(self.cast, title=title)
        self.subscribe()
        make.meeting(self.cast, title="Last meeting")
        tried: list[str] = []

        def post(address: str, _body: bytes, _headers: dict[str, str]) -> Answer:
            tried.append(address)
            return Answer(204 if "tracker" in address else None, "")

        with mock.patch.object(delivery, "post", post):
            for run in range(3):
                # Each run has time for one attempt.
                clock = mock.Mock(side_effect=count(step=delivery.SENDING_SECONDS - 1))
                with mock.patch("commitments.webhooks.delivery.time.monotonic", clock):
                    delivery.send_due(NOW + run * MINUTE)
        self.assertEqual(len(tried), 3)
        self.assertIn("/tracker", tried[-1])

    def test_a_redirect_is_not_followed(self) -> None:
        self.subscribe()
        self.receiver.status = 302
        self.receiver.location = f"https://localhost:{self.receiver.port}/elsewhere"
        make.meeting(self.cast)
        self.assertEqual(len(self.send()), 1)
        self.assertEqual((self.one().state, self.one().status), ("waiting", 302))

    def test_a_host_that_is_no_longer_listed_gets_nothing(self) -> None:
        self.subscribe()
        make.meeting(self.cast)
        with override_settings(WEBHOOK_HOSTS={("localhost", 1): True}):
            self.assertEqual(self.send(), [])
        self.assertIn("not in the list of allowed hosts", self.one().reply)

    def test_a_host_with_a_private_address_needs_its_word_in_the_list(self) -> None:
        self.subscribe()
        make.meeting(self.cast)
        with override_settings(WEBHOOK_HOSTS={("localhost", self.receiver.port): False}):
            self.assertEqual(self.send(), [])
        self.assertIn("private address", self.one().reply)

    def test_an_inactive_webhook_gets_nothing(self) -> None:
        webhook = self.subscribe()
        make.meeting(self.cast)
        subscriptions.change_subscription(webhook, {"is_active": False}, by=self.cast.administrator, now=NOW)
        make.meeting(self.cast, title="Second meeting")
        self.assertEqual(self.send(), [])
        self.assertEqual(self.one().state, WebhookState.CANCELLED)
        with self.assertRaises(Refused):
            delivery.send_again(self.one(), by=self.cast.administrator, now=NOW)

    def test_while_email_is_paused_nothing_is_sent(self) -> None:
        self.subscribe()
        make.meeting(self.cast)
        EmailDelivery.objects.update_or_create(pk=1, defaults={"is_paused": True})
        self.assertEqual(self.send(), [])
        EmailDelivery.objects.update(is_paused=False)
        self.assertEqual(len(self.send()), 1)

    def test_a_claimed_message_is_left_to_its_sender(self) -> None:
        self.subscribe()
        make.meeting(self.cast)
        with transaction.atomic():
            self.assertIsNotNone(delivery._claim_next(NOW, set()))
        self.assertEqual(self.send(), [])

    def test_a_test_is_sent_at_once_and_not_again(self) -> None:
        webhook = self.subscribe()
        made = delivery.send_test(webhook, by=self.cast.administrator, now=NOW)
        self.assertEqual((made.state, made.status), (WebhookState.DELIVERED, 204))
        self.assertEqual(self.receiver.messages[-1].told["type"], WebhookEvent.TEST)
        self.receiver.status = 401
        made = delivery.send_test(webhook, by=self.cast.administrator, now=NOW)
        self.assertEqual((made.state, made.status), (WebhookState.FAILED, 401))
        self.assertEqual(alarms.list_undelivered_messages(), [])

    def test_a_new_secret_signs_at_once(self) -> None:
        webhook = self.subscribe()
        old = webhook.sealed_secret
        secret = subscriptions.renew_secret(webhook, by=self.cast.administrator, now=NOW)
        self.assertNotEqual(webhook.sealed_secret, old)
        self.assertEqual(subscriptions.read_secret(webhook), secret)
        row = AuditRow.objects.latest("pk")
        self.assertEqual((row.action, set(row.after)), ("secret renewed", {"secret_sha256"}))
        self.assertEqual(subscriptions.reencrypt_secrets(), 1)
        webhook.refresh_from_db()
        self.assertEqual(subscriptions.read_secret(webhook), secret)

    def test_old_messages_are_deleted(self) -> None:
        webhook = self.subscribe()
        delivery.send_test(webhook, by=self.cast.administrator, now=NOW)
        self.assertEqual(delivery.delete_old(NOW + delivery.KEPT), 0)
        self.assertEqual(delivery.delete_old(NOW + delivery.KEPT + MINUTE), 1)

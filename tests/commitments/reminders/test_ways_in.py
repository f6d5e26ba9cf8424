"""A new way into an account is told by mail: of another address, at the one before."""

import datetime

from django.utils import timezone

from commitments.accounts import changes, emails
from commitments.api import tokens
from commitments.models import Email, User
from commitments.records import edits
from tests.cast import NOW
from tests.commitments.accounts.case import Case

LATER = NOW + datetime.timedelta(minutes=1)


class WaysInTests(Case):
    def told(self, now: datetime.datetime = LATER) -> list[tuple[str, str]]:
        emails.notify_account_holders(now)
        return [(one.address, bytes(one.content).decode()) for one in Email.objects.order_by("pk")]

    def test_the_address_before_is_told_once_whoever_wrote_another(self) -> None:
        person, by = self.cast.focal_point, self.cast.administrator
        edits.change_record(person, {"email": "elsewhere@example.net"}, by=by, now=NOW)
        head = self.propose(self.cast.head, {"email": "other@example.net"})
        changes.confirm_change(head, by=self.second, now=NOW)
        self.assertEqual([emails.notify_account_holders(LATER) for _sweep in range(3)], [2, 0, 0])
        told = self.told()
        self.assertEqual(
            [address for address, _text in told], ["focal_point@example.org", "head@example.org"]
        )
        for _address, text in told:
            self.assertIn("The email address of your account was changed", text)
            self.assertNotIn("example.net", text)

    def test_an_address_to_which_nothing_came_and_none_at_all_are_left_alone(self) -> None:
        person, by = self.cast.focal_point, self.cast.administrator
        User.objects.filter(pk=person.pk).update(email_bounced_at=NOW)
        person.refresh_from_db()
        edits.change_record(person, {"email": "b@example.net", "email_bounced_at": None}, by=by, now=NOW)
        User.objects.filter(pk=self.cast.reader.pk).update(email="", role="reader", clearance=0)
        reader = User.objects.get(pk=self.cast.reader.pk)
        edits.change_record(reader, {"email": "c@example.net"}, by=by, now=NOW)
        self.assertEqual(self.told(), [])

    def test_a_token_is_told_and_old_news_is_not(self) -> None:
        now = timezone.now()
        tokens.create_token(self.cast.officer, days=7, now=now)
        self.assertEqual(self.told(now + datetime.timedelta(days=4)), [])
        ((address, text),) = self.told(now)
        self.assertEqual(address, "officer@example.org")
        self.assertIn("An API token was created for your account", text)

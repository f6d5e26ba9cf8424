"""Names and titles with line ends, commas and quotes: what a real mail server got, by its envelope."""

import email
import email.policy
from email.message import EmailMessage

from commitments.models import Commitment, User
from tests.commitments.reminders.test_journal import MORNING, JournalCase

EVIL = "evil@example.org"
# As long as a name may be.
HOSTILE = f'Kim" <{EVIL}>, "J."\r\nBcc: {EVIL}\nCc: {EVIL}\rTo: {EVIL}\u2028Bcc:x\x85Cc:x'


class EnvelopeTests(JournalCase):
    def sent(self, name: str, title: str) -> EmailMessage:
        """Call the person and the item so, send the mail of the morning, and read what the server has."""
        User.objects.filter(pk=self.people.officer.pk).update(name=name)
        Commitment.objects.filter(pk=self.item.pk).update(title=title)
        self.assertEqual(self.sweep(MORNING).sent, 1)
        self.assertEqual(self.sink.counted, {self.people.officer.email: 1})
        content = self.sink.received[0].content
        return email.message_from_bytes(content, policy=email.policy.default)

    def test_a_mail_goes_to_its_one_address_whatever_its_person_and_its_item_are_called(self) -> None:
        read = self.sent(HOSTILE, HOSTILE)
        self.assertEqual([one.addr_spec for one in read["To"].addresses], [self.people.officer.email])
        self.assertEqual((read["Bcc"], read["Cc"], len(read.get_all("To", []))), (None, None, 1))
        self.assertEqual(len(read["Subject"].splitlines()), 1)

    def test_a_name_with_a_comma_arrives_as_it_is(self) -> None:
        read = self.sent("Kim, J.", "A title")
        self.assertEqual(read["To"].addresses[0].display_name, "Kim, J.")

"""What was signed under a key that was goes on while that key is kept, and ends when it is left out."""

from collections.abc import Callable

from django.conf import settings
from django.test import override_settings

from commitments.accounts import invitations
from commitments.errors import Refused
from commitments.models import User
from commitments.reminders import bounces, replies
from tests import make
from tests.cast import TODAY
from tests.commitments.api.programs import COMMITMENTS, program
from tests.commitments.reminders.answering import ANSWERED, AnswerCase
from tests.commitments.reminders.test_bounces import report

NEW = "another key, 0123456789 abcdefghijklmnopqrstuvwxyz 0123456789"


class KeysTests(AnswerCase):
    """Sessions, links to a new password and second factors are tried with the rest of each."""

    def holds_as_long_as_the_key(self, works: Callable[[], bool]) -> None:
        old = settings.SECRET_KEY
        with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[old]):
            self.assertTrue(works(), "It ended with the key that is kept.")
        with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[]):
            self.assertFalse(works(), "It goes on without its key.")
        self.assertTrue(works())

    def test_links_by_which_one_answers_from_a_mail(self) -> None:
        self.mailed()
        address = self.address()
        self.holds_as_long_as_the_key(lambda: replies.find_link(address.split("/")[2]) is not None)

    @override_settings(BOUNCE_ADDRESS="back@tracker.example")
    def test_addresses_to_which_mails_come_back(self) -> None:
        told = report(bounces.return_path(7))

        def is_known() -> bool:
            try:
                return bounces.parse_report(told).mail == 7
            except Refused as refused:
                self.assertEqual(refused.code, "stranger")
                return False

        self.holds_as_long_as_the_key(is_known)

    def test_invitations(self) -> None:
        guests = invitations.preview_lines(
            "Lee Min, lee@example.org, KNPA, ko\n", TODAY, by=self.people.administrator
        )
        (person,) = invitations.invite_all(guests, by=self.people.administrator, now=ANSWERED)
        said = invitations.build_token(User.objects.get(pk=person.pk))
        self.holds_as_long_as_the_key(lambda: invitations.find_by_token(said) is not None)

    def test_the_next_page_of_a_list_that_a_program_reads(self) -> None:
        outcome = make.outcome(self.people)
        for _number in range(3):
            make.commitment(self.people, outcome)
        client = program(self.people.officer)
        following = client.get(f"{COMMITMENTS}?page_size=1").json()["next"]
        self.holds_as_long_as_the_key(lambda: client.get(following).status_code == 200)

"""The way out of the demonstration: whole, or refused with what to do."""

from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from commitments import demo
from commitments.db import triggers
from commitments.demo import loader, people
from commitments.demo.loader import new_passwords
from commitments.demo.register import Register, set_stage
from commitments.enums import Classification, MeetingForm, Role
from commitments.errors import Refused
from commitments.meetings import meetings
from commitments.models import AuditRow, Country, Meeting, User
from commitments.records import edits
from tests.cast import NOW


class LeavingTests(TestCase):
    def setUp(self) -> None:
        self.register = Register()
        set_stage(self.register, new_passwords(), now=NOW)
        # What waits to be checked at the end of a transaction would keep a table from being emptied.
        connection.check_constraints()

    def leave(self, *arguments: str) -> str:
        out = StringIO()
        call_command("leave_demo", *arguments, stdout=out)
        connection.check_constraints()
        return out.getvalue()

    def test_it_empties_the_database_and_makes_the_first_administrator(self) -> None:
        told = self.leave("--confirm=leave", "--username=ada", "--email=ada@example.org")
        self.assertIn("Created the administrator ada.", told)
        self.assertEqual([one.username for one in User.objects.all()], ["ada"])
        self.assertEqual((User.objects.get().role, Country.objects.count()), (Role.ADMINISTRATOR, 0))
        self.assertEqual([row.reason for row in AuditRow.objects.all()], ["set up alone"])
        self.assertEqual(triggers.list_missing_triggers(connection), [])
        with self.assertRaises(CommandError):
            self.leave("--confirm=leave")

    def test_without_the_word_nothing_changes(self) -> None:
        for given in ((), ("--confirm=yes",)):
            with self.subTest(given), self.assertRaisesMessage(CommandError, "No changes were made"):
                self.leave(*given)
        self.assertTrue(loader.is_loaded())

    def test_a_password_that_is_refused_leaves_everything_as_it_was(self) -> None:
        with self.assertRaises(CommandError):
            self.leave("--confirm=leave", "--email=nowhere")
        self.assertTrue(loader.is_loaded())
        self.assertEqual(triggers.list_missing_triggers(connection), [])

    def test_what_is_not_of_the_demonstration_is_named_and_kept(self) -> None:
        edits.create_record(Country(iso="LA", name="Laos", capital="Vientiane"), by=None, now=NOW)
        with self.assertRaisesMessage(
            CommandError, "countries that do not belong to the demonstration: Laos."
        ):
            self.leave("--confirm=leave", "--with-tried")
        Country.objects.filter(iso="LA").delete()
        User.objects.create_user("ada", name="Ada")
        with self.assertRaisesMessage(CommandError, "accounts that do not belong to the demonstration: ada."):
            self.leave("--confirm=leave", "--with-tried")

    def test_a_meeting_somebody_recorded_goes_only_where_it_was_a_trial(self) -> None:
        officer = self.register.users[people.OFFICER]
        own = Meeting(
            country=self.register.countries[people.FICTIONAL],
            title="A visit",
            form=MeetingForm.VISIT,
            classification=Classification.RESTRICTED,
        )
        meetings.record_meeting(own, by=officer, now=NOW, held=True)
        connection.check_constraints()
        with self.assertRaisesMessage(CommandError, own.reference):
            self.leave("--confirm=leave")
        self.assertIn("was deleted", self.leave("--confirm=leave", "--with-tried"))
        self.assertFalse(Meeting.objects.exists())

    def test_an_installation_without_it_is_left_alone(self) -> None:
        Country.objects.update(is_demonstration=False)
        with self.assertRaisesMessage(Refused, "no demonstration"):
            demo.check_only_demo(with_tried=False)

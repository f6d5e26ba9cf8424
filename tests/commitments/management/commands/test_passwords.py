"""`manage.py changepassword` and `createsuperuser`: neither is a way around the two persons."""

from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase

from commitments.models import AuditRow, User
from tests.cast import gather

PASSWORD = "nine green bottles"


class PasswordTests(TestCase):
    def test_a_password_set_on_the_server_stands_in_the_history_and_ends_the_sessions(self) -> None:
        person = gather().officer
        session = person.get_session_auth_hash()
        with mock.patch("getpass.getpass", return_value=PASSWORD):
            call_command("changepassword", person.username, stdout=mock.Mock())
        person.refresh_from_db()
        self.assertTrue(person.check_password(PASSWORD))
        self.assertNotEqual(person.get_session_auth_hash(), session)
        row = AuditRow.objects.get(action="password set")
        self.assertEqual((row.subject_id, row.by, row.after), (person.pk, None, {}))

    def test_there_is_no_superuser(self) -> None:
        with self.assertRaisesMessage(CommandError, "create_administrator"):
            call_command("createsuperuser")
        self.assertFalse(User.objects.exists())

"""`manage.py changepassword` and `createsuperuser`: neither is a way around the two persons."""

from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase
from knox.models import AuthToken

from commitments.api import tokens
from commitments.models import AuditRow, User
from tests.cast import NOW, gather

PASSWORD = "nine green bottles"


class PasswordTests(TestCase):
    def test_a_password_set_on_the_server_stands_in_the_history_and_ends_the_sessions(self) -> None:
        person = gather().officer
        session = person.get_session_auth_hash()
        tokens.create_token(person, days=7, now=NOW)
        self.client.force_login(person)
        with mock.patch("getpass.getpass", return_value=PASSWORD):
            call_command("changepassword", person.username, stdout=mock.Mock())
        person.refresh_from_db()
        self.assertTrue(person.check_password(PASSWORD))
        self.assertEqual(self.client.get("/admin/").status_code, 302)
        self.assertNotEqual(person.get_session_auth_hash(), session)
        self.assertFalse(AuthToken.objects.exists())
        revoked = AuditRow.objects.get(action="token revoked")
        self.assertEqual((revoked.subject_id, revoked.by, revoked.reason), (person.pk, None, "new password"))
        row = AuditRow.objects.get(action="password set")
        self.assertEqual((row.subject_id, row.by, set(row.after)), (person.pk, None, {"filed"}))
        self.assertNotIn(person.password, str(row.after))

    def test_without_a_name_it_is_the_account_of_who_is_on_the_server(self) -> None:
        person = gather().officer
        with (
            mock.patch("getpass.getpass", return_value=PASSWORD),
            mock.patch("getpass.getuser", return_value=person.username),
        ):
            call_command("changepassword", stdout=mock.Mock())
        self.assertEqual(AuditRow.objects.get(action="password set").subject_id, person.pk)

    def test_there_is_no_superuser(self) -> None:
        with self.assertRaisesMessage(CommandError, "create_administrator"):
            call_command("createsuperuser")
        self.assertFalse(User.objects.exists())

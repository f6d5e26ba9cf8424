"""`manage.py create_administrator`."""

import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.test import TestCase

from commitments.enums import Classification, Role
from commitments.models import AuditRow, User

PASSWORD = "nine green bottles"


class CreateAdministratorTests(TestCase):
    def run_command(self, *arguments: str) -> str:
        out = StringIO()
        call_command("create_administrator", *arguments, stdout=out)
        return out.getvalue()

    def password_file(self, text: str) -> str:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = Path(folder.name) / "password"
        file.write_text(text)
        return str(file)

    def test_it_prints_a_random_password_that_works(self) -> None:
        printed = self.run_command()
        user = User.objects.get(username="administrator")
        self.assertTrue(user.check_password(printed.split("Password: ")[1].strip()))
        self.assertEqual((user.role, user.clearance), (Role.ADMINISTRATOR, Classification.PUBLIC))
        self.assertFalse(user.is_superuser)

    def test_it_takes_name_address_and_password_and_prints_no_password(self) -> None:
        file = self.password_file(f"{PASSWORD}\nsecond line\n")
        printed = self.run_command(
            "--username=ada", "--name=Ada", "--email=ada@example.org", f"--password-file={file}"
        )
        self.assertNotIn("Password", printed)
        user = User.objects.get(username="ada")
        self.assertEqual((user.name, user.email), ("Ada", "ada@example.org"))
        self.assertTrue(user.check_password(PASSWORD))

    def test_it_is_recorded_as_set_up_alone(self) -> None:
        self.run_command()
        row = AuditRow.objects.get(subject_type="commitments.User")
        self.assertEqual((row.by, row.reason), (None, "set up alone"))
        self.assertNotIn("password", row.after)

    def test_it_refuses_a_second_administrator(self) -> None:
        self.run_command()
        with self.assertRaisesMessage(CommandError, "already an administrator"):
            self.run_command("--username=other")

    def test_it_refuses_a_weak_password_a_bad_address_and_a_missing_file(self) -> None:
        for arguments, message in (
            ([f"--password-file={self.password_file('short')}"], "too short"),
            ([f"--password-file={self.password_file('')}"], "is empty"),
            (["--password-file=/nowhere/at/all"], "cannot be read"),
            (["--email=nobody"], "valid email"),
        ):
            with self.subTest(message), self.assertRaisesMessage(CommandError, message):
                self.run_command(*arguments)
        self.assertFalse(User.objects.exists())

"""A package imported into an empty tracker gives the same records; anything else is refused."""

import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from commitments import verification
from commitments.closeout import importing
from commitments.closeout.selection import Selection
from commitments.db import triggers
from commitments.errors import Refused
from commitments.models import AuditRow, Commitment, Country, Meeting, Seal, User
from commitments.records import references
from commitments.search import index
from tests.cast import NOW
from tests.commitments.closeout.world import CloseoutCase

pytestmark = pytest.mark.both


def empty_database() -> None:
    """Remove all rows of the tracker, as in a database that was only migrated."""
    with triggers.lift_triggers(connection), connection.cursor() as cursor:
        for model in apps.get_app_config("commitments").get_models():
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


def read_rows(folder: Path) -> dict[str, bytes]:
    """Return the records, references, tables and history of a package, and its list of documents."""
    kept = ("data/records", "data/reference", "data/tables", "data/history.jsonl", "data/files")
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: (folder / name).read_bytes() for name in names if name.startswith(kept)}


class ImportTests(CloseoutCase):
    def test_the_same_package_comes_out_again(self) -> None:
        for name, of in (("all", self.selection()), ("part", Selection(self.cast.valdoria, self.body))):
            with self.subTest(name):
                first, _written = self.export(name, of)
                empty_database()
                importing.import_folder(first, now=NOW)
                found = verification.verify_everything(rebuild=False, show=lambda _done, _total: None)
                self.assertEqual([str(one) for one in found if one.is_failure], [])
                country = Country.objects.get(iso="XV")
                again = Selection(country, of.mechanism)
                second, _written = self.export(f"{name} again", again)
                self.assertEqual(read_rows(second), read_rows(first))
                self.assert_whole(second)

    def test_the_tracker_goes_on_after_an_import(self) -> None:
        folder, _written = self.export()
        last = Commitment.objects.filter(country=self.cast.valdoria).order_by("reference").last()
        empty_database()
        importing.import_folder(folder, now=NOW)
        assert last is not None
        code, year, number = last.reference.split("-")
        self.assertEqual(
            references.commitment_reference(code, int(year)), f"{code}-{year}-{int(number) + 1:04}"
        )
        self.assertFalse(User.objects.filter(is_active=True).exists())
        self.assertEqual(index.list_outdated(), [])
        country = Country.objects.get(iso="XV")
        Country.objects.create(iso="XQ", name="Ruritania", time_zone=country.time_zone)
        self.assertEqual(Seal.objects.count(), AuditRow.objects.count())

    def test_a_tracker_with_records_takes_no_package(self) -> None:
        folder, _written = self.export()
        with self.assertRaises(Refused) as refused:
            importing.import_folder(folder, now=NOW)
        self.assertEqual(refused.exception.code, "not_empty")

    def test_a_package_with_a_fault_or_of_another_version_is_refused_and_nothing_is_written(self) -> None:
        folder, _written = self.export()
        empty_database()
        table = folder / "data/tables/meeting.csv"
        before = table.read_bytes()
        table.write_bytes(before + b"x")
        with self.assertRaises(CommandError) as error:
            call_command("import_closeout", str(folder), stdout=io.StringIO())
        self.assertIn("data/tables/meeting.csv: the file was altered", str(error.exception))
        self.assertFalse(Meeting.objects.exists())
        table.write_bytes(before)
        out = io.StringIO()
        call_command("import_closeout", str(folder), stdout=out)
        self.assertIn("Imported.", out.getvalue())

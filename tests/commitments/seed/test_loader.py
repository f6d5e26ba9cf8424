"""Synthetic records: as the tracker's own writers would have left them, the same for the same seed."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Q
from django.test import TestCase

from commitments.audit.as_of import context
from commitments.enums import OPEN_STATES, CommitmentState
from commitments.errors import Refused
from commitments.models import AgendaItem, AuditRow, Commitment, Country, Deadline, Meeting, User
from commitments.records.references import commitment_reference
from commitments.seed import loader
from tests.cast import NOW, TODAY, gather
from tests.sealed import seal_all

MANY = 150
SEED = 7


def load(commitments: int = MANY, seed: int = SEED) -> None:
    loader.load_commitments(commitments, seed, now=NOW)


@pytest.mark.both
class LoadedTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load()

    def test_it_loads_as_many_as_asked_for(self) -> None:
        self.assertEqual(Commitment.objects.count(), MANY)

    def test_the_history_leads_to_what_stands(self) -> None:
        self.assertEqual(list(context.list_differences()), [])
        self.assertGreater(AuditRow.objects.count(), 10 * MANY)

    def test_what_is_loaded_is_verified(self) -> None:
        seal_all()
        out = StringIO()
        call_command("verify_records", stdout=out)
        self.assertIn("All records match what was recorded.", out.getvalue())

    def test_every_constraint_of_the_models_holds(self) -> None:
        connection.check_constraints()
        for model in (Commitment, Deadline, Meeting, AgendaItem):
            for row in model._default_manager.order_by("-pk")[:40]:
                row.full_clean(exclude=("classification",), validate_unique=False)

    def test_a_commitment_has_the_days_of_the_version_that_stands(self) -> None:
        astray = Commitment.objects.exclude(deadline__commitment=F("pk")) | Commitment.objects.exclude(
            Q(due_on=F("deadline__due_on")) | Q(due_on__isnull=True, deadline__due_on__isnull=True)
        )
        self.assertEqual(list(astray), [])

    def test_the_next_reference_and_the_next_key_are_free(self) -> None:
        newest = Commitment.objects.latest("pk")
        code, year, _number = newest.reference.split("-")
        reference = commitment_reference(code, int(year))
        self.assertFalse(Commitment.objects.filter(reference=reference).exists())
        row = AuditRow.objects.create(at=NOW, action="a", subject_type="a", subject_id=1, page_id=1)
        self.assertEqual(row.pk, AuditRow.objects.latest("pk").pk)

    def test_there_is_something_in_every_corner(self) -> None:
        states = set(Commitment.objects.values_list("state", flat=True))
        self.assertGreater(states, {CommitmentState.FULFILLED, CommitmentState.IN_PROGRESS})
        self.assertTrue(Commitment.objects.overdue(TODAY).exists())
        self.assertTrue(Commitment.objects.filter(state__in=OPEN_STATES, due_on__isnull=True).exists())
        self.assertTrue(Commitment.objects.exclude(deadline=F("first_deadline")).exists())

    def test_no_account_can_sign_in_with_a_password(self) -> None:
        self.assertFalse(any(user.check_password("") for user in User.objects.all()[:3]))

    def test_it_is_marked_as_no_record_of_anybody(self) -> None:
        self.assertFalse(Country.objects.filter(is_demonstration=False).exists())

    def test_it_loads_only_once(self) -> None:
        with self.assertRaisesMessage(Refused, "already loaded"):
            load()


@pytest.mark.both
class LoadingTests(TestCase):
    def told(self, seed: int) -> list[tuple[str, str, datetime.date | None, str]]:
        with transaction.atomic():
            load(40, seed)
            rows = Commitment.objects.order_by("reference")
            found = list(rows.values_list("reference", "title", "due_on", "state"))
            transaction.set_rollback(True)
        return found

    @pytest.mark.long
    def test_the_same_seed_gives_the_same_and_another_one_others(self) -> None:
        first = self.told(1)
        self.assertEqual(self.told(1), first)
        self.assertNotEqual(self.told(2), first)

    def test_it_refuses_a_database_that_holds_records(self) -> None:
        gather()
        with self.assertRaisesMessage(CommandError, "contains other records"):
            call_command("load_synthetic", "--commitments", "10")
        self.assertFalse(Commitment.objects.exists())

    def test_the_command_says_what_it_loaded_beside_a_demonstration(self) -> None:
        Country.objects.create(iso="XV", name="Valdoria", capital="Port Serin", is_demonstration=True)
        out = StringIO()
        call_command("load_synthetic", "--commitments", "20", "--seed", "3", stdout=out)
        self.assertIn("20 commitments", out.getvalue())

    def test_the_command_refuses_what_is_no_number(self) -> None:
        with self.assertRaisesMessage(CommandError, "0 is not a valid number of commitments"):
            call_command("load_synthetic", "--commitments", "0")

"""Plain edits: conditional, audited, and references drawn once."""

import threading
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test import TestCase, TransactionTestCase

from commitments import checks
from commitments.access import responsibilities
from commitments.audit import log
from commitments.db import triggers
from commitments.enums import Classification, CommitmentState, PostFunction, Side
from commitments.errors import Refused
from commitments.lifecycle import drafts, transitions
from commitments.meetings import meetings, outcomes
from commitments.models import AuditRow, Meeting, Ministry, Official, User
from commitments.records import edits, references
from tests import make
from tests.cast import NOW, Cast, gather


@pytest.mark.both
class EditTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_a_change_raises_the_version_and_leaves_the_difference(self) -> None:
        meeting = make.meeting(self.cast)
        edits.change_record(
            meeting, {"title": "Renamed", "place": meeting.place}, by=self.cast.officer, now=NOW
        )
        row = log.list_history(meeting).first()
        assert row is not None
        self.assertEqual(meeting.version, 2)
        self.assertEqual((list(row.before), row.after), (["title"], {"title": "Renamed"}))

    def test_the_second_writer_is_refused_and_nothing_is_lost(self) -> None:
        meeting = make.meeting(self.cast)
        mine = Meeting.objects.get(pk=meeting.pk)
        edits.change_record(meeting, {"title": "Theirs"}, by=self.cast.head, now=NOW)
        with self.assertRaises(Refused) as refused:
            edits.change_record(mine, {"title": "Mine"}, by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "changed")
        self.assertEqual(Meeting.objects.get(pk=meeting.pk).title, "Theirs")

    def test_a_record_without_versions_is_changed_and_audited_too(self) -> None:
        edits.change_record(self.cast.police, {"short_name": "NPA"}, by=self.cast.administrator, now=NOW)
        self.assertEqual(Ministry.objects.get(pk=self.cast.police.pk).short_name, "NPA")
        self.assertEqual(log.list_history(self.cast.police).count(), 1)

    def test_an_embassy_leads_nothing_away_from_another_country(self) -> None:
        by, here = self.cast.embassy_officer, self.cast.valdoria
        official = Official.objects.create(country=self.cast.korea, post="Director")
        for record in (self.cast.police, official):
            record.country = here
            with self.subTest(str(record)), self.assertRaises(Refused) as refused:
                edits.change_record(record, {"country_id": here.pk}, by=by, now=NOW)
            self.assertEqual(refused.exception.code, "forbidden")
        edits.change_record(self.cast.their_police, {"short_name": "VC"}, by=by, now=NOW)

    def test_no_secret_of_an_account_enters_the_history(self) -> None:
        self.assertNotIn("password", log.state_of(self.cast.officer))

    def test_the_database_refuses_to_alter_the_history(self) -> None:
        make.meeting(self.cast)
        for change in (lambda: AuditRow.objects.update(action="x"), lambda: AuditRow.objects.all().delete()):
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()

    def test_a_missing_lock_is_named(self) -> None:
        self.assertEqual(triggers.list_missing_triggers(connection), [])
        self.assertEqual(checks.check_locks(["default"]), [])
        on = " ON commitments_auditrow" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER lock_audit_delete{on}")
        self.assertEqual(triggers.list_missing_triggers(connection), ["lock_audit_delete"])
        self.assertEqual([found.id for found in checks.check_locks(["default"])], ["commitments.W001"])

    def test_a_lock_that_refuses_nothing_is_named(self) -> None:
        """One that was made anew with another body or condition, or fires for replicas alone."""
        name, table = "lock_audit_delete", "commitments_auditrow"
        gutted: tuple[str, ...]
        if connection.vendor == "sqlite":
            made = f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW"
            refusal = "SELECT RAISE(ABORT, 'The history cannot be changed.')"
            taken_off = f"DROP TRIGGER {name}"
            gutted = (f"{made} WHEN 0 BEGIN {refusal}; END", f"{made} BEGIN SELECT 1; END")
        else:
            made = f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW"
            taken_off = f"DROP TRIGGER {name} ON {table}"
            function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            gutted = (
                f"{made} WHEN (false) EXECUTE FUNCTION {name}()",
                f"{made} EXECUTE FUNCTION {name}(); ALTER TABLE {table} ENABLE REPLICA TRIGGER {name}",
                f"{function} AS $$ BEGIN RETURN OLD; END $$; {made} EXECUTE FUNCTION {name}()",
            )
        for statements in gutted:
            with self.subTest(statements), connection.cursor() as cursor:
                cursor.execute(taken_off)
                cursor.execute(statements)
                self.assertEqual(triggers.list_missing_triggers(connection), [name])
            triggers.create_triggers(connection)
            self.assertEqual(triggers.list_missing_triggers(connection), [])


class CounterTests(TransactionTestCase):
    def test_references_drawn_at_once_by_many_are_all_different(self) -> None:
        drawn: list[str] = []
        start = threading.Barrier(8)

        def draw() -> None:
            start.wait()
            try:
                for _ in range(5):
                    with transaction.atomic():
                        drawn.append(references.commitment_reference("XV", 2026))
            finally:
                connection.close()

        threads = [threading.Thread(target=draw) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(set(drawn)), 40)

    def test_the_short_form_drops_partner_and_century(self) -> None:
        self.assertEqual(references.shorten_reference("KH-2024-0007"), "24-0007")


@pytest.mark.both
class WritingTests(TestCase):
    """What a person may not write, whatever page or program asks for it."""

    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def refused(self, obj: Model, values: dict[str, Any], by: User) -> str:
        try:
            with transaction.atomic():
                edits.change_record(obj, values, by=by, now=NOW)
        except Refused as refused:
            return refused.code
        return ""

    def test_a_classification_is_not_lowered_by_one_person(self) -> None:
        meeting = make.meeting(self.cast, classification=Classification.CONFIDENTIAL)
        self.assertEqual(self.refused(meeting, {"classification": 0}, self.cast.head), "lowering")
        self.assertEqual(self.refused(meeting, {"classification": 3}, self.cast.head), "")

    def test_whose_word_counts_is_said_by_the_administrator(self) -> None:
        post = Official.objects.get(user=self.cast.validator)
        for obj, values in (
            (self.cast.police, {"runs_tracker": True}),
            (post, {"user_id": self.cast.officer.pk}),
            (post, {"function": PostFunction.OTHER}),
        ):
            with self.subTest(str(values)):
                self.assertEqual(self.refused(obj, values, self.cast.officer), "forbidden")
                self.assertEqual(self.refused(obj, values, self.cast.administrator), "")

    def test_a_desk_officer_in_a_validators_post_confirms_nothing(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.REPORTED)
        Official.objects.filter(user=self.cast.validator).update(user=self.cast.officer)
        self.assertFalse(responsibilities.is_validator(self.cast.officer, item))
        self.assertTrue(responsibilities.is_validator(self.cast.head, item))

    def test_the_embassy_keeps_the_host_countrys_data_only(self) -> None:
        by = self.cast.embassy_officer
        self.assertEqual(self.refused(self.cast.police, {"short_name": "X"}, by), "forbidden")
        self.assertEqual(self.refused(self.cast.their_police, {"short_name": "X"}, by), "")

    def test_owners_are_not_rewritten_after_acceptance(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        parts = [
            transitions.OwnerPart(Side.OURS, self.cast.police),
            transitions.OwnerPart(Side.THEIRS, self.cast.their_police),
        ]
        with self.assertRaises(Refused):
            drafts.set_parts(item, parts, by=self.cast.officer, now=NOW)

    def test_a_document_of_a_closed_meeting_keeps_its_words(self) -> None:
        text = make.statement(self.cast)
        meetings.close_meeting(text.meeting, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            outcomes.change_statement(
                text, {"text": "Other words."}, expected=1, by=self.cast.officer, now=NOW
            )
        outcomes.change_statement(text, {"source": "File 12"}, expected=1, by=self.cast.officer, now=NOW)
        self.assertEqual(text.source, "File 12")

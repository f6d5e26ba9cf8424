"""Two heads close records; the database then refuses each write of them, until two heads reopen them."""

import datetime
import zipfile
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from commitments.access import policy
from commitments.closeout import closures, package, selection
from commitments.closeout.bag import BagMaker
from commitments.closeout.registry import RECORDS
from commitments.dashboard.closures import list_closures
from commitments.dashboard.waiting import list_waiting
from commitments.db import closed_locks
from commitments.enums import (
    Classification,
    ClosureStage,
    CommitmentState,
    ConsentPurpose,
    MeetingState,
    PacketState,
)
from commitments.errors import Refused
from commitments.lifecycle import endings, originators
from commitments.models import (
    AccessLogEntry,
    Closure,
    ClosurePackage,
    Commitment,
    FollowUp,
    Matrix,
    Meeting,
    OriginatorConsent,
    Outcome,
    Packet,
    PacketMeeting,
    ReturnedMatrix,
    User,
)
from commitments.models.reminders import CopyNotice
from commitments.records import edits
from commitments.verification import records
from tests import make
from tests.cast import NOW
from tests.commitments.closeout.world import CloseoutCase
from tests.sealed import seal_all, tell_all

pytestmark = pytest.mark.both


class ClosureCase(CloseoutCase):
    """The records of the first meeting's day can be closed: only those of the commission are open."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.end(cls.later)
        cls.end(cls.meeting)

    @classmethod
    def end(cls, meeting: Meeting) -> None:
        for item in Commitment.objects.filter(outcome__meeting=meeting, state=CommitmentState.DRAFT):
            edits.change_record(item, {"state": CommitmentState.DISCARDED}, by=cls.cast.officer, now=NOW)
        edits.change_record(
            Meeting.objects.get(pk=meeting.pk), {"state": MeetingState.CLOSED}, by=cls.cast.officer, now=NOW
        )

    def ask(self, by: User | None = None, **of: Any) -> Closure:
        made = Closure(country=self.cast.valdoria, reason="The programme has ended.", **of)
        return closures.request_closure(made, by=by or self.cast.head, now=NOW)

    def close(self, **of: Any) -> Closure:
        return closures.confirm_closure(self.ask(**of), by=self.cast.division_head, now=NOW)


class StepTests(ClosureCase):
    def refused(self, code: str, act: Any, *args: Any, **kwargs: Any) -> None:
        with self.assertRaises(Refused) as refused, transaction.atomic():
            act(*args, **kwargs)
        self.assertEqual(refused.exception.code, code)

    def test_another_head_confirms_and_both_are_in_the_history(self) -> None:
        asked = self.ask()
        self.refused("two_persons", closures.confirm_closure, asked, by=self.cast.head, now=NOW)
        for person in (self.cast.officer, self.cast.stranger, self.cast.administrator, self.cast.auditor):
            self.refused("forbidden", closures.confirm_closure, asked, by=person, now=NOW)
        closures.confirm_closure(asked, by=self.cast.division_head, now=NOW)
        asked.refresh_from_db()
        self.assertEqual((asked.stage, asked.decided_by), (ClosureStage.CLOSED, self.cast.division_head))
        self.refused("decided", closures.confirm_closure, asked, by=self.cast.division_head, now=NOW)
        self.refused("same", self.ask)

    def test_only_a_head_who_reads_everything_asks(self) -> None:
        self.refused("forbidden", self.ask, self.cast.officer)
        self.refused("forbidden", self.ask, self.cast.records_officer)
        User.objects.filter(pk=self.cast.head.pk).update(clearance=0)
        self.refused("not_all", self.ask, User.objects.get(pk=self.cast.head.pk))

    def test_what_is_open_is_closed_or_ended_first(self) -> None:
        make.commitment(self.cast, make.outcome(self.cast, make.meeting(self.cast, title="Talks on visas")))
        with self.assertRaises(Refused) as refused:
            self.ask()
        self.assertIn("1 open meeting, 1 open commitment.", str(refused.exception))
        assert self.item.deadline is not None
        question = FollowUp.objects.create(
            commitment=self.item, deadline=self.item.deadline, start_date=NOW.date(), recorded_at=NOW
        )
        with self.assertRaises(Refused) as refused:
            self.ask()
        self.assertIn("1 open question to the partner", str(refused.exception))
        question.delete()
        self.ask(mechanism=self.body)

    def test_a_reason_and_a_mechanism_of_the_partner_are_needed(self) -> None:
        self.refused(
            "needs_reason",
            closures.request_closure,
            Closure(country=self.cast.valdoria),
            by=self.cast.head,
            now=NOW,
        )
        other = type(self.body).objects.create(country=self.cast.elsewhere, name="Port council")
        self.refused("no_mechanism", self.ask, mechanism=other)

    def test_two_heads_reopen_or_keep_closed(self) -> None:
        closed = self.close()
        self.refused("not_asked", closures.reopen, closed, by=self.cast.head, now=NOW)
        closures.request_reopening(closed, by=self.cast.head, now=NOW, reason="A report came late.")
        self.assertTrue(closed.is_locked)
        self.refused("two_persons", closures.reopen, closed, by=self.cast.head, now=NOW)
        closures.keep_closed(closed, by=self.cast.division_head, now=NOW, reason="It is filed elsewhere.")
        self.assertEqual((closed.stage, closed.reopening_by), (ClosureStage.CLOSED, None))
        closures.request_reopening(closed, by=self.cast.division_head, now=NOW, reason="A report came late.")
        closures.reopen(closed, by=self.cast.head, now=NOW)
        edits.change_record(
            self.meeting, {"place": "Seoul"}, by=self.cast.officer, now=NOW, expected=self.fresh(self.meeting)
        )
        self.refused(
            "not_closed", closures.request_reopening, closed, by=self.cast.head, now=NOW, reason="Again."
        )
        self.ask()

    def fresh(self, record: Any) -> int:
        return int(type(record).objects.get(pk=record.pk).version)

    def test_a_rejected_closing_locks_nothing(self) -> None:
        asked = self.ask()
        closures.reject_closure(asked, by=self.cast.division_head, now=NOW, reason="Wait for the report.")
        self.assertFalse(asked.is_locked)
        self.ask()

    def test_the_second_head_sees_on_my_desk_what_waits_and_the_first_does_not(self) -> None:
        asked = self.ask()

        def waiting(person: User) -> list[tuple[int, bool, str]]:
            found = list_closures(User.objects.get(pk=person.pk))
            self.assertEqual(found, list_waiting(person, NOW.date())["closures"])
            return [(one.pk, one.is_reopening, one.asked_by) for one in found]

        cast = self.cast
        self.assertEqual(waiting(cast.division_head), [(asked.pk, False, str(cast.head))])
        for person in (cast.head, cast.officer, cast.stranger, cast.auditor, cast.administrator):
            self.assertEqual(waiting(person), [])
        closures.confirm_closure(asked, by=cast.division_head, now=NOW)
        self.assertEqual(waiting(cast.division_head), [])
        closures.request_reopening(asked, by=cast.division_head, now=NOW, reason="A report came late.")
        self.assertEqual(waiting(cast.head), [(asked.pk, True, str(cast.division_head))])
        self.assertEqual(waiting(cast.division_head), [])
        self.client.force_login(cast.head)
        page = self.client.get("/admin/")
        self.assertContains(page, f'href="/admin/commitments/closure/{asked.pk}/change/"')
        self.assertContains(page, f"{cast.division_head} asked to reopen the closed records")

    def test_a_closure_is_compared_with_its_history(self) -> None:
        tell_all()
        self.close()
        seal_all()
        self.assertEqual([str(one) for one in records.check_history()], [])
        Closure.objects.update(stage=ClosureStage.REOPENED)
        self.assertEqual(len(list(records.check_history())), 1)


class LockTests(ClosureCase):
    def refused(self, act: Any) -> None:
        with self.assertRaises(Refused) as refused, transaction.atomic():
            act()
        self.assertEqual(refused.exception.code, "closed")

    def test_each_kind_of_record_of_a_meeting_is_locked(self) -> None:
        locked = {model._meta.db_table for model, one in RECORDS.items() if one.meetings and not one.partner}
        self.assertEqual(set(closed_locks.MEETING_PATHS), locked)

    def test_closed_records_are_neither_changed_nor_removed_nor_added(self) -> None:
        self.close()
        for model in RECORDS:
            if model._meta.db_table in closed_locks.MEETING_PATHS and model is not OriginatorConsent:
                self.try_each(model)
        self.refused(lambda: make.meeting(self.cast, title="More talks"))
        self.refused(lambda: make.evidence(self.cast, Commitment.objects.get(pk=self.item.pk)))

    def try_each(self, model: type[Model]) -> None:
        paths = RECORDS[model].meetings
        row = next(
            (one for path in paths for one in model._base_manager.filter(**{path: self.meeting.pk})), None
        )
        if row is None:
            return
        rows = model._base_manager.filter(pk=row.pk)
        name = next(one.attname for one in model._meta.concrete_fields if not one.primary_key)
        with self.subTest(model.__name__):
            self.refused(lambda: rows.update(**{name: getattr(row, name)}))
            # Of the triggers of a table that refuse it, any may come first.
            with self.assertRaises((Refused, IntegrityError)), transaction.atomic():
                rows._raw_delete(rows.db)

    def test_a_step_says_why(self) -> None:
        self.close()
        item = Commitment.objects.get(pk=self.item.pk)
        act = lambda: endings.reopen(item, by=self.cast.head, now=NOW, reason="A report came late.")  # noqa: E731
        self.refused(act)

    def test_other_records_stay_open_and_none_is_moved_among_the_closed(self) -> None:
        self.close(mechanism=self.body)
        talks = make.meeting(self.cast, title="Talks on visas")
        self.refused(lambda: Meeting.objects.filter(pk=talks.pk).update(mechanism=self.body))
        self.refused(lambda: Meeting.objects.filter(pk=self.later.pk).update(mechanism=None))

    def test_a_period_locks_the_meetings_of_its_days(self) -> None:
        self.close(starts_on=make.HELD_ON, ends_on=make.HELD_ON)
        day = make.HELD_ON.replace(year=2025)
        earlier = make.meeting(self.cast, title="Talks on visas", held_on=day)
        self.refused(lambda: Meeting.objects.filter(pk=earlier.pk).update(held_on=make.HELD_ON))

    def test_copies_of_a_packet_still_come_back_with_the_hash_that_they_had(self) -> None:
        self.close()
        copies = self.packet.register(manager="objects")
        copies.update(post="desk")
        issued = copies.exclude(sha256="")
        self.assertTrue(issued.exists())
        self.refused(lambda: issued.update(sha256="0" * 64))
        self.refused(lambda: issued.update(number=99))

    def test_packets_and_matrices_are_frozen_and_none_is_added(self) -> None:
        matrix = Matrix(country=self.cast.valdoria, language="en", rows=0, content_sha256="0" * 64)
        matrix.reference, matrix.recorded_at, matrix.state = "MX-1", NOW, PacketState.READY
        matrix.save(force_insert=True)
        back = ReturnedMatrix.objects.create(matrix=matrix, file_name="x", sha256="1" * 64, recorded_at=NOW)
        self.close()
        packets = Packet.objects.filter(pk=self.packet.pk)
        for values in ({"content_sha256": "0" * 64}, {"signed_at": None}, {"state": PacketState.FAILED}):
            self.refused(lambda values=values: packets.update(**values))
        # Where sheets are laid out again, only that changes.
        packets.update(imprints=self.packet.imprints)
        sign_off = self.packet.sign_offs(manager="objects").all()
        self.refused(lambda: sign_off.update(part="x"))
        self.refused(lambda: Matrix.objects.update(rows=3))
        self.refused(lambda: ReturnedMatrix.objects.filter(pk=back.pk).update(file_name="y"))
        for rows in (ReturnedMatrix.objects.all(), Matrix.objects.all(), sign_off, packets):
            with self.assertRaises((Refused, IntegrityError)), transaction.atomic():
                rows._raw_delete(rows.db)
        matrix.pk, matrix.reference = None, "MX-2"
        self.refused(lambda: matrix.save(force_insert=True))

    def test_packets_of_other_records_stay_open(self) -> None:
        self.close(mechanism=self.body)
        Packet.objects.filter(pk=self.packet.pk).update(pages=self.packet.pages)
        matrix = Matrix(country=self.cast.valdoria, language="en", rows=0, content_sha256="0" * 64)
        matrix.reference, matrix.recorded_at = "MX-1", NOW
        matrix.save(force_insert=True)

    def test_each_part_of_a_packet_or_matrix_is_locked(self) -> None:
        papers = {model._meta.db_table for model, one in RECORDS.items() if one.partner}
        self.assertEqual(set(closed_locks.PAPERS), papers - {CopyNotice._meta.db_table})

    def test_a_packet_that_is_being_made_is_finished_first(self) -> None:
        Packet.objects.filter(pk=self.packet.pk).update(state=PacketState.MAKING)
        with self.assertRaises(Refused) as refused:
            self.ask()
        self.assertIn("1 unfinished packet or matrix", str(refused.exception))

    def test_a_third_state_consents_and_withdraws_after_the_closing(self) -> None:
        by: dict[str, Any] = {"by": self.cast.head, "now": NOW}
        closed = self.close()
        (consent,) = OriginatorConsent.objects.filter(agenda_point=self.point)

        def export(name: str) -> None:
            seal_all()
            maker = BagMaker(NOW, "test")
            package.export_folder(self.folder / name, package.select(closed), maker, reader=self.cast.head)

        tell_all()
        export("before")
        originators.revoke_consent(consent, reason="Their letter.", **by)
        with self.assertRaises(Refused) as refused:
            export("withdrawn")
        self.assertEqual(refused.exception.code, "third_state")
        given: dict[str, Any] = {"given_by": "Embassy", "given_on": make.HELD_ON, "document": "Note 13/2026"}
        originators.record_consents(self.point, [ConsentPurpose.EXPORT], **given, **by)
        export("after")
        # A consent on record is neither rewritten nor removed, and a revocation is not taken back.
        rows = OriginatorConsent.objects.filter(pk=consent.pk)
        self.refused(lambda: rows.update(revoked_at=None))
        self.refused(lambda: rows.update(document="Note 99/2026"))
        self.refused(lambda: rows._raw_delete(rows.db))
        # What it is about is locked.
        self.refused(lambda: originators.set_originator(self.point, "Elsewhere", **by))


class PackageTests(ClosureCase):
    def test_a_worker_makes_the_package_and_only_its_readers_take_it_out(self) -> None:
        tell_all()
        self.close()
        seal_all()
        first, last = ClosurePackage.objects.order_by("pk")
        self.assertEqual(first.state, PacketState.CANCELLED)
        self.assertEqual(package.list_unfinished(NOW), [last.pk])
        self.assertTrue(package.make_package(last.pk, now=NOW))
        self.assertFalse(package.make_package(last.pk, now=NOW))
        last.refresh_from_db()
        self.assertEqual((last.state, last.failure), (PacketState.READY, ""))
        path = package.open_package(last, by=self.cast.head, now=NOW)
        self.assertTrue(AccessLogEntry.objects.filter(subject_type=ClosurePackage._meta.label).exists())
        with zipfile.ZipFile(path) as packed:
            packed.extractall(self.folder)
        (folder,) = self.folder.iterdir()
        self.assert_whole(folder)
        self.assertIn('"stage":"closed"', (folder / "data/records/closure.jsonl").read_text())
        for person in (self.cast.officer, self.cast.stranger, self.cast.auditor, self.cast.records_officer):
            with self.assertRaises(Refused):
                package.open_package(last, by=person, now=NOW)

    def test_a_head_who_may_not_read_all_of_it_takes_no_package_that_another_requested(self) -> None:
        tell_all()
        self.close()
        seal_all()
        last = ClosurePackage.objects.latest("pk")
        package.make_package(last.pk, now=NOW)
        last.refresh_from_db()
        package.open_package(last, by=self.cast.head, now=NOW)
        # The packet prepares talks with a partner of another desk, too.
        other = Meeting.objects.get(country=self.cast.elsewhere)
        with make.unlocked():
            PacketMeeting.objects.create(packet=self.packet, meeting=other)
        self.assertTrue(policy.can_read(self.cast.head, last))
        with self.assertRaises(Refused) as refused:
            package.open_package(last, by=self.cast.head, now=NOW)
        self.assertEqual(refused.exception.code, "not_all")

    def test_a_failure_names_every_record_but_only_to_who_may_read_it(self) -> None:
        tell_all()
        # Longer than the reason that is kept.
        self.ask()
        point = Outcome.objects.filter(meeting=self.meeting).latest("pk")
        with make.unlocked():
            for number in range(9):
                point.pk, point.number, point.originator = None, 100 + number, "Ruritania"
                point.clause = f"Clause given {number}: {'quietly ' * 8}"
                point.save(force_insert=True)
        (one,) = ClosurePackage.objects.all()
        package.make_package(one.pk, now=NOW)
        one.refresh_from_db()
        self.assertEqual(one.state, PacketState.FAILED)
        self.assertNotIn("Clause", one.failure)
        with mock.patch.object(selection, "gather_rows", side_effect=AssertionError("gathered again")):
            said = package.explain_failure(one, self.cast.division_head)
        self.assertEqual([said.count(f"Clause given {number}") for number in range(9)], [1] * 9)
        User.objects.filter(pk=self.cast.division_head.pk).update(clearance=0)
        other = User.objects.get(pk=self.cast.division_head.pk)
        hidden = package.explain_failure(one, other)
        self.assertNotIn("Clause given", hidden)
        self.assertIn("9 records that you do not have access to", hidden)

    def test_a_package_from_before_a_change_is_not_given_out(self) -> None:
        tell_all()
        day = self.meeting.held_on
        assert day is not None
        self.ask(starts_on=day, ends_on=day)
        seal_all()
        (one,) = ClosurePackage.objects.all()
        package.make_package(one.pk, now=NOW)
        one.refresh_from_db()
        package.open_package(one, by=self.cast.head, now=NOW)
        # It leaves the selection, and is classified higher than this head reads.
        User.objects.filter(pk=self.cast.head.pk).update(clearance=Classification.CONFIDENTIAL)
        head = User.objects.get(pk=self.cast.head.pk)
        later = NOW + datetime.timedelta(hours=1)
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        values = {"held_on": day + datetime.timedelta(days=9), "classification": Classification.SECRET}
        edits.change_record(meeting, values, by=self.cast.division_head, now=later)
        with self.assertRaises(Refused) as refused:
            package.open_package(one, by=head, now=later)
        self.assertEqual(refused.exception.code, "outdated")

    def test_a_package_that_its_requester_may_not_read_any_more_fails_and_says_why(self) -> None:
        tell_all()
        self.ask()
        seal_all()
        User.objects.filter(pk=self.cast.head.pk).update(clearance=0)
        (one,) = ClosurePackage.objects.all()
        package.make_package(one.pk, now=NOW)
        one.refresh_from_db()
        self.assertEqual(one.state, PacketState.FAILED)
        self.assertIn("may not read", one.failure)
        with self.assertRaises(Refused):
            package.open_package(one, by=self.cast.division_head, now=NOW)

"""The files of a matrix made by a worker: one at a time, taken over, given up."""

import datetime
from functools import partial
from typing import Any
from unittest import mock

from commitments.enums import CommitmentState, PacketState
from commitments.errors import Refused
from commitments.models import AuditRow, Matrix
from commitments.packets.archive.production import MOST_TRIES
from commitments.packets.render.printing import KILLED
from commitments.tables import matrix, matrix_files
from commitments.verification import records
from tests import make
from tests.cast import NOW
from tests.commitments.tables.matrix_case import ExchangeCase

LATER = NOW + datetime.timedelta(seconds=matrix_files.LEASE_SECONDS + 1)


class MakingTests(ExchangeCase):
    def setUp(self) -> None:
        super().setUp()
        self.both(self.item)
        self.matrix = self.asked()

    def standing(self) -> tuple[str, int]:
        self.matrix.refresh_from_db()
        return self.matrix.state, self.matrix.tries

    def printed(self, **how: Any) -> None:
        self.enterContext(mock.patch.object(matrix_files, "_pdf", **how))

    def test_it_is_frozen_when_it_is_asked_for_and_given_out_once_made(self) -> None:
        self.assertTrue(self.matrix.content_sha256)
        self.assertEqual(list(records.check_matrices()), [])
        with self.assertRaises(Refused) as refused:
            matrix_files.export_file(self.matrix, "docx", by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "not_ready")
        self.cleared(self.opened("Cleared since"))
        self.printed(return_value=b"%PDF")
        self.assertTrue(matrix_files.make_matrix(self.matrix.pk, now=NOW))
        self.assertEqual(self.standing(), (PacketState.READY, 1))
        self.assertEqual(len(matrix_files.content_of(self.matrix).lines), 1)
        self.assertEqual(matrix_files.export_file(self.matrix, "pdf", by=self.cast.officer, now=NOW), b"%PDF")
        row = AuditRow.objects.get(action=matrix_files.MADE)
        self.assertEqual((row.by, row.after["pdf_sha256"]), (self.cast.officer, self.matrix.pdf_sha256))
        self.assertFalse(matrix_files.make_matrix(self.matrix.pk, now=LATER))

    def test_what_a_dead_worker_left_is_taken_over_where_it_stands(self) -> None:
        self.printed(side_effect=SystemExit)
        with self.assertRaises(SystemExit):
            matrix_files.make_matrix(self.matrix.pk, now=NOW)
        self.assertEqual(self.standing(), (PacketState.MAKING, 1))
        made = self.matrix.docx_sha256, self.matrix.xlsx_sha256
        self.assertTrue(all(made))
        self.assertFalse(matrix_files.make_matrix(self.matrix.pk, now=NOW))
        self.assertEqual(
            (matrix_files.list_unfinished(NOW), matrix_files.list_unfinished(LATER)), ([], [self.matrix.pk])
        )
        self.printed(return_value=b"%PDF")
        self.assertTrue(matrix_files.make_matrix(self.matrix.pk, now=LATER))
        self.assertEqual(self.standing(), (PacketState.READY, 2))
        self.assertEqual((self.matrix.docx_sha256, self.matrix.xlsx_sha256), made)

    def test_a_worker_that_was_overtaken_writes_nothing(self) -> None:
        def overtaken(*_of: object) -> bytes:
            Matrix.objects.update(tries=2)
            return b"%PDF"

        self.printed(side_effect=overtaken)
        self.assertFalse(matrix_files.make_matrix(self.matrix.pk, now=NOW))
        self.assertEqual((*self.standing(), self.matrix.pdf_sha256), (PacketState.MAKING, 2, ""))

    def test_what_was_ended_from_outside_is_tried_three_times(self) -> None:
        self.printed(side_effect=Refused("x", KILLED))
        for number in range(1, MOST_TRIES):
            matrix_files.make_matrix(self.matrix.pk, now=NOW)
            self.assertEqual(self.standing(), (PacketState.REQUESTED, number))
        matrix_files.make_matrix(self.matrix.pk, now=NOW)
        self.assertEqual(self.standing(), (PacketState.FAILED, MOST_TRIES))
        self.assertIn("Try again", self.matrix.failure)

    def test_what_killed_its_workers_is_given_up(self) -> None:
        Matrix.objects.update(state=PacketState.MAKING, tries=MOST_TRIES, lease_until=NOW)
        self.assertEqual(matrix_files.list_unfinished(LATER), [])
        self.assertEqual(self.standing()[0], PacketState.FAILED)
        self.assertEqual(AuditRow.objects.get(action=matrix_files.FAILED).reason, self.matrix.failure)
        matrix_files.retry_matrix(self.matrix, by=self.cast.head, now=LATER)
        self.assertEqual(self.standing(), (PacketState.REQUESTED, 0))

    def test_one_that_is_cancelled_is_left_by_its_worker_and_can_be_asked_for_again(self) -> None:
        def cancelled(*_of: object) -> bytes:
            matrix_files.cancel_matrix(self.matrix, by=self.cast.head, now=NOW)
            return b"%PDF"

        for person in (self.cast.auditor, self.cast.stranger, self.cast.focal_point):
            with self.assertRaises(Refused):
                matrix_files.cancel_matrix(self.matrix, by=person, now=NOW)
        self.printed(side_effect=cancelled)
        self.assertFalse(matrix_files.make_matrix(self.matrix.pk, now=NOW))
        self.assertEqual((self.standing()[0], self.matrix.pdf_sha256), (PacketState.CANCELLED, ""))
        self.assertEqual(self.matrix.failure, "Cancelled by Head.")
        self.assertEqual(AuditRow.objects.get(action=matrix_files.CANCELLED).by, self.cast.head)
        self.assertEqual(
            (matrix_files.list_unfinished(LATER), matrix_files.make_matrix(self.matrix.pk, now=LATER)),
            ([], False),
        )
        with self.assertRaisesMessage(Refused, "files are no longer being created"):
            matrix_files.cancel_matrix(self.matrix, by=self.cast.head, now=NOW)
        matrix_files.retry_matrix(self.matrix, by=self.cast.officer, now=NOW)
        self.printed(return_value=b"%PDF")
        self.assertTrue(matrix_files.make_matrix(self.matrix.pk, now=NOW))
        self.assertEqual(self.standing()[0], PacketState.READY)

    def test_of_one_that_failed_or_was_cancelled_nothing_was_told(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.FULFILLED)
        propose = partial(matrix.build_matrix, self.cast.valdoria, self.cast.officer)
        self.assertEqual(list(propose().releases), [self.item.pk])
        for state in (PacketState.FAILED, PacketState.CANCELLED):
            Matrix.objects.update(state=state)
            self.assertEqual(list(propose().releases), [])

    def test_a_file_missing_of_one_that_is_ready_is_found(self) -> None:
        self.printed(return_value=b"%PDF")
        matrix_files.make_matrix(self.matrix.pk, now=NOW)
        Matrix.objects.update(pdf_sha256="")
        self.assertEqual([one.row for one in records.check_matrices()], [f"{self.matrix}, pdf"])

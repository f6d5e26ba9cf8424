"""The history under its seals: six kinds of tampering are found, the row is named, and no other is."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.test import TestCase

from commitments import verification
from commitments.audit import chain
from commitments.audit.chain import ChainHead
from commitments.models import AuditRow, Seal
from commitments.verification.chain import ChainFault, Kind, list_faults, scan_chain
from tests.cast import Cast, gather
from tests.security import counted, tampering

EACH = 100 if os.environ.get("SECURITY") == "full" else 8


def found(anchors: tuple[ChainHead, ...] = ()) -> list[ChainFault]:
    return list(list_faults(scan_chain(lambda done, total: None), anchors))


def named(faults: list[ChainFault]) -> frozenset[int]:
    """List the keys that the faults name: of rows that are gone, those lacking where they stood."""
    keys = set()
    for fault in faults:
        match fault.kind:
            case Kind.BROKEN:
                keys |= set(range(fault.others[0], fault.others[1] + 1))
            case Kind.REMOVED:
                keys |= set(range(fault.others[1] + 1, fault.others[2]))
            case _:
                keys |= {fault.row} - {0}
    return frozenset(keys)


@pytest.mark.both
class TamperingTests(TestCase):
    cast: ClassVar[Cast]
    anchors: ClassVar[tuple[ChainHead, ...]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        tampering.make_history(cls.cast)
        hashes = Seal.objects.values_list("position", "hash")
        taken = [ChainHead(count, digest[:12]) for count, digest in hashes if count % 50 == 0]
        cls.anchors = (*taken, chain.find_head())

    @contextmanager
    def tampered(self) -> Iterator[None]:
        with transaction.atomic():
            tampering.lift_locks()
            yield
            transaction.set_rollback(True)

    def test_an_untouched_history_raises_no_alarm(self) -> None:
        self.assertEqual(found(self.anchors), [])
        self.assertEqual(chain.find_head().count, AuditRow.objects.count())

    def test_every_tampering_is_found_with_its_row_and_no_other(self) -> None:
        for kind, tamper in tampering.KINDS.items():
            right = false = 0
            for seed in range(EACH):
                with self.tampered():
                    done = tamper(random.Random(f"{kind} {seed}"))
                    keys = named(found(self.anchors))
                right += done.rows <= keys
                false += len(keys - done.rows)
                with self.subTest(kind, seed=seed):
                    self.assertEqual(keys, done.rows)
            counted.tell(kind, right, EACH, false)

    def test_a_cut_tail_is_seen_by_anchors_alone(self) -> None:
        with self.tampered():
            tampering.cut(random.Random(1))
            self.assertEqual(found(), [])
            self.assertEqual([fault.kind for fault in found(self.anchors)], [Kind.CUT])

    def test_a_chain_written_anew_is_seen_by_anchors_alone(self) -> None:
        with self.tampered(), connection.cursor() as cursor:
            start = 75
            key = Seal.objects.get(position=start).row_id
            cursor.execute(f"UPDATE {chain.ROWS} SET reason = 'forged' WHERE id = %s", [key])
            cursor.execute(f"DELETE FROM {chain.SEALS} WHERE position >= %s", [start])
            chain.seal_from(connection, key)
            self.assertEqual(found(), [])
            (fault,) = found(self.anchors)
            self.assertEqual((fault.kind, fault.position, fault.others), (Kind.ANEW, 100, (50,)))

    def test_an_altered_row_sealed_anew_is_named_beside_the_one_after_it(self) -> None:
        with self.tampered(), connection.cursor() as cursor:
            seal, before = Seal.objects.get(position=75), Seal.objects.get(position=74)
            cursor.execute(f"UPDATE {chain.ROWS} SET reason = 'forged' WHERE id = %s", [seal.row_id])
            digest = tampering.hash_now(before.hash, seal.row_id)
            cursor.execute(f"UPDATE {chain.SEALS} SET hash = %s WHERE position = 75", [digest])
            (fault,) = found(self.anchors)
            self.assertEqual((fault.kind, fault.position, fault.others), (Kind.ALTERED, 76, (seal.row_id,)))

    def test_an_altered_seal_is_told_from_an_altered_row(self) -> None:
        with self.tampered(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {chain.SEALS} SET hash = %s WHERE position = 75", ["ab" * 32])
            (fault,) = found(self.anchors)
            self.assertEqual((fault.kind, fault.position), (Kind.RESEALED, 75))

    def test_what_is_no_json_any_more_is_named(self) -> None:
        if connection.vendor == "postgresql":
            return
        with self.tampered(), connection.cursor() as cursor:
            key = Seal.objects.get(position=75).row_id
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute(f"UPDATE {chain.ROWS} SET after = '{{' WHERE id = %s", [key])
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
            self.assertEqual(named(found()), frozenset({key}))

    def test_the_row_is_named_by_what_it_tells_and_when(self) -> None:
        with self.tampered():
            done = tampering.edit(random.Random(3))
            (finding,) = verification.verify_history(show=lambda done, total: None)
            (key,) = done.rows
            row = AuditRow.objects.get(pk=key)
            self.assertIn(f"audit entry {key} ({row.action}, Commitment {row.subject_id}", str(finding))
            self.assertIn("2026-", str(finding))

    def test_a_history_that_fits_nowhere_is_not_told_row_by_row(self) -> None:
        with self.tampered(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {chain.ROWS} SET reason = 'forged'")
            faults = found()
            self.assertEqual(len(faults), chain.find_head().count)
            self.assertEqual({fault.kind for fault in faults}, {Kind.ALTERED})

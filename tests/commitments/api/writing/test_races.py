"""Two programs write one commitment at the same moment: one does, the other is told, and nothing is mixed."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client, TransactionTestCase

from commitments.enums import CommitmentState, Scope
from commitments.models import AuditRow, Commitment, Responsibility
from tests import make
from tests.cast import gather
from tests.commitments.api.programs import COMMITMENTS, program
from tests.commitments.api.writing.steps import send


class RaceTests(TransactionTestCase):
    def setUp(self) -> None:
        self.cast = gather()

    def at_once(self, *acts: Callable[[], Any]) -> list[Any]:
        start, said = threading.Barrier(len(acts)), list[Any]()

        def run(act: Callable[[], Any]) -> None:
            try:
                start.wait()
                said.append(act())
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(said, key=lambda answer: answer.status_code)

    def twice(self, clients: tuple[Client, Client], item: Commitment, step: str, body: Any) -> list[Any]:
        """Take one step by two programs, both of which read the commitment as it stands."""
        tag = [client.get(f"{COMMITMENTS}{item.reference}/").headers["ETag"] for client in clients]
        return self.at_once(
            lambda: send(clients[0], item, step, body, tag[0]),
            lambda: send(clients[1], item, step, body, tag[1]),
        )

    def test_of_two_acceptances_one_is_written(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.PROPOSED)
        clients = program(self.cast.officer, Scope.RECORD), program(self.cast.head, Scope.RECORD)
        first, second = self.twice(clients, item, "accept", {"side": "ours", "answer": "Letter 3/26"})
        self.assertEqual((first.status_code, second.status_code), (200, 412), second.content)
        item.refresh_from_db()
        self.assertEqual(item.state, CommitmentState.ACCEPTED)
        lead = Responsibility.objects.get(commitment=item)
        written = AuditRow.objects.filter(action="accepted", subject_id=lead.pk)
        self.assertEqual(written.count(), 1)

    def test_of_two_confirmations_with_any_tag_one_is_written(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.REPORTED)
        make.evidence(self.cast, item)
        client = program(self.cast.validator, Scope.RECORD)
        first, second = self.at_once(*[lambda: send(client, item, "fulfil", {}, "*")] * 2)
        self.assertEqual(first.status_code, 200)
        self.assertIn(second.status_code, {409, 412}, second.content)
        self.assertEqual(AuditRow.objects.filter(action="fulfil").count(), 1)

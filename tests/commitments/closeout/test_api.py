"""Closures through the API: two heads, the package, and nothing for anybody else."""

import io
import zipfile
from typing import Any
from unittest import mock

import pytest
import time_machine

from commitments import tasks
from commitments.closeout import package
from commitments.enums import ClosureStage, PacketState, Scope
from commitments.models import AuditRow, Closure, ClosurePackage, User
from tests.cast import NOW
from tests.commitments.api.programs import program, sent, stepped
from tests.commitments.api.test_schema import document, fits
from tests.commitments.closeout.test_closures import ClosureCase
from tests.sealed import seal_all, tell_all

CLOSURES = "/api/v1/closures/"
WHY = {"reason": "The programme has ended."}

pytestmark = pytest.mark.both


class ClosureApiTests(ClosureCase):
    def setUp(self) -> None:
        super().setUp()
        self.enterContext(time_machine.travel(NOW, tick=True))
        self.queued = self.enterContext(mock.patch.object(tasks.make_closure_package, "delay"))
        tell_all()
        seal_all()
        self.head = self.program(self.cast.head)
        self.second = self.program(self.cast.division_head)

    def program(self, person: User) -> Any:
        return program(person, Scope.MANAGE)

    def asked(self) -> str:
        with self.captureOnCommitCallbacks(execute=True):
            made = sent(self.head, CLOSURES, {"country": "XV", **WHY})
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(fits(made.json(), document(), "Closure"), [])
        return f"{CLOSURES}{made.json()['id']}/"

    def step(self, client: Any, address: str, name: str, body: Any = None) -> Any:
        with self.captureOnCommitCallbacks(execute=True):
            return stepped(client, address, name, body)

    def test_two_heads_close_and_reopen(self) -> None:
        address = self.asked()
        own = self.step(self.head, address, "confirm")
        self.assertEqual((own.status_code, own.json()["code"]), (409, "two_persons"))
        told = {one["step"]: one["code"] for one in self.head.get(f"{address}steps/").json()["steps"]}
        self.assertEqual((told["confirm"], told["reopen"]), ("two_persons", "not_asked"))
        done = self.step(self.second, address, "confirm")
        self.assertEqual((done.status_code, done.json()["stage"]), (200, "closed"), done.content)
        self.assertEqual(
            (done.json()["requested_by"], done.json()["decided_by"]),
            (self.cast.head.username, self.cast.division_head.username),
        )
        self.step(self.head, address, "request_reopening", {"reason": "A report came late."})
        self.assertEqual(self.step(self.head, address, "reopen").json()["code"], "two_persons")
        kept = self.step(self.second, address, "keep_closed", {"reason": "It can wait."})
        self.assertEqual(kept.json()["stage"], "closed")
        self.step(self.head, address, "request_reopening", {"reason": "A report came late."})
        self.assertEqual(self.step(self.second, address, "reopen").json()["stage"], "reopened")
        rows = AuditRow.objects.filter(subject_type=Closure._meta.label).order_by("pk")
        self.assertEqual([row.action for row in rows][:2], ["created", "records closed"])

    def test_another_head_rejects(self) -> None:
        address = self.asked()
        self.assertEqual(self.step(self.head, address, "reject", WHY).json()["code"], "two_persons")
        self.assertEqual(self.step(self.second, address, "reject").status_code, 400)
        self.assertEqual(self.step(self.second, address, "reject", WHY).json()["stage"], "rejected")
        self.assertEqual(self.step(self.second, address, "confirm").json()["code"], "decided")

    def test_the_package_is_queued_made_and_downloaded(self) -> None:
        address = self.asked()
        (first,) = ClosurePackage.objects.all()
        self.queued.assert_called_once_with(first.pk)
        self.assertEqual(self.second.get(f"{address}package/").json()["code"], "not_ready")
        self.step(self.second, address, "confirm")
        latest = ClosurePackage.objects.latest("pk")
        self.assertEqual(self.queued.call_args.args, (latest.pk,))
        seal_all()
        package.make_package(latest.pk, now=NOW)
        answer = self.second.get(f"{address}package/")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("close-out-XV.zip", answer.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
            self.assertIn("close-out-XV/verify.py", packed.namelist())
        with self.captureOnCommitCallbacks(execute=True):
            stepped(self.head, address, "new_package")
        self.assertEqual(ClosurePackage.objects.count(), 3)
        ClosurePackage.objects.filter(state=PacketState.REQUESTED).update(
            state=PacketState.FAILED, failure="A third state has not consented."
        )
        failed = self.head.get(f"{address}package/").json()
        self.assertEqual((failed["code"], failed["detail"]), ("failed", "A third state has not consented."))

    def test_others_neither_read_nor_write_and_absent_answers_alike(self) -> None:
        address = self.asked()
        for person in (self.cast.officer, self.cast.stranger, self.cast.administrator, self.cast.focal_point):
            client = self.program(person)
            for path in ("", "package/", "steps/"):
                hidden, absent = client.get(address + path), client.get(f"{CLOSURES}987654/{path}")
                self.assertEqual((hidden.status_code, hidden.content), (404, absent.content), person)
            answer = sent(client, f"{address}steps/confirm/", {}, **{"If-Match": "*"})
            self.assertEqual(answer.status_code, 404)
            self.assertEqual(sent(client, CLOSURES, {"country": "XV", **WHY}).status_code, 403, person)
        auditor = self.program(self.cast.auditor)
        self.assertEqual(auditor.get(address).status_code, 200)
        self.assertEqual(self.step(auditor, address, "confirm").status_code, 403)
        self.assertEqual(Closure.objects.get().stage, ClosureStage.REQUESTED)

    def test_scope_program_day_and_a_wrong_period_are_refused(self) -> None:
        body = {"country": "XV", **WHY}
        recorder = program(self.cast.head, Scope.RECORD)
        self.assertEqual(sent(recorder, CLOSURES, body).json()["code"], "scope")
        outside = program(self.cast.head, Scope.MANAGE, is_external=True)
        self.assertEqual(outside.get(CLOSURES).json()["code"], "outside")
        self.assertEqual(self.head.get(CLOSURES, {"as_of": "2026-03-01"}).status_code, 400)
        period = {"starts_on": "2026-03-02", "ends_on": "2026-03-01"}
        self.assertEqual(sent(self.head, CLOSURES, body | period).status_code, 400)
        self.asked()
        again = sent(self.head, CLOSURES, body)
        self.assertEqual((again.status_code, again.json()["code"]), (409, "same"))

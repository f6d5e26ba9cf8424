"""What is decided in a line of My desk is read there."""

import datetime

import pytest
from django.test import TestCase
from django.utils import timezone
from django.utils.formats import date_format

from commitments.enums import ApprovalKind, CommitmentState, MoveReason
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import approvals
from tests import make
from tests.cast import gather


@pytest.mark.both
class DecidingTests(TestCase):
    def test_who_decides_reads_what_the_date_would_become(self) -> None:
        cast = gather()
        item = make.commitment(cast, make.outcome(cast), state=CommitmentState.IN_PROGRESS)
        day = timezone.localdate() + datetime.timedelta(days=90)
        asked = approvals.request_approval(
            item,
            ApprovalKind.DATE,
            reason="The ship is late",
            move_reason=MoveReason.CAPACITY,
            terms={"spec": on_day(day).to_json()},
            by=cast.officer,
            now=timezone.now(),
        )
        self.client.force_login(cast.head)
        page = self.client.get(f"/admin/desk/request/{asked.pk}/decide/").content.decode()
        self.assertIn(f"<strong>{date_format(day)}</strong>", page[page.index('id="act"') :])

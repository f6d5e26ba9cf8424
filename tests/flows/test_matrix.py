"""A matrix goes to the partner and comes back, in a real browser."""

import tempfile
from pathlib import Path
from threading import Timer
from unittest import mock

from django.db import connections
from django.test import override_settings
from django.utils import timezone

from commitments import tasks
from commitments.enums import CommitmentState, Completion
from commitments.lifecycle import publication
from commitments.models import Release
from commitments.tables import matrix_files
from tests import make
from tests.flows.stories import Stories

WORDS = "Records of investigations are shared."


def by_a_worker(key: int) -> None:
    """Make the files beside the page that waits for them."""

    def work() -> None:
        matrix_files.make_matrix(key, now=timezone.now())
        connections.close_all()

    Timer(2, work).start()


class MatrixTests(Stories):
    def test_it_is_made_sent_back_and_stands_beside_ours(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(DATA=folder))
        now = timezone.now()
        item = make.commitment(
            self.cast, make.outcome(self.cast, clause="Both sides share."), state=CommitmentState.ACCEPTED
        )
        row = Release(commitment=item, language="en", wording=WORDS, status=Completion.LIMITED)
        publication.approve_release(
            publication.create_release(row, by=self.cast.officer, now=now), by=self.cast.head, now=now
        )
        ahead = make.meeting(self.cast, title="Next talks", held=False, held_on=None)
        self.enterContext(mock.patch.object(tasks.make_matrix, "delay", side_effect=by_a_worker))
        self.tell("tests.flows.matrix", "there_and_back", meeting=ahead.pk, item=item.pk, words=WORDS)

"""An item opened while a meeting is being planned is missed by neither of the two who write."""

import threading
from collections.abc import Callable

from django.db import connection, transaction
from django.test import TransactionTestCase

from commitments import lifecycle
from commitments.models import AgendaItem, Commitment
from tests import make
from tests.cast import NOW, gather


class TogetherTests(TransactionTestCase):
    def together(self, first: Callable[[], object], second: Callable[[], object]) -> None:
        """Let the first write, then the second begin, and only then commit the first."""
        written, trouble = threading.Event(), list[BaseException]()

        def later() -> None:
            try:
                written.wait(5)
                second()
            except BaseException as error:
                trouble.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=later)
        thread.start()
        with transaction.atomic():
            first()
            written.set()
            thread.join(0.5)
        thread.join(10)
        self.assertEqual(trouble, [])

    def test_whoever_comes_first_the_item_stands_on_the_agenda_once(self) -> None:
        cast = gather()
        drafts = [make.commitment(cast, make.outcome(cast), title=title) for title in ("One", "Two")]

        def propose(item: Commitment) -> None:
            lifecycle.propose(item, by=cast.officer, now=NOW)

        def plan(title: str) -> None:
            make.meeting(cast, title=title, held_on=None, held=False)

        self.together(lambda: propose(drafts[0]), lambda: plan("First"))
        self.together(lambda: plan("Second"), lambda: propose(drafts[1]))
        stands = AgendaItem.objects.order_by("meeting__title", "commitment__title")
        self.assertEqual(
            list(stands.values_list("meeting__title", "commitment__title")),
            [("First", "One"), ("First", "Two"), ("Second", "One"), ("Second", "Two")],
        )

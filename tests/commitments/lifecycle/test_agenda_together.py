"""An item opened while a meeting is being planned is missed by neither of the two who write."""

from django.test import TransactionTestCase

from commitments.lifecycle import acceptance
from commitments.models import AgendaItem, Commitment
from tests import make
from tests.cast import NOW, gather
from tests.together import together


class TogetherTests(TransactionTestCase):
    def test_whoever_comes_first_the_item_stands_on_the_agenda_once(self) -> None:
        cast = gather()
        drafts = [make.commitment(cast, make.outcome(cast), title=title) for title in ("One", "Two")]

        def propose(item: Commitment) -> None:
            acceptance.propose(item, by=cast.officer, now=NOW)

        def plan(title: str) -> None:
            make.meeting(cast, title=title, held_on=None, held=False)

        raised = together(lambda: propose(drafts[0]), lambda: plan("First"))
        raised += together(lambda: plan("Second"), lambda: propose(drafts[1]))
        self.assertEqual(raised, [])
        stands = AgendaItem.objects.order_by("meeting__title", "commitment__title")
        self.assertEqual(
            list(stands.values_list("meeting__title", "commitment__title")),
            [("First", "One"), ("First", "Two"), ("Second", "One"), ("Second", "Two")],
        )

"""What fails, or ends the process, again and again is set aside where a person sees it; the rest goes on."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from unittest import mock

import pytest

from commitments.models import Commitment, Mail, Reminder
from commitments.overview import delivery
from commitments.reminders import compose, content
from commitments.vocabulary import MailState, OwedBy, ReminderState, WhyNot
from tests.commitments.reminders.case import SweepCase, seoul

MORNING = seoul(6, 16)


@pytest.mark.both
class CrashTests(SweepCase):
    """A process that dies raises nothing that anybody catches: so does SystemExit here."""

    def dying_with(self, is_meant: Callable[[Commitment], bool]) -> AbstractContextManager[object]:
        write = content.next_step

        def die(item: Commitment, rule: str, **said: bool) -> str:
            if is_meant(item):
                raise SystemExit
            return write(item, rule, **said)

        return mock.patch.object(content, "next_step", die)

    def crashes(self, most: int = 12) -> int:
        """Sweep until a sweep survives; give the number of those that did not."""
        for number in range(most):
            try:
                self.sweep(seoul(6, 16, 7, number))
            except SystemExit:
                continue
            return number
        raise AssertionError("no sweep survived")

    def test_one_with_whose_mail_processes_die_is_set_aside_after_five_and_the_others_are_told(self) -> None:
        bad = self.accepted(title="Bad")
        good = self.accepted(title="Good")
        theirs = self.accepted(title="Of somebody else", owed_by=OwedBy.THEIRS)
        with self.dying_with(lambda item: item.pk == bad.pk):
            self.assertEqual(self.crashes(), compose.QUARANTINE_TRIES)
        row = Reminder.objects.get(commitment=bad)
        self.assertEqual((row.state, row.why_not), (ReminderState.FAILED, WhyNot.CRASHED))
        told = Reminder.objects.filter(state=ReminderState.DELIVERED).values_list("commitment", flat=True)
        self.assertEqual(set(told), {good.pk, theirs.pk})
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1, "officer@example.org": 1})

    def test_the_others_do_not_wait_for_it(self) -> None:
        bad = self.accepted(title="Bad")
        self.accepted(title="Of somebody else", owed_by=OwedBy.THEIRS)
        with self.dying_with(lambda item: item.pk == bad.pk):
            for minute in range(2):
                with self.assertRaises(SystemExit):
                    self.sweep(seoul(6, 16, 7, minute))
        self.assertEqual(self.arrived(), {"officer@example.org": 1})

    def test_where_no_item_by_itself_is_to_blame_all_of_that_mail_are_set_aside(self) -> None:
        self.accepted()
        self.accepted()
        merge = content.letter

        def die(shelf: object, reader: object, reminders: list[Reminder], *more: object) -> content.Letter:
            if len(reminders) > 1:
                raise SystemExit
            return merge(shelf, reader, reminders, *more)  # type: ignore[arg-type]

        with mock.patch.object(content, "letter", die):
            self.assertEqual(self.crashes(), compose.QUARANTINE_TRIES)
        rows = Reminder.objects.values_list("state", "why_not")
        self.assertEqual(set(rows), {(ReminderState.FAILED, WhyNot.CRASHED)})

    def test_it_is_red_on_the_desk(self) -> None:
        bad = self.accepted(title="Bad")
        with self.dying_with(lambda item: item.pk == bad.pk):
            self.crashes()
        said = delivery.why_unheard([bad.pk], MORNING)
        self.assertEqual(said, {bad.pk: "To Focal point: it stopped the sender again and again"})

    def test_a_try_that_went_well_is_forgotten(self) -> None:
        bad = self.accepted(title="Bad")
        with self.dying_with(lambda item: item.pk == bad.pk), self.assertRaises(SystemExit):
            self.sweep(MORNING)
        self.assertEqual(Reminder.objects.get().tries, 1)
        self.sweep(seoul(6, 16, 7, 1))
        self.assertEqual((Reminder.objects.get().tries, Mail.objects.get().state), (0, MailState.ACCEPTED))

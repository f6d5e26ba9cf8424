"""A step is not undone by others, too late, twice, after what followed from it, or without permission."""

import datetime
from typing import Any

from django.test import Client, TransactionTestCase
from django.utils import timezone

from commitments.enums import CommitmentState, Health, OutcomeKind, OwedBy, ReminderKind, Side, Strength
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import drafts, progress, undo
from commitments.meetings import meetings, outcomes
from commitments.models import AuditRow, Commitment, DelegationMember, Email, Outcome, Reminder, User
from tests import make
from tests.cast import gather
from tests.commitments.lifecycle.test_undo import UndoCase, picture
from tests.together import together

S = CommitmentState


class UndoRefusalTests(UndoCase):
    def setUp(self) -> None:
        super().setUp()
        self.work: Commitment = make.commitment(self.cast, state=S.ACCEPTED)
        self.before = picture()
        self.at = timezone.now()
        progress.start(self.work, by=self.cast.officer, now=self.at)
        self.row = AuditRow.objects.get(at=self.at)

    def undo(self, by: User | None = None, **later: int) -> str:
        """Undo the step; return why not, or an empty text."""
        now = self.at + datetime.timedelta(**later)
        try:
            undo.undo_step(self.row.pk, by=by or self.cast.officer, now=now)
        except Refused as refused:
            return refused.code
        return ""

    def report(self, by: User) -> None:
        progress.record_update(
            self.work,
            health=Health.ON_TRACK,
            text="Well.",
            side=Side.OURS,
            reported_on=self.today,
            by=by,
            now=timezone.now(),
        )

    def test_it_is_undone_until_the_tenth_minute_and_once(self) -> None:
        self.assertEqual(self.undo(minutes=10, seconds=1), "late")
        self.assertEqual(self.undo(minutes=10), "")
        self.assertEqual(picture(), self.before)
        told = AuditRow.objects.filter(page_id=self.work.pk).order_by("pk").last()
        assert told is not None
        self.assertEqual(
            (told.action, told.reason, told.after), ("taken back", "Undone.", {"state": "accepted"})
        )
        self.assertEqual(self.undo(), "changed")
        # What was undone does not come back by the same button.
        self.row = told
        self.assertEqual(self.undo(), "kept")

    def test_another_person_does_not_undo_it(self) -> None:
        self.assertEqual(self.undo(self.cast.head), "not_own")
        self.client.force_login(self.cast.head)
        self.client.post(f"/admin/undo/{self.row.pk}/")
        self.assertEqual(Commitment.objects.get(pk=self.work.pk).state, S.IN_PROGRESS)

    def test_what_followed_keeps_it(self) -> None:
        self.report(self.cast.head)
        self.assertEqual(self.undo(), "changed")

    def test_who_may_not_write_or_read_it_any_more_does_not_undo_it(self) -> None:
        User.objects.filter(pk=self.cast.officer.pk).update(desk=self.cast.other_desk)
        officer = User.objects.get(pk=self.cast.officer.pk)
        self.assertEqual(self.undo(officer), "forbidden")
        User.objects.filter(pk=officer.pk).update(desk=self.cast.desk, role="reader")
        self.assertEqual(self.undo(User.objects.get(pk=officer.pk)), "forbidden")

    def test_an_email_that_was_made_since_keeps_it(self) -> None:
        mail = Email.objects.create(
            address="a@example.org",
            message_id="1@x",
            subject="S",
            content=b"",
            ready_at=self.at,
            next_try_at=self.at,
        )
        assert self.work.deadline is not None
        Reminder.objects.create(
            commitment=self.work,
            deadline=self.work.deadline,
            kind=ReminderKind.OVERDUE,
            start_date=self.today,
            planned_at=self.at,
            email=mail,
        )
        self.assertEqual(self.undo(), "left")

    def test_what_counts_from_it_keeps_it(self) -> None:
        other = make.commitment(self.cast, title="Other")
        Commitment.objects.filter(pk=other.pk).update(deadline=None)
        from_it = self.work.deadline
        assert from_it is not None
        from_it.pk, from_it.commitment, from_it.follows, from_it.number = None, other, self.work, 9
        from_it.save(force_insert=True)
        Commitment.objects.filter(pk=other.pk).update(deadline=from_it)
        self.assertEqual(self.undo(), "changed")

    def test_the_history_offers_it_to_that_person(self) -> None:
        page, button = f"/admin/commitments/commitment/{self.work.pk}/history/", f"/admin/undo/{self.row.pk}/"
        for who, count in ((self.cast.officer, 1), (self.cast.head, 0)):
            self.client.force_login(who)
            self.assertContains(self.client.get(page), button, count=count)
        self.assertEqual(Client(enforce_csrf_checks=True).post(button).status_code, 403)

    def test_a_report_leaves_the_contact_as_it_was(self) -> None:
        self.client.force_login(self.cast.officer)
        before, self.at = picture(), timezone.now()
        page = f"/admin/commitments/commitment/{self.work.pk}/"
        said = {"health": "at_risk", "text": "Late.", "side": "ours", "reported_on": self.today}
        said = {f"update-{name}": value for name, value in said.items()}
        answer = self.client.post(f"{page}update/", said, follow=True)
        self.row = AuditRow.objects.filter(at__gte=self.at).earliest("pk")
        self.assertContains(answer, f'action="/admin/undo/{self.row.pk}/"')
        answer = self.client.post(f"/admin/undo/{self.row.pk}/", follow=True)
        self.assertRedirects(answer, f"{page}change/")
        self.assertContains(answer, "Undone: ")
        self.assertEqual(picture(), before)

    def test_saved_words_and_drafts_are_undone(self) -> None:
        draft, point = make.commitment(self.cast), make.outcome(self.cast)
        meeting = make.meeting(self.cast)
        acts: list[Any] = [
            lambda at: drafts.edit_wording(draft, {"title": "Other words"}, by=self.cast.officer, now=at),
            lambda at: drafts.create_draft(
                Commitment(outcome=point, title="New", owed_by=OwedBy.OURS),
                parts=make.parts_of(self.cast, OwedBy.OURS),
                deadline=on_day(make.DUE_ON),
                by=self.cast.officer,
                now=at,
            ),
            lambda at: outcomes.add_outcome(
                Outcome(
                    meeting=meeting,
                    kind=OutcomeKind.REQUEST,
                    clause="A list, please.",
                    spoken_by=OwedBy.THEIRS,
                    strength=Strength.REQUESTED,
                ),
                by=self.cast.officer,
                now=at,
            ),
            lambda at: meetings.add_delegate(
                DelegationMember(meeting=meeting, side=Side.THEIRS, post="Minister"),
                by=self.cast.officer,
                now=at,
            ),
            lambda at: meetings.edit_meeting(
                meeting,
                {"title": "Other", "place": ""},
                expected=meeting.version,
                by=self.cast.officer,
                now=at,
            ),
        ]
        for act in acts:
            before, self.at = picture(), timezone.now()
            act(self.at)
            self.row = AuditRow.objects.filter(at=self.at).earliest("pk")
            self.assertEqual(self.undo(), "")
            self.assertEqual(picture(), before)


class UndoRaceTests(TransactionTestCase):
    def test_two_presses_undo_once_and_a_quicker_step_stays(self) -> None:
        cast = gather()
        for second_is_undo in (True, False):
            item = make.commitment(cast, state=S.ACCEPTED)
            at = timezone.now()
            progress.start(item, by=cast.officer, now=at)
            row = AuditRow.objects.get(at=at)
            seen = Commitment.objects.get(pk=item.pk)

            def undo_it(key: int = row.pk) -> None:
                undo.undo_step(key, by=cast.officer, now=timezone.now())

            def report(seen: Commitment = seen) -> None:
                progress.report(seen, Side.OURS, document="Note 1", by=cast.officer, now=timezone.now())

            raised = together(undo_it if second_is_undo else report, undo_it)
            self.assertEqual([getattr(error, "code", error) for error in raised], ["changed"])
            state = Commitment.objects.get(pk=item.pk).state
            self.assertEqual(state, S.ACCEPTED if second_is_undo else S.REPORTED)

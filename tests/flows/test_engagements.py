"""Stories of engagements: every form planned, put off, held, closed or cancelled, and what comes back."""

import tempfile
from pathlib import Path
from typing import Any

from django.test import override_settings
from django.utils import timezone

from commitments.enums import CommitmentState, MeetingForm, MeetingState, ReminderKind
from commitments.models import AgendaItem, Commitment, Mechanism, Meeting, Official, Reminder, User
from commitments.reminders import outbox
from tests import make
from tests.flows.pages import BASE, Story

M = MeetingState


class FormTests(Story):
    def plan(self, form: MeetingForm, **given: Any) -> Meeting:
        """Plan an engagement on the page of meetings."""
        title = f"Planned {form}"
        about = {"country": self.cast.valdoria.pk, "title": title, "was_held": "planned", "form": form.value}
        sent = {"held_on": "2026-03-18", "classification": 1, "_save": "1", **about, **given}
        self.assertEqual(self.client.post(f"{BASE}/meeting/add/", sent).status_code, 302)
        return Meeting.objects.latest("pk")

    def take(self, meeting: Meeting, name: str, state: MeetingState, **given: Any) -> str:
        """Take a step of the meeting; give its page after it."""
        path = f"{BASE}/meeting/{meeting.pk}/step/{name}/"
        page = self.client.post(path, given, follow=True).content.decode()
        self.assertEqual(Meeting.objects.get(pk=meeting.pk).state, state, f"{meeting.form}: {name}")
        return page

    def test_each_form_is_planned_put_off_held_and_closed_and_none_closes_before_it_was_held(self) -> None:
        for form in MeetingForm:
            with self.subTest(form):
                meeting = self.plan(form)
                self.assertEqual(meeting.state, M.PLANNED)
                self.assertIn(
                    "A meeting can only be closed after it has been held. Mark it as held first.",
                    self.take(meeting, "close", M.PLANNED),
                )
                self.take(meeting, "postpone", M.POSTPONED, held_on="2026-03-10", reason="Storm.")
                self.take(meeting, "hold", M.HELD)
                page = self.take(meeting, "close", M.CLOSED)
                self.assertIn("Meeting closed. Its clauses are locked", page)
                self.take(meeting, "cancel", M.CLOSED, reason="Too late for that.")

    def test_each_form_is_cancelled_with_a_reason(self) -> None:
        for form in MeetingForm:
            with self.subTest(form):
                meeting = self.plan(form)
                self.take(meeting, "cancel", M.PLANNED, reason="")
                self.take(meeting, "cancel", M.CANCELLED, reason="No need any more.")

    def test_sessions_of_a_mechanism_are_numbered_and_each_number_is_given_once(self) -> None:
        body = self.session(3, "2027-05-12").mechanism
        assert body is not None
        page = self.client.get(f"{BASE}/mechanism/{body.pk}/change/")
        self.assertContains(page, "Joint Commission, session 3")
        about = {"country": self.cast.valdoria.pk, "title": "Again", "was_held": "planned", "form": "session"}
        numbered = {"mechanism": body.pk, "session_number": 3, "classification": 1, "_save": "1"}
        twice = self.client.post(f"{BASE}/meeting/add/", {**about, **numbered})
        self.assertEqual(twice.status_code, 200)
        self.assertEqual(Meeting.objects.filter(mechanism=body).count(), 1)

    def test_delegations_stand_in_order_of_precedence_however_they_are_typed(self) -> None:
        for post, precedence in (("Director for Islands", 40), ("Ambassador in Seoul", 20)):
            Official.objects.create(country=self.cast.valdoria, post=post, precedence=precedence)
        typed = ("Director for Islands", "Minister of External Relations", "Ambassador in Seoul")
        seats = {f"theirs-{number}-who": who for number, who in enumerate(typed)}
        meeting = self.plan(MeetingForm.VISIT, **{"theirs-TOTAL_FORMS": 3, **seats})
        page = self.client.get(f"{BASE}/meeting/{meeting.pk}/change/").content.decode()
        order = [page.index(f'value="{who}"') for who in (typed[1], typed[2], typed[0])]
        self.assertEqual(order, sorted(order))
        seated = meeting.delegations.order_by("order").values_list("official__precedence", flat=True)
        self.assertEqual(list(seated), [1, 20, 40])


class ComingBackTests(Story):
    def owed(self, title: str, of: Mechanism | None) -> Commitment:
        """Have something open that was agreed at a session of a mechanism, or elsewhere."""
        at = make.meeting(self.cast, title=f"Where {title} was agreed")
        if of is not None:
            Meeting.objects.filter(pk=at.pk).update(mechanism=of)
            at.refresh_from_db()
        point = make.outcome(self.cast, at)
        return make.commitment(self.cast, point, title=title, state=CommitmentState.IN_PROGRESS)

    def planned(self, form: str, **given: Any) -> set[str]:
        """Plan a meeting; give the titles that came onto its agenda."""
        about = {"country": self.cast.valdoria.pk, "title": f"Planned {form}", "was_held": "planned"}
        sent = {**about, "form": form, "held_on": "2026-05-12", "classification": 1, "_save": "1", **given}
        self.assertEqual(self.client.post(f"{BASE}/meeting/add/", sent).status_code, 302)
        rows = AgendaItem.objects.filter(meeting=Meeting.objects.latest("pk"))
        return set(rows.values_list("commitment__title", flat=True))

    def test_a_session_brings_its_mechanisms_items_a_visit_the_partners_a_call_or_letters_none(self) -> None:
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        other = Mechanism.objects.create(country=self.cast.valdoria, name="Harbour Committee")
        for title, of in (("Of the body", body), ("Of another", other), ("Of a visit", None)):
            self.owed(title, of)
        everything = {"Of the body", "Of another", "Of a visit"}
        self.assertEqual(self.planned("session", mechanism=body.pk, session_number=4), {"Of the body"})
        self.assertEqual(self.planned("visit"), everything)
        self.assertEqual(self.planned("call"), set())
        self.assertEqual(self.planned("exchange"), set())


class NoticeTests(Story):
    """Of a move, each owner is told once by the next sweep; what was planned for the old day is not sent."""

    def test_the_next_sweep_tells_each_owner_once_of_all_that_moved_and_plans_anew(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(MAIL_TO_FILES=True, MAIL_FOLDER=Path(folder.name)))
        User.objects.update(time_zone="Asia/Seoul")
        third = self.session(3, "2026-03-20")
        words = "before the third Joint Commission"
        items = [self.under_way(self.record(words, which=f"s{third.mechanism_id}-3")) for _time in range(2)]
        outbox.run_outbox(timezone.now())
        old = {row.pk for item in items for row in item.reminders.filter(kind=ReminderKind.AHEAD)}
        self.assertEqual(len(old), 2)
        moved = {"held_on": "2026-03-23", "reason": "Storm."}
        said = self.client.post(f"{BASE}/meeting/{third.pk}/step/postpone/", moved, follow=True)
        self.assertContains(said, "2 deadlines changed as a result.")
        self.later(minutes=1)
        outbox.run_outbox(timezone.now())
        told = [row for item in items for row in item.reminders.filter(kind=ReminderKind.MOVED)]
        self.assertEqual({row.recipient for row in told}, {self.cast.focal_point})
        self.assertEqual((len(told), len({row.email_id for row in told})), (2, 1))
        # The mornings of the 12th and the 13th: five working days before the old day, and before the new one.
        for _morning in range(2):
            self.later(days=1, hours=-3 if _morning == 0 else 0)
            outbox.run_outbox(timezone.now())
        for item in items:
            item.refresh_from_db()
            self.assertEqual(item.deadlines.filter(cause__isnull=False).count(), 1)
            sent = item.reminders.filter(kind=ReminderKind.AHEAD, email__isnull=False)
            self.assertEqual([row.deadline_id for row in sent], [item.deadline_id])
        self.assertEqual(
            set(Reminder.objects.filter(pk__in=old).values_list("state", flat=True)), {"dropped"}
        )

"""My desk: who may do what about a line, what comes of it, and what each role sees."""

import datetime
from unittest import mock

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import TestCase
from django.utils import timezone

from commitments.db import page_cache
from commitments.enums import (
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    Health,
    NotSentReason,
    OwedBy,
    PacketState,
    ReminderKind,
    ReminderState,
)
from commitments.lifecycle import approvals
from commitments.models import (
    Absence,
    Approval,
    Commitment,
    Country,
    Outcome,
    Packet,
    PacketMeeting,
    ProgressUpdate,
    Reminder,
    User,
)
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather
from tests.flat import flat

GOING = CommitmentState.IN_PROGRESS
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
PAGE_QUERIES = 16


@pytest.mark.both
class MyDesk(TestCase):
    cast: Cast
    point: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.point = make.outcome(cls.cast)

    def setUp(self) -> None:
        caches["process"].clear()

    def item(self, title: str, owed_by: OwedBy, days: int, state: CommitmentState = GOING) -> Commitment:
        made = make.commitment(self.cast, self.point, title=title, owed_by=owed_by, state=state)
        Commitment.objects.filter(pk=made.pk).update(due_on=TODAY + days * DAY)
        made.refresh_from_db()
        return made

    def page(self, person: User, address: str = "/admin/") -> str:
        self.client.force_login(person)
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200, address)
        return answer.content.decode()

    def send(self, person: User, item: Commitment, verb: str, **typed: str) -> HttpResponse:
        self.client.force_login(person)
        sent = self.client.post(f"/admin/desk/commitment/{item.pk}/{verb}/", typed)
        assert isinstance(sent, HttpResponse)
        return sent

    def said(self) -> str:
        """Give the one line that My desk begins with after an act."""
        page = self.client.get("/admin/").content.decode()
        return page.partition('<ul class="messagelist"')[2].partition("</ul>")[0]

    def test_each_role_has_its_own_verb(self) -> None:
        ours = self.item("ours", OwedBy.OURS, -3)
        theirs = self.item("theirs", OwedBy.THEIRS, -3)
        asked = self.item("asked", OwedBy.OURS, 90, CommitmentState.PROPOSED)
        done = self.item("done", OwedBy.OURS, 90, CommitmentState.REPORTED)
        cast = self.cast
        for person, verbs in (
            (cast.officer, {ours: "ask-update", theirs: "follow_up", asked: "answer", done: "update"}),
            (cast.head, {ours: "ask-update", theirs: "follow_up", asked: "answer", done: "update"}),
            (cast.focal_point, {ours: "update", theirs: None, asked: "decide"}),
            (cast.validator, {ours: "update", asked: "decide", done: "validate"}),
            (cast.auditor, {ours: None, theirs: None, asked: None}),
        ):
            page = self.page(person)
            for item, verb in verbs.items():
                offered = f"/admin/desk/commitment/{item.pk}/"
                if verb is None:
                    self.assertNotIn(offered, page, (person.username, item.title))
                else:
                    self.assertIn(f"{offered}{verb}/", page, (person.username, item.title))

    def test_the_head_confirms_where_no_validating_authority_is_named(self) -> None:
        done = self.item("done", OwedBy.THEIRS, 90, CommitmentState.REPORTED)
        self.assertIn(f"/admin/desk/commitment/{done.pk}/validate/", self.page(self.cast.head))
        self.assertNotIn(f"/admin/desk/commitment/{done.pk}/validate/", self.page(self.cast.officer))

    def test_a_line_is_chased_in_two_actions_and_nothing_is_sent(self) -> None:
        item = self.item("theirs", OwedBy.THEIRS, -3)
        form = self.page(self.cast.officer, f"/admin/desk/commitment/{item.pk}/follow_up/")
        proposed = "Asked about progress: Valdorian Constabulary."
        self.assertIn(f"{proposed}</textarea>", form[form.index('id="act"') :])
        sent = self.send(
            self.cast.officer,
            item,
            "follow_up",
            step="follow_up",
            method="call",
            text=proposed,
            reported_on=TODAY.isoformat(),
        )
        self.assertEqual((sent.status_code, sent.headers["Location"]), (302, "/admin/#messages"))
        page = self.page(self.cast.officer)
        self.assertIn('id="messages" tabindex="-1"', page)
        self.assertIn("No message was sent.", page)
        row = ProgressUpdate.objects.get(commitment=item)
        self.assertEqual((row.text, row.side), (proposed, "ours"))
        self.assertIn("Last follow-up:", self.page(self.cast.officer))

    def test_what_is_refused_stays_typed(self) -> None:
        item = self.item("theirs", OwedBy.THEIRS, -3)
        tomorrow = (TODAY + 2 * DAY).isoformat()
        sent = self.send(
            self.cast.officer,
            item,
            "follow_up",
            step="follow_up",
            method="note",
            text="Note 12/2026",
            reported_on=tomorrow,
        )
        page = sent.content.decode()
        self.assertIn("Enter today’s date or an earlier date for the report.", page)
        self.assertIn("Note 12/2026</textarea>", page)
        self.assertFalse(ProgressUpdate.objects.exists())

    def test_no_change_is_two_actions_and_may_be_taken_back(self) -> None:
        item = self.item("ours", OwedBy.OURS, 3)
        page = self.page(self.cast.officer, f"/admin/desk/commitment/{item.pk}/update/")
        self.assertIn('value="no_change"', page)
        sent = self.send(
            self.cast.officer,
            item,
            "update",
            step="no_change",
            text="",
            side="ours",
            reported_on=TODAY.isoformat(),
        )
        self.assertEqual(sent.status_code, 302)
        self.assertEqual(ProgressUpdate.objects.get(commitment=item).health, Health.NO_RECENT_REPORT)
        self.assertIn("Undo", self.said())

    def test_an_update_needs_words_and_says_so_at_the_field(self) -> None:
        item = self.item("ours", OwedBy.OURS, 3)
        values = {"step": "update", "text": "", "health": "on_track", "side": "ours"}
        sent = self.send(self.cast.officer, item, "update", **values, reported_on=TODAY.isoformat())
        self.assertContains(sent, "Enter the progress, or report no change.")
        values["text"] = "Sent to print"
        self.send(self.cast.focal_point, item, "update", **values, reported_on=TODAY.isoformat())
        item.refresh_from_db()
        self.assertEqual(item.health, Health.ON_TRACK)

    def test_an_overdue_owner_is_asked_for_an_update_and_by_hand_where_no_email_arrives(self) -> None:
        item = self.item("ours", OwedBy.OURS, -3)
        form = self.page(self.cast.officer, f"/admin/desk/commitment/{item.pk}/ask-update/")
        self.assertIn(
            "An email will be sent immediately to: Focal point, focal point of our lead ministry.", form
        )
        self.send(self.cast.officer, item, "ask-update", step="ask-update", message="By Friday?")
        self.assertIn("Update requested.", self.said())
        self.assertIn("By Friday?", ProgressUpdate.objects.get().text)
        self.assertEqual(Reminder.objects.get().recipient, self.cast.focal_point)
        page = self.page(self.cast.officer)
        self.assertIn("Last follow-up", page)
        again = self.page(self.cast.officer, f"/admin/desk/commitment/{item.pk}/ask-update/")
        self.assertIn("requested an update today at", again)
        other = self.item("other", OwedBy.OURS, -3)
        User.objects.filter(pk=self.cast.focal_point.pk).update(email="")
        form = self.page(self.cast.officer, f"/admin/desk/commitment/{other.pk}/ask-update/")
        self.assertIn("can be notified by email", form)
        values = {"text": "By phone", "reported_on": TODAY.isoformat()}
        self.send(self.cast.officer, other, "ask-update", step="follow_up", **values)
        self.assertTrue(ProgressUpdate.objects.filter(commitment=other, text="By phone").exists())

    def test_the_first_step_of_an_overdue_commitment_asks_for_an_update(self) -> None:
        item = self.item("ours", OwedBy.OURS, -3)
        page = self.page(self.cast.officer, f"/admin/commitments/commitment/{item.pk}/change/")
        steps = page.split('class="next-step"')[1]
        first = steps[steps.index("button primary") :].partition("</a>")[0]
        self.assertIn("Ask for an update", first)
        for late, step in ((OwedBy.THEIRS, -3), (OwedBy.OURS, 3)):
            other = self.item("other", late, step)
            page = self.page(self.cast.officer, f"/admin/commitments/commitment/{other.pk}/change/")
            self.assertNotIn("step/ask-update/", page)

    def test_the_officer_asks_for_a_date_and_the_head_decides(self) -> None:
        item = self.item("ours", OwedBy.OURS, -3)
        words = f"by {TODAY + 60 * DAY:%d %B %Y}"
        values = {"when": "words", "wording": words, "move_reason": "capacity", "note": "Needs longer"}
        step = f"/admin/commitments/commitment/{item.pk}/step/request-date/"
        self.assertIn(
            f'<a href="{step}">',
            self.page(self.cast.officer, f"/admin/desk/commitment/{item.pk}/ask-update/"),
        )
        self.client.post(step, values)
        asked = Approval.objects.get()
        self.assertIn("An extension was requested.", self.page(self.cast.officer))
        self.client.force_login(self.cast.head)
        self.client.post(f"/admin/desk/request/{asked.pk}/decide/", {"step": "grant", "answer": ""})
        asked.refresh_from_db()
        item.refresh_from_db()
        self.assertEqual((asked.state, item.due_on), (ApprovalState.GRANTED, TODAY + 60 * DAY))

    def test_the_server_decides_again(self) -> None:
        item = self.item("theirs", OwedBy.THEIRS, -3)
        ours = self.item("ours", OwedBy.OURS, -3)
        self.assertEqual(self.send(self.cast.stranger, item, "follow_up", step="follow_up").status_code, 404)
        values = {"step": "follow_up", "text": "By phone", "reported_on": TODAY.isoformat()}
        self.send(self.cast.focal_point, ours, "follow_up", **values)
        self.assertFalse(ProgressUpdate.objects.exists())
        sent = self.send(self.cast.focal_point, ours, "move", step="move")
        self.assertEqual(sent.status_code, 302)
        self.assertIn("no longer available", self.said())

    def test_a_confirmation_says_what_it_lacks_and_may_send_back(self) -> None:
        item = self.item("done", OwedBy.OURS, 90, CommitmentState.REPORTED)
        sent = self.send(self.cast.validator, item, "validate", step="fulfil", reason="")
        self.assertContains(sent, "Add evidence first")
        self.send(self.cast.validator, item, "validate", step="send-back", reason="Pages are missing")
        item.refresh_from_db()
        self.assertEqual(item.state, GOING)

    def test_a_draft_is_proposed_from_the_desk(self) -> None:
        item = self.item("draft", OwedBy.OURS, 90, CommitmentState.DRAFT)
        self.assertIn(f"/admin/desk/commitment/{item.pk}/propose/", self.page(self.cast.officer))
        self.send(self.cast.officer, item, "propose", step="propose")
        item.refresh_from_db()
        self.assertEqual(item.state, CommitmentState.PROPOSED)

    def test_a_reminder_that_reached_nobody_stands_until_somebody_writes(self) -> None:
        item = self.item("ours", OwedBy.OURS, 90)
        assert item.deadline is not None
        planned_at = NOW
        row = Reminder.objects.create(
            commitment=item,
            deadline=item.deadline,
            kind=ReminderKind.AHEAD,
            start_date=TODAY,
            recipient=self.cast.focal_point,
            planned_at=planned_at,
            state=ReminderState.FAILED,
            not_sent_reason=NotSentReason.REJECTED,
        )
        Reminder.objects.filter(pk=row.pk).update(planned_at=datetime.datetime.now(datetime.UTC) - DAY)
        page = self.page(self.cast.officer)
        self.assertIn("To Focal point: the mail server rejected the email", page)
        values = {"step": "follow_up", "text": "By phone", "reported_on": TODAY.isoformat()}
        self.send(self.cast.officer, item, "remind", **values)
        self.assertNotIn("To Focal point", self.page(self.cast.officer))

    def test_one_partner_may_be_chosen(self) -> None:
        self.item("of Valdoria", OwedBy.OURS, -3)
        Country.objects.filter(pk=self.cast.elsewhere.pk).update(desk=self.cast.desk)
        there = make.meeting(self.cast, country=self.cast.elsewhere, by=self.cast.officer)
        point = make.outcome(self.cast, there, by=self.cast.officer)
        other = make.commitment(self.cast, point, title="of Westmark", by=self.cast.officer)
        Commitment.objects.filter(pk=other.pk).update(state=GOING, due_on=TODAY - DAY)
        both = self.page(self.cast.division_head)
        self.assertIn("of Valdoria", both)
        self.assertIn("of Westmark", both)
        self.assertIn('href="/admin/?country=XW"', both)
        one = self.page(self.cast.division_head, "/admin/?country=XW")
        self.assertIn(f"country__id__exact={self.cast.elsewhere.pk}", one)
        self.assertNotIn("country__id__exact", both)
        self.assertNotIn("of Valdoria", one)
        self.assertIn("of Westmark", one)

    def test_a_ministry_reads_its_own_name(self) -> None:
        self.item("ours", OwedBy.OURS, -3)
        self.item("theirs", OwedBy.THEIRS, -3)
        page = self.page(self.cast.focal_point)
        self.assertIn("Overdue commitments led by KNPA", page)
        self.assertNotIn("Partner overdue", page)

    def test_a_reader_has_the_packets(self) -> None:
        ahead = make.meeting(self.cast, title="Next visit", held_on=TODAY + 9 * DAY, held=False)
        packet = Packet.objects.create(
            reference="P-XV-2026-01",
            country=ahead.country,
            meeting=ahead,
            reader=self.cast.reader,
            requested_by=self.cast.officer,
            requested_at=NOW,
            state=PacketState.READY,
            pages=12,
            signed_at=NOW,
            content_sha256="0" * 64,
        )
        PacketMeeting.objects.create(packet=packet, meeting=ahead)
        page = self.page(self.cast.reader)
        self.assertIn("Next visit", page)
        self.assertIn(f"/admin/commitments/packet/{packet.pk}/open/", page)
        self.assertNotIn("Our side overdue", page)

    def test_an_empty_desk_teaches_the_first_step(self) -> None:
        self.assertIn("Record the first meeting", self.page(self.cast.stranger))
        self.assertIn("the partners, and the desk that covers each", self.page(self.cast.administrator))
        self.assertIn("No open commitments for KNPA.", self.page(self.cast.focal_point))

    def test_what_waits_for_the_head_stands_among_the_decisions(self) -> None:
        item = self.item("ours", OwedBy.OURS, 40)
        terms = {"review_on": (TODAY + 90 * DAY).isoformat()}
        approvals.request_approval(
            item,
            ApprovalKind.SUSPEND,
            reason="No budget",
            terms=terms,
            by=self.cast.officer,
            now=datetime.datetime.now(datetime.UTC),
        )
        self.assertIn("/admin/desk/request/", self.page(self.cast.head))
        self.assertNotIn("/admin/desk/request/", self.page(self.cast.officer))

    def test_queries_do_not_grow_with_the_lines(self) -> None:
        self.enterContext(mock.patch.object(page_cache, "LATE", DAY))
        self.item("one", OwedBy.OURS, -1)
        self.item("one", OwedBy.THEIRS, -1)
        self.page(self.cast.officer)
        with self.assertNumQueries(PAGE_QUERIES):
            self.client.get("/admin/")
        for number in range(5):
            self.item(f"more {number}", OwedBy.JOINT, -number - 2)
            self.item(f"more {number}", OwedBy.THEIRS, number)
        self.page(self.cast.officer)
        with self.assertNumQueries(PAGE_QUERIES):
            self.client.get("/admin/")

    def test_the_side_panel_shows_nothing_of_what_ended_meanwhile(self) -> None:
        elsewhere = self.cast.elsewhere
        point = make.outcome(self.cast, make.meeting(self.cast, country=elsewhere, by=self.cast.stranger))
        make.commitment(self.cast, point, state=GOING, by=self.cast.stranger)

        def partners() -> set[str]:
            self.client.force_login(self.cast.officer)
            return {line.iso for line in self.client.get("/admin/").context["aside"].countries}

        days = {"starts_on": TODAY, "ends_on": TODAY, "recorded_at": timezone.now()}
        away = {**days, "deputy": self.cast.officer}
        absence = Absence.objects.create(**away, person=self.cast.stranger)
        self.assertIn(elsewhere.iso, partners())
        Absence.objects.create(**away, person=self.cast.head)
        absence.delete()
        self.assertNotIn(elsewhere.iso, partners())
        Country.objects.filter(pk=elsewhere.pk).update(desk=self.cast.desk)
        self.assertIn(elsewhere.iso, partners())
        Country.objects.filter(pk=elsewhere.pk).update(desk=self.cast.other_desk)
        self.assertNotIn(elsewhere.iso, partners())

    def test_what_others_changed_stands_below_until_the_next_visit(self) -> None:
        self.enterContext(mock.patch.object(page_cache, "LATE", DAY))
        item = self.item("changed by the head", OwedBy.OURS, 90)
        self.assertNotIn("since your last visit", self.page(self.cast.officer))
        ago = timezone.now() - DAY
        User.objects.filter(pk=self.cast.officer.pk).update(desk_seen_at=ago)
        page = flat(self.page(self.cast.officer))
        self.assertIn("No records have changed since your last visit", page)
        make.write(self.cast, item, title="Changed by the officer")
        edits.change_record(item, {"title": "Changed title"}, by=self.cast.head, now=timezone.now())
        for _page in range(2):
            page = flat(self.page(self.cast.officer))
            self.assertIn("Records changed since your last visit", page)
            self.assertIn("changed: short title · Head", page)
        # The changes cost more; without an overdue line, no last words and no blackout days are looked for.
        with self.assertNumQueries(PAGE_QUERIES + 1):
            self.client.get("/admin/")
        self.assertNotIn("since your last visit", self.page(self.cast.auditor))

    def test_a_dead_service_says_how_much_waits(self) -> None:
        item = self.item("ours", OwedBy.OURS, 90)
        assert item.deadline is not None
        Reminder.objects.create(
            commitment=item,
            deadline=item.deadline,
            kind=ReminderKind.AHEAD,
            start_date=TODAY,
            recipient=self.cast.focal_point,
            planned_at=NOW,
        )
        self.assertIn("1 planned reminder is waiting.", self.page(self.cast.officer))
        self.assertNotIn("planned reminder", self.page(self.cast.stranger))

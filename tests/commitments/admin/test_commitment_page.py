"""What the page of one commitment tells: both sides alike, the way walked, reminders with why, what links."""

import datetime
import re

import time_machine
from django.test import TestCase

from commitments.enums import CommitmentState, Health, OwedBy, PacketState, ReminderKind, ReminderState, Side
from commitments.lifecycle import acceptance, endings, progress
from commitments.models import Absence, AgendaItem, Commitment, Packet, Reminder
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.flat import flat

LIST = "/admin/commitments/commitment/"
LATER = NOW + datetime.timedelta(days=30)
ROW = re.compile(r'<tr><th scope="row">(.*?)</th><td(.*?)>(.*?)</td><td(.*?)>(.*?)</td></tr>')
BAR = re.compile(r'<li(?: class="done"| aria-current="step")?>([^<]+)(?:<small>[^<]*</small>)?</li>')


def page(item: Commitment) -> str:
    return f"/admin/commitments/commitment/{item.pk}/change/"


class Pages(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.enterContext(time_machine.travel(NOW, tick=False))
        self.client.force_login(self.cast.officer)

    def body(self, item: Commitment) -> str:
        return flat(self.client.get(page(item)).content.decode())


class TitleTests(Pages):
    def test_a_title_from_before_its_limit_stays_and_any_other_is_held_to_it(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        long = "Written down while a title could be as long as this one"
        Commitment.objects.filter(pk=item.pk).update(title=long)
        given = {"as_seen": item.version, "nature": "one_off", "classification": 1, "line_to_take": "Thank."}
        self.assertEqual(self.client.post(page(item), {**given, "title": long}).status_code, 302)
        item.refresh_from_db()
        self.assertEqual((item.title, item.line_to_take), (long, "Thank."))
        given["as_seen"] = item.version
        refused = self.client.post(page(item), {**given, "title": f"{long}!"})
        self.assertContains(
            refused, "A short title can have up to 42 characters. This one has 56. Shorten it."
        )
        self.assertNotContains(refused, 'maxlength="120"')


class FormTests(Pages):
    def test_every_field_of_the_form_is_on_the_page(self) -> None:
        """A field that the page lacks is sent empty, and each save would clear it."""
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        for address in (
            page(item),
            f"/admin/commitments/meeting/{item.outcome.meeting_id}/change/?edit=page",
        ):
            answer = self.client.get(address)
            form = answer.context["form"]
            self.assertTrue(form.fields)
            for field in form.visible_fields():
                self.assertContains(answer, f'name="{field.html_name}"')


class WhoTests(Pages):
    def rows(self, item: Commitment) -> dict[str, tuple[str, str, str, str]]:
        """Give each row as what each side has, and how it is drawn."""
        return {row[0]: row[1:] for row in ROW.findall(self.body(item))}

    def test_both_sides_have_the_same_rows_and_gaps_are_said(self) -> None:
        rows = self.rows(make.commitment(self.cast, state=CommitmentState.PROPOSED))
        self.assertEqual(rows["Lead"], ("", "National Police Agency", "", "not stated"))
        for label in ("Focal point", "Alternate"):
            self.assertEqual(rows[label], (' class="missing"', "not named", "", "not named"))

    def test_a_gap_is_red_on_the_side_that_owes_while_the_item_is_open(self) -> None:
        theirs = self.rows(make.commitment(self.cast, owed_by=OwedBy.THEIRS, state=CommitmentState.PROPOSED))
        self.assertEqual(theirs["Focal point"][0], ' class="missing"')
        done = self.rows(make.commitment(self.cast, state=CommitmentState.FULFILLED))
        self.assertEqual(done["Focal point"][0], "")

    def test_a_lead_is_missing_in_red_on_a_draft_of_ours_alone(self) -> None:
        drafts = [make.commitment(self.cast, owed_by=owed_by) for owed_by in (OwedBy.OURS, OwedBy.THEIRS)]
        for draft in drafts:
            draft.responsibilities.update(ministry=None)
        self.assertEqual(self.rows(drafts[0])["Lead"][:2], (' class="missing"', "not named"))
        self.assertEqual(self.rows(drafts[1])["Lead"][:2], ("", "not stated"))

    def test_a_last_word_that_goes_on_says_so(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        progress.record_update(
            item,
            health=Health.AT_RISK,
            text="One berth is missing. " * 20,
            reported_on=TODAY,
            side=Side.OURS,
            by=self.cast.officer,
            now=NOW,
        )
        self.assertRegex(self.rows(item)["Latest update"][1], r"^11 Mar 2026: One berth .*…$")


class StepperTests(Pages):
    def bars(self, item: Commitment) -> list[str]:
        stepper = self.body(item).partition('class="stepper"')[2].partition("</ol>")[0]
        return BAR.findall(stepper)

    def test_an_open_item_shows_the_way_walked_and_what_is_left(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        self.assertEqual(
            self.bars(item), ["Proposed", "Accepted", "In progress", "Reported complete", "Fulfilled"]
        )

    def test_a_step_that_was_left_out_is_not_drawn(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        lead = item.responsibilities.get(side="ours", role="lead")
        self.assertIsNotNone(lead.accepted_on)
        progress.report(item, Side.OURS, document="Letter 1", by=self.cast.officer, now=NOW)
        item.refresh_from_db()
        self.assertEqual(self.bars(item), ["Proposed", "Accepted", "Reported complete", "Fulfilled"])

    def test_a_closed_item_ends_with_its_state(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.PROPOSED)
        endings.withdraw(item, reason="Both agreed.", document="Note 3", by=self.cast.head, now=NOW)
        item.refresh_from_db()
        self.assertEqual(self.bars(item), ["Proposed", "Withdrawn by agreement"])

    def test_what_was_declined_and_proposed_anew_walks_from_there(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.PROPOSED)
        acceptance.decline(item, reason="Not ours.", by=self.cast.officer, now=NOW)
        item.refresh_from_db()
        self.assertEqual(self.bars(item)[:3], ["Proposed", "Declined", "Proposed"])
        acceptance.propose(item, by=self.cast.officer, now=NOW)
        item.refresh_from_db()
        self.assertNotIn("Declined", self.bars(item))


class ReminderTests(Pages):
    def test_the_rungs_to_come_say_rule_version_and_why_each_person(self) -> None:
        body = self.body(make.commitment(self.cast, state=CommitmentState.IN_PROGRESS))
        self.assertIn(
            "20 working days before the last working day, 30 Jun 2026. This reminder is based on version 1",
            body,
        )
        self.assertIn("<strong>Focal point</strong>: focal point of our lead ministry", body)
        self.assertIn("6 more planned after these", body)

    def test_a_deputy_and_the_next_in_the_chain_are_explained(self) -> None:
        cast = self.cast
        item = make.commitment(cast, state=CommitmentState.IN_PROGRESS)
        ends_on = TODAY + datetime.timedelta(days=300)
        Absence.objects.create(
            person=cast.focal_point, deputy=cast.validator, starts_on=TODAY, ends_on=ends_on, recorded_at=NOW
        )
        self.assertIn("deputy for Focal point: focal point of our lead ministry", self.body(item))
        Absence.objects.update(deputy=cast.stranger)
        cast.stranger.clearance = 0
        cast.stranger.save()
        self.assertIn(
            "desk officer for this partner (no one at our lead ministry can be notified)", self.body(item)
        )

    def test_what_was_told_says_what_became_of_it(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        assert item.deadline is not None
        for person, state in ((self.cast.focal_point, "delivered"), (self.cast.reader, "dropped")):
            Reminder.objects.create(
                commitment=item,
                deadline=item.deadline,
                kind=ReminderKind.MOVED,
                start_date=TODAY,
                recipient=person,
                planned_at=NOW,
                state=ReminderState(state),
                not_sent_reason="others" if state == "dropped" else "",
            )
        body = self.body(item)
        self.assertIn("Why was this reminder sent?", body)
        self.assertIn("Why was this reminder not sent?", body)
        self.assertIn("<strong>Reader</strong>: reader (no longer a recipient)", body)

    def test_a_late_item_shows_the_next_weekly_one_alone(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        with time_machine.travel(NOW + datetime.timedelta(days=140), tick=False):
            self.client.force_login(self.cast.officer)
            body = self.body(item)
        self.assertEqual(body.count("after the due date"), 1)


class LinkTests(Pages):
    def test_agenda_packet_and_requests_are_linked_through_the_door(self) -> None:
        cast = self.cast
        item = make.commitment(cast, state=CommitmentState.IN_PROGRESS)
        coming = make.meeting(cast, title="Next talks", held_on=None, held=False)
        self.assertTrue(AgendaItem.objects.filter(meeting=coming, commitment=item).exists())
        Packet.objects.create(
            reference="P-XV-2026-01",
            country=coming.country,
            meeting=coming,
            reader=cast.reader,
            requested_by=cast.officer,
            requested_at=NOW,
            state=PacketState.READY,
        )
        body = self.body(item)
        for words in ("on the agenda", "P-XV-2026-01", "prepared for Reader"):
            self.assertIn(words, body)
        self.client.force_login(cast.focal_point)
        hidden = self.body(item)
        self.assertNotIn("Next talks", hidden)
        self.assertNotIn("P-XV-2026-01", hidden)


class NextStepTests(Pages):
    def setUp(self) -> None:
        super().setUp()
        self.item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)

    def record(self, **step: str) -> str:
        said = {"health": "on_track", "side": "ours", "reported_on": "11 Mar 2026", "text": "Begun."}
        values = {f"update-{name}": value for name, value in {**said, **step}.items()}
        url = f"/admin/commitments/commitment/{self.item.pk}/update/"
        return flat(self.client.post(url, values, follow=True).content.decode())

    def test_what_who_and_by_when_are_recorded_shown_and_marked_as_done_in_one_click(self) -> None:
        owner = f"m{self.cast.their_police.pk}"
        body = self.record(next_step="Send the list", next_step_owner=owner, next_step_on="20 Mar 2026")
        self.assertRegex(
            body, r"Send the list <span class=\"quiet\">\s*Valdorian Constabulary,\s*by 20 Mar 2026"
        )
        due_on = self.item.due_on
        desk = flat(self.client.get("/admin/").content.decode())
        self.assertIn("Next steps not yet due", desk)
        self.assertIn("Send the list", desk)
        self.assertNotIn("Next steps overdue", desk)
        self.assertNotContains(self.client.get(f"{LIST}?needs=step"), self.item.reference)
        self.assertContains(self.client.get(f"{LIST}?needs=next-step"), self.item.reference)
        with time_machine.travel(NOW + datetime.timedelta(days=10), tick=False):
            self.client.force_login(self.cast.officer)
            self.assertIn("overdue by 1 day", self.body(self.item))
            desk = flat(self.client.get("/admin/").content.decode())
            self.assertIn("Next steps overdue", desk)
            self.assertNotIn("1 commitment is overdue on our side", desk)
            listed = self.client.get(f"{LIST}?needs=step")
            self.assertContains(listed, self.item.reference)
            done = f"/admin/commitments/commitment/{self.item.pk}/step/next-step-done/"
            page = flat(self.client.post(done, follow=True).content.decode())
            self.assertIn("Next step marked as done.", page)
            self.assertIn("Undo", page)
            self.assertNotIn("Next steps overdue", flat(self.client.get("/admin/").content.decode()))
        self.item.refresh_from_db()
        self.assertEqual(self.item.due_on, due_on)

    def test_a_date_without_a_step_or_before_the_report_is_refused_with_what_was_typed(self) -> None:
        body = self.record(next_step_on="20 Mar 2026")
        self.assertIn("Describe the next step, or leave its owner and date empty.", body)
        body = self.record(next_step="Send the list", next_step_owner="ours", next_step_on="1 Mar 2026")
        self.assertIn("Enter a date for the next step on or after the date of the report.", body)
        self.assertIn('value="Send the list"', body)
        self.assertFalse(self.item.updates.exists())

    def test_my_desk_refuses_a_next_step_with_no_change_rather_than_lose_it(self) -> None:
        said = {"health": "", "side": "ours", "reported_on": "11 Mar 2026", "next_step": "Send the list"}
        url = f"/admin/desk/commitment/{self.item.pk}/update/"
        answer = self.client.post(url, {**said, "next_step_owner": "ours", "step": "no_change"})
        self.assertContains(answer, "To record a next step, select “Record update”.")

"""Several commitments at once, on the list: chosen, looked at, done, taken back; and the door before all."""

import datetime
import html
import re
from typing import Any
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments import tasks
from commitments.admin.commitments import bulk_actions, bulk_pages
from commitments.enums import BulkActionKind, Classification, CommitmentState, OwedBy
from commitments.language.phrases.specification import not_stated, on_day
from commitments.lifecycle import bulk_actions as lifecycle_bulk_actions
from commitments.models import AgendaItem, Approval, BulkAction, Commitment, Mechanism, ProgressUpdate
from commitments.records import edits
from tests import make
from tests.commitments.admin.test_commitment import LIST, LONG_AGO, Pages, page

GOING = CommitmentState.IN_PROGRESS
TOGETHER = f"{LIST}bulk-actions/"


class TogetherPages(Pages):
    ours: Commitment
    theirs: Commitment
    draft: Commitment
    secret: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        late = on_day(LONG_AGO)
        cls.ours = make.commitment(cls.cast, title="Ours late", deadline=late, state=GOING)
        cls.theirs = make.commitment(
            cls.cast, title="Theirs late", owed_by=OwedBy.THEIRS, deadline=late, state=GOING
        )
        cls.draft = make.commitment(cls.cast, title="Only a draft")
        cls.secret = make.commitment(
            cls.cast, title="Closely held", classification=Classification.SECRET, state=GOING
        )

    def look(self, deed: BulkActionKind, *items: Commitment, **more: Any) -> Any:
        """Choose items in the list and ask for the preview."""
        given = {"pick": [item.pk for item in items], "back": "view=all", **more}
        return self.client.post(f"{TOGETHER}{deed.value}/", given)

    def carried(self, response: Any) -> dict[str, str]:
        """Give what the preview's form carries along."""
        text = response.content.decode()
        found = re.findall(r'type="hidden" name="(items|back|looked_at)" value="([^"]*)"', text)
        return {name: html.unescape(value) for name, value in found}

    def confirm(self, deed: BulkActionKind, response: Any, **values: Any) -> Any:
        """Confirm what a preview shows."""
        return self.client.post(
            f"{TOGETHER}{deed.value}/", {**self.carried(response), **values, "confirm": "1"}
        )

    def said(self, response: Any, which: str) -> dict[str, str]:
        """Give what a preview says of each row that can, or cannot, be."""
        return {row.title: row.says for row in response.context[which].rows}


class PreviewTests(TogetherPages):
    def test_it_says_row_by_row_what_will_be_and_what_cannot_and_does_nothing(self) -> None:
        shown = self.look(BulkActionKind.NO_CHANGE, self.ours, self.theirs, self.draft)
        self.assertEqual(
            self.said(shown, "can"),
            {"Ours late": "No recent report, unchanged", "Theirs late": "No recent report, unchanged"},
        )
        self.assertEqual(
            self.said(shown, "cannot"),
            {"Only a draft": "Progress updates can be recorded only for open commitments."},
        )
        self.assertContains(shown, "Report no change for 2 commitments")
        self.assertContains(shown, "Nothing changes until you confirm.")
        self.assertFalse(ProgressUpdate.objects.exists() or BulkAction.objects.exists())

    def test_what_is_hidden_is_answered_like_what_is_absent(self) -> None:
        for key in (self.secret.pk, 987654):
            shown = self.look(BulkActionKind.NO_CHANGE, self.ours, pick=[self.ours.pk, key])
            self.assertEqual(list(self.said(shown, "can")), ["Ours late"])
            self.assertContains(shown, "1 selected commitment no longer exists, or you have no access to it.")
            self.assertNotContains(shown, "Closely held")
            alone = self.client.post(
                f"{TOGETHER}no_change/", {"pick": [key], "back": "view=all"}, follow=True
            )
            self.assertContains(
                alone,
                (
                    "The selected commitments no longer exist, or you have no access to them. "
                    "Select other commitments."
                ),
            )
            forged = self.client.post(
                f"{TOGETHER}no_change/",
                {"items": f"{key}-1,{self.ours.pk}-{self.ours.version}", "confirm": "1"},
            )
            self.assertEqual(forged.status_code, 302)
        self.assertEqual({said.commitment_id for said in ProgressUpdate.objects.all()}, {self.ours.pk})

    def test_nothing_chosen_leads_back_to_the_list_as_it_was(self) -> None:
        answer = self.client.post(f"{TOGETHER}no_change/", {"back": "view=all&side=ours"})
        self.assertRedirects(answer, f"{LIST}?view=all&side=ours", fetch_redirect_response=False)
        self.assertContains(self.client.get(LIST), "No commitments are selected.")

    def test_the_whole_list_is_what_its_filters_leave_and_at_most_a_thousand(self) -> None:
        shown = self.look(BulkActionKind.NO_CHANGE, all="1", back="view=all&side=theirs&p=1")
        self.assertEqual(list(self.said(shown, "can")), ["Theirs late"])
        with mock.patch.object(bulk_actions, "MOST_ITEMS", 1):
            self.assertEqual(self.look(BulkActionKind.NO_CHANGE, all="1", back="view=all").status_code, 302)
            listed = self.client.get(f"{LIST}?view=all")
        self.assertContains(listed, "A bulk action takes at most 1,000 commitments.")
        self.assertContains(listed, "Narrow the list to select all.")
        for back in ("view=all&as_of=2026-03-11", "view=all&state__exact=%00"):
            self.assertEqual(self.look(BulkActionKind.NO_CHANGE, all="1", back=back).status_code, 302)

    def test_a_deed_that_is_not_the_persons_is_not_there(self) -> None:
        self.client.force_login(self.cast.focal_point)
        self.assertEqual(self.look(BulkActionKind.FOLLOW_UP, self.ours).status_code, 404)
        self.assertEqual(self.look(BulkActionKind.NO_CHANGE, self.ours).status_code, 200)
        for person in (self.cast.auditor, self.cast.reader, self.cast.administrator):
            self.client.force_login(person)
            self.assertEqual(self.look(BulkActionKind.NO_CHANGE, self.ours).status_code, 404)
            self.assertNotContains(self.client.get(f"{LIST}?view=all"), 'class="pick"')
        self.client.logout()
        self.assertIn("login", self.look(BulkActionKind.NO_CHANGE, self.ours)["Location"])

    def test_a_preview_of_many_takes_the_queries_of_one_and_stays_small(self) -> None:
        asked = {
            "wording": "by 30 June 2027", "move_reason": "capacity", "note": "Longer.", "preview": "1",
        }  # fmt: skip

        def queries(items: list[Commitment]) -> int:
            with CaptureQueriesContext(connection) as seen:
                shown = self.look(BulkActionKind.REQUEST_EXTENSION, *items, **asked)
                self.assertEqual(shown.status_code, 200)
                self.assertLess(len(shown.content), 80_000)
            return len(seen)

        more = [make.commitment(self.cast, title=f"Item {number}", state=GOING) for number in range(5)]
        queries([self.ours])
        self.assertEqual(queries([self.ours, *more]), queries([self.ours]))

    def test_a_long_preview_is_cut_and_counted(self) -> None:
        shown = self.look(BulkActionKind.FOLLOW_UP, self.ours, self.theirs)
        self.assertNotContains(shown, "more</p>")
        with mock.patch.object(bulk_pages, "SHOWN", 1):
            shown = self.look(BulkActionKind.FOLLOW_UP, self.ours, self.theirs)
        self.assertContains(shown, "and 1 more")
        self.assertContains(shown, "Log 2 follow-ups")


class DoneTests(TogetherPages):
    def today(self) -> datetime.date:
        return timezone.localdate()

    def test_no_change_is_confirmed_told_above_the_list_and_undone(self) -> None:
        shown = self.look(BulkActionKind.NO_CHANGE, self.ours, self.theirs, self.draft)
        answer = self.confirm(BulkActionKind.NO_CHANGE, shown, text="By telephone.")
        self.assertRedirects(answer, f"{LIST}?view=all", fetch_redirect_response=False)
        self.assertEqual([row.text for row in ProgressUpdate.objects.all()], ["By telephone."] * 2)
        listed = self.client.get(f"{LIST}?view=all")
        self.assertContains(listed, "“No change” was reported for 2 commitments.")
        self.assertContains(listed, "Skipped: 1.")
        self.assertNotContains(self.client.get(LIST), "“No change” was reported")
        batch = BulkAction.objects.get()
        each = self.client.get(f"{TOGETHER}{batch.pk}/")
        self.assertContains(each, "Progress updates can be recorded only for open commitments.")
        undone = self.client.post(f"{TOGETHER}{batch.pk}/undo/", follow=True)
        self.assertContains(undone, "Undone: 2.")
        self.assertFalse(ProgressUpdate.objects.exists())
        history = self.client.get(reverse("admin:commitments_commitment_history", args=(self.ours.pk,)))
        self.assertContains(history, "Bulk action of ")

    def test_a_chase_says_how_and_nothing_is_mailed(self) -> None:
        shown = self.look(BulkActionKind.FOLLOW_UP, self.theirs)
        wrong = self.confirm(BulkActionKind.FOLLOW_UP, shown, method="note", reported_on="2100-01-01")
        self.assertContains(wrong, "Enter today’s date or an earlier date.")
        self.confirm(
            BulkActionKind.FOLLOW_UP, shown, method="note", document="No. 12 of 10 March",
            reported_on=self.today().isoformat(), text="To the director.",
        )  # fmt: skip
        said = ProgressUpdate.objects.get()
        self.assertEqual(said.text, "Followed up: Note verbale (No. 12 of 10 March). To the director.")
        self.assertContains(self.client.get(LIST), "No message was sent.")

    def test_dates_are_asked_for_only_as_they_were_looked_at(self) -> None:
        values = {"wording": "by 30 June 2027", "move_reason": "capacity", "note": "They need longer."}
        first = self.look(BulkActionKind.REQUEST_EXTENSION, self.ours, self.theirs)
        self.assertNotContains(first, 'name="confirm"')
        blind = self.confirm(BulkActionKind.REQUEST_EXTENSION, first, **values)
        self.assertEqual(self.said(blind, "can")["Ours late"], "31 Jan 2020 → 30 Jun 2027")
        self.assertFalse(Approval.objects.exists())
        changed = self.confirm(
            BulkActionKind.REQUEST_EXTENSION, blind, **{**values, "wording": "by 1 July 2028"}
        )
        self.assertEqual(self.said(changed, "can")["Theirs late"], "31 Jan 2020 → 1 Jul 2028")
        self.assertFalse(Approval.objects.exists())
        self.confirm(BulkActionKind.REQUEST_EXTENSION, blind, **values)
        self.assertEqual(Approval.objects.count(), 2)
        vague = self.look(
            BulkActionKind.REQUEST_EXTENSION, self.ours, preview="1", **{**values, "wording": "next spring"}
        )
        self.assertContains(vague, "Seasons depend on the hemisphere")
        self.assertNotContains(vague, 'name="confirm"')

    def test_items_come_before_a_meeting_ahead_of_the_same_partner(self) -> None:
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        ahead = make.meeting(self.cast, title="Third session", mechanism=body, held_on=None, held=False)
        shown = self.look(
            BulkActionKind.ADD_TO_AGENDA, self.ours, self.draft, preview="1", meeting=str(ahead.pk)
        )
        self.assertIn("Third session", self.said(shown, "can")["Ours late"])
        self.assertIn(
            "Only open commitments can be added to an agenda.", self.said(shown, "cannot")["Only a draft"]
        )
        self.confirm(BulkActionKind.ADD_TO_AGENDA, shown, meeting=ahead.pk)
        self.assertEqual(AgendaItem.objects.get(is_added_by_desk=True).commitment, self.ours)
        hidden = make.meeting(
            self.cast, title="Kept closely", classification=Classification.SECRET, held=False
        )
        for key in (hidden.pk, 987654):
            refused = self.look(BulkActionKind.ADD_TO_AGENDA, self.theirs, preview="1", meeting=str(key))
            self.assertNotContains(refused, 'name="confirm"')
            self.assertNotContains(refused, "Kept closely")

    def test_drafts_are_proposed_from_their_view(self) -> None:
        listed = self.client.get(f"{LIST}?view=drafts")
        self.assertEqual([button.name for button in listed.context["deeds"]], ["propose"])
        self.confirm(BulkActionKind.PROPOSE, self.look(BulkActionKind.PROPOSE, self.draft))
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.state, CommitmentState.PROPOSED)

    def test_reviews_are_put_off(self) -> None:
        undated = make.commitment(self.cast, title="Undated", deadline=not_stated(), state=GOING)
        on = (self.today() + datetime.timedelta(days=90)).isoformat()
        shown = self.look(BulkActionKind.REVIEW, undated, self.ours, preview="1", on=on)
        self.assertEqual(list(self.said(shown, "cannot")), ["Ours late"])
        self.confirm(BulkActionKind.REVIEW, shown, on=on)
        undated.refresh_from_db()
        self.assertEqual(str(undated.review_on), on)

    def test_what_changed_after_the_preview_is_not_done(self) -> None:
        shown = self.look(BulkActionKind.NO_CHANGE, self.ours, self.theirs)
        edits.change_record(self.ours, {"title": "Another"}, by=self.cast.head, now=timezone.now())
        self.confirm(BulkActionKind.NO_CHANGE, shown)
        self.assertEqual([said.commitment for said in ProgressUpdate.objects.all()], [self.theirs])
        self.assertContains(self.client.get(LIST), "Skipped: 1.")

    def test_many_are_left_to_a_worker_and_the_page_says_how_far_it_is(self) -> None:
        shown = self.look(BulkActionKind.FOLLOW_UP, self.ours, self.theirs)
        many = mock.patch("commitments.lifecycle.bulk_actions.AT_ONCE", 1)
        with many, mock.patch.object(bulk_actions, "enqueue") as rung:
            answer = self.confirm(
                BulkActionKind.FOLLOW_UP, shown, method="call", reported_on=self.today().isoformat()
            )
        batch = BulkAction.objects.get()
        self.assertEqual(rung.call_args.args, (batch.pk, tasks.carry_out))
        self.assertEqual(answer["Location"], f"{TOGETHER}{batch.pk}/")
        self.assertContains(self.client.get(answer["Location"]), "The action is in progress.")
        self.assertContains(self.client.get(LIST), "The action is in progress.")
        far = self.client.get(f"{TOGETHER}{batch.pk}/progress/").json()
        self.assertEqual(far, {"done": 0, "total": 2, "is_under_way": True})
        with many:
            self.client.post(f"{TOGETHER}{batch.pk}/on/")
        self.assertEqual(ProgressUpdate.objects.count(), 1)
        lifecycle_bulk_actions.carry_out(batch.pk, now=timezone.now())
        self.assertContains(self.client.get(LIST), "2 follow-ups logged.")

    def test_anothers_batch_is_like_one_that_is_not_there(self) -> None:
        self.confirm(BulkActionKind.NO_CHANGE, self.look(BulkActionKind.NO_CHANGE, self.ours))
        batch = BulkAction.objects.get()
        self.client.force_login(self.cast.head)
        for key in (batch.pk, 987654):
            self.assertEqual(self.client.get(f"{TOGETHER}{key}/").status_code, 404)
            self.assertEqual(self.client.get(f"{TOGETHER}{key}/progress/").status_code, 404)
            self.assertEqual(self.client.post(f"{TOGETHER}{key}/undo/").status_code, 404)
            self.assertEqual(self.client.post(f"{TOGETHER}{key}/on/").status_code, 404)
        self.assertEqual(self.client.get(f"{TOGETHER}{batch.pk}/undo/").status_code, 405)
        self.assertTrue(ProgressUpdate.objects.exists())


class ChoosingTests(TogetherPages):
    def test_the_boxes_stand_outside_the_columns(self) -> None:
        listed = self.client.get(f"{LIST}?view=all")
        self.assertContains(listed, f'<input type="checkbox" class="pick" name="pick" value="{self.ours.pk}"')
        self.assertNotContains(listed, f'value="{self.secret.pk}"')
        self.assertEqual(len(listed.context["headers"]), 6)
        self.assertEqual(self.titles("?view=all&o=1"), ["Only a draft", "Ours late", "Theirs late"])
        self.assertEqual(self.titles("?view=all&o=-1"), ["Theirs late", "Ours late", "Only a draft"])

    def test_nothing_is_chosen_in_the_past_nor_where_nothing_can_be_done(self) -> None:
        for query in ("?view=closed", "?view=all&as_of=2026-03-11"):
            self.assertNotContains(self.client.get(LIST + query), 'class="pick"')

    def test_a_page_of_one_leads_nowhere_else(self) -> None:
        self.assertEqual(self.client.get(f"{TOGETHER}no_change/").status_code, 405)
        self.assertEqual(self.client.post(f"{TOGETHER}nonsense/").status_code, 404)
        self.assertEqual(self.client.get(page(self.ours)).status_code, 200)

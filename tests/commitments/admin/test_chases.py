"""Pages of questions to the partner: draft, asking, paper, answer; whose they are, where else they show."""

import datetime
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from commitments.admin.commitments.bulk_pages import build_preview
from commitments.enums import (
    BulkActionKind,
    CommitmentState,
    FollowUpMethod,
    FollowUpState,
    Health,
    OwedBy,
    ReminderKind,
    Side,
)
from commitments.lifecycle.bulk_actions import crowd_of
from commitments.models import (
    BlackoutPeriod,
    Commitment,
    Country,
    Deadline,
    FollowUp,
    Outcome,
    ProgressUpdate,
    User,
)
from commitments.reminders import follow_ups
from tests import make
from tests.cast import Cast, gather
from tests.commitments.admin.plans import plan_by_index, whole_reads

LIST = "/admin/commitments/followup/"
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
GOING = CommitmentState.IN_PROGRESS


class QuestionPages(TestCase):
    cast: Cast
    point: Outcome
    question: FollowUp

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.point = make.outcome(cls.cast)
        cls.question = cls.opened("Publish dues")

    @classmethod
    def opened(cls, title: str, **more: object) -> FollowUp:
        item = make.commitment(cls.cast, cls.point, title=title, owed_by=OwedBy.THEIRS, state=GOING)
        Commitment.objects.filter(pk=item.pk).update(due_on=TODAY - 3 * DAY)
        values = {"kind": ReminderKind.OVERDUE, "offset": 1, "start_date": TODAY - 3 * DAY, **more}
        now = timezone.now()
        return FollowUp.objects.create(
            commitment=item, deadline=Deadline.objects.get(commitment=item), recorded_at=now, **values
        )

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)
        self.page = f"{LIST}{self.question.pk}/change/"

    def step(self, name: str, **typed: str) -> HttpResponse:
        return self.client.post(f"{LIST}{self.question.pk}/step/{name}/", typed, follow=True)  # type: ignore[return-value]

    def ask(self, **typed: str) -> HttpResponse:
        values = {
            "method": "note",
            "text": "Presents its compliments.",
            "reported_on": TODAY.isoformat(),
            **typed,
        }
        answer = self.step("ask", **values)
        self.question.refresh_from_db()
        return answer

    def test_the_page_has_a_ready_draft_that_is_kept_as_it_is_left(self) -> None:
        shown = self.client.get(self.page)
        self.assertContains(shown, "presents its compliments to the Embassy of Valdoria")
        self.assertContains(shown, "1 day after the due date")
        self.assertContains(shown, "data-drafts=")
        self.assertNotContains(shown, "Copy in our language")
        self.step("keep", method="talking_point", text="Ask the director.")
        self.question.refresh_from_db()
        self.assertEqual((self.question.state, self.question.method), ("open", "talking_point"))
        self.assertContains(self.client.get(self.page), "Ask the director.</textarea>")
        self.assertContains(self.client.get(f"{LIST}{self.question.pk}/print/"), "Ask the director.")

    def test_who_reads_korean_has_a_copy_in_it(self) -> None:
        self.cast.officer.language = "ko"
        self.cast.officer.save()
        self.client.cookies["django_language"] = "ko"
        self.assertContains(self.client.get(self.page), "대사관에 경의를 표하며")
        self.ask(copy="사본")
        sheet = self.client.get(f"{LIST}{self.question.pk}/print/")
        self.assertContains(sheet, '<article lang="ko">')
        self.assertContains(sheet, TODAY.strftime("%Y년 ") + f"{TODAY.month}월 {TODAY.day}일")

    def test_asking_freezes_text_day_and_number_and_prints(self) -> None:
        said = self.ask()
        number = f"NV-XV-{TODAY.year}-001"
        self.assertContains(said, "No message was sent")
        self.assertEqual((self.question.state, self.question.number), (FollowUpState.ASKED, number))
        shown = self.client.get(self.page)
        self.assertNotContains(shown, "<textarea")
        self.assertContains(shown, "asked today")
        sheet = self.client.get(f"{LIST}{self.question.pk}/print/")
        self.assertContains(sheet, f'<p class="number">{number}</p>')
        self.assertNotContains(sheet, "Restricted")
        self.assertNotContains(sheet, "Demonstration data")
        Country.objects.update(is_demonstration=True)
        printed = self.client.get(f"{LIST}{self.question.pk}/print/")
        self.assertContains(printed, "Demonstration data")
        self.ask(text="Something else.")
        self.assertEqual(self.question.text, "Presents its compliments.")

    def test_a_draft_left_as_it_was_gives_place_to_that_of_the_way(self) -> None:
        draft = self.client.get(self.page).context["form"]["text"].value()
        self.ask(method="talking_point", text=draft.replace("\n", "\r\n"))
        self.assertIn("To be raised with", self.question.text)
        again = self.opened("Another")
        self.question = again
        draft = self.client.get(f"{LIST}{again.pk}/change/").context["form"]["text"].value()
        refused = self.ask(method="call", text=draft)
        self.assertContains(
            refused,
            "Enter the text for the partner, or the person contacted and a summary of the discussion.",
        )

    def test_the_form_proposes_whom_to_ask_and_records_it(self) -> None:
        form = self.client.get(self.page).context["form"]
        self.assertEqual(form["addressee"].value(), "Director, Valdorian Constabulary")
        self.assertEqual(form["signatory"].value(), "Director, Ministry of Foreign Affairs")
        self.assertIn("matches the level on our side", form.fields["level"].help_text)
        self.ask(level="director", addressee="Director of Ports", signatory="Head of desk")
        self.assertEqual((self.question.level, self.question.addressee), ("director", "Director of Ports"))
        shown = self.client.get(self.page)
        self.assertContains(shown, "Addressee: Director of Ports")
        self.assertContains(shown, "Signatory on our side: Head of desk")

    def test_blackout_days_hold_a_question_back_and_warn_before_it_is_logged(self) -> None:
        self.assertNotContains(self.client.get(LIST), "held back until")
        place = {"starts_on": TODAY - DAY, "ends_on": TODAY + DAY, "reason": "National mourning"}
        BlackoutPeriod.objects.create(country=self.cast.elsewhere, **place)
        self.assertNotContains(self.client.get(LIST), "held back until")
        BlackoutPeriod.objects.create(country=self.cast.valdoria, **place)
        shown = f"eld back until {date_format(TODAY + DAY)}: National mourning"
        self.assertContains(self.client.get(LIST), shown)
        self.assertContains(self.client.get(self.page), shown)
        self.assertContains(self.ask(), "The partner is not asked on that day: National mourning")
        self.assertEqual(self.question.state, FollowUpState.OPEN)
        self.ask(is_confirmed="on")
        self.assertEqual(self.question.state, FollowUpState.ASKED)
        self.assertNotContains(self.client.get(f"{LIST}?view=all"), "held back until")

    def test_the_reason_of_blackout_days_is_shown_to_those_who_record_them(self) -> None:
        cast, days = self.cast, "/admin/commitments/blackoutperiod/"
        self.client.force_login(cast.head)
        typed = {"country": cast.valdoria.pk, "starts_on": TODAY - DAY, "ends_on": TODAY + DAY}
        self.client.post(f"{days}add/", {**typed, "reason": "Illness of the president"})
        made = BlackoutPeriod.objects.get()
        held, why = f"eld back until {date_format(TODAY + DAY)}", "Illness of the president"
        places = (days, f"{days}{made.pk}/change/", f"/admin/commitments/country/{cast.valdoria.pk}/history/")
        for person in (cast.officer, cast.head, cast.division_head, cast.embassy_officer, cast.administrator):
            self.client.force_login(person)
            for place in places:
                self.assertContains(self.client.get(place), why, msg_prefix=f"{person} {place}")
        self.client.force_login(cast.officer)
        self.assertContains(self.client.get(LIST), f"{held}: {why}")
        for person in (cast.focal_point, cast.reader, cast.auditor, cast.records_officer, cast.stranger):
            self.client.force_login(person)
            for place in (
                *places,
                LIST,
                self.page,
                f"{days}{made.pk}/history/",
                "/admin/",
                reverse("admin:record_log"),
            ):
                shown = self.client.get(place)
                self.assertNotIn("president", shown.content.decode(), f"{person} {place}")
            self.assertContains(self.client.get(places[1]), date_format(TODAY + DAY))
        # The auditor reads the question, and until when it waits.
        self.client.force_login(cast.auditor)
        self.assertContains(self.client.get(self.page), held)
        # A guess is not answered either: the days are refused whatever the reason.
        self.client.force_login(cast.stranger)
        for guess in (why, "Visit"):
            told = self.client.post(f"{days}add/", {**typed, "reason": guess})
            self.assertContains(told, "These blackout days are already recorded.")

    def test_several_follow_ups_at_once_show_the_blackout_days_of_the_partner(self) -> None:
        days = {"starts_on": TODAY, "ends_on": TODAY, "reason": "Summit"}
        BlackoutPeriod.objects.create(country=self.cast.valdoria, **days)
        ours = make.commitment(self.cast, self.point, title="Ours", state=GOING)
        items = [self.question.commitment, ours]
        crowd = crowd_of(items, self.cast.officer)
        shown, _skipped = build_preview(BulkActionKind.FOLLOW_UP, items, crowd, None, TODAY)
        said = f"Held back until {date_format(TODAY)}: Summit."
        self.assertEqual([said in row.says for row in shown.rows], [True, False])

    def test_my_desk_proposes_the_contact_and_warns_too(self) -> None:
        days = {"starts_on": TODAY, "ends_on": TODAY, "reason": "Summit"}
        BlackoutPeriod.objects.create(country=self.cast.valdoria, **days)
        row = f"/admin/desk/commitment/{self.question.commitment_id}/follow_up/"
        self.assertContains(self.client.get(row), "Director, Valdorian Constabulary")
        asked = {
            "step": "follow_up",
            "method": "call",
            "text": "Rang the director.",
            "reported_on": TODAY.isoformat(),
            "addressee": "Director of Ports",
        }
        self.client.post(row, asked)
        self.question.refresh_from_db()
        self.assertEqual(self.question.state, FollowUpState.OPEN)
        self.client.post(row, {**asked, "is_confirmed": "on"})
        self.question.refresh_from_db()
        self.assertEqual((self.question.state, self.question.addressee), ("asked", "Director of Ports"))

    def test_a_line_of_my_desk_states_until_when_the_partner_is_not_asked_and_why(self) -> None:
        item, ours = (
            self.question.commitment,
            make.commitment(self.cast, self.point, title="Ours", state=GOING),
        )
        Commitment.objects.filter(pk__in=(item.pk, ours.pk)).update(due_on=TODAY - DAY)
        said = f"Held back until {date_format(TODAY + DAY)}: National mourning"
        self.assertContains(self.client.get("/admin/"), item.reference)
        self.assertNotContains(self.client.get("/admin/"), "Held back until")
        days = {"starts_on": TODAY - DAY, "ends_on": TODAY + DAY, "reason": "National mourning"}
        BlackoutPeriod.objects.create(country=self.cast.elsewhere, **days)
        self.assertNotContains(self.client.get("/admin/"), "Held back until")
        BlackoutPeriod.objects.create(country=self.cast.valdoria, **days)
        # Once: what our side owes is asked on any day.
        page = self.client.get("/admin/")
        self.assertContains(page, said, count=1)
        self.assertContains(page, ours.reference)
        BlackoutPeriod.objects.filter(country=self.cast.valdoria).update(ends_on=TODAY - DAY)
        self.assertNotContains(self.client.get("/admin/"), "Held back until")

    def test_a_contact_before_the_blackout_days_is_logged_without_a_warning(self) -> None:
        BlackoutPeriod.objects.create(
            country=self.cast.valdoria, starts_on=TODAY, ends_on=TODAY, reason="Summit"
        )
        self.ask(reported_on=(TODAY - DAY).isoformat())
        self.assertEqual(self.question.state, FollowUpState.ASKED)

    def test_their_answer_is_filed_and_closes_it(self) -> None:
        self.ask()
        self.assertContains(self.client.get(self.page), "Record their answer")
        self.step("answer", text="In May.", health="on_track", reported_on=TODAY.isoformat())
        self.question.refresh_from_db()
        said = ProgressUpdate.objects.get(side=Side.THEIRS)
        self.assertEqual((self.question.state, self.question.answer), (FollowUpState.ANSWERED, said))
        self.assertContains(self.client.get(self.page), "In May.")
        item = self.client.get(f"/admin/commitments/commitment/{self.question.commitment_id}/change/")
        self.assertContains(item, "Follow-up questions")
        history = self.client.get(f"/admin/commitments/commitment/{self.question.commitment_id}/history/")
        for words in ("asked", "answered"):
            self.assertContains(history, words)

    def test_the_list_holds_what_is_to_be_asked_and_how_long_ago_the_rest_was(self) -> None:
        asked = {"state": FollowUpState.ASKED, "method": FollowUpMethod.NOTE}
        for title, days in (("Lately", 2), ("A while ago", 20), ("Long ago", 90)):
            self.opened(title, **asked, asked_on=TODAY - days * DAY)
        self.assertContains(self.client.get(LIST), "Publish dues")
        waiting = self.client.get(f"{LIST}?view=waiting")
        titles = [row.commitment.title for row in waiting.context["cl"].result_list]
        self.assertEqual(titles, ["Long ago", "A while ago", "Lately"])
        self.assertContains(waiting, "asked 90 days ago")
        for since, title in (("week", "Lately"), ("month", "A while ago"), ("older", "Long ago")):
            rows = self.client.get(f"{LIST}?view=waiting&asked={since}").context["cl"].result_list
            self.assertEqual([row.commitment.title for row in rows], [title])

    def test_a_list_of_many_takes_the_queries_of_one(self) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                self.assertEqual(self.client.get(LIST).status_code, 200)
            return len(seen)

        queries()
        one = queries()
        for number in range(4):
            self.opened(f"Item {number}")
        self.assertEqual(queries(), one)

    def test_no_view_of_the_list_reads_a_growing_table_whole(self) -> None:
        asked: dict[tuple[str, tuple[Any, ...]], None] = {}

        def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith("SELECT"):
                asked[sql, tuple(params or ())] = None
            return execute(sql, params, many, context)

        for number in range(3):
            self.opened(f"Item {number}")
        # So few that no view fits a page, which would be read without a limit.
        User.objects.update(rows_per_page=2)
        with connection.execute_wrapper(keep):
            for query in ("", "?view=waiting&asked=older", "?view=answered", "?view=all"):
                self.client.get(f"{LIST}{query}")
            follow_ups.close_idle_follow_ups(timezone.now())
        plan_by_index()
        whole = {sql for sql, params in asked if whole_reads(sql, params)}
        self.assertFalse(whole, "\n".join(sorted(whole)))

    def test_it_is_the_desks_and_the_embassys(self) -> None:
        people: dict[User, int] = {
            self.cast.embassy_officer: 200,
            self.cast.division_head: 200,
            self.cast.auditor: 200,
            self.cast.focal_point: 404,
            self.cast.reader: 404,
            self.cast.stranger: 404,
        }
        for person, status in people.items():
            self.client.force_login(person)
            for address in (self.page, f"{LIST}{self.question.pk}/print/"):
                self.assertEqual(self.client.get(address).status_code, status, person)
        self.client.force_login(self.cast.auditor)
        self.assertNotContains(self.client.get(self.page), "<textarea")
        self.ask()
        self.assertEqual(self.question.state, FollowUpState.OPEN)
        self.client.force_login(self.cast.embassy_officer)
        self.ask(method="talking_point")
        self.assertEqual(self.question.state, FollowUpState.ASKED)
        assert self.question.our_update is not None
        self.assertEqual(self.question.our_update.recorded_by, self.cast.embassy_officer)

    def test_a_line_of_my_desk_puts_it_in_two_actions_and_takes_it_back(self) -> None:
        row = f"/admin/desk/commitment/{self.question.commitment_id}/follow_up/"
        self.assertContains(self.client.get("/admin/"), row)
        form = self.client.get(row)
        self.assertContains(form, "presents its compliments")
        draft = form.context["opened"].form["text"].value()
        sent = self.client.post(
            row,
            {"step": "follow_up", "method": "note", "text": draft, "reported_on": TODAY.isoformat()},
            follow=True,
        )
        self.question.refresh_from_db()
        self.assertContains(sent, self.question.number)
        self.assertEqual((self.question.state, self.question.text), (FollowUpState.ASKED, draft))
        self.assertContains(self.client.get(row), "Record their answer")
        batch = sent.content.decode().split("/bulk-actions/")[1].split("/")[0]
        self.client.post(f"/admin/commitments/commitment/bulk-actions/{batch}/undo/")
        self.question.refresh_from_db()
        self.assertEqual((self.question.state, self.question.number), (FollowUpState.OPEN, ""))
        self.assertFalse(ProgressUpdate.objects.exists())

    def test_it_is_dropped_with_a_reason_and_asked_again(self) -> None:
        self.ask()
        self.assertContains(self.step("again"), "New follow-up question opened")
        self.question.refresh_from_db()
        self.assertEqual(self.question.state, FollowUpState.DROPPED)
        self.question = FollowUp.objects.get(state=FollowUpState.OPEN)
        self.assertEqual(self.question.kind, ReminderKind.OVERDUE)
        self.assertContains(self.step("drop"), "This field is required.")
        self.step("drop", reason="They have told us.")
        self.question.refresh_from_db()
        self.assertEqual(self.question.state, FollowUpState.DROPPED)
        self.assertEqual(self.question.commitment.health_at(TODAY), Health.NO_RECENT_REPORT)

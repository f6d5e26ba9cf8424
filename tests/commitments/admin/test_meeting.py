"""The meeting's page: recorded in one go, mended at the field, edited while open, record when closed."""

import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.enums import (
    Classification,
    CommitmentState,
    DeadlineKind,
    MeetingState,
    OutcomeKind,
    OwedBy,
    Side,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.lifecycle.transitions import OwnerPart
from commitments.meetings import meetings, outcomes
from commitments.models import (
    AgendaItem,
    AuditRow,
    Commitment,
    DelegationMember,
    Mechanism,
    Meeting,
    Ministry,
    Outcome,
    Statement,
)
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

ADD = "/admin/commitments/meeting/add/"


def page(meeting: Meeting) -> str:
    return f"/admin/commitments/meeting/{meeting.pk}/change/"


def counts(**more: int) -> dict[str, int]:
    """Give the numbers of rows of each list, none where nothing is said."""
    lists = {"statements": 0, "ours": 0, "theirs": 0, "outcomes": 0} | more
    return {f"{name}-TOTAL_FORMS": count for name, count in lists.items()}


def outcome(number: int, clause: str, kind: str = "commitment", **more: Any) -> dict[str, Any]:
    given = {"clause": clause, "kind": kind, "spoken_by": "theirs", "strength": "agreed", **more}
    return {f"outcomes-{number}-{name}": value for name, value in given.items()}


def item(number: int, place: int = 0, **given: Any) -> dict[str, Any]:
    values = {"nature": "one_off", "when": "words", **given}
    prefix = f"outcomes-{number}-items"
    return {f"{prefix}-TOTAL_FORMS": place + 1} | {f"{prefix}-{place}-{k}": v for k, v in values.items()}


class MeetingPage(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def about(self, **more: Any) -> dict[str, Any]:
        return {
            "country": self.cast.valdoria.pk,
            "title": "Talks",
            "form": "visit",
            "classification": Classification.RESTRICTED.value,
            "was_held": "held",
            **more,
        }

    def record(self, **given: Any) -> HttpResponse:
        return self.client.post(ADD, {**self.about(), **counts(), **given})  # type: ignore[return-value]


class RecordingTests(MeetingPage):
    def test_partner_and_title_are_enough_and_the_rest_is_not_stated(self) -> None:
        response = self.client.post(ADD, {"country": self.cast.valdoria.pk, "title": "Talks"})
        meeting = Meeting.objects.get()
        self.assertEqual((meeting.form, meeting.classification), ("visit", Classification.RESTRICTED))
        self.assertRedirects(response, page(meeting))
        self.assertEqual((meeting.held_on, meeting.place, meeting.state), (None, "", MeetingState.HELD))
        self.assertEqual(meeting.time_zone, self.cast.valdoria.time_zone)

    def test_clause_and_side_are_enough_for_an_outcome_and_a_title_for_a_commitment(self) -> None:
        item = {"outcomes-1-items-TOTAL_FORMS": 1, "outcomes-1-items-0-title": "Send trainers"}
        clauses = {"outcomes-0-clause": "Trade.", "outcomes-1-clause": "Ours will send trainers."}
        given = {**counts(outcomes=2), **clauses, "outcomes-1-kind": "commitment", **item}
        given |= {"outcomes-0-spoken_by": "theirs", "outcomes-1-spoken_by": "ours"}
        self.client.post(ADD, {"country": self.cast.valdoria.pk, "title": "Talks", **given})
        first, second = Outcome.objects.order_by("number")
        self.assertEqual(
            (first.kind, first.spoken_by, first.strength, second.kind),
            ("topic", "theirs", "not_stated", "commitment"),
        )
        commitment = Commitment.objects.get()
        self.assertEqual((commitment.nature, commitment.strength), ("one_off", "not_stated"))

    def test_a_title_that_is_too_long_comes_back_whole_and_is_cut_by_no_browser(self) -> None:
        self.assertNotRegex(self.client.get(ADD).content.decode(), r'name="title"[^>]*maxlength')
        pasted = "Talks on the ferry " * 15
        page = self.record(title=pasted).content.decode()
        self.assertIn("at most 200", page)
        self.assertIn(pasted, page)
        self.assertFalse(Meeting.objects.exists())

    def test_partner_title_and_clause_are_asked_by_the_page_and_by_the_database(self) -> None:
        page = self.client.post(ADD, {**counts(outcomes=1), "outcomes-0-kind": "commitment"})
        errors = page.context["form"].errors
        self.assertEqual(sorted(errors), ["country", "title"])
        self.assertIn("clause", page.context["recording"].outcomes.forms[0].errors)
        meeting = make.meeting(self.cast)
        for row, values in (
            (meeting, {"title": ""}),
            (meeting, {"country": None}),
            (make.outcome(self.cast, meeting), {"clause": ""}),
        ):
            with self.subTest(values=values), self.assertRaises(IntegrityError), transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(**values)

    def test_a_meeting_with_delegations_outcomes_and_commitments_is_recorded_in_one_go(self) -> None:
        self.record(
            **counts(statements=1, ours=2, theirs=1, outcomes=3),
            **{
                "held_on": TODAY.isoformat(),
                "starts_at": "15:30",
                "statements-0-kind": "agreed_minutes",
                "statements-0-title": "Agreed minutes",
                "ours-0-who": "Minister of Foreign Affairs",
                "ours-0-is_head": "on",
                "ours-1-who": "Ambassador",
                "theirs-0-who": "minister of external relations",
            },
            **outcome(0, "A contact point will be named.", text="new-0", place_in_text="paragraph 6"),
            **item(0, title="Name a contact", lead_theirs="Valdorian Constabulary", lead_ours="knpa",
                   when="working_days", count="10"),
            **outcome(1, "Close cooperation was asked.", "request", spoken_by="ours", strength="requested"),
            **outcome(2, "Trainers will be sent.", spoken_by="ours"),
            **item(2, when="day", day="2026-06-30", wording="by the end of June"),
        )  # fmt: skip
        meeting = Meeting.objects.get()
        seats = [(seat.side, str(seat), seat.is_head, seat.official) for seat in meeting.delegations.all()]
        self.assertEqual(
            seats,
            [
                ("ours", "Minister of Foreign Affairs", True, None),
                ("ours", "Ambassador", False, None),
                ("theirs", "Minister of External Relations", False, self.cast.their_minister),
            ],
        )
        first, second, third = meeting.outcomes.all()
        self.assertEqual(first.statement, Statement.objects.get())
        self.assertEqual(second.answer, "unanswered")
        contact, trainers = Commitment.objects.order_by("pk")
        self.assertEqual(contact.outcome, first)
        self.assertEqual((contact.owed_by, contact.state), (OwedBy.THEIRS, CommitmentState.DRAFT))
        self.assertEqual(contact.due_on.isoformat() if contact.due_on else "", "2026-03-25")
        leads = {part.side: part.ministry for part in contact.responsibilities.all()}
        self.assertEqual(leads, {Side.THEIRS: self.cast.their_police, Side.OURS: self.cast.police})
        self.assertEqual((trainers.title, trainers.outcome), ("Trainers will be sent", third))
        assert trainers.deadline is not None
        self.assertEqual(trainers.deadline.wording, "by the end of June")
        self.assertEqual(trainers.responsibilities.get().ministry, None)

    def test_words_are_read_and_what_is_not_understood_stays_words_with_a_review_date(self) -> None:
        self.record(
            **counts(outcomes=2),
            **outcome(0, "One."),
            **item(0, title="Read", wording="by 30 June 2027"),
            **outcome(1, "Two."),
            **item(1, title="Not read", wording="when the swallows return"),
        )
        read, unread = Commitment.objects.order_by("pk")
        assert read.deadline is not None
        assert unread.deadline is not None
        self.assertEqual((read.deadline.kind, str(read.due_on)), (DeadlineKind.FIXED, "2027-06-30"))
        self.assertEqual((unread.due_on, unread.deadline.wording), (None, "when the swallows return"))
        self.assertIsNotNone(unread.review_on)

    def test_a_day_that_is_none_is_told_at_the_field(self) -> None:
        for wording in ("by 31 February 2027", "2027-13-45"):
            response = self.record(
                **counts(outcomes=1), **outcome(0, "One."), **item(0, title="Never", wording=wording)
            )
            self.assertEqual((response.status_code, Meeting.objects.count()), (200, 0))
            body = response.content.decode()
            self.assertIn('id="id_outcomes-0-items-0-wording_error"', body)
            self.assertIn("This date does not exist. Correct the day.", body)

    def test_why_a_deadline_is_left_to_the_officer_is_said_after_saving_and_at_the_item(self) -> None:
        self.record(
            **counts(outcomes=2),
            **outcome(0, "One."),
            **item(0, title="Unread", wording="xyzzy"),
            **outcome(1, "Two."),
            **item(1, title="Before", wording="by 12 March 2020"),
            held_on="2026-03-11",
        )
        body = self.client.get(page(Meeting.objects.get())).content.decode()
        self.assertEqual(body.count("The wording could not be interpreted"), 2)
        self.assertIn("is before the meeting", body)
        self.assertIn("No email has been sent", body)

    def test_a_day_no_calendar_knows_is_told_at_the_field(self) -> None:
        for day in ("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"):
            response = self.record(
                held_on=day,
                starts_at="00:00",
                was_held="planned",
                **counts(outcomes=1),
                **outcome(0, "One.", review_on=day),
                **item(0, title="Never", when="day", day=day, review_on=day),
            )
            body = response.content.decode()
            self.assertEqual((response.status_code, Meeting.objects.count()), (200, 0))
            for field in ("held_on", "outcomes-0-review_on", "outcomes-0-items-0-day"):
                self.assertIn(f'id="id_{field}_error"', body)
            self.assertIn("Enter a date between 1900 and 2200.", body)

    def test_a_meeting_on_the_last_day_there_is_can_be_shown(self) -> None:
        for day in (datetime.date.min, datetime.date.max):
            meeting = make.meeting(self.cast)
            Meeting.objects.filter(pk=meeting.pk).update(held_on=day, starts_at=datetime.time(23, 59))
            with timezone.override("Asia/Seoul"):
                self.assertEqual(self.client.get(page(meeting)).status_code, 200)

    def test_a_count_of_thousands_of_digits_counts_as_none(self) -> None:
        for name in counts():
            for more in ({}, {"_more": name}):
                response = self.record(**{**counts(), f"{name}-TOTAL_FORMS": "9" * 5000, **more})
                self.assertIn(response.status_code, (200, 302))

    def test_a_line_stays_one_line(self) -> None:
        self.record(title="Talks\r\nBcc: x\ty", place="Port\x0bSerin")
        meeting = Meeting.objects.get()
        self.assertEqual((meeting.title, meeting.place), ("Talks Bcc: x y", "Port Serin"))

    def test_nothing_is_saved_where_one_row_is_wrong_and_nothing_typed_is_lost(self) -> None:
        response = self.record(
            **counts(outcomes=2),
            **outcome(0, "A clause that must not be lost."),
            **item(0, title="Mend me", lead_ours="Nonesuch", when="day"),
            **outcome(1, "", "topic"),
        )
        self.assertEqual((response.status_code, Meeting.objects.count()), (200, 0))
        body = response.content.decode()
        self.assertIn('id="errors"', body)
        for kept in ("A clause that must not be lost.", "Mend me", "Nonesuch"):
            self.assertIn(kept, body)
        self.assertIn('href="#id_outcomes-0-items-0-lead_ours"', body)
        self.assertIn('id="id_outcomes-0-items-0-lead_ours_error"', body)
        self.assertIn("Enter the date, or select another kind of deadline.", body)

    def test_what_binds_nobody_carries_no_commitment(self) -> None:
        for kind, said in (
            ("topic", "creates no commitment"),
            ("request", "A request or an offer is not binding."),
        ):
            with self.subTest(kind):
                response = self.record(
                    **counts(outcomes=1), **outcome(0, "Words.", kind), **item(0, title="Owed")
                )
                self.assertContains(response, said)
        self.assertFalse(Meeting.objects.exists())

    def test_a_commitment_without_a_clause_asks_for_the_clause(self) -> None:
        response = self.record(
            **counts(outcomes=1),
            **outcome(0, "", "topic", spoken_by="", strength="not_stated"),
            **item(0, title="Owed"),
        )
        self.assertContains(response, "Enter the clause verbatim.")

    def test_a_day_ahead_is_planned_not_held(self) -> None:
        refused = self.record(held_on="2126-01-01")
        self.assertContains(refused, "This date is in the future")
        self.record(held_on="2126-01-01", was_held="planned")
        self.assertEqual(Meeting.objects.get().state, MeetingState.PLANNED)

    def test_wrong_times_zones_and_sessions_are_told_at_their_fields(self) -> None:
        for zone in ("Mars/Olympus", "localtime", "Factory"):
            response = self.record(starts_at="10:00", time_zone=zone, session_number="3")
            errors = response.context["form"].errors  # type: ignore[attr-defined]
            with self.subTest(zone):
                self.assertEqual(set(errors), {"starts_at", "time_zone", "session_number"})

    def test_another_row_is_given_without_checking_anything(self) -> None:
        data = {**self.about(title=""), **counts(outcomes=1), **outcome(0, "Kept."), "_more": "outcomes"}
        response = self.client.post(ADD, data)
        self.assertNotContains(response, 'id="errors"')
        self.assertContains(response, "Kept.")
        self.assertContains(response, 'name="outcomes-1-clause"')
        more = self.client.post(ADD, {**data, "_more": "outcomes-0-items"})
        self.assertContains(more, 'name="outcomes-0-items-0-title"')

    def test_a_classification_above_the_writer_is_refused_with_all_that_was_typed(self) -> None:
        response = self.record(classification=Classification.SECRET.value, title="Above me")
        self.assertContains(response, "above your clearance")
        self.assertContains(response, "Above me")
        self.assertFalse(Meeting.objects.exists())

    def test_only_partners_of_the_desk_are_offered_and_taken(self) -> None:
        self.assertNotContains(self.client.get(ADD), "Westmark")
        response = self.record(country=self.cast.elsewhere.pk)
        absent = self.record(country=999_999)
        self.assertContains(response, "not one of the available choices")
        self.assertContains(absent, "not one of the available choices")

    def test_who_records_no_meetings_is_shown_no_form(self) -> None:
        for user in (self.cast.focal_point, self.cast.auditor, self.cast.administrator):
            self.client.force_login(user)
            self.assertEqual(self.client.get(ADD).status_code, 403)


class EditingTests(MeetingPage):
    meeting: Meeting
    point: Outcome
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.meeting = make.meeting(cls.cast)
        cls.point = make.outcome(cls.cast, cls.meeting, clause="As it stood.", spoken_by=OwedBy.OURS)
        cls.item = make.commitment(cls.cast, cls.point)

    def save(self, **given: Any) -> HttpResponse:
        self.meeting.refresh_from_db()
        data = {
            "as_seen": self.meeting.version,
            "title": self.meeting.title,
            "form": self.meeting.form,
            "held_on": self.meeting.held_on or "",
            "time_zone": self.meeting.time_zone,
            "place": self.meeting.place,
            "classification": self.meeting.classification,
            **counts(),
            **given,
        }
        return self.client.post(page(self.meeting), data)  # type: ignore[return-value]

    def edited(self, **more: Any) -> dict[str, Any]:
        """Give the rows that "Edit" opens, with some values changed."""
        response = self.save(_edit=self.point.pk)
        form = response.context["recording"].outcomes.forms[-1]  # type: ignore[attr-defined]
        forms = [form, *form.items.forms]
        values = {field.html_name: field.value() or "" for one in forms for field in one}
        values[f"{form.items.prefix}-TOTAL_FORMS"] = len(form.items.forms)
        return {"outcomes-TOTAL_FORMS": 1, **values, **more}

    def test_an_outcome_is_opened_edited_and_saved_with_its_commitment(self) -> None:
        opened = self.save(_edit=self.point.pk)
        self.assertContains(opened, "As it stood.</textarea>")
        response = self.save(
            **self.edited(**{
                "outcomes-0-clause": "As it is said now.",
                "outcomes-0-items-0-title": "Another title",
                "outcomes-0-items-0-lead_ours": "MOFA",
                "outcomes-0-items-0-wording": "by 31 July 2026",
            })
        )  # fmt: skip
        self.assertRedirects(response, page(self.meeting))
        self.point.refresh_from_db()
        self.item.refresh_from_db()
        self.assertEqual(self.point.clause, "As it is said now.")
        self.assertEqual((self.item.title, str(self.item.due_on)), ("Another title", "2026-07-31"))
        self.assertEqual(self.item.responsibilities.get().ministry, self.cast.mofa)

    def test_the_deadline_is_kept_where_only_other_things_change(self) -> None:
        before = self.item.deadline_id
        self.save(**self.edited(**{"outcomes-0-items-0-title": "Another title"}))
        self.item.refresh_from_db()
        self.assertEqual((self.item.title, self.item.deadline_id), ("Another title", before))

    def test_the_second_writer_of_an_outcome_gets_both_versions_and_loses_nothing(self) -> None:
        mine = self.edited(**{"outcomes-0-clause": "Mine."})
        theirs = {"clause": "Theirs."}
        outcomes.change_outcome(
            self.point, theirs, expected=self.point.version, by=self.cast.officer, now=NOW
        )
        response = self.save(**mine)
        self.assertContains(response, "Theirs.", status_code=409)
        self.assertContains(response, "Mine.", status_code=409)
        marks = dict(response.context["marks"])  # type: ignore[attr-defined]
        self.save(**{**mine, **marks})
        self.point.refresh_from_db()
        self.assertEqual(self.point.clause, "Mine.")

    def test_the_second_writer_of_a_commitment_gets_both_versions(self) -> None:
        mine = self.edited(**{"outcomes-0-items-0-title": "Mine"})
        Commitment.objects.filter(pk=self.item.pk).update(title="Theirs", version=9)
        response = self.save(**mine)
        self.assertContains(response, "Theirs", status_code=409)
        self.save(**{**mine, **dict(response.context["marks"])})  # type: ignore[attr-defined]
        self.item.refresh_from_db()
        self.assertEqual(self.item.title, "Mine")

    def test_a_new_date_of_the_meeting_is_no_edit_of_its_drafts_by_somebody_else(self) -> None:
        saved = self.save(**self.edited(**{"outcomes-0-items-0-wording": "within 30 days of the meeting"}))
        self.assertRedirects(saved, page(self.meeting))
        self.item.refresh_from_db()
        before = self.item.due_on
        assert before is not None
        self.meeting.refresh_from_db()
        held_on = self.meeting.held_on
        assert held_on is not None
        moved = held_on - datetime.timedelta(days=3)
        saved = self.save(**self.edited(**{"outcomes-0-items-0-title": "Mine"}), held_on=moved)
        self.assertRedirects(saved, page(self.meeting))
        self.item.refresh_from_db()
        due_on = self.item.due_on
        assert due_on is not None
        self.assertEqual((self.item.title, before - due_on), ("Mine", datetime.timedelta(days=3)))

    def test_a_weaker_outcome_is_no_edit_of_its_drafts_by_somebody_else(self) -> None:
        changes = {"outcomes-0-strength": "will_endeavour", "outcomes-0-items-0-title": "Mine"}
        self.assertRedirects(self.save(**self.edited(**changes)), page(self.meeting))
        self.item.refresh_from_db()
        self.assertEqual((self.item.title, self.item.strength), ("Mine", "will_endeavour"))

    def test_a_higher_classification_of_the_meeting_is_no_edit_of_its_outcomes(self) -> None:
        changes = self.edited(**{"outcomes-0-clause": "Mine.", "outcomes-0-items-0-title": "Mine"})
        saved = self.save(**changes, classification=Classification.CONFIDENTIAL.value)
        self.assertRedirects(saved, page(self.meeting))
        self.point.refresh_from_db()
        self.assertEqual(self.point.clause, "Mine.")

    def test_a_real_edit_of_a_draft_by_somebody_else_is_told_with_a_new_date_too(self) -> None:
        mine = self.edited(**{"outcomes-0-items-0-title": "Mine"})
        Commitment.objects.filter(pk=self.item.pk).update(title="Theirs", version=9)
        self.meeting.refresh_from_db()
        held_on = self.meeting.held_on
        assert held_on is not None
        moved = held_on - datetime.timedelta(days=3)
        response = self.save(**mine, held_on=moved)
        self.assertContains(response, "Theirs", status_code=409)
        marks = dict(response.context["marks"])  # type: ignore[attr-defined]
        self.assertRedirects(self.save(**{**mine, **marks}, held_on=moved), page(self.meeting))
        self.item.refresh_from_db()
        self.assertEqual(self.item.title, "Mine")

    def test_seats_are_ordered_renamed_and_taken_away(self) -> None:
        for order, post in enumerate(("First", "Second"), 1):
            seat = DelegationMember(meeting=self.meeting, side=Side.OURS, order=order, post=post)
            meetings.add_delegate(seat, by=self.cast.officer, now=NOW)
        shown = self.client.get(f"{page(self.meeting)}?edit=page")
        rows = shown.context["recording"].ours.forms
        values = {field.html_name: field.value() or "" for row in rows for field in row}
        values["ours-0-DELETE"] = "on"
        values["ours-1-who"] = "Second, renamed"
        self.save(**{**counts(ours=3), **values, "ours-2-who": "Third"})
        seats = [(seat.order, seat.post) for seat in self.meeting.delegations.all()]
        self.assertEqual(seats, [(1, "Second, renamed"), (2, "Third")])

    def test_the_head_may_change_places(self) -> None:
        for order, post in enumerate(("First", "Second"), 1):
            seat = DelegationMember(
                meeting=self.meeting, side=Side.OURS, order=order, post=post, is_head=order == 1
            )
            meetings.add_delegate(seat, by=self.cast.officer, now=NOW)
        rows = self.client.get(f"{page(self.meeting)}?edit=page").context["recording"].ours.forms
        values = {field.html_name: field.value() or "" for row in rows for field in row}
        values |= {"ours-0-is_head": "", "ours-1-is_head": "on"}
        response = self.save(**{**counts(ours=3), **values})
        self.assertRedirects(response, page(self.meeting))
        self.assertEqual(self.meeting.delegations.get(is_head=True).post, "Second")

    def test_saving_without_a_change_writes_no_history(self) -> None:
        before = AuditRow.objects.count()
        self.save()
        self.assertEqual(AuditRow.objects.count(), before)

    def test_a_hidden_row_is_taken_like_an_absent_one(self) -> None:
        with make.unlocked():
            hidden = Outcome.objects.create(
                spoken_by="joint",
                pk=777_777,
                meeting=self.meeting,
                number=9,
                clause="ZANZIBAR",
                classification=3,
                recorded_at=NOW,
            )
        answers = []
        for key in (hidden.pk, 999_999):
            row = outcome(0, "Overwritten.") | {"outcomes-0-id": key, "outcomes-0-as_seen": "1"}
            response = self.save(**{**counts(outcomes=1), **row})
            answers.append(response.content.decode().replace(str(key), "KEY"))
        self.assertIn("This row has been deleted.", answers[0])
        self.assertEqual(_plain(answers[0]), _plain(answers[1]))
        self.assertNotIn("ZANZIBAR", answers[0])
        hidden.refresh_from_db()
        self.assertEqual(hidden.clause, "ZANZIBAR")

    def test_a_closed_meeting_is_record_and_takes_no_post(self) -> None:
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        self.assertNotContains(self.client.get(page(self.meeting)), "<textarea")
        self.assertEqual(self.save(title="Other").status_code, 403)

    def test_steps_are_taken_by_buttons(self) -> None:
        ahead = make.meeting(self.cast, title="Next talks", held=False, held_on=None)
        base = f"/admin/commitments/meeting/{ahead.pk}/step"
        self.client.post(f"{base}/postpone/", {"held_on": "2026-12-01", "reason": "Storm"})
        ahead.refresh_from_db()
        self.assertEqual((ahead.state, str(ahead.held_on)), (MeetingState.POSTPONED, "2026-12-01"))
        said = self.client.post(f"{base}/close/", follow=True)
        self.assertContains(said, "can only be closed after it has been held")
        self.client.post(f"{base}/cancel/", {"reason": "No need"})
        ahead.refresh_from_db()
        self.assertEqual(ahead.state, MeetingState.CANCELLED)

    def test_proposing_names_the_side_that_has_no_owner(self) -> None:
        ours = [OwnerPart(Side.OURS, self.cast.police)]
        make.commitment(self.cast, self.point, owed_by=OwedBy.JOINT, parts=ours)
        step = f"/admin/commitments/meeting/{self.meeting.pk}/step/propose/"
        said = self.client.post(step, follow=True)
        joint = Commitment.objects.latest("pk")
        self.assertContains(said, f"No owner is entered for: {joint.reference} (Valdoria).")
        self.assertContains(
            said, "A side without an owner cannot accept the commitment. Select “Assign owners”"
        )

    def test_sending_drafts_names_what_no_focal_point_can_be_notified_of(self) -> None:
        alone = Ministry.objects.create(country=self.cast.korea, name="Ministry without officials")
        item = make.commitment(self.cast, self.point, parts=[OwnerPart(Side.OURS, alone)])
        step = f"/admin/commitments/commitment/{item.pk}/step/propose/"
        said = self.client.post(step, follow=True)
        self.assertContains(said, "The commitment is open for acceptance by its owners.")
        self.assertContains(said, f"can be notified by email about: {item.reference}.")

    def test_a_meeting_to_come_is_marked_as_held_among_the_other_steps_until_its_day(self) -> None:
        ahead = make.meeting(self.cast, title="Next talks", held=False, held_on=None)
        for days, is_rare in ((20, True), (0, False), (-1, False)):
            Meeting.objects.filter(pk=ahead.pk).update(
                held_on=timezone.localdate() + datetime.timedelta(days)
            )
            steps = self.client.get(page(ahead)).context["steps"]
            [hold] = [step for step in steps if step.name == "hold"]
            self.assertEqual((days, hold.is_rare), (days, is_rare))

    def test_a_reason_that_is_too_long_is_told_at_its_field_and_cut_nowhere(self) -> None:
        ahead = make.meeting(self.cast, title="Next talks", held=False, held_on=None)
        step = f"/admin/commitments/meeting/{ahead.pk}/step/cancel/"
        self.assertNotIn("maxlength", self.client.get(step).content.decode().partition("<form")[2])
        long = "The ferry does not sail. " * 400
        told = self.client.post(step, {"reason": long})
        said = "Use at most 300 characters. This text has 9999."
        self.assertEqual(told.context["form"].errors["reason"], [said])
        self.assertContains(told, long.strip())
        with self.assertRaisesMessage(Refused, said):
            meetings.cancel_meeting(ahead, by=self.cast.officer, now=NOW, reason=long)
        ahead.refresh_from_db()
        self.assertEqual(ahead.state, MeetingState.PLANNED)

    def test_a_day_that_does_not_exist_comes_back_at_its_field_with_the_words(self) -> None:
        line = {"country": self.cast.valdoria.pk, "line": "XV will send the list by 31 Feb 2027"}
        told = self.client.post("/admin/commitments/meeting/line/", line).json()
        self.assertIn("“by 31 Feb 2027”", told["needs"][0][2])
        item = {"outcomes-0-items-TOTAL_FORMS": 1, "outcomes-0-items-0-wording": told["item"]["wording"]}
        given = {"outcomes-0-clause": told["clause"], "outcomes-0-kind": "commitment", **item}
        shown = self.record(**counts(outcomes=1), **given)
        self.assertContains(shown, 'value="by 31 Feb 2027"')
        self.assertContains(shown, "This date does not exist. Correct the day.")
        self.assertFalse(Commitment.objects.exclude(pk=self.item.pk).exists())

    def test_an_ask_shows_that_it_binds_nobody_and_its_answer_is_recorded(self) -> None:
        ask = make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, clause="Please help.")
        self.assertContains(
            self.client.get(page(self.meeting)),
            "Not a commitment: an unanswered request or offer is not binding.",
        )
        step = f"/admin/commitments/outcome/{ask.pk}/step/answer/"
        wanting = self.client.post(step, {"answer": "agreed", "strength": "agreed"})
        self.assertContains(wanting, "Enter the wording of the answer and its source.")
        given = {"answer": "agreed", "wording": "We will help.", "source": "Note 7", "strength": "agreed"}
        self.client.post(step, given)
        shown = self.client.get(page(self.meeting))
        self.assertContains(shown, "We will help.")
        response = self.client.get(f"/admin/commitments/outcome/{ask.pk}/change/")
        self.assertRedirects(response, f"{page(self.meeting)}?at=2#outcome-2", fetch_redirect_response=False)

    def test_an_unanswered_ask_is_edited_into_no_commitment_that_binds(self) -> None:
        self.point = make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, clause="Please help.")
        form = self.edited()
        prefix = next(name for name in form if name.endswith("-kind")).removesuffix("kind")
        shown = self.save(**{**form, f"{prefix}kind": "commitment", f"{prefix}strength": "legally_binding"})
        self.assertContains(shown, "A request or an offer is not binding unless the answer is “agreed”.")
        self.point.refresh_from_db()
        self.assertEqual((self.point.kind, self.point.strength), ("request", "requested"))

    def test_the_deadline_is_worked_out_while_it_is_typed(self) -> None:
        partner = str(self.cast.valdoria.pk)
        query = {"country": partner, "held_on": "2026-03-11", "owed_by": "theirs"}
        path = "/admin/commitments/meeting/deadline/"
        days = self.client.get(path, {**query, "when": "working_days", "count": "10"}).json()["text"]
        self.assertIn("Due 25 Mar 2026. 10 working days after", days)
        self.assertIn(
            "Needs your input", self.client.get(path, {**query, "wording": "someday"}).json()["text"]
        )
        before = self.client.get(path, {**query, "wording": "by 12 March 2020"}).json()["text"]
        self.assertIn("The date is before the meeting. Check that it is correct.", before)
        none = self.client.get(path, {**query, "wording": "by 31 February 2027"}).json()["text"]
        self.assertEqual(none, "This date does not exist. Correct the day.")
        hidden = {**query, "country": str(self.cast.elsewhere.pk), "when": "days", "count": "3"}
        self.assertEqual(self.client.get(path, hidden).json(), {"text": "", "which": [], "asks": False})


class QueryTests(MeetingPage):
    def _queries(self, path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            self.assertEqual(self.client.get(path).status_code, 200)
        return len(seen)

    def test_the_number_of_queries_does_not_grow_with_outcomes_and_commitments(self) -> None:
        meeting = make.meeting(self.cast)

        def grow(to: int) -> None:
            for number in range(meeting.outcomes.count(), to):
                point = make.outcome(self.cast, meeting, clause=f"Clause {number}.")
                make.commitment(self.cast, point, owed_by=OwedBy.JOINT, deadline=on_day(TODAY))

        grow(10)
        self._queries(page(meeting))
        few = self._queries(page(meeting))
        grow(60)
        self.assertEqual(self._queries(page(meeting)), few)

    def test_a_held_session_with_drafts_and_agenda_takes_at_most_twenty_queries(self) -> None:
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        earlier = make.meeting(self.cast, mechanism=body, session_number=1)
        older = make.commitment(self.cast, make.outcome(self.cast, earlier), deadline=on_day(TODAY))
        held = make.meeting(self.cast, title="2nd session", mechanism=body, session_number=2)
        AgendaItem.objects.create(meeting=held, commitment=older, recorded_at=NOW)
        make.commitment(self.cast, make.outcome(self.cast, held), state=CommitmentState.DRAFT)
        for path in (page(held), f"{page(held)}?edit=page"):
            self._queries(path)
            with CaptureQueriesContext(connection) as seen:
                shown = self.client.get(path)
            self.assertContains(shown, "Send drafts to owners")
            self.assertContains(shown, "title=3rd+session")
            self.assertNotContains(shown, "Add open items")
            self.assertLessEqual(len(seen), 20)
        self.assertContains(shown, "(next: session 3)")

    def test_the_list_takes_the_same_queries_at_ten_and_two_hundred_meetings(self) -> None:
        def grow(to: int) -> None:
            for number in range(Meeting.objects.count(), to):
                make.meeting(self.cast, title=f"Talks {number}")

        grow(10)
        path = "/admin/commitments/meeting/?all="
        self._queries(path)
        few = self._queries(path)
        grow(200)
        # From one page to several, the count of the rows is one query more at most.
        self.assertLessEqual(self._queries(path) - few, 1)


def _plain(body: str) -> str:
    """Leave out what differs between any two answers."""
    lines = body.splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)

"""An officer's stories in a real browser: a meeting recorded on one page, a commitment brought to its end."""

import datetime
from typing import Any

from django.test import SimpleTestCase
from django.utils import timezone

from commitments.enums import ApprovalKind, CommitmentState, MeetingState, OutcomeKind
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import approvals
from commitments.meetings import meetings, texts
from commitments.models import Commitment, Mechanism, Meeting, Packet, User
from tests import make
from tests.cast import NOW
from tests.flows.counting import exceeded
from tests.flows.stories import Stories

VIEWS = [(1280, "light"), (320, "dark")]
ENGLISH = {
    "title": "Talks by keyboard",
    "day": "4 March 2026",
    "ours": "Minister of Foreign Affairs",
    "theirs": "Minister of External Relations",
    "text": "Our account",
    "first": "The Valdorian side will name a contact point, reachable at all hours.",
    "clause": "The Valdorian side will name a contact point, reachable at all hours.",
    "deadline": "within 10 working days",
    "due": "18 Mar 2026",
    "second": "Our side asked for close cooperation.",
    "third": "KNPA and the Valdorian Constabulary will send trainers before the third Joint Commission.",
}
KOREAN = {
    "title": "자판으로 적은 회담",
    "day": "2026년 3월 4일",
    "ours": "외교부 장관",
    "theirs": "대외관계부 장관",
    "text": "우리측 결과 자료",
    "first": "XV 연락 창구를 지정하기로 하였다.",
    "clause": "연락 창구를 지정하기로 하였다.",
    "deadline": "10근무일 이내",
    "due": "2026.\u00a03.\u00a018.",
    "second": "우리측은 긴밀한 협력을 요청하였다.",
    "third": "KNPA와 Valdorian Constabulary는 제3차 공동위 전까지 교관을 파견하기로 하였다.",
}


class CountTests(SimpleTestCase):
    def test_a_key_too_many_is_told(self) -> None:
        self.assertEqual(exceeded({"meeting": 25, "outcome 1": 4, "commitment 2": 12}), [])
        told = exceeded({"meeting": 26, "outcome 1": 5, "commitment 2": 13})
        self.assertEqual(told, ["meeting: 26 presses", "outcome 1: 5 presses", "commitment 2: 13 presses"])


class RecordingTests(Stories):
    def test_a_meeting_is_recorded_on_one_page_mended_at_the_field_and_written_without_script(self) -> None:
        self.tell("tests.flows.browser", "record+mend+without_script")
        meeting = Meeting.objects.get(title="Talks on online fraud")
        self.assertEqual((meeting.state, meeting.outcomes.count()), (MeetingState.HELD, 3))
        self.assertEqual(Commitment.objects.filter(outcome__meeting=meeting).count(), 2)
        self.assertEqual(Packet.objects.get().meeting, meeting)
        self.assertEqual(Meeting.objects.get(title="Talks to mend").outcomes.count(), 2)
        plain = Meeting.objects.get(title="Talks without script")
        self.assertEqual(plain.outcomes.count(), 2)
        self.assertTrue(plain.outcomes.filter(clause__endswith="Edited.").exists())

    def test_a_commitment_is_brought_to_its_end_by_two_people_and_another_date_is_asked_for(self) -> None:
        item = make.commitment(self.cast)
        moving = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS, title="Send the list")
        pages = [f"/admin/commitments/commitment/{one.pk}/change/" for one in (item, moving)]
        self.tell("tests.flows.browser", "life+another_date", commitment=pages[0], moving=pages[1])
        item.refresh_from_db()
        self.assertEqual(item.state, CommitmentState.FULFILLED)
        self.assertEqual(moving.approvals.get().reason, "The clerk is ill.")

    def test_three_outcomes_and_two_commitments_take_few_keys_in_both_languages(self) -> None:
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        session = Meeting(
            country=self.cast.valdoria,
            title="Third session",
            mechanism=body,
            session_number=3,
            held_on=datetime.date(2027, 5, 12),
        )
        meetings.record_meeting(session, by=self.cast.officer, now=timezone.now())
        User.objects.filter(pk=self.cast.head.pk).update(language="ko")
        self.tell("tests.flows.counting", "by_keys", words={"officer": ENGLISH, "head": KOREAN})
        for meeting in Meeting.objects.exclude(pk=session.pk):
            with self.subTest(meeting.title):
                self.assertEqual(meeting.held_on, datetime.date(2026, 3, 4))
                kinds = list(meeting.outcomes.values_list("kind", "spoken_by"))
                self.assertEqual(
                    kinds, [("commitment", "theirs"), ("request", "ours"), ("commitment", "joint")]
                )
                items = Commitment.objects.filter(outcome__meeting=meeting).order_by("pk")
                days = [datetime.date(2026, 3, 18), datetime.date(2027, 5, 11)]
                self.assertEqual([item.due_on for item in items], days)
                owners = {(part.side, str(part.ministry)) for part in items[0].responsibilities.all()}
                self.assertEqual(
                    owners, {("ours", self.cast.police.name), ("theirs", "Valdorian Constabulary")}
                )
                self.assertEqual(items[1].responsibilities.count(), 2)

    def test_the_officers_pages_are_clean(self) -> None:
        meeting = make.meeting(self.cast)
        asked_for = make.outcome(self.cast, meeting, kind=OutcomeKind.REQUEST, clause="Please help.")
        point = make.outcome(self.cast, meeting)
        item = make.commitment(self.cast, point, state=CommitmentState.IN_PROGRESS)
        draft = make.commitment(self.cast, point, title="Another")
        terms = {"spec": on_day(datetime.date(2027, 9, 30)).to_json()}
        asked: dict[str, Any] = {"terms": terms, "reason": "Ill.", "move_reason": "capacity"}
        approvals.request_approval(item, ApprovalKind.DATE, by=self.cast.officer, now=timezone.now(), **asked)
        text = make.statement(self.cast, meeting)
        clause = "Both sides will consider sharing records."
        texts.record_wording(point, text, clause, by=self.cast.officer, now=NOW)
        ahead = make.meeting(self.cast, title="Talks ahead", held=False)
        base = "/admin/commitments"
        paths = [
            f"{base}/meeting/",
            f"{base}/meeting/{ahead.pk}/change/",
            f"{base}/meeting/{meeting.pk}/step/close/",
            f"{base}/meeting/add/",
            f"{base}/meeting/{meeting.pk}/change/",
            f"{base}/meeting/{meeting.pk}/change/?edit=new",
            f"{base}/meeting/{meeting.pk}/history/",
            f"{base}/outcome/{asked_for.pk}/step/answer/",
            f"{base}/commitment/",
            f"{base}/commitment/{item.pk}/change/",
            f"{base}/commitment/{item.pk}/step/report-ours/",
            f"{base}/commitment/{draft.pk}/step/owners/",
            f"{base}/commitment/{draft.pk}/step/deadline/",
            f"{base}/commitment/{draft.pk}/step/discard/",
            f"{base}/commitment/{item.pk}/step/request-supersede/",
            f"{base}/approval/?view=waiting",
            f"{base}/approval/{item.approvals.get().pk}/change/",
            f"{base}/outcome/",
            f"{base}/outcome/{point.pk}/texts/",
            f"{base}/outcome/{point.pk}/texts/{text.pk}/",
            f"{base}/meeting/{meeting.pk}/texts/",
            f"{base}/statement/add/",
            f"{base}/packet/",
        ]
        self.tell("tests.pages.browser", "look", paths=paths, views=VIEWS)

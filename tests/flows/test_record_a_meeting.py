"""An officer's stories in a real browser: a meeting recorded on one page, a commitment brought to its end."""

import datetime
import json
import subprocess
import sys
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.testing import StaticLiveServerTestCase
from django.utils import timezone

from commitments import meetings, texts
from commitments.lifecycle import approvals
from commitments.models import Commitment, Heartbeat, Mechanism, Meeting, Packet, User
from commitments.phrases import on_day
from commitments.vocabulary import CommitmentState, Matter, MeetingState, OutcomeKind
from tests import make
from tests.cast import NOW, gather
from tests.flows.counting import exceeded

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
    "due": "2026. 3. 18.",
    "second": "우리측은 긴밀한 협력을 요청하였다.",
    "third": "KNPA와 Valdorian Constabulary는 제3차 공동위 전까지 교관을 파견하기로 하였다.",
}


class Stories(StaticLiveServerTestCase):
    def setUp(self) -> None:
        self.cast = gather()
        Heartbeat.objects.create(name="sweep", beat_at=timezone.now())

    def session(self, user: User) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        return str(store.session_key)

    def tell(self, module: str, story: str, **task: Any) -> None:
        """Let the browser live a story; fail with its findings."""
        people = (self.cast.officer, self.cast.head, self.cast.focal_point, self.cast.validator)
        sessions = {user.username: self.session(user) for user in people}
        told = {
            "address": self.live_server_url,
            "sessions": sessions,
            "session": sessions["officer"],
            **task,
        }
        done = subprocess.run(
            [sys.executable, "-m", module, story],
            input=json.dumps(told),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), [])

    def test_a_meeting_with_three_outcomes_and_two_commitments_is_recorded_on_one_page(self) -> None:
        self.tell("tests.flows.browser", "record")
        meeting = Meeting.objects.get()
        self.assertEqual((meeting.state, meeting.outcomes.count()), (MeetingState.HELD, 3))
        self.assertEqual(Commitment.objects.count(), 2)
        self.assertEqual(Packet.objects.get().meeting, meeting)

    def test_wrong_input_is_told_at_the_field_and_nothing_typed_is_lost(self) -> None:
        self.tell("tests.flows.browser", "mend")
        self.assertEqual(Meeting.objects.get().title, "Talks to mend")

    def test_all_of_it_works_without_script(self) -> None:
        self.tell("tests.flows.browser", "without_script")
        meeting = Meeting.objects.get()
        self.assertEqual(meeting.outcomes.count(), 2)
        self.assertTrue(meeting.outcomes.filter(clause__endswith="Edited.").exists())

    def test_a_commitment_is_proposed_accepted_reported_proven_and_confirmed_by_another(self) -> None:
        item = make.commitment(self.cast)
        path = f"/admin/commitments/commitment/{item.pk}/change/"
        self.tell("tests.flows.browser", "life", commitment=path)
        item.refresh_from_db()
        self.assertEqual(item.state, CommitmentState.FULFILLED)

    def test_three_outcomes_and_two_commitments_take_few_keys_in_both_languages(self) -> None:
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        session = Meeting(
            country=self.cast.valdoria,
            title="Third session",
            mechanism=body,
            session_number=3,
            held_on=datetime.date(2027, 5, 12),
        )
        meetings.record(session, by=self.cast.officer, now=timezone.now())
        User.objects.filter(pk=self.cast.head.pk).update(language="ko")
        self.tell("tests.flows.counting", "by_keys", words={"officer": ENGLISH, "head": KOREAN})
        for meeting in Meeting.objects.exclude(pk=session.pk):
            with self.subTest(meeting.title):
                self.assertEqual(meeting.held_on, datetime.date(2026, 3, 4))
                kinds = list(meeting.outcomes.values_list("kind", "spoken_by"))
                self.assertEqual(kinds, [("commitment", "theirs"), ("ask", "ours"), ("commitment", "joint")])
                items = Commitment.objects.filter(outcome__meeting=meeting).order_by("pk")
                days = [datetime.date(2026, 3, 18), datetime.date(2027, 5, 11)]
                self.assertEqual([item.due_on for item in items], days)
                owners = {(part.side, str(part.ministry)) for part in items[0].responsibilities.all()}
                self.assertEqual(
                    owners, {("ours", self.cast.police.name), ("theirs", "Valdorian Constabulary")}
                )
                self.assertEqual(items[1].responsibilities.count(), 2)

    def test_a_key_too_many_is_told(self) -> None:
        self.assertEqual(exceeded({"meeting": 25, "outcome 1": 4, "commitment 2": 12}), [])
        told = exceeded({"meeting": 26, "outcome 1": 5, "commitment 2": 13})
        self.assertEqual(told, ["meeting: 26 presses", "outcome 1: 5 presses", "commitment 2: 13 presses"])

    def test_another_date_is_asked_for_with_its_meaning_told_while_it_is_typed(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        self.tell(
            "tests.flows.browser",
            "another_date",
            commitment=f"/admin/commitments/commitment/{item.pk}/change/",
        )
        self.assertEqual(item.approvals.get().reason, "The clerk is ill.")

    def test_the_officers_pages_are_clean(self) -> None:
        meeting = make.meeting(self.cast)
        asked_for = make.outcome(self.cast, meeting, kind=OutcomeKind.ASK, clause="Please help.")
        point = make.outcome(self.cast, meeting)
        item = make.commitment(self.cast, point, state=CommitmentState.IN_PROGRESS)
        draft = make.commitment(self.cast, point, title="Another")
        terms = {"spec": on_day(datetime.date(2027, 9, 30)).to_json()}
        asked: dict[str, Any] = {"terms": terms, "reason": "Ill.", "move_reason": "capacity"}
        approvals.ask(item, Matter.DATE, by=self.cast.officer, now=timezone.now(), **asked)
        text = make.statement(self.cast, meeting)
        clause = "Both sides will consider sharing records."
        texts.record_wording(point, text, clause, by=self.cast.officer, now=NOW)
        base = "/admin/commitments"
        paths = [
            f"{base}/meeting/",
            f"{base}/meeting/add/",
            f"{base}/meeting/{meeting.pk}/change/",
            f"{base}/meeting/{meeting.pk}/history/",
            f"{base}/outcome/{asked_for.pk}/step/answer/",
            f"{base}/commitment/",
            f"{base}/commitment/{item.pk}/change/",
            f"{base}/commitment/{item.pk}/step/report-ours/",
            f"{base}/commitment/{draft.pk}/step/owners/",
            f"{base}/commitment/{draft.pk}/step/deadline/",
            f"{base}/commitment/{draft.pk}/step/discard/",
            f"{base}/commitment/{item.pk}/step/ask-supersede/",
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

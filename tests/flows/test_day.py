"""The officer's day as a story: from the door to the closed meeting, in English and in Korean."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone

from commitments.enums import ApprovalKind, CommitmentState, Health, MeetingState, OwedBy, Side
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import progress
from commitments.models import Approval, Commitment, Meeting, Packet, ProgressUpdate
from commitments.packets.archive import production
from tests import make
from tests.cast import PASSWORD
from tests.flows.stories import Stories

ENGLISH = {
    "locale": "en-GB",
    "new_date": "in 45 days",
    "why": "Two of the trainers are ill.",
    "chased": "Rang the second secretary.",
    "clause": "The Valdorian side will name two liaison officers within 10 working days.",
    "topic": "Both sides spoke of trade.",
    "deadline": "within 10 working days",
}
KOREAN = {
    "locale": "ko-KR",
    "new_date": "45일 이내",
    "why": "교관 두 명이 병가 중임",
    "chased": "이등서기관에게 전화함",
    "clause": "발도리아 측은 10근무일 이내에 연락관 두 명을 지정한다.",
    "topic": "양측은 교역을 논의하였다.",
    "deadline": "10근무일 이내",
}


class DayTests(Stories):
    def late(self, title: str, days: int, owed_by: OwedBy) -> str:
        day = timezone.localdate() - datetime.timedelta(days=days)
        item = make.commitment(
            self.cast,
            title=title,
            owed_by=owed_by,
            deadline=on_day(day, f"by {day}"),
            state=CommitmentState.IN_PROGRESS,
        )
        side = Side.THEIRS if owed_by == OwedBy.THEIRS else Side.OURS
        progress.record_update(
            item,
            health=Health.AT_RISK,
            text="Slow.",
            side=side,
            reported_on=day,
            by=self.cast.officer,
            now=timezone.now(),
        )
        return title

    def live(self, language: str, words: dict[str, str]) -> None:
        officer = self.cast.officer
        officer.language, officer.password = language, make_password(PASSWORD)
        officer.save()
        ahead = make.meeting(
            self.cast, title="Talks of the directors", held_on=timezone.localdate(), held=False
        )
        task: dict[str, Any] = {
            **words,
            "language": language,
            "user": officer.username,
            "password": PASSWORD,
            "late": self.late("Send trainers to the academy", 20, OwedBy.OURS),
            "stuck": self.late("Share investigation records", 6, OwedBy.OURS),
            "theirs": self.late("Publish the list of contacts", 12, OwedBy.THEIRS),
            "meeting": ahead.title,
        }
        self.tell("tests.flows.day", "morning", **task)
        self.assertEqual(Approval.objects.get().kind, ApprovalKind.DATE)
        self.assertEqual(ProgressUpdate.objects.count(), 5)
        new = Commitment.objects.get(outcome__meeting=ahead)
        self.assertEqual(new.state, CommitmentState.PROPOSED)
        packet = Packet.objects.get()
        production.make_packet(packet.pk, now=timezone.now())
        task["packet"] = reverse("admin:commitments_packet_change", args=(packet.pk,))
        task["page"] = reverse("admin:commitments_meeting_change", args=(ahead.pk,))
        self.tell("tests.flows.day", "evening", **task)
        self.assertEqual(Meeting.objects.get(pk=ahead.pk).state, MeetingState.CLOSED)

    def test_the_day_in_english(self) -> None:
        self.live("en", ENGLISH)

    @pytest.mark.long
    def test_the_day_in_korean(self) -> None:
        self.live("ko", KOREAN)

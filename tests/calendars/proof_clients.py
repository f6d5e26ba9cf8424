"""A live feed followed with khal and vdirsyncer, and put through radicale: counted, moved, called off."""

import datetime
import re
import tempfile
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

from django.test import LiveServerTestCase
from django.urls import reverse
from django.utils import timezone

from commitments.accounts import calendar_subscriptions
from commitments.enums import CommitmentState, MeetingForm
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import endings
from commitments.meetings import meetings
from commitments.models import Commitment, Meeting
from tests import make
from tests.calendars.programs import Khal, Radicale, Vdirsyncer
from tests.cast import gather

ITEMS, MEETINGS = 40, 10
DAYS, BEFORE = 1200, datetime.timedelta(days=400)
# Longer ones would be folded.
UID = re.compile(rb"^UID:(\S+)", re.MULTILINE)
ONE_DAY = datetime.timedelta(days=1)


def told(what: str, ours: object, theirs: object) -> None:
    """Print one line of the table: what was looked at, what the feed says, what the program made of it."""
    print(f"{what:66} {ours!s:>14} {theirs!s:>14}{'' if ours == theirs else '  DIFFERS'}", flush=True)


class ClientsTests(LiveServerTestCase):
    def setUp(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.cast = gather()
        point = make.outcome(self.cast)
        self.items: list[Commitment] = [
            make.commitment(
                self.cast,
                point,
                title=f"협력, {number}; “ខ្មែរ”",
                deadline=on_day(self.day(10 + number), "as agreed"),
                state=CommitmentState.IN_PROGRESS,
            )
            for number in range(ITEMS)
        ]
        self.window = make.commitment(
            self.cast,
            point,
            deadline=parse_deadline(f"early October {self.today.year + 1}"),
            state=CommitmentState.ACCEPTED,
        )
        self.review = make.commitment(
            self.cast, point, deadline=parse_deadline("in due course"), state=CommitmentState.ACCEPTED
        )
        self.met = [self.planned(number) for number in range(MEETINGS)]
        secret = calendar_subscriptions.create_subscription(self.cast.officer, label="khal", now=self.now)
        self.address = self.live_server_url + reverse("calendar", args=(secret,))
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.failed: list[str] = []
        print(f"\n{'':66} {'feed':>14} {'program':>14}")

    def day(self, number: int) -> datetime.date:
        return self.today + number * ONE_DAY

    def planned(self, number: int) -> Meeting:
        """Plan a meeting at half past nine in Port Serin, which is half past three in Seoul."""
        made = Meeting(
            country=self.cast.valdoria,
            title=f"Talks {number}",
            form=MeetingForm.VISIT,
            held_on=self.day(5 + number),
            starts_at=datetime.time(9, 30),
            ends_at=datetime.time(11),
            time_zone="Etc/GMT-3",
            place="Port Serin",
        )
        return meetings.record_meeting(made, by=self.cast.officer, now=self.now)

    def check(self, what: str, ours: object, theirs: object) -> None:
        told(what, ours, theirs)
        if ours != theirs:
            self.failed.append(f"{what}: {ours} and {theirs}")

    def content(self) -> bytes:
        with urllib.request.urlopen(self.address) as answer:
            return bytes(answer.read())

    def expected(self) -> int:
        return self.content().count(b"BEGIN:VEVENT")

    def tearDown(self) -> None:
        self.assertEqual(self.failed, [])

    def test_khal_shows_what_vdirsyncer_fetched(self) -> None:
        sync = Vdirsyncer(self.folder, self.address)
        self.check("entries fetched by vdirsyncer", self.expected(), len(sync.sync()))
        khal = Khal(self.folder, sync.here)
        shown = khal.shown(self.today - BEFORE, DAYS)
        item, met = self.items[0], self.met[0]
        self.check("entries shown by khal", self.expected(), len(shown))
        self.check("a deadline, its day", str(item.due_on), shown[item.reference].start)
        self.check("the same, its last day", str(item.due_on), shown[item.reference].end)
        self.check("in its own script", "협력, 0; “ខ្មែរ”", shown[item.reference].title.partition("0001 ")[2])
        window = shown[self.window.reference]
        october = self.today.year + 1
        self.check("a window, from", f"{october}-10-01", window.start)
        self.check("the same, to", f"{october}-10-10", window.end)
        review = shown[f"{self.review.reference}-review"]
        self.check("a review", str(self.review.review_on), review.start)
        self.check("a meeting at 09:30 in Port Serin", f"{met.held_on} 15:30", shown[met.reference].start)
        self.move(sync, khal)

    def move(self, sync: Vdirsyncer, khal: Khal) -> None:
        """Move one date and one meeting, call off another of each, finish one, and fetch again."""
        moved, dropped, done = self.items[:3]
        make.move(self.cast, moved, on_day(self.day(200), "later"), now=self.now)
        endings.discontinue(dropped, reason="Off", document="Note 4", by=self.cast.head, now=self.now)
        make.advance(self.cast, done, CommitmentState.FULFILLED, now=self.now)
        put_off, cancelled = self.met[:2]
        meetings.postpone_meeting(put_off, self.day(60), by=self.cast.officer, now=self.now, reason="Later")
        meetings.cancel_meeting(cancelled, by=self.cast.officer, now=self.now, reason="Elections")
        self.check("after that, entries fetched", self.expected(), len(sync.sync()))
        shown = khal.shown(self.today - BEFORE, DAYS)
        self.check("a deadline that moved", str(self.day(200)), shown[moved.reference].start)
        self.check("one given up is cancelled", True, shown[dropped.reference].is_cancelled)
        self.check("one done is gone", False, done.reference in shown)
        self.check("a meeting put off", f"{self.day(60)} 15:30", shown[put_off.reference].start)
        self.check("one called off is cancelled", True, shown[cancelled.reference].is_cancelled)

    def test_what_is_held_already_is_answered_with_304(self) -> None:
        with urllib.request.urlopen(self.address) as answer:
            tag = answer.headers["ETag"]
        again = urllib.request.Request(self.address, headers={"If-None-Match": tag})
        with self.assertRaises(HTTPError) as held:
            urllib.request.urlopen(again)
        self.check("asked for again with its ETag", 304, held.exception.code)
        make.move(self.cast, self.items[0], on_day(self.day(300), "later"), now=self.now)
        with urllib.request.urlopen(again) as answer:
            self.check("after a move", 200, answer.status)

    def test_radicale_takes_it_and_gives_it_back(self) -> None:
        server = Radicale(self.folder)
        self.addCleanup(server.stop)
        for ask in ("", "?tasks=1"):
            with urllib.request.urlopen(self.address + ask) as answer:
                content = answer.read()
            given = sum(content.count(f"BEGIN:{kind}".encode()) for kind in ("VEVENT", "VTODO"))
            put = urllib.request.Request(f"{server.url}dates/", data=content, method="PUT")
            put.add_header("Content-Type", "text/calendar; charset=utf-8")
            put.add_header("Authorization", "Basic c29tZWJvZHk6eA==")
            with urllib.request.urlopen(put) as answer:
                self.check(f"taken by radicale {ask}", 201, answer.status)
            more = 'username = "somebody"\npassword = "x"\nread_only = true'
            sync = Vdirsyncer(self.folder / f"back{len(ask)}", server.url, kind="caldav", more=more)
            files = sync.sync()
            self.check(f"given back by radicale to vdirsyncer {ask}", given, len(files))
            names = {uid for file in files for uid in UID.findall(file.read_bytes())}
            self.check(f"under the same names {ask}", True, names == set(UID.findall(content)))

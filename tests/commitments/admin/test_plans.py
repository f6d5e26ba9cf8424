"""No screen reads a table that grows from end to end, on either database."""

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from commitments.enums import Classification, Completion, ReleaseState, ReplyKind
from commitments.models import (
    AgendaPoint,
    BlackoutPeriod,
    Commitment,
    Country,
    Deadline,
    EmailReply,
    Invitation,
    Meeting,
    Release,
    ReplyLink,
    TopicBrief,
    User,
)
from commitments.seed import loader
from tests.benchmarks.measure_screens import LISTS, OFFICER, OTHERS, VIEWS, main_screens, screens
from tests.commitments.admin.plans import plan_by_index, whole_reads

ROWS, SEED = 800, 5
# So few that no list fits a page, which would be read without a limit.
PER_PAGE = 2
# Of words that many records hold, each record is looked at: no index tells which of them match.
LOOKED_THROUGH = ("commitments, a common word", "find a common word")
ANSWERS = 200
Asked = dict[tuple[str, str], tuple[Any, ...]]

COUNTED = "The lines of a heading are counted by reading them, and only where the list has 1,000 or fewer."
ALL_EMPTY = "No synthetic item waits for another or gave way to one: SQLite shuns an index of one key."
MINISTRIES = "Read whole are the ministries, which are few; a country and a part are called U0 as well."
DIVISION, FOCAL, RECORDS = OTHERS
OF_PARTS = "commitments_country, commitments_ministry, commitments_responsibility"
OF_LINKS = ("commitments_commitment", "commitments_deadline")
# What SQLite reads whole all the same: for whom, on which screen, which table, and why.
KNOWN = {
    **{(name, "one commitment", table): ALL_EMPTY for name in (OFFICER, *OTHERS) for table in OF_LINKS},
    (OFFICER, "commitments, mine", OF_PARTS): MINISTRIES,
    (DIVISION, "commitments, mine", OF_PARTS): MINISTRIES,
    (FOCAL, "commitments, closed", "commitments_commitment"): COUNTED,
    (FOCAL, "commitments, all", "commitments_commitment"): COUNTED,
    (RECORDS, "commitments, closed", "commitments_commitment"): COUNTED,
    (RECORDS, "commitments, all", "commitments_commitment"): COUNTED,
}


def add_agenda_items() -> None:
    """Give each meeting an item of its own on its agenda, which no synthetic meeting has."""
    now = timezone.now()
    AgendaPoint.objects.bulk_create(
        AgendaPoint(
            meeting=meeting, title="Ferry timetable", classification=Classification.PUBLIC, recorded_at=now
        )
        for meeting in Meeting.objects.all()
    )


def answer_by_mail() -> None:
    """Let many items wait for an answer's confirmation, which no synthetic record does."""
    now, person = timezone.now(), User.objects.get(username=FOCAL)
    standing = Deadline.objects.filter(pk__in=Commitment.objects.values("deadline")).order_by("pk")[:ANSWERS]
    links = ReplyLink.objects.bulk_create(
        ReplyLink(
            commitment_id=one.commitment_id, deadline=one, recipient=person, expires_at=now, used_at=now
        )
        for one in standing
    )
    EmailReply.objects.bulk_create(
        EmailReply(
            link=link, commitment_id=link.commitment_id, kind=ReplyKind.ACCEPT, given_at=now, recorded_at=now
        )
        for link in links
    )


def release() -> None:
    """Let a wording of many items be cleared for publication by somebody, which no synthetic record is."""
    person, facts = User.objects.get(username=DIVISION), {"approved_at": timezone.now(), "facts": {}}
    Release.objects.bulk_create(
        Release(
            **facts,
            commitment=item,
            wording="May be published.",
            status=Completion.LIMITED,
            state=ReleaseState.APPROVED,
            approved_by=person,
            recorded_at=timezone.now(),
        )
        for item in Commitment.objects.order_by("pk")[:ANSWERS]
    )


def invite() -> None:
    """Let somebody have many meetings in a calendar, which nobody has of synthetic ones."""
    person, now = User.objects.get(username=DIVISION), timezone.now()
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, person=person, requested_by=person, requested_at=now)
        for meeting in Meeting.objects.order_by("pk")[:ANSWERS]
    )


def add_briefs_and_blackout_days() -> None:
    """Give each meeting a topic and each partner days on which it is not asked: an empty file has no plan."""
    now = timezone.now()
    TopicBrief.objects.bulk_create(
        TopicBrief(
            meeting=meeting,
            number=1,
            title="Ferries",
            classification=meeting.classification,
            recorded_at=now,
        )
        for meeting in Meeting.objects.all()
    )
    BlackoutPeriod.objects.bulk_create(
        BlackoutPeriod(
            country=country,
            starts_on=now.date() - datetime.timedelta(days=days),
            ends_on=now.date() - datetime.timedelta(days=days),
            reason="Election",
        )
        for country in Country.objects.all()
        for days in range(1, 100)
    )


@pytest.mark.both
class PlanTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        loader.load_commitments(ROWS, SEED, now=timezone.now())
        answer_by_mail()
        add_agenda_items()
        add_briefs_and_blackout_days()
        release()
        invite()
        loader.analyse_tables()
        User.objects.update(rows_per_page=PER_PAGE)

    def asked_on(self, address: str) -> Asked:
        """Give the questions that a page puts to the database."""
        asked: Asked = {}

        def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.lstrip("( ").startswith(("SELECT", "WITH")):
                # A list, as of keys of JSON, is kept by its text.
                asked[sql, repr(params)] = tuple(params or ())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(keep):
            answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200, address)
        self.assertTrue(asked)
        return asked

    def check(self, username: str, pages: Mapping[str, str]) -> None:
        self.client.force_login(User.objects.get(username=username))
        asked = {name: self.asked_on(address) for name, address in pages.items()}
        plan_by_index()
        known = KNOWN if connection.vendor == "sqlite" else {}
        found = {
            f"{username}, {name}: {table} is read whole by {sql}"
            for name, questions in asked.items()
            for (sql, _text), params in questions.items()
            for table in whole_reads(sql, params)
            if (username, name, table) not in known
        }
        self.assertFalse(found, "\n".join(sorted(found)))

    def test_no_screen_of_an_officer_reads_a_growing_table_whole(self) -> None:
        pages = screens(User.objects.get(username=OFFICER))
        late = {"commitments, a late page": f"{LISTS}commitment/?view=all&p=9"}
        pages = {name: page for name, page in pages.items() if name not in LOOKED_THROUGH} | late
        self.check(OFFICER, pages)

    def test_nor_do_the_main_ones_of_others(self) -> None:
        views = {f"commitments, {view}": f"{LISTS}commitment/?view={view}" for view in ("open", *VIEWS)}
        for username in OTHERS:
            with self.subTest(username):
                self.check(username, {**main_screens(User.objects.get(username=username)), **views})

    def test_a_question_without_an_index_is_told(self) -> None:
        rows = Commitment.objects.filter(condition="none")
        plan_by_index()
        for asked in (rows, rows.order_by("pk"), rows.order_by("title")[:5]):
            with self.subTest(asked.query):
                self.assertEqual(whole_reads(*asked.query.sql_with_params()), ["commitments_commitment"])

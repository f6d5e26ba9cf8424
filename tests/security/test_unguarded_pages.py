"""A page that follows a relation past the door is an error and shows nothing; what it may follow works."""

from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Prefetch
from django.test import Client, TestCase, modify_settings, override_settings

from commitments.access import policy, querysets
from commitments.enums import Classification, CommitmentState
from commitments.models import Brief, Commitment, Country, Meeting, Responsibility, User
from commitments.models.base import NotNarrowedError, watch_queries
from commitments.records import edits
from tests import cast, make
from tests.cast import NOW, Cast
from tests.security.unguarded_pages import PAGES, TEMPLATES

CANARY, SECRET = "Velvet", Classification.SECRET
WATCH = "commitments.web.middleware.WatchRelations"
# What each page would show if there were no record but those that the person may read.
NOTHING = {
    "[]",
    "{}",
    "0",
    "[0]",
    "[None]",
    "False",
    "None",
    "none",
    "",
    "{&#x27;many&#x27;: 0}",
    "{'many': 0}",
}


class Pages(TestCase):
    """A partner with one commitment, above the officer, and a meeting of the officer with a secret brief."""

    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    hidden: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.gather()
        cls.meeting = make.meeting(cls.cast, title="Open talks")
        secret = make.meeting(cls.cast, title=f"{CANARY} talks", classification=SECRET)
        point = make.outcome(cls.cast, secret, clause=f"{CANARY} clause", classification=SECRET)
        cls.hidden = make.commitment(
            cls.cast, point, title=f"{CANARY} accord", classification=SECRET, state=CommitmentState.ACCEPTED
        )
        brief = make.brief(cls.cast, cls.meeting, why=f"{CANARY} reasons")
        Brief.objects.filter(pk=brief.pk).update(classification=SECRET)
        Group.objects.create(name="Readers").user_set.add(cls.cast.reader)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)


def addresses() -> list[str]:
    shown = [f"/shown/{quote(name)}/" for name in PAGES]
    return [*shown, *(f"/rendered/{quote(name)}/" for name in TEMPLATES), "/listed/"]


@override_settings(ROOT_URLCONF="tests.security.unguarded_pages")
class RefusedTests(Pages):
    def test_each_page_raises_in_the_suite(self) -> None:
        for address in addresses():
            with self.subTest(address), self.assertRaises(NotNarrowedError):
                self.client.get(address)

    def test_each_page_is_an_error_in_production_and_shows_nothing(self) -> None:
        self.assertFalse(settings.DEBUG)
        client = Client(raise_request_exception=False)
        client.force_login(self.cast.officer)
        for address in addresses():
            with self.subTest(address), self.assertLogs("django.request", "ERROR") as logged:
                answer = client.get(address)
                self.assertEqual(answer.status_code, 500)
                self.assertNotContains(answer, CANARY, status_code=500)
                self.assertIn("NotNarrowedError", "".join(logged.output))

    def test_an_answer_that_is_sent_in_parts_ends_where_it_is_refused(self) -> None:
        answer = self.client.get("/streamed/")
        with self.assertRaises(NotNarrowedError):
            said_in_parts(answer)

    @modify_settings(MIDDLEWARE={"remove": WATCH})
    def test_without_the_watch_each_page_shows_what_is_hidden(self) -> None:
        for address in addresses():
            with self.subTest(address):
                said = self.client.get(address).content.decode()
                self.assertTrue(CANARY in said or said not in NOTHING, said)
        self.assertIn(CANARY, said_in_parts(self.client.get("/streamed/")))


def said_in_parts(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


class AllowedTests(Pages):
    """What works while a request is answered, in the words of a page."""

    def watched_as(self, person: User) -> Country:
        watch = querysets.find_watch()
        self.enterContext(watch_queries(watch))
        self.addCleanup(lambda: self.assertEqual(watch.refusals, []))
        return querysets.list_readable(Country, person).get(iso="XV")

    def test_a_relation_that_is_narrowed_gives_what_the_person_reads(self) -> None:
        seen = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        country = self.watched_as(self.cast.officer)
        narrowed = policy.readable_by(country.commitments.all(), self.cast.officer)
        self.assertEqual([*narrowed.filter(owed_by="ours").order_by("pk")], [seen])
        self.assertEqual((narrowed.count(), narrowed.exists()), (1, True))
        rows = Prefetch("commitments", querysets.list_readable(Commitment, self.cast.officer))
        partner = querysets.list_readable(Country, self.cast.officer).prefetch_related(rows).get(iso="XV")
        self.assertEqual([*partner.commitments.all()], [seen])
        parts = policy.parts_of(seen, seen.responsibilities.all(), self.cast.officer)
        self.assertEqual(parts.count(), 1)

    def test_parts_that_are_narrowed_may_be_deleted_without_being_read(self) -> None:
        """Nothing refers to them, so Django deletes them in one statement."""
        seen = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        self.watched_as(self.cast.officer)
        parts = policy.parts_of(seen, seen.responsibilities.all(), self.cast.officer)
        self.assertEqual(parts.delete()[0], 1)
        self.assertEqual(Responsibility.objects.filter(commitment=seen).count(), 0)

    def test_both_queries_of_an_or_have_to_be_narrowed(self) -> None:
        country = self.watched_as(self.cast.officer)
        narrowed = policy.readable_by(country.commitments.all(), self.cast.officer)
        self.assertFalse((narrowed | querysets.list_readable(Commitment, self.cast.officer)).exists())
        self.assertFalse((narrowed & country.commitments.all()).exists())

    def test_parts_that_all_readers_of_a_record_read_may_be_joined(self) -> None:
        make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        self.watched_as(self.cast.officer)
        rows = querysets.list_readable(Commitment, self.cast.officer)
        self.assertEqual(rows.filter(responsibilities__ministry=self.cast.police).count(), 1)

    def test_parts_of_a_record_that_is_joined_itself_may_not(self) -> None:
        make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        with watch_queries(querysets.find_watch()), self.assertRaises(NotNarrowedError):
            querysets.list_readable(Commitment, self.cast.officer).filter(
                outcome__meeting__delegations__post="x"
            ).exists()

    def test_forward_keys_saving_reloading_and_checking_work(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        self.watched_as(self.cast.officer)
        read = querysets.list_readable(Commitment, self.cast.officer).get(pk=item.pk)
        self.assertEqual(read.outcome.meeting.title, "Open talks")
        self.assertEqual(
            querysets.list_readable(Commitment, self.cast.officer).select_related("outcome__meeting").get(),
            item,
        )
        read.full_clean()
        edits.change_record(read, {"title": "Share records"}, by=self.cast.officer, now=NOW)
        read.refresh_from_db()
        self.assertEqual(read.title, "Share records")
        self.cast.officer.full_clean()

    def test_code_below_the_edges_follows_a_relation_by_the_plain_manager(self) -> None:
        country = self.watched_as(self.cast.officer)
        self.assertEqual([*country.commitments(manager="objects").all()], [self.hidden])
        self.assertEqual([*Commitment.objects.all()], [self.hidden])
        self.assertEqual(Responsibility.objects.filter(commitment=self.hidden).count(), 1)

    def test_no_rows_are_no_error(self) -> None:
        country = self.watched_as(self.cast.officer)
        self.assertEqual([*country.commitments.none()], [])

    def test_outside_a_request_a_relation_is_read_as_it_is(self) -> None:
        self.assertEqual(Country.objects.get(iso="XV").commitments.count(), 1)

"""The address of a calendar: shown once, dead when revoked or its person leaves, cheap to look at again."""

import datetime
from typing import Any, ClassVar
from unittest import mock

from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from commitments.accounts import calendar_subscriptions, changes, emails
from commitments.api.tokens import CalendarThrottle
from commitments.enums import CommitmentState
from commitments.errors import Refused
from commitments.models import AccessLogEntry, AuditRow, CalendarSubscription, Commitment, Email, User
from tests import make
from tests.cast import NOW, PASSWORD, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program

UNKNOWN = "A" * 43


class Case(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.IN_PROGRESS)

    def setUp(self) -> None:
        for name in ("default", "process"):
            caches[name].clear()
        self.secret = calendar_subscriptions.create_subscription(
            self.cast.officer, label="Telephone", now=NOW
        )

    def fetch(self, secret: str = "", **headers: str) -> HttpResponse:
        address = reverse("calendar", args=(secret or self.secret,))
        answer: Any = Client().get(address, headers=headers or None)
        return answer  # type: ignore[no-any-return]

    def calendar(self, answer: HttpResponse) -> Calendar:
        self.assertEqual(answer.status_code, 200, answer.content)
        return IcsCalendarStream.calendar_from_ics(answer.content.decode())


class AddressTests(Case):
    def test_it_gives_the_person_s_dates_without_any_other_key(self) -> None:
        answer = self.fetch(Accept="application/x-unheard-of")
        self.assertEqual(answer.headers["Content-Type"], "text/calendar; charset=utf-8")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        names = {event.uid.partition("@")[0] for event in self.calendar(answer).events}
        self.assertIn(self.item.reference, names)

    def test_tasks_come_instead_where_they_are_asked_for(self) -> None:
        answer: Any = Client().get(reverse("calendar", args=(self.secret,)), {"tasks": "1"})
        made = self.calendar(answer)
        self.assertEqual([one.uid.partition("@")[0] for one in made.todos], [self.item.reference])
        self.assertNotIn(self.item.reference, {event.uid.partition("@")[0] for event in made.events})

    def test_only_its_hash_is_kept(self) -> None:
        kept = str(CalendarSubscription.objects.values()) + str(AuditRow.objects.values())
        self.assertNotIn(self.secret[calendar_subscriptions.BEGINNING :], kept)
        self.assertEqual(len(self.secret), 43)

    def test_unknown_revoked_and_closed_answer_alike(self) -> None:
        closed = calendar_subscriptions.create_subscription(self.cast.head, label="x", now=NOW)
        User.objects.filter(pk=self.cast.head.pk).update(is_active=False)
        calendar_subscriptions.revoke_subscription(
            self.cast.officer, CalendarSubscription.objects.get(label="Telephone").pk, now=NOW
        )
        answers = [self.fetch(secret) for secret in (UNKNOWN, "x", self.secret, closed)]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.content for answer in answers}), 1)

    def test_it_dies_when_the_person_leaves_and_does_not_come_back(self) -> None:
        changes.close_account(self.cast.officer, reason="Left", by=self.cast.administrator, now=NOW)
        User.objects.filter(pk=self.cast.officer.pk).update(is_active=True)
        self.assertEqual(self.fetch().status_code, 404)
        rows = AuditRow.objects.filter(subject_type="commitments.User", action__startswith="feed")
        self.assertEqual(
            list(rows.order_by("pk").values_list("action", "by")),
            [("feed made", self.cast.officer.pk), ("feed revoked", self.cast.administrator.pk)],
        )

    def test_who_guesses_is_stopped_and_who_knows_is_not(self) -> None:
        codes = [self.fetch(UNKNOWN).status_code for _ in range(61)]
        self.assertEqual((codes[0], codes[-1]), (404, 429))
        self.assertEqual(self.fetch().status_code, 200)

    def test_calendars_and_other_programs_of_a_person_are_counted_apart(self) -> None:
        other = calendar_subscriptions.create_subscription(self.cast.officer, label="Desktop", now=NOW)
        client = program(self.cast.officer)
        with mock.patch.dict(CalendarThrottle.THROTTLE_RATES, {"calendar": "2/min", "user": "2/min"}):
            answers: list[Any] = [self.fetch(secret) for secret in (self.secret, other, self.secret)]
            self.assertEqual([one.status_code for one in answers], [200, 200, 429])
            self.assertEqual(answers[0].headers["RateLimit-Policy"], '"calendar";q=2;w=60')
            self.assertIn(int(answers[2].headers["Retry-After"]), range(1, 62))
            self.assertEqual(answers[2].json()["code"], "throttled")
            self.assertNotIn(self.secret, answers[2].content.decode())
            codes = [client.get(COMMITMENTS).status_code for _time in range(3)]
            self.assertEqual(codes, [200, 200, 429])
            another = calendar_subscriptions.create_subscription(self.cast.head, label="Telephone", now=NOW)
            self.assertEqual(self.fetch(another).status_code, 200)

    def test_a_person_has_ten_at_most_that_live(self) -> None:
        for number in range(calendar_subscriptions.MOST_FEEDS - 1):
            calendar_subscriptions.create_subscription(self.cast.officer, label=str(number), now=NOW)
        with self.assertRaises(Refused) as refused:
            calendar_subscriptions.create_subscription(self.cast.officer, label="one more", now=NOW)
        self.assertEqual(refused.exception.code, "too_many")
        calendar_subscriptions.revoke_subscription(
            self.cast.officer, CalendarSubscription.objects.get(label="1").pk, now=NOW
        )
        calendar_subscriptions.create_subscription(self.cast.officer, label="one more", now=NOW)

    def test_nothing_is_changed_by_it(self) -> None:
        for verb in ("post", "put", "patch", "delete"):
            answer = getattr(Client(), verb)(reverse("calendar", args=(self.secret,)))
            self.assertEqual(answer.status_code, 405)


class LookingAgainTests(Case):
    def test_what_the_program_holds_is_not_sent_again_until_it_changes(self) -> None:
        tag = self.fetch().headers["ETag"]
        again = self.fetch(**{"If-None-Match": f'W/{tag}, "other"'})
        self.assertEqual((again.status_code, again.content, again.headers["ETag"]), (304, b"", tag))
        Commitment.objects.filter(pk=self.item.pk).update(title="Another title")
        changed = self.fetch(**{"If-None-Match": tag})
        self.assertEqual(changed.status_code, 200)
        self.assertNotEqual(changed.headers["ETag"], tag)

    def test_a_row_for_each_kind_is_kept_when_it_is_read_and_none_when_it_is_not(self) -> None:
        for _ in range(3):
            make.commitment(self.cast, self.item.outcome, state=CommitmentState.ACCEPTED)
        tag = self.fetch().headers["ETag"]
        rows = list(AccessLogEntry.objects.values_list("subject_type", "subject_id", "note", "by"))
        self.assertIn(("commitments.Commitment", None, "4", self.cast.officer.pk), rows)
        self.assertLessEqual(len(rows), 3)
        self.assertTrue(AccessLogEntry.objects.earliest("pk").source.startswith("calendar 127.0.0.1"))
        with self.assertNumQueries(8) as queries:
            self.assertEqual(self.fetch(**{"If-None-Match": tag}).status_code, 304)
        self.assertTrue(all(query["sql"].startswith("SELECT") for query in queries.captured_queries))
        self.assertEqual(AccessLogEntry.objects.count(), len(rows))

    def test_the_day_of_the_last_fetching_is_kept(self) -> None:
        self.fetch()
        day = CalendarSubscription.objects.get().last_used_on
        assert day is not None
        self.assertLessEqual(abs((timezone.now().date() - day).days), 1)


class PageTests(Case):
    def setUp(self) -> None:
        super().setUp()
        self.address = reverse("feeds")
        self.client.force_login(self.cast.officer)
        self.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    def test_an_address_made_there_gives_the_dates_and_is_never_shown_again(self) -> None:
        answer = self.client.post(self.address, {"label": "Outlook"})
        made = str(answer.context["made"])
        self.assertContains(answer, made)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(Client().get(made).status_code, 200)
        again = self.client.get(self.address)
        secret = made.rpartition("/")[2].removesuffix(".ics")
        self.assertNotContains(again, secret)
        self.assertContains(again, secret[: calendar_subscriptions.BEGINNING])

    def test_it_revokes_and_says_so(self) -> None:
        key = CalendarSubscription.objects.get().pk
        self.assertContains(self.client.post(self.address, {"revoke": key}, follow=True), "revoked")
        self.assertEqual(self.fetch().status_code, 404)
        self.assertContains(self.client.get(self.address), "No calendar subscriptions.")

    def test_what_is_somebody_else_s_is_neither_shown_nor_revoked(self) -> None:
        calendar_subscriptions.create_subscription(self.cast.head, label="Of the head", now=NOW)
        key = CalendarSubscription.objects.get(label="Of the head").pk
        self.assertNotContains(self.client.get(self.address), "Of the head")
        for said in (str(key), "x", "9" * 30):
            self.assertEqual(self.client.post(self.address, {"revoke": said}).status_code, 404)
        self.assertEqual(calendar_subscriptions.list_active(self.cast.head).count(), 1)

    def test_without_a_word_or_an_eleventh_is_told_on_the_page(self) -> None:
        self.assertContains(self.client.post(self.address, {"label": ""}), "Not saved")
        for number in range(calendar_subscriptions.MOST_FEEDS - 1):
            calendar_subscriptions.create_subscription(self.cast.officer, label=str(number), now=NOW)
        self.assertContains(self.client.post(self.address, {"label": "x"}), "Revoke one")

    def test_a_browser_left_open_gives_none_before_the_password(self) -> None:
        browser = Client()
        browser.force_login(self.cast.officer)
        asked = browser.post(self.address, {"label": "Reading"})
        self.assertEqual(asked.headers["Location"].split("?")[0], reverse("account_reauthenticate"))
        self.assertEqual(calendar_subscriptions.list_active(self.cast.officer).count(), 1)

    def test_the_person_is_told_by_mail_that_one_was_made(self) -> None:
        emails.notify_account_holders(NOW + datetime.timedelta(minutes=1))
        content = bytes(Email.objects.get().content).decode()
        self.assertIn("A calendar subscription was created for your account.", content)
        self.assertNotIn(self.secret, content)

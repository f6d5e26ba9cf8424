"""Protocol: levels read from posts, the contact that is proposed, and blackout days."""

import datetime

from django.test import TestCase
from django.utils import translation

from commitments.enums import CommitmentState, FollowUpMethod, Health, LeadRole, OwedBy, ProtocolLevel, Side
from commitments.errors import Refused
from commitments.lifecycle import follow_ups, protocol
from commitments.lifecycle.follow_ups import FollowUpText
from commitments.lifecycle.protocol import Ranks, find_blackout, list_blackouts, propose_contact
from commitments.models import (
    AuditRow,
    BlackoutPeriod,
    Commitment,
    Country,
    FollowUp,
    LevelTitle,
    Official,
    Reminder,
    Responsibility,
)
from commitments.reminders import planner
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

DAY = datetime.timedelta(days=1)
Level = ProtocolLevel
# Ten days before the due date of the commitments of the tests.
LATE = datetime.datetime(2026, 6, 20, 1, 0, tzinfo=datetime.UTC)


class LevelTests(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def level(self, post: str, country: Country | None = None, level: str = "") -> ProtocolLevel | None:
        country = country or self.cast.valdoria
        return Ranks(country).find_level(Official(country=country, post=post, level=level))

    def test_a_level_is_read_from_the_post(self) -> None:
        for post, level in (
            ("Minister of Fisheries", Level.MINISTER),
            ("Vice Minister for Trade", Level.VICE_MINISTER),
            ("Deputy Prime Minister and Minister of Finance", Level.DEPUTY_HEAD),
            ("Director-General, Treaties", Level.DIRECTOR_GENERAL),
            ("외교부 장관", Level.MINISTER),
            ("제1차관", Level.VICE_MINISTER),
            ("부총리", Level.DEPUTY_HEAD),
            ("조약국장", Level.DIRECTOR_GENERAL),
            ("Minister-Counsellor", None),
            ("Assistant to the Minister", None),
        ):
            for language in ("en", "ko"):
                with self.subTest(post, language=language), translation.override(language):
                    self.assertEqual(self.level(post), level)

    def test_the_level_on_record_counts_before_the_post(self) -> None:
        self.assertEqual(self.level("Minister of Fisheries", level=Level.VICE_MINISTER), Level.VICE_MINISTER)

    def test_each_country_has_its_own_titles(self) -> None:
        cambodia = Country.objects.create(
            iso="KH", name="Cambodia", capital="Phnom Penh", time_zone="Asia/Phnom_Penh"
        )
        self.assertEqual(self.level("Secretary of State", cambodia), Level.VICE_MINISTER)
        self.assertIsNone(self.level("Secretary of State"))
        LevelTitle.objects.create(
            country=self.cast.valdoria, level=Level.MINISTER, title="Secretary of State"
        )
        LevelTitle.objects.create(level=Level.MINISTER, title="Secretary")
        self.assertEqual(self.level("Secretary of State for Ports"), Level.MINISTER)
        self.assertEqual(self.level("Minister of Ports"), Level.MINISTER)
        for country, title in (
            (self.cast.valdoria, "Secretary of State"),
            (self.cast.elsewhere, "Secretary"),
            (None, "Secretary"),
        ):
            self.assertEqual(protocol.list_titles(country)[Level.MINISTER], title)
        self.assertEqual(protocol.list_titles(cambodia)[Level.HEAD_OF_STATE], "King")

    def test_the_highest_level_has_none_above(self) -> None:
        self.assertEqual(Level.DIRECTOR.above, Level.DIRECTOR_GENERAL)
        self.assertEqual(Level.HEAD_OF_STATE.above, Level.HEAD_OF_STATE)


class ProposalTests(TestCase):
    cast: Cast
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, owed_by=OwedBy.JOINT, state=CommitmentState.IN_PROGRESS)

    def official(self, post: str, **more: object) -> Official:
        place = {"country": self.cast.valdoria, "ministry": self.cast.their_police, **more}
        return Official.objects.create(post=post, **place)

    def ask(self, level: str = "", on: datetime.date = TODAY) -> FollowUp:
        asking = FollowUpText(FollowUpMethod.CALL, f"Rang on {on}, {level}.", on, level=level)
        return follow_ups.log_follow_up(self.item, asking, by=self.cast.officer, now=NOW)

    def test_it_proposes_the_level_that_matches_ours(self) -> None:
        ours = Official.objects.create(
            country=self.cast.korea, ministry=self.cast.police, post="Director-General for Cooperation"
        )
        Responsibility.objects.filter(side=Side.OURS, role=LeadRole.LEAD).update(official=ours)
        self.official("Director-General of Patrols", person="Ana Reyes", ends_on=TODAY - DAY)
        self.official("Director-General of Ports", ministry=self.cast.their_ministry)
        self.official("Director of Patrols")
        found = propose_contact(self.item, TODAY)
        self.assertEqual((found.level, found.is_escalation), (Level.DIRECTOR_GENERAL, False))
        self.assertEqual(found.addressee, "Director-General, Valdorian Constabulary")
        self.assertEqual(found.signatory, "Director-General for Cooperation, National Police Agency")
        self.official("Director-General of Harbours")
        self.assertEqual(
            propose_contact(self.item, TODAY).addressee,
            "Director-General of Harbours, Valdorian Constabulary",
        )

    def test_a_question_without_an_answer_goes_one_level_up(self) -> None:
        self.assertEqual(propose_contact(self.item, TODAY).level, Level.DIRECTOR)
        question = self.ask(Level.DIRECTOR)
        found = propose_contact(self.item, TODAY)
        self.assertEqual((found.level, found.is_escalation), (Level.DIRECTOR_GENERAL, True))
        self.assertEqual(found.signatory, "Director-General, Ministry of Foreign Affairs")
        self.assertIn("no answer", str(found.reason))
        follow_ups.renew_follow_up(question, by=self.cast.officer, now=NOW)
        self.assertEqual(propose_contact(self.item, TODAY).level, Level.DIRECTOR_GENERAL)
        question = self.ask(Level.VICE_MINISTER)
        self.assertEqual(propose_contact(self.item, TODAY).level, Level.MINISTER)
        follow_ups.record_reply(
            question, health=Health.ON_TRACK, text="In May.", reported_on=TODAY, by=self.cast.officer, now=NOW
        )
        found = propose_contact(self.item, TODAY)
        self.assertEqual((found.level, found.is_escalation), (Level.DIRECTOR, False))

    def test_a_head_of_government_is_found_outside_the_ministry(self) -> None:
        self.ask(Level.DEPUTY_HEAD)
        self.assertEqual(propose_contact(self.item, TODAY).addressee, "Prime Minister, Valdoria")
        self.official("Prime Minister", ministry=None, person="Ana Reyes")
        self.assertEqual(propose_contact(self.item, TODAY).addressee, "Ana Reyes, Prime Minister")

    def test_an_undone_question_keeps_no_addressee(self) -> None:
        asking = FollowUpText(
            FollowUpMethod.CALL,
            "Rang.",
            TODAY,
            level=Level.MINISTER,
            addressee=" Minister ",
            signatory="Head",
        )
        question = follow_ups.log_follow_up(self.item, asking, by=self.cast.officer, now=NOW)
        self.assertEqual(
            (question.level, question.addressee, question.signatory), ("minister", "Minister", "Head")
        )
        assert question.our_update is not None
        follow_ups.undo_follow_up(question.our_update, by=self.cast.officer, now=NOW, reason="Wrong item.")
        question.refresh_from_db()
        self.assertEqual((question.level, question.addressee, question.signatory), ("", "", ""))
        self.assertFalse(propose_contact(self.item, TODAY).is_escalation)


class BlackoutTests(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def blackout(self, first: int, last: int, country: Country | None = None) -> BlackoutPeriod:
        return BlackoutPeriod.objects.create(
            country=country or self.cast.valdoria,
            starts_on=TODAY + first * DAY,
            ends_on=TODAY + last * DAY,
            reason="Election",
        )

    def test_the_days_of_the_partner_cover_a_contact(self) -> None:
        short, long = self.blackout(-1, 1), self.blackout(-2, 4)
        self.blackout(-90, -60)
        self.blackout(2, 3)
        self.blackout(-1, 1, self.cast.elsewhere)
        found = list_blackouts(self.cast.valdoria.pk, TODAY)
        self.assertEqual(found, [long, short])
        self.assertEqual(find_blackout(found, TODAY), long)
        self.assertIsNone(find_blackout(found, TODAY - 3 * DAY))

    def test_our_own_reminders_are_planned_as_without_them(self) -> None:
        make.commitment(self.cast, owed_by=OwedBy.JOINT, state=CommitmentState.IN_PROGRESS)

        def plan() -> list[tuple[object, ...]]:
            Reminder.objects.all().delete()
            world = planner.load_world(LATE)
            planner.plan_rows(world, planner.window_at(LATE))
            return sorted(Reminder.objects.values_list("kind", "offset", "recipient", "planned_at"))

        before = plan()
        self.assertTrue(before)
        self.blackout(-5, 400)
        self.blackout(-5, 400, self.cast.korea)
        self.assertEqual(plan(), before)

    def test_they_are_removed_by_who_records_them_and_the_history_keeps_them(self) -> None:
        row = self.blackout(0, 1)
        for person in (self.cast.reader, self.cast.focal_point):
            with self.assertRaises(Refused):
                protocol.remove_entry(row, by=person, now=NOW)
        elsewhere = self.blackout(0, 1, self.cast.elsewhere)
        with self.assertRaises(Refused):
            protocol.remove_entry(elsewhere, by=self.cast.embassy_officer, now=NOW)
        protocol.remove_entry(row, by=self.cast.officer, now=NOW)
        removed = AuditRow.objects.get(subject_type="commitments.BlackoutPeriod", action="removed")
        self.assertEqual(removed.before["reason"], "Election")

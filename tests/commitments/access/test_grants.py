"""What is opened by name and for a time: grants, and the place of whom a deputy stands in for."""

import datetime
from typing import Any, ClassVar

import pytest
from django.db.models import Model
from django.test import TestCase
from django.utils import timezone

from commitments.access import policy, responsibilities, rules, write_rules
from commitments.accounts import grants
from commitments.enums import Actor, Classification, CommitmentState, Health, Role, Side, Step
from commitments.errors import Refused
from commitments.lifecycle import progress, transitions
from commitments.models import (
    Absence,
    Brief,
    Clause,
    Commitment,
    Country,
    FollowUp,
    Grant,
    Meeting,
    Outcome,
    Packet,
    ProgressUpdate,
    Statement,
    User,
)
from tests import make
from tests.cast import NOW, Cast, gather, signed_in

DAY = datetime.timedelta(days=1)


class NamedCase(TestCase):
    """An accepted item of Valdoria, and three more of its meeting: accepted, a draft, a secret one."""

    cast: ClassVar[Cast]
    item: ClassVar[Commitment]
    other: ClassVar[Commitment]
    draft: ClassVar[Commitment]
    secret: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        meeting = make.meeting(cls.cast)
        text = make.statement(cls.cast, meeting)
        accepted = CommitmentState.ACCEPTED
        cls.item = make.commitment(cls.cast, make.outcome(cls.cast, meeting, statement=text), state=accepted)
        cls.other = make.commitment(cls.cast, make.outcome(cls.cast, meeting), state=accepted)
        cls.draft = make.commitment(cls.cast, make.outcome(cls.cast, meeting))
        secret = Classification.SECRET
        cls.secret = make.commitment(
            cls.cast, make.outcome(cls.cast, meeting), classification=secret, state=accepted
        )
        make.brief(cls.cast, meeting)
        # Neither of the desk nor of a ministry with a part: what they read here is opened by name.
        User.objects.filter(pk=cls.cast.stranger.pk).update(clearance=Classification.CONFIDENTIAL)
        cls.cast.stranger.refresh_from_db()

    def setUp(self) -> None:
        self.today = timezone.localdate()
        self.meeting = self.item.outcome.meeting

    def grant(self, subject: Model, **more: Any) -> Grant:
        given = {
            str(subject._meta.model_name): subject,
            "person": self.cast.stranger,
            "starts_on": self.today,
            "ends_on": self.today,
        }
        return Grant.objects.create(**{**given, **more}, reason="Prepares a visit.", recorded_at=NOW)

    def reads(self, model: type[Model], user: User | None = None) -> set[Any]:
        """Read as an account with and without the word on what is opened by name; both answer alike."""
        person = user or self.cast.stranger
        known = set(policy.readable_by(model._default_manager.all(), signed_in(person)))
        self.assertEqual(known, set(policy.readable_by(model._default_manager.all(), person)))
        return known


@pytest.mark.both
class GrantTests(NamedCase):
    def test_a_commitment_opens_with_its_clause_and_nothing_else_of_the_meeting(self) -> None:
        update = progress.record_update(
            self.item,
            health=Health.ON_TRACK,
            text="Going well",
            side=Side.OURS,
            reported_on=NOW.date(),
            by=self.cast.officer,
            now=NOW,
        )
        self.grant(self.item)
        self.assertEqual(self.reads(Commitment), {self.item})
        self.assertEqual(self.reads(Outcome), {self.item.outcome})
        self.assertEqual(self.reads(ProgressUpdate), {update})
        for model in (Meeting, Statement, Clause, Brief, Packet, FollowUp):
            self.assertEqual(self.reads(model), set(), model.__name__)

    def test_a_meeting_opens_with_all_that_came_of_it_but_drafts_and_what_is_prepared(self) -> None:
        self.grant(self.meeting)
        self.assertEqual(self.reads(Meeting), {self.meeting})
        self.assertEqual(self.reads(Commitment), {self.item, self.other})
        self.assertEqual(self.reads(Outcome), set(Outcome.objects.filter(meeting=self.meeting)))
        self.assertTrue(self.reads(Statement))
        self.assertEqual(self.reads(Brief), set())

    def test_a_partner_opens_within_the_clearance(self) -> None:
        self.grant(self.cast.valdoria)
        self.assertEqual(self.reads(Commitment), {self.item, self.other})
        User.objects.filter(pk=self.cast.stranger.pk).update(clearance=Classification.SECRET)
        self.assertEqual(
            self.reads(Commitment, User.objects.get(pk=self.cast.stranger.pk)),
            {self.item, self.other, self.secret},
        )

    def test_it_opens_on_its_first_day_and_closes_after_its_last_or_when_it_is_ended(self) -> None:
        for more in (
            {"starts_on": self.today + DAY, "ends_on": self.today + DAY},
            {"starts_on": self.today - DAY, "ends_on": self.today - DAY},
            {"ended_at": NOW},
        ):
            row = self.grant(self.item, **more)
            self.assertEqual(self.reads(Commitment), set(), more)
            row.delete()
        self.grant(self.item, starts_on=self.today - DAY, ends_on=self.today + DAY)
        self.assertEqual(self.reads(Commitment), {self.item})

    def test_whoever_was_only_let_look_writes_nothing(self) -> None:
        for who in (self.cast.stranger, self.cast.validator):
            Grant.objects.all().delete()
            self.grant(self.cast.valdoria, person=who)
            item = self.item if who is self.cast.stranger else self.unled
            acts = write_rules.build_acts(who, item)
            self.assertTrue(policy.can_read(who, item))
            self.assertEqual([actor for actor in Actor if acts(actor)], [])
            self.assertFalse(responsibilities.works_on(who, item.country))
            with self.assertRaises(Refused):
                progress.record_update(
                    item,
                    health=Health.ON_TRACK,
                    text="",
                    side=Side.OURS,
                    reported_on=NOW.date(),
                    by=who,
                    now=NOW,
                )
            with self.assertRaises(Refused):
                make.evidence(self.cast, item, by=who)

    @property
    def unled(self) -> Commitment:
        """An item in which the police has no part."""
        parts = [transitions.OwnerPart(Side.OURS, self.cast.mofa)]
        return make.commitment(self.cast, self.item.outcome, parts=parts, state=CommitmentState.ACCEPTED)

    def test_my_desk_deals_with_what_is_the_own_alone(self) -> None:
        self.grant(self.cast.valdoria)
        for model in (Meeting, Commitment, Outcome):
            self.assertTrue(self.reads(model))
            self.assertFalse(rules.at_hand(model._default_manager.all(), self.cast.stranger).exists())
        self.assertIn(self.item, rules.at_hand(Commitment.objects.all(), self.cast.officer))


@pytest.mark.both
class GivingTests(NamedCase):
    def give(
        self, subject: Country | Meeting | Commitment, by: User, to: User | None = None, days: int = 9
    ) -> Grant:
        row = Grant(
            person=to or self.cast.stranger,
            reason="Prepares a visit.",
            starts_on=self.today,
            ends_on=self.today + days * DAY,
        )
        setattr(row, str(subject._meta.model_name), subject)
        return grants.create_grant(row, by=by, now=timezone.now())

    def refusal(self, *given: Any, **more: Any) -> str:
        with self.assertRaises(Refused) as caught:
            self.give(*given, **more)
        return caught.exception.code

    def test_the_head_over_the_record_gives_and_ends(self) -> None:
        for by in (self.cast.head, self.cast.division_head):
            for subject in (self.item, self.meeting, self.cast.valdoria):
                row = self.give(subject, by)
                self.assertTrue(self.reads(Commitment))
                grants.revoke_grant(row, by=by, now=timezone.now())
                self.assertFalse(self.reads(Commitment))
                with self.assertRaises(Refused):
                    grants.revoke_grant(row, by=by, now=timezone.now())

    def test_nobody_else_gives_and_no_head_beyond_the_own(self) -> None:
        for by in self.cast.everybody:
            if by not in (self.cast.head, self.cast.division_head):
                self.assertEqual(self.refusal(self.item, by), "forbidden", by.username)
        far = make.meeting(self.cast, country=self.cast.elsewhere)
        self.assertEqual(self.refusal(far, self.cast.head), "forbidden")

    def test_not_to_oneself_nor_above_what_one_reads_nor_without_end_or_reason(self) -> None:
        self.assertEqual(self.refusal(self.item, self.cast.head, to=self.cast.head), "itself")
        self.assertEqual(self.refusal(self.item, self.cast.head, to=self.cast.auditor), "reads")
        self.assertEqual(self.refusal(self.item, self.cast.head, days=400), "too_long")
        self.assertEqual(self.refusal(self.item, self.cast.head, days=-1), "order")
        User.objects.filter(pk=self.cast.head.pk).update(clearance=Classification.RESTRICTED)
        low = User.objects.get(pk=self.cast.head.pk)
        self.assertEqual(self.refusal(self.item, low), "clearance")
        self.assertEqual(self.refusal(self.secret, low), "forbidden")

    def test_what_stays_closed_is_said_beforehand(self) -> None:
        row = Grant(person=self.cast.stranger, commitment=self.secret)
        self.assertIn("cannot be read by this user", grants.limits_of(row)[0])
        self.assertEqual(grants.limits_of(Grant(person=self.cast.stranger, commitment=self.item)), [])
        self.assertIn(
            "read a draft", grants.limits_of(Grant(person=self.cast.stranger, commitment=self.draft))[0]
        )

    def test_a_grant_is_known_to_the_person_the_heads_over_it_and_the_auditor(self) -> None:
        self.give(self.item, self.cast.head)
        knows = [one.username for one in self.cast.everybody if self.reads(Grant, one)]
        self.assertEqual(knows, ["head", "division_head", "auditor", "stranger"])


@pytest.mark.both
class DeputyTests(NamedCase):
    def away(self, person: User, deputy: User, days: tuple[int, int] = (0, 0)) -> Absence:
        first, last = (self.today + number * DAY for number in days)
        return Absence.objects.create(
            person=person, deputy=deputy, starts_on=first, ends_on=last, recorded_at=NOW
        )

    def test_the_deputy_has_the_place_while_the_absence_lasts(self) -> None:
        stranger = self.cast.stranger
        for person in (self.cast.officer, self.cast.head, self.cast.division_head, self.cast.embassy_officer):
            for days, has in (((0, 0), True), ((-3, 3), True), ((-3, -1), False), ((1, 3), False)):
                row = self.away(person, stranger, days)
                with self.subTest(f"{person} {days}"):
                    expected = {self.item, self.other, self.draft} if has else set()
                    self.assertEqual(self.reads(Commitment), expected)
                    self.assertEqual(responsibilities.works_on(stranger, self.cast.valdoria), has)
                    self.assertEqual(write_rules.may_step(stranger, Step.PROPOSE, self.draft), has)
                row.delete()

    def test_no_role_is_handed_on(self) -> None:
        self.away(self.cast.head, self.cast.stranger)
        self.assertFalse(responsibilities.heads_over(self.cast.stranger, self.cast.valdoria))
        far = User.objects.create_user("far", role=Role.HEAD_OF_DESK, clearance=2, desk=self.cast.other_desk)
        absence = self.away(self.cast.officer, far)
        self.assertTrue(responsibilities.works_on(far, self.cast.valdoria))
        self.assertFalse(responsibilities.heads_over(far, self.cast.valdoria))
        Absence.objects.filter(pk=absence.pk).update(person=self.cast.head)
        self.assertTrue(responsibilities.heads_over(far, self.cast.valdoria))
        self.assertIn(self.cast.desk, responsibilities.desks_of(far))

    def test_a_ministry_is_left_to_a_colleague_and_to_nobody_of_a_desk(self) -> None:
        other = User.objects.create_user("other", role=Role.FOCAL_POINT, clearance=1, ministry=self.cast.mofa)
        self.assertEqual(self.reads(Commitment, other), set())
        self.away(self.cast.focal_point, other)
        self.assertEqual(self.reads(Commitment, other), {self.item, self.other})
        self.assertTrue(responsibilities.is_in_lead_ministry(other, self.item))
        self.away(self.cast.focal_point, self.cast.stranger)
        self.assertEqual(self.reads(Commitment), set())

    def test_the_deputy_of_who_confirms_confirms_where_the_role_is_the_same(self) -> None:
        second = User.objects.create_user(
            "second", role=Role.VALIDATING_AUTHORITY, clearance=3, ministry=self.cast.police
        )
        self.assertFalse(responsibilities.is_validator(second, self.item))
        self.away(self.cast.validator, second)
        self.assertTrue(responsibilities.is_validator(second, self.item))
        self.away(self.cast.validator, self.cast.focal_point)
        self.assertFalse(responsibilities.is_validator(self.cast.focal_point, self.item))

    def test_a_closed_account_leaves_nothing(self) -> None:
        self.away(self.cast.officer, self.cast.stranger)
        User.objects.filter(pk=self.cast.officer.pk).update(is_active=False)
        self.assertEqual(self.reads(Commitment), set())

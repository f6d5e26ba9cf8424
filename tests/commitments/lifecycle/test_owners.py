"""Who answers no more, who stands in, and who is named instead."""

import datetime

from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from commitments.audit import log
from commitments.enums import CommitmentState, LeadRole, OwedBy, PostFunction, Role, Side
from commitments.errors import Refused
from commitments.lifecycle import acceptance, owners
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Absence, Commitment, Ministry, Official, Outcome, Responsibility, User
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

ONE_DAY = datetime.timedelta(days=1)
YESTERDAY = TODAY - ONE_DAY


class OwnersCase(TestCase):
    cast: Cast
    point: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.point = make.outcome(cls.cast)

    def item(self, owed_by: OwedBy = OwedBy.OURS, **more: object) -> Commitment:
        state = more.pop("state", CommitmentState.IN_PROGRESS)
        return make.commitment(self.cast, self.point, owed_by=owed_by, state=state, **more)  # type: ignore[arg-type]

    def lead(self, item: Commitment, side: Side = Side.OURS) -> Responsibility:
        return item.responsibilities.get(side=side, role=LeadRole.LEAD)

    def director(self, ministry: Ministry | None = None, **more: object) -> Official:
        ministry = ministry or self.cast.police
        made = {"post": "Director", "person": "Kim", **more}
        return Official.objects.create(country=ministry.country, ministry=ministry, **made)

    def gone(self, today: datetime.date = TODAY) -> set[Commitment]:
        return set(owners.without_current_owner(Commitment.objects.all(), today))

    def why(self, item: Commitment) -> list[str]:
        return [gone.why for gone in owners.explain_no_owner([item.pk], TODAY).get(item.pk, ())]


class LivingTests(OwnersCase):
    def test_who_is_in_post_in_a_ministry_that_exists_lives(self) -> None:
        item = self.item(OwedBy.JOINT)
        self.lead(item).official = self.director(ends_on=TODAY)
        Ministry.objects.filter(pk=self.cast.police.pk).update(valid_until=TODAY)
        self.assertEqual(self.gone(), set())
        self.assertEqual(self.why(item), [])

    def test_a_ministry_of_either_side_that_ended(self) -> None:
        joint, ours = self.item(OwedBy.JOINT), self.item()
        heir = Ministry.objects.create(country=self.cast.valdoria, name="Public Safety", short_name="MPS")
        Ministry.objects.filter(pk=self.cast.their_police.pk).update(valid_until=YESTERDAY, successor=heir)
        self.assertEqual(self.gone(), {joint})
        self.assertEqual(
            self.why(joint), ["Valdorian Constabulary ceased to exist on 10 Mar 2026; successor: MPS"]
        )
        self.assertEqual(self.why(ours), [])

    def test_a_named_official_out_of_post_or_with_a_closed_account(self) -> None:
        left, closed, stays = self.item(), self.item(), self.item()
        kim = self.director(ends_on=YESTERDAY)
        Responsibility.objects.filter(commitment=left).update(official=kim)
        lee = self.director(person="Lee", user=self.cast.reader)
        User.objects.filter(pk=self.cast.reader.pk).update(is_active=False)
        Responsibility.objects.filter(commitment=closed).update(official=lee)
        Responsibility.objects.filter(commitment=stays).update(official=self.director(person="Min"))
        self.assertEqual(self.gone(), {left, closed})
        self.assertEqual(self.why(left), ["Kim, Director left the post on 10 Mar 2026"])
        self.assertEqual(self.why(closed), ["The account of Lee, Director is deactivated"])

    def test_a_ministry_whose_focal_points_and_alternates_have_all_left(self) -> None:
        item = self.item()
        named = self.item()
        Responsibility.objects.filter(commitment=named).update(official=self.director())
        alternate = self.director(function=PostFunction.ALTERNATE, ends_on=YESTERDAY)
        self.assertEqual(self.gone(), set())
        User.objects.filter(role=Role.FOCAL_POINT).update(is_active=False)
        self.assertEqual(self.gone(), {item})
        self.assertEqual(self.why(item), ["All focal points of KNPA have left, the last on 10 Mar 2026"])
        Official.objects.filter(pk=alternate.pk).update(ends_on=None)
        self.assertEqual(self.gone(), set())

    def test_an_open_account_whose_holder_left_the_post_does_not_count(self) -> None:
        item = self.item()
        self.director(function=PostFunction.FOCAL_POINT, user=self.cast.focal_point, ends_on=YESTERDAY)
        self.assertEqual(self.gone(), {item})

    def test_a_ministry_that_never_had_anybody_is_not_left(self) -> None:
        parts = [OwnerPart(Side.OURS, self.cast.mofa)]
        self.item(parts=parts)
        self.item(OwedBy.THEIRS)
        self.item(parts=[OwnerPart(Side.OURS)])
        self.assertEqual(self.gone(), set())

    def test_only_open_items_and_only_who_owes(self) -> None:
        Ministry.objects.filter(pk=self.cast.police.pk).update(valid_until=YESTERDAY)
        closed = self.item(state=CommitmentState.FULFILLED)
        draft = self.item(state=CommitmentState.DRAFT)
        owed_to_us = self.item(
            OwedBy.THEIRS,
            parts=[OwnerPart(Side.THEIRS, self.cast.their_police), OwnerPart(Side.OURS, self.cast.police)],
        )
        supported = self.item(
            parts=[
                OwnerPart(Side.OURS, self.cast.mofa),
                OwnerPart(Side.OURS, self.cast.police, LeadRole.SUPPORTING),
            ]
        )
        self.assertFalse(self.gone() & {closed, draft, owed_to_us, supported})

    def test_its_queries_do_not_grow_with_the_items(self) -> None:
        for _number in range(3):
            self.item()
        with self.assertNumQueries(4):
            self.gone()
        Ministry.objects.filter(pk=self.cast.police.pk).update(valid_until=YESTERDAY)
        with self.assertNumQueries(5):
            found = self.gone()
        with self.assertNumQueries(3):
            owners.explain_no_owner([item.pk for item in found], TODAY)


class AbsenceTests(OwnersCase):
    def test_who_is_away_today_and_who_stands_in(self) -> None:
        row = Absence.objects.create(
            person=self.cast.focal_point,
            deputy=self.cast.validator,
            starts_on=YESTERDAY,
            ends_on=TODAY,
            recorded_at=NOW,
        )
        self.assertEqual(owners.find_absences(TODAY), {self.cast.focal_point.pk: row})
        self.assertEqual(owners.find_absences(TODAY + ONE_DAY), {})
        self.assertEqual(owners.find_absences(TODAY, [self.cast.validator.pk]), {})
        self.assertEqual(owners.format_absence(row), "out of office until 11 Mar 2026, deputy Validator")


class ReassignTests(OwnersCase):
    def name(self, part: Responsibility, **values: object) -> Responsibility:
        values = {"reason": "Reorganised", "by": self.cast.officer, "now": NOW, **values}
        return owners.reassign(part, **values)  # type: ignore[arg-type]

    def refused(self, part: Responsibility, **values: object) -> str:
        with self.assertRaises(Refused) as caught:
            self.name(part, **values)
        return caught.exception.code

    def test_another_official_is_the_desks_word(self) -> None:
        item = self.item()
        kim = self.director()
        part = self.name(self.lead(item), official=kim)
        self.assertEqual((part.official, part.ministry), (kim, self.cast.police))
        self.assertIsNotNone(part.accepted_on)
        row = log.list_history(item).first()
        assert row is not None
        self.assertEqual((row.action, row.reason), ("reassigned", "Reorganised"))
        self.assertEqual((row.before, row.after), ({"official_id": None}, {"official_id": kim.pk}))

    def test_another_lead_ministry_is_asked_to_accept_and_the_state_stays(self) -> None:
        item = self.item()
        customs = Ministry.objects.create(country=self.cast.korea, name="Customs")
        part = self.name(self.lead(item), ministry=customs)
        self.assertEqual((part.ministry, part.accepted_on, part.acceptance), (customs, None, ""))
        item.refresh_from_db()
        self.assertEqual(item.state, CommitmentState.IN_PROGRESS)
        self.assertEqual(owners.list_new_leads(item), [part])
        with self.assertRaises(Refused):
            owners.file_acceptance(part, by=self.cast.officer, now=NOW)
        with self.assertRaisesMessage(Refused, "Use at most 200 characters. This text has 201."):
            owners.file_acceptance(part, answer="L" * 201, by=self.cast.officer, now=NOW)
        owners.file_acceptance(part, answer="Letter 4/2026", by=self.cast.officer, now=NOW)
        self.assertEqual((part.accepted_on, part.acceptance), (TODAY, "Letter 4/2026"))
        self.assertEqual(owners.list_new_leads(item), [])

    def test_its_acceptance_may_be_filed_at_once(self) -> None:
        customs = Ministry.objects.create(country=self.cast.korea, name="Customs")
        part = self.name(self.lead(self.item()), ministry=customs, document="Letter 9/2026")
        self.assertEqual((part.accepted_on, part.acceptance), (TODAY, "Letter 9/2026"))
        self.assertEqual(part.accepted_by, self.cast.officer)

    def test_the_desks_own_ministry_accepts_by_leading(self) -> None:
        part = self.name(self.lead(self.item()), ministry=self.cast.mofa)
        self.assertEqual(part.accepted_by, self.cast.officer)

    def test_a_text_of_both_sides_binds_whoever_acts_for_the_partner(self) -> None:
        text = make.statement(self.cast)
        point = make.outcome(self.cast, text.meeting, statement=text)
        item = make.commitment(self.cast, point, owed_by=OwedBy.THEIRS, state=CommitmentState.ACCEPTED)
        part = self.name(self.lead(item, Side.THEIRS), ministry=self.cast.their_ministry)
        self.assertEqual(part.acceptance, "Joint statement")

    def test_a_supporting_ministry_that_comes_to_lead_has_one_part(self) -> None:
        item = self.item(
            parts=[
                OwnerPart(Side.OURS, self.cast.police),
                OwnerPart(Side.OURS, self.cast.mofa, LeadRole.SUPPORTING),
            ]
        )
        self.name(self.lead(item), ministry=self.cast.mofa)
        parts = [(part.ministry, part.role) for part in item.responsibilities.all()]
        self.assertEqual(parts, [(self.cast.mofa, "lead")])
        last = log.list_history(item).values_list("action", flat=True)[:2]
        self.assertEqual(set(last), {"reassigned", "removed"})

    def test_it_refuses_whoever_cannot_answer(self) -> None:
        item = self.item()
        part = self.lead(item)
        ended = Ministry.objects.create(country=self.cast.korea, name="Old", valid_until=YESTERDAY)
        cases: dict[str, dict[str, object]] = {
            "same": {},
            "country": {"ministry": self.cast.their_police},
            "ended": {"ministry": ended},
            "left": {"official": self.director(ends_on=YESTERDAY)},
            "other_ministry": {"official": self.director(self.cast.mofa)},
            "needs_reason": {"official": self.director(), "reason": " "},
            "forbidden": {"official": self.director(), "by": self.cast.stranger},
        }
        for code, named in cases.items():
            with self.subTest(code):
                self.assertEqual(self.refused(part, **named), code)
        abroad = self.director(self.cast.their_police)
        self.assertEqual(self.refused(part, official=abroad), "country")

    def test_what_is_closed_or_reported_keeps_who_owed_it(self) -> None:
        closed = self.item(state=CommitmentState.FULFILLED)
        self.assertEqual(self.refused(self.lead(closed), official=self.director()), "closed")
        reported = self.item(state=CommitmentState.REPORTED)
        self.assertEqual(self.refused(self.lead(reported), ministry=self.cast.mofa), "reported")

    def test_a_part_that_changed_meanwhile_is_not_written_over(self) -> None:
        part = self.lead(self.item())
        Responsibility.objects.filter(pk=part.pk).update(official=self.director(person="Lee"))
        self.assertEqual(self.refused(part, official=self.director()), "changed")


class OneLeadTests(OwnersCase):
    def test_the_database_holds_one_lead_a_side(self) -> None:
        item = self.item()
        sql = (
            "INSERT INTO commitments_responsibility "
            "(commitment_id, side, role, ministry_id, acceptance, report) VALUES (%s, %s, %s, %s, '', '')"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [item.pk, "theirs", "lead", self.cast.their_police.pk])
            cursor.execute(sql, [item.pk, "ours", "supporting", self.cast.mofa.pk])
            with self.assertRaises(IntegrityError), transaction.atomic():
                cursor.execute(sql, [item.pk, "ours", "lead", None])
            with self.assertRaises(IntegrityError), transaction.atomic():
                cursor.execute(
                    "UPDATE commitments_responsibility SET role = 'lead' WHERE ministry_id = %s",
                    [self.cast.mofa.pk],
                )


class AnswerTests(OwnersCase):
    def test_one_function_takes_the_answer_of_a_side_before_and_after_it_is_accepted(self) -> None:
        item = self.item(state=CommitmentState.PROPOSED)
        acceptance.record_acceptance(item, Side.OURS, answer="Letter 1/26", by=self.cast.officer, now=NOW)
        self.assertEqual(item.state, CommitmentState.ACCEPTED)
        other = Ministry.objects.create(country=self.cast.korea, name="Ministry of Justice")
        owners.reassign_lead(item, Side.OURS, ministry=other, reason="Moved.", by=self.cast.officer, now=NOW)
        item = Commitment.objects.get(pk=item.pk)
        acceptance.record_acceptance(item, Side.OURS, answer="Letter 2/26", by=self.cast.officer, now=NOW)
        self.assertEqual(self.lead(item).acceptance, "Letter 2/26")
        with self.assertRaises(Refused) as refused:
            acceptance.record_acceptance(item, Side.OURS, answer="Again", by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "wrong_state")

    def test_a_side_without_a_lead_has_none_to_take_the_place_of(self) -> None:
        with self.assertRaises(Refused) as refused:
            owners.reassign_lead(self.item(), Side.THEIRS, reason="x", by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "no_lead")

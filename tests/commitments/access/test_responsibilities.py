"""Whose business a record is: desks and their deputies, packets that are kept, edges that begin a query."""

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery
from django.test import TestCase
from django.utils import timezone

from commitments.access import grants, policy, querysets, responsibilities, rules, scopes
from commitments.enums import Classification, CommitmentState, Role
from commitments.models import (
    Absence,
    Commitment,
    Country,
    Desk,
    Meeting,
    Packet,
    PacketCopy,
    Statement,
    User,
)
from tests import make
from tests.cast import NOW, Cast, gather, signed_in


class OfficeCase(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def person(self, name: str, role: Role, **place: Any) -> User:
        return User.objects.create_user(name, role=role, clearance=Classification.SECRET, **place)

    def away(self, person: User, deputy: User) -> None:
        today = timezone.localdate()
        Absence.objects.create(person=person, deputy=deputy, starts_on=today, ends_on=today, recorded_at=NOW)

    def desks(self, person: User) -> set[Desk]:
        """Ask of the account with and without the word on what is left to it; both answer alike."""
        found = set(responsibilities.desks_of(signed_in(person)))
        self.assertEqual(found, set(responsibilities.desks_of(User.objects.get(pk=person.pk))))
        return found


class DeskTests(OfficeCase):
    def test_a_desk_is_its_peoples_and_the_heads_of_its_division(self) -> None:
        own = {"officer", "head", "division_head"}
        for one in self.cast.everybody:
            expected = {self.cast.desk} if one.username in own else set()
            expected = {self.cast.other_desk} if one == self.cast.stranger else expected
            self.assertEqual(self.desks(one), expected, one.username)
        second = Desk.objects.create(name="Second desk", division=self.cast.division)
        self.assertEqual(self.desks(self.cast.division_head), {self.cast.desk, second})

    def test_whose_place_is_not_named_has_none(self) -> None:
        for role in (Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD):
            self.assertEqual(self.desks(self.person(f"new {role}", role)), set())

    def test_a_ministry_is_its_peoples_and_of_whom_it_is_left_to(self) -> None:
        police, mofa = self.cast.police.pk, self.cast.mofa.pk
        for person, expected in (
            (self.cast.focal_point, {police}),
            (self.person("of no ministry", Role.FOCAL_POINT), set()),
            (self.cast.officer, set()),
        ):
            self.assertEqual(responsibilities.keys_of_ministries(signed_in(person)), expected)
        other = self.person("other", Role.FOCAL_POINT, ministry=self.cast.mofa)
        self.away(self.cast.focal_point, other)
        self.assertEqual(responsibilities.keys_of_ministries(signed_in(other)), {police, mofa})

    def test_all_that_decides_what_is_read_tells_two_accounts_apart(self) -> None:
        person = self.cast.stranger
        before = grants.standing_of(signed_in(person))
        self.assertEqual(before, grants.standing_of(signed_in(person)))
        self.away(self.cast.officer, person)
        self.assertNotEqual(before, grants.standing_of(signed_in(person)))
        Absence.objects.all().delete()
        for column, value in (
            ("role", Role.HEAD_OF_DESK),
            ("clearance", Classification.PUBLIC),
            ("desk", self.cast.desk),
            ("division", self.cast.division),
            ("ministry", self.cast.police),
            ("host_country", self.cast.valdoria),
        ):
            User.objects.filter(pk=person.pk).update(**{column: value})
            after = grants.standing_of(signed_in(person))
            self.assertNotEqual(before, after, column)
            before = after
        self.assertEqual(before[0], person.pk)

    def test_a_deputy_has_the_desk_besides_the_own(self) -> None:
        both = {self.cast.desk, self.cast.other_desk}
        self.away(self.cast.stranger, self.cast.officer)
        self.assertEqual(self.desks(self.cast.officer), both)
        # Of an officer a head stands in for, the head does not head the desk.
        self.away(self.cast.stranger, self.cast.head)
        self.assertEqual(self.desks(self.cast.head), {self.cast.desk})
        far = self.person("far", Role.HEAD_OF_DESK, desk=self.cast.other_desk)
        self.away(far, self.cast.head)
        self.assertEqual(self.desks(self.cast.head), both)

    def test_the_deputy_of_a_division_head_has_all_its_desks(self) -> None:
        second = Desk.objects.create(name="Second desk", division=self.cast.division)
        self.away(self.cast.division_head, self.cast.stranger)
        self.assertEqual(self.desks(self.cast.stranger), {self.cast.other_desk, self.cast.desk, second})


class PacketTests(OfficeCase):
    def packet(self, country: Country, **more: Any) -> Packet:
        given = {
            "reference": f"P-{country.iso}-2026-01",
            "country": country,
            "reader": self.cast.reader,
            "requested_by": self.cast.officer,
            "requested_at": NOW,
            "as_of": NOW,
            "classification": Classification.RESTRICTED,
        }
        return Packet.objects.create(**{**given, **more})

    def test_a_packet_is_kept_by_the_desk_that_reads_it(self) -> None:
        packet = self.packet(self.cast.valdoria)
        keepers = {one.username for one in self.cast.everybody if responsibilities.keeps_packet(one, packet)}
        self.assertEqual(keepers, {"officer", "head", "division_head", "embassy_officer"})
        secret = Classification.SECRET
        above = self.packet(self.cast.valdoria, classification=secret, reader=self.cast.head, number=2)
        self.assertFalse(responsibilities.keeps_packet(self.cast.embassy_officer, above))
        self.assertTrue(responsibilities.keeps_packet(self.cast.head, above))

    def test_neither_by_who_only_holds_a_copy_nor_by_who_left(self) -> None:
        packet = self.packet(self.cast.valdoria, signed_at=NOW, content_sha256="0" * 64)
        for holder in (self.cast.stranger, self.cast.auditor):
            PacketCopy.objects.create(packet=packet, number=holder.pk, holder=holder)
            self.assertTrue(policy.can_read(holder, packet))
            self.assertFalse(responsibilities.keeps_packet(holder, packet))
        self.assertFalse(responsibilities.keeps_packet(AnonymousUser(), packet))
        self.cast.head.is_active = False
        self.assertFalse(responsibilities.keeps_packet(self.cast.head, packet))


class EdgeTests(OfficeCase):
    def test_what_is_open_to_all_is_given_without_a_person_and_nothing_else(self) -> None:
        self.assertEqual(set(querysets.open_rows(Country)), set(Country.objects.all()))
        with self.assertRaises(KeyError):
            querysets.open_rows(Meeting)
        self.assertFalse(querysets.list_none(Country).exists())

    def test_an_edge_begins_with_what_the_person_reads(self) -> None:
        near, far = make.meeting(self.cast), make.meeting(self.cast, country=self.cast.elsewhere)
        self.assertEqual(list(querysets.list_readable(Meeting, self.cast.officer)), [near])
        self.assertEqual(set(querysets.list_unfiltered(Meeting)), {near, far})
        for one, some in (
            (self.cast.officer, True),
            (signed_in(self.cast.focal_point), False),
            (AnonymousUser(), False),
        ):
            self.assertEqual(querysets.reads_some(one, Meeting), some)
        for one in (self.cast.officer, signed_in(self.cast.officer)):
            self.assertEqual(list(rules.at_hand(Meeting.objects.all(), one)), [near])
            one.is_active = False
            self.assertFalse(querysets.reads_some(one, Meeting))
            self.assertFalse(rules.at_hand(Meeting.objects.all(), one).exists())
        self.assertFalse(rules.at_hand(Meeting.objects.all(), AnonymousUser()).exists())
        self.assertFalse(scopes.countries_of(AnonymousUser()).exists())

    def test_parts_are_those_of_the_record_that_was_read(self) -> None:
        by, ours, other = self.cast.officer, make.statement(self.cast), make.statement(self.cast)
        above = make.statement(self.cast, ours.meeting)
        with make.unlocked():
            Statement.objects.filter(pk=above.pk).update(classification=Classification.SECRET)
        self.assertEqual(list(querysets.list_parts(ours.meeting, Statement, by)), [ours])
        self.assertEqual(querysets.list_parts(ours.meeting, Statement, self.cast.head).count(), 2)
        each = querysets.each_part(Meeting, OuterRef("pk"), Statement, by).values("pk")
        counted = Meeting.objects.annotate(last=Subquery(each[:1])).values_list("last", flat=True)
        self.assertEqual(set(counted), {ours.pk, other.pk})
        # What was asked of one record holds for that question alone.
        self.assertEqual(set(querysets.list_readable(Statement, by)), {ours, other})

    def test_how_far_a_person_reaches_leaves_the_state_out_and_nothing_else(self) -> None:
        item, secret = (
            make.commitment(self.cast, classification=level)
            for level in (Classification.RESTRICTED, Classification.SECRET)
        )
        rows = Commitment.objects.all()
        rows.update(state=CommitmentState.DISCARDED)
        people = self.cast.everybody
        reached = {
            one.username: found for one in people if (found := set(policy.narrow_to_clearance(rows, one)))
        }
        self.assertFalse(policy.narrow_to_clearance(rows, AnonymousUser()).exists())
        both = {item, secret}
        expected = {"officer": {item}, "embassy_officer": {item}, "focal_point": {item}, "validator": both}
        for name in ("head", "division_head", "auditor", "records_officer"):
            expected[name] = both
        self.assertEqual(reached, expected)
        self.assertFalse(policy.readable_by(rows, self.cast.officer).exists())

    def test_who_knows_everybody_needs_no_question(self) -> None:
        self.assertTrue(rules.is_open_to_all(Country))
        self.assertFalse(rules.is_open_to_all(Meeting, self.cast.auditor))
        self.assertFalse(rules.is_open_to_all(User))
        knows = {one.username for one in self.cast.everybody if rules.is_open_to_all(User, one)}
        self.assertEqual(
            knows, {one.username for one in self.cast.everybody} - {"focal_point", "validator", "reader"}
        )
        self.cast.auditor.is_active = False
        self.assertFalse(rules.is_open_to_all(User, self.cast.auditor))

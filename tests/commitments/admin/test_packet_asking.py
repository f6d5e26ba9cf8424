"""A packet for another reader, for several meetings, or for all that stands with a partner."""

import datetime
from typing import Any, ClassVar

from django.test import TestCase

from commitments.access import policy
from commitments.enums import Classification, CommitmentState, PacketState
from commitments.meetings import meetings
from commitments.models import Commitment, Country, Meeting, Packet
from commitments.packets.archive import requests
from commitments.packets.build import build_content
from commitments.packets.records import build_country_scope, build_packet_scope
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

DAY = datetime.timedelta(days=1)


class AskingTests(TestCase):
    cast: ClassVar[Cast]
    first: ClassVar[Meeting]
    second: ClassVar[Meeting]
    item: ClassVar[Commitment]
    address: ClassVar[str]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.first = make.meeting(cls.cast, title="Talks", held_on=TODAY + 3 * DAY, held=False)
        cls.second = make.meeting(cls.cast, title="A courtesy call", held_on=TODAY + 4 * DAY, held=False)
        held = make.meeting(cls.cast, title="Last year")
        cls.item = make.commitment(cls.cast, make.outcome(cls.cast, held), state=CommitmentState.ACCEPTED)
        cls.address = f"/admin/commitments/country/{cls.cast.valdoria.pk}/packet/"

    def ask(self, **said: Any) -> Packet:
        self.client.force_login(self.cast.officer)
        given = {"reader": self.cast.officer.pk, "copies": requests.COPIES, "editions": "adviser"} | said
        answer = self.client.post(self.address, given)
        packet = Packet.objects.latest("pk")
        self.assertEqual(answer["Location"], f"/admin/commitments/packet/{packet.pk}/change/")
        return packet

    def test_the_page_offers_meetings_and_readers_and_ticks_the_one_it_came_from(self) -> None:
        self.client.force_login(self.cast.officer)
        page = self.client.get(f"{self.address}?meeting={self.first.pk}").content.decode()
        self.assertRegex(page, rf'value="{self.first.pk}"[^>]* checked')
        self.assertNotRegex(page, rf'value="{self.second.pk}"[^>]* checked')
        self.assertIn(str(self.cast.reader), page)

    def test_several_meetings_make_one_packet_and_the_next_ahead_leads(self) -> None:
        packet = self.ask(meetings=[self.second.pk, self.first.pk], reader=self.cast.reader.pk)
        self.assertEqual(packet.meeting, self.first)
        self.assertEqual(
            {row.meeting for row in packet.of_meetings.filter(is_subject=True)}, {self.first, self.second}
        )
        content = build_content(
            build_packet_scope(packet), reader=packet.reader, reference=packet.reference, now=NOW
        )
        whens = [fact for fact in content.cover.facts if fact.label == "Date and time"]
        self.assertEqual(len(whens), 2)

    def test_it_stays_one_series_when_the_leading_meeting_is_postponed(self) -> None:
        first = self.ask(meetings=[self.second.pk, self.first.pk])
        Packet.objects.filter(pk=first.pk).update(state=PacketState.READY)
        meetings.postpone_meeting(self.first, None, by=self.cast.officer, now=NOW, reason="Storm.")
        again = self.ask(meetings=[self.second.pk, self.first.pk], anew="1")
        self.assertEqual(again.meeting, self.second)
        self.assertEqual((again.reference, again.edition), (first.reference, "0.2"))

    def test_what_was_chosen_is_kept_while_a_finished_packet_is_offered(self) -> None:
        Packet.objects.filter(pk=self.ask(meetings=[self.first.pk]).pk).update(state=PacketState.READY)
        given = {
            "reader": self.cast.officer.pk,
            "copies": 9,
            "meetings": [self.first.pk],
            "editions": "adviser",
        }
        asked = self.client.post(self.address, given)
        for name, value in (("reader", self.cast.officer.pk), ("copies", 9), ("meetings", self.first.pk)):
            self.assertContains(asked, f'<input type="hidden" name="{name}" value="{value}">')
        self.assertEqual(Packet.objects.count(), 1)

    def test_no_meeting_ticked_makes_a_packet_of_the_whole_country(self) -> None:
        packet = self.ask()
        self.assertIsNone(packet.meeting)
        content = build_content(
            build_packet_scope(packet), reader=packet.reader, reference=packet.reference, now=NOW
        )
        self.assertEqual([block.title for block in content.blocks], [self.item.title])
        again = self.ask()
        self.assertEqual(again.pk, packet.pk)

    def test_a_reader_is_given_the_meetings_that_open_items_came_from(self) -> None:
        secret = make.meeting(self.cast, title="Quiet talks", classification=Classification.SECRET)
        make.commitment(
            self.cast,
            make.outcome(self.cast, secret, classification=Classification.SECRET),
            state=CommitmentState.ACCEPTED,
        )
        packet = self.ask(reader=self.cast.reader.pk)
        self.assertEqual({row.meeting for row in packet.of_meetings.all()}, {self.item.outcome.meeting})
        seen = policy.readable_by(Commitment.objects.all(), self.cast.reader)
        self.assertEqual(set(seen), {self.item})

    def test_who_does_not_work_on_the_partner_finds_no_such_page(self) -> None:
        for user in (self.cast.stranger, self.cast.focal_point, self.cast.reader):
            with self.subTest(user.role):
                self.client.force_login(user)
                self.assertIn(self.client.get(self.address).status_code, (403, 404))

    def test_a_reader_of_one_meeting_is_given_what_is_open_as_well(self) -> None:
        packet = self.ask(meetings=[self.first.pk], reader=self.cast.reader.pk)
        about = build_packet_scope(packet)
        self.assertEqual(about.meetings, (self.first,))
        content = build_content(about, reader=packet.reader, reference=packet.reference, now=NOW)
        self.assertEqual([block.title for block in content.blocks], [self.item.title])
        again = requests.request_packet(
            self.first, by=self.cast.officer, reader=self.cast.reader, now=NOW + DAY
        )
        self.assertEqual(again.pk, packet.pk)

    def test_a_country_of_which_nothing_is_on_record_makes_a_packet_too(self) -> None:
        empty = Country.objects.create(
            iso="XE", name="Westria", capital="Port West", time_zone="UTC", desk=self.cast.desk
        )
        content = build_content(
            build_country_scope(empty, by=self.cast.officer, reader=self.cast.officer),
            reader=self.cast.officer,
            reference="P-XE-2026-01",
            now=NOW,
        )
        self.assertEqual((content.classification, content.blocks), (Classification.PUBLIC, ()))

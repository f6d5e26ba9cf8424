"""Nothing hidden gets out: the catalogue's doors of an API are shut, and the probes can tell an open one."""

from typing import ClassVar

from django.test import TestCase, modify_settings, override_settings

from commitments.access import policy
from commitments.api import schema
from commitments.enums import Classification, CommitmentState, Health, LeadRole, OwedBy, Side
from commitments.lifecycle import progress
from commitments.meetings import meetings
from commitments.models import Commitment, Meeting, ProgressUpdate, Responsibility
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api import doors
from tests.commitments.api.doors import CANARY, HIDDEN_KEY, World
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program, references


class DoorTests(TestCase):
    """A focal point's system: it reads the items of the police, not the meetings they come from."""

    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    open: ClassVar[Commitment]
    hidden: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        secret_meeting = Meeting(
            id=HIDDEN_KEY,
            country=cls.cast.valdoria,
            title=f"{CANARY.capitalize()} talks",
            note=CANARY,
            held_on=make.HELD_ON,
        )
        cls.meeting = meetings.record_meeting(secret_meeting, by=cls.cast.officer, now=NOW, held=True)
        outcome = make.outcome(cls.cast, cls.meeting)
        cls.open = make.commitment(cls.cast, outcome, state=CommitmentState.PROPOSED)
        cls.hidden = make.commitment(
            cls.cast,
            make.outcome(cls.cast, cls.meeting, clause=CANARY, classification=Classification.SECRET),
            title=f"{CANARY} affair",
            classification=Classification.SECRET,
            state=CommitmentState.PROPOSED,
        )

    def world(self, address: str) -> World:
        return World(program(self.cast.focal_point), address, self.open, self.hidden, self.meeting)

    def test_every_door_of_the_api_is_shut(self) -> None:
        world = self.world(COMMITMENTS)
        self.assertEqual(references(world.client, COMMITMENTS), [self.open.reference])
        for name, probe in doors.DOORS.items():
            with self.subTest(name):
                self.assertFalse(probe(world))

    @modify_settings(MIDDLEWARE={"remove": "commitments.web.middleware.WatchRelations"})
    @override_settings(ROOT_URLCONF="tests.commitments.api.naive")
    def test_a_stock_api_with_a_filtered_queryset_leaks_through_most_of_them(self) -> None:
        # The description is kept by language: neither this API nor ours may be given the other's.
        schema.render_schema.cache_clear()
        self.addCleanup(schema.render_schema.cache_clear)
        leaking = set(doors.leaks(self.world("/naive/commitments/")))
        self.assertLessEqual(
            {
                "expand",
                "bare_ids",
                "browsable_form",
                "write_a_hidden_key",
                "search",
                "ordering",
                "filter_on_hidden_values",
                "error_text",
            },
            leaking,
        )

    def test_parts_above_the_clearance_are_left_out_of_an_open_item(self) -> None:
        self.open.refresh_from_db()
        progress.record_update(
            self.open,
            health=Health.ON_TRACK,
            text="plain",
            side=Side.OURS,
            reported_on=TODAY,
            by=self.cast.head,
            now=NOW,
        )
        progress.record_update(
            self.open,
            health=Health.AT_RISK,
            text=CANARY,
            side=Side.OURS,
            reported_on=TODAY,
            by=self.cast.head,
            now=NOW,
        )
        with make.unlocked():
            ProgressUpdate.objects.filter(text=CANARY).update(classification=Classification.SECRET)
        make.evidence(self.cast, self.open, description=CANARY)
        with make.unlocked():
            self.open.evidence.update(classification=Classification.SECRET)
        shown = program(self.cast.focal_point).get(f"{COMMITMENTS}{self.open.reference}/").json()
        self.assertEqual(shown["latest_update"]["text"], "plain")
        self.assertEqual(shown["evidence"], [])
        self.assertIsNone(shown["meeting"])
        self.assertIsNotNone(shown["outcome"])

    def test_a_meeting_shows_only_the_outcomes_documents_and_items_within_the_clearance(self) -> None:
        make.statement(self.cast, self.meeting, title=CANARY, classification=Classification.CONFIDENTIAL)
        with make.unlocked():
            Meeting.objects.filter(pk=self.meeting.pk).update(classification=Classification.RESTRICTED)
        self.cast.officer.clearance = Classification.RESTRICTED
        self.cast.officer.save()
        shown = program(self.cast.officer).get(f"{MEETINGS}{self.meeting.reference}/").json()
        self.assertEqual([outcome["number"] for outcome in shown["outcomes"]], [1])
        self.assertEqual(shown["outcomes"][0]["commitments"], [self.open.reference])
        self.assertEqual(shown["statements"], [])

    def test_each_role_reads_through_the_api_exactly_what_the_door_opens(self) -> None:
        elsewhere = make.meeting(self.cast, country=self.cast.elsewhere)
        make.commitment(self.cast, make.outcome(self.cast, elsewhere), title="Elsewhere")
        everything = {self.open.reference, self.hidden.reference, "XW-2026-0001"}
        ours = {self.open.reference, self.hidden.reference}
        expected = {
            self.cast.officer: {self.open.reference},
            self.cast.head: ours,
            self.cast.division_head: ours,
            self.cast.focal_point: {self.open.reference},
            self.cast.validator: ours,
            self.cast.embassy_officer: {self.open.reference},
            self.cast.reader: set(),
            self.cast.records_officer: everything,
            self.cast.auditor: everything,
            self.cast.administrator: set(),
            self.cast.stranger: {"XW-2026-0001"},
        }
        for person, seen in expected.items():
            with self.subTest(person.username):
                self.assertEqual(set(references(program(person), COMMITMENTS)), seen)

    def test_the_leads_that_are_joined_are_those_that_the_door_opens(self) -> None:
        make.commitment(self.cast, owed_by=OwedBy.JOINT, state=CommitmentState.PROPOSED)
        for person in self.cast.everybody:
            rows = program(person).get(COMMITMENTS).json()["results"]
            shown = sorted((row["reference"], lead["side"]) for row in rows for lead in row["leads"])
            parts = policy.readable_by(Responsibility.objects.filter(role=LeadRole.LEAD), person)
            with self.subTest(person.username):
                self.assertEqual(shown, sorted(parts.values_list("commitment__reference", "side")))

    def test_a_superuser_passes_the_same_door(self) -> None:
        self.cast.administrator.is_superuser = True
        self.cast.administrator.save()
        client = program(self.cast.administrator)
        self.assertEqual(references(client, COMMITMENTS), [])
        self.assertEqual(client.get(f"{COMMITMENTS}{self.open.reference}/").status_code, 404)

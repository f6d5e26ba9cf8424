"""The door: who reads what, and who writes."""

from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.test import TestCase

from commitments.access import policy, write_rules
from commitments.audit import log
from commitments.enums import Classification, CommitmentState, Health, ReminderKind, Side
from commitments.models import (
    AgendaItem,
    AuditRow,
    Clause,
    Commitment,
    Deadline,
    FollowUp,
    Meeting,
    Outcome,
    Packet,
    PacketMeeting,
    ProgressUpdate,
    Reminder,
    Responsibility,
    Statement,
    User,
)
from tests import make
from tests.cast import NOW, TODAY, Cast, gather, signed_in

# Models that no person is shown as rows.
UNSEEN = {"CopyNotice", "Counter", "Invitation", "ReferenceChange", "Seal", "SearchEntry", "WaitingLink"}


def _of_record(model: type[Model], record: Model) -> QuerySet[Any, Any]:
    """List what hangs on a record, whoever may read it."""
    if model is AuditRow:
        return log.list_history(record)
    name = str(record._meta.model_name)
    has_it = any(field.name == name for field in model._meta.get_fields())
    return model._default_manager.filter(**({name: record} if has_it else {}))


def _reminder(item: Commitment, to: User) -> Reminder:
    return Reminder.objects.create(
        commitment=item,
        deadline_id=item.deadline_id or 0,
        kind=ReminderKind.DUE,
        offset=0,
        start_date=TODAY,
        recipient=to,
        planned_at=NOW,
    )


@pytest.mark.both
class DoorTests(TestCase):
    cast: ClassVar[Cast]
    open_item: ClassVar[Commitment]
    confidential: ClassVar[Commitment]
    secret: ClassVar[Commitment]
    elsewhere: ClassVar[Commitment]
    draft: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.open_item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)
        cls.confidential = make.commitment(
            cls.cast, classification=Classification.CONFIDENTIAL, state=CommitmentState.ACCEPTED
        )
        cls.secret = make.commitment(
            cls.cast, classification=Classification.SECRET, state=CommitmentState.ACCEPTED
        )
        point = make.outcome(cls.cast, make.meeting(cls.cast, country=cls.cast.elsewhere))
        cls.elsewhere = make.commitment(cls.cast, point, state=CommitmentState.ACCEPTED)
        cls.draft = make.commitment(cls.cast)

    def seen(self, user: User) -> set[Commitment]:
        return set(policy.readable_by(Commitment.objects.all(), user))

    def test_each_role_reads_its_scope_within_its_clearance(self) -> None:
        ours = {self.open_item, self.confidential, self.draft}
        expected = {
            "officer": ours,
            "head": ours | {self.secret},
            "division_head": ours | {self.secret},
            "embassy_officer": ours,
            "focal_point": {self.open_item, self.elsewhere},
            "validator": {self.open_item, self.confidential, self.secret, self.elsewhere},
            "reader": set(),
            "auditor": ours | {self.secret, self.elsewhere},
            "records_officer": ours | {self.secret, self.elsewhere},
            "administrator": set(),
            "stranger": {self.elsewhere},
        }
        for name, items in expected.items():
            with self.subTest(name):
                self.assertEqual(self.seen(getattr(self.cast, name)), items)

    def test_a_superuser_passes_the_same_door(self) -> None:
        User.objects.filter(pk=self.cast.stranger.pk).update(is_superuser=True, is_staff=True)
        self.assertEqual(self.seen(User.objects.get(pk=self.cast.stranger.pk)), {self.elsewhere})

    def test_nobody_signed_in_or_no_longer_active_reads_anything(self) -> None:
        gone = self.cast.head
        gone.is_active = False
        for model in policy.RULES:
            with self.subTest(model.__name__):
                self.assertFalse(policy.readable_by(model._default_manager.all(), AnonymousUser()).exists())
                self.assertFalse(policy.readable_by(model._default_manager.all(), gone).exists())

    def test_a_reader_reads_the_meetings_of_the_packets_made_for_them(self) -> None:
        meeting = self.open_item.outcome.meeting
        packet = Packet.objects.create(
            reference="P-XV-2026-01",
            country=meeting.country,
            meeting=meeting,
            reader=self.cast.reader,
            requested_by=self.cast.officer,
            requested_at=NOW,
        )
        PacketMeeting.objects.create(packet=packet, meeting=meeting)
        self.assertEqual(self.seen(self.cast.reader), {self.open_item})
        self.assertEqual(list(policy.readable_by(Meeting.objects.all(), self.cast.reader)), [meeting])

    def test_a_focal_point_reads_the_clause_of_its_item_once_and_no_meeting(self) -> None:
        make.commitment(self.cast, self.open_item.outcome, state=CommitmentState.ACCEPTED)
        clauses = policy.readable_by(Outcome.objects.all(), self.cast.focal_point)
        self.assertEqual(clauses.filter(meeting=self.open_item.outcome.meeting).count(), 1)
        self.assertFalse(policy.readable_by(Meeting.objects.all(), self.cast.focal_point).exists())

    def test_a_secret_report_on_an_open_item_stays_hidden_and_so_does_its_row(self) -> None:
        with make.unlocked():
            report = ProgressUpdate.objects.create(
                commitment=self.open_item,
                side=Side.OURS,
                reported_on=TODAY,
                health=Health.AT_RISK,
                classification=Classification.SECRET,
                recorded_at=NOW,
            )
        row = AuditRow.objects.create(
            at=NOW,
            action="created",
            subject_type="commitments.ProgressUpdate",
            subject_id=report.pk,
            page_type="commitments.Commitment",
            page_id=self.open_item.pk,
        )
        for user, sees in ((self.cast.officer, False), (self.cast.head, True)):
            for rows in (ProgressUpdate.objects.all(), AuditRow.objects.filter(pk=row.pk)):
                self.assertEqual(policy.readable_by(rows, user).exists(), sees)
                self.assertEqual(policy.parts_of(self.open_item, rows, user).exists(), sees)
                self.assertFalse(policy.parts_of(self.confidential, rows, user).exists())

    def test_a_door_that_is_shut_for_a_role_is_not_asked(self) -> None:
        shut = (Meeting, Statement, Clause, AgendaItem, FollowUp)
        person = signed_in(self.cast.focal_point)
        for model in shut:
            with self.subTest(model.__name__), self.assertNumQueries(0):
                self.assertFalse(list(policy.readable_by(model._default_manager.all(), person)))
        with self.assertNumQueries(1):
            self.assertTrue(list(policy.readable_by(Outcome.objects.all(), person)))

    def test_a_ministry_reads_the_reminders_of_its_items_and_those_to_the_person(self) -> None:
        both = (self.open_item, self.confidential)
        rows = [_reminder(item, to) for item in both for to in (self.cast.head, self.cast.focal_point)]
        for name, expected in (("focal_point", {rows[0], rows[1], rows[3]}), ("stranger", set())):
            seen = policy.readable_by(Reminder.objects.all(), getattr(self.cast, name))
            self.assertEqual(set(seen), expected, name)

    def test_the_history_of_a_hidden_record_is_hidden(self) -> None:
        rows = AuditRow.objects.filter(page_type="commitments.Commitment", page_id=self.secret.pk)
        self.assertFalse(policy.readable_by(rows, self.cast.officer).exists())
        self.assertTrue(policy.readable_by(rows, self.cast.head).exists())

    def test_the_parts_of_a_record_that_is_read_are_those_of_the_door(self) -> None:
        models = (Responsibility, Deadline, AgendaItem, AuditRow, Outcome)
        for record in (self.open_item, self.secret, self.elsewhere.outcome.meeting):
            for user in (one for one in self.cast.everybody if policy.can_read(one, record)):
                for model in models:
                    rows = _of_record(model, record)
                    with self.subTest(f"{record} {user} {model.__name__}"):
                        found = policy.parts_of(record, rows, user)
                        self.assertEqual(set(found), set(policy.readable_by(rows, user)))

    def test_changes_of_accounts_are_shown_to_administrators_and_auditors_only(self) -> None:
        row = AuditRow.objects.create(
            at=NOW,
            action="changed",
            subject_type="commitments.User",
            subject_id=self.cast.head.pk,
            page_type="commitments.User",
            page_id=self.cast.head.pk,
        )
        readers = [
            user.username
            for user in self.cast.everybody
            if policy.readable_by(AuditRow.objects.filter(pk=row.pk), user).exists()
        ]
        self.assertEqual(readers, ["auditor", "administrator"])

    def test_every_model_has_a_rule(self) -> None:
        models = set(apps.get_app_config("commitments").get_models())
        self.assertEqual({m.__name__ for m in models - set(policy.RULES)}, UNSEEN)

    def test_only_the_administrator_writes_accounts(self) -> None:
        self.assertEqual(
            [user.username for user in self.cast.everybody if write_rules.may_write(user, User)],
            ["administrator"],
        )

    def test_readers_auditors_and_records_officers_write_nothing(self) -> None:
        for name in ("reader", "auditor", "records_officer"):
            for model in policy.RULES:
                with self.subTest(f"{name} {model.__name__}"):
                    self.assertFalse(write_rules.may_write(getattr(self.cast, name), model))

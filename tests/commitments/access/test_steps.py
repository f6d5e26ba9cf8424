"""Who does what: writing records, acting on an item, ending the doubt about a mail."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone

from commitments.access import policy, write_rules
from commitments.enums import (
    Actor,
    Classification,
    CommitmentState,
    EmailState,
    PostFunction,
    ReminderKind,
    Role,
)
from commitments.errors import Refused
from commitments.models import (
    Commitment,
    Email,
    Meeting,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
    QuietDays,
    Reminder,
    ReminderSchedule,
    User,
)
from tests import make
from tests.cast import NOW, TODAY, signed_in
from tests.commitments.access.test_responsibilities import OfficeCase

ACCEPTED = CommitmentState.ACCEPTED
OF_DESK = {"DESK", "OWNER", "SECOND"}


class WritingTests(OfficeCase):
    def may(self, user: User, obj: Model, *changed: str) -> bool:
        given: Mapping[str, Any] = dict.fromkeys(changed)
        try:
            write_rules.check_write(user, obj, given)
        except Refused as refused:
            self.assertEqual(refused.code, "forbidden")
            return False
        return True

    def test_which_ministry_runs_the_tracker_is_for_the_administrator(self) -> None:
        for user, may in ((self.cast.officer, False), (self.cast.administrator, True)):
            self.assertEqual(self.may(user, self.cast.police, "name", "runs_tracker"), may)
            self.assertTrue(self.may(user, self.cast.police, "name"))

    def test_an_account_in_a_post_is_for_the_administrator(self) -> None:
        post = Official.objects.get(user=self.cast.validator)
        empty = Official(country=self.cast.korea, ministry=self.cast.police, post="Director")
        by = self.cast.officer
        for column in ("user_id", "function", "ministry_id", "starts_on", "ends_on"):
            self.assertFalse(self.may(by, post, column, "post"), column)
            self.assertTrue(self.may(self.cast.administrator, post, column), column)
            self.assertEqual(self.may(by, empty, column), column != "user_id", column)
        self.assertTrue(self.may(by, post, "post"))

    def test_an_embassy_keeps_the_data_of_its_host_and_leads_none_away(self) -> None:
        by, ours, theirs = self.cast.embassy_officer, self.cast.police, self.cast.their_police
        post = self.cast.their_minister
        home = Official.objects.get(user=self.cast.validator)
        for record in (theirs, Ministry(country=self.cast.valdoria), MinistryName(ministry=theirs)):
            self.assertTrue(self.may(by, record, "name"), repr(record))
        for record in (ours, Ministry(country=self.cast.korea), MinistryName(ministry=ours), MinistryName()):
            self.assertFalse(self.may(by, record, "name"), repr(record))
        self.assertTrue(self.may(by, OfficialName(official=post), "name"))
        self.assertFalse(self.may(by, OfficialName(official=home), "name"))
        for country in (self.cast.valdoria, self.cast.korea):
            ours.country, theirs.country = country, country
            self.assertFalse(self.may(by, ours, "country_id"))
        self.assertFalse(self.may(by, theirs, "country_id"))
        self.assertTrue(self.may(by, Meeting(country=self.cast.korea), "title"))
        self.assertTrue(self.may(self.cast.officer, ours, "name"))

    def test_how_a_desk_is_reminded_is_for_its_heads(self) -> None:
        for record in (ReminderSchedule(desk=self.cast.desk), QuietDays(desk=self.cast.desk)):
            may = {one.username for one in self.cast.everybody if self.may(one, record, "before")}
            self.assertEqual(may, {"head", "division_head"})
        # An officer of the desk is of it, and heads nothing.
        self.assertFalse(self.may(self.cast.head, ReminderSchedule(desk=self.cast.other_desk), "before"))

    def test_no_role_writes_without_an_account_that_is_open(self) -> None:
        self.assertTrue(write_rules.may_write(self.cast.officer, Meeting))
        self.assertFalse(write_rules.may_write(AnonymousUser(), Meeting))
        self.cast.officer.is_active = False
        self.assertFalse(write_rules.may_write(self.cast.officer, Meeting))

    def test_what_one_role_does_alone(self) -> None:
        people = self.cast.everybody
        self.assertEqual({one.username for one in people if write_rules.may_pause(one)}, {"administrator"})
        readers = {"auditor", "records_officer"}
        self.assertEqual({one.username for one in people if write_rules.reads_log(one)}, readers)
        for asked, one in (
            (write_rules.may_pause, self.cast.administrator),
            (write_rules.reads_log, self.cast.auditor),
        ):
            one.is_active = False
            self.assertFalse(asked(one))
            self.assertFalse(asked(AnonymousUser()))


class ActingTests(OfficeCase):
    def acts(self, user: User, item: Commitment, *, is_read: bool = False) -> set[str]:
        acts = write_rules.build_acts(user, item, is_read=is_read)
        return {actor.name for actor in Actor if acts(actor)}

    def test_as_whom_each_acts_on_an_item_of_the_police(self) -> None:
        item = make.commitment(self.cast, state=ACCEPTED)
        heads = OF_DESK | {"HEAD"}
        expected = dict.fromkeys(("officer", "embassy_officer"), OF_DESK)
        expected |= dict.fromkeys(("head", "division_head"), heads)
        expected |= {"focal_point": {"OWNER"}, "validator": {"OWNER", "VALIDATOR"}}
        for one in self.cast.everybody:
            self.assertEqual(self.acts(one, item), expected.get(one.username, set()), one.username)
        self.assertEqual(write_rules.build_acts(AnonymousUser(), item)(Actor.DESK), False)

    def test_where_nobody_of_the_ministry_validates_the_head_of_the_desk_does(self) -> None:
        item = make.commitment(self.cast, state=ACCEPTED)
        Official.objects.filter(user=self.cast.validator).update(function=PostFunction.OTHER)
        self.assertEqual(self.confirm(item), ["head"])

    def test_a_post_counts_while_it_lasts(self) -> None:
        item, today = make.commitment(self.cast, state=ACCEPTED), timezone.localdate()
        day = datetime.timedelta(days=1)
        for starts_on, ends_on, confirms in (
            (None, None, "validator"),
            (today, today, "validator"),
            (today - 9 * day, today + 9 * day, "validator"),
            (today + 2 * day, None, "head"),
            (None, today - 2 * day, "head"),
        ):
            Official.objects.filter(user=self.cast.validator).update(starts_on=starts_on, ends_on=ends_on)
            self.assertEqual(self.confirm(item), [confirms], f"{starts_on} {ends_on}")

    def confirm(self, item: Commitment) -> list[str]:
        return [one.username for one in self.cast.everybody if "VALIDATOR" in self.acts(one, item)]

    def test_what_is_not_read_is_not_acted_on_but_where_it_was_read_already(self) -> None:
        above = make.commitment(self.cast, classification=Classification.SECRET, state=ACCEPTED)
        self.assertEqual(self.acts(self.cast.officer, above), set())
        self.assertEqual(self.acts(self.cast.officer, above, is_read=True), OF_DESK)
        self.assertEqual(self.acts(self.cast.stranger, above, is_read=True), set())

    def test_a_head_who_stands_in_for_an_officer_decides_nothing_there(self) -> None:
        item = make.commitment(self.cast, state=ACCEPTED)
        far = self.person("far", Role.HEAD_OF_DESK, desk=self.cast.other_desk)
        self.away(self.cast.officer, far)
        for user in (far, signed_in(far)):
            self.assertEqual(self.acts(user, item), OF_DESK)
        self.away(self.cast.head, far)
        self.assertIn("HEAD", self.acts(signed_in(far), item))


class MailTests(OfficeCase):
    def mail(self, to: User, *items: Commitment, state: EmailState = EmailState.NOT_CONFIRMED) -> Email:
        number = Email.objects.count()
        mail = Email.objects.create(
            recipient=to,
            address=to.email,
            message_id=f"<{number}@tracker>",
            subject="Due today",
            content=b"x",
            state=state,
            ready_at=NOW,
            next_try_at=NOW,
            planned_at=NOW,
        )
        for item in items:
            Reminder.objects.create(
                commitment=item,
                deadline_id=item.deadline_id or 0,
                kind=ReminderKind.DUE,
                offset=number,
                start_date=TODAY,
                recipient=to,
                planned_at=NOW,
                email=mail,
            )
        return mail

    def settle(self, mail: Email) -> set[str]:
        return {one.username for one in self.cast.everybody if write_rules.may_settle(one, mail)}

    def seen(self, mail: Email) -> set[str]:
        return {one.username for one in self.cast.everybody if policy.can_read(one, mail)}

    def test_the_doubt_is_ended_by_the_heads_of_its_items_and_by_who_runs_mail(self) -> None:
        item = make.commitment(self.cast, state=ACCEPTED)
        mail = self.mail(self.cast.focal_point, item)
        heads = {"head", "division_head", "administrator"}
        self.assertEqual(self.settle(mail), heads)
        self.assertEqual(self.seen(mail), {*heads, "focal_point", "auditor"})
        arrived = self.mail(self.cast.focal_point, item, state=EmailState.DELIVERED)
        self.assertEqual(self.settle(arrived), set())
        self.assertEqual(self.seen(arrived), {"focal_point", "auditor"})
        self.assertFalse(write_rules.may_settle(AnonymousUser(), mail))

    def test_to_be_told_is_not_to_decide(self) -> None:
        far = make.outcome(self.cast, make.meeting(self.cast, country=self.cast.elsewhere))
        mail = self.mail(self.cast.head, make.commitment(self.cast, far, state=ACCEPTED))
        self.assertIn("head", self.seen(mail))
        self.assertEqual(self.settle(mail), {"administrator"})

    def test_nobody_decides_about_items_above_the_own_clearance(self) -> None:
        above = make.commitment(self.cast, classification=Classification.SECRET, state=ACCEPTED)
        mail = self.mail(self.cast.head, above)
        self.assertEqual(self.settle(mail), {"head", "division_head", "administrator"})
        User.objects.update(clearance=Classification.CONFIDENTIAL)
        for one in (self.cast.head, self.cast.division_head, self.cast.auditor):
            one.refresh_from_db()
        self.assertEqual(self.settle(mail), {"administrator"})
        # It is the head's own, and the auditor reads no mail with an item above.
        self.assertEqual(self.seen(mail), {"head", "administrator"})

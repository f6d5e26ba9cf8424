"""A meeting sent to our own delegation: who is told what, moves and the end of it, over a real connection."""

import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, ClassVar

import icalendar
from django.test import TestCase, override_settings
from django.urls import reverse
from ical.calendar_stream import IcsCalendarStream

from commitments.accounts import changes
from commitments.enums import Classification, EmailState, MeetingForm, Side
from commitments.errors import Refused
from commitments.meetings import meetings
from commitments.models import (
    AuditRow,
    DelegationMember,
    Email,
    Invitation,
    Meeting,
    Ministry,
    Official,
    User,
)
from commitments.records import edits
from commitments.reminders import invitations, journal, outbox
from tests.cast import NOW, PASSWORD, Cast, gather
from tests.sink import Sink

DAY = datetime.date(2026, 5, 6)
LATER = NOW + datetime.timedelta(minutes=5)


class Case(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = cls.planned()
        cls.seat(cls.cast.head, cls.cast.mofa)
        cls.seat(cls.cast.focal_point, cls.cast.police)
        theirs = cls.cast.their_minister
        Official.objects.filter(pk=theirs.pk).update(email="minister@valdoria.example")
        cls.sit(Side.THEIRS, official=theirs)

    @classmethod
    def planned(cls, classification: int = Classification.RESTRICTED, **more: Any) -> Meeting:
        facts: dict[str, Any] = {"starts_at": datetime.time(9, 30), "ends_at": datetime.time(11), **more}
        made = Meeting(
            country=cls.cast.valdoria,
            title="Talks, with a\r\nline end",
            form=MeetingForm.VISIT,
            held_on=DAY,
            place="Port Serin",
            time_zone="Etc/GMT-3",
            classification=classification,
            **facts,
        )
        return meetings.record_meeting(made, by=cls.cast.head, now=NOW)

    @classmethod
    def seat(cls, person: User, ministry: Ministry) -> DelegationMember:
        official = Official.objects.create(
            country=cls.cast.korea, ministry=ministry, post=f"Post of {person.username}", user=person
        )
        return cls.sit(Side.OURS, official=official)

    @classmethod
    def sit(cls, side: Side, meeting: Meeting | None = None, **who: Any) -> DelegationMember:
        member = DelegationMember(meeting=meeting or cls.meeting, side=side, **who)
        return meetings.add_delegate(member, by=cls.cast.head, now=NOW)

    def invite(self, meeting: Meeting | None = None) -> int:
        return invitations.invite_delegation(meeting or self.meeting, by=self.cast.head, now=NOW)

    def mails(self, address: str = "") -> list[EmailMessage]:
        found = Email.objects.filter(address__startswith=address).order_by("pk")
        return [message_from_bytes(bytes(one.content), policy=SMTP) for one in found]

    def event(self, letter: EmailMessage) -> tuple[str, Any]:
        """Give the method and the event of a mail, by the other parser."""
        part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
        text = part.get_content()
        made = IcsCalendarStream.calendar_from_ics(text)
        self.assertEqual(part.get_param("method"), made.method)
        (event,) = made.events
        return str(made.method), event


class TellingTests(Case):
    def test_our_delegation_is_told_once_and_theirs_never(self) -> None:
        self.assertEqual(self.invite(), 2)
        self.assertEqual([invitations.notify_invited(NOW) for _sweep in range(3)], [2, 0, 0])
        self.assertEqual(
            list(Email.objects.order_by("pk").values_list("address", flat=True)),
            ["head@example.org", "focal_point@example.org"],
        )
        method, event = self.event(self.mails("head")[0])
        self.assertEqual(method, "REQUEST")
        self.assertEqual(event.uid, f"{self.meeting.reference}@localhost")
        self.assertEqual(event.dtstart.astimezone(datetime.UTC).hour, 6)
        self.assertEqual(event.location, "Port Serin")
        self.assertIn("head@example.org", str(event.attendees))
        self.assertNotIn("focal_point", str(event.attendees))

    def test_who_may_not_read_the_meeting_is_told_reference_and_hours(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        (letter,) = self.mails("focal_point")
        text = bytes(Email.objects.get(address__startswith="focal").content).decode()
        _method, event = self.event(letter)
        self.assertEqual((event.summary, event.location), (self.meeting.reference, None))
        self.assertEqual((event.description, event.url), (None, None))
        self.assertNotIn("Talks", letter["Subject"] + text)
        self.assertNotIn("Port Serin", text)

    def test_each_move_is_told_with_a_higher_number_and_nothing_else_is(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        numbers = [self.event(self.mails("head")[0])[1].sequence]
        edits.change_record(self.meeting, {"note": "Internal"}, by=self.cast.head, now=LATER)
        self.assertEqual(invitations.notify_invited(LATER), 0)
        for day in (DAY + datetime.timedelta(days=7), DAY):
            meetings.postpone_meeting(self.meeting, day, by=self.cast.head, now=LATER, reason="Later")
            self.assertEqual(invitations.notify_invited(LATER), 2)
            method, event = self.event(self.mails("head")[-1])
            self.assertEqual((method, event.dtstart.date()), ("REQUEST", day))
            self.assertTrue(self.mails("head")[-1]["Subject"].startswith("Changed: "))
            numbers.append(event.sequence)
        self.assertEqual(numbers, sorted(set(numbers)))

    def test_called_off_it_is_cancelled_once_and_not_told_again(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        before = self.event(self.mails("head")[0])[1]
        meetings.cancel_meeting(self.meeting, by=self.cast.head, now=LATER, reason="Elections")
        self.assertEqual([invitations.notify_invited(LATER) for _sweep in range(2)], [2, 0])
        method, event = self.event(self.mails("head")[-1])
        self.assertEqual((method, event.uid, event.status), ("CANCEL", before.uid, "CANCELLED"))
        self.assertGreater(event.sequence, before.sequence)
        self.assertEqual(event.dtstart, before.dtstart)

    def test_put_off_to_no_day_it_is_taken_out_and_comes_back_with_one(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        meetings.postpone_meeting(self.meeting, None, by=self.cast.head, now=LATER, reason="Later")
        self.assertEqual(invitations.notify_invited(LATER), 2)
        self.assertEqual(self.event(self.mails("head")[-1])[0], "CANCEL")
        edits.change_record(self.meeting, {"held_on": DAY}, by=self.cast.head, now=LATER)
        self.assertEqual(invitations.notify_invited(LATER), 2)
        self.assertEqual(self.event(self.mails("head")[-1])[0], "REQUEST")
        numbers = [self.event(letter)[1].sequence for letter in self.mails("head")]
        self.assertEqual(numbers, sorted(set(numbers)))

    def test_who_sits_there_no_more_is_told_so_alone(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        DelegationMember.objects.get(official__user=self.cast.focal_point).delete()
        self.assertEqual([invitations.notify_invited(LATER) for _sweep in range(2)], [1, 0])
        self.assertEqual(self.event(self.mails("focal_point")[-1])[0], "CANCEL")
        self.assertEqual(len(self.mails("head")), 1)
        with self.assertRaises(Refused):
            self.invite()
        self.sit(Side.OURS, official=Official.objects.get(user=self.cast.focal_point))
        self.assertEqual((self.invite(), invitations.notify_invited(LATER)), (1, 1))

    def test_a_mail_not_on_its_way_yet_is_overtaken(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        meetings.cancel_meeting(self.meeting, by=self.cast.head, now=LATER, reason="Elections")
        invitations.notify_invited(LATER)
        states = (
            Email.objects.filter(address="head@example.org").order_by("pk").values_list("state", flat=True)
        )
        self.assertEqual(list(states), [EmailState.WITHDRAWN, EmailState.READY])

    def test_a_mail_that_waits_for_the_server_still_goes_when_nothing_is_news(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        edits.change_record(self.meeting, {"note": "Internal"}, by=self.cast.head, now=LATER)
        self.assertEqual(invitations.notify_invited(LATER), 0)
        self.assertEqual(set(Email.objects.values_list("state", flat=True)), {EmailState.READY})

    def test_what_was_taken_back_after_hours_without_a_server_is_told_anew(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        tomorrow = NOW + datetime.timedelta(days=1)
        for method in ("REQUEST", "CANCEL"):
            journal.withdraw_stale(tomorrow)
            self.assertEqual([invitations.notify_invited(tomorrow) for _sweep in range(2)], [2, 0])
            self.assertEqual(self.event(self.mails("head")[-1])[0], method)
            if method == "REQUEST":
                meetings.cancel_meeting(self.meeting, by=self.cast.head, now=LATER, reason="Elections")
                invitations.notify_invited(NOW)

    def test_what_was_taken_back_for_somebody_who_left_is_looked_at_once(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        User.objects.filter(pk=self.cast.head.pk).update(is_active=False)
        tomorrow = NOW + datetime.timedelta(days=1)
        journal.withdraw_stale(tomorrow)
        self.assertEqual(invitations.notify_invited(tomorrow), 1)
        self.assertIsNone(Invitation.objects.get(person=self.cast.head).email)

    def test_above_the_level_of_mail_the_reference_stands_alone_and_above_the_clearance_nothing(self) -> None:
        high = self.planned(Classification.CONFIDENTIAL)
        for person in (self.cast.head, self.cast.focal_point):
            self.sit(Side.OURS, high, official=Official.objects.get(user=person))
        self.assertEqual((self.invite(high), invitations.notify_invited(NOW)), (1, 1))
        (letter,) = self.mails()
        self.assertEqual(letter["To"], "Head <head@example.org>")
        self.assertEqual(self.event(letter)[1].summary, high.reference)
        self.assertNotIn(b"Talks", bytes(Email.objects.get().content))
        with override_settings(MAIL_CEILING=2):
            edits.change_record(high, {"place": "Elsewhere"}, by=self.cast.head, now=LATER)
            invitations.notify_invited(LATER)
        self.assertIn("Talks", self.event(self.mails()[-1])[1].summary)

    def test_raised_above_a_clearance_it_is_taken_out_without_a_word(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        values = {"classification": Classification.SECRET, "title": "Hidden talks"}
        edits.change_record(self.meeting, values, by=self.cast.head, now=LATER)
        invitations.notify_invited(LATER)
        method, event = self.event(self.mails("focal_point")[-1])
        self.assertEqual((method, event.summary), ("CANCEL", self.meeting.reference))
        self.assertNotIn(b"Hidden", b"".join(bytes(one.content) for one in Email.objects.all()))

    def test_whose_clearance_falls_below_the_meeting_is_told_so_at_once_and_without_a_word(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        focal = User.objects.filter(pk=self.cast.focal_point.pk)
        # Lower, and still enough.
        focal.update(clearance=Classification.RESTRICTED)
        self.assertEqual(invitations.notify_invited(LATER), 0)
        focal.update(clearance=Classification.PUBLIC)
        User.objects.filter(pk=self.cast.head.pk).update(clearance=Classification.SECRET)
        self.assertEqual([invitations.notify_invited(LATER) for _sweep in range(2)], [1, 0])
        method, event = self.event(self.mails("focal_point")[-1])
        self.assertEqual((method, event.summary), ("CANCEL", self.meeting.reference))
        self.assertNotIn("Talks", bytes(Email.objects.latest("pk").content).decode())
        with self.assertRaises(Refused):
            self.invite()
        focal.update(clearance=Classification.RESTRICTED)
        self.assertEqual((self.invite(), invitations.notify_invited(LATER)), (1, 1))
        self.assertEqual(self.event(self.mails("focal_point")[-1])[0], "REQUEST")

    def test_whose_account_ends_is_expected_no_more_and_sent_nothing_that_waits(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        changes.close_account(self.cast.focal_point, reason="Left", by=self.cast.administrator, now=LATER)
        self.assertEqual([invitations.notify_invited(LATER) for _sweep in range(2)], [0, 0])
        self.assertTrue(Invitation.objects.get(person=self.cast.focal_point).is_cancelled)
        waiting = Email.objects.filter(state=EmailState.READY).values_list("address", flat=True)
        self.assertNotIn("focal_point@example.org", waiting)

    def test_a_closed_account_and_one_without_mail_are_told_nothing(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        User.objects.filter(pk=self.cast.head.pk).update(is_active=False)
        User.objects.filter(pk=self.cast.focal_point.pk).update(email_bounced_at=NOW)
        meetings.cancel_meeting(self.meeting, by=self.cast.division_head, now=LATER, reason="Elections")
        self.assertEqual(invitations.notify_invited(LATER), 0)

    def test_a_name_with_a_line_end_adds_no_header_and_no_property(self) -> None:
        User.objects.filter(pk=self.cast.head.pk).update(name='Kim, J."\r\nBcc: x@evil.example;X="')
        self.invite()
        invitations.notify_invited(NOW)
        letter = self.mails("head")[0]
        self.assertIsNone(letter["Bcc"])
        part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
        (event,) = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
        self.assertNotIn("BCC", event)
        self.assertEqual(str(event["ATTENDEE"]), "mailto:head@example.org")


class AskingTests(Case):
    def test_the_page_says_who_gets_it_and_who_does_not(self) -> None:
        self.sit(Side.OURS, post="An interpreter")
        said = invitations.says_who(self.meeting, self.cast.head)
        self.assertIn("The invitation will be sent by email to: Post of head; Post of focal_point", said)
        self.assertIn("An interpreter (no account)", said)
        self.client.force_login(self.cast.head)
        self.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        address = reverse("admin:commitments_meeting_step_invite", args=(self.meeting.pk,))
        self.assertContains(self.client.get(address), "The other side will receive no email")
        self.client.post(address)
        self.assertEqual(Invitation.objects.count(), 2)
        row = AuditRow.objects.get(action="delegation invited")
        self.assertEqual((row.by, row.after), (self.cast.head, {"invited": ["Focal point", "Head"]}))

    def test_the_page_lists_for_the_desk_who_is_invited_and_the_last_word(self) -> None:
        page = reverse("admin:commitments_meeting_change", args=(self.meeting.pk,))
        self.client.force_login(self.cast.head)
        self.assertNotContains(self.client.get(page), "Calendar invitations")
        self.invite()
        shown = self.client.get(page)
        self.assertContains(shown, "Calendar invitations")
        self.assertContains(shown, "Focal point: invitation will be sent within a minute")
        invitations.notify_invited(NOW)
        Email.objects.filter(address__startswith="head").update(state=EmailState.DELIVERED)
        User.objects.filter(pk=self.cast.focal_point.pk).update(clearance=Classification.PUBLIC)
        invitations.notify_invited(LATER)
        shown = self.client.get(page)
        number = Invitation.objects.get(person=self.cast.head).sequence
        self.assertContains(shown, "Head: expected to attend")
        self.assertContains(shown, f"latest notice no. {number}, delivered to the mail server")
        self.assertContains(
            shown,
            "Focal point: no longer expected to attend (classification of "
            "the meeting above the user’s clearance)",
        )
        self.client.force_login(self.cast.auditor)
        self.assertNotContains(self.client.get(page), "Calendar invitations")
        self.assertEqual(invitations.list_invited(self.meeting, self.cast.stranger), [])

    def test_what_the_list_costs_does_not_grow_with_the_guests(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        with self.assertNumQueries(3):
            self.assertEqual(len(invitations.list_invited(self.meeting, self.cast.head)), 2)

    def test_without_a_day_a_guest_or_the_place_it_is_refused(self) -> None:
        self.assertEqual(self.refusal(self.planned(), self.cast.head), "nobody")
        self.assertEqual(self.refusal(self.meeting, self.cast.stranger), "forbidden")
        meetings.postpone_meeting(self.meeting, None, by=self.cast.head, now=NOW, reason="Later")
        self.assertEqual(self.refusal(self.meeting, self.cast.head), "wrong_state")

    def refusal(self, meeting: Meeting, by: User) -> str:
        with self.assertRaises(Refused) as refused:
            invitations.invite_delegation(meeting, by=by, now=NOW)
        return str(refused.exception.code)


class ServerTests(Case):
    def test_the_sweep_hands_it_to_the_mail_server_as_one_letter(self) -> None:
        self.invite()
        invitations.notify_invited(NOW)
        sink = self.enterContext(Sink())
        with override_settings(MAIL_TO_FILES=False, EMAIL_HOST="127.0.0.1", EMAIL_PORT=sink.port):
            outbox.run_outbox(NOW)
        self.assertEqual(len(sink.received), 2)
        letter: Any = message_from_bytes(sink.received[0].content, policy=SMTP)
        self.assertEqual(
            [part.get_content_type() for part in letter.walk()],
            ["multipart/alternative", "text/plain", "text/html", "text/calendar"],
        )
        self.assertEqual(self.event(letter)[0], "REQUEST")

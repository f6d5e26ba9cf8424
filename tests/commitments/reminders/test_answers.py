"""Answers from mails: proposals in the addressee's name, copied, and filed by the desk as theirs."""

import datetime

from django.utils.http import int_to_base36

from commitments.dashboard import work_queue
from commitments.enums import (
    Classification,
    CommitmentState,
    EmailState,
    Health,
    MoveReason,
    NotSentReason,
    OwedBy,
    ReminderKind,
    ReminderState,
    ReplyKind,
    ReplyState,
    Role,
    Side,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import acceptance, approvals
from commitments.models import (
    Approval,
    AuditRow,
    Commitment,
    Email,
    EmailReply,
    Ministry,
    Reminder,
    ReplyLink,
    User,
)
from commitments.reminders import replies
from commitments.reminders.replies import EndedLink, LinkState, ReplyValues
from tests import make
from tests.commitments.reminders.answering import ANSWERED, MAILED, AnswerCase
from tests.commitments.reminders.case import seoul

HOUR = datetime.timedelta(hours=1)
WITHDRAWN = {"state": CommitmentState.WITHDRAWN, "closed_on": datetime.date(2026, 6, 16)}
DATE = {"wording": "by 31 July 2026", "text": "The partner has not sent its list.", "move_reason": "partner"}


class LinkTests(AnswerCase):
    def test_an_owner_s_line_carries_a_link_made_with_the_mail(self) -> None:
        item = self.mailed()
        link = self.link()
        self.assertEqual((link.commitment, link.recipient), (item, self.people.focal_point))
        self.assertEqual(link.deadline, item.deadline)
        self.assertEqual(link.expires_at, MAILED + replies.VALID)
        self.assertEqual(link.email, Email.objects.get(state=EmailState.DELIVERED))
        self.assertIn(self.address(), self.html())

    def test_the_link_keeps_what_the_mail_said_and_no_more(self) -> None:
        self.mailed()
        shown, text = self.link().shown, " ".join(self.text().split())
        self.assertEqual(
            set(shown), {"reference", "title", "lateness", "facts", "marking", "is_demonstration", "alone"}
        )
        for said in (shown["reference"], shown["title"], shown["lateness"], *(f for _, f in shown["facts"])):
            self.assertIn(said, text)

    def test_the_desk_the_duty_box_and_what_the_partner_owes_get_no_link(self) -> None:
        make.commitment(self.people, owed_by=OwedBy.THEIRS, state=CommitmentState.ACCEPTED)
        self.accepted(classification=Classification.SECRET)
        self.sweep(MAILED)
        self.assertTrue(self.arrived())
        self.assertFalse(ReplyLink.objects.exists())

    def test_above_the_ceiling_no_link_is_made(self) -> None:
        User.objects.filter(pk=self.people.focal_point.pk).update(clearance=Classification.SECRET)
        self.accepted(classification=Classification.CONFIDENTIAL)
        self.sweep(MAILED)
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})
        self.assertNotIn("/reply/", self.text())
        self.assertFalse(ReplyLink.objects.exists())

    def test_a_mail_that_cannot_be_written_leaves_no_link(self) -> None:
        User.objects.filter(pk=self.people.focal_point.pk).update(email="broken")
        self.mailed()
        self.assertFalse(ReplyLink.objects.exists())

    def test_a_forged_address_is_refused_before_the_database_is_asked(self) -> None:
        self.mailed()
        link = self.link()
        good = replies.build_token(link.commitment_id, link.recipient_id, link.expires_at)
        self.assertEqual(replies.find_link(good), link)
        said, _dot, signed = good.partition(".")
        other = int_to_base36(link.commitment_id + 1) + said[said.index("-") :]
        for forged in (
            f"{other}.{signed}",
            f"{said}.{signed[:-2]}",
            said,
            "",
            ".",
            f"{said}.é",
            "-" * 400,
            signed,
        ):
            with self.assertNumQueries(0):
                self.assertIsNone(replies.find_link(forged))

    def test_a_signed_address_of_another_row_finds_nothing(self) -> None:
        self.mailed()
        link = self.link()
        later = link.expires_at + datetime.timedelta(microseconds=1)
        self.assertIsNone(
            replies.find_link(replies.build_token(link.commitment_id, link.recipient_id, later))
        )


class StandingTests(AnswerCase):
    def check(self, standing: LinkState, now: datetime.datetime = ANSWERED) -> None:
        """The link is worth this, and an answer by it is refused with nothing written."""
        self.assertEqual(replies.check_link(self.link(), now), standing)
        with self.assertRaises(EndedLink) as caught:
            replies.accept_reply(self.link(), ReplyValues(ReplyKind.NO_CHANGE), now=now)
        self.assertEqual(caught.exception.standing, standing)
        self.assertFalse(EmailReply.objects.exists())
        self.assertIsNone(self.link().used_at)

    def test_it_expires_after_thirty_days(self) -> None:
        self.mailed()
        self.assertEqual(replies.check_link(self.link(), MAILED + replies.VALID - HOUR), LinkState.OPEN)
        self.check(LinkState.EXPIRED, MAILED + replies.VALID)

    def test_the_links_of_an_item_are_taken_back_by_the_desk(self) -> None:
        item = self.mailed()
        rows = replies.list_live(ANSWERED).filter(commitment=item)
        for person in (self.people.stranger, self.people.focal_point, self.people.reader):
            with self.assertRaises(Refused):
                replies.revoke_links(rows, by=person, now=ANSWERED)
        self.assertEqual(replies.revoke_links(rows, by=self.people.officer, now=ANSWERED), 1)
        self.check(LinkState.REVOKED)
        row = AuditRow.objects.get(action="link revoked")
        self.assertEqual((row.by, row.page_id), (self.people.officer, item.pk))

    def test_the_links_of_a_person_are_taken_back_by_an_administrator(self) -> None:
        self.mailed()
        rows = replies.list_live(ANSWERED).filter(recipient=self.people.focal_point)
        self.assertEqual(replies.revoke_links(rows, by=self.people.administrator, now=ANSWERED), 1)
        self.check(LinkState.REVOKED)

    def test_who_left_answers_no_more(self) -> None:
        self.mailed()
        User.objects.filter(pk=self.people.focal_point.pk).update(is_active=False)
        self.check(LinkState.ELSEWHERE)

    def test_who_is_of_another_ministry_now_answers_no_more(self) -> None:
        self.mailed()
        other = Ministry.objects.create(country=self.people.korea, name="Ministry of Health")
        User.objects.filter(pk=self.people.focal_point.pk).update(ministry=other)
        self.check(LinkState.ELSEWHERE)

    def test_another_lead_ends_it(self) -> None:
        item = self.mailed()
        item.responsibilities.update(ministry=self.people.mofa)
        self.check(LinkState.ELSEWHERE)

    def test_a_raised_item_ends_it(self) -> None:
        item = self.mailed()
        Commitment.objects.filter(pk=item.pk).update(classification=Classification.CONFIDENTIAL)
        User.objects.filter(pk=self.people.focal_point.pk).update(clearance=Classification.SECRET)
        self.check(LinkState.WITHHELD)

    def test_a_lowered_clearance_ends_it(self) -> None:
        self.mailed()
        User.objects.filter(pk=self.people.focal_point.pk).update(clearance=Classification.PUBLIC)
        self.check(LinkState.WITHHELD)

    def test_a_closed_item_ends_it(self) -> None:
        item = self.mailed()
        for state in (CommitmentState.WITHDRAWN, CommitmentState.FULFILLED):
            Commitment.objects.filter(pk=item.pk).update(**{**WITHDRAWN, "state": state})
            self.check(LinkState.CLOSED)

    def test_a_moved_deadline_ends_it(self) -> None:
        item = self.mailed()
        make.move(self.people, item, on_day(datetime.date(2026, 9, 30), ""), now=ANSWERED - HOUR)
        self.check(LinkState.MOVED)

    def test_what_is_reported_asks_for_nothing(self) -> None:
        item = self.mailed()
        make.advance(self.people, item, CommitmentState.REPORTED, now=ANSWERED - HOUR)
        self.check(LinkState.NOTHING)


class GiveTests(AnswerCase):
    def test_an_answer_waits_under_the_addressee_s_name_and_changes_nothing(self) -> None:
        item = self.mailed()
        before = (item.state, item.health, item.version)
        answer = self.answered(ReplyKind.PROGRESS, health="at_risk", text="The list is late.")
        item.refresh_from_db()
        self.assertEqual((item.state, item.health, item.version), before)
        self.assertEqual((answer.state, answer.recorded_by), (ReplyState.WAITING, self.people.focal_point))
        row = AuditRow.objects.get(subject_type="commitments.EmailReply")
        self.assertEqual((row.by, row.page_id), (self.people.focal_point, item.pk))
        self.assertIn("without signing in", row.reason)

    def test_a_link_is_used_once(self) -> None:
        self.mailed()
        link = self.link()
        replies.accept_reply(link, ReplyValues(ReplyKind.NO_CHANGE), now=ANSWERED)
        # The second holds the row as it was before, as of two posts at once.
        with self.assertRaises(EndedLink) as caught:
            replies.accept_reply(link, ReplyValues(ReplyKind.NO_CHANGE), now=ANSWERED)
        self.assertEqual(caught.exception.standing, LinkState.USED)
        self.assertEqual(EmailReply.objects.count(), 1)

    def test_what_is_lacking_is_asked_and_uses_nothing_up(self) -> None:
        self.mailed()
        lacking = {
            "needs_health": ReplyValues(ReplyKind.PROGRESS, health="no_recent_report"),
            "needs_cause": ReplyValues(ReplyKind.PROGRESS, health="off_track", text=" "),
            "needs_date": ReplyValues(ReplyKind.DATE, text="Why", move_reason="partner"),
            "needs_move_reason": ReplyValues(
                ReplyKind.DATE, text="Why", wording="1 July", move_reason="calendar"
            ),
            "needs_reason": ReplyValues(ReplyKind.DATE, wording="1 July", move_reason="partner"),
            "kind": ReplyValues(ReplyKind.ACCEPT),
        }
        for code, said in lacking.items():
            with self.assertRaises(Refused) as caught:
                replies.accept_reply(self.link(), said, now=ANSWERED)
            self.assertEqual(caught.exception.code, code)
        self.assertIsNone(self.link().used_at)

    def test_the_addressee_gets_a_copy_by_the_ordinary_way_out(self) -> None:
        self.mailed()
        answer = self.answered(ReplyKind.DATE, **DATE)
        self.sweep(ANSWERED)
        copy = Reminder.objects.get(kind=ReminderKind.REPLY_COPY)
        self.assertEqual((copy.offset, copy.state), (answer.pk, ReminderState.DELIVERED))
        text = self.newest()
        for said in ("Extension request", DATE["wording"], DATE["text"], "contact the desk at once"):
            self.assertIn(said, text)
        self.assertNotIn("/reply/", text)

    def newest(self) -> str:
        """Read the plain text of the mail that was written last, on one line."""
        mails = sorted(self.mails(), key=lambda one: one["Date"].datetime)
        part = mails[-1].get_body(("plain",))
        assert part is not None
        return " ".join(str(part.get_content()).split())

    def test_the_copy_that_arrives_does_not_hide_a_reminder_that_came_back(self) -> None:
        item = self.mailed()
        self.answered()
        self.sweep(ANSWERED)
        Reminder.objects.exclude(kind=ReminderKind.REPLY_COPY).filter(state=ReminderState.DELIVERED).update(
            state=ReminderState.FAILED, not_sent_reason=NotSentReason.BOUNCED
        )
        self.assertEqual(set(work_queue.why_unheard([item.pk], ANSWERED)), {item.pk})

    def test_the_copy_goes_whatever_became_of_the_item(self) -> None:
        item = self.mailed()
        self.answered()
        Commitment.objects.filter(pk=item.pk).update(**WITHDRAWN)
        self.sweep(ANSWERED + HOUR)
        self.assertEqual(Reminder.objects.get(kind=ReminderKind.REPLY_COPY).state, ReminderState.DELIVERED)

    def test_the_copy_of_a_raised_item_names_its_reference_alone(self) -> None:
        item = self.mailed()
        User.objects.filter(pk=self.people.focal_point.pk).update(clearance=Classification.SECRET)
        self.answered(text="Secret words")
        Commitment.objects.filter(pk=item.pk).update(classification=Classification.CONFIDENTIAL)
        self.sweep(ANSWERED + HOUR)
        text = self.newest()
        self.assertIn(item.reference, text)
        self.assertNotIn("Secret words", text)
        self.assertNotIn(item.title, text)

    def test_the_copy_to_who_left_is_not_sent_and_says_why(self) -> None:
        self.mailed()
        self.answered()
        User.objects.filter(pk=self.people.focal_point.pk).update(is_active=False)
        self.sweep(ANSWERED + HOUR)
        copy = Reminder.objects.get(kind=ReminderKind.REPLY_COPY)
        self.assertEqual((copy.state, copy.not_sent_reason), (ReminderState.DROPPED, NotSentReason.LEFT))

    def test_a_copy_folds_no_rung_and_is_folded_by_none(self) -> None:
        self.mailed()
        self.answered()
        self.sweep(ANSWERED)
        # The next rung was planned for the morning, and comes late.
        self.sweep(seoul(6, 23, 9))
        self.assertEqual(Reminder.objects.filter(state=ReminderState.DELIVERED).count(), 3)


class DeskTests(AnswerCase):
    def confirm(self, answer: EmailReply, by: User | None = None, **said: str) -> None:
        replies.confirm_reply(answer, by=by or self.people.officer, now=ANSWERED + HOUR, **said)

    def refused(self, answer: EmailReply, by: User | None = None) -> str:
        with self.assertRaises(Refused) as caught:
            self.confirm(answer, by)
        answer.refresh_from_db()
        self.assertEqual(answer.state, ReplyState.WAITING)
        return caught.exception.code

    def proposed(self) -> EmailReply:
        """Have an item accepted from a mail, by a link as the rung for owners makes it."""
        return replies.accept_reply(
            self.asked_to_accept(), ReplyValues(ReplyKind.ACCEPT, text="Agreed."), now=ANSWERED
        )

    def test_an_acceptance_is_filed_as_the_ministry_s_own_answer(self) -> None:
        answer = self.proposed()
        self.confirm(answer)
        item = answer.commitment
        item.refresh_from_db()
        lead = item.responsibilities.get(side=Side.OURS)
        self.assertEqual(item.state, CommitmentState.ACCEPTED)
        self.assertEqual(lead.accepted_by, self.people.officer)
        self.assertEqual(lead.accepted_on, datetime.date(2026, 6, 15))
        self.assertEqual(lead.acceptance, "Email reply from Focal point, KNPA, 15 Jun 2026")

    def test_progress_is_reported_in_the_addressee_s_words(self) -> None:
        item = self.mailed()
        self.confirm(self.answered(ReplyKind.PROGRESS, health="at_risk", text="The list is late."))
        item.refresh_from_db()
        said = item.updates.get()
        self.assertEqual((item.health, said.recorded_by), (Health.AT_RISK, self.people.officer))
        self.assertIn("Email reply from Focal point, KNPA", said.text)
        self.assertIn("The list is late.", said.text)

    def test_a_next_step_is_that_of_the_lead_ministry_and_the_deadline_stays(self) -> None:
        item = self.mailed()
        due = item.due_on
        step = {"next_step": "Send the list of ports", "next_step_by": "30 June 2026"}
        self.confirm(self.answered(ReplyKind.PROGRESS, health="on_track", text="Begun.", **step))
        said = item.updates.get()
        lead = item.responsibilities.get(side=Side.OURS)
        self.assertEqual(
            (said.next_step, said.next_step_ministry_id, str(said.next_step_on)),
            ("Send the list of ports", lead.ministry_id, "2026-06-30"),
        )
        item.refresh_from_db()
        self.assertEqual(item.due_on, due)

    def test_no_change_keeps_the_health(self) -> None:
        item = self.mailed()
        self.confirm(self.answered())
        said = item.updates.get()
        self.assertEqual(said.health, Health.NO_RECENT_REPORT)
        self.assertIn("No change.", said.text)

    def test_another_date_is_asked_of_the_head(self) -> None:
        item = self.mailed()
        self.confirm(self.answered(ReplyKind.DATE, **DATE))
        asked = Approval.objects.get(commitment=item)
        self.assertEqual(asked.reason, DATE["text"])
        self.assertEqual(asked.move_reason, MoveReason.PARTNER)
        self.assertIn("Focal point", asked.document)
        approvals.grant_request(asked, by=self.people.head, now=ANSWERED + HOUR)
        item.refresh_from_db()
        self.assertEqual(item.due_on, datetime.date(2026, 7, 31))

    def test_words_that_follow_an_event_are_written_anew(self) -> None:
        item = self.mailed()
        answer = self.answered(ReplyKind.DATE, **{**DATE, "wording": "before the next session"})
        self.assertEqual(self.refused(answer), "needs_day")
        self.confirm(answer, wording="2026-07-31")
        self.assertEqual(Approval.objects.get(commitment=item).terms["spec"]["wording"], "2026-07-31")

    def test_an_answer_is_set_aside_with_a_reason(self) -> None:
        item = self.mailed()
        answer = self.answered(ReplyKind.PROGRESS, health="on_track")
        with self.assertRaises(Refused):
            replies.dismiss_reply(answer, comment=" ", by=self.people.officer, now=ANSWERED)
        replies.dismiss_reply(answer, comment="Not theirs.", by=self.people.officer, now=ANSWERED)
        self.assertFalse(item.updates.exists())
        self.assertEqual(answer.state, ReplyState.SET_ASIDE)
        with self.assertRaises(Refused) as caught:
            self.confirm(answer)
        self.assertEqual(caught.exception.code, "decided")

    def test_two_who_decide_at_once_do_it_once(self) -> None:
        item = self.mailed()
        answer = self.answered()
        as_another_saw_it = EmailReply.objects.get(pk=answer.pk)
        self.confirm(answer)
        with self.assertRaises(Refused) as caught:
            self.confirm(as_another_saw_it, self.people.head)
        self.assertEqual(caught.exception.code, "changed")
        self.assertEqual(item.updates.count(), 1)

    def test_only_the_desk_of_the_item_decides(self) -> None:
        self.mailed()
        answer = self.answered()
        for person in (
            self.people.focal_point,
            self.people.stranger,
            self.people.auditor,
            self.people.reader,
        ):
            self.assertEqual(self.refused(answer, person), "forbidden")

    def test_nobody_confirms_what_was_answered_in_the_own_name(self) -> None:
        self.mailed()
        answer = self.answered()
        User.objects.filter(pk=self.people.focal_point.pk).update(
            role=Role.DESK_OFFICER, desk=self.people.desk, ministry=None
        )
        self.assertEqual(self.refused(answer, User.objects.get(pk=self.people.focal_point.pk)), "own")

    def test_what_closed_or_passed_to_another_lead_between_is_not_confirmed(self) -> None:
        answer = self.proposed()
        item = answer.commitment
        item.responsibilities.update(ministry=self.people.mofa)
        self.assertEqual(self.refused(answer), "elsewhere")
        item.responsibilities.update(ministry=self.people.police)
        Commitment.objects.filter(pk=item.pk).update(**WITHDRAWN)
        self.assertEqual(self.refused(EmailReply.objects.get(pk=answer.pk)), "wrong_state")

    def test_what_was_proposed_anew_between_is_not_accepted(self) -> None:
        answer = self.proposed()
        item = Commitment.objects.get(pk=answer.commitment_id)
        later = ANSWERED + HOUR / 2
        acceptance.redraft(item, reason="Other words", by=self.people.officer, now=later)
        acceptance.propose(item, by=self.people.officer, now=later)
        self.assertEqual(self.refused(EmailReply.objects.get(pk=answer.pk)), "new_terms")

    def test_a_raised_item_is_confirmed_by_who_may_read_it(self) -> None:
        item = self.mailed()
        answer = self.answered()
        Commitment.objects.filter(pk=item.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.refused(answer), "forbidden")
        self.confirm(EmailReply.objects.get(pk=answer.pk), self.people.head)
        self.assertEqual(item.updates.get().classification, Classification.SECRET)

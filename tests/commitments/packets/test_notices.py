"""Each holder of a final is notified of an addendum or a recall, and confirms it; the desk sees who did."""

import email
import email.policy
import html
import re
from typing import Any

from django.test import override_settings
from django.urls import reverse

from commitments.dashboard.questions import to_confirm
from commitments.enums import Classification, CommitmentState, Disposal, EmailState
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.models import AuditRow, Commitment, CopyNotice, Email, Packet, PacketCopy, User
from commitments.packets import copies
from commitments.packets.archive import frozen, requests
from commitments.parties import staff_changes
from commitments.reminders import notices, outbox
from commitments.verification import packets
from tests import make
from tests.cast import NOW
from tests.commitments.packets.shelf import ShelfTestCase
from tests.sink import Sink

READ, RETURNED = (
    "Confirm that I have read the addendum",
    "Confirm that I have returned or destroyed my copy",
)


class NoticeCase(ShelfTestCase):
    """A final that the minister's office, the officer and an interpreter hold."""

    def setUp(self) -> None:
        super().setUp()
        User.objects.filter(pk=self.cast.reader.pk).update(clearance=Classification.CONFIDENTIAL)
        self.cast.reader.refresh_from_db()
        point = make.outcome(self.cast, self.meeting)
        self.item = make.commitment(self.cast, point, state=CommitmentState.ACCEPTED)
        self.final = self.approved(reader=self.cast.reader)
        copies.open_packet(self.final, self.cast.reader, now=NOW)
        self.copy = self.final.register.get(of_final=True, holder=self.cast.reader)

    def add(self) -> Packet:
        """Approve an addendum."""
        Commitment.objects.filter(pk=self.item.pk).update(title="Share the records of the year")
        added = self.made(requests.request_addendum(self.final, by=self.cast.officer, now=NOW))
        self.sign(added, self.cast.officer)
        self.sign(added, self.cast.head)
        return self.made(added)

    def hand_out(self) -> PacketCopy:
        return copies.hand_out(self.final, "Interpreter", by=self.cast.officer, now=NOW)

    def recall(self, packet: Packet | None = None) -> None:
        copies.recall_edition(packet or self.final, by=self.cast.head, now=NOW, reason="A name is wrong.")

    def emails(self) -> list[tuple[str, str]]:
        return list(Email.objects.order_by("pk").values_list("address", "subject"))

    def page(self, path: str, by: User) -> str:
        self.client.force_login(by)
        answer: Any = self.client.get(path)
        self.assertEqual(answer.status_code, 200, path)
        return " ".join(html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())

    def of(self, packet: Packet) -> str:
        return reverse("admin:commitments_packet_change", args=(packet.pk,))

    def press(self, copy: PacketCopy, about: Packet, by: User, **sent: str) -> Any:
        self.client.force_login(by)
        return self.client.post(reverse("admin:commitments_packet_confirm", args=(copy.pk, about.pk)), sent)


class AddendumTests(NoticeCase):
    def test_the_holder_is_told_by_email_and_on_my_desk_presses_once_and_the_desk_sees_it(self) -> None:
        added = self.add()
        self.assertEqual([notices.notify_copy_holders(NOW) for _run in range(3)], [1, 0, 0])
        self.assertEqual(self.emails(), [("reader@example.org", f"Read and confirm the addendum {added}")])
        said = f"You hold copy {self.copy.number} of {self.final}. The addendum {added} was approved"
        for path in ("/admin/", self.of(self.final), self.of(added)):
            page = self.page(path, self.cast.reader)
            self.assertIn(said, page)
            self.assertIn(READ, page)
        desk = self.page(self.of(self.final), self.cast.officer)
        self.assertIn("0 of 1 confirmed", desk)
        self.assertIn("not yet", desk)
        self.assertNotIn(READ, desk)
        answer = self.press(self.copy, added, self.cast.reader)
        self.assertRedirects(answer, self.of(self.final), fetch_redirect_response=False)
        for path in ("/admin/", self.of(self.final), self.of(added)):
            self.assertNotIn(READ, self.page(path, self.cast.reader))
        for packet in (self.final, added):
            self.assertIn("1 of 1 confirmed", self.page(self.of(packet), self.cast.officer))
        self.press(self.copy, added, self.cast.reader)
        [row] = AuditRow.objects.filter(action="confirm addendum")
        self.assertEqual((row.by, row.subject_id), (self.cast.reader, added.pk))
        history = self.page(f"/admin/commitments/packet/{added.pk}/history/", self.cast.officer)
        self.assertIn("reading confirmed by a copy holder", history.lower())

    def test_each_holder_of_the_final_has_a_copy_of_the_addendum(self) -> None:
        self.hand_out()
        copies.open_packet(self.final, self.cast.auditor, now=NOW)
        added = self.add()
        named = {str(row.holder or row.post) for row in added.register.filter(of_final=True)}
        holders = {str(one) for one in (self.cast.reader, self.cast.officer, self.cast.head)}
        self.assertEqual(named - {""}, holders | {str(self.cast.auditor), "Interpreter"})
        content = frozen.content_of(added.content_sha256)
        self.assertIn(
            ("5", "Interpreter", "Paper copy"),
            [(one.copies, one.holder, one.post) for one in content.distribution],
        )
        self.assertEqual(copies.open_packet(added, self.cast.reader, now=NOW)[:4], b"%PDF")

    def test_a_draft_of_an_addendum_and_one_that_was_recalled_are_no_news(self) -> None:
        Commitment.objects.filter(pk=self.item.pk).update(title="Share the records of the year")
        added = self.made(requests.request_addendum(self.final, by=self.cast.officer, now=NOW))
        self.assertEqual(notices.notify_copy_holders(NOW), 0)
        for person in (self.cast.officer, self.cast.head):
            self.sign(added, person)
        self.recall(self.made(added))
        self.assertEqual((notices.notify_copy_holders(NOW), to_confirm(self.cast.reader)), (0, ()))

    def test_who_is_given_the_final_later_is_notified_too(self) -> None:
        self.add()
        notices.notify_copy_holders(NOW)
        copies.open_packet(self.final, self.cast.head, now=NOW)
        self.assertEqual(notices.notify_copy_holders(NOW), 1)
        self.assertEqual(self.emails()[-1][0], "head@example.org")

    def test_an_addendum_above_the_clearance_is_not_named_to_the_holder(self) -> None:
        added = self.add()
        Packet.objects.filter(pk=added.pk).update(classification=Classification.SECRET)
        self.assertEqual((notices.notify_copy_holders(NOW), to_confirm(self.cast.reader)), (0, ()))
        self.assertNotIn("Add. 1", self.page("/admin/", self.cast.reader))
        self.assertNotIn("Add. 1", self.page(self.of(self.final), self.cast.reader))
        self.assertEqual(self.press(self.copy, added, self.cast.reader).status_code, 404)

    def test_for_a_holder_without_an_account_the_person_who_gave_the_copy_out_confirms(self) -> None:
        copy, added = self.hand_out(), self.add()
        self.assertEqual(notices.notify_copy_holders(NOW), 2)
        self.assertIn("officer@example.org", [address for address, _subject in self.emails()])
        body = bytes(Email.objects.get(address="officer@example.org").content).decode()
        self.assertIn(", Interpreter, has no account.", " ".join(body.replace("=\r\n", "").split()))
        for path in ("/admin/", self.of(self.final)):
            self.assertIn("Interpreter has read the addendum", self.page(path, self.cast.officer))
        for person in (self.cast.reader, self.cast.auditor, self.cast.stranger):
            self.assertEqual(self.press(copy, added, person).status_code, 404)
        self.press(copy, added, self.cast.officer, back="desk")
        row = CopyNotice.objects.get(copy=copy)
        self.assertEqual((row.confirmed_by, row.about), (self.cast.officer, added))
        self.assertNotIn("Interpreter has read", self.page("/admin/", self.cast.officer))
        self.assertIn(f"{self.cast.officer}", self.page(self.of(self.final), self.cast.officer))


class RecallTests(NoticeCase):
    def test_each_holder_is_notified_of_a_recall_and_confirms_it(self) -> None:
        self.hand_out()
        copies.open_packet(self.final, self.cast.head, now=NOW)
        self.recall()
        self.assertEqual([notices.notify_copy_holders(NOW) for _run in range(2)], [3, 0])
        self.assertEqual(
            {address for address, _subject in self.emails()},
            {"reader@example.org", "head@example.org", "officer@example.org"},
        )
        self.assertIn(
            f"Recalled: return or destroy copy 1 of {self.final}",
            [subject for _address, subject in self.emails()],
        )
        for path in ("/admin/", self.of(self.final)):
            self.assertIn(RETURNED, self.page(path, self.cast.reader))
        self.press(self.copy, self.final, self.cast.reader)
        self.assertNotIn(RETURNED, self.page("/admin/", self.cast.reader))
        self.assertIn("1 of 3 confirmed", self.page(self.of(self.final), self.cast.officer))
        # What became of the paper is for the desk to record.
        self.copy.refresh_from_db()
        self.assertEqual(self.copy.disposal, "")
        called_in = self.page("/admin/", self.cast.officer)
        self.assertIn(
            f"Copy 4 of {self.final} was recalled. Its holder, Interpreter, has no account.", called_in
        )

    def test_nothing_is_left_to_confirm_once_the_desk_has_the_copy_back(self) -> None:
        self.recall()
        copies.end_copy(self.copy, Disposal.RETURNED, by=self.cast.officer, now=NOW)
        self.assertEqual((notices.notify_copy_holders(NOW), to_confirm(self.cast.reader)), (0, ()))
        self.assertEqual(self.press(self.copy, self.final, self.cast.reader).status_code, 404)

    def test_a_holder_who_may_not_read_it_any_more_is_told_and_confirms_and_learns_nothing(self) -> None:
        approvals.raise_classification(self.item, Classification.SECRET, by=self.cast.head, now=NOW)
        self.assertEqual(notices.notify_copy_holders(NOW), 1)
        self.client.force_login(self.cast.reader)
        self.assertEqual(self.client.get(self.of(self.final)).status_code, 404)
        page = self.page("/admin/", self.cast.reader)
        self.assertIn(f"Your copy 1 of {self.final} was recalled.", page)
        self.assertNotIn(self.of(self.final), self.client.get("/admin/").content.decode())
        content = bytes(Email.objects.get().content).decode()
        self.assertNotIn(self.meeting.title, content)
        answer = self.press(self.copy, self.final, self.cast.reader)
        self.assertRedirects(answer, "/admin/", fetch_redirect_response=False)
        self.assertEqual(to_confirm(self.cast.reader), ())

    def test_of_who_left_the_desk_confirms(self) -> None:
        staff_changes.remove_user(self.cast.reader, left_on=NOW.date(), by=self.cast.administrator, now=NOW)
        notices.notify_copy_holders(NOW)
        self.assertEqual([address for address, _subject in self.emails()], ["officer@example.org"])
        notice = copies.find_notice(self.copy.pk, self.final.pk)
        assert notice is not None
        for person in (self.cast.reader, self.cast.stranger):
            with self.assertRaises(Refused):
                copies.confirm_notice(notice, by=User.objects.get(pk=person.pk), now=NOW)
        self.assertTrue(copies.confirm_notice(notice, by=self.cast.officer, now=NOW))
        self.assertFalse(copies.confirm_notice(notice, by=self.cast.head, now=NOW))

    def test_of_a_draft_and_its_final_one_email_tells_and_one_press_confirms(self) -> None:
        draft = self.ready(reader=self.cast.reader)
        copies.open_packet(draft, self.cast.officer, now=NOW)
        for person in (self.cast.officer, self.cast.head):
            self.sign(draft, person)
        copies.open_packet(self.made(draft), self.cast.officer, now=NOW)
        self.recall(draft)
        self.assertEqual(notices.notify_copy_holders(NOW), 1)
        [one] = to_confirm(self.cast.officer)
        self.press(PacketCopy.objects.get(pk=one.copy), draft, self.cast.officer)
        self.assertEqual(to_confirm(self.cast.officer), ())

    def test_an_email_taken_back_unsent_is_written_again(self) -> None:
        self.recall()
        notices.notify_copy_holders(NOW)
        Email.objects.update(state=EmailState.WITHDRAWN)
        self.assertEqual([notices.notify_copy_holders(NOW) for _run in range(2)], [1, 0])
        self.assertEqual(Email.objects.count(), 2)

    def test_where_no_email_reaches_the_holder_the_desk_sees_that_none_was_sent(self) -> None:
        User.objects.filter(pk=self.cast.reader.pk).update(email="")
        self.recall()
        self.assertEqual(notices.notify_copy_holders(NOW), 0)
        self.assertIn("not sent", self.page(self.of(self.final), self.cast.officer))
        self.assertIn(RETURNED, self.page("/admin/", self.cast.reader))

    def test_a_confirmation_is_verified_against_the_history(self) -> None:
        self.recall()
        self.press(self.copy, self.final, self.cast.reader)
        self.assertEqual([str(one) for one in packets.check_editions() if one.is_failure], [])
        CopyNotice.objects.update(confirmed_by=self.cast.head)
        self.assertIn("“confirmed by”", "".join(map(str, packets.check_editions())))
        CopyNotice.objects.all().delete()
        self.assertIn("a holder’s confirmation is missing", "".join(map(str, packets.check_editions())))
        another = self.final.register.get(of_final=True, holder=self.cast.officer)
        CopyNotice.objects.create(
            copy=another, about=self.final, confirmed_at=NOW, confirmed_by=self.cast.officer
        )
        self.assertIn("the record is confirmed, but the history", "".join(map(str, packets.check_editions())))


class ArrivesTests(NoticeCase):
    def test_a_real_server_receives_it_with_the_reference_alone(self) -> None:
        sink = self.enterContext(Sink())
        self.enterContext(
            override_settings(MAIL_TO_FILES=False, EMAIL_HOST="127.0.0.1", EMAIL_PORT=sink.port)
        )
        self.recall()
        notices.notify_copy_holders(NOW)
        outbox.run_outbox(NOW)
        outbox.run_outbox(NOW)
        [arrived] = sink.received
        made = email.message_from_bytes(arrived.content, policy=email.policy.default)
        self.assertEqual(made["Subject"], f"Recalled: return or destroy copy 1 of {self.final}")
        self.assertEqual(made["To"].addresses[0].addr_spec, "reader@example.org")
        part = made.get_body(("plain",))
        assert part is not None
        text = " ".join(part.get_content().split())
        self.assertIn(
            (
                "Return or destroy all paper and electronic copies that you hold. Then confirm this on “My "
                "desk”."
            ),
            text,
        )
        self.assertNotIn(self.meeting.title, arrived.content.decode())
        self.assertIn("delivered to the mail server", self.page(self.of(self.final), self.cast.officer))

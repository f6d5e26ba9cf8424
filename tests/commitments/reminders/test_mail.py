"""The bytes of one mail."""

import datetime
import email
import email.policy
from dataclasses import replace

from django.test import SimpleTestCase, override_settings

from commitments.reminders import messages
from commitments.reminders.message_content import ActionGroup, Letter, LetterLine
from tests.cast import NOW

DAY = datetime.date(2026, 3, 11)


def made(
    address: str = "a@example.org", name: str = "Kim, J.", subject: str = "x", text: str = "x"
) -> messages.Message:
    return messages.make_message(
        address=address, name=name, subject=subject, text=text, html=f"<p>{text}</p>", key="k", now=NOW
    )


def line(
    reference: str = "XV-2026-0001", *, heap: str = "due", days_late: int = 0, title: str = "Share"
) -> LetterLine:
    lateness = f"{days_late} days overdue" if days_late else "due in 5 days"
    return LetterLine(reference, "https://x/", heap, DAY, title, lateness if title else "", days_late)


def letter(*lines: LetterLine, is_demonstration: bool = False) -> Letter:
    heaps = {one.heap: tuple(other for other in lines if other.heap == one.heap) for one in lines}
    found = tuple(ActionGroup(name, name.capitalize(), rows) for name, rows in heaps.items())
    return Letter(found, "restricted", is_demonstration, DAY, "https://x/admin/")


class MessageTests(SimpleTestCase):
    def test_the_same_key_and_moment_give_the_same_bytes(self) -> None:
        self.assertEqual(made().content, made().content)

    def test_hangul_khmer_and_emoji_arrive_as_they_were(self) -> None:
        words = "한국 ខ្មែរ العربية 🙂 é"
        read = email.message_from_bytes(made(text=words, subject=words).content, policy=email.policy.default)
        self.assertEqual(read["Subject"], words)
        body = read.get_body(("plain",))
        assert body is not None
        self.assertEqual(body.get_content().strip(), words)
        made(text=words).content.decode("ascii")

    def test_the_first_line_of_a_subject_is_never_empty(self) -> None:
        for length in range(50, 120):
            for word in ("action ", "records of an investigation "):
                subject = (word * 20)[:length].strip()
                with self.subTest(subject):
                    content = made(subject=subject).content
                    self.assertNotIn(b"Subject:\r\n", content)
                    self.assertLessEqual(max(len(line) for line in content.split(b"\r\n")), 78)
                    read = email.message_from_bytes(content, policy=email.policy.default)
                    self.assertEqual(read["Subject"], subject)

    def test_hangul_is_not_blown_up_on_its_way(self) -> None:
        words = "기한이 지났습니다. 이행 상황을 알려 주십시오.\n" * 400
        for text in (words, "Latin\n" * 20 + words):
            self.assertLess(len(made(text=text).content), 3.1 * len(text.encode()))
        self.assertIn(b"plain words", made(text="plain words\n").content)

    def test_a_name_brings_no_header_along(self) -> None:
        for name in ("Kim, J.", "A\r\nBcc: b@example.org", "NUL\x00", 'quoted "name" <c@example.org>'):
            with self.subTest(name):
                read = email.message_from_bytes(made(name=name).content, policy=email.policy.default)
                self.assertEqual([one.addr_spec for one in read["To"].addresses], ["a@example.org"])
                self.assertIsNone(read["Bcc"])

    def test_a_name_longer_than_a_line_is_of_one_address(self) -> None:
        long_ones = ("Kim, J. " * 14, 'Kim" <b@example.org>, ' * 5, "김, J. " * 20, '\\"' * 60, "K" * 120)
        for name in long_ones:
            for address in ("a@example.org", f"{'a' * 60}@example.org", f"a@{'b' * 60}.example.org"):
                with self.subTest(name=name, address=address):
                    content = made(name=name, address=address).content
                    read = email.message_from_bytes(content, policy=email.policy.default)
                    self.assertEqual([one.addr_spec for one in read["To"].addresses], [address])
                    self.assertTrue(all(len(line) <= 998 for line in content.split(b"\r\n")))

    def test_a_title_of_several_lines_brings_no_header_along(self) -> None:
        for subject in (
            "Due\r\nBcc: b@example.org",
            "Due\nBcc: b@example.org",
            "Due\x00\rBcc: b@example.org",
        ):
            with self.subTest(subject):
                content = made(subject=subject).content
                self.assertIsNone(email.message_from_bytes(content, policy=email.policy.default)["Bcc"])
                self.assertNotIn(b"\nBcc:", content)

    def test_what_is_no_address_is_refused(self) -> None:
        for address in (
            "",
            "a",
            "a@b@c.org",
            "a@example.org\r\nBcc: b@example.org",
            "a@example.org, b@example.org",
            "a@example.org\r",
            "a@example.org\nb@example.org",
            "a@example.org\x00",
            "a@example.org\u2028",
            "a,b@example.org",
            "Kim <a@example.org>",
            "a@example.org>",
            "a @example.org",
        ):
            with self.subTest(address), self.assertRaises(ValueError):
                made(address=address)

    def test_it_says_that_a_machine_sent_it(self) -> None:
        read = email.message_from_bytes(made().content, policy=email.policy.default)
        self.assertEqual(read["Auto-Submitted"], "auto-generated")
        self.assertEqual(read["Message-ID"], "<k@localhost>")
        with override_settings(MAIL_FROM="Desk <desk@example.org>"):
            self.assertIn(b"From: Desk <desk@example.org>", made().content)


class WeightTests(SimpleTestCase):
    """Some programs cut a mail off after 102 KB."""

    @override_settings(DUTY_BOX="duty@example.org")
    def test_a_long_mail_is_far_from_being_cut_off(self) -> None:
        facts = tuple((name, "what is said of it, " * 4) for name in ("Owed by", "Owed to", "Since", "State"))
        address = "https://tracker.example.org/reply/" + "x" * 60
        rows = (replace(line(f"XV-2026-{n:04}"), facts=facts, answer_url=address) for n in range(40))
        written = messages.render_letter(letter(*rows), None, key="k", now=NOW).content
        read = email.message_from_bytes(written, policy=email.policy.default).get_body(("html",))
        assert read is not None
        html = read.get_content()
        self.assertLess(len(html.encode()), 50_000)
        self.assertEqual(html.count(address), 40)
        # One link each, and that to the desk.
        self.assertEqual(html.count("<a "), 41)


class SubjectTests(SimpleTestCase):
    def test_one_item_is_named(self) -> None:
        self.assertEqual(
            messages.subject_of(letter(line())), "Due in 5 days, your action: Share (XV-2026-0001)"
        )

    def test_several_are_counted_the_overdue_first(self) -> None:
        late, due = line(heap="overdue", days_late=3), line()
        self.assertEqual(messages.subject_of(letter(late, due, due)), "1 commitment overdue, 2 more to check")
        self.assertEqual(
            messages.subject_of(letter(due, due, line(heap="review"))),
            "2 commitments due soon, 1 more to check",
        )
        self.assertEqual(
            messages.subject_of(letter(line(heap="review"), line(heap="answer"))), "2 commitments to check"
        )

    def test_answers_in_the_name_of_the_addressee_are_said_to_be_so(self) -> None:
        copy = line(heap="copy")
        self.assertEqual(messages.subject_of(letter(copy, copy)), "2 replies sent in your name to check")
        self.assertEqual(messages.subject_of(letter(copy, line())), "1 commitment due soon, 1 more to check")

    def test_a_withheld_item_is_not_named(self) -> None:
        self.assertEqual(
            messages.subject_of(letter(line(title="", heap="withheld"))), "1 commitment to check"
        )

    def test_it_stays_short(self) -> None:
        self.assertLessEqual(
            len(messages.subject_of(letter(line(title="x" * 500)))), messages.LONGEST_SUBJECT
        )

    def test_a_demonstration_says_so(self) -> None:
        self.assertTrue(
            messages.subject_of(letter(line(), is_demonstration=True)).startswith("[Demonstration data] ")
        )


class TextTests(SimpleTestCase):
    def test_a_line_of_hangul_is_counted_by_the_columns_it_takes(self) -> None:
        lines = messages.wrap_text(f"* XV-2026-0001  {'이행 점검 ' * 20}").splitlines()
        self.assertTrue(all(2 * len(one) - one.count(" ") - 14 <= messages.TEXT_WIDTH for one in lines[:1]))
        self.assertTrue(all(2 * len(one) - one.count(" ") <= messages.TEXT_WIDTH for one in lines[1:]))
        self.assertGreater(len(lines), 2)

    def test_long_lines_break_under_their_indent_and_addresses_stay_whole(self) -> None:
        address = "  https://tracker.example.org/" + "x" * 90
        text = messages.wrap_text(f"  Since: {'word ' * 30}\n{address}\n\n\n\nend")
        lines = text.splitlines()
        self.assertTrue(all(len(one) <= messages.TEXT_WIDTH for one in lines if one != address))
        self.assertTrue(lines[1].startswith("    word"))
        self.assertIn(address, lines)
        self.assertEqual(lines[-2:], ["", "end"])

    def test_a_paragraph_that_is_of_no_item_is_not_indented(self) -> None:
        self.assertTrue(all(one.startswith("word") for one in messages.wrap_text("word " * 40).splitlines()))

    def test_a_date_stays_on_one_line(self) -> None:
        for length in range(60, 80):
            lines = messages.wrap_text(f"  {'x' * length}, 2026. 6. 29.").splitlines()
            self.assertTrue(lines[-1].endswith("2026. 6. 29."), lines)

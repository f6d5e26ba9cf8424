"""Emails, notes verbales and speeches: who writes, and what the writer promises and asks."""

import datetime
from unittest import mock

from django.test import SimpleTestCase

from commitments.language.reader.forms import emails, parts
from commitments.language.reader.forms.emails import written_on
from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

NOBODY = Known()
EMAIL = """From: Jina Park <park@mofa.go.kr>
To: Pavel Brod <brod@mfa.example.org>
Date: Mon, 18 May 2026 10:12:00 +0900
Subject: RE: We will send everything

Dear Pavel,

{}

Best regards,
Jina Park
We will be away in June

On Fri, 15 May 2026 at 16:40, Pavel Brod wrote:
> We will send the photographs by 20 May.
> Please book the hotel.
"""
NOTE = """No. 42/2026

The Embassy of the Republic of Korea in Valdoria presents its compliments to the Ministry of Foreign
Affairs of the Republic of Valdoria and has the honour to refer to its note of 4 May 2026.

{}

The Embassy avails itself of this opportunity to renew to the Ministry the assurances of its highest
consideration.
"""
SPEECH = """Remarks by President Kern of Valdoria at the state dinner

Mr. President, distinguished guests,

It is a pleasure to be here. {}
"""


def read(text: str, known: Known = NOBODY) -> list[tuple[str, str | None]]:
    return [(str(one.act), one.owner) for one in items(text, known=known) if not one.is_weak]


class EmailTests(SimpleTestCase):
    def test_we_are_the_writer_and_you_the_reader(self) -> None:
        for sentence, found in (
            ("We will send the draft by 29 May.", ("commitment", "theirs")),
            ("I'll send the maps tomorrow.", ("commitment", "theirs")),
            ("We send you the table by 22 May.", ("commitment", "theirs")),
            ("Your side is going to check the visas.", ("commitment", "ours")),
            ("As agreed, your Ministry will translate the programme.", ("commitment", "ours")),
            ("Our Minister is going to raise it next week.", ("commitment", "theirs")),
            ("Jina to circulate the list.", ("commitment", "theirs")),
            ("Could you please share the names of your delegation by 5 June?", ("request", "ours")),
            ("Please confirm the venue.", ("request", "ours")),
            ("Can we have the maps by 5 June?", ("request", "ours")),
            ("Would you mind checking the list?", ("request", "ours")),
            ("We would be grateful if you could reply by 1 June.", ("request", "ours")),
            ("We need your comments before 1 June.", ("request", "ours")),
            ("We are happy to host the workshop.", ("offer", "theirs")),
            ("Call between the two teams on 3 June.", ("commitment", "joint")),
        ):
            with self.subTest(sentence):
                self.assertEqual(read(EMAIL.format(sentence)), [found])

    def test_courtesies_are_no_requests_and_what_is_over_is_no_promise(self) -> None:
        for sentence in (
            "Please find attached the photographs.",
            "Please let me know if you have any questions.",
            "Happy to discuss.",
            "The matter of the hotel is closed.",
            "Thank you for the warm welcome last week.",
            "Let us know whether you will attend.",
        ):
            with self.subTest(sentence):
                self.assertEqual(read(EMAIL.format(sentence)), [])

    def test_the_writer_is_known_from_the_record_or_the_signature_or_nobody(self) -> None:
        text = "Dear Anna,\n\nWe will send the draft by 29 May.\n\nBest regards,\nPavel{}"
        self.assertEqual(read(text.format("")), [("commitment", None)])
        self.assertEqual(read(text.format("\nEmbassy of the Republic of Korea")), [("commitment", "theirs")])
        self.assertEqual(read(text.format(""), Known(author="ours")), [("commitment", "ours")])

    def test_the_day_of_an_email_is_known_from_its_headers(self) -> None:
        self.assertEqual(written_on(EMAIL.format("Hello.")), datetime.date(2026, 5, 18))
        self.assertIsNone(written_on("Both sides agreed to meet."))

    def test_please_asks_nobody_in_another_text(self) -> None:
        self.assertEqual(read("The ministers met in Seoul.\nPlease confirm the venue."), [])

    def test_one_line_to_its_reader_is_a_request_of_a_letter(self) -> None:
        for line in (
            "Please return the signed annex by 4 May.",
            "Grateful if you could send us the list by 4 May.",
            "Merci de nous renvoyer l'annexe signée d'ici le 4 mai.",
            "Je vous saurais gré de bien vouloir nous faire parvenir la liste avant le 4 mai.",
        ):
            with self.subTest(line):
                self.assertEqual(read(line), [("request", None)])

    def test_a_complete_earlier_email_is_read_as_its_senders_words(self) -> None:
        thread = """From: Jina Park <park@mofa.go.kr>
To: Pavel Brod <brod@mfa.example.org>
Subject: RE: Follow-up

Dear Pavel,

We will send the draft by 29 May.

Best regards,
Jina

On Fri, 15 May 2026 at 16:40, Pavel Brod wrote:
> Dear Jina,
>
> We shall let you have the figures of the two harbours by
> 20 May. Grateful if you can book the hall.
>
> Best wishes,
> Pavel
"""
        found = items(thread, known=NOBODY)
        self.assertEqual([one.owner for one in found], ["theirs", "ours", "theirs"])
        self.assertEqual([one.due.wording for one in found], ["by 29 May", "by 20 May", ""])
        self.assertIn("harbours by\n> 20 May", found[1].clause)

    def test_each_email_of_a_long_thread_is_read_once(self) -> None:
        head = "From: {0}@mfa.example.org\nTo: {1}@mofa.go.kr\nSubject: RE: Maps\n\nDear all,\n\n"
        thread = "\n\n-----Original Message-----\n".join(
            f"{head.format(n, n + 1)}We will send map {n} by 20 May.\n\nBest regards,\nA" for n in range(60)
        )
        with (
            mock.patch.object(emails, "NAMES_WITHIN", 0),
            mock.patch("commitments.language.reader.reader.take_apart", wraps=parts.take_apart) as read_parts,
        ):
            found = items(thread, known=NOBODY)
        self.assertEqual(len(found), emails.MOST_EARLIER + 1)
        seen = sum(len(call.args[0].split()) for call in read_parts.call_args_list[1:])
        self.assertLess(seen, len(thread.split()))


class NoteTests(SimpleTestCase):
    def test_the_embassy_and_the_ministry_are_the_two_sides(self) -> None:
        for sentence, found in (
            ("The Embassy will issue the visas by 3 June 2026.", ("commitment", "theirs")),
            ("The esteemed Ministry will provide the maps.", ("commitment", "ours")),
            (
                (
                    "The Embassy would be grateful if the Ministry could name an expert at its earliest "
                    "convenience."
                ),
                ("request", "ours"),
            ),
            (
                "It would be appreciated if the Ministry would inform the police.",
                ("request", "ours"),
            ),
            ("The Embassy has the honour to request the Ministry to reply.", ("request", "ours")),
        ):
            with self.subTest(sentence):
                self.assertEqual(read(NOTE.format(sentence)), [found])

    def test_two_ministries_are_told_apart(self) -> None:
        note = (
            "The Ministry of Foreign Affairs of Valdoria presents its compliments to the Ministry of Foreign "
            "Affairs of the Republic of Korea.\n\nThe Ministry would be grateful if the esteemed Ministry "
            "could "
            "return the files. The Ministry will send a receipt."
        )
        self.assertEqual(read(note), [("request", "theirs"), ("commitment", "ours")])


class SpeechTests(SimpleTestCase):
    def test_the_speaker_is_named_in_the_title(self) -> None:
        for sentence, found in (
            ("I announce that my Government will open a consulate.", ("commitment", "ours")),
            ("I am glad. We will provide 200 scholarships each year.", ("commitment", "ours")),
            ("I have instructed my Minister of Trade to begin work.", ("commitment", "ours")),
            ("I have asked my Minister for Energy to present a plan by March.", ("commitment", "ours")),
            ("I am glad. Together we will build a bridge.", ("commitment", "joint")),
        ):
            with self.subTest(sentence):
                self.assertEqual(read(SPEECH.format(sentence)), [found])

    def test_what_a_speaker_believes_is_no_promise(self) -> None:
        for sentence in ("I believe that we will succeed.", "I am glad. We hope that trade will double."):
            with self.subTest(sentence):
                self.assertEqual(read(SPEECH.format(sentence)), [])

    def test_the_speaker_is_known_from_the_first_person(self) -> None:
        text = (
            "Excellencies, ladies and gentlemen,\n\nI am proud to say that Korea is your neighbour. I "
            "remember my "
            "first visit. Next year we will open a school."
        )
        self.assertEqual(read(text), [("commitment", "theirs")])


def test_an_earlier_email_may_begin_with_a_name() -> None:
    text = (
        "From: Ana <ana@navy.valdoria.example>\nTo: Kim <kim@mofa.go.kr>\n\nHi,\n\nThanks, all clear.\n\n"
        "On Mon 11 May 2026 at 22:40, Kim wrote:\n> Ana, thanks for the call.\n"
        "> We will send two liaison officers when the airstrip is cleared.\n> The storm has passed.\n"
    )
    assert [(one.owner, one.due.wording) for one in items(text, known=Known())] == [
        ("theirs", "when the airstrip is cleared")
    ]

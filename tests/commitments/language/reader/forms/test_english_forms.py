"""English letters, minutes, lists of actions and treaties: whose each point is, and by when."""

from django.test import SimpleTestCase

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

# Our side, the other side, the text, and its points with owner and deadline.
TEXTS = (
    (
        "Valdoria",
        "Korea",
        (
            "The Valdorian delegation was led by Ms Hart, Director, Ministry of Rivers (MoRV). The Korean "
            "delegation "
            "was led by Mr Lee.\n\n"
            "1.1 MoRV will send the maps within one month.\n"
            "1.2 The Ministry of Rivers agreed to examine the request and to reply by 15 July 2027."
        ),
        [("ours", "within one month"), ("ours", "by 15 July 2027")],
    ),
    (
        "Korea",
        "Cambodia",
        (
            "- KOICA: finalise the study before the Board meets.\n"
            "- Ministry of Rivers (KH): clear the title of the land.\n"
            "- MOEL to send the list in the week of 13 April.\n"
            "- Embassy Phnom Penh to send a note once the dates are fixed."
        ),
        [
            ("ours", "before the Board meets"),
            ("theirs", ""),
            ("ours", "in the week of 13 April"),
            ("ours", "once the dates are fixed"),
        ],
    ),
    (
        "Korea",
        "Cambodia",
        (
            "From: Sokha Chan <sokha@mfaic.example>\nTo: Minjun Lee <minjun@desk.example>\n\nDear Minjun,\n\n"
            "I'm going to check the list by Friday.\n"
            "Could KOICA please send the table?\n"
            "We'd like to see the draft no later than 26 June.\n"
            "You said the Ministry would speak to the builder.\n\nBest,\nSokha"
        ),
        [("theirs", "by Friday"), ("ours", ""), ("ours", "no later than 26 June"), ("ours", "")],
    ),
    (
        "Valdoria",
        "Korea",
        "VALDORIA\n- Open a desk in 2028.\n\nWhat Korea will do:\n- Publish the list of permits by May 2028.",
        [("ours", "in 2028"), ("theirs", "by May 2028")],
    ),
    (
        "Valdoria",
        "Korea",
        (
            "MEMORANDUM BETWEEN VALDORIA AND KOREA\n\nThe Department of Ports of Valdoria and the "
            "Ministry of Oceans "
            "of Korea:\n\nArticle 1\nThe Department will send the charts every year.\n\nArticle 2\n"
            "The Ministry will prepare, not later than three months after receipt of the charts, a plan."
        ),
        [("ours", "every year"), ("theirs", "not later than three months after receipt of the charts")],
    ),
)
TASKS = """TASKS OUTSTANDING as at 4 May 2026
GoV = Government of Valdoria; VMA = Valdorian Maritime Authority

[ ] VMA - vessel specifications to Seoul - 19/06/2026
[ ] GoV - publish the register online, once the bill has passed
[ ] Korea - comments on the study - EOM
[x] Pilot of the register - done 8 February
- The fiscal year ends 31 December; money that is left lapses.
- Invoice for the seedlings: paid 30 April.
"""
SENTENCES: tuple[tuple[str, str, str, list[str]], ...] = (
    ("Korea noted that Valdoria is planning to open a laboratory in 2028.", "Korea", "Valdoria", []),
    ("Who told the press that Valdoria would deliver the coal by May 2027?", "Korea", "Valdoria", []),
    ("JICA will train the pilots.", "Korea", "Cambodia", []),
    ("They agreed to hold a round of talks in May 2028.", "Korea", "Cambodia", ["joint"]),
    ("Korea is expected to attend the Port Elm Forum in July 2028.", "Korea", "Cambodia", []),
    ("It was agreed that the line be opened soon.", "Korea", "Cambodia", ["joint"]),
)


class EnglishFormTests(SimpleTestCase):
    def test_each_point_has_its_owner_and_its_deadline(self) -> None:
        for ours, theirs, text, expected in TEXTS:
            with self.subTest(text):
                found = [(one.owner, one.due.wording) for one in items(text, ours, theirs)]
                self.assertEqual(found, expected)

    def test_boxes_and_dashes_set_apart_tasks_and_what_is_done(self) -> None:
        found = [(one.owner, one.due.wording) for one in items(TASKS, "Valdoria", "Korea", known=Known())]
        expected = [("ours", "19/06/2026"), ("ours", "once the bill has passed"), ("theirs", "EOM")]
        self.assertEqual(found, expected)

    def test_whose_a_sentence_is(self) -> None:
        for sentence, ours, theirs, sides in SENTENCES:
            with self.subTest(sentence):
                self.assertEqual([one.owner for one in items(sentence, ours, theirs)], sides)

    def test_a_time_behind_what_a_minister_announced_is_a_deadline(self) -> None:
        (one,) = items(
            "The Korean Minister announced that his Government would open an office in 2028.",
            "Valdoria",
            "Korea",
        )
        self.assertEqual(one.due.wording, "in 2028")

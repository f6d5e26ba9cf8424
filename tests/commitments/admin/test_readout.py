"""The page for a new meeting with a pasted readout: what is proposed, what stays, what is asked."""

import re
from html import unescape
from typing import Any

from commitments.admin.meetings import readout
from commitments.enums import Classification, StatementKind
from commitments.models import Commitment, Meeting, Official, Outcome, Statement, User
from commitments.statements.reading import MOST_LETTERS
from tests.commitments.admin.test_meeting import ADD, MeetingPage, counts, outcome

MET = "Foreign Minister Han Seo-yun met the Valdorian Minister of External Relations, Ada Marlow"
SENDS = "Valdoria will send a list within 30 days."
READ = {"_read": "1"}


class PastingTests(MeetingPage):
    def read(self, text: str, **more: Any) -> dict[str, str]:
        """Press the button, and return what the page has in its inputs, with its words under "page"."""
        more = {"country": "", "title": "", **more}
        response = self.record(**{"readout-text": text}, **READ, **more)
        self.assertEqual(response.status_code, 200)
        self.assertFalse(Meeting.objects.exists())
        return inputs(response.content.decode())

    def test_the_page_begins_with_the_text(self) -> None:
        shown = self.client.get(ADD).content.decode()
        self.assertLess(shown.index('name="readout-text"'), shown.index('name="country"'))
        planned = self.client.get(f"{ADD}?was_held=planned").content.decode()
        self.assertRegex(planned, r'id="readout"[^>]*\shidden>')

    def test_what_the_text_states_is_proposed_and_nothing_is_saved(self) -> None:
        found = self.read(f"{MET}, in Port Serin on 4 March 2026. {SENDS}")
        self.assertEqual(found["country"], str(self.cast.valdoria.pk))
        self.assertEqual((found["held_on"], found["place"]), ("4 Mar 2026", "Port Serin"))
        self.assertEqual(found["ours-0-who"], "Han Seo-yun, Foreign Minister")
        self.assertEqual((found["outcomes-0-clause"], found["outcomes-0-text"]), (SENDS, "readout"))
        self.assertEqual(found["outcomes-0-items-0-wording"], "within 30 days")

    def test_a_sentence_says_what_the_text_does_not_state(self) -> None:
        for text, said in (
            (
                f"{MET}.",
                "The text does not say when the meeting took place. Enter the date, or leave it empty.",
            ),
            (
                f"{MET}.",
                "The text does not say where the meeting took place. Enter the place, or leave it empty.",
            ),
            (f"{MET} on 4 March.", "The text states “4 March” without a year. Enter the date with its year."),
            (
                f"{MET} on 4 and 5 March 2026.",
                "The text states “4 and 5 March 2026”. Enter the date of the meeting.",
            ),
            (
                "Both sides will meet.",
                "The text names no partner. Select the partner, then read the text again.",
            ),
            (
                "The foreign ministers of Korea and Japan met.",
                "The text names Japan, which is not one of your partners.",
            ),
            (SENDS, "The text does not name the delegates."),
            ("Valdoria welcomed the news.", "No passage in this text looks like an outcome."),
        ):
            with self.subTest(said):
                found = self.read(text)
                self.assertIn(said, found["page"])
                self.assertEqual(found["held_on"], "")

    def test_a_partner_that_the_officer_selected_stays_and_another_one_in_the_text_is_named(self) -> None:
        found = self.read("The foreign ministers of Korea and Japan met.", country=self.cast.valdoria.pk)
        self.assertEqual(found["country"], str(self.cast.valdoria.pk))
        self.assertIn("The text names Japan as the partner. Check the partner.", found["page"])

    def test_what_the_officer_entered_stays_and_the_rest_is_proposed_again(self) -> None:
        first = self.read(f"{MET}. {SENDS}")
        first["title"] = "Our own title"
        first["ours-0-who"] = "Kim Ara"
        sent = {name: value for name, value in first.items() if name not in ("page", "readout-text")}
        again = self.read(f"{MET}, in Seoul. Valdoria will open an office by 30 June 2027.", **sent)
        self.assertEqual((again["title"], again["place"]), ("Our own title", "Seoul"))
        self.assertEqual(again["ours-0-who"], "Kim Ara")
        self.assertIn("open an office", again["outcomes-0-clause"])
        self.assertNotIn("outcomes-1-clause", again)

    def test_a_recorded_official_is_selected_by_name_or_by_an_office_alone(self) -> None:
        Official.objects.create(
            country=self.cast.korea, ministry=self.cast.mofa, post="Minister", person="Han Seo-yun"
        )
        found = self.read("Minister Han Seo-yun met the Valdorian Minister of External Relations.")
        self.assertEqual(found["ours-0-who"], str(Official.objects.get(person="Han Seo-yun")))
        self.assertEqual(found["theirs-0-who"], str(self.cast.their_minister))

    def test_the_text_is_filed_with_the_meeting_and_each_outcome_names_its_place(self) -> None:
        text = f"Agreed Minutes\r\n\r\n{MET}.\r\n\r\n{SENDS}"
        given = {
            **counts(outcomes=1),
            **outcome(0, SENDS, text="readout", place_in_text="paragraph 2"),
            "readout-text": text,
        }
        self.record(**given)
        statement = Statement.objects.get()
        self.assertEqual((statement.kind, statement.language), (StatementKind.AGREED_MINUTES, "en"))
        self.assertEqual(statement.classification, Classification.RESTRICTED)
        self.assertEqual(statement.text, text.replace("\r\n", "\n"))
        made = Outcome.objects.get()
        self.assertEqual((made.statement, made.passage.words), (statement, SENDS))

    def test_a_text_taken_away_again_is_not_filed(self) -> None:
        found = self.read(f"{MET}. {SENDS}") | {"readout-text": " "}
        self.record(**{name: value for name, value in found.items() if name != "page"})
        self.assertFalse(Statement.objects.exists())
        self.assertEqual(Outcome.objects.get().clause, SENDS)

    def test_two_outcomes_of_one_sentence_are_both_linked(self) -> None:
        sentence = "Valdoria will send a list by 30 June 2027 and Korea will open an office by 30 July 2027."
        found = self.read(f"{MET}. {sentence}")
        self.assertEqual([found["outcomes-0-clause"], found["outcomes-1-clause"]], [sentence, sentence])
        self.record(**{name: value for name, value in found.items() if name != "page"})
        self.assertEqual(Outcome.objects.filter(passage__isnull=False).count(), 2)
        self.assertEqual(Commitment.objects.count(), 2)

    def test_a_text_that_is_too_long_is_refused_and_kept(self) -> None:
        long = "가" * (MOST_LETTERS + 1)
        for button in (READ, {}):
            refused = self.record(**{"readout-text": long}, **button)
            self.assertContains(refused, "The text is longer than 100,000 characters.")
            self.assertContains(refused, long)
        self.assertFalse(Meeting.objects.exists())

    def test_more_outcomes_than_the_page_takes_are_left_to_the_page_of_the_text(self) -> None:
        clauses = " ".join(f"Valdoria will send list {n} by 30 June 2027." for n in range(5))
        before, readout.MOST_OUTCOMES = readout.MOST_OUTCOMES, 3
        self.addCleanup(setattr, readout, "MOST_OUTCOMES", before)
        found = self.read(f"{MET}. {clauses}")
        self.assertIn("3 outcomes proposed. The text has 5 outcomes.", found["page"])
        self.assertNotIn("outcomes-3-clause", found)

    def test_a_broken_record_of_what_was_proposed_changes_nothing(self) -> None:
        for broken in ("{", "[1]", '{"title": 1}'):
            found = self.read(f"{MET}.", title="Kept", **{"readout-proposed": broken})
            self.assertEqual(found["title"], "Kept")

    def test_a_korean_text_is_read_on_a_korean_page(self) -> None:
        User.objects.filter(pk=self.cast.officer.pk).update(language="ko")
        text = "한수연 외교부 장관은 2026년 3월 4일 서울에서 말로 발도리아 대외관계부 장관과 회담을 가졌다."
        found = self.read(text)
        self.assertEqual((found["title"], found["place"]), ("한국·발도리아 장관 회담", "서울"))
        self.assertEqual(found["theirs-0-who"], "말로 대외관계부 장관")
        self.assertIn("2026", found["held_on"])


def inputs(page: str) -> dict[str, str]:
    """Read the inputs of the page's form, and its words."""
    form = page[page.index('id="meeting_form"') :]
    form = re.sub(r"<template.*?</template>", "", form, flags=re.DOTALL)
    found = {"page": " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())}
    for tag in re.finditer(r'<input[^>]*?name="(?P<name>[^"]+)"[^>]*>', form):
        value = re.search(r'\bvalue="([^"]*)"', tag[0])
        is_box = re.search('type="(?:checkbox|radio)"', tag[0]) is not None
        if not is_box or " checked" in tag[0]:
            found[tag["name"]] = unescape(value[1]) if value else ""
    for tag in re.finditer(
        r'<textarea[^>]*?name="(?P<name>[^"]+)"[^>]*>\n?(?P<text>.*?)</textarea>', form, re.DOTALL
    ):
        found[tag["name"]] = unescape(tag["text"]).strip("\r\n")
    for tag in re.finditer(r'<select[^>]*?name="(?P<name>[^"]+)"[^>]*>(?P<in>.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', tag["in"])
        found[tag["name"]] = unescape(chosen[1]) if chosen else ""
    return found

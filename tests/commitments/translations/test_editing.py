"""Translations are written beside their original, and are read, found and printed as far as it is."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from commitments.access import policy
from commitments.enums import Classification, MeetingState
from commitments.errors import Refused
from commitments.lifecycle import agendas, undo
from commitments.meetings import agenda
from commitments.models import AgendaItem, AgendaPoint, AuditRow, ProgressUpdate
from commitments.models.translated import TranslatedText
from commitments.packets.formats import format_only
from commitments.packets.languages import _localise_written
from commitments.records import edits
from commitments.search import index
from commitments.translations import editing
from commitments.translations.kinds import BY_NAME
from commitments.translations.states import State
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.translations.case import KOREAN, KOREAN_STEP, LATER, TEXT, TranslationCase
from tests.flat import flat


class EditingTests(TranslationCase):
    def test_an_update_has_a_translation_with_its_language_and_history(self) -> None:
        self.assertEqual(self.state("progressupdate", self.update), State.MISSING)
        self.translate_update()
        self.update.refresh_from_db()
        self.assertEqual(TranslatedText.read(self.update, "text"), TranslatedText(TEXT, KOREAN, "en", "ko"))
        row = AuditRow.objects.filter(subject_type=ProgressUpdate._meta.label).latest("id")
        self.assertEqual(row.after["next_step_translation"], KOREAN_STEP)
        self.translate("progressupdate", self.update, text="", next_step="")
        self.update.refresh_from_db()
        self.assertEqual(TranslatedText.read(self.update, "text"), TranslatedText(TEXT, "", "en", ""))

    def test_an_update_in_korean_is_translated_into_the_other_language(self) -> None:
        said = self.report("명단을 아직 받지 못하였다.")
        self.assertEqual(TranslatedText.read(said, "text").language, "ko")
        self.assertEqual(self.state("progressupdate", said, "en"), State.MISSING)
        with self.assertRaises(Refused) as caught:
            self.translate("progressupdate", said, text="Not yet.")
        self.assertEqual(caught.exception.code, "same_language")
        self.translate("progressupdate", said, language="en", text="Not yet.")
        self.assertEqual(self.state("progressupdate", said, "en"), State.UNCHECKED)

    def test_it_goes_with_a_discussion_that_is_cleared(self) -> None:
        officer, meeting = self.people.officer, make.meeting(self.people, title="Talks", held_on=TODAY)
        row = edits.create_record(AgendaItem(meeting=meeting, commitment=self.item), by=None, now=NOW)
        point = agenda.add_point(AgendaPoint(meeting=meeting, title="Ferries"), by=officer, now=NOW)
        agendas.review_item(row, "They agreed.", by=officer, now=NOW)
        agenda.change_point(point, {"said": "Two ferries."}, expected=point.version, by=officer, now=NOW)
        self.translate("agendaitem", row, discussion=KOREAN)
        self.translate("agendasaid", point, said=KOREAN)
        row.refresh_from_db()
        point.refresh_from_db()
        agendas.review_item(row, "", by=officer, now=LATER)
        agenda.change_point(point, {"said": ""}, expected=point.version, by=officer, now=LATER)
        for record, name in ((row, "discussion"), (point, "said")):
            with self.subTest(name):
                record.refresh_from_db()
                self.assertEqual(TranslatedText.read(record, name), TranslatedText("", "", "en", ""))
                found = dict(index._build_terms(type(record), [record.pk]))
                self.assertNotIn("명단", found[record.pk].replace(" ", ""))

    def test_the_language_follows_a_discussion_that_is_written_again(self) -> None:
        officer, meeting = self.people.officer, make.meeting(self.people, title="Talks", held_on=TODAY)
        row = edits.create_record(AgendaItem(meeting=meeting, commitment=self.item), by=None, now=NOW)
        point = agenda.add_point(AgendaPoint(meeting=meeting, title="Ferries"), by=officer, now=NOW)

        def write(text: str) -> None:
            agendas.review_item(row, text, by=officer, now=LATER)
            agenda.change_point(point, {"said": text}, expected=point.version, by=officer, now=LATER)

        for text, translated, given, expected in (
            # Rewritten in its own language: the translation stays, and is older.
            ("They agreed.", "ko", "Nothing yet.", TranslatedText("Nothing yet.", KOREAN, "en", "ko")),
            # In the language of the translation, which is none any more.
            ("They agreed.", "ko", KOREAN_STEP, TranslatedText(KOREAN_STEP, "", "ko", "")),
            # In a third language: the translation into another one stays.
            (KOREAN, "fr", "They agreed.", TranslatedText("They agreed.", "Liste", "en", "fr")),
            # A number is written alike in all languages.
            (KOREAN, "fr", "42", TranslatedText("42", "Liste", "ko", "fr")),
        ):
            write("")
            write(text)
            said = KOREAN if translated == "ko" else "Liste"
            self.translate("agendaitem", row, language=translated, discussion=said)
            self.translate("agendasaid", point, language=translated, said=said)
            row.refresh_from_db()
            point.refresh_from_db()
            write(given)
            for record, name in ((row, "discussion"), (point, "said")):
                with self.subTest(f"{name} {given}"):
                    record.refresh_from_db()
                    self.assertEqual(TranslatedText.read(record, name), expected)

    def test_a_discussion_keeps_a_language_that_its_letters_do_not_show(self) -> None:
        officer, meeting = self.people.officer, make.meeting(self.people, title="Talks", held_on=TODAY)
        row = edits.create_record(AgendaItem(meeting=meeting, commitment=self.item), by=None, now=NOW)
        agendas.review_item(row, "La liste est prête.", by=officer, now=NOW)
        self.translate("agendaitem", row, discussion=KOREAN, text_language="fr")
        row.refresh_from_db()
        agendas.review_item(row, "La liste est presque prête.", by=officer, now=LATER)
        row.refresh_from_db()
        expected = TranslatedText("La liste est presque prête.", KOREAN, "fr", "ko")
        self.assertEqual(TranslatedText.read(row, "discussion"), expected)

    def test_writing_it_can_be_undone(self) -> None:
        self.translate_update()
        row = AuditRow.objects.filter(subject_type=ProgressUpdate._meta.label).latest("id")
        undo.undo_step(row.pk, by=self.people.officer, now=LATER)
        self.assertEqual(self.state("progressupdate", self.update), State.MISSING)

    def test_a_late_edit_and_a_text_that_is_too_long_are_refused(self) -> None:
        kind = BY_NAME["progressupdate"]
        given: dict[str, Any] = {"by": self.people.officer, "now": NOW}
        for texts, expected, code in (
            ({"text": KOREAN}, 0, "changed"),
            ({"next_step": "가" * 301}, None, "long"),
        ):
            with self.subTest(code), self.assertRaises(Refused) as caught:
                editing.write_translation(kind, self.update, "ko", texts, expected=expected, **given)
            self.assertEqual(caught.exception.code, code)

    def test_others_write_none(self) -> None:
        for person in (self.people.reader, self.people.auditor, self.people.stranger):
            with self.subTest(person.username), self.assertRaises(Refused):
                self.translate_update(person)
        for name, record in (
            ("outcome", self.item.outcome),
            ("brief", make.brief(self.people, make.meeting(self.people, held=False))),
        ):
            with self.subTest(name), self.assertRaises(Refused):
                self.translate(name, record, clause=KOREAN)

    def test_it_is_found_by_who_reads_the_original_alone(self) -> None:
        self.translate_update()
        found = index._build_terms(ProgressUpdate, [self.update.pk])
        self.assertIn("명단", dict(found)[self.update.pk].replace(" ", ""))

    def test_it_is_printed_in_the_language_of_print_or_labelled(self) -> None:
        self.translate_update()
        self.update.refresh_from_db()
        for language, expected in (("ko", KOREAN), ("en", TEXT)):
            with translation.override(language):
                self.assertEqual(_localise_written(self.update, language).text, expected)
        with translation.override("fr"):
            said = _localise_written(self.update, "fr")
            self.assertIn(TEXT, said.text)
            self.assertIn(format_only("en"), said.text)


class PageTests(TranslationCase):
    def address(self, name: str = "translation", *more: str) -> str:
        return reverse(f"admin:{name}", args=("progressupdate", self.update.pk, "ko", *more))

    def test_an_officer_writes_it_and_a_second_one_marks_it_as_checked(self) -> None:
        self.client.force_login(self.people.officer)
        self.assertContains(self.client.get(self.address()), TEXT)
        sent = {
            "text": KOREAN,
            "next_step": KOREAN_STEP,
            "text_language": "en",
            "as_seen": self.update.version,
        }
        page = self.client.post(self.address(), sent, follow=True)
        self.assertContains(page, "Translation saved.")
        self.assertContains(page, "You entered this translation.")
        part = {"part": self.update.pk}
        refused = self.client.post(self.address("translation_check", "check"), part, follow=True)
        self.assertContains(refused, "Another officer must check it.")
        self.client.force_login(self.people.head)
        checked = self.client.post(self.address("translation_check", "check"), part, follow=True)
        self.assertContains(checked, "Translation marked as checked.")
        item = reverse("admin:commitments_commitment_change", args=(self.item.pk,))
        shown = flat(self.client.get(item).content.decode())
        self.assertIn(KOREAN, shown)
        self.assertIn("checked by Head", shown)
        withdrawn = self.client.post(self.address("translation_check", "withdraw"), part, follow=True)
        self.assertContains(withdrawn, "Check withdrawn.")

    def test_a_late_edit_is_shown_as_typed(self) -> None:
        self.client.force_login(self.people.officer)
        self.translate_update(self.people.head)
        sent = {"text": "늦은 글", "text_language": "en", "as_seen": 1}
        page = self.client.post(self.address(), sent)
        self.assertContains(page, "Another user has changed this record.")
        self.assertContains(page, "늦은 글")

    def test_it_is_hidden_with_its_original(self) -> None:
        self.translate_update()
        edits.change_record(self.update, {"classification": Classification.SECRET}, by=None, now=NOW)
        for person in (self.people.officer, self.people.stranger, self.people.reader, self.people.auditor):
            with self.subTest(person.username):
                if policy.can_read(person, self.update):
                    continue
                self.client.force_login(person)
                for step in ((), ("check",), ("withdraw",)):
                    name = "translation_check" if step else "translation"
                    self.assertEqual(self.client.post(self.address(name, *step)).status_code, 404)
                self.assertEqual(self.client.get(self.address()).status_code, 404)
        self.assertFalse(policy.can_read(self.people.stranger, self.update))

    def test_an_unknown_language_or_kind_is_missing(self) -> None:
        self.client.force_login(self.people.officer)
        for name, language in (("progressupdate", "en"), ("progressupdate", "xx"), ("nothing", "ko")):
            address = reverse("admin:translation", args=(name, self.update.pk, language))
            with self.subTest(name=name, language=language):
                self.assertEqual(self.client.get(address).status_code, 404)

    def brief(self, **given: Any) -> tuple[Any, str]:
        made: Any = make.brief(self.people, make.meeting(self.people, held=False), **given)
        make.write(self.people, made, translation_language="ko", why_translation="항만을 연다.")
        made.refresh_from_db()
        return made, reverse("admin:translation", args=("brief", made.pk, "ko"))

    def test_a_brief_is_written_beside_its_original_and_checked_by_another_person(self) -> None:
        brief, address = self.brief(why="To open the ports.", events="10:00 | Arrival")
        self.client.force_login(self.people.officer)
        page = self.client.get(address)
        for text in ("To open the ports.", "항만을 연다.", "Edit both languages"):
            self.assertContains(page, text)
        typed = {"why": "항만을 개방한다.", "as_seen": brief.version}
        wrong = self.client.post(address, typed | {"events": "without a time"})
        self.assertEqual(wrong.status_code, 200)
        self.assertTrue(wrong.context["form"].errors["events"])
        self.assertEqual(self.client.post(address, typed | {"events": "10:00 | 도착"}).status_code, 302)
        brief.refresh_from_db()
        self.assertEqual(
            (brief.why_translation, brief.events_translation), ("항만을 개방한다.", "10:00 | 도착")
        )
        self.assertEqual(brief.why, "To open the ports.")
        self.assertContains(self.client.post(address, typed), "Another user has changed this record.")
        self.assertNotContains(self.client.get(address), "Mark as checked")
        self.client.force_login(self.people.head)
        self.assertContains(self.client.get(address), "Mark as checked")

    def test_a_brief_of_a_closed_meeting_or_in_another_language_is_not_written(self) -> None:
        brief, address = self.brief(why="To open the ports.")
        self.client.force_login(self.people.officer)
        other = reverse("admin:translation", args=("brief", brief.pk, "fr"))
        self.assertEqual(self.client.post(other, {"why": "x"}).status_code, 404)
        make.write(self.people, brief.meeting, state=MeetingState.CANCELLED)
        self.assertNotContains(self.client.get(address), 'name="why"')
        self.assertEqual(self.client.post(address, {"why": "x"}).status_code, 404)
        brief.refresh_from_db()
        self.assertEqual(brief.why_translation, "항만을 연다.")

    def test_the_wording_of_an_outcome_is_written_beside_it_on_the_page_of_its_text(self) -> None:
        self.client.force_login(self.people.officer)
        outcome = self.item.outcome
        address = reverse("admin:translation", args=("outcome", outcome.pk, "ko"))
        self.assertContains(self.client.get(address), "Record the wording of another text")
        self.assertEqual(self.client.post(address, {"clause": "x"}).status_code, 404)
        korean = make.statement(self.people, outcome.meeting, title="공동성명")
        make.write(self.people, korean, language="ko")
        editor = reverse("admin:commitments_outcome_wording", args=(outcome.pk, korean.pk))
        self.assertContains(self.client.get(address), f'href="{editor}"')
        page = flat(self.client.get(editor).text)
        for text in ("side-by-side", outcome.clause, "English", "Korean"):
            self.assertIn(text, page)
        self.client.post(editor, {"wording": "양측은 수사 기록을 교환한다.", "language": "ko", "seen": ""})
        self.assertContains(self.client.get(address), "양측은 수사 기록을 교환한다.")

    def test_the_original_in_another_language_is_named(self) -> None:
        edits.change_record(self.update, {"text_language": "fr"}, by=None, now=NOW)
        self.client.force_login(self.people.officer)
        self.assertContains(self.client.get(self.address()), "French")

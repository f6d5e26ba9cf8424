"""A second officer checks a translation; the check lapses with either text."""

from typing import Any

from django.db.models import Model

from commitments.enums import MeetingState, StatementKind
from commitments.errors import Refused
from commitments.lifecycle import agendas
from commitments.meetings import agenda, texts
from commitments.models import AgendaItem, AgendaPoint, AuditRow, Clause, Mechanism
from commitments.models.audit import CHECKED
from commitments.records import edits
from commitments.translations import checks
from commitments.translations.kinds import BY_NAME
from commitments.translations.states import State
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.translations.case import KOREAN, TranslationCase


class CheckTests(TranslationCase):
    def refused(self, name: str, part: Model, by: Any, language: str = "ko") -> str:
        with self.assertRaises(Refused) as caught:
            self.check(name, part, by, language)
        return caught.exception.code

    def test_a_second_officer_checks_and_the_state_names_the_person(self) -> None:
        self.assertEqual(self.refused("progressupdate", self.update, self.people.head), "missing")
        self.translate_update()
        self.assertEqual(self.state("progressupdate", self.update), State.UNCHECKED)
        self.assertEqual(self.refused("progressupdate", self.update, self.people.officer), "same_person")
        self.check("progressupdate", self.update)
        found = self.version("progressupdate", self.update)
        self.assertEqual(found.state, State.CHECKED)
        assert found.check is not None
        self.assertEqual((found.check.by, found.check.at), (self.people.head, NOW))
        again = self.refused("progressupdate", self.update, self.people.division_head)
        self.assertEqual(again, "checked_already")

    def test_who_entered_one_of_the_texts_does_not_check_the_other(self) -> None:
        self.translate_update()
        self.translate("progressupdate", self.update, self.people.head, text="명단 교환을 마쳤다.")
        for person in (self.people.officer, self.people.head):
            self.assertEqual(self.refused("progressupdate", self.update, person), "same_person")
        self.check("progressupdate", self.update, self.people.division_head)

    def test_who_does_not_write_such_records_checks_none(self) -> None:
        self.translate_update()
        for person in (self.people.reader, self.people.auditor, self.people.stranger):
            with self.subTest(person.username):
                self.assertEqual(self.refused("progressupdate", self.update, person), "forbidden")

    def test_it_lapses_when_either_text_changes_and_holds_for_the_same_words(self) -> None:
        by = self.people.officer
        self.translate_update()
        self.check("progressupdate", self.update)
        for values in ({"text_translation": "다른 말이다."}, {"text": "Both lists were exchanged."}):
            with self.subTest(values):
                self.update.refresh_from_db()
                was = {name: getattr(self.update, name) for name in values}
                edits.change_record(self.update, values, by=by, now=NOW)
                self.assertNotEqual(self.state("progressupdate", self.update), State.CHECKED)
                edits.change_record(self.update, was, by=by, now=NOW)
                self.assertEqual(self.state("progressupdate", self.update), State.CHECKED)

    def test_a_changed_original_makes_it_older(self) -> None:
        self.translate_update()
        self.check("progressupdate", self.update)
        edits.change_record(self.update, {"text": "Neither list came."}, by=self.people.officer, now=NOW)
        self.assertEqual(self.state("progressupdate", self.update), State.OLDER)
        self.check("progressupdate", self.update)
        self.assertEqual(self.state("progressupdate", self.update), State.CHECKED)

    def test_texts_that_were_changed_meanwhile_are_not_checked_unseen(self) -> None:
        self.translate_update()
        kind = BY_NAME["progressupdate"]
        with self.assertRaises(Refused) as caught:
            checks.check_translation(kind, self.update, "ko", seen="other", by=self.people.head, now=NOW)
        self.assertEqual(caught.exception.code, "changed")

    def test_the_checker_or_a_head_withdraws_it_and_the_history_keeps_both(self) -> None:
        kind = BY_NAME["progressupdate"]
        self.translate_update(self.people.head)
        self.check("progressupdate", self.update, self.people.officer)
        with self.assertRaises(Refused):
            checks.withdraw_check(kind, self.update, "ko", by=self.people.embassy_officer, now=NOW)
        checks.withdraw_check(kind, self.update, "ko", by=self.people.officer, now=NOW)
        self.assertEqual(self.state("progressupdate", self.update), State.UNCHECKED)
        with self.assertRaises(Refused):
            checks.withdraw_check(kind, self.update, "ko", by=self.people.officer, now=NOW)
        noted = AuditRow.objects.filter(subject_id=self.update.pk, subject_type="commitments.ProgressUpdate")
        self.assertEqual(list(noted.order_by("-id").values_list("action", flat=True))[1], CHECKED)

    def test_another_language_of_a_title_does_not_lapse_it(self) -> None:
        self.translate("commitment", self.item, title="명단 교환")
        self.check("commitment", self.item)
        self.translate("commitment", self.item, language="fr", title="Échange de listes")
        self.assertEqual(self.state("commitment", self.item), State.CHECKED)
        # Who wrote the French title may check the Korean one, which another person wrote.
        self.translate("commitment", self.item, self.people.head, language="fr", title="Échanger les listes")
        self.translate("commitment", self.item, title="연락처 명단 교환")
        self.check("commitment", self.item, self.people.head)

    def test_every_kind_of_text_is_checked_in_the_same_way(self) -> None:
        officer, meeting = self.people.officer, make.meeting(self.people, title="Talks", held_on=TODAY)
        body = edits.create_record(
            Mechanism(country=self.people.valdoria, name="Joint Commission"), by=None, now=NOW
        )
        point = agenda.add_point(AgendaPoint(meeting=meeting, title="Ferries"), by=officer, now=NOW)
        agenda.change_point(point, {"said": "Two ferries."}, expected=point.version, by=officer, now=NOW)
        row = edits.create_record(AgendaItem(meeting=meeting, commitment=self.item), by=None, now=NOW)
        agendas.review_item(row, "They agreed.", by=officer, now=NOW)
        for name, record, column in (
            ("meeting", meeting, "title"),
            ("mechanism", body, "name"),
            ("agendapoint", point, "title"),
            ("agendasaid", point, "said"),
            ("agendaitem", row, "discussion"),
            ("ministry", self.people.their_police, "name"),
        ):
            with self.subTest(name):
                self.assertEqual(self.state(name, record), State.MISSING)
                self.translate(name, record, None, **{column: KOREAN})
                part = self.version(name, record).part
                holder = BY_NAME[name].parts._base_manager.get(pk=part)
                self.assertEqual(self.refused(name, holder, officer), "same_person")
                self.check(name, holder)
                self.assertEqual(self.state(name, record), State.CHECKED)

    def test_the_wording_of_another_text_and_a_brief_are_checked_too(self) -> None:
        officer, said = self.people.officer, make.outcome(self.people)
        readout = make.statement(self.people, said.meeting, kind=StatementKind.OUR_READOUT, title="발표문")
        readout.language = "ko"
        readout.save()
        texts.record_wording(said, readout, KOREAN, by=officer, now=NOW)
        clause = Clause.objects.get(outcome=said)
        self.assertEqual(self.refused("outcome", clause, officer), "same_person")
        self.check("outcome", clause)
        self.assertEqual(self.state("outcome", said), State.CHECKED)
        brief = make.brief(self.people, make.meeting(self.people, held=False), why="To open the ports.")
        make.write(self.people, brief, translation_language="ko", why_translation="항만을 연다.")
        self.assertEqual(self.refused("brief", brief, officer), "same_person")
        self.check("brief", brief)
        self.assertEqual(self.state("brief", brief), State.CHECKED)
        make.write(self.people, brief, why="To open two ports.")
        self.assertEqual(self.state("brief", brief), State.OLDER)

    def test_the_agenda_of_a_closed_meeting_is_locked(self) -> None:
        meeting = make.meeting(self.people, title="Talks", held_on=TODAY)
        point = agenda.add_point(
            AgendaPoint(meeting=meeting, title="Ferries"), by=self.people.officer, now=NOW
        )
        self.translate("agendapoint", point, title=KOREAN)
        type(meeting).objects.filter(pk=meeting.pk).update(state=MeetingState.CLOSED)
        self.assertEqual(self.refused("agendapoint", point, self.people.head), "closed_meeting")

"""Lists and counts of translations by state say the same as the states, and only of what the person reads."""

from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.db import page_cache
from commitments.enums import Classification
from commitments.lifecycle import agendas
from commitments.meetings import agenda
from commitments.models import AccessLogEntry, AgendaItem, AgendaPoint, Country, User
from commitments.records import edits
from commitments.translations import lists
from commitments.translations.kinds import BY_NAME, KINDS, list_wanted_languages
from commitments.translations.lists import Scope, count_all, count_states, count_waiting, list_in_states
from commitments.translations.states import State, load_versions
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.translations.case import LATER, TEXT, TranslationCase

PAGE = "admin:translations"


class ListTests(TranslationCase):
    def scope(self, person: User | None = None, **given: object) -> Scope:
        return Scope(person or self.people.officer, list_wanted_languages(), **given)  # type: ignore[arg-type]

    def counts(self, name: str, language: str = "ko", person: User | None = None) -> dict[State, int]:
        found = count_states(BY_NAME[name], self.scope(person))
        return next((dict(one.counts) for one in found if one.language == language), {})

    def fill(self) -> None:
        """Put updates and titles into each of the states."""
        officer = self.people.officer
        for state in State:
            item = make.commitment(
                self.people, make.outcome(self.people, self.item.outcome.meeting), title=f"Item {state.value}"
            )
            point = agenda.add_point(
                AgendaPoint(meeting=make.meeting(self.people, held=False), title=f"Point {state.value}"),
                by=officer,
                now=NOW,
            )
            for name, record, column in (("commitment", item, "title"), ("agendapoint", point, "title")):
                if state != State.MISSING:
                    self.translate(name, record, None, **{column: "제목"})
                if state == State.CHECKED:
                    self.check(name, record)
                if state == State.OLDER:
                    record.refresh_from_db()
                    edits.change_record(record, {column: "Another title"}, by=officer, now=NOW)
        self.translate_update()
        self.check("progressupdate", self.update)
        self.report("Nothing new.")

    def test_the_lists_of_states_say_the_same_as_the_states(self) -> None:
        self.fill()
        make.brief(
            self.people, make.meeting(self.people, held=False), why="Ports.", translation_language="ko"
        )
        known, officer = list_wanted_languages(), self.people.officer
        for kind in KINDS:
            every = list(kind.model._base_manager.filter(kind.counted))
            versions = load_versions(kind, every, officer, known)
            for state in State:
                with self.subTest(kind=kind.name, state=state):
                    expected = {pk for pk, own in versions.items() if any(one.state == state for one in own)}
                    listed = list_in_states(kind, self.scope(), (state,))
                    self.assertEqual({one.pk for one in listed}, expected)
                    counted = sum(one.counts[state] for one in count_states(kind, self.scope()))
                    here = [one for own in versions.values() for one in own if one.state == state]
                    self.assertEqual(counted, len(here))

    def test_each_state_is_counted_by_language(self) -> None:
        self.fill()
        self.assertEqual(self.counts("agendapoint"), dict.fromkeys(State, 1))
        self.assertEqual(
            self.counts("progressupdate"),
            {State.MISSING: 1, State.OLDER: 0, State.UNCHECKED: 0, State.CHECKED: 1},
        )

    def test_the_languages_of_both_sides_are_counted(self) -> None:
        Country.objects.filter(pk=self.people.valdoria.pk).update(languages="qaa, en")
        self.assertEqual(self.counts("commitment", "qaa")[State.MISSING], 1)
        self.assertEqual(self.counts("progressupdate", "qaa"), {})
        self.report("아직 받지 못하였다.")
        self.assertEqual(self.counts("progressupdate", "qaa")[State.MISSING], 1)

    def test_only_what_the_person_may_read_is_counted(self) -> None:
        self.fill()
        secret = self.report("Given in secret.")
        edits.change_record(secret, {"classification": Classification.SECRET}, by=None, now=NOW)
        self.assertEqual(self.counts("progressupdate", person=self.people.stranger), {})
        self.assertEqual(count_states(BY_NAME["agendapoint"], self.scope(self.people.stranger)), [])
        # With the update, its commitment is above the clearance of the officer.
        self.assertEqual(self.counts("progressupdate"), {})
        read = self.counts("progressupdate", person=self.people.head)
        self.assertEqual((read[State.MISSING], read[State.CHECKED]), (2, 1))
        self.client.force_login(self.people.officer)
        self.assertNotContains(self.client.get(reverse(PAGE), {"kind": "progressupdate"}), "Given in secret.")

    def test_one_partner_may_be_asked_for(self) -> None:
        self.fill()
        of_kind = BY_NAME["commitment"]
        for country, expected in ((self.people.valdoria.pk, True), (self.people.elsewhere.pk, False)):
            found = count_states(of_kind, self.scope(country=country))
            self.assertEqual(bool(found), expected)

    def test_the_page_shows_the_counts_and_narrows_the_list(self) -> None:
        self.fill()
        self.client.force_login(self.people.officer)
        page = self.client.get(reverse(PAGE), {"kind": "agendapoint", "state": "checked", "language": "ko"})
        self.assertContains(page, "Point checked")
        self.assertContains(page, "checked by Head")
        self.assertNotContains(page, "Point missing")
        editor = reverse(
            "admin:translation", args=("agendapoint", AgendaPoint.objects.get(title="Point checked").pk, "ko")
        )
        self.assertContains(page, editor)
        elsewhere = self.client.get(
            reverse(PAGE), {"kind": "agendapoint", "country": str(self.people.elsewhere.pk)}
        )
        self.assertNotContains(elsewhere, "Point")
        file = self.client.get(
            f"{reverse(PAGE)}export/csv/", {"kind": "agendapoint", "state": "checked", "language": "ko"}
        )
        self.assertIn("Point checked", b"".join(file).decode("utf-8-sig"))

    def test_a_discussion_is_marked_with_the_classification_of_its_meeting(self) -> None:
        meeting = make.meeting(self.people, held_on=TODAY, classification=Classification.CONFIDENTIAL)
        row = edits.create_record(AgendaItem(meeting=meeting, commitment=self.item), by=None, now=NOW)
        agendas.review_item(row, "They agreed.", by=self.people.head, now=NOW)
        edits.change_record(row, {"originator": "Utopia"}, by=self.people.head, now=NOW)
        self.client.force_login(self.people.head)
        editor = reverse("admin:translation", args=("agendaitem", row.pk, "ko"))
        self.assertContains(self.client.get(editor), "information from Utopia")
        file = self.client.get(f"{reverse(PAGE)}export/csv/", {"kind": "agendaitem"})
        self.assertNotIn("They agreed.", b"".join(file).decode("utf-8-sig"))
        AgendaItem.objects.filter(pk=row.pk).update(originator="")
        file = self.client.get(f"{reverse(PAGE)}export/csv/", {"kind": "agendaitem"})
        told = b"".join(file).decode("utf-8-sig")
        self.assertIn("They agreed.", told)
        self.assertIn("CONFIDENTIAL · Translations", told)
        taken = AccessLogEntry.objects.latest("pk")
        self.assertEqual(taken.classification, Classification.CONFIDENTIAL)

    def test_the_counts_take_the_same_queries_for_more_records(self) -> None:
        self.fill()
        count_all(self.scope())
        asked = []
        for more in (1, 20):
            for number in range(more):
                self.report(f"Report {more}.{number}")
            with CaptureQueriesContext(connection) as queries:
                count_all(self.scope())
            asked.append(len(queries))
        self.assertEqual(*asked)

    def waiting(self, person: User | None = None, *partners: Country) -> dict[State, int]:
        known, keys = list_wanted_languages(), [one.pk for one in partners or (self.people.valdoria,)]
        by = person or self.people.officer
        with self.assertNumQueries(1):
            found = count_waiting(by, known, keys)
        # On a page, by the text that was made before, for whoever has the same permissions.
        with page_cache.reading("waiting"):
            count_waiting(by, known, keys)
            with (
                self.assertNumQueries(1),
                mock.patch.object(lists, "_group_waiting", side_effect=AssertionError),
            ):
                self.assertEqual(count_waiting(by, known, keys), found)
        return found

    def test_my_desk_counts_what_waits_for_this_person_each_text_once(self) -> None:
        list_wanted_languages()
        before = self.waiting()
        self.translate_update(self.people.head)
        after = self.waiting()
        self.assertEqual(after[State.MISSING], before[State.MISSING] - 1)
        self.assertEqual(after[State.UNCHECKED], before[State.UNCHECKED] + 1)
        # Who entered it checks nothing, and who checks it has nothing left.
        self.assertEqual(self.waiting(self.people.head)[State.UNCHECKED], before[State.UNCHECKED])
        self.check("progressupdate", self.update, self.people.officer)
        self.assertEqual(self.waiting(), after | {State.UNCHECKED: before[State.UNCHECKED]})
        self.update.refresh_from_db()
        edits.change_record(
            self.update, {"text": "Both lists were exchanged."}, by=self.people.officer, now=LATER
        )
        self.assertEqual(self.waiting()[State.OLDER], before[State.OLDER] + 1)
        self.assertEqual(sum(self.waiting(None, self.people.elsewhere).values()), 0)
        self.assertEqual(sum(self.waiting(self.people.stranger).values()), 0)

    def test_my_desk_leads_to_the_texts_that_wait(self) -> None:
        self.translate_update(self.people.head)
        self.client.force_login(self.people.officer)
        desk = self.client.get("/admin/")
        self.assertContains(desk, "1 translation by another person to check")
        link = f"{reverse(PAGE)}?state=unchecked&amp;country={self.people.valdoria.pk}"
        self.assertContains(desk, link)
        self.assertContains(self.client.get(link.replace("&amp;", "&")), TEXT)
        self.client.force_login(self.people.stranger)
        self.assertNotContains(self.client.get("/admin/"), "to check")

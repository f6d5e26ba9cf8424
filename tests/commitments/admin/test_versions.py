"""Two people edit one record: the second chooses between both versions, and nothing typed is lost."""

import re
from typing import Any

from django.test import TestCase, override_settings

from commitments.audit import log
from commitments.enums import Classification
from commitments.models import AuditRow, Meeting, Ministry, MinistryName, Outcome
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather
from tests.flat import flat


@override_settings(ROOT_URLCONF="tests.commitments.admin.probe")
class Versions(TestCase):
    cast: Cast
    meeting: Meeting
    point: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast, title="Talks")
        cls.point = make.outcome(cls.cast, cls.meeting, clause="First words.")

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)
        self.path = f"/admin/commitments/meeting/{self.meeting.pk}/change/"

    def form(self, **changes: Any) -> dict[str, Any]:
        """Give what a browser would post from the page as it is now, with some fields typed otherwise."""
        body = self.client.get(self.path).content.decode()
        data: dict[str, Any] = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', body))
        data |= {"country": self.meeting.country_id, "title": "Talks", "held_on": self.meeting.held_on}
        data |= {"mechanism": "", "session_number": "", "starts_at": "", "note": "", "classification": 1}
        data |= {
            "outcomes-0-id": self.point.pk,
            "outcomes-0-meeting": self.meeting.pk,
            "outcomes-0-number": 1,
            "outcomes-0-clause": "First words.",
            "outcomes-0-spoken_by": self.point.spoken_by,
            "outcomes-0-statement": "",
            "outcomes-0-classification": 1,
        }
        data.pop("csrfmiddlewaretoken", None)
        return data | changes

    def somebody_else_writes(self, **values: Any) -> None:
        edits.change_record(Meeting.objects.get(pk=self.meeting.pk), values, by=self.cast.head, now=NOW)

    def test_a_save_writes_one_version_and_one_audit_row(self) -> None:
        before = AuditRow.objects.count()
        response = self.client.post(self.path, self.form(title="Talks anew"))
        self.assertRedirects(response, "/admin/commitments/meeting/")
        self.meeting.refresh_from_db()
        self.assertEqual((self.meeting.title, self.meeting.version), ("Talks anew", 2))
        self.assertEqual(AuditRow.objects.count(), before + 1)
        row = log.list_history(self.meeting).first()
        assert row is not None
        self.assertEqual(
            (row.by, row.before, row.after), (self.cast.officer, {"title": "Talks"}, {"title": "Talks anew"})
        )

    def test_a_late_save_shows_both_versions_and_changes_nothing(self) -> None:
        typed = self.form(title="Mine", note="My note, long to type")
        self.somebody_else_writes(title="Theirs")
        response = self.client.post(self.path, typed)
        self.assertEqual(response.status_code, 409)
        self.assertContains(response, "Theirs", status_code=409)
        self.assertContains(response, 'value="Mine"', status_code=409)
        self.assertContains(response, "My note, long to type", status_code=409)
        self.assertContains(response, "Head saved this record on", status_code=409)
        self.meeting.refresh_from_db()
        self.assertEqual((self.meeting.title, self.meeting.note), ("Theirs", ""))

    def test_what_only_the_other_changed_is_theirs_unless_one_says_otherwise(self) -> None:
        typed = self.form(note="My note")
        self.somebody_else_writes(title="Theirs")
        body = flat(self.client.post(self.path, typed).content.decode())
        self.assertIn('name="keep-title" value="theirs" checked', body)
        self.assertIn('name="keep-note" value="yours" checked', body)

    def test_the_choice_is_saved_field_by_field(self) -> None:
        typed = self.form(title="Mine", note="My note")
        self.somebody_else_writes(title="Theirs")
        chosen = self.choose(self.client.post(self.path, typed), title="theirs", note="yours")
        self.assertEqual(self.client.post(self.path, chosen).status_code, 302)
        self.meeting.refresh_from_db()
        self.assertEqual((self.meeting.title, self.meeting.note), ("Theirs", "My note"))

    def test_a_third_writer_is_told_again(self) -> None:
        typed = self.form(title="Mine")
        self.somebody_else_writes(title="Theirs")
        chosen = self.choose(self.client.post(self.path, typed), title="yours")
        self.somebody_else_writes(title="A third")
        self.assertContains(self.client.post(self.path, chosen), "A third", status_code=409)

    def test_rows_of_inline_tables_are_part_of_it(self) -> None:
        typed = self.form(**{"outcomes-0-clause": "My words."})
        edits.change_record(self.point, {"clause": "Their words."}, by=self.cast.head, now=NOW)
        response = self.client.post(self.path, typed)
        self.assertContains(response, "Their words.", status_code=409)
        self.assertContains(response, "My words.", status_code=409)
        chosen = self.choose(response, **{"outcomes-0-clause": "yours"})
        self.assertEqual(self.client.post(self.path, chosen).status_code, 302)
        self.point.refresh_from_db()
        self.assertEqual(self.point.clause, "My words.")

    def test_new_rows_typed_before_the_choice_are_kept(self) -> None:
        extra = {
            "outcomes-TOTAL_FORMS": 2,
            "outcomes-1-id": "",
            "outcomes-1-meeting": self.meeting.pk,
            "outcomes-1-number": 2,
            "outcomes-1-clause": "A new point.",
            "outcomes-1-spoken_by": "ours",
            "outcomes-1-statement": "",
            "outcomes-1-classification": 1,
        }
        typed = self.form(title="Mine", **extra)
        self.somebody_else_writes(title="Theirs")
        chosen = self.choose(self.client.post(self.path, typed), title="theirs")
        self.assertEqual(self.client.post(self.path, chosen).status_code, 302)
        self.assertTrue(Outcome.objects.filter(meeting=self.meeting, clause="A new point.").exists())

    def test_a_save_without_the_mark_counts_as_late(self) -> None:
        typed = self.form(title="Mine")
        del typed["as_seen"]
        self.assertEqual(self.client.post(self.path, typed).status_code, 409)

    def test_what_is_hidden_from_the_second_writer_stays_hidden_on_that_page(self) -> None:
        with make.unlocked():
            Outcome.objects.filter(pk=self.point.pk).update(
                classification=Classification.SECRET, clause="HIDDEN WORDS"
            )
        typed = self.form(title="Mine")
        typed |= {"outcomes-TOTAL_FORMS": 0, "outcomes-INITIAL_FORMS": 0}
        self.somebody_else_writes(title="Theirs")
        self.assertNotContains(self.client.post(self.path, typed), "HIDDEN WORDS", status_code=409)

    def test_a_broken_rule_is_told_at_its_field_and_keeps_what_was_typed(self) -> None:
        response = self.client.post(self.path, self.form(held_on="", starts_at="10:00", note="Long typing"))
        self.assertContains(
            response, '<a href="#id_held_on">Date</a>: Enter the date of the meeting, or clear the time.'
        )
        self.assertContains(response, "Long typing")
        self.assertContains(response, "Not saved. Correct 1 error.")

    def test_a_wrong_mark_in_one_field_saves_nothing(self) -> None:
        response = self.client.post(self.path, self.form(title="", held_on="some day"))
        self.assertContains(response, "Not saved. Correct 2 errors.")
        self.assertContains(response, 'value="some day"')

    def choose(self, response: Any, **choices: str) -> dict[str, Any]:
        """Answer the page with both versions: what it carries along, what was typed, and the choices."""
        self.assertEqual(response.status_code, 409)
        body = response.content.decode()
        data: dict[str, Any] = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', body))
        data |= dict(re.findall(r'<input type="text" name="([\w-]+)" value="([^"]*)"', body))
        data |= dict(re.findall(r'<textarea name="([\w-]+)"[^>]*>\s*([^<]*)</textarea>', body))
        data.pop("csrfmiddlewaretoken", None)
        return data | {f"keep-{name}": value for name, value in choices.items()}


class WithoutVersion(TestCase):
    """Records without a version of their own are told apart by their values."""

    def test_a_late_save_of_a_ministry_shows_both_versions(self) -> None:
        cast = gather()
        self.client.force_login(cast.officer)
        path = f"/admin/commitments/ministry/{cast.their_police.pk}/change/"
        body = self.client.get(path).content.decode()
        found = re.search(r'name="as_seen" value="(\w+)"', body)
        assert found is not None
        data = {
            "country": cast.valdoria.pk,
            "name": "My name for it",
            "short_name": "",
            "valid_from": "",
            "valid_until": "",
            "as_seen": found[1],
            "names-TOTAL_FORMS": 1,
            "names-INITIAL_FORMS": 0,
            "names-0-language": "ko",
            "names-0-name": "발도리아 경찰",
            "names-0-ministry": cast.their_police.pk,
        }
        Ministry.objects.filter(pk=cast.their_police.pk).update(short_name="VC")
        response = self.client.post(path, data)
        self.assertEqual(response.status_code, 409)
        self.assertContains(response, "발도리아 경찰", status_code=409)
        data["as_seen"] = re.search(r'name="as_seen" value="(\w+)"', response.content.decode())[1]  # type: ignore[index]
        self.assertEqual(self.client.post(path, data | {"keep-short_name": "theirs"}).status_code, 302)
        cast.their_police.refresh_from_db()
        self.assertEqual((cast.their_police.name, cast.their_police.short_name), ("My name for it", "VC"))
        self.assertTrue(MinistryName.objects.filter(name="발도리아 경찰").exists())
        subjects = set(log.list_history(cast.their_police).values_list("subject_type", flat=True))
        self.assertEqual(subjects, {"commitments.Ministry", "commitments.MinistryName"})

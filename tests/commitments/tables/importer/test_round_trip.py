"""What is taken out of the list of commitments changes nothing when it is brought in again."""

import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import django as hypothesis_django

from commitments.admin.commitments.list import COLUMNS
from commitments.dashboard import list_preferences
from commitments.enums import CommitmentState, ImportSubject, Nature, OwedBy, RowStatus, Side
from commitments.language.phrases import parse_any
from commitments.language.phrases.specification import not_stated, on_day
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Commitment, Country, CountryName, MinistryName
from commitments.models.commitments import TITLE_LETTERS
from commitments.records import edits
from tests import make
from tests.cast import NOW
from tests.commitments.tables.importer.case import ImportCase

LIST = "/admin/commitments/commitment/"
STATES = (
    CommitmentState.DRAFT,
    CommitmentState.PROPOSED,
    CommitmentState.IN_PROGRESS,
    CommitmentState.FULFILLED,
)
# What spreadsheets, separators and quotation trip over, in scripts of all three countries.
LETTERS = "=+-@|%'\";,\t\\n ab9가나ក្ＡÀ/–…."
TITLES = st.text(LETTERS, min_size=1, max_size=TITLE_LETTERS).filter(lambda text: text.strip())
DEADLINES = st.sampled_from(
    [not_stated(), on_day(make.DUE_ON), on_day(make.DUE_ON, "by 30 June 2026")]
    + [parse_any(words) for words in ("within 10 working days", "next spring", '=soon; "as possible"')]
)
ITEM = st.tuples(TITLES, DEADLINES, st.sampled_from(OwedBy), st.sampled_from(STATES), st.sampled_from(Nature))


@time_machine.travel(NOW, tick=False)
class RoundTripTests(hypothesis_django.TestCase, ImportCase):
    def take_out(self, ending: str, language: str) -> bytes:
        """Take the whole list out as the officer sees it in a language, with every column that there is."""
        officer = self.cast.officer
        type(officer).objects.filter(pk=officer.pk).update(language=language)
        list_preferences.choose_columns(officer, list(COLUMNS))
        self.client.force_login(officer)
        response = self.client.get(f"{LIST}export/{ending}/", {"view": "all"})
        self.assertEqual(response.status_code, 200)
        return response.content

    def brought_in(self, ending: str, language: str) -> list[tuple[str, object, object]]:
        """Bring the list in again; give what is not as on file."""
        content = self.take_out(ending, language)
        of = self.judged(content, ImportSubject.COMMITMENTS, name=f"list.{ending}")
        self.assertEqual(of.total, Commitment.objects.count())
        other = of.rows.exclude(status=RowStatus.UNCHANGED)
        return [(row.title, row.problems, row.changes) for row in other]

    @settings(
        max_examples=3,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(ITEM, min_size=1, max_size=3))
    def test_nothing_changes_whatever_is_on_file(
        self, drawn: list[tuple[str, object, str, str, str]]
    ) -> None:
        for title, deadline, owed_by, state, nature in drawn:
            make.commitment(
                self.cast,
                make.outcome(self.cast, self.meeting),
                title=title,
                deadline=deadline,  # type: ignore[arg-type]
                owed_by=OwedBy(owed_by),
                # What continues is concluded, never complete.
                state=CommitmentState(state if nature == Nature.ONE_OFF else CommitmentState.DRAFT),
                nature=Nature(nature),
            )
        for ending in ("csv", "xlsx"):
            for language in ("en", "ko"):
                self.assertEqual(self.brought_in(ending, language), [], f"{ending} {language}")

    def test_names_of_ministries_come_back_in_the_language_in_which_they_went(self) -> None:
        MinistryName.objects.create(ministry=self.cast.police, language="ko", name="경찰청")
        CountryName.objects.create(country=self.cast.valdoria, language="ko", name="발도리아")
        self.assertTrue(Country.objects.exists())
        make.commitment(self.cast, make.outcome(self.cast, self.meeting), owed_by=OwedBy.JOINT)
        self.assertIn("경찰청", self.take_out("csv", "ko").decode())
        self.assertEqual(self.brought_in("csv", "ko"), [])

    def test_a_changed_cell_is_told_with_what_stands_and_what_is_new(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting), parts=[OwnerPart(Side.OURS)])
        content = self.take_out("csv", "en")
        edits.change_record(item, {"title": "On file meanwhile"}, by=self.cast.officer, now=NOW)
        of = self.judged(content, name="list.csv")
        change = of.rows.get().changes
        told = [{"field": "title", "old": "On file meanwhile", "new": "Share investigation records"}]
        self.assertEqual(change, told)
        self.taken(of)
        item.refresh_from_db()
        self.assertEqual(item.title, "Share investigation records")

"""What is taken out of the lists of parties, days and updates is on file when it is brought in again."""

import csv
import io

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import django as hypothesis_django
from openpyxl import load_workbook

from commitments.enums import CommitmentState, Health, ImportSubject, PostFunction, RowStatus
from commitments.models import Holiday, Mechanism, Ministry, MinistryName, Official, ProgressUpdate, User
from commitments.tables.exporter import unescape_formula
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.tables.importer.case import ImportCase

# What spreadsheets, separators and quotation trip over, in scripts of all sides.
LETTERS = "=+-@|%'\";,\t\r\n ab9가나ក្مرＡÀ＝/–…."
HOSTILE = (
    *("=1+1", "+1", "-1", "@x", "\t=1", "'=1", "''", "|calc", "%0A", "＝1", '"', '"a", b', "a\nb", "a\r\nb"),
    *("-", "n/a", "경찰청; 외교부", "ក្រសួងការបរទេស", "وزارة الخارجية", "_x000D_", "03/04/2027"),
)
NAMES = st.one_of(st.sampled_from(HOSTILE), st.text(LETTERS, min_size=1, max_size=25)).filter(
    lambda text: " ".join(text.split())
)
TEXTS = st.one_of(
    st.sampled_from((*HOSTILE, "=" + "가" * 20_000, "x" * 40_000)), st.text(LETTERS, min_size=1, max_size=80)
).filter(lambda text: text.strip())
FEW = settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LISTS = {
    ImportSubject.MINISTRIES: "ministry/export",
    ImportSubject.OFFICIALS: "official/export",
    ImportSubject.HOLIDAYS: "holiday/export",
    ImportSubject.UPDATES: "commitment/updates",
}


class ListsAgainTests(hypothesis_django.TestCase, ImportCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        User.objects.filter(pk=cls.cast.officer.pk).update(language="en")

    def taken_out(self, path: str, query: str = "") -> bytes:
        self.client.force_login(self.cast.officer)
        response = self.client.get(f"/admin/commitments/{path}/{query}")
        self.assertEqual(response.status_code, 200)
        return bytes(response.getvalue())

    def nothing_changes(self, subject: ImportSubject, count: int) -> None:
        for ending, language in (("csv", "en"), ("csv", "ko"), ("xlsx", "en"), ("xlsx", "ko")):
            content = self.taken_out(f"{LISTS[subject]}/{ending}/{language}", "?view=all" * (count < 0))
            of = self.judged(content, subject, name=f"list.{ending}")
            self.assertEqual(of.total, abs(count))
            other = of.rows.exclude(status=RowStatus.UNCHANGED)
            told = [(row.status, row.title, row.problems, row.changes) for row in other]
            self.assertEqual(told, [], f"{ending} {language}")

    @FEW
    @given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=4, unique_by=lambda row: row[0]))
    def test_ministries(self, drawn: list[tuple[str, str]]) -> None:
        for number, (name, other) in enumerate(drawn):
            country = (self.cast.valdoria, self.cast.korea)[number % 2]
            row = Ministry.objects.create(country=country, name=f"{name} {number}", short_name=other[:30])
            MinistryName.objects.create(ministry=row, language="ko", name=f"{other}{number}", short_name=name)
        self.nothing_changes(ImportSubject.MINISTRIES, Ministry.objects.count())

    @FEW
    @given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from(PostFunction)), min_size=1, max_size=4))
    def test_officials(self, drawn: list[tuple[str, str, str]]) -> None:
        for number, (post, person, function) in enumerate(drawn):
            Official.objects.create(
                country=self.cast.valdoria,
                ministry=(None, self.cast.their_police)[number % 2],
                post=post,
                person=person * (number != 2),
                function=function,
                precedence=number,
                email=f"a{number}@example.org" * (number % 2),
                starts_on=TODAY,
            )
        self.nothing_changes(ImportSubject.OFFICIALS, Official.objects.count())

    def test_an_official_twice_in_one_post_is_each_time_on_file(self) -> None:
        for year in (2001, 2011):
            days = {"starts_on": f"{year}-01-01", "ends_on": f"{year + 1}-01-01"}
            Official.objects.create(country=self.cast.valdoria, post="Envoy", person="Lee", **days)
        self.nothing_changes(ImportSubject.OFFICIALS, Official.objects.count())

    @FEW
    @given(st.lists(st.tuples(NAMES, st.booleans()), min_size=1, max_size=5))
    def test_holidays(self, drawn: list[tuple[str, bool]]) -> None:
        for number, (name, is_non_working) in enumerate(drawn, 1):
            day = TODAY.replace(day=number)
            Holiday.objects.create(
                country=self.cast.valdoria, day=day, name=name, is_non_working=is_non_working
            )
        self.nothing_changes(ImportSubject.HOLIDAYS, Holiday.objects.count())

    @FEW
    @given(st.lists(st.tuples(TEXTS, st.sampled_from(Health)), min_size=1, max_size=4))
    def test_progress_updates(self, drawn: list[tuple[str, str]]) -> None:
        items = [
            make.commitment(self.cast, make.outcome(self.cast, self.meeting), state=state)
            for state in (CommitmentState.IN_PROGRESS, CommitmentState.FULFILLED)
        ]
        by = {"recorded_by": self.cast.officer, "recorded_at": NOW}
        for number, (text, health) in enumerate(drawn):
            ProgressUpdate.objects.create(
                commitment=items[number % 2], reported_on=TODAY, health=health, text=text, **by
            )
        self.nothing_changes(ImportSubject.UPDATES, -ProgressUpdate.objects.count())

    @FEW
    @given(st.lists(TEXTS.map(lambda text: text[:60]), min_size=1, max_size=6, unique=True))
    def test_a_list_without_an_importer_gives_the_same_texts_back(self, drawn: list[str]) -> None:
        for text in drawn:
            Mechanism.objects.create(country=self.cast.valdoria, name=text)
        written = set(Mechanism.objects.values_list("name", flat=True))
        text = self.taken_out("mechanism/export/csv").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))[2:]
        self.assertEqual({unescape_formula(row[0]) for row in rows}, written)
        book = load_workbook(io.BytesIO(self.taken_out("mechanism/export/xlsx")))
        found = [row[0] for row in book.worksheets[0].iter_rows(min_row=3, values_only=True)]
        self.assertEqual({unescape_formula(str(cell)) for cell in found}, written)

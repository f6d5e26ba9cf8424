"""The index follows every write, and is made anew when asked; both databases answer alike."""

from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments import checks
from commitments.db import fulltext
from commitments.enums import Side
from commitments.models import (
    Clause,
    Country,
    DelegationMember,
    Ministry,
    MinistryName,
    Official,
    Outcome,
    SearchEntry,
    Statement,
    User,
)
from commitments.records import edits
from commitments.search import index, normalise, query
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.admin.plans import indexes_used, steps_of

COOPERATION = "កិច្ចសហប្រតិបត្តិការ"


def found(model: type[Model], *typed: str) -> list[int]:
    """Give the keys of the records of a kind that hold the words, in all three ways to ask."""
    words = [normalise.parse_word(one) for one in typed]
    listed = query.find_keys(index.mark_of(model), words)
    assert listed is not None
    keys = sorted(listed.get(index.kind_of(model), []))
    assert keys == sorted(row["key"] for row in query.list_newest(model, words)), "newest"
    one_by_one = model._default_manager.filter(query.build_word_condition(model, words))
    assert keys == sorted(one_by_one.values_list("pk", flat=True)), "holding"
    return keys


@pytest.mark.both
class KeepingTests(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_a_record_is_found_from_the_moment_it_is_written(self) -> None:
        point = make.outcome(self.cast, clause="양국은 범죄수사에서 협력을 강화한다.")
        item = make.commitment(self.cast, point, title="Share fingerprints")
        self.assertEqual(found(Outcome, "협력"), [point.pk])
        self.assertEqual(found(Outcome, "범죄", "협력"), [point.pk])
        self.assertEqual(found(Outcome, "협상"), [])
        self.assertEqual(found(type(item), "finger"), [item.pk])
        self.assertEqual(found(type(item), item.reference), [item.pk])

    def test_a_change_is_found_at_once_and_the_old_words_no_more(self) -> None:
        paper = make.statement(self.cast, title="Joint statement", text="Nothing yet.")
        edits.change_record(paper, {"text": f"ពង្រឹង{COOPERATION}ប្រឆាំង"}, by=self.cast.officer, now=NOW)
        self.assertEqual(found(Statement, COOPERATION), [paper.pk])
        self.assertEqual(found(Statement, "nothing"), [])

    def test_a_name_in_another_language_finds_what_it_names(self) -> None:
        name = MinistryName(ministry=self.cast.police, language="ko", name="경찰청")
        edits.create_record(name, by=None, now=NOW)
        self.assertEqual(found(Ministry, "경찰"), [self.cast.police.pk])
        edits.change_record(name, {"name": "해양청"}, by=None, now=NOW)
        self.assertEqual(found(Ministry, "경찰"), [])
        self.assertEqual(found(Ministry, "해양"), [self.cast.police.pk])
        edits.remove_record(name, by=None, now=NOW)
        self.assertEqual(found(Ministry, "해양"), [])
        self.assertEqual(found(Ministry, "police"), [self.cast.police.pk])

    def test_what_is_removed_is_found_no_more(self) -> None:
        visit = make.meeting(self.cast)
        seat = DelegationMember(meeting=visit, side=Side.OURS, post="Gyeon Myo")
        edits.create_record(seat, by=self.cast.officer, now=NOW)
        self.assertEqual(found(type(visit), "gyeon"), [visit.pk])
        edits.remove_record(seat, by=self.cast.officer, now=NOW)
        self.assertEqual(found(type(visit), "gyeon"), [])
        body = edits.create_record(Official(country=self.cast.korea, post="Registrar"), by=None, now=NOW)
        self.assertEqual(found(Official, "registrar"), [body.pk])
        edits.remove_record(body, by=None, now=NOW)
        self.assertEqual(found(Official, "registrar"), [])

    def test_internal_texts_find_the_commitment_and_the_meeting_that_they_are_about(self) -> None:
        item = make.commitment(self.cast)
        said = {"meaning": "Zugzwang for us.", "line_to_take": "We insist on a fianchetto."}
        edits.change_record(item, said, by=self.cast.officer, now=NOW)
        self.assertEqual(found(type(item), "zugzwang"), [item.pk])
        self.assertEqual(found(type(item), "fianchetto"), [item.pk])
        visit = item.outcome.meeting
        edits.change_record(visit, {"note": "Zugzwang again."}, by=self.cast.officer, now=NOW)
        self.assertEqual(found(type(visit), "zugzwang"), [visit.pk])

    def test_words_that_many_records_hold_are_not_listed(self) -> None:
        asking_few, query.FEW = query.FEW, 0
        self.addCleanup(setattr, query, "FEW", asking_few)
        self.assertIsNone(query.find_keys(index.mark_of(Ministry), [normalise.parse_word("police")]))
        self.assertEqual(query.find_keys(index.mark_of(Ministry), [normalise.parse_word("nowhere")]), {})

    def test_words_that_postgresql_expects_in_many_records_are_not_gathered(self) -> None:
        words = [normalise.parse_word("police")]
        self.assertTrue(query.find_keys(index.mark_of(Ministry), words))
        with mock.patch.object(query, "MANY", 0), CaptureQueriesContext(connection) as asked:
            listed = query.find_keys(index.mark_of(Ministry), words)
        gathering = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
        # SQLite stops where enough are found, and expects nothing.
        is_postgresql = connection.vendor == "postgresql"
        self.assertEqual((listed is None, len(gathering)), (is_postgresql, 0 if is_postgresql else 1))

    def test_strange_words_are_only_words(self) -> None:
        for typed in ("'", '"', "a'b:*|!", "NOT", "OR*", "%", "_", "\\", "terms:x", "^a", "(", "\x7f"):
            self.assertIsNotNone(query.find_keys("n", [normalise.parse_word(typed)]), typed)


@pytest.mark.both
class WholeIndexTests(TestCase):
    cast: Cast
    point: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.point = make.outcome(cls.cast, clause="Both sides will share records.")

    def test_making_it_anew_changes_nothing_and_mends_what_is_behind(self) -> None:
        before = set(SearchEntry.objects.values_list("kind", "key", "terms"))
        self.assertEqual(index.list_outdated(), [])
        Outcome.objects.filter(pk=self.point.pk).update(place_in_text="4", clause="Both sides will publish.")
        SearchEntry.objects.filter(kind="country").delete()
        SearchEntry.objects.create(kind="user", key=10**9, terms=" nghost")
        self.assertIn(f"outcome {self.point.pk}", index.list_outdated())
        self.assertIn(f"user {10**9}", index.list_outdated())
        with self.assertRaisesMessage(CommandError, "The index lacks 5 records"):
            call_command("index_words", "--check", stdout=StringIO())
        told = StringIO()
        call_command("index_words", stdout=told)
        self.assertIn(f"Indexed {len(before)} records", told.getvalue())
        call_command("index_words", "--check", stdout=told)
        self.assertEqual(found(Outcome, "publish"), [self.point.pk])
        self.assertEqual(found(User, "ghost"), [])
        self.assertEqual(found(Country, "valdoria"), [self.cast.valdoria.pk])

    def test_an_index_that_is_gone_is_told_and_made_again_by_migrate(self) -> None:
        self.assertEqual(checks.check_index(["default"]), [])
        fulltext.empty_index(connection)
        (told,) = checks.check_index(["default"])
        self.assertEqual(told.id, "commitments.W002")
        call_command("migrate", verbosity=0)
        self.assertEqual(checks.check_index(["default"]), [])
        self.assertEqual(found(Outcome, "records"), [self.point.pk])

    def test_each_way_of_asking_uses_an_index(self) -> None:
        rows = [SearchEntry(kind="clause", key=n, terms=f" lshared lw{n}") for n in range(3_000)]
        SearchEntry.objects.bulk_create(rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE commitments_searchentry")
            if connection.vendor == "postgresql":
                # So few rows it would rather read through.
                cursor.execute("SET LOCAL enable_seqscan = off")
        word = [normalise.parse_word("w2999")]
        rare = SearchEntry.objects.filter(terms__holds=((("lw2999*",),),))
        # Of a word that most records hold: it stops where enough are found.
        newest = query.list_newest(Clause, [normalise.parse_word("shared")])
        each = Clause.objects.filter(pk__lt=9).filter(query.build_word_condition(Clause, word))
        if connection.vendor == "postgresql":
            self.assertIn(fulltext.GIN, indexes_used(rare))
            self.assertIn("indexed_once", indexes_used(newest))
            self.assertIn("indexed_once", indexes_used(each))
            return
        whole = steps_of(SearchEntry.objects.filter(terms__contains="lw2999"))
        self.assertGreater(whole, 3_000)
        for asked in (rare, newest, each):
            self.assertLess(steps_of(asked), whole / 4)

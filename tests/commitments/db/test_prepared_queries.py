"""Questions kept as text: put once, asked anew each time, and never another person's."""

from typing import Any

import pytest
from django.db.models import Q
from django.test import TestCase

from commitments.access import grants
from commitments.db.prepared_queries import PreparedQueries, Rows
from commitments.enums import Classification
from commitments.models import AuditRow, Country
from tests.cast import gather

pytestmark = pytest.mark.both


class PreparedTests(TestCase):
    def test_a_question_by_a_key_finds_the_row_of_each_key(self) -> None:
        cast = gather()
        texts = PreparedQueries()

        def put(key: int) -> Rows:
            return Country.objects.filter(pk=key).values_list("iso", "languages")

        for country in (cast.korea, cast.valdoria):
            [row] = texts.rows("one", put, country.pk)
            self.assertEqual([*row.values()], [country.iso, country.languages])
        self.assertEqual(texts.rows("one", put, 0), [])

    def test_a_text_is_made_once_and_sees_what_was_written_since(self) -> None:
        cast, texts = gather(), PreparedQueries()
        made: list[int] = []

        def put() -> Rows:
            made.append(1)
            return Country.objects.filter(pk=cast.korea.pk).values("iso", "capital", "languages")

        self.assertEqual(texts.rows("korea", put), list(put()))
        Country.objects.filter(pk=cast.korea.pk).update(capital="Busan")
        self.assertEqual(texts.rows("korea", put)[0]["capital"], "Busan")
        self.assertEqual(len(made), 2)

    def test_one_text_serves_all_values_that_are_given_to_it(self) -> None:
        cast, texts = gather(), PreparedQueries()
        made: list[Any] = []

        def put(key: int, iso: str) -> Rows:
            made.append(key)
            return Country.objects.filter(pk=key, iso=iso).values("iso", "capital")

        for country in (cast.korea, cast.valdoria):
            found = texts.rows("one", put, country.pk, country.iso)
            self.assertEqual(found, [{"iso": country.iso, "capital": country.capital}])
        self.assertEqual(texts.rows("one", put, cast.korea.pk, cast.valdoria.iso), [])
        # Three times to compare, for all.
        self.assertEqual(len(made), 3)

    def test_what_reckons_with_a_value_is_put_anew(self) -> None:
        gather()
        texts, keys = PreparedQueries(), sorted(Country.objects.values_list("pk", flat=True))

        def after(key: int, last: int) -> Rows:
            # The key after this one is the placeholder of the next value.
            return Country.objects.filter(pk__gt=key + 1, pk__lte=last).order_by("pk").values("pk")

        def first(key: int) -> Rows:
            return Country.objects.order_by("pk").values("pk")[:key]

        def looked_up(key: int) -> Rows:
            return Country.objects.filter(iso=Country.objects.get(pk=key).iso).values("pk")

        for key in keys:
            rows = [{"pk": one} for one in keys if one > key + 1]
            self.assertEqual(texts.rows("after", after, key, keys[-1]), rows)
            self.assertEqual(texts.rows("looked up", looked_up, key), [{"pk": key}])
        for most in range(1, 4):
            self.assertEqual(len(texts.rows("first", first, most)), most)

    def test_what_compares_values_is_put_anew(self) -> None:
        gather()
        texts, keys = PreparedQueries(), sorted(Country.objects.values_list("pk", flat=True))

        def same(key: int, other: int) -> Rows:
            return Country.objects.filter(pk__in=(key, other), iso="" if key != other else "KH").values("pk")

        def between(key: int, other: int) -> Rows:
            return Country.objects.filter(pk__gte=key if key < other else other).order_by("pk").values("pk")

        for key, other in ((keys[0], keys[1]), (keys[1], keys[1]), (keys[1], keys[0])):
            for make in (same, between):
                self.assertEqual(texts.records(make, make, key, other), list(make(key, other)))

    def test_numbers_keep_the_kind_of_their_column(self) -> None:
        texts = PreparedQueries()

        def put(key: int, keys: list[int]) -> Rows:
            return AuditRow.objects.filter(Q(subject_id=key) | Q(subject_id__in=keys)).values("pk")

        for given in ((7, [8, 9]), (1, [2, 3])):
            asked = texts.text("rows", put, *given)
            assert asked is not None
            text, params = put(*given).query.sql_with_params()
            self.assertEqual((asked[0], list(map(repr, asked[1]))), (text, list(map(repr, params))))

    def test_a_process_that_meets_many_texts_begins_anew(self) -> None:
        texts = PreparedQueries(at_most=3)
        for number in range(10):
            texts.rows(number, lambda: Country.objects.values("pk"))
            self.assertLessEqual(len(texts._known), 3)

    def test_what_looks_something_up_while_it_is_put_is_put_anew(self) -> None:
        cast, texts = gather(), PreparedQueries()

        def put() -> Rows:
            found = Country.objects.filter(capital="Busan").first()
            return Country.objects.filter(pk=found.pk if found else 0).values("iso")

        self.assertEqual(texts.rows("in Busan", put), [])
        Country.objects.filter(pk=cast.korea.pk).update(capital="Busan")
        self.assertEqual(texts.rows("in Busan", put), [{"iso": cast.korea.iso}])

    def test_who_can_read_nothing_is_given_nothing(self) -> None:
        texts = PreparedQueries()
        for _twice in range(2):
            self.assertEqual(texts.rows("none", lambda: Country.objects.filter(pk__in=()).values("iso")), [])

    def test_another_clearance_or_place_is_another_standing(self) -> None:
        cast = gather()
        known = {grants.standing_of(person) for person in cast.everybody}
        self.assertEqual(len(known), len(cast.everybody))
        before = grants.standing_of(cast.officer)
        cast.officer.clearance = Classification.PUBLIC
        self.assertNotEqual(grants.standing_of(cast.officer), before)
        with grants.one_request():
            inside = grants.standing_of(cast.officer)
            grants.go_outside()
            self.assertNotEqual(grants.standing_of(cast.officer), inside)

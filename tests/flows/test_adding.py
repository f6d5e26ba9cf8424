"""A ministry and an official added without leaving the meeting that is being recorded."""

from commitments.models import Ministry, Official
from tests.flows.stories import Stories


class AddingTests(Stories):
    def test_what_is_missing_is_added_beside_its_field(self) -> None:
        self.tell("tests.flows.adding", "beside_a_choice", partner=str(self.cast.valdoria.pk))
        made = Ministry.objects.get(name="Customs Board")
        self.assertEqual((made.country, made.short_name), (self.cast.valdoria, "CB"))
        self.assertEqual(Official.objects.get(post="Head of customs").country, self.cast.valdoria)

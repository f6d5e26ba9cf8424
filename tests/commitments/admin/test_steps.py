"""Steps of the life-cycle as buttons."""

from django.test import TestCase, override_settings

from commitments.models import Commitment
from tests import make
from tests.cast import Cast, gather
from tests.flat import flat


@override_settings(ROOT_URLCONF="tests.commitments.admin.probe")
class Steps(TestCase):
    cast: Cast
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, title="An item")

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)
        self.page = f"/admin/commitments/commitment/{self.item.pk}/change/"

    def step(self, name: str) -> str:
        return f"/admin/commitments/commitment/{self.item.pk}/step/{name}/"

    def title(self) -> str:
        return Commitment.objects.get(pk=self.item.pk).title

    def test_the_first_possible_step_is_the_filled_button(self) -> None:
        body = self.client.get(self.page).content.decode()
        steps = body.split('class="next-step"')[1].split("</section>")[0]
        self.assertEqual(steps.count("button primary"), 1)
        self.assertIn('<button type="submit" class="button primary">Rename</button>', steps)
        self.assertIn(f'href="{self.step("ask")}">Rename with reason…</a>', steps)

    def test_an_impossible_step_stays_and_says_why(self) -> None:
        response = self.client.get(self.page)
        self.assertIn(
            'aria-disabled="true" aria-describedby="why-report">Report as complete</button>',
            flat(response.content.decode()),
        )
        self.assertContains(response, '<p class="why" id="why-report">It needs evidence first.</p>')

    def test_a_rare_step_stands_under_other_steps(self) -> None:
        body = self.client.get(self.page).content.decode()
        self.assertLess(body.index("Other steps"), body.index("Make dormant"))

    def test_it_takes_a_step_and_says_so(self) -> None:
        response = self.client.post(self.step("rename"), follow=True)
        self.assertRedirects(response, self.page)
        self.assertContains(response, "Renamed.")
        self.assertEqual(self.title(), "renamed")

    def test_looking_takes_no_step(self) -> None:
        self.assertRedirects(self.client.get(self.step("rename")), self.page)
        self.assertEqual(self.title(), "An item")

    def test_a_step_that_asks_has_a_page_of_its_own(self) -> None:
        self.assertContains(self.client.get(self.step("ask")), "Rename with reason")
        self.assertContains(self.client.post(self.step("ask"), {"reason": ""}), "This field is required")
        self.assertRedirects(self.client.post(self.step("ask"), {"reason": "A better title"}), self.page)
        self.assertEqual(self.title(), "A better title")

    def test_a_refused_step_says_why_and_keeps_what_was_typed(self) -> None:
        response = self.client.post(self.step("ask"), {"reason": "refuse"})
        self.assertContains(response, "Not with that reason.")
        self.assertContains(response, 'value="refuse"')

"""The frame: drawn once for a page and language, of each person's own things each time."""

from django.apps import apps
from django.contrib import admin
from django.test import TestCase, override_settings

from commitments.dashboard import list_preferences
from commitments.models import Heartbeat, MinistryName, User
from commitments.reminders.planner import HEARTBEAT
from commitments.web.context import NAVIGATION, RECORD_GROUPS, load_frame
from tests.cast import NOW, Cast, gather

LIST = "/admin/commitments/ministry/"


class FrameOfTwo(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def shown(self, person: User, path: str = LIST) -> str:
        self.client.force_login(person)
        return self.client.get(path).content.decode()

    def test_each_page_marks_the_place_where_one_is(self) -> None:
        marked = f'<a href="{LIST}" aria-current="page">'
        self.assertIn(marked, self.shown(self.cast.officer))
        self.assertNotIn(marked, self.shown(self.cast.officer, "/admin/commitments/official/"))

    @override_settings(LANGUAGES=[("en", "English"), ("ko", "한국어")])
    def test_the_rail_speaks_the_language_of_each(self) -> None:
        User.objects.filter(pk=self.cast.head.pk).update(language="ko")
        self.assertIn("All records", self.shown(self.cast.officer))
        self.assertNotIn("All records", self.shown(User.objects.get(pk=self.cast.head.pk)))

    def test_each_list_is_named_once_in_a_group_of_at_most_nine(self) -> None:
        grouped = [name for _label, names in RECORD_GROUPS for name in names]
        shown = {model.__name__ for model in admin.site._registry}
        shown -= {apps.get_model("commitments", name).__name__ for name, _label, _icon in NAVIGATION}
        self.assertEqual(sorted(name for name in grouped if ":" not in name), sorted(shown))
        self.assertLessEqual(max(len(names) for _label, names in RECORD_GROUPS), 9)

    def test_the_ministry_of_a_focal_point_is_named_in_the_language_of_the_account(self) -> None:
        person, ministry = self.cast.focal_point, self.cast.police
        MinistryName.objects.create(ministry=ministry, language="ko", name="경찰청")
        self.assertEqual(load_frame(person.pk)[0], ministry.name)
        User.objects.filter(pk=person.pk).update(language="ko")
        self.assertEqual(load_frame(person.pk)[0], "경찰청")

    def test_only_an_administrator_is_led_to_setting_up(self) -> None:
        self.assertNotIn("/admin/setup/", self.shown(self.cast.officer))
        self.assertIn("/admin/setup/", self.shown(self.cast.administrator))

    def test_a_query_made_once_answers_each_by_the_own_key(self) -> None:
        Heartbeat.objects.create(name=HEARTBEAT, beat_at=NOW)
        list_preferences.save_view(self.cast.officer, "Late ones", "view=overdue")
        for person in (self.cast.officer, self.cast.head, self.cast.administrator):
            desk = person.desk.name if person.desk else None
            keeps_lists = person == self.cast.officer
            self.assertEqual(load_frame(person.pk), (desk, False, False, keeps_lists, NOW, None))
        self.assertIn("Late ones", self.shown(self.cast.officer))
        self.assertNotIn("Late ones", self.shown(self.cast.head))

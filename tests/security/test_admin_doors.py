"""The doors of the admin are shut for every role; on stock pages with a filtered list most of them leak."""

from dataclasses import replace
from typing import ClassVar

import pytest
from django.test import Client, TestCase, modify_settings, override_settings

from commitments.admin.site import site
from commitments.models import User
from tests.cast import Cast, gather
from tests.security import canaries, stock
from tests.security import doors_of_lists as of_lists
from tests.security import doors_of_pages as of_pages
from tests.security.doors_of_lists import Door, Tried
from tests.security.people import IS_FULL, probed

DOORS: tuple[Door, ...] = (
    *(of_lists.change_page, of_lists.lists, of_lists.columns),
    *(of_lists.filter_choices, of_lists.filter_values, of_lists.lookups, of_lists.search),
    *(of_lists.search_of_relations, of_lists.ordering, of_lists.counts, of_lists.goto),
    *(of_pages.selects, of_pages.posted_keys, of_pages.prefilled, of_pages.raw_keys, of_pages.autocomplete),
    *(of_pages.inlines, of_pages.rows_of_inlines, of_pages.taken, of_pages.bulk, of_pages.confirmations),
    *(of_pages.history, of_pages.recent_actions, of_pages.shortcut, of_pages.exports, of_pages.as_of),
    *(of_pages.saved_views, of_pages.readings, of_pages.imports, of_pages.error_pages),
)
# In the suite the crawl of the admin tries every address.
if IS_FULL:
    DOORS = (*DOORS, of_lists.every_address)
# What stock Django was measured to leak through, at the least.
LEAKS = 14
STOCK_PAGES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


@pytest.mark.both
class DoorsTests(TestCase):
    made: ClassVar[canaries.World]
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.made = canaries.gather(cls.cast)

    def tried(self, user: User) -> Tried:
        self.made.client = Client(raise_request_exception=False)
        self.made.client.force_login(user)
        return Tried(self.made, site, {"view": "all"})

    def test_every_door_is_shut(self) -> None:
        self.assertGreaterEqual(len(DOORS), 24)
        people = probed(self.cast)
        for turn, door in enumerate(DOORS):
            # In full everybody at each door; else each door by one of them, in turn.
            for user in people if IS_FULL else people[turn % len(people) :][:1]:
                with self.subTest(f"{user.username} {door.__name__}"):
                    self.assertEqual(door(self.tried(user)), [])

    @modify_settings(MIDDLEWARE={"remove": "commitments.web.middleware.WatchRelations"})
    @override_settings(ROOT_URLCONF="tests.security.stock", TEMPLATES=STOCK_PAGES)
    def test_stock_pages_with_a_filtered_list_leak_through_most(self) -> None:
        officer = self.cast.officer
        officer.is_superuser = officer.is_staff = True
        officer.save()
        self.made.base = "/stock/"
        tried = replace(self.tried(officer), site=stock.site, whole={})
        leaking = {door.__name__ for door in DOORS if door(tried)}
        print(sorted(leaking), sorted({d.__name__ for d in DOORS} - leaking))
        self.assertGreaterEqual(len(leaking), LEAKS, leaking)

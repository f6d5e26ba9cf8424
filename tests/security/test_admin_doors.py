"""The doors of the admin are shut for every role; on stock pages with a filtered list most of them leak."""

from dataclasses import replace
from typing import ClassVar

import pytest
from django.test import Client, TestCase, modify_settings, override_settings

from commitments.admin.site import site
from commitments.models import User
from tests.cast import Cast, gather
from tests.security import canaries, doors_of_lists, doors_of_pages, stock
from tests.security.doors_of_lists import Door, Tried
from tests.security.people import IS_FULL, probed

DOORS: tuple[Door, ...] = (
    *(doors_of_lists.change_page, doors_of_lists.lists, doors_of_lists.columns),
    *(
        doors_of_lists.filter_choices,
        doors_of_lists.filter_values,
        doors_of_lists.lookups,
        doors_of_lists.search,
    ),
    *(
        doors_of_lists.search_of_relations,
        doors_of_lists.ordering,
        doors_of_lists.counts,
        doors_of_lists.goto,
    ),
    *(
        doors_of_pages.selects,
        doors_of_pages.posted_keys,
        doors_of_pages.prefilled,
        doors_of_pages.raw_keys,
        doors_of_pages.autocomplete,
    ),
    *(
        doors_of_pages.inlines,
        doors_of_pages.rows_of_inlines,
        doors_of_pages.taken,
        doors_of_pages.bulk,
        doors_of_pages.confirmations,
    ),
    *(
        doors_of_pages.history,
        doors_of_pages.recent_actions,
        doors_of_pages.shortcut,
        doors_of_pages.exports,
        doors_of_pages.as_of,
        doors_of_pages.parliament,
    ),
    *(
        doors_of_pages.saved_views,
        doors_of_pages.readings,
        doors_of_pages.imports,
        doors_of_pages.error_pages,
    ),
)
# In the suite the crawl of the admin tries every address.
if IS_FULL:
    DOORS = (*DOORS, doors_of_lists.every_address)
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

    @pytest.mark.long
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

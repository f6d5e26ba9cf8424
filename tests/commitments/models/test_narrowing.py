"""Every model of ours is read by relations that are watched."""

from django.apps import apps
from django.db.models import OneToOneRel
from django.test import SimpleTestCase

from commitments.models.base import NarrowedManager, NarrowedQuery, NarrowedQuerySet, ReverseOne

MODELS = list(apps.get_app_config("commitments").get_models())


class ModelTests(SimpleTestCase):
    def test_every_default_manager_is_watched_and_the_named_one_is_not(self) -> None:
        for model in MODELS:
            with self.subTest(model.__name__):
                self.assertIsInstance(model._default_manager, NarrowedManager)
                self.assertIsInstance(model._default_manager.all(), NarrowedQuerySet)
                self.assertIsInstance(model._default_manager.all().query, NarrowedQuery)
                self.assertNotIsInstance(model.objects.all().query, NarrowedQuery)  # type: ignore[attr-defined]
                self.assertNotIsInstance(model._base_manager.all().query, NarrowedQuery)

    def test_every_other_side_of_a_one_to_one_relation_is_watched(self) -> None:
        sides = [
            one for model in MODELS for one in model._meta.related_objects if isinstance(one, OneToOneRel)
        ]
        self.assertGreater(len(sides), 5)
        for side in sides:
            if (name := side.get_accessor_name()) is not None:
                with self.subTest(f"{side.model.__name__}.{name}"):
                    self.assertIsInstance(vars(side.model)[name], ReverseOne)

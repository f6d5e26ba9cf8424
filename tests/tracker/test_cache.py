"""What is read out of the shared cache runs no code."""

import os
import pickle

import redis
from django.core.cache.backends.redis import RedisCache
from django.test import SimpleTestCase

from tracker.cache import JSONSerializer


class CacheTests(SimpleTestCase):
    def test_a_pickle_in_redis_is_not_read(self) -> None:
        address = os.environ["TEST_REDIS_URL"]
        kept = RedisCache(address, {"OPTIONS": {"serializer": "tracker.cache.JSONSerializer"}})
        kept.set("ours", [1.5, 2], 60)
        self.assertEqual(kept.get("ours"), [1.5, 2])
        self.assertTrue(kept.add("flag", True, 60))
        self.assertFalse(kept.add("flag", True, 60))
        with redis.from_url(address) as server:
            server.set(kept.make_key("ours"), b"cos\nsystem\n(S'true'\ntR.")
        with self.assertRaises(ValueError):
            kept.get("ours")
        kept.clear()

    def test_what_json_has_not_is_not_kept(self) -> None:
        self.assertRaises(ValueError, JSONSerializer().loads, pickle.dumps([1]))
        self.assertRaises(TypeError, JSONSerializer().dumps, object())

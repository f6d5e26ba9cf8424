"""What is read out of the shared cache runs no code."""

import os
import pickle
import time
from unittest import mock

import redis
from django.core.cache.backends.redis import RedisCache
from django.test import SimpleTestCase
from redis.exceptions import InvalidResponse

from tracker.cache import Cache, JSONSerializer


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
        with self.assertRaises(InvalidResponse):
            kept.get("ours")
        kept.clear()

    def test_what_json_has_not_is_not_kept(self) -> None:
        self.assertRaises(InvalidResponse, JSONSerializer().loads, pickle.dumps([1]))
        self.assertRaises(TypeError, JSONSerializer().dumps, object())


class AwayTests(SimpleTestCase):
    """Redis that answers each in its own way, and the memory of this process instead."""

    def use(self, address: str) -> Cache:
        self.enterContext(mock.patch.object(Cache, "asked_again_at", 0.0))
        cache = Cache(address, {})
        self.addCleanup(cache.memory.clear)
        return cache

    def check(self, cache: Cache) -> None:
        """Hold that the cache works, and that Redis was asked once."""
        with self.assertLogs("tracker.cache") as said:
            cache.set("count", 1, 60)
            self.assertEqual((cache.incr("count"), cache.get("count")), (2, 2))
            self.assertEqual((cache.add("flag", True, 60), cache.add("flag", True, 60)), (True, False))
            self.assertTrue(cache.has_key("flag"))
            self.assertTrue(cache.delete("flag"))
            self.assertEqual(cache.get("flag", "absent"), "absent")
            with self.assertRaises(ValueError):
                cache.incr("flag")
        self.assertEqual(len(said.output), 1)

    def test_gone(self) -> None:
        self.check(self.use("redis://localhost:1"))

    def test_full(self) -> None:
        address = os.environ["TEST_REDIS_URL"]
        with redis.from_url(address) as server:
            server.config_set("maxmemory", "1")
            self.addCleanup(redis.from_url(address).config_set, "maxmemory", "0")
            self.check(self.use(address))

    def test_it_asks_redis_again_after_a_while(self) -> None:
        cache = self.use(os.environ["TEST_REDIS_URL"])
        with mock.patch.object(Cache, "asked_again_at", time.monotonic() + 60):
            cache.set("where", 1, 60)
        self.assertIsNone(cache.get("where"))

    def test_of_another_type_than_was_kept(self) -> None:
        address = os.environ["TEST_REDIS_URL"]
        cache = self.use(address)
        with redis.from_url(address) as server, self.assertLogs("tracker.cache"):
            server.sadd(cache.make_key("count"), "x")
            self.addCleanup(redis.from_url(address).delete, cache.make_key("count"))
            self.assertEqual(cache.get("count", 5), 5)

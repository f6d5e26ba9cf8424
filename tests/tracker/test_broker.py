"""What is no message in Redis ends no worker."""

import os

import redis
from django.test import SimpleTestCase
from kombu import Connection

from tracker.celery import app

QUEUE = "of-strangers"


class BrokerTests(SimpleTestCase):
    def test_what_is_no_message_counts_as_a_lost_connection(self) -> None:
        self.assertEqual(app.main, "tracker")
        address = os.environ["TEST_REDIS_URL"]
        broker = address.replace("unix://", "redis+socket://", 1)
        for message in (b"\x80\x04", b"[]", b"1", b"{}", b'{"properties": 1}'):
            with (
                self.subTest(message),
                redis.Redis.from_url(address) as client,
                Connection(broker) as connection,
            ):
                client.lpush(QUEUE, message)
                with self.assertRaises(connection.connection_errors), connection.SimpleQueue(QUEUE) as queue:
                    queue.get(timeout=5)
                self.assertEqual(client.llen(QUEUE), 0)

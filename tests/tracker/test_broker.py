"""What is no message, or none yet, ends no worker."""

import os
import tempfile
from pathlib import Path
from unittest import mock

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

    def test_a_message_in_a_folder_is_seen_once_it_is_whole(self) -> None:
        self.assertEqual(app.main, "tracker")
        seen: list[int] = []
        with tempfile.TemporaryDirectory() as folder:
            places = dict.fromkeys(("data_folder_in", "data_folder_out"), folder)
            options = {**places, "control_folder": f"{folder}/control"}
            with Connection("filesystem://", transport_options=options) as connection:
                queue = connection.SimpleQueue(QUEUE)
                replace = Path.replace

                def look(part: Path, whole: Path) -> Path:
                    seen.append(queue.qsize())
                    return replace(part, whole)

                with mock.patch.object(Path, "replace", look):
                    queue.put({"sweep": 1})
                self.assertEqual((seen, queue.qsize()), ([0], 1))
                self.assertEqual(queue.get(timeout=5).payload, {"sweep": 1})
                queue.close()

"""Which addresses a message may go to, and what comes of an attempt."""

import ipaddress
import threading
import time
from typing import Any
from unittest import mock

from django.test import SimpleTestCase, override_settings

from commitments.errors import Refused
from commitments.webhooks import connection
from tests.commitments.webhooks.receiver import authority, receiver


@override_settings(WEBHOOK_HOSTS={("hooks.example.org", 443): False}, PRODUCTION=True)
class AddressTests(SimpleTestCase):
    def code(self, address: str) -> str:
        try:
            connection.check_address(address)
        except Refused as refused:
            return refused.code
        return ""

    def test_only_plain_https_addresses_of_listed_hosts(self) -> None:
        for address, code in (
            ("https://hooks.example.org/tracker?key=1", ""),
            ("https://HOOKS.example.org./", ""),
            ("https://hooks.example.org:8443/", "host"),
            ("https://other.example.org/", "host"),
            ("https://hooks.example.org.evil.example/", "host"),
            ("http://hooks.example.org/", "scheme"),
            ("ftp://hooks.example.org/", "scheme"),
            ("https://user@hooks.example.org/", "address"),
            ("https://hooks.example.org@evil.example/", "address"),
            ("https://hooks.example.org/#part", "address"),
            ("https://hooks.example.org/a b", "address"),
            ("https://hooks.example.org:99999/", "address"),
            ("https:///tracker", "address"),
            ("https://hоoks.example.org/", "address"),
        ):
            with self.subTest(address):
                self.assertEqual(self.code(address), code)

    def test_no_private_address_hides_behind_a_listed_name(self) -> None:
        for address in ("10.0.0.7", "127.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "fd00::1"):
            found = [(2, 1, 6, "", (address, 443))]
            with self.subTest(address), mock.patch("socket.getaddrinfo", return_value=found):
                with self.assertRaises(Refused) as refused:
                    connection.find_addresses(connection.check_address("https://hooks.example.org/"))
                self.assertEqual(refused.exception.code, "private")

    def test_one_private_address_among_public_ones_is_enough(self) -> None:
        found = [(2, 1, 6, "", (one, 443)) for one in ("93.184.216.34", "192.168.1.1")]
        with mock.patch("socket.getaddrinfo", return_value=found), self.assertRaises(Refused):
            connection.find_addresses(connection.check_address("https://hooks.example.org/"))

    def test_an_ipv4_address_within_an_ipv6_address_is_judged(self) -> None:
        for text, is_public in (
            ("::ffff:10.0.0.1", False),
            ("64:ff9b::a00:1", False),
            ("2002:a00:1::", False),
            ("::10.0.0.1", False),
            ("::127.0.0.1", False),
            ("fec0::1", False),
            ("64:ff9b::5db8:d822", True),
            ("2606:2800:220:1::1", True),
            ("224.0.0.1", False),
            ("93.184.216.34", True),
        ):
            with self.subTest(text):
                self.assertEqual(connection.is_public(ipaddress.ip_address(text)), is_public)


class AttemptTests(SimpleTestCase):
    def post(self, kind: str, scheme: str = "https", *, private: bool = True) -> connection.Answer:
        port = receiver(kind).port
        hosts = {("localhost", port): private}
        with override_settings(WEBHOOK_HOSTS=hosts, WEBHOOK_CA_FILE=str(authority().file)):
            return connection.post(f"{scheme}://localhost:{port}/", b"{}", {})

    def test_a_certificate_for_another_name_is_refused(self) -> None:
        answer = self.post("other")
        self.assertIsNone(answer.status)
        self.assertIn("CERTIFICATE_VERIFY_FAILED", answer.text)

    def test_a_certificate_of_an_unknown_authority_is_refused(self) -> None:
        port = receiver().port
        with override_settings(WEBHOOK_HOSTS={("localhost", port): True}):
            answer = connection.post(f"https://localhost:{port}/", b"{}", {})
        self.assertIn("CERTIFICATE_VERIFY_FAILED", answer.text)

    def test_without_https_only_in_development_and_only_this_computer(self) -> None:
        with override_settings(PRODUCTION=False):
            self.assertTrue(self.post("plain", "http").is_accepted)
            found = [(2, 1, 6, "", ("93.184.216.34", 80))]
            with mock.patch("socket.getaddrinfo", return_value=found):
                self.assertIn("this computer", self.post("plain", "http").text)
        with override_settings(PRODUCTION=True):
            self.assertIn("https", self.post("plain", "http").text)

    def test_a_response_that_does_not_end_is_given_up(self) -> None:
        found, port = threading.Event(), receiver().port

        def wait(*_args: Any, **_named: Any) -> Any:
            found.wait(5)
            return [(2, 1, 6, "", ("127.0.0.1", port))]

        receiver().reset()
        slow = mock.patch("socket.getaddrinfo", side_effect=wait)
        with mock.patch.object(connection, "PATIENCE_SECONDS", 0.2), slow:
            answer = self.post("good")
            found.set()
            time.sleep(0.2)
        self.assertEqual(receiver().messages, [])
        self.assertIsNone(answer.status)
        self.assertTrue(answer.text.startswith("No response within"))

    def test_the_text_of_a_response_is_one_short_line(self) -> None:
        self.assertEqual(connection.clean_text("a\r\n\x1b[31mb\u202e c"), "a [31mb c")
        self.assertEqual(len(connection.clean_text("x" * 900)), 200)

"""Reading the environment."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import environ
from django.test import SimpleTestCase, override_settings
from django.utils import translation

from commitments.enums import Classification, Role
from commitments.management.commands.migrate import usual_markings
from commitments.models import Meeting
from tracker import environment


class ReaderTests(SimpleTestCase):
    def read(
        self, value: str | None, default: Any, parse: Callable[[str], Any]
    ) -> tuple[Any, dict[str, str]]:
        with mock.patch.dict("os.environ", {} if value is None else {"IT": value}):
            read = environment.Reader(environ.Env())
            return read("IT", default, parse), read.unreadable

    def test_an_absent_or_blank_variable_gives_the_default(self) -> None:
        self.assertEqual(self.read(None, 5, environment.positive), (5, {}))
        self.assertEqual(self.read("  ", 5, environment.positive), (5, {}))

    def test_a_readable_one_gives_its_value(self) -> None:
        self.assertEqual(self.read(" 7 ", 5, environment.positive), (7, {}))

    def test_an_unreadable_one_gives_the_default_and_is_kept_for_the_checks(self) -> None:
        wrong: list[tuple[Callable[[str], Any], str]] = [
            (environment.positive, "0"),
            (environment.positive, "many"),
            (environment.count, "-1"),
            (environment.flag, "perhaps"),
            (environment.zone, "Asia/Nowhere"),
            (environment.zone, "../etc/passwd"),
            (environment.address, "tracker.example.org"),
            (environment.address, "http://host:99999"),
            (environment.address, "ftp://host"),
            (environment.postgresql, "mysql://host/name"),
            (environment.postgresql, "nonsense"),
            (environment.redis, "amqp://host"),
            (environment.markings, "open, closed"),
            (environment.markings, "a,b,,d"),
            (environment.markings, "a,b,b,d"),
            (environment.mail_server, "pigeon://loft"),
            (environment.mail_server, "memorymail://"),
        ]
        for parse, value in wrong:
            with self.subTest(parse=parse.__name__, value=value):
                self.assertEqual(self.read(value, "default", parse), ("default", {"IT": value}))

    def test_flags_are_read_in_any_case(self) -> None:
        self.assertEqual(
            [environment.flag(word) for word in ("True", "ON", "no", "0")], [True, True, False, False]
        )

    def test_an_address_loses_its_last_slash(self) -> None:
        self.assertEqual(environment.address("https://tracker.example.org/"), "https://tracker.example.org")

    def test_a_postgresql_socket_is_understood(self) -> None:
        config = environment.postgresql("postgres://user@/name?host=/run/postgresql")
        self.assertEqual((config["NAME"], config["OPTIONS"]["host"]), ("name", "/run/postgresql"))

    def test_a_postgresql_address_may_say_other_options(self) -> None:
        usual = environment.postgresql("postgres://user@host/name")
        own = environment.postgresql("postgres://user@host/name?options=-c%20jit=on")
        self.assertEqual(
            (usual["OPTIONS"]["options"], own["OPTIONS"]["options"]), ("-c jit=off", "-c jit=on")
        )

    def test_a_mail_server_says_how_it_is_protected(self) -> None:
        self.assertTrue(environment.mail_server("smtp+tls://user:pass@host:587")["EMAIL_USE_TLS"])
        self.assertTrue(environment.mail_server("smtp+ssl://user:pass@host:465")["EMAIL_USE_SSL"])
        self.assertNotIn("EMAIL_USE_TLS", environment.mail_server("smtp://host:25"))

    def test_a_mail_server_has_a_host_and_a_sign_in_both_parts_and_what_smtp_can_carry(self) -> None:
        for raw in ("smtp://", "smtp://:25", "smtp://user@host", "smtp+tls://user:비밀@host", "http://host"):
            with self.assertRaises(ValueError, msg=raw):
                environment.mail_server(raw)
        self.assertEqual(environment.mail_server("smtp+tls://u:p%40ss@host")["EMAIL_HOST_PASSWORD"], "p@ss")

    def test_roles_are_read_by_their_words(self) -> None:
        self.assertEqual(
            environment.roles("Administrator, head_of_desk"), {Role.ADMINISTRATOR, Role.HEAD_OF_DESK}
        )
        self.assertEqual(environment.roles("NONE"), frozenset())
        with self.assertRaises(KeyError):
            environment.roles("administrator,king")

    def test_a_scanner_listens_on_a_socket_or_a_port(self) -> None:
        self.assertEqual(environment.scanner("unix:/run/clamd.ctl"), ("unix", "/run/clamd.ctl"))
        self.assertEqual(
            environment.scanner("tcp:scan.example.org:3310"), ("tcp", ("scan.example.org", 3310))
        )
        for wrong in ("clamd", "unix:clamd", "tcp:host", "tcp::3310", "udp:host:1", "tcp:host:0"):
            with self.subTest(wrong), self.assertRaises(ValueError):
                environment.scanner(wrong)

    def test_markings_are_four_words_the_lowest_first(self) -> None:
        found = environment.markings("open,  in house , closed,most   closed")
        self.assertEqual(found, ("open", "in house", "closed", "most closed"))


class MarkingTests(SimpleTestCase):
    def test_an_installation_has_its_own_words_in_every_language_and_the_model_stays_as_it_is(self) -> None:
        own = ("open", "in house", "closed", "most closed")
        with override_settings(CLASSIFICATION_LABELS=own), translation.override("ko"):
            self.assertEqual(Meeting(classification=2).get_classification_display(), "closed")
            self.assertEqual(tuple(map(str, Classification.labels)), own)
            with usual_markings(), translation.override("en"):
                self.assertEqual(str(Classification.SECRET.label), "secret")
        self.assertEqual(str(Classification.CONFIDENTIAL.label), "confidential")

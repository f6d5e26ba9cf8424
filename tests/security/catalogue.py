"""Which tests try each number of the catalogue of attacks, for the table of `bin/prove security`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Probe:
    """One number of the catalogue, what it tries, and the tests that do."""

    number: str
    what: str
    tests: tuple[str, ...]


PACKETS, TABLES, REMINDERS = (
    "tests/commitments/packets",
    "tests/commitments/tables",
    "tests/commitments/reminders",
)
CATALOGUE: Mapping[str, Probe] = {
    "tampering": Probe("21", "six kinds of tampering with the history", ("tests/security/test_seals.py",)),
    "files": Probe(
        "24",
        "an attachment flipped, swapped or missing",
        ("tests/commitments/files/test_store.py", "tests/commitments/verification/test_filed.py"),
    ),
    "doors": Probe(
        "25",
        "30 doors of the admin, by six roles, and the stock control",
        (
            "tests/security/test_admin_doors.py",
            "tests/security/test_canaries.py",
            "tests/commitments/admin/test_doors.py",
        ),
    ),
    "relations": Probe(
        "25",
        "pages that follow a relation past the door, with the control of no watch",
        ("tests/security/test_unguarded_pages.py", "tests/commitments/models/test_narrowing.py"),
    ),
    "crawl": Probe("25", "every link and address of the admin", ("tests/commitments/admin/test_crawl.py",)),
    "api": Probe(
        "26",
        "17 doors of the API, by six roles, and the stock control",
        ("tests/security/test_api_doors.py", "tests/commitments/api/test_doors.py"),
    ),
    "outputs": Probe(
        "25", "32 outputs without a word of hidden records", ("tests/security/test_outputs.py",)
    ),
    "markings": Probe(
        "27",
        "one secret item marks the whole packet, and without it not",
        ("tests/security/test_markings.py", f"{PACKETS}/test_archive.py"),
    ),
    "sign-in": Probe(
        "28",
        "guessing, telling names apart, fixed sessions, forged forms, Host, next",
        (
            *("tests/commitments/web/test_adapter.py", "tests/security/test_way_in.py"),
            *("tests/commitments/web/test_confirming.py", "tests/commitments/web/test_second_factor.py"),
            *("tests/security/test_strangers.py", "tests/security/test_headers.py"),
            *("tests/commitments/web/test_two_cookies.py", "tests/commitments/web/test_sessions.py"),
            "tests/security/test_keys.py",
        ),
    ),
    "addresses": Probe(
        "30",
        "hostile addresses in every printed text, files that could run",
        (f"{PACKETS}/test_hostile.py", "tests/commitments/files/test_check.py"),
    ),
    "scanner": Probe("30", "files before a real clamd", ("tests/security/proof_scanner.py",)),
    "formulas": Probe(
        "31", "cells that would begin a formula, out and in again", (f"{TABLES}/test_export.py",)
    ),
    "bombs": Probe(
        "32",
        "archives that unpack without end, macros, entities, 100,000 sheets",
        ("tests/commitments/files/test_check.py", "tests/commitments/documents/test_reading.py"),
    ),
    "headers": Probe(
        "33",
        "line ends, commas and NUL in names and addresses",
        (
            *(f"{REMINDERS}/test_mail.py", "tests/security/test_envelopes.py"),
            "tests/commitments/web/test_middleware.py",
        ),
    ),
    "calendar": Probe(
        "34",
        "text that would add events, in every field of a feed and an invitation, read by two parsers",
        ("tests/commitments/calendar_feeds/test_calendar.py", f"{REMINDERS}/test_delegations.py"),
    ),
    "scripts": Probe(
        "35", "40 script strings in every field, in a real browser", ("tests/security/test_scripts.py",)
    ),
    "long texts": Probe(
        "36",
        "20,000 characters of every script",
        (f"{PACKETS}/test_any_text.py", "tests/flows/test_long_texts.py"),
    ),
}

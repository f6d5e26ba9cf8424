"""Places that a tool tells of and that were looked at: by its rule, the files meant, and why they stand.

A file named here may hold the pattern; any other file with it fails the proof.
"""

from collections.abc import Mapping

REVIEWED: Mapping[str, frozenset[str]] = {
    # Words in tables of names, and names of settings: no passwords.
    "B105": frozenset(
        (
            "commitments/synthetic/parties.py",
            "tracker/settings.py",
        )
    ),
    # The one address that the installation itself names as its watchman.
    "B310": frozenset(("commitments/reminders/pulse.py",)),
    # Bulk data for benchmarks is drawn by a seed.
    "B311": frozenset(("commitments/synthetic/loader.py",)),
    # The HTML read is the one that was just written here.
    "B314": frozenset(("commitments/briefings/shortcuts.py",)),
    # Children are started by lists of words, never by a shell.
    "B404": frozenset(
        (
            "commitments/briefings/press.py",
            "commitments/management/supervisor.py",
        )
    ),
    # Trees are built and written, not read.
    "B405": frozenset(
        (
            "commitments/briefings/drawing/pencil.py",
            "commitments/briefings/shortcuts.py",
            "commitments/charts/balance.py",
            "commitments/charts/drawing.py",
            "commitments/safe.py",
            "commitments/web/second_factor.py",
        )
    ),
    # Only the function that escapes is taken.
    "B406": frozenset(("commitments/briefings/printing.py",)),
    # Children are started by lists of words, never by a shell.
    "B603": frozenset(
        (
            "commitments/briefings/press.py",
            "commitments/management/supervisor.py",
        )
    ),
    # Names of tables and columns come from the code alone; values are parameters.
    "B608": frozenset(
        (
            "commitments/audit/seals.py",
            "commitments/finding/asking.py",
            "commitments/inverted.py",
            "commitments/locks.py",
            "commitments/past/tables.py",
            "commitments/reminders/ladders.py",
            "commitments/reminders/scan.py",
            "commitments/synthetic/book.py",
            "commitments/verifying/chain.py",
        )
    ),
    # The only place that marks text safe.
    "B703": frozenset(("commitments/safe.py",)),
    # The own web server, the watchman, and the ministry's sign-on, each named by a setting.
    "calls-out": frozenset(
        (
            "commitments/management/commands/up.py",
            "commitments/reminders/pulse.py",
            "commitments/web/sign_on.py",
        )
    ),
    # Told to who asks, in the answer; never written into a mail.
    "host-of-the-request": frozenset(
        (
            "commitments/api/pages.py",
            "commitments/api/pagination.py",
        )
    ),
    # Who answers by a mail has no session to abuse, and what a browser reports changes nothing.
    "no-token-asked": frozenset(
        (
            "commitments/web/answer.py",
            "commitments/web/kept.py",
        )
    ),
    # Names of tables, triggers and settings come from the code alone.
    "sql-put-together": frozenset(
        (
            "commitments/audit/seals.py",
            "commitments/checks.py",
            "commitments/inverted.py",
            "commitments/synthetic/bulk.py",
            "commitments/verifying/chain.py",
        )
    ),
    # The function that escapes, and the HTML that was just written here.
    "xml-read-with-entities": frozenset(
        (
            "commitments/briefings/printing.py",
            "commitments/briefings/shortcuts.py",
        )
    ),
    "wapiti": frozenset(),
}

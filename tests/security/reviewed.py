"""Places that a tool tells of and that were looked at: by its rule, the files meant, and why they stand.

A file named here may hold the pattern; any other file with it fails the proof, and so does a file named here
that does not hold it any more.
"""

from collections.abc import Mapping

REVIEWED: Mapping[str, frozenset[str]] = {
    # A word that no password can match, the key that the checks refuse in production, a name, a prefix.
    "B105": frozenset(
        (
            "commitments/synthetic/parties.py",
            "tracker/settings.py",
        )
    ),
    # The one address that the installation names as its watchman, http or https as the setting is read;
    # nothing of the answer is kept.
    "B310": frozenset(("commitments/reminders/pulse.py",)),
    # Bulk data for benchmarks is drawn by a seed.
    "B311": frozenset(("commitments/synthetic/loader.py",)),
    # The HTML of a packet, written just before by our own templates: what people typed stands in it escaped,
    # so no declaration of entities can come from it.
    "B314": frozenset(("commitments/briefings/shortcuts.py",)),
    # Children are started by lists of words that the code holds, never by a shell.
    "B404": frozenset(
        (
            "commitments/apart/warm.py",
            "commitments/briefings/press.py",
            "commitments/management/supervisor.py",
        )
    ),
    # Trees are built and written; the one that reads is B314.
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
    # As above: our own Python with a module's name, and the processes of `manage.py up`.
    "B603": frozenset(
        (
            "commitments/apart/warm.py",
            "commitments/briefings/press.py",
            "commitments/management/supervisor.py",
        )
    ),
    # Names of tables and columns come from the code alone, days and numbers are written from days and
    # numbers, words are of enumerations; what a person typed is a parameter.
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
    # The only place that marks text safe: trees that escape as they are written, lines escaped one by one.
    "B703": frozenset(("commitments/safe.py",)),
    # The own web server on this machine; the watchman (B310); of the sign-on the name of an error alone, its
    # calls are allauth's, to what the provider of the setting names.
    "calls-out": frozenset(
        (
            "commitments/management/commands/up.py",
            "commitments/reminders/pulse.py",
            "commitments/web/sign_on.py",
        )
    ),
    # The address of the next page, told to who asks under a host of ALLOWED_HOSTS; never written into a mail.
    "host-of-the-request": frozenset(
        (
            "commitments/api/pages.py",
            "commitments/api/pagination.py",
        )
    ),
    # Who answers by a mail has no session to abuse: the signed address is the secret. What was typed before a
    # session ended is shown again after the next sign-in, when its token is worth nothing: the page takes it
    # by its Origin, writes nothing, and sends it with a new token when its person presses the button.
    "no-token-asked": frozenset(
        (
            "commitments/web/answer.py",
            "commitments/web/kept.py",
        )
    ),
    # Names of tables, triggers and settings, and sizes, come from the code alone.
    "sql-put-together": frozenset(
        (
            "commitments/audit/seals.py",
            "commitments/checks.py",
            "commitments/inverted.py",
            "commitments/synthetic/bulk.py",
            "commitments/verifying/chain.py",
        )
    ),
    # The function that escapes (B406), and the packet's own HTML (B314).
    "xml-read-with-entities": frozenset(
        (
            "commitments/briefings/printing.py",
            "commitments/briefings/shortcuts.py",
        )
    ),
    # The copy is served without https; tests/security/test_headers.py looks at the cookies with it.
    "wapiti": frozenset(("Secure Flag cookie: ",)),
}

"""Places that a tool tells of and that were looked at: by its rule, the files meant, and why they stand.

A file named here may hold the pattern; any other file with it fails the proof, and so does a file named here
that does not hold it any more.
"""

from collections.abc import Mapping

REVIEWED: Mapping[str, frozenset[str]] = {
    # A word that no password can match, the key that the checks refuse in production, a name, a prefix.
    "B105": frozenset(
        (
            "commitments/seed/parties.py",
            "tracker/settings.py",
        )
    ),
    # The one address that the installation names as its watchman, http or https as the setting is read;
    # nothing of the answer is kept.
    "B310": frozenset(("commitments/reminders/heartbeat.py",)),
    # Bulk data for benchmarks is drawn by a seed.
    "B311": frozenset(("commitments/seed/loader.py",)),
    # Children are started by lists of words that the code holds, never by a shell.
    "B404": frozenset(
        (
            "commitments/sandbox/processes.py",
            "commitments/packets/render/printing.py",
            "commitments/management/supervisor.py",
        )
    ),
    # Trees are built and written; none is read.
    "B405": frozenset(
        (
            "commitments/packets/render/pencil.py",
            "commitments/charts/charts.py",
            "commitments/charts/drawing.py",
            "commitments/html.py",
            "commitments/web/account_pages.py",
        )
    ),
    # Only the function that escapes is taken.
    "B406": frozenset(("commitments/packets/render/weasyprint_patches.py",)),
    # As above: our own Python with a module's name, and the processes of `manage.py up`.
    "B603": frozenset(
        (
            "commitments/sandbox/processes.py",
            "commitments/packets/render/printing.py",
            "commitments/management/supervisor.py",
        )
    ),
    # Names of tables and columns come from the code alone, days and numbers are written from days and
    # numbers, words are of enumerations; what a person typed is a parameter.
    "B608": frozenset(
        (
            "commitments/audit/chain.py",
            "commitments/search/query.py",
            "commitments/db/fulltext.py",
            "commitments/db/triggers.py",
            "commitments/audit/as_of/tables.py",
            "commitments/reminders/desk_schedules.py",
            "commitments/reminders/candidates.py",
            "commitments/seed/rows.py",
            "commitments/verification/chain.py",
        )
    ),
    # The only place that marks text safe: trees that escape as they are written, lines escaped one by one.
    "B703": frozenset(("commitments/html.py",)),
    # The own web server on this machine; the watchman (B310); of the sign-on the name of an error alone, its
    # calls are allauth's, to what the provider of the setting names.
    "calls-out": frozenset(
        (
            "commitments/management/commands/up.py",
            "commitments/reminders/heartbeat.py",
            "commitments/web/single_sign_on.py",
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
            "commitments/web/email_replies.py",
            "commitments/web/typed_input.py",
        )
    ),
    # Names of tables, triggers and settings, and sizes, come from the code alone.
    "sql-put-together": frozenset(
        (
            "commitments/audit/chain.py",
            "commitments/checks.py",
            "commitments/db/fulltext.py",
            "commitments/seed/rows.py",
            "commitments/verification/chain.py",
        )
    ),
    # The function that escapes (B406).
    "xml-read-with-entities": frozenset(("commitments/packets/render/weasyprint_patches.py",)),
    # The copy is served without https; tests/security/test_headers.py looks at the cookies with it.
    "wapiti": frozenset(("Secure Flag cookie: ",)),
}

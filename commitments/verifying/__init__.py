"""Whether what is on file is what was filed: locks, the history under its seals, rows, packets, evidence."""

from collections.abc import Iterator, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from commitments import locks
from commitments.audit import Head
from commitments.verifying import chain, filed, rows, verdict, words
from commitments.verifying.filed import markings, of_packet
from commitments.verifying.found import Finding, Show

__all__ = ["Finding", "everything", "history", "markings", "of_packet"]


def everything(*, rebuild: bool, show: Show, anchors: Sequence[Head] = ()) -> Iterator[Finding]:
    """Check locks, history, every row, packet and file; with `rebuild` print each master again."""
    for name in locks.missing(connection):
        yield Finding(name, _("the database has lost this lock. Run manage.py migrate."))
    yield from history(show=show, anchors=anchors)
    yield from rows.everything()
    yield from filed.everything(rebuild=rebuild, show=show)


def history(*, show: Show, anchors: Sequence[Head] = ()) -> Iterator[Finding]:
    """Check that every row of the history stands under its seal, and the chain at its anchors."""
    for fault in verdict.faults(chain.scan(show), anchors):
        yield Finding(words.named(fault), words.said(fault))

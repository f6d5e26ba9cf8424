"""Whether what is on file is what was filed: locks, the history under its seals, rows, packets, evidence."""

from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from commitments import audit, inverted, locks, past
from commitments.audit import Head
from commitments.verifying import chain, editions, filed, rows, verdict, words
from commitments.verifying.filed import markings, of_packet
from commitments.verifying.found import Finding, Show

__all__ = ["Finding", "everything", "foreign", "history", "kinds", "markings", "of_packet"]


def everything(*, rebuild: bool, show: Show, anchors: Sequence[Head] = ()) -> Iterator[Finding]:
    """Check locks, history, every row, packet and file; with `rebuild` print each master again."""
    for name in locks.missing(connection):
        yield Finding(name, _("the database has lost this lock. Run manage.py migrate."))
    yield from foreign()
    yield from history(show=show, anchors=anchors)
    yield from rows.everything()
    yield from filed.everything(rebuild=rebuild, show=show)


def foreign() -> Iterator[Finding]:
    """Name each trigger and rule of the database that the tracker did not make."""
    own = {lock.name for lock in locks.wanted(connection)} | set(inverted.TRIGGERS)
    for name in locks.standing(connection):
        if name not in own:
            said = _("the tracker did not create this trigger: it may change what is written. Remove it.")
            yield Finding(name, said)


def kinds() -> frozenset[type[Model]]:
    """Return the kinds of records that are compared with the history; each has a test of its own page."""
    return frozenset({*past.told_whole(), *audit.credentials.COLUMNS, *editions.KINDS, *filed.KINDS})


def history(*, show: Show, anchors: Sequence[Head] = ()) -> Iterator[Finding]:
    """Check that every row of the history stands under its seal, and the chain at its anchors."""
    for fault in verdict.faults(chain.scan(show), anchors):
        yield Finding(words.named(fault), words.said(fault))

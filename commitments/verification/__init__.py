"""Verification: whether records and files are still what was filed (triggers, sealed history, rows,
packets, evidence).
"""

from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from commitments.audit import log
from commitments.audit.as_of import tables
from commitments.audit.chain import ChainHead
from commitments.db import fulltext, triggers
from commitments.verification import chain, packets, records
from commitments.verification.findings import Show, VerificationFinding


def verify_everything(
    *, rebuild: bool, show: Show, anchors: Sequence[ChainHead] = ()
) -> Iterator[VerificationFinding]:
    """Check locks, history, every row, packet and file; with `rebuild` print each master again."""
    for name in triggers.list_missing_triggers(connection):
        yield VerificationFinding(name, _("this database trigger is missing. Run manage.py migrate."))
    yield from list_foreign_triggers()
    yield from verify_history(show=show, anchors=anchors)
    yield from records.check_history()
    yield from records.check_files(rebuild=rebuild, show=show)


def list_foreign_triggers() -> Iterator[VerificationFinding]:
    """Name each trigger and rule of the database that the tracker did not make."""
    own = {lock.name for lock in triggers.list_locks(connection)} | set(fulltext.TRIGGERS)
    own |= set(triggers.list_note_names(connection))
    for name in triggers.list_triggers(connection):
        if name not in own:
            said = _(
                "the system did not create this trigger, which can change stored data. Remove the trigger."
            )
            yield VerificationFinding(name, said)


def list_compared_models() -> frozenset[type[Model]]:
    """Return the kinds of records that are compared with the history; each has a test of its own page."""
    return frozenset({*tables.list_complete_models(), *log.COLUMNS, *packets.KINDS, *records.KINDS})


def verify_history(*, show: Show, anchors: Sequence[ChainHead] = ()) -> Iterator[VerificationFinding]:
    """Check that every row of the history stands under its seal, and the chain at its anchors."""
    for fault in chain.list_faults(chain.scan_chain(show), anchors):
        yield VerificationFinding(chain.name_fault(fault), chain.describe_fault(fault))

"""What the database itself refuses to alter: one list of triggers, made again after every migration.

SQLite drops triggers without a word when a migration rebuilds a table, so `create` runs at the end of the
project's own `migrate`, and a system check names any that is missing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

DEADLINE, AUDIT = "commitments_deadline", "commitments_auditrow"
OUTCOME, COMMITMENT = "commitments_outcome", "commitments_commitment"
CLAUSE, EVIDENCE = "commitments_clause", "commitments_evidence"


@dataclass(frozen=True, slots=True)
class Lock:
    """What stays as it is: an event on a table, refused where the condition on OLD and NEW holds."""

    name: str
    table: str
    event: str
    message: str
    condition: str = ""


LOCKS = (
    Lock("lock_audit_update", AUDIT, "UPDATE", "The record of changes is never altered."),
    Lock("lock_audit_delete", AUDIT, "DELETE", "The record of changes is never altered."),
    Lock("lock_deadline_update", DEADLINE, "UPDATE", "A version of a deadline is never altered."),
    Lock("lock_deadline_delete", DEADLINE, "DELETE", "A version of a deadline is never altered."),
    Lock(
        "lock_clause_update",
        OUTCOME,
        "UPDATE",
        "The clause of a closed meeting is locked.",
        "OLD.clause <> NEW.clause AND "
        "(SELECT state FROM commitments_meeting WHERE id = OLD.meeting_id) = 'closed'",
    ),
    Lock(
        "lock_text_update",
        CLAUSE,
        "UPDATE",
        "The wording of a text is locked once its meeting is closed.",
        "OLD.wording <> NEW.wording AND "
        "(SELECT m.state FROM commitments_meeting m JOIN commitments_outcome o ON o.meeting_id = m.id "
        "WHERE o.id = OLD.outcome_id) = 'closed'",
    ),
    Lock(
        "lock_evidence_update",
        EVIDENCE,
        "UPDATE",
        "A file on record is never exchanged.",
        "OLD.sha256 <> NEW.sha256 AND OLD.sha256 <> ''",
    ),
    Lock(
        "lock_first_deadline_update",
        COMMITMENT,
        "UPDATE",
        "The first agreed deadline of an accepted commitment is locked.",
        "OLD.first_deadline_id IS NOT NULL AND "
        "(NEW.first_deadline_id IS NULL OR NEW.first_deadline_id <> OLD.first_deadline_id)",
    ),
)
# Only PostgreSQL knows TRUNCATE.
EMPTIED = (
    Lock("lock_audit_truncate", AUDIT, "TRUNCATE", "The record of changes is never altered."),
    Lock("lock_deadline_truncate", DEADLINE, "TRUNCATE", "A version of a deadline is never altered."),
)


def wanted(connection: BaseDatabaseWrapper) -> tuple[Lock, ...]:
    """List the locks that this kind of database can hold."""
    return LOCKS + EMPTIED if connection.vendor == "postgresql" else LOCKS


def create(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger again."""
    with connection.cursor() as cursor:
        for lock in wanted(connection):
            for statement in _sql(lock, connection.vendor):
                cursor.execute(statement)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the locks for the clean-up of a test: on this connection alone, where the database can."""
    alone = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if alone:
            cursor.execute("SET session_replication_role = replica")
        else:
            for lock in wanted(connection):
                cursor.execute(_drop(lock, connection.vendor))
    try:
        yield
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = origin")
        else:
            create(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the triggers that should stand and do not."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}
    return [lock.name for lock in wanted(connection) if lock.name not in standing]


def _drop(lock: Lock, vendor: str) -> str:
    on = f" ON {lock.table}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {lock.name}{on}"


def _sql(lock: Lock, vendor: str) -> list[str]:
    """Give the statements that make one trigger; names and texts come from the list above alone."""
    if vendor == "sqlite":
        when = f"WHEN {lock.condition} " if lock.condition else ""
        refusal = f"BEGIN SELECT RAISE(ABORT, '{lock.message}'); END"
        head = f"CREATE TRIGGER {lock.name} BEFORE {lock.event} ON {lock.table} FOR EACH ROW"
        return [_drop(lock, vendor), f"{head} {when}{refusal}"]
    body = f"RAISE EXCEPTION '{lock.message}' USING ERRCODE = 'integrity_constraint_violation';"
    if lock.condition:
        body = f"IF {lock.condition} THEN {body} END IF;"
    each = "FOR EACH STATEMENT" if lock.event == "TRUNCATE" else "FOR EACH ROW"
    row = "OLD" if lock.event == "DELETE" else "NEW"
    function = f"CREATE OR REPLACE FUNCTION {lock.name}() RETURNS trigger LANGUAGE plpgsql AS"
    trigger = f"CREATE TRIGGER {lock.name} BEFORE {lock.event} ON {lock.table} {each}"
    return [
        f"{function} $$ BEGIN {body} RETURN {row}; END $$",
        _drop(lock, vendor),
        f"{trigger} EXECUTE FUNCTION {lock.name}()",
    ]

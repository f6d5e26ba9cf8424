"""The triggers by which the database itself refuses changes, and notes those of reference data: two lists,
created again after every migration.

SQLite drops triggers silently when a migration rebuilds a table, so `create_triggers` runs at the end of the
project's own `migrate`, and a system check names any that is missing. Names in SQL come only from this file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from commitments.db.closed_locks import (
    CLAUSE,
    CLOSED_LOCKS,
    CLOSURE,
    COMMITMENT,
    DEADLINE,
    EVIDENCE,
    MEETING,
    OUTCOME,
    TriggerLock,
)

# ruff: noqa: S608


AUDIT = "commitments_auditrow"
SEAL, ACCESS_LOG_TABLE = "commitments_seal", "commitments_accesslogentry"
# A record once closed, or entered in error, is not opened again.
SHUT = "('closed', 'in_error')"
SHUT_OUTCOME = f"(SELECT state FROM {MEETING} WHERE id = OLD.meeting_id) IN {SHUT}"
SHUT_CLAUSE = (
    f"(SELECT m.state FROM {MEETING} m JOIN {OUTCOME} o ON o.meeting_id = m.id "
    f"WHERE o.id = OLD.outcome_id) IN {SHUT}"
)
# What nobody has accepted yet may go with its deadline.
DRAFTED = f"SELECT 1 FROM {COMMITMENT} WHERE state = 'draft' AND first_deadline_id IS NULL"
NO_DRAFT = f"NOT EXISTS ({DRAFTED} AND id = OLD.commitment_id)"


MINUTES = "commitments_minutes"
# What both sides signed.
SIGNED = (
    *("state", "meeting_id", "number", "language", "other_language"),
    *("agreed_on", "signed_name", "signed_sha256"),
)
SIGNED_DIFFERS = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in SIGNED)

LOCKS = (
    TriggerLock("lock_audit_update", AUDIT, "UPDATE", "The history cannot be changed."),
    TriggerLock("lock_audit_delete", AUDIT, "DELETE", "The history cannot be changed."),
    TriggerLock("lock_seal_update", SEAL, "UPDATE", "A seal cannot be changed."),
    TriggerLock("lock_seal_delete", SEAL, "DELETE", "A seal cannot be changed."),
    TriggerLock("lock_opening_update", ACCESS_LOG_TABLE, "UPDATE", "The access log cannot be changed."),
    TriggerLock("lock_opening_delete", ACCESS_LOG_TABLE, "DELETE", "The access log cannot be changed."),
    TriggerLock("lock_deadline_update", DEADLINE, "UPDATE", "A version of a deadline cannot be changed."),
    TriggerLock(
        "lock_deadline_delete", DEADLINE, "DELETE", "A version of a deadline cannot be changed.", NO_DRAFT
    ),
    TriggerLock(
        "lock_meeting_update",
        MEETING,
        "UPDATE",
        "The record of a closed meeting is not opened again.",
        f"OLD.state IN {SHUT} AND NEW.state <> OLD.state AND NEW.state <> 'in_error'",
    ),
    TriggerLock(
        "lock_meeting_delete",
        MEETING,
        "DELETE",
        "The record of a closed meeting is never removed.",
        f"OLD.state IN {SHUT}",
    ),
    TriggerLock(
        "lock_clause_update",
        OUTCOME,
        "UPDATE",
        "The clause of a closed meeting is locked.",
        f"(OLD.clause <> NEW.clause OR OLD.meeting_id <> NEW.meeting_id) AND {SHUT_OUTCOME}",
    ),
    TriggerLock(
        "lock_clause_delete", OUTCOME, "DELETE", "The clause of a closed meeting is locked.", SHUT_OUTCOME
    ),
    TriggerLock(
        "lock_text_update",
        CLAUSE,
        "UPDATE",
        "The wording of a text is locked once its meeting is closed.",
        f"(OLD.wording <> NEW.wording OR OLD.outcome_id <> NEW.outcome_id) AND {SHUT_CLAUSE}",
    ),
    TriggerLock(
        "lock_text_delete",
        CLAUSE,
        "DELETE",
        "The wording of a text is locked once its meeting is closed.",
        SHUT_CLAUSE,
    ),
    TriggerLock(
        "lock_evidence_update",
        EVIDENCE,
        "UPDATE",
        "A file on record is never exchanged.",
        "OLD.sha256 <> NEW.sha256 AND OLD.sha256 <> ''",
    ),
    TriggerLock("lock_evidence_delete", EVIDENCE, "DELETE", "Evidence on record is never removed."),
    TriggerLock(
        "lock_minutes_update",
        MINUTES,
        "UPDATE",
        "The content of minutes is locked when they are sent, and agreed minutes as a whole.",
        "OLD.content_sha256 <> '' AND NEW.content_sha256 <> OLD.content_sha256 "
        f"OR OLD.state = 'agreed' AND ({SIGNED_DIFFERS})",
    ),
    TriggerLock(
        "lock_minutes_delete", MINUTES, "DELETE", "Agreed minutes are never removed.", "OLD.state = 'agreed'"
    ),
    TriggerLock(
        "lock_first_deadline_update",
        COMMITMENT,
        "UPDATE",
        "The first agreed deadline of an accepted commitment is locked.",
        "OLD.first_deadline_id IS NOT NULL AND "
        "(NEW.first_deadline_id IS NULL OR NEW.first_deadline_id <> OLD.first_deadline_id)",
    ),
    TriggerLock(
        "lock_first_deadline_delete",
        COMMITMENT,
        "DELETE",
        "An accepted commitment is never removed.",
        "OLD.first_deadline_id IS NOT NULL",
    ),
)
# Only PostgreSQL knows TRUNCATE.
EMPTIED = (
    TriggerLock("lock_audit_truncate", AUDIT, "TRUNCATE", "The history cannot be changed."),
    TriggerLock("lock_seal_truncate", SEAL, "TRUNCATE", "A seal cannot be changed."),
    TriggerLock("lock_opening_truncate", ACCESS_LOG_TABLE, "TRUNCATE", "The access log cannot be changed."),
    TriggerLock("lock_deadline_truncate", DEADLINE, "TRUNCATE", "A version of a deadline cannot be changed."),
    TriggerLock("lock_text_truncate", CLAUSE, "TRUNCATE", "The wordings of texts are never removed."),
    TriggerLock("lock_evidence_truncate", EVIDENCE, "TRUNCATE", "Evidence on record is never removed."),
)


def _unreplaced(table: str, *keys: str) -> TriggerLock:
    """Refuse SQLite's INSERT OR REPLACE, which takes the old row away without asking any other trigger."""
    same = " OR ".join(" AND ".join(f"{column} = NEW.{column}" for column in key.split()) for key in keys)
    name = f"lock_{table.removeprefix('commitments_')}_replace"
    message = "A row on record is never replaced."
    return TriggerLock(name, table, "INSERT", message, f"EXISTS (SELECT 1 FROM {table} WHERE {same})")


# With the columns in which no two rows are alike.
REPLACED = (
    _unreplaced(AUDIT, "id"),
    _unreplaced(SEAL, "position", "row_id"),
    _unreplaced(ACCESS_LOG_TABLE, "id"),
    _unreplaced(DEADLINE, "id", "commitment_id number"),
    _unreplaced(MEETING, "id", "reference"),
    _unreplaced(OUTCOME, "id", "meeting_id number"),
    _unreplaced(CLAUSE, "id", "outcome_id statement_id"),
    _unreplaced(EVIDENCE, "id"),
    _unreplaced(MINUTES, "id", "meeting_id number"),
    _unreplaced(COMMITMENT, "id", "reference", "deadline_id", "first_deadline_id", "origin_id origin_kind"),
)


@dataclass(frozen=True, slots=True)
class CarryLock:
    """A record contains another and is classified at least as high; `key` is the column that joins the two.

    The column is on the content or, where `holds_key`, on the container.
    """

    table: str
    carried: str
    key: str
    holds_key: bool = False

    def locks(self) -> Iterator[TriggerLock]:
        """Return the triggers that refuse a container lower than its content, whichever is written."""
        name = "lock_marking_{}_{}_".format(*(one.removeprefix("commitments_") for one in self.pair))
        message = "A record cannot have a lower classification than its parts."
        holder, held = (self.table, self.carried) if self.holds_key else (self.carried, self.table)
        sign, against = ("<", ">") if self.holds_key else (">", "<")
        # Beside the row that holds the key stands one, beside the other as many as name it.
        beside = f"NEW.classification {sign} (SELECT classification FROM {held} WHERE id = NEW.{self.key})"
        moved = f"NEW.classification {sign} OLD.classification OR NEW.{self.key} <> OLD.{self.key}"
        moved += f" OR OLD.{self.key} IS NULL"
        named = f"EXISTS (SELECT 1 FROM {holder} WHERE {self.key} = NEW.id"
        named += f" AND NEW.classification {against} classification)"
        yield TriggerLock(f"{name}insert", holder, "INSERT", message, beside)
        yield TriggerLock(f"{name}update", holder, "UPDATE", message, f"({moved}) AND {beside}")
        far = f"NEW.classification {against} OLD.classification AND {named}"
        yield TriggerLock(f"{name}other", held, "UPDATE", message, far)

    @property
    def pair(self) -> tuple[str, str]:
        return (self.table, self.carried)


STATEMENT, UPDATE = "commitments_statement", "commitments_progressupdate"
WRITTEN = ("commitments_brief", "commitments_topicbrief", "commitments_proposedwording")
# What each page carries: docs/decisions/0035.
CARRIES = (
    CarryLock(MEETING, STATEMENT, "meeting_id"),
    CarryLock(MEETING, OUTCOME, "meeting_id"),
    CarryLock(MEETING, "commitments_agendapoint", "meeting_id"),
    CarryLock(STATEMENT, OUTCOME, "statement_id"),
    CarryLock(STATEMENT, CLAUSE, "statement_id"),
    CarryLock(COMMITMENT, OUTCOME, "outcome_id", holds_key=True),
    CarryLock(COMMITMENT, UPDATE, "commitment_id"),
    CarryLock(COMMITMENT, EVIDENCE, "commitment_id"),
    *(CarryLock(table, MEETING, "meeting_id", holds_key=True) for table in WRITTEN),
)
CLASSIFICATION_LOCKS = tuple(lock for pair in CARRIES for lock in pair.locks())


REFERENCE_CHANGE = "commitments_referencechange"
# What changes with each visit or sign-in, and is on no page of others.
UNNOTED_OF_USER = frozenset({"last_login", "password", "desk_seen_at", "desk_last_visit_at"})


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """A table whose every change leaves a row with a random mark in REFERENCE_CHANGE.

    The sum of the marks is the version of the reference data: as long as it is the same, what a process has
    read is what the database has. `columns` are those whose update counts; all where there are none.
    """

    table: str
    columns: tuple[str, ...] = ()

    def statements(self, vendor: str) -> Iterator[tuple[str, str]]:
        """Return each trigger of this table with the statement that creates it."""
        name = f"note_{self.table.removeprefix('commitments_')}"
        update = f"UPDATE OF {', '.join(self.columns)}" if self.columns else "UPDATE"
        if vendor == "postgresql":
            events = f"INSERT OR DELETE OR TRUNCATE OR {update}"
            trigger = f"CREATE TRIGGER {name} AFTER {events} ON {self.table} FOR EACH STATEMENT"
            yield name, f"{trigger} EXECUTE FUNCTION note_reference_change()"
            return
        mark = f"INSERT INTO {REFERENCE_CHANGE} (mark) VALUES (abs(random() % {MOST_MARK}))"
        for event in ("INSERT", "DELETE", update):
            own = f"{name}_{event.split()[0].lower()}"
            yield own, f"CREATE TRIGGER {own} AFTER {event} ON {self.table} BEGIN {mark}; END"


# SQLite counts to 2**63: that is eight million rows, of which a bulk change leaves one each.
MOST_MARK = 2**40
_NOTE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION note_reference_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {REFERENCE_CHANGE} (mark) VALUES (floor(random() * {MOST_MARK})::bigint);
    RETURN NULL;
END $$
"""


def list_notes(connection: BaseDatabaseWrapper) -> tuple[ChangeNote, ...]:
    """List the tables of reference data; of accounts, the columns whose change counts."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, USER)
    counted = tuple(sorted({column.name for column in columns} - UNNOTED_OF_USER))
    return (*map(ChangeNote, REFERENCE), ChangeNote(USER, counted))


USER = "commitments_user"
REFERENCE = tuple(
    f"commitments_{name}"
    for name in (
        *("absence", "country", "countryname", "desk", "division", "holiday", "holidayyear", "ministry"),
        *("ministryname", "official", "officialname", "quietdays", "reminderschedule"),
    )
)


def list_note_names(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that note changes."""
    return [name for note in list_notes(connection) for name, _ in note.statements(connection.vendor)]


def _create_notes(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_NOTE_FUNCTION)
        for note in list_notes(connection):
            for name, statement in note.statements(connection.vendor):
                cursor.execute(_drop(name, note.table, connection.vendor))
                cursor.execute(statement)


def list_locks(connection: BaseDatabaseWrapper) -> tuple[TriggerLock, ...]:
    """List the locks that this kind of database can hold."""
    return (
        LOCKS
        + CLOSED_LOCKS
        + CLASSIFICATION_LOCKS
        + (EMPTIED if connection.vendor == "postgresql" else REPLACED)
    )


def create_triggers(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger again whose table exists: a migration may move the database to an older
    version.
    """
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for lock in list_locks(connection):
            if lock.table not in tables:
                continue
            if lock in CLOSED_LOCKS and CLOSURE not in tables:
                cursor.execute(_drop(lock.name, lock.table, connection.vendor))
                continue
            for statement in _sql(lock, connection.vendor):
                cursor.execute(statement)
    if REFERENCE_CHANGE in tables:
        _create_notes(connection)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger, for the one transaction that empties the database of a demonstration."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for lock in list_locks(connection):
            if lock.table in tables:
                cursor.execute(_drop(lock.name, lock.table, connection.vendor))
        for note in list_notes(connection) if USER in tables else ():
            for name, _statement in note.statements(connection.vendor):
                if note.table in tables:
                    cursor.execute(_drop(name, note.table, connection.vendor))


@contextmanager
def lift_triggers(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the triggers for the clean-up of a test: on this connection only, where the database can."""
    alone = connection.vendor == "postgresql"
    if alone:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    else:
        drop_triggers(connection)
    try:
        yield
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = origin")
        else:
            create_triggers(connection)


def list_missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """List the triggers that are missing, or do not refuse what they should.

    A trigger that fires only for replicas, or differs from its definition, refuses nothing.
    """
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            TRIGGERS_SQL if is_postgresql else "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        )
        standing = dict(cursor.fetchall())
    told = _describe_lock if is_postgresql else _sqlite
    missing = [lock.name for lock in list_locks(connection) if standing.get(lock.name) != told(lock)]
    return missing + sorted(set(list_note_names(connection)) - set(list_triggers(connection)))


def list_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of all triggers and rewrite rules on the tables of this database."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return [name for (name,) in cursor.fetchall()]


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
    "postgresql": """
SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
UNION ALL SELECT rulename FROM pg_rules WHERE schemaname = current_schema() ORDER BY 1
""",
}
# What fires for everybody, with the function that it calls: its table, its kind, what it does.
TRIGGERS_SQL = """
SELECT t.tgname, c.relname || ' ' || t.tgtype || p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''
AND c.relnamespace = current_schema()::regnamespace
"""
# PostgreSQL's bits of a trigger (pg_trigger.h): before, each row; the event.
BEFORE, EACH_ROW = 2, 1
EVENT = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


def _describe_lock(lock: TriggerLock) -> str:
    """Return the description that PostgreSQL has of an unchanged trigger."""
    kind = BEFORE + EVENT[lock.event] + (0 if lock.event == "TRUNCATE" else EACH_ROW)
    return f"{lock.table} {kind}{_body(lock)}"


def _drop(name: str, table: str, vendor: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else "")


def _sql(lock: TriggerLock, vendor: str) -> list[str]:
    """Return the statements that create one trigger; names and texts come only from the list above."""
    if vendor == "sqlite":
        return [_drop(lock.name, lock.table, vendor), _sqlite(lock)]
    each = "FOR EACH STATEMENT" if lock.event == "TRUNCATE" else "FOR EACH ROW"
    function = f"CREATE OR REPLACE FUNCTION {lock.name}() RETURNS trigger LANGUAGE plpgsql AS"
    trigger = f"CREATE TRIGGER {lock.name} BEFORE {lock.event} ON {lock.table} {each}"
    return [
        f"{function} $${_body(lock)}$$",
        _drop(lock.name, lock.table, vendor),
        f"{trigger} EXECUTE FUNCTION {lock.name}()",
    ]


def _sqlite(lock: TriggerLock) -> str:
    when = f"WHEN {lock.condition} " if lock.condition else ""
    refusal = f"BEGIN SELECT RAISE(ABORT, '{lock.message}'); END"
    return f"CREATE TRIGGER {lock.name} BEFORE {lock.event} ON {lock.table} FOR EACH ROW {when}{refusal}"


def _body(lock: TriggerLock) -> str:
    """Return the body of a trigger's function on PostgreSQL."""
    body = f"RAISE EXCEPTION '{lock.message}' USING ERRCODE = 'integrity_constraint_violation';"
    if lock.condition:
        body = f"IF {lock.condition} THEN {body} END IF;"
    return f" BEGIN {body} RETURN {'OLD' if lock.event == 'DELETE' else 'NEW'}; END "

"""The triggers that refuse each write of closed records, of their packets and matrices."""

from collections.abc import Iterator
from dataclasses import dataclass

# ruff: noqa: S608


DEADLINE = "commitments_deadline"
OUTCOME, COMMITMENT = "commitments_outcome", "commitments_commitment"
CLAUSE, EVIDENCE = "commitments_clause", "commitments_evidence"
MEETING = "commitments_meeting"


@dataclass(frozen=True, slots=True)
class TriggerLock:
    """An event on a table that is refused where the condition on OLD and NEW is true."""

    name: str
    table: str
    event: str
    message: str
    condition: str = ""


CLOSURE, CONSENT = "commitments_closure", "commitments_originatorconsent"
PACKET, MATRIX = "commitments_packet", "commitments_matrix"
# How the edges know the refusal: `tracker.database`.
CLOSED_MESSAGE = "These records are closed and read only."
# From each table to the meeting of a row, as SQL; the same paths as in `closeout.registry`.
_OF_OUTCOME = "SELECT o.meeting_id FROM commitments_outcome o WHERE o.id = {row}.outcome_id"
_OF_STATEMENT = "SELECT s.meeting_id FROM commitments_statement s WHERE s.id = {row}.statement_id"
_OF_COMMITMENT = (
    "SELECT o.meeting_id FROM commitments_outcome o JOIN commitments_commitment i ON i.outcome_id = o.id "
    "WHERE i.id = {row}.commitment_id"
)
_OF_POINT = "SELECT p.meeting_id FROM commitments_agendapoint p WHERE p.id = {row}.agenda_point_id"
_OF_ITEM = "SELECT a.meeting_id FROM commitments_agendaitem a WHERE a.id = {row}.agenda_item_id"
_OF_PAPER = "SELECT p.meeting_id FROM commitments_agendapoint p WHERE p.id = {row}.point_id"
_OF_CHANGE = "SELECT m.meeting_id FROM commitments_minutes m WHERE m.id = {row}.minutes_id"
_OF_UPDATE, _OF_EVIDENCE = (
    f"SELECT o.meeting_id FROM commitments_outcome o JOIN commitments_commitment i ON i.outcome_id = o.id "
    f"JOIN {table} part ON part.commitment_id = i.id WHERE part.id = {{row}}.{column}"
    for table, column in (
        ("commitments_progressupdate", "progress_update_id"),
        (EVIDENCE, "evidence_id"),
    )
)
MEETING_PATHS = {
    MEETING: "{row}.id",
    **dict.fromkeys(
        (
            *("commitments_delegationmember", "commitments_backgroundfact", "commitments_statement", OUTCOME),
            *("commitments_agendaitem", "commitments_brief", "commitments_topicbrief"),
            *("commitments_proposedwording", "commitments_agendapoint", "commitments_minutes"),
        ),
        "{row}.meeting_id",
    ),
    **dict.fromkeys(("commitments_textreading", "commitments_passage"), f"({_OF_STATEMENT})"),
    **dict.fromkeys((CLAUSE, COMMITMENT), f"({_OF_OUTCOME})"),
    **dict.fromkeys(
        (
            *("commitments_responsibility", DEADLINE, "commitments_progressupdate", EVIDENCE),
            *("commitments_release", "commitments_followup"),
        ),
        f"({_OF_COMMITMENT})",
    ),
    "commitments_approval": f"COALESCE({{row}}.meeting_id, ({_OF_COMMITMENT}))",
    "commitments_agendapaper": f"({_OF_PAPER})",
    "commitments_minuteschange": f"({_OF_CHANGE})",
    CONSENT: (
        f"COALESCE(({_OF_STATEMENT}), ({_OF_OUTCOME}), ({_OF_POINT}), ({_OF_ITEM}), ({_OF_UPDATE}), "
        f"({_OF_EVIDENCE}))"
    ),
}


def _is_closed(meeting: str) -> str:
    """Build the condition that a closure in force holds the meeting with the columns of `meeting`."""
    day = f"COALESCE({meeting}.held_on, {meeting}.not_after, {meeting}.not_before)"
    return (
        f"c.stage IN ('closed', 'reopening') AND c.country_id = {meeting}.country_id "
        f"AND (c.mechanism_id IS NULL OR c.mechanism_id = {meeting}.mechanism_id) "
        f"AND (c.starts_on IS NULL OR {day} >= c.starts_on) AND (c.ends_on IS NULL OR {day} <= c.ends_on)"
    )


_RETURN_OF = "SELECT r.matrix_id FROM commitments_returnedmatrix r WHERE r.id = {row}.returned_matrix_id"
# From each part of a packet or matrix to the whole, which names the meeting or the partner, as SQL.
PART_PATHS = {
    **dict.fromkeys(
        (
            *("commitments_packetmeeting", "commitments_signoff", "commitments_packetcomment"),
            "commitments_packetcopy",
        ),
        "{row}.packet_id",
    ),
    "commitments_returnedmatrix": "{row}.matrix_id",
    "commitments_partnercomment": f"({_RETURN_OF})",
}
PAPERS = (PACKET, MATRIX, *PART_PATHS)
# What still changes of a closed packet: where each copy is, and the sheets that are prepared for them. The
# content, the signatures and the hash of each copy do not.
KEPT_COLUMNS = {
    PACKET: (
        *("reference", "number", "draft", "addendum", "country_id", "meeting_id", "reader_id", "language"),
        *("as_of", "ready_at", "signed_at", "pages", "copies", "editions", "content_sha256", "draft_sha256"),
        *("sha256", "printer", "state", "classification"),
    ),
    "commitments_packetcopy": ("packet_id", "number", "of_final", "edition", "sha256"),
    # A third state may consent, and withdraw its consent, at any time.
    CONSENT: (
        *("statement_id", "outcome_id", "progress_update_id", "evidence_id", "agenda_point_id"),
        *("agenda_item_id", "purpose", "given_by", "given_on", "document", "expires_on"),
    ),
}
# A copy gets its edition and its hash when it is issued.
SET_ONCE = ("edition", "sha256")


def _is_changed(table: str) -> str:
    """Build the condition that a column which is kept changes."""
    changed = {name: f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT_COLUMNS[table]}
    if table == "commitments_packetcopy":
        changed |= {name: f"OLD.sha256 <> '' AND {changed[name]}" for name in SET_ONCE}
    found = list(changed.values())
    if table == CONSENT:
        found.append("OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at")
    return " OR ".join(found)


def _holds_meeting(key: str) -> str:
    """Build the condition that a closure in force holds the meeting with this key."""
    return f"EXISTS (SELECT 1 FROM {CLOSURE} c JOIN {MEETING} m ON {_is_closed('m')} WHERE m.id = {key})"


def _holds_paper(table: str, row: str) -> str:
    """Build the condition that a closure in force holds a packet or matrix, or a part of one.

    One without a meeting is about the partner: it is held by a closure of all its records.
    """
    whole = (
        "c.stage IN ('closed', 'reopening') AND c.mechanism_id IS NULL AND c.starts_on IS NULL "
        "AND c.ends_on IS NULL"
    )
    if table in (PACKET, MATRIX):
        of_partner = f"EXISTS (SELECT 1 FROM {CLOSURE} c WHERE {whole} AND c.country_id = {row}.country_id)"
        return f"{_holds_meeting(f'{row}.meeting_id')} OR ({row}.meeting_id IS NULL AND {of_partner})"
    key = PART_PATHS[table].format(row=row)
    paper = PACKET if "packet_id" in key else MATRIX
    return (
        f"EXISTS (SELECT 1 FROM {CLOSURE} c JOIN {paper} p ON p.id = {key} LEFT JOIN {MEETING} m "
        f"ON m.id = p.meeting_id WHERE ({_is_closed('m')}) OR "
        f"(p.meeting_id IS NULL AND {whole} AND c.country_id = p.country_id))"
    )


def _holds_row(table: str, row: str) -> str:
    """Build the condition that a closure in force holds a row."""
    if table == MEETING:
        return f"EXISTS (SELECT 1 FROM {CLOSURE} c WHERE {_is_closed(row)})"
    if table in PAPERS:
        return _holds_paper(table, row)
    return _holds_meeting(MEETING_PATHS[table].format(row=row))


def _list_closed_locks() -> Iterator[TriggerLock]:
    """Yield the triggers that refuse each write of a closed record, and moving another among them."""
    for table in (*MEETING_PATHS, *PAPERS):
        for event, rows in {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}.items():
            if (table, event) == (CONSENT, "INSERT"):
                continue
            name = f"lock_closed_{table.removeprefix('commitments_')}_{event.lower()}"
            condition = " OR ".join(_holds_row(table, row) for row in rows)
            if event == "UPDATE" and table in KEPT_COLUMNS:
                condition = f"({_is_changed(table)}) AND ({condition})"
            yield TriggerLock(name, table, event, CLOSED_MESSAGE, condition)


CLOSED_LOCKS = tuple(_list_closed_locks())

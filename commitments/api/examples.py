"""Invented examples for the API description: one answer of each shape, the same in every language."""

from typing import Any

PARTNER = {"iso": "XV", "name": "Avalon"}
POLICE = {"id": 4, "name": "National Police Agency", "short_name": "KNPA", "country": "KR"}
PARTIES: dict[str, Any] = {
    "CountryRecord": {
        **PARTNER,
        "capital": "Camelot",
        "time_zone": "Europe/London",
        "languages": ["en"],
        "desk": "Avalon desk",
        "names": [{"language": "fr", "name": "Avalon", "short_name": ""}],
    },
    "MinistryRecord": {
        **POLICE,
        "other_names": ["Korean National Police Agency"],
        "runs_tracker": False,
        "valid_from": None,
        "valid_until": None,
        "successor": None,
        "names": [{"language": "fr", "name": "Agence nationale de police", "short_name": ""}],
    },
    "OfficialRecord": {
        "id": 12,
        "country": "KR",
        "ministry": {"id": 4, "name": "National Police Agency"},
        "post": "Director",
        "person": "",
        "function": "other",
        "precedence": 1,
        "starts_on": None,
        "ends_on": None,
        "names": [{"language": "fr", "person": "", "post": "Directeur"}],
    },
    "Mechanism": {
        "id": 2,
        "country": "XV",
        "name": "Joint commission",
        "level": "ministers",
        "frequency": "every year",
        "our_chair": "Minister",
        "their_chair": "Minister",
    },
    "Holiday": {
        "id": 3,
        "country": "KR",
        "day": "2026-06-03",
        "name": "Local elections",
        "is_non_working": True,
        "declared_on": "2026-01-12",
    },
    "CalendarYears": {
        "country": "KR",
        "years": [
            {"year": 2026, "status": "confirmed", "confirmed_on": "2026-01-12"},
            {"year": 2027, "status": "calculated", "confirmed_on": None},
        ],
    },
}


OPEN = {"code": None, "detail": None}


def _steps(first: str, other: str, code: str, detail: str) -> list[dict[str, Any]]:
    return [{"step": first, **OPEN}, {"step": other, "code": code, "detail": detail}]


STEPS: dict[str, Any] = {
    "Steps": {
        "commitment": "XV-2026-0001",
        "state": "proposed",
        "steps": _steps("accept", "start", "wrong_state", "Work starts once the item is accepted."),
    },
    "MeetingSteps": {
        "meeting": "M-XV-2026-001",
        "state": "held",
        "steps": _steps("close", "hold", "wrong_state", "This is not possible while the meeting is held."),
    },
    "OutcomeSteps": {
        "outcome": 5,
        "steps": _steps("remove", "answer", "not_answerable", "Only an ask or an offer is answered."),
    },
    "StatementSteps": {
        "statement": 7,
        "steps": [{"step": "sign_off", "code": "kind", "detail": "Only our own readout is signed off."}],
    },
    "RequestSteps": {
        "request": 5,
        "state": "pending",
        "steps": _steps("take_back", "grant", "forbidden", "The head of desk or of division decides this."),
    },
}


INDEX = "https://tracker.example/api/v1/"
PDF = "%PDF-1.7 …"
SCHEMA = {"openapi": "3.1.0", "info": {"title": "Tracker of commitments", "version": "1"}, "paths": {}}
RECORDED = "2026-03-05T09:12:44+09:00"
MEETING_LINK = {"reference": "M-XV-2026-001", "title": "Meeting of foreign ministers"}
ITEM_LINK = {"reference": "XV-2026-0001", "title": "Share investigation records"}
STATEMENT_LINK = {"kind": "joint_statement", "title": "Joint statement", "dated_on": "2026-03-04"}
OF_RECORD = {"classification": "restricted", "recorded_at": RECORDED, "version": 1}
ITEM: dict[str, Any] = {
    **ITEM_LINK,
    **OF_RECORD,
    "country": PARTNER,
    "meeting": MEETING_LINK,
    "restricted": [],
    "owed_by": "ours",
    "leads": [{"side": "ours", "ministry": POLICE}],
    "nature": "one_off",
    "strength": "agreed",
    "condition": "",
    "state": "accepted",
    "health": "on_track",
    "health_on": "2026-04-20",
    "is_overdue": False,
    "due_on": "2026-06-30",
    "last_working_day": "2026-06-30",
    "review_on": None,
    "closed_on": None,
}
POINT = {
    "id": 5,
    "number": 1,
    "kind": "commitment",
    "clause": "Both sides will share records of joint investigations.",
    "language": "en",
    "place_in_text": "3",
    "account": "",
    "strength": "agreed",
    "statement": STATEMENT_LINK,
    "restricted": [],
}
DISCUSSED_EXAMPLE = {
    **POINT,
    "spoken_by": "joint",
    "answer": None,
    "answer_wording": "",
    "answer_source": "",
    "answer_strength": None,
    "review_on": None,
    "is_unconfirmed": False,
    "supplemented_on": None,
    "classification": "restricted",
    "commitments": ["XV-2026-0001"],
}
PART = {
    "id": 31,
    "side": "ours",
    "role": "lead",
    "ministry": POLICE,
    "official": {"id": 12, "post": "Director", "person": ""},
    "accepted_on": "2026-03-12",
    "acceptance": "Letter 12/2026",
    "reported_on": None,
    "report": "",
}
DEADLINE = {
    "id": 41,
    "number": 1,
    "kind": "fixed",
    "wording": "by 30 June 2026",
    "due_start": None,
    "due_on": "2026-06-30",
    "last_working_day": "2026-06-30",
    "partner_last_working_day": None,
    "review_on": None,
    "every": None,
    "explanation": "30 June 2026 is a working day.",
    "needs_officer": None,
    "reason": "first",
    "note": "",
    "document": "",
    "recorded_at": RECORDED,
    "is_standing": True,
    "is_first_accepted": True,
}
UPDATE_EXAMPLE = {
    "id": 31,
    "side": "ours",
    "reported_on": "2026-04-20",
    "health": "on_track",
    "text": "The first records are shared.",
}
PAPER = {
    "id": 9,
    "kind": "letter",
    "number": "31/2026",
    "dated_on": "2026-04-20",
    "description": "Letter of receipt",
}
OF_STATEMENT = {
    "id": 7,
    "number": "",
    "language": "en",
    "is_binding": False,
    "is_verbatim": True,
    "is_ocr": False,
    "source": "",
}
STATEMENT: dict[str, Any] = {
    **STATEMENT_LINK,
    **OF_RECORD,
    **OF_STATEMENT,
    "meeting": MEETING_LINK,
    "signed_off_at": None,
}
MEETING: dict[str, Any] = {
    **MEETING_LINK,
    **OF_RECORD,
    "country": PARTNER,
    "form": "visit",
    "mechanism": None,
    "session_number": None,
    "held_on": "2026-03-04",
    "not_before": None,
    "not_before_source": "",
    "not_after": None,
    "not_after_source": "",
    "sorted_on": "2026-03-04",
    "starts_at": "09:30:00",
    "ends_at": None,
    "time_zone": "Asia/Seoul",
    "place": "Seoul",
    "state": "held",
}
FILE = {
    "file_name": "receipt.pdf",
    "media_type": "application/pdf",
    "size": 48213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
# By the name of the shape. What is given as a page or in another operation is built from these.
ANSWERS: dict[str, Any] = {
    **PARTIES,
    **STEPS,
    "Commitment": ITEM,
    "CommitmentDetail": {
        **ITEM,
        "meaning": "Records of the last three years.",
        "outcome": POINT,
        "responsibilities": [PART],
        "deadlines": [DEADLINE],
        "latest_update": UPDATE_EXAMPLE,
        "evidence": [PAPER],
    },
    "Meeting": MEETING,
    "MeetingDetail": {
        **MEETING,
        "purpose": "",
        "note": "",
        "delegations": [
            {"side": "theirs", "official": None, "post": "Minister", "person": "", "is_head": True}
        ],
        "background": [
            {
                "text": "Two ferries collided off the harbour.",
                "source": "Harbour office, yearly report",
                "dated": "May, year not stated",
            }
        ],
        "statements": [{**STATEMENT_LINK, **OF_STATEMENT, "classification": "restricted"}],
        "outcomes": [DISCUSSED_EXAMPLE],
    },
    "OutcomeRecord": {**DISCUSSED_EXAMPLE, **OF_RECORD, "meeting": MEETING_LINK},
    "StatementRecord": STATEMENT,
    "StatementDetail": {**STATEMENT, "text": "3. Both sides will share records of joint investigations."},
    "Reading": {
        "statement": 7,
        "read_at": RECORDED,
        "is_changed": False,
        "passages": [
            {
                "id": 3,
                "state": "waiting",
                "words": "Both sides will share records of joint investigations by 30 June 2026.",
                "start": 3,
                "end": 73,
                "reason": "",
                "kind": "commitment",
                "owes": "joint",
                "strength": "agreed",
                "deadline": "by 30 June 2026",
                "deadline_kind": "fixed",
                "action": "share records of joint investigations",
                "condition": "",
                "verb": "will share",
                "owner": "Both sides",
                "is_from_stem": False,
                "outcome": None,
                "restricted": [],
                "version": 1,
            }
        ],
    },
    "AgendaItem": {
        "id": 4,
        "meeting": {"reference": "M-XV-2026-002", "title": "Consular consultations"},
        "commitment": ITEM_LINK,
        "outcome": None,
        "discussion": "",
        "raised_on": None,
        "version": 1,
    },
    "HistoryRow": {
        "id": 81,
        "at": RECORDED,
        "by": "desk",
        "subject": "commitment",
        "subject_id": 17,
        "action": "changed",
        "summary": "commitment changed",
        "changes": [{"label": "Title", "before": "Share records", "after": ITEM_LINK["title"]}],
        "reason": "As the text has it.",
        "source": "admin",
    },
    "Request": {
        "id": 5,
        "commitment": ITEM_LINK,
        "meeting": None,
        "kind": "date",
        "state": "pending",
        "reason": "The laboratory needs longer.",
        "document": "Letter 41/2026",
        "move_reason": "capacity",
        "wording": "by 30 September 2026",
        "review_on": None,
        "other": None,
        "rows": [],
        "requested_by": "focal",
        "recorded_at": RECORDED,
        "decided_by": None,
        "decided_at": None,
        "answer": "",
        "restricted": [],
        "version": 1,
    },
    "Reminder": {
        "id": 11,
        "commitment": ITEM_LINK,
        "recipient": "focal",
        "restricted": [],
        "kind": "ahead",
        "offset": -10,
        "start_date": "2026-06-30",
        "planned_at": "2026-06-16T07:00:00+09:00",
        "state": "planned",
        "not_sent_reason": None,
    },
    "Packet": {
        "id": 2,
        "reference": "P-XV-2026-01",
        "edition": "0.1",
        "state": "requested",
        "detail": "asked for",
        "done": 0,
        "total": 0,
        "pages": 0,
        "country": PARTNER,
        "meeting": MEETING_LINK,
        "restricted": [],
        "reader": "desk",
        "language": "en",
        "editions": ["adviser"],
        "as_of": None,
        "requested_at": RECORDED,
        "ready_at": None,
        "signed_at": None,
        "classification": None,
        "content_sha256": "",
    },
    "UpdateRecord": {**UPDATE_EXAMPLE, **OF_RECORD, "commitment": ITEM_LINK},
    "EvidenceRecord": {**PAPER, **OF_RECORD, "commitment": ITEM_LINK, "file": FILE},
}

"""Invented examples for the API description: parties, calendars, closures and webhooks."""

from typing import Any

RECORDED = "2026-03-05T09:12:44+09:00"
MEETING_LINK = {"reference": "M-XV-2026-001", "title": "Meeting of foreign ministers"}
OPEN = {"code": None, "detail": None}


def build_steps(first: str, other: str, code: str, detail: str) -> list[dict[str, Any]]:
    """Return two steps of a record: one that is available, and one that is not."""
    return [{"step": first, **OPEN}, {"step": other, "code": code, "detail": detail}]


PARTNER = {"iso": "XV", "name": "Avalon"}
POLICE = {"id": 4, "name": "National Police Agency", "short_name": "KNPA", "country": "KR"}
WEBHOOK = {
    "id": 2,
    "name": "Registry",
    "address": "https://registry.example.org/tracker",
    "desk": "Avalon desk",
    "country": None,
    "clearance": "restricted",
    "events": ["meeting.held", "commitment.accepted"],
    "is_active": True,
    "recorded_at": RECORDED,
    "version": 1,
}
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
    "Closure": {
        "id": 1,
        "country": "XV",
        "mechanism": 2,
        "starts_on": None,
        "ends_on": None,
        "reason": "The programme has ended.",
        "stage": "closed",
        "requested_by": "head",
        "requested_at": "2026-03-02T01:20:00Z",
        "decided_by": "division",
        "decided_at": "2026-03-03T05:00:00Z",
        "reopening_reason": "",
        "reopening_by": None,
        "reopening_at": None,
        "reopened_at": None,
        "restricted": [],
        "version": 2,
    },
    "ClosureSteps": {
        "closure": 1,
        "steps": build_steps("request_reopening", "confirm", "decided", "This closing is already decided."),
    },
    "LevelTitle": {"id": 4, "country": "XV", "level": "vice_minister", "title": "Secretary of State"},
    "TitleSteps": {"title": 4, "steps": [{"step": "remove", **OPEN}]},
    "BlackoutPeriod": {
        "id": 2,
        "country": "XV",
        "starts_on": "2026-04-20",
        "ends_on": "2026-04-27",
        "reason": "General election",
        "restricted": [],
    },
    "PeriodSteps": {"period": 2, "steps": [{"step": "remove", **OPEN}]},
    "Webhook": WEBHOOK,
    "WebhookCreated": {**WEBHOOK, "secret": "whsec_…"},
    "WebhookSteps": {
        "webhook": 2,
        "steps": [{"step": "test", "code": "host", "detail": "No hosts are allowed for webhooks."}],
    },
    "WebhookMessage": {
        "id": 31,
        "webhook": 2,
        "event": "meeting.held",
        "record": None,
        "message": "msg_5f1c0a2be0b34c6c8d8c1c0f3a7e9b10",
        "state": "failed",
        "status": 500,
        "reply": "Internal Server Error",
        "tries": 12,
        "queued_at": RECORDED,
        "next_attempt": None,
        "ended_at": "2026-03-06T09:13:00+09:00",
    },
    "MessageSteps": {"message": 31, "state": "failed", "steps": [{"step": "send_again", **OPEN}]},
    "CalendarYears": {
        "country": "KR",
        "years": [
            {"year": 2026, "status": "confirmed", "confirmed_on": "2026-01-12"},
            {"year": 2027, "status": "calculated", "confirmed_on": None},
        ],
    },
}

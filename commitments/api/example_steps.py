"""Steps of records as the description shows them: one that is open, and one that is not."""

from typing import Any

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
        "state": "asked",
        "steps": _steps("take_back", "grant", "forbidden", "The head of desk or of division decides this."),
    },
}

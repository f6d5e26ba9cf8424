"""Invented examples for the API description: minutes and the changes that a partner returned."""

from typing import Any

from commitments.api.party_examples import MEETING_LINK, RECORDED, build_steps

CLAUSE = "Both sides will exchange lists of contact points."
MINUTES_STEPS: dict[str, Any] = {
    "MinutesSteps": {
        "minutes": 3,
        "state": "sent",
        "steps": build_steps("next_version", "send", "not_draft", "These minutes are no longer a draft."),
    },
    "ChangeSteps": {
        "change": 9,
        "state": "waiting",
        "steps": build_steps("accept", "leave", "forbidden", "Your role does not allow this action."),
    },
}


def _cell(text: str, language: str = "", part: str = "") -> dict[str, Any]:
    return {"text": text, "language": language, "part": part, "is_missing": False}


MINUTES: dict[str, Any] = {
    "Minutes": {
        "id": 3,
        "meeting": MEETING_LINK,
        "number": 2,
        "state": "sent",
        "language": "en",
        "other_language": "ko",
        "sent_on": "2026-03-12",
        "sent_to": "Embassy, second secretary",
        "returned_on": None,
        "agreed_on": None,
        "content_sha256": "f" * 64,
        "returned_name": "",
        "returned_sha256": "",
        "signed_name": "",
        "signed_sha256": "",
        "recorded_at": RECORDED,
        "version": 2,
    },
    "MinutesContent": {
        "reference": "M-XV-2026-001",
        "number": 2,
        "languages": ["en"],
        "title": "Minutes of the meeting",
        "about": ["4 March 2026, Camelot"],
        "marking": "RESTRICTED",
        "sections": [
            {
                "title": "3. Outcomes",
                "heads": [_cell("No."), _cell("Wording", "en")],
                "rows": [{"number": "3.1", "cells": [_cell(CLAUSE, "en", "outcome-5")]}],
            }
        ],
        "signing": ["For the delegation: Avalon"],
        "discussions": [
            {
                "part": "said-4",
                "title": "Train border officers",
                "text": "The training begins in May.",
                "digest": "d" * 64,
                "is_cleared": False,
            }
        ],
        "left_out": [{"name": "Outcome 2", "reason": "given in confidence"}],
    },
    "MinutesChange": {
        "id": 9,
        "minutes": 3,
        "commitment": None,
        "outcome": 5,
        "agenda_item": None,
        "part": "outcome-5",
        "passage": "3.1",
        "language": "en",
        "ours": CLAUSE,
        "theirs": "Both sides will exchange lists of contact points by 30 June 2026.",
        "file_name": "minutes-returned.docx",
        "sha256": "e" * 64,
        "state": "waiting",
        "reason": "",
        "source_document": "",
        "decided_at": None,
        "recorded_at": RECORDED,
        "version": 1,
    },
}

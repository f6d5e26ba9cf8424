"""What the description shows as countries, ministries, officials, bodies and holidays: made up."""

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
        "runs_tracker": False,
        "exists_from": None,
        "exists_until": None,
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
        "is_free": True,
        "declared_on": "2026-01-12",
    },
    "CalendarYears": {
        "country": "KR",
        "years": [
            {"year": 2026, "status": "confirmed", "confirmed_on": "2026-01-12"},
            {"year": 2027, "status": "computed", "confirmed_on": None},
        ],
    },
}

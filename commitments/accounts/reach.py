"""How far an account reaches, in words: what its role, clearance and place let it read and do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import REACH
from commitments.errors import Refused
from commitments.models import Country, Desk, Division, Ministry
from commitments.vocabulary import Classification, Role

# The place that a role works in, and what is said where it is missing.
PLACE_OF: Mapping[str, str] = {
    Role.DESK_OFFICER: "desk_id",
    Role.HEAD_OF_DESK: "desk_id",
    Role.DIVISION_HEAD: "division_id",
    Role.FOCAL_POINT: "ministry_id",
    Role.VALIDATING_AUTHORITY: "ministry_id",
    Role.EMBASSY_OFFICER: "host_country_id",
}
NO_PLACE = {
    "desk_id": gettext_lazy("Choose the desk: without it this role reads nothing."),
    "division_id": gettext_lazy("Choose the division: without it this role reads nothing."),
    "ministry_id": gettext_lazy("Choose the ministry: without it this role reads nothing."),
    "host_country_id": gettext_lazy("Choose the host country: without it this role reads nothing."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What an account of some reach is: what it is called, what it reads, and what it decides."""

    role: str
    level: str
    place: str
    reads: str
    does: str


def check_place(reach: Mapping[str, Any]) -> None:
    """Raise `Refused` where the place that the role works in is missing."""
    place = PLACE_OF.get(reach["role"])
    if place is not None and not reach.get(place):
        raise Refused(str(NO_PLACE[place]), place)


def reads_less(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether a change takes something away: another role or place, or a lower clearance."""
    moved = {name for name in REACH if name in after and after[name] != before[name]}
    return bool(moved - {"clearance"}) or after.get("clearance", before["clearance"]) < before["clearance"]


def told(reach: Mapping[str, Any]) -> Told:
    """Tell what an account of this reach is and reads, in the language that is active; no record is counted.

    Two queries at most. What is said follows `access.places`.
    """
    role = Role(reach["role"])
    level = str(Classification(reach["clearance"]).label)
    place, partners = _place(reach)
    reads = _reads(role, place, partners)
    return Told(str(role.label), level, place, reads % {"place": place, "partners": partners}, _does(role))


def _place(reach: Mapping[str, Any]) -> tuple[str, str]:
    """Name the place that the role uses, and the partners it opens."""
    name = PLACE_OF.get(reach["role"]) or ("desk_id" if reach["role"] == Role.ADMINISTRATOR else "")
    key = reach.get(name) if name else None
    if key is None:
        return "", ""
    if name == "ministry_id":
        return str(Ministry.objects.get(pk=key)), ""
    if name == "host_country_id":
        country = Country.objects.get(pk=key)
        return str(country), str(country)
    if name == "desk_id":
        found: Desk | Division = Desk.objects.get(pk=key)
        countries = Country.objects.filter(desk=key)
    else:
        found = Division.objects.get(pk=key)
        countries = Country.objects.filter(desk__division=key)
    return str(found), ", ".join(str(country) for country in countries.order_by("name"))


def _reads(role: Role, place: str, partners: str) -> str:
    if role in PLACE_OF and not place:
        return _("nothing, for want of a place")
    if role in {Role.RECORDS_OFFICER, Role.AUDITOR}:
        return _("the record of every partner")
    if role == Role.READER:
        return _("the meetings whose packets are made for the person")
    if role in {Role.FOCAL_POINT, Role.VALIDATING_AUTHORITY}:
        return _("the commitments in which %(place)s has a part")
    if partners:
        return _("all records of %(partners)s")
    return _("no records of a partner")


def _does(role: Role) -> str:
    said = {
        Role.DESK_OFFICER: _("records, reminds and asks for packets"),
        Role.HEAD_OF_DESK: _("records, and decides what the desk asks for"),
        Role.DIVISION_HEAD: _("records, and decides what the desks ask for"),
        Role.FOCAL_POINT: _("accepts and reports for the ministry"),
        Role.VALIDATING_AUTHORITY: _("confirms what the ministry completed"),
        Role.EMBASSY_OFFICER: _("records for the host country"),
        Role.READER: _("reads"),
        Role.RECORDS_OFFICER: _("reads"),
        Role.AUDITOR: _("reads, with the whole history"),
        Role.ADMINISTRATOR: _("keeps accounts and settings"),
    }
    return said[role]

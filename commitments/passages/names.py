"""What the two sides of a meeting are called on record, as the reader of texts and lines is given it."""

from collections.abc import Iterable, Mapping

from commitments import intake
from commitments.intake.cast import Known
from commitments.intake.proposal import OwnerSide
from commitments.models import Country, Official, Statement
from commitments.vocabulary import JOINT_TEXTS, Side, StatementKind


def names_of_country(code: str, country: Country | None) -> tuple[str, ...]:
    """Return what a country is called, in every language on record, its usual English name first."""
    names = [intake.usual_name(code)] if intake.usual_name(code) != code else []
    if country is not None:
        names += [country.name]
        names += [name for one in country.names.all() for name in (one.name, one.short_name) if name]
    return tuple(dict.fromkeys(names))


def known_of(
    countries: Mapping[Side, Country | None],
    officials: Iterable[tuple[Side, Official]],
    seats: Iterable[tuple[Side, str]] = (),
) -> Known:
    """Return the capitals of both sides, the officials on record, and the names of who sits at the table."""
    people: dict[str, list[str]] = {side.value: [] for side in Side}
    for side, official in officials:
        people[side.value] += [official.person, *(name.person for name in official.names.all())]
    for side, name in seats:
        people[side.value].append(name)
    capitals = {side.value: (of.capital,) for side, of in countries.items() if of is not None}
    return Known(people=people, capitals=capitals)


def author_of(statement: Statement) -> OwnerSide | None:
    """Return whose words a text is: of one side, or of both; None for a report of others."""
    if statement.kind in JOINT_TEXTS:
        return "joint"
    return AUTHORS.get(StatementKind(statement.kind))


AUTHORS: Mapping[StatementKind, OwnerSide] = {
    StatementKind.OUR_READOUT: "ours",
    StatementKind.THEIR_READOUT: "theirs",
}

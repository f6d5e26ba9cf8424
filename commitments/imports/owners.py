"""Who owes a row: its side and the ministries of both, from names that others typed."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.imports.cells import names_in, says_nothing
from commitments.imports.judged import Judged, Line
from commitments.imports.names import Named, Names
from commitments.imports.words import value_of
from commitments.language.lexicon.countries import code_of
from commitments.vocabulary import LeadRole, OwedBy, Side

# Ministry, role, official: as plain values in the plan of a row.
PlainPart = list[str | int | None]


@dataclass(slots=True)
class Owners:
    """The side that owes, empty where nothing says so, and the parts of ministries by side."""

    owed_by: str = ""
    leads: dict[Side, Named] = field(default_factory=dict)
    others: list[Named] = field(default_factory=list)

    @property
    def parts(self) -> list[PlainPart]:
        """Give side, ministry, role and official of each, plain; a ministry has one part."""
        found: dict[int, PlainPart] = {}
        for role, rows in ((LeadRole.LEAD, self.leads.values()), (LeadRole.SUPPORTING, self.others)):
            for one in rows:
                found.setdefault(one.ministry, [str(one.side), one.ministry, str(role), one.official])
        return list(found.values())

    @property
    def called(self) -> str:
        """Name the leads."""
        return ", ".join(one.called for one in self.leads.values())


def owners_of(line: Line, names: Names, partner: int, judged: Judged) -> Owners:
    """Read who owes a row; a name that is not known, or means several, is a doubt and not stated."""
    found = Owners()
    side = line["owed_by"]
    if not says_nothing(side):
        found.owed_by = value_of("owed_by", side) or _side_of(side, names, partner)
        if not found.owed_by:
            judged.wrong(
                "owed_by", _("“%(word)s” names no side: write ours, theirs or joint.") % {"word": side}
            )
    for column, of in (("lead_ours", Side.OURS), ("lead_theirs", Side.THEIRS), ("lead", None)):
        first = True
        for name in names_in(line[column]):
            one = _one(name, column, names.find(name, partner, of), judged)
            # Of several names the first leads, known or not: no other takes its place.
            is_lead, first = first, False
            if one is not None and is_lead and one.side not in found.leads:
                found.leads[one.side] = one
            elif one is not None and found.leads.get(one.side) != one:
                found.others.append(one)
    for name in names_in(line["with"]):
        one = _one(name, "with", names.find(name, partner), judged)
        if one is not None:
            found.others.append(one)
    sides = set(found.leads)
    if not found.owed_by and len(sides) == 1:
        # Who leads without a side being told, leads what that side owes.
        found.owed_by = OwedBy(next(iter(sides)))
    elif not found.owed_by and sides and not says_nothing(line["lead"]):
        # Leads of both sides in one cell; two columns may name whoever answers for the other side.
        found.owed_by = OwedBy.JOINT
    return found


def _one(name: str, column: str, meant: list[Named] | None, judged: Judged) -> Named | None:
    if meant is None or len(meant) == 1:
        return meant[0] if meant else None
    if meant:
        judged.doubt(
            column,
            ngettext(
                "“%(name)s” means %(count)d ministry: say which.",
                "“%(name)s” may mean %(count)d ministries: say which.",
                len(meant),
            )
            % {"name": name, "count": len(meant)},
            typed=name,
        )
        return None
    judged.doubt(
        column,
        _("No ministry is called “%(name)s”: say which is meant, or it stays not stated.") % {"name": name},
        typed=name,
    )
    return None


def _side_of(word: str, names: Names, partner: int) -> str:
    """Read the name of a ministry, the code of a country or its name, "Korean side" too, as its side."""
    meant = names.find(word, partner) or []
    if len(meant) == 1:
        return str(meant[0].side)
    plain = re.sub(r"\s*(?:\bside|측)$", "", word.strip(), flags=re.IGNORECASE)
    code = code_of(re.sub(r"^the ", "", plain, flags=re.IGNORECASE)) or plain.upper()
    sides = {names.codes.get(partner): OwedBy.THEIRS, names.home and names.home.iso: OwedBy.OURS}
    return str(sides.get(code, ""))

"""Which offices and styles only some countries have, so that they tell the two sides of a text apart."""

from collections.abc import Mapping

from commitments.intake.grammar import listed

# Monarchies and others without a president, and presidencies without a prime minister: codes of countries.
NO_PRESIDENT = listed(
    "GB CA AU NZ JP TH MY KH BN BT SA QA KW BH OM JO MA NL BE LU DK NO SE JM BS BZ PG SB TV TO LS SZ VA EU"
)
NO_PREMIER = listed(
    "US MX BR AR CO CL CR PA EC UY PY BO VE GT HN SV NI DO PH ID KE GH NG ZM ZA AO LR SL GM MW CY CH BW EU"
)
WITHOUT: Mapping[str, frozenset[str]] = {
    "president": NO_PRESIDENT,
    "prime minister": NO_PREMIER,
    "président": NO_PRESIDENT,
    "premier ministre": NO_PREMIER,
}
# Where ministries are departments.
DEPARTMENTS = listed("US PH ZA IE AU CA")
# What a government or a state is called without its name, and the countries that are.
STYLES: Mapping[str, frozenset[str]] = {
    "the Kingdom": listed("SA BH JO MA TH KH BT TO"),
    "the Sultanate": listed("OM"),
    "the Federal Government": listed("DE"),
    "the Union": listed("EU"),
    "the Administration": listed("US"),
    **{
        f"the Department of {field}": DEPARTMENTS
        for field in listed(
            "Justice;Commerce;Energy;Labor;Agriculture;Transportation;the Interior;Education;Health;"
            "Foreign Affairs;Trade;Finance",
            ";",
        )
    },
}


def offices_apart(codes: Mapping[str, str]) -> dict[str, set[str]]:
    """Give the offices that one side has and the other has not; `codes` maps countries to their side."""
    found: dict[str, set[str]] = {}
    if len(set(codes.values())) < 2:
        return found
    for office, without in WITHOUT.items():
        sides = {side for code, side in codes.items() if code not in without}
        if len(sides) == 1:
            found[office] = sides
    return found


def styles_apart(codes: Mapping[str, str]) -> dict[str, str]:
    """Give the side that each style means, where only one side goes by it."""
    found: dict[str, str] = {}
    for style, those in STYLES.items():
        sides = {side for code, side in codes.items() if code in those}
        if len(sides) == 1:
            found |= dict.fromkeys((style, style[0].upper() + style[1:]), sides.pop())
    return found

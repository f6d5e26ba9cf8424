"""Which countries a text is about, where nobody says."""

from collections import Counter

from commitments.intake.cast import cast_of
from commitments.language.lexicon.countries import code_of, name_of, spellings


def usual_name(code: str) -> str:
    """Give the usual English name of a country; its code where the table has none."""
    return name_of(code) or code


def other_party(text: str, ours: str) -> str | None:
    """Guess the other side, the country most often named besides ours; None where none is."""
    cast, own = cast_of([ours], []), code_of(ours)
    codes = Counter(
        code
        for mention in cast.mentions(text)
        if (code := spellings().get(text[slice(*mention.place)])) and code != own
    )
    return usual_name(codes.most_common(1)[0][0]) if codes else None

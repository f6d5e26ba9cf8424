"""From a deadline's wording to what it says: pure, without a calendar and without a clock."""

from commitments.phrases.asks import ASKS, NO_SUCH_DATE
from commitments.phrases.languages import GRAMMARS, parse, parse_any
from commitments.phrases.sessions import is_next, session_of
from commitments.phrases.specification import (
    DURATION,
    REVIEW_DAYS,
    SOON_DAYS,
    Anchor,
    DeadlineSpec,
    Kind,
    Part,
    Period,
    PeriodUnit,
    Relation,
    Shape,
    Unit,
    after,
    is_duration,
    not_stated,
    on_day,
)

__all__ = [
    "ASKS",
    "DURATION",
    "GRAMMARS",
    "NO_SUCH_DATE",
    "REVIEW_DAYS",
    "SOON_DAYS",
    "Anchor",
    "DeadlineSpec",
    "Kind",
    "Part",
    "Period",
    "PeriodUnit",
    "Relation",
    "Shape",
    "Unit",
    "after",
    "is_duration",
    "is_next",
    "not_stated",
    "on_day",
    "parse",
    "parse_any",
    "session_of",
]

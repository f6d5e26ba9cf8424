"""Two texts of one clause, word by word: what one leaves out, adds, softens, hardens or changes. Pure."""

from commitments.comparison.compare import compare
from commitments.comparison.flags import Comparison, Flag, FlagKind
from commitments.comparison.marks import Segment, segments
from commitments.comparison.nearest import nearest
from commitments.comparison.words import tidied

__all__ = ["Comparison", "Flag", "FlagKind", "Segment", "compare", "nearest", "segments", "tidied"]

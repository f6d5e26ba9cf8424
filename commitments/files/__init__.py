"""Files that people file: checked before they are kept, kept under their SHA-256, verified when read."""

from commitments.files.check import KINDS, MOST_BYTES, OFFICE, Kind, Paper, checked
from commitments.files.scan import answers, let_pass, taken
from commitments.files.store import Shelf, evidence, may_write, packets

__all__ = [
    "KINDS",
    "MOST_BYTES",
    "OFFICE",
    "Kind",
    "Paper",
    "Shelf",
    "answers",
    "checked",
    "evidence",
    "let_pass",
    "may_write",
    "packets",
    "taken",
]

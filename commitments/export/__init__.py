"""A list taken out of the tracker: a table to a file, and the row of history that says who took it."""

from commitments.export.files import CSV, FILES, XLSX, FileKind
from commitments.export.spool import Rows
from commitments.export.table import MOST_ROWS, Cell, Table, plain, unplain
from commitments.export.taken import record

__all__ = [
    "CSV",
    "FILES",
    "MOST_ROWS",
    "XLSX",
    "Cell",
    "FileKind",
    "Rows",
    "Table",
    "plain",
    "record",
    "unplain",
]

"""The history of a record put into words, for screens and programs alike."""

from commitments.history.rows import Change, HistoryRow, happened, history_rows, in_words, level_of
from commitments.history.words import ACTIONS

__all__ = ["ACTIONS", "Change", "HistoryRow", "happened", "history_rows", "in_words", "level_of"]

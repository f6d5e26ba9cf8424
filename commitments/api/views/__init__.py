"""The addresses of the API: one module per noun, by token, through the same door as the screens."""

from commitments.api.views.commitments import CommitmentListView, CommitmentView
from commitments.api.views.index import AbsentView, IndexView, SchemaView
from commitments.api.views.meetings import MeetingListView, MeetingView

__all__ = [
    "AbsentView",
    "CommitmentListView",
    "CommitmentView",
    "IndexView",
    "MeetingListView",
    "MeetingView",
    "SchemaView",
]

"""Which rows a list gives: own columns of what the person may read, and nothing else."""

from commitments.api.filters.commitments import CommitmentFilterSet
from commitments.api.filters.meetings import MeetingFilterSet
from commitments.api.filters.strict import StrictFilterBackend, refuse_unknown

__all__ = ["CommitmentFilterSet", "MeetingFilterSet", "StrictFilterBackend", "refuse_unknown"]

"""The shapes of what the API gives, as its schema describes them; `reading` fills them in.

Null means that there is none; where it leads to a record that is not open to the reader, `restricted` names
the member. What hangs on a record, such as its latest update, is given as far as it is open to the reader.
"""

from commitments.api.shapes.agenda import AgendaItemSerializer, ReminderSerializer
from commitments.api.shapes.calendars import CalendarYearsSerializer, HolidaySerializer
from commitments.api.shapes.commitments import CommitmentDetailSerializer, CommitmentSerializer
from commitments.api.shapes.history import HistoryRowSerializer
from commitments.api.shapes.index import IndexSerializer
from commitments.api.shapes.meetings import MeetingDetailSerializer, MeetingSerializer
from commitments.api.shapes.outcomes import OutcomeRecordSerializer
from commitments.api.shapes.packets import PacketSerializer
from commitments.api.shapes.papers import (
    EvidenceRecordSerializer,
    StatementDetailSerializer,
    StatementRecordSerializer,
    UpdateRecordSerializer,
)
from commitments.api.shapes.parties import (
    CountryRecordSerializer,
    MechanismSerializer,
    MinistryRecordSerializer,
    OfficialRecordSerializer,
)
from commitments.api.shapes.passages import ReadingSerializer
from commitments.api.shapes.problems import ProblemSerializer
from commitments.api.shapes.requests import RequestSerializer
from commitments.api.shapes.steps import steps_shape

__all__ = [
    "AgendaItemSerializer",
    "CalendarYearsSerializer",
    "CommitmentDetailSerializer",
    "CommitmentSerializer",
    "CountryRecordSerializer",
    "EvidenceRecordSerializer",
    "HistoryRowSerializer",
    "HolidaySerializer",
    "IndexSerializer",
    "MechanismSerializer",
    "MeetingDetailSerializer",
    "MeetingSerializer",
    "MinistryRecordSerializer",
    "OfficialRecordSerializer",
    "OutcomeRecordSerializer",
    "PacketSerializer",
    "ProblemSerializer",
    "ReadingSerializer",
    "ReminderSerializer",
    "RequestSerializer",
    "StatementDetailSerializer",
    "StatementRecordSerializer",
    "UpdateRecordSerializer",
    "steps_shape",
]

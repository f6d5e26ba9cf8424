"""The addresses of the API: one module per noun, by token, through the same door as the screens."""

from commitments.api.views.agenda import AgendaItemView, AgendaView, ReminderListView, ReminderView
from commitments.api.views.calendars import CalendarYearListView, HolidayListView, HolidayView
from commitments.api.views.commitments import CommitmentListView, CommitmentView
from commitments.api.views.history import CommitmentHistoryView, MeetingHistoryView
from commitments.api.views.index import AbsentView, IndexView, SchemaView
from commitments.api.views.meetings import MeetingListView, MeetingView
from commitments.api.views.outcomes import OutcomeListView, OutcomeView
from commitments.api.views.packets import PacketFileView, PacketListView, PacketView
from commitments.api.views.papers import (
    EvidenceFileView,
    EvidenceListView,
    EvidenceView,
    StatementListView,
    StatementView,
    UpdateListView,
    UpdateView,
)
from commitments.api.views.parties import (
    CountryListView,
    CountryView,
    MechanismListView,
    MechanismView,
    MinistryListView,
    MinistryView,
    OfficialListView,
    OfficialView,
)
from commitments.api.views.requests import RequestListView, RequestView

__all__ = [
    "AbsentView",
    "AgendaItemView",
    "AgendaView",
    "CalendarYearListView",
    "CommitmentHistoryView",
    "CommitmentListView",
    "CommitmentView",
    "CountryListView",
    "CountryView",
    "EvidenceFileView",
    "EvidenceListView",
    "EvidenceView",
    "HolidayListView",
    "HolidayView",
    "IndexView",
    "MechanismListView",
    "MechanismView",
    "MeetingHistoryView",
    "MeetingListView",
    "MeetingView",
    "MinistryListView",
    "MinistryView",
    "OfficialListView",
    "OfficialView",
    "OutcomeListView",
    "OutcomeView",
    "PacketFileView",
    "PacketListView",
    "PacketView",
    "ReminderListView",
    "ReminderView",
    "RequestListView",
    "RequestView",
    "SchemaView",
    "StatementListView",
    "StatementView",
    "UpdateListView",
    "UpdateView",
]

"""The addresses of version 1, for reading and writing. Every other address answers 404 as a problem."""

from django.urls import path, re_path

from commitments.api import reference, steps
from commitments.api.filters import REFERENCE
from commitments.api.reference import reference_page
from commitments.api.serializers import commitments, documents, meetings, requests
from commitments.api.views import commitment_steps, outcomes, parties
from commitments.api.views import meetings as view_meetings
from commitments.api.views.commitment_steps import RequestListView, RequestView
from commitments.api.views.commitments import (
    ChangingCommitment,
    CommitmentChanging,
    CommitmentHistoryView,
    CommitmentListView,
    CommitmentMaking,
    CommitmentView,
    EvidenceMaking,
    MeetingHistoryView,
    UpdateMaking,
)
from commitments.api.views.documents import (
    ACTIONS,
    ChangingStatement,
    EvidenceFileView,
    EvidenceListView,
    EvidenceView,
    PacketFileView,
    PacketListView,
    PacketMaking,
    PacketView,
    ReadingView,
    StatementChanging,
    StatementListView,
    StatementMaking,
    StatementView,
    UpdateListView,
    UpdateView,
)
from commitments.api.views.meetings import (
    AgendaItemView,
    AgendaSaying,
    AgendaView,
    MeetingListView,
    MeetingView,
    ReminderListView,
    ReminderView,
)
from commitments.api.views.outcomes import OutcomeListView, OutcomeView

COMMITMENT = rf"^commitments/(?P<reference>{REFERENCE})/"
ID_SEGMENT = r"(?P<id>[0-9]{1,18})/"
STATEMENT, OUTCOME, PACKET = (rf"^{noun}/{ID_SEGMENT}" for noun in ("statements", "outcomes", "packets"))
MEETING = rf"^meetings/(?P<reference>M-{REFERENCE})/"


class Commitments(CommitmentMaking, CommitmentListView):
    """Lists commitments and creates drafts."""


class OneCommitment(CommitmentChanging, CommitmentView):
    """Reads and changes one commitment."""


class Updates(UpdateMaking, UpdateListView):
    """Lists reports and creates reports."""


class Documents(EvidenceMaking, EvidenceListView):
    """Lists documents that prove progress and files new ones."""


class Meetings(view_meetings.MeetingMaking, MeetingListView):
    """Lists meetings and creates meetings."""


class OneMeeting(view_meetings.MeetingChanging, MeetingView):
    """Reads and changes one meeting."""


class Statements(StatementMaking, StatementListView):
    """Lists documents of meetings and files new ones."""


class OneStatement(StatementChanging, StatementView):
    """Reads and changes one document of a meeting."""


class Outcomes(outcomes.OutcomeMaking, OutcomeListView):
    """Lists outcomes of meetings and creates outcomes."""


class OneOutcome(outcomes.OutcomeChanging, OutcomeView):
    """Reads and changes one outcome of a meeting."""


class Packets(PacketMaking, PacketListView):
    """Lists packets and requests one."""


class OneAgendaItem(AgendaSaying, AgendaItemView):
    """Reads one item of an agenda, and records what was said about it."""


# They stand before the addresses that read, which the same paths would find as well.
write_urlpatterns = [
    path("commitments/", Commitments.as_view(), name="commitments"),
    re_path(rf"{COMMITMENT}$", OneCommitment.as_view(), name="commitment"),
    *steps.build_step_urls(
        ChangingCommitment,
        COMMITMENT,
        commitments.CommitmentDetailSerializer,
        commitment_steps.COMMITMENT_ACTIONS,
    ),
    path("meetings/", Meetings.as_view(), name="meetings"),
    re_path(rf"{MEETING}$", OneMeeting.as_view(), name="meeting"),
    *steps.build_step_urls(
        view_meetings.ChangingMeeting, MEETING, meetings.MeetingDetailSerializer, view_meetings.ACTIONS
    ),
    re_path(rf"{MEETING}agenda/$", AgendaView.as_view(), name="agenda"),
    re_path(rf"{MEETING}agenda/{ID_SEGMENT}$", OneAgendaItem.as_view(), name="agenda_item"),
    path("reminders/", ReminderListView.as_view(), name="reminders"),
    re_path(rf"^reminders/{ID_SEGMENT}$", ReminderView.as_view(), name="reminder"),
    path("requests/", RequestListView.as_view(), name="requests"),
    re_path(rf"^requests/{ID_SEGMENT}$", RequestView.as_view(), name="request"),
    *steps.build_step_urls(
        commitment_steps.ChangingRequest,
        f"^requests/{ID_SEGMENT}",
        requests.RequestSerializer,
        commitment_steps.REQUEST_ACTIONS,
    ),
    path("statements/", Statements.as_view(), name="statements"),
    re_path(rf"{STATEMENT}$", OneStatement.as_view(), name="statement"),
    *steps.build_step_urls(ChangingStatement, STATEMENT, documents.StatementDetailSerializer, ACTIONS),
    re_path(rf"{STATEMENT}reading/$", ReadingView.as_view(), name="reading"),
    path("packets/", Packets.as_view(), name="packets"),
    re_path(rf"{PACKET}$", PacketView.as_view(), name="packet"),
    re_path(rf"{PACKET}file/$", PacketFileView.as_view(), name="packet_file"),
    path("outcomes/", Outcomes.as_view(), name="outcomes"),
    re_path(rf"{OUTCOME}$", OneOutcome.as_view(), name="outcome"),
    *steps.build_step_urls(
        outcomes.ChangingOutcome, OUTCOME, meetings.OutcomeRecordSerializer, outcomes.ACTIONS
    ),
    path("updates/", Updates.as_view(), name="updates"),
    path("evidence/", Documents.as_view(), name="evidence"),
]


app_name = "api"

ID_PATTERN = r"(?P<id>[0-9]{1,18})"

urlpatterns = [
    *write_urlpatterns,
    path("", reference.IndexView.as_view(), name="index"),
    path("schema/", reference.SchemaView.as_view(), name="schema"),
    path("commitments/", CommitmentListView.as_view(), name="commitments"),
    path("meetings/", view_meetings.MeetingListView.as_view(), name="meetings"),
    re_path(
        rf"^meetings/(?P<reference>M-{REFERENCE})/$", view_meetings.MeetingView.as_view(), name="meeting"
    ),
    re_path(
        rf"^commitments/(?P<reference>{REFERENCE})/history/$",
        CommitmentHistoryView.as_view(),
        name="commitment_history",
    ),
    re_path(
        rf"^meetings/(?P<reference>M-{REFERENCE})/history/$",
        MeetingHistoryView.as_view(),
        name="meeting_history",
    ),
    path("countries/", parties.CountryListView.as_view(), name="countries"),
    re_path(r"^countries/(?P<iso>[A-Z]{2})/$", parties.CountryView.as_view(), name="country"),
    path("ministries/", parties.MinistryListView.as_view(), name="ministries"),
    re_path(rf"^ministries/{ID_PATTERN}/$", parties.MinistryView.as_view(), name="ministry"),
    path("officials/", parties.OfficialListView.as_view(), name="officials"),
    re_path(rf"^officials/{ID_PATTERN}/$", parties.OfficialView.as_view(), name="official"),
    path("mechanisms/", parties.MechanismListView.as_view(), name="mechanisms"),
    re_path(rf"^mechanisms/{ID_PATTERN}/$", parties.MechanismView.as_view(), name="mechanism"),
    path("holidays/", parties.HolidayListView.as_view(), name="holidays"),
    re_path(rf"^holidays/{ID_PATTERN}/$", parties.HolidayView.as_view(), name="holiday"),
    path("calendar-years/", parties.CalendarYearListView.as_view(), name="calendar_years"),
    path("statements/", StatementListView.as_view(), name="statements"),
    re_path(rf"^statements/{ID_PATTERN}/$", StatementView.as_view(), name="statement"),
    path("updates/", UpdateListView.as_view(), name="updates"),
    re_path(rf"^updates/{ID_PATTERN}/$", UpdateView.as_view(), name="update"),
    path("evidence/", EvidenceListView.as_view(), name="evidence"),
    re_path(rf"^evidence/{ID_PATTERN}/$", EvidenceView.as_view(), name="document"),
    re_path(rf"^evidence/{ID_PATTERN}/file/$", EvidenceFileView.as_view(), name="file"),
    path("reference/", reference_page, name="reference"),
    re_path(r"^reference/(?P<noun>[a-z_]{2,30})/$", reference_page, name="reference_of"),
    re_path(r"", reference.AbsentView.as_view(), name="absent"),
]

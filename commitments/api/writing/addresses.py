"""The addresses that write; those that also read are the ones of the reading views, with more methods."""

from django.urls import path, re_path

from commitments.api import shapes
from commitments.api.filters.strict import REFERENCE
from commitments.api.views import (
    AgendaItemView,
    AgendaView,
    CommitmentListView,
    CommitmentView,
    EvidenceListView,
    MeetingListView,
    MeetingView,
    OutcomeListView,
    OutcomeView,
    PacketFileView,
    PacketListView,
    PacketView,
    ReminderListView,
    ReminderView,
    RequestListView,
    RequestView,
    StatementListView,
    StatementView,
    UpdateListView,
)
from commitments.api.writing import (
    actions,
    meeting_actions,
    meetings,
    outcomes,
    packets,
    requests,
    statements,
    steps,
)
from commitments.api.writing.agenda import AgendaSaying
from commitments.api.writing.commitments import ChangingCommitment, CommitmentChanging
from commitments.api.writing.drafting import CommitmentMaking
from commitments.api.writing.passages import ReadingView
from commitments.api.writing.progress import EvidenceMaking, UpdateMaking

COMMITMENT = rf"^commitments/(?P<reference>{REFERENCE})/"
ID = r"(?P<id>[0-9]{1,18})/"
STATEMENT, OUTCOME, PACKET = (rf"^{noun}/{ID}" for noun in ("statements", "outcomes", "packets"))
MEETING = rf"^meetings/(?P<reference>M-{REFERENCE})/"


class Commitments(CommitmentMaking, CommitmentListView):
    """Lists commitments and takes new drafts."""


class OneCommitment(CommitmentChanging, CommitmentView):
    """Reads and changes one commitment."""


class Updates(UpdateMaking, UpdateListView):
    """Lists reports and takes new ones."""


class Documents(EvidenceMaking, EvidenceListView):
    """Lists documents that prove progress and takes new ones."""


class Meetings(meetings.MeetingMaking, MeetingListView):
    """Lists meetings and takes new ones."""


class OneMeeting(meetings.MeetingChanging, MeetingView):
    """Reads and changes one meeting."""


class Statements(statements.StatementMaking, StatementListView):
    """Lists documents of meetings and takes new ones."""


class OneStatement(statements.StatementChanging, StatementView):
    """Reads and changes one document of a meeting."""


class Outcomes(outcomes.OutcomeMaking, OutcomeListView):
    """Lists points of meetings and takes new ones."""


class OneOutcome(outcomes.OutcomeChanging, OutcomeView):
    """Reads and changes one point of a meeting."""


class Packets(packets.PacketMaking, PacketListView):
    """Lists packets and asks for one."""


class OneAgendaItem(AgendaSaying, AgendaItemView):
    """Reads one item of an agenda, and takes what was said about it."""


# They stand before the addresses that read, which the same paths would find as well.
urlpatterns = [
    path("commitments/", Commitments.as_view(), name="commitments"),
    re_path(rf"{COMMITMENT}$", OneCommitment.as_view(), name="commitment"),
    *actions.addresses(ChangingCommitment, COMMITMENT, shapes.CommitmentDetailSerializer, steps.ACTIONS),
    path("meetings/", Meetings.as_view(), name="meetings"),
    re_path(rf"{MEETING}$", OneMeeting.as_view(), name="meeting"),
    *actions.addresses(
        meetings.ChangingMeeting, MEETING, shapes.MeetingDetailSerializer, meeting_actions.ACTIONS
    ),
    re_path(rf"{MEETING}agenda/$", AgendaView.as_view(), name="agenda"),
    re_path(rf"{MEETING}agenda/{ID}$", OneAgendaItem.as_view(), name="agenda_item"),
    path("reminders/", ReminderListView.as_view(), name="reminders"),
    re_path(rf"^reminders/{ID}$", ReminderView.as_view(), name="reminder"),
    path("requests/", RequestListView.as_view(), name="requests"),
    re_path(rf"^requests/{ID}$", RequestView.as_view(), name="request"),
    *actions.addresses(
        requests.ChangingRequest, f"^requests/{ID}", shapes.RequestSerializer, requests.ACTIONS
    ),
    path("statements/", Statements.as_view(), name="statements"),
    re_path(rf"{STATEMENT}$", OneStatement.as_view(), name="statement"),
    *actions.addresses(
        statements.ChangingStatement, STATEMENT, shapes.StatementDetailSerializer, statements.ACTIONS
    ),
    re_path(rf"{STATEMENT}reading/$", ReadingView.as_view(), name="reading"),
    path("packets/", Packets.as_view(), name="packets"),
    re_path(rf"{PACKET}$", PacketView.as_view(), name="packet"),
    re_path(rf"{PACKET}file/$", PacketFileView.as_view(), name="packet_file"),
    path("outcomes/", Outcomes.as_view(), name="outcomes"),
    re_path(rf"{OUTCOME}$", OneOutcome.as_view(), name="outcome"),
    *actions.addresses(outcomes.ChangingOutcome, OUTCOME, shapes.OutcomeRecordSerializer, outcomes.ACTIONS),
    path("updates/", Updates.as_view(), name="updates"),
    path("evidence/", Documents.as_view(), name="evidence"),
]

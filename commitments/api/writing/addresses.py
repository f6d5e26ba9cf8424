"""The addresses that write; those that also read are the ones of the reading views, with more methods."""

from django.urls import path, re_path

from commitments.api import shapes
from commitments.api.filters.strict import REFERENCE
from commitments.api.views import (
    CommitmentView,
    EvidenceListView,
    MeetingListView,
    MeetingView,
    UpdateListView,
)
from commitments.api.writing import actions, meeting_actions, meetings
from commitments.api.writing.commitments import CommitmentChanging
from commitments.api.writing.progress import EvidenceMaking, UpdateMaking

COMMITMENT = rf"^commitments/(?P<reference>{REFERENCE})/"
MEETING = rf"^meetings/(?P<reference>M-{REFERENCE})/"


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


# They stand before the addresses that read, which the same paths would find as well.
urlpatterns = [
    re_path(rf"{COMMITMENT}$", OneCommitment.as_view(), name="commitment"),
    path("meetings/", Meetings.as_view(), name="meetings"),
    re_path(rf"{MEETING}$", OneMeeting.as_view(), name="meeting"),
    *actions.addresses(
        meetings.ChangingMeeting, MEETING, shapes.MeetingDetailSerializer, meeting_actions.ACTIONS
    ),
    path("updates/", Updates.as_view(), name="updates"),
    path("evidence/", Documents.as_view(), name="evidence"),
]

"""The addresses that write; those that also read are the ones of the reading views, with more methods."""

from django.urls import re_path

from commitments.api.filters.strict import REFERENCE
from commitments.api.views import CommitmentView
from commitments.api.writing.commitments import CommitmentChanging

COMMITMENT = rf"^commitments/(?P<reference>{REFERENCE})/"


class OneCommitment(CommitmentChanging, CommitmentView):
    """Reads and changes one commitment."""


# They stand before the addresses that read, which the same paths would find as well.
urlpatterns = [
    re_path(rf"{COMMITMENT}$", OneCommitment.as_view(), name="commitment"),
]

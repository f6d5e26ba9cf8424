"""Requests decided, or taken back: by the functions that the buttons of their page call."""

from django.utils.translation import gettext_lazy as _

from commitments import access, meetings
from commitments.api import reading
from commitments.api.reading import Row
from commitments.api.writing import bodies
from commitments.api.writing.actions import Action, by_person, names
from commitments.api.writing.door import Changing
from commitments.editing import REASON_LENGTH
from commitments.lifecycle import approvals
from commitments.models import Approval
from commitments.vocabulary import Scope


class ChangingRequest(Changing):
    """Decides one request."""

    queryset = reading.REQUESTS
    model = Approval
    address, named = "request", "id"
    steps_title = _("List the steps of a request")
    beside = ("commitment__country", "meeting__country")

    def acting(self, record: Approval) -> access.Acts:
        return access.acts(self.reader, record.subject)

    def shaped(self, row: Row) -> Row:
        return reading.requests([row], self.reader)[0]


class GrantBody(bodies.Shape):
    """A word with the decision, where there is one."""

    answer = bodies.optional_line(REASON_LENGTH)


class RefusalBody(bodies.Shape):
    """Why it is refused."""

    answer = bodies.Line(max_length=REASON_LENGTH)


ACTIONS = (
    Action(
        "grant",
        _("Grant a request"),
        _("What it asks for is done at once. By the head; of an error, by a second person of the desk."),
        meetings.grant,
        by_person(approvals.why_not_grant),
        GrantBody,
        {"With a word": {"answer": "Until the end of September."}},
        may_go=True,
    ),
    Action(
        "refuse",
        _("Refuse a request"),
        _("Nothing changes. By who would grant it."),
        approvals.refuse,
        by_person(approvals.why_not_decide),
        RefusalBody,
        {"With the reason": {"answer": "The session is in September."}},
    ),
    Action(
        "take_back",
        _("Take a request back"),
        _("While nobody has decided. By who asked."),
        approvals.take_back,
        by_person(approvals.why_not_take_back),
        scope=Scope.REPORT,
    ),
)
NAMES = names(ACTIONS)

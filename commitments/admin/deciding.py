"""What waits for somebody's decision, whatever it is about: its views, the answer, who takes it back."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms.commitment_dates import line
from commitments.admin.forms.plain import PlainForm
from commitments.admin.tabs import TabFilter
from commitments.models import AccountChange, Approval, User
from commitments.vocabulary import ApprovalState

MINE, WAITING, DECIDED = "mine", "waiting", "decided"
VIEWS = ((MINE, _("Waiting for you")), (WAITING, _("All waiting")), (DECIDED, _("Decided")))


class AnswerForm(PlainForm):
    """A word with the decision, where there is one."""

    answer = line(_("Answer"), required=False)


class RefusalForm(PlainForm):
    """Why it is refused."""

    answer = line(_("Why it is refused"))


def is_waiting(asked: Approval | AccountChange, _user: User) -> bool:
    """Say whether nobody has decided it yet."""
    return asked.state == ApprovalState.ASKED


def may_take_back(asked: Approval | AccountChange, user: User) -> bool:
    """Say whether it is the person's own, and still waits."""
    return is_waiting(asked, user) and asked.recorded_by_id == user.pk


class WaitingFilter(TabFilter):
    """The saved views, drawn as tabs; without one, what waits for the person."""

    views = VIEWS

    def mine(self, request: HttpRequest) -> Q:
        """Ask for what waits for the person who looks."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value() or MINE:
            case "waiting":
                return queryset.filter(state=ApprovalState.ASKED)
            case "decided":
                return queryset.exclude(state=ApprovalState.ASKED)
            case _:
                return queryset.filter(self.mine(request))

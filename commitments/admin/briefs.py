"""What officers write for the minister to read: the brief, topic sheets, wordings to propose."""

from django.contrib.admin import register
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.admin.brief_limits import CORE
from commitments.admin.brief_page import ProseAdmin, meeting_page
from commitments.admin.forms.brief import BriefForm, ProposalForm, TopicForm
from commitments.admin.papers import TopicPaper
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.briefings import writing
from commitments.models import Brief, Proposal, TopicSheet


def _take_off(name: str, label: Promise) -> StepButton:
    return StepButton(
        name,
        label,
        writing.take_off,
        lambda written, user: writing.why_not(written.meeting, user),
        offered=lambda written, user: writing.why_not(written.meeting, user) is None,
        warning=_("It will not be printed any more. The history of the meeting keeps what it said."),
        done=_("Taken off."),
        lands_gone=meeting_page,
        is_rare=True,
    )


EARLIER = StepButton(
    "earlier",
    _("Print it before the one above"),
    writing.print_earlier,
    lambda topic, user: writing.why_not(topic.meeting, user),
    offered=lambda topic, user: writing.before(topic, user) is not None,
    done=_("Both have changed places and numbers."),
    lands=meeting_page,
    is_rare=True,
)


@register(Brief, site=site)
class BriefAdmin(ProseAdmin):
    """The page the minister reads, and the order of events."""

    form = BriefForm
    teaches = _("No brief is written yet. It is begun on the page of a meeting, under “Brief”.")
    list_display = ("meeting", "classification")
    search_fields = ("meeting__title", "meeting__reference", "why", "ask")
    is_single = True
    groups = (
        (
            CORE,
            _("Core brief"),
            _("the one page the minister reads"),
            (
                *("why", "objectives", "messages", "ask", ("if_accepted", "if_refused")),
                *("not_to_say", "classification"),
            ),
        ),
        (
            "scenario",
            _("Scenario"),
            _("the order of events, and what stands around it"),
            (
                *("events", ("place", "language"), ("press", "if_plans_change"), "courtesy"),
                "duty_officer",
            ),
        ),
        ("statement", _("Joint statement"), _("the draft, as it would be issued"), ("joint_statement",)),
    )


@register(TopicSheet, site=site)
class TopicSheetAdmin(TopicPaper, ProseAdmin):
    """A topic: said aloud on the front, only known on the back."""

    form = TopicForm
    teaches = _("No topic sheet is written yet. It is begun on the page of a meeting, under “Brief”.")
    list_display = ("title", "number", "meeting", "classification")
    search_fields = ("title", "meeting__title", "meeting__reference")
    steps = (EARLIER, _take_off("take-off", _("Take this topic off")))
    groups = (
        (
            "topic",
            _("Topic"),
            "",
            (("title", "running_title"), ("division", "classification"), "titles"),
        ),
        (
            "front",
            pgettext_lazy("side of a topic sheet", "Front"),
            _("said aloud"),
            (
                *("objective", ("their_objective", "response"), "points", "if_raised", "tactics"),
                *(("press_line", "press_until"), "last_time"),
            ),
        ),
        (
            "back",
            pgettext_lazy("side of a topic sheet", "Back"),
            _("only known"),
            ("background", "not_disclosed", "items"),
        ),
    )


@register(Proposal, site=site)
class ProposalAdmin(ProseAdmin):
    """A wording to propose."""

    form = ProposalForm
    teaches = _("No wording to propose is written yet. It is begun on the page of a meeting, under “Brief”.")
    list_display = ("title", "number", "meeting", "classification")
    search_fields = ("title", "wording", "meeting__title", "meeting__reference")
    steps = (_take_off("take-off", _("Take this wording off")),)
    groups = (
        (
            "proposal",
            _("Wording to propose"),
            _("read back at the meeting, with what is sought"),
            (
                *("title", "wording", "wordings", "is_checked", ("strength", "terms")),
                *("fallback", "classification"),
            ),
        ),
    )

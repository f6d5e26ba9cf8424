"""What is missing before a meeting is closed, each with the place where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import meetings
from commitments.admin.meeting_page import MeetingShown, OutcomeShown
from commitments.admin.meeting_records import Records
from commitments.models import Meeting
from commitments.vocabulary import CommitmentState, MeetingState

# Of many outcomes that lack the same, so many are led to at once.
MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing: what to do, and where, each place with its label."""

    text: str
    places: tuple[tuple[str, str], ...]

    @property
    def told(self) -> str:
        """Give it as words alone."""
        return f"{self.text} {', '.join(label for label, _place in self.places)}".strip()


def missing(meeting: Meeting, shown: MeetingShown, records: Records) -> tuple[Missing, ...]:
    """Say what is still open before closing; none of it stands in the way but the state itself."""
    if meeting.state in {MeetingState.PLANNED, MeetingState.POSTPONED}:
        return (Missing("", ((_("say that it was held"), "#step-hold"),)),)
    if meeting.state != MeetingState.HELD:
        return ()
    return tuple(_of_held(shown, records))


def _of_held(shown: MeetingShown, records: Records) -> Iterator[Missing]:
    if not shown.outcomes:
        yield Missing("", ((_("write its outcomes"), "#said"),))
    ownerless = [row for row in shown.outcomes if row.needs_care]
    if ownerless:
        text = ngettext("name the owner in outcome", "name the owners in outcomes", len(ownerless))
        yield Missing(text, _places(ownerless))
    bare = [row for row in shown.outcomes if row.can_carry and not row.items]
    if bare:
        text = ngettext(
            "say what is owed because of outcome", "say what is owed because of outcomes", len(bare)
        )
        yield Missing(text, _places(bare))
    drafts = sum(item.state == CommitmentState.DRAFT for row in shown.outcomes for item in row.items)
    if drafts:
        text = ngettext("propose %(n)d draft", "propose %(n)d drafts", drafts) % {"n": drafts}
        yield Missing("", ((text, "#step-propose"),))
    for account in filter(meetings.is_unsigned, records.statements):
        page = reverse("admin:commitments_statement_change", args=(account.pk,))
        yield Missing("", ((_("have “%(text)s” signed off") % {"text": account.title}, page),))
    silent = sum(not row.said for row in records.to_review)
    if silent:
        text = ngettext(
            "go through %(n)d open item, or it counts as not raised",
            "go through %(n)d open items, or they count as not raised",
            silent,
        )
        yield Missing("", ((text % {"n": silent}, "#open-items"),))


def _places(outcomes: list[OutcomeShown]) -> tuple[tuple[str, str], ...]:
    """Lead to each outcome, opened for editing."""
    shown = tuple((str(row.number), f"?edit={row.pk}") for row in outcomes[:MOST_PLACES])
    return shown + ((("…", "#said"),) if len(outcomes) > MOST_PLACES else ())

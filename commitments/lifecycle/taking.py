"""How any step is taken: checked, written where the old state still stands, and audited."""

import datetime
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import deadlines, editing
from commitments.deadlines import Hooks
from commitments.deadlines.situation import NO_HOOKS
from commitments.editing import DOCUMENT_LENGTH, fitting
from commitments.errors import Refused
from commitments.lifecycle.rules import why_not
from commitments.models import Commitment, Meeting, User
from commitments.models.commitment import TITLE_LETTERS
from commitments.vocabulary import CLOSED_STATES, TRANSITIONS, CommitmentState, Step


def begin(commitment: Commitment, step: Step, user: User, *, beside: Commitment | None = None) -> None:
    """Raise the refusal that `why_not` finds; otherwise hold the row until the transaction ends.

    Two leads who accept at once come one after the other, so that the second sees the first.
    """
    refusal = why_not(commitment, step, user)
    if refusal is not None:
        raise refusal
    hold(commitment, beside=beside)


def hold(commitment: Commitment, *, beside: Commitment | None = None, hooks: Hooks = NO_HOOKS) -> None:
    """Lock the row, and another beside it, until the transaction ends; refuse where it changed meanwhile.

    `hooks` is what its deadline follows or shall follow: what is counted from is locked before what counts.
    """
    _hold([commitment], [] if beside is None else [beside], hooks)


def hold_all(commitments: Sequence[Commitment]) -> None:
    """Lock the rows until the transaction ends; refuse where one changed meanwhile."""
    _hold(commitments, [], NO_HOOKS)


def hold_what_they_hang_on(
    meetings: Iterable[int], hooks: Iterable[Hooks], items: Iterable[int] = ()
) -> dict[int, int]:
    """Lock meetings by their keys, with those that deadlines follow, then items with those that are followed.

    Meetings first, as when one is moved with all that follows it, and all items at once in one order: nobody
    waits for the other in a circle. Give the versions of the items by their keys.
    """
    named = list(hooks)
    keys = {*meetings, *(one.event.pk for one in named if one.event is not None)}
    list(Meeting.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    wanted = {*items, *(one.follows.pk for one in named if one.follows is not None)}
    if not wanted:
        return {}
    held = Commitment.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return dict(held.values_list("pk", "version"))


def _hold(seen: Sequence[Commitment], beside: Sequence[Commitment], hooks: Hooks) -> None:
    """Lock rows with what they count from and what counts from them: an end starts or stops those clocks.

    What begins to count from one of them in this very moment is locked only after it.
    """
    rows = [*seen, *beside]
    standing = [row.deadline for row in rows if row.deadline is not None]
    meetings = {row.outcome.meeting_id for row in rows}
    meetings |= {one.event_id for one in standing if one.event_id is not None}
    counting = Commitment.objects.filter(deadline__follows__in=seen, state__in=deadlines.MOVABLE).order_by()
    items = {row.pk for row in rows} | {one.follows_id for one in standing if one.follows_id is not None}
    versions = hold_what_they_hang_on(meetings, [hooks], {*items, *counting.values_list("pk", flat=True)})
    if any(versions.get(row.pk) != row.version for row in seen):
        raise editing.changed_meanwhile()


def take(
    commitment: Commitment,
    step: Step,
    *,
    by: User,
    now: datetime.datetime,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
    target: CommitmentState | None = None,
) -> Commitment:
    """Write the target state of the step, or the other one that the table allows, with `also`."""
    state = target or TRANSITIONS[step].target
    values: dict[str, Any] = {"state": state, "closed_on": None}
    if state in CLOSED_STATES:
        values["closed_on"] = timezone.localdate(now)
    values |= also or {}
    return editing.change(
        commitment,
        values,
        by=by,
        now=now,
        action=step.value,
        reason=reason,
        where={"state": commitment.state},
    )


def day_of(on: datetime.date | None, now: datetime.datetime) -> datetime.date:
    """Give the day of an act: that of its document, never one to come, or today."""
    today = timezone.localdate(now)
    if on is not None and on > today:
        raise Refused(_("A document is dated today or earlier."), "future")
    return on or today


def need_document(document: str) -> str:
    """Give the authority as it is kept; refuse an empty or an overlong one."""
    named = document.strip()
    if not named:
        raise Refused(
            _("Name the authority: who decided it, or the document that says so."), "needs_document"
        )
    return short_enough(named)


def short_enough(document: str) -> str:
    """Give the name of a document without space around it; refuse one longer than is kept."""
    return fitting(document, DOCUMENT_LENGTH, "long_document")


def need_title(title: str, *, stood: str = "") -> str:
    """Give the short title of what is left as it is kept; refuse none, and one that is too long."""
    said = short_title(title, stood=stood)
    if not said:
        raise Refused(_("Give what is left a short title of its own."), "needs_title")
    return said


def short_title(title: str, *, stood: str = "") -> str:
    """Give a short title as it is kept; refuse one too long for its chart, unless it is the one that stood.

    Letters are counted as they are read: an accent or a part of a syllable written apart is none.
    """
    said, stood = (unicodedata.normalize("NFC", text.strip()) for text in (title, stood))
    letters = len(said)
    if letters > TITLE_LETTERS and said != stood:
        raise Refused(
            _("A short title has at most %(most)s letters; this one has %(count)s. Shorten it.")
            % {"most": TITLE_LETTERS, "count": letters},
            "long_title",
        )
    return said


def beginning(clause: str) -> str:
    """Take the beginning of a clause, to the last whole word that fits, as a short title."""
    words = " ".join(clause.split()).rstrip(".")
    if len(words) <= TITLE_LETTERS:
        return words
    cut = words[: TITLE_LETTERS - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"

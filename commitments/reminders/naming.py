"""How a mail names the meeting an item came out of: as far as its reader and a mail may know it."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from commitments import access
from commitments.models import Commitment, Meeting, Reminder, User
from commitments.reminders import when
from commitments.reminders.shelf import Shelf

# Before the reference of an item whose meeting a mail does not name.
UNNAMED = "-"


def meetings_of(shelf: Shelf, reader: User | None, reminders: Sequence[Reminder]) -> set[int]:
    """Tell which meetings the reader may read of those that the items came out of: one query for a mail."""
    if reader is None:
        return set()
    keys = {shelf.items[row.commitment_id].outcome.meeting_id for row in reminders}
    return access.readable(Meeting, keys, reader)


def alone(item: Commitment, reader: User, is_named: bool) -> tuple[str, ...]:
    """Give the reference of the meeting where a mail may not describe it, or say that it is not named."""
    meeting = item.outcome.meeting
    if not is_named:
        return (f"{UNNAMED}{item.reference}",)
    is_told = meeting.classification <= min(reader.clearance, settings.MAIL_CEILING)
    return () if is_told else (meeting.reference,)


def since(item: Commitment, reader: User, is_named: bool) -> str:
    """Name the meeting where the reader and a mail may know it, and its day; else that of the proposal."""
    meeting = item.outcome.meeting
    name = meeting.reference if alone(item, reader, is_named) else f"{meeting.title} ({meeting.reference})"
    if not is_named:
        name = access.name_of(meeting.pk, None)
    day = meeting.held_on if is_named else item.proposed_on
    return f"{name}, {when.day(day) if day else _('date not stated')}"

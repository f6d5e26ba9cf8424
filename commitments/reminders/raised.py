"""What a head does about an item that went up the ranks: who is asked, since when, and what a head can do."""

from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import Commitment, User
from commitments.reminders.shelf import Shelf
from commitments.reminders.when import day
from commitments.vocabulary import CommitmentState, OwedBy, Role, Side


def next_of_head(shelf: Shelf, item: Commitment, reader: User) -> str:
    """Say who is asked and what the reader, above the desk, does about it."""
    ours = shelf.leads[item.pk].get(Side.OURS)
    is_reported = ours is not None and ours.reported_on is not None
    is_theirs = item.owed_by == OwedBy.THEIRS or (item.owed_by == OwedBy.JOINT and is_reported)
    who = _partner(shelf, item) if is_theirs else _owner(shelf, item)
    return f"{who} {_deed(is_top=reader.role == Role.DIVISION_HEAD, is_theirs=is_theirs)}"


def _owner(shelf: Shelf, item: Commitment) -> str:
    said = {"owner": shelf.owner(item, Side.OURS)}
    if item.state == CommitmentState.PROPOSED:
        said["day"] = day(item.proposed_on)
        return _("%(owner)s has been asked to accept it since %(day)s.") % said
    reminded_at = shelf.reminded_at(item)
    if reminded_at is None:
        return _("No reminder has reached %(owner)s.") % said
    said["day"] = day(timezone.localtime(reminded_at).date())
    return _("%(owner)s has been reminded since %(day)s.") % said


def _partner(shelf: Shelf, item: Commitment) -> str:
    said = {"owner": shelf.owner(item, Side.THEIRS)}
    asked_on = shelf.asked_on.get(item.pk)
    if asked_on is None:
        return _("%(owner)s has not been asked yet.") % said
    return _("%(owner)s was asked on %(day)s.") % {**said, "day": day(asked_on)}


def _deed(*, is_top: bool, is_theirs: bool) -> str:
    """Say what a head of desk or, at the top, a division head can do."""
    if is_theirs and is_top:
        return _("Raise it with their side yourself, or put it on the agenda of the next meeting.")
    if is_theirs:
        return _("Ask them yourself, by note or through the embassy, or take it to the division head.")
    if is_top:
        return _("Ask their leadership, have another owner named, or bring it up at the next meeting.")
    return _("Ask them yourself, have another owner named, or take it to the division head.")

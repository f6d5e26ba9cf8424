"""What the desk writes of a commitment in plain words, apart from its steps, its owners and its dates."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines, editing
from commitments.errors import Refused
from commitments.lifecycle.taking import short_title
from commitments.models import Commitment, User

# What the owners accepted with the words that were agreed.
AGREED = ("nature", "condition")


def agreed(commitment: Commitment) -> tuple[str, ...]:
    """Name what is not written anew any more, because a lead has accepted it."""
    return AGREED if deadlines.is_settled(commitment) else ()


@transaction.atomic
def edit(
    commitment: Commitment, values: Mapping[str, Any], *, by: User, now: datetime.datetime
) -> Commitment:
    """Write some of title, meaning, line to take, nature, condition and marking, as the desk.

    Nature and condition stay as the first lead accepted them. With another condition the deadline is worked
    out anew.
    """
    access.require_desk(by, commitment)
    # What is on file: a form has put what was typed on the record at hand already.
    stood: Mapping[str, Any] = Commitment.objects.values("title", *AGREED).get(pk=commitment.pk)
    if any(values.get(name, stood[name]) != stood[name] for name in agreed(commitment)):
        raise Refused(
            _("Nature and condition stay as they were accepted; take the item back to draft first."),
            "accepted_already",
        )
    written = dict(values)
    if "title" in written:
        written["title"] = short_title(written["title"], stood=stood["title"])
    is_other = written.get("condition", stood["condition"]) != stood["condition"]
    editing.change(commitment, written, by=by, now=now)
    if is_other and commitment.deadline is not None:
        spec, hooks = deadlines.spec_of(commitment.deadline), deadlines.hooks_of(commitment.deadline)
        deadlines.correct(commitment, spec, hooks=hooks, review_on=commitment.review_on, by=by, now=now)
    return commitment

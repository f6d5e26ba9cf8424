"""What a page says after a step, with the button "Undo" where the step can be undone."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from commitments.admin.permissions import signed_in
from commitments.lifecycle import undo


def confirm_step(request: HttpRequest, said: Any, now: datetime.datetime) -> None:
    """Show that a step was done, and offer to undo it; `now` is the moment at which it was written.

    The tag of the message names the step: a form cannot be stored in it.
    """
    row = undo.find_undoable(signed_in(request), now, now)
    messages.success(request, said, extra_tags=str(row.pk) if row else "")

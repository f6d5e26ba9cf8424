"""What no program outside the ministry is given at all: it may hold what a partner gave in confidence."""

from typing import Any

from django.utils.functional import Promise
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from commitments.api import tokens
from commitments.api.doors import RecordDoor


class InsideDoor(RecordDoor):
    """Refuses every token of a program outside; `refusal` says so in a sentence."""

    refusal: Promise

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if tokens.is_of_outside(request.user):
            raise PermissionDenied(str(self.refusal), "outside")

"""Who is probed: everybody below the hidden records or beside them; in short, one of each."""

import os

from commitments.models import User
from tests.cast import Cast

IS_FULL = os.environ.get("SECURITY") == "full"


def probed(cast: Cast) -> list[User]:
    """List the accounts, the administrator made a superuser, which opens nothing."""
    cast.administrator.is_superuser = cast.administrator.is_staff = True
    cast.administrator.save()
    below = [cast.officer, cast.focal_point, cast.administrator, cast.stranger]
    return [*below, cast.embassy_officer, cast.reader] if IS_FULL else below

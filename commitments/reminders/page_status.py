"""What the frame of every page asks of the database, in one query that is prepared once."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commitments.models import Country, EmailDelivery, Heartbeat, MinistryName, SavedView, User
from commitments.reminders import heartbeat
from commitments.reminders.planner import HEARTBEAT, UNPLANNED

# An item that could not be planned is tried again with each sweep; what is older was mended.
LATELY = datetime.timedelta(hours=1)
# The signs of life that the frame tells of.
BEATS = (HEARTBEAT, heartbeat.ANSWERED)


def list_frame_rows(key: int) -> QuerySet[Any, Any]:
    """Return the desk or else ministry of the person; whether email is paused; whether the data is a
    demonstration; whether the person keeps lists; the heartbeats.
    """
    paused = EmailDelivery.objects.filter(is_paused=True)
    demonstration = Country.objects.filter(is_demonstration=True)
    beats = (Subquery(Heartbeat.objects.filter(name=name).values("beat_at")) for name in BEATS)
    named = MinistryName.objects.filter(ministry=OuterRef("ministry"), language=OuterRef("language"))
    place = Coalesce("desk__name", Subquery(named.values("name")), "ministry__name")
    one = User.objects.filter(pk=key).order_by()
    kept = SavedView.objects.filter(owner=OuterRef("pk")).order_by()
    return one.values_list(place, Exists(paused), Exists(demonstration), Exists(kept), *beats)


def list_unplanned_keys(now: datetime.datetime) -> list[int]:
    """Return the keys of the items that could not be planned recently."""
    failed = Heartbeat.objects.filter(name__startswith=UNPLANNED, beat_at__gt=now - LATELY)
    return [int(name.removeprefix(UNPLANNED)) for name in failed.values_list("name", flat=True)]

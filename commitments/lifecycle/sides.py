"""Who may have a part on which side of a commitment."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commitments.errors import Refused
from commitments.models import Ministry, Official
from commitments.vocabulary import LeadRole, Side


@dataclass(frozen=True, slots=True)
class Part:
    """What one ministry has to do with a commitment; no ministry means "not stated"."""

    side: Side
    ministry: Ministry | None = None
    role: LeadRole = LeadRole.LEAD
    official: Official | None = None


def check_side(side: str, partner: int, named: Ministry | Official) -> None:
    """Refuse a ministry or an official of the other side, or of another country; `partner` is the key."""
    is_home = named.country.iso == settings.HOME_COUNTRY
    if is_home if side == Side.THEIRS else not is_home:
        raise Refused(_("That belongs to the other side; name somebody of this one."), "country")
    if side == Side.THEIRS and named.country_id != partner:
        raise Refused(_("That belongs to another country."), "country")


def check_official(side: str, partner: int, official: Official, ministry: Ministry | None) -> None:
    """Refuse an official of the other side, of another country, or of another ministry than the one named."""
    check_side(side, partner, official)
    if official.ministry_id and (ministry is None or official.ministry_id != ministry.pk):
        raise Refused(_("This official belongs to another ministry."), "other_ministry")


def check_parts(parts: Sequence[Part], partner: int) -> None:
    """Refuse parts that one commitment cannot have: of another side, or a ministry or a lead named twice."""
    ministries = [part.ministry.pk for part in parts if part.ministry is not None]
    if len(ministries) > len(set(ministries)):
        raise Refused(_("A ministry has one part in a commitment; name it once."), "named_twice")
    leads = [part.side for part in parts if part.role == LeadRole.LEAD]
    if len(leads) > len(set(leads)):
        raise Refused(_("A side has one lead at most."), "two_leads")
    for part in parts:
        if part.ministry is not None:
            check_side(part.side, partner, part.ministry)
        if part.official is not None:
            check_official(part.side, partner, part.official, part.ministry)

"""The records that mails are written from, loaded together for many readers: a constant number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.conf import settings
from django.db.models import F, Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments import access
from commitments.models import (
    Chase,
    Commitment,
    Country,
    CountryName,
    Deadline,
    MailAnswer,
    MinistryName,
    Reminder,
    Responsibility,
)
from commitments.reminders.people import Directory
from commitments.reminders.plan import NOTICED
from commitments.vocabulary import ChaseState, LeadRole, ReminderState, Rule, Side


class Shelf:
    """The records that letters are made from, loaded together for many readers."""

    def __init__(
        self,
        commitments: Collection[int],
        directory: Directory,
        answers: Collection[int] = (),
        raised: Collection[int] = (),
    ) -> None:
        """Load all about some commitments; of those raised above the desk also who was asked, and when."""
        self.directory = directory
        self.answers = MailAnswer.objects.in_bulk(list(answers)) if answers else {}
        found = Commitment.objects.filter(pk__in=commitments)
        rows = found.select_related("deadline", "country", "outcome__meeting")
        self.items = {row.pk: row for row in rows}
        # What the partner gave in confidence is named in mail by its reference alone.
        self.kept = access.kept_among(Commitment, list(self.items)) if self.items else frozenset()
        self._before = self._versions_before()
        self.leads: dict[int, dict[str, Responsibility]] = defaultdict(dict)
        parts = Responsibility.objects.filter(commitment__in=commitments, role=LeadRole.LEAD)
        for part in parts.select_related("ministry", "official"):
            self.leads[part.commitment_id][part.side] = part
        self.home = Country.objects.filter(iso=settings.HOME_COUNTRY).first()
        ministries = {p.ministry_id for sides in self.leads.values() for p in sides.values() if p.ministry_id}
        countries = {row.country_id for row in self.items.values()} | ({self.home.pk} if self.home else set())
        self._ministry_names = {
            (name.ministry_id, name.language): name.name
            for name in MinistryName.objects.filter(ministry__in=ministries)
        }
        self._country_names = {
            (name.country_id, name.language): name.name
            for name in CountryName.objects.filter(country__in=countries)
        }

        self._reminded, self.asked_on = _asked(raised) if raised else ({}, {})

    def reminded_at(self, item: Commitment) -> datetime.datetime | None:
        """Give when our lead, or the desk where it leads itself, was first reminded of this deadline."""
        lead, told = self.leads[item.pk].get(Side.OURS), self._reminded.get(item.pk, {})
        if lead is None or lead.ministry is None or lead.ministry.runs_tracker:
            return min(told.values(), default=None)
        return told.get(lead.ministry.pk)

    def _versions_before(self) -> dict[int, Deadline]:
        """Load the version before the one that stands, where it moved."""
        moved = {pk for pk, row in self.items.items() if row.deadline and row.deadline.reason in NOTICED}
        before = Deadline.objects.filter(commitment__in=moved, number=F("commitment__deadline__number") - 1)
        return {version.commitment_id: version for version in before}

    def was_due(self, item: Commitment) -> datetime.date | None:
        """Give the day that stood before the standing deadline moved."""
        before = self._before.get(item.pk)
        return before.due_on if before else None

    def country(self, country: Country | None) -> str:
        """Name a country in the language of the reader, or as it is recorded."""
        if country is None:
            return str(settings.HOME_COUNTRY)
        return self._country_names.get((country.pk, get_language() or ""), country.name)

    def owner(self, item: Commitment, side: Side) -> str:
        """Name who owes on one side: the ministry and its country."""
        lead = self.leads[item.pk].get(side)
        country = self.country(self.home if side == Side.OURS else item.country)
        if lead is None or lead.ministry is None:
            return _("%(country)s, ministry not stated") % {"country": country}
        name = self._ministry_names.get((lead.ministry.pk, get_language() or ""), lead.ministry.name)
        return f"{name} ({country})"


def _asked(
    commitments: Collection[int],
) -> tuple[dict[int, dict[int | None, datetime.datetime]], dict[int, datetime.date]]:
    """Load when each ministry was first reminded of some items, and on which day the partner was asked."""
    reminders = Reminder.objects.filter(
        commitment__in=commitments, deadline=F("commitment__deadline"), state=ReminderState.DELIVERED
    ).exclude(rule__in=(Rule.HEAD, Rule.DIVISION, Rule.COPY))
    first = reminders.order_by().values_list("commitment", "recipient__ministry").annotate(Min("planned_at"))
    reminded: dict[int, dict[int | None, datetime.datetime]] = defaultdict(dict)
    for commitment, ministry, moment in first:
        reminded[commitment][ministry] = moment
    asked = Chase.objects.filter(commitment__in=commitments, state=ChaseState.ASKED, asked_on__isnull=False)
    return reminded, {pk: on for pk, on in asked.values_list("commitment", "asked_on") if on is not None}

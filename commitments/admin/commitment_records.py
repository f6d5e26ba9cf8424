"""What stands on a commitment's page, read through the door in a fixed number of queries."""

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from commitments import access, audit
from commitments.models import (
    AuditRow,
    Commitment,
    Country,
    Deadline,
    Evidence,
    Meeting,
    Official,
    Outcome,
    ProgressUpdate,
    Reminder,
    Responsibility,
    Statement,
    User,
)
from commitments.vocabulary import PostFunction

SHOWN = 12
STEPS = ("propose", "accept", "start", "report", "fulfil", "conclude")
POSTS = (PostFunction.FOCAL_POINT, PostFunction.ALTERNATE, PostFunction.VALIDATING_AUTHORITY)


@dataclass(frozen=True, slots=True)
class Records:
    """The records around one commitment that a person may read."""

    home: Country | None
    outcome: Outcome | None
    statement: Statement | None
    meeting: Meeting | None
    parts: tuple[Responsibility, ...]
    officials: tuple[Official, ...]
    deadlines: tuple[Deadline, ...]
    updates: tuple[ProgressUpdate, ...]
    evidence: tuple[Evidence, ...]
    reminders: tuple[Reminder, ...]
    siblings: tuple[Commitment, ...]
    history: tuple[AuditRow, ...]
    # When each step of the life-cycle was last taken.
    reached: dict[str, datetime.datetime] = field(default_factory=dict)


def read_records(item: Commitment, person: User, *, today: datetime.date) -> Records:
    """Read all that the page shows: a dozen queries, however many rows."""
    outcome = access.visible_to(Outcome.objects.filter(pk=item.outcome_id), person).first()
    parts = tuple(
        access.visible_to(Responsibility.objects.filter(commitment=item), person)
        .select_related("ministry", "official")
        .order_by("side", "role", "pk")
    )
    ministries = {part.ministry_id for part in parts if part.ministry_id}
    officials = access.visible_to(Official.objects.filter(ministry__in=ministries), person)
    changes = access.visible_to(audit.history(item), person)
    told = changes.exclude(action="health").exclude(action="deadline", subject_type=Commitment._meta.label)
    steps = Q(subject_type=Commitment._meta.label, subject_id=item.pk)
    return Records(
        home=Country.objects.filter(iso=settings.HOME_COUNTRY).first(),
        outcome=outcome,
        statement=_statement(outcome, person),
        meeting=access.visible_to(Meeting.objects.filter(outcomes=item.outcome_id), person).first(),
        parts=parts,
        officials=tuple(
            officials.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), function__in=POSTS).order_by(
                "precedence", "pk"
            )
        ),
        deadlines=tuple(
            access.visible_to(Deadline.objects.filter(commitment=item), person).order_by("number")
        ),
        updates=_updates(item, person),
        evidence=tuple(
            access.visible_to(Evidence.objects.filter(commitment=item), person).order_by("-pk")[:SHOWN]
        ),
        reminders=tuple(
            access.visible_to(Reminder.objects.filter(commitment=item), person)
            .select_related("recipient", "mail", "deadline")
            .order_by("-planned_at", "-pk")[:SHOWN]
        ),
        siblings=tuple(
            access.visible_to(Commitment.objects.filter(outcome=item.outcome_id), person)
            .exclude(pk=item.pk)
            .order_by("reference")[:SHOWN]
        ),
        history=tuple(told[:SHOWN]),
        reached={row.action: row.at for row in changes.filter(steps, action__in=STEPS).order_by("pk")},
    )


def _statement(outcome: Outcome | None, person: User) -> Statement | None:
    if outcome is None or outcome.statement_id is None:
        return None
    return access.visible_to(Statement.objects.filter(pk=outcome.statement_id), person).defer("text").first()


def _updates(item: Commitment, person: User) -> tuple[ProgressUpdate, ...]:
    rows = access.visible_to(ProgressUpdate.objects.filter(commitment=item), person)
    return tuple(rows.select_related("recorded_by").order_by("-said_on", "-pk")[:SHOWN])

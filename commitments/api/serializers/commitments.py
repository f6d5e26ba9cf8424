"""Commitments with their owners, deadlines, reports and evidence.

A page takes one query for the commitments and one for the lead ministries; both apply the access policy.
"""

import datetime
from collections.abc import Callable, Collection, Mapping
from functools import partial

from django.db.models import FilteredRelation, Model, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import grants, querysets
from commitments.api.serializers.base import (
    CLASSIFICATION_NAMES,
    CLASSIFICATIONS,
    STRENGTHS_OF_COMMITMENTS,
    CountrySerializer,
    LeadSerializer,
    MeetingLinkSerializer,
    MinistrySerializer,
    OfficialSerializer,
    Row,
    Rows,
    Shape,
    date_field,
    load_cached_rows,
    load_ministries,
    restricted_field,
)
from commitments.api.serializers.meetings import (
    OUTCOME_COLUMNS,
    OutcomeLinkSerializer,
    build_outcome,
    statements_of,
)
from commitments.deadlines.explanation import Remark, explain_working
from commitments.enums import (
    CommitmentState,
    DeadlineKind,
    EvidenceKind,
    Health,
    LeadRole,
    MoveReason,
    Nature,
    OwedBy,
    Side,
)
from commitments.models import (
    Commitment,
    Deadline,
    Evidence,
    Meeting,
    Outcome,
    ProgressUpdate,
    Responsibility,
    User,
)
from commitments.models.commitments import is_past_due, standing_health


class CommitmentSerializer(Shape):
    """A commitment as shown in lists."""

    reference = s.CharField()
    title = s.CharField()
    country = CountrySerializer(help_text=_("The partner."))
    meeting = MeetingLinkSerializer(allow_null=True, help_text=_("Null where it is not open to you."))
    restricted = restricted_field()
    owed_by = s.ChoiceField(choices=OwedBy.choices)
    leads = LeadSerializer(many=True, help_text=_("The ministry that answers for it, on each side."))
    nature = s.ChoiceField(choices=Nature.choices)
    strength = s.ChoiceField(choices=STRENGTHS_OF_COMMITMENTS)
    condition = s.CharField(help_text=_("Empty where it is owed without condition."))
    state = s.ChoiceField(choices=CommitmentState.choices)
    health = s.ChoiceField(
        choices=Health.choices,
        help_text=_("As it counts today: a report older than a month is no evidence."),
    )
    health_on = date_field(_("The day of the report on its health."))
    is_overdue = s.BooleanField(help_text=_("Past the agreed day, on your calendar today."))
    due_on = date_field(_("The agreed day, resolved; null where none is stated."))
    last_working_day = date_field(_("The last working day of the owing side on or before it."))
    review_on = date_field(_("When a deadline without a day is looked at again."))
    closed_on = date_field()
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class ResponsibilitySerializer(Shape):
    id = s.IntegerField()
    side = s.ChoiceField(choices=Side.choices)
    role = s.ChoiceField(choices=LeadRole.choices)
    ministry = MinistrySerializer(allow_null=True, help_text=_("Null where it is not stated."))
    official = OfficialSerializer(allow_null=True)
    accepted_on = date_field()
    acceptance = s.CharField(help_text=_("The answer on file."))
    reported_on = date_field()
    report = s.CharField(help_text=_("The report on file."))


class DeadlineSerializer(Shape):
    """One version of the deadline."""

    id = s.IntegerField()
    number = s.IntegerField()
    kind = s.ChoiceField(choices=DeadlineKind.choices)
    wording = s.CharField(help_text=_("As agreed; empty where nothing was said."))
    due_start = date_field(_("First day, where it is a window."))
    due_on = date_field()
    last_working_day = date_field(_("The last working day of the owing side on or before it."))
    partner_last_working_day = date_field(_("The same in the partner's capital, where both sides owe."))
    review_on = date_field()
    every = s.CharField(allow_null=True, help_text=_("An ISO 8601 duration, where it recurs."))
    explanation = s.CharField(help_text=_("How it was worked out, in sentences."))
    needs_officer = s.CharField(
        allow_null=True, help_text=_("What an officer has to decide, in a sentence; null where nothing.")
    )
    reason = s.ChoiceField(choices=MoveReason.choices)
    note = s.CharField()
    document = s.CharField()
    recorded_at = s.DateTimeField()
    is_standing = s.BooleanField(help_text=_("The version that counts now."))
    is_first_accepted = s.BooleanField(help_text=_("The version that stood when the owners accepted."))


class UpdateSerializer(Shape):
    id = s.IntegerField()
    side = s.ChoiceField(choices=Side.choices)
    reported_on = s.DateField()
    health = s.ChoiceField(choices=Health.choices)
    text = s.CharField()


class EvidenceSerializer(Shape):
    id = s.IntegerField()
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = s.CharField()
    dated_on = date_field()
    description = s.CharField()


class CommitmentDetailSerializer(CommitmentSerializer):
    """A commitment with its owners, deadlines, reports and evidence."""

    meaning = s.CharField(help_text=_("What the desk takes it to mean; internal."))
    outcome = OutcomeLinkSerializer(allow_null=True, help_text=_("Null where it is not open to you."))
    responsibilities = ResponsibilitySerializer(many=True)
    deadlines = DeadlineSerializer(many=True, help_text=_("Every version, in order."))
    latest_update = UpdateSerializer(allow_null=True)
    evidence = EvidenceSerializer(many=True)


# Each side, and the columns that tell its lead.
LEADS = tuple((side.value, f"{side}__pk", f"{side}__ministry") for side in Side)
COMMITMENT_COLUMNS = (
    "pk",
    "reference",
    "title",
    "country",
    "country__iso",
    "country__name",
    "outcome__meeting__reference",
    "outcome__meeting__title",
    "owed_by",
    "nature",
    "strength",
    "condition",
    "state",
    "health",
    "health_on",
    "due_on",
    "last_working_day",
    "review_on",
    "closed_on",
    "classification",
    "recorded_at",
    "version",
    *(column for _side, *columns in LEADS for column in columns),
)
COMMITMENT_DETAIL = (*COMMITMENT_COLUMNS, "outcome", "meaning", "deadline", "first_deadline")

# A part in a commitment is open to whoever may read the commitment, so its leads are joined: a test holds it.
# A side has one at most, so no row comes twice.
_WITH_LEADS = querysets.list_unfiltered(Commitment).annotate(
    **{
        side.value: FilteredRelation(
            "responsibilities", condition=Q(responsibilities__side=side, responsibilities__role=LeadRole.LEAD)
        )
        for side in Side
    }
)
COMMITMENTS: Rows = _WITH_LEADS.values(*COMMITMENT_COLUMNS)
COMMITMENTS_IN_DETAIL: Rows = _WITH_LEADS.values(*COMMITMENT_DETAIL)


def with_open_meetings(commitment_rows: Rows, user: User) -> Rows:
    """Add to rows of commitments whether the meeting of each is open to the person."""
    meetings_open = querysets.list_readable(Meeting, user).filter(pk=OuterRef("outcome__meeting"))
    rows: Rows = commitment_rows.annotate(shows_meeting=grants.EachRow(meetings_open))
    return rows


def build_commitments(rows: Collection[Row], user: User, today: datetime.date) -> list[Row]:
    """Shape rows of `with_open_meetings`, with one query for the lead ministries."""
    named = load_ministries({row[ministry] for row in rows for _side, _pk, ministry in LEADS} - {None}, user)
    return [_commitment(row, named, today) for row in rows]


def _commitment(row: Row, named: Mapping[int, Row], today: datetime.date) -> Row:
    meeting = {"reference": row["outcome__meeting__reference"], "title": row["outcome__meeting__title"]}
    return {
        "reference": row["reference"],
        "title": row["title"],
        "country": {"iso": row["country__iso"], "name": row["country__name"]},
        "meeting": meeting if row["shows_meeting"] else None,
        "restricted": [] if row["shows_meeting"] else ["meeting"],
        "owed_by": row["owed_by"],
        # Ours first; a lead without a ministry is "not stated".
        "leads": [
            {"side": side, "ministry": named.get(row[ministry])}
            for side, pk, ministry in LEADS
            if row[pk] is not None
        ],
        "nature": row["nature"],
        "strength": row["strength"],
        "condition": row["condition"],
        "state": row["state"],
        "health": standing_health(row["health"], row["health_on"], today).value,
        "health_on": row["health_on"],
        "is_overdue": is_past_due(row["state"], row["nature"], row["due_on"], today),
        "due_on": row["due_on"],
        "last_working_day": row["last_working_day"],
        "review_on": row["review_on"],
        "closed_on": row["closed_on"],
        "classification": CLASSIFICATION_NAMES[row["classification"]],
        "recorded_at": row["recorded_at"],
        "version": row["version"],
    }


def build_commitment(row: Row, user: User, today: datetime.date) -> Row:
    """Shape one row with COMMITMENT_DETAIL, and add its owners, deadlines, reports and evidence."""
    [listed] = build_commitments([row], user, today)
    key = row["pk"]
    # It was read through the door itself: its parts are asked for their own marking alone.
    said, papers = ("side", "reported_on", "health", "text"), ("kind", "number", "dated_on", "description")
    updates = _parts(ProgressUpdate, key, user, lambda rows: rows.values("pk", *said)[:1])
    evidence = _parts(Evidence, key, user, lambda rows: rows.values("pk", *papers))
    outcomes = load_cached_rows((Outcome, "one"), user, partial(_point, user), row["outcome"])
    statements = statements_of(outcomes, user)
    point = next((build_outcome(one, statements) for one in outcomes), None)
    hidden = querysets.names_of_restricted([("outcome", row["outcome"], point)])
    return listed | {
        "restricted": [*listed["restricted"], *hidden],
        "meaning": row["meaning"],
        "outcome": point,
        "responsibilities": _responsibilities(row["pk"], user),
        "deadlines": _deadlines(row, user),
        "latest_update": next(map(_with_id, updates), None),
        "evidence": [_with_id(one) for one in evidence],
    }


def _with_id(row: Row) -> Row:
    return {"id": row.pop("pk"), **row}


def _point(user: User, key: int) -> Rows:
    found: Rows = querysets.list_readable(Outcome, user).filter(pk=key)
    return found.values("pk", "statement", *OUTCOME_COLUMNS)


def _parts(model: type[Model], key: int, user: User, choose: Callable[[Rows], Rows]) -> list[Row]:
    """Load the parts of an item that was read through the access policy; only their own classification is
    checked.
    """

    def put(item: int) -> Rows:
        return choose(querysets.each_part(Commitment, item, model, user).filter(commitment=item))

    return load_cached_rows(model, user, put, key)


def _responsibilities(key: int, user: User) -> list[Row]:
    own = ("side", "role", "accepted_on", "acceptance", "reported_on", "report")
    columns = ("pk", *own, "ministry", "official", "official__post", "official__person")
    found = _parts(Responsibility, key, user, lambda rows: rows.values(*columns))
    names = load_ministries({row["ministry"] for row in found} - {None}, user)
    return [
        {"id": row["pk"], **{name: row[name] for name in own}}
        | {"ministry": names.get(row["ministry"]), "official": _official(row)}
        for row in found
    ]


def _official(row: Row) -> Row | None:
    if row["official"] is None:
        return None
    return {"id": row["official"], "post": row["official__post"], "person": row["official__person"]}


DEADLINE_COLUMNS = (
    "number",
    "kind",
    "wording",
    "due_start",
    "due_on",
    "last_working_day",
    "partner_last_working_day",
    "review_on",
    "reason",
    "note",
    "document",
    "recorded_at",
)


def _deadlines(commitment_row: Row, user: User) -> list[Row]:
    key = commitment_row["pk"]
    columns = ("pk", "every", "explanation", "needs_officer", *DEADLINE_COLUMNS)
    chain = _parts(Deadline, key, user, lambda rows: rows.order_by("number").values(*columns))
    return [
        {"id": row["pk"], **{name: row[name] for name in DEADLINE_COLUMNS}}
        | {
            "every": row["every"] or None,
            "explanation": explain_working([Remark.from_json(step) for step in row["explanation"]]),
            "needs_officer": str(Remark.from_json(row["needs_officer"])) if row["needs_officer"] else None,
            "is_standing": row["pk"] == commitment_row["deadline"],
            "is_first_accepted": row["pk"] == commitment_row["first_deadline"],
        }
        for row in chain
    ]

"""Commitments, reports, evidence and history: read page by page or one by one, and written.

A new commitment is drafted from an outcome of a meeting, by the function that the meeting's page calls.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import policy, querysets, write_rules
from commitments.api import filters
from commitments.api.filters import refuse_unknown
from commitments.api.responses import build_file
from commitments.api.schema import describe, describe_file, describe_write
from commitments.api.serializers import commitments, documents, input, requests
from commitments.api.serializers.base import ClassificationField, Row, Rows
from commitments.api.serializers.step_input import DeadlineBody, ResponsibilityBody
from commitments.api.views.base import InternalOnly, ListViewSet
from commitments.api.views.changes import WriteViewSet
from commitments.api.views.commitment_steps import COMMITMENT_ACTIONS
from commitments.api.views.translation_steps import UPDATE_ACTIONS
from commitments.audit import access_log, log
from commitments.deadlines.context import NO_HOOKS, Dependencies, hooks_of
from commitments.enums import AccessKind, EvidenceKind, Health, Nature, OwedBy, Scope, Side
from commitments.errors import Refused
from commitments.language.phrases.specification import not_stated
from commitments.lifecycle import drafts, progress, transitions
from commitments.lifecycle.next_steps import build_planned_step
from commitments.lifecycle.transitions import lock
from commitments.models import Commitment, Evidence, Meeting, Outcome, ProgressUpdate
from commitments.models.commitments import TITLE_LETTERS, parts_in_order
from commitments.models.next_steps import NEXT_STEP_LENGTH


class CommitmentBody(input.InputSerializer):
    """The fields of a commitment; a member that is left out stays unchanged."""

    title = input.LineField(
        required=False, help_text=_("Short title, at most %d characters.") % TITLE_LETTERS
    )
    titles = input.TextsField(required=False, help_text=_("Titles in other languages, by ISO 639 code."))
    meaning = input.TextField(
        required=False, allow_blank=True, help_text=_("The desk’s interpretation; internal.")
    )
    line_to_take = input.LineField(required=False, allow_blank=True, max_length=90)
    nature = s.ChoiceField(required=False, choices=Nature.choices)
    condition = input.LineField(required=False, allow_blank=True, max_length=200)
    classification = ClassificationField(required=False)


NEW = {
    "outcome": 21,
    "title": "Share investigation records",
    "responsibilities": [{"side": "ours", "ministry": 4, "official": 12}, {"side": "theirs", "ministry": 9}],
    "deadline": {"wording": "within 30 days of the meeting"},
}


class OfOutcome(input.ById):
    model = Outcome


class NewCommitmentBody(CommitmentBody):
    """A commitment that follows from an outcome; facts that the text does not state are left out."""

    outcome = OfOutcome(
        help_text=_(
            "ID of the outcome on which the commitment is based. The commitment has the same strength."
        )
    )
    owed_by = s.ChoiceField(
        required=False,
        choices=OwedBy.choices,
        help_text=_("If omitted: the side that spoke or, for a request, the other side."),
    )
    responsibilities = s.ListField(
        child=ResponsibilityBody(),
        default=list,
        max_length=60,
        help_text=_(
            "All ministries that take part. For a responsible side without a lead, the lead is "
            "recorded as “not stated”."
        ),
    )
    deadline = DeadlineBody(
        required=False, help_text=_("If omitted, the deadline is recorded as “not stated”.")
    )


@describe(
    list=(
        _("List commitments"),
        "The commitments you may read, by reference unless ordered otherwise.",
    ),
    retrieve=(
        _("Get a commitment"),
        "One commitment with its owners, the chain of its deadlines, its latest update and its evidence.",
    ),
)
class CommitmentViewSet(WriteViewSet):
    """Its meetings are locked before a commitment, as everywhere."""

    serializer_class = commitments.CommitmentDetailSerializer
    list_serializer_class = commitments.CommitmentSerializer
    filterset_class = filters.CommitmentFilterSet
    key = lookup_field = lookup_url_kwarg = "reference"
    lookup_value_regex = filters.REFERENCE
    orderings = ("reference", "-reference", "due_on")
    noun = "commitment"
    beside = ("country", "deadline", "outcome")
    steps = COMMITMENT_ACTIONS
    steps_title = _("List the actions on a commitment")
    scopes: ClassVar = {"create": Scope.RECORD, "partial_update": Scope.RECORD}

    @describe_write(
        commitments.CommitmentDetailSerializer,
        _("Draft a commitment"),
        body=NewCommitmentBody,
        examples={"With owners on both sides": NEW},
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Draft what is owed because of a point; its strength is copied, its title the clause's beginning."""
        values = self.body(NewCommitmentBody)
        point, parts = values.pop("outcome"), values.pop("responsibilities")
        terms: dict[str, Any] = {"hooks": NO_HOOKS, "review_on": None} | (values.pop("deadline", None) or {})
        usual = {"owed_by": drafts.who_owes(point), "classification": point.classification}
        made = Commitment(
            outcome=point, **{"title": transitions.shorten_clause(point.clause), **usual, **values}
        )
        with self.whole():
            deadline = terms.pop("spec", not_stated())
            drafts.create_draft(made, parts=parts, deadline=deadline, **terms, by=self.reader, now=self.now)
        return self.created(made)

    @describe_write(
        commitments.CommitmentDetailSerializer,
        _("Update a commitment"),
        body=CommitmentBody,
        examples={"A shorter title": {"title": "Share investigation records"}},
    )
    def partial_update(self, request: Request, reference: str) -> Response:
        """Write some members of a commitment; nature and condition only until a lead has accepted."""
        self.found()
        values = self.body(CommitmentBody)
        with self.editing(values) as (item, changed):
            if changed:
                drafts.edit_wording(item, changed, by=self.reader, now=self.now)
        return self.changed()

    def stepped(self) -> Any:
        return super().stepped().prefetch_related(Prefetch("responsibilities", parts_in_order("ministry")))

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        hooks = (values.get("deadline") or {}).get("hooks", NO_HOOKS)
        return {"beside": values.get("other"), "hooks": hooks}

    def hold(
        self,
        record: Commitment,
        beside: Commitment | None = None,
        hooks: Dependencies = NO_HOOKS,
        **_none: Any,
    ) -> None:
        if hooks == NO_HOOKS and record.deadline is not None:
            hooks = hooks_of(record.deadline)
        lock(record, beside=beside, hooks=hooks)


REPORT = {
    "commitment": "XV-2026-0001",
    "health": "on_track",
    "reported_on": "2026-04-20",
    "text": "The first records are shared.",
}
PROOF = {
    "commitment": "XV-2026-0001",
    "kind": "letter",
    "number": "31/2026",
    "dated_on": "2026-04-20",
    "description": "Letter of receipt",
}


class UpdateBody(input.InputSerializer):
    """A report about a commitment."""

    commitment = input.OfCommitment(help_text=_("Reference of the commitment."))
    health = s.ChoiceField(choices=Health.choices)
    text = input.TextField(help_text=_("Progress, source and next step."))
    side = s.ChoiceField(
        choices=Side.choices,
        required=False,
        help_text=_("Reporting side. If omitted: the responsible side, or our side if both are responsible."),
    )
    reported_on = input.optional_day(_("Today if omitted."))
    in_confidence = input.in_confidence(default=False)
    originator = input.originator(default="")
    next_step = input.optional_line(NEXT_STEP_LENGTH, _("Next step: the action, in one line."))
    next_step_side = s.ChoiceField(
        choices=Side.choices,
        required=False,
        help_text=_("Side that takes the next step, if neither a ministry nor an official is sent."),
    )
    next_step_ministry = input.or_none(input.OfMinistry, _("ID of the ministry that takes the next step."))
    next_step_official = input.or_none(input.OfOfficial, _("ID of the official who takes the next step."))
    next_step_on = input.optional_day(_("Date of the next step. It does not change the deadline."))


@describe(
    list=(_("List progress updates"), "The reports on commitments that you may read."),
    retrieve=(_("Get a progress update"), "The reports on commitments that you may read: one of them."),
)
class UpdateViewSet(WriteViewSet):
    serializer_class = documents.UpdateRecordSerializer
    filterset_class = filters.UpdateFilterSet
    noun = "update"
    beside = ("commitment__country",)
    steps = UPDATE_ACTIONS
    steps_title = _("List the actions on a progress update")
    scopes: ClassVar = {"create": Scope.REPORT}

    def acting(self, record: ProgressUpdate) -> write_rules.Acts:
        """Return the capacities in which the person acts on the commitment of an update."""
        return super().acting(record.commitment)

    @describe_write(
        documents.UpdateRecordSerializer,
        _("Add a progress update"),
        body=UpdateBody,
        examples={"On track": REPORT},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def create(self, request: Request) -> Response:
        """Report how an open commitment stands, for your own ministry or your desk; its health follows."""
        values = self.body(UpdateBody)
        item = values["commitment"]
        owing = transitions.owing_sides(item)[0]
        with self.whole():
            said = progress.record_update(
                item,
                health=Health(values["health"]),
                text=values["text"],
                side=Side(values.get("side") or owing),
                reported_on=values["reported_on"] or self.today,
                in_confidence=values["in_confidence"],
                originator=values["originator"],
                next_step=build_planned_step(
                    values["next_step"] or "",
                    side=Side(values.get("next_step_side") or owing),
                    ministry=values["next_step_ministry"],
                    official=values["next_step_official"],
                    on=values["next_step_on"],
                ),
                by=self.reader,
                now=self.now,
            )
        return self.created(said)


class EvidenceBody(input.InputSerializer):
    """A document that proves progress: its number and date are enough."""

    commitment = input.OfCommitment(help_text=_("Reference of the commitment."))
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = input.optional_line(60)
    dated_on = input.optional_day()
    description = input.optional_line(
        300,
        _("Description of the document. If omitted, the file name is used. Required if no file is sent."),
    )
    in_confidence = input.in_confidence(default=False)
    originator = input.originator(default="")


class EvidenceForm(EvidenceBody):
    """A document that proves progress, with its file."""

    file = input.FileField(
        required=False, help_text=_("PDF, office document, image, email or text, at most 25 MB.")
    )


@describe(
    list=(_("List evidence"), "The documents that prove progress, as far as you may read them."),
    retrieve=(_("Get an evidence document"), "The documents that prove progress: one of them."),
)
class EvidenceViewSet(WriteViewSet):
    serializer_class = documents.EvidenceRecordSerializer
    filterset_class = filters.EvidenceFilterSet
    takes_files = True
    scopes: ClassVar = {"create": Scope.REPORT}

    @describe_write(
        documents.EvidenceRecordSerializer,
        _("Add evidence"),
        body=EvidenceBody,
        form=EvidenceForm,
        examples={"A letter": PROOF},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def create(self, request: Request) -> Response:
        """File a document that proves progress, as a reference or with its file as multipart/form-data."""
        values = self.body(EvidenceForm)
        paper = values.pop("file", None)
        with self.whole():
            try:
                made = progress.add_evidence(Evidence(**values), by=self.reader, now=self.now, paper=paper)
            except Refused as refused:
                if refused.code != "needs_line":
                    raise
                raise input.WrongBody({"description": [str(refused)]}) from refused
        return self.created(made)

    @describe_file(_("Download an evidence file"))
    @action(detail=True)
    def file(self, request: Request, id: str) -> HttpResponse:
        """The file as it was filed, checked against its SHA-256; who fetched it stands in the log."""
        refuse_unknown(request, set())
        paper = self.found()
        content = progress.open_evidence(paper, self.reader)
        access_log.log_opened(request._request, self.reader, paper, AccessKind.FETCHED)
        return build_file(content, paper.file_name, paper.media_type)


class HistoryViewSet(ListViewSet, InternalOnly):
    """The changes of the record that the address names, and of its parts."""

    refusal = _("External programs cannot read histories. Sign in to view them.")
    problems = (403,)
    serializer_class = requests.HistoryRowSerializer
    filterset_class = filters.UnsearchedFilterSet
    orderings = ("-id", "id")
    of: ClassVar[type[Commitment | Meeting]]

    def get_queryset(self) -> Rows:
        """Return the history of the record, as far as the person may read it."""
        if getattr(self, "swagger_fake_view", False):
            return querysets.list_none(self.model)
        named = querysets.list_readable(self.of, self.reader).filter(reference=self.kwargs["reference"])
        record = named.first()
        if record is None:
            raise Http404
        access_log.log_opened(self.request._request, self.reader, record, AccessKind.FETCHED)
        return policy.parts_of(record, log.list_history(record), self.reader)

    def load_page(self) -> list[Row]:
        """Return the rows of the requested page, which are put into words together."""
        return [{"pk": row.pk, "row": row} for row in self.cut()]

    def log_page(self, page: Sequence[Row]) -> None:
        """The record is logged instead."""


@describe(
    list=(
        _("Get the history of a commitment"),
        "Every change of a commitment and of what hangs on it that you may read, newest first.",
    )
)
class CommitmentHistoryViewSet(HistoryViewSet):
    of = Commitment


@describe(
    list=(
        _("Get the history of a meeting"),
        "Every change of a meeting and of what hangs on it that you may read, newest first.",
    )
)
class MeetingHistoryViewSet(HistoryViewSet):
    of = Meeting

"""Commitments, reports, evidence and history: read page by page or one by one, and written.

A new commitment is drafted from an outcome of a meeting, by the function that the meeting's page calls.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import querysets
from commitments.api import filters, schema
from commitments.api.filters import CommitmentFilterSet
from commitments.api.serializers import commitments, documents, input, requests
from commitments.api.serializers.base import CLASSIFICATIONS, Row, Rows
from commitments.api.serializers.step_input import DeadlineBody, ResponsibilityBody
from commitments.api.views.base import InternalOnlyView, RecordListView, RecordView, ReferenceView
from commitments.api.views.changes import ChangeView, Making, Writing, describe_write
from commitments.audit import access_log
from commitments.deadlines.context import NO_HOOKS, Dependencies, hooks_of
from commitments.enums import AccessKind, Classification, EvidenceKind, Health, Nature, OwedBy, Scope, Side
from commitments.errors import Refused
from commitments.language.phrases.specification import not_stated
from commitments.lifecycle import drafts, progress, transitions
from commitments.lifecycle.transitions import lock
from commitments.models import AuditRow, Commitment, Evidence, Meeting, Outcome, ProgressUpdate
from commitments.models.commitments import TITLE_LETTERS, parts_in_order


class CommitmentBaseView(RecordView):
    def get_queryset(self) -> QuerySet[Any, Any]:
        return commitments.with_open_meetings(super().get_queryset(), self.reader)


class CommitmentListView(CommitmentBaseView, RecordListView):
    queryset = commitments.COMMITMENTS
    filterset_class = CommitmentFilterSet
    shape = commitments.CommitmentSerializer
    key = "reference"
    orderings = ("reference", "-reference", "due_on")

    @schema.describe_list(commitments.CommitmentSerializer, _("List commitments"))
    def get(self, request: Request) -> HttpResponse:
        """The commitments you may read, by reference unless ordered otherwise."""
        return self.answer(commitments.build_commitments(self.page(), self.reader, self.today))


class CommitmentView(CommitmentBaseView, ReferenceView):
    queryset = commitments.COMMITMENTS_IN_DETAIL
    shape = commitments.CommitmentDetailSerializer

    @schema.describe_record(commitments.CommitmentDetailSerializer, _("Read a commitment"))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """One commitment with its owners, the chain of its deadlines, its latest update and its evidence."""
        return self.answer(commitments.build_commitment(self.row(), self.reader, self.today))


class CommitmentWriting(Writing):
    model = Commitment
    address = "commitment"

    def shaped(self, row: Row) -> Row:
        return commitments.build_commitment(row, self.reader, self.today)


class ChangingCommitment(CommitmentWriting, ChangeView, CommitmentBaseView):
    """Changes one commitment; its meetings are locked before it, as everywhere."""

    queryset = commitments.COMMITMENTS_IN_DETAIL
    steps_title = _("List the steps of a commitment")
    beside = ("country", "deadline", "outcome")

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


class CommitmentBody(input.InputSerializer):
    """The fields of a commitment; a member that is left out stays unchanged."""

    title = input.LineField(
        required=False, help_text=_("Short title, of %d letters at most.") % TITLE_LETTERS
    )
    meaning = input.TextField(
        required=False, allow_blank=True, help_text=_("What the desk takes it to mean; internal.")
    )
    line_to_take = input.LineField(required=False, allow_blank=True, max_length=90)
    nature = s.ChoiceField(required=False, choices=Nature.choices)
    condition = input.LineField(required=False, allow_blank=True, max_length=200)
    classification = s.ChoiceField(required=False, choices=CLASSIFICATIONS)

    def validate_classification(self, value: str) -> int:
        return Classification[value.upper()].value


class CommitmentChanging(ChangingCommitment):
    """The writing part of the address of one commitment."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}

    @describe_write(
        commitments.CommitmentDetailSerializer,
        _("Change a commitment"),
        body=CommitmentBody,
        examples={"A shorter title": {"title": "Share investigation records"}},
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Write some members of a commitment; nature and condition only until a lead has accepted."""
        self.found()
        values = self.body(CommitmentBody)
        with self.editing(values) as (item, changed):
            if changed:
                drafts.edit_wording(item, changed, by=self.reader, now=self.now)
        return self.respond()


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

    outcome = OfOutcome(help_text=_("Id of the point that it comes from, which lends it its strength."))
    owed_by = s.ChoiceField(
        required=False,
        choices=OwedBy.choices,
        help_text=_("Who spoke, or of an ask the other side, where it is left out."),
    )
    responsibilities = s.ListField(
        child=ResponsibilityBody(),
        default=list,
        max_length=60,
        help_text=_("All who have a part; an owing side without a lead gets one that is not stated."),
    )
    deadline = DeadlineBody(required=False, help_text=_("None is stated where it is left out."))


class CommitmentMaking(CommitmentWriting, Making):
    """The writing part of the list of commitments."""

    scopes: ClassVar = {"POST": Scope.RECORD}
    detail = commitments.COMMITMENTS_IN_DETAIL

    def in_detail(self) -> Rows:
        return commitments.with_open_meetings(super().in_detail(), self.reader)

    @describe_write(
        commitments.CommitmentDetailSerializer,
        _("Draft a commitment"),
        body=NewCommitmentBody,
        examples={"With owners on both sides": NEW},
        status=HTTPStatus.CREATED,
    )
    def post(self, request: Request) -> Response:
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
        return self.made(made)


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
    text = input.TextField(help_text=_("What happened, who said so, what comes next."))
    side = s.ChoiceField(
        choices=Side.choices,
        required=False,
        help_text=_("Whose word it is; the side that owes where it is left out, ours where both do."),
    )
    reported_on = input.optional_day(_("Today where it is left out."))
    in_confidence = input.in_confidence(default=False)


class UpdateMaking(Making):
    """The writing part of the list of reports."""

    scopes: ClassVar = {"POST": Scope.REPORT}
    model = ProgressUpdate
    address, named = "update", "id"
    detail = documents.UPDATES

    def shaped(self, row: Row) -> Row:
        return documents.build_updates([row])[0]

    @describe_write(
        documents.UpdateRecordSerializer,
        _("Report on a commitment"),
        body=UpdateBody,
        examples={"On track": REPORT},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def post(self, request: Request) -> Response:
        """Report how an open commitment stands, for your own ministry or your desk; its health follows."""
        values = self.body(UpdateBody)
        item = values["commitment"]
        with self.whole():
            said = progress.record_update(
                item,
                health=Health(values["health"]),
                text=values["text"],
                side=Side(values.get("side") or transitions.owing_sides(item)[0]),
                reported_on=values["reported_on"] or self.today,
                in_confidence=values["in_confidence"],
                by=self.reader,
                now=self.now,
            )
        return self.made(said)


class EvidenceBody(input.InputSerializer):
    """A document that proves progress: its number and date are enough."""

    commitment = input.OfCommitment(help_text=_("Reference of the commitment."))
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = input.optional_line(60)
    dated_on = input.optional_day()
    description = input.optional_line(
        300, _("What it shows; the name of the file where it is left out, needed where none is sent.")
    )
    in_confidence = input.in_confidence(default=False)


class EvidenceForm(EvidenceBody):
    """A document that proves progress, with its file."""

    file = input.FileField(
        required=False, help_text=_("PDF, office document, image, mail or text, up to 25 MB.")
    )


class EvidenceMaking(Making):
    """The writing part of the list of documents."""

    scopes: ClassVar = {"POST": Scope.REPORT}
    parser_classes: Any = (*Making.parser_classes, input.MultiPartParser)
    model = Evidence
    address, named = "document", "id"
    detail = documents.PAPERS

    def shaped(self, row: Row) -> Row:
        return documents.build_evidence([row])[0]

    @describe_write(
        documents.EvidenceRecordSerializer,
        _("File a document"),
        body=EvidenceBody,
        form=EvidenceForm,
        examples={"A letter": PROOF},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def post(self, request: Request) -> Response:
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
        return self.made(made)


class HistoryBaseView(InternalOnlyView, RecordListView):
    """The changes of the record that the address names, and of its parts."""

    refusal = _("Histories are not given to programs outside the ministry.")
    queryset = requests.HISTORY
    filterset_class = filters.HistoryFilterSet
    shape = requests.HistoryRowSerializer
    orderings = ("-id", "id")
    of: ClassVar[type[Commitment | Meeting]]

    def get_queryset(self) -> QuerySet[Any, Any]:
        record = (
            querysets.list_readable(self.of, self.reader).filter(reference=self.kwargs["reference"]).first()
        )
        if record is None:
            raise Http404
        access_log.log_opened(self.request._request, self.reader, record, AccessKind.FETCHED)
        return requests.changes_of(record, self.reader)

    def changes(self) -> list[AuditRow]:
        """Return the rows of the requested page, which are put into words together."""
        rows = [{"pk": row.pk, "row": row} for row in self._cut()]
        return [one["row"] for one in self.pages.page(rows, self.request, self)]


class CommitmentHistoryView(HistoryBaseView):
    of = Commitment

    @schema.describe_list(HistoryBaseView.shape, _("List the history of a commitment"), problems=(403,))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """Every change of a commitment and of what hangs on it that you may read, newest first."""
        return self.answer(requests.build_history(self.changes(), self.reader))


class MeetingHistoryView(HistoryBaseView):
    of = Meeting

    @schema.describe_list(HistoryBaseView.shape, _("List the history of a meeting"), problems=(403,))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """Every change of a meeting and of what hangs on it that you may read, newest first."""
        return self.answer(requests.build_history(self.changes(), self.reader))

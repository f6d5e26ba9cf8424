"""Returned matrices and partner's comments: what differs from our text, and the decision about each."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, responsibilities
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import PlainForm
from commitments.admin.list_exports import FileColumn
from commitments.admin.lists import BySteps, TabFilter
from commitments.admin.meetings.text_columns import SENTENCES, WORDS, FlaggedPiece, FlagShown
from commitments.admin.pages import RecordPage
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.audit.as_of import context
from commitments.enums import WORDINGS, CommentState, MatrixColumn
from commitments.language.comparison.compare import Comparison, Flag, compare_texts, split_segments
from commitments.models import Commitment, PartnerComment, ReturnedMatrix, User
from commitments.records import parts
from commitments.tables import matrix_returns

# As many stand on the page of an item.
MOST = 12


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """One cell: ours and theirs with marked differences, the decision, and the possible steps."""

    pk: int
    item: Commitment
    column: str
    state: str
    is_waiting: bool
    is_alarm: bool
    language: str
    ours: tuple[FlaggedPiece, ...]
    theirs: tuple[FlaggedPiece, ...]
    differences: tuple[str, ...]
    day: datetime.datetime
    matrix: str
    returned: int
    decided: str
    why: str
    answer: str
    cleared: str
    may_decide: bool
    may_note: bool
    may_clear: bool


def remarks_of(item: Commitment, person: User) -> tuple[RemarkShown, ...]:
    """Return the partner's comments on an item, open ones first; none for a past moment."""
    if context.find_as_of() is not None or not parts.has_parts(item, PartnerComment):
        return ()
    rows = querysets.list_parts(item, PartnerComment, person).filter(commitment=item)
    read = rows.select_related("decided_by", "approved_by").prefetch_related("returned_matrix__matrix")
    found = list(read.order_by("-pk")[:MOST])
    for row in found:
        row.commitment = item
    found.sort(key=lambda row: row.state != CommentState.WAITING)
    return build_remarks(found, person)


def build_remarks(rows: Sequence[PartnerComment], person: User) -> tuple[RemarkShown, ...]:
    """Return display values of comments on items of one partner that the person has read through the
    access policy.
    """
    if not rows:
        return ()
    country = rows[0].commitment.country
    is_of_desk, is_head = (
        responsibilities.works_on(person, country),
        responsibilities.heads_over(person, country),
    )
    return tuple(_build_remark(row, person, is_of_desk=is_of_desk, is_head=is_head) for row in rows)


def _build_remark(row: PartnerComment, person: User, *, is_of_desk: bool, is_head: bool) -> RemarkShown:
    matrix = row.returned_matrix.matrix
    language = matrix.other_language if row.column == MatrixColumn.WORDING_OTHER else matrix.language
    ours, theirs, differences = _beside(row, language)
    return RemarkShown(
        pk=row.pk,
        item=row.commitment,
        column=capfirst(str(row.get_column_display())),
        state=capfirst(str(row.get_state_display())),
        is_waiting=row.state == CommentState.WAITING,
        is_alarm=matrix_returns.is_alarm(row),
        language=language if row.column in WORDINGS else "",
        ours=ours,
        theirs=theirs,
        differences=differences,
        day=row.recorded_at,
        matrix=matrix.reference,
        returned=row.returned_matrix_id,
        decided=str(row.decided_by or ""),
        why=row.comment,
        answer=row.answer,
        cleared=str(row.approved_by or ""),
        may_decide=is_of_desk and row.state in matrix_returns.OPEN,
        may_note=is_of_desk and row.state == CommentState.WAITING,
        may_clear=is_head
        and row.approved_by_id is None
        and bool(row.answer)
        and row.decided_by_id != person.pk,
    )


def _beside(row: PartnerComment, language: str) -> "Compared":
    """Compare the clause word by word; of other cells both are read whole."""
    return compare_wordings(row.ours, row.theirs, language if row.column in WORDINGS else "")


Compared = tuple[tuple[FlaggedPiece, ...], tuple[FlaggedPiece, ...], tuple[str, ...]]


def compare_wordings(base: str, other: str, language: str) -> Compared:
    """Return two texts with marked differences, and these in words; texts without a language whole."""
    if not language or not (base and other):
        return _whole(base), _whole(other), ()
    found: Comparison = compare_texts(base, other, language)
    flags = tuple(_flag(number, flag) for number, flag in enumerate(found.flags, 1))
    ours = split_segments(base, ((flag.base_at, n) for n, flag in enumerate(found.flags, 1)))
    theirs = split_segments(other, ((flag.other_at, n) for n, flag in enumerate(found.flags, 1)))
    return (
        tuple(FlaggedPiece(one.text, tuple(flags[n - 1] for n in one.numbers)) for one in ours),
        tuple(FlaggedPiece(one.text, tuple(flags[n - 1] for n in one.numbers)) for one in theirs),
        tuple(flag.sentence for flag in flags),
    )


def _whole(text: str) -> tuple[FlaggedPiece, ...]:
    return (FlaggedPiece(text, ()),) if text else ()


def _flag(number: int, flag: Flag) -> FlagShown:
    said = SENTENCES[flag.kind] % {"base": flag.base, "other": flag.other}
    return FlagShown(number, flag.kind, str(WORDS[flag.kind]), capfirst(str(said)))


@dataclass(frozen=True, slots=True)
class OfItem:
    """The partner's comments on one item."""

    item: Commitment
    remarks: tuple[RemarkShown, ...]


@dataclass(frozen=True, slots=True)
class ReturnNotice:
    """One notice about the file as a whole; changes of agreed text come first and stand out."""

    text: str
    lines: tuple[str, ...]
    is_alarm: bool = False


class ReturnedMatrixPage(RecordPage):
    """One returned matrix, line by line."""

    template_name = "admin/commitments/returnedmatrix/change_form.html"
    shown_relations = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        returned: ReturnedMatrix = self.record
        shown = {
            "returned": returned,
            "items": _by_item(returned, self.person),
            "notices": list_return_notices(returned, self.person),
        }
        return super().get_context_data(**shown | kwargs)


@register(ReturnedMatrix, site=site)
class MatrixReturnAdmin(RecordAdmin):
    """Lists returned matrices."""

    list_display = ("file_name", "of_matrix", "recorded_at", "recorded_by")
    list_display_links = ("file_name",)
    list_filter = ("matrix__country",)
    ordering = ("-pk",)
    search_fields = ("file_name", "matrix__reference")
    fields = ()
    sortable_by = ("recorded_at",)
    joined = ("matrix__country", "recorded_by")
    may_add = may_change = False
    shown_relations = ()
    pages = (ReturnedMatrixPage,)

    @display(description=gettext_lazy("matrix"))
    def of_matrix(self, obj: ReturnedMatrix) -> str:
        return obj.matrix.reference


def _by_item(returned: ReturnedMatrix, person: User) -> list[OfItem]:
    """Group what the person may read by its item, what was altered of a clause first."""
    rows = querysets.list_readable(PartnerComment, person).filter(returned_matrix=returned)
    found = rows.select_related("commitment__country", "commitment__outcome", "decided_by", "approved_by")
    ordered = list(found.order_by("commitment__reference", "pk"))
    for row in ordered:
        row.returned_matrix = returned
    said: dict[int, list[RemarkShown]] = {}
    for one in build_remarks(ordered, person):
        said.setdefault(one.item.pk, []).append(one)
    items = [OfItem(remarks[0].item, tuple(remarks)) for remarks in said.values()]
    altered = {*returned.found.get("altered", ())}
    return sorted(items, key=lambda one: one.item.reference not in altered)


def list_return_notices(returned: ReturnedMatrix, person: User) -> list[ReturnNotice]:
    """Return the notices about the file as a whole; items that the person may not read are not named."""
    found = returned.found
    named = {*found.get("altered", ()), *found.get("missing", ())}
    rows = querysets.list_readable(Commitment, person).filter(reference__in=named)
    readable = set(rows.values_list("reference", flat=True))

    def list_rows(name: str) -> tuple[str, ...]:
        return tuple(one for one in found.get(name, ()) if one in readable)

    told = [
        ReturnNotice(gettext("The agreed wording was changed:"), list_rows("altered"), is_alarm=True),
        ReturnNotice(gettext("These rows are missing from the returned matrix:"), list_rows("missing")),
        ReturnNotice(
            gettext("These rows have a reference that was not in the matrix:"),
            tuple(found.get("unknown", ())),
        ),
        ReturnNotice(
            gettext("These rows were added and have none of our references:"), tuple(found.get("added", ()))
        ),
        ReturnNotice(gettext("These rows appear twice in the file:"), tuple(found.get("twice", ()))),
    ]
    unnamed = (
        [
            ReturnNotice(
                gettext(
                    "The file does not state which matrix it belongs to. Check that you "
                    "uploaded the right file."
                ),
                (),
            )
        ]
        if found.get("unnamed")
        else []
    )
    return [*(one for one in told if one.lines), *unnamed]


WAITING, TO_CLEAR, DECIDED = "waiting", "to-clear", "decided"
VIEWS = ((WAITING, _("Pending")), (TO_CLEAR, _("Our comments pending approval")), (DECIDED, _("Decided")))


def _answer() -> forms.CharField:
    return forms.CharField(
        label=_("Our comment for the next matrix"),
        required=False,
        max_length=matrix_returns.LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A head of desk or division head approves the comment before it is sent to the partner."),
    )


class NoteForm(PlainForm):
    """An optional text of ours."""

    answer = _answer()


class WhyForm(PlainForm):
    """What was done, or why it is set aside."""

    why = build_line_field(_("Action taken, or reason for dismissing the comment"))
    answer = _answer()


def page_of(remark: PartnerComment) -> str:
    """Lead to the returned matrix in which it stands."""
    page = reverse("admin:commitments_returnedmatrix_change", args=(remark.returned_matrix_id,))
    return f"{page}#r{remark.pk}"


def _is_open(remark: PartnerComment, user: User) -> bool:
    return remark.state in matrix_returns.OPEN


STEPS = (
    StepButton(
        "note",
        _("Acknowledge"),
        matrix_returns.note_comment,
        matrix_returns.why_not_note,
        offered=lambda remark, user: remark.state == CommentState.WAITING,
        form=NoteForm,
        done=_("Acknowledged. The next matrix will show the comment."),
        lands=page_of,
    ),
    StepButton(
        "act",
        _("Mark as acted on"),
        matrix_returns.record_action,
        matrix_returns.why_not_decide,
        offered=_is_open,
        form=WhyForm,
        done=_("Marked as acted on. The commitment has not been changed."),
        lands=page_of,
    ),
    StepButton(
        "set-aside",
        _("Dismiss"),
        matrix_returns.dismiss_comment,
        matrix_returns.why_not_decide,
        offered=_is_open,
        form=WhyForm,
        done=_("Dismissed. No record was changed."),
        lands=page_of,
    ),
    StepButton(
        "clear",
        _("Approve our comment"),
        matrix_returns.approve_answer,
        matrix_returns.why_not_clear,
        offered=lambda remark, user: bool(remark.answer) and remark.approved_by_id is None,
        done=_("Approved. The next matrix will show our comment."),
        lands=page_of,
    ),
)


class ViewFilter(TabFilter):
    """The views, drawn as tabs; by default, open comments."""

    views = VIEWS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case str(view) if view == DECIDED:
                return queryset.exclude(state=CommentState.WAITING)
            case str(view) if view == TO_CLEAR:
                return queryset.exclude(answer="").filter(approved_by=None)
            case _:
                return queryset.filter(state=CommentState.WAITING)


class CommentPage(RecordPage):
    """One comment beside our text, with the decision of the desk."""

    template_name = "admin/commitments/partnercomment/change_form.html"
    steps = STEPS
    shown_relations = ("commitment",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remark: PartnerComment = self.record
        shown = {"one": build_remarks([remark], self.person)[0], "title": capfirst(str(remark))}
        return super().get_context_data(**shown | kwargs)


@register(PartnerComment, site=site)
class PartnerRemarkAdmin(BySteps, RecordAdmin):
    """Lists partner's comments, and the decisions of the desk."""

    list_display = ("about", "column", "theirs_begin", "matrix", "state", "decided_by")
    list_display_links = ("column",)
    file_columns = (
        FileColumn("about", _("regarding"), lambda remark: str(remark.commitment)),
        *("column", "ours", "theirs", "matrix", "state", "decided_by"),
    )
    list_filter = (ViewFilter, "commitment__country", "column")
    ordering = ("-pk",)
    search_fields = ("theirs", "commitment__reference", "commitment__title")
    change_list_template = "admin/commitments/followup/change_list.html"
    fields = ()
    sortable_by = ("state",)
    joined = ("commitment__country", "returned_matrix__matrix", "decided_by", "approved_by")
    shown_relations = ("commitment",)
    pages = (CommentPage,)
    views = VIEWS
    usual_view = WAITING

    @display(description=_("regarding"))
    def about(self, obj: PartnerComment) -> str:
        url = reverse("admin:commitments_commitment_change", args=(obj.commitment_id,))
        return format_html('<a href="{}">{}</a>', url, obj.commitment)

    @display(description=_("text from the partner"))
    def theirs_begin(self, obj: PartnerComment) -> str:
        return obj.theirs[:120]

    @display(description=_("matrix"))
    def matrix(self, obj: PartnerComment) -> str:
        return str(obj.returned_matrix.matrix)

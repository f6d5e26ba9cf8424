"""Closures: heads close the records of a partner, mechanism or period, and download the close-out package."""

from typing import Any

from django.contrib.admin import display, register
from django.forms import ModelChoiceField, ModelForm
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import querysets
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.step_forms import ReasonForm
from commitments.admin.form_fields import offer_partners
from commitments.admin.pages import ActionPage, FoundPage
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.closeout import closures, package
from commitments.enums import ClosureStage, PacketState
from commitments.errors import Refused
from commitments.models import Closure, ClosurePackage, Commitment, Meeting, User
from commitments.models.packets import UNFINISHED
from commitments.tasks import enqueue_packages


def _is_head(closure: Closure, user: User) -> bool:
    return closures.may_ask(user, closure.country)


def _in_stage(*stages: ClosureStage) -> Any:
    return lambda closure, user: closure.stage in stages and _is_head(closure, user)


def _confirm(closure: Closure, *, by: User, now: Any) -> Closure:
    made = closures.confirm_closure(closure, by=by, now=now)
    enqueue_packages(made)
    return made


def _renew(closure: Closure, *, by: User, now: Any) -> Closure:
    made = closures.renew_package(closure, by=by, now=now)
    enqueue_packages(made)
    return made


STEPS = (
    StepButton(
        "confirm",
        gettext_lazy("Close these records"),
        _confirm,
        closures.why_not_decide,
        offered=_in_stage(ClosureStage.REQUESTED),
        done=gettext_lazy("Records closed. They are read only now."),
        warning=gettext_lazy(
            "All records of this selection become read only. Two heads are needed to reopen them."
        ),
    ),
    StepButton(
        "reject",
        gettext_lazy("Reject this request"),
        closures.reject_closure,
        closures.why_not_decide,
        offered=_in_stage(ClosureStage.REQUESTED),
        form=ReasonForm,
        done=gettext_lazy("The records stay open."),
        is_rare=True,
    ),
    StepButton(
        "reopen",
        gettext_lazy("Reopen these records"),
        closures.reopen,
        closures.why_not_reopen,
        offered=_in_stage(ClosureStage.REOPENING),
        done=gettext_lazy("Records reopened."),
    ),
    StepButton(
        "keep-closed",
        gettext_lazy("Keep closed"),
        closures.keep_closed,
        closures.why_not_reopen,
        offered=_in_stage(ClosureStage.REOPENING),
        form=ReasonForm,
        done=gettext_lazy("The records stay closed."),
        is_rare=True,
    ),
    StepButton(
        "package-again",
        gettext_lazy("Create a new package"),
        _renew,
        closures.why_not_head,
        offered=lambda closure, user: _is_head(closure, user),
        done=gettext_lazy("The package is being created."),
        is_rare=True,
    ),
    StepButton(
        "request-reopening",
        gettext_lazy("Request reopening"),
        closures.request_reopening,
        closures.why_not_ask_reopening,
        offered=_in_stage(ClosureStage.CLOSED),
        form=ReasonForm,
        done=gettext_lazy("Request sent. Another head decides."),
        is_rare=True,
    ),
)


class PackageFile(ActionPage, FoundPage):
    """The latest package as a ZIP file, with the record of who exported it."""

    route, name = "<path:object_id>/package/", "package"

    http_method_names = ["get", "options"]

    def find_way_back(self) -> str:
        return self.address("change")

    def act(self) -> HttpResponse:
        found = package.find_latest(self.record, self.person)
        if found is None:
            raise Refused(_("The package is not ready yet. Reload the page."), "not_ready")
        path = package.open_package(found, by=self.person, now=self.now)
        name = f"close-out-{package.select(self.record).name}.zip"
        response: HttpResponse = FileResponse(path.open("rb"), as_attachment=True, filename=name)  # type: ignore[assignment]
        return response

    get = ActionPage.post


class PackageProgress(FoundPage):
    """How many rows of a package are written, for the page that waits."""

    route, name = "<path:object_id>/progress/", "progress"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = package.find_latest(self.record, self.person)
        return JsonResponse(describe_progress(found))


def describe_progress(found: ClosurePackage | None) -> dict[str, Any]:
    """Return how far a package is, as numbers and in words."""
    done = package.find_progress(found) if found else 0
    return {
        "is_under_way": found is not None and found.state in UNFINISHED,
        "done": done,
        "total": 100,
        "told": _("%(done)s %% of the rows written") % {"done": done},
    }


class ClosureForm(ModelForm[Closure]):
    """The partner, and the mechanism or the period of its meetings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_partners(self.fields.get("country"))
        if isinstance(mechanism := self.fields.get("mechanism"), ModelChoiceField):
            mechanism.empty_label = _("all")


@register(Closure, site=site)
class ClosureAdmin(RecordAdmin):
    """Lists closures; a new one is a request to another head."""

    form = ClosureForm
    list_display = ("country", "mechanism", "period", "stage", "recorded_by", "recorded_at")
    list_display_links = ("country",)
    list_filter = ("country", "stage")
    joined = ("country", "mechanism", "recorded_by")
    ordering = ("-pk",)
    sortable_by = ("recorded_at",)
    fields = ("country", "mechanism", ("starts_on", "ends_on"), "reason")
    constraint_fields = {"closure_dates_in_order": "ends_on"}
    change_form_template = "admin/commitments/closure/change_form.html"
    may_change = False
    steps = STEPS
    pages = (PackageFile, PackageProgress)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return querysets.reads_some(signed_in(request), Closure)

    def create(self, request: HttpRequest, obj: Any, form: ModelForm[Any]) -> str:
        made = closures.request_closure(obj, by=signed_in(request), now=timezone.now())
        enqueue_packages(made)
        return _("Another head confirms the closing. The package is being created.")

    def describe(self, request: HttpRequest, record: Closure) -> dict[str, Any]:
        """Return the package and its progress."""
        person = signed_in(request)
        found = package.find_latest(record, person)
        meetings = package.select(record).list_meetings().values("pk")
        items = querysets.list_readable(Commitment, person).filter(outcome__meeting__in=meetings)
        return {
            "meetings": querysets.list_readable(Meeting, person)
            .filter(pk__in=meetings)
            .order_by("held_on", "pk"),
            "count_of_items": items.count(),
            "package": found,
            "failure": package.explain_failure(found, person) if found else "",
            "progress": describe_progress(found),
            "is_ready": found is not None and found.state == PacketState.READY,
            "is_head": _is_head(record, person),
        }

    @display(description=gettext_lazy("meetings"))
    def period(self, obj: Closure) -> str:
        return obj.period or _("all")

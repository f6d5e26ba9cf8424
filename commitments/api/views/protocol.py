"""Titles of protocol levels and blackout periods, and closures of records with their packages."""

import copy
from http import HTTPStatus
from typing import Any, ClassVar

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import write_rules
from commitments.api import filters
from commitments.api.filters import refuse_unknown
from commitments.api.schema import describe, describe_file, describe_write
from commitments.api.serializers import input, parties
from commitments.api.serializers.input import ReasonBody
from commitments.api.steps import Action, by_person, list_action_names
from commitments.api.views.base import InternalOnly
from commitments.api.views.changes import WriteViewSet
from commitments.closeout import closures, package
from commitments.enums import ProtocolLevel, Scope
from commitments.errors import Refused
from commitments.lifecycle import protocol
from commitments.models import Closure
from commitments.records import edits
from commitments.tasks import enqueue_packages

REMOVE = (
    Action(
        "remove",
        _("Remove an entry"),
        _("Removes the entry. The history keeps it with the reason."),
        protocol.remove_entry,
        by_person(write_rules.why_not_write),
        ReasonBody,
        {"With the reason": {"reason": "The election was moved."}},
        Scope.MANAGE,
        may_go=True,
    ),
)
REMOVE_NAMES = list_action_names(REMOVE)


class EntryViewSet(WriteViewSet):
    """Reference data of the desks that is added, changed and removed entry by entry."""

    steps = REMOVE
    checks_person = True
    scopes: ClassVar = {"create": Scope.MANAGE, "partial_update": Scope.MANAGE}
    # The columns that a body sets.
    members: ClassVar[tuple[str, ...]]

    def add(self, values: dict[str, Any]) -> Response:
        """Record a new entry; raises WrongBody and `Refused`."""
        write_rules.require_permission(write_rules.may_write(self.reader, self.model))
        entry = self.model(**values)
        with self.whole():
            input.check_record(entry, {name: name for name in self.members})
            edits.create_record(entry, by=self.reader, now=self.now)
        return self.created(entry)

    def change(self, values: dict[str, Any]) -> Response:
        """Change some columns of an entry; raises WrongBody and `Refused`."""
        self.found()
        with self.holding() as entry:
            write_rules.require_permission(write_rules.may_write(self.reader, self.model))
            wanted = copy.copy(entry)
            for name, value in values.items():
                setattr(wanted, name, value)
            input.check_record(wanted, {name: name for name in self.members})
            if changed := self.differing(entry, values):
                edits.change_record(wanted, changed, by=self.reader, now=self.now)
        return self.changed()

    def hold(self, record: Any, **with_it: Any) -> None:
        """Lock the entry, which has no version: its tag is made of its content."""
        edits.lock_record(record)


class TitleBody(input.InputSerializer):
    """The title of a level."""

    title = input.LineField(max_length=120)


class NewTitleBody(TitleBody):
    """The title of a level in one country, or in general."""

    country = input.or_none(
        input.OfCountry, _("Code of the country; null for the title in countries without their own.")
    )
    level = s.ChoiceField(choices=ProtocolLevel.choices)


@describe(
    list=(_("List titles of levels"), "The titles of protocol levels that officers recorded."),
    retrieve=(_("Get the title of a level"), "One title of a protocol level."),
)
class LevelTitleViewSet(EntryViewSet):
    serializer_class = parties.LevelTitleSerializer
    filterset_class = filters.LevelTitleFilterSet
    noun = "title"
    steps_title = _("List the actions on the title of a level")
    members = ("country", "level", "title")

    @describe_write(
        parties.LevelTitleSerializer,
        _("Record the title of a level"),
        body=NewTitleBody,
        examples={
            "In one country": {"country": "XV", "level": "vice_minister", "title": "Secretary of State"}
        },
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Record the title of a protocol level in one country, or in general."""
        return self.add(self.body(NewTitleBody))

    @describe_write(
        parties.LevelTitleSerializer,
        _("Change the title of a level"),
        body=TitleBody,
        examples={"Another title": {"title": "State Secretary"}},
    )
    def partial_update(self, request: Request, id: str) -> Response:
        """Change the title; its country and level stay."""
        return self.change(self.body(TitleBody))


class BlackoutBody(input.InputSerializer):
    """Days on which a partner is not asked; a member that is left out stays unchanged."""

    country = input.OfCountry(required=False, help_text=_("Code of the country."))
    starts_on = input.DayField(required=False)
    ends_on = input.DayField(required=False)
    reason = input.LineField(required=False, max_length=120)


class NewBlackoutBody(BlackoutBody):
    """Days on which a partner is not asked."""

    country = input.OfCountry(help_text=_("Code of the country."))
    starts_on = input.DayField()
    ends_on = input.DayField()
    reason = input.LineField(max_length=120)


@describe(
    list=(_("List blackout periods"), "The days on which partners are not asked."),
    retrieve=(_("Get a blackout period"), "One period in which a partner is not asked."),
)
class BlackoutPeriodViewSet(EntryViewSet):
    serializer_class = parties.BlackoutPeriodSerializer
    filterset_class = filters.BlackoutPeriodFilterSet
    orderings = ("id", "-id", "starts_on", "-starts_on")
    noun = "period"
    steps_title = _("List the actions on a blackout period")
    members = ("country", "starts_on", "ends_on", "reason")

    @describe_write(
        parties.BlackoutPeriodSerializer,
        _("Record a blackout period"),
        body=NewBlackoutBody,
        examples={
            "An election": {
                "country": "XV",
                "starts_on": "2026-04-20",
                "ends_on": "2026-04-27",
                "reason": "General election",
            }
        },
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Record days on which questions to a partner are held back."""
        return self.add(self.body(NewBlackoutBody))

    @describe_write(
        parties.BlackoutPeriodSerializer,
        _("Change a blackout period"),
        body=BlackoutBody,
        examples={"A later end": {"ends_on": "2026-04-29"}},
    )
    def partial_update(self, request: Request, id: str) -> Response:
        """Write some members of a blackout period."""
        return self.change(self.body(BlackoutBody))


class ClosureBody(input.InputSerializer):
    """Which records are to be closed, and why."""

    country = input.OfCountry(help_text=_("Code of the partner."))
    mechanism = input.or_none(input.OfMechanism, _("ID of the mechanism; null for all meetings."))
    starts_on = input.optional_day(_("Meetings from this day."))
    ends_on = input.optional_day(_("Meetings until this day."))
    reason = input.LineField(max_length=edits.REASON_LENGTH)


CLOSURE_ACTIONS = (
    Action(
        "confirm",
        _("Close the records"),
        _(
            "All records of the selection become read only. Another head than the one who asked must do "
            "this. The final package is created."
        ),
        closures.confirm_closure,
        by_person(closures.why_not_decide),
        scope=Scope.MANAGE,
    ),
    Action(
        "reject",
        _("Reject the closing"),
        _("The records stay open. Another head than the one who asked must do this."),
        closures.reject_closure,
        by_person(closures.why_not_decide),
        ReasonBody,
        {"With the reason": {"reason": "A report is still expected."}},
        Scope.MANAGE,
    ),
    Action(
        "request_reopening",
        _("Request to reopen the records"),
        _("The records stay locked until another head agrees."),
        closures.request_reopening,
        by_person(closures.why_not_ask_reopening),
        ReasonBody,
        {"With the reason": {"reason": "A report came late."}},
        Scope.MANAGE,
    ),
    Action(
        "reopen",
        _("Reopen the records"),
        _("The records can be changed again. Another head than the one who asked must do this."),
        closures.reopen,
        by_person(closures.why_not_reopen),
        scope=Scope.MANAGE,
    ),
    Action(
        "keep_closed",
        _("Keep the records closed"),
        _("Rejects the request to reopen. Another head than the one who asked must do this."),
        closures.keep_closed,
        by_person(closures.why_not_reopen),
        ReasonBody,
        {"With the reason": {"reason": "The report belongs to the next period."}},
        Scope.MANAGE,
    ),
    Action(
        "new_package",
        _("Create a new package"),
        _("Creates the package of the same records again."),
        closures.renew_package,
        by_person(closures.why_not_head),
        scope=Scope.MANAGE,
    ),
)
CLOSURE_NAMES = list_action_names(CLOSURE_ACTIONS)


@describe(
    list=(
        _("List closures"),
        "Return the closures of your partners, for heads, records officers and auditors.",
    ),
    retrieve=(_("Get a closure"), "Return one closure."),
)
class ClosureViewSet(WriteViewSet, InternalOnly):
    refusal = _("External programs cannot read closures. Sign in to view them.")
    serializer_class = parties.ClosureSerializer
    filterset_class = filters.ClosureFilterSet
    orderings = ("id", "-id")
    noun = "closure"
    beside = ("country", "mechanism")
    steps = CLOSURE_ACTIONS
    checks_person = True
    steps_title = _("List the actions on a closure")
    scopes: ClassVar = {"create": Scope.MANAGE}

    @describe_write(
        parties.ClosureSerializer,
        _("Ask to close records"),
        body=ClosureBody,
        examples={"Of a partner": {"country": "XV", "reason": "The programme has ended."}},
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Ask another head to close records; a package to look at is created."""
        values = self.body(ClosureBody)
        closure = Closure(**values)
        with self.whole():
            input.check_record(closure, {name: name for name in values})
            made = closures.request_closure(closure, by=self.reader, now=self.now)
            enqueue_packages(made)
        return self.created(made)

    def take_step(self, request: Request, **named: str) -> Response:
        """Take a step of a closure; a package that it asks for is queued."""
        with transaction.atomic():
            answer = super().take_step(request, **named)
            enqueue_packages(self.found())
        return answer

    # Not `head`: each download is in the log of exports.
    @describe_file(_("Download the package of a closure"), media_type="application/zip", problems=(403,))
    @action(detail=True, http_method_names=("get",))
    def package(self, request: Request, id: str) -> HttpResponse:
        """The latest package as a ZIP file: its records, files and history, for an archive."""
        refuse_unknown(request, set())
        closure = self.found(self.stepped())
        found = package.find_latest(closure, self.reader)
        if found is not None and (why := package.explain_failure(found, self.reader)):
            raise Refused(why, "failed")
        if found is None:
            raise Refused(_("The package is not ready yet. Try again later."), "not_ready")
        path = package.open_package(found, by=self.reader, now=timezone.now())
        name = f"close-out-{package.select(closure).name}.zip"
        given = FileResponse(path.open("rb"), as_attachment=True, filename=name)
        given.headers["X-Content-Type-Options"] = "nosniff"
        return given  # type: ignore[return-value]

"""The page of a mail: what became of it, in words, and where nobody knows, who may end the doubt."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.admin import display, register
from django.db.models import Max, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from commitments import access
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.models import Commitment, Mail, Reminder, User
from commitments.reminders import doubts, journal, shown
from commitments.reminders.plan import Key
from commitments.reminders.words import in_words
from commitments.vocabulary import Classification, MailState, Role, Rule

# What the state means for who looks at it, and what comes next.
MEANING = {
    MailState.READY: gettext_lazy("It goes out with the next sweep, or when its next try has come."),
    MailState.SENDING: gettext_lazy("A sender has it in hand."),
    MailState.ACCEPTED: gettext_lazy("The mail server took it. Should it come back, this page says so."),
    MailState.REFUSED: gettext_lazy("The mail server does not take it. It is not tried again."),
    MailState.IN_DOUBT: gettext_lazy(
        "The sender died, or the line was cut, at the last byte: nobody knows whether the server took it."
    ),
    MailState.FAILED: gettext_lazy(
        "The mail server deferred it for days, and it was given up. Select “Try again” to send it."
    ),
    MailState.QUARANTINED: gettext_lazy(
        "The mail server did not accept the message, or the tracker failed to send it five times. Correct "
        "the cause, then select “Try again”. Other emails are not affected."
    ),
    MailState.WITHDRAWN: gettext_lazy("It was taken back unsent; what still holds is said in another mail."),
    MailState.HELD: gettext_lazy("Nobody knows whether the server took it: it is not sent again by itself."),
    MailState.BOUNCED: gettext_lazy(
        "The server took it and sent it back: the address takes no mail. The next in the chain is told."
    ),
}
NOT_SHOWN = gettext_lazy("Subject not shown")
DOUBTFUL = (MailState.IN_DOUBT, MailState.HELD)
AMISS = (*DOUBTFUL, *journal.SET_ASIDE, MailState.REFUSED, MailState.BOUNCED)


@dataclass(frozen=True, slots=True)
class Said:
    """One reminder that a mail carries, as far as the reader may know it."""

    reference: str
    title: str
    url: str
    why: str
    planned_at: datetime.datetime
    state: str


def _may_settle(mail: Mail, person: User) -> bool:
    return mail.state in DOUBTFUL and access.may_settle(person, mail)


def _may_retry(mail: Mail, person: User) -> bool:
    return mail.state in journal.SET_ASIDE and access.may_settle(person, mail)


def _settle(has_arrived: bool, mail: Mail, *, by: User, now: datetime.datetime) -> None:
    doubts.decide(mail, has_arrived=has_arrived, by=by, now=now)


@register(Mail, site=site)
class MailAdmin(RecordAdmin):
    """Lists what was sent and what the server said; the words stand in the mail itself."""

    change_form_template = "admin/commitments/mail/change_form.html"
    least_marked = Classification.RESTRICTED
    list_display = ("ready_at", "about", "recipient", "state", "accepted_at", "tries")
    list_display_links = ("about",)
    list_filter = ("state",)
    row_columns = (
        *("ready_at", "subject", "state", "accepted_at", "tries"),
        *("recipient", "recipient__name", "recipient__username"),
    )
    search_fields = ("subject", "recipient__name")
    ordering = ("-pk",)
    fields = ()
    steps = (
        StepButton(
            "arrived",
            gettext_lazy("It arrived"),
            partial(_settle, True),
            lambda _mail, _person: None,
            _may_settle,
            done=gettext_lazy("Recorded: it arrived."),
        ),
        StepButton(
            "again",
            gettext_lazy("Send it again"),
            partial(_settle, False),
            lambda _mail, _person: None,
            _may_settle,
            done=gettext_lazy("It goes out again with the next sweep, where what it says still holds."),
            warning=gettext_lazy(
                "If it arrived after all, the person gets the same mail twice; some programs show it once."
            ),
        ),
        StepButton(
            "retry",
            gettext_lazy("Try again"),
            journal.retry,
            lambda _mail, _person: None,
            _may_retry,
            done=gettext_lazy("The email will be sent with the next reminder run."),
        ),
    )

    def level_of_file(self, rows: Sequence[Mail], person: User) -> int:
        """Mark a file as high as the items that its mails tell of, as far as the reader may read them."""
        told = access.rows(Commitment, person).filter(pk__in=shown.items_in(rows))
        return told.aggregate(highest=Max("classification"))["highest"] or Classification.PUBLIC

    @display(description=gettext_lazy("subject"))
    def about(self, obj: Mail) -> str:
        """Give the subject; the administrator, who looks after mail and reads no items, is shown none."""
        return str(NOT_SHOWN) if getattr(obj, "is_kept", True) else obj.subject

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Search no subject for whom it is not shown."""
        return ("recipient__name",) if _is_kept_from(request) else ("subject", "recipient__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out the bytes, which no page shows."""
        rows = super().get_queryset(request).select_related("recipient").defer("content")
        kept: QuerySet[Any] = rows.annotate(is_kept=Value(_is_kept_from(request)))
        return kept

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Give the mail, without its subject where it is not for the reader."""
        mail = super().get_object(request, object_id, from_field)
        if mail is not None and mail.is_kept:
            mail.subject = str(NOT_SHOWN)
        return mail

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        mail: Mail = context["original"]
        rows = mail.reminders.select_related("commitment").order_by("planned_at", "pk")
        carried = [_said(row) for row in access.visible_to(rows, request.user)]
        context |= {
            "mail": mail,
            "meaning": MEANING[MailState(mail.state)],
            "is_amiss": mail.state in AMISS,
            "is_doubtful": mail.state in DOUBTFUL,
            "carried": carried,
            "kept_back": shown.count_in(mail) - len(carried),
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _is_kept_from(request: HttpRequest) -> bool:
    return signed_in(request).role == Role.ADMINISTRATOR


def _said(row: Reminder) -> Said:
    return Said(
        reference=row.commitment.reference,
        title=row.commitment.title,
        url=reverse("admin:commitments_commitment_change", args=(row.commitment_id,)),
        why=in_words(Key(Rule(row.rule), row.offset, row.anchor_on)),
        planned_at=row.planned_at,
        state=capfirst(row.get_state_display()),
    )

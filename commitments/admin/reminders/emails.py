"""Pages of emails, replies and reminders; read only, except for doubtful deliveries and replies.

An email's page shows its result in words and, where the delivery is doubtful, who may resolve it. Replies
wait for the desk, and are decided on a page.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin import display, register
from django.db.models import Max, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets, scopes, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.decision_pages import build_reply
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import PlainForm
from commitments.admin.list_exports import FileColumn
from commitments.admin.lists import BySteps, TabFilter
from commitments.admin.pages import RecordPage
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.enums import Classification, EmailState, ReminderKind, ReplyKind, ReplyState, Role
from commitments.models import Commitment, Email, EmailReply, Reminder, User
from commitments.models.accounts import list_name_columns
from commitments.reminders import forecast, journal, replies, unconfirmed
from commitments.reminders.message_content import in_words
from commitments.reminders.schedule import StepKey
from commitments.search.query import SEARCHED

# What the state means for who looks at it, and what comes next.
MEANING = {
    EmailState.READY: gettext_lazy(
        "The email will be sent with the next reminder run, or at its next scheduled attempt."
    ),
    EmailState.SENDING: gettext_lazy("The email is being sent."),
    EmailState.DELIVERED: gettext_lazy(
        "The mail server accepted the email. If the email bounces, this page shows the bounce."
    ),
    EmailState.REJECTED: gettext_lazy(
        "The mail server rejected the email. It is not sent again. Check the address of the recipient."
    ),
    EmailState.NOT_CONFIRMED: gettext_lazy(
        "The connection or the sending process failed at the last moment. The system cannot confirm "
        "that the mail server accepted the email. Ask the recipient whether the email arrived."
    ),
    EmailState.FAILED: gettext_lazy(
        "The mail server deferred the email for several days, and the system stopped trying. To "
        "send it, select “Try again”."
    ),
    EmailState.QUARANTINED: gettext_lazy(
        "The mail server did not accept the email, or sending failed five times. Correct the "
        "cause, then select “Try again”. Other emails are not affected."
    ),
    EmailState.WITHDRAWN: gettext_lazy(
        "The email was cancelled before it was sent. A later email contains the items that still apply."
    ),
    EmailState.HELD: gettext_lazy(
        "The system cannot confirm that the mail server accepted the email. The email is not sent "
        "again automatically. Ask the recipient whether the email arrived."
    ),
    EmailState.BOUNCED: gettext_lazy(
        "The email bounced: the address of the recipient does not receive email. The next person in "
        "line is notified. Check the address."
    ),
}
NOT_SHOWN = gettext_lazy("Subject hidden")
DOUBTFUL = (EmailState.NOT_CONFIRMED, EmailState.HELD)
AMISS = (*DOUBTFUL, *journal.STOPPED_STATES, EmailState.REJECTED, EmailState.BOUNCED)


@dataclass(frozen=True, slots=True)
class EmailLine:
    """One reminder in an email, as far as the reader may know it."""

    reference: str
    title: str
    url: str
    why: str
    planned_at: datetime.datetime
    state: str


def _may_settle(mail: Email, person: User) -> bool:
    return mail.state in DOUBTFUL and write_rules.may_settle(person, mail)


def _may_retry(mail: Email, person: User) -> bool:
    return mail.state in journal.STOPPED_STATES and write_rules.may_settle(person, mail)


def _settle(has_arrived: bool, mail: Email, *, by: User, now: datetime.datetime) -> None:
    unconfirmed.decide_delivery(mail, has_arrived=has_arrived, by=by, now=now)


EMAIL_STEPS = (
    StepButton(
        "arrived",
        gettext_lazy("Mark as delivered"),
        partial(_settle, True),
        lambda _mail, _person: None,
        _may_settle,
        done=gettext_lazy("Marked as delivered."),
    ),
    StepButton(
        "again",
        gettext_lazy("Send again"),
        partial(_settle, False),
        lambda _mail, _person: None,
        _may_settle,
        done=gettext_lazy(
            "The email will be sent again with the next reminder run if its content still applies."
        ),
        warning=gettext_lazy(
            "If the first email did arrive, the recipient gets it twice. Some email programs show "
            "it only once."
        ),
    ),
    StepButton(
        "retry",
        gettext_lazy("Try again"),
        journal.retry_email,
        lambda _mail, _person: None,
        _may_retry,
        done=gettext_lazy("The email will be sent with the next reminder run."),
    ),
)


class EmailPage(RecordPage):
    """One email: its result in words, and the items in it that the person may read."""

    template_name = "admin/commitments/email/change_form.html"
    steps = EMAIL_STEPS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mail: Email = self.record
        rows = mail.reminders.select_related("commitment").order_by("planned_at", "pk")
        carried = [_build_email_line(row) for row in policy.readable_by(rows, self.person)]
        shown = {
            "mail": mail,
            "meaning": MEANING[EmailState(mail.state)],
            "is_amiss": mail.state in AMISS,
            "is_doubtful": mail.state in DOUBTFUL,
            "carried": carried,
            "kept_back": forecast.count_in(mail) - len(carried),
            "media": self.noun.media,
        }
        return super().get_context_data(**shown | kwargs)


@register(Email, site=site)
class MailAdmin(RecordAdmin):
    """Lists emails and the server's answers; the text is only in the email itself."""

    least_marked = Classification.RESTRICTED
    list_display = ("ready_at", "about", "recipient", "state", "delivered_at", "tries")
    list_display_links = ("about",)
    list_filter = ("state",)
    row_columns = (
        *("ready_at", "subject", "state", "delivered_at", "tries"),
        *list_name_columns("recipient"),
    )
    search_fields = ("subject", "recipient__name")
    ordering = ("-pk",)
    fields = ()
    pages = (EmailPage,)

    def level_of_file(self, rows: Sequence[Email], person: User) -> int:
        """Return the highest classification of the items in its emails, as far as the reader may read
        them.
        """
        told = querysets.list_readable(Commitment, person).filter(pk__in=forecast.items_in(rows))
        return told.aggregate(highest=Max("classification"))["highest"] or Classification.PUBLIC

    @display(description=gettext_lazy("subject"))
    def about(self, obj: Email) -> str:
        """Return the subject; administrators, who look after email and read no items, see none."""
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
        """Return the email, without its subject where the reader may not see it."""
        mail = super().get_object(request, object_id, from_field)
        if mail.is_kept:
            mail.subject = str(NOT_SHOWN)
        return mail


def _is_kept_from(request: HttpRequest) -> bool:
    return signed_in(request).role == Role.ADMINISTRATOR


def _build_email_line(row: Reminder) -> EmailLine:
    return EmailLine(
        reference=row.commitment.reference,
        title=row.commitment.title,
        url=reverse("admin:commitments_commitment_change", args=(row.commitment_id,)),
        why=in_words(StepKey(ReminderKind(row.kind), row.offset, row.start_date)),
        planned_at=row.planned_at,
        state=capfirst(row.get_state_display()),
    )


WAITING, DECIDED = "waiting", "decided"
# Whose answer it is stands beside it, though the mail or sheet it came by is that person's own.
SHOWN_OF_REPLY = frozenset({"commitment", "decided_by"})
VIEWS = ((WAITING, _("Pending")), (DECIDED, _("Decided")))


class ConfirmForm(PlainForm):
    """An optional note."""

    comment = build_line_field(_("Comment (required if you dismiss the reply)"), required=False)


class ConfirmDateForm(ConfirmForm):
    """The wording of the new date, as the desk reads it."""

    wording = build_line_field(_("New deadline, in words"), longest=200)
    field_order = ("wording", "comment")


class SetAsideForm(PlainForm):
    """Why it is set aside."""

    comment = build_line_field(_("Reason for dismissing the reply"))


def _confirm_form(answer: EmailReply, user: User) -> type[forms.Form]:
    if answer.kind != ReplyKind.DATE:
        return ConfirmForm
    wording = build_line_field(_("New deadline, in words"), longest=200)
    wording.initial = answer.wording
    return type("ConfirmDateForm", (ConfirmDateForm,), {"wording": wording, "__module__": __name__})


def _is_waiting(answer: EmailReply, user: User) -> bool:
    return answer.state == ReplyState.WAITING


def page_of(answer: EmailReply) -> str:
    """Return the page of the item that was answered."""
    return reverse("admin:commitments_commitment_change", args=(answer.commitment_id,))


STEPS = (
    StepButton(
        "confirm",
        _("Confirm"),
        replies.confirm_reply,
        replies.why_not_confirm,
        offered=_is_waiting,
        form_for=_confirm_form,
        done=_("Confirmed. The reply was recorded under the name of its sender."),
        lands=page_of,
    ),
    StepButton(
        "set-aside",
        _("Dismiss"),
        replies.dismiss_reply,
        replies.why_not_decide,
        offered=_is_waiting,
        form=SetAsideForm,
        done=_("Dismissed. No record was changed."),
        lands=page_of,
    ),
)


class ViewFilter(TabFilter):
    """The saved views, drawn as tabs; by default, what waits."""

    views = VIEWS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == DECIDED:
            return queryset.exclude(state=ReplyState.WAITING)
        return queryset.filter(state=ReplyState.WAITING)


class ReplyPage(RecordPage):
    """One reply beside its item, with the decision of the desk."""

    template_name = "admin/commitments/emailreply/change_form.html"
    steps = STEPS
    shown_relations = SHOWN_OF_REPLY

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answer: EmailReply = self.record
        shown = {
            "shown": build_reply(answer, self.today),
            "subject": answer.commitment,
            "subject_url": page_of(answer),
        }
        return super().get_context_data(**shown | kwargs)


@register(EmailReply, site=site)
class EmailReplyAdmin(BySteps, RecordAdmin):
    """Lists replies, and the decisions of the desk."""

    list_display = ("given_at", "what", "about", "answered_by", "state", "decided_by")
    list_display_links = ("what",)
    file_columns = (
        *("given_at", "what"),
        FileColumn("about", _("regarding"), lambda answer: str(answer.commitment)),
        *("text", "wording", "answered_by", "state", "decided_by"),
    )
    list_filter = (ViewFilter, "kind", "state")
    ordering = ("-given_at", "-pk")
    shown_relations = SHOWN_OF_REPLY
    search_fields = (
        *("commitment__reference", "commitment__title"),
        *("link__recipient__name", "update_form__person__name"),
    )
    change_list_template = "admin/commitments/emailreply/change_list.html"
    fields = ()
    pages = (ReplyPage,)
    views = VIEWS
    usual_view = WAITING

    @display(description=_("replied by"))
    def answered_by(self, obj: EmailReply) -> str:
        return str(obj.giver)

    @display(description=_("reply"), ordering="kind")
    def what(self, obj: EmailReply) -> str:
        return capfirst(str(obj.get_kind_display()))

    @display(description=_("regarding"))
    def about(self, obj: EmailReply) -> str:
        return format_html('<a href="{}">{}</a>', page_of(obj), obj.commitment)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "commitment__country",
            "commitment__deadline",
            "commitment__outcome__meeting",
            "decided_by",
        ).prefetch_related("link__recipient__ministry", "update_form__person__ministry")


@register(Reminder, site=site)
class ReminderAdmin(RecordAdmin):
    """Lists reminders, their recipients and their results."""

    least_marked = Classification.RESTRICTED
    list_display = ("planned_at", "commitment", "kind", "display_result", "state", "against")
    list_display_links = ("planned_at",)
    list_filter = ("state", "kind")
    row_columns = (
        *("planned_at", "kind", "state", "not_sent_reason"),
        *("commitment", "commitment__reference", "commitment__title"),
        *list_name_columns("recipient"),
    )
    search_fields = SEARCHED[Reminder]
    joined = ("commitment", "recipient", "email")
    ordering = ("-planned_at", "-pk")
    fields = ("commitment", "kind", "offset", "recipient", "planned_at", "state", "not_sent_reason", "email")

    @display(description=gettext_lazy("recipient"), ordering="recipient__name")
    def display_result(self, obj: Reminder) -> str:
        """Name the recipient; without one it is for the duty box."""
        return str(obj.recipient or gettext("duty mailbox"))

    @display(description=gettext_lazy("reason for not sending"), ordering="not_sent_reason", empty_value="")
    def against(self, obj: Reminder) -> str:
        """Return why it was not sent; empty for one that was, or is still to be."""
        return obj.get_not_sent_reason_display() if obj.not_sent_reason else ""

    def find_likely_rows(self, person: User) -> Q | None:
        """Count a ministry's own first: of all others few are of its items."""
        return Q(recipient=person) if person.role in scopes.MINISTRY_ROLES else None

"""The steps of an edition as buttons: sign off, set signers, give out, recall, make the next.

Also the progress of a packet in production, stopping it, and a message on the next page once it is made.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets, responsibilities, scopes
from commitments.admin.form_fields import DateInput, PlainForm, plain_words
from commitments.admin.meetings.steps import ReasonForm
from commitments.admin.packets.comments import describe_open_comments, describe_outdated_texts
from commitments.admin.steps import StepButton
from commitments.enums import UNPRINTED_STATES, PacketEdition, PacketState
from commitments.errors import Refused
from commitments.models import Packet, User
from commitments.models.packets import COPY_STANDS, MESSAGE_LETTERS, UNFINISHED
from commitments.packets import comments, copies, sign_off
from commitments.packets.archive import requests
from commitments.packets.records import build_packet_scope
from commitments.tasks import enqueue, prepare_copies

# The session's key for the packets that a person waits for; who waits for none has none.
AWAITED = "packets_awaited"


def wait_for(request: HttpRequest, packet: Packet) -> None:
    """Remember that the person waits for a packet, to be told wherever they are by then."""
    awaited = request.session.get(AWAITED, [])
    request.session[AWAITED] = [*(key for key in awaited if key != packet.pk), packet.pk][-20:]


class PacketNotice:
    """Informs those who requested packets which of them are made, on the next page they open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the news to the messages of a page; background requests of a page are ignored."""
        is_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if is_page and isinstance(request.user, User) and AWAITED in request.session:
            notify_awaited(request, request.user)
        return self.get_response(request)


def notify_awaited(request: HttpRequest, person: User) -> None:
    """Add a message for each packet that is finished, except on its own page, which shows it."""
    awaited = request.session[AWAITED]
    rows = querysets.list_readable(Packet, person).filter(pk__in=awaited)
    known = {packet.pk: packet for packet in rows}
    left = [key for key in awaited if key in known and known[key].state in UNFINISHED]
    for key in awaited:
        packet = known.get(key)
        if packet is None or key in left:
            continue
        address = reverse("admin:commitments_packet_change", args=(key,))
        if request.path == address:
            continue
        if packet.state == PacketState.READY:
            said = gettext("The packet %(reference)s is ready.")
            messages.success(request, build_link(said % {"reference": packet.reference}, address))
        elif packet.state == PacketState.FAILED:
            said = gettext("The packet %(reference)s could not be created. Open it to see the reason.")
            messages.error(request, build_link(said % {"reference": packet.reference}, address))
    if left:
        request.session[AWAITED] = left
    else:
        del request.session[AWAITED]


def build_link(said: str, address: str) -> str:
    return format_html('{} <a href="{}">{}</a>', said, address, gettext("View"))


# So many more officers can be added at once.
SPARE_STEPS = 2


def _keeps(packet: Packet, user: User) -> bool:
    return responsibilities.keeps_packet(user, packet)


def _nothing_against(_packet: Packet, _user: User) -> Refused | None:
    return None


# -- Sign off
class SignForm(PlainForm):
    """The content that the person looked at, by its hash."""

    content_sha256 = forms.CharField(widget=forms.HiddenInput)


def _sign_form(packet: Packet, _user: User) -> type[forms.Form]:
    class OfThisContent(SignForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["content_sha256"].initial = packet.content_sha256

    return OfThisContent


def _may_sign(packet: Packet, user: User) -> bool:
    step = sign_off.next_step(packet)
    mine = policy.parts_of(packet, packet.sign_offs.filter(officer=user, signed_at__isnull=True), user)
    return step is not None and mine.exists() and packet.state == PacketState.READY


def _what_is_signed(packet: Packet, user: User) -> str:
    step = sign_off.next_step(packet)
    part = step.part if step is not None and step.part else _("the whole packet")
    said = _(
        "You are signing off version %(edition)s (%(part)s). The sign-off covers the content with this "
        "SHA-256 checksum: %(digest)s"
    ) % {
        "part": part,
        "edition": packet.edition,
        "digest": packet.content_sha256,
    }
    before = (describe_open_comments(packet, user), describe_outdated_texts(packet, user))
    return " ".join(part for part in (*before, said) if part)


def _watched(request: HttpRequest, made: Packet | None) -> str:
    """Remember that the person waits for what the step asked for, and lead to where it is watched."""
    if made is None:
        return ""
    wait_for(request, made)
    return reverse("admin:commitments_packet_change", args=(made.pk,))


def _sign(packet: Packet, *, by: User, now: datetime.datetime, content_sha256: str) -> Packet | None:
    """Sign; where that was the last signature, queue the final and return it."""
    sign_off.sign_step(packet, by=by, now=now, content_sha256=content_sha256)
    packet.refresh_from_db(fields=["state"])
    if packet.state != PacketState.REQUESTED:
        return None
    enqueue(packet.pk)
    return packet


# -- Who signs
def _officers(packet: Packet, user: User) -> QuerySet[User]:
    """List who may read the packet, of those whom the person may know."""
    cleared = querysets.list_readable(User, user).filter(is_active=True, clearance__gte=packet.classification)
    return cleared.order_by("name")


def _arrange_form(packet: Packet, user: User) -> type[forms.Form]:
    steps = list(policy.parts_of(packet, packet.sign_offs.order_by("step"), user))

    class ArrangeForm(PlainForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.count = len(steps) + SPARE_STEPS
            for number in range(1, self.count + 1):
                step = steps[number - 1] if number <= len(steps) else None
                self._add(number, step.officer_id if step else None, step.part if step else "")

        def _add(self, number: int, officer: int | None, part: str) -> None:
            place = number if officer else None
            self.fields[f"place_{number}"] = forms.IntegerField(
                label=_("Step"), min_value=1, max_value=99, required=False, initial=place
            )
            who = forms.ModelChoiceField(
                queryset=_officers(packet, user), label=_("Responsible"), required=False, initial=officer
            )
            self.fields[f"officer_{number}"] = who
            self.fields[f"part_{number}"] = forms.CharField(
                label=_("Part"), max_length=80, required=False, initial=part
            )
            for name in ("place", "officer", "part"):
                plain_words(self.fields[f"{name}_{number}"])
            who.empty_label = pgettext_lazy("a step of sign-off", "none")

        def rows(self) -> list[list[forms.BoundField]]:
            names = ("place", "officer", "part")
            return [[self[f"{name}_{number}"] for name in names] for number in range(1, self.count + 1)]

        def clean(self) -> dict[str, Any]:
            found = self.cleaned_data
            wanted = [
                (found.get(f"place_{n}") or n, n, found[f"officer_{n}"], found.get(f"part_{n}") or "")
                for n in range(1, self.count + 1)
                if found.get(f"officer_{n}")
            ]
            ordered = sorted(wanted, key=lambda one: one[:2])
            return {"wanted": [(officer, part) for _place, _n, officer, part in ordered]}

    return ArrangeForm


def _arrange(packet: Packet, *, by: User, now: datetime.datetime, wanted: sign_off.Wanted) -> None:
    sign_off.set_steps(packet, wanted, by=by, now=now)
    transaction.on_commit(lambda: enqueue(packet.pk, prepare_copies))


def _why_not_arrange(packet: Packet, user: User) -> Refused | None:
    signed = policy.parts_of(packet, packet.sign_offs.filter(signed_at__isnull=False), user)
    if packet.is_final or signed.exists():
        return Refused(
            _(
                "A signatory has already signed off this version. To change the signatories, create the "
                "next version."
            ),
            code="signed",
        )
    return None


# -- Comments
class PeopleField(forms.ModelMultipleChoiceField[User]):
    """People, each with the role."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj}, {obj.get_role_display()}"


class SendForm(PlainForm):
    """The readers of a draft, a message to them, and the day by which they comment."""

    people: QuerySet[User]

    readers = PeopleField(
        querysets.list_none(User),
        label=_("Readers"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only users with access to all records in this packet can be readers."),
    )
    message = forms.CharField(label=_("Message"), max_length=MESSAGE_LETTERS, required=False)
    reply_by = forms.DateField(label=_("Comments due"), widget=DateInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = self.people  # type: ignore[attr-defined]


def _send_form(packet: Packet, user: User) -> type[forms.Form]:
    sent = policy.parts_of(packet, packet.register.filter(is_for_comment=True), user)
    people = _officers(packet, user).filter(role__in=scopes.DESK_ROLES | scopes.MINISTRY_ROLES)
    return type(
        "SendForm", (SendForm,), {"people": people.exclude(pk__in=sent.values("holder")).exclude(pk=user.pk)}
    )


def _send(
    packet: Packet,
    *,
    by: User,
    now: datetime.datetime,
    readers: QuerySet[User],
    message: str = "",
    reply_by: datetime.date | None = None,
) -> None:
    comments.send_for_comment(packet, list(readers), by=by, now=now, message=message, reply_by=reply_by)
    transaction.on_commit(lambda: enqueue(packet.pk, prepare_copies))


# -- Copies and versions
EDITION_CHOICES = (
    (PacketEdition.MINISTER.value, _("Minister: points to make, on a few pages")),
    (PacketEdition.ADVISER.value, _("Adviser: everything")),
    (PacketEdition.NOTE_TAKER.value, _("Note taker: open items, with room to write")),
)


class EditionsField(forms.MultipleChoiceField):
    """The editions of a packet, each with what it prints."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Editions"),
            choices=EDITION_CHOICES,
            initial=requests.ADVISER_ONLY,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


class HandOutForm(PlainForm):
    """Who gets the copy, by post."""

    post = forms.CharField(
        label=_("Post"),
        max_length=120,
        help_text=_("the recipient of the paper copy, for example the interpreter of the embassy"),
    )


class NextForm(PlainForm):
    """The editions and the number of copies of the next version."""

    editions = EditionsField()
    copies = forms.IntegerField(
        label=_("Copies"),
        min_value=requests.COPIES,
        max_value=requests.MOST_COPIES,
        initial=requests.COPIES,
        help_text=_("one for each named person, and a reserve for other readers"),
    )


def _next_form(packet: Packet, _user: User) -> type[forms.Form]:
    class OfThisPacket(NextForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["editions"].initial = packet.editions

    return OfThisPacket


def _hand_out_form(packet: Packet, _user: User) -> type[forms.Form]:
    class OfThisPacket(HandOutForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            choices = [choice for choice in EDITION_CHOICES if choice[0] in packet.editions]
            if len(choices) > 1:
                self.fields["edition"] = forms.ChoiceField(
                    label=_("Edition"), choices=choices, initial=packet.main_edition
                )

    return OfThisPacket


def _hand_out(packet: Packet, *, by: User, now: datetime.datetime, post: str, edition: str = "") -> None:
    copies.hand_out(packet, post, by=by, now=now, edition=edition)


def _next(packet: Packet, *, by: User, now: datetime.datetime, copies: int, editions: list[str]) -> Packet:
    made = requests.create_request(
        build_packet_scope(packet),
        by=by,
        now=now,
        reader=packet.reader,
        language=packet.language,
        copies=copies,
        editions=editions,
    )
    enqueue(made.pk)
    return made


def _add(packet: Packet, *, by: User, now: datetime.datetime) -> Packet:
    made = requests.request_addendum(packet, by=by, now=now)
    enqueue(made.pk)
    return made


def _is_final_unprinted(packet: Packet, user: User) -> bool:
    return packet.state in UNPRINTED_STATES and packet.is_final and _keeps(packet, user)


def _is_no_longer_made(packet: Packet, user: User) -> bool:
    return packet.state in (PacketState.READY, *UNPRINTED_STATES) and _keeps(packet, user)


def _print_again(packet: Packet, *, by: User, now: datetime.datetime) -> Packet:
    sign_off.print_again(packet, by=by, now=now)
    enqueue(packet.pk)
    return packet


def _recall(packet: Packet, *, by: User, now: datetime.datetime, reason: str) -> None:
    copies.recall_edition(packet, by=by, now=now, reason=reason)


def _is_ready(packet: Packet, user: User) -> bool:
    return packet.state == PacketState.READY and _keeps(packet, user)


def _may_add(packet: Packet, user: User) -> bool:
    is_standing_final = packet.is_final and not packet.addendum and _is_ready(packet, user)
    return is_standing_final and not sign_off.later_final(packet) and not copies.was_recalled(packet)


def _is_recalled(packet: Packet, user: User) -> bool:
    return not policy.parts_of(packet, packet.register.filter(COPY_STANDS), user).exists()


STEPS = (
    StepButton(
        "sign",
        _("Sign off"),
        _sign,
        sign_off.why_not_sign,
        offered=_may_sign,
        form_for=_sign_form,
        warns=_what_is_signed,
        done=_("Signed off."),
        follows=_watched,
    ),
    StepButton(
        "send",
        _("Send for comment"),
        _send,
        comments.why_not_send,
        offered=lambda packet, user: _is_ready(packet, user) and not packet.is_final,
        form_for=_send_form,
        done=_("Sent for comment. Each reader gets an email."),
        is_rare=True,
    ),
    StepButton(
        "print-again",
        _("Print the final version again"),
        _print_again,
        _nothing_against,
        offered=lambda packet, user: (
            packet.state in UNPRINTED_STATES and packet.is_final and _keeps(packet, user)
        ),
        follows=_watched,
    ),
    StepButton(
        "next",
        _("Create the next version"),
        _next,
        _nothing_against,
        offered=lambda packet, user: (
            packet.state in (PacketState.READY, *UNPRINTED_STATES) and _keeps(packet, user)
        ),
        form_for=_next_form,
        done=_("Packet requested."),
        follows=_watched,
        is_rare=True,
    ),
    StepButton(
        "addendum",
        _("Create an addendum"),
        _add,
        _nothing_against,
        offered=_may_add,
        warning=_(
            "The addendum contains the changes since this final version. It has the same number "
            "and is signed off separately."
        ),
        done=_("Packet requested."),
        follows=_watched,
        is_rare=True,
    ),
    StepButton(
        "arrange",
        _("Set signatories"),
        _arrange,
        _why_not_arrange,
        offered=_is_ready,
        form_for=_arrange_form,
        template="admin/commitments/packet/arrange.html",
        is_rare=True,
    ),
    StepButton(
        "hand-out",
        _("Issue a paper copy"),
        _hand_out,
        _nothing_against,
        offered=lambda packet, user: _is_ready(packet, user) and not _is_recalled(packet, user),
        form_for=_hand_out_form,
        done=_("A reserve copy was assigned. Print it from the register."),
        is_rare=True,
    ),
    StepButton(
        "recall",
        pgettext_lazy("copies of a packet", "Recall"),
        _recall,
        _nothing_against,
        offered=lambda packet, user: _is_ready(packet, user) and not _is_recalled(packet, user),
        form=ReasonForm,
        warning=_(
            "All copies of this version will be recalled, and no more copies will be issued. You "
            "cannot undo this."
        ),
        done=_("Version recalled. The register lists the copies to be returned."),
        is_rare=True,
    ),
)

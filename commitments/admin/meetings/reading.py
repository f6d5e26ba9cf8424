"""The page on which a text is read: the text with its passages on the left, a card for each on the right.

Every action is a form that works without script; only the current card is open, by its address.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from commitments.access import querysets, responsibilities, write_rules
from commitments.admin.commitments.deadline_forms import list_sentences
from commitments.admin.meetings.reading_page import PassageForm, cards_of, part_of, told_of
from commitments.admin.permissions import key_of, own_page, signed_in
from commitments.admin.steps import StepButton
from commitments.dashboard import meetings
from commitments.deadlines.context import build_context
from commitments.deadlines.resolution import resolve
from commitments.enums import PassageState
from commitments.errors import Refused
from commitments.models import Commitment, Passage, Statement, TextReading, User
from commitments.records import edits
from commitments.statements import decisions, passages
from commitments.statements import reading as statement_reading

TEMPLATE = "admin/commitments/statement/read.html"
DO = "_do"


def page_of(statement: Statement, passage: int | None = None, **more: str) -> str:
    """Return the address of the page, with a card open where one is named."""
    address = reverse("admin:commitments_statement_read", args=(statement.pk,))
    query = ({"at": passage} if passage else {}) | more
    return f"{address}?{urlencode(query)}" if query else address


def may_decide(user: User, statement: Statement) -> bool:
    """Return whether the person decides the passages of a text."""
    return write_rules.may_write(user, Passage) and responsibilities.works_on(user, statement.meeting.country)


def _read_again(statement: Statement, *, by: User, now: datetime.datetime) -> None:
    statement_reading.read_text(statement, by=by, now=now)


READ = StepButton(
    "read",
    gettext_lazy("Read this text"),
    _read_again,
    lambda statement, _user: statement_reading.why_not_read(statement),
    offered=lambda statement, user: may_decide(user, statement),
    done=gettext_lazy("Read."),
    lands=page_of,
)


@dataclass(slots=True)
class ReadingRequest:
    """One request about a text: the person, the time, and the passage."""

    request: HttpRequest
    statement: Statement
    person: User
    now: datetime.datetime
    passage: Passage | None
    form: PassageForm | None = None
    reason_trouble: str = ""

    def read_value(self, name: str) -> str:
        """Return what was typed, without NUL characters, which the database refuses."""
        return str(self.request.POST.get(name, "")).replace("\0", "")

    @property
    def seen(self) -> int | None:
        """Return the version of the passage that the officer saw."""
        return key_of(self.read_value("seen"))

    @property
    def chosen(self) -> Passage:
        """Return the passage of the request; raises `Refused` where there is none."""
        if self.passage is None:
            raise Refused(_("This passage is no longer there. Look again."), "gone")
        return self.passage


# Does one deed and gives the line said after it, and the card to open then; None for the next undecided.
Done = tuple[str, int | None]


def _accept(asked: ReadingRequest) -> Done:
    passage = asked.chosen
    asked.form = PassageForm(asked.request.POST, passage, asked.person, asked.now)
    if not asked.form.is_valid():
        raise Refused("", "form")
    outcome = decisions.accept_passage(
        passage, asked.form.accepted(), expected=asked.seen, by=asked.person, now=asked.now
    )
    drafts = [
        item.reference for item in querysets.list_readable(Commitment, asked.person).filter(outcome=outcome)
    ]
    said = _("Accepted as outcome %(number)d.") % {"number": outcome.number}
    if drafts:
        said += " " + _("Drafted: %(reference)s.") % {"reference": ", ".join(drafts)}
    return said, None


def _reject(asked: ReadingRequest) -> Done:
    decisions.reject_passage(
        asked.chosen, reason=asked.read_value("reason"), expected=asked.seen, by=asked.person, now=asked.now
    )
    return _("Rejected; it is not proposed again."), None


def _undo(asked: ReadingRequest) -> Done:
    passage = decisions.undo_decision(asked.chosen, expected=asked.seen, by=asked.person, now=asked.now)
    return _("Taken back."), passage.pk


def _split(asked: ReadingRequest) -> Done:
    at = decisions.find_words(asked.chosen, asked.read_value("second"))
    first, _rest = decisions.split_passage(
        asked.chosen, at, expected=asked.seen, by=asked.person, now=asked.now
    )
    return _("Taken apart."), first.pk


def _merge(asked: ReadingRequest) -> Done:
    rows = passages.list_passages(asked.statement)
    here = next((n for n, one in enumerate(rows) if one.pk == asked.chosen.pk), len(rows))
    pair = rows[here : here + 2]
    seen = key_of(asked.read_value("next"))
    if seen and [one.pk for one in pair[1:]] != [seen]:
        # Somebody marked or took apart what stands between.
        raise edits.changed_meanwhile()
    joined = decisions.merge_passages(pair, by=asked.person, now=asked.now)
    return _("Joined with the next."), joined.pk


def _mark(asked: ReadingRequest) -> Done:
    made = decisions.mark_passage(asked.statement, asked.read_value("words"), by=asked.person, now=asked.now)
    return _("Marked."), made.pk


def _read(asked: ReadingRequest) -> Done:
    statement_reading.read_text(asked.statement, by=asked.person, now=asked.now)
    return _("Read."), None


def _reject_rest(asked: ReadingRequest) -> Done:
    left = asked.read_value("left")
    seen = {key_of(one) or 0 for one in left.split(",")} if left else None
    count = decisions.reject_rest(
        asked.statement, reason=asked.read_value("reason"), seen=seen, by=asked.person, now=asked.now
    )
    return ngettext("%(n)d passage rejected.", "%(n)d passages rejected.", count) % {"n": count}, None


ACTIONS: Mapping[str, Callable[[ReadingRequest], Done]] = {
    "accept": _accept,
    "reject": _reject,
    "undo": _undo,
    "split": _split,
    "merge": _merge,
    "mark": _mark,
    "read": _read,
    "rest": _reject_rest,
}
# What leads away from the page once it is done.
LAST = frozenset({"rest"})


def read_text_view(page: ModelAdmin[Any]) -> Callable[..., HttpResponse]:
    """Return the view of a text being read."""
    return own_page(page, lambda statement, user: may_decide(user, statement), _show_reading_page)


def _show_reading_page(page: ModelAdmin[Any], request: HttpRequest, statement: Statement) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    wanted = request.POST.get("passage", "") or request.GET.get("at", "")
    asked = ReadingRequest(request, statement, person, now, _passage(statement, person, wanted))
    trouble = ""
    deed = request.POST.get(DO, "") if request.method == "POST" else ""
    if deed in ACTIONS:
        try:
            said, key = ACTIONS[deed](asked)
        except Refused as refused:
            trouble = str(refused)
            asked.reason_trouble = trouble if refused.code == "long_reason" else ""
            # As it stands: what the deed had written on the object was undone with it.
            asked.passage = _passage(statement, person, wanted)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(_onward(asked, deed, key))
    return TemplateResponse(request, TEMPLATE, _context(page, asked, trouble))


def _passage(statement: Statement, person: User, typed: str) -> Passage | None:
    rows = querysets.list_parts(statement, Passage, person).filter(statement=statement, pk=key_of(typed) or 0)
    return rows.select_related("statement__meeting__country", "outcome").first()


def _onward(asked: ReadingRequest, deed: str, key: int | None) -> str:
    """Lead to the card that was made, else to the next undecided one; after the last deed to the meeting."""
    if deed in LAST:
        return _meeting(asked.statement)
    if key is None:
        at = asked.passage.pk if asked.passage else None
        following = passages.next_waiting(passages.list_passages(asked.statement), at)
        key = following.pk if following else None
    return page_of(asked.statement, key)


def _meeting(statement: Statement) -> str:
    return reverse("admin:commitments_meeting_change", args=(statement.meeting_id,)) + "#said"


def _context(page: ModelAdmin[Any], asked: ReadingRequest, trouble: str) -> dict[str, Any]:
    statement, person = asked.statement, asked.person
    found = passages.list_passages(statement)
    current = asked.passage if asked.passage and asked.passage.state != PassageState.GONE else None
    current = current or passages.next_waiting(found)
    cards = cards_of(statement, found, current.pk if current else None)
    open_card = next((card for card in cards if card.is_current), None)
    reading = querysets.list_parts(statement, TextReading, person).filter(statement=statement).first()
    refusal = decisions.why_not_accept(statement)
    form = asked.form
    if form is None and open_card is not None and open_card.is_waiting:
        passage = _passage(statement, person, str(open_card.key))
        form = PassageForm(None, passage, person, asked.now) if passage else None
    at = cards.index(open_card) if open_card else -1
    waiting = [card for card in cards if card.is_waiting]
    return {
        **page.admin_site.each_context(asked.request),
        "title": pgettext("a text", "Read"),
        "opts": page.opts,
        "statement": statement,
        "meeting": statement.meeting,
        "reading": reading,
        "is_changed": statement_reading.is_changed(statement, reading),
        "why_not_read": statement_reading.why_not_read(statement),
        "why_not": refusal,
        "told": told_of(cards),
        "part": part_of(statement, cards) if len(statement.text) <= statement_reading.MOST_LETTERS else None,
        "cards": cards,
        "open_card": open_card,
        "form": form,
        "worked_out": _worked_out(form, asked) if form else "",
        "may_join": 0 <= at < len(cards) - 1 and cards[at + 1].is_waiting,
        "before": cards[at - 1] if at > 0 else None,
        "after": cards[at + 1] if 0 <= at < len(cards) - 1 else None,
        "decided": len(cards) - len(waiting),
        "waiting": waiting,
        "left": ",".join(str(card.key) for card in waiting),
        "is_finishing": "finish" in asked.request.GET and bool(waiting),
        "trouble": trouble,
        "typed_words": asked.read_value("words"),
        "typed_reason": asked.read_value("reason") if trouble else "",
        "reason_trouble": asked.reason_trouble,
        "back": _meeting(statement),
    }


def _worked_out(form: PassageForm, asked: ReadingRequest) -> str:
    """Return what the deadline resolves to as the reader understood it; a script shows it for typed text."""
    guess = form.guess
    if not form.carries or not guess.deadline.wording:
        return ""
    context = build_context(
        owed_by=guess.owes or "",
        partner=asked.statement.meeting.country.iso,
        held_on=asked.statement.meeting.held_on,
        today=meetings.today_of(asked.person, asked.now),
        condition=guess.condition,
        level=asked.statement.classification,
    )
    return " ".join(list_sentences(resolve(guess.deadline, context)))

"""The page on which a text is read: the text with its passages on the left, a card for each on the right.

Every action is a form that works without script; only the current card is open, by its address.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commitments.access import querysets, responsibilities, write_rules
from commitments.admin.commitments.deadline_forms import list_sentences
from commitments.admin.meetings.reading_page import PassageForm, cards_of, part_of, told_of
from commitments.admin.pages import SidePage
from commitments.admin.permissions import key_of
from commitments.admin.steps import StepButton
from commitments.deadlines.context import build_context
from commitments.deadlines.resolution import resolve
from commitments.enums import PassageState
from commitments.errors import Refused
from commitments.meetings import outcomes
from commitments.models import Commitment, Passage, Statement, TextReading, User
from commitments.records import edits
from commitments.statements import decisions, passages
from commitments.statements import reading as statement_reading

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
    gettext_lazy("Analyse this text"),
    _read_again,
    lambda statement, _user: statement_reading.why_not_read(statement),
    offered=lambda statement, user: (
        may_decide(user, statement) and statement_reading.why_not_accept(statement) is None
    ),
    done=gettext_lazy("Text analysed."),
    lands=page_of,
)


# What one action says after it, and the card to open then; None for the next undecided.
Done = tuple[str, int | None]


class ReadingPage(SidePage):
    """A text with a card for each passage; each action of `ACTIONS` is a post of its own."""

    route, name = "<path:object_id>/reading/", "read"
    title = pgettext_lazy("a text", "Analyse text")
    template_name = "admin/commitments/statement/read.html"
    # The form of a card as typed, and why an action was refused.
    form: PassageForm | None = None
    trouble = ""
    reason_trouble = ""

    def may_open(self) -> bool:
        return may_decide(self.person, self.record)

    @property
    def statement(self) -> Statement:
        statement: Statement = self.record
        return statement

    @property
    def back(self) -> str:
        return reverse("admin:commitments_meeting_change", args=(self.statement.meeting_id,)) + "#said"

    def find_passage(self, key: str) -> Passage | None:
        rows = querysets.list_parts(self.statement, Passage, self.person)
        rows = rows.filter(statement=self.statement, pk=key_of(key) or 0)
        return rows.select_related("statement__meeting__country", "outcome").first()

    def find_wanted(self) -> Passage | None:
        """Find the passage that the post or the address names."""
        return self.find_passage(self.request.POST.get("passage", "") or self.request.GET.get("at", ""))

    @cached_property
    def passage(self) -> Passage | None:
        return self.find_wanted()

    @property
    def chosen(self) -> Passage:
        """The passage of an action; raises `Refused` where there is none."""
        if self.passage is None:
            raise Refused(_("This passage no longer exists. Select another passage."), "gone")
        return self.passage

    def read_value(self, name: str) -> str:
        """Return what was typed, without NUL characters, which the database refuses."""
        return str(self.request.POST.get(name, "")).replace("\0", "")

    @property
    def seen(self) -> int | None:
        """The version of the passage that the officer saw."""
        return key_of(self.read_value("seen"))

    # -- Actions
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take one action and lead to the next card; a refusal stands on the page as typed."""
        action = request.POST.get(DO, "")
        if action not in ACTIONS:
            return self.get(request)
        try:
            said, key = ACTIONS[action](self)
        except Refused as refused:
            self.trouble = str(refused)
            self.reason_trouble = self.trouble if refused.code == "long_reason" else ""
            # As it stands: what the action had written on the object was undone with it.
            self.passage = self.find_wanted()
            return self.get(request)
        messages.success(request, said)
        return HttpResponseRedirect(self.back if action in LAST else self.find_next(key))

    def find_next(self, key: int | None) -> str:
        """Lead to the card that was made, else to the next undecided one."""
        if key is None:
            at = self.passage.pk if self.passage else None
            following = passages.next_waiting(passages.list_passages(self.statement), at)
            key = following.pk if following else None
        return page_of(self.statement, key)

    def accept(self) -> Done:
        passage = self.chosen
        self.form = PassageForm(self.request.POST, passage, self.person, self.now)
        if not self.form.is_valid():
            raise Refused("", "form")
        outcome = decisions.accept_passage(
            passage, self.form.accepted(), expected=self.seen, by=self.person, now=self.now
        )
        drafts = [
            item.reference
            for item in querysets.list_readable(Commitment, self.person).filter(outcome=outcome)
        ]
        said = _("Accepted as outcome %(number)d.") % {"number": outcome.number}
        if drafts:
            said += " " + _("Draft created: %(reference)s.") % {"reference": ", ".join(drafts)}
        return said, None

    def reject(self) -> Done:
        decisions.reject_passage(
            self.chosen, reason=self.read_value("reason"), expected=self.seen, by=self.person, now=self.now
        )
        return _("Passage excluded. It will not be proposed again."), None

    def undo(self) -> Done:
        passage = decisions.undo_decision(self.chosen, expected=self.seen, by=self.person, now=self.now)
        return _("Decision undone."), passage.pk

    def confirm(self) -> Done:
        outcome = self.chosen.outcome
        if outcome is None:
            raise edits.changed_meanwhile()
        outcomes.confirm_wording(outcome, by=self.person, now=self.now)
        return _("Wording confirmed."), None

    def split(self) -> Done:
        at = decisions.find_words(self.chosen, self.read_value("second"))
        first, _rest = decisions.split_passage(
            self.chosen, at, expected=self.seen, by=self.person, now=self.now
        )
        return _("Passage split."), first.pk

    def merge(self) -> Done:
        rows = passages.list_passages(self.statement)
        here = next((n for n, one in enumerate(rows) if one.pk == self.chosen.pk), len(rows))
        pair = rows[here : here + 2]
        seen = key_of(self.read_value("next"))
        if seen and [one.pk for one in pair[1:]] != [seen]:
            # Somebody marked or took apart what stands between.
            raise edits.changed_meanwhile()
        joined = decisions.merge_passages(pair, by=self.person, now=self.now)
        return _("Passages merged."), joined.pk

    def mark(self) -> Done:
        made = decisions.mark_passage(self.statement, self.read_value("words"), by=self.person, now=self.now)
        return _("Passage added."), made.pk

    def read(self) -> Done:
        statement_reading.read_text(self.statement, by=self.person, now=self.now)
        return _("Text analysed."), None

    def reject_rest(self) -> Done:
        left = self.read_value("left")
        seen = {key_of(one) or 0 for one in left.split(",")} if left else None
        count = decisions.reject_rest(
            self.statement, reason=self.read_value("reason"), seen=seen, by=self.person, now=self.now
        )
        return ngettext("%(n)d passage excluded.", "%(n)d passages excluded.", count) % {"n": count}, None

    # -- What is shown
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement = self.statement
        found = passages.list_passages(statement)
        current = self.passage if self.passage and self.passage.state != PassageState.GONE else None
        current = current or passages.next_waiting(found)
        cards = cards_of(statement, found, current.pk if current else None)
        open_card = next((card for card in cards if card.is_current), None)
        reading = (
            querysets.list_parts(statement, TextReading, self.person).filter(statement=statement).first()
        )
        form = self.form
        if form is None and open_card is not None and open_card.is_waiting:
            passage = self.find_passage(str(open_card.key))
            date = self.request.GET.get("date", "")
            form = PassageForm(None, passage, self.person, self.now, date) if passage else None
        at = cards.index(open_card) if open_card else -1
        waiting = [card for card in cards if card.is_waiting]
        is_short = len(statement.text) <= statement_reading.MOST_LETTERS
        why_not = statement_reading.why_not_accept(statement)
        is_changed = statement_reading.is_changed(statement, reading)
        has_new_names = bool(waiting) and statement_reading.has_new_names(statement, reading)
        return super().get_context_data(
            statement=statement,
            meeting=statement.meeting,
            reading=reading,
            is_changed=is_changed,
            has_new_names=has_new_names,
            why_not_read=statement_reading.why_not_read(statement),
            why_not=why_not,
            may_read_again=why_not is None and (has_new_names or is_changed),
            told=told_of(cards),
            part=part_of(statement, cards) if is_short else None,
            cards=cards,
            open_card=open_card,
            form=form,
            worked_out=self.work_out(form) if form else "",
            may_join=0 <= at < len(cards) - 1 and cards[at + 1].is_waiting,
            before=cards[at - 1] if at > 0 else None,
            after=cards[at + 1] if 0 <= at < len(cards) - 1 else None,
            decided=len(cards) - len(waiting),
            waiting=waiting,
            left=",".join(str(card.key) for card in waiting),
            is_finishing="finish" in self.request.GET and bool(waiting),
            trouble=self.trouble,
            mentioned=self.find_mentioned() if reading and is_short else None,
            typed_words=self.read_value("words"),
            typed_reason=self.read_value("reason") if self.trouble else "",
            reason_trouble=self.reason_trouble,
            **kwargs,
        )

    def find_mentioned(self) -> list[str] | None:
        """Find what the text only mentions, where it was asked for: the whole text is read for it."""
        if "mentioned" not in self.request.GET:
            return None
        text = passages.text_of(self.statement.text)
        return statement_reading.mentioned_in(text, self.statement)

    def work_out(self, form: PassageForm) -> str:
        """Return what the deadline resolves to as the reader understood it; a script shows it for typed
        text.
        """
        guess = form.guess
        if not form.carries or not form.deadline.wording:
            return ""
        context = build_context(
            owed_by=guess.owes or "",
            partner=self.statement.meeting.country.iso,
            held_on=self.statement.meeting.held_on,
            today=self.today,
            condition=guess.condition,
            level=self.statement.classification,
        )
        return " ".join(list_sentences(resolve(form.deadline, context)))


ACTIONS: Mapping[str, Callable[[ReadingPage], Done]] = {
    "accept": ReadingPage.accept,
    "reject": ReadingPage.reject,
    "undo": ReadingPage.undo,
    "confirm": ReadingPage.confirm,
    "split": ReadingPage.split,
    "merge": ReadingPage.merge,
    "mark": ReadingPage.mark,
    "read": ReadingPage.read,
    "rest": ReadingPage.reject_rest,
}
# What leads away from the page once it is done.
LAST = frozenset({"rest"})

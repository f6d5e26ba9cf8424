"""The texts in which words may be found, of each kind of record."""

from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.admin.found import Said
from commitments.briefings import lines
from commitments.models import (
    BackgroundFact,
    DelegationMember,
    Mechanism,
    Meeting,
    Official,
    Proposal,
    Statement,
    TopicSheet,
)


def meeting_texts(row: Meeting) -> list[Said]:
    """List what a meeting is found by beside its title."""
    facts: QuerySet[BackgroundFact] = row.background.all()
    background = [Said(_("Background"), said) for fact in facts for said in (fact.text, fact.source)]
    about = [Said(_("Place"), row.place), Said(_("What this meeting is"), row.purpose)]
    return [*about, *_seats(row), *background]


def _seats(row: Meeting) -> list[Said]:
    seats: QuerySet[DelegationMember] = row.delegations.all()
    return [Said(_("Delegation"), seat.post) for seat in seats if seat.post]


def statement_texts(row: Statement) -> list[Said]:
    """List what a text of a meeting is found by beside its title."""
    text = Said(_("Text"), row.text, row.language, is_record=True)
    return [text, Said(_("Number"), row.number), Said(_("Source"), row.source)]


def names(row: Any) -> list[Said]:
    """List the names in every language, the recorded one too: the title may be in the reader's."""
    others = [
        Said(capfirst(_("name")), text, name.language)
        for name in row.names.all()
        for text in (name.name, name.short_name)
    ]
    short = getattr(row, "short_name", "")
    return [Said(capfirst(_("name")), row.name), Said(_("Short name"), short), *others]


def official_texts(row: Official) -> list[Said]:
    """List what an official is found by beside its title."""
    others = [
        Said(_("Name"), ", ".join(filter(None, (n.person, n.post))), n.language) for n in row.names.all()
    ]
    return [Said(_("Name"), ", ".join(filter(None, (row.person, row.post)))), *others]


def mechanism_texts(row: Mechanism) -> list[Said]:
    """List what a standing body is found by beside its title."""
    return [Said(_("Our co-chair"), row.our_chair), Said(_("Their co-chair"), row.their_chair)]


def topic_texts(row: TopicSheet) -> list[Said]:
    """List what a topic is found by: its title in other languages."""
    return [Said(_("Title"), one.text, one.language) for one in lines.sayings(row.titles).rows]


def proposal_texts(row: Proposal) -> list[Said]:
    """List what a wording is found by: its words in each language."""
    others = [Said(_("Draft wording"), one.text, one.language) for one in lines.sayings(row.wordings).rows]
    return [Said(_("Draft wording"), row.wording), *others]

"""The content of a packet as frozen values, ready to print: nothing is looked up or computed later.

A section is added in two lines here, and in its own file and template.
"""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

from commitments.enums import PacketEdition
from commitments.packets.content_values import Document, Section
from commitments.packets.section import FactKind, OfficerText, PacketSection
from commitments.packets.sections import (
    annex,
    background,
    changes,
    core_brief,
    cover,
    glance,
    notes,
    people,
    scenario,
    scorecard,
    topics,
)

# In print order. The cover has no heading; its facts are compared after those of the scenario.
SECTIONS: tuple[PacketSection, ...] = (
    core_brief.SECTION,
    scenario.SECTION,
    cover.SECTION,
    topics.SECTION,
    glance.SECTION,
    scorecard.SECTION,
    changes.SECTION,
    people.SECTION,
    background.SECTION,
    annex.SECTION,
    notes.SECTION,
)


@dataclass(frozen=True, kw_only=True)
class PacketContent(
    Document,
    cover.CoverFields,
    core_brief.CoreFields,
    scenario.ScenarioFields,
    topics.TopicFields,
    glance.GlanceFields,
    scorecard.ScorecardFields,
    changes.ChangesFields,
    people.PeopleFields,
    background.BackgroundFields,
    annex.AnnexFields,
    notes.NotesFields,
):
    """A whole packet for one reader at one moment. A section without content is left out."""


Printed = tuple[Section, tuple[str, ...]]


def list_printed(content: PacketContent, edition: str) -> list[Printed]:
    """Return the headings that an edition prints, in its order, each with its templates."""
    if edition == PacketEdition.ADVISER:
        return [(heading, _list_templates(heading)) for heading in content.sections]
    found: list[tuple[int, Printed]] = []
    for heading in content.sections:
        selection = _find_section(heading).editions.get(PacketEdition(edition))
        if selection and (selection.is_wanted is None or selection.is_wanted(content, heading)):
            found.append((selection.place, (heading, selection.templates)))
    return [printed for _place, printed in sorted(found, key=lambda one: one[0])]


def list_front(edition: str) -> tuple[str, ...]:
    """Return the templates of the pages before the first heading."""
    front = cover.SECTION
    return (
        front.templates
        if edition == PacketEdition.ADVISER
        else front.editions[PacketEdition(edition)].templates
    )


def _list_templates(heading: Section) -> tuple[str, ...]:
    templates = _find_section(heading).templates
    return templates[:1] if heading.key == annex.ITEMS else templates


def _find_section(heading: Section) -> PacketSection:
    if heading.is_topic:
        return topics.SECTION
    key = annex.SECTION.key if heading.key == annex.ITEMS else heading.key
    return next(one for one in SECTIONS if one.key == key)


def list_pages() -> dict[str, Promise | str]:
    """Return the labels of the pages of a packet, as their sections declare them."""
    texts = (text for one in SECTIONS for text in one.texts)
    titles = {one.key: one.title for one in SECTIONS if one.title}
    return titles | {text.page: text.label for text in texts if text.label}


def list_kinds() -> dict[str, FactKind]:
    """Return the kinds of facts that sections declare."""
    return {name: kind for one in SECTIONS for name, kind in one.kinds.items()}


def list_officer_texts() -> tuple[OfficerText, ...]:
    """Return the texts that officers write for a packet, as their sections declare them."""
    return tuple(text for one in SECTIONS for text in one.texts)


def list_written_models() -> tuple[type[Model], ...]:
    """Return the models of what officers write for a packet."""
    return tuple(dict.fromkeys(text.model for text in list_officer_texts()))

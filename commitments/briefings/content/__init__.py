"""What a packet prints, as frozen and ready values: nothing here is looked up or computed again."""

from dataclasses import dataclass

from commitments.briefings.content.basics import (
    SHOWN_FIELD,
    WHOLE_FIELD,
    Fact,
    Phrase,
    Section,
    Shown,
    Tally,
    Whole,
)
from commitments.briefings.content.closing import (
    Change,
    Changes,
    Contact,
    Example,
    Glossary,
    Note,
    NoteSheet,
    PastMeeting,
    PeopleTable,
    Person,
    Proposed,
    Source,
    Standing,
    Term,
)
from commitments.briefings.content.front import Cover, Holding, Imprint, Step
from commitments.briefings.content.glance import (
    Account,
    Boxes,
    Glance,
    Lane,
    Line,
    Tick,
    Timeline,
    Unit,
)
from commitments.briefings.content.items import Block, Due, Group, Point, PointGroup, Row
from commitments.briefings.content.meeting import Background, FactLine, Recorded, Said, Spoken
from commitments.briefings.content.prose import (
    Core,
    Courtesies,
    Courtesy,
    Event,
    Part,
    Play,
    Scenario,
    Topic,
    Touched,
)

__all__ = [
    "SHOWN_FIELD",
    "WHOLE_FIELD",
    "Account",
    "Background",
    "Block",
    "Boxes",
    "Change",
    "Changes",
    "Contact",
    "Core",
    "Courtesies",
    "Courtesy",
    "Cover",
    "Due",
    "Event",
    "Example",
    "Fact",
    "FactLine",
    "Glance",
    "Glossary",
    "Group",
    "Holding",
    "Imprint",
    "Lane",
    "Line",
    "Made",
    "Note",
    "NoteSheet",
    "PacketContent",
    "Part",
    "PastMeeting",
    "PeopleTable",
    "Person",
    "Phrase",
    "Play",
    "Point",
    "PointGroup",
    "Proposed",
    "Recorded",
    "Row",
    "Said",
    "Scenario",
    "Section",
    "Shown",
    "Source",
    "Spoken",
    "Standing",
    "Step",
    "Tally",
    "Term",
    "Tick",
    "Timeline",
    "Topic",
    "Touched",
    "Unit",
    "Whole",
]


@dataclass(frozen=True, slots=True)
class Made:
    """A record that the packet was made from, and the version it had; 0 where none is counted."""

    label: str
    key: int
    version: int


@dataclass(frozen=True, slots=True)
class PacketContent:
    """A whole packet for one reader at one moment; `language` is that of its labels; its headings
    are said in those `beside` it as well.

    A section without content is None or empty, and left out. How far it is signed off, and which edition it
    is, says the imprint of each master; this is what is signed. `head` is an anchor of the history.
    """

    language: str
    reference: str
    classification: int
    marking: str
    demonstration: str
    running_title: str
    moment: tuple[str, ...]
    cover: Cover
    beside: tuple[str, ...]
    distribution: tuple[Holding, ...]
    sections: tuple[Section, ...]
    cores: tuple[Core, ...]
    scenarios: tuple[Scenario, ...]
    topics: tuple[Topic, ...]
    glance: Glance | None
    groups: tuple[Group, ...]
    points: tuple[PointGroup, ...]
    changes: Changes | None
    proposed: tuple[Proposed, ...]
    joint_statement: str
    people: tuple[PeopleTable, ...]
    contacts: tuple[Contact, ...]
    blocks: Whole[tuple[Block, ...]]
    past: tuple[PastMeeting, ...]
    sources: tuple[Source, ...]
    sources_note: str
    terms: Glossary | None
    notes: NoteSheet | None
    standing: tuple[Standing, ...]
    made_from: tuple[Made, ...]
    head: str
    created: str
    background: tuple[Background, ...] = ()

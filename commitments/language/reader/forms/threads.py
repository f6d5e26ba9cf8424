"""Messages of a chat: each begins with its hour and the name of its writer."""

import re
from dataclasses import replace

from commitments.language.reader.forms.authors import side_of_address
from commitments.language.reader.grammar import OwnerSide, ParsedClause, Place
from commitments.language.reader.participants import BOTH, Participants, find_opposite

HOUR = r"\d{1,2}[:h]\d\d"
# "[12.05.26 08:04] Kim (MOFA): …", "12/05/2026, 08:04 - Kim: …", "[김 과장] [오전 10:05] …",
# "2026년 5월 12일 오전 9:02, 김 과장 : …".
LABEL = re.compile(
    rf"^[ \t]*(?:\[[^\]\n]{{0,30}}{HOUR}[^\]\n]{{0,20}}\][ \t]*(?P<behind>[^:：\[\]\n]{{2,60}}?)[ \t]?[:：]"
    rf"|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}},? {HOUR}(?: ?[ap]m)?[ \t]*[-–][ \t]*"
    r"(?P<dash>[^:：\n]{2,60}?)[:：]"
    rf"|20\d\d년[^\n,:]{{4,24}}{HOUR},[ \t]*(?P<after>[^:：\n]{{2,60}}?)[ \t]?[:：]"
    rf"|\[(?P<before>[^\]\n]{{2,60}})\][ \t]*\[[^\]\n]{{0,9}}{HOUR}[^\]\n]{{0,9}}\])[ \t]*",
    re.MULTILINE | re.IGNORECASE,
)
FEWEST_MESSAGES = 3


def messages_in(text: str) -> list[tuple[str, Place]]:
    """Return the messages of a chat with their writers, without hour and name; nothing for another text."""
    labels = [*LABEL.finditer(text)]
    if len(labels) < FEWEST_MESSAGES:
        return []
    ends = [label.start() for label in labels[1:]] + [len(text)]
    return [
        (label[label.lastgroup or 0].strip(), (label.end(), end))
        for label, end in zip(labels, ends, strict=True)
    ]


def sides_of_writers(names: set[str], cast: Participants) -> dict[str, OwnerSide | None]:
    """Return whose each writer is; of two, the one who is not known is of the other side."""
    sides = {name: side_of_address(name, cast) for name in names}
    known = {side for side in sides.values() if side in BOTH}
    if len(names) == len(BOTH) and len(known) == 1:
        other = find_opposite(known.pop())
        sides = {name: side or other for name, side in sides.items()}
    return sides


def said_in(text: str, place: Place) -> str:
    """Return a message as a sentence: without its full stop it would be read as a heading."""
    said = text[slice(*place)].rstrip()
    return said if said.endswith((".", "!", "?", ";", ":")) else f"{said}."


def moved(one: ParsedClause, text: str, message: Place) -> ParsedClause:
    """Return a clause of a message with its places in the whole chat."""

    def move(place: Place) -> Place:
        return message[0] + place[0], message[0] + place[1]

    start, end = move(one.place)
    end = min(end, message[0] + len(text[slice(*message)].rstrip()))
    return replace(
        one,
        clause=text[start:end],
        place=(start, end),
        due_place=move(one.due_place) if one.due_place else None,
        verb_place=move(one.verb_place),
        owner_place=move(one.owner_place) if one.owner_place else None,
        mentioned_dates=tuple(replace(date, place=move(date.place)) for date in one.mentioned_dates),
    )

"""Who writes a Korean text: whose "우리측" it is."""

import re

from commitments.language.reader.forms.speeches import OUR_SPEAKER, speaker_in_korean
from commitments.language.reader.grammar import OwnerSide
from commitments.language.reader.korean_names import home_sides
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of

# Who reports to the capital.
REPORTER = re.compile(
    r"(?<![가-힣])(?:본직|소직)(?=[은이의과])|(?<![가-힣])당관(?=[은이의과\s])[\s\S]{1,300}?보고(?:함|합니다|드립니다)"
)
# The head of an official letter: to whom it is written, and its title.
LETTER_HEAD = re.compile(
    r"^수신\s+(?![:：])(?P<to>[^\n]{2,60})\n(?:[^\n]*\n){0,3}?제목\s+(?![:：])[^\n]+", re.MULTILINE
)
# "(발도리아측 작성)", "우리측=발도리아".
WRITTEN_BY = re.compile(
    r"(?P<who>[^\s()/,]+?)\s?측?\s작성(?=[),\s])|(?:우리측|아측)\s?[=:]\s?(?P<we>[^\s()/,]+)"
)
WRITTEN_WITHIN = 400
OUR_SIDE = re.compile(r"(?<![가-힣])(?:우리\s?측|아측|우리\s[가-힣]{2,}[부청처원])")
APART = re.compile(r"\s?측|\s+[가-힣]{2,}[부청처원](?![가-힣])")


def _written_by(text: str, cast: Participants) -> OwnerSide | None:
    """Return the side that says at the head of a text that it wrote it."""
    for found in WRITTEN_BY.finditer(text[:WRITTEN_WITHIN]):
        sides = cast.sides_in(found["who"] or found["we"]) - {THIRD}
        if len(sides) == 1:
            return owner_of(sides)
    return None


def _is_apart(text: str, cast: Participants, home: OwnerSide | None) -> bool:
    """Return whether a text sets the country whose language it is apart from "우리측", and no other."""
    if home is None or not OUR_SIDE.search(text):
        return False
    apart = {one.side for one in cast.mentions(text) if APART.match(text, one.place[1])} - {THIRD}
    return apart == {home}


def assume_writer(text: str, cast: Participants) -> None:
    """Enter the side of the country whose language it is as the writer's, where the text names none."""
    home = owner_of(home_sides(cast))
    letter, reporter = LETTER_HEAD.search(text), REPORTER.search(text)
    cast.own = (
        cast.own
        or _written_by(text, cast)
        or (find_opposite(home) if home and _is_apart(text, cast, home) else home)
    )
    is_prose = not (cast.is_treaty or cast.is_speech)
    if is_prose and (speaker := speaker_in_korean(text, cast)):
        cast.is_letter, cast.is_speech, cast.own, cast.writer = False, True, speaker, speaker
    cast.has_ours = OUR_SPEAKER.search(text) is not None
    if letter and is_prose and not cast.is_speech:
        cast.is_letter = True
        if addressee := owner_of(cast.sides_in(letter["to"]) - {THIRD}):
            cast.own = find_opposite(addressee) if addressee in ("ours", "theirs") else cast.own
    if cast.is_letter:
        cast.writer = cast.writer or cast.own
    if home and reporter:
        cast.own = cast.writer = home
    if cast.own and reporter:
        # "동 장관": whom the reporter met.
        cast.people["동"] = cast.people["동인"] = {find_opposite(cast.own)}

"""Who writes a Korean text: whose "우리측" it is, and how a writer speaks of oneself."""

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
# A line that is spoken, although no point ends it: "사진은 다녀와서 공유할게요~".
CHATTED = re.compile(r"(?:[가-힣]요|니다|[가-힣]죠|시다)[~!^ㅎㅋㅠㅜ\s]*$")
# Who is asked by the embassy: "본부에서 회시 바람".
CAPITAL = re.compile(r"(?<![가-힣])(?:본부|우리\s?부|귀과|본국)(?:에서|에|는|께서|도)|(?<![가-힣])훈령\s")
# Who gets what is asked for: "저희에게 보내 주시기".
FOR_US = re.compile(r"(?:저희|저|우리)(?:측|쪽)?(?:에게|에|한테|께)?\s+(?=(?:[^\s,.]+\s+){0,3}$)")
# What one does oneself, in a letter: "시안은 저희 쪽에서 제작합니다".
OWN_PRESENT = re.compile(
    r"(?:저희|우리)(?:\s?[가-힣]+){0,3}?(?:가|에서|이)\s(?:[^.]*\s)?(?P<verb>[가-힣]{2,}(?<!생각)(?<!감사)(?<!환영)(?<!희망)(?<!기대)"
    r"(?<!이해)(?<!필요)(?<!가능)(?<!당연)(?<!중요)(?<!확신)(?<!지지)(?<!축하)(?<!기원)(?<!공감)(?<!동의)(?<!부탁)(?<!요청)(?<!소망)(?<!염원)(?<!고대)(?<!확인)(?<!존경)(?<!사랑)(?<!자부)"
    r"(?:합니다|해요))(?=\W*$)"
)
# How one states what one will do oneself: "확정하도록 하겠습니다", "보낼게요".
MINE = re.compile(r"(?:드릴\s*수|[^\s]*드림(?=\W*$)|겠습니다|겠음|게요|[가-힣]게요|도록\s*하겠습니다)")
# What one promises to whom one speaks.
PLEDGED = re.compile(r"(?:약속|다짐|확약)\s?드립니다|(?:약속|다짐|확약)합니다(?=\W*$)")
REPORT = re.compile(r"보고|대외주의|대외비|면담\s*결과|출장\s*결과|내부|검토\s*의견|동향|전문")
REPORT_WITHIN = 120
# "장관님, … 해 주시기 바랍니다": who is asked.
VOCATIVE = re.compile(r"[^\s,]+(?:\s[^\s,]+)?님,\s")
# How somebody speaks to those who read: "부탁드립니다", "바랍니다".
POLITE = re.compile(
    r"[^,.]*(?:니다|시오|[가-힣]요(?![가-힣])|[가-힣]죠|까|주시길|셔야|바람|요망|드림|도움이\s*되겠음|드리는|감사|고맙)"
)


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

"""Speeches: one person speaks to others of the same and of the other side."""

import re

from commitments.language.reader.forms.authors import agencies_in, author_by_words
from commitments.language.reader.grammar import Grammar, OwnerSide
from commitments.language.reader.korean_names import can_act, home_sides, side_of
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of

TITLE = re.compile(
    r"^.{0,40}?\b(?:(?:[Oo]pening|[Cc]losing|[Kk]eynote|[Ww]elcome|[Cc]ongratulatory) )?(?:[Rr]emarks|"
    r"[Aa]ddress|[Ss]peech|[Tt]oast|REMARKS|ADDRESS|SPEECH|[Ss]tatement|STATEMENT|[Dd]iscours|[Aa]llocution|"
    r"[Ii]ntervention|[Pp]ropos|[Dd]éclaration (?=du|de la)|[Mm]ot|[Mm]essage|[Pp]oint de presse|"
    r"[Cc]onférence de presse|[Ee]ntretien accordé|DISCOURS|ALLOCUTION|INTERVENTION)\b.{0,20}?\n?\b(?:by|of|"
    r"BY|OF|du|de|par)\b(?P<who>[^\n]{5,200})",
    re.MULTILINE,
)
SALUTATION = re.compile(
    r"^[ \t]*(?:(?:(?:Deputy |Vice |Prime |Foreign )*(?:Ministers?|Presidents?|Premier|Ambassadors?|"
    r"Secretary|Governor|Madam|"
    r"Chair(?:man|person)?|Speaker|Sir)(?: [A-Z][\w'-]+){0,3}, )[^.?!\n]{0,120}[,;:.]?[ \t]*|(?:(?:Mr|"
    r"H\.E|Hon)\.?|Madam|Mister|Your|Dear|My dear|The Honou?rable|Honou?rable)(?!\w)|"
    r"Excellenc|Distinguished|Ladies|Esteemed|"
    r"[A-Z][\w'-]+(?:, [\w' -]{3,40}){2,8},[ \t]*$|Friends|Colleagues|Mesdames|Monsieur le|Madame "
    r"la)[^.?!\n]{0,160}[,;:.!]?[ \t]*$",
    re.MULTILINE,
)
# "Ambassadeur de France en Guinée": the second country is where.
ENVOY = re.compile(
    r"((?:ambassad\w+|consul\w*) (?:de |du |d'|of )(?:la |l'|the )?[\w-]+) (?:en|au|aux|in|to) .*", re.I
)
# To whom somebody speaks: "devant les étudiants de l'Université de Seoul".
AUDIENCE = re.compile(r" (?:devant|before) .*")
FIRST_PERSON = re.compile(r"\b(?:I|my|My|I'm|I've|[Jj]e|[Jj](?=['’])|[Mm]on)\b")
SPOKEN_BY = re.compile(r"\**(?P<who>[A-Z][^:.;\n]{3,70}?)\**(?::\**|(?<=[A-ZÀ-Ý]) [–—-]) (?=[A-ZÀ-Ý\"“'])")
# "Le chef du DFAE": of an agency that the table knows by its letters.
HEAD_OF = re.compile(r"\b(?:chefs?|cheffe|[Hh]ead|[Dd]irect\w+|[Pp]orte-parole|[Ss]pokes\w+)\b")
# The head of a text, in letters.
HEAD = 600


def is_speech(text: str, cast: Participants) -> bool:
    """Return whether one person speaks: as the title says, or to an audience that is greeted at the head."""
    said = len(FIRST_PERSON.findall(text))
    title = TITLE.search(text[:HEAD])
    if title:
        sides = cast.sides_in(_speaker_in(title)) - {THIRD}
        # "Remarks by the Minister at the joint press conference" are of one.
        before = text[title.start() : title.start("who")] + _speaker_in(title)
        is_joint = "joint" in before.casefold() and "presse" not in before.casefold()
        return said > 0 and len(sides) < 2 and not is_joint
    return said > 1 and SALUTATION.search(text[:HEAD]) is not None


def _speaker_in(title: re.Match[str]) -> str:
    """Return the words of a title that name who speaks, without the occasion and the audience."""
    who = ENVOY.sub(r"\1", title["who"])
    return re.split(r" (?:at|in honou?r|during|on|to|before|for|lors|devant|à)\b", who)[0]


# How the points of a brief for a conversation begin, and which of them only a conversation has.
POINTED = re.compile(
    r"^[^\w\n]*(?P<verb>Thank|Congratulate|Welcome|Express|Look (?:forward|fwd)|Remercier|Saluer|Féliciter|"
    r"Ask|Raise|Propose|Stress|Recall|Request|Urge|Underline|Reiterate|Note|If (?:raised|asked)|IF "
    r"(?:RAISED|ASKED)|"
    r"Rappeler|Demander|Proposer|Souligner|Convenir|Insister|Évoquer|Si (?:question|interrogé))\b",
    re.MULTILINE,
)
COURTESY = re.compile(r"Thank|Congrat|Welcome|Express|Look|Remerc|Saluer|Félic")
FEWEST_POINTED = 3
ASKED = re.compile(
    r"^\W*(?:Ask|Urge|Demander (?:à|au)) (?:the |la |le |l')?(?P<who>[^.;:\n]{2,40})", re.MULTILINE
)


def briefed_side(text: str, cast: Participants) -> OwnerSide | None:
    """Return for whom a brief for a conversation is written; None for any other text.

    Where it names nobody whom to ask, this is our own side, which keeps the text.
    """
    verbs = [found["verb"] for found in POINTED.finditer(text)]
    if len(verbs) < FEWEST_POINTED or not any(map(COURTESY.match, verbs)):
        return None
    asked = ASKED.search(text)
    side = owner_of(cast.sides_in(asked["who"]) - {THIRD}) if asked else None
    return find_opposite(side) if side in ("ours", "theirs") else "ours"


# Whose the letter is that begins, where a text has several: "II. Réponse du Ministre".
LETTER_BEGINS = re.compile(
    r"(?:[IVX]{1,4}[.)] )?(?:Lettre|Réponse|Note) (?:de la |de l'|du |de |d')(?P<who>[^.;:\n]{5,110})"
)


def speaker_of_block(text: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return who speaks where part of a briefing begins with an office: "Minister of Ruritania: …".

    A heading may also name whose letter begins.
    """
    letter = LETTER_BEGINS.fullmatch(text.replace("’", "'").strip())
    if letter and (side := owner_of(cast.sides_in(letter["who"]) - {THIRD})) in ("ours", "theirs"):
        cast.is_letter = True
        return side
    found = SPOKEN_BY.match(text)
    if found is None:
        return None
    if HEAD_OF.search(found["who"]) and (side := owner_of(agencies_in(found["who"], cast))):
        return side
    if grammar.office.search(found["who"]) is None:
        return None
    who = found["who"].title() if found["who"].split(" (")[0].isupper() else found["who"]
    side = owner_of((cast.sides_in(who) or cast.person(who) or cast.office(who)) - {THIRD})
    return side if side in ("ours", "theirs") else None


def speaker_of_speech(text: str, cast: Participants) -> OwnerSide | None:
    """Return the speaker's side: named in the title, or as the speaker's own words show."""
    title = TITLE.search(text[:HEAD])
    if title:
        who = _speaker_in(title)
        sides = cast.sides_in(who) - {THIRD} or cast.person(who) or cast.office(who)
        if len(sides) == 1:
            return owner_of(sides)
    audience = AUDIENCE.search(title["who"]) if title else None
    heard = owner_of(cast.sides_in(audience[0]) - {THIRD}) if audience else None
    if heard in ("ours", "theirs"):
        return find_opposite(heard)
    return author_by_words(text, cast)


# Who speaks at a press conference, and who leads it or asks.
KOREAN_SPEAKER = re.compile(
    r"\W*(?P<who>[^:：.\n]{2,30}?)(?:\s*[:：]\s|\s+(?:모두\s?)?(?:발언|연설|답변|인사말)(?=\W*(?:\n|$)))|"
    r"\((?P<label>[^()\n]{2,20})\)\s"
)
OUR_SPEAKER = re.compile(r"^[^\w\n]*우리\s?[가-힣]{2,}\s*[:：]", re.MULTILINE)
MODERATES = re.compile(r"(?:사회자|진행자|기자)(?:\s|\(|$)")
OFFICE_OF_PERSON = re.compile(
    r"(?:대통령|총리|장관|차관|국장|대사|주석|국왕|수상|외상|대표|대변인|의장)(?:\([^)]*\))?$"
)
SPOKEN = re.compile(r"(?:니다|[세지해]요)[.!]|(?:니다|요)\W*$|습니까|십시오")
# What a text of one who speaks is called, and how it greets its hearers.
KOREAN_TITLE = re.compile(
    r"(?P<who>[^\n]{0,60}?)\s*(?:(?:기조|특별|개막|개회|폐회|환영|축하|공동|초청|정책|기념|오찬|만찬|취임|신년|모두)\s*)*"
    r"(?:연설|축사|환영사|답사|만찬사|오찬사|기념사|개회사|폐회사|인사말|모두\s?발언|담화|치사|격려사|추도사|강연|브리핑|회견|"
    r"(?P<brief>말씀\s?자료|발언\s?(?:요지|자료)|언급\s?요지|대담\s?자료|토킹\s?포인트))"
)
KOREAN_AUDIENCE = re.compile(
    r"^\W*(?:존경하는|친애하는|사랑하는|자랑스러운|[^\n]{0,60}여러분|안녕하십니까|반갑습니다)", re.MULTILINE
)
KOREAN_FIRST = re.compile(r"(?<![가-힣])(?:저는|저희|제가|저의|여러분|우리는|우리\s정부는)")
KOREAN_OFFICE = re.compile(
    r"(?P<country>[^\s·,]+)\s+(?:[^\s]+[부처청성]\s+)?(?:대통령|총리|장관|차관|대사|의장|국왕|주석|대표|국장|[가-힣]+장관)"
    r"(?P<guest>\s+(?:환영|초청|방한))?"
)
APART = re.compile(r"\s?측(?=[은이의과에]|\s)")
FEWEST_SPOKEN = 3


def speaker_in_korean(text: str, cast: Participants) -> OwnerSide | None:
    """Return the side of who speaks in a Korean text of one speaker, or for whom a brief was written.

    Where its title names no country before the office, this is the country whose language it is.
    """
    head = text[:HEAD]
    title = next(filter(None, (KOREAN_TITLE.search(line) for line in head.splitlines()[:4])), None)
    home = owner_of(home_sides(cast))
    if title and title["brief"]:
        return home
    is_spoken = len(SPOKEN.findall(text)) >= FEWEST_SPOKEN and KOREAN_FIRST.search(text) is not None
    if cast.is_letter:
        # A letter has an address; "존경하는 국민 여러분" and "감사합니다" only look like one.
        is_spoken, title = is_spoken and "여러분" in head, None
    if not is_spoken or not (title or KOREAN_AUDIENCE.search(head)):
        return None
    for office in KOREAN_OFFICE.finditer(title[0] if title else ""):
        side = owner_of(cast.sides_in(office["country"]) - {THIRD})
        if side in ("ours", "theirs"):
            return find_opposite(side) if office["guest"] else side
    # Nobody calls his own country "the Korean side".
    apart = {one.side for one in cast.mentions(text) if APART.match(text, one.place[1])} - {THIRD}
    return find_opposite(home) if home and apart == {home} else home


# The heading of the answer in an exchange of letters: "(라오스측 회답각서)".
LETTER_OF = re.compile(
    r"\W*(?P<who>[^\n]{2,30}?\s?(?:측|정부))(?:의)?\s*(?:회답|회신|답신|제안)?\s*(?:각서|서한|공한)\W*"
)


def introduce_korean_speaker(text: str, cast: Participants) -> bool:
    """Enter who speaks where a block begins with an office; return False for the words of a moderator."""
    if letter := LETTER_OF.fullmatch(text):
        cast.own = cast.writer = side_of(letter["who"], cast) or cast.own
    found = KOREAN_SPEAKER.match(text)
    if found is None:
        return True
    who = found["who"] or found["label"]
    if MODERATES.match(who):
        return False
    is_office = can_act(who, cast) and OFFICE_OF_PERSON.search(who)
    if is_office and not cast.is_letter and (SPOKEN.search(text) or found.end() == len(text.rstrip())):
        home = owner_of(home_sides(cast))
        # Who is not "our" president, and not known, is the other one; without "our", it is ours.
        other = find_opposite(home) if home and cast.has_ours else home
        side = home if who.startswith("우리") else side_of(who, cast) or other
        if side in ("ours", "theirs"):
            cast.is_speech, cast.own, cast.writer = True, side, side
    return True

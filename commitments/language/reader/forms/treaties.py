"""Memoranda and treaties: their articles, what they call the parties, and their final clauses."""

import re
from collections.abc import Iterator
from itertools import pairwise

from commitments.language.reader.grammar import Place
from commitments.language.reader.participants import THIRD, Participants

ARTICLE = re.compile(
    r"^[ \t#*]*(?:Article|ARTICLE|Art\.|Section|SECTION|Paragraph|PARAGRAPH|Clause|제)[ \t]*(?:\d{1,3}|"
    r"[IVXL]{1,6})"
    r"(?:er|re)?(?:조|장|항)?\b[ \t.:)(–—-]*(?P<title>[^\n]*)$",
    re.MULTILINE,
)
KINDS = (
    r"memorandum|agreement|treaty|arrangement|protocol|convention|"
    r"accord|entente|mémorandum|protocole|traité|양해각서|협정|조약|약정"
)
TITLE = re.compile(rf"^[^\n.]{{0,60}}(?:{KINDS})[^\n.]*$", re.MULTILINE | re.IGNORECASE)
BETWEEN = re.compile(r"\b(?:between|entre)\b|간의?|사이", re.IGNORECASE)
# "8. Duration and termination", in a text without the word "article".
SECTION = re.compile(
    r"^[ \t#*]*(?:\d{1,2}|[IVX]{1,5})[.)]?[ \t]+(?P<title>[A-Z][^\n.;:]{2,80})$", re.MULTILINE
)
# What only says how long the text itself holds, how it is changed, read and ended.
FINAL = re.compile(
    r"entry into (?:force|effect)|coming into (?:force|effect)|effective date|commencement|duration|validity|"
    r"terminat\w+|denunciation|withdrawal|amendments?|modifications?|revisions?|settlement of (?:disputes|"
    r"differences)|"
    r"disputes?(?: resolution| settlement)?|resolution of (?:disputes|differences)|differences|"
    r"interpretation|definitions?|"
    r"use of terms|legal (?:status|effect|nature)|(?:non-)?binding|status of (?:this|the)|languages?|"
    r"relation(?:ship)? (?:to|with) other|other agreements|objectives?|purpose|scope|"
    r"entrée en vigueur|durée|dénonciation|résiliation|modifications?|amendements?|règlement des différends|"
    r"définitions?|langues?|objet|발효|효력|종료|유효\s?기간|개정|수정|분쟁|해석|정의|목적|적용\s?범위",
    re.IGNORECASE,
)
TITLE_WORDS = re.compile(
    r"(?:and|or|of|the|et|ou|de|la|du|des|to|with|on|effect|force|clauses?|provisions?|및|과|와|,|;|/|&|-|\s|"
    r"\.)+",
    re.IGNORECASE,
)
HEREINAFTER = re.compile(
    r"(?P<who>[^()\"“”\n]{3,200})\((?:hereinafter|hereafter|ci-après|이하)[^\"“«)]{0,60}[\"“'«]\s?"
    r"(?:the |la |le |l['’])?"
    r"(?P<name>[^\"”»)]{2,60}?)\s?[\"”'»][^)]{0,40}\)",
)
# "LE MINISTÈRE DE LA SANTÉ DU MAROC (MS)": a party at the head, and its letters.
PARTY_LINE = re.compile(
    r"(?:^|(?<=\) )(?=(?:et|and|ET|AND) ))(?P<who>[^\n()]{8,160}?)(?:,? (?:ci-après|hereinafter)"
    r"[^\n()]{0,30})? "
    r"\((?P<name>[A-ZÀ-Ý][A-Za-zÀ-ÿ-]{1,11})\)",
    re.MULTILINE,
)
CALLED = re.compile(
    r"ci-après (?:dénomm|désign|appel|[«\"]|les)\w*|(?:convien|sont conven|sont parven)[^\n]{3,60}:",
    re.IGNORECASE,
)
# How a French text comes to its clauses, whatever its parties are called.
AGREED_ON = re.compile(
    r"\b(?:conviennent|sont (?:\w+ )?convenu(?:e?s)?|ont (?:\w+ )?(?:convenu|arrêté|adopté))(?: de| des?)? "
    r"(?:ce qui suit|dispositions (?:suivantes|qui suivent))",
    re.IGNORECASE,
)
# What both are called together: "the Participants".
TOGETHER = re.compile(r"(?:ies|ants|sides|ments|parties|États|States)$", re.IGNORECASE)
# Whose an office is, up to the next one.
OFFICE = re.compile(
    r"\bthe (?P<office>Ministry|Department|Agency|Authority|Commission|Institute|Bank|Office|"
    r"Council|Service|Centre)"
    r" (?P<of>(?:of|for) (?:(?!\b(?:(?:and|et) the|will|shall|to|with|in)\b)[^.;:()\"“”\n]){3,160})",
    re.IGNORECASE,
)
# "12 The Parties", "§ 3. Chaque Partie".
NUMBERED = re.compile(
    r"^[ \t]*(?:(?P<bare>\d{1,2})|§{1,2} ?(?P<number>\d{1,2})[.)]?)(?=[ \t]+[A-ZÀ-Ý])", re.MULTILINE
)
RECITALS = re.compile(
    r"^[ \t]*(?:WHEREAS|Whereas|RECITALS|Recitals|PREAMBLE|Preamble|Considérant)\b", re.MULTILINE
)
LONGEST_TITLE = 90
# The head of a text, in letters.
HEAD = 800


def is_treaty(text: str) -> bool:
    """Return whether a text is a memorandum or a treaty: it has articles, or calls itself one between two."""
    title = next((found for found in TITLE.finditer(text[:HEAD])), None)
    is_titled = title is not None and title.start() < HEAD // 4 and BETWEEN.search(text[: title.end() + 300])
    has_names = HEREINAFTER.search(text[: 4 * HEAD]) is not None
    has_names = has_names or CALLED.search(text[: 4 * HEAD]) is not None
    if title is not None and title.start() < HEAD // 4 and AGREED_ON.search(text[: 4 * HEAD]):
        return True
    return len(ARTICLE.findall(text)) > 1 or bool(
        is_titled and (has_names or ARTICLE.search(text) or len(SECTION.findall(text)) > 2)
    )


def introduce_parties(text: str, cast: Participants) -> None:
    """Enter what the parties are called: "the Ministry of Trade of Korea (hereinafter “the Ministry”)"."""
    _introduce_offices(text, cast)
    introduce_french_offices(text, cast)
    for found in (*HEREINAFTER.finditer(text), *PARTY_LINE.finditer(text[: 4 * HEAD])):
        if TOGETHER.search(found["name"]):
            continue
        who = found["who"].title() if found["who"].isupper() else found["who"]
        nearest = re.split(r"\band\b|\bet (?=le |la |l')|;", who)[-1]
        for words in (nearest, who):
            sides = {mention.side for mention in cast.mentions(words)} - {THIRD}
            if sides:
                break
        if len(sides) == 1:
            name, side = found["name"].strip(" ,."), sides.pop()
            cast.seats |= {
                f"{article}{name}": side
                for article in ("", "the ", "The ", "la ", "La ", "le ", "Le ", "l'", "L'")
            }


def _introduce_offices(text: str, cast: Participants) -> None:
    """Enter "the Ministry" and "the Department" where only one party has an office that is called so."""
    sides: dict[str, set[str]] = {}
    for found in OFFICE.finditer(text[: 4 * HEAD]):
        named = {mention.side for mention in cast.mentions(found["of"])} - {THIRD}
        sides.setdefault(found["office"].title(), set()).update(named)
    for office, those in sides.items():
        if len(those) == 1:
            side = min(those)
            cast.seats = {f"the {office}": side, f"The {office}": side} | cast.seats


# "Le Ministère des Transports du Sénégal", in the title of a French text.
OFFICE_FR = re.compile(
    r"\b(?:l[ea] |l['’])(?P<office>ministère|département fédéral|département|région|conseil départemental|"
    r"conseil régional|commune|ville|fondation|office fédéral|office|agence|secrétariat|direction|institut|"
    r"service public fédéral|service|banque|université|autorité|conseil|SPF)\b(?P<of> (?:(?!\bet l[ea] |"
    r"\bet l['’])[^.;:\"“”«»]){3,160})",
    re.IGNORECASE,
)


def introduce_french_offices(text: str, cast: Participants) -> None:
    """Enter "le Ministère" where only one party has an office that is called so at the head of the text."""
    sides: dict[str, set[str]] = {}
    head = " ".join(text[:HEAD].split())
    for found in OFFICE_FR.finditer(head.title() if head.isupper() else head):
        words = found["of"].title() if found["of"].isupper() else found["of"]
        named = [mention.side for mention in cast.mentions(words) if mention.side != THIRD][:1]
        sides.setdefault(found["office"].casefold(), set()).update(named)
    for office, those in sides.items():
        name = office[0].upper() + office[1:]
        if len(those) == 1:
            articles = ("l'", "L'") if name[0] in "AOUIÉ" else ("le ", "Le ", "la ", "La ")
            cast.seats = dict.fromkeys((f"{one}{name}" for one in articles), min(those)) | cast.seats


def _articles(text: str) -> list[re.Match[str]]:
    """Return the headings of the articles; where none is called so, the numbered headings."""
    return list(ARTICLE.finditer(text)) or list(SECTION.finditer(text))


def final_clauses(text: str) -> Iterator[Place]:
    """Yield the articles that only concern the text itself, with their titles."""
    found = _articles(text)
    for number, article in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        if is_final_title(_title_of(text, article, end)):
            yield article.start(), end


def preamble(text: str) -> Iterator[Place]:
    """Yield the recitals: what stands between "whereas" and the first article."""
    first = next(iter(_articles(text)), None)
    found = RECITALS.search(text, 0, first.start()) if first else None
    if first and found:
        yield found.start(), first.start()


def numbers(text: str) -> Iterator[Place]:
    """Yield the bare numbers at the head of paragraphs: "1 The Parties designate", then "2 …"."""
    found = [*NUMBERED.finditer(text)]
    each = [int(one["bare"] or one["number"]) for one in found]
    if any(one + 1 == two for one, two in pairwise(each)):
        yield from (one.span() for one in found)


def titles(text: str) -> Iterator[Place]:
    """Yield the lines that number and name an article."""
    for article in _articles(text):
        if len(article["title"]) < LONGEST_TITLE and not article["title"].rstrip().endswith((".", ";", ":")):
            yield article.span()


def _title_of(text: str, article: re.Match[str], end: int) -> str:
    """Return the title of an article, on its line or on the next."""
    if article["title"].strip():
        return article["title"]
    following = text[article.end() : end].strip().split("\n")[0].strip()
    return following if len(following) < LONGEST_TITLE and not following.endswith((".", ";")) else ""


def is_final_title(title: str) -> bool:
    """Return whether a title names nothing but final clauses."""
    plain = title.strip(" .:()[]#*\t")
    return (
        len(plain) < LONGEST_TITLE
        and FINAL.search(plain) is not None
        and not TITLE_WORDS.sub("", FINAL.sub("", plain))
    )

"""Whose the offices of a French text are: "le ministre du Commerce du Maroc", and who has a counterpart."""

import re

from commitments.language.reader.french_words import MINUTES, OFFICE
from commitments.language.reader.grammar import compile_pattern
from commitments.language.reader.participants import BOTH, THIRD, Participants

# An office with all that names it: "la ministre des Affaires étrangères de la République de Corée".
HOLDER = compile_pattern(
    rf"\b(?P<article>la |le |l'|du |au |de la |à la )(?P<office>{OFFICE})(?![\w-])(?P<tail>(?:,? (?!(?:a|"
    rf"ont|est|sont|se|qui|que|avec|pour|dans|sur|en|par|sera|reçoit|avait|va|et (?:le|la|son|de son|l))\b|"
    rf"s'|et l')[\w'-]+){{0,14}})"
)
# "A reçu son homologue marocain".
COUNTERPART = compile_pattern(
    rf"\b(?P<article>la |le |l')(?P<office>{OFFICE})\b(?P<tail>[^.;:]{{0,160}}?) (?:son|"
    rf"sa) homologue (?P<of>[^.;:,]{{3,60}})"
)
# A body of one side with all its name, which the text goes on to call by its first word: « la Régie ».
NO_BODY = (
    r"(?!(?:République|Royaume|Confédération|Grand-Duché|États?|Part\w+|Gouvernements?|Minist\w+|Ambassad\w+|"
    r"Consul\w*|Présiden\w+|Premi\w+|Comité|Commission|Accord|Protocole|Convention|Mémorandum|Sommet|"
    r"Dialogue|Déclaration|Union|Groupe|Secrétaire|Chef\w*|Direct\w+|Délégation|Programme|Plan|Projet|Fonds|"
    r"Arrangement|Traité|Chancelier|Roi|Reine|Général|Forum|Sénat|Assemblée|Parlement|Constitution|Loi|Code|"
    r"Lettre|Note|Peuple|Nation|Journée|Année|Semaine|Conseil)\b)"
)
# What says which body it is: adjectives, and what it is of; no verb.
ADJECTIVE = (
    r"(?: (?!(?:communique|revendique|explique|indique|applique|fabrique|pratique|publique)\b)[a-zà-ÿ-]+"
    r"(?:ale?|aux|elle|el|ien|ienne|aine?|ique|ome|eure?|aire|if|ive|oise?|aise?|ane?|é|ée|enne|ublic|ublique)s?(?![\w-]))"
)
OF = (
    r" (?:(?:de la|du|des|de|aux?|à la|pour la|pour l[e']) |(?:de |à )?l'|d')(?!(?:la|le|l'|son|sa)\b)[\w-]+"
    rf"{ADJECTIVE}{{0,2}}"
)
BODY = re.compile(
    rf"\b(?:[Ll]a |[Ll]e |[Ll]'|[Dd]u |[Aa]u )(?P<name>{NO_BODY}[A-ZÀ-Ý][a-zà-ÿ-]{{3,}})"
    rf"(?P<tail>{ADJECTIVE}{{0,3}}(?:{OF}){{0,3}})"
)
# Where a name stands for those who sit there: « le secrétaire général du Quai d'Orsay ».
SEAT = re.compile(r"[A-ZÀ-Ý][\w-]+(?: d'[A-ZÀ-Ý][\w-]+)?")
FEMALE = frozenset({"la ", "de la ", "à la "})
TITLE_WITHIN, LONGEST_HEAD = 300, 4000
# A French title that joins the two sides in one adjective: "comité mixte maroco-luxembourgeois".
TOGETHER = compile_pattern(
    rf"{MINUTES}|\b(?:commission|comité|groupe de travail|dialogue|réunion|"
    rf"consultations)(?: \w+){{0,2}} (?:mixtes?|conjointe?s?|bilatérale?s?|\w{{3,}}o-\w{{4,}})\b|"
    rf"\bcommuniqué (?:conjoint|final)"
)


def introduce_french(text: str, cast: Participants) -> None:
    """Enter each office with its article, and note whether the title speaks of a meeting of both."""
    text = text.replace("’", "'")
    head = text[:LONGEST_HEAD]
    for found in HOLDER.finditer(head):
        sides = [mention.side for mention in cast.mentions(found["tail"])][:1]
        sides = sides or [side for seat in SEAT.findall(found["tail"]) if (side := cast.seats.get(seat))][:1]
        if sides and sides[0] != THIRD:
            _enter(found, sides[0], cast)
    for found in COUNTERPART.finditer(head):
        other = [mention.side for mention in cast.mentions(found["of"])][:1]
        is_bare = not cast.mentions(found["tail"])
        if other and other[0] in BOTH and is_bare:
            # "Le ministre sénégalais" says whose he is; "le ministre" is the other one.
            cast.offices[_key(found)] = {BOTH[1 - BOTH.index(other[0])]}
    if cast.names_each and TOGETHER.search(text[:TITLE_WITHIN]):
        cast.names_both = True


def introduce_french_bodies(text: str, cast: Participants) -> None:
    """Enter bodies by the first word of their names, where only one side has such a body."""
    sides: dict[str, set[str]] = {}
    for found in BODY.finditer(text.replace("’", "'")[:LONGEST_HEAD]):
        named = {mention.side for mention in cast.mentions(found["tail"])}
        if cast.mentions(found["name"]):
            continue
        sides.setdefault(found["name"], set()).update(named)
    for name, those in sides.items():
        # Of two bodies of this name, and of one of which no country is named, nobody can tell.
        if len(those) == 1 and those <= set(BOTH):
            for article in ("", "la ", "La ", "le ", "Le ", "l'", "L'"):
                cast.seats.setdefault(f"{article}{name}", min(those))


def _key(found: re.Match[str]) -> str:
    """Return an office with the article that shows who holds it."""
    article = "la " if found["article"].casefold() in FEMALE else "l'" if "'" in found["article"] else "le "
    return " ".join(f"{article}{found['office']}".casefold().split())


def _enter(found: re.Match[str], side: str, cast: Participants) -> None:
    cast.offices.setdefault(_key(found), set()).add(side)

"""Find whose words a letter or a speech is: by its address, its signature, or its first person."""

import re
from collections import Counter

from commitments.language.lexicon.countries import seats
from commitments.language.lexicon.romanisation import is_korean_name
from commitments.language.reader.forms.emails import Email
from commitments.language.reader.grammar import OwnerSide, split_list
from commitments.language.reader.korean_names import side_of_embassy
from commitments.language.reader.participants import (
    BOTH,
    SHORTEST_NAME,
    THIRD,
    Participants,
    find_opposite,
    owner_of,
)

ADDRESS = re.compile(r"(?P<name>[^<>@,;\n]*?)[<(\[ ]*\b[\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)+)")
# Countries whose domains are not called after their code.
DOMAINS = {"uk": "GB", "ac": "GB"}
# Of an embassy, its host: "주캐나다대사관".
SEATED = re.compile(r"주\s?(?P<host>[가-힣]{2,}?)\s?(?:대사|총영사|대표부)")
# Who writes to whom is a person, in the name beside an address.
NO_NAMES = split_list("mofa the embassy ministry of and desk unit office division department via team")


def side_of_address(text: str, cast: Participants) -> OwnerSide | None:
    """Return the side of senders or recipients, by the country of their domains, by country or by name."""
    if host := SEATED.search(text):
        return side_of_embassy(host["host"], cast)
    if EMBASSY.search(text) and ADDRESS.search(text) is None:
        return _side_of_office(text, cast)
    domains = {found["domain"].rsplit(".", 1)[-1].casefold() for found in ADDRESS.finditer(text)}
    codes = [DOMAINS.get(domain, domain.upper()) for domain in domains]
    sides = {cast.codes[code] for code in codes if code in cast.codes} or sides_of_hosts(text, cast)
    sides = sides or (cast.sides_in(text) - {THIRD}) or cast.person(text) or agencies_in(text, cast)
    # "Didier (Ministère de la Pêche, Séoul)": the capital.
    places = re.split(r"[(),;]", text) if not sides else []
    found = owner_of(sides or {seat for place in places if (seat := cast.seats.get(place.strip()))})
    return found if found in ("ours", "theirs") else None


def sides_of_hosts(text: str, cast: Participants) -> set[str]:
    """Return the sides that own the domains of addresses: "…@mofa.go.kr", "…@valdoria.example"."""
    names = [name for found in ADDRESS.finditer(text) for name in re.split(r"[.-]", found["domain"])]
    sides = {cast.agency(name.upper()) for name in names if len(name) > SHORTEST_NAME - 1}
    sides |= {side for name in names for side in cast.sides_in(name.title())}
    return {side for side in sides if side in ("ours", "theirs")}


def agencies_in(text: str, cast: Participants) -> set[str]:
    """Return the sides whose offices a piece of text names by their letters."""
    sides = {cast.agency(letters) for letters in re.findall(r"\b[A-Z][A-Za-z]*[A-Z]\b", text)}
    return {side for side in sides if side in ("ours", "theirs")}


def enter_people(text: str, cast: Participants) -> None:
    """Enter the persons of an address line with the side of their addresses: "Jimin Park <…@….kr>"."""
    for found in ADDRESS.finditer(text):
        side = side_of_address(found[0], cast)
        for word in re.findall(r"[^\W\d_][\w'-]+", found["name"]) if side else ():
            if len(word) >= SHORTEST_NAME and word[0].isupper() and word.casefold() not in NO_NAMES:
                cast.people.setdefault(word, set()).add(str(side))


# "Tom Rees (DHSC)": a person with the office.
MEMBER = re.compile(r"(?P<name>[^()<>@,;]{2,50}?) \((?P<office>[^()]{2,60})\)")


def _enter_member(line: str, cast: Participants) -> None:
    """Enter a person of an address line with the side of the office in brackets."""
    for found in MEMBER.finditer(line):
        sides = cast.sides_in(found["office"]) - {THIRD} or agencies_in(found["office"], cast)
        for word in re.findall(r"[^\W\d_][\w'-]+", found["name"]) if len(sides) == 1 else ():
            if len(word) >= SHORTEST_NAME and word[0].isupper() and word.casefold() not in NO_NAMES:
                cast.people.setdefault(word, set()).update(sides)


# Where names of Koreans are those of one side.
KOREA = "KR"


def _enter_koreans(line: str, cast: Participants) -> None:
    """Enter a person of an address line or a signature whose name is Korean, where Korea is a side."""
    for piece in re.split(r"[,;<>()\n]", line) if KOREA in cast.codes else ():
        for word in piece.split() if is_korean_name(piece) else ():
            cast.people.setdefault(word, set()).add(cast.codes[KOREA])


# "Best regards from a snowy Elm".
FROM_WHERE = re.compile(
    r"\b(?:[Gg]reetings|[Rr]egards|[Ww]ishes|[Hh]ello|[Ww]riting(?: to you)?|[Cc]heers) from (?:an? |the "
    r")?(?:[a-z]+ ){0,2}"
    r"(?P<where>[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)?)"
)


# "La Direction France": the office that deals with the other one.
DESK = re.compile(
    r"\b(?:Direction|Bureau|Division|Section|Sous-direction|Pôle|Service) (?P<of>[A-ZÀ-Ý][\w'’-]+)[ \t]*$",
    re.MULTILINE,
)


def author_of_email(email: Email, text: str, cast: Participants) -> OwnerSide | None:
    """Return whose email it is: by sender, signature, recipient, greeting, or its own words."""
    for line in (email.sender, email.recipient, *email.copied.split(";")):
        enter_people(line, cast)
        _enter_member(line, cast)
    for line in (email.sender, email.recipient, email.signature):
        _enter_koreans(line, cast)
    desk = DESK.search(email.signature)
    if desk and (other := owner_of(cast.sides_in(desk["of"]) - {THIRD})) in BOTH:
        return find_opposite(other)
    if side := side_of_address(email.sender, cast) or side_of_address(email.signature, cast):
        return side
    if side := _first_side(email.signature.replace("\n", ", "), cast) or _author_by_head(email.head, cast):
        return side
    for line in (email.recipient, email.greeted, email.answered):
        if line and (other := side_of_address(line, cast)):
            return find_opposite(other)
    if where := FROM_WHERE.search(f"{text}\n{email.signature}"):
        seat = cast.seats.get(where["where"]) or owner_of(cast.sides_in(where["where"]) - {THIRD})
        if seat in BOTH:
            return owner_of([seat])
    return author_by_words(text, cast)


# "Port Elm, le 9 mai 2026", above the greeting of a letter.
DATELINE = re.compile(
    r"^[ \t]*(?:Fait à )?(?P<where>[A-ZÀ-Ý][\w'’ -]{2,30}?),? (?:le )?(?:1er|\d{1,2}|20\d\d년)\b",
    re.MULTILINE,
)
# An embassy by its country, and by where it is: "Embassy of Ruritania in Port Elm".
EMBASSY = re.compile(
    r"\b(?:ambassade|embassy|consulate|consulat|high commission|haut-commissariat)\b(?P<of> (?:of|de|du|des|"
    r"d)\b)?",
    re.IGNORECASE,
)
# To whom a letter goes, below the office that writes it.
ADDRESSEE = re.compile(
    r"\W*(?:(?:To|TO|À|A|Att(?:n|ention)|A l'attention|H\.? ?E|S\.? ?E|Son Excellence|His Excellency|"
    r"Her Excellency|(?:The )?(?:Right )?Honou?rable|The Hon|Monsieur|Madame|M|Mme|Mr|Mrs|Ms|Dr|수신)\b"
    r"|[^\n]*(?:귀하|귀중|앞|께)\s*$)"
)


def _author_by_head(head: str, cast: Participants) -> OwnerSide | None:
    """Return whose letter it is: by the office at its head, the capital where it is dated, its addressee."""
    lines = [line for line in head.splitlines() if line.strip()]
    own = next((at for at, line in enumerate(lines) if ADDRESSEE.match(line)), len(lines))
    dated = next((found for line in lines if (found := DATELINE.match(line))), None)
    for line in lines[:own]:
        if DATELINE.match(line) is None and (side := _side_of_office(line, cast)) in BOTH:
            return side
    if dated and (seat := cast.seats.get(dated["where"].strip())) in BOTH and not EMBASSY.search(head):
        return owner_of([seat])
    for line in lines[own:]:
        if DATELINE.match(line) is None and (side := _side_of_office(line, cast)) in BOTH:
            return find_opposite(side)
    return None


def _side_of_office(line: str, cast: Participants) -> OwnerSide | None:
    """Return the side of an office: an embassy that is named by its place alone is of the other one."""
    plain = (line.title() if line.isupper() else line).replace(".", " ")
    embassy = EMBASSY.search(plain)
    if embassy is None:
        return _first_side(plain, cast)
    side = _first_side(plain[: embassy.start()], cast)
    host = _first_side(plain[embassy.end() :], cast)
    return side or (host if embassy["of"] else find_opposite(host) if host in BOTH else None)


# The ministry at the head of its own press release or minutes.
PUBLISHER = re.compile(
    r"\s*(?P<who>(?:THE )?(?:(?:REPUBLIC|KINGDOM) OF [A-Z ]+\n\s*)?(?:MINISTRY|DEPARTMENT|GOVERNMENT|"
    r"EMBASSY|OFFICE|"
    r"(?-i:Ministry|Department|Government|Embassy|Office))\b[^\n]{0,90})\n"
)


def publisher_of(text: str, cast: Participants) -> OwnerSide | None:
    """Return whose ministry stands alone at the head of a text; "our side" in it is that side."""
    head = PUBLISHER.match(text)
    sides = cast.sides_in(head["who"].title()) - {THIRD} if head else set()
    return owner_of(sides) if len(sides) == 1 else None


# Of whom somebody speaks in the first person: "I announce that Korea will", "my country, Korea".
SAME = re.compile(
    r"\b(?:I|we)\b[^.;:]{0,40}\b(?:announce|declare|pledge|confirm|say|report|inform you|tell you|assure you"
    r"|affirm)\b[^.;:]{0,12}? that (?:the )?(?=[A-Z])|"
    r"\bon behalf of (?:the )?(?:(?:people|government|[\w-]+) (?:and (?:\w+ )?)?(?:of )?(?:the )?){0,4}|"
    r"\bas (?:the )?(?:President|Prime Minister|Chancellor|King|Minister (?:of|for) [^,.;]{3,40}?|Chair) "
    r"of (?:the )?|"
    r"\bwe,? (?:the )?(?:people of |government of |in )?(?:the )?(?=[A-Z])|"
    r"\b(?:my|our) (?:own )?(?:country|nation|homeland|government|people),? (?:of )?(?:the )?(?=[A-Z])|"
    r"\binvite (?:you|him|her|them)\b[^.;:]{0,60}? to (?:visit|come to|travel to|\w+ a visit to) |"
    r"\bwelcom(?:e|ing) (?:you|him|her|the minister|the president|the prime minister|[^.;:]{0,40}?) "
    r"(?:here )?(?:back )?"
    r"(?:to|in) |\byour (?:\w+ )?visit to |\bhere in my |\blook forward to (?:welcoming|receiving|hosting) "
    r"you "
    r"(?:back )?(?:to|in) |\bour (?:capital|hometown)[, ]+"
    r"|\b(?:host|hosting|receive|receiving|have) (?:you|him|her|my [\w ]{3,40}|our [\w ]{3,40}) (?:here "
    r")?(?:in|to) "
    r"|\b(?:with me|see (?:you|us)|visit (?:me|us)|join (?:me|us)|(?:you|him|her) (?:back|here)) (?:here "
    r")?(?:in|to|at) "
    r"|\b(?:[Ll]a |[Ll]'|[Ll]e )(?=[^.;:,]{3,30} (?:va |vont |(?:[\w-]+ ){0,3}\w+ra )"
    r"[^.;:]{3,140}\b(?:vous|votre|vos)\b)"
    r"|\bvous rendre (?:à |au |en )|\bvotre (?:récente? |prochaine? )?(?:venue|visite|séjour|passage|"
    r"déplacement) (?:à |au |en )|\b[Aa]u nom (?:de |du |d')|\b(?:mon|notre) pays,? |\b(?:recevoir|"
    r"accueillir|"
    r"inviter?)\b[^.;:]{0,30} (?:à|en|au) "
    r"|\bvous invit(?:e|ons) (?:à|en|au) ",
)
# Of whom a guest speaks: "thank the people of Korea for their hospitality", "our embassy in Seoul".
OTHER = re.compile(
    r"\b(?:thank|grateful to|gratitude to|appreciation to)[^.;:]{0,60}?\b(?=[^.;:]{0,90}\b(?:hospitality|"
    r"welcome|reception"
    r"|hosting|invitation))|"
    r"\b(?:our|my) (?:embassy|ambassador|high commission(?:er)?|consulate(?: general)?|mission|visit|"
    r"delegation's visit)"
    r" (?:here )?(?:in|to) |"
    r"\b(?:je|nous) (?:vous )?remerci(?:e|ons) (?:(?:vivement|chaleureusement|encore) )?(?:la |le |les |l')|"
    # "Our Ruritanian friends", "nos amis ruritaniens".
    r"\b(?:our|my) (?:dear )?(?=[A-Z][\w'’-]+ (?:friends|hosts|colleagues|partners|counterparts)\b)|"
    r"\b(?:nos|mes|chers) (?:amis|hôtes|partenaires|collègues) (?=[a-zà-ÿ-]+s\b)|"
    # "We will send a team here to Port Elm", "thank you for the dinner in Port Elm".
    r"\b(?:we|I)(?:'ll| will| shall| have| are) [^.;:?!]{3,60}? here (?:in|to) |"
    r"\b(?:remember|enjoyed|thank you for)[^.;:]{3,60}? (?:in|to) |"
    r"\byour (?:\w+ )?(?:country|nation|people|government|capital), |\bpleasure to be (?:back )?(?:here "
    r")?in |"
    r"\b(?:happy|delighted|honou?red|glad|privilege|pleased) to (?:be|visit|return|come)\b[^.;:]{0,25}? "
    r"(?:in|to) "
    r"|\b(?:notre|mon|nos) (?:récente? |dernier |dernière )?(?:ambassad\w+|visite|mission|consulat|séjour|"
    r"passage|déplacement|voyage) (?:à |au |en )|\b(?:accueil|hospitalité)\b[^.;:]{0,70}? (?:à |au |en )"
    r"|\b(?:me|nous) rendre (?:à |au |en )"
    # "Les Ruritaniens nous enverront": the others.
    r"|\b(?:les? |la |l')(?=[^.;:,]{3,40} (?:nous|m'|me) ?\w+)|\b(?:la |l'|le )(?=[^.;:,]{3,30} (?:va "
    r"|(?:[\w-]+ ){0,3}\w+ra )"
    r"[^.;:]{3,90} à (?:notre|nos)\b)|\bvotre (?:beau )?pays,? ",
    re.IGNORECASE,
)
# Who gives "you" something is of the writer's side, who is asked to please give it of the other.
GIVING = re.compile(
    r"\b(?P<who>[A-Z][\w.'-]*(?: [\w.'-]+){0,5}?) (?:will|is going to|can|would|is ready to) (?:\w+ )?"
    r"(?:(?:let|send|give|get back to|revert to|provide|write to|call|contact|inform|update) you\b|"
    r"[^.;?!]{3,60} (?:to|with) you\b)"
    r"|\b(?P<their>[A-Z][\w.'-]*(?: [\w.'-]+){0,4}?) (?:will|is|are) [^.;?!]{3,60}\byour\b"
)
GRANTING = re.compile(
    r"\b(?:[Cc]ould|[Cc]an|[Ww]ould|[Ww]ill) (?P<who>[A-Z][\w.'-]*(?: [\w.'-]+){0,5}?) please\b"
)
WILL = re.compile(
    r"\b(?P<who>[A-ZÀ-Ý][\w'’.-]+(?: [A-ZÀ-Ý][\w'’.-]+){0,2}) (?:also )?(?:will|shall|"
    r"[a-zéèê]{3,}ra)\b(?! be\b)"
)
# The words behind such a phrase within which the name stands.
WITHIN = 45


JOINT_TEXT = re.compile(
    r"\W*(?:[\w'’-]+[ –-]){0,6}?joint (?:[\w-]+ ){0,2}"
    r"(?:statement|declaration|communiqu[ée]|vision)\b[^.\n]*(?:\n|$)",
    re.IGNORECASE,
)


def speaks_for_both(text: str) -> bool:
    """Return whether the first line calls a text a joint statement."""
    return JOINT_TEXT.match(text) is not None


def author_by_words(text: str, cast: Participants) -> OwnerSide | None:
    """Return the side that somebody speaks of as his own; None where his words point to neither."""
    points: Counter[OwnerSide] = Counter()
    for pattern, is_own in ((SAME, True), (OTHER, False)):
        for found in pattern.finditer(text):
            side = _first_side(text[found.end() : found.end() + WITHIN], cast)
            if side in ("ours", "theirs"):
                points[side if is_own else find_opposite(side)] += 1
    for pattern, is_own in ((GIVING, True), (GRANTING, False)):
        for found in pattern.finditer(text):
            who = next(filter(None, found.groups()), "")
            for name in cast.sides_in(who) | agencies_in(who, cast):
                owner = owner_of([name])
                if owner is not None and name in BOTH:
                    points[owner if is_own else find_opposite(owner)] += 1
    if not points:
        # Whose deeds are told of in the third person: "Ruritania will contribute", and of nobody else.
        named = {
            side for found in WILL.finditer(text) for side in cast.sides_in(found["who"]) if side in BOTH
        }
        return owner_of(named) if len(named) == 1 else None
    return None if points["ours"] == points["theirs"] else points.most_common(1)[0][0]


def _first_side(text: str, cast: Participants) -> OwnerSide | None:
    """Return the side of the country or capital that is named first, in the same breath."""
    near = re.split(r"[.;:!?\n]", text)[0]
    places = [(mention.place[0], mention.side) for mention in cast.mentions(near)]
    for name, code in seats().items():
        at = near.find(name)
        if at >= 0:
            places.append((at, cast.codes.get(code, THIRD)))
    return owner_of([min(places)[1]]) if places and min(places)[1] != THIRD else None

"""Deadlines that a text names with what is to be delivered: "the Ruritanian list is due on 5 May"."""

from commitments.enums import OutcomeKind
from commitments.language.reader.actors import ActorMention, Found, Role, Undertaking
from commitments.language.reader.grammar import Act, Grammar, OwnerSide, any_of, compile_pattern
from commitments.language.reader.owners import side_named
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of
from commitments.language.reader.reported_speech import OF_WORLD

# What one side sends to the other.
DELIVERY = any_of(
    "reply replies response responses answers? comments? observations? remarks? feedback views inputs? "
    "lists? drafts? texts? data figures nominations? confirmation contributions? questionnaires? notes? "
    "documents? papers? files? reports? payments? instalments? proposals? offers? estimates? breakdown "
    "designs? drawings? samples? certificates? invoices? translations? inventory inventories amendments? "
    "edits details shares? deliver(?:y|ies) shipments? handover tranches? repayments? submissions?"
)
DELIVERY_IN_FRENCH = any_of(
    "réponses? listes? observations? commentaires? remarques? avis projets? données chiffres rapports? "
    "pièces? documents? dossiers? désignations? contributions? notes? confirmation états? relevés? devis "
    "factures? propositions? offres? plans? échantillons? certificats? traductions? versements? "
    "questionnaires? contre-propositions? retours?"
)
LIMIT = r"(?:deadline|time[- ]limit|closing date|cut-?off(?: date)?|(?:target|due|latest|last|final) date)"
LIMIT_IN_FRENCH = r"(?:date (?:limite|butoir)|échéance|délai)"
AT_LATEST = r"(?:by|within|before|no later|not later|prior to|on or before|at the latest)"
DUE_IN_FRENCH = r"(?:pour|d'ici|avant|au plus tard|le|sous|dans|fin|en)"
IT_WAS_AGREED = r"(?:it was (?:agreed|decided|noted) that |il a été (?:convenu|décidé) que )?"
# Words of one clause.
WORDS = r"(?:(?!\b(?:that|which|qui|que)\b)[^,;:]){0,60}"
# What is delivered and who delivers it is in the group `what`; the deadline follows it.
PATTERNS = (
    # "The deadline for Ruritania's comments is 5 May".
    compile_pattern(
        rf"{IT_WAS_AGREED}(?:the |a )?(?:final |new |agreed )?{LIMIT} (?:for|of) (?P<what>[^:;]{{3,100}}?)"
        r"(?: (?:is|was|will be|would be|shall be|has been|had been|remains)|:| -) "
    ),
    # "The Ruritanian list is due on 5 May", "the reply from Ruritania is expected by 5 May".
    compile_pattern(
        rf"{IT_WAS_AGREED}(?P<what>{WORDS}\b(?:{DELIVERY})\b{WORDS}?)(?: (?:is|are|remains?|would be|will be|"
        r"falls?)(?: now| still)? due(?= (?:by|on|in|within|before|no later|not later|at the latest|"
        rf"prior)\b)| (?:is|are|remains?)(?: now| still)? (?:expected|awaited)(?= {AT_LATEST}\b)| (?:must|"
        r"should|ha(?:s|ve) to|(?:is|are) to|needs? to) (?:be (?:with|in(?: the hands of)?|on)|reach|arrive "
        r"(?:in|at)) )"
    ),
    # "A reply was promised by Ruritania within three weeks".
    compile_pattern(
        rf"(?P<deed>(?:an? |the )?(?:[\w-]+ )?(?:{DELIVERY})) (?:was|were|is|are|ha(?:s|ve) been) promised "
        rf"(?:by|from) (?P<what>[^,;:]{{3,60}}?)(?= {AT_LATEST}\b)"
    ),
    # « La date limite de réception des observations du Maroc est fixée au 5 mai ».
    compile_pattern(
        rf"{IT_WAS_AGREED}(?:la |le |l')?{LIMIT_IN_FRENCH} (?:impartie? )?(?:pour |de |d'|du |des )"
        r"(?P<what>[^:;]{3,100}?)(?: (?:est|a été|était|sera|serait|demeure|reste)| ?:| -) "
    ),
    # « La liste marocaine est attendue pour le 5 mai », « le projet doit nous parvenir avant le 5 mai ».
    compile_pattern(
        rf"(?P<what>{WORDS}\b(?:{DELIVERY_IN_FRENCH})\b{WORDS}?)(?: (?:est|sont|restent?|demeurent?) "
        r"(?:attendue?s?|due?s?|exigibles?|à (?:remettre|fournir|rendre|transmettre|envoyer))"
        rf"(?= {DUE_IN_FRENCH}\b)| (?:doi(?:t|vent)|devr(?:a|ont)) (?:nous |vous |lui |leur )?"
        r"(?:parvenir|être (?:en possession|reçue?s?)))"
    ),
    # « Il est attendu de la partie marocaine, pour le 5 mai, un rapport ».
    compile_pattern(
        r"(?:il est|sont|est) attendue?s? (?:de |du |des |d')(?P<what>[^,;:]{3,60}?)"
        rf"(?=,? {DUE_IN_FRENCH}\b)"
    ),
    # « Envoi par le Maroc de la liste : 5 mai ».
    compile_pattern(
        r"(?P<deed>envoi|remise|transmission|dépôt|communication|réponse|retour|fourniture|livraison|"
        r"versement|désignation|validation|signature|publication|paiement|restitution) (?:[^:;]{2,60} )?"
        r"(?P<what>par [^:;]{3,80}?) ?(?::| -) "
    ),
)
# "The reply from Ruritania to our note": who delivers stands behind.
GIVER = compile_pattern(
    r"\b(?:from|by|on the part of|de la part d[eu]|émanant d[eu]|par) "
    r"(?P<who>(?:(?! (?:on|to|for|about|of|de|sur|à|des|du|concernant)\b)[^,;:])+)"
)
OWN = compile_pattern(r"(?:our|notre|nos|my|mon|ma|mes)\b")
YOURS = compile_pattern(r"(?:your|votre|vos|ton|ta|tes)\b")


def deadline_of(plain: str, cast: Participants, grammar: Grammar) -> list[Undertaking]:
    """Read a deadline that is named with what a side is to do by it; nothing where it names no side."""
    found = next((match for pattern in PATTERNS if (match := pattern.match(plain))), None)
    side = _side_of(found["what"], cast, grammar) if found else None
    if found is None or side is None:
        return []
    at = found.end("what")
    # What is delivered names the deed.
    deed = found.start("deed" if "deed" in found.re.groupindex else "what")
    doer = ActorMention(Role.BODY, side, (deed, at))
    act = Found(Act.SCHEDULED, (at, at), doer, (at, len(plain)))
    return [Undertaking(OutcomeKind.COMMITMENT, side, act, needs_deadline=True)]


def _side_of(what: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return who delivers: the side behind "from" or "by", else the first that is named."""
    if OF_WORLD.search(what):
        return None
    giver = GIVER.search(what)
    if giver and (side := side_named(giver["who"], cast, grammar)):
        return side
    if named := cast.mentions(what):
        return owner_of({named[0].side} - {THIRD})
    if grammar.both.search(what):
        return "joint"
    if cast.writer and cast.is_letter:
        return cast.writer if OWN.match(what) else find_opposite(cast.writer) if YOURS.match(what) else None
    return None

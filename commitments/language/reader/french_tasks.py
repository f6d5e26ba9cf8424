"""Reading of French lists: points without a finite verb, with an owner before, behind or above them.

"Mme Roy : devis à obtenir avant mai", "Envoi des plans (KOICA) - fin juin",
"Ruritanie - retour sous 15 jours".
"""

import re
from dataclasses import dataclass

from commitments.language.reader.actors import LETTERS
from commitments.language.reader.deadlines import timings_in
from commitments.language.reader.french_deadlines import STARTS
from commitments.language.reader.french_words import INFINITIVE, NO_INFINITIVE
from commitments.language.reader.grammar import Grammar, OwnerSide, Place, compile_pattern
from commitments.language.reader.owners import side_named
from commitments.language.reader.participants import BOTH, Participants, owner_of

NAME = r"(?P<who>[^\W\d_][^:;()\[\]]{0,60}?(?: ?\([^()]{2,40}\))?)"
# Who is named before the task.
BEFORE = re.compile(
    rf"\s*(?:[\[(]{NAME}[\])]|(?P<bare>{NAME.replace('?P<who>', '')}))\s*(?:[:→>]|=>|- |(?<=[\])]))\s*"
)
# Who is named behind it, before or without its day.
BEHIND = (
    re.compile(
        r"[(\[](?P<who>[^\W\d_][^()\[\]]{1,50}?)(?:, [^()\[\]]{2,30})?[)\]](?:\s*[-,:]?\s*[^()]{2,45})?\.?$"
    ),
    re.compile(r"(?::| -) (?P<who>[^\W\d_][^:;()]{1,45}?)(?:(?: -|,) [^:;()]{2,30})?\.?$"),
)
TOGETHER = compile_pattern(
    r"(?:(?:les|tous les|nos) )?deux(?: (?:parties|côtés|pays|délégations|équipes|ministères))?|conjoint\w*|"
    r"commune?s?|(?:le |les )?(?:secrétariat|comité|groupe de travail|commission|équipe|"
    r"experts?)(?: \w+)? (?:conjointe?s?|mixtes?|communs?)|(?:les )?(?:co-?présidents|points focaux|"
    r"secrétariats)|ensemble|tous|toutes|en commun|les parties|chacun|chaque (?:partie|côté)"
)
PERSON = re.compile(
    r"(?:(?:M|MM|Mme|Mlle|Dr|Pr|Me)\.? |[A-ZÀ-Ý]\.(?:-?[A-ZÀ-Ý]\.)? ?)[A-ZÀ-Ý][\w'-]+(?: [A-ZÀ-Ý][\w'-]+)?"
)
# "Devis à obtenir", "salle restant à réserver".
TO_DO = compile_pattern(
    rf"(?<!\w)à (?:faire |(?:le |la |les |lui |leur |se )?{NO_INFINITIVE}){INFINITIVE}(?![\w-])|à faire\b"
)
STARTS_WITH_VERB = compile_pattern(rf"(?:ne pas |bien )?{NO_INFINITIVE}{INFINITIVE}(?![\w-])")
# Nouns for what is done, by how they end, and others.
DEED = compile_pattern(
    r"(?:(?:la|le|les|une?|des) |l')?(?:(?:[\w-]+(?:tion|sion|age)|(?!gouverne|docu|instru|parle|régle|"
    r"(?:ré)?affirment|confirment|expriment|estiment|forment|réclament|nomment|informent|"
    r"transforment)[\w-]+ment)s?|retours?|envoi|suivi|mise|remise|prise|rappel|relance|revue|étude|appel|"
    r"mission|visite|atelier|réponse|accord|avis|choix|appui|recherche|demande|achat|vote|dépôt|contrôle|"
    r"octroi|signature|lecture|relecture|ouverture|fourniture|levée|reprise|enquête|audit|formation|"
    r"bouclage|lancement|paiement|transfert|report|partage|point|rencontre|réunion|arrêté|décret)\b"
)
DONE = compile_pattern(
    r"(?<![\w-])(?:est|sont|a|ont|était|étaient|sera|seront|fait|faite|terminée?|clos|close|réglée?|ok|ras"
    r"|sans suite|"
    r"néant|réalisée?|annulée?|aucune?|salue|rappelle)(?![\w-])|\w+r(?:a|ont)(?!\w)"
)
# Lines that say what a list is, who wrote it and who gets it.
EDITED = compile_pattern(
    r"(?:rédaction|rédigé|diffusion|version|destinataires?|présents?|participants?|copie|lieu|date|objet|"
    r"excusés?|rapporteur|"
    r"secrétaire de séance|\d{1,3}e (?:réunion|session|dialogue|commission|comité|copil|consultations?))\b"
)
# "À charge de la Ruritanie", "Pour la partie valdorienne".
LEADS_TO = re.compile(
    r"(?:(?:actions?|mesures?|tâches?|suites?|points?|engagements?|livrables?|obligations?|démarches?)"
    r"[\w ]{0,25}? )?"
    r"(?:à (?:la )?charge (?:de |d'|du |des )|pour |(?:du |de )?côté |par |de la part (?:de |d'|du )|à "
    r"faire par |"
    r"incomb\w+ (?:à |au |aux )|revenant (?:à |au )|attendue?s? (?:de |du |d')|à l'attention (?:de |du )|"
    r"demandée?s? (?:à|au) |il revient (?:à |au )|(?:de |du |d'))(?:la |le |l'|les )?|(?=\w+ : ?$)",
    re.IGNORECASE,
)
FEWEST_WORDS = 2
LONGEST = 240
AGENT_WITHIN = 40


@dataclass(frozen=True, slots=True)
class Task:
    """Whose a task is, None where the words do not show it, who is named, and where the deed begins."""

    side: OwnerSide | None
    who: Place | None
    deed: int


def named_task(plain: str, cast: Participants, grammar: Grammar) -> Task | None:
    """Return a task that says whose it is; None where nobody is named or nothing is to be done."""
    if len(plain) > LONGEST or EDITED.match(plain):
        return None
    label = BEFORE.match(plain)
    who = (label["who"] or label["bare"]) if label else None
    if label and who and (named := _owner(who, cast, grammar)) is not None:
        at = plain.index(who)
        task = Task(named[0], (at, at + len(who)), label.end())
        return task if _is_deed(plain, label.end(), is_named=True) else None
    if not _is_deed(plain, 0, is_named=False):
        return None
    for pattern in BEHIND:
        for found in pattern.finditer(plain):
            if (named := _owner(found["who"], cast, grammar)) is not None:
                return Task(named[0], found.span("who"), 0)
    return None


def side_led_to(plain: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return the side that a French heading names as who acts: "À charge de la Ruritanie"."""
    led = LEADS_TO.match(plain) if grammar.code == "fr" else None
    rest = plain[led.end() :] if led else plain
    return "joint" if grammar.joint_alone.fullmatch(rest) else side_named(rest, cast, grammar)


def agent_named(plain: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return who is to act by a deed in French: "la mise à disposition par la Ruritanie d'un terrain"."""
    by = grammar.by.search(plain) if grammar.code == "fr" else None
    named = [one for one in cast.mentions(by["who"]) if one.place[0] < AGENT_WITHIN] if by else []
    if named:
        return owner_of([named[0].side]) if named[0].side in BOTH else None
    seat = cast.seats.get(by["who"].split(" ")[0]) if by else None
    return owner_of([seat]) if seat in BOTH else None


def unnamed_task(plain: str) -> bool:
    """Return whether a point without a finite verb is something to be done, where the line above says so."""
    return len(plain) <= LONGEST and not EDITED.match(plain) and _is_deed(plain, 0, is_named=False)


def _owner(who: str, cast: Participants, grammar: Grammar) -> tuple[OwnerSide | None] | None:
    """Return the side of somebody who is named, in brackets because it may not be known; None for a thing."""
    plain = who.strip(" .,")
    if TOGETHER.fullmatch(plain):
        return ("joint",)
    if STARTS_WITH_VERB.match(plain) or DEED.match(plain) or len(plain.split()) > 7:
        return None
    is_name = plain[:1].isupper() or plain.startswith(("le ", "la ", "les ", "l'"))
    if is_name and (side := side_named(plain, cast, grammar)):
        return (side,)
    is_person = PERSON.fullmatch(plain) or LETTERS.fullmatch(plain) or cast.is_person(plain.split(" ")[-1])
    return (None,) if is_person else None


def _is_deed(plain: str, at: int, *, is_named: bool) -> bool:
    """Return whether what begins at a place is to be done: a verb, a deed, or a thing with its day."""
    rest = plain[at:]
    if STARTS_WITH_VERB.match(rest):
        return True
    if len(rest.split()) < FEWEST_WORDS or DONE.search(rest):
        return False
    if TO_DO.search(rest) or DEED.match(rest):
        return True
    return is_named and bool(timings_in(plain, (at, len(plain)), STARTS, "fr", None))

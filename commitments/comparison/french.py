"""Undertakings in French; the plain future binds by its ending ("établira")."""

import re

from commitments.comparison.undertakings import Lexicon, Rung, ladder, words

# `de` and `à` belong to the undertaking, elided or not.
OF = r"(?: (?:de|d'|du|des))?"
POSSIBILITY = rf"(?: (?:la possibilité|l'opportunité|les moyens|les possibilités))?{OF}"
HAVE = r"(?:ont|a|avons)"
THEIR = r"(?:leur|son|sa|notre|l'|un|le|la)"

BOUND = (
    r"s'engag(?:e|ent|era|eront) à|se sont engagée?s à|s'est engagée? à|doi(?:t|vent)|devr(?:a|ont)|"
    r"(?:est|sont|sera|seront) (?:tenue?s?|obligée?s?) (?:de|d'|à)"
)
AGREED = (
    rf"(?:est|sont) convenue?s? (?:de|d'|que|qu')|{HAVE} convenu (?:de|d'|que|qu')|"
    rf"convien(?:t|nent) (?:de|d'|que)|"
    rf"{HAVE} (?:décidé|accepté|promis) (?:de|d')|décid(?:e|ent) (?:de|d')|se sont accordée?s pour"
)
ENDEAVOUR = (
    r"s'effor(?:ce|cent|cera|ceront) (?:de|d')|se sont efforcée?s (?:de|d')|cherch(?:e|ent|era|eront) à|"
    r"tâch(?:e|ent|era|eront) (?:de|d')|tent(?:e|ent|era|eront) (?:de|d')|œuvr(?:e|ent|era|eront) (?:à|pour)|"
    r"(?:fait|font|fera|feront) (?:tout (?:leur|son) possible|(?:de )?(?:leur|son) mieux|des efforts) pour|"
    rf"entend(?:ent)?|vis(?:e|ent|era|eront) à|(?:a|ont) l'intention (?:de|d')|devrai(?:t|ent)|"
    rf"{HAVE} exprimé (?:leur|son|l')\s?intention (?:de|d')"
)
CONSIDER = (
    rf"(?:envisag(?:e|ent|era|eront)|étudi(?:e|ent|era|eront)|examin(?:e|ent|era|eront)|explor(?:e|ent|"
    rf"era|eront))"
    rf"{POSSIBILITY}|réfléchi(?:t|ssent|ra|ront) à|peu(?:t|vent)|pourr(?:a|ont|ait|aient)|"
    r"(?:est|sont|seront) (?:prête?s?|disposée?s?) à"
)
NOTED = (
    rf"{HAVE} pris (?:note|acte) (?:de|d'|du|des|que)|"
    rf"pren(?:d|nent|dra|dront) (?:note|acte) (?:de|d'|du|des|que)|"
    r"souhait(?:e|ent|era|eront|erai(?:t|ent))|esp(?:ère|èrent|érera|éreront)|"
    rf"{HAVE} (?:souhaité|espéré|salué|noté)|se félicit(?:e|ent) (?:de|d')|"
    rf"{HAVE} exprimé {THEIR} ?(?:intérêt|souhait|volonté|espoir|désir)(?: (?:pour|à|de|d'))?|"
    rf"{HAVE} souligné (?:la nécessité|l'importance) (?:de|d')"
)

FRENCH = Lexicon(
    # An elided word ends in an apostrophe: what follows it may be a letter.
    pattern=re.compile(
        ladder(
            {
                Rung.NOTED: NOTED,
                Rung.CONSIDER: CONSIDER,
                Rung.ENDEAVOUR: ENDEAVOUR,
                Rung.BOUND: BOUND,
                Rung.AGREED: AGREED,
            }
        ).pattern.replace(r"(?!\w)", r"(?:(?<=')|(?!\w))"),
        re.IGNORECASE,
    ),
    between=re.compile(r"(?:aussi|également|ensuite|ensemble|conjointement|\w{3,}ment)\b", re.IGNORECASE),
    glue=words(
        "le la les l un une des du de d à au aux et ou en dans par pour sur avec que qu qui ce cette ces "
        "leur leurs son sa ses se s il elle ils elles est sont"
    ),
    inflected=re.compile(r"(?<!\w)\w{2,}?(?P<ending>r(?:a|ont|ons))(?!\w)", re.IGNORECASE),
    not_inflected=words("front affront environs opéra caméra patrons barons neutrons cobra"),
    verbs={
        "se": "être", "au": "avoir", "fe": "faire", "tiend": "tenir", "viend": "venir", "enver": "envoyer",
        "ver": "voir", "recev": "recevoir", "i": "aller", "vaud": "valoir",
    },
)  # fmt: skip

"""How strongly a verb phrase binds, and how undertakings are worded in English, French and Korean.

The French plain future binds by its ending ("établira"). Korean undertakings are endings, and what follows,
after the verb ("설립하기로 합의하였다").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class StrengthLevel(IntEnum):
    """Levels of undertakings, the weakest first."""

    NOTED = 1
    CONSIDER = 2
    ENDEAVOUR = 3
    AGREED = 4
    BOUND = 5


# A chain such as "shall seek to consider" is as long as this at most; plain "will" fills what is missing.
CHAIN = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The undertakings of one language.

    `pattern` finds one link of a chain; the name of the matching group is its level. `between` is what may
    occur inside a chain without being part of it (adverbs). `verb_first` means that the verb comes before its
    undertaking ("설립하기로 합의"); `inflected` finds a verb whose ending is the undertaking, with the group
    `ending` ("établira").
    """

    pattern: re.Pattern[str]
    between: re.Pattern[str]
    glue: frozenset[str]
    verb_first: bool = False
    inflected: re.Pattern[str] | None = None
    not_inflected: frozenset[str] = frozenset()
    verbs: Mapping[str, str] | None = None


def compile_levels(rungs: Mapping[StrengthLevel, str], *, bounded: bool = True) -> re.Pattern[str]:
    """Compile the links of a language; in a pattern a space stands for any white space."""
    groups = "|".join(f"(?P<{rung.name}>{pattern})" for rung, pattern in rungs.items())
    whole = rf"(?<!\w)(?:{groups})(?!\w)" if bounded else f"(?:{groups})"
    return re.compile(whole.replace(" ", r"\s+"), re.IGNORECASE)


def split_words(text: str) -> frozenset[str]:
    """Take a text apart into its words."""
    return frozenset(text.split())


def rank_strength(rungs: list[int]) -> tuple[int, ...]:
    """Order chains of links: the weakest link counts first, and a missing one is as plain "will"."""
    filled = [*rungs[:CHAIN], *[int(StrengthLevel.AGREED)] * (CHAIN - len(rungs))]
    return tuple(sorted(filled))


BE = r"(?:is|are|be|was|were|remains?|stands?|stood)"
ENGLISH_HAVE = r"(?:(?:have|has|had) )?"
# The noun ("the results of its work to date") undertakes nothing.
AT_WORK = r"(?:(?<=will\s)|(?<=shall\s)|(?<=ould\s)|(?<=\wly\s)|(?<=to\s)|(?<=also\s))"
# "To" belongs to the undertaking, also where something stands before it ("agreed, in principle, to").
TO = r"(?: to|(?=,? (?:not|in principle|where possible|as appropriate),? to\b))"
ENGLISH_POSSIBILITY = (
    r"(?:(?: the)? (?:possibility|possibilities|feasibility|desirability|ways|means|options|opportunities)"
    r"(?: of| to| for)?| whether(?: to)?| how to)?"
)

ENGLISH_LEGALLY_BINDING = (
    rf"shall|must|undertak(?:es?|en){TO}|undertook{TO}|ha(?:ve|s) to|"
    rf"{BE} (?:obliged|obligated|bound|required) to"
)
ENGLISH_AGREED = (
    r"will|would|(?:it (?:was|is|has been) )?"
    rf"{ENGLISH_HAVE}(?:agree[sd]?|decide[sd]?)(?:{TO}| on| upon| that)|{ENGLISH_HAVE}resolve[sd]?{TO}|"
    rf"{ENGLISH_HAVE}commit(?:s|ted)?(?: (?:itself|themselves|himself|herself|ourselves))?{TO}|"
    rf"{BE} committed{TO}|"
    rf"{ENGLISH_HAVE}(?:pledge|promise)[sd]?{TO}"
)
ENGLISH_ENDEAVOUR = (
    rf"endeavou?r(?:s|ed|ing)?{TO}?|(?:seeks?|seeking|sought){TO}|striv(?:es?|ing) (?:to|for)|strove to|"
    rf"aim(?:s|ed)?(?:{TO}| at)|(?:try|tries|tried){TO}|"
    rf"attempt(?:s|ed)?{TO}|intend(?:s|ed)?{TO}|plan(?:s|ned)?{TO}|"
    rf"{AT_WORK}work(?: together)? to|work(?:s|ed|ing)(?: together)? to|"
    r"work(?:s|ed|ing)?(?: together)? towards?|should|ought to|"
    r"(?:makes?|made|making|uses?|exerts?)(?: \w+){0,3} (?:efforts?|endeavou?rs?)(?: to)?|"
    r"do (?:its|their|the) (?:best|utmost) to|express(?:es|ed)?(?: \w+){0,2} (?:intention|determination) to"
)
ENGLISH_CONSIDER = (
    rf"consider(?:s|ed|ing)?{ENGLISH_POSSIBILITY}|explor(?:es?|ed|ing){ENGLISH_POSSIBILITY}|"
    rf"look(?:s|ed|ing)? (?:into|at){ENGLISH_POSSIBILITY}|"
    r"(?:examin(?:es?|ed)|stud(?:y|ies|ied)|discuss(?:es|ed)?|review(?:s|ed)?|assess(?:es|ed)?)"
    r"(?= (?:\w{2,}ing\b|whether|how|(?:the )?(?:possibilit|feasibilit|ways|options)))"
    rf"{ENGLISH_POSSIBILITY}|(?-i:may|MAY)|might|could|can|{BE} (?:ready|prepared|willing|open) to"
)
ENGLISH_NOTED = (
    rf"{ENGLISH_HAVE}noted(?: that| the (?:need|importance) (?:to|of|for))?|notes? that|"
    rf"(?:takes?|took|taken) note (?:of|that)|hop(?:es?|ed)(?:{TO}| that| for)|"
    rf"wish(?:es|ed)?{TO}|look(?:s|ed)? forward to|(?:is|are|was|were) interested in|welcome[sd]?|"
    r"express(?:es|ed)?(?: \w+){0,3} (?:interest|willingness|readiness|hope|desire|wish)(?: in| to| that|"
    r" for)?|"
    r"(?:recogni[sz]|acknowledg|underlin|emphasi[sz]|underscor)(?:es?|ed) (?:the )?"
    r"(?:need|importance|value) (?:to|of|for)|"
    r"(?:stress|highlight)(?:es|ed)? (?:the )?(?:need|importance) (?:to|of|for)"
)

ENGLISH = Lexicon(
    pattern=compile_levels(
        {
            StrengthLevel.BOUND: ENGLISH_LEGALLY_BINDING,
            StrengthLevel.NOTED: ENGLISH_NOTED,
            StrengthLevel.CONSIDER: ENGLISH_CONSIDER,
            StrengthLevel.ENDEAVOUR: ENGLISH_ENDEAVOUR,
            StrengthLevel.AGREED: ENGLISH_AGREED,
        }
    ),
    between=re.compile(
        r"(?:also|further|then|now|each|both|all|together|not|never|\w{3,}ly)\b", re.IGNORECASE
    ),
    glue=split_words(
        "a an the and or of to in on at by for with from as that this these those their its his her our your "
        "which who it they he she we is are be been was were has have had into"
    ),
)


# `de` and `à` belong to the undertaking, elided or not.
FRENCH_OF = r"(?: (?:de|d'|du|des))?"
FRENCH_POSSIBILITY = rf"(?: (?:la possibilité|l'opportunité|les moyens|les possibilités))?{FRENCH_OF}"
FRENCH_HAVE = r"(?:ont|a|avons)"
THEIR = r"(?:leur|son|sa|notre|l'|un|le|la)"

FRENCH_LEGALLY_BINDING = (
    r"s'engag(?:e|ent|era|eront) à|se sont engagée?s à|s'est engagée? à|doi(?:t|vent)|devr(?:a|ont)|"
    r"(?:est|sont|sera|seront) (?:tenue?s?|obligée?s?) (?:de|d'|à)"
)
FRENCH_AGREED = (
    rf"(?:est|sont) convenue?s? (?:de|d'|que|qu')|{FRENCH_HAVE} convenu (?:de|d'|que|qu')|"
    rf"convien(?:t|nent) (?:de|d'|que)|"
    rf"{FRENCH_HAVE} (?:décidé|accepté|promis) (?:de|d')|décid(?:e|ent) (?:de|d')|se sont accordée?s pour"
)
FRENCH_ENDEAVOUR = (
    r"s'effor(?:ce|cent|cera|ceront) (?:de|d')|se sont efforcée?s (?:de|d')|cherch(?:e|ent|era|eront) à|"
    r"tâch(?:e|ent|era|eront) (?:de|d')|tent(?:e|ent|era|eront) (?:de|d')|œuvr(?:e|ent|era|eront) (?:à|pour)|"
    r"(?:fait|font|fera|feront) (?:tout (?:leur|son) possible|(?:de )?(?:leur|son) mieux|des efforts) pour|"
    rf"entend(?:ent)?|vis(?:e|ent|era|eront) à|(?:a|ont) l'intention (?:de|d')|devrai(?:t|ent)|"
    rf"{FRENCH_HAVE} exprimé (?:leur|son|l')\s?intention (?:de|d')"
)
FRENCH_CONSIDER = (
    rf"(?:envisag(?:e|ent|era|eront)|étudi(?:e|ent|era|eront)|examin(?:e|ent|era|eront)|explor(?:e|ent|"
    rf"era|eront))"
    rf"{FRENCH_POSSIBILITY}|réfléchi(?:t|ssent|ra|ront) à|peu(?:t|vent)|pourr(?:a|ont|ait|aient)|"
    r"(?:est|sont|seront) (?:prête?s?|disposée?s?) à"
)
FRENCH_NOTED = (
    rf"{FRENCH_HAVE} pris (?:note|acte) (?:de|d'|du|des|que)|"
    rf"pren(?:d|nent|dra|dront) (?:note|acte) (?:de|d'|du|des|que)|"
    r"souhait(?:e|ent|era|eront|erai(?:t|ent))|esp(?:ère|èrent|érera|éreront)|"
    rf"{FRENCH_HAVE} (?:souhaité|espéré|salué|noté)|se félicit(?:e|ent) (?:de|d')|"
    rf"{FRENCH_HAVE} exprimé {THEIR} ?(?:intérêt|souhait|volonté|espoir|désir)(?: (?:pour|à|de|d'))?|"
    rf"{FRENCH_HAVE} souligné (?:la nécessité|l'importance) (?:de|d')"
)

FRENCH = Lexicon(
    # An elided word ends in an apostrophe: what follows it may be a letter.
    pattern=re.compile(
        compile_levels(
            {
                StrengthLevel.NOTED: FRENCH_NOTED,
                StrengthLevel.CONSIDER: FRENCH_CONSIDER,
                StrengthLevel.ENDEAVOUR: FRENCH_ENDEAVOUR,
                StrengthLevel.BOUND: FRENCH_LEGALLY_BINDING,
                StrengthLevel.AGREED: FRENCH_AGREED,
            }
        ).pattern.replace(r"(?!\w)", r"(?:(?<=')|(?!\w))"),
        re.IGNORECASE,
    ),
    between=re.compile(r"(?:aussi|également|ensuite|ensemble|conjointement|\w{3,}ment)\b", re.IGNORECASE),
    glue=split_words(
        "le la les l un une des du de d à au aux et ou en dans par pour sur avec que qu qui ce cette ces "
        "leur leurs son sa ses se s il elle ils elles est sont"
    ),
    inflected=re.compile(r"(?<!\w)\w{2,}?(?P<ending>r(?:a|ont|ons))(?!\w)", re.IGNORECASE),
    not_inflected=split_words("front affront environs opéra caméra patrons barons neutrons cobra"),
    verbs={
        "se": "être", "au": "avoir", "fe": "faire", "tiend": "tenir", "viend": "venir", "enver": "envoyer",
        "ver": "voir", "recev": "recevoir", "i": "aller", "vaud": "valoir",
    },
)  # fmt: skip


# How a sentence or a clause ends after a stem such as 합의, 노력, 검토.
END = (
    r"(?:하기로 ?(?:합의)?(?:하였다|했다|한다|하였습니다|했습니다|합니다|하였으며|했으며|하였고|했고|하고|"
    r"하며|함)|"
    r"할 ?것(?:이다|입니다|이며)|해 ?나가기로 ?(?:하였다|했다|합의하였다|합의했다)|"
    r"하였다|했다|한다|하였습니다|했습니다|합니다|하였으며|했으며|하였고|했고|하고|하며|함)"
)
# What ties a verb to the words that soften it.
TIE = r"(?:하기 위(?:해|하여)|기 위(?:해|하여)|하도록|도록|할 수 있도록|을 위(?:해|하여)|를 위(?:해|하여))"
OPTION = (
    r"(?:하는 (?:방안|방법|것|문제)을|할 것을|하는 가능성을|할 가능성을|는 (?:방안|방법|것)을|"
    r"(?:의)? ?(?:가능성|여부|방안|필요성)[을를]|[을를])"
)

KOREAN_LEGALLY_BINDING = (
    rf"(?:하여야|해야|어야|아야) (?:한다|합니다|하며)|할 의무[를가] (?:진다|집니다|있다)|할 것을 확약{END}"
)
KOREAN_AGREED = (
    rf"(?:하기로|기로|할 것을|할 것에|하는 데|하는 것에) (?:합의|결정|동의|약속|의견을 같이){END}|"
    r"(?:하기로|기로|키로) ?(?:하였다|했다|한다|하였습니다|했습니다|합니다|하였으며|했으며|하였고|했고|"
    r"하고|하며|함)|"
    r"할 것(?:이다|입니다|이며)|것(?:이다|입니다|이며)|(?:한다|합니다)(?=\s*(?:[.。]|$))"
)
KOREAN_ENDEAVOUR = (
    rf"{TIE} (?:적극 |함께 |최대한 |계속 )?노력{END}|할 (?:계획|예정|방침)(?:이다|입니다|이며)|하고자 {END}"
)
KOREAN_CONSIDER = (
    rf"{OPTION} (?:적극 |긍정적으로 |함께 )?(?:검토|고려|모색|논의){END}|할 수 있다|할 수 있습니다"
)
KOREAN_NOTED = (
    rf"(?:하기를|기를|할 것을|하는 것을|[을를]) (?:희망|기대|환영){END}|할 필요성에 (?:공감|주목){END}|"
    rf"(?:하는 데|하는 것에|에|에 대한|에 대해) (?:관심|희망|기대)을? ?(?:표명|표시){END}|"
    rf"(?:하는 것에|에|할 것에) (?:주목|유의|공감){END}"
)

KOREAN = Lexicon(
    pattern=compile_levels(
        {
            StrengthLevel.NOTED: KOREAN_NOTED,
            StrengthLevel.CONSIDER: KOREAN_CONSIDER,
            StrengthLevel.ENDEAVOUR: KOREAN_ENDEAVOUR,
            StrengthLevel.BOUND: KOREAN_LEGALLY_BINDING,
            StrengthLevel.AGREED: KOREAN_AGREED,
        },
        bounded=False,
    ),
    between=re.compile(r"(?!)"),
    glue=split_words("및 등 그 이 또는 와 과 의"),
    verb_first=True,
)

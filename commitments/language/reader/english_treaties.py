"""The English plain present in treaties, lists and letters, and what a treaty says of itself."""

import re

from commitments.language.reader.english_words import (
    VERBS,
)
from commitments.language.reader.grammar import compile_pattern


def _third_person(word: str) -> str:
    """Return how a verb of the table ends behind "he": "notifies", "designates"."""
    return rf"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else rf"{word}e?s"


WORDS = [word for word in VERBS.split("|") if re.fullmatch(r"[a-z\[\]?+-]+", word)]
# What the parties of a treaty only state, and do not undertake.
STATED = (
    r"(?:agree|consider|recogni[sz]e|express|declare|reaffirm|affirm|confirm|include|constitute|observe|"
    r"remain|see|stand|follow|share|form|retain|reserve|uphold|take (?:its|their|all) decisions|contain|"
    r"reiterate|hold the|reali[sz]e|meet the)"
)
# Whose verb is in the plural, and whose has an "s".
MANY = (
    r"(?:parties|participants|partners|signatories|sides|governments|ministries|authorities|agencies|states|"
    r"institutions|points|bodies|institutes|universities|co-?chairs|committees|groups|experts|secretariats|"
    r"teams|services|embassies|offices|regulators|countries|banks|operators|trainers|inspectors|engineers)"
)
SINGLE = (
    r"(?:party|participant|partner|side|government|ministry|authority|agency|committee|commission|group|"
    r"state|institution|institute|university|body|secretariat|embassy|service|office|department|team|"
    r"co-?chair|chair|bank|point|(?-i:[A-Z][\w.-]+))(?: \([^)]{1,30}\))?"
)
HOW = r"(?: jointly| also| hereby| \w+ly|,)* "


def _of_subjects(none: str) -> re.Pattern[str]:
    """Compile the plain present behind a subject, without some verbs."""
    return compile_pattern(
        rf"\b(?:{MANY}{HOW}(?!{none}\b)(?P<verb>{'|'.join(WORDS)})|{SINGLE}{HOW}(?!{none}(?:e?s|ies)\b|takes "
        rf"(?:its|their|all) decisions)(?P<verbs>{'|'.join(map(_third_person, WORDS))}))(?![\w-])"
    )


# "The Parties designate", "Each Party notifies", "The Joint Committee meets".
TREATY_VERBS = _of_subjects(STATED)
# What happens in a country, or what it has and is, whoever writes of it: "holds elections", "imports gas".
OF_LIFE = (
    r"(?:hold|mark|celebrat|commemorat|vote?|begin|start|end|open|clos|chair|join|enter|plan|seek|fac|leav|"
    r"turn|work|help|see|go|com|look|do|run|win|import|export|produc|buy|sell|operat|act|serv|control|lead|"
    r"us|need|set|call|ask|urg|request|welcom|return|stay|speak|talk|attend|develop|grow|support|assist|"
    r"encourag|promot|host|mean|get|cit|stat|not|nam|commit|agre|tak|sit|stand|ris|bring|driv|hop|wish|"
    r"present|announc|propos|offer|report(?! (?:monthly|quarterly|weekly|annually|every|each|to)\b)|observ|"
    r"keep|complet|fill|adopt|increas|step|resign|retir)"
)
# "Ruritania supplies the pumps", "the regulators recognise each other's certificates from 1 May".
ANNOUNCED = _of_subjects(rf"(?:{STATED}|{OF_LIFE}e?)")
# "I am mailing it tomorrow", "Elif's sending them on Monday", "Sending it now".
SENDING = (
    r"(?P<ing>(?:send|mail|forward|upload|shar|deliver|bring|dispatch|ship|courier|post|circulat|return|pay|"
    r"transferr|print|draft|prepar|fix|book|updat|sort|check|sign)ing)(?= (?:it|them|the|an?|you|our|this|"
    r"that|these|those|over|out|off|up|both|all|now|\d)\b|[,.!]|$)"
)
# "We pay the interpreter": the writer of a letter needs no day to promise it.
GIVES = compile_pattern(
    r"(?:^|[:;,.] |- |\b(?:and|so|then|ok|okay|yes|well) )(?:we|I|our (?:side|people|colleagues|team)) "
    r"(?:also |then |\w+ly )?(?P<verb>pays?|covers?|funds?|suppl(?:y|ies)|lends?|brings?|sets? up|books?|"
    r"handles?|arranges?|takes? care of|picks? up|prints?|sees? to|sends?|forwards?|provides?|delivers?|"
    r"ships?|do(?= our\b)|circulates?|chases?|drafts?)(?= (?:the|an?|our|my|its|their|it|them|you|all|half|"
    rf"both|up)\b| [a-z]+[.!]?$|[,.!]|$)|^(?:(?:ok|yes|yep|sure|right)[,!.]? )?{SENDING}"
)
# "Bears the costs of the expert", in a list below the name of a party; no "visits of experts".
DOES = compile_pattern(
    rf"(?:also |\w+ly )?(?:{'|'.join(map(_third_person, WORDS))})(?= (?!(?:of|for|between|by|in|on|at|and|or|"
    r"from|are|is|will|shall|should|may)\b)\S)"
)
# "The two railways align their tariffs", below what was agreed.
SEVERAL = compile_pattern(
    rf"(?:the|both|all|our|their|these) (?:[\w'-]+ ){{0,4}}?[a-z]+(?<!s)s (?:jointly |also )?(?!{STATED}\b|"
    rf"show|mark|mean|exercise|visit)(?P<verb>{'|'.join(WORDS)})(?= (?:the|an?|its|their|each|all|on|in|at|"
    r"with|to|up|every|once|twice|by|together|half|\d)\b)"
)
# "We send you the table by Friday": in a letter the present of the writer promises where it names a day.
PROMISED = compile_pattern(
    rf"(?:(?:we|I|(?-i:[A-Z])[a-z]+)(?:'m|'re|'s| am| are| is)(?: also| now)? ){SENDING}|(?:^|[:;,.] |\band "
    rf")(?:we|I|you) (?:also |then |\w+ly )?(?!{STATED}\b|need|want|ask|request|hope|wish|look|propose|"
    rf"suggest|have|expect|plan|intend|understand|reali[sz]e)(?P<verb>{'|'.join(WORDS)})(?![\w-])"
    # "The Ruritanian side sends its draft by Friday".
    r"|\b(?:side|ministry|embassy|team|authority|agency|service|institute|desk|(?-i:[A-Z][A-Z&.-]+))(?: also|"
    r" then)? (?P<verbs>sends|submits|shares|provides|gives|forwards|circulates|returns|replies|responds|"
    r"reverts|prepares|drafts|nominates|transmits|delivers|checks|issues|uploads|arranges|organi[sz]es|"
    r"finali[sz]es|completes)(?![\w-])"
)
# The text itself, and what becomes of it.
INSTRUMENT = compile_pattern(
    r"(?:[^,;]{0,80}, )?(?:(?:this|the present|the said) (?:memorandum(?: of \w+)?|agreement|arrangement|"
    r"treaty|protocol|convention|mou|understanding|instrument|declaration|document|note|exchange of notes|"
    r"action plan)\b|(?:(?:any|all|such|the|its) )*(?:requests?(?= (?:for \w+ )?(?:shall|will) (?:be (?:made|"
    r"submitted|in)|include|contain))|instruments? of ratification|amendments?|modifications?|disputes?|"
    r"differences?|disagreements?|terminat\w+|expiry|expiration|denunciation|extension)\b)"
)
NO_TIME = "".join(
    rf"(?<!\b{words.replace(' ', chr(92) + 'x20')}\x20)"
    for words in (
        *(
            "after the",
            "after",
            "after its",
            "from the",
            "from",
            "following the",
            "upon the",
            "upon",
            "before the",
        ),
        *("days of the", "weeks of the", "months of the", "month of the", "years of the", "year of the"),
    )
)
FINAL_DEEDS = compile_pattern(
    r"(?:amicably )?(?:settle|resolve) (?:amicably )?(?:any|all|such|their) (?:\w+ )?(?:disputes?|"
    r"differences?|disagreements?)|(?:not )?(?:affect|prejudice)\b|be without prejudice|(?:retain|reserve|"
    r"have|enjoy)s? the (?:sovereign )?right|remain in (?:force|effect|operation)|(?:tacitly |automatically "
    r")?be (?:tacitly |automatically )?(?:renewed|extended|prolonged) for|(?:enter|come) into (?:force|"
    r"effect)|take effect|[^.;]{0,160}\b(?:notice of (?:its |the )?(?:intention|decision|terminat\w+)|"
    r"terminat\w+ (?:of )?(?:this|the present)|"
    # "Within six months of its entry into force" is only when.
    rf"{NO_TIME}(?:entry|enter|entering|coming|come) into (?:force|effect) of (?:this|the present)|"
    r"requirements for (?:the|its) entry)"
)

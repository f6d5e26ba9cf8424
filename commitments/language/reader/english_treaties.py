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
    r"remain|see|stand|"
    r"follow|share|form|retain|reserve|uphold|take (?:its|their|all) decisions|"
    r"contain|reiterate|hold the|reali[sz]e|meet the)"
)
# Whose verb is in the plural, and whose has an "s".
MANY = (
    r"(?:parties|participants|partners|signatories|sides|governments|ministries|authorities|agencies|states|"
    r"institutions|points|bodies|institutes|universities|co-?chairs|committees|groups|experts|secretariats|teams|"
    r"services|embassies|offices|regulators|countries|banks|operators|trainers|inspectors|engineers)"
)
SINGLE = (
    r"(?:party|participant|partner|side|government|ministry|authority|agency|committee|commission|group|state|"
    r"institution|institute|university|body|secretariat|embassy|service|office|department|team|co-?chair|chair|bank|"
    r"point|(?-i:[A-Z][\w.-]+))(?: \([^)]{1,30}\))?"
)
HOW = r"(?: jointly| also| hereby| \w+ly|,)* "


def _of_subjects(none: str) -> re.Pattern[str]:
    """Compile the plain present behind a subject, without some verbs."""
    return compile_pattern(
        rf"\b(?:{MANY}{HOW}(?!{none}\b)(?P<verb>{'|'.join(WORDS)})|{SINGLE}{HOW}"
        rf"(?!{none}(?:e?s|ies)\b|takes (?:its|their|all) decisions)"
        rf"(?P<verbs>{'|'.join(map(_third_person, WORDS))}))(?![\w-])"
    )


# "The Parties designate", "Each Party notifies", "The Joint Committee meets".
TREATY_VERBS = _of_subjects(STATED)
# What happens in a country, or what it has and is, whoever writes of it: "holds elections", "imports gas".
OF_LIFE = (
    r"(?:hold|mark|celebrat|commemorat|vote?|begin|start|end|open|clos|chair|join|enter|plan|seek|fac|leav|turn|work|"
    r"help|see|go|com|look|do|run|win|import|export|produc|buy|sell|operat|act|serv|control|lead|us|need|set|"
    r"call|ask|urg|request|welcom|return|stay|speak|talk|attend|develop|grow|support|assist|encourag|promot|host|"
    r"mean|get|cit|stat|not|nam|commit|agre|tak|sit|stand|ris|bring|driv|hop|wish|present|announc|propos|offer|"
    r"report(?! (?:monthly|quarterly|weekly|annually|every|each|to)\b)|observ|keep|complet|fill|adopt|increas|step|resign|retir)"
)
# "Ruritania supplies the pumps", "the regulators recognise each other's certificates from 1 May".
ANNOUNCED = _of_subjects(rf"(?:{STATED}|{OF_LIFE}e?)")
# "We pay the interpreter": the writer of a letter needs no day to promise it.
GIVES = compile_pattern(
    r"(?:^|[:;,.] |- |\b(?:and|so|then|ok|okay|yes|well) )(?:we|I|our (?:side|people|colleagues|team)) (?:also |"
    r"then |\w+ly )?(?P<verb>pays?|covers?|funds?|suppl(?:y|ies)|lends?|brings?|sets? up|books?|handles?|"
    r"arranges?|takes? care of|picks? up|prints?|sees? to|sends?|forwards?|provides?|delivers?|ships?|do(?= our\b)|"
    r"circulates?|chases?|drafts?)(?= (?:the|an?|our|my|its|their|it|them|you|all|half|both|up)\b|[,.!]|$)"
)
# "Bears the costs of the expert", in a list below the name of a party; no "visits of experts".
DOES = compile_pattern(
    rf"(?:also |\w+ly )?(?:{'|'.join(map(_third_person, WORDS))})(?= (?!(?:of|for|between|by|in|on|at|and|"
    rf"or|from|are|is|"
    r"will|shall|should|may)\b)\S)"
)
# "The two railways align their tariffs", below what was agreed.
SEVERAL = compile_pattern(
    rf"(?:the|both|all|our|their|these) (?:[\w'-]+ ){{0,4}}?[a-z]+(?<!s)s (?:jointly |also )?(?!{STATED}\b|"
    rf"show|mark|mean|"
    rf"exercise|visit)(?P<verb>{'|'.join(WORDS)})(?= (?:the|an?|its|their|each|all|on|in|at|with|to|up|"
    rf"every|once|twice|by|"
    r"together|half|\d)\b)"
)
# "I am mailing it tomorrow", "Elif's sending them on Monday", "Sending it now".
SENDING = (
    r"(?P<ing>(?:send|mail|forward|upload|shar|deliver|bring|dispatch|ship|courier|post|circulat|return|pay|transferr|"
    r"print|draft|prepar|fix|book|updat|sort|check|sign)ing)(?= (?:it|them|the|an?|you|our|this|that|these|those|over|"
    r"out|off|up|both|all|now|\d)\b|[,.!]|$)"
)
# "We send you the table by Friday": in a letter the present of the writer promises where it names a day.
PROMISED = compile_pattern(
    rf"(?:(?:we|I|(?-i:[A-Z])[a-z]+)(?:'m|'re|'s| am| are| is)(?: also| now)? ){SENDING}|"
    rf"(?:^|[:;,.] |\band )(?:we|I|you) (?:also |then |\w+ly )?(?!{STATED}\b|need|want|ask|request|hope|"
    rf"wish|look|propose|suggest|have|"
    rf"expect|plan|intend|understand|reali[sz]e)(?P<verb>{'|'.join(WORDS)})(?![\w-])"
    # "The Ruritanian side sends its draft by Friday".
    r"|\b(?:side|ministry|embassy|team|authority|agency|service|institute|desk|(?-i:[A-Z][A-Z&.-]+))(?: "
    r"also| then)? "
    r"(?P<verbs>sends|submits|shares|provides|gives|forwards|circulates|returns|replies|responds|reverts|prepares|drafts|"
    r"nominates|transmits|delivers|checks|issues|uploads|arranges|organi[sz]es|finali[sz]es|completes)(?![\w-])"
)
# The text itself, and what becomes of it.
INSTRUMENT = compile_pattern(
    r"(?:[^,;]{0,80}, )?(?:(?:this|the present|the said) (?:memorandum(?: of \w+)?|agreement|"
    r"arrangement|treaty|"
    r"protocol|convention|mou|"
    r"understanding|instrument|declaration|document|note|exchange of notes|action plan)\b"
    r"|(?:(?:any|all|such|the|its) )*(?:requests?(?= (?:for \w+ )?(?:shall|will) (?:be (?:made|submitted|"
    r"in)|include|contain))|instruments? of ratification|amendments?|modifications?|disputes?|differences?|"
    r"disagreements?|terminat\w+|"
    r"expiry|expiration|denunciation|extension)\b)"
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
    r"differences?|disagreements?)"
    r"|(?:not )?(?:affect|prejudice)\b|be without prejudice|(?:retain|reserve|have|enjoy)s? the "
    r"(?:sovereign )?right"
    r"|remain in (?:force|effect|operation)|(?:tacitly |automatically )?be (?:tacitly |automatically "
    r")?(?:renewed|"
    r"extended|prolonged) for|(?:enter|come) into (?:force|effect)|take effect"
    r"|[^.;]{0,160}\b(?:notice of (?:its |the )?(?:intention|decision|terminat\w+)|terminat\w+ (?:of "
    r")?(?:this|the present)|"
    # "Within six months of its entry into force" is only when.
    rf"{NO_TIME}"
    r"(?:entry|enter|entering|coming|come) into (?:force|effect) of (?:this|the present)|requirements for "
    r"(?:the|its) entry)"
)

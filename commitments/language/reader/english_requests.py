"""What English verb phrases ask, schedule, await or only hope for."""

from commitments.language.reader.english_words import (
    DEED_NOUNS,
    DOING,
    DONE,
    HAVE,
    SPEAKS,
    THEIR,
    TO,
    VERB,
    WHOSE,
)
from commitments.language.reader.grammar import Act, rows_of

PLANS = r"(?:plans?|intentions?|intent|wish(?:es)?|desires?|hopes?|aspirations?|interest|ambitions?)"
# What is only said, and binds nobody: hopes, needs, and plans of one side that another notes.
WISHES = rows_of(
    (
        Act.WISH,
        (
            rf"{HAVE}(?:welcom|not|acknowledg|commend|applaud|appreciat|support|hail|prais|encourag|"
            rf"recogni[sz])(?:e?s|e?d|ing) {WHOSE}{PLANS}(?: and \w+)? (?:to|for|of|in)"
        ),
    ),
    (Act.WISH, rf"{HAVE}t(?:ake|akes|ook|aken|aking) note of {WHOSE}{PLANS}(?: and \w+)? (?:to|for|of|in)"),
    (
        Act.WISH,
        (
            rf"(?:{SPEAKS}|underlin(?:e?s|e?d|ing)|not(?:e[sd]?|ing)|mention(?:s|ed|ing)?|point(?:s|ed) "
            r"(?:out|to)|s(?:ee|ees|aw)|recogni[sz](?:e[sd]?|ing)) (?:the|a|an|their|its) (?:\w+ )?(?:need|"
            r"necessity|urgency|desirability) (?:to|for|of)"
        ),
    ),
    (
        Act.WISH,
        (
            rf"(?:express|voic)(?:e?s|e?d|ing) {THEIR}(?:[\w-]+ )?(?:hopes?|wish(?:es)?|desire|interest)(?: "
            r"that| to| in| for)"
        ),
    ),
    (
        Act.WISH,
        (
            rf"{HAVE}(?:hope|wish)(?:s|es|d|ed)? (?:to(?! (?:\w+ly |also )?(?:inform|convey|confirm|state|"
            r"express|thank|refer|advise|notify|recall|draw|bring|reiterate|assure|announce))|that|for)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}accept(?:s|ed|ing)?(?: (?:it|this|them))? with (?:great )?(?:pleasure|gratitude|thanks|"
            r"appreciation)"
        ),
    ),
    (Act.NOTHING, r"(?:ask|invite|propose) [^.;]{0,60}\b(?:toast|glass(?:es)?|join me|silence|applau\w+)"),
    (
        Act.WISH,
        (
            rf"needs? to(?= {VERB}\b)|(?:is|are|was|were) (?:considering|studying|exploring|contemplating|"
            r"examining)"
        ),
    ),
)
# What is asked of the other side, scheduled, awaited or only supported.
REQUESTS = rows_of(
    # What is asked of the other side.
    (
        Act.ASK,
        (
            r"(?:request|urge|ask|press|implore)(?:s|d|ed|ing)?(?! (?:about|questions?|whether|how|why|"
            r"lines?|releases?|statements?|conferences?|officers?|kits?)\b)"
        ),
    ),
    (Act.ASK, r"(?:call|appeal)(?:s|ed|ing)? (?:on|upon|to)(?= [^.;:]{3,120}?[ \"](?:to|for)\b)"),
    (
        Act.ASK,
        (
            r"(?:seek|seeks|sought|seeking)(?= (?!to )(?:[\w.'-]+ ){0,3}(?:support|cooperation|assistance|"
            r"help|expertise|advice|guidance|consent|(?:release|return|repatriation|extradition|lifting|"
            r"removal|extension|restoration|clarification|information|access|assurances?|confirmation|waiver|"
            r"exemption|approval|postponement)\b))"
        ),
    ),
    (
        Act.SCHEDULED,
        (
            r"(?:is|are|was|were)(?: \w+ly)? (?:scheduled|expected|due|slated|set|planned|envisaged|foreseen|"
            r"programmed|anticipated)(?: to| for)"
        ),
    ),
    (Act.SCHEDULED, r"(?:is|are)(?: \w+ly)? (?:expected|awaited|due) (?:in|at)(?= (?-i:[A-Z]))"),
    (Act.SCHEDULED, r"(?:is|are)(?: \w+ly)? (?:scheduled|planned|slated|due|set)(?: in| on| at| during)"),
    (
        Act.SCHEDULED,
        r"is(?= (?:on|in) (?:(?:early|mid|late)[- ])?(?:\d{1,2} |20\d\d|(?-i:[A-Z])[a-z]{2,8} \d))",
    ),
    (
        Act.SCHEDULED,
        (
            r"(?<=,\x20)(?:scheduled (?:for|to (?:be held|take place))|to (?:be held|take place|be "
            r"convened)(?= (?:in|on|at|by|during)\b))"
        ),
    ),
    (
        Act.SCHEDULED,
        (
            rf"(?<=,\x20)to(?= be (?:\w+ly )?(?:{DONE}) (?:in|on|at|by|before|within|as|no|during|not)\b)|"
            r"(?:(?<=remittance\x20)|(?<=payment\x20)|(?<=transfer\x20)|(?<=delivery\x20))to(?= be "
            r"(?:effected|made|completed) (?:on or before|by|no later than|not later than|within|before)\b)"
        ),
    ),
    (
        Act.SCHEDULED,
        (
            r"(?:(?<=is\x20)|(?<=are\x20)|(?<=was\x20)|(?<=were\x20)|(?<=,\x20)|(?<=government\x20)|"
            rf"(?<=side\x20)|(?<=ministry\x20))due {TO}|due to(?= (?:be (?:held|signed|convened|hosted)|take "
            r"place|meet|convene)\b)"
        ),
    ),
    (Act.SCHEDULED, rf"(?:is|are|am|'m|'re) {TO}|(?:is|are) to(?= (?:be|take place)\b)"),
    (
        Act.BID,
        (r"(?:encourage|invite|expect|hope|hopes|hoped|express(?:es|ed)? (?:the )?hope)(?:s|d|ed|ing)?"),
    ),
    (
        Act.ASK,
        (
            rf"{HAVE}(?:propos|suggest)(?:e|es|ed|s|ing)(?= (?:(?:to [^.;:]{{3,40}} )?(?:to|that)\b|"
            rf"(?:(?:the two|both) \w+|(?-i:[A-Z])\w+) {VERB}\b|{DOING}\b|(?:the |an? )?(?:{DEED_NOUNS})\b))"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:(?:is|are|was|were) (?:pleased|proud|delighted|happy) to )?announc(?:e[sd]?|ing)(?! "
            r"(?:that|this (?:at|in|during|on|after|when|while|following)|it|so|the (?:signing|conclusion|"
            rf"completion|success|results)|(?:[\w-]+ ){{0,3}}(?:convictions?|sentences?|arrests?|"
            r"indictments?|charges|takedown|stake|deal|executive orders?))\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            r"(?:hereby )?(?:establish|launch|create|set up|institute|initiate|commence)(?= (?:the|an?|new|"
            r"regular|joint|annual)\b)"
        ),
    ),
    # "Ruritania announced that it will": who it is.
    (Act.NOTHING, rf"{HAVE}announc(?:e[sd]?|ing)(?= (?:that )?(?:it|they)\b)"),
    (Act.AWAIT, r"look(?:s|ed|ing)? forward to"),
    (
        Act.WEAK,
        (
            r"(?:re-?)?(?:affirm|confirm|iterate|state)(?:s|d|ed)? (?:the|their|its|our) (?:\w+ "
            r")?(?:objective|goal|target|aim|ambition|support)(?: for| to| of)?"
        ),
    ),
    (Act.WEAK, r"sets? (?:an?|the|themselves|itself|their|our)(?: [\w-]+){0,3} (?:goal|target|objective)s?"),
    (Act.WEAK, r"call(?:s|ed|ing)? for"),
    # Whose efforts are supported is told.
    (Act.NOTHING, rf"{HAVE}support(?:s|ed)(?= [^,;.]{{0,40}}\befforts\b)"),
    (Act.WEAK, rf"{HAVE}(?:propose[sd]|support(?:s|ed))"),
)

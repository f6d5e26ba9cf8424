"""What English verb phrases ask, schedule, await and only support: the rows behind those of undertakings."""

from commitments.intake import english_words as words
from commitments.intake.english_pieces import DOING, HAVE, TO, VERB
from commitments.intake.grammar import Act, rows_of

REQUESTS = rows_of(
    # What is asked of the other side.
    (
        Act.ASK,
        r"(?:request|urge|ask|press|implore)(?:s|d|ed|ing)?(?! (?:about|questions?|whether|how|why)\b)",
    ),
    (Act.ASK, r"(?:call|appeal)(?:s|ed|ing)? (?:on|upon|to)(?= [^.;:]{3,120}?[ \"](?:to|for)\b)"),
    (
        Act.ASK,
        (
            r"(?:seek|seeks|sought|seeking)(?= (?!to )(?:[\w.'-]+ ){0,3}(?:support|cooperation|assistance|"
            r"help|consent))"
        ),
    ),
    (
        Act.SCHEDULED,
        (
            r"(?:is|are|was|were)(?: \w+ly)? (?:scheduled|expected|due|slated|set|planned|envisaged|"
            r"anticipated)(?: to| for)"
        ),
    ),
    (Act.SCHEDULED, r"(?:is|are)(?: \w+ly)? (?:scheduled|planned|slated|due|set)(?: in| on| at| during)"),
    (
        Act.SCHEDULED,
        r"is(?= (?:on|in) (?:(?:early|mid|late)[- ])?(?:\d{1,2} |20\d\d|(?-i:[A-Z])[a-z]{2,8} \d))",
    ),
    (
        Act.SCHEDULED,
        (
            r"(?<=,\x20)(?:scheduled (?:for|to (?:be held|take place))|"
            r"to (?:be held|take place|be convened)(?= (?:in|on|at|by|during)\b))"
        ),
    ),
    (
        Act.SCHEDULED,
        (
            r"(?<=,\x20)to(?= be (?:\w+ly )?(?:signed|concluded|completed|finali[sz]ed|launched|opened|"
            r"submitted) (?:in|on|at|by|before|within|as|no|during)\b)"
        ),
    ),
    (Act.SCHEDULED, rf"due {TO}"),
    (Act.SCHEDULED, rf"(?:is|are) {TO}|(?:is|are) to(?= (?:be|take place)\b)"),
    (
        Act.BID,
        (
            r"(?:encourage|invite|expect|hope|hopes|hoped|express(?:es|ed)? (?:the )?hope)"
            r"(?:s|d|ed|ing)?"
        ),
    ),
    (
        Act.ASK,
        (
            rf"{HAVE}(?:propos|suggest)(?:e|es|ed|s|ing)(?= (?:(?:to [^.;:]{{3,40}} )?(?:to|that)\b|"
            rf"(?:(?:the two|both) \w+|(?-i:[A-Z])\w+) {VERB}\b|"
            rf"{DOING}\b|(?:the |an? )?(?:{words.DEED_NOUNS})\b))"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:(?:is|are|was|were) (?:pleased|proud|delighted|happy) to )?announc(?:e[sd]?|"
            rf"ing)(?! (?:that|this (?:at|in|during|on|after|when|while|following)|it|so|the "
            rf"(?:signing|conclusion|completion|success|results)|"
            rf"(?:[\w-]+ ){{0,3}}(?:convictions?|sentences?|arrests?|indictments?|charges|takedown|"
            rf"stake|deal|executive orders?))\b)"
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
            r"(?:re-?)?(?:affirm|confirm|iterate|state)(?:s|d|ed)? (?:the|their|its|our) "
            r"(?:\w+ )?(?:objective|goal|target|aim|ambition|support)(?: for| to| of)?"
        ),
    ),
    (Act.WEAK, r"sets? (?:an?|the|themselves|itself|their|our)(?: [\w-]+){0,3} (?:goal|target|objective)s?"),
    (Act.WEAK, r"call(?:s|ed|ing)? for"),
    # Whose efforts are supported is told.
    (Act.NOTHING, rf"{HAVE}support(?:s|ed)(?= [^,;.]{{0,40}}\befforts\b)"),
    (Act.WEAK, rf"{HAVE}(?:propose[sd]|support(?:s|ed))"),
)

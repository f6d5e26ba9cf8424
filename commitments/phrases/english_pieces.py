"""The pieces that rules of English deadlines are made of: conditions, haste, dates to be agreed, bounds."""

from commitments.phrases import english_words as words

BEFORE = (
    r"(?:before|prior to|ahead of|in advance of|in the lead[- ]?up to|in the run[- ]?up to|"
    r"in preparation for|in view of|in anticipation of)"
)
# "In the short, medium and long term", "medium- to long-term".
SPANS_OF_TERM = r"(?:short|near|nearer|shorter|medium|mid|intermediate|long|longer)"
TERM = (
    rf"(?:(?:in|over|for) the )?{SPANS_OF_TERM}-?(?:(?:,|/| and| to| or|, and)? ?{SPANS_OF_TERM}-?){{0,3}}"
    r"[ -]?term"
)
CONDITIONS = (
    r"subject to|conditional (?:up)?on|contingent (?:up)?on|depending (?:up)?on|dependent (?:up)?on|pending|"
    r"provided(?: that)?|providing|in the event of|unless|if|when|whenever"
)
MILESTONES = (
    r"completion|receipt|signature|signing|entry into force|ratification|approval|conclusion|adoption"
)
AT_LEAST = r"(?:at least|no later than|not later than|by|no less than|not less than)"
AHEAD = rf"(?:{AT_LEAST} )?{words.NUMBER} {words.UNIT} {BEFORE} (?P<rest>.+)"
OFTEN = rf"(?:(?P<often>once|twice)|{words.NUMBER} times)[ -](?:a|per|each|every|in a|in each)[ -]year"
SUITABLE = r"(?:convenient|agreed|agreeable|acceptable|suitable|appropriate)"
CONVENIENT = (
    rf"(?:at|on|when) (?:a |an |any )?(?:mutually )?(?:time|date)s? {SUITABLE}(?: upon)? (?:to|for|by|"
    rf"between) .+|"
    rf"(?:(?:at|on) )?(?:(?:a|an|any|the|early|earliest|first|mutually) )*{SUITABLE} (?:time|date|"
    rf"opportunity)s?|"
    r"(?:within|in line with|according to) (?:the |an |a )?(?:agreed[ -]upon |mutually agreed |agreed |"
    r"set |given |stipulated )?"
    r"time-?(?:frame|line|table)s?|"
    r"(?:at|on) (?:a |any )?(?:later )?(?:time|date)s?(?: which is| that are|,)? to be (?:mutually |"
    r"jointly |further )*"
    r"(?:agreed|determined|decided|confirmed|fixed|set|announced)(?: upon| on)?(?: (?:by|through|between|"
    r"via) .+)?"
)
OFTEN_OR_NEXT = r"(?:a|an|per|each|every|week|month|year|meeting|session|summit)s?\b"
AFTERWARDS = r"(?:immediately |soon |shortly |right )?(?:upon|following|after)"
ONCE = rf"(?:{AFTERWARDS}|once) (?P<rest>(?!{OFTEN_OR_NEXT}).+)"
BEGINS = (
    r"(?:starting|beginning|commencing|effective|as of|as from|from|since|no earlier than|not earlier than|"
    r"not before|with effect from)(?! now\b) .+"
)
HASTY = (
    r"(?:as (?:soon|quickly|early) as (?:possible|practicable|feasible)|promptly|immediately|without delay),?"
    r"(?: and| but)?(?: in any (?:case|event))? "
    r"(?P<rest>(?:by|before|no later than|not later than|within) .+)"
)
AT_LEAST_EVERY = (
    r"at least (?P<rest>(?:once|twice|annual|year|semi|half|quarter|month|week|every|\w+ times).*)"
)
UP_TO = r"(?: to | through | and |-)"
SHORT_NAMES = rf"(?:{'|'.join(words.MONTH_NUMBERS)}|[qh][1-4])"
SHORT_FIRST = rf"(?:{SHORT_NAMES}(?: \d{{4}})?|\d{{1,2}})"
SHORT_LAST = rf"(?:\d{{1,2}} )?{SHORT_NAMES}(?: \d{{4}})?"
CUT_OFF = r"(?:the|our|their|its) (?:next|forthcoming|upcoming)"
BOUNDS = (
    r"starting|beginning|commencing|effective|from|since|as of|until|till|through|up to|over|for|during|"
    r"within|at"
)
HALF = (
    r"(?P<number>first|second|third|fourth|last|latter|final|1st|2nd|3rd|4th)[ -]"
    r"(?P<size>half|quarter)(?:-year)?"
)
NAMED = r"this coming|this|the current|the same|the next|the following|the coming|the|next|following|coming"
LIMIT = (
    r"a period of |a maximum of |a further |a (?=[\w-]+-(?:year|month|week))|no more than |not more than |"
    r"at most |up to "
)
BOTH_PLACES = (
    r"(?:both|each)(?: of)?(?: the)?(?: two)? (?:capitals?|countr(?:y|ies)|sides?|governments?|parties)"
)
PLACE = r"(?!both|each|advance)[^\W\d]+(?: [^\W\d]+)?"

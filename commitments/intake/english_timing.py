"""How English deadlines begin and end."""

from commitments.intake.grammar import compiled, listed
from commitments.intake.timing import Starts
from commitments.phrases import english_words as words

UNITS = r"days?|weeks?|months?|years?|quarters?|half|half-year|decade|fortnights?|semester|season"
TIMES = (
    rf"(?:{'|'.join(sorted(words.MONTH_NUMBERS, key=len, reverse=True))})\.?|(?:{'|'.join(words.WEEKDAYS)})|"
    rf"(?:{UNITS})|\d{{1,2}}(?:st|nd|rd|th)?|(?:19|20)\d\ds?|(?:19|20)\d\d[-/]\d{{2,4}}|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|"
    r"\d{4}-\d\d-\d\d|tomorrow|today|spring|summer|autumn|fall|winter|[qh][1-4]|mid-?year|future|term|"
    r"(?:early|mid|late)-(?:(?:19|20)\d\d|\w+)|her|him|them|both|convenience|period|basis|biannual(?:ly)?|bi-?monthly|bi-?weekly|annually|monthly|"
    r"weekly|quarterly|latest|possible|yearly"
)
STARTS = Starts(
    framed=compiled(
        r"(?<![\w-])(?:by|before|prior to|ahead of|in advance of|in the lead-?up to|in the run-?up to|no "
        r"later than|"
        r"not later than|at the latest|within|in|during|over|throughout|on|at|until|till|through|between|"
        r"from|later|"
        r"for the (?=period|next|coming|duration)|well before|in time for|as early as|at least|once|twice|"
        r"every|each|on or before|"
        r"on the (?:sidelines|margins|occasion) of|up to|as of|starting|beginning)(?![\w-])"
    ),
    bare=compiled(
        r"(?<![\w-])(?:biannual(?:ly)?|bi-?monthly|bi-?weekly|later this|early|mid|late|next|"
        r"this (?=week|month|year|quarter|spring|summer|autumn|"
        r"fall|winter)|"
        r"tomorrow|(?:our|their|the|its) next (?=meeting|session|summit|round)|the (?=rest|remainder|first|"
        r"second|third|fourth|coming|next|end)|january|february|march|april|"
        r"june|july|august|september|october|november|december)(?![\w])"
    ),
    ends=compiled(rf"(?:{TIMES}|(?:{words.EVENT})(?:'s)?|capitals|place)"),
    never=listed(
        "continuous;ongoing;on-going;a year;a day;in future;in the "
        "future;frequently;rolling;gradually;progressively;a month;continuously;each day;every day;per "
        "day;over time;year on year;urgently;when convenient;in the coming period;daily;timely;near "
        "future;in the short term;short term;medium term",
        ";",
    ),
    next_event=compiled(r"(?:the|our|their|its) next (?:meeting|session|summit|round)\b"),
    told=compiled(
        r"(?:\b(?:signed|held|launched|established|adopted|announced|concluded|made|created|reached|"
        r"released|issued|"
        r"founded|inaugurated|convened|met|visited|published|agreed|took place|ratified|initiated|"
        r"began|started|opened|dated|occurred|led|met|hosted|organi[sz]ed)"
        r"(?: (?:in|at|by|on|during)(?: [\w.'-]+){0,4})?"
        r"|\b(?:as|back|of|since)) $"
    ),
    named=compiled(
        r"['’]s? (?!end\b)|-\w| (?:joint statement|agreement|declaration|agenda|strategy|framework|action "
        r"plan|plan|"
        r"programme?|vision|treaty|convention|goals?|targets?|accord|roadmap|summit declaration|memorandum|"
        r"mou)\b"
    ),
)

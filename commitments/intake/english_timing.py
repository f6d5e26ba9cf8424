"""How English deadlines begin and end."""

from commitments.intake.english_doubts import DOUBTED
from commitments.intake.english_occasions import OCCASIONS
from commitments.intake.english_words import HASTENED
from commitments.intake.grammar import compiled, listed
from commitments.intake.wordings import Starts
from commitments.phrases import english_words as words

UNITS = r"days?|weeks?|months?|years?|quarters?|half|half-year|decade|fortnights?|semester|season"
TIMES = (
    rf"(?:{'|'.join(sorted(words.MONTH_NUMBERS, key=len, reverse=True))})\.?|(?:{'|'.join(words.WEEKDAYS)})|"
    rf"(?:{UNITS})|\d{{1,2}}(?:st|nd|rd|th)?|(?:19|20)\d\ds?|(?:19|20)\d\d[-/]\d{{2,4}}|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|"
    r"[\w-]*-term|\d{4}-\d\d-\d\d|tomorrow|today|spring|summer|autumn|fall|winter|[qh][1-4]|mid-?year|future|term|"
    r"(?:early|mid|late|end)-(?:(?:19|20)\d\d|\w+)|her|him|them|both|sides|parties|countries|convenience|"
    r"period|"
    r"basis|bi-?annual(?:ly)?|bi-?monthly|bi-?weekly|annually|monthly|weekly|quarterly|latest|possible|yearly|"
    r"year-end|end|time|times|dates?|opportunity|ahead|onwards?|fy ?\d{2,4}(?:[-/]\d{2,4})?|agreed|"
    r"determined|"
    r"decided|channels|out|christmas|time-?(?:frame|line|table)s?|signature|signing|ratification|adoption|"
    r"completion|force"
)
# "The programme for 2027-2029" is called after its years.
PLANS = listed(
    "plan action programme program vision strategy framework agenda roadmap cycle agreement protocol budget"
)
NO_PLAN = "".join(rf"(?<!{name}\x20)" for name in sorted(PLANS))
# The month of a day that is no deadline is none either: "the contract of 12 March 2027".
NO_DAY = "".join(rf"(?<!\d{ending}\x20)" for ending in ("", "st", "nd", "rd", "th", r"\x20of", r"th\x20of"))
# In lower case "may" and "march" are verbs.
MONTHS = f"(?-i:{'|'.join(month.title() for month in words.MONTHS)})"
STARTS = Starts(
    framed=compiled(
        r"(?<![\w-])(?:by|before|prior to|ahead of|in advance of|in the lead[- ]?up to|"
        r"in the run[- ]?up to|no "
        r"later than|"
        r"not later than|at the latest|within|in|during|over|throughout|on|at|until|till|through|between|"
        r"from|later|"
        rf"{NO_PLAN}for the(?= period| next| coming| duration| years?\b| (?:19|20)\d\d)|"
        rf"{NO_PLAN}for(?= (?:19|20)\d\d[-/ ])|"
        r"well before|in time for|"
        r"as early as|at least|once|twice|sometime|as from|"
        r"every|each|on or before|"
        r"on the (?:sidelines|margins|occasion) of|up to|as of)(?![\w-])"
    ),
    bare=compiled(
        r"(?<![\w-])(?:bi-?annual(?:ly)?|bi-?monthly|bi-?weekly|later this|early|mid|late|next|tomorrow|"
        rf"this(?= (?:coming )?(?:week|month|year|quarter|decade|spring|summer|autumn|fall|winter|"
        rf"{MONTHS})\b)|"
        r"(?:our|their|the|its) next(?= (?:meeting|session|summit|round)\b)|"
        r"the(?= (?:following day|rest|remainder|first|second|third|fourth|coming|next|end)\b)|"
        # "From 2027" says when it begins: the day or year alone is what is awaited.
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?= (?:of )?(?:{MONTHS})\b)|(?<=from\x20)(?:19|20)\d\d|"
        rf"{NO_DAY}{MONTHS})(?![\w])"
    ),
    ends=compiled(rf"(?:{TIMES}|(?:{words.EVENT})(?:'s)?|capitals|place)"),
    never=listed(
        "continuous;ongoing;on-going;a year;a day;in future;in the "
        "future;early;prompt;swift;speedy;expeditious;"
        "rapid;quick;going forward;frequently;rolling;gradually;progressively;a month;continuously;each day;"
        "every day;per day;over time;year on year;urgently;when convenient;in the coming period;"
        "daily;timely;near "
        "future;in the short term;short term;medium term",
        ";",
    ),
    begins=compiled(r"\b(?:beginning|starting|commencing|effective|from|as of|as from)(?: in| on)? $"),
    clause=compiled(
        rf"(?:(?!\b(?:{words.EVENT})\b).)*?\b(?:to|of|and|that|which|will|would|agreed|decided|between|"
        r"(?!meeting|opening|working|upcoming|forthcoming|following|coming)\w{2,}ing)\b"
    ),
    topic=compiled(
        r"on (?!the (?:occasion|margins|sidelines)\b)|(?:over|from|throughout) |in (?!advance\b|"
        r"the (?:margins|lead|run))(?!(?:the |our |its |their )?(?:next|coming|forthcoming|"
        r"upcoming) (?!presid))"
    ),
    untold=compiled(r"(?<!\w)be(?: \w+ly)? $"),
    counted=compiled(
        r" (?:of|from|after|following)(?! (?:now|today|this|the (?:meeting|visit|talks))\b)(?: [\w'-]+){1,9}"
    ),
    whose=compiled(
        r"(?: (?:of|to|between|by)(?: (?:the|their|its|our))?(?: (?:H\.E\. |Mr\. )?(?-i:[A-Z])[\w'-]*){1,6})+"
        r"(?: in (?-i:[A-Z])\w+)?"
    ),
    ahead=compiled(
        r"on the (?:sidelines|margins|occasion) of|(?:at|during|by) (?:the )?(?:cop ?-?\d+|coming|planned)\b|"
        r"(?:at|during|by) (?:the|his|her|their) (?:state|official|working|return) visit\b"
    ),
    next_event=compiled(r"(?:the|our|their|its) next (?:meeting|session|summit|round)(?: of .+)?"),
    sums=compiled(
        r"(?:[$€£]|\busd?\b|\b(?:million|billion|thousand|per cent|percent|"
        r"tons?|tonnes?|barrels?|[mg]w|kilomet\w+|hectares)\b)[^,;]{0,30}$"
    ),
    custom=compiled(
        r"(?:\b(?:the|this|its|their|our|his|her|'s)|^\w+'s) (?:next |upcoming )?(?:annual|yearly|monthly|"
        r"quarterly|weekly|"
        rf"biennial)\b|(?:annual|biennial)(?!\w)(?!,? (?:\(?[\w-]+\)? ){{0,8}}(?:{words.EVENT}|discussions?|"
        r"exchanges?|reports?|reviews?|basis|updates?|visits?)\b)"
    ),
    told=compiled(
        r"(?:\b(?:signed|held|launched|established|adopted|announced|concluded|made|created|reached|"
        r"released|issued|"
        r"founded|inaugurated|convened|met|visited|published|agreed|took place|ratified|initiated|"
        r"began|started|opened|dated|occurred|led|met|hosted|organi[sz]ed|extended|received|circulated)"
        r"(?: (?:in|at|by|on|during)(?: [\w.'-]+){0,4})?"
        r"|\b(?:which|that) (?:falls|expires|ends|lapses|begins|starts|runs|arrived|"
        r"(?:came|entered) into force|"
        r"(?:was|were) \w+)"
        # "The plan, which aims to halve the fees by 2030": the time of what the plan is.
        r"|, which (?:is|are) an? [^;.]{3,200}"
        r"|, which (?!will\b|would\b|shall\b|is to\b|are to\b)\w+ [^,;.]{0,150}"
        # A time that is set to an aim is no time of what is done for it: "in line with the target of …".
        # "Once the bridge is complete in 2027": the time of a clause that only sets the scene.
        r"|\bfeasibility of [^,;.]{3,100}"
        r"|\b(?:once|when|whenever) [^,;.]{3,80}\b(?:is|are|has|have|was|were|becomes?)\b[^,;.]{0,40}"
        r"|\b(?:with|in support of|supporting|reflecting) (?:the|our|their|its|his|her)(?: [\w-]+){0,3} "
        r"(?:goals?|targets?|objectives?|ambitions?|achievements?|aims?|pledges?|pathways?|visions?)"
        r"\b[^,;.]{0,130}"
        rf"|\b(?:{'|'.join(sorted(PLANS))}) for(?: the)?"
        r"|\b(?:as|back|(?<!as\x20)of|since|last|past|previous|earlier|the|an?|our|their|its|\w+'s)|"
        r"\b(?:anniversary of|following the|after the|since the) [^,;]{3,60}) $"
    ),
    named=compiled(
        r"['’]s? (?!end\b)|-\w| (?:and|or) (?:the )?(?:coming )?(?:weeks|months|years)\b| (?:was|is|were|"
        r"marks?|marked|has)\b|"
        r" (?:signed|adopted|concluded|established|launched) (?:in|on|last|by|at)\b|"
        r" (?:joint statement|agreement|declaration|agenda|strategy|framework|action plan|plan|"
        r"programme?|vision|treaty|convention|goals?|targets?|accord|roadmap|summit declaration|memorandum|"
        r"mou|vehicles|models?|cars|editions?|budgets?|levels?|prices|census|figures|data)\b"
    ),
    occasions=OCCASIONS,
    doubted=DOUBTED,
    hasty=compiled(
        rf"(?<![\w-])(?-i:early|prompt|swift|speedy|expeditious|rapid|quick)(?= (?:{HASTENED})\b)"
    ),
)

# The day or week in which they met: "This week, we, the presidents, met in Port Elm and commit to …".
MET = compiled(r"[^.;:]{0,300}?(?<!to\x20)\b(?:met|gathered|convened|held (?:talks|a meeting|the|their)) ")

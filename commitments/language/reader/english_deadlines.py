"""When English undertakings are due: occasions to come, and how times begin and end."""

from commitments.language.phrases import english_words
from commitments.language.reader import english_words as reader_words
from commitments.language.reader.english_words import (
    AFTER,
    AHEAD,
    AT_OCCASION,
    COUNTED_UNIT,
    HASTENED,
    HELD,
    LOOSE,
    ORDINAL,
    STOPS,
    VERB,
)
from commitments.language.reader.events import Occasions
from commitments.language.reader.grammar import compile_pattern, split_list
from commitments.language.reader.starts import Starts

# What happens; a body ("committee") happens where it is the next one, or has a number.
HAPPENING = (
    rf"{english_words.EVENT}|(?-i:Week)|fairs?|exercises?|budget|season|reviews?|ministerials?|missions?|"
    rf"symposium|"
    r"hearings?|deadlines?|signing|signature|completion|conclusion|launch|entry into force|expiry|expiration|"
    r"entering into force|coming into force|ratification|adoption|approval|disbursement|campaign|"
    r"anniversary|plenary|retreat|tour|trip|"
    r"gatherings?|games|referendum|holidays?|harvest|leaders' week|encounter|event|consultation|decision|"
    r"elections?|polls|start|commencement|opening|selection|inauguration|handover|centenary|presidency|"
    r"chairmanship|easter|ramadan|eid|tet|lunar new year|chinese new year|diwali|songkran|nowruz|"
    r"(?:summer|winter|parliamentary|christmas|easter) (?:break|recess)"
)
WORD = r"[\w.&'/+-]+"
INNER = rf"(?!(?:{STOPS})\b){WORD} "
NAMED = r"(?:the |our |their |its |his |her |this |an? )?"
MONTH = rf"(?:{'|'.join(english_words.MONTHS)})"
NUMBER = (
    r"\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|"
    rf"{'|'.join(sorted(english_words.NUMBERS, key=len, reverse=True))}"
)
YEAR = r"(?:19|20)\d\d"
DAYS = r"\d{1,2}(?:-\d{1,2})?"
WHEN = (
    rf"(?:(?:in|on|at|for|during|of) )?(?:the )?(?:(?:early|mid|late|end)[- ](?:of )?)?(?:spring |summer |"
    rf"autumn |fall |winter )?(?:(?:{DAYS} )?{MONTH}(?: {DAYS})?,? ?(?:of )?)?"
    rf"(?:{YEAR}|(?:later )?(?:this|next) (?:year|month|week|spring|summer|autumn|fall|winter|{MONTH}))"
    rf"|(?:in|on) (?:(?:early|mid|late)[- ])?(?:\d{{1,2}} )?{MONTH}(?: \d{{1,2}}(?!\d))?"
)
# With an office the next piece of the sentence begins: "at the summit in Port Elm, President …".
OFFICE = (
    r"(?:President|Prime|Premier|Minister|Ministers|Secretary|Foreign|Chancellor|King|Leaders|Deputy|Vice)"
)
NAME = r"(?-i:[A-Z])[\w.'&-]*"
# Which one it is: whose, on what, where.
OF_OCCASION = (
    rf" of (?:the |our |their |its |both |his |her )?(?:(?!(?:{STOPS}|and)\b){WORD} ){{0,4}}"
    rf"(?!(?:{STOPS}|and)\b){WORD}(?: and (?:the )?{NAME})?"
)
PLACE = (
    rf" (?:in|at|to|with|between|on|for|by|hosted by) (?:the )?(?!(?:{MONTH})\b){NAME}"
    rf"(?:,? (?:of |and )?(?:the )?(?!{OFFICE}\b){NAME}){{0,6}}(?: (?:city|province|island|district))?"
)
ASIDE = (
    rf" on the (?:margins?|sidelines?|fringes|occasion) of (?:the )?{NAME}"
    rf"(?: (?:of |and )?(?:the )?{NAME}){{0,6}}"
)
OCCASIONS = Occasions(
    phrase=compile_pattern(
        rf"(?<![\w-])(?P<frame>{AHEAD}|{AFTER}|{AT_OCCASION}|{LOOSE}) (?P<event>{NAMED}(?:{INNER}){{0,9}}?"
        rf"(?:{HAPPENING})(?: (?:{HAPPENING}))?(?![\w'-])"
        r"(?! (?:room|venue|agenda|mechanism|report|process|outcomes?)\b)"
        rf"(?: \((?-i:[A-Z])[^)]{{0,25}}\))?(?:{OF_OCCASION})?(?: \((?-i:[A-Z])[^)]{{0,25}}\))?"
        rf"(?:{HELD})?(?:{PLACE}){{0,2}}(?:{HELD}(?: in (?:the )?{NAME})?)?"
        rf"(?:{ASIDE})?(?:,? (?P<when>{WHEN})| in the near future)?)(?![\w-])"
    ),
    ahead=compile_pattern(AHEAD),
    behind=compile_pattern(AFTER),
    loose=compile_pattern(LOOSE),
    to_come=compile_pattern(
        r"\b(?:next|forthcoming|upcoming|future|planned|proposed|scheduled|to be held)\b|"
        r"^(?:the |their |our )?coming\b|\bcoming\b"
    ),
    past=compile_pattern(
        r"\b(?:signed|held|launched|established|adopted|announced|concluded|made|reached|released|issued|"
        r"convened|met|published|agreed|took place|initiated|began|started|opened|welcomed|discussed|"
        r"noted|recalled|since|as|from|back)(?: \w+){0,2} $"
    ),
    awaited=compile_pattern(r"\b(?:will|shall|would|to)\b"),
    dated=compile_pattern(
        rf"\b(?:{MONTH}|spring|summer|autumn|fall|winter) (?:meeting|session|summit|round|conference)\b"
    ),
    awaiting=compile_pattern(r",[^;:]{3,250}? (?:will|shall|would)\b"),
)

# "Before Elm Week", "prior to the arrival of the team": a time, unless it is a court or a body.
NO_EVENT = (
    r"(?:courts?|tribunals?|parliament|assembly|congress|senate|house|cabinet|council|committees?|"
    r"commission|board|public|nations|world|eyes|law|media|press|camera|cameras|audience|pandemic|crisis|"
    r"war|conflict|invasion|other|others|it|them|us|him|her|you|me|that|this|long|now|then|date|deadline)"
)
A_NAME = rf"(?!(?:{MONTH}|{'|'.join(english_words.WEEKDAYS)}|Q[1-4]|H[12])\b)(?-i:[A-Z])[\w'’&-]*"
PART_OF_NAME = rf"(?!(?:{STOPS}|and|or|once|when|next|this|each|every|on)\b){WORD}"
AHEAD_OF_EVENT = (
    r"(?:(?:well |shortly |immediately |just )?(?:before|prior to|ahead of|in advance of)|in (?:good "
    r")?time for|"
    r"(?:no|not) later than|in the run-up to) "
    rf"(?!(?:the |its |their |our |an? )?(?:(?!of\b)[\w'’-]+ ){{0,3}}{NO_EVENT}(?![\w-])(?! (?:meetings?|"
    rf"sessions?|retreat|elections?|"
    r"recess|summit)\b))"
    rf"(?:(?:the|our|their|its|his|her|your|my|an?|any|each|every) (?:{PART_OF_NAME} "
    rf"){{0,4}}?{PART_OF_NAME}|{A_NAME}(?: {A_NAME}){{0,3}})"
    rf"(?<!\b20\d\d)(?: (?:of|on|in|at|between|to) (?:the |our |their |its )?(?:{PART_OF_NAME} "
    rf"){{0,3}}{PART_OF_NAME})?"
    rf"(?: (?:of )?(?:{WHEN}))?(?![\w-])"
)
# "As soon as the amendment to the protocol has been signed", "before the papers go out on 2 May".
UNTIL_IT_IS = (
    r"(?:once|as soon as|when(?! we\b)|before(?P<before>)) (?:(?:he|she|we|you|they|it|I|the|its|their|"
    r"our|his|her|your|my|both|all|this|that|"
    r"these|such|an?) |(?=(?-i:[A-Z])))"
    r"(?:(?!(?:will|would|shall|should|may|can|could|was|were|had|which|who|that|is|are|has|have|and)\b)"
    r"[\w'’.-]+ ){1,9}?"
    r"(?:is|are|has|have|goes?|go|comes?|come|becomes?|become|gets?|leaves?|sits?|falls?|reach|reaches|"
    r"approves?|signs?|permits?|allows?|heads?|takes?|enters?|begins?|starts?|ends?|closes?|opens?|meets?|"
    r"arrives?|returns?|retires?|expires?|ratif(?:y|ies)|visits?|travels?|lands?|passes|pass|adopts?|"
    r"publish(?:es)?|completes?|finali[sz]es?|confirms?|receives?|issues?|submits?|resumes?|convenes?|"
    r"votes?|clears?|delivers?|concludes?|finish(?:es)?|announces?|releases?|decides?|agrees?|replies|"
    r"responds?|sends?|moves?) "
    # A clause with a date of its own is known to take place then, unless something is to be done before.
    r"(?:(?!(?:and|but|will|shall|would)\b)(?:(?(before)|(?!\d))[\w'’.-])+(?: |(?=[,;:.?!)]|$))){1,8}"
    r"(?(before)|(?=[,;:.?!)]|$|and\b|but\b))"
)

WEEKDAY = rf"(?:{'|'.join(english_words.WEEKDAYS)}|(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri))"
A_MONTH = rf"(?:{MONTH}|(?-i:{'|'.join(name.title() for name in english_words.MONTH_NUMBERS)})\.?)"
# "This evening", "by COB", "first thing tomorrow", "once I've spoken to the agency", "when back from leave".
IN_HASTE = (
    r"(?<![\w-])(?:(?:by |before )?(?:this (?:evening|morning|afternoon|noon)|tonight)|(?:later |by |before )today|"
    rf"first thing(?: (?:tomorrow|in the morning|on)(?: {WEEKDAY})?)?(?: morning)?|"
    rf"(?:by|before) (?:COB|EOD|close of (?:play|business)|end of (?:play|day))"
    rf"(?: (?:today|tomorrow|tmrw|(?:on )?{WEEKDAY}))?(?! (?:on )?(?:\d|{MONTH}))"
    r"|(?:once|as soon as|when|after) (?:I|we|you|they|he|she|it)(?:'ve|'s| have| has) \w+(?: (?!and\b|but\b)"
    r"[\w'’-]+){0,6}(?=[,.;:!?)]|$)"
    r"|(?:when|once) (?:back\b|[a-z]{3,}s (?:close|open|end|start|begin|arrive|return|resume|permit|allow)\b)"
    r"(?: (?!and\b|but\b)[\w'’-]+){0,4}(?=[,.;:!?)]|$)"
    r"|(?:before|prior to|on|upon|after) (?:wheels up|departure|arrival|take-?off|boarding|embarkation|kick-?off|dawn|"
    r"dusk|nightfall|lunch)(?= ?[,.;:!?)]| ?$)"
    rf"|(?:(?:in|during|by|from) )?(?:the )?(?:week|wk|fortnight) (?:beginning|commencing|of|starting|ending) "
    rf"(?:{WEEKDAY},? )?(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{A_MONTH}|{A_MONTH} \d{{1,2}})(?:,? {YEAR})?)(?![\w-])"
)
OLD_FASHIONED = (
    rf"(?<![\w-])(?:inside (?:{NUMBER}) {COUNTED_UNIT}|(?:at least |not less than )?(?:{NUMBER}) (?:clear |full )?"
    rf"{COUNTED_UNIT} (?:beforehand|in advance|ahead)"
    r"|(?:in|during|by|towards) the (?:early|first|last|final|closing|opening|later) (?:\w+ )?(?:months|weeks|days|part) of "
    rf"(?:(?:the|this|next) )?(?:(?:coming|new|following|next|present) )?(?:year|month|season|summer|autumn|winter|"
    rf"spring|{YEAR}|{MONTH}(?: {YEAR})?)"
    r"|ere (?:the |her |its )?(?:[\w'’-]+ ?){2,6}(?=[,.;]|$)"
    rf"|not after (?:\d{{1,2}} {MONTH}|{MONTH} \d{{1,2}},?)(?: {YEAR})?"
    rf"|on the (?:Feast|Eve|Day) of (?:St\.? )?{NAME},? the \d{{1,2}}(?:st|nd|rd|th)? of {MONTH}(?: {YEAR})?)(?![\w-])"
)

UNITS = r"days?|weeks?|months?|years?|quarters?|half|half-year|decade|fortnights?|semester|season"
TIMES = (
    rf"(?:{'|'.join(sorted(english_words.MONTH_NUMBERS, key=len, reverse=True))})\.?|"
    rf"(?:{'|'.join(english_words.WEEKDAYS)})|(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri)|"
    rf"(?:{UNITS})|\d{{1,2}}(?:st|nd|rd|th)?|(?:19|20)\d\ds?|(?:19|20)\d\d[-/]\d{{2,4}}|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|\d{{1,2}}/\d{{1,2}}|"
    r"[\w-]*-term|\d{4}-\d\d-\d\d|tomorrow|tmrw?|tmw|today|eo[mqy]|spring|summer|autumn|fall|winter|[qh][1-4]|mid-?year|"
    r"future|term|"
    r"(?:early|mid|late|end)-(?:(?:19|20)\d\d|\w+)|her|him|them|both|sides|parties|countries|convenience|"
    r"period|"
    r"basis|bi-?annual(?:ly)?|bi-?monthly|bi-?weekly|annually|monthly|weekly|quarterly|latest|possible|"
    r"yearly|"
    r"year-end|end|time|times|dates?|opportunity|ahead|onwards?|fy ?\d{2,4}(?:[-/]\d{2,4})?|agreed|"
    r"determined|"
    r"decided|channels|out|christmas|time-?(?:frame|line|table)s?|signature|signing|ratification|adoption|"
    r"completion|force"
)
# "The programme for 2027-2029" is called after its years.
PLANS = split_list(
    "plan action programme program vision strategy framework agenda roadmap cycle agreement protocol budget"
)
NO_PLAN = "".join(rf"(?<!{name}\x20)" for name in sorted(PLANS))
# The month of a day that is no deadline is none either: "the contract of 12 March 2027".
NO_DAY = "".join(rf"(?<!\d{ending}\x20)" for ending in ("", "st", "nd", "rd", "th", r"\x20of", r"th\x20of"))
# In lower case "may" and "march" are verbs.
SHORT_MONTHS = f"(?-i:{'|'.join(name.title() for name in english_words.MONTH_NUMBERS)})"
MONTHS = f"(?-i:{'|'.join(month.title() for month in english_words.MONTHS)})"
STARTS = Starts(
    framed=compile_pattern(
        r"(?<![\w-])(?:by|before|prior to|ahead of|in advance of|in the lead[- ]?up to|"
        r"in the run[- ]?up to|no "
        r"later than|"
        r"not later than|nlt|at the latest|within|in|during|over|throughout|on|at|until|till|through|between|"
        r"from|later|"
        rf"{NO_PLAN}for the(?= period| next| coming| duration| years?\b| (?:19|20)\d\d)|"
        rf"{NO_PLAN}for(?= (?:19|20)\d\d[-/ ])|"
        r"well before|in time for|"
        r"as early as|at least|(?:no|not) (?:less|fewer) than|once|twice|sometime|as from|"
        r"every|each|on or before|"
        r"on the (?:sidelines|margins|occasion) of|up to|as of)(?![\w-])"
    ),
    bare=compile_pattern(
        rf"(?<![\w-])(?:(?:{'|'.join(english_words.WEEKDAYS)})(?=,? \d{{1,2}} (?:of )?{MONTHS}\b)|"
        r"bi-?annual(?:ly)?|bi-?monthly|bi-?weekly|later this|early|mid|late|next|tomorrow|tmrw?|tmw|"
        r"week (?=(?:of|commencing|beginning|starting) \d)|"
        rf"this(?= (?:coming )?(?:week|month|year|quarter|decade|spring|summer|autumn|fall|winter|"
        rf"{MONTHS})\b)|"
        r"(?:our|their|the|its) next(?= (?:meeting|session|summit|round)\b)|"
        r"the(?= (?:following day|rest|remainder|first|second|third|fourth|coming|next|end)\b)|"
        # "From 2027" says when it begins: the day or year alone is what is awaited.
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?= (?:of )?(?:{MONTHS})\b)|(?<=from\x20)(?:19|20)\d\d|"
        r"(?:(?<=[,(:-]\x20)|(?<=\()|(?<=target\x20))(?-i:[QH])[1-4](?=[ /](?:of )?(?:19|20)?\d\d|\.?$)|"
        r"(?:(?<=[:.,;-]\x20)|(?<=\())(?:first|second|third|fourth|last)(?= (?:half|quarter|week) of )|"
        r"(?<=[ ,]-\x20)(?:\d{1,2}/\d{1,2}(?:/20\d\d)?|EO[MQY])(?=\.?$)|"
        r"\d{1,2}/\d{1,2}/(?:19|20)\d\d(?= at the latest)|"
        rf"{NO_DAY}(?!May (?:I|we|you|he|she|they|this|the|our|your)\b){MONTHS}|(?<=\()end(?=[ -](?:of )?\w)|"
        rf"(?<=[,:.-]\x20)end(?=[ -](?:of )?(?:{SHORT_MONTHS}|this|next|the (?:week|month|year|"
        rf"quarter))\b))(?![\w])"
    ),
    ends=compile_pattern(rf"(?:{TIMES}|(?:{english_words.EVENT})(?:'s)?|capitals|place)"),
    never=split_list(
        "continuous;ongoing;on-going;a year;a day;in future;in the "
        "future;early;prompt;swift;speedy;expeditious;"
        "rapid;quick;going forward;frequently;rolling;gradually;progressively;a month;continuously;each day;"
        "every day;per day;over time;year on year;urgently;when convenient;in the coming period;"
        "daily;timely;near "
        "future;in the short term;short term;medium term",
        ";",
    ),
    begins=compile_pattern(r"\b(?:beginning|starting|commencing|effective|from|as of|as from)(?: in| on)? $"),
    clause=compile_pattern(
        rf"(?:(?!\b(?:{english_words.EVENT})\b).)*?\b(?:to|of|and|that|which|will|would|agreed|decided|"
        rf"between|"
        r"(?!meeting|opening|working|upcoming|forthcoming|following|coming)\w{2,}ing)\b"
    ),
    topic=compile_pattern(
        r"on (?!the (?:occasion|margins|sidelines)\b)|"
        r"for (?!(?:the |our |their |its )?(?:next|coming|forthcoming|upcoming)\b)|"
        r"(?:over|from|throughout) |in (?!advance\b|"
        r"the (?:margins|lead|run))(?!(?:the |our |its |their )?(?:next|coming|forthcoming|"
        r"upcoming) (?!presid))"
    ),
    untold=compile_pattern(r"(?<!\w)be(?: \w+ly)? $"),
    counted=compile_pattern(
        r" (?:(?:counted|calculated|reckoned|running|starting) )?(?:of|from|after|following)"
        r"(?! (?:now|this|the (?:meeting|visit|talks))\b)"
        rf"(?: (?!and (?:to )?{VERB}\b)[\w'-]+){{1,9}}"
    ),
    whose=compile_pattern(
        r"(?: (?:of|to|between|by)(?: (?:the|their|its|our))?(?: (?:H\.E\. |Mr\. )?(?-i:[A-Z])[\w'-]*){1,6})+"
        r"(?: in (?-i:[A-Z])\w+)?"
    ),
    ahead=compile_pattern(
        r"on the (?:sidelines|margins|occasion) of|(?:at|during|by) (?:the )?(?:cop ?-?\d+|coming|planned)\b|"
        r"(?:at|during|by) (?:the|his|her|their) (?:state|official|working|return) visit\b"
    ),
    next_event=compile_pattern(r"(?:the|our|their|its) next (?:meeting|session|summit|round)(?: of .+)?"),
    sums=compile_pattern(
        r"(?:[$€£]|\busd?\b|\b(?:million|billion|thousand|per cent|percent|"
        r"tons?|tonnes?|barrels?|[mg]w|kilomet\w+|hectares)\b)[^,;]{0,30}$"
        # "From three to five flights per week": how many, not when.
        r"|\bfrom (?:\w+|\d[\d,]*) to (?:\w+|\d[\d,]*)(?: [\w-]+){0,3} $"
        r"|\b(?:number|quota|ceiling|limit|cap|frequency|frequencies|maximum) of\b[^,;]{0,50}(?: to "
        r"(?:\w+|\d[\d,]*))?"
        r"(?: [\w-]+){0,2} $"
    ),
    custom=compile_pattern(
        r"(?:\b(?:the|this|its|their|our|his|her|'s)|^\w+'s)(?: (?:19|20)\d\d)? (?:next |upcoming )?"
        r"(?:annual|yearly|monthly|quarterly|weekly|"
        rf"biennial)\b|(?:annual|biennial)(?!\w)(?!,? (?:\(?[\w-]+['’]?\)? ){{0,8}}"
        rf"(?:{english_words.EVENT}|discussions?|"
        r"exchanges?|reports?|reviews?|basis|updates?|visits?)\b)"
    ),
    of_days=compile_pattern(r"on\b"),
    told=compile_pattern(
        r"(?:\b(?:signed|held|launched|established|adopted|announced|concluded|made|created|reached|"
        r"released|issued|"
        r"founded|inaugurated|convened|met|visited|published|agreed|took place|ratified|initiated|"
        r"began|started|opened|dated|occurred|led|met|hosted|organi[sz]ed|extended|received|circulated)"
        r"(?: (?:in|at|by|on|during)(?: (?!(?:19|20)\d\d\b)[\w.'-]+){0,4})?"
        r"|\b(?:which|that) (?:falls|expires|ends|lapses|begins|starts|runs|arrived|"
        r"(?:came|entered) into force|"
        r"(?:was|were) \w+)"
        # "The plan, which aims to halve the fees by 2030": the time of what the plan is.
        r"|, which (?:is|are) an? [^;.]{3,200}"
        r"|, which (?!will\b|would\b|shall\b|is to\b|are to\b)\w+ [^,;.]{0,150}"
        # A time that is set to an aim is no time of what is done for it: "in line with the target of …".
        # "Once the bridge is complete in 2027": the time of a clause that only sets the scene.
        r"|\bfeasibility of [^,;.]{3,100}"
        # "Treat 17 August as the cut-off".
        r"|\b(?:treat|regard)(?:s|ed|ing)?"
        # "From 14 to 16 October", "between 1 March and 30 November": its end says nothing by itself.
        r"|\bbetween [^,;.]{3,25}\d and"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: {MONTHS})? (?:to|and|until|-)"
        r"|\bthat (?:the |its |their )?(?:[\w-]+ ){1,4}(?:end|ends|expire|expires|lapse|lapses)"
        r"|\b(?:once|when|whenever) [^,;.]{3,80}\b(?:is|are|has|have|was|were|becomes?)\b[^,;.]{0,40}"
        r"|\b(?:with|in support of|supporting|reflecting) (?:the|our|their|its|his|her|\w+'s)(?: "
        r"[\w-]+){0,3} "
        r"(?:goals?|targets?|objectives?|ambitions?|achievements?|aims?|pledges?|pathways?|visions?)"
        r"\b[^,;.]{0,130}"
        rf"|\b(?:{'|'.join(sorted(PLANS))}) for(?: the)?"
        r"|\b(?:as|(?:dat\w+|go\w+|far) back|(?<!as\x20)of|since|last|past|previous|earlier|the|an?|our|"
        r"their|its|\w+'s)|"
        r"\b(?:anniversary of|following the|after the|since the) [^,;]{3,60}) $"
    ),
    named=compile_pattern(
        r"['’]s? (?!end\b)|-\w| (?:ended|ending)\b| (?:and|or) (?:the )?(?:coming )?(?:weeks|months|"
        r"years)\b| (?:was|is|were|"
        r"marks?|marked|has)\b|"
        r" (?:signed|adopted|concluded|established|launched) (?:in|on|last|by|at)\b|"
        r" (?:joint statement|agreement|declaration|agenda|strategy|framework|action plan|plan|"
        r"programme?|vision|treaty|convention|goals?|targets?|accord|roadmap|summit declaration|memorandum|"
        r"mou|vehicles|models?|cars|editions?|budgets?|levels?|prices|census|figures|data)\b"
    ),
    occasions=OCCASIONS,
    clauses=compile_pattern(
        r"(?<![\w-])(?:upon|on) (?:(?:written|simple) )?request(?![\w-])|"
        rf"(?<![\w-])(?:no later than|by|before) the last (?:working )?day of (?:{MONTHS})(?: "
        rf"20\d\d)?(?![\w-])|"
        rf"(?<![\w-])after (?:{NUMBER}) {COUNTED_UNIT}(?=[.,;)]|$)|{IN_HASTE}|{OLD_FASHIONED}|"
        rf"(?<![\w-])(?:{NUMBER}) {COUNTED_UNIT} from (?:today|now|this date)(?![\w-])(?: at the latest)?|"
        rf"(?<![\w-])(?<!for\x20)(?:{NUMBER}) {COUNTED_UNIT} (?:thereafter|later|afterwards|after that)"
        rf"(?![\w-])|(?<![\w-])(?:(?:(?:no|not) later than|at least|no less than|up to|within) )?"
        rf"(?:{NUMBER}) {COUNTED_UNIT} (?:(?:after|before|following|prior to|ahead of|from)|"
        rf"(?<=hours\x20)of(?! (?:work|training|talks|instruction|operation)\b)) "
        rf"(?:becoming aware of |learning of )?"
        rf"(?:the |its |their |our |that |this |an? |any |each |every |his |her )?(?:(?!(?:{STOPS}|and|"
        rf"or|now|today|any|all|the|an?|each|every)\b){WORD} ){{0,4}}(?!(?:{STOPS}|and|or|now|"
        rf"today|any|all|the|an?|each|every|of)\b)[\w'’-]+"
        rf"(?: of (?:the |its |an? |any |each )?(?:(?!(?:{STOPS}|and|or)\b)[\w'’-]+ ){{0,3}}"
        rf"(?!(?:{STOPS}|and|or)\b)[\w'’-]+)?"
        r"(?: (?:takes? effect|enters? into force|(?:is|are|has been|have been) \w+(?:ed|en|nt|ld|de)))?"
        rf"|(?<![\w-])(?:within|in) (?:a |the )?(?:maximum|period|term|time|space|delay|limit)(?: limit| "
        rf"period)? "
        rf"(?:of|not exceeding|of not more than|of at most|no longer than|not longer than) (?:{NUMBER}) "
        rf"{COUNTED_UNIT}"
        rf"(?: (?:(?:counted|calculated|reckoned|running) )?(?:from|of|after|following) (?:the |its |their "
        rf"|this )?(?:(?!(?:{STOPS}|and|or)\b)[\w'’-]+ "
        rf"){{0,3}}"
        rf"(?!(?:{STOPS}|and|or)\b)[\w'’-]+)?"
        # "Immediately, and in any case within two days": the limit is part of it.
        rf"|(?<![\w-])(?:immediately|promptly|without delay|as soon as possible),? (?:and|but)(?: in any "
        rf"(?:case|event),?| at the latest)? (?:within|(?:no|not) later than|at the latest within|by) "
        rf"(?:{NUMBER}) {COUNTED_UNIT}(?![\w-])"
        rf"|(?<![\w-])(?:with effect )?(?:from|as of|starting with) the (?:{YEAR}(?:[-/]\d{{2,4}})?|next|"
        rf"coming) (?:[\w-]+ )?(?:intake|"
        rf"season|academic year|"
        rf"school year|budget|cycle|edition|harvest)(?![\w-])"
        # "During the 2027 harvest", "as from academic year 2027/28", "for the 2026/27 season".
        rf"|(?<![\w-])(?:during|in|for(?= the \d| \d)|from|as from|as of|by the end of|before|over|starting "
        rf"(?:in|with|from)) (?:the )?"
        rf"(?:(?:(?-i:[A-Z])\w+ )?(?:fiscal|financial|academic|school|budget|marketing|crop|fishing) "
        rf"(?:year|season|cycle)"
        rf"s? {YEAR}(?:[-/]\d{{2,4}})?|{YEAR}(?:[-/]\d{{2,4}})? (?:[a-z-]+ )?(?:season|harvest|intake|"
        rf"academic year|"
        rf"school year|campaign|cycle|monsoon|round|semester|vintage))(?![\w-])"
        # "On the margins of the Leaders' Week".
        rf"|(?<![\w-])(?:on|in|at) the (?:margins?|sidelines?|fringes|edges) of (?:the |our |their |its |"
        rf"his )?"
        rf"(?:(?!(?:{STOPS}|and|or)\b){WORD} ){{0,6}}(?!(?:{STOPS}|and|or)\b)[\w'’-]+(?: of (?:the "
        rf")?{NAME}(?: {NAME})*)?"
        rf"|(?<![\w-])(?:(?:at least|not less than|no fewer than) )?(?:once|twice|(?:{NUMBER}) times) "
        rf"(?:(?:in|during) (?=every|each))?"
        rf"(?:every|each|per|an?) (?:calendar |academic |fiscal )?(?:year|quarter|month|week|semester|"
        rf"term)(?![\w-])"
        rf"|(?<![\w-])(?:every|each) (?:{NUMBER}) (?:hours|minutes|days|weeks|months|years)(?![\w-])"
        r"|(?<![\w-])at (?:the |its |their |your )?(?:(?-i:[A-Z])[\w-]*|ministry|embassy|government|side)(?: "
        r"(?-i:[A-Z])[\w-]*){0,3}'s?(?: own)? (?:early|earliest)(?: possible)? convenience(?![\w-])"
        rf"|(?<![\w-])(?:in|during|by the end of) the (?:{ORDINAL}) (?:half|quarter|semester|trimester) of "
        rf"(?:the )?(?:fiscal"
        rf"|financial|academic|budget|school)(?: year)? {YEAR}(?:[-/]\d{{2,4}})?(?![\w-])"
        rf"|(?<![\w-])(?:by|on|before|until|from|no later than) the (?:{ORDINAL}) of {MONTH}(?:,? "
        rf"{YEAR})?(?![\w-])"
        rf"|(?<![\w/-])(?:w/c|w/b|wk of) \d{{1,2}}(?:st|nd|rd|th)? {MONTH}(?: {YEAR})?(?![\w-])"
        r"|(?<![\w-])(?:by|before|after|on|around) (?:the )?(?:(?-i:[A-Z])[\w'’]+ Day|Thanksgiving|"
        r"Midsummer|Carnival|"
        r"Lent|Passover|Vesak|Nauryz|Novruz|Tabaski)(?![\w-])(?! (?:meeting|conference|session|celebration))"
        r"|(?<![\w-])per (?:academic|calendar|financial|fiscal|school) year(?![\w-])"
        r"|(?<![\w-])(?:when|once|as soon as)(?: (?:they are|it is|this is|that is|these are|possible "
        r"and))? (?:ready|"
        r"available|complete|completed|known|cleared|approved|signed|confirmed|convenient|received|"
        rf"ratified)(?![\w-])(?: by (?:the |its |their |our |both |all )?[\w'’-]+"
        rf"(?: (?!(?:{STOPS}|and|or)\b)[\w'’-]+){{0,4}})?"
        rf"|(?<![\w-])(?:in|during|by the end of) the (?:{ORDINAL}) (?:trimester|term|semester|half|third|"
        rf"fortnight) of "
        rf"(?:the|this|next|each)(?: (?:current|coming|following|academic|calendar))* year(?![\w-])"
        rf"|(?<![\w-])(?:within|in) (?:the next |the coming )?(?:{NUMBER}) (?:\(\w+\) )?(?:calendar |"
        rf"working )?days? "
        rf"counted from today(?![\w-])"
        rf"|(?<![\w-])(?:within|in) (?:the (?:next|first|coming) )?(?:{NUMBER}) (?:\(\w+\) )?hours?(?![\w-])"
        rf"(?! of\b)|(?<![\w-])(?:by|on|before|(?:no|not) later than) the (?:{ORDINAL})(?: (?:working |"
        rf"business )?day)? of (?:{MONTH} of )?(?:the (?:following|next)|(?:each|every)(?: second| other|"
        rf" third)?) (?:calendar )?(?:month|quarter|year)(?![\w-])"
        # "The minute the test is validated", "by the time shops open", "before altering the annex".
        r"|(?<![\w-])(?:the (?:minute|moment|instant)|by the time) (?:the |its |their |our |his |her )?"
        r"(?:(?!(?:will|would|shall|of)\b)[\w'’-]+ ?){2,8}(?=[,.;:!?]|$)"
        r"|(?<![\w-])(?:before|prior to) [a-z]{3,}ing (?:the|an?|any|its|their|our|his|her|your|such|all)"
        rf"(?: (?!(?:{STOPS}|and)\b)[\w'’-]+){{1,4}}"
        r"|(?<![\w-])(?:after|before|over|by) (?:the )?(?:easter(?: monday| sunday)?|good friday|"
        r"christmas|ramadan|eid|t[eêế]t|chuseok|diwali|nowruz|"
        r"new year(?: holidays?)?|(?:summer|winter|easter|christmas|parliamentary) (?:break|recess|"
        r"holidays?)|holidays?)"
        r"(?![\w-])(?! (?:19|20)\d\d)"
        r"|(?<![\w-])(?:(?:early )?in the new year|(?:before|by|after|over) the weekend)(?![\w-])"
        rf"|(?<![\w-])(?:{AHEAD}|by) (?:the |our |their |its |this )?(?:end|close|start|beginning|expiry|"
        rf"conclusion|middle) of "
        rf"(?:the |our |their |its |this |that )?(?:(?!(?:{STOPS}|and|or)\b){WORD} ){{0,4}}(?!(?:{STOPS}|"
        rf"and|or)\b)[\w'’-]+(?: (?:on|in) (?:\d{{1,2}} )?{MONTH} {YEAR})?"
        rf"|(?<![\w-])(?:{AHEAD}) (?:the |our |their |its |his |her )(?:next|forthcoming|upcoming|coming) "
        rf"(?:(?!(?:{STOPS}|and|or)\b){WORD} ){{0,3}}(?!(?:{STOPS}|and|or)\b)[\w'’-]+"
        rf"|(?<![\w-]){UNTIL_IT_IS}|(?<![\w-]){AHEAD_OF_EVENT}"
        rf"|(?<![\w-])(?:by|before|on|until|no later than) (?:the )?\d{{1,2}}(?:st|nd|rd|th)? {MONTH} of "
        rf"(?:the|each|"
        rf"every|that)(?: [a-z]+){{0,2}} year(?![\w-])"
        rf"|(?<![\w-])(?:within|in|during|over) (?:the|its) first (?:(?:{NUMBER}) )?(?:year|month|week|"
        rf"quarter)s?(?! of\b)"
        rf"|(?<![\w-])at (?:regular )?intervals of (?:(?:not|no) more than |at most |up to )?(?:{NUMBER}) "
        rf"{COUNTED_UNIT}"
        rf"|(?<![\w-])for the (?:[\w-]+ ){{0,2}}(?:season|intake|term|year|cycle|semester|harvest) "
        rf"(?:starting|beginning|"
        rf"commencing|opening) (?:in |on |from )?(?:{WHEN})(?![\w-])"
        rf"|(?<![\w-])for (?:the )?(?:\w+ )?years {YEAR}(?:,? (?:and|to|-) {YEAR})(?![\w-])"
        rf"|(?<![\w-])(?:upon|on(?= (?:\w+ of|practical|final|full|successful|substantial)\b)) (?:the |its |"
        rf"their )?"
        rf"(?:practical |final |full |successful |substantial )?(?:arrival|receipt|delivery|departure|"
        rf"presentation|production|acceptance|verification|conclusion|payment|expiry|termination|request|"
        rf"demand|installation|registration|certification|entry into force|adoption|submission|approval|"
        rf"completion|signature|ratification|appointment|disbursement|publication|notification|"
        rf"confirmation)(?![\w-])(?: of (?:the |its |their |"
        rf"all |this |that |an? )?(?:(?!(?:{STOPS}|and|or)\b)[\w'’-]+ ){{0,4}}(?!(?:{STOPS}|and|"
        rf"or)\b)[\w'’-]+)?"
        rf"|(?<![\w-])(?:once|as soon as|before|after) (?:it|they|this|that|these|we|you) (?:is|are|"
        rf"becomes?|has been|have been|has|have)"
        rf"(?: (?:been|\w+ly))? (?:{reader_words.DONE}|approved|fixed|confirmed|known|available|ready|set|"
        rf"cleared|received|"
        rf"registered|settled|in place|in force|in a position to do so|in|over|done|complete|"
        rf"final|operational|open|"
        rf"possible)(?![\w-])"
        rf"|(?<![\w-])(?:once|as soon as|before|after|by the time|(?:until|till)(?=[^.,;:]{{3,60}} (?:has|"
        rf"have) been\b)) (?:(?:the|an?|its|their|our|his|her|both|all|this|that|these|such|"
        rf"(?-i:[A-Z])[\w'’-]*) |(?=[a-z]+s (?:(?:with|on|between|of|for) (?:the )?"
        rf"[\w'’ -]{{2,40}} )?(?:are|have)\b))"
        rf"(?:(?:with|on|between|of|for) |(?!(?:{STOPS})\b)[\w'’.-]+ ){{0,6}}?"
        rf"(?:(?:is|are|has been|have been|has|have)(?: (?:been|\w+ly))? (?:{reader_words.DONE}|"
        rf"approved|fixed|"
        rf"confirmed|known|available|ready|set|cleared|received|registered|settled|in place|in force|in|"
        rf"over|done|taken|made|final|(?<=are\x20)complete(?=[.,;:]|$)|operational|open|behind (?:us|it|"
        rf"them|both))(?![\w-])|meets?|convenes?|reconvenes?|takes? (?:place|office|effect)|"
        rf"enters? into force|opens?|closes?|begins?"
        rf"|starts?|ends?|expires?|arrives?|returns?|departs?|leaves?|sits?|votes?|rises|resumes?|decides?|"
        rf"rules?|lands?|lapses?|sails?|retires?)(?![\w-])"
    ),
    hasty=compile_pattern(
        rf"(?<![\w-])(?-i:early|prompt|swift|speedy|expeditious|rapid|quick)(?= (?:{HASTENED})\b)"
    ),
)

# The day or week in which they met: "This week, we, the presidents, met in Port Elm and commit to …".
MET = compile_pattern(
    r"[^.;:]{0,300}?(?<!to\x20)\b(?:met|gathered|convened|held (?:talks|a meeting|the|their)) "
)

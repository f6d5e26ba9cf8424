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
    r"symposium|hearings?|deadlines?|signing|signature|completion|conclusion|launch|entry into force|expiry|"
    r"expiration|entering into force|coming into force|ratification|adoption|approval|disbursement|campaign|"
    r"anniversary|plenary|retreat|tour|trip|gatherings?|games|referendum|holidays?|harvest|leaders' week|"
    r"encounter|event|consultation|decision|elections?|polls|start|commencement|opening|selection|"
    r"inauguration|handover|centenary|presidency|chairmanship|easter|ramadan|eid|tet|lunar new year|chinese "
    r"new year|diwali|songkran|nowruz|(?:summer|winter|parliamentary|christmas|easter) (?:break|recess)"
)
WORD = r"[\w.&'/+-]+"
INNER = rf"(?!(?:{STOPS})\b){WORD} "
NAMED = r"(?:the |our |their |its |his |her |this |an? )?"
MONTH = rf"(?:{'|'.join(english_words.MONTHS)})"
NUMBER = (
    rf"\d{{1,3}}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|"
    rf"{'|'.join(sorted(english_words.NUMBERS, key=len, reverse=True))}"
)
YEAR = r"(?:19|20)\d\d"
DAYS = r"\d{1,2}(?:-\d{1,2})?"
WHEN = (
    r"(?:(?:in|on|at|for|during|of) )?(?:the )?(?:(?:early|mid|late|end)[- ](?:of )?)?(?:spring |summer |"
    rf"autumn |fall |winter )?(?:(?:{DAYS} )?{MONTH}(?: {DAYS})?,? ?(?:of )?)?(?:{YEAR}|(?:later )?(?:this|"
    rf"next) (?:year|month|week|spring|summer|autumn|fall|winter|{MONTH}))|(?:in|on) (?:(?:early|mid|late)[- "
    rf"])?(?:\d{{1,2}} )?{MONTH}(?: \d{{1,2}}(?!\d))?"
)
# With an office the next piece of the sentence begins: "at the summit in Port Elm, President …".
OFFICE = (
    r"(?:President|Prime|Premier|Minister|Ministers|Secretary|Foreign|Chancellor|King|Leaders|Deputy|Vice)"
)
NAME = r"(?-i:[A-Z])[\w.'&-]*"
# Which one it is: whose, on what, where.
OF_OCCASION = (
    rf" of (?:the |our |their |its |both |his |her )?(?:(?!(?:{STOPS}|and)\b){WORD} ){{0,4}}(?!(?:{STOPS}|"
    rf"and)\b){WORD}(?: and (?:the )?{NAME})?"
)
PLACE = (
    rf" (?:in|at|to|with|between|on|for|by|hosted by) (?:the )?(?!(?:{MONTH})\b){NAME}(?:,? (?:of |and "
    rf")?(?:the )?(?!{OFFICE}\b){NAME}){{0,6}}(?: (?:city|province|island|district))?"
)
ASIDE = (
    rf" on the (?:margins?|sidelines?|fringes|occasion) of (?:the )?{NAME}(?: (?:of |and )?(?:the "
    rf")?{NAME}){{0,6}}"
)
OCCASIONS = Occasions(
    phrase=compile_pattern(
        rf"(?<![\w-])(?P<frame>{AHEAD}|{AFTER}|{AT_OCCASION}|{LOOSE}) "
        rf"(?P<event>{NAMED}(?:{INNER}){{0,9}}?(?:{HAPPENING})(?: (?:{HAPPENING}))?(?![\w'-])(?! (?:room|"
        r"venue|agenda|mechanism|report|process|outcomes?)\b)(?: "
        rf"\((?-i:[A-Z])[^)]{{0,25}}\))?(?:{OF_OCCASION})?(?: "
        rf"\((?-i:[A-Z])[^)]{{0,25}}\))?(?:{HELD})?(?:{PLACE}){{0,2}}(?:{HELD}(?: in (?:the "
        rf")?{NAME})?)?(?:{ASIDE})?(?:,? (?P<when>{WHEN})| in the near future)?)(?![\w-])"
    ),
    ahead=compile_pattern(AHEAD),
    behind=compile_pattern(AFTER),
    loose=compile_pattern(LOOSE),
    to_come=compile_pattern(
        r"\b(?:next|forthcoming|upcoming|future|planned|proposed|scheduled|to be held)\b|^(?:the |their |our "
        r")?coming\b|\bcoming\b"
    ),
    past=compile_pattern(
        r"\b(?:signed|held|launched|established|adopted|announced|concluded|made|reached|released|issued|"
        r"convened|met|published|agreed|took place|initiated|began|started|opened|welcomed|discussed|noted|"
        r"recalled|since|as|from|back)(?: \w+){0,2} $"
    ),
    awaited=compile_pattern(r"\b(?:will|shall|would|to)\b"),
    dated=compile_pattern(
        rf"\b(?:{MONTH}|spring|summer|autumn|fall|winter) (?:meeting|session|summit|round|conference)\b"
    ),
    awaiting=compile_pattern(r",[^;:]{3,250}? (?:will|shall|would)\b"),
)

# "Before Elm Week", "prior to the arrival of the team": a time, unless it is a court or a body.
NO_EVENT = (
    r"(?:courts?|tribunals?|parliament|assembly|congress|senate|house|cabinet|council|committees?|commission|"
    r"board|public|nations|world|eyes|law|media|press|camera|cameras|audience|pandemic|crisis|war|conflict|"
    r"invasion|other|others|it|them|us|him|her|you|me|that|this|long|now|then|date|deadline)"
)
A_NAME = rf"(?!(?:{MONTH}|{'|'.join(english_words.WEEKDAYS)}|Q[1-4]|H[12])\b)(?-i:[A-Z])[\w'’&-]*"
PART_OF_NAME = rf"(?!(?:{STOPS}|and|or|once|when|next|this|each|every|on)\b){WORD}"
AHEAD_OF_EVENT = (
    r"(?:(?:well |shortly |immediately |just )?(?:before|prior to|ahead of|in advance of)|in (?:good )?time "
    r"for|(?:no|not) later than|in the run-up to) (?!(?:the |its |their |our |an? )?(?:(?!of\b)[\w'’-]+ "
    rf"){{0,3}}{NO_EVENT}(?![\w-])(?! (?:meetings?|sessions?|retreat|elections?|recess|summit)\b))(?:(?:the|"
    rf"our|their|its|his|her|your|my|an?|any|each|every) (?:{PART_OF_NAME} ){{0,4}}?{PART_OF_NAME}|"
    rf"{A_NAME}(?: {A_NAME}){{0,3}})(?<!\b20\d\d)(?: (?:of|on|in|at|between|to) (?:the |our |their |its "
    rf")?(?:{PART_OF_NAME} ){{0,3}}{PART_OF_NAME})?(?: (?:of )?(?:{WHEN}))?(?![\w-])"
)
# "As soon as the amendment to the protocol has been signed", "before the papers go out on 2 May".
UNTIL_IT_IS = (
    r"(?:once|as soon as|when(?! we\b)|before(?P<before>)) (?:(?:he|she|we|you|they|it|I|the|its|their|our|"
    r"his|her|your|my|both|all|this|that|these|such|an?) |(?=(?-i:[A-Z])))(?:(?!(?:will|would|shall|should|"
    r"may|can|could|was|were|had|which|who|that|is|are|has|have|and)\b)[\w'’.-]+ ){1,9}?(?:is|are|has|have|"
    r"goes?|go|comes?|come|becomes?|become|gets?|leaves?|sits?|falls?|reach|reaches|approves?|signs?|"
    r"permits?|allows?|heads?|takes?|enters?|begins?|starts?|ends?|closes?|opens?|meets?|arrives?|returns?|"
    r"retires?|expires?|ratif(?:y|ies)|visits?|travels?|lands?|passes|pass|adopts?|publish(?:es)?|completes?|"
    r"finali[sz]es?|confirms?|receives?|issues?|submits?|resumes?|convenes?|votes?|clears?|delivers?|"
    r"concludes?|finish(?:es)?|announces?|releases?|decides?|agrees?|replies|responds?|sends?|moves?) "
    # A clause with a date of its own is known to take place then, unless something is to be done before.
    r"(?:(?!(?:and|but|will|shall|would)\b)(?:(?(before)|(?!\d))[\w'’.-])+(?: |(?=[,;:.?!)]|"
    r"$))){1,8}(?(before)|(?=[,;:.?!)]|$|and\b|but\b))"
)

WEEKDAY = rf"(?:{'|'.join(english_words.WEEKDAYS)}|(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri))"
A_MONTH = rf"(?:{MONTH}|(?-i:{'|'.join(name.title() for name in english_words.MONTH_NUMBERS)})\.?)"
# "This evening", "by COB", "first thing tomorrow", "once I've spoken to the agency", "when back from leave".
IN_HASTE = (
    r"(?<![\w-])(?:(?:by |before )?(?:this (?:evening|morning|afternoon|noon)|tonight)|(?:later |by |before "
    rf")today|first thing(?: (?:tomorrow|in the morning|on)(?: {WEEKDAY})?)?(?: morning)?|(?:by|before) "
    r"(?:COB|EOD|close of (?:play|business)|end of (?:play|day))(?: (?:today|tomorrow|tmrw|(?:on "
    rf")?{WEEKDAY}))?(?! (?:on )?(?:\d|{MONTH}))|(?:once|as soon as|when|after) (?:I|we|you|they|he|she|"
    rf"it)(?:'ve|'s| have| has) \w+(?: (?!and\b|but\b)[\w'’-]+){{0,6}}(?=[,.;:!?)]|$)|(?:when|once) "
    rf"(?:back\b|[a-z]{{3,}}s (?:close|open|end|start|begin|arrive|return|resume|permit|allow)\b)(?: "
    rf"(?!and\b|but\b)[\w'’-]+){{0,4}}(?=[,.;:!?)]|$)|(?:before|prior to|on|upon|after) (?:wheels up|"
    r"departure|arrival|take-?off|boarding|embarkation|kick-?off|dawn|dusk|nightfall|lunch)(?= ?[,.;:!?)]| "
    r"?$)|(?:(?:in|during|by|from) )?(?:the )?(?:week|wk|fortnight) (?:beginning|commencing|of|starting|"
    rf"ending) (?:{WEEKDAY},? )?(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{A_MONTH}|{A_MONTH} "
    rf"\d{{1,2}})(?:,? {YEAR})?)(?![\w-])"
)
OLD_FASHIONED = (
    rf"(?<![\w-])(?:inside (?:{NUMBER}) {COUNTED_UNIT}|(?:at least |not less than )?(?:{NUMBER}) (?:clear |"
    rf"full )?{COUNTED_UNIT} (?:beforehand|in advance|ahead)|(?:in|during|by|towards) the (?:early|first|"
    r"last|final|closing|opening|later) (?:\w+ )?(?:months|weeks|days|part) of (?:(?:the|this|next) "
    rf")?(?:(?:coming|new|following|next|present) )?(?:year|month|season|summer|autumn|winter|spring|{YEAR}|"
    rf"{MONTH}(?: {YEAR})?)|ere (?:the |her |its )?(?:[\w'’-]+ ?){{2,6}}(?=[,.;]|$)|not after (?:\d{{1,2}} "
    rf"{MONTH}|{MONTH} \d{{1,2}},?)(?: {YEAR})?|on the (?:Feast|Eve|Day) of (?:St\.? )?{NAME},? the "
    rf"\d{{1,2}}(?:st|nd|rd|th)? of {MONTH}(?: {YEAR})?)(?![\w-])"
)

UNITS = r"days?|weeks?|months?|years?|quarters?|half|half-year|decade|fortnights?|semester|season"
TIMES = (
    rf"(?:{'|'.join(sorted(english_words.MONTH_NUMBERS, key=len, reverse=True))})\.?|"
    rf"(?:{'|'.join(english_words.WEEKDAYS)})|(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri)|(?:{UNITS})|\d{{1,2}}(?:st|"
    rf"nd|rd|th)?|(?:19|20)\d\ds?|(?:19|20)\d\d[-/]\d{{2,4}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|"
    rf"\d{{1,2}}/\d{{1,2}}|[\w-]*-term|\d{{4}}-\d\d-\d\d|tomorrow|tmrw?|tmw|today|eo[mqy]|spring|summer|"
    r"autumn|fall|winter|[qh][1-4]|mid-?year|future|term|(?:early|mid|late|end)-(?:(?:19|20)\d\d|\w+)|her|"
    r"him|them|both|sides|parties|countries|convenience|period|basis|bi-?annual(?:ly)?|bi-?monthly|"
    r"bi-?weekly|annually|monthly|weekly|quarterly|latest|possible|yearly|year-end|end|time|times|dates?|"
    rf"opportunity|ahead|onwards?|fy ?\d{{2,4}}(?:[-/]\d{{2,4}})?|agreed|determined|decided|channels|out|"
    r"christmas|time-?(?:frame|line|table)s?|signature|signing|ratification|adoption|completion|force"
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
        r"(?<![\w-])(?:by|before|prior to|ahead of|in advance of|in the lead[- ]?up to|in the run[- ]?up to|"
        r"no later than|not later than|nlt|at the latest|within|in|during|over|throughout|on|at|until|till|"
        rf"through|between|from|later|{NO_PLAN}for the(?= period| next| coming| duration| years?\b| (?:19|"
        rf"20)\d\d)|{NO_PLAN}for(?= (?:19|20)\d\d[-/ ])|well before|in time for|as early as|at least|(?:no|"
        r"not) (?:less|fewer) than|once|twice|sometime|as from|every|each|on or before|on the (?:sidelines|"
        r"margins|occasion) of|up to|as of)(?![\w-])"
    ),
    bare=compile_pattern(
        rf"(?<![\w-])(?:(?:{'|'.join(english_words.WEEKDAYS)})(?=,? \d{{1,2}} (?:of )?{MONTHS}\b)|"
        r"bi-?annual(?:ly)?|bi-?monthly|bi-?weekly|later this|early|mid|late|next|tomorrow|tmrw?|tmw|week "
        r"(?=(?:of|commencing|beginning|starting) \d)|this(?= (?:coming )?(?:week|month|year|quarter|decade|"
        rf"spring|summer|autumn|fall|winter|{MONTHS})\b)|(?:our|their|the|its) next(?= (?:meeting|session|"
        r"summit|round)\b)|the(?= (?:following day|rest|remainder|first|second|third|fourth|coming|next|"
        r"end)\b)|"
        # "From 2027" says when it begins: the day or year alone is what is awaited.
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?= (?:of )?(?:{MONTHS})\b)|(?<=from\x20)(?:19|20)\d\d|"
        r"(?:(?<=[,(:-]\x20)|(?<=\()|(?<=target\x20))(?-i:[QH])[1-4](?=[ /](?:of )?(?:19|20)?\d\d|\.?$)|"
        r"(?:(?<=[:.,;-]\x20)|(?<=\())(?:first|second|third|fourth|last)(?= (?:half|quarter|week) of )|"
        rf"(?<=[ ,]-\x20)(?:\d{{1,2}}/\d{{1,2}}(?:/20\d\d)?|EO[MQY])(?=\.?$)|\d{{1,2}}/\d{{1,2}}/(?:19|"
        rf"20)\d\d(?= at the latest)|{NO_DAY}(?!May (?:I|we|you|he|she|they|this|the|our|your)\b){MONTHS}|"
        rf"(?<=\()end(?=[ -](?:of )?\w)|(?<=[,:.-]\x20)end(?=[ -](?:of )?(?:{SHORT_MONTHS}|this|next|the "
        r"(?:week|month|year|quarter))\b))(?![\w])"
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
        rf"between|(?!meeting|opening|working|upcoming|forthcoming|following|coming)\w{{2,}}ing)\b"
    ),
    topic=compile_pattern(
        r"on (?!the (?:occasion|margins|sidelines)\b)|for (?!(?:the |our |their |its )?(?:next|coming|"
        r"forthcoming|upcoming)\b)|(?:over|from|throughout) |in (?!advance\b|the (?:margins|lead|"
        r"run))(?!(?:the |our |its |their )?(?:next|coming|forthcoming|upcoming) (?!presid))"
    ),
    untold=compile_pattern(r"(?<!\w)be(?: \w+ly)? $"),
    counted=compile_pattern(
        r" (?:(?:counted|calculated|reckoned|running|starting) )?(?:of|from|after|following)(?! (?:now|this|"
        rf"the (?:meeting|visit|talks))\b)(?: (?!and (?:to )?{VERB}\b)[\w'-]+){{1,9}}"
    ),
    whose=compile_pattern(
        r"(?: (?:of|to|between|by)(?: (?:the|their|its|our))?(?: (?:H\.E\. |Mr\. "
        r")?(?-i:[A-Z])[\w'-]*){1,6})+(?: in (?-i:[A-Z])\w+)?"
    ),
    # "Before the embassy" is not all of "before the embassy shuts for the holidays".
    goes_on=compile_pattern(
        rf" (?!(?:{STOPS}|and|or|but|if|in|on|at|by|to|for|from|with|of|will|shall|would|may|can|must|should"
        r"|is|are|was|were|be|ha(?:s|ve|d)|that|which|who|when|where|while|as|so|then|both|each|all|the|its"
        r"|their|an?|it|they|we|you|he|she|not|also|jointly|through|via|under|between|among|during|until"
        r"|after|before|within|without|into|against|upon|session|meeting|round)\b)(?-i:[a-z])[\w'-]*"
        r"(?: (?!(?:and|or|but)\b)[\w'-]+){0,6}?(?=[,.;:()]|$)"
    ),
    ahead=compile_pattern(
        r"on the (?:sidelines|margins|occasion) of|(?:at|during|by) (?:the )?(?:cop ?-?\d+|coming|planned)\b|"
        r"(?:at|during|by) (?:the|his|her|their) (?:state|official|working|return) visit\b"
    ),
    next_event=compile_pattern(r"(?:the|our|their|its) next (?:meeting|session|summit|round)(?: of .+)?"),
    sums=compile_pattern(
        r"(?:[$€£]|\busd?\b|\b(?:million|billion|thousand|per cent|percent|tons?|tonnes?|barrels?|[mg]w|"
        r"kilomet\w+|hectares)\b)[^,;]{0,30}$"
        # "From three to five flights per week": how many, not when.
        r"|\bfrom (?:\w+|\d[\d,]*) to (?:\w+|\d[\d,]*)(?: [\w-]+){0,3} $|\b(?:number|quota|ceiling|limit|cap|"
        r"frequency|frequencies|maximum) of\b[^,;]{0,50}(?: to (?:\w+|\d[\d,]*))?(?: [\w-]+){0,2} $"
    ),
    custom=compile_pattern(
        r"(?:\b(?:the|this|its|their|our|his|her|'s)|^\w+'s)(?: (?:19|20)\d\d)? (?:next |upcoming "
        r")?(?:annual|yearly|monthly|quarterly|weekly|biennial)\b|(?:annual|biennial)(?!\w)(?!,? "
        rf"(?:\(?[\w-]+['’]?\)? ){{0,8}}(?:{english_words.EVENT}|discussions?|exchanges?|reports?|reviews?|"
        r"basis|updates?|visits?)\b)"
    ),
    of_days=compile_pattern(r"on\b"),
    told=compile_pattern(
        r"(?:\b(?:signed|held|launched|established|adopted|announced|concluded|made|created|reached|released|"
        r"issued|founded|inaugurated|convened|met|visited|published|agreed|took place|ratified|initiated|"
        r"began|started|opened|dated|occurred|led|met|hosted|organi[sz]ed|extended|received|circulated)(?: "
        r"(?:in|at|by|on|during)(?: (?!(?:19|20)\d\d\b)[\w.'-]+){0,4})?|\b(?:which|that) (?:falls|expires|"
        r"ends|lapses|begins|starts|runs|arrived|(?:came|entered) into force|(?:was|were) \w+)"
        # "The plan, which aims to halve the fees by 2030": the time of what the plan is.
        r"|, which (?:is|are) an? [^;.]{3,200}|, which (?!will\b|would\b|shall\b|is to\b|are to\b)\w+ "
        r"[^,;.]{0,150}"
        # A time that is set to an aim is no time of what is done for it: "in line with the target of …".
        # "Once the bridge is complete in 2027": the time of a clause that only sets the scene.
        r"|\bfeasibility of [^,;.]{3,100}"
        # "Treat 17 August as the cut-off".
        r"|\b(?:treat|regard)(?:s|ed|ing)?"
        # "From 14 to 16 October", "between 1 March and 30 November": its end says nothing by itself.
        rf"|\bbetween [^,;.]{{3,25}}\d and|\b\d{{1,2}}(?:st|nd|rd|th)?(?: {MONTHS})? (?:to|and|until|-)|"
        rf"\bthat (?:the |its |their )?(?:[\w-]+ ){{1,4}}(?:end|ends|expire|expires|lapse|lapses)|\b(?:once|"
        rf"when|whenever) [^,;.]{{3,80}}\b(?:is|are|has|have|was|were|becomes?)\b[^,;.]{{0,40}}|\b(?:with|in "
        rf"support of|supporting|reflecting) (?:the|our|their|its|his|her|\w+'s)(?: [\w-]+){{0,3}} (?:goals?|"
        rf"targets?|objectives?|ambitions?|achievements?|aims?|pledges?|pathways?|visions?)\b[^,;.]{{0,130}}|"
        rf"\b(?:{'|'.join(sorted(PLANS))}) for(?: the)?|\b(?:as|(?:dat\w+|go\w+|far) back|(?<!as\x20)of|"
        r"since|last|past|previous|earlier|the|an?|our|their|its|\w+'s)|\b(?:anniversary of|following the|"
        rf"after the|since the) [^,;]{{3,60}}) $"
    ),
    named=compile_pattern(
        r"['’]s? (?!end\b)|-\w| (?:ended|ending)\b| (?:and|or) (?:the )?(?:coming )?(?:weeks|months|years)\b|"
        r" (?:was|is|were|marks?|marked|has)\b| (?:signed|adopted|concluded|established|launched) (?:in|on|"
        r"last|by|at)\b| (?:joint statement|agreement|declaration|agenda|strategy|framework|action plan|plan|"
        r"programme?|vision|treaty|convention|goals?|targets?|accord|roadmap|summit declaration|memorandum|"
        r"mou|vehicles|models?|cars|editions?|budgets?|levels?|prices|census|figures|data)\b"
    ),
    occasions=OCCASIONS,
    clauses=compile_pattern(
        r"(?<![\w-])(?:upon|on) (?:(?:written|simple) )?request(?![\w-])|(?<![\w-])(?:no later than|by|"
        rf"before) the last (?:working )?day of (?:{MONTHS})(?: 20\d\d)?(?![\w-])|(?<![\w-])after "
        rf"(?:{NUMBER}) {COUNTED_UNIT}(?=[.,;)]|$)|{IN_HASTE}|{OLD_FASHIONED}|(?<![\w-])(?:{NUMBER}) "
        rf"{COUNTED_UNIT} from (?:today|now|this date)(?![\w-])(?: at the latest)?|"
        rf"(?<![\w-])(?<!for\x20)(?:{NUMBER}) {COUNTED_UNIT} (?:thereafter|later|afterwards|after "
        r"that)(?![\w-])|(?<![\w-])(?:(?:(?:no|not) later than|at least|no less than|up to|within) "
        rf")?(?:{NUMBER}) {COUNTED_UNIT} (?:(?:after|before|following|prior to|ahead of|from)|"
        r"(?<=hours\x20)of(?! (?:work|training|talks|instruction|operation)\b)) (?:becoming aware of |"
        r"learning of )?(?:the |its |their |our |that |this |an? |any |each |every |his |her "
        rf")?(?:(?!(?:{STOPS}|and|or|now|today|any|all|the|an?|each|every)\b){WORD} ){{0,4}}(?!(?:{STOPS}|"
        r"and|or|now|today|any|all|the|an?|each|every|of)\b)[\w'’-]+(?: of (?:the |its |an? |any |each "
        rf")?(?:(?!(?:{STOPS}|and|or)\b)[\w'’-]+ ){{0,3}}(?!(?:{STOPS}|and|or)\b)[\w'’-]+)?(?: (?:takes? "
        r"effect|enters? into force|(?:is|are|has been|have been) \w+(?:ed|en|nt|ld|de)))?|"
        r"(?<![\w-])(?:within|in) (?:a |the )?(?:maximum|period|term|time|space|delay|limit)(?: limit| "
        r"period)? (?:of|not exceeding|of not more than|of at most|no longer than|not longer than) "
        rf"(?:{NUMBER}) {COUNTED_UNIT}(?: (?:(?:counted|calculated|reckoned|running) )?(?:from|of|after|"
        rf"following) (?:the |its |their |this )?(?:(?!(?:{STOPS}|and|or)\b)[\w'’-]+ ){{0,3}}(?!(?:{STOPS}|"
        r"and|or)\b)[\w'’-]+)?"
        # "Immediately, and in any case within two days": the limit is part of it.
        r"|(?<![\w-])(?:immediately|promptly|without delay|as soon as possible),? (?:and|but)(?: in any "
        r"(?:case|event),?| at the latest)? (?:within|(?:no|not) later than|at the latest within|by) "
        rf"(?:{NUMBER}) {COUNTED_UNIT}(?![\w-])|(?<![\w-])(?:with effect )?(?:from|as of|starting with) the "
        rf"(?:{YEAR}(?:[-/]\d{{2,4}})?|next|coming) (?:[\w-]+ )?(?:intake|season|academic year|school year|"
        r"budget|cycle|edition|harvest)(?![\w-])"
        # "During the 2027 harvest", "as from academic year 2027/28", "for the 2026/27 season".
        r"|(?<![\w-])(?:during|in|for(?= the \d| \d)|from|as from|as of|by the end of|before|over|starting "
        r"(?:in|with|from)) (?:the )?(?:(?:(?-i:[A-Z])\w+ )?(?:fiscal|financial|academic|school|budget|"
        rf"marketing|crop|fishing) (?:year|season|cycle)s? {YEAR}(?:[-/]\d{{2,4}})?|{YEAR}(?:[-/]\d{{2,4}})? "
        r"(?:[a-z-]+ )?(?:season|harvest|intake|academic year|school year|campaign|cycle|monsoon|round|"
        r"semester|vintage))(?![\w-])"
        # "On the margins of the Leaders' Week".
        r"|(?<![\w-])(?:on|in|at) the (?:margins?|sidelines?|fringes|edges) of (?:the |our |their |its |his "
        rf")?(?:(?!(?:{STOPS}|and|or)\b){WORD} ){{0,6}}(?!(?:{STOPS}|and|or)\b)[\w'’-]+(?: of (?:the "
        rf")?{NAME}(?: {NAME})*)?|(?<![\w-])(?:(?:at least|not less than|no fewer than) )?(?:once|twice|"
        rf"(?:{NUMBER}) times) (?:(?:in|during) (?=every|each))?(?:every|each|per|an?) (?:calendar |academic "
        r"|fiscal )?(?:year|quarter|month|week|semester|term)(?![\w-])|(?<![\w-])(?:every|each) "
        rf"(?:{NUMBER}) (?:hours|minutes|days|weeks|months|years)(?![\w-])|(?<![\w-])at (?:the |its |their |"
        rf"your )?(?:(?-i:[A-Z])[\w-]*|ministry|embassy|government|side)(?: (?-i:[A-Z])[\w-]*){{0,3}}'s?(?: "
        r"own)? (?:early|earliest)(?: possible)? convenience(?![\w-])|(?<![\w-])(?:in|during|by the end of) "
        rf"the (?:{ORDINAL}) (?:half|quarter|semester|trimester) of (?:the )?(?:fiscal|financial|academic|"
        rf"budget|school)(?: year)? {YEAR}(?:[-/]\d{{2,4}})?(?![\w-])|(?<![\w-])(?:by|on|before|until|from|"
        rf"no later than) the (?:{ORDINAL}) of {MONTH}(?:,? {YEAR})?(?![\w-])|(?<![\w/-])(?:w/c|w/b|wk of) "
        rf"\d{{1,2}}(?:st|nd|rd|th)? {MONTH}(?: {YEAR})?(?![\w-])|(?<![\w-])(?:by|before|after|on|around) "
        r"(?:the )?(?:(?-i:[A-Z])[\w'’]+ Day|Thanksgiving|Midsummer|Carnival|Lent|Passover|Vesak|Nauryz|"
        r"Novruz|Tabaski)(?![\w-])(?! (?:meeting|conference|session|celebration))|(?<![\w-])per (?:academic|"
        r"calendar|financial|fiscal|school) year(?![\w-])|(?<![\w-])(?:when|once|as soon as)(?: (?:they are|"
        r"it is|this is|that is|these are|possible and))? (?:ready|available|complete|completed|known|"
        r"cleared|approved|signed|confirmed|convenient|received|ratified)(?![\w-])(?: by (?:the |its |their "
        rf"|our |both |all )?[\w'’-]+(?: (?!(?:{STOPS}|and|or)\b)[\w'’-]+){{0,4}})?|(?<![\w-])(?:in|during|"
        rf"by the end of) the (?:{ORDINAL}) (?:trimester|term|semester|half|third|fortnight) of (?:the|this|"
        r"next|each)(?: (?:current|coming|following|academic|calendar))* year(?![\w-])|(?<![\w-])(?:within|"
        rf"in) (?:the next |the coming )?(?:{NUMBER}) (?:\(\w+\) )?(?:calendar |working )?days? counted from "
        rf"today(?![\w-])|(?<![\w-])(?:within|in) (?:the (?:next|first|coming) )?(?:{NUMBER}) (?:\(\w+\) "
        rf")?hours?(?![\w-])(?! of\b)|(?<![\w-])(?:by|on|before|(?:no|not) later than) the (?:{ORDINAL})(?: "
        rf"(?:working |business )?day)? of (?:{MONTH} of )?(?:the (?:following|next)|(?:each|every)(?: "
        r"second| other| third)?) (?:calendar )?(?:month|quarter|year)(?![\w-])"
        # "The minute the test is validated", "by the time shops open", "before altering the annex".
        r"|(?<![\w-])(?:the (?:minute|moment|instant)|by the time) (?:the |its |their |our |his |her "
        rf")?(?:(?!(?:will|would|shall|of)\b)[\w'’-]+ ?){{2,8}}(?=[,.;:!?]|$)|(?<![\w-])(?:before|prior to) "
        rf"[a-z]{{3,}}ing (?:the|an?|any|its|their|our|his|her|your|such|all)(?: (?!(?:{STOPS}|"
        rf"and)\b)[\w'’-]+){{1,4}}|(?<![\w-])(?:after|before|over|by) (?:the )?(?:easter(?: monday| sunday)?|"
        r"good friday|christmas|ramadan|eid|t[eêế]t|chuseok|diwali|nowruz|new year(?: holidays?)?|(?:summer|"
        r"winter|easter|christmas|parliamentary) (?:break|recess|holidays?)|holidays?)(?![\w-])(?! (?:19|"
        r"20)\d\d)|(?<![\w-])(?:(?:early )?in the new year|(?:before|by|after|over) the weekend)(?![\w-])|"
        rf"(?<![\w-])(?:{AHEAD}|by) (?:the |our |their |its |this )?(?:end|close|start|beginning|expiry|"
        rf"conclusion|middle) of (?:the |our |their |its |this |that )?(?:(?!(?:{STOPS}|and|or)\b){WORD} "
        rf"){{0,4}}(?!(?:{STOPS}|and|or)\b)[\w'’-]+(?: (?:on|in) (?:\d{{1,2}} )?{MONTH} {YEAR})?|"
        rf"(?<![\w-])(?:{AHEAD}) (?:the |our |their |its |his |her )(?:next|forthcoming|upcoming|coming) "
        rf"(?:(?!(?:{STOPS}|and|or)\b){WORD} ){{0,3}}(?!(?:{STOPS}|and|or)\b)[\w'’-]+|"
        rf"(?<![\w-]){UNTIL_IT_IS}|(?<![\w-]){AHEAD_OF_EVENT}|(?<![\w-])(?:by|before|on|until|no later than) "
        rf"(?:the )?\d{{1,2}}(?:st|nd|rd|th)? {MONTH} of (?:the|each|every|that)(?: [a-z]+){{0,2}} "
        rf"year(?![\w-])|(?<![\w-])(?:within|in|during|over) (?:the|its) first (?:(?:{NUMBER}) )?(?:year|"
        r"month|week|quarter)s?(?! of\b)|(?<![\w-])at (?:regular )?intervals of (?:(?:not|no) more than |at "
        rf"most |up to )?(?:{NUMBER}) {COUNTED_UNIT}|(?<![\w-])for the (?:[\w-]+ ){{0,2}}(?:season|intake|"
        r"term|year|cycle|semester|harvest) (?:starting|beginning|commencing|opening) (?:in |on |from "
        rf")?(?:{WHEN})(?![\w-])|(?<![\w-])for (?:the )?(?:\w+ )?years {YEAR}(?:,? (?:and|to|-) "
        rf"{YEAR})(?![\w-])|(?<![\w-])(?:upon|on(?= (?:\w+ of|practical|final|full|successful|"
        r"substantial)\b)) (?:the |its |their )?(?:practical |final |full |successful |substantial "
        r")?(?:arrival|receipt|delivery|departure|presentation|production|acceptance|verification|"
        r"conclusion|payment|expiry|termination|request|demand|installation|registration|certification|"
        r"entry into force|adoption|submission|approval|completion|signature|ratification|appointment|"
        r"disbursement|publication|notification|confirmation)(?![\w-])(?: of (?:the |its |their |all |this |"
        rf"that |an? )?(?:(?!(?:{STOPS}|and|or)\b)[\w'’-]+ ){{0,4}}(?!(?:{STOPS}|and|or)\b)[\w'’-]+)?|"
        r"(?<![\w-])(?:once|as soon as|before|after) (?:it|they|this|that|these|we|you) (?:is|are|becomes?|"
        rf"has been|have been|has|have)(?: (?:been|\w+ly))? (?:{reader_words.DONE}|approved|fixed|confirmed|"
        r"known|available|ready|set|cleared|received|registered|settled|in place|in force|in a position to "
        r"do so|in|over|done|complete|final|operational|open|possible)(?![\w-])|(?<![\w-])(?:once|as soon "
        rf"as|before|after|by the time|(?:until|till)(?=[^.,;:]{{3,60}} (?:has|have) been\b)) (?:(?:the|an?|"
        r"its|their|our|his|her|both|all|this|that|these|such|(?-i:[A-Z])[\w'’-]*) |(?=[a-z]+s (?:(?:with|"
        rf"on|between|of|for) (?:the )?[\w'’ -]{{2,40}} )?(?:are|have)\b))(?:(?:with|on|between|of|for) |"
        rf"(?!(?:{STOPS})\b)[\w'’.-]+ ){{0,6}}?(?:(?:is|are|has been|have been|has|have)(?: (?:been|\w+ly))? "
        rf"(?:{reader_words.DONE}|approved|fixed|confirmed|known|available|ready|set|cleared|received|"
        r"registered|settled|in place|in force|in|over|done|taken|made|final|(?<=are\x20)complete(?=[.,;:]|"
        r"$)|operational|open|behind (?:us|it|them|both))(?![\w-])|meets?|convenes?|reconvenes?|takes? "
        r"(?:place|office|effect)|enters? into force|opens?|closes?|begins?|starts?|ends?|expires?|arrives?|"
        r"returns?|departs?|leaves?|sits?|votes?|rises|resumes?|decides?|rules?|lands?|lapses?|sails?|"
        r"retires?)(?![\w-])"
    ),
    hasty=compile_pattern(
        rf"(?<![\w-])(?-i:early|prompt|swift|speedy|expeditious|rapid|quick)(?= (?:{HASTENED})\b)"
    ),
)

# The day or week in which they met: "This week, we, the presidents, met in Port Elm and commit to …".
MET = compile_pattern(
    r"[^.;:]{0,300}?(?<!to\x20)\b(?:met|gathered|convened|held (?:talks|a meeting|the|their)) "
)

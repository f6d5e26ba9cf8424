"""What in an English sentence takes a time to itself: clauses, purposes, proposals, nouns and participles."""

from commitments.language.phrases import english_words
from commitments.language.reader import english_words as reader_words
from commitments.language.reader.attachment import Attachments
from commitments.language.reader.english_words import HOW, VERB
from commitments.language.reader.grammar import compile_pattern, split_list

# How far a clause goes: the comma of a number or within a short list ends none.
LISTED = (
    r",(?= (?!and\b|or\b|but\b|to\b|which\b|who\b|in\b|by\b|on\b|at\b)(?:[\w'’-]+ ){0,3}[\w'’-]+(?:,| and\b| "
    r"or\b))"
)
UP_TO = rf"(?:[^,;:]|,(?=\d)|{LISTED})*?"
ON = f"{UP_TO}$"
# A relative clause ends before the next thing that is undertaken.
ON_IN_CLAUSE = rf"(?:(?! and (?:to|will|shall)\b)[^,;:]|,(?=\d)|{LISTED})*$"

HAPPENS = (
    r"(?:(?:will|would|shall|should|is|are)(?: to| \w+ly| also| then)* )?(?:be (?:\w+ly |also "
    rf")?(?:{reader_words.DONE})\b|take place|take effect|meet\b|convene|begin|start|commence|launch|"
    r"(?:enter|come) into (?:force|effect)|hold (?:its|their|the) (?:first|next|inaugural|initial)|"
    r"(?:report|submit|present)\b)"
)
# "That" behind one of these opens what is said, and behind any other word describes it.
SAYING = (
    r"ensur\w+|agre\w+|confirm\w*|not(?:e|es|ed|ing)|sa(?:y|id|ys|ying)|stat(?:e|es|ed|ing)|request\w*|"
    r"ask\w*|propos\w+|recommend\w*|demand\w*|guarantee\w*|to|show\w*|find\w*|know\w*|hop(?:e|es|ed|ing)|"
    r"expect\w*|requir\w+|stipulat\w+|provid\w+|underst\w+|so|such|given|now|provided|fact|understanding|"
    r"view|extent|idea|condition|announc\w+|declar\w+|affirm\w*|reaffirm\w*|promis\w+|pledg\w+|decid\w+|"
    r"believ\w+|insist\w*|verif\w+|check\w*|mean\w*|it|arrang\w+|accept\w*|acknowledg\w+|add\w*|see|sure|"
    r"considering|assum\w+|indicat\w+|stress\w*|emphasi\w+|and|of|for|in|by|with|at|on|from|reiterat\w+|"
    r"express\w*|hope|commitment|assurance|readiness"
)
# What begins another clause with a subject of its own.
JOINS = (
    r"that|as|if|when|while|because|so|and|or|but|than|since|what|which|whom|where|after|before|until|once|"
    r"ensur\w+|sa(?:id|ys?)|agre\w+|not(?:e|ed|ing)|confirm\w*|hop(?:e|ed|ing)|believ\w+"
)
TELLING = r"inform|assur|notif|advis|remind|t[eo]l[ld]|convinc|persuad|promis"
SUBJECT = r"(?:the|they|it|its|all|both|each|an?|no|their|our|this|these|those|any|every|(?-i:[A-Z]))"
THAT = (
    rf"^(?!.*\b(?:{TELLING})\w*\b[^,;:]{{0,80}} that {SUBJECT}).*?(?<![\w-])(?!(?:{SAYING})\b)[\w'’-]+ that "
    rf"(?!{HAPPENS}|of\b|out\b)\w+"
)
# Verbs that bring their object about, so that what will happen with it is the deed.
CREATES = (
    r"hold|open|host|conven|organi[sz]|launch|establish|set(?:ting)? up|creat|found|start|form|conduct|"
    r"arrang|initiat|sign|announc|agreed on|schedul|conclud|build|construct|look(?:s|ed|ing)? forward"
)
# Words before what is not known yet: "the next meeting", "the third session".
TO_COME = (
    r"next|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|follow-?up|"
    r"forthcoming|upcoming|new|following"
)
KNOWN = rf"(?:the|its|their|our|his|her|this|these|those|[\w.]+['’]s?)(?! (?:{TO_COME})\b)"

# A proposal that is only looked at.
CONSIDER = (
    r"(?:consider|study|examin|explor|assess|evaluat|review|discuss|investigat|weigh|look(?:ing)? (?:in)?to|"
    r"look(?:ing)? (?:at|\w+ly (?:up)?on)|reflect(?:ing)? on|analy[sz]|debat|contemplat|envisag)(?:e|ing)?"
)
CONSIDERING = (
    rf"(?:^\W*|(?<![\w-])(?:to|will|shall|would|should|and|or|by|in|on|with|continue) ){HOW}{CONSIDER}"
)
STANDING = (
    r"pending|existing|remaining|outstanding|following|ongoing|working|forthcoming|upcoming|corresponding"
)
# What is meant to be done, behind which the doing is named; with these verbs it is done.
INTENDED = (
    r"plans?|proposals?|projects?|requests?|decisions?|ideas?|initiatives?|bids?|roadmaps?|strateg(?:y|ies)|"
    r"programm?es?|laws?|legislation|bills?|intentions?|wish(?:es)?|desires?|offers?|applications?|reforms?|"
    r"campaigns?|suggestions?|promises?|pledges?|ambitions?|aspirations?|efforts"
)
ONLY_CONSIDERED = (
    rf"{CONSIDERING} (?:(?:\w+ly )?(?!(?:{STANDING})\b)\w{{3,}}ing\b|{UP_TO}(?:(?<![\w-])(?:of|on|for|about) "
    rf"(?:\w+ly )?(?!(?:{STANDING})\b)\w{{3,}}ing\b|(?<![\w-])to {HOW}{VERB}\b|(?<![\w-])(?:whether|how|if|"
    r"that)\b|(?<![\w-])(?:ideas?|possibilit(?:y|ies)|options?|prospects?|potential|merits|feasibility) "
    rf"(?:of|for|to)\b))|{CONSIDERING} [^,;:]*?(?:{INTENDED}) (?:for|of) [^,;:]*(?<!\w)(?:in|on|at|from)$|"
    rf"(?:^\W*|(?<![\w-])(?:to|will|shall|and) ){HOW}(?:consider|study|explore|envisage|contemplate|look "
    r"into|look at) (?:the |its |their |an? )?(?:\w+ )?(?!implementation|application|operation|situation|"
    r"documentation)\w+(?:ment|tion|sion|sal|ance|ence|ure|ing) (?:of|to)\b"
)
REALISES = (
    r"implement|carry(?:ing)? out|complet|finali[sz]|reali[sz]|execut|fulfil|deliver|achiev|proceed|conclud|"
    r"launch|start|begin|establish|creat|set(?:ting)? up|set|agreed on|step(?:ping)? up|intensify|accelerat|"
    r"make|making|continu|redoubl|strengthen|pursu|undertak"
)
INTENT = (
    rf"^(?!\W*{HOW}(?:to )?(?:{REALISES}))(?:.*?(?<![\w-]))?(?:{INTENDED}) (?:to {HOW}{VERB}\b|(?:of|for) "
    rf"(?:\w+ly )?\w{{3,}}ing\b)"
)
# "The request that the ban be lifted by June".
WHAT = rf"(?<!\w)(?:the|an?|its|their|this|['’]s) (?:[\w-]+ )?(?:{INTENDED}) that \w+"
# An aim that is another's, so that it is only helped with.
GOALS = (
    r"targets?|goals?|objectives?|pledges?|ambitions?|aspirations?|bids?|visions?|aims?|plans?|promises?|"
    r"efforts?|commitments?|preparations?|attempts?|drive|quest|campaigns?|decisions?|transition|roadmaps?|"
    r"requirements?|obligations?|duty|tasks?|deadlines?"
)
HELPS = (
    r"support\w*|assist\w*|help\w*|back(?:s|ed|ing)?|endors\w+|encourag\w+|enabl\w+|advanc\w+|contribut\w+"
)
HELPED = (
    rf"(?<!\w)(?:{HELPS})(?: [^,;:]{{1,40}}?)?(?:['’]s?|\b(?:their|its|his|her|the))(?: [\w-]+){{0,2}} "
    rf"(?:{GOALS}) (?:to|of|for)\b|^(?!\W*{HOW}(?:to )?(?:{REALISES})).*(?-i:[A-Z])\w+['’]s? (?:[\w-]+ "
    rf"){{0,2}}(?:{GOALS}) (?:to|of|for)\b"
    # "Informed of progress towards the goal of".
    rf"|^(?!\W*{HOW}(?:to )?(?:{REALISES}|work|striv|cooperat|contribut)).*(?<!\w)(?:towards?|on|against) "
    rf"(?:the|its|their|our|this) (?:[\w-]+ )?(?:{GOALS}) (?:to|of)\b"
)
# A purpose is no deed, except where it ends the deed: "talks with a view to concluding the agreement by May".
ENDS = r"(?:conclu|complet|finali[sz]|sign|finish)"
PURPOSE = (
    rf"(?<![\w-])(?:in order (?:to|for)|so as (?:not )?to|with a view to|with the intention of|for the "
    rf"purposes? of|"
    rf"for the sake of)(?! (?:\w+ly |the |an? |early |speedy )*{ENDS})"
    r"|(?<![\w-])(?:so that|in order that|in case)\b"
    r"|(?<![\w-])(?:aimed|aiming|designed|intended|meant) (?:at|to|for)\b"
    r"|(?<=\w\x20)(?<!and\x20)(?<!or\x20)(?<!agreed\x20)(?<!help\x20)(?<!continue\x20)(?<!strive\x20)"
    r"(?<!seek\x20)(?<!efforts\x20)(?<!work\x20)to (?:enable|allow|permit|prepare|be (?:ready|able|"
    r"prepared)|get ready|help|make it possible)\b"
)
SUPPORTS = (
    r"support|back|assist|help|facilitat|ensur|promot|secur|sponsor|financ|fund|celebrat|mark|commemorat|"
    r"coordinat|contribut|prepar|plan|cooperat|collaborat|work|welcom"
)
CLAUSES = compile_pattern(
    # "Ships which will carry gas by 2030", "a fund that is to reach a billion by 2030".
    rf"(?:(?<!\w)(?:which|whom|whose|who|where)(?! {HAPPENS}){ON_IN_CLAUSE}|{THAT}{ON_IN_CLAUSE}"
    # "Remind the firm that its guarantee runs out on 1 May".
    rf"|(?<![\w-])(?:{TELLING}|warn|recall|explain|note)\w* [^,;:]{{0,60}}?that (?:the |its |their |an? "
    rf")?[\w' -]{{2,60}}? (?:runs?|expires?|ends?|lapses?|closes?|opens?|begins?|starts?|falls?|was|were|had|"
    rf"promised|agreed|pledged)\b{ON_IN_CLAUSE}"
    # "The guarantee it gave in May".
    rf"|(?<![\w-])(?!(?:{JOINS})\b)[\w'’-]+ (?:it|they|he|she|we) (?:\w+ed|gave|made|took|had|has|have|was|"
    rf"were|sent|held|set|will|would|is|are)\b{ON_IN_CLAUSE}"
    # "Given that trade is set to triple by 2030".
    r"|(?:(?<!\w)(?:because|whereas|although|while|given|considering|since|until|unless|as|once|when|if|"
    r"after|before) (?:[\w'-]+ ){1,6}?(?:will|would|is|are|has|have|was|were|ends?|expires?|lapses?|begins?|"
    r"starts?|opens?|closes?|takes?|enters?|comes?|leaves?|returns?)\b"
    # "During its stay, from 3 to 5 May": a time that is set to a time.
    r"|(?<!\w)during [^;:]*, \S+$"
    # "When it calls at the port on 3 May".
    rf"|(?<!\w)(?:when|while|where) (?:it|he|she|(?:the|its|his|her|their|an?) (?:[\w-]+ ){{0,3}}?[\w-]+) "
    rf"\w+s (?:at|in|to|for|on|from|off|into|through|back)\b|{ONLY_CONSIDERED}|{HELPED}|{WHAT}|{PURPOSE}"
    # "The projects listed in the minutes of June", "up from 5 billion in 2026".
    r"|(?<!\w)(?:listed|named|contained|set out|laid down|described|outlined|mentioned|provided for) (?:in|"
    r"at|by)\b|(?<!\w)feasibility of\b|(?<!\w)(?:on|about|of|over|regarding) (?:how|whether)\b|"
    rf"(?<!\w)(?:consideration|thought|attention) (?:to|of) (?:(?:\w+ly )?\w{{3,}}ing\b|"
    rf"[^,;:]*?\b(?:{INTENDED}|possibility|options?) (?:of|for|to)\b)|{CONSIDERING} [^,;:]*(?<!\w)(?:until|"
    r"till|from \S+)$"
    # "We have seen four in two years".
    r"|, (?:we|they|it|he|she|you)(?:['’](?:ve|s)| have| has| had) (?!to\b)[^,;:]*$"
    # "Recognizing Ruritania's wish to have ten ships by 2030".
    r"|(?<!\w)(?:recogni[sz]ing|noting|welcoming|recalling|acknowledging|reflecting|consistent with|in line "
    r"with|in (?:light|view) of|complementing|mindful of|bearing in mind|such as|pursuant to|in accordance "
    rf"with)\b){ON}"
    # "A report covering the period 1 May to 30 June 2027".
    r"|(?<![\w-])(?:period|window|interval),?(?: from| of| between)? (?:(?:[\w.]+ ){1,4}(?:to|until|till|and|"
    r"through|-) )?\S+$)"
)

# Things that have a time of their own: "demand in 2035", "the contract until 2030".
OWN_TIME = (
    r"demand|supply|needs|requirements|capacity|output|forecasts?|projections?|scenarios?|estimates|budgets?|"
    r"appropriations|life|lifetime|lifespan|validity|contracts?|leases?|licen[cs]es?|concessions?|mandates?|"
    r"terms?|tenure|presidency|chairmanship|(?:co-)?chair|candidatures?|candidac(?:y|ies)|bids?|membership|"
    r"preferences|maturity|season|elections?|votes?|ballots?|referendum|games|olympics|expo|cup|population|"
    r"outlook|census|championships?|figures|statistics|anniversary|floods?|harvest"
)
EVENT = (
    rf"{english_words.EVENT}|games|census|cup|fairs?|exercises?|festivals?|referendum|polls|symposium|"
    r"exhibitions?|championships?|events?|tournaments?|drills?|manoeuvres|transition|handover|launch|"
    r"coronation|entry into force|accession|wedding|funeral|votes?|race|match|parade|expedition|concert|"
    r"season|holidays?|pilgrimage|regatta|marathon"
)
WHICH_EVENT = r"(?: (?:of|in|at|between|with|on) (?:the )?[\w'’.-]+(?: [\w'’.-]+){0,3}?)?"
# What is needed is done: "the maps need to be sent by May".
NO_NEED = "".join(
    rf"(?<!\b{word}\x20)"
    for word in sorted(split_list("need needs needed has have had is are was were ought continue agreed"))
)
# Words behind a noun that say when the noun is, ends or is valid.
PARTICIPLE = (
    r"(?:now |currently |originally |still )?(?:due|running|expiring|valid|in force|in effect|effective|"
    r"ending|lasting|(?<!make\x20)(?<!made\x20)available|eligible|applicable|maturing|bound|taking office|"
    r"taking effect|taking place|coming|worth|graduating|repayable|falling|closing|opening|entering|"
    r"approaching|enrolling|registering|applying|qualifying|retiring|migrating|relocating|docking|"
    r"landing(?! (?:craft|gear|strips?|sites?|fees?|rights?))|boarding|arriving|departing|leaving|returning|"
    r"sailing|living|entitled|expected|scheduled|planned|foreseen|slated|(?<=\w\x20)(?<!data\x20)set(?! "
    rf"(?:up|aside|out|a|the|its)\b)|{NO_NEED}to (?:be (?:\w+ly )?\w+(?! [^,;:]*(?<![\w-])(?:by|within|no|"
    r"not|before)$)|take place|enter into force|expire|end|lapse))"
)
# Behind a preposition it is a noun: "in opening a centre by May".
NO_GERUND = "".join(rf"(?<!\b{word}\x20)" for word in sorted(split_list("in of by for on")))
# What is in a state, at no time of its own: "the documents requested, by 5 May".
STATES = (
    r"needed|required|concerned|involved|attached|enclosed|mentioned|listed|related|interested|covered|"
    r"included|limited|based|detailed|united|specified"
)
# What may have been done on a day, and not by one.
DONE_BEFORE = (
    r"requested|agreed|identified|designated|approved|proposed|affected|selected|asked|provided|advanced|used"
)
NO_PARTICIPLE = (
    r"seed|feed|need|speed|breed|weed|deed|bed|hundred|indeed|proceed|exceed|succeed|united|agreed|shed|red"
)
IRREGULAR = (
    r"held|built|made|sent|paid|taken|given|begun|drawn|sold|bought|found|won|lost|hit|struck|met|written|"
    r"grown|shown|born|led|left|put|run|lent|known|caught|cut|hosted"
)
DONE_TO = rf"(?!(?:{NO_PARTICIPLE})\b)(?:\w{{2,}}ed|{IRREGULAR})"
COMPLEMENT = r"(?: (?:the )?[\w'’.-]+(?: [\w'’.-]+){0,3})?"
# Behind its own complement a participle takes a day, and leaves a limit to the verb: "asked by Korea by May".
BY = r"(?:by|within|no|not)"
LIMIT = r"(?:by|within|no|not|until|till|at the latest|before|prior)"
DONE_IN = (
    rf"(?<![\w-])(?!(?:{STATES})\b){DONE_TO}(?: out| up| off)?(?: (?:in|at|by|with|between|under|from|on|for|"
    rf"to|as|into){COMPLEMENT})?(?: (?:every|each) \w+| annually| yearly| monthly| regularly)? "
    rf"(?!{LIMIT}$)\S+$|(?<![\w-]){DONE_TO}(?: (?:in|at|from|with|by|to) (?-i:[A-Z])[\w'’.-]+)? (?:before|"
    rf"until|till)$|(?<![\w-])(?!(?:{STATES}|{DONE_BEFORE})\b){DONE_TO} {LIMIT}$"
)
MONTHS = "|".join(month.title() for month in english_words.MONTHS)
# The first word of a time that has no preposition of its own.
BARE = (
    rf"(?:the|early|mid|late|next|this|tomorrow|\d{{1,2}}(?:st|nd|rd|th)?|(?-i:{MONTHS})|(?:early|mid|"
    r"late)-\w+|(?:19|20)\d\d)"
)
NOUNS = compile_pattern(
    rf"(?:(?<!\w){NO_GERUND}(?:{PARTICIPLE})(?= (?:[\w.$€£%'’-]+ ){{0,5}}\S+$)|(?<!\w)(?:{INTENDED}|agendas?|"
    rf"frameworks?|visions?) (?:until|till|through|to|for)$|(?:{INTENT}){UP_TO} (?!{BY}$)\S+$|"
    r"(?<![\w-])(?:years?|season|terms?|semesters?|period|phase|course) (?:starting|beginning|commencing) "
    rf"\S+$|(?<![\w-])(?:for|of) (?:the|an?|its|their|each) (?:[\w'’-]+ ){{1,4}}(?:starting|beginning|"
    r"commencing|opening|ending|ended) \S+$|(?<![\w-])(?:period|months|years|weeks|figures|data|statistics|"
    rf"results) (?:from|between|of|for)$|(?<!\w)(?:{OWN_TIME})(?= (?:(?:for|of|to|in) (?:[\w'’-]+ "
    rf"){{1,4}})?(?!(?:by|no|not|within|before)$)\w+$)"
    # "A plant with a capacity of three million tonnes by 2030".
    rf"|(?<!\w)with an? (?:[\w-]+ )?(?:{OWN_TIME}) of\b[^,;:]*$"
    # "A coin in honour of the fleet's return on 4 May 2066".
    r"|(?<![\w-])(?:in honour of|to mark|after|about|for|since|before|of|on|during|following) "
    r"[^,;:]{0,40}['’]s? (?:return|jubilee|centenary|visit|departure|arrival|birth|death|accession|passage|"
    r"move|retirement|exit|launch|landing|inauguration|coronation) (?:on|in|of)$|(?<!\w)after(?= \w+$)"
    r"|(?<!\w)from (?:[$€£]|\w{3} )?\d[\w.]*(?: (?!to\b)[\w$€£]+){0,2}(?= in$)"
    r"|(?<![\w-])(?:extension|prolongation|renewal|validity|rollover|roll-over) of [^,;:]* (?:until|till|to|"
    r"through)$|(?<![\w-])(?:compared (?:with|to)|"
    r"relative to|than|against|below|above) [^,;:]{0,60}(?<!\w)(?:in|of|for|on|at)$"
    # "Statistics for the second quarter", "the rates of 1 January": a time without a preposition of its own.
    # "Set the fee for 2027", and not "set a date for May".
    rf"|^\W*{HOW}(?:re)?(?:set|fix) (?![^,;:]*\b(?:{EVENT}|dates?|times?|days?|deadlines?|"
    rf"talks)\b)(?:[\w'’-]+ ){{1,6}}for$|^(?!\W*{HOW}(?:be )?(?:re)?(?:schedul|plan|set|fix|postpon|mov|"
    r"conven|call))(?:.*(?<![\w-]))?(?:for|(?<!\bas\x20)of|on|about|covering|concerning|regarding|than|"
    rf"dated|versus|issued|since) {BARE}$|^(?!.*\b(?:meet|"
    r"(?<!the\x20)(?<!a\x20)(?<!official\x20)(?<!state\x20)(?<!working\x20)visit|travel|gather|go|come|"
    r"attend)\b).*(?<![\w-])for (?:the |its |their |our |an? )?(?:[\w'’-]+ "
    rf"){{0,5}}?(?:{EVENT}){WHICH_EVENT} (?:in|on|at|during)$|"
    rf"^\W*{HOW}(?:{SUPPORTS})\w*\b.*?(?<![\w-])(?:{EVENT}){WHICH_EVENT} (?:in|on|at|during)$)"
)
BE = r"(?:be|been|being|is|are|was|were|get|gets|remain|remains|stay|has|have|had)"
PREDICATES = compile_pattern(
    # "Have the matter settled", before "have" is read as a part of the verb.
    r"(?<![\w-])(?:have|get|see|keep|having|getting) (?:the|its|their|all|these|this|an?) (?:[\w'’-]+ "
    rf"){{1,7}}?(?!(?:{NO_PARTICIPLE})\b)(?:\w{{2,}}ed|{IRREGULAR})\b|(?<![\w-])(?<!to\x20)(?:{BE})(?: \w+ly|"
    r" not| also| further| to| fully)* \w+(?:(?: and| or|,) (?:\w+ly )?\w+(?:ed|en|t)\b)*|(?<![\w-])(?:make|"
    rf"makes|making|made) (?:[\w'’-]+ ){{1,8}}?(?:available|operational|public|effective)\b"
    # A contract or a licence that is signed or granted on a day is no date of its own.
    r"|(?<![\w-])(?:sign|conclude|award|renew|grant|issue|initial|publish|present|submit)(?:s|ed|ing)? "
    r"(?:the|an?|its|their) (?:[\w-]+ ){0,3}?(?:contracts?|leases?|licen[cs]es?|concessions?|budgets?|"
    r"figures|statistics|forecasts?|outlook|census)(?! (?:for|of|in)\b)|(?<![\w-])up and running\b"
)
# "Over the next five years" says how long, "during the next five months" and "within" by when.
LASTING = compile_pattern(
    r"(?:over|for|throughout|across)(?! the first\b)(?!.*\bfirst\b)|during(?! the (?:first|"
    r"following)\b)(?!.*\b(?:next|coming|following|first|ahead|to come)\b(?! (?:\w+ )?years?\b))"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATES = compile_pattern(
    rf"(?<![\w/.-])(?:(?:{DAY} (?:of )?)?(?-i:{MONTHS})(?: {DAY}(?!\d))?,? (?:19|20)\d\d|{DAY} (?:of "
    rf")?(?-i:{MONTHS})|(?-i:{MONTHS}) {DAY}(?!\d)|(?:the )?(?:first|second|third|fourth|last) (?:quarter|"
    r"half) of (?:19|20)\d\d|(?:19|20)\d\d(?: ?[-/] ?| to | and )(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|"
    r"(?:19|20)\d\d)(?![\w/]|-\d)"
)
# What serves an event or goes on until it, and is not done by it: "will work closely ahead of the summit".
SERVES = compile_pattern(
    rf"^\W*{HOW}(?:to )?{HOW}(?:{SUPPORTS}|consult|collaborat|step(?:ping)? up|intensif|strengthen|enhanc|"
    r"deepen|reinforc|continu|maintain|keep|remain|stay|participat|tak(?:e|ing) part|engag|exchange views|"
    r"observ|advanc|increas|accelerat|join forces|liais|interact|align|host|lend|provide (?:\w+ "
    r")?observers)[^,;:]*$"
)
ATTACHMENTS = Attachments(
    serves=SERVES,
    occasions=compile_pattern(
        r"(?:ahead of|in the run-?up to|in the lead-?up to|in advance of|for|during|before|prior to)(?! "
        r"(?:(?:the|our|their|its|an?) )?(?:next|first|second|third|end|close|beginning|start)\b)|(?:in|at) "
        r"[^,;]*\b(?:scheduled|planned|due|set|foreseen|slated)\b"
    ),
    lasting=LASTING,
    dates=DATES,
    clauses=CLAUSES,
    # "The summit, which will be held in May": known, and not first agreed here.
    known=compile_pattern(
        rf"^(?:(?!\b(?:{CREATES})).)*?(?<![\w-])(?:{KNOWN}(?: (?!(?:{CREATES})\b)[\w'’.-]+){{1,8}}?|\w+s),? "
        rf"(?:which|that|who) {HAPPENS}[^,;:]*$"
    ),
    firm=compile_pattern(
        r"^(?:in|over|within|during) the (?:coming|next|following) |^by next |^next |^(?:no|not) later than |"
        r"\bat the (?:very )?latest\b"
    ),
    # "Send the text - due 5 May", "(deadline 5 May)".
    apart=compile_pattern(r"(?: - | / |\()(?:due|deadline|target|target date):? $"),
    nouns=NOUNS,
    participles=compile_pattern(DONE_IN),
    # "Its plan for carbon neutrality by 2050": an aim has a year, what is handed in has a day or month.
    aims=compile_pattern(
        rf"(?:{INTENT}){UP_TO} {BY}$|^(?!\W*{HOW}(?:to )?(?:{REALISES})).*(?<![\w-])(?:{INTENDED}|pathways?|"
        rf"(?:its|their|our|his|her|\w+['’]s?) (?:[\w-]+ )?(?:{GOALS})) (?:for|of|on|towards?) [^,;:]* by$"
        # What another party is helped to reach is its own aim.
        rf"|(?<![\w-])(?:help|assist|support|encourage) (?:[\w'’-]+ ){{1,4}}?(?:to |in )?(?:reach|achiev|"
        r"attain|becom|cut|reduc|halv|doubl|phas)\w*\b[^,;:]* by$|(?<![\w-])(?:needed|required|necessary) "
        rf"to {VERB} [^,;:]* by$"
        # "To speed the work to cut waste this decade".
        r"|\bto (?:\w+ly )?[a-z]+ [^,;:]*\bto (?:\w+ly )?[a-z]+ [^,;:]* this$"
        # "The cost of closing the mines by 2040".
        r"|(?<![\w-])(?:costs?|feasibility|impact|implications|consequences|benefits|possibilit(?:y|ies)|"
        r"options?|means|ways|prospects?|potential|risks?|merits) (?:of|for) (?:\w+ly )?\w{3,}ing [^,;:]* by$"
    ),
    predicates=PREDICATES,
    head=compile_pattern(
        r"(?:and |but )?(?:except|save|barring|subject to|failing|without|absent)\b .*\S|(?:in order )?to "
        r"(?!th(?:is|at|ese) end\b)\w+|(?:so as to|with|as|since|because|given|although|while|whereas|when|"
        r"once|if|unless|recalling|noting|welcoming|recogni[sz]ing|considering|building on|pursuant to|in "
        r"accordance with|in line with|under|based on|in (?:view|light) of|despite|due to|thanks to|on the "
        r"basis of|having|for|the)\b .*\S"
    ),
    anew=compile_pattern(
        r"\band (?:then )?(?:to )?(?:reply|respond|give [\w' ]{2,40}?an? (?:answer|reply|response)|inform|"
        r"report|revert|communicate|notify|answer|reach a decision|decide|provide (?:a|its|their) (?:answer|"
        r"reply|response|comments))\b"
    ),
    relative=compile_pattern(
        r"(?<![\w-])(?:which|whom|whose|where|when|if|because|until|unless|once|so that)(?: [\w'’-]+){1,4} "
        r"?$|(?<![\w-])(?:which|whom|where|when|if|because|until|unless|once|so that|after|before)(?: the)? $"
        # "The law that Valdoria adopts", and not "informed the ministry that".
        r"|^(?!.*\b(?:" + TELLING + r")\w*\b[^,;]{0,80}$)"
        rf".*(?<![\w-])(?:the|an?|its|their|any|all|those|these|our) (?:[\w-]+ ){{0,2}}?(?!(?:{SAYING}|"
        rf"(?:{TELLING})\w*|explain\w*|repl\w+|report\w*|respond\w*|undert\w+|belief)\b)[\w-]+ that(?: the)? "
        r"$"
    ),
    happens=compile_pattern(HAPPENS),
    # "Will lend its advisers until 31 March": how long, not by when.
    until=compile_pattern(r"(?:at least )?(?:until|till|through|up to)\b"),
    once=compile_pattern(
        r"(?<!\w)(?:submit|send|transmit|reply|respond|return|complete|finish|hand|file|notify|inform|"
        r"forward|circulate|comment|register|apply|nominate|answer|decide|has|have|had|given)\b"
    ),
)

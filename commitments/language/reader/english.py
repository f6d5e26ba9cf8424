"""The English grammar of the reader: subjects, sentences, lists, deadlines and occasions."""

from commitments.language.phrases import english_words
from commitments.language.reader import english_words as reader_words
from commitments.language.reader.deadlines import Occasions, Starts
from commitments.language.reader.english_letters import (
    FINAL_DEEDS,
    INSTRUMENT,
    LETTERS,
    PROMISED,
    TREATY_VERBS,
    WISHES,
)
from commitments.language.reader.english_rows import REQUESTS, ROWS
from commitments.language.reader.english_words import HASTENED, TO, VERB
from commitments.language.reader.grammar import Grammar, compile_pattern, split_list

GRAMMAR = Grammar(
    code="en",
    rows=LETTERS + WISHES + ROWS + REQUESTS,
    skipped=compile_pattern(
        r"(?:,? ?\b(?:also|further|furthermore|both|jointly|together|each|then|now|hereby|therefore|thus|"
        r"again|all|today|yesterday|earlier|subsequently|"
        r"once again|in particular|in turn|additionally|likewise|accordingly|have|has|had|is|are|was|were|"
        r"been|"
        r"(?!assembly\b|supply\b|family\b|italy\b|july\b)[a-z]+ly)),?$"
    ),
    joins=compile_pattern(r"(?:^|[,;]| |-)(?:and|or|but|then|while|as well as|and to|plus),?$|^\W*$|[;]$"),
    fronted=compile_pattern(
        r"(?:^|[;,(]|\band )\s*(?:in|to|with|for|at|on|under|through|as|by|during|towards?|of|where|when|"
        r"while|"
        r"following|pursuant|according|within|after|upon|\w+ing)\b[^,;]{2,90},$"
    ),
    relative=compile_pattern(r"(?:^|[ ,])(?:which|who|whom|that|whose(?: [\w-]+){1,4})$"),
    breaks=compile_pattern(
        r"[;:\"(]|(?<!\w)- |(?<![\w-])(?:that|because|while|when|where|if|after|before|since|although|"
        r"whereas|"
        r"(?:of|in|at|on|by|during|under|through|to) which|"
        r"agreed(?= (?:this|these|those|the|all|both|any|it|they)\b)|"
        r"(?:understand|believe|think|trust|gather|assume|guess)(?= (?:the|your|our|my|you|they|he|she|it|"
        r"we)\b)|"
        r"said|says|saying|added|adding|noting|stated|told|noted|whereby|as|with the|with)(?![\w-])"
    ),
    prepositions=compile_pattern(
        r"(?<![\w-])(?:of|for|from|in|at|on|between|among|with|to|by|under(?![ -]secretar)|within|through|"
        r"including|"
        r"against|over|"
        r"into|toward|towards|across|during|on behalf of|about|around|near|without|such as|"
        r"responsible)(?![\w-])"
    ),
    actors=compile_pattern(rf"(?:{reader_words.ACTORS})$"),
    bodies=compile_pattern(rf"(?:{reader_words.BODIES})$"),
    doings=compile_pattern(rf"(?:{reader_words.DOINGS})$"),
    both=compile_pattern(
        r"(?<!\w)(?:both|the two|two|the three|three|all three|the four|either|each|neither|the|all|these|"
        r"their|our)"
        r"(?: respective| foreign| "
        r"prime| national security| vice| deputy| special| trade| defen[cs]e| economic| senior| relevant|"
        r" contracting| law enforcement)* "
        r"(?:sides?|parties|countries|governments|leaders|ministers|presidents|delegations|nations|heads|"
        r"principals|participants|ministries|officials|authorities|co-?chairs|signator(?:y|ies)|states|party|"
        r"contracting parties|"
        r"partners|"
        r"secretaries|advis[eo]rs|ambassadors|envoys|directors|chairs|commissioners|"
        r"peoples|capitals|agencies|experts|armies|militaries|navies|forces|coast guards)$|"
        r"(?<!\w)(?:each|either|neither|every)(?: contracting)? participant$|"
        # A party by the part that it may have, which is either of them.
        r"(?<!\w)(?:an?|the|each) (?:requesting|requested|sending|receiving|notifying|disclosing|supplying|"
        r"inviting|other) "
        r"(?:party|participant)$|"
        r"(?<!\w)(?:hosts? and guests?|sides|parties|leaders|ministers|"
        r"co-?chairs|"
        r"participants|officials|staff|negotiators|teams|experts|"
        r"scientists|researchers)$"
    ),
    we=compile_pattern(r"(?<!\w)(?:we|both of us)$"),
    pronoun=compile_pattern(
        r"(?<![\w-])(?<!and\x20)(?<!or\x20)(?<!which\x20)(?<!whom\x20)(?:we|they|he|she)$"
    ),
    they=compile_pattern(r"(?<!\w)(?:they|both|the two)$"),
    one=compile_pattern(r"(?<!\w)(?:he|she|the latter|the former|(?-i:I))$"),
    own=compile_pattern(r"(?:his|her|its)\b"),
    it=compile_pattern(r"(?<!\w)(?:it)$"),
    deeds=compile_pattern(rf"(?:continue to )?(?:{reader_words.DEEDS})\b"),
    done=compile_pattern(
        rf"be (?:\w+ly |further |also )?(?:{reader_words.DONE})\b|take (?:place|effect)|happen|occur|"
        rf"intensify|"
        rf"proceed|(?:begin|start|commence)\b(?! (?:work|operations?|production|construction)\b)|"
        rf"launch (?:in|on|by|at|later|this|next)\b|"
        rf"(?:enter|come) into (?:force|effect|operation)|convene\b|continue\b(?! to {VERB}\b)|resume\b"
    ),
    undergone=compile_pattern(rf"be (?:\w+ly |further |also )?(?:{reader_words.DONE})\b"),
    no_deeds=compile_pattern(rf"(?:{reader_words.NO_DEEDS})\b"),
    by=compile_pattern(r"\bby (?P<who>[^.,;:]{3,60})"),
    reported=compile_pattern(
        r"(?<!\w)(?:sa(?:id|ys)|stat(?:ed|es)|(?:re-?)?affirm\w*|(?:re-?)?confirm\w*|views?|concur\w*|"
        r"understanding|"
        r"convey\w*|agre\w+|announc\w+|told|"
        r"inform\w*|add(?:ed|s)|"
        r"promis\w+|position|explain\w*|pledg\w+|reiterat\w+|indicat\w+|assur\w+|not(?:ed|es)|decid\w+|"
        r"respond\w*|advis\w*|undert\w+|"
        r"repl\w+|underlin\w+|stress\w*|emphasi\w+|declar\w+|expect\w*|commit\w*)(?!\w)"
    ),
    past=compile_pattern(
        r"(?:last (?:week|month|year|\w+day|january|february|march|april|may|june|july|august|september|"
        r"october|"
        r"november|december)|earlier|previously|since|(?:over|in) the (?:past|last)|"
        r"in recent|in the past|at (?:their|the) "
        r"(?:last|previous|first|earlier)|(?:(?:in|on|(?:during|at) (?:the|their|its|his|her|our)) |"
        r"(?=\w+ 20\d\d:))"
        r"(?P<when>(?:\d{1,2} )?(?:\w+ )?(?:\d{1,2},? )?(?:19|20)\d\d)|\w+ (?:days|"
        r"weeks|months|"
        r"years) ago|two years|ten years)\b"
    ),
    verbs=compile_pattern(
        rf"(?:to |not to |jointly |\w+ly )?(?:{reader_words.VERBS})(?! of\b| by\b| between\b|[\w-])"
    ),
    doing_words=compile_pattern(
        rf"(?:the |an? )?(?:(?P<noun>{reader_words.DEED_NOUNS}|agreement (?:to|on)|"
        rf"commitment to|support (?:for|to)|"
        r"exchanges? of|cooperation (?:on|in))|(?!meeting\b|building of\b)\w{3,}ing|"
        r"(?:[a-z]+ )?\w{3,}(?:al|[st]ion|ment|ance|ure|up)s? (?:of|for|in|on|between|with|to))\b"
    ),
    finite=compile_pattern(
        r"(?<![\w-])(?:is|are|was|were|has|have|had|can|may)(?![\w-])"
        r"|(?<!to\x20)(?<![\w-])(?:meet|remain|play|serve|constitute|represent)s?(?![\w-])"
    ),
    agenda=compile_pattern(
        r"\b(?:next steps?|way forward|follow-?up|deliverables?|action (?:items|points|plan)|work ?plan|"
        r"actions?|who does what|to-?do(?: list)?|tasks?|division of (?:labou?r|tasks)|homework|"
        r"(?:key |main |agreed )?outcomes?|commitments?|decisions?|agreed (?:points|measures|actions)|"
        r"undertakings?|understandings?|agreements reached|the following)\b"
    ),
    conditions=compile_pattern(
        r"(?:subject to|provided that|provided|conditional (?:up)?on|contingent (?:up)?on|depending on|"
        r"pending|"
        r"in accordance with|on the understanding that|on condition that|once|unless|in the event (?:of|"
        r"that)|"
        r"as (?:soon as|long as) (?!possible|practicable|feasible)|upon (?:completion|receipt|approval|"
        r"ratification|"
        r"signature|entry)|if (?!any\b|so\b))\b"
    ),
    meetings=compile_pattern(
        r"\b(?:visits?|meetings?|sessions?|forums?|summits?|rounds?|dialogues?|commissions?|consultations|"
        r"conferences?|"
        r"talks|signing|signature|conclusion|ratification|entry into force|launch|opening|completion|"
        r"finali[sz]ation|"
        r"inauguration|commencement|resumption|negotiations|vtcs?|video-?conferences?|"
        r"(?:conference|video|phone|telephone|next|further|another|follow-?up|weekly|monthly) "
        r"calls?)\b|\b(?:welcoming|receiving|hosting|convening|"
        r"holding)\b"
    ),
    awaited=compile_pattern(
        r"(?!(?:seeing|learning|hearing|building|being|having|receiving)\b|"
        rf"working\b(?! (?:closely )?(?:together|jointly|with [^,;.]{{3,60}}) {TO}))\w+ing\b"
    ),
    aims=compile_pattern(r"(?:aim|seek|include|cover|involve|build on)\b"),
    favours=compile_pattern(
        r"\b(?:support|cooperation|assistance|attention|interest|help|consideration|"
        r"participation|to|that)\b"
    ),
    office=compile_pattern(rf"(?:{reader_words.OFFICE})"),
    participle=compile_pattern(r"\w+ing\b"),
    told=compile_pattern(
        r"(?:(?:have|has|had) )?\w+ed\b|undertook\b|(?:have|has|had) \w+n\b|(?:is|are) (?!planning|"
        r"intending|preparing)\w+ing\b"
    ),
    plain_future=compile_pattern(r"would\b"),
    personal=compile_pattern(
        r"(?:(?:has|have|had) )?(?:agreed|committed|pledged|decided|resolved|undertaken|undertook|promised)\b"
    ),
    titles=compile_pattern(
        r"(?:(?:his|her|their) (?:royal )?(?:highness|majesty|excellency|excellencies)|sheikh|shri|smt|"
        r"(?:h\.e|mr|mrs|ms|dr|hon)\b|sir|lord|dato|tun)(?!\w)"
    ),
    mutual=compile_pattern(
        r"(?:continue (?:to )?)?(?:meet|cooperat\w+|collaborat\w+|work (?:together|closely)|consult\w*|"
        r"discuss\w*|"
        r"exchang\w+|hold (?:the next|further|another|regular|talks|consultations))\b"
    ),
    pleas=compile_pattern(r"(?:(?:have|has|had|having) )?(?:request|ask|urg|encourag|call|invit)"),
    pair=compile_pattern(r"(?<!\w)(?:both|the two)(?!\w)"),
    shared_by=compile_pattern(
        r"(?:(?:both|the two|their|its|our|respective|relevant|concerned|competent|line|"
        r"senior)(?: [\w-]+){0,3} "
        r"(?:sides|part(?:y|ies)|countries|governments|minist(?:ers|ries)|officials|authorities|agencies|"
        r"teams|experts|"
        r"commissions?|committees?|groups?|delegations|institutions|bodies|departments|companies|"
        r"businesses)\b)"
    ),
    clause=compile_pattern(r"[ ,](?:and|but|while|so) (?=(?:they|we|he|she|it|both|both \w+|the two \w+)$)"),
    governed=compile_pattern(
        r"(?<![\w-])(?:will|shall|would|should|may|can|could|must|'ll|to|not|be)(?: \w+ly| also| jointly)? $"
        r"|(?<![\w-])(?:announc(?:e|es|ed|ing)|mutually|previously|internationally|an?|the|its|their|our|"
        r"his|her|this|these|those|no|any|of|"
        r"with|for|\w+'s?)(?: (?:joint|new|common|"
        r"shared|key|own|further|continued|clear|firm|strong|recent|earlier|historic|\w+lateral|\w+ional|"
        r"(?-i:[A-Z])\w+(?:ian|ean|ese)))? $|(?<![\w-])(?:an?|its|their|our|any|no) (?-i:[A-Z])[\w-]+ $"
        r"|(?<![\w-])the (?-i:[A-Z])[\w-]+(?:an|ese|ish|i|ch) $"
    ),
    present=TREATY_VERBS,
    promised=PROMISED,
    instrument=INSTRUMENT,
    final_deeds=FINAL_DEEDS,
)


AHEAD = (
    r"(?:(?:well|shortly|immediately|sometime|some time) )?(?:before|prior to|ahead of|in advance of|"
    r"in the (?:lead|run)[- ]?up to|in preparation for|in anticipation of|in view of|"
    r"in (?:good |plenty of |due )?time for|in good time before|"
    r"by the time of|leading up to)|until|till|(?:no|not) later than"
)
AFTER = r"(?:immediately |shortly |soon |right )?(?:following|after|upon)|at the conclusion of|at the end of"
AT_OCCASION = (
    r"at|during|on the (?:margins?|sidelines?|fringes|occasion) of|in (?:conjunction|parallel) with|"
    r"alongside|back[- ]to[- ]back with|over the course of|in the course of|around"
)
# What stands before many other things too.
LOOSE = r"by|for|on|in|within|under|through"
# What happens; a body ("committee") happens where it is the next one, or has a number.
HAPPENING = (
    rf"{english_words.EVENT}|(?-i:Week)|fairs?|exercises?|budget|season|reviews?|ministerials?|missions?|"
    rf"symposium|"
    r"hearings?|deadlines?|signing|signature|completion|conclusion|launch|entry into force|expiry|expiration|"
    r"entering into force|coming into force|ratification|adoption|approval|disbursement|campaign|"
    r"anniversary|plenary|retreat|tour|trip|"
    r"gatherings?|games|referendum|holidays?|harvest|leaders' week|encounter|event|consultation|decision|"
    r"elections?|polls|start|commencement|opening|selection|inauguration|handover|centenary|presidency|"
    r"chairmanship|easter|christmas|ramadan|eid|tet|lunar new year|chinese new year|diwali|songkran|nowruz|"
    r"(?:summer|winter|parliamentary|christmas|easter) (?:break|recess)"
)
# What no name of an occasion contains.
STOPS = (
    r"to|for|that|which|who|will|would|shall|should|with|by|at|in|on|from|during|before|after|into|is|"
    r"are|was|"
    r"were|be|been|has|have|had|agreed|including|through|under|as|within|between|while|where|when|following"
)
WORD = r"[\w.&'/+-]+"
INNER = rf"(?!(?:{STOPS})\b){WORD} "
NAMED = r"(?:the |our |their |its |his |her |this |an? )?"
MONTH = rf"(?:{'|'.join(english_words.MONTHS)})"
NUMBER = rf"\d{{1,3}}|{'|'.join(sorted(english_words.NUMBERS, key=len, reverse=True))}"
COUNTED_UNIT = r"(?:\(\w+\) )?(?:working |calendar |business )?(?:days?|weeks?|months?|years?|fortnights?)"
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
    rf" (?:in|at|to|with|between|on|for|by|hosted by) (?:the )?{NAME}"
    rf"(?:,? (?:of |and )?(?:the )?(?!{OFFICE}\b){NAME}){{0,6}}(?: (?:city|province|island|district))?"
)
ASIDE = (
    rf" on the (?:margins?|sidelines?|fringes|occasion) of (?:the )?{NAME}"
    rf"(?: (?:of |and )?(?:the )?{NAME}){{0,6}}"
)
HELD = (
    r",? (?:(?:that|which) (?:is|are|will be|would be) )?(?:(?:to be|scheduled to be) )?"
    r"(?:held|hosted|scheduled|planned|convened|due|expected|taking place|to take place)"
    r"(?: to (?:be held|take place))?(?: for)?"
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


UNITS = r"days?|weeks?|months?|years?|quarters?|half|half-year|decade|fortnights?|semester|season"
TIMES = (
    rf"(?:{'|'.join(sorted(english_words.MONTH_NUMBERS, key=len, reverse=True))})\.?|"
    rf"(?:{'|'.join(english_words.WEEKDAYS)})|"
    rf"(?:{UNITS})|\d{{1,2}}(?:st|nd|rd|th)?|(?:19|20)\d\ds?|(?:19|20)\d\d[-/]\d{{2,4}}|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|"
    r"[\w-]*-term|\d{4}-\d\d-\d\d|tomorrow|today|spring|summer|autumn|fall|winter|[qh][1-4]|mid-?year|"
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
MONTHS = f"(?-i:{'|'.join(month.title() for month in english_words.MONTHS)})"
STARTS = Starts(
    framed=compile_pattern(
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
    bare=compile_pattern(
        r"(?<![\w-])(?:bi-?annual(?:ly)?|bi-?monthly|bi-?weekly|later this|early|mid|late|next|tomorrow|"
        r"week (?=(?:of|commencing|beginning|starting) \d)|"
        rf"this(?= (?:coming )?(?:week|month|year|quarter|decade|spring|summer|autumn|fall|winter|"
        rf"{MONTHS})\b)|"
        r"(?:our|their|the|its) next(?= (?:meeting|session|summit|round)\b)|"
        r"the(?= (?:following day|rest|remainder|first|second|third|fourth|coming|next|end)\b)|"
        # "From 2027" says when it begins: the day or year alone is what is awaited.
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?= (?:of )?(?:{MONTHS})\b)|(?<=from\x20)(?:19|20)\d\d|"
        r"(?:(?<=[,(]\x20)|(?<=\())(?-i:[QH])[1-4](?=[ /](?:of )?(?:19|20)?\d\d)|"
        rf"{NO_DAY}{MONTHS}|(?<=\()end(?=[ -](?:of )?\w)|"
        rf"(?<=,\x20)end(?=[ -](?:of )?(?:{MONTHS}|this|next|the (?:week|month|year|quarter))\b))(?![\w])"
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
        r" (?:of|from|after|following)(?! (?:now|today|this|the (?:meeting|visit|talks))\b)"
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
    ),
    custom=compile_pattern(
        r"(?:\b(?:the|this|its|their|our|his|her|'s)|^\w+'s) (?:next |upcoming )?(?:annual|yearly|monthly|"
        r"quarterly|weekly|"
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
        r"['’]s? (?!end\b)|-\w| (?:and|or) (?:the )?(?:coming )?(?:weeks|months|years)\b| (?:was|is|were|"
        r"marks?|marked|has)\b|"
        r" (?:signed|adopted|concluded|established|launched) (?:in|on|last|by|at)\b|"
        r" (?:joint statement|agreement|declaration|agenda|strategy|framework|action plan|plan|"
        r"programme?|vision|treaty|convention|goals?|targets?|accord|roadmap|summit declaration|memorandum|"
        r"mou|vehicles|models?|cars|editions?|budgets?|levels?|prices|census|figures|data)\b"
    ),
    occasions=OCCASIONS,
    clauses=compile_pattern(
        rf"(?<![\w-])(?:{NUMBER}) {COUNTED_UNIT} (?:thereafter|later|afterwards|after that)(?![\w-])"
        rf"|(?<![\w-])(?:{NUMBER}) {COUNTED_UNIT} (?:after|before|following|prior to|ahead of|from) (?:the "
        rf"|its |their |our |"
        rf"his |her )?(?:(?!(?:{STOPS}|and|or|now|today)\b){WORD} ){{0,4}}(?!(?:{STOPS}|and|or|now|"
        rf"today)\b)[\w'’-]+"
        rf"(?: of (?:the |its )?(?:(?!(?:{STOPS}|and|or)\b)[\w'’-]+ ){{0,3}}(?!(?:{STOPS}|and|"
        rf"or)\b)[\w'’-]+)?"
        r"|(?<![\w-])(?:(?:early )?in the new year|(?:before|by|after|over) the weekend)(?![\w-])"
        rf"|(?<![\w-])(?:{AHEAD}|by) (?:the |our |their |its |this )?(?:end|close|start|beginning|expiry|"
        rf"conclusion|middle) of "
        rf"(?:the |our |their |its |this |that )?(?:(?!(?:{STOPS}|and|or)\b){WORD} ){{0,4}}(?!(?:{STOPS}|"
        rf"and|or)\b)[\w'’-]+"
        rf"|(?<![\w-])(?:{AHEAD}) (?:the |our |their |its |his |her )(?:next|forthcoming|upcoming|coming) "
        rf"(?:(?!(?:{STOPS}|and|or)\b){WORD} ){{0,3}}(?!(?:{STOPS}|and|or)\b)[\w'’-]+"
        rf"|(?<![\w-])(?:upon|on(?= \w+ of\b)) (?:the |its |their )?(?:arrival|receipt|delivery|departure|"
        rf"submission|approval|completion|"
        rf"signature|ratification|appointment|disbursement|publication|notification|"
        rf"confirmation)(?![\w-])(?: of (?:the |its |their |"
        rf"all |this |that |an? )?(?:(?!(?:{STOPS}|and|or)\b)[\w'’-]+ ){{0,4}}(?!(?:{STOPS}|and|"
        rf"or)\b)[\w'’-]+)?"
        rf"|(?<![\w-])(?:once|as soon as|before|after) (?:it|they|this|that|these|we|you) (?:is|are|"
        rf"becomes?|has been|have been|has|have)"
        rf"(?: (?:been|\w+ly))? (?:{reader_words.DONE}|approved|fixed|confirmed|known|available|ready|set|"
        rf"cleared|received|"
        rf"registered|settled|in place|in force|in|over|done|complete|final|operational|open|"
        rf"possible)(?![\w-])"
        rf"|(?<![\w-])(?:once|as soon as|before|after) "
        rf"(?:the|its|their|our|his|her|both|all|this|that|these|such|(?-i:[A-Z])[\w'’-]*) "
        rf"(?:(?!(?:{STOPS})\b)[\w'’.-]+ ){{0,6}}?"
        rf"(?:(?:is|are|has been|have been|has|have)(?: (?:been|\w+ly))? (?:{reader_words.DONE}|"
        rf"approved|fixed|"
        rf"confirmed|known|available|ready|set|cleared|received|registered|settled|in place|in force|in|"
        rf"over|done|complete|final|operational|open)(?![\w-])"
        rf"|meets?|convenes?|reconvenes?|takes? (?:place|office|effect)|enters? into force|opens?|"
        rf"closes?|begins?"
        rf"|starts?|ends?|expires?|arrives?|returns?|departs?|leaves?)(?![\w-])"
    ),
    hasty=compile_pattern(
        rf"(?<![\w-])(?-i:early|prompt|swift|speedy|expeditious|rapid|quick)(?= (?:{HASTENED})\b)"
    ),
)

# The day or week in which they met: "This week, we, the presidents, met in Port Elm and commit to …".
MET = compile_pattern(
    r"[^.;:]{0,300}?(?<!to\x20)\b(?:met|gathered|convened|held (?:talks|a meeting|the|their)) "
)

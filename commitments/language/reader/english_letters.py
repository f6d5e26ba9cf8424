"""What English verb phrases do in letters, speeches and treaties; these rows win over those of statements."""

from commitments.language.reader.english_words import (
    DOING,
    HAVE,
    TO_ANY,
    VERB,
)
from commitments.language.reader.grammar import Act, rows_of

# What "please" only says out of courtesy, or to one who reads a web page.
COURTESIES = (
    r"(?:find|note|see(?! to it\b)|accept|contact|visit|click|refer|feel|rest|excuse|forgive|disregard|"
    r"ignore|do not|don't|be (?:informed|advised|assured|aware)|let (?:me|us) know (?:if|whether|should|in "
    r"case)|keep (?:me|us) (?:posted|informed)|(?:give|convey|pass on|extend|send) (?:my|our) (?:best|"
    r"regards|greetings|thanks|warm))\b"
)
HONOUR = (
    r"(?:(?:have|has|had) the (?:further |additional |great |distinct )?honou?r|wish(?:es)?|would like|"
    r"should like|begs?|(?:takes?|took) the liberty)"
)
# Whom somebody set to work, who then owes it.
CHARGED = r"tasked|directed|instructed|mandated|charged|entrusted|assigned|commissioned|ordered|designated"
LETTERS = rows_of(
    (
        Act.MUST,
        rf"(?:must|ha(?:s|ve) to|(?:is|are) expected to)(?= {VERB}\b)",
    ),
    # Who is asked is the subject: "the Department is kindly requested to".
    (
        Act.ASKED,
        (
            r"(?:is|are|was|were|has been|have been|shall be|will be|(?:may|might|can|could|should)(?: "
            r"please| kindly)?(?: also)? be)(?: \w+ly| also| hereby| therefore)* (?:(?:requested|asked|"
            rf"invited|urged|encouraged|called upon|called on|{CHARGED})(?: by [^,.;:]{{3,50}}?)? {TO_ANY}|"
            rf"(?:{CHARGED}) with(?= (?:the |an? )?(?:{DOING}|\w+ion|\w+ment)\b))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|are|will) you (?:also |then )?(?:be )?(?:able|willing|prepared|in a position|kind "
            r"enough) to|(?:can|could|may|might) (?:we|I)(?: please| also| kindly)* (?:have|get|receive|ask "
            r"(?:you|for))"
        ),
    ),
    # "Could the Ministry of Trade send the list by Friday?"
    (
        Act.PLEA,
        (
            r"(?-i:Could|Can|Would|Will|could|can|would)(?= (?:(?:the|your|of|for|and|side|team|office|"
            r"ministry|embassy|desk|(?-i:[A-Z])[\w'’-]*) ){1,9}(?:provide|send|share|confirm|forward|check|"
            r"arrange|submit|return|give|supply|clarify|inform|advise|complete|sign|circulate|nominate|"
            r"prepare|update|transmit|make|extend|let us|issue|correct|book|reply|respond|comment)\b[^.!]*\?)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:it )?would (?:really |also )?help (?:us |me )?(?:a lot |greatly |very much |enormously "
            r")?(?:if|to (?:have|receive|get)\b)"
        ),
    ),
    (
        Act.OFFER,
        (
            r"(?:(?<=\bI\x20)|(?<=\bwe\x20))(?:\w+ly |also |hereby )?invite(?= (?:you|him|her)(?: all| both|"
            rf" \w+ly)? to {VERB}\b)"
        ),
    ),
    # "Let's meet after Easter": both, who write to each other.
    (Act.PLEA, r"let(?:'s| us)(?= (?!know\b|have\b|me\b|not\b|hope\b|all\b|be\b|remember\b)[a-z]{3,}\b)"),
    (
        Act.PLEA,
        r"would (?:you|your [\w ]{3,30}|the (?:embassy|ministry|mission|government)) be (?:able|willing) to",
    ),
    (Act.PLEA, r"would you (?:please |kindly )?(?:mind \w+ing|be so kind as to)"),
    (Act.PLEA, r"it is (?:kindly |respectfully |therefore |hereby |further )*requested that"),
    (
        Act.UNDERTAKE,
        (
            r"(?:still )?owes? (?:you|us|them|me|the \w+(?: side)?|(?-i:[A-Z])\w+)(?= (?:an?|the|our|my|its|"
            r"some|comments|figures|\d+)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}promise[sd]?(?= (?:(?:him|her|them|us|me|you|the [\w-]+(?: side)?|(?-i:[A-Z])[\w'’-]+) "
            r")?(?:an?|the|its|their|more|further|\d+|(?:written|firm|full|financial|technical|logistical|"
            r"legal|political|early|prompt|swift) [a-z]+|(?:reply|answer|text|list|draft|comments|details|"
            r"decision|figures|data|support) (?:on|to|for|of|by|from|in))\b)"
        ),
    ),
    # "Asked whether Ruritania could lend the ships": what is asked of it.
    (
        Act.ASK,
        (
            rf"{HAVE}(?:ask|enquire|inquire|wonder)(?:e?d|s)?(?= (?:[\w'’]+ ){{0,3}}?(?:whether|if) (?!(?:it|"
            rf"they|he|she|we|I) )[^.;,]{{2,60}}? (?:could|might|would)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:commit|pledge|contribute|allocate|earmark|donate|grant)(?:s|t?ed|d)?(?= (?:(?:up to|"
            r"an? (?:further|additional|extra|new|initial|total of)|another|more than|over|at least) "
            rf")*(?:[A-Z]{{0,3}} ?[$€£¥]|(?:EUR|USD|GBP|KRW|JPY|CHF|SEK|NOK|DKK|AUD|CAD|NZD|INR|CNY|RMB|"
            r"US\$) ?\d|\d[\d.,]* (?:million|billion|thousand)))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:(?:please|pl[sz]|kindly)(?: also| kindly| then)*(?: (?:could|can|would|will) you(?: please|"
            rf" kindly| also)*)?|(?:could|can|would|will|might) (?:you|your (?:[\w-]+ ){{0,2}}?(?:side|team|"
            r"colleagues|office|ministry|embassy|people|experts|staff|department|desk|consulate|section|"
            r"lawyers|guys|folks|lot|minister|ambassador|director|agency|customs|police|navy|institute)(?: "
            r"(?:at|in|from|of|on) (?:the )?[\w'’-]+(?: [\w'’-]+)?)?)(?: please| kindly| also)*)(?= "
            rf"(?!{COURTESIES})(?:(?:\w+ly|also) )?(?:{VERB}|let (?:us|me|(?-i:[A-Z])\w+)\b|get back|advise|"
            r"reply|tell|find out|ask|remind|bear|copy|pass)\b)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|should|will|'d) (?:also |further |therefore )?(?:be (?:(?:most|very|extremely|deeply|"
            r"really|much|also) )?(?:grateful|obliged|thankful|indebted|appreciative|glad(?= if)|pleased(?= "
            r"if)|happy(?= if))(?:(?: to (?:the|you|your|our|(?-i:[A-Z]))[^.;:,]{0,60}?)?(?: if| for)| to "
            r"receive| to have)|(?:(?:\w+ly|very much|much|also|likewise|further|in particular) )*appreciate "
            r"(?:it (?:\w+ )?if|if|it, if|(?:an?|any|the) (?:\w+ )?(?:answer|reply|response|confirmation|"
            r"feedback)\b|receiving|having|your|the (?:esteemed )?ministry's|the embassy's))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|will)(?: \w+ly| also)? be (?:(?:(?:greatly|much|highly|most|very|deeply) "
            r")?(?:appreciated|helpful|useful|welcome)|of (?:\w+ )?(?:help|assistance|service|use)) (?:if|"
            r"that)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:(?:most |very )?grateful|much appreciated|appreciate it)(?: if (?:you|your|the)(?= )| for "
            r"your(?= (?:early |prompt |kind |written |final )?(?:comments?|views|confirmation|reply|"
            r"response|feedback|advice|agreement|approval|inputs?|consent)\b)| for(?= (?:the|an?|any|sight "
            r"of|receipt of) [^.;]{3,80}? (?:by|before|no later|within)\b))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|is it|will it) (?:it )?(?:be )?possible (?:for you )?to(?= (?:have|receive|get|send|"
            rf"share|let|know|{VERB})\b)"
        ),
    ),
    # "An early reply would be appreciated", "the Ministry's confirmation is awaited".
    (
        Act.PLEA,
        (
            r"(?:(?:an?|the|your|its|their|any|[\w'’-]+'s) )?(?:(?:early|prompt|favou?rable|written|timely) "
            r")?(?:reply|response|answer|confirmation|concurrence|consent|approval|comments|views|feedback|"
            r"inputs?|advice|assistance|cooperation|good offices)(?: (?:on|to|in|of|at|by|before|within|"
            r"regarding|concerning|from|for) [^,;.]{2,60})? (?:is|are|would be|will be)(?: \w+ly| most| very|"
            r" much)* (?:awaited|requested|appreciated|expected|welcome|valued|solicited|sought)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:will |would |'ll |'d |still |also )*(?:need|require|expect|await) (?:your|the|a) "
            r"(?:(?:side's|ministry's|team's|written|final|early|formal|signed|original|corrected|revised|"
            r"updated|full) )*(?:reply|response|comments?|confirmation|feedback|inputs?|answer|views|"
            r"decision|approval|consent|list|figures|draft|copy|copies|version|text|signature|documents?|"
            r"passports?|details|names|invoice|translation)(?= (?:from you )?(?:by|before|no later|not later|"
            r"until|within|on|as)\b)"
        ),
    ),
    # "Need from your end: the clearance", "our consulate needs the copies from you", "Send me the list".
    (
        Act.PLEA,
        (
            r"needs?(?: from (?:you|your (?:end|side|part|people|team))\b|(?= [^.;:?]{3,70} from (?:you|"
            r"your)\b))|(?:still|also) need(?! to\b| (?:more )?time\b)|(?:expect|need|want|should like|would "
            r"like) to hear from(?= (?:you|your)\b)|(?:^|(?<=Also,\x20)|(?<=And\x20))(?-i:Give|Send|Get|Show|"
            r"Bring|Return|Tell|Forward|Remind) (?:me|us|him|her|it|them)(?= (?!know\b)\w)|(?:don't|do not) "
            r"forget(?= (?:the|to|that|your)\b)|(?:please|pls|plz)(?=\s?[.!]+$)"
        ),
    ),
    (
        Act.WILL,
        (
            r"let me(?= (?:just )?(?:check|ask|find out|talk to|speak to|look into|get back|come back|"
            r"confirm|chase|see (?:if|what|whether))\b)"
        ),
    ),
    # "You may count on our support".
    (Act.AGREED, r"you (?:can|may|will) (?:always )?(?:count|rely) on(?= (?:us|our|my|me)\b)"),
    (Act.PLEA, r"(?:need|want|expect|would like|'d like) (?:you|your (?:side|team|colleagues)) to"),
    (
        Act.PLEA,
        r"(?:would like|'d like|need|want) to (?:see|have|receive|get)(?= (?:the|an?|your|any|some)\b)",
    ),
    (
        Act.ASK,
        (
            r"(?:would|should|'d|must|may|wish to|want to)(?: like to)?(?: \w+ly| also| again)* (?:ask|"
            r"request|suggest|propose|urge|appeal to|call on|call upon|encourage)(?= (?:you|your|that|for|"
            r"the|both|all|(?-i:[A-Z])|our|my)\b)"
        ),
    ),
    (
        Act.ASK,
        (
            rf"{HONOUR} (?:further |also )?(?:to|of) (?:\w+ly |hereby |also |further )?(?:request|ask|seek|"
            r"solicit|propose(?! (?:the following|as follows))|suggest)(?:ing)?"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"(?:{HONOUR}|(?:am|is|are|was|were) (?:pleased|delighted|happy|honou?red)) to (?:\w+ly |also "
            r")?invite"
        ),
    ),
    (
        Act.OFFER,
        (
            r"(?:am|is|are|'re|(?:would|should|will|'d|'ll) be) (?:very |more than |most )?(?:happy|glad|"
            r"pleased|delighted|honou?red) to (?:host|welcome(?= (?:you|him|her|the)\b)|offer|provide|share|"
            r"assist|help|support|arrange|organi[sz]e|receive|facilitate|send|contribute|train|give|lend|"
            r"supply|teach|second|put|show|join)\b|(?:wish|(?:would|should) like|'d like) to offer"
        ),
    ),
    # "You were going to let us have the number by 6 March."
    (Act.WILL, rf"(?<=you\x20)were (?:going|due) to(?= {VERB}\b)"),
    (
        Act.WILL,
        rf"(?:(?:is|are|am)|'re|'m)(?: also| now| both| still)* (?:going|about) to(?= (?:be|{VERB})\b)",
    ),
    (
        Act.INSTRUCT,
        (
            rf"{HAVE}(?:(?:direct|instruct|task|mandat|order|charg)(?:e?s|e?d|ing) (?:my|our|his|her|its|"
            r"the)|ask(?:s|ed|ing)? (?:my|our)(?! (?:[\w]+ )?(?:brother|sister|friend|colleague|counterpart|"
            rf"host)\b)|(?<=have\x20)asked the) (?:[\w-]+ ){{0,3}}?(?:minist(?:er|ry)|government|ambassador|"
            r"embassy|team|officials?|office|secretary|envoy|agency|department|authorities|centre|center|"
            r"bureau|board|institute|customs|police|experts|people|colleagues|lawyers|desk|side|post|"
            r"mission|services|staff|director(?:-general)?|chief of staff)(?: (?:of|for) (?-i:[A-Z])[\w, "
            rf"-]{{2,60}}?)? to"
        ),
    ),
    (
        Act.OFFER,
        (
            r"(?:(?:more than |very |only too )?(?:happy|glad|pleased|delighted)) to(?= (?:host|welcome|"
            r"receive|help|provide|send|share|offer|arrange|organi[sz]e|support|assist|lend|cover|pay|"
            r"accompany|introduce)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:assume[sd]?|take[sn]? over|takes? on|took (?:over|on)|bears?|bore|meets?|shoulders?)"
            r"(?= (?:the |all |its |half |any )?(?:[\w-]+ ){0,5}?(?:costs?|charges?|expenses?|burden|chair|"
            r"financing|fees?|salar(?:y|ies)|stipends?|allowances?|premiums?|rent|responsibility|running)\b)"
        ),
    ),
    (Act.UNDERTAKE, rf"(?:hereby )?engage[sd]? {TO_ANY}"),
    # "You can expect the revised budget by Tuesday": the writer sees to it.
    (
        Act.AGREED,
        (
            r"you(?:(?:'ll| will| can| may| should)(?: be)? (?:expect|have|get|receive|hav|gett|"
            r"receiv)(?:ing)?| (?:get|receive))(?= (?:it|them|the|an?|our|my|its|their|all|two)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        r"set(?:s|ting)? (?:itself|themselves|ourselves) (?:the|an?) (?:\w+ )?(?:deadline|target date) of",
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}t(?:ake|akes|ook|aken) (?:it )?upon (?:itself|themselves|himself|herself)(?: to|(?= "
            r"(?:the|all|half)\b))"
        ),
    ),
    # "The accommodation is at the expense of the Ruritanian Party".
    (
        Act.AGREED,
        (
            r"(?:is|are|shall be|will be) (?:at the (?:sole )?(?:expense|cost|charge) of|for the account of) "
            r"(?:the )?(?=(?-i:[A-Z])|host|sending|receiving|visiting|requesting|other|borrowing)[\w' ]{3,40}"
        ),
    ),
    (Act.AGREED, r"(?:is|are) hereby (?:established|created|set up|constituted|formed|launched)"),
    (Act.OFFER, rf"(?:is|are)(?: \w+ly)? (?:agreeable|amenable|disposed) to(?= (?:{DOING}|{VERB})\b)"),
    (Act.ASK, rf"(?:count|rel(?:y|ies|ied)|depend)s? on(?= (?:[\w'’-]+ ){{1,5}}?to {VERB}\b)"),
    (
        Act.PLEA,
        (
            r"if you (?:can|could) (?=[^.;]{3,100}, (?:it|that|this) would (?:be (?:\w+ )?(?:useful|helpful|"
            r"great|good|appreciated)|help))"
        ),
    ),
    (Act.PLEA, r"any chance (?:you|of you|that you|your [\w ]{3,30}) (?:could|can|might|would)?"),
    (
        Act.PLEA,
        (
            r"(?:(?:it )?(?:would|'d) )?be (?:great|good|nice|lovely|wonderful|ideal|perfect|a great help) "
            r"(?:if(?= (?:you|your|the|(?-i:[A-Z])))|to (?:have|get|receive)(?= (?:the|your|an?)\b))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"let (?:me|us) (?:know|have)(?= (?:by|before|no later|as soon|your|the|which|who|when|what|how|"
            r"where)\b)"
        ),
    ),
    (Act.UNDERTAKE, rf"{HAVE}agree[sd]? that(?= (?:I|we|you|they|he|she) {VERB}\b)"),
    (
        Act.AGREED,
        (
            r"it (?:is|remains)(?: also| further| indeed)? (?:my|our) (?:firm |full )?(?:intention|intent|"
            rf"plan) {TO_ANY}"
        ),
    ),
    # "The Water Board obliges itself to answer".
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:oblig(?:e|es|ed)|b(?:ind|inds|ound)|engag(?:e|es|ed)|pledg(?:e|es|ed)|obligat(?:e|es|"
            rf"ed)) (?:itself|themselves|himself|herself|ourselves) {TO_ANY}"
        ),
    ),
    # "Has committed that the system will work", "gave me her word that".
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:(?:commit(?:s|ted)?|pledge[sd]?|promise[sd]?|guarantee[sd]?|vow(?:s|ed)?)(?: (?:me|"
            r"us|him|her|them|you))?|(?:(?:can|may|do) )?assure[sd]? (?:me|us|him|her|them|you|the [\w' "
            rf"-]{{3,40}}|(?-i:[A-Z])[\w' -]{{2,40}})|(?:give|gives|gave|given) (?:(?:me|us|him|her|them|you|"
            rf"(?:the|your|his|her) [\w' -]{{3,30}}?) )?(?:(?:his|her|its|their|my|our|the)(?: \w+)? "
            rf")?(?:word|assurances?|promise|guarantees?|commitment))(?:, [\w. ]{{3,30}},)?(?= that\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:give|gives|gave|given|issued?) (?:\w+ )?instructions?(?: [^.;:]{{2,60}}?)?(?:(?= "
            rf"that\b)| so that| to(?= {VERB}\b)| for(?= the\b))"
        ),
    ),
    # "We have fixed our next meeting in May".
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:fix(?:ed)?|set|arranged?|booked|pencilled in|scheduled?|convened?)(?= (?:our|the|a|"
            r"their|another) (?:next|second|third|fourth|further|follow-?up|new|dates? (?:of|for))\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:agree|decide)d?(?: that)?(?= (?:our|the|both|their|all)(?: [\w'-]+){{1,6}} (?:must|"
            r"have to|need to|are to|is to)\b)"
        ),
    ),
    # "I put it to the Minister that Ruritania must", "I address a request: that".
    (
        Act.ASK,
        (
            rf"{HAVE}(?:put it to [^.;:]{{2,60}}? that|(?:address(?:es|ed)?|ma[dk]es?|submit(?:s|ted)?|"
            r"lodged?|reiterate[sd]?|repeat(?:s|ed)?|conveye?d?|renew(?:s|ed)?|transmit(?:s|ted)?|hand(?:s|"
            rf"ed) over|have|had|has) (?:to [^.;:,]{{3,50}} )?(?:an?|one|the|its|his|her|their|our|my|this|"
            rf"another) (?:\w+ )?(?:requests?|appeals?|pleas?)(?: to [^.;:,]{{3,50}}?)?(?: that|(?=:)| for| "
            rf"to(?= {VERB}\b)))"
        ),
    ),
    # "It falls to Ruritania to keep the register".
    (
        Act.AGREED,
        (
            r"it (?:falls|will fall|is up|is|will be|shall be|would be)(?: \w+ly)? (?:to|for|incumbent "
            rf"(?:up)?on) (?:the |(?=(?-i:[A-Z])))[^.;:,]{{2,60}}? {TO_ANY}"
        ),
    ),
)

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
    r"ignore|do not|don't|"
    r"be (?:informed|advised|assured|aware)|let (?:me|us) know (?:if|whether|should|in case)|keep (?:me|"
    r"us) (?:posted|informed)|"
    r"(?:give|convey|pass on|extend|send) (?:my|our) (?:best|regards|greetings|thanks|warm))\b"
)
HONOUR = (
    r"(?:(?:have|has|had) the (?:further |additional |great |distinct )?honou?r|"
    r"wish(?:es)?|would like|should like|begs?|(?:takes?|took) the liberty)"
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
            r"(?:is|are|was|were|has been|have been|shall be|will be|(?:may|might|can|could|should)"
            r"(?: please| kindly)?(?: also)? be)(?: \w+ly| also| hereby| therefore)* "
            rf"(?:(?:requested|asked|invited|urged|encouraged|called upon|called on|{CHARGED})(?: by "
            rf"[^,.;:]{{3,50}}?)? {TO_ANY}"
            rf"|(?:{CHARGED}) with(?= (?:the |an? )?(?:{DOING}|\w+ion|\w+ment)\b))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|are|will) you (?:also |then )?(?:be )?(?:able|willing|prepared|in a position|kind "
            r"enough) to|"
            r"(?:can|could|may|might) (?:we|I)(?: please| also| kindly)* (?:have|get|receive|ask (?:you|for))"
        ),
    ),
    # "Could the Ministry of Trade send the list by Friday?"
    (
        Act.PLEA,
        (
            r"(?-i:Could|Can|Would|Will|could|can|would)(?= (?:(?:the|your|of|for|and|side|team|office|"
            r"ministry|"
            r"embassy|desk|(?-i:[A-Z])[\w'’-]*) ){1,9}(?:provide|send|share|"
            r"confirm|forward|check|"
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
            rf"(?:(?<=\bI\x20)|(?<=\bwe\x20))(?:\w+ly |also |hereby )?invite(?= (?:you|him|her)(?: all| "
            rf"both| \w+ly)? to {VERB}\b)"
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
            r"(?:still )?owes? (?:you|us|them|me|the \w+(?: side)?|(?-i:[A-Z])\w+)"
            r"(?= (?:an?|the|our|my|its|some|comments|figures|\d+)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}promise[sd]?(?= (?:(?:him|her|them|us|me|you|the [\w-]+(?: side)?|"
            rf"(?-i:[A-Z])[\w'’-]+) )?"
            r"(?:an?|the|its|their|more|further|\d+|(?:written|firm|full|financial|technical|logistical|legal|"
            r"political|early|prompt|swift) [a-z]+|(?:reply|answer|text|list|draft|comments|details|decision|figures|data|support) (?:on|to|for|of|by|from|in))\b)"
        ),
    ),
    # "Asked whether Ruritania could lend the ships": what is asked of it.
    (
        Act.ASK,
        (
            rf"{HAVE}(?:ask|enquire|inquire|wonder)(?:e?d|s)?(?= (?:[\w'’]+ ){{0,3}}?(?:whether|if) "
            r"(?!(?:it|they|he|she|we|I) )[^.;,]{2,60}? (?:could|might|would)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:commit|pledge|contribute|allocate|earmark|donate|grant)(?:s|t?ed|d)?"
            r"(?= (?:(?:up to|an? (?:further|additional|extra|new|initial|total of)|another|more than|"
            r"over|at least) )*"
            r"(?:[A-Z]{0,3} ?[$€£¥]|(?:EUR|USD|GBP|KRW|JPY|CHF|SEK|NOK|DKK|AUD|CAD|NZD|INR|CNY|RMB|US\$) "
            r"?\d|\d[\d.,]* (?:million|billion|thousand)))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:(?:please|pl[sz]|kindly)(?: also| kindly| then)*(?: (?:could|can|would|will) you"
            r"(?: please| kindly| also)*)?"
            r"|(?:could|can|would|will|might) (?:you|your (?:[\w-]+ ){0,2}?(?:side|team|colleagues|"
            r"office|ministry|embassy|people|experts|staff|department|desk|consulate|section|"
            r"lawyers|guys|folks|lot|minister|ambassador|director|agency|customs|police|navy|institute)"
            r"(?: (?:at|in|from|of|on) (?:the )?[\w'’-]+(?: [\w'’-]+)?)?)(?: please| kindly| also)*)"
            rf"(?= (?!{COURTESIES})(?:(?:\w+ly|also) )?(?:{VERB}|let (?:us|me|(?-i:[A-Z])\w+)\b|"
            rf"get back|advise|reply|tell|find out|"
            rf"ask|remind|bear|copy|pass)\b)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|should|will|'d) (?:also |further |therefore )?(?:be (?:(?:most|very|extremely|"
            r"deeply|really|much|also) )?"
            r"(?:grateful|obliged|thankful|indebted|appreciative|glad(?= if)|pleased(?= if)|happy(?= if))"
            r"(?:(?: to (?:the|you|your|our|(?-i:[A-Z]))[^.;:,]{0,60}?)?(?: if| for)| to receive| to have)"
            r"|(?:(?:\w+ly|very much|much|also|likewise|further|in particular) )*appreciate (?:it (?:\w+ "
            r")?if|if|it, if|(?:an?|any|the) "
            r"(?:\w+ )?(?:answer|reply|response|confirmation|feedback)\b|receiving|having|"
            r"your|the (?:esteemed )?ministry's|the embassy's))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|will)(?: \w+ly| also)? be (?:(?:(?:greatly|much|highly|most|very|deeply) )?(?:appreciated|helpful|"
            r"useful|welcome)|of (?:\w+ )?(?:help|assistance|service|use)) (?:if|that)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:(?:most |very )?grateful|much appreciated|appreciate it)(?: if (?:you|your|the)(?= )| for "
            r"your"
            r"(?= (?:early |prompt |kind |written |final )?(?:comments?|views|confirmation|reply|response|"
            r"feedback|advice|agreement|"
            r"approval|inputs?|consent)\b)| for(?= (?:the|an?|any|sight of|receipt of) [^.;]{3,80}? "
            r"(?:by|before|no later|within)\b))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|is it|will it) (?:it )?(?:be )?possible (?:for you )?to(?= (?:have|receive|get|"
            r"send|share|"
            rf"let|know|{VERB})\b)"
        ),
    ),
    # "An early reply would be appreciated", "the Ministry's confirmation is awaited".
    (
        Act.PLEA,
        (
            r"(?:(?:an?|the|your|its|their|any|[\w'’-]+'s) )?"
            r"(?:(?:early|prompt|favou?rable|written|timely) )?(?:reply|response|answer|confirmation|"
            r"concurrence|consent|approval|"
            r"comments|views|feedback|inputs?|advice|assistance|cooperation|good offices)(?: (?:on|to|in|of|"
            r"at|by|before|"
            r"within|regarding|concerning|from|for) [^,;.]{2,60})? "
            r"(?:is|are|would be|will be)(?: \w+ly| most| very| much)* (?:awaited|requested|appreciated|"
            r"expected|welcome|valued|solicited|sought)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:will |would |'ll |'d |still |also )*(?:need|require|expect|await) (?:your|the|a) "
            r"(?:(?:side's|"
            r"ministry's|team's|written|final|early|formal|signed|original|corrected|revised|updated|full) )*"
            r"(?:reply|response|comments?|confirmation|feedback|inputs?|answer|views|decision|approval|"
            r"consent|list|figures|draft|copy|copies|version|text|signature|documents?|passports?|details|"
            r"names|invoice|translation)(?= (?:from you )?(?:by|before|no later|not later|until|within|on|"
            r"as)\b)"
        ),
    ),
    # "Need from your end: the clearance", "our consulate needs the copies from you", "Send me the list".
    (
        Act.PLEA,
        (
            r"needs?(?: from (?:you|your (?:end|side|part|people|team))\b|(?= [^.;:?]{3,70} from (?:you|your)\b))"
            r"|(?:still|also) need(?! to\b| (?:more )?time\b)"
            r"|(?:expect|need|want|should like|would like) to hear from(?= (?:you|your)\b)"
            r"|(?:^|(?<=Also,\x20)|(?<=And\x20))(?-i:Give|Send|Get|Show|Bring|Return|Tell|Forward|Remind) (?:me|us|him|her|"
            r"it|them)(?= (?!know\b)\w)"
            r"|(?:don't|do not) forget(?= (?:the|to|that|your)\b)"
            r"|(?:please|pls|plz)(?=\s?[.!]+$)"
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
            r"request|suggest|"
            r"propose|urge|appeal to|call on|call upon|encourage)(?= (?:you|your|that|for|the|both|all|"
            r"(?-i:[A-Z])|our|my)\b)"
        ),
    ),
    (
        Act.ASK,
        (
            rf"{HONOUR} (?:further |also )?(?:to|of) (?:\w+ly |hereby |also |further )?(?:request|ask|seek|"
            rf"solicit|propose(?! (?:the following|as follows))|suggest)(?:ing)?"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"(?:{HONOUR}|(?:am|is|are|was|were) (?:pleased|delighted|happy|honou?red)) to (?:\w+ly |also "
            rf")?invite"
        ),
    ),
    (
        Act.OFFER,
        (
            r"(?:am|is|are|'re|(?:would|should|will|'d|'ll) be) (?:very |more than |most )?"
            r"(?:happy|glad|pleased|delighted|honou?red) to (?:host|welcome(?= (?:you|him|her|"
            r"the)\b)|offer|provide|share|assist|help|"
            r"support|arrange|organi[sz]e|receive|facilitate|send|contribute|train|give|lend|supply|teach|"
            r"second|put|show|join)\b|(?:wish|(?:would|should) like|'d like) to offer"
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
            rf"the)|ask(?:s|ed|ing)? (?:my|our)(?! (?:[\w]+ )?(?:brother|sister|friend|colleague|"
            rf"counterpart|host)\b)|"
            r"(?<=have\x20)asked the) "
            r"(?:[\w-]+ ){0,3}?(?:minist(?:er|ry)|government|ambassador|embassy|team|officials?|office|"
            r"secretary|envoy|agency|"
            r"department|authorities|centre|center|bureau|board|institute|customs|police|experts|"
            r"people|colleagues|lawyers|desk|side|post|mission|services|staff|director(?:-general)?|chief "
            r"of staff)(?: (?:of|for) "
            r"(?-i:[A-Z])[\w, -]{2,60}?)? to"
        ),
    ),
    (
        Act.OFFER,
        (
            r"(?:(?:more than |very |only too )?(?:happy|glad|pleased|delighted)) to(?= (?:host|welcome|"
            r"receive|"
            r"help|provide|send|share|offer|arrange|organi[sz]e|support|assist|lend|cover|pay|accompany|"
            r"introduce)\b)"
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
            r"you(?:(?:'ll| will| can| may| should)(?: be)? (?:expect|have|get|receive|hav|gett|receiv)(?:ing)?|"
            r" (?:get|receive))(?= (?:it|them|the|an?|our|my|"
            r"its|"
            r"their|all|two)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        r"set(?:s|ting)? (?:itself|themselves|ourselves) (?:the|an?) (?:\w+ )?(?:deadline|target date) of",
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}t(?:ake|akes|ook|aken) (?:it )?upon (?:itself|themselves|himself|herself)"
            r"(?: to|(?= (?:the|all|half)\b))"
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
            r"it (?:is|remains)(?: also| further| indeed)? (?:my|our) (?:firm |full )?"
            rf"(?:intention|intent|plan) {TO_ANY}"
        ),
    ),
    # "The Water Board obliges itself to answer".
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:oblig(?:e|es|ed)|b(?:ind|inds|ound)|engag(?:e|es|ed)|pledg(?:e|es|ed)|obligat(?:e|es|"
            rf"ed)) "
            rf"(?:itself|themselves|himself|herself|ourselves) {TO_ANY}"
        ),
    ),
    # "Has committed that the system will work", "gave me her word that".
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:(?:commit(?:s|ted)?|pledge[sd]?|promise[sd]?|guarantee[sd]?|vow(?:s|ed)?)(?: (?:me|"
            rf"us|him|her|them|"
            rf"you))?|(?:(?:can|may|do) )?assure[sd]? (?:me|us|him|her|them|"
            rf"you|the [\w' -]{{3,40}}|(?-i:[A-Z])[\w' -]{{2,40}})|"
            rf"(?:give|gives|gave|given) (?:(?:me|us|him|her|them|you|(?:the|your|his|her) [\w' -]{{3,30}}?) )?(?:(?:his|her|its|their|my|our|"
            rf"the)(?: \w+)? )?"
            rf"(?:word|assurances?|promise|guarantees?|commitment))(?:, [\w. ]{{3,30}},)?(?= that\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:give|gives|gave|given|issued?) (?:\w+ )?instructions?(?: [^.;:]{{2,60}}?)?"
            rf"(?:(?= that\b)| so that| to(?= {VERB}\b)| for(?= the\b))"
        ),
    ),
    # "We have fixed our next meeting in May".
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:fix(?:ed)?|set|arranged?|booked|pencilled in|scheduled?|convened?)(?= (?:our|the|a|"
            rf"their|another) "
            rf"(?:next|second|third|fourth|further|follow-?up|new|dates? (?:of|for))\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:agree|decide)d?(?: that)?(?= (?:our|the|both|their|all)(?: [\w'-]+){{1,6}} (?:must|"
            rf"have to|need to|"
            rf"are to|is to)\b)"
        ),
    ),
    # "I put it to the Minister that Ruritania must", "I address a request: that".
    (
        Act.ASK,
        (
            rf"{HAVE}(?:put it to [^.;:]{{2,60}}? that|(?:address(?:es|ed)?|ma[dk]es?|submit(?:s|ted)?|"
            rf"lodged?|"
            rf"reiterate[sd]?|repeat(?:s|ed)?|conveye?d?|renew(?:s|ed)?|transmit(?:s|ted)?|hand(?:s|ed) "
            rf"over|have|had|has) "
            rf"(?:to [^.;:,]{{3,50}} )?(?:an?|one|the|its|his|her|their|our|my|this|another) (?:\w+ )?"
            rf"(?:requests?|appeals?|pleas?)(?: to [^.;:,]{{3,50}}?)?(?: that|(?=:)| for| to(?= {VERB}\b)))"
        ),
    ),
    # "It falls to Ruritania to keep the register".
    (
        Act.AGREED,
        (
            rf"it (?:falls|will fall|is up|is|will be|shall be|would be)(?: \w+ly)? "
            rf"(?:to|for|incumbent (?:up)?on) (?:the |(?=(?-i:[A-Z])))[^.;:,]{{2,60}}? {TO_ANY}"
        ),
    ),
)

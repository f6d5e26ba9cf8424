"""What each English verb phrase does: a table whose earlier rows win over later ones.

After undertakings come phrases that request, schedule, await and only support.
"""

from commitments.language.reader import english_words
from commitments.language.reader.english_words import (
    AGREE,
    AGREED_UPON,
    ASIDE,
    BEEN,
    DOING,
    HAVE,
    IMPORTANCE,
    SELF,
    SPEAKS,
    THEIR,
    TO,
    TO_ANY,
    TO_DO,
    VERB,
    WHOSE,
)
from commitments.language.reader.grammar import Act, rows_of

# "Will reply" has none.
ADVERB = r"(?!(?:re|sup|ap|com|multi)ply\b|rely\b)\w+ly"
# The rows of requests follow these.
ROWS = rows_of(
    # "Korea has until 20 July to reply."
    # "Korea was given three weeks to reply."
    (
        Act.UNDERTAKE,
        (
            r"(?:has|have|will have)(?= (?:(?:until|till|up to) [^,;]{3,50}|(?:another |a further )?[\w-]+ "
            r"(?:working )?(?:days?|weeks?|months?)) to [a-z]{2,})|(?<!which\x20)(?<!who\x20)(?:was|were|is|"
            r"are|ha(?:s|ve) been) given(?= (?:until|till|up to|[\w-]+ (?:working )?(?:days|weeks|months)) "
            r"[^,;]{0,50}?\bto [a-z]{2,})"
        ),
    ),
    # What is said to be needed counts where it has a deadline.
    (
        Act.WEAK,
        (
            rf"(?:stress|emphasi[sz]|underlin|underscor|highlight)(?:e?s|e?d|ing)(?: on| {IMPORTANCE} (?:of|"
            rf"to|for))(?= (?:the )?(?:early |timely |speedy )?(?:{VERB}|{DOING}|"
            rf"{english_words.DEED_NOUNS})\b)"
        ),
    ),
    (
        Act.ASK,
        (
            rf"(?:encourag|propos|request|suggest|urg|desir)(?:e|es|ed|s|ing)(?= that(?: [^\s.;:]+){{1,12}} "
            rf"be (?:{english_words.DONE})\b)"
        ),
    ),
    (
        Act.AFFIRM,
        (
            rf"{HAVE}(?:note[sd]?|t(?:ake|akes|ook|aken) note of) {WHOSE}(?:intention|intent|plans?|"
            rf"decision) {TO}"
        ),
    ),
    # "Agreed on the importance of trade, and to open a road": what is joined to it is undertaken.
    # "Has taken grateful note of the Ministry's undertaking that".
    (
        Act.AFFIRM,
        (
            rf"{HAVE}(?:note[sd]?|t(?:ake|akes|ook|aken) (?:\w+ )?note of) (?:{WHOSE}|the )(?:undertaking|"
            rf"commitment|promise|assurance|pledge)s?(?: (?:given|made|offered) by [^,;:]{{3,60}}?)? (?:that|"
            r"to)\b"
        ),
    ),
    (Act.UNDERTAKE, rf"{HAVE}{AGREE}(?: \w+ly)? (?:on|upon) {IMPORTANCE} [^.;:]{{3,200}}?, and {TO}"),
    # What looks like an undertaking and is none.
    (
        Act.SHARED,
        rf"{HAVE}(?:agree[sd]?|agreeing|concur(?:s|red)?)(?: \w+ly)?(?: on| upon| about) {IMPORTANCE}",
    ),
    (
        Act.SHARED,
        (
            rf"{HAVE}agree[sd]?(?: in principle)? that(?= [^.;:,]{{3,120}} (?:is|are|was|were|remains?|"
            r"remained) (?:\w+ly )?(?:an? (?:\w+ )?(?:concern|priority|prerequisite|challenge|threat|"
            r"problem|matter|source|pillar)|important|essential|vital|crucial|valuable|of (?:\w+ "
            r")?importance)\b)"
        ),
    ),
    (Act.SHARED, rf"{HAVE}share[sd]? (?:the|a|their)(?: common)? (?:view|understanding|concern|position)s?"),
    (Act.NOTHING, r"(?:agree[sd]?|agreed) to disagree"),
    (
        Act.THANK,
        (
            rf"{HAVE}(?:thank(?:s|ed)?|(?:express|convey|extend|voice)(?:es|s|ed)? {THEIR}(?:[\w-]+ "
            r")?(?:gratitude|appreciation|thanks))"
        ),
    ),
    (Act.DISCUSS, rf"{BEEN}(?:discussed|talked about|addressed|taken up)"),
    (Act.DISCUSS, rf"{HAVE}(?:talk(?:s|ed)?|spoke) about"),
    (Act.DISCUSS, rf"{HAVE}(?:discuss(?:es|ed)?|exchange[sd]? (?:\w+ )?(?:views|opinions))"),
    (
        Act.DISCUSS,
        (
            rf"{HAVE}(?:address(?:es|ed)?|turned to|took up)(?= (?:the |an? )?(?:[\w-]+ ){{0,3}}(?:issue|"
            r"problem|question|challenge|matter|topic|threat)s?\b)"
        ),
    ),
    (Act.DISCUSS, rf"{HAVE}(?:held|had) (?:[\w-]+ )?(?:talks|discussions|consultations) (?:on|about|over)"),
    (
        Act.NOTHING,
        (
            rf"{HAVE}(?:(?:discuss|welcome|recall|recogni[sz]e|acknowledge|commend|applaud|appreciate|"
            r"condemn|congratulate|stress|emphasi[sz]e|underline|underscore|deplore|regret)(?:e?s|e?d|ing)?|"
            r"thanked|praised|highlight(?:s|ed)|noted|reviewed|exchanged|reflected|observed|briefed|hailed|"
            rf"lauded|considered)(?! {THEIR}(?:\w+ )?(?:commitment|dedication|determination|resolve|intent|"
            r"intention|readiness|willingness) (?:and \w+ )?(?:to|of)\b)"
        ),
    ),
    (
        Act.NOTHING,
        (
            rf"{HAVE}(?:{SPEAKS}|convey(?:s|ed)?|extend(?:s|ed)?|offer(?:s|ed)?|share[sd]?) {THEIR}(?:[\w-]+ "
            r")?(?:condolences?|sympath\w+|congratulations|concerns?|regrets?|satisfaction|solidarity|"
            r"admiration|confidence|conviction|optimism|greetings|respects?|outrage|sorrow|best wishes)"
        ),
    ),
    (Act.NOTHING, rf"{HAVE}(?:noted|notes|recalled|recalls|recogni[sz]e[sd]?|acknowledge[sd]?)"),
    (Act.NOTHING, rf"{HAVE}(?:take|takes|took|taken|taking) note"),
    (Act.NOTHING, rf"{HAVE}(?:hope|wish|desire)[sd]? (?:to|that|for)"),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:announc(?:e[sd]?|ing)|(?:spoke|spoken|told|speaks?) of|outlin(?:e[sd]?|ing)) "
            rf"(?:(?!that\b)[\w']+ ){{0,3}}?(?:plans?|intention|intent|decision|commitment|readiness|"
            rf"willingness) {TO}"
        ),
    ),
    # The future, whose subject decides.
    (
        Act.WILL,
        (
            rf"(?:will(?! to\b)|shall|'ll)(?: (?:also|jointly|further|then|now|both|each|not|{ADVERB}|"
            r"together))*"
        ),
    ),
    (Act.AGREED, r"should (?:aim|strive|seek|work|endeavou?r) to"),
    # "I promised that we'd send it": as reported.
    (Act.OUGHT, rf"'d(?= (?:\w+ly |also )?{VERB}\b)"),
    (
        Act.OUGHT,
        rf"would(?: (?:also|jointly|further|then|now|both|each|not|{ADVERB}|together))*",
    ),
    (Act.OUGHT, r"(?:should)(?: (?:also|jointly|\w+ly))*"),
    # Others set to work.
    (
        Act.INSTRUCT,
        (
            rf"{HAVE}(?:direct|instruct|task|mandate|charge|request|ask|entrust|urge|encourage|call(?:s|ed)? "
            r"(?:on|upon)|invite)(?:s|d|ed|ing)? (?:(?:the|their|its|our|both|respective|relevant|competent|"
            r"concerned|line|senior|joint|two|technical|own|foreign|defen[cs]e|economic|trade|finance|"
            r"government|ministry|and) )*(?:officials|minist(?:ries|ers)|governments|countries|agencies|"
            r"teams|authorities|experts|(?:working )?groups?|departments|delegations|negotiators|"
            r"secretariat|committees?|sides|parties|commission|task force|institutions|co-?chairs|"
            r"representatives|police|bodies|conveners|heads|coordinators|secretaries|focal points)(?: "
            rf"[^.;:]{{0,100}}?)? (?:to|with)"
        ),
    ),
    # "Tasked the Water Board with presenting a plan", "entrusted Ketro to build it".
    (
        Act.INSTRUCT,
        (
            rf"{HAVE}(?:task|entrust|mandat|charg|instruct|direct|commission)(?:e?s|e?d|ing) "
            rf"[^.;:,]{{2,90}}? (?:with(?= (?:the |an? )?(?:{DOING}|\w+ion|\w+ment)\b)|{TO})"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            r"(?:agree|decide|commit|pledge|intend|plan|undert[ao]\w+|resolve)[sd]?(?:ted)?(?: \w+ly)?(?: to|"
            r" on| upon| that)?(?: the following(?: \w+){0,2}| as follows)? ?(?=:)"
        ),
    ),
    (Act.AGREED, rf"it (?:{AGREED_UPON}) (?:{TO}|on|upon)"),
    # "It was agreed that the Ministry organise a fair".
    (
        Act.AGREED,
        (
            rf"it (?:{AGREED_UPON}) that(?= (?:the|both|all|each|(?-i:[A-Z]))[^.;:]*? "
            rf"{VERB}\b)(?![^.;:,]*\b(?:will|would|should|shall|is|are|was|were|has|have|had|can|could|"
            r"(?-i:may)|might|must|be)\b)"
        ),
    ),
    (Act.AGREED, rf"(?:{AGREED_UPON}) {TO}"),
    (
        Act.UNDERTAKE,
        rf"{HAVE}(?:{AGREE}|(?:decide|pledge|promise|resolve)[sd]?|(?:vow|accept)(?:s|ed)?) {TO_ANY}",
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:agree[sd]?|decide[sd]?|recommend(?:s|ed)?) that(?=(?: (?!will|would|should|"
            rf"shall)[^\s.;:,]+){{1,12}}(?: - [^.;:]{{3,120}}? -)? be (?:{english_words.DONE})\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:agree[sd]?|decide[sd]?|determine[sd]?|resolve[sd]?) that(?= (?:the|their|its|our|"
            rf"both)(?: \w+){{0,2}} (?:governments|countries|sides|ministers|ministries|officials|agencies|"
            rf"experts|teams) {VERB}\b)"
        ),
    ),
    (Act.UNDERTAKE, rf"(?:agreeing|committing{SELF}|pledging|promising|undertaking|deciding|vowing) {TO_DO}"),
    # What one is set on is affirmed, and names no strength.
    (Act.AFFIRM, rf"(?:is|are|was|were|remains?|remained) (?:\w+ly )?(?:resolved|determined) {TO}"),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE}(?:determined?|undertakes?|undertook|elect(?:s|ed)|opt(?:s|ed))|ha(?:s|ve|d) "
            rf"undertaken) {TO_ANY}"
        ),
    ),
    (
        Act.AFFIRM,
        (
            r"(?:is|are|was|were|'re|remains?|remained|stays?)(?: \w+ly| both| also)* committed(?:(?: "
            rf"(?!to\b)[\w']+){{0,5}}|, [^,;:]{{3,90}},) {TO_DO}"
        ),
    ),
    (Act.UNDERTAKE, rf"{SPEAKS} {THEIR}will {TO}"),
    (Act.UNDERTAKE, rf"{HAVE}t(?:ake|akes|ook|aken) it upon{SELF} {TO_ANY}"),
    (
        Act.UNDERTAKE,
        rf"(?:is|are) (?:solely |jointly )?responsible for(?= (?:the|its|all|any|their|{DOING})\b)",
    ),
    (
        Act.UNDERTAKE,
        rf"{HAVE}(?:assume[sd]?|t(?:ake|akes|ook|aken)(?: on)?) (?:the )?(?:\w+ )?responsibility (?:for|to)",
    ),
    (Act.UNDERTAKE, rf"{HAVE}commit(?:s|ted)?{SELF}(?: \w+ly)? {TO_DO}"),
    # "Committed, in the person of its minister, to publishing"; "has set itself until May to clear it".
    (Act.UNDERTAKE, rf"{HAVE}(?:commit(?:s|ted)?|pledge[sd]?), [^;:]{{3,60}}, to(?= {DOING}\b)"),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:sets?|given?|gave) (?:itself|themselves)(?= (?:until|till|up to|[\w-]+ (?:days|weeks|"
            r"months)) )"
        ),
    ),
    (Act.NOTHING, r"(?:is|are|was|were|remains?|remained|stays?)(?: \w+ly| both| also)* committed"),
    (Act.UNDERTAKE, rf"{HAVE}(?:re-?)?commit(?:s|ted)?{SELF} to"),
    (
        Act.UNDERTAKE,
        r"undertakes? (?:joint |further |additional |all )?(?:efforts|measures|steps|actions?) to",
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}(?:gave|gives?|given|made|makes?) (?:(?:an?|its|their|the|his|her)(?: \w+)? "
            rf")?(?:commitment|pledge|promise|undertaking)s? {TO_DO}"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            r"(?:reach|conclud|achiev|strik|c[ao]m)\w*(?: (?:an?|to an?|the))?(?: \w+)? (?:agreement|"
            r"consensus|understanding|deal|decision) (?:to|on|that)"
        ),
    ),
    (
        Act.UNDERTAKE,
        rf"{HAVE}(?:{AGREE}|decide[sd]?|commit(?:s|ted)?|pledge[sd]?|resolve[sd]?){ASIDE}{TO}",
    ),
    (
        Act.UNDERTAKE,
        rf"{HAVE}(?:{AGREE}|agreeing|decide[sd]?)(?: \w+ly| today)?(?: on| upon| to| in| for)(?= )",
    ),
    (Act.UNDERTAKE, rf"{HAVE}(?:pledge[sd]?|vow(?:s|ed))|pledging|vowing"),
    (Act.UNDERTAKE, rf"{HAVE}schedule[sd]?(?= (?:the|an?|another|further|their|its)\b)"),
    (Act.ASK, rf"{HAVE}express(?:es|ed|ing)? {THEIR}expectations? (?:to see|that|for)"),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}assur(?:e[sd]?|ing)(?: [^.;:,]{{1,50}}? of)?(?= (?:[\w.'-]+ ){{0,4}}?(?:support|"
            r"cooperation|assistance|endorsement|backing|help|participation|readiness|commitment)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        rf"{HAVE}(?:intend|plan|mean|seek|aim|strive|endeavou?r|aspire|look|undertake|expect)s? {TO}",
    ),
    (Act.UNDERTAKE, rf"(?:intended|planned|endeavou?red) {TO}"),
    (Act.UNDERTAKE, rf"(?:intends?|plans?), [^,;.:]{{3,60}}, {TO}"),
    (Act.UNDERTAKE, rf"(?:are|is) (?:planning|aiming|seeking|intending|preparing) {TO}"),
    # What both are doing for an end; one side's own work is background.
    (
        Act.DOING,
        (
            r"(?:(?:are|is)(?: also| both| \w+ly)* (?:working|cooperating|co-operating|collaborating|"
            r"coordinating|partnering|acting)|continue to (?:work|cooperate|collaborate|coordinate|partner|"
            r"engage))(?: together| jointly| closely)*(?: with [^.;,]{3,60})? (?:to|on|towards?)"
        ),
    ),
    (
        Act.DOING,
        (
            r"(?:are|is)(?: also| both| \w+ly)* (?:exploring|negotiating|finali[sz]ing|developing|"
            r"preparing)(?! (?:\w+ly|well|fast|under|in|along|on|at)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            # "Is putting $120 million on the table".
            r"(?:are|is|am|'re|'m)(?: also| now| today)* (?!worth\b)\w{2,}ing(?= (?:up to |over |another |"
            r"an? (?:further|additional|extra) )?(?:\w+ (?:million|billion|hundred thousand)\b|[A-Z]{0,3} "
            r"?[$€£¥]|(?:EUR|USD|GBP|SEK|NOK|CHF|JPY|KRW|AUD|CAD|NZD) ?\d))|(?:are|is) (?:going further|"
            r"launching|establishing|creating|initiating|committing|pledging|signing|inaugurating|"
            r"(?:providing|donating|contributing|investing|allocating)(?= (?:(?:an additional|an extra|"
            r"another|up to|more than|over|nearly|approximately|about) )?(?:[A-Z]*[$€£]? ?\d|\w+ (?:million|"
            r"billion|thousand))))"
        ),
    ),
    # "We are raising the number of seats": what is announced in the present.
    (
        Act.UNDERTAKE,
        (
            r"(?:are|is|am|'re|'m)(?: also| now| both| today)* (?:(?:raising|increasing|expanding|extending|"
            r"doubling|tripling|lowering|cutting|lifting|opening|adding|sending|dispatching|seconding|"
            r"appointing|setting up|giving|granting|awarding|donating|funding|financing|waiving|abolishing|"
            r"reopening|reducing|introducing|deploying|providing|offering|contributing|allocating|making "
            r"available|committing|pledging)(?= (?:an?|its|our|the (?:number|quota|ceiling|budget|intake|"
            r"grant|duty|fees?|ban|funding)|another|up to|one|over|two|three|four|five|six|ten|\d[\d,]*|"
            r"additional|more|new|\w+ (?:hundred|thousand|million)|\w+teen|\w+ty)\b))"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{SPEAKS}|share[sd]?)(?: \w+ly)?(?: to (?-i:[A-Z])\w+)? {THEIR}(?:\w+ )?(?:intent|intention|"
            r"aim|determination|resolve|plans?|agreement|decision)(?: and \w+)? (?:to|of|for)"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"(?:{SPEAKS}|share[sd]?)(?: \w+ly)? {THEIR}(?:\w+ )?(?:readiness|willingness|preparedness)(?: "
            rf"and \w+)?(?: of [^.;:,]{{3,40}}?)? {TO_DO}"
        ),
    ),
    (
        Act.OFFER,
        (
            r"(?:stands?|stood|is|are|am|was|were|'re|'m|remains?)(?: \w+ly| also)? (?:ready|prepared|"
            rf"willing) {TO_ANY}"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"{HAVE}(?:ma[dk]e|makes|declare[sd]?|state[sd]?)(?: it|them|him|her)(?:self|selves) (?:\w+ly "
            rf")?(?:available|ready|willing|disposed) {TO_ANY}"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"{HAVE}(?:offer)(?:s|ed|ing)?(?! (?:\w+ ){{0,2}}(?:congratulations|condolences|thanks|"
            r"sympath\w+|gratitude|appreciation|tribute|prayers))"
        ),
    ),
    (Act.OFFER, rf"{HAVE}(?:repeat|renew|reiterat|restat)(?:e?s|e?d|ing) {THEIR}offers? (?:to|of)"),
    (
        Act.OFFER,
        rf"{HAVE}(?:extend|issue|renew|convey|reiterate)(?:s|d|ed|ing)? (?:[^.;:]{{1,60}} )?invitations?",
    ),
    (
        Act.OFFER,
        (
            r"invit(?:e|es|ed|ing) (?:[^.;:]{1,80}?) to (?:pay|make|visit|undertake|attend|participate|join|"
            r"come)|invit(?:e|es|ed) (?:him|her|them|you|(?:my|the|his|her) [\w ]{3,40}?) to(?= "
            r"(?-i:[A-Z])\w+)"
        ),
    ),
    (Act.INVITED, rf"invited {TO}"),
    (
        Act.UNDERTAKE,
        rf"{HAVE}accept(?:s|ed|ing)? (?:[^.;:,]{{0,40}}? )?(?:invitation|proposal|request|offer)",
    ),
    (
        Act.AFFIRM,
        (
            rf"{SPEAKS}(?: \w+ly)? {THEIR}(?:[\w-]+ )?(?:commitments?|dedication|pledge)(?: of "
            rf"[^.;:,]{{3,40}}?)?(?: and \w+)?(?: at [^.;:,]{{3,30}}?)? {TO_DO}"
        ),
    ),
    # What somebody sees the two have in common: "the report sees a mutual commitment of both against fraud".
    (
        Act.AFFIRM,
        (
            rf"(?:{SPEAKS}|{HAVE}(?:see[ns]?|saw|show(?:s|ed|n)?|reflect(?:s|ed)?|demonstrate[sd]?)) (?:an?|"
            r"the|their) (?:\w+ )?(?:mutual|shared|common) (?:\w+ )?(?:commitment|determination|resolve)(?: "
            rf"of [^.;:,]{{3,40}}?)? (?:{TO_DO}|against)"
        ),
    ),
    (Act.AFFIRM, rf"(?:re-?)?(?:affirm|confirm|iterate)(?:e?s|e?d|ing)? {TO}"),
    (
        Act.AFFIRM,
        (
            rf"{SPEAKS} (?:(?:the|their|its|his|her|our) )?(?:continued|continuing|further|additional|"
            rf"increased|enhanced) (?:[\w.'-]+ ){{0,3}}?(?:support|assistance|cooperation|engagement|"
            r"contributions?|funding|aid)"
        ),
    ),
    (Act.UNDERTAKE, rf"{HAVE}convey(?:s|ed|ing)? [^.;:,]{{0,40}}?(?:decision|plans?) {TO}"),
    (
        Act.AFFIRM,
        (
            rf"the (?:intention|intent|plans?|readiness|willingness|commitment|decision) of [^.;:,]{{3,40}}? "
            rf"{TO}"
        ),
    ),
    (Act.OFFER, rf"{WHOSE}(?:readiness|willingness|preparedness) {TO}"),
)

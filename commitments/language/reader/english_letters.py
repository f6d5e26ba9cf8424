"""What English verb phrases do in letters, speeches and treaties; these rows win over those of statements."""

import re

from commitments.language.reader.english_words import HAVE, SPEAKS, THEIR, TO, VERB, VERBS, WHOSE
from commitments.language.reader.grammar import Act, compile_pattern, rows_of

# What "please" only says out of courtesy, or to one who reads a web page.
COURTESIES = (
    r"(?:find|note|see|accept|contact|visit|click|refer|feel|rest|excuse|forgive|disregard|ignore|do not|"
    r"don't|"
    r"be (?:informed|advised|assured|aware)|let (?:me|us) know (?:if|whether|should|in case)|keep (?:me|"
    r"us) (?:posted|informed)|"
    r"(?:give|convey|pass on|extend|send) (?:my|our) (?:best|regards|greetings|thanks|warm))\b"
)
HONOUR = (
    r"(?:(?:have|has|had) the (?:further |additional |great |distinct )?honou?r|"
    r"wish(?:es)?|would like|should like|begs?|(?:takes?|took) the liberty)"
)
PLANS = r"(?:plans?|intentions?|intent|wish(?:es)?|desires?|hopes?|aspirations?|interest|ambitions?)"
# What is only said, and binds nobody: hopes, needs, and plans of one side that another notes.
WISHES = rows_of(
    (
        Act.WISH,
        (
            rf"{HAVE}(?:welcom|not|acknowledg|commend|applaud|appreciat|support|hail|prais|encourag|"
            rf"recogni[sz])(?:e?s|e?d|ing) "
            rf"{WHOSE}{PLANS}(?: and \w+)? (?:to|for|of|in)"
        ),
    ),
    (Act.WISH, rf"{HAVE}t(?:ake|akes|ook|aken|aking) note of {WHOSE}{PLANS}(?: and \w+)? (?:to|for|of|in)"),
    (
        Act.WISH,
        (
            rf"(?:{SPEAKS}|underlin(?:e?s|e?d|ing)|not(?:e[sd]?|ing)|mention(?:s|ed|ing)?|point(?:s|ed) "
            rf"(?:out|to)|s(?:ee|ees|aw)|recogni[sz](?:e[sd]?|ing)) "
            r"(?:the|a|an|their|its) (?:\w+ )?(?:need|necessity|urgency|desirability) (?:to|for|of)"
        ),
    ),
    (
        Act.WISH,
        (
            rf"(?:express|voic)(?:e?s|e?d|ing) {THEIR}(?:[\w-]+ )?(?:hopes?|wish(?:es)?|desire|interest)(?: "
            rf"that| to| in| for)"
        ),
    ),
    (
        Act.WISH,
        (
            rf"{HAVE}(?:hope|wish)(?:s|es|d|ed)? (?:to(?! (?:\w+ly |also )?(?:inform|convey|confirm|state|"
            r"express|thank|refer|advise|notify|recall|draw|bring|reiterate|assure|announce))|that|for)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE}accept(?:s|ed|ing)?(?: (?:it|this|them))? with (?:great )?(?:pleasure|gratitude|thanks|"
            rf"appreciation)"
        ),
    ),
    (Act.NOTHING, r"(?:ask|invite|propose) [^.;]{0,60}\b(?:toast|glass(?:es)?|join me|silence|applau\w+)"),
    (
        Act.WISH,
        (
            rf"needs? to(?= {VERB}\b)|(?:is|are|was|were) (?:considering|studying|exploring|contemplating|"
            rf"examining)"
        ),
    ),
)
LETTERS = rows_of(
    (
        Act.MUST,
        rf"(?:must|ha(?:s|ve) to|(?:is|are) (?:expected|tasked) to)(?= {VERB}\b)|(?:is|are) tasked with",
    ),
    # Who is asked is the subject: "the Department is kindly requested to".
    (
        Act.ASKED,
        (
            r"(?:is|are|was|were|has been|have been|shall be|will be)(?: \w+ly| also| hereby| therefore)* "
            r"(?:requested|"
            rf"asked|invited|urged|encouraged|called upon|called on) {TO}"
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
    (Act.PLEA, r"would you (?:please |kindly )?(?:mind \w+ing|be so kind as to)"),
    (Act.UNDERTAKE, r"(?:still )?owes? you(?= (?:an?|the|our|my|some|comments|figures|\d+)\b)"),
    (Act.UNDERTAKE, rf"{HAVE}promise[sd]?(?= (?:an?|the|its|their|more|further|\d+)\b)"),
    (
        Act.PLEA,
        (
            r"(?:(?:please|kindly)(?: also| kindly| then)*(?: (?:could|can|would|will) you(?: please| "
            r"kindly| also)*)?"
            r"|(?:could|can|would|will|might) (?:you|your (?:side|team|colleagues|office|ministry|"
            r"embassy))(?: please| kindly| also)*)"
            rf"(?= (?!{COURTESIES})(?:(?:\w+ly|also) )?(?:{VERB}|let (?:us|me)|get back|advise|reply|tell|"
            rf"ask|remind|bear|copy|pass)\b)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:would|should|will|'d) (?:also |further |therefore )?(?:be (?:(?:most|very|extremely|"
            r"deeply|really|much|also) )?"
            r"(?:grateful|obliged|thankful|glad(?= if)|pleased(?= if)|happy(?= if))(?: if| for| to receive|"
            r" to have)"
            r"|(?:(?:greatly|very much|highly|much|also) )?appreciate (?:it (?:\w+ )?if|(?:an?|any|the) "
            r"(?:\w+ )?(?:answer|reply|response|confirmation|feedback)\b|receiving|having|"
            r"your|the (?:esteemed )?ministry's|the embassy's))"
        ),
    ),
    (Act.PLEA, r"would be (?:(?:greatly|much|highly|most|very) )?(?:appreciated|helpful|useful|welcome) if"),
    (
        Act.PLEA,
        (
            r"(?:(?:most |very )?grateful|much appreciated|appreciate it)(?: if (?:you|your|the)(?= )| for "
            r"your"
            r"(?= (?:early |prompt |kind |written |final )?(?:comments?|views|confirmation|reply|response|"
            r"feedback|advice|agreement|"
            r"approval|inputs?|consent)\b))"
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
            r"(?:(?:early|prompt|favou?rable|written|timely) )?(?:reply|response|answer|confirmation|"
            r"concurrence|consent|approval|"
            r"comments|views|feedback|inputs?|advice|assistance|cooperation)(?: (?:on|to|in|regarding|"
            r"concerning|from|for) [^,;.]{2,60})? "
            r"(?:is|are|would be|will be)(?: \w+ly| most| very| much)* (?:awaited|requested|appreciated|"
            r"expected|welcome|valued)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:will |would |'ll |'d |still |also )*(?:need|require|expect|await) (?:your|the|a) "
            r"(?:(?:side's|"
            r"ministry's|team's|written|final|early|formal) )*"
            r"(?:reply|response|comments?|confirmation|feedback|inputs?|answer|views|decision|approval|"
            r"consent|list|figures|draft|copy|copies|version|text|signature|documents?|passports?|details|"
            r"names|invoice|translation)(?= (?:from you )?(?:by|before|no later|not later|until|within|on|"
            r"as)\b)"
        ),
    ),
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
            rf"solicit|propose|suggest)(?:ing)?"
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
            r"support|arrange|organi[sz]e|receive|facilitate|send|contribute|train)"
        ),
    ),
    (Act.WILL, rf"(?:(?:is|are|am)|'re|'m)(?: also| now| both| still)* (?:going|about) to(?= {VERB}\b)"),
    (
        Act.INSTRUCT,
        (
            rf"{HAVE}(?:(?:direct|instruct|task|mandat|order|charg)(?:e?s|e?d|ing) (?:my|our|his|her|its|"
            rf"the)|ask(?:s|ed|ing)? (?:my|our)|"
            r"(?<=have\x20)asked the) "
            r"(?:[\w-]+ ){0,3}?(?:minist(?:er|ry)|government|ambassador|embassy|team|officials?|office|"
            r"secretary|envoy|agency|"
            r"department|authorities|centre|center|bureau|board|institute|customs|police|experts|"
            r"people|colleagues|lawyers|desk|side|post|mission|services|staff|director(?:-general)?|chief "
            r"of staff)(?: (?:of|for) "
            r"(?-i:[A-Z])[\w, -]{2,60}?)? to"
        ),
    ),
)


def _third_person(word: str) -> str:
    """Return how a verb of the table ends behind "he": "notifies", "designates"."""
    return rf"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else rf"{word}e?s"


WORDS = [word for word in VERBS.split("|") if re.fullmatch(r"[a-z\[\]?+-]+", word)]
# What the parties of a treaty only state, and do not undertake.
STATED = (
    r"(?:agree|consider|recogni[sz]e|express|declare|reaffirm|affirm|confirm|include|constitute|observe|"
    r"remain|see|stand|"
    r"follow|share|form|keep|contain|reiterate|hold the|reali[sz]e|respond|meet the)"
)
# "The Parties designate", "Each Party notifies", "The Joint Committee meets".
TREATY_VERBS = compile_pattern(
    r"\b(?:(?:parties|participants|signatories|sides|governments|ministries|authorities|agencies|states|"
    r"institutions|points)"
    rf"(?: jointly| also| hereby| \w+ly|,)* (?!{STATED}\b)(?P<verb>{'|'.join(WORDS)})"
    r"|(?:party|participant|side|government|ministry|authority|agency|committee|commission|group|state|"
    r"point|(?-i:[A-Z][\w.-]+))"
    rf"(?: jointly| also| hereby| \w+ly|,)* "
    rf"(?!{STATED}e?s\b)(?P<verbs>{'|'.join(map(_third_person, WORDS))}))(?![\w-])"
)
# "We send you the table by Friday": in a letter the present of the writer promises where it names a day.
PROMISED = compile_pattern(
    rf"(?:^|[:;,.] |\band )(?:we|I|you) (?:also |then |\w+ly )?(?!{STATED}\b|need|want|ask|request|hope|"
    rf"wish|look|propose|suggest|have|"
    rf"expect|plan|intend|understand|reali[sz]e)(?P<verb>{'|'.join(WORDS)})(?![\w-])"
)
# The text itself, and what becomes of it.
INSTRUMENT = compile_pattern(
    r"(?:[^,;]{0,80}, )?(?:(?:this|the present|the said) (?:memorandum(?: of \w+)?|agreement|"
    r"arrangement|treaty|"
    r"protocol|convention|mou|"
    r"understanding|instrument|declaration|document|note|exchange of notes|action plan)\b"
    r"|(?:(?:any|all|such|the|its) )*(?:requests?(?= (?:for \w+ )?(?:shall|will) (?:be (?:made|submitted|"
    r"in)|include|contain))|instruments? of ratification|amendments?|modifications?|disputes?|differences?|"
    r"disagreements?|terminat\w+|"
    r"expiry|expiration|denunciation|extension)\b)"
)
FINAL_DEEDS = compile_pattern(
    r"(?:amicably )?(?:settle|resolve) (?:amicably )?(?:any|all|such|their) (?:\w+ )?(?:disputes?|"
    r"differences?|disagreements?)"
    r"|remain in (?:force|effect|operation)|(?:tacitly |automatically )?be (?:tacitly |automatically "
    r")?(?:renewed|"
    r"extended|prolonged) for|(?:enter|come) into (?:force|effect)|take effect"
    r"|[^.;]{0,160}\b(?:notice of (?:its |the )?(?:intention|decision|terminat\w+)|terminat\w+ (?:of "
    r")?(?:this|the present)|"
    r"(?:entry|enter|entering|coming|come) into (?:force|effect) of (?:this|the present)|requirements for "
    r"(?:the|its) entry)"
)

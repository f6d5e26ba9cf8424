"""The grammar of English undertakings: how subjects, sentences and lists are built."""

from commitments.intake import english_words as words
from commitments.intake.english_pieces import TO, VERB
from commitments.intake.english_requests import REQUESTS
from commitments.intake.english_rows import ROWS
from commitments.intake.grammar import Grammar, compiled

GRAMMAR = Grammar(
    code="en",
    rows=ROWS + REQUESTS,
    skipped=compiled(
        r"(?:,? ?\b(?:also|further|furthermore|both|jointly|together|each|then|now|hereby|therefore|thus|"
        r"again|all|today|yesterday|earlier|subsequently|"
        r"once again|in particular|in turn|additionally|likewise|accordingly|have|has|had|is|are|was|were|"
        r"been|"
        r"(?!assembly\b|supply\b|family\b|italy\b|july\b)[a-z]+ly)),?$"
    ),
    joins=compiled(r"(?:^|[,;]| |-)(?:and|or|but|then|while|as well as|and to|plus),?$|^\W*$|[;]$"),
    fronted=compiled(
        r"(?:^|[;,(]|\band )\s*(?:in|to|with|for|at|on|under|through|as|by|during|towards?|of|where|when|"
        r"while|"
        r"following|pursuant|according|within|after|upon|\w+ing)\b[^,;]{2,90},$"
    ),
    relative=compiled(r"(?:^|[ ,])(?:which|who|whom|that|whose \w+)$"),
    breaks=compiled(
        r"[;:\"(]|(?<!\w)- |(?<![\w-])(?:that|because|while|when|where|if|after|before|since|although|"
        r"whereas|"
        r"(?:of|in|at|on|by|during|under|through|to) which|"
        r"agreed(?= (?:this|these|those|the|all|both|any|it|they)\b)|"
        r"said|says|saying|added|adding|noting|stated|told|noted|whereby|as|with the|with)(?![\w-])"
    ),
    prepositions=compiled(
        r"(?<![\w-])(?:of|for|from|in|at|on|between|among|with|to|by|under(?![ -]secretar)|within|through|"
        r"including|"
        r"against|over|"
        r"into|toward|towards|across|during|on behalf of|about|around|near|without|such as|"
        r"responsible)(?![\w-])"
    ),
    actors=compiled(rf"(?:{words.ACTORS})$"),
    bodies=compiled(rf"(?:{words.BODIES})$"),
    doings=compiled(rf"(?:{words.DOINGS})$"),
    both=compiled(
        r"(?<!\w)(?:both|the two|two|the three|three|all three|the four|either|each|the|all|these|their|our)"
        r"(?: respective| foreign| "
        r"prime| national security| vice| deputy| special| trade| defen[cs]e| economic| senior| relevant|"
        r" contracting| law enforcement)* "
        r"(?:sides?|parties|countries|governments|leaders|ministers|presidents|delegations|nations|heads|"
        r"principals|participants|ministries|officials|authorities|co-?chairs|signatories|states|party|"
        r"partners|"
        r"secretaries|advis[eo]rs|ambassadors|envoys|directors|chairs|commissioners|"
        r"peoples|capitals|agencies|experts|armies|militaries|navies|forces|coast guards)$|"
        r"(?<!\w)(?:hosts? and guests?|sides|parties|leaders|ministers|"
        r"co-?chairs|"
        r"participants|officials|staff|negotiators|teams|experts|"
        r"scientists|researchers)$"
    ),
    we=compiled(r"(?<!\w)(?:we|both of us)$"),
    pronoun=compiled(r"(?<![\w-])(?<!and\x20)(?<!or\x20)(?<!which\x20)(?<!whom\x20)(?:we|they|he|she)$"),
    they=compiled(r"(?<!\w)(?:they|both|the two)$"),
    one=compiled(r"(?<!\w)(?:he|she|the latter|the former|(?-i:I))$"),
    own=compiled(r"(?:his|her|its)\b"),
    it=compiled(r"(?<!\w)(?:it)$"),
    deeds=compiled(rf"(?:continue to )?(?:{words.DEEDS})\b"),
    done=compiled(
        rf"be (?:\w+ly |further |also )?(?:{words.DONE})\b|take (?:place|effect)|happen|occur|intensify|"
        rf"proceed|(?:begin|start|commence)\b(?! (?:work|operations?|production|construction)\b)|"
        rf"launch (?:in|on|by|at|later|this|next)\b|"
        rf"(?:enter|come) into (?:force|effect|operation)|convene\b|continue\b(?! to {VERB}\b)|resume\b"
    ),
    undergone=compiled(rf"be (?:\w+ly |further |also )?(?:{words.DONE})\b"),
    no_deeds=compiled(rf"(?:{words.NO_DEEDS})\b"),
    by=compiled(r"\bby (?P<who>[^.,;:]{3,60})"),
    reported=compiled(
        r"(?<!\w)(?:sa(?:id|ys)|stat(?:ed|es)|(?:re-?)?affirm\w*|(?:re-?)?confirm\w*|views?|concur\w*|"
        r"understanding|"
        r"convey\w*|agre\w+|announc\w+|told|"
        r"inform\w*|add(?:ed|s)|"
        r"promis\w+|position|explain\w*|pledg\w+|reiterat\w+|indicat\w+|assur\w+|not(?:ed|es)|decid\w+|"
        r"respond\w*|advis\w*|undert\w+|"
        r"repl\w+|underlin\w+|stress\w*|emphasi\w+|declar\w+|expect\w*|commit\w*)(?!\w)"
    ),
    past=compiled(
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
    verbs=compiled(rf"(?:to |not to |jointly |\w+ly )?(?:{words.VERBS})(?! of\b| by\b| between\b|[\w-])"),
    doing_words=compiled(
        rf"(?:the |an? )?(?:(?P<noun>{words.DEED_NOUNS}|agreement (?:to|on)|commitment to|support (?:for|to)|"
        r"exchanges? of|cooperation (?:on|in))|(?!meeting\b|building of\b)\w{3,}ing|"
        r"(?:[a-z]+ )?\w{3,}(?:al|[st]ion|ment|ance|ure|up)s? (?:of|for|in|on|between|with|to))\b"
    ),
    finite=compiled(
        r"(?<![\w-])(?:is|are|was|were|has|have|had|can|may)(?![\w-])"
        r"|(?<!to\x20)(?<![\w-])(?:meet|remain|play|serve|constitute|represent)s?(?![\w-])"
    ),
    agenda=compiled(
        r"\b(?:next steps?|way forward|follow-?up|deliverables?|action (?:items|points|plan)|work ?plan|"
        r"actions?|"
        r"(?:key |main |agreed )?outcomes?|commitments?|decisions?|agreed (?:points|measures|actions)|"
        r"undertakings?|understandings?|agreements reached|the following)\b"
    ),
    conditions=compiled(
        r"(?:subject to|provided that|provided|conditional (?:up)?on|contingent (?:up)?on|depending on|"
        r"pending|"
        r"in accordance with|on the understanding that|on condition that|once|unless|in the event (?:of|"
        r"that)|"
        r"as (?:soon as|long as) (?!possible|practicable|feasible)|upon (?:completion|receipt|approval|"
        r"ratification|"
        r"signature|entry)|if (?!any\b|so\b))\b"
    ),
    meetings=compiled(
        r"\b(?:visits?|meetings?|sessions?|forums?|summits?|rounds?|dialogues?|commissions?|consultations|"
        r"conferences?|"
        r"talks|signing|signature|conclusion|ratification|entry into force|launch|opening|completion|"
        r"finali[sz]ation|"
        r"inauguration|commencement|resumption|negotiations)\b|\b(?:welcoming|receiving|hosting|convening|holding)\b"
    ),
    awaited=compiled(
        r"(?!(?:seeing|learning|hearing|building|being|having|receiving)\b|"
        rf"working\b(?! (?:closely )?(?:together|jointly|with [^,;.]{{3,60}}) {TO}))\w+ing\b"
    ),
    aims=compiled(r"(?:aim|seek|include|cover|involve|build on)\b"),
    favours=compiled(
        r"\b(?:support|cooperation|assistance|attention|interest|help|consideration|"
        r"participation|to|that)\b"
    ),
    office=compiled(rf"(?:{words.OFFICE})"),
    participle=compiled(r"\w+ing\b"),
    told=compiled(
        r"(?:(?:have|has|had) )?\w+ed\b|undertook\b|(?:have|has|had) \w+n\b|(?:is|are) (?!planning|"
        r"intending|preparing)\w+ing\b"
    ),
    plain_future=compiled(r"would\b"),
    personal=compiled(
        r"(?:(?:has|have|had) )?(?:agreed|committed|pledged|decided|resolved|undertaken|undertook|promised)\b"
    ),
    titles=compiled(
        r"(?:(?:his|her|their) (?:royal )?(?:highness|majesty|excellency|excellencies)|sheikh|shri|smt|"
        r"(?:h\.e|mr|mrs|ms|dr|hon)\b|sir|lord|dato|tun)(?!\w)"
    ),
    mutual=compiled(
        r"(?:continue (?:to )?)?(?:meet|cooperat\w+|collaborat\w+|work (?:together|closely)|consult\w*|"
        r"discuss\w*|"
        r"exchang\w+|hold (?:the next|further|another|regular|talks|consultations))\b"
    ),
    pleas=compiled(r"(?:(?:have|has|had|having) )?(?:request|ask|urg|encourag|call|invit)"),
    pair=compiled(r"(?<!\w)(?:both|the two)(?!\w)"),
    shared_by=compiled(
        r"(?:(?:both|the two|their|its|our|respective|relevant|concerned|competent|line|"
        r"senior)(?: [\w-]+){0,3} "
        r"(?:sides|part(?:y|ies)|countries|governments|minist(?:ers|ries)|officials|authorities|agencies|"
        r"teams|experts|"
        r"commissions?|committees?|groups?|delegations|institutions|bodies|departments|companies|"
        r"businesses)\b)"
    ),
    clause=compiled(r"[ ,](?:and|but|while|so) (?=(?:they|we|he|she|it|both|both \w+|the two \w+)$)"),
    governed=compiled(
        r"(?<![\w-])(?:will|shall|would|should|may|can|could|must|'ll|to|not|be)(?: \w+ly| also| jointly)? $"
        r"|(?<![\w-])(?:announc(?:e|es|ed|ing)|mutually|previously|internationally|an?|the|its|their|our|"
        r"his|her|this|these|those|no|any|of|"
        r"with|for|\w+'s?)(?: (?:joint|new|common|"
        r"shared|key|own|further|continued|clear|firm|strong|recent|earlier|historic|\w+lateral|\w+ional))? $"
    ),
)

"""The English grammar of the reader: subjects, sentences and lists."""

from commitments.language.reader import english_words as reader_words
from commitments.language.reader.english_letters import LETTERS
from commitments.language.reader.english_requests import REQUESTS, WISHES
from commitments.language.reader.english_rows import ROWS
from commitments.language.reader.english_treaties import (
    ANNOUNCED,
    DOES,
    FINAL_DEEDS,
    GIVES,
    INSTRUMENT,
    PROMISED,
    SEVERAL,
    TREATY_VERBS,
)
from commitments.language.reader.english_words import (
    TO,
    VERB,
)
from commitments.language.reader.grammar import Grammar, compile_pattern

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
    # "The German development bank": with its country what would else be a thing.
    actors=compile_pattern(
        rf"(?:{reader_words.ACTORS})$|(?-i:[A-Z])[\w-]+(?:an|ese|ish|i|ch|ic)(?: [\w-]+){{0,2}} (?:bank|university|museum|"
        r"hospital|railways|operator|utility|foundation|laborator(?:y|ies)|museums|universities|archives?|library)$"
    ),
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
        r"(?<=each\x20)(?:government|side|country|state|ministry|delegation|authority|institution|"
        r"participant)|(?<=either\x20)(?:government|side|country|state|ministry|delegation|authority|"
        r"institution)|peoples|capitals|agencies|experts|armies|militaries|navies|forces|coast guards)$|"
        # "The two customs bodies", "both national museums".
        r"(?<!\w)(?:both|(?:the|our|these|all) (?:two|three|four)|(?:the|their|our) respective) (?:[\w'-]+ "
        r"){0,4}"
        r"(?:bodies|institut(?:e|ion|es|ions)s?|academies|universities|museums|regulators|banks|services|"
        r"boards|administrations|"
        r"organi[sz]ations|associations|chambers|companies|utilities|operators|teams|embassies|departments|"
        r"divisions|units|offices|cent(?:re|er)s|coordinators|focal points|bureaus|bureaux|parliaments|"
        r"airlines|ports|railways|"
        r"laboratories|archives|libraries|hospitals|cities|mayors|foundations|secretariats|councils|"
        r"inspectorates|rectors|commanders|police forces|treasuries|registries|courts|prosecutors|"
        r"registrars|broadcasters|corporations|firms|hydrographers|meteorologists|legal advisers|desks|"
        r"chiefs of staff|counterparts)$|"
        r"(?<!\w)(?:each|either|neither|every)(?: contracting)? (?:participant|partner)$|"
        # A party by the part that it may have, which is either of them.
        r"(?<!\w)(?:an?|the|each) (?:(?!(?:following|existing|remaining|interested|united)\b)"
        r"[a-z]{4,}(?:ing|ed)|sending|lending|other) "
        r"(?:party|participant|side|state|country|institution|institute|university|authority|agency|museum|"
        r"library|laboratory|hospital|ministry|cent(?:re|er)|organi[sz]ation)$|"
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
        rf"intensify|(?:re-?)?open\b(?! (?:up|the|an?|its|their|new)\b)|"
        rf"become (?:operational|effective|applicable)\b|proceed|"
        rf"(?:begin|start|commence)\b(?! (?:work|operations?|production|construction)\b)|"
        rf"launch (?:in|on|by|at|later|this|next)\b|"
        rf"reach (?:you|your)\b|follow (?:by|shortly|in|under|separately|soon)\b|be (?:with you|"
        rf"in (?:your|his|her|their|[\w'’-]+) hands|on (?:your|his|her|their) desks?|back (?:in (?-i:[A-Z])|with you))|(?:enter|come) into (?:force|effect|operation)|convene\b|"
        rf"continue\b(?! to {VERB}\b)|resume\b"
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
        r"\b(?:next steps?|what (?:we|each side|both sides|happens)(?: will)?(?: do| does)? next|way "
        r"forward|way ahead|"
        r"tasks? assigned|assignments|follow-?ups?(?: (?:points?|items?|actions?|list|measures|matters|work|"
        r"tasks))?|"
        r"points? (?:for|of) (?:action|follow-?up)|actions? (?:arising|agreed|required|to be taken|list|log|"
        r"table)|"
        r"agreed (?:follow-?ups?|next steps|action (?:points|items)|tasks)|what (?:was|we|has been|is) "
        r"agreed|"
        r"decisions? (?:taken|reached|made)|summary of (?:actions|commitments|decisions|next steps)|"
        r"list of (?:actions|commitments|decisions|tasks)|deliverables?|action (?:items|points|plan)|work "
        r"?plan|"
        r"actions?|who does what|to-?dos?(?: list)?|tasks?|division of (?:labou?r|tasks)|homework|"
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
    plain_future=compile_pattern(r"(?:would|'d)\b"),
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
        r"exchang\w+|(?:speak|talk|touch base|catch up|sit down|reconnect)(?: \w+)? again|touch base|catch "
        r"up|sit down together|"
        r"see each other|hold (?:the next|further|another|regular|talks|consultations))\b"
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
    clause=compile_pattern(
        # "Minister Ost raised the visas, and Minister Varen".
        r"^[^,]*?\b(?:(?!united\b)[a-z]{3,}ed|said|told|took|gave|made|met|spoke) (?:the|that|an?|to|its|his|her|their|on|"
        r"in|for)\b[^;]*, (?:and|but|while|whereas) (?=(?:the )?(?-i:[A-Z])[^,]*$)|"
        r"[ ,](?:and|but|while|so) (?=(?:they|we|he|she|it|both|both \w+|the two \w+)$)"),
    governed=compile_pattern(
        r"(?<![\w-])(?:will|shall|would|should|may|can|could|must|'ll|to|not|be)(?: \w+ly| also| jointly)? $"
        r"|(?<![\w-])(?:announc(?:e|es|ed|ing)|mutually|previously|internationally|an?|the|its|their|our|"
        r"his|her|this|these|those|no|any|of|"
        r"my|your|with|for|\w+'s?)(?: (?:joint|new|common|"
        r"shared|key|own|further|continued|clear|firm|strong|recent|earlier|historic|\w+lateral|\w+ional|"
        r"(?-i:[A-Z])\w+(?:ian|ean|ese)))? $|(?<![\w-])(?:an?|its|their|our|any|no) (?-i:[A-Z])[\w-]+ $"
        r"|(?<![\w-])the (?-i:[A-Z])[\w-]+(?:an|ese|ish|i|ch) $"
    ),
    determiner=compile_pattern(
        r"(?<![\w'-])(?:the|both|each|our|your|their|his|her|my|its|either) (?=\w)|"
        r"(?<=[a-z]\x20)(?-i:[A-Z])[\w'’-]+$"
    ),
    ties=compile_pattern(
        r"(?<![\w-])(?:of|for|from|in|at|on|between|among|with|to|by|under|within|through|including|against|"
        r"over|into|and|or|toward|towards|across|during|about|around|near|without|as|than|both|all|that|"
        r"which|who|per|via|upon|the|an?|our|your|their|his|her|my|its|after|before|following|\w+ing|\w+ed) $"
    ),
    present=TREATY_VERBS,
    does=DOES,
    several=SEVERAL,
    promised=PROMISED,
    announced=ANNOUNCED,
    gives=GIVES,
    instrument=INSTRUMENT,
    final_deeds=FINAL_DEEDS,
)

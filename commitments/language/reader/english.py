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
        r"again|all|today|yesterday|earlier|subsequently|once again|in particular|in turn|additionally|"
        r"likewise|accordingly|have|has|had|is|are|was|were|been|(?!assembly\b|supply\b|family\b|italy\b|"
        r"july\b)[a-z]+ly)),?$"
    ),
    joins=compile_pattern(r"(?:^|[,;]| |-)(?:and|or|but|then|while|as well as|and to|plus),?$|^\W*$|[;]$"),
    fronted=compile_pattern(
        r"(?:^|[;,(]|\band )\s*(?:in|to|with|for|at|on|under|through|as|by|during|towards?|of|where|when|"
        r"while|following|pursuant|according|within|after|upon|\w+ing)\b[^,;]{2,90},$"
    ),
    relative=compile_pattern(r"(?:^|[ ,])(?:which|who|whom|that|whose(?: [\w-]+){1,4})$"),
    breaks=compile_pattern(
        r"[;:\"(]|(?<!\w)- |(?<![\w-])(?:that|because|while|when|where|if|after|before|since|although|"
        r"whereas|(?:of|in|at|on|by|during|under|through|to) which|agreed(?= (?:this|these|those|the|all|"
        r"both|any|it|they)\b)|(?:understand|believe|think|trust|gather|assume|guess)(?= (?:the|your|our|my|"
        r"you|they|he|she|it|we)\b)|said|says|saying|added|adding|noting|stated|told|noted|whereby|as|with "
        r"the|with)(?![\w-])"
    ),
    prepositions=compile_pattern(
        r"(?<![\w-])(?:of|for|from|in|at|on|between|among|with|to|by|under(?![ -]secretar)|within|through|"
        r"including|against|over|into|toward|towards|across|during|on behalf of|about|around|near|without|"
        r"such as|responsible)(?![\w-])"
    ),
    # "The German development bank": with its country what would else be a thing.
    actors=compile_pattern(
        rf"(?:{reader_words.ACTORS})$|(?-i:[A-Z])[\w-]+(?:an|ese|ish|i|ch|ic)(?: [\w-]+){{0,2}} (?:bank|"
        r"university|museum|hospital|railways|operator|utility|foundation|laborator(?:y|ies)|museums|"
        r"universities|archives?|library)$"
    ),
    bodies=compile_pattern(rf"(?:{reader_words.BODIES})$"),
    doings=compile_pattern(rf"(?:{reader_words.DOINGS})$"),
    both=compile_pattern(
        r"(?<!\w)(?:both|the two|two|the three|three|all three|the four|either|each|neither|the|all|these|"
        r"their|our)(?: respective| foreign| prime| national security| vice| deputy| special| trade| "
        r"defen[cs]e| economic| senior| relevant| contracting| law enforcement)* (?:sides?|parties|countries|"
        r"governments|leaders|ministers|presidents|delegations|nations|heads|principals|participants|"
        r"ministries|officials|authorities|co-?chairs|signator(?:y|ies)|states|party|contracting parties|"
        r"partners|secretaries|advis[eo]rs|ambassadors|envoys|directors|chairs|commissioners|"
        r"(?<=each\x20)(?:government|side|country|state|ministry|delegation|authority|institution|"
        r"participant)|(?<=either\x20)(?:government|side|country|state|ministry|delegation|authority|"
        r"institution)|peoples|capitals|agencies|experts|armies|militaries|navies|forces|coast guards)$|"
        # "The two customs bodies", "both national museums".
        r"(?<!\w)(?:both|(?:the|our|these|all) (?:two|three|four)|(?:the|their|our) respective) (?:[\w'-]+ "
        r"){0,4}(?:bodies|institut(?:e|ion|es|ions)s?|academies|universities|museums|regulators|banks|"
        r"services|boards|administrations|organi[sz]ations|associations|chambers|companies|utilities|"
        r"operators|teams|embassies|departments|divisions|units|offices|cent(?:re|er)s|coordinators|focal "
        r"points|bureaus|bureaux|parliaments|airlines|ports|railways|laboratories|archives|libraries|"
        r"hospitals|cities|mayors|foundations|secretariats|councils|inspectorates|rectors|commanders|police "
        r"forces|treasuries|registries|courts|prosecutors|registrars|broadcasters|corporations|firms|"
        r"hydrographers|meteorologists|legal advisers|desks|chiefs of staff|counterparts)$|(?<!\w)(?:each|"
        r"either|neither|every)(?: contracting)? (?:participant|partner)$|"
        # A party by the part that it may have, which is either of them.
        r"(?<!\w)(?:an?|the|each) (?:(?!(?:following|existing|remaining|interested|united)\b)[a-z]{4,}(?:ing|"
        r"ed)|sending|lending|other) (?:party|participant|side|state|country|institution|institute|"
        r"university|authority|agency|museum|library|laboratory|hospital|ministry|cent(?:re|er)|"
        r"organi[sz]ation)$|(?<!\w)(?:hosts? and guests?|sides|parties|leaders|ministers|co-?chairs|"
        r"participants|officials|staff|negotiators|teams|experts|scientists|researchers)$"
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
        r"intensify|(?:re-?)?open\b(?! (?:up|the|an?|its|their|new)\b)|become (?:operational|effective|"
        r"applicable)\b|proceed|(?:begin|start|commence)\b(?! (?:work|operations?|production|"
        r"construction)\b)|launch (?:in|on|by|at|later|this|next)\b|reach (?:you|your)\b|follow (?:by|"
        r"shortly|in|under|separately|soon)\b|be (?:with you|in (?:your|his|her|their|[\w'’-]+) hands|on "
        r"(?:your|his|her|their) desks?|back (?:in (?-i:[A-Z])|with you))|(?:enter|come) into (?:force|"
        rf"effect|operation)|convene\b|continue\b(?! to {VERB}\b)|resume\b"
    ),
    undergone=compile_pattern(rf"be (?:\w+ly |further |also )?(?:{reader_words.DONE})\b"),
    no_deeds=compile_pattern(rf"(?:{reader_words.NO_DEEDS})\b"),
    by=compile_pattern(r"\bby (?P<who>[^.,;:]{3,60})"),
    reported=compile_pattern(
        r"(?<!\w)(?:sa(?:id|ys)|stat(?:ed|es)|(?:re-?)?affirm\w*|(?:re-?)?confirm\w*|views?|concur\w*|"
        r"understanding|convey\w*|agre\w+|announc\w+|told|inform\w*|add(?:ed|s)|promis\w+|position|"
        r"explain\w*|pledg\w+|reiterat\w+|indicat\w+|assur\w+|not(?:ed|es)|decid\w+|respond\w*|advis\w*|"
        r"undert\w+|repl\w+|underlin\w+|stress\w*|emphasi\w+|declar\w+|expect\w*|commit\w*)(?!\w)"
    ),
    past=compile_pattern(
        r"(?:last (?:week|month|year|\w+day|january|february|march|april|may|june|july|august|september|"
        r"october|november|december)|earlier|previously|since|(?:over|in) the (?:past|last)|in recent|in the "
        r"past|at (?:their|the) (?:last|previous|first|earlier)|(?:(?:in|on|(?:during|at) (?:the|their|its|"
        r"his|her|our)) |(?=\w+ 20\d\d:))(?P<when>(?:\d{1,2} )?(?:\w+ )?(?:\d{1,2},? )?(?:19|20)\d\d)|\w+ "
        r"(?:days|weeks|months|years) ago|two years|ten years)\b"
    ),
    verbs=compile_pattern(
        rf"(?:to |not to |jointly |\w+ly )?(?:{reader_words.VERBS})(?! of\b| by\b| between\b|[\w-])"
    ),
    doing_words=compile_pattern(
        rf"(?:the |an? )?(?:(?P<noun>{reader_words.DEED_NOUNS}|agreement (?:to|on)|commitment to|support "
        rf"(?:for|to)|exchanges? of|cooperation (?:on|in))|(?!meeting\b|building of\b)\w{{3,}}ing|(?:[a-z]+ "
        rf")?\w{{3,}}(?:al|[st]ion|ment|ance|ure|up)s? (?:of|for|in|on|between|with|to))\b"
    ),
    finite=compile_pattern(
        r"(?<![\w-])(?:is|are|was|were|has|have|had|can|(?-i:may))(?![\w-])|(?<!to\x20)(?<![\w-])(?:meet|remain|"
        r"play|serve|constitute|represent)s?(?![\w-])"
    ),
    agenda=compile_pattern(
        r"\b(?:next steps?|what (?:we|each side|both sides|happens)(?: will)?(?: do| does)? next|way forward|"
        r"way ahead|tasks? assigned|assignments|follow-?ups?(?: (?:points?|items?|actions?|list|measures|"
        r"matters|work|tasks))?|points? (?:for|of) (?:action|follow-?up)|actions? (?:arising|agreed|required|"
        r"to be taken|list|log|table)|agreed (?:follow-?ups?|next steps|action (?:points|items)|tasks)|what "
        r"(?:was|we|has been|is) agreed|decisions? (?:taken|reached|made)|summary of (?:actions|commitments|"
        r"decisions|next steps)|list of (?:actions|commitments|decisions|tasks)|deliverables?|action "
        r"(?:items|points|plan)|work ?plan|actions?|who does what|to-?dos?(?: list)?|tasks?|division of "
        r"(?:labou?r|tasks)|homework|(?:key |main |agreed )?outcomes?|commitments?|decisions?|agreed "
        r"(?:points|measures|actions)|undertakings?|understandings?|agreements reached|the following)\b"
    ),
    conditions=compile_pattern(
        r"(?:subject to|provided that|provided|conditional (?:up)?on|contingent (?:up)?on|depending on|"
        r"pending|in accordance with|on the understanding that|on condition that|once|unless|in the event "
        r"(?:of|that)|as (?:soon as|long as) (?!possible|practicable|feasible)|upon (?:completion|receipt|"
        r"approval|ratification|signature|entry)|if (?!any\b|so\b))\b"
    ),
    meetings=compile_pattern(
        r"\b(?:visits?|meetings?|sessions?|forums?|summits?|rounds?|dialogues?|commissions?|consultations|"
        r"conferences?|talks|signing|signature|conclusion|ratification|entry into force|launch|opening|"
        r"completion|finali[sz]ation|inauguration|commencement|resumption|negotiations|vtcs?|"
        r"video-?conferences?|(?:conference|video|phone|telephone|next|further|another|follow-?up|weekly|"
        r"monthly) calls?)\b|\b(?:welcoming|receiving|hosting|convening|holding)\b"
    ),
    awaited=compile_pattern(
        r"(?!(?:seeing|learning|hearing|building|being|having|receiving)\b|working\b(?! (?:closely "
        rf")?(?:together|jointly|with [^,;.]{{3,60}}) {TO}))\w+ing\b"
    ),
    aims=compile_pattern(r"(?:aim|seek|include|cover|involve|build on)\b"),
    favours=compile_pattern(
        r"\b(?:support|cooperation|assistance|attention|interest|help|consideration|participation|to|that)\b"
    ),
    office=compile_pattern(rf"(?:{reader_words.OFFICE})"),
    participle=compile_pattern(r"\w+ing\b"),
    told=compile_pattern(
        r"(?:(?:have|has|had) )?\w+ed\b|undertook\b|(?:have|has|had) \w+n\b|(?:is|are) (?!planning|intending|"
        r"preparing)\w+ing\b"
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
        r"discuss\w*|exchang\w+|(?:speak|talk|touch base|catch up|sit down|reconnect)(?: \w+)? again|touch "
        r"base|catch up|sit down together|see each other|hold (?:the next|further|another|regular|talks|"
        r"consultations))\b"
    ),
    pleas=compile_pattern(r"(?:(?:have|has|had|having) )?(?:request|ask|urg|encourag|call|invit)"),
    pair=compile_pattern(r"(?<!\w)(?:both|the two)(?!\w)"),
    shared_by=compile_pattern(
        r"(?:(?:both|the two|their|its|our|respective|relevant|concerned|competent|line|senior)(?: "
        r"[\w-]+){0,3} (?:sides|part(?:y|ies)|countries|governments|minist(?:ers|ries)|officials|authorities|"
        r"agencies|teams|experts|commissions?|committees?|groups?|delegations|institutions|bodies|"
        r"departments|companies|businesses)\b)"
    ),
    clause=compile_pattern(
        # "Minister Ost raised the visas, and Minister Varen".
        r"^[^,]*?\b(?:(?!united\b)[a-z]{3,}ed|said|told|took|gave|made|met|spoke) (?:the|that|an?|to|its|his|"
        r"her|their|on|in|for)\b[^;]*, (?:and|but|while|whereas) (?=(?:the )?(?-i:[A-Z])[^,]*$)|[ ,](?:and|"
        r"but|while|so) (?=(?:they|we|he|she|it|both|both \w+|the two \w+)$)"
    ),
    governed=compile_pattern(
        r"(?<![\w-])(?:will|shall|would|should|may|can|could|must|'ll|to|not|be)(?: \w+ly| also| jointly)? $|"
        r"(?<![\w-])(?:announc(?:e|es|ed|ing)|mutually|previously|internationally|an?|the|its|their|our|his|"
        r"her|this|these|those|no|any|of|my|your|with|for|\w+'s?)(?: (?:joint|new|common|shared|key|own|"
        r"further|continued|clear|firm|strong|recent|earlier|historic|\w+lateral|\w+ional|"
        r"(?-i:[A-Z])\w+(?:ian|ean|ese)))? $|(?<![\w-])(?:an?|its|their|our|any|no) (?-i:[A-Z])[\w-]+ $|"
        r"(?<![\w-])the (?-i:[A-Z])[\w-]+(?:an|ese|ish|i|ch) $"
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

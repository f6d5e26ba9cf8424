"""How English names the occasions that are deadlines."""

from commitments.intake.grammar import compiled
from commitments.intake.occasions import Occasions
from commitments.phrases import english_words as words

AHEAD = (
    r"(?:(?:well|shortly|immediately|sometime|some time) )?(?:before|prior to|ahead of|in advance of|"
    r"in the (?:lead|run)[- ]?up to|in preparation for|in anticipation of|in view of|in time for|"
    r"by the time of|leading up to)|until|till|(?:no|not) later than"
)
BEHIND = r"(?:immediately |shortly |soon |right )?(?:following|after|upon)|at the conclusion of|at the end of"
AT = (
    r"at|during|on the (?:margins?|sidelines?|fringes|occasion) of|in (?:conjunction|parallel) with|"
    r"alongside|back[- ]to[- ]back with|over the course of|in the course of|around"
)
# What stands before many other things too.
LOOSE = r"by|for|on|in|within|under|through"
# What happens; a body ("committee") happens where it is the next one, or has a number.
HAPPENING = (
    rf"{words.EVENT}|(?-i:Week)|fairs?|exercises?|budget|season|reviews?|ministerials?|missions?|symposium|"
    r"hearings?|deadlines?|signing|signature|completion|conclusion|launch|entry into force|expiry|expiration|"
    r"entering into force|coming into force|ratification|adoption|approval|plenary|retreat|tour|trip|"
    r"gatherings?|games|referendum|holidays?|harvest|leaders' week|encounter|event|consultation|decision|"
    r"elections?|polls|start|commencement|opening|selection|inauguration|handover|centenary|presidency|"
    r"chairmanship"
)
# What no name of an occasion contains.
STOPS = (
    r"to|for|that|which|who|will|would|shall|should|with|by|at|in|on|from|during|before|after|into|is|are|was|"
    r"were|be|been|has|have|had|agreed|including|through|under|as|within|between|while|where|when|following"
)
WORD = r"[\w.&'/+-]+"
INNER = rf"(?!(?:{STOPS})\b){WORD} "
NAMED = r"(?:the |our |their |its |his |her |this |an? )?"
MONTH = rf"(?:{'|'.join(words.MONTHS)})"
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
OF = (
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
    phrase=compiled(
        rf"(?<![\w-])(?P<frame>{AHEAD}|{BEHIND}|{AT}|{LOOSE}) (?P<event>{NAMED}(?:{INNER}){{0,9}}?"
        rf"(?:{HAPPENING})(?: (?:{HAPPENING}))?(?![\w'-])"
        r"(?! (?:room|venue|agenda|mechanism|report|process|outcomes?)\b)"
        rf"(?: \((?-i:[A-Z])[^)]{{0,25}}\))?(?:{OF})?(?: \((?-i:[A-Z])[^)]{{0,25}}\))?"
        rf"(?:{HELD})?(?:{PLACE}){{0,2}}(?:{HELD}(?: in (?:the )?{NAME})?)?"
        rf"(?:{ASIDE})?(?:,? (?P<when>{WHEN})| in the near future)?)(?![\w-])"
    ),
    ahead=compiled(AHEAD),
    behind=compiled(BEHIND),
    loose=compiled(LOOSE),
    to_come=compiled(
        r"\b(?:next|forthcoming|upcoming|future|planned|proposed|scheduled|to be held)\b|"
        r"^(?:the |their |our )?coming\b|\bcoming\b"
    ),
    past=compiled(
        r"\b(?:signed|held|launched|established|adopted|announced|concluded|made|reached|released|issued|"
        r"convened|met|published|agreed|took place|initiated|began|started|opened|welcomed|discussed|"
        r"noted|recalled|since|as|from|back)(?: \w+){0,2} $"
    ),
    awaited=compiled(r"\b(?:will|shall|would|to)\b"),
    dated=compiled(
        rf"\b(?:{MONTH}|spring|summer|autumn|fall|winter) (?:meeting|session|summit|round|conference)\b"
    ),
    awaiting=compiled(r",[^;:]{3,250}? (?:will|shall|would)\b"),
)

"""How Korean deadlines begin and end, and how occasions to come are named."""

import re

from commitments.intake.occasions import Occasions
from commitments.intake.wordings import NEVER, Starts

HAPPENING = (
    "정상회의|정상회담|회의|회담|협의회|총회|방한|방문|방중|방일|방미|주년|포럼|위원회|공동위|선거|출범|대회|올림픽|박람회|엑스포|서명식|"
    "수교|기념일|순방|국빈방문"
)
OCCASIONS = Occasions(
    phrase=re.compile(
        r"(?<![가-힣\d])(?<!이번\x20)(?<!금번\x20)(?P<when>(?:\d{4}년|내년도?|올해|금년|오는\s*\d{1,2}월|\d{1,2}월)\s+)?"
        r"(?P<event>(?!이번|금번|이날|오늘)(?:(?!이번|금번|이날|오늘|\S*(?:은|는|이|가|께서|에서|하고)\s)"
        rf"[^\s,.\"]+\s+){{0,3}}?[^\s,.\"]*(?:{HAPPENING}))(?:을|를)?\s*"
        r"(?P<frame>계기로|계기에|맞아|맞이하여|앞두고|앞서|전후해|전후하여|전후로|기념하여|기념해)(?![가-힣])"
    ),
    ahead=re.compile("앞두고|앞서"),
    behind=NEVER,
    loose=NEVER,
    to_come=re.compile(""),
    past=NEVER,
    awaited=NEVER,
    awaiting=NEVER,
)
STARTS = Starts(
    framed=re.compile(
        r"(?<![^\s\"'(▲,])(?=\d{4}년|\d{1,2}월|\d{1,2}(?:개월|주|년|근무일|영업일|일)\s*(?:이내|내|안|간|후)|올해|올\s|내년|금년|"
        r"연내|연말|연초|상반기|하반기|이달|이번|금번|다음|내달|오는|조속|가급적|가능한|빠른|이른|신속|즉시|매년|매월|매|"
        r"정례|정기|향후|앞으로|추후|조만간|차기|분기|반기|제?\d+차|늦어도|최대한|수시|지속|단계적|점진적|가까운|상호|서로|양[측국]이|적절한|적기|적시)"
    ),
    bare=re.compile(r"(?!)"),
    ends=re.compile(
        r".*(?:까지|전|전에|이내|내|안에|안으로|내로|내에|중|중에|에|부터|동안|간|앞서|앞두고|계기로?|때|후|앞으로도?|향후(?:에도)?|히|빨리|적으로|기별로|"
        r"마다|년|월|일|말|초|올해|반기|분기|시일|매년|정례화|신속하게|빠르게)"
    ),
    never=frozenset({"계속", "추후", "장차", "지속적", "지속적으로", "없음", "상시적"}),
    next_event=re.compile(r"(?:차기|다음)\s*(?:회의|회담|공동위)"),
    told=re.compile(r"(?:지난해?|작년|전년|재작년|이후)\s*$|(?<![가-힣])전\s*$"),
    named=re.compile(
        r"\s*(?:예산|회계연도|비전|어젠다|로드맵|공동성명|공동선언|합의서)|\s*(?:수교|발효|체결된|열린|개최된|서명한)|(?:[^,.]{0,30}?\s)?(?:합의|개최|체결|서명|발표|채택|수립|출범|열렸?)"
        r"(?:한|된|린|했던|됐던|하였던)\s"
        # "10월 말 정상회의의 성공을 위해": when that is which only is spoken of.
        rf"|\s+(?:[^\s,]+\s+){{0,3}}?[^\s,]*(?:{HAPPENING})(?:의|와|과)\s"
    ),
    clause=re.compile(r".*(?:[하되]는|하고|하며|하기|[가-힣](?:한|된|린|은|는)|위해|등)\s"),
    occasions=OCCASIONS,
)
# The day on which they met: "5월 12일 서울에서 만나", "회담을 갖고".
MET = re.compile(
    r"(?!까지)[^.]{0,60}?(?:만나|방문해|참석해|예방해|(?:회담|회의|면담|협의|통화|회동|공동위|대화)(?:을|를)?\s*(?:갖고|열고|하고|가지고|개최하고))"
)
CONDITIONS = re.compile(r"[^\s,]+(?:을|를)\s*(?:조건으로|전제로)|[^\s,]+\s+(?:비준|승인|동의)\s*(?:후|시)")

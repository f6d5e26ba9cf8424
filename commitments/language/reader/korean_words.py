"""The words of the Korean grammar of the reader: what each ending does, and how deadlines begin and end."""

import re

from commitments.language.reader.deadlines import Occasions, Starts
from commitments.language.reader.grammar import NEVER, Act

# How a clause ends after 합의, 약속, 요청: told, joined to the next clause, or cut short as in minutes.
NARRATED_ENDINGS = (
    r"(?:했|하였|하셨|하고|하며|하면서|한다|합니다|함\b|됐|되었|을\s*이뤘|를\s*이뤘|에\s*이르렀|에\s*도달)"
)
ASKED_ENDINGS = (
    rf"(?:{NARRATED_ENDINGS}|한\s?바(?=[,\s])|드립니다|드려요|드리며|드리는\s*바|하는\s*(?:영광|바)"
    r"|(?=\s*\W*$))"
)
SHARED = r"(?:뜻을|의견을|입장을)\s*(?:모았|모으|같이|함께|일치)"
# What may be announced in the plain present, or noted in minutes: "…을 확대한다", "…을 확대함".
DEEDS = (
    "확대|강화|추진|개최|설치|신설|체결|마련|실시|시행|구축|지원|발족|출범|가동|제공|파견|도입|운영|확충|심화|증진|재개|"
    "공유|협의|협력|검토|모색|조성|발굴|진행|착수|완료|서명|이행"
)
# What the parties of a treaty do in the plain present, and what a point of a list ends in without a verb.
# Each has two letters.
TREATY_DEEDS = (
    f"{DEEDS}|지정|통보|통지|송부|회신|교환|부담|보장|보호|준수|수행|제출|초청|선정|선발|임명|구성|면제|촉진|장려|노력|"
    "개설|발급|부여|배정|편성|확보|투입|공조|협조|유지|보고|회람|작성|확정|점검|개정|전달|반환|인도|송환|보관|관리|양성|"
    "접수|조율|논의|허용|승인|수립|정비|보완|등록|배포|배치|설립|육성|개방|감축|철폐|인정|존중|참여|"
    "전송|회보|제시|회합|설정|납부|고지|이관|이송|추천|배부|공표|발행|검증|분석|수집|포기|면허|환급|대여|기증"
)
POINT_DEEDS = (
    f"{TREATY_DEEDS}|확인|안내|준비|지급|발송|답변|조사|번역|게시|공고|연장|조치|섭외|예약|공지|"
    "취합|정리|수정|측량|참석|방문|면담|독려|파악|타진|수렴|의뢰|연락|예방|상정|완비|해소|협조|주선|물색|소집|"
    "갱신|공모|채용|모집|홍보|단속|집행|증액|인상|인하|조정|변경|폐지|신청|등재|탑재|복원|보수|개통|개소|증편|취항|증원|충원|"
    "위촉|연계|전환|조달|명시|반영|삭제|철회|연기|유예|감면|해제|차단|허가|심사|심의|공포|고시|게재|할당|분담|정산|보상|회수|폐기|구비|"
    "소화|성화|도화|율화|체화|동화|상화"
)
PRESENT = (
    "정한|연|둔|보낸|알린|맡|갖|가진|돕|만난|마련한|빌려준|내어준|힘쓴|나눈|받아들인|내준|넘긴|넘겨준|세운|짓는|치른"
    "|건넨|지킨|넓힌|줄인|늘린|높인|돌려준|대준"
)
# Syllables that end in ㄹ, as the stem of a verb does before 것 and 예정.
FUTURE_STEM = "[" + "".join(chr(0xAC00 + 28 * number + 8) for number in range(399)) + "]"
# What the parties of a treaty do, whatever the verb; not what a word or the text itself means.
DONE_BY_PARTIES = re.compile(
    r"(?<=[가-힣]{2})(?<!의미)(?<!포함)(?<!해당)(?<!간주)(?<!규정)(?<!동일)(?<!기초)"
    r"(?:한다|하여야\s*한다|해야\s*한다|시킨다|시켜야\s*한다)(?=\W*$)"
)
# How somebody is asked politely to do something for the writer.
PLEASE = (
    r"주(?:시기|기)(?:를|을)?\s*(?:\w+\s+)?(?:바랍니다|바라며|바람|희망|요청|부탁|당부)\w*|"
    r"주시면\s*(?:\w+\s+)?(?:감사|고맙|됩니다|되겠|좋겠)\w*|주십시오|주세요|주시겠\w*|주실\s*수\s*있\w*|주시는\s*영광\w*"
)
# What is asked only out of courtesy.
COURTESY = r"(?<!양해해\s)(?<!양해해)(?<!이해해\s)(?<!이해해)(?<!참고해\s)(?<!양해하여\s)(?<!양지하여\s)"
ROWS: tuple[tuple[Act, re.Pattern[str]], ...] = tuple(
    (act, re.compile(pattern))
    for act, pattern in (
        (Act.NOTHING, r"^\W*(?:(?:대단히|정말|다시 한번|거듭|깊이)\s*)*감사(?:합니다|드립니다)(?=\W*$)"),
        (Act.INVITED, r"모시(?:고자\s*합니다|겠습니다|고\s*싶습니다)"),
        (Act.INVITED, r"(?:초청|초대)(?:합니다|드립니다|하고자\s*합니다)"),
        (
            Act.NOTHING,
            r"(?:양해|이해|양지|참고|너그러이)[^,.]{0,12}?(?:부탁|바랍니다|바라며|바람|주시기)[가-힣]*",
        ),
        # "문의 사항이 있으시면 언제든지 연락 주십시오" asks for nothing.
        (
            Act.NOTHING,
            rf"(?:언제든지?|궁금|문의|필요하시면|편하게|편히|부담\s*없이|빠진\s*부분|이상이?\s*있으)[^.]*?(?:{PLEASE})",
        ),
        (Act.ASK, rf"{COURTESY}(?:{PLEASE})"),
        (
            Act.ASK,
            r"(?<=회신|제출|송부|협조|통보|검토|준비|공유|연락|조치|답변|안내|참석)(?:을|를|하시기)?\s*(?:바랍니다|바람|요망)",
        ),
        (
            Act.NOTHING,
            (
                r"(?:좋|고맙)겠|(?:기대|감사|환영|축하|희망|기원|유념|명심|기억|참고)(?:하|드리)?겠|"
                r"(?:가까워|깊어|커|높아|나아|밝아|좋아|강해|단단해|굳건해|공고해|두터워|넓어)질\s*것"
            ),
        ),
        # The plain present of treaties, and of what is announced.
        (
            Act.WILL,
            (
                rf"(?<!의견을\s교환)(?<={TREATY_DEEDS})(?:한다|합니다|하여야\s*한다)(?=\W*$)|(?<=개최|운영|구성|소집|설치)된다(?=\W*$)|"
                r"(?<=공개|제공|사용|공유|양도|이용|전달|누설|유출)(?:하지\s*(?:아니한다|않는다|못한다)|할\s*수\s*없다)(?=\W*$)|"
                rf"(?<![가-힣])(?<!성격을\s)(?<!의미를\s)(?<!권한을\s)(?<!효력을\s)(?<!권리를\s)(?<!구속력을\s)"
                rf"(?:{PRESENT})다(?=\W*$)"
            ),
        ),
        (Act.NOTHING, r"것이?라고\s*(?:생각|기대|전망|예상|평가|믿|본다|보고)|수\s*있을\s*것"),
        (
            Act.NOTHING,
            (
                r"[기키]로\s*한\s*(?:것|데|점|사실|바)(?:에\s*대해|에|을|를)\s*(?:\w+\s+){0,2}"
                r"(?:유의|주목|평가|환영|감사|사의|공감|만족)"
            ),
        ),
        (
            Act.UNDERTAKE,
            rf"자(?:는\s*데|며|고)\s*(?:\w+\s+)?(?:공감|동의|합의|{SHARED})",
        ),
        (
            Act.SHARED,
            rf"(?:중요|필요|긴요|핵심적이|바람직|유익)(?:하)?다는\s*(?:데|점)에?\s*(?:\w+\s+)?(?:공감|동의|인식을|{SHARED})",
        ),
        # "장관들에게 계획을 마련하도록 지시하였다", "…하는 것으로 확정".
        (
            Act.UNDERTAKE,
            rf"(?:도록|[할갈낼릴]\s*것을)\s*(?:\w+\s+)?(?:지시|주문|위임|권고){NARRATED_ENDINGS}",
        ),
        (
            Act.UNDERTAKE,
            rf"(?:는|기로|{FUTURE_STEM})\s*것?으?로?\s*(?:잠정\s*|최종\s*)?(?:확정|정리)(?:했|하였|되었|됨|함)?(?:습니다|다)?(?=\W*$)",
        ),
        (Act.SHARED, rf"(?:필요성|중요성|점)에\s*(?:\w+\s+)?(?:공감|{SHARED})"),
        (Act.SHARED, rf"(?:인식을|견해를)\s*(?:같이|함께|공유){NARRATED_ENDINGS}"),
        (Act.NOTHING, rf"(?:필요성|중요성|점)(?:에|을|를)\s*(?:공감|인식|{SHARED}|강조|확인)"),
        (
            Act.THANK,
            rf"(?:감사(?:를|의\s*뜻을)?|사의를)\s*(?:표{NARRATED_ENDINGS}|표명{NARRATED_ENDINGS}|전{NARRATED_ENDINGS}|{NARRATED_ENDINGS})",
        ),
        (Act.DISCUSS, rf"(?:논의|협의|의견을\s*교환|의견\s*교환을?){NARRATED_ENDINGS}"),
        (
            Act.UNDERTAKE,
            rf"[기키]로\s*(?:\w+\s+)?(?:합의|결정|약속|다짐|동의|{SHARED}|했|하였|하셨|하고|하며|하되|한다|합니다|한\b|함\b)",
        ),
        (
            Act.UNDERTAKE,
            rf"(?:데|것에|것을|등에|등을|에|을|를)\s*(?:최종\s*|원칙적으로\s*|전격\s*)?(?:합의|동의){NARRATED_ENDINGS}",
        ),
        (Act.UNDERTAKE, rf"데\s*{SHARED}"),
        (Act.UNDERTAKE, rf"(?:을|를|할\s*것을|하겠다고)\s*(?:약속|다짐|결정)(?:{NARRATED_ENDINGS}|드립니다)"),
        (Act.UNDERTAKE, r"(?:초청|제안|요청)을\s*(?:수락|수용)(?:했|하였|하고)"),
        # What one will give oneself is offered, whatever the verb.
        (
            Act.OFFER,
            rf"(?:겠다고|(?:지원|제공|파견|공여|협조|자문)(?:을|를))\s*(?:\w+\s+)?(?:제안|제의){NARRATED_ENDINGS}",
        ),
        # What both put to each other is agreed; what one puts to the other is asked.
        (Act.BID, r"자고\s*(?:\w+\s+)?(?:했|하였|말했|밝혔|강조했|제안|제의|뜻을)"),
        (Act.ASK, rf"(?:요청|당부|촉구|주문|부탁|요구|건의|요망){ASKED_ENDINGS}"),
        (
            Act.ASK,
            r"(?:해|어|아|여)\s*(?:달라고|줄\s*것을|주기를|주길)\s*(?:\w+\s*)?(?:말|했|하였|요청|당부|바라|희망|기대)?",
        ),
        (Act.ASK, rf"(?:할\s*것을|[을를])\s*(?:제안|제의){NARRATED_ENDINGS}"),
        (Act.OFFER, r"(?:초청|초대)(?:했|하였|하고|하며)|용의가\s*있|준비가\s*(?:돼|되어)\s*있"),
        (Act.AFFIRM, r"(?:의지|입장|의사)를\s*(?:거듭\s*|재차\s*)?(?:밝혔|밝히|표명|재확인|피력)"),
        (
            Act.WILL,
            (
                rf"{FUTURE_STEM}\s*것(?:이라고|이다|이며|임|입니다)|"
                r"[할될갈낼릴칠질볼줄설올을열킬둘]\s*(?:계획이|예정이|방침이|계획을|방침을|(?:계획|예정|방침)(?:임|입니다|(?=\W*$)))|"
                rf"(?<={POINT_DEEDS})\s*예정(?:임|이다|입니다|이라고|(?=\W*$|\s*\())"
            ),
        ),
        (Act.WILL, rf"{FUTURE_STEM}게요(?=\W*$)"),
        (Act.WILL, r"겠다(?:고|며|는|면서)|겠습니다|겠다[\.\"]|고자\s*(?:한다|합니다|함\b)"),
        (
            Act.WILL,
            rf"[을를도]\s*(?:\w+\s+)?(?:{DEEDS})(?:함|해\s*나간다|해\s*나갈\s*것)(?=\W*$)",
        ),
        (
            Act.NOTHING,
            rf"(?:환영|평가|유의|주목|인식|감사|치하|설명|논의|협의|교환|강조|지적|공유|소개|언급|기대|희망|공감|축하){NARRATED_ENDINGS}",
        ),
    )
)
# How a point of a list ends that names a deed without a verb, with its time in brackets: "명단 송부(6월)".
# Its time may also follow a dash, and the verb may end it as an instruction: "명단을 송부할 것".
POINT = re.compile(
    rf"(?:(?<={POINT_DEEDS})(?:하기|함)?|(?<={FUTURE_STEM})\s?것|하기로?(?=\W*$))"
    r"(?:\s*\((?:[^()]|\([^()]*\))*\))?"
    r"(?:\s*[-:,]\s+[^-:,.]{2,40}(?:까지|이내|내|전|후|중|대로|限|한|초|순|말|월|분기|반기|조기에?|조속히|부터|즉시|년))?\W*$"
)
REQUESTS = re.compile(r"\W*(?:[가-힣]+\s+){0,2}?(?:요청|요구|건의|제안)\s*사항\s*[:：]?\s*")
# What was done already: "지난해 장비 제공".
DONE = re.compile(r"지난|작년|전년|그간|그동안|이미|기\s?(?:제공|송부|제출)|완료됨")
# Headings and labels above what is to be done.
AGENDA = re.compile(
    r"\W*(?:[가-힣]+\s+){0,2}?(?:(?:후속\s*)?조치\s*(?:사항|계획|필요\s*사항|목록)?|이행\s*(?:사항|과제|계획)|향후\s*(?:계획|일정|조치(?:\s*사항)?|추진\s*계획|"
    r"과제)|합의\s*사항|할\s*일|추진\s*(?:계획|과제)|협조\s*사항|후속\s*과제)\s*(?P<colon>[:：])?\s*"
)


HAPPENING = (
    "정상회의|정상회담|회의|회담|협의회|총회|방한|방문|방중|방일|방미|주년|포럼|위원회|공동위|선거|출범|대회|올림픽|박람회|엑스포|서명식|"
    "수교|기념일|순방|국빈방문"
)
OCCASIONS = Occasions(
    phrase=re.compile(
        r"(?<![가-힣\d])(?<!이번\x20)(?<!금번\x20)(?P<when>(?:\d{4}년|내년도?|올해|금년|오는\s*\d{1,2}월|\d{1,2}월)\s+)?"
        r"(?P<event>(?!이번|금번|이날|오늘)(?:(?!이번|금번|이날|오늘|\S*(?:은|는|이|가|께서|에서|하고)\s)"
        rf"[^\s,.\"]+\s+){{0,3}}?[^\s,.\"]*(?:{HAPPENING})"
        # "협의가 끝나는 대로": it is not said when.
        r"|(?:(?!\S*(?:은|는|께서|도)\s)[^\s,.\"]+\s+){0,2}?[^\s,.\"]+는(?=\s*(?:대로|즉시)))(?:을|를)?\s*"
        r"(?P<frame>대로|즉시|계기로|계기에|맞아|맞이하여|앞두고|앞서|전후해|전후하여|전후로|기념하여|기념해)(?![가-힣])"
    ),
    ahead=re.compile("앞두고|앞서"),
    behind=re.compile("대로|즉시"),
    loose=NEVER,
    to_come=re.compile(""),
    past=NEVER,
    awaited=NEVER,
    awaiting=re.compile(""),
)
STARTS = Starts(
    framed=re.compile(
        r"(?<![^\s\"'(▲,])(?=\d{4}년|\d{1,2}월|\d{1,2}(?:개월|주|년|근무일|영업일|일)\s*(?:이내|내|안|간|후|마다|에\s?(?:한|1))|올해|올\s|내년|금년|"
        r"연내|연말|연초|상반기|하반기|이달|이번|금번|다음|내달|오는|조속|가급적|가능한|빠른|이른|신속|즉시|매년|매월|매|"
        r"\d{4}\.\s?\d{1,2}(?:\.|월)|'\d\d년|'?\d\d[.년]\s?\d{1,2}[.월]|"
        r"\d{1,2}[./]\s?\d{1,2}\.?\s?(?:\([월화수목금토일]\)\s?)?(?:까지|전|이전|限|한(?!\S))|"
        r"제?\s?[1-4]\s?(?:사|/4)?분기|[수몇]\s?(?:일|주|개월|달)\s|며칠|설\s|추석|명절|편리한|"
        r"(?:[^\s,]+[을를]\s)?[^\s,]*(?:한|받은|된)\s날(?:로)?부터\s*\d|(?:연|월|주)\s?\d회|정례|정기|향후|금주|내주|차주|익월|당월|지체|[월화수목금토일]요일|[dD]\s?\+\s?\d|"
        r"(?:\w[^\s,]*(?<![은는이가을를에고며서도측])\s){0,2}?(?:[^\s,]*(?<![을를]))?(?:서명|발효|접수|수령|체결|비준|승인|통보|도착|제출|회의|회담)(?:일?로부터|일?부터|\s*(?:이)?후)\s*\d|앞으로|추후|조만간|차기|분기|반기|제?\d+차|늦어도|최대한|수시|지속|단계적|점진적|가까운|상호|서로|양[측국]이|적절한|적기|적시)"
    ),
    bare=re.compile(r"(?!)"),
    ends=re.compile(
        r".*(?:까지|전|전에|이내|내|안에|없이|안으로|내로|내에|중|중에|에|에는|부터|동안|간|앞서|앞두고|계기로?|때|후|앞으로도?|향후(?:에도)?|히|빨리|적으로|기별로|"
        r"마다|년|월|일|말|초|순|限|[월일말)\d]한|조속|매시간?|올해|반기|분기|시일|매년|정례화|주|신속하게|빠르게|\d회(?:씩)?|한\s?번|차례)"
    ),
    # "협의가 끝난 후", "유엔총회 개최 전": when something else is over or begins.
    clauses=re.compile(
        r"(?<!\S)(?:(?!\S*(?:은|는|께서|도|에서|고|며|을|를)\s)[^\s,.]+\s+){1,5}?"
        r"[^\s,.]*(?:끝난|완료된|마친|마무리된|종료된|확정된|체결된|발효된|접수된|승인된|나온|개최된|개최|종료|완료|체결|발효|마무리)"
        r"\s*(?:직?전|직?후|뒤|이후|이전|다음)(?:까지|에)?(?=[\s,.]|$)"
    ),
    never=frozenset({"계속", "추후", "장차", "지속적", "지속적으로", "없음", "상시적"}),
    next_event=re.compile(r"(?:차기|다음)\s*(?:회의|회담|공동위)"),
    told=re.compile(r"(?:지난해?|작년|전년|재작년|이후)\s*$|(?<![가-힣])전\s*$"),
    # "오는 9월" is no part of "오는 9월 13일" that says something by itself.
    named=re.compile(
        # "매일 9시부터 18시까지" says when something is open.
        r"\s*(?:오전|오후)?\s*\d{1,2}시(?:\s*\d{1,2}분)?부터|"
        r"\s*\d{1,2}\s*[월일](?!\d)|\s*(?:첫째|둘째|셋째|넷째|다섯째|마지막|[1-5]째)\s*주|"
        r"\s*(?:[^\s,.\d]+\s+){1,2}?(?:이?전까지|전에)(?=[\s,])|\s*(?:이후|이래)|부터\s+[^\s,]*까지"
    ),
    clause=re.compile(r".*(?:[하되]는|하고|하며|하기|[가-힣](?:한|된|린|은|는)|위해|등)\s"),
    occasions=OCCASIONS,
    begun=re.compile(r"(?<=[년월일])부터$"),
)
# The day on which they met: "5월 12일 서울에서 만나", "회담을 갖고".
MET = re.compile(
    r"(?!까지)[^.]{0,60}?(?:만나|방문해|참석해|예방해|(?:회담|회의|면담|협의|통화|회동|공동위|대화|협의회|위원회|포럼|간담회|총회|행사)(?:을|를)?\s*(?:갖고|열고|하고|가지고|개최하고))"
)
CONDITIONS = re.compile(r"[^\s,]+(?:을|를)\s*(?:조건으로|전제로)|[^\s,]+\s+(?:비준|승인|동의)\s*(?:후|시)")

"""What in a Korean sentence takes a time to itself: an adnominal verb, a purpose, a proposal or a noun."""

import re

from commitments.language.reader.attachment import Attachments
from commitments.language.reader.grammar import any_of
from commitments.language.reader.korean_verbs import DID, DOES, TO_DO

# A word between, which is no object of another verb and joins no clause.
WORD = r"(?:(?![^\s,]*(?:을|를|고|며|면서)\s)[^\s,]+\s+)"
# What is known to take place, end or begin: its adnominal form has the time before it.
HAPPENS = any_of(
    "개최 만료 종료 시작 개시 시행 발효 완공 준공 개통 출범 실시 진행 개막 폐막 도래 체결 채택 수립 서명 "
    "발표 합의 개정 설립 발생 수확 생산 출시 완료 예상 전망 예정 계획 도입 운영 폐쇄 가동 마감 치러지 "
    "결정 공개 적용 임명 취임"
)
# What is still to come, whatever its verb.
AWAITED = any_of(
    "열리는 열릴 끝나는 끝날 있을 예정인 예정된 목표인 이뤄질 들어설 늘어날 줄어들 커질 필요할 려는 "
    "모실 보낼 만날 린다는 한다는 된다는 겠다는 다는"
)
PRESENT = any_of(
    "열린 치러지는 치러질 예정의 이뤄지는 맞이할 맞는 다가오는 만나는 모이는 떠나는 도착하는 도착할 맡을 "
    "맡는 앞둔"
)
LASTING = any_of("이르는 유효한 지속되는 이어지는 계속되는")
ENDS = any_of("졸업하는 졸업할 종료하는 만료되는 맡을 맡는 앞둔 마치는 마칠 맞는 맞이하는 시작하는 끝내는")
ADNOMINAL = (
    rf"(?:[^\s,]*(?:{HAPPENS})(?:되는|될|된|하는|할|한|인|된다는|되었던|됐던)"
    rf"|[^\s,]*(?:{AWAITED}|{PRESENT}|목표로\s*하는)|[^\s,]*[가-힣](?:될|되는)"
    rf"|[^\s,]*[가-힣]\s+수\s+(?:있는|있을)|[^\s,]+(?:을|를)\s+(?:[^\s,]*게\s+될|{ENDS}|목표로\s*(?:하는|"
    rf"한)))"
)
# The same behind "by": what is done already is no part of it.
TO_COME = (
    rf"(?:[^\s,]*(?:{HAPPENS})(?:되는|될|할|인)|[^\s,]*(?:{AWAITED}|{LASTING})|[^\s,]*[가-힣](?:될|되는))"
)
# Right behind the time any verb is it, but for states: "2027년 졸업하는 학생".
STATES = any_of(
    "필요 다양 중요 주요 관련 긴밀 유사 충분 적절 안전 강력 신속 원활 특별 구체적 실질적 공정 가능 동일 "
    "상세 편리 가까 많 높 낮 깊 넓 (?<![가-힣])(?:대한|관한|위한|인한|의한) 포함 또한 제한 북한 "
    "남한 권한 기한 최대한 무한 주한 방한 긴급 시급 필수 조속 정확 명확 상당 우수 유능 저렴 성실 정당 동등 "
    "순조 원만 신중 철저 일정한 특정한 엄격 투명 풍부 유용 유익 유리 불리 심각 절실 소중 귀중 막대 방대 "
    "포괄적 지속적 체계적 양호 완전 온전 간단 복잡 적합 타당 부당 합당 상응 대등 평등 공평 균등 활발 "
    "저명 유명 훌륭 면밀 세밀 친절 성대 필적 무관 광범위 획기적 전향적 건설적 종합적 실효적 호혜적 통일 확실"
)
NEXT_VERB = (
    r"(?:[^\s,]+(?<![을를])\s+)?(?![^\s,]*(?:거주|활동|관련|위치|소재|해당)하는)[^\s,]*[가-힣](?:하는|할)"
)
# A subject, which only looks like a verb: "올해 캐나다는 …".
SUBJECT = (
    r"[^\s,]*(?:시아|리아|디아|니아|라비아|아시아|란드|캐나다|인도|호주|페루|칠레|레이트|미얀마|이나|가나|시코|로코|냐|예|그리스|오스|"
    r"정부|[양두]\s?국가?|[가-힣]측|외교부|[가-힣]{2,}부|장관|총리|대사|나라|저희|우리|자)는\s"
)
UNDER_WAY = r"[^\s,]+\s*중인"
DONE = (
    rf"(?:(?:[^\s,]+(?<![을를은는이가])\s+){{0,3}}(?![^\s,]*(?:{STATES}))[^\s,]*[가-힣](?:한|된|린)|(?:[^\s,]+(?<![을를은는이가])\s+){{0,3}}[^\s,]*(?:숨진|다친|일어난|벌어진|무너진|알려진|치러진|이루어진|이뤄진|드러난|태어난|떠난|빚어진|끝난|"
    r"받은|보낸|받으신|보내신|주신|내신|맺은|했던|하던|됐던|있었던|나온|바뀐|시작된|들어온))"
)
# What is so only if something happens, or while it lasts: "5월까지 발효되지 않으면", "3월까지 머무는 동안".
IF = (
    r"(?!.*(?:감사|고맙|좋겠|도움))(?:[^\s,]+\s+){0,4}?"
    r"(?:[^\s,]*(?:[하되지으이시다]면|더라도|라도|거든|지라도)(?=[\s,])|"
    r"[^\s,]+[는은을할될한된]\s+(?:경우|동안|한)(?=[에\s,]))"
)
# Who has done something by a day: "3월까지 서류를 낸 신청자에게".
WHO_HAS = (
    r"[^\s,]+[을를]\s+[^\s,]*(?:한|된|낸|받은|마친|갖춘|치른|얻은|끝낸)\s+"
    r"[^\s,]+(?:에\s*한해|에\s*한하여|에게|에\s*대해|에\s*대하여|에만)"
)
WHO_DOES = (
    r"[^\s,]+[을를]\s+(?:(?:제출|완료|신청|등록|이수|납부|수료)하는|마치는|끝내는|내는|갖추는|치르는)\s+"
    r"[^\s,]+(?:에\s*한해|에\s*한하여|에게|에\s*대해|에\s*대하여|에만)"
)
EVENT = any_of(
    "정상회의 정상회담 회의 회담 포럼 훈련 행사 축제 선거 총선 대선 대회 올림픽 월드컵 박람회 엑스포 "
    "위원회 공동위 총회 방한 방문 주년 기념일 기념식 개막식 국민투표 전시회 경기 시험"
)
# What an adnominal verb describes; before these it is the verb of the clause itself: "개최할 것", and what is
# done at an event is done then: "12월에 열리는 포럼에서".
THING = (
    r"(?!(?:것|걸|수|데|바|예정|계획|방침|때|대로|뜻|의향|의사|용의|생각|필요|의무|책임|약속)"
    r"(?:[이을를에로가도]|으로|\s|$)"
    rf"|[^\s,]*(?:{EVENT})(?:에서|\s+(?:때|계기))\s)[^\s,]"
)
PROPOSAL = any_of(
    "방안 계획 제안 구상 목표 문제 가능성 안 의견 요청 노력 비전 공약 법안 정책 전략 프로젝트 사업 희망 "
    "의향 방향 타당성 여부"
)
REALISES = any_of("추진 이행 실현 달성 완료 마무리")
# Nouns that stand behind the time that they are called after.
OWN_TIME = any_of(
    "통계 자료 실적 수치 지표 전망 공급 물량 쿼터 가격 수준 비전 어젠다 사고 사태 수확 임기 교역 무역 "
    "수출 수입 성과 교훈 기한 시한 마감일 만기일 인구 추계 "
    "진출 선출 입후보 후보 유치 수임 경험 환율 요금 세율 수교 만료"
)
# The same before another noun too: "2027년 예산 편성".
NAMED = any_of("예산안? 목표 수요 만기 결산 회계연도 학년도 총조사 센서스 홍수 태풍 지진")
# What is done at that time, where more is agreed than to see to it: "2029년 개통을 지원".
DEEDS = any_of("발효 완공 준공 개통 개항 개교 개관 착공 조사 기준")
SEES_TO = any_of("추진 합의 실현 달성 노력 결정 개최 실시 마련 수립 시행 착수")
MADE = any_of(
    "협정 합의서? 합의문 선언 양해각서 조약 의정서 공동성명 공동선언 결의 로드맵 전략 계획 보고서 사업 "
    "프로그램 비전 공약 조치"
)
MAKES = any_of(
    "체결 서명 발효 수립 마련 채택 제출 작성 발간 발표 확정 착수 시작 개시 출범 완료 공개 송부 제공 전달"
)
HOLDS = any_of("개최 주최 열 갖 가지 참가 참석 참여 실시 진행 방문 출범 치르 발족 재개 파견 초청")
# The rest up to the verb of the clause, unless that verb brings the thing about.
UNLESS = r"(?!.*(?:{0})(?:하|되|시키|해|해\s*나가)?$)"
# What a clause in "-다는" is the content of where it is the deed itself: "보내겠다는 뜻을 밝혔다".
SAID = any_of("점 데 것 걸 입장 의사 뜻 의지 방침 약속 의향 원칙 생각 취지")
# A clause or name that a noun has before it, "감축한다는 목표", "도약이라는 구호", keeps its time.
CONTENT = rf"(?:[^\s,]+\s+){{0,6}}?[^\s,]*[다라](?:는|던)\s+(?!(?:{SAID})[을를이가은는에도의으])[^\s,]"
# Of whom or what something is so by a day: "9월 1일까지 등록한 학생에게".
SO_BY = any_of(
    "등록 발생 접수 신청 입국 체류 납부 가입 이수 졸업 수료 취득 지출 납입 선적 구매 이주 퇴거 근무 투자 "
    "통관 신고 출생 도착 출항 입학 재학 고용 채용 생산 제조"
)
# A state that lasts until a day: "2031년까지 임대지로 지정된 땅", "장기 체류하는 근로자".
STATE = (
    rf"(?:[^\s,]+로\s+[^\s,]*된|[^\s,]+[이가]\s+[^\s,]*[가-힣]된|[^\s,]+(?<![을를은는이가로에서의와과도])\s+"
    rf"(?![^\s,]*(?:거주|활동|관련|위치|소재|해당)하는)[^\s,]*[가-힣]하는)\s+{THING}"
)
# What is found at a time has it, whatever is done with it: "3월 회의에서 언급한 책", "5월에 문을 여는 병원".
AT_ITS_TIME = (
    rf"(?:(?:[^\s,]+\s+){{0,2}}?[^\s,]+에서\s+(?:[^\s,]+(?<![을를])\s+)?[^\s,]*(?:한|된|했던|됐던)\s+{THING}"
    rf"|(?:[^\s,]+\s+){{0,2}}?[^\s,]+[을를에]\s+(?![^\s,]*(?:{STATES}))(?:[^\s,]*[가-힣](?:는|한|된|할)|{DID}|{TO_DO})\s+"
    rf"{THING}{UNLESS.format(HOLDS)})"
)
# What somebody said or agreed before has its time: "3월까지 정하기로 한 기준", "10월까지 달라던 요구".
AS_SAID = (
    rf"(?:[^\s,]+\s+){{0,6}}?[^\s,]*(?:(?:기로|다고|라고|자고)\s*(?:[^\s,]+\s+)?"
    rf"(?:한|했던|하였던|하는|(?:약속|요청|요구|제안|합의|주장|다짐|공언|예고|통보|신고)(?:한|했던)|밝힌|말한)|[다라자]던)\s+{THING}"
)
# What will be, whatever the verb: "12월까지 버틸 식량", "이어질 우기".
WILL_BE = r"[가-힣]*(?:[어아여려져해워와라]질|버틸|[가-힣](?:릴|킬)|낼|꿀|쓸|머물|묵을|쌓을|겪을)"
# A day with a name of its own: "10월 9일 한글날 백일장".
NAMED_DAY = (
    r"(?:[^\s,]+(?<![을를은는이가])\s)?(?:[^\s,]+의\s+날|[^\s,]*(?:한글날|개천절|광복절|제헌절|삼일절|현충일|성탄절|어린이날|기념일|국경일|노동절))"
    r"(?!에|까지|\s?이?전)(?=[을를의이]\s|\s)"
)
# An earlier clause of the sentence says when something takes place: "3월 3일 열릴 예정이며".
EARLIER = (
    r"[^,]*(?:(?:예정|계획)이(?:며|고|나|니|므로|지만)|[는은한된인]바|므로|기\s때문에|관계로|[됨함임짐]에\s*따라"
    r"|하였으며|했으며|었으며|았으며|하였고|했고|었고|았고)[\s,]"
)
# A purpose takes a limit, except where it ends the deed: "타결하기 위해 노력".
FINISHES = any_of("체결 타결 완료 서명 마무리 발효 합의 달성 완공 개통")
PURPOSE = (
    rf"(?!{WORD}*[^\s,]*(?:{FINISHES})(?:하기|되기|되도록|하도록))"
    rf"(?:{WORD}|[^\s,]+(?:을|를)\s+)*?[^\s,]*(?:기\s*위(?:해|하여|한)|도록|고자)\s+"
    r"(?!(?:[^\s,]+\s+)?노력|최선)"
)
WITH_PARTICLE = r"(?=[을를의에와과도은는이가로,]|이라)"
IN_BRACKETS = r"(?:\s?\([^()]*\))?"
AFTER_NOUN = rf"(?={IN_BRACKETS}(?:[을를의에와과도은는이가로,]|이라|\s))"
PARTICLE = any_of("을 를 은 는 이 가 에 에서 의 로 으로 까지 내 와 과")
COMPOUND = rf"(?:(?:(?![^\s,]*(?:{PARTICLE})\s)[^\s,]+|[^\s,]*명의)\s+){{0,3}}?[^\s,]*"
ANY_WORDS = r"(?:[^\s,]+\s+){0,5}?[^\s,]*"
LIMIT = (
    rf"(?:(?:{WORD}{{0,4}}?{TO_COME}|[^\s,]*[가-힣](?:하는|할)|{UNDER_WAY})\s+{THING}|{PURPOSE}"
    # "2060년까지 달성한다는 발도리아의 국가전략을 지원".
    rf"|{ANY_WORDS}다는\s+[^\s,]+의\s+[^\s,]"
    rf"|{ANY_WORDS}(?:는|할|될)\s+(?:(?:[^\s,]+\s+)?[^\s,]+의\s+|(?:[^\s,]+\s+)?[^\s,]*측\s+)?(?:{PROPOSAL}){AFTER_NOUN}{UNLESS.format(REALISES)})"
)
ANY_TIME = (
    rf"(?:(?:{WORD}{{0,4}}?{ADNOMINAL}|{NEXT_VERB}|{DONE}|{UNDER_WAY})\s+{THING}"
    rf"|{ANY_WORDS}(?:하는|할|되는|될)\s+(?:{PROPOSAL}){AFTER_NOUN}{UNLESS.format(REALISES)})"
)
NAME = (
    rf"(?:(?:[^\s,]+(?<![을를은는이가])\s)?{NAMED_DAY}|{COMPOUND}(?:{OWN_TIME}){WITH_PARTICLE}|{COMPOUND}(?:{NAMED}){AFTER_NOUN}|{COMPOUND}(?:{DEEDS}){AFTER_NOUN}{UNLESS.format(SEES_TO)}|{COMPOUND}(?:을|를)\s+(?:준비|대비|희망|계획|앞두|기념|맞)|{COMPOUND}에\s+(?:대비|맞춰|맞추|즈음)"
    # "11월 물축제 기간 중": a time that has its own name.
    rf"|{COMPOUND}\s기간(?:\s?\([^)]*\))?\s*(?:중|동안|에도)"
    rf"|(?<=\d년\s){COMPOUND}(?:{MADE}){AFTER_NOUN}{UNLESS.format(MAKES)}"
    rf"|{COMPOUND}(?:{EVENT}){AFTER_NOUN}(?!\s*(?:시|때|중|기간|계기)){UNLESS.format(HOLDS)})"
)
BEHIND = re.compile(
    rf"(?:의\s|(?<=까지)\s*(?:{LIMIT}|{STATE})|\s*{EARLIER}|\s*{CONTENT}|\s*{AS_SAID}"
    rf"|(?<!까지)(?<!이내)(?<!이내에)(?<!안에)(?<!내에)(?<!내로)(?:부터|에)?\s*{AT_ITS_TIME}"
    # What stays as it is until a day: "2028년까지 계속 유지".
    r"|(?<=까지)(?:에)?\s*(?:[^\s,]+\s+){0,7}?(?:계속\s*[^\s,]{0,6}|[^\s,]*(?:유지|지속|존속|주둔|잔류|보관)(?:하|시키)?)$"
    rf"|(?:(?<=전에)|(?<=이전))\s*(?:[^\s,]+\s+){{0,2}}?(?:{DONE}|받은|당한)\s+{THING}"
    rf"|(?<!까지)(?<!이내)(?<!이내에)(?<!안에)(?<!내에)(?<!내로)(?:부터|에)?\s*{ANY_TIME}"
    rf"|\s*{IF}|(?<=까지)\s*{WHO_HAS}"
    rf"|(?<=까지)\s*(?:[^\s,]+(?<![을를])\s+)?(?:{SO_BY})(?:한|된|하는|되는|했던|됐던)\s+{THING}"
    # "9월 15일자로 바뀌는 요건", "3월부터 열 편으로 늘리는 방안".
    rf"|(?<!까지)(?:부터)?\s*(?:[^\s,]+(?<![을를은는이가])\s+){{0,2}}?(?![^\s,]*(?:거주|활동|관련|위치|소재|해당)하는)"
    rf"(?!{SUBJECT})[^\s,]*[가-힣]는\s+(?:(?:{PROPOSAL}){AFTER_NOUN}{UNLESS.format(REALISES)}|(?!{PROPOSAL}){THING})"
    # "90일 이내 단기 체류하는 국민", "2029년 가동을 목표로 추진 중인 단지".
    rf"|(?<=이내)\s*(?:[^\s,]+\s+)?[^\s,]*(?:체류|거주|방문|여행|유효|입국|만료|도래)(?:하는|한|할|되는|될)\s"
    rf"|(?<=까지)\s*(?:[^\s,]+\s+){{0,2}}?[^\s,]+(?:을|를)\s+목표로\s+(?:[^\s,]+(?<!을)(?<!를)\s+){{0,3}}?[^\s,]*[가-힣]는\s+{THING}"
    rf"|\s+[^\s,]+(?:을|를)\s+목표로\s+(?:[^\s,]+\s+){{0,4}}?(?:{UNDER_WAY}|{ADNOMINAL}|{DONE})\s+{THING}"
    # "2030년까지 교역액 1,500억 불 달성을 위하여 협의", "6월 공고 예정인 입찰", "5월 한 달간".
    rf"|(?<=까지)\s*(?:[^\s]+\s+){{0,5}}?[^\s,]*(?:달성|실현|도달)(?:을|를)\s*위(?:해|하여)\s+(?!(?:[^\s,]+\s+)?(?:노력|최선|힘))"
    rf"|\s+(?:공고|발표|출범|시행|완공|착공|준공|개통|발주|공모|선정|출시|발효|만료|종료|입주)\s*예정인\s+[^\s,]"
    rf"|(?<=까지)\s*(?![^\s,]*(?:{STATES}))[^\s,]*[가-힣](?:된|됐던|되었던|하였던|했던)\s+{THING}"
    r"|(?<=이내)\s*(?:[^\s,]+\s+)?[^\s,]*(?:체류|단기|방문|입국|거주|여행|관광)[^\s,]*자(?=[를에는은가의])"
    # "6월 30일 현재 미납된 금액".
    r"|\.?(?:자(?:로)?)?\s*(?:현재|기준)(?:으로|의|인|일)?(?=[\s,)])"
    # "9월까지 받는 신청", "9월까지 서류를 내는 신청자에게", "6월 3일에 낸 초안".
    rf"|(?<=까지)\s*(?:{DOES}|{DID}|{TO_DO}|{WILL_BE})\s+{THING}|(?<=까지)\s*{WHO_DOES}"
    rf"|(?<!까지)(?<!이내)(?<!이내에)(?<!안에)(?<!내에)(?<!내로)\s*(?:[^\s,]+(?<![을를은는이가])\s+){{0,3}}?{DID}\s+{THING}"
    # "여권(2028년 5월 만료)".
    # "11월 20일까지 기한이 남은 약", "2031년까지 쓸 수 있는 주파수", "2월까지인 성수기".
    rf"|(?<=까지)\s*(?:[^\s,]+\s+){{0,2}}?[^\s,]+(?<![측부국처청])[이가]\s+(?:{DOES}|{DID}|{TO_DO}|{WILL_BE})\s+{THING}"
    rf"|(?<=까지)\s*(?:[^\s,]+(?<![을를])\s+){{0,2}}?[^\s,]+\s+수\s+[있없]는\s+{THING}|(?<=까지)(?:인|이던|였던)\s"
    # "10월 7일 대표단이 묵을 호텔": not what somebody has asked for, which may be sent on that day.
    rf"|(?<=[년월일])\s+(?:[^\s,]+\s+){{0,2}}?[^\s,]+[이가]\s+(?:[^\s,]+(?<![을를])\s+)?"
    rf"(?:(?![^\s,]*(?:{STATES}|요청|요구|제기|제안|희망))[^\s,]*[가-힣](?:한|된|할)|{DOES}|{DID}|{TO_DO}|{WILL_BE})\s+{THING}"
    r"|\s+(?:만료|현재|기준|개최|체결|서명|발효|시행|종료|예정|작성|접수|도착|출범|완공|준공)\s*\)"
    rf"|(?<=월)\s*한\s*달\s*(?:간|동안)"
    # "2월 고위급 접촉 이후 다시 논의": after something of that time.
    rf"|(?<=[년월일기반말초도])\s+(?:[^\s,.]+\s+){{0,3}}?[^\s,.\d]*(?:이후|이래|뒤|(?<!이)후)(?:에|의|로)?(?=[\s,])"
    # "연말까지 결론이 나느냐는 질문", "5월에 나오는 것으로 알고 있다": what is asked or known.
    r"|[^,]*(?:느냐|[는은인을할될]지)(?:는|의|에\s*대한)?\s+(?:[^\s,]+\s+){0,2}?(?:질문|물음|문의|질의)"
    r"|[^,]*것으로\s+(?:예상|전망|관측|예측|추정|기대)[가-힣]*(?:나|지만|며|고|므로|[는은한된]데|되어)[\s,]"
    r"|[^,]*[는은될]\s+것으로\s+(?:안다|알고|알며|이해|파악|들었|듣고)"
    # "2월 20일 우리 선박이 겪은 사고": what somebody went through then.
    rf"|(?<!까지)\s+(?:[^\s,]+\s+){{0,3}}?[^\s,]+[이가]\s+(?:겪은|당한|입은|잃은|받은|맞은)\s+{THING}"
    # A year alone, or a time without a particle.
    rf"|(?<=\d년)\s+{PURPOSE}|(?<=[년월일기반말초도])\s+{NAME})"
)
# What is written somewhere keeps its times, and so does a clause with a subject of its own before a noun:
# "“9월 1일까지 반납” 표시", "의회가 9월 1일까지 심의하게 되어 있는 점".
IS_SAID = (
    r"(?!\s*(?:이?라(?:고|며|면서)|고|며|면서)(?![가-힣])"
    r"(?!\s+(?:적힌|쓰인|찍힌|새겨진|표시된|기재된|불리는)))"
)
OWN_SUBJECT = (
    r"(?<!\S)[^\s,\"]+(?:(?<!사)(?<!차)(?<!같)(?<!없)(?<!많)(?<!높)(?<!깊)이|"
    r"(?<!전문)(?<!국)(?<!평)(?<!허)(?<!인)(?<!추)(?<!증)(?<!참)가|께서)\s"
)
SPANS = re.compile(
    rf"\"[^\"]*\"{IS_SAID}|(?<!\S)'(?!\d\d[.년])[^']{{2,40}}'(?!\d){IS_SAID}"
    rf"|{OWN_SUBJECT}(?:[^\s,\"]+\s+){{1,8}}?(?:[^\s,]*(?:하는|되는|있는|했던|하던|됐던|하려는|다던|(?<![가-힣])할)|{DOES}|{DID}|{TO_DO})\s+{THING}"
)
YEAR = r"(?:19|20)\d\d"
DATES = re.compile(
    rf"(?<![\d.-])(?:{YEAR}년\s*\d{{1,2}}월(?:\s*\d{{1,2}}일)?|오는\s*\d{{1,2}}월\s*\d{{1,2}}일"
    rf"|{YEAR}년\s*(?:[1-4]\s*분기|상반기|하반기)|\d{{1,2}}월\s*\d{{1,2}}일"
    rf"|{YEAR}\s*[-~∼]\s*(?:19|20)?\d\d년?|{YEAR}년도?|{YEAR}(?![\d-]))"
)
ATTACHMENTS = Attachments(
    lasting=re.compile(
        r"(?:(?:향후|앞으로|다음)\s*)?(?:약\s*)?(?:총\s*)?(?:\d+|[한두세네])\s*(?:년|개월|달|주|주일|일)\s*(?:간|동안)"
    ),
    dates=DATES,
    behind=BEHIND,
    spans=SPANS,
    # "11월 정상회담을 앞두고": when something else is.
    until=re.compile(r"(?:\d{4}년|\d{1,2}월|내년|올해|오는).*앞두고"),
)

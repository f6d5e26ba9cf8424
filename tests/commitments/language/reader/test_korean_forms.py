"""Korean documents of all forms: treaties, minutes, action lists, notes verbales, emails, speeches, press."""

from django.test import SimpleTestCase

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items, rows_of

# Texts, "/" for a new line, and behind "=" what is read: kind, owner and wording of the deadline, or nothing.
TREATIES = """
캄보디아는 파견 교사에게 숙소를 내준다.
= commitment theirs
각 당사자는 서명일로부터 30일 이내에 중앙당국을 지정한다.
= commitment joint 서명일로부터 30일 이내에
각 당사자는 이 양해각서의 이행에 필요한 비용을 각자 부담한다.
= commitment joint
당사자들은 매년 한 차례 항만 안전에 관한 정보를 교환한다.
= commitment joint 매년 한 차례
양 당사자는 이 협정의 해석에 관하여 외교경로를 통해 협의한다.
= commitment joint
대한민국 정부는 2027년 6월 30일까지 항만 조사 장비를 제공한다.
= commitment ours 2027년 6월 30일까지
캄보디아왕국 정부는 사업 부지를 무상으로 확보한다.
= commitment theirs
캄보디아 정부는 전문가의 입국사증을 신속히 발급한다.
= commitment theirs 신속히
양측은 공동위원회를 설치하고, 공동위원회는 매년 교대로 개최된다.
= commitment joint 매년
양측은 이 약정의 이행 상황을 반기별로 점검한다.
= commitment joint 반기별로
양측은 제3국 진출을 위해 상호 협력한다.
= commitment joint
한국 측 당사자는 교육 자료를 2026년 12월까지 송부한다.
= commitment ours 2026년 12월까지
캄보디아 측 참여기관은 연수생 20명을 선발한다.
= commitment theirs
어느 일방 당사자는 상대 당사자에게 담당관의 변경을 지체 없이 통보하여야 한다.
= commitment joint 지체 없이
양 기관은 취득한 정보를 제3자에게 제공하지 아니한다.
= commitment joint
제2조 양 기관은 각각 1명의 연락관을 둔다.
= commitment joint
각 참여자는 상대 참여자가 제공한 자료를 보호한다.
= commitment joint
양국은 사증 수수료를 상호 면제하기 위하여 노력한다.
= commitment joint
대한민국 법무부는 송환된 자료의 사본을 보관하고 요청이 있으면 제출한다.
= commitment ours
양측은 매년 1월 31일까지 통계를 서면으로 통지하기로 한다.
= commitment joint 매년 1월 31일까지
당사국은 상대국 국민의 재산을 보호하여야 한다.
= commitment joint
제1조 교류 / 당사국은 관리 체계를 정비하고 2년마다 1회 회합한다. / 제2조
= commitment joint 2년마다 1회
캄보디아 측 당사자는 신청을 접수한 날부터 20일 이내에 결과를 회신하여야 한다.
= commitment theirs 신청을 접수한 날부터 20일 이내에
한국 측 당사자는 수위 자료를 매시간 전송한다.
= commitment ours 매시간
"""
FINAL_CLAUSES = """
이 양해각서는 서명일에 발효한다.
이 협정은 양측이 국내 절차의 완료를 통보한 날부터 30일 후에 발효한다.
이 양해각서는 5년간 유효하며, 이의가 없으면 5년씩 자동 연장된다.
어느 한쪽 당사자는 6개월 전 서면 통보로써 이 협정을 종료할 수 있다.
이 양해각서는 양 당사자의 서면 합의에 의하여 개정될 수 있다.
이 약정의 해석에 관한 분쟁은 협의를 통하여 우호적으로 해결한다.
이 양해각서는 국제법상 법적 구속력을 갖지 아니한다.
이 협정의 종료는 진행 중인 사업에 영향을 미치지 아니한다.
2026년 5월 12일 서울에서 한국어, 크메르어 및 영어로 각 2부를 작성하였다.
이 협정에서 "당사자"란 대한민국 정부와 캄보디아왕국 정부를 말한다.
이 협정은 당사자의 다른 조약상 의무에 영향을 주지 아니한다.
"""
MINUTES = """
ㅇ 양측은 제9차 회의를 2027년 서울에서 개최하기로 합의함.
= commitment joint 2027년
ㅇ 캄측은 2027년 총선 전까지 보상을 마무리하겠다고 설명함.
= commitment theirs 2027년 총선 전까지
ㅇ 우리측은 시스템을 2026년 9월부터 시범 운영할 계획임.
= commitment ours 2026년 9월
ㅇ (예산) 우리측, 장비 지원비를 내년도 예산에 반영 추진
= commitment ours
ㅇ 캄측은 초안 접수 후 45일 이내에 의견을 회신하기로 함.
= commitment theirs 초안 접수 후 45일 이내에
ㅇ 캄측 요청사항 / - 순찰차량 50대 지원 요청
= request ours
ㅇ 캄측은 6월 말까지 세관 자료를 송부키로 함.
= commitment theirs 6월 말까지
ㅇ 한측은 하반기 중 전문가 3명을 파견할 예정임.
= commitment ours 하반기 중
ㅇ 우리측은 측량 장비 2대를 추가 지원할 계획임.
= commitment ours
ㅇ 양측은 격년으로 국장급 협의를 개최키로 합의.
= commitment joint 격년으로
ㅇ 양측은 항만 실사단을 조속히 파견하기로 함.
= commitment joint 조속히
ㅇ 캄측은 우리측 제안을 내부적으로 검토키로 함.
= commitment theirs
ㅇ 우리 국토교통부는 10영업일 이내에 의견을 회신하기로 하였음.
= commitment ours 10영업일 이내에
ㅇ 캄측은 우리측에 연수 인원의 확대를 요청함.
= request ours
ㅇ 우리측은 체류자 명단을 7월까지 제공해 줄 것을 요청하였음.
= request theirs 7월까지
ㅇ 우리측은 통관 절차의 간소화를 당부함.
= request theirs
ㅇ 캄측은 사증 발급 지연의 해소를 요망함.
= request ours
ㅇ 한측은 시범사업 예산을 2027년 3월까지 확보하겠다고 답변함.
= commitment ours 2027년 3월까지
ㅇ 캄측 내무부는 담당관을 금요일까지 통보하기로 함.
= commitment theirs 금요일까지
ㅇ 노동직업훈련부(캄보디아)는 쿼터 조정안을 다음 달 15일까지 제출하기로 함.
= commitment theirs 다음 달 15일까지
ㅇ 외교부(한국)는 초안을 회람하기로 함.
= commitment ours
ㅇ 양측, 공동 조사를 연내 추진하기로 합의
= commitment joint 연내
ㅇ 한측, 후속 실무회의를 9월 중 개최 예정
= commitment ours 9월 중
ㅇ 양측은 적극 협력하기로 함. ㅇ 차기 회의는 2027년 상반기 프놈펜에서 개최하기로 함.
= commitment joint; commitment joint 2027년 상반기
ㅇ 양측은 시범사업을 D+30까지 착수하기로 함.
= commitment joint D+30까지
ㅇ 우리측은 긍정적으로 검토하겠다고 함.
= commitment ours
ㅇ 캄측은 관련 법령의 개정을 연내 마무리하겠다고 언급함.
= commitment theirs 연내
ㅇ 양측은 핫라인을 구축하여 8월부터 운영하기로 합의함.
= commitment joint 8월
ㅇ 우리측은 캄측의 입장을 본부에 보고하고 회신하기로 함.
= commitment ours
ㅇ 한측은 2026년 10월까지 타당성 조사를 추진.
= commitment ours 2026년 10월까지
ㅇ 캄측은 부지 사용 허가를 5월 마지막 근무일까지 발급할 것임.
= commitment theirs 5월 마지막 근무일까지
"""
ACTIONS = """
조치사항: 외교부(한국), 6월 30일까지 합의문 초안 송부
= commitment ours 6월 30일까지
조치사항: 캄보디아 내무부, 담당관 명단 제출
= commitment theirs
조치사항 / - (한측) 8월 말까지 기자재 목록 제공 / - (캄측) 통관 절차 안내
= commitment ours 8월 말까지; commitment theirs
후속조치 / 1. 우리측: 조사단 파견(9월 중) / 2. 캄측: 부지 확인
= commitment ours 9월 중; commitment theirs
향후 계획 / ㅇ 양측, 실무 협의 개최(10월) / ㅇ 한국 외교부, 결과 보고서 회람
= commitment joint 10월; commitment ours
- (한측) 7월 10일까지 질의서 송부
= commitment ours 7월 10일까지
향후 계획 / ㅇ 주캄보디아 대사관, 지정 여부 확인 / ㅇ 법무부, 안내자료 배포(5월 넷째 주)
= commitment ours; commitment ours 5월 넷째 주
- 캄측: 명단을 조속히 회신
= commitment theirs 조속히
이행 과제 / - 한측 - 시범사업 착수 / - 양측 - 중간 점검 실시
= commitment ours; commitment joint
□ 조치사항: 캄측 /  1) 부지 도면 제출 (다음 회의 전까지) / □ 참고 /  o 6월 프놈펜 박람회 개최
= commitment theirs 다음 회의 전까지
□ 조치사항(우리측) /  1) 보안 절차 안내문 송부 (법무부, 4.10(금)限)
= commitment ours 4.10(금)限
□ 공동 조치사항 /  1) 화상회의 월 1회 개최
= commitment joint 월 1회
후속 조치 목록 / [캄측] /  - 수정안에 대한 의견 회신 - 수정안 접수 후 2주 이내
= commitment theirs 수정안 접수 후 2주 이내
□ 조치사항: 우리측 /  1) 검토 의견을 조속 회보할 것
= commitment ours 조속
"""
NOTES = """
주캄보디아 대한민국 대사관은 캄보디아 외교국제협력부에 경의를 표하며, 대표단 명단을 6월 15일까지 통보하여
  줄 것을 요청하는 영광을 가집니다.
= request theirs 6월 15일까지
대사관은 귀부가 입국사증을 조속히 발급하여 주시기를 요청드리는 바입니다.
= request theirs 조속히
대사관은 이에 대한 귀부의 협조를 요청하는 영광을 가집니다.
= request theirs
이와 관련, 귀측의 회신을 5월 29일까지 보내 주시면 감사하겠습니다.
= request theirs 5월 29일까지
대한민국 정부는 상기 제안을 수락함을 알려드리는 영광을 가집니다.
= nothing
대사관은 이 기회를 빌려 귀부에 다시 한번 심심한 경의를 표합니다.
= nothing
주대한민국 캄보디아왕국 대사관은 대한민국 외교부에 경의를 표하며, 조문단의 입국에 협조하여 줄 것을
  요청합니다.
= request ours
외교부는 관계 기관의 심사가 끝나는 대로 결과를 대사관에 통보할 예정입니다.
= commitment ours 기관의 심사가 끝나는 대로
"""
EMAILS = """
첨부한 초안 검토 부탁드립니다.
= request theirs
참석자 명단을 금요일까지 회신해 주시면 감사하겠습니다.
= request theirs 금요일까지
귀측 의견을 6월 5일까지 보내 주시기 바랍니다.
= request theirs 6월 5일까지
회의 장소를 알려주실 수 있으신지요?
= request theirs
수정본을 다음 주까지 송부해 주십시오.
= request theirs 다음 주까지
자료 제출 협조 요청드립니다.
= request theirs
확인 후 5월 20일까지 회신드리겠습니다.
= commitment ours 5월 20일까지
저희 측에서 일정표를 작성하여 공유드리겠습니다.
= commitment ours
저희는 통역을 준비할 예정입니다.
= commitment ours
귀측에서 차량을 준비하기로 하셨습니다.
= commitment theirs
안녕하세요. 지난주 회의에 참석해 주셔서 감사합니다.
= nothing
다음에 또 뵙기를 기대하겠습니다.
= nothing
문의 사항이 있으시면 언제든지 연락 주십시오.
= nothing
저희 쪽에서는 의제안을 5월 25일까지 보내드릴 예정입니다.
= commitment ours 5월 25일까지
협정이 2027년 3월에 끝나므로 연장 여부도 논의하면 좋겠습니다.
= nothing
업무에 참고하시기 바랍니다.
= nothing
늘 건강하시기 바랍니다.
= nothing
"""
SPEECHES = """
우리 정부는 내년까지 캄보디아 청년 500명을 초청하겠습니다.
= commitment ours 내년까지
내년에는 프놈펜에 직업훈련원을 새로 열겠습니다.
= commitment ours 내년에는
우리 정부는 캄보디아의 도로 건설을 계속 지원해 나가겠습니다.
= commitment ours
저는 올해 안에 항공 노선을 다시 열 것을 약속드립니다.
= commitment ours 올해 안에
대한민국은 어려운 이웃을 돕는 데 앞장설 것입니다.
= commitment ours
두 나라의 우정이 영원하기를 기원합니다.
= nothing
따뜻하게 맞아 주신 국민 여러분께 깊이 감사드립니다.
= nothing
양국은 지난 30년간 눈부시게 발전해 왔습니다.
= nothing
우리는 함께 더 큰 미래를 열 수 있을 것이라 믿습니다.
= nothing
내년 봄 서울에서 열리는 항만 포럼에 총리님을 정중히 초청합니다.
= offer theirs
"""
PRESS = """
[보도자료] 양국은 항만 협력 양해각서를 연내 체결하기로 했다.
= commitment joint 연내
외교부는 캄보디아 외교부와 함께 실무단을 구성하기로 했다고 밝혔다.
= commitment joint
캄보디아는 내년부터 사증을 면제할 방침이라고 밝혔다.
= commitment theirs 내년
양측은 이번 회의가 유익하였다고 평가했다.
= nothing
이번 회의는 2024년 이후 2년 만에 개최되었다.
= nothing
캄보디아는 한국의 주요 개발협력 대상국이다.
= nothing
양국 교역액은 2025년 12억 달러를 기록하였다.
= nothing
우리 장관은 관심을 당부하였다. 특히 캄보디아 정부가 조치를 취해 줄 것을 요청하였다.
= request theirs; request theirs
캄측은 며칠 내로 결과를 알려주겠다고 하였다.
= commitment theirs 며칠 내로
양국은 국경 검문소를 매일 오전 9시부터 오후 6시까지 운영하기로 하였다.
= commitment joint
양 장관은 미수금 문제를 다룰 공동 실무반을 내년 1월 말까지 빠짐없이 / 가동하기로 합의하였다.
= commitment joint 내년 1월 말까지
"""
BACKGROUND = """
ㅇ 양측은 그간의 협력 성과를 높이 평가함.
= nothing
ㅇ 우리측은 캄측의 협조에 사의를 표함.
= understanding ours
ㅇ 캄측은 우리 기업의 투자 확대를 환영함.
= nothing
ㅇ 양측은 협력 필요성에 인식을 같이함.
= understanding joint
ㅇ 캄측은 국내 현황을 설명함.
= nothing
ㅇ 한측은 향후 협력이 확대되기를 희망함.
= nothing
ㅇ 양측은 상수도 사업이 2027년 12월 완공될 예정임을 확인함.
= nothing
ㅇ 현행 협정은 2027년 12월 만료 예정임.
= nothing
ㅇ 제4차 회의는 2024년 11월 서울에서 개최됨.
= nothing
참석자: 우리측 외교부 국장, 캄측 외교부 국장
= nothing
ㅇ 캄측, 2025년 무상원조 사업 성과 평가
= nothing
ㅇ 한측, 캄측의 신속한 조치 환영
= nothing
조치사항: 없음
= nothing
ㅇ 양측은 세관 협력에 대해 논의함.
= topic
"""
TABLES = {
    "treaties": (TREATIES, Known()),
    "minutes": (MINUTES, Known(author="ours")),
    "actions": (ACTIONS, Known(author="ours")),
    "notes": (NOTES, Known(author="ours")),
    "emails": (EMAILS, Known(author="ours")),
    "speeches": (SPEECHES, Known(author="ours")),
    "press": (PRESS, Known(author="ours")),
    "background": (BACKGROUND, Known(author="ours")),
}


def read(text: str, known: Known) -> str:
    """Read a text of Korea and Cambodia, as a row of the tables shows it."""
    found = items(text.replace(" / ", "\n"), "한국", "캄보디아", known)
    told = "; ".join(
        " ".join(filter(None, (str(one.act), one.owner, one.due.wording))) for one in found if not one.is_weak
    )
    return told or "nothing"


class FormsTests(SimpleTestCase):
    def test_each_form_is_read(self) -> None:
        for name, (rows, known) in TABLES.items():
            for text, expected in rows_of(rows):
                with self.subTest(name, text=text):
                    self.assertEqual(read(text, known), expected)

    def test_final_clauses_promise_nothing(self) -> None:
        for text, _expected in rows_of(FINAL_CLAUSES):
            with self.subTest(text):
                self.assertEqual(read(text, Known()), "nothing")


# Who speaks, writes and acts where no sentence says it; and dates of something else.
AUTHORS: tuple[tuple[str, list[tuple[str, str, str]]], ...] = (
    (
        (
            "공동기자회견 (2026.5.12.)\n\n"
            "캄보디아 총리: 우리는 6월 말까지 수사관 다섯 명을 추가로 파견하겠습니다.\n"
            "기자: 자료는 언제 제출합니까?\n"
            "우리 대통령: 한국은 7월 15일까지 명단을 전달하겠습니다.\n"
        ),
        [("commitment", "theirs", "6월 말까지"), ("commitment", "ours", "7월 15일까지")],
    ),
    (
        (
            "보낸 사람: 캄보디아 내무부\n받는 사람: 외교부 동남아2과\n\n안녕하십니까.\n"
            "저희 쪽에서 5월 20일까지 참가자 명단을 보내 드리겠습니다.\n잘 부탁드립니다.\n"
        ),
        [("commitment", "theirs", "5월 20일까지")],
    ),
    (
        "양측은 아래와 같이 하기로 하였다.\n1. 실무협의 개최\n2. 2026년 9월까지 공동조사 결과 교환\n",
        [("commitment", "joint", ""), ("commitment", "joint", "2026년 9월까지")],
    ),
    ("양측은 2050년까지 탄소중립을 달성한다는 캄보디아의 전략에 유의하였다.", []),
    (
        "한국은 2027년 3월 정상회의에 대비하여 통역 인력을 지원하기로 하였다.",
        [("commitment", "ours", "")],
    ),
    ("한국 측은 11월 물축제 기간 중 순찰 강화를 요청하였다.", [("request", "theirs", "")]),
    ("캄보디아는 작년에 전담반을 두기로 결정한 바 있다.", []),
    (
        "캄보디아 국립경찰연구원은 8월까지 교육 과정을 마련하기로 하였다.",
        [("commitment", "theirs", "8월까지")],
    ),
)


class AuthorTests(SimpleTestCase):
    def test_who_speaks_writes_and_acts_is_found(self) -> None:
        for text, expected in AUTHORS:
            with self.subTest(text):
                found = items(text, ours="대한민국", theirs="캄보디아", known=Known())
                self.assertEqual([(one.act, one.owner, one.due.wording) for one in found], expected)


# What nobody of the two is to do.
NOTHING = (
    "한국 측은 2026년 12월 1일까지 공장을 짓겠다고 한 적이 없다고 반박하였다.",
    "캄보디아 측은 2026년 12월까지 철수할 뜻이 없음을 분명히 하였음.",
    "일본은 2026년 10월 말까지 자료를 양국에 제출하여야 한다.",
    "캄보디아 측은 2030년까지 철도를 완공할 계획이라고 설명함.",
    "캄보디아는 2040년까지 연 300만 톤의 수소를 생산할 계획이다.",
    "국제노동기구 사무국은 2026년 9월 1일까지 보고서를 작성하여야 한다.",
    "유엔은 2026년 9월 2일까지 보고서를 제출하기로 하였다.",
    "캄보디아 의회는 2026년 9월 3일까지 개정안을 작성하여야 한다.",
    "합의가 없었더라면 한국 측은 2026년 9월 4일까지 배상금을 지급해야 했을 것이다.",
    "한국 측이 2026년 9월 5일까지 배를 인도하였을 것임.",
    "옛 협정이 2026년 6월 1일부로 종료되었음을 양측이 확인함.",
    "어떠한 규정도 캄보디아 측의 다른 의무에 영향을 주지 아니한다.",
)
# One sentence each: who is to do what by when.
ENDINGS = """
본부에서는 품목별 입장을 6월 20일까지 당관에 하달바람.
= request ours 6월 20일까지
네 장관은 협상을 조속히 마무리하기로 하였다.
= commitment joint 조속히
한국 측은 통계를 금주내 송부하겠다 함.
= commitment ours 금주내
한국 측은 판정문 사본을 제공할 의무를 진다.
= commitment ours
표지는 양국 기술단이 6월 15일까지 확정한다.
= commitment joint 6월 15일까지
한국 측은 명단을 제출하여 달라는 캄보디아 측의 요청을 받아들였다.
= commitment ours
한국 측은 부지를 6월 안에 인도할 것을 확약하였음.
= commitment ours 6월 안에
우리나라는 항만 설계에 2억 달러의 기금을 지원합니다.
= commitment ours
한국 측도 명단을 6월 3일까지 제출하기로 하였다.
= commitment ours 6월 3일까지
캄측은 명단을 6월 3일까지 통보하고, 한측은 결과를 6월 9일까지 회신하기로 함.
= commitment theirs 6월 3일까지; commitment ours 6월 9일까지
大韓民國側은 도면을 6월 3일까지 교부하기로 하였음.
= commitment ours 6월 3일까지
한국 측은 초안을 회의 개최 4주 전까지 회람하기로 한다.
= commitment ours 회의 개최 4주 전까지
한국 외교부는 캄보디아 대사관이 6월 3일까지 명단을 통보하여 준다면 이를 감사히 여길 것입니다.
= request theirs 6월 3일까지
"""
# Whole texts: official letters, chats, articles, and whose "우리측" it is.
TEXTS: tuple[tuple[str, str], ...] = (
    (
        "협의 결과 (캄보디아측 작성, 국문본)\n\n우리측은 6월 9일까지 자료를 제공하기로 하였다.\n",
        "commitment theirs 6월 9일까지",
    ),
    (
        "한국측 담당관이 참석하였다.\n우리측은 6월 9일까지 자료를 제공하기로 하였다.\n",
        "commitment theirs 6월 9일까지",
    ),
    (
        (
            "수신  캄보디아 교통부장관\n(경유)\n제목  자료 요청\n\n1. 귀 부의 발전을 기원합니다.\n"
            "2. 다음 사항에 대하여 귀 부의 협조를 요청하오니 조치하여 주시기 바랍니다.\n"
            "   가. 지반조사 성과품 제출\n   나. 파견인력 23명에 대한 노동허가 연장\n"
            "3. 귀측이 제안하신 조항의 수용 여부는 협의가 끝나는 대로 알려 드리겠습니다.\n"
            "4. 귀 부의 가능 일정을 5. 23.까지 회신하여 주시면 감사하겠습니다.\n"
        ),
        ("request theirs; request theirs; commitment ours 협의가 끝나는 대로; request theirs 5. 23.까지"),
    ),
    (
        (
            "수신  캄보디아 교통부장관\n제목  조치사항\n\n1. 감사드립니다.\n\n< 귀측 조치사항 >\n"
            " ○ 고지서 발급\n\n2. 우리 부는 이행 상황을 점검하여 그 결과를 귀 청과 공유하겠습니다.\n"
        ),
        "commitment theirs; commitment ours",
    ),
    (
        (
            "대화방 기록\n\n[김하나 (한국 관세청)] [오전 9:02] 안녕하세요\n"
            "[소팔 (캄보디아 관세청)] [오전 9:05] 세관 도면은 제가 6월 3일까지 올립니다\n"
            "[김하나 (한국 관세청)] [오전 9:08] 통관 통계도 보내주실 수 있나요?\n"
            "[소팔 (캄보디아 관세청)] [오전 9:11] 통역비는 저희가 낼게요\n"
        ),
        "commitment theirs 6월 3일까지; request theirs; commitment theirs",
    ),
    (
        (
            "보낸사람: 김하나 (한국 관세청)\n받는사람: 소팔 (캄보디아 관세청)\n제목: 자료\n\n"
            "통계표를 이번 주 안으로 받아 볼 수 있을까요?\n\n검역 통계는 회의 전에만 받으면 됩니다.\n\n"
            "다음 회의는 6월 8일에 하는 걸로 해요.\n\n사진은 다녀와서 공유할게요~\n"
        ),
        (
            "request theirs 이번 주 안으로; request theirs 회의 전에; commitment joint 6월 8일에; "
            "commitment ours"
        ),
    ),
    (
        "제1항 한국 당사자는 유류비를 청구하지 아니한다.\n제2항 어느 당사자도 영상을 배포하지 않는다.\n",
        "commitment ours; commitment joint",
    ),
)


class EndingTests(SimpleTestCase):
    def test_each_ending_and_each_kind_of_text_is_read(self) -> None:
        for text, expected in (*rows_of(ENDINGS), *TEXTS):
            with self.subTest(text):
                self.assertEqual(read(text, Known()), expected)


class NothingTests(SimpleTestCase):
    def test_what_others_do_what_was_supposed_and_what_is_so_is_no_promise(self) -> None:
        for text in NOTHING:
            with self.subTest(text):
                self.assertEqual(items(text, ours="대한민국", theirs="캄보디아"), [])


def test_a_length_of_time_is_not_counted_from_the_meeting_behind_what_ends() -> None:
    (one,) = items("한국측은 환경영향에 대하여 훈련 종료 후 1개월 내에 보고하기로 하였다.")
    assert (one.due.anchor, one.due.event) == ("event", "종료")


def test_a_day_with_points_and_its_weekday_ends_no_sentence() -> None:
    text = "조치사항\n- 성과품 제출: 2026. 11. 6.(금)까지\n- 명단 확정: 우리측, 10. 8.까지"
    assert [one.due.wording for one in items(text)] == ["2026. 11. 6.(금)까지", "10. 8.까지"]

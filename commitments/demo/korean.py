"""The Korean texts of the demonstration: names and titles, and the briefs of the next session.

References of items are inserted by their English titles, as in the originals.
"""

TITLES = {
    # People with an account
    "Ong Go-jip": "옹고집",
    "Hong Gil-dong": "홍길동",
    "Seong Chun-hyang": "성춘향",
    "Yi Mong-ryong": "이몽룡",
    "Sim Cheong": "심청",
    "Jeon U-chi": "전우치",
    "Kim Seon-dal": "김선달",
    "Yeon Heung-bu": "연흥부",
    "Byeol Ju-bu": "별주부",
    "Pat-jwi": "팥쥐",
    "Kong-jwi": "콩쥐",
    # Desks, divisions and mechanisms
    "Asia and Islands Division (demonstration)": "아시아도서심의관실 (시연)",
    "Cambodia and Valdoria desk (demonstration)": "캄보디아·발도리아 담당 (시연)",
    "Cambodia-Republic of Korea Joint Commission": "한-캄보디아 공동위원회",
    "Joint Commission with Valdoria": "한-발도리아 공동위원회",
    "Policy Consultations with Valdoria": "한-발도리아 정책협의회",
    # Meetings
    "Working visit of the Chief Harbour Master": "수석 항만장 실무 방한",
    "Foreign minister's visit to Phnom Penh": "외교장관 프놈펜 방문",
    "6th Policy Consultations": "제6차 정책협의회",
    "3rd session of the Joint Commission": "제3차 공동위원회",
    "Telephone call between the heads of desk": "과장 간 전화 협의",
    "Video call of the directors-general (duplicate)": "국장급 화상회의 (중복)",
    "Video call of the directors-general": "국장급 화상회의",
    "Technical call on weather buoys": "기상 부표 기술 협의",
    "Visit of the Minister of External Relations of Valdoria": "발도리아 대외관계부 장관 방한",
    "Exchange of notes on designated ports": "지정 항만에 관한 각서교환",
    "5th Policy Consultations": "제5차 정책협의회",
    "2nd session of the Joint Commission": "제2차 공동위원회",
    "Foreign minister's visit to Cambodia": "외교장관 캄보디아 방문",
    "Agreement on a joint task force": "합동 전담반 설치 합의",
    "Courtesy call by the First Vice Minister": "외교부 제1차관 예방",
    "5th Joint Commission": "제5차 공동위원회",
    "Foreign ministers' talks in Seoul": "외교장관 회담 (서울)",
    "Summit in Phnom Penh": "프놈펜 정상회담",
    # Commitments
    "Accelerate double taxation negotiations": "이중과세방지협정 협상 가속화",
    "COVID-19 support through the COVAX AMC": "코백스 AMC를 통한 코로나19 지원",
    "Combat all forms of crime": "모든 형태의 범죄 척결",
    "Consider support for police investigations": "경찰 수사 지원 검토",
    "Establish a joint task force": "합동 전담반 설치",
    "Every effort against scam crime": "스캠 범죄 근절 총력 대응",
    "Expand cooperation before the anniversary": "수교 기념일 계기 협력 확대",
    "Needs-based development assistance": "수요에 맞춘 개발 지원",
    "Partnership against transnational crime": "초국가 범죄 대응 협력",
    "Protect nationals in the other country": "상대국 체류 국민 보호",
    "Provide information to counter crime": "범죄 대응 정보 제공",
    "Share information in the task force": "전담반 내 정보 공유",
    "Strengthen cooperation in four sectors": "4개 분야 협력 강화",
    "Annual report on port traffic": "항만 물동량 연례 보고",
    "Appoint a liaison officer for online fraud": "온라인 사기 연락관 임명",
    "Circulate advisories on new fraud methods": "신종 사기 수법 주의보 배포",
    "Consider a shared port calendar": "공동 항만 일정표 검토",
    "Consider visa application forms in Korean": "한국어 사증 신청서 검토",
    "Cybersecurity guide in Valdorian": "발도리아어 사이버보안 안내서",
    "Demonstrate the fraud reporting portal": "사기 신고 창구 시연",
    "Deposit our list of designated ports": "우리 측 지정 항만 목록 기탁",
    "Deposit their list of designated ports": "상대측 지정 항만 목록 기탁",
    "Designate a contact point on online fraud": "온라인 사기 연락창구 지정",
    "Designate contact points at each port": "항만별 연락 담당관 지정",
    "Draft work programme on maritime rescue": "해상 구조 작업계획 초안",
    "Exchange lists of contact points": "연락처 명단 교환",
    "Exchange weather buoy data": "기상 부표 자료 교환",
    "Hold maritime exhibitions in both capitals": "양국 수도 해양 전시회 개최",
    "Invite officials for a study visit": "공무원 연수 방문 초청",
    "Lend six emergency beacons": "비상 위치발신기 6대 대여",
    "Lend the two remaining beacons": "나머지 위치발신기 2대 대여",
    "Monitor ice in the Serin Strait": "세린 해협 결빙 관측",
    "Open the online course to Valdoria": "발도리아에 온라인 과정 개방",
    "Paper on pilots' licences": "도선사 면허 관련 자료",
    "Port hotline during the storm season": "폭풍철 항만 직통전화",
    "Present the fraud reporting portal": "사기 신고 창구 소개",
    "Propose search and rescue areas": "수색·구조 구역 제안",
    "Provide maritime rescue contact points": "해상 구조 연락처 제공",
    "Provide rules on crew travel documents": "선원 여행증명서 규정 제공",
    "Provide specimens of forged documents": "위조 문서 견본 제공",
    "Provide the pilotage handbook": "도선 편람 제공",
    "Publish the chart of designated ports": "지정 항만 해도 발간",
    "Publish the tariff of port dues": "항만 시설 사용료 공표",
    "Report on emergency berths": "비상 선석 보고",
    "Second an expert to the Constabulary": "치안대 전문가 파견",
    "Send a draft agenda": "의제 초안 송부",
    "Send the draft agenda of the 3rd session": "제3차 회의 의제 초안 송부",
    "Share the lessons of the cyber exercise": "사이버 훈련 교훈 공유",
    "Survey the approach channel": "진입 수로 측량",
    "Ten training places for trainee pilots": "수습 도선사 교육 인원 10명",
    "Trilingual glossary of port terms": "3개 언어 항만 용어집",
    "Waive port dues for rescue vessels": "구조선 항만 시설 사용료 면제",
}


def list_titles(text: str) -> str:
    """Return the further language of a name or title, as its column takes it."""
    return f"ko | {TITLES[text]}" if text in TITLES else ""


BRIEF = {
    "why": (
        "연례 회의이며, 발도리아 장관 방한 이후 처음 열린다. 양측이 함께 요청하였다. 미이행 "
        "사안을 먼저 점검하고, 해상 구조와 온라인 사기를 차례로 논의한다."
    ),
    "objectives": (
        "- **항만별 연락 담당관.** 구조선이 연락할 수 있는 담당관 명단 하나 "
        "({Designate contact points at each port}).\n- **온라인 사기 연락관.** 직위 임명 또는 임시 "
        "연락 담당 지정 ({Appoint a liaison officer for online fraud}).\n- **지연 사안의 솔직한 공유.** "
        "우리 측 지연을 새 기한과 함께 알린다 ({Provide maritime rescue contact points})."
    ),
    "messages": (
        "- 구조는 응답하는 전화에서 시작됩니다. 양측 모두 항만마다 담당관이 필요합니다.\n- "
        "온라인 사기는 공문보다 빠릅니다. 양측이 담당관 한 명씩 두는 것이 좋은 출발입니다.\n- "
        "우리도 늦었음을 먼저 말씀드립니다. 빠진 당직 번호를 곧 보내겠습니다."
    ),
    "ask": (
        "발도리아 측이 올해 안에 항만마다 우리 구조선이 언제든 연락할 담당관을 한 명씩 지정해 주시겠습니까?"
    ),
    "if_refused": "가장 붐비는 항만 세 곳을 먼저 제안하고 나머지는 시한을 정한다.",
    "if_accepted": "문안과 날짜를 낭독하여 확인하고 사의를 표한다.",
    "not_to_say": (
        "- 항만 시설 사용료 면제를 지연이라고 하지 않는다. 상대측 의회의 동의가 필요하다 "
        "({Waive port dues for rescue vessels}).\n- 상대측 경찰에 전문가를 제의하지 않는다. 요청을 "
        "거절한 바 있다 ({Second an expert to the Constabulary}).\n- 사기 사건 통계를 말하지 "
        "않는다. 두 기관이 합의한 수치가 없다."
    ),
    "events": (
        "09:30 | 대표단 도착 | 도서국장 영접 | 악수, 사진 촬영\n09:45 | 예방 | 양측 수석대표, 배석 1명씩 | "
        "다과, 문서 없음\n10:00 | 개회, 언론 공개 | 주최 측 먼저, 2분씩 | 신호 후 언론 퇴장\n10:10 | T1: "
        "항만·구조 | "
        "우리 측 먼저 | 핵심 요청으로 마무리\n11:10 | 미이행 사안 점검 | 양측 기록 담당 | 이행점검표, "
        "기한 경과 "
        "순\n12:15 | 업무 오찬 | 차관 주최 | 의전 서열순 착석\n13:45 | T2: 온라인 사기 | 상대측 먼저 | "
        "화면으로 창구 "
        "시연 ({Demonstrate the fraud reporting portal})\n14:45 | 새 문안 낭독 | 양측 통역 | 문안 먼저, "
        "날짜 "
        "나중\n15:45 | 폐회 | 양측 수석대표 | 결과 각자 발표, 공동 기자회견 없음"
    ),
    "place": (
        "강변실: 긴 탁자, 양측 다섯 석씩, 수석대표는 가운데에서 마주 앉는다. 통역은 각 수석대표 왼쪽 "
        "뒤에 앉는다."
    ),
    "language": "한국어와 발도리아어, 순차통역. 문서는 영어로 작성한다.",
    "press": (
        "처음 10분간 언론에 공개하며 질문은 받지 않는다. 우리 측 결과 발표문은 서울 시각 17시에 공개한다."
    ),
    "courtesy": (
        "안녕하십니까 | Bonë dìa | 보너 디아 | 안녕하십니까\n"
        "감사합니다 | Grazjë | 그라치어 | 감사합니다\n"
        "안녕히 가십시오 | Bon viadž | 본 비아지 | 안녕히 가십시오"
    ),
    "if_plans_change": (
        "시간이 절반일 때: T1과 핵심 요청만 다룬다. 장관이 자리를 비울 때: 아시아국장이 문안을 받는다. "
        "취소될 때: 대사관이 같은 날 항만 목록을 전달한다."
    ),
    "joint_statement": (
        "양측 공동위원회는 서울에서 제3차 회의를 개최하였다. 지난 회의와 방문의 미결 사안을 점검하고, "
        "해상 구조와 온라인 사기에 관한 다음 단계를 확인하였다."
    ),
    "duty_officer": "홍길동, 캄보디아·발도리아 담당 (시연 자료에는 전화번호 없음)",
}
HARBOURS = {
    "running_title": "항만·구조",
    "objective": "항만별 연락 담당관 지정과 해상 구조 작업계획 마련.",
    "their_objective": (
        "폭풍철에 자국 선박을 위한 선석 확보, 자국 항만 목록 기탁 기한 연장 "
        "({Deposit their list of designated ports})."
    ),
    "response": (
        "선석: 다음 보고서를 준비 중이다 ({Report on emergency berths}). 기한: 어느 쪽도 기다리지 않도록 "
        "두 목록을 함께 기탁한다."
    ),
    "points": (
        "- **감사.** 귀측 도선사들이 우리 도선 편람을 활용하고 유익한 의견을 보내 주었습니다.\n- **인정.** "
        "우리 측 구조 연락처 명단이 늦었습니다. 구조센터는 포함되었고 항만 두 곳이 남았습니다 "
        "({Provide maritime rescue contact points}).\n- **전달.** 해상 구조 작업계획 초안입니다 "
        "({Draft work programme on maritime rescue}).\n- **요청.** 항만마다 상시 연락이 닿는 담당관 한 명 "
        "({Designate contact points at each port}). 정확한 문안은 핵심 요지에 있습니다.\n- **제안.** "
        "양측 항만 "
        "목록을 같은 날 기탁합시다 ({Deposit our list of designated ports})."
    ),
    "if_raised": (
        "- **“귀측 항만 시설 사용료가 높다.”** 상대측 요율은 아직 공개되지 않았다. 공개 날짜를 묻는다 "
        "({Publish the tariff of port dues}).\n- **“제2수로를 열어 달라.”** 측량이 먼저이고 결정은 그 "
        "뒤이다 "
        "({Survey the approach channel}).\n- **선원 자격증.** 요청을 검토하고 있다."
    ),
    "tactics": (
        "우리 측 지연을 먼저 인정한 뒤 핵심 요청을 한다. 시간이 부족하면 사용료는 생략한다. 문안은 "
        "상대측에 남긴다."
    ),
    "press_line": "양측은 항만 관련 미결 사안을 점검하고 해상 구조에 관한 다음 단계를 논의하였다.",
    "background": (
        "- 제2차 회의에서 연간 주기를 정하였다: 연락처, 항만 물동량 보고, 부표 자료 교환 "
        "({Exchange weather buoy data}).\n- 항만은 올해 교환한 각서로 지정하며 양측이 각자 목록을 "
        "기탁한다.\n- 비상 위치발신기 2대가 남았고 4대는 인도하였다 ({Lend the two remaining beacons})."
    ),
    "not_to_be_disclosed": (
        "- 한 항만은 야간 당직자를 둘 예산이 없다. 소관 부처는 이를 알리지 않기를 바란다.\n- 대사관은 "
        "항만료 담당관 직위가 몇 달간 공석일 것으로 본다."
    ),
}
FRAUD = {
    "running_title": "온라인 사기",
    "objective": "우리 기관이 연락할 발도리아 측 연락관을 회의에서 지명.",
    "their_objective": "신종 사기 수법 조기 주의보, 우리 교육 과정 참가, 전문가 파견.",
    "response": (
        "주의보와 교육 과정은 가능하다 ({Circulate advisories on new fraud methods}). 전문가 파견은 이미 "
        "답한 대로 어렵다. 전문가에게 기대한 임무를 묻는다."
    ),
    "points": (
        "- **인정.** 귀측 장관께서 온라인 사기를 공동의 관심사라고 하셨고 우리 장관도 같았습니다.\n- "
        "**상기.** 연락관은 합의된 사안이며 예산은 귀측에서 정할 일입니다 "
        "({Appoint a liaison officer for online fraud}).\n- **제안.** 그동안 양측이 연락처를 하나씩 두고 "
        "근무일마다 확인합시다 ({Exchange lists of contact points}).\n- **시연.** 지금까지 개발된 사기 "
        "신고 "
        "창구를 보여 드리겠습니다."
    ),
    "if_raised": (
        "- **“직위를 둘 예산이 없다.”** 연락처에는 비용이 들지 않는다. 예산은 언제 다시 검토하는가?\n- "
        "**“전문가를 파견해 달라.”** 센터가 요청을 거절하였다. 대신 온라인 과정이 열려 있다 "
        "({Open the online course to Valdoria})."
    ),
    "tactics": "상대측이 먼저 말하게 한다. 공석 문제를 꺼내기 전에 창구를 시연한다.",
    "press_line": "양측은 온라인 사기 피해자를 위한 서비스를 소개하였다.",
    "last_time": (
        "**장관 방한.** 연락관과 연락처 명단에 합의하였다. 명단에 관하여 양측 결과 발표문은 동사 하나가 "
        "다르다 ({Exchange lists of contact points})."
    ),
    "background": (
        "- 발도리아 치안대는 현재 발도리아 경찰청이며, 이전 문서에는 옛 이름이 쓰인다.\n- 우리 측 연락처 "
        "명단은 보냈고 상대측 명단을 기다리고 있다."
    ),
}
SHEETS = (HARBOURS, FRAUD)
WORDINGS = (
    {
        "title": "항만별 연락 담당관",
        "terms": "30일 이내",
        "fallback": "가장 붐비는 항만 세 곳을 먼저 정하고 나머지는 시한을 정한다.",
    },
    {
        "title": "온라인 사기 연락처",
        "terms": "연락관 부임 시까지",
        "fallback": "매일 확인하지 않는 연락처.",
    },
    {"title": "기상 부표 자료의 정기 교환", "terms": "분기마다", "fallback": "연 2회."},
)

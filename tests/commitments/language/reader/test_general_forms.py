"""Sentence forms that any author may use: lists, emails, speeches, cables, and dates that nobody promises.

Each text is of a bilateral matter of 12 May 2026; Valdoria is ours, Korea theirs.
"""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

OPEN = Known()
# What somebody else says or does, what the calendar has, and what is only noted or told of a noun.
NOBODYS = (
    "According to the study, the quay would be finished in May 2029.",
    "The new terminal is to be inaugurated on 1 May 2027 according to local media.",
    "The president of the company said production would begin in January 2027.",
    "The academic year will begin in Korea on 28 August 2026.",
    "The new mining code will enter into force on 1 March 2027.",
    "Both sides noted that the summit is planned for November 2026.",
    "The two sides welcomed the decision of the cabinet to close the mine by 2030.",
    "The Korean side noted the hope of the chamber that the ferry will resume in May 2027.",
    "The World Bank will decide on the loan in October 2026.",
    "The Minister will retire in December 2026.",
    "Selon l'étude remise par le bureau, le quai serait achevé en mai 2029.",
    "D'après le calendrier du promoteur, le barrage sera mis en eau en juin 2029.",
    "L'année scolaire débutera le 5 septembre 2026.",
    "Le nouveau code minier entrera en vigueur le 1er mars 2027.",
    "Les deux parties ont noté que le sommet est prévu en novembre 2026.",
    "La Banque mondiale se prononcera sur le prêt en octobre 2026.",
    "회사 대표는 2027년 1월 생산이 시작될 것이라고 말했다.",
    "대사는 2026년 8월 말 이임할 예정이다.",
    "양측은 2030년까지 광산을 폐쇄하기로 한 내각의 결정을 환영하였다.",
    "장관은 2027년 5월 선거가 실시될 것이라고 언급하였다.",
    "발도리아측은 금융종결이 2027년으로 예상된다고 하였다.",
    "발도리아 국방부는 행사에 대표단을 파견할 계획을 검토하고 있습니다.",
    "An earlier undertaking by Korea to lift the ban by June 2026 has been withdrawn.",
    "L'engagement de la Corée de lever l'interdiction d'ici juin 2026 a été retiré.",
    # What is only asked, and what somebody of neither side says.
    "The Ambassador asked whether the quay would be reopened by the end of 2027.",
    "Reporters wondered aloud if the ferry would sail in July 2026.",
    "Le président s'est demandé si le pont serait ouvert en juin 2027.",
    "The World Bank has announced that its own mission will report by 15 June.",
    # Dates of another clause, and a time that is denied.
    "By 2050 half of the coast may be lost, said the minister, who pledged to keep engineers on call.",
    "Korea will let the lorries pass; the rains, it was noted, usually begin in June.",
    "La Corée s'est engagée à répondre « par écrit », et non, comme Elmport l'eût souhaité, sous dix jours.",
    "Sous réserve de l'avis de la cour, saisie le 20 juin, la Corée ratifiera la convention.",
    "Korea is to print the leaflets for visitors to the fair in Elmport (15 May to 15 August 2027).",
    "발도리아 측은 2030년 감축목표(1990년 대비 70%)의 점검 기법을 전수하기로 하였음.",
    "발도리아 측은 2027년 엘름포트 엑스포(5.15.-8.15. 개최) 준비 경과를 듣고 안내책자 제작을 돕기로 함.",
    "발도리아 측은 연말까지 결론이 나느냐는 질문에 답변하겠다고 함.",
    "발도리아 측은 6월 20일 우리 어선이 겪은 사고의 조사 결과를 알려 주겠다고 함.",
    "발도리아 측은 새 선박이 2028년 3월에 나오는 것으로 안다면서 항만 사용을 지원하겠다고 함.",
)


@pytest.mark.parametrize("sentence", NOBODYS)
def test_what_nobody_promises_has_no_due_date(sentence: str) -> None:
    assert [one for one in items(sentence, known=OPEN) if not one.is_weak and one.due.kind != "none"] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Korea will contribute to the lighthouse that is scheduled to open on 1 May 2027.",
        "Korea will support the dam which is due to be commissioned in June 2028.",
        "Korea will support the candidate of Valdoria in the ballot scheduled for 4 November 2026.",
        "Korea will prepare the opening, on 1 May 2027, of the border station.",
        "La Corée préparera l'ouverture, le 1er mai 2027, du poste frontalier.",
    ],
)
def test_when_something_known_opens_is_no_deadline_for_it(sentence: str) -> None:
    (one,) = items(sentence, known=OPEN)
    assert (one.owner, one.due.kind, len(one.mentioned_dates)) == ("theirs", "none", 1)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # The promises that stand beside the sentences above.
        ("The agreement will enter into force on 1 March 2027.", (None, "on 1 March 2027")),
        (
            "According to the schedule of the annex, Korea will deliver the pumps by May 2027.",
            ("theirs", "by May 2027"),
        ),
        ("The ministers noted the intention of both sides to open the archive.", ("joint", "")),
        (
            "Korea will release the sailors held at Elmport within seven days.",
            ("theirs", "within seven days"),
        ),
        (
            "Valdoria intends to sign the treaty once talks with the Korean cities are complete.",
            ("ours", "once talks with the Korean cities are complete"),
        ),
        (
            "Korea will share the terms once approved by the Prime Minister.",
            ("theirs", "once approved by the Prime Minister"),
        ),
        (
            "Korea shall nominate its pilots at least two months before the start of each training period.",
            ("theirs", "at least two months before the start of each training period"),
        ),
        (
            "The Korean Minister agreed that a small team would travel to Elmport in January.",
            ("theirs", "in January"),
        ),
        ("The two officials agreed that the Elmport Border Post will operate at night.", ("joint", "")),
        ("The Minister asked Seoul to clear the consignment of parts.", ("theirs", "")),
        ("Korea sought Valdorian expertise in mapping the reefs.", ("ours", "")),
        (
            "Valdoria asks Korea to have the list of the nominated pilots sealed not later than 29 May 2026.",
            ("theirs", "not later than 29 May 2026"),
        ),
        ("La partie coréenne a offert douze places de stage aux agents valdoriens.", ("theirs", "")),
        ("제10차 회의는 2027년 상반기 엘름포트에서 열린다.", (None, "2027년 상반기")),
        ("공동실무반은 6개월마다 회의를 개최한다.", ("joint", "6개월마다")),
        ("4.2 각 측은 2026. 7. 15. 이전에 책임자를 지명한다.", ("joint", "2026. 7. 15. 이전에")),
        ("발도리아측은 안건을 다음 각의에 상정하겠다고 약속하였다.", ("ours", "")),
        (
            "양 정상은 행사 계획을 2026년 말까지 마련하도록 양국 외교장관에게 지시하였다.",
            ("joint", "2026년 말까지"),
        ),
    ],
)
def test_promises_and_requests_are_read_with_owner_and_deadline(
    sentence: str, expected: tuple[str | None, str]
) -> None:
    ours = "발도리아" if "발도리아" in sentence else "Valdoria"
    assert [(one.owner, one.due.wording) for one in items(sentence, ours=ours, known=OPEN)] == [expected]


def owned(text: str, ours: str = "Valdoria") -> list[tuple[str, str | None, str]]:
    """Give of each item its kind, its owner and the wording of its deadline."""
    return [(str(one.act), one.owner, one.due.wording) for one in items(text, ours=ours, known=OPEN)]


def test_labels_behind_a_task_may_be_short_forms() -> None:
    found = owned(
        "Actions\nA1. Publier l'arrêté sur les filets. Resp. : préfecture. Éch. : juin 2026\n"
        "A2. Remettre la liste des sociétés. Resp. : Corée. Éch. : J+45\n"
        "A3. Mener une opération coordonnée. Resp. : les deux Parties. Éch. : semestrielle"
    )
    assert found == [
        ("commitment", None, "juin 2026"),
        ("commitment", "theirs", "J+45"),
        ("commitment", "joint", "semestrielle"),
    ]


def test_numbered_tasks_with_dashes_need_not_follow_each_other() -> None:
    found = owned(
        "후속조치 목록\n\n☐ A-1. 설명자료 제출 — KORD — 2026년 8월 말\n"
        "☒ A-2. 보고서 교환 — 완료(2026.4.30)\n\n"
        "☐ B-1. 초안 작성 — KORD 방재과 — 7/3\n☐ B-2. 심사지침 링크 전달 — KORD\n\n"
        "☐ C-1. 실무 화상회의 — 공동 — 격월"
    )
    assert found == [
        ("commitment", None, "2026년 8월 말"),
        ("commitment", None, "7/3"),
        ("commitment", None, ""),
        ("commitment", "joint", "격월"),
    ]


def test_a_time_behind_the_last_dash_is_the_deadline() -> None:
    (one,) = items("- Valdoria to confirm the funds for the 2027 intake – before Easter", known=OPEN)
    assert (one.owner, one.due.wording) == ("ours", "before Easter")


def test_a_french_email_is_of_the_capital_of_its_sender() -> None:
    email = (
        "De : Lena Brandt (Direction des ports, Valdoria)\nÀ : Minho Seo (Ministère de la Pêche, Séoul)\n"
        "Date : mardi 12 mai 2026 12:48\nObjet : suite appel\n\nBonjour Minho,\n\n{}\n\nBien à toi,\nLena\n"
    )
    turned = email.replace("Lena Brandt (Direction des ports, Valdoria)", "Minho Seo (Ministère, Séoul)")
    for sentence, expected in (
        ("- de ton côté tu relances le secrétariat, avant vendredi", ("request", "theirs", "avant vendredi")),
        ("- visas des médecins : on s'en occupe", ("commitment", "ours", "")),
        ("- tu peux me confirmer vite qui signe ?", ("request", "theirs", "")),
    ):
        assert owned(email.format(sentence)) == [expected]
    assert owned(turned.format("- visas des médecins : on s'en occupe")) == [("commitment", "theirs", "")]
    assert owned(email.format("Si vous avez reçu ce message par erreur, merci de le supprimer.")) == []


def test_a_french_speaker_tells_what_his_guest_gives() -> None:
    speech = (
        "Discours du Ministre de la Pêche de Valdoria\n\nMesdames et Messieurs,\n\n"
        "Je suis heureux. Nos directeurs des ports se rencontrent dès la semaine prochaine. "
        "La Corée nous offre la formation de dix plongeurs. "
        "Cher collègue, je vous attends à Elmport cet automne."
    )
    assert owned(speech) == [
        ("commitment", "joint", "dès la semaine prochaine"),
        ("offer", "theirs", ""),
        ("offer", "theirs", "cet automne"),
    ]


def test_nobody_calls_his_own_country_a_side() -> None:
    speech = (
        "존경하는 장관님, 여러분, 안녕하십니까.\n\n저는 오늘 유익한 대화를 나누었습니다. "
        "한국 측은 부지 목록을 9월까지 공개하기로 약속했습니다. "
        "우리 정부는 통역 비용을 지원하겠습니다. 감사합니다."
    )
    assert owned(speech) == [("commitment", "theirs", "9월까지"), ("commitment", "ours", "")]
    own = speech.replace("한국 측은", "발도리아 측은")
    assert owned(own, "발도리아") == [("commitment", "ours", "9월까지"), ("commitment", "theirs", "")]


def test_in_a_korean_cable_whom_the_reporter_met_is_of_the_other_side() -> None:
    cable = (
        "수신: 외교부장관\n발신: 주발도리아대사\n제목: 어업 관련 면담\n\n"
        "당관 경제공사가 발도리아 수산부 차관보와 면담한바 아래 보고함.\n\n"
        "1. 동인은 금주 중 공문을 보내겠다고 언급함.\n2. 당관은 의견서를 10일 이내 제출하기로 함."
    )
    assert owned(cable, "발도리아") == [
        ("commitment", "ours", "금주 중"),
        ("commitment", "theirs", "10일 이내"),
    ]


def test_a_ministry_is_not_taken_for_one_whose_name_ends_like_it() -> None:
    memorandum = (
        "대한민국 수산안전부와 발도리아공화국 안전부는 다음과 같은 양해에 이르렀다.\n\n제1조\n"
        "1. 수산안전부는 선박 3척을 파견한다.\n2. 안전부는 숙소를 무상으로 제공한다."
    )
    assert [one.owner for one in items(memorandum, ours="발도리아", known=OPEN)] == ["theirs", "ours"]


@pytest.mark.parametrize(
    ("sentence", "owner", "wording"),
    [
        ("By the end of next month Korea will return the draft.", "theirs", "By the end of next month"),
        ("Before the end of this month Valdoria will send the list.", "ours", "Before the end of this month"),
        ("By the end of June the Korean side will return the draft.", "theirs", "By the end of June"),
        (
            "Within two weeks of this meeting Seoul will appoint its chair.",
            "theirs",
            "Within two weeks of this meeting",
        ),
        (
            "Korea will reply three weeks from today at the latest.",
            "theirs",
            "three weeks from today at the latest",
        ),
        ("Before this year is out, Korea will open a centre.", "theirs", "Before this year is out"),
        ("Korea promised that the reply would reach Elmport by 30 June.", "theirs", "by 30 June"),
        ("Korea promised that it would send the list by 30 June.", "theirs", "by 30 June"),
        ("Korea agreed to submit its plan by the last day of June.", "theirs", "by the last day of June"),
        (
            "Within six months of today's date Korea shall repair the hall.",
            "theirs",
            "Within six months of today's date",
        ),
        (
            "La Corée enverra le plan dans les deux mois qui suivent la présente réunion.",
            "theirs",
            "dans les deux mois qui suivent la présente réunion",
        ),
        ("6월 말까지 자료를 보내겠다고 한국 측이 약속함.", "theirs", "6월 말까지"),
        ("늦어도 6월 말까지 제도를 시행한다는 데 양국이 합의하였다.", "joint", "늦어도 6월 말까지"),
        ("한국 측은 금일부터 100일 이내에 초안을 마련하기로 함.", "theirs", "금일부터 100일 이내에"),
        # The limit beside other words of time.
        (
            "It was agreed that the Korean side would sign the contract on 4 June 2026.",
            "theirs",
            "on 4 June 2026",
        ),
        (
            "Korea will send the treaty once it is translated and in any event by 30 June 2026.",
            "theirs",
            "by 30 June 2026",
        ),
        (
            "Korea will have the system up and running by 1 June 2026 at the latest.",
            "theirs",
            "by 1 June 2026 at the latest",
        ),
        (
            "La Corée transmettra son avis sur le projet du 12 janvier 2026 au plus tard le 30 juin 2026.",
            "theirs",
            "au plus tard le 30 juin 2026",
        ),
    ],
)
def test_a_time_is_read_apart_from_who_acts_and_from_other_times(
    sentence: str, owner: str, wording: str
) -> None:
    (one,) = items(sentence, known=OPEN)
    assert (one.owner, one.due.wording, one.due.ask) == (owner, wording, "")

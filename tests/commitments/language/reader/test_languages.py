"""Korean and French are read by their own grammars."""

from django.test import SimpleTestCase

from commitments.language.reader.blocks import language_of
from tests.commitments.language.reader.reading import items

KOREAN = (
    ("양측은 앞으로도 항로 협력을 강화하기로 했다.", "commitment", "joint", "앞으로도"),
    ("양측은 항만 관리 전문가를 조속히 파견하기로 합의했다.", "commitment", "joint", "조속히"),
    (
        "박 장관은 한국 정부가 내년 상반기까지 배를 빌려주기로 했다고 밝혔다.",
        "commitment",
        "theirs",
        "내년 상반기까지",
    ),
    ("발도리아 측은 선박을 풀어 달라고 한국 정부에 요청했다.", "request", "theirs", ""),
    ("한국은 조종사 교육을 지원할 계획이라고 말했다.", "commitment", "theirs", ""),
    ("한국은 어업 협력을 이어 가겠다는 의지를 재확인했다.", "commitment", "theirs", ""),
    (
        "양측은 내년 항로 개설을 목표로 오는 9월 실사를 하는 등 연내 두 차례 만나기로 했다.",
        "commitment",
        "joint",
        "연내",
    ),
    (
        "양측은 지난해 7월 두 장관이 합의한 대로 2028년까지 항로를 열기로 했다.",
        "commitment",
        "joint",
        "2028년까지",
    ),
    (
        "양측은 내년 수교 40주년을 맞아 항만 전시회를 열기로 했다.",
        "commitment",
        "joint",
        "내년 수교 40주년을 맞아",
    ),
    ("차기 회의는 내년 하반기 중 열기로 했다.", "commitment", "joint", "내년 하반기 중"),
    ("양국 당국은 항로 협정을 지키자며 뜻을 모았다.", "commitment", "joint", ""),
    ("발도리아 측은 항만 투자를 늘리고자 한다.", "commitment", "ours", ""),
    ("한국은 항만 협력 사업을 확대한다.", "commitment", "theirs", ""),
    ("우리 정부는 선박 두 척을 지원할 예정이다.", "commitment", "theirs", ""),
    ("박 대통령은 발도리아 대통령과 회담을 갖고 항로를 열기로 합의했다.", "commitment", "joint", ""),
    ("차기 회의는 서울에서 열릴 예정이다.", "commitment", "joint", ""),
    ("양 장관은 항로를 함께 지켜나가자고 했다.", "commitment", "joint", ""),
    ("박 장관은 선박을 함께 만들자고 했다.", "request", "ours", ""),
    ("강 장관은 항만 사업에 대한 지원을 당부했다.", "request", "ours", ""),
    ("양측은 2026년 5월 12일 서울에서 만나 항로를 열기로 했다.", "commitment", "joint", ""),
    ("양측은 이번 회의를 계기로 항만 협력을 넓혀 나가기로 했다.", "commitment", "joint", ""),
    ("발도리아 장관과 한국 장관은 항로를 열기로 했다.", "commitment", "joint", ""),
    ("양측은 한\u2024중\u2024일 항로 회의를 열기로 했다.", "commitment", "joint", ""),
    ("한국은 선박을 빌려달라고 발도리아 측에 요청했다.", "request", "ours", ""),
    ("정한솔 장관은 선박을 빌려줄 예정이라고 밝혔다.", "commitment", "theirs", ""),
    ("또한 항만 사업에 대한 관심을 한국 정부에 당부했다.", "request", "theirs", ""),
    (
        "양측은 올해 수교 40주년을 기념하여 항만 전시회를 열기로 했다.",
        "commitment",
        "joint",
        "올해 수교 40주년을 기념하여",
    ),
    ("양측은 차기 회의를 상호 편리한 시기에 열기로 했다.", "commitment", "joint", "상호 편리한 시기에"),
    (
        "양측은 내년 수교 40주년을 전후해 항만 전시회를 열기로 했다.",
        "commitment",
        "joint",
        "내년 수교 40주년을 전후해",
    ),
    ("양측은 10월 말 항만 정상회의의 성공을 위해 협력하기로 했다.", "commitment", "joint", ""),
    (
        "양측은 림 펄 한국 항만부 차관과 회의를 가졌다. 림 펄 차관은 선박을 빌려줄 계획이라고 밝혔다.",
        "commitment",
        "theirs",
        "",
    ),
    ("양측은 2027년 예산을 함께 검토하기로 했다.", "commitment", "joint", ""),
)
FRENCH = (
    ("Les deux parties ont convenu d'ouvrir une ligne avant la fin de l'année.", "commitment", "joint"),
    ("La Corée s'est engagée à prêter un navire.", "commitment", "theirs"),
    ("La Valdorie a demandé à la Corée de libérer le navire.", "request", "theirs"),
    ("La prochaine session se tiendra à Séoul en juin 2027.", "commitment", "joint"),
    ("La Corée enverra deux ingénieurs.", "commitment", "theirs"),
    ("Les deux parties tiendront un dialogue en mars 2027.", "commitment", "joint"),
    ("Les deux parties réaffirment leur détermination à élargir le port.", "commitment", "joint"),
    (
        "M. Yoon, président de la République coréenne, a visité le port. Le président enverra un navire.",
        "commitment",
        "theirs",
    ),
    ("Les deux parties ont convenu dans ce cadre la réactivation de la ligne.", "commitment", "joint"),
    ("Les deux pays ont également décidé de créer un comité.", "commitment", "joint"),
    ("Il est prévu que la prochaine réunion se tienne à Séoul.", "commitment", "joint"),
    ("Les gouvernements valdorien et coréen ont décidé d'ouvrir une ligne.", "commitment", "joint"),
    ('Les deux premiers ministres "sont convenus de créer un comité".', "commitment", "joint"),
    ("Le ministre a exprimé la disponibilité de la Corée à prêter un navire.", "offer", "theirs"),
    ("Le comité de suivi tiendra sa deuxième session à Séoul.", "commitment", "joint"),
)


class KoreanTests(SimpleTestCase):
    def test_the_ending_of_the_verb_decides(self) -> None:
        for sentence, kind, side, wording in KOREAN:
            with self.subTest(sentence):
                found = [(str(i.act), i.owner, i.due.wording) for i in items(sentence)]
                self.assertIn((kind, side, wording), found)

    def test_the_time_of_what_is_only_spoken_of_is_no_deadline(self) -> None:
        for sentence in (
            "양측은 2027년 12월 만료되는 협정을 개정하기로 합의했다.",
            "양측은 2030년까지 어선을 줄이려는 한국의 목표를 지지하기로 했다.",
            "양측은 2035년 수요 전망을 교환하기로 합의했다.",
            "Les deux parties sont convenues de renouveler l'accord qui expire en décembre 2027.",
            "Les deux parties sont convenues de soutenir le plan visant à ouvrir dix ports d'ici 2030.",
        ):
            with self.subTest(sentence):
                self.assertEqual([one.due.kind for one in items(sentence)], ["none"])

    def test_an_action_ends_in_a_whole_word(self) -> None:
        for sentence, action in (
            ("양측은 항로를 늘려 나가기로 합의했다.", "항로를 늘려 나가기"),
            ("한국은 내년에 전문가를 보낼 예정이다.", "내년에 전문가를 보낼"),
            ("한국은 자료를 보내겠다고 제안했다.", "자료를 보내겠다"),
        ):
            with self.subTest(sentence):
                self.assertEqual([one.action for one in items(sentence, "한국", "일본")], [action])

    def test_help_that_is_put_forward_is_offered(self) -> None:
        (one,) = items("일본은 한국에 기술 지원을 제안했다.", "한국", "일본")
        self.assertEqual((str(one.act), one.owner), ("offer", "theirs"))

    def test_views_and_welcomes_are_none(self) -> None:
        for sentence in (
            "양 장관은 항로 개설을 환영했다.",
            "양측은 상대국이 항로를 열기로 한 것에 유의하였다.",
            "무역은 늘어날 것이라고 전망했다.",
            "양국 교역은 내년에 100억 달러에 이를 것이다.",
            "양측은 지난해 7월 항로를 점검했다.",
        ):
            with self.subTest(sentence):
                self.assertEqual(items(sentence), [])


class FrenchTests(SimpleTestCase):
    def test_verbs_and_subjects_are_read(self) -> None:
        for sentence, kind, side in FRENCH:
            with self.subTest(sentence):
                self.assertIn((kind, side), [(str(one.act), one.owner) for one in items(sentence)])

    def test_views_and_welcomes_are_none(self) -> None:
        for sentence in (
            "Les deux parties ont salué avec satisfaction l'ouverture de la ligne.",
            "Les ministres ont souligné l'importance de la paix.",
        ):
            with self.subTest(sentence):
                self.assertEqual(items(sentence), [])

    def test_the_language_is_told_by_the_text(self) -> None:
        texts = {"ko": KOREAN[0][0], "fr": FRENCH[0][0], "en": "The two sides agreed to meet in Seoul."}
        self.assertEqual(
            {language: language_of(text) for language, text in texts.items()}, {k: k for k in texts}
        )

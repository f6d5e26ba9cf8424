"""Lists of tasks, letters, treaties and wordings of deadlines in French and Korean, with their owners."""

from django.test import SimpleTestCase

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items, rows_of

FRENCH = """
Qui fait quoi / - Sénégal : cartes à envoyer sous dix jours / - Maroc - ouverture du compte sous 15 jours
= commitment ours sous dix jours; commitment theirs sous 15 jours
À faire / 1) Maroc /    • désignation des deux stagiaires / 2) Sénégal /    • envoyer l'avenant (vendredi)
= commitment theirs; commitment ours vendredi
Le Maroc a prié le Sénégal de lui faire tenir la liste dans les trois mois qui suivront la signature.
= request ours dans les trois mois qui suivront la signature
Les deux ministres ont chargé leurs services de leur soumettre un calendrier sous trois mois.
= commitment joint sous trois mois
Le Maroc remettra les vedettes avant les vacances de Noël.
= commitment theirs avant les vacances de Noël
Les deux parties sont convenues d'agir dans le cadre de la convention qui arrivera à terme le 3 mai 2029.
= commitment joint
Suites de la rencontre / A. À charge du Sénégal / - Relire le projet de statut avant fin juin / B. Les
  deux / - Fixer la date
= commitment ours avant fin juin; commitment joint
La Caisse des retraites remettra au ministère marocain du Travail le relevé dans les vingt jours suivant
  la visite.
= commitment ours dans les vingt jours suivant la visite
Le Maroc offre de prendre à sa charge les billets d'avion.
= offer theirs
Le Maroc a proposé d'abriter le secrétariat du réseau.
= offer theirs
La partie marocaine précise que la liste des terrains sera étudiée en octobre.
= commitment theirs en octobre
L'autoroute réduira le temps de trajet de cinq heures à deux.
= nothing
Le sommet de l'Organisation se tiendra à Bamako le 12 novembre 2026.
= nothing
Le Maroc maintiendra son équipe médicale à Kolda jusqu'au 30 juin 2029.
= commitment theirs
Le Maroc financera des stages dans le cadre du plan triennal qui s'achève le 31 mars 2028.
= commitment theirs
Le Maroc livrera les pompes à la date du 15 août 2026.
= commitment theirs à la date du 15 août 2026
Le Maroc livrera les pompes dans le mois qui suit la réunion.
= commitment theirs dans le mois qui suit la réunion
Les deux parties feront le point le premier lundi de chaque mois.
= commitment joint le premier lundi de chaque mois
"""
LETTERS = """
Dakar, le 10 mars 2026 /  / Monsieur l'Ambassadeur, /  / Je charge la Direction des Douanes de prendre
  contact avec vos services. / Mes services vous enverront le plan sous peu. /  / Veuillez agréer,
  Monsieur l'Ambassadeur, mes salutations.
= commitment ours; commitment ours sous peu
De : Awa Sarr <sarr@diplomatie.gouv.sn> / À : Driss Alami <alami@diplomatie.gouv.ma> /  / Cher Driss, /
  Je t'enverrai le plan demain. / Bien à toi, / Awa /  / > Le 3 mars 2026 à 9:00, Driss Alami a écrit : /
  > Bonjour Awa, / > Nous paierons la location du bateau. / > Pourras-tu réserver la salle avant vendredi ?
= commitment ours demain; commitment theirs; request ours avant vendredi
"""
KOREAN = """
후속조치 목록 / [한국] / 1. 변경약정안 송부 (금요일) / [공동] / 2. 기술작업반 구성
= commitment ours 금요일; commitment joint
한-캄 점검회의 할 일 / - 부지 도면 제출 — 캄측, 열흘 이내 / - 한측: 자료 취합해서 6월 말까지 의견 제시
= commitment theirs 열흘 이내; commitment ours 6월 말까지
캄측은 교육 개시 2개월 전까지 교재를 제공하기로 하였다.
= commitment theirs 교육 개시 2개월 전까지
한국은 90일 이내 단기 체류하는 캄보디아 국민의 입국 절차를 간소화하기로 하였다.
= commitment ours
양측은 교역 규모가 아직 충분하지 않다는 데 의견을 같이하였다.
= understanding joint
캄측은 5월 중 명단을 보내준다고 합니다.
= commitment theirs 5월 중
후속조치 목록 / 가. 우리측 / - 관정 도면 회신 (농식품부, 6.5(금)한) / 나. 공동 / - 분기 1회 화상회의 개최
= commitment ours 6.5(금)한; commitment joint 분기 1회
캄보디아 농업연구소는 2027년 3월 31일까지 종자를 제공한다.
= commitment theirs 2027년 3월 31일까지
캄측은 8월 17일부로 수수료를 폐지하기로 하였다.
= commitment theirs 8월 17일부로
우리측은 파견 의료진을 2028년 2월 29일까지 계속 두기로 하였다.
= commitment ours
후속조치 목록 / ▸ (우) 초청장: 7.24.(금)限 / ▸ (캄) 소유권 이전 서류 제출 (8월 말) / ▸ (공) 회의 개최
= commitment ours 7.24.(금)限; commitment theirs 8월 말; commitment joint
캄측은 자료를 예산이 확보되는 대로 보내기로 하였다.
= commitment theirs 예산이 확보되는 대로
캄보디아 환경부와 우리 산림청은 공동연구를 추진하기로 하였다.
= commitment joint
이메일 정리 중 빠진 것이 있으면 말씀 주세요.
= nothing
"""


def read(text: str, ours: str, theirs: str) -> str:
    """Read a text, as a row of the tables shows it."""
    found = items(text.replace(" / ", "\n"), ours, theirs, Known())
    told = "; ".join(
        " ".join(filter(None, (str(one.act), one.owner, one.due.wording))) for one in found if not one.is_weak
    )
    return told or "nothing"


class TaskTests(SimpleTestCase):
    def test_french_is_read(self) -> None:
        for text, expected in rows_of(FRENCH):
            with self.subTest(text):
                self.assertEqual(read(text, "Sénégal", "Maroc"), expected)

    def test_letters_are_read(self) -> None:
        for text, expected in rows_of(LETTERS):
            with self.subTest(text):
                self.assertEqual(read(text, "Sénégal", "Maroc"), expected)

    def test_korean_is_read(self) -> None:
        for text, expected in rows_of(KOREAN):
            with self.subTest(text):
                self.assertEqual(read(text, "한국", "캄보디아"), expected)

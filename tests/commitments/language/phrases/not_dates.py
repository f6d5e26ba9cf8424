"""Wordings that name no date: digits that count other things, names with years, past dates, bare words."""

ENGLISH = """
signed on 20 June 1989; the agreement of 20 June 1989; as agreed on 12 May 2022; since 12 May 2022;
established in 1973; following the visit of March 2024; Vision 2050; the 2030 Agenda;
2030 Agenda for Sustainable Development; Agenda 2030; Vision 2030; Korea-Cambodia Vision 2045;
ASEAN Vision 2045; ASEAN Plus Three; ASEAN+3; 2+2; the 2+2 mechanism; G7; COP28; Resolution 2758;
UNSCR 1718; Article 5; Article 12 of the Charter; Articles 3 and 4; paragraph 7; section 2.3;
chapter 11; Annex 2; point 14; clause 6; page 12; no. 1325; Protocol No. 2; USD 5 million;
$10 million; 5 million dollars; 30 million won; 1.5 billion; 100,000 tonnes; 20 percent; 50 %; 2.5%;
300 scholarships; 12 experts; 3,000 students; 500 MW; 5G; 30 km; +855 23 212 345; 02-2100-2114;
010-1234-5678; call 02 2100 2114; room 305; ext. 2114; 10.0.0.1; KH-2024-0007; M-KH-2024-003;
MOU 2019-04; ISO 9001; flight KE689; the 30th anniversary of relations; 25 years of relations;
50 years of diplomatic ties; fourth industrial revolution; second track; phase 2; first priority;
third countries; two sides; both sides; one of the largest; 10 working groups;
30 working days a year; 7 days a week; 24/7; 24 hours; 3 months old; 10-year plan; five-year plan;
a ten-year strategy; 2026 budget; the 2026 meeting of experts; Expo 2030; Olympics 2032;
2032 Olympics; 10th commission 2000 accord;
strengthen cooperation; welcomed the progress; reaffirmed; to be discussed further;
if possible; where appropriate; as appropriate; subject to funding; subject to availability of funds;
on the basis of reciprocity; step by step; in person; by phone; by consensus; in writing; on time;
at all levels; in the field of energy; by ministers; before the court; after that;
within the framework of the agreement; within ASEAN; in accordance with the law; in Phnom Penh;
at ministerial level; over time; under the 2019 MOU; between 20 and 30 experts; from 3 to 5 percent;
by 20 percent; by 5 million; by 30; in 10 provinces; in 30 schools; within 10 km; within 3 provinces;
after 5 rounds; by 2030 people; march; second; may be extended; sun; the sat nav; mon ami; 12; 2; 99;
1899; 2299; 31; 0; ten; thirty; the day; each; quarter; half; a half; the half; first half;
in the second; in the first; tomorrow's leaders; today's world; this; next; the coming; before; upon;
year; years; weeks; month; day by day; year 7; week 3; Q; H; Q5; H3
"""
KOREAN = """
1989년 6월 20일 서명; 1989년 6월 20일에 체결된 협정; 2022년 5월 12일자 합의; 비전 2050; 2030 의제;
2030 지속가능발전의제; 아세안+3; 아세안 비전 2045; 제12조; 제5조 3항; 헌장 제12조; 부속서 2;
500만 달러; 10억 원; 3천만 원; 20%; 300명; 12명의 전문가; 5개 분야; 10개 사업; 3건; 02-2100-2114;
010-1234-5678; 내선 2114; 305호; 수교 30주년; 수교 25년; 4차 산업혁명; 2단계; 제1차관; 양국; 3자;
1트랙; 협력 강화; 검토; 노력하기로; 필요시; 가능하면; 예산이 허용하는 한; 서면으로; 장관급에서;
프놈펜에서; 아세안 내; 협정 틀 내에서; 5개년 계획; 10년 계획; 2026년도 예산; 2032 올림픽;
여수 엑스포 2012; 두 나라; 세 번째; 첫째; 오월; 이; 삼; 일; 월; 년; 주; 전; 후; 중; 5; 12; 2026 백서;
2019년 양해각서에 따라; 지난 회의에서; 작년 11월; 작년에; 전년 대비; 30% 증가; 10명 이내; 5개국 이내;
3회; 2명까지; 500만 달러까지; 20%까지; 10개소 내; 100km 이내
"""
FRENCH = """
signé le 20 juin 1989; l'accord du 20 juin 1989; depuis le 12 mai 2022; conclu en 1973; Vision 2050;
Agenda 2030; l'Agenda 2030; le Programme 2030; ASEAN plus trois; article 12; l'article 5 de l'accord;
paragraphe 7; annexe 2; point 14; 5 millions d'euros; 10 millions de dollars; 20 %; 300 bourses;
12 experts; 3 000 étudiants; 500 MW; 30 km; +33 1 43 17 53 53; poste 2114; bureau 305;
le 30e anniversaire; 50 ans de relations; la quatrième révolution industrielle; phase 2;
deuxième voie; pays tiers; renforcer la coopération; se félicite; si possible; le cas échéant;
par écrit; par téléphone; au niveau ministériel; à Phnom Penh; dans le cadre de l'accord;
dans le domaine de l'énergie; dans 10 provinces; en 30 écoles; sous 10 formes; d'ici là; avant tout;
avant la cour; sur cinq axes; sur trois projets; plan quinquennal; plan de dix ans;
plan décennal 2030; budget 2026; Jeux olympiques de 2032; entre 20 et 30 experts; de 3 à 5 pour cent;
lundi; un; dix; deux; le jour; année; d'année;
l'an; mi; fin; début; en; au; le 12; le 30; 2e; premier; second;
l'été dernier; l'année dernière; le mois passé; il y a deux ans; en cours; à ce jour;
au jour le jour; deux parties; les deux pays; quatre fois; jusqu'à 5 millions; jusqu'à 30 experts;
d'ici 10 projets; pour 20 personnes; 2026 places
"""
# Words that name no time, to be mixed with numbers.
WORDS = """
vision agenda article annex phase scholarships experts million dollars percent strengthen cooperation
agreement signed welcomed ministers provinces kilometres resolution protocol energy anniversary summit
meeting commission
비전 의제 조항 달러 억원 전문가 강화 협력 합의 서명 분야 사업 회의 위원회 수교
vision programme article annexe bourses millions euros coopération accord signé ministres réunion sommet
"""


def not_dates() -> list[tuple[str, str]]:
    """Pair each wording with its language."""
    texts = {"en": ENGLISH, "ko": KOREAN, "fr": FRENCH}
    return [
        (language, wording)
        for language, text in texts.items()
        for wording in text.strip().replace(";\n", "; ").split("; ")
    ]

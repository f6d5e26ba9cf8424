"""What countries are called in the texts: their names and adjectives in English, Korean and French."""

import re
from functools import cache

# One country a line: its code; names; adjectives. A name in any of these is recognised as the country.
TABLE = """
AD; Andorra, 안도라, Andorre; Andorran, andorran
AE; United Arab Emirates, UAE, 아랍에미리트, Émirats arabes unis; Emirati, émirien
AF; Afghanistan, 아프가니스탄; Afghan, afghan
AG; Antigua and Barbuda, 앤티가 바부다; Antiguan
AL; Albania, 알바니아, Albanie; Albanian, albanais
AM; Armenia, 아르메니아, Arménie; Armenian, arménien
AO; Angola, 앙골라; Angolan, angolais
AR; Argentina, 아르헨티나, Argentine; Argentinian, Argentinean, argentin
AT; Austria, 오스트리아, Autriche; Austrian, autrichien
AU; Australia, 호주, 오스트레일리아, Australie; Australian, DFAT, AusAID, australien, ACIAR, Austrade, CSIRO
AZ; Azerbaijan, 아제르바이잔, Azerbaïdjan; Azerbaijani, Azeri, azerbaïdjanais
BA; Bosnia and Herzegovina, 보스니아, Bosnie-Herzégovine; Bosnian, bosnien
BB; Barbados, 바베이도스, Barbade; Barbadian, barbadien
BD; Bangladesh, 방글라데시; Bangladeshi, bangladais
BE; Belgium, 벨기에, Belgique; Belgian, belge
BF; Burkina Faso, 부르키나파소; Burkinabe, burkinabè
BG; Bulgaria, 불가리아, Bulgarie; Bulgarian, bulgare
BH; Bahrain, 바레인, Bahreïn; Bahraini, bahreïnien
BI; Burundi, 부룬디; Burundian, burundais
BJ; Benin, 베냉, Bénin; Beninese, béninois
BN; Brunei Darussalam, Brunei, 브루나이; Bruneian, brunéien
BO; Bolivia, 볼리비아, Bolivie; Bolivian, bolivien
BR; Brazil, 브라질, Brésil; Brazilian, brésilien
BS; Bahamas, 바하마; Bahamian, bahamien
BT; Bhutan, 부탄, Bhoutan; Bhutanese, bhoutanais
BW; Botswana, 보츠와나; Botswanan, botswanais
BY; Belarus, 벨라루스, Biélorussie; Belarusian, biélorusse
BZ; Belize, 벨리즈; Belizean, bélizien
CA; Canada, 캐나다; Canadian, canadien
CD; Democratic Republic of the Congo, DRC, 콩고민주공화국; Congolese, congolais
CF; Central African Republic, 중앙아프리카공화국, République centrafricaine, Centrafrique; centrafricain
CG; Republic of the Congo, Congo, 콩고공화국; congolais
CH; Switzerland, Swiss Confederation, 스위스, Suisse; Swiss, suisse
CI; Côte d'Ivoire, Ivory Coast, 코트디부아르; Ivorian, ivoirien
CL; Chile, 칠레, Chili; Chilean, chilien
CM; Cameroon, 카메룬, Cameroun; Cameroonian, camerounais
CN; China, People's Republic of China, PRC, 중국, Chine; Chinese, chinois, MOFCOM, NDRC
CO; Colombia, 콜롬비아, Colombie; Colombian, colombien
CR; Costa Rica, 코스타리카; Costa Rican, costaricien
CU; Cuba, 쿠바; Cuban, cubain
CV; Cabo Verde, Cape Verde, 카보베르데, Cap-Vert; Cabo Verdean, cap-verdien
CY; Cyprus, 키프로스, Chypre; Cypriot, chypriote
CZ; Czech Republic, Czechia, 체코, Tchéquie, République tchèque; Czech, tchèque
DE; Germany, Federal Republic of Germany, 독일, Allemagne; German, GIZ, KfW, allemand, BMZ
DJ; Djibouti, 지부티; Djiboutian, djiboutien
DK; Denmark, 덴마크, Danemark; Danish, danois
DM; Dominica, 도미니카연방
DO; Dominican Republic, 도미니카공화국, République dominicaine; Dominican, dominicain
DZ; Algeria, 알제리, Algérie; Algerian, algérien
EC; Ecuador, 에콰도르, Équateur; Ecuadorian, équatorien
EE; Estonia, 에스토니아, Estonie; Estonian, estonien
EG; Egypt, 이집트, Égypte; Egyptian, égyptien
ER; Eritrea, 에리트레아, Érythrée; Eritrean, érythréen
ES; Spain, 스페인, Espagne; Spanish, espagnol
ET; Ethiopia, 에티오피아, Éthiopie; Ethiopian, éthiopien
EU; European Union, European Commission, EU, 유럽연합, Union européenne, UE, Commission européenne; EU, EEAS, European, européen
FI; Finland, 핀란드, Finlande; Finnish, finlandais
FJ; Fiji, 피지, Fidji; Fijian, fidjien
FM; Micronesia, Federated States of Micronesia, 미크로네시아; Micronesian
FR; France, 프랑스; French, français, AFD
GA; Gabon, 가봉; Gabonese, gabonais
GB; United Kingdom, UK, U.K., Britain, Great Britain, 영국, Royaume-Uni; British, UK, U.K., FCDO, Whitehall, britannique, DFID, British Council, Her Majesty's Government, His Majesty's Government
GD; Grenada, 그레나다, Grenade; Grenadian
GE; Georgia, 조지아, Géorgie; Georgian, géorgien
GH; Ghana, 가나; Ghanaian, ghanéen
GM; Gambia, 감비아, Gambie; Gambian, gambien
GN; Guinea, 기니, Guinée; Guinean, guinéen
GQ; Equatorial Guinea, 적도기니, Guinée équatoriale; Equatoguinean, équato-guinéen
GR; Greece, Hellenic Republic, 그리스, Grèce; Greek, Hellenic, grec
GT; Guatemala, 과테말라; Guatemalan, guatémaltèque
GW; Guinea-Bissau, 기니비사우, Guinée-Bissau; bissau-guinéen
GY; Guyana, 가이아나; Guyanese, guyanien
HN; Honduras, 온두라스; Honduran, hondurien
HR; Croatia, 크로아티아, Croatie; Croatian, croate
HT; Haiti, 아이티, Haïti; Haitian, haïtien
HU; Hungary, 헝가리, Hongrie; Hungarian, hongrois
ID; Indonesia, 인도네시아, Indonésie; Indonesian, indonésien
IE; Ireland, 아일랜드, Irlande; Irish, irlandais
IL; Israel, 이스라엘, Israël; Israeli, israélien
IN; India, 인도, Inde; Indian, indien, ISRO, DRDO
IQ; Iraq, 이라크, Irak; Iraqi, irakien
IR; Iran, 이란; Iranian, iranien
IS; Iceland, 아이슬란드, Islande; Icelandic, islandais
IT; Italy, 이탈리아, Italie; Italian, italien
JM; Jamaica, 자메이카, Jamaïque; Jamaican, jamaïcain
JO; Jordan, Hashemite Kingdom of Jordan, 요르단, Jordanie; Jordanian, jordanien
JP; Japan, 일본, Japon; Japanese, JICA, JBIC, METI, japonais, JAXA, JETRO
KE; Kenya, 케냐; Kenyan, kényan
KG; Kyrgyzstan, Kyrgyz Republic, 키르기스스탄, Kirghizistan; Kyrgyz, kirghize
KH; Cambodia, Kingdom of Cambodia, 캄보디아, Cambodge; Cambodian, cambodgien
KI; Kiribati, 키리바시; I-Kiribati
KM; Comoros, 코모로, Comores, Union des Comores; Comorian, comorien
KN; Saint Kitts and Nevis, 세인트키츠 네비스; Kittitian
KP; North Korea, DPRK, Democratic People's Republic of Korea, 북한, Corée du Nord; North Korean, nord-coréen
KR; Republic of Korea, South Korea, S. Korea, ROK, Korea, 대한민국, 한국, 우리나라, République de Corée, Corée du Sud, Corée; South Korean, Korean, ROK, KOICA, EDCF, sud-coréen, coréen, KOTRA, KEXIM
KW; Kuwait, 쿠웨이트, Koweït; Kuwaiti, koweïtien
KZ; Kazakhstan, 카자흐스탄; Kazakh, Kazakhstani, kazakh
LA; Laos, Lao PDR, Lao People's Democratic Republic, 라오스; Lao, Laotian, laotien
LB; Lebanon, 레바논, Liban; Lebanese, libanais
LC; Saint Lucia, 세인트루시아; Saint Lucian
LI; Liechtenstein, 리히텐슈타인
LK; Sri Lanka, 스리랑카; Sri Lankan, srilankais
LR; Liberia, 라이베리아, Libéria; Liberian, libérien
LS; Lesotho, 레소토; Basotho
LT; Lithuania, 리투아니아, Lituanie; Lithuanian, lituanien
LU; Luxembourg, 룩셈부르크; Luxembourgish, luxembourgeois
LV; Latvia, 라트비아, Lettonie; Latvian, letton
LY; Libya, 리비아, Libye; Libyan, libyen
MA; Morocco, 모로코, Maroc, royaume du Maroc; Moroccan, marocain
MC; Monaco, 모나코; monégasque
MD; Moldova, Republic of Moldova, 몰도바, Moldavie; Moldovan, moldave
ME; Montenegro, 몬테네그로, Monténégro; Montenegrin, monténégrin
MG; Madagascar, 마다가스카르; Malagasy, malgache
MH; Marshall Islands, 마셜제도; Marshallese
MK; North Macedonia, 북마케도니아, Macédoine du Nord; Macedonian, macédonien
ML; Mali, 말리; Malian, malien
MM; Myanmar, 미얀마, Birmanie; Burmese, birman
MN; Mongolia, 몽골, Mongolie; Mongolian, mongol
MR; Mauritania, 모리타니, Mauritanie; Mauritanian, mauritanien
MT; Malta, 몰타, Malte; Maltese, maltais
MU; Mauritius, 모리셔스, Maurice; Mauritian, mauricien
MV; Maldives, 몰디브; Maldivian, maldivien
MW; Malawi, 말라위; Malawian, malawien
MX; Mexico, 멕시코, Mexique; Mexican, mexicain
MY; Malaysia, 말레이시아, Malaisie; Malaysian, malaisien
MZ; Mozambique, 모잠비크; Mozambican, mozambicain
NA; Namibia, 나미비아, Namibie; Namibian, namibien
NE; Niger, 니제르; Nigerien, nigérien
NG; Nigeria, 나이지리아; Nigerian, nigérian
NI; Nicaragua, 니카라과; Nicaraguan, nicaraguayen
NL; Netherlands, Kingdom of the Netherlands, 네덜란드, Pays-Bas; Dutch, néerlandais
NO; Norway, 노르웨이, Norvège; Norwegian, norvégien
NP; Nepal, 네팔, Népal; Nepali, Nepalese, népalais
NR; Nauru, 나우루; Nauruan, nauruan
NZ; New Zealand, 뉴질랜드, Nouvelle-Zélande; New Zealand, néo-zélandais
OM; Oman, 오만; Omani, omanais
PA; Panama, 파나마; Panamanian, panaméen
PE; Peru, 페루, Pérou; Peruvian, péruvien
PG; Papua New Guinea, PNG, 파푸아뉴기니, Papouasie-Nouvelle-Guinée; Papua New Guinean
PH; Philippines, 필리핀; Philippine, Filipino, philippin
PK; Pakistan, 파키스탄; Pakistani, pakistanais
PL; Poland, 폴란드, Pologne; Polish, polonais
PS; Palestine, Palestinian Authority, 팔레스타인; Palestinian, palestinien
PT; Portugal, 포르투갈; Portuguese, portugais
PW; Palau, 팔라우; Palauan
PY; Paraguay, 파라과이; Paraguayan, paraguayen
QA; Qatar, 카타르; Qatari, qatarien
RO; Romania, 루마니아, Roumanie; Romanian, roumain
RS; Serbia, 세르비아, Serbie; Serbian, serbe
RU; Russia, Russian Federation, 러시아, Russie; Russian, russe
RW; Rwanda, 르완다; Rwandan, rwandais
SA; Saudi Arabia, Kingdom of Saudi Arabia, KSA, 사우디아라비아, 사우디, Arabie saoudite; Saudi, saoudien
SB; Solomon Islands, 솔로몬제도, Îles Salomon; Solomon Islands
SC; Seychelles, 세이셸; Seychellois, seychellois
SD; Sudan, 수단, Soudan; Sudanese, soudanais
SE; Sweden, 스웨덴, Suède; Swedish, suédois
SG; Singapore, 싱가포르, Singapour; Singaporean, singapourien
SI; Slovenia, 슬로베니아, Slovénie; Slovenian, slovène
SK; Slovakia, Slovak Republic, 슬로바키아, Slovaquie; Slovak, slovaque
SL; Sierra Leone, 시에라리온; Sierra Leonean, sierra-léonais
SM; San Marino, 산마리노, Saint-Marin; Sammarinese
SN; Senegal, 세네갈, Sénégal; Senegalese, sénégalais
SO; Somalia, 소말리아, Somalie; Somali, somalien
SR; Suriname, 수리남; Surinamese, surinamien
SS; South Sudan, 남수단, Soudan du Sud; South Sudanese, sud-soudanais
ST; São Tomé and Príncipe, Sao Tome and Principe, 상투메 프린시페; Santomean
SV; El Salvador, 엘살바도르, Salvador; Salvadoran, salvadorien
SY; Syria, 시리아, Syrie; Syrian, syrien
SZ; Eswatini, 에스와티니; Swazi
TD; Chad, 차드, Tchad; Chadian, tchadien
TG; Togo, 토고; Togolese, togolais
TH; Thailand, 태국, Thaïlande; Thai, thaïlandais
TJ; Tajikistan, 타지키스탄, Tadjikistan; Tajik, tadjik
TL; Timor-Leste, East Timor, 동티모르, Timor oriental; Timorese, timorais
TM; Turkmenistan, 투르크메니스탄, Turkménistan; Turkmen, turkmène
TN; Tunisia, 튀니지, Tunisie; Tunisian, tunisien
TO; Tonga, 통가; Tongan, tongien
TR; Türkiye, Turkey, Turkiye, 튀르키예, 터키, Turquie; Turkish, turc, TIKA
TT; Trinidad and Tobago, 트리니다드 토바고, Trinité-et-Tobago; Trinidadian
TV; Tuvalu, 투발루; Tuvaluan
TZ; Tanzania, 탄자니아, Tanzanie; Tanzanian, tanzanien
UA; Ukraine, 우크라이나; Ukrainian, ukrainien
UG; Uganda, 우간다, Ouganda; Ugandan, ougandais
US; United States of America, United States, U.S.A., USA, U.S., US, 미국, États-Unis; American, U.S., US, USAID, USTDA, USTR, State Department, Department of State, White House, Pentagon, américain, NASA, NOAA, FBI, DEA, USDA, DHS, HHS, FEMA, CISA, DFC, Department of Defense, Department of Homeland Security, Department of the Treasury, Department of Health and Human Services, Peace Corps
UY; Uruguay, 우루과이; Uruguayan, uruguayen
UZ; Uzbekistan, 우즈베키스탄, Ouzbékistan; Uzbek, ouzbek
VC; Saint Vincent and the Grenadines, 세인트빈센트 그레나딘; Vincentian
VE; Venezuela, 베네수엘라; Venezuelan, vénézuélien
VN; Viet Nam, Vietnam, 베트남; Vietnamese, vietnamien
VU; Vanuatu, 바누아투; Vanuatuan
WS; Samoa, 사모아; Samoan, samoan
XK; Kosovo, 코소보; Kosovar, kosovar
XV; Valdoria, 발도리아, Valdorie; Valdorian, valdorien
YE; Yemen, 예멘, Yémen; Yemeni, yéménite
ZA; South Africa, 남아프리카공화국, 남아공, Afrique du Sud; South African, sud-africain
ZM; Zambia, 잠비아, Zambie; Zambian, zambien
ZW; Zimbabwe, 짐바브웨; Zimbabwean, zimbabwéen
"""  # noqa: E501

# Governments that go by the name of their capital: "Seoul agreed". Anywhere else the name is a place.
SEATS = {
    "Seoul": "KR", "Tokyo": "JP", "Beijing": "CN", "Washington": "US", "Moscow": "RU", "London": "GB",
    "Paris": "FR", "Berlin": "DE", "Brussels": "EU", "Canberra": "AU", "Ottawa": "CA", "Jakarta": "ID",
    "Hanoi": "VN", "Manila": "PH", "Bangkok": "TH", "Phnom Penh": "KH", "Kuala Lumpur": "MY",
    "New Delhi": "IN", "Islamabad": "PK", "Tehran": "IR", "Baghdad": "IQ", "Cairo": "EG",
    "Riyadh": "SA", "Ankara": "TR", "Kyiv": "UA", "Warsaw": "PL", "Rome": "IT", "Madrid": "ES",
    "Nairobi": "KE", "Pretoria": "ZA", "Brasilia": "BR", "Mexico City": "MX", "Astana": "KZ",
    "Tashkent": "UZ", "Baku": "AZ", "Ulaanbaatar": "MN", "Wellington": "NZ", "Taipei": "TW",
    "Pyongyang": "KP", "Doha": "QA", "Abu Dhabi": "AE", "Muscat": "OM", "Manama": "BH", "Amman": "JO",
    "Dhaka": "BD", "Colombo": "LK", "Kathmandu": "NP", "Thimphu": "BT", "Malé": "MV", "Vientiane": "LA",
    "Naypyidaw": "MM", "Dili": "TL", "Port Moresby": "PG", "Suva": "FJ", "Apia": "WS", "Honiara": "SB",
    "Abuja": "NG", "Accra": "GH", "Addis Ababa": "ET", "Kampala": "UG", "Kigali": "RW", "Lusaka": "ZM",
    "Harare": "ZW", "Windhoek": "NA", "Gaborone": "BW", "Maputo": "MZ", "Luanda": "AO", "Dakar": "SN",
    "Dodoma": "TZ", "Rabat": "MA", "Algiers": "DZ", "Tunis": "TN", "Lisbon": "PT", "Vienna": "AT",
    "Bern": "CH", "The Hague": "NL", "Stockholm": "SE", "Oslo": "NO", "Copenhagen": "DK", "Helsinki": "FI",
    "Prague": "CZ", "Budapest": "HU", "Bucharest": "RO", "Sofia": "BG", "Athens": "GR", "Belgrade": "RS",
    "Zagreb": "HR", "Dublin": "IE", "Tallinn": "EE", "Riga": "LV", "Vilnius": "LT", "Minsk": "BY",
    "Tbilisi": "GE", "Yerevan": "AM", "Bishkek": "KG", "Dushanbe": "TJ", "Buenos Aires": "AR",
    "Santiago": "CL", "Lima": "PE", "Bogotá": "CO", "Quito": "EC", "Caracas": "VE", "Havana": "CU",
}  # fmt: skip


@cache
def spellings() -> dict[str, str]:
    """Map every name and adjective, as the table spells it, to the code of its country."""
    found: dict[str, str] = {}
    for row in TABLE.strip().splitlines():
        code, *columns = row.split(";")
        for name in ",".join(columns).split(","):
            found.setdefault(name.strip(), code)
    return found


@cache
def _codes() -> dict[str, str]:
    return {name.casefold(): code for name, code in spellings().items()}


def code_of(name: str) -> str | None:
    """Give the code of the country that a name means; None where the table has none."""
    plain = re.sub(r"^(?:the|l[ae']s?|government of|kingdom of|republic of) ?", "", name.strip().casefold())
    return _codes().get(name.strip().casefold()) or _codes().get(plain)


def name_of(code: str) -> str | None:
    """Give the first name of the country with a code."""
    row = re.search(rf"^{re.escape(code)}; ([^,;]+)", TABLE, re.MULTILINE)
    return row[1] if row else None


def parts_of(name: str) -> list[str]:
    """Split a side that is several countries: "Jordan and Egypt"."""
    if code_of(name):
        return [name]
    return [part.strip() for part in re.split(r",| and | et |·| 및 |/|&", name) if part.strip()]

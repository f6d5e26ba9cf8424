"""Names of countries, capitals and offices in English, Korean and French.

The only file with such names: every reader uses them, whichever country is home. Names of ministries and
persons come from the record, never from here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

# One country a line: its code; names; adjectives and agencies; capitals; offices of its leaders. A name or an
# adjective means the country wherever it stands; a capital or an office only as the one who acts.
TABLE = """
AD; Andorra, 안도라, Andorre; Andorran, andorran; Andorra la Vella
AE; United Arab Emirates, UAE, 아랍에미리트, Émirats arabes unis; Emirati, émirien, émirati; Abu Dhabi, 아부다비, Abou Dabi
AF; Afghanistan, 아프가니스탄; Afghan, afghan; Kabul, 카불, Kaboul
AG; Antigua and Barbuda, 앤티가 바부다; Antiguan
AL; Albania, 알바니아, Albanie; Albanian, albanais; Tirana
AM; Armenia, 아르메니아, Arménie; Armenian, arménien; Yerevan, 예레반, Erevan
AO; Angola, 앙골라; Angolan, angolais; Luanda, 루안다
AR; Argentina, 아르헨티나, Argentine; Argentinian, Argentinean, argentin; Buenos Aires, 부에노스아이레스; Casa Rosada
AT; Austria, 오스트리아, Autriche, Österreich; Austrian, autrichien; Vienna, 빈, Vienne
AU; Australia, 호주, 오스트레일리아, Australie; Australian, DFAT, AusAID, australien, ACIAR, Austrade, CSIRO; Canberra, 캔버라
AZ; Azerbaijan, 아제르바이잔, Azerbaïdjan; Azerbaijani, Azeri, azerbaïdjanais; Baku, 바쿠, Bakou
BA; Bosnia and Herzegovina, 보스니아, Bosnie-Herzégovine; Bosnian, bosnien; Sarajevo
BB; Barbados, 바베이도스, Barbade; Barbadian, barbadien
BD; Bangladesh, 방글라데시; Bangladeshi, bangladais; Dhaka, 다카, Dacca
BE; Belgium, 벨기에, Belgique; Belgian, belge
BF; Burkina Faso, 부르키나파소; Burkinabe, burkinabè, burkinabé; Ouagadougou, 와가두구
BG; Bulgaria, 불가리아, Bulgarie; Bulgarian, bulgare; Sofia, 소피아
BH; Bahrain, 바레인, Bahreïn; Bahraini, bahreïnien; Manama, 마나마
BI; Burundi, 부룬디; Burundian, burundais; Gitega
BJ; Benin, 베냉, Bénin, 베넹; Beninese, béninois; Porto-Novo, Cotonou
BN; Brunei Darussalam, Brunei, 브루나이; Bruneian, brunéien; Bandar Seri Begawan
BO; Bolivia, 볼리비아, Bolivie; Bolivian, bolivien; La Paz, 라파스
BR; Brazil, 브라질, Brésil, Brasil; Brazilian, brésilien; Brasilia, 브라질리아, Brasília; Planalto, Itamaraty
BS; Bahamas, 바하마; Bahamian, bahamien; Nassau
BT; Bhutan, 부탄, Bhoutan; Bhutanese, bhoutanais; Thimphu, 팀부, Thimphou
BW; Botswana, 보츠와나; Botswanan, botswanais, Motswana; Gaborone
BY; Belarus, 벨라루스, Biélorussie; Belarusian, biélorusse, bélarussien; Minsk, 민스크
BZ; Belize, 벨리즈; Belizean, bélizien; Belmopan
CA; Canada, 캐나다; Canadian, canadien; Ottawa, 오타와; AMC, IRCC, ASFC, CBSA, ACIA
CD; Democratic Republic of the Congo, DRC, 콩고민주공화국, République démocratique du Congo, RDC; Congolese, congolais; Kinshasa, 킨샤사
CF; Central African Republic, 중앙아프리카공화국, République centrafricaine, Centrafrique; centrafricain; Bangui
CG; Republic of the Congo, Congo, 콩고공화국; congolais; Brazzaville
CH; Switzerland, Swiss Confederation, 스위스, Suisse; Swiss, suisse; Bern, 베른, Berne
CI; Côte d'Ivoire, Ivory Coast, 코트디부아르; Ivorian, ivoirien, Ivoirian; Yamoussoukro, Abidjan, 아비장
CL; Chile, 칠레, Chili; Chilean, chilien; Santiago, 산티아고; La Moneda
CM; Cameroon, 카메룬, Cameroun; Cameroonian, camerounais; Yaoundé, Yaounde, 야운데
CN; China, People's Republic of China, PRC, 중국, Chine; Chinese, chinois, MOFCOM, NDRC; Beijing, 베이징, Pékin; Zhongnanhai, 중난하이
CO; Colombia, 콜롬비아, Colombie; Colombian, colombien; Bogotá, 보고타
CR; Costa Rica, 코스타리카; Costa Rican, costaricien, costaricain; San José, 산호세
CU; Cuba, 쿠바; Cuban, cubain; Havana, 아바나, La Havane
CV; Cabo Verde, Cape Verde, 카보베르데, Cap-Vert; Cabo Verdean, cap-verdien, capverdien, caboverdien, Verdean; Praia
CY; Cyprus, 키프로스, Chypre, 사이프러스; Cypriot, chypriote; Nicosia, Nicosie
CZ; Czech Republic, Czechia, 체코, Tchéquie, République tchèque, Česko; Czech, tchèque; Prague, 프라하
DE; Germany, Federal Republic of Germany, 독일, Allemagne, Deutschland; German, GIZ, KfW, allemand, BMZ; Berlin, 베를린; Federal Chancellery, Chancellerie fédérale, Auswärtiges Amt, BMWE, BMWK, BMUV, DAAD
DJ; Djibouti, 지부티; Djiboutian, djiboutien
DK; Denmark, 덴마크, Danemark, Danmark; Danish, danois; Copenhagen, 코펜하겐, Copenhague
DM; Dominica, 도미니카연방
DO; Dominican Republic, 도미니카공화국, République dominicaine; Dominican, dominicain; Santo Domingo, Saint-Domingue
DZ; Algeria, 알제리, Algérie; Algerian, algérien; Algiers, 알제, Alger
EC; Ecuador, 에콰도르, Équateur; Ecuadorian, équatorien; Quito, 키토
EE; Estonia, 에스토니아, Estonie, Eesti; Estonian, estonien; Tallinn, 탈린
EG; Egypt, 이집트, Égypte; Egyptian, égyptien; Cairo, 카이로, Le Caire
ER; Eritrea, 에리트레아, Érythrée; Eritrean, érythréen; Asmara
ES; Spain, 스페인, Espagne, España; Spanish, espagnol; Madrid, 마드리드; Moncloa
ET; Ethiopia, 에티오피아, Éthiopie; Ethiopian, éthiopien; Addis Ababa, 아디스아바바, Addis-Abeba
EU; European Union, European Commission, EU, 유럽연합, Union européenne, UE, Commission européenne; EU, EEAS, European, européen; Brussels, 브뤼셀, Bruxelles; Berlaymont
FI; Finland, 핀란드, Finlande, Suomi; Finnish, finlandais; Helsinki, 헬싱키
FJ; Fiji, 피지, Fidji; Fijian, fidjien; Suva, 수바
FM; Micronesia, Federated States of Micronesia, 미크로네시아; Micronesian
FR; France, 프랑스, Guyane, Mayotte, Nouvelle-Calédonie, Polynésie française; French, français, AFD; Paris, 파리; Élysée, Elysée, Élysée Palace, Quai d'Orsay, Matignon, 엘리제궁, MEAE, DGAL, DGAC, DGEF, ANSSI, Expertise France
GA; Gabon, 가봉; Gabonese, gabonais; Libreville, 리브르빌
GB; United Kingdom, UK, U.K., Britain, Great Britain, 영국, Royaume-Uni; British, UK, U.K., FCDO, Whitehall, britannique, DFID, British Council, Her Majesty's Government, His Majesty's Government; London, 런던, Londres; Downing Street, Number 10, 다우닝가
GD; Grenada, 그레나다, Grenade; Grenadian
GE; Georgia, 조지아, Géorgie; Georgian, géorgien; Tbilisi, 트빌리시, Tbilissi
GH; Ghana, 가나; Ghanaian, ghanéen; Accra, 아크라
GM; Gambia, 감비아, Gambie; Gambian, gambien; Banjul
GN; Guinea, 기니, Guinée; Guinean, guinéen; Conakry, 코나크리
GQ; Equatorial Guinea, 적도기니, Guinée équatoriale; Equatoguinean, équato-guinéen; Malabo
GR; Greece, Hellenic Republic, 그리스, Grèce; Greek, Hellenic, grec, grecque; Athens, 아테네, Athènes
GT; Guatemala, 과테말라; Guatemalan, guatémaltèque; Guatemala City
GW; Guinea-Bissau, 기니비사우, Guinée-Bissau; bissau-guinéen; Bissau
GY; Guyana, 가이아나; Guyanese, guyanien; Georgetown
HN; Honduras, 온두라스; Honduran, hondurien; Tegucigalpa
HR; Croatia, 크로아티아, Croatie, Hrvatska; Croatian, croate; Zagreb, 자그레브
HT; Haiti, 아이티, Haïti; Haitian, haïtien; Port-au-Prince
HU; Hungary, 헝가리, Hongrie, Magyarország; Hungarian, hongrois; Budapest, 부다페스트
ID; Indonesia, 인도네시아, 인니, Indonésie; Indonesian, indonésien; Jakarta, 자카르타
IE; Ireland, 아일랜드, Irlande, Éire; Irish, irlandais; Dublin, 더블린
IL; Israel, 이스라엘, Israël; Israeli, israélien
IN; India, 인도, Inde; Indian, indien, ISRO, DRDO; New Delhi, 뉴델리; South Block, Rashtrapati Bhavan
IQ; Iraq, 이라크, Irak; Iraqi, irakien, iraquien; Baghdad, 바그다드, Bagdad
IR; Iran, 이란; Iranian, iranien; Tehran, 테헤란, Téhéran
IS; Iceland, 아이슬란드, Islande; Icelandic, islandais; Reykjavik, 레이캬비크, Reykjavík
IT; Italy, 이탈리아, Italie, Italia; Italian, italien; Rome, 로마; Palazzo Chigi, Farnesina
JM; Jamaica, 자메이카, Jamaïque; Jamaican, jamaïcain; Kingston
JO; Jordan, Hashemite Kingdom of Jordan, 요르단, Jordanie; Jordanian, jordanien; Amman, 암만
JP; Japan, 일본, Japon; Japanese, JICA, JBIC, METI, japonais, JAXA, JETRO; Tokyo, 도쿄; Kantei, Gaimusho
KE; Kenya, 케냐; Kenyan, kényan; Nairobi, 나이로비
KG; Kyrgyzstan, Kyrgyz Republic, 키르기스스탄, Kirghizistan, 키르기즈; Kyrgyz, kirghize; Bishkek, 비슈케크, Bichkek
KH; Cambodia, Kingdom of Cambodia, 캄보디아, Cambodge; Cambodian, RGC, cambodgien; Phnom Penh, 프놈펜; Peace Palace
KI; Kiribati, 키리바시; I-Kiribati
KM; Comoros, 코모로, Comores, Union des Comores; Comorian, comorien; Moroni
KN; Saint Kitts and Nevis, 세인트키츠 네비스; Kittitian
KP; North Korea, DPRK, Democratic People's Republic of Korea, 북한, Corée du Nord, République populaire démocratique de Corée, RPDC, 조선민주주의인민공화국; North Korean, nord-coréen; Pyongyang, 평양
KR; Republic of Korea, South Korea, S. Korea, ROK, Korea, 대한민국, 한국, République de Corée, Corée du Sud, Corée; South Korean, Korean, ROK, KOICA, EDCF, sud-coréen, coréen, KOTRA, KEXIM; Seoul, 서울, Séoul; Blue House, Cheong Wa Dae, Yongsan, 청와대, 대통령실, 용산, Maison Bleue
KW; Kuwait, 쿠웨이트, Koweït; Kuwaiti, koweïtien
KZ; Kazakhstan, 카자흐스탄; Kazakh, Kazakhstani, kazakh, kazakhstanais; Astana, 아스타나
LA; Laos, Lao PDR, Lao People's Democratic Republic, 라오스, 라오인민민주공화국; Lao, Laotian, laotien; Vientiane, 비엔티안
LB; Lebanon, 레바논, Liban; Lebanese, libanais; Beirut, 베이루트, Beyrouth
LC; Saint Lucia, 세인트루시아; Saint Lucian
LI; Liechtenstein, 리히텐슈타인; liechtensteinois
LK; Sri Lanka, 스리랑카; Sri Lankan, srilankais, sri-lankais, Lankan; Colombo, 콜롬보
LR; Liberia, 라이베리아, Libéria; Liberian, libérien; Monrovia
LS; Lesotho, 레소토; Basotho, lésothan; Maseru
LT; Lithuania, 리투아니아, Lituanie, Lietuva; Lithuanian, lituanien; Vilnius, 빌뉴스
LU; Luxembourg, 룩셈부르크; Luxembourgish, luxembourgeois
LV; Latvia, 라트비아, Lettonie, Latvija; Latvian, letton; Riga, 리가
LY; Libya, 리비아, Libye; Libyan, libyen; Tripoli
MA; Morocco, 모로코, Maroc, royaume du Maroc; Moroccan, marocain; Rabat, 라바트; OCP, MASEN, AMEE, AMCI, ONEE, ONSSA, DGSN
MC; Monaco, 모나코; monégasque, Monegasque
MD; Moldova, Republic of Moldova, 몰도바, Moldavie; Moldovan, moldave; Chisinau, Chișinău
ME; Montenegro, 몬테네그로, Monténégro; Montenegrin, monténégrin; Podgorica
MG; Madagascar, 마다가스카르; Malagasy, malgache; Antananarivo, 안타나나리보
MH; Marshall Islands, 마셜제도; Marshallese
MK; North Macedonia, 북마케도니아, Macédoine du Nord; Macedonian, macédonien; Skopje
ML; Mali, 말리; Malian, malien; Bamako, 바마코
MM; Myanmar, 미얀마, Birmanie; Burmese, birman; Naypyidaw, 네피도
MN; Mongolia, 몽골, Mongolie; Mongolian, mongol; Ulaanbaatar, 울란바토르, Oulan-Bator
MR; Mauritania, 모리타니, Mauritanie; Mauritanian, mauritanien; Nouakchott
MT; Malta, 몰타, Malte; Maltese, maltais; Valletta, La Valette
MU; Mauritius, 모리셔스, Maurice; Mauritian, mauricien; Port Louis
MV; Maldives, 몰디브; Maldivian, maldivien; Malé, 말레
MW; Malawi, 말라위; Malawian, malawien, malawite; Lilongwe
MX; Mexico, 멕시코, Mexique, México; Mexican, mexicain; Mexico City, 멕시코시티, Mexico
MY; Malaysia, 말레이시아, Malaisie; Malaysian, malaisien; Kuala Lumpur, 쿠알라룸푸르, Putrajaya; Wisma Putra
MZ; Mozambique, 모잠비크; Mozambican, mozambicain; Maputo, 마푸투
NA; Namibia, 나미비아, Namibie; Namibian, namibien; Windhoek
NE; Niger, 니제르; Nigerien, nigérien; Niamey
NG; Nigeria, 나이지리아; Nigerian, nigérian; Abuja, 아부자
NI; Nicaragua, 니카라과; Nicaraguan, nicaraguayen; Managua
NL; Netherlands, Kingdom of the Netherlands, 네덜란드, Pays-Bas, Nederland; Dutch, néerlandais; The Hague, 헤이그, La Haye
NO; Norway, 노르웨이, Norvège, Norge; Norwegian, norvégien; Oslo, 오슬로
NP; Nepal, 네팔, Népal; Nepali, Nepalese, népalais; Kathmandu, 카트만두, Katmandou
NR; Nauru, 나우루; Nauruan, nauruan
NZ; New Zealand, 뉴질랜드, Nouvelle-Zélande; New Zealand, néo-zélandais; Wellington, 웰링턴
OM; Oman, 오만; Omani, omanais; Muscat, 무스카트, Mascate
PA; Panama, 파나마, Panamá; Panamanian, panaméen; Panama City
PE; Peru, 페루, Pérou, Perú; Peruvian, péruvien; Lima, 리마
PG; Papua New Guinea, PNG, 파푸아뉴기니, Papouasie-Nouvelle-Guinée; Papua New Guinean, papouasien, Papuan; Port Moresby, 포트모르즈비
PH; Philippines, 필리핀; Philippine, Filipino, philippin; Manila, 마닐라, Manille; Malacañang, Malacañan Palace, 말라카냥궁
PK; Pakistan, 파키스탄; Pakistani, pakistanais; Islamabad, 이슬라마바드
PL; Poland, 폴란드, Pologne, Polska; Polish, polonais; Warsaw, 바르샤바, Varsovie
PS; Palestine, Palestinian Authority, 팔레스타인; Palestinian, palestinien; Ramallah
PT; Portugal, 포르투갈; Portuguese, portugais; Lisbon, 리스본, Lisbonne
PW; Palau, 팔라우; Palauan
PY; Paraguay, 파라과이; Paraguayan, paraguayen; Asunción, Asuncion
QA; Qatar, 카타르; Qatari, qatarien, qatari; Doha, 도하
RO; Romania, 루마니아, Roumanie, România; Romanian, roumain; Bucharest, 부쿠레슈티, Bucarest
RS; Serbia, 세르비아, Serbie; Serbian, serbe; Belgrade, 베오그라드
RU; Russia, Russian Federation, 러시아, Russie; Russian, russe; Moscow, 모스크바, Moscou; Kremlin, 크렘린, 크렘린궁
RW; Rwanda, 르완다; Rwandan, rwandais; Kigali, 키갈리
SA; Saudi Arabia, Kingdom of Saudi Arabia, KSA, 사우디아라비아, 사우디, Arabie saoudite; Saudi, saoudien; Riyadh, 리야드, Riyad
SB; Solomon Islands, 솔로몬제도, Îles Salomon; Solomon Islands; Honiara
SC; Seychelles, 세이셸; Seychellois, seychellois
SD; Sudan, 수단, Soudan; Sudanese, soudanais; Khartoum
SE; Sweden, 스웨덴, Suède, Sverige; Swedish, suédois; Stockholm, 스톡홀름
SG; Singapore, 싱가포르, Singapour; Singaporean, singapourien
SI; Slovenia, 슬로베니아, Slovénie, Slovenija; Slovenian, slovène, Slovene; Ljubljana, 류블랴나
SK; Slovakia, Slovak Republic, 슬로바키아, Slovaquie, Slovensko; Slovak, slovaque; Bratislava, 브라티슬라바
SL; Sierra Leone, 시에라리온; Sierra Leonean, sierra-léonais; Freetown
SM; San Marino, 산마리노, Saint-Marin; Sammarinese, saint-marinais
SN; Senegal, 세네갈, Sénégal; Senegalese, sénégalais; Dakar, 다카르
SO; Somalia, 소말리아, Somalie; Somali, somalien; Mogadishu, Mogadiscio
SR; Suriname, 수리남; Surinamese, surinamien, surinamais; Paramaribo
SS; South Sudan, 남수단, Soudan du Sud; South Sudanese, sud-soudanais; Juba
ST; São Tomé and Príncipe, Sao Tome and Principe, 상투메 프린시페; Santomean, santoméen
SV; El Salvador, 엘살바도르, Salvador; Salvadoran, salvadorien; San Salvador
SY; Syria, 시리아, Syrie; Syrian, syrien; Damascus, 다마스쿠스, Damas
SZ; Eswatini, 에스와티니; Swazi, swazi; Mbabane
TD; Chad, 차드, Tchad; Chadian, tchadien; N'Djamena, Ndjamena
TG; Togo, 토고; Togolese, togolais; Lomé
TH; Thailand, 태국, Thaïlande; Thai, thaïlandais; Bangkok, 방콕
TJ; Tajikistan, 타지키스탄, Tadjikistan; Tajik, tadjik; Dushanbe, 두샨베, Douchanbé
TL; Timor-Leste, East Timor, 동티모르, Timor oriental; Timorese, timorais; Dili, 딜리
TM; Turkmenistan, 투르크메니스탄, Turkménistan; Turkmen, turkmène; Ashgabat, 아시가바트, Achgabat
TN; Tunisia, 튀니지, Tunisie; Tunisian, tunisien; Tunis, 튀니스
TO; Tonga, 통가; Tongan, tongien; Nuku'alofa
TR; Türkiye, Turkey, Turkiye, 튀르키예, 터키, Turquie; Turkish, turc, TIKA, turque; Ankara, 앙카라
TT; Trinidad and Tobago, 트리니다드 토바고, Trinité-et-Tobago, 트리니다드토바고; Trinidadian, trinidadien; Port of Spain
TV; Tuvalu, 투발루; Tuvaluan
TW; Taiwan, 대만, Taïwan; Taiwanese, taïwanais; Taipei, 타이베이
TZ; Tanzania, 탄자니아, Tanzanie; Tanzanian, tanzanien; Dodoma
UA; Ukraine, 우크라이나; Ukrainian, ukrainien; Kyiv, 키이우, Kiev; Bankova
UG; Uganda, 우간다, Ouganda; Ugandan, ougandais; Kampala, 캄팔라
US; United States of America, United States, U.S.A., USA, U.S., US, 미국, États-Unis; American, U.S., US, USAID, USTDA, USTR, State Department, Department of State, White House, Pentagon, américain, NASA, NOAA, FBI, DEA, USDA, DHS, HHS, FEMA, CISA, DFC, Department of Defense, Department of Homeland Security, Department of the Treasury, Department of Health and Human Services, Peace Corps, étatsunien; Washington, 워싱턴; White House, 백악관, Maison-Blanche, Maison Blanche
UY; Uruguay, 우루과이; Uruguayan, uruguayen; Montevideo, 몬테비데오
UZ; Uzbekistan, 우즈베키스탄, Ouzbékistan, 우즈벡; Uzbek, ouzbek, ouzbèke; Tashkent, 타슈켄트, Tachkent
VC; Saint Vincent and the Grenadines, 세인트빈센트 그레나딘; Vincentian
VE; Venezuela, 베네수엘라; Venezuelan, vénézuélien; Caracas, 카라카스
VN; Viet Nam, Vietnam, 베트남, Viêt Nam, Viêt-Nam, Viet-Nam, Viêtnam; Vietnamese, vietnamien; Hanoi, 하노이, Hanoï
VU; Vanuatu, 바누아투; Vanuatuan, vanuatais; Port Vila
WS; Samoa, 사모아; Samoan, samoan; Apia
XK; Kosovo, 코소보; Kosovar, kosovar, Kosovan; Pristina
XV; Valdoria, 발도리아, Valdorie; Valdorian, valdorien; Port Serin
YE; Yemen, 예멘, Yémen; Yemeni, yéménite; Sanaa
ZA; South Africa, 남아프리카공화국, 남아공, Afrique du Sud; South African, sud-africain; Pretoria, 프리토리아
ZM; Zambia, 잠비아, Zambie; Zambian, zambien; Lusaka, 루사카
ZW; Zimbabwe, 짐바브웨; Zimbabwean, zimbabwéen; Harare, 하라레
"""  # noqa: E501

# ISO 3166-1: the codes of three letters in the order of the table, where lists write them.
_ALPHA_3 = (
    "AND ARE AFG ATG ALB ARM AGO ARG AUT AUS AZE BIH BRB BGD BEL BFA BGR BHR BDI BEN BRN BOL BRA BHS BTN "
    "BWA BLR BLZ CAN COD CAF COG CHE CIV CHL CMR CHN COL CRI CUB CPV CYP CZE DEU DJI DNK DMA DOM DZA ECU "
    "EST EGY ERI ESP ETH EUE FIN FJI FSM FRA GAB GBR GRD GEO GHA GMB GIN GNQ GRC GTM GNB GUY HND HRV HTI "
    "HUN IDN IRL ISR IND IRQ IRN ISL ITA JAM JOR JPN KEN KGZ KHM KIR COM KNA PRK KOR KWT KAZ LAO LBN LCA "
    "LIE LKA LBR LSO LTU LUX LVA LBY MAR MCO MDA MNE MDG MHL MKD MLI MMR MNG MRT MLT MUS MDV MWI MEX MYS "
    "MOZ NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAN PER PNG PHL PAK POL PSE PRT PLW PRY QAT ROU SRB RUS "
    "RWA SAU SLB SYC SDN SWE SGP SVN SVK SLE SMR SEN SOM SUR SSD STP SLV SYR SWZ TCD TGO THA TJK TLS TKM "
    "TUN TON TUR TTO TUV TWN TZA UKR UGA USA URY UZB VCT VEN VNM VUT WSM XKX XVX YEM ZAF ZMB ZWE"
)

# The side of whoever writes, the other one, and both, without the name of a country.
OUR_SIDE = (
    *("our side", "the home side", "our government", "our country", "our delegation", "our ministry"),
    *("our minister", "our president", "our prime minister", "our embassy", "notre côté", "notre partie"),
    *("notre gouvernement", "notre pays", "notre délégation", "notre ministère", "notre ministre"),
    *("우리 측", "우리측", "우리 정부", "우리나라", "아측", "아국"),
)
THEIR_SIDE = (
    *("their side", "the other side", "the counterpart side", "leur côté", "l'autre partie", "l'autre côté"),
    *("상대 측", "상대측", "상대국"),
)
BOTH_SIDES = ("both sides", "the two sides", "les deux parties", "les deux côtés", "양측", "양국", "쌍방")
# The two who met, whatever they are: "the two ministers", "les deux responsables".
TWO_SIDES = re.compile(
    r"\b(?:the two|both|les deux|nos deux) (?:[\w-]+ )?(?:countries|ministers|ministries|leaders|"
    r"delegations|governments|"
    r"presidents|parties|officials|co-?chairs|heads|administrations|agencies|pays|ministres|ministères|"
    r"délégations|gouvernements|présidents|dirigeants|chefs|responsables|interlocuteurs|hommes|femmes|"
    r"services|administrations)\b|두 (?:나라|장관|정상|기관|부처)|양 (?:장관|기관|차관|국장)"
)
# The country that a text in a language means where it names none: "our side", the foreign ministry.
COUNTRY_OF_LANGUAGE = {"ko": "KR"}


@dataclass(frozen=True, slots=True)
class Nation:
    """The names of one country; the first is the usual one."""

    names: tuple[str, ...]
    adjectives: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


@cache
def nations() -> dict[str, Nation]:
    """Return every country of the table by its code."""
    found: dict[str, Nation] = {}
    for row in TABLE.strip().splitlines():
        code, *columns = (column.strip() for column in row.split(";"))
        parts = (tuple(name.strip() for name in column.split(",") if name) for column in columns)
        found[code] = Nation(*parts)
    return found


@cache
def spellings() -> dict[str, str]:
    """Map every name and adjective, as the table spells it, to the code of its country."""
    found: dict[str, str] = {}
    for code, nation in nations().items():
        for name in (*nation.names, *nation.adjectives):
            found.setdefault(name, code)
    return found


def long_codes() -> dict[str, str]:
    """Map each code of three letters to that of two."""
    return dict(zip(_ALPHA_3.split(" "), nations(), strict=True))


@cache
def seats() -> dict[str, str]:
    """Map every capital and office of leaders to the code of its country: "Seoul agreed"."""
    found = {name: code for code, nation in nations().items() for name in (*nation.capitals, *nation.offices)}
    # "Port Louis" is "Port-Louis" in French.
    return {name.replace(" ", "-"): code for name, code in found.items()} | found


@cache
def _codes() -> dict[str, str]:
    """Map names and adjectives, which agree in French with "République", to codes; a name wins."""
    found = {_fold(name) + ending: code for name, code in spellings().items() for ending in ("ne", "e", "")}
    return found | {_fold(name): code for code, nation in nations().items() for name in nation.names}


# What an official name adds to that of the country: "République tunisienne", "Kingdom of Cambodia".
STATE = re.compile(
    r"(?<!\w)(?:(?:government|republic|kingdom|confederation|federation|federative|commonwealth|grand duchy|"
    r"principality|sultanate|state|union|federal|socialist|democratic|people's|popular|islamic|bolivarian|"
    r"plurinational|independent|co operative|united republic|arab|hashemite|oriental|gouvernement|republique|"
    r"royaume|grand duche|principaute|sultanat|etat|federale?|federative|socialiste|democratique|populaire|"
    r"islamique|bolivarienne|plurinational|unie|arabe|hachemite|orientale|and|et)(?!\w)(?: of(?: the)? "
    r"| du | des |"
    r" de la | de l'| de | d'| |$))|(?<=\w) ?(?:민주|인민|사회주의|연방)*(?:공화국|왕국|연방|"
    r"공국)(?:정부)?$| 정부$"
)


def code_of(name: str) -> str | None:
    """Return the code of the country that a name means, in its short or its official form; None where the
    table has none.
    """
    plain = _fold(name)
    return _codes().get(plain) or _codes().get(" ".join(STATE.sub(" ", plain).split()))


def _fold(name: str) -> str:
    """Return a name in lower case without accents and articles: "l'Algérie" is "algerie"."""
    letters = unicodedata.normalize("NFD", name.strip().casefold().replace("’", "'"))
    plain = unicodedata.normalize("NFC", "".join(one for one in letters if not unicodedata.combining(one)))
    return re.sub(r"^(?:the |la |le |les |l')", "", plain.replace("-", " "))


def name_of(code: str) -> str | None:
    """Return the usual name of the country with a code."""
    nation = nations().get(code)
    return nation.names[0] if nation else None


def side_names(code: str) -> tuple[str, ...]:
    """Return how the side of a country is headed in lists: "Korean side", "한국 측", "한측"."""
    nation = nations().get(code, Nation(()))
    found: list[str] = []
    for name in (*nation.names, *nation.adjectives):
        if "가" <= name[0] <= "힣":
            found += [f"{name} 측", f"{name[0]}측"]
        else:
            found.append(f"{name} side")
    return tuple(dict.fromkeys(found))


def parts_of(name: str) -> list[str]:
    """Split a side that is several countries: "Jordan and Egypt"."""
    if code_of(name):
        return [name]
    return [part.strip() for part in re.split(r",| and | et |·| 및 |/|&", name) if part.strip()]


def _codes_in(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Names that are also common words; they count where they are a side.
DOUBTFUL = _codes_in("수단 인도 이란 가나 말리 차드 오만 기니 조지아 Maurice belge suisse Lao Chad Congo")
# Which countries have federal offices.
FEDERAL = _codes_in(
    "Argentina Austria Belgium Brazil Canada Ethiopia Germany Malaysia Mexico Nigeria Pakistan Russia "
    "Switzerland"
)
# Monarchies and others without a president, and presidencies without a prime minister: codes of countries.
NO_PRESIDENT = _codes_in(
    "GB CA AU NZ JP TH MY KH BN BT SA QA KW BH OM JO MA NL BE LU DK NO SE JM BS BZ PG SB TV TO LS SZ VA EU"
)
NO_PREMIER = _codes_in(
    "US MX BR AR CO CL CR PA EC UY PY BO VE GT HN SV NI DO PH ID KE GH NG ZM ZA AO LR SL GM MW CY CH BW EU"
)
WITHOUT: Mapping[str, frozenset[str]] = {
    "president": NO_PRESIDENT,
    "prime minister": NO_PREMIER,
    "président": NO_PRESIDENT,
    "premier ministre": NO_PREMIER,
}
# Where ministries are departments.
DEPARTMENTS = _codes_in("US PH ZA IE AU CA")
KINGDOMS = _codes_in("SA BH JO MA TH KH BT TO BE NL ES SE NO DK GB LS SZ")
# What a government or a state is called without its name, and the countries that are.
STYLES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("the Kingdom", "le Royaume"), KINGDOMS),
    **dict.fromkeys(("the Sultanate", "le Sultanat"), _codes_in("OM BN")),
    **dict.fromkeys(("the Union", "l'Union"), _codes_in("EU")),
    **dict.fromkeys(("the Grand Duchy", "le Grand-Duché"), _codes_in("LU")),
    **dict.fromkeys(("the Confederation", "la Confédération"), _codes_in("CH")),
    **dict.fromkeys(("the Principality", "la Principauté"), _codes_in("MC AD LI")),
    **dict.fromkeys(("the Federation", "la Fédération"), _codes_in("RU FM KN")),
    **dict.fromkeys(("the Emirates", "les Émirats"), _codes_in("AE")),
    "the Commonwealth": _codes_in("AU BS DM"),
    # Parts of the administration that only some have.
    **dict.fromkeys(("the Wilaya", "la Wilaya", "la wilaya"), _codes_in("DZ MR")),
    **dict.fromkeys(("the Prefecture", "la préfecture"), _codes_in("FR JP GR CN MA BJ TG GN CF CI")),
    **dict.fromkeys(
        ("the Governorate", "le Gouvernorat", "le gouvernorat"), _codes_in("TN EG JO IQ LB SY YE OM SA BH PS")
    ),
    **dict.fromkeys(("the Oblast", "l'oblast"), _codes_in("UA RU BG BY KZ KG")),
    **dict.fromkeys(("the Administration", "the State Department"), _codes_in("US")),
    **dict.fromkeys(("the Tánaiste", "the Taoiseach"), _codes_in("IE")),
    "the Foreign Secretary": _codes_in("GB IN PK BD LK NP"),
    **dict.fromkeys(("the Home Secretary", "the Home Office"), _codes_in("GB")),
    "the Secretary of State": _codes_in("US GB"),
    "the Prime Minister's Office": _codes_in("GB JP IN SG FI ET TH TZ"),
    **{
        f"the Federal {office}": _codes_in("CH DE AT BE RU NG ET PK AE MY NP BR MX IQ SO AU")
        for office in (
            "Ministry",
            "Office",
            "Department",
            "Chancellery",
            "Agency",
            "Council",
            "Government",
            "Foreign Office",
            "Institute",
            "Police",
        )
    },
    **{
        f"the Royal {office}": _codes_in("TH KH SA MA JO BH BT TO GB NO SE DK NL BE ES MY OM BN")
        for office in (
            "Government",
            "Court",
            "Police",
            "Navy",
            "Air Force",
            "Ministry",
            "Gendarmerie",
            "Palace",
        )
    },
    **{
        f"the Department of {field}": DEPARTMENTS
        for field in [
            "Justice",
            "Commerce",
            "Energy",
            "Labor",
            "Agriculture",
            "Transportation",
            "the Interior",
            "Education",
            "Health",
            "Foreign Affairs",
            "Trade",
            "Finance",
        ]
    },
}


def offices_apart(codes: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the offices that only one side has; `codes` maps countries to their side."""
    found: dict[str, set[str]] = {}
    if len(set(codes.values())) < 2:
        return found
    for office, without in WITHOUT.items():
        sides = {side for code, side in codes.items() if code not in without}
        if len(sides) == 1:
            found[office] = sides
    return found


def styles_apart(codes: Mapping[str, str]) -> dict[str, str]:
    """Return the side that each style means, where only one side uses it."""
    found: dict[str, str] = {}
    for style, those in STYLES.items():
        sides = {side for code, side in codes.items() if code in those}
        if len(sides) == 1:
            found |= dict.fromkeys((style, style[0].upper() + style[1:]), sides.pop())
    return found


def _list_korean(names: Iterable[str]) -> list[str]:
    return [name for name in names if re.search("[가-힣]", name)]


def find_state(name: str, language: str) -> str:
    """Return the name of a country in Korean; empty where the table does not have it."""
    nation = nations().get(code_of(name) or "")
    korean = _list_korean(nation.names) if nation else []
    return "".join(korean[:1]) if language == "ko" else ""


def find_capital(code: str, recorded: str, language: str) -> str:
    """Return the name of a capital in Korean or French; empty where the table does not have it.

    `recorded` is the name in the record, which has to be that of this capital.
    """
    nation = nations().get(code)
    names = nation.capitals if nation else ()
    if recorded not in names:
        return ""
    korean = _list_korean(names)
    latin = [name for name in names if name not in korean]
    known = {"ko": korean[:1], "fr": latin[-1:], "en": latin[:1]}
    return "".join(known.get(language, ()))

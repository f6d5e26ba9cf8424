"""Ministries and offices by their fields of work, in English, French and Korean, with usual short forms.

An office is recognised by its fields: "Ministry of Labour", « ministère du Travail », "노동부". Which
ministries a country has, and what they are called in full, comes from the record.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

# One field a line: its key; how English, French and Korean name it.
FIELDS = """
foreign; foreign affairs, foreign and european affairs, external relations, external affairs, foreign, foreign relations; affaires étrangères, affaires extérieures, relations extérieures, Europe et des Affaires étrangères; 외교, 외무
cooperation; international cooperation, external cooperation, cooperation, development cooperation; coopération internationale, coopération; 국제협력, 협력
interior; interior, the interior, home affairs, internal affairs; intérieur; 내무, 행정
safety; public security, public safety, safety, security; sécurité publique, sécurité; 공안, 안전
justice; justice, law; justice; 법무, 사법
defence; defence, defense, national defence, national defense; défense, défense nationale, armées; 국방
finance; finance, finances, the treasury, treasury; finances; 재정, 재무
economy; economy, economic affairs, economics, national economy; économie; 경제, 기획
planning; planning, plan, strategy; plan, planification; 계획
trade; trade, commerce, international trade; commerce, commerce extérieur; 통상, 상무, 상업, 무역
industry; industry, industries; industrie; 산업, 공업
energy; energy; énergie; 에너지
resources; resources, natural resources; ressources naturelles; 자원, 천연자원
mines; mines, mining; mines; 광업
labour; labour, labor, manpower; travail; 노동
employment; employment; emploi; 고용
training; vocational training, training; formation professionnelle; 직업훈련
education; education; éducation, éducation nationale, enseignement supérieur; 교육
youth; youth; jeunesse; 청소년, 청년
sport; sport, sports; sport, sports; 체육, 스포츠
culture; culture, cultural affairs, fine arts; culture, beaux-arts; 문화, 문화예술
tourism; tourism; tourisme; 관광
health; health, public health; santé, santé publique; 보건
welfare; welfare, social welfare, social affairs; affaires sociales, solidarité; 복지, 사회
women; women, women's affairs, gender equality; femmes, condition féminine; 여성, 성평등
family; family; famille; 가족
agriculture; agriculture, food; agriculture, agroalimentaire; 농림, 농업, 농림축산, 축산, 식품
forestry; forestry, forests; forêts; 산림, 임업
fisheries; fisheries, oceans, maritime affairs; pêche, mer; 수산, 해양
environment; environment, climate change, ecology; environnement, écologie, transition écologique; 환경, 기후
water; water, water resources, meteorology; eau, ressources en eau; 수자원, 물
land; land, land management, urban planning; aménagement du territoire; 국토, 국토관리, 도시계획
construction; construction, housing; construction, logement; 건설, 건축
works; public works, works; travaux publics, équipement; 공공사업
infrastructure; infrastructure; infrastructures; 인프라
transport; transport, transportation; transports, transport; 교통, 운수
posts; posts, post; postes; 우정, 우편
telecommunications; telecommunications, communications, communication; télécommunications, communications; 통신
digital; digital affairs, digital, ict, information and communication technology; numérique; 디지털, 정보통신
information; information; information; 정보
science; science; sciences, recherche; 과학
technology; technology, innovation; technologie, technologies, innovation; 기술, 혁신
rural; rural development; développement rural; 농촌개발
veterans; veterans, veterans affairs; anciens combattants; 보훈
religion; religion, religious affairs, cults and religion; cultes; 종교
unification; unification; unification; 통일
small business; smes, startups, smes and startups; PME; 중소벤처기업
police; police, national police; police, police nationale; 경찰
coast guard; coast guard; garde-côtes; 해양경찰
customs; customs, customs and excise; douanes; 관세, 세관
immigration; immigration; immigration; 이민, 출입국, 출입국관리
prosecution; prosecutor general, public prosecution, supreme prosecutors; parquet, parquet général; 검찰, 대검찰
"""  # noqa: E501

# Short forms and names of one office: the codes of the countries that have it, empty where many do; names;
# fields. One without fields is an agency or a company of the state, which no other country calls so.
NAMES = """
AE AF BH ET IQ IR JO JP KR KW LY MM MV NP OM PK PS QA SA TH TW VN YE; MOFA, MoFA; foreign
AM AZ BD BG BT CN EE FI GE GR HR IL KG KZ LT LV MK MN MT NO NZ RO RS RU SG SI TH TJ TM TR UA UZ; MFA; foreign
; MAE, MAEC; foreign
; MOI, MINT; interior
; MOJ; justice
; MOD, MND; defence
; MEF; economy finance
; MOT; transport
; MOEYS; education youth sport
; Embassy, Ambassade, 대사관; embassy
; NPA, National Police Agency, Agence nationale de police; police
KR; KNPA, Korean National Police, Korean National Police Agency; police
KR; MOEF; economy finance
KR; MOTIE, MOTIR; trade industry
KR; MOEL; employment labour
KR; MOIS; interior safety
KR; MOLIT; land transport
KR; MAFRA; agriculture
KR; MOHW; health welfare
KR; MSIT; science
KR; MCST; culture sport tourism
KR; MOGEF; women family
KR; MSS; small business
KR; KOICA, Korea International Cooperation Agency, 한국국제협력단, 코이카;
KR; EDCF, KEXIM, Eximbank of Korea, Export-Import Bank of Korea, 한국수출입은행, 수출입은행, 대외경제협력기금;
KR; KCG, Korea Coast Guard, 해양경찰청, 해경; coast guard
KR; KCS, Korea Customs Service, 관세청; customs
KR; KOTRA, 코트라;
KR; 외교부; foreign
KR; 법무부; justice
KR; 경찰청; police
KR; 기획재정부, 기재부; economy finance
KR; 산업통상자원부, 산업통상부, 산업부; trade industry
KR; 고용노동부, 고용부; employment labour
KR; 행정안전부, 행안부; interior safety
KR; 국토교통부, 국토부; land transport
KR; 농림축산식품부, 농식품부; agriculture
KR; 보건복지부, 복지부; health welfare
KR; 과학기술정보통신부, 과기정통부, 과기부; science
KR; 문화체육관광부, 문체부; culture sport tourism
KR; 방위사업청, 국세청, 병무청, 산림청, 특허청, 기상청, 질병관리청, 해양수산부, 해수부, 통일부, 중기부, 중소벤처기업부, 국가보훈부, 조달청, 식약처, 식품의약품안전처, 법제처, 재외동포청, 국정원, 원안위, 우주항공청, 개인정보보호위원회, 농촌진흥청, 국가유산청, 국립외교원;
KR; 대검찰청, 대검; prosecution
KR; 국조실, 국무조정실, 총리실;
KH; MFAIC, MOFAIC; foreign cooperation
KH; MLVT, MOLVT; labour training
KH; MPWT; works transport
KH; MPTC; posts telecommunications
KH; MISTI; industry science technology
KH; MOWRAM; water
KH; MLMUPC; land construction
KH; MRD; rural
KH; CDC, Council for the Development of Cambodia, 캄보디아개발위원회;
KH; CNP, Cambodian National Police, 캄보디아 경찰청; police
KH; GDCE; customs
KH; CMAC, CMAA;
FR; MEAE, Quai d'Orsay; foreign
GB; FCDO, Foreign Commonwealth and Development Office; foreign
GB; Home Office; interior
US; State Department, Department of State, US State Department; foreign
US; DOJ; justice
JP; MOFAJ, 외무성; foreign
JP; METI, 경제산업성; economy trade industry
JP; JICA;
AU; DFAT, Department of Foreign Affairs and Trade; foreign trade
AU; ACIAR, Austrade, AusAID, ASIC, ABF, Australian Border Force;
AU; DCCEEW; environment
BD; BWDB, BIDA, ERD, BEPZA;
BR; MRE, Itamaraty; foreign
BR; ABC, Agência Brasileira de Cooperação, Embrapa, BNDES, Petrobras;
CA; Global Affairs Canada, GAC; foreign trade
CA; IRCC, Immigration Refugees and Citizenship Canada; immigration
CA; NRCan, Natural Resources Canada; resources
CA; Public Safety Canada; safety
CA; Transport Canada; transport
CA; Service Canada, CBSA, RCMP, CIDA, IDRC, Export Development Canada, EDC;
CH; FDFA, EDA, DFAE; foreign
CH; SECO; economy
CH; SDC, DEZA;
CN; MOFCOM; trade
CN; NDRC, CIDCA, GACC;
DE; BMZ; cooperation
DE; BMWK, BMWE, BMWi; economy energy
DE; BMI; interior
DE; AA, Auswärtiges Amt, Federal Foreign Office; foreign
DE; GIZ, KfW, BGR, PTB, DAAD, BAMF, DEG;
DK; Danida;
EG; GAFI, EEHC, NREA;
ES; AECID, MAEUEC; foreign
ET; EIC, EEP, INSA;
FI; Finnfund, Finnpartnership;
FR; AFD, Agence française de développement, Expertise France, Campus France, Business France, Bpifrance, OFPRA, CIRAD;
GB; BEIS, DESNZ, DBT, DHSC, DEFRA, Defra, HMRC, NCA, British Council, UKEF, UK Export Finance, British International Investment;
GH; GIPC, ECG, COCOBOD;
ID; Kemlu; foreign
ID; Bappenas; planning
ID; BKPM, BRIN, BNPB, BP2MI, KKP, PLN, Pertamina, OJK, Bakamla, BMKG;
IN; MEA; foreign
IN; ISRO, DRDO, CWC, EXIM India, NTPC, ONGC, NPCI, FSSAI, MNRE, MeitY, ITEC, Ministry of Jal Shakti, DGFT;
IT; MAECI; foreign
IT; AICS, SACE, SIMEST, ENI;
JP; MEXT; education science
JP; MAFF; agriculture
JP; MHLW; health labour
JP; MLIT; land transport
JP; JICA, JBIC, JETRO, JAXA, JOGMEC, NEXI, JST, NEDO, JCG, Japan Coast Guard;
KE; KenGen, KETRACO, KPLC, KRA, KEPHIS;
KH; CNMC, EDC, Electricité du Cambodge, GDI;
KR; KNPA; police
KR; KEPCO, KHNP, KOGAS, KNOC, KOMIR, K-water, KRC, KDI, KOPIA, KEITI, KISA, KORAIL, KOEN, K-SURE, HRD Korea, KHIDI, KDCA, KASA, KARI, RDA, KFS, Korea Forest Service, KIST, KITA, KMA, MFDS, DAPA;
KZ; KazAID, Kazatomprom, KazMunayGas, Kazakh Invest;
LA; MOIC; industry trade
LA; EDL;
LK; SLTDA, CEB, SLBFE;
MA; ONEE, OCP, AMDIE, Masen, ONHYM, ONCF, ANAPEC, AMCI;
MN; MIMR; industry resources
MY; MITI; trade industry
MY; Wisma Putra, KLN, Kementerian Luar Negeri; foreign
MY; MIDA, MATRADE, Petronas, Khazanah, IRDA, TNB, CIDB;
MX; SRE; foreign
MX; AMEXCID;
NG; NIPC, NNPC, NAFDAC, NAPTIP, NIMASA;
NL; RVO;
NO; Norad;
NZ; MFAT; foreign trade
NZ; MPI; agriculture
NZ; MBIE, NZTE, GNS Science, NIWA, Waka Kotahi, NZDF;
PE; APCI, PROMPERU, ProInversión;
PH; DFA; foreign
PH; DOE; energy
PH; DTI; trade industry
PH; DOTr; transport
PH; DMW, Department of Migrant Workers; labour
PH; DPWH; works
PH; NEDA, TESDA, PCG, Philippine Coast Guard, BCDA, DepDev, DICT, PEZA, Social Security System;
PK; BOI Pakistan, NADRA, WAPDA;
RW; RDB, MINAFFET, MINECOFIN, MINICOM, MINAGRI, REG;
SE; Sida;
SG; MTI; trade industry
SG; EDB, EMA, MAS, MPA, A*STAR, Enterprise Singapore, EnterpriseSG, HDB, LTA, ICA, SCDF, SPF, IMDA, SCE, JTC, NEA;
SN; APIX, Senelec, ADIE;
TH; TICA, BOI Thailand, EGAT, NESDC, PTT, EECO;
TN; FIPA, STEG, ATCT;
TR; TİKA, TIKA, AFAD, DEİK, Türk Eximbank;
TZ; TANESCO, TIC, TRA;
UA; Ukrenergo, Naftogaz, SES of Ukraine;
UG; UIA, UNRA, UETCL;
US; USTR, USAID, USTDA, DFC, MCC, NASA, NOAA, DHS, FDA, USDA, FBI, DEA, EXIM, CBP, INDOPACOM, U.S. Coast Guard, USCG, CDC;
UZ; MIIT Uzbekistan, Uzbekneftegaz, Agency for External Labour Migration;
VN; MPI; planning
VN; MOIT; industry trade
VN; MARD; agriculture
VN; MONRE, MAE; environment
VN; MOLISA, DOLAB; labour
VN; EVN, PetroVietnam, Petrovietnam, VCCI, VNU;
ZA; DIRCO; foreign
ZA; DTIC, dtic; trade
ZA; Eskom, Transnet, SARS, SANParks;
ZM; ZDA, ZESCO;
"""  # noqa: E501

# What stands before or behind the fields.
_HEAD = re.compile(
    r"^(?:the )?(?:federal |royal |general )?"
    r"(?:ministry|min\.?|department|dept\.?|directorate|minister|office)(?: general)? (?:of|for)(?: the)?\s+"
    r"|^(?:le |la |les |l')?(?:ministere|min\.?|departement|direction(?: generale)?)"
    r"(?: charge)? (?:de la|de l'|du|des?)\s*"
)
_TAIL = re.compile(
    r"\s+(?:ministry|department|agency|service|authority|administration|office)$|(?<=[가-힣])[부처청성]$"
)
_BETWEEN = re.compile(r"\s*(?:,|&|·|/|\band\b|\bet\b|\bde (?:la|l')|\bdes?\b|\bdu\b)\s*")


MOST_FOLDED = 8192


@dataclass(frozen=True, slots=True)
class Office:
    """An office by its fields of work; `country` is the code of the only country that has it, or empty."""

    country: str
    fields: frozenset[str]


@lru_cache(MOST_FOLDED)
def fold_name(text: str) -> str:
    """Return a name for comparison: without case, accents, points of abbreviations and double spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    bare = "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f")
    joined = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", unicodedata.normalize("NFC", bare).casefold())
    return " ".join(re.sub(r"(?<=\w)\.(?=\s|$)", "", joined).split())


@cache
def _fields() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in FIELDS.strip().splitlines():
        key, *columns = (column.strip() for column in row.split(";"))
        for column in columns:
            found |= {fold_name(name): key for name in column.split(",") if name.strip()}
    return found


@cache
def _offices() -> dict[str, Office]:
    found: dict[str, Office] = {}
    keys = set(_fields().values())
    for row in NAMES.strip().splitlines():
        _codes, names, said = (column.strip() for column in row.split(";"))
        fields = frozenset({said} if said in keys else said.split())
        for name in map(fold_name, names.split(",")):
            codes = countries_of_office(name)
            found.setdefault(name, Office(min(codes) if len(codes) == 1 else "", fields))
    return found


@cache
def _countries() -> dict[str, frozenset[str]]:
    """Map each name to the codes of the countries that have an office of this name."""
    found: dict[str, frozenset[str]] = {}
    for row in NAMES.strip().splitlines():
        countries, names, _fields_of_work = row.split(";")
        for name in map(fold_name, names.split(",")):
            found[name] = found.get(name, frozenset()) | frozenset(countries.split())
    return found


def countries_of_office(name: str) -> frozenset[str]:
    """Return the codes of the countries that have an office of this name; empty where many do, or none."""
    plain = fold_name(name)
    return _countries().get(plain) or _countries().get(plain.removeprefix("the "), frozenset())


def is_agency(name: str) -> bool:
    """Return whether a name is that of an agency, which no country beside its own calls so."""
    plain = fold_name(name).removeprefix("the ")
    office = _offices().get(plain)
    return office is not None and not office.fields and bool(office.country)


def office_of(name: str) -> Office | None:
    """Return the office that a name or short form means; None where the tables do not have it."""
    plain = fold_name(name)
    named = _offices().get(plain) or _offices().get(plain.removeprefix("the "))
    if named:
        return named
    rest = _TAIL.sub("", _HEAD.sub("", plain))
    fields = _read_fields(rest.strip(" '")) if rest != plain else frozenset[str]()
    return Office("", fields) if fields else None


def office_in_field(words: str) -> Office | None:
    """Return the office that words mean where a ministry is expected: "Interior" is its ministry."""
    return office_of(words) or office_of(f"ministry of {words}")


def _read_fields(text: str) -> frozenset[str]:
    """Return the fields that a list of them names; empty where one is unknown."""
    known = _fields()
    if text in known:
        return frozenset({known[text]})
    if re.fullmatch("[가-힣]+", text):
        return _read_korean(text)
    found = set[str]()
    for part in filter(None, _BETWEEN.split(text)):
        field = known.get(part.strip()) or known.get(part.removeprefix("l'").removeprefix("the ").strip())
        if field is None:
            return frozenset()
        found.add(field)
    return frozenset(found)


def _read_korean(text: str) -> frozenset[str]:
    """Return the fields of a Korean name, which are written without spaces: 산업통상자원."""
    found, rest = set[str](), text
    while rest:
        word = next((rest[:end] for end in range(len(rest), 1, -1) if rest[:end] in _fields()), "")
        if not word:
            return frozenset()
        found.add(_fields()[word])
        rest = rest.removeprefix(word)
    return frozenset(found)

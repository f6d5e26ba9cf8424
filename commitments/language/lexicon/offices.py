"""Ministries and offices by their fields of work, in English, French and Korean, with usual short forms.

An office is recognised by its fields: "Ministry of Labour", « ministère du Travail », "노동부". Which
ministries a country has, and what they are called in full, comes from the record.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from commitments.language.lexicon.countries import FEDERAL

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
BF; SONABEL, ONEA, ANAC Burkina, INSD, ABNORM, BUNASOLS, SONABHY, ARCEP Burkina;
BJ; ABMS, APIEX Bénin, SBEE, SONEB, ANPE Bénin, ANIP, ABERME, OCERTID, Port de Cotonou, ASIN, ABE, ANM, DGDDI, SIRAT, CNIN;
CD; INACO, CENI, UNILU, SNEL, SNCC, Gécamines, CEEC, ARSP, INRB, DGM, OCC, Régideso, ICCN, RVA, LMC, CAMI, OFIDA, DGDA, ANAPI, SAEMAPE, cabinet du Plan, PNHF, ARECOMS, UNIKIN;
CG; SNPC, ACERAC, CORAF, ARPCE, PAPN, AARN;
GA; SEEG, ANPN, ANGT, ANINF, OPRAG, CNAMGS, ANPI Gabon, CDC Gabon, AGEOS, GOC, SNBG, Comilog;
MU; MFDC, MPA, ICAC, FSC Mauritius, EDB Mauritius, Mauritius Ports Authority, Mauritius Shipping Corporation, Attorney General's Office de Maurice, CEB Mauritius, MRA Mauritius, MRIC;
TD; ANIE, SHT, ADETIC, INSEED, ONAPE;
TG; CEET, ATOP, ANADEB Togo, Port autonome de Lomé, ANPGF, SAZOF, ARSE, OTR, AT2ER, TdE;
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
KR; KOICA, NSSC, KIMS, 원자력안전위원회, Korea International Cooperation Agency, 한국국제협력단, 코이카, EDCF, KEXIM, KOFIH, KOPRI, QIA, KERIS, KIND, Eximbank of Korea, Export-Import Bank of Korea, 한국수출입은행, 수출입은행, 대외경제협력기금, KOTRA, 코트라, 방위사업청, 국세청, 병무청, 산림청, 특허청, 기상청, 질병관리청, 해양수산부, 해수부, 통일부, 중기부, 중소벤처기업부, 국가보훈부, 조달청, 식약처, 식품의약품안전처, 법제처, 재외동포청, 국정원, 원안위, 우주항공청, 개인정보보호위원회, 농촌진흥청, 국가유산청, 국립외교원, 국조실, 국무조정실, 총리실, 우정사업본부, 농림축산검역본부, 인터넷진흥원, 한국인터넷진흥원, KNDA, KEPCO, KHNP, KOGAS, KNOC, KOMIR, K-water, KRC, KDI, KOPIA, KEITI, KISA, KORAIL, KOEN, K-SURE, HRD Korea, KHIDI, KDCA, KASA, KARI, RDA, KFS, Korea Forest Service, KIST, KITA, KMA, MFDS, DAPA, KICOX, KETEP, KEEI, KRIBB, KIGAM, KRISS, ETRI, KAIST, KIER, KFRI, KAERI, KINS, KINAC, IIAC, KOSAF, KOFICE, Korea Foundation, KCCI, KITECH, KIAT, NIPA, KIOST, KOEM, KRISO, KOSHA, KCDC, NHIS, HIRA, KEPCO E&C, KEPCO KPS, KOSME, DTaQ, APQA, NAQS, KREI, NIFOS, KOFPI, KAIA, KICT, NGII, KOBC, KOTI, KIEP, KOSTAT, KCTDI, KOFIC, KOCCA, MOFE, MCEE, KIPO, HRDK, NIIED, KEDI, KRIVET, KICE, Incheon International Airport Corporation, Korea Eximbank;
KR; KCG, Korea Coast Guard, 해양경찰청, 해경, 해경청; coast guard
KR; KCS, Korea Customs Service, 관세청; customs
KR; 외교부; foreign
KR; 법무부; justice
KR; 국방부; defence
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
KR; 대검찰청, 대검; prosecution
KH; MFAIC, MOFAIC; foreign cooperation
KH; MLVT, MOLVT; labour training
KH; MPWT; works transport
KH; MPTC; posts telecommunications
KH; MISTI; industry science technology
KH; MOWRAM; water
KH; MLMUPC; land construction
KH; MRD; rural
KH; CDC, Council for the Development of Cambodia, 캄보디아개발위원회, CMAC, CMAA, CNMC, EDC, Electricité du Cambodge, GDI, CAMFEBA, NCDD, SSCA, PPSHV, NSSF, CSEZB, CamTech, CRVA, Khmer Enterprise, NCSD, CamDX, MoPTC;
KH; CNP, Cambodian National Police, 캄보디아 경찰청; police
KH; GDCE; customs
FR; MEAE, Quai d'Orsay; foreign
GB; FCDO, Foreign Commonwealth and Development Office; foreign
GB; Home Office; interior
US; State Department, Department of State, US State Department; foreign
US; DOJ; justice
JP; MOFAJ, 외무성; foreign
JP; METI, 경제산업성; economy trade industry
JP; JICA, JBIC, JETRO, JAXA, JOGMEC, NEXI, JST, NEDO, JCG, Japan Coast Guard, JSPS, AIST, AOTS, JAEA, OECC, Japan Foundation, JNTO, PMDA, RIKEN, JOCV, NARO, NIES, JIRCAS, NICT, JICE, METI;
AU; DFAT, Department of Foreign Affairs and Trade; foreign trade
AU; ACIAR, Austrade, AusAID, ASIC, ABF, Australian Border Force, DEWR, AQIS, CSIRO, AUSTRAC, TEQSA, AIFFP, ANSTO, APRA, Export Finance Australia, Geoscience Australia, AMSA, AFMA, CDPP, IP Australia, GBRMPA, DITRDCSA, DISR, DAFF, Australian Federal Police, Services Australia, SmartTraveller;
AU; DCCEEW; environment
BE; Enabel, Archives de l'État, AFSCA, FAVV, SPF Affaires étrangères, SPF Finances, DGD, Office des étrangers, BIO Invest, APEFE, WBI, VVOB, VLIR-UOS, AWEX, Hub.brussels, AfricaMuseum, Institut royal météorologique, AFMPS, Sciensano, Fedasil, Infrabel, SNCB, Port d'Anvers-Bruges, Credendo, Douanes belges, CPAS, SPF Intérieur, Memisa, Sûreté de l'État, Registre national, Institut de médecine tropicale, DGO6, SCK CEN;
LU; LuxDev, Lux-Development, MAEE, CSSF, ILR, Luxinnovation, ADA Luxembourg, ILNAS, CFL, ITM, DCD, LuxInnovation, SNCI;
BD; BWDB, BIDA, ERD, BEPZA, BMET, DMTCL, BPDB, PGCB, BEZA, BTRC, MoEWOE, BOESL, RAJUK, DPHE, LGED, BSTI, SREDA, BIWTA;
BR; MRE, Itamaraty; foreign
BR; ABC, CNEN, Marinha do Brasil, Agência Brasileira de Cooperação, Embrapa, BNDES, Petrobras, Receita Federal, Polícia Federal, ANVISA, ANATEL, INPE, Fiocruz, Apex-Brasil, ApexBrasil, ANEEL, IBAMA, SENAI, INMETRO, ICMBio, CNPq, CAPES, ANTAQ, Eletrobras, IBGE, Butantan, Finep, CEMADEN, FUNAI, EMBRAPA;
CA; Global Affairs Canada, GAC; foreign trade
CA; IRCC, Immigration Refugees and Citizenship Canada; immigration
CA; NRCan, Natural Resources Canada; resources
CA; Public Safety Canada; safety
CA; Transport Canada; transport
CA; Service Canada, CNSC, CCSN, CNSC-CCSN, CBSA, RCMP, CIDA, IDRC, Export Development Canada, EDC, AMC, Affaires mondiales Canada, IRCC, RNCan, GRC, ASFC, ACIA, CRDI, FinDev Canada, MPO, ECCC, AMC/WMB, Statistique Canada, Bibliothèque et Archives Canada, Parcs Canada, ISDE, CRTC, BDC, CCC, EDSC, MDN, Transports Canada, Agence du revenu du Canada, SADC Canada, Polytechnique Montréal, Hydro-Québec, MRIF, ESDC, CFIA, FINTRAC, NSERC, PHAC, PSPC, CIHR, TFO Canada, Health Canada, Elections Canada, Parks Canada, StatCan, Statistics Canada, CMHC, NAV CANADA;
CH; FDFA, EDA, DFAE; foreign
CH; SECO; economy
CH; SDC, DEZA, SEM, DDC, SECO, DFAE, DETEC, OFEV, OFAC, OFEN, OFSP, OFC, Office fédéral de la culture, Fedpol, Swissmedic, Swissgrid, SERI, SEFRI, METAS, armasuisse, OFAG, OFJ, AFC, FINMA, SIFEM, Innosuisse, Agroscope, EPFL, ETHZ, Swisstopo, MétéoSuisse, Présence Suisse, Pro Helvetia, SERV, OFDF, IPI, DEFR, DFF, Musée d'ethnographie de Genève, HUG, FOPH, FSIO, FOEN, SFOE, Presence Switzerland, SNSF, MeteoSwiss, ETH Zurich, State Secretariat for Migration;
CN; MOFCOM; trade
CN; NDRC, CIDCA, GACC, China Exim, CNPC, CAAC, CNSA, CNNC, SASAC, AQSIQ;
DE; BMZ; cooperation
DE; BMWK, BMWE, BMWi; economy energy
DE; BMI; interior
DE; AA, Auswärtiges Amt, Federal Foreign Office; foreign
DE; GIZ, KfW, BGR, PTB, DAAD, BAMF, DEG, BMWE, BMWK, BNetzA, BMZ, BMUV, BMUKN, BMDV, BMV, BMI, BMF, BMJ, BMG, BMEL, BMLEH, BMAS, BMBF, BMFTR, BMVg, THW, BSI, BfArM, RKI, DLR, BKA, UBA, Hermes, Fraunhofer, dena, BfN, ZAV, Goethe-Institut, Auswärtiges Amt, BMWSB, GTAI, BfS, BAM, DWD, Bundesbank, KBA;
DK; Danida, EKF, EIFO, DTU, Danish Energy Agency, Energistyrelsen, DMI, Ørsted, DCA, Energinet;
EG; GAFI, EEHC, NREA, EEAA, EETC, EGPC, SCZone, GOEIC, CAPMAS, ITIDA, Suez Canal Authority;
ES; AECID, MAEUEC; foreign
ET; EIC, EEP, INSA, MoTL, EDR, ERCA, ESLSE, ECC Ethiopia, ECAA, NDRMC, Ethio Telecom, EFDA, EthSwitch, INVEA;
FI; Finnfund, Finnpartnership, Business Finland, SYKE, Traficom, Migri, Tukes, Fingrid, STUK, EDUFI;
FR; DG Trésor, IRSN, DGDDI, Santé publique France, Direction générale du Trésor, Proparco, CNRS, AFD, Agence française de développement, Expertise France, Campus France, Business France, Bpifrance, OFPRA, CIRAD, DGE, Bercy, Quai d'Orsay, Institut Pasteur, IRD, INRAE, BRGM, ANSSI, ANSES, ADEME, RATP, SNCF, EDF, CNES, INALCO, AEFE, ASNR, ASN, CEA, ANDRA, Ifremer, Météo-France, DGCCRF, OFII, DCSD, GIGN, INA, CFI, Institut français, CNC, INSERM, DGAC, DGTM, GRTgaz, RTE, CRE, DGAMPA, Sciences Po, École polytechnique, SGAE, DGT, DGM, CDCS, Civipol, Préfecture maritime, ANRT, France Travail, France Éducation international, FranceAgriMer, ONF, OFB, ENA, INSP, ENM, AP-HP, Cerema, IGN, ANSM, Inserm, DGSCGC, France Volontaires;
GB; BEIS, ONR, DESNZ, DBT, DHSC, DEFRA, Defra, HMRC, NCA, British Council, UKEF, UK Export Finance, British International Investment, MHRA, UKHSA, DfT, DfE, DSIT, UKRI, GCHQ, UKAEA, UKIB, Met Office, NHS England, UKGI, DVLA, Ofcom, Ofgem, JNCC, Cefas, Innovate UK, BATUK, CPS, UKVI, UK Visas and Immigration, HM Treasury, HMT, Home Office, Crown Prosecution Service, Serious Fraud Office, Companies House, BGS, British Geological Survey, Cabinet Office, Ordnance Survey, Natural England, British Museum, National Crime Agency, Foreign Office, British High Commission, BHC;
GH; GIPC, ECG, COCOBOD, GRIDCo, GEPA, Ghana Gas, GNPC, NADMO, CERSGIS, GPHA, GACL, Ghana Immigration Service, VRA, MIIF, GIDA, GoldBod, Ghana Gold Board;
ID; Kemlu; foreign
ID; Bappenas; planning
ID; BKPM, BRIN, BNPB, BP2MI, KKP, PLN, Pertamina, OJK, Bakamla, BMKG, BNP2TKI, KP2MI, ESDM, KLHK, PUPR, BSSN, BPOM, LKPP, Kemhan, Kemenkes, BAPETEN, Polri, Bea Cukai, BPJPH, Kemendag, OIKN, BBWS Pemali Juana, KBRI, PT PAL, DJKI;
IN; MEA; foreign
IN; ISRO, DRDO, CWC, EXIM India, NTPC, ONGC, NPCI, FSSAI, MNRE, MeitY, ITEC, Ministry of Jal Shakti, DGFT, NHAI, DPIIT, MoRTH, CBIC, CERT-In, ICAR, ICMR, NIXI, UIDAI, CDSCO, SEBI, IOCL, BHEL, RITES, IRCON, WAPCOS, POWERGRID, NITI Aayog, CBSE, MoPSW, IREDA, APEDA, NABARD, MSDE, NSDC, INCOIS, NSCS, BEE, SECI, GAIL, EESL, CMFRI, NPCIL, AIIMS, IMD, MoFAHD;
IT KH; MAECI; foreign
IT; AICS, SACE, SIMEST, ENI, CDP, ENEA, INGV, ASI, Terna, Snam, ISPRA, MAECI, MASE, MASAF, Guardia Costiera, Guardia di Finanza, INPS, ISTAT, CNR, Leonardo, Ansaldo, Enel, ICE Agency, Invitalia, Carabinieri, MIMIT, AGID, ANPAL;
JP; MEXT; education science
JP; MAFF; agriculture
JP; MHLW; health labour
JP; MLIT; land transport
KE; KenGen, KETRACO, KPLC, KRA, KEPHIS, KNBS, KMFRI, KURA, KeNHA, KEBS, KCAA, KenInvest, ATPU, REREC, KMTC, Geothermal Development Company, TVETA, EPRA, KALRO, KEMSA, KEMRI, KOTDA, KEPSA, KWS, KenTrade, GDC;
KR; KNPA; police
KZ; KazAID, Kazatomprom, KazMunayGas, Kazakh Invest, QazTrade, KEGOC, Baiterek, Samruk-Kazyna, Tau-Ken Samruk, Samruk, QazGeology, Kazgeology, KazTransOil, QazaqGaz;
LA; MOIC; industry trade
LA; EDL, EDL-Gen, LNCCI;
LK; SLTDA, CEB, SLBFE, BOI Sri Lanka, SLPA, NWSDB, SLTB, Sri Lanka Customs, EDB Sri Lanka, SLASSCOM, SLSI, NAQDA, MFAOR;
MA; ONEE, OCP, AMDIE, Masen, ONHYM, ONCF, ANAPEC, AMCI, ONMT, DGAPR, INRH, HCP, ANP Maroc, ANRT Maroc, Tanger Med, TMPA, ADA Maroc, INDH, ANEF, ONICL, IMANOR, AMEE, IRESEN, Bank Al-Maghrib, Marsa Maroc, AMMPS, CNESTEN, ANEP, AMSSNuR, ADII, INRA Maroc, LOARC, UM6P, FM6SS, DGSN, ONSSA, OFPPT, CNDP, ANCFCC, ONDA;
MN; MIMR; industry resources
MY; MITI; trade industry
MY; Wisma Putra, KLN, Kementerian Luar Negeri; foreign
MY; MIDA, MATRADE, Petronas, Khazanah, IRDA, TNB, CIDB, MDEC, SIRIM, MPOB, Bursa Malaysia, JAKIM, DOSM, MCMC, KPKT, KPDN, CyberSecurity Malaysia, TalentCorp, MOHE, MOSTI, MARDI, Sarawak Energy, PDRM, MIROS, MARA, FELDA;
MX; SRE; foreign
MX; AMEXCID, CONAGUA, SENASICA, COFEPRIS, PEMEX, SADER, CIBIOGEM, SEMARNAT, SENER, CONACYT, Conahcyt, INECC, SEDENA, SEMAR, CENAPRED, INEGI, IMSS;
NG; NIPC, NNPC, NAFDAC, NAPTIP, NIMASA, NDLEA, EFCC, NUPRC, NIMC, NITDA, NCDC, NESREA, NiMet, FMITI, ONSA, NUC, NEPC, TETFund, NIGCOMSAT, FIRS;
NL; RVO, Rijkswaterstaat, IenW, Deltares, NFIA, NVWA, KNMI, Invest International, Nuffic, RIVM, LVVN, I&W, RWS, TNO, FMO, NWO, Atradius, Port of Rotterdam;
NO; Norad, NUPI, Husbanken, NVE, Havforskningsinstituttet, Norfund, Equinor, Eksfin, Statnett, Statkraft, NIVA, Innovation Norway, Kystverket, Petoro, Sodir, Gassnova;
NZ; MFAT; foreign trade
NZ; MPI; agriculture
NZ; MBIE, NZTE, GNS Science, NIWA, Waka Kotahi, NZDF, LINZ, Land Information New Zealand, Maritime New Zealand, WorkSafe, EECA, NZQA, NZ Police, Immigration New Zealand, Antarctica New Zealand, DPMC, Customs New Zealand, NZ Customs, Callaghan Innovation, Fire and Emergency New Zealand, MetService, Education New Zealand, Tourism New Zealand, Stats NZ, Fisheries New Zealand, Biosecurity New Zealand, GCSB, AgResearch, NZSIS, Scion;
PE; APCI, PROMPERU, ProInversión, SENAMHI, OSINERGMIN, PRONABI, SUNAT, SUNEDU, SENACE, OEFA, MINCETUR, MINEM, SERFOR, PRONABEC, COFOPRI, Migraciones, DIGESA, DIGEMID, SEDAPAL;
PH; DFA; foreign
PH; DOE; energy
PH; DTI; trade industry
PH; DOTr; transport
PH; DMW, Department of Migrant Workers; labour
PH; DPWH; works
PH; NEDA, TESDA, PCG, Philippine Coast Guard, BCDA, DepDev, DICT, PEZA, Social Security System, CHED, PDEA, BFAR, OWWA, POEA, CAAP, DENR, DSWD, DILG, PhilHealth, PAGASA, PHIVOLCS, DOST, NAMRIA, DepEd, SBMA, NGCP, NCIP, MIAA, MinDA, NCCA, PhilRice;
PK; BOI Pakistan, PNRA, NADRA, WAPDA, NTDC, CPPA-G, NEPRA, OGRA, SECP, NAVTTC, PNSC, TDAP, PPIB, AEDB, WAPDA Engineering Academy, BEOE, SUPARCO, PCSIR, PSQCA, DRAP, SNGPL, PITB, PAEC;
RW; RDB, MINAFFET, MINECOFIN, MINICOM, MINAGRI, REG, RBC, REB, REMA, RHA, NIC Rwanda, RCA Rwanda, RGB, RMB, Rwanda Biomedical Centre, RFL, RURA, RSSB, NCSA, NIRDA, RTDA, RwandAir, EUCL, EDCL, WASAC, MINALOC, MININFRA, MINEDUC, MINICT, NISR, Rwanda FDA, RSB, NAEB, RICA, RCAA, Rwanda Mines Board;
SE; Sida, SSM, Agence suédoise de coopération, Skatteverket, EKN, Raoul Wallenberg Institute, LKAB, Business Sweden, Swedfund, Vinnova, SMHI, Migrationsverket, Energimyndigheten, Naturvårdsverket, Folke Bernadotte Academy, Trafikverket, Svenska kraftnät, Swedac, Livsmedelsverket, MSB, FMV, SGU, Lantmäteriet;
SG; MTI; trade industry
SG; EDB, EMA, MAS, MPA, A*STAR, Enterprise Singapore, EnterpriseSG, HDB, LTA, ICA, SCDF, SPF, IMDA, SCE, JTC, NEA, PDPC, ACRA, IPOS, GovTech, NParks, CAAS, CPIB, SkillsFuture, MEWR, MDDI, A-STAR, Temasek, Surbana Jurong;
SN; APIX, SAED, Senelec, ADIE, AIBD, SONES, ONAS, ARTP, ASN Sénégal, OLAC, ANAT, MEFP, ANAM, DPN, LONASE, UCAD, ISRA, ANPEC, Port autonome de Dakar, ADEPME, CDC Sénégal, FONSIS, DPM, 3FPT, APS, ANSD, AGEROUTE, Petrosen, ANACIM, APROSI, ANPEJ;
TH; TICA, BOI Thailand, EGAT, NESDC, PTT, EECO, DEPA, NBTC, GISTDA, ONWR, TCEB, TISI, EXAT, MRTA, NSTDA, ONESQA, DITP, ONCB, DMCR, NRCT;
TN; FIPA, INSTM, STEG, ATCT, STIR, ETAP, APII, ANPE Tunisie, TIA, CITET, INS Tunisie, INNORPI, OEP, ONAS Tunisie, SONEDE, APIA, ANME, ATI, TTN, ANSI Tunisie, INAT, ONH, Tunisie Télécom, CNRPS, ONTT, CEPEX, ONPC, Tunisair, ANETI, OACA, OMMP;
TR; TİKA, TIKA, AFAD, DEİK, Türk Eximbank, TEİAŞ, TEIAS, BOTAŞ, BOTAS, TUBITAK, TÜBİTAK, DHMI, DHMİ, TCDD, TPAO, EPDK, EMRA, KOSGEB, TCMB, ASELSAN, TUSAŞ, SHGM, Turkish Airlines, TUSIAD, TOBB, TSE, TİTCK, TITCK, YTB, EÜAŞ, Maarif Foundation;
TZ; TANESCO, TIC, TRA, TANROADS, TPDC, EWURA, TCAA, TAFIRI, TASAC, LATRA, TanTrade, TMDA, NEMC, TANAPA, TISEZA, DAWASA, UDSM, RUWASA, VETA;
UA; Ukrenergo, Naftogaz, SES of Ukraine, Diia, Ukrzaliznytsia, Energoatom, SESU, SSSCIP, Prozorro, UkraineInvest, NABU, Ukravtodor, SSUAPU, MDT, DPSU, SBGS, State Customs Service of Ukraine, NACP, ARMA, NSZU;
UG; UIA, UNRA, UETCL, NWSC, UNBS, UCAA, UEDCL, UMEME, UNOC, NITA-U, UVRI, UEGCL;
US; USTR, USAID, USTDA, DFC, MCC, NASA, NOAA, DHS, FDA, USDA, FBI, DEA, EXIM, CBP, INDOPACOM, U.S. Coast Guard, USCG, CDC, CISA, NIST, USGS, FinCEN, OPIC, USCIS, USPTO, FERC, APHIS, FSIS, FEMA, DTRA, NNSA, ODNI, AFRICOM, SOUTHCOM, CENTCOM, Millennium Challenge Corporation, Peace Corps, Army Corps of Engineers, USACE, NREL, NIH, OFAC, HSI, INL, EUCOM, Southern Command, Africa Command;
UZ; MIIT Uzbekistan, Uzbekneftegaz, Agency for External Labour Migration, Uztrade, UzAtom, Uzatom, Uzbekgeology, IT Park Uzbekistan, JSC Uzbekistan Railways, Central Bank of Uzbekistan, UZTEST, Uzaeronavigation, Uzstandard;
VN; MPI; planning
VN; MOIT; industry trade
VN; MARD; agriculture
VN; MONRE, MAE; environment
VN; MOLISA, DOLAB; labour
VN; EVN, PetroVietnam, Petrovietnam, VCCI, VNU, VNeID, MPI, MARD, MAE, MoNRE, MONRE, MOIT, MoET, MOLISA, VEC, Vinachem, NAFIQPM, Port de Hai Phong, VASEP, D-Fish, VNPT, Viettel, VinaChem, Vinatex, VKIST, VICOFA, VINACOMIN, Vinacomin;
ZA; DIRCO; foreign
ZA; DTIC, dtic; trade
ZA; Eskom, Transnet, SARS, SANParks, SAPS, SANDF, CSIR, NRF South Africa, SABS, ARMSCOR, SACAA, DALRRD, DMRE, DSI South Africa, DFFE, NERSA, SAHPRA, CIPC, InvestSA, PetroSA, DBSA, NECSA, NRCS, ITAC, SANSA, SANEDI, HSRC, DHET, SAQA;
ZM; ZDA, ZESCO, ZABS, ZAWA, ZNFU, ZEMA, ZICTA, RTSA, PACRA, ZAMRA, Zambia Bureau of Standards, NRFA, ZRA, ZCCM-IH, NHIMA, ZPPA;
FI; UM; foreign
IE; DFA; foreign
KE ZA; National Treasury; finance
AE; ADNOC, FANR, Masdar, Mubadala, DEWA, Emirates Development Bank, GCAA, ADFD, DP World, AD Ports;
AL; AKBN, ISHP, Albpetrol;
AM; ARARATBANK, Enterprise Armenia;
AO; AIPEX, Sonangol, MINAGRIF, MIREX, ANPG;
AR; INVAP, CONAE, CNEA, ENARSA, Cancillería Argentina, Arsat, CONICET;
AT; OeEB, BMEIA;
AZ; SOCAR, AZPROMO;
BB; BTMI;
BT; DHPS, DGPC, GNHC, Druk Green;
BW; BITC, BEDIA, Botswana Power Corporation;
BY; Belavia, Belneftekhim;
CI; ANSUT, APEX-CI, CEPICI, ONECI, ANADER, SODEXAM, CI-Energies, ONI, Conseil Café-Cacao, OSER, AGEROUTE CI, SODECI, Port autonome d'Abidjan, ARTCI, OIPR, SODEFOR, DST CI;
CL; AGCI, AGCID, CORFO, ProChile, INACH, SUBREI, Codelco, SERNAPESCA, CONAF, SAG, SERNAGEOMIN, ANID, InvestChile, ENAP, DIRECON, CChEN, Carabineros de Chile, ChileCompra;
CM; MINEPAT, MINREX, ANOR, MINFOF, MINEE, MINEPIA, MINADER, MINTP, MINSANTE, ENEO, CAMWATER, INS Cameroun, ANTIC, ART Cameroun, MINFI, MINESUP, MINPOSTEL, SNH, SODECOTON, EDC Cameroun, DGSN Cameroun;
CO; INVÍAS, INVIAS, DIAN, APC-Colombia, ProColombia, Migración Colombia, IDEAM, ICETEX, SENA, Ecopetrol, Aerocivil, DIMAR, INVIMA, UPME, UNGRD, IGAC, AUNAP, MinTIC, Bancóldex;
CR; PROCOMER, MINAE, CINDE;
CV; TACV, ENAPOR, DNRE;
CY; CYTA;
CZ; CzechInvest, CzechTrade, CzDA, EGAP, SÚJB, CVVI, CHMI, ČHMÚ, SZPI, ÚKZÚZ;
DJ; DPFZA, ONEAD, APZFD, ODPC, ANSIE, SDVK, CDR, CERD, SGTD;
DZ; Sonatrach, Sonelgaz, AAPI, ANVREDET, ANIE Algérie, CDER, ALNAFT, ARH, ANPDT, ANEM, ONS Algérie, ANDI, CNRC, ENSMR, AADL, Naftal, ANESRIF, SNTF, EPAL, USTHB, MESRS, Algérie Télécom;
EC; SENAE, ARCSA, ProEcuador, CELEC, INAMHI, Agrocalidad;
EE; ESTDEV, Enterprise Estonia, e-Governance Academy, TTJA, Elering, HARNO, RIA, KredEx, MKM, Eesti Energia;
ES; ICEX, COFIDES, CESCE, MITECO, CEDEX, Guardia Civil, FIIAPP, Instituto Cervantes, CIEMAT, ENRESA, Renfe, ADIF, AEMET, CESEDEN, SEPE, CDTI, IDAE, AECID, Navantia, MAEC, Guardia civile espagnole, Salvamento Marítimo, Aena, Enaire, INE España, SEGITTUR;
FJ; FNPF, FRCS, Investment Fiji;
GE; GOGC, LEPL Land Transport Agency, Enterprise Georgia, Georgian Railway, GNTA, Revenue Service of Georgia;
GN; ANAIM, SOGUIPAMI, APIP, EDG, ANAFIC, AGUIPE, ANIES, ARPT, PAC Guinée;
GR; HEDNO, HCAP, DESFA, Enterprise Greece, HRADF, EFKA, ELSTAT, IPTO, ADMIE, DEPA Commercial;
GT; CONRED, PRONACOM, MINEX, INSIVUMEH;
HN; ENEE;
HR; HBOR, HAMAG-BICRO;
HU; MAVIR, HUN-REN, NKFIH, HEPA, MVM, Hungarian Export Promotion Agency;
IE; SEAI, DAFM, HPRA, RCSI, NMBI, Teagasc, DETE, Irish Aid, Enterprise Ireland, Garda, An Garda Síochána, Bord Bia, EirGrid, Met Éireann, Coillte, IDA Ireland, RTÉ;
IL; INCD, Mekorot;
IR; NIOC;
IS; ÍSOR, Orkustofnun, Landsvirkjun, ISAVIA, Matís, Hafrannsóknastofnun, Íslandsstofa;
JM; JAMPRO;
JO; NEPCO, Jordan Customs, JSMO, ASEZA, JFDA;
KG; NENK, Tunduk;
KW; KFAED, KISR, KPC, KNPC, KDIPA;
LV; LIAA, PMLP;
LT; Invest Lithuania, VMVT;
LS; LHDA;
MD; Moldelectrica;
MG; JIRAMA, EDBM, APMF, SPAT, BIANCO, ANDEA, OMNIS, ARTEC, FTM, OMERT, CNaPS, Madagascar National Parks, ACM, ONN, BNGRC, DGM Madagascar;
ML; API-Mali, EDM-SA, SOMAGEP, ANICT, AMAP, INSTAT Mali, ANADEB, CMDT;
MM; MOALI;
MN; MIAT, Erdenes Mongol, MRPAM, UBTZ, Oyu Tolgoi;
MR; SNIM, SOMELEC, ANESP, IMROP, ANRPTS;
MV; STELCO, MACL, MNDF, Maldives Customs, FENAKA;
MW; ESCOM, MITC, EGENCO;
MZ; APIEX, INATTER, INGD;
NA; MIRCO, NamPower, NIPDB, NAMCOR, NAMPORT, MFMR, NamWater, NamRA;
NE; SONIDEP, NIGELEC, ANSI, SOPAMIN, CNSEE, SPEN, ANPE Niger, HACP;
NP; DoFE, CAAN, NTNC, Foreign Employment Board, DOLI;
OM; ASYAD, Hydrom, OPAZ, MHEWR;
PA; ANATI, ETESA, SENACYT, PROPANAMA;
PG; PNG Power, NMSA, PNGDF, RPNGC, NAQIA, Kumul Petroleum, DNPM;
PL; PAIH, NAWA, GDDKiA, NFOŚiGW, KUKE, IMGW, GITD, PKP PLK, KPRM, NCBR, PARP, BGK, PGE, ORLEN, Gaz-System, MNiSW, PFR, Polfund;
PT; AICEP, Camões, IAPMEI, ICNF, IPMA, DGAE, AIMA, ANACOM, SOFID, Instituto Camões, Camões I.P., INE Portugal, ENTI;
PY; INTN, ANDE, REDIEX, SENAVE, DNIT, ANEAES, MOPC, SENACSA, SENAD, DNCP, PETROPAR;
QA; QFFD, QatarEnergy, Qatar Charity, KAHRAMAA, Ashghal;
RO; ARICE, Transelectrica, RoAID, Nuclearelectrica, DNSC;
RS; Srbijagas;
RU; Rosatom, Rosstat, Gazprom, Roscosmos, Rosselkhoznadzor, RDIF, Rossotrudnichestvo, FSVTS;
SA; SFDA, KACST, SASO, SDAIA, GACA, ZATCA, MEWA, SWCC, KSrelief, Saudi Aramco, ACWA Power, MHRSD, NEOM, GASTAT, KAPSARC, RCJY, Saudi Exim;
SC; SPDF;
SI; SID Bank;
SK; SARIO, SlovakAid, UPJS;
SL; NATCOM, SLIEPA, EPA-SL, NACOVERC;
SR; NV EBS, Staatsolie;
SV; PROESA, CONAMYPE;
TJ; Barqi Tojik, OSHPC, Tajikinvest;
TL; SEFOPE, AIFAESA, TradeInvest, ANPM, Timor Gap, PNTL, EDTL, BNCTL, MNEC;
TM; Turkmengaz, Turkmenhimiya, Turkmenenergo;
TO; MEIDECC;
TT; TTEC, InvesTT, ExporTT;
TW; TECO, TAITRA, ITRI, ICDF;
UY; ANII, ANCAP, Uruguay XXI, AUCI, LATU;
VE; PDVSA, CONVIASA;
VU; VIPA, UNELCO, VFSC;
WS; Samoa Ports Authority, MCIL;
AU PH; AFP;
IQ; SOMO, General Company for Land Transport, Iraqi Airways;
ZW; ZESA, ZIDA, ZINARA, ZIMRA, ZINWA, ZIMSTAT, ZINGSA;
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
_ARTICLE = re.compile(r"^(?:the |l'|la |les? )")
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
    return _countries().get(plain) or _countries().get(_ARTICLE.sub("", plain), frozenset())


# Where what belongs to the whole state is called federal, and where royal.
_FEDERAL = re.compile(
    r"(?:[Tt]he )?Federal [A-Z]|(?:[Ll]es? |[Ll]a |[Ll]')?(?:autorités|offices?|département|ministère|"
    r"conseil|police|gouvernement|[Ss]ervices? publics?|parlement|chancellerie|tribunal) fédéra"
)
_ROYAL = re.compile(r"(?:[Ll]es? |[Ll]a |[Ll]')[\w-]+ royale?s?\b")
KINGDOMS = frozenset({"BE", "DK", "ES", "JO", "KH", "MA", "NL", "NO", "SE", "TH"})


def countries_by_style(name: str) -> frozenset[str]:
    """Return the codes of the countries whose offices are called so: « Office fédéral », « Musée royal »."""
    return FEDERAL if _FEDERAL.match(name) else KINGDOMS if _ROYAL.match(name) else frozenset()


def is_agency(name: str) -> bool:
    """Return whether a name is that of an agency, which no country beside its own calls so."""
    office = _offices().get(_ARTICLE.sub("", fold_name(name)))
    return office is not None and not office.fields and bool(office.country)


def office_of(name: str) -> Office | None:
    """Return the office that a name or short form means; None where the tables do not have it."""
    plain = fold_name(name)
    named = _offices().get(plain) or _offices().get(_ARTICLE.sub("", plain))
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

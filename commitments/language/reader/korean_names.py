"""Names in a Korean text: sides, offices and persons, and the side of each name."""

import re

from commitments.language.lexicon.countries import COUNTRY_OF_LANGUAGE, code_of, side_names
from commitments.language.reader.grammar import OwnerSide
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of

TOPIC = re.compile(
    r"(?P<who>(?:[^\s,.\"]+\s+){0,5}?[^\s,.\"]+?)(?P<mark>(?<=[측자국부])도|(?<![같많좋높낮깊넓작])은|(?<![하있없되에])(?<!에서)는|이|가|께서는?|(?:(?<=[측쪽])|(?<=[가-힣][부청처])|(?<=당국)|(?<=이민국)|(?<=경찰)|(?<=[A-Za-z]\))|(?<=진흥원|연구원|협력단|개발원|관리원|평가원|교육원|정보원|연구소|관리소|박물관|도서관))에서(?:는)?)(?=[\s,])"
)
PARTY = r"(?:당사자|당사국|체약당사국|체약국|참여자|참가자|참여기관|서명자)"
BOTH = re.compile(
    rf"^각\s?[측국]$|^각자$|(?:각|양|모든|일방|한쪽|상대|어느)\s*{PARTY}|^{PARTY}(?:들)?$|쌍방|"
    # Of a treaty, whichever of the two it is.
    rf"^(?:각\s*)?(?:(?:선고|집행|요청|피요청|파견|접수|송출|수출|수입|발급|청구|피청구|인도|이송|상대|타방|주최|개최|초청)\s?(?:당사)?국|"
    r"(?:요청|피요청|파견하는|접수하는|초청하는|보내는|받는|제공하는|주최하는)\s?(?:측|기관))$|"
    r"(?:양|두|(?<![가-힣])[세네](?=\s?장관))\s*(?:측|국|차관|국장|대표|수석|위원장|정상|나라|장관|총리|정부|대통령|기관|부처|당국|외교|지도자|사람)|[가-힣]{1,2}[·∙ㆍ-][가-힣]+\s*(?:정상|양국)|서로|상호|^공동\s?[가-힣]{1,6}(?:반|위원회|단|국|팀|그룹)$|^\d[\d.]*\s+각\s?측$"
)
# Who may be a subject: a government, an office, a delegation; not a firm or a plan.
KOREAN_HEADS = re.compile(
    r"(?:정부|측|국립(?!공원)[가-힣]{2,}[원관소단터교]|[상하]원|의회|[대]법원|본직|소직|장관|차관|차관보|대통령|총리|주석|대사|국장|심의관|대표|대표단|당국|당국자|외교부|국방부|법무부|환경부|통상부|기획부|"
    r"상무부|국무부|[가-힣]무부|외무성|(?:[가-힣]*(?:외무|내무|재무|국방|상무|법무|과학|산업|노동|수산|교통|총무|환경|방위|공안|교육|보건|무역|농업))성|[가-힣]+청|[가-힣]+위원회|양국|정상|의장|특사|국왕|왕세자|수상|외상|실장|대변인|"
    rf"{PARTY}|쪽|(?!일부|내부|외부|전부|대부|상부|하부|남부|북부|동부|서부|중부)[가-힣]{{2,}}부|"
    r"관계자|조정관|실무진|전문가(?:단|들)?|협상단|조사단|(?:자문|방문|전문가|평가|심사|시찰|구조|의료|교섭|추진|감시|참관|교류|연수|기술)단|사절단|실사단|기술진|의료진|교관단|사무국|작업반|연구진|지원단|점검단|대표팀|수출입은행|국제협력단|[가-힣]{2,}(?:공단|재단|진흥원|연구원|협력단|개발원|관리원|평가원|안전원|교육원|정보원|연구소|관리소|시험소|박물관|도서관|의료원|병원|대학교|항만공사|수력원자력|공사(?!\s*(?:가|는|를)?\s*(?:완료|착공|지연)))|(?!EPA|CEPA|FTA|MOU|ODA|GDP|RCEP|ICT|SMR|LNG|ESG|KSP|TOR|PCP)[A-Z]{3,8}|담당자|담당관|상무관|국방무관|무관|법무관|관세관|노무관|주재관|영사|과장|팀장|사무관|서기관|참사관|연락관|소장|사무소|이사장|총국|본부장|위원장|부총리|국회|경찰|검찰|해경|[육해공국]군|대사관|총영사관|대표부|부장|총장|청장|처장|원장|서기|비서)님?$|^(?:우리|우리나라|그|양자|저희|저|제|본인)$|^귀(?:측|국|부|하|관|사|\s)"
)
# "우리 측", "우리 정부 대표단", but not "우리은행".
LETTER_BEFORE = re.compile(r"(?P<letter>[가-힣])\s(?=[가-힣]{2,})")
OUR = re.compile(r"우리(?:측|\s)|(?:우리나라|저희)(?:측|\s|$)|아[측국](?:\s|$)|(?:저|제|본인|본직|소직)$")
OF_FIRM = re.compile(r"(?:회사|업체|시공사|운영사|컨소시엄|언론|전문가들)(?:\s|$)")
# Who belongs to neither side, though an office may act: "국제노동기구 사무국은 …".
OTHERS = re.compile(
    r"(?:국제[가-힣]{2,}(?:기구|기금|연맹|연합|위원회)|세계[가-힣]{2,}(?:기구|연맹)|세계은행|유엔|아시아개발은행|(?:[^\s,]+\s)?[가-힣]*조직위(?:원회)?|"
    r"(?:[^\s,]+\s)?집행위(?:원회)?)(?:\s[가-힣]+)?(?:[은는이가]|에서는?)\s"
)
PARLIAMENT = re.compile(r"(?:[^\s,]+\s)?[가-힣]*(?:의회|국회|하원|상원|법원|재판소)[은는이가]\s")
# "대통령님과 저": the other and the one who speaks.
WITH_ME = re.compile(r"(?P<who>\S+)[와과]\s+(?:저|저희|제|본인|본직)$")
# Those to whom a note or a letter is written: "귀측", "귀 정부".
YOURS = re.compile(r"귀(?:측|국(?!근로|자|하|길|민|선|항)|부|하|관|사|\s)")
# The office that writes a note, and the government of the country whose language it is.
WRITING_OFFICE = re.compile(r"(?:[동당본]\s*)?(?:대사관|공관|당관|총영사관|대표부)")
HOME_OFFICE = re.compile(
    r"정부|국립[가-힣]{2,}|[가-힣]{2,}(?:공단|공사|재단|협회|진흥원|협력단|연구원|연구소|개발원|평가원|관리원|교육원|정보원)|(?!내무|상무|국무|외무|재무|내각|관광|공안|농림수산)[가-힣]{2,}(?:부|청|처)"
)
# The government of a part of a country, which may be any country's.
LOCAL = re.compile(r"[가-힣]{2,}(?:주|현|성|시|도)\s?정부$")
# Whose an office is, where its country stands before it: "캄보디아 노동부".
OFFICE = re.compile(
    r"(?:[가-힣]{2,}(?:부|청|처|원|위원회)|(?!동맹|회원|주변)[가-힣]{2,}국)(?=[과와은는이가의에을를]|[^가-힣]|$)"
)
# How a country is styled, between its name and its office: "발도리아공화국 노동부".
STYLE = re.compile(r"^(?:왕국|(?:연방|연합|민주|사회주의|이슬람|아랍|인민)*공화국|연방|합중국|연합|국)?\s*")
LONGEST_OFFICE = 40
LONGEST_COUNTRY = 9
# What joins a subject to the sentence before.
LEADS = re.compile(
    r"^(?:\([^()]{2,20}\)\s+(?=(?:우리|저희|저|제)(?:$|\s|측)))?(?:(?:또|아울러|또한|우선|먼저|그리고|이에|다만|한편|특히|나아가|이어|끝으로|첫째|둘째|셋째|혹시|그러면|그럼|그래서|따라서|대신|참고로|마지막으로|그런데|근데),?\s+)*"
)
# An embassy by the country in which it is: "주캄보디아 대사관".
EMBASSY = re.compile(r"주\s?(?P<host>[가-힣]{2,}?)\s?(?:대사관|총영사관|대표부)")
NOTE = re.compile(
    r"(?P<who>[^.,;\n]{2,60}?(?:대사관|총영사관|대표부|부|성))(?:은|는)\s[^.\n]{2,80}?에(?:게)?\s*[^.,\n]{0,20}경의를\s*표하"
)
# Begins where white space begins: earlier emails leave long blanks, which would be tried from each place.
BRACKETED = re.compile(r"(?<!\s)\s*\([^)]*\)")
PERSON = re.compile(
    r"(?P<before>(?:[가-힣A-Za-z]+\s+){0,2})(?P<name>[가-힣]{1,6})(?:\([^)]*\))?\s+"
    r"(?P<between>[가-힣]+\s+)?(?P<office>(?:제?\d)?[가-힣]*?(?:대통령|총리|장관|차관|국장|대사|의장|주석|국왕|위원장|부총리|외상))"
)
# A Korean's name with an office below that of a head of government, where nothing says whose it is.
FULL_NAME = re.compile(
    r"(?<![가-힣])(?P<name>[김이박최정강조윤장임한오서신권황안송홍유고문손배백허남심노하곽성우민진지엄채원천방공현함변염여추도석선]"
    r"[가-힣]{2})\s+(?:\S+\s+)?(?:장관|차관|국장|대사|실장|본부장|차관보|조정관|과장|팀장|심의관|참사관|서기관|사무관|주무관)(?![가-힣]*대신)"
)
# What stands before an office without being a name: "존경하는 대통령님", "회의 계기 총리".
PLAIN_WORD = re.compile(
    r"(?:하는|한|은|는|계기|관련|위한|주최|환영|이후|다음|차기|신임|전임|각|양|두|모든|첫|[부청처]|회견|발언|니다|정상|회담|회의|연설|"
    r"대표|측|말씀|자료|등|및|후|전|이번)$"
)
PARTICLE = re.compile(r"(?:은|는|이|가|과|와|의|에|에서|인|을|를|로|한|주\w)$")
# A surname alone with an office is a Korean's, in a text in Korean: "박 장관".
SURNAME = re.compile(
    r"(?<![가-힣])(?P<name>[김이박최정강조윤장임한오서신권황안송홍유고문손배백허남심노하곽성우민진지엄채원천방공현함변염여추도석선])\s+"
    r"(?:대통령|총리|부총리|장관|차관|국장|대사|특사|실장|본부장|조정관|의장|위원장|차관보)"
)


# A side by a short name of its country: "우크라측"; by the letter that stands for it in Korean: "독측".
SIDE = re.compile(r"(?<![가-힣])(?P<short>[가-힣]{1,5})측(?![가-힣]*(?:면|정|량))")
# "(우) 명단 송부", "(인) 부지 확보", "(공) 회의 개최": sides by one letter, in a list.
ONE_LETTER = re.compile(r"(?<!\S)\((?P<letter>[가-힣])\)(?=\s)")
SINO = dict(
    pair.split(":")
    for pair in [
        "DE:독",
        "FR:불",
        "AU:호",
        "IN:인",
        "TH:태",
        "PH:비",
        "VN:월",
        "RU:노",
        "NL:화",
        "BE:백",
        "ES:서",
        "IT:이",
        "AT:오",
        "GR:희",
        "TR:토",
        "EG:애",
        "MN:몽",
        "ID:인니",
        "MY:말련",
        "GB:영",
        "US:미",
        "CN:중",
        "JP:일",
        "CA:가",
        "MX:멕",
        "KZ:카작",
        "UZ:우즈벡",
        "ZA:남아공",
    ]
)


def introduce_korean(text: str, cast: Participants) -> None:
    """Enter who holds which office, with the country that stands before office or name."""
    nowhere: list[str] = []
    home = home_sides(cast)
    _enter_sides(text, cast)
    _enter_offices(text, cast)
    note = NOTE.search(text)
    cast.own = cast.own or (side_of(note["who"], cast) if note else None)
    cast.is_letter = cast.is_letter or note is not None
    text = BRACKETED.sub("", text)
    enter_surnames(text, cast, home)
    for found in PERSON.finditer(text):
        around = f"{found['before']} {found['between'] or ''} {found['office']}"
        sides = cast.sides_in(around) - {THIRD}
        if not sides and "외교부" in around:
            # The ministry without a country, in a text in Korean, is that of Korea.
            sides = home
        names = [found["name"]]
        if countries := cast.sides_in(found["name"]):
            # "림 펄 발도리아 내무부 차관": what stands before the country is the name.
            sides = countries - {THIRD}
            names = [word for word in found["before"].split() if sides and not PARTICLE.search(word)]
        for name in names:
            if cast.mentions(name) or PLAIN_WORD.search(name):
                # "존경하는 대통령님", "회의 계기 총리".
                continue
            if len(sides) == 1:
                cast.people.setdefault(name, set()).update(sides)
            else:
                nowhere.append(name)
    for found in FULL_NAME.finditer(text):
        if found["name"] not in cast.people and not cast.mentions(found["name"]):
            cast.people[found["name"]] = set(home)
    _enter_bare_offices(text, cast, home)
    known = set().union(*cast.people.values()) if cast.people else set()
    for name in nowhere:
        if name not in cast.people and len(known) == 1:
            cast.people[name] = {"ours", "theirs"} - known


# "차관은" behind "이집트 교통부 차관": an office alone.
BARE = r"(?:대통령|부총리|총리|장관|차관보|차관|국장|대사|심의관|의장|위원장|청장|국왕|주석)"
ALONE = re.compile(rf"(?:제?\d\s?)?(?P<office>{BARE})")
HELD = re.compile(
    rf"(?P<body>[가-힣]{{2,}}(?:부|청|처|원|위원회|외교|국방|통상))?\s*(?:제?\d\s?)?(?P<office>{BARE})"
)


def _enter_bare_offices(text: str, cast: Participants, home: set[str]) -> None:
    """Enter offices that are later named alone: those of one side, or of the country whose language it is."""
    for found in HELD.finditer(text):
        before = text[max(0, found.start() - LONGEST_COUNTRY) : found.start()].rstrip()
        # "EDCF 차관" is a loan.
        named = {
            one.side
            for one in cast.mentions(before)[-1:]
            if before[one.place[0]] >= "가" and STYLE.fullmatch(before[one.place[1] :])
        }
        sides = named or (home if found["body"] else set())
        cast.offices.setdefault(found["office"], set()).update(sides)


def _enter_sides(text: str, cast: Participants) -> None:
    """Enter the short names of the two sides, "한측" and "캄측", where they differ."""
    names = [(name, side) for code, side in cast.codes.items() for name in side_names(code)]
    # A country that is not in the table, by its first letter too.
    other = [(name, side) for name, side in cast.sides.items() if name[0] >= "가" and not code_of(name)]
    names += [(short, side) for name, side in other for short in (f"{name} 측", f"{name[0]}측")]
    for name, side in names:
        if name.endswith("측") and {other for same, other in names if same == name} == {side}:
            cast.seats.setdefault(name, side)

    letters = {found["letter"] for found in ONE_LETTER.finditer(text)}
    for letter in letters if len(letters) > 1 else ():
        of_name = {side for name, side in names if name.startswith(letter)}
        sides = of_name or {"우": home_sides(cast), "공": {"joint"}}.get(letter, set())
        if len(sides) == 1:
            cast.seats.setdefault(f"{letter}측", min(sides))
    for found in SIDE.finditer(text):
        short = found["short"]
        sides = {side for name, side in names if len(short) > 1 and name.startswith(short)}
        sides = sides or {side for code, side in cast.codes.items() if SINO.get(code) == short}
        if len(sides) == 1:
            cast.seats.setdefault(f"{found['short']}측", sides.pop())


def _enter_offices(text: str, cast: Participants) -> None:
    """Enter the offices that stand behind the name of a country: alone, they are its too."""
    home = home_sides(cast)
    found: dict[str, set[str]] = {}
    for mention in cast.mentions(text):
        office = OFFICE.match(STYLE.sub("", text[mention.place[1] : mention.place[1] + LONGEST_OFFICE]))
        first = re.search(rf"(?<![가-힣]){office[0]}", text) if office else None
        if office and first and first.start() < mention.place[0] and {mention.side} != home:
            # Named without a country before, it is another one.
            continue
        if office and mention.side != THIRD:
            found.setdefault(office[0], set()).add(mention.side)
    for name, sides in found.items():
        if len(sides) == 1:
            cast.seats.setdefault(name, min(sides))


def home_sides(cast: Participants) -> set[str]:
    """Return the side of the country whose language it is, where it is a side."""
    return {cast.codes[code] for code in (COUNTRY_OF_LANGUAGE["ko"],) if code in cast.codes}


def enter_surnames(text: str, cast: Participants, otherwise: set[str] | None = None) -> None:
    """Enter persons named by surname and office: with the side of the recorded official, else `otherwise`."""
    for found in SURNAME.finditer(text):
        sides = cast.surnames.get(found["name"]) or otherwise or set()
        cast.people.setdefault(found["name"], set()).update(sides)


def can_act(who: str, cast: Participants) -> bool:
    """Return whether a subject is a person: by its last word, or by the name of a side or a person."""
    who = LEADS.sub("", who)
    if OF_FIRM.search(who):
        return False
    last = (without_brackets(who).split() or [""])[-1]
    if who.startswith("(") and f"{last}측" in cast.seats:
        return True
    if re.fullmatch(r"우리\s[부청처원]", who):
        return True
    if YOURS.match(who) or WRITING_OFFICE.fullmatch(last):
        return True
    mentions = cast.mentions(last)
    is_named = bool(mentions) and mentions[-1].place[1] == len(last)
    is_known = is_named or last in cast.seats or last in cast.people or cast.agency(who) is not None
    pair = " ".join(without_brackets(who).split()[-2:])
    is_both = BOTH.search(last) is not None or BOTH.fullmatch(pair) is not None
    return is_known or is_both or KOREAN_HEADS.search(last) is not None


def side_of_embassy(names: str, cast: Participants) -> OwnerSide | None:
    """Return whose embassy it is, by the names between 주 and 대사관: "한발도리아"."""
    guest = names.removeprefix("한")
    mentions = cast.mentions(names)
    if len(mentions) > 1 or (guest != names and cast.sides_in(guest)):
        return owner_of([cast.mentions(guest)[-1].side]) if cast.mentions(guest) else None
    host = owner_of({one.side for one in mentions} - {THIRD})
    return find_opposite(host) if host in ("ours", "theirs") else None


def without_brackets(who: str) -> str:
    """Return who is named with what stands in brackets first: "내무부(캄보디아)" as "캄보디아 내무부"."""
    inner = " ".join(re.findall(r"\(([^()]*)\)", who))
    return " ".join(f"{inner} {re.sub(r'[(][^()]*[)]', ' ', who)}".split())


def side_of(who: str, cast: Participants) -> OwnerSide | None:
    """Return the side of who is named; None where the words do not show it."""
    who = LEADS.sub("", who)
    letters = re.findall(r"\(([가-힣]{1,2})\)", who)
    is_label, who = who.startswith("("), without_brackets(who)
    if is_label and (seat := cast.seats.get(f"{who}측")):
        # "(한) 명단 송부": the side of one letter.
        return "joint" if seat == "joint" else owner_of([seat])
    if BOTH.search(who):
        return "joint"
    lead = LETTER_BEFORE.match(who)
    if lead and (seat := cast.seats.get(f"{lead['letter']}측")):
        # "캄 외교부".
        return owner_of([seat])
    if (bare := ALONE.fullmatch(who)) and (held := cast.offices.get(bare["office"])):
        return owner_of(held if len(held) == 1 else home_sides(cast))
    if cast.own and (pair := WITH_ME.search(who)):
        return "joint" if side_of(pair["who"], cast) != cast.own else cast.own
    if (last := who.split()[-1:]) and last[0] in ("저", "제", "저희", "우리"):
        # "회의가 끝나는 대로 저희": what stands before belongs to another verb.
        who = who if WITH_ME.search(who) else last[0]
    if who == "우리":
        return (cast.own if cast.is_speech or cast.is_letter else None) or cast.common
    is_writer, own = cast.side_of_writer(who)
    if is_writer:
        return own
    seats = {cast.seats[name] for name in re.split(r"[와과]?\s", who) if name in cast.seats}
    # "경찰청(한)": the side of one letter in brackets.
    seats |= {cast.seats[f"{name}측"] for name in letters if f"{name}측" in cast.seats}
    sides = (cast.sides_in(who) | seats) - {THIRD}
    if cast.own and len(sides) == 1 and re.search(r"(?:[와과]|및)\s+(?:우리|아측|저희)", who):
        # "캄보디아 환경부와 우리 산림청".
        return owner_of({*sides, cast.own})
    if not sides and (body := cast.agency(who)):
        return owner_of({body} - {THIRD})
    if not sides and (OUR.match(who.split()[-1] if "측" in who else who) or OUR.match(who)):
        return cast.own
    if not sides and (seat := cast.agency(who.split()[-1])) in ("ours", "theirs"):
        return owner_of([seat])
    if not sides and ((who.endswith("님") and cast.is_speech) or YOURS.match(who)):
        return find_opposite(cast.own) if cast.own else None
    if not sides and WRITING_OFFICE.fullmatch(who.split()[-1]):
        return cast.own
    if not sides and cast.own and re.match(r"(?:우리\s?)?(?:대사관|공관)\s", who):
        # "대사관 상무관".
        return cast.own
    if not sides and LOCAL.search(who):
        return cast.own if cast.is_letter else None
    if not sides and any(map(HOME_OFFICE.fullmatch, who.split())):
        return owner_of(home_sides(cast))
    if embassy := EMBASSY.search(who):
        return side_of_embassy(embassy["host"], cast)
    if len(sides) == 2 and not re.search(r"[와과]\s|및|·|-", who):
        # "재…한국 대사": what stands last is the head.
        sides = {cast.mentions(who)[-1].side} - {THIRD}
    if not sides and "동" in cast.people and re.search(rf"{BARE}$", who) and not OUR.search(who):
        # In a report to the capital: whom the reporter met.
        return owner_of(cast.people["동"])
    named = {side for name in who.split() for side in cast.people.get(name, ())}
    return owner_of(sides | named if re.search(r"[와과]\s", who) else sides or named)

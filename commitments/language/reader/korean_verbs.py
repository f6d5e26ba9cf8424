"""Forms of Korean verbs that the reader knows by their stems: the plain and the polite present, and how other
forms end.
"""

from commitments.language.reader.grammar import split_list

# What somebody undertakes to do, in words that have no Chinese root; a stem stands for all of its forms.
STEMS = split_list(
    "보내 알리 알려주 늘리 줄이 높이 낮추 넓히 좁히 옮기 맡기 맡 넘기 넘겨주 건네 건네주 펼치 "
    "이루 지키 세우 마치 끝내 끝맺 챙기 서두르 꾸리 내놓 갖추 앞당기 돌려주 내주 내어주 대주 "
    "빌려주 나누어주 나눠주 맞추 바로잡 고치 다듬 추리 모으 올리 내리 돌리 미루 당기 싣 짓 "
    "지어주 힘쓰 나누 주고받 치르 받아들이 만나 다지 키우 기르 메우 채우 덜 풀 열 만들 거들 "
    "맺 갖 돕 도와주 밟 찾아내 쏟 쌓 닦 마무르 이어가 이어나가 늘려가 늘려나가 매듭짓 뒷받침하 "
    "앞장서 손보 살피 살펴보 두 띄우 심 파내 뽑 가르치 들여오 들여놓 데려오 데려가 뽑아내 "
    "실어보내 내보내 들려주 보태 물려주 치우 거두 거둬들이 없애 막 가려내 밝혀내 바꾸 고쳐주 "
    "정하 취하 마련하 책임지 도맡 떠맡 벌이 베풀 다하 대 들이 "
)
_FIRST, _LAST, _FINALS = 0xAC00, 0xD7A3, 28
_NIEUN, _RIEUL, _PIEUP = 4, 8, 17


def with_final(syllable: str, final: int) -> str:
    """Return a syllable with another final consonant, by its number in Unicode's order; 0 is none."""
    return chr(ord(syllable) - (ord(syllable) - _FIRST) % _FINALS + final)


def syllables_with(final: int) -> str:
    """Return every syllable that ends in a final consonant, by its number in Unicode's order."""
    return "".join(map(chr, range(_FIRST + final, _LAST + 1, _FINALS)))


def _present(stem: str) -> tuple[str, str]:
    """Return the plain and the polite present of a stem: "보낸다" and "보냅니다", "맺는다" and "맺습니다"."""
    body, last = stem[:-1], stem[-1]
    if (ord(last) - _FIRST) % _FINALS in (0, _RIEUL):
        return f"{body}{with_final(last, _NIEUN)}다", f"{body}{with_final(last, _PIEUP)}니다"
    return f"{stem}는다", f"{stem}습니다"


# Verbs that somebody does not undertake, but which describe a noun: "9월까지 받는 신청".
OTHER_STEMS = split_list(
    "받 내 갚 쓰 뽑 걷 끝나 머무르 나오 들어오 나가 떠나 얻 잃 찾 겪 담 배우 물러나 거치 그만두 펴내 "
    "열리 풀리 바뀌 늘어나 줄어들 무너지 숨지 생기 써내 맞 앓 쫓기 붙잡히 밀리 넘어가 사들이 팔 남 묵 걸리"
)
# What looks like a verb before a noun and is one itself.
NOUNS_ALIKE = {
    "연",
    "푼",
    "판",
    "단",
    "딴",
    "찬",
    "든",
    "쓴",
    "선",
    "편",
    "댄",
    "들",
    "풀",
    "열",
    "딸",
    "던",
    "둘",
    "팔",
    "막은",
}


def _adnominals(stem: str) -> tuple[str, str, str]:
    """Return a stem's forms before a noun, done now, done and to be done: "내는", "낸", "낼"."""
    body, last = stem[:-1], stem[-1]
    final = (ord(last) - _FIRST) % _FINALS
    if final in (0, _RIEUL):
        did, to_do = with_final(last, _NIEUN), with_final(last, _RIEUL)
        return f"{body}{with_final(last, 0)}는", f"{body}{did}", f"{body}{to_do}"
    return f"{stem}는", f"{stem}은", f"{stem}을"


def _any_form(number: int) -> str:
    forms = {_adnominals(stem)[number] for stem in (*STEMS, *OTHER_STEMS)} - NOUNS_ALIKE
    return rf"(?<![가-힣])(?:{'|'.join(sorted(forms))})"


DOES, DID, TO_DO = map(_any_form, range(3))

# Syllables that end in ㄹ, as the stem of a verb does before 것 and 예정.
FUTURE_STEM = f"[{syllables_with(_RIEUL)}]"
# Syllables that end in ㄴ, as a verb in the plain present does before 다.
NIEUN = syllables_with(_NIEUN)
# Syllables that end in ㅂ, as a verb does before 시다: "매듭지읍시다".
LET_US = f"[{syllables_with(_PIEUP)}]시다"
# "보낸다", "보냅니다".
PRESENT = "|".join(
    ["가진다", *sorted({form for stem in STEMS for form in _present(stem)}, key=len, reverse=True)]
)

"""Korean names in Latin letters: Revised Romanization, McCune-Reischauer, and one key for all spellings.

Revised Romanization: Ministry of Culture and Tourism, Notice 2000-8. McCune-Reischauer: Transactions of the
Korea Branch of the Royal Asiatic Society, 1939; written here without breves and apostrophes.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import product

FIRST, LAST = "가", "힣"
_INITIALS = (
    *("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss"),
    *("", "j", "jj", "ch", "k", "t", "p", "h"),
)
_VOWELS = (
    *("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae"),
    *("oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"),
)
# Of each final the sound at the end of a word, and what it becomes before a vowel.
_FINALS = [
    *(("", ""), ("k", "g"), ("k", "kk"), ("k", "ks"), ("n", "n"), ("n", "nj"), ("n", "nh"), ("t", "d")),
    *(("l", "r"), ("k", "lg"), ("m", "lm"), ("l", "lb"), ("l", "ls"), ("l", "lt"), ("p", "lp"), ("l", "r")),
    *(("m", "m"), ("p", "b"), ("p", "ps"), ("t", "s"), ("t", "ss"), ("ng", "ng"), ("t", "j"), ("t", "ch")),
    *(("k", "k"), ("t", "t"), ("p", "p"), ("t", "")),
]
_NASALS = {"k": "ng", "t": "n", "p": "m"}
_SOFT = {"g": "k", "d": "t", "b": "p", "j": "ch"}
# Customary spellings that no rule gives: the surname, then how families write it.
SURNAMES = """
이 lee yi rhee rhie ri li; 박 park bak pak; 김 kim gim; 최 choi choe; 정 jung jeong chung chong
노 noh roh no ro; 강 kang gang; 조 cho jo; 윤 yoon yun; 장 jang chang; 임 lim im rim yim; 오 oh o
한 han; 신 shin sin; 서 seo suh so; 권 kwon gwon; 황 hwang; 안 ahn an; 송 song; 류 ryu yoo yu lyu
유 yoo yu ryu; 홍 hong; 전 jeon chun chon jun; 고 ko go koh; 문 moon mun; 양 yang; 손 son sohn
배 bae pae; 백 baek paik paek; 허 heo huh hur ho; 남 nam; 심 shim sim; 곽 kwak gwak
성 sung seong song; 차 cha; 주 joo ju chu; 우 woo u wu; 구 koo gu ku; 민 min; 나 na ra la
진 jin chin; 지 ji chi; 엄 um eom om; 채 chae; 원 won; 천 cheon chun chon; 방 bang pang
공 kong gong; 현 hyun hyeon; 함 ham; 변 byun byeon pyon; 염 yum yeom; 여 yeo yuh yo; 추 choo chu
도 do to; 소 so; 석 seok suk sok; 선 sun seon; 설 seol sul; 마 ma; 길 gil kil; 연 yeon yun; 위 wi
표 pyo; 명 myung myeong; 기 ki gi; 반 ban pan; 라 ra na; 왕 wang; 금 keum geum kum; 옥 ok
육 yook yuk; 인 in; 맹 maeng; 제 je che; 모 mo; 탁 tak; 국 kook guk kuk
"""


def _parts(syllable: str) -> tuple[int, int, int]:
    """Return the numbers of the initial, the vowel and the final of a syllable."""
    number = ord(syllable) - ord(FIRST)
    return number // 588, number % 588 // 28, number % 28


def romanise_revised(word: str) -> str:
    """Return Korean syllables in the Revised Romanization, with the sounds that meet between them."""
    parts = [_parts(syllable) for syllable in word]
    written = ""
    for at, (initial, vowel, final) in enumerate(parts):
        if at == 0:
            written += _INITIALS[initial]
        written += _VOWELS[vowel]
        written += _join(final, *parts[at + 1][:2]) if at + 1 < len(parts) else _FINALS[final][0]
    return written


def _join(final: int, initial: int, vowel: int) -> str:
    """Return a final and the initial after it, as they sound together."""
    sound, before_vowel = _FINALS[final]
    following = _INITIALS[initial]
    if not following:
        if vowel == len(_VOWELS) - 1 and before_vowel in {"d", "t"}:
            return "j" if before_vowel == "d" else "ch"
        return before_vowel
    if sound in _NASALS and following in {"n", "m"}:
        return _NASALS[sound] + following
    if following == "r" and sound:
        return {"k": "ngn", "t": "nn", "p": "mn", "m": "mn", "ng": "ngn"}.get(sound, "ll")
    if sound == "l" and following == "n":
        return "ll"
    return sound + following


def romanise_mccune(word: str) -> str:
    """Return Korean syllables in McCune-Reischauer: hard at the beginning, soft between voiced sounds."""
    revised = romanise_revised(word)
    for plain, hard in _SOFT.items():
        revised = re.sub(rf"(?<![aeiounmlrg]){plain}", hard, revised)
    return revised.replace("eo", "o").replace("eu", "u")


@cache
def surnames() -> dict[str, str]:
    """Return the Korean surname of each spelling of it: the first where several are written alike."""
    found: dict[str, str] = {}
    for row in SURNAMES.replace("\n", ";").split(";"):
        if row.strip():
            name, *spellings = row.split()
            for spelling in (name, *spellings):
                found.setdefault(spelling, name)
    return found


# Spellings that sound alike become one; what is longer goes first.
_ALIKE = (
    ("tch", "c"), ("ch", "c"), ("j", "c"), ("sh", "s"), ("ph", "p"), ("kk", "k"), ("gg", "k"), ("tt", "t"),
    ("pp", "p"), ("ss", "s"), ("cc", "c"), ("ng", "N"), ("g", "k"), ("q", "k"), ("d", "t"), ("b", "p"),
    ("f", "p"), ("v", "p"), ("r", "l"), ("ll", "l"), ("z", "c"),
    ("yae", "ye"), ("yeo", "yo"), ("you", "yo"), ("yoo", "yo"), ("yu", "yo"), ("wae", "we"), ("oe", "we"),
    ("oi", "we"), ("ui", "i"), ("weo", "wo"), ("woo", "o"), ("wu", "o"), ("eo", "o"), ("eu", "o"),
    ("oo", "o"), ("ou", "o"), ("u", "o"), ("ae", "e"), ("ay", "e"), ("ai", "e"), ("ee", "i"), ("ie", "i"),
)  # fmt: skip
_KOREAN = re.compile(r"(?:[kntlmpschyw]?[yw]?[aeio]h?[kntlmpN]?)+")


@cache
def build_key(word: str) -> str:
    """Return one key for all spellings of a Korean name in lower case; empty for a word that is none."""
    key = re.sub(r"['’ʼ`-]", "", word)
    if not key.isascii() or not key.isalpha():
        return ""
    for spelled, alike in _ALIKE:
        key = key.replace(spelled, alike)
    key = re.sub(r"(?<=[aeio])h(?![aeio])", "", key)
    key = re.sub(r"(?<![aeio])y$", "i", key)
    return key if _KOREAN.fullmatch(key) else ""


@cache
def list_keys(word: str) -> tuple[str, ...]:
    """Return the keys of a word of Korean syllables: as a whole, as it sounds and syllable by syllable."""
    whole = (romanise_revised(word), romanise_mccune(word), "".join(map(romanise_revised, word)))
    return tuple(dict.fromkeys(filter(None, map(build_key, whole))))


def is_korean(word: str) -> bool:
    """Return whether a word consists of Korean syllables alone."""
    return bool(word) and all(FIRST <= letter <= LAST for letter in word)


def initials_of(text: str) -> str:
    """Return a text with each Korean syllable replaced by its initial consonant; other letters stay."""
    return "".join(chr(0x1100 + _parts(letter)[0]) if FIRST <= letter <= LAST else letter for letter in text)


# Syllables of a key: a consonant between two vowels begins the second one, or ends the first.
_SYLLABLES = (
    re.compile(r"[kntlmpsch]?[yw]?[aeio](?:[kntlmpN](?![aeioyw]))?"),
    re.compile(r"[kntlmpsch]?[yw]?[aeio][kntlmpN]?"),
)
_SOUNDS = dict(zip(map(chr, range(0x1100, 0x1113)), "kknttlmppssocccktph", strict=True))
MOST_SYLLABLES = 3


def list_initial_sounds(word: str) -> tuple[str, ...]:
    """Return the sounds with which the syllables of a Latin name may begin; "o" is a vowel.

    Letters that Latin names do not distinguish have one sound: ㄱ, ㄲ and ㅋ. Other words have none.
    """
    parts = [build_key(part) for part in re.split("['’ʼ-]", word)]
    if not all(parts):
        return ()
    split = [parts] if len(parts) > 1 else [pattern.findall(parts[0]) for pattern in _SYLLABLES]
    found = ("".join("o" if one[0] in "aeioyw" else one[0] for one in syllables) for syllables in split)
    return tuple(dict.fromkeys(one for one in found if len(one) <= MOST_SYLLABLES))


def list_name_sounds(words: Sequence[str]) -> tuple[str, ...]:
    """Return the initial sounds of a Korean name in Latin letters, the family name first; none for others."""
    found: list[str] = []
    if not 1 < len(words) <= MOST_SYLLABLES:
        return ()
    for family, given in ((words[0], words[1:]), (words[-1], words[:-1])):
        if family.isascii() and family in surnames():
            sounds = {*list_initial_sounds(family), sounds_of(initials_of(surnames()[family]))}
            given_sounds = map("".join, product(*map(list_initial_sounds, given)))
            found += [own + rest for rest in given_sounds for own in sorted(sounds) if len(own) == 1]
    return tuple(dict.fromkeys(found))


def sounds_of(initials: str) -> str:
    """Return the sounds of Korean initials."""
    return "".join(_SOUNDS[letter] for letter in initials)


# Syllables of given names as families write them.
_GIVEN = (
    "ji|jin|ho|hoon|hun|hyun|hyeon|hyung|hye|young|yeong|min|seo|seung|sung|seong|soo|su|jun|joon|jae|woo|wook|won|"
    "woong|eun|kyung|gyeong|kyu|gyu|hee|hwa|mi|na|ra|ri|ah|a|yeon|yun|yoon|in|il|tae|dong|do|chul|cheol|bin|beom|bum|"
    "chan|chang|dae|gi|ki|gun|geun|keun|hak|hwan|jeong|jung|joo|ju|kwang|gwang|myung|myeong|nam|sang|se|seok|suk|"
    "shin|sik|shik|si|so|sol|sook|ok|sun|seon|ye|yong|yu|bo|da|eon|hong|hyo|jong|kang|mun|moon|pil|rim|ryeol|seul|yoo"
)
# Shorter given names are also those of others: "Mina", "Yuri".
SHORTEST_ALONE = 6
_NAME = re.compile(rf"(?:{_GIVEN})(?:-| )?(?:{_GIVEN})", re.IGNORECASE)


def is_korean_name(words: str) -> bool:
    """Return whether words are a Korean's name: "Park Ji-ho", "Soyeon Kang", or alone "Minjun"."""
    parts = re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)?", words)
    if len(parts) == 1:
        return len(parts[0]) >= SHORTEST_ALONE and _NAME.fullmatch(parts[0]) is not None
    if len(parts) not in (2, 3):
        return False
    return any(
        family.casefold() in surnames() and _NAME.fullmatch(" ".join(given)) is not None
        for family, given in ((parts[0], parts[1:]), (parts[-1], parts[:-1]))
    )

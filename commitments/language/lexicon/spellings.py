"""Words and names that are spelled in several ways: British and American, and names of places.

Capitals are in `countries`. Ministries and persons come from the record, never from here.
"""

import re
from collections.abc import Iterator
from functools import cache

from commitments.language.lexicon.countries import nations

# Beginnings of words, British then American: "colour" stands for "colours" and "coloured" too.
BEGINNINGS = """
ageing aging, acknowledgement acknowledgment, aeroplane airplane, aluminium aluminum, anaesth anesth,
armour armor, artefact artifact, behaviour behavior, cancelled canceled, cancelling canceling,
catalogue catalog, centre center, colour color, counsellor counselor, defence defense,
dialogue dialog, endeavour endeavor, enrol enroll, favour favor, fibre fiber, fulfil fulfill,
grey gray, haemo hemo, harbour harbor, honour honor, instalment installment, judgement judgment,
kilometre kilometer, labelled labeled, labelling labeling, labour labor, levelled leveled,
licence license, litre liter, manoeuvre maneuver, metre meter, modelling modeling, mould mold,
neighbour neighbor, offence offense, paediatric pediatric, plough plow, practise practice,
pretence pretense, programme program, rumour rumor, sceptic skeptic, signalling signaling,
skilful skillful, storey story, sulphur sulfur, theatre theater, totalling totaling,
travelled traveled, travelling traveling, tumour tumor, tyre tire, vapour vapor, vigour vigor,
yoghurt yogurt
"""
# "organise" and "organize", "analyse" and "analyze", with what may follow.
_SIBILANT = re.compile(r"([a-z]{3,}[iy])([sz])((?:e|ed|es|er|ers|ing|ation|ations|able|at|ati)?)")
# One place a line, its names in any script.
PLACES = """
Sihanoukville, Preah Sihanouk, Kampong Som, Kompong Som, 시아누크빌, 시하누크빌, ក្រុងព្រះសីហនុ, ព្រះសីហនុ
Siem Reap, Siemreap, 시엠립, 씨엠립, 시엠레아프, សៀមរាប
Battambang, Batdambang, 바탐방, 밧덤벙, បាត់ដំបង
Kampong Cham, Kompong Cham, 캄퐁참, កំពង់ចាម
Kampong Thom, Kompong Thom, 캄퐁톰, កំពង់ធំ
Kampong Chhnang, Kompong Chhnang, 캄퐁치낭, កំពង់ឆ្នាំង
Kampong Speu, Kompong Speu, 캄퐁스프, កំពង់ស្ពឺ
Kampot, 캄포트, 캄폿, កំពត
Kratie, Kracheh, 크라체, 끄라쩨, ក្រចេះ
Mondulkiri, Mondolkiri, 몬돌키리, មណ្ឌលគិរី
Ratanakiri, Rattanakiri, 라타나키리, រតនគិរី
Poipet, Poi Pet, 포이펫, ប៉ោយប៉ែត
Tonle Sap, Tonlé Sap, 톤레삽, 톤레사프, ទន្លេសាប
Phnom Penh, 프놈펜, 프놈뻰, ភ្នំពេញ
Mekong, 메콩, 메콩강, មេគង្គ
Angkor, 앙코르, អង្គរ
Busan, Pusan, 부산
Incheon, Inchon, 인천
Daegu, Taegu, 대구
Daejeon, Taejon, 대전
Gwangju, Kwangju, 광주
Jeju, Cheju, 제주
Gyeongju, Kyongju, 경주
Gyeonggi, Kyonggi, 경기
Ulsan, 울산
Sejong, 세종
Pyongyang, Pyeongyang, 평양
Kaesong, Gaeseong, 개성
Panmunjom, Panmunjeom, 판문점
Dokdo, Tokdo, 독도
Ho Chi Minh City, Saigon, 호찌민, 호치민, 사이공
Hanoi, Ha Noi, 하노이
Da Nang, Danang, 다낭
Yangon, Rangoon, 양곤
Beijing, Peking, 베이징, 북경
Mumbai, Bombay, 뭄바이
Kyiv, Kiev, 키이우, 키예프
"""


@cache
def _pairs() -> dict[str, str]:
    """Return the other spelling of each beginning, in both directions."""
    pairs = [pair.split() for pair in BEGINNINGS.replace("\n", " ").split(",")]
    return dict(pairs) | {american: british for british, american in pairs}


def list_spellings(word: str) -> Iterator[str]:
    """Yield the other spellings of an English word in lower case, or of its beginning."""
    for length in range(len(word), 3, -1):
        other = _pairs().get(word[:length])
        if other is not None:
            rest = word[length:]
            # "program" is the beginning of "programme", "enroll" of "enrolled".
            if not rest or not f"{word[:length]}{rest}".startswith(other):
                yield other + rest
            break
    if found := _SIBILANT.fullmatch(word):
        stem, sibilant, ending = found.groups()
        yield stem + ("z" if sibilant == "s" else "s") + ending


@cache
def list_place_names() -> dict[str, tuple[str, ...]]:
    """Return the names of each place by each of them, as the table spells it."""
    groups = [tuple(name.strip() for name in row.split(",")) for row in PLACES.strip().splitlines()]
    groups += [nation.capitals for nation in nations().values() if len(nation.capitals) > 1]
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for name in group:
            found.setdefault(name, group)
    return found

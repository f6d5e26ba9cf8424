"""Words for titles, clauses and reports: plain ones in every order, and names of things that do not exist."""

import random
from dataclasses import dataclass

VERBS = (
    "Share", "Review", "Draft", "Exchange", "Publish", "Translate", "Prepare", "Compare", "Extend", "Update",
    "Sign", "Test", "Count", "Open", "Renew", "Map", "Inspect", "Register", "Certify", "Describe",
)  # fmt: skip
THINGS = (
    "records of joint surveys", "harbour charts", "the list of contact points", "training seats",
    "seed catalogues", "water tables", "the text on visas", "customs forms", "flight slots",
    "the work plan", "a glossary of terms", "archive copies", "safety reports", "fishing quotas",
    "school books", "the register of vessels", "border crossing hours", "vaccine stocks",
    "rail timetables", "a draft memorandum", "research grants", "early warning data", "museum loans",
    "tariff schedules", "the handbook of procedures", "accounts of the joint fund", "laboratory samples",
)  # fmt: skip
KOREAN_VERBS = ("공유", "검토", "작성", "교환", "발간", "번역", "준비", "비교", "연장", "점검")
KOREAN_THINGS = (
    "공동조사 기록", "항만 해도", "연락처 명단", "교육 과정", "종자 목록", "수위 자료", "사증 문안",
    "통관 서식", "작업 계획", "용어집", "안전 보고서", "어획 할당량", "교과서", "선박 등록부",
)  # fmt: skip
PARTS = ("for the northern districts", "with both capitals", "at the working level", "in two languages")
HEALTH_TEXTS = (
    "Work goes on as planned.", "The draft is with the lawyers.", "The counterpart has not answered.",
    "Two of three steps are done.", "Funds are short until the new year.", "Experts met last week.",
)  # fmt: skip
STARTS, VOWELS, ENDS = "bdfgklmnprstvz", "aeiou", ("", "n", "r", "l", "s")
HANGUL_FIRST, HANGUL_LAST = 0xAC00, 0xD7A3


@dataclass(frozen=True, slots=True)
class Said:
    """One undertaking: its short title, its clause, and the language of the clause."""

    title: str
    clause: str
    language: str


class Words:
    """Draws words; the same for the same seed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._names = [self._made_up() for _number in range(3000)]
        self._hangul = [self._made_up_hangul() for _number in range(600)]

    def _made_up(self) -> str:
        pick = self._chance.choice
        parts = (pick(STARTS) + pick(VOWELS) + pick(ENDS) for _part in range(self._chance.choice((2, 3))))
        return "".join(parts).capitalize()

    def _made_up_hangul(self) -> str:
        point = self._chance.randint
        return "".join(chr(point(HANGUL_FIRST, HANGUL_LAST)) for _part in range(2))

    def name(self) -> str:
        """Give a name: few come often, most rarely."""
        return self._names[int(len(self._names) * self._chance.random() ** 3)]

    def hangul(self) -> str:
        return self._hangul[int(len(self._hangul) * self._chance.random() ** 3)]

    def undertaking(self) -> Said:
        """Give something to do, one time in seven in Korean."""
        pick = self._chance.choice
        if self._chance.random() < 1 / 7:
            thing, verb, name = pick(KOREAN_THINGS), pick(KOREAN_VERBS), self.hangul()
            return Said(
                f"{name} {thing} {verb}", f"양측은 {name} 지역의 {thing}을 {verb}하기로 하였다.", "ko"
            )
        verb, thing, name = pick(VERBS), pick(THINGS), self.name()
        clause = (
            f"Both sides will {verb.lower()} {thing} of {name} {pick(PARTS)}, and report to {self.name()}."
        )
        return Said(f"{verb} {thing} of {name}", clause, "en")

    def topic(self) -> Said:
        """Give something that was only talked about."""
        name = self.name()
        return Said(name, f"The sides spoke of {self._chance.choice(THINGS)} and of {name}.", "en")

    def report(self) -> str:
        return f"{self._chance.choice(HEALTH_TEXTS)} {self.name()} was told."

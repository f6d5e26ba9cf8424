"""Sentences made at random: who undertakes what, with phrases to drop and verbs to soften."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# For each language: subjects; verbs as they follow each undertaking; objects; phrases; undertakings by rung.
# A verb is given in its forms, an undertaking as a frame whose field names the form it takes.


@dataclass(frozen=True, slots=True)
class Words:
    """What sentences of one language are made of; `order` sets subject, phrases, object and undertaking."""

    subjects: Sequence[str]
    verbs: Sequence[Mapping[str, str]]
    objects: Sequence[str]
    phrases: Sequence[str]
    # From the firmest to the weakest.
    undertakings: Sequence[Sequence[str]]
    order: str


ENGLISH = Words(
    subjects=(
        "The two sides", "Korea", "The Ministry of Justice of Valdoria", "Both Parties", "The ministers",
        "The police of both countries",
    ),
    verbs=[
        {"to": to, "ing": ing}
        for to, ing in (
            ("establish", "establishing"), ("share", "sharing"), ("set up", "setting up"), ("carry out",
            "carrying out"),
            ("fund", "funding"), ("prepare", "preparing"), ("begin", "beginning"), ("jointly review",
            "jointly reviewing"),
        )
    ],
    objects=(
        "a joint working group", "records of investigations", "twelve scholarships",
        "an agreement on air services",
        "the second phase of the road", "a hotline between the duty officers",
    ),
    phrases=(
        "by 30 June 2026", "through their police", "within ten working days of the meeting",
        "in both capitals",
        "without delay", "for citizens held abroad", "at no cost to students",
        "before the third Joint Commission",
        "subject to ratification", "with the help of the embassy", "in line with domestic law",
        "on the basis of reciprocity", "including victims of online fraud", "and to report the results",
    ),
    undertakings=(
        ("shall {to}", "undertake to {to}", "are obliged to {to}"),
        ("will {to}", "agreed to {to}", "decided to {to}", "agreed on {ing}"),
        ("will endeavour to {to}", "will seek to {to}", "should {to}", "will make every effort to {to}"),
        ("will consider {ing}", "will explore ways to {to}", "may {to}",
        "will look into the possibility of {ing}"),
        ("hope to {to}", "expressed interest in {ing}", "noted the importance of {ing}"),
    ),
    order="{subject} {undertaking} {object} {phrases}.",
)  # fmt: skip
FRENCH = Words(
    subjects=("Les deux parties", "Les ministres", "La Corée et la Valdorie", "Les polices des deux pays"),
    verbs=[
        {"to": to, "of": of, "will": will}
        for to, of, will in (
            ("établir", "d'établir", "établiront"), ("partager", "de partager", "partageront"),
            ("prendre en charge", "de prendre en charge", "prendront en charge"),
            ("tenir", "de tenir", "tiendront"), ("mettre en place", "de mettre en place",
            "mettront en place"),
            ("renforcer", "de renforcer", "renforceront"), ("faire", "de faire", "feront"),
        )
    ],
    objects=("un groupe de travail conjoint", "les dossiers d'enquête", "douze bourses",
    "une réunion d'experts"),
    phrases=(
        "avant le 30 juin 2026", "dans les deux capitales", "sans délai", "au bénéfice des étudiants",
        "par l'intermédiaire de leurs ambassades", "conformément au droit interne",
        "sous réserve de ratification",
        "lors de la troisième commission mixte",
    ),
    undertakings=(
        ("s’engagent à {to}", "se sont engagés à {to}", "doivent {to}"),
        ("{will}", "sont convenus {of}", "ont décidé {of}"),
        ("s’efforceront {of}", "chercheront à {to}", "feront tout leur possible pour {to}",
        "ont l’intention {of}"),
        ("envisageront la possibilité {of}", "envisageront {of}", "pourront {to}",
        "étudieront la possibilité {of}"),
        ("souhaitent {to}", "ont exprimé leur souhait {of}"),
    ),
    order="{subject} {undertaking} {object} {phrases}.",
)  # fmt: skip
KOREAN = Words(
    subjects=("양국은", "양측은", "대한민국 정부는", "양국 경찰은", "양국 장관은"),
    verbs=[{"stem": stem} for stem in ("설립", "공유", "개최", "체결", "마련", "지원", "실시")],
    objects=("공동 실무단을", "수사 기록을", "제3차 공동위원회를", "항공 협정을", "장학금 열두 명분을"),
    phrases=(
        "2026년 6월 30일까지", "경찰을 통해", "지체 없이", "양국 수도에서", "국내법에 따라",
        "대사관의 협조를 얻어",
        "10 근무일 안에", "상호주의에 기초하여", "온라인 사기 피해자를 위해",
    ),
    undertakings=(
        ("{stem}하여야 한다", "{stem}할 것을 확약하였다"),
        ("{stem}하기로 합의하였다", "{stem}하기로 하였다", "{stem}할 것이다", "{stem}한다"),
        ("{stem}하도록 노력하기로 하였다", "{stem}하기 위해 노력한다", "{stem}할 계획이다"),
        ("{stem}하는 방안을 검토하기로 하였다", "{stem}을 검토하기로 하였다",
        "{stem}할 가능성을 모색하기로 하였다"),
        ("{stem}하기를 희망하였다", "{stem}하는 데 관심을 표명하였다"),
    ),
    order="{subject} {phrases} {object} {undertaking}.",
)  # fmt: skip
WORDS = {"en": ENGLISH, "fr": FRENCH, "ko": KOREAN}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One undertaking: which of the words, and how firm."""

    subject: str
    verb: Mapping[str, str]
    what: str
    phrases: tuple[str, ...]
    rung: int
    frame: str


def sentence(language: str, chance: random.Random) -> Sentence:
    """Make a sentence that can be softened and has a phrase to drop."""
    words = WORDS[language]
    rung = chance.randrange(len(words.undertakings) - 1)
    return Sentence(
        subject=chance.choice(words.subjects),
        verb=chance.choice(words.verbs),
        what=chance.choice(words.objects),
        phrases=tuple(chance.sample(words.phrases, chance.randint(1, 3))),
        rung=rung,
        frame=chance.choice(words.undertakings[rung]),
    )


def written(language: str, sentences: Sequence[Sentence]) -> str:
    """Write sentences down as a text."""
    return " ".join(
        WORDS[language].order.format(
            subject=one.subject,
            undertaking=one.frame.format(**one.verb),
            object=one.what,
            phrases=" ".join(one.phrases),
        )
        for one in sentences
    )

"""How hasty and official texts are written: official names, lists with dashes, briefs, minutes in Korean.

Each text is one of a bilateral meeting of 12 May 2026.
"""

import pytest

from commitments.language.lexicon.countries import code_of
from commitments.language.lexicon.romanisation import is_korean_name
from commitments.language.reader.grammar import ParsedClause
from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

OPEN = Known()


def read(text: str, theirs: str) -> list[tuple[str, str | None, str]]:
    """Read a text between Korea, which is ours, and another country: kind, owner, deadline of each item."""
    found = _clauses(text, theirs)
    return [(str(one.act), one.owner, one.due.wording) for one in found if not one.is_weak]


def _clauses(text: str, theirs: str) -> list[ParsedClause]:
    ours = "대한민국" if "가" <= theirs[0] <= "힣" else "Republic of Korea"
    return items(text, ours, theirs, OPEN)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("République tunisienne", "TN"),
        ("République démocratique populaire lao", "LA"),
        ("République algérienne démocratique et populaire", "DZ"),
        ("Royaume d'Espagne", "ES"),
        ("Grand-Duché de Luxembourg", "LU"),
        ("Kingdom of the Netherlands", "NL"),
        ("Federative Republic of Brazil", "BR"),
        ("People's Democratic Republic of Algeria", "DZ"),
        ("République démocratique du Congo", "CD"),
        ("République populaire démocratique de Corée", "KP"),
        ("조선민주주의인민공화국", "KP"),
        ("베트남사회주의공화국", "VN"),
        ("케냐공화국", "KE"),
        ("Republic", None),
        ("État", None),
    ],
)
def test_a_country_is_known_by_its_official_name(name: str, code: str | None) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Park Ji-ho", True),
        ("Soyeon Kang", True),
        ("Lee Jihoon", True),
        ("Laura Weber", False),
        ("Bruce Lee", False),
        ("Kim", False),
        ("Minjun", True),
        ("Mina", False),
    ],
)
def test_a_korean_name_is_told_by_its_syllables(name: str, is_one: bool) -> None:
    assert is_korean_name(name) is is_one


FRENCH = "République tunisienne"
TEXTS: tuple[tuple[str, str, list[tuple[str, str | None, str]]], ...] = (
    (
        "La Partie tunisienne remettra le plan avant le 3 juin 2026.",
        FRENCH,
        [("commitment", "theirs", "avant le 3 juin 2026")],
    ),
    (
        "Quant au port, les Parties ont décidé :\n- de nommer un expert ;\n- d'ouvrir un guichet commun.",
        FRENCH,
        [("commitment", "joint", ""), ("commitment", "joint", "")],
    ),
    (
        (
            "[1] Remettre le plan du port — Resp. : Tunisie — Éch. : 15/06/2026\n"
            "[2] Nommer un expert — Resp. : les deux parties — Éch. : néant\n"
        ),
        FRENCH,
        [("commitment", "theirs", "15/06/2026"), ("commitment", "joint", "")],
    ),
    (
        (
            "La liste des marins devra être adressée au port le 4 juin 2026 au plus tard. "
            "La Corée offre trois bateaux au port de Sfax."
        ),
        FRENCH,
        [("commitment", None, "le 4 juin 2026 au plus tard"), ("offer", "ours", "")],
    ),
    (
        (
            "LE MINISTRE TUNISIEN – Bonjour à tous. Nous ouvrirons un port avant le 1er juin 2026.\n\n"
            "LE MINISTRE CORÉEN – Merci. Nous enverrons deux bateaux."
        ),
        FRENCH,
        [("commitment", "theirs", "avant le 1er juin 2026"), ("commitment", "ours", "")],
    ),
    (
        (
            "1. Send the list of cranes -- Kenya -- 4 June\n2. Pay for the maps -- Korea -- 18 June\n"
            "3. Name a pilot -- both sides -- asap\n"
        ),
        "Kenya",
        [
            ("commitment", "theirs", "4 June"),
            ("commitment", "ours", "18 June"),
            ("commitment", "joint", "asap"),
        ],
    ),
    (
        "A1. Reply to the draft on cranes\nResponsible: Kenya\nDate: 12 June 2026\n",
        "Kenya",
        [("commitment", "theirs", "12 June 2026")],
    ),
    (
        (
            "PORTS\n- Thank for the welcome in March\n- We will open a second pier\n"
            "- Ask Kenya to publish the fees\n- Propose both harbour masters meet\n- Do NOT mention cranes\n"
        ),
        "Kenya",
        [("commitment", "ours", ""), ("request", "theirs", ""), ("commitment", "joint", "")],
    ),
    ("Context: the bill passed in May. The quay is due to open in March 2027.", "Kenya", []),
    ("The two sides agreed that no port can be safe alone.", "Kenya", []),
    (
        "The two sides will exchange offers by the 27th of May.",
        "Kenya",
        [("commitment", "joint", "by the 27th of May")],
    ),
    (
        "양국은 다음 사항에 합의했습니다.\n 가. 자료는 6월 1일까지 공유한다.\n 나. 케냐는 예산을 반영한다.\n",
        "케냐",
        [("commitment", "joint", "6월 1일까지"), ("commitment", "theirs", "")],
    ),
    ("케냐측은 2026. 6. 30.까지 지도를 보내기로 함", "케냐", [("commitment", "theirs", "2026. 6. 30.까지")]),
    ("항만 사용료는 케냐측 부담", "케냐", []),
    ("- 항만 사용료는 케냐측 부담", "케냐", [("commitment", "theirs", "")]),
    ("- 부두 공사를 6월부터 지원하겠음", "케냐", [("commitment", "ours", "6월")]),
)


@pytest.mark.parametrize(("text", "theirs", "expected"), TEXTS)
def test_it_reads_who_owes_what_by_when(
    text: str, theirs: str, expected: list[tuple[str, str | None, str]]
) -> None:
    assert read(text, theirs) == expected


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("Kenya will guard the quay during the call of the ship, from 3 to 5 June 2026.", "Kenya"),
        ("Kenya will fund the clinic until 30 June 2029.", "Kenya"),
        ("Kenya has offered to host the officials on their visit of 14 to 16 October.", "Kenya"),
        ("La Tunisie gardera le quai pendant l'escale, du 3 au 5 juin 2026.", FRENCH),
        ("La Tunisie financera la clinique jusqu'au 30 juin 2029.", FRENCH),
        ("La réunion étant prévue le 4 juin 2026, la Partie tunisienne en fixera le lieu.", FRENCH),
        ("La Tunisie appuiera la Corée à la session, que l'OMI convoquera pour le 18 juin.", FRENCH),
        ("케냐측은 의사들이 2029년 8월까지 머무는 동안 숙소를 제공하기로 하였다.", "케냐"),
        ("양측은 협정이 2027년 1월 1일까지 발효되지 않으면 다시 협의하기로 하였다.", "케냐"),
        ("케냐측은 6월 15일자로 바뀌는 요건을 안내하기로 하였다.", "케냐"),
        ("케냐측은 6월 27일에 보내신 명단을 확인하기로 하였다.", "케냐"),
    ],
)
def test_a_day_of_something_else_is_no_deadline(text: str, theirs: str) -> None:
    found = _clauses(text, theirs)
    assert found
    assert not [one.due.wording for one in found if one.due.period is not None]


@pytest.mark.parametrize(
    ("sender", "recipient", "owner"),
    [("Laura Weber", "Park Ji-ho", "theirs"), ("Park Ji-ho", "Laura Weber", "ours")],
)
def test_a_korean_who_writes_or_is_written_to_shows_whose_letter_it_is(
    sender: str, recipient: str, owner: str
) -> None:
    text = f"From: {sender}\nTo: {recipient}\nSubject: cranes\n\nI will send you the list by 4 June 2026.\n"
    assert read(text, "Kenya") == [("commitment", owner, "by 4 June 2026")]

"""Whose letters and reports of talks are, what their writers say of themselves, and dates of occasions.

Each text is of a bilateral matter of 12 May 2026; Valdoria is ours, Korea theirs, where nothing else is said.
"""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

OPEN = Known()
# What stands above the greeting of a letter; then whose letter it is.
HEADS = (
    ("VALDORIA\nMINISTRY OF FISHERIES\nHarbour Road 9, Elmport\n\nMr Dohyun Baek\nSejong", "ours"),
    ("Harbour Road 9\n14 April 2026\n\nMr Dohyun Baek\nMinister of Fisheries, Republic of Korea", "ours"),
    ("EMBASSY OF VALDORIA IN SEOUL\n\nRef. 204/26\n14 April 2026\n\nHis Excellency\nMr Dohyun Baek", "ours"),
    ("Embassy Seoul\n\n14 April 2026\n\nTo the Ministry of Fisheries of Valdoria", "ours"),
    ("Embassy of the Republic of Korea\n\nTo the Ministry of Fisheries of Valdoria", "theirs"),
)


@pytest.mark.parametrize(("head", "side"), HEADS)
def test_whose_letter_it_is_is_read_from_its_head(head: str, side: str) -> None:
    letter = (
        f"{head}\n\nDear Minister,\n\nI will send you the list of vessels by 1 July 2026.\n\nYours sincerely,"
    )
    assert [(one.owner, one.due.wording) for one in items(letter, known=OPEN)] == [(side, "by 1 July 2026")]


def owned(text: str) -> list[tuple[str, str | None, str]]:
    """Give of each item its kind, its owner and the wording of its deadline."""
    return [(str(one.act), one.owner, one.due.wording) for one in items(text, known=OPEN)]


def test_in_a_report_of_a_talk_offices_without_a_country_are_of_the_other_side() -> None:
    report = (
        "INTERNAL NOTE\nSubject: State Secretary's talks in Sejong\n\n"
        "The Vice-Minister promised to send the tables by June. VM agreed to repaint the pier. "
        "StateSec will report to the Minister in May. The embassy will send the text by 3 June 2026."
    )
    assert owned(report) == [
        ("commitment", "theirs", "by June"),
        ("commitment", "theirs", ""),
        ("commitment", "ours", "in May"),
        ("commitment", "ours", "by 3 June 2026"),
    ]
    # The same words with no such head are of nobody.
    talk = report.partition("\n\n")[2]
    assert {owner for _act, owner, _due in owned(talk)} == {None}


def test_in_a_french_report_of_a_talk_the_embassy_is_the_writers() -> None:
    report = (
        "COMPTE RENDU D'ENTRETIEN\nEntretien du directeur général avec le vice-ministre\n\n"
        "Le vice-ministre s'est engagé à transmettre les tableaux avant le 3 juin 2026. "
        "L'ambassade relancera ses interlocuteurs avant la fin mai."
    )
    assert owned(report) == [
        ("commitment", "theirs", "avant le 3 juin 2026"),
        ("commitment", "ours", "avant la fin mai"),
    ]


def french_letter(sentence: str) -> list[tuple[str, str | None, str]]:
    """Read a sentence in a letter of the Korean ministry."""
    return owned(
        f"Ministère de l'Eau de la République de Corée\n\nMadame la Ministre,\n\n{sentence}\n\n"
        "Veuillez agréer, Madame la Ministre, l'expression de ma haute considération."
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Nous acceptons de recevoir les stagiaires valdoriens en octobre 2026.",
            ("commitment", "theirs", "en octobre 2026"),
        ),
        (
            "Je vous confirme l'envoi de deux hydrologues avant le 3 juin 2026.",
            ("commitment", "theirs", "avant le 3 juin 2026"),
        ),
        ("Nous prenons en charge leur logement.", ("commitment", "theirs", "")),
        ("Je serais heureux de vous accueillir à Séoul en novembre.", ("offer", "ours", "en novembre")),
        ("Il serait utile que vos services nous adressent la carte.", ("request", "ours", "")),
        ("Vous voudrez bien nous transmettre la liste.", ("request", "ours", "")),
        ("Nous sommes convenus de nous revoir en mai 2027.", ("commitment", "joint", "en mai 2027")),
        (
            "Nos deux instituts rédigeront ensemble le rapport avant septembre 2026.",
            ("commitment", "joint", "avant septembre 2026"),
        ),
        ("Nous publierons la carte en juin.", ("commitment", "theirs", "en juin")),
    ],
)
def test_writers_of_french_letters_promise_ask_and_offer(
    sentence: str, expected: tuple[str, str | None, str]
) -> None:
    assert french_letter(sentence) == [expected]


def test_a_writer_who_stays_at_disposal_promises_nothing() -> None:
    assert french_letter("Nous restons à votre disposition.") == []


def test_english_letters_speak_of_the_writers_own_agencies_and_of_both() -> None:
    letter = (
        "Embassy of Korea\n\nDear Minister,\n\n"
        "I have asked our Water Agency to meet your experts in June 2026. "
        "I propose that our experts hold a meeting in July 2026. The list will reach you by 3 June 2026.\n\n"
        "Yours sincerely,"
    )
    assert owned(letter) == [
        ("commitment", "theirs", "in June 2026"),
        ("request", "joint", "in July 2026"),
        ("commitment", "theirs", "by 3 June 2026"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Korea will continue its talks ahead of the review conference on 9 June 2026.",
        "Korea will consult closely with Valdoria ahead of the Lantern Summit, set for 9 June 2026.",
        "Korea will organise the course of the second cohort starting in May 2027.",
        "Valdoria asked Korea to back its candidate, to be elected in March 2027.",
    ],
)
def test_a_date_of_an_event_that_a_deed_only_serves_is_mentioned(sentence: str) -> None:
    (one,) = items(sentence, known=OPEN)
    assert one.due.kind == "none"
    assert len(one.mentioned_dates) == 1


def test_what_a_side_took_note_of_is_no_promise() -> None:
    assert items("Korea took note that the Valdorian parliament would vote on the bill by June.") == []


OCCASIONS = (
    ("Korea will submit its text before the Lantern Summit, set for 9 June 2026.", 27),
    ("Valdoria will table the budget before the review conference (4 to 6 July 2026).", 31),
    ("Valdoria will publish the map once the parliament votes.", 30),
    ("Korea will ship the pumps upon presentation of the invoice.", 26),
    ("Korea will send engineers by the time the docks are ready.", 26),
    ("Korea will repay the loan within ten days of production of the receipt.", 26),
    ("La Corée enverra son avis lors de la troisième session de la Commission, prévue en mai à Daegu.", 26),
    ("La Corée répondra dans le délai de dix jours ouvrables.", 18),
    ("La Corée publiera la carte en amont de la conférence.", 27),
    ("La Corée livrera les pompes avant que les pluies commencent.", 28),
    ("La Corée reverra la liste dans les premières semaines de 2027.", 26),
    ("La Corée appellera jeudi 14 mai à 15h30.", 19),
)


@pytest.mark.parametrize(("sentence", "at"), OCCASIONS)
def test_occasions_and_conditions_are_read_whole(sentence: str, at: int) -> None:
    assert [one.due.wording for one in items(sentence, known=OPEN)] == [sentence[at:].rstrip(".")]


@pytest.mark.parametrize(
    ("theirs", "sentence", "side"),
    [
        ("Austria", "The Federal Police will share its model by July.", "theirs"),
        ("Switzerland", "The Federal Office of Hydrology will share its model by July.", "theirs"),
        ("Republic of Korea", "The Federal Police will share its model by July.", None),
    ],
)
def test_federal_offices_are_of_the_side_that_has_them(theirs: str, sentence: str, side: str | None) -> None:
    assert [one.owner for one in items(sentence, ours="Japan", theirs=theirs, known=OPEN)] == [side]

"""Who owes what in French treaties, letters and minutes that name a body, an office or nobody by country."""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items, rows_of

# Texts, "/" for a new line, and behind "=" what is read: kind, owner and wording of the deadline, or nothing.
TREATY = """
La Régie ouvre au Commissariat un accès à ses cartes avant le 1er mars 2027.
= commitment ours avant le 1er mars 2027
Le Commissariat règle les péages. / § 3. Il détache à Port-Orme deux pilotes.
= commitment theirs; commitment theirs
Les droits de quai incombent au Commissariat.
= commitment theirs
Le reliquat est liquidé par la Régie avant le 1er mars 2027.
= commitment ours avant le 1er mars 2027
Le présent mémorandum fait l'objet d'un bilan chaque année.
= commitment joint chaque année
"""
MEMORANDUM = (
    "MÉMORANDUM /  / Le Commissariat aux phares de la Corée et la Régie valdorienne des phares "
    "(les « Autorités ») sont convenus de ce qui suit : /  / "
    "§ 1. Chaque Autorité garde ses archives. / § 2. {}"
)
MINUTES = """
L'Observatoire des marées du Sénégal sera agrandi par le Maroc. L'Observatoire publiera un plan en juin 2027.
= commitment theirs; commitment ours en juin 2027
Le Jardin royal des plantes enverra deux palmiers au Sénégal.
= commitment theirs
Le ministre marocain a promis un bac. Son interlocuteur a répondu qu'il paierait le quai.
= commitment theirs; commitment ours
Une équipe mixte dressera la carte des récifs avant fin juin 2027.
= commitment joint avant fin juin 2027
"""
LETTER = """
Le devis vous sera adressé en juin 2026.
= commitment ours en juin 2026
Nous nous verrons en juin 2026 à Rabat.
= commitment joint en juin 2026
Fatou va vous livrer la grue.
= commitment ours
Les plans du quai, il me les faut d'ici le 16 stp.
= request theirs d'ici le 16
Je vous prierais de bien vouloir fermer la vanne.
= request theirs
Puis-je te demander de repeindre le quai ?
= request theirs
Vous m'obligeriez beaucoup en réparant la vanne avant le 3 juin 2026.
= request theirs avant le 3 juin 2026
Si votre port pouvait nous prêter une grue avant juin 2026, ce serait parfait.
= request theirs avant juin 2026
Il faudrait nous confirmer la date du tir.
= request theirs
- Les plans du quai à nous renvoyer avant le 3 juin 2026
= request theirs avant le 3 juin 2026
J'ai le plan. / Driss Alami, le 11/05/2026 à 11:50 : / > Chère Awa, / > Il pleut. / > Je te paie demain.
= commitment theirs demain
"""
TEXTS = """
Mesure | Responsable | Échéance / Ouvrir le guichet | Ministère des Ports (QC) | 3 juin 2026
= commitment ours 3 juin 2026
Mesdames, /  / Notre équipe réparera le quai. /  / Au plaisir, / La Direction Maroc
= commitment ours
Lettre du Ministre marocain / Je donnerai le bac. / Réponse du Ministre du Québec / Je paierai.
= commitment theirs; commitment ours
"""
EMAIL = "De : Awa Sarr <sarr@diplomatie.gouv.sn> / À : Driss Alami <alami@diplomatie.gov.ma> /  / {}"


def read(text: str, ours: str, theirs: str, known: Known) -> str:
    """Read a text, as a row of the tables shows it."""
    found = items(text.replace(" / ", "\n"), ours, theirs, known)
    told = [" ".join(filter(None, (str(one.act), one.owner, one.due.wording))) for one in found]
    return "; ".join(told) or "nothing"


@pytest.mark.parametrize(("text", "expected"), [*rows_of(TREATY)])
def test_a_treaty_goes_on_with_the_first_words_of_names(text: str, expected: str) -> None:
    assert read(MEMORANDUM.format(text), "Valdorie", "Republic of Korea", Known()) == expected


@pytest.mark.parametrize(("text", "expected"), [*rows_of(MINUTES)])
def test_bodies_and_persons_have_the_side_that_the_text_shows(text: str, expected: str) -> None:
    assert read(text, "Sénégal", "Maroc", Known()) == expected


@pytest.mark.parametrize(("text", "expected"), [*rows_of(TEXTS)])
def test_a_party_that_no_list_has_is_known_by_its_letters_and_words(text: str, expected: str) -> None:
    assert read(text, "Québec", "Maroc", Known()) == expected


def test_two_bodies_that_share_a_task_are_both_sides() -> None:
    table = "Mesure | Responsable | Échéance\nOuvrir le bac | SAED et Office des bacs du Maroc | 3 juin 2026"
    assert read(table, "Sénégal", "Maroc", Known()) == "commitment joint 3 juin 2026"


@pytest.mark.parametrize(("text", "expected"), [*rows_of(LETTER)])
def test_a_letter_says_to_whom(text: str, expected: str) -> None:
    assert read(EMAIL.format(text), "Sénégal", "Maroc", Known()) == expected

"""How officials write French every day: charges, cleft sentences, the plain present, imperatives, chats."""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import rows_of
from tests.commitments.language.reader.test_french_sides import EMAIL, read

# Senegal is ours, Morocco theirs; "/" stands for a new line, and behind "=" is what is read.
STATEMENTS = """
L'Ambassade du Sénégal présente ses compliments au Ministère des Mines du Royaume du Maroc. / Un instructeur
  sera détaché à Fès en juin 2026.
= commitment ours en juin 2026
Charge au Maroc de sonder le chenal avant juin 2027.
= commitment theirs avant juin 2027
C'est le Maroc qui balisera le chenal en juin 2027.
= commitment theirs en juin 2027
Le Maroc met deux dragues à la disposition du Sénégal en juin 2026.
= commitment theirs en juin 2026
Le Maroc dispose de trois semaines pour sonder le chenal.
= commitment theirs trois semaines
Le Maroc a obtenu jusqu'au 3 juin 2026 pour baliser le chenal.
= commitment theirs jusqu'au 3 juin 2026
Réponse marocaine attendue pour le 3 juin 2026.
= commitment theirs pour le 3 juin 2026
Il convient que le Maroc balise le chenal avant juin 2027.
= commitment theirs avant juin 2027
Rabat devra, en retour, baliser le chenal d'ici juin 2027.
= commitment theirs d'ici juin 2027
Le plan du chenal devra nous être retourné par le Maroc pour le 3 juin 2026.
= commitment theirs pour le 3 juin 2026
Ordre a été donné à la douane marocaine de rouvrir le quai.
= commitment theirs
L'accord de pêche sera amendé par les deux Parties avant juin 2027.
= commitment joint avant juin 2027
Nos collègues de Rabat nous livrent le 3 juin 2026.
= commitment theirs le 3 juin 2026
Dakar a indiqué que nous paierions avant juin 2027.
= commitment ours avant juin 2027
M. Tazi a garanti une réponse avant juin 2027.
= commitment avant juin 2027
La délégation marocaine était conduite par Mme Tazi. / Mme Tazi s'est engagée à baliser le chenal.
= commitment theirs
Les autorités marocaines sont disposées à baliser le chenal. Elles paieront la drague.
= offer theirs; commitment theirs
Un atelier est organisé chaque année au Maroc.
= commitment chaque année
L'attaché de défense du Maroc remettra la carte en juin 2026.
= commitment theirs en juin 2026
Réunion du Sénégal et du Maroc /  / Suites à donner / - Publication par Rabat de la carte du thon
= commitment theirs
Qui | Quoi | Pour quand / Maroc | Baliser le chenal | juin 2026
= commitment theirs juin 2026
"""
LETTERS = """
Fatou se charge de la grue.
= commitment
Pour la grue donc je réserve le quai.
= commitment ours
De mon côté je vois avec le port si la grue est libre.
= commitment ours
Pour la grue je reviens vers vous.
= commitment ours
La carte suivra le 3 juin 2026.
= commitment ours le 3 juin 2026
Vous pouvez réserver la grue pour quatre jours ?
= request theirs
Dites à Driss de venir.
= request theirs
Je vous invite à baliser le chenal avant juin 2027.
= request theirs avant juin 2027
Il vous reviendrait de baliser le chenal avant juin 2027.
= request theirs avant juin 2027
N'oubliez surtout pas de baliser le chenal avant juin 2027.
= request theirs avant juin 2027
Si tu peux me donner la carte, ce serait parfait.
= request theirs
Vous avez accepté, et je vous en remercie, de baliser le chenal.
= commitment theirs
Le chenal sera prêt en juin 2026.
= commitment ours en juin 2026
Je t'appelle lundi 8 juin pour caler ça.
= commitment ours lundi 8 juin
Nos ministres de l'Eau se verront en juin 2026.
= commitment joint en juin 2026
"""
# Nothing is owed: what is told, what happens by itself, what others do.
NOTHING = """
Dakar tiendra des élections le 3 juin 2026.
Le Maroc a annoncé avoir payé le quai le 3 mai 2026.
Le Maroc célébrera le 30 juillet 2026 la fête du Trône.
Le Maroc présidera l'Union africaine en juin 2027.
L'OCDE publiera une étude du thon le 3 juin 2026.
"""
LINES = """
visio lundi
= commitment joint lundi
on te rappelle lundi
= commitment lundi
n'oubliez pas de baliser le chenal lundi 8 juin
= request lundi 8 juin
Rabat a promis une clé d'ici juin 2027.
= commitment theirs d'ici juin 2027
"""


@pytest.mark.parametrize(("text", "expected"), [*rows_of(STATEMENTS), *rows_of(LINES)])
def test_a_statement_is_read_as_officials_write_it(text: str, expected: str) -> None:
    assert read(text, "Sénégal", "Maroc", Known()) == expected


@pytest.mark.parametrize(("text", "expected"), [*rows_of(LETTERS)])
def test_a_letter_promises_and_asks_in_everyday_words(text: str, expected: str) -> None:
    assert read(EMAIL.format(text), "Sénégal", "Maroc", Known()) == expected


@pytest.mark.parametrize("text", [text for text, _nothing in rows_of(NOTHING)])
def test_what_happens_by_itself_is_owed_by_nobody(text: str) -> None:
    assert read(text, "Sénégal", "Maroc", Known()) == "nothing"

"""Many ways in which French texts undertake, ask, offer and name a day, and what only looks like it."""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items, rows_of

OPEN, OURS = Known(), Known(author="ours")
# Texts, "/" for a new line, and behind "=" what is read: kind, owner and wording of the deadline, or nothing.
STATEMENTS = """
Les deux pays ont pris la décision de rouvrir le poste de douane.
= commitment joint
Le Maroc prend l'engagement formel de réparer la digue avant le 1er mars 2027.
= commitment theirs avant le 1er mars 2027
Le Maroc a accédé à la demande sénégalaise d'un second vol.
= commitment theirs
Les deux parties ont marqué leur accord sur la création d'une école.
= commitment joint
Les deux parties s'entendent pour reporter la foire au mois d'octobre.
= commitment joint au mois d'octobre
Les deux parties retiennent le principe d'une patrouille commune.
= commitment joint
Les deux parties œuvreront à la sauvegarde des tortues.
= commitment joint
Le Maroc n'exigera plus de caution.
= commitment theirs
Le Maroc fera bénéficier dix agents d'un stage.
= commitment theirs
Le Sénégal contribuera à hauteur de deux millions d'euros au chantier.
= commitment ours
Rendez-vous est fixé au 9 septembre à Dakar.
= commitment au 9 septembre
Ont été décidés la création d'un comité et l'envoi d'une mission.
= commitment
Il a été acté que le Maroc prendrait en charge les frais de transport.
= commitment theirs
Le projet d'annexe est à revoir par le Maroc avant la fin de la semaine.
= commitment theirs avant la fin de la semaine
Le Maroc appelle le Sénégal à lever l'interdiction.
= request ours
La partie marocaine a souhaité que le Sénégal augmente le quota.
= request ours
La partie marocaine sollicite du Sénégal la formation de vingt plongeurs.
= request ours
Le ministre marocain a réitéré son invitation à visiter le port de Rabat.
= offer theirs
Le Maroc a informé le Sénégal de sa décision de fermer la carrière.
= commitment theirs
Le Maroc répond que le bac sera réparé avant Noël.
= commitment theirs avant Noël
"""
TIMES = """
Le Maroc enverra une réponse motivée dans les vingt jours ouvrables.
= commitment theirs dans les vingt jours ouvrables
Le Maroc fournira les pièces manquantes sous quinzaine.
= commitment theirs sous quinzaine
Le Maroc remettra une étude de compatibilité avant la fin septembre.
= commitment theirs avant la fin septembre
Les deux équipes feront une visite du quai dans la semaine du 18 mai.
= commitment joint dans la semaine du 18 mai
Le Maroc ratifiera le texte au cours de cette législature.
= commitment theirs au cours de cette législature
Le Maroc a mandaté un expert pour étudier le tracé avant le 3 juin 2026.
= commitment theirs avant le 3 juin 2026
Le Maroc adressera son projet dans le courant de la semaine prochaine.
= commitment theirs dans le courant de la semaine prochaine
"""
LETTERS = """
Je te confirme que nous enverrons le texte vendredi.
= commitment ours vendredi
Tu recevras l'invitation sous peu.
= commitment ours sous peu
De notre côté, nous bloquons la date du 3 juin.
= commitment ours
Est-ce que tu pourrais relancer le bureau des bourses ?
= request theirs
Il faudrait que vous nous donniez votre feu vert.
= request theirs
Ce serait bien que ton équipe relise l'article 4.
= request theirs
Nous avons besoin de votre accord écrit.
= request theirs
Transmettez-nous la liste avant le 3 juin 2026.
= request theirs avant le 3 juin 2026
Je ne manquerai pas de vous tenir informé.
= commitment ours
Dans l'attente de votre retour, je vous prie d'agréer mes salutations.
= nothing
"""
MINUTES = """
Procès-verbal de la réunion du comité / / Le Maroc doit transmettre la liste des digues.
= commitment theirs
Procès-verbal de la réunion du comité / / Le Maroc dépose son offre révisée avant le 1er juillet 2026.
= commitment theirs avant le 1er juillet 2026
Procès-verbal de la réunion du comité / / Le Maroc s'occupe des visas.
= commitment theirs
Compte rendu / Présences - Sénégal : Awa Sarr. Maroc : Driss Alami. / / M. Alami réservera la salle.
= commitment theirs
Relevé de décisions / Présents : Sénégal (ANDO, BELU), Maroc (CIMA) / / CIMA livrera les bouées.
= commitment theirs
NOTE INTERNE / Objet : audience / / Il nous demande de soutenir sa candidature.
= request ours
NOTE INTERNE / Objet : audience / / Nous avons offert de former dix plongeurs.
= offer ours
"""
NOTHING = """
Les deux parties souhaitent que la saison soit bonne en 2027.
Le ministre s'est dit confiant que le pont sera livré en 2027.
À noter que le budget sera voté en décembre 2026.
Le Sénégal prendra connaissance du rapport qui sera remis au comité le 30 juin 2026.
La délégation marocaine quittera Dakar le 14 mai 2026.
Le Sénégal assurera la présidence de l'organisation en 2027.
Le Maroc sera toujours aux côtés du Sénégal.
Le consulat du Maroc sera fermé le 1er juin 2026.
Le ministre s'est entretenu avec son homologue le 28 avril 2026.
Nous ne ménagerons aucun effort.
On ne sera jamais en mesure de livrer les bouées avant le 20 octobre 2026.
"""


def read(text: str, known: Known, form: str = "{}") -> str:
    """Read a text of Senegal and Morocco, as a row of the tables shows it."""
    found = items(form.format(text).replace(" / ", "\n"), "Sénégal", "Maroc", known)
    told = [
        " ".join(filter(None, (str(one.act), one.owner, one.due.wording)))
        for one in found
        if not one.is_weak and str(one.act) in ("commitment", "request", "offer")
    ]
    return "; ".join(told) or "nothing"


EMAIL = "De : Awa Sarr <sarr@diplomatie.gouv.sn> / À : Driss Alami <alami@diplomatie.gov.ma> /  / {}"


@pytest.mark.parametrize(("text", "expected"), [*rows_of(STATEMENTS), *rows_of(TIMES), *rows_of(MINUTES)])
def test_it_reads_what_statements_and_minutes_say(text: str, expected: str) -> None:
    assert read(text, OPEN) == expected


@pytest.mark.parametrize(("text", "expected"), [*rows_of(LETTERS)])
def test_it_reads_what_letters_say(text: str, expected: str) -> None:
    assert read(text, OURS, EMAIL) == expected


@pytest.mark.parametrize("text", NOTHING.strip().splitlines())
def test_it_takes_nothing_from_what_only_tells(text: str) -> None:
    assert read(text, OPEN) == "nothing"

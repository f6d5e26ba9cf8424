"""French documents of all forms: treaties, minutes, action lists, notes verbales, emails, speeches, press."""

from django.test import SimpleTestCase

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items, rows_of

# Texts, "/" for a new line, and behind "=" what is read: kind, owner and wording of the deadline, or nothing.
TREATIES = """
Le Maroc loge à ses frais les instructeurs venus de Dakar.
= commitment theirs
Les pièces saisies sont restituées dès que possible à l'autre Partie.
= commitment joint dès que possible
Les renseignements reçus ne peuvent être transmis à un tiers sans accord écrit.
= commitment joint
Chaque Partie désigne un point focal dans les trente jours suivant la signature.
= commitment joint dans les trente jours suivant la signature
Les Parties se consultent chaque année sur l'application du présent accord.
= commitment joint chaque année
Les Parties échangent des informations sur la sécurité maritime.
= commitment joint
Chacune des Parties prend en charge les frais de voyage de ses experts.
= commitment joint
La Partie marocaine met à disposition deux instructeurs.
= commitment theirs
La Partie sénégalaise s'engage à fournir les locaux.
= commitment ours
Le Gouvernement du Royaume du Maroc accorde cinquante bourses par an.
= commitment theirs
Les Parties s'engagent à protéger les données échangées.
= commitment joint
Les deux Parties conviennent de mettre en place un comité de suivi.
= commitment joint
Le comité mixte se réunit une fois par an.
= commitment joint une fois par an
Chaque Partie notifie à l'autre Partie le nom de l'autorité compétente avant le 1er mars 2027.
= commitment joint avant le 1er mars 2027
Les Parties encouragent les échanges d'étudiants.
= commitment joint
Les Parties facilitent l'entrée des experts sur leur territoire.
= commitment joint
Les Parties établissent un groupe de travail chargé du suivi.
= commitment joint
Chaque Partie nomme un expert et en communique le nom dans les trente (30) jours suivant la signature.
= commitment joint; commitment joint dans les trente (30) jours suivant la signature
Les autorités compétentes s'informent sans délai de tout changement.
= commitment joint sans délai
La Caisse nationale du Maroc procède trimestriellement au contrôle des dossiers.
= commitment theirs trimestriellement
"""
FINAL_CLAUSES = """
Le présent accord entre en vigueur à la date de sa signature.
Le présent mémorandum entrera en vigueur trente jours après la seconde notification.
Il entrera en vigueur à la date de la dernière notification.
Il est conclu pour une durée de cinq ans, renouvelable par tacite reconduction.
Il restera en vigueur pendant cinq ans.
Chaque Partie peut dénoncer le présent accord moyennant un préavis de six mois.
Le présent accord peut être modifié d'un commun accord entre les Parties.
Les différends sont réglés à l'amiable par voie de consultations.
La dénonciation n'affecte pas les projets en cours.
Toute modification prendra effet à la date convenue par les Parties.
Le présent mémorandum ne crée aucune obligation juridique.
Fait à Rabat, le 12 mai 2026, en deux exemplaires originaux.
On entend par "Parties" le Sénégal et le Maroc.
"""
MINUTES = """
Le Maroc transmet la liste des experts avant le 30 juin 2026.
= commitment theirs avant le 30 juin 2026
Le Sénégal se charge de la traduction du rapport.
= commitment ours
Le Sénégal communique ses observations au plus tard le 15 juillet 2026.
= commitment ours au plus tard le 15 juillet 2026
Le projet de protocole sera transmis par la partie marocaine d'ici fin juin.
= commitment theirs d'ici fin juin
La liste des navires sera communiquée par le Sénégal avant vendredi.
= commitment ours avant vendredi
La partie sénégalaise remettra son avis dans un délai de vingt et un jours.
= commitment ours dans un délai de vingt et un jours
La partie marocaine a été chargée de présenter un calendrier.
= commitment theirs
La partie marocaine a demandé à la partie sénégalaise de désigner un expert.
= request ours
Le Sénégal a sollicité l'appui du Maroc pour la formation des pilotes.
= request theirs
Le ministère des Transports du Sénégal soumet un projet d'avenant pour le 20 mai 2026.
= commitment ours pour le 20 mai 2026
La partie sénégalaise demande l'envoi de deux équipes chirurgicales.
= request theirs
Le coût du projet sera entièrement supporté par la partie marocaine.
= commitment theirs
Le Maroc prend en charge l'hébergement des stagiaires.
= commitment theirs
Il est convenu de : / - finaliser la convention avant le 31 décembre 2026 ; / - désigner un coordonnateur.
= commitment avant le 31 décembre 2026; commitment
Les deux parties sont convenues de : / - tenir une réunion technique en octobre 2026 / - échanger les
  listes d'experts
= commitment joint en octobre 2026; commitment joint
Il a été décidé que le Maroc enverra une mission d'évaluation au premier semestre 2027.
= commitment theirs au premier semestre 2027
Le gouvernement du Maroc enverra deux experts en octobre 2026.
= commitment theirs en octobre 2026
Il a été convenu de publier l'étude dans un délai de quinze jours ouvrés.
= commitment dans un délai de quinze jours ouvrés
Le Maroc publiera l'étude dans un délai de quinze jours ouvrables.
= commitment theirs dans un délai de quinze jours ouvrables
Les deux ministres se sont félicités de la visite. Ils ont convenu de signer la convention.
= commitment joint
La partie marocaine fera parvenir le modèle de contrat sous dix jours.
= commitment theirs sous dix jours
Le Maroc portera le nombre de bourses à 150.
= commitment theirs
Les deux délégations se retrouveront à Dakar en mars 2027.
= commitment joint en mars 2027
Le Maroc transmet le compte rendu à J+15.
= commitment theirs à J+15
La partie sénégalaise vérifiera les données et reviendra vers la partie marocaine avant le 5 juin 2026.
= commitment ours; commitment ours avant le 5 juin 2026
La partie marocaine répond aux questions posées dans un délai de trente jours à compter de leur réception.
= commitment theirs dans un délai de trente jours à compter de leur réception
"""
ACTIONS = """
Actions à mener : le ministère marocain de l'Équipement transmet les plans avant le 15 juin 2026.
= commitment theirs avant le 15 juin 2026
Actions à mener / - Le Sénégal transmet la liste des ports. / - Le Maroc organise la visite technique.
= commitment ours; commitment theirs
À faire : transmettre le projet de convention avant le 1er juin 2026.
= commitment avant le 1er juin 2026
Suites à donner / - Sénégal : désigner un point focal / - Maroc : envoyer le calendrier avant fin juin
= commitment ours; commitment theirs avant fin juin
Prochaines étapes / - Partie marocaine : transmission du projet d'accord / - Partie sénégalaise :
  relecture du texte sous quinze jours
= commitment theirs; commitment ours sous quinze jours
Relevé de décisions / - Le Maroc accueillera la prochaine session.
= commitment theirs la prochaine session
Actions à mener - Maroc / - Transmettre la liste des navires. Échéance : fin mai / - Désigner un expert
= commitment theirs fin mai; commitment theirs
Actions conjointes / - Tenir une visioconférence tous les deux mois
= commitment joint tous les deux mois
Actions à mener - Sénégal / - Nommer un expert au plus tard trois semaines après la réception de la liste
= commitment ours au plus tard trois semaines après la réception de la liste
"""
NOTES = """
L'Ambassade du Sénégal présente ses compliments au Ministère des Affaires étrangères du Royaume du Maroc
  et a l'honneur de lui demander de bien vouloir communiquer la composition de la délégation avant le 15
  juin 2026.
= request theirs avant le 15 juin 2026
L'Ambassade du Sénégal présente ses compliments au Ministère et a l'honneur de solliciter l'octroi d'un
  visa à l'expert désigné.
= request theirs
L'Ambassade du Maroc présente ses compliments au Ministère des Affaires étrangères du Sénégal et a
  l'honneur de l'informer que le Maroc accueillera la session en mai 2027.
= commitment theirs en mai 2027
L'Ambassade du Maroc saisit cette occasion pour renouveler au Ministère les assurances de sa haute
  considération.
= nothing
L'Ambassade du Sénégal saurait gré au Ministère de lui faire parvenir sa réponse dans les meilleurs
  délais.
= request theirs dans les meilleurs délais
"""
EMAILS = """
Merci de nous transmettre vos observations avant le 5 juin 2026.
= request theirs avant le 5 juin 2026
Pourriez-vous nous envoyer la liste des participants d'ici vendredi ?
= request theirs d'ici vendredi
Nous vous prions de bien vouloir confirmer votre participation.
= request theirs
Je vous saurais gré de me faire parvenir le projet signé.
= request theirs
Nous vous serions reconnaissants de nous adresser le rapport avant la prochaine réunion.
= request theirs avant la prochaine réunion
Veuillez nous faire parvenir le formulaire avant le 10 juin 2026.
= request theirs avant le 10 juin 2026
Nous vous transmettrons le compte rendu sous huit jours.
= commitment ours sous huit jours
Nous allons vérifier ce point avec le ministère et revenir vers vous avant le 20 mai 2026.
= commitment ours avant le 20 mai 2026
Merci pour votre accueil chaleureux à Rabat.
= nothing
Veuillez agréer, Monsieur le Directeur, l'expression de ma considération distinguée.
= nothing
Veuillez trouver ci-joint le projet de compte rendu.
= nothing
N'hésitez pas à me contacter pour toute question.
= nothing
J'ai promis une réponse pour vendredi.
= commitment ours pour vendredi
Je leur ai demandé de désigner un point focal.
= request theirs
Nous leur enverrons le projet à l'issue de la réunion interministérielle.
= commitment ours à l'issue de la réunion interministérielle
J'ai proposé d'accueillir leur ministre en mai.
= offer ours en mai
Le Trésor est prié de nous répondre au plus vite.
= commitment ours au plus vite
Le ministère paiera les frais pour vendredi 4.
= commitment ours pour vendredi 4
"""
SPEECHES = """
Nous allons ouvrir une ligne maritime dès l'année prochaine.
= commitment ours dès l'année prochaine
Je m'engage devant vous à rouvrir la ligne avant la fin de l'année.
= commitment ours avant la fin de l'année
Je m'engage à doubler le nombre de bourses d'ici 2028.
= commitment ours d'ici 2028
Mon gouvernement financera la construction du port.
= commitment ours
Nous devons regarder vers l'avenir.
= nothing
Je suis convaincu que nos deux peuples sauront surmonter les difficultés.
= nothing
J'espère que cette visite ouvrira une nouvelle page.
= nothing
Je vous demande de ratifier l'accord avant la fin de l'année.
= request theirs avant la fin de l'année
Je vous invite à Dakar cet automne.
= offer theirs cet automne
En septembre prochain, nous ouvrirons un consulat.
= commitment ours En septembre prochain
"""
PRESS = """
Le Maroc a annoncé l'octroi de cent bourses supplémentaires à partir de 2027.
= commitment theirs
Les deux ministres ont décidé d'ouvrir un consulat à Tanger en 2027.
= commitment joint en 2027
Dakar, le 12 mai 2026 (APS) - Le Maroc va financer trois centres, a annoncé mardi l'ambassadeur.
= commitment theirs
Une convention doit être signée en juillet.
= commitment en juillet
Les échanges commerciaux ont atteint 200 millions d'euros en 2025.
= nothing
Le Maroc est le premier investisseur africain au Sénégal.
= nothing
Le Sénégal exporte chaque année du poisson vers le Maroc.
= nothing
Les deux ministres sont convenus que le comité se réunira deux fois par an.
= commitment joint deux fois par an; commitment joint deux fois par an
Le Maroc publiera le texte réservé aux entreprises le 3 mars 2027 au plus tard.
= commitment theirs le 3 mars 2027 au plus tard
À l'issue de l'entretien, les deux ministres se sont accordés sur l'importance du dialogue.
= understanding joint
Le ministre marocain a annoncé que l'AMCI accordera vingt bourses.
= commitment theirs
"""
BACKGROUND = """
Les deux parties se sont félicitées de la qualité de l'accueil.
= nothing
La partie marocaine a exprimé ses remerciements pour l'accueil.
= understanding theirs
Les deux parties se félicitent du programme, dont la seconde phase s'achèvera en 2028.
= nothing
La partie sénégalaise espère que les travaux débuteront avant octobre 2026.
= nothing
Le ministre sera à Paris jusqu'au 20 mai.
= nothing
Le projet de pont, dont l'achèvement est prévu en 2030, n'a pas été abordé.
= nothing
Le Maroc espère un renforcement de la coopération.
= nothing
L'accord en vigueur expirera en décembre 2027.
= nothing
La session précédente s'est tenue à Dakar en mars 2024.
= nothing
Le Maroc a transmis la liste des experts en avril 2026.
= nothing
Les deux parties ont passé en revue l'état de la coopération.
= nothing
"""
OURS = Known(author="ours")
# What makes a text a treaty, an email or a speech.
FRAMES = {
    "treaties": "Mémorandum entre le Sénégal et le Maroc / Article 1 / {} / Article 2",
    "emails": "De : Awa Sarr <sarr@diplomatie.gouv.sn> / À : Driss Alami <alami@diplomatie.gov.ma> /  / {}",
    "speeches": "Discours du Président du Sénégal / Mesdames, Messieurs, / Je suis heureux. / {} / Je finis.",
}
TABLES = {
    "treaties": (TREATIES, Known()),
    "minutes": (MINUTES, Known()),
    "actions": (ACTIONS, Known()),
    "notes": (NOTES, OURS),
    "emails": (EMAILS, OURS),
    "speeches": (SPEECHES, OURS),
    "press": (PRESS, Known()),
    "background": (BACKGROUND, Known()),
}


def read(text: str, known: Known, form: str = "") -> str:
    """Read a text of Senegal and Morocco, as a row of the tables shows it."""
    text = FRAMES.get(form, "{}").format(text)
    found = items(text.replace(" / ", "\n"), "Sénégal", "Maroc", known)
    told = "; ".join(
        " ".join(filter(None, (str(one.act), one.owner, one.due.wording))) for one in found if not one.is_weak
    )
    return told or "nothing"


class FormsTests(SimpleTestCase):
    def test_each_form_is_read(self) -> None:
        for name, (rows, known) in TABLES.items():
            for text, expected in rows_of(rows):
                with self.subTest(name, text=text):
                    self.assertEqual(read(text, known, name), expected)

    def test_final_clauses_promise_nothing(self) -> None:
        for text, _expected in rows_of(FINAL_CLAUSES):
            with self.subTest(text):
                self.assertEqual(read(text, Known(), "treaties"), "nothing")

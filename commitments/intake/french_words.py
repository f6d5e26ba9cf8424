"""The words of French undertakings."""

from commitments.intake.grammar import any_of

# Infinitives by their endings: the tables of verbs would not say more.
INFINITIVE = r"(?:s'|se |ne pas |y |en )?(?:\w{2,}(?:er|ir|re|oir))"
FUTURE = (
    r"(?:s'|se |y |en |ne )?(?!sera\b|seront\b|aura\b|auront\b|pourra\b|pourront\b|devra\b|"
    r"permettr\w+|contribuer\w+|aider\w+)(?-i:[a-zà-ÿ])\w+r(?:a|ont|ons)"
)
DEED_NOUNS = any_of(
    "tenue organisation création mise signature conclusion élaboration lancement poursuite renforcement "
    "ouverture "
    "adoption ratification intensification relance échange développement promotion réalisation finalisation "
    "établissement convocation élargissement accélération activation réactivation soutien reprise"
)
ACTORS = any_of(
    "parties? côtés? pays gouvernements? dirigeants? ministres? ministères? présidents? premiers?-ministres? "
    "chefs? délégations? autorités? États? états? responsables? ambassadeurs? ambassadrices? rois? "
    "souverains? "
    "homologues? secrétaires? chancelier vice-ministres? directeurs? directrices? police parlements? "
    "partenaires? "
    "participants? experts? personnalités?"
)
BODIES = any_of(
    "réunions? sessions? commissions? comités? groupes? forums? conseils? sommets? consultations? rencontres?"
)
DOINGS = any_of("efforts travaux activités initiatives actions mesures projets programmes coopération")
OFFICE = (
    r"(?:(?:vice|premier|première)[ -])?(?:président|présidente|ministre|premier[ -]ministre|première[ "
    r"-]ministre|"
    r"chancelier|secrétaire général|ambassadeur|ambassadrice|roi|chef de la diplomatie|homologue|"
    r"vice-ministre|"
    r"directeur général)"
)
DONE = (
    r"tenue?s?|organisée?s?|lancée?s?|créée?s?|signée?s?|conclue?s?|mise?s? en (?:place|œuvre)|ouverte?s?|"
    r"établie?s?|"
    r"finalisée?s?|convoquée?s?|adoptée?s?|envoyée?s?|fournie?s?|renforcée?s?|examinée?s?|élaborée?s?|"
    r"réalisée?s?"
)

"""The words of the French grammar of the reader: its verbs and the nouns for what is done."""

from commitments.language.reader.grammar import any_of

# Infinitives by their endings: the tables of verbs would not say more.
INFINITIVE = r"(?:s'|se |ne pas |y |en )?(?:\w{2,}(?:er|ir|re|oir))"
# Nouns that end like infinitives: "Agriculture", "Calendrier", "Centre".
NO_INFINITIVE = (
    r"(?!(?!(?:con|ex|in)clure)\w+ure\b|(?!\w*(?:faire|plaire|taire)\b)\w+aire\b|"
    r"(?!boire|croire)\w+oire\b|\w+ère\b|(?:"
    + any_of(
        "calendrier courrier dossier chantier atelier quartier cahier fichier métier premier dernier avenir "
        "cadre centre ordre nombre titre lettre chambre offre membre ministre registre autre entre contre "
        "être mer hiver notre votre"
    )
    + r")\b)"
)
# What may stand between a subject and its verb in the future.
CLITICS = r"(?:s'|se |y |en |ne |vous |lui |leur |nous (?![\w']+rons\b)|me |m'|l')?"
NO_DEEDS = any_of(
    "sera seront serons aura auront aurons pourra pourront pourrons devra devront devrons saura sauront "
    "saurons"
)
FUTURE = (
    rf"{CLITICS}(?!(?:{NO_DEEDS})\b|permettr\w+|contribuer\w+|aider\w+|expirer\w+)"
    r"(?-i:[a-zà-ÿ])\w+r(?:a|ont|ons)"
)
DEED_NOUNS = any_of(
    "tenue organisation création mise signature conclusion élaboration lancement poursuite renforcement "
    "ouverture adoption ratification intensification relance échange développement promotion réalisation "
    "finalisation transmission envoi remise désignation communication notification relecture rédaction "
    "préparation diffusion vérification traduction révision nomination publication validation approbation "
    "confirmation examen partage fourniture livraison soumission recrutement versement paiement "
    "établissement convocation élargissement accélération activation réactivation soutien reprise"
)
# What somebody hands over or takes upon himself in minutes, in the present: "le Maroc transmet la liste".
HANDED = any_of(
    "transmet(?:tent)? communique(?:nt)? adresse(?:nt)? remet(?:tent)? désigne(?:nt)? notifie(?:nt)? "
    "soumet(?:tent)? envoie(?:nt)? (?:fait|font)_parvenir se_charge(?:nt)?_d[eu'] "
    "(?:prend|prennent)_(?:en|à_(?:sa|leur))_charge (?:met|mettent)_à_(?:la_)?disposition prépare(?:nt)? "
    "finalise(?:nt)? rédige(?:nt)? élabore(?:nt)? diffuse(?:nt)? vérifie(?:nt)? convoque(?:nt)? "
    "répond(?:ent)?(?=_(?:à|au|aux)) (?:revient|reviennent)_vers (?:rend|rendent)_compte "
    "informe(?:nt)?(?=_(?:l'autre|la_partie|le_minist))"
)
# What stands between a subject and a verb in the present: "et en communique la liste".
CLITIC = r"(?:(?:se|en|y|lui|leur|les|le|la) |[sl]')?"
# What may also be a habit, and counts in a treaty, below a heading of actions, or with a deadline.
DURABLE_STEMS = any_of(
    "accord accueill financ facilit organis échang se_consult coopèr encourag favoris protèg respect mèn cré "
    "développ examin délivr exonèr support partag réalis apport héberg publi lanc invit s'inform se_prêt "
    "nomm contrôl sign ouvr actualis form appliqu assur"
)
DURABLE = f"(?:{DURABLE_STEMS})(?:e|ent)|" + any_of(
    "(?:fourni|établi|garanti|se_réuni|réuni|défini)(?:t|ssent) (?:met|mettent)_en_(?:œuvre|place) tient "
    "tiennent conduit conduisent construit construisent promeut promeuvent conclut concluent souscrit "
    "souscrivent (?:procède|veille|participe)(?:nt)?(?=(?:_\\w+ment)?_(?:à|au|aux)) "
    "(?:prend|prennent)(?=_(?:toutes_|les_|des_)*(?:mesures|dispositions))"
)
# Those who are asked in letters: "merci de nous transmettre", "pourriez-vous".
OBJECT = r"(?:(?:nous|me|m'|lui|leur|le|la|les|l'|y|en|se|s') ?){0,2}"
ASKED = rf"(?= ?(?:bien vouloir |ne pas )?{OBJECT}(?!votre|notre|autre|avoir|être){INFINITIVE})"
COURTESIES = r"(?!agréer|trouver|recevoir|croire|noter|excuser|considérer|accepter|ne pas)"

"""The words of the French grammar of the reader: its verbs and the nouns for what is done."""

from commitments.language.phrases import french_words
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
# What is done with a thing, besides what the grammar lists: "la somme sera débloquée".
DONE_STEMS = any_of(
    "débloqu octroy attribu augment supprim simplifi allég prolong inaugur install déploy dépêch détach "
    "affect mobilis rembours rénov réhabilit achev équip recrut form révis actualis distribu échang partag "
    "complét dress arrêt exempt exonér rapatri restitu dépos ratifi paraph entam relanc réactiv intensifi "
    "utilis employ exécut trait conserv retourn motiv effectu men inform dispens évalu assur répar vis"
)
# A verb in the plain present behind a party at the head of its sentence, and what a treaty says is done.
COMPLEMENT = (
    r"(?=(?: (?:la|les?|une?|des?|du|à|aux?|en|son|sa|ses|leurs?|ce|cette|ces|tou\w+|sans|dans|sur|sous|avec|"
    r"auprès|selon|par|pour|chaque|dès|avant|après|vers|lors|entre|dûment|aussi|régulièrement|\w+ment|deux|"
    r"trois|quatre|cinq|six|dix|vingt|\d+|au|copie|réception|acte|compte)\b| [dl]'|[,;.]))"
)
STATES = (
    "(?!(?:"
    + any_of(
        "est sont a ont peut peuvent doit doivent reste restent demeure demeurent désigne désignent signifie "
        "comprend comprennent bénéficie bénéficient dispose disposent constitue constituent relève relèvent "
        "vise visent concerne concernent s'applique s'appliquent souhaite souhaitent estime estiment juge "
        "considère considèrent entend entendent porte portent conserve conservent reçoit reçoivent existe "
        "découle découlent prévoit prévoient régit régissent note notent rappelle rappellent reconnaît "
        "reconnaissent contractante contractantes requise requises requérante requérantes compétente "
        "compétentes présente présentent permet permettent fait font entre entrent prend_effet commence"
    )
    + r")\b)"
)
SUBJECT = (
    r"(?:(?:chaque|chacune? des|aucune? des|toute|une|les deux|les|la|le|l') ?)?(?:parties?|participants?|"
    r"signataires?|autorités?|gouvernements?|ministères?|administrations?|(?!(?:l'|les? |la |il |elle |"
    r"on |ce |cette |un |une ))(?!\w+(?:er|ir|re|oir)\b)(?-i:[A-ZÀ-Ý])[\w'-]+)"
    r"(?:(?! (?:qui|que|dont|où|est|sont)\b)(?: [\w'’-]+| \([^)]*\))){0,9}?"
)
DONE_TO = (
    rf"(?:{DONE_STEMS})ée?s?|(?:notifi|communiqu|délivr|désign|nomm|convoqu|adress|rédig|détermin|accord|"
    r"présent|organis|publi|financ|support|vers|répart|livr|pratiqu|examin|gér|tenue? inform|protég|divulgu|"
    r"transfér|invit|associ|consult)ée?s?|(?:transmis|remis|soumis|pris|mis|conduit|construit|détruit)e?s?|"
    r"(?:réparti|établi|fourni|accueilli|entretenu|tenu|rendu|détenu)e?s?"
)
PRESENT = (
    rf"^(?:\d+[.)]? )?(?:[^,;]{{3,90}}, )?(?:{SUBJECT},? (?:(?:et |ou )?)(?P<verb>(?:ne |n')?{CLITIC}{STATES}"
    rf"(?-i:[a-zà-ÿ])\w*(?:e|ent|nt|it|et|ît|d|t)){COMPLEMENT}"
    r"|(?!(?:si|lorsqu\w+|quand|au sens|aux fins|le terme|l'expression|on entend)\b)"
    r"(?:(?!\b(?:qui|que|dont|où|si|lorsque|entend|désigne)\b|qu')[^,;.]){3,120}? "
    r"(?P<undergone>(?:(?:n'|ne )?(?:est|sont)(?: [\w-]+ment)? "
    rf"(?:{DONE_TO}|à la charge)|ne (?:peut|peuvent|doit|doivent) (?:pas )?être (?:{DONE_TO}))(?!\w)))"
)
# "Avant la fin de mon mandat", "dès l'entrée en vigueur de l'accord", "à une date à convenir".
AT_OCCASION = (
    r"(?<![\w-])(?:(?:avant|d'ici(?: à)?|dès|après|pour|au lendemain de|à l'occasion de) (?:la |le |l'|"
    r"son |sa |leur )"
    r"(?!fin (?:de |du )?(?:l'année|mois|la semaine|trimestre|semestre|20|premier|deuxième|second|"
    rf"{'|'.join(french_words.MONTHS)}))"
    r"(?:fin|début|démarrage|ouverture|clôture|lancement|arrivée|départ|signature|entrée en vigueur|"
    r"publication|"
    r"adoption|validation|approbation|achèvement|échéance|expiration|campagne|saison|renouvellement|"
    r"déploiement|"
    r"inauguration|mise en service)|à la fin (?:du (?=projet|programme|mandat|cycle|chantier)|de (?:la |l')?"
    r"(?=mission|campagne|formation|exercice|phase))|au prochain (?=point|comité|conseil|tour|cycle))"
    rf"(?:(?: (?:de |du |des |d'|de la |de l')|(?<=[ '])| )(?!(?:{'|'.join(french_words.MONTHS)}|le|la|"
    rf"les|un|une|et|ou|à|au|"
    r"aux|afin|pour|par|en|dans|qui|que|sur)\b)(?:mon |son |leur |notre |cette |ce )?(?!\d)[\w'-]+){0,3}"
    r"(?=[,.;)]|$| (?:à|au|aux|afin|pour|par|et|ou|en|dans)\b)"
    r"|(?<![\w-])à une date (?:à (?:convenir|fixer|déterminer|arrêter)|(?:mutuellement )?(?:convenable|"
    r"opportune|"
    r"convenue|acceptable))(?: (?:ultérieurement|d'un commun accord|entre [^,.;]{3,40}|par (?:la )?voie "
    r"diplomatique))?"
)
SCHOOL_YEAR = (
    r"(?<![\w-])(?:au titre de |dès |à compter de )(?:l'année|la rentrée|l'exercice|la campagne|la "
    r"saison)(?: [a-zé]+)? 20\d\d(?: ?[-/] ?20\d\d)?"
)

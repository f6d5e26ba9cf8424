"""The French grammar of the reader: undertakings and their words."""

from commitments.language.reader.french_rows import ROWS
from commitments.language.reader.french_words import (
    ACTORS,
    BODIES,
    CLITIC,
    DEED_NOUNS,
    DOINGS,
    DONE,
    DURABLE,
    HANDED,
    HAVE,
    INFINITIVE,
    IS_SENT,
    MINUTES,
    NO_INFINITIVE,
    OFFICE,
    PRESENT,
    REVIEWS,
    UNDERGONE,
)
from commitments.language.reader.grammar import Act, Grammar, compile_pattern

# Where « je » begins a clause of its own.
ANYWHERE = (
    r"(?<!\bque\x20)(?<!\bqui\x20)(?<!\bsi\x20)(?<!\bdont\x20)(?<!\boù\x20)(?<!comme\x20)(?<!quand\x20)"
    r"(?<![\w'-])"
)
GRAMMAR = Grammar(
    code="fr",
    rows=ROWS,
    skipped=compile_pattern(
        r"(?:,? ?\b(?:notamment|également|aussi|ensuite|ensemble|conjointement|tous|toutes|ainsi|"
        r"(?!gouvernement|parlement|département|établissement|document|règlement|\w+issement)[a-zé]+ment)),?$"
        r"|(?<=\bje\x20)(?:vous|te|lui|leur|la|le|les|l'|en|y)$|(?<=\bon\x20)(?:vous|te|lui|leur|la|le|les|"
        r"l'|en|y)$|(?:(?<=\bil\x20)|(?<=\bils\x20)|(?<=\belle\x20)|(?<=\belles\x20))(?:vous|te|lui|leur|nous|me|y|en)$"
        r"|(?<=\bnous\x20)(?:vous|te|lui|leur|nous|la|le|les|l'|en|y)$"
    ),
    joins=compile_pattern(r"(?:^|[,;]| )(?:et|ou|mais|puis|ainsi que),?$|^\W*$|[;]$"),
    fronted=compile_pattern(
        r"(?:^|[;,(]|\bet )\s*(?:dans|en|à|au|aux|pour|par|lors|sur|avec|selon|après|afin|de|du|sous|à "
        r"l'issue)\b[^,;]{2,90},$"
    ),
    relative=compile_pattern(r"(?:^|[ ,])(?:qui|que|dont|lequel|laquelle|lesquels|lesquelles)$"),
    breaks=compile_pattern(
        r"[;:\"(]|(?<![\w-])qu'|(?<![\w-])(?:que|parce|lorsque|quand|si|où|tandis|alors|indiqué|ajouté|"
        r"précisé|"
        r"déclaré)(?![\w-])"
    ),
    prepositions=compile_pattern(
        r"(?<![\w-])(?:de|du|des|d'|pour|dans|en|à|au|aux|sur|entre|avec|par|sous|vers|lors|chez|contre|"
        r"depuis|y compris)"
        r"(?![\w-])|(?<![\w-])d'"
    ),
    actors=compile_pattern(rf"(?:{ACTORS})(?: [\w-]+)?$"),
    bodies=compile_pattern(rf"(?:{BODIES})(?: [\w-]+){{0,2}}$"),
    doings=compile_pattern(rf"(?:{DOINGS})(?: [\w-]+)?$"),
    both=compile_pattern(
        r"(?<!\w)(?:les deux|les|ces deux|nos deux|leurs) (?:premiers |hauts )?"
        r"(?:parties|participants|signataires|côtés|pays|gouvernements|dirigeants|"
        r"ministres|"
        r"présidents|délégations|chefs|États|responsables)(?: [\w-]+)?$|"
        r"(?<!\w)(?:l'|la |le |une? |cette |ce )(?:équipe|collège|cellule|unité|panel|mission|atelier|"
        r"task force) (?:[\w-]+ ){0,2}(?:mixte|commune?|conjointe?|paritaire|binationale?)$|"
        r"(?<!\w)(?:les parties|(?:les|nos"
        r"|ces|leurs) deux [\w-]+(?: [\w-]+)?|l'une et "
        r"l'autre|chacune?|(?:chaque|toute) (?:partie|participante?|côté|pays|gouvernement))$"
    ),
    we=compile_pattern(r"(?<!\w)(?:nous|je|on|j'?)$"),
    pronoun=compile_pattern(r"(?<![\w-])(?<!et\x20)(?<!ou\x20)(?:nous|je|j'|ils|elles|vous)$"),
    they=compile_pattern(r"(?<!\w)(?:ils|elles)$"),
    one=compile_pattern(r"(?<!\w)(?:ce dernier|cette dernière|celui-ci|celle-ci)$"),
    own=compile_pattern(r"(?:son|sa|ses)\b"),
    it=compile_pattern(r"(?<!\w)(?:il|elle)$"),
    deeds=compile_pattern(
        r"(?:se réuni|élabor|prépar|tien|examin|soumet|présent|adopt|établi|organis|recommand|"
        r"transmett|remett|"
        r"adress|rédig|dress|arrêt|valid|désign|publi|communiqu|propos|visit|effectu|mèn|évalu|vérifi)\w*"
    ),
    done=compile_pattern(
        rf"(?:\w+ment )?(?:{DONE}|prête?s?(?! (?:à|de)\b))\b|se tenir|avoir lieu|parvenir|(?:nous |"
        rf"vous |lui |leur )?être (?:adress|transm|rem|communiqu|"
        rf"envoy|soum|notifi|dépos|présent|fourn|retourn)|pour\b|en\b|au\b|à\b|avant\b|dans\b|le\b"
    ),
    undergone=compile_pattern(
        rf"(?:y )?ser(?:a|ont|ait|aient)(?: (?:[\w-]+ment|également|aussi|ainsi|donc|ensuite|alors|"
        rf"en outre))* {UNDERGONE}|fer(?:a|ont) l'objet d|se fer(?:a|ont)\b|(?:vous |nous |lui |"
        rf"leur )?parviendr(?:a|ont)\b|s'effectuer(?:a|ont)\b|verr(?:a|ont) le jour|suivr(?:a|"
        rf"ont)(?={IS_SENT})|(?:débuter|commencer|"
        rf"démarrer|reprendr|interviendr)(?:a|ont)\b|(?:s'ouvrir|se poursuivr|entrer)(?:a|"
        rf"ont)(?= (?:en (?:service|vigueur|fonction)|à|au|le|en|dès)\b)"
    ),
    no_deeds=compile_pattern(r"(?:permett|contribu|aid|rest)\w*|bénéficier (?:de|d'|du|des)\b"),
    by=compile_pattern(
        r"\b(?:par(?: les soins d(?:e|u))?|à la charge d(?:e|u)|aux frais d(?:e|u)|(?:incombe(?:nt)?|"
        r"imputée?s?|donnée?s?) (?:à|aux?|sur)|attendue?s? (?:de|du|des|d')) ?(?P<who>[^.,;:]{3,60})"
    ),
    reported=compile_pattern(
        r"\b(?:indiqu|annonc|confirm|assur|savoir|précis|déclar|inform|promis|garanti|part|affirm|ajout|dit|"
        r"signal|conven|act|entendu|reten|arrêt|décid|répond|réitér|convien|confi|expliqu|certifi|jur|révél|"
        r"dévoil|préven|averti|rassur|notifi|rapport)\w*\b[^.;:]{0,90}?,? qu(?:e\b|')[^.;]*$"
    ),
    past=compile_pattern(
        r"(?:en|le) (?:\d{1,2} )?(?:\w+ )?(?:19|20)\d\d\b|(?:le mois|l'an|la semaine) derni|depuis\b"
    ),
    verbs=compile_pattern(rf"(?:de |d'|à )?{NO_INFINITIVE}{INFINITIVE}(?![\w-])"),
    doing_words=compile_pattern(rf"(?:l'|la |le |les )?(?P<noun>{DEED_NOUNS})\b"),
    finite=compile_pattern(r"(?<![\w-])(?:est|sont|a|ont|était|étaient)(?![\w-])"),
    agenda=compile_pattern(
        r"\b(?:prochaines étapes|(?:suivi|engagements|(?:relevé (?:de|des) )?(?:décisions|conclusions)|"
        r"recommandations)(?: des? [\w ]{3,30}| convenue?s| prises?| adoptée?s)?|plan d'action|résultats|"
        r"actions? (?:à (?:mener|entreprendre)|convenues?|conjointes?|de suivi|communes?)|"
        r"suites?(?: à donner)?(?= ?:?$)|suites? à donner|mesures? (?:à prendre|convenues?)|"
        r"tâches à accomplir|qui fait quoi|tâches|(?:relevé|liste|tableau|récapitulatif) d(?:'|"
        r"es )(?:actions|tâches|décisions|suivi)|à suivre|actions décidées|points? d'action|reste à faire|"
        r"suites (?:de|données))\b|à faire\b"
    ),
    conditions=compile_pattern(
        r"(?:sous réserve d|à condition|conformément à|en cas d|une fois|à moins que)[\w']*"
    ),
    meetings=compile_pattern(
        r"\b(?:visites?|réunions?|sessions?|sommets?|rencontres?|consultations|commissions?|conférences?|"
        r"séminaires?|ateliers?|colloques?|dialogues?|forums?|tables? rondes?)\b"
    ),
    awaited=compile_pattern(r"(?!)"),
    aims=compile_pattern(r"(?!)"),
    favours=compile_pattern(r"\b(?:soutien|appui|coopération|aide|participation|des?|du|que)\b|\b(?:qu|d)'"),
    office=compile_pattern(rf"(?:{OFFICE})"),
    governed=compile_pattern(
        r"(?<![\w-])(?:à|de|pour|pas|son|sa|ses|leurs?|une?|ce|cette|mon|ma|mes|notre|nos|votre|vos|par|"
        r"sans|avec|chaque|aucune?|deux|trois|au|aux|du|des) $|\bd'$"
    ),
    participle=compile_pattern(r"\w+ant\b"),
    told=compile_pattern(r"(?:(?:lui|leur|vous|nous) |m'|l')?(?:ont|a|ai|avait|avaient|sont|est)\b"),
    plain_future=compile_pattern(r"(?!)"),
    personal=compile_pattern(
        rf"{HAVE} (?:offert|prié|promis|demandé|proposé|accepté|décidé|invité|convié|sollicité|exhorté|"
        rf"chargé)"
    ),
    titles=compile_pattern(r"(?:(?:son|leurs) (?:excellence|majesté)s?|s\.e|m\.|mme)(?!\w)"),
    mutual=compile_pattern(
        r"(?:se |nous |s')(?:rencontr|réun|revoi|reverr|verr|concert|reparl|parl|retrouv|consult|recapt|revoy"
        r"|voi[ts]|voy|"
        r"rappell|téléphon|appell|refai|fai|cal|fix)\w*|(?:organis|planifi|prévo|cal|fix|fai|fer)\w* "
        r"(?:une?|la|le) "
        r"(?:visio\w*|réunion|appel|point|call|rendez-vous|atelier|date)|"
        r"fer(?:ons|ont|a) (?:le|un) point|fai(?:t|sons) (?:le|un) point|échanger\w*"
    ),
    pleas=compile_pattern(r"(?!)"),
    pair=compile_pattern(r"(?<!\w)(?:les|aux) deux(?!\w)"),
    shared_by=compile_pattern(
        r"(?:(?:aux|les) deux|leurs|des) (?:parties|pays|gouvernements|ministres|experts|ministères)\b"
    ),
    joint_alone=compile_pattern(
        r"(?:actions? |mesures? |à titre )?(?:conjoint\w*|commune?s?)|(?:les |tous (?:les )?)deux|(?:les "
        r")?deux (?:parties|côtés|pays|délégations)"
        r"|en commun|ensemble"
    ),
    minutes=compile_pattern(MINUTES),
    handed=compile_pattern(rf"{CLITIC}(?:{HANDED})"),
    does=compile_pattern(rf"{CLITIC}(?:{HANDED}|{DURABLE})(?![\w-])"),
    present=compile_pattern(PRESENT),
    promise=Act.UNDERTAKE,
    promised=compile_pattern(
        r"(?!.*\bci-joint)(?:(?:^|[,;:.-] |\bet |\bcôté )(?:(?:tu|vous) (?=(?:nous|me|m'|lui|leur) )|"
        rf"nous )|{ANYWHERE}(?:je|on) )(?P<verb>(?:(?:vous|te|se|le|la|les|lui|leur|me|nous|en|y) |"
        rf"[tlms]'){{1,2}}(?!remerci|pri(?:e|"
        r"ons)\b|souhait|salu|écri|joins|joign|félicit|embrass|demand|invit|sais|sav|signal|ai\b|av(?:ons|"
        r"ais)|assur(?:e|ons) (?:que|qu'|de)|confirm(?:e|ons) (?:qu|la réception|les points|ce que|avoir|"
        r"l'accord|mon accord)|rappel\w+ (?:que|qu')|inform|sui(?:s|vons)|sommes|serai|saurai|retourn(?:e|"
        r"ons) votre|trouv|permet|dis\b|dis(?:ons)? (?:que|merci)|écout|attend|félicit|présent|renouvell|"
        r"réjou|recommand|(?!(?:re|dé)?fai[st]\b)\w+ai[st]?\b)\w+(?:e|s|ons|d|t|ez)|(?:m'|nous "
        r")?(?:reviens|revenons|"
        r"revient)(?= vers)|(?:prends|prend|prenons)(?= (?:contact|note de faire|en charge|à ma|"
        rf"à notre)))(?![\w-])|(?:(?:^|[,;:.-] |\bet )nous |{ANYWHERE}(?:je |"
        r"j'|on ))(?P<deed>(?:(?:regarde|vois)(?= (?:avec|si|ça|ce que))|(?:met(?:s|tons)?|mets en|"
        r"lance|demande|passe|boucle|scanne|imprime|appelle|saisis|cherche|récupère|prends|apporte)"
        r"(?= (?:à|au|aux|avec|chercher|prendre|voir|déposer)\b))|(?:envo(?:ie|yons)|met(?:s|tons)?|"
        r"pren(?:ds|ons)|"
        r"transme(?:ts|t|ttons)|adress(?:e|ons)|fourni(?:s|t|ssons)|reme(?:ts|t|ttons)|rend(?:s|"
        r"ons)? compte|fai(?:s|t|sons) (?:suivre|le nécessaire|passer|parvenir|remonter)|me(?:ts|t|"
        r"ttons) à jour|pren(?:ds|d|ons) (?:l'attache|langue|contact|rendez-vous)|(?:prépar|finalis|bloqu|"
        r"réserv|organis|vérifi|relanc|contact|rédig|valid|convoqu|coordonn|complèt|corrig|communiqu|"
        r"consult|publi|diffus|dépos|dépêch|détach|programm|lanc|scann|imprim|boucl|récupèr|not|rajout|ajout|renvo|reparl|recal|retravaill|revérifi)(?:e|ons|"
        r"eons))(?= (?:la|le|les|l|de|du|des|d|une?|son|sa|ses|mon|ma|mes|nos|notre|tout|vos|votre|au|aux|à|"
        r"cette|ce|deux|trois)\b))"
    ),
    treaty_party=compile_pattern(r"\b(?-i:Parties|Partie|Participants?|Signataires?)\b"),
    instrument=compile_pattern(
        rf"(?![^.;]*\b(?:f(?:ait|ont|era|eront) l'objet d'un(?:e )?{REVIEWS}|ser(?:a|ont) \w+ par "
        rf"(?:la|les?|l')\b))"
        r"(?:[^,;]{0,80}, )?(?:(?:le|la|les|ce|cet|cette) (?:présente?s? )?(?:accord|mémorandum|arrangement|"
        r"convention|protocole|traité|avenant|dénonciation|modifications?|amendements?|différends?|"
        r"résiliation)|"
        r"toute modification|tout (?:différend|amendement))\b"
    ),
    clause=compile_pattern(r"[ ,](?:et|mais) (?=(?:ils|elles|nous|il|elle|les deux \w+)$)"),
)

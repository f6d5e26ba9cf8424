"""More verb phrases of the French grammar of the reader: how sides agree, and how texts say that they did."""

from commitments.language.reader.french_words import (
    ARE,
    ASIDE,
    DEED_NOUNS,
    HAVE,
    INFINITIVE,
    OBJECT,
    THEN,
)
from commitments.language.reader.grammar import Act, Row, any_of

# What minutes call agreed without a verb of their own: "le principe d'une mission".
SETTLED = any_of(
    "principe idée option tenue organisation lancement création mise_en_place envoi ouverture date dates "
    "calendrier "
    "modalités_suivantes proposition échéancier"
)
# "Il est à noter": nothing is to be done; "reste à déterminer" leaves open who decides.
NOTED = any_of(
    "noter souligner relever rappeler signaler remarquer craindre espérer prévoir déplorer regretter saluer "
    "croire voir "
    "savoir penser attendre déterminer définir fixer convenir préciser trancher discuter étudier évaluer "
    "envisager "
    "considérer mettre_au compter faire construire venir lire chercher"
)
# Adjectives of an engagement or of measures.
KIND = (
    r"(?: (?:fermes?|formel\w*|solennel\w*|écrits?|unilatéral\w*|conjoint\w*|nécessaires?|utiles?|requises?|"
    r"voulues?|appropriées?|public|publique|clair|mutuel)){0,2}"
)
TO_DO = rf"(?= ?{OBJECT}{INFINITIVE})"
FIRST_AGREEMENTS: tuple[Row, ...] = (
    (
        Act.UNDERTAKE,
        rf"se {ARE} (?:donné|fixé|accordé|assigné)(?= [^.;]{{3,80}}? (?:pour|de|d') ?{INFINITIVE})",
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE} (?:informé|avisé|fait part|notifié|annoncé|fait état|"
            rf"communiqué)[^.;]{{0,60}}? (?:de )?(?:la|sa|leur|cette) décision(?: [^.;,]{{3,50}}?)? (?:de|"
            rf"d'){TO_DO}"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:(?<!,\x20)annonce(?:nt)?(?: aujourd'hui| ici| solennellement| également)*|(?:le plaisir|"
            rf"l'honneur|la fierté|la joie) (?:de |d')(?:vous )?annoncer)(?= (?:la |le |les |l'|son |sa |"
            rf"leur |une? |des )?(?:nouvelle? |nouveau )?(?:{DEED_NOUNS}|octroi|financement|contribution|"
            rf"investissement|don|envoi|déblocage|aide|appui|enveloppe|programme|subvention|prêt|"
            rf"suppression|doublement|nomination|levée|réouverture)\b)"
        ),
    ),
    (
        Act.AGREED,
        (
            r"(?-i:Rendez-vous|Date) (?:est|a été|fut|sera)(?: d'ores et déjà)? (?:prise?|fixée?|donnée?|"
            r"arrêtée?|"
            r"retenue?)|(?-i:Acte|Charge|Ordre|Consigne|Mandat|Instruction|Instructions|Délégation|"
            r"Pouvoir) (?:est|a été|"
            r"sera|sont|ont "
            r"été) (?:donnée?s?|confiée?s?)(?= (?:à|au|aux)\b)"
        ),
    ),
    (
        Act.AGREED,
        (
            r"(?-i:Ont(?: également| ainsi| notamment| en outre)? été|Sont(?: également| ainsi)?) "
            r"(?:décidée?s?|"
            r"convenue?s?|arrêtée?s?|retenue?s?|actée?s?|programmée?s?|entérinée?s?|approuvée?s?|prévue?s?|"
            r"planifiée?s?)"
            r"(?= ?:| (?:la|le|les|une?|des|deux|trois|notamment)\b| l')"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE} pris|pren(?:d|ds|nent|ons)){ASIDE} (?:tous deux )?(?:l'|la |un |une |le |les |des |"
            rf"son |leur |toutes (?:les |ses |leurs )?)?(?:fermes? )?(?:engagements?|décisions?|résolution|"
            rf"parti|"
            rf"initiative|dispositions?|mesures?|soin){KIND}{ASIDE} (?:de|d'|pour|afin de){TO_DO}"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE} pris|prennent|prenons|prend|se {ARE} (?:donné|fixé)|se donnent|nous donnons) "
            rf"rendez-vous"
        ),
    ),
    (Act.NOTHING, rf"{ARE} à (?:la )?(?:hauteur|jour|même)\b|il (?:est|reste) à (?:{NOTED})\b"),
)
AGREEMENTS: tuple[Row, ...] = (
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE} (?:consenti|souscrit|accédé|acquiescé|adhéré|répondu (?:favorablement|positivement)|"
            rf"réservé "
            rf"une suite favorable|donné (?:une )?suite(?: favorable| positive)?|fait droit|donné une "
            rf"réponse favorable|"
            rf"donné (?:son|leur) aval)|accède(?:nt)?|consent(?:ent)?|acquiesce(?:nt)?|(?:fait|font) droit|"
            rf"donne(?:nt)? "
            rf"(?:une )?suite(?: favorable| positive)?|souscri(?:t|vent)){ASIDE}(?= (?:à|aux?)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE} (?:donné|marqué|exprimé|notifié|confirmé|signifié)|donne(?:nt)?|donnons|"
            rf"marque(?:nt)?|"
            rf"exprime(?:nt)?|confirme(?:nt)?) (?:son|leur|notre|mon|l') ?(?:plein |entier |commun "
            rf")?(?:accord|agrément|aval|"
            rf"consentement|assentiment|approbation|feu vert)(?: de principe| formel| préalable| écrit)? "
            rf"(?:à|au|aux|pour|sur|quant à)"
        ),
    ),
    (
        Act.SHARED,
        (
            rf"s'(?:accordent|entendent){ASIDE} (?:sur|quant à) (?:l'importance|la nécessité|l'intérêt|"
            rf"l'utilité|"
            rf"l'opportunité|l'urgence)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:s'(?:accordent|entendent)|tombent d'accord|se mettent d'accord){ASIDE} (?:sur|pour|à)(?! "
            rf"reconnaître l)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE} (?:arrêté|retenu|validé|entériné|acté|agréé)|arrêtent|retien(?:t|nent)|valident|"
            rf"entérinent|actent|"
            rf"agréent|fixent)(?: également| aussi|{ASIDE}) (?:le|la|les|l') ?(?:{SETTLED}|{DEED_NOUNS})(?: "
            rf"suivante?s?)?"
            rf"(?= (?:de|d|du|des|pour|suivante?s?|proposée?s?|convenue?s?)\b| ?:)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"accepte(?:nt)? (?:la proposition|l'invitation|la demande|l'offre|le principe|les termes)|"
            rf"(?:l'|les )(?:a|ont|ai|avons) acceptée?s?|(?:{HAVE} confirmé|confirme(?:nt)?) (?:notre|son|"
            rf"sa|leur|leurs) (?:contribution|participation|présence|venue)"
        ),
    ),
    (Act.UNDERTAKE, rf"{HAVE} (?:opté|choisi|tranché){ASIDE} (?:pour|de|d')(?= )"),
    (
        Act.UNDERTAKE,
        (
            rf"(?:se {ARE} (?:résolue?s?|rangée?s?|ralliée?s?) à|s'(?:est|étaient) (?:résolue?|ralliée?|"
            rf"obligée?|astreinte?) à|"
            rf"se {ARE} fait fort de|s'est fait fort de|se (?:fait|font) fort de|se {ARE} portée?s? "
            rf"garante?s? de|s'est porté "
            rf"garant de|s'assigne(?:nt)? (?:pour (?:objectif|tâche) )?de|(?:a|ont|ai) fait le choix de)(?= )"
        ),
    ),
    (
        Act.AGREED,
        (
            rf"il (?:est|a été|était|fut){THEN} (?:acté|arrêté|retenu|résolu|agréé|statué|"
            rf"conclu){ASIDE}(?= (?:que|de)\b| (?:qu|d)'| ?: ?$)(?! ?qu[e'] ?[^.;]{{3,120}}? \w{{2,}}r(?:a|"
            rf"ont|ait|aient)(?!\w))|il a été{THEN} entendu{ASIDE} (?:que|"
            rf"qu')(?! ?[^.;]{{3,120}}? \w{{2,}}r(?:a|ont|ait|aient)(?!\w))"
        ),
    ),
    (
        Act.AGREED,
        (
            rf"(?:est|sont|reste(?:nt)?|demeure(?:nt)?)(?: encore| toujours| donc|"
            rf" également)? à (?!(?:{NOTED})\b){OBJECT}{INFINITIVE}|(?:est|sont|sera|seront|reste(?:nt)?|"
            rf"demeure(?:nt)?|rester(?:a|ont)|demeurer(?:a|ont))(?: (?!pas\b)[\w-]+){{0,2}} à la charge(?= "
            rf"(?:de|du|des)\b| d')|(?:est|sont|sera|seront) imputée?s?(?= (?:à|au|aux|sur)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{ARE}|ser(?:a|ont)) chargée?s? (?:du|des|de|d')(?= ?(?:la |l')?(?:{DEED_NOUNS}|suivi|"
            rf"secrétariat)\b)"
        ),
    ),
    (
        Act.PRESENT,
        (
            r"(?:est|sont) (?:responsables?|en charge|comptables?) (?:de|d'|du|des)|(?:a|ont) (?:la charge|"
            r"la responsabilité|"
            rf"pour (?:mission|tâche|mandat)) d(?:e|')(?= ?(?:{INFINITIVE}))"
        ),
    ),
    (
        Act.PRESENT,
        (
            rf"ne (?:pourr(?:a|ont)|peu(?:t|vent)|devr(?:a|ont)|doi(?:t|vent))(?: pas| plus| en aucun "
            rf"cas)?(?= "
            rf"{OBJECT}(?!être|"
            rf"avoir|que\b){INFINITIVE})"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:(?<=je\x20)|(?<=nous\x20))(?:veux|voulons|tiens à|tenons à|souhaite|souhaitons|voudrais|"
            rf"peux)(?: aussi| ici)* "
            rf"(?:m'|nous )engager{ASIDE}(?:, [^,.;]{{2,40}},)? (?:à|pour)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE} (?:donné (?:des |les |mes |nos |ses |leurs )?instructions?|ordonné|instruit|demandé à "
            rf"(?:mon|mes|ma|notre|nos)) "
            rf"?[^.;]{{0,90}}?(?:pour que|afin que|pour qu'|afin qu')"
        ),
    ),
    (Act.UNDERTAKE, r"(?:a|ont|ai|avons) chargé [^.;]{2,80}? (?:du|des|de la|de l')(?= )"),
    (
        Act.WEAK,
        (
            r"aur(?:a|ont|ons|ai) (?:[\w-]+ment )?(?!été|permis|contribué|fallu|besoin|lieu)\w{2,}(?:é|i|u|"
            r"is|it)(?= )"
        ),
    ),
)

"""What in a French sentence takes a time to itself: clauses, purposes, proposals, nouns and participles."""

import re

from commitments.language.phrases import french_words
from commitments.language.reader.attachment import Attachments
from commitments.language.reader.grammar import compile_pattern, split_list

INFINITIVE = r"(?:s'|se |ne pas |y |en )?\w{2,}(?:er|ir|re|oir)"
ON = r"[^,;:]*$"
# What will happen with the thing that is agreed is the deed itself: "un dialogue qui se tiendra en mai".
HAPPENS = (
    r"(?:se (?:tiendr|déroul|réun)\w+|siég\w+|(?:est|sera) (?:révisé|actualisé|mise? à jour|engagé)e?s?"
    r"|aur\w+ lieu|ser\w+ (?:tenu|organis|lanc|sign|ouvert|cré|conclu|"
    r"convoqu)\w*|"
    r"début\w+|entr\w+ en vigueur|commenc\w+)"
)
CREATES = (
    r"tien(?:dr|n)|organis|convoqu|lanc|cré|ouvr|établi|instaur|mettr\w+ en place|mise en place|signe|"
    r"signature|"
    r"institu|constitu|réactiv|relanc|conclu|annonc|conven|prévo|construi|fond"
)
TO_COME = r"prochaine?s?|première?|premier|deuxième|troisième|quatrième|cinquième|\d+e|nouve\w+"
KNOWN = rf"(?:le|la|l'|les|leur|leurs|son|sa|ses|ce|cette|ces) ?(?!(?:{TO_COME})\b)"
CONSIDER = r"(?:étudi|examin|envisag|explor|discut|considér|réfléchi|analys|évalu)\w*"
INTENDED = (
    r"plans?|propositions?|projets?|demandes?|décisions?|idées?|initiatives?|possibilités?|options?|"
    r"opportunités?|"
    r"perspectives?|programmes?|stratégies?|lois?|candidatures?|intentions?|souhaits?|volonté|objectifs?|"
    r"ambitions?|"
    r"feuilles? de route|engagements?|efforts|faisabilité"
)
REALISES = (
    r"(?:mett\w+|mise) en œuvre|exécut|achev|finalis|réalis|conclu|lanc|établi|cré|commenc|poursui|intensifi|"
    r"accélér|réaffirm|exprim|affirm|confirm|réitér"
)
ENDS = r"(?:conclu|achev|finalis|sign|parachev|termin)"
EVENT = (
    rf"{french_words.EVENT}|élections?|jeux|recensement|foires?|exercices?|festivals?|référendum|exposition|"
    r"championnats?|scrutin|célébrations?|cérémonies?|tournoi|salons?"
)
SUPPORTS = (
    r"souten\w+|soutien\w+|appui\w+|appuy\w+|aid\w+|prépar\w+|contribu\w+|facilit\w+|financ\w+|"
    r"promouv\w+|coopér\w+|"
    r"assur\w+|particip\w+ à la préparation|célébr\w+|coordonn\w+"
)
# Who is told: "porte à la connaissance du Ministère que".
NO_PARTY = (
    r"(?!(?:minist\w+|ambassad\w+|gouvernement|parti\w+|délégation|homologue|interlocut\w+|présidente?|"
    r"\w+r(?:ait|aient|a|ont)|pour|afin|ainsi|alors|tandis|bien|lors|plus|moins|autant|répond\w*|promet\w*|"
    r"affirme\w*|annonce\w*|décide\w*|convien\w*|accepte\w*|demande\w*|souhaite\w*|propose\w*|obtien\w*|"
    r"veille\w*|certifie\w*|jure\w*|garanti\w*|estime\w*|note\w*|sorte|précise|indique|confirme|déclare|"
    r"signale|ajoute|côté|assurance|engagement|promesse|garantie|inform\w+|avis\w*|assure\w*|prévien\w+)\b)"
)
# "Dans la perspective du sommet qui se tiendra en mai".
FRAMED = (
    r"(?<!\w)(?:dans (?:le cadre|la perspective|l'optique|le contexte|la ligne|l'esprit)|en vue|au titre"
    r"|en prévision|"
    r"à l'approche) (?:de|du|des|d')[^,;:]*?"
)
CLAUSES = compile_pattern(
    rf"(?:(?<!\w)(?:{SUPPORTS}) [^,;:]*?(?:{EVENT})\b[^,;:]{{0,40}} (?:en|au|le|à|aux|lors|du)$|"
    rf"(?<!\w)(?:dont|qui|lequel|laquelle|lesquels|lesquelles|où)(?! {HAPPENS}|(?<=\bdont) (?:la |le |l'|"
    rf"les )?(?:[\w-]+ ){{1,4}}{HAPPENS}|(?<=\bdont) la (?:première|prochaine) (?:réunion|rencontre|session) "
    rf"(?:est|sera)\b)\b{ON}|{FRAMED} (?:qui|dont|que)\b{ON}"
    # "Les agriculteurs ayant quitté leurs terres avant mai".
    rf"|(?<![,;]\x20)(?<!\w)ayant \w+{ON}(?<!\sau)"
    # "Durant son escale, du 3 au 5 mai": a time that is set to a time.
    rf"|(?<!\w)(?:durant|pendant|lors d\w*|au cours d\w*) [^;:]*, \S+$"
    # "La session, que la Corée accueillera le 3 mai".
    r"|(?<!\w)(?:le|la|les|l'|une?|des|du|au|aux) ?(?:[\w'-]+ ){0,3}(?!\d+,)[\w'-]+, qu(?:e |')"
    rf"{ON}"
    # "Le projet que la Corée ouvrira d'ici 2030"; behind a verb of saying "que" opens the deed itself.
    rf"|(?<!\w)(?:le|la|les|l'|un|une|des|du|au|aux) ?(?:(?!(?:a|ont|ai|avons|avait|est|sont|"
    rf"se)\b)[\w'-]+ ){{0,2}}?(?!fait\b){NO_PARTY}[\w-]+(?<!er)(?<!ir)(?<!ire) qu(?:e\b|'){ON}|"
    rf"(?<!\w)(?:afin d|afin qu|(?<!nécessaire\x20)(?<!tout\x20)pour qu|en vue d|de (?:façon|manière) à|"
    rf"de sorte qu|dans le but d)(?!(?:e |')(?:{ENDS})){ON}|"
    rf"(?<!\w)(?<!accord\x20)(?<!accordés\x20)(?<!accordées\x20)(?<!entendus\x20)(?<!entendues\x20)"
    rf"(?<!\btoi\x20)(?<!\bvous\x20)pour {INFINITIVE}\b(?<!conclure)(?<!signer)(?<!achever){ON}|"
    # "Rappeler à ses transporteurs que le poste rouvre le 3 mai": what is only told.
    r"(?<!\w)(?:rappeler|signaler|préciser|expliquer|informer|aviser|prévenir|avertir|faire (?:savoir|"
    rf"connaître|valoir)|annoncer|indiquer|confirmer)\b[^,;:]{{0,60}}? qu(?:e\b|'){ON}|"
    rf"(?<!\w)(?:visant à|destinée?s? à|permettant (?:à|de)|tendant à|comme\b|tels? que|telles? que|"
    rf"conformément à|alors que|tandis que|puisque|parce que|(?:lorsqu\w+|quand)(?=\W)|dès que|"
    rf"jusqu'à ce que|"
    rf"après que|avant que|s'il\b(?! y a lieu)|si\b(?! (?:possible|nécessaire|besoin|utile)"
    rf"| [^,;]{{2,40}} (?:pouv|voul)(?:ai|ie))){ON}|"
    rf"(?<!\w){CONSIDER} [^,;:]*?(?:\b(?:possibilités?|options?|idées?|opportunités?|perspectives?|"
    rf"faisabilité)\b|\b(?:de |d'|à ){INFINITIVE}\b|\b(?:si|comment|l'opportunité)\b){ON}|(?<!\w)(?:étudi|"
    rf"envisag|explor|considér)\w* (?:le|la|l'|les|un|une) ?\w+(?:ture|tion|sion|ment|ance|ence|"
    rf"ption) (?:de|d'|du|des|à|au){ON}|(?<!\w)(?:soutenir|souten\w+|soutien\w+|appuy\w+|appuier\w+|"
    rf"aid\w+) [^,;:]{{0,40}}?(?:son|sa|ses|leur|leurs|l'|le|la) ?(?:objectif|ambition|candidature|"
    rf"engagement|effort|plan|projet)s? ?(?:de|d'|à|au|pour){ON})"
)
MONTHS = "|".join(french_words.MONTHS)
CALLED = (
    r"\b(?:du|de la|de l'|des|au|aux|à la|à l') ?(?:Mois|Journées?|Semaine|Sommet|Salon|Conférence|"
    r"Exposition|Forum|"
    r"Jeux|Festival|Fête|Foire|Congrès|Assises|Biennale|COP)\b[^,;:()]*"
)
PARTICIPLE = (
    r"prévue?s?|attendue?s?|opérationnel(?:le)?s?|estimée?s?|remboursables?|applicables?|exigibles?|"
    r"(?<=\w\x20)en vigueur|"
    r"valables?|programmée?s?|fixée?s?|"
    r"(?!(?:avant|pendant|durant|dans|quant|suivant|courant|maintenant|cependant|concernant|montant|"
    r"étudiants?|avenants?|représentants?|participants?|ressortissants?|enseignants?|consultants?|"
    r"assistants?|habitants?|correspondants?|commandants?|fabricants?|instants?|restaurants?)\b)"
    r"\w{3,}(?:ant|ants|ante|antes)|(?!(?!(?:c|inv|vis|lim|sollic|tra|mér|hab|déb|explo|éd|créd|im|"
    r"réc)ité)\w+ités?\b|(?:marché|"
    r"santé|sûreté|société|liberté|propriété|arrêté|relevé|comité|député|employé|degré|congé|café|clé|côté|"
    r"été|entrée|durée|année|"
    r"journée|armée|idée|rentrée|tournée|donnée|arrivée|portée|montée|levée|assemblée|musée|lycée|Guinée|"
    r"délégué|chargé|réfugié|"
    r"beauté|volonté)s?\b)\w{2,}(?:ée|és|ées|é)|tenue?s?|conclue?s?|ouverte?s?|faite?s?|prise?s?|"
    r"établie?s?|reçue?s?|(?<!compte\x20)(?<!comptes\x20)rendue?s?|émise?s?|construite?s?|produite?s?|"
    r"détruite?s?|"
    r"consentie?s?|remise?s?|acquise?s?|admise?s?|soumise?s?|transmise?s?|vendue?s?|perdue?s?|survenue?s?|"
    r"inscrite?s?|introduite?s?|souscrite?s?|recueillie?s?|subie?s?|obtenue?s?|parue?s?|échue?s?|due?s?|"
    r"soutenue?s?|perçue?s?|élue?s?|battue?s?|vécue?s?|apparue?s?|disparue?s?|lue?s?"
)
# Behind an article it is a noun: "la tenue".
ARTICLE = r"(?<![\w-])" + "".join(
    rf"(?<!\b{word}\x20)" for word in sorted(split_list("la le les une un des leur sa son en"))
)
COMPLEMENT = r"(?: (?:la |le |les |l')?[\w'’.-]+(?: [\w'’.-]+){0,3})?"
# Participles that only say what a thing is like: "le texte révisé", "les pièces manquantes".
STATE_STEMS = (
    "anticipé demandé requis nécessaire concerné visé convenu mentionné joint proposé posé "
    "formulé soulevé motivé révisé actualisé consolidé détaillé chiffré amendé corrigé "
    "complété finalisé annoté commenté manquant restant existant correspondant harmonisé unifié "
    "paraphé traduit certifié argumenté circonstancié étayé enrichi intégré partagé simplifié "
    "numérisé équipé spécialisé qualifié intéressé habilité impliqué pertinent suffisant permanent "
    "dématérialisé sécurisé approfondi élargi renforcé restreint désigné sélectionné retenu identifié "
    "dédié attitré agréé accrédité avancé délégué associé conjugué combiné croisé "
    "coordonné structuré adapté approprié distingué éprouvé fondé limité illimité salarié "
    "réfugié marié handicapé diplômé breveté blessé déplacé sinistré bloqué gelé "
    "reporté suspendu allégé modifié refondu remanié réduit augmenté subventionné bonifié "
    "garanti complémentaire supplémentaire important courant excédant montant différent vivant résident "
    "étranger représentant gérant négociant exploitant commerçant débutant arriéré imprimé relevé "
    "procédé comité traité arrêté résumé communiqué exposé énoncé délié marché "
    "congé député employé chargé clé pré embarqué assermenté breveté stagiaire "
)
STATES = "|".join(rf"{stem}e?s?" for stem in sorted(split_list(STATE_STEMS)))
# Behind its own complement a participle leaves a limit to the verb: "demandés par la Corée avant mai".
LIMIT = r"(?:avant|d'ici|dans|dès|jusqu'\w*|au|pour|sous)"
# What is foreseen for a day has it, whatever comes between.
FORESEEN = (
    r"(?:prévue?s?|attendue?s?|programmée?s?|planifiée?s?|fixée?s?|annoncée?s?|agendée?s?|reportée?s?|"
    r"espérée?s?|envisagée?s?|"
    r"escomptée?s?|souhaitée?s?)"
)
BY = r"(?:d'ici|avant|dans|au)"
INTENT = rf"^(?!.*(?:{REALISES})).*(?<!\w)(?:{INTENDED}) (?:de |d'|à |pour )(?:s'|se )?{INFINITIVE}\b[^,;:]* "
ATTACHMENTS = Attachments(
    names_deed=True,
    # "Le site du Mois de la francophonie (mars 2027)": when that is.
    apart=re.compile(rf"(?: - |: )$|^(?!.*{CALLED}\($).*\($", re.DOTALL),
    firm=compile_pattern(r"\bau plus tard\b|^au cours d.* prochaine?s? |\bà venir\b"),
    lasting=compile_pattern(
        r"(?:pendant|durant|sur|pour|au cours)(?!.*\b(?:prochaine?s?|suivante?s?|venir|viennent)\b)"
    ),
    dates=compile_pattern(
        rf"(?<![\w/.-])(?:(?:(?:1er|\d{{1,2}}) )?(?:{MONTHS}) (?:19|20)\d\d|(?:1er|\d{{1,2}}) (?:{MONTHS})|"
        r"(?:premier|deuxième|troisième|quatrième|second|1er|[2-4]e) (?:trimestre|semestre)(?: de)? "
        r"(?:19|20)\d\d|"
        r"(?:19|20)\d\d(?: ?[-/] ?| à | et )(?:19|20)\d\d|(?:19|20)\d\d)(?![\w/]|-\d)"
    ),
    clauses=re.compile(rf"{CLAUSES.pattern}|(?-i:{CALLED})\(\S+$", re.IGNORECASE),
    known=compile_pattern(
        rf"^(?:(?!\b(?:{CREATES})).)*?(?<!\w){KNOWN}[\w'’.-]+(?: [\w'’.-]+){{0,7}}?,? qui {HAPPENS}[^,;:]*$"
    ),
    # "La proposition d'ouvrir le pont d'ici 2029": an aim has a year, what is handed in a day or month.
    aims=compile_pattern(rf"{INTENT}{BY}$"),
    nouns=compile_pattern(
        rf"(?:{INTENT}(?!{BY}$)\S+$|(?<!\w)(?:de|du|des|d'|depuis|dès|après|pour|que|sur|daté|datée) ?(?:le|"
        rf"la|l'|les|\d+|1er|fin|début|mi|{MONTHS})$|(?<!\w)(?:à|de|pour|avec) (?:l'entrée en vigueur|"
        rf"l'expiration|l'échéance|la mise en service|l'arrivée à terme)\b[^,;:]{{0,60}} (?:le|en|au)$|"
        rf"(?<!\w)pour [^,;:]{{0,60}}(?:{EVENT})\b[^,;:]{{0,30}} (?:en|au|le|à)$)"
    ),
    participles=compile_pattern(
        rf"{ARTICLE}(?:{PARTICIPLE})(?: (?:à|en|au|aux|par|pour|dans|depuis|avec|de){COMPLEMENT})? "
        rf"(?!{LIMIT}$)\S+$(?<!vendredi)(?<!jeudi)(?<!mercredi)(?<!mardi)(?<!lundi)"
        rf"|{ARTICLE}(?!(?:{STATES})\b)(?:{PARTICIPLE}) (?:à{COMPLEMENT} )?(?!d'ici|pour|sous){LIMIT}$"
        rf"|(?<!\w){FORESEEN} pour$"
    ),
    predicates=compile_pattern(
        r"(?<!\w)(?:est|sont|sera|seront|serait|seraient|était|étaient|fut|être|été|a|ont|soit|soient|avoir|"
        r"aura|auront|aurons)(?: [\w-]+ment| pas)* "
        r"\w+(?:é|ée|és|ées|u|ue|us|ues|i|ie|is|t|te)\b"
    ),
    head=compile_pattern(
        r"(?:et |mais )?(?:sauf|sous réserve|faute|à défaut|en l'absence)\b .*\S|"
        r"(?:pour|afin|en vue d|comme|puisque|alors que|tandis que|si|lorsque|conformément|compte tenu|"
        r"étant donné|vu|dans la perspective)[\w']*\b .*\S|"
        # "Saisi le 20 mars, le Conseil", and not "aussi le 20 mars".
        r"(?!(?:ainsi|aussi|depuis|ici|lundi|mardi|mercredi|jeudi|vendredi|samedi|midi|parmi|puis|"
        r"toujours|jamais)\b)\w{3,}(?:é|i|is|it|u)e?s? $|(?:le|la|les|l') ?(?:[\w'’-]+ )*\w+ant\b.*$"
    ),
    relative=compile_pattern(
        rf"{FRAMED} qui ?$|"
        r"(?<!\w)(?:dont|où|lequel|laquelle|lorsqu\w+|quand|si|s'ils?|dès que|jusqu'à ce que|puisque|"
        r"parce que|"
        r"alors que|"
        r"après que|avant que|pour que|afin que)(?: [\w'’-]+){0,4} ?$"
        r"|(?<!\w)(?:le|la|les|l'|une?|des|du|au|aux) ?(?:[\w'-]+ ){0,3}(?!\d+,)[\w'-]+, qu(?:e |"
        r"')(?:le |la |les |l')?$"
        rf"|(?<!\w)(?:le|la|les|l'|un|une|des|du|au|aux) ?(?:(?!(?:a|ont|ai|avons|avait|est|sont|"
        rf"se)\b)[\w'-]+ ){{0,2}}?"
        rf"(?!fait\b){NO_PARTY}[\w-]+(?<!er)(?<!ir)(?<!ire) qu(?:e|')(?: le| la| les| l')? ?$"
    ),
    happens=compile_pattern(HAPPENS),
    # "Prêtera un navire jusqu'au 30 juin": how long, not by when.
    # So is the end of a range of years: "de 2028 à 2031".
    until=compile_pattern(r"(?:soit )?jusqu'|à (?:19|20)\d\d\b"),
    once=compile_pattern(
        r"(?<!\w)(?:transm[ei]t|remet|soumet|envoi|enverr|envoy|adress|répond|renvo[iy]|retourn|communiqu|"
        r"notifi|dépos|"
        r"achev|termin|inform|désign|inscri)\w*|(?<!\w)(?:a|ont|aura|auront|disposent?)(?: obtenu)? $"
    ),
)

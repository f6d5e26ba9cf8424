"""Verb phrases of the French grammar of the reader in which a writer or a speaker says "je", "nous"."""

from commitments.language.reader.french_words import HAVE, INFINITIVE, OBJECT
from commitments.language.reader.grammar import Act, Row, any_of

# Directly behind the pronoun, with those for whom it is done.
SAYS = (
    r"(?:(?<=\bje\x20)|(?<=\bnous\x20)|(?<=\bj'))(?:(?:vous|te|lui|leur|me|nous(?! \w+ons\b)) |[lmt]'|"
    r"l[ae]s? )?"
)
# What may stand between a verb and what it governs: "par ailleurs", ", à mon tour,".
WITHIN = (
    r"(?:,? (?:[\w-]+ment|bien|donc|aussi|volontiers|encore|enfin|par ailleurs|en outre|à nouveau|"
    r"dès à présent|d'ores et déjà|à mon tour|de (?:mon|notre) côté|pour (?:ma|notre) part|bien volontiers|"
    r"avec plaisir|ici|ainsi),?)*"
)
# What one confirms that one will do.
OWN_DEED = any_of(
    "venue participation présence contribution envoi accord engagement mise_à_disposition prise_en_charge "
    "intention disponibilité volonté octroi livraison versement déplacement accueil acceptation offre "
    "désignation nomination"
)
WISHED = (
    r"(?:recevoir|obtenir|disposer|avoir|connaître|savoir|être (?:informée?s?|associée?s?|consultée?s?|"
    r"fixée?s?)|compter sur|pouvoir (?:disposer|compter|bénéficier|obtenir)|bénéficier)"
)
GLAD = r"(?:heureu\w+|ravie?s?|honorée?s?|enchantée?s?|reconnaissante?s?)"
# "Utile", "apprécié": what a writer calls what he would like to be done.
WELCOME = (
    r"(?:[\w-]+ment |très |fort |plus )?(?:utiles?|appréciée?s?|agréables?|précieu\w+|souhaitables?|"
    r"opportune?s?|bon|préférables?|judicieu\w+|apprécié|hautement apprécié|nécessaires?|indispensables?|"
    r"bienvenue?s?)"
)
LETTERS: tuple[Row, ...] = (
    (
        Act.NOTHING,
        (
            r"(?:reste|restons|demeure|demeurons|tiens|tenons) (?:[\w-]+ment )?à (?:votre|sa|leur) "
            r"(?:entière |pleine )?disposition"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"{SAYS}propos(?:e|ons){WITHIN} (?:de |d')(?=(?:prendre|financer|fournir|envoyer|accueillir|"
            r"former|mettre|héberger|organiser|offrir|prêter|dépêcher|partager|livrer|couvrir|détacher|"
            r"appuyer|assurer|associer)\b)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{SAYS}(?:(?:accept|consen|souscri|agré|garanti|autoris|accord|octroi|octroy|approuv|promet|"
            rf"prome|accéd|convi|conv|valid)(?:e|ie|s|ts|ens|iens|enons|ons|tons|tes|ttons|yons|ssons|is|"
            rf"vons)){WITHIN}(?=(?: (?:de|à|que|la|le|les|une?|votre|vos|son|cette|ce|aux?)\b| (?:d|qu|l)'))"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{SAYS}(?:confirm(?:e|ons)|maint(?:iens|enons)|réitèr(?:e|ons)|renouvel(?:le|ons)){WITHIN} "
            rf"(?:la |le |l'|notre |mon |ma |nos )(?:{OWN_DEED})"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:(?<=\bj')|(?<=\bnous\x20))(?:ai|avons) (?:également |aussi )?(?:confirmé|annoncé|"
            rf"garanti) (?:la |le |l'|notre |mon |ma |nos )(?:{OWN_DEED})"
        ),
    ),
    (Act.UNDERTAKE, rf"{SAYS}(?:mets|mettons){WITHIN} (?:gratuitement )?à (?:votre|la|leur|sa) disposition"),
    (
        Act.UNDERTAKE,
        rf"{SAYS}(?:prends|prenons){WITHIN} (?:intégralement |entièrement )?(?:en|à (?:ma|notre)) charge",
    ),
    (
        Act.OFFER,
        (
            rf"{SAYS}(?:suis|sommes|serai[st]?|serions){WITHIN} (?:tout(?: à fait|e)? )?(?:prête?s?|"
            rf"disposée?s?|en mesure|favorables?|d'accord){WITHIN}(?= (?:à|de|pour)\b| d')"
        ),
    ),
    (
        Act.ASK,
        (
            rf"{SAYS}(?:sollicit(?:e|ons)|requ(?:iers|érons)|réclam(?:e|ons)|demand(?:e|ons)|"
            rf"(?:souhait|désir|aimer|voudr)(?:e|ons|erais|erions|ais|ions){WITHIN} (?={WISHED}\b)|"
            rf"(?:me|nous) (?:perme(?:ts|ttons)){WITHIN} (?:de |d')(?:vous )?(?:solliciter|demander|prier|"
            rf"suggérer)|(?:réitèr|renouvel)(?:e|le|ons) (?:ma|notre) demande)(?= )"
        ),
    ),
    (
        Act.NOTHING,
        r"reçu(?: ce (?:message|courriel|mail))? par erreur[^.]*",
    ),
    (
        Act.OFFER,
        (
            r"(?:peut|peuvent|peux|pouvons|pourrait|pourraient|pourrions|pourrais) (?:vous|te) (?=prêter|"
            r"fournir|envoyer|offrir|mettre|détacher|aider|accueillir|financer|transmettre|héberger|appuyer)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:tu peux|vous pouvez|tu pourrais|vous pourriez)(?= [^.!?]{3,160}\?)|"
            r"de (?:ton|votre) côté,? (?:tu|vous)(?= \w+(?:es|ez|s)\b)|"
            rf"(?:vous voudrez bien|vous êtes (?:[\w-]+ment )?(?:priée?s?|invitée?s?) (?:de|à)|"
            rf"vous voudriez bien)(?:, [^,;.]{{2,40}},)?(?= {OBJECT}{INFINITIVE})"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:il|ce) (?:me |nous |lui |m'|l')?(?:serait|paraîtrait|semblerait) "
            rf"{WELCOME}(?:, [^,;.]{{2,40}},)? (?:de|d'|que|qu'|si)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE} (?:donné|engagé) (?:sa|leur|ma|notre) parole (?=que|qu')|"
            r"se (?:rencontrent|réunissent|retrouvent|voient|revoient)(?= (?:dès|lundi|mardi|mercredi|jeudi|"
            r"vendredi|demain|la semaine prochaine|le mois prochain|en|le \d|au|à)\b)"
        ),
    ),
    (
        Act.INVITED,
        (
            r"(?:(?<=\bje\x20)|(?<=\bnous\x20))(?:vous |t'|l')attend(?:s|ons)(?= (?:à|en|au|chez)\b)|"
            r"(?:(?<=\bje\x20)|(?<=\bnous\x20))(?:vous |t'|l')(?:recevr|accueiller)(?:ai[st]?|ons|ions)|"
            rf"(?:serai[st]?|serait|seraient|serions) (?:[\w-]+ment |très )?{GLAD} (?:de |d')"
            r"(?:vous |t'|l'|les )?(?:accueillir|recevoir)(?= (?:la délégation|le ministre|la ministre|"
            r"son homologue|votre|une délégation|à|au|en|chez))|"
            rf"(?:me|nous) (?:ferai[st]?|ferait|ferions|réjouis|réjouissons) (?:[\w-]+ment )?"
            r"(?:un plaisir |une joie |l'honneur )?(?:de |d')(?:vous |t')(?:accueillir|recevoir)|"
            r"charg\w+ de (?:vous |lui )?(?:transmettre|remettre|adresser|"
            r"renouveler)(?: [^.;,]{0,30}?)? (?:l'|une |son |cette )?invitation"
        ),
    ),
)

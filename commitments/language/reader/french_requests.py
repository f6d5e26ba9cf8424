"""Verb phrases of the French grammar: requests, invitations and offers."""

from commitments.language.reader.french_words import HAVE, INFINITIVE, OBJECT, THEN
from commitments.language.reader.grammar import Act, Row

# Where somebody is invited to come, which is an offer.
COME = (
    r"(?:s'y|se rendre|effectuer|participer|assister|prendre part|venir|visiter|y |revenir|rejoindre|"
    r"séjourner|"
    r"s'entretenir)"
)
# Whom a letter speaks to.
YOURS = r"(?:vous|tu|votre|vos|ton|ta|tes)\b"
USEFUL = (
    r"(?:utiles?|bon|bien|souhaitables?|opportun|préférable|judicieux|importante?|appréciée?|précieux|urgent|"
    r"impératif|"
    r"essentiel|indispensable|nécessaire|super|parfait|formidable|gentil|top|idéal|agréable)"
)
OTHERS = (
    r"(?! (?:la communauté|tous|toutes|l'ensemble|les (?:Nations|bailleurs|partenaires|acteurs|États|"
    r"autres)))"
)
# A thing that is still to come to the writer: "les plans du quai à nous envoyer".
TO_US = (
    r"(?:^|(?<=[-:]\x20))(?:(?:les?|la|vos|votre|tes|ton|ta|une?|des) |l')[\w'/-]+(?: (?:de |du |des |"
    r"d'|de la |de l')"
    r"[\w'/-]+){0,3} à (?:nous|me|m')"
)
FIRST_REQUESTS: tuple[Row, ...] = (
    # « Réponse chinoise attendue avant mai », « il convient que la Tunisie réponde ».
    (
        Act.AGREED,
        r"^(?:[\w'-]+ :? ?){1,4}attendue?s?(?= (?:de|du|des|pour|avant|d'ici|le|au|sous|dans|par)\b)",
    ),
    (
        Act.AGREED,
        (
            r"il (?:convient|importe|faudra|est (?:impératif|indispensable|nécessaire|essentiel|"
            r"souhaitable)) que (?:la |le |"
            r"les |l')?(?-i:[A-ZÀ-Ý])[\w-]+(?= \w)"
        ),
    ),
    # « Je vous invite à soumettre un dossier »: no invitation to come.
    (
        Act.PLEA,
        (
            rf"(?:vous |t')(?:invit|convi|encourag|engag)(?:e|ons)(?: [\w-]+)? à(?= "
            rf"(?!{COME}){OBJECT}{INFINITIVE})"
        ),
    ),
    # « Dites à Paul de venir. »
    (
        Act.PLEA,
        (
            r"(?-i:^(?:(?:Et|Alors|Donc|Puis|Sinon|Surtout|Par contre|Stp|SVP),? )*(?:surtout,? |stp,? "
            r")?(?!(?:[Vv]euill|[Aa]ss|"
            r"[Cc]h|[Rr]ecev|[Cc]roy|[Ss]ach|[Nn]ot|[Tt]rouv|[Pp]ermett|[Aa]gré|[Ss]oy|[Aa]y|[Aa]v|[Ee]xcus|[Cc]ompt|"
            r"[Gg]ard|[Ss]av)ez\b)(?:[A-Za-zÀ-ÿ]{3,}ez|[Dd]is|[Dd]ites|[Ff]aites|[Ee]nvoie|[Tt]ransmets|[Rr]elance|[Vv]érifie|[Pp]réviens|"
            r"[Pp]répare|[Mm]ets|[Rr]éserve|[Cc]onfirme|[Dd]emande|[Rr]appelle|[Pp]asse))(?= (?:à|aux?|"
            r"l[ae]s?|une?|des|du|"
            r"de|votre|vos|ton|ta|tes|cette?|tout|pour|avec|par|moi|deux|trois|en)\b| l')"
        ),
    ),
)
REQUESTS: tuple[Row, ...] = (
    (
        Act.PLEA,
        (
            rf"(?:puis-je|pouvons-nous|pourrais-je|pourrions-nous|oserai[st]?-je) (?:vous|te) "
            rf"(?:demander|prier|"
            rf"solliciter)(?= de\b| d')|(?:vous|tu) (?:(?:m'|nous |me )(?:oblig|rend)(?:r?eriez|"
            rf"r?erais|riez|rais)|"
            rf"(?:m'|nous )aider(?:iez|ais))(?: (?:[\w-]+ment|aussi|beaucoup|fort|grandement|bien|"
            rf"(?:un |grand )*"
            rf"service))*(?= (?:en|de|à)\b| d')|si (?:tu peux|vous pouvez)(?: aussi| bien| également)*"
            rf"(?= (?:nous |me |m'|lui |leur )(?:les? |la |l'|en )?{INFINITIVE})|"
            rf"si (?:vous|tu|(?:la|le|les|l'|votre|vos|ton|ta) "
            rf"?[\w' -]{{2,40}}?|"
            rf"(?-i:[A-ZÀ-Ý])[\w-]+) (?:pouvai(?:t|ent|s)|pouviez|voulai(?:t|ent)|vouliez)(?: bien)?"
            rf"(?= (?:nous |me |m'|lui |leur )(?:les? |la |l'|en )?{INFINITIVE})|il (?:faudrait|"
            rf"conviendrait de|"
            rf"faudra)"
            rf"(?: [\w-]+ment| donc| aussi| encore)?(?= (?:nous |me |m')(?:les? |la |l'|en )?{INFINITIVE})|"
            rf"{TO_US}(?= ?{INFINITIVE})"
        ),
    ),
    (
        Act.ASK,
        (
            rf"{HAVE} (?:fait part|fait état) de (?:son|leur) (?:souhait|désir|vœu)(?= (?:de |d')(?:voir|"
            rf"recevoir|obtenir|bénéficier|disposer)\b)"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:rest(?:e|ons)|demeur(?:e|ons)|suis|sommes) (?:toujours |encore )?dans l'attente (?:de|d'|du|"
            r"des)"
        ),
    ),
    (
        Act.ASK,
        rf"{HAVE} souhaité(?= (?:également )?qu[e'] ?[^.;,]{{3,60}}? soi(?:t|ent) \w+(?:é|i|u|is|it)e?s?\b)",
    ),
    (
        Act.OFFER,
        (
            rf"(?:{HAVE} (?:réitéré|renouvelé|confirmé|lancé|adressé)|(?:réitère|renouvelle|"
            rf"confirme)(?:nt)?) [^.;,]{{0,40}}?"
            rf"(?:une|son|leur|l') ?invitation(?: (?:officielle|à son homologue))?|(?:{HAVE} )?saisi "
            rf"(?:cette|l') ?"
            rf"(?:occasion|opportunité) pour (?:inviter|convier)|(?:invite|convie)(?:nt)?(?= (?:la |le |les |"
            rf"l'|son |sa |leur )"
            rf"[^.;,]{{2,70}}? à {COME})|(?:j'invite|nous invitons)(?= [^.;,]{{2,60}}? à {COME})"
        ),
    ),
    (
        Act.OFFER,
        (
            r"(?:me réjouis|nous réjouissons|ser(?:ai|ais|ons|ions|ait|aient|a|ont)(?: [\w-]+ment| très)? "
            r"(?:heureu\w+|honorée?s?|"
            r"ravie?s?|enchantée?s?))(?: également| aussi)? (?:de|d')(?= ?(?:vous |t'|l'|les )?(?:accueillir|"
            r"recevoir|organiser|"
            r"abriter|héberger)\b)|se (?:tient|tiennent) prête?s? à"
        ),
    ),
    (
        Act.BID,
        (
            rf"(?:appelle|invite|exhorte|presse|encourage|engage|enjoint|convie)(?:nt)?(?: également| aussi| "
            rf"instamment| en outre)?"
            rf"{OTHERS}(?= (?:à )?(?:la |le |les |l'|son |sa |ses |leurs? |au |aux )[^.;,]{{2,70}}? (?:à|de|"
            rf"d') ?(?!{COME})"
            rf"{OBJECT}{INFINITIVE})"
        ),
    ),
    (
        Act.BID,
        (
            rf"(?:{HAVE} (?:souhaité|insisté pour|(?:émis|exprimé|formulé|manifesté) (?:le|son) (?:souhait|"
            rf"vœu|désir)|fait part de "
            rf"son (?:souhait|désir))|(?:souhaite|souhaitons|insiste|insistons|souhaiterai[st]|souhaiterions|"
            rf"voudrai[st]|"
            rf"voudrions|aimerai[st]|aimerions)(?: vivement)?(?: pour)?)(?= qu[e'])"
        ),
    ),
    (
        Act.ASK,
        (
            rf"(?:{HAVE} plaidé|plaide(?:nt)?)(?: également| aussi)? pour(?= qu[e']| (?:la levée|l'octroi|"
            rf"l'ouverture|l'allègement|"
            rf"l'assouplissement|une? (?:allègement|assouplissement|augmentation|accélération|simplification|"
            rf"prise en charge|"
            rf"relèvement|révision))\b)"
        ),
    ),
    (
        Act.ASK,
        (
            r"souhaite(?:nt)?(?: [\w-]+ment)?(?= (?:obtenir|recevoir|disposer|se voir|être (?:informé|"
            r"associé|consulté|tenu))\b)|"
            r"souhaiterai(?:t|ent)(?= (?:obtenir|recevoir|disposer|se voir|être (?:informé|associé|consulté|"
            r"tenu))\b)|"
            r"(?:attend|attendent|attendons)(?= (?:de |du |des |d')[^.;,]{2,60}? qu[e'])"
        ),
    ),
    (
        Act.ASK,
        (
            rf"(?:{HAVE} )?(?:présenté|introduit|formulé|réitéré|renouvelé|soumis) (?:une|sa|leur) "
            rf"(?:nouvelle )?(?:demande|requête)"
            rf"(?= de\b| d'| en vue| tendant| visant| relative| concernant| pour)"
        ),
    ),
    (
        Act.ASKED,
        (
            rf"(?:est|sont|a{THEN} été|ont{THEN} été|ser(?:a|ont))(?: [\w-]+ment)? (?:invitée?s?|conviée?s?|"
            rf"priée?s?|encouragée?s?|"
            rf"sollicitée?s?|exhortée?s?) (?:à|de|d'|pour)(?= ?(?!{COME}){OBJECT}{INFINITIVE})"
        ),
    ),
    (
        Act.PLEA,
        (
            rf"est-ce que (?:tu|vous|(?:ton|ta|tes|votre|vos) [\w-]+) (?:pourr\w+|peu\w+|pouv\w+)(?= )|"
            rf"(?:il (?:faudrait|faut|conviendrait|convient|importe|importerait|serait {USEFUL}|est {USEFUL}|"
            rf"(?:me|nous) (?:paraît|"
            rf"paraîtrait|semble|semblerait) {USEFUL})|ce serait {USEFUL})(?: [\w-]+ment| donc| aussi| "
            rf"également| aussi)? "
            rf"(?:que|si)(?= {YOURS})|il (?:te|vous) (?:reste|resterait|faudra|faudrait)(?: encore)?(?: "
            rf"à)?(?= {OBJECT}{INFINITIVE})"
        ),
    ),
    (
        Act.PLEA,
        (
            rf"(?:propose|proposons|suggère|suggérons|recommande|souhaite|souhaitons|souhaiterais|"
            rf"souhaiterions|voudrais|voudrions|"
            rf"aimerais|aimerions|demande|demandons)(?: donc| aussi| également| vivement)? que(?= (?:{YOURS}|"
            rf"nous\b|nos\b|on\b))|"
            rf"(?:a|ont|aurait|auraient|aura|auront) (?:[\w-]+ment )?besoin (?:de|d')(?= ?{YOURS})|"
            rf"(?:on |nous |j')attend(?:s|ons)?(?: toujours| encore| donc)?(?= {YOURS})|"
            rf"merci pour (?:votre|ton) (?:retour|réponse|validation|confirmation|accord|envoi)(?= (?:avant|"
            rf"d'ici|pour|au plus|sous|"
            rf"rapide))"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?!(?:laiss|perm|croy|croi|excus|pardonn|appel|contact|rappel|souven|regard|"
            r"par)\w*-)(?:(?:fait|dit)es|fais|dis|"
            r"\w{3,}ez|envoie|transmets|donne|confirme|communique|passe|adresse|retourne|renvoie|indique|"
            r"précise|mets|prépare|"
            r"vérifie|valide|relance|tiens)-(?:nous|moi|lui|leur|les?|la)(?:-(?:nous|moi|lui|leur))?(?= )"
        ),
    ),
    (
        Act.AGREED,
        (
            r"(?:tu|vous) (?:recevr(?:as|ez)|disposer(?:as|ez)|aur(?:as|ez)(?= (?:la|le|les|une?|notre|mon|"
            r"des)\b)|"
            r"ser(?:as|ez) (?:informée?s?|prévenue?s?|avisée?s?|tenue?s? informée?s?|recontactée?s?|"
            r"fixée?s?))"
        ),
    ),
)

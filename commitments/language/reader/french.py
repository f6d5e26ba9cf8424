"""The French grammar of the reader: undertakings and their words."""

from commitments.language.reader.french_words import (
    ASKED,
    CLITIC,
    COURTESIES,
    DEED_NOUNS,
    DONE_STEMS,
    DURABLE,
    FUTURE,
    HANDED,
    INFINITIVE,
    NO_INFINITIVE,
    OBJECT,
    PRESENT,
)
from commitments.language.reader.grammar import Act, Grammar, any_of, compile_pattern, rows_of

ACTORS = any_of(
    "parties? côtés? pays gouvernements? dirigeants? ministres? ministères? présidents? premiers?-ministres? "
    "chefs? délégations? autorités? États? états? responsables? ambassadeurs? ambassadrices? rois? "
    "souverains? "
    "homologues? conseillers? conseillères? secrétaires? chancelier vice-ministres? directeurs? "
    "directrices? police parlements? "
    "partenaires? "
    "participants? (?-i:Trésor|Institut|Institution|Caisse|Office|Bureau|Banque|Fonds|Université|"
    "École|Centre) "
    "services? administrations? douanes? organismes? experts? personnalités? ambassades? consulats? "
    "directions? agences? autorité"
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
    r"réalisée?s?|transmise?s?|communiquée?s?|remise?s?|adressée?s?|soumise?s?|désignée?s?|notifiée?s?|"
    r"diffusée?s?|"
    r"préparée?s?|rédigée?s?|publiée?s?|vérifiée?s?|nommée?s?|présentée?s?|versée?s?|délivrée?s?|"
    r"supportée?s?|"
    r"financée?s?|prise?s? en charge|construite?s?|livrée?s?|accordée?s?|mise?s? à (?:la "
    r")?(?:disposition|jour)|"
    r"portée?s? (?:à|de)|réduite?s?|levée?s?|doublée?s?|étendue?s?|ouverte?s?|reprise?s?|détruite?s?|"
    rf"traduite?s?|payée?s?|saisie?s?|accueillie?s?|(?:{DONE_STEMS})ée?s?"
)


# "ont convenu, lundi à Rabat, d'organiser": what may stand between verb and complement.
ASIDE = (
    r"(?:,[^.;]{1,60}?,| [\w-]+ment| notamment| également| aussi| de nouveau|"
    r" devant (?:vous|cette assemblée)| ici| solennellement| ce (?:matin|soir|jour)| hier| aujourd'hui|"
    r" (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)| ensemble| enfin| ainsi| toutefois|"
    r" (?:à|avec) (?:son|leur|mon|notre) homologue(?: \w+)?| auprès de (?:son|leur) homologue(?: \w+)?|"
    r" dans ce (?:sens|cadre|contexte)| à cet (?:égard|effet)| d'un commun accord)*"
)
OF = r"(?: de| d'| que| qu'| à| sur| du| des| pour)"
THEN = (
    r"(?:,? (?:[\w-]+ment|aussi|en aussi|en outre|ensuite|notamment|par ailleurs|de même|tous deux|toutefois|"
    r"cependant|néanmoins|pourtant|enfin|déjà|ainsi|donc|alors|encore|(?:de|à) (?:nouveau|son tour|cette "
    r"occasion)|de (?:son|leur) côté|pour (?:sa|leur) part|quant à (?:lui|elle|eux|elles)|en retour|d'emblée|"
    r"d'ores et déjà),?)*"
)
# "Je lui ai demandé", "ils nous ont remis"; but "nous avons" has its subject first.
HAVE = rf"(?:(?:lui|leur|vous) |nous (?=a\b|ont\b)|m'|l')?(?:ont|ai|a|avons|avez|ayant|avaient|avait){THEN}"
ARE = rf"(?:sont|est|sommes|étant){THEN}"
THEIR = r"(?:(?:leur|son|sa|ses|leurs|notre|l'|le|la|les|un|une|ferme|commune?|pleine?|plein|vive) ?)*"

ROWS = rows_of(
    (
        Act.PLEA,
        (
            rf"merci (?:(?:par avance|d'avance|encore|donc|également|aussi) )*(?:de|d'){ASKED}|"
            r"(?:(?:pourri?ez|pouvez|voudriez)-vous|(?:peux|pourrais)-tu)(?: [\w-]+ment)?(?= )"
            rf"|veuillez(?: bien)?(?= {COURTESIES}{OBJECT}{INFINITIVE})"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:vous |de vous |à vous )(?:pri(?:e|ons|er)|demand(?:e|ons|er)|saur(?:ais|ions) gré|"
            r"ser(?:ais|ions) (?:très |vivement |infiniment )?(?:reconnaissante?s?|obligée?s?|gré))"
            r"(?: de| d')(?! (?:agréer|croire|recevoir|trouver|noter|excuser|accepter))"
        ),
    ),
    (
        Act.ASK,
        (
            r"(?:a|ont|ai|avons)(?: également| en outre| aussi)? l'honneur (?:de |d')"
            r"(?:lui |le |la |l'|vous |leur )?(?:demander|prier|solliciter|requérir)|"
            r"(?:lui |leur |vous )?saur(?:ait|aient)(?: [\w-]+ment)? gré|prie(?:nt)?(?: en outre|"
            r" également| donc| instamment)?(?= (?:le|la|l'))|"
            r"(?:lui |leur |vous )?ser(?:ait|aient) (?:[\w-]+ment |très |aussi )*(?:reconnaissante?s?|"
            r"obligée?s?|gré)(?= )"
        ),
    ),
    (
        Act.OFFER,
        r"(?:a|ont|ai|avons) (?:l'honneur|le plaisir) (?:de |d')(?:vous |l'|le |la )?(?:inviter|convier)",
    ),
    (
        Act.NOTHING,
        (
            r"présente(?:nt)? (?:ses|leurs) compliments|saisi(?:t|ssent) cette occasion|"
            r"(?:entr|rest|demeur)\w* en vigueur|(?:prend|prendr\w+) (?:effet|fin)|cesser\w+ de produire|"
            r"ser(?:a|ont) (?:\w+ment )?(?:renouvel|reconduit|prorog|modifié|amendé|dénonc|résili|régl)\w*"
        ),
    ),
    (
        Act.PLEA,
        (
            rf"(?:compt(?:e|ons) sur (?:vous|toi)|auri(?:ez|ons)-(?:vous|tu) (?:l'amabilité|l'obligeance|la "
            rf"gentillesse|la bonté)|il (?:vous|te) (?:appartient|revient|incombe)|prière|vous voudrez bien"
            rf"|serait-il possible)(?: pour| de| d')?(?= {OBJECT}{INFINITIVE})|"
            r"(?:attend(?:s|ons)|dans l'attente d[eu']) ?(?:donc |toujours |encore )?(?:votre|vos|ton|tes) "
            r"(?:retour|réponse|accord|confirmation|observations|commentaires|remarques|feu vert|validation|"
            r"proposition|version|avis)s?"
        ),
    ),
    (
        Act.ASKED,
        (
            rf"il (?:est|a été|était){THEN} demandé (?:à|aux?) [^.;,]{{2,60}}? d(?:e|')"
            rf"(?= ?(?:bien vouloir )?{OBJECT}{INFINITIVE})"
        ),
    ),
    (
        Act.AGREED,
        (
            rf"il (?:incombe|appartient|revient|reviendra) (?:à|au|aux) [^.;,]{{2,60}}? "
            rf"(?:de|d')(?= ?{OBJECT}{INFINITIVE})"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE} (?:donné|marqué) (?:son|leur|notre|mon|votre) (?:plein )?accord(?: de principe)?"
            rf" (?:à|au|aux|pour|sur)|{HAVE} donné (?:son|leur|notre|mon) feu vert (?:à|au|aux|pour)|"
            rf"{ARE} tombée?s? d'accord{ASIDE} (?:pour|sur)|se propose(?:nt)? (?:de|d')|"
            rf"rendez-vous (?:a été|est) (?:pris|fixé)|s'(?:est|étaient|étant) chargée?s? (?:de|d')|"
            rf"se {ARE} chargée?s? (?:de|d')|{HAVE} pris{ASIDE} l'engagement{ASIDE} (?:de|d')|"
            rf"(?:prend|prends|prenons|prennent){ASIDE} l'engagement{ASIDE} (?:de|d')|"
            rf"(?:(?<=vous\x20)vous êtes|me suis|(?<=nous\x20)nous sommes|t'es) (?:[\w-]+ment "
            rf")?engagée?s?{ASIDE} (?:à|pour)|"
            rf"{HAVE} fixé (?:à|au|aux|en|pour)(?= )|(?:{ARE}|a été) (?:fixée?s?|arrêtée?s?) (?:à|au|"
            rf"aux|pour)"
            rf"(?= (?:le )?(?:1er|\d{{1,2}}|mois|début|fin))|{HAVE} (?:obtenu|reçu) l'assurance (?:de|que)|"
            rf"s'oblige(?:nt)? (?:à|de)|(?:est|sont) tenue?s? (?:de|d')(?= ?{OBJECT}{INFINITIVE}))"
        ),
    ),
    (
        Act.ASK,
        (
            rf"{HAVE} souhaité(?= (?:recevoir|obtenir|disposer|se voir|être (?:informé|associé|consulté)))|"
            r"(?:le |la |l'|les )pri(?:e|ent)(?: [\w-]+ment| aussi| en outre| donc)* (?:de|d')"
        ),
    ),
    (Act.UNDERTAKE, rf"(?:m'|nous )engag(?:e|eons|erai|erons){ASIDE} (?:à|pour|en)"),
    (Act.UNDERTAKE, r"s'(?:efforc(?:e|ent|era|eront)|interdi(?:t|sent)|abstien(?:t|nent)) (?:de|d')"),
    (Act.AGREED, r"il est (?:institué|créé|constitué|établi|mis en place|mis sur pied)(?= )"),
    (
        Act.UNDERTAKE,
        r"(?:a|ont) été (?:chargée?s?|priée?s?) (?:de|d')|(?:est|sont) (?:chargée?s?|priée?s?) (?:de|d')",
    ),
    (Act.INVITED, r"(?:vous |l'|le |la |les )(?:invit|convi)(?:e|ons)(?= (?:à|au|aux|en)\b)"),
    (Act.NOTHING, r"il (?:sera(?: [\w-]+ment)? question|s'agira|faudra|y aura)"),
    (
        Act.THANK,
        (
            rf"(?:{HAVE} )?(?:remerci(?:é|e|ent)|(?:exprim|adress|présent)(?:é|e|ent) "
            r"(?:sa|ses|leur|leurs) (?:[\w-]+ )?(?:gratitude|reconnaissance|remerciements))"
        ),
    ),
    (Act.SHARED, rf"(?:{HAVE}|{ARE}) convenue?s? de l'importance"),
    (
        Act.SHARED,
        (
            rf"se {ARE} (?:accordée?s?|entendue?s?){ASIDE} (?:sur|quant à) (?:l'importance|la nécessité|"
            rf"l'intérêt|l'utilité)"
        ),
    ),
    (Act.SHARED, rf"{HAVE} partagé (?:le même avis|la même analyse)"),
    (
        Act.DISCUSS,
        rf"{HAVE} (?:évoqué|discuté|abordé)(?= )|{HAVE} (?:échangé|procédé à un échange)(?: de vues)? sur",
    ),
    (
        Act.NOTHING,
        (
            rf"(?:{HAVE} )?(?:salu|évoqu|soulign|not|rappel|examin|échang|abord|discut|exprim|réaffirm|"
            r"félicit|magnifi|relev|passé|pris note|rendu|procéd|particip|rencontr|"
            r"effectu)\w* (?:avec satisfaction |l'importance|"
            r"la nécessité|leur satisfaction|sa satisfaction|leur gratitude|sa gratitude|"
            r"hommage|en revue|les moyens)"
        ),
    ),
    (
        Act.AGREED,
        (
            rf"il (?:est|a été|était){THEN} (?:prévu|convenu|décidé|recommandé){ASIDE}"
            # "Il a été décidé que le Maroc enverra": the second verb says who does it.
            r"(?! qu[e'] ?[^.;]{3,120}? \w{2,}r(?:a|ont)(?!\w))"
            rf"{OF}"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE}|{ARE}) convenue?s?{ASIDE}(?:{OF}|"
            rf"(?= [\"«]? ?(?:la |le |l'|les )(?:{DEED_NOUNS})\b))"
        ),
    ),
    (Act.UNDERTAKE, rf"convien(?:t|nent|nent){ASIDE}{OF}"),
    (Act.UNDERTAKE, rf"se {ARE} (?:accordée?s?|entendue?s?|mise?s? d'accord){ASIDE} (?:sur|pour|à)"),
    (Act.UNDERTAKE, rf"(?:se {ARE}|s'est|s') ?engag(?:ée?s?|e|ent|eant|era|eront){ASIDE} (?:à|pour|en)"),
    (Act.UNDERTAKE, rf"{HAVE} promis(?= (?:une?|des?|les?|la|l')\b)"),
    (Act.UNDERTAKE, rf"{HAVE} (?:décidé|promis|accepté|résolu|arrêté|approuvé){ASIDE}{OF}"),
    (Act.UNDERTAKE, r"décid(?:e|ent)(?: de| d')"),
    (
        Act.UNDERTAKE,
        rf"(?:entend|entendent|comptent|compte|prévoit|prévoient|visent à|projettent de)(?= {INFINITIVE})",
    ),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE} )?(?:exprim|affich|réaffirm|affirm|soulign|confirm|renouvel|réitér)\w* {THEIR}"
            r"(?:intention|détermination|volonté|résolution)(?: \w+)?(?: de| d'| à)"
        ),
    ),
    (
        Act.AFFIRM,
        (
            rf"(?:{HAVE} )?(?:exprim|réaffirm|affirm|soulign|confirm|renouvel|réitér)\w* {THEIR}"
            rf"(?:engagement|attachement)s?(?: \w+)? (?:à|pour)(?= {INFINITIVE})"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"(?:{HAVE} )?(?:exprim|réaffirm|affirm|soulign|fait part de|marqu)\w* {THEIR}disponibilité"
            r"(?: (?:d[eu]s? |d')[^.;,]{3,40}?)?(?: à| de)"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"(?:{HAVE} |se dit |se disent |s'est dite? |se sont dite?s |{ARE} )"
            r"(?:prête?s?|disposée?s?|offert) (?:à|de|d')"
        ),
    ),
    # "Ont chargé leurs ministres d'établir", "a mandaté l'agence pour conduire".
    (
        Act.INSTRUCT,
        (
            rf"{HAVE} (?:chargée?s?|mandatée?s?|missionnée?s?|enjoint|donné (?:instruction|mandat|pour "
            rf"instruction))"
            rf"(?: [^.;]{{2,90}}?)? (?:de |d'|pour )(?={INFINITIVE}\b)"
        ),
    ),
    # "Vous deviez nous revenir avant la fin du mois".
    (
        Act.WILL,
        rf"(?:(?<=vous\x20)(?:devez|deviez)|(?<=tu\x20)(?:dois|devais))(?= (?:nous |me )?{INFINITIVE})",
    ),
    (Act.OFFER, rf"{HAVE} (?:invité|convié)"),
    (Act.UNDERTAKE, rf"{HAVE} accepté (?:l'|cette |son |leur )?(?:invitation|proposition)"),
    (
        Act.ASK,
        (
            r"(?<!cette\x20)(?<!la\x20)(?<!sa\x20)(?<!une\x20)(?<!leur\x20)(?<!toute\x20)(?<!chaque\x20)"
            r"(?:demande|sollicite)(?:nt)?(?= (?:à|au|aux|que|de|la|le|les|une?|des)\b| [dl]')"
        ),
    ),
    (Act.ASK, rf"{HAVE} (?:demandé|prié|sollicité|exhorté|appelé|plaidé pour)(?! l'importance)"),
    (
        # What one gives oneself is offered.
        Act.OFFER,
        (
            rf"{HAVE} proposé (?:de |d')(?=(?:recevoir|accueillir|fournir|envoyer|mettre à|former|financer|"
            r"offrir|prêter|dépêcher|apporter|prendre en charge|partager)\b)"
        ),
    ),
    (Act.ASK, rf"{HAVE} proposé(?: de| d'| que| la| l'| le)"),
    # "…, a annoncé l'ambassadeur" says who told it.
    (Act.UNDERTAKE, rf"(?<!,\x20){HAVE} annoncé(?! que\b)"),
    (
        Act.SCHEDULED,
        (
            rf"{ARE} prévue?s?|(?<!qui\x20)doi(?:t|vent) être(?= (?:signé|tenu|organis|lanc|remis|adopt))|"
            rf"doi(?:t|vent) se (?:tenir|réunir|rendre)|se tiendra|se tiendront|aura lieu|"
            rf"auront lieu"
        ),
    ),
    (Act.WEAK, rf"(?<!qui\x20)doi(?:t|vent)(?= (?:nous |vous |lui |leur )?(?!être|avoir){INFINITIVE})"),
    (
        Act.NOTHING,
        (
            r"(?:sera|seront)(?: [\w-]+ment)? (?:une?|le|la|les|des|l'|à|en|au|aux|de retour|présente?s?|"
            r"prête?s?|absente?s?|disponibles?|heureu\w+)"
        ),
    ),
    (Act.WILL, r"(?:sera|seront)"),
    (
        Act.PRESENT,
        rf"(?<!qui\x20)(?<!il\x20)devr(?:a|ont)(?= {OBJECT}(?!être|avoir|pouvoir|permettre){INFINITIVE})",
    ),
    # "A indiqué que le prêt serait versé": the future as reported.
    (
        Act.OUGHT,
        (
            rf"{CLITIC}(?!(?:aurai|pourrai|devrai|saurai|faudrai|voudrai|souhaiterai|permettrai)\w+)"
            r"(?-i:[a-zà-ÿ])\w+r(?:ait|aient)"
        ),
    ),
    (Act.WILL, rf"(?:va|vont|allons|vais)(?= (?:vous |lui |leur )?{INFINITIVE})"),
    (Act.WILL, r"(?<=je\x20)(?:vous |nous |lui |leur |les |l')?\w+rai"),
    (Act.WILL, FUTURE),
    (Act.PRESENT, rf"{CLITIC}(?:{HANDED})"),
    (Act.PRESENT, rf"{CLITIC}(?:{DURABLE})"),
)

GRAMMAR = Grammar(
    code="fr",
    rows=ROWS,
    skipped=compile_pattern(
        r"(?:,? ?\b(?:notamment|également|aussi|ensuite|ensemble|conjointement|tous|toutes|ainsi|"
        r"(?!gouvernement|parlement|département|établissement|document|règlement|\w+issement)[a-zé]+ment)),?$"
    ),
    joins=compile_pattern(r"(?:^|[,;]| )(?:et|ou|mais|puis|ainsi que),?$|^\W*$|[;]$"),
    fronted=compile_pattern(
        r"(?:^|[;,(]|\bet )\s*(?:dans|en|à|au|aux|pour|par|lors|sur|avec|selon|après|afin|de|du|sous|à "
        r"l'issue)\b[^,;]{2,90},$"
    ),
    relative=compile_pattern(r"(?:^|[ ,])(?:qui|que|dont|lequel|laquelle|lesquels|lesquelles)$"),
    breaks=compile_pattern(
        r"[;:\"(]|(?<![\w-])(?:que|parce|lorsque|quand|si|où|tandis|alors|indiqué|ajouté|précisé|"
        r"déclaré)(?![\w-])"
    ),
    prepositions=compile_pattern(
        r"(?<![\w-])(?:de|du|des|d'|pour|dans|en|à|au|aux|sur|entre|avec|par|sous|vers|lors|chez|contre|"
        r"depuis|y compris)"
        r"(?![\w-])|(?<![\w-])d'"
    ),
    actors=compile_pattern(rf"(?:{ACTORS})(?: [\w-]+)?$"),
    bodies=compile_pattern(rf"(?:{BODIES})(?: [\w-]+)?$"),
    doings=compile_pattern(rf"(?:{DOINGS})(?: [\w-]+)?$"),
    both=compile_pattern(
        r"(?<!\w)(?:les deux|les|ces deux|nos deux|leurs) (?:premiers |hauts )?"
        r"(?:parties|participants|signataires|côtés|pays|gouvernements|dirigeants|"
        r"ministres|"
        r"présidents|délégations|chefs|États|responsables)(?: [\w-]+)?$|(?<!\w)(?:les parties|l'une et "
        r"l'autre|chacune?|(?:chaque|toute) (?:partie|participante?|côté|pays|gouvernement))$"
    ),
    we=compile_pattern(r"(?<!\w)(?:nous|je|on|j'?)$"),
    pronoun=compile_pattern(r"(?<![\w-])(?<!et\x20)(?<!ou\x20)(?:nous|je|j'|ils|elles|vous)$"),
    they=compile_pattern(r"(?<!\w)(?:ils|elles)$"),
    one=compile_pattern(r"(?<!\w)(?:ce dernier|cette dernière)$"),
    own=compile_pattern(r"(?:son|sa|ses)\b"),
    it=compile_pattern(r"(?<!\w)(?:il|elle)$"),
    deeds=compile_pattern(r"(?:se réuni|élabor|prépar|tien|examin|soumet|présent|adopt|établi|organis)\w*"),
    done=compile_pattern(
        rf"(?:\w+ment )?(?:{DONE})\b|se tenir|avoir lieu|pour\b|en\b|au\b|à\b|avant\b|dans\b|le\b"
    ),
    undergone=compile_pattern(r"ser(?:a|ont) (?:\w+ment )?\w+(?:é|i|u|is|it)e?s?(?!\w)"),
    no_deeds=compile_pattern(r"(?:permett|contribu|aid|bénéfici|rest)\w*"),
    by=compile_pattern(r"\bpar (?P<who>[^.,;:]{3,60})"),
    reported=compile_pattern(
        r"\b(?:indiqu|annonc|confirm|assur|savoir|précis|déclar|inform|promis|garanti|part|affirm|ajout|"
        r"signal|conven)\w*\b[^.;:]{0,90}?,? qu(?:e\b|')[^.;]*$"
    ),
    past=compile_pattern(
        r"(?:en|le) (?:\d{1,2} )?(?:\w+ )?(?:19|20)\d\d\b|(?:le mois|l'an|la semaine) derni|depuis\b"
    ),
    verbs=compile_pattern(rf"{NO_INFINITIVE}{INFINITIVE}(?![\w-])"),
    doing_words=compile_pattern(rf"(?:l'|la |le |les )?(?P<noun>{DEED_NOUNS})\b"),
    finite=compile_pattern(r"(?<![\w-])(?:est|sont|a|ont|était|étaient)(?![\w-])"),
    agenda=compile_pattern(
        r"\b(?:prochaines étapes|(?:suivi|engagements|(?:relevé (?:de|des) )?(?:décisions|conclusions)|"
        r"recommandations)(?: des? [\w ]{3,30}| convenue?s| prises?| adoptée?s)?|plan d'action|résultats|"
        r"actions? (?:à (?:mener|entreprendre)|convenues?|conjointes?|de suivi|communes?)|"
        r"suites? à donner|mesures? (?:à prendre|convenues?)|tâches à accomplir)\b|à faire\b"
    ),
    conditions=compile_pattern(
        r"(?:sous réserve d|à condition|conformément à|en cas d|une fois|à moins que)[\w']*"
    ),
    meetings=compile_pattern(
        r"\b(?:visites?|réunions?|sessions?|sommets?|rencontres?|consultations|commissions?|conférences?)\b"
    ),
    awaited=compile_pattern(r"(?!)"),
    aims=compile_pattern(r"(?!)"),
    favours=compile_pattern(r"\b(?:soutien|appui|coopération|aide|participation|de|que)\b"),
    office=compile_pattern(rf"(?:{OFFICE})"),
    governed=compile_pattern(r"(?<![\w-])(?:à|de|pour|pas) $"),
    participle=compile_pattern(r"\w+ant\b"),
    told=compile_pattern(r"(?:(?:lui|leur|vous|nous) |m'|l')?(?:ont|a|ai|avait|avaient|sont|est)\b"),
    plain_future=compile_pattern(r"(?!)"),
    personal=compile_pattern(
        rf"{HAVE} (?:offert|prié|promis|demandé|proposé|accepté|décidé|invité|convié|sollicité|exhorté|"
        rf"chargé)"
    ),
    titles=compile_pattern(r"(?:(?:son|leurs) (?:excellence|majesté)s?|s\.e|m\.|mme)(?!\w)"),
    mutual=compile_pattern(r"(?!)"),
    pleas=compile_pattern(r"(?!)"),
    pair=compile_pattern(r"(?<!\w)(?:les|aux) deux(?!\w)"),
    shared_by=compile_pattern(
        r"(?:(?:aux|les) deux|leurs|des) (?:parties|pays|gouvernements|ministres|experts|ministères)\b"
    ),
    handed=compile_pattern(rf"{CLITIC}(?:{HANDED})"),
    present=compile_pattern(PRESENT),
    promise=Act.UNDERTAKE,
    promised=compile_pattern(
        r"(?!.*\bci-joint)(?:^|[,;:.] |\bet )(?:je|on|nous) (?P<verb>(?:(?:vous|te|se|le|la|les|lui|leur|"
        r"me|nous) |[tlms]'){1,2}(?:envoie|envoyons|"
        r"transmets?|transmettons|fais|fait|faisons|reviens|revient|revenons|rappelle|rappelons|tiens|"
        r"tient|tenons|confirme|"
        r"confirmons|revoit|revoyons|reparle|reparlons|retrouve|retrouvons|charge|chargeons|occupe|"
        r"occupons|communique|"
        r"communiquons|adresse|adressons|fixe|cale|propose|organise|partage|partageons|rends|rend|dois|"
        r"doit|devons))(?![\w-])"
    ),
    treaty_party=compile_pattern(r"\b(?-i:Parties|Partie|Participants?|Signataires?)\b"),
    instrument=compile_pattern(
        r"(?:[^,;]{0,80}, )?(?:(?:le|la|les|ce|cet|cette) (?:présente?s? )?(?:accord|mémorandum|arrangement|"
        r"convention|protocole|traité|avenant|dénonciation|modifications?|amendements?|différends?|"
        r"résiliation)|"
        r"toute modification|tout (?:différend|amendement))\b"
    ),
    clause=compile_pattern(r"[ ,](?:et|mais) (?=(?:ils|elles|nous|il|elle|les deux \w+)$)"),
)

"""The verb phrases of the French grammar of the reader: what each of them does."""

from commitments.language.reader.french_agreements import AGREEMENTS, FIRST_AGREEMENTS
from commitments.language.reader.french_letters import LETTERS
from commitments.language.reader.french_requests import FIRST_REQUESTS, REQUESTS
from commitments.language.reader.french_words import (
    ARE,
    ASIDE,
    ASKED,
    CLITIC,
    COURTESIES,
    DEED_NOUNS,
    DURABLE,
    FUTURE,
    HANDED,
    HAVE,
    INFINITIVE,
    OBJECT,
    OF,
    THEIR,
    THEN,
)
from commitments.language.reader.grammar import Act, rows_of

ROWS = rows_of(
    # « La Corée a jusqu'au 20 juillet pour répondre », « dispose d'un mois pour ».
    (
        Act.UNDERTAKE,
        (
            r"(?:a|ont|aura|auront|dispose|disposent)(?= (?:(?:obtenu )?jusqu'|(?:d'un délai )?(?:de |"
            r"d')?(?:[\w-]+ "
            r")(?:jours?|semaines?|mois)\b)[^,;]{0,50} pour \w{3,})"
        ),
    ),
    # « Charge au Maroc de produire les pièces. »
    (Act.AGREED, rf"(?:à )?charge (?:à|pour|au|aux) [^.;,]{{2,60}}?(?= (?:de |d'){OBJECT}{INFINITIVE})"),
    *FIRST_REQUESTS,
    *FIRST_AGREEMENTS,
    *LETTERS,
    (
        Act.PLEA,
        (
            rf"merci (?:(?:par avance|d'avance|encore|donc|également|aussi) )*(?:de|d'){ASKED}|"
            rf"(?:(?:pourri?ez|pouvez|voudri?ez|voulez|seri?ez|auri?ez|pourrez|saurez|sauri?ez)-vous|"
            rf"(?:peux|pourrais|pourras|veux|voudrais|serais|aurais)-tu|(?:pourrait|peut|pourra|veut)-(?:il|"
            rf"elle)|(?:pourraient|peuvent|pourront)-(?:ils|elles))(?:, [^,;.?]{{2,40}},)?(?:,? [\w-]+ment|"
            rf" aussi| également| donc| s'il (?:vous|te) plaît,?| encore)*(?= )|"
            rf"veuillez(?: bien)?(?= {COURTESIES}{OBJECT}{INFINITIVE})"
        ),
    ),
    (
        Act.PLEA,
        (
            r"(?:(?<=je\x20)saurais|(?<=nous\x20)saurions) gré (?:à|aux?) [^.;,]{2,60}?(?= de | d')|"
            r"(?:vous |de vous |à vous )(?:pri(?:e|ons|er|erais|erions)|demand(?:e|ons|er)|"
            r"saur(?:ais|ions) gré|"
            r"ser(?:ais|ions) (?:très |vivement |infiniment )?(?:reconnaissante?s?|obligée?s?|gré))"
            r"(?:,[^,;.]{2,40},)?(?: de| d')(?! ?(?:bien vouloir |vouloir )?(?:agréer|croire|recevoir|"
            r"trouver|noter|excuser"
            r"|accepter))"
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
        Act.ASK,
        (
            rf"{HAVE} (?:invité|convié|encouragé|pressé|engagé)(?= [^.;,]{{2,60}}? (?:à|de) (?!ses?\b|s'y|se "
            rf"rendre|s'entretenir|visiter|"
            rf"effectuer|participer|assister|venir|prendre part|y |revenir|rejoindre|séjourner)(?:(?:lui|leur"
            rf"|bien vouloir) )?{INFINITIVE})"
            rf"|(?:propose|demande)(?:nt)?(?= qu[e'])"
        ),
    ),
    (
        Act.ASKED,
        rf"(?:{ARE}|ser(?:a|ont)) (?:[\w-]+ment )?(?:invitée?s?|priée?s?) à(?= {OBJECT}{INFINITIVE})",
    ),
    (
        Act.PLEA,
        (
            rf"(?:(?:j'invite|nous invitons)(?! [^.;,]{{2,60}}? à (?:visiter|se rendre|effectuer|participer|"
            rf"assister|venir|séjourner|prendre part))|j'appelle|nous appelons|j'en appelle|"
            rf"nous en appelons|je compte sur|nous comptons sur|j'encourage)(?= [^.;,]{{2,60}}? (?:(?:à|"
            rf"pour) {OBJECT}{INFINITIVE}|pour qu|afin qu))"
        ),
    ),
    (
        Act.PLEA,
        r"il (?:me|m'|nous) ?serait (?:très |particulièrement )?(?:agréable|utile|précieux) (?:de|d')",
    ),
    (Act.UNDERTAKE, rf"accepte(?:nt)?(?: bien)?(?: volontiers)? (?:de|d')(?= ?{OBJECT}{INFINITIVE})"),
    (
        Act.NOTHING,
        (
            r"l'attention qu[^.;]{3,20}voudr\w+ bien|(?:pourr|peu)\w* (?:la|le|les) dénoncer|"
            r"présente(?:nt)? (?:ses|leurs) compliments|saisi(?:t|ssent) cette occasion|"
            r"(?:entr|rest|demeur)\w* en vigueur|(?:prend|prendr\w+) (?:effet|fin)|cesser\w+ de produire|"
            r"ser(?:a|ont) (?:\w+ment )?(?:renouvel|reconduit|prorog|modifié|amendé|dénonc|résili|régl)\w*"
            r"(?! par (?:la|les?|l'|chaque)\b)|ce sera|on (?:me|nous|vous) dira"
        ),
    ),
    (
        Act.PLEA,
        (
            rf"(?:compt(?:e|ons) sur (?:vous|toi)|auri(?:ez|ons)-(?:vous|tu) (?:l'amabilité|l'obligeance|la "
            rf"gentillesse|la bonté)|il (?:vous|te) "
            rf"(?:appart(?:ient|iendra|iendrait)|revien(?:t|dra|drait)|incomb(?:e|era|erait))"
            rf"(?:, [^,;]{{2,40}},| en (?:retour|contrepartie))?|prière|vous voudrez bien"
            rf"|serait-il possible)(?: pour| de| d')?(?= {OBJECT}{INFINITIVE})|"
            rf"il (?:nous|me|m'|nous en|m'en) ?(?:les? |la |l')?(?:faudrait|faudra|faut(?! (?:vous|"
            rf"te|d'abord|encore (?:vous|te)))"
            rf"|manque)(?: encore| aussi|"
            rf" donc| également| toujours)*(?= )|(?:nous avons|j'ai|j'aurais|nous aurions|on a|on aurait) "
            rf"(?:encore |aussi |donc |"
            rf"également |absolument )*besoin (?:de|d'|que)|(?:n'oubli(?:ez|e)(?: surtout| donc| "
            rf"bien)? pas|pens(?:ez|e)|songez)"
            rf"(?: aussi| bien| surtout)* (?:de|d'|à)"
            rf"(?= ?{OBJECT}{INFINITIVE})|(?:si vous pouviez|si tu pouvais|(?:pourrait-on|peut-on|puis-je)"
            rf"(?: compter sur| avoir| recevoir)|"
            rf"serait-il possible (?:de|d'|que)|est-il possible (?:de|d'|que)|(?:je|nous) (?:vous|te) "
            rf"laiss(?:e|ons)(?: le soin)?"
            rf"(?: de| d')?|(?:je|nous) (?:vous|te) saur(?:ais|ions) gré|à (?:toi|vous) de|(?:vous|tu) "
            rf"(?:voudrez|voudras) bien)"
            rf"(?= ?{OBJECT}[\w'-]+)|"
            r"(?:attend(?:s|ons)|dans l'attente d[eu']) ?(?:donc |toujours |encore )?(?:votre|vos|ton|tes) "
            r"(?:retour|réponse|accord|confirmation|observations|commentaires|remarques|feu vert|validation|"
            r"proposition|version|avis)s?(?!.{0,160}(?:agréer|salutations|croire|recevoir))"
        ),
    ),
    (
        Act.ASKED,
        (
            rf"il (?:est|a|était){THEN}(?: été)? (?:demandé|recommandé|suggéré|prescrit|enjoint) (?:à"
            rf"|aux?) [^.;,]{{2,60}}? d(?:e|')"
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
            rf"{HAVE} (?:arrêté|retenu|acté|validé|adopté|entériné) (?:le principe|l'idée) (?:de|d'|du|des)|"
            rf"{HAVE} (?:renouvelé|réitéré|confirmé|maintenu) (?:son|leur|mon|notre) offre (?:de|d')|"
            rf"{HAVE} assuré [^.;,]{{2,60}}? (?:du|de (?:son|leur)) (?:plein |entier )?(?:soutien|appui"
            rf"|concours)|"
            rf"s'(?:est|étaient|étant) chargée?s? (?:de|d')|"
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
            rf"souhaiterai(?:t|ent)(?= (?:recevoir|obtenir|disposer|se voir|être (?:informé|associé"
            rf"|consulté)|que))|"
            rf"(?:apprécierai|aimerai|désirerai|serai)(?:t|ent) (?:[\w-]+ment |très )*(?:heureu\w+ )?(?:de"
            rf"|d')?"
            rf"(?=(?:recevoir|obtenir|disposer|pouvoir disposer|connaître)| (?:recevoir|obtenir|disposer"
            rf"|connaître))|"
            rf"(?:qu'il (?:me|nous|lui) soit permis|permettez-moi|je me permets|souhaiterais|souhaiterions"
            rf"|voudrais|"
            rf"voudrions|aimerais|aimerions|tiens à) (?:de |d')?(?:vous )?(?:solliciter|demander|prier)|"
            rf"{HAVE} souhaité(?= (?:recevoir|obtenir|disposer|se voir|être (?:informé|associé|consulté)))|"
            rf"(?:le |la |l'|les )pri(?:e|ent){THEN} (?:de|d')"
            r"(?! ?(?:agréer|croire|recevoir))"
        ),
    ),
    (Act.UNDERTAKE, rf"(?:m'|nous )engag(?:e|eons|erai|erons){ASIDE} (?:à|pour|en)"),
    (Act.UNDERTAKE, r"s'(?:efforc(?:e|ent|era|eront)|interdi(?:t|sent)|abstien(?:t|nent)) (?:de|d')"),
    (
        Act.AGREED,
        (
            r"rendez-vous (?:a été|est) (?:pris|fixé)|incombe(?:nt|ra|ront)?(?= (?:à|au|aux)\b)|"
            r"date a été (?:prise|arrêtée|retenue)"
        ),
    ),
    (Act.AGREED, r"il est (?:institué|créé|constitué|établi|mis en place|mis sur pied)(?= )"),
    (
        Act.UNDERTAKE,
        (
            rf"(?:a|ont){THEN} été{THEN} (?:chargée?s?|priée?s?|mandatée?s?) (?:de|d')|{ARE} (?:chargée?s?"
            rf"|priée?s?|tenue?s?"
            rf"|appelée?s?) (?:de|d'|à)(?= ?{OBJECT}{INFINITIVE})|{ARE} instamment priée?s? (?:de|d')"
        ),
    ),
    (Act.INVITED, r"(?:vous |l'|le |la |les )(?:invit|convi)(?:e|ons)(?= (?:à|au|aux|en)\b)"),
    (
        Act.NOTHING,
        (
            r"il (?:sera(?: [\w-]+ment)? question|s'agira|faudra|y aura)|(?:propose|suggère|proposons)(?:nt)?"
            r"(?:[^.;]{0,30}?)? que (?:la présente|cette|votre|sa|le présent|mon) "
            r"(?:lettre|note|échange|texte)"
            r"|constitu(?:e|ent|era|eront|ant) (?:une?|l') ?(?:accord|arrangement|entente|échange)"
        ),
    ),
    (
        Act.THANK,
        (
            rf"(?:{HAVE} )?(?:(?<!vous\x20en\x20)remerci(?:é|e|ent)|(?:exprim|adress|présent)(?:é|e|ent) "
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
            r"(?! qu[e'] ?[^.;]{3,120}? \w{2,}r(?:a|ont|ait|aient)(?!\w))"
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
    (
        Act.UNDERTAKE,
        (
            rf"(?:se {ARE}|s'est|s'étai(?:t|ent)|s') ?engag(?:ée?s?|e|ent|eant|era|eront){ASIDE} "
            r"(?:à ce qu(?:e|')|à|pour|en)"
        ),
    ),
    (
        Act.UNDERTAKE,
        (
            rf"{HAVE} (?:(?:promis|assuré|garanti)(?: (?:à|au|aux) [^,;.]{{2,40}}?)?|donné (?:sa|ma|notre) "
            rf"parole) qu(?:e|')|(?:(?:puis|peux|pouvons|tiens à|tenons à) )?(?:vous|te) (?:assurer?|"
            rf"assurons|garantis|garantir|garantissons|promets|promettons)(?:, [\w. ]{{3,40}},)? qu(?:e|')"
        ),
    ),
    (Act.UNDERTAKE, rf"{HAVE} (?:promis|garanti)(?= (?:une?|des?|les?|la|l')\b)"),
    (Act.UNDERTAKE, rf"{HAVE} (?:décidé|promis|accepté|résolu|arrêté|approuvé){ASIDE}{OF}"),
    (Act.UNDERTAKE, r"décid(?:e|ent)(?: de| d')"),
    (
        Act.UNDERTAKE,
        (
            rf"(?:entend|entends|entendons|entendent|comptent|compte|comptons|prévoit|prévoient|prévoyons|"
            rf"visent "
            rf"à|projet(?:te|tent|ons) "
            rf"de|(?:a|ont|ai|avons) (?:la ferme |bien )?l'intention de)(?= {OBJECT}{INFINITIVE})"
        ),
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
            rf"(?:{HAVE} )?(?:exprim|réaffirm|affirm|soulign|confirm|renouvel|"
            rf"réitér)\w* {THEIR}(?:engagement|attachement)s?(?: \w+)?(?: (?:de la |du |de l'|"
            rf"des )[\w' -]{{2,40}}?)? (?:à|pour|de)(?= ?{INFINITIVE})"
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
            rf"(?:{HAVE} |se dit |se disent |s'(?:est|étaient|était){THEN} (?:dite?|déclarée?|montrée?) |se "
            rf"(?:{ARE}) "
            rf"(?:dite?s|déclarée?s|montrée?s) |se (?:déclar|montr)e(?:nt)? |{ARE} )"
            r"(?:prête?s?|disposée?s?|offert|favorables?) (?:à|de|d'|pour)"
        ),
    ),
    # "Ont chargé leurs ministres d'établir", "a mandaté l'agence pour conduire".
    (
        Act.INSTRUCT,
        (
            rf"{HAVE} (?:chargée?s?|mandatée?s?|missionnée?s?|instruit(?:e?s)?|enjoint|donné "
            rf"(?:instruction|mandat|pour "
            rf"instruction))"
            rf"(?: [^.;]{{2,90}}?)? (?:de(?= )|d'|pour(?= ))(?= ?{OBJECT}{INFINITIVE}\b)"
        ),
    ),
    # "Je charge mes services de prendre contact".
    (
        Act.INSTRUCT,
        (
            rf"(?:(?<=je\x20)(?:charge|mandate)|(?<=nous\x20)(?:chargeons|mandatons)|(?:charge|"
            rf"mandate)(?:nt)?)(?= (?:la |le |les |l'|ses |leurs |mes |nos |notre |mon |ma |son |"
            rf"sa )[^.;,]{{2,80}}? (?:de |d'|pour ){OBJECT}{INFINITIVE}\b)"
        ),
    ),
    # "Vous deviez nous revenir avant la fin du mois".
    (
        Act.WILL,
        rf"(?:(?<=vous\x20)(?:devez|deviez)|(?<=tu\x20)(?:dois|devais))(?= (?:nous |me )?{INFINITIVE})",
    ),
    (
        Act.OFFER,
        (
            rf"{HAVE} (?:invité|convié)|{HAVE} (?:remis|adressé|transmis|formulé)[^.;,]{{0,30}}? (?:une|l')"
            rf" ?invitation"
        ),
    ),
    (Act.UNDERTAKE, rf"{HAVE} accepté (?:l'|cette |son |leur )?(?:invitation|proposition)"),
    (
        Act.ASK,
        (
            r"(?<!cette\x20)(?<!la\x20)(?<!sa\x20)(?<!une\x20)(?<!leur\x20)(?<!toute\x20)(?<!chaque\x20)"
            r"(?:demande|sollicite|réclame)(?:nt)?(?: également| aussi| en outre| instamment)?(?= (?:à|au|"
            r"aux|du|que|de|la|le|les|une?|"
            r"des|son|sa|ses|leurs?)\b| (?:[dl]|qu)')"
        ),
    ),
    (Act.ASK, rf"{HAVE} (?:demandé|réclamé|prié|sollicité|exhorté|appelé|plaidé pour qu)(?! l'importance)"),
    (
        # What one gives oneself is offered.
        Act.OFFER,
        (
            rf"(?:{HAVE} proposé|(?<!je\x20)(?:propose|offre)(?:nt)?) (?:(?:également|aussi|en outre) "
            rf")?(?:de|d')"
            r"(?= ?(?:recevoir|accueillir|fournir|envoyer|mettre à|former|financer|offrir|prêter|dépêcher"
            r"|apporter|prendre|"
            r"partager|porter|augmenter|élever|doubler|tripler|héberger|abriter|organiser|céder|construire|"
            r"livrer|octroyer|"
            r"accorder|dispenser|doter|équiper|couvrir|assurer|délivrer|appuyer|aider|soutenir|détacher|"
            r"transmettre|"
            r"communiquer|associer|assister|consacrer|contribuer)\b)|(?<!\bl')(?<!une\x20)(?<!cette\x20)"
            r"offre(?:nt)? (?:de|d')(?= ?\w+(?:er|ir|re)\b)"
        ),
    ),
    (
        Act.OFFER,
        (
            r"(?<!\bl')(?<!une\x20)(?<!cette\x20)(?<!leur\x20)(?<!son\x20)(?:(?:nous|vous|lui|"
            r"leur) )?offre(?:nt)?(?= (?:\d|des |la |le |l'|une? |deux |trois |quatre |cinq |six |sept |"
            r"huit |dix |douze |quinze |vingt |"
            rf"trente |quarante |cinquante |cent |plusieurs ))|{HAVE} offert(?! (?:l'hospitalité|un (?:dîner|"
            rf"déjeuner|cadeau|banquet|cocktail)|une réception|l'occasion))"
        ),
    ),
    (Act.ASK, rf"{HAVE} proposé(?: de| d'| que| la| l'| le)"),
    # "…, a annoncé l'ambassadeur" says who told it.
    (Act.UNDERTAKE, rf"(?<!,\x20){HAVE} annoncé(?! (?:que|avoir|être)\b)"),
    *REQUESTS,
    *AGREEMENTS,
    (
        Act.SCHEDULED,
        r"(?:est|sont) (?:organisée?s?|tenue?s?|convoquée?s?)(?= (?:chaque|tou(?:s|te)|une fois|deux fois))",
    ),
    (
        Act.SCHEDULED,
        (
            rf"(?:{ARE}|a été|ont été) (?:prévue?s?|programmée?s?|planifiée?s?|agendée?s?|"
            rf"attendue?s?(?= (?:pour|à|en|au)\b)|fixée?s?(?= (?:en|à|au|pour)\b))|(?<!qui\x20)doi(?:t|"
            rf"vent) être(?= (?:signé|tenu|organis|lanc|remis|adopt))|doi(?:t|vent) se (?:tenir|réunir|"
            rf"rendre)|devr(?:a|ont)(?= (?:nous |vous |lui |leur )?(?:parvenir|être (?:adress|transm|"
            rf"rem|communiqu|envoy|soum|notifi|"
            rf"dépos|présent|fourn|retourn)))|se tiendra|se tiendront|se déroulera|se dérouleront|aura lieu|"
            rf"auront lieu"
        ),
    ),
    (Act.WILL, r"(?<!qui\x20)doi(?:t|vent) avoir \w+(?:é|i|u|is|it)e?s?"),
    (
        Act.WILL,
        (
            rf"(?<!qui\x20)doi(?:t|vent)(?: (?:encore|aussi|également|maintenant|donc|toujours))*"
            rf"(?= (?:nous |vous |me |m'|te |t')"
            rf"(?!être|avoir){INFINITIVE})"
        ),
    ),
    (Act.WEAK, rf"(?<!qui\x20)doi(?:t|vent)(?= (?:nous |vous |lui |leur )?(?!être|avoir){INFINITIVE})"),
    (
        Act.NOTHING,
        (
            # « On ne sera jamais en mesure de répondre avant le 3 mai. »
            r"(?:n'|ne )ser(?:a|ai|ons|ont) (?:[\w-]+ )?(?:pas|jamais|plus|point|guère)(?: [\w-]+)? "
            r"en mesure|"
            r"(?:sera|seront)(?: [\w-]+ment| toujours| aussi| désormais| ainsi)? (?:une?|le|la|les|des|l'|à|"
            r"en|au|aux|de retour|fermée?s?|en congé|présente?s?|absente?s?|disponibles?|heureu\w+)"
        ),
    ),
    (Act.WILL, r"(?:y |en )?(?:sera|seront)"),
    (
        Act.PRESENT,
        (
            rf"(?<!qui\x20)(?<!il\x20)devr(?:a|ont)(?:, [^,;]{{2,40}},)?(?= {OBJECT}(?!être|avoir|"
            rf"pouvoir|permettre){INFINITIVE})"
        ),
    ),
    # "A indiqué que le prêt serait versé": the future as reported.
    (
        Act.OUGHT,
        (
            rf"{CLITIC}(?!(?:aurai|pourrai|devrai|saurai|faudrai|voudrai|souhaiterai|permettrai)\w+)"
            r"(?-i:[a-zà-ÿœ])\w+r(?:ait|aient)|(?<=nous\x20)(?!(?:aur|pourr|devr|saur|voudr|souhaiter|aimer|ser)i)\w+rions"
        ),
    ),
    (
        Act.WILL,
        (
            rf"(?:va|vont|allons|vais)(?:, [^,;.]{{2,40}},|,? [\w-]+ment| par ailleurs| aussi| également| "
            rf"donc| bientôt|"
            rf" ainsi| ensuite|"
            rf" encore| en outre| très vite| d'ailleurs)*(?= (?:vous |lui |leur |te "
            rf")?(?!continuer){INFINITIVE})"
        ),
    ),
    (
        Act.WILL,
        (
            r"(?:(?<=je\x20)|(?<=\bj'))(?:n'|ne )?(?:(?:vous|nous|lui|leur|les|me|te|y|en|le|la) |"
            r"[ltm]'){0,2}\w+rai\b"
        ),
    ),
    (Act.WILL, FUTURE),
    (Act.PRESENT, rf"{CLITIC}(?:{HANDED})"),
    # « Dakar nous répond lundi. »
    (
        Act.PRESENT,
        r"(?:nous|vous|te|me) (?!(?:a|ont|est|sont)\b|\w+(?:ez|ons|ant|ment|ait|aient)\b)\w+(?:e|ent|t|d)",
    ),
    (Act.PRESENT, rf"(?!l'(?:équipe|échange)\b){CLITIC}(?:{DURABLE})"),
)

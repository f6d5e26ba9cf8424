"""The grammar of French undertakings, and how French deadlines begin and end."""

from commitments.intake import french_words as words
from commitments.intake.grammar import Act, Grammar, compiled, listed, rows_of
from commitments.intake.wordings import Starts
from commitments.phrases import french_words as times

INF = words.INFINITIVE
# "ont convenu, lundi à Rabat, d'organiser": what may stand between verb and complement.
ASIDE = (
    r"(?:,[^.;]{1,60}?,| [\w-]+ment| notamment| également| aussi| de nouveau|"
    r" dans ce (?:sens|cadre|contexte)| à cet (?:égard|effet)| d'un commun accord)*"
)
OF = r"(?: de| d'| que| qu'| à| sur| du| des| pour)"
THEN = r"(?: (?:[\w-]+ment|aussi|en aussi|en outre|ensuite|notamment|par ailleurs|de même|tous deux))*"
HAVE = rf"(?:ont|a|avons|ayant|avaient|avait){THEN}"
ARE = rf"(?:sont|est|sommes|étant){THEN}"
THEIR = r"(?:(?:leur|son|sa|ses|leurs|notre|l'|le|la|les|un|une|ferme|commune?|pleine?|plein|vive) ?)*"

ROWS = rows_of(
    (Act.NOTHING, r"il (?:sera(?: [\w-]+ment)? question|s'agira|faudra|y aura)"),
    (
        Act.THANK,
        (
            rf"(?:{HAVE} )?(?:remerci(?:é|e|ent)|(?:exprim|adress|présent)(?:é|e|ent) "
            r"(?:sa|ses|leur|leurs) (?:[\w-]+ )?(?:gratitude|reconnaissance|remerciements))"
        ),
    ),
    (Act.SHARED, rf"(?:{HAVE}|{ARE}) convenue?s? de l'importance"),
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
    (Act.AGREED, rf"il (?:est|a été|était){THEN} (?:prévu|convenu|décidé|recommandé){ASIDE}{OF}"),
    (
        Act.UNDERTAKE,
        (
            rf"(?:{HAVE}|{ARE}) convenue?s?{ASIDE}(?:{OF}|"
            rf"(?= [\"«]? ?(?:la |le |l'|les )(?:{words.DEED_NOUNS})\b))"
        ),
    ),
    (Act.UNDERTAKE, rf"convien(?:t|nent|nent){ASIDE}{OF}"),
    (Act.UNDERTAKE, rf"se {ARE} (?:accordée?s?|entendue?s?|mise?s? d'accord){ASIDE} (?:sur|pour|à)"),
    (Act.UNDERTAKE, rf"(?:se {ARE}|s'est|s') ?engag(?:ée?s?|e|ent|eant|era|eront){ASIDE} (?:à|pour|en)"),
    (Act.UNDERTAKE, rf"{HAVE} (?:décidé|promis|accepté|résolu|arrêté|approuvé){ASIDE}{OF}"),
    (Act.UNDERTAKE, r"décid(?:e|ent)(?: de| d')"),
    (
        Act.UNDERTAKE,
        rf"(?:entend|entendent|comptent|compte|prévoit|prévoient|visent à|projettent de)(?= {INF})",
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
            rf"(?:engagement|attachement)s?(?: \w+)? (?:à|pour)(?= {INF})"
        ),
    ),
    (
        Act.OFFER,
        (
            rf"(?:{HAVE} )?(?:exprim|réaffirm|affirm|soulign|fait part de|marqu)\w* {THEIR}disponibilité"
            r"(?: (?:d[eu]s? |d')[^.;,]{3,40}?)?(?: à| de)"
        ),
    ),
    (Act.OFFER, rf"(?:{HAVE} |se dit |se disent |{ARE} )(?:prête?s?|disposée?s?|offert) (?:à|de)"),
    (Act.OFFER, rf"{HAVE} (?:invité|convié)"),
    (Act.UNDERTAKE, rf"{HAVE} accepté (?:l'|cette |son |leur )?(?:invitation|proposition)"),
    (Act.ASK, rf"{HAVE} (?:demandé|sollicité|exhorté|appelé|plaidé pour)"),
    (Act.ASK, rf"{HAVE} proposé(?: de| d'| que| la| l'| le)"),
    (Act.UNDERTAKE, rf"{HAVE} annoncé(?! que\b)"),
    (
        Act.SCHEDULED,
        (
            rf"{ARE} prévue?s?|doi(?:t|vent) se (?:tenir|réunir|rendre)|se tiendra|se tiendront|aura lieu|"
            rf"auront lieu"
        ),
    ),
    (Act.NOTHING, r"(?:sera|seront)(?: [\w-]+ment)?(?: une?| le| la| les| des| l')"),
    (Act.WILL, r"(?:sera|seront)"),
    (Act.WILL, rf"(?:va|vont)(?= {INF})"),
    (Act.WILL, words.FUTURE),
)

GRAMMAR = Grammar(
    code="fr",
    rows=ROWS,
    skipped=compiled(
        r"(?:,? ?\b(?:notamment|également|aussi|ensuite|ensemble|conjointement|tous|toutes|ainsi|"
        r"[a-zé]+ment)),?$"
    ),
    joins=compiled(r"(?:^|[,;]| )(?:et|ou|mais|puis|ainsi que),?$|^\W*$|[;]$"),
    fronted=compiled(
        r"(?:^|[;,(]|\bet )\s*(?:dans|en|à|au|aux|pour|par|lors|sur|avec|selon|après|afin|de|du|sous|à "
        r"l'issue)\b[^,;]{2,90},$"
    ),
    relative=compiled(r"(?:^|[ ,])(?:qui|que|dont|lequel|laquelle|lesquels|lesquelles)$"),
    breaks=compiled(
        r"[;:\"(]|(?<![\w-])(?:que|parce|lorsque|quand|si|où|tandis|alors|indiqué|ajouté|précisé|"
        r"déclaré)(?![\w-])"
    ),
    prepositions=compiled(
        r"(?<![\w-])(?:de|du|des|d'|pour|dans|en|à|au|aux|sur|entre|avec|par|sous|vers|lors|chez|contre|"
        r"depuis|y compris)"
        r"(?![\w-])|(?<![\w-])d'"
    ),
    actors=compiled(rf"(?:{words.ACTORS})(?: [\w-]+)?$"),
    bodies=compiled(rf"(?:{words.BODIES})(?: [\w-]+)?$"),
    doings=compiled(rf"(?:{words.DOINGS})(?: [\w-]+)?$"),
    both=compiled(
        r"(?<!\w)(?:les deux|les|ces deux|nos deux|leurs) (?:premiers |hauts )?"
        r"(?:parties|côtés|pays|gouvernements|dirigeants|"
        r"ministres|"
        r"présidents|délégations|chefs|États|responsables)(?: [\w-]+)?$|(?<!\w)(?:les parties|l'une et "
        r"l'autre)$"
    ),
    we=compiled(r"(?<!\w)nous$"),
    pronoun=compiled(r"(?<![\w-])(?<!et\x20)(?<!ou\x20)(?:nous|ils|elles)$"),
    they=compiled(r"(?<!\w)(?:ils|elles)$"),
    one=compiled(r"(?<!\w)(?:il|elle|ce dernier|cette dernière)$"),
    own=compiled(r"(?:son|sa|ses)\b"),
    it=compiled(r"(?!)"),
    deeds=compiled(r"(?:se réuni|élabor|prépar|tien|examin|soumet|présent|adopt|établi|organis)\w*"),
    done=compiled(
        rf"(?:\w+ment )?(?:{words.DONE})\b|se tenir|avoir lieu|pour\b|en\b|au\b|à\b|avant\b|dans\b|le\b"
    ),
    undergone=compiled(r"ser(?:a|ont) (?:\w+ment )?\w+(?:é|i|u|is|it)e?s?(?!\w)"),
    no_deeds=compiled(r"(?:permett|contribu|aid|bénéfici|rest)\w*"),
    by=compiled(r"\bpar (?P<who>[^.,;:]{3,60})"),
    reported=compiled(r"(?!)"),
    past=compiled(
        r"(?:en|le) (?:\d{1,2} )?(?:\w+ )?(?:19|20)\d\d\b|(?:le mois|l'an|la semaine) derni|depuis\b"
    ),
    verbs=compiled(rf"{INF}(?![\w-])"),
    doing_words=compiled(rf"(?:l'|la |le |les )?(?P<noun>{words.DEED_NOUNS})\b"),
    finite=compiled(r"(?<![\w-])(?:est|sont|a|ont|était|étaient)(?![\w-])"),
    agenda=compiled(
        r"\b(?:prochaines étapes|suivi|engagements|décisions|conclusions|recommandations|plan d'action|"
        r"résultats)\b"
    ),
    conditions=compiled(r"(?:sous réserve d|à condition|conformément à|en cas d|une fois|à moins que)[\w']*"),
    meetings=compiled(
        r"\b(?:visites?|réunions?|sessions?|sommets?|rencontres?|consultations|commissions?|conférences?)\b"
    ),
    awaited=compiled(r"(?!)"),
    aims=compiled(r"(?!)"),
    favours=compiled(r"\b(?:soutien|appui|coopération|aide|participation|de|que)\b"),
    office=compiled(rf"(?:{words.OFFICE})"),
    governed=compiled(r"(?<![\w-])(?:à|de|pour|pas) $"),
    participle=compiled(r"\w+ant\b"),
    told=compiled(r"(?:ont|a|avait|avaient|sont|est)\b"),
    plain_future=compiled(r"(?!)"),
    personal=compiled(r"(?!)"),
    titles=compiled(r"(?:(?:son|leurs) (?:excellence|majesté)s?|s\.e|m\.|mme)(?!\w)"),
    mutual=compiled(r"(?!)"),
    pleas=compiled(r"(?!)"),
    pair=compiled(r"(?<!\w)(?:les|aux) deux(?!\w)"),
    shared_by=compiled(
        r"(?:(?:aux|les) deux|leurs|des) (?:parties|pays|gouvernements|ministres|experts|ministères)\b"
    ),
    clause=compiled(r"[ ,](?:et|mais) (?=(?:ils|elles|nous|il|elle|les deux \w+)$)"),
)

UNITS = r"jours?|semaines?|mois|ans?|années?|semestres?|trimestres?"
# The time of what is only spoken of: "l'accord qui expire en 2027", "le plan visant à doubler … d'ici 2030".
DOUBTED = compiled(
    r"(?<!\w)(?:(?:dont|qui|lequel|laquelle|que|où)"
    r"(?! (?:se tiendr|aur\w+ lieu|ser\w+ (?:tenu|organis|lanc|sign)|se déroul|débuter|entrer|commencer))\b|"
    r"visant à|prévue?s?|attendue?s?|estimée?s?|remboursables?|en vigueur|valables?|expirant|"
    r"(?:son|sa|leur|l') ?(?:objectif|ambition|candidature|engagement) (?:de|d'|à|au))[^,;:]*$"
)
STARTS = Starts(
    framed=compiled(
        r"(?<![\w-])(?:avant|d'ici|au plus tard|dans|au|aux|en|lors|pendant|au cours|courant|durant|à|à la|"
        r"du(?= (?:1er|\d{1,2}) au\b)|"
        r"entre|d'ici à|"
        r"jusqu'à|jusqu'en|à partir)(?![\w-])"
    ),
    bare=compiled(
        r"(?<![\w'-])(?:chaque|tous les|toutes les|le|la|les|fin|début|mi|une fois|deux fois|d'|l')(?![\w-])"
    ),
    ends=compiled(
        rf"(?:{'|'.join(sorted(times.MONTH_NUMBERS, key=len, reverse=True))}|(?:{UNITS})|(?:19|20)\d\d|"
        rf"prochaine?s?|an|"
        rf"suivante?s?|cours|(?:{times.EVENT})|\d{{1,2}}|possible|délais|(?:d'|l')?(?:an|année|ici))"
    ),
    never=listed(
        "permanent;en permanence;en continu;à l'avenir;progressivement;à terme;par an;par mois;par jour", ";"
    ),
    next_event=compiled(r"(?:la|leur|notre|sa) prochaine (?:réunion|session|rencontre)\b"),
    told=compiled(
        r"(?:\b(?:signée?s?|tenus?|effectuée?s?|depuis|adoptée?s?|lancée?s?|créée?s?)(?: (?:en|à|le|au) "
        r"[\w '-]{0,25})?) $"
    ),
    clause=compiled(r".*?\b(?:décid\w+|conven\w+|d'\w+er|et|que|qui)\b"),
    untold=compiled(r"(?:être|sera|seront|soit|soient)(?: \w+ment)? $"),
    named=compiled(r"-\w| (?:déclaration|accord|convention)\b"),
    doubted=DOUBTED,
)

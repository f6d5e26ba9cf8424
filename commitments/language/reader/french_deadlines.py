"""How a deadline begins and ends in a French sentence, and events that it may depend on."""

import re

from commitments.language.phrases import french_words
from commitments.language.reader.events import Occasions
from commitments.language.reader.french_words import AT_OCCASION, SCHOOL_YEAR
from commitments.language.reader.grammar import compile_pattern, split_list
from commitments.language.reader.starts import Starts

MONTHS = "|".join(french_words.MONTHS)
DAY_NAMED = rf"(?:{'|'.join(french_words.WEEKDAYS)})(?: prochain)?"
# The part of a day by which something is due: it is due on that day.
OF_DAY = (
    r"(?:matin|soir|après-midi|(?:en |dans la )?(?:fin|début|soirée|matinée|journée)"
    r"(?: de (?:la )?(?:journée|matinée|soirée)| d'après-midi)?)(?![\w-])"
)
UNITS = r"jours?|semaines?|mois|ans?|années?|semestres?|trimestres?"
# What is done after something else that is still to come: "à l'issue de l'examen", "dès réception".
OCCASIONS = Occasions(
    phrase=compile_pattern(
        r"(?<!\w)(?<!jours\x20)(?<!semaines\x20)(?<!mois\x20)(?<!ans\x20)(?P<when>(?!))?"
        r"(?P<frame>(?:à l'issue|au terme) (?:de |d'|du |des )|(?:dès|aussitôt) qu(?:e (?!possible)|')|"
        rf"après (?=(?:la |le |les |l'|sa |leur )?(?:{french_words.HAPPENING}|(?:{french_words.EVENT})\b|"
        r"(?:validation|examen|signature|consultation|clôture|fin|achèvement|retour)\b))|"
        r"(?:dès|à) (?=(?:la |sa |leur |l')?réception\b)|dès (?=(?:l'|la )(?:approbation|adoption|"
        r"validation|clôture)))"
        r"(?P<event>(?:la |le |les |l'|sa |son |leur )?[\w'-]+(?: (?!(?:pour|afin|et|ou|à|"
        r"au)\b)[\w'-]+){0,6}?)"
        r"(?=[,.;)]| ?$| (?:pour|afin|et|ou|à|au)\b)"
    ),
    ahead=compile_pattern(r"(?!)"),
    behind=compile_pattern(r".+"),
    loose=compile_pattern(r"(?!)"),
    to_come=compile_pattern(r"(?!)"),
    past=compile_pattern(r"(?!)"),
    awaited=compile_pattern(r"\w+r(?:a|ont|ons|ai)\b|(?:de|d'|à|pour) ?\w+(?:er|ir|re)\b|^\w+(?:er|ir|re)\b"),
    awaiting=compile_pattern(r"[^.;]*?\w{2,}r(?:a|ont|ons)\b"),
)
STARTS = Starts(
    since=re.compile(r"^(?:à compter d|à partir d|dès )", re.IGNORECASE),
    framed=compile_pattern(
        r"(?<![\w-])(?:avant|sous|pas plus tard que|pour(?= (?:le \d|le premier [a-zé]|(?:le "
        r")?(?:lun|mar|mercre|jeu|vendre)di\b|fin\b|la fin\b|"
        r"début\b|la mi-|la (?:première|seconde|deuxième) quinzaine|"
        rf"(?:{'|'.join(french_words.MONTHS)})\b))|d'ici|"
        r"au plus tard|au moins|dans|au|aux|en(?! (?:outre|effet|particulier|matière|revanche)\b)|"
        r"lors|pendant|"
        r"au cours|courant|durant|à(?! (?:\d+|deux|trois|quatre|cinq|six|huit|dix|douze|quinze|vingt|trente|"
        r"soixante) "
        rf"(?:{UNITS})\b)|à la|"
        r"du(?= (?:1er|\d{1,2}) au\b)|"
        r"entre|d'ici à|dès|"
        r"jusqu'à|jusqu'en|jusqu'aux?|à partir)(?![\w-])|(?<![\w-])(?=mi-[a-z\d]|[TS][1-4] 20\d\d)"
        r"|(?:(?<=\()|(?<=[-,:(]\x20))(?=(?:(?:lun|mar|mercre|jeu|vendre|same)di "
        r")?\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?"
        r" ?(?:\)|\.?$)|(?:lun|mar|mercre|jeu|vendre)di (?:1er|\d{1,2})\b|(?:fin|début|courant|mi-?"
        r"|première|seconde|"
        r"1re|2e)\b|échéance |délai |date limite )"
        # "Je t'appelle lundi 8 juin".
        r"|(?<!\ble\x20)(?<!\bdu\x20)(?<!\bde\x20)(?<!\bau\x20)(?<!\bce\x20)(?<![\w-])"
        rf"(?=(?:lun|mar|mercre|jeu|vendre|same)di (?:1er|\d{{1,2}}) (?:{'|'.join(french_words.MONTHS)})\b)"
        r"|(?:(?<=\()|(?<=[-–—,:(]\x20))"
        r"(?=(?:printemps|été|automne|hiver) 20\d\d)|(?:(?<=\()|(?<=[-–—,:(]\x20))"
        rf"(?=(?:(?:1er|\d{{1,2}}) )?(?:{'|'.join(french_words.MONTH_NUMBERS)})\.?(?: (?:19|20)\d\d)? "
        rf"?(?:\)|,|\.?$))"
    ),
    bare=compile_pattern(
        r"(?<![\w'-])(?:chaque|tous les|toutes les|le|la|les|fin|début|mi|"
        r"(?:une|deux|trois|quatre|six) fois|d'|l')(?![\w-])"
    ),
    ends=compile_pattern(
        rf"(?:{'|'.join(sorted(french_words.MONTH_NUMBERS, key=len, reverse=True))}|(?:{UNITS})|"
        r"(?:19|20)\d\d|"
        rf"d'(?:{'|'.join(m for m in french_words.MONTHS if m[0] in 'ao')})|prochaine?s?|an|tard"
        rf"|convenance|vien(?:t|nent)|(?:qu|hu)in?[zt]aine|"
        rf"suivante?s?|cours|(?:{french_words.EVENT})|\d{{1,2}}|possible|délais|(?:d'|l')?(?:an|année|ici)|"
        rf"mi-\w+|[ts][1-4]|\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?|ouvrés?|ouvrables|calendaires|"
        rf"[jd]\+\d{{1,3}}|{'|'.join(french_words.WEEKDAYS)})"
    ),
    never=split_list(
        "permanent;en permanence;en continu;à l'avenir;progressivement;à terme;par an;par mois;par jour", ";"
    ),
    next_event=compile_pattern(r"(?:la|leur|notre|sa) prochaine (?:réunion|session|rencontre)\b"),
    told=compile_pattern(
        r"(?:\b(?:signée?s?|tenus?|effectuée?s?|depuis|adoptée?s?|lancée?s?|créée?s?)(?: (?:en|à|le|au) "
        r"(?:(?!(?:19|20)\d\d)[\w '-]){0,25})?"
        # "De juin à septembre": its end says nothing by itself.
        # "Tous les quinze jours, le mardi": how often.
        r"|\b(?:tou(?:s|tes) les|chaque) (?:[\w-]+ ){0,2}(?:jours?|semaines?|mois|trimestres?),"
        rf"|\b(?:du|des|de|entre(?: les?)?|d') ?(?:1er|\d{{1,2}}|{MONTHS})(?: (?:{MONTHS}))?(?: 20\d\d)?) $"
    ),
    clause=compile_pattern(r".*?\b(?:décid\w+|conven\w+|d'\w+er|et|que|qui)\b"),
    untold=compile_pattern(r"(?:être|sera|seront|soit|soient)(?: \w+ment)? $"),
    whose=compile_pattern(
        r" (?:de la |de l'|du |des |d'|de )(?-i:[A-ZÀ-Ý])[\w'-]*(?: (?:de |d'|du |des |"
        r"et )?(?-i:[A-ZÀ-Ý])[\w'-]*){0,4}"
    ),
    occasions=OCCASIONS,
    # "Une fois l'étude validée", "dès que le comité aura tranché", "un mois après l'envoi du texte".
    clauses=compile_pattern(
        rf"(?<![\w-])(?:dans |pour |au cours de |durant |pendant )?(?:la )?semaine du (?:1er|"
        rf"\d{{1,2}})(?: (?:au (?:1er|\d{{1,2}}) )?(?:{MONTHS}))?(?: 20\d\d)?(?![\w-])|"
        rf"(?<![\w-])(?:cette semaine|ce mois-ci|(?:d'ici(?: à)?|avant|pour|après) (?:(?:le )?(?:début du |"
        rf"fin du )?(?:mois de |mois du )?ramadan|(?:l'|la fête de l')aïd(?: [\w-]+)?|(?:la )?tabaski|"
        rf"(?:la )?korité|le (?:grand )?magal|la toussaint|la saint-sylvestre|la trêve(?: des confiseurs|"
        rf" estivale)?|pâques|noël|(?:la |les )?(?:pentecôte|vacances|fêtes|congés)(?: (?:d'été|"
        rf"de fin d'année|scolaires|d'hiver|de pâques|de noël|judiciaires))?|l'été|l'automne|l'hiver|"
        rf"le printemps|la fin de (?:la|cette) semaine))(?! 20\d\d)(?![\w-])|(?<![\w-])(?:à|pour|avant|"
        rf"d'ici) la (?:prochaine )?rentrée(?: prochaine| 20\d\d(?:-20\d\d)?| de septembre| scolaire|"
        rf" universitaire)?(?![\w-])|(?<![\w-])(?:[\w-]+ )(?:{UNITS}) (?:à l'avance|auparavant)(?![\w-])|"
        rf"(?<![\w-])(?:dans|sous|avant|passé) (?:le|ce|un) délai (?:maximal |maximum |de rigueur )?(?:de |"
        rf"d')(?:\w+ )(?:{UNITS})(?: (?:ouvrables|ouvrés|calendaires))?(?= ?[,.;)]|$| (?:à|au|par|et|la|le|"
        rf"les|une?|des|son|sa)\b| l')|(?<![\w-])(?:dans|durant|pendant|au cours) (?:des|les) (?:(?:deux|"
        rf"trois|quatre|cinq|six|dix) )?(?:tout(?:e?s)? )?(?:premi(?:ers|ères)|prochaine?s|dernie?rs|"
        rf"dernières) (?:jours|semaines|mois|années)(?: (?:de |du |d'|"
        rf"de l')(?:l'an(?:née)?(?: prochaine?)?(?: 20\d\d)?|20\d\d|(?:{MONTHS})(?: 20\d\d)?|"
        rf"application [^,.;]{{3,40}}?(?=[,.;]|$)))?(?![\w-])|"
        rf"(?<![\w-])lors (?:du|de la|de l'|de leur|de notre|de sa|de votre) (?:tout )?(?:prochaine?|"
        rf"future?|premi\w+|\w+ième|\d+e) [\w'-]+(?: (?:de |du |des |d'|de la |"
        rf"de l')?(?-i:[A-ZÀ-Ý])[\w'-]+)*|(?<![\w-])(?:à la faveur|à la veille|en amont|en prélude|"
        rf"en prévision|à l'approche|à l'ouverture|au retour) (?:du |de la |de l'|des |d'|de |à la |"
        rf"au )[\w'-]+(?: (?:de |du |des |d'|de la |de l')?(?:(?-i:[A-ZÀ-Ý])[\w'-]+|pluies|mondiale|"
        rf"internationale|annuelle|scolaire))*|(?<![\w-])avant qu(?:e |')[^,.;()]{{3,60}}?(?= ?[,.;)?]|$)|"
        rf"(?:(?<=\()|(?<=[-–—,:(]\x20))(?:1er|premier|2e|deuxième|second|3e|troisième|4e|quatrième|dernier) "
        rf"(?:trimestre|semestre)(?: (?:de )?20\d\d)?(?= ?[).,;]|$)|"
        rf"(?<![\w-])(?:{'|'.join(french_words.WEEKDAYS)})(?: (?:prochain|1er|"
        rf"\d{{1,2}})(?: (?:{MONTHS}))?)? à \d{{1,2}} ?h(?:\d\d)?(?![\w-])|(?<![\w-])dans la (?:huitaine|"
        rf"quinzaine)(?![\w-])|(?<![\w-])sous (?:huitaine|quinzaine|trentaine)(?![\w-])|"
        rf"(?<![\w-])(?:à l'issue|au terme|à l'expiration|à l'échéance|à la fin|à la clôture|à l'achèvement|"
        rf"au cours|à la mi-temps) (?:de la (?=\w)|de l'|du |de cette |de ce |de sa |de son )(?!(?:mois|"
        rf"année|semaine|trimestre|semestre|exercice 20|(?:{MONTHS})|\d|prochain\w*|premi\w+ (?:trimestre|"
        rf"semestre|quinzaine)|second (?:trimestre|semestre)|deuxième (?:trimestre|semestre)|"
        rf"mois)\b)(?:prochaine |première |deuxième |troisième |seconde |dernière |"
        rf"présente )?(?:année(?: de [\w-]+)?|période(?: [\w-]+)?|législature|mandature|campagne|"
        rf"saison|phase|projet|programme|mission|formation|stage|mandat|étude|procédure|audit|évaluation|"
        rf"travaux|chantier|exercice|délai|transition|scrutin|session parlementaire|contrat|bail|convention|"
        rf"moratoire|présidence|cycle|consultation|enquête)(?: (?:de la |de l'|du |des |de |d')[\w'-]+|"
        rf" (?:[\w-]+(?:aire|ale?|ive|if|ique|elle?|e)))?(?=[,.;)]|$| (?:et|à|au|la|le|les|une?|des|par|sa|"
        rf"son|ses)\b| l')|(?<![\w-])(?:une fois|sitôt|aussitôt) (?:que )?(?!l'an\b)(?:la |le |les |"
        rf"l'|sa |son |ses |"
        rf"leur |ce |cette |ces |(?=ce(?:lui|lle|ux|lles)-ci\b))[\w'-]+(?: [\w'-]+){{0,6}}? "
        rf"\w+(?:é|i|u|is|it)e?s?(?= ?[,.;)]|$)|"
        rf"(?<![\w-])(?:dès|aussitôt|une fois) qu(?:e |')(?!possible)[^,.;()]{{3,60}}?\b(?:aura|auront|sera|"
        rf"seront)(?: été)? \w+(?: (?:sur|de|du|des) [^,.;()]{{2,40}}?)?(?= ?[,.;)]|$)|"
        rf"(?<![\w-])(?:(?:au plus tard|au moins) |(?:dans|sous) (?:les |des |un délai (?:de |"
        rf"d'))?)?(?:\d{{1,3}}|une?|deux|trois|quatre|cinq|six|sept|huit|dix|douze|quinze|vingt|trente|"
        rf"quarante-cinq|soixante|quatre-vingt-dix)(?: \(\d{{1,3}}\))? (?:{UNITS})(?: (?:ouvrables|ouvrés|"
        rf"calendaires))? (?:après|avant|suivant|(?:qui|à) (?:suivre|suivent|suivront|suit|suivra|"
        rf"précèdent)|(?:à (?:compter|dater|partir) (?:de|du|d'))) ?(?:la |le |l'|les |sa |son |"
        rf"leur )?[\w'-]+(?: (?:de |du |des |d'|de la |de l')?[\w'-]+){{0,4}}?(?= ?[,.;)]|$| (?:à|au|aux|"
        rf"afin|pour|par|sauf)\b)|{AT_OCCASION}|{SCHOOL_YEAR}"
        # "Dans le mois qui suit la réunion", "dans les trente jours du dépôt de la demande".
        rf"|(?<![\w-])(?:(?:dans|sous) (?:le|les|un délai (?:maximal |maximum )?(?:de|d')) ?)(?:[\w-]+ "
        rf")?(?:{UNITS})"
        rf"(?: (?:ouvrables|ouvrés|calendaires|francs))? (?:(?:qui )?suiv(?:ent|ront|ra|ant)|qui suit|du"
        rf"|de la|de l'|de (?=(?:sa|son|leur) )|à "
        rf"(?:compter|dater|partir) d(?:e|u)) ?(?:la |le |l'|les |sa |son |leur )?(?!(?:{MONTHS})\b)"
        r"(?!(?:présente|ce|cette)\b(?! \w+ \w))[\w'-]+(?: (?:de |du |des |d'|de la |de "
        r"l')?[\w'-]+){0,5}?(?= ?[,.;)]|$| (?:à|au|aux|afin|pour|par|sauf|et|la|le|les|une?|des|son|sa|"
        r"ses)\b)"
        rf"|(?<![\w-])(?:[\w-]+ )(?:{UNITS}) au (?:moins|plus tard) (?:avant|après) (?:la |le |l'|les "
        rf"|chaque |toute? |son |sa )"
        r"[\w'-]+(?: (?:de |du |des |d'|de la |de l')[\w'-]+){0,3}?(?= ?[,.;)]|$| (?:à|au|par|et|la|le|"
        r"les)\b)"
        rf"|(?<![\w-])(?:avant |d'ici |pour )?le (?:1er|\d{{1,2}})(?: (?:de chaque mois|du mois(?: "
        rf"prochain| suivant)?|au "
        rf"plus tard|prochain))?"
        r"(?= ?[,.;:!?)]|$| (?:stp|svp|merci|s'il)\b)|(?<![\w-])le (?:premier|deuxième|second|troisième|"
        rf"dernier|1er) "
        rf"(?:{'|'.join(french_words.WEEKDAYS)}) (?:de chaque|du) (?:mois|trimestre)(?: prochain| suivant)?"
        rf"|(?<![\w-])(?:avant |d'ici |pour |le )?(?:{'|'.join(french_words.WEEKDAYS)}) (?:1er|\d{{1,2}})"
        rf"(?= ?[,.;:!?)]|$)"
        # "Jeudi en huit", "pr lundi 15/6", "la dernière semaine d'avril", "un mois pour répondre".
        rf"|(?<![\w-])(?:avant |d'ici |pour |pr )?(?:{DAY_NAMED} en (?:huit|quinze)|{DAY_NAMED} "
        rf"\d{{1,2}}/\d{{1,2}})"
        rf"(?![\w/-])|(?<![\w-])(?:au cours de |dans |pendant |durant )?la dernière semaine (?:de |"
        rf"d'|du mois "
        rf"(?:de |d'))(?:{MONTHS})(?: 20\d\d)?(?![\w-])|"
        rf"(?:(?<=\ba\x20)|(?<=\bont\x20)|(?<=\bdispose\x20)|(?<=\bdisposent\x20)|(?<=\bde\x20)|(?<=\bd'))"
        rf"(?:\w+ (?:{UNITS})(?: ouvrables| ouvrés)?)(?= (?:[^,;.]{{2,40}} )?pour \w{{3,}})"
        rf"|(?<![\w-])(?:avant |d'ici |pour )(?:{DAY_NAMED}|demain),? (?:à )?\d{{1,2}} ?h(?:\d\d)?(?!\w)"
        rf"|(?<![\w-])(?:avant |d'ici |pour )?(?:{DAY_NAMED}|demain|aujourd'hui) "
        rf"(?:avant |à )?midi|(?<![\w-])(?:avant |d'ici |pour )?(?:{DAY_NAMED},? {OF_DAY}|après-demain"
        rf"(?:,? {OF_DAY})?)(?: \([^()]{{3,20}}\))?(?:,? au plus tard)?"
        # "Quand le comité aura validé", "lorsque le bac passera au port".
        r"|(?<![\w-])(?:quand|lorsque) (?:(?:le|la|les|ils?|elles?|on|nous|vous|tu|ton|ta|tes|votre|"
        r"vos|son|sa|ses|"
        r"mon|ma|mes|notre|nos) |l')[^,.;()?!\d]{2,60}?\w{2,}r(?:a|as|ez|ons|ont)\b[^,.;()?!\d]{0,40}?"
        r"(?= ?[,.;)?!]|$)"
        # "Au plus tard le trentième jour suivant la signature", "dans l'année qui suit la session".
        r"|(?<![\w-])(?:au plus tard )?(?:le [\w-]+ième jour (?:ouvrable |ouvré )?(?:suivant|après|qui suit)|"
        r"dans l'année qui suit(?:vra)?) (?:la |le |l'|les |sa |son |leur )(?:présente? "
        r")?[\w'-]+(?: (?:de |du |"
        r"des |d'|de la |de l')[\w'-]+){0,3}?(?= ?[,.;)]|$| (?:à|au|aux|afin|pour|par|et|la|le|les|"
        r"une?|des)\b)"
        r"|(?<![\w-])(?:dès|à) (?:signature|réception|publication|validation|ratification|approbation"
        r"|parution|accord|"
        r"notification|livraison|achèvement|obtention|sa (?:parution|publication|signature))(?: (?:de |du "
        r"|des |d'|de la |de "
        r"l')[\w'-]+(?: [\w'-]+){0,3}?)?(?= ?[,.;)]|$| (?:à|au|par|et|la|le|les|une?|des|deux)\b)"
        r"|(?<![\w-])(?:en (?:fin|début) de semaine prochaine|ce soir|cet après-midi|en cours d'année|au "
        r"fur et à mesure"
        r"(?: d[eu][^,.;]{3,40})?|avant (?:le )?week-end|d'ici (?:demain|ce soir|le week-end)|à "
        r"mi-parcours)(?![\w-])"
        r"|(?<![\w-])(?:dans les (?:jours|semaines|mois) (?:à venir|qui viennent)|au "
        r"cours du (?:prochain )?trimestre|dans la (?:journée|matinée|semaine|soirée)|en (?:fin|début) de "
        r"(?:semaine|"
        r"journée|matinée|mois)|demain (?:matin|soir|midi|après-midi)|dans un délai n'excédant pas [\w-]+ "
        r"(?:\(\d+\) )?"
        rf"(?:{UNITS})|avant cette (?:même )?date|(?:la )?semaine du \d{{1,2}}(?: \w+)?|d'ici le "
        rf"\d{{1,2}}(?! \w)"
        rf"|(?<!\bce\x20)(?<!\ble\x20)(?<!\bdu\x20)(?<!\bde\x20)(?:{'|'.join(french_words.WEEKDAYS)})"
        rf"(?: (?:prochain|matin|midi|soir|après-midi))?(?: au plus tard|(?= ?[.;!?)]|$| et\b))|demain(?= "
        rf"?[.,;!?)]|$)"
        rf"|(?<=[-,:(]\x20)(?:(?:{'|'.join(french_words.WEEKDAYS)}))(?=\)?\.?$)|"
        rf"(?<=\()(?:{'|'.join(french_words.WEEKDAYS)})(?=\))"
        rf"|(?:sitôt|aussitôt|dès) que j'(?:ai|aurai) [^,.;()]{{3,60}}|(?:sitôt|aussitôt|dès|tant) qu(?:e |')"
        rf"(?:elles?|ils?|il|le|la|les|l') ?[^,.;()]{{0,40}}?\b(?:aura|auront|sera|seront)(?: été)? "
        rf"[\w'-]+)(?![\w-])"
    ),
    # Seasons, and when something begins: an officer names the day.
    hasty=compile_pattern(
        r"(?<!\w)(?:(?:avant |d'ici (?:à )?|pour |à |(?:au|dans le) (?:cours|courant) de )?(?:(?:la fin|le "
        r"début|la mi-temps|le "
        r"courant) de )?(?:l'|cet )(?:été|automne|hiver)|"
        r"(?:au|ce|(?:avant |d'ici |pour )(?:(?:la fin|le début) (?:de ce|du)|le)|dès le) printemps)"
        r"(?: prochain)?(?: 20\d\d)?(?! (?:19|20)\d\d|\w| dernier| passé)"
        r"|(?<!\w)à (?:compter|partir) (?:de |d'|du )(?:1er |\d{1,2} |mois de |mois d'|début )?"
        rf"(?:{'|'.join(french_words.MONTHS)})(?: 20\d\d)?\b"
        r"|(?<!\w)dès (?:(?:cet |l')(?:été|automne|hiver)|(?:ce|le) printemps|(?:la|cette) (?:prochaine "
        r")?rentrée(?: (?:prochaine|20\d\d))?"
        r"|le mois prochain|la semaine prochaine|l'an(?:née)? prochaine?|(?:l'année )?20\d\d|"
        rf"(?:(?:le )?(?:1er|\d{{1,2}}) |(?:le )?mois de |mi-)?(?:{'|'.join(french_words.MONTHS)})(?: "
        rf"20\d\d)?(?: prochain)?)\b(?!-)"
        r"|(?<![\w'])l'an(?:née)? prochaine?\b|(?<!\w)(?:dans|sous)(?: les| un délai de)? "
        r"(?:\d{1,3} ?h(?:eures)?|"
        rf"(?:vingt-quatre|quarante-huit|soixante-douze|douze|deux) heures)\b"
        rf"|(?<!\w)\d{{1,3}} (?:h|heures) (?:avant|après) (?:la |le |l'|son |leur )[\w'-]+"
        rf"|{SCHOOL_YEAR}"
    ),
    # "À la réunion" says to which; a time only where that is the next one or has a number.
    # "Le rapport annuel", "le plan triennal": what a thing is called; a meeting is held as often.
    # "Le rapport annuel 2026 de l'agence": one that is issued anyway.
    custom=compile_pattern(
        r"(?:(?<!\w)(?:le|la|son|sa|leur|l') ?)(?:rapport|publication|revue|bilan|actualisation|exercice) "
        r"(?:annuel|mensuel|trimestriel|semestriel)(?:le)?(?= (?:(?:19|20)\d\d|d[eu'](?! la coopér| suivi)))|"
        r"(?<![\w-])(?!(?:réunions?|rencontres?|consultations?|dialogues?|sessions?|visioconférences?|"
        r"points?|échanges?|comités?|revues?|évaluations?|inspections?|visites?|missions?|entretiens?|"
        r"concertations?|bilans?|audits?|contrôles?|versements?|exercices?|manœuvres|ateliers?|stages?|"
        r"formations?|tenue|façon|manière|rythme|base|actualisations?|suivis?|reportings?|publications?|"
        r"révisions?|transmissions?|envois?|mises? à jour|jour|rapports?|fréquence|périodicité|cadence|est|"
        r"sera|conjointe?s?|mixtes?|politiques?|une?|le|la|les)\b)[\w'-]+ (?:(?:bi|tri|quadri|semi-|"
        r"quinqu)?(?:annuel|ennal|mensuel|hebdomadaire|trimestriel|semestriel|quotidien)(?:le|e)?s?|"
        r"triennale?s?|biennale?s?|quinquennale?s?)\b"
    ),
    topic=compile_pattern(r"(?:à|aux|au) (?!.*\b(?:prochaine?s?|premi\w+|\w+ième|\d+e)\b)"),
    counted=compile_pattern(
        r" (?:suivant|après|de(?= (?:sa|son|leur|la|l')\b)|"
        r"à (?:compter|partir|dater) d(?:e|u|es))"
        r"(?! (?:(?:la présente|cette) (?:réunion|session|rencontre)|ce jour))"
        r"(?: [\w'-]+){1,9}"
    ),
    # "Quinze jours" is no part of "quinze jours ouvrables" that says something by itself.
    # "Dakar, le 12 mai 2026 (APS) - Le Maroc": a dateline.
    named=compile_pattern(
        # "Vendredi 4" is no Friday of this week.
        r"-\w| (?:1er|\d{1,2})(?=[.,;:)]|$)|(?: (?:19|20)\d\d)? (?:\([^)]{2,12}\) )?- | (?:ouvrables|"
        r"francs)\b|"
        r" (?:déclaration|accord|convention)\b"
    ),
)

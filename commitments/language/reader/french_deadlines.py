"""How a deadline begins and ends in a French sentence, and events that it may depend on."""

from commitments.language.phrases import french_words
from commitments.language.reader.deadlines import Occasions, Starts
from commitments.language.reader.french_words import AT_OCCASION, SCHOOL_YEAR
from commitments.language.reader.grammar import compile_pattern, split_list

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
    framed=compile_pattern(
        r"(?<![\w-])(?:avant|sous|pour(?= (?:le \d|(?:lun|mar|mercre|jeu|vendre)di\b|fin\b|la fin\b|"
        r"début\b|la mi-))|d'ici|"
        r"au plus tard|au moins|dans|au|aux|en(?! (?:outre|effet|particulier|matière|revanche)\b)|"
        r"lors|pendant|"
        r"au cours|courant|durant|à|à la|"
        r"du(?= (?:1er|\d{1,2}) au\b)|"
        r"entre|d'ici à|dès|"
        r"jusqu'à|jusqu'en|jusqu'aux?|à partir)(?![\w-])|(?<![\w-])(?=mi-[a-z\d]|[TS][1-4] 20\d\d)"
        r"|(?:(?<=\()|(?<=[-–—,:(]\x20))"
        rf"(?=(?:(?:1er|\d{{1,2}}) )?(?:{'|'.join(french_words.MONTH_NUMBERS)})\.?(?: (?:19|20)\d\d)? "
        rf"?(?:\)|\.?$))"
    ),
    bare=compile_pattern(
        r"(?<![\w'-])(?:chaque|tous les|toutes les|le|la|les|fin|début|mi|une fois|deux fois|d'|l')(?![\w-])"
    ),
    ends=compile_pattern(
        rf"(?:{'|'.join(sorted(french_words.MONTH_NUMBERS, key=len, reverse=True))}|(?:{UNITS})|"
        r"(?:19|20)\d\d|"
        rf"prochaine?s?|an|tard|convenance|(?:qu|hu)in?[zt]aine|"
        rf"suivante?s?|cours|(?:{french_words.EVENT})|\d{{1,2}}|possible|délais|(?:d'|l')?(?:an|année|ici)|"
        rf"mi-\w+|ouvrés?|ouvrables|calendaires|[jd]\+\d{{1,3}}|{'|'.join(french_words.WEEKDAYS)})"
    ),
    never=split_list(
        "permanent;en permanence;en continu;à l'avenir;progressivement;à terme;par an;par mois;par jour", ";"
    ),
    next_event=compile_pattern(r"(?:la|leur|notre|sa) prochaine (?:réunion|session|rencontre)\b"),
    told=compile_pattern(
        r"(?:\b(?:signée?s?|tenus?|effectuée?s?|depuis|adoptée?s?|lancée?s?|créée?s?)(?: (?:en|à|le|au) "
        r"(?:(?!(?:19|20)\d\d)[\w '-]){0,25})?) $"
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
        r"(?<![\w-])une fois (?:que )?(?:la |le |les |l'|sa |son |ses |leur |ce |cette |ces )[\w'-]+(?: "
        r"[\w'-]+){0,6}? \w+(?:é|i|u|is|it)e?s?"
        r"(?=[,.;)]|$)"
        r"|(?<![\w-])(?:dès|aussitôt|une fois) qu(?:e |')(?!possible)[^,.;()]{3,60}?\b(?:aura|auront|sera|"
        r"seront)(?: été)? \w+"
        r"(?: (?:sur|de|du|des) [^,.;()]{2,40}?)?(?=[,.;)]|$)"
        r"|(?<![\w-])(?:(?:au plus tard|au moins) |(?:dans|sous) (?:les |des |un délai (?:de |d'))?)?"
        rf"(?:\d{{1,3}}|une?|deux|trois|quatre|cinq|six|sept|huit|dix|douze|quinze|vingt|trente|"
        rf"quarante-cinq|"
        rf"soixante|quatre-vingt-dix) (?:{UNITS})(?: (?:ouvrables|ouvrés|calendaires))? "
        r"(?:après|avant|suivant|(?:qui|à) (?:suivre|suivent|suit|précèdent)|(?:à (?:compter|dater|"
        r"partir) (?:de|du|d'))) ?"
        r"(?:la |le |l'|les |sa |son |leur )?[\w'-]+(?: (?:de |du |des |d'|de la |de "
        r"l')?[\w'-]+){0,4}?(?=[,.;)]|$| (?:à|au|aux|afin|pour|par|sauf)\b)"
        rf"|{AT_OCCASION}|{SCHOOL_YEAR}"
        r"|(?<![\w-])(?:très prochainement|dans les (?:jours|semaines|mois) (?:à venir|qui viennent)|au "
        r"cours du (?:prochain )?trimestre)(?![\w-])"
    ),
    # Seasons, and when something begins: an officer names the day.
    hasty=compile_pattern(
        r"(?<!\w)(?:(?:avant |d'ici (?:à )?|pour |à )?(?:l'|cet )(?:été|automne|hiver)|(?:au|ce) printemps)"
        r"(?: prochain)?(?! (?:19|20)\d\d|\w| dernier| passé)"
        r"|(?<!\w)à compter (?:de |d'|du )(?:1er |\d{1,2} )?"
        rf"(?:{'|'.join(french_words.MONTHS)})(?: 20\d\d)?\b"
        r"|(?<!\w)dès (?:(?:cet |l')(?:été|automne|hiver)|(?:ce|le) printemps"
        r"|le mois prochain|la semaine prochaine|l'an(?:née)? prochaine?|(?:l'année )?20\d\d|"
        rf"(?:(?:le )?(?:1er|\d{{1,2}}) |(?:le )?mois de |mi-)?(?:{'|'.join(french_words.MONTHS)})(?: "
        rf"20\d\d)?)\b(?!-)"
        r"|(?<![\w'])l'an(?:née)? prochaine?\b|(?<!\w)(?:dans|sous)(?: les)? \d{1,3} ?h(?:eures)?\b"
        rf"|{SCHOOL_YEAR}"
    ),
    # "À la réunion" says to which; a time only where that is the next one or has a number.
    topic=compile_pattern(r"(?:à|aux|au) (?!.*\b(?:prochaine?s?|premi\w+|\w+ième|\d+e)\b)"),
    counted=compile_pattern(
        r" (?:suivant|après|de(?= (?:sa|son|leur|la (?:date|réception|signature|notification|"
        r"publication)|l'entrée)\b)|"
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

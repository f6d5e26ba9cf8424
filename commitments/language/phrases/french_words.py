"""The words of French deadlines."""

import re
from collections.abc import Mapping

from commitments.language.phrases.grammar import (
    CLOCK,
    SHORT_YEAR,
    build_open,
    build_recurring,
    compile_questions,
    normalise_wording,
    phrases_of,
)
from commitments.language.phrases.specification import (
    REVIEW_DAYS,
    SOON_DAYS,
    DeadlineSpec,
    Part,
    Unit,
    split_table,
)

MONTHS = split_table("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
MONTH_NUMBERS: dict[str, int] = {name: number for number, name in enumerate(MONTHS, start=1)} | {
    "fevrier": 2, "aout": 8, "decembre": 12, "janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7,
    "oct": 10, "nov": 11, "déc": 12,
}  # fmt: skip
WEEKDAYS = split_table("lundi mardi mercredi jeudi vendredi samedi dimanche")
SMALL = split_table(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt"
)
NUMBERS: dict[str, int] = {name: number for number, name in enumerate(SMALL)} | {
    "une": 1, "trente": 30, "quarante": 40, "quarante-cinq": 45, "cinquante": 50, "soixante": 60,
    "quatre-vingt-dix": 90, "quatre-vingts": 80, "cent": 100,
}  # fmt: skip
NUMBERS |= {
    f"{ten}{joint}{one}": NUMBERS[ten] + number
    for ten in ("vingt", "trente", "quarante", "cinquante", "soixante")
    for number, one in enumerate(SMALL[1:10], start=1)
    for joint in ((" et ", "-et-") if number == 1 else ("-",))
}
ORDINALS: dict[str, int] = {
    "premier": 1, "1er": 1, "deuxième": 2, "second": 2, "2e": 2, "2ème": 2, "troisième": 3, "3e": 3,
    "3ème": 3, "quatrième": 4, "4e": 4, "4ème": 4,
}  # fmt: skip
UNITS: dict[str, Unit] = {
    "jours ouvrés": "working_days", "jour ouvré": "working_days", "jours de travail": "working_days",
    "jour de travail": "working_days",
    "jours calendaires": "days", "jours": "days", "jour": "days", "semaines": "weeks", "semaine": "weeks",
    "mois": "months", "ans": "years", "an": "years", "années": "years", "année": "years",
}  # fmt: skip
PARTS: dict[str, Part] = {"début": "early", "mi": "mid", "fin": "late"}

MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
WEEKDAY = rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}) )?"
DAY = r"(?P<day>1er|\d{1,2})"
NUMBER = rf"(?P<count>\d{{1,4}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
UNIT = rf"(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})"
ORDINAL = rf"(?P<number>{'|'.join(sorted(ORDINALS, key=len, reverse=True))}|dernier)"
EVENT = (
    r"réunions?|sessions?|sommets?|dialogues?|cycles?|consultations|entretiens|visites?|commissions?|comités?|"
    r"conférences?|forums?|assemblée|conseils?|congrès|négociations|élections?|anniversaire|centenaire|"
    r"cérémonie|jeux olympiques|exposition|cop ?\d*|g-?7|g-?20|otan|onu|oif|brics|asean|groupe de travail|"
    r"atelier|séminaire|présidence|investiture|rencontre"
)
# What starts a clock without being an event that both sides attend.
HAPPENING = (
    r"(?:[\w'-]+ )?(?:ratification|approbation|adoption|entrée en vigueur|réception|consentement|accord|"
    r"livraison|notification|publication|conclusion|transmission|demande|confirmation)\b"
)
ITSELF = (
    r"(?:(?:la date|le jour|la fin) de )?(?:la|cette|la présente|ces|les présentes|le présent) "
    r"(?:réunion|visite|rencontre|consultations|entretiens|session|sommet|dialogue)"
    r"(?: de ce jour)?|ce (?:jour|sommet|dialogue)|aujourd'hui|maintenant"
)

IN_HASTE = (
    "dès que possible; le plus tôt possible; au plus tôt; aussitôt que possible; "
    "dans les meilleurs délais; dans les plus brefs délais; sans délai; sans tarder; sans plus tarder; "
    "immédiatement; rapidement; promptement; au plus vite; d'urgence; de toute urgence; "
    "le plus rapidement possible; aussi rapidement que possible; le plus vite possible; "
    "aussi vite que possible; dans les délais les plus brefs; à la première occasion; "
    "dans les plus courts délais; urgemment; sans retard; dans la foulée; à titre prioritaire; dès "
    "que faisable; dès que réalisable; "
    "dès que faire se peut; aussitôt que faire se peut; à la date la plus rapprochée possible; "
    "à la date la plus proche possible; à une date aussi rapprochée que possible; avec diligence; "
    "avec célérité; dans les meilleurs délais possibles; asap; sans attendre; sous bref délai; à bref délai; "
    "à brefs délais; dans un bref délai; dans un délai rapproché"
)
IN_TIME = (
    "prochainement; bientôt; dans un proche avenir; dans un avenir proche; à brève échéance; "
    "dans un très proche avenir; dans un avenir très proche; dans l'avenir le plus proche; très bientôt; "
    "à une date mutuellement convenable; à une date convenable; à un moment convenable; "
    "en temps et en heure; dans les temps; à sa meilleure convenance; à votre meilleure convenance; "
    "à leur meilleure convenance; à sa plus proche convenance; à votre plus proche convenance; "
    "à leur plus proche convenance; à sa plus prompte convenance; à votre plus prompte convenance; "
    "à sa convenance; à votre convenance; "
    "en temps utile; en temps voulu; en temps opportun; le moment venu; à une date ultérieure; "
    "ultérieurement; à un moment mutuellement convenable; à une date mutuellement convenue; "
    "à une date à convenir; à une date mutuellement acceptable; à un moment opportun; "
    "à une date rapprochée; à court terme; à moyen terme; à long terme; à terme; progressivement; "
    "à l'avenir; sous peu; très prochainement; dans un délai raisonnable; dans des délais raisonnables"
)
NOTHING = (
    "non précisé; aucun délai; sans échéance; aucune; néant; sans objet; s.o; à déterminer; à définir; "
    "à confirmer; à convenir; à préciser; à fixer; date à déterminer; date à convenir; date à confirmer"
)
RECURRING: Mapping[str, str] = {
    "P1D": "quotidien; quotidiennement; chaque jour; tous les jours; par jour",
    "P1W": "hebdomadaire; chaque semaine; toutes les semaines; par semaine; une fois par semaine",
    "P2W": "toutes les deux semaines; tous les quinze jours",
    "P1M": "mensuel; mensuelle; mensuellement; chaque mois; tous les mois; par mois; une fois par mois",
    "P3M": "trimestriel; trimestrielle; trimestriellement; chaque trimestre; tous les trimestres; "
    "par trimestre; tous les trois mois; une fois par trimestre",
    "P6M": "semestriel; semestrielle; semestriellement; chaque semestre; tous les semestres; "
    "tous les six mois; une fois par semestre; par semestre; deux fois l'an; deux fois par an",
    "P1Y": "annuel; annuelle; annuellement; chaque année; tous les ans; par an; une fois par an; "
    "sur une base annuelle; toutes les années; une fois l'an",
    "P2Y": "biennal; biennale; tous les deux ans; un an sur deux; une fois tous les deux ans",
    "P3Y": "triennal; triennale; tous les trois ans",
    "": "régulier; régulière; régulièrement; de manière régulière; de façon régulière; "
    "sur une base régulière; périodique; périodiquement; à intervalles réguliers; en continu; "
    "de manière continue; fréquemment; en permanence; permanent",
}


def whole_phrases() -> dict[str, DeadlineSpec]:
    """Gather the phrases that are complete in themselves."""
    whole = {phrase: DeadlineSpec("none") for phrase in phrases_of(NOTHING)}
    whole |= {phrase: build_open(SOON_DAYS) for phrase in phrases_of(IN_HASTE)}
    whole |= {phrase: build_open(REVIEW_DAYS) for phrase in phrases_of(IN_TIME)}
    for duration, phrases in RECURRING.items():
        each = phrases_of(phrases)
        # "Consultations annuelles", "points hebdomadaires".
        each += [f"{one}s" for one in each if re.fullmatch(r"\w+(?:el|elle|aire|ale)", one)]
        whole |= {phrase: build_recurring(duration) for phrase in each}
    return whole


NUMBERED = rf"(?:\d{{1,4}}|{'|'.join(SMALL)})"
ASKS = compile_questions(
    (r"\bexercice\b|\bbudgétaire|\bfiscale?\b|année (?:scolaire|universitaire)|\brentrée\b",
     "approximate", "fiscal"),
    (r"\b(?:printemps|été|automne|hiver)\b(?! olympi)", "approximate", "season"),
    (r"\b(?:biannuel|bisannuel)(?:le|lement)?\b", "recurring", "biannual"),
    (r"\b(?:bimensuel|bimestriel)(?:le|lement)?\b", "recurring", "bimonthly"),
    (r"\bbihebdomadaire(?:ment)?\b", "recurring", "biweekly"),
    (r"\bouvrables?\b", "relative", "ouvrables"),
    (r"\b(?:passée?s?|précédente?s?|écoulée?s?|il y a|derni(?:er|ère)s?(?! (?:trimestre|semestre|jour)))\b",
     "none", "past"),
    (r"\b(?:quelques|plusieurs)\b", "approximate", "few"),
    (rf"\b(?:heures?|minutes?|midi|minuit)\b|\b\d{{1,2}} ?h(?:\d\d)?\b|{CLOCK}", "relative", "hours"),
    (r"\b(?:environ|vers|autour d|aux alentours|approximativement|à l'horizon)\b", "approximate", "about"),
    (r"\b(?:huit|quinz|diz|douz|vingt|trent)aine\b", "approximate", "about"),
    (r"\b(?:jo|jrs?|sem|réu|mtg)\b\.?|\bj\. ?o|\bj ?- ?\d", "none", "shortened"),
    (rf"{SHORT_YEAR}|\b\d{{1,2}} {MONTH} \d\d$|\b[ts][1-4] ?\d\d$", "fixed", "short_year"),
    (rf"\b{NUMBERED}(?:-| à | ou ){NUMBERED} (?:jours|semaines|mois|ans|années)\b", "relative", "range"),
    (r"\bsemaine d[eu'] ?(?:mois|janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)",
     "approximate", "part"),
)  # fmt: skip


DOZENS = {"huit": 8, "quinz": 15, "trent": 30}


def normalise_french(text: str) -> str:
    """Normalise French wording."""
    # Without its full stop or a year behind it, "sept" is the number.
    text = re.sub(r"\bsept(?:\.(?=\s|$)|(?=\s+(?:19|20)\d\d))", "septembre", text, flags=re.IGNORECASE)
    text = normalise_wording(text)
    text = re.sub(r"\b(\d{1,3}) ?j\b\.?", r"\1 jours", text)
    text = re.sub(r"\b([a-zéèû-]+) \((\d+)\)", _one_number, text, flags=re.IGNORECASE)
    text = re.sub(
        r"^(?:échéance|date limite|date butoir|délai)(?: ?:)? (?=\S)", "", text, flags=re.IGNORECASE
    )
    text = re.sub(r"\bjours ouvrés \((?:à )?([^\d()]+)\)", r"jours ouvrés à \1", text, flags=re.IGNORECASE)
    text = re.sub(r"\bfin du (mois|trimestre|semestre)\b(?! d)", r"fin de ce \1", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:dans le|au) courant (?=d)", "au cours ", text, flags=re.IGNORECASE)
    text = re.sub(r"\bà la date du (?=\d)", "le ", text, flags=re.IGNORECASE)
    text = re.sub(
        rf"\b(fin|début) du mois d(?:e |')(?=(?:{'|'.join(MONTHS)})\b)", r"\1 ", text, flags=re.IGNORECASE
    )
    text = re.sub(r"\b(?:sous|dans la) (huit|quinz|trent)aine\b", _count_days, text, flags=re.IGNORECASE)
    text = re.sub(
        r"\b(avant|pour|d'ici(?: à)?|à) (?:la )?Noël\b", r"\1 le 25 décembre", text, flags=re.IGNORECASE
    )
    text = re.sub(rf"\ble premier (?=(?:{'|'.join(MONTHS)})\b)", "le 1er ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(mois|trimestre|semestre) qui vient\b", r"\1 prochain", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(année|semaine) qui vient\b", r"\1 prochaine", text, flags=re.IGNORECASE)
    # « Vendredi soir » is due on Friday.
    text = re.sub(
        rf"\b({'|'.join(WEEKDAYS)}|demain)( prochain)?,? {OF_DAY}", r"\1\2", text, flags=re.IGNORECASE
    )
    text = re.sub(r"\bdans l'an(?:née)? qui suit(?:vra)?\b", "dans un an après", text, flags=re.IGNORECASE)
    text = re.sub(r"\ble ([\w-]+)ième jour (?:suivant|après|qui suit)\b", _nth_day, text, flags=re.IGNORECASE)
    text = re.sub(r"\bmi[ -](?=\w)", "mi-", text, flags=re.IGNORECASE)
    # "Le 5 août prochain" is the next 5 August, as without the word.
    text = re.sub(rf"\b({'|'.join(MONTHS)}) prochain\b", r"\1", text, flags=re.IGNORECASE)
    return re.sub(r"\bau cours d(?:e l'|e la |es |e |u )", "au cours de ", text, flags=re.IGNORECASE)


def _count_days(match: re.Match[str]) -> str:
    """Read "sous huitaine", which in notices is eight days and no fewer."""
    return f"sous {DOZENS[match[1].casefold()]} jours"


# What part of a day it is.
OF_DAY = (
    r"(?:matin|soir|après-midi|(?:en |dans la )?(?:fin|début|soirée|matinée|journée)"
    r"(?: de (?:la )?(?:journée|matinée|soirée)| d'après-midi)?)(?![\w-])(?: \([^()]{3,20}\))?"
)
NTHS = {"cinqu": 5, "dix": 10, "quinz": 15, "vingt": 20, "trent": 30, "soixant": 60, "quatre-vingt-dix": 90}


def _nth_day(match: re.Match[str]) -> str:
    """Read "le trentième jour suivant la signature" as thirty days after it."""
    count = NTHS.get(match[1].casefold())
    return f"{count} jours après" if count else match[0]


def _one_number(match: re.Match[str]) -> str:
    """Keep one of "dix (10)" where both agree."""
    same = NUMBERS.get(match[1].casefold()) == int(match[2])
    return match[1] if same else match[0]

"""The grammar of French deadlines."""

import re

from commitments.phrases import french_builders as make
from commitments.phrases import french_words as words
from commitments.phrases.grammar import (
    WITHOUT_YEAR,
    YEAR,
    YEAR_FIRST,
    YEAR_LAST,
    AskError,
    Frame,
    Grammar,
    asks,
    bounded,
    compiled,
    framing,
    in_one_year,
    of_decade,
    of_numbers,
    of_period,
    of_year_first,
    of_years,
    opens,
    read_framed,
)
from commitments.phrases.specification import REVIEW_DAYS, DeadlineSpec, Relation

THIS_YEAR = (
    r"(?P<this>cette année|l'année en cours|de l'année en cours|l'année|de l'année|de cette année|année)"
)
NEXT_YEAR = r"(?P<next>(?:de )?l'(?:année|an) prochaine?|(?:de )?l'année suivante|(?:de )?l'an prochain)"
WHEN = rf"(?:(?:de )?(?:(?:l')?(?:année|an) )?{YEAR}|{NEXT_YEAR}|{THIS_YEAR})"
PART = r"(?:(?:le |la )?(?P<part>début|mi|fin)(?:[ -]| de | du mois de | d'| du )?)?"


def _before_event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    inner = EVENT_ONLY.fullmatch(match["rest"])
    count, unit = make.length_of(match)
    if inner is None:
        raise AskError("which_event", "event", relation="before", count=count, unit=unit, event=match["rest"])
    if re.fullmatch(words.ITSELF, inner[0], re.IGNORECASE):
        raise AskError("which_meeting", "event", relation="before", count=count, unit=unit)
    return DeadlineSpec("event", event=inner["event"], relation="before", count=count, unit=unit)


def _span(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "entre X et Y", "de X à Y", X taking the year of Y where it has none."""
    last = read_framed(FRENCH, match["last"])
    if last is None or last.period is None:
        return None
    year, text = last.period.year, match["first"]
    if re.fullmatch(r"1er|\d{1,2}", text) and last.period.unit == "day" and last.period.month is not None:
        text = f"{text} {words.MONTHS[last.period.month - 1]}"
    with_year = f"{text} {year}" if year is not None and not re.search(r"\d{4}", text) else text
    first = read_framed(FRENCH, with_year) or read_framed(FRENCH, text)
    if first is None or first.period is None:
        return None
    if in_one_year(first.period, last.period):
        return of_period(first.period, "in", last.period)
    if not (first.period.is_dated and last.period.is_dated):
        raise AskError("year", "relative")
    if first.period.unit == "year" == last.period.unit and not (first.period.part or last.period.part):
        return of_years(first.period.year or 0, last.period.year or 0)
    return of_period(first.period, "in", last.period)


def _every_with_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "avant le 1er novembre de chaque année", "au premier semestre de chaque année"."""
    rest = match["rest"]
    if re.search(rf"\b(?:{HALVES})$", rest, re.IGNORECASE):
        rest = f"{rest} de cette année"
    found = read_framed(FRENCH, rest)
    if found is None or found.period is None or found.ask or found.period.is_dated or found.until:
        return None
    if found.period.month is None and found.period.index is None:
        return None
    return DeadlineSpec("recurring", shape=found.shape, period=found.period, every="P1Y")


def _whole_rest(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "dès que possible, et au plus tard": the last day is what binds."""
    return read_framed(FRENCH, match["rest"])


def _bounded(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return bounded(FRENCH)(match, frame)


def _cut_off(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "avant la prochaine", which breaks off before it names the event."""
    relation: Relation = "before" if match["before"] else "by" if match["by"] else "at"
    raise AskError("which_event", "event", relation=relation)


def _unknown_event(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    raise AskError("which_event", "event", event=match["rest"], relation="before")


DOUBTFUL = (
    r"avant|après|d'ici|jours?|semaines?|mois|ans?|années?|ou|si|sauf|chaque|dès|jusqu'\w+|amont|vue|prévision|"
    r"perspective|approche|issue|suite"
)
EVENT = (
    rf"(?!.*\b(?:{DOUBTFUL})\b)(?:(?:la|le|les|leur|leurs|notre|nos|une?|sa|son) |l')?"
    rf"(?P<event>(?:[\w.'&/+-]+ )*?(?:{words.EVENT})(?![\w])(?: [\w.'&/+-]+)*)"
)
EVENT_ONLY = re.compile(EVENT, re.IGNORECASE)
PLACE = r"(?!compter|partir)[^\W\d]+(?: [^\W\d]+)?"
OF_BOTH = rf"(?: dans les deux (?P<both>capitales|pays))?(?: à (?P<place>{PLACE}))?"
COUNTED = (
    r"(?:(?:,| en comptant| comptés)? dans les deux (?P<counted_both>capitales|pays)"
    rf"| (?:en comptant|comptés) à (?P<counted>{PLACE}))?"
)
FROM = (
    r"(?: (?:suivant|après|à compter de|à partir de|à dater de|de) "
    r"(?P<anchor>(?:la|l'|le|sa|son|cette|ce|aujourd).*?)"
    r"| à (?:compter|partir) d'(?P<today>aujourd'hui))?"
)
LENGTH = (
    rf"(?:les |l'|le )?{words.NUMBER} (?P<next>prochaine?s )?{words.UNIT}(?: (?:prochaine?s|à venir))?"
    rf"{OF_BOTH}{FROM}{COUNTED}"
)
AROUND_MEETING = (
    rf"{PART}(?:ce|cette|le|la) (?P<unit>{'|'.join(make.AROUND)})(?:-ci| en cours)?"
    r"(?P<next> prochaine?| suivante?)?"
)
TIMES = compiled(
    (rf"(?:le )?{words.WEEKDAY}(?:le )?{words.DAY} {words.MONTH}(?: {WHEN})?", make.day),
    (YEAR_FIRST, of_year_first),
    (rf"(?:le )?{YEAR_LAST}", of_numbers),
    (rf"(?:le )?{WITHOUT_YEAR}", asks("numeric_date", "relative")),
    (rf"{PART}(?:le )?(?:mois de |mois d')?{words.MONTH}(?: {WHEN})?", make.month),
    (rf"(?:le |au )?{words.ORDINAL} (?P<size>semestre|trimestre)(?: {WHEN})?", make.fraction),
    (rf"(?:le |au )?(?P<size>[ts])(?P<number>[1-4])(?: {WHEN})?", make.fraction),
    (rf"{PART}{WHEN}", make.whole_year),
    (r"(?:les )?années (?P<year>(?:19|20|21)\d0)", of_decade),
    (AROUND_MEETING, make.around_meeting),
    (r"aujourd'hui|demain", make.near_day),
    (rf"(?:le )?(?:{'|'.join(words.WEEKDAYS)})(?: prochain)?", asks("weekday_alone", "relative")),
    (r"(?:les |ces )?prochaine?s (?P<unit>jours|semaines|mois|années)", make.coming),
    (r"(?:les |ces )?(?P<unit>jours|semaines|mois|années) (?:à venir|qui viennent|prochaine?s)", make.coming),
    (LENGTH, make.length),
    (rf"(?:la |les )?(?:période |années )?{YEAR}[-/](?P<last>\d{{4}}|\d\d)", make.span_of_years),
    (EVENT, make.event),
)  # fmt: skip
FRENCH_END = r"(?:d'ici (?:à )?|avant |jusqu'à |au plus tard à |à |pour )?la fin (?:de |du |d')"
FRENCH_BY = (
    r"d'ici (?:à |au )?|au plus tard (?:le |en |à |au |d'ici )?|jusqu'(?:au |en |à )|pas plus tard que |"
    r"avant ou le "
)
BEFORE = (
    r"(?:avant|(?:en amont|en prévision|en vue|à l'approche|dans la perspective) d(?:e|u|es)|"
    r"préalablement (?:à|aux?))"
)
FRAMES = framing(
    (rf"{FRENCH_END}(?P<rest>.+)", "by"),
    (r"fin de (?P<rest>la décennie.*)", "by"),
    (rf"d'ici (?:à )?(?P<rest>{words.NUMBER} {words.UNIT}.*)", "within"),
    (rf"(?:{FRENCH_BY})(?P<rest>.+)", "by"),
    (rf"{BEFORE} (?P<rest>.+)", "before"),
    (
        r"(?:dans un délai (?:maximum |maximal )?(?:de |d')|sous |dans un délai n'excédant pas )(?P<rest>.+)",
        "within",
    ),
    (r"dans (?P<rest>.+)", "within"),
    (r"(?:plus tard (?:dans )?|dans le reste de |d'ici la fin de )(?P<rest>.+)", "later"),
    (r"(?:au cours de |pendant |durant |sur |courant |tout au long de |pour )(?P<rest>.+)", "over"),
    (
        r"(?:lors de |lors du |à l'occasion d(?:e |u )|en marge d(?:e |u )|en |le |au |aux |à )(?P<rest>.+)",
        "in",
    ),
    (r"(?P<rest>.+)", ""),
)
HALVES = (
    r"(?:premier|1er|deuxième|second|2e|2ème|troisième|3e|3ème|quatrième|4e|4ème|dernier) "
    r"(?:semestre|trimestre)|[ts][1-4]"
)
MILESTONES = (
    r"(?:l'|la |sa |son )?(?:entrée en vigueur|signature|ratification|approbation|adoption|achèvement)\b"
)
HASTY = (
    r"(?:dès que possible|au plus tôt|le plus tôt possible|dans les meilleurs délais|sans délai)"
    r"(?: et| mais)?(?: en tout (?:cas|état de cause))? (?P<rest>(?:au plus tard|avant|d'ici|dans) .+)"
)
CONVENIENT = (
    r"à (?:une date|un moment|des dates) (?:qui (?:conviendra|conviendront|convient)|convenant) "
    r"(?:mutuellement )?(?:à|aux) .+"
)
BY = "d'ici|jusqu'à|au plus tard"
CUT_OFF = r"(?:à |lors de )?(?:la|le|notre|leur|sa|son) (?:prochaine?|suivante?)"
BOUNDS = r"à partir d[eu]|à compter d[eu]|dès|depuis|jusqu|pendant|durant|pour|sur|au cours|dans"
AFTERWARDS = (
    r"une fois(?! (?:par|l'|tous|toutes|chaque)\b)|après|(?:à la suite|à l'issue) d(?:e |u |es )?|suite à"
)
CONDITION = r"sous réserve d|à condition d|à condition qu|si |lorsqu|dès qu|en cas d|à moins qu"
RULES = compiled(
    (HASTY, _whole_rest),
    (CONVENIENT, lambda match, frame: opens(REVIEW_DAYS)),
    (rf"(?:{CONDITION}).+|.+ (?:{CONDITION}).+", asks("condition")),
    (rf"(?:{AFTERWARDS}) ?(?P<rest>.+)", make.after),
    (rf"(?:au moins |au plus tard )?{words.NUMBER} {words.UNIT} avant (?P<rest>.+)", _before_event),
    (rf"{words.NUMBER} fois (?:par an|l'an|chaque année)", make.times_a_year),
    (rf"(?:une fois )?tou(?:s|tes) les {words.NUMBER} {words.UNIT}", make.every_length),
    (
        r"(?:d'ici |avant |à )?(?:la )?fin de chaque (?P<unit>année|semestre|trimestre|mois)",
        make.every_end,
    ),
    (r"(?:une fois )?(?:chaque année|tous les ans|par an|l'an),? (?P<rest>.+)", _every_with_day),
    (r"(?P<rest>.+?) (?:de chaque année|chaque année|tous les ans)", _every_with_day),
    (r"entre (?:le )?(?P<first>.+?) et (?:le )?(?P<last>.+)", _span),
    (r"les (?P<first>1er|\d{1,2}) et (?:le )?(?P<last>(?:1er|\d{1,2}) .+)", _span),
    (r"d(?:e |u |'|ès )(?P<first>(?!ici\b).+?) (?:à|au|jusqu'en|jusqu'à|jusqu'au) (?P<last>.+)", _span),
    (rf"(?:à partir d[eu']|à compter d[eu']|dès) ?(?P<rest>{MILESTONES}.*)", make.after),
    (r"(?:à partir d|à compter d|depuis |dès |pas avant ).+", asks("start", "relative")),
    (rf"(?P<rest>.+?),? (?:{BOUNDS}).+", _bounded),
    (rf"(?:(?P<before>{BEFORE})|(?P<by>{BY})|.+) {CUT_OFF}", _cut_off),
    (r"d'ici|avant|au plus tard|dans|sous|jusqu'au|jusqu'à|en|le", asks("incomplete")),
)  # fmt: skip
LAST = compiled((rf"{BEFORE} (?P<rest>.+)", _unknown_event))
FRENCH = Grammar(words.tidy, words.whole_phrases(), words.ASKS, RULES, FRAMES, TIMES, LAST)

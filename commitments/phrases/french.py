"""The grammar of French deadlines."""

import re

from commitments.phrases import french_words as words
from commitments.phrases.grammar import (
    YEAR,
    AskError,
    Frame,
    Grammar,
    asks,
    check_weekday,
    compiled,
    every,
    framing,
    of_coming,
    of_day,
    of_decade,
    of_numbers,
    of_period,
    of_years,
    read_framed,
    yearly,
)
from commitments.phrases.specification import Anchor, DeadlineSpec, Part, Period, PeriodUnit, Relation, Unit

THIS_YEAR = (
    r"(?P<this>cette année|l'année en cours|de l'année en cours|l'année|de l'année|de cette année|année)"
)
NEXT_YEAR = r"(?P<next>(?:de )?l'(?:année|an) prochaine?|(?:de )?l'année suivante|(?:de )?l'an prochain)"
WHEN = rf"(?:(?:de )?(?:(?:l')?(?:année|an) )?{YEAR}|{NEXT_YEAR}|{THIS_YEAR})"
PART = r"(?:(?:le )?(?P<part>début|mi|fin)(?:[ -]| de | du mois de | d'| du )?)?"
RELATIONS: dict[Frame, Relation] = {"by": "by", "before": "before", "in": "at", "over": "at", "": "at"}
LETTERS: dict[Unit, str] = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
AROUND: dict[str, PeriodUnit] = {
    "semaine": "week", "mois": "month", "trimestre": "quarter", "semestre": "half", "décennie": "decade",
}  # fmt: skip


def _year(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Give the year that is named and, where it is named from the meeting, its offset."""
    if match["year"]:
        return int(match["year"]), None
    return None, 1 if match["next"] else 0 if match["this"] else None


def _part(match: re.Match[str], frame: Frame) -> tuple[Part, Frame]:
    """Read a part; "fin" with "d'ici" or "avant" is the end, else the last part."""
    part = words.PARTS[match["part"].casefold()] if match["part"] else ""
    return ("", "by") if part == "late" and frame in ("by", "before", "end") else (part, frame)


def _day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    month, day = (
        words.MONTH_NUMBERS[match["month"].casefold()],
        int(match["day"].casefold().removesuffix("er")),
    )
    weekday = words.WEEKDAYS.index(match["weekday"].casefold()) if match["weekday"] else None
    check_weekday(weekday, year, month, day)
    return of_day(year, month, day, frame, offset=offset)


def _month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    part, frame = _part(match, frame)
    month = words.MONTH_NUMBERS[match["month"].casefold()]
    return of_period(Period("month", year, month, offset=offset, part=part), frame)


def _whole_year(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    year, offset = _year(match)
    part, frame = _part(match, frame)
    if frame == "within" and offset == 0:
        frame = "later"
    return of_period(Period("year", year, offset=offset, part=part), frame)


def _fraction(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    unit: PeriodUnit = "half" if match["size"].casefold() == "semestre" else "quarter"
    count = 2 if unit == "half" else 4
    number = match["number"].casefold()
    index = count if number == "dernier" else words.ORDINALS[number]
    if index > count:
        raise AskError("no_such_date", "fixed")
    return of_period(Period(unit, year, index=index, offset=offset), frame)


def _around_meeting(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    unit, offset = AROUND[match["unit"].casefold()], 1 if match["next"] else 0
    part, frame = _part(match, frame)
    if part and unit != "month":
        raise AskError("part", "approximate")
    return of_period(Period(unit, offset=offset, part=part), "in" if frame == "within" else frame)


def _near_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return of_period(Period("day", offset=int(match[0].casefold() == "demain")), frame)


def _length_of(match: re.Match[str]) -> tuple[int, Unit]:
    number = match["count"].casefold()
    count = int(number) if number.isdigit() else words.NUMBERS[number]
    return count, words.UNITS[match["unit"].casefold()]


def _length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read so many days, weeks, months or years from an anchor."""
    from_when = match["anchor"]
    if frame not in ("within", "over", "in", "by") or (frame == "by" and not from_when):
        return None
    count, unit = _length_of(match)
    is_window = not from_when and (frame == "over" or match["next"] is not None)
    anchor, event = _anchor(from_when)
    capitals = "both" if match["both"] else match["place"] or ""
    if capitals and unit != "working_days":
        return None
    return DeadlineSpec(
        "relative", shape="during" if is_window else "by", count=count, unit=unit, anchor=anchor,
        event=event, capitals=capitals,
    )  # fmt: skip


def _anchor(text: str | None) -> tuple[Anchor, str]:
    """Tell which day the clock starts on; an event keeps its words."""
    if text is None or re.fullmatch(words.ITSELF, text, re.IGNORECASE):
        return "meeting", ""
    plain = re.sub(
        r"^(?:la date |le jour )?(?:de |d')?(?:la |l'|le |sa |son )?", "", text, flags=re.IGNORECASE
    )
    if re.match(r"signature\b", plain, re.IGNORECASE):
        return "signature", ""
    if re.match(r"acceptation\b", plain, re.IGNORECASE):
        return "acceptance", ""
    if found := re.match(r"achèvement(?: (?:de la |de l'|du |de )(?P<what>.+))?$", plain, re.IGNORECASE):
        return "completion", found["what"] or ""
    return "event", plain


def _coming(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return of_coming(words.UNITS[match["unit"].casefold()]) if frame != "by" else None


def _event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    if re.fullmatch(words.ITSELF, match[0], re.IGNORECASE):
        raise AskError("which_meeting", "event")
    is_to_come = re.search(r"\bprochaine?s?\b|\b\d+(?:e|ème|ère|re)\b", match[0], re.IGNORECASE)
    if frame not in RELATIONS or (frame == "" and not is_to_come):
        return None
    return DeadlineSpec("event", event=match["event"], relation=RELATIONS[frame])


def _before_event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    inner = EVENT_ONLY.fullmatch(match["rest"])
    if inner is None or re.fullmatch(words.ITSELF, inner[0], re.IGNORECASE):
        raise AskError("which_meeting" if inner else "not_understood", "event")
    count, unit = _length_of(match)
    return DeadlineSpec("event", event=inner["event"], relation="before", count=count, unit=unit)


def _span_of_years(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    first, last = int(match["year"]), match["last"]
    return of_years(first, int(last) if len(last) == 4 else first // 100 * 100 + int(last))


def _span(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "entre X et Y", "de X à Y", X taking the year of Y where it has none."""
    last = read_framed(FRENCH, match["last"])
    if last is None or last.period is None:
        return None
    first = read_framed(FRENCH, match["first"])
    if last.period.year is not None and (first is None or first.period is None or first.period.year is None):
        first = read_framed(FRENCH, f"{match['first']} {last.period.year}")
    if first is None or first.period is None:
        return None
    if not (first.period.is_dated and last.period.is_dated):
        raise AskError("year", "relative")
    if first.period.unit == "year" == last.period.unit and not (first.period.part or last.period.part):
        return of_years(first.period.year or 0, last.period.year or 0)
    return of_period(first.period, "in", last.period)


def _times_a_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    number = match["count"].casefold()
    return every(yearly(int(number) if number.isdigit() else words.NUMBERS[number]))


def _every_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    count, unit = _length_of(match)
    return every(f"P{count}{LETTERS[unit]}") if count and unit in LETTERS else None


def _every_with_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "avant le 1er novembre de chaque année", "chaque année en octobre"."""
    found = read_framed(FRENCH, match["rest"])
    if found is None or found.period is None or found.period.month is None or found.period.is_dated:
        return None
    return DeadlineSpec("recurring", shape=found.shape, period=found.period, every="P1Y")


def _every_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return DeadlineSpec("recurring", period=Period("year", offset=0), every="P1Y")


def _after(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    raise AskError("condition", "event", event=match["rest"])


DOUBTFUL = r"avant|après|d'ici|jours?|semaines?|mois|ans?|années?|ou|si|sauf|chaque|dès|jusqu'\w+"
EVENT = (
    rf"(?!.*\b(?:{DOUBTFUL})\b)(?:(?:la|le|les|leur|leurs|notre|nos|une?|sa|son) |l')?"
    rf"(?P<event>(?:[\w.'&/+-]+ )*?(?:{words.EVENT})(?![\w])(?: [\w.'&/+-]+)*)"
)
EVENT_ONLY = re.compile(EVENT, re.IGNORECASE)
OF_BOTH = (
    r"(?: dans les deux (?P<both>capitales|pays))?(?: à (?P<place>(?!compter|partir)[^\W\d]+(?: [^\W\d]+)?))?"
)
FROM = (
    r"(?: (?:suivant|après|à compter de|à partir de|à dater de|de) "
    r"(?P<anchor>(?:la|l'|le|sa|son|cette|ce|aujourd).*)"
    r"| à (?:compter|partir) d'(?P<today>aujourd'hui))?"
)
LENGTH = (
    rf"(?:les |l'|le )?{words.NUMBER} (?P<next>prochaine?s )?{words.UNIT}(?: (?:prochaine?s|à venir))?"
    rf"{OF_BOTH}{FROM}"
)
AROUND_MEETING = (
    rf"{PART}(?:ce|cette|le|la) (?P<unit>{'|'.join(AROUND)})(?:-ci| en cours)?"
    r"(?P<next> prochaine?| suivante?)?"
)
TIMES = compiled(
    (rf"(?:le )?{words.WEEKDAY}(?:le )?{words.DAY} {words.MONTH}(?: {WHEN})?", _day),
    (r"(?:le )?(?P<first>\d{1,2})[./-](?P<second>\d{1,2})[./-](?P<year>\d{4})", of_numbers),
    (rf"{PART}(?:le )?(?:mois de |mois d')?{words.MONTH}(?: {WHEN})?", _month),
    (rf"(?:le |au )?{words.ORDINAL} (?P<size>semestre|trimestre)(?: {WHEN})", _fraction),
    (rf"{PART}{WHEN}", _whole_year),
    (r"(?:les )?années (?P<year>(?:19|20|21)\d0)", of_decade),
    (AROUND_MEETING, _around_meeting),
    (r"aujourd'hui|demain", _near_day),
    (rf"(?:le )?(?:{'|'.join(words.WEEKDAYS)})(?: prochain)?", asks("weekday_alone", "relative")),
    (r"(?:les |ces )?prochaine?s (?P<unit>jours|semaines|mois|années)", _coming),
    (r"(?:les |ces )?(?P<unit>jours|semaines|mois|années) (?:à venir|qui viennent|prochaine?s)", _coming),
    (LENGTH, _length),
    (rf"(?:la |les )?(?:période |années )?{YEAR}[-/](?P<last>\d{{4}}|\d\d)", _span_of_years),
    (EVENT, _event),
)  # fmt: skip
FRENCH_END = r"(?:d'ici (?:à )?|avant |jusqu'à |au plus tard à |à |pour )?la fin (?:de |du |d')"
FRENCH_BY = (
    r"d'ici (?:à |au )?|au plus tard (?:le |en |à |au |d'ici )?|jusqu'(?:au |en |à )|pas plus tard que |"
    r"avant ou le "
)
FRAMES = framing(
    (rf"{FRENCH_END}(?P<rest>.+)", "by"),
    (rf"(?:{FRENCH_BY})(?P<rest>.+)", "by"),
    (r"(?:avant|en amont de|en prévision de|en vue de|préalablement à) (?P<rest>.+)", "before"),
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
CONDITION = r"sous réserve d|à condition d|à condition qu|si |lorsqu|dès qu|en cas d|à moins qu"
RULES = compiled(
    (rf"(?:{CONDITION}).+|.+ (?:{CONDITION}).+", asks("condition")),
    (r"(?:une fois|après|(?:à la suite|à l'issue) d(?:e |u |es )?|suite à) ?(?P<rest>.+)", _after),
    (rf"(?:au moins |au plus tard )?{words.NUMBER} {words.UNIT} avant (?P<rest>.+)", _before_event),
    (rf"{words.NUMBER} fois (?:par an|l'an|chaque année)", _times_a_year),
    (rf"(?:une fois )?tou(?:s|tes) les {words.NUMBER} {words.UNIT}", _every_length),
    (r"(?:d'ici |avant |à )?la fin de chaque année", _every_end),
    (r"(?:chaque année|tous les ans),? (?P<rest>.+)", _every_with_day),
    (r"(?P<rest>.+?) (?:de chaque année|chaque année|tous les ans)", _every_with_day),
    (r"entre (?:le )?(?P<first>.+?) et (?:le )?(?P<last>.+)", _span),
    (r"d(?:e |u |'|ès )(?P<first>(?!ici\b).+?) (?:à|au|jusqu'en|jusqu'à|jusqu'au) (?P<last>.+)", _span),
    (r"(?:à partir d|à compter d|depuis |dès |pas avant ).+", asks("start", "relative")),
    (r"d'ici|avant|au plus tard|dans|sous|jusqu'au|jusqu'à|en|le", asks("incomplete")),
)  # fmt: skip
FRENCH = Grammar(words.tidy, words.whole_phrases(), words.ASKS, RULES, FRAMES, TIMES)

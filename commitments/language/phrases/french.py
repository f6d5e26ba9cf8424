"""The grammar of French deadlines, and the builders of specifications for each kind of phrase."""

import re

from commitments.language.phrases import french_words
from commitments.language.phrases.grammar import (
    DAY_ZERO,
    WITHOUT_YEAR,
    YEAR,
    YEAR_FIRST,
    YEAR_LAST,
    AskError,
    Frame,
    Grammar,
    build_after_day_zero,
    build_bounded,
    build_coming,
    build_decade,
    build_each_end,
    build_iso_date,
    build_last_day,
    build_last_working_day,
    build_numeric_date,
    build_open,
    build_period,
    build_question,
    build_recurring,
    build_single_day,
    build_weekday,
    build_year_span,
    compile_frames,
    compile_rules,
    format_interval,
    in_one_year,
    read_framed,
)
from commitments.language.phrases.specification import (
    REVIEW_DAYS,
    Anchor,
    DeadlineSpec,
    Part,
    Period,
    PeriodUnit,
    Relation,
    Unit,
)

RELATIONS: dict[Frame, Relation] = {"by": "by", "before": "before", "in": "at", "over": "at", "": "at"}
LETTERS: dict[Unit, str] = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
AROUND: dict[str, PeriodUnit] = {
    "semaine": "week", "mois": "month", "trimestre": "quarter", "semestre": "half", "décennie": "decade",
}  # fmt: skip


def _year(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Return the named year and, where it is relative to the meeting, its offset."""
    if match["year"]:
        return int(match["year"]), None
    return None, 1 if match["next"] else 0 if match["this"] else None


def _part(match: re.Match[str], frame: Frame) -> tuple[Part, Frame]:
    """Read a part; "fin" with "d'ici" or "avant" is the end, else the last part."""
    part = french_words.PARTS[match["part"].casefold()] if match["part"] else ""
    return ("", "by") if part == "late" and frame in ("by", "before", "end") else (part, frame)


def build_french_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    month, day = (
        french_words.MONTH_NUMBERS[match["month"].casefold()],
        int(match["day"].casefold().removesuffix("er")),
    )
    weekday = french_words.WEEKDAYS.index(match["weekday"].casefold()) if match["weekday"] else None
    return build_single_day(year, month, day, frame, offset=offset, weekday=weekday)


def build_french_month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    part, frame = _part(match, frame)
    month = french_words.MONTH_NUMBERS[match["month"].casefold()]
    return build_period(Period("month", year, month, offset=offset, part=part), frame)


def whole_year(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    if (match["this"] or "").casefold() == "année" and not match["part"] and frame in ("", "in", "before"):
        return None
    year, offset = _year(match)
    part, frame = _part(match, frame)
    if frame == "within" and offset == 0:
        frame = "later"
    return build_period(Period("year", year, offset=offset, part=part), frame)


def build_french_fraction(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    unit: PeriodUnit = "half" if match["size"].casefold().startswith("s") else "quarter"
    count = 2 if unit == "half" else 4
    number = match["number"].casefold()
    index = (
        count if number == "dernier" else int(number) if number.isdigit() else french_words.ORDINALS[number]
    )
    if index > count:
        raise AskError("no_such_date", "fixed")
    if year is None and offset is None:
        raise AskError("year", "relative")
    return build_period(Period(unit, year, index=index, offset=offset), frame)


def around_meeting(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    unit, offset = AROUND[match["unit"].casefold()], 1 if match["next"] else 0
    part, frame = _part(match, frame)
    if part and unit != "month":
        raise AskError("part", "approximate")
    return build_period(Period(unit, offset=offset, part=part), "in" if frame == "within" else frame)


NEAR = {"aujourd'hui": 0, "demain": 1, "après-demain": 2}


def near_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_period(Period("day", offset=NEAR[match[0].casefold()]), frame)


def weekday_alone(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "d'ici vendredi", "d'ici vendredi de la semaine prochaine"."""
    weekday = french_words.WEEKDAYS.index(match["weekday"].casefold())
    return build_weekday(weekday, frame, int(match["after"] is not None))


def day_of_near_month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "le 15 du mois prochain"."""
    day = int(match["day"].casefold().removesuffix("er"))
    return build_period(Period("day", day=day, offset=int(match["next"] is not None)), frame)


def after_day_zero(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_after_day_zero(match, french_words.UNITS)


def length_of(match: re.Match[str]) -> tuple[int, Unit]:
    number = match["count"].casefold()
    count = int(number) if number.isdigit() else french_words.NUMBERS[number]
    return count, french_words.UNITS[match["unit"].casefold()]


def build_french_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read so many days, weeks, months or years from an anchor."""
    from_when = match["anchor"]
    if frame == "" and not from_when and not match["next"]:
        count, unit = length_of(match)
        raise AskError("length_alone", "relative", count=count, unit=unit)
    if frame not in ("within", "over", "in", "by", "") or (frame == "by" and not from_when):
        return None
    count, unit = length_of(match)
    is_window = not from_when and (frame == "over" or match["next"] is not None)
    anchor, event = _anchor(from_when)
    capitals = "both" if match["both"] or match["counted_both"] else match["place"] or match["counted"] or ""
    if capitals and unit != "working_days":
        return None
    return DeadlineSpec(
        "relative", shape="during" if is_window else "by", count=count, unit=unit, anchor=anchor,
        event=event, capitals=capitals,
    )  # fmt: skip


def _anchor(text: str | None) -> tuple[Anchor, str]:
    """Return on which day the clock starts; an event keeps its wording."""
    if text is None or re.fullmatch(french_words.ITSELF, text, re.IGNORECASE):
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
    if re.match(french_words.HAPPENING, plain, re.IGNORECASE):
        return "condition", plain
    return (
        "event" if re.search(rf"\b(?:{french_words.EVENT})\b", plain, re.IGNORECASE) else "condition"
    ), plain


def build_next_french(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_coming(french_words.UNITS[match["unit"].casefold()]) if frame != "by" else None


def build_french_event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    if re.fullmatch(french_words.ITSELF, match[0], re.IGNORECASE):
        raise AskError("which_meeting", "event", relation=RELATIONS.get(frame, "at"))
    is_to_come = re.search(r"\bprochaine?s?\b|\b\d+(?:e|ème|ère|re)\b", match[0], re.IGNORECASE)
    if frame not in RELATIONS or (frame == "" and not is_to_come):
        return None
    return DeadlineSpec("event", event=match["event"], relation=RELATIONS[frame])


def span_of_years(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    first, last = int(match["year"]), match["last"]
    return build_year_span(first, int(last) if len(last) == 4 else first // 100 * 100 + int(last))


def times_a_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    number = match["count"].casefold()
    return build_recurring(format_interval(int(number) if number.isdigit() else french_words.NUMBERS[number]))


def every_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    count, unit = length_of(match)
    return build_recurring(f"P{count}{LETTERS[unit]}") if count and unit in LETTERS else None


def every_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_each_end(AROUND.get(match["unit"].casefold(), "year"))


def build_french_after(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    raise AskError("condition", "event", event=match["rest"])


THIS_YEAR = (
    r"(?P<this>cette année|l'année en cours|de l'année en cours|l'année|de l'année|de cette année|année)"
)
NEXT_YEAR = r"(?P<next>(?:de )?l'(?:année|an) prochaine?|(?:de )?l'année suivante|(?:de )?l'an prochain)"
WHEN = rf"(?:(?:de )?(?:(?:l')?(?:année|an) )?{YEAR}|{NEXT_YEAR}|{THIS_YEAR})"
PART = r"(?:(?:le |la )?(?P<part>début|mi|fin)(?:[ -]| de | du mois de | d'| du )?)?"


def _before_event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    inner = EVENT_ONLY.fullmatch(match["rest"])
    count, unit = length_of(match)
    if inner is None:
        raise AskError("which_event", "event", relation="before", count=count, unit=unit, event=match["rest"])
    if re.fullmatch(french_words.ITSELF, inner[0], re.IGNORECASE):
        raise AskError("which_meeting", "event", relation="before", count=count, unit=unit)
    return DeadlineSpec("event", event=inner["event"], relation="before", count=count, unit=unit)


def _span(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "entre X et Y", "de X à Y", X taking the year of Y where it has none."""
    last = read_framed(FRENCH, match["last"])
    if last is None or last.period is None:
        return None
    year, text = last.period.year, match["first"]
    if re.fullmatch(r"1er|\d{1,2}", text) and last.period.unit == "day" and last.period.month is not None:
        text = f"{text} {french_words.MONTHS[last.period.month - 1]}"
    with_year = f"{text} {year}" if year is not None and not re.search(r"\d{4}", text) else text
    first = read_framed(FRENCH, with_year) or read_framed(FRENCH, text)
    if first is None or first.period is None:
        return None
    if in_one_year(first.period, last.period):
        return build_period(first.period, "in", last.period)
    if not (first.period.is_dated and last.period.is_dated):
        raise AskError("year", "relative")
    if first.period.unit == "year" == last.period.unit and not (first.period.part or last.period.part):
        return build_year_span(first.period.year or 0, last.period.year or 0)
    return build_period(first.period, "in", last.period)


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


def _last_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_last_day(read_framed(FRENCH, f"d'ici la fin de {match['rest']}"), frame)


def _last_working_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    rest = re.sub(r"^mois$", "ce mois", match["rest"], flags=re.IGNORECASE)
    return build_last_working_day(read_framed(FRENCH, f"d'ici la fin de {rest}"), frame)


def _whole_rest(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "dès que possible, et au plus tard": the last day is what binds."""
    return read_framed(FRENCH, match["rest"])


def _bounded(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_bounded(FRENCH)(match, frame)


def _cut_off(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "avant la prochaine", which breaks off before it names the event."""
    relation: Relation = "before" if match["before"] else "by" if match["by"] else "at"
    raise AskError("which_event", "event", relation=relation)


def _unknown_event(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    raise AskError("which_event", "event", event=match["rest"], relation="before")


DOUBTFUL = (
    r"avant|après|d'ici|jours?|semaines?|mois|ans?|années?|ou|si|sauf|chaque|dès|jusqu'\w+|amont|vue|"
    r"prévision|"
    r"perspective|approche|issue|suite"
)
EVENT = (
    rf"(?!.*\b(?:{DOUBTFUL})\b)(?:(?:la|le|les|leur|leurs|notre|nos|une?|sa|son) |l')?"
    rf"(?P<event>(?:[\w.'&/+-]+ )*?(?:{french_words.EVENT})(?![\w])(?: [\w.'&/+-]+)*)"
)
EVENT_ONLY = re.compile(EVENT, re.IGNORECASE)
PLACE = r"(?!compter|partir)[^\W\d]+(?: [^\W\d]+)?"
OF_BOTH = rf"(?: dans les deux (?P<both>capitales|pays))?(?: à (?P<place>{PLACE}))?"
COUNTED = (
    r"(?:(?:,| en comptant| comptés)? dans les deux (?P<counted_both>capitales|pays)"
    rf"| (?:en comptant|comptés) à (?P<counted>{PLACE}))?"
)
FROM = (
    r"(?: (?:suivant|qui suivent|après|à compter de|à partir de|à dater de|de) "
    r"(?P<anchor>(?:la|l'|le|sa|son|cette|ce|aujourd).*?)"
    r"| à (?:compter|partir) d'(?P<today>aujourd'hui))?"
)
LENGTH = (
    rf"(?:les |l'|le )?{french_words.NUMBER} (?P<next>prochaine?s )?{french_words.UNIT}"
    rf"(?: (?:prochaine?s|à venir|qui viennent))?"
    rf"{OF_BOTH}{FROM}{COUNTED}"
)
WEEKDAYS = "|".join(french_words.WEEKDAYS)
AROUND_MEETING = (
    rf"{PART}(?:(?:ce|cette|le|la) |(?=\w+ (?:prochain|suivant|en cours)))(?P<unit>{'|'.join(AROUND)})(?:-ci|"
    rf" en cours)?"
    r"(?P<next> prochaine?| suivante?)?"
)
TIMES = compile_rules(
    (
        rf"(?:le )?{french_words.WEEKDAY}(?:le )?{french_words.DAY} {french_words.MONTH}(?: {WHEN})?",
        build_french_day,
    ),
    (YEAR_FIRST, build_iso_date),
    (rf"(?:le )?{YEAR_LAST}", build_numeric_date),
    (rf"(?:le )?{WITHOUT_YEAR}", build_question("numeric_date", "relative")),
    (rf"{PART}(?:le )?(?:mois de |mois d')?{french_words.MONTH}(?: {WHEN})?", build_french_month),
    (rf"(?:le |au )?{french_words.ORDINAL} (?P<size>semestre|trimestre)(?: {WHEN})?", build_french_fraction),
    (rf"(?:le |au )?(?P<size>[ts])(?P<number>[1-4])(?: {WHEN})?", build_french_fraction),
    (rf"{PART}{WHEN}", whole_year),
    (r"(?:les )?années (?P<year>(?:19|20|21)\d0)", build_decade),
    (AROUND_MEETING, around_meeting),
    (r"aujourd'hui|(?:après-)?demain", near_day),
    (rf"(?:le )?(?:{WEEKDAYS}) prochain", build_question("weekday_alone", "relative")),
    (
        rf"(?:le |ce )?(?P<weekday>{WEEKDAYS})(?: de cette semaine|(?P<after> de la semaine prochaine))?",
        weekday_alone,
    ),
    (
        rf"(?:le )?{french_words.DAY} (?:(?:de ce|du présent) mois|du mois (?:en cours|(?P<next>prochain)))",
        day_of_near_month,
    ),
    (rf"{DAY_ZERO}(?: ?{french_words.UNIT})?", after_day_zero),
    (r"(?:le )?dernier jour (?:ouvré|de travail) (?:de l'|de |du |d')(?P<rest>.+)", _last_working_day),
    (r"(?:le )?dernier jour (?:de l'|de |du |d')(?P<rest>.+)", _last_day),
    (r"(?:les |ces )?prochaine?s (?P<unit>jours|semaines|mois|années)", build_next_french),
    (
        r"(?:les |ces )?(?P<unit>jours|semaines|mois|années) (?:à venir|qui viennent|prochaine?s)",
        build_next_french,
    ),
    (LENGTH, build_french_length),
    (rf"(?:la |les )?(?:période |années )?{YEAR}[-/](?P<last>\d{{4}}|\d\d)", span_of_years),
    (EVENT, build_french_event),
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
FRAMES = compile_frames(
    (r"(?:d'ici (?:à |au )?|en |au |à |pour )?(?P<rest>.+) au plus tard", "by"),
    (rf"pour (?P<rest>(?:le )?(?:{WEEKDAYS})\b.*)", "by"),
    (rf"{FRENCH_END}(?P<rest>.+)", "by"),
    (r"fin de (?P<rest>la décennie.*)", "by"),
    (
        (
            rf"(?:d'ici (?:à )?|"
            rf"au plus tard (?:dans )?)(?P<rest>(?:les )?{french_words.NUMBER} {french_words.UNIT}.*)"
        ),
        "within",
    ),
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
    r"une fois(?! (?:par|l'|tous|toutes|chaque)\b)|après(?!-)|(?:à la suite|à l'issue) d(?:e |u |es )?|"
    r"suite à"
)
CONDITION = r"sous réserve d|à condition d|à condition qu|si |lorsqu|dès qu|en cas d|à moins qu"
RULES = compile_rules(
    (HASTY, _whole_rest),
    (CONVENIENT, lambda match, frame: build_open(REVIEW_DAYS)),
    (rf"(?:{CONDITION}).+|.+ (?:{CONDITION}).+", build_question("condition")),
    (rf"(?:{AFTERWARDS}) ?(?P<rest>.+)", build_french_after),
    (
        rf"(?:au moins |au plus tard )?{french_words.NUMBER} {french_words.UNIT} avant (?P<rest>.+)",
        _before_event,
    ),
    (rf"(?:au moins )?{french_words.NUMBER} fois (?:par an|l'an|chaque année)", times_a_year),
    (rf"(?:une fois )?tou(?:s|tes) les {french_words.NUMBER} {french_words.UNIT}", every_length),
    (
        r"(?:d'ici |avant |à )?(?:la )?fin de chaque (?P<unit>année|semestre|trimestre|mois)",
        every_end,
    ),
    (
        (
            rf"(?:le |tous les )?(?:premier|1er|deuxième|2e|troisième|3e|quatrième|4e|dernier)s? "
            rf"(?:{WEEKDAYS})s? (?:de chaque mois|(?<=s )du mois)"
        ),
        lambda match, frame: build_recurring("P1M"),
    ),
    (rf"un (?:{WEEKDAYS}) sur deux", lambda match, frame: build_recurring("P2W")),
    (r"(?:une fois )?(?:chaque année|tous les ans|par an|l'an),? (?P<rest>.+)", _every_with_day),
    (r"(?P<rest>.+?) (?:de chaque année|chaque année|tous les ans)", _every_with_day),
    (r"entre (?:le )?(?P<first>.+?) et (?:le )?(?P<last>.+)", _span),
    (r"les (?P<first>1er|\d{1,2}) et (?:le )?(?P<last>(?:1er|\d{1,2}) .+)", _span),
    (r"d(?:e |u |'|ès )(?P<first>(?!ici\b).+?) (?:à|au|jusqu'en|jusqu'à|jusqu'au) (?P<last>.+)", _span),
    (rf"(?:à partir d[eu']|à compter d[eu']|dès) ?(?P<rest>{MILESTONES}.*)", build_french_after),
    (r"(?:à partir d|à compter d|depuis |dès |pas avant ).+", build_question("start", "relative")),
    (rf"(?P<rest>.+?),? (?:{BOUNDS}).+", _bounded),
    (rf"(?:(?P<before>{BEFORE})|(?P<by>{BY})|.+) {CUT_OFF}", _cut_off),
    (r"d'ici|avant|au plus tard|dans|sous|jusqu'au|jusqu'à|en|le", build_question("incomplete")),
)  # fmt: skip
LAST = compile_rules((rf"{BEFORE} (?P<rest>.+)", _unknown_event))
FRENCH = Grammar(
    french_words.normalise_french, french_words.whole_phrases(), french_words.ASKS, RULES, FRAMES, TIMES, LAST
)
